"""看事项委托：本院委托出去的、外院委托我院的、报到我院的；各边能办什么；附的文书。

委托法院的人凭案件看（看不见案件的，看不见委托）；受托法院管事务的、派给的人只看交过去的内容，看不到案件；
报到共同的上级法院的，那里管事务的人看得见这一行。三边以外的谁也看不见。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import F, Q, QuerySet

from zhixing.casework.cases.queries import assigned, facts_of
from zhixing.casework.cases.queries import visible_to as visible_cases
from zhixing.casework.centre.models import Entrustment
from zhixing.casework.documents.queries import Document
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User, courts
from zhixing.law import entrusting as law
from zhixing.law.entrusting import Side, Standing
from zhixing.law.lights import Light
from zhixing.law.rights import CourtRights, court_rights, rights

__all__ = [
    "OPEN", "Entrustment", "answers_to", "common_upper", "doer", "entrusting", "file_of", "files_of", "handlers", "incoming", "known_courts",
    "late", "light", "of_case", "of_cases", "papers_of", "sides", "standing", "upper", "visible_to", "whose_turn",
]

S: Final = Entrustment.State
OPEN: Final = (S.DRAFT, S.SENT, S.RECEIVED, S.RETURNED)
"""还没有了结的。"""
SOON: Final = 2
"""还剩几天变黄。"""


# ---- 谁看得见 ----


def visible_to(user: User, day: date) -> QuerySet[Entrustment]:
    """这个人看得见的，新的在前。"""
    seen = _out(user, day) | _in(user, day) | _up(user, day)
    return Entrustment.objects.filter(seen).select_related("court", "to", "case", "assignee", "item__assignee").order_by("-pk")


def entrusting(user: User, day: date) -> QuerySet[Entrustment]:
    """本院委托出去的。"""
    return visible_to(user, day).filter(court=user.court_id, incoming=False)


def incoming(user: User, day: date) -> QuerySet[Entrustment]:
    """外院委托我院的，连同由本院登记的。"""
    return visible_to(user, day).filter(Q(to=user.court_id) | Q(court=user.court_id, incoming=True))


def upper(user: User, day: date) -> QuerySet[Entrustment]:
    """下级法院之间的委托，报到本院的。"""
    return visible_to(user, day).filter(_up(user, day))


def of_case(case_id: int) -> QuerySet[Entrustment]:
    """一案委托出去的，新的在前。看不看得见由调用者凭案件定。"""
    return Entrustment.objects.filter(case=case_id).select_related("court", "to", "assignee", "item__assignee").order_by("-pk")


def of_cases(case_ids: Iterable[int]) -> QuerySet[Entrustment]:
    """这些案件还没有了结的委托：都在等外院（退回的等本院补）。"""
    return Entrustment.objects.filter(case__in=list(case_ids), state__in=OPEN).select_related("to").order_by("case_id", "due_on", "pk")


def _court_rights(user: User, day: date) -> CourtRights:
    return court_rights(user_facts(user, day))


def _out(user: User, day: date) -> Q:
    return Q(court=user.court_id, incoming=False, case__in=visible_cases(user, day).filter(court=user.court_id).order_by().values("pk"))


def _in(user: User, day: date) -> Q:
    """发出来了的才看得见；收回了没有签收过的，也就不看了。"""
    given = Q(to=user.court_id, sent_on__isnull=False) & ~Q(state=S.RECALLED, received_on__isnull=True)
    given |= Q(court=user.court_id, incoming=True)
    held = _court_rights(user, day)
    return given if held.may_run_desks or held.may_serve_items or held.sees_all_cases else given & (Q(assignee=user) | Q(item__assignee=user))


def _up(user: User, day: date) -> Q:
    if not _court_rights(user, day).may_run_desks:
        return Q(pk__in=[])
    return Q(escalated_on__isnull=False, escalated_to=user.court.name, court__path__startswith=user.court.path) & ~Q(court=user.court_id)


# ---- 哪一边、能办什么 ----


def sides(row: Entrustment, user: User, day: date) -> frozenset[Side]:
    """这个人能替哪一边办。对方（受托法院、上级法院）不在本系统的，由本院照来函登记，所以两边都能办。"""
    found = {Side.UPPER} if _is_upper(row, user, day) else set()
    if _is_theirs(row, user, day):
        found.add(Side.THEIRS)
    if _is_ours(row, user, day):
        found |= {Side.OURS} | ({Side.THEIRS} if row.to_id is None else set()) | (set() if answers_to(row) else {Side.UPPER})
    return frozenset(found)


def _is_ours(row: Entrustment, user: User, day: date) -> bool:
    if row.incoming or row.case is None or row.court_id != user.court_id:
        return False
    return rights(user_facts(user, day), facts_of(row.case, assigned([row.case.pk]))).may_entrust


def _is_theirs(row: Entrustment, user: User, day: date) -> bool:
    if user.court_id != (row.court_id if row.incoming else row.to_id):
        return False
    return doer(row) == user or _court_rights(user, day).may_run_desks


def doer(row: Entrustment) -> User | None:
    """受托法院谁在办：事务单在谁手里；没有事务单的是签收时派的人。"""
    return row.item.assignee if row.item else row.assignee


def _is_upper(row: Entrustment, user: User, day: date) -> bool:
    above = row.court.path.startswith(user.court.path) and row.court_id != user.court_id
    return bool(row.escalated_on) and row.escalated_to == user.court.name and above and _court_rights(user, day).may_run_desks


def answers_to(row: Entrustment) -> Court | None:
    """报到的上级法院在本系统的那一家；不在本系统的为空，答复由本院登记。"""
    return courts().filter(name=row.escalated_to).first() if row.escalated_to else None


def standing(row: Entrustment) -> Standing:
    """``law.entrusting`` 要的事实。"""
    return Standing(
        state=row.state, due=row.due_on, returns=row.returns, rated=row.rating is not None, escalated=row.escalated_on is not None,
        answered=bool(row.answer),
    )


def late(rows: QuerySet[Entrustment], today: date) -> QuerySet[Entrustment]:
    """过了期限还没有签收、没有办结的。"""
    return rows.filter(state__in=(S.SENT, S.RECEIVED), due_on__lt=today)


def light(row: Entrustment, today: date, *, ours: bool) -> Light:
    """灯：受托法院看自己的，委托法院等外面。等对方的是灰的，过了期限黄（可以报上级），不红；退回本院的黄。"""
    if row.state in (S.DONE, S.RECALLED):
        return Light.GREEN
    if row.state in (S.DRAFT, S.RETURNED):
        return Light.YELLOW if ours else Light.GREY
    left = (row.due_on - today).days if row.due_on else SOON + 1
    if ours:
        return Light.YELLOW if left < 0 else Light.GREY
    return Light.RED if left < 0 else Light.YELLOW if left <= SOON else Light.GREEN


def whose_turn(row: Entrustment, court_id: int | None = None) -> str:
    """现在等谁：受托法院、委托法院，了结的为空。``court_id`` 是看的人的法院，等它的写“本院”。"""
    them = row.to.name if row.to else row.court.name if row.incoming else row.other
    us = row.other if row.incoming else row.court.name
    if court_id is not None:
        them = "本院" if court_id == (row.court_id if row.incoming else row.to_id) else them
        us = "本院" if court_id == row.court_id and not row.incoming else us
    return {S.SENT: them, S.RECEIVED: them, S.DRAFT: us, S.RETURNED: us}.get(S(row.state), "")


def known_courts(user: User) -> QuerySet[Court]:
    """可以委托的法院：在本系统的，除本院。"""
    return courts().exclude(pk=user.court_id)


def handlers(court_id: int, day: date) -> QuerySet[User]:
    """受托法院可以派给谁：今天在岗、办事务的人。"""
    posts = ("centre", "assistant", "clerk")
    held = Q(holdings__post__in=posts, holdings__since__lte=day) & (Q(holdings__until__isnull=True) | Q(holdings__until__gte=day))
    return User.objects.filter(held, court=court_id, is_active=True).distinct().order_by(F("name").asc(), "pk")


# ---- 附的文书 ----


def papers_of(case_id: int) -> QuerySet[Document]:
    """本案用了印的文书，可以随委托附上的，新的在前。"""
    return Document.objects.filter(case=case_id, state=Document.State.SEALED, file__isnull=False).select_related("file").order_by("-pk")


def letter_of(row: Entrustment) -> Document | None:
    """拟了的委托函；没有拟、作废了的为空。"""
    paper = row.document
    return paper if paper is not None and paper.state != Document.State.VOID else None


def files_of(row: Entrustment) -> list[tuple[StoredFile, str]]:
    """附的文书，各是哪一边交的（ours 随函，theirs 回执），按交来的先后。"""
    found = StoredFile.objects.in_bulk([one["id"] for one in row.files])
    return [(found[one["id"]], one["side"]) for one in row.files if one["id"] in found]


def file_of(row: Entrustment, file_id: int) -> StoredFile:
    """其中一份；不是随这次委托交来的抛出 ``StoredFile.DoesNotExist``。"""
    if file_id not in {one["id"] for one in row.files}:
        raise StoredFile.DoesNotExist(f"{row.number}没有附这一份")
    return StoredFile.objects.get(pk=file_id)


def common_upper(row: Entrustment) -> str:
    """两院共同的上级法院的名称。对方不在本系统的，照法院表；表里没有的，是本院的上级法院。"""
    theirs = row.to.path if row.to else law.path_of(row.other)
    if theirs:
        daizi = law.common_upper(row.court.path, theirs)
    else:
        above = row.court.path.strip("/").split("/")[:-1]
        daizi = above[-1] if above else law.SUPREME
    known = courts().filter(daizi=daizi).first()
    return known.name if known else law.court_name(daizi)
