"""拟控制令以前的核对：是不是本人的、受不受保护、会不会超标的、期限、续行、扣划、解除，各由 ``law`` 回答。

同一份核对，拟稿时用，发出时再用一遍；页面“一键拟冻结”也用。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.control.facts import protection_of
from zhixing.casework.control.models import Agency, Asset, Measure, Order
from zhixing.casework.control.queries_assets import keys_of
from zhixing.casework.control.queries_orders import ALIVE, TAKING, held, owed, running
from zhixing.casework.control.queries_waves import PULLED
from zhixing.casework.funds.queries_receipts import expected
from zhixing.foundation.people.queries import setting
from zhixing.law import control, holders, protected, seizure_value
from zhixing.law.articles import cite
from zhixing.law.asset_keys import plain_key
from zhixing.law.finding import Finding, Reason
from zhixing.law.states import State
from zhixing.law.timeline import Timeline
from zhixing.law.words import yuan

Kind = Order.Kind
_SUBJECT: Final = 120
ON_THE_WAY: Final = timedelta(days=30)
"""扣划出来的钱，多少天没有到账就不再当作在路上（案款那边列为没有到账的，去查）。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """要拟的一道令。

    ``subject`` 是哪一项财产（采取措施时的名称；续行、解除、扣划照原措施的）；``amount_fen`` 限额或者金额，空为整项；
    ``waiting`` 轮候；``measure`` 是针对哪一项措施；``decision`` 是动用受保护财产的合议决定（材料编号）；
    ``ground`` 解除的理由（代码表 release）；``why`` 写明的理由：超过应当履行的整项财产（整体不可分）、部分解除等。
    """

    kind: str
    party: int
    subject: str
    property: str
    asset: int | None = None
    agency: int | None = None
    account: str = ""
    amount_fen: int | None = None
    since: date | None = None
    until: date | None = None
    waiting: bool = False
    measure: int | None = None
    decision: int | None = None
    ground: str = ""
    why: str = ""


@dataclass
class Facts:
    """一件案件的事实，要用到才取，每一种只取一次。``planned`` 是同一批里前面各行要扣划的（分）。"""

    case: Case
    on: date
    planned: int = 0

    @cached_property
    def parties(self) -> dict[int, Party]:
        """在案的被执行人。"""
        return {row.pk: row for row in Party.objects.filter(case=self.case, role=Role.RESPONDENT, active=True)}

    @cached_property
    def assets(self) -> dict[int, Asset]:
        """这几名被执行人名下的财产。"""
        keys = {key for row in self.parties.values() for key in keys_of(row)}
        return {row.pk: row for row in Asset.objects.filter(court=self.case.court_id, holder_key__in=keys)}

    def named(self, line: Line) -> Asset | None:
        """令上写的账号、名称就是台账上的哪一项（没有从台账上选的）；不是台账上的为空。"""
        number = plain_key(line.account)
        rows = self.assets.values()
        return next((row for row in rows if row.what[:_SUBJECT] == line.subject or (len(number) > 5 and number == plain_key(row.key))), None)

    @cached_property
    def agencies(self) -> dict[int, Agency]:
        """本院的协助单位。"""
        return {row.pk: row for row in Agency.objects.filter(court=self.case.court_id)}

    @cached_property
    def running(self) -> dict[int, Measure]:
        """在生效的措施（连同轮候）。"""
        return {row.pk: row for row in running(self.case.pk, self.on)}

    @cached_property
    def held(self) -> list[seizure_value.Held]:
        """控制住多少。"""
        return held(self.case.pk, self.on)

    @cached_property
    def owed(self) -> seizure_value.Owed:
        """应当履行多少。"""
        return owed(self.case, self.on)

    @cached_property
    def pending(self) -> list[Order]:
        """还没有办完的令。"""
        return list(Order.objects.filter(case=self.case, state__in=ALIVE))

    @cached_property
    def timeline(self) -> Timeline:
        """登记了的事。"""
        return timeline_of(self.case)

    @property
    def closed(self) -> tuple[str, str] | None:
        """以什么方式、理由结的案；没有结案的为空。"""
        if self.case.state not in (State.CLOSED, State.ARCHIVED):
            return None
        last = self.timeline.last("closing.Closed")
        return (str(last.data.get("mode")), str(last.data.get("ground") or "")) if last else None

    def notice_over(self) -> bool | None:
        """执行通知的期限满了没有；本院不等的为空。没有送达过的算没有满。"""
        if not setting(self.case.court_id, "control.wait_for_notice"):
            return None
        served = [fact for fact in self.timeline.of("documents.Served") if fact.data.get("document") == "enforcement_notice"]
        days = timedelta(days=int(setting(self.case.court_id, "document.notice_days")))
        return any(self.on > (fact.day("deemed_on") or fact.on) + days for fact in served)


