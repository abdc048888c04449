"""事项委托：发出、签收、立事务单、办结回到案件、退回、收回、报上级；谁看得见；外院来函；两边的人各做各的。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factories
import pytest
from centre.hall import Hall
from control.desk import TODAY
from lives import BLANK_PDF
from spine import story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import visible_to as visible_cases
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.commands import entrusted, entrusting, items
from zhixing.casework.centre.commands.entrustment_letter import letter
from zhixing.casework.centre.models import Entrustment, WorkItem
from zhixing.casework.control.commands.clues import Upload
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents import queries as document_queries
from zhixing.casework.documents.models import Document
from zhixing.foundation.files import commands as files
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import User
from zhixing.law import entries as rules
from zhixing.law.entrusting import Side
from zhixing.law.finding import Refused

S = Entrustment.State
PAPER = (Upload("裁定书.pdf", BLANK_PDF),)


class Two:
    """委托法院（``hall``）一件案件，受托法院 ``there`` 的指挥中心和书记员。"""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.case = hall, hall.case()
        self.there = factories.court("内0222")
        self.desk, self.clerk = factories.user("centre", court=self.there), factories.user("clerk", court=self.there)

    def draft(self, uploads: Any = PAPER, token: str = "a", **values: Any) -> Entrustment:
        given = {"matter": "freeze", "about": "被执行人在北疆银行的存款", "demand": "冻结五万元，一年", "to": self.there.pk} | values
        return entrusting.draft(
            case=self.case, actor=self.hall.judge, revision=None, asked=entrusting.Asked(**given), token=token, uploads=uploads,
        )

    def sent(self, **values: Any) -> Entrustment:
        return entrusting.send(entrustment=self.draft(**values), actor=self.hall.judge, on=TODAY, revision=None)

    def received(self, **values: Any) -> Entrustment:
        return entrusted.receive(entrustment=self.sent(**values), actor=self.desk, on=TODAY, revision=None)


@pytest.fixture
def two(hall: Hall) -> Two:
    return Two(hall)


def seen_by(user: User) -> set[int]:
    return set(queries.visible_to(user, TODAY).values_list("pk", flat=True))


def later(days: int) -> Any:
    return context.at(context.current().now + timedelta(days))


def test_a_matter_is_sent_done_as_a_work_item_and_its_result_comes_back(two: Two) -> None:
    row = two.received()
    assert (row.state, row.due_on) == (S.RECEIVED, date(2026, 11, 12)), "签收起七个工作日"
    item = WorkItem.objects.get(pk=row.item_id)
    assert (item.court, item.case, item.duty, item.subject) == (two.there, None, "entrusted", row.number)
    items.claim(item=item, actor=two.clerk)
    items.done(item=item, actor=two.clerk, revision=None, result="已冻结五万元，（2026）内0222执协9号")
    row.refresh_from_db()
    assert (row.state, row.result, row.ended_on) == (S.DONE, "已冻结五万元，（2026）内0222执协9号", TODAY)
    assert story(two.case)[-3:] == ["centre.Entrusted", "centre.EntrustmentMoved", "centre.EntrustmentMoved"]
    last = entries(two.case.stream).last()
    assert last is not None and (last.actor_name, last.payload["step"]) == (two.clerk.name, "done")
    rated = entrusting.rate(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None, stars=5)
    assert rated.rating == 5
    with pytest.raises(Refused, match="评价过"):
        entrusting.rate(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None, stars=4)


def test_a_result_done_again_replaces_the_first(two: Two) -> None:
    row = two.received()
    for result in ("已冻结五千元", "已冻结五万元"):
        items.claim(item=row.item_id, actor=two.clerk)
        items.done(item=row.item_id, actor=two.clerk, revision=None, result=result)
        if result == "已冻结五千元":
            items.reject(item=row.item_id, actor=two.desk, revision=None, why="金额写错")
    row.refresh_from_db()
    assert (row.state, row.result) == (S.DONE, "已冻结五万元")
    assert [entry.payload.get("text") for entry in entries(two.case.stream)][-2:] == ["已冻结五千元", "已冻结五万元"], "两次都在链上"


def test_done_on_the_page_of_the_entrustment_ends_its_work_item(two: Two) -> None:
    row = entrusted.done(entrustment=two.received(), actor=two.desk, on=TODAY, revision=None, result="已冻结", uploads=PAPER)
    item = WorkItem.objects.get(pk=row.item_id)
    assert (item.state, item.auto, item.result) == ("done", True, "已冻结")
    assert [side for _, side in queries.files_of(row)] == [Side.OURS, Side.THEIRS]
    assert story(two.case).count("centre.EntrustmentMoved") == 2, "结果只回来一次"


def test_nothing_is_sent_without_its_papers_and_the_same_form_counts_once(two: Two) -> None:
    row = two.draft(uploads=())
    assert two.draft(uploads=()).pk == row.pk
    with pytest.raises(Refused, match="协助执行通知书"):
        entrusting.send(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None)
    row.refresh_from_db()
    assert row.state == S.DRAFT and "centre.Entrusted" not in story(two.case)
    asked = entrusting.Asked(matter="freeze", about="存款", demand="冻结", to=two.there.pk)
    entrusting.amend(entrustment=row, actor=two.hall.judge, revision=row.revision, asked=asked, uploads=PAPER)
    assert entrusting.send(entrustment=row, actor=two.hall.judge, on=TODAY, revision=row.revision + 1).due_on == date(2026, 11, 6)
    with pytest.raises(Refused, match="刚才有变动"):
        entrusting.recall(entrustment=row, actor=two.hall.judge, on=TODAY, revision=row.revision, why="不办了")


def test_sealed_papers_of_the_case_go_along_and_no_others(two: Two) -> None:
    sealed = files.store(court_id=two.hall.court.pk, name="裁定书.pdf", content=BLANK_PDF, actor=two.hall.judge, stream=two.case.stream)
    row = two.draft(uploads=())
    asked = entrusting.Asked(matter="freeze", about="存款", demand="冻结", to=two.there.pk)
    with pytest.raises(Refused, match="不是本案用了印的"):
        entrusting.amend(entrustment=row, actor=two.hall.judge, revision=None, asked=asked, papers=[sealed.pk])
    day = {"drafted_on": TODAY, "dated": TODAY, "signed_on": TODAY}
    known = {field.name for field in Document._meta.concrete_fields}
    Document.objects.create(
        case=two.case, court=two.hall.court, kind="freeze_ruling", title="冻结裁定书", number="（2026）内0221执1号之一", state=Document.State.SEALED,
        drafted_by=two.hall.judge, drafted_name="某", file=sealed, **{name: value for name, value in day.items() if name in known},
    )
    for _ in range(2):
        row = entrusting.amend(entrustment=row, actor=two.hall.judge, revision=None, asked=asked, papers=[sealed.pk])
    assert [file.pk for file, _ in queries.files_of(row)] == [sealed.pk]


def test_the_letter_is_drafted_from_the_entrustment_and_goes_along_once_sealed(two: Two, seal: None) -> None:
    row, judge = two.draft(), two.hall.judge
    paper = letter(entrustment=row, actor=judge, on=TODAY, revision=None)
    data = document_queries.data_of(paper)
    assert (data["to"], data["matter"], data["demand"]) == (two.there.name, "冻结、续冻", "冻结五万元，一年") and data["enclosed"] == "裁定书"
    with pytest.raises(Refused, match="已经拟了"):
        letter(entrustment=row, actor=judge, on=TODAY, revision=None)
    with pytest.raises(Refused, match="还没有用印"):
        entrusting.send(entrustment=row, actor=judge, on=TODAY, revision=None)
    documents.sign(document=paper, actor=judge, on=TODAY, revision=None)
    documents.seal(document=paper, actor=two.hall.clerk, on=TODAY, revision=None)
    sent = entrusting.send(entrustment=row, actor=judge, on=TODAY, revision=None)
    assert len(sent.files) == 2 and all(side == Side.OURS for _, side in queries.files_of(sent))
    assert len(queries.files_of(queries.visible_to(two.desk, TODAY).get())) == 2, "受托法院看得到委托函"


def test_a_letter_alone_is_not_the_papers(two: Two) -> None:
    row = two.draft(uploads=())
    letter(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None)
    with pytest.raises(Refused, match="没有附执行裁定书"):
        entrusting.send(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None)


def test_what_is_missing_is_said(two: Two) -> None:
    for bad, told in (({"about": " "}, "对谁"), ({"matter": "x"}, "不在清单"), ({"to": None}, "哪家法院"), ({"demand": ""}, "要求"),
                      ({"to": two.hall.court.pk}, "不能委托本院")):
        with pytest.raises(Refused, match=told):
            two.draft(**bad)
    assert not Entrustment.objects.exists()


def test_each_court_sees_its_side_and_no_more(two: Two) -> None:
    row, judge, stranger = two.draft(), two.hall.judge, factories.user("centre", court=factories.court("内0223"))
    nobody_there = factories.user("judge", court=two.there)
    assert row.pk in seen_by(judge) and not seen_by(two.desk), "没有发出的，受托法院看不见"
    entrusting.send(entrustment=row, actor=judge, on=TODAY, revision=None)
    assert row.pk in seen_by(two.desk) and row.pk in seen_by(two.clerk)
    assert not seen_by(nobody_there) and not seen_by(stranger) and not seen_by(two.hall.judges["simple"]) and not seen_by(two.hall.upper)
    assert not visible_cases(two.desk, TODAY).filter(pk=two.case.pk).exists(), "受托法院看不到案件"
    for act in (entrusting.recall, entrusting.escalate):
        with pytest.raises(Forbidden):
            act(entrustment=row, actor=two.desk, on=TODAY, revision=None, why="x")
    for actor in (judge, two.clerk):
        with pytest.raises(Forbidden):
            entrusted.receive(entrustment=row, actor=actor, on=TODAY, revision=None)
    with pytest.raises(Entrustment.DoesNotExist):
        entrusted.receive(entrustment=row, actor=stranger, on=TODAY, revision=None)
    row.refresh_from_db()
    assert (row.state, row.received_on) == (S.SENT, None)


def test_a_matter_comes_back_with_a_reason_and_goes_again(two: Two) -> None:
    row = entrusted.return_(entrustment=two.received(), actor=two.desk, on=TODAY, revision=None, why="裁定书没有盖章")
    assert (row.state, row.returns, row.due_on) == (S.RETURNED, 1, None)
    first = WorkItem.objects.get(pk=row.item_id)
    assert first.state == "cancelled"
    entrusting.send(entrustment=row, actor=two.hall.judge, on=TODAY, revision=None)
    again = entrusted.receive(entrustment=row, actor=two.desk, on=TODAY, revision=None, assignee=two.clerk)
    assert again.item_id != first.pk and queries.doer(again) == two.clerk
    entrusting.recall(entrustment=again, actor=two.hall.judge, on=TODAY, revision=None, why="已经履行")
    assert WorkItem.objects.get(pk=again.item_id).state == "cancelled"
    assert entries(two.case.stream).last().payload["step"] == "recalled"  # type: ignore[union-attr]


def test_a_late_matter_is_raised_to_the_common_upper_court(two: Two) -> None:
    row, judge = two.received(), two.hall.judge
    with pytest.raises(Refused, match="还没有到期"):
        entrusting.escalate(entrustment=row, actor=judge, on=TODAY, revision=None, why="没有办")
    with later(20) as then:
        assert list(queries.late(queries.entrusting(judge, then.today), then.today)) == [row]
        raised = entrusting.escalate(entrustment=row, actor=judge, on=then.today, revision=None, why="过期十日没有办")
        assert raised.escalated_to == two.hall.upper.court.name
        assert row.pk in seen_by(two.hall.upper)
        with pytest.raises(Forbidden):
            entrusted.answer(entrustment=row, actor=judge, on=then.today, revision=None, text="办")
        answered = entrusted.answer(entrustment=row, actor=two.hall.upper, on=then.today, revision=None, text="已督促三日内办结")
    assert answered.answer == "已督促三日内办结" and answered.state == S.RECEIVED


def test_a_court_outside_the_system_is_written_to_and_its_answers_are_entered_by_hand(two: Two) -> None:
    row, judge = two.sent(to=None, other="白水县人民法院", uploads=()), two.hall.judge
    assert row.to is None and row.state == S.SENT
    entrusted.receive(entrustment=row, actor=judge, on=TODAY, revision=None)
    done = entrusted.done(entrustment=row, actor=judge, on=TODAY, revision=None, result="回函：已冻结", uploads=PAPER)
    assert done.state == S.DONE and done.item is None and not WorkItem.objects.exists()
    assert queries.common_upper(row) == "最高人民法院"


def test_a_letter_from_outside_becomes_a_work_item(two: Two) -> None:
    arrived = entrusted.Arrived(
        court="白水县人民法院", case_number="（2026）陕0527执88号", matter="inquire", about="某某的房屋", demand="查明由谁居住",
        sent_on=date(2026, 10, 30),
    )
    row = entrusted.take_in(actor=two.desk, on=TODAY, arrived=arrived, token="l", uploads=PAPER)
    assert entrusted.take_in(actor=two.desk, on=TODAY, arrived=arrived, token="l").pk == row.pk
    assert (row.state, row.due_on, row.incoming) == (S.RECEIVED, date(2026, 12, 3), True)
    items.claim(item=row.item_id, actor=two.clerk)
    items.done(item=row.item_id, actor=two.clerk, revision=None, result="房屋空置")
    row.refresh_from_db()
    assert (row.state, row.result) == (S.DONE, "房屋空置")
    with pytest.raises(Forbidden):
        entrusted.take_in(actor=factories.user("judge", court=two.there), on=TODAY, arrived=arrived, token="m")
    with pytest.raises(Refused, match="在本系统"):
        entrusted.take_in(actor=two.desk, on=TODAY, token="n", arrived=entrusted.Arrived(
            court=two.hall.court.name, case_number="x", matter="inquire", about="x", demand="x"))


def test_lights_are_grey_while_the_other_court_works(two: Two) -> None:
    row = two.sent()
    assert queries.whose_turn(row) == two.there.name
    assert str(queries.light(row, TODAY, ours=True)) == "grey"
    assert str(queries.light(row, date(2026, 11, 7), ours=True)) == "yellow", "过了期限，可以报上级，不红"
    assert str(queries.light(row, date(2026, 11, 7), ours=False)) == "red"
    assert [one.pk for one in queries.of_cases([two.case.pk])] == [row.pk]


def test_what_stands_in_the_chain_is_not_rewritten() -> None:
    for name in ("centre.Entrusted", "centre.EntrustmentMoved", "centre.Conferred"):
        refused = rules.withdraw(name, superseded=False, own=True, same_day=True, leads=True, reason="误")
        assert not refused.ok and refused.reasons[0].remedy
