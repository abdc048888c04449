"""计息依据、计息单：录入、生成、确认、作废，变动以后须重新确认；谁可以办，什么时候拒绝。"""

from __future__ import annotations

from datetime import date
from typing import Any

import factories
import pytest
from case_debts import LOAN, loan, make, pay, sign, state, void
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from spine import TODAY, House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.funds import queries
from zhixing.casework.funds.models import Debt, Payment, Sheet
from zhixing.foundation.history.queries import entries, revive, seq
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Setting, User
from zhixing.law import interest_sheet
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
LATER = date(2026, 11, 2)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def reckoned(case: Case) -> list[str]:
    return [one for one in story(case) if one.startswith("funds.")]


# ---- 录入 ----


def test_from_the_document_to_the_signed_sheet(house: House) -> None:
    case = house.case()
    debt = state(house, case)
    assert (debt.version, debt.data) == (1, LOAN)
    pay(house, case, 1_000_000)
    sheet = make(house, case)
    assert sheet.total_fen == interest_sheet.sheet(queries.claim(case), TODAY).total > 2_600_000
    assert queries.is_current(sheet) and queries.signed(case.pk) is None
    sign(house, case)
    found = queries.signed(case.pk)
    assert found is not None and (found.number, found.signed_name) == (1, house.judge.name)
    pay(house, case, 500_000)
    assert not queries.is_current(found) and queries.signed(case.pk) is None
    again = make(house, case)
    assert again.number == 2 and again.total_fen == sheet.total_fen - 500_000
    sign(house, case, 2)
    void(house, case, 2)
    assert queries.signed(case.pk) is None, "作废以后不回到以前的版"
    assert reckoned(case) == [
        "funds.DebtStated", "funds.DirectPaid", "funds.SheetMade", "funds.SheetSigned", "funds.DirectPaid", "funds.SheetMade",
        "funds.SheetSigned", "funds.SheetVoided",
    ]
    assert Payment.objects.filter(case=case).count() == 2


def test_reckoning_is_not_an_act_of_enforcement(house: House) -> None:
    """算账不使“已分案”变成“执行中”。"""
    case = house.case()
    state(house, case)
    make(house, case)
    assert Case.objects.get(pk=case.pk).state == "assigned"


def test_a_changed_clause_says_what_changed_and_why(house: House) -> None:
    case = house.case()
    state(house, case)
    debt = state(house, case, loan(amount="35000", due="2026-07-08"), reason="判决书补正")
    assert debt.version == 2
    entry = entries(case.stream).filter(type="funds.DebtStated").last()
    assert entry is not None and entry.reason == "判决书补正" and entry.payload["claim"]["items"][0]["amount"] == "35000"
    assert revive(entry).sentence() == (
        "修改计息依据（第2版）：“借款本金”履行期限届满日：2026-07-05 → 2026-07-08；“借款本金”金额：36000 → 35000"
    )


@pytest.mark.parametrize(("data", "told"), [
    (loan(amount="-1"), "负数"), (loan(rate="5%"), "不认识“rate”"), ({"items": []}, "至少写一项"), ({}, "缺 items"),
    (loan(interest=[{**LOAN["items"][0]["interest"][0], "rate": "24"}]), "没有写单位"),
    (loan(top_payments=[]), "不写还款"), (loan(top_switches={"nothing": "yes"}), "没有开关"), (loan(top_switches=["x"]), "对象"),
])
def test_what_is_written_wrong_is_not_taken(house: House, data: dict[str, Any], told: str) -> None:
    case = house.case()
    with pytest.raises(Refused, match=told):
        state(house, case, data)
    assert not Debt.objects.exists() and reckoned(case) == []


def test_a_change_needs_a_reason_and_must_change_something(house: House) -> None:
    case = house.case()
    state(house, case, reason="")
    with pytest.raises(Refused, match="没有填写修改的理由"):
        state(house, case, loan(amount="35000"), reason=" ")
    with pytest.raises(Refused, match="没有改动"):
        state(house, case)
    assert Debt.objects.get().version == 1


