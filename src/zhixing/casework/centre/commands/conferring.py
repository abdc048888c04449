"""会商：局长、团队长在手机上跟一件案件，和团队商量，当场定措施（S1）。

会商记录只增，有误的另写一条更正。定了措施的，可以同时交办一项事务给办理台，或者写明要办哪个行为，由承办人去办；
会商本身不改变案件，措施照样要由有权的人办。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import items
from zhixing.casework.centre.events import Conferred
from zhixing.casework.centre.models import Conference, WorkItem
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import entries, texts
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act
from zhixing.law.words import choices

BASIS: Final = cite("COURT 会商")
MOST_PEOPLE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """会商了什么。

    ``people`` 参加人的姓名；``way`` 是 phone、video、meeting；``decided`` 定了什么，``by`` 谁去办，``due_on`` 几时办，``act`` 要办的行为的代码；
    ``duty`` 是同时交办哪种事务（空为不交办）；``corrects`` 是更正哪一条。
    """

    people: Sequence[str]
    way: str
    talked: str
    decided: str = ""
    by: str = ""
    due_on: date | None = None
    act: str = ""
    duty: str = ""
    corrects: int | None = None


@transaction.atomic
def confer(*, case: Case | int, actor: User, on: date, revision: int | None, talk: Talk, token: str) -> Conference:
    """记一次会商；同一张表单（``token``）交两次是同一条。

    没有写议了什么的、没有参加人的、期限早于会商日的、定了措施没有写谁去办的，抛出 ``Refused``。
    """
    held = begin(Act.CONFER, case=case, actor=actor, revision=revision)
    if made := Conference.objects.filter(case=held, token=token).first():
        return made
    possible(on, held.received_on, "会商日")
    told = _checked(held, on, talk)
    item = _asked(held, actor, talk.duty, told, token)
    made = Conference.objects.create(
        case=held, court_id=held.court_id, on=on, at=context.current().now, called_by=actor, called_name=actor.name, item=item, token=token, **told,
    )
    event = Conferred(subject=told["decided"][:80] or told["talked"][:80], decided=told["decided"], by=told["by"], due=told["due_on"])
    finish(event, case=held, actor=actor, on=on)
    return made


def _checked(case: Case, on: date, talk: Talk) -> dict[str, Any]:
    decided = entries.text(talk.decided, "定了什么", limit=500, required=bool(talk.act or talk.duty)).require()
    if talk.due_on is not None and talk.due_on < on:
        raise refused("due", "办理的期限早于会商日。", f"写{on}以后的日子。", subject="due_on")
    if talk.act and talk.act not in frozenset(Act):
        raise refused("act", "没有这个行为。", "从清单里选。", subject="act")
    return {
        "people": _people(talk.people), "way": entries.one_of(talk.way, choices("conferring"), "方式").require(),
        "talked": entries.text(talk.talked, "议了什么", limit=3000, required=True).require(), "decided": decided, "act": talk.act,
        "by": texts.line(entries.text(talk.by, "谁去办", limit=60, required=bool(decided)).require()), "due_on": talk.due_on,
        "corrects": _corrected(case, talk.corrects),
    }


def _people(given: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(texts.line(entries.text(name, "参加人", limit=60).require()) for name in given))
    names = [name for name in names if name]
    if not names:
        raise refused("people", "没有写参加人。", "写参加会商的人。", subject="people")
    if len(names) > MOST_PEOPLE:
        raise refused("people", f"参加人超过{MOST_PEOPLE}个。", "写主要的人，其余写在“议了什么”里。", subject="people")
    return names


def _corrected(case: Case, number: int | None) -> Conference | None:
    """更正的那一条；不是本案的、已经更正过的拒绝。"""
    if number is None:
        return None
    found = Conference.objects.filter(pk=number, case=case).first()
    if found is None:
        raise refused("corrects", "本案没有这条会商记录。", "回到本案的会商记录里选。", subject="corrects")
    if Conference.objects.filter(corrects=found).exists():
        raise refused("corrects", "这一条已经更正过。", "更正最新的一条。", subject="corrects")
    return found


def _asked(case: Case, actor: User, duty: str, told: dict[str, Any], token: str) -> WorkItem | None:
    """定的措施交办给办理台；办理台的人另定，所以“谁去办”写的是督着办的人。"""
    if not duty:
        return None
    return items.ask(case=case, duty=duty, subject="", demand=told["decided"], actor=actor, token=f"confer-{token}"[:64])


def refused(code: str, text: str, remedy: str, *, subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"confer.{code}", text, BASIS, remedy=remedy, subject=subject))
