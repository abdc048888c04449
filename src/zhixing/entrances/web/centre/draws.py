"""随机分案：哪些待分、谁在抽签之列、谁不在和为什么；一个按钮抽全部；以往各次。不说谁会抽到什么。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import commands, queries_draws
from zhixing.casework.centre.commands.seeding import no_seed
from zhixing.casework.centre.draw_facts import Prepared, prepared
from zhixing.casework.centre.queries_draws import Draw, Seed
from zhixing.entrances.web.access import does_casework, needs, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.money.frame import turning
from zhixing.entrances.web.registers.frame import case_cell
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
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
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.law.draw import Waiting
from zhixing.law.finding import Finding, Refused
from zhixing.law.words import word

NAME: Final = "centre_draws"
MOST: Final = 500
"""一次在页面上抽的至多这么多，先立案的在前；更多的再抽一次，或者用命令行一次抽完。"""
WAITING: Final = (Column("案件"), Column("轨道"), Column("在哪一组抽"), Column("分量", "end"), Column("立案"), Column("说明"))
POOLS: Final = (Column("组"), Column("在抽签之列"), Column("人数", "end"))
OUT: Final = (Column("谁"), Column("为什么不在"))
DRAWS: Final = (Column("哪一次"), Column("谁抽的"), Column("件数", "end"), Column("种子"))
LISTED: Final = 100
"""待分的至多列几件。"""


def guard(request: HttpRequest) -> None:
    """能分案的、定回避的，督察：督察只看不办。三员不看案件。"""
    rights = rights_of(request)
    if not (rights.may_draw or rights.may_recuse or (rights.may_view_audit and does_casework(request))):
        raise PermissionDenied("您的职务不能打开这一页。")


def page(request: HttpRequest) -> HttpResponse:
    """待分的和以往各次。"""
    guard(request)
    return shown(request)


def shown(request: HttpRequest, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是没有抽成的理由。"""
    today = context.current().today
    cases = list(queries_draws.waiting(request.user, today)[:MOST])
    ready, seed = prepared(request.user.court, cases, today), queries_draws.seed_of(request.user.court_id, today)
    return show(request, Page(
        title=f"{len(cases):,} 件待分" if cases else "没有待分的案件", pretitle=frame.pretitle(request),
        actions=_button(request, ready, seed, len(cases)), top=(frame.tabs(request, NAME),),
        body=(
            *before, *_seedless(today, seed, cases), *_many(cases), *_pools(request, ready), *_left(ready, cases), *_waiting(cases, ready),
            _draws(request),
        ),
    ), status=status)


def _button(request: HttpRequest, ready: Prepared, seed: Seed | None, total: int) -> tuple[Action, ...]:
    number = len(ready.inputs.cases)
    if not (rights_of(request).may_draw and seed and number):
        return ()
    name, sure = f"随机分案 {number:,} 件", "抽定就是承办人，结果可以核验。确定吗？"
    return (Action(
        text=name, url=reverse("centre_draw_now"), kind="primary", icon="arrows-split-2", method="post",
        fields={"token": token(), "count": total}, confirm=f"{name}，{sure}",
    ),)


def _seedless(today: date, seed: Seed | None, cases: Sequence[Case]) -> tuple[Note, ...]:
    """今天抽不了，为什么。"""
    if seed or not cases:
        return ()
    reason = no_seed(today).reasons[0]
    return (Note(f"今天的分案种子没有在前一日公布，不能随机分案。{reason.remedy}", "yellow"),)


def _many(cases: Sequence[Case]) -> tuple[Note, ...]:
    """待分的比一次抽的多。"""
    told = f"待分的有 {MOST} 件以上，在页面上一次抽先立案的 {MOST} 件，抽完再抽。"
    return (Note(told + "要一次抽完的，请系统管理员在服务器上运行 zhixing assign --all。"),) if len(cases) == MOST else ()


# ---- 谁在抽签之列 ----


def _pools(request: HttpRequest, ready: Prepared) -> Iterator[Panel]:
    if ready.inputs.pools:
        rows = tuple(_pool(request, ready, key) for key in ready.inputs.pools)
        yield Panel(title="谁在抽签之列", flush=True, body=(Table(id="pools", columns=POOLS, rows=rows, label="谁在抽签之列"),))
    if ready.out:
        table = Table(id="out", columns=OUT, rows=tuple(Row(cells=(one.name, one.why)) for one in ready.out), label="不在抽签之列的")
        yield Panel(title=f"{len(ready.out)} 人不在抽签之列", flush=True, body=(table,), actions=_settle(request))


