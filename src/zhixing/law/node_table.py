"""节点表：每个节点的起因、办结、期限、依据（规则手册 T:§2 及相关各节）。

表在 ``parameters/nodes.toml``，栏目的意思写在表头。规则改过的节点有几行，按起因日取有效的一行。
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.terms import Class, Period, Unit

DEFAULT_WARN: Final = (7, 3, 0)
SHORT_WARN: Final = (1, 0)
SHORT_DAYS: Final = 3
EVERY: Final = "*"
REVERSED: Final = "reversed"
_PREFIX: Final = "T:"


class UnknownRule(KeyError):
    """节点表里没有这个代码；消息可以直接给人看。"""

    def __str__(self) -> str:
        return f"没有“{self.args[0]}”这条规则。"


@dataclass(frozen=True, slots=True)
class Selector:
    """挑事实：事件名，载荷须是什么（``where``）、不得是什么（``unless``）。

    期望值的读法：真、假按有无；空文本表示没有；列表表示其中之一；实际值是列表的，含有即可。
    ``end_of``：不从事件当天，而从这些节点未顺延的末日接着算。
    ``by``：最迟在这些节点届满当天的才算，不论在起因以前还是以后。
    """

    event: str
    where: Mapping[str, Any] = field(default_factory=dict)
    unless: Mapping[str, Any] = field(default_factory=dict)
    end_of: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    def fits(self, values: Mapping[str, Any]) -> bool:
        """载荷是否符合。"""
        if not self.where and not self.unless:
            return True
        return all(meets(values.get(name), want) for name, want in self.where.items()) and not any(
            meets(values.get(name), want) for name, want in self.unless.items()
        )


def meets(actual: Any, want: Any) -> bool:
    """实际值是否符合期望，读法见 :class:`Selector`。"""
    if isinstance(want, bool):
        return bool(actual) is want
    if isinstance(want, list):
        return any(meets(actual, one) for one in want)
    if want == "":
        return not actual
    if isinstance(actual, list | tuple):
        return want in actual
    return bool(actual == want)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """节点表的一行。栏目的意思写在 ``parameters/nodes.toml`` 的表头。"""

    code: str
    name: str
    since: str
    n: int
    unit: Unit
    cls: Class
    hard: bool
    conf: str
    basis: tuple[str, ...]
    trigger: tuple[Selector, ...]
    done: tuple[Selector, ...] = ()
    fallback: tuple[Selector, ...] = ()
    opener: tuple[Selector, ...] = ()
    after: tuple[Selector, ...] = ()
    before: tuple[Selector, ...] = ()
    voided: tuple[Selector, ...] = ()
    paused: tuple[Selector, ...] = ()
    undone: tuple[Selector, ...] = ()
    dict_code: str = ""
    anchored: str = "trigger"
    restart: bool = False
    per: str = "case"
    link: str = "subject"
    early: str = ""
    amount: str = ""
    from_field: str = ""
    until_fields: tuple[str, ...] = ()
    subject_field: str = ""
    fold: str = ""
    fresh: bool = False
    lapses: bool = False
    extends: bool = False
    repeat: int = 1
    excludes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    livelihood: bool | None = None
    urgent: bool | None = None
    non_litigation: bool | None = None
    stages: frozenset[str] = frozenset()
    carried: bool = True
    relieves: frozenset[str] = frozenset()
    whose: str = "court"
    owner_post: str = ""
    blocks: tuple[str, ...] = ()
    after_close: tuple[str, ...] = ()
    act: str = ""
    stop: str = ""
    warn: tuple[int, ...] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    version: str = ""
    adjusted: bool = False
    wakes: frozenset[str] = frozenset()
    """没有这些事件就没有这个节点。"""

    @property
    def id(self) -> str:
        """规则号，如 ``T:N-03``。"""
        return _PREFIX + self.code

    @property
    def period(self) -> Period:
        """期限长度。"""
        return _period(self.n, self.unit)

    @property
    def articles(self) -> tuple[Article, ...]:
        """依据。"""
        return tuple(cite(text) for text in self.basis)

    @property
    def adjustable(self) -> bool:
        """法院可以自定期限：不是硬期限，或者把握不足 H。"""
        return not self.hard or self.conf != "H"

    @property
    def warns(self) -> tuple[int, ...]:
        """提前几天提醒。默认 7、3、0 天，不超过期限本身；三日以内的提前 1 天。"""
        if self.warn is not None:
            return self.warn
        days = self.n if self.unit in ("d", "wd") else 0 if self.unit == "h" else self.n * 30
        if days <= SHORT_DAYS:
            return tuple(d for d in SHORT_WARN if d < days) or (0,)
        return tuple(d for d in DEFAULT_WARN if d < days)

    def valid(self, day: date) -> bool:
        """起因日是 ``day`` 的，是否适用这一行。"""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def survives(self, mode: str) -> bool:
        """以 ``mode`` 方式结案后是否继续；接管撤回的都不继续。"""
        return mode != REVERSED and (EVERY in self.after_close or mode in self.after_close)

    def selectors(self) -> Iterator[Selector]:
        """全部用到的事件。"""
        for name in _SELECTORS:
            yield from getattr(self, name)


@cache
def _period(n: int, unit: Unit) -> Period:
    return Period(n, unit)


_SELECTORS: Final = ("trigger", "done", "fallback", "opener", "after", "before", "voided", "paused", "undone")
_TUPLES: Final = ("basis", "blocks", "after_close", "warn", "until_fields")
_SETS: Final = ("excludes", "kinds", "stages", "relieves")
_RENAMED: Final = {"dict": "dict_code", "class": "cls"}


@dataclass(frozen=True, slots=True)
class Overrides:
    """本院的设置：软期限的长度（代码 → 数、单位）、提醒天数、停用的软节点。硬期限改不了。"""

    periods: Mapping[str, tuple[int, Unit]] = field(default_factory=dict)
    warn: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def apply(self, rule: Rule) -> Rule | None:
        """本院适用的规则；停用的为 ``None``。"""
        if rule.code in self.off and not rule.hard:
            return None
        if rule.code in self.warn:
            rule = replace(rule, warn=tuple(sorted(self.warn[rule.code], reverse=True)))
        if rule.code not in self.periods or not rule.adjustable:
            return rule
        n, unit = self.periods[rule.code]
        if (n, unit) == (rule.n, rule.unit):
            return rule
        return replace(rule, n=n, unit=unit, cls=_class_for(rule.cls, unit), adjusted=True)


NONE: Final = Overrides()


def _class_for(cls: Class, unit: Unit) -> Class:
    """改了单位，类别跟着改：小时是 E，工作日是 F，其余 A。"""
    if unit == "h":
        return "E"
    if unit == "wd":
        return "D" if cls == "D" else "F"
    return "A" if cls in ("E", "F") else cls


@cache
def _table() -> tuple[Rule, ...]:
    text = files("zhixing.law").joinpath("parameters", "nodes.toml").read_text("utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["node"])


def _rule(row: dict[str, Any]) -> Rule:
    digest = hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()[:8]
    values = {_RENAMED.get(name, name): value for name, value in row.items()}
    values |= {name: tuple(_selector(one) for one in values[name]) for name in _SELECTORS if name in values}
    values |= {name: tuple(values[name]) for name in _TUPLES if name in values}
    values |= {name: frozenset(values[name]) for name in _SETS if name in values}
    wakes = frozenset(one.event for one in (*values["trigger"], *values.get("fallback", ())))
    return Rule(**values, version=f"{row['code']}@{digest}", wakes=wakes)


def _selector(row: dict[str, Any]) -> Selector:
    return Selector(row["event"], row.get("where", {}), row.get("unless", {}), tuple(row.get("end_of", ())), tuple(row.get("by", ())))


def rules(day: date | None = None) -> tuple[Rule, ...]:
    """全部规则，按表里的次序；给了 ``day`` 只要那天有效的。"""
    return _table() if day is None else tuple(found for found in _table() if found.valid(day))


def rule(id: str, day: date | None = None) -> Rule:
    """按规则号（``T:N-03`` 或 ``N-03``）取规则；改过的取 ``day`` 有效的一行，没给 ``day`` 取最新的一行。

    没有则抛出 :class:`UnknownRule`。

    >>> str(rule("T:N-03").period)
    '10日'
    """
    code = id.removeprefix(_PREFIX)
    found = [one for one in _table() if one.code == code and (day is None or one.valid(day))]
    if not found:
        raise UnknownRule(id)
    return found[-1]


def rule_on(id: str, day: date) -> Rule:
    """``day`` 起算的期限用哪一行：那天有效的一行；那天还没有这条规则的，取最新的一行（``valid(day)`` 为假）。

    >>> str(rule_on("T:V-08", date(2021, 12, 31)).period)
    '60日'
    """
    newest = rule(id)
    return next((one for one in _table() if one.code == newest.code and one.valid(day)), newest)


@cache
def applicable(kind: str, livelihood: bool, urgent: bool, non_litigation: bool, stage: str = "") -> tuple[Rule, ...]:
    """这样的案件适用的规则；``stage`` 是财产保全的阶段，诉前的一律按情况紧急。"""
    urgent = urgent or stage == "pre_suit"
    facts = {"livelihood": livelihood, "urgent": urgent, "non_litigation": non_litigation}
    return tuple(
        one for one in _table()
        if (not one.kinds or kind in one.kinds) and (not one.stages or stage in one.stages)
        and all(getattr(one, name) in (None, actual) for name, actual in facts.items())
    )


@cache
def event_names() -> frozenset[str]:
    """节点表用到的全部事件名，连同停算、延长、豁免、结案这些影响期限的事件。"""
    named = {selector.event for one in _table() for selector in one.selectors()}
    return frozenset(named | MOVERS)


MOVERS: Final = frozenset({
    "nodes.Suspended", "nodes.Resumed", "nodes.Stayed", "nodes.StayEnded", "nodes.Excluded", "nodes.ExclusionEnded",
    "nodes.Extended", "nodes.Waived", "closing.Closed", "closing.ProposalEnded", "closing.Withdrawn", "cases.Declined",
    "cases.TakenOver", "cases.TakeoverReversed",
})


def columns() -> tuple[str, ...]:
    """一行的全部栏目。"""
    return tuple(one.name for one in fields(Rule))
