"""停在某一步上的案件：让每个页面、每种灯、每级审批都有真的东西可看。

日子都从今天往回数（工作日），所以哪天装入，看到的都是“眼下”。
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhixing.casework.cases import commands as cases
from zhixing.casework.nodes import commands as nodes
from zhixing.demo.intake import cause_named
from zhixing.demo.life import Life
from zhixing.demo.stage import Story
from zhixing.demo.stories.enforcing import Means, account, closed, collected, opened, payee, restricted, searched


def begun(life: Life, today: date, days: int, cause: str, handler: str = "", **more: Any) -> Story:
    """``days`` 个工作日以前收件、立案、分案。"""
    day = life.clock.back(today, days)
    draft = life.writer.case(day, cause_named(cause), **more)
    yield life.clock.at(day)
    life.file(draft, handler)


def fresh(life: Life, today: date, days: int, cause: str, handler: str = "", **more: Any) -> Story:
    """分了案，什么都还没有办。"""
    yield from begun(life, today, days, cause, handler, **more)


def queried(life: Life, today: date, days: int, cause: str, handler: str = "") -> Story:
    """通知发了，查询发了，等反馈。"""
    yield from begun(life, today, days, cause, handler)
    yield life.later(1)
    life.register("query")
    life.register("notice")
    life.register("clue_notice", to="申请执行人")


def found(life: Life, today: date, days: int, cause: str, handler: str = "") -> Story:
    """反馈回来了，查到存款和车，还没有控制。"""
    yield from queried(life, today, days, cause, handler)
    yield life.later(1)
    life.register("feedback", found=["deposit", "movable"], text="两个账户合计约八千元，小型轿车一辆")


def frozen(life: Life, today: date, days: int, cause: str, ends_in: int, handler: str = "") -> Story:
    """冻结着，``ends_in`` 天以后到期；扣划已办，余额继续冻结。"""
    yield from queried(life, today, days, cause, handler)
    yield life.later(1)
    life.register("feedback", found=["deposit"])
    yield life.later(1)
    where, some = account(life), max(10_000, (life.paper.claim_fen or 0) // 10)
    until = today + timedelta(days=ends_in)
    life.register("freeze", "handler", subject=where, amount_fen=life.paper.claim_fen, until=until)
    yield from collected(life, some, settles=False, subject=where, rest=True)


def lapsed(life: Life, today: date, days: int, cause: str, ago: int, handler: str = "") -> Story:
    """冻结已经失效：法院写明的期限 ``ago`` 天以前届满，没有续冻。"""
    yield from queried(life, today, days, cause, handler)
    yield life.later(1)
    life.register("feedback", found=["deposit"])
    yield life.later(1)
    where, some = account(life), max(10_000, (life.paper.claim_fen or 0) // 12)
    until = today - timedelta(days=ago)
    life.register("freeze", "handler", subject=where, amount_fen=life.paper.claim_fen, until=until)
    yield from collected(life, some, settles=False, subject=where, rest=True)


def sealed(life: Life, today: date, days: int, cause: str, ends_in: int, handler: str = "") -> Story:
    """查封的房产 ``ends_in`` 天以后到期，轮到拍卖。"""
    yield from queried(life, today, days, cause, handler)
    yield life.later(1)
    life.register("feedback", found=["real_estate"], text="住宅一套，有抵押")
    yield life.later(2)
    house = f"萨拉齐镇振华大街{life.luck.randint(901, 999)}号院商铺"
    life.register("seize", "handler", subject=house, until=today + timedelta(days=ends_in))
    yield life.later(8)
    life.register("valuation", "handler", subject=house, method="online")
    yield life.later(6)
    price = (life.paper.claim_fen or 0) * 2
    life.register("price_fixed", "handler", subject=house, price_fen=price)
    yield life.later(4)
    life.register("auction", "handler", subject=house, start_fen=price * 7 // 10)


def served(life: Life, today: date, days: int, cause: str, handler: str = "") -> Story:
    """通知送达了，有人协办，贴了标签，记了几笔办案记录。"""
    yield from queried(life, today, days, cause, handler)
    yield life.later(2)
    life.register("serve", document="enforcement_notice", to=life.debtors[0], method="direct")
    life.act(cases.set_helper, user=life.house["zhuli1" if life.team == "simple" else "zhuli2"], role="assistant")
    life.register("feedback", found=[], text="名下无可供执行的财产")
    life.act(cases.tag, add=("key",))
    yield life.later(3)
    life.note("走访", "到村委会了解，被执行人在旗内做季节工", life.debtors[0])


def unpaid(life: Life, today: date, days: int, cause: str, handler: str = "", *, claimed: bool = True, **more: Any) -> Story:
    """款到了，还没有发出去。"""
    yield from begun(life, today, days + 8, cause, handler, **more)
    yield from opened(life, Means())
    yield life.clock.at(life.clock.back(today, days))
    flow = f"流水{life.today:%m%d}{life.luck.randint(10_000, 99_999)}"
    life.register("received", amount_fen=(life.paper.claim_fen or 0) // 2, subject=flow, payer=life.debtors[0])
    if claimed:
        yield life.later(0)
        life.register("claimed", subject=flow)


def clued(life: Life, today: date, days: int, cause: str, clue: str, *, urgent: bool = False, handler: str = "") -> Story:
    """申请人提供了线索，``days`` 个工作日以前登记的，还没有核查。"""
    yield from begun(life, today, days + 12, cause, handler)
    yield from opened(life, Means())
    yield life.clock.at(life.clock.back(today, days))
    life.register("clue", subject=clue, urgent=urgent, giver=payee(life))


def suspended(life: Life, today: date, days: int, cause: str, back_in: int | None = None, handler: str = "") -> Story:
    """中止；``back_in`` 个工作日后恢复了。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means())
    yield life.later(3)
    ground = "被执行人死亡，等待继承人承受义务" if back_in is None else "案外人对执行标的提出确有理由的异议"
    document = life.writer.registry.title("（{year}）内0221执{no}号之一裁定", life.today.year)
    yield from life.agreed(life.act(nodes.propose_suspend, ground=ground, document=document))
    if back_in is not None:
        yield life.later(back_in)
        life.act(nodes.resume, document="异议审查完毕，继续执行")


