"""一次送达的结果：写上、推算哪天算送达、记成送达或者没有送到。登记、更正、公告、推翻都用它。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypedDict

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import attempting
from zhixing.casework.documents.events import AnnouncementPosted, Served, ServiceFailed
from zhixing.casework.documents.models import Attempt
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.law import entries, service_start
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.service import Deemed
from zhixing.law.service_checks import misfiled
from zhixing.law.service_values import BadService, outcome, table

ANNOUNCEMENT: Final = "announcement"
NAME_LIMIT, PLACE_LIMIT = 60, 200


class Told(TypedDict, total=False):
    """结果的各栏，没有写的是空。

    ``outcome`` 结果（``service.toml``）；``happened`` 结果日，空为办理日；``signer`` 签收或者拒收的是谁，``signer_name`` 他的姓名，
    ``opponent`` 他是对方当事人（姓名与本案对方当事人相同的，不写也认得出）；``proof`` 有哪些证明，``files`` 证明材料的编号；
    ``days`` 各次投递、张贴、刊登的日子；``place`` 公告的地方、委托的法院、转交的单位；``abroad_ok`` 所在国法律允许这种方式；
    """

    outcome: str
    happened: date | None
    signer: str
    signer_name: str
    opponent: bool
    proof: Sequence[str]
    files: Sequence[int]
    days: Sequence[date]
    place: str
    abroad_ok: bool


def fill(case: Case, row: Attempt, told: Told, method: str = "") -> None:
    """把结果写到行上，未存。没有这种结果、签收人、证明的，结果日还没有到的拒绝；``method`` 只在上门送达改为留置时写。"""
    row.method = _method(row, method)
    row.outcome, row.happened = told.get("outcome", row.outcome), told.get("happened") or row.happened
    row.signer = told.get("signer", "")
    row.signer_name = entries.text(told.get("signer_name", ""), "签收人", limit=NAME_LIMIT).require()
    row.opponent = told.get("opponent", False) or _opposite(case, row)
    row.proof, row.files = sorted(set(told.get("proof", ()))), attempting.checked_files(case, told.get("files", ()))
    row.days = [day.isoformat() for day in sorted(set(told.get("days", ())))] or row.days
    row.place = entries.text(told.get("place", row.place), "地方", limit=PLACE_LIMIT).require()
    row.abroad_ok = told.get("abroad_ok", row.abroad_ok)
    _known(row)
    attempting.dated(facts.attempt(row).ended, row.recipient.document, "结果日")


def _method(row: Attempt, wanted: str) -> str:
    if wanted not in ("", row.method) and (row.method, wanted) != ("direct", "left"):
        refuse("service.method", "只有上门送达可以改为留置。", cite("CPL 89"), remedy="另登记一次送达。", subject="method").require()
    return wanted or row.method


def _opposite(case: Case, row: Attempt) -> bool:
    if not row.signer_name:
        return False
    people = list(Party.objects.filter(case=case).values_list("pk", "name", "role", "active"))
    mine = next((role for pk, _, role, _ in people if pk == row.recipient.party_id), "")
    return service_start.opposite(row.signer_name, mine, [(name, role) for _, name, role, active in people if active])


def _known(row: Attempt) -> None:
    """代码都认得，结果不是“还没有结果”。"""
    try:
        rule = outcome(row.method, row.outcome)
        if row.signer and row.signer not in table()["signer"]:
            raise BadService(f"没有“{row.signer[:20]}”这种签收人。")
        if unknown := set(row.proof) - set(table()["proof"]):
            raise BadService(f"没有“{min(unknown)[:20]}”这种证明。")
    except BadService as error:
        refuse("service.unknown", str(error), cite("CPL 87"), remedy="从清单里选。", subject="outcome").require()
        raise AssertionError from error
    if rule.pending:
        text = f"“{rule.label}”还没有结果，不用登记。"
        refuse("service.pending", text, cite("CPL 87"), remedy=rule.next, subject="outcome").require()


def judge(row: Attempt) -> Finding[Deemed | None]:
    """推算，写到行上，未存。登记得不对、还缺材料的拒绝；照实发生而不算送达的，``value`` 为 ``None``。"""
    row.deemed = None
    to = facts.known(row)
    found = facts.judged(row, to)
    if wrong := misfiled(facts.attempt(row), found.reasons):
        Finding(None, found.articles, wrong).require()
    row.deemed = facts.as_data(row, to, found)
    return found


def told_item(row: Attempt, found: Finding[Deemed | None], *, corrects: int | None = None, reason: str = "") -> Item:
    """结果记成的一笔：送达（发生日就是送达之日）、公告（最后一次张贴刊登之日）、没有送到。"""
    event = _event(row, found)
    value = facts.attempt(row)
    day = found.value.day if isinstance(event, Served) and found.value else value.ended
    return Item(event=event, happened=day, finding=found, corrects=corrects, reason=reason)


def _event(row: Attempt, found: Finding[Deemed | None]) -> Event:
    about = paper(row) | {"files": list(row.files)}
    if found.value is None:
        return _failed(row, found, about)
    if row.method == ANNOUNCEMENT:
        return AnnouncementPosted(subject=notice(row), place=row.place, **about)
    returned = outcome(row.method, row.outcome).rebuttal == "no_fault"
    return Served(method=row.method, deemed_on=found.value.day, returned=returned, **about)


def _failed(row: Attempt, found: Finding[Deemed | None], about: dict[str, Any]) -> ServiceFailed:
    rule = outcome(row.method, row.outcome)
    why = "；".join(one.text for one in found.reasons) if rule.served else ""
    return ServiceFailed(
        method=row.method, outcome=rule.label, why=why, returned=row.method == "mail", enclosed=bool(row.enclosed_in_id),
        covered=covered(row), **about,
    )


def paper(row: Attempt) -> dict[str, Any]:
    """各个送达事件都有的几栏：哪份文书、谁、哪一次。"""
    document = row.recipient.document
    return {"document": document.kind, "id": document.pk, "recipient": row.recipient_id, "attempt": row.pk, "to": row.recipient.name}


def notice(row: Attempt) -> str:
    """这次公告的叫法，公告和期满凭它对上。"""
    return f"{row.recipient.document.title}公告（{row.recipient.name}，第{row.number}次送达）"[:200]


def covered(row: Attempt) -> bool:
    """这份文书对他另有一次已经送达，或者还在等结果。"""
    others = facts.attempts(row.case_id).filter(recipient=row.recipient_id).exclude(pk=row.pk)
    return any(outcome(one.method, one.outcome).pending or facts.judged(one).value for one in others)


def together(row: Attempt) -> list[Attempt]:
    """这一次和随它同寄的各份。"""
    return [row, *row.enclosed.filter(withdrawn=False).select_related(*facts.ROWS).order_by("number")]


def open_(row: Attempt) -> bool:
    """还没有结果。"""
    return outcome(row.method, row.outcome).pending


def settled(case: Case, row: Attempt, actor: Actor, on: date, told: Told, extra: Sequence[Item] = (), method: str = "") -> Attempt:
    """写上结果，连同随它同寄的各份，推算，记下。案件须已锁住，权限已经查过；``extra`` 是先记的几笔。"""
    rows = together(row)
    items = [judged_item(case, one, told, method=method) for one in rows]
    write(case, rows, items, actor, on, extra)
    return row


def judged_item(case: Case, row: Attempt, told: Told, corrects: int | None = None, reason: str = "", method: str = "") -> Item:
    """一份的结果：写上、推算，给出要记的一笔。"""
    fill(case, row, told, method)
    return told_item(row, judge(row), corrects=corrects, reason=reason)


def write(case: Case, rows: Sequence[Attempt], items: Sequence[Item], actor: Actor, on: date, extra: Iterable[Item] = ()) -> None:
    """存下各行，记下各自的结果（``items`` 与 ``rows`` 对应）和另外几笔，写下环号，算出状态，证明归卷。"""
    more = list(extra)
    for row in rows:
        row.save()
    done = attempting.record(case, [*more, *items], actor)
    for row, recorded in zip(rows, done[len(more):], strict=True):
        row.told = recorded.entry.seq
        row.save(update_fields=["told"])
        attempting.file_proofs(case, row, actor, on)
    attempting.settle(row.recipient for row in rows)
