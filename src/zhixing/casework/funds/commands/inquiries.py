"""有人来核实：照法院知道的回答，记一笔问了哪一种、答的什么。问的人是谁、问的原文都不留。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from zhixing.casework.funds import queries_inquiry
from zhixing.casework.funds.models import Inquiry
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import inquiry
from zhixing.law.inquiry import Asked, Verdict

WEB, HOTLINE = "web", "hotline"
_SORTS: Final = ("codes", "accounts", "phones", "hosts")
_TOLD: Final = {"codes": "code", "accounts": "account", "phones": "phone", "hosts": "site"}


@transaction.atomic
def inquire(text: str, *, way: str, by: User | None = None, hosts: Iterable[str] = ()) -> Verdict:
    """回答一次核实。``way`` 是网页（:data:`WEB`）还是热线（:data:`HOTLINE`）；``by`` 是接热线的人；``hosts`` 是本站的主机名。

    什么也没有认出来的不记。
    """
    asked = inquiry.read(text)
    found = inquiry.answer(asked, queries_inquiry.known(asked, hosts))
    if not asked.blank:
        line = queries_inquiry.line_of(asked.codes[0]) if asked.codes else None
        court = line.payout.court_id if line else by.court_id if by else None
        Inquiry.objects.create(court_id=court, way=way, asked=_sort(asked), answer=found.code, line=line, by=by, at=context.current().now)
    return found


def _sort(asked: Asked) -> str:
    """问的主要是哪一种：码、账号、电话、网址；都没有的是一段话。"""
    return next((_TOLD[name] for name in _SORTS if getattr(asked, name)), "text")
