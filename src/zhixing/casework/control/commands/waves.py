"""查询批次：提出、签发、撤销、放出。

提出只列出要查的，不出法院的门；签发以后才放出：每件案件记一次“发起查询”，请求排到各渠道等对方来取。
几千件的由后台一批一批放，每批一个事务，断了接着来。
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localtime

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.access import court_rights_of, may_query_all, require_each
from zhixing.casework.control.commands import notice
from zhixing.casework.control.commands.channels import refused, stream, wave_changed
from zhixing.casework.control.commands.credentials import officers_for
from zhixing.casework.control.commands.ending import end_waves
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.casework.control.events import QuerySent
from zhixing.casework.control.models import Agency, Officer, Request, Wave
from zhixing.casework.control.queries_waves import OPEN, PULLED, Plan, all_new, by_case, due_again, planned
from zhixing.foundation.files import commands as files
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import add, keep_all
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused
from zhixing.law.states import Act, after, permits

log = logging.getLogger(__name__)

_S: Final = Request.State
MOST: Final = 20_000
"""一批至多几件案件。"""
STEP: Final = 200
"""一个事务放出几件案件。"""
AT_ONCE: Final = 200
"""签发时当场印通知书、盖院印的至多几件案件；更多的由后台印。"""
AHEAD: Final = 7
"""终本后的查询，到期前几天提出。"""
RETRY: Final = timedelta(minutes=5)
"""印不成、放不成的一批，隔多久再试。"""
ROWS: Final = 5000
SHOWN: Final = 20


# ---- 提出 ----


@transaction.atomic
def start_wave(
    *, actor: User, on: date, reason: str, token: str, cases: Collection[int] | None = None, agencies: Collection[int] | None = None,
) -> Wave:
    """提出一批查询，待签发。同一 ``token`` 再来，还是那一批。

    ``cases`` 不给的，是全院还没有发起过网络查询的；``agencies`` 不给的，是启用了的各家。没有权限的抛出 ``Forbidden``；
    一个也不能查的、有案件不能查询的抛出 ``Refused``。
    """
    if known := Wave.objects.filter(court=actor.court_id, token=token).first():
        return known
    if reason not in Wave.Reason.values:
        raise refused("wave.reason", "没有写为什么查。", "选一个事由。", subject="reason")
    rows = _cases(actor, cases)
    chosen, part = _agencies(actor.court_id, agencies)
    plan = planned([case.pk for case in rows], chosen)
    if not plan.pairs:
        raise _nothing(plan)
    return _made(Wave(court_id=actor.court_id, reason=reason, token=token, asked_by=actor, asked_name=actor.name, scope=part), plan, actor, on)


@transaction.atomic
def ask_again(*, case: Case, on: date, reason: str, token: str) -> Wave | None:
    """系统提出的复查（轮候转首封），待人签发；没有可查的（正在查、没有证件号码）为空。同一 ``token`` 只提一次。"""
    return _offered(case.court_id, [case], on, reason, token)


@transaction.atomic
def offer_again(court_id: int, day: date, ahead: int = AHEAD) -> Wave | None:
    """终本后六个月一次的查询，``ahead`` 天内到期（和已经过期）的，系统提出一批，待人签发；没有到期的、都提过了的为空。

    一天至多提一批，可以重复做：已经提出待签发的案件不再提（法〔2016〕373号第九条）。
    """
    cases = list(due_again(court_id, day, ahead)[:MOST])
    return _offered(court_id, cases, day, Wave.Reason.HALF_YEAR, f"half-year:{day}")


def _offered(court_id: int, cases: Sequence[Case], on: date, reason: str, token: str) -> Wave | None:
    """系统提出的一批；没有可查的为空。"""
    if known := Wave.objects.filter(court=court_id, token=token).first():
        return known
    fit = [case.pk for case in cases if permits(case.state, Act.QUERY, case.kind).ok]
    plan = planned(fit, list(Agency.objects.filter(court=court_id, enabled=True).order_by("pk")))
    if not plan.pairs:
        return None
    system = context.Job("查询批次")
    return _made(Wave(court_id=court_id, reason=reason, token=token, asked_name=system.name), plan, system, on)


def _cases(actor: User, cases: Collection[int] | None) -> list[Case]:
    """核对过的各件。"""
    everywhere = may_query_all(actor, actor.court_id)
    if cases is None:
        if not everywhere:
            raise Forbidden(actor, "提出成批查询")
        return [case for case in all_new(actor.court_id)[:MOST] if permits(case.state, Act.QUERY, case.kind).ok]
    if len(wanted := set(cases)) > MOST:
        raise refused("wave.many", f"一批至多{MOST}件案件，这里有{len(wanted)}件。", "分成几批。")
    rows = list(Case.objects.filter(pk__in=wanted, court=actor.court_id).select_related("court").order_by("pk"))
    if len(rows) != len(wanted):
        raise Case.DoesNotExist("有的案件没有，或者不是本院的")
    if not everywhere:
        require_each(actor, Act.QUERY, rows)
    _permitted(rows)
    return rows


def _permitted(cases: Iterable[Case]) -> None:
    """此刻都能查询；不能的逐件说明。"""
    reasons = [
        Reason(one.code, f"{case}：{one.text}", one.article, one.remedy, one.act)
        for case in cases for one in permits(case.state, Act.QUERY, case.kind).reasons
    ]
    if reasons:
        raise Refused(Finding(None, (cite(Act.QUERY.article),), tuple(reasons[:SHOWN])))


def _agencies(court_id: int, agencies: Collection[int] | None) -> tuple[list[Agency], str]:
    """查哪几家；是全部还是部分。"""
    rows = list(Agency.objects.filter(court=court_id, enabled=True).order_by("pk"))
    found = rows if agencies is None else [one for one in rows if one.pk in set(agencies)]
    if not found or (agencies is not None and len(found) != len(set(agencies))):
        raise refused("wave.agencies", "没有可查的协助单位，或者选的已经不启用。", "在查控渠道里启用协助单位，或者另选。")
    return found, "full" if len(found) == len(rows) else "part"


def _nothing(plan: Plan) -> Refused:
    told = [Reason("control.wave.nothing", f"{one.name}：{one.why}" + (f"（{one.agency}）" if one.agency else "") + "。", cite("CPL 253"),
                   "补上证件号码，或者等反馈。") for one in plan.left_out[:SHOWN]]
    if told:
        return Refused(Finding(None, (cite("CPL 253"),), tuple(told)))
    return refused("wave.nothing", "没有要查的：选中的案件里没有可查的被执行人。", "核对案件和被执行人。", "CPL 253")


def _made(wave: Wave, plan: Plan, actor: Actor, on: date) -> Wave:
    """存下这一批和各个请求。"""
    [wave.number] = next_numbers(wave.court_id, "查", on.year)
    wave.cases, wave.total, wave.asked_at = len(plan.cases), len(plan.pairs), context.current().now
    wave.save()
    _drafted(wave, plan)
    wave_changed(wave, "asked", actor)
    return wave


def _drafted(wave: Wave, plan: Plan) -> None:
    """各个请求，拟稿。请求单号由法院、批次、序号组成，全国不重。"""
    head = f"CX{wave.court_id:05d}{wave.number[1:5]}{wave.number[6:]}"
    for start in range(0, len(plan.pairs), ROWS):
        add([
            Request(wave=wave, court_id=wave.court_id, case_id=party.case_id, party=party, agency=agency, number=f"{head}{index:06d}")
            for index, (party, agency) in enumerate(plan.pairs[start:start + ROWS], start + 1)
        ])


# ---- 签发 ----


def sign_wave(*, wave: Wave | int, actor: User, on: date, revision: int | None = None) -> Wave:
    """签发：印协助查询财产通知书、盖院印，然后放出。连点几下只签一次；不大的一批当场印好放完，大的由后台印、接着放。

    自己来取的渠道须有有效登记的经办人（法释〔2013〕20号第三条），没有的抛出 ``Refused``。印和盖在锁外做好。
    """
    given = Wave.objects.select_related("court").get(pk=wave if isinstance(wave, int) else wave.pk, court=actor.court_id)
    _signable(given, actor, revision)
    officers = officers_for(Agency.objects.filter(pk__in=given.requests.order_by().values("agency")), on)
    number = f"（{on.year}）{given.court.daizi}协查{int(given.number[6:])}号"
    pdf = _printed(given, number, officers, on) if given.cases <= AT_ONCE else None
    with transaction.atomic():
        held = Wave.objects.select_for_update(of=("self",)).select_related("court").get(pk=given.pk)
        _signable(held, actor, given.revision)
        held.notice_number, held.state, held.revision, held.error = number, Wave.State.RUNNING, held.revision + 1, ""
        held.signed_by, held.signed_name, held.signed_at = actor, actor.name, context.current().now
        held.notice = _kept(held, pdf, actor) if pdf else None
        held.save()
        for agency, officer in officers.items():
            Request.objects.filter(wave=held, agency=agency).update(officer=officer)
        wave_changed(held, "signed", actor)
        if pdf:
            _let_out(held, STEP)
    held.refresh_from_db()
    return held


def _printed(wave: Wave, number: str, officers: Mapping[int, Officer], on: date) -> bytes:
    """印好、盖好院印的通知书。"""
    return notice.sealed(notice.made(wave, number, officers, on), wave, number, on, context.current().now)


def _kept(wave: Wave, pdf: bytes, actor: Actor) -> StoredFile:
    name = f"{notice.TITLE}{wave.notice_number}.pdf"
    return files.store(court_id=wave.court_id, name=name, content=pdf, actor=actor, stream=stream(wave.court_id), ours=True)


def print_notice(wave: Wave) -> None:
    """后台印签发了的一大批的通知书、盖院印；印好了的不再印。印不出的（姓名里有印不出的字）退回待签发，写明为什么。"""
    assert wave.signed_at is not None
    rows = Request.objects.filter(wave=wave, officer__isnull=False).order_by("agency").distinct("agency").select_related("officer__user")
    try:
        pdf = _printed(wave, wave.notice_number, {one.agency_id: one.officer for one in rows if one.officer}, localtime(wave.signed_at).date())
    except Refused as refused_:
        _sent_back(wave, "；".join(f"{one.text}{one.remedy}" for one in refused_.finding.reasons))
        return
    with transaction.atomic():
        held = Wave.objects.select_for_update(of=("self",)).select_related("court", "signed_by").get(pk=wave.pk)
        if held.state == Wave.State.RUNNING and held.notice_id is None:
            held.notice, held.error, held.failed_at = _kept(held, pdf, held.signed_by or context.Job("查询批次")), "", None
            held.save(update_fields=["notice", "error", "failed_at"])


@transaction.atomic
def _sent_back(wave: Wave, why: str) -> None:
    """退回待签发。"""
    held = Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if held.state != Wave.State.RUNNING or held.notice_id is not None:
        return
    held.state, held.error, held.failed_at, held.revision = Wave.State.DRAFT, why[:300], context.current().now, held.revision + 1
    held.signed_by, held.signed_name, held.signed_at, held.notice_number = None, "", None, ""
    held.save()
    wave_changed(held, "returned", context.Job("查询批次"))


def _signable(wave: Wave, actor: User, revision: int | None) -> None:
    """此人能签，此刻能签，看的是现在的内容。局长、副局长签全院的；法官签自己有权查询的案件。"""
    if not court_rights_of(actor).may_sign_waves:
        raise Forbidden(actor, "签发查询")
    if wave.state != Wave.State.DRAFT:
        raise refused("wave.state", f"{wave.number}现为“{wave.get_state_display()}”，不能签发。", "刷新页面看现在的状态。")
    if revision is not None and revision != wave.revision:
        raise refused("wave.stale", f"{wave.number}打开以后有了改动。", "看过以后再签。")
    if not may_query_all(actor, wave.court_id):
        require_each(actor, Act.QUERY, list(Case.objects.filter(pk__in=wave.requests.order_by().values("case")).select_related("court")))


# ---- 放出 ----


@transaction.atomic
def let_out(wave: Wave | int, limit: int = STEP) -> int:
    """印好通知书的一批，再放出至多 ``limit`` 件案件的请求，返回放了几件；都放了的为零。可以重复办、同时办，一件只放一次。"""
    held = Wave.objects.select_for_update(of=("self",)).select_related("court", "signed_by").get(pk=wave if isinstance(wave, int) else wave.pk)
    done = _let_out(held, limit) if held.state == Wave.State.RUNNING and held.notice_id else 0
    if done and held.error:
        Wave.objects.filter(pk=held.pk).update(error="", failed_at=None)
    return done


def next_out(limit: int = STEP) -> int:
    """签发最早、还没有放完的一批，接着印、接着放，返回做了几件；没有要放的为零。后台任务用。

    一批出了错不耽误后面的：写明在这一批上，隔 :data:`RETRY` 再试，接着办下一批。
    """
    waiting = Request.objects.filter(wave=OuterRef("pk"), state=_S.DRAFT)
    again = Q(failed_at=None) | Q(failed_at__lte=context.current().now - RETRY)
    for wave in Wave.objects.filter(again, Exists(waiting), state=Wave.State.RUNNING).select_related("court").order_by("pk"):
        try:
            return _one_out(wave, limit)
        except Exception as error:
            log.exception("%s没有放成", wave.number)
            told = f"后台没有办成（{type(error).__name__}），{RETRY.seconds // 60}分钟以后再试；一直不成的，请找管理员看运行日志。"
            Wave.objects.filter(pk=wave.pk).update(error=told, failed_at=context.current().now)
    return 0


def _one_out(wave: Wave, limit: int) -> int:
    """先印通知书，印好了再放。"""
    if wave.notice_id is not None:
        return let_out(wave, limit)
    print_notice(wave)
    return 1


def _let_out(wave: Wave, limit: int) -> int:
    drafts = Request.objects.filter(wave=wave, state=_S.DRAFT)
    chosen = list(drafts.order_by("case_id").values_list("case_id", flat=True).distinct()[:limit])
    if not chosen:
        return 0
    hold_many(f"case:{pk}" for pk in chosen)
    cases = {case.pk: case for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=chosen).order_by("pk")}
    rows = list(drafts.filter(case__in=chosen).select_related("agency").order_by("pk"))
    fit = _fit(cases, rows)
    _queued(fit)
    _told(wave, cases, by_case(fit))
    end_waves([wave.pk], context.current().now)
    return len(chosen)


def _fit(cases: Mapping[int, Case], rows: Sequence[Request]) -> list[Request]:
    """能放的。提出以后不能查了的（例如撤销了）、别的批正在查的，不放，写明为什么。"""
    barred = {pk: found.reasons[0].text for pk, case in cases.items() if not (found := permits(case.state, Act.QUERY, case.kind)).ok}
    busy = set(Request.objects.filter(case__in=list(cases), state__in=OPEN).order_by().values_list("party_id", "agency_id"))
    stopped = []
    for one in rows:
        if why := barred.get(one.case_id) or ("别的批次正在查" if (one.party_id, one.agency_id) in busy else ""):
            one.state, one.error = _S.CANCELLED, why[:300]
            stopped.append(one)
    keep_all(stopped, ["state", "error"])
    return [one for one in rows if one.state != _S.CANCELLED]


def _queued(rows: Sequence[Request]) -> None:
    """排到各渠道；靠人的渠道（反馈表、发函），签发即等反馈。"""
    now = context.current().now
    pulled = [one.pk for one in rows if one.agency.channel in PULLED]
    Request.objects.filter(pk__in=pulled).update(state=_S.QUEUED, queued_at=now)
    for hours in {one.agency.reply_hours for one in rows if one.agency.channel not in PULLED}:
        mine = [one.pk for one in rows if one.agency.channel not in PULLED and one.agency.reply_hours == hours]
        due = now + timedelta(hours=hours)
        Request.objects.filter(pk__in=mine).update(state=_S.SENT, queued_at=now, sent_at=now, due_at=due, attempts=F("attempts") + 1)


def _told(wave: Wave, cases: Mapping[int, Case], rows: Mapping[int, list[Request]]) -> None:
    """每件案件记一次“发起查询”，已分案的自此执行中。"""
    today, moved, batches = context.current().today, [], []
    for pk, mine in rows.items():
        event, case = _event(wave, mine), cases[pk]
        if (state := after(case.state, event.name)) != case.state:
            case.state = state
            moved.append(case)
        batches.append(Batch(stream=case.stream, court_id=case.court_id, items=[Item(event=event, happened=today)]))
    keep_all(moved, ["state"])
    history.record_many(batches, actor=wave.signed_by or context.Job("查询批次"))


def _event(wave: Wave, rows: Sequence[Request]) -> QuerySent:
    """``channel`` 取最广的：有总对总的是总对总。"""
    networks = {one.agency.network for one in rows}
    channel = next(one for one in ("network", "local", "onsite") if one in networks)
    return QuerySent(channel=channel, scope=wave.scope, wave=wave.number, requests=len(rows))


# ---- 撤销 ----


@transaction.atomic
def cancel_wave(*, wave: Wave | int, actor: User, why: str) -> Wave:
    """撤销：没有放出的、没有取走的不再查；已经取走的收不回，反馈照收。提出的人、能签发的人可以撤销。"""
    held = Wave.objects.select_for_update(of=("self",)).get(pk=wave if isinstance(wave, int) else wave.pk, court=actor.court_id)
    if actor.pk != held.asked_by_id and not court_rights_of(actor).may_sign_waves:
        raise Forbidden(actor, "撤销查询批次")
    if held.state not in (Wave.State.DRAFT, Wave.State.RUNNING):
        raise refused("wave.state", f"{held.number}现为“{held.get_state_display()}”，不能撤销。", "刷新页面看现在的状态。")
    if not why.strip():
        raise refused("wave.why", "没有写为什么撤销。", "写明原因。", subject="why")
    held.requests.filter(state__in=(_S.DRAFT, _S.QUEUED)).update(state=_S.CANCELLED, error=why.strip()[:300])
    held.state, held.finished_at, held.revision = Wave.State.CANCELLED, context.current().now, held.revision + 1
    held.save(update_fields=["state", "finished_at", "revision"])
    wave_changed(held, "cancelled", actor)
    return held
