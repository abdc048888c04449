"""执行卷宗：目录和次序、各阶段应有的材料、保管期限。

来源：《人民法院执行文书立卷归档办法（试行）》（法发〔2006〕11号）、《关于人民法院诉讼档案保管期限的规定》；
各项的把握写在 ``parameters/dossier.toml``。缺材料只提醒，不拦：纸质的可能还没有扫描。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.timeline import Fact, Timeline

OTHER: Final = "other"
"""归不进别的目的，放在这里。"""
RETENTION: Final = ("permanent", "long", "short")


@dataclass(frozen=True, slots=True)
class Section:
    """卷内的一目。``volume``：main 正卷、sub 副卷；``made`` 的由系统制作（封面、目录、备考表），不收材料；文件名里有 ``words`` 之一的多半归这里。"""

    key: str
    name: str
    volume: str = "main"
    made: bool = False
    papers: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def inner(self) -> bool:
        """在副卷里，当事人不得查阅。"""
        return self.volume == "sub"


@dataclass(frozen=True, slots=True)
class Need:
    """一个阶段应有的一样材料。"""

    phase: str
    name: str
    section: str
    words: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """卷里已有的一份材料：在哪一目，叫什么。"""

    section: str
    title: str


class UnknownSection(KeyError):
    """目录里没有这一目。"""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "dossier.toml").read_text("utf-8"))


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@cache
def sections() -> tuple[Section, ...]:
    """全部各目，按卷内次序，正卷在前。"""
    return tuple(Section(**_frozen(row)) for row in _table()["section"])


@cache
def needs() -> tuple[Need, ...]:
    """各阶段应有的材料。"""
    return tuple(Need(**_frozen(row)) for row in _table()["need"])


def phase_name(phase: str) -> str:
    """阶段的中文名。"""
    return str(_table()["phases"][phase])


def section(key: str) -> Section:
    """按代码取一目；没有则抛出 :class:`UnknownSection`。"""
    found = next((one for one in sections() if one.key == key), None)
    if found is None:
        raise UnknownSection(key)
    return found


def rank(key: str) -> int:
    """这一目在卷里排第几；不认识的排最后。"""
    return next((n for n, one in enumerate(sections()) if one.key == key), len(sections()))


def fillable(key: str) -> bool:
    """这一目收不收材料。

    >>> fillable("notice"), fillable("cover"), fillable("没有")
    (True, False, False)
    """
    return any(one.key == key and not one.made for one in sections())


def of_paper(code: str) -> Section:
    """这种文书归哪一目；没有写明的归“其他材料”。

    >>> of_paper("enforcement_notice").name
    '执行通知书、报告财产令'
    """
    return next((one for one in sections() if code in one.papers), section(OTHER))


def guess(name: str) -> str:
    """照文件名猜归哪一目（代码）；几目都像的，看最后的几个字（“执行通知书送达回证”是回证）；猜不出的归“其他材料”。

    >>> guess("执行通知书送达回证"), guess("扫描件0012")
    ('service', 'other')
    """
    marks = [(word, one.key) for one in sections() for word in one.words if word in name]
    return max(marks, key=lambda mark: (name.rfind(mark[0]) + len(mark[0]), len(mark[0])))[1] if marks else OTHER


def of_event(event: str, data: Mapping[str, Any]) -> Section:
    """附在这项登记上的材料归哪一目；文书的登记没有写明的，看是哪种文书。

    >>> of_event("control.MeasureTaken", {}).key
    'measures'
    """
    found = next((one for one in sections() if any(_matches(mark, event, data) for mark in one.events)), None)
    return found or of_paper(str(data.get("document", "")))


def _matches(mark: str, event: str, data: Mapping[str, Any]) -> bool:
    """``事件名`` 或者 ``事件名:栏目=值``。随通知一并发出的文书（``attached``）也算。"""
    name, _, condition = mark.partition(":")
    if name != event or not condition:
        return name == event
    column, _, value = condition.partition("=")
    return data.get(column) == value or value in data.get("attached", ())


# —— 缺什么 ——————————————————————————————————————————————————————————————


def basis() -> Article:
    """卷宗目录的依据。"""
    return cite(str(_table()["instrument"]))


def missing(held: Iterable[Held], timeline: Timeline, *, mode: str = "") -> Finding[tuple[Need, ...]]:
    """到现在应当有而卷里没有的材料，按阶段先后；每样一条提醒，不拦。

    ``mode`` 是准备报结的方式：连同这种方式结案应有的一并核对；已经结案的以结案方式为准。
    """
    kept = list(held)
    closed = timeline.closed
    ending = str(closed.data.get("mode", "")) if closed else mode
    lacking = tuple(one for one in needs() if _due(one, timeline, ending) and not _has(one, kept))
    told = tuple(_told(one) for one in lacking)
    return Finding(lacking, (basis(),), warnings=told, inputs={"held": len(kept), "mode": ending})


def _due(need: Need, timeline: Timeline, ending: str) -> bool:
    if need.kinds and timeline.kind not in need.kinds:
        return False
    if need.phase == "closing":
        return bool(ending) and (not need.modes or ending in need.modes)
    return any(_matches(mark, fact.type, fact.data) for mark in need.after for fact in _own(timeline, mark))


def _own(timeline: Timeline, mark: str) -> Iterator[Fact]:
    """承接原案的，材料在原案的卷里。"""
    return (fact for fact in timeline.of(mark.partition(":")[0]) if not fact.carried)


def _has(need: Need, held: Iterable[Held]) -> bool:
    return any(
        one.section == need.section and (not need.words or any(word in one.title for word in need.words)) for one in held
    )


def _told(need: Need) -> Reason:
    text = f"{phase_name(need.phase)}：卷里没有“{need.name}”。"
    remedy = f"上传到“{section(need.section).name}”；已经上传的，改到这一目，名称写明。"
    return Reason("dossier.missing", text, basis(), remedy, "file_material", need.section)


# —— 保管期限 ——————————————————————————————————————————————————————————————


def retention_basis() -> Article:
    """保管期限的依据。"""
    row = _table()["retention"]
    return cite(f"{row['instrument']} {row['article']}")


def retention_label(kind: str) -> str:
    """永久、长期、短期。"""
    return str(_table()["retention"]["class"][kind]["label"])


def retention(kind: str, ended: date | None) -> Finding[date | None]:
    """保管到哪天为止；永久的、还没有结案的为 ``None``。

    ``kind``：permanent、long、short；``ended`` 是归档日，没有归档的用结案日，从次年1月1日起算满年数。

    >>> retention("short", date(2026, 5, 8)).value
    datetime.date(2056, 12, 31)
    """
    row, article = _table()["retention"], retention_basis()
    years = row["class"][kind].get("years")
    inputs = {"class": kind, "ended": ended.isoformat() if ended else None}
    if years is None:
        return Finding(None, (article,), steps=(Step("保管期限：永久", article),), inputs=inputs)
    if ended is None:
        return Finding(None, (article,), steps=(Step(f"{row['class'][kind]['label']}保管{years}年，结案以后起算", article),), inputs=inputs)
    until = date(ended.year + years, 12, 31)
    text = f"{row['class'][kind]['label']}保管{years}年，自{ended.year + 1}年1月1日起，至{until.year}年12月31日"
    return Finding(until, (article,), steps=(Step(text, article),), inputs=inputs)
