"""涉民生类别的建议、小标的。"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from zhixing.casework.cases.models import Livelihood
from zhixing.law.livelihood import LABELS, classify, small_claim


@pytest.mark.parametrize(("cause", "kind"), [
    ("追索劳动报酬纠纷", "wages"), ("劳务合同纠纷", "wages"), ("劳动争议", "wages"),
    ("机动车交通事故责任纠纷", "traffic"), ("生命权、身体权、健康权纠纷", "injury"),
    ("提供劳务者受害责任纠纷", "injury"),
    ("赡养费纠纷", "parents"), ("抚养费纠纷", "child"), ("扶养费纠纷", "spouse"), ("工伤保险待遇纠纷", "work_injury"),
    ("医疗损害责任纠纷", "medical"), ("养老金纠纷", "pension"),
    ("民间借贷纠纷", ""), ("金融借款合同纠纷", ""), ("买卖合同纠纷", ""), ("变更抚养关系纠纷", ""),
    ("保险人代位求偿权纠纷", ""), ("追偿权纠纷", ""), ("物业服务合同纠纷", ""), ("", ""),
])
def test_causes(cause: str, kind: str) -> None:
    found = classify(cause)
    assert found.value == kind
    assert found.articles and found.steps


def test_title_and_text_help_when_the_cause_is_silent() -> None:
    assert classify("", "labour").value == "wages"
    assert classify("其他", "", "支付拖欠的工资12600元").value == "wages"
    assert classify("抚养费纠纷", "labour").value == "child"


def test_codes_are_those_of_the_case_table() -> None:
    assert dict(Livelihood.choices) == LABELS


def test_every_public_cause_gets_an_answer(shared: Path) -> None:
    with (shared / "data/causes.csv").open(encoding="utf-8") as rows:
        found = {row["text"]: classify(row["text"]).value for row in csv.DictReader(rows)}
    assert set(found.values()) <= set(LABELS)
    assert 10 <= sum(1 for kind in found.values() if kind) <= 120


@pytest.mark.parametrize(
    ("fen", "small"), [(None, False), (0, False), (1, True), (5_000_000, True), (5_000_001, False)]
)
def test_small_claim(fen: int | None, small: bool) -> None:
    assert small_claim(fen, 5_000_000).value is small
