"""``zhixing triage``：一件案件走哪条轨道、为什么；核对一份规则。"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from centre.hall import Hall

from zhixing.entrances.cli import triage
from zhixing.entrances.cli.trouble import Trouble
from zhixing.law.finding import Refused
from zhixing.law.triage_rules import default_text


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    triage.register(parser)
    return triage.run(parser.parse_args(words))


def test_json_tells_the_track_and_every_rule_tried(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    case = hall.enforcing()
    assert ask("--case", case.number, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["track"], data["rule"], data["team"], data["rules"], data["held"]["track"]) == ("fast", "small", "simple", 0, "fast")
    assert data["goal"] == "2026-12-20" and len(data["steps"]) == 8 and data["facts"]["claim"] == 3_600_000
    assert ask("--case", case.number) == 0
    assert "照规则走快执，简案快执团队，目标2026-12-20（小标的）" in capsys.readouterr().out


def test_unknown_case_and_wrong_number(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="没有"):
        ask("--case", "（2026）内0221执99号")
    assert ask("--case", "何处", "--json") == 2


def test_a_rule_file_is_checked_without_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound, wrong = tmp_path / "sound.toml", tmp_path / "wrong.toml"
    sound.write_text(default_text(), "utf-8")
    wrong.write_text(default_text().replace('field = "kind"', 'field = "colour"'), "utf-8")
    assert ask("--rules", str(sound), "--json") == 0 and len(json.loads(capsys.readouterr().out)["rules"]) == 11
    with pytest.raises(Refused, match="第12行：没有“colour”这一栏"):
        ask("--rules", str(wrong))
