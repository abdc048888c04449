"""一道控制令：文书、说法不一的、经过；此刻能办的按钮。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.cases.queries import Case
from zhixing.casework.control import queries_desk, queries_orders
from zhixing.casework.control.commands.orders import VOIDABLE
from zhixing.casework.control.commands.sending import RESENT, barred
from zhixing.casework.control.queries_desk import Reply
from zhixing.casework.control.queries_orders import Difference, Order
from zhixing.casework.documents.access import steps
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.casecontrol import orders
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.pieces import acts
from zhixing.entrances.web.casecontrol.places import NAME, home
from zhixing.entrances.web.casecontrol.places import order as url_of
from zhixing.entrances.web.cases.desk import desk_of
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.documents import reading, states
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Facts,
    Moment,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Table,
    Timeline,
    show,
)
from zhixing.entrances.web.ui.words import dates, day, full_day, moment, yuan
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry, entries, lines
from zhixing.law.paper_life import LABELS, Step
from zhixing.law.states import Act
from zhixing.law.words import word

S: Final = Order.State
NEXT_STEPS: Final = (Step.SIGN, Step.SEAL, Step.REFER)
"""文书的下一步，依次找。"""
PAPERS: Final = (Column("文书"), Column("状态"), Column("", "end"))
NEXT: Final = {
    S.DRAFT: "裁定书、协助执行通知书都签发、用印以后，才能发出。", S.READY: "由在那家单位登记过的经办人发出。",
    S.QUEUED: "等协助单位来取。", S.SENT: "等协助单位反馈。", S.ACKED: "协助单位已经收到，等反馈。",
    S.ROLLED_BACK: "对方退回：补正以后原号重发，或者作废另拟。", S.TIMEOUT: "到时候没有反馈：催办，原号重发，或者凭回函登记结果。",
    S.DEAD: "发了几次都没有反馈：联系协助单位，原号重发，或者凭回函登记结果。", S.REFUSED: "对方没有办成：看原因，另拟一道或者另找财产。",
    S.PARTIAL: "办成了一部分，不足的另找财产。",
}
ON_SITE: Final = "办了以后，附送达回证、查封笔录或者回函登记结果；措施从办理之日起算。"
TONES: Final = {S.ROLLED_BACK: "red", S.TIMEOUT: "yellow", S.DEAD: "red", S.REFUSED: "red", S.PARTIAL: "yellow"}


def opened(request: HttpRequest, order_id: int) -> tuple[Belongings, Order]:
    """看得见的一道；别的没有。"""
    row = get_object_or_404(queries_orders.orders(request.user, context.current().today), pk=order_id)
    return Belongings(desk_of(request, Case.objects.prefetch_related("parties").get(pk=row.case_id))), row


def page(request: HttpRequest, order_id: int) -> HttpResponse:
    """一道。"""
    return shown(*opened(request, order_id))


def shown(found: Belongings, row: Order, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """画出来；``before`` 是办不成的理由。"""
    amount = f" {yuan(row.amount_fen)} 元" if row.amount_fen is not None else ""
    return show(found.desk.request, Page(
        title=f"{orders.kind(row)}{row.subject}{amount}", pretitle=f"{row.number}　{found.case}　{people(found.desk)}", tags=tags(row),
        back=home(found.case.pk), back_text=NAME, actions=(buttons(found, row),),
        body=(*before, *_next(row), *_guards(row), *differences(found, row), papers(found, row), _story(found, row)), side=(_facts(found, row),),
    ), status)


def _next(row: Order) -> tuple[Note, ...]:
    """没有办完的，说下一步；没有办成的，说为什么。"""
    text = ON_SITE if row.state == S.SENT and not orders.pulled(row) else NEXT.get(S(row.state))
    why = dates(row.reason) if row.reason and row.state in TONES else ""
    return (Note(text, TONES.get(S(row.state), "blue"), why),) if text else ()


def _guards(row: Order) -> tuple[Note, ...]:
    """发出前核对出来要当心的。"""
    return tuple(Note(dates(f"{one['text']}{one.get('remedy') or ''}（{one['article']}）"), "yellow") for one in row.guards)


# ---- 说法不一 ----


def differences(found: Belongings, row: Order) -> tuple[Note, ...]:
    """这一道的各处：没有处理的可以写明怎样处理，处理过的写出来。"""
    rows = [one for one in queries_orders.differences(found.case.pk, settled=True) if one.order_id == row.pk]
    return tuple(_difference(found, one) for one in rows)


def _difference(found: Belongings, one: Difference) -> Note:
    told = f"令上、先前：{dates(one.ours)}。对方：{dates(one.theirs)}。"
    if one.settled_at is not None:
        return Note(f"{told}{one.settled_by.name if one.settled_by else ''}：{one.answer}", "green", f"{one.field}说法不一，已经处理")
    mend = Action(text="写明怎样处理", url=reverse("case_settle", args=[found.case.pk, one.pk]), small=True, dialog=True)
    return Note(told, "yellow", f"{one.field}说法不一", (mend,) if found.may(Act.RECORD_CONTROL) else ())


# ---- 文书 ----


def papers(found: Belongings, row: Order) -> Panel:
    """裁定书、协助执行通知书：就在这里签发、用印，点开看全文。"""
    given = [paper for paper in (row.ruling, row.notice) if paper is not None]
    rows = tuple(
        Row(url=reading.url(paper), cells=((paper.title, *([paper.number] if paper.number else [])), states.status(paper), _paper(found, row, paper)))
        for paper in given
    )
    change = Action(text="改附文书", url=reverse("control_order_papers", args=[row.pk]), small=True, dialog=True)
    able = found.may(Act.ORDER_CONTROL) and row.state in (S.DRAFT, S.READY)
    empty = Empty("没有附文书", "附上本案的裁定书和协助执行通知书，都用印了才能发出。", "file-text")
    table = Table(columns=PAPERS, rows=rows, label="文书", empty=empty)
    return Panel(title="文书", flush=True, actions=(change,) if able else (), body=(table,))


def _paper(found: Belongings, row: Order, paper: Document) -> Content:
    """这个人此刻能办的下一步，办完回到这一道；在审批的去看审批，办不了的只看。"""
    able = steps(found.desk.user, paper)
    look = Action(text="看审批" if paper.state == Document.State.REVIEW else "看", url=reading.url(paper), small=True)
    for step in NEXT_STEPS:
        if step in able:
            url = reverse("control_order_paper", args=[row.pk, paper.pk, step])
            return acts((Action(text=LABELS[step], url=url, method="post", kind="primary", small=True, fields={"revision": paper.revision}), look))
    return look


# ---- 经过 ----


def _story(found: Belongings, row: Order) -> Panel:
    """从拟稿到办成，新的在上；对方的原文点得开。"""
    told = [line for line in lines(_entries(found, row)) if not line.superseded]
    moments = tuple(
        Moment(text=dates(one.event.sentence()), day=day(one.entry.happened_on, found.desk.today), note=_by(found, one.entry))
        for one in reversed(told)
    )
    return Panel(title="经过", actions=tuple(_replies(found, row)), body=(Timeline(moments=moments, empty="还没有经过"),))


def _entries(found: Belongings, row: Order) -> Any:
    """链上说到这一道的：写了它的号，或者凭它采取、续行、解除、扣划的。"""
    chain = entries(found.case.stream).filter(type__startswith="control.")
    return chain.filter(payload__number=row.number) | chain.filter(payload__order=row.pk)


def _by(found: Belongings, one: Entry) -> str:
    return f"{one.actor_name}　{moment(one.recorded_at, found.desk.today)}"


def _replies(found: Belongings, row: Order) -> Iterator[Action]:
    """收到的原文。"""
    if not found.court.may_see_control:
        return
    for one in queries_desk.replies(found.desk.user, found.desk.today).filter(order=row.pk).order_by("pk")[:6]:
        yield Action(text=f"原文：{Reply.Sort(one.sort).label}", url=reverse("control_reply", args=[one.pk]), small=True)


# ---- 要点 ----


def _facts(found: Belongings, row: Order) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("请求单号", row.number), ("被执行人", row.party.name), ("财产", row.subject), ("协助单位", row.agency.name if row.agency else "现场办理"),
    ]
    rows += [("账号、证号", row.account)] if row.account and found.desk.rights.may_see_identity else []
    rows += [("限额", f"{yuan(row.amount_fen)} 元")] if row.amount_fen is not None else []
    rows += [("实际控制", f"{yuan(row.actual_fen)} 元")] if row.actual_fen is not None else []
    rows += [("额度冻结", f"{yuan(row.over_fen)} 元（以后进来的钱也冻上）")] if row.over_fen else []
    rows += [("期限", f"到{full_day(row.until)}")] if row.until else []
    rows += [("对方写的起止", _span(row))] if row.told_since or row.told_until else []
    rows += [("原请求单号", Action(text=row.original.number, url=url_of(row.original.pk), kind="link"))] if row.original else []
    rows += [("对方业务号", row.business_number)] if row.business_number else []
    rows += [("理由", word("release", row.ground))] if row.ground else []
    rows += [("说明", row.why)] if row.why else []
    receipt = Action(text="打开", url=reverse("case_file", args=[found.case.pk, row.receipt_id]), kind="link") if row.receipt_id else None
    rows += [("回执、证明", receipt)] if receipt else []
    return Panel(title="这一道", body=(Facts((*rows, *_people(row, found))),))


def _span(row: Order) -> str:
    return f"{full_day(row.told_since) or '没有写'}至{full_day(row.told_until) or '没有写'}"


def _people(row: Order, found: Belongings) -> Iterator[tuple[str, Content]]:
    today = found.desk.today
    yield "拟稿", f"{row.drafted_name}　{full_day(row.drafted_on)}"
    if row.officer is not None:
        yield "经办人", row.officer.user.name
    taken = row.sent_at if orders.pulled(row) else None
    for label, at in (("发出", row.queued_at), ("取走", taken), ("反馈", row.fed_at), ("应在此前反馈", row.due_at)):
        if at is not None:
            yield label, moment(at, today)


# ---- 按钮 ----


def buttons(found: Belongings, row: Order) -> Actions:
    """右上一排，和命令读同一份权限、同一份状态。"""
    fields, shown, more = {"revision": row.revision}, [], []
    if found.may(Act.SEND_ORDER) and row.state == S.READY:
        shown.append(Action(text="发出", url=reverse("control_order_send", args=[row.pk]), method="post", kind="primary", icon="send", fields=fields))
    if found.may(Act.SEND_ORDER) and (row.state in RESENT or barred(row, found.desk.today)):
        shown.append(Action(text="原号重发", url=reverse("control_order_resend", args=[row.pk]), method="post", kind="primary", fields=fields))
    if found.may(Act.RECORD_CONTROL) and by_hand(row):
        shown.append(Action(text="登记结果", url=reverse("control_order_result", args=[row.pk]), kind="primary", dialog=True))
    if found.may(Act.RECORD_CONTROL) and row.state not in (S.DRAFT, S.READY, S.VOID):
        shown.append(Action(text="上传回执", url=reverse("control_order_receipt", args=[row.pk]), dialog=True))
    if found.may(Act.ORDER_CONTROL) and row.state in VOIDABLE:
        more.append(Action(text="作废", url=reverse("control_order_void", args=[row.pk]), dialog=True))
    return Actions(tuple(shown), tuple(more))


def by_hand(row: Order) -> bool:
    """由人登记结果：发函、现场办理的送出以后；自己来取的单位，超时、退回以后。"""
    return row.state in RESENT or (row.state == S.SENT and not orders.pulled(row))


def tags(row: Order) -> tuple[Piece, ...]:
    """状态。"""
    return tuple(one for one in orders.state(row) if isinstance(one, Piece))
