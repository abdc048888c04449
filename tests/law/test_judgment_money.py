"""主文里的钱数。"""

from __future__ import annotations

import pytest

from zhixing.law.judgment import numerals
from zhixing.law.judgment.money import amounts


@pytest.mark.parametrize(("text", "fen"), [
    ("人民币1,234.50元", 123450), ("１２３４．５元", 123450), ("130，000．00元", 13000000), ("88.55万元", 88550000), ("1.28亿元", 12800000000),
    ("二百元", 20000), ("一千零一十元六角二分", 101062), ("人民币贰拾万元整", 20000000), ("壹仟肆佰零玖元伍角", 140950), ("伍角", None),
    ("20元8角", 2080), ("人民币500万", 500000000), ("82,957.70 元", 8295770), ("一元", 100), ("壹拾万零柒仟元伍角叁分", 10700053),
    ("72200（80000－7800）元", 7220000), ("3千元", 300000),
])
def test_amounts(text: str, fen: int | None) -> None:
    found = list(amounts(f"支付{text}，"))
    assert [one.fen for one in found] == ([fen] if fen is not None else [])


def test_the_span_is_the_amount() -> None:
    text = "支付货款人民币1万元和运费 200 元"
    assert [text[one.start:one.end] for one in amounts(text)] == ["人民币1万元", "200 元"]


@pytest.mark.parametrize(("text", "why"), [
    ("XX元", "金额被隐去"), ("1.001元", "不足一分"), ("500余元", "写的是约数"),
    ("一百二元", "数字的写法不通"),
])
def test_amounts_that_cannot_be_read_are_said_so(text: str, why: str) -> None:
    assert [(one.fen, one.why) for one in amounts(f"支付{text}。")] == [(None, why)]


def test_currencies() -> None:
    assert [(one.fen, one.currency) for one in amounts("支付38502美元和人民币1元")] == [(3850200, "USD"), (100, "CNY")]


@pytest.mark.parametrize("text", ["长链二元酸", "第5元", "2021年", "50平方米", "三元区"])
def test_not_money(text: str) -> None:
    assert not list(amounts(text))


@pytest.mark.parametrize(("text", "value"), [
    ("十", 10), ("二十五", 25), ("一百零五", 105), ("二〇一九", 2019), ("壹拾亿零壹拾万", 1000100000), ("两千", 2000), ("一百二", None), ("百", None),
    ("万", None), ("一二百", None), ("", None), ("一万亿", None),
])
def test_numerals(text: str, value: int | None) -> None:
    assert numerals.han(text) == value
