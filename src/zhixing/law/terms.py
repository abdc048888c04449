"""期间：从哪天起算，哪天届满，遇休息日怎么办（规则手册 T:§1、§1.2）。

六类期限：

- **A** 办理期限：向后数，末日是休息日的顺延到休息日后的第一日；
- **B** 门槛“满、超过”：到期的次日才可以办，不顺延；
- **C** 效力期间（查封、冻结、失信期限、公告视为送达）：不顺延；另给届满前最后一个工作日；
- **D** 倒数“N日前”：从基准日向前数，遇休息日提前到前一个工作日；
- **E** 小时：从次时起算，不顺延。16:20 的次时是 17:00；正好 16:00 的，16 时就是“期间开始的时”，
  不计算在内，次时仍是 17:00（民诉法解释第125条）；
- **F** 工作日。

开始的日和时不计算在内；月、年期间在对应日届满，没有对应日的在月末届满，总从基准日直接推算。
扣除期间先加到未顺延的末日上，再加延长的时间，最后才顺延。后一个期限从 ``counted_to``（未顺延的末日）接着算。
"""

from __future__ import annotations

import calendar as _months
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NoReturn, get_args

from zhixing.law.articles import Article, cite, on_day
from zhixing.law.calendar import ONE_DAY, Calendar
from zhixing.law.finding import Finding, Reason, Step

Unit = Literal["d", "wd", "m", "y", "h"]
Class = Literal["A", "B", "C", "D", "E", "F"]

UNITS: dict[str, str] = {"d": "日", "wd": "个工作日", "m": "个月", "y": "年", "h": "小时"}
CLASSES: dict[str, str] = {
    "A": "办理期限", "B": "门槛", "C": "效力期间", "D": "倒数期限", "E": "小时期限", "F": "工作日期限",
}
LIMITS: dict[str, int] = {"d": 36_500, "wd": 10_000, "m": 1_200, "y": 100, "h": 8_760}
MAX_TIMES = 120
FIRST_YEAR, LAST_YEAR = 1949, 2500

_START = "CPL 85"
_MONTH = "CC 202"
_BACKWARD = "COURT 倒数期限从严"
_EFFECT = "COURT 效力期间不顺延"
_THRESHOLD = "COURT 门槛期间不顺延"
_EXTENDED = "SX 5"
_LOCAL = "HOL 4"


class BadTerm(ValueError):
    """期间、扣除或起算时间写错了；消息是一句可以直接给人看的话。"""


