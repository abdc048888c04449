"""日历和放假通知。"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhixing.law.calendar import Calendar, Day
from zhixing.law.notice_text import MAX_TEXT, read

CALENDAR = Calendar.national()
NOTICE_2026 = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　鼓励单位和个人结合落实带薪年休假等制度，实际形成较长假期。
　　国务院办公厅
　　2025年11月4日
"""


def test_same_days_as_the_public_data(shared: Path) -> None:
    for year in range(2019, 2027):
        rows = json.loads((shared / f"data/calendars/{year}.json").read_text("utf-8"))
        expected = {(row["date"], row["isOffDay"], row["name"]) for row in rows["days"]}
        assert {(day.date.isoformat(), day.off, day.name) for day in CALENDAR.plans[year].days} == expected
        assert [notice.link for notice in CALENDAR.plans[year].notices] == rows["papers"]


def test_every_year_has_a_numbered_notice() -> None:
    assert CALENDAR.years == frozenset(range(2019, 2027))
    assert all(notice.number.startswith("国办发明电〔") and notice.title for notice in CALENDAR.notices)


def test_days_of_the_year_before_are_kept() -> None:
    assert CALENDAR.is_rest_day(date(2018, 12, 31))
    assert CALENDAR.is_working_day(date(2018, 12, 29))
    assert CALENDAR.is_rest_day(date(2022, 12, 31))
    assert not CALENDAR.covers(date(2018, 12, 31))


def test_rolling_over_a_block() -> None:
    assert CALENDAR.next_working_day(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.previous_working_day(date(2025, 10, 8)) == date(2025, 9, 30)
    assert CALENDAR.name_of(date(2026, 2, 28)) == "调休上班"
    assert CALENDAR.name_of(date(2026, 11, 21)) == "周六"
    assert CALENDAR.name_of(date(2026, 11, 20)) == ""


def test_local_holidays_leave_the_national_calendar_alone() -> None:
    day = date(2025, 7, 11)
    local = CALENDAR.with_local({day: "那达慕"})
    assert local.is_rest_day(day)
    assert local.name_of(day) == "那达慕"
    assert CALENDAR.is_working_day(day)
    assert local.version != CALENDAR.version == Calendar.national().version


def test_a_pasted_year_replaces_only_itself() -> None:
    reading = read(NOTICE_2026, 2026)
    assert reading.ok
    again = CALENDAR.with_year(2026, reading.days)
    assert again.version == CALENDAR.version
    fewer = CALENDAR.with_year(2026, reading.days[:3])
    assert fewer.is_working_day(date(2026, 10, 1))
    assert fewer.is_rest_day(date(2025, 10, 1))
    without_2022 = CALENDAR.with_year(2022, [Day(date(2022, 10, 1), True, "国庆节")])
    assert without_2022.name_of(date(2022, 12, 31)) == "元旦"  # 2023 年的通知点到的日子还在


@pytest.mark.parametrize("days", [
    [], [Day(date(2027, 1, 1), True), Day(date(2027, 1, 1), False)], [Day(date(2029, 1, 1), True)],
])
def test_impossible_years_are_refused(days: list[Day]) -> None:
    with pytest.raises(ValueError, match=r"。$"):
        CALENDAR.with_year(2027, days)


def test_all_published_wordings(shared: Path) -> None:
    cases = json.loads((shared / "data/calendars/description_parsing_cases.json").read_text("utf-8"))
    assert len(cases) == 49
    for case in cases:
        reading = read(case["description"], case["year"])
        assert reading.unread == (), case["description"]
        assert {(day.date.isoformat(), day.off) for day in reading.days} == {
            (row["date"], row["isOffDay"]) for row in case["expected"]
        }, case["description"]


def test_whole_notice_gives_the_loaded_year() -> None:
    reading = read(NOTICE_2026, 2026)
    assert reading.unread == ()
    assert reading.days == CALENDAR.plans[2026].days


@pytest.mark.parametrize(("text", "unread"), [
    ("2月30日放假。", 1), ("5月5日至1日放假。", 1), ("5月1日。", 1), ("延长春节假期至2月2日，2月3日起正常上班。", 1),
    ("5月1日放假，5月1日上班。", 1), ("取消5月4日放假。", 1), ("", 0), ("一、元旦：1月1日放假。\n另外2月3日上班。", 1),
])
def test_what_is_not_understood_is_handed_back(text: str, unread: int) -> None:
    reading = read(text, 2027)
    assert len(reading.unread) == unread
    assert not reading.ok


def test_next_year_begins_in_december() -> None:
    reading = read("一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。", 2027)
    assert [day.date for day in reading.days] == [date(2026, 12, 31) + timedelta(days=i) for i in range(3)]
    assert CALENDAR.with_year(2027, reading.days).is_rest_day(date(2026, 12, 31))


def test_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="超过"):
        read("放" * (MAX_TEXT + 1), 2027)
