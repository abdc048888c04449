"""分配方案的送达：当事人以文书的送达为准，线下送的、人数众多的债权人记一次送达和证明。最后一人收到，异议期起算。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.queries import one as document_of
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands.plan_holding import hold, refused, subject
from zhixing.casework.funds.events import PlanServed
from zhixing.casework.funds.models import Plan, PlanService, Share
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law import entries
from zhixing.law.words import choices

KIND = "distribution_plan"


@transaction.atomic
def attach_document(*, plan: Plan | int, actor: User, revision: int | None, document: int) -> Plan:
    """写明据以送达的是哪一份财产分配方案文书；收到之日从它的送达来。"""
    case, held = hold(plan, actor, revision, Plan.State.SERVED)
    row = document_of(document)
    if row.case_id != case.pk or row.kind != KIND or row.state == row.State.VOID:
        raise refused("document", "这不是本案的财产分配方案。", "先制作、签发财产分配方案，再选它。", field="document")
    held.document_id = row.pk
    held.save(update_fields=["document", "revision"])
    return held


@transaction.atomic
def record_service(
    *, plan: Plan | int, actor: User, revision: int | None, deemed_on: date, method: str, file: StoredFile, party: int | None = None,
    share: int | None = None, note: str = "",
) -> PlanService:
    """记一次送达：某一当事人、某一债权人，都不写的是公告等一次送达其余全部债权人。须有证明材料。都送达了，异议期随之起算。"""
    case, held = hold(plan, actor, revision, Plan.State.SERVED)
    _running(held)
    possible(deemed_on, held.published_on, "送达之日").require()
    entries.one_of(method, choices("method"), "送达方式").require()
    _needed(held, party, share)
    made = PlanService.objects.create(
        plan=held, party_id=party, share_id=share, method=method, deemed_on=deemed_on, file=file,
        note=entries.text(note, "说明", limit=300).require(), made_by=actor, made_name=actor.name, made_on=context.current().today,
    )
    held.save(update_fields=["revision"])
    if not read.receiving(held).missing:
        _started(case, held, actor)
    return made


def _running(plan: Plan) -> None:
    if plan.served_on is not None:
        text = f"第{plan.number}版已经全部送达，异议期从{plan.served_on}起算。"
        raise refused("served", text, "送达登记错了的，作废这一版，另做一版重新送达。")


def _needed(plan: Plan, party: int | None, share: int | None) -> None:
    """是要送达的人，还没有送达。"""
    found = read.receiving(plan)
    if share is not None:
        row = Share.objects.filter(pk=share, plan=plan).first()
        known = row is not None and row.party_id is None and all(one.share_id != share for one in found.apart)
    elif party is not None:
        known = any(one.party_id == party and one.day is None for one in found.people)
    else:
        known = found.rest is None and found.others > len(found.apart)
    if not known:
        raise refused("person", "这个人不用送达，或者已经送达了。", "刷新页面看还有谁没有送达；当事人的债权，记在当事人名下。", field="whom")


@transaction.atomic
def withdraw_service(*, service: PlanService | int, actor: User, revision: int | None) -> PlanService:
    """一次送达记错了，不作数。异议期已经起算的不能再改。"""
    given = PlanService.objects.get(pk=service if isinstance(service, int) else service.pk)
    _, held = hold(given.plan_id, actor, revision, Plan.State.SERVED)
    _running(held)
    row = PlanService.objects.select_for_update().get(pk=given.pk)
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])
    held.save(update_fields=["revision"])
    return row


@transaction.atomic
def start_period(*, plan: Plan | int, actor: User, revision: int | None) -> Plan:
    """核对送达：都送达了，记下最后一人收到之日，异议期从次日起算；还有没有送达的，说出是谁。"""
    case, held = hold(plan, actor, revision, Plan.State.SERVED)
    _running(held)
    missing = read.receiving(held).missing
    if missing:
        more = f"等{len(missing)}人" if len(missing) > 5 else ""
        raise refused("unserved", f"还没有送达：{'、'.join(missing[:5])}{more}。", "送达，登记收到的日子；人数众多的可以公告，附上证明。")
    held.save(update_fields=["revision"])
    return _started(case, held, actor)


def _started(case: Case, plan: Plan, actor: User) -> Plan:
    last = read.receiving(plan).last
    if last is None:
        raise refused("nobody", "没有要送达的人。", "核对债权人和被执行人。")
    plan.served_on = last
    plan.save(update_fields=["served_on"])
    finding = rules.open_until(last, calendar_of(plan.court_id))
    finish(PlanServed(subject=subject(plan), number=plan.number), case=case, actor=actor, on=last, finding=finding)
    return plan