@dataclass(frozen=True, slots=True)
class Period:
    """期间长度：``Period(10, "d")`` 是 10 日，单位 d 日、wd 工作日、m 月、y 年、h 小时。"""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise BadTerm(f"不认识的期间单位“{str(self.unit)[:10]}”，应为 d、wd、m、y 或 h。")
        if not isinstance(self.n, int) or isinstance(self.n, bool) or not 0 <= self.n <= LIMITS[self.unit]:
            raise BadTerm(f"期间长度应在0到{LIMITS[self.unit]}{UNITS[self.unit]}之间。")

    @classmethod
    def parse(cls, text: str) -> Period:
        """``10d``、``3wd``、``6m``、``2y``、``48h``；写错抛出 :class:`BadTerm`。

        >>> str(Period.parse("6m"))
        '6个月'
        """
        match = re.fullmatch(r"([0-9]{1,6})(d|wd|m|y|h)", text.strip())
        if match is None:
            raise BadTerm(f"看不懂的期间“{text[:20]}”，应写成 10d、3wd、6m、2y 或 48h。")
        unit: Unit = match[2]  # type: ignore[assignment]
        return cls(int(match[1]), unit)

    def times(self, k: int) -> Period:
        """这个长度的 ``k`` 倍。"""
        return Period(self.n * k, self.unit)

    @property
    def code(self) -> str:
        """可再读回的写法，如 ``10d``。"""
        return f"{self.n}{self.unit}"

    def __str__(self) -> str:
        return f"{self.n}{UNITS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """一种依法扣除的情形（X1–X9）。"""

    code: str
    name: str
    article: Article


EXCLUSIONS: dict[str, Exclusion] = {
    code: Exclusion(code, name, cite(article))
    for code, name, article in (
        ("X1", "公告", "SX 9(6)"),
        ("X2", "鉴定、审计、评估、资产清理", "SX 9(8)"),
        ("X3", "管辖权异议或管辖争议", "SX 9(7)"),
        ("X4", "中止执行", "SX 9(9)"),
        ("X5", "和解或执行担保后暂缓执行", "SX 9(10)"),
        ("X6", "上级法院通知暂缓执行", "SX 9(11)"),
        ("X7", "拍卖、变卖被查封扣押财产", "SX 9(12)"),
        ("X8", "执行争议报请共同上级法院协调", "QX 13"),
        ("X9", "就法律适用向上级法院请示", "QX 13"),
    )
}


@dataclass(frozen=True, slots=True)
class Span:
    """一段扣除的时间：``start`` 当天起不计入，``end`` 当天恢复计算（不扣除）；``end`` 为空表示尚未结束。

    2025-03-03 至 2025-04-02 是 30 天。``document`` 是依据的文书。
    """

    code: str
    start: date
    end: date | None = None
    document: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadTerm(f"扣除期间的结束日{self.end}早于开始日{self.start}。")

    @classmethod
    def parse(cls, text: str) -> Span:
        """``X4:2025-03-03:2025-04-02``，未结束的省去末段；写错抛出 :class:`BadTerm`。"""
        parts = text.strip().split(":")
        if len(parts) not in (2, 3) or parts[0] not in EXCLUSIONS:
            raise BadTerm(f"看不懂的扣除“{text[:40]}”，应写成 X4:2025-03-03:2025-04-02，代码为 X1 至 X9。")
        end = _day(parts[2]) if len(parts) == 3 and parts[2] else None
        return cls(parts[0], _day(parts[1]), end)

    @property
    def name(self) -> str:
        """情形的名称；表里没有的写代码。"""
        return EXCLUSIONS[self.code].name if self.code in EXCLUSIONS else self.code

    @property
    def article(self) -> Article:
        """扣除的依据。"""
        return EXCLUSIONS[self.code].article if self.code in EXCLUSIONS else cite("COURT 扣除期间")


@dataclass(frozen=True, slots=True)
class Ending:
    """算出的期限。

    - ``due``：最后期限；E 类是时刻，其余是日期；有扣除尚未结束时为 ``None``；
    - ``counted_to``：顺延之前的末日，后续期限从这天接着算；
    - ``provisional``：所在年份的放假通知没有载入，暂按周末推算；
    - ``earliest``（B）：最早可以办的日子；
    - ``last_working_day``（C）：届满日或之前最后一个工作日；
    - ``conservative``（C）：届满日是休息日时，其后第一个工作日，后续期限从严时由此起算；
    - ``schedule``：周期性期限的各次应当日，都从基准日推算，未顺延；
    - ``excluded_days``：实际扣除的天数；``remaining``：扣除尚未结束时，恢复后还剩几天。
    """

    due: date | datetime | None
    counted_to: date | datetime | None
    cls: Class
    provisional: bool = False
    earliest: date | None = None
    last_working_day: date | None = None
    conservative: date | None = None
    schedule: tuple[date, ...] = ()
    excluded_days: int = 0
    open_span: bool = False
    remaining: int | None = None
    calendar_version: str = ""

    def as_data(self) -> dict[str, Any]:
        """用于保存和 ``--json``；没有意义的项不写。"""
        data: dict[str, Any] = {
            "due": _iso(self.due), "counted_to": _iso(self.counted_to), "class": self.cls,
            "provisional": self.provisional,
        }
        for name in ("earliest", "last_working_day", "conservative"):
            if (value := getattr(self, name)) is not None:
                data[name] = value.isoformat()
        if self.schedule:
            data["schedule"] = [day.isoformat() for day in self.schedule]
        if self.excluded_days:
            data["excluded_days"] = self.excluded_days
        if self.open_span:
            data |= {"open_span": True, "remaining": self.remaining}
        return data | {"calendar": self.calendar_version}


def compute(
    start: date | datetime,
    period: Period,
    cls: Class,
    calendar: Calendar,
    excluded: Sequence[Span] = (),
    extension: Period | None = None,
    clear_days: bool = False,
    times: int = 1,
    *,
    allowed: frozenset[str] | None = None,
) -> Finding[Ending]:
    """算一个期限。

    ``start`` 是引起期限的事件发生的日（E 类是时刻）；``excluded`` 是扣除的期间，重叠只算一次，期限之外的不算；
    ``allowed`` 是这个期限允许扣除的情形，空表示都允许；``extension`` 是批准延长的长度，从扣除后、未顺延的
    末日接着算，延长期内开始的扣除照样算；``clear_days`` 只用于 D 类，两头都不算；``times`` 大于 1 时另给各次应当日。
    参数不合规矩抛出 :class:`BadTerm`。依据：民事诉讼法第85条，民诉法解释第125条，民法典第200至203条。
    """
    _check(start, period, cls, excluded, extension, clear_days, times)
    work = _Work(start if cls == "E" else _date_of(start), cls, calendar)
    try:
        return work.run(period, _admitted(excluded, allowed, cls, work), extension, clear_days, times)
    except OverflowError:
        raise BadTerm("算出的日期超出可以表示的范围，请检查起算日和期间长度。") from None


def overdue(due: date | datetime | None, today: date | datetime) -> bool:
    """是否超期。当天届满的不算超期；期限未定的不算超期。"""
    if due is None:
        return False
    if isinstance(due, datetime) and isinstance(today, datetime):
        return today > due
    return _date_of(today) > _date_of(due)


def add_months(day: date, months: int) -> date:
    """对应日；没有对应日的取月末（民法典第202条）。``months`` 可以为负。

    >>> add_months(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def end_of(start: date, period: Period) -> date:
    """从 ``start`` 起满一个日、月、年期间的末日，不顺延。

    >>> end_of(date(2024, 2, 29), Period(1, "y"))
    datetime.date(2025, 2, 28)
    """
    return add_months(start, _in_months(period)) if period.unit in ("m", "y") else start + timedelta(days=period.n)


# —— 推算 ——————————————————————————————————————————————————————————————


class _Work:
    """一次推算：一边算，一边记下步骤。"""

    __slots__ = ("anchor", "calendar", "cls", "counted", "excluded_days", "law_day", "left", "steps", "warnings")

    def __init__(self, anchor: date | datetime, cls: Class, calendar: Calendar) -> None:
        self.anchor, self.cls, self.calendar = anchor, cls, calendar
        self.law_day = _date_of(anchor)
        self.excluded_days = 0
        self.left: int | None = None
        self.counted: tuple[date, ...] = ()
        """按工作日数的，最先数到的一日：它那一年的放假通知也要有。"""
        self.steps: list[Step] = []
        self.warnings: list[Reason] = []

    def say(self, text: str, article: str | Article) -> None:
        """记一步；民事诉讼法的条号按起算那天的版本写。"""
        found = cite(article) if isinstance(article, str) else article
        self.steps.append(Step(text, on_day(found, self.law_day)))

    def run(
        self, period: Period, spans: list[Span], extension: Period | None, clear_days: bool, times: int,
    ) -> Finding[Ending]:
        if self.cls == "E":
            return self.finish(self.hours(period, extension))
        if self.cls == "D":
            return self.finish(self.backward(period, clear_days))
        end, waiting = self.forward(period, spans, extension)
        if waiting is not None:
            return self.finish(self.waiting(end, waiting))
        return self.finish(self.landed(end, self.schedule(period, times)))

    def finish(self, ending: Ending) -> Finding[Ending]:
        articles = tuple(dict.fromkeys(step.article for step in self.steps if step.article))
        return Finding(ending, articles, warnings=tuple(self.warnings), steps=tuple(self.steps))

    # 向后数

    def forward(self, period: Period, spans: list[Span], extension: Period | None) -> tuple[date, Span | None]:
        """数到未顺延的末日；碰到尚未结束的扣除就停下，一并交回那一段。"""
        assert not isinstance(self.anchor, datetime)
        start = f"{self.anchor}当日不计入，从次日起算{period}。" if period.n else f"须在{self.anchor}当日办。"
        self.say(start, _START)
        merged = _merge(spans, self.anchor)
        if _overlapping(spans, self.anchor):
            self.say("扣除的期间有重叠，重叠的部分只算一次，并入先开始的一段。", "SX 9")
        end = self.count(self.anchor, period, merged)
        end, rest, waiting = self.absorb(end, merged, period.unit)
        if extension is not None and waiting is None:
            before, end = end, self.count(end, extension, rest)
            self.say(f"经批准延长{extension}，从未顺延的末日{before}接着算，至{end}。", _EXTENDED)
            end, rest, waiting = self.absorb(end, rest, extension.unit)
        self.mention_unused(rest)
        return end, waiting

    def count(self, day: date, period: Period, merged: list[Span]) -> date:
        """从 ``day`` 的次日数起的末日；不含按日加回的扣除。"""
        if period.unit == "wd":
            return self.count_working(day, period, merged)
        end = day + timedelta(days=period.n) if period.unit == "d" else add_months(day, _in_months(period))
        if period.unit != "d" and end.day != day.day:
            self.say(f"{end.year}年{end.month}月没有{day.day}日，以月末{end}为末日。", _MONTH)
        elif day == self.anchor and period.n:
            self.say(f"数满{period}，末日是{end}。", _START if period.unit == "d" else _MONTH)
        return end

    def count_working(self, day: date, period: Period, merged: list[Span]) -> date:
        """数工作日；扣除期间里的工作日跳过。"""
        counted: list[date] = []
        if period.n == 0:
            return self.calendar.next_working_day(day)
        self.counted = (*self.counted, day + ONE_DAY)
        while len(counted) < period.n:
            day += ONE_DAY
            if _inside(day, merged):
                if _open(day, merged):
                    self.left = period.n - len(counted)
                    return day
                self.excluded_days += 1
            elif self.calendar.is_working_day(day):
                counted.append(day)
        shown = "、".join(d.isoformat() for d in counted[:10]) + ("……" if len(counted) > 10 else "")
        self.say(f"只数工作日（含调休上班日）：{shown}，末日是{day}。", _START)
        return day

    def absorb(self, end: date, merged: list[Span], unit: Unit) -> tuple[date, list[Span], Span | None]:
        """把期限内开始的扣除加到末日上；交回新的末日、期限之后才开始的扣除、尚未结束的那一段。"""
        for i, span in enumerate(merged):
            if span.start > end:
                return end, merged[i:], None
            if span.end is None:
                return end, merged[i + 1:], span
            if unit == "wd":
                self.say(f"{span.name}{span.start}至{span.end}（恢复之日起计入）期间的工作日不计。", span.article)
            else:
                days = (span.end - span.start).days
                end += timedelta(days=days)
                self.excluded_days += days
                told = f"扣除{span.name}{span.start}至{span.end}（恢复之日起计入）{days}天"
                self.say(f"{told}，末日顺加到{end}。", span.article)
        return end, [], None

    def mention_unused(self, rest: list[Span]) -> None:
        for span in rest:
            self.say(f"{span.name}自{span.start}开始，期限已届满，不扣除。", span.article)

    def waiting(self, end: date, span: Span) -> Ending:
        """扣除尚未结束：最后期限未定，只说还剩几天。"""
        left = (end - span.start).days + 1 if self.left is None else self.left
        unit = "天" if self.left is None else "个工作日"
        self.say(f"{span.name}自{span.start}起尚未结束，期限待其结束后再定，届时还剩{left}{unit}。", span.article)
        return Ending(
            None, None, self.cls, provisional=True, excluded_days=self.excluded_days, open_span=True, remaining=left,
            calendar_version=self.calendar.version,
        )

    # 落到哪一天

    def landed(self, end: date, schedule: tuple[date, ...]) -> Ending:
        if self.cls == "B":
            return self.threshold(end, schedule)
        if self.cls == "C":
            return self.effect(end, schedule)
        return self.ending(self.roll(end), end, schedule=schedule)

    def roll(self, end: date) -> date:
        """末日是休息日的，顺延到休息日后的第一日。"""
        due = self.calendar.next_working_day(end)
        name = self.calendar.name_of(end)
        if due != end:
            article = _LOCAL if end in self.calendar.local else _START
            self.say(f"末日{end}是休息日（{name}），顺延到休息日后的第一日{due}。", article)
        elif name:
            self.say(f"末日{end}是{name}日，按工作日处理，不顺延。", "CC 203")
        else:
            self.say(f"末日{end}是工作日，期限至当日止。", "CC 203")
        return due

    def threshold(self, end: date, schedule: tuple[date, ...]) -> Ending:
        due = end + ONE_DAY
        self.say(f"期间{end}届满，须已超过，最早{due}才可以办；门槛不顺延。", _THRESHOLD)
        return self.ending(due, end, earliest=due, schedule=schedule)

    def effect(self, end: date, schedule: tuple[date, ...]) -> Ending:
        last = self.calendar.previous_working_day(end)
        safe = self.calendar.next_working_day(end)
        self.say(f"效力至{end}届满，不因休息日顺延；须办的手续最迟在最后一个工作日{last}办完。", _EFFECT)
        if safe != end:
            self.say(f"{end}是休息日（{self.calendar.name_of(end)}），后续期限从严的，从{safe}起算。", _EFFECT)
        later = safe if safe != end else None
        return self.ending(end, end, last_working_day=last, conservative=later, schedule=schedule)

    def ending(self, due: date, counted_to: date, **more: Any) -> Ending:
        dates = [due, counted_to, more.get("last_working_day") or due, *self.counted]
        provisional = self.provisional(dates)
        return Ending(
            due, counted_to, self.cls, provisional, excluded_days=self.excluded_days,
            calendar_version=self.calendar.version, **more,
        )

    def provisional(self, days: Iterable[date]) -> bool:
        """有日子落在没有载入通知的年份，就是暂定；岁末几天另作提醒。"""
        listed = sorted(set(days))
        missing = [day for day in listed if not self.calendar.covers(day)]
        if missing:
            self.say(f"{missing[0].year}年的放假通知没有载入，暂按周末推算。", "HOL 2")
            return True
        late = [day for day in listed if (day.month, day.day) >= (12, 29) and day.year + 1 not in self.calendar.years]
        if late:
            text = f"{late[0]}临近元旦，{late[0].year + 1}年的放假通知没有载入，届时可能调休。"
            remedy = "通知公布后载入新一年的日历。"
            self.warnings.append(Reason("calendar.year_end", text, cite("HOL 2"), remedy=remedy))
        return False

    # 倒数、小时、周期

    def backward(self, period: Period, clear_days: bool) -> Ending:
        assert not isinstance(self.anchor, datetime)
        anchor = self.anchor
        if period.unit == "wd":
            self.counted = (anchor - ONE_DAY,)
            end = self.back_working(anchor, period.n)
        else:
            end = anchor - timedelta(days=period.n) if period.unit == "d" else add_months(anchor, -_in_months(period))
        told = f"{anchor}当日不计入，向前数{period}，是{end}。" if period.n else f"不晚于{anchor}。"
        self.say(told, _START)
        if clear_days:
            end -= ONE_DAY
            self.say(f"两头都不计入，再提前一日，是{end}。", _BACKWARD)
        due = self.calendar.previous_working_day(end)
        if due != end:
            self.say(f"{end}是休息日（{self.calendar.name_of(end)}），从严提前到前一个工作日{due}。", _BACKWARD)
        return self.ending(due, end)

    def back_working(self, day: date, n: int) -> date:
        while n:
            day -= ONE_DAY
            n -= self.calendar.is_working_day(day)
        return day

    def hours(self, period: Period, extension: Period | None) -> Ending:
        assert isinstance(self.anchor, datetime)
        begin = self.anchor.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        self.say(f"{_clock(self.anchor)}所在的小时不计入，从次时{_clock(begin)}起算。", "JI 125")
        due = begin + timedelta(hours=period.n)
        self.say(f"数满{period}，至{_clock(due)}止；小时期限不顺延。", _START)
        if extension is not None:
            due += timedelta(hours=extension.n)
            self.say(f"经批准延长{extension}，至{_clock(due)}止。", "COURT 批准延长")
        provisional = self.provisional([due.date()])
        return Ending(due, due, self.cls, provisional, calendar_version=self.calendar.version)

    def schedule(self, period: Period, times: int) -> tuple[date, ...]:
        """各次应当日，都从基准日推算。"""
        if times == 1:
            return ()
        assert not isinstance(self.anchor, datetime)
        months = 0 if period.unit == "d" else _in_months(period)
        days = period.n if period.unit == "d" else 0
        found = tuple(add_months(self.anchor, months * k) + timedelta(days=days * k) for k in range(1, times + 1))
        self.say(f"每{period}一次，共{times}次，都从{self.anchor}推算，末次{found[-1]}。", _MONTH if months else _START)
        return found


# —— 扣除 ——————————————————————————————————————————————————————————————


def _admitted(spans: Sequence[Span], allowed: frozenset[str] | None, cls: Class, work: _Work) -> list[Span]:
    """留下这个期限允许扣除的；不允许的写明不扣除。效力期间、倒数和小时期限不扣除。"""
    kept = []
    for span in spans:
        if cls in "CDE":
            work.say(f"{CLASSES[cls]}不扣除{span.name}。", _EFFECT if cls == "C" else "COURT 扣除期间")
        elif allowed is not None and span.code not in allowed:
            work.say(f"这个期限不扣除{span.name}（{span.start}起）。", span.article)
        elif span.end is not None and span.end <= _date_of(work.anchor) + ONE_DAY:
            work.say(f"{span.name}在期限起算前已经结束，不扣除。", span.article)
        else:
            kept.append(span)
    return kept


def _merge(spans: list[Span], anchor: date) -> list[Span]:
    """截去起算日及以前的部分，合并重叠的，按先后排好。

    起算日本身不计入期间，所以从它的次日起扣除。一段并入另一段时沿用先开始那一段的名义。
    """
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.code, s.end or date.max)):
        begin = max(span.start, anchor + ONE_DAY)
        if span.end is not None and span.end <= begin:
            continue
        last = merged[-1] if merged else None
        if last is not None and (last.end is None or begin < last.end):
            end = None if last.end is None or span.end is None else max(last.end, span.end)
            merged[-1] = Span(last.code, last.start, end, last.document)
        else:
            merged.append(Span(span.code, begin, span.end, span.document))
    return merged


