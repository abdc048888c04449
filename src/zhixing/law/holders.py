"""权利人：证件号归一，认人，未成年人（规则手册 SYS:B7.6）。

同名不同号的决不认作一个人；号码相同、姓名不同的也不认，留给人看。十五位号码补成十八位，末位 x 大写。
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law import identity
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason

ADULT_REMEDY: Final = "核对监护人；属于未成年人自己的财产的，审查以后再控制。"
_LOST: Final = "□?？■◇〓�*"
"""显示不出的字、遮盖：对得上位数就放过，另作提醒。"""
_ARTICLE: Final = "WC 7"
_OLD: Final = re.compile(r"\d{15}")
_NEW: Final = re.compile(r"\d{17}[\dX]")


@dataclass(frozen=True, slots=True)
class Person:
    """一个人或者单位：姓名（名称）、证件种类（:data:`zhixing.law.identity.KINDS`，不知道为空）、号码。"""

    name: str
    paper: str
    number: str


def normal_id(number: str) -> str:
    """号码统一写法：半角、去空格和连接号、字母大写；十五位身份证号补成十八位。其他号码照旧。

    >>> normal_id("150221 700101 001"), normal_id("15022119700101001x")
    ('150221197001010014', '15022119700101001X')
    """
    tidy = identity.tidy(number)
    if not _OLD.fullmatch(tidy) or not identity.check("id", tidy).ok:
        return tidy
    return next(full for full in (f"{tidy[:6]}19{tidy[6:]}{last}" for last in "0123456789X") if identity.check("id", full).ok)


def holder_key(paper: str, number: str) -> str:
    """认人的键：归一以后的号码的 SHA-256；没有号码、号码有遮盖的为空（认不了）。

    身份证、统一社会信用代码不论渠道叫什么都一样；其他证件连同种类一起算。
    """
    normal = normal_id(number)
    if not normal or set(normal) & set(_LOST):
        return ""
    plain = normal if len(normal) == 18 else f"{paper}:{normal}"
    return hashlib.sha256(plain.encode()).hexdigest()


def same_person(ours: Person, told: Person) -> Finding[bool]:
    """反馈里的人是不是案件的当事人：号码归一以后相同，姓名统一写法以后也相同。

    姓名里有显示不出的字、位数对得上的，认，另作提醒。``told`` 没有姓名的只看号码。认不了的说明为什么。
    """
    article = cite(_ARTICLE)
    why = _apart(ours, told)
    if why:
        reason = Reason(why[0], why[1], article, "不并入本案被执行人的财产；向协助单位核实。")
        return Finding(False, (article,), reasons=(reason,))
    lost = bool(told.name) and _tidy(ours.name) != _tidy(told.name)
    note = Reason("holder.name_lost", f"反馈的姓名“{told.name[:30]}”有显示不出的字，按号码认定。", article, "核对证件。")
    return Finding(True, (article,), warnings=(note,) if lost else ())


def _apart(ours: Person, told: Person) -> tuple[str, str] | None:
    """为什么不是一个人。"""
    mine, theirs = holder_key(ours.paper, ours.number), holder_key(told.paper or ours.paper, told.number)
    if not mine:
        return "holder.ours", f"{ours.name}没有登记证件号码，认不了。"
    if not theirs:
        return "holder.no_number", "反馈里没有完整的证件号码，同名的不能认作一个人。"
    if mine != theirs:
        return "holder.number", f"证件号码不同（反馈{identity.mask(normal_id(told.number))}），同名也不是一个人。"
    if told.name and not _alike(_tidy(ours.name), _tidy(told.name)):
        return "holder.name", f"号码相同，姓名不同：登记的是“{ours.name[:30]}”，反馈的是“{told.name[:30]}”。"
    return None


def _tidy(name: str) -> str:
    return identity.check_name(name).value.upper()


def _alike(ours: str, told: str) -> bool:
    """姓名相同；反馈里显示不出的字可以是任何一个字，但不能全是。"""
    if ours == told:
        return True
    pairs = list(zip(ours, told, strict=False))
    return len(ours) == len(told) and all(a == b or b in _LOST for a, b in pairs) and any(a == b for a, b in pairs)


def minor_on(number: str, day: date) -> bool | None:
    """``day`` 那天是不是未成年人（民法典第17条，不满十八周岁）；不是身份证号、号码不对的不知道，为空。

    >>> minor_on("15022119900101001X", date(2026, 1, 1)) is None
    True
    """
    paper = identity.check("id", normal_id(number)).value
    return paper.is_minor_on(day) if paper else None


def minor(name: str, number: str, day: date) -> Finding[bool | None]:
    """权利人是未成年人的提醒：可以控制，但先审查是不是未成年人自己的财产、生活和教育所必需的。"""
    found, article = minor_on(number, day), cite("CC 17,35")
    text = f"权利人{name}到{day}不满十八周岁，财产由监护人代管，除为维护其利益外不得处分。"
    return Finding(found, (article,), warnings=(Reason("holder.minor", text, article, ADULT_REMEDY),) if found else ())
