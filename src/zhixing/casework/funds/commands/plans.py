"""分配方案：起草、定稿、定案、作废；补收款账户。导入在 ``plan_loading``，送达、异议、发放各在自己的文件。

定稿以后一笔也不变（由数据库守住）；要改的另做一版。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands.plan_holding import hold, refused, subject
from zhixing.casework.funds.commands.plan_objections import end_all
from zhixing.casework.funds.commands.plan_reserving import rebalance
from zhixing.casework.funds.events import PlanMade, PlanSettled, PlanVoided
from zhixing.casework.funds.models import Payout, Plan, Share
from zhixing.casework.funds.queries_books import balance
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.people.queries import User, calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law import entries
from zhixing.law.distribution_claims import Method
from zhixing.law.states import Act
from zhixing.law.words import yuan

WHY: Final = {
    "corrected": "照没有人反对的异议修正", "judgment": "照异议之诉的判决修正", "revised": "改正，重新送达", "round": "又有一笔钱，累计再分",
    "released": "暂不发放的缘由没有了",
}
"""照一版另做一版的缘由。"""
AFTER: Final = frozenset({"round", "released", "judgment"})
"""定了案以后才有的；已经发的算在内。"""


@dataclass(frozen=True, slots=True)
class Given:
    """起草一版要给的。``source`` 空的是导入的表，照一版另做的写 ``from``（版次）、``why``、``edits``（编号 → 改哪几栏）。"""

    title: str
    pot_fen: int
    method: Method
    cutoff: date | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


# ---- 起草 ----


@transaction.atomic
def start_plan(*, case: Case | int, actor: User, on: date, revision: int | None, given: Given, file: StoredFile | None = None) -> Plan:
    """起草一版，等着导入各笔（后台办）。同一件案件同时只起草一版。可分的钱应大于零，没有权限抛出 ``Forbidden``。"""
    case = begin(Act.DISTRIBUTE, case=case, actor=actor, revision=revision)
    title = entries.text(given.title, "名称", limit=120, required=True).require()
    if given.pot_fen <= 0:
        raise refused("pot", "可分的钱应大于零。", "填写这次可以分配的钱。", field="pot")
    _only(case.pk)
    last = Plan.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    return Plan.objects.create(
        case=case, court=case.court, number=last + 1, state=Plan.State.LOADING, title=title, pot_fen=given.pot_fen, cutoff=given.cutoff,
        method=read.method_data(given.method), source=dict(given.source), file=file, made_by=actor, made_name=actor.name, made_on=on,
    )


def _only(case_id: int) -> None:
    other = Plan.objects.filter(case=case_id, state__in=read.OPEN).first()
    if other is not None:
        raise refused("open", f"第{other.number}版还在起草。", "先把它定稿，或者作废。")


@transaction.atomic
def replace_file(*, plan: Plan | int, actor: User, revision: int | None, file: StoredFile) -> Plan:
    """导入的表有毛病、没有导完的，换一份重新导入。已经导进去的一笔也没有才能换。"""
    _, held = hold(plan, actor, revision, Plan.State.LOADING)
    if held.done:
        raise refused("loading", "已经导进去一部分，不能换表。", "等它导完；不要的作废，另做一版。", field="file")
    held.file, held.faults, held.stopped, held.count = file, [], "", 0
    held.save(update_fields=["file", "faults", "stopped", "count", "revision"])
    return held


# ---- 定稿、作废 ----


@transaction.atomic
def publish(*, plan: Plan | int, actor: User, on: date, revision: int | None) -> Plan:
    """定稿，准备送达。自此各笔不变；以前送达了而没有定案的一版由它代替，没有了结的异议随之了结。"""
    case, held = hold(plan, actor, revision, Plan.State.DRAFT)
    found = possible(on, held.made_on, "定稿日")
    held.state, held.published_on, held.digest = Plan.State.SERVED, on, read.digest(held)
    held.save(update_fields=["state", "published_on", "digest", "revision"])
    event = PlanMade(subject=subject(held), number=held.number, pot_fen=held.pot_fen, count=held.count, digest=held.digest)
    finish(event, case=case, actor=actor, on=on, finding=found)
    for old in Plan.objects.select_for_update().filter(case=case, state=Plan.State.SERVED, number__lt=held.number).order_by("pk"):
        _replaced(case, old, held, actor, on)
    return held


def _replaced(case: Case, old: Plan, new: Plan, actor: User, on: date) -> None:
    old.state, old.revision = Plan.State.REPLACED, old.revision + 1
    old.save(update_fields=["state", "revision"])
    end_all(case, old, actor, on, "corrected")
    why = f"已有第{new.number}版（{WHY.get(str(new.source.get('why')), '重新起草')}）"
    finish(PlanVoided(subject=subject(old), number=old.number, why=why), case=case, actor=actor, on=on)


@transaction.atomic
def void_plan(*, plan: Plan | int, actor: User, on: date, revision: int | None, reason: str) -> Plan:
    """作废一版，须写理由。已经据以发放（有没作废的发放审批表）的不能作废；预留的钱转回在案款。"""
    case, held = hold(plan, actor, revision, *read.OPEN, Plan.State.SERVED, Plan.State.SETTLED)
    why = entries.text(reason, "作废的理由", limit=300, required=True).require()
    live = Payout.objects.filter(plan=held).exclude(state=Payout.State.VOID).values_list("number", flat=True).first()
    if live:
        raise refused("paying", f"已经据以作了发放审批表{live}。", "先作废发放审批表；已经付了的，另做一版，累计再分。")
    told, held.state = held.state not in read.OPEN, Plan.State.VOID
    held.save(update_fields=["state", "revision"])
    if told:
        end_all(case, held, actor, on, "void")
        rebalance(held, actor, on)
        finish(PlanVoided(subject=subject(held), number=held.number, why=why), case=case, actor=actor, on=on, reason=why)
    return held


# ---- 定案 ----


@transaction.atomic
def settle(*, plan: Plan | int, actor: User, on: date, revision: int | None) -> Plan:
    """定案，可以发放：送达了、异议期满了、异议有了着落；诉讼中的争议份额、暂不发放的份额从在案款里预留（JI 509、510）。

    还不能的抛出 ``Refused``，逐条说还差什么；在案款不够分的也拒绝。
    """
    case, held = hold(plan, actor, revision, Plan.State.SERVED)
    finding = rules.settleable(read.standing(held, on), on, calendar_of(held.court_id))
    finding.require()
    held.state, held.settled_on = Plan.State.SETTLED, on
    held.save(update_fields=["state", "settled_on", "revision"])
    if (base := read.base_of(held)) is not None:
        rebalance(base, actor, on)
    _enough(case, held)
    fen = rebalance(held, actor, on)
    finish(PlanSettled(subject=subject(held), number=held.number, reserved_fen=fen), case=case, actor=actor, on=on, finding=finding)
    return held


def _enough(case: Case, plan: Plan) -> None:
    """在案款要够分，连同以前定了案、还没有付的：先到账、先认领。"""
    others = Plan.objects.filter(case=case, state=Plan.State.SETTLED).exclude(pk=plan.pk)
    held, owing = balance(case).held_fen, sum(map(read.unpaid, others))
    if held < plan.given_fen + owing:
        more = f"，以前各版还没有付的{yuan(owing)}元" if owing else ""
        text = f"在案款只有{yuan(held)}元，不够分{yuan(plan.given_fen)}元{more}。"
        raise refused("short", text, "先到账、认领；钱已经另作支付的，照实有的钱另做一版。")


# ---- 照一版另做一版 ----


@transaction.atomic
def start_again(
    *, plan: Plan | int, actor: User, on: date, revision: int | None, why: str, fresh_fen: int = 0,
    edits: Mapping[str, Mapping[str, Any]] | None = None,
) -> Plan:
    """照这一版另做一版（:data:`WHY`），各笔由后台抄过来、照 ``edits`` 改、重新分。``fresh_fen`` 是新到的钱。

    定了案以后的累计再分（M:P-17）：已经发的算已得，争议、暂不发放而预留的随新到的钱一起分。
    """
    states = (Plan.State.SETTLED,) if why in ("round", "released") else (Plan.State.SERVED, Plan.State.SETTLED)
    case, held = hold(plan, actor, revision, *states)
    entries.one_of(why, WHY, "另做一版的缘由").require()
    held.save(update_fields=["revision"])
    source = {"from": held.number, "why": why, "edits": {key: dict(row) for key, row in (edits or {}).items()}}
    given = Given(held.title, again_pot(held, why) + fresh_fen, read.method_of(held), held.cutoff, source)
    return start_plan(case=case, actor=actor, on=on, revision=None, given=given)


def again_pot(plan: Plan, why: str) -> int:
    """照它另做一版，不算新到的，有多少可分：没有定案的是原来的钱；定了案的是没有发出去的（暂不发放的、判决改了的）。"""
    if plan.state != Plan.State.SETTLED:
        return plan.pot_fen
    kept = sum(Share.objects.filter(plan=plan).exclude(data__hold="").values_list("share_fen", flat=True))
    back = sum(read.held_back(plan).values()) if why == "judgment" else 0
    return kept + back


def again_paid(plan: Plan, why: str) -> Mapping[int, int]:
    """照它另做一版时，各笔以前已得多少：第几笔（编号）→ 分。"""
    rows = Share.objects.filter(plan=plan).values_list("pk", "paid_fen", "share_fen", "data__hold")
    if plan.state != Plan.State.SETTLED:
        return {pk: paid for pk, paid, _, _ in rows}
    back = read.held_back(plan) if why == "judgment" else {}
    return {pk: paid + (0 if kept else share - back.get(pk, 0)) for pk, paid, share, kept in rows}


# ---- 收款账户 ----


@transaction.atomic
def set_account(*, share: Share | int, actor: User, holder: str, bank: str, account: str) -> Share:
    """补、改一笔的收款账户；各笔和份额不变。正在付款的不改。"""
    given = Share.objects.get(pk=share if isinstance(share, int) else share.pk)
    hold(given.plan_id, actor, None)
    row = Share.objects.select_for_update().get(pk=given.pk)
    if read.live_lines(row.plan).filter(share=row).exists():
        raise refused("paying", f"{row.name}的一笔已经在付款。", "到发放审批表上改；退汇的由出纳另付。", field="account")
    row.holder = entries.text(holder, "户名", limit=200, required=True).require()
    row.bank = entries.text(bank, "开户银行", limit=200).require()
    row.account = entries.text(account, "账号", limit=60, required=True).require().replace(" ", "")
    row.save(update_fields=["holder", "bank", "account"])
    return row
