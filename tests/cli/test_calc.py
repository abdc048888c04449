"""zhixing calc deadline。"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from cli.running import run


def calc(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    return run(capsys, "calc", "deadline", *words)


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = calc(capsys, "--from", "2025-01-18", "--period", "10d", "--class", "A", "--json")
    data = json.loads(out)
    assert code == 0
    shown = [data[key] for key in ("due", "counted_to", "class", "provisional")]
    assert shown == ["2025-02-05", "2025-01-28", "A", False]
    assert all(set(step) == {"text", "article"} and step["text"] for step in data["steps"])
    assert "《中华人民共和国民事诉讼法》（2023年修正）第85条" in {step["article"] for step in data["steps"]}


@pytest.mark.parametrize(("words", "expected"), [
    (["2025-11-30", "--period", "3m", "--class", "B"], {"earliest": "2026-03-01", "due": "2026-03-01"}),
    (["2023-10-03", "--period", "3y", "--class", "C"], {"last_working_day": "2026-09-30", "due": "2026-10-03"}),
    (["2025-09-30T16:20", "--period", "48h", "--class", "E"], {"due": "2025-10-02T17:00"}),
    (["2025-09-30", "--period", "3wd", "--class", "F"], {"due": "2025-10-11"}),
    (["2025-10-20", "--period", "15d", "--class", "D", "--clear-days"],
     {"due": "2025-09-30", "counted_to": "2025-10-04"}),
    (["2025-01-18", "--period", "6m", "--class", "A", "--exclude", "X4:2025-03-03:2025-04-02", "--extend", "3m"],
     {"due": "2025-11-17", "excluded_days": 30}),
    (["2025-01-18", "--period", "6m", "--class", "A", "--exclude", "X4:2025-03-03"], {"due": None, "open_span": True}),
    (["2026-12-20", "--period", "15d", "--class", "A"], {"provisional": True, "due": "2027-01-04"}),
])
def test_each_class(capsys: pytest.CaptureFixture[str], words: list[str], expected: dict[str, object]) -> None:
    code, out, _ = calc(capsys, "--json", "--from", *words)
    data = json.loads(out)
    assert code == 0
    assert {key: data[key] for key in expected} == expected


def test_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = calc(capsys, "--from", "2025-08-31", "--period", "6m", "--class", "A", "--times", "10", "--json")
    assert json.loads(out)["schedule"][-3:] == ["2029-08-31", "2030-02-28", "2030-08-31"]


def test_readable(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = calc(capsys, "--from", "2025-01-18", "--period", "10d", "--class", "A")
    assert code == 0
    assert "最后期限：2025-02-05（周三）" in out
    assert "1. 2025-01-18当日不计入" in out


@pytest.mark.parametrize("words", [
    [], ["--from", "2025-01-18"], ["--from", "2025-02-30", "--period", "10d", "--class", "A"],
    ["--from", "2025-01-18", "--period", "10x", "--class", "A"],
    ["--from", "2025-01-18", "--period", "10d", "--class", "Q"],
    ["--from", "2025-01-18", "--period", "10d"], ["--from", "2025-01-18", "--period", "999999999d", "--class", "A"],
    ["--from", "2025-01-18", "--period", "6m", "--class", "A", "--exclude", "X4:2025-04-02:2025-03-03"],
    ["--from", "2025-01-18", "--period", "6m", "--class", "A", "--times", "-1"],
    ["--from", "2025-01-18", "--period", "48h", "--class", "E"],
    ["--from", "9999-12-31", "--period", "6m", "--class", "A"],
    ["--from", "2025-01-18", "--rule", "T:N-03", "--period", "10d"], ["--nonsense"], ["--from"],
])
def test_bad_usage_is_one_chinese_sentence(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, out, err = calc(capsys, *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert any("\u4e00" <= char <= "\u9fff" for char in err)
    code, out, _ = calc(capsys, "--json", *words)
    answer = json.loads(out)
    assert code == 2
    assert answer["ok"] is False
    assert answer["reason"]


def test_starts_without_what_is_slow_to_load() -> None:
    """不碰 Django、数据库、表格库，所以随叫随到；多快由 bench 量。"""
    code = (
        "import sys; from zhixing.entrances.cli.main import main; "
        "main(['calc','deadline','--from','2025-01-18','--period','10d','--class','A']); "
        "sys.exit(bool({'django', 'psycopg', 'openpyxl', 'pypinyin', 'asyncio'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(("start", "due"), [("2021-12-31", "2022-03-01"), ("2022-01-01", "2022-01-31")])
def test_a_changed_rule_is_taken_as_of_the_start(capsys: pytest.CaptureFixture[str], start: str, due: str) -> None:
    """公告送达：二〇二二年以前发出的六十日，以后的三十日。"""
    code, out, _ = calc(capsys, "--from", start, "--rule", "T:V-08", "--json")
    assert (code, json.loads(out)["due"]) == (0, due)


def test_a_rule_not_yet_in_force_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = calc(capsys, "--from", "2016-01-04", "--rule", "T:N-35", "--json")
    assert "2016-12-01起施行" in json.loads(out)["warnings"][0]


@pytest.mark.parametrize("start", ["20250118", "2025-W03-6", "2025-01-18T16", "2025-01-18T16:20+08:00", "2025-1-18"])
def test_the_start_is_written_one_way(capsys: pytest.CaptureFixture[str], start: str) -> None:
    code, out, _ = calc(capsys, "--from", start, "--period", "3d", "--class", "A", "--json")
    assert code == 2 and "应写成 2025-01-18" in json.loads(out)["reason"]
