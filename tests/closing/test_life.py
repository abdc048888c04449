"""从终本差一项，到终本、半年查询查到财产、恢复执行、执行完毕、解除惩戒：一件案件走到底。"""

from __future__ import annotations

from datetime import date

import pytest
from endings import ACCOUNT, DEBTOR, expiries, record
from spine import TODAY, House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.closing.queries import asked, checklist_of, gate_of
from zhixing.casework.control.events import (
    FeedbackReceived,
    InquiryFinished,
    InquiryStarted,
    Interviewed,
    MeasureTaken,
    NotDisposable,
    QuerySent,
    ReportReceived,
)
from zhixing.casework.documents.events import Issued, Served
from zhixing.casework.funds.events import DirectPaid
from zhixing.casework.nodes.queries import orphans
from zhixing.casework.sanctions.events import ConsumptionRestricted
from zhixing.casework.sanctions.models import Restriction
from zhixing.casework.sanctions.queries import to_lift
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def house() -> House:
    return House()


def exhausted(house: House) -> Case:
    """2026-04-01 立案、只差约谈的一件；有一个余额不足的账户在冻结。"""
    case = house.old_case()
    record(
        house, case,
        (Issued(document="enforcement_notice", to=DEBTOR), date(2026, 4, 6)),
        (Issued(document="report_order", to=DEBTOR), date(2026, 4, 6)),
        (Served(document="enforcement_notice", to=DEBTOR, method="direct"), date(2026, 4, 8)),
        (ReportReceived(subject=DEBTOR), date(2026, 4, 20)),
        (QuerySent(channel="network"), date(2026, 4, 3)), (FeedbackReceived(found=["deposit"]), date(2026, 4, 4)),
        (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit"), date(2026, 4, 9)),
        (NotDisposable(subject=ACCOUNT, reason="empty"), date(2026, 5, 9)),
        (InquiryStarted(subject="住所地走访"), date(2026, 5, 4)), (InquiryFinished(subject="住所地走访"), date(2026, 5, 8)),
        (ConsumptionRestricted(subject=DEBTOR), date(2026, 5, 6)), (QuerySent(channel="network"), date(2026, 10, 20)),
    )
    return Case.objects.get(pk=case.pk)


def close(house: House, case: Case, mode: str, ground: str) -> Case:
    house.approve(closing.propose(case=case, actor=house.judge, on=TODAY, revision=None, mode=mode, ground=ground))
    return Case.objects.get(pk=case.pk)


def test_from_one_missing_proof_to_everything_lifted(house: House) -> None:
    old = exhausted(house)
    with pytest.raises(Refused) as error:
        close(house, old, "terminated_round", "no_property")
    assert [reason.code for reason in error.value.finding.reasons] == ["closing.interview"]
    lacking = [item.code for item in checklist_of(old, "terminated_round", TODAY) if not item.ok]
    assert lacking == ["Z-11"]

    record(house, old, (Interviewed(person="王秀兰", agrees=True), TODAY))
    old = close(house, old, "terminated_round", "cannot_dispose")
    closing.enter_pool(case=old, actor=house.judge, on=TODAY, revision=None)
    assert PoolCase.objects.get(case=old).unpaid_fen == 3_600_000 and not to_lift(house.judge, TODAY).exists()

    record(house, old, (QuerySent(channel="network"), TODAY), (FeedbackReceived(found=["deposit"]), TODAY))
    cases.register(
        case=old, actor=house.judge, on=TODAY, revision=None, matter="resume_asked",
        values={"ground": "property", "by": "court", "text": "半年查询查到存款"},
    )
    (waiting,) = asked(house.filing, TODAY)
    new = closing.revive(
        case=waiting.case, actor=house.filing, on=TODAY, revision=None, ground=waiting.ground, asked_on=waiting.on,
    )
    assert not orphans(TODAY).exists()
    assert expiries(new) == {ACCOUNT: date(2027, 4, 9)} and asked(house.filing, TODAY) == []

    house.assign(new, TODAY)
    record(house, new, (DirectPaid(amount_fen=3_600_000, settles=True), TODAY))
    new = close(house, new, "finished", "performed")
    assert (new.state, new.closed_on) == ("closed", TODAY)
    (waiting_to_lift,) = to_lift(house.judge, TODAY)
    assert (waiting_to_lift.case, waiting_to_lift.person, waiting_to_lift.source) == (new, DEBTOR, "carried")
    cases.register(
        case=new, actor=house.judge, on=TODAY, revision=None, matter="consumption_lifted", values={"subject": DEBTOR},
    )
    assert not Restriction.objects.filter(ended_on__isnull=True).exists()
    assert story(new)[-1] == "sanctions.ConsumptionLifted"


def test_what_was_carried_counts_for_the_next_terminated_round(house: House) -> None:
    old = exhausted(house)
    record(house, old, (Interviewed(person="王秀兰", agrees=True), TODAY))
    old = close(house, old, "terminated_round", "cannot_dispose")
    new = closing.revive(case=old, actor=house.filing, on=TODAY, revision=None, ground="applicant")
    house.assign(new, TODAY)
    new = Case.objects.get(pk=new.pk)
    ok = {item.code for item in checklist_of(new, "terminated_round", TODAY) if item.ok}
    assert {"Z-01", "Z-02", "Z-03", "Z-13"} <= ok
    missing = {reason.code for reason in gate_of(new, "terminated_round", TODAY).reasons}
    assert {"closing.three_months", "closing.interview", "closing.recent_query"} <= missing
