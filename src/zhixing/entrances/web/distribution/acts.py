"""一版上的行为：定稿、定案、发放、接着导、作废、补收款账户。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds.commands import plan_paying, plan_service, plans
from zhixing.casework.funds.queries_plans import Share
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.distribution.opened import Opened, acting
from zhixing.entrances.web.ui import TextField, done
from zhixing.entrances.web.ui.words import yuan
from zhixing.exchange import creditors

Told = tuple[str, str]


@require_POST
def act(request: HttpRequest, case_id: int, number: int, act: str) -> HttpResponse:
    """按一下就办的。"""
    found = acting(request, case_id, number)
    if act not in ACTS:
        raise Http404
    text, url = ACTS[act](found)
    return done(request, url, text)


def _given(found: Opened) -> dict[str, Any]:
    return {"plan": found.plan.pk, "actor": found.desk.user, "revision": found.desk.sent}


def _publish(found: Opened) -> Told:
    plans.publish(**_given(found), on=found.today)
    return f"第{found.plan.number}版已经定稿，接着送达各债权人和被执行人。", found.home


def _settle(found: Opened) -> Told:
    plan = plans.settle(**_given(found), on=found.today)
    return f"第{plan.number}版可以发放。", found.home


def _start(found: Opened) -> Told:
    plan = plan_service.start_period(**_given(found))
    return f"已经全部送达，最后一人{plan.served_on}收到，异议期起算。", found.home


def _pay(found: Opened) -> Told:
    token = found.desk.request.POST.get("token", "")[:64]
    made = plan_paying.pay(**_given(found), on=found.today, token=token)
    total = sum(made.lines.values_list("amount_fen", flat=True))
    return f"已作发放审批表{made.number}，{made.lines.count():,} 笔，{yuan(total)} 元；核对以后送批。", _payout_url(found, made.pk)


def _payout_url(found: Opened, payout: int) -> str:
    try:
        return reverse("case_payout", args=[found.plan.case_id, payout])
    except NoReverseMatch:
        return found.home


def _resume(found: Opened) -> Told:
    creditors.queued(found.plan)
    return "接着导入。", found.home


ACTS: Mapping[str, Callable[[Opened], Told]] = {
    "publish": _publish, "settle": _settle, "start": _start, "pay": _pay, "resume": _resume,
}


# ---- 作废 ----


class VoidForm(forms.Form):
    """作废的理由。"""

    reason = TextField(label="作废的理由", lines=3, max_length=300)


def void(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """作废一版，写明理由。"""
    found = acting(request, case_id, number)
    return fill(found.desk, VoidForm(request.POST or None), Filling(
        title=f"作废{found.name}", submit="作废", danger=True, columns=1, back=found.home,
        note="作废的留在各版里，不能恢复；为它预留的钱转回在案款。", run=lambda values: _void(found, values["reason"]),
    ))


def _void(found: Opened, reason: str) -> Told:
    plans.void_plan(**_given(found), on=found.today, reason=reason)
    return f"第{found.plan.number}版已作废。", reverse("case_distribution", args=[found.plan.case_id])


# ---- 收款账户 ----


class AccountForm(forms.Form):
    """一个债权人的收款账户。"""

    holder = TextField(label="户名", max_length=200)
    bank = TextField(label="开户银行", max_length=200, required=False)
    account = TextField(label="账号", max_length=60)


def account(request: HttpRequest, case_id: int, number: int, share: int) -> HttpResponse:
    """补、改一笔的收款账户。"""
    found = acting(request, case_id, number)
    row = Share.objects.filter(pk=share, plan=found.plan).first()
    if row is None:
        raise Http404
    initial = {"holder": row.holder or row.name, "bank": row.bank, "account": row.account}
    return fill(found.desk, AccountForm(request.POST or None, initial=initial), Filling(
        title=f"{row.name}的收款账户", submit="保存", columns=1, back=found.home, note="只改收款账户；债权和份额不变。",
        run=lambda values: _account(found, row, values),
    ))


def _account(found: Opened, row: Share, values: dict[str, Any]) -> Told:
    plans.set_account(share=row, actor=found.desk.user, **values)
    return f"已记下{row.name}的收款账户。", found.home


