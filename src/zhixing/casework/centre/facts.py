"""案件的行 → 分流要看的事实。许多件一起取，查库的次数与件数无关；分流在每次反馈、到账以后都做一遍，所以走写好的语句。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from zhixing.casework.cases.facts import standing
from zhixing.casework.cases.queries import Case, Claim, Kind, Party, Relation, Role, Tag, Title, originals_of
from zhixing.casework.centre.models import Placement
from zhixing.casework.control.queries_assets import Asset, AssetKind, Finding, is_executable, others_first
from zhixing.casework.control.queries_orders import Measure, held_of
from zhixing.casework.funds.queries import Debt, Payment, claim_data, court_switches, switches_from
from zhixing.casework.funds.queries_payouts import charged_of
from zhixing.casework.settlement.queries import Agreement, Instalment
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.history.rows import Rows
from zhixing.law import signing
from zhixing.law.states import ENDED
from zhixing.law.timeline import Fact
from zhixing.law.triage_facts import Facts, contents
from zhixing.law.waterfall import FeeFacts

DISPOSING: Final = frozenset({
    "disposal.ValuationStarted", "disposal.PriceFixed", "disposal.SaleStarted", "disposal.SellOffStarted", "disposal.OffsetAccepted",
})
"""启动了处置。"""
_EVENTS: Final = (
    "control.QuerySent", "control.FeedbackReceived", "control.InquiryFinished", "control.NotDisposable", "control.Deducted", "funds.Received",
    "cases.EntryWithdrawn", *sorted(DISPOSING),
)
_CASH: Final = frozenset({AssetKind.DEPOSIT, AssetKind.ONLINE})
"""算存款的；理财等列在财产里。"""
_SECURED: Final = frozenset({"mortgage", "pledge", "priority"})
_IN: Final = "case_id = any(%s::bigint[])"
_PARTIES, _CLAIMS, _TAGS = Rows(Party, f"{_IN} and active"), Rows(Claim, _IN), Rows(Tag, _IN)
_TITLES = Rows(Title, f"{_IN} and kind = 'criminal'")
_OBJECTIONS = Rows(Relation, f"{_IN} and sort = 'objection'")
_ENTRIES = Rows(Entry, "stream = any(%s::text[]) and type = any(%s::text[]) order by stream, seq")
_MEASURES = Rows(Measure, _IN)
_TAKEN = Rows(Measure, "asset_id = any(%s::bigint[]) and state in ('active', 'waiting')")
_ASSETS = Rows(Asset, "id = any(%s::bigint[])")
_PAYMENTS, _DEBTS, _PLACED = Rows(Payment, _IN), Rows(Debt, _IN), Rows(Placement, _IN)
_AGREED = Rows(Agreement, f"{_IN} and state = 'running' order by agreed_on, id")
_INSTALMENTS = Rows(Instalment, "agreement_id = any(%s::bigint[]) and paid_on is null")


class _OfCase(Protocol):
    """一件案件的一行。"""

    case_id: Any


_Row = TypeVar("_Row", bound=_OfCase)


def triage_facts(cases: Iterable[Case], on: date) -> dict[int, Facts]:
    """各案在 ``on`` 这天分流要看的事实，按案件编号。"""
    rows = list(cases)
    known = _Known.of(rows, on) if rows else _Known()
    return {case.pk: _facts(case, known, on) for case in rows}


@dataclass(frozen=True, slots=True)
class _Known:
    """许多件一起取来的，都按案件编号（``assets`` 按财产编号）。"""

    parties: Mapping[int, Sequence[Party]] = field(default_factory=dict)
    claims: Mapping[int, Sequence[Claim]] = field(default_factory=dict)
    tags: Mapping[int, frozenset[str]] = field(default_factory=dict)
    objections: frozenset[int] = frozenset()
    events: Mapping[int, Sequence[Fact]] = field(default_factory=dict)
    measures: Mapping[int, Sequence[Measure]] = field(default_factory=dict)
    found: Mapping[int, frozenset[int]] = field(default_factory=dict)
    assets: Mapping[int, Asset] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    promises: Mapping[int, date] = field(default_factory=dict)
    tracks: Mapping[int, str] = field(default_factory=dict)
    money: _Money = field(default_factory=lambda: _Money())

    @classmethod
    def of(cls, cases: Sequence[Case], on: date) -> _Known:
        ids = [case.pk for case in cases]
        measures = _by_case(_MEASURES.all(ids))
        found = _found(ids, measures)
        assets = {row.pk: row for row in _ASSETS.all(sorted({pk for pks in found.values() for pk in pks}))} if found else {}
        taken = frozenset(row.asset_id for row in _TAKEN.all(list(assets)) if row.asset_id) if assets else frozenset()
        for rows in measures.values():
            for row in rows:
                row.asset = assets.get(row.asset_id or 0)
        return cls(
            _by_case(_PARTIES.all(ids)), _by_case(_CLAIMS.all(ids)), _tags(ids), _objections(ids), _events(cases), measures, found, assets, taken,
            _promises(ids), {row.case_id: row.track for row in _PLACED.all(ids)}, _Money.of(cases),
        )


def _by_case(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    grouped: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row.case_id].append(row)
    return grouped


def _found(ids: Sequence[int], measures: Mapping[int, Sequence[Measure]]) -> dict[int, frozenset[int]]:
    """各案查到的、采取过措施的财产。"""
    found: dict[int, set[int]] = defaultdict(set)
    for case, asset in Finding.objects.filter(case__in=ids, asset__isnull=False).order_by().values_list("case_id", "asset_id").distinct():
        found[case].add(asset)
    for case, rows in measures.items():
        found[case] |= {row.asset_id for row in rows if row.asset_id}
    return {case: frozenset(pks) for case, pks in found.items()}


def _tags(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """标签；依据是刑事裁判的算涉刑事。"""
    found: dict[int, set[str]] = defaultdict(set)
    for tag in _TAGS.all(ids):
        found[tag.case_id].add(tag.name)
    for title in _TITLES.all(ids):
        found[title.case_id].add("criminal")
    return {case: frozenset(names) for case, names in found.items()}


def _objections(ids: Sequence[int]) -> frozenset[int]:
    """有执行异议没有审结的：关联的异议案件还没有结案，或者不在本系统。"""
    rows = _OBJECTIONS.all(ids)
    known = {row.other_id for row in rows if row.other_id}
    over = set(Case.objects.filter(pk__in=known, state__in=ENDED).values_list("pk", flat=True)) if known else set()
    return frozenset(row.case_id for row in rows if row.other_id not in over)


def _events(cases: Sequence[Case]) -> dict[int, list[Fact]]:
    keys = {case.stream: case.pk for case in cases}
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for row in _ENTRIES.all(list(keys), list(_EVENTS)):
        grouped[row.stream].append(row)
    return {keys[stream]: standing(rows) for stream, rows in grouped.items()}


def _promises(ids: Sequence[int]) -> dict[int, date]:
    """在履行的和解的最后履行日：协议写明的，没有写明的是最后一期。"""
    rows = {row.pk: row for row in _AGREED.all(ids)}
    last: dict[int, date] = {}
    for one in _INSTALMENTS.all(list(rows)) if rows else ():
        last[one.agreement_id] = max(one.due, last.get(one.agreement_id, one.due))
    found = {row.case_id: row.until or last.get(row.pk) for row in rows.values()}
    return {case: day for case, day in found.items() if day}


# ---- 还欠多少 ----


@dataclass(frozen=True, slots=True)
class _Money:
    """各案的计息依据、清偿（连同恢复执行的各原案的）、各院的口径。"""

    debts: Mapping[int, Debt] = field(default_factory=dict)
    payments: Mapping[int, Sequence[Payment]] = field(default_factory=dict)
    before: Mapping[int, Sequence[int]] = field(default_factory=dict)
    switches: Mapping[int, Mapping[str, dict[str, str]]] = field(default_factory=dict)
    charged: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, cases: Sequence[Case]) -> _Money:
        resumed = [case.pk for case in cases if case.kind == Kind.RESUMED]
        before = originals_of(resumed) if resumed else {}
        payments = _by_case(_PAYMENTS.all([*(case.pk for case in cases), *(pk for pks in before.values() for pk in pks)]))
        debts = {row.case_id: row for row in _DEBTS.all([case.pk for case in cases])}
        switches = {court: court_switches(court) for court in sorted({case.court_id for case in cases})}
        return cls(debts, payments, before, switches, charged_of(payments) if payments else {})

    def of_case(self, case: Case) -> list[Payment]:
        rows = [row for pk in (case.pk, *self.before.get(case.pk, ())) for row in self.payments.get(pk, ())]
        return sorted(rows, key=lambda row: (row.day, row.case_id, row.seq))


def _owed(case: Case, known: _Known, on: date, *, exact: bool) -> int | None:
    """应当履行多少：照计息依据算到 ``on``（``exact``），没有依据的是标的减去到位的；加上执行申请费。没有金额的为空。"""
    money, claims = known.money, known.claims.get(case.pk, ())
    rows = money.of_case(case)
    stated = _stated(case, money, rows, on) if exact else None
    if stated is None and case.claim_fen is None:
        return None
    left = stated if stated is not None else max((case.claim_fen or 0) - sum(row.amount_fen for row in rows if not row.omitted), 0)
    done = sum(row.amount_fen for row in rows if not row.omitted)
    return left + (_fee(case, claims, money, done).due(left) if left and case.claim_fen and case.kind != Kind.PRESERVATION else 0)


def _stated(case: Case, money: _Money, rows: Sequence[Payment], on: date) -> int | None:
    debt = money.debts.get(case.pk)
    if debt is None or debt.unclear or str(debt.data.get("currency") or "CNY") != "CNY":
        return None
    made = signing.computed(claim_data(case, debt, rows, money.switches[case.court_id]), on)
    return made.value.total if made.value else None


def _fee(case: Case, claims: Iterable[Claim], money: _Money, done: int) -> FeeFacts:
    costs = sum(row.amount_fen or 0 for row in claims if row.sort == Claim.Sort.COST)
    charged = sum(money.charged.get(pk, 0) for pk in (case.pk, *money.before.get(case.pk, ())))
    return FeeFacts(done, charged, case.claim_fen or 0, costs, switches=switches_from(money.switches[case.court_id]))


# ---- 一件的事实 ----


def _facts(case: Case, known: _Known, on: date) -> Facts:
    parties, events = known.parties.get(case.pk, ()), known.events.get(case.pk, ())
    debtors = [row for row in parties if row.role == Role.RESPONDENT]
    assets = [known.assets[pk] for pk in sorted(known.found.get(case.pk, ())) if pk in known.assets]
    money, free = _in_hand(case, known, events, on), _free(assets, known.taken)
    paid = bool(known.money.payments.get(case.pk))
    return Facts(
        kind=case.kind, filed=case.accepted_on, track=known.tracks.get(case.pk, ""), livelihood=case.livelihood, urgent=case.urgent,
        claim_fen=case.claim_fen, parties=sum(row.role in (Role.APPLICANT, Role.RESPONDENT) for row in parties),
        contents=contents(case.cause, case.performance, [row.sort for row in known.claims.get(case.pk, ())]),
        tags=known.tags.get(case.pk, frozenset()), objection=case.pk in known.objections, outsider=any(one.outsider for one in assets),
        reachable=not debtors or any(not row.whereabouts_unknown for row in debtors), promise=known.promises.get(case.pk),
        money_fen=money, free_fen=free, owed_fen=_owed(case, known, on, exact=bool(money or free or paid)),
        assets=_to_sell(case, assets, known, events), queried=_queried(events), searched=any(one.type == "control.InquiryFinished" for one in events),
        disposing=any(one.type in DISPOSING for one in events),
    )


def _in_hand(case: Case, known: _Known, events: Sequence[Fact], on: date) -> int:
    """首先冻结的存款，加上扣划了在路上的、到了还没有认领的。"""
    live = [row for row in known.measures.get(case.pk, ()) if row.state == Measure.State.ACTIVE and (row.until is None or row.until >= on)]
    frozen = sum(held_of(row).amount or 0 for row in live if row.property == "deposit" and (row.asset is None or is_executable(row.asset)))
    deducted, arrived = (_sum(events, kind) for kind in ("control.Deducted", "funds.Received"))
    unclaimed = sum(row.amount_fen for row in known.money.payments.get(case.pk, ()) if row.omitted == Payment.Omitted.UNCLAIMED)
    return frozen + max(deducted - arrived, 0) + unclaimed


def _sum(events: Iterable[Fact], kind: str) -> int:
    return sum(int(one.data.get("amount_fen") or 0) for one in events if one.type == kind)


def _free(assets: Iterable[Asset], taken: frozenset[int]) -> int:
    """查到的、谁也没有控制的存款。"""
    rows = [one for one in assets if one.kind in _CASH and one.pk not in taken and one.currency == "CNY" and is_executable(one)]
    return sum((one.available_fen if one.available_fen is not None else one.value_fen) or 0 for one in rows if not one.details.get("prior"))


def _to_sell(case: Case, assets: Iterable[Asset], known: _Known, events: Iterable[Fact]) -> frozenset[str]:
    """有净值、要处置的财产种类：不得执行的、写明不能处置的、已经变价的不算；价值不明的当作有。"""
    barred = {one.subject for one in events if one.type == "control.NotDisposable"}
    sold = {row.asset_id for row in known.measures.get(case.pk, ()) if row.state == Measure.State.ENDED}
    rows = (one for one in assets if one.kind not in _CASH and one.pk not in sold and one.what not in barred and is_executable(one))
    return frozenset(one.kind for one in rows if (net := _net(one)) is None or net > 0)


def _net(asset: Asset) -> int | None:
    """价值减去担保的、在先查封的数额；价值不明为空。"""
    if asset.value_fen is None:
        return None
    secured = sum(int(right.get("amount_fen") or 0) for right in asset.details.get("rights", ()) if right.get("sort") in _SECURED)
    return asset.value_fen - secured - sum(int(one.get("amount_fen") or 0) for one in others_first(asset))


def _queried(events: Sequence[Fact]) -> bool:
    """发起过全部项目的查询，最近的反馈里没有还没有反馈的单位。"""
    sent = next((one for one in events if one.type == "control.QuerySent" and one.data.get("scope") == "full"), None)
    if sent is None:
        return False
    told = [one for one in events if one.type == "control.FeedbackReceived" and one.identity > sent.identity]
    return bool(told) and not told[-1].data.get("failed")
