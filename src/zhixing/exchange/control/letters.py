"""靠人的渠道：函由人送去，对方的回函由人附上、把内容录进来，和别的渠道一样成为反馈，证据是回函。"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhixing.casework.control.commands import keeping
from zhixing.casework.control.commands.sheets import fed
from zhixing.casework.control.queries_waves import OPEN, Agency, Request
from zhixing.casework.control.told import Told
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse


@transaction.atomic
def answer(*, user: User, request: Request | int, on: date, told: Sequence[Told], name: str, content: bytes) -> bool:
    """登记一个请求的回函：``name``、``content`` 是回函，``told`` 是录进来的各条，空的是回函说没有查到。返回记了没有（登记过的不再记）。

    不是靠人的渠道、请求不在等反馈的拒绝；须有权在本案发起查询。
    """
    row = Request.objects.select_related("agency", "party").get(pk=request if isinstance(request, int) else request.pk, court=user.court_id)
    if row.agency.channel not in (Agency.Channel.LETTER, Agency.Channel.SHEET):
        raise _refused("channel", f"{row.agency.name}自己来取、来交，不用登记回函。", "等它反馈，或者在渠道页重发。")
    if row.state not in (*OPEN, Request.State.TIMEOUT):
        raise _refused("state", f"请求{row.number}{row.get_state_display()}，不在等反馈。", "刷新页面看现在的状态。")
    file = store(court_id=row.court_id, name=name, content=content, actor=user)
    digest = hashlib.sha256(f"{row.number}:{file.sha256}".encode()).hexdigest()
    reply, _ = keeping.from_file(agency=row.agency, file=file, row=1, sha256=digest, now=context.current().now)
    given = tuple(told) or (Told(kind="other", what=f"{row.agency.name}回函：没有查到", nothing=True),)
    return fed(case=row.case_id, party=row.party, reply=reply, told=given, actor=user, on=on)


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"letter.{code}", text, cite("COURT 查控渠道"), remedy=remedy))
