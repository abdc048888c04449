"""查询一块和发起查询：理由、向哪几家；法官可以一并签发。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control.commands import waves
from zhixing.casework.control.queries_desk import Request, Wave
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import home
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.control import frame
from zhixing.entrances.web.control.pieces import meter
from zhixing.entrances.web.ui import Action, Column, Content, Fold, Panel, Row, Table, Text
from zhixing.entrances.web.ui.words import moment
from zhixing.law.states import Act

COLUMNS: Final = (Column("被执行人"), Column("协助单位"), Column("状态"), Column("经过"))
SHOWN: Final = 60


def panel(found: Belongings) -> Panel:
    """本案的各次查询：走到哪了，没有办成的为什么。"""
    if not found.requests:
        return Panel(id="asked", title="查询", body=(Text("还没有查询过。", "secondary"),))
    rows = tuple(_row(found, one) for one in found.requests[:SHOWN])
    table = Table(columns=COLUMNS, rows=rows, label="各次查询")
    failed = found.asked["failed"]
    title = f"查询 {len(found.requests)} 次" + (f"，{failed} 次没有办成" if failed else "")
    return Panel(id="asked", title=title, actions=_waves(found), body=(meter(found.asked), Fold("各次查询", (table,), open=bool(failed))))


def _waves(found: Belongings) -> tuple[Action, ...]:
    """最近的一批；看得了查控的点得开。"""
    if not found.court.may_see_control:
        return ()
    last = found.requests[0].wave
    return (Action(text=f"批次 {last.number}（{last.get_state_display()}）", url=reverse("control_wave", args=[last.pk]), small=True),)


def _row(found: Belongings, one: Request) -> Row:
    today = found.desk.today
    times = tuple(f"{moment(at, today)}{what}" for at, what in ((one.queued_at, "放出"), (one.sent_at, "取走"), (one.fed_at, "反馈")) if at)
    cells: tuple[Content | tuple[Content, ...], ...] = (
        one.party.name, one.agency.name, frame.request_state(one), times or ("还没有放出",),
    )
    return Row(cells=cells)


# ---- 发起 ----


class QueryForm(DeskForm):
    """理由，向哪几家。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.ChoiceField(label="为什么查", choices=Wave.Reason.choices)
    agencies = forms.MultipleChoiceField(label="向哪几家查", widget=forms.CheckboxSelectMultiple)
    sign = forms.BooleanField(label="一并签发，协助单位就可以来取", required=False)

    def offer(self, found: Belongings) -> None:
        """启用的各家；能签发的，先勾上一并签发。"""
        self.fields["agencies"].choices = [(str(one.pk), one.name) for one in found.agencies]  # type: ignore[attr-defined]
        if not found.court.may_sign_waves:
            del self.fields["sign"]
        reason = Wave.Reason.MANUAL if found.requests else Wave.Reason.INITIAL
        self.initial = {"token": token(), "reason": reason, "agencies": [str(one.pk) for one in found.agencies], "sign": True}


def query(request: HttpRequest, case_id: int) -> HttpResponse:
    """为这一件发起一批查询。"""
    found = Belongings(desk_for(request, case_id, Act.QUERY))
    form = QueryForm(found.desk, request.POST or None)
    form.offer(found)
    told = "" if found.court.may_sign_waves else "提出以后由法官、局长签发。"
    return fill(found.desk, form, Filling(
        title="发起查询", submit="发起查询", what="发起查询", back=home(case_id), columns=1, run=lambda values: _query(found, values),
        note=f"一名被执行人、一家单位算一次查询，都凭证件号查，没有登记证件号的查不了。{told}",
    ))


def _query(found: Belongings, values: dict[str, Any]) -> tuple[str, str]:
    row = _started(found, values)
    if not values.get("sign"):
        return f"已提出{row.number}：{row.total} 次查询，等签发", home(found.case.pk, "asked")
    return f"已发起{row.number}：{row.total} 次查询，等协助单位来取", home(found.case.pk, "asked")


@transaction.atomic
def _started(found: Belongings, values: dict[str, Any]) -> Wave:
    """提出；要一并签发的接着签，签不了的，提出的也退回。"""
    desk = found.desk
    row = waves.start_wave(
        actor=desk.user, on=desk.today, reason=values["reason"], token=values["token"], cases=[desk.case.pk],
        agencies=[int(one) for one in values["agencies"]],
    )
    if values.get("sign") and row.state == Wave.State.DRAFT:
        row = waves.sign_wave(wave=row.pk, actor=desk.user, on=desk.today, revision=row.revision)
    return row
