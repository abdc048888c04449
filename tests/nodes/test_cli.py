"""``zhixing nodes``：表和 JSON；没有的案件、写错的案号说清楚。"""

from __future__ import annotations

import argparse
import json

import pytest
from spine import House

from zhixing.entrances.cli import nodes
from zhixing.entrances.cli.trouble import Trouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    nodes.register(parser)
    return nodes.run(parser.parse_args(words))


def test_table_says_light_due_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    case = House().case()
    assert ask("--case", case.number.replace("（", "(").replace("）", ")"), "--on", "2026-11-03") == 0
    table = capsys.readouterr().out
    line = next(line for line in table.splitlines() if "N-03 " in line)
    assert line.startswith("红  2026-10-30  10月30日到期")
    assert "执行通知" in line and "2026-10-20当日不计入，从次日起算10日" in line


def test_json_is_one_object_a_node(capsys: pytest.CaptureFixture[str]) -> None:
    case = House().case()
    assert ask("--case", case.number, "--on", "2026-11-03", "--court", "内0221", "--json") == 0
    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["N-03"]["light"], rows["N-03"]["due"]) == ("red", "2026-10-30")
    assert all(step["text"] for step in rows["N-03"]["steps"]) and rows["N-03"]["basis"]


def test_unknown_and_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="没有"):
        ask("--case", "（2026）内0221执999号")
    assert ask("--case", "不是案号", "--json") == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert ask("--case", "（2026）内0221执999号", "--on", "昨天") == 2