def check(facts: Facts, line: Line, *, own: int | None = None) -> Finding[None]:
    """这一道令能不能拟、能不能发。``own`` 是正要发出的那一道自己的编号，不和自己重复。理由、提醒都列全。"""
    found = list(_findings(facts, line, own))
    articles = tuple(dict.fromkeys(article for one in found for article in one.articles)) or (cite("CPL 253"),)
    return Finding(
        None, articles, tuple(reason for one in found for reason in one.reasons), tuple(warning for one in found for warning in one.warnings),
        tuple(step for one in found for step in one.steps), {"subject": line.subject, "kind": line.kind},
    )


def outdated(facts: Facts, line: Line) -> str:
    """发出以后情形变了，不该再给出去的：中止了，结案了，要扣划的已经不欠这么多；没有变的为空。"""
    found = _open(facts, line)
    if found.reasons:
        return found.reasons[0].text
    known = facts.case.claim_fen is not None or facts.owed.now > 0
    if line.kind == Kind.DEDUCT and known and (line.amount_fen or 0) > facts.owed.now:
        return f"发出以后又到了款，现在应当履行{yuan(facts.owed.now)}元，不能再扣划{yuan(line.amount_fen or 0)}元。"
    return ""


def _open(facts: Facts, line: Line) -> Finding[None]:
    return control.open_to(line.kind, stopped=facts.case.state in (State.SUSPENDED, State.STAYED), closed=facts.closed)


def _findings(facts: Facts, line: Line, own: int | None) -> Iterator[Finding[Any]]:
    yield _open(facts, line)
    yield _known(facts, line)
    yield _finding([*_same_thing(facts, line)], "CF 1")
    yield _alone(facts, line, own)
    if line.kind != Kind.RELEASE:
        yield from _protected(facts, line)
    if line.kind == Kind.DEDUCT:
        yield _together(facts, line, own)
    yield from _OF_KIND.get(line.kind, _taking)(facts, line)


# ---- 各种令都要核对的 ----


def _known(facts: Facts, line: Line) -> Finding[None]:
    return _finding([*_belongs(facts, line), *_addressed(facts, line)], "CF 2")


def _belongs(facts: Facts, line: Line) -> Iterator[Reason]:
    """被执行人在案；财产是他本人的：认证件号，不认姓名。"""
    party, asset = facts.parties.get(line.party), facts.assets.get(line.asset or 0)
    if line.kind == Kind.RELEASE:
        return
    if party is None:
        yield _reason("party", "不是在案的被执行人。", "CF 2", "核对当事人。")
    elif line.asset is not None and (asset is None or asset.holder_key not in keys_of(party)):
        text = f"“{line.subject}”不在{party.name}名下（认证件号，同名的不算）。"
        yield _reason("not_his", text, "CF 2", "核对财产台账；登记在他人名下的不得控制。")
    elif asset is not None and asset.details.get("unsure"):
        yield _reason("unsure", f"“{line.subject}”的账号、编号不全，认不准是哪一项。", "WC 7", "向协助单位问全以后再控制。")
    elif asset is not None and asset.gone_on is not None:
        yield _reason("gone", f"“{line.subject}”已经销户、注销（{asset.gone_on}）。", "CF 1", "另找财产。")


def _same_thing(facts: Facts, line: Line) -> Iterator[Reason]:
    """令上写的各栏说的是同一项财产：账号、类别照台账，续行、解除、扣划照原措施；台账上有的，从台账上选。"""
    asset, row = facts.assets.get(line.asset or 0), facts.running.get(line.measure or 0)
    if line.amount_fen is not None and line.amount_fen <= 0:
        yield _reason("amount", "金额应当大于零。", "CPL 253", "填写金额；整项办理的空着。")
    elif line.amount_fen is None and line.kind == Kind.FREEZE and line.property == "deposit":
        yield _reason("no_amount", "冻结存款没有写限额。", "CF 19", "写明限额，以应当履行的为限。")
    if row is not None and (line.asset, line.subject, line.property) != (row.asset_id, row.subject[:_SUBJECT], row.property):
        yield _reason("other_measure", f"令上写的“{line.subject}”不是所选的那一项措施（{row.subject}）。", "CF 1", "从那一项措施上拟。")
    if asset is None:
        if row is None and (known := facts.named(line)):
            yield _reason("in_ledger", f"{line.account or line.subject}是台账上的“{known.what}”。", "CF 1", "从财产台账上选这一项，照那一项核对。")
        return
    if row is None and line.account and plain_key(line.account) not in _numbers(asset):
        text = f"令上的账号、编号{line.account}不是“{asset.what}”的。"
        yield _reason("other_account", text, "WC 7", "照台账填写；是另一项财产的，从台账上选那一项。")
    if row is None and line.property != control.PROPERTIES.get(asset.kind):
        yield _reason("other_property", f"“{asset.what}”的财产类别不对，期限、能不能分都看类别。", "JI 485", "从财产台账上选这一项。")


