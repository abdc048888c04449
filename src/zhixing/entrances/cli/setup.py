"""``./run`` 的第一段：用系统的 Python 备好 .venv、锁定的依赖和浏览器文件，再把活交给 .venv 里的程序。

只用标准库，因为这时什么都还没装。每一步都留记号，中断后再运行会从断处重做。
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from zhixing.entrances.cli import assets
from zhixing.entrances.cli.browser import ensure_browser
from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import DISK_FULL, Trouble, explain, explain_os

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
LOCKS = ROOT / "requirements"
STAMP, UNFINISHED = ".zhixing-installed", ".zhixing-installing"
LEAST_SPACE = 1500 * 2**20
LEAST_NODE = 20

USAGE = """用法：
  ./run [--port 8000] [--host 127.0.0.1] [--no-demo] [--fresh] [--yes]   安装缺的东西，启动全部
  ./run test [pytest 的参数]                                              安装并运行全部测试
  ./run cli 命令 [参数]                                                   运行 zhixing 命令，如 ./run cli --help
  ./run lock                                                              由 pyproject.toml 重新生成 requirements/
环境变量：ZHIXING_HOME 数据目录；DATABASE_URL 用外部 PostgreSQL（15 以上）；ZHIXING_PYTHON 指定 Python。"""


def main(words: Sequence[str]) -> int:
    """认出要做什么，备好环境，转交。返回退出码。"""
    try:
        return _do(list(words))
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
    except OSError as error:
        print(f"\n{explain_os(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\n已停止。再运行同一条命令会接着做。", file=sys.stderr)
        return 130
    return 1


def _do(words: list[str]) -> int:
    task = words[0] if words and not words[0].startswith("-") else "start"
    rest = words[1:] if words[:1] == [task] else words
    if task == "lock":
        return lock()
    if task not in ("start", "test", "cli") or (task == "start" and {"-h", "--help"} & set(rest)):
        print(USAGE)
        return 0 if task == "start" else 2
    prepare(dev=task == "test")
    if task == "test":
        ensure_browser()
        return _hand_over("zhixing.entrances.cli.suite", rest)
    return _hand_over("zhixing.entrances.cli.main", rest if task == "cli" else ["start", *rest])


def _hand_over(module: str, words: list[str]) -> int:
    """换成 .venv 里的程序，不再回来。"""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    sys.stderr.flush()
    os.execve(PYTHON, [str(PYTHON), "-m", module, *words], environment)  # noqa: S606


def prepare(*, dev: bool = False) -> None:
    """备好 .venv、依赖、浏览器文件。已备好时几乎不花时间。"""
    with _one_at_a_time():
        _install(VENV, dev=dev)
        _fetch_assets()


def _one_at_a_time() -> IO[str]:
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    lock = (folder / ".setup.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("另一个 ./run 正在安装，等它装完…", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


# ---- 虚拟环境与依赖 ----


def _install(folder: Path, *, dev: bool) -> None:
    wanted = "dev" if dev else "base"
    if installed(folder).get(wanted) == lock_key(wanted):
        return
    if shutil.disk_usage(ROOT).free < LEAST_SPACE:
        raise Trouble(DISK_FULL)
    make_venv(folder)
    (folder / UNFINISHED).touch()
    install_lock(folder, LOCKS / f"{wanted}.txt", "安装依赖")
    _install_ourselves(folder)
    locks = ("base", "dev") if dev else ("base",)
    (folder / STAMP).write_text(json.dumps({name: lock_key(name) for name in locks}))
    (folder / UNFINISHED).unlink()


def installed(folder: Path) -> dict[str, str]:
    """装好了哪些锁；没装完、解释器没了或版本变了都算没装。"""
    if (folder / UNFINISHED).exists() or not (folder / STAMP).exists() or not _works(folder):
        return {}
    found: dict[str, str] = json.loads((folder / STAMP).read_text())
    return found


def lock_key(name: str) -> str:
    """锁文件的摘要。"""
    return hashlib.sha256((LOCKS / f"{name}.txt").read_bytes()).hexdigest()


def _works(folder: Path) -> bool:
    return (folder / "bin/python").exists() and _packages(folder).is_dir()


def _packages(folder: Path) -> Path:
    """装包的目录。系统 Python 升了版本，这个目录就对不上，虚拟环境要重建。"""
    return folder / f"lib/python{_version()}/site-packages"


def _version() -> str:
    return ".".join(map(str, sys.version_info[:2]))


def make_venv(folder: Path) -> None:
    """建虚拟环境。上次装到一半的、解释器已不在的，删掉重建；完好的留着。"""
    if _works(folder) and not (folder / UNFINISHED).exists():
        return
    if folder.exists():
        print(f"{folder.name} 上次没有装完，重新安装。", file=sys.stderr)
        shutil.rmtree(folder)
    uv = shutil.which("uv")
    if not uv and not importlib.util.find_spec("ensurepip"):
        raise Trouble(f"这个 Python 缺少建虚拟环境的部件。请先运行：\n    {venv_command()}\n再运行 ./run")
    with Progress("建虚拟环境"):
        folder.mkdir()
        (folder / UNFINISHED).touch()
        venv.EnvBuilder(symlinks=True, with_pip=not uv).create(folder)


def venv_command() -> str:
    """补上 venv 部件的一条命令。"""
    sudo = "" if os.geteuid() == 0 else "sudo "
    default = Path("/usr/bin/python3")
    package = "python3-venv" if default.resolve().name == f"python{_version()}" else f"python{_version()}-venv"
    if shutil.which("apt-get"):
        return f"{sudo}apt-get install -y {package}"
    return f"用系统的软件管理程序安装 {package}（或安装 uv）"


def install_lock(folder: Path, lock_file: Path, title: str) -> None:
    """按锁文件安装，逐个核对校验值。有 uv 就用 uv，不成再用 pip（pip 认 pip.conf 里的镜像）。"""
    total = len(re.findall(r"^[A-Za-z0-9]", lock_file.read_text("utf-8"), re.MULTILINE))
    uv = shutil.which("uv")
    with Progress(title, None if uv else total) as progress:
        problem = _uv(uv, folder, lock_file) if uv else "没有 uv"
        if problem:
            _pip(folder, lock_file, progress)


def _uv(uv: str, folder: Path, lock_file: Path) -> str:
    """返回没装成的原因，装成了为空。"""
    command = [uv, "pip", "install", "--quiet", "--python", str(folder / "bin/python"), "--require-hashes", "--no-deps",
               "--only-binary=:all:", "--compile-bytecode", "-r", str(lock_file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return (done.stderr or "uv 没有装成") if done.returncode else ""


def _pip(folder: Path, lock_file: Path, progress: Progress) -> None:
    python = str(folder / "bin/python")
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        subprocess.run([python, "-m", "ensurepip"], capture_output=True, check=True)
    command = [python, "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary=:all:", "--no-input",
               "--disable-pip-version-check", "--progress-bar=off", "-r", str(lock_file)]
    output = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        for line in process.stdout or ():
            output.append(line)
            if line.startswith(("Collecting", "Processing", "Requirement already")):
                progress.tick(line.split()[1].rpartition("/")[2])
            elif line.startswith("Installing collected"):
                progress.tick("写入文件…", step=0)
    if process.returncode:
        raise Trouble(explain("".join(output)))


def _install_ourselves(folder: Path) -> None:
    """让 .venv 找得到源码：一行相对路径（搬动目录也不坏），加一个 ``zhixing`` 命令。不联网，不编译。"""
    packages = _packages(folder)
    (packages / "zhixing.pth").write_text(os.path.relpath(ROOT / "src", packages) + "\n")
    script = folder / "bin/zhixing"
    script.write_text('#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -m zhixing.entrances.cli.main "$@"\n')
    script.chmod(0o755)


# ---- 浏览器文件 ----


def _fetch_assets() -> None:
    if assets.is_current():
        return
    npm = _npm()
    with Progress("取浏览器文件", len(assets.targets())) as progress:
        assets.fetch(npm=npm, tick=progress.tick)


def _npm() -> str:
    """可用的 npm：系统的（Node ≥ 20），否则从 PyPI 装一份到 .venv 里。"""
    if (system := shutil.which("npm")) and _node_major() >= LEAST_NODE:
        return system
    own = VENV / "bin/npm"
    if not own.exists():
        install_lock(VENV, LOCKS / "node.txt", "安装 Node（系统里没有 20 以上的）")
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(own)


def _node_major() -> int:
    node = shutil.which("node")
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout if node else ""
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


# ---- 维护 ----

HEADER = "# 由 pyproject.toml 生成，适用于 Python 3.11–3.13；请勿手改。重新生成：./run lock（要有 uv）\n"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
           "--no-emit-index-url", "--no-annotate", "--no-header")


def lock() -> int:
    """由 pyproject.toml 重新生成三份锁。要有 uv；``UV_*`` 环境变量照常起作用。"""
    uv = shutil.which("uv") or shutil.which("uv", path=str(VENV / "bin"))
    if not uv:
        raise Trouble("重新生成锁文件要用 uv。请先运行：.venv/bin/python -m pip install uv")
    for name, source in (
        ("base", ["pyproject.toml"]),
        ("dev", ["pyproject.toml", "--extra", "dev", "-c", "requirements/base.txt"]),
        ("node", ["--group", "node"]),
    ):
        target = LOCKS / f"{name}.txt"
        subprocess.run([uv, *COMPILE, *source, "-o", str(target), "--upgrade"], check=True, cwd=ROOT)
        target.write_text(HEADER + target.read_text("utf-8"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
