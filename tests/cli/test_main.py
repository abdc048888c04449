"""``zhixing`` 命令：总览、退出码、拒绝的写法、启动快。"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from zhixing.entrances.cli import main as cli
from zhixing.entrances.cli.trouble import Trouble
from zhixing.law.articles import Article
from zhixing.law.finding import refuse


def command(monkeypatch: pytest.MonkeyPatch, run: object) -> None:
    """装一个只在测试里有的子命令 ``probe``。"""
    module = SimpleNamespace(register=lambda p: p.add_argument("--json", action="store_true"), run=run)
    monkeypatch.setitem(cli.COMMANDS, "probe", cli.Command("probe", "试"))
    monkeypatch.setattr(cli, "import_module", lambda name: module)


def refused(args: argparse.Namespace) -> int:
    refuse("too_early", "还没有立案", Article("CPL", "251"), remedy="先立案").require()
    return 0


def test_overview_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in cli.COMMANDS)


def test_unknown_command_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nonsense"]) == 2
    assert "没有这个命令：nonsense" in capsys.readouterr().err


def test_refusal_lists_reasons_and_exits_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command(monkeypatch, refused)
    assert cli.main(["probe"]) == 1
    shown = capsys.readouterr().err
    assert "还没有立案" in shown and "先立案" in shown and "251" in shown


def test_refusal_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command(monkeypatch, refused)
    assert cli.main(["probe", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and told["reason"] == "还没有立案" and told["reasons"][0]["code"] == "too_early"


def test_trouble_is_one_sentence_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(args: argparse.Namespace) -> int:
        raise Trouble("磁盘已满")

    command(monkeypatch, run)
    assert cli.main(["probe"]) == 1
    assert capsys.readouterr().err.strip() == "磁盘已满"


def test_light_commands_never_load_django() -> None:
    code = "import sys, zhixing.entrances.cli.main; print(any(m in sys.modules for m in ('django', 'psycopg')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run([sys.executable, "-m", "zhixing.entrances.cli.main", "calc", "capitals", "12"], stdout=full,
                              stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("磁盘已满") and "Traceback" not in done.stderr