def _numbers(asset: Asset) -> set[str]:
    """台账上这一项的各个账号、编号，只看字母数字。"""
    return {plain_key(str(one)) for one in (asset.key, asset.key[:_SUBJECT], *asset.details.get("values", {}).values())}


def _addressed(facts: Facts, line: Line) -> Iterator[Reason]:
    if line.agency is None:
        return
    agency = facts.agencies.get(line.agency)
    if agency is None:
        yield _reason("agency", "不是本院登记的协助单位。", "WC 3", "先登记协助单位。")
    elif not agency.enabled:
        yield _reason("agency_off", f"{agency.name}已经停用。", "WC 3", "启用以后再办，或者发函办理。")
    elif agency.channel in PULLED and not agency.controls:
        yield _reason("agency_query", f"{agency.name}只办理查询，不办理控制。", "WC 3", "发函办理，结果由人登记。")


def _alone(facts: Facts, line: Line, own: int | None) -> Finding[None]:
    """同一项财产上没有别的还没有办完的令，也没有同名的在生效。"""
    found = []
    taking = line.kind in TAKING
    for row in facts.pending:
        same = row.subject == line.subject if taking or line.measure is None else row.measure_id == line.measure
        same = same or (line.asset is not None and row.asset_id == line.asset and None in (line.measure, row.measure_id))
        if row.pk != own and same and (row.kind in TAKING) == taking:
            text = f"“{line.subject}”还有一道{row.get_kind_display()}的令没有办完（{row.number}，{row.get_state_display()}）。"
            found.append(_reason("pending", text, "CF 1", "等它办完；不办了的先作废。"))
    held = any(row.subject == line.subject or (line.asset is not None and row.asset_id == line.asset) for row in facts.running.values())
    if held and taking:
        text = f"“{line.subject}”本案已经控制，还没有到期。"
        found.append(_reason("held", text, "CF 1", "到期以前办续行；名称相同的两项财产，写明区别。"))
    elif held and line.kind == Kind.DEDUCT and line.measure is None:
        text = f"“{line.subject}”本案已经控制，扣划没有写明是哪一项措施。"
        found.append(_reason("no_measure", text, "CF 26", "从那一项措施上拟扣划；排在别人后面的，等转为首封。"))
    return _finding(found, "CF 1")


def _protected(facts: Facts, line: Line) -> Iterator[Finding[Any]]:
    asset = facts.assets.get(line.asset or 0)
    if asset is None:
        yield protected.guard(protected.Facts("", name=line.subject), act=line.kind, decision=line.decision is not None)
        return
    yield protected.guard(protection_of(asset), act=line.kind, decision=line.decision is not None)
    yield _noted(facts, line, asset)


def _noted(facts: Facts, line: Line, asset: Asset) -> Finding[None]:
    """要提醒的：案外人、未成年人。"""
    party, noted = facts.parties.get(line.party), []
    if asset.outsider:
        text = f"“{line.subject}”涉及案外人{asset.outsider}。"
        noted.append(_reason("outsider", text, "CF 12", "通知共有人、案外人；提出异议的，依法审查。"))
    if party is not None:
        noted += holders.minor(party.name, party.paper_number, facts.on).warnings
    return Finding(None, (cite("CF 2"),), warnings=tuple(noted))


# ---- 各种令自己的 ----


def _taking(facts: Facts, line: Line) -> Iterator[Finding[Any]]:
    """冻结、查封、扣押：不超标的，期限不超过最长；轮候的没有期限，也还没有控制住。"""
    asset = facts.assets.get(line.asset or 0)
    if line.waiting:
        found = [_reason("waiting_until", "轮候的没有期限。", "CF 26", "不填届满日。")] if line.until else []
        yield _finding(found, "CF 26")
        yield seizure_value.may_control(line.amount_fen, (), facts.owed)  # 还没有控制住，不和已经控制的合计；限额照样有上限
        return
    worth = line.amount_fen if line.amount_fen is not None else asset.value_fen if asset and asset.currency == "CNY" else None
    yield seizure_value.may_control(worth, facts.held, facts.owed, only_thing=bool(line.why) and line.property != "deposit")
    if line.until is not None:
        yield control.period(line.property, line.since or facts.on, line.until)


