"""轮到谁，说给三种人听：法院的人（:func:`for_court`）、当事人（:func:`for_party`）、协助的单位（:func:`for_partner`）。

当事人听不到法院里谁在办、报谁批、用不用印，只说“法院”；被执行人听不到查控、约谈、制裁；协助的单位听不到当事人是谁、要办什么，
只说等不等他们。每一句都说到哪一天。
"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhixing.law.turn_table import APPLICANT, RESPONDENT, awaited_role, public
from zhixing.law.turns import COURT, OUTSIDE, PARTY, Turn

BUSY: Final = "法院正在办理"


def day(value: date, on: date) -> str:
    """11月25日；不是今年的带年。"""
    text = f"{value.month}月{value.day}日"
    return text if value.year == on.year else f"{value.year}年{text}"


def when(turn: Turn, on: date) -> str:
    """到哪一天：“11月25日前”“今天”“应于11月1日前”；等别人过了日子的“11月1日到期”，我们自己定的“原定11月1日前”。"""
    if turn.due == on:
        return "今天"
    text = day(turn.due, on)
    if turn.due > on:
        return f"{text}前"
    return f"{text}到期" if turn.chase else f"原定{text}前" if turn.soft else f"应于{text}前"


def for_court(turn: Turn, on: date, reader: int | None = None) -> str:
    """法院的人看的：轮到谁、办什么、几时以前；``reader`` 是看的人，轮到他的说“您”。"""
    who = "您" if reader is not None and turn.who.user == reader else turn.who.name
    lead = f"轮到{who}" if turn.side == COURT else f"等{turn.who.name}"
    return f"{lead}：{turn.what}，{when(turn, on)}"


def for_party(turn: Turn, on: date, role: str) -> str:
    """当事人看的；``role`` 是他在案件里的地位。不出现法院里的人和内部的步骤。

    等他自己的说“等您”；等别的当事人、外面单位的，只在他该知道时说等谁。
    """
    what = public(turn.code, role)
    if turn.side == COURT:
        return _office(what if not turn.chase else "", turn, on)
    awaited = awaited_role(turn.code)
    if turn.side == PARTY and awaited in (role, "parties") and role in (APPLICANT, RESPONDENT):
        return f"等您：{what or turn.what}，{when(turn, on)}。" if what else _office("", turn, on)
    if not what:
        return _office("", turn, on)
    return f"等{turn.who.name}：{what}，预计{day(turn.due, on)}前。"


def _office(what: str, turn: Turn, on: date) -> str:
    """法院在办：不许诺已经过了的日子，过了的说整件的办理期限。"""
    told = f"{BUSY}：{what}" if what else BUSY
    if turn.due >= on:
        return f"{told}，{day(turn.due, on)}前有下一步。"
    return f"{told}，办理期限到{day(turn.limit, on)}。" if turn.limit is not None and turn.limit >= on else f"{told}。"


def for_partner(turn: Turn, on: date, name: str = "") -> str:
    """协助的单位、受托的法院看的；``name`` 是这家单位。不说当事人，也不说法院里谁在办。"""
    if turn.side == OUTSIDE and name and name == turn.who.name:
        return f"等贵单位办理，{when(turn, on)}回复。"
    if turn.side == COURT:
        return _office("", turn, on)
    return f"等其他单位、当事人办理，预计{day(turn.due, on)}前。"
