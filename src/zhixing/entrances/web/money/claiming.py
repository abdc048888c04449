"""认领、确认、撤回认领、退回付款人：这一笔现在能办的摆在最上面，一人认领，另一人确认。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.queries import Case, Party, search, visible_to
from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds import queries_receipts
from zhixing.casework.funds.queries_desk import Receipt
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Filter,
    Filters,
    FormPanel,
    Note,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    TextField,
)
from zhixing.foundation.history import context
from zhixing.law.rights import CaseFacts, rights
from zhixing.law.states import State as CaseState

FOUND: Final = 20
LIKELY: Final = (Column("案件"), Column("把握"), Column("为什么"), Column("", "end"))
LISTED: Final = (Column("案件"), Column("承办人"), Column("", "end"))
GONE: Final = ("void", "retried")
"""不占着钱的付款。"""
State = Receipt.State
LOOKS: Final = {"court_fee": "像误交的诉讼费", "auction": "像拍卖款", "bounce": "像退汇", "correction": "像冲正", "deduction": "像扣划款"}
"""没有认到案件的，看着是什么款。"""
ODD: Final = {
    "court_fee": "附言写的是诉讼费，应当交到诉讼费账户，多半不是执行案款。问清付款人，不要认领到案件；查明以后在下面退回付款人。",
    "auction": "像拍卖平台转来的款：按标的、买受人查是哪件案件的拍卖，认领到那一件。",
    "bounce": "像付出去又退回来的款，没有写付款编号：先在下面金额一样的付款里找，不要认领到案件。",
    "correction": "像银行冲正，没有找到冲的是哪一笔：先问开户行。",
}
"""该怎么办。"""


class WhyForm(forms.Form):
    """只要一个理由。"""

    why = TextField(label="理由", max_length=200)


class ReturnForm(WhyForm):
    """退回付款人：理由；银行没有给来款账号的，退到哪个账户。"""

    def __init__(self, row: Receipt, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not row.payer_account:
            self.fields["payee"] = TextField(label="收款人", max_length=200, initial=row.payer)
            self.fields["account"] = TextField(label="收款账号", max_length=60)
            self.fields["bank"] = TextField(label="收款银行", max_length=200, required=False)
            self.fields["decision"] = forms.FileField(label="退到这个账户的决定", help_text="银行没有给来款账号，退到哪里须经决定")


def panels(request: HttpRequest, row: Receipt, parts: Sequence[Any]) -> tuple[Content, ...]:
    """这一笔现在能办的；没有权限的只看说明。"""
    if row.state == State.SUSPENSE:
        return tuple(_going_back(parts) or _unclaimed(request, row))
    if row.state == State.PROPOSED:
        return tuple(_proposed(request, row))
    if row.state == State.CLAIMED:
        return tuple(_claimed(request, row, parts))
    return ()


def claims(request: HttpRequest) -> bool:
    """能为全院的案件认领：不凭承办，凭职务。承办人在自己案件的案款里认领。"""
    facts = facts_of(request)
    return rights(facts, CaseFacts(court_path=facts.court_path, state=CaseState.ENFORCING)).may_claim_money


def _act(row: Receipt, act: str, text: str, **more: Any) -> Action:
    fields = {"revision": row.revision, **more.pop("fields", {})}
    return Action(text=text, url=reverse("money_receipt_act", args=[row.pk, act]), method="post", fields=fields, **more)


def _going_back(parts: Sequence[Any]) -> list[Piece]:
    """正在退回付款人的：去那一张审批表。"""
    payouts = {part.line.payout_id: part.line.payout for part in parts if part.line.state not in GONE and part.line.payout.state != "void"}
    return [Note(f"正在退回付款人：{one.number}，{one.get_state_display()}。", "blue", actions=(
        Action(text="看审批表", url=reverse("payout_page", args=[one.pk]), small=True),)) for one in payouts.values()]


# ---- 待认领：机器看着像的、自己找 ----


def _unclaimed(request: HttpRequest, row: Receipt) -> Iterator[Piece]:
    able = claims(request)
    if row.kind in ODD:
        yield Note(ODD[row.kind], "yellow", title=LOOKS[row.kind])
    yield _likely(row, able)
    if able:
        yield from _searched(request, row)
    if rights_of(request).may_confirm_receipts:
        yield from _resolving(row)
        yield _returning(row)


def _likely(row: Receipt, able: bool) -> Panel:
    """机器看着像的各件，把握大的在前；一次按下就认领。"""
    cases = money.named([row])
    people = money.parties_of(cases)
    rows = tuple(_candidate(row, one, cases[one["case"]], people, able, first=n == 0)
                 for n, one in enumerate(row.proposals) if one["case"] in cases)
    table = Table(columns=LIKELY, rows=rows, label="可能的案件", empty=Empty("机器没有认出是哪件案件", "在下面按案号、当事人找。", "search"))
    return Panel(title="可能的案件", flush=True, body=(table,))


def _candidate(row: Receipt, one: dict[str, Any], case: Case, people: dict[int, list[Party]], able: bool, *, first: bool) -> Row:
    party = next((p for p in people.get(case.pk, []) if p.pk == one["party"]), None)
    tone = "green" if one["confidence"] >= 80 else "yellow" if one["confidence"] >= 50 else "grey"
    acts: Content = ""
    if able:
        acts = _to(row, case, [party] if party else people.get(case.pk, []), primary=first)
    whose = (f"被执行人 {party.name}",) if party else ()
    return Row(cells=((*frame.case_of(case), *whose), Status(f"{one['confidence']}%", tone), tuple(one["reasons"]) or ("—",), acts))


def _to(row: Receipt, case: Case, parties: Sequence[Party], *, primary: bool = False) -> Actions:
    """认领到这一件的哪个被执行人；几个被执行人的各一个按钮。"""
    def button(text: str, party: int | str, main: bool) -> Action:
        return _act(row, "claim", text, small=True, kind="primary" if main else "plain", fields={"case": case.pk, "party": party})

    form = f"{reverse('money_claim', args=[row.pk])}?{urlencode({'case': case.pk})}"
    fill = Action(text="另填", url=form, small=True, dialog=True, title="另填停止计息日、凭什么认领")
    if len(parties) <= 1:
        return Actions((button("认领", parties[0].pk if parties else "", primary), fill))
    named = tuple(button(f"认领（{party.name}付）", party.pk, primary and n == 0) for n, party in enumerate(parties))
    return Actions(named[:1], more=(*named[1:], button("认领到全案", "", False), fill), label="另选")


def _searched(request: HttpRequest, row: Receipt) -> Iterator[Piece]:
    """自己找案件。"""
    text = request.GET.get("q", "").strip()[:60]
    search_box = Filter("q", "找案件", value=text, placeholder="案号、当事人姓名、拼音首字母")
    yield Filters(filters=(), search=search_box, clear_url=reverse("money_receipt", args=[row.pk]))
    if not text:
        return
    own = visible_to(request.user, context.current().today).filter(court=request.user.court_id)
    cases = list(search(own, text).order_by("-received_on", "-pk")[:FOUND])
    people = money.parties_of(case.pk for case in cases)
    rows = tuple(Row(cells=((str(case), between(case)), case.handler.name if case.handler else "未分案", _to(row, case, people.get(case.pk, []))))
                 for case in cases)
    table = Table(columns=LISTED, rows=rows, label="找到的案件", empty=Empty("没有找到", "换几个字再找；已经归档的案件也找得到。", "search"))
    more = f"只列前 {FOUND} 件，写完整一点再找" if len(cases) == FOUND else ""
    yield Panel(title=f"找到 {len(cases)} 件", flush=True, body=(table,), note=more)


def _resolving(row: Receipt) -> Iterator[Panel]:
    """查明其实是一笔付款的退汇、缴存的现金：金额一样的列出来。"""
    lines = money.returns_like(row.court_id, row.amount_fen, row.day)
    cash = [one for one in queries_receipts.waiting_cash(row.court_id) if one.amount_fen == row.amount_fen]
    found = [_same(f"{one.payout.number}第{one.number}笔付给{one.payee}", _act(row, "as_return", "是它的退汇", small=True, fields={"payout": one.pk}))
             for one in lines[:FOUND]]
    found += [_same(f"{one.number}收的现金，{one.case}", _act(row, "as_deposit", "是它缴存的", small=True, fields={"cash": one.pk})) for one in cash]
    if found:
        table = Table(columns=(Column("金额一样的"), Column("", "end")), rows=tuple(found), label="金额一样的")
        yield Panel(title="会不会是退汇、缴存的现金", flush=True, body=(table,))


def _same(text: str, act: Action) -> Row:
    return Row(cells=(text, act))


def _returning(row: Receipt) -> FormPanel:
    """查明不是本院的，退回付款人；银行没有给来款账号的，写明退到哪里。"""
    note = Note("查明与本院案件无关的，退回原来的付款账户：另起一张审批表，批准以后付款。", "yellow")
    url = reverse("money_receipt_act", args=[row.pk, "return"])
    return FormPanel(form=ReturnForm(row), url=url, submit="起草退回的审批表", title="不是本院的，退回付款人", danger=True, before=(note,),
                     revision=row.revision, hidden={"token": token()})


def _why(row: Receipt, act: str, title: str, submit: str, *before: Note) -> FormPanel:
    """要写理由的一种。"""
    url = reverse("money_receipt_act", args=[row.pk, act])
    return FormPanel(form=WhyForm(), url=url, submit=submit, title=title, danger=True, before=before, revision=row.revision)


# ---- 待确认 ----


def _proposed(request: HttpRequest, row: Receipt) -> Iterator[Piece]:
    who = f"{row.claimed_name}认领到{row.case}" + (f"，付款的被执行人{row.party.name}" if row.party else "")
    if not rights_of(request).may_confirm_receipts:
        yield Note(f"{who}。等案款管理员、会计确认。", "blue")
    elif row.claimed_by_id == request.user.pk:
        yield Note(f"您认领到{row.case}，须由另一人确认。", "blue", actions=(_act(row, "decline", "收回", fields={"why": "自己收回"}),))
    else:
        yield Panel(title="确认认领", actions=(_act(row, "confirm", "确认", kind="primary"),), body=(
            Note(f"{who}。核对付款人、附言与案件，确认以后记入案件。", "blue"), *_told(row),
        ))
        yield _why(row, "decline", "不对，退回重新认领", "退回")


def _told(row: Receipt) -> tuple[Note, ...]:
    """机器对这一件的看法，确认的人看得到。"""
    mine = next((one for one in row.proposals if one["case"] == row.case_id), None)
    if mine is None:
        return (Note("机器没有认出这一件：请确认的人多看一眼。", "yellow"),)
    return (Note(f"机器的把握 {mine['confidence']}%：{'；'.join(mine['reasons'])}。"),)


# ---- 已认领 ----


def _claimed(request: HttpRequest, row: Receipt, parts: Sequence[Any]) -> Iterator[Piece]:
    """认领错了的撤回；钱已经分出去的不能撤回，先作废那张审批表。"""
    if not rights_of(request).may_confirm_receipts:
        return
    live = sorted({part.line.payout.number for part in parts if part.line.state not in ("draft", *GONE)})
    if live:
        yield Note(f"这一笔已经分到{'、'.join(live)}，认领错了的，先作废那张发放审批表。", "blue")
    else:
        yield _why(row, "undo", "认领错了，撤回认领", "撤回认领")
