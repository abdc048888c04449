"""送达：着手、结果、推翻、公告、更正，节点和时间线跟着走。一件案件全模块共用，每个测试做完退回。"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from serving import DATED, TODAY, debtor, on, paper, scan, sealed, to
from spine import House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.documents import queries_desk, verify_service
from zhixing.casework.documents import queries_service as queries
from zhixing.casework.documents.commands import addresses, announcing, batches, delivering, rebutting, serving
from zhixing.casework.documents.models import Attempt, Delivery, Document, Recipient
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.cli import verify
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import effective, entries
from zhixing.foundation.outbox.models import Message
from zhixing.law.finding import Refused

SENT, CAME = on(24), on(28)
NOW = datetime.fromisoformat("2026-11-03T09:30:00+08:00")


@dataclass
class Desk:
    """一家法院、一件案件。"""

    house: House
    case: Case
    judge: Any
    clerk: Any

    def address(self, source: str = "confirmed", text: str = "某市某路1号", day: date = DATED, **values: Any) -> Any:
        return addresses.state_address(
            case=self.case, party=debtor(self.case), actor=self.judge, on=day, source=source, text=text, **values
        )

    def situation(self, day: date = DATED, **values: Any) -> None:
        file_id = scan(self.house, self.case)
        addresses.state_situation(case=self.case, party=debtor(self.case), actor=self.judge, on=day, file_id=file_id, **values)

    def start(self, recipient: Recipient, method: str = "mail", day: date = SENT, **values: Any) -> Attempt:
        return serving.start(recipient=recipient.pk, actor=self.judge, on=day, method=method, **values)

    def conclude(self, attempt: Attempt, outcome: str, happened: date = CAME, **values: Any) -> Attempt:
        values.setdefault("proof", ["receipt"])
        return serving.conclude(attempt=attempt, actor=self.judge, on=TODAY, outcome=outcome, happened=happened, **values)

    def once(self, recipient: Recipient, method: str, outcome: str, day: date = CAME, **values: Any) -> Attempt:
        values.setdefault("proof", ["receipt"])
        return serving.serve_at_once(recipient=recipient, actor=self.judge, on=day, method=method, outcome=outcome, **values)

    def facts(self) -> list[tuple[str, date]]:
        """仍然有效的送达事件。"""
        lines = effective(entries(self.case.stream))
        return [(line.entry.type.removeprefix("documents."), line.entry.happened_on) for line in lines if line.entry.type.startswith("documents.")]

    def node(self, code: str) -> tuple[str, date | None] | None:
        found = Node.objects.filter(case=self.case, code=code).order_by("pk").last()
        return (found.state, found.done_on) if found else None

    def failed_everywhere(self, recipient: Recipient) -> None:
        """直接、邮寄都没有送到，各地址都试过。"""
        place = self.address()
        self.once(recipient, "direct", "no_such", on(24), address=place, proof=[])
        self.once(recipient, "mail", "unclaimed", on(25), address=place, happened=on(28), days=[on(26), on(27), on(28)])


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """全模块的一件，做完退回。"""
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        house = House()
        case = house.case()
        clerk = house.person("clerk")
        cases.set_helper(case=case, actor=house.judge, on=on(22), revision=None, user=clerk, role="clerk")
        yield Desk(house, case, house.judge, clerk)
        transaction.set_rollback(True)


@pytest.fixture
def desk(built: Desk, django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield built
        transaction.set_rollback(True)


def later(day: date) -> Any:
    """换一天。"""
    return context.use(context.Context(now=datetime(day.year, day.month, day.day, 9, tzinfo=NOW.tzinfo), entrance="test"))


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code.removeprefix("service.") for one in refused.value.finding.reasons}


def sound() -> None:
    """全部重算一遍，与存下的对得上。"""
    report = verify_service.verify()
    assert report.ok, report.as_data()


# —— 各种方式 ————————————————————————————————————————————————————————————

SERVED = [
    ("direct", "signed", {"signer": "self"}, "V-01"),
    ("direct", "signed", {"signer": "family", "signer_name": "周家人"}, "V-01"),
    ("direct", "refused_at_court", {"signer": "self", "proof": ["note"]}, "V-01"),
    ("left", "left", {"signer": "self", "proof": ["record"]}, "V-02"),
    ("left", "left", {"signer": "family", "proof": ["receipt", "witness"]}, "V-02"),
    ("entrusted", "signed", {"signer": "self", "place": "邻县人民法院"}, "V-04"),
    ("mail", "signed", {"signer": "self"}, "V-05"),
    ("mail", "refused", {"signer": "self"}, "V-05"),
    ("mail", "moved", {}, "V-05"),
    ("mail", "wrong_address", {}, "V-05"),
]


@pytest.mark.parametrize(("method", "outcome", "told", "rule"), SERVED)
def test_served_at_once(desk: Desk, method: str, outcome: str, told: dict[str, Any], rule: str) -> None:
    place, one = desk.address(), sealed(desk.house, desk.case)
    desk.once(one, method, outcome, happened=on(30), address=place, **told)
    one.refresh_from_db()
    assert (one.state, one.deemed_on, one.tried) == ("served", on(30), 1), rule
    assert desk.facts()[-2:] == [("Issued", on(28)), ("Served", on(30))]
    assert desk.node("N-03") == ("done", on(28))
    sound()


def test_nothing_counts_from_the_posting(desk: Desk) -> None:
    desk.address()
    one = sealed(desk.house, desk.case)
    made = desk.start(one, tracking="ems 0001")
    one.refresh_from_db()
    assert (one.state, one.deemed_on, made.tracking) == ("on_way", None, "EMS0001")
    assert [name for name, _ in desk.facts()[-2:]] == ["Issued", "ServiceStarted"]
    assert queries.service_table(desk.case, TODAY)[0].row.served is None
    with pytest.raises(Refused) as refused:
        desk.conclude(made, "sent")
    assert codes(refused) == {"pending"}
    desk.conclude(made, "signed", on(29), signer="self", files=[scan(desk.house, desk.case)])
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", on(29))
    assert desk.facts()[-2:] == [("ServiceStarted", on(24)), ("Served", on(29))]
    assert desk.case.stream and queries.steps(Attempt.objects.get(pk=made.pk))["value"]["day"] == "2026-10-29"
    sound()


NOT_SERVED = [
    ("inquiry", "moved", {}, "returned"),  # 查询得到的地址，退回不算
    ("registered", "wrong_address", {}, "returned"),  # 没有告知过不提供的后果
    ("confirmed", "unclaimed", {"days": [on(25), on(26)]}, "returned"),
    ("confirmed", "signed", {"signer": "self", "opponent": True}, "flawed"),
    ("confirmed", "signed", {"signer": "head"}, "flawed"),  # 自然人没有法定代表人
    ("confirmed", "refused", {"signer": "family"}, "returned"),
]


@pytest.mark.parametrize(("source", "outcome", "told", "state"), NOT_SERVED)
def test_arrived_but_not_served(desk: Desk, source: str, outcome: str, told: dict[str, Any], state: str) -> None:
    """照实登记，不算送达，开一个退件处理。"""
    place, one = desk.address(source), sealed(desk.house, desk.case)
    desk.conclude(desk.start(one, address=place), outcome, **told)
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == (state, None)
    assert desk.facts()[-1] == ("ServiceFailed", on(28)) and desk.node("V-05b") == ("open", None)
    sound()


def test_withheld_address_makes_the_return_count(desk: Desk) -> None:
    place, one = desk.address("registered"), sealed(desk.house, desk.case)
    desk.situation(withheld=True)
    desk.conclude(desk.start(one, address=place), "moved")
    one.refresh_from_db()
    assert one.deemed_on == on(28)


def test_an_opponent_is_known_by_name(desk: Desk) -> None:
    one, applicant = sealed(desk.house, desk.case), Party.objects.filter(case=desk.case, role="applicant")[0]
    made = desk.once(one, "direct", "signed", signer="family", signer_name=applicant.name)
    one.refresh_from_db()
    assert made.opponent and one.state == "flawed" and desk.facts()[-1][0] == "ServiceFailed"
    line = list(effective(entries(desk.case.stream)))[-1]
    assert "对方当事人" in line.event.sentence()


def test_forwarded_only_through_the_prison(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    with pytest.raises(Refused) as refused:
        desk.start(one, "forwarded", place="某监狱")
    assert codes(refused) == {"no_keeper"}
    desk.situation(keeper="prison")
    desk.address()
    with pytest.raises(Refused) as refused:
        desk.start(one)
    assert codes(refused) == {"keeper"}
    desk.conclude(desk.start(one, "forwarded", place="某监狱"), "signed", signer="self")
    one.refresh_from_db()
    assert one.deemed_on == on(28)


def test_out_to_serve_then_left(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    made = desk.start(one, "direct")
    with pytest.raises(Refused) as refused:
        desk.start(one, "direct")
    assert codes(refused) == {"unfinished"}
    with pytest.raises(Refused) as refused:
        desk.conclude(made, "signed", method="mail", signer="self")
    assert codes(refused) == {"method"}
    desk.conclude(made, "left", method="left", signer="self", proof=["record"])
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", on(28))
    assert "留置" in list(effective(entries(desk.case.stream)))[-1].event.sentence()


def test_abroad_three_months(desk: Desk) -> None:
    """寄往境外满三个月：送达之日是满三个月那天。"""
    desk.situation(on(1, 7), place="abroad")
    one = to(paper(desk.house, desk.case, dated=date(2026, 7, 1)))
    with pytest.raises(Refused) as refused:
        desk.start(one, day=on(1, 7), place="某国某街")
    assert codes(refused) == {"abroad_law"}
    made = desk.start(one, day=on(1, 7), place="某国某街", abroad_ok=True)
    with pytest.raises(Refused) as refused:
        desk.conclude(made, "unreturned", on(20, 9), proof=["finding"])
    assert codes(refused) == {"too_soon"}
    desk.conclude(made, "unreturned", on(3, 10), proof=["finding"])
    one.refresh_from_db()
    assert one.deemed_on == on(1, 10)


def test_third_party_notice_goes_direct_only(desk: Desk) -> None:
    """到期债权履行通知必须直接送达（V-09）。"""
    document = paper(desk.house, desk.case, "other", title="履行到期债务通知书")
    third = to(document, name="某商贸公司", nature="unit", role="third")
    for method, told in (("mail", {"place": "某路"}), ("electronic", {})):
        with pytest.raises(Refused) as refused:
            desk.start(third, method, **told)
        assert "paper" in codes(refused)
    with pytest.raises(Refused) as refused:
        desk.once(third, "left", "left", signer="desk", proof=["record"])
    assert codes(refused) == {"paper"}
    desk.once(third, "direct", "signed", signer="desk")
    third.refresh_from_db()
    assert third.state == "served"


def test_a_bank_is_no_party(desk: Desk) -> None:
    """协助执行通知书自送达银行时生效（V-10）；裁定送达当事人生效（V-12）。"""
    document = paper(desk.house, desk.case, "assistance_notice")
    bank = to(document, name="某银行某支行", nature="unit", role="assisting")
    with pytest.raises(Refused) as refused:
        desk.start(bank)
    assert codes(refused) == {"no_place"}
    made = desk.conclude(desk.start(bank, place="某银行某支行，某路2号"), "signed", signer="desk")
    freeze = {"subject": "工行尾号1234", "property": "deposit", "until": date(2027, 10, 25), "rank": "first"}
    told = cases.register(case=desk.case, actor=desk.judge, on=on(26), revision=None, matter="freeze", values=freeze)
    assert [one["code"] for one in told.entry.finding["warnings"]][:1] == ["before_service"]
    assert "自送达协助执行单位时发生法律效力" in queries.steps(made)["finding"]["steps"][-1]["text"]
    ruling = to(paper(desk.house, desk.case, "other", title="终结执行裁定书"))
    made = desk.once(ruling, "direct", "signed", signer="self")
    assert "立即生效" in queries.steps(made)["finding"]["steps"][-1]["text"]


# —— 电子 ——————————————————————————————————————————————————————————————


def electronic(desk: Desk, source: str = "confirmed") -> tuple[Recipient, Attempt]:
    addresses.state_consent(case=desk.case, party=debtor(desk.case), actor=desk.judge, on=DATED, how="stated")
    desk.address(source, "138 0000 0000", electronic=True)
    one = sealed(desk.house, desk.case)
    return one, desk.start(one, "electronic")


def test_electronic_wants_consent_and_an_address(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    with pytest.raises(Refused) as refused:
        desk.start(one, "electronic")
    assert codes(refused) == {"no_consent", "no_electronic_address"}
    with pytest.raises(Refused) as refused:
        desk.address(text="某市某路1号", electronic=True)
    assert codes(refused) == {"electronic"}
    desk.address(text="li@example.com", electronic=True)
    consent = addresses.state_consent(case=desk.case, party=debtor(desk.case), actor=desk.judge, on=on(25), how="stated")
    with pytest.raises(Refused) as refused:
        desk.start(one, "electronic", day=on(24))  # 同意以前
    assert codes(refused) == {"no_consent"}
    addresses.state_consent(case=desk.case, party=debtor(desk.case), actor=desk.judge, on=on(26), refused=True)
    consent.refresh_from_db()
    assert consent.until == on(26)
    with pytest.raises(Refused) as refused:
        desk.start(one, "electronic", day=on(27))
    assert codes(refused) == {"objected"}


def test_arrival_at_a_confirmed_address_is_service(desk: Desk) -> None:
    one, made = electronic(desk)
    message = Message.objects.get(key=f"delivery:{made.pk}")
    stored = Delivery.objects.get(pk=made.pk)
    assert (message.kind, stored.target, message.payload["target"]) == ("delivery.sms", "13800000000", "13800000000")
    assert stored.code_hash == delivering.digest(message.payload["code"]) != message.payload["code"]
    assert queries.by_code(delivering.digest(message.payload["code"])) == stored
    delivering.sent(made.pk)
    one.refresh_from_db()
    assert one.state == "on_way"
    delivering.arrived(made.pk, NOW - timedelta(days=2))
    delivering.arrived(made.pk)
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", on(1, 11))
    assert list(effective(entries(desk.case.stream)))[-1].entry.actor_name == "电子送达"
    delivering.opened(made.pk)
    delivering.read(made.pk)
    assert [name for name, _ in desk.facts()].count("Served") == 1
    sound()


def test_an_unconfirmed_address_waits_until_read(desk: Desk) -> None:
    one, made = electronic(desk, "inquiry")
    delivering.arrived(made.pk)
    one.refresh_from_db()
    assert one.state == "on_way"
    delivering.read(made.pk)
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", TODAY)


def test_failed_delivery_and_a_bounce(desk: Desk) -> None:
    one, made = electronic(desk)
    delivering.arrived(made.pk)
    delivering.failed(made.pk, "收件人不存在")
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("failed", None) and desk.facts()[-1][0] == "ServiceFailed"
    assert "Served" not in [name for name, _ in desk.facts()] and desk.node("V-05b") == ("open", None)
    again = desk.start(one, "electronic", day=TODAY)
    assert desk.node("V-05b") == ("done", TODAY)
    delivering.failed(again.pk, "空号")
    assert Attempt.objects.get(pk=again.pk).outcome == "failed"
    sound()


def test_a_wrong_pin_ten_times(desk: Desk) -> None:
    _, made = electronic(desk)
    pin = Message.objects.get(key=f"delivery:{made.pk}").payload["pin"]
    assert delivering.enter_pin(made.pk, pin)
    assert not any(delivering.enter_pin(made.pk, "x") for _ in range(delivering.TRIES))
    assert not delivering.enter_pin(made.pk, pin)


# —— 推翻 ——————————————————————————————————————————————————————————————


def test_a_return_rebutted_is_undone(desk: Desk) -> None:
    desk.address()
    one = sealed(desk.house, desk.case)
    made = desk.conclude(desk.start(one), "moved")
    rebutting.rebut(attempt=made, actor=desk.clerk, on=TODAY, how="no_fault", upheld=False)
    one.refresh_from_db()
    assert one.deemed_on == on(28) and desk.facts()[-2:] == [("Served", on(28)), ("ServiceRebutted", TODAY)]
    with pytest.raises(Forbidden):
        rebutting.rebut(attempt=made, actor=desk.clerk, on=TODAY, how="no_fault", upheld=True, reason="住院")
    rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="no_fault", upheld=True, reason="送达前三日即住院，有病历")
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("returned", None)
    assert "Served" not in [name for name, _ in desk.facts()] and desk.node("V-05b") == ("open", None)
    with pytest.raises(Refused) as refused:
        rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="no_fault", upheld=True, reason="再来")
    assert codes(refused) == {"rebutted"}
    desk.once(one, "direct", "signed", TODAY, signer="self")
    assert desk.node("V-05b") == ("done", TODAY)
    sound()


def test_arrival_proven_on_another_day(desk: Desk) -> None:
    one, made = electronic(desk)
    delivering.arrived(made.pk, NOW - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="arrival", upheld=True, arrived=on(1), reason="截图")
    assert codes(refused) == {"arrival"}
    rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="arrival", upheld=True, arrived=on(31), reason="截图")
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", on(31))
    assert desk.facts()[-2:] == [("ServiceRebutted", TODAY), ("Served", on(31))] and desk.node("V-05b") is None
    sound()


def test_read_by_somebody_else(desk: Desk) -> None:
    one, made = electronic(desk, "inquiry")
    delivering.read(made.pk)
    with pytest.raises(Refused) as refused:
        rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="no_fault", upheld=False)
    assert codes(refused) == {"rebuttal"}
    rebutting.rebut(attempt=made, actor=desk.judge, on=TODAY, how="unread", upheld=True, reason="号码已由他人使用")
    one.refresh_from_db()
    assert one.deemed_on is None
    sound()


# —— 公告 ——————————————————————————————————————————————————————————————


def announce(desk: Desk, one: Recipient, days: list[date], **values: Any) -> Attempt:
    return announcing.announce(recipient=one, actor=desk.judge, on=TODAY, days=days, place="人民法院公告网", **values)


def test_no_announcement_without_failures(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    with pytest.raises(Refused) as refused:
        announce(desk, one, [on(30)])
    assert codes(refused) == {"no_failures"}
    desk.once(one, "direct", "no_such", on(24), proof=[])
    with pytest.raises(Refused) as refused:
        announce(desk, one, [on(30)])
    assert codes(refused) == {"method_untried"}
    desk.address("registered", "某县某村")
    with pytest.raises(Refused) as refused:
        announce(desk, one, [on(30)])
    assert codes(refused) == {"method_untried", "address_untried"}
    desk.situation(missing="派出所证明")
    assert announce(desk, one, [on(30)]).outcome == "posted"


def test_an_announcement_serves_on_the_day_it_runs_out(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    desk.failed_everywhere(one)
    made = announce(desk, one, [on(29), on(31)])
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("announced", on(30, 11))
    assert desk.facts()[-1] == ("AnnouncementPosted", on(31)) and desk.node("V-08") == ("open", None)
    with pytest.raises(Refused) as refused:
        announcing.complete(attempt=made, actor=desk.judge, on=TODAY)
    assert codes(refused) == {"not_expired"} and announcing.complete_due(TODAY) == 0
    with pytest.raises(Refused) as refused, later(on(30, 11)):
        posted = list(effective(entries(desk.case.stream)))[-1].entry.subject
        cases.register(case=desk.case, actor=desk.judge, on=on(30, 11), revision=None, matter="serve", values={
            "document": "enforcement_notice", "to": one.name, "method": "announcement", "subject": posted})
    assert {reason.code for reason in refused.value.finding.reasons} == {"own_notice"}
    with later(on(30, 11)):
        line = queries.service_table(desk.case, on(30, 11))[0]
        assert (line.row.state, line.unrecorded) == ("served", True)
        assert (announcing.complete_due(on(30, 11)), announcing.complete_due(on(30, 11))) == (1, 0)
        one.refresh_from_db()
        assert (one.state, one.deemed_on) == ("served", on(30, 11))
        assert desk.facts()[-1] == ("Served", on(30, 11)) and desk.node("V-08") == ("done", on(30, 11))
        assert list(effective(entries(desk.case.stream)))[-1].entry.actor_name == "公告期满"
        sound()


def test_an_announcement_put_right_after_it_ran_out(desk: Desk) -> None:
    """刊登日登早了：期满送达撤掉，照新的日子重来。"""
    one = sealed(desk.house, desk.case)
    desk.failed_everywhere(one)
    made = announce(desk, one, [on(29)])
    with later(on(1, 12)):
        announcing.complete(attempt=made, actor=desk.judge, on=on(1, 12))
        serving.amend(
            attempt=made, actor=desk.judge, on=on(1, 12), revision=None, reason="实际刊登日是十一月二日", outcome="posted",
            days=[on(2, 11)], place="人民法院公告网", proof=["publication"],
        )
        one.refresh_from_db()
        assert (one.state, one.deemed_on) == ("announced", on(2, 12))
        assert "Served" not in [name for name, _ in desk.facts()] and desk.node("V-08") == ("open", None)
        sound()
    with later(on(2, 12)):
        assert announcing.complete_due(on(2, 12)) == 1


# —— 更正、撤回、连点、随同寄送 ————————————————————————————————————————————


def test_a_wrong_result_is_put_right(desk: Desk) -> None:
    desk.address()
    one = sealed(desk.house, desk.case)
    made = desk.conclude(desk.start(one), "unclaimed", days=[on(26)])
    assert desk.node("V-05b") == ("open", None)
    with pytest.raises(Refused) as refused:
        desk.conclude(made, "signed", signer="self")
    assert codes(refused) == {"concluded"} and "投递三次无人签收" in str(refused.value)
    told = {"outcome": "signed", "happened": on(27), "signer": "self", "proof": ["receipt"]}
    with pytest.raises(Refused):
        serving.amend(attempt=made, actor=desk.judge, on=TODAY, revision=None, reason=" ", **told)
    with pytest.raises(StalePage):
        serving.amend(attempt=made, actor=desk.judge, on=TODAY, revision=1, reason="回执看错", **told)
    serving.amend(attempt=made, actor=desk.judge, on=TODAY, revision=None, reason="回执看错", **told)
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", on(27))
    assert desk.facts()[-1] == ("Served", on(27)) and desk.node("V-05b") is None
    assert [line.entry.reason for line in effective(entries(desk.case.stream))][-1] == "回执看错"
    sound()


def test_an_attempt_on_the_wrong_person_is_withdrawn(desk: Desk) -> None:
    desk.address()
    one = sealed(desk.house, desk.case)
    made = desk.conclude(desk.start(one, tracking="EMS7"), "signed", signer="self")
    serving.withdraw(attempt=made, actor=desk.judge, on=TODAY, revision=None, reason="登错了人")
    one.refresh_from_db()
    assert (one.state, one.tried) == ("to_send", 0) and [name for name, _ in desk.facts()] == ["AddressStated"]
    assert desk.node("N-03") == ("open", None) and Document.objects.get(pk=one.document_id).sent_on is None
    with pytest.raises(Refused) as refused:
        desk.conclude(made, "signed", signer="self")
    assert codes(refused) == {"withdrawn"}
    again = desk.start(one, tracking="EMS7")
    desk.once(one, "direct", "absent", on(29), proof=[])
    serving.withdraw(attempt=again, actor=desk.judge, on=TODAY, revision=None, reason="没有交邮")
    assert [day for name, day in desk.facts() if name == "Issued"] == [on(29)]
    sound()


def test_papers_in_one_envelope(desk: Desk) -> None:
    """执行通知书和报告财产令一个信封：一个邮件号，一个结果，各记各的。"""
    desk.address()
    head = paper(desk.house, desk.case)
    one, along = to(head), to(paper(desk.house, desk.case, "report_order", with_document=head))
    made = desk.start(one, tracking="EMS9")
    assert [name for name, _ in desk.facts()[-3:]] == ["Issued", "ServiceStarted", "ServiceStarted"]
    issued = [line.event for line in effective(entries(desk.case.stream)) if line.entry.type == "documents.Issued"]
    assert len(issued) == 1 and issued[0].attached == ["report_order"] and issued[0].to == one.name  # type: ignore[attr-defined]
    follower = Attempt.objects.get(recipient=along)
    assert (follower.enclosed_in_id, follower.tracking) == (made.pk, "EMS9")
    with pytest.raises(Refused) as refused:
        desk.conclude(follower, "signed", signer="self")
    assert codes(refused) == {"enclosed"}
    desk.conclude(made, "unclaimed", days=[on(26)])
    assert Node.objects.filter(case=desk.case, code="V-05b").count() == 1  # 一个信封一个应办事项
    desk.once(one, "direct", "signed", signer="self", day=TODAY)
    along.refresh_from_db()
    assert (along.state, along.deemed_on) == ("served", TODAY)
    assert desk.node("V-05b") == ("done", TODAY)
    sound()


def test_a_tracking_number_is_used_once(desk: Desk) -> None:
    desk.address()
    desk.start(sealed(desk.house, desk.case), tracking="EMS1")
    other = sealed(desk.house, desk.case, "summons")
    with pytest.raises(Refused) as refused:
        desk.start(other, tracking="EMS1")
    assert codes(refused) == {"tracking"}
    made = desk.start(other)
    with pytest.raises(Refused) as refused:
        serving.set_tracking(attempt=made, actor=desk.judge, on=TODAY, tracking="ems1")
    assert codes(refused) == {"tracking"}
    serving.set_tracking(attempt=made, actor=desk.judge, on=TODAY, tracking="ems2")
    assert [one.tracking for one in queries_desk.of_mail(desk.house.court.pk, ["EMS1", "EMS2", "EMS3"], [])] == ["EMS1", "EMS2"]


def test_an_earlier_attempt_moves_the_day_of_issue(desk: Desk) -> None:
    desk.address()
    one = sealed(desk.house, desk.case)
    desk.start(one, day=on(27))
    desk.once(one, "direct", "absent", on(25), proof=[])
    assert [day for name, day in desk.facts() if name == "Issued"] == [on(25)]
    assert desk.node("N-03") == ("done", on(25)) and Document.objects.get(pk=one.document_id).sent_on == on(25)
    assert desk.node("V-05b") is None  # 邮寄的还在等结果


@pytest.mark.parametrize(
    ("change", "code"),
    [({"state": "signed"}, "not_sealed"), ({"state": "void"}, "not_sealed"), ({"dated": on(30)}, "day")],
)
def test_what_cannot_be_served_yet(desk: Desk, change: dict[str, Any], code: str) -> None:
    desk.address()
    with pytest.raises(Refused) as refused:
        desk.start(to(paper(desk.house, desk.case, **change)))
    assert codes(refused) == {code}


def test_misfiled_results_are_sent_back(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    for told, wanted in (
        ({"outcome": "signed", "signer": "self", "proof": []}, {"no_proof"}), ({"outcome": "signed"}, {"no_signer"}),
        ({"outcome": "nothing"}, {"unknown"}), ({"outcome": "signed", "signer": "x"}, {"unknown"}),
        ({"outcome": "signed", "signer": "self", "proof": ["x"]}, {"unknown"}), ({"outcome": "signed", "files": [10**9]}, {"file"}),
        ({"outcome": "signed", "signer": "self", "happened": on(4, 11)}, {"day"}),
        ({"outcome": "signed", "signer": "self", "happened": on(27)}, {"dates"}),
    ):
        with pytest.raises(Refused) as refused:
            desk.once(one, "direct", **told)  # type: ignore[arg-type]
        assert codes(refused) == wanted, told
    desk.once(one, "direct", "signed", signer="self")
    with pytest.raises(Refused) as refused:
        desk.once(one, "direct", "signed", signer="self")
    assert codes(refused) == {"served"}
    desk.once(one, "direct", "signed", signer="self", day=TODAY, again=True)
    one.refresh_from_db()
    assert (one.deemed_on, one.tried) == (on(28), 2)  # 以最先完成的为准


def test_looking_first_is_the_same_as_saving(desk: Desk) -> None:
    place, one = desk.address(), sealed(desk.house, desk.case)
    told: dict[str, Any] = {"outcome": "moved", "happened": on(30), "proof": ["receipt"]}
    seen = serving.preview(recipient=one, method="mail", on=on(24), address=place, **told)
    assert seen.value is not None and Attempt.objects.count() == 0
    made = desk.start(one, address=place)
    assert serving.preview_of(attempt=made, **told).value == seen.value
    assert desk.conclude(made, "moved", on(30)).deemed["value"] == seen.value.as_data()  # type: ignore[index]


# —— 节点、登记事项、一览、成批 ——————————————————————————————————————————————


def test_notice_together_with_the_first_measure(desk: Desk) -> None:
    """先行控制的，同时或者三日内发（N-03c）；十日的（N-03）照样在。"""
    cases.register(case=desk.case, actor=desk.judge, on=on(26), revision=None, matter="freeze", values={
        "subject": "工行尾号1234", "property": "deposit", "until": date(2027, 10, 25), "rank": "first"})
    due = Node.objects.get(case=desk.case, code="N-03c").due
    assert due == on(29) and desk.node("N-03") == ("open", None)
    desk.address()
    desk.start(sealed(desk.house, desk.case), day=on(28))
    assert desk.node("N-03c") == ("done", on(28)) and desk.node("N-03") == ("done", on(28))


def test_other_papers_do_not_finish_the_notice(desk: Desk) -> None:
    desk.once(sealed(desk.house, desk.case, "summons"), "direct", "signed", signer="self")
    assert desk.node("N-03") == ("open", None)


def test_a_voided_paper_needs_no_second_service(desk: Desk) -> None:
    from zhixing.casework.documents.events import Voided

    one = sealed(desk.house, desk.case)
    desk.once(one, "direct", "absent", proof=[])
    assert desk.node("V-05b") == ("open", None)
    desk.house.record(desk.case, Voided(document="enforcement_notice", id=one.document_id, title="执行通知书", why="写错"), TODAY)
    assert desk.node("V-05b") is None


def test_by_hand_beside_the_system(desk: Desk) -> None:
    """登记事项登记的送达照样办结节点；在一览里另列；系统记下的不能在登记里更正、撤回。"""
    values = {"document": "enforcement_notice", "to": debtor(desk.case).name, "method": "direct"}
    cases.register(case=desk.case, actor=desk.judge, on=on(27), revision=None, matter="serve", values=values)
    assert desk.node("N-03") == ("done", on(27))
    assert [(one.to, one.day) for one in queries.served_by_hand(desk.case)] == [(values["to"], on(27))]
    desk.once(sealed(desk.house, desk.case, "summons"), "direct", "signed", signer="self")
    assert len(queries.served_by_hand(desk.case)) == 1
    seq = list(effective(entries(desk.case.stream)))[-1].entry.seq
    for act in (cases.withdraw_entry, cases.correct_entry):
        more = {} if act is cases.withdraw_entry else {"values": {}, "on": on(27)}
        with pytest.raises(Refused) as refused:
            act(case=desk.case, actor=desk.judge, seq=seq, reason="误登", revision=None, **more)
        assert {reason.code for reason in refused.value.finding.reasons} == {"entry.of_document"}


def test_proofs_go_into_the_dossier(desk: Desk) -> None:
    file_id = scan(desk.house, desk.case)
    made = desk.once(sealed(desk.house, desk.case), "direct", "signed", signer="self", files=[file_id])
    from zhixing.casework.dossier.queries import of_source

    item = of_source(desk.case.pk, f"attempt:{made.pk}:{file_id}")
    assert item is not None and item.section == "service" and "送达回证" in item.title
    assert StoredFile.objects.filter(pk=file_id).exists()


def test_addresses_in_order(desk: Desk) -> None:
    desk.address("inquiry", "某路9号")
    desk.address("carried", "某路2号")
    first = desk.address("confirmed", "某路1号", day=on(24))
    found = queries.ladder(debtor(desk.case), on(25)).value
    assert [one.text for one in found] == ["某路1号", "某路9号"]  # 另填了确认书，不再沿用审判程序里的
    desk.address("confirmed", "某路3号", day=on(26))
    first.refresh_from_db()
    assert first.until == on(26)
    one = sealed(desk.house, desk.case)
    made = desk.start(one, day=on(27))
    assert made.address.text == "某路3号"
    desk.conclude(made, "unclaimed", days=[on(28), on(29), on(30)], happened=on(30))
    assert desk.start(one, day=on(31)).address.text == "某路9号"
    with pytest.raises(Refused) as refused:
        addresses.end_address(address=first, actor=desk.judge, on=on(27))
    assert codes(refused) == {"ended"}
    assert "某路" not in str([line.entry.payload for line in effective(entries(desk.case.stream)) if "Address" in line.entry.type])


def test_one_bad_row_does_not_stop_the_batch(desk: Desk) -> None:
    desk.address()
    good = [sealed(desk.house, desk.case, kind) for kind in ("summons", "closing_notice")]
    served = sealed(desk.house, desk.case)
    desk.once(served, "direct", "signed", signer="self")
    served.refresh_from_db()
    batch = batches.opened("mail", desk.judge, TODAY)
    made, refused = [], []
    for one in (good[0].pk, served.pk, good[1].pk):
        try:
            made.append(batches.start_in(batch, recipient=one, actor=desk.judge, on=TODAY))
        except Refused as error:
            refused += [reason.code for reason in error.finding.reasons]
    with pytest.raises(Recipient.DoesNotExist):
        batches.start_in(batch, recipient=10**9, actor=desk.judge, on=TODAY)
    batch = batches.one(batch.pk)
    assert batch.count == 2 and refused == ["service.served"]
    assert [one.recipient_id for one in queries_desk.of_batch(batch, desk.judge, TODAY)] == [one.pk for one in good]


def test_only_those_on_the_case_may_serve(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    with pytest.raises((Forbidden, Case.DoesNotExist)):
        serving.serve_at_once(recipient=one, actor=desk.house.filing, on=TODAY, method="direct", outcome="signed", signer="self", proof=["receipt"])


def test_tampering_is_found(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    one = sealed(desk.house, desk.case)
    made = desk.once(one, "direct", "signed", signer="self")
    Attempt.objects.filter(pk=made.pk).update(happened=on(30))
    Recipient.objects.filter(pk=one.pk).update(tried=5)
    found = {difference.code for difference in verify_service.verify().differences}
    assert found == {"day", "state"}
    assert verify.run(argparse.Namespace(what="service", file=None, json=False)) == 1 and "重算不同" in capsys.readouterr().out


def test_nothing_reaches_the_other_side_before_preservation(desk: Desk) -> None:
    """财产保全：采取措施以前，什么也不送给被保全人；协助执行单位可以（民诉法第106条）。"""
    Case.objects.filter(pk=desk.case.pk).update(kind="执保")
    document = paper(desk.house, desk.case, "measure_ruling")
    told: dict[str, Any] = {"signer": "self"}
    with pytest.raises(Refused) as refused:
        desk.once(to(document), "direct", "signed", **told)
    assert "还没有采取保全措施" in str(refused.value)
    bank = to(paper(desk.house, desk.case, "assistance_notice"), name="某银行某支行", nature="unit")
    desk.once(bank, "direct", "signed", signer="desk")
    cases.register(case=desk.case, actor=desk.judge, on=CAME, revision=None, matter="freeze", values={
        "subject": "工行尾号1234", "property": "deposit", "until": date(2027, 10, 25), "rank": "first"})
    desk.once(Recipient.objects.get(document=document), "direct", "signed", **told)


# —— 容易出错的地方 ——————————————————————————————————————————————————————


def test_the_opponent_is_known_whatever_the_paper_calls_him(desk: Desk) -> None:
    """文书上的受送达人写的是“被执行人”，不是代码；对方当事人代收一样认得出。"""
    one, applicant = sealed(desk.house, desk.case), Party.objects.filter(case=desk.case, role="applicant")[0]
    Recipient.objects.filter(pk=one.pk).update(role="被执行人")
    assert desk.once(one, "direct", "signed", signer="family", signer_name=applicant.name).opponent
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("flawed", None)


def test_a_child_does_not_sign_for_himself(desk: Desk) -> None:
    Party.objects.filter(pk=debtor(desk.case).pk).update(birth=date(2012, 1, 1))
    one = sealed(desk.house, desk.case)
    desk.once(one, "direct", "signed", signer="self")
    one.refresh_from_db()
    assert one.state == "flawed"
    desk.once(one, "direct", "signed", signer="guardian")
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("served", CAME)


def test_a_later_change_of_address_leaves_results_alone(desk: Desk) -> None:
    """事后补登的变更不悄悄改掉已经登记的送达，要改的更正。"""
    place, one = desk.address(), sealed(desk.house, desk.case)
    made = desk.conclude(desk.start(one, address=place), "moved")
    desk.address(text="新址", day=SENT)
    assert queries.service_table(desk.case, TODAY)[0].row.state == "served"
    sound()
    serving.amend(attempt=made, actor=desk.judge, on=TODAY, revision=None, reason="早已书面变更", outcome="moved", happened=CAME, proof=["receipt"])
    one.refresh_from_db()
    assert (one.state, one.deemed_on) == ("returned", None)
    sound()


def test_an_announcement_stands_whatever_addresses_turn_up_later(desk: Desk) -> None:
    one = sealed(desk.house, desk.case)
    desk.failed_everywhere(one)
    announce(desk, one, [on(29)])
    desk.address("registered", "后来查到的住所")
    with later(on(28, 11)):
        assert announcing.complete_due(on(28, 11)) == 1
        sound()


def test_an_ended_address_stays_ended(desk: Desk) -> None:
    """另填确认书，不会把早已变更的地址又延长；补登早先的，用到下一份为止。"""
    first = desk.address()
    addresses.end_address(address=first, actor=desk.judge, on=on(25))
    desk.address(text="新址", day=on(30))
    first.refresh_from_db()
    assert first.until == on(25)
    assert desk.address(text="补登的", day=on(27)).until == on(30)


def test_what_cannot_go_along_is_left_for_itself(desk: Desk) -> None:
    """那天还没有做成的、必须直接送达的，不随同寄出。"""
    desk.address()
    head = sealed(desk.house, desk.case)
    young = sealed(desk.house, desk.case, "report_order", with_document=head.document, dated=on(30))
    direct = sealed(desk.house, desk.case, "third_party_notice", with_document=head.document)
    desk.conclude(desk.start(head), "signed", signer="self")
    for one in (head, young, direct):
        one.refresh_from_db()
    assert [head.state, young.state, direct.state] == ["served", "to_send", "to_send"]
    assert Document.objects.get(pk=young.document_id).sent_on is None


def test_a_phone_number_is_no_postal_address(desk: Desk) -> None:
    """确认过的手机号不能当邮寄的地址，退回就算送达。"""
    one, phone, house = sealed(desk.house, desk.case), desk.address(text="13800000000", electronic=True), desk.address()
    for method, outcome, place in (("mail", "moved", phone), ("electronic", "arrived", house)):
        with pytest.raises(Refused) as refused:
            desk.once(one, method, outcome, address=place)
        assert codes(refused) == {"address"}


def test_a_rebuttal_has_a_possible_day_and_says_when_it_arrived(desk: Desk) -> None:
    _, made = electronic(desk)
    delivering.arrived(made.pk, NOW - timedelta(days=5))
    for day, arrived, code in ((TODAY, None, "arrival"), (on(1, 12), on(31), "entry.future"), (on(1), on(31), "entry.too_early")):
        with pytest.raises(Refused) as refused:
            rebutting.rebut(attempt=made, actor=desk.judge, on=day, how="arrival", upheld=False, arrived=arrived)
        assert codes(refused) == {code}


def test_one_announcement_at_a_time(desk: Desk) -> None:
    """再刊登的写进原来那一次，从最后一次起算，不会照第一次先满。"""
    one = sealed(desk.house, desk.case)
    desk.failed_everywhere(one)
    made = announce(desk, one, [on(29)])
    with pytest.raises(Refused) as refused:
        announce(desk, one, [on(31)])
    assert codes(refused) == {"announced"}
    with pytest.raises(Refused) as refused:
        announce(desk, sealed(desk.house, desk.case, "report_order"), [on(29), date(9999, 12, 31)])
    assert codes(refused) == {"day"}
    serving.amend(
        attempt=made, actor=desk.judge, on=TODAY, revision=None, reason="又刊登一次", outcome="posted", days=[on(29), on(31)],
        place="人民法院公告网", proof=["publication"],
    )
    one.refresh_from_db()
    assert one.deemed_on == on(30, 11)


def test_nothing_more_is_recorded_for_a_void_paper(desk: Desk) -> None:
    other = sealed(desk.house, desk.case)
    desk.failed_everywhere(other)
    posted = announce(desk, other, [on(29)])
    one, made = electronic(desk)
    Document.objects.filter(case=desk.case).update(state="void", void_reason="姓名写错", voided_at=NOW)
    before = desk.facts()
    delivering.read(made.pk)
    one.refresh_from_db()
    assert desk.facts() == before and one.state == "on_way"
    with later(on(28, 11)), pytest.raises(Refused) as refused:
        announcing.complete(attempt=posted, actor=desk.judge, on=on(28, 11))
    assert codes(refused) == {"void"}


def test_nobody_is_served_before_the_seal(desk: Desk) -> None:
    one = sealed(desk.house, desk.case, sealed_at=NOW - timedelta(days=5))
    with pytest.raises(Refused) as refused:
        desk.once(one, "direct", "signed", on(28), signer="self")
    assert codes(refused) == {"day"}
    desk.once(one, "direct", "signed", on(29), signer="self")
