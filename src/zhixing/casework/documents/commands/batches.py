"""成批送达：一次交邮、一次电子发送。一件一个事务，一件不成不耽误别的。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import F

from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.models import Attempt, Batch, Recipient
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Reason, Refused


@dataclass(frozen=True, slots=True)
class Result:
    """一件的结果：成了的有 ``attempt``，没成的有理由。``recipient`` 是受送达人的编号。"""

    recipient: int
    name: str
    attempt: Attempt | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def ok(self) -> bool:
        """办成了。"""
        return self.attempt is not None


def opened(method: str, actor: User, on: date) -> Batch:
    """开一批，还没有件。"""
    return Batch.objects.create(court_id=actor.court_id, kind=method, made_on=on, made_by=actor, made_name=actor.name)


def one(batch_id: int) -> Batch:
    """取一批。"""
    return Batch.objects.get(pk=batch_id)


@transaction.atomic
def start_in(batch: Batch, *, recipient: int, actor: User, on: date) -> Attempt:
    """在这一批里送一件，方式照这一批；不能送的抛出 ``Refused``。"""
    made = serving.start(recipient=recipient, actor=actor, on=on, method=batch.kind, batch=batch)
    Batch.objects.filter(pk=batch.pk).update(count=F("count") + 1)
    return made


def start_many(
    *, recipients: Sequence[Recipient | int], method: str, actor: User, on: date,
) -> tuple[Batch | None, list[Result]]:
    """向这些人着手送达，地址各取下一个该用的；结果与 ``recipients`` 一一对应。一件也没有成的，没有批。

    按案件的次序逐件办，两批同时来也不会互相等死。
    """
    ids = [one if isinstance(one, int) else one.pk for one in recipients]
    rows = {row.pk: row for row in Recipient.objects.filter(pk__in=ids)}
    batch = opened(method, actor, on)
    order = sorted((row for row in rows.values()), key=lambda row: (row.case_id, row.pk))
    done = {row.pk: _one(row, actor, on, batch) for row in order}
    batch.refresh_from_db(fields=["count"])
    if not batch.count:
        batch.delete()
        return None, [done.get(pk) or _gone(pk) for pk in ids]
    return batch, [done.get(pk) or _gone(pk) for pk in ids]


def _one(row: Recipient, actor: User, on: date, batch: Batch) -> Result:
    try:
        return Result(row.pk, row.name, start_in(batch, recipient=row.pk, actor=actor, on=on))
    except Refused as refused:
        return Result(row.pk, row.name, reasons=refused.finding.reasons)
    except PermissionDenied as denied:
        return Result(row.pk, row.name, reasons=(Reason("service.forbidden", f"{denied}。", cite("COURT 登记规则"), "请有权限的人办理。"),))
    except ObjectDoesNotExist:
        return _gone(row.pk)


def _gone(pk: int) -> Result:
    reason = Reason("service.gone", "没有这份待送达的文书，或者您看不见。", cite("COURT 登记规则"), "刷新页面核对。")
    return Result(pk, "", reasons=(reason,))


