"""方案：写出来再读回来一样；写得不对的处处说明，什么也不算。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from centre.staffing import SINCE, UNTIL, small

from zhixing.casework.centre.staffing.fitting import fitted
from zhixing.casework.centre.staffing.plan import Away, Task, month_starts, write
from zhixing.casework.centre.staffing.reading import read
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Refused

TEXT = write(small(2, ages=(3, 40)))


def test_written_plan_reads_back_the_same() -> None:
    plan = small(2, away=(Away(1, date(2026, 7, 1), date(2026, 7, 31)),), ages=(3, 40, 400), urgent=12.5, given=True)
    more = Task("送达", "desk", (5.0, 9.5, 60.0), 0.5, 25.0, 4.0, True, 31)
    richer = replace(plan, growth=-5.5, note="“引号”", works={"only": (*plan.works["only"], more)})
    assert read(write(plan)) == plan and read(write(richer)) == richer


@pytest.mark.parametrize(("before", "after", "told"), [
    ('kind = "执"\nshare = 100', 'kind = "执"\nshare = 80', "执各轨道的 share 合80"),
    ("share = 100\ndays", "share = 90\ndays", "各结案方式的 share 合90"),
    ('desk = "desk"', 'desk = "nobody"', "没有叫“nobody”的岗位"),
    ("heads = 2", "heads = 0", "查控一个人也没有"),
    ("heads = 2", "heads = -1", "heads 不对，应是0到500的整数"),
    ("heads = 2", "heads = 1.5", "heads 不对"),
    ("heads = 2", "people = 2", "不认识“people”"),
    ('work = "only"\nlag', 'work = "other"\nlag', "没有叫“other”的一套工作"),
    ("minutes = 60", "minutes = -1", "minutes 不对"),
    ("minutes = 60", "minutes = [9, 5]", "minutes 几个分位应由小到大"),
    ("days = [30, 30]", "days = [30]", "两个以上的分位"),
    ("until = 2026-12-31", "until = 2025-12-31", "起止日不对"),
    ("until = 2026-12-31", "until = 2036-12-31", "起止日不对"),
    ("until = 2026-12-31", "until = 2026-11-30", "每月新收写了12个月，应是11个月"),
    ("since = 2026-01-01", 'since = "一月"', "since 不对，应是日子"),
    ('code = "normal"', 'code = "fast"', "写的轨道“normal”没有"),
    ("months = [100", "months = [1e9", "months 不对"),
    ("seed = 20260101", "seed = true", "seed 不对"),
    ('name = "小方案"', "name = 小方案", "方案不是 TOML"),
])
def test_wrong_plan_is_refused_with_the_place(before: str, after: str, told: str) -> None:
    assert before in TEXT
    with pytest.raises(Refused) as refused:
        read(TEXT.replace(before, after, 1))
    assert any(told in reason.text for reason in refused.value.finding.reasons), [one.text for one in refused.value.finding.reasons]
    assert all(reason.remedy for reason in refused.value.finding.reasons)


@pytest.mark.parametrize("text", ["", "name = 'x'", "desk = 3", "[[desk]]\ncode=[]", "track = [1]", "a" * 500_000, "\x00"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read(TEXT.replace("heads = 2", "heads = 'x'").replace("at = 0", "at = 7"))
    assert len(refused.value.finding.reasons) == 2


def test_more_work_than_was_really_done_makes_the_minutes_less() -> None:
    """一个人一季 60 个工作日上下，真的办结 600 件，每件就不会有 100 分钟；量到的不减。"""
    plan = small(1, minutes=100.0)
    closed = [("normal", "ended", date(2026, 2, 1))] * 600
    found = fitted(plan, closed, SINCE, UNTIL, Calendar.national())
    days = sum(Calendar.national().is_working_day(SINCE + timedelta(days=n)) for n in range(90))
    assert found.works["only"][0].mean == pytest.approx(100 * 0.85 * 420 * days / 60_000, abs=0.1) and "查控减到" in found.note
    known = replace(plan, works={"only": (replace(plan.works["only"][0], measured=40),)})
    assert fitted(known, closed, SINCE, UNTIL, Calendar.national()).works == known.works
    assert fitted(plan, closed[:10], SINCE, UNTIL, Calendar.national()) == plan


def test_shares_of_the_months() -> None:
    two = TEXT.replace("share = 100\nages", "share = [" + ", ".join(["100"] * 12) + "]\nages")
    assert read(two).coming(read(two).tracks[0]) == 1200
    with pytest.raises(Refused, match="写了2个"):
        read(TEXT.replace("share = 100\nages", "share = [100, 100]\nages"))


def test_months_of_a_period() -> None:
    assert len(month_starts(date(2025, 11, 4), date(2026, 11, 3))) == 12
    assert month_starts(date(2026, 1, 31), date(2026, 3, 30)) == (date(2026, 1, 31), date(2026, 2, 28))
