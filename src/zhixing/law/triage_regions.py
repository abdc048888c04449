"""规则管到哪里：有没有缺口、有没有轮不到的、会不会来回转。

各栏切成有限的几格（金额、天数按规则里写到的数切开），一条规则管的是几个“盒子”（每栏一组格子）。
盒子相减得出轮到它的部分：空了就是重叠，减到最后还剩的就是缺口；读了现在的轨道的，看同样的事实会不会从这条轨道转回来。
各栏当作互不相干，所以是精确的。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from zhixing.law.finding import Reason
from zhixing.law.triage_facts import CHOICE, FIELDS, FLAG, MANY, TRACKS, Field
from zhixing.law.triage_values import ARTICLE, Condition, Rule, Rules

Box = Mapping[str, int]
"""坐标 → 取哪几格（位）；没有写的坐标不限。几个代码的一栏（标签等），一个代码一个坐标。"""
MOST_BOXES: Final = 4000
_NOW: Final = "track"


class TooMany(Exception):
    """盒子太多，核对不过来。"""


@dataclass(frozen=True, slots=True)
class _Grid:
    """各坐标的格子：坐标 → 全部格子（位）；整数的一栏 → 代表各格的值。"""

    full: dict[str, int] = field(default_factory=dict)
    points: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Rules) -> _Grid:
        grid = cls()
        for one in FIELDS.values():
            for coordinate, values in _coordinates(one, rules):
                grid.points[coordinate] = tuple(values)
                grid.full[coordinate] = (1 << len(grid.points[coordinate])) - 1
        return grid

    def mask(self, coordinate: str, holds: Any) -> int:
        """符合 ``holds`` 的各格。"""
        return sum(1 << index for index, value in enumerate(self.points[coordinate]) if holds(value))

    def boxes(self, rule: Rule) -> list[Box]:
        """一条规则管的各个盒子。"""
        every = [self._ways(one) for one in rule.when]
        some = [[way for one in rule.any for way in self._ways(one)]] if rule.any else []
        found: list[Box] = [{}]
        for ways in (*every, *some):
            found = [box for pair in product(found, ways) if (box := self.together(pair)) is not None]
            if len(found) > MOST_BOXES:
                raise TooMany
        return found

    def _ways(self, one: Condition) -> list[Box]:
        if one.field.sort != MANY:
            return [{one.field.code: self.mask(one.field.code, one.holds)}]
        names = [f"{one.field.code}.{code}" for code in sorted(one.value)]
        return [{name: 2} for name in names] if one.op == "has" else [dict.fromkeys(names, 1)]

    def together(self, boxes: Iterable[Box]) -> Box | None:
        """几个盒子共有的；没有的为空。"""
        found: dict[str, int] = {}
        for box in boxes:
            for coordinate, mask in box.items():
                found[coordinate] = found.get(coordinate, self.full[coordinate]) & mask
                if not found[coordinate]:
                    return None
        return found

    def without(self, boxes: Iterable[Box], others: Sequence[Box]) -> list[Box]:
        """减去 ``others`` 还剩的盒子。"""
        left = list(boxes)
        for other in others:
            left = [piece for box in left for piece in self._cut(box, other)]
            if len(left) > MOST_BOXES:
                raise TooMany
        return left

    def _cut(self, box: Box, other: Box) -> Iterator[Box]:
        if self.together((box, other)) is None:
            yield box
            return
        rest = dict(box)
        for coordinate, mask in other.items():
            have = rest.get(coordinate, self.full[coordinate])
            if outside := have & ~mask:
                yield {**rest, coordinate: outside}
            rest[coordinate] = have & mask


def _coordinates(one: Field, rules: Rules) -> Iterator[tuple[str, Sequence[Any]]]:
    if one.sort == MANY:
        yield from ((f"{one.code}.{code}", (False, True)) for code in one.choices or ())
    elif one.sort == FLAG:
        yield one.code, (False, True)
    elif one.sort == CHOICE:
        yield one.code, (*([""] if one.code == _NOW else []), *(one.choices or ()))
    else:
        cuts = _cuts(one, rules)
        yield one.code, (*([] if one.always else [None]), *sorted(value for value in cuts if one.least is None or value >= one.least))


def _cuts(one: Field, rules: Rules) -> set[int]:
    """规则里写到的数，和它前后各一：代表切开的各格。"""
    every = [*rules.rules, *([rules.convert] if rules.convert else [])]
    told = [each.value for rule in every for each in (*rule.when, *rule.any) if each.field is one]
    if one.code == "days":
        told += [rule.days for rule in rules.rules if rule.days is not None]
    return {0, *(value + step for value in told for step in (-1, 0, 1))}


# ---- 三样毛病 ----


def flaws(rules: Rules) -> Iterator[Reason]:
    """缺口、重叠、循环，各写明第几行、怎么改。"""
    try:
        grid = _Grid.of(rules)
        own = [grid.boxes(rule) for rule in rules.rules]
        reached = [grid.without(boxes, [box for earlier in own[:number] for box in earlier]) for number, boxes in enumerate(own)]
        yield from _overlaps(grid, rules, own, reached)
        yield from _gap(grid, rules, own)
        yield from _loops(grid, rules, reached)
    except TooMany:
        yield _reason("complex", 1, "条件太多太杂，核对不过来。", "合并相近的规则，减少“至少一项”里的条件。")


def _reason(code: str, line: int, text: str, remedy: str) -> Reason:
    return Reason(f"triage.{code}", f"第{line}行：{text}", ARTICLE, remedy, subject=str(line))


def _overlaps(grid: _Grid, rules: Rules, own: Sequence[list[Box]], reached: Sequence[list[Box]]) -> Iterator[Reason]:
    for rule, boxes, left in zip(rules.rules, own, reached, strict=True):
        if left:
            continue
        if not boxes:
            yield _reason("never", rule.line, f"“{rule.name}”的条件互相矛盾，没有案件符合。", "改条件，或者去掉这一条。")
            continue
        before = next((other for other in rules.rules[: rule.number - 1] if not grid.without(boxes, own[other.number - 1])), None)
        who = f"第{before.number}条“{before.name}”（第{before.line}行）" if before else "前面几条合起来"
        yield _reason("overlap", rule.line, f"轮不到“{rule.name}”：{who}已经把它的案件都收走了。", "移到前面，改条件，或者去掉这一条。")


def _gap(grid: _Grid, rules: Rules, own: Sequence[list[Box]]) -> Iterator[Reason]:
    if not rules.rules or any(not rule.when and not rule.any for rule in rules.rules):
        return
    left = grid.without([{}], [box for boxes in own for box in boxes])
    if left:
        last = rules.rules[-1]
        text = f"有的案件没有规则管，例如{_example(grid, left[0])}。"
        yield _reason("gap", last.line, text, "最后加一条不写条件的规则兜底。")


def _example(grid: _Grid, box: Box) -> str:
    """缺口里的一件是什么样的。"""
    told = []
    for coordinate, mask in box.items():
        if mask == grid.full[coordinate] or coordinate == _NOW:
            continue
        code, _, member = coordinate.partition(".")
        one = FIELDS[code]
        value = next(value for index, value in enumerate(grid.points[coordinate]) if mask >> index & 1)
        name = f"{one.label}{'有' if value else '没有'}{(one.choices or {})[member]}" if member else f"{one.label}：{one.shown(value)}"
        told.append(name)
    return "，".join(told[:6]) or "任何一件"


@dataclass(frozen=True, slots=True)
class _Way:
    """从一条轨道，符合 ``boxes`` 的，由 ``rule`` 到 ``track``。"""

    boxes: list[Box]
    track: str
    rule: Rule


def _loops(grid: _Grid, rules: Rules, reached: Sequence[list[Box]]) -> Iterator[Reason]:
    conditions = [one for rule in rules.rules for one in (*rule.when, *rule.any)]
    if not any(one.field.code == _NOW for one in conditions):
        return
    ways = {track: list(_ways(grid, rules, reached, track)) for track in TRACKS}
    seen: set[frozenset[str]] = set()
    for start in TRACKS:
        found = _round(grid, ways, start, [{}], (start,), ())
        if found and (path := frozenset(found[0])) not in seen:
            seen.add(path)
            told = "→".join(TRACKS[track] for track in found[0])
            lines = "、".join(f"{f'第{rule.number}条' if rule.number else ''}“{rule.name}”（第{rule.line}行）" for rule in found[1])
            remedy = "这几条里，去掉“现在的轨道”这个条件，或者让它们到同一条轨道。"
            yield _reason("loop", min(rule.line for rule in found[1]), f"同一件案件会来回转：{told}，由{lines}。", remedy)


def _ways(grid: _Grid, rules: Rules, reached: Sequence[list[Box]], track: str) -> Iterator[_Way]:
    """现在在 ``track`` 的，各条规则把什么样的案件送到哪里；快执的再看转不转。"""
    here = {_NOW: grid.mask(_NOW, lambda value: value == track)}
    for rule, boxes in zip(rules.rules, reached, strict=True):
        found = [_without_now(box) for one in boxes if (box := grid.together((one, here))) is not None]
        if not found:
            continue
        turned = _turned(grid, rules.convert, rule) if rule.track == "fast" and rules.convert else []
        if turned and rules.convert:
            away = [box for one in found for other in turned if (box := grid.together((one, other))) is not None]
            yield _Way(away, rules.convert.track, rules.convert)
            found = grid.without(found, turned)
        yield _Way(found, rule.track, rule)


def _turned(grid: _Grid, convert: Rule, rule: Rule) -> list[Box]:
    over = [{"days": grid.mask("days", lambda days: days is not None and days > rule.days)}] if convert.over and rule.days is not None else []
    return [*over, *([] if rule.keeps or not convert.any else grid.boxes(convert))]


def _without_now(box: Box) -> Box:
    return {coordinate: mask for coordinate, mask in box.items() if coordinate != _NOW}


def _round(
    grid: _Grid, ways: Mapping[str, list[_Way]], track: str, region: list[Box], path: tuple[str, ...], rules: tuple[Rule, ...],
) -> tuple[tuple[str, ...], tuple[Rule, ...]] | None:
    """从 ``track`` 出发、同样的事实，转得回路上的一条轨道的：轨道和规则；转不回的为空。"""
    for way in ways[track]:
        if way.track == track:
            continue
        left = [box for one in region for other in way.boxes if (box := grid.together((one, other))) is not None]
        if not left:
            continue
        if way.track in path:
            start = path.index(way.track)
            return (*path[start:], way.track), (*rules[start:], way.rule)
        if len(left) > MOST_BOXES:
            raise TooMany
        found = _round(grid, ways, way.track, left, (*path, way.track), (*rules, way.rule))
        if found:
            return found
    return None

