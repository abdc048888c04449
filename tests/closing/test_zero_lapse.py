"""措施、惩戒不因倒填、更正、同名、恢复两次而没有人看守，也不凭空多出来。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from endings import BUSY, CLOSED_ON, DEBTOR, HOUSE, closed_case, everything, expiries, record
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.control.events import BecameFirst, MeasureTaken, Released
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.events import ConsumptionLifted
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
WAITING = "轮候的一处商铺"
QUEUED = MeasureTaken(subject=WAITING, measure="seize", property="real_estate", rank="waiting")


@pytest.fixture
def house() -> House:
    return House()


def revive(house: House, case: Case, on: date = TODAY) -> Case:
    return closing.revive(case=case, actor=house.filing, on=on, revision=None, ground="property")


def refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def correct(house: House, case: Case, event: str, on: date) -> None:
    found = [row.seq for row in entries(case.stream) if row.type == event][-1]
    cases.correct_entry(case=case, actor=house.judge, seq=found, values={}, on=on, reason="日子抄错", revision=None)


def test_a_revival_stays_even_if_somebody_wants_it_earlier(house: House) -> None:
    old = closed_case(house)
    revive(house, old)
    before = everything()
    with pytest.raises(Refused) as error:
        correct(house, old, "closing.Resumed", CLOSED_ON - timedelta(days=9))
    assert refused(error) == ["entry.fixed"] and everything() == before


@pytest.mark.parametrize(("event", "on"), [
    ("closing.Closed", date(2026, 10, 20)), ("closing.Closed", date(2026, 9, 20)), ("closing.PoolEntered", date(2026, 8, 30)),
])
def test_a_closing_comes_before_what_followed_it(house: House, event: str, on: date) -> None:
    """结案日改到录入终本库、恢复立案以后，终本库就会丢了这一件，案件就会恢复两次。"""
    old = closed_case(house)
    if on.month == 10:
        revive(house, old, date(2026, 10, 10))
    before = everything()
    with pytest.raises(Refused) as error:
        correct(house, old, event, on)
    assert refused(error) == ["returning.order"] and everything() == before
    correct(house, old, "closing.Closed", CLOSED_ON + timedelta(days=1))


@pytest.mark.parametrize("later", [
    BecameFirst(subject=WAITING, until=date(2029, 10, 31)), Released(subject=HOUSE), ConsumptionLifted(subject=DEBTOR),
])
def test_a_filing_day_before_the_last_change_is_refused(house: House, later: Event) -> None:
    """倒填立案日：已经解除的会抄过去，已经生效的轮候会当成还在轮候。"""
    old = closed_case(house, events=(*BUSY, (QUEUED, date(2026, 5, 1))))
    record(house, old, (later, date(2026, 11, 1)))
    before = everything()
    with pytest.raises(Refused) as error:
        revive(house, old, date(2026, 10, 20))
    assert refused(error) == ["returning.backdated"] and "2026-11-01" in error.value.finding.reasons[0].remedy
    assert everything() == before
    assert revive(house, old, date(2026, 11, 1)).kind == "执恢"


def test_two_measures_of_one_name_go_over_both(house: House) -> None:
    """导入的两项同名：一项首封有届满日，后一项轮候，恢复以后首封的仍有看守。"""
    again = MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", rank="waiting")
    old = closed_case(house, events=(*BUSY, (again, date(2026, 5, 1))))
    watched = {node.due for node in Node.objects.filter(case=old, code="N-12", state="open")}
    new = revive(house, old)
    assert watched == {date(2029, 4, 9)} == {node.due for node in Node.objects.filter(case=new, code="N-12", state="open")}
    assert expiries(old) == {}


def test_a_second_measure_of_the_same_name_is_not_registered(house: House) -> None:
    case = house.case()

    def take(key: str, kind: str, on: date, **more: object) -> None:
        values = {"subject": HOUSE, "property": kind, "measure": key, "rank": "first", **more}
        cases.register(case=case, actor=house.judge, on=on, revision=None, matter=key, values=values)

    take("seize", "real_estate", date(2026, 10, 25), until="2027-10-24")
    with pytest.raises(Refused) as error:
        take("freeze", "deposit", date(2026, 10, 28))
    assert refused(error) == ["same_name"] and error.value.finding.reasons[0].remedy
    with pytest.raises(Refused):  # 补登较早的一次，也重叠
        take("seize", "real_estate", date(2026, 10, 23), until="2026-10-30")
    take("seize", "real_estate", date(2026, 10, 23), until="2026-10-24")
    cases.register(
        case=case, actor=house.judge, on=date(2026, 10, 29), revision=None, matter="release", values={"subject": HOUSE, "ground": "security"},
    )
    take("seize", "real_estate", date(2026, 10, 30))


def test_orders_name_each_measure_once(house: House) -> None:
    from zhixing.casework.cases.facts import timeline_of
    from zhixing.law.aftermath import aftermath

    again = MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", until=date(2028, 1, 1))
    case = closed_case(house, "struck", events=(*BUSY, (again, date(2026, 5, 1))))
    todo = aftermath("finished", "", timeline_of(case), TODAY)
    assert [subject for subject, _ in todo.releases].count(HOUSE) == 1




def test_a_renewal_registered_late_goes_to_the_case_that_watches(house: House) -> None:
    """续行在恢复立案以前办了、没有登记：登在原案，新案的届满日不会动；在新案补登，日子写实际的。"""
    old = closed_case(house)
    new = revive(house, old)

    def renew(case: Case, on: date) -> None:
        values = {"subject": HOUSE, "until": "2029-12-01"}
        cases.register(case=case, actor=house.centre, on=on, revision=None, matter="renew", values=values)

    before = everything()
    for case, on, code in ((old, date(2026, 11, 1), "moved"), (new, date(2026, 4, 9), "entry.too_early")):
        with pytest.raises(Refused) as error:
            renew(case, on)
        assert refused(error) == [code] and everything() == before
    renew(new, date(2026, 11, 1))
    assert expiries(new)[HOUSE] == date(2029, 12, 1)
    assert Node.objects.get(case=new, code="N-12", state="open").due == date(2029, 12, 1)
    with pytest.raises(Refused):  # 别的事仍不早于收件日
        cases.register(case=new, actor=house.centre, on=date(2026, 11, 1), revision=None, matter="query", values={"channel": "network"})
