"""回避和分案系数：谁不办哪一件、不办与谁有关的；谁在哪段时间分多少。改了只管以后的抽签，办着的案件另行移交。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre.events import Recused, ShareSet
from zhixing.casework.centre.models import Recusal, Workforce
from zhixing.casework.centre.queries_draws import chain
from zhixing.casework.control.access import court_rights_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.holders import holder_key

RECUSAL: Final = cite("CPL 47")
SHARES: Final = cite("COURT 随机分案")
MOST: Final = 200
"""系数最高百分之几。"""


@transaction.atomic
def recuse(  # noqa: PLR0913
    *, user: User | int, actor: User, on: date, why: str, token: str, case: Case | int | None = None, name: str = "", paper: str = "",
    paper_number: str = "", since: date | None = None, until: date | None = None,
) -> Recusal:
    """登记回避（民诉法第47条）：不办 ``case`` 这一件，或者不办与 ``name`` 有关的（给了证件号码的按号码认，案件里没有号码的按姓名认）。

    ``token`` 同一次提交只登记一次。不是本院的人、没有写理由、没有写哪一件也没有写与谁有关的拒绝；看不见的案件抛出 ``Case.DoesNotExist``。
    """
    _allowed(actor)
    Court.objects.select_for_update(no_key=True).get(pk=actor.court_id)
    if known := Recusal.objects.filter(court=actor.court_id, token=token).first():
        return known
    person, told = _colleague(user, actor), entries.text(why, "理由", limit=200, required=True).require()
    given = entries.text(name, "与谁有关", limit=200, required=case is None).require()
    _span(since or on, until)
    row = Recusal.objects.create(
        court=actor.court, user=person, case=_case(case, actor, on), name=given, holder_key=holder_key(paper, paper_number), why=told,
        since=since or on, until=until, made_by=actor, token=token,
    )
    _record(Recused(user=person.pk, name_text=person.name, about=about(row), why=told), actor, on)
    return row


def about(row: Recusal) -> str:
    """回避的是哪一件，或者与谁有关的。"""
    return str(row.case) if row.case is not None else f"与{row.name}有关的案件"


@transaction.atomic
def end_recusal(*, recusal: Recusal | int, actor: User, on: date) -> Recusal:
    """撤销：自 ``on`` 起不再回避。已经结束的拒绝；别的法院的抛出 ``Recusal.DoesNotExist``。"""
    _allowed(actor)
    row = Recusal.objects.select_for_update(of=("self",)).select_related("user", "case").get(
        pk=recusal if isinstance(recusal, int) else recusal.pk, court=actor.court_id,
    )
    row.until = _ended(row.since, row.until, on)
    row.save(update_fields=["until"])
    _record(Recused(user=row.user_id, name_text=row.user.name, about=about(row), ended=True), actor, on)
    return row


@transaction.atomic
def set_share(*, user: User | int, share: int, actor: User, on: date, why: str, since: date | None = None, until: date | None = None) -> Workforce:
    """定分案系数，百分之几，0 是暂停分案；须写理由。几条都有效的以后定的为准。系数不在 0 到 :data:`MOST` 之间的拒绝。"""
    _allowed(actor)
    person, told = _colleague(user, actor), entries.text(why, "理由", limit=200, required=True).require()
    if not 0 <= share <= MOST:
        raise Refused(refuse("share.range", f"分案系数应在0到{MOST}之间。", SHARES, remedy="100是满额，0是暂停分案。", subject="share"))
    _span(since or on, until)
    if not user_facts(person, since or on).posts & HANDLERS:
        text = f"{person.name}没有执行法官、法官助理等办案职务，不能分案。"
        raise Refused(refuse("share.post", text, SHARES, remedy="请另选，或者先办任职。", subject="user"))
    row = Workforce.objects.create(court=actor.court, user=person, share=share, why=told, since=since or on, until=until, made_by=actor)
    _record(ShareSet(user=person.pk, name_text=person.name, share=share, why=told), actor, on)
    return row


@transaction.atomic
def end_share(*, share: Workforce | int, actor: User, on: date) -> Workforce:
    """自 ``on`` 起不再按这一条；没有别的有效的，照满额分（新到岗的照递增）。"""
    _allowed(actor)
    pk = share if isinstance(share, int) else share.pk
    row = Workforce.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk, court=actor.court_id)
    row.until = _ended(row.since, row.until, on)
    row.save(update_fields=["until"])
    _record(ShareSet(user=row.user_id, name_text=row.user.name, share=row.share, ended=True), actor, on)
    return row


def _allowed(actor: User) -> None:
    if not court_rights_of(actor).may_recuse:
        raise Forbidden(actor, "定回避和分案系数")


def _colleague(user: User | int, actor: User) -> User:
    """本院在用的人。"""
    found = User.objects.filter(pk=user if isinstance(user, int) else user.pk, court=actor.court_id, is_active=True).first()
    if found is None:
        raise Refused(refuse("recusal.user", "没有这个人，或者不是本院在用人员。", SHARES, remedy="请另选。", subject="user"))
    return found


def _case(case: Case | int | None, actor: User, on: date) -> Case | None:
    if case is None:
        return None
    return visible_to(actor, on).get(pk=case if isinstance(case, int) else case.pk, court=actor.court_id)


def _span(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Refused(refuse("recusal.order", f"止日{until}早于起日{since}。", SHARES, remedy="请核对日期。", subject="until"))


def _ended(since: date, until: date | None, on: date) -> date:
    """到前一天为止；当天起的、还没有起的，到起日为止。"""
    if until is not None and until < on:
        raise Refused(refuse("recusal.ended", f"这一条到{until}已经结束。", SHARES, remedy="不必再办。"))
    return max(since, on - timedelta(days=1))


def _record(event: Event, actor: User, on: date) -> None:
    history.record(event, stream=chain(actor.court_id), court_id=actor.court_id, actor=actor, happened=on)
