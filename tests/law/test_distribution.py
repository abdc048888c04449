"""参与分配（M:P-01 至 P-18）：工作例、五条性质、顺位、累计、首封、坏数据。"""

from __future__ import annotations

import json
import random
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import amounts, debt_reading, distribution
from zhixing.law.distribution import BadShare, in_turn, next_round, pro_rata, pro_rata_array, split, weighted
from zhixing.law.distribution_base import applied, cutoff
from zhixing.law.distribution_claims import BadPlan, Claim, Method, ladders, levels
from zhixing.law.distribution_plan import plan, ratio_text
from zhixing.law.switches import DEFAULTS, Changed

P4 = [81234567, 20000001, 3999999, 150000000]
P7 = [12345, 67890, 111]


@pytest.mark.parametrize(("pot", "claims", "shares"), [
    (10000, [10000, 20000, 30000], [1667, 3333, 5000]),
    (100, [1, 1, 1], [1, 1, 1]),
    (1000000, [333333, 333333, 333334, 1], [333333, 333333, 333333, 1]),
    (45000000, P4, [14322337, 3526168, 705234, 26446261]),
    (20000, P7, [3073, 16899, 28]),
    (50000, P7, [7682, 42249, 69]),
    (0, [5, 5], [0, 0]),
    (7, [], []),
    (7, [0, 0], [0, 0]),
])
def test_worked_numbers(pot: int, claims: list[int], shares: list[int]) -> None:
    assert pro_rata(pot, claims) == shares


def test_the_shared_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "data/money/vectors.json").read_text("utf-8"))
    basic, more = vectors["basic"], vectors["more"]
    assert pro_rata(10000, [10000, 20000, 30000]) == basic["P1"]
    assert pro_rata(100, [1, 1, 1]) == basic["P2"]
    assert pro_rata(1000000, [333333, 333333, 333334, 1]) == basic["P3"]
    assert pro_rata(45000000, P4) == basic["P4"]
    claims = [100000000, 60000000, 40000001]
    assert pro_rata(more["P5_avail"], claims) == more["P5"]
    assert distribution.first_seal_weight(more["P5_avail"], claims, 0) == more["P5_w12"]
    assert distribution.first_seal_extra(more["P5_avail"], claims, 0) == more["P5_plus20share"]
    assert in_turn(more["P5_avail"], claims) == more["P5_514"]
    first, cum, second = more["P7"]["first"], more["P7"]["cum"], more["P7"]["second"]
    assert (pro_rata(20000, P7), pro_rata(50000, P7), next_round(30000, P7, first)) == (first, cum, second)
    assert pro_rata(30000, [c - p for c, p in zip(P7, first, strict=True)]) == more["P7"]["naive"] != second
    assert ratio_text(Fraction(11738447657, 63695001989)) == "18.4291503108%"


def test_p8_a_printed_percentage_never_pays() -> None:
    """帅歌案：按显示的 18.42915% 付，差 1.98 元；按分数付，分毫不差。"""
    pot, total = 11738447657, 63695001989
    claims = random_split(total, 15468)
    assert sum(pro_rata(pot, claims)) == pot
    assert pot - distribution.half_up(total * Fraction("0.1842915")) == 198


def random_split(total: int, count: int) -> list[int]:
    rng = random.Random(7)
    cuts = sorted(rng.sample(range(1, total), count - 1))
    return [b - a for a, b in pairwise([0, *cuts, total])]


def five_properties(pot: int, claims: list[int], shares: list[int]) -> None:
    total = sum(claims)
    assert sum(shares) == min(pot, total)
    by_claim: dict[int, set[int]] = {}
    for claim, share in zip(claims, shares, strict=True):
        assert 0 <= share <= claim
        if pot < total:
            assert abs(share * total - pot * claim) < total
        by_claim.setdefault(claim, set()).add(share)
    assert all(max(found) - min(found) <= 1 for found in by_claim.values())


CLAIMS = st.lists(st.integers(0, 10**14), min_size=1, max_size=60) | st.lists(st.integers(0, 9), min_size=1, max_size=60)


@given(CLAIMS, st.fractions(0, 1), st.randoms(use_true_random=False))
def test_five_properties(claims: list[int], part: Fraction, rng: random.Random) -> None:
    pot = int(sum(claims) * part)
    shares = pro_rata(pot, claims)
    five_properties(pot, claims, shares)
    order = list(range(len(claims)))
    rng.shuffle(order)
    mixed = pro_rata(pot, [claims[i] for i in order], lambda n: order[n])
    assert [mixed[order.index(i)] for i in range(len(claims))] == shares


