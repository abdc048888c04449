"""浏览器要用的文件：按 assets.toml 从 npm 取来，逐个核对校验值，放进不入库的 vendor 目录。只用标准库。

改了 assets.toml 里的版本或图标名单后，运行 ``python -m zhixing.entrances.cli.assets --update`` 重写校验值。
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from zhixing.entrances.cli.trouble import HASH_MISMATCH, Trouble, explain

ROOT = Path(__file__).resolve().parents[4]
MANIFEST = ROOT / "assets.toml"
VENDOR = ROOT / "src/zhixing/entrances/web/static/vendor"
STAMP = ".stamp"
NPM_OPTIONS = ("--loglevel=error", "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000",
               "--fetch-retry-maxtimeout=5000")

Pack = Callable[[str, str, Path], Path]


def fetch(
    manifest: Path = MANIFEST, vendor: Path = VENDOR, *, npm: str = "npm",
    pack: Pack | None = None, tick: Callable[[str], None] = lambda name: None,
) -> bool:
    """取齐全部文件；已是最新时什么也不做。返回是否真的取了。

    任何一个文件的校验值不符就抛出 :class:`Trouble`，原有文件不动。``pack`` 供测试换掉 ``npm pack``。
    """
    if is_current(manifest, vendor):
        return False
    with tempfile.TemporaryDirectory(prefix="zhixing-assets-") as work:
        fresh = Path(work) / "vendor"
        fresh.mkdir()
        for target, content, expected in _contents(_read(manifest), pack or npm_pack(npm), Path(work)):
            _check(target, content, expected)
            (fresh / target).write_bytes(_without_source_map(content))
            tick(target)
        (fresh / STAMP).write_text(_digest(manifest.read_bytes()))
        _replace(fresh, vendor)
    return True


def is_current(manifest: Path = MANIFEST, vendor: Path = VENDOR) -> bool:
    """上次取的就是这份清单，文件也都在。"""
    stamp = vendor / STAMP
    if not stamp.exists() or stamp.read_text() != _digest(manifest.read_bytes()):
        return False
    return all((vendor / name).exists() for name in targets(manifest))


def targets(manifest: Path = MANIFEST) -> list[str]:
    """清单里的目标文件名。"""
    data = _read(manifest)
    return [f["target"] for p in data["package"] for f in p["files"]] + [data["icons"]["target"]]


def npm_pack(npm: str) -> Pack:
    """用 ``npm pack`` 把一个包取到目录里，返回压缩包路径。"""

    def pack(package: str, version: str, into: Path) -> Path:
        command = [npm, "pack", *NPM_OPTIONS, f"{package}@{version}"]
        done = subprocess.run(command, cwd=into, capture_output=True, text=True, env=_npm_environment())
        if done.returncode:
            raise Trouble(f"取不到 {package} {version}。{explain(done.stdout + done.stderr)}")
        return into / done.stdout.strip().splitlines()[-1]

    return pack


def _npm_environment() -> dict[str, str]:
    """让 npm 也信任系统里的根证书（内网常有自己的）；自己设过 ``NODE_EXTRA_CA_CERTS`` 的不改。"""
    bundles = (os.environ.get("SSL_CERT_FILE", ""), "/etc/ssl/certs/ca-certificates.crt")
    found = next((path for path in bundles if path and Path(path).exists()), None)
    return ({"NODE_EXTRA_CA_CERTS": found} if found else {}) | os.environ


def _read(manifest: Path) -> dict[str, Any]:
    return tomllib.loads(manifest.read_text(encoding="utf-8"))


def _contents(data: dict[str, Any], pack: Pack, work: Path) -> Iterator[tuple[str, bytes, str]]:
    """逐个给出（目标名，原始内容，登记的校验值）。"""
    for package in data["package"]:
        found = _members(pack(package["name"], package["version"], work), [f["file"] for f in package["files"]])
        for file in package["files"]:
            yield file["target"], found[file["file"]], file["sha256"]
    icons = data["icons"]
    paths = {name: f"icons/outline/{name}.svg" for name in icons["names"]}
    found = _members(pack(icons["name"], icons["version"], work), list(paths.values()))
    yield icons["target"], sprite({name: found[path] for name, path in paths.items()}), icons["sha256"]


def _members(archive: Path, names: list[str]) -> dict[str, bytes]:
    """压缩包里这些文件的内容；从头到尾只读一遍，来回跳会反复解压。"""
    found: dict[str, bytes] = {}
    with tarfile.open(archive, "r|gz") as tar:
        for entry in tar:
            name = entry.name.removeprefix("package/")
            if name in names and (file := tar.extractfile(entry)):
                found[name] = file.read()
            if len(found) == len(names):
                break
    if missing := sorted(set(names) - found.keys()):
        raise Trouble(f"取来的包里没有 {'、'.join(missing)}。请改正 assets.toml 里的文件名或图标名。")
    return found


def sprite(icons: dict[str, bytes]) -> bytes:
    """把若干个图标合成一个 SVG，每个图标是一个 ``<symbol id="图标名">``，页面用 ``<use>`` 引用。"""
    symbols = "\n".join(_symbol(name, svg.decode()) for name, svg in icons.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()


def _symbol(name: str, svg: str) -> str:
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if not found:
        raise Trouble(f"图标 {name} 不是 SVG。")
    shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", found[1])
    style = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {style}>{" ".join(shapes.split())}</symbol>'


def _check(target: str, content: bytes, expected: str) -> None:
    if _digest(content) != expected:
        raise Trouble(f"{target}：{HASH_MISMATCH}")


def _without_source_map(content: bytes) -> bytes:
    """去掉指向源码映射的注释：映射文件不随程序走，留着会使静态文件收集失败。"""
    return re.sub(rb"(?m)^(//[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=[^*]*\*/)\s*$\n?", b"", content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(fresh: Path, vendor: Path) -> None:
    vendor.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(vendor, ignore_errors=True)
    shutil.copytree(fresh, vendor)


def update(manifest: Path = MANIFEST, npm: str = "npm") -> None:
    """按清单取一遍，把算出的校验值写回 assets.toml（只在维护清单时用）。"""
    text = manifest.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as work:
        for target, content, _ in _contents(_read(manifest), npm_pack(npm), Path(work)):
            pattern = rf'(target = "{re.escape(target)}"(?:, |\n)sha256 = ")[0-9a-f]*'
            text = re.sub(pattern, rf"\g<1>{_digest(content)}", text)
    manifest.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    update() if "--update" in sys.argv else fetch(tick=print)
