"""本院自己的模板：交来一版，检查通过的启用，停用的回到自带的。

检查在锁外做（另起进程印三种样张，见 ``papers.own``）；启用时照现在的栏目再查一遍。
已经拟好的文书仍用拟稿时的那一版，改稿后才用新的。
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.access import require_templates
from zhixing.casework.documents.events import TemplateChanged
from zhixing.casework.documents.models import OwnTemplate
from zhixing.casework.documents.papers import own
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, User
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused, refuse

BASIS: Final = cite("COURT 文书模板")


def put_template(*, court: Court, kind: str, source: str, actor: User) -> OwnTemplate:
    """交来一版模板，检查并存下；``problems`` 是检查出的问题，有问题的存着，不能启用。与最新一版相同的不另存。"""
    require_templates(actor, court)
    chosen = papers.template(kind)
    if len(source) > own.LARGEST or "\x00" in source:
        raise Refused(refuse("template.source", f"模板不能超过{own.LARGEST // 10_000}万字，不能有看不见的字符。", BASIS, remedy="改好后重新上传。"))
    problems = own.check(chosen.code, source)
    with transaction.atomic():
        _lock(court)
        last = queries.templates(court.pk).filter(kind=chosen.code).first()
        if last is not None and last.source == source and last.problems == problems:
            return last
        return OwnTemplate.objects.create(
            court=court, kind=chosen.code, number=last.number + 1 if last else 1, source=source, problems=problems,
            made_by=actor, made_name=actor.name, made_at=context.current().now,
        )


def start_template(*, template: OwnTemplate | int, actor: User, on: date) -> OwnTemplate:
    """启用一版，原来用的停用。检查不通过的拒绝，一处一条。"""
    given = _given(template, actor)
    problems = own.check(given.kind, given.source)
    if problems:
        reasons = tuple(Reason("template.wrong", text, BASIS, "改好后重新上传。", "", "source") for text in problems)
        raise Refused(Finding(None, (BASIS,), reasons))
    with transaction.atomic():
        held = _held(given)
        if held.since and not held.until:
            raise Refused(refuse("template.in_use", f"第{held.number}版已经在用。", BASIS, remedy="刷新页面。"))
        queries.templates(held.court_id).filter(kind=held.kind, since__isnull=False, until__isnull=True).update(until=on)
        held.since, held.until = on, None
        return _changed(held, actor, on, started=True)


def stop_template(*, template: OwnTemplate | int, actor: User, on: date) -> OwnTemplate:
    """停用，回到自带的模板。"""
    given = _given(template, actor)
    with transaction.atomic():
        held = _held(given)
        if not held.since or held.until:
            raise Refused(refuse("template.not_in_use", f"第{held.number}版没有在用。", BASIS, remedy="刷新页面。"))
        held.until = on
        return _changed(held, actor, on, started=False)


def _changed(held: OwnTemplate, actor: User, on: date, *, started: bool) -> OwnTemplate:
    held.save(update_fields=["since", "until"])
    event = TemplateChanged(document=held.kind, title=papers.template(held.kind).title, number=held.number, started=started)
    history.record(event, stream=f"court:{held.court_id}", court_id=held.court_id, actor=actor, happened=on)
    return held


def _given(template: OwnTemplate | int, actor: User) -> OwnTemplate:
    """这一版，须能改本院的模板；没有则抛出 ``OwnTemplate.DoesNotExist``。"""
    given = OwnTemplate.objects.select_related("court").get(pk=template if isinstance(template, int) else template.pk)
    require_templates(actor, given.court)
    return given


def _held(given: OwnTemplate) -> OwnTemplate:
    """锁住以后再读一遍。"""
    _lock(given.court)
    return OwnTemplate.objects.select_related("court").get(pk=given.pk)


def _lock(court: Court) -> None:
    """一家法院的模板一个一个地改。"""
    Court.objects.select_for_update(no_key=True).get(pk=court.pk)