@pytest.mark.parametrize(("count", "largest"), [(1_000, 10**3), (10_000, 10**9), (100_000, 10**7), (100_000, 10**11), (100_000, 10**15)])
def test_five_properties_on_many(count: int, largest: int) -> None:
    rng = random.Random(count + largest)
    claims = [rng.randint(0, largest) for _ in range(count)]
    pot = sum(claims) * rng.randint(1, 99) // 100
    shares = pro_rata(pot, claims)
    five_properties(pot, claims, shares)
    order = rng.sample(range(count), count)
    mixed = pro_rata(pot, [claims[i] for i in order], lambda n: order[n])
    assert [shares[i] for i in order] == mixed


@given(st.lists(st.integers(0, 10**16), min_size=1, max_size=30), st.integers(0, 10**18))
def test_arrays_and_plain_integers_agree(claims: list[int], pot: int) -> None:
    total = sum(claims)
    pot = pot % total if total else 0
    if total:
        assert split(pot, claims) == amounts.pro_rata(pot, claims)
        assert pro_rata_array(pot, np.array(claims, np.int64)).tolist() == pro_rata(pot, claims)


def test_sums_too_large_for_arrays_are_still_exact() -> None:
    claims = [10**30 + 1, 10**30, 7]
    five_properties(10**29, claims, pro_rata(10**29, claims))
    with pytest.raises(BadShare, match="太大"):
        pro_rata_array(5, np.array([2**62, 2**62], np.int64))


def test_ties_larger_claim_then_earlier() -> None:
    assert split(1, [1, 1, 1], lambda n: -n) == [0, 0, 1]
    assert pro_rata(2, [2, 2, 1, 1]) == [1, 1, 0, 0]  # 零头 2/3、2/3、1/3、1/3
    assert pro_rata(3, [4, 2]) == [2, 1]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_rounds_add_up_to_one_distribution(claims: list[int], pots: list[int]) -> None:
    paid = [0] * len(claims)
    for pot in pots:
        left = sum(claims) - sum(paid)
        now = next_round(min(pot, left), claims, paid)
        assert sum(now) == min(pot, left)
        paid = [a + b for a, b in zip(paid, now, strict=True)]
        assert min(now) >= 0
    assert all(abs(a - b) <= 1 for a, b in zip(paid, pro_rata(sum(pots), claims), strict=True))


def test_a_corrected_claim_is_clamped_and_the_others_run_again() -> None:
    now = next_round(100, [100, 1000, 1000], [90, 50, 50])
    assert now == [0, 50, 50]
    assert sum(next_round(101, [50, 1000, 1000], [90, 50, 50])) == 101


def test_weights_never_pay_more_than_the_claim() -> None:
    shares = weighted(195, [100, 100], [Fraction(6, 5), Fraction(1)])
    assert shares == [100, 95]
    assert weighted(0, [5, 5], [Fraction(6, 5), Fraction(1)]) == [0, 0]
    assert distribution.first_seal_extra(195, [100, 100], 0) == [100, 95]
    assert distribution.first_seal_weight(300, [100, 100], 0) == [100, 100]


@pytest.mark.parametrize("extra", [Fraction(21, 100), Fraction(-1, 100)])
def test_the_first_seal_gets_at_most_a_fifth_more(extra: Fraction) -> None:
    with pytest.raises(BadShare, match="20%"):
        distribution.first_seal_weight(5, [5, 5], 0, extra)


def test_negative_sums() -> None:
    for bad in (lambda: pro_rata(-1, [1]), lambda: pro_rata(1, [-1, 5]), lambda: in_turn(1, [-1]), lambda: split(1, [0])):
        with pytest.raises(BadShare):
            bad()
    with pytest.raises(BadShare):
        pro_rata_array(1, np.array([-1], np.int64))


def shares(found: object) -> dict[str, int]:
    return {line.claim.id: line.share for line in found.lines}  # type: ignore[attr-defined]


HOUSE = [
    Claim("c1", 800000, "costs"), Claim("c2", 6000000, "costs"), Claim("c3", 3240000, "costs"), Claim("r", 15000000, "kept"),
    Claim("m", 180000000, "mortgage"), Claim("A", 100000000, seized="2024-01-01"), Claim("B", 60000000, seized="2024-01-02"),
    Claim("C", 40000001, seized="2024-01-03"),
]


