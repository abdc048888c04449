"""有出入的：两边摆在一起，由人决定。等着的：为什么还不能登记。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse

from zhixing.casework.cases import access
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Facts,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.table import Pager
from zhixing.entrances.web.ui.words import dates, moment
from zhixing.exchange import flow, flow_tables
from zhixing.exchange.flow_decide import CHOICES, Sides, columns, decide, said, sides
from zhixing.exchange.models import FlowPart
from zhixing.foundation.history import context
from zhixing.law.finding import Refused
from zhixing.law.rights import Rights

State = FlowPart.State
TITLES = {State.DIFFERS: "有出入，等决定", State.WAITING: "流程系统里有，还不能登记"}
SIZE = 50


@needs("may_import")
def listing(request: HttpRequest, state: str) -> HttpResponse:
    """全院有出入的，或者等着的。"""
    if state not in (State.DIFFERS, State.WAITING):
        return HttpResponseBadRequest()
    found = flow.differences(request.user) if state == State.DIFFERS else flow.pending(request.user)
    after = request.GET.get("after", "")
    total = found.count()
    if after.isdecimal() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: SIZE + 1])
    pager = Pager(after=link(request.GET, after=str(rows[SIZE - 1].pk)), count=f"{total:,} 件") if len(rows) > SIZE else None
    table = Table(
        columns=(Column("案件"), Column("什么事"), Column("流程系统的日子"), Column("说明"), Column("", "end")),
        rows=tuple(_line(part) for part in rows[:SIZE]), label=TITLES[State(state)], empty=Empty("都办完了", icon="circle-check"), pager=pager,
    )
    return show(request, Page(
        title=f"{TITLES[State(state)]} {total:,} 件", pretitle="流程系统每日导入", back=reverse("flow_list"), back_text="每日导入",
        body=(Panel(flush=True, body=(table,)),),
    ))


def _line(part: FlowPart) -> Row:
    one = said(part)
    text = part.note or ("两边写得不同" if part.state == State.DIFFERS else "")
    button = Action(text="看两边，决定", url=_here(part), kind="primary", small=True, dialog=True) if part.state == State.DIFFERS else Action(
        text="看案件", url=reverse("case_page", args=[part.row.case_id]), small=True)
    case, table = str(part.row.case), flow_tables.table(part.row.key.partition(":")[0])
    return Row(cells=((case, table.name), one.part.label, dates(str(one.on)) if one.on and not one.fault else "—", dates(text), Actions((button,))))


def _here(part: FlowPart) -> str:
    return reverse("flow_difference", args=[part.pk])


@needs("may_import")
def page(request: HttpRequest, part_id: int) -> HttpResponse:
    """一处出入：两边；决定。"""
    part = FlowPart.objects.select_related("row__case__court", "decided_by").get(pk=part_id, row__court_id=request.user.court_id)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST":
        how = request.POST.get("how", "")
        if how not in CHOICES:
            return HttpResponseBadRequest()
        try:
            decided = decide(part_id=part.pk, user=request.user, how=how)
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "这样决定"),)
        else:
            return done(request, _after(part), _outcome(decided, how))
    rights = access.rights_of(request.user, part.row.case)
    return show(request, Page(
        title=f"{said(part).part.label}：两边不一样" if part.state == State.DIFFERS else f"{said(part).part.label}：{part.get_state_display()}",
        pretitle=str(part.row.case), back=_after(part), back_text="这一次导入", top=refused, body=_body(part, rights),
    ), status=409 if refused else 200)


def _outcome(part: FlowPart, how: str) -> str:
    """决定之后：另登一笔的也许还登不进去。"""
    if part.state == State.WAITING:
        return f"已记下“{CHOICES[how]}”；还不能登记：{dates(part.note)}"
    return f"已办：{CHOICES[how]}"


def _after(part: FlowPart) -> str:
    return f"{reverse('flow_run', args=[part.row.run_id])}?only=differs"


def _body(part: FlowPart, rights: Rights) -> tuple[Piece, ...]:
    both = sides(part)
    top: tuple[Piece, ...] = (_sides(both),) if both else (Note("本系统的那一笔已经更正、撤回，下次导入时再对。", "yellow"),)
    row = Panel(title="流程系统的这一行", note=flow_tables.table(part.row.key.partition(":")[0]).name, body=(Facts(tuple(columns(part))),))
    if part.decided_by:
        told = f"{part.decided_by.name}于{moment(part.decided_at, context.current().today)}决定，现为“{part.get_state_display()}”。"
        top = (Note(told, "green"), *top)
    return (*top, *((_choices(part, rights),) if part.state == State.DIFFERS and both else ()), row)


def _sides(both: Sides) -> Panel:
    rows = tuple(Row(cells=(name, dates(ours), dates(theirs))) for name, ours, theirs in both.rows)
    return Panel(title="不同的地方", flush=True, actions=(Status(both.source, "blue"),), note=dates(both.ours), body=(Table(
        columns=(Column("栏目"), Column("本系统"), Column("流程系统")), rows=rows, label="不同的地方", empty=Empty("日子、金额都一样，只是写法不同"),
    ),))


def _choices(part: FlowPart, rights: Rights) -> Panel:
    """三种决定；没有更正权限的不能采用，只有一笔的不能另登。"""
    url, one = _here(part), said(part).part
    shown = [Action(text=CHOICES["keep"], url=url, method="post", fields={"how": "keep"})]
    if rights.may_correct_entry:
        confirm = "本系统的这一笔照流程系统的更正，原来的留在变更记录里。"
        adopt = Action(text=CHOICES["adopt"], url=url, method="post", fields={"how": "adopt"}, kind="primary", confirm=confirm)
        shown.insert(0, adopt)
    if not one.compare and part.seq is None:
        shown.append(Action(text=CHOICES["apart"], url=url, method="post", fields={"how": "apart"}))
    why = () if rights.may_correct_entry else (Note("采用流程系统的要更正本系统的登记，您对这一件没有这项权限，请承办人或者指挥中心办。", "yellow"),)
    return Panel(title="怎么定", body=(Actions(tuple(shown)), *why))
