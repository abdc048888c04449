"""两方的叫法：财产保全的文书写申请保全人、被保全人；移送执行的没有申请执行人，照样印得出。"""

from __future__ import annotations

import re
from typing import Any

import pytest

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers import printing
from zhixing.casework.documents.papers.preserving import basis
from zhixing.law import papers as law

PRESERVING = "（2026）内0221执保9号"
KEPT = [one.code for one in law.papers() if "执保" in one.kinds and one.code in papers.TEMPLATES]
MOVED = [code for code, one in papers.TEMPLATES.items() if {"applicants", "parties"} & set(one.fields) and code != "settlement"]
NAMES = {"申请执行人": "申请保全人", "被执行人": "被保全人"}


def text(code: str, data: dict[str, Any]) -> str:
    """正文的文字。"""
    return re.sub(r"<[^>]+>|\s", "", printing.outline(code, papers.prepared(papers.template(code), data)))


def sample(code: str, **changes: Any) -> dict[str, Any]:
    return papers.template(code).sample("typical") | changes


@pytest.mark.parametrize("code", KEPT)
def test_preservation_papers_use_their_own_names(code: str) -> None:
    data = sample(code, number=PRESERVING)
    if "parties" in data:
        data["parties"] = [one | {"role": NAMES[one["role"]]} for one in data["parties"]]
    if "acts" in data:
        data["acts"] = "查封不动产"
    if code == "release_ruling":
        data["facts"] = "申请保全人申请解除保全。"
    shown = text(code, data)
    assert "执行人" not in shown.replace("执行人员", ""), shown
    assert "第二百五十三条" not in shown and "没有在指定的期间履行" not in shown


def test_the_basis_of_preservation() -> None:
    assert basis("seizure_ruling", ("CPL 255", "JI 485", "CF 1"), PRESERVING) == ("CPL 106", "JI 485", "CF 1")
    assert basis("freeze_ruling", ("CPL 253", "CPL 255", "JI 485"), "（2026）内0221执9号") == ("CPL 253", "CPL 255", "JI 485")
    with pytest.raises(papers.BadData, match="没有申请保全人"):
        papers.prepared(papers.template("freeze_ruling"), sample("freeze_ruling", number=PRESERVING))


@pytest.mark.parametrize("code", MOVED)
def test_a_case_moved_by_a_criminal_court_has_no_applicant(code: str) -> None:
    data = sample(code)
    data.pop("applicants", None)
    if "parties" in data:
        data["parties"] = [one for one in data["parties"] if one["role"] != "申请执行人"]
        with pytest.raises(papers.BadData, match="没有申请执行人"):
            papers.prepared(papers.template(code), data)
        data["origin"] = data["origin"] | {"kind": "刑事判决书"}
    shown = text(code, data)
    assert not re.search(r"(?:执行|的|：)与[^本]", shown) and "向申请执行人" not in shown, shown
