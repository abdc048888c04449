"""``zhixing control wave``。"""

from __future__ import annotations

import json
from typing import Any

import pytest
from control.desk import BANK, CARS, ControlDesk

from zhixing.entrances.cli import control
from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import Parser
from zhixing.law.finding import Refused


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    parser = Parser("zhixing control")
    control.register(parser)
    assert control.run(parser.parse_args(["wave", *words, "--json"])) == 0
    return json.loads(capsys.readouterr().out)


def test_one_case_then_all_new(desk: ControlDesk, seal: object, capsys: pytest.CaptureFixture[str]) -> None:
    case, other = desk.case(), desk.case()
    first = ran(capsys, "--case", case.number, "--agency", BANK, "--agency", CARS)
    assert (first["state"], first["requests"], first["reason"]) == ("draft", 2, "manual")
    assert ran(capsys, "--case", case.number, "--agency", BANK, "--agency", CARS)["wave"] == first["wave"]
    rest = ran(capsys, "--all-new", "--sign", desk.director.username)
    assert (rest["cases"], rest["states"], rest["notice"] != "") == (1, {"queued": 5}, True)
    with pytest.raises(Refused):
        ran(capsys, "--all-new")
    with pytest.raises(Trouble, match="没有"):
        ran(capsys, "--case", "（2026）内0221执99999号")
    assert other.number