def _overlapping(spans: list[Span], anchor: date) -> bool:
    """起算日以后有没有重叠。"""
    reached = anchor
    for span in sorted(spans, key=lambda s: s.start):
        begin, end = max(span.start, anchor + ONE_DAY), span.end or date.max
        if begin < min(reached, end):
            return True
        reached = max(reached, end)
    return False


def _inside(day: date, merged: list[Span]) -> bool:
    return any(span.start <= day and (span.end is None or day < span.end) for span in merged)


def _open(day: date, merged: list[Span]) -> bool:
    return any(span.end is None and span.start <= day for span in merged)


# —— 校验和换算 ————————————————————————————————————————————————————————


def _check(
    start: date | datetime, period: Period, cls: str, excluded: Sequence[Span], extension: Period | None,
    clear_days: bool, times: int,
) -> None:
    if cls not in get_args(Class):
        _bad(f"不认识的期限类别“{cls[:10]}”，应为 A、B、C、D、E 或 F。")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        _bad(f"起算日{start.year}年不在{FIRST_YEAR}至{LAST_YEAR}年之间。")
    if (cls == "E") != (period.unit == "h"):
        _bad("小时期间属于E类，E类期限只能按小时计算。")
    if (period.unit == "wd" and cls not in ("F", "D")) or (cls == "F" and period.unit != "wd"):
        _bad("工作日期间属于F类，F类期限只能按工作日计算。")
    if cls == "E" and not isinstance(start, datetime):
        _bad("小时期间须给出起算的时刻，例如 2025-09-30T16:20。")
    if clear_days and cls != "D":
        _bad("两头不计（clear-days）只用于D类倒数期限。")
    _check_extension(cls, extension)
    if not 1 <= times <= MAX_TIMES:
        _bad(f"次数应在1到{MAX_TIMES}之间。")
    if times > 1 and (excluded or extension or cls not in ("A", "B", "C")):
        _bad("周期性期限只用于A、B、C类，并且不扣除、不延长。")


def _check_extension(cls: str, extension: Period | None) -> None:
    if extension is None:
        return
    if cls == "D":
        _bad("倒数期限不能延长。")
    if (cls == "E") != (extension.unit == "h"):
        _bad("小时期限只能按小时延长，其他期限不能按小时延长。")


def _bad(text: str) -> NoReturn:
    raise BadTerm(text)


def _in_months(period: Period) -> int:
    return period.n * 12 if period.unit == "y" else period.n


def _date_of(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _iso(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else None


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise BadTerm(f"不存在的日期“{text[:20]}”，应写成 2025-01-18。") from None
