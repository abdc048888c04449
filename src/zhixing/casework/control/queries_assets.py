"""看财产台账：一案的、一个被执行人跨案的、现在可供执行的。

财产跨案共用：看得见其中一件案件，就看得见这一项；本院别的案件在上面的措施也列出（谁在先，一看便知），
看不见的案件只写“本院另案”，不写案号。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhixing.casework.cases.queries import Case, Party, Role, visible_to, worked_by
from zhixing.casework.control.models import Asset, AssetKind, Finding, Measure
from zhixing.foundation.people.queries import User, within
from zhixing.law import protected
from zhixing.law.articles import cite
from zhixing.law.control import PROPERTIES
from zhixing.law.finding import Reason
from zhixing.law.holders import holder_key, minor
from zhixing.law.numbers import parse
from zhixing.law.states import ENDED

__all__ = [
    "MASKED", "MONEY", "PROPERTY", "Asset", "AssetKind", "Finding", "Holding", "Taken", "barred", "cases_of", "executable", "findings_of", "flags",
    "in_case", "is_executable", "keys_of", "of_debtor", "one", "others_first", "ready", "seen", "strangers",
]

MASKED: Final = "本院另案"
MONEY: Final = frozenset({AssetKind.DEPOSIT, AssetKind.WEALTH, AssetKind.ONLINE, AssetKind.HOUSING_FUND})
"""说得出余额的。"""
PROPERTY: Final = frozenset(PROPERTIES) - {AssetKind.SOCIAL, AssetKind.TAX}
"""可供执行的种类；收入、纳税是线索。"""
LIVE: Final = (Measure.State.ACTIVE, Measure.State.WAITING)


@dataclass(frozen=True, slots=True)
class Taken:
    """在这项财产上的一项措施。``number`` 是案号，看不见的案件是“本院另案”；``ours``：就是本案的。"""

    measure: Measure
    number: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """台账上的一项和与它有关的。

    ``latest`` 是本案（看得见的案件）最近的一条反馈，登记来的没有；``taken`` 本院各案在生效、轮候的措施，先采取的在前；
    ``ended`` 本案已经了结的措施；``prior`` 反馈里别的机关、别的法院的在先措施；``flags`` 要当心的；``cases`` 看得见的哪几件案件查到过。
    """

    asset: Asset
    latest: Finding | None
    taken: tuple[Taken, ...]
    ended: tuple[Measure, ...]
    prior: tuple[Mapping[str, Any], ...]
    flags: tuple[Reason, ...]
    cases: tuple[Case, ...] = ()

    @property
    def available_fen(self) -> int | None:
        """可以冻结、扣划的（分）：反馈的可用余额，没有的是价值；不明为空。"""
        return self.asset.available_fen if self.asset.available_fen is not None else self.asset.value_fen

    @property
    def held_by_case(self) -> bool:
        """本案已经控制着（轮候也算）。"""
        return any(one.ours for one in self.taken)

    @property
    def free(self) -> bool:
        """现在就能拟控制令：可供执行，本案没有控制，没有别人在先。"""
        return is_executable(self.asset) and not self.taken and not self.prior


# ---- 哪些 ----


def seen(user: User, day: date) -> QuerySet[Asset]:
    """看得见的财产：在看得见的案件里查到过，或者在上面采取过措施。"""
    cases = visible_to(user, day).order_by().values("pk")
    found, taken = Finding.objects.filter(asset=OuterRef("pk"), case__in=cases), Measure.objects.filter(asset=OuterRef("pk"), case__in=cases)
    return Asset.objects.filter(Exists(found) | Exists(taken), court__in=within(user.court))


def one(asset_id: int, user: User, day: date) -> Asset:
    """一项看得见的；没有、看不见抛出 ``Asset.DoesNotExist``。"""
    return seen(user, day).get(pk=asset_id)


def findings_of(asset: Asset, user: User, day: date) -> QuerySet[Finding]:
    """这一项的各条反馈里看得见的案件的，新的在前。"""
    rows = Finding.objects.filter(asset=asset, case__in=visible_to(user, day).order_by().values("pk"))
    return rows.select_related("case", "party", "request__agency", "reply").defer("reply__raw").order_by("-pk")


def cases_of(asset: Asset, user: User, day: date) -> QuerySet[Case]:
    """这一项在哪几件看得见的案件里。"""
    return visible_to(user, day).filter(pk__in=Finding.objects.filter(asset=asset).values("case"))


def strangers(case_id: int) -> QuerySet[Finding]:
    """一案的反馈里不是本案当事人的（同名不同号等），没有进台账；新的在前。"""
    return Finding.objects.filter(case=case_id, asset=None, faults__contains=["identity"]).select_related("party", "request__agency").order_by("-pk")


def keys_of(party: Party) -> list[str]:
    """这个当事人在台账上的键。"""
    return [key for key in (holder_key(party.paper, party.paper_number), f"party:{party.pk}") if key]


def executable(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    """其中看上去可供执行的：没有销户灭失，不是不得执行的（只须保留生活费的照算），钱不是零。别人在先的、与人共有的也算。"""
    empty = Q(kind__in=MONEY, held__isnull=False, held__lte=0)
    rows = rows.annotate(held=Coalesce("available_fen", "value_fen")).filter(gone_on=None, kind__in=PROPERTY)
    return rows.exclude(protected__in=barred()).exclude(empty)


@cache
def barred() -> frozenset[str]:
    """不得冻结、扣划的各条规则的代码。"""
    return frozenset(rule.code for rule in protected.rules() if rule.forbids)


def ready(user: User, day: date, since: date | None = None, *, mine: bool = False) -> QuerySet[Asset]:
    """现在可供执行、本院还没有控制的：在看得见的、没有结案的案件里。新反馈的在前。

    ``since`` 给了的，只要这天以后反馈的；``mine`` 只要他办的案件（承办、协办、今天代办）。
    """
    cases = visible_to(user, day).exclude(state__in=ENDED).order_by().values("pk")
    if mine:
        cases = cases.filter(pk__in=worked_by(user))
    found = Finding.objects.filter(asset=OuterRef("pk"), case__in=cases)
    taken = Measure.objects.filter(asset=OuterRef("pk"), state__in=LIVE)
    rows = executable(Asset.objects.filter(Exists(found), ~Exists(taken), court__in=within(user.court)))
    return (rows.filter(as_of__gte=since) if since else rows).order_by(F("as_of").desc(nulls_last=True), "-pk")


def is_executable(asset: Asset) -> bool:
    """同 :func:`executable`，看一项。"""
    money = asset.available_fen if asset.available_fen is not None else asset.value_fen
    empty = asset.kind in MONEY and money is not None and money <= 0
    return asset.gone_on is None and asset.protected not in barred() and asset.kind in PROPERTY and not empty


# ---- 一案的、一个被执行人的 ----


def in_case(case: Case, user: User, day: date) -> list[Holding]:
    """一案的财产：本案查到的，和本案采取过措施的。先种类，再价值大的。"""
    found, taken = Finding.objects.filter(case=case, asset=OuterRef("pk")), Measure.objects.filter(case=case, asset=OuterRef("pk"))
    rows = Asset.objects.filter(Exists(found) | Exists(taken), court=case.court_id)
    return _holdings(rows, user, day, {case.pk}, case)


def of_debtor(party: Party, user: User, day: date) -> list[Holding]:
    """一个被执行人（证件号相同的）在本院的全部财产，跨各案；看不见的案件查到的不列。"""
    rows = seen(user, day).filter(court=party.case.court_id, holder_key__in=keys_of(party))
    cases = Party.objects.filter(case__in=visible_to(user, day).order_by().values("pk"), role=Role.RESPONDENT)
    same = cases.filter(Q(pk=party.pk) | Q(paper_number=party.paper_number) & ~Q(paper_number="")).values_list("case", flat=True)
    return _holdings(rows, user, day, set(same) | {party.case_id}, None)


def holding(asset: Asset, user: User, day: date) -> Holding:
    """一项看得见的财产和与它有关的。"""
    found, taken = (model.objects.filter(asset=asset).values("case") for model in (Finding, Measure))
    cases = visible_to(user, day).filter(Q(pk__in=found) | Q(pk__in=taken)).order_by().values_list("pk", flat=True)
    return _holdings(Asset.objects.filter(pk=asset.pk), user, day, set(cases), None)[0]


def _holdings(rows: QuerySet[Asset], user: User, day: date, cases: Collection[int], case: Case | None) -> list[Holding]:
    """配上反馈、措施、要当心的；查库的次数与项数无关。"""
    assets = list(rows.order_by("kind", F("value_fen").desc(nulls_last=True), "pk"))
    latest, where = _latest(assets, cases)
    measures = _measures(assets)
    known = {pk for pks in where.values() for pk in pks} | {row.case_id for rows in measures.values() for row in rows}
    around = _Around({one.pk: one for one in visible_to(user, day).filter(pk__in=known)}, _numbers(known), case.pk if case else None)
    minors = _minors(assets, cases, day)
    return [_holding(asset, latest.get(asset.pk), measures[asset.pk], where[asset.pk], minors.get(asset.pk), around) for asset in assets]


@dataclass(frozen=True, slots=True)
class _Around:
    """看得见的案件；有关各案（连同看不见的）的案号；本案。"""

    visible: Mapping[int, Case]
    numbers: frozenset[str]
    mine: int | None


def _numbers(cases: Collection[int]) -> frozenset[str]:
    return frozenset(Case.objects.filter(pk__in=cases).exclude(number="").values_list("number", flat=True))


def _holding(
    asset: Asset, latest: Finding | None, measures: Sequence[Measure], where: Collection[int], young: Reason | None, around: _Around,
) -> Holding:
    mine, visible = around.mine, around.visible
    taken = tuple(Taken(one, _number(one.case_id, visible), one.case_id == mine) for one in measures if one.state in LIVE)
    ended = tuple(one for one in measures if one.state not in LIVE and (mine is None or one.case_id == mine) and one.case_id in visible)
    prior = tuple(others_first(asset, around.numbers))
    cases = tuple(sorted((visible[pk] for pk in where if pk in visible), key=lambda each: each.pk, reverse=True))
    return Holding(asset, latest, taken, ended, prior, (*flags(asset), *([young] if young else [])), cases)


def _number(case_id: int, visible: Mapping[int, Case]) -> str:
    return str(visible[case_id]) if case_id in visible else MASKED


def _latest(assets: Iterable[Asset], cases: Collection[int]) -> tuple[dict[int, Finding], dict[int, set[int]]]:
    """各项在这些案件里最近的一条反馈；各项在本院哪些案件里查到过。"""
    ids = [asset.pk for asset in assets]
    rows = Finding.objects.filter(asset__in=ids, case__in=list(cases)).order_by("asset", "-told_on", "-pk").distinct("asset")
    where: dict[int, set[int]] = defaultdict(set)
    for asset, case in Finding.objects.filter(asset__in=ids).order_by().values_list("asset_id", "case_id").distinct():
        where[asset].add(case)
    return {row.asset_id: row for row in rows.select_related("request__agency") if row.asset_id}, where


def _measures(assets: Iterable[Asset]) -> dict[int, list[Measure]]:
    """各项上本院各案的措施，先采取的在前。"""
    found: dict[int, list[Measure]] = defaultdict(list)
    for row in Measure.objects.filter(asset__in=[asset.pk for asset in assets]).order_by("since", "rank", "pk"):
        if row.asset_id:
            found[row.asset_id].append(row)
    return found


# ---- 要当心的 ----


def others_first(asset: Asset, ours: Collection[str] = ()) -> Iterator[Mapping[str, Any]]:
    """反馈里在先的措施，去掉 ``ours`` 这些案号的（本院各案的照措施台账）；案号的写法不拘。"""
    numbers = {str(found) for one in ours if (found := parse(one).value)}
    for one in asset.details.get("prior", []):
        if str(parse(str(one.get("number", ""))).value) not in numbers:
            yield one


def flags(asset: Asset) -> tuple[Reason, ...]:
    """一项财产要当心的：受保护、案外人、认不全、说法不一、销户灭失、外币。``code`` 稳定不变。"""
    return tuple(_flags(asset))


def _flags(asset: Asset) -> Iterator[Reason]:
    known = protected.rule(asset.protected) if asset.protected else next(iter(protected.recognise(protected.Facts(asset.kind))), None)
    if known is not None:
        code = "asset.protected" if known.forbids else "asset.limited"
        yield Reason(code, f"{known.name}。", known.article, known.exception, subject=known.code)
    if asset.outsider:
        yield Reason("asset.outsider", f"与案外人{asset.outsider}共有。", cite("CF 12"), "控制共有份额以前通知共有人；案外人可以提出异议。")
    if asset.details.get("unsure"):
        yield Reason("asset.unsure", "账号、编号不全，认不准是哪一项。", cite("WC 7"), "向协助单位问全以后再控制。")
    if asset.conflicts:
        yield Reason("asset.conflict", f"几次反馈有{len(asset.conflicts)}处说法不一，都留着。", cite("WC 7"), "核对原文，必要时再查一次。")
    if asset.gone_on:
        yield Reason("asset.gone", f"{asset.gone_on}已经销户、注销或者灭失。", cite("CD 6"), "查明去向；报告期间转移的，核对财产报告。")
    if asset.currency != "CNY":
        yield Reason("asset.currency", f"金额以{asset.currency}计，没有折算。", cite("WC 7"), "扣划时按协助单位的牌价结汇。")


def _minors(assets: Iterable[Asset], cases: Collection[int], day: date) -> dict[int, Reason]:
    """权利人是未成年人的各项。"""
    parties = Party.objects.filter(case__in=list(cases), role=Role.RESPONDENT, nature=Party.Nature.PERSON).exclude(paper_number="")
    young: dict[str, Reason] = {}
    for party in parties:
        for told in minor(party.name, party.paper_number, day).warnings:
            young[holder_key(party.paper, party.paper_number)] = told
    return {asset.pk: young[asset.holder_key] for asset in assets if asset.holder_key in young}
