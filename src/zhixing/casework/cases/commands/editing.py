"""更正案件和当事人信息、收款账户、标签、关联。改动前后的值记在事件里，证件号、电话、账号遮挡。"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import changing, entering
from zhixing.casework.cases.commands.acting import begin, finish, possible
from zhixing.casework.cases.events import Linked, Tagged
from zhixing.casework.cases.models import Case, Livelihood, Party, Relation, Tag, TagName
from zhixing.casework.cases.queries import Role
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import entries, intake, numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.intake import CaseDraft, PartyDraft
from zhixing.law.states import Act, State

ARTICLE: Final = changing.ARTICLE
DETAILS: Final = ("cause", "livelihood", "claim_fen", "performance", "urgent", "stage", "suit_number")
ACCOUNT: Final = ("bank_name", "bank_holder", "bank_account")
REPRESENTING: Final = frozenset({Role.AGENT, Role.GUARDIAN, Role.LEGAL_REP})


@transaction.atomic
def edit_details(
    *, case: Case | int, actor: User, on: date, revision: int | None, values: dict[str, Any], reason: str = ""
) -> Recorded:
    """更正案件信息：案由、涉民生类别、标的、行为内容、情况紧急、保全阶段和诉讼案号。小标的随标的重算。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    changing.known(values, DETAILS)
    draft = CaseDraft(received_on=case.received_on, kind=case.kind, **({n: getattr(case, n) for n in DETAILS} | values))
    found = _only(intake.check(draft, today=context.current().today), DETAILS)
    entries.one_of(draft.livelihood, Livelihood.values, "涉民生类别").require()
    tidy = found.require()
    changes = changing.apply(case, {name: getattr(tidy, name) for name in values})
    changing.small(case)
    return changing.changed(case, "案件信息", changes, actor, on, reason, [*values, "small_claim"])


@transaction.atomic
def add_party(
    *, case: Case | int, actor: User, on: date, revision: int | None, draft: PartyDraft, represents: int | None = None,
    reason: str = "",
) -> Recorded:
    """添加当事人或代理人；``represents`` 是所代理的当事人的编号。变更、追加当事人的裁定另行登记。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    tidy = _sound(case, draft)
    row = entering.party(case, tidy)
    row.represents = _represented(case, row, represents)
    row.save()
    return _relabelled(case, row, {"添加": ["", row.name]}, actor, on, reason)


@transaction.atomic
def edit_party(
    *, case: Case | int, actor: User, on: date, revision: int | None, party: int, values: dict[str, Any],
    reason: str = "",
) -> Recorded:
    """更正当事人信息。改了收款账户的，原来的确认作废，须再确认。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row = _party(case, party)
    columns = changing.known(values, [f.name for f in fields(PartyDraft) if f.name != "represents"])
    reread = {"birth": None, "sex": ""} if {"paper", "paper_number"} & set(columns) else {}
    tidy = _sound(case, replace(_drafted(row), **(reread | values)))
    changes = changing.apply(row, {name: getattr(tidy, name) for name in columns})
    row.birth, row.sex = tidy.birth, tidy.sex
    if changes.keys() & {changing.column(row, name) for name in ACCOUNT}:
        row.account_confirmed_on = None
    entering.fill(row).save()
    return _relabelled(case, row, changes, actor, on, reason)


