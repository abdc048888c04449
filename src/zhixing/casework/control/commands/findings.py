"""收反馈：每一条照来的样子记下（``Finding``，不改），认得出的合进财产台账（``Asset``）。

台账按（法院、种类、权利人、键）认一项，同一被执行人的各案共用；几次反馈说法不一的，用新的，两边都留在 ``conflicts``。
姓名、证件号与本案当事人不符的只作一条反馈，不进台账，也就不会拿去控制；认不全的（没有账号、账号遮住了）另立一项。
一批一万条也只查几次库；同一份原文来几次都是一样的结果。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.control import facts
from zhixing.casework.control.commands.merging import CHUNK, Piece, Where, ledger, outsiders
from zhixing.casework.control.events import OutsiderFlagged
from zhixing.casework.control.models import Asset, AssetKind, Finding, Reply, Request
from zhixing.casework.control.told import Told
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import add, asked
from zhixing.law.asset_keys import key_of
from zhixing.law.holders import holder_key, same_person
from zhixing.law.identity import tidy

FEEDBACK: Final = Job("查控反馈")
IDENTITY: Final = "identity"
"""毛病：户名、证件号与本案的当事人不符，不进台账。"""
KEY: Final = "key"
"""毛病：认不全是哪一项（没有账号、遮住了一部分），不与别的合。"""
CLOCK: Final = "clock"
"""毛病：写的反馈日在收到以后，按收到之日算，不然以后真的反馈都成了旧的。"""
NEGATIVE: Final = "negative"
"""毛病：金额是负的，照记，不进台账的数。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """一份反馈：哪件案件的哪个被执行人，反馈日，各条。

    ``request``、``reply`` 是请求和原文，手工记的没有；``sure``：由人核对过，是这个当事人的财产，不再核对户名、证件号。
    """

    case: Case
    party: Party
    on: date
    told: Sequence[Told]
    request: Request | None = None
    reply: Reply | None = None
    sure: bool = False


def take(
    *, case: Case, party: Party, told: Sequence[Told], on: date, request: Request | None = None, reply: Reply | None = None, sure: bool = False,
    actor: Actor = FEEDBACK,
) -> list[Finding]:
    """收一份反馈，见 :func:`take_many`。"""
    return take_many([Batch(case=case, party=party, told=told, on=on, request=request, reply=reply, sure=sure)], actor=actor)[0]


@transaction.atomic
def take_many(batches: Sequence[Batch], *, actor: Actor = FEEDBACK) -> list[list[Finding]]:
    """收许多份反馈，结果与 ``batches`` 一一对应；已经收过的（同一请求、原文、内容）不再记，返回先前的那一条。

    先锁住各案的链，再锁住本院的台账，所以同时来的两批先后办；此后要记别的事件，只记这些案件的。
    登记在案外人名下、与案外人共有的，各案记一次 ``OutsiderFlagged``。权限由调用者核对。
    """
    hold_many(batch.case.stream for batch in batches)
    for court in sorted({batch.case.court_id for batch in batches}):
        asked("select pg_advisory_xact_lock(hashtext('zhixing.control.assets'), %s)", court)
    known = _known(batches)
    read = [[_read(batch, told) for told in batch.told] for batch in batches]
    fresh = list({one.mark: one for ones in read for one in ones if one.mark not in known}.values())
    _record(fresh, actor)
    known.update((one.mark, one.row) for one in fresh)
    return [[known[one.mark] for one in ones] for ones in read]


# ---- 读一条 ----

Mark = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _One:
    """一条反馈和它将要成为的行；``mark`` 认同一条，``where`` 是台账上的哪一项，不进台账的为空。"""

    batch: Batch
    told: Told
    row: Finding
    mark: Mark
    where: Where | None


def _read(batch: Batch, told: Told) -> _One:
    row = _row(batch, told)
    return _One(batch, told, row, _mark(row), _where(batch, told, row))


def _where(batch: Batch, told: Told, row: Finding) -> Where | None:
    """没有查到的、户籍婚姻等信息、不是本案的人的，不进台账；人核对过的当事人没有证件号，也自成一项。"""
    if told.nothing or told.kind == AssetKind.INFO or IDENTITY in row.faults:
        return None
    owner = holder_key(batch.party.paper, batch.party.paper_number) or f"party:{batch.party.pk}"
    return Where(batch.case.court_id, told.kind, owner, row.key)


def _row(batch: Batch, told: Told) -> Finding:
    """照来的样子；金额是负的照记，另写毛病。"""
    why = "" if told.nothing or batch.sure else _stranger(batch, told)
    key, whole = ("", True) if told.nothing else _key(told)
    ahead = told.as_of is not None and told.as_of > batch.on
    seen = {IDENTITY: bool(why), KEY: not whole, NEGATIVE: _negative(told), CLOCK: ahead}
    faults = dict.fromkeys([*told.faults, *(fault for fault, is_so in seen.items() if is_so)])
    return Finding(
        court_id=batch.case.court_id, case_id=batch.case.pk, party_id=batch.party.pk, request=batch.request, reply=batch.reply,
        kind=told.kind, key=key, what=told.what[:300], value_fen=told.value_fen, available_fen=told.available_fen, currency=told.currency[:3],
        state=told.state[:60], data={"values": dict(told.values), "told": dict(told.data)} | _notes(told, why), faults=list(faults),
        prior=[dict(one) for one in told.prior], rights=[dict(one) for one in told.rights],
        told_on=min(told.as_of or batch.on, batch.on), taken_at=context.current().now,
    )


