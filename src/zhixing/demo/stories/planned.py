"""照计划办的案件：立案、查控、控制、到账发放、终本的各项、报结，哪天结案计划里写定了，分毫不差。

每一趟把同一个人同一天办的几件事一次登记；未结的案件走终本那条路，走到眼下为止。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.closing import commands as closing
from zhixing.casework.nodes import commands as nodes
from zhixing.demo import invent
from zhixing.demo.intake import cause_named
from zhixing.demo.life import CLERKS, Life
from zhixing.demo.plan.court import on_account, renewed_on
from zhixing.demo.plan.planned import Planned
from zhixing.demo.plan.purse import CHILD_CAUSE
from zhixing.demo.plan.quota import FIRST, PRESERVATION, RESUMED, Span
from zhixing.demo.stage import Story
from zhixing.demo.stories.enforcing import (
    CALLS,
    Entry,
    account,
    asked_about,
    looked_for,
    lost,
    payee,
    reached,
    still_held,
)
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.queries import entries
from zhixing.law.intake import CaseDraft, PartyDraft
from zhixing.law.terms import add_months

ONE: Final = timedelta(days=1)
REST: Final = {
    "struck": ("filed_elsewhere", "entrusted"), "dismissed": ("not_due", "no_content", "not_effective"), "refused": ("arbitration", "limitation"),
}
LIVE_OPEN: Final = 0.06
"""未结案件里有多少有一件事拖着没有办。"""


@dataclass(slots=True)
class Tale:
    """一件排好的案件和办它的人。``original`` 给执恢找一件终本的原案。"""

    plan: Planned
    life: Life
    span: Span
    original: Callable[[Planned], int]
    car: str = ""
    house: str = ""
    bank: str = ""
    behind: str = ""
    """拖着没有办的一件事。"""

    # 日子

    def day(self, base: date, steps: int) -> date:
        """``base`` 之后第几个工作日（负数往前）。"""
        clock = self.life.clock
        return clock.forward(base, steps) if steps >= 0 else clock.back(base, -steps)

    def by_closing(self, day: date) -> date:
        """``day``，但不晚于结案前一个工作日。"""
        return min(day, self.day(self.plan.closed, -1)) if self.plan.closed else day

    def on(self, day: date) -> date:
        """``day`` 当天或其后第一个工作日，不早于戏台上的今天，不晚于结案前一个工作日。"""
        found = max(self.life.clock.calendar.next_working_day(day), self.life.today)
        return min(found, max(self.life.today, self.day(self.plan.closed, -1))) if self.plan.closed else found


def tell(plan: Planned, life: Life, span: Span, original: Callable[[Planned], int]) -> Story:
    """这一件从头到尾。"""
    tale = Tale(plan, life, span, original)
    if not plan.closed and life.luck.random() < LIVE_OPEN:
        tale.behind = life.luck.choice(("clue_notice", "notice", "measure", "query"))
    yield from _BEGIN[plan.kind](tale)
    yield from _secured(tale) if plan.kind == PRESERVATION else _MIDDLE[plan.mode](tale)


# ---- 立案 ----


def _filed(tale: Tale) -> Story:
    """首执：多数当天立案分案。"""
    plan, life = tale.plan, tale.life
    cause = cause_named(plan.cause)
    alone = {"debtor": {"whereabouts_unknown": False}} if plan.training == "identity" else {}
    draft = life.writer.case(plan.received, cause, yuan=plan.yuan, **alone)
    if plan.cause == CHILD_CAUSE:
        draft = replace(draft, titles=(replace(draft.titles[0], operative=_child(plan.yuan)),))
    if plan.training == "identity":
        draft = replace(draft, parties=tuple(_misread(life, p) for p in draft.parties))
    if plan.training == "correction":
        yield from _corrected(tale, draft)
        return
    yield life.clock.morning(plan.accepted)
    life.file(draft, plan.former or plan.handler, team="complex" if plan.former else plan.team)


def _child(yuan: int) -> str:
    """抚养费的主文：每月 800 至 1,500 元，整除得了的。"""
    monthly = next((m for m in (1000, 1200, 1500, 800, 900) if yuan % m == 0), 1000)
    return f"被告每月给付抚养费{monthly}元至子女年满十八周岁，已到期{yuan}元"


def _misread(life: Life, party: Any) -> Any:
    """被执行人的身份号码登成了别人的：校验得过，人不对。"""
    if party.role != "respondent" or party.nature != "person":
        return party
    number = invent.citizen(invent.birthday(life.luck, date(2024, 1, 5)), 77, woman=False)
    return replace(party, paper_number=number)


def _corrected(tale: Tale, draft: Any) -> Story:
    """材料不齐，补正以后才立案。"""
    plan, life = tale.plan, tale.life
    received = tale.day(plan.accepted, -6)
    yield life.clock.morning(received)
    life.receive(replace(draft, received_on=received, titles=tuple(_earlier(t, received) for t in draft.titles)))
    yield life.clock.morning(tale.day(received, 1))
    life.act(cases.ask_correction, "lian1", missing=["生效证明"], until=plan.accepted)
    yield life.clock.morning(tale.day(plan.accepted, -1))
    life.act(cases.corrected, "lian1")
    yield life.clock.morning(plan.accepted)
    life.accept()
    yield life.clock.afternoon(plan.accepted)
    life.assign(plan.handler, team=plan.team)


def _earlier(title: Any, received: date) -> Any:
    return replace(title, effective_on=min(title.effective_on, received - ONE), perform_by=min(title.perform_by, received - ONE))


def _revived(tale: Tale) -> Story:
    """执恢：终本的原案申请恢复，立案部门另立，分给终本管理团队。"""
    plan, life = tale.plan, tale.life
    yield life.clock.morning(plan.received)
    old = tale.original(plan)
    life.case = old
    life.register("resume_asked", "zhihui1", ground=life.luck.choice(("property", "applicant")), text="提供了新的财产线索")
    yield life.clock.morning(plan.accepted) if plan.accepted > plan.received else life.clock.afternoon(plan.accepted)
    made = closing.revive(
        case=old, actor=life.house["lian1"], on=plan.accepted, revision=None, ground="property", asked_on=plan.received
    )
    life.case, life.handler, life.team, life.clerk = made.pk, plan.handler, "final", "shuji6"
    life.draft = _paper_of(life, made)
    cases.assign(
        case=made.pk, actor=life.house["lian1"], on=plan.accepted, revision=None, handler=life.house[plan.handler],
        team=life.house.teams["final"], way="轮流", reason="轮到",
    )


def _paper_of(life: Life, made: Case) -> CaseDraft:
    """执恢的收件内容：当事人从原案抄来。"""
    rows = made.parties.order_by("id")
    parties = tuple(PartyDraft(role=p.role, name=p.name, nature=p.nature, whereabouts_unknown=p.whereabouts_unknown) for p in rows)
    return life.writer.again(made.received_on, made.claim_fen, parties)


def _preserving(tale: Tale) -> Story:
    """执保：保全裁定送来当天立案。"""
    yield tale.life.clock.morning(tale.plan.accepted)
    tale.life.file(tale.life.writer.preservation(tale.plan.accepted, yuan=tale.plan.yuan), tale.plan.handler, team="preservation")


_BEGIN: Final = {FIRST: _filed, RESUMED: _revived, PRESERVATION: _preserving}


# ---- 查控 ----


def _opened(tale: Tale) -> Story:
    """头几天：上午查询、通知；反馈多数当天下午回来，慢的隔一天；查到的随即控制。"""
    life, plan = tale.life, tale.plan
    yield life.clock.morning(tale.on(tale.day(plan.accepted, 1)))
    first = [("query", {}), *([] if plan.kind == RESUMED else _notices(tale))]
    life.visit(*first)
    if tale.behind == "query":
        return
    yield life.clock.afternoon(tale.on(life.today + ONE) if plan.means.slow else life.today)
    life.visit(("feedback", _feedback(tale)), *(_livelihood(tale)))
    if plan.training == "identity":
        yield life.clock.afternoon(tale.on(life.today + ONE))
        _reread(life)
    if tale.behind != "measure":
        yield from _controlled(tale)


def _notices(tale: Tale) -> list[Entry]:
    life = tale.life
    number = life.writer.registry.title("（{year}）内0221执{no}号通知书", life.today.year)
    notices: list[Entry] = [("notice", {"number": number}), ("clue_notice", {"to": "申请执行人"})]
    return [one for one in notices if one[0] != tale.behind]


def _livelihood(tale: Tale) -> list[Entry]:
    """涉民生未结的，三日内先限制消费。"""
    if tale.plan.closed or not tale.life.paper.livelihood or tale.plan.means.vehicle or tale.plan.means.house:
        return []
    return [("consumption", {"subject": name}) for name in tale.life.debtors]


def _feedback(tale: Tale) -> dict[str, Any]:
    means = tale.plan.means
    rich = means.balance_fen >= 100_000
    kinds = (("deposit", rich), ("movable", means.vehicle), ("real_estate", means.house))
    found = [kind for kind, there in kinds if there]
    values = {
        "found": found, "accounts": tale.life.luck.randint(1, 6) if means.accounts else 0, "vehicles": int(means.vehicle),
        "houses": int(means.house), "mortgaged": int(means.mortgaged), "failed": int(means.failed),
        "text": "" if found else "没有可供执行的财产",
    }
    return values | ({"balance_fen": means.balance_fen} if means.balance_fen else {})


def _reread(life: Life) -> None:
    """查询反馈与户籍不符，核对后更正身份号码。"""
    row = Party.objects.filter(case=life.case, role="respondent", nature="person").order_by("id").first()
    if row is None:
        return
    number = life.writer.registry.next_person()
    right = invent.citizen(invent.birthday(life.luck, life.today), number, row.sex == "女")
    life.act(cases.edit_party, party=row.pk, values={"paper_number": right}, reason="与户籍登记核对，原登记号码不是本人")


def _controlled(tale: Tale) -> Story:
    """查到存款的冻结扣划，查到车、房的查封；车只扣到八分之一，房有的轮候。"""
    life, plan = tale.life, tale.plan
    taken = list(_measures(tale))
    if not taken:
        return
    yield life.clock.morning(tale.on(life.today + ONE))
    life.visit(*taken, who="handler")
    if tale.bank:
        yield life.clock.afternoon(tale.on(tale.day(life.today, 2)))
        fen = min(plan.means.balance_fen, plan.yuan * 100)
        life.visit(("deduct", {"subject": tale.bank, "amount_fen": fen}), who="handler")


def _measures(tale: Tale) -> Iterator[Entry]:
    life, means = tale.life, tale.plan.means
    if means.balance_fen >= 100_000:
        tale.bank = account(life)
        yield "freeze", {"subject": tale.bank, "amount_fen": tale.plan.yuan * 100}
    if means.vehicle:
        tale.car = f"蒙B9{life.luck.randint(1000, 9999)}小型轿车"
        kind = "distrain" if means.parked else "seize"
        yield "seize", {"measure": kind, "property": "movable", "subject": tale.car, "no_sale": True}
    if means.house:
        tale.house = f"萨拉齐镇敕勒川小区{life.luck.randint(1, 19)}号楼{life.luck.randint(101, 608)}室"
        rank = "waiting" if means.waiting else "first"
        yield "seize", {"property": "real_estate", "subject": tale.house, "rank": rank, "no_sale": True}


# ---- 钱 ----


def _money(tale: Tale) -> Story:
    """照计划的日子到账、认领、发放、退汇。"""
    life, plan = tale.life, tale.plan
    wanted = (plan.closed is not None and plan.mode == "finished") or False
    for moment, visits in _calendar(tale, settles=wanted):
        day = max(moment, life.today)
        yield life.clock.between(day, 10, 16)
        life.visit(*visits, who="ankuan")
        if plan.training == "misdirected" and any(matter == "claimed" for matter, _ in visits):
            yield from _misdirected(tale)


def _calendar(tale: Tale, *, settles: bool) -> list[tuple[date, list[Entry]]]:
    """各天在案款上办的事。"""
    days: dict[date, list[Entry]] = {}
    receipts = tale.plan.receipts
    last = max((r.paid for r in receipts if r.paid), default=None)
    for number, r in enumerate(receipts, 1):
        flow = f"流水{r.arrived:%y%m%d}{tale.life.luck.randint(10_000, 99_999)}{number}"
        payer = tale.life.debtors[number % len(tale.life.debtors)]
        days.setdefault(r.arrived, []).append(("received", {"amount_fen": r.fen, "subject": flow, "payer": payer}))
        if r.claimed:
            days.setdefault(r.claimed, []).append(("claimed", {"subject": flow, "matched": r.matched}))
        if r.paid:
            done = settles and r is receipts[-1] and r.paid == last
            pay = {"subject": flow, "amount_fen": r.fen, "payee": payee(tale.life), "settles": done and not r.bounced}
            days.setdefault(r.paid, []).append(("paid", pay))
            if r.bounced:
                days.setdefault(tale.by_closing(tale.day(r.paid, 1)), []).append(("bounced", {"subject": flow, "amount_fen": r.fen}))
                days.setdefault(tale.by_closing(tale.day(r.paid, 3)), []).append(("paid", pay | {"settles": done}))
    return sorted(days.items())


def _misdirected(tale: Tale) -> Story:
    """付款人误付：认领错了，当日撤回，退回待认领，次日认到该认的案件名下（这里仍认回本案）。"""
    life, tale.plan.training = tale.life, "done"
    entry = _last_claim(life)
    cases.withdraw_entry(case=life.case, actor=life.house["ankuan"], seq=entry[0], reason="付款人误付，款属另案", revision=None)
    life.note("电话", "付款人误将他案款项汇入本案账号，已与其核对", life.debtors[0])
    yield life.clock.between(tale.on(life.today + ONE), 9, 11)
    life.visit(("claimed", {"subject": entry[1], "matched": "hand"}), who="ankuan")


def _last_claim(life: Life) -> tuple[int, str]:
    row = entries(f"case:{life.case}").filter(type="funds.Claimed").last()
    assert row is not None
    return row.seq, row.subject


# ---- 两条线合着走 ----


def _together(*stories: Story) -> Story:
    """几条线按时刻先后合成一条。"""
    waiting = [(next(story, None), index) for index, story in enumerate(stories)]
    while any(moment for moment, _ in waiting):
        moment, index = min(((m, i) for m, i in waiting if m is not None))
        yield moment
        waiting[index] = (next(stories[index], None), index)


# ---- 结案 ----


def _finished(tale: Tale) -> Story:
    """执行完毕：经本院收款，或者当事人直接履行。"""
    life, plan = tale.life, tale.plan
    assert plan.closed
    yield from _together(_opened(tale), _money(tale))
    ground = "enforced" if plan.means.covers else "mixed" if tale.car or tale.house else "performed"
    if plan.direct:
        yield life.clock.between(tale.on(max(tale.day(plan.closed, -life.luck.randint(1, 4)), life.today)), 9, 16)
        ground = _performed(tale)
    if freed := [("release", {"subject": what, "ground": "paid"}) for what in (tale.car, tale.house) if what]:
        yield life.clock.between(tale.on(tale.day(plan.closed, -1)), 9, 16)
        life.visit(*freed, who="handler")
    yield from _closed(tale, ground)


def _performed(tale: Tale) -> str:
    """直接履行，补录；有的是和解分期付清。"""
    life, fen = tale.life, tale.plan.yuan * 100
    if life.luck.random() < 0.2:
        life.visit(("settle", {"until": life.today, "text": "当场一次付清"}), ("direct_paid", {"amount_fen": fen, "settles": True}), who="handler")
        return "settled"
    life.visit(("direct_paid", {"amount_fen": fen, "settles": True}))
    return "performed"


def _terminated(tale: Tale) -> Story:
    """终结执行：申请人撤回申请；有的是达成长期履行的和解。"""
    life, plan = tale.life, tale.plan
    assert plan.closed
    yield from _opened(tale)
    yield life.clock.between(tale.on(tale.day(plan.closed, -life.luck.randint(1, 5))), 9, 16)
    long = plan.kind == FIRST and life.luck.random() < 0.12
    if long:
        until = add_months(life.today, life.luck.choice((12, 18, 24, 36)))
        life.visit(("settle", {"until": until, "text": "分期长期履行", "long": True}), who="handler")
    else:
        life.note("来访", "申请人书面撤回执行申请", payee(life), "handler")
    yield from _closed(tale, "settled_long" if long else "withdrawn")


def _rest(tale: Tale) -> Story:
    """销案、驳回、不予执行。"""
    life, plan = tale.life, tale.plan
    assert plan.closed
    yield life.clock.morning(tale.on(tale.day(plan.accepted, 1)))
    life.visit(*_notices(tale))
    yield life.clock.between(tale.on(tale.day(plan.closed, -3)), 9, 16)
    life.note("其他", "审查情况记入卷宗", who="handler")
    ground = life.luck.choice(REST[plan.mode])
    if ground == "entrusted":
        number = f"（{plan.closed.year}）内0202执{life.luck.randint(100, 2900)}号"
        yield from _closed(tale, ground, to_court="包头市东河区人民法院", to_number=number)
    else:
        yield from _closed(tale, ground)


def _rounds(tale: Tale) -> Story:
    """终本：三个月里该办的都办到；未结的走到眼下为止。"""
    yield from _together(_searched(tale), _money(tale), _lately(tale))
    if tale.plan.closed:
        yield from _ending(tale)


def _searched(tale: Tale) -> Story:
    yield from _opened(tale)
    if not tale.plan.closed and tale.plan.accepted < tale.span.middle:
        yield from _suspended(tale)
        return
    yield from _reached(tale)
    if tale.plan.moved:
        yield from _moved(tale)
    yield from _restricted(tale)


def _moved(tale: Tale) -> Story:
    """成立简案团队时转过去；公告在转以前就登了。"""
    life, plan = tale.life, tale.plan
    day = max(life.today, tale.day(tale.span.formed, life.luck.randint(1, 8)))
    yield life.clock.between(day, 9, 17)
    life.act(
        cases.transfer, "juzhang", handler=life.house[plan.handler], team=life.house.teams["simple"], reason="团队调整",
        handover="成立简案快执团队，小标的案件集中办理。通知已发，查询反馈已收。",
    )
    life.team, life.handler, life.clerk = "simple", plan.handler, life.luck.choice(CLERKS["simple"])


def _suspended(tale: Tale) -> Story:
    """办久了的：被执行人死亡等，中止。"""
    life = tale.life
    yield life.clock.between(tale.on(tale.plan.accepted + timedelta(days=life.luck.randint(60, 120))), 9, 12)
    document = life.writer.registry.title("（{year}）内0221执{no}号之一裁定", life.today.year)
    approval = life.act(nodes.propose_suspend, ground="被执行人死亡，等待继承人承受义务", document=document)
    yield from life.agreed(approval)


def _reached(tale: Tale) -> Story:
    """送达、核实财产报告；下落不明的公告、查找。"""
    life, plan = tale.life, tale.plan
    if plan.kind == RESUMED:
        return
    yield life.clock.between(tale.on(tale.day(plan.accepted, life.luck.randint(5, 9))), 9, 16)
    back = plan.training == "returned"
    yield from reached(life, "mail" if back else life.luck.choice(("direct", "direct", "electronic", "mail")), returned=back)


def _restricted(tale: Tale) -> Story:
    """限制消费、上门调查。"""
    life, plan = tale.life, tale.plan
    yield life.clock.between(tale.on(tale.day(plan.accepted, life.luck.randint(10, 18))), 9, 16)
    already = bool(_livelihood(tale)) or plan.kind == RESUMED
    limits = [] if already else [("consumption", {"subject": name}) for name in life.debtors]
    looked = looked_for(lost(life)) if plan.kind == RESUMED else []
    life.visit(*limits, *looked, *asked_about(life), who="handler")
    if life.luck.random() < 0.25:
        life.note(*life.luck.choice(CALLS))


PENDING: Final = {
    "clue": (0.30, 1, 7), "inquiry_asked": (0.25, 2, 9), "inquiry_start": (0.20, 18, 25), "settle": (0.14, 12, 20), "violation": (0.06, 2, 7),
}
"""未结案件眼下等着办的：占几成，是截止日以前第几个到第几个工作日来的。"""


def _lately(tale: Tale) -> Story:
    """未结的，近来有线索要核、有调查要办、有和解到期、有违法行为要罚，还没有办；多数不到期，有的临期、超期。"""
    life, plan = tale.life, tale.plan
    matter = life.luck.choices([*PENDING, ""], [*(share for share, _, _ in PENDING.values()), 0.05])[0]
    if plan.closed or plan.accepted < tale.span.middle or not matter:
        return
    day = tale.day(tale.span.today, -life.luck.randint(*PENDING[matter][1:]))
    if day > tale.day(plan.accepted, SETTLED_IN):
        yield life.clock.between(day, 9, 16)
        life.register(matter, "handler", **_pending(tale, matter))


SETTLED_IN: Final = 11
"""立案后头几天的事，几个工作日里都办过了。"""


def _pending(tale: Tale, matter: str) -> dict[str, Any]:
    """等着办的一件事，登记的各栏。"""
    life, debtor = tale.life, tale.life.debtors[0]
    if matter == "clue":
        return {"subject": life.luck.choice(HEARD), "giver": payee(life)}
    if matter == "settle":
        until = tale.span.today + timedelta(days=life.luck.randint(-4, 7))
        return {"until": until, "text": "先付一部分，余款到期一次付清"}
    if matter == "violation":
        return {"subject": debtor, "text": "报告财产不实，隐瞒土地流转收入"}
    return {"subject": f"{debtor}的{life.luck.choice(INQUIRED)}"}


INQUIRED: Final = ("应收货款、承包费", "公积金、保险", "股权、合伙份额", "农机、牲畜")
HEARD: Final = ("名下一辆货车常停在萨拉齐镇物流园", "在双龙镇出租一处库房", "在某合作社有入股分红", "近日在信用社有一笔进账", "将农机转移到亲属家中")


def _ending(tale: Tale) -> Story:
    """三个月内再查一次，约谈，说明财产为什么不能处置，报结。"""
    life, plan = tale.life, tale.plan
    assert plan.closed
    day = max(life.today, tale.day(plan.closed, -life.luck.randint(5, 12)))
    yield life.clock.morning(tale.on(day))
    life.visit(("query", {}))
    yield life.clock.afternoon(life.today)
    life.visit(("feedback", {"found": [], "text": "没有新增财产"}))
    yield life.clock.between(tale.on(life.today + ONE), 9, 16)
    agrees = life.luck.random() < 0.6
    stuck = still_held(life)
    reasons = [("not_disposable", {"subject": what, "reason": why}) for what, why in stuck]
    life.visit(("interview", {"person": payee(life), "agrees": agrees, "text": "告知调查情况和终本的后果"}), *reasons, who="handler")
    ground = "partly" if plan.receipts else "cannot_dispose" if stuck else "no_property"
    yield from _closed(tale, ground, confirmed=agrees)


def _open(tale: Tale) -> Story:
    yield from _rounds(tale)


_MIDDLE: Final = {
    "finished": _finished, "terminated": _terminated, "terminated_round": _rounds, "struck": _rest, "dismissed": _rest,
    "refused": _rest, "": _open,
}


def _closed(tale: Tale, ground: str, *, confirmed: bool = False, **more: Any) -> Story:
    """报结，各级在结案日以前批到最后一步，最后一步在结案日；终本的入库；归档。"""
    life, plan = tale.life, tale.plan
    assert plan.closed
    day = max(life.today, tale.day(plan.closed, -life.luck.choice((0, 1, 1, 2, 3))))
    if plan.mode == "terminated_round":
        day = max(day, life.clock.calendar.next_working_day(add_months(plan.accepted, 3) + ONE))
    yield life.clock.morning(day) if day > life.today else life.clock.between(day, 14, 15)
    approval: Approval = life.act(
        closing.propose, mode=plan.mode, ground=ground, applicant_confirmed=confirmed, **more
    )
    yield from _approved(tale, approval, plan.closed)
    yield from _after(tale)


def _approved(tale: Tale, approval: Approval, until: date) -> Story:
    life = tale.life
    while True:
        approval.refresh_from_db()
        if approval.state != Approval.State.PENDING:
            return
        last = approval.step >= approval.steps.count() - 1
        room = max(0, (until - life.today).days)
        day = until if last else tale.on(life.today + timedelta(days=life.luck.randint(0, room)))
        yield life.clock.between(min(day, until), 15, 17) if day <= life.today or last else life.clock.at(min(day, until))
        life.decide(approval)


def _after(tale: Tale) -> Story:
    life, plan = tale.life, tale.plan
    if plan.mode == "terminated_round":
        yield life.later(1, 3)
        life.register("pool")
    elif plan.kind == RESUMED:
        yield life.later(1, 2)
        if limited := _limited(life):
            life.visit(*(("consumption_lifted", {"subject": name}) for name in limited))
    yield life.after(40, 80)
    life.act(closing.archive, "dangan", catalogue=f"{life.today.year}年执行第{life.luck.randint(1, 90)}盒")


def _limited(life: Life) -> Sequence[str]:
    """还被限制消费的。"""
    line = timeline_of(Case.objects.get(pk=life.case))
    running: dict[str, bool] = {}
    for fact in line.of("sanctions.ConsumptionRestricted", "sanctions.ConsumptionLifted"):
        running[fact.subject] = fact.type == "sanctions.ConsumptionRestricted"
    return [name for name, on in running.items() if on]


# ---- 保全 ----


def _secured(tale: Tale) -> Story:
    """查询、控制、告知期限、报结；一年的冻结到期以前续行。"""
    life, plan = tale.life, tale.plan
    yield life.clock.afternoon(plan.accepted)
    if plan.mode == "nothing_to_preserve":
        life.visit(("query", {}), ("feedback", {"found": [], "text": "没有可供保全的财产"}))
        yield life.clock.afternoon(tale.on(life.today + ONE))
        life.visit(("no_result_notice", {"to": payee(life)}))
        yield from _closed(tale, "nothing")
        return
    tale.bank = account(life) if on_account(plan) else ""
    tale.house = "" if tale.bank else f"萨拉齐镇振华大街{life.luck.randint(901, 999)}号{life.luck.randint(1, 60)}室"
    life.visit(("query", {}), ("feedback", {"found": ["deposit" if tale.bank else "real_estate"]}))
    yield life.clock.between(tale.on(life.today + ONE), 9, 12)
    freeze = ("freeze", {"subject": tale.bank, "amount_fen": plan.yuan * 100})
    life.visit(freeze if tale.bank else ("seize", {"property": "real_estate", "subject": tale.house}), who="handler")
    since = life.today
    yield life.clock.afternoon(tale.on(life.today))
    life.visit(("expiry_notice", {"to": payee(life)}))
    yield from _together(_closed(tale, "full" if plan.mode == "preserved_full" else "part"), _renewed(tale, since))


def _renewed(tale: Tale, since: date) -> Story:
    """一年的冻结，每次届满前申请人申请，办了续行。"""
    while tale.bank:
        since = renewed_on(since, tale.life.clock.calendar)
        yield tale.life.clock.morning(since)
        tale.life.visit(("renewal_asked", {"subject": tale.bank}), ("renew", {"subject": tale.bank}))

