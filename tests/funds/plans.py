"""分配方案测试共用：几个债权人的表，一步一个函数。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from spine import TODAY, House

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds.commands import plan_objections, plan_service, plans
from zhixing.casework.funds.commands.plans import Given
from zhixing.casework.funds.models import Objection, Plan, Share
from zhixing.exchange import creditors
from zhixing.foundation.files import commands as files
from zhixing.foundation.files.queries import StoredFile
from zhixing.law.distribution_claims import Method

HEAD = "编号,债权额,债权人,收款账号,户名,顺位,暂不发放"
ROWS = ("甲1,100.00,张甲某,6222000000000001,张甲某,,", "乙1,200.00,李乙某,6222000000000002,李乙某,,", "丙1,300.00,王丙某,6222000000000003,王丙某,,")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0" \
    b"\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"


def table(rows: Sequence[str] = ROWS, head: str = HEAD) -> bytes:
    """债权表。"""
    return "\n".join([head, *rows, ""]).encode()


def given(pot_fen: int = 10_000, **values: Any) -> Given:
    """起草要给的。"""
    return Given(**{"title": "房屋变价款分配方案", "pot_fen": pot_fen, "method": Method(), **values})


def started(house: House, case: Case, content: bytes | None = None, **values: Any) -> Plan:
    """收下债权表，还没有导入。"""
    return creditors.start(
        case=case.pk, actor=house.judge, on=TODAY, revision=None, given=given(**values), name="债权表.csv",
        content=table() if content is None else content,
    )


def drafted(house: House, case: Case, content: bytes | None = None, **values: Any) -> Plan:
    """导入完的一版草稿。"""
    return creditors.load(started(house, case, content, **values).pk)


def published(house: House, case: Case, content: bytes | None = None, on: date = TODAY, **values: Any) -> Plan:
    """定了稿的一版。"""
    return plans.publish(plan=drafted(house, case, content, **values), actor=house.judge, on=on, revision=None)


def proof(house: House, case: Case) -> StoredFile:
    """送达的证明。"""
    return files.store(court_id=case.court_id, name="公告.png", content=PNG, actor=house.judge, stream=case.stream)


def serve(house: House, plan: Plan, on: date = TODAY, **whom: Any) -> Plan:
    """记一次送达：不写是谁的，是其余全部债权人。"""
    method = "direct" if whom else "announcement"
    plan_service.record_service(
        plan=plan.pk, actor=house.judge, revision=None, deemed_on=on, method=method, file=proof(house, plan.case), **whom,
    )
    return Plan.objects.get(pk=plan.pk)


def served(house: House, case: Case, content: bytes | None = None, on: date = TODAY, **values: Any) -> Plan:
    """送达了债权人和被执行人的一版。"""
    plan = serve(house, published(house, case, content, on, **values), on)
    for party in Party.objects.filter(case=case, role="respondent"):
        plan = serve(house, plan, on, party=party.pk)
    return plan


def share(plan: Plan, key: str) -> Share:
    """某一笔。"""
    return Share.objects.get(plan=plan, key=key)


def objected(house: House, plan: Plan, who: str = "甲1", against: str = "丙1", on: date = TODAY, **values: Any) -> Objection:
    """一个债权人对另一个的份额有异议。"""
    own, other = share(plan, who).pk, share(plan, against).pk if against else None
    return plan_objections.object_to(
        plan=plan.pk, actor=house.judge, on=on, revision=None, ground="债权额计算有误", own=own, share=other, **values,
    )


def sued(house: House, objection: Objection, on: date = TODAY) -> Objection:
    """一直走到起诉，一天一步。"""
    day = timedelta(1)
    steps = (("relay", {}), ("oppose", {"by": "王丙某"}), ("tell", {}), ("sue", {"number": "（2026）内0221民初900号"}))
    for n, (act, more) in enumerate(steps, 1):
        objection = plan_objections.step(objection=objection.pk, act=act, actor=house.judge, on=on + n * day, revision=None, **more)
    return objection


def settle(house: House, plan: Plan, on: date) -> Plan:
    """定案。"""
    return plans.settle(plan=plan.pk, actor=house.judge, on=on, revision=None)
