"""收件内容 → 行：当事人、依据、请求、标签、关联。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from zhixing.casework.cases.models import Case, Claim, Party, Relation, Role, Tag, Title
from zhixing.casework.cases.names import spell
from zhixing.foundation.history.rows import add
from zhixing.law import identity
from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft, title_key

SHOWN = 3


def party(case: Case, draft: PartyDraft) -> Party:
    """一名当事人的行，未存：补上拼音，从证件号码读出出生日期和性别。"""
    columns: dict[str, Any] = {name: getattr(draft, name) for name in draft.__slots__ if name != "represents"}
    return fill(Party(case=case, **columns))


def fill(row: Party) -> Party:
    """由姓名和证件推出的各栏。"""
    row.name_py, row.initials = spell(row.name, person=row.nature == Party.Nature.PERSON)
    if row.paper_number:
        row.paper = row.paper or ("uscc" if row.nature == Party.Nature.UNIT else "id")
        paper = identity.check(cast(identity.Kind, row.paper), row.paper_number).value
        if paper:
            row.paper_number = paper.number
            row.birth, row.sex = row.birth or paper.birth, row.sex or paper.sex
    return row


def title(case: Case, draft: TitleDraft) -> Title:
    """一份依据的行，未存。"""
    return Title(
        case=case, kind=draft.kind, number=draft.number, number_key=title_key(draft.number)[:120], maker=draft.maker,
        effective_on=draft.effective_on, perform_by=draft.perform_by, operative=draft.operative, paper_name=draft.paper_name,
    )


def claim(case: Case, draft: ClaimDraft) -> Claim:
    """一项请求的行，未存。"""
    return Claim(case=case, sort=draft.sort, amount_fen=draft.amount_fen, text=draft.text, clause=dict(draft.clause))


def store(case: Case, draft: CaseDraft) -> None:
    """存下草稿里的各行。案件须已存。"""
    store_many([(case, draft)])


def store_many(pairs: Sequence[tuple[Case, CaseDraft]]) -> None:
    """同上，许多件一起，每张表写一次。"""
    parties_many([(case, draft.parties) for case, draft in pairs])
    add([title(case, row) for case, draft in pairs for row in draft.titles])
    add([claim(case, row) for case, draft in pairs for row in draft.claims])
    add([Tag(case=case, name=name) for case, draft in pairs for name in dict.fromkeys(draft.tags)])
    add([relation(case, sort, number) for case, draft in pairs for sort, number in draft.relations])


def relation(case: Case, sort: str, number: str) -> Relation:
    """一项关联，未存；对方在本系统里就连上。"""
    key = title_key(number)
    return Relation(case=case, sort=sort, other_number=key[:60], other=Case.objects.filter(number=key).first())


def parties_many(pairs: Sequence[tuple[Case, Sequence[PartyDraft]]]) -> None:
    """先存本人，再存代理他们的人；许多件一起。"""
    made: dict[tuple[int, int | None], Party] = {}
    waiting = {(n, i): (case, draft) for n, (case, drafts) in enumerate(pairs) for i, draft in enumerate(drafts)}
    while waiting:
        ready = {(n, i): one for (n, i), one in waiting.items() if (whom := one[1].represents) is None or (n, whom) in made}
        ready = ready or waiting
        rows = [party(case, draft) for case, draft in ready.values()]
        for row, ((n, _), (_, draft)) in zip(rows, ready.items(), strict=True):
            row.represents = made.get((n, draft.represents))
        made |= dict(zip(ready, add(rows), strict=True))
        waiting = {key: one for key, one in waiting.items() if key not in ready}


def label(case: Case, people: Iterable[PartyDraft | Party]) -> list[str]:
    """写好列表上的“申请执行人”“被执行人”两栏，返回改了的栏目名，未存。"""
    rows = list(people)
    case.applicant_text = _names(row.name for row in rows if row.role == Role.APPLICANT)
    case.respondent_text = _names(row.name for row in rows if row.role == Role.RESPONDENT)
    return ["applicant_text", "respondent_text"]


def _names(names: Iterable[str]) -> str:
    """三个以内全写，多的写“等几人”。"""
    listed = list(names)
    shown = "、".join(listed[:SHOWN])[:280]
    return f"{shown}等{len(listed)}人" if len(listed) > SHOWN else shown
