"""看发件箱。"""

from __future__ import annotations

from django.db.models import QuerySet

from zhixing.foundation.outbox.models import Message

__all__ = ["Message", "of_court", "stuck", "waiting"]


def of_court(court_id: int) -> QuerySet[Message]:
    """本院的全部，近的在前。"""
    return Message.objects.filter(court_id=court_id).order_by("-id")


def waiting(court_id: int) -> QuerySet[Message]:
    """本院还没办的（含失败待重试）。"""
    return of_court(court_id).filter(state__in=[Message.State.WAITING, Message.State.FAILED])


def stuck(court_id: int) -> QuerySet[Message]:
    """本院多次失败、要人处理的。"""
    return of_court(court_id).filter(state=Message.State.DEAD)
