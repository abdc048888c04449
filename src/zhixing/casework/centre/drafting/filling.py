"""填一份文书、一批文书的数据。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.queries import Case, facts_of
from zhixing.casework.centre.drafting.answers import HERE, Filled, Form, Missing
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.centre.drafting.serving import groups
from zhixing.casework.centre.drafting.shelf import Book, Shelf
from zhixing.casework.centre.drafting.sums import court_account, payer
from zhixing.casework.centre.drafting.table import OWN, answers
from zhixing.casework.documents import papers
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.foundation.people.queries import User
from zhixing.law.rights import rights

PAID_TO: Final = frozenset(kind for kind, tell in OWN.items() if tell.get("account") is court_account)
"""印着向法院交款的账户的。"""
_TOLD: Final = ("没有填写。", "没有填写，至少要有一项。")
"""检查时说的、缺项里已经有了的。"""


def values(case: Case, kind: str, *, on: date, actor: User | None, to: Sequence[str] = (), about: Sequence[str] = ()) -> Filled:
    """一份文书的数据，由案件知道的填好。

    ``to`` 是给谁：本案当事人写叫法（同名的带尾号），别的单位写名称；空的按文书表。``about`` 是关于哪几项控制措施、哪一笔到账。
    ``actor`` 是拟稿人，看不得证件号码的不写；空的是运维人员。没有这种文书抛出 :class:`papers.UnknownTemplate`。
    数据要么能印（:attr:`Filled.complete`），要么 ``missing`` 里写明差什么。
    """
    return filled(Book(Shelf([case], on), case), papers.template(kind), on, actor, tuple(to), tuple(about))


def filled(book: Book, template: papers.Template, on: date, actor: User | None, to: tuple[str, ...], about: tuple[str, ...]) -> Filled:
    """同上，材料已经取来。"""
    desk = Desk(book, template.code, on, to, about, _sees(book, actor), actor.name if actor else "")
    tell, form = answers(desk), Form()
    given = {key: tell[key](desk) for key in template.fields if key in tell}
    data = form.group(template.fields, given)
    return Filled(data, (*form.missing, *_wrong(template, data)), form.sources)


def prepare(case: Case, kind: str, *, on: date, to: Sequence[str] = ()) -> None:
    """拟这种文书以前要先有的：印交款账户的，开好子账户（本院有子账户号段的）。开过的不再开。"""
    if kind not in PAID_TO:
        return
    desk = Desk(Book(Shelf([case], on), case), kind, on, tuple(to))
    pk = payer(desk)
    sub_account(case=case, party=next((one for one in desk.book.sides if one.pk == pk), None), on=on)


def _sees(book: Book, actor: User | None) -> bool:
    """拟稿人能不能看证件号码。"""
    if actor is None:
        return True
    case = book.case
    case.court = book.court
    return rights(book.shelf.facts(actor), facts_of(case, book.helpers)).may_see_identity


def _wrong(template: papers.Template, data: dict[str, Any]) -> Iterator[Missing]:
    """填了的里面不合栏目规矩的：太长、超过期限、有印不出的字。"""
    try:
        papers.prepared(template, data)
    except papers.BadData as error:
        yield from (Missing("", "数据", one.rstrip("。"), HERE) for one in error.problems if not one.endswith(_TOLD))


@dataclass(frozen=True, slots=True)
class Ready:
    """一批里的一份：哪一件、给谁（空为照文书表）、填好的数据。"""

    case: Case
    to: tuple[str, ...]
    filled: Filled


def ready(cases: Sequence[Case], kind: str, *, on: date, actor: User | None) -> tuple[Ready, ...]:
    """许多件一起：哪些现在就能拟，哪些缺什么。依惯例一人一份的，一人一行。查库的次数与件数无关。"""
    template, shelf = papers.template(kind), Shelf(list(cases), on)
    books = [Book(shelf, case) for case in shelf.cases]
    return tuple(Ready(book.case, to, filled(book, template, on, actor, to, ())) for book in books for to in groups(book, template.code))
