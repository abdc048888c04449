"""财产保全的文书：当事人的叫法和依据与执行的不同，从文书案号看出。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhixing.law import numbers
from zhixing.law.words import party


@dataclass(frozen=True, slots=True)
class Sides:
    """两方的叫法。``preserving``：是财产保全。"""

    creditor: str
    debtor: str
    preserving: bool = False


def sides(number: str) -> Sides:
    """这个案号的文书里两方怎么叫。

    >>> sides("（2026）内0221执保9号").debtor, sides("（2026）内0221执9号之一").debtor
    ('被保全人', '被执行人')
    """
    found = numbers.parse(number).value
    kept = found is not None and found.type in ("执保", "财保")
    kind = "执保" if kept else "执"
    return Sides(party(kind, "applicant"), party(kind, "respondent"), kept)


_MEASURES: Final = {"CPL 253": "CPL 106", "CPL 255": "CPL 106"}
"""执行措施的依据 → 财产保全的方法（民诉法第一百零六条）。"""
_OWN: Final = {"deposit_inquiry": ("BQ 11",), "deposit_release": ("BQ 23", "CF 28")}
"""查询、解除另有规定（财产保全规定第十一条、第二十三条）。"""


def basis(code: str, citations: tuple[str, ...], number: str) -> tuple[str, ...]:
    """这份文书引用的条文；财产保全的换成保全的。"""
    if not sides(number).preserving:
        return citations
    return _OWN.get(code) or tuple(dict.fromkeys(_MEASURES.get(one, one) for one in citations))
