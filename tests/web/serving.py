"""送达各页的测试共用：一件案件、几份用了印的文书、几个地址。日子都从今天往回数。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lives import BLANK_PDF
from web.books import Staff, ago, filed, now

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.documents import commands
from zhixing.casework.documents.commands import addresses, serving
from zhixing.casework.documents.facts import To
from zhixing.casework.documents.models import Address, Attempt, Recipient
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context

HOME, REGISTERED = "萨拉齐镇振华大街12号", "沟门镇北只图村"


def issued(staff: Staff, case: Case, kind: str = "enforcement_notice", *names: str, days: int = 10, **more: Any) -> list[Recipient]:
    """``days`` 天以前成文、已经用印的一份（线下制作后上传）；受送达人按姓名，默认是被执行人。"""
    with context.use(now()):
        content = BLANK_PDF + f"% {kind} {case.pk} {names} {days}\n".encode()
        file = store(court_id=case.court_id, name=f"{kind}.pdf", content=content, actor=staff["judge"], stream=case.stream)
        people = Party.objects.filter(case=case, name__in=names) if names else Party.objects.filter(case=case, role="respondent")
        to = [To(one.name, one.pk, "person", one.role) for one in people]
        made = commands.upload(case=case.pk, actor=staff["judge"], on=ago(days), kind=kind, title="", file_id=file.pk, to=to, **more)
    return list(Recipient.objects.filter(document=made).order_by("pk"))


def lives_at(staff: Staff, case: Case, text: str = HOME, source: str = "confirmed", name: str = "", days: int = 20, **more: Any) -> Address:
    """一个送达地址；默认是被执行人的。"""
    party = Party.objects.get(case=case, name=name) if name else Party.objects.get(case=case, role="respondent")
    with context.use(now()):
        return addresses.state_address(case=case.pk, party=party.pk, actor=staff["judge"], on=ago(days), source=source, text=text, **more)


def mailed(staff: Staff, one: Recipient, days: int = 6, **more: Any) -> Attempt:
    """``days`` 天以前交邮。"""
    with context.use(now()):
        return serving.start(recipient=one.pk, actor=staff["judge"], on=ago(days), method="mail", **more)


def came_back(staff: Staff, row: Attempt, days: int = 2) -> Attempt:
    """投递三次无人签收，``days`` 天以前退回。"""
    tries = tuple(row.on + timedelta(days=n) for n in range(3))
    with context.use(now()):
        return serving.conclude(attempt=row.pk, actor=staff["judge"], on=ago(0), outcome="unclaimed", happened=ago(days), days=tries)


def owed(staff: Staff, debtor: str = "单晓岚", **more: Any) -> tuple[Case, Recipient]:
    """一件案件，一份执行通知书等着送被执行人。"""
    case = filed(staff, debtor, 30, **more)
    (one,) = issued(staff, case)
    return case, one
