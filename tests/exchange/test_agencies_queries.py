"""查询，各渠道对着模拟的单位：出哪种毛病，法院这边就是哪种样子；看两次、来迟、乱序都只记一次。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from control.desk import BANK, CARS, ESTATE, PAY, STOCKS, TODAY
from exchange.agencies_world import KINDS, World, findings, replies, state

from zhixing.casework.control.commands import requesting
from zhixing.casework.control.models import Finding, Reply, Request
from zhixing.law.holders import holder_key

ENDS: dict[str, tuple[str, str]] = {
    "": ("fed_back", ""), "rolled_back": ("rolled_back", "请核对"), "rejected": ("rejected", "不属于"), "bad_paper": ("rejected", "印章"),
    "no_officer": ("rejected", "没有在本单位登记"), "twice": ("fed_back", ""), "again_later": ("fed_back", ""), "disordered": ("fed_back", ""),
    "partial": ("fed_back", ""), "silent": ("acked", ""), "unanswered": ("sent", ""), "late": ("acked", ""), "skewed": ("fed_back", ""),
    "broken_xml": ("acked", ""), "wrong_charset": ("fed_back", ""), "gb18030": ("fed_back", ""), "entities": ("acked", ""), "bomb": ("acked", ""),
    "unknown_number": ("acked", ""), "negative": ("fed_back", ""), "bad_date": ("fed_back", ""),
}
"""毛病 → 这个请求最后是什么状态，写着什么原因。"""
READ: dict[str, tuple[str, str]] = {
    "": ("taken", ""), "skewed": ("taken", "clock"), "wrong_charset": ("taken", "charset"), "gb18030": ("taken", ""),
}
"""毛病 → 收到的反馈怎样了，标着什么。"""


@pytest.fixture
def asked(sim: World) -> dict[str, dict[str, Request]]:
    """每种毛病一批，五条渠道都走完两轮：毛病 → 单位 → 请求。"""
    made = {code: sim.ask() for code in ENDS}
    sim.plan(numbers={one.number: [code] for code, rows in made.items() if code for one in rows.values()}, names={sim.person.name: ["joint"]})
    sim.turn(2)
    return made


def test_every_failure_on_every_channel(asked: dict[str, dict[str, Request]], sim: World) -> None:
    for fault, rows in asked.items():
        for code, row in rows.items():
            assert (state(row), ENDS[fault][1] in row.error) == (ENDS[fault][0], True), (fault, code, row.error)
            assert bool(findings(row)) == (row.state == "fed_back"), (fault, code)
    for fault, (told, mark) in READ.items():
        for code, row in asked[fault].items():
            [reply] = replies(row)
            assert (reply.state, mark in "".join(reply.faults)) == (told, True), (fault, code, reply.faults)
    assert {replies(row)[0].charset for row in asked["gb18030"].values()} == {"gb18030"}
    _once(asked)
    _unreadable(asked)
    _kept_as_received(asked)


def _once(asked: dict[str, dict[str, Request]]) -> None:
    """送两次、过后又来一份不同的、分两次来的：查到的只记一次。"""
    whole = {code: len(findings(row)) for code, row in asked[""].items()}
    for fault in ("twice", "again_later", "disordered"):
        assert {code: len(findings(row)) for code, row in asked[fault].items()} == whole, fault
    assert all(len(replies(row)) == 1 for row in asked["twice"].values())
    assert all([one.state for one in replies(row)] == ["taken", "again"] for row in asked["again_later"].values())
    for row in asked["partial"].values():
        assert [one.state for one in replies(row)] == ["taken", "taken"]
        assert row.result == "full"
        assert {one.asset for one in findings(row)} == {one.asset for one in findings(asked[""][row.agency.code])}


def _unreadable(asked: dict[str, dict[str, Request]]) -> None:
    """读不了的留着原文，写明为什么；号对不上的也留着。"""
    for fault, mark in (("broken_xml", "broken"), ("entities", "entities"), ("bomb", "entities")):
        kept = Reply.objects.filter(state="refused", faults__contains=[mark])
        assert kept.count() >= len(asked[fault]), fault
        assert all(one.raw for one in kept)
    strange = Reply.objects.filter(state="unmatched", sort="feedback")
    assert {one.number[:-1] for one in strange} == {row.number for row in asked["unknown_number"].values()}


def _kept_as_received(asked: dict[str, dict[str, Request]]) -> None:
    """负的余额、不可能的日子：照原样留着，标明，金额、日子当作没有说。"""
    bank = findings(asked["negative"][BANK])[0]
    assert bank.data["told"]["ye"].startswith("-")
    assert any("negative" in fault for fault in bank.faults)
    for code in (BANK, ESTATE, CARS, PAY):
        rows = findings(asked["bad_date"][code])
        assert any("date" in fault for one in rows for fault in one.faults), code
    assert all(one.value_fen is not None for one in findings(asked["bad_date"][BANK]))


HOLDINGS: dict[str, Any] = {
    "wrong_name": lambda rows: all(one.asset is None and "identity" in one.faults for one in rows),
    "old_number": lambda rows: all(one.asset is not None for one in rows),
    "closed": lambda rows: any(one.state == "销户" for one in rows),
    "dormant": lambda rows: any(one.state == "久悬" for one in rows),
    "joint": lambda rows: any(right["sort"] == "co_owner" for one in rows for right in one.rights),
    "special": lambda rows: any(right["sort"] == "purpose" for one in rows for right in one.rights),
    "held_before": lambda rows: any(prior["amount_fen"] for one in rows for prior in one.prior),
    "short": lambda rows: any(one.value_fen and one.value_fen < 5000 for one in rows),
    "foreign": lambda rows: any(one.currency in ("USD", "HKD", "EUR") for one in rows),
    "locked": lambda rows: any("封闭" in one.state for one in rows),
}


def test_every_kind_of_trouble_with_the_property(sim: World) -> None:
    for fault, shows in HOLDINGS.items():
        sim.plan(fault)
        rows = sim.ask(BANK)
        sim.turn(only=BANK)
        found = findings(rows[BANK])
        assert state(rows[BANK]) == "fed_back", fault
        assert shows(found), (fault, [(one.what, one.state, one.faults, one.rights, one.prior) for one in found])
    sim.plan("no_customer")
    rows = sim.ask()
    sim.turn()
    assert {(state(one), one.result) for one in rows.values()} == {("fed_back", "none")}
    assert not Finding.objects.filter(request__in=[one.pk for one in rows.values()]).exclude(asset=None).exists()


def test_what_is_found_is_what_the_agency_has(sim: World) -> None:
    """各渠道说的和单位的账一样：账号、余额、可用、在先措施、户名。"""
    sim.plan("held_before", "joint")
    rows = sim.ask()
    sim.turn()
    party = sim.desk.debtor(sim.case)
    for code, request in rows.items():
        found, things = findings(request), sim.things(code)
        assert len(found) == len(things), code
        assert sorted(one.value_fen or 0 for one in found) == sorted(one.fen for one in things if one.kind != "real_estate") or code == ESTATE
        assert sum(len(one.prior) for one in found) == sum(len(one.prior) for one in things) > 0, code
        assert {one.asset.holder_key for one in found if one.asset} == {holder_key(party.paper, party.paper_number)}, code
        for thing in things:
            assert any(thing.key in str(one.data) for one in found), (code, thing.key)


def test_a_late_answer_counts_once(sim: World) -> None:
    """过了时限，请求排回去再给；单位凭同一个号还是那一份回答。"""
    row = sim.ask(BANK)[BANK]
    sim.plan(numbers={row.number: ["late"]})
    sim.turn(only=BANK, rounds=1)
    assert state(row) == "acked"
    requesting.timed_out(sim.now + timedelta(hours=80))
    assert state(row) == "queued"
    sim.turn(only=BANK, rounds=1)
    assert state(row) == "sent"
    sim.day(TODAY + timedelta(days=16))
    sim.turn(only=BANK, rounds=2)
    assert (state(row), len(replies(row))) == ("fed_back", 1)


def test_channel_down_or_its_clock_wrong(sim: World) -> None:
    row = sim.ask(BANK)[BANK]
    for fault in ("down", "clock_off"):
        sim.plan(agencies={BANK: [fault]})
        sim.turn()
        assert state(row) == "queued", fault
    assert [one.status for one in sim.network.log if one.agency == BANK] == [403]
    sim.plan()
    sim.turn()
    assert state(row) == "fed_back"


def test_answers_lost_on_the_way_are_sent_again_and_counted_once(sim: World) -> None:
    rows = sim.ask()
    sim.lost = frozenset({1, 2, 4, 5, 7})
    sim.turn(3)
    assert {state(one) for one in rows.values()} == {"fed_back"}
    assert all(len(replies(one)) == 1 for one in rows.values())


def test_a_request_fetched_again_gets_the_same_bytes(sim: World) -> None:
    """取走了没有说收到，原号再给：单位送来的还是那些字节，不另存。"""
    rows = sim.ask()
    sim.turn()
    had = Reply.objects.count()
    Request.objects.filter(pk__in=[one.pk for one in rows.values()]).update(state="sent")
    sim.turn(more="&again=1")
    assert Reply.objects.count() == had
    assert {len(replies(one)) for one in rows.values()} == {1}


def test_silent_for_a_while_then_resent(sim: World) -> None:
    """三次没有反馈，等人处理；重发，还是那个号。"""
    row = sim.ask(STOCKS)[STOCKS]
    sim.plan(numbers={row.number: ["silent"]})
    for turn in range(1, 4):
        sim.turn(only=STOCKS)
        requesting.timed_out(sim.now + timedelta(hours=80 * turn))
        Request.objects.filter(pk=row.pk, state="acked").update(due_at=sim.now)
    assert state(row) == "dead"
    sim.plan()
    requesting.resend(requests=[row.pk], actor=sim.desk.director)
    sim.turn(only=STOCKS)
    assert (state(row), len(replies(row))) == ("fed_back", 1)
    assert sim.network.desks[STOCKS].turns[row.number] == 4


def test_too_large_is_not_stored_but_noted(sim: World) -> None:
    row = sim.ask(BANK)[BANK]
    sim.plan(numbers={row.number: ["huge"]})
    sim.turn()
    assert state(row) == "acked"
    assert [one.faults for one in Reply.objects.filter(agency__code=BANK, state="refused")] == [["too_large"]]
    assert [one.status for one in sim.network.log if one.what == "反馈"] == [413]


def test_without_the_notice_nothing_is_answered(sim: World) -> None:
    """单位真的看文书：没有通知书的拒收。"""
    rows = sim.desk.wave(sim.case, requests="queued").requests.all()
    sim.turn()
    assert {state(one) for one in rows} == {"rejected"}
    assert {one.agency.code for one in rows} == set(KINDS)
