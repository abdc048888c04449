"""``zhixing simulate staffing``：JSON 的各栏不变，照种子定；写得不对的逐处说明。"""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from centre.staffing import small

from zhixing.casework.centre.staffing.plan import write
from zhixing.entrances.cli.main import main


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "方案.toml"
    file.write_text(write(small(2, each_month=5.0, ages=(3, 40))), "utf-8")
    return file


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["simulate", "staffing", *words])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else told.err


def test_result_is_stable_json(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = ran(capsys, "--plan", str(plan), "--runs", "2")
    assert code == 0 and found["runs"] == 2 and found["seed"] == 20260101 and found["cases"]["open_before"] == 2
    assert list(found) == [
        "plan", "since", "until", "seed", "runs", "working_days", "cases", "desks", "tracks", "months", "weeks", "open", "warnings",
    ]
    assert list(found["cases"]) == ["open_before", "arrived", "closed", "open_after", "mean_days", "median_days"]
    assert list(found["desks"][0]) == [
        "code", "name", "heads", "minutes_a_day", "need", "steps", "use", "wait_days", "queue_after", "queue", "late_on", "grows",
    ]
    assert set(found["cases"]["closed"]) == {"low", "mid", "high"}
    assert ran(capsys, "--plan", str(plan), "--runs", "2")[1] == found
    assert ran(capsys, "--plan", str(plan), "--runs", "2", "--seed", "5")[1]["cases"]["arrived"] != found["cases"]["arrived"]


def test_plan_from_standard_input(plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(plan.read_bytes())))
    assert ran(capsys, "--plan", "-", "--runs", "1")[1]["plan"] == "小方案"


def test_wrong_plan_says_where_and_exits_one(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text(plan.read_text("utf-8").replace("heads = 2", "heads = 0"), "utf-8")
    code, told = ran(capsys, "--plan", str(plan))
    assert code == 1 and "查控一个人也没有" in told
    code, told = ran(capsys, "--plan", str(plan), "--json")
    assert code == 1 and "查控一个人也没有" in told["reason"]


def test_bad_words(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(capsys, "--plan", str(plan), "--runs", "0")[0] == 2
    assert ran(capsys, "--plan", str(tmp_path / "没有.toml"))[0] == 1
    (tmp_path / "bad").write_bytes(b"\xff\xfe")
    assert "UTF-8" in ran(capsys, "--plan", str(tmp_path / "bad"))[1]
    with pytest.raises(SystemExit) as left:
        main(["simulate", "staffing"])
    assert left.value.code == 2
