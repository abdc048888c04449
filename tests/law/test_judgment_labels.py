"""手工标注：没有原文；原文在手边时，各栏的分数不低于记下的。"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LABELS = ROOT / "tests/data/judgment_labels.jsonl"
CLAUSES = ROOT / "tests/data/judgment_clause_labels.jsonl"
TEXTS = ROOT.parent / "shared/data/judgments/operative_parts.jsonl"


def test_labels_carry_no_text() -> None:
    rows = LABELS.read_text("utf-8")
    assert not re.search(r"[\u3400-\u9fff]", rows)
    assert sum(len(json.loads(row)["items"]) for row in rows.splitlines()) >= 150


def test_clause_labels_carry_no_text() -> None:
    rows = CLAUSES.read_text("utf-8")
    assert not re.search(r"[\u3400-\u9fff]", rows)
    assert sum(len(json.loads(row)["interest"]) for row in rows.splitlines()) >= 30


@pytest.mark.skipif(not TEXTS.exists(), reason="原文不在项目里")
def test_scores() -> None:
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        from judgments import clause_verdicts, compared
    finally:
        sys.path.pop(0)
    from zhixing.law.judgment.reading import read_operative

    texts = [json.loads(row)["operative"] for row in TEXTS.read_text("utf-8").splitlines()]
    tally: Counter[tuple[str, str]] = Counter()
    for row in map(json.loads, LABELS.read_text("utf-8").splitlines()):
        tally.update((field, verdict) for _, field, verdict in compared(row["items"], read_operative(texts[row["line"] - 1])))
    for row in map(json.loads, CLAUSES.read_text("utf-8").splitlines()):
        tally.update(clause_verdicts(row, TEXTS.parent))
    for field, least in (("amount", 0.97), ("payer", 0.97), ("payee", 0.97), ("period", 0.97), ("interest", 0.95)):
        hit, extra, lost = (tally[field, verdict] for verdict in ("hit", "extra", "lost"))
        assert hit / (hit + extra) >= least
        assert hit / (hit + lost) >= least - 0.02
