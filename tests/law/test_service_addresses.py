"""送达地址的次序和后果（T:V-05、V-07）；送达一览。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhixing.law.calendar import Calendar
from zhixing.law.service_addresses import ladder, own, returned, source, sources, usable
from zhixing.law.service_table import Owed, Row, everyone, rows
from zhixing.law.service_values import Address, Addressee, Attempt, BadService, Paper, outcome, table

CALENDAR = Calendar.national()
SINCE, ON = date(2026, 1, 4), date(2026, 3, 2)
MAN, FIRM = Addressee("林立春"), Addressee("青山建材公司", "unit")
NOTICE, ORDER = Paper("n", "执行通知书"), Paper("o", "报告财产令")


def at(code: str, text: str = "", **more: Any) -> Address:
    return Address(code, text or code, **({"since": SINCE} | more))


def test_the_order_of_the_sources() -> None:
    assert sources() == ("confirmed", "carried", "agreed", "provided", "registered", "inquiry")
    mixed = [at(code) for code in ("inquiry", "registered", "provided", "agreed", "carried")]
    assert [one.source for one in usable(mixed, ON)] == ["carried", "agreed", "provided", "registered", "inquiry"]


def test_an_address_confirmed_in_enforcement_replaces_the_one_of_the_trial() -> None:
    """T:V-07：没有书面变更的，才沿用审判程序中确认的。"""
    old, new = at("carried", "东街"), at("confirmed", "西街")
    assert usable([old], ON) == (old,)
    assert usable([old, new], ON) == (new,)
    assert usable([old, replace(new, electronic=True)], ON) == (replace(new, electronic=True), old), "只换了电子地址"


def test_only_addresses_in_force_and_the_newest_first() -> None:
    gone, later = at("confirmed", "旧", until=ON), at("confirmed", "还没有", since=date(2026, 3, 3))
    first, second = at("confirmed", "一"), at("confirmed", "二", since=date(2026, 2, 1))
    assert usable([gone, later, first, second], ON) == (second, first)


def test_each_step_tells_what_follows() -> None:
    told = ladder([at("registered", "户籍地"), at("confirmed", "东街"), at("inquiry", "某村"), at("provided", "a@b.cn", electronic=True)], ON)
    assert [step.text for step in told.steps] == [
        "第1个：送达地址确认书“东街”，地址不准确、变更未告知而退回的，退回之日视为送达。",
        "第2个：诉讼、执行中提供的地址“a@b.cn”，发送成功之日视为送达，可以证明另一天到达。",
        "第3个：户籍、登记的住所“户籍地”，经告知仍不提供地址的，退回之日视为送达，否则不算。",
        "第4个：查询得到的地址“某村”，退回不算送达。",
    ]
    assert all(step.article for step in told.steps)


def test_no_address_tells_the_next_step() -> None:
    (told,) = ladder([], ON).reasons
    assert told.code == "service.no_address" and "送达地址确认书" in told.remedy


@pytest.mark.parametrize("code", sources())
def test_what_a_return_means(code: str) -> None:
    expected = {"registered": False, "inquiry": False}.get(code, True)
    assert returned(at(code), MAN).value is expected is own(at(code))
    assert returned(at(code), replace(MAN, withheld=True)).value is (code != "inquiry")


def test_an_unknown_source_is_told() -> None:
    with pytest.raises(BadService, match="应为：confirmed"):
        source("rumour")


# —— 一览 ————————————————————————————————————————————————————————————


def made(number: int, paper: Paper, to: Addressee, way: str, on: str, **more: Any) -> Attempt:
    method, result = way.split(".")
    rule = outcome(method, result)
    signer = ("self" if to.kind == "person" else "desk") if rule.signed else ""
    proof = rule.proof[0] if rule.proof else frozenset[str]()
    return Attempt(number, paper, to.name, method, result, date.fromisoformat(on), **({"signer": signer, "proof": proof} | more))


OWED = [Owed(paper, to) for paper in (NOTICE, ORDER) for to in (MAN, FIRM)]


def states(attempts: list[Attempt], on: date = date(2026, 3, 20), owed: list[Owed] = OWED) -> list[str]:
    return [row.state for row in rows(owed, attempts, on, CALENDAR)]


def one(attempts: list[Attempt], on: date = date(2026, 3, 20)) -> Row:
    return rows([Owed(NOTICE, MAN)], attempts, on, CALENDAR)[0]


def test_one_row_for_each_document_and_person() -> None:
    attempts = [
        made(1, NOTICE, MAN, "direct.signed", "2026-03-02"), made(2, NOTICE, FIRM, "mail.sent", "2026-03-02"),
        made(3, ORDER, MAN, "direct.absent", "2026-03-02"),
    ]
    assert states(attempts) == ["served", "on_way", "failed", "to_send"]


@pytest.mark.parametrize(("way", "more", "state"), [
    ("mail.unclaimed", {}, "returned"), ("mail.moved", {"address": at("registered")}, "returned"),
    ("mail.moved", {"address": at("agreed")}, "served"),
    ("direct.signed", {"proof": frozenset()}, "flawed"), ("electronic.sent", {}, "on_way"), ("electronic.failed", {}, "failed"),
    ("mail.signed", {"happened": date(2026, 3, 21)}, "on_way"),
])
def test_the_state_of_a_row(way: str, more: dict[str, Any], state: str) -> None:
    row = one([made(1, NOTICE, MAN, way, "2026-03-02", **more)])
    assert row.state == state and row.tried == 1
    assert state in ("served", "on_way") or row.as_data()["next"], "没有送到的说下一步"


def test_an_announcement_runs_until_its_day() -> None:
    log = [
        made(1, NOTICE, MAN, "direct.absent", "2026-03-02"), made(2, NOTICE, MAN, "mail.mismatch", "2026-03-05"),
        made(3, NOTICE, MAN, "announcement.posted", "2026-03-16"),
    ]
    row = one(log)
    assert row.state == "announced" and row.served and row.served.day == date(2026, 4, 15)
    assert one(log, date(2026, 4, 14)).state == "announced" and one(log, date(2026, 4, 15)).state == "served"
    (told,) = everyone([row], date(2026, 3, 20)).reasons
    assert told.text == "《执行通知书》公告中：林立春，2026-04-15期满视为送达。"


def test_the_earliest_valid_service_counts_and_later_attempts_do_not_undo_it() -> None:
    log = [made(1, NOTICE, MAN, "direct.signed", "2026-03-06"), made(2, NOTICE, MAN, "mail.unclaimed", "2026-03-09")]
    row = one(log)
    assert row.state == "served" and row.served and row.served.day == date(2026, 3, 6) and row.tried == 2
    assert one(log, date(2026, 3, 5)).state == "to_send", "那天还没有办"


def test_a_letter_on_the_way_is_not_hidden_by_a_later_failure() -> None:
    log = [made(1, NOTICE, MAN, "mail.sent", "2026-03-02"), made(2, NOTICE, MAN, "electronic.failed", "2026-03-04")]
    row = one(log)
    assert row.state == "on_way" and row.last == log[0] and row.as_data()["next"] == "查询邮件，等回执。"


def test_everyone_is_served_on_the_last_day() -> None:
    log = [made(1, NOTICE, MAN, "direct.signed", "2026-03-06"), made(2, NOTICE, FIRM, "mail.signed", "2026-03-04", happened=date(2026, 3, 9))]
    listed = rows(OWED[:2], log, date(2026, 3, 20), CALENDAR)
    assert everyone(listed, date(2026, 3, 20)).value == date(2026, 3, 9)
    short = everyone(rows(OWED[:2], log[:1], date(2026, 3, 20), CALENDAR), date(2026, 3, 20))
    assert short.value is None and [(r.subject, r.text) for r in short.reasons] == [("青山建材公司", "《执行通知书》待送达：青山建材公司。")]


def test_the_rows_as_data() -> None:
    data = one([made(1, NOTICE, MAN, "mail.sent", "2026-03-02")]).as_data()
    assert data["state_text"] == "送达中" and data["served"] is None and data["next"] == "查询邮件，等回执。"
    assert set(table()["state"]) >= {"to_send", "on_way", "returned", "announced", "served", "failed", "flawed"}