def stayed(life: Life, today: date, days: int, cause: str, ends_in: int, handler: str = "") -> Story:
    """被执行人提供担保，申请人同意，暂缓执行。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means())
    yield life.later(2)
    document = life.writer.registry.title("（{year}）内0221执{no}号之一决定", life.today.year)
    approval = life.act(
        nodes.propose_stay, code="X5", until=today + timedelta(days=ends_in), document=document,
        ground="被执行人提供担保，申请执行人同意",
    )
    yield from life.agreed(approval)


def announced(life: Life, today: date, days: int, cause: str, back_in: int | None = None, handler: str = "") -> Story:
    """被执行人下落不明，公告送达，公告期间扣除；``back_in`` 天后期满，视为送达。"""
    yield from begun(life, today, days, cause, handler, debtor={"whereabouts_unknown": True})
    yield from opened(life, Means())
    yield life.later(4)
    notice = f"执行通知书公告（{life.debtors[0]}）"
    life.register("announce", "handler", document="enforcement_notice", subject=notice, to=life.debtors[0], place="人民法院公告网")
    approval = life.act(nodes.propose_exclude, code="X1", document=notice, since=life.today, ground="公告送达执行通知书")
    yield from life.agreed(approval)
    if back_in is not None:
        yield life.after(back_in)
        life.register(
            "serve", document="enforcement_notice", to=life.debtors[0], method="announcement", subject=notice
        )
        life.act(nodes.end_exclusion, code="X1", document=notice)


def extended(life: Life, today: date, days: int, cause: str, asked: int, steps: int = 9, handler: str = "") -> Story:
    """快到六个月了报请延期，``asked`` 个工作日以前报的，批到第 ``steps`` 步。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means(house=True))
    yield life.later(9)
    restricted(life)
    yield life.clock.at(life.clock.back(today, asked))
    approval = life.act(nodes.propose_extend, months=3, ground="涉案房产正在处置，需要较长时间", document="")
    yield from life.agreed(approval, steps, 0, 1)


