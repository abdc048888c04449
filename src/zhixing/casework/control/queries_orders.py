"""读控制令和措施：一案的令、措施，还欠多少、已经控制住多少，等候发出的、说法不一的。金额以分计。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Case, Claim, Kind, Party, Role, visible_to
from zhixing.casework.control.models import Difference, Measure, Order
from zhixing.casework.funds import queries as funds
from zhixing.casework.funds.queries_payouts import charged
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people.queries import User, within
from zhixing.law.seizure_value import Held, Owed
from zhixing.law.waterfall import FeeFacts

__all__ = [
    "ALIVE", "FAILED", "TAKING", "Difference", "Held", "Measure", "Order", "Owed", "alive", "differences", "drafted", "held", "held_of", "measure",
    "measures_of", "of_case", "of_number", "one", "orders", "owed", "queue", "running",
]

_S: Final = Order.State
ALIVE: Final = (_S.DRAFT, _S.READY, _S.QUEUED, _S.SENT, _S.ACKED, _S.TIMEOUT, _S.ROLLED_BACK, _S.DEAD)
"""还没有办完的。"""
FAILED: Final = (_S.ROLLED_BACK, _S.TIMEOUT, _S.DEAD, _S.REFUSED)
"""没有办成的。"""
TAKING: Final = (Order.Kind.FREEZE, Order.Kind.SEAL, Order.Kind.DISTRAIN)
"""采取措施的三种；其余的针对已有的措施。"""
LIMIT: Final = ("N-31", "N-31b")
"""执行期限的节点。"""
_RELATED: Final = ("case", "party", "asset", "agency", "officer__user", "measure", "original", "ruling", "notice")


def orders(user: User, day: date) -> QuerySet[Order]:
    """看得见的案件的控制令，近的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    return Order.objects.filter(court__in=within(user.court), case__in=seen).select_related(*_RELATED).order_by("-pk")


def of_case(case_id: int) -> QuerySet[Order]:
    """一案的控制令，近的在前。"""
    return Order.objects.filter(case=case_id).select_related(*_RELATED).order_by("-pk")


def drafted(case_id: int, user: User, token: str) -> QuerySet[Order]:
    """这个人用这张表单（``token``）在这一案先前拟的。"""
    return Order.objects.filter(case=case_id, drafted_by=user, token__startswith=f"{token}:").order_by("pk")


def one(order_id: int) -> Order:
    """一道控制令；没有抛出 ``Order.DoesNotExist``。"""
    return Order.objects.select_related(*_RELATED, "court", "case__court").get(pk=order_id)


def of_number(number: str) -> Order | None:
    """凭请求单号。"""
    return Order.objects.select_related(*_RELATED).filter(number=number.strip()).first() if number.strip() else None


def alive(case_id: int) -> QuerySet[Order]:
    """一案还没有办完的令。"""
    return Order.objects.filter(case=case_id, state__in=ALIVE).order_by("pk")


def differences(case_id: int, *, settled: bool = False) -> QuerySet[Difference]:
    """一案说法不一的；``settled`` 真的连处理过的一起。"""
    rows = Difference.objects.filter(case=case_id) if settled else Difference.objects.filter(case=case_id, settled_at=None)
    return rows.select_related("order", "settled_by").order_by("-pk")


# ---- 措施 ----


def measures_of(case_id: int) -> QuerySet[Measure]:
    """一案的全部措施，先采取的在前。"""
    return Measure.objects.filter(case=case_id).select_related("asset", "order", "party").order_by("since", "seq")


def running(case_id: int, on: date) -> QuerySet[Measure]:
    """``on`` 这天在生效的（连同轮候）；届满了还没有记失效的不算。"""
    live = Q(state=Measure.State.WAITING) | Q(state=Measure.State.ACTIVE) & (Q(until=None) | Q(until__gte=on))
    return measures_of(case_id).filter(live)


def measure(measure_id: int, case_id: int) -> Measure:
    """本案的一项措施；没有抛出 ``Measure.DoesNotExist``。"""
    return Measure.objects.select_related("asset", "order", "party").get(pk=measure_id, case=case_id)


def queue(row: Measure) -> QuerySet[Measure]:
    """本院排在这一项后面轮候的，位次在前的先。

    同一项财产；登记来的没有财产编号，看名称、种类，而且是同一个被执行人（证件号相同）的。
    """
    numbers = Party.objects.filter(case=row.case_id, role=Role.RESPONDENT).exclude(paper_number="").values("paper_number")
    cases = Party.objects.filter(paper_number__in=numbers, role=Role.RESPONDENT, case__court=row.court_id).values("case")
    same = Q(subject=row.subject, property=row.property, case__in=cases)
    same = same | Q(asset=row.asset_id) if row.asset_id else same
    return Measure.objects.filter(same, court=row.court_id, state=Measure.State.WAITING).exclude(pk=row.pk).order_by("rank", "since", "pk")


# ---- 够不够 ----


def owed(case: Case, on: date) -> Owed:
    """应当履行多少：照计息依据算到 ``on`` 的债务，没有录入的是申请执行标的减去已到位的；加上执行申请费（财产保全没有）。

    另加到预计执行完毕之日的利息（M:X-07）：预计之日是执行期限届满之日；没有计息依据、期限已过的没有。
    """
    told = funds.owed_on(case, on)
    claim = told if told is not None else max((case.claim_fen or 0) - funds.paid(case), 0)
    later = _later(case, told, on) if told else claim
    fees = _fees(case) if claim and case.kind != Kind.PRESERVATION else None
    fee, then = (fees.due(claim), fees.due(later)) if fees else (0, 0)
    return Owed(claim, fee=fee, projected=later - claim + then - fee)


def _later(case: Case, told: int, on: date) -> int:
    """到执行期限届满之日预计欠多少：只是预计，利率沿用最后一次公布的；比现在少的照现在。"""
    end = Node.objects.filter(case=case.pk, code__in=LIMIT, state=Node.State.OPEN, due__gt=on).order_by("due").values_list("due", flat=True).first()
    later = funds.owed_on(case, end, expected=True) if end else None
    return max(later, told) if later is not None else told


def _fees(case: Case) -> FeeFacts | None:
    """执行费照已到位的、还要到位的累计分级，减去已收的（M:F-05）；没有金额的由本院定，不算。"""
    if not case.claim_fen:
        return None
    costs = sum(row.amount_fen or 0 for row in Claim.objects.filter(case=case.pk, sort=Claim.Sort.COST))
    return FeeFacts(funds.paid(case), charged(case), case.claim_fen, costs, switches=funds.switches(case.court_id))


def held(case_id: int, on: date) -> list[Held]:
    """在生效的各项控制住多少。"""
    return [held_of(row) for row in running(case_id, on)]


def held_of(row: Measure) -> Held:
    """一项控制住多少：存款是实际控制的数（登记来的没有写，照登记的金额），别的是财产台账的价值；不明的、外币的（没有折算）为空。"""
    amount = row.actual_fen
    if amount is None and row.property == "deposit" and row.order_id is None:
        amount = row.cap_fen
    if amount is None and row.property != "deposit" and row.asset is not None:
        amount = row.asset.value_fen
    if row.asset is not None and row.asset.currency != "CNY":
        amount = None
    return Held(row.subject, amount, row.property, row.since, waiting=row.state == Measure.State.WAITING)

