"""浏览器测试要的东西：Chromium 和一种中文字体。root 时自动装，否则说出命令。只用标准库。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble, explain

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Chromium 的路径；没有时为空。"""
    return next(filter(None, map(shutil.which, CHROMIUM)), "")


def has_chinese_font() -> bool:
    """系统里有中文字体。"""
    lister = shutil.which("fc-list")
    return bool(lister and subprocess.run([lister, ":lang=zh-cn"], capture_output=True).stdout.strip())


def missing() -> list[str]:
    """还缺的发行版软件包。"""
    return ([] if chromium() else ["chromium"]) + ([] if has_chinese_font() else ["fonts-noto-cjk", "fontconfig"])


def required() -> bool:
    """必须有浏览器（持续集成上）：缺了就失败，不许跳过。"""
    return os.environ.get("ZHIXING_REQUIRE_BROWSER") == "1" or os.environ.get("CI", "").lower() in ("1", "true")


def ensure_browser() -> None:
    """补齐。装不了时：必须有的抛出 :class:`Trouble`，否则说一声，浏览器测试会带原因跳过。"""
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt(packages)
        packages = missing()
    if not packages:
        return
    sudo = "" if os.geteuid() == 0 else "sudo "
    command = f"{sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"
    text = f"浏览器测试还缺 {'、'.join(packages)}。请运行：\n    {command}"
    if required():
        raise Trouble(text)
    print(f"{text}\n这次跳过浏览器测试。", file=sys.stderr)


def _apt(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with Progress(f"安装 {'、'.join(packages)}", 2) as progress:
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", "-q", *command], env=environment, capture_output=True, text=True)
            if done.returncode:
                raise Trouble(f"apt-get {command[0]} 没有成功。{explain(done.stdout + done.stderr)}")
            progress.tick()