@pytest.mark.parametrize(("method", "expected"), [
    (Method(), [47480000, 28488000, 18992000]),
    (Method(first_seal="weight", first="A", reason="首封"), [51796363, 25898182, 17265455]),
    (Method(first_seal="share", first="A", reason="首封"), [56976000, 22790400, 15193600]),
    (Method(ladder="company"), [94960000, 0, 0]),
])
def test_p5(method: Method, expected: list[int]) -> None:
    found = plan(300000000, HOUSE, method)
    assert [line.share for line in found.lines[-3:]] == expected
    assert all(line.rest == 0 for line in found.lines[:5]) and found.refund == 0
    assert sum(shares(found).values()) == 300000000


def test_p6_criminal() -> None:
    claims = [
        Claim("fines", 5000000, "fines"), Claim("civil", 20000000), Claim("victims", 60000000, "victims"),
        Claim("bank", 50000000, "mortgage"), Claim("medical", 8000000, "medical"),
    ]
    found = plan(100000000, claims, Method(ladder="criminal"))
    assert shares(found) == {"medical": 8000000, "bank": 50000000, "victims": 42000000, "civil": 0, "fines": 0}
    victims = next(tier for tier in found.tiers if tier.code == "victims")
    assert victims.ratio == Fraction(7, 10) and str(victims.article).endswith("第13条")


def test_p2_the_rest_goes_back() -> None:
    found = plan(100, [Claim(str(n), 1) for n in range(3)])
    assert (found.refund, [line.now for line in found.lines]) == (97, [1, 1, 1])
    assert "余0.97元，退还被执行人" in found.steps()[-1].text


def test_p7_in_a_plan() -> None:
    first = plan(20000, [Claim(str(n), c) for n, c in enumerate(P7)])
    second = plan(30000, [line.claim._replace(paid=line.share) for line in first.lines])
    assert [line.now for line in second.lines] == [4609, 25350, 41]
    assert "以前已得30.73元" in next(second.reasons())


def test_a_mortgage_reaches_only_its_own_thing() -> None:
    claims = [
        Claim("late", 500, "mortgage", registered="2020-02-01", asset="房"), Claim("early", 500, "mortgage", registered="2020-01-01", asset="房"),
        Claim("o", 1000),
    ]
    found = shares(plan(1600, claims, Method(assets={"房": 700, "车": 900})))
    assert found["early"] == 500 and found["late"] + found["o"] == 1100
    assert found["late"] == 200 + 900 * 300 // 1300 + (1 if (900 * 300) % 1300 * 2 > 1300 else 0)


def test_double_interest_comes_after_every_document_debt() -> None:
    claims = [Claim("a", 100), Claim("b", 100), Claim("a2", 50, "double")]
    assert shares(plan(210, claims)) == {"a": 100, "b": 100, "a2": 10}
    assert shares(plan(200, claims, Method(double_in_pro_rata=True))) == {"a": 80, "b": 80, "a2": 40}


def test_rent_before_security_is_a_switch() -> None:
    claims = [Claim("m", 100, "mortgage"), Claim("r", 30, "kept")]
    assert shares(plan(110, claims)) == {"m": 100, "r": 10}
    assert shares(plan(110, claims, Method(rent_before_security=True))) == {"m": 80, "r": 30}


def test_company_same_day_by_ratio_unsealed_last() -> None:
    claims = [Claim("x", 100), Claim("b", 300, seized="2024-01-02"), Claim("a", 100, seized="2024-01-02"), Claim("c", 50, seized="2024-01-01")]
    found = plan(150, claims, Method(ladder="company"))
    assert shares(found) == {"c": 50, "b": 75, "a": 25, "x": 0}
    assert "其中1笔没有写时间，排在最后" in found.steps()[1].text


def test_held_shares_are_kept_not_paid() -> None:
    found = plan(100, [Claim("a", 100, hold="no_title"), Claim("b", 100)])
    assert [(line.pay, line.kept) for line in found.lines] == [(0, 50), (50, 0)]
    assert "留存" in next(found.reasons())


def test_the_order_of_the_rows_changes_nothing() -> None:
    rng = random.Random(5)
    claims = [Claim(f"n{i:03d}", rng.randint(1, 9), filed=rng.choice(["", "2024-01-01", "2024-02-01"])) for i in range(200)]
    right = shares(plan(401, claims))
    for _ in range(5):
        rng.shuffle(claims)
        assert shares(plan(401, claims)) == right


