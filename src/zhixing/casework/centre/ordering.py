"""一键拟控制：把没有控制的钱、物列成一张清单，到够清偿为止，逐项写明能不能办、为什么；选定以后连同裁定书、协助执行通知书一起拟。

清单先列钱（余额明的、多的在前），再列物；同一项受保护、别人在先、认不准的照样列出，写明理由，不选。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.centre import drafting
from zhixing.casework.control.commands import orders
from zhixing.casework.control.order_facts import Facts, Line, check
from zhixing.casework.control.queries_assets import MONEY, Asset, Holding, in_case, keys_of
from zhixing.casework.control.queries_orders import TAKING, Measure, Order, measures_of
from zhixing.casework.control.queries_waves import PULLED, Agency
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.papers.wording import plain_date
from zhixing.casework.documents.queries import Document
from zhixing.foundation.people.queries import User
from zhixing.law import control, seizure_value
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.measures import expiry_rule
from zhixing.law.seizure_value import Held, Owed
from zhixing.law.terms import add_months
from zhixing.law.words import word, yuan

Kind = Order.Kind
_VERB: Final = {"deposit": Kind.FREEZE, "other_right": Kind.FREEZE, "movable": Kind.SEAL, "real_estate": Kind.SEAL}
_RULINGS: Final = {Kind.RENEW: "renewal_ruling", Kind.RELEASE: "release_ruling", Kind.DEDUCT: "deduction_ruling"}
_NOTICES: Final = {Kind.FREEZE: "deposit_freeze", Kind.RENEW: "deposit_renewal", Kind.RELEASE: "deposit_release", Kind.DEDUCT: "deposit_deduction"}
_KIND_NAMES: Final = {"deposit": "银行存款", "movable": "动产", "real_estate": "不动产", "other_right": "其他财产权"}
_SUBJECT: Final = 120


@dataclass(frozen=True, slots=True)
class Proposed:
    """清单上的一项：要拟的一道令，核对的结果；``chosen`` 真的是建议就办；``note`` 是为什么这样建议。"""

    line: Line
    holding: Holding | None
    finding: Finding[None]
    chosen: bool
    note: str

    @property
    def possible(self) -> bool:
        """能不能办。"""
        return self.finding.ok


@dataclass(frozen=True, slots=True)
class Proposal:
    """一键拟控制的清单：应当履行多少、已经控制住的各项、还差多少，建议的各项；``under_way`` 是还没有办完的令里的，还差的里不再算它。"""

    owed: Owed
    held: tuple[Held, ...]
    room: int
    rows: tuple[Proposed, ...]
    under_way: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """建议就办的各道令。"""
        return tuple(row.line for row in self.rows if row.chosen)


# ---- 一键拟冻结 ----


def propose(case: Case, user: User, on: date) -> Proposal:
    """没有控制的财产，到够清偿为止；只列这个人看得见的。什么也不写。"""
    facts = Facts(case, on)
    under_way = sum(one.amount_fen or 0 for one in facts.pending if one.kind in TAKING and not one.waiting)
    room = max(seizure_value.room(facts.held, facts.owed) - under_way, 0)
    rows, left = [], room
    for holding in sorted(in_case(case, user, on), key=_easy_first):
        if holding.held_by_case or (party := _whose(facts, holding.asset)) is None or not _counts(holding.asset):
            continue
        row = _proposed(facts, holding, party, left)
        rows.append(row)
        left -= min(left, _worth(row.line, holding)) if row.chosen else 0
    return Proposal(facts.owed, tuple(facts.held), room, tuple(rows), under_way)


def _easy_first(holding: Holding) -> tuple[bool, bool, bool, int, int]:
    """先钱后物；别人在先的靠后；受保护、限制执行的（公积金、工资账户）排在一样的后面；多的在前。"""
    asset, limited = holding.asset, any(flag.code in ("asset.protected", "asset.limited") for flag in holding.flags)
    return bool(holding.prior) or bool(holding.taken), asset.kind not in MONEY, limited, -(holding.available_fen or 0), asset.pk


def _whose(facts: Facts, asset: Asset) -> Party | None:
    return next((party for party in facts.parties.values() if asset.holder_key in keys_of(party)), None)


def _counts(asset: Asset) -> bool:
    return asset.kind in control.PROPERTIES


def _proposed(facts: Facts, holding: Holding, party: Party, left: int) -> Proposed:
    line = _line(facts, holding, party, left)
    found = check(facts, line)
    if line.waiting:
        return Proposed(line, holding, found, chosen=False, note="别人在先，只能轮候")
    if not left:
        barred = (one.text for one in found.reasons if one.code == "protected")
        return Proposed(line, holding, found, chosen=False, note=next(barred, "勾选的已经够清偿"))
    return Proposed(line, holding, found, chosen=found.ok, note="" if found.ok else found.reasons[0].text)


def _line(facts: Facts, holding: Holding, party: Party, left: int) -> Line:
    """这一项怎样控制：钱冻结到还差的数（余额够的只冻还差的，不够的按还差的数冻额度），物整项查封。

    别人在先的轮候，还没有控制住，限额不减前面的；前面已经够了的，写全部还差的数，由人换着选。
    """
    asset = holding.asset
    kind = control.property_of(asset.kind)
    behind = bool(holding.prior) or any(not one.ours for one in holding.taken)
    short = left if left and not behind else seizure_value.room(facts.held, facts.owed)
    return Line(
        kind=_VERB[kind], party=party.pk, subject=asset.what[:_SUBJECT], property=kind, asset=asset.pk, agency=_agency(facts, holding),
        account=asset.key[:_SUBJECT], amount_fen=max(short, 1) if asset.kind in MONEY else None, since=facts.on,
        until=None if behind else latest(facts.on, kind), waiting=behind,
    )


def latest(on: date, kind: str) -> date:
    """自 ``on`` 起最长期限的最后一天（文书写的）。"""
    return add_months(on, control.longest(kind)) - timedelta(days=1)


def _agency(facts: Facts, holding: Holding) -> int | None:
    """反馈它的那一家办得了的就找那一家；办不了的，找管这一种的。"""
    told = holding.latest.request.agency_id if holding.latest is not None and holding.latest.request is not None else None
    able = [one for one in facts.agencies.values() if one.enabled and (one.controls or one.channel not in PULLED)]
    same = [one.pk for one in able if one.pk == told]
    return next(iter(same or [one.pk for one in sorted(able, key=_order) if holding.asset.kind in one.covers]), None)


def _order(agency: Agency) -> tuple[bool, int]:
    return agency.channel not in PULLED, agency.pk


def _worth(line: Line, holding: Holding) -> int:
    """这一项大约控制得住多少。"""
    known = holding.available_fen or 0
    return min(known, line.amount_fen) if line.amount_fen is not None else known


def picked(found: Proposal, assets: Collection[int]) -> tuple[Line, ...]:
    """清单上勾选的各道令：照清单的次序，钱重新算到还差的数为止；前面的已经够了还勾的，抛出 ``Refused``。"""
    left, lines = found.room, []
    for row in found.rows:
        if row.line.asset not in assets:
            continue
        if not left and not row.line.waiting:
            text = f"前面勾选的已经够清偿，“{row.line.subject}”不必再办。"
            raise Refused(refuse("order.enough", text, cite(seizure_value.ARTICLE), remedy="去掉它，或者去掉前面的一项。"))
        line = replace(row.line, amount_fen=found.room if row.line.waiting else left) if row.line.amount_fen is not None else row.line
        lines.append(line)
        if row.holding is not None and not line.waiting:
            left -= min(left, _worth(line, row.holding))
    return tuple(lines)


# ---- 续行、解除、扣划的一行 ----


def on_measure(
    measure: Measure, kind: str, *, on: date, amount_fen: int | None = None, until: date | None = None, ground: str = "", agency: int | None = None,
) -> Line:
    """针对一项措施的一道令；走原来那家单位。登记来的没有单位：发函给 ``agency``（有协助执行通知书），不写的当面办理。

    续行没有写到哪天的，给到最长。
    """
    order, party = measure.order, measure.party_id
    if kind == Kind.RENEW and until is None and measure.until is not None:
        until = control.latest_end(on, measure.property, measure.until)
    if party is None:
        party = Party.objects.filter(case=measure.case_id, role="respondent", active=True).order_by("pk").values_list("pk", flat=True)[0]
    return Line(
        kind=kind, party=party, subject=measure.subject[:_SUBJECT], property=measure.property, asset=measure.asset_id,
        agency=order.agency_id if order else agency, account=order.account if order else "", amount_fen=amount_fen, since=measure.since,
        until=until if kind == Kind.RENEW else None, measure=measure.pk, ground=ground,
    )


def releases(case: Case, on: date) -> tuple[Line, ...]:
    """应当解除而没有办的各项（结案、超标的列出的），各一道解除的令。超标的部分解除的，只解除多出的。"""
    parts = dict(_parts(case))
    rows = measures_of(case.pk).filter(state__in=(Measure.State.ACTIVE, Measure.State.WAITING)).exclude(release_ground="")
    return tuple(on_measure(row, Kind.RELEASE, on=on, amount_fen=parts.get(row.subject), ground=row.release_ground) for row in rows)


def _parts(case: Case) -> Iterable[tuple[str, int | None]]:
    for fact in Facts(case, date.max).timeline.of("control.ReleaseOrdered"):
        yield fact.subject, fact.data.get("amount_fen")


# ---- 连同文书一起拟 ----


@transaction.atomic
def draft_orders(*, case: Case, actor: User, on: date, revision: int | None, lines: Sequence[Line], token: str) -> list[Order]:
    """拟几道控制令，连同裁定书和协助执行通知书。

    同一种令、同一个被执行人、同一类财产合用一份裁定书；一家单位一份通知书。文书里不知道的栏留着，签发以前补上。
    随后照文书的办法签发、用印，都用印了令就可以发了。
    """
    made = orders.draft(case=case, actor=actor, on=on, revision=revision, lines=lines, token=token)
    fresh = [order for order in made if order.ruling_id is None]
    for group in _grouped(fresh):
        _papers(case, actor, on, group)
    return made


def _grouped(made: Iterable[Order]) -> list[list[Order]]:
    groups: dict[tuple[Any, ...], list[Order]] = {}
    for order in made:
        period = (order.until, order.measure.since if order.measure else None)
        groups.setdefault((order.kind, order.party_id, order.property, order.waiting, order.ground, *period), []).append(order)
    return list(groups.values())


def _papers(case: Case, actor: User, on: date, group: Sequence[Order]) -> None:
    """一份裁定书，一家单位一份通知书。"""
    first = group[0]
    ruling = _paper(case, actor, on, _ruling_kind(first), _ruling_values(group, on))
    for agency in dict.fromkeys(order.agency for order in group):
        own = [order for order in group if order.agency == agency]
        if agency is None:
            orders.attach(orders=own, ruling=ruling, notice=None)
            continue
        values = _notice_values(own, on) | {"to": agency.name}
        notice = _paper(case, actor, on, _notice_kind(first), values, to=(agency.name, first.party.name), with_document=ruling)
        orders.attach(orders=own, ruling=ruling, notice=notice)


def _paper(
    case: Case, actor: User, on: date, kind: str, values: Mapping[str, Any], *, to: Sequence[str] = (), with_document: Document | None = None,
) -> Document:
    """拟一份：案件知道的照填，令上写的以令为准。"""
    drafting.prepare(case, kind, on=on, to=to)
    filled = drafting.values(case, kind, on=on, actor=actor, to=to)
    return documents.draft(
        case=case, actor=actor, on=on, revision=None, kind=kind, data={**filled.data, **values}, with_document=with_document,
        to=[documents.To(to[0], nature="unit")] if to else (),
    )


def _ruling_kind(order: Order) -> str:
    if order.kind in _RULINGS:
        return _RULINGS[Kind(order.kind)]
    return "freeze_ruling" if order.kind == Kind.FREEZE and order.property == "deposit" else "seizure_ruling"


def _notice_kind(order: Order) -> str:
    """存款的用协助存款的通知，其余的用协助执行通知书。"""
    return _NOTICES[Kind(order.kind)] if order.property == "deposit" and order.kind in _NOTICES else "assistance_notice"


def _ruling_values(group: Sequence[Order], on: date) -> dict[str, Any]:
    order, kind = group[0], _ruling_kind(group[0])
    values: dict[str, Any] = {}
    if kind == "freeze_ruling":
        values = {"amount": max(one.amount_fen or 0 for one in group), "period": _period(order, on), "bank": _banks(group)}
    elif kind == "deduction_ruling":
        values = {"amount": sum(one.amount_fen or 0 for one in group), "bank": _banks(group)}
    else:
        values = {"measure": word("measure", order.measure.measure if order.measure else order.kind), "assets": _assets(group)}
        values |= {"kind": _KIND_NAMES[order.property]} if kind != "release_ruling" else {}
        values |= {"period": _period(order, on)} if kind != "release_ruling" else {}
    if order.measure is not None and kind in ("renewal_ruling", "release_ruling"):
        values["earlier"] = _earlier(order)
    return {key: value for key, value in values.items() if value}


def _notice_values(group: Sequence[Order], on: date) -> dict[str, Any]:
    order, kind = group[0], _notice_kind(group[0])
    if kind == "assistance_notice":
        return {"acts": "\n".join(_act(one, on) for one in group), "assets": _assets(group)}
    values: dict[str, Any] = {
        "amount": max(one.amount_fen or 0 for one in group) if order.kind == Kind.FREEZE else sum(_amount(one) for one in group),
        "accounts": [{"account": one.account[:40], "amount": _amount(one)} for one in group if one.account],
    }
    if order.kind in (Kind.FREEZE, Kind.RENEW):
        values["period"] = _period(order, on)
    if order.kind in (Kind.RENEW, Kind.RELEASE) and order.measure is not None:
        values["frozen"] = order.measure.since.isoformat()
    return {key: value for key, value in values.items() if value}


def _amount(order: Order) -> int:
    if order.amount_fen is not None or order.measure is None:
        return order.amount_fen or 0
    return order.measure.actual_fen if order.measure.actual_fen is not None else order.measure.cap_fen or 0


def _period(order: Order, on: date) -> dict[str, str]:
    """期限：续行的从原届满日的次日起；轮候的写转为首封以后的最长期限，从成文之日写起。"""
    start = order.measure.until + timedelta(days=1) if order.kind == Kind.RENEW and order.measure and order.measure.until else order.since or on
    end = order.until or add_months(start, expiry_rule(order.property).n * 12) - timedelta(days=1)
    return {"start": start.isoformat(), "end": end.isoformat()}


def _banks(group: Sequence[Order]) -> str:
    return "\n".join(f"{one.agency.name if one.agency else ''} {one.account or one.subject}".strip() for one in group)[:600]


def _assets(group: Sequence[Order]) -> list[dict[str, str]]:
    return [{"name": one.subject[:160], "certificate": one.account[:60]} if one.account else {"name": one.subject[:160]} for one in group]


def _earlier(order: Order) -> dict[str, str]:
    """原裁定。"""
    assert order.measure is not None
    ruling = order.original.ruling if order.original else None
    told = {"on": order.measure.since.isoformat()}
    return told | ({"number": ruling.number} if ruling is not None and ruling.number else {})


def _act(order: Order, on: date) -> str:
    """协助执行的事项，一句话。"""
    verb = f"{'轮候' if order.waiting else ''}{word('control_order', order.kind)}"
    amount = f"，金额{yuan(order.amount_fen)}元" if order.amount_fen is not None else ""
    until = f"，期限至{plain_date(order.until)}" if order.until else ""
    origin = f"（原请求单号{order.original.number}）" if order.original else ""
    return f"{verb}被执行人{order.party.name}名下的{order.subject}{amount}{until}{origin}。"


# ---- 商请移送 ----


def ask_transfer(
    *, case: Case, actor: User, on: date, revision: int | None, measure: Measure, seal: control.FirstSeal, court: str, number: str, priority: str,
) -> Document:
    """商请首封法院移送处置（T:S-08、S-10）：本案轮候的一项，够条件的拟商请移送执行函，照函的审签办。

    ``seal`` 是首封的情形，``court``、``number`` 首封法院和它的案号，``priority`` 写明优先债权和依据。不够条件的抛出 ``Refused``。
    """
    found = control.transferable(seal, on)
    found.require()
    if measure.state != Measure.State.WAITING or measure.case_id != case.pk:
        raise Refused(control.transferable(replace(seal, priority=False, preservation=False), on))
    filled = drafting.values(case, "transfer_request", on=on, actor=actor, to=(court,), about=(measure.subject,))
    told = {
        "to": court, "their_number": number, "sealed_on": seal.since.isoformat(), "priority": priority, "assets": [{"name": measure.subject[:160]}],
    }
    return documents.draft(
        case=case, actor=actor, on=on, revision=revision, kind="transfer_request", data={**filled.data, **told},
        to=[documents.To(court, nature="unit")],
    )
