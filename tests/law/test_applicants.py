"""几个申请执行人：写明了各人债权的按比例分，没有写明的不分。"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.applicants import claims, shares


def item(name: str, amount: str, interest: str = "0.00", double: str = "0.00") -> dict[str, str]:
    return {"name": name, "amount": amount, "general_accrued": interest, "double_accrued": double}


def test_each_item_names_one_of_them() -> None:
    rows = [item("张三的工资", "100.00", "1.00", "9.00"), item("张三丰的工资", "200.00"), item("张三的补偿金", "50.00")]
    assert claims(rows, ["张三", "张三丰"]) == (15_100, 20_000)
    assert claims(rows, ["张三", "张三丰"], double=True) == (16_000, 20_000)


def test_what_nobody_is_named_for_is_left_to_the_judge() -> None:
    assert claims([item("张三的工资", "1.00"), item("诉讼费", "1.00")], ["张三", "李四"]) == ()
    assert claims([item("张三、李四的工资", "1.00")], ["张三", "李四"]) == ()
    assert claims([item("张三的工资", "1.00")], ["张三", "李四"]) == (), "李四没有一项"
    assert claims([], ["张三", "李四"]) == ()


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**10), min_size=2, max_size=6))
def test_shares_are_all_of_it_to_the_cent(pot: int, owed: list[int]) -> None:
    found = shares(pot, owed)
    assert sum(found) == pot and all(abs(part * sum(owed) - pot * one) < sum(owed) for part, one in zip(found, owed, strict=True))
