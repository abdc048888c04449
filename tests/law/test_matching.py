"""银行来款对到案件（M:K-02）。"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.matching import MANY, Debtor, Known, Match, Target, match
from zhixing.law.sub_accounts import number

ZHANG, LI, COMPANY = Debtor(11, "张三丰"), Debtor(12, "李四"), Debtor(13, "红山贸易（集团）有限公司")
SUB = number("95588", 7)
KNOWN = Known.of([
    Target(1, "（2025）内0221执123号", (ZHANG,), ("王五",), ("（2024）内0221民初88号",), frozenset({500_000})),
    Target(2, "（2024）内0221执123号", (LI, COMPANY), amounts=frozenset({700})),
    Target(3, "（2025）内0221执恢45号", (COMPANY,), amounts=frozenset({900})),
    Target(4, "（2025）内0221执124号", (Debtor(14, "赵六"), Debtor(15, "赵六")), titles=("（2024）内0221民初88号",)),
    Target(5, "（2023）内0221执9号", (Debtor(16, "李四"),), open=False),
], {SUB: (1, 11), number("95588", 8): (3, 13)})


@dataclass(frozen=True)
class Row:
    remark: str = ""
    name: str = ""
    fen: int = 12_345
    sub_account: str = ""
    summary: str = ""


def found(*args: object, **more: object) -> Match:
    return match(Row(*args, **more), KNOWN)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [
    "（2025）内0221执123号", "(2025)内0221执123号", "[2025]内0221执123", "〔２０２５〕内 0221 执 123 号案款", "2025内0221执123",
    "25内0221执123号", "还款2025年内0221执123号", "（2025）0221执123号", "2025执123", "2025年执字第00123号", "(2025)内0221执123-1号",
    "案号：（2025）内0221执123号之一 履行款", "金额100.00(2025)内0221执123号", "2025年度执第123号", "【2025】内0221执123号,500元",
])
def test_every_way_of_writing_the_number(text: str) -> None:
    seen = found(text, "张三丰")
    assert seen.certain and seen.best is not None
    assert (seen.best.case, seen.best.party, seen.best.confidence >= 90) == (1, 11, True)
    assert not found(f"（2025）京0105执7号转{text}", "张三丰").certain  # 还有一个案号，不知是哪件的
    alone = found(text, "某某餐饮店")
    assert not alone.certain and alone.best is not None and (alone.best.case, alone.best.party, alone.best.confidence) == (1, 11, 70)


@pytest.mark.parametrize("text", [
    "", "货款", "执行款", "（2025）内0222执123号", "（2025）内0221执999号", "2025民初123号", "执行费123元", "（2025）内0221民初88号之一x",
])
def test_what_is_not_a_number_of_ours_is_never_certain(text: str) -> None:
    assert not found(text).certain
    assert not found(text, "张三丰").certain


def test_the_sub_account_decides() -> None:
    for row in (Row(sub_account=SUB), Row(remark=f"转入{SUB}"), Row(sub_account=SUB, remark="2025执123"), Row(sub_account=f"{SUB[:4]} {SUB[4:]}"),
                Row(remark=f"{SUB[:4]} {SUB[4:8]} {SUB[8:]} 案款20261122"), Row(summary="20261122", remark=SUB)):
        seen = match(row, KNOWN)
        assert seen.certain and seen.candidates == ((1, 11, 100, ("款进了这件案件的子账户",)),)


def test_the_sub_account_of_one_case_and_the_number_of_another_go_to_a_person() -> None:
    seen = found("（2024）内0221执123号", "李四", sub_account=SUB)
    assert not seen.certain and {one.case for one in seen.candidates} == {1, 2} and seen.notes
    two = found(f"{SUB} {number('95588', 8)}")
    assert not two.certain and len(two.candidates) == 2


def test_a_mistyped_sub_account_is_told() -> None:
    wrong = SUB[:-1] + str((int(SUB[-1]) + 1) % 10)
    assert found(sub_account=wrong).notes == (f"子账户{wrong}的校验码不对，抄错了一位或者写反了两位。",)
    unopened = number("95588", 99)
    assert found(sub_account=unopened).notes == (f"子账户{unopened}没有开过。",)
    assert not found("6222020200112233445").notes, "别的账号不说"


def test_no_year_is_a_proposal() -> None:
    seen = found("执123号", "张三丰")
    assert not seen.certain and [one.case for one in seen.candidates] == [1, 2]
    assert seen.best is not None and seen.best.confidence == 70


def test_several_numbers_go_to_a_person() -> None:
    for text in ("（2025）内0221执123、124号", "（2025）内0221执123号和124号", "2025执123-124号", "2025执123号，2025执恢45号"):
        seen = found(text, "张三丰")
        assert not seen.certain and len(seen.candidates) == 2 and seen.notes, text


def test_names_and_amounts_propose() -> None:
    by_payer = found("", "张三丰")
    assert by_payer.best is not None and (by_payer.best.case, by_payer.best.confidence) == (1, 45)
    assert [c.case for c in found("", "李四").candidates] == [2], "结了案的不凭名字列"
    wallet = found("", "财付通-张三丰")
    assert wallet.best is not None and wallet.best.case == 1
    told = found("替张三丰还王五", "某某")
    assert told.best is not None and told.best.confidence == 45 and len(told.best.reasons) == 2
    exact = found("红山贸易(集团)有限公司 还款", fen=900)
    assert exact.best is not None and (exact.best.case, exact.best.confidence) == (3, 35)


def test_the_title_is_a_proposal() -> None:
    seen = found("（2024）内0221民初88号", "张三丰")
    assert not seen.certain and [(one.case, one.confidence) for one in seen.candidates] == [(1, 75), (4, 50)]


def test_two_debtors_of_one_name_leave_the_person_open() -> None:
    seen = found("2025执124", "赵六")
    assert seen.certain and seen.best is not None and (seen.best.case, seen.best.party) == (4, None)


def test_closed_cases_by_number_say_so() -> None:
    seen = found("（2023）内0221执9号", "李四")
    assert seen.certain and seen.best is not None and "案件已经结案" in seen.best.reasons


def test_a_debtor_of_many_cases_needs_the_amount() -> None:
    many = Known.of([Target(n, f"（2025）内0221执{n}号", (COMPANY,), amounts=frozenset({n * 100})) for n in range(1, MANY + 10)])
    assert match(Row(name=COMPANY.name), many).candidates == ()
    assert [one.case for one in match(Row(name=COMPANY.name, fen=700), many).candidates] == [7]
    assert match(Row("2025执5", COMPANY.name), many).certain


def test_nothing_known_matches_nothing() -> None:
    empty = Known.of([])
    assert match(Row("（2025）内0221执123号", "张三丰", sub_account=SUB), empty) == Match((), certain=False)
    assert found("（2025）内0221执123号", "张三丰", fen=-1) == Match((), certain=False)


WRITTEN = st.text("0123456789执恢内民初号第字年（）()-、，张三丰李四 零", max_size=40)


@given(WRITTEN, st.sampled_from(["", "张三丰", "李四", "x"]), st.text("0123456789 ", max_size=20))
def test_whatever_is_written_it_answers_and_is_certain_only_with_good_reason(text: str, name: str, sub: str) -> None:
    seen = found(text, name, sub_account=sub)
    assert all(0 < one.confidence <= 100 and one.reasons for one in seen.candidates)
    assert [one.confidence for one in seen.candidates] == sorted((one.confidence for one in seen.candidates), reverse=True)
    if seen.certain:
        assert seen.best is not None and seen.best.confidence >= 90
