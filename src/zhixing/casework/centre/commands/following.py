"""跟进：在手机上跟几件案件。只是自己的书签，不进事件链；看不见的案件不能跟，看不见了的也就不再列。"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre.models import Following
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

MOST: Final = 50
"""一个人至多跟几件：手机上看得过来。"""


@transaction.atomic
def follow(*, case: Case | int, actor: User, why: str = "") -> Following:
    """跟进一件，从此刻起有新情况就列出来；跟着的再跟，只改为什么。看不见的抛出 ``Case.DoesNotExist``。"""
    here = context.current()
    seen = visible_to(actor, here.today).get(pk=case if isinstance(case, int) else case.pk)
    told = entries.text(why, "为什么跟", limit=100).require()
    held = Following.objects.filter(user=actor)
    if held.count() >= MOST and not held.filter(case=seen).exists():
        raise Refused(refuse("following.most", f"已经跟了{MOST}件。", cite("COURT 会商"), remedy="先去掉不用跟的。"))
    fresh = {"since": here.today, "seen_at": here.now, "seen_seq": seq(seen.stream)}
    return Following.objects.update_or_create(user=actor, case=seen, defaults={"why": told}, create_defaults={"why": told, **fresh})[0]


@transaction.atomic
def look(*, case: Case | int, actor: User) -> int:
    """看过了：此前的都不再算新情况。返回改了几行（没有跟的为 0）。"""
    here = context.current()
    seen = visible_to(actor, here.today).get(pk=case if isinstance(case, int) else case.pk)
    return Following.objects.filter(user=actor, case=seen).update(seen_at=here.now, seen_seq=seq(seen.stream))


def leave(*, case: Case | int, actor: User) -> int:
    """不再跟。返回去掉几行。"""
    return Following.objects.filter(user=actor, case=case).delete()[0]
