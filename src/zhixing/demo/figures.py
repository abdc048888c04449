"""照 ``demo-court.md`` 重新数一遍：每个数都从事件链的原始登记（和节点表、当事人）数出来，不看计划。

``figures(court, as_of)`` 给出一行一个数：要多少、数出多少、合不合。受理 = 旧存 + 新收；“今年”是截止日为止的十二个月。
件数和天数一件一天不差；比例、分位容许写明的误差。
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean, median
from typing import Any, Final

from django.db import connection

from zhixing.casework.cases.queries import Case, Party, Title
from zhixing.casework.nodes.queries import Node, with_light
from zhixing.demo.stage import BEIJING
from zhixing.foundation.people.queries import Court, Post, Team, User, calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.states import ENDED
from zhixing.law.terms import add_months

ROUND: Final = "terminated_round"
FIRST, RESUMED, PRESERVATION = "执", "执恢", "执保"


@dataclass(frozen=True, slots=True)
class Row:
    """一个数。"""

    name: str
    wanted: str
    found: str
    ok: bool


def exact(name: str, wanted: float, found: float, unit: str = "") -> Row:
    """一点不差。"""
    return Row(name, f"{wanted:g}{unit}", f"{found:g}{unit}", wanted == found)


def about(name: str, wanted: float, found: float, within: float, unit: str = "") -> Row:
    """容许误差 ``within``。"""
    return Row(name, f"{wanted:g}{unit}±{within:g}", f"{found:.4g}{unit}", abs(found - wanted) <= within)


def range_(name: str, low: float, high: float, found: float, unit: str = "") -> Row:
    """在范围里。"""
    return Row(name, f"{low:g}–{high:g}{unit}", f"{found:.4g}{unit}", low <= found <= high)


def figures(court: Court, as_of: date) -> list[Row]:
    """全部各数。"""
    seen = _Seen.of(court, as_of)
    parts = (_years, _simple, _preservation, _first, _causes, _claims, _debtors, _queries, _money, _now, _seasons, _staff, _planted)
    return [row for part in parts for row in part(seen)]


def printed(rows: Iterable[Row]) -> str:
    """一行一个数的表。"""
    return "\n".join(f"{'合' if row.ok else '×'} {row.name}：要 {row.wanted}，数出 {row.found}" for row in rows)


# ---- 从链上取 ----

STANDING: Final = """
    with standing as (
        select stream, seq, type, subject, happened_on, recorded_at, source, payload from history_entry one
        where court_id = %(court)s and stream like 'case:%%' and type <> 'cases.EntryWithdrawn'
        and not exists (select 1 from history_entry two where two.stream = one.stream and two.corrects = one.seq)
    )
"""
LIVES: Final = """
    select stream, min(happened_on) filter (where type = 'cases.Accepted') as accepted,
        (array_agg(happened_on order by seq desc) filter (where type = 'closing.Closed'))[1] as closed,
        (array_agg(payload ->> 'mode' order by seq desc) filter (where type = 'closing.Closed'))[1] as mode,
        (array_agg(payload order by seq) filter (where type = 'cases.Accepted'))[1] as filed,
        bool_or(type = 'cases.TakenOver') as taken,
        array_agg(distinct (payload ->> 'team')::int) filter (where type in ('cases.Assigned', 'cases.Transferred')) as teams
    from standing group by stream having count(*) filter (where type = 'cases.Accepted') > 0
"""
SOME: Final = """
    select stream, seq, type, subject, happened_on, recorded_at, source, payload from standing where type = any(%(types)s) order by stream, seq
