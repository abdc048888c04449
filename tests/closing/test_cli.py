"""``zhixing closing check``：逐项、理由、退出码；写错的说清楚。"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

import pytest
from endings import DEBTOR, preservation, record
from spine import House

from zhixing.entrances import clock
from zhixing.entrances.cli import closing
from zhixing.entrances.cli.trouble import Trouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
ON = ("--on", "2026-11-03")


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    closing.register(parser)
    return closing.run(parser.parse_args(["check", *words]))


def test_not_yet_each_item_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    case = House().case()
    assert ask("--case", case.number, "--mode", "terminated_round", *ON, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["case"], told["mode"], told["on"]) == (False, case.number, "terminated_round", "2026-11-03")
    items = {item["code"]: item for item in told["items"]}
    assert {f"Z-{n:02d}" for n in range(1, 14)} <= items.keys()
    notice = items["Z-01"]["missing"][0]
    assert not items["Z-01"]["ok"] and DEBTOR in notice["text"] and notice["remedy"] and notice["article"]
    assert items["Z-13"]["ok"] and items["Z-13"]["proof"][0]["text"]
    assert told["headline"].startswith("暂不能报结") and len(told["reasons"]) >= 6


def test_the_table_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    case = House().case()
    assert ask("--case", case.number.replace("（", "(").replace("）", ")"), "--mode", "终结本次执行程序", *ON) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{case.number} 终结本次执行程序：暂不能报结")
    assert any(line.startswith("缺  Z-01 ") for line in lines) and any(line.startswith("有  Z-13 ") for line in lines)
    assert any("缺：" in line and "《" in line for line in lines) and any(line.startswith("提醒  ") for line in lines)


def test_it_may_be_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    from zhixing.casework.documents.events import Issued

    house = House()
    case = preservation(house)
    record(house, case, (Issued(document="expiry_notice", to="王秀兰"), date(2026, 3, 6)))
    assert ask("--case", case.number, "--mode", "preserved_full", "--ground", "full", *ON, "--json", "--court", "内0221") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and told["reasons"] == [] and all(item["ok"] for item in told["items"])
    assert ask("--case", case.number, "--mode", "finished", *ON) == 1
    assert "没有“执行完毕”这种结案方式" in capsys.readouterr().out


def test_wrong_words(capsys: pytest.CaptureFixture[str]) -> None:
    case = House().case()
    assert ask("--case", "不是案号", "--mode", "finished", "--json") == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert ask("--case", case.number, "--mode", "随便结") == 2
    assert "terminated_round 终结本次执行程序" in capsys.readouterr().err
    assert ask("--case", case.number, "--mode", "finished", "--on", "昨天") == 2
    with pytest.raises(Trouble, match="没有"):
        ask("--case", "（2026）内0221执999号", "--mode", "finished")
    with pytest.raises(Trouble, match="没有"):
        ask("--case", case.number, "--mode", "finished", "--court", "内0222")


def test_today_is_the_day_of_the_demo_court(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.DEMO_SHIFT = 30
    case = House().case()
    assert ask("--case", case.number, "--mode", "terminated_round", "--json") == 1
    assert json.loads(capsys.readouterr().out)["on"] == clock.now().date().isoformat() != date.today().isoformat()
