"""一笔到账上的几个行为：认领、确认、退回认领、撤回、退回付款人。办成了说一句，留在这一笔。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.commands import claiming, payouts, resolving
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.queries_desk import Receipt
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.bulk.starting import token_of
from zhixing.entrances.web.money import claiming as shown
from zhixing.entrances.web.money import receipt as page
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import DayField, Refusal, TextField, done
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.law.debt import WAYS
from zhixing.law.finding import Refused

Run = Callable[[HttpRequest, Receipt], str]


class ClaimForm(forms.Form):
    """认领到一件案件：哪个被执行人的、怎么来的、停止计息日、凭什么。"""

    party = forms.ChoiceField(label="哪个被执行人付的", required=False)
    way = forms.ChoiceField(label="钱是怎么来的", required=False, choices=[("", "照银行的"), *WAYS.items()])
    stopped_on = DayField(label="停止计息日", required=False, help_text="划拨、提取之日，成交裁定送达之日；空着是到账日")
    why = TextField(label="凭什么认领", max_length=300, required=False, help_text="如：付款人来电说明，附缴款回单")

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [("", "全案，说不清是谁"), *parties]  # type: ignore[attr-defined]


@needs("may_see_funds")
def claim(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """另填几栏的认领；不用填的，在清单上按一下就行。"""
    if not shown.claims(request):
        raise PermissionDenied("您的职务不认领全院的款；承办人在自己案件的案款里认领。")
    row, case = page.own(request, receipt_id), _case(request)
    parties = [(str(party.pk), party.name) for party in money.parties_of([case.pk]).get(case.pk, [])]
    form = ClaimForm(request.POST or None, parties=parties, initial={"party": parties[0][0] if len(parties) == 1 else ""})
    back = reverse("money_receipt", args=[row.pk])

    def act(values: dict[str, Any]) -> HttpResponse:
        party = int(values.pop("party") or 0) or None
        revision = _number(request.POST.get("revision", ""))
        claiming.claim(receipt=row, case=case, party=party, actor=request.user, on=context.current().today, revision=revision, **values)
        return done(request, back, f"已认领到{case}，等另一人确认")

    title = f"{row.number}认领到{case}"
    return fill(request, form, Filling(title=title, submit="认领", cancel=back, act=act, hidden={"revision": row.revision, "case": case.pk}))


def _case(request: HttpRequest) -> Case:
    """要认领到的本院的案件。"""
    given = (request.POST if request.method == "POST" else request.GET).get("case", "")
    own = visible_to(request.user, context.current().today).filter(court=request.user.court_id)
    return get_object_or_404(own, pk=_number(given) or 0)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


# ---- 按一下就办的 ----


def _claim(request: HttpRequest, row: Receipt) -> str:
    case = _case(request)
    party = _number(request.POST.get("party", ""))
    claiming.claim(receipt=row, case=case, party=party, actor=request.user, on=context.current().today, revision=_revision(request))
    return f"已认领到{case}，等另一人确认"


def _confirm(request: HttpRequest, row: Receipt) -> str:
    found = claiming.confirm(receipt=row, actor=request.user, on=context.current().today, revision=_revision(request))
    return f"已确认，记入{found.case}"


def _decline(request: HttpRequest, row: Receipt) -> str:
    claiming.decline(receipt=row, actor=request.user, on=context.current().today, revision=_revision(request), why=_why(request))
    return "已退回，重新认领"


def _undo(request: HttpRequest, row: Receipt) -> str:
    claiming.undo_claim(receipt=row, actor=request.user, on=context.current().today, revision=_revision(request), why=_why(request))
    return "已撤回认领，案件上的到账一起撤回"


def _as_return(request: HttpRequest, row: Receipt) -> str:
    payout = _number(request.POST.get("payout", "")) or 0
    resolving.as_return(receipt=row, payout=payout, actor=request.user, on=context.current().today, revision=_revision(request))
    return "已认作退汇，那一笔等着另付"


def _as_deposit(request: HttpRequest, row: Receipt) -> str:
    cash = _number(request.POST.get("cash", "")) or 0
    resolving.as_deposit(receipt=row, cash=cash, actor=request.user, on=context.current().today, revision=_revision(request))
    return "已认作缴存的现金，不另算一笔到账"


def _return(request: HttpRequest, row: Receipt) -> str:
    """退回付款人：起草一张没有案件的审批表。"""
    given = {name: request.POST.get(name, "") for name in ("payee", "account", "bank")}
    account = Wanted(what="refund", amount_fen=row.amount_fen, **given) if not row.payer_account else None
    made = payouts.refund_unknown(
        receipt=row, actor=request.user, on=context.current().today, token=token_of(request), reason=_why(request), account=account,
        decision=_decision(request, row),
    )
    return f"已起草{made.number}，打开审批表送批"


def _decision(request: HttpRequest, row: Receipt) -> int | None:
    """收下退到哪里的决定，存在本院的案款里。"""
    given = request.FILES.get("decision")
    if given is None:
        return None
    return store(court_id=row.court_id, name=given.name or "", content=given.read(), actor=request.user, stream=f"court:{row.court_id}:funds").pk


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _revision(request: HttpRequest) -> int | None:
    return _number(request.POST.get("revision", ""))


ACTS: Final[dict[str, tuple[Run, str]]] = {
    "claim": (_claim, "认领"), "confirm": (_confirm, "确认认领"), "decline": (_decline, "退回认领"), "undo": (_undo, "撤回认领"),
    "return": (_return, "退回付款人"), "as_return": (_as_return, "认作退汇"), "as_deposit": (_as_deposit, "认作缴存的现金"),
}


def _able(request: HttpRequest, act: str) -> bool:
    """认领是认领的人，其余是确认的人；认领的人可以收回自己的。"""
    confirms = rights_of(request).may_confirm_receipts
    return shown.claims(request) if act == "claim" else confirms or (act == "decline" and shown.claims(request))


@require_POST
@needs("may_see_funds")
def act(request: HttpRequest, receipt_id: int, act: str) -> HttpResponse:
    """办一件；不能办的，理由写在这一笔的上面。"""
    if act not in ACTS:
        raise Http404
    if not _able(request, act):
        raise PermissionDenied("您的职务不办这一项。")
    row = page.own(request, receipt_id)
    run, what = ACTS[act]
    try:
        told = run(request, row)
    except Refused as error:
        return page.shown(request, page.own(request, receipt_id), (Refusal.of(error.finding, nothing, what),), 409)
    return done(request, reverse("money_receipt", args=[row.pk]), told)