@transaction.atomic
def remove_party(
    *, case: Case | int, actor: User, on: date, revision: int | None, party: int, reason: str
) -> Recorded:
    """当事人退出本案（错列、死亡后由继承人承受等）。行保留，标为不在案；代理他的人须先退出。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row = _party(case, party)
    entries.text(reason, "理由", limit=500, required=True).require()
    if agents := list(Party.objects.filter(case=case, active=True, represents=row)):
        text = f"{'、'.join(a.name for a in agents)}还在代理{row.name}。"
        refuse("party.agents", text, ARTICLE, remedy="先让代理人退出。", act=Act.EDIT, subject="party").require()
    same = Party.objects.filter(case=case, active=True, role=row.role).exclude(pk=row.pk)
    if row.role == Role.RESPONDENT and not same.exists():
        text = f"{row.name}是仅有的被执行人，不能退出。"
        refuse("party.last", text, ARTICLE, remedy="先添加变更后的被执行人。", act=Act.EDIT, subject="party").require()
    row.active = False
    row.save(update_fields=["active"])
    return _relabelled(case, row, {"退出": [row.name, ""]}, actor, on, reason)


def confirming(case: Case | int) -> Act:
    """确认收款账户凭的是哪一项：没有结案的是更正信息，结案以后是发放。"""
    number = case if isinstance(case, int) else case.pk
    return Act.PAY_OUT if Case.objects.filter(pk=number, state__in=(State.CLOSED, State.ARCHIVED)).exists() else Act.EDIT


@transaction.atomic
def confirm_account(
    *, case: Case | int, actor: User, on: date, revision: int | None, party: int, bank_name: str, bank_holder: str,
    bank_account: str,
) -> Recorded:
    """收款账户确认：申请执行人确认收款的户名、开户行、账号。户名与本人不同的只能是特别授权的代理人（EW 20）。

    结案以后案件信息不再改动；有后到的款要付的，由能申请发放的人确认收款账户。
    """
    case = begin(confirming(case), case=case, actor=actor, revision=revision)
    row = _party(case, party)
    values = {"bank_name": bank_name, "bank_holder": bank_holder, "bank_account": bank_account}
    for name, value in values.items():
        entries.text(value, changing.column(row, name), required=True).require()
    account = replace(_drafted(row), bank_name=bank_name, bank_holder=bank_holder, bank_account=bank_account)
    tidy = _sound(case, account)
    _payee(case, row, tidy.bank_holder).require()
    changes = changing.apply(row, {name: getattr(tidy, name) for name in ACCOUNT})
    row.account_confirmed_on = possible(on, case.received_on, "确认日").value
    row.save(update_fields=[*ACCOUNT, "account_confirmed_on"])
    changes["收款账户确认日"] = ["", f"{on}"]
    return changing.changed(case, f"{row.name}的收款账户", changes, actor, on, "", [])


def _payee(case: Case, row: Party, holder: str) -> Finding[Any]:
    trusted = Party.objects.filter(case=case, active=True, represents=row, authority__in=("特别授权", "法定"))
    names = {row.name, *trusted.values_list("name", flat=True)}
    if holder in names:
        return Finding(holder, (cite("EW 20"),))
    text = f"户名“{holder}”不是{row.name}本人，也不是他特别授权的代理人。"
    remedy = "用本人账户，或者先登记特别授权的代理人。"
    return refuse("party.payee", text, cite("EW 20"), remedy=remedy, subject="bank_holder")


@transaction.atomic
def tag(
    *, case: Case | int, actor: User, on: date, revision: int | None, add: tuple[str, ...] = (),
    remove: tuple[str, ...] = (),
) -> Recorded | None:
    """加上、去掉标签；没有变化返回空。"""
    case = begin(Act.TAG, case=case, actor=actor, revision=revision)
    for name in (*add, *remove):
        entries.one_of(name, TagName.values, "标签").require()
    held = set(Tag.objects.filter(case=case).values_list("name", flat=True))
    added, removed = sorted(set(add) - held), sorted(set(remove) & held)
    if not added and not removed:
        return None
    Tag.objects.bulk_create([Tag(case=case, name=name) for name in added])
    Tag.objects.filter(case=case, name__in=removed).delete()
    event = Tagged(added=[TagName(n).label for n in added], removed=[TagName(n).label for n in removed])
    return finish(event, case=case, actor=actor, on=on)


@transaction.atomic
def link(*, case: Case | int, actor: User, on: date, revision: int | None, number: str, sort: str) -> Recorded:
    """关联案件。对方在本系统里的连上，不在的只记案号。"""
    case = begin(Act.LINK, case=case, actor=actor, revision=revision)
    entries.one_of(sort, Relation.Sort.values, "关系").require()
    other = str(numbers.parse(number).require())
    if other == case.number or Relation.objects.filter(case=case, other_number=other, sort=sort).exists():
        text = f"{other}是本案，或者已经关联过。"
        refuse("link.same", text, ARTICLE, remedy="请核对案号。", subject="number").require()
    entering.relation(case, sort, other).save()
    event = Linked(other_number=other, sort=Relation.Sort(sort).label)
    return finish(event, case=case, actor=actor, on=on)


# ---- 共用 ----


def _only(found: Finding[CaseDraft], subjects: tuple[str, ...]) -> Finding[CaseDraft]:
    """只看这几栏的毛病。"""
    reasons = tuple(r for r in found.reasons if r.subject in subjects and r.code != "intake.no_object")
    return replace(found, reasons=reasons)


def _drafted(row: Party) -> PartyDraft:
    return PartyDraft(**{f.name: getattr(row, f.name) for f in fields(PartyDraft) if f.name != "represents"})


def _sound(case: Case, draft: PartyDraft) -> PartyDraft:
    """单独核对一名当事人；栏目名去掉序号。"""
    entries.one_of(draft.role, Role.values, "地位").require()
    entries.one_of(draft.nature, Party.Nature.values, "性质").require()
    whole = CaseDraft(received_on=case.received_on, kind=case.kind, parties=(replace(draft, represents=None),))
    found = intake.check(whole, today=context.current().today)
    mine = [r for r in found.reasons if r.subject.startswith("parties.0.") and r.code != "intake.represents"]
    reasons = tuple(replace(r, subject=r.subject.removeprefix("parties.0.")) for r in mine)
    return replace(found, reasons=reasons).require().parties[0]


def _represented(case: Case, row: Party, represents: int | None) -> Party | None:
    if represents is not None:
        return _party(case, represents)
    if row.role in REPRESENTING:
        text, remedy = "没有写明代理（代表）谁。", "选择被代理的当事人。"
        refuse("party.represents", text, cite("CPL 62"), remedy=remedy, subject="represents").require()
    return None


def _party(case: Case, party: int) -> Party:
    """本案的一名在案当事人；没有抛出 ``Refused``（可能刚被别人去掉）。"""
    row = Party.objects.select_for_update(of=("self",)).filter(case=case, pk=party, active=True).first()
    if row is None:
        refuse("party.gone", "这名当事人不在案。", ARTICLE, remedy="请刷新页面核对。", subject="party").require()
        raise AssertionError
    return row


def _relabelled(
    case: Case, row: Party, changes: dict[str, Any], actor: User, on: date, reason: str
) -> Recorded:
    columns = entering.label(case, Party.objects.filter(case=case, active=True).order_by("pk"))
    return changing.changed(case, f"{Role(row.role).label}{row.name}", changes, actor, on, reason, columns)
