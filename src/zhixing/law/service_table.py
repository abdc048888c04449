"""送达一览：哪份文书，送给谁了，怎么送的，哪天算送达，没有送到的下一步。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason
from zhixing.law.service import Deemed, deemed, first
from zhixing.law.service_values import Address, Addressee, Attempt, Paper, table


@dataclass(frozen=True, slots=True)
class Owed:
    """应当送达的：一份文书，一个受送达人。"""

    paper: Paper
    to: Addressee


@dataclass(frozen=True, slots=True)
class Row:
    """一览的一行。

    ``state`` 是代码表 state，有一次还没有结果的就是送达中；``served`` 是最先完成的有效送达（公告没有满的，日子在以后）；``last`` 是还没有结果的、
    或者最近的一次；``tried`` 是送过几次；``finding`` 是据以得出状态的那一次的推算，没有送过的为 ``None``。
    """

    paper: Paper
    to: Addressee
    state: str
    tried: int = 0
    served: Deemed | None = None
    last: Attempt | None = None
    finding: Finding[Deemed | None] | None = None

    def as_data(self) -> dict[str, Any]:
        """用于表格和 ``--json``。"""
        return {
            "paper": self.paper.key, "title": self.paper.title, "to": self.to.name, "state": self.state,
            "state_text": table()["state"][self.state], "tried": self.tried,
            "served": self.served.as_data() if self.served else None,
            "next": "；".join(reason.remedy for reason in self.finding.reasons) if self.finding else "",
        }


Judged = tuple[Attempt, Finding[Deemed | None]]
"""一次送达和它的推算。"""


def rows(
    owed: Sequence[Owed], attempts: Sequence[Attempt], on: date, calendar: Calendar,
    addresses: Mapping[str, Sequence[Address]] | None = None,
) -> tuple[Row, ...]:
    """``on`` 这天的一览，一份文书一个受送达人一行；``addresses`` 是各人的送达地址。"""
    seen = [one for one in attempts if one.on <= on]
    return tuple(row(one, _judged(one, seen, calendar, (addresses or {}).get(one.to.name, ())), on) for one in owed)


def _judged(owed: Owed, log: Sequence[Attempt], calendar: Calendar, addresses: Sequence[Address]) -> list[Judged]:
    mine = (one for one in log if one.to == owed.to.name and one.paper.key == owed.paper.key)
    return [(one, deemed(one, owed.to, calendar, log, addresses)) for one in mine]


def row(owed: Owed, judged: Sequence[Judged], on: date) -> Row:
    """一行：``judged`` 是对他送这份文书的各次和各自的推算。"""
    tried = sorted((one for one in judged if one[0].on <= on), key=lambda one: (one[0].on, one[0].number))
    if not tried:
        return Row(owed.paper, owed.to, "to_send")
    best = first([finding for attempt, finding in tried if attempt.ended <= on])
    place = max(range(len(tried)), key=lambda place: (_waiting(tried[place][0], on), place))
    last, finding = tried[place]
    return Row(owed.paper, owed.to, _state(last, best, on), len(tried), best.value if best else None, last, best or finding)


def _waiting(attempt: Attempt, on: date) -> bool:
    """还没有结果。"""
    return attempt.result.pending or attempt.ended > on


def _state(last: Attempt, best: Finding[Deemed | None] | None, on: date) -> str:
    if best is not None and best.value is not None:
        return "served" if best.value.in_effect(on) else "announced"
    if _waiting(last, on):
        return "on_way"
    if last.method == "mail" and last.outcome != "signed":
        return "returned"
    return "flawed" if last.result.served else "failed"


def everyone(listed: Sequence[Row], on: date) -> Finding[date | None]:
    """是否每个人都送达了；``value`` 是送达最后一名之日，没有送完的为 ``None``，理由逐个列出。"""
    article = cite("CPL 87")
    missing = tuple(_missing(row) for row in listed if row.state != "served")
    days = [row.served.day for row in listed if row.served is not None and row.served.in_effect(on)]
    return Finding(max(days) if days and not missing else None, (article,), missing, inputs={"on": on.isoformat(), "rows": len(listed)})


def _missing(row: Row) -> Reason:
    text = f"《{row.paper.title}》{table()['state'][row.state]}：{row.to.name}"
    text += f"，{row.served.day}期满视为送达。" if row.served else "。"
    remedy = row.as_data()["next"] or "送达后登记。"
    return Reason("service.not_everyone", text, cite("CPL 87"), remedy, "register:serve", row.to.name)
