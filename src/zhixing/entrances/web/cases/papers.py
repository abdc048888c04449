"""一件案件能做哪些文书，哪些文书办结它的节点。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import papers
from zhixing.law import papers as law
from zhixing.law.node_table import rule

ISSUED: Final = "documents.Issued"


def offered(case: Case) -> tuple[law.Paper, ...]:
    """这一件能做、又有模板的各种。"""
    return tuple(one for one in law.suitable(case.kind, case.closing_mode, case.state) if one.code in papers.TEMPLATES)


def finishing(code: str) -> Iterator[str]:
    """发出哪几种文书办结这个节点。"""
    for one in rule(code).done:
        if one.event == ISSUED and (kind := one.where.get("document")):
            yield str(kind)
