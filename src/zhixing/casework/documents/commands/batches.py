"""成批送达：一次交邮、一次电子发送。一件一个事务，一件不成不耽误别的。"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.models import Attempt, Batch
from zhixing.foundation.people.queries import User


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