def _notes(told: Told, why: str) -> dict[str, Any]:
    """照来的各栏以外要留的：户名、账户种类、备注、数量、第几行、为什么不是本案的人。"""
    notes = {
        "name": told.name, "account_type": told.account_type, "remark": told.remark, "quantity": told.quantity, "row": told.row, "identity": why,
        "nothing": told.nothing,
    }
    return {name: value for name, value in notes.items() if value}


def _negative(told: Told) -> bool:
    return any(fen is not None and fen < 0 for fen in (told.value_fen, told.available_fen))


def _stranger(batch: Batch, told: Told) -> str:
    """为什么不是本案这个人；是本人的为空。"""
    mine, theirs = facts.person(batch.party), facts.told_person(told, batch.party, asked=batch.request is not None)
    found = same_person(mine, theirs)
    return found.reasons[0].text if found.reasons else ""


def _key(told: Told) -> tuple[str, bool]:
    """认这一项的键，认得全不全；遮住了的、栏目不全的，按原文另立一项，不与别的并。"""
    masked = any("*" in value for value in told.values.values())
    key = "" if masked else key_of(told.kind, told.values)
    return (key, True) if key else (f"={tidy(told.values.get('account') or told.what)}"[:200], False)


def _mark(row: Finding) -> Mark:
    """认同一条反馈：同一案、同一人、同一请求、同一原文，内容一字不差。"""
    return (
        row.case_id, row.party_id, row.request_id, row.reply_id, row.kind, row.key, row.what, row.value_fen, row.available_fen, row.currency,
        row.state, row.told_on, _flat(row.data), _flat(row.prior), _flat(row.rights),
    )


def _flat(value: Any) -> Any:
    """JSON 值 → 可比、可作键的样子。"""
    if isinstance(value, Mapping):
        return tuple(sorted((name, _flat(one)) for name, one in value.items()))
    return tuple(_flat(one) for one in value) if isinstance(value, list | tuple) else value


def _known(batches: Sequence[Batch]) -> dict[Mark, Finding]:
    """已经收过的：有原文的按原文找，没有的按案件找。"""
    replies, loose = {batch.reply.pk for batch in batches if batch.reply}, {batch.case.pk for batch in batches if batch.reply is None}
    held = Finding.objects.select_related("asset")
    rows = list(held.filter(reply__in=replies)) if replies else []
    rows += held.filter(case__in=loose, reply=None) if loose else []
    return {_mark(row): row for row in rows}


# ---- 记下 ----


def _record(fresh: Sequence[_One], actor: Actor) -> None:
    """合进台账，写反馈；涉及案外人的，各案记一次。"""
    pieces = [Piece(one.where, one.batch.party, one.told, one.row.told_on, KEY in one.row.faults) for one in fresh if one.where]
    assets = ledger(pieces)
    met = _met(fresh, assets.values())
    for one in fresh:
        one.row.asset = assets[one.where] if one.where else None
    for start in range(0, len(fresh), CHUNK):
        add([one.row for one in fresh[start : start + CHUNK]])
    _flag_outsiders(fresh, met, actor)


def _met(fresh: Sequence[_One], assets: Iterable[Asset]) -> set[tuple[int, int, str]]:
    """各案先前见过的（案件、财产、案外人）。"""
    shared = {row.pk for row in assets if row.outsider}
    if not shared:
        return set()
    rows = Finding.objects.filter(case__in={one.batch.case.pk for one in fresh}, asset__in=shared).values_list("case_id", "asset_id", "rights")
    return {(case, asset, str(right.get("holder", ""))) for case, asset, rights in rows for right in rights}


def _flag_outsiders(fresh: Sequence[_One], met: set[tuple[int, int, str]], actor: Actor) -> None:
    """一案一项财产的案外人记一次；再来的反馈又多了别人的，另记。"""
    told: dict[Case, dict[int, Item]] = {}
    for one in fresh:
        asset = one.row.asset_id
        names = [name for name in outsiders(one.told, one.batch.party) if asset and (one.batch.case.pk, asset, name) not in met]
        if names and asset:
            event = OutsiderFlagged(subject=one.row.what[:120], outsider="、".join(names)[:200], text="控制以前审查份额，案外人可以提出异议")
            told.setdefault(one.batch.case, {})[asset] = Item(event=event, happened=one.row.told_on)
    batches = [history.Batch(stream=case.stream, court_id=case.court_id, items=list(items.values())) for case, items in told.items()]
    if batches:
        history.record_many(batches, actor=actor)
