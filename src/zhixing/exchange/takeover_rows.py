"""接管工作簿里后面几张表的一行 → 以往的一件或几件事。读不出的、对不上的记在行里。"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.commands.taking_over import Past
from zhixing.exchange.case_sheets import Row, Table, shown
from zhixing.exchange.workbook import as_date
from zhixing.law import closing, matters, numbers
from zhixing.law.matters import Field, Matter
from zhixing.law.terms import EXCLUSIONS
from zhixing.law.words import choices


class Line(Row):
    """一行。``kind`` 是七张表里的哪一张；分表（查封、冻结……）没有写的栏用 ``defaults``。"""

    def __init__(self, table: Table, number: int, cells: Any, kind: str, defaults: Mapping[str, str]) -> None:
        super().__init__(table, number, cells)
        self.kind, self.defaults = kind, defaults
        self.past: list[Past] = []
        self.warnings: list[tuple[str, str, str]] = []

    @property
    def place(self) -> tuple[str, int]:
        """哪张表第几行。"""
        return self.sheet, self.number

    @property
    def case(self) -> str:
        """规范的案号，用来找它的案件。"""
        return numbers.normalise(self.text("number"))

    def text(self, key: str) -> str:
        """文字；没有写的用分表的默认内容。"""
        return super().text(key) or self.defaults.get(key, "")

    def must(self, key: str) -> date | None:
        """必须有的日子。"""
        found = self.day(key)
        if found is None and not any(f.column == self.titles[key] for f in self.faults):
            self.fault(key, f"没有填写{self.titles[key]}", "照文书或者流程系统填写")
        return found

    def warn(self, key: str, text: str, remedy: str = "") -> None:
        """只提醒。"""
        self.warnings.append((self.titles[key], text, remedy))

    def add(self, key: str, on: date, values: Mapping[str, Any], **extra: Any) -> None:
        """记下一件往事；空的不记。"""
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        more = {name: value for name, value in extra.items() if value not in (None, "")}
        self.past.append(Past(key=key, on=on, values=kept, extra=more, place=self.place))


def read(line: Line) -> None:
    """读出这一行的往事，放在 ``line.past``。"""
    _READ[line.kind](line)
    if line.faults:
        line.past = []


# ---- 已办事项 ----

ALIASES: Final = {
    "通知": "notice", "执行通知": "notice", "执行通知书": "notice", "发执行通知": "notice", "查询": "query", "网络查控": "query", "财产查询": "query",
    "网络查询": "query", "反馈": "feedback", "约谈": "interview", "传统调查": "inquiry_finish", "送达": "serve", "公告": "announce", "线索": "clue",
    "和解": "settle", "划拨": "deduct", "续封": "renew", "续冻": "renew", "评估": "valuation", "拍卖": "auction", "报告财产令": "report_order",
    "直接履行": "direct_paid", "自动履行": "direct_paid", "中止": "suspend", "中止执行": "suspend", "恢复": "resume", "恢复执行": "resume",
    "暂缓": "stay", "暂缓执行": "stay", "暂缓结束": "end_stay", "结束暂缓": "end_stay", "扣除": "exclude", "扣除期间": "exclude",
    "结束扣除": "end_exclusion", "扣除结束": "end_exclusion", "延长": "extend", "延期": "extend", "报请延期": "extend", "延长执行期限": "extend",
}
"""平常的叫法 → 事项代码（另外认登记事项的名称和代码）。"""
SPANS: Final = frozenset({"suspend", "resume", "stay", "end_stay", "exclude", "end_exclusion", "extend"})
PEOPLE: Final = ("subject", "person", "to", "payer", "who", "giver", "agency")
PAPERS: Final = ("number", "document")
WORDS: Final = ("text", "result")
LIMITS: Final = ("until", "valid_until", "deemed_on")


def _matter_key(text: str) -> str:
    """事项的叫法 → 代码；认不出为空。"""
    named = {one.label: one.key for one in matters.matters()} | {one.key: one.key for one in matters.matters()}
    return ALIASES.get(text) or named.get(text, "") or (text if text in SPANS else "")


def _matter(line: Line) -> None:
    on, name = line.must("on"), line.text("matter")
    key = _matter_key(name)
    if not key:
        line.fault("matter", f"没有“{shown(name)}”这个事项", "照登记事项的名称写，如：发起查询、约谈、送达、扣划、中止、扣除")
    if on is None or not key:
        return
    if key in SPANS:
        _span(line, key, on)
    elif key == "report_order":
        line.add("issue", on, {"document": "report_order", "to": line.text("subject"), "number": line.text("document")})
    else:
        line.add(key, on, _Filler(line, matters.matter(key)).values())


@dataclass(slots=True)
class _Filler:
    """把通用的栏目对到这一事项的登记表单上。"""

    line: Line
    matter: Matter
    used: set[str] = field(default_factory=set)

    def values(self) -> dict[str, Any]:
        """各栏的值；必填而没有写的用表单的默认值。写了没处放的，提醒。"""
        more = _more(self.line)
        found = {one.name: self.value(one, more) for one in self.matter.fields}
        for name in more:
            self.line.fault("more", f"“{self.matter.label}”没有“{shown(name)}”这一栏", "照登记表单的栏目名写")
        for key in ("subject", "document", "amount", "until", "text"):
            if key not in self.used and self.line.raw(key) not in (None, "") and not self.line.faults:
                self.line.warn(key, f"“{self.matter.label}”不登记{self.line.titles[key]}，这一格没有接管", "需要留下的写进“其他栏目”")
        return found

    def value(self, one: Field, more: dict[str, str]) -> Any:
        """一栏：先看“其他栏目”，再看通用栏，再用默认值。"""
        label = one.label.split("（")[0]
        given = next((more.pop(name) for name in (one.label, label, one.name) if name in more), None)
        raw = self.common(one) if given is None else self.parsed(one, given)
        return one.default if raw in (None, "") and one.required else raw

    def parsed(self, one: Field, text: str) -> Any:
        """“其他栏目”里写的文字 → 表单要的值。"""
        if one.type in ("choice", "choices"):
            return _coded(one, text)
        return as_date(text) or text if one.type == "date" else text

    def common(self, one: Field) -> Any:
        """对得上的通用栏。"""
        key = self.column(one)
        if not key or key in self.used:
            return None
        self.used.add(key)
        if key == "amount":
            return self.line.yuan(key)
        return self.line.day(key) if key == "until" else _coded(one, self.line.text(key))

    def column(self, one: Field) -> str:
        """这一栏用哪个通用栏；没有为空。"""
        if one.type == "money":
            return "amount"
        if one.type == "date":
            return "until" if one.name in LIMITS else ""
        if one.name in PEOPLE:
            return "subject"
        if one.name in PAPERS:
            return "document"
        return "text" if one.name in WORDS else ""


def _more(line: Line) -> dict[str, str]:
    """“其他栏目”里的各项：栏目 → 内容。"""
    parts = re.split(r"[；;\n]+", line.text("more"))
    pairs = (re.split(r"[=＝:：]", part, maxsplit=1) for part in parts if part.strip())
    return {pair[0].strip(): pair[1].strip() if len(pair) > 1 else "" for pair in pairs}


def _coded(one: Field, text: str) -> Any:
    """中文选项 → 代码；不在选项里的照写，由核对说出。"""
    named = {label: code for code, label in one.options.items()}
    if one.type == "choices":
        return [named.get(part, part) for part in re.split(r"[、,，]", text) if part]
    return named.get(text, text) if one.type == "choice" else text


def _span(line: Line, key: str, on: date) -> None:
    """中止、暂缓、扣除、延长；写了结束日期的连同恢复。"""
    more = _more(line)
    document, ground = line.text("document"), line.text("text") or more.get("理由", "")
    code = _code(line, key, more.get("情形", ""))
    if key == "extend":
        months = more.get("月数", "3")
        if not months.isdecimal() or not 1 <= int(months) <= 12:
            line.fault("more", f"延长的月数“{shown(months)}”不对", "写成“月数=3”")
            return
        values = {"months": int(months), "ground": ground or line.text("matter"), "document": document}
        line.add(key, on, values | {"approver": more.get("批准人", "")})
        return
    values = {"code": code, "document": "" if key == "end_stay" else document}
    if key in ("suspend", "stay", "exclude"):
        values["ground"] = ground or line.text("matter")
    line.add(key, on, values | ({"until": line.day("until")} if key == "stay" else {}))
    ended, back = line.day("ended_on"), {"suspend": "resume", "stay": "end_stay", "exclude": "end_exclusion"}
    if ended and key in back:
        line.add(back[key], ended, {"code": code} if key == "exclude" else {})


def _code(line: Line, key: str, text: str) -> str:
    """扣除、暂缓的情形 → X1 至 X9。暂缓不写的是和解、担保后暂缓。"""
    if key not in ("exclude", "end_exclusion", "stay"):
        return ""
    wanted = text or ("X5" if key == "stay" else line.text("text"))
    for code, one in EXCLUSIONS.items():
        if wanted == code or (wanted and (wanted in one.name or one.name in wanted)):
            return code
    listed = "、".join(one.name for one in EXCLUSIONS.values())
    line.fault("more", "没有写明扣除的情形", f"在“其他栏目”写“情形=……”：{listed}")
    return ""


# ---- 控制措施 ----

MEASURES: Final = {"查封": "seize", "扣押": "distrain", "冻结": "freeze", "轮候查封": "seize", "轮候冻结": "freeze"}
PROPERTIES: Final = {
    **{label: code for code, label in choices("property").items()}, "存款": "deposit", "银行账户": "deposit", "账户": "deposit", "资金": "deposit",
    "网络资金": "deposit", "房屋": "real_estate", "房产": "real_estate", "土地": "real_estate", "土地使用权": "real_estate",
    "建设用地使用权": "real_estate", **dict.fromkeys(("车辆", "机动车", "设备", "存货"), "movable"),
    **dict.fromkeys(("股权", "股票", "债权", "基金", "知识产权", "公积金", "保险", "收入"), "other_right"),
}
RANKS: Final = {"": "first", "首封": "first", "首轮": "first", "首次": "first", "否": "first", "轮候": "waiting", "是": "waiting"}
LAPSED: Final = "已失效"


def _measure(line: Line) -> None:
    on = line.must("on")
    asset, measure = line.text("asset"), line.choice("measure", MEASURES, "")
    kind, rank = line.choice("property", PROPERTIES, ""), line.choice("rank", RANKS, "first")
    if not asset:
        line.fault("asset", "没有填写财产名称", "写开户行和尾号、坐落或者车牌")
    renewals, until, amount = _dates(line, "renewed_on"), line.day("until"), line.yuan("amount")
    if "轮候" in line.text("measure"):
        rank = "waiting"
    if line.faults or on is None or not (measure and kind):
        _blank(line, measure=measure, property=kind)
        return
    key = "freeze" if measure == "freeze" else "seize"
    values = {"measure": measure, "property": kind, "subject": asset, "rank": rank, "until": None if renewals else until}
    line.add(key, on, values, amount_fen=amount, document=line.text("document"), measure=measure)
    for n, day in enumerate(renewals, 1):
        line.add("renew", day, {"subject": asset, "until": until if n == len(renewals) else None})
    _released(line, asset)


def _blank(line: Line, **given: str) -> None:
    for key, value in given.items():
        if not value and not line.text(key):
            line.fault(key, f"没有填写{line.titles[key]}", "照文书填写")


def _dates(line: Line, key: str) -> list[date]:
    """一格里的几个日子，用、隔开，先后排好。"""
    value = line.raw(key)
    if value in (None, ""):
        return []
    if isinstance(value, date):
        return [as_date(value) or value]
    days = [as_date(part) for part in re.split(r"[、,，;；\s]+", str(value)) if part]
    if None in days:
        line.fault(key, f"“{shown(value)}”里有不可能的日期", "写成 2025-09-01、2026-08-30")
    return sorted(day for day in days if day)


def _released(line: Line, asset: str) -> None:
    day = line.day("released_on")
    if day is None:
        return
    named = {label: code for code, label in choices("release").items()}
    line.add("release", day, {"subject": asset, "ground": named.get(line.text("release"), "other")})


# ---- 案款余额、失信限消、终本库 ----


def _funds(line: Line) -> None:
    name = line.text("subject") or "接管余额"
    received, paid, balance = (line.yuan(key) or 0 for key in ("received", "paid", "balance"))
    if received <= 0:
        line.fault("received", "到账金额应大于零", "没有到过账的，删去这一行")
    if not line.faults and received - paid != balance:
        text = f"到账{_yuan(received)}减发放{_yuan(paid)}是{_yuan(received - paid)}，不是{_yuan(balance)}"
        line.fault("balance", text, "照账面核对，一分不能差")
    if paid < 0 or balance < 0:
        line.fault("balance", "金额不能是负数", "核对账面")
    on = line.must("received_on")
    paid_on = line.must("paid_on") if paid else None
    if line.faults or on is None:
        return
    line.add("received", on, {"subject": name, "amount_fen": received, "payer": line.text("payer")})
    if paid_on:
        line.add("paid", paid_on, {"subject": name, "amount_fen": paid})


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}元"


LISTS: Final = {
    "限制消费": "consumption", "限制高消费": "consumption", "限高": "consumption", "限消": "consumption", "失信": "list_dishonest",
    "纳入失信": "list_dishonest", "失信被执行人": "list_dishonest", "失信名单": "list_dishonest",
}
BACK: Final = {"consumption": "consumption_lifted", "list_dishonest": "delist"}


def _lists(line: Line) -> None:
    on, who, kind = line.must("on"), line.text("person"), line.choice("kind", LISTS, "")
    if not who:
        line.fault("person", "没有填写人员", "照“当事人”表的名称填写")
    _blank(line, kind=kind)
    ground = _labelled(line, "ground", "dishonesty") if kind == "list_dishonest" else ""
    lifted, until = line.day("lifted_on"), line.day("until")
    why = _labelled(line, "why", "delist") if lifted and kind == "list_dishonest" else ""
    if line.faults or on is None:
        return
    line.add(kind, on, {"subject": who, "ground": ground, "until": until if kind == "list_dishonest" else None})
    if lifted:
        line.add(BACK[kind], lifted, {"subject": who, "ground": why})


def _labelled(line: Line, key: str, kind: str) -> str:
    """选项的中文名 → 代码；没有填的、不在选项里的记为毛病。"""
    named = {label: code for code, label in choices(kind).items()}
    text = line.text(key)
    if text in named or text in choices(kind):
        return named.get(text, text)
    line.fault(key, f"“{shown(text)}”不在选项里" if text else f"没有填写{line.titles[key]}", "可选：" + "、".join(named))
    return ""


def _pool(line: Line) -> None:
    on, unpaid = line.must("closed_on"), line.yuan("unpaid")
    if unpaid is None or unpaid < 0:
        line.fault("unpaid", "没有填写未履行金额" if unpaid is None else "金额不能是负数", "照终本裁定填写")
    entered, asked, ground = line.day("entered_on"), _queries(line, on), _ground(line)
    if line.faults or on is None:
        return
    line.add("closed", on, {"mode": "terminated_round", "ground": ground})
    line.add("pool", entered or on, {})
    for day in asked:
        line.add("query", day, {"channel": "network", "scope": "full"})


def _queries(line: Line, closed: date | None) -> list[date]:
    """终本以后各次查询的日子，先后排好。只写次数的，只有最近一次有日子。"""
    last, text = line.day("last_query"), line.text("queries")
    if text.isdecimal() and len(text) < 4:
        if int(text) > bool(last):
            line.warn("queries", "只有最近一次查询有日子，以前各次不计入次数", "可以改填历次查询的日期，用、隔开")
        days = []
    else:
        days = _dates(line, "queries")
    found = sorted({*days, *([last] if last else [])})
    if found and closed and found[0] < closed:
        line.fault("last_query", f"查询日期{found[0]}早于终本日期{closed}", "只填终本以后的查询")
    return found


def _ground(line: Line) -> str:
    grounds = {label: code for code, label in closing.mode("terminated_round").grounds.items()}
    return line.choice("ground", grounds, "")


_READ: Final[dict[str, Callable[[Line], None]]] = {
    "已办事项": _matter, "控制措施": _measure, "案款余额": _funds, "失信限消": _lists, "终本库": _pool,
}
_COLUMNS: Final = {
    "happened": "on", "on": "on", "matter": "matter", "subject": "subject", "person": "subject", "to": "subject",
    "amount_fen": "amount", "until": "until", "text": "text", "number": "document", "document": "document",
    "property": "property", "measure": "measure", "rank": "rank", "ground": "ground",
}
_OWN_COLUMNS: Final = {
    "控制措施": {"subject": "asset"}, "失信限消": {"subject": "person"}, "终本库": {"happened": "closed_on", "on": "closed_on"},
    "案款余额": {"happened": "received_on", "on": "received_on", "amount_fen": "received"},
}


def column(line: Line, subject: str) -> str:
    """核对的理由说的那一栏，在这张表里是哪一栏。"""
    key = _OWN_COLUMNS.get(line.kind, {}).get(subject) or _COLUMNS.get(subject, "")
    return line.titles.get(key) or line.titles[next(iter(k for k in line.titles if k not in ("key", "number")))]


def key(line: Line) -> tuple[str, ...]:
    """同一张表里不应当重复的：同一事项同日同对象、同一财产同日、同一笔款、同一人同一种同日、同一案终本。"""
    return (line.kind, line.case, *(str(line.raw(name) or "") for name in _ONCE[line.kind]))


_ONCE: Final[dict[str, tuple[str, ...]]] = {
    "已办事项": ("matter", "on", "subject", "document", "amount", "text", "more"), "控制措施": ("asset", "on"),
    "案款余额": ("subject",), "失信限消": ("person", "kind", "on"), "终本库": (),
}
