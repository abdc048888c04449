"""填表时当场看：照填的各栏推算哪天算送达，什么也不存。和登记时走的是同一条规则。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from zhixing.casework.documents.commands import attempting, serving
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.service.deemed import Look, look
from zhixing.entrances.web.service.forms import AnnounceForm, AttemptForm, outcome_values
from zhixing.entrances.web.service.ways import ANNOUNCEMENT, Way
from zhixing.law.finding import Finding, Refused
from zhixing.law.service import Deemed

WAITING = "已经发出，等候结果。发出不是送达，期限不起算。"
Found = Finding[Deemed | None]


def fresh(one: Recipient, way: Way, form: AttemptForm, url: str) -> Look:
    """新办的一次。"""
    if way.rule.pending:
        return look(url, None, pending=WAITING)
    given = filled(form)
    on = given.get("on")
    if not isinstance(on, date):
        return look(url, None)
    where = str(given.get("address") or "")

    def tried() -> Found:
        attempting.dated(on, one.document, "办理日")
        return serving.preview(
            recipient=one.pk, method=way.method, on=on, address=int(where) if where else None, outcome=way.rule.code,
            place=given.get("place") or "", **outcome_values(given),
        )

    return look(url, _tried(tried))


def known(row: Attempt, way: Way, form: AttemptForm, url: str) -> Look:
    """已经发出的一次，登记、更正结果。"""
    return look(url, _tried(lambda: serving.preview_of(
        attempt=row.pk, method=way.method, outcome=way.rule.code, **outcome_values(filled(form)),
    )))


def announced(one: Recipient, form: AnnounceForm, url: str) -> Look:
    """公告：从最后一次张贴、刊登之日起算，哪天期满。"""
    given = filled(form)
    days = given.get("days") or ()
    if not days:
        return look(url, None)
    return look(url, _tried(lambda: serving.preview(
        recipient=one.pk, method=ANNOUNCEMENT, on=min(days), outcome="posted", days=days, place=given.get("place") or "",
        proof=tuple(given.get("proof") or ()),
    )), strict=True)


def filled(form: AttemptForm | AnnounceForm) -> dict[str, Any]:
    """填对了的各栏；还没有动过的用初值。"""
    if form.is_bound:
        form.is_valid()
        return dict(form.cleaned_data)
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def _tried(run: Callable[[], Found]) -> Finding[Any]:
    try:
        return run()
    except Refused as error:
        return error.finding