def _renewing(facts: Facts, line: Line) -> Iterator[Finding[Any]]:
    row = facts.running.get(line.measure or 0)
    yield _target(facts, line, row)
    if row is not None and row.until is not None:
        yield control.renewable(row.until, facts.on, line.until, row.property)
    elif row is not None:
        yield _finding([_reason("renew_waiting", "轮候的没有期限，不必续行。", "CF 26", "等转为首封以后再办。")], "CF 26")


def _releasing(facts: Facts, line: Line) -> Iterator[Finding[Any]]:
    row = facts.running.get(line.measure or 0)
    yield _target(facts, line, row)
    if not line.ground:
        yield _finding([_reason("ground", "没有写解除的理由。", "CF 28", "选一项理由。")], "CF 28")
    if row is not None and line.amount_fen is not None:
        most = (row.actual_fen if row.actual_fen is not None else row.cap_fen) or 0
        if not 0 < line.amount_fen < most:
            text = f"部分解除的金额应当大于零、小于现在控制的{most / 100:.2f}元。"
            yield _finding([_reason("part", text, "CF 28", "整项解除的不填金额。")], "CF 28")


def _deducting(facts: Facts, line: Line) -> Iterator[Finding[Any]]:
    """扣划：不超过可用和本案冻结的，别人在先冻结的不能动。"""
    asset, row = facts.assets.get(line.asset or 0), facts.running.get(line.measure or 0)
    if line.measure is not None:
        yield _target(facts, line, row)
    waiting = row is not None and row.state == Measure.State.WAITING
    frozen = (row.actual_fen if row.actual_fen is not None else row.cap_fen) or 0 if row is not None else 0
    yield control.deductible(
        line.amount_fen or 0, available=None if row is not None and not waiting else asset.available_fen if asset else None,
        frozen=frozen, first_by_others=waiting, notice_over=facts.notice_over(), owed=facts.owed.now,
    )


def _together(facts: Facts, line: Line, own: int | None) -> Finding[None]:
    """连同正在扣划的、已经扣划还没有到账的，合起来不超过应当履行的。"""
    going = facts.planned + sum(row.amount_fen or 0 for row in facts.pending if row.kind == Kind.DEDUCT and row.pk != own)
    others = going + sum(row.amount_fen for row in expected(facts.case.pk) if row.since >= facts.on - ON_THE_WAY)
    if not others or others + (line.amount_fen or 0) <= facts.owed.now:
        return _finding([], "CPL 253")
    text = f"另有{yuan(others)}元正在扣划，或者已经扣划还没有到账，再扣{yuan(line.amount_fen or 0)}元，超出应当履行的{yuan(facts.owed.now)}元。"
    return _finding([_reason("deduct_together", text, "CPL 253", f"改为不超过{yuan(max(facts.owed.now - others, 0))}元，或者等到账。")], "CPL 253")


def _target(facts: Facts, line: Line, row: Measure | None) -> Finding[None]:
    """针对的措施在生效；走网络的带得出原请求单号。"""
    if row is None:
        text = f"“{line.subject}”没有在生效的措施（已经解除、届满或者转出）。"
        remedy = "要控制的，重新采取一项，按新的顺位。"
        return _finding([_reason("not_running", text, "CF 27", remedy)], "CF 27")
    agency = facts.agencies.get(line.agency or 0)
    if agency is not None and agency.channel in PULLED and row.order_id is None:
        text = f"“{row.subject}”是登记来的，没有原请求单号，{agency.name}不能凭它续行、解除、扣划。"
        return _finding([_reason("no_original", text, "WC 5", "发函办理，结果由人登记。")], "WC 5")
    return _finding([], "CF 27")


_OF_KIND: Final[dict[str, Callable[[Facts, Line], Iterator[Finding[Any]]]]] = {
    Kind.RENEW: _renewing, Kind.RELEASE: _releasing, Kind.DEDUCT: _deducting,
}


def _finding(reasons: list[Reason], article: str) -> Finding[None]:
    return Finding(None, (cite(article),), reasons=tuple(reasons))


def _reason(code: str, text: str, article: str, remedy: str) -> Reason:
    return Reason(f"order.{code}", text, cite(article), remedy)
