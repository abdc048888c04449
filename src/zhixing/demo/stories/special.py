"""有特别之处的当事人和前后相连的案件：少数民族语言、未成年人、代理人、同名、长名称；终本之后恢复执行。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.demo.intake import cause_named
from zhixing.demo.invent import LONG_UNITS
from zhixing.demo.life import Life
from zhixing.demo.stage import Story
from zhixing.demo.stories.enforcing import Means, closed, opened, payee, searched
from zhixing.demo.stories.stuck import begun
from zhixing.law.intake import PartyDraft


def speaking(
    life: Life, today: date, days: int, cause: str, name: str, language: str, yuan: int | None = None, born: date | None = None,
    handler: str = "",
) -> Story:
    """申请人使用 ``language``，要配翻译。"""
    writer, day = life.writer, life.clock.back(today, days)
    applicant = writer.person("applicant", day, name=name, language=language, born=born)
    yield from begun(life, today, days, cause, handler, parties=(applicant, writer.debtor(day)), yuan=yuan)
    yield from opened(life, Means())
    life.note("来访", f"以{language}询问，安排双语人员答复", name)


def child(life: Life, today: date, days: int, handler: str = "") -> Story:
    """抚养费：未成年人申请，法定代理人代为办理，律师特别授权，两名被执行人。"""
    writer, day = life.writer, life.clock.back(today, days)
    parties: tuple[PartyDraft, ...] = (
        writer.person("applicant", day, name="云小禾", born=day - timedelta(days=3400)),
        writer.person("guardian", day, name="云桂枝", represents=0, authority="法定"),
        writer.person("respondent", day, name="解玉柱"),
        writer.person("agent", day, name="仇立群", represents=0, authority="特别授权"),
    )
    yield from begun(life, today, days, "抚养费纠纷", handler, parties=parties, yuan=12_000)
    yield from opened(life, Means(deposit_fen=300_000))


def namesakes(life: Life, today: date, days: int, cause: str, born: date, handler: str = "") -> Story:
    """两件案件的被执行人同名不同人。"""
    writer, day = life.writer, life.clock.back(today, days)
    debtor = writer.person("respondent", day, name="王建国", born=born)
    yield from begun(life, today, days, cause, handler, parties=(*writer.applicant(cause_named(cause), day), debtor))
    yield from opened(life, Means())


def odd_names(life: Life, today: date, days: int, handler: str = "") -> Story:
    """间隔号、生僻字、很长的单位名。"""
    writer, day = life.writer, life.clock.back(today, days)
    parties = (
        writer.unit("applicant", name=LONG_UNITS[0]),
        writer.person("respondent", day, name="买买提江·艾合买提"),
        writer.person("respondent", day, name="张䶮"),
        writer.person("respondent", day, name="李𤩽", whereabouts_unknown=True),
    )
    yield from begun(life, today, days, "买卖合同纠纷", handler, parties=parties)
    yield from opened(life, Means())


def revived(life: Life, again: Life, today: date, days: int) -> Story:
    """终本之后查到财产，申请恢复执行，立案部门另立执恢案件。``again`` 是新立的那一件。"""
    yield from begun(life, today, days, "民间借贷纠纷", "faguan2")
    agrees = yield from searched(life, Means())
    yield life.after(14, 20)
    for moment in closed(life, "terminated_round", "no_property", confirmed=agrees):
        yield moment
        if Case.objects.filter(pk=life.case, state="closed").exists():
            break
    yield life.later(1)
    life.register("pool")
    yield life.later(12)
    life.register("clue", subject="名下有一台玉米收割机停在双龙镇", giver=payee(life))
    yield life.later(3)
    life.register("clue_verified", subject="名下有一台玉米收割机停在双龙镇", found=True, text="现场查看属实")
    yield life.later(2)
    life.register("resume_asked", ground="property", text="收割机可供执行")
    _revive(again, life)
    yield life.later(1)
    again.register("query")
    again.register("seize", "handler", measure="distrain", property="movable", subject="玉米收割机", no_sale=True)


def _revive(again: Life, life: Life) -> None:
    """立执恢案件，分案。"""
    made = closing.revive(case=life.case, actor=life.house["lian1"], on=life.today, revision=None, ground="property")
    again.case, again.draft = made.pk, replace(life.paper, kind="执恢")
    again.assign()


def resumption(life: Life, today: date, days: int, cause: str, number: str, *, ending: bool = False) -> Story:
    """恢复执行：原案是以前在流程系统里终本的。"""
    more: dict[str, Any] = {"kind": "执恢", "relations": (("original", number),)}
    yield from begun(life, today, days, cause, **more)
    yield life.later(1)
    life.register("query")
    yield life.later(2)
    life.register("feedback", found=[])
    if ending:
        yield life.later(5)
        life.register("direct_paid", amount_fen=life.paper.claim_fen, settles=True)
        yield life.later(1)
        yield from closed(life, "finished", "performed")