def _pool(request: HttpRequest, ready: Prepared, key: str) -> Row:
    """一组里有谁；系数不满的，只有定系数的人看得到是多少。"""
    pool, judges = ready.inputs.pools[key], {one.id: one for one in ready.inputs.judges}
    told = rights_of(request).may_recuse
    names = (judges[pk].name + (f"（{judges[pk].share}%）" if told and judges[pk].share != 100 else "") for pk, _ in pool.judges)
    return Row(cells=(pool.name, "、".join(names), f"{len(pool.judges)}"))


def _settle(request: HttpRequest) -> tuple[Action, ...]:
    return (Action(text="回避和分案系数", url=reverse("centre_recusals"), small=True),) if rights_of(request).may_recuse else ()


# ---- 待分的 ----


def _left(ready: Prepared, cases: Sequence[Case]) -> tuple[Panel, ...]:
    """没有人可抽的几件。"""
    if not ready.left:
        return ()
    rows = tuple(Row(cells=(case_cell(case), _why(ready.left[case.pk]))) for case in cases if case.pk in ready.left)
    table = Table(id="left", columns=(Column("案件"), Column("为什么抽不了")), rows=rows[:LISTED], label="没有人可抽的")
    return (Panel(title=f"{len(ready.left)} 件没有人可抽", tone="yellow", flush=True, body=(table,)),)


def _why(found: Finding[None]) -> tuple[str, ...]:
    return tuple(text for reason in found.reasons for text in (reason.text, reason.remedy))


def _waiting(cases: Sequence[Case], ready: Prepared) -> Iterator[Panel]:
    listed = {one.id: one for one in ready.inputs.cases}
    here = [case for case in cases if case.pk in listed]
    if not here:
        return
    tracks = queries_draws.placed(case.pk for case in here[:LISTED])
    rows = tuple(_case(case, listed[case.pk], tracks.get(case.pk), ready) for case in here[:LISTED])
    note = f"只列前 {LISTED} 件，抽的是全部 {len(here):,} 件" if len(here) > LISTED else ""
    yield Panel(title="待分的案件", note=note, flush=True, body=(Table(id="waiting", columns=WAITING, rows=rows, label="待分的案件"),))


def _case(case: Case, one: Waiting, placement: Any, ready: Prepared) -> Row:
    track: Content = Status(word("track", placement.track), "pink" if case.livelihood else "plain") if placement else "还没有分流"
    barred = {row.id for row in one.barred} & {judge for judge, _ in ready.inputs.pools[one.pool].judges}
    told = [*(["有关联案件，随已有的承办人"] if one.held or one.keys else []), *([f"{len(barred)} 人回避"] if barred else [])]
    weight = f"{one.weight / 100:.2f}".rstrip("0").rstrip(".")
    return Row(cells=(case_cell(case), track, ready.inputs.pools[one.pool].name, weight, full_day(case.accepted_on), tuple(told) or ""))


# ---- 以往各次 ----


def _draws(request: HttpRequest) -> Panel:
    rows, pager = sliced(request, queries_draws.draws(request.user.court_id))
    empty = Empty("还没有随机分过案", "每一次抽签的输入和结果都留在这里，谁都可以核验。", "arrows-split-2")
    return Panel(title="以往各次", flush=True, body=(
        Table(id="draws", columns=DRAWS, rows=tuple(_draw(row) for row in rows), label="以往各次抽签", empty=empty, pager=turning(pager)),
    ))


def _draw(row: Draw) -> Row:
    url = reverse("centre_draw", args=[row.pk])
    name = f"{full_day(row.seed.day)}第{row.turn}次"
    who = row.drawn_by.name if row.drawn_by else ""
    seed = Status("已公开，可以核验", "green") if row.seed.shown_at else Status("次日公开", "grey")
    return Row(url=url, cells=((name, moment(row.drawn_at, context.current().today)), who, f"{row.cases:,}", seed))


# ---- 抽 ----


@require_POST
@needs("may_draw")
def now(request: HttpRequest) -> HttpResponse:
    """抽待分的全部；打开页面以后又有变动的，先请他看过。"""
    today, mark = context.current().today, token_of(request)
    ids = list(queries_draws.waiting(request.user, today).values_list("pk", flat=True)[:MOST])
    known = queries_draws.by_token(request.user.court_id, mark)
    if known is None and str(len(ids)) != request.POST.get("count", ""):
        return shown(request, (Note("打开这一页以后待分的案件有变动，请看过再抽。", "yellow"),), 409)
    try:
        row = known or commands.draw_cases(cases=ids or None, actor=request.user, on=today, token=mark)
    except Refused as error:
        return shown(request, (Refusal.of(error.finding, nothing, "随机分案"),), 409)
    left = f"，{len(row.record['left'])} 件没有人可抽" if row.record["left"] else ""
    return done(request, reverse("centre_draw", args=[row.pk]), f"已随机分案 {row.cases:,} 件{left}")
