"""各笔债权：搜索、筛选、按键翻页，十万笔也一样快。"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import QueryDict

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.queries_plans import Share
from zhixing.entrances.web.distribution.opened import Opened, State
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Filter,
    Filters,
    Money,
    Pager,
    Panel,
    Row,
    Status,
    Table,
)
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import yuan
from zhixing.law.distribution_claims import holds, levels

SIZE = 50
COLUMNS = (Column("债权人"), Column("顺位"), Column("债权额", "end"), Column("这次分得", "end"), Column("收款账户"), Column("理由", wide=True))
ONLY = (("held", "暂不发放的"), ("bare", "没有收款账户的"))


def panel(found: Opened) -> Panel:
    """一页，连同筛选。"""
    query = found.desk.request.GET
    search = chosen(query, Filter("q", "编号或者姓名", kind="text", placeholder="编号，或者姓名里的字"))
    names = levels(found.plan.method["ladder"])
    filters = (
        chosen(query, Filter("level", "顺位", tuple((one["code"], one["label"]) for one in found.plan.tiers))),
        chosen(query, Filter("only", "只看", ONLY)),
    )
    rows, pager = _paged(query, read.search(found.plan, search.value, filters[0].value, filters[1].value).select_related("party"))
    table = Table(
        columns=COLUMNS, rows=tuple(_row(found, one, names) for one in rows), label="各笔债权", pager=pager, empty=Empty("没有这样的债权"),
    )
    return Panel(id="creditors", title="各笔债权", flush=True, body=(Filters(filters=filters, search=search, clear_url=found.home), table))


def _paged(query: QueryDict, rows: QuerySet[Share]) -> tuple[list[Share], Pager]:
    """按第几笔翻：``after`` 之后的，``before`` 之前的。"""
    after, before = _number(query.get("after", "")), _number(query.get("before", ""))
    if before:
        shown = list(rows.filter(number__lt=before).order_by("-number")[: SIZE + 1])
        more, shown = len(shown) > SIZE, shown[:SIZE][::-1]
        return shown, Pager(before=_to(query, before=shown[0].number) if more else "", after=_to(query, after=shown[-1].number) if shown else "")
    shown = list(rows.filter(number__gt=after)[: SIZE + 1])
    more, shown = len(shown) > SIZE, shown[:SIZE]
    count = f"第 {shown[0].number:,} 至 {shown[-1].number:,} 笔" if shown and (after or more) else ""
    return shown, Pager(
        before=_to(query, before=shown[0].number) if after and shown else "", after=_to(query, after=shown[-1].number) if more else "", count=count,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _to(query: QueryDict, **at: int) -> str:
    return link(query, **{name: str(number) for name, number in at.items()}) + "#creditors"


def _row(found: Opened, one: Share, names: Mapping[str, str]) -> Row:
    held = one.data["hold"]
    before = (f"以前已得 {yuan(one.paid_fen)}",) if one.paid_fen else ()
    hold: tuple[Content, ...] = (Status(holds().get(held, held), "yellow"),) if held else ()
    return Row(cells=(
        (one.name, one.key), names.get(one.level, one.level), (Money(one.claim_fen), *before), (Money(one.share_fen), *hold),
        _account(found, one), one.data["why"],
    ))


def _account(found: Opened, one: Share) -> Content | tuple[Content, ...]:
    party = one.party
    if party is not None:
        told = f"尾号 {party.bank_account[-4:]}" if party.bank_account and party.account_confirmed_on else "还没有确认"
        return (told, "本案当事人")
    if one.account:
        return (f"尾号 {one.account[-4:]}", one.bank) if one.bank else f"尾号 {one.account[-4:]}"
    if not found.able or found.plan.state in (State.LOADING, State.VOID, State.REPLACED):
        return "没有"
    return Action(text="补账户", url=found.url("case_plan_account", one.pk), kind="link", small=True, dialog=True)
