"""分流规则：一份 TOML 原文 → 读好的规则。写错的一处不漏，都说出第几行、怎么改。

一条规则（``[[rule]]``）：``code`` 代码、``name`` 名称、``track`` 轨道、``team`` 归哪类团队、``days`` 自立案起几日、``ending`` 可能终本、
``keeps`` 有了要处置的财产也不转普执；``when`` 各条件都要符合，``any`` 至少符合一项；都不写的是兜底。自上而下，先中的算。
``[convert]`` 是快执转普执：``over`` 超过目标天数，``any`` 出现这些情形之一；期限仍从立案算起。
条件 ``{ field = "claim", op = "<=", value = "@small_claim_yuan" }``：``@`` 开头的取本院的设置。
没有规则管的（缺口）、轮不到的（重叠）、来回转的（循环）由 :mod:`zhixing.law.triage_regions` 查出。来源：SYS:B3。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law import texts, triage_regions
from zhixing.law.finding import Finding, Reason
from zhixing.law.triage_facts import FIELDS, FLAG, NUMBER, TEAMS, TRACKS, Field
from zhixing.law.triage_values import ARTICLE, OPS, Condition, Rule, Rules

SETTINGS: Final = ("small_claim_yuan", "centre.many_parties", "centre.promise_days")
"""条件里可以取的本院设置。"""
MOST_RULES: Final = 60
MOST_CONDITIONS: Final = 20
MOST_DAYS: Final = 3650
LONGEST: Final = 40_000
_CODE: Final = re.compile(r"[a-z0-9_]{1,40}")
_RULE: Final = ("code", "name", "track", "team", "days", "ending", "keeps", "when", "any")
_CONVERT: Final = ("name", "track", "team", "days", "over", "any")


# ---- 读 ----


def default_text() -> str:
    """随系统带的一版的原文。"""
    return files("zhixing.law").joinpath("parameters", "triage.toml").read_text("utf-8")


def settings_for(values: Mapping[str, Any], default: Any) -> dict[str, int]:
    """条件里要取的本院设置：设过的，或者 ``default(键)``。"""
    return {key: int(values.get(key, default(key))) for key in SETTINGS}


def read(text: str, settings: Mapping[str, int], version: int = 0) -> Finding[Rules | None]:
    """读一份规则；读不出来的 ``value`` 为空，理由逐处写明第几行。缺口、重叠、循环另见 :func:`parse`。"""
    if len(text) > LONGEST:
        return _finding(None, [_wrong("long", 1, f"规则太长，超过{LONGEST}字。", "分成几版，去掉用不着的。")])
    try:
        data = texts.toml(text)
    except ValueError as error:
        found = re.search(r"line (\d+)", str(error))
        return _finding(None, [_wrong("toml", int(found[1]) if found else text.count("\n") + 1, "写法不对，读不出来。", "对照样子改这一行。")])
    reading = _Reading(_Lines.of(text), settings)
    rules = reading.rules(data, version)
    return _finding(None if reading.wrong else rules, reading.wrong)


@cache
def _parsed(text: str, settings: tuple[tuple[str, int], ...], version: int) -> Finding[Rules | None]:
    found = read(text, dict(settings), version)
    if found.value is None:
        return found
    return _finding(found.value, list(triage_regions.flaws(found.value)))


def parse(text: str, settings: Mapping[str, int], version: int = 0) -> Finding[Rules | None]:
    """读一份规则并核对缺口、重叠、循环；有一处不对就不能用（``reasons`` 非空）。同样的原文和设置只读一次。"""
    return _parsed(text, tuple(sorted(settings.items())), version)


def default_rules(settings: Mapping[str, int]) -> Rules:
    """随系统带的一版。"""
    found = parse(default_text(), settings)
    rules = found.require()
    assert rules is not None
    return rules


def _finding(rules: Rules | None, wrong: list[Reason]) -> Finding[Rules | None]:
    return Finding(rules, (ARTICLE,), reasons=tuple(sorted(wrong, key=lambda one: int(one.subject or 0))))


def _wrong(code: str, line: int, text: str, remedy: str) -> Reason:
    """一处不对；``subject`` 是行号。"""
    return Reason(f"triage.{code}", f"第{line}行：{text}", ARTICLE, remedy, subject=str(line))


@dataclass(frozen=True, slots=True)
class _Lines:
    """原文里各条规则、各个条件在第几行。"""

    rules: tuple[int, ...]
    convert: int
    conditions: Mapping[int, tuple[int, ...]]
    keys: Mapping[tuple[int, str], int]

    @classmethod
    def of(cls, text: str) -> _Lines:
        rules, convert, here = [], 0, 0
        conditions: dict[int, list[int]] = {}
        keys: dict[tuple[int, str], int] = {}
        for number, row in enumerate(text.splitlines(), 1):
            row = re.sub(r"^\s*#.*", "", row)
            if head := re.match(r"\s*\[+\s*([\w-]+)\s*\]+\s*$", row):
                keys.setdefault((0, head[1]), number)
            if re.match(r"\s*\[\[\s*rule\s*\]\]", row):
                rules.append(number)
                here = number
            elif re.match(r"\s*\[", row) and "=" not in row.split("]")[0]:
                here, convert = number, number if "convert" in row else convert
            conditions.setdefault(here, []).extend(number for _ in re.finditer(r"[{,]\s*field\s*=", row))
            if found := re.match(r"\s*([A-Za-z_]\w*)\s*=", row):
                keys.setdefault((here, found[1]), number)
        return cls(tuple(rules), convert, {key: tuple(rows) for key, rows in conditions.items()}, keys)

    def key(self, block: int, name: str) -> int:
        return self.keys.get((block, name), block)

    def condition(self, block: int, number: int) -> int:
        rows = self.conditions.get(block, ())
        return rows[number] if number < len(rows) else block


class _Reading:
    """一次读：逐条读下去，不对的记在 ``wrong``。"""

    def __init__(self, lines: _Lines, settings: Mapping[str, int]) -> None:
        self.lines, self.settings, self.wrong = lines, settings, list[Reason]()

    def rules(self, data: Mapping[str, Any], version: int) -> Rules:
        for key in data:
            if key not in ("rule", "convert"):
                self.say("section", self.lines.key(0, key), f"不认识“{key[:30]}”。", "只写 [[rule]] 和 [convert]。")
        rows = data.get("rule", [])
        if not isinstance(rows, list) or not rows:
            self.say("empty", 1, "一条规则也没有。", "至少写一条 [[rule]]。")
            rows = []
        if len(rows) > MOST_RULES:
            self.say("many", self.at(MOST_RULES), f"规则多于{MOST_RULES}条。", "合并相近的。")
        found = tuple(self.rule(row, number) for number, row in enumerate(rows[:MOST_RULES], 1))
        self.once(found)
        convert = self.convert(data["convert"]) if isinstance(data.get("convert"), dict) else None
        return Rules(found, convert, version, dict(self.settings))

    def at(self, number: int) -> int:
        """第几条规则（从 0 起）在第几行。"""
        return self.lines.rules[number] if number < len(self.lines.rules) else 1

    def say(self, code: str, line: int, text: str, remedy: str) -> None:
        self.wrong.append(_wrong(code, line, text, remedy))

    def once(self, rules: tuple[Rule, ...]) -> None:
        seen: dict[str, int] = {}
        for rule in rules:
            if rule.code in seen:
                self.say("code_twice", self.lines.key(rule.line, "code"), f"代码“{rule.code}”第{seen[rule.code]}条已经用了。", "换一个代码。")
            seen.setdefault(rule.code, rule.number)

    def rule(self, row: Any, number: int) -> Rule:
        block = self.at(number - 1)
        if not isinstance(row, dict):
            self.say("rule", block, "不是一条规则。", "写成 [[rule]]。")
            return Rule(number, "", "", "normal", line=block)
        self.known(row, _RULE, block)
        code = str(row.get("code", ""))
        if not _CODE.fullmatch(code):
            self.say("code", self.lines.key(block, "code"), "代码应是小写字母、数字、下划线，不超过 40 个。", "写成 code = \"small_claim\" 这样。")
        when, any_of = self.conditions(row, "when", block, 0), self.conditions(row, "any", block, len(row.get("when") or ()))
        return Rule(
            number, code, self.name(row, block), self.track(row, block), self.team(row, block), self.days(row, block),
            self.flag(row, "ending", block), self.flag(row, "keeps", block), when=when, any=any_of, line=block,
        )

    def convert(self, row: Mapping[str, Any]) -> Rule:
        block = self.lines.convert or 1
        self.known(row, _CONVERT, block)
        track = self.track(row, block)
        if track == "fast":
            self.say("convert", self.lines.key(block, "track"), "快执转普执，不能又转到快执。", "track 写普执：track = \"normal\"。")
        return Rule(
            0, "convert", self.name(row, block), track, self.team(row, block), self.days(row, block), over=self.flag(row, "over", block),
            any=self.conditions(row, "any", block, 0), line=block,
        )

    def known(self, row: Mapping[str, Any], names: tuple[str, ...], block: int) -> None:
        for key in row:
            if key not in names:
                self.say("key", self.lines.key(block, key), f"不认识“{key[:30]}”。", f"可以写：{'、'.join(names)}。")

    def name(self, row: Mapping[str, Any], block: int) -> str:
        name = row.get("name")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= 60:
            self.say("name", self.lines.key(block, "name"), "没有写名称，或者超过60字。", "写成 name = \"小标的\" 这样。")
        return str(name).strip()[:60]

    def track(self, row: Mapping[str, Any], block: int) -> str:
        track = row.get("track")
        if track not in TRACKS:
            told = "、".join(f"{code}（{name}）" for code, name in TRACKS.items())
            self.say("track", self.lines.key(block, "track"), f"没有“{str(track)[:20]}”这条轨道。", f"可以写：{told}。")
            return "normal"
        return str(track)

    def team(self, row: Mapping[str, Any], block: int) -> str:
        team = row.get("team", "")
        if team and team not in TEAMS:
            told = "、".join(f"{code}（{name}）" for code, name in TEAMS.items())
            self.say("team", self.lines.key(block, "team"), f"没有“{str(team)[:20]}”这类团队。", f"可以写：{told}。")
            return ""
        return str(team)

    def days(self, row: Mapping[str, Any], block: int) -> int | None:
        days = row.get("days")
        if days is not None and (not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS):
            self.say("days", self.lines.key(block, "days"), "目标天数应是整数。", f"写 1 到 {MOST_DAYS}，自立案起算。")
            return None
        return days

    def flag(self, row: Mapping[str, Any], key: str, block: int) -> bool:
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.say("flag", self.lines.key(block, key), f"{key}应是 true 或者 false。", "写 true 或者 false。")
        return bool(value)

    def conditions(self, row: Mapping[str, Any], key: str, block: int, before: int) -> tuple[Condition, ...]:
        rows = row.get(key, [])
        if not isinstance(rows, list) or len(rows) > MOST_CONDITIONS:
            self.say("conditions", self.lines.key(block, key), f"{key}应是几个条件，不超过{MOST_CONDITIONS}个。", "一行一个条件。")
            return ()
        found = (self.condition(one, self.lines.condition(block, before + number)) for number, one in enumerate(rows))
        return tuple(one for one in found if one is not None)

    def condition(self, row: Any, line: int) -> Condition | None:
        if not isinstance(row, dict) or set(row) != {"field", "op", "value"}:
            self.say("condition", line, "条件应写明 field、op、value。", "写成 { field = \"claim\", op = \"<=\", value = 50000 } 这样。")
            return None
        known = FIELDS.get(row["field"]) if isinstance(row["field"], str) else None
        if known is None:
            told = "、".join(f"{code}（{one.label}）" for code, one in FIELDS.items())
            self.say("field", line, f"没有“{str(row['field'])[:30]}”这一栏。", f"可以写：{told}。")
            return None
        if row["op"] not in OPS[known.sort]:
            self.say("op", line, f"“{known.label}”不能用“{str(row['op'])[:10]}”比。", f"可以写：{'、'.join(OPS[known.sort])}。")
            return None
        return self.valued(known, row["op"], row["value"], line)

    def valued(self, known: Field, op: str, given: Any, line: int) -> Condition | None:
        value = self.settings.get(given[1:]) if isinstance(given, str) and given.startswith("@") and known.sort == NUMBER else given
        if value is None:
            self.say("setting", line, f"没有“{given[:40]}”这项设置。", f"可以写：{'、'.join('@' + key for key in SETTINGS)}。")
            return None
        if told := _unfit(known, op, value):
            self.say("value", line, f"“{known.label}”的值不对：{told}", "改成这一栏可以取的值。")
            return None
        return Condition.of(known, op, _kept(known, op, value), line, _told(known, op, value))


def _unfit(known: Field, op: str, value: Any) -> str:
    """这个值哪里不对；对的为空。"""
    if known.sort == FLAG:
        return "" if isinstance(value, bool) else "写 true 或者 false。"
    if known.sort == NUMBER:
        fits = isinstance(value, int) and not isinstance(value, bool) and -10**9 <= value <= 10**12
        return "" if fits else "写整数。"
    rows = value if op in ("in", "has", "lacks") else [value]
    choices = known.choices or {}
    if not isinstance(rows, list) or not rows or any(not isinstance(one, str) or one not in choices for one in rows):
        return f"{'写几个代码，' if op in ('in', 'has', 'lacks') else ''}可以取：{'、'.join(f'{code}（{name}）' for code, name in choices.items())}。"
    return ""


def _kept(known: Field, op: str, value: Any) -> Any:
    if known.sort == NUMBER:
        return value * known.scale
    return frozenset(value) if op in ("in", "has", "lacks") else value


def _told(known: Field, op: str, value: Any) -> str:
    """一句话：“申请执行标的不超过50,000元”。"""
    if known.sort == FLAG:
        return known.label if value else f"不是“{known.label}”"
    if known.sort == NUMBER:
        return f"{known.label}{OPS[NUMBER][op]}{value:,}{known.unit}"
    names = known.choices or {}
    rows = value if isinstance(value, list) else [value]
    return f"{known.label}{'是' if op == 'in' else OPS[known.sort][op]}{_either([names[one] for one in rows])}"


def _either(names: list[str]) -> str:
    """不动产、车辆或者股权。"""
    return "或者".join(filter(None, ("、".join(names[:-1]), names[-1])))


# ---- 写 ----


def write(data: Mapping[str, Any]) -> str:
    """把一份规则（读出来的 TOML 数据）写成原文：一个条件一行，行号和网页上的次序一致。"""
    blocks = [*(_block("[[rule]]", row, _RULE) for row in data.get("rule", []))]
    if data.get("convert"):
        blocks.append(_block("[convert]", data["convert"], _CONVERT))
    return "\n".join(blocks)


def _block(head: str, row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return "\n".join([head, *_rows(row, names), ""])


def _rows(row: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = row.get(name)
        if name in ("when", "any"):
            if value:
                yield f"{name} = ["
                yield from (f"  {{ field = {_scalar(one['field'])}, op = {_scalar(one['op'])}, value = {_scalar(one['value'])} }}," for one in value)
                yield "]"
        elif value not in (None, "", False):
            yield f"{name} = {_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_scalar(one) for one in value)}]"
    plain = "".join(char if char >= " " and char != "\x7f" else " " for char in str(value)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
