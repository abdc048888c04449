"""汉字数字、日期、条文的写法；栏目的检查。"""

from __future__ import annotations

import doctest
from datetime import date
from typing import Any

import pytest

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers import wording
from zhixing.casework.documents.papers.wording import han_date, legal_basis, numeral


def test_examples_in_the_docstrings() -> None:
    done = doctest.testmod(wording)
    assert done.attempted >= 4 and not done.failed


@pytest.mark.parametrize(("number", "written"), [
    (0, "零"), (7, "七"), (10, "十"), (13, "十三"), (20, "二十"), (100, "一百"), (101, "一百零一"), (110, "一百一十"), (114, "一百一十四"),
    (517, "五百一十七"), (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十"), (1100, "一千一百"), (9999, "九千九百九十九"),
])
def test_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


def test_dates() -> None:
    assert han_date(date(2026, 10, 20)) == "二〇二六年十月二十日"
    assert han_date(date(2030, 2, 9)) == "二〇三〇年二月九日"


@pytest.mark.parametrize(("day", "place"), [
    (date(2021, 12, 31), "第二百四十二条"), (date(2023, 12, 31), "第二百四十九条"), (date(2024, 1, 1), "第二百五十三条"),
])
def test_articles_have_the_number_of_their_day(day: date, place: str) -> None:
    assert legal_basis(["CPL 253"], day) == f"《中华人民共和国民事诉讼法》{place}"


def test_older_days_name_the_edition_when_numbers_have_moved() -> None:
    assert "（2022年修正）第四百八十五条" in legal_basis(["JI 485"], date(2021, 5, 1))
    assert "修正" not in legal_basis(["JI 485"], date(2026, 5, 1))


def test_paragraph_and_item() -> None:
    assert legal_basis(["CPL 114(1)(6)", "CPL 118"], date(2026, 1, 5)).endswith("第一百一十四条第一款第六项、第一百一十八条")


def test_every_citation_can_be_written() -> None:
    for one in papers.TEMPLATES.values():
        values = papers.prepared(one, one.sample("typical"))
        assert bool(values["basis"]) == bool(one.basis), one.code


def basis(code: str, **changes: Any) -> str:
    chosen = papers.template(code)
    found: str = papers.prepared(chosen, chosen.sample("typical") | changes)["basis"]
    return found


@pytest.mark.parametrize(("code", "changes", "said"), [
    ("suspension_ruling", {"ground": "作为一方当事人的公民死亡，需要等待继承人继承权利或者承担义务"}, "第二百六十七条第一款第三项、第二百六十九条"),
    ("suspension_ruling", {"on": "2021-12-31"}, "第二百五十六条第一款第一项、第二百五十八条"),
    ("dishonesty_removal", {"ground": "申请执行人书面申请删除失信信息，本院审查同意"}, "第十条第一款第三项"),
    ("dishonesty_removal", {"ground": "不应当纳入失信被执行人名单"}, "名单信息的若干规定》第九条"),
    ("no_result_notice", {"ground": "财产保全，没有查询到可供保全的财产"}, "办理财产保全案件若干问题的规定》第十一条"),
    ("service_announcement", {"on": "2023-06-01"}, "《中华人民共和国民事诉讼法》第九十五条"),
    ("service_announcement", {"on": "2021-06-01"}, "《中华人民共和国民事诉讼法》第九十二条"),
    ("exit_ban_decision", {}, "第二百六十六条"),
    ("third_party_notice", {}, "第四百九十九条"),
    ("online_inquiry", {}, "第七条、第十条、第十一条"),
])
def test_new_papers_cite_the_article_of_the_ground_and_the_day(code: str, changes: dict[str, Any], said: str) -> None:
    assert said in basis(code, **changes)


@pytest.mark.parametrize(("on", "days"), [("2021-12-31", "六十"), ("2022-01-01", "三十")])
def test_announcement_days_are_those_of_the_day(on: str, days: str) -> None:
    chosen = papers.template("service_announcement")
    assert papers.prepared(chosen, chosen.sample("minimal") | {"on": on})["days"] == days


def notice(**changes: Any) -> dict[str, Any]:
    return papers.template("enforcement_notice").sample("typical") | changes


def problems(code: str, data: dict[str, Any]) -> list[str]:
    with pytest.raises(papers.BadData) as refused:
        papers.render(code, data)
    return refused.value.problems


@pytest.mark.parametrize(("changes", "said"), [
    ({"court": ""}, "“法院名称”没有填写。"),
    ({"court": None}, "“法院名称”没有填写。"),
    ({"court": 3}, "“法院名称”应当是文字。"),
    ({"court": "青" * 41}, "“法院名称”有41个字，最多40个字。"),
    ({"court": "青\x07山"}, "“法院名称”第2个字是看不见的控制字符（编码7），请删去。"),
    ({"on": "2026-13-01"}, "“成文日期”不是日期，应写成 2026-01-05。"),
    ({"on": "20260105"}, "“成文日期”不是日期，应写成 2026-01-05。"),
    ({"fee": 1.5}, "“执行申请费”不对：金额应当是整数（分），或者带引号的元。"),
    ({"fee": True}, "“执行申请费”不对：金额应当是整数（分），或者带引号的元。"),
    ({"fee": -1}, "“执行申请费”不对：金额大写只写零元到一万亿元（不含）。"),
    ({"days": 0}, "“履行期限（日）”是0，应当在1到180之间。"),
    ({"to": []}, "“受送达人”没有填写，至少要有一项。"),
    ({"to": "林立春"}, "“受送达人”应当是一个列表。"),
    ({"to": [{"name": "林立春"}, {}]}, "“受送达人”第2项的“姓名或者名称”没有填写。"),
    ({"to": [{"name": "林立春", "nick": "x"}]}, "“受送达人”第1项里没有“nick”这一栏。"),
    ({"account": {}}, "“账户”的“户名”没有填写。"),
    ({"secret": 1}, "里没有“secret”这一栏。"),
])
def test_bad_data_is_told_field_by_field(changes: dict[str, Any], said: str) -> None:
    assert said in problems("enforcement_notice", notice(**changes))


def test_bad_number_is_told() -> None:
    (said,) = problems("enforcement_notice", notice(number="第一号"))
    assert said.startswith("“文书案号”不对：")


def test_all_problems_come_at_once() -> None:
    assert len(problems("enforcement_notice", notice(court="", days=0, to=[]))) == 3


def test_yuan_in_quotes_and_fen_are_the_same() -> None:
    one = papers.template("enforcement_notice")
    assert papers.prepared(one, notice(fee="1,234.56"))["fee"] == papers.prepared(one, notice(fee=123456))["fee"]
    assert papers.prepared(one, notice(fee=140950))["fee"]["capitals"] == "壹仟肆佰零玖元伍角"


@pytest.mark.parametrize(("code", "changes", "said"), [
    ("deposit_freeze", {"period": {"start": "2026-11-20", "end": "2027-11-21"}}, "最长的1年"),
    ("freeze_ruling", {"period": {"start": "2026-11-20", "end": "2026-11-20"}}, "不在“起始日”之后"),
    ("seizure_ruling", {"kind": "动产", "period": {"start": "2026-11-20", "end": "2028-11-21"}}, "最长的2年"),
    ("seizure_ruling", {"kind": "不动产", "period": {"start": "2026-11-20", "end": "2029-11-21"}}, "最长的3年"),
    ("fine_decision", {"amount": 10_000_001}, "十万元以下"),
    ("dishonesty_decision", {"ground": "违反限制消费令", "years": 0}, "这种情形为二年"),
    ("dishonesty_decision", {"ground": "有履行能力而拒不履行生效法律文书确定义务", "years": 2}, "没有固定期限"),
    ("freeze_ruling", {"debtors": [{"name": "另一个人"}]}, "不在“当事人”里"),
    ("distribution_plan", {"amount": 100}, "超过了“可供分配的金额”"),
])
def test_figures_beyond_the_law_are_refused(code: str, changes: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in problems(code, papers.template(code).sample("typical") | changes))


def test_a_day_inside_the_longest_period_is_taken() -> None:
    chosen = papers.template("seizure_ruling")
    papers.prepared(chosen, chosen.sample("typical") | {"kind": "不动产", "period": {"start": "2026-11-20", "end": "2029-11-19"}})


def test_detention_is_at_most_fifteen_days() -> None:
    data = papers.template("detention_decision").sample("typical")
    assert "“拘留天数”是16，应当在1到15之间。" in problems("detention_decision", data | {"days": 16})


def test_unknown_template() -> None:
    with pytest.raises(papers.UnknownTemplate):
        papers.render("nothing", {})
    assert papers.template("执行通知书").code == "enforcement_notice"
