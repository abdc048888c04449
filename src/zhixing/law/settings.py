"""法院设置的目录：有哪些项、默认值、可取的值、依据和把握。

固定的项在 ``parameters/settings.toml``；审批链由审批表生成（``approval.<行为>.steps``），节点的期限、预警、停用由节点表
生成（``node.<代码>.days``、``.warn``、``.off``；三个及时是 JS-01 至 JS-03），款项计算的口径由开关表生成（``money.<开关>``），
会计科目由总账的账户生成（``funds.code.<用途>``），事项委托的期限由它的目录生成（``entrust.<事项>.days``）。
法定的数字不在这里：只有没有法定、或者依据把握不足的，本院才可以改。来源：规则手册 T:§16。
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law import approvals, entrusting, node_table, switches, texts, working_hours
from zhixing.law.articles import Article, cite
from zhixing.law.calendar import Calendar, Day, Notice
from zhixing.law.finding import Finding, Reason
from zhixing.law.terms import Unit

MAX_TEXT: Final = 200
MAX_INTS: Final = 10
MAX_HOLIDAYS: Final = 366
_LONGEST: Final = {"d": 365, "wd": 250, "h": 240, "m": 24, "y": 5}
MONEY: Final = "money."
"""款项计算口径的键以此开头，其后是 :mod:`zhixing.law.switches` 的开关。"""
BOOK: Final = "funds.code."
"""会计科目的键以此开头，其后是总账账户的用途。"""
CONFIDENCE: Final = {"H": "法律、司法解释原文", "M": "二手资料，请核对", "L": "惯例，由本院确定"}


@dataclass(frozen=True, slots=True)
class Setting:
    """一项设置。

    ``type``：int choice bool text ints holidays years serials posts hours；``choices`` 是（代码，名称）；
    ``low``、``high`` 是整数的上下限，``unit`` 是它的单位（d 日、wd 工作日、h 小时、m 月、y 年，空为不论）；
    ``conf`` 是依据的把握（:data:`CONFIDENCE`）。
    """

    key: str
    title: str
    help: str
    group: str
    type: str
    default: Any
    conf: str
    basis: Article
    choices: tuple[tuple[str, str], ...] = ()
    low: int | None = None
    high: int | None = None
    unit: str = ""


class UnknownSetting(KeyError):
    """目录里没有这一项。"""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "settings.toml").read_text("utf-8"))


def groups() -> Mapping[str, str]:
    """组：代码 → 名称，按页面次序。"""
    groups: dict[str, str] = _table()["groups"]
    return groups


@cache
def _catalogue() -> dict[str, Setting]:
    found = (*_fixed(), *_nodes(), *_chains(), *_money(), *_books(), *_entrusting())
    return {setting.key: setting for setting in found}


def _fixed() -> Iterator[Setting]:
    for key, row in _table()["setting"].items():
        yield Setting(
            key, row["title"], row["help"], row["group"], row["type"], row["default"], row["conf"], cite(row["basis"]),
            tuple(row.get("choices", {}).items()), row.get("min"), row.get("max"),
        )


def _nodes() -> Iterator[Setting]:
    """每个节点一组：提醒天数；本院可自定的，另有期限；软节点可以停用。一个代码有几行的，取最新的一行。"""
    for rule in {rule.code: rule for rule in node_table.rules()}.values():
        if rule.adjustable:
            yield _length(rule)
        yield Setting(
            f"node.{rule.code}.warn", f"{rule.name}：提前几天提醒",
            "由大到小，例如 7、3、0；不填就不提醒。",
            "nodes", "ints", list(rule.warns), rule.conf, rule.articles[0], low=0, high=365, unit="d",
        )
        if not rule.hard:
            told = "停用后不再列出这个节点；硬期限不能停用。"
            yield Setting(
                f"node.{rule.code}.off", f"{rule.name}：停用", told, "nodes", "bool", False, rule.conf, rule.articles[0]
            )


def _length(rule: node_table.Rule) -> Setting:
    sort = "硬期限，但依据没有核到原文" if rule.hard else "管理期限"
    return Setting(
        f"node.{rule.code}.days", f"{rule.name}：期限", f"默认{rule.period}。{sort}，本院可以自定。",
        "nodes", "int", rule.n, rule.conf, rule.articles[0],
        low=min(rule.n, 1), high=max(rule.n, _LONGEST[rule.unit]), unit=rule.unit,
    )


def _chains() -> Iterator[Setting]:
    for rule in approvals.rules():
        told = " → ".join("合议庭" if p == approvals.PANEL else approvals.LABELS[p] for p in rule.steps)
        yield Setting(
            f"approval.{rule.act}.steps", f"审批链：{rule.label}", f"默认：{told}。{_least(rule)}",
            "approvals", "posts", [], rule.conf, rule.articles[0],
            tuple((post, "合议庭" if post == approvals.PANEL else approvals.LABELS[post]) for post in rule.offered),
        )


def _least(rule: approvals.Rule) -> str:
    return "只能增加，不能减少，次序不变。" if rule.fixed else "批准人不能低于默认的最后一步。"


def _money() -> Iterator[Setting]:
    """款项计算的口径，一个开关一项。"""
    table, own = _table()["money"], {"help": "", "conf": "L", "basis": "COURT 计息口径"}
    for name, allowed in switches.CHOICES.items():
        row = own | table.get(name, {})
        default = getattr(switches.DEFAULTS, name)
        told = row["help"] or f"默认：{allowed[default]}。"
        yield Setting(
            MONEY + name, switches.TITLES[name], told, "money", "choice", default, row["conf"], cite(row["basis"]), tuple(allowed.items()),
        )


def _books() -> Iterator[Setting]:
    """导出凭证用的会计科目编号，总账的一种账户一项。"""
    for purpose, row in _table()["book"].items():
        yield Setting(
            BOOK + purpose, f"会计科目编号：{row['name']}", row.get("help", "导出凭证时写这个科目；由会计按本院的账套填写。"),
            "funds", "text", row["code"], "L", cite("COURT 会计科目"),
        )


def _entrusting() -> Iterator[Setting]:
    """事项委托的期限：没有法律原文的，一种一项。"""
    for limit in entrusting.adjustable():
        unit = limit.period.unit
        yield Setting(
            limit.key, f"事项委托：{limit.name}的期限", f"默认{limit.period}，从受托法院签收起算（签收的从发出起算）。",
            "centre", "int", limit.period.n, limit.conf, limit.article, low=1, high=_LONGEST[unit], unit=unit,
        )


def books(values: Mapping[str, Any]) -> dict[str, str]:
    """导出凭证用的科目：总账账户的用途 → 科目编号。

    >>> books({"funds.code.bank": "100201"})["bank"]
    '100201'
    """
    return {purpose: str(values.get(BOOK + purpose, row["code"])) for purpose, row in _table()["book"].items()}


def catalogue() -> tuple[Setting, ...]:
    """全部设置，按组和目录里的次序。"""
    order = list(groups())
    return tuple(sorted(_catalogue().values(), key=lambda s: order.index(s.group)))


def find(key: str) -> Setting:
    """按键取一项；没有则抛出 :class:`UnknownSetting`。"""
    try:
        return _catalogue()[key]
    except KeyError:
        raise UnknownSetting(key) from None


def default(key: str) -> Any:
    """默认值；没有这一项则抛出 :class:`UnknownSetting`（是 ``KeyError``）。

    >>> default("small_claim_yuan")
    50000
    """
    return find(key).default


_SAID_IN: Final[Mapping[str, str]] = {"M-15": "document.report_days"}
"""期限由文书写明的节点 → 文书写几天的那项设置。"""


def overrides(values: Mapping[str, Any]) -> node_table.Overrides:
    """本院设过的值 → 节点表的改动，供 ``law.nodes.plan``。没有设过的不写；不认识的键不理。"""
    periods: dict[str, tuple[int, Unit]] = {}
    warn: dict[str, tuple[int, ...]] = {}
    off: set[str] = set()
    for code, rule in {rule.code: rule for rule in node_table.rules()}.items():
        if code in _SAID_IN and _SAID_IN[code] in values:
            periods[code] = (int(values[_SAID_IN[code]]), rule.unit)
        if f"node.{code}.days" in values:
            periods[code] = (int(values[f"node.{code}.days"]), rule.unit)
        if f"node.{code}.warn" in values:
            warn[code] = tuple(values[f"node.{code}.warn"])
        if values.get(f"node.{code}.off"):
            off.add(code)
    return node_table.Overrides(periods, warn, frozenset(off))


def chains(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """本院设定的审批链：{行为: 职务}，供 :class:`zhixing.law.approvals.ChainFacts`。空的不算。"""
    acts = (rule.act for rule in approvals.rules())
    return {act: tuple(values[f"approval.{act}.steps"]) for act in acts if values.get(f"approval.{act}.steps")}


def limits(values: Mapping[str, Any]) -> dict[str, int]:
    """审批链里按金额才有的步骤用的各项设置：{键: 元}。"""
    keys = {key for rule in approvals.rules() for key in rule.above.values()}
    return {key: int(values.get(key, default(key))) for key in keys}


def validate(key: str, value: Any) -> Finding[Any]:
    """核对一项设置的新值；``value`` 是整理过的值，可以存成 JSON。没有这一项则抛出 :class:`UnknownSetting`。"""
    setting = find(key)
    clean, problem = _CHECKS[setting.type](setting, value)
    wrong = Reason("setting.value", f"{setting.title}：{problem}", setting.basis, subject=key)
    return Finding(clean, (setting.basis,), reasons=(wrong,) if problem else (), inputs={"key": key})


Checked = tuple[Any, str]


def _int(setting: Setting, value: Any) -> Checked:
    if isinstance(value, str) and texts.halfwidth(value).strip().isascii() and texts.halfwidth(value).strip().isdigit():
        value = int(texts.halfwidth(value).strip()[:12])
    if not isinstance(value, int) or isinstance(value, bool):
        return value, "请填写整数。"
    low, high = setting.low, setting.high
    if (low is not None and value < low) or (high is not None and value > high):
        return value, f"应在{low}到{high}之间。"
    return value, ""


def _choice(setting: Setting, value: Any) -> Checked:
    known = dict(setting.choices)
    return (value, "") if isinstance(value, str) and value in known else (value, f"请选：{'、'.join(known.values())}。")


def _bool(setting: Setting, value: Any) -> Checked:
    return (value, "") if isinstance(value, bool) else (value, "请选是或者否。")


def _text(setting: Setting, value: Any) -> Checked:
    if not isinstance(value, str):
        return value, "请填写文字。"
    told = texts.flaw(value)
    if told or len(value) > MAX_TEXT:
        return value, f"{told}。" if told else f"不超过{MAX_TEXT}个字。"
    return texts.line(value), ""


def _hours(setting: Setting, value: Any) -> Checked:
    """办公时间：存整理过的写法。"""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return value, "请填写办公时间。"
    found = working_hours.parse(value)
    return (str(found.value), "") if found.ok else (value, f"{found.reasons[0].text}{found.reasons[0].remedy}")


def _ints(setting: Setting, value: Any) -> Checked:
    if not isinstance(value, list) or len(value) > MAX_INTS:
        return value, f"请填写整数，不超过{MAX_INTS}个。"
    problems = [problem for _, problem in (_int(setting, one) for one in value) if problem]
    if problems:
        return value, problems[0]
    return sorted({_int(setting, one)[0] for one in value}, reverse=True), ""


def _holidays(setting: Setting, value: Any) -> Checked:
    if not isinstance(value, dict) or len(value) > MAX_HOLIDAYS:
        return value, f"应是日期和节名，不超过{MAX_HOLIDAYS}天。"
    for day, name in value.items():
        if _date(day) is None:
            return value, f"“{str(day)[:20]}”不是日期，应写成 2027-05-01。"
        if not isinstance(name, str) or texts.flaw(name) or not 0 < len(name) <= 20:
            return value, f"{day}的节名应是一到二十个字。"
    return dict(sorted(value.items())), ""


def _years(setting: Setting, value: Any) -> Checked:
    """各年的放假安排：交给日历，日历不收的这里也不收。"""
    if not isinstance(value, dict):
        return value, "应是年份和放假安排。"
    for year, plan in value.items():
        if problem := _year(year, plan):
            return value, problem
    return dict(sorted(value.items())), ""


def _year(year: Any, plan: Any) -> str:
    if not isinstance(year, str) or not year.isdigit() or not 2019 <= int(year[:5]) <= 2199:
        return f"“{str(year)[:10]}”不是年份。"
    try:
        rows = [(d["date"], bool(d["off"]), str(d.get("name", ""))) for d in plan["days"]]
        notices = [Notice(**plan["notice"])] if plan.get("notice") else []
    except (KeyError, TypeError, AttributeError):
        return f"{year}年的放假安排写法不对。"
    days = [Day(day, off, name) for text, off, name in rows if (day := _date(text))]
    if len(days) != len(rows):
        return f"{year}年的放假安排里有不对的日期，应写成 2027-05-01。"
    try:
        Calendar().with_year(int(year), days, notices)
    except ValueError as error:
        return str(error)
    return ""


def _serials(setting: Setting, value: Any) -> Checked:
    if not isinstance(value, dict) or len(value) > 20:
        return value, "应是类型代字和序号。"
    for kind, serial in value.items():
        if not isinstance(kind, str) or not 0 < len(kind) <= 4:
            return value, f"“{str(kind)[:10]}”不是类型代字。"
        if not isinstance(serial, int) or isinstance(serial, bool) or not 1 <= serial <= 999_999:
            return value, f"{kind}的序号应在1到999999之间。"
    return value, ""


def _posts(setting: Setting, value: Any) -> Checked:
    if not isinstance(value, list) or not all(isinstance(post, str) for post in value):
        return value, "应是职务的次序。"
    rule = approvals.rule(setting.key.removeprefix("approval.").removesuffix(".steps"))
    if value and not approvals.sufficient(rule.steps, value, fixed=rule.fixed):
        told = "原定的几步一步不能少，次序不能变。" if rule.fixed else "职务不对、重复，缺合议庭，或者批准人低于规定的。"
        return value, told
    return value, ""


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


_CHECKS: Final[dict[str, Callable[[Setting, Any], Checked]]] = {
    "int": _int, "choice": _choice, "bool": _bool, "text": _text, "ints": _ints, "holidays": _holidays,
    "years": _years, "serials": _serials, "posts": _posts, "hours": _hours,
}