def test_the_statement_is_not_corrected_or_withdrawn_as_an_entry(house: House) -> None:
    case = house.case()
    state(house, case)
    make(house, case)
    for entry in entries(case.stream).filter(type__startswith="funds."):
        with pytest.raises(Refused, match="不能撤回"):
            cases.withdraw_entry(case=case, actor=house.leader, seq=entry.seq, reason="误登", revision=None)
        with pytest.raises(Refused, match="不能更正"):
            cases.correct_entry(case=case, actor=house.leader, seq=entry.seq, values={}, on=LATER, reason="误登", revision=None)


# ---- 不明确、没有定的，不能确认 ----

NO_RATE = loan(interest=[{"kind": "yearly", "from": "2025-01-01", "to": "payment", "base": "balance"}])


def test_an_unclear_clause_is_kept_but_yields_no_number(house: House) -> None:
    """M:G-01。"""
    case = house.case()
    state(house, case, NO_RATE)
    with pytest.raises(Refused, match="缺 rate，执行依据不明确") as refused:
        make(house, case)
    reason = refused.value.finding.reasons[0]
    assert (reason.code, reason.article.instrument, reason.act) == ("sheet.unclear", "JI", "state_debt") and "征询意见" in reason.remedy
    assert not Sheet.objects.exists()


def test_what_the_clerk_marked_unclear_stops_the_signature(house: House) -> None:
    case = house.case()
    state(house, case, unclear=["主文第二项“相应利息”没有写利率"])
    make(house, case)
    with pytest.raises(Refused, match="相应利息") as refused:
        sign(house, case)
    assert codes(refused) == ["sheet.unclear"]
    state(house, case, reason="审判庭答复：按年利率6%")
    sign(house, case)


@pytest.mark.parametrize(("change", "code"), [({"in_double_base": "judge"}, "sheet.judge"), ({"amount": "0", "interest": []}, "sheet.no_sum")])
def test_what_is_not_decided_stops_the_signature(house: House, change: dict[str, Any], code: str) -> None:
    case = house.case()
    state(house, case, loan(**change))
    make(house, case)
    with pytest.raises(Refused) as refused:
        sign(house, case)
    assert codes(refused) == [code] and all(r.remedy and str(r.article) for r in refused.value.finding.reasons)
    assert queries.signed(case.pk) is None and "funds.SheetSigned" not in story(case)


def test_yuan_paid_on_a_foreign_debt_is_not_taken_for_foreign_money(house: House) -> None:
    """M:D-10：没有折算的不抵充，不确认，说出来。"""
    case = house.case()
    state(house, case, loan(top_currency="USD"))
    pay(house, case, 700_000)
    assert queries.claim_data(case)["payments"] == [] and "7,000.00元是人民币，没有折算" in queries.notes(case)[0]
    sheet = make(house, case)
    assert sheet.notes == list(queries.notes(case)) and queries.owed_on(case, TODAY) is None
    with pytest.raises(Refused, match="没有折算") as refused:
        sign(house, case)
    assert codes(refused) == ["sheet.currency"] and not queries.is_current(sheet)


def test_without_a_debt_there_is_no_sheet(house: House) -> None:
    with pytest.raises(Refused, match="还没有录入计息依据"):
        make(house, house.case())


def test_past_the_table_of_rates_the_setting_is_named(house: House) -> None:
    case = house.case()
    clause = {"kind": "lpr", "term": "1y", "from": "2025-01-01", "to": "payment", "base": "balance"}
    state(house, case, loan(interest=[clause]))
    with pytest.raises(Refused, match="LPR") as refused:
        make(house, case)
    assert codes(refused) == ["sheet.no_rate"] and "利率表之后" in refused.value.finding.reasons[0].remedy
    change(house, "money.lpr_beyond_table", "continue")
    assert make(house, case).number == 1


# ---- 变动 ----


def change(house: House, key: str, value: str) -> None:
    people.change_setting(court=house.court, key=key, value=value, actor=house.director, on=TODAY, reason="本院审委会纪要")


