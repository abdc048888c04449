"""财产报告：报告期间、补充报告的期限，报告和查到的对照（规则手册 T:M-15；财产调查规定第5至10条）。

看出的矛盾只是线索：是不是虚假报告由承办人核实，可以听证（第8条）；处罚另行报批。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.asset_keys import key_of
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason
from zhixing.law.identity import tidy
from zhixing.law.terms import Period, add_months, compute
from zhixing.law.words import yuan

SORTS: Final = {"undeclared": "没有报告", "understated": "少报", "transferred": "报告期间转移没有报告"}
CHANGES: Final = {
    "": "没有变动", "sold": "转让", "let": "出租", "pledged": "设立担保物权等负担", "waived": "放弃债权、延长清偿期", "spent": "支出大额资金",
    "other": "其他变动",
}
"""报告期间的变动（财产调查规定第6条）。"""

TOLERANCE: Final = 10
"""少报：差额不到查到数的百分之几、又不到五百元的不列（余额每天有出入），本系统的口径。"""
_SMALL_FEN: Final = 50_000
_YEAR: Final = 12
SUPPLEMENT: Final = Period(10, "d")
"""补充报告：自财产变动之日起十日（第7条）。"""


@dataclass(frozen=True, slots=True)
class Item:
    """报告的一项：种类、哪一项、认它的键（:func:`zhixing.law.asset_keys.key_of`，认不了为空）、金额（分，可空）、变动和变动日。"""

    kind: str
    what: str
    key: str = ""
    value_fen: int | None = None
    change: str = ""
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """查到的一项：``value_fen`` 是余额、价值（分，不明为空）；``on`` 反馈日；``gone_on``、``to`` 是转让、过户的日子和给了谁；
    ``gained_on`` 是取得、开户的日子。"""

    kind: str
    what: str
    key: str
    value_fen: int | None
    on: date
    gone_on: date | None = None
    to: str = ""
    gained_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """一处矛盾；``sort`` 见 :data:`SORTS`。"""

    sort: str
    kind: str
    what: str
    text: str
    article: Article

    def as_data(self) -> dict[str, Any]:
        """用于保存。"""
        return {"sort": self.sort, "kind": self.kind, "what": self.what, "text": self.text, "article": str(self.article)}


def item(data: dict[str, Any]) -> Item:
    """保存的一项（种类 ``kind``、内容 ``what``、``value_fen``、``change``、``changed_on`` 和认财产的栏目）读成 :class:`Item`。"""
    changed = data.get("changed_on")
    day = date.fromisoformat(changed) if isinstance(changed, str) and changed else changed or None
    kind, what = str(data["kind"]), str(data.get("what", ""))
    return Item(kind, what, data.get("key") or key_of(kind, data), data.get("value_fen"), str(data.get("change", "")), day)


def since(notice_on: date) -> date:
    """报告期间从哪天起：收到执行通知之日前一年（第6条）。

    >>> since(date(2026, 3, 5))
    datetime.date(2025, 3, 5)
    """
    return add_months(notice_on, -_YEAR)


def supplement_due(changed_on: date, calendar: Calendar) -> Finding[date]:
    """财产变动以后最迟哪天补充报告（第7条，十日，遇休息日顺延）。"""
    found = compute(changed_on, SUPPLEMENT, "A", calendar)
    assert isinstance(found.value.due, date)
    return Finding(found.value.due, (cite("CD 7"),), steps=found.steps, inputs=found.inputs)


def late(given_on: date, due: date) -> Finding[bool]:
    """``given_on`` 报告的逾期没有。逾期而没有正当理由的，可以罚款、拘留，并纳入失信名单（第9、10条），由承办人核实理由。"""
    overdue, articles = given_on > due, (cite("CD 9"), cite("CD 10"))
    text = f"最迟{due}报告，{given_on}才报告，逾期{(given_on - due).days}日。"
    warnings = (Reason("declare.late", text, articles[0], "问明理由；没有正当理由的，可以罚款、拘留，并纳入失信名单。"),) if overdue else ()
    return Finding(overdue, articles, warnings=warnings)


def contradictions(items: Sequence[Item], known: Iterable[Known], *, notice_on: date, given_on: date) -> tuple[Contradiction, ...]:
    """报告（``given_on``）和查到的对照：没有报告、少报、报告期间转移没有报告，按查到的先后。

    没有查到价值的不比金额，查到是空账户的不列。报告期间是收到执行通知之日（``notice_on``）前一年至报告日；
    查到的是不是报告以后才有的，看取得日（``gained_on``），晚于报告日的不算，但应当十日内补充报告。
    """
    found = [one for each in known for one in _compare(each, items, since(notice_on), given_on)]
    return tuple(dict.fromkeys(found))


def _compare(known: Known, items: Sequence[Item], begin: date, given_on: date) -> Iterator[Contradiction]:
    match = next((one for one in items if same(one, known)), None)
    if known.gone_on is not None:
        yield from _moved(known, match, begin, given_on)
    elif known.gained_on is not None and known.gained_on > given_on:
        return
    elif match is None:
        if known.value_fen != 0:
            worth = f"（{yuan(known.value_fen)}元）" if known.value_fen else ""
            yield Contradiction("undeclared", known.kind, known.what, f"{known.on}查到{known.what}{worth}，没有报告。", cite("CD 5"))
    elif _less(match.value_fen, known.value_fen):
        text = f"{known.what}报告{yuan(match.value_fen or 0)}元，{known.on}查到{yuan(known.value_fen or 0)}元。"
        yield Contradiction("understated", known.kind, known.what, text, cite("CD 5"))


def _moved(known: Known, match: Item | None, begin: date, given_on: date) -> Iterator[Contradiction]:
    """报告期间里转让的，报告了变动就不算。"""
    assert known.gone_on is not None
    if not begin <= known.gone_on <= given_on or (match is not None and match.change):
        return
    to = f"给{known.to}" if known.to else ""
    yield Contradiction("transferred", known.kind, known.what, f"{known.what}于{known.gone_on}转移{to}，没有报告这一变动。", cite("CD 6"))


def same(declared: Item, known: Known) -> bool:
    """是不是同一项：种类相同，键相同；报告里没有写全的，文字里提到了账号、单元号的尾数（六位以上）也算。"""
    if declared.kind != known.kind:
        return False
    if declared.key and known.key:
        return declared.key == known.key or _tail(declared.key, known.key)
    told = tidy(declared.what)
    return bool(known.key and known.key in told) or bool(told and told == tidy(known.what))


def _tail(one: str, other: str) -> bool:
    """只写了尾数的账号。"""
    short, full = sorted((one, other), key=len)
    return 6 <= len(short) < len(full) and full.endswith(short)


def _less(told: int | None, found: int | None) -> bool:
    """是不是少报了。"""
    if told is None or found is None or told >= found:
        return False
    return found - told > max(found * TOLERANCE // 100, _SMALL_FEN)


def report_due(told_on: date, days: int, calendar: Calendar) -> Finding[date]:
    """收到报告财产令（``told_on``）以后最迟哪天报告：令上写的天数，法律没有定，由本院设。

    >>> report_due(date(2026, 11, 3), 7, Calendar.national()).value
    datetime.date(2026, 11, 10)
    """
    found = compute(told_on, Period(days, "d"), "A", calendar)
    assert isinstance(found.value.due, date)
    return Finding(found.value.due, (cite("CD 3"),), steps=found.steps, inputs=found.inputs)
