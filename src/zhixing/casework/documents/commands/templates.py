"""本院自己的模板：交来一版，检查通过的启用，停用的回到自带的。

检查用三种样张印一遍：只有必填的、各栏都有的、各栏到顶的；栏目都要用到。启用时照现在的栏目再查一遍。
已经拟好的文书仍用拟稿时的那一版，改稿后才用新的。
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.access import require_templates
from zhixing.casework.documents.models import OwnTemplate
from zhixing.casework.documents.papers import own
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, User
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused, refuse

BASIS: Final = cite("COURT 文书模板")
LONGEST: Final = 200_000
"""模板最多多少字。"""


@transaction.atomic
def put_template(*, court: Court, kind: str, source: str, actor: User) -> OwnTemplate:
    """交来一版模板，检查并存下；``problems`` 是检查出的问题，有问题的存着，不能启用。"""
    require_templates(actor, court)
    chosen = papers.template(kind)
    if len(source) > LONGEST:
        raise Refused(refuse("template.long", f"模板超过{LONGEST // 10_000}万字。", BASIS, remedy="图片不要写进模板。"))
    _lock(court)
    last = queries.templates(court.pk).filter(kind=chosen.code).first()
    if last is not None and last.source == source:
        return last
    return OwnTemplate.objects.create(
        court=court, kind=chosen.code, number=last.number + 1 if last else 1, source=source, problems=own.check(chosen.code, source),
        made_by=actor, made_name=actor.name, made_at=context.current().now,
    )


@transaction.atomic
def start_template(*, template: OwnTemplate | int, actor: User, on: date) -> OwnTemplate:
    """启用一版，原来用的停用。检查不通过的拒绝，一处一条。"""
    held = _held(template, actor)
    problems = own.check(held.kind, held.source)
    if problems:
        remedy = "改好后重新上传。"
        raise Refused(Finding(None, (BASIS,), tuple(Reason("template.wrong", text, BASIS, remedy, "", "source") for text in problems)))
    if held.since and not held.until:
        raise Refused(refuse("template.in_use", f"第{held.number}版已经在用。", BASIS, remedy="刷新页面。"))
    queries.templates(held.court_id).filter(kind=held.kind, since__isnull=False, until__isnull=True).update(until=on)
    held.since, held.until = on, None
    held.save(update_fields=["since", "until"])
    return held


@transaction.atomic
def stop_template(*, template: OwnTemplate | int, actor: User, on: date) -> OwnTemplate:
    """停用，回到自带的模板。"""
    held = _held(template, actor)
    if not held.since or held.until:
        raise Refused(refuse("template.not_in_use", f"第{held.number}版没有在用。", BASIS, remedy="刷新页面。"))
    held.until = on
    held.save(update_fields=["until"])
    return held


def _held(template: OwnTemplate | int, actor: User) -> OwnTemplate:
    """锁住本院的模板，取这一版；没有则抛出 ``OwnTemplate.DoesNotExist``。"""
    given = OwnTemplate.objects.select_related("court").get(pk=template if isinstance(template, int) else template.pk)
    require_templates(actor, given.court)
    _lock(given.court)
    given.refresh_from_db()
    return given


def _lock(court: Court) -> None:
    """一家法院的模板一个一个地改。"""
    Court.objects.select_for_update(no_key=True).get(pk=court.pk)
