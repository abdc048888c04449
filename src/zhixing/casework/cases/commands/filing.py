"""收件、补正、不予受理、立案、移送。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import assignment, entering, numbering
from zhixing.casework.cases.commands.acting import begin, finish, possible
from zhixing.casework.cases.events import Accepted, Corrected, CorrectionAsked, Declined, HandedOver, Received
from zhixing.casework.cases.models import Case, Claim, Kind, Livelihood, Origin, Party, Relation, Role, TagName, Title
from zhixing.casework.cases.queries import known_titles, receipt
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item, Recorded
from zhixing.foundation.history.queries import Source
from zhixing.foundation.history.rows import add
from zhixing.foundation.people.queries import Court, Team, User, setting
from zhixing.law import entries, intake, livelihood
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.intake import CaseDraft
from zhixing.law.states import Act, State, fold


def check(
    court: Court, draft: CaseDraft, known: Mapping[str, Sequence[str]] | None = None
) -> Finding[CaseDraft]:
    """收件内容能不能收；``warnings`` 里的（同一依据已立过案等）只提醒，由收件人决定。``value`` 是整理好的。

    ``known`` 是已取来的 ``queries.known_titles``，核对许多件时不必逐件查。
    """
    if known is None:
        known = known_titles(court.pk, [intake.title_key(title.number) for title in draft.titles])
    found = intake.check(draft, today=context.current().today, known_titles=known)
    strange = tuple(_strange(draft))
    return Finding(
        found.value, found.articles, reasons=found.reasons + strange, warnings=found.warnings, steps=found.steps,
        inputs=found.inputs,
    )


def _strange(draft: CaseDraft) -> Iterator[Reason]:
    """不在清单里的代码。"""
    chosen = [("kind", draft.kind, Kind.values), ("livelihood", draft.livelihood, Livelihood.values)]
    chosen += [(f"parties.{i}.role", row.role, Role.values) for i, row in enumerate(draft.parties)]
    chosen += [(f"parties.{i}.nature", row.nature, Party.Nature.values) for i, row in enumerate(draft.parties)]
    chosen += [(f"titles.{i}.kind", row.kind, Title.Body.values) for i, row in enumerate(draft.titles)]
    chosen += [(f"claims.{i}.sort", row.sort, Claim.Sort.values) for i, row in enumerate(draft.claims)]
    chosen += [("tags", name, TagName.values) for name in draft.tags]
    chosen += [(f"relations.{i}", sort, Relation.Sort.values) for i, (sort, _) in enumerate(draft.relations)]
    for subject, value, choices in chosen:
        if value not in choices:
            text = f"“{value[:20]}”不在清单里。"
            yield Reason("intake.choice", text, cite("COURT 收件登记"), "请从清单里选。", subject=subject)


def receive(
    *, actor: User, court: Court, draft: CaseDraft, source: Source = Source.OWN, token: str = "",
    known: Mapping[str, Sequence[str]] | None = None,
) -> Case:
    """收件（执行工作规定第16、18条）：登记申请材料，立案审查自 ``draft.received_on`` 起算。

    ``token`` 是表单的凭号：交两次得到同一件；``known`` 见 :func:`check`。不能收抛出 ``Refused``，没有立案（导入）职务抛出 ``Forbidden``。
    """
    _allowed(actor, court, source)
    found = check(court, draft, known)
    plan = _Filing(actor, court, found.require(), found, source=source, token=token)
    return _once(plan, lambda: _save(plan, [_received(plan)]))


def file_case(  # noqa: PLR0913
    *, actor: User, court: Court, draft: CaseDraft, number: str = "", handler: User | None = None,
    team: Team | None = None, assigned_on: date | None = None, source: Source = Source.OWN, token: str = "",
    known: Mapping[str, Sequence[str]] | None = None,
) -> Case:
    """一次办完收件和立案（材料齐全时），给了 ``handler`` 的连同移送、分案；一批事件，节点只算一次。

    立案日是 ``draft.accepted_on``，没有的算今天。案号：给了就用给的（导入），没给的按本院设置自编，或者拒绝。
    """
    _allowed(actor, court, source)
    found = check(court, draft, known)
    plan = _Filing(actor, court, found.require(), found, number or draft.number_as_given, source, token)
    possible(plan.accepted_on, draft.received_on, "立案日")
    items = [_received(plan), _accepted(plan)]
    if handler:
        on = assigned_on or plan.accepted_on
        possible(on, plan.accepted_on, "分案日")
        given = assignment.chosen(court, handler, team, on, strict=source != Source.IMPORTED)
        items += [_item(plan, HandedOver(), on), _item(plan, given.event(_way(plan)), on)]
        return _once(plan, lambda: _save(plan, items, given))
    return _once(plan, lambda: _save(plan, items))


def _way(plan: _Filing) -> str:
    """流程系统分好的照收。"""
    return entries.IMPORTED if plan.source == Source.IMPORTED else ""


def _allowed(actor: User, court: Court, source: Source) -> None:
    (access.require_import if source == Source.IMPORTED else access.require_filing)(actor, court)


@dataclass(frozen=True, slots=True)
class _Filing:
    """一次收件的全部材料。"""

    actor: User
    court: Court
    draft: CaseDraft
    found: Finding[CaseDraft]
    number: str = ""
    source: Source = Source.OWN
    token: str = ""

    @property
    def accepted_on(self) -> date:
        return self.draft.accepted_on or context.current().today


Build = Callable[[Case], Item]


def _item(plan: _Filing, event: Any, on: date, found: Finding[Any] | None = None) -> Build:
    return lambda case: Item(event=event, happened=on, source=plan.source, finding=found)


def _received(plan: _Filing) -> Build:
    draft = plan.draft
    event = Received(
        kind=draft.kind, claim_fen=draft.claim_fen, livelihood=draft.livelihood, urgent=draft.urgent,
        complete=draft.complete,
    )
    return _item(plan, event, draft.received_on, plan.found)


def _accepted(plan: _Filing) -> Build:
    return lambda case: _item(plan, _acceptance(case), plan.accepted_on)(case)


def _acceptance(case: Case) -> Accepted:
    return Accepted(
        number=case.number, kind=case.kind, cause=case.cause, claim_fen=case.claim_fen, livelihood=case.livelihood
    )


def _save(plan: _Filing, builds: list[Build], given: assignment.Chosen | None = None) -> Case:
    """存行、取号、记事件。案号在最后取。"""
    case = _row(plan)
    if len(builds) > 1:
        case.accepted_on = plan.accepted_on
        take_number(case, plan.number, plan.accepted_on, imported=plan.source == Source.IMPORTED)
    if given:
        case.handler, case.team = given.handler, given.team
    items = [build(case) for build in builds]
    case.state = fold(item.event.name for item in items)
    add([case])
    entering.store(case, plan.draft)
    if given:
        given.store(case, items[-1].happened)
    history.record_all(items, stream=case.stream, court_id=case.court_id, actor=plan.actor)
    return case


def _row(plan: _Filing) -> Case:
    draft = plan.draft
    limit = int(setting(plan.court.pk, "small_claim_yuan")) * 100
    case = Case(
        court=plan.court, kind=draft.kind, state=State.RECEIVED, number_as_given=plan.number or draft.number_as_given,
        origin=Origin.IMPORTED if plan.source == Source.IMPORTED else Origin.FILED, cause=draft.cause,
        livelihood=draft.livelihood, claim_fen=draft.claim_fen, performance=draft.performance, urgent=draft.urgent,
        small_claim=livelihood.small_claim(draft.claim_fen, limit).value, received_on=draft.received_on,
        non_litigation=any(title.kind == Title.Body.NON_LITIGATION for title in draft.titles), stage=draft.stage,
        suit_number=draft.suit_number,
        receipt_token=plan.token or None, created_at=context.current().now,
    )
    entering.label(case, draft.parties)
    return case


def take_number(case: Case, text: str, on: date, *, imported: bool = False) -> Finding[Any] | None:
    """自编的取号，国家平台编的照填；自编的法院只有导入时才照填。"""
    if numbering.own_numbers(case.court_id) and not (imported and text):
        numbering.unasked(text).require()
        numbering.take(case, on)
        return None
    found = numbering.given(case, text)
    if number := found.require():
        numbering.put(case, number)
    return found


def _once(plan: _Filing, save: Callable[[], Case]) -> Case:
    """同一凭号只收一次；同时交来的两份，后到的得到先到的那一件。"""
    if done := receipt(plan.token, plan.court.pk):
        return done
    try:
        with transaction.atomic():
            return save()
    except IntegrityError as error:
        if done := receipt(plan.token, plan.court.pk):
            return done
        if "case_number_once" in str(error) or "case_serial_once" in str(error):
            numbering.taken(plan.number).require()
        raise


# ---- 收件之后 ----


@transaction.atomic
def ask_correction(
    *, case: Case | int, actor: User, on: date, revision: int | None, missing: list[str], until: date | None = None
) -> Recorded:
    """通知补正：缺哪些材料，限到哪天。补正期间不计入立案审查（执行工作规定第18条）。"""
    case = begin(Act.ASK_CORRECTION, case=case, actor=actor, revision=revision)
    found = possible(on, case.received_on)
    listed = [entries.text(item, "所缺材料", limit=100, required=True).require() for item in missing or [""]]
    if until:
        entries.happened(on, first=None, today=until, what="补正期限之前的通知日").require()
    return finish(CorrectionAsked(missing=listed, until=until), case=case, actor=actor, on=on, finding=found)


@transaction.atomic
def corrected(*, case: Case | int, actor: User, on: date, revision: int | None) -> Recorded:
    """补正材料收齐，立案审查自此重新起算（民诉法解释第126条类推）。"""
    case = begin(Act.CORRECTED, case=case, actor=actor, revision=revision)
    return finish(Corrected(), case=case, actor=actor, on=on, finding=possible(on, case.received_on))


@transaction.atomic
def decline(
    *, case: Case | int, actor: User, on: date, revision: int | None, ground: str, text: str = ""
) -> Recorded:
    """裁定不予受理（执行工作规定第16条）。``ground`` 取自 ``law.entries.DECLINE_GROUNDS``。"""
    case = begin(Act.DECLINE, case=case, actor=actor, revision=revision)
    found = possible(on, case.received_on)
    entries.one_of(ground, entries.DECLINE_GROUNDS, "不予受理的理由").require()
    event = Declined(ground=ground, text=entries.text(text, "说明", limit=500).require())
    return finish(event, case=case, actor=actor, on=on, finding=found)


@transaction.atomic
def accept(*, case: Case | int, actor: User, on: date, revision: int | None, number: str = "") -> Recorded:
    """决定立案（执行工作规定第16条），取得案号：自编的由系统编，国家平台编的照填 ``number``。

    页面可以把收件时带来的案号（``number_as_given``）预填在 ``number`` 里。
    """
    case = begin(Act.ACCEPT, case=case, actor=actor, revision=revision)
    found: Finding[Any] = possible(on, case.received_on, "立案日")
    case.accepted_on = on
    try:
        with transaction.atomic():
            found = take_number(case, number, on) or found
            changed = ["number", "year", "serial", "accepted_on"]
            return finish(_acceptance(case), case=case, actor=actor, on=on, changed=changed, finding=found)
    except IntegrityError as error:
        if "case_number_once" in str(error) or "case_serial_once" in str(error):
            numbering.taken(case.number).require()
        raise


@transaction.atomic
def hand_over(*, case: Case | int, actor: User, on: date, revision: int | None) -> Recorded:
    """立案机构把案卷移送执行机构（审限规定第7条，三日内）。"""
    case = begin(Act.HAND_OVER, case=case, actor=actor, revision=revision)
    return finish(HandedOver(), case=case, actor=actor, on=on, finding=possible(on, case.accepted_on))
