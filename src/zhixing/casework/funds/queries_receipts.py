"""读到账：本院各案件的对照表（机器认领用）、一案的到账、没有缴存的现金、待查的支出、交款账户。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhixing.casework.cases.queries import Case, Party, Role, Title
from zhixing.casework.documents.papers.marks import pay_text
from zhixing.casework.funds.models import Account, BankLine, Expected, Receipt, Sheet, Voucher
from zhixing.casework.funds.models import BankAccount as BankAccount
from zhixing.casework.funds.models import SubAccount as SubAccount
from zhixing.foundation.people.queries import setting
from zhixing.law import sub_accounts
from zhixing.law.matching import Debtor, Known, Target
from zhixing.law.states import REVIEWS, State

P = Account.Purpose
_NOT_YET: Final = (State.RECEIVED, State.CORRECTING, State.DECLINED, State.REVERSED)
"""还不能、不会收款的。"""
CLEARED: Final = "cleared:"
"""查清一笔待查支出的凭证，来源写作这个加明细的编号。"""
DEPOSITED: Final = "deposited:"
"""由人认作缴存现金的凭证，来源写作这个加现金收据的编号；机器对上的写在收据的 ``line``。"""


# ---- 对到案件 ----


def known(court_id: int) -> Known:
    """本院可以收款的案件、开过的子账户，建成一张对照表；查库的次数与件数无关。"""
    cases = Case.objects.filter(court=court_id).exclude(state__in=_NOT_YET).exclude(kind__in=REVIEWS).exclude(number="")
    rows = list(cases.order_by("pk").values_list("pk", "number", "claim_fen", "closed_on"))
    sides, titles, sheets = _sides(cases), _titles(cases), _sheets(cases)
    targets = (
        Target(
            pk, number, debtors=tuple(sides[pk, Role.RESPONDENT]), creditors=tuple(one.name for one in sides[pk, Role.APPLICANT]),
            titles=tuple(titles[pk]), amounts=frozenset(filter(None, (fen, *sheets[pk]))), open=closed is None,
        )
        for pk, number, fen, closed in rows
    )
    opened = SubAccount.objects.filter(case__court=court_id).values_list("number", "case_id", "party_id")
    marks = Expected.objects.filter(court=court_id).values_list("mark", "case_id", "party_id")
    return Known.of(
        targets, {number: (case, party) for number, case, party in opened}, marks={mark: (case, party) for mark, case, party in marks},
    )


def expected(case_id: int) -> QuerySet[Expected]:
    """本案扣划了、还没有到账的，早划出的在前。"""
    return Expected.objects.filter(case=case_id, arrived_on=None).select_related("party").order_by("since", "pk")


def _sides(cases: QuerySet[Case]) -> dict[tuple[int, str], list[Debtor]]:
    found: dict[tuple[int, str], list[Debtor]] = defaultdict(list)
    rows = Party.objects.filter(case__in=cases.order_by().values("pk"), active=True, role__in=(Role.APPLICANT, Role.RESPONDENT))
    for case, role, pk, name in rows.order_by("pk").values_list("case_id", "role", "pk", "name"):
        found[case, role].append(Debtor(pk, name))
    return found


def _titles(cases: QuerySet[Case]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Title.objects.filter(case__in=cases.order_by().values("pk")).exclude(number="")
    for case, number in rows.order_by("pk").values_list("case_id", "number"):
        found[case].append(number)
    return found


def _sheets(cases: QuerySet[Case]) -> dict[int, list[int]]:
    """确认过、没有作废的计息单的合计。"""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Sheet.objects.filter(case__in=cases.order_by().values("pk"), signed_at__isnull=False, voided_at__isnull=True)
    for case, fen in rows.values_list("case_id", "total_fen"):
        found[case].append(fen)
    return found



# ---- 总账启用了没有 ----


def live(court_id: int) -> bool:
    """本院的总账已经启用：到账、认领、发放、退汇由案款办，不再手工登记。"""
    return BankAccount.objects.filter(court=court_id, live_on__isnull=False).exists()


# ---- 到账 ----


def of_case(case_id: int) -> QuerySet[Receipt]:
    """一案的到账（等着确认的也在内），早到的在前。"""
    rows = Receipt.objects.filter(case=case_id).select_related("party", "line", "claimed_by", "confirmed_by")
    return rows.order_by("day", "pk")


def one(receipt_id: int, court_id: int) -> Receipt:
    """本院的一笔到账；没有、别的法院的抛出 ``Receipt.DoesNotExist``。"""
    rows = Receipt.objects.select_related("case", "party", "line", "bank_account", "claimed_by", "confirmed_by")
    return rows.get(pk=receipt_id, court=court_id)


def waiting_cash(court_id: int) -> QuerySet[Receipt]:
    """收了还没有缴存银行的现金，早收的在前。"""
    known = Voucher.objects.filter(court=court_id, key=Concat(Value(DEPOSITED), Cast(OuterRef("pk"), CharField())))
    rows = Receipt.objects.filter(~Exists(known), court=court_id, sort=Receipt.Sort.CASH, state=Receipt.State.CLAIMED, line=None)
    return rows.select_related("case", "party").order_by("day", "pk")


def cash_waiting(court_id: int) -> dict[str, Receipt]:
    """同上，收据号 → 收据。"""
    return {row.number: row for row in waiting_cash(court_id)}




def queried(court_id: int) -> QuerySet[BankLine]:
    """待查的支出：银行扣了款，不是我们付的哪一笔，也不是手续费；查清以前列着。近的在前。"""
    account = Account.objects.filter(court=court_id, purpose=P.QUERIED)
    cleared = Voucher.objects.filter(court=court_id, key=Concat(Value(CLEARED), Cast(OuterRef("pk"), CharField())))
    rows = BankLine.objects.filter(court=court_id, amount_fen__lt=0, voucher__legs__account__in=account, voucher__reversed_by=None)
    return rows.exclude(Exists(cleared)).select_related("bank_account", "taken_from").order_by("-booked_on", "-pk")



# ---- 交款账户 ----


@dataclass(frozen=True, slots=True)
class PayTo:
    """向哪个账户交款：户名、开户银行、账号（子账户的就是子账号）、附言写什么。"""

    holder: str
    bank: str
    number: str
    remark: str
    sub: bool = False

    @property
    def shown(self) -> str:
        """账号，四位一组给人看。"""
        return sub_accounts.grouped(self.number)

    @property
    def qr(self) -> str:
        """二维码里的文字，一行一项；扫出来就能照抄。"""
        return pay_text(self.holder, self.number, self.bank, self.remark)


def pay_to(case: Case, party: Party | None = None) -> PayTo | None:
    """本案（这个被执行人）向哪个账户交款：开了子账户的用子账户，没有的用本院的执行款账户；都没有登记的用文书设置里写的，也没有的为空。

    只读；还没有开的子账户由 ``commands.accounts.sub_account`` 开。
    """
    bank = bank_account_of(case.court_id)
    remark = " ".join(filter(None, (case.number, party.name if party else "", "执行款")))
    if bank is None:
        return _set_up(case.court_id, remark)
    found = opened([case.pk], bank).get(case.pk, {})
    sub = found.get(party.pk if party else None)
    return PayTo(bank.holder, bank.bank, sub.number if sub else bank.number, remark, sub is not None)


def _set_up(court_id: int, remark: str) -> PayTo | None:
    holder, bank, number = (str(setting(court_id, f"document.account_{name}")) for name in ("holder", "bank", "number"))
    return PayTo(holder, bank, number, remark) if holder and bank and number else None


def bank_account_of(court_id: int) -> BankAccount | None:
    """新开子账户用的、印在通知书上的那一个：在用的，有子账户号段的在前，先登记的在前。"""
    rows = BankAccount.objects.filter(court=court_id, closed_on=None).order_by("pk")
    return next((row for row in rows if row.prefix), None) or rows.first()


def opened(cases: Iterable[int], bank: BankAccount | None = None) -> dict[int, dict[int | None, SubAccount]]:
    """这些案件开了的子账户：案件 → 被执行人（空是全案的）→ 子账户；给了 ``bank`` 只看它的。"""
    chosen = Q(case__in=list(cases)) & (Q(bank_account=bank) if bank else Q(bank_account__closed_on=None))
    found: dict[int, dict[int | None, SubAccount]] = defaultdict(dict)
    for row in SubAccount.objects.filter(chosen).select_related("bank_account", "party").order_by("pk"):
        found[row.case_id].setdefault(row.party_id, row)
    return dict(found)
