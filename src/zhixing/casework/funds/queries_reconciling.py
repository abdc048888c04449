"""核对：银行、总账、各案三方，一天一天对，差在哪里一处一处说出来。

银行的数只认银行写的（对账单的期末余额、明细的余额），不由我们的明细推。金额以分计。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet, Sum

from zhixing.casework.funds.models import (
    Account,
    BankAccount,
    BankFile,
    BankLine,
    Leg,
    MonthClose,
    Opening,
    OpeningLine,
    Reconciliation,
)
from zhixing.casework.funds.verify_ledger import breaks
from zhixing.foundation.history.rows import asked
from zhixing.law.words import yuan

__all__ = [
    "Account", "BankAccount", "CaseDay", "Day", "Difference", "Item", "MonthClose", "Opening", "OpeningLine", "Reconciliation", "Sheet",
    "account_of", "accounts", "cases_of_day", "closed_through", "last_reconciliation", "legs_of", "live_accounts", "month_closes", "movements",
    "of_day", "open_day", "opening_of", "openings", "reconciliations", "said_by_bank", "sheet",
]
P = Account.Purpose
_OPEN: Final = """
    select v.day, l.payee, l.amount_fen, coalesce(l.reference, '') from funds_voucher v
    join funds_payoutline l on v.key = 'instruct:' || l.id join funds_paymentfile f on f.id = l.file_id
    where v.court_id = %(court)s and v.day <= %(day)s and v.kind = 'instruct' and (%(bank)s::bigint is null or f.bank_account_id = %(bank)s)
      and not exists (select 1 from funds_voucher u where u.court_id = v.court_id and u.key = 'unsent:' || l.id and u.day <= %(day)s)
      and not exists (select 1 from funds_bankline b join funds_voucher u on u.id = b.voucher_id where b.id = l.line_id and u.day <= %(day)s)
    order by v.id
"""
_LATE: Final = """
    select b.booked_on, b.name, b.amount_fen, b.serial from funds_bankline b join funds_voucher v on v.id = b.voucher_id
    where b.bank_account_id = %s and b.booked_on <= %s and v.day > %s order by b.booked_on, b.id
"""
_MOVED: Final = """
    select a.purpose, coalesce(sum(l.amount_fen) filter (where v.day < %(since)s), 0),
      coalesce(sum(l.amount_fen) filter (where v.day >= %(since)s and l.amount_fen > 0), 0),
      -coalesce(sum(l.amount_fen) filter (where v.day >= %(since)s and l.amount_fen < 0), 0)
    from funds_leg l join funds_voucher v on v.id = l.voucher_id join funds_account a on a.id = l.account_id
    where v.court_id = %(court)s and v.day <= %(until)s group by a.purpose
"""
_CASES: Final = """
    select m.case_id, c.number, -coalesce(sum(m.fen) filter (where m.day < %(day)s), 0),
      -coalesce(sum(m.fen) filter (where m.day = %(day)s and m.fen < 0), 0),
      coalesce(sum(m.fen) filter (where m.day = %(day)s and m.fen > 0), 0)
    from (
      select a.case_id, v.day, sum(l.amount_fen) as fen
      from funds_leg l join funds_voucher v on v.id = l.voucher_id join funds_account a on a.id = l.account_id
      where v.court_id = %(court)s and v.day <= %(day)s and a.case_id in (
        select a2.case_id from funds_leg l2 join funds_voucher v2 on v2.id = l2.voucher_id join funds_account a2 on a2.id = l2.account_id
        where v2.court_id = %(court)s and v2.day = %(day)s and a2.case_id is not null)
      group by a.case_id, v.id, v.day) m
    join cases_case c on c.id = m.case_id
    group by m.case_id, c.number order by m.case_id