def test_every_level_has_an_article_and_every_line_a_reason() -> None:
    for ladder in ladders():
        claims = [Claim(code, 100, code) for code in levels(ladder)]
        found = plan(450, claims, Method(ladder=ladder))
        assert [tier.code for tier in found.tiers] == list(levels(ladder))
        assert all(str(tier.article) for tier in found.tiers)
        assert all(told.startswith(levels(ladder)[line.claim.level]) for line, told in zip(found.lines, found.reasons(), strict=True))
        assert all(step.article for step in found.steps())


@pytest.mark.parametrize(("claims", "method", "told"), [
    ([Claim("a", 1), Claim("a", 2)], Method(), "编号重复"), ([Claim("a", -1)], Method(), "负数"), ([Claim("", 1)], Method(), "没有编号"),
    ([Claim("a", 1, "wages")], Method(), "没有顺位"), ([Claim("a", 1, hold="x")], Method(), "没有暂不发放的原因"),
    ([Claim("a", 1, "mortgage", asset="房")], Method(), "变价款"), ([Claim("a", 1)], Method(ladder="x"), "清偿顺序"),
    ([Claim("a", 1)], Method(first_seal="weight"), "编号"), ([Claim("a", 1)], Method(first_seal="weight", first="a"), "理由"),
    ([Claim("a", 1)], Method(ladder="company", first_seal="share", first="a", reason="x"), "企业法人"),
    ([Claim("a", 1, "victims")], Method(), "没有顺位"), ([Claim("a", 1)], Method(first_seal="twice"), "首封"),
])
def test_bad_plans(claims: list[Claim], method: Method, told: str) -> None:
    with pytest.raises(BadPlan, match=told):
        plan(5, claims, method)


def test_a_negative_pot() -> None:
    with pytest.raises(BadPlan):
        plan(-1, [Claim("a", 1)])


def test_the_shared_mass_case_and_p6(shared: Path) -> None:
    more = json.loads((shared / "data/money/vectors.json").read_text("utf-8"))["more"]
    case = next(c for c in json.loads((shared / "data/money/cases-public.json").read_text("utf-8")) if c["id"] == "D01")
    pot, loss = (int(case["inputs"][key].replace(",", "").replace(".", "")) for key in ("collected", "loss"))
    assert ratio_text(Fraction(pot, loss)) == case["recomputed"].replace(" ", "")
    rounded = distribution.half_up(loss * Fraction(case["stated"].removesuffix(" %")) / 100)
    assert (f"{rounded / 100:,.2f}", pot - rounded) == (more["D01"]["by_rounded"], int(more["D01"]["diff"].replace(".", "")))
    claims = [
        Claim("medical", 8000000, "medical"), Claim("mortgage", 50000000, "mortgage"), Claim("refund", 60000000, "victims"),
        Claim("civil", 20000000), Claim("fine", 5000000, "fines"),
    ]
    found = plan(100000000, claims, Method(ladder="criminal"))
    assert [line.share for line in found.lines] == [*(more["P6"][key] * 100 for key in ("medical", "mortgage", "refund")), 0, 0]
    assert ratio_text(Fraction(more["P5"][0], 100000000)) == "47.48%"


SHIP = [
    Claim("costs", 100, "costs"), Claim("crew", 300, "ship_crew", arisen="2026-01-05"), Claim("hurt", 100, "ship_injury", arisen="2026-01-06"),
    Claim("port", 50, "ship_dues", arisen="2026-01-07"), Claim("tort", 200, "ship_tort"), Claim("yard", 80, "lien"),
    Claim("bank", 400, "mortgage", registered="2020-01-01"), Claim("oil", 1000),
]


def ship(pot: int, *salvage: Claim) -> dict[str, int]:
    return shares(plan(pot, [*SHIP, *salvage], Method(ladder="ship")))


def test_ship_proceeds() -> None:
    """费用 → 优先权五项 → 留置权 → 抵押权 → 普通债权；救助款项后发生的在先，先发生的在第四项。"""
    later = ship(550, Claim("s1", 40, "ship_salvage_later", arisen="2026-02-01"), Claim("s2", 60, "ship_salvage_later", arisen="2026-03-01"))
    assert (later["costs"], later["s1"], later["s2"], later["crew"], later["hurt"], later["port"]) == (100, 40, 60, 300, 50, 0)
    short = ship(150, Claim("s1", 40, "ship_salvage_later", arisen="2026-02-01"), Claim("s2", 60, "ship_salvage_later", arisen="2026-03-01"))
    assert (short["s2"], short["s1"]) == (50, 0)
    own = ship(620, Claim("s1", 100, "ship_salvage", arisen="2026-01-01"))
    assert (own["port"], own["s1"], own["tort"]) == (50, 70, 0)
    assert ship(1330)["bank"] == 400 and ship(1330)["oil"] == 100 and ship(1000)["yard"] == 80


