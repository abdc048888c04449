"""整篇文书分段：首部（案号、法院、种类、当事人）和主文（“判决如下：”之后到落款之前）。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.judgment import dates
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
_ANY_ROLE: Final = "|".join(r"[ \u3000]*".join(role) for role in sorted(_ROLES, key=len, reverse=True))
_PARTY: Final = re.compile(
    rf"(?:^|(?<=[；;]))[ \u3000]*(?P<role>{_ANY_ROLE})(?:[（(][^）)\n]{{1,40}}[）)])?"
    r"(?:\s*[：:]\s*(?P<name>[^，,。；;\n：:]{1,60}?)(?=[，,。；;\n]|$)|"
    r"(?P<bare>[^，,。；;\n：:（(]{2,40})(?=[，,]\s*(?:男|女|住|统一社会|法定代表|经营者|汉族|\d{4}年)))",
    re.M,
)
_DAY: Final = re.compile(
    rf"^[ \u3000]*(?P<day>{dates.DATE})[ \u3000]*(?:书[ \u3000]*记|$)|(?<=[\s\u3000])(?P<last>二[〇○零].{{1,3}}年.{{1,3}}月.{{1,3}}日)", re.M,
)
_CASE: Final = re.compile(r"(?:纠纷|争议)(?=一案)")
_BACK: Final = re.compile(r"[\u4e00-\u9fff、]{2,30}$")
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
    """首部的一名当事人或代理人，连同同一行写的住所、身份号码或信用代码。

    ``role``：plaintiff defendant third appellant appellee applicant respondent legal_rep agent guardian。
    """

    role: str
    name: Quote[str]
    address: Quote[str] | None = None
    paper_number: Quote[str] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """首部，连同案由和落款的日期（作出日，不是生效日）。

    ``kind`` 同执行依据的种类（judgment mediation ruling criminal admin arbitration notary payment_order）。
    """

    kind: Quote[str] | None = None
    number: Quote[str] | None = None
    court: Quote[str] | None = None
    parties: tuple[Party, ...] = ()
    cause: Quote[str] | None = None
    made_on: Quote[date] | None = None


def heading(text: str, span: tuple[int, int] | None) -> Heading:
    """读首部：主文（``span``）以前；种类、文号、机关取头一处，只在开头 600 字里找。"""
    until = span[0] if span else len(text)
    top = min(len(text), 600)
    number = _NUMBER.search(text, 0, top)
    court = _COURT.search(text, 0, top)
    parties = tuple(_party(match, text) for match in _PARTY.finditer(text, 0, until))
    return Heading(
        _kind(text, top),
        Quote("".join(number[0].split()), *number.span()) if number else None,
        Quote(court[1], *court.span(1)) if court else None,
        parties, _cause(text, until, parties), _made_on(text, span[1] if span else len(text)),
    )


def _cause(text: str, until: int, parties: tuple[Party, ...]) -> Quote[str] | None:
    """“原告某甲与被告某乙民间借贷纠纷一案”：从最后一个当事人的名字、“等”之后算起。"""
    found = _CASE.search(text, 0, until)
    before = _BACK.search(text[max(0, found.start() - 30):found.start()]) if found else None
    if found is None or before is None:
        return None
    first = found.start() - len(before[0])
    start = first
    for word in (*(party.name.value for party in parties), "公司", "等", "及"):
        place = text.rfind(word, first, found.end() - 2)
        start = max(start, place + len(word)) if place >= 0 else start
    cause = text[start:found.end()]
    return Quote(cause, start, found.end()) if 4 <= len(cause) <= 20 and "告" not in cause else None


def _made_on(text: str, after: int) -> Quote[date] | None:
    """落款的日期：主文以后最后写的一个。"""
    made = None
    for match in _DAY.finditer(text, after):
        group = "day" if match["day"] else "last"
        if day := dates.read(match[group]):
            made = Quote(day, *match.span(group))
    return made


def _kind(text: str, top: int) -> Quote[str] | None:
    found = [(match.start(), place, code, match) for place, (code, pattern) in enumerate(_KINDS) if (match := re.search(pattern, text[:top]))]
    if not found:
        return None
    _, _, code, match = min(found, key=lambda row: (row[0], row[1]))
    return Quote(code, *match.span())


_ADDRESS: Final = re.compile(r"(?:住所地?|住址|住)[：:]?\s*(?P<value>[^，,。；;\n：:]{4,80})")
_PAPER: Final = re.compile(r"(?:身份号码|身份证号码?|信用代码|组织机构代码)[：:]?\s*(?P<value>[0-9A-Z]{15,18}[Xx]?)(?![0-9A-Z])")


def _on_line(pattern: re.Pattern[str], text: str, start: int) -> Quote[str] | None:
    end = text.find("\n", start)
    found = pattern.search(text, start, end if end >= 0 else len(text))
    return Quote(found["value"].strip(), *found.span("value")) if found else None


def _party(match: re.Match[str], text: str) -> Party:
    group = "name" if match["name"] else "bare"
    return Party(_ROLES[re.sub(r"\s", "", match["role"])], Quote(match[group].strip(), *match.span(group)),
                 _on_line(_ADDRESS, text, match.end()), _on_line(_PAPER, text, match.end()))


def operative(text: str) -> tuple[int, int] | None:
    """主文的位置：最后一处“如下：”之后，到“如不服”“审判长”之前；没有为 None。"""
    opened = list(_OPENS.finditer(text))
    if not opened:
        return None
    start = opened[-1].end()
    closed = _CLOSES.search(text, start)
    return start, closed.start() if closed else len(text)
