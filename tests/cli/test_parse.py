"""zhixing parse case-number。"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from zhixing.entrances.cli.main import main


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class Stream(io.StringIO):
    """带 ``buffer`` 的标准输入。"""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.buffer = io.BytesIO(raw)


def test_texts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "case-number", "(2025) 内0221执 123 号之一"]) == 0
    (row,) = rows(capsys)
    assert row == {
        "ok": True, "reason": "", "input": "(2025) 内0221执 123 号之一", "text": "（2025）内0221执123号之一",
        "year": 2025, "court": "内0221", "type": "执", "no": 123, "sub": "一", "style": "new",
        "court_name": "土默特右旗人民法院", "warnings": [],
    }


def test_one_wrong_text_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "case-number", "（2025）内0221执1号", "（2025）内0221执1", "--json"]) == 1
    good, bad = rows(capsys)
    assert good["ok"]
    assert bad == {"ok": False, "reason": "案号缺少“号”字。", "input": "（2025）内0221执1"}


def test_next_century_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "case-number", "（2150）内0221执1号"]) == 1
    assert "年份" in rows(capsys)[0]["reason"]


def test_stream_answers_line_by_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    raw = "\ufeff（2025）内0221执1号\r\n\n坏\n".encode() + b"\xff\xfe\n" + b"x" * 100_000 + b"\n"
    monkeypatch.setattr(sys, "stdin", Stream(raw))
    assert main(["parse", "case-number", "-"]) == 0
    answers = rows(capsys)
    assert [row["ok"] for row in answers] == [True, False, False, False, False]
    assert all(row["reason"] for row in answers[1:])


def test_lone_surrogate_in_the_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "case-number", "\udce5（2025）内0221执1号"]) == 1
    assert not rows(capsys)[0]["ok"]


def test_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["parse", "case-number"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.strip() == "缺少参数：文字。"
