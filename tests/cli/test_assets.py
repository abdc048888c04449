"""浏览器文件：校验值不符就拒绝，取过的不再取，源码映射去掉。"""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from zhixing.entrances.cli import assets
from zhixing.entrances.cli.trouble import Trouble

SCRIPT = b"let a=1;\n//# sourceMappingURL=tabler.min.js.map\n"
ICON = b'<svg width="24"><path stroke="none" d="M0 0h24v24H0z" fill="none" /><path d="M7 20l10 0" /></svg>'
MANIFEST = """
[[package]]
name = "@tabler/core"
version = "1.0.0"
files = [{{ file = "dist/a.js", target = "a.js", sha256 = "{script}" }}]
[icons]
name = "@tabler/icons"
version = "1.0.0"
target = "icons.svg"
sha256 = "{icons}"
names = ["scale"]
"""


def pack(package: str, version: str, into: Path) -> Path:
    """假的 npm pack：两个小包。"""
    content = {"package/dist/a.js": SCRIPT} if package.endswith("core") else {"package/icons/outline/scale.svg": ICON}
    archive = into / f"{package.rpartition('/')[2]}.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return archive


def manifest(folder: Path, script: bytes = SCRIPT) -> Path:
    path = folder / "assets.toml"
    digests = (hashlib.sha256(script), hashlib.sha256(assets.sprite({"scale": ICON})))
    path.write_text(MANIFEST.format(script=digests[0].hexdigest(), icons=digests[1].hexdigest()))
    return path


def test_fetch_checks_strips_and_then_rests(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assert assets.fetch(manifest(tmp_path), vendor, pack=pack)
    assert (vendor / "a.js").read_bytes() == b"let a=1;\n"
    assert '<symbol id="scale" viewBox="0 0 24 24"' in (vendor / "icons.svg").read_text()
    assert "M0 0h24v24H0z" not in (vendor / "icons.svg").read_text()
    assert not assets.fetch(manifest(tmp_path), vendor, pack=pack)
    (vendor / "a.js").unlink()
    assert assets.fetch(manifest(tmp_path), vendor, pack=pack)


def test_wrong_hash_is_refused_and_old_files_stay(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "a.js").write_text("旧的")
    with pytest.raises(Trouble, match=r"a\.js.*校验值不符"):
        assets.fetch(manifest(tmp_path, script=b"tampered"), vendor, pack=pack)
    assert (vendor / "a.js").read_text() == "旧的"


def test_unreachable_registry_says_so(tmp_path: Path) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n")
    npm.chmod(0o755)
    with pytest.raises(Trouble, match="连不上软件仓库"):
        assets.fetch(manifest(tmp_path), tmp_path / "vendor", npm=str(npm))


def test_our_manifest_names_a_hash_for_every_file_and_no_address() -> None:
    text = assets.MANIFEST.read_text("utf-8")
    assert "://" not in text
    assert text.count('sha256 = "') == len(assets.targets())
    assert 'sha256 = ""' not in text


def test_every_icon_a_page_names_is_fetched() -> None:
    listed = set(tomllib.loads((ROOT / "assets.toml").read_text())["icons"]["names"])
    pages = (ROOT / "src/zhixing/entrances").rglob("*.py")
    named = {name for page in pages for name in re.findall(r'icon="([a-z0-9-]+)"', page.read_text())}
    assert len(named) > 20 and named <= listed, named - listed