"""


# ---- 调节表 ----


@dataclass(frozen=True, slots=True)
class Item:
    """一笔未达账项：哪天、谁、多少（分，收为正、付为负）、编号。"""

    day: date
    who: str
    fen: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """一个账户一天的银行存款余额调节表。

    ``bank_fen`` 是银行说的余额（没有银行的数为空），``bank_on`` 是哪一天的；``ledger_fen`` 是总账上银行存款的余额。
    ``unpaid`` 账上已付、银行没有付的（已交银行），``undeposited`` 账上已收、银行没有收的（待缴存现金）；
    ``unbooked`` 银行已收付、账上那天还没有记的。
    """

    account: BankAccount
    day: date
    bank_fen: int | None
    bank_on: date | None
    ledger_fen: int
    unpaid: tuple[Item, ...] = ()
    undeposited_fen: int = 0
    unbooked: tuple[Item, ...] = ()

    @property
    def book_fen(self) -> int:
        """单位账面余额：总账的银行存款，减已交银行的，加待缴存的。"""
        return self.ledger_fen + self.pending_fen

    @property
    def pending_fen(self) -> int:
        """账上已经收付、银行还没有的，净额。"""
        return sum(item.fen for item in self.unpaid) + self.undeposited_fen

    @property
    def adjusted_book(self) -> int:
        """调节以后的账面余额。"""
        return self.book_fen + sum(item.fen for item in self.unbooked)

    @property
    def adjusted_bank(self) -> int | None:
        """调节以后的银行余额；没有银行的数为空。"""
        return None if self.bank_fen is None else self.bank_fen + self.pending_fen

    @property
    def difference(self) -> int | None:
        """银行比账上多多少；没有银行的数为空。"""
        return None if self.adjusted_bank is None else self.adjusted_bank - self.adjusted_book


def sheet(account: BankAccount, day: date) -> Sheet:
    """这个账户这一天的调节表。"""
    bank_on, bank = said_by_bank(account, day)
    unpaid = tuple(Item(on, who, -fen, reference) for on, who, fen, reference in _open(account.court_id, day, account.pk))
    late = tuple(Item(on, who, fen, serial) for on, who, fen, serial in asked(_LATE, account.pk, day, day))
    first = BankAccount.objects.filter(court=account.court_id, live_on__isnull=False).order_by("pk").values_list("pk", flat=True).first()
    cash = _sum(account.court_id, day, purpose=P.CASH) if first == account.pk else 0
    return Sheet(account, day, bank, bank_on, _sum(account.court_id, day, purpose=P.BANK, bank=account.pk), unpaid, cash, late)


def _open(court_id: int, day: date, bank_id: int | None) -> list[tuple[Any, ...]]:
    """已交银行、到这天银行还没有扣款也没有退回的。"""
    return _rows(_OPEN, court=court_id, day=day, bank=bank_id)


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _sum(court_id: int, day: date, **chosen: Any) -> int:
    accounts = Account.objects.filter(court=court_id, **chosen)
    found = Leg.objects.filter(account__in=accounts, voucher__day__lte=day).aggregate(fen=Sum("amount_fen"))["fen"]
    return found or 0


def said_by_bank(account: BankAccount, day: date) -> tuple[date | None, int | None]:
    """银行说这个账户到这天的余额，和那是哪一天的数；不知道的都为空。

    先看止于这天的对账单的期末余额，再看这天最后一笔明细的余额；这天银行没有明细的，是上一次有数那天的。
    启用那天是期初的余额。
    """
    named = BankFile.objects.filter(bank_account=account, state=BankFile.State.DONE, cut=False, closing_fen__isnull=False, until__lte=day)
    by_file = named.order_by("-until", "-id").values_list("until", "closing_fen").first()
    lines = BankLine.objects.filter(bank_account=account, booked_on__lte=day, balance_fen__isnull=False)
    last = lines.order_by("-booked_on").values_list("booked_on", flat=True).first()
    by_line = (last, _closing(lines.filter(booked_on=last))) if last else None
    known = [one for one in (_opened(account, day), by_line, by_file) if one is not None]
    return max(known, key=itemgetter(0)) if known else (None, None)


def _opened(account: BankAccount, day: date) -> tuple[date, int] | None:
    rows = Opening.objects.filter(bank_account=account, state=Opening.State.SIGNED, day__lte=day)
    return rows.values_list("day", "bank_fen").first()


def _closing(lines: QuerySet[BankLine]) -> int | None:
    """一天的明细里最后的余额：不是别的一笔“以前的余额”的那一个。银行排先后的写法不一，所以不看次序；认不准的为空。"""
    rows = [(row.balance_fen or 0, row.amount_fen) for row in lines]
    left = [balance for balance, _ in rows]
    for balance, amount in rows:
        if balance - amount in left:
            left.remove(balance - amount)
    return left[0] if len(set(left)) == 1 else None


# ---- 差异 ----


@dataclass(frozen=True, slots=True)
class Difference:
    """一处差异：``code`` 是哪一种，``fen`` 是差多少（分，说不出的为零），``case_id`` 是哪一案。"""

    code: str
    text: str
    fen: int = 0
    case_id: int | None = None

    def as_data(self) -> dict[str, Any]:
        """存下、输出用。"""
        return {"code": self.code, "text": self.text, "fen": self.fen, "case": self.case_id}


@dataclass(frozen=True, slots=True)
class Day:
    """一天的核对：调节表，各用途的结存，全部差异。"""

    sheet: Sheet
    cases_fen: int
    purposes: Mapping[str, int]
    differences: tuple[Difference, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """全部相符。"""
        return not self.differences


def of_day(account: BankAccount, day: date) -> Day:
    """核对这个账户这一天；什么也不写。"""
    made = sheet(account, day)
    purposes = {purpose: closing for purpose, *_, closing in movements(account.court_id, day, day)}
    cases = -sum(fen for purpose, fen in purposes.items() if purpose not in (P.BANK, P.CASH, P.TRANSIT))
    return Day(made, cases, purposes, tuple(_differences(made, purposes, cases)))


def _differences(made: Sheet, purposes: Mapping[str, int], cases: int) -> Iterator[Difference]:
    account, day = made.account, made.day
    if account.live_on is None or account.live_on > day:
        yield Difference("not_live", f"{day}这个账户还没有启用总账，没有期初。")
    if made.bank_fen is None:
        yield Difference("no_bank", "没有银行的余额：没有收到这天的对账单，明细里也没有余额。")
    elif made.difference:
        side = "多" if made.difference > 0 else "少"
        yield Difference("bank", f"调节以后银行比账上{side}{yuan(abs(made.difference))}元。", made.difference)
    assets = sum(purposes.get(purpose, 0) for purpose in (P.BANK, P.CASH, P.TRANSIT))
    if assets != cases:
        yield Difference("cases", f"存款、在途合计{yuan(assets)}元，各案、各账户合计{yuan(cases)}元。", assets - cases)
    yield from _transit(account.court_id, day, purposes.get(P.TRANSIT, 0))
    yield from _files(account, day)
    yield from (Difference(one.code, one.text, one.fen, one.case_id) for one in breaks(account.court_id))


def _transit(court_id: int, day: date, ledger: int) -> Iterator[Difference]:
    """在途的余额，就是已交银行、没有结果的各笔。"""
    listed = sum(fen for _, _, fen, _ in _open(court_id, day, None))
    if listed != -ledger:
        yield Difference("transit", f"总账在途{yuan(-ledger)}元，已交银行没有结果的各笔合计{yuan(listed)}元。", -ledger - listed)


def _files(account: BankAccount, day: date) -> Iterator[Difference]:
    """盖住这天的银行文件里没有收的行、不完整的文件。"""
    rows = BankFile.objects.filter(bank_account=account, since__lte=day, until__gte=day).order_by("pk")
    for row in rows:
        if row.unread:
            yield Difference("unread", f"银行文件“{row.name}”有{len(row.unread)}行没有收。")
        if row.cut:
            yield Difference("cut", f"银行文件“{row.name}”不完整。")


# ---- 一天、一段的账 ----


def movements(court_id: int, since: date, until: date) -> list[tuple[str, int, int, int, int]]:
    """各用途：期初、借方、贷方、期末（分，借为正），照用途的次序。"""
    found = {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in _rows(_MOVED, court=court_id, since=since, until=until)}
    return [(p, *found[p], found[p][0] + found[p][1] - found[p][2]) for p in P.values if p in found]


@dataclass(frozen=True, slots=True)
class CaseDay:
    """一件案件一天的账（分）：以前结存、这天进、这天出、现在结存。"""

    case_id: int
    number: str
    before: int
    came: int
    went: int

    @property
    def after(self) -> int:
        """这天终了的结存。"""
        return self.before + self.came - self.went


def cases_of_day(court_id: int, day: date) -> list[CaseDay]:
    """这天有凭证的各案。一张凭证里在本案各用途之间转的（如批准发放），不算进也不算出。"""
    found = _rows(_CASES, court=court_id, day=day)
    return [CaseDay(case, number or f"收件第{case}号", int(a), int(b), int(c)) for case, number, a, b, c in found]


# ---- 存下来的 ----


def reconciliations(account: BankAccount, since: date, until: date) -> dict[date, Reconciliation]:
    """这一段各天最后一次核对。"""
    rows = Reconciliation.objects.filter(bank_account=account, day__range=(since, until)).order_by("day", "pk")
    return {row.day: row for row in rows}


def closed_through(court_id: int) -> date | None:
    """结到哪一月（一日）；没有结过为空。"""
    return MonthClose.objects.filter(court=court_id).order_by("-month").values_list("month", flat=True).first()


def open_day(court_id: int, day: date) -> date:
    """记账日：这一天所在的月份结了的，记在没有结的第一天；否则就是这一天。后到的银行明细照此记账。"""
    closed = closed_through(court_id)
    if closed is None or (day.year, day.month) > (closed.year, closed.month):
        return day
    return date(closed.year + closed.month // 12, closed.month % 12 + 1, 1)


def live_accounts(court_id: int) -> list[BankAccount]:
    """启用了总账的各账户。"""
    return list(BankAccount.objects.filter(court=court_id, live_on__isnull=False).order_by("pk"))



# ---- 页面要的 ----


def legs_of(court_id: int, since: date, until: date) -> QuerySet[Leg]:
    """这一段日子的各条分录，照凭证先后，借方在前；导出凭证用。"""
    legs = Leg.objects.filter(voucher__court=court_id, voucher__day__range=(since, until))
    return legs.select_related("voucher", "account__case", "account__party").order_by("voucher__day", "voucher_id", "-amount_fen", "id")


def accounts(court_id: int) -> list[BankAccount]:
    """本院的各账户，在用的在前。"""
    return sorted(BankAccount.objects.filter(court=court_id), key=lambda row: (row.closed_on is not None, row.pk))


def account_of(court_id: int, account_id: int) -> BankAccount:
    """本院的一个账户；没有、别的法院的抛出 ``BankAccount.DoesNotExist``。"""
    return BankAccount.objects.get(court=court_id, pk=account_id)


def last_reconciliation(account: BankAccount) -> Reconciliation | None:
    """最近一天的最后一次核对；没有为空。"""
    return Reconciliation.objects.filter(bank_account=account).order_by("-day", "-pk").first()


def month_closes(court_id: int) -> QuerySet[MonthClose]:
    """结了的月份，近的在前。"""
    return MonthClose.objects.filter(court=court_id).order_by("-month")


def openings(court_id: int) -> QuerySet[Opening]:
    """做过的期初，连同作废的，近的在前。"""
    return Opening.objects.filter(court=court_id).select_related("bank_account", "file", "proof").order_by("-pk")


def opening_of(court_id: int, opening_id: int) -> Opening:
    """本院的一份期初；没有、别的法院的抛出 ``Opening.DoesNotExist``。"""
    return openings(court_id).get(pk=opening_id)
