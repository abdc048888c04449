"""总账：开户、记账、冲回。案款的各种行为都在这里落账，办案上的核对由调用的行为做。

一次可以记许多张凭证，凭证和分录一条语句写完：账户按编号依次锁，几个人同时记不会互等。``key`` 相同、内容相同的，是同一张，不重记。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from zhixing.casework.funds.models import Account, Voucher
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import asked
from zhixing.law.amounts import said
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

BASIS: Final = cite("AK 4")
ASSETS: Final = frozenset({Account.Purpose.BANK, Account.Purpose.CASH, Account.Purpose.CHARGE, Account.Purpose.QUERIED})
SHARED: Final = frozenset({*ASSETS, Account.Purpose.TRANSIT, Account.Purpose.INTEREST})
"""全院共用、笔笔都要记的：余额由分录合计，不守在一行里（支出都从守着的账户来，这里不会先变负）。"""
_WRITE: Final = "select key, id, digest from ledger_post(%s, %s, %s, %s::timestamptz, %s::jsonb)"
"""一条语句（迁移 0013）：记过的（``key`` 相同）不再记，取原来的；没有记过的连分录一起写。来回只一趟。"""


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
    if not drafts:
        return []
    keys = list({draft.key: None for draft in drafts})
    try:
        with _point():
            known = _written(drafts, keys, court_id, actor)
    except IntegrityError as error:
        if (refused := _refusal(error)) is not None:
            raise refused from error
        raise
    if missing := [key for key in keys if key not in known]:  # 别人刚提交了同一笔，那一条语句里还看不见
        known |= _known(court_id, missing)
    for draft in drafts:
        if known[draft.key][1] != draft.digest:
            raise _refused("other", f"“{draft.key}”已经记过一笔内容不同的账。", "核对来源；记错的冲回后另记。")
    return [known[draft.key][0] for draft in drafts]


def _point() -> AbstractContextManager[object]:
    """在别的事务里的，写不进去只退这一步；单独记的，一条语句自成一个事务。"""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


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


def _written(drafts: Sequence[Draft], keys: Sequence[str], court_id: int, actor: Actor) -> dict[str, tuple[int, str]]:
    """写进去；返回各 ``key`` 的编号、摘要。同一批里 ``key`` 相同的，先来的算。"""
    who, now = actor.signature(), context.current().now.isoformat()
    first = {draft.key: draft for draft in reversed(drafts)}
    given = json.dumps([_row(at, first[key]) for at, key in enumerate(keys)], ensure_ascii=False)
    rows = asked(_WRITE, court_id, who.id, who.name, now, given)
    return {key: (number, digest) for key, number, digest in rows}


def _row(at: int, draft: Draft) -> dict[str, Any]:
    accounts, fens = zip(*draft.legs, strict=True)
    return {
        "n": at, "day": draft.day.isoformat(), "kind": draft.kind, "key": draft.key, "memo": draft.memo, "source": dict(draft.source),
        "digest": draft.digest, "reverses": draft.reverses, "accounts": accounts, "fens": fens,
    }


def _refusal(error: IntegrityError) -> Refused | None:
    """写不进去：余额不够、不是本院账户、已经月结的，拒绝；别的为空，照原样抛出。"""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if name == "account_not_negative":
        return _refused("short", "账户的余额不够。", "核对在案余额；先到账、先认领，再支付。")
    if name == "leg_with_its_voucher":
        return _refused("account", "账户不是本院的。", "核对账户。")
    if name == "month_open":
        return _refused("closed", "这一月已经月结，不再收这一月的凭证。", "记在没有结的月份；更正的，用红字冲回、另记。")
    return None


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"ledger.{code}", text, BASIS, remedy=remedy))
