"""整篇文书分段：首部（案号、法院、种类、当事人）和主文（“判决如下：”之后到落款之前）。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhixing.law.judgment.quotes import Quote

_KINDS: Final = (
    ("mediation", r"调\s*解\s*书"), ("ruling", r"裁\s*定\s*书"), ("arbitration", r"(?:仲\s*裁\s*)?裁\s*决\s*书"), ("payment_order", r"支\s*付\s*令"),
    ("notary", r"公\s*证\s*(?:书|债权文书)|执\s*行\s*证\s*书"), ("admin", r"(?:行政)?\s*(?:处\s*罚|征\s*收|处\s*理)\s*决\s*定\s*书"),
    ("criminal", r"刑\s*事[^\n]{0,10}判\s*决\s*书"), ("judgment", r"判\s*决\s*书"),
)
_COURT: Final = re.compile(
    r"^[ \u3000]*([\u4e00-\u9fff]{2,30}(?:人民法院|海事法院|知识产权法院|金融法院|互联网法院|仲裁委员会|公证处|铁路运输法院))",
re.M)
_NUMBER: Final = re.compile(r"[（(〔\[]\s*\d{4}\s*[）)〕\]][^号\n（(〔\[，。]{2,40}号(?:之[一二三四五六七八九十\d]+)?")
_ROLES: Final = {
    "原告": "plaintiff", "反诉原告": "plaintiff", "被告": "defendant", "反诉被告": "defendant", "被告人": "defendant", "第三人": "third",
    "上诉人": "appellant", "被上诉人": "appellee", "申请人": "applicant", "再审申请人": "applicant", "申请执行人": "applicant",
    "被申请人": "respondent", "被执行人": "respondent", "法定代表人": "legal_rep", "负责人": "legal_rep",
    "委托诉讼代理人": "agent", "委托代理人": "agent", "法定代理人": "guardian",
}
_ANY_ROLE: Final = "|".join(sorted(_ROLES, key=len, reverse=True))
_PARTY: Final = re.compile(
    rf"^[ \u3000]*(?P<role>{_ANY_ROLE})(?:[（(][^）)\n]{{1,40}}[）)])?\s*[：:]\s*"
    r"(?P<name>[^，,。；;\n：:]{1,60}?)(?=[，,。；;\n]|$)",
    re.M,
)
_OPENS: Final = re.compile(
    r"(?:判决|裁决|裁定|决定|协议|调解|内容)(?:如下|协议如下)\s*[：:]|自愿达成(?:如下)?(?:调解)?协议(?:如下)?\s*[：:]|"
    r"^\s*裁\s*决\s*[：:]",
re.M)
_CLOSES: Final = re.compile(
    r"^[ \u3000]*(?:如不服本|本判决为终审|本裁定为终审|本裁决(?:为终局|自)|审\s*判\s*长|审\s*判\s*员|独任审判员|首席仲裁员|"
    r"独任仲裁员|仲\s*裁\s*员|人民陪审员|书\s*记\s*员|代理审判员)"
    r"|如不服本(?:判决|裁定)|本判决为终审判决|本裁定为终审裁定|上述协议[，,]?\s*(?:不违反|符合)|本调解书", re.M,
)


@dataclass(frozen=True, slots=True)
class Party:
    """首部的一名当事人或代理人；``role``：plaintiff defendant third appellant appellee applicant respondent legal_rep agent guardian。"""

    role: str
    name: Quote[str]


@dataclass(frozen=True, slots=True)
class Heading:
    """首部。``kind`` 同执行依据的种类（judgment mediation ruling criminal admin arbitration notary payment_order）。"""

    kind: Quote[str] | None = None
    number: Quote[str] | None = None
    court: Quote[str] | None = None
    parties: tuple[Party, ...] = ()


def heading(text: str) -> Heading:
    """读首部：主文以前；种类、文号、机关取头一处，只在开头 600 字里找。"""
    span = operative(text)
    until = span[0] if span else len(text)
    top = min(len(text), 600)
    number = _NUMBER.search(text, 0, top)
    court = _COURT.search(text, 0, top)
    return Heading(
        _kind(text, top),
        Quote("".join(number[0].split()), *number.span()) if number else None,
        Quote(court[1], *court.span(1)) if court else None,
        tuple(_party(match) for match in _PARTY.finditer(text, 0, until)),
    )


def _kind(text: str, top: int) -> Quote[str] | None:
    found = [(match.start(), place, code, match) for place, (code, pattern) in enumerate(_KINDS) if (match := re.search(pattern, text[:top]))]
    if not found:
        return None
    _, _, code, match = min(found, key=lambda row: (row[0], row[1]))
    return Quote(code, *match.span())


def _party(match: re.Match[str]) -> Party:
    return Party(_ROLES[match["role"]], Quote(match["name"].strip(), *match.span("name")))


def operative(text: str) -> tuple[int, int] | None:
    """主文的位置：最后一处“如下：”之后，到“如不服”“审判长”之前；没有为 None。"""
    opened = list(_OPENS.finditer(text))
    if not opened:
        return None
    start = opened[-1].end()
    closed = _CLOSES.search(text, start)
    return start, closed.start() if closed else len(text)
