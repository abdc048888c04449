"""总账：开户、记账、冲回。案款的各种行为都在这里落账，办案上的核对由调用的行为做。

一次可以记许多张凭证，一条语句写完：账户按编号依次锁，几个人同时记不会互等。``key`` 相同、内容相同的，是同一张，不重记。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhixing.casework.funds.models import Account, Voucher
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import asked, put
from zhixing.law.amounts import said
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

BASIS: Final = cite("AK 4")
ASSETS: Final = frozenset({Account.Purpose.BANK, Account.Purpose.CASH, Account.Purpose.CHARGE, Account.Purpose.QUERIED})
SHARED: Final = frozenset({*ASSETS, Account.Purpose.TRANSIT, Account.Purpose.INTEREST})
"""全院共用、笔笔都要记的：余额由分录合计，不守在一行里（支出都从守着的账户来，这里不会先变负）。"""
_LEGS: Final = """
    insert into funds_leg (voucher_id, account_id, amount_fen) select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """要记的一张凭证。``legs`` 是（账户编号，金额）：借为正，贷为负，以分计，合计为零。"""

    key: str
    kind: str
    day: date
    legs: tuple[tuple[int, int], ...]
    memo: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    reverses: int | None = None

    @property
    def digest(self) -> str:
        """内容的摘要：同一个 ``key`` 再来时，看是不是同一笔。"""
        said_ = [self.kind, self.day.isoformat(), sorted(self.legs), self.reverses]
        return hashlib.sha256(json.dumps(said_, separators=(",", ":")).encode()).hexdigest()


def open_account(
    *, court_id: int, purpose: Account.Purpose, on: date, case_id: int | None = None, party_id: int | None = None,
    bank_id: int | None = None,
) -> Account:
    """这一用途、这一案、这个人（这个银行账户）的账户；没有就开。两个人同时开，只开一个。"""
    shared = purpose in SHARED and case_id is None
    values = {"sign": 1 if purpose in ASSETS else -1, "guarded": not shared, "opened_on": on}
    whose = {"court_id": court_id, "purpose": purpose, "case_id": case_id, "party_id": party_id, "bank_id": bank_id}
    Account.objects.bulk_create([Account(**whose, **values)], ignore_conflicts=True)
    return Account.objects.get(**whose)


def open_accounts(
    whose: Collection[tuple[int, int | None]], *, court_id: int, purpose: Account.Purpose, on: date,
) -> dict[tuple[int, int | None], int]:
    """许多（案件，人）的账户一起开，没有的才开；返回各自的编号。"""
    rows = [Account(court_id=court_id, purpose=purpose, case_id=case, party_id=party, sign=1 if purpose in ASSETS else -1, opened_on=on)
            for case, party in sorted(whose, key=lambda one: (one[0], one[1] or 0))]
    Account.objects.bulk_create(rows, ignore_conflicts=True)
    found = Account.objects.filter(court=court_id, purpose=purpose, bank=None, case__in={case for case, _ in whose})
    return {(case, party): pk for pk, case, party in found.values_list("pk", "case_id", "party_id") if case is not None}


def post(drafts: Sequence[Draft], *, court_id: int, actor: Actor) -> list[int]:
    """记这些凭证，返回各张的编号，次序与 ``drafts`` 相同；记过的（``key`` 相同、内容相同）返回原来那张。

    借贷不平、``key`` 相同而内容不同、余额不够、账户不是本院的，抛出 ``Refused``，一张也不记。
    """
    for draft in drafts:
        _sound(draft)
    with transaction.atomic():
        known = _known(court_id, [draft.key for draft in drafts])
        fresh = list({draft.key: draft for draft in reversed(drafts) if draft.key not in known}.values())[::-1]
        try:
            with transaction.atomic():
                made = _written(fresh, court_id, actor) if fresh else {}
        except IntegrityError as error:
            made = _after(error, fresh, court_id)
        known |= made
        for draft in drafts:
            if known[draft.key][1] != draft.digest:
                raise _refused("other", f"“{draft.key}”已经记过一笔内容不同的账。", "核对来源；记错的冲回后另记。")
    return [known[draft.key][0] for draft in drafts]


def reverse(*, voucher: Voucher | int, day: date, why: str, actor: Actor) -> int:
    """红字冲回一张凭证，分录正好相反。冲回过的返回原来的冲回；被冲以后余额不够的拒绝。"""
    row = Voucher.objects.get(pk=voucher if isinstance(voucher, int) else voucher.pk)
    if row.reverses_id:
        raise _refused("reversal", "冲回的凭证不能再冲回。", "照原来的另记一笔。")
    legs = tuple((account, -amount) for account, amount in row.legs.order_by("pk").values_list("account_id", "amount_fen"))
    if known := Voucher.objects.filter(reverses=row).values_list("pk", flat=True).first():
        return known
    draft = Draft(f"reverse:{row.pk}", "reversal", day, legs, why, {"voucher": row.pk}, row.pk)
    return post([draft], court_id=row.court_id, actor=actor)[0]


def _sound(draft: Draft) -> None:
    total = sum(amount for _, amount in draft.legs)
    if len(draft.legs) < 2 or total or not all(amount for _, amount in draft.legs):
        raise _refused("unbalanced", f"凭证“{draft.key}”借贷不平，相差{said(abs(total))}元。", "核对各条分录。")


def _known(court_id: int, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """记过的：``key`` → （编号，摘要）。"""
    rows = asked("select key, id, digest from funds_voucher where court_id = %s and key = any(%s)", court_id, list(keys))
    return {key: (number, digest) for key, number, digest in rows}


def _written(drafts: Sequence[Draft], court_id: int, actor: Actor) -> dict[str, tuple[int, str]]:
    """两条语句：凭证，分录。"""
    who, now = actor.signature(), context.current().now.isoformat()
    same = {"court_id": court_id, "made_by_id": who.id, "made_name": who.name, "made_at": now}
    rows = [
        {"day": d.day, "kind": d.kind, "key": d.key, "memo": d.memo, "source": dict(d.source), "digest": d.digest, "reverses_id": d.reverses, **same}
        for d in drafts
    ]
    ids = put(Voucher, rows)
    legs = [(number, account, amount) for number, draft in zip(ids, drafts, strict=True) for account, amount in draft.legs]
    asked(_LEGS, *(list(column) for column in zip(*legs, strict=True)))
    return {draft.key: (number, draft.digest) for number, draft in zip(ids, drafts, strict=True)}


def _after(error: IntegrityError, drafts: Sequence[Draft], court_id: int) -> dict[str, tuple[int, str]]:
    """写不进去：别人刚记了同一笔的，就是那一笔；余额不够、不是本院账户的，拒绝。"""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    known = _known(court_id, [draft.key for draft in drafts])
    if name == "voucher_key_once" and len(known) == len(drafts):
        return known
    if name == "account_not_negative":
        raise _refused("short", "账户的余额不够。", "核对在案余额；先到账、先认领，再支付。") from error
    if name == "leg_with_its_voucher":
        raise _refused("account", "账户不是本院的。", "核对账户。") from error
    raise error


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"ledger.{code}", text, BASIS, remedy=remedy))
