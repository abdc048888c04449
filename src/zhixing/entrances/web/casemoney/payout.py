"""一张发放审批表：各笔付到哪一步、怎样算的、审批走到哪、回访和通知；此刻能办的按钮。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds.queries_case import Payout
from zhixing.entrances.web.approvals.pieces import lines as chain
from zhixing.entrances.web.casemoney import lines, pieces
from zhixing.entrances.web.casemoney.sheet import Sheet, opened
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.ui import Action, Actions, Facts, Page, Panel, Piece, Step, show
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.approvals.queries import Approval
from zhixing.law.capitals import to_capitals
from zhixing.law.states import Act

State = Payout.State


def page(request: HttpRequest, payout_id: int) -> HttpResponse:
    """一张。"""
    return shown(opened(request, payout_id))


def shown(sheet: Sheet, before: tuple[Piece, ...] = (), status: int = 200) -> HttpResponse:
    """画出来；``before`` 放在最上面（办成的话、拒绝的理由）。"""
    row, case = sheet.row, sheet.desk
    what = "发放" if case else "退还待认领的款"
    body: list[Piece] = [*before, about(sheet), lines.panel(sheet), *workings(row)]
    return show(sheet.request, Page(
        title=f"{row.number}：{what} {yuan(sheet.total)} 元", tags=(pieces.state(row),),
        pretitle=f"{case.case}　{people(case)}" if case else row.court.name,
        actions=(buttons(sheet),), back=sheet.home, back_text="案款", body=tuple(body), side=_chain(row.approval),
    ), status=status)


def about(sheet: Sheet) -> Panel:
    """要点：事由、依据、合计大写、附的决定。"""
    row = sheet.row
    rows: list[tuple[str, Content]] = [("合计", f"{yuan(sheet.total)} 元（{to_capitals(sheet.total)}）")] if sheet.total else []
    rows += [("事由", row.ground)] if row.ground else []
    rows += [("动用", pieces.SOURCES[row.source])] if pieces.SOURCES.get(row.source) else []
    if row.sheet and row.case_id:
        link = reverse("case_debt_sheet", args=[row.case_id, row.sheet.number])
        rows.append(("计息单", Action(text=f"第{row.sheet.number}版，算到{full_day(row.sheet.as_of)}", url=link, kind="link")))
    rows += [("分配方案", f"第{row.plan.number}版")] if row.plan else []
    rows += [("全部到位", "付了以后，申请执行的金额全部到位")] if row.settles else []
    rows += [("附合议庭决定", "有")] if row.decision_id else []
    rows.append(("起草", f"{row.drafted_name}，{full_day(row.drafted_on)}"))
    rows += [("批准", full_day(row.approved_on))] if row.approved_on else []
    rows += [("付清", full_day(row.finished_on))] if row.finished_on else []
    rows += [("作废", row.void_reason)] if row.void_reason else []
    return Panel(body=(Facts(tuple(rows)),))


def workings(row: Payout) -> tuple[Panel, ...]:
    """怎样算出来的，一步一句。"""
    told = [one if isinstance(one, dict) else {"text": str(one)} for one in row.workings]
    steps = tuple(Step(str(one.get("text", "")), str(one.get("article") or "")) for one in told if one.get("text"))
    return (Panel(title="怎样算出来的", body=steps),) if steps else ()


def _chain(approval: Approval | None) -> tuple[Panel, ...]:
    """审批经过。"""
    if approval is None:
        return ()
    see = Action(text="打开审批单", url=reverse("approval_page", args=[approval.pk]), small=True)
    return (Panel(title="审批经过", flush=True, actions=(see,), body=(chain(approval),)),)


def buttons(sheet: Sheet) -> Actions:
    """右上一排：起草的送批、修改；审批中的撤回；批准了的打印、作废。"""
    row, shown, more = sheet.row, [], []
    mine = sheet.may(Act.PAY_OUT)
    fields = {"revision": row.revision}
    if mine and row.state == State.DRAFT:
        shown.append(Action(text="送批", url=reverse("payout_submit", args=[row.pk]), method="post", kind="primary", icon="send", fields=fields))
        shown += [Action(text="修改", url=reverse("payout_edit", args=[row.pk]), icon="edit")] if row.case_id and not row.plan_id else []
    if row.state == State.REVIEW and row.approval and row.approval.submitted_by_id == sheet.request.user.pk:
        told = "撤回以后回到起草，改好再送。撤回吗？"
        shown.append(Action(text="撤回", url=reverse("payout_recall", args=[row.pk]), method="post", fields=fields, confirm=told))
    if sheet.desk and row.state != State.VOID and sheet.may(Act.DRAFT_DOCUMENT):
        shown.append(Action(text="打印审批表", url=_paper(row, "payout_approval"), icon="printer"))
    if mine and row.state not in (State.REVIEW, State.DONE, State.VOID):
        more.append(Action(text="作废", url=reverse("payout_void", args=[row.pk]), dialog=True))
    return Actions(tuple(shown), tuple(more))


def _paper(row: Payout, kind: str) -> str:
    """拟这份文书，关于这一张。"""
    return f"{reverse('case_document_write', args=[row.case_id, kind])}?about={row.number}"