@pytest.mark.parametrize(("level", "arisen", "right"), [
    ("ship_salvage", "2026-02-01", "后发生的海难救助款项"), ("ship_salvage_later", "2026-01-05", "海难救助款项"),
])
def test_salvage_in_the_wrong_place_is_refused(level: str, arisen: str, right: str) -> None:
    with pytest.raises(BadPlan, match=f"顺位应写“{right}”（"):
        ship(100, Claim("s", 1, level, arisen=arisen))


def test_salvage_between_the_others_is_taken_as_written() -> None:
    assert ship(101, Claim("s", 1, "ship_salvage_later", arisen="2026-01-06"))["s"] == 1
    assert ship(101, Claim("s", 1, "ship_salvage", arisen="2026-01-06"))["s"] == 0


def test_bankruptcy_order_for_reference() -> None:
    claims = [
        Claim("o", 900), Claim("tax", 100, "bankruptcy_tax"), Claim("wages", 100, "bankruptcy_wages"), Claim("common", 10, "bankruptcy_common"),
        Claim("costs", 20, "bankruptcy_costs"), Claim("bank", 500, "mortgage", asset="厂房"),
    ]
    found = plan(530, claims, Method(ladder="bankruptcy", assets={"厂房": 300}))
    assert shares(found) == {"bank": 300, "costs": 20, "common": 10, "wages": 100, "tax": 100, "o": 0}
    assert "只供参考" in found.steps()[0].text
    with pytest.raises(BadPlan, match="没有顺位"):
        plan(1, [Claim("d", 1, "double")], Method(ladder="bankruptcy"))


def test_small_sums_wait() -> None:
    first = plan(100, [Claim("a", 30), Claim("b", 970)], Method(least=5))
    assert [(line.pay, line.kept) for line in first.lines] == [(0, 3), (97, 0)]
    assert "起付额" in next(first.reasons()) and any("不到0.05元" in step.text for step in first.steps())
    assert plan(0, [Claim("a", 30)], Method(least=5)).lines[0].hold == ""


CHANGED = DEFAULTS.with_changes((
    Changed("double_in_pro_rata", "yes", "张三", "审委会纪要"), Changed("first_seal_bonus", "weight", "李四", "省院规定"),
    Changed("basis", "360", "王五"),
))


def test_the_courts_settings_reach_the_plan() -> None:
    method = Method(first="A", reason="首封").under(CHANGED)
    assert (method.double_in_pro_rata, method.first_seal) == (True, "weight")
    told = " ".join(step.text for step in plan(300000000, HOUSE, method).steps())
    assert "加倍部分参加比例分配＝是（张三：审委会纪要）" in told and "李四：省院规定" in told and "王五" not in told
    assert [line.share for line in plan(300000000, HOUSE, method).lines[-3:]] == [51796363, 25898182, 17265455]
    assert Method().under(CHANGED).first_seal == Method(ladder="company", first="A").under(CHANGED).first_seal == "off"
    assert Method(first="A").under(DEFAULTS) == Method(first="A")


def test_every_claim_is_reckoned_to_one_day() -> None:
    sale = DEFAULTS.with_changes({"distribution_cutoff": "sale_date"})
    day, sold = date(2026, 3, 31), date(2026, 1, 31)
    assert (cutoff(DEFAULTS, day, sold).require(), cutoff(sale, day, sold).require()) == (day, sold)
    assert cutoff(sale, day, None).reasons[0].code == "sale"
    owed = debt_reading.claim({"items": [{"id": "本金", "kind": "principal", "amount": "100000", "due": "2025-12-31"}]})
    document, double = applied(Claim("甲", 0, "mortgage", asset="房"), owed, day)
    assert (document.fen, document.level, document.asset) == (10000000, "mortgage", "房")
    assert (double.id, double.fen, double.level, double.asset) == ("甲-加倍", 157500, "double", "")  # 10万元 × 90日 × 万分之一点七五
    assert len(applied(Claim("甲", 0), owed, date(2025, 12, 31))) == 1
