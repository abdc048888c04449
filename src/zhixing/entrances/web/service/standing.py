"""送到哪一步了：状态的字和颜色，下一步办什么。"""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.queries import Role
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.ui import Action, Deadline, Status
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.law import words
from zhixing.law.service_values import outcome, table
from zhixing.law.words import word

TONES = {
    "to_send": "blue", "on_way": "grey", "returned": "red", "failed": "red", "flawed": "orange", "announced": "grey", "served": "green",
}
AGAIN = frozenset({"returned", "failed"})
"""要换个办法再送的。"""


def status(state: str) -> Status:
    """状态标签。"""
    return Status(table()["state"][state], TONES[state])


def did(row: Attempt) -> str:
    """邮寄：签收。"""
    return f"{word('method', row.method)}：{outcome(row.method, row.outcome).label}"


def deemed(one: Recipient) -> Deadline | str:
    """送达之日，点开是怎么算出来的；公告没有满的写明哪天满。"""
    if one.deemed_on is None:
        return "—"
    note = "公告期满之日" if one.state == "announced" else ""
    return Deadline(text=full_day(one.deemed_on), note=note, why_url=reverse("service_why", args=[one.case_id, one.pk]))


def next_step(one: Recipient, last: Attempt | None, state: str, back: str = "") -> Action | None:
    """下一步的按钮：待送达的去送，已发出的登记结果，退回的换地址再送，手续不全的补正。"""
    case, query = one.case_id, f"?{urlencode({'back': back})}" if back else ""
    if one.cancelled or state == "served":
        return None
    if state == "announced":
        return _complete(case, last, query) if last is not None and one.deemed_on and one.deemed_on <= context.current().today else None
    if state == "to_send":
        return Action(text="送达", url=reverse("service_send", args=[case, one.pk]) + query, kind="primary", small=True)
    if last is not None and state in ("on_way", "flawed"):
        text = "登记结果" if state == "on_way" else "补证、更正"
        return Action(text=text, url=reverse("service_result", args=[case, last.pk]) + query, kind="primary", small=True)
    return Action(text="再送", url=reverse("service_recipient", args=[case, one.pk]) + query, kind="primary", small=True)


def _complete(case: int, row: Attempt, query: str) -> Action:
    """公告期满，确认。"""
    return Action(text="确认期满", url=reverse("service_complete", args=[case, row.pk]) + query, method="post", kind="primary", small=True)


def number(one: Recipient) -> str:
    """文书的编号；就是本案案号的不重复写。"""
    return "" if one.document.number == one.case.number else one.document.number


def numbered(one: Recipient) -> tuple[str, ...]:
    """同上，没有就不占一行。"""
    return (number(one),) if number(one) else ()


def role(one: Recipient) -> tuple[str, ...]:
    """地位；不是当事人的照登记的写。"""
    text = words.party(one.case.kind, one.role) if one.role in Role.values else one.role
    return (text,) if text else ()
