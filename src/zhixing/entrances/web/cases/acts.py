"""在案件上办一个行为：打开表单、交上去、被拒、办成。

无权的 403，看不见的 404，此刻不能办的说明理由，页面过时的说明这期间发生了什么；这几种都由入口统一回答，什么也不改变。
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.facts import timeline_of
from zhixing.entrances.web.cases import entry_forms, note, propose, register, returning, waive
from zhixing.entrances.web.cases.approving import waiting
from zhixing.entrances.web.cases.deeds import DEEDS, Deed
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.needless import needless
from zhixing.law.finding import Finding, Refused
from zhixing.law.states import Act, permits

Own = Callable[[Desk], HttpResponse]

#: 有自己页面的行为。
OWN: dict[Act, Own] = {
    Act.REGISTER: register.page, Act.NOTE: note.page, Act.PROPOSE: propose.page, Act.RECALL_PROPOSAL: propose.recall,
    Act.WAIVE: waive.page, Act.CORRECT_ENTRY: entry_forms.correct, Act.WITHDRAW_ENTRY: entry_forms.withdraw,
    Act.REVIVE: returning.revive, Act.CONVERT: returning.convert,
}


def act(request: HttpRequest, case_id: int, act: str) -> HttpResponse:
    """一个行为的页面。"""
    desk = open_desk(request, case_id)
    if act not in frozenset(Act) or (Act(act) not in DEEDS and Act(act) not in OWN):
        raise Http404
    wanted = Act(act)
    if not desk.rights.may(wanted):
        raise Forbidden(desk.user, wanted)
    if request.method != "POST":
        permits(desk.case.state, wanted, desk.case.kind).require()
        if nothing := needless(wanted, timeline_of(desk.case)):
            raise Refused(Finding(None, (nothing.article,), reasons=(nothing,)))
    return OWN[wanted](desk) if wanted in OWN else _plain(desk, wanted, DEEDS[wanted])


def _plain(desk: Desk, act: Act, deed: Deed) -> HttpResponse:
    form = deed.form(desk, desk.request.POST or None)
    return fill(desk, form, Filling(
        title=act.label, submit=deed.submit or ("报批" if deed.approval else act.label), note=deed.note,
        columns=deed.columns, danger=deed.danger, draft=f"{act}:{desk.case.pk}",
        run=lambda values: _told(deed, deed.run(desk, form, values)),
    ))


def _told(deed: Deed, result: Any) -> str:
    """办成后的一句话；报批的说明等谁批。"""
    return f"{deed.done}，{waiting(result)}。" if deed.approval else deed.done

