"""照清单拟控制令：一键拟冻结、续封续冻、应当解除的。一行一道令，能不能办、为什么写在后面；勾选了一起拟。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre import ordering
from zhixing.casework.centre.ordering import Proposal, Proposed
from zhixing.casework.control.order_facts import Facts, Line, check
from zhixing.casework.control.queries_assets import Holding, keys_of
from zhixing.casework.control.queries_orders import Measure, Order, drafted
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.casecontrol import measures
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import NAME, home
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.control import holdings
from zhixing.entrances.web.control.holdings import WARN
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Fold,
    FormPanel,
    Item,
    Items,
    Note,
    Page,
    Panel,
    Refusal,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.states import Act
from zhixing.law.words import word

FORM: Final = "orders"
MOST: Final = 200
Kind = Order.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """一张清单：题目、各列、各行，交上来的勾选变成哪几道令；``after`` 摆在表后面（没有列入的）。"""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty
    submit: str
    lines: Callable[[Collection[int]], Sequence[Line]]
    after: tuple[Content, ...] = ()


# ---- 走一遍 ----


def choose(desk: Desk, made: Choosing) -> HttpResponse:
    """看清单，勾选，拟。拟不成的说为什么，什么也没有拟。"""
    if desk.request.method != "POST":
        return _shown(desk, made)
    picks, kept = _picks(desk.request), token_of(desk.request)[:56]
    try:
        if not picks:
            raise Refused(refuse("order.picks", "没有勾选。", cite("CPL 253"), remedy="勾选要办的各项。"))
        lines = () if drafted(desk.case.pk, desk.user, kept).exists() else made.lines(picks)
        orders = ordering.draft_orders(case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, lines=lines, token=kept)
    except Refused as error:
        return _shown(desk, made, (Refusal.of(error.finding, for_case(desk.case.pk), "拟控制令"),), picks, 409)
    return done(desk.request, home(desk.case.pk, "going"), f"已拟 {len(orders)} 道控制令和文书，等签发、用印")


def _picks(request: HttpRequest) -> frozenset[int]:
    return frozenset(int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16)


def _shown(
    desk: Desk, made: Choosing, before: tuple[Content, ...] = (), picks: frozenset[int] | None = None, status: int = 200,
) -> HttpResponse:
    rows = made.rows if picks is None else tuple(_again(row, picks) for row in made.rows)
    table = Table(id="lines", columns=made.columns, rows=rows, label=made.title, picks=f"{FORM}-form", empty=made.empty)
    kept = desk.request.POST.get("token", "") or token()
    able = any(row.pick for row in rows)
    form = FormPanel(
        id=FORM, form=forms.Form(), submit=made.submit, hidden={"token": kept[:56]}, cancel=home(desk.case.pk),
        revision=desk.sent if desk.request.method == "POST" else desk.revision, before=(Note(made.note),),
    )
    return show(desk.request, Page(
        title=made.title, pretitle=f"{desk.case}　{people(desk)}", back=home(desk.case.pk), back_text=NAME,
        body=(*before, Panel(flush=True, body=(table,)), *((form,) if able else ()), *made.after),
    ), status)


def _again(row: Row, picks: Collection[int]) -> Row:
    return Row(cells=row.cells, tone=row.tone, pick=row.pick, picked=bool(row.pick) and int(row.pick) in picks)


def why(found: Finding[Any], note: str = "") -> tuple[Content, ...]:
    """能不能办：不能的逐条写理由、依据、怎么办；能办的写要当心的。"""
    if not found.ok:
        return Status("不能办", "red"), *(dates(f"{one.text}{one.remedy}（{one.article}）") for one in found.reasons)
    told = [dates(f"{one.text}{one.remedy}（{one.article}）") for one in found.warnings]
    head = Status("要当心", "yellow") if told else Status("可以办", "green")
    return head, *([note] if note else []), *told


# ---- 一键拟冻结 ----

PROPOSED: Final = (Column("财产"), Column("可用（元）", "end"), Column("怎样办"), Column("向谁"), Column("能不能办"))


def propose(request: HttpRequest, case_id: int) -> HttpResponse:
    """冻结可用的，以欠款为限。"""
    found = Belongings(desk_for(request, case_id, Act.ORDER_CONTROL))
    desk, told = found.desk, ordering.propose(found.case, found.desk.user, found.desk.today)
    names = {one.pk: one.name for one in found.agencies}
    return choose(desk, Choosing(
        title=headline(told), columns=PROPOSED, rows=tuple(_proposed(found, row, names) for row in told.rows), submit="拟勾选的控制令",
        empty=Empty("没有可以控制的财产", "先发起查询，或者登记查到的财产。", "radar-2"), lines=lambda picks: ordering.picked(told, picks),
        note="冻结可用的，以欠款为限：先钱后物，多的在前，到够清偿为止。拟好的令连同裁定书、协助执行通知书，签发、用印以后由登记过的经办人发出。",
        after=left_out(found, told),
    ))


def headline(told: Proposal) -> str:
    """还差多少，建议几项。"""
    if not told.owed.total:
        return "没有应当履行的金额，不能再控制"
    if not told.room and told.under_way:
        return f"应当履行 {yuan(told.owed.total)} 元，连同还没有办完的令，已经足额"
    if not told.room:
        return f"应当履行 {yuan(told.owed.total)} 元，已经控制足额"
    chosen = len(told.lines)
    under_way = f"（还没有办完的令里有 {yuan(told.under_way)} 元，不再算）" if told.under_way else ""
    return f"还差 {yuan(told.room)} 元{under_way}，" + (f"建议控制 {chosen} 项" if chosen else "没有可以建议的")


def _proposed(found: Belongings, row: Proposed, names: dict[int, str]) -> Row:
    asset = row.line.asset or 0
    return Row(pick=str(asset) if row.possible else "", picked=row.chosen, tone="" if row.possible else "grey", cells=(
        (row.line.subject, *_about(row.holding)), holdings.available(row.holding.asset) if row.holding else "—", _how(row.line),
        names.get(row.line.agency or 0, "现场办理"), (*why(row.finding, "" if not row.possible else row.note), *_other_way(found, row)),
    ))


def _about(holding: Holding | None) -> tuple[Content, ...]:
    return (holding.asset.holder, holding.asset.get_kind_display()) if holding else ()


def _how(line: Line) -> tuple[Content, ...]:
    verb = f"{'轮候' if line.waiting else ''}{word('control_order', line.kind)}"
    whole = verb if line.kind == Kind.RENEW else f"{verb}整项"
    amount = f"{verb} {yuan(line.amount_fen)} 元" if line.amount_fen is not None else whole
    return amount, *([f"到{full_day(line.until)}"] if line.until else [])


def _other_way(found: Belongings, row: Proposed) -> tuple[Content, ...]:
    """不能照清单办、可以附合议决定、写明理由单独拟的。"""
    if row.possible or row.line.asset is None:
        return ()
    url = f"{reverse('case_take', args=[found.case.pk])}?asset={row.line.asset}"
    return (Action(text="另附理由、决定单独拟", url=url, kind="link", small=True),)


def left_out(found: Belongings, told: Proposal) -> tuple[Content, ...]:
    """没有列入的各项和为什么。"""
    listed = {row.line.asset for row in told.rows}
    items = tuple(
        Item(title=one.asset.what, note=_why_not(found, one), tags=(one.asset.get_kind_display(),))
        for one in found.holdings if one.asset.pk not in listed
    )
    return (Panel(flush=True, body=(Fold(f"没有列入的 {len(items)} 项", (Items(items=items),), open=not told.rows),)),) if items else ()


def _why_not(found: Belongings, one: Holding) -> str:
    if one.held_by_case:
        return "本案已经控制；到期以前办续行。"
    keys = {key for party in found.respondents for key in keys_of(party)}
    if one.asset.holder_key not in keys:
        return f"登记在{one.asset.holder}名下，不是在案的被执行人（认证件号，同名的不算）；不得控制。"
    return "只是线索，不是可以冻结、查封的财产。"


# ---- 成批续行、解除 ----

CHOSEN: Final = (Column("哪一项财产"), Column("现在"), Column("怎样办"), Column("能不能办"))


def renewals(request: HttpRequest, case_id: int) -> HttpResponse:
    """续封续冻：快到期的先勾上，续到最长期限。"""
    found = Belongings(desk_for(request, case_id, Act.ORDER_CONTROL))
    desk = found.desk
    lines = {one.pk: ordering.on_measure(one, Kind.RENEW, on=desk.today) for one in found.running if one.until}
    return choose(desk, Choosing(
        title=f"续封续冻：{len(lines)} 项有期限的措施", columns=CHOSEN, rows=tuple(_rows(found, lines, _renews)), submit="拟勾选的续行令",
        note=f"续到最长期限，从原届满日接着算，顺位不变；{WARN} 天以内届满的已经勾上。"
        "届满以后才办的不是续行，须重新采取，顺位重排（查封规定第27条）。",
        empty=Empty("没有有期限的措施", "轮候的没有期限，转为首封以后再续。", "lock-open"),
        lines=lambda picks: [lines[pk] for pk in picks if pk in lines],
    ))


def _renews(found: Belongings, one: Measure) -> bool:
    return bool(one.until and (one.until - found.desk.today).days <= WARN and not one.release_ground)


def releases(request: HttpRequest, case_id: int) -> HttpResponse:
    """应当解除的：超标的、结案应当解除的。"""
    found = Belongings(desk_for(request, case_id, Act.ORDER_CONTROL))
    lines = {line.measure: line for line in ordering.releases(found.case, found.desk.today) if line.measure is not None}
    return choose(found.desk, Choosing(
        title=f"应当解除的 {len(lines)} 项", columns=CHOSEN, rows=tuple(_rows(found, lines, lambda _, one: True)), submit="拟勾选的解除令",
        note="反馈显示超出应当履行的、结案应当解除的，列在这里；超标的只解除多出的部分。",
        empty=Empty("没有应当解除的", "要主动解除的，在那一项措施上按“解除”。", "circle-check"),
        lines=lambda picks: [lines[pk] for pk in picks if pk in lines],
    ))


def _rows(found: Belongings, lines: dict[int, Line], picked: Callable[[Belongings, Measure], bool]) -> Iterator[Row]:
    facts = Facts(found.case, found.desk.today)
    for one in _known(found, lines):
        told = check(facts, lines[one.pk])
        yield Row(pick=str(one.pk) if told.ok else "", picked=told.ok and picked(found, one), cells=(
            one.subject, (*measures.how(one), measures.until(found, one)), (*_how(lines[one.pk]), *_ground(lines[one.pk])), why(told),
        ))


def _known(found: Belongings, lines: dict[int, Line]) -> Iterable[Measure]:
    return [one for one in found.running if one.pk in lines]


def _ground(line: Line) -> tuple[Content, ...]:
    return (word("release", line.ground),) if line.ground else ()