def test_a_sheet_made_before_a_change_is_not_signed(house: House) -> None:
    case = house.case()
    state(house, case)
    make(house, case)
    pay(house, case)
    with pytest.raises(Refused, match="生成以后，计息依据、款项或者口径变了") as refused:
        sign(house, case)
    assert codes(refused) == ["sheet.changed"] and refused.value.finding.reasons[0].act == "make_sheet"


def test_only_the_latest_is_signed_and_once(house: House) -> None:
    case = house.case()
    state(house, case)
    make(house, case)
    make(house, case, LATER)
    with pytest.raises(Refused, match="已有第2版"):
        sign(house, case, 1)
    sign(house, case, 2)
    with pytest.raises(Refused, match=r"已由.*确认"):
        sign(house, case, 2)
    void(house, case, 2)
    for act in (sign, void):
        with pytest.raises(Refused, match=r"已由.*作废"):
            act(house, case, 2)
    sign(house, case, 1)
    with pytest.raises(Refused, match="没有第9版"):
        sign(house, case, 9)


def test_the_court_changes_a_way_of_reckoning(house: House) -> None:
    case = house.case()
    state(house, case)
    before = sign(house, case, make(house, case).number)
    change(house, "money.basis", "360")
    assert not queries.is_current(before) and queries.signed(case.pk) is None
    made = make(house, case)
    assert made.total_fen > before.total_fen
    (printed,) = made.result["switches"]
    assert (printed["shown"], printed["why"]) == ("一年360日", "本院审委会纪要") and house.director.name in printed["by"]
    change(house, "money.basis", "365")
    assert queries.is_current(before), "改回来就和原来一样"
    change(house, "money.fee_base", "applied")
    assert queries.is_current(before), "执行费的口径不进计息单"
    assert queries.switches(house.court.pk).fee_base == "applied"


def test_the_case_decides_otherwise_than_the_court(house: House) -> None:
    case = house.case()
    change(house, "money.basis", "360")
    state(house, case, loan(top_switches={"basis": "365"}), reason="合同约定一年365天")
    assert queries.claim(case).switches.basis == "365"
    held = queries.debt_of(case.pk)
    assert held is not None and held.data["switches"]["basis"] == {"value": "365", "by": house.judge.name, "why": "合同约定一年365天"}
    clerk = helper(house, case, "clerk")
    state(house, case, loan(top_switches={"basis": "365", "general_days": {"value": "HEAD", "by": "院长"}}), actor=clerk, reason="补")
    held = queries.debt_of(case.pk)
    assert held is not None
    assert held.data["switches"]["basis"]["by"] == house.judge.name and held.data["switches"]["general_days"]["by"] == clerk.name


def test_a_setting_without_a_record_still_counts(house: House) -> None:
    Setting.objects.create(court=house.court, key="money.basis", value="360")
    assert queries.switches(house.court.pk).basis == "360"


# ---- 谁可以 ----


def helper(house: House, case: Case, role: str) -> User:
    person = factories.user("clerk" if role == "clerk" else "assistant", court=house.court)
    cases.set_helper(case=case, actor=house.judge, on=TODAY, revision=None, user=person, role=role)
    return person


def test_who_may_do_what(house: House) -> None:
    case = house.case()
    people_ = {
        "judge": house.judge, "clerk": helper(house, case, "clerk"), "assistant": helper(house, case, "assistant"), "other": house.other,
        "leader": house.leader, "director": house.director, "president": house.president, "filing": house.filing, "centre": house.centre,
        **{post: house.person(post) for post in ("supervisor", "funds", "accountant", "cashier", "archivist", "system_admin", "bailiff")},
        "stranger": factories.user("judge", court=factories.court("内0222")),
    }
    state(house, case)
    make(house, case)
    may: dict[str, set[str]] = {"state": set(), "make": set(), "sign": set(), "void": set()}
    for name, actor in people_.items():
        for act, do in (
            ("state", lambda actor=actor: state(house, case, loan(amount="35000"), actor=actor)),
            ("make", lambda actor=actor: make(house, case, LATER, actor=actor)),
            ("sign", lambda actor=actor: sign(house, case, actor=actor)), ("void", lambda actor=actor: void(house, case, actor=actor)),
        ):
            before = seq(case.stream)
            with transaction.atomic():
                try:
                    do()
                    may[act].add(name)
                except (PermissionDenied, Case.DoesNotExist):
                    assert seq(case.stream) == before
                transaction.set_rollback(True)
    desk = {"judge", "clerk", "assistant"}
    assert may == {"state": desk, "make": desk, "sign": {"judge"}, "void": {"judge"}}


