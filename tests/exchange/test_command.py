"""``zhixing import cases``：每一行都有交代；有一行没进去，退出码就是 1。"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import factories
import pytest
from exchange import books
from offices import Office

from zhixing.casework.cases.queries import Case
from zhixing.entrances.cli import importing as command
from zhixing.entrances.cli.trouble import Trouble
from zhixing.exchange.case_sheets import read_sheets
from zhixing.exchange.workbook import read
from zhixing.foundation.history.queries import Entry


def run(*words: object) -> int:
    """``zhixing import cases …``。"""
    parser = argparse.ArgumentParser()
    command.register(parser)
    return command.run(parser.parse_args(["cases", *map(str, words)]))


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """一行合格、一行身份号码不对。"""
    path = tmp_path / "案件.xlsx"
    path.write_bytes(books.xlsx([books.case_row(1), books.case_row(2, 申请执行人证件号码="15022119900307852X")]))
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_dry_run_files_nothing(world: Office, mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(mixed, "--dry-run", "--json") == 1
    data = told(capsys)
    assert (data["ok"], data["total"], data["good"], data["bad"], data["filed"]) == (False, 2, 1, 1, 0)
    assert [row["ok"] for row in data["rows"]] == [True, False]
    assert data["rows"][1]["faults"][0]["column"] == "申请执行人证件号码"
    assert not Case.objects.exists()


def test_all_or_nothing_unless_told_to_keep_the_good(
    world: Office, mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(mixed) == 1
    assert "一件也没有导入" in capsys.readouterr().out and not Case.objects.exists()
    marked = tmp_path / "退回.xlsx"
    assert run(mixed, "--keep-good", "--marked", marked) == 1
    text = capsys.readouterr().out
    assert "导入 1 件" in text and "“案件”第 3 行 申请执行人证件号码" in text
    assert Case.objects.get().number == "（2026）内0221执1001号"
    (left,) = read_sheets(read("退回.xlsx", marked.read_bytes())).rows
    assert left.number == "（2026）内0221执1002号"


def test_a_good_file_goes_in_under_a_name(world: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "好.csv"
    path.write_text(books.csv_text([books.case_row(1)]), encoding="gbk")
    assert run(path, "--as", world.director.username, "--json") == 0
    assert told(capsys) | {"rows": [], "notes": []} == {
        "ok": True, "dry_run": False, "as": world.director.username, "total": 1, "good": 1, "bad": 0, "filed": 1,
        "notes": [], "marked": None, "rows": [],
    }
    row = Entry.objects.filter(type="cases.Received").get()
    assert (row.actor_id, row.entrance, row.source) == (world.director.pk, "cli", "imported")


def test_whose_name_and_which_court(world: Office, mixed: Path) -> None:
    for words in (["--as", "nobody"], ["--as", world.judge.username, "--court", "内0222"], ["--court", "内0222"]):
        with pytest.raises(Trouble):
            run(mixed, *words)
    factories.user("filing", court=factories.court("内0222"))
    with pytest.raises(Trouble, match="--court"):
        run(mixed)
    assert run(mixed, "--court", "内0221", "--dry-run") == 1


def test_a_missing_file(world: Office, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有这个文件"):
        run(tmp_path / "无.xlsx")
    with pytest.raises(Trouble, match="文件夹"):
        run(tmp_path)
