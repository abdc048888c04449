"""看线索、财产报告、调查措施。看不看得见随案件；还没有认领的线索给看全院查控的人。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from zhixing.casework.cases.queries import Case, Party, Role, visible_to
from zhixing.casework.control.models import Clue, ClueFile, Declaration, Investigation
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User, calendar_from, courts, settings_of
from zhixing.law import clues as rules
from zhixing.law.finding import Finding
from zhixing.law.identity import check_name, mask_name
from zhixing.law.numbers import parse
from zhixing.law.rights import CourtRights, court_rights
from zhixing.law.texts import flaw
from zhixing.law.timeline import Timeline

__all__ = [
    "CaseClue", "Clue", "ClueFile", "Declaration", "Giver", "Investigation", "by_receipt", "clues_of", "declarations", "due", "file_of", "giver",
    "in_case", "investigation_of", "investigations", "likely", "one", "pool", "receiving_courts", "seen", "stream",
]


# ---- 线索 ----


def stream(clue: Clue) -> str:
    """这条线索的附件记在哪里：不进卷宗，认领以后要归卷的另行归。"""
    return f"clue:{clue.pk}"


def seen(user: User, day: date) -> QuerySet[Clue]:
    """看得见的线索：看得见的案件的；还没有认领的、不作为线索的，给本院看全院查控的人。新的在前。"""
    cases = Q(case__in=visible_to(user, day).order_by().values("pk"))
    loose = Q(case=None, court=user.court_id) if _rights(user, day).may_see_control else Q(pk__in=[])
    return Clue.objects.filter(cases | loose).select_related("case", "court").order_by("-pk")


def pool(user: User, day: date) -> QuerySet[Clue]:
    """等着认领的；先紧急的，再先来的。"""
    return seen(user, day).filter(state=Clue.State.NEW).order_by("-urgent", "received_on", "pk")


def one(clue_id: int, user: User, day: date) -> Clue:
    """一条看得见的；没有、看不见抛出 ``Clue.DoesNotExist``。"""
    return seen(user, day).get(pk=clue_id)


def clues_of(case_id: int) -> QuerySet[Clue]:
    """一案的，新的在前，连同附件。"""
    return Clue.objects.filter(case=case_id).prefetch_related("files__file").order_by("-pk")


@dataclass(frozen=True, slots=True)
class CaseClue:
    """案件页上的一条线索。``row`` 是系统里收下的；登记事项、导入来的没有，只有 ``subject``、收到日、核查结果。"""

    subject: str
    received_on: date
    urgent: bool
    state: str
    text: str = ""
    row: Clue | None = None


def in_case(case: Case, line: Timeline) -> list[CaseClue]:
    """一案全部的线索：系统里收下的，和登记、导入的（``line`` 是本案的时间线）；新的在前。"""
    rows = [CaseClue(row.subject, row.received_on, row.urgent, row.state, row.text, row) for row in clues_of(case.pk)]
    ended = {fact.subject: fact for fact in line.of("control.ClueVerified")}
    for fact in line.of("control.ClueReceived"):
        if fact.data.get("clue"):
            continue
        end = ended.get(fact.subject)
        state = Clue.State.CHECKING if end is None else Clue.State.TRUE if end.data.get("found") else Clue.State.FALSE
        rows.append(CaseClue(fact.subject, fact.on, bool(fact.data.get("urgent")), state, str(fact.data.get("text", ""))))
    return sorted(rows, key=lambda each: each.received_on, reverse=True)


def due(clue: Clue) -> Finding[date]:
    """最迟哪天核实（七日，紧急三日，照本院设置）。认到案件以后以节点为准。"""
    values = settings_of(clue.court_id)
    return rules.check_due(clue.received_on, clue.urgent, values, calendar_from(values))


def likely(clue: Clue, user: User, day: date) -> QuerySet[Case]:
    """多半是哪几件：本院看得见的案件里，被执行人正叫这个名字的，或者正是写的案号。没有结案的在前，新的在前。"""
    named = Party.objects.filter(role=Role.RESPONDENT, active=True, name=check_name(clue.about).value).values("case")
    number = parse(clue.about).value
    meant = Q(pk__in=named) | Q(number=str(number)) if number else Q(pk__in=named)
    return visible_to(user, day).filter(meant, court=clue.court_id).order_by(F("closed_on").desc(nulls_first=True), "-received_on", "-pk")


@dataclass(frozen=True, slots=True)
class Giver:
    """提供的人，列表上的样子。``shown`` 是能给这个人看的称呼；``open``：可以点开看全名和电话（看了留痕）。"""

    shown: str
    open: bool


def giver(clue: Clue, user: User, day: date) -> Giver:
    """提供的人能给 ``user`` 看到哪一步：要保密的，没有权限的只看到“身份保密”。"""
    kind = Clue.Giver(clue.giver).label
    if clue.hidden and not (_rights(user, day).may_see_givers and user.court_id == clue.court_id):
        return Giver(f"{kind}（身份保密）", False)
    told = bool(clue.giver_name or clue.giver_phone)
    return Giver(f"{kind} {mask_name(clue.giver_name)}" if clue.giver_name else kind, told)


def file_of(file_id: int, user: User, day: date) -> ClueFile:
    """线索的一个附件；看不见这条线索的抛出 ``ClueFile.DoesNotExist``。"""
    return ClueFile.objects.select_related("file", "clue").get(pk=file_id, clue__in=seen(user, day).order_by().values("pk"))


def by_receipt(number: str, digest: str) -> Clue | None:
    """凭回执号和口令的摘要找；没有、口令不对的为空。"""
    if not number or flaw(number):
        return None
    return Clue.objects.filter(number=number, code_digest=digest).select_related("court").first()


def receiving_courts() -> Sequence[Court]:
    """公开网页上可以交给的法院；基层法院在前。"""
    return sorted(courts(), key=lambda court: (court.level != "basic", court.path))


def _rights(user: User, day: date) -> CourtRights:
    return court_rights(user_facts(user, day))


# ---- 财产报告 ----


def declarations(case_id: int) -> QuerySet[Declaration]:
    """一案的财产报告，新的在前。"""
    return Declaration.objects.filter(case=case_id).select_related("party", "file").order_by("-pk")


# ---- 调查令、审计、悬赏 ----


def investigations(case_id: int) -> QuerySet[Investigation]:
    """一案的调查令、审计、悬赏，新的在前。"""
    return Investigation.objects.filter(case=case_id).select_related("document", "file").order_by("-pk")


def investigation_of(document_id: int) -> Investigation | None:
    """这份文书是哪一道调查令；不是的为空。"""
    return Investigation.objects.filter(document=document_id).select_related("case", "court").first()
