"""金额大写（M:§9）。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.capitals import LIMIT_FEN, BadCapitals, from_capitals, to_capitals

PAIRS = """
1,409.50 壹仟肆佰零玖元伍角 壹仟肆佰零玖元伍角整
6,007.14 陆仟零柒元壹角肆分
1,680.32 壹仟陆佰捌拾元零叁角贰分 壹仟陆佰捌拾元叁角贰分
107,000.53 壹拾万柒仟元零伍角叁分 壹拾万零柒仟元伍角叁分
16,409.02 壹万陆仟肆佰零玖元零贰分
325.04 叁佰贰拾伍元零肆分
0.00 零元整
0.50 伍角 零元伍角 伍角整
0.05 伍分 零元零伍分
1.01 壹元零壹分
10.10 壹拾元零壹角 壹拾元壹角
100.05 壹佰元零伍分
1,010.00 壹仟零壹拾元整
10,000.00 壹万元整
10,500.00 壹万零伍佰元整
100,700.00 壹拾万零柒佰元整
1,000,054.00 壹佰万零伍拾肆元整
1,234,567.89 壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分
2,050,478.00 贰佰零伍万零肆佰柒拾捌元整
20,000,005.00 贰仟万零伍元整
31,000,054.00 叁仟壹佰万零伍拾肆元整
100,000,001.00 壹亿零壹元整
100,001,000.00 壹亿零壹仟元整
100,010,000.00 壹亿零壹万元整
150,006,355.00 壹亿伍仟万陆仟叁佰伍拾伍元整 壹亿伍仟万零陆仟叁佰伍拾伍元整
1,000,000,000.01 壹拾亿元零壹分
1,000,100,000.01 壹拾亿零壹拾万元零壹分
100,000,001,110.00 壹仟亿零壹仟壹佰壹拾元整
100,010,001,000.10 壹仟亿壹仟万壹仟元零壹角 壹仟亿零壹仟万零壹仟元壹角 壹仟亿零壹仟万壹仟元零壹角
101,000,000,001.11 壹仟零壹拾亿零壹元壹角壹分
123,456,789,012.34 壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分
543,200,010,001.01 伍仟肆佰叁拾贰亿零壹万零壹元零壹分
900,990,099,009.99 玖仟零玖亿玖仟零玖万玖仟零玖元玖角玖分
999,999,999,999.99 玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分
""".strip().splitlines()


def test_all_pairs_are_here() -> None:
    assert len(PAIRS) == 34


@pytest.mark.parametrize("pair", PAIRS)
def test_each_pair_both_ways(pair: str) -> None:
    amount, canonical, *others = pair.split()
    fen = int(amount.replace(",", "").replace(".", ""))
    assert to_capitals(fen) == canonical
    for text in (canonical, *others):
        assert from_capitals(text) == fen
        assert from_capitals("人民币" + text.replace("元", "圆").replace("整", "正")) == fen


@given(st.one_of(st.integers(1, LIMIT_FEN - 1), st.integers(0, 10**5), st.builds(
    lambda digits: int("".join(map(str, digits))), st.lists(st.sampled_from([0, 0, 0, 1, 9]), min_size=1, max_size=14))))
def test_round_trip(fen: int) -> None:
    text = to_capitals(fen)
    assert from_capitals(text) == fen
    assert "零零" not in text


def test_two_sums_never_share_a_text() -> None:
    texts = {to_capitals(fen) for fen in range(20_000)} | {to_capitals(fen * 9_999_991) for fen in range(1, 2_000)}
    assert len(texts) == 20_000 + 1_999


@pytest.mark.parametrize(("text", "right"), [
    ("壹仟肆佰玖元伍角", "壹仟肆佰零玖元伍角"), ("壹元", "壹元整"), ("壹元零壹角", "壹元壹角"), ("壹佰元伍分", "壹佰元零伍分"),
    ("壹角贰分整", "壹角贰分"),
])
def test_a_wrong_form_is_told_how_to_write_it(text: str, right: str) -> None:
    with pytest.raises(BadCapitals, match=f"应写成：{right}。"):
        from_capitals(text)


@pytest.mark.parametrize("text", [
    "", "整", "元", "人民币", "拾元整", "壹仟仟元整", "拾佰元整", "壹万亿元整", "一百元", "100元", "壹角壹角", "零", "壹" * 5000,
])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCapitals):
        from_capitals(text)


@pytest.mark.parametrize("fen", [-1, LIMIT_FEN])
def test_out_of_range(fen: int) -> None:
    with pytest.raises(BadCapitals):
        to_capitals(fen)
