"""首次执行、恢复执行的寻常经过：查控、通知、控制、扣划、发放、报结、归档。"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.demo import invent
from zhixing.demo.life import Life
from zhixing.demo.stage import Story
from zhixing.law import measures

Entry = tuple[str, dict[str, Any]]
"""登记事项和各栏。"""

CALLS: Final = (
    ("电话", "催促履行，答复月底前先还一部分"), ("电话", "告知查控进展"), ("来访", "询问进度，已当面答复"),
    ("走访", "到住所地走访，家中无人，邻居称在外打工"), ("询问进度", "查到的存款已冻结，正在办理扣划"),
)


@dataclass(frozen=True, slots=True)
class Means:
    """查到的财产：存款（分）、车、房。"""

    deposit_fen: int = 0
    vehicle: bool = False
    house: bool = False

    @property
    def found(self) -> list[str]:
        """反馈里的财产种类。"""
        kinds = (("deposit", self.deposit_fen > 0), ("movable", self.vehicle), ("real_estate", self.house))
        return [kind for kind, there in kinds if there]


def any_means(luck: Random, claim_fen: int, *, enough: bool) -> Means:
    """抽一种家底：够还的，存款就是标的；不够的，多数只有零头。"""
    if enough:
        return Means(deposit_fen=claim_fen)
    some = luck.choice((0, 0, 3_752, 12_690, 86_400, 215_000))
    return Means(min(some, claim_fen // 3), luck.random() < 0.15, luck.random() < 0.12)


def filed(life: Life, received: date, *, handler: str = "") -> Story:
    """收件到分案：多数窗口当天立案分案；其余一步步来，各隔一两天。"""
    quick = life.luck.random() < 0.85
    if quick:
        urgent = life.paper.livelihood == "wages"
        yield life.clock.at(life.clock.forward(received, life.luck.randint(0, 1 if urgent else 3)))
        life.file(life.paper, handler)
        return
    yield life.clock.at(received)
    life.receive(life.paper)
    yield life.later(1, 1 if life.paper.livelihood else 3)
    life.accept()
    yield life.later(0, 1)
    life.hand_over()
    yield life.later(0, 2)
    life.assign(handler)


def opened(life: Life, means: Means, delay: int = 0) -> Story:
    """头几天：网络查询，发执行通知书和报告财产令，通知提供线索；反馈回来就控制。"""
    yield life.later(delay, delay + 1)
    life.register("query")
    life.register("notice", number=life.writer.registry.title("（{year}）内0221执{no}号通知书", life.today.year))
    life.register("clue_notice", to="申请执行人")
    if life.luck.random() < 0.4:
        life.note(*life.luck.choice(CALLS))
    yield life.later(1)
    life.register("feedback", found=means.found, text="" if means.found else "名下无可供执行的财产")
    yield from controlled(life, means)


def controlled(life: Life, means: Means) -> Story:
    """冻结、查封。车只找到一部分，房产多是轮候。"""
    if means.found:
        yield life.later(0, 1)
    if means.deposit_fen:
        life.register("freeze", "handler", subject=account(life), amount_fen=means.deposit_fen)
    if means.vehicle:
        plate = f"蒙B9{life.luck.randint(1000, 9999)}小型轿车"
        life.register("seize", "handler", property="movable", subject=plate, no_sale=True)
    if means.house:
        house = f"萨拉齐镇敕勒川小区{life.luck.randint(1, 19)}号楼{life.luck.randint(101, 608)}室"
        life.register("seize", "handler", property="real_estate", subject=house, rank="waiting")


def account(life: Life) -> str:
    """被冻结的账户。"""
    return f"{invent.bank_name(life.luck)}尾号{life.luck.randint(1000, 9999)}"


def collected(life: Life, fen: int, *, settles: bool, subject: str = "", rest: bool = False) -> Story:
    """扣划、到账、认领、报批、发放。"""
    yield life.later(2, 5)
    life.register("deduct", "handler", subject=subject or frozen(life), amount_fen=fen, rest=rest)
    yield life.later(1)
    flow = f"流水{life.today:%m%d}{life.luck.randint(10_000, 99_999)}"
    life.register("received", amount_fen=fen, subject=flow, payer=life.debtors[0])
    yield life.later(0, 1)
    life.register("claimed", subject=flow)
    if life.luck.random() < 0.4:
        yield life.later(1, 2)
        life.register("planned", "handler", subject=flow, amount_fen=fen)
    yield life.later(1, 2)
    life.register("paid", subject=flow, amount_fen=fen, payee=payee(life), settles=settles)


def frozen(life: Life) -> str:
    """最近冻结的账户。"""
    line = timeline_of(Case.objects.get(pk=life.case))
    return [fact.subject for fact in line.of("control.MeasureTaken") if fact.data.get("property") == "deposit"][-1]


def payee(life: Life) -> str:
    """收款的人。"""
    return next((p.name for p in life.paper.parties if p.role == "applicant"), "被害人")


def restricted(life: Life) -> None:
    """对每一名被执行人限制消费。"""
    for name in life.debtors:
        life.register("consumption", "handler", subject=name)


def closed(life: Life, mode: str, ground: str, *, confirmed: bool = False) -> Story:
    """报结，审批到底；结案后的手续、归档。"""
    yield from life.agreed(life.propose(mode, ground, confirmed))
    yield life.later(1)
    if mode == "terminated_round":
        life.register("pool")
    yield life.after(40, 85)
    life.act(closing.archive, "dangan", catalogue=f"{life.today.year}年执行第{life.luck.randint(1, 60)}盒")


def finished(life: Life, received: date) -> Story:
    """执行完毕：存款够，扣划发放，报结。"""
    means = any_means(life.luck, life.paper.claim_fen or 0, enough=True)
    yield from filed(life, received)
    yield from opened(life, means)
    yield from collected(life, means.deposit_fen, settles=True)
    yield life.later(0, 3)
    yield from closed(life, "finished", "enforced")


def paid_directly(life: Life, received: date) -> Story:
    """被执行人接到通知后自己还了。"""
    yield from filed(life, received)
    yield from opened(life, Means())
    yield life.later(3, 9)
    life.note("电话", "被执行人称已与申请人结清", life.debtors[0])
    life.register("direct_paid", amount_fen=life.paper.claim_fen, settles=True)
    yield life.later(0, 3)
    yield from closed(life, "finished", "performed")


def settled(life: Life, received: date) -> Story:
    """和解，分期履行完毕。"""
    yield from filed(life, received)
    yield from opened(life, Means())
    yield life.later(5, 10)
    until = life.clock.forward(life.today, 25)
    life.register("settle", "handler", until=until, text="分两期付清，余款月底前付")
    yield life.after(20, 30)
    life.register("performed", settles=True, text="申请人出具收条")
    yield life.later(0, 3)
    yield from closed(life, "finished", "settled")


def withdrawn(life: Life, received: date) -> Story:
    """申请人撤回申请，终结执行。"""
    yield from filed(life, received)
    yield from opened(life, Means())
    yield life.later(2, 10)
    life.note("来访", "申请人书面撤回执行申请", "申请执行人", "handler")
    yield from closed(life, "terminated", "withdrawn")


def terminated_round(life: Life, received: date) -> Story:
    """没有财产，满三个月终本。"""
    yield from filed(life, received)
    accepted = life.today
    means = any_means(life.luck, life.paper.claim_fen or 0, enough=False)
    agrees = yield from searched(life, means)
    yield life.clock.on(accepted + timedelta(days=life.luck.randint(95, 125)))
    yield from closed(life, "terminated_round", "partly" if means.deposit_fen else "no_property", confirmed=agrees)


def searched(life: Life, means: Means) -> Generator[datetime, None, bool]:
    """终本之前该办的：查控、送达、核实报告、限制消费、上门调查、再查一次、约谈。返回申请人是否同意终本。"""
    accepted = life.today
    yield from opened(life, means)
    if means.deposit_fen:
        yield from collected(life, means.deposit_fen, settles=False)
    yield life.later(3, 6)
    yield from reached(life)
    yield life.later(2, 5)
    restricted(life)
    life.visit(*asked_about(life), who="handler")
    yield life.clock.on(max(accepted + timedelta(days=life.luck.randint(70, 86)), life.today))
    life.register("query")
    yield life.later(1)
    life.register("feedback", found=[], text="没有新增财产")
    yield life.later(1, 3)
    agrees = life.luck.random() < 0.6
    life.register("interview", "handler", person=payee(life), agrees=agrees, text="告知财产调查情况和终本的后果")
    if stuck := still_held(life):
        life.visit(*(("not_disposable", {"subject": what, "reason": why}) for what, why in stuck), who="handler")
    return agrees


def lost(life: Life) -> list[str]:
    """下落不明的被执行人。"""
    return [party.name for party in life.paper.parties if party.role == "respondent" and party.whereabouts_unknown]


def reached(life: Life, method: str = "direct", *, returned: bool = False) -> Story:
    """向每一名被执行人送达，核实财产报告；下落不明的公告、查找，期满视为送达。``returned`` 是邮件退回的。"""
    gone = lost(life)
    known = [name for name in life.debtors if name not in gone]
    served = {"document": "enforcement_notice", "method": method, "returned": returned}
    told = life.debtors if returned else known
    posted = [_announcement(name) | {"place": "人民法院公告网"} for name in gone]
    life.visit(
        *(("serve", served | {"to": name}) for name in told), *(("property_report", {"subject": name}) for name in known),
        *(("announce", one) for one in posted), *looked_for(gone),
    )
    if gone:
        yield life.after(31, 34)
        life.visit(*(("serve", _announcement(name) | {"method": "announcement"}) for name in gone))


def looked_for(names: Sequence[str]) -> list[Entry]:
    """查找下落不明的人。"""
    return [("debtor_searched", {"subject": name, "text": "到户籍地、村委会查找，无人知晓去向"}) for name in names]


def _announcement(name: str) -> dict[str, str]:
    return {"document": "enforcement_notice", "subject": f"执行通知书公告（{name}）", "to": name}


def asked_about(life: Life) -> list[Entry]:
    """上门调查，没有查到财产。"""
    what = f"{life.debtors[0]}住所地和村委会走访"
    return [("inquiry_start", {"subject": what}), ("inquiry_finish", {"subject": what, "text": "没有可供执行的财产"})]


def still_held(life: Life) -> list[tuple[str, str]]:
    """还在控制、处置不了的财产和原因。"""
    running = measures.running(timeline_of(Case.objects.get(pk=life.case)), life.today)
    reasons = {"movable": "not_held", "deposit": "empty"}
    return [(m.subject, "waiting" if m.rank == "waiting" else reasons.get(m.property, "worthless")) for m in running]


def preserved(life: Life, received: date) -> Story:
    """财产保全执行：查询、冻结、告知期限，报结。"""
    yield life.clock.at(life.clock.forward(received, life.luck.randint(0, 1)))
    life.file(life.paper)
    yield life.later(0, 1)
    life.register("query")
    yield life.later(1)
    life.register("feedback", found=["deposit"])
    yield life.later(0, 1)
    life.register("freeze", "handler", subject=account(life), amount_fen=life.paper.claim_fen)
    life.register("expiry_notice", to=payee(life))
    yield life.later(1, 3)
    yield from closed(life, "preserved_full", "full")