def finishing(life: Life, today: date, days: int, cause: str, asked: int, steps: int, handler: str = "") -> Story:
    """执行完毕，``asked`` 个工作日以前报结，批到第 ``steps`` 步。"""
    yield from begun(life, today, days, cause, handler)
    means = Means(deposit_fen=life.paper.claim_fen or 0)
    yield from opened(life, means)
    yield from collected(life, means.deposit_fen, settles=True)
    yield life.clock.at(life.clock.back(today, asked))
    yield from life.agreed(life.propose("finished", "enforced"), steps, 0, 1)


def returned(life: Life, today: date, days: int, cause: str, handler: str = "") -> Story:
    """报结被团队长退回，还没有再报。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means())
    yield life.later(6)
    life.register("direct_paid", amount_fen=life.paper.claim_fen, settles=True)
    yield life.clock.at(life.clock.back(today, 2))
    approval = life.propose("finished", "performed")
    yield life.later(1)
    life.send_back(approval, "请补附申请执行人的收条后再报。")


def round_ending(life: Life, today: date, days: int, cause: str, asked: int, steps: int, handler: str = "") -> Story:
    """终本：申请人没有签字确认，经合议庭、局长、院长；批到第 ``steps`` 步。"""
    yield from begun(life, today, days, cause, handler)
    yield from searched(life, Means())
    yield life.clock.at(life.clock.back(today, asked))
    yield from life.agreed(life.propose("terminated_round", "no_property"), steps, 0, 1)


def punished(life: Life, today: date, days: int, cause: str, handler: str = "") -> Story:
    """拒不报告财产：限制消费、纳入失信、罚款、拘留。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means(vehicle=True))
    yield life.later(8)
    who = life.debtors[0]
    life.register("violation", "handler", subject=who, text="隐匿车辆，拒不申报财产")
    restricted(life)
    yield life.later(2)
    life.register("list_dishonest", "handler", subject=who, ground="report")
    life.register("fine", "handler", subject=who, amount_fen=200_000)
    yield life.later(1)
    life.register("detain", "handler", subject=who, days=10)


def transferred(life: Life, today: date, days: int, cause: str, handler: str, to: str) -> Story:
    """换了承办人，有交接记录；有一条误登撤回了。"""
    yield from begun(life, today, days, cause, handler)
    yield from opened(life, Means())
    yield life.later(2)
    wrong = life.register("clue", subject="误登：他案的车辆线索", giver=payee(life))
    cases.withdraw_entry(
        case=life.case, actor=life.by("clerk"), seq=wrong.entry.seq, reason="登错了案件", revision=None
    )
    yield life.later(5)
    life.act(
        cases.transfer, "juzhang", handler=life.house[to], reason="均衡案件", handover="查询反馈已收，通知已发；无在控财产，无案款。",
    )
    life.handler = to


def preserving(life: Life, today: date, days: int, *, told: bool, urgent: bool = False) -> Story:
    """正在保全：冻结了，``told`` 为假的还没有告知期限。"""
    day = life.clock.back(today, days)
    draft = life.writer.preservation(day, urgent=urgent)
    yield life.clock.at(day)
    life.file(draft)
    yield life.later(0 if urgent else 1)
    life.register("query")
    life.register("freeze", "handler", subject=account(life), amount_fen=life.paper.claim_fen)
    if told:
        yield life.later(1)
        life.register("expiry_notice", to=payee(life))


def nothing_preserved(life: Life, today: date, days: int) -> Story:
    """没有可供保全的财产。"""
    day = life.clock.back(today, days)
    yield life.clock.at(day)
    life.file(life.writer.preservation(day))
    yield life.later(1)
    life.register("query")
    yield life.later(2)
    life.register("feedback", found=[])
    life.register("no_result_notice", to=payee(life))
    yield life.later(3)
    yield from closed(life, "nothing_to_preserve", "nothing")
