"""文书的行 → ``law`` 的值：本案能不能做，送给谁。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhixing.casework.cases.queries import Case, Party, called
from zhixing.law import papers as law
from zhixing.law import words
from zhixing.law.finding import Finding
from zhixing.law.papers import Paper


@dataclass(frozen=True, slots=True)
class To:
    """一个受送达人。``party`` 是当事人的编号，银行、登记机关等协助单位为空；``nature`` 是 person、unit。"""

    name: str
    party: int | None = None
    nature: str = "person"
    role: str = ""


def suits(case: Case, kind: str) -> Finding[bool]:
    """这一件现在能不能做这种文书。"""
    return law.suits(law.paper(kind), case.kind, case.closing_mode, case.state)


def addressees(case: Case, paper: Paper, data: Mapping[str, Any]) -> list[To]:
    """通常送给谁：写在受送达人一栏的；没有那一栏、没有填的，按当事人的地位。"""
    parties = list(Party.objects.filter(case=case, active=True).order_by("pk"))
    names = called(parties)
    known = {name: party for party in parties for name in (party.name, names[party.pk])}
    written = list(dict.fromkeys(_named(data.get(paper.named)))) if paper.named else []
    if written:
        return [_party(case, known[name], names[known[name].pk]) if name in known else To(name, nature="unit") for name in written]
    return [_party(case, party, names[party.pk]) for party in parties if party.role in paper.serve]


def _party(case: Case, party: Party, name: str) -> To:
    return To(name, party.pk, party.nature, words.party(case.kind, party.role))


def _named(value: Any) -> Iterator[str]:
    """一栏里写的姓名、名称：文字，{name}，或者几个 {name}。"""
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, Mapping):
        yield from _named(value.get("name"))
    elif isinstance(value, list):
        for row in value:
            yield from _named(row.get("name") if isinstance(row, Mapping) else row)