"""
COUNTED: Final = (
    "control.QuerySent", "control.FeedbackReceived", "control.MeasureTaken", "control.Released", "control.Renewed", "control.Deducted",
    "control.MeasureMoved", "disposal.SaleRuled", "disposal.DebtOffset", "funds.Received", "funds.Claimed", "funds.Paid",
    "funds.Bounced", "funds.DirectPaid", "closing.PoolEntered", "closing.PoolLeft", "cases.CorrectionAsked", "documents.Served",
    "cases.DetailsChanged",
)


@dataclass(frozen=True, slots=True)
class Life:
    """一件案件的几个日子。"""

    stream: str
    accepted: date
    closed: date | None
    mode: str
    kind: str
    cause: str
    claim_fen: int
    taken: bool
    teams: frozenset[int]

    @property
    def days(self) -> int:
        """立案到结案的天数。"""
        assert self.closed
        return (self.closed - self.accepted).days


@dataclass(frozen=True, slots=True)
class Act:
    """一笔登记。"""

    stream: str
    seq: int
    type: str
    subject: str
    on: date
    at: datetime
    source: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Seen:
    """数数要看的：各案、各笔登记。"""

    court: Court
    as_of: date
    calendar: Calendar
    lives: list[Life]
    acts: dict[str, list[Act]]

    @classmethod
    def of(cls, court: Court, as_of: date) -> _Seen:
        acts: dict[str, list[Act]] = defaultdict(list)
        for row in _rows(SOME, court=court.pk, types=list(COUNTED)):
            acts[row[2]].append(_act(row))
        return cls(court, as_of, calendar_of(court.pk), [_life(row) for row in _rows(LIVES, court=court.pk)], acts)

    @property
    def middle(self) -> date:
        """上年的最后一天。"""
        return add_months(self.as_of, -12)

    def year(self, this: bool = True) -> tuple[date, date]:
        """今年或上年的首尾。"""
        one = timedelta(days=1)
        return (self.middle + one, self.as_of) if this else (add_months(self.as_of, -24) + one, self.middle)

    def accepted(self, kind: str = "", this: bool = True) -> list[Life]:
        """受理：期末以前立案、期初还没有结的。"""
        first, last = self.year(this)
        return [x for x in self.of_kind(kind) if x.accepted <= last and (x.closed is None or x.closed >= first)]

    def closed(self, kind: str = "", this: bool = True) -> list[Life]:
        """结案。"""
        first, last = self.year(this)
        return [x for x in self.of_kind(kind) if x.closed and first <= x.closed <= last]

    def of_kind(self, kind: str) -> list[Life]:
        """某一类（空为全部）。"""
        return [x for x in self.lives if not kind or x.kind == kind]

    def filed(self, kind: str) -> list[Life]:
        """两年里本院立案的（不含接管来的）。"""
        return [x for x in self.of_kind(kind) if not x.taken]

    def during(self, *types: str, this: bool = True) -> list[Act]:
        """今年的某几种登记。"""
        first, last = self.year(this)
        return [act for name in types for act in self.acts[name] if first <= act.on <= last]

    def work(self, since: date, until: date) -> int:
        """``since`` 的次日到 ``until`` 有几个工作日。"""
        return sum(self.calendar.is_working_day(since + timedelta(days=n)) for n in range(1, (until - since).days + 1))


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """``sql`` 从 ``standing``（仍然有效的登记）里取。"""
    with connection.cursor() as cursor:
        cursor.execute(" ".join((STANDING, sql)), values)
        return list(cursor.fetchall())


def _life(row: tuple[Any, ...]) -> Life:
    stream, accepted, closed, mode, told, taken, teams = row
    filed = json.loads(told)
    return Life(
        stream, accepted, closed, mode or "", filed["kind"], filed.get("cause", ""), filed.get("claim_fen") or 0, taken,
        frozenset(team for team in teams or () if team),
    )


def _act(row: tuple[Any, ...]) -> Act:
    stream, seq, kind, subject, on, at, source, payload = row
    return Act(stream, seq, kind, subject, on, at, source, json.loads(payload))


def _percent(part: float, whole: float) -> float:
    """百分数，截去两位小数以后的（不四舍五入）。"""
    return int(part * 10000 / whole) / 100 if whole else 0.0


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


# ---- 收结 ----


def _years(seen: _Seen) -> Iterator[Row]:
    this, last = (len(seen.accepted()), len(seen.closed())), (len(seen.accepted(this=False)), len(seen.closed(this=False)))
    yield exact("今年受理", 2640, this[0])
    yield exact("今年结案", 2144, this[1])
    yield exact("今年结案率", 81.21, round(_share(this[1], this[0]), 2), "%")
    for kind, wanted in ((FIRST, (2010, 1600)), (RESUMED, (414, 330)), (PRESERVATION, (216, 214))):
        yield exact(f"今年{kind}受理", wanted[0], len(seen.accepted(kind)))
        yield exact(f"今年{kind}结案", wanted[1], len(seen.closed(kind)))
    yield exact("上年受理", 2500, last[0])
    yield exact("上年结案", 1243, last[1])
    yield exact("上年结案率", 49.72, round(_share(last[1], last[0]), 2), "%")
    yield exact("比上年", 31.49, round(round(_share(*this[::-1]), 2) - round(_share(*last[::-1]), 2), 2), "个百分点")
    yield exact("上年转来", 1257, last[0] - last[1])
    yield exact("未结", 496, this[0] - this[1])


def _simple(seen: _Seen) -> Iterator[Row]:
    team = Team.objects.get(court=seen.court, kind=Team.Kind.SIMPLE).pk
    mine = [x for x in seen.filed(FIRST) if team in x.teams]
    done = [x for x in mine if x.closed]
    yield exact("简案团队受理", 810, len(mine))
    yield exact("简案团队结案", 707, len(done))
    yield exact("简案团队结案率", 87.28, round(_share(len(done), len(mine)), 2), "%")
    finished = sum(x.mode == "finished" for x in done)
    yield exact("简案团队执行完毕率（占受理，截去尾数）", 30.61, _percent(finished, len(mine)), "%")
    yield from _modes("简案团队", done, ((248, 5952), (190, 18620), (239, 4302), (30, 820)))
    yield exact("简案团队平均天数", 42, sum(x.days for x in done) / max(1, len(done)))
    early = [x for x in done if x.mode == ROUND and x.closed and x.closed <= add_months(x.accepted, 3)]
    yield exact("简案团队三个月以内终本", 0, len(early))


def _modes(who: str, done: Sequence[Life], wanted: Sequence[tuple[int, int]]) -> Iterator[Row]:
    names = ("finished", ROUND, "terminated")
    groups = [[x for x in done if x.mode == name] for name in names] + [[x for x in done if x.mode not in names]]
    for label, group, (count, days) in zip(("执行完毕", "终本", "终结执行", "销案驳回不予"), groups, wanted, strict=True):
        yield exact(f"{who}{label}", count, len(group))
        yield exact(f"{who}{label}天数", days, sum(x.days for x in group))


def _preservation(seen: _Seen) -> Iterator[Row]:
    days = [x.days for x in seen.closed(PRESERVATION)]
    yield exact("执保结案率", 99, int(_share(len(days), len(seen.accepted(PRESERVATION)))), "%")
    yield exact("执保平均天数", 10, mean(days or [0]))
    yield exact("执保天数中位数", 8, median(days or [0]))


def _first(seen: _Seen) -> Iterator[Row]:
    done, before = seen.closed(FIRST), seen.closed(FIRST, this=False)
    yield exact("首执结案天数", 133840, sum(x.days for x in done))
    yield exact("首执平均天数", 83.65, mean([x.days for x in done] or [0]))
    yield from _modes("首执", done, ((560, 34720), (608, 71744), (384, 23424), (48, 3952)))
    yield exact("上年首执结案", 1100, len(before))
    yield exact("上年首执结案天数", 149501, sum(x.days for x in before))
    early = [x for x in seen.filed("") if x.mode == ROUND and x.closed and x.closed <= add_months(x.accepted, 3)]
    yield exact("三个月以内终本", 0, len(early))


# ---- 案由、标的、当事人 ----

CAUSES: Final = (
    ("民间借贷", 24, ("民间借贷",)), ("金融、信用卡", 22, ("金融借款", "信用卡")), ("买卖", 14, ("买卖",)), ("劳务工资", 9, ("劳动报酬",)),
    ("交通", 7, ("交通事故",)), ("物业供热", 6, ("物业", "供用热力")), ("婚姻抚养赡养", 5, ("抚养", "赡养")), ("建工", 4, ("建设工程",)),
    ("刑事涉财", 4, ("退赔",)), ("土地草原", 3, ("土地",)), ("行政非诉", 2, ("非诉",)),
)


def _causes(seen: _Seen) -> Iterator[Row]:
    first = seen.filed(FIRST)
    for label, wanted, words in CAUSES:
        yield about(f"案由{label}", wanted, _share(sum(any(w in x.cause for w in words) for x in first), len(first)), 1, "%")


def _claims(seen: _Seen) -> Iterator[Row]:
    yuan = sorted(x.claim_fen / 100 for x in seen.filed(FIRST)) or [0.0]
    for label, wanted, found, part in (
        ("中位数", 36_000, median(yuan), 0.04), ("平均", 120_000, mean(yuan), 0.04), ("P90", 300_000, _at(yuan, 0.9), 0.05),
        ("P99", 3_500_000, _at(yuan, 0.99), 0.15), ("最大", 28_000_000, yuan[-1], 0),
    ):
        yield about(f"标的{label}", wanted, found, wanted * part, "元")
    for label, word, wanted in (("工资", "劳动报酬", 12_600), ("交通", "交通事故", 62_000)):
        yield about(f"标的中位数（{label}）", wanted, _median(x.claim_fen / 100 for x in seen.filed(FIRST) if word in x.cause), wanted * 0.08, "元")
    monthly = _monthly(seen)
    yield range_("抚养费每月最少", 800, 1500, min(monthly, default=0), "元")
    yield range_("抚养费每月最多", 800, 1500, max(monthly, default=0), "元")
    done = {x.stream: x.claim_fen for x in seen.closed(FIRST)}
    yield about("首执到位率", 35, _share(_collected(seen, done), sum(done.values())), 1, "%")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _median(values: Iterable[float]) -> float:
    found = list(values)
    return median(found) if found else 0.0


def _monthly(seen: _Seen) -> list[int]:
    """判决主文里每月给付多少。"""
    rows = Title.objects.filter(case__court=seen.court, case__cause="抚养费纠纷").exclude(case__takeover__isnull=False)
    texts = rows.filter(operative__contains="每月给付抚养费").values_list("operative", flat=True)
    return [int(text.partition("每月给付抚养费")[2].partition("元")[0]) for text in texts]


def _collected(seen: _Seen, streams: Mapping[str, int]) -> int:
    """这些案件到位多少（分）：发放减退汇，加直接履行。"""
    signs = {"funds.Paid": 1, "funds.Bounced": -1, "funds.DirectPaid": 1}
    return sum(
        sign * (act.data.get("amount_fen") or 0) for name, sign in signs.items() for act in seen.acts[name] if act.stream in streams
    )


def _debtors(seen: _Seen) -> Iterator[Row]:
    rows = Party.objects.filter(case__court=seen.court, case__kind=FIRST, case__takeover__isnull=True, case__accepted_on__isnull=False)
    listed = list(rows.filter(role="respondent").values_list("nature", "whereabouts_unknown"))
    people = [lost for nature, lost in listed if nature == "person"]
    yield about("被执行人每案", 1.35, len(listed) / max(1, len(seen.filed(FIRST))), 0.03, "名")
    yield about("自然人", 78, _share(len(people), len(listed)), 1.5, "%")
    yield about("下落不明（自然人中）", 28, _share(sum(people), len(people)), 1.5, "%")


# ---- 查控 ----


def _queries(seen: _Seen) -> Iterator[Row]:
    first = _first_each(act for act in seen.acts["control.FeedbackReceived"] if act.data.get("accounts") is not None)
    told, count = [act.data for act in first.values()], len(first)
    claims = {x.stream: x.claim_fen for x in seen.lives}
    balance = {stream: act.data.get("balance_fen") or 0 for stream, act in first.items()}
    for label, wanted, found in (
        ("有账户", 72, sum(bool(d["accounts"]) for d in told)), ("余额千元以上", 13, sum(fen >= 100_000 for fen in balance.values())),
        ("余额够还", 7, sum(0 < claims[stream] <= fen for stream, fen in balance.items())),
        ("有车", 21, sum(bool(d["vehicles"]) for d in told)), ("有房", 14, sum(bool(d["houses"]) for d in told)),
        ("有单位没有反馈", 4, sum(bool(d["failed"]) for d in told)), ("24小时内反馈", 90, _quick(seen, first)),
    ):
        yield about(f"查询：{label}", wanted, _share(found, count), 1.5, "%")
    yield about("有房的抵押", 63, _share(sum(d.get("mortgaged") or 0 for d in told), sum(d["houses"] for d in told)), 3, "%")
    taken = [a for a in seen.acts["control.MeasureTaken"] if a.stream in first]
    cars = [a.data["measure"] == "distrain" for a in taken if a.data["property"] == "movable"]
    houses = [a.data["rank"] == "waiting" for a in taken if a.data["property"] == "real_estate"]
    yield about("查到的车找到的", 12.5, _share(sum(cars), len(cars)), 2, "%")
    yield about("查到的房轮候的", 38, _share(sum(houses), len(houses)), 3, "%")


def _first_each(acts: Iterable[Act]) -> dict[str, Act]:
    found: dict[str, Act] = {}
    for act in acts:
        found.setdefault(act.stream, act)
    return found


def _quick(seen: _Seen, first: Mapping[str, Act]) -> int:
    sent = _first_each(seen.acts["control.QuerySent"])
    return sum(first[stream].at - sent[stream].at <= timedelta(hours=24) for stream in first if stream in sent)


# ---- 案款 ----


def _money(seen: _Seen) -> Iterator[Row]:
    arrived = {(a.stream, a.subject): a for a in seen.during("funds.Received")}
    claimed = {(a.stream, a.subject): a for a in seen.acts["funds.Claimed"]}
    paid = {(a.stream, a.subject): a for a in reversed(seen.acts["funds.Paid"])}
    count = len(arrived)
    machine = sum(key in claimed and claimed[key].data.get("matched") == "machine" for key in arrived)
    late = sum(seen.work(a.on, claimed[key].on if key in claimed else seen.as_of) > 3 for key, a in arrived.items())
    lags = sorted(seen.work(a.on, paid[key].on) for key, a in arrived.items() if key in paid) or [0]
    yield about("今年到账", 2300, count, 23, "笔")
    yield about("机器匹配", 82, _share(machine, count), 1, "%")
    yield about("挂过待认领（三个工作日以后才认领）", 6, _share(late, count), 1, "%")
    yield about("退汇", 1.8, _share(sum((a.stream, a.subject) in arrived for a in seen.acts["funds.Bounced"]), count), 0.3, "%")
    yield exact("到账至发放中位数", 6, median(lags), "个工作日")
    yield exact("到账至发放P90", 14, _at(lags, 0.9), "个工作日")
    direct = sum(a.data["amount_fen"] for a in seen.during("funds.DirectPaid"))
    out, back = (sum(a.data.get("amount_fen") or 0 for a in seen.during(name)) for name in ("funds.Paid", "funds.Bounced"))
    yield about("直接履行占到位", 30, _share(direct, direct + out - back), 2, "%")


# ---- 眼下 ----

ENDS: Final = ("control.Released", "control.MeasureMoved", "disposal.SaleRuled", "disposal.DebtOffset")
YEARS: Final = {"deposit": 1, "movable": 2, "real_estate": 3, "other_right": 3}


def _now(seen: _Seen) -> Iterator[Row]:
    rows = with_light(Node.objects.filter(court=seen.court.pk, state="open").exclude(case__state__in=ENDED), seen.as_of)
    lights = Counter(getattr(row, "light", "") for row in rows)
    yield range_("未结案件的节点超期", 3, 5, _share(lights["red"], lights.total()), "%")
    yield about("未结案件的节点临期", 9, _share(lights["yellow"], lights.total()), 1.5, "%")
    yield exact("未结案件（案件表）", 496, Case.objects.filter(court=seen.court, accepted_on__isnull=False, closed_on__isnull=True).count())
    until = _running(seen)
    soon = seen.as_of + timedelta(days=30)
    running = [day for day in until if day is None or day >= seen.as_of]
    yield about("在控措施", 3400, len(running), 34, "项")
    yield about("三十天内届满", 70, sum(day is not None and day <= soon for day in running), 10, "项")
    yield exact("失效的措施", 1, len(until) - len(running), "项")
    pool = Counter(a.stream for a in seen.acts["closing.PoolEntered"])
    pool.subtract(a.stream for a in seen.acts["closing.PoolLeft"])
    yield about("终本库", 4800, sum(n > 0 for n in pool.values()), 12, "件")


def _running(seen: _Seen) -> list[date | None]:
    """没有解除、转出、处置的措施，各到哪天；轮候的为空。承接来的算在新案里。"""
    names = ("control.MeasureTaken", "control.Renewed", "control.Deducted", *ENDS)
    chains: dict[tuple[str, str], Act] = {}
    kinds: dict[tuple[str, str], Mapping[str, Any]] = {}
    for act in sorted((act for name in names for act in seen.acts[name]), key=lambda act: (act.stream, act.seq)):
        key = (act.stream, act.subject)
        if act.type == "control.MeasureTaken":
            kinds[key] = act.data
        if act.type in ENDS or (act.type == "control.Deducted" and not act.data.get("rest")):
            chains.pop(key, None)
        elif act.type != "control.Deducted":
            chains[key] = act
    return [_until(act, kinds[key]) for key, act in chains.items()]


def _until(act: Act, taken: Mapping[str, Any]) -> date | None:
    if taken.get("rank") == "waiting":
        return None
    longest = add_months(act.on, YEARS[taken["property"]] * 12)
    told = act.data.get("until")
    return min(date.fromisoformat(told), longest) if told and act.type == "control.MeasureTaken" else date.fromisoformat(told) if told else longest


def _seasons(seen: _Seen) -> Iterator[Row]:
    days = Counter(x.closed for x in (*seen.closed(), *seen.closed(this=False)) if x.closed)
    for label, pick, low, high in (
        ("季末最后一周", _end_of_quarter, 1.3, 6), ("七月", lambda day: day.month == 7, 0, 0.9),
        ("春节前后", lambda day: _festival(seen, day), 0, 0.9),
    ):
        yield range_(f"{label}结案（前后一个月为1）", low, high, _against(seen, days, pick))
    off = sum(count for day, count in days.items() if not seen.calendar.is_working_day(day))
    yield exact("休息日结案", 0, off)
    yield exact("上班时间以外办的", 0, _after_hours(seen))


def _against(seen: _Seen, days: Mapping[date, int], pick: Callable[[date], bool]) -> float:
    """这些日子每天结多少，比前后一个月里平常的日子。"""
    every, month = _working(seen), timedelta(days=30)
    chosen = [day for day in every if pick(day)]
    special = {day for day in every if _end_of_quarter(day) or day.month == 7 or _festival(seen, day)}
    near = [day for day in every if day not in special and any(abs(day - one) <= month for one in chosen)]
    return mean(days[day] for day in chosen) / mean(days[day] for day in near) if chosen and near and any(days[d] for d in near) else 0.0


def _working(seen: _Seen) -> list[date]:
    first, last = seen.year(this=False)[0], seen.as_of
    every = (first + timedelta(days=n) for n in range((last - first).days))
    return [day for day in every if seen.calendar.is_working_day(day)]


def _end_of_quarter(day: date) -> bool:
    return day.month in (3, 6, 9, 12) and (day + timedelta(days=7)).month != day.month


def _festival(seen: _Seen, day: date) -> bool:
    return any(seen.calendar.name_of(day + timedelta(days=n)) == "春节" for n in range(-9, 10))


def _after_hours(seen: _Seen) -> int:
    """8:30 以前、18:00 以后记下的办案登记（接管是上线那天早上办的，不算）。"""
    opens, closes = time(8, 30), time(18, 0)
    moments = {a.at for acts in seen.acts.values() for a in acts if a.source == "own"}
    return sum(not opens <= moment.astimezone(BEIJING).time() <= closes for moment in moments)


# ---- 人、培训 ----

STAFF: Final = {
    Post.DIRECTOR: 1, Post.VICE_DIRECTOR: 1, Post.JUDGE: 7, Post.ASSISTANT: 9, Post.CLERK: 10, Post.BAILIFF: 5, Post.FUNDS: 1,
    Post.ACCOUNTANT: 1, Post.CASHIER: 1, Post.FILING: 2,
}


def _staff(seen: _Seen) -> Iterator[Row]:
    held = Counter(h.post for user in User.objects.filter(court=seen.court, is_active=True) for h in user.holdings.all())
    for post, wanted in STAFF.items():
        yield exact(f"人员：{post.label}", wanted, held[post])


def _planted(seen: _Seen) -> Iterator[Row]:
    yield exact("补正", 9, len(seen.acts["cases.CorrectionAsked"]))
    wrong = [a for a in seen.acts["cases.DetailsChanged"] if any("证件号" in name for name in a.data["changes"])]
    yield exact("登错的身份号码", 12, len(wrong))
    yield exact("误付（撤回的认领）", 2, _withdrawn_claims(seen))
    yield exact("退信", 3, len({a.stream for a in seen.acts["documents.Served"] if a.data.get("returned")}), "件")
    same = Party.objects.filter(case__court=seen.court, role="respondent", name="王建国").values_list("paper_number", flat=True)
    yield exact("同名的一对", 2, len(set(same)))
    tibetan = Case.objects.filter(court=seen.court, parties__language="藏语").values_list("claim_fen", flat=True)
    yield exact("藏语当事人的标的", 2690, (tibetan.first() or 0) / 100, "元")
    mongolian = Party.objects.filter(case__court=seen.court, language="蒙古语").count()
    yield range_("蒙古语当事人", 1, 9, mongolian)


def _withdrawn_claims(seen: _Seen) -> int:
    sql = """select count(*) from history_entry gone join history_entry claim on claim.stream = gone.stream and claim.seq = gone.corrects
        where gone.court_id = %(court)s and gone.type = 'cases.EntryWithdrawn' and claim.type = 'funds.Claimed'"""
    return int(_rows(sql, court=seen.court.pk)[0][0])
