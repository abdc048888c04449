"""一种文书默认送给谁、几个人一份、通常和什么一起发出。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.drafting.shelf import Book, Shelf
from zhixing.law import papers

EACH: Final = frozenset({
    "enforcement_notice", "report_order", "consumption_order", "consumption_lift", "dishonesty_decision", "dishonesty_removal", "summons",
    "arrest_summons", "fine_decision", "detention_decision", "early_release_decision", "exit_ban_decision", "exit_ban_lift",
    "deposit_inquiry", "deposit_freeze", "deposit_renewal", "deposit_release", "deposit_deduction", "payout_notice", "payee_account",
    "service_address", "service_receipt", "termination_talk", "refusal_transfer",
})
"""一人一份的：栏目里只写一个人，或者各人收到的日子不同、内容因人而异。"""
_WHOSE: Final = {
    "deposit_inquiry": ("respondent",), "deposit_freeze": ("respondent",), "deposit_deduction": ("respondent",),
    "deposit_renewal": ("respondent",), "deposit_release": ("respondent",), "termination_talk": ("applicant",),
    "refusal_transfer": ("respondent",), "payee_account": ("applicant",), "service_address": ("applicant", "respondent"),
    "service_receipt": ("applicant", "respondent"),
}
"""不送给当事人、或者由当事人填写的，一人一份按哪些人分。"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """一个受送达人。``name`` 是叫法（同名的带尾号）；``nature`` 是 person、unit；``role`` 是诉讼地位的代码。"""

    party: int | None
    name: str
    nature: str
    role: str


def recipients(case: Case, kind: str) -> tuple[Addressee, ...]:
    """默认送给谁：文书表里写的各方，在案的全部。送给银行、登记机构等单位的没有默认，由拟稿人写明。

    没有这种文书抛出 :class:`~zhixing.law.papers.UnknownPaper`。
    """
    book, serve = Book(Shelf([case], date.max), case), papers.paper(kind).serve
    return tuple(Addressee(one.pk, book.called[one.pk], one.nature, one.role) for one in book.sides if one.role in serve)


def bundle(case: Case, kind: str) -> tuple[str, ...]:
    """通常一起发出的：执行通知书和报告财产令，冻结裁定和协助冻结存款通知书。这类案件不能做的不在内。"""
    own = (papers.paper(code) for code in papers.paper(kind).companions)
    return tuple(one.code for one in own if papers.suits(one, case.kind, case.closing_mode, case.state).ok)


def separate(case: Case, kind: str) -> tuple[tuple[str, ...], ...]:
    """几个人一份：一份一行，写各人的叫法；``((),)`` 是一份，照文书表送给各人。"""
    return groups(Book(Shelf([case], date.max), case), kind)


def groups(book: Book, kind: str) -> tuple[tuple[str, ...], ...]:
    """同上。"""
    whose = _WHOSE.get(kind) or papers.paper(kind).serve
    people = [one for one in book.sides if one.role in whose] if kind in EACH else []
    return tuple((book.called[one.pk],) for one in people) or ((),)
