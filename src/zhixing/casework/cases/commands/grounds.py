"""执行依据与请求：添加、更正、去掉。核对与收件时是同一份（``law.intake``），改动前后的值记在事件里。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.db import transaction

from zhixing.casework.cases.commands import changing, entering
from zhixing.casework.cases.commands.acting import begin
from zhixing.casework.cases.models import Case, Claim, Title
from zhixing.casework.cases.queries import known_titles
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import entries, intake
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, refuse
from zhixing.law.intake import CaseDraft, ClaimDraft, TitleDraft
from zhixing.law.states import Act

TITLE = tuple(f.name for f in fields(TitleDraft))
CLAIM = tuple(f.name for f in fields(ClaimDraft))


@transaction.atomic
def add_title(
    *, case: Case | int, actor: User, on: date, revision: int | None, draft: TitleDraft, reason: str = ""
) -> Recorded:
    """添加一份执行依据。同一依据已立过首次执行案件的，或者本案已有的，只提醒。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    found = _sound_title(case, draft)
    row = entering.title(case, found.require().titles[0])
    notes = (*found.warnings, *_twice(case, row))
    row.save()
    return _titled(case, row, {"添加": ["", _whole(row, TITLE)]}, actor, on, reason, notes)


@transaction.atomic
def edit_title(
    *, case: Case | int, actor: User, on: date, revision: int | None, title: int, values: dict[str, Any],
    reason: str = "",
) -> Recorded:
    """更正一份执行依据。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row = _title(case, title)
    columns, about = changing.known(values, TITLE), f"执行依据{row.number}"
    found = _sound_title(case, replace(_title_draft(row), **values))
    tidy = found.require().titles[0]
    changes = changing.apply(row, {name: getattr(tidy, name) for name in columns})
    row.number_key = intake.title_key(row.number)[:120]
    notes = (*found.warnings, *_twice(case, row))
    row.save()
    return _titled(case, row, changes, actor, on, reason, notes, about)


@transaction.atomic
def remove_title(
    *, case: Case | int, actor: User, on: date, revision: int | None, title: int, reason: str
) -> Recorded:
    """去掉误登的执行依据。执行案件仅有的一份不能去掉，须先添加正确的。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row = _title(case, title)
    entries.text(reason, "理由", limit=500, required=True).require()
    rest = Title.objects.filter(case=case).exclude(pk=row.pk)
    _found(case, "titles", CaseDraft(titles=tuple(map(_title_draft, rest)), **_frame(case))).require()
    changes = {"去掉": [_whole(row, TITLE), ""]}
    row.delete()
    return _titled(case, row, changes, actor, on, reason)


@transaction.atomic
def add_claim(
    *, case: Case | int, actor: User, on: date, revision: int | None, draft: ClaimDraft, reason: str = ""
) -> Recorded:
    """添加一项请求。标的原是各项合计的，跟着重算；另填的不动，不一致的提醒。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    before = _total(case)
    found = _sound_claim(case, draft)
    row = entering.claim(case, found.require().claims[0])
    row.save()
    return _claimed(case, row, {"添加": ["", _whole(row, CLAIM)]}, before, actor, on, reason)


@transaction.atomic
def edit_claim(
    *, case: Case | int, actor: User, on: date, revision: int | None, claim: int, values: dict[str, Any],
    reason: str = "",
) -> Recorded:
    """更正一项请求。标的原是各项合计的，跟着重算；另填的不动，不一致的提醒。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row, before = _claim(case, claim), _total(case)
    columns = changing.known(values, CLAIM)
    tidy = _sound_claim(case, replace(_claim_draft(row), **values)).require().claims[0]
    changes = changing.apply(row, {name: getattr(tidy, name) for name in columns})
    row.save()
    return _claimed(case, row, changes, before, actor, on, reason)


@transaction.atomic
def remove_claim(
    *, case: Case | int, actor: User, on: date, revision: int | None, claim: int, reason: str
) -> Recorded:
    """去掉一项请求（误登、申请人放弃）。去掉后执行标的不明确的，拒绝。"""
    case = begin(Act.EDIT, case=case, actor=actor, revision=revision)
    row, before = _claim(case, claim), _total(case)
    entries.text(reason, "理由", limit=500, required=True).require()
    changes = {"去掉": [_whole(row, CLAIM), ""]}
    row.delete()
    return _claimed(case, row, changes, before, actor, on, reason)


# ---- 执行依据 ----


def _title(case: Case, title: int) -> Title:
    """本案的一份依据；没有抛出 ``Refused``（可能刚被别人去掉）。"""
    row = Title.objects.select_for_update(of=("self",)).filter(case=case, pk=title).first()
    if row is None:
        _gone("title", "这份执行依据不在本案。").require()
        raise AssertionError
    return row


