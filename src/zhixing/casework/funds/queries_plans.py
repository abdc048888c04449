"""读分配方案：各版、各笔债权、谁收到了、异议走到哪一步、多少能发、多少预留。金额以分计。"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform

from zhixing.casework.cases.queries import Party, Role, visible_to
from zhixing.casework.documents.queries_service import document_received
from zhixing.casework.funds.models import Account, Leg, Objection, Payout, PayoutLine, Plan, PlanService, Share
from zhixing.foundation.people.queries import User, calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law.distribution_claims import Claim, Method, kind_of
from zhixing.law.distribution_rules import Stage, Standing
from zhixing.law.switches import Changed

__all__ = [
    "Balance",
    "Getting",
    "Objection",
    "Payable",
    "Plan",
    "PlanService",
    "Receiving",
    "Share",
    "claim_of",
    "digest",
    "direct",
    "held_back",
    "journal",
    "live_lines",
    "method_data",
    "method_of",
    "objections",
    "of",
    "one",
    "payable",
    "plans",
    "receiving",
    "search",
    "stage_of",
    "standing",
    "sums",
    "told_on",
    "unpaid",
]

OPEN: Final = (Plan.State.LOADING, Plan.State.DRAFT)
FIXED: Final = (Plan.State.SERVED, Plan.State.SETTLED)
DEAD: Final = (PayoutLine.State.VOID, PayoutLine.State.RETRIED)
"""作废的、已另付的，不算付了。"""
BARE: Final = Q(party=None, account="") | Q(party__isnull=False, party__account_confirmed_on=None)
"""没有收款账户的：表里没有报，或者是当事人而没有确认。"""
SET_ASIDE: Final = ("no_title", "disputed", "outsider_suit", "uncollected")
"""暂不发放、要从在案款里另外预留的；不到起付额的不在内，留到下次。"""


# ---- 各版 ----


def plans(case_id: int) -> QuerySet[Plan]:
    """一件的各版，新的在前；作废的也在内。"""
    return Plan.objects.filter(case=case_id).select_related("court", "document", "file", "made_by").order_by("-number")


def of(case_id: int, number: int) -> Plan:
    """第几版；没有抛出 ``Plan.DoesNotExist``。"""
    return plans(case_id).select_related("case").get(number=number)


def one(plan_id: int) -> Plan:
    """一版。看不看得见由案件定。"""
    return Plan.objects.select_related("case", "court", "document", "file", "made_by").get(pk=plan_id)


def journal(user: User, on: date) -> QuerySet[Plan]:
    """看得见的案件的方案，新的在前；作废的、已有新版的不在内。"""
    alive = Plan.objects.filter(case__in=visible_to(user, on)).exclude(state__in=[Plan.State.VOID, Plan.State.REPLACED])
    return alive.select_related("case").order_by("-pk")


def method_data(method: Method) -> dict[str, Any]:
    """分法存成 JSON。"""
    return {
        "ladder": method.ladder, "first_seal": method.first_seal, "first": method.first, "reason": method.reason, "least": method.least,
        "double_in_pro_rata": method.double_in_pro_rata, "rent_before_security": method.rent_before_security, "assets": dict(method.assets),
        "changed": [{"key": one.key, "value": one.value, "by": one.by, "why": one.why} for one in method.changed],
    }


def method_of(plan: Plan) -> Method:
    """存着的分法。"""
    return Method(**{**plan.method, "changed": tuple(Changed(**one) for one in plan.method["changed"])})


# ---- 各笔 ----


def search(plan: Plan, text: str = "", level: str = "", only: str = "") -> QuerySet[Share]:
    """各笔，按表里的次序。``text`` 是编号或者姓名里的字；``only``：``held`` 暂不发放的，``bare`` 没有收款账户的。"""
    found = Share.objects.filter(plan=plan).order_by("number")
    if text:
        found = found.filter(Q(key=text) | Q(name__contains=text))
    if level:
        found = found.filter(level=level)
    if only == "held":
        found = found.exclude(data__hold="")
    return found.filter(BARE) if only == "bare" else found


def claim_of(share: Share) -> Claim:
    """存着的一笔 → 规则用的债权。``paid`` 是以前各次已得的。"""
    more = {name: share.data.get(name, "") for name in ("title", "filed", "seized", "registered", "asset", "arisen")}
    return Claim(id=share.key, fen=share.claim_fen, level=share.level, creditor=share.name, paid=share.paid_fen, hold=share.data.get("reserve", ""),
                 **more)


_DIGESTED: Final = ("number", "key", "name", "identity", "level", "claim_fen", "paid_fen", "share_fen")


def digest(plan: Plan) -> str:
    """各笔的摘要：改一笔就不同。定稿时记在链上。"""
    told = hashlib.sha256()
    rows = Share.objects.filter(plan=plan).order_by("number").annotate(hold=KeyTextTransform("hold", "data"))
    for row in rows.values_list(*_DIGESTED, "hold").iterator(chunk_size=5000):
        told.update("\x1f".join(map(str, row)).encode() + b"\n")
    return told.hexdigest()


def live_lines(plan: Plan) -> QuerySet[PayoutLine]:
    """据这一版作成的各笔付款；作废的、已另付的不在内。"""
    rows = PayoutLine.objects.filter(payout__plan=plan, share__plan=plan).exclude(state__in=DEAD)
    return rows.exclude(payout__state=Payout.State.VOID)


@dataclass(frozen=True, slots=True)
class Balance:
    """一版的合计：各笔分得、其中暂不发放的、已作成付款的。"""

    given_fen: int
    kept_fen: int
    paying_fen: int
    paid_fen: int


def sums(plan: Plan) -> Balance:
    """一版的合计。"""
    rows = Share.objects.filter(plan=plan)
    kept = rows.exclude(data__hold="").aggregate(fen=Sum("share_fen"))["fen"] or 0
    done = live_lines(plan).aggregate(all=Sum("amount_fen"), paid=Sum("amount_fen", filter=Q(state=PayoutLine.State.PAID)))
    return Balance(plan.given_fen, kept, done["all"] or 0, done["paid"] or 0)


# ---- 送达 ----


@dataclass(frozen=True, slots=True)
class Getting:
    """一个人收到方案没有：``day`` 哪天，``how`` 怎样知道的；``service`` 是这里记的一次。"""

    name: str
    role: str
    party_id: int | None
    day: date | None
    how: str
    service: PlanService | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    """送达的情况：各当事人；不是当事人的债权人共几名、单独记了几名；``rest`` 是公告等一次送达其余债权人的。"""

    people: tuple[Getting, ...]
    others: int
    apart: tuple[PlanService, ...]
    rest: PlanService | None

    @property
    def missing(self) -> tuple[str, ...]:
        """还没有送达的。"""
        named = tuple(one.name for one in self.people if one.day is None)
        left = self.others - len(self.apart)
        return (*named, f"其余{left:,}名债权人") if left > 0 and self.rest is None else named

    @property
    def last(self) -> date | None:
        """最后一人收到之日；还有没有送达的为空。"""
        if self.missing:
            return None
        days = [one.day for one in self.people if one.day] + [one.deemed_on for one in self.apart]
        return max([*days, *([self.rest.deemed_on] if self.rest and self.others > len(self.apart) else [])], default=None)


def receiving(plan: Plan) -> Receiving:
    """谁收到了、哪天。当事人以据以送达的文书为准，线下送的以这里的记录为准。"""
    rows = list(PlanService.objects.filter(plan=plan, withdrawn=False).select_related("party", "share", "file").order_by("pk"))
    by_party = {row.party_id: row for row in rows if row.party_id}
    people = tuple(_getting(plan, party, by_party.get(party.pk)) for party in _parties(plan))
    others = Share.objects.filter(plan=plan, party=None).count()
    return Receiving(people, others, tuple(row for row in rows if row.share_id), next((r for r in rows if not r.share_id and not r.party_id), None))


def _parties(plan: Plan) -> Iterable[Party]:
    """被执行人，和是本案当事人的债权人。"""
    creditors = Share.objects.filter(plan=plan, party__isnull=False).values("party")
    wanted = Q(role="respondent", active=True, represents=None) | Q(pk__in=creditors)
    return Party.objects.filter(wanted, case=plan.case_id).order_by("role", "pk")


def _getting(plan: Plan, party: Party, service: PlanService | None) -> Getting:
    sent = document_received(plan.document_id, party) if plan.document_id else None
    how = "文书送达" if sent else "另行送达" if service else ""
    return Getting(party.name, party.get_role_display(), party.pk, sent or (service.deemed_on if service else None), how, service)


def told_on(plan: Plan, *, share: Share | None = None, party: int | None = None) -> date | None:
    """这个人（某一笔的债权人，或者当事人）哪天收到方案；还没有的为空。"""
    found = receiving(plan)
    who = share.party_id if share is not None and share.party_id else party
    if who:
        return next((one.day for one in found.people if one.party_id == who), None)
    apart = next((row.deemed_on for row in found.apart if share is not None and row.share_id == share.pk), None)
    return apart or (found.rest.deemed_on if found.rest and share is not None else None)


# ---- 异议 ----


def objections(plan: Plan) -> list[Objection]:
    """各份异议，先提的在前。"""
    return list(Objection.objects.filter(plan=plan).select_related("share", "own").order_by("pk"))


def stage_of(row: Objection, on: date, court_id: int) -> Stage:
    """这份异议走到哪一步；了结了的按结果说。"""
    if row.result:
        return _RESULTS[row.result]
    facts = rules.Objection(
        row.received_on or row.filed_on, row.filed_on, row.relayed_on, row.opposed_on, row.told_on, row.suit_on, row.ended_on,
    )
    return rules.stage(facts, on, calendar_of(court_id)).value


RESULTS: Final = {"withdrawn": "撤回异议、撤诉", "rejected": "判决驳回，按原方案", "upheld": "判决支持，照判决修正", "corrected": "已按异议修正",
                  "void": "方案已作废"}
_RESULTS: Final = {
    "withdrawn": Stage("pay", RESULTS["withdrawn"]), "rejected": Stage("pay", RESULTS["rejected"]), "upheld": Stage("correct", RESULTS["upheld"]),
    "corrected": Stage("done", RESULTS["corrected"]), "void": Stage("done", RESULTS["void"]),
}


def direct(plan: Plan, on: date) -> bool:
    """照异议、照判决修正的一版，不必再送达、再等异议期：原来那一版都送达了，各份异议没有一份还在等。"""
    base = base_of(plan)
    if base is None or plan.source.get("why") not in ("corrected", "judgment", "released") or base.served_on is None:
        return False
    return all(stage_of(row, on, plan.court_id).code in ("pay", "correct", "done", "deposit") for row in objections(base))


def base_of(plan: Plan) -> Plan | None:
    """照哪一版改的、接着哪一版再分的；导入的为空。"""
    return Plan.objects.filter(case=plan.case_id, number=plan.source["from"]).first() if "from" in plan.source else None


def standing(plan: Plan, on: date) -> Standing:
    """能不能定案要知道的。"""
    newer = Plan.objects.filter(case=plan.case_id, number__gt=plan.number, state__in=OPEN).values_list("number", flat=True).first()
    stages = tuple((row.person, stage_of(row, on, plan.court_id)) for row in objections(plan))
    return Standing(plan.served_on, stages, direct(plan, on), newer)


# ---- 能发多少 ----


def held_back(plan: Plan, *, live: bool = False) -> dict[int, int]:
    """有争议、不发的：第几笔（编号）→ 分。诉讼中的，和判决支持了异议的；``live`` 只要诉讼中的。"""
    found: dict[int, int] = defaultdict(int)
    wanted = [row for row in objections(plan) if row.suit_on and (not row.result or (row.result == "upheld" and not live))]
    for row in wanted:
        for share_id, fen, most in _from(plan, row):
            found[share_id] = min(found[share_id] + fen, most)
    return dict(found)


def _from(plan: Plan, row: Objection) -> Iterator[tuple[int, int, int]]:
    """一份异议从哪几笔里留多少：（编号，留多少，这一笔共多少）。"""
    if row.share is not None:
        yield row.share.pk, min(row.disputed_fen, row.share.share_fen), row.share.share_fen
        return
    rows = Share.objects.filter(plan=plan, share_fen__gt=0, data__hold="")
    if row.own is not None:
        rows = rows.filter(level=row.own.level).exclude(pk=row.own.pk)
    listed = list(rows.order_by("number").values_list("pk", "share_fen"))
    for (pk, most), fen in zip(listed, rules.hold_back(row.disputed_fen, [fen for _, fen in listed]), strict=True):
        if fen:
            yield pk, fen, most


@dataclass(frozen=True, slots=True)
class Payable:
    """还能发的一笔：``fen`` 是扣去预留和已作成付款的。"""

    share: Share
    fen: int
    what: str


def payable(plan: Plan) -> Iterator[Payable]:
    """这一版还能发的各笔，按次序。"""
    back = held_back(plan)
    paid = dict(live_lines(plan).order_by().values_list("share_id").annotate(fen=Sum("amount_fen")))
    for share in Share.objects.filter(plan=plan, share_fen__gt=0, data__hold="").select_related("party").order_by("number").iterator(chunk_size=5000):
        fen = share.share_fen - back.get(share.pk, 0) - paid.get(share.pk, 0)
        if fen > 0:
            own = share.party is not None and share.party.role == Role.APPLICANT
            yield Payable(share, fen, kind_of(share.level, own=own))


def unpaid(plan: Plan) -> int:
    """这一版应发而还在在案款里的（分）：没有作成付款的，和付款还没有批准的。"""
    found = sums(plan)
    drafts = live_lines(plan).filter(state=PayoutLine.State.DRAFT).aggregate(fen=Sum("amount_fen"))["fen"]
    return found.given_fen - found.kept_fen - sum(held_back(plan).values()) - found.paying_fen + (drafts or 0)


def reserved(plan: Plan) -> int:
    """总账里为这一版预留着的。"""
    legs = Leg.objects.filter(account__case=plan.case_id, account__purpose=Account.Purpose.RESERVE, voucher__source__plan=plan.pk)
    return -(legs.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def to_reserve(plan: Plan) -> int:
    """这一版应当预留多少：争议的，和暂不发放的。后来的一版定了案的，暂不发放的、判决改了的转到那一版。"""
    if plan.state != Plan.State.SETTLED:
        return 0
    moved = Plan.objects.filter(case=plan.case_id, state=Plan.State.SETTLED, number__gt=plan.number, source__from=plan.number)
    if moved.exists():
        return 0 if moved.filter(source__why="judgment").exists() else sum(held_back(plan, live=True).values())
    kept = Share.objects.filter(plan=plan, data__hold__in=SET_ASIDE).aggregate(fen=Sum("share_fen"))["fen"] or 0
    return int(kept) + sum(held_back(plan).values())


def levels_of(plan: Plan) -> dict[str, int]:
    """各顺位几笔。"""
    rows = Share.objects.filter(plan=plan).order_by().values_list("level").annotate(number=Count("pk"))
    return dict(rows)
