"""事项委托：委托外地法院办一件事（冻结、查封、调查、送达……），期限、次序、共同的上级法院。

委托的是事项，不是案件：案件还在委托法院办，受托法院只看到交过去的内容。受托法院收到后签收，在期限内办完、写明结果；
材料不全、不归它办的写明理由退回；到期没有办的，委托法院报共同的上级法院。来源：SYS:B10，法发〔2017〕27号（原文没有核到，
种类凭记忆，期限由本院设置；调查、送达的期限有法律原文）。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.calendar import Calendar
from zhixing.law.courts import Courts
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.terms import Class, Period, compute
from zhixing.law.words import choices

BASIS: Final = cite("SW")
SETTING: Final = "entrust."
"""本院自定期限的设置键以此开头：``entrust.<事项>.days``；签收是 ``entrust.receive.days``。"""
SUPREME: Final = "最高法"
_CLASSES: Final[Mapping[str, Class]] = {"d": "A", "wd": "F"}


@dataclass(frozen=True, slots=True)
class Limit:
    """一种期限。``conf`` 是依据的把握，H 的是法律原文，本院不能改。"""

    code: str
    name: str
    period: Period
    conf: str
    article: Article

    @property
    def hard(self) -> bool:
        """法定的。"""
        return self.conf == "H"

    @property
    def key(self) -> str:
        """本院自定这一项的设置键。"""
        return f"{SETTING}{self.code}.days"


@dataclass(frozen=True, slots=True)
class Matter(Limit):
    """一种委托事项。``papers`` 是发出前要附的文书，``hint`` 是要求里写清楚什么。"""

    papers: tuple[str, ...] = ()
    hint: str = ""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "entrusting.toml").read_text("utf-8"))


@cache
def matters() -> tuple[Matter, ...]:
    """全部事项，按目录的次序。"""
    names, rows = choices("entrusted"), _table()["matter"]
    return tuple(
        Matter(code, names[code], Period.parse(row["period"]), row["conf"], cite(row["basis"]), tuple(row.get("papers", ())), row["hint"])
        for code, row in rows.items()
    )


def matter(code: str) -> Matter:
    """按代码取；没有则抛出 ``KeyError``。

    >>> matter("serve").hard
    True
    """
    found = next((one for one in matters() if one.code == code), None)
    if found is None:
        raise KeyError(code)
    return found


@cache
def receiving() -> Limit:
    """签收的期限。"""
    row = _table()["limit"]["receive"]
    return Limit("receive", row["label"], Period.parse(row["period"]), row["conf"], cite(row["basis"]))


def adjustable() -> tuple[Limit, ...]:
    """本院可以自定的各项：没有法律原文的。"""
    return tuple(one for one in (receiving(), *matters()) if not one.hard)


def due(limit: Limit, since: date, calendar: Calendar, own: int | None = None) -> Finding[date]:
    """``since`` 起最迟哪天：签收从发出那天起算，办理从签收那天起算。``own`` 是本院定的天数（单位同目录），法定的不理它。"""
    period = limit.period if own is None or limit.hard else Period(own, limit.period.unit)
    ending = compute(since, period, _CLASSES[period.unit], calendar)
    day = ending.value.due
    assert isinstance(day, date)
    told = Step(f"{limit.name}：{since}起{period}，最迟{day}。" + ("" if limit.hard else "期限由本院自定。"), limit.article)
    return Finding(day, (limit.article, *ending.articles), steps=(told, *ending.steps), inputs={"limit": limit.code, "since": since.isoformat()})


# ---- 一步一步 ----


class Side(StrEnum):
    """哪一边办：委托法院、受托法院、共同的上级法院。"""

    OURS = "ours"
    THEIRS = "theirs"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Move:
    """一步：叫什么、在哪几种状态办、办完到哪里（空为不变）、哪一边办。"""

    name: str
    states: tuple[str, ...]
    to: str
    side: Side


STEPS: Final[Mapping[str, Move]] = {
    "amend": Move("修改", ("draft", "returned"), "", Side.OURS),
    "letter": Move("制作委托函", ("draft", "returned"), "", Side.OURS),
    "send": Move("发出", ("draft", "returned"), "sent", Side.OURS),
    "receive": Move("签收", ("sent",), "received", Side.THEIRS),
    "return": Move("退回", ("sent", "received"), "returned", Side.THEIRS),
    "done": Move("办结", ("received",), "done", Side.THEIRS),
    "recall": Move("收回", ("draft", "sent", "received", "returned"), "recalled", Side.OURS),
    "rate": Move("评价", ("done",), "", Side.OURS),
    "escalate": Move("报上级法院", ("sent", "received", "returned"), "", Side.OURS),
    "answer": Move("答复", ("sent", "received", "returned", "done", "recalled"), "", Side.UPPER),
}
_NEXT: Final[Mapping[str, str]] = {
    "draft": "还没有发出，先发出。", "sent": "已经发出，等受托法院签收；不办了的收回。", "received": "受托法院已经签收，等它办结或者退回。",
    "done": "已经办结；还要办的，另行委托。", "returned": "已经退回：补齐以后重新发出，或者收回。", "recalled": "已经收回；还要办的，另行委托。",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """一次委托现在的样子。``due`` 是这一步最迟哪天（签收或者办理）。"""

    state: str
    due: date | None = None
    returns: int = 0
    rated: bool = False
    escalated: bool = False
    answered: bool = False


def permits(step: str, now: Standing, today: date) -> Finding[str]:
    """这一步此刻能不能办；能办的 ``value`` 是办完的状态。

    >>> permits("receive", Standing("sent"), date(2026, 11, 3)).value
    'received'
    """
    move = STEPS[step]
    if now.state not in move.states:
        return _no(now.state, f"现在不能{move.name}。", _NEXT[now.state], step)
    if told := _BARS.get(step, _free)(now, today):
        return _no(now.state, *told, step)
    return Finding(move.to or now.state, (BASIS,))


def steps(now: Standing, side: Side, today: date) -> tuple[str, ...]:
    """这一边此刻能办的各步。"""
    return tuple(step for step, move in STEPS.items() if move.side is side and permits(step, now, today).ok)


_Bar = tuple[str, str] | None


def _free(now: Standing, today: date) -> _Bar:
    return None


def _rate(now: Standing, today: date) -> _Bar:
    return ("已经评价过。", "评价只写一次。") if now.rated else None


def _escalate(now: Standing, today: date) -> _Bar:
    if now.escalated and not now.answered:
        return "已经报了上级法院，还没有答复。", "等上级法院答复。"
    if now.state == "returned" or now.returns or (now.due is not None and now.due < today):
        return None
    return "还没有到期，也没有被退回过。", f"过了{now.due}还没有办的，再报上级法院。"


def _answer(now: Standing, today: date) -> _Bar:
    if not now.escalated:
        return "没有报过上级法院。", "委托法院报上来以后再答复。"
    return ("已经答复过。", "委托法院再报的，另行答复。") if now.answered else None


_BARS: Final = {"rate": _rate, "escalate": _escalate, "answer": _answer}


def _no(state: str, text: str, remedy: str, step: str) -> Finding[str]:
    return Finding(state, (BASIS,), reasons=(Reason(f"entrust.{step}", text, BASIS, remedy),))


def sealed(*, drafted: bool, ready: bool) -> Finding[None]:
    """发出前：拟了委托函的，要签发、用印。``drafted`` 拟了没有作废，``ready`` 用了印。"""
    if ready or not drafted:
        return Finding(None, (BASIS,))
    told = Reason("entrust.letter", "委托函还没有用印。", BASIS, "先在案件的文书里签发、用印，再发出；不用这份的，作废它。", subject="files")
    return Finding(None, (BASIS,), reasons=(told,))


def enough(one: Matter, attached: int, *, by_letter: bool) -> Finding[None]:
    """发出前：该附的文书附了没有。``by_letter``：对方不在本系统，文书随函寄，只提醒。"""
    if attached or not one.papers:
        return Finding(None, (one.article,))
    told = Reason(
        "entrust.papers", f"没有附{'、'.join(one.papers)}，受托法院办不了。", one.article, "把盖章的文书和函一起上传，再发出。", subject="files",
    )
    return Finding(None, (one.article,), warnings=(told,)) if by_letter else Finding(None, (one.article,), reasons=(told,))


# ---- 共同的上级法院 ----


def common_upper(one: str, other: str) -> str:
    """两家法院共同的上级法院的代字；路径如 ``/内/内02/内0221/``。不在一个高院之下的，是最高人民法院。

    >>> common_upper("/内/内02/内0221/", "/内/内02/内0222/")
    '内02'
    >>> common_upper("/内/内02/内0221/", "/陕/陕05/陕0527/")
    '最高法'
    """
    shared = ""
    for left, right in zip(_above(one), _above(other), strict=False):
        if left != right:
            break
        shared = left
    return shared or SUPREME


def _above(path: str) -> list[str]:
    """上面各级，从高院到直接上级。"""
    return [part for part in path.split("/") if part][:-1]


def path_of(name: str) -> str:
    """法院名称（不在本系统的）在法院表里的路径；表里没有的为空。

    >>> path_of("土默特右旗人民法院")
    '/内/内02/内0221/'
    """
    table = Courts.packaged()
    row = next((one for one in table.rows.values() if one.name == name), None)
    parts: list[str] = []
    while row is not None and row.daizi != SUPREME:
        parts.insert(0, row.daizi)
        row = table.find(row.parent)
    return f"/{'/'.join(parts)}/" if parts else ""


def court_name(daizi: str) -> str:
    """代字的法院叫什么；表里没有的照写代字。"""
    found = Courts.packaged().find(daizi)
    return found.name if found else daizi
