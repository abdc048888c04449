"""轮到谁：一件没有结的案件，此刻只有一个下一步——谁、办什么、哪天以前。

:func:`turn` 是纯函数：摆着的各件事（:class:`Task`）相同，结果就相同，与先后次序无关。规则：

1. 办着的替下它要办结的节点，期限随着走：文书在审签，轮到的是签发人，不是还要“发执行通知”的承办人。
2. 法院办得了的，排在等别人的前面；几件都办得了的，期限早的在前。报结审批中的，先等审批。
3. 法院没有能办的，才是等当事人、等银行、评估机构；等外面的显示灰色。等过了日子的，轮到承办人去催、去核对。
4. 一样也没有的，承办人继续执行；最近的看守期限、执行期限就是日子。连期限也没有（中止、停算）的，到日子看一次。

来源：SYS:N7（每件案件只有一个下一步和日期）、SYS:E9（当事人问“走到哪一步、何时”）。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.calendar import ONE_DAY, Calendar
from zhixing.law.finding import Finding, Step
from zhixing.law.lights import Light, light
from zhixing.law.node_table import Rule, rule_on
from zhixing.law.rails import LONG
from zhixing.law.settings import default

COURT: Final = "court"
PARTY: Final = "party"
OUTSIDE: Final = "outside"
NODE: Final = "node"
IF_NEEDED: Final = frozenset({"N-38"})
"""不一定要办的（申请延长执行期限）：快到了才提醒，平时不说轮到它。"""
ANY: Final = "*"
"""不论哪一项：一张发放审批表付几笔到账，一张事务单办一案的同一种事。"""
APPROVALS: Final = "approvals"
"""节点“执行审批”的行为：审批单在批，就是它在办。"""
RULES: Final = cite("COURT 轮到谁办")
_ORDER: Final = ("handover", "approval", "paper", "query", "order", "receipt", "payment", "entrusted", "item", NODE)
"""同一天到期的，小步在前。"""


@dataclass(frozen=True, slots=True)
class Who:
    """轮到的那一方：一个人（``user``），或者一个职务、一个团队；当事人、外面的单位只有叫法。"""

    name: str
    user: int | None = None
    post: str = ""
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Brings:
    """这一步办成以后会记下的事件；凭它找出替下了哪个节点。"""

    event: str
    data: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""

    def finishes(self, found: Rule, subject: str) -> bool:
        """办成了，这个节点就办结。"""
        same = found.per == "case" or found.link == "any" or self.subject in (ANY, subject)
        return same and any(one.event == self.event and one.fits(self.data) for one in found.done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """摆着的一件事。

    ``key`` 在案内唯一；``sort`` 是 node 节点、approval 审批、paper 文书……；``since`` 是自哪天起摆着，``due`` 是期限。
    ``after`` 是要等它们先办的（键）；``brings`` 是办成以后的事件。``cls``、``paused``、``warn_on`` 等同节点表的栏目。
    """

    key: str
    sort: str
    what: str
    side: str
    who: Who
    since: date
    due: date | None = None
    warn_on: date | None = None
    last_working_day: date | None = None
    cls: str = "A"
    paused: bool = False
    hard: bool = False
    act: str = ""
    code: str = ""
    subject: str = ""
    after: tuple[str, ...] = ()
    brings: tuple[Brings, ...] = ()
    pinned: bool = False
    chase: bool = False
    soft: bool = False

    @property
    def rank(self) -> tuple[Any, ...]:
        """先后；日期须已定。"""
        return (self.chase, not self.pinned, self.due or date.max, self.soft, not self.hard, _ORDER.index(self.sort), self.key)


@dataclass(frozen=True, slots=True)
class Pace:
    """本院的设置：没有期限的手头事几个工作日内办；没有期限的等候几天后催；什么也没有的几天看一次。"""

    step: int = 3
    chase: int = 10
    review: int = 30

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Pace:
        """由本院设过的值；没有设过的用默认。

        >>> Pace.of({"centre.turn.step_days": 2})
        Pace(step=2, chase=10, review=30)
        """
        return cls(*(int(values.get(key, default(key))) for key in ("centre.turn.step_days", "centre.turn.chase_days", "centre.turn.review_days")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """案件这一边：承办人（没有分案的是立案、指挥中心）、最近一次有动静的日子、是否了结。"""

    handler: Who
    last_on: date
    open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """轮到谁。``due`` 总有；``soft`` 的不是期限，是本院定的几日内办。``side``：court、party、outside。

    ``code`` 是它所办的节点；``more`` 是法院此刻还能办的另外几件；``chase`` 是别人过了日子没有回音，轮到法院去催。
    ``limit`` 是整件的办理期限（执行期限等），没有、停算的为空。
    """

    key: str
    sort: str
    who: Who
    side: str
    what: str
    due: date
    light: Light
    soft: bool = False
    act: str = ""
    code: str = ""
    chase: bool = False
    more: int = 0
    limit: date | None = None

    @property
    def waits(self) -> bool:
        """等外面（银行、评估机构、别的法院）：显示灰色。"""
        return self.side == OUTSIDE

    def late(self, on: date) -> bool:
        """法院自己的，过了期限。"""
        return self.side == COURT and not self.soft and not self.chase and self.due < on


def turn(tasks: Iterable[Task], place: Place, on: date, calendar: Calendar, pace: Pace = Pace()) -> Finding[Turn | None]:
    """下一步；没有结的总有一个，了结了的没有要办的为空。"""
    steps: list[Step] = []
    found = [_waited(one, pace) for one in _merged(sorted(tasks, key=lambda one: one.key), steps)]
    now = [_dated(one, calendar, pace) for one in found if _doable(one, on)]
    waits = [one for one in found if _awaited(one, on)]
    chases = [_chased(one, place) for one in found if _overdue_outside(one, on)]
    steps.append(Step(f"摆着 {len(found)} 件：法院能办的 {len(now)} 件，等别人的 {len(waits)} 件，过了日子要催的 {len(chases)} 件。"))
    chosen = _first(now) or _first(chases) or _first(waits) or (_fallback(found, place, pace) if place.open else None)
    if chosen is None:
        return Finding(None, (RULES,), steps=tuple(steps))
    steps.append(Step(_why(chosen, now), RULES))
    inputs = {"on": on.isoformat(), "tasks": [one.key for one in found]}
    made = replace(_turned(chosen, on, max(len(now) - 1, 0)), limit=_limit(found))
    return Finding(made, (RULES,), steps=tuple(steps), inputs=inputs)


def _limit(found: Iterable[Task]) -> date | None:
    """整件的办理期限：执行期限、保全和审查的办理期限；停算的没有。"""
    return min((one.due for one in found if one.code in LONG - IF_NEEDED and one.due is not None and not one.paused), default=None)


# ---- 办着的替下节点 ----


def _merged(tasks: Sequence[Task], steps: list[Step]) -> Iterator[Task]:
    """要等先办的让给先办的；办着的替下节点，期限随着走。"""
    doing = _passed([one for one in tasks if one.sort != NODE])
    covered: set[str] = set()
    for one in doing:
        nodes = [node for node in tasks if node.sort == NODE and _covers(one, node)]
        covered.update(node.key for node in nodes)
        steps.extend(Step(f"“{node.what}”由“{one.what}”在办。") for node in nodes)
        yield _carrying(one, nodes)
    yield from (one for one in tasks if one.sort == NODE and one.key not in covered)


def _passed(doing: list[Task]) -> list[Task]:
    """要等别的先办的，不摆出来，它办成以后的事算在先办的名下；先办的又要等的，再往前让。"""
    here = {one.key: one for one in doing}
    while waiting := next((one for one in here.values() if any(key in here for key in one.after)), None):
        del here[waiting.key]
        for key in waiting.after:
            if key in here:
                here[key] = _with(here[key], waiting)
    return list(here.values())


def _with(first: Task, later: Task) -> Task:
    due = min((day for day in (first.due, later.due) if day is not None), default=None)
    return replace(first, brings=(*first.brings, *later.brings), due=due, after=tuple(key for key in first.after if key != later.key))


def _covers(doing: Task, node: Task) -> bool:
    if node.act == APPROVALS:
        return doing.sort == "approval"
    found = rule_on(node.code, node.since)
    return any(one.finishes(found, node.subject) for one in doing.brings)


def _carrying(doing: Task, nodes: Sequence[Task]) -> Task:
    """替下的节点里最早的期限；原来自己的更早的照自己的。"""
    dated = [node for node in nodes if node.due is not None and not node.paused and node.cls != "B" and node.code not in LONG]
    if not dated:
        return replace(doing, code=doing.code or (nodes[0].code if nodes else ""))
    first = min(dated, key=lambda node: (node.due or date.max, node.key))
    if doing.due is not None and first.due is not None and doing.due <= first.due:
        return replace(doing, code=doing.code or first.code)
    return replace(doing, due=first.due, warn_on=first.warn_on, hard=first.hard, code=first.code)


# ---- 能办的、等的、要催的 ----


def _doable(one: Task, on: date) -> bool:
    """法院此刻能办的。门槛不是事；看守期限、倒推的期限、执行期限到了提醒的日子才算。"""
    if one.side != COURT or one.paused or one.cls == "B":
        return False
    if one.sort != NODE:
        return True
    if one.due is None:
        return False
    return (one.cls not in "CD" and one.code not in LONG) or _near(one, on)


def _near(one: Task, on: date) -> bool:
    return any(day is not None and day <= on for day in (one.warn_on, one.last_working_day, one.due))


def _awaited(one: Task, on: date) -> bool:
    """还等得着：没有过日子。倒推的（申请续行保全）快到了才算。"""
    if one.side == COURT or one.paused or one.cls == "B" or one.due is None or one.due < on:
        return False
    return one.cls != "D" or _near(one, on)


def _overdue_outside(one: Task, on: date) -> bool:
    return one.side != COURT and not one.paused and one.cls != "B" and one.due is not None and one.due < on


def _dated(one: Task, calendar: Calendar, pace: Pace) -> Task:
    """没有期限的手头事：摆上来的几个工作日内。"""
    return one if one.due is not None else replace(one, due=_working_days(one.since, pace.step, calendar), soft=True)


def _waited(one: Task, pace: Pace) -> Task:
    """等别人而没有日子的：等几天。停算的没有日子。"""
    if one.side == COURT or one.due is not None or one.paused:
        return one
    return replace(one, due=one.since + timedelta(days=pace.chase), soft=True)


def _chased(one: Task, place: Place) -> Task:
    """过了日子没有回音：承办人去催、去核对。"""
    what = f"催{one.who.name}：{one.what}" if one.side == OUTSIDE else f"核对：{one.what}，期限已过"
    return replace(one, side=COURT, who=place.handler, what=what, chase=True, soft=True)


def _working_days(since: date, days: int, calendar: Calendar) -> date:
    found = since
    for _ in range(days):
        found = calendar.next_working_day(found + ONE_DAY)
    return found


def _first(found: Sequence[Task]) -> Task | None:
    return min(found, key=lambda one: one.rank, default=None)


def _fallback(found: Sequence[Task], place: Place, pace: Pace) -> Task:
    """没有别的：继续执行到执行期限，或者看守最近的一项；都没有日子的，到日子看一次。"""
    ours = [one for one in found if one.side == COURT and one.due is not None and not one.paused and one.cls != "B"]
    nearest = _first([one for one in ours if one.code in LONG - IF_NEEDED]) or _first(ours)
    if nearest is not None:
        return nearest
    day = place.last_on + timedelta(days=pace.review)
    what = "看一次：停下来的事由还在不在"
    return Task(key="review", sort=NODE, what=what, side=COURT, who=place.handler, since=place.last_on, due=day, soft=True, act="note")


def _why(chosen: Task, now: Sequence[Task]) -> str:
    if chosen.pinned:
        return "报结审批中，先等审批。"
    if chosen.chase:
        return "法院没有别的能办；等的过了日子没有回音，轮到承办人去催、去核对。"
    if chosen.side != COURT:
        return "法院没有能办的，等" + ("当事人。" if chosen.side == PARTY else "外面的单位。")
    if not now:
        return "没有到日子的事，照执行期限、看守期限继续。"
    return "法院能办的里面，它的期限最早。" if len(now) > 1 else "法院能办的只有这一件。"


def _turned(one: Task, on: date, more: int) -> Turn:
    assert one.due is not None  # 选出来的都已经定了日子
    return Turn(
        key=one.key, sort=one.sort, who=one.who, side=one.side, what=one.what, due=one.due, light=_light(one, on), soft=one.soft, act=one.act,
        code=one.code, chase=one.chase, more=more,
    )


def _light(one: Task, on: date) -> Light:
    """等外面的灰；我们自己定的日子过了只黄，不红。"""
    if one.soft:
        return Light.GREY if one.side == OUTSIDE else light(one.due, one.due, on, PARTY)
    return light(one.due, one.warn_on, on, one.side, cls=one.cls, last_working_day=one.last_working_day)
