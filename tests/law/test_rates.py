"""利率表：每次公布、切段、利率表之后（M:G-02、G-03、G-14）。"""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from zhixing.law import rates

D = date.fromisoformat


def test_the_table_is_the_shared_one(shared: Path) -> None:
    with (shared / "data/rates/lpr.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for term in rates.TERMS:
        packaged = rates.lpr_rows(term)
        assert [(str(r.day), r.rate) for r in packaged] == [(r["publish_date"], Fraction(r[f"lpr_{term}"]) / 100) for r in rows]
        assert [r.sure for r in packaged] == [r[f"verified_{term}"] == "yes" for r in rows]
        assert all(r.source for r in packaged)


def test_benchmark_is_the_shared_one(shared: Path) -> None:
    with (shared / "data/rates/pboc_benchmark.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for tier in rates.TIERS:
        assert [(str(r.day), r.rate) for r in rates.benchmark_rows(tier)] == [(r["effective_date"], Fraction(r[tier]) / 100) for r in rows]


def test_demand_is_the_shared_one(shared: Path) -> None:
    with (shared / "data/rates/pboc_demand_deposit.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(str(r.day), r.rate) for r in rates.demand_rows()] == [(r["effective_date"], Fraction(r["demand_rate"]) / 100) for r in rows]
    assert "开户银行" in rates.demand_on(D("2026-01-01")).flag
    with pytest.raises(rates.RateMissing, match="1999-06-10"):
        rates.demand_on(D("1999-06-09"))


@pytest.mark.parametrize(("day", "term", "rate"), [
    ("2019-08-20", "1y", "4.25"), ("2019-09-19", "1y", "4.25"), ("2019-09-20", "1y", "4.20"), ("2020-04-19", "1y", "4.05"),
    ("2020-04-20", "1y", "3.85"), ("2024-02-20", "5y", "3.95"), ("2024-02-19", "5y", "4.20"), ("2026-06-30", "1y", "3.00"),
])
def test_the_day_of_publication_has_the_new_rate(day: str, term: str, rate: str) -> None:
    found = rates.lpr_on(D(day), term)
    assert found.rate == Fraction(rate) / 100
    assert not found.flag


def test_stretches_of_the_worked_number_g1() -> None:
    found = rates.lpr(D("2019-08-20"), D("2025-12-31"))
    assert [((s.end - s.start).days + 1, str(s.rate * 100)) for s in found] == [
        (31, "17/4"), (61, "21/5"), (92, "83/20"), (60, "81/20"), (609, "77/20"), (31, "19/5"), (214, "37/10"), (302, "73/20"),
        (62, "71/20"), (336, "69/20"), (91, "67/20"), (211, "31/10"), (226, "3"),
    ]


def test_single_source_rows_are_flagged() -> None:
    assert "一个来源" in rates.lpr_on(D("2026-07-20"), "5y").flag
    assert not rates.lpr_on(D("2026-08-31"), "1y").flag
    assert "2026-09-21" in rates.lpr_on(D("2026-09-21"), "1y").flag


def test_past_the_table_is_refused_or_said() -> None:
    assert rates.lpr_known_to() == date(2026, 10, 19)
    assert rates.lpr_on(D("2026-10-19"), "1y").rate == Fraction(3, 100)
    with pytest.raises(rates.RateMissing, match="2026-10-19"):
        rates.lpr(D("2026-10-01"), D("2026-10-20"))
    kept, beyond = rates.lpr(D("2026-10-01"), D("2026-11-30"), beyond="continue")
    assert (kept.end, beyond.start, beyond.beyond) == (date(2026, 10, 19), date(2026, 10, 20), True)
    assert "沿用2026-09-21公布的3.00%" in beyond.flag


def test_before_the_tables_is_refused() -> None:
    with pytest.raises(rates.RateMissing, match="基准利率"):
        rates.lpr_on(D("2019-08-19"))
    with pytest.raises(rates.RateMissing, match="2007-12-21"):
        rates.benchmark(D("2007-12-20"), D("2008-01-01"), "le_6m")


@pytest.mark.parametrize(("start", "end", "tier"), [
    ("2014-07-01", "2014-12-31", "le_6m"), ("2014-07-01", "2015-01-01", "6m_1y"), ("2013-01-01", "2013-12-31", "6m_1y"),
    ("2013-01-01", "2014-01-01", "1y_3y"), ("2013-01-01", "2015-12-31", "1y_3y"), ("2010-01-01", "2014-12-31", "3y_5y"),
    ("2010-01-01", "2015-01-01", "gt_5y"), ("2012-08-31", "2013-02-27", "le_6m"),
])
def test_tier_by_length(start: str, end: str, tier: str) -> None:
    assert rates.tier_for(D(start), D(end)) == tier


@pytest.mark.parametrize(("rate", "text"), [("3", "3.00%"), ("0.0175", "0.0175%"), ("4.35", "4.35%"), ("12.4", "12.40%")])
def test_percent(rate: str, text: str) -> None:
    assert rates.percent(Fraction(rate) / 100) == text


def test_a_rate_that_does_not_end() -> None:
    assert rates.percent(Fraction(1, 300)) == "1/3%"