def test_a_clerk_in_charge_does_not_sign(house: House) -> None:
    """执行员制的法院由助理独任承办的：可以录入、生成，确认须是法官。"""
    case = house.received()
    assistant = factories.user("assistant", team=house.team)
    cases.accept(case=case, actor=house.filing, on=date(2026, 10, 21), revision=None)
    cases.assign(case=case, actor=house.director, on=date(2026, 10, 22), revision=None, handler=assistant, team=house.team, reason="专人办理")
    state(house, case, actor=assistant)
    make(house, case, actor=assistant)
    with pytest.raises(PermissionDenied):
        sign(house, case, actor=assistant)


@pytest.mark.parametrize("kind", ["执保", "执异"])
def test_only_where_money_is_enforced(house: House, kind: str) -> None:
    from endings import preservation

    case = preservation(house) if kind == "执保" else house.case()
    Case.objects.filter(pk=case.pk).update(kind=kind)
    with pytest.raises(Refused, match="不适用"):
        state(house, case)


def test_a_stale_page_is_refused_and_a_second_click_does_nothing_more(house: House) -> None:
    case = house.case()
    opened = seq(case.stream)
    state(house, case, revision=opened)
    with pytest.raises(StalePage):
        state(house, case, loan(amount="1"), revision=opened)
    first = make(house, case)
    assert make(house, case) == first and Sheet.objects.count() == 1 and reckoned(case).count("funds.SheetMade") == 1
    revision = seq(case.stream)
    sign(house, case, revision=revision)
    with pytest.raises(StalePage):
        sign(house, case, revision=revision)


# ---- 数据库守着 ----

_TOUCH = (
    "update funds_sheet set total_fen = total_fen + 1, principal_fen = principal_fen + 1", "update funds_sheet set result = '{}'",
    "update funds_sheet set inputs = '{}'", "update funds_sheet set as_of = as_of - 1", "update funds_sheet set signed_name = '别人'",
    "update funds_sheet set signed_at = null", "update funds_sheet set notes = '[]', number = 7", "delete from funds_sheet",
    "delete from funds_debt", "truncate funds_sheet", "update funds_debtevent set version = 9", "delete from funds_debtevent",
)


@pytest.mark.parametrize("statement", _TOUCH)
def test_a_signed_sheet_cannot_be_changed(house: House, statement: str) -> None:
    case = house.case()
    state(house, case)
    pay(house, case)
    sign(house, case, make(house, case).number)
    before = list(Sheet.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Sheet.objects.values()) == before


@pytest.mark.parametrize("statement", ["update funds_sheet set void_reason = '改'", "update funds_sheet set voided_at = null",
                                       "update funds_sheet set signed_at = now(), signed_name = '别人'"])
def test_a_void_sheet_stays_void(house: House, statement: str) -> None:
    case = house.case()
    state(house, case)
    void(house, case, make(house, case).number)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_reading_takes_few_queries(house: House, django_assert_max_num_queries: Any) -> None:
    case = house.case()
    state(house, case)
    change(house, "money.basis", "360")
    for fen in range(1, 6):
        pay(house, case, fen * 100)
    with django_assert_max_num_queries(4):
        queries.claim_data(case)
    with django_assert_max_num_queries(3):
        queries.notes(case)
    sign(house, case, make(house, case).number)
    with django_assert_max_num_queries(5):
        assert queries.signed(case.pk) is not None
