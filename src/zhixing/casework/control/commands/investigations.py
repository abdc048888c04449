"""律师调查令、审计调查、悬赏公告：申请、决定、令、结果（财产调查规定第17至21条；本院的律师调查令办法）。

审计、悬赏收到书面申请十日内决定，期限由节点看守（M-16、M-16b、M-16c）。准许的调查令另拟文书、签发用印，
文书上的核验码、二维码在公开核验网页查得到有没有效；到期没有交回的，由后台收回。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case, Party, Role, locked
from zhixing.casework.control.commands.attached import attached_one
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.casework.control.events import InvestigationAsked, InvestigationDecided, InvestigationEnded
from zhixing.casework.control.models import Investigation
from zhixing.casework.documents.queries import Document
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.queries import hold
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import entries, texts
from zhixing.law.articles import Article, cite
from zhixing.law.calendar import ONE_DAY
from zhixing.law.finding import Refused, refuse
from zhixing.law.node_table import rule
from zhixing.law.states import Act
from zhixing.law.words import word

KIND: Final = "调"
JOB: Final = Job("调查令到期")
PAPERS: Final = {
    Investigation.Sort.ORDER: ("investigation_order",), Investigation.Sort.AUDIT: ("entrustment", "other"),
    Investigation.Sort.REWARD: ("announcement", "other"),
}
"""各配哪种文书：调查令；审计的委托书；悬赏公告。"""
_BASES: Final = {Investigation.Sort.ORDER: "COURT 律师调查令", Investigation.Sort.AUDIT: "CD 17", Investigation.Sort.REWARD: "CD 21"}
_NEEDED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    Investigation.Sort.ORDER: (("lawyer", "持令律师"), ("licence", "执业证号"), ("unit", "向谁调查"), ("items", "调查什么")),
    Investigation.Sort.AUDIT: (("unit", "审计谁"), ("items", "审计什么")),
    Investigation.Sort.REWARD: (("reward", "悬赏金怎样算"),),
}
_LIMITS: Final = {"lawyer": 60, "licence": 40, "unit": 200, "items": 3000, "reward": 300}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """申请写的。``sort``：order 调查令、audit 审计、reward 悬赏；``asked_by`` 申请人；其余按种类填。"""

    sort: str
    asked_by: str
    lawyer: str = ""
    licence: str = ""
    unit: str = ""
    items: str = ""
    reward: str = ""


@transaction.atomic
def ask(*, case: Case | int, actor: User, on: date, revision: int | None, asked: Asked, token: str, file_id: int | None = None) -> Investigation:
    """登记一份申请，``on`` 是收到书面申请那天；同一张表单（``token``）交两次是同一份。

    持令律师须是本案登记了的代理人；该写的没有写抛出 ``Refused``。
    """
    held = begin(Act.INVESTIGATE, case=case, actor=actor, revision=revision)
    if made := Investigation.objects.filter(case=held, token=token).first():
        return made
    possible(on, held.received_on, "申请日")
    told = _checked(held, asked)
    [number] = next_numbers(held.court_id, KIND, context.current().today.year)
    row = Investigation.objects.create(
        case=held, court_id=held.court_id, number=number, asked_on=on, token=token, file=attached_one(held, file_id),
        subject=f"{word('investigation', told['sort'])}（{number}）", **told,
    )
    event = InvestigationAsked(subject=row.subject, number=number, sort=row.sort, asked_by=row.asked_by)
    finish(event, case=held, actor=actor, on=on)
    return row


def _checked(case: Case, asked: Asked) -> dict[str, Any]:
    sort = entries.one_of(asked.sort, Investigation.Sort.values, "申请什么").require()
    told = {name: entries.text(getattr(asked, name), label, limit=_LIMITS[name], required=True).require() for name, label in _NEEDED[sort]}
    if "lawyer" in told:
        _is_agent(case, told["lawyer"])
    return {"sort": sort, "asked_by": entries.text(asked.asked_by, "申请人", limit=200, required=True).require(), **told}


def _is_agent(case: Case, lawyer: str) -> None:
    if not Party.objects.filter(case=case, role=Role.AGENT, active=True, name=texts.line(lawyer)).exists():
        text = f"{lawyer[:30]}不是本案登记的代理人，不能持令。"
        raise refused("lawyer", text, "核对姓名；已经委托的，先在当事人里登记代理人，附委托手续。", subject="lawyer")


@transaction.atomic
def decide(
    *, investigation: Investigation | int, actor: User, on: date, revision: int | None, allowed: bool, why: str = "", until: date | None = None,
) -> Investigation:
    """准许或者不准许。不准许的写明理由；准许调查令的写明有效到哪天（自决定起不超过节点表 M-16c 的天数）。"""
    case, row = _hold(investigation, actor, revision, Investigation.State.ASKED)
    possible(on, row.asked_on, "决定日")
    told = entries.text(why, "不准许的理由", limit=500, required=not allowed).require()
    if allowed and row.sort == Investigation.Sort.ORDER:
        _valid(on, until)
    row.state = Investigation.State.ALLOWED if allowed else Investigation.State.DENIED
    row.decided_on, row.decided_name, row.why, row.until = on, actor.name, told, until if allowed else None
    keep(row, ["state", "decided_on", "decided_name", "why", "until", "revision"])
    event = InvestigationDecided(subject=row.subject, number=row.number, sort=row.sort, allowed=allowed, why=told, until=row.until)
    finish(event, case=case, actor=actor, on=on)
    return row


def _valid(on: date, until: date | None) -> None:
    days = rule("M-16c").period.n
    if until is None or not on < until <= on + days * ONE_DAY:
        remedy = f"写{on + ONE_DAY}到{on + days * ONE_DAY}之间的一天。"
        raise refused("until", f"调查令的有效期要写，在决定以后{days}日以内。", remedy, subject="until")


@transaction.atomic
def attach(*, investigation: Investigation | int, document: Document | int, actor: User, revision: int | None) -> Investigation:
    """写上照决定拟的文书（调查令、委托书、公告）。须是本案的、种类对的、没有作废的。"""
    case, row = _hold(investigation, actor, revision, Investigation.State.ALLOWED)
    number = document if isinstance(document, int) else document.pk
    found = Document.objects.filter(pk=number, case=case, kind__in=PAPERS[Investigation.Sort(row.sort)]).exclude(state=Document.State.VOID).first()
    if found is None:
        raise refused("document", "这份文书不是本案的，或者种类不对、已经作废。", "照决定另拟一份。", subject="document")
    row.document = found
    keep(row, ["document", "revision"])
    return row


@transaction.atomic
def conclude(
    *, investigation: Investigation | int, actor: User, on: date, revision: int | None, result: str, file_id: int | None = None,
) -> Investigation:
    """记结果：调查令交回、查到什么；审计报告；悬赏有没有人提供、发没发。``file_id`` 是已存的回执、报告。"""
    case, row = _hold(investigation, actor, revision, Investigation.State.ALLOWED)
    possible(on, row.decided_on, "结果日")
    row.result = entries.text(result, "结果", limit=500, required=True).require()
    row.file = attached_one(case, file_id) or row.file
    return _ended(row, case, actor, on, Investigation.State.DONE)


def _ended(row: Investigation, case: Case, actor: Actor, on: date, state: str) -> Investigation:
    row.state, row.result_on = state, on
    keep(row, ["state", "result", "result_on", "file", "revision"])
    event = InvestigationEnded(subject=row.subject, number=row.number, sort=row.sort, result=row.result)
    finish(event, case=case, actor=actor, on=on)
    return row


def expire(day: date, actor: Job = JOB) -> int:
    """过了有效期没有交回的调查令收回，返回收回几道；一道一个事务，可以重复做。"""
    rows = Investigation.objects.filter(state=Investigation.State.ALLOWED, sort=Investigation.Sort.ORDER, until__lt=day)
    return sum(_expired(pk, case_id, day, actor) for pk, case_id in rows.order_by("pk").values_list("pk", "case_id"))


@transaction.atomic
def _expired(pk: int, case_id: int, day: date, actor: Job) -> bool:
    hold(f"case:{case_id}")
    case, row = locked(case_id), Investigation.objects.select_for_update().get(pk=pk)
    if row.state != Investigation.State.ALLOWED or row.until is None or row.until >= day:
        return False
    row.result = "到期没有交回，收回作废"
    row.revision += 1
    _ended(row, case, actor, row.until + ONE_DAY, Investigation.State.EXPIRED)
    return True


def _hold(investigation: Investigation | int, actor: User, revision: int | None, *states: str) -> tuple[Case, Investigation]:
    """先锁案件，再锁这一项；页面过时的、不在这一步的拒绝。"""
    number = investigation if isinstance(investigation, int) else investigation.pk
    case = begin(Act.INVESTIGATE, case=Investigation.objects.values_list("case", flat=True).get(pk=number), actor=actor, revision=None)
    row = Investigation.objects.select_for_update().get(pk=number, case=case)
    if revision is not None and revision != row.revision:
        raise refused("stale", f"{row.number}刚才有变动，现在是“{row.get_state_display()}”。", "刷新页面，看过新的情况再办。")
    if row.state not in states:
        raise refused("state", f"{row.number}现在是“{row.get_state_display()}”。", _NEXT[row.state], basis=cite(_BASES[Investigation.Sort(row.sort)]))
    row.revision += 1
    return case, row


_NEXT: Final[dict[str, str]] = {
    Investigation.State.ASKED: "先决定准许不准许。", Investigation.State.ALLOWED: "已经准许，拟文书，等结果。",
    Investigation.State.DENIED: "没有准许；有新理由的，另行申请。", Investigation.State.DONE: "已经有了结果；需要再查的，另行申请。",
    Investigation.State.EXPIRED: "已经过期；需要再查的，另行申请。",
}


def refused(code: str, text: str, remedy: str, *, subject: str = "", basis: Article | None = None) -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"investigation.{code}", text, basis or cite("COURT 律师调查令"), remedy=remedy, subject=subject))