def _title_draft(row: Title) -> TitleDraft:
    return TitleDraft(**{name: getattr(row, name) for name in TITLE})


def _sound_title(case: Case, draft: TitleDraft) -> Finding[CaseDraft]:
    """单独核对一份依据；在别的案件立过的提醒。"""
    known = known_titles(case.court_id, [intake.title_key(draft.number)])
    known = {key: [one for one in numbers if one != str(case)] for key, numbers in known.items()}
    return _found(case, "titles.0.", CaseDraft(titles=(draft,), **_frame(case)), known)


def _twice(case: Case, row: Title) -> tuple[Reason, ...]:
    """本案已经有这一份。"""
    if not Title.objects.filter(case=case, number_key=row.number_key).exclude(pk=row.pk).exists():
        return ()
    return (Reason("title.twice", f"本案已有{row.number}。", cite("EW 18"), "重复登记的去掉一份。", subject="number"),)


def _titled(
    case: Case, row: Title, changes: dict[str, Any], actor: User, on: date, reason: str,
    notes: tuple[Reason, ...] = (), about: str = "",
) -> Recorded:
    """行政非诉执行随依据的种类。"""
    case.non_litigation = Title.objects.filter(case=case, kind=Title.Body.NON_LITIGATION).exists()
    about = about or f"执行依据{row.number}"
    return changing.changed(case, about, changes, actor, on, reason, ["non_litigation"], notes)


# ---- 请求 ----


def _claim(case: Case, claim: int) -> Claim:
    """本案的一项请求；没有抛出 ``Refused``。"""
    row = Claim.objects.select_for_update(of=("self",)).filter(case=case, pk=claim).first()
    if row is None:
        _gone("claim", "这项请求不在本案。").require()
        raise AssertionError
    return row


def _claim_draft(row: Claim) -> ClaimDraft:
    return ClaimDraft(**{name: getattr(row, name) for name in CLAIM})


def _sound_claim(case: Case, draft: ClaimDraft) -> Finding[CaseDraft]:
    return _found(case, "claims.0.", CaseDraft(claims=(draft,), **_frame(case)))


def _total(case: Case) -> int | None:
    """各项请求合计；都没有写金额的为空。"""
    given = Claim.objects.filter(case=case).values_list("amount_fen", flat=True)
    amounts = [fen for fen in given if fen is not None]
    return sum(amounts) if amounts else None


def _claimed(
    case: Case, row: Claim, changes: dict[str, Any], before: int | None, actor: User, on: date, reason: str
) -> Recorded:
    """标的原来就是各项合计（或者没有）的，改成新的合计；小标的重算，涉民生不动。"""
    if changes and case.claim_fen == before:
        changes |= changing.apply(case, {"claim_fen": _total(case)})
    whole = CaseDraft(
        claim_fen=case.claim_fen, performance=case.performance,
        claims=tuple(map(_claim_draft, Claim.objects.filter(case=case))), **_frame(case),
    )
    found = _found(case, "claim_fen", whole)
    found.require()
    changing.small(case)
    about = f"请求（{Claim.Sort(row.sort).label}）"
    return changing.changed(case, about, changes, actor, on, reason, ["claim_fen", "small_claim"], found.warnings)


# ---- 共用 ----


def _frame(case: Case) -> dict[str, Any]:
    return {"received_on": case.received_on, "kind": case.kind}


def _found(
    case: Case, place: str, draft: CaseDraft, known: dict[str, list[str]] | None = None
) -> Finding[CaseDraft]:
    """收件核对里说 ``place`` 这一处的；栏目名去掉序号。"""
    found = intake.check(draft, today=context.current().today, known_titles=known)
    return replace(found, reasons=_here(found.reasons, place), warnings=_here(found.warnings, place))


def _here(reasons: Iterable[Reason], place: str) -> tuple[Reason, ...]:
    return tuple(replace(r, subject=r.subject.removeprefix(place) or place) for r in reasons if _at(r.subject, place))


def _at(subject: str, place: str) -> bool:
    return subject.startswith(place) if place.endswith(".") else subject == place


def _whole(row: Title | Claim, columns: Iterable[str]) -> str:
    """添加、去掉时记下的整行：“文号：……；生效日：……”。"""
    filled = ((name, changing.shown(row, name, getattr(row, name))) for name in columns if getattr(row, name))
    return "；".join(f"{changing.column(row, name)}：{value}" for name, value in filled)


def _gone(subject: str, text: str) -> Finding[None]:
    return refuse(f"{subject}.gone", text, changing.ARTICLE, remedy="请刷新页面核对。", subject=subject)
