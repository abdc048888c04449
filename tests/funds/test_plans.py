"""分配方案：导入、定稿、送达、异议、定案、预留、发放、再分；定稿以后一笔也不变。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from funds import money
from funds import plans as made
from spine import TODAY, House, node, story

from zhixing.casework.centre.drafting import plans as told
from zhixing.casework.centre.drafting.answers import Known
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.centre.drafting.shelf import Book, Shelf
from zhixing.casework.documents.models import Document, Recipient
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds import verify_plans
from zhixing.casework.funds.commands import plan_loading, plan_objections, plan_paying, plan_service, plans
from zhixing.casework.funds.models import Objection, Payout, PayoutLine, Plan, Share
from zhixing.exchange import creditors
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("here")
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
AFTER = date(2026, 11, 19)
"""异议期（到 11 月 18 日）满后的第一天。"""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """一家法院。建一次，各个测试在自己的保存点里办，办完退回。"""
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


@pytest.fixture
def house(world: House) -> Iterator[House]:
    """同上，这个测试自己的一份。"""
    with transaction.atomic():
        yield deepcopy(world)
        transaction.set_rollback(True)


@pytest.fixture
def later() -> Iterator[None]:
    """几个月以后来办。"""
    with context.use(context.Context(now=datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai")), entrance="test")):
        yield


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def shares(plan: Plan) -> dict[str, int]:
    return dict(Share.objects.filter(plan=plan).values_list("key", "share_fen"))


# ---- 导入 ----


def test_the_table_becomes_a_draft_to_the_fen_one_at_a_time(house: House) -> None:
    plan = made.drafted(house, house.case())
    assert (plan.state, plan.number, plan.count, plan.done, plan.total_fen, plan.given_fen) == ("draft", 1, 3, 3, 60_000, 10_000)
    assert shares(plan) == {"甲1": 1667, "乙1": 3333, "丙1": 5000}
    assert plan.tiers[0]["exact"] == "1/6" and "普通债权" in Share.objects.get(plan=plan, key="甲1").data["why"]
    with pytest.raises(Refused, match="第1版还在起草"):
        made.started(house, plan.case)
    assert read.plans(plan.case_id).count() == 1


def test_every_fault_is_told_by_row_and_nothing_is_imported(house: House) -> None:
    rows = ("甲1,100.00,张甲某,,,,", "乙1,一百,李乙某,,,头等,", ",5.00,王丙某,,,,", "甲1,7.00,,,,,", "丁1,1.00,赵丁某,,,,,多")
    plan = made.drafted(house, house.case(), made.table(rows))
    assert plan.state == "loading" and not Share.objects.exists() and "4 行有毛病" in plan.stopped
    assert [(one["row"], one["column"]) for one in plan.faults] == [(3, "债权额"), (3, "顺位"), (4, ""), (5, ""), (6, "")]
    again = creditors.again(plan=plan, actor=house.judge, revision=plan.revision, name="债权表.csv", content=made.table())
    assert creditors.load(again.pk).state == "draft"


def test_a_killed_import_goes_on_where_it_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creditors, "BATCH", 2)
    plan = made.started(house, house.case())
    add, calls = plan_loading.add_shares, []

    def dying(*given: Any) -> bool:
        calls.append(given[1])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return add(*given)

    monkeypatch.setattr(plan_loading, "add_shares", dying)
    with pytest.raises(KeyboardInterrupt):
        creditors.load(plan.pk)
    assert Plan.objects.get(pk=plan.pk).done == 2
    found = creditors.load(plan.pk)
    assert (found.state, calls) == ("draft", [0, 2, 2]) and shares(found) == {"甲1": 1667, "乙1": 3333, "丙1": 5000}


# ---- 定稿 ----


def test_a_fixed_plan_cannot_be_changed_even_by_sql(house: House) -> None:
    plan = made.published(house, house.case())
    assert plan.digest == read.digest(plan) and "funds.PlanMade" in story(plan.case)
    share = made.share(plan, "甲1")
    for change in (
        lambda: Share.objects.filter(pk=share.pk).update(share_fen=1), lambda: Share.objects.filter(pk=share.pk).delete(),
        lambda: Share.objects.create(plan=plan, number=9, key="新", name="新来的", level="ordinary", claim_fen=1),
        lambda: Plan.objects.filter(pk=plan.pk).update(pot_fen=1), lambda: Plan.objects.filter(pk=plan.pk).update(state="draft"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    plans.set_account(share=share, actor=house.judge, holder="张甲某", bank="演示银行", account="6222 0000 0000 0009")
    share.refresh_from_db()
    assert share.account == "6222000000000009"
    with pytest.raises(Refused) as error:
        plans.publish(plan=plan, actor=house.judge, on=TODAY, revision=plan.revision)
    assert codes(error) == ["plan.state"]
    with pytest.raises(Refused) as error:
        plans.void_plan(plan=plan, actor=house.judge, on=TODAY, revision=plan.revision - 1, reason="过时的页面")
    assert codes(error) == ["plan.stale"]


def test_the_document_is_filled_from_the_plan(house: House) -> None:
    plan = made.drafted(house, house.case())
    desk = Desk(Book(Shelf([plan.case], TODAY), plan.case), "distribution_plan", TODAY)
    assert (told.amount(desk), told.costs(desk)) == (Known(10_000, "分配方案第1版"), Known(0, "分配方案第1版"))
    rows = told.rows(desk)
    assert isinstance(rows, Known)
    assert [(row["creditor"], row["share"]) for row in rows.value] == [("张甲某", 1667), ("李乙某", 3333), ("王丙某", 5000)]
    assert [row["share"] for row in told._grouped(plan)] == [10_000]


def test_verify_tells_what_does_not_agree(house: House) -> None:
    plan = made.published(house, house.case())
    assert list(verify_plans.breaks()) == []
    false = Plan.objects.create(
        case=plan.case, court=plan.court, number=2, state="draft", given_fen=7, count=1, digest="x", published_on=TODAY, made_by=house.judge,
        made_on=TODAY,
    )
    share = Share.objects.create(plan=false, number=1, key="一", name="张某", level="ordinary", claim_fen=9, share_fen=6, data={"hold": ""})
    payout = Payout.objects.create(court=plan.court, number="发1", token="t", drafted_by=house.judge, drafted_on=TODAY)
    PayoutLine.objects.create(payout=payout, number=1, what="creditor", share=share, payee="张某", account="1", amount_fen=8)
    found = [text.split("第2版", 1)[1] for text in verify_plans.breaks()]
    assert found == ["分出7分、1笔，各笔合计6分、1笔。", "的各笔和定稿时记在链上的摘要不符。", "第1笔分得6分，付款合计8分。"]


# ---- 送达、定案 ----


def test_the_last_one_starts_the_fifteen_days(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 9_999)
    plan = made.serve(house, made.published(house, case), date(2026, 11, 3))
    assert plan.served_on is None and len(read.receiving(plan).missing) == 1
    with pytest.raises(Refused, match="还没有送达"):
        plan_service.start_period(plan=plan.pk, actor=house.judge, revision=None)
    plan = made.serve(house, plan, date(2026, 11, 5), party=money.debtor(case).pk)
    assert plan.served_on == date(2026, 11, 5) and "funds.PlanServed" in story(case)
    assert (node(case, "P-08a").due, node(case, "P-08a").state) == (date(2026, 11, 20), "open")
    with pytest.raises(Refused, match="异议期到2026-11-20"):
        made.settle(house, plan, date(2026, 11, 20))
    with pytest.raises(Refused, match=r"不够分100\.00元"):
        made.settle(house, plan, date(2026, 11, 21))
    money.received(case, 1)
    assert made.settle(house, plan, date(2026, 11, 21)).state == "settled" and node(case, "P-08a").state == "done"


def test_the_service_of_the_document_counts_for_the_parties(house: House, later: None) -> None:
    case = house.case()
    plan = made.serve(house, made.published(house, case), date(2026, 11, 3))
    paper = Document.objects.create(
        case=case, court=case.court, kind="distribution_plan", title="财产分配方案", state="sealed", dated=TODAY, drafted_by=house.judge,
        drafted_name=house.judge.name, drafted_on=TODAY,
    )
    debtor = money.debtor(case)
    Recipient.objects.create(document=paper, case=case, court=case.court, party=debtor, name=debtor.name, state="served", deemed_on=date(2026, 11, 9))
    with pytest.raises(Refused, match="这不是本案的财产分配方案"):
        other = Document.objects.create(case=case, court=case.court, kind="summons", drafted_by=house.judge, drafted_on=TODAY)
        plan_service.attach_document(plan=plan.pk, actor=house.judge, revision=None, document=other.pk)
    plan_service.attach_document(plan=plan.pk, actor=house.judge, revision=None, document=paper.pk)
    assert plan_service.start_period(plan=plan.pk, actor=house.judge, revision=None).served_on == date(2026, 11, 9)
    own = made.share(plan, "甲1")
    plan = Plan.objects.get(pk=plan.pk)
    assert (read.told_on(plan, share=own), read.told_on(plan, party=debtor.pk)) == (date(2026, 11, 3), date(2026, 11, 9))


# ---- 异议 ----


def test_a_late_objection_is_refused_by_its_own_day(house: House, later: None) -> None:
    plan = made.served(house, house.case())
    with pytest.raises(Refused) as error:
        made.objected(house, plan, on=AFTER)
    assert codes(error) == ["plan.late"]
    assert made.objected(house, plan, on=date(2026, 11, 18)).disputed_fen == 5000


def test_steps_go_in_order(house: House, later: None) -> None:
    plan = made.served(house, house.case())
    objection = made.objected(house, plan)
    with pytest.raises(Refused, match="通知其他债权人"):
        plan_objections.step(objection=objection.pk, act="tell", actor=house.judge, on=TODAY, revision=None)
    with pytest.raises(Refused) as error:
        made.settle(house, plan, AFTER)
    assert codes(error) == ["plan.relay"]
    plan_objections.step(objection=objection.pk, act="relay", actor=house.judge, on=AFTER, revision=None)
    with pytest.raises(Refused, match="没有按期反对"):
        plan_objections.step(objection=objection.pk, act="oppose", actor=house.judge, on=date(2027, 1, 4), revision=None, by="王丙某")
    with pytest.raises(Refused, match="应当按异议修正方案"):
        made.settle(house, plan, date(2027, 1, 4))


def test_the_disputed_share_is_reserved_and_the_rest_is_paid(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 10_000)
    plan = made.served(house, case)
    objection = made.sued(house, made.objected(house, plan))
    made.settle(house, plan, AFTER)
    assert (-money.balance("reserve", case), -money.balance("held", case)) == (5000, 5000)
    payout = plan_paying.pay(plan=plan.pk, actor=house.judge, on=AFTER, revision=None, token="一次")
    assert plan_paying.pay(plan=plan.pk, actor=house.judge, on=AFTER, revision=1, token="一次") == payout
    assert list(payout.lines.order_by("number").values_list("share__key", "amount_fen")) == [("甲1", 1667), ("乙1", 3333)]
    plan_objections.end_objection(objection=objection.pk, actor=house.judge, on=date(2027, 2, 1), revision=None, result="rejected")
    assert money.balance("reserve", case) == 0
    rest = plan_paying.pay(plan=plan.pk, actor=house.judge, on=date(2027, 2, 1), revision=None, token="二次")
    assert list(rest.lines.values_list("share__key", "amount_fen")) == [("丙1", 5000)]
    with pytest.raises(Refused, match="没有可以发放的"):
        plan_paying.pay(plan=plan.pk, actor=house.judge, on=date(2027, 2, 1), revision=None, token="三次")


def test_one_who_says_he_got_too_little_is_met_from_all_the_others(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 10_000)
    plan = made.served(house, case)
    made.sued(house, made.objected(house, plan, against="", disputed_fen=1000))
    made.settle(house, plan, AFTER)
    assert {made.share(plan, key).pk: fen for key, fen in (("乙1", 400), ("丙1", 600))} == read.held_back(plan)
    assert {one.share.key: one.fen for one in read.payable(plan)} == {"甲1": 1667, "乙1": 2933, "丙1": 4400}


# ---- 另做一版 ----


def test_an_unopposed_objection_makes_a_corrected_version_without_a_new_period(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 10_000)
    plan = made.served(house, case)
    objection = made.objected(house, plan)
    plan_objections.step(objection=objection.pk, act="relay", actor=house.judge, on=TODAY, revision=None)
    on = TODAY + timedelta(20)
    new = creditors.load(creditors.follow(
        plan=plan.pk, actor=house.judge, on=on, revision=None, why="corrected", edits={"丙1": {"amount": "100.00"}},
    ).pk)
    assert shares(new) == {"甲1": 2500, "乙1": 5000, "丙1": 2500}
    plans.publish(plan=new, actor=house.judge, on=on, revision=None)
    assert Plan.objects.get(pk=plan.pk).state == "replaced" and Objection.objects.get().result == "corrected"
    assert (node(case, "P-08b").due, node(case, "P-08b").state) == (date(2026, 11, 18), "done")
    assert made.settle(house, new, on).state == "settled"


def test_the_second_round_is_on_the_cumulative_pot(house: House, later: None) -> None:
    """M:P7。"""
    case = house.case()
    rows = ("一,123.45,张甲某,6222000000000001,,,", "二,678.90,李乙某,6222000000000002,,,", "三,1.11,王丙某,6222000000000003,,,")
    money.received(case, 50_000)
    plan = made.settle(house, made.served(house, case, made.table(rows), pot_fen=20_000), AFTER)
    assert shares(plan) == {"一": 3073, "二": 16_899, "三": 28}
    new = creditors.load(creditors.follow(plan=plan.pk, actor=house.judge, on=AFTER, revision=None, why="round", fresh_fen=30_000).pk)
    assert shares(new) == {"一": 4609, "二": 25_350, "三": 41}


def test_a_share_set_aside_is_reserved_and_given_when_the_reason_is_gone(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 10_000)
    rows = (*made.ROWS[:2], "丙1,300.00,王丙某,6222000000000003,王丙某,,首封债权还没有执行依据，份额留存")
    plan = made.settle(house, made.served(house, case, made.table(rows)), AFTER)
    assert -money.balance("reserve", case) == 5000 and [one.share.key for one in read.payable(plan)] == ["甲1", "乙1"]
    new = creditors.load(creditors.follow(
        plan=plan.pk, actor=house.judge, on=AFTER, revision=None, why="released", edits={"丙1": {"hold": ""}},
    ).pk)
    assert (new.pot_fen, shares(new)) == (5000, {"甲1": 0, "乙1": 0, "丙1": 5000})
    plans.publish(plan=new, actor=house.judge, on=AFTER, revision=None)
    made.settle(house, new, AFTER)
    assert money.balance("reserve", case) == 0 and [(one.share.key, one.fen) for one in read.payable(new)] == [("丙1", 5000)]


def test_a_void_plan_gives_its_reserve_back(house: House, later: None) -> None:
    case = house.case()
    money.received(case, 10_000)
    plan = made.served(house, case)
    made.sued(house, made.objected(house, plan))
    made.settle(house, plan, AFTER)
    plans.void_plan(plan=plan.pk, actor=house.judge, on=AFTER, revision=None, reason="漏列一名债权人")
    assert (money.balance("reserve", case), -money.balance("held", case)) == (0, 10_000)
