"""反馈合进财产台账：认得出的合成一项，说法不一的两边都留。由 :mod:`~zhixing.casework.control.commands.findings` 用，台账已锁住。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from zhixing.casework.cases.queries import Party
from zhixing.casework.control import facts
from zhixing.casework.control.models import Asset
from zhixing.casework.control.told import Told
from zhixing.foundation.history import context
from zhixing.foundation.history.rows import keep_all
from zhixing.law.asset_keys import merged
from zhixing.law.holders import Person, normal_id
from zhixing.law.protected import recognise

CHUNK: Final = 2000
_KEPT: Final = (
    "what", "value_fen", "value_basis", "available_fen", "currency", "protected", "outsider", "conflicts", "details", "as_of", "gone_on", "seen_at",
)
_BASES: Final[dict[str, str]] = {
    "deposit": "账户余额", "wealth": "持有份额的价值", "online": "账户余额", "security": "持仓市值", "insurance": "现金价值",
    "housing_fund": "账户余额", "equity": "出资额", "social": "缴费基数", "tax": "应退税额", "claim": "债权数额",
}


class Where(NamedTuple):
    """台账上的哪一项。"""

    court: int
    kind: str
    holder_key: str
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """一条要合进台账的反馈。``unsure`` 是认不全是哪一项的。"""

    where: Where
    party: Party
    told: Told
    on: date
    unsure: bool = False


def ledger(pieces: Sequence[Piece]) -> dict[Where, Asset]:
    """这些反馈说的各项，合好、存好；反馈日早的先合。查库、写库的次数与条数无关。"""
    held = _held(pieces)
    for piece in sorted(pieces, key=lambda each: each.on):
        if piece.where not in held:
            court, kind, owner, key = piece.where
            held[piece.where] = Asset(court_id=court, kind=kind, holder_key=owner, key=key, holder=piece.party.name[:200])
        _merge(held[piece.where], piece)
    new, old = [row for row in held.values() if row.pk is None], [row for row in held.values() if row.pk is not None]
    Asset.objects.bulk_create(new, batch_size=CHUNK)
    keep_all(old, _KEPT)
    return held


def _held(pieces: Sequence[Piece]) -> dict[Where, Asset]:
    """台账上已有的，锁到这一批办完。"""
    wanted = {piece.where for piece in pieces}
    if not wanted:
        return {}
    owners, courts = {each.holder_key for each in wanted}, {each.court for each in wanted}
    rows = Asset.objects.select_for_update().filter(court__in=courts, holder_key__in=owners).order_by("pk")
    found = {Where(row.court_id, row.kind, row.holder_key, row.key): row for row in rows}
    return {where: row for where, row in found.items() if where in wanted}


def _merge(row: Asset, piece: Piece) -> None:
    """合一条：空的补上；说法不一的用新的，两边都记；比台账旧的只补空。"""
    newer = row.as_of is None or piece.on >= row.as_of
    values, clashes = merged(row.details.get("values", {}), dict(piece.told.values), newer=newer)
    clashes += _disputed(row, piece.told) if row.as_of == piece.on else []
    row.conflicts = _listed(row.conflicts, clashes, piece.on)
    row.details = {**row.details, "values": values}
    row.seen_at = context.current().now
    if newer:
        _renew(row, piece)


def _renew(row: Asset, piece: Piece) -> None:
    """照新的一条写：价值、可用、在先措施、别人的权利、受保护的、案外人。"""
    told = piece.told
    row.what, row.as_of, row.currency, row.gone_on = told.what[:300], piece.on, told.currency[:3], told.gone_on
    row.available_fen = _sound(told.available_fen)
    if (value := _sound(told.value_fen)) is not None:
        row.value_fen, row.value_basis = value, f"{told.basis or _BASES.get(told.kind, '反馈的价值')}（{piece.on}反馈）"[:100]
    row.outsider = "、".join(outsiders(told, piece.party))[:200]
    flag = str(row.details.get("flag", "")) or row.protected  # 认出过的，这一次没有写账户种类也照样受保护，由人去掉
    row.protected = next((found.code for found in recognise(facts.protection(told, flag))), "")
    row.details = {
        **row.details, "name": told.name, "account_type": told.account_type, "remark": told.remark, "state": told.state, "quantity": told.quantity,
        "purpose": facts.purpose(told), "prior": [dict(each) for each in told.prior], "rights": [dict(each) for each in told.rights],
        "unsure": piece.unsure,
    }


def _sound(fen: int | None) -> int | None:
    """负数不进台账。"""
    return None if fen is not None and fen < 0 else fen


def outsiders(told: Told, party: Party) -> Iterator[str]:
    """共有人里不是这个当事人的；只有姓名没有号码的分不清是不是他，也列出来。"""
    mine = facts.person(party)
    for right in told.rights:
        if right.get("sort") != "co_owner" or not right.get("holder"):
            continue
        other = Person(right["holder"], mine.paper, right.get("paper_number", ""))
        if not other.number or normal_id(other.number) != normal_id(mine.number):
            yield other.name


def _disputed(row: Asset, told: Told) -> list[dict[str, Any]]:
    """同一天的两次反馈，价值、可用、状态说的不一样。隔了日子的是变动，不是冲突。"""
    pairs = (
        ("value_fen", row.value_fen, _sound(told.value_fen)), ("available_fen", row.available_fen, _sound(told.available_fen)),
        ("state", row.details.get("state") or None, told.state or None),
    )
    return [{"field": name, "ours": ours, "theirs": theirs} for name, ours, theirs in pairs if None not in (ours, theirs) and ours != theirs]


def _listed(kept: list[dict[str, Any]], clashes: Iterable[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    """冲突一处记一次，来回变的不重复。"""
    seen = {_pair(one) for one in kept}
    return [*kept, *({**one, "on": on.isoformat()} for one in clashes if _pair(one) not in seen)]


def _pair(one: dict[str, Any]) -> tuple[str, frozenset[str]]:
    return one["field"], frozenset((str(one["ours"]), str(one["theirs"])))
