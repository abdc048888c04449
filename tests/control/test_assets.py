"""财产台账：一案的、一个被执行人跨案的；别案的措施看得到、案号按权限；可供执行的清单与逐项的判断一致；要当心的标出来。"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import factories
import pytest
from control.desk import TODAY, ControlDesk

from zhixing.casework.cases.models import Case, Party
from zhixing.casework.control import queries_assets as queries
from zhixing.casework.control.commands.findings import take
from zhixing.casework.control.models import Asset, Measure
from zhixing.casework.control.told import Prior, Right, Told

ACCOUNT = "6217000010001233349"


def account(number: str = ACCOUNT, fen: int | None = 500_000, **values: Any) -> Told:
    given = {"what": f"北疆银行 尾号{number[-4:]}", "values": {"account": number}, "value_fen": fen, "available_fen": fen, **values}
    return Told(kind="deposit", **given)


def found(desk: ControlDesk, case: Case, *told: Told, on: date = TODAY) -> None:
    take(case=case, party=desk.debtor(case), told=told, on=on, sure=True)


def measured(case: Case, seq: int = 90, **values: Any) -> Measure:
    """直接建的一项措施。"""
    asset = Asset.objects.get(key=ACCOUNT)
    given = {"subject": "存款", "measure": "freeze", "property": "deposit", "state": "active", "since": TODAY, "actual_fen": 400_000, **values}
    return Measure.objects.create(case=case, court=case.court, asset=asset, seq=seq, **given)


def debt_of(desk: ControlDesk, case: Case) -> Case:
    """同一个被执行人的另一件，别的团队的法官办；本案的法官看不见。"""
    other, mine = desk.case(), desk.debtor(case)
    Party.objects.filter(pk=desk.debtor(other).pk).update(name=mine.name, paper=mine.paper, paper_number=mine.paper_number)
    return other


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case()


def test_a_case_shows_what_was_found_and_who_holds_it(desk: ControlDesk, case: Case) -> None:
    other = debt_of(desk, case)
    prior = (Prior(by="邻县人民法院", number="（2026）内0222执8号", measure="freeze"), Prior(by=desk.court.name, number=other.number))
    found(desk, case, account(prior=prior), account("62001", 90))
    found(desk, other, account(prior=prior))
    measured(other)
    first, second = queries.in_case(case, desk.judge, TODAY)
    assert [first.asset.key, second.asset.key] == [ACCOUNT, "62001"] and first.latest is not None and first.latest.case == case
    assert [one["number"] for one in first.prior] == ["（2026）内0222执8号"], "本院自己的照措施台账，不再列"
    assert [(one.number, one.ours) for one in first.taken] == [(str(other), False)] and not first.held_by_case and not first.free and second.free
    measured(case, rank=1, state="waiting")
    [first, _] = queries.in_case(case, desk.judge, TODAY)
    assert first.held_by_case and [one.ours for one in first.taken] == [False, True] and first.available_fen == 500_000


def test_numbers_of_unseen_cases_are_masked(desk: ControlDesk, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    other = debt_of(desk, case)
    for each in (case, other):
        found(desk, each, account())
    measured(other)
    real = queries.visible_to
    monkeypatch.setattr(queries, "visible_to", lambda user, day: real(user, day).exclude(pk=other.pk))
    [row] = queries.of_debtor(desk.debtor(case), desk.judge, TODAY)
    assert [one.number for one in row.taken] == [queries.MASKED] and list(row.cases) == [case]
    assert [one.case for one in queries.findings_of(row.asset, desk.judge, TODAY)] == [case]
    monkeypatch.undo()
    [row] = queries.of_debtor(desk.debtor(case), desk.judge, TODAY)
    assert [one.number for one in row.taken] == [str(other)] and list(row.cases) == [other, case]


def test_an_asset_is_seen_only_with_its_case(desk: ControlDesk, case: Case) -> None:
    found(desk, case, account())
    asset, elsewhere = Asset.objects.get(), factories.user("judge", court=factories.court("内0222"))
    assert queries.one(asset.pk, desk.judge, TODAY) == asset
    for stranger in (elsewhere, desk.person("system_admin")):
        with pytest.raises(Asset.DoesNotExist):
            queries.one(asset.pk, stranger, TODAY)


def test_the_list_and_the_single_judgement_agree(desk: ControlDesk, case: Case) -> None:
    """可供执行：清单的条件与逐项的判断，各种组合都一样。"""
    owner = Asset(court=desk.court, holder_key="h", holder="甲", what="一项")
    rows = []
    for index, (kind, fen, free, code, gone) in enumerate(product(
        ("deposit", "real_estate", "housing_fund", "social", "info"), (None, 0, 5), (None, 0, 5), ("", "wages", "migrant_wages"), (None, TODAY),
    )):
        given = {"kind": kind, "value_fen": fen, "available_fen": free, "protected": code, "gone_on": gone, "key": str(index)}
        rows.append(Asset(court=owner.court, holder_key="h", holder="甲", what="一项", **given))
    Asset.objects.bulk_create(rows)
    listed = set(queries.executable(Asset.objects.all()).values_list("pk", flat=True))
    assert listed == {row.pk for row in rows if queries.is_executable(row)} and 0 < len(listed) < len(rows)


def test_what_is_ready_today(desk: ControlDesk, case: Case) -> None:
    found(desk, case, account(), account("62001", 0), account("62002", account_type="农民工工资专用账户"))
    assert [one.key for one in queries.ready(desk.judge, TODAY)] == [ACCOUNT] == [one.key for one in queries.ready(desk.judge, TODAY, since=TODAY)]
    assert not queries.ready(desk.judge, TODAY, since=date(2026, 11, 4))
    measured(case)
    assert not queries.ready(desk.judge, TODAY)


def test_everything_to_be_careful_about_is_flagged(desk: ControlDesk, case: Case) -> None:
    Party.objects.filter(pk=desk.debtor(case).pk).update(paper="id", paper_number="150221201504010015", nature="person")
    owner = Right(sort="co_owner", holder="其木格")
    found(desk, case, account("6217****3349", account_type="工资卡", rights=(owner,), currency="USD", gone_on=TODAY))
    found(desk, case, account("6217****3349", fen=1, account_type="工资卡", rights=(owner,), currency="USD", gone_on=TODAY))
    [row] = queries.in_case(case, desk.judge, TODAY)
    codes = [flag.code for flag in row.flags]
    assert codes == ["asset.limited", "asset.outsider", "asset.unsure", "asset.conflict", "asset.gone", "asset.currency", "holder.minor"]
    assert all(flag.text and str(flag.article) for flag in row.flags)
    assert [flag.text for flag in queries.flags(Asset(kind="housing_fund"))] == ["住房公积金。"], "看种类，不看字样"


def test_the_ledger_asks_a_fixed_number_of_times(desk: ControlDesk, case: Case, django_assert_max_num_queries: Any) -> None:
    found(desk, case, *[account(f"62{n:06d}") for n in range(40)])
    with django_assert_max_num_queries(9):
        assert len(queries.in_case(case, desk.judge, TODAY)) == 40


def test_strangers_are_listed_apart(desk: ControlDesk, case: Case) -> None:
    take(case=case, party=desk.debtor(case), told=[account(name=desk.debtor(case).name, paper_number="150221199001010036")], on=TODAY)
    assert queries.strangers(case.pk).get().data["identity"] and not queries.in_case(case, desk.judge, TODAY)
