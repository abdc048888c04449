"""立案窗口上的：等着审查的、补正的、不予受理的、立了案还没移送或分案的。"""

from __future__ import annotations

from datetime import date, timedelta

from zhixing.casework.cases import commands as cases
from zhixing.demo.intake import cause_named
from zhixing.demo.life import Life
from zhixing.demo.stage import Story

MISSING = ("生效证明", "申请执行人身份证明", "送达地址确认书")


def received(life: Life, today: date, days: int, cause: str, clerk: str = "lian1", **more: object) -> Story:
    """``days`` 个工作日以前收件，还没有审查。"""
    day = life.clock.back(today, days)
    yield life.clock.at(day)
    life.receive(life.writer.case(day, cause_named(cause), **more), clerk)


def correcting(life: Life, today: date, days: int, cause: str, until: int, back_in: int | None = None) -> Story:
    """通知补正，限到 ``until`` 天以后（负数是已经过了）；``back_in`` 个工作日后补齐了，重新审查。"""
    yield from received(life, today, days, cause)
    yield life.later(1)
    limit = max(today + timedelta(days=until), life.today)
    missing = life.luck.sample(MISSING, life.luck.randint(1, 2))
    life.act(cases.ask_correction, "lian1", missing=missing, until=limit)
    if back_in is not None:
        yield life.later(back_in)
        life.act(cases.corrected, "lian1")


def declined(life: Life, today: date, days: int, cause: str, ground: str, text: str) -> Story:
    """裁定不予受理。"""
    yield from received(life, today, days, cause)
    yield life.later(2)
    life.act(cases.decline, "lian2", ground=ground, text=text)


def accepted(life: Life, today: date, days: int, cause: str, *, handed_over: bool = False) -> Story:
    """``days`` 个工作日以前立案，还没有移送；或者移送了还没有分案。"""
    yield from received(life, today, days + 1, cause)
    yield life.later(1)
    life.accept()
    if handed_over:
        yield life.later(0)
        life.hand_over()
