"""案件的卷宗一栏：按目录排的材料，还缺什么，保管到哪天，做过的归档包。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.urls import reverse

from zhixing.casework.dossier import queries
from zhixing.casework.dossier.facts import retention
from zhixing.casework.dossier.queries import Material
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.dossier.pieces import Padded, Sections
from zhixing.entrances.web.dossier.words import size, source
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Facts,
    Fold,
    Item,
    Items,
    Note,
    Panel,
    Row,
    Status,
    Tab,
    Table,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import count, day, full_day, moment
from zhixing.law import dossier as law
from zhixing.law.states import Act

NAME = "卷宗"
COLUMNS = (Column("材料"), Column("形成日期"), Column("责任者", wide=True), Column("页数", "end"), Column("来源", wide=True), Column("", "end"))


def tab(view: View) -> Panel:
    """这一栏。"""
    held = queries.materials(view.case)
    chosen = view.desk.request.GET.get("section", "")
    shown = [one for one in held if not chosen or one.section == chosen]
    return Panel(title=headline(held), actions=(_actions(view, held),), flush=True, body=(
        *_missing(view, held), *_sections(view, held, chosen), _table(view, shown), Padded(tuple(_below(view))),
    ))


def headline(held: Sequence[Material]) -> str:
    """12 份 86 页。"""
    pages = sum(one.pages or 0 for one in held)
    unlisted = sum(not one.listed for one in held)
    told = f"{len(held):,} 份 {pages:,} 页" if pages else f"{len(held):,} 份"
    return f"{told}，其中 {unlisted:,} 份附在登记上，还没有编目" if unlisted else told


def may(view: View) -> bool:
    """能归卷、整理。"""
    return Act.FILE_MATERIAL in view.desk.rights.available


def _actions(view: View, held: Sequence[Material]) -> Actions:
    case, shown = view.case.pk, []
    if may(view):
        shown.append(Action(text="上传材料", url=reverse("dossier_upload", args=[case]), icon="upload", small=True))
    if may(view) and held:
        shown.append(Action(text="归档包", url=reverse("dossier_pack", args=[case]), icon="download", small=True))
    if rights_of(view.desk.request).may_hold_archives and view.case.court_id == view.desk.user.court_id:
        running = queries.holding(case, view.desk.today)
        text = "结束暂停销毁" if running else "暂停销毁"
        shown.append(Action(text=text, url=reverse("dossier_hold", args=[case]), dialog=True, small=True))
    return Actions(tuple(shown))


# ---- 还缺什么 ----


def _missing(view: View, held: Sequence[Material]) -> Iterator[Fold]:
    """到现在应当有而没有的；立案以前没有应有的。"""
    found = law.missing((one.held for one in held), view.timeline)
    if not found.value:
        return
    rows = tuple(
        Item(title=need.name, note=f"{law.phase_name(need.phase)}　归“{law.section(need.section).name}”", actions=_put(view, need.section))
        for need in found.value
    )
    yield Fold(f"还缺 {len(rows)} 样", (Items(items=rows),), f"依据：{law.basis()}。只提醒，不拦；纸质的扫描后上传。")


def _put(view: View, section: str) -> tuple[Action, ...]:
    if not may(view):
        return ()
    return (Action(text="上传", url=f"{reverse('dossier_upload', args=[view.case.pk])}?section={section}", small=True),)


# ---- 目录 ----


def _sections(view: View, held: Sequence[Material], chosen: str) -> Iterator[Sections]:
    """有材料的各目，点了只看这一目。"""
    numbers = Counter(one.section for one in held)
    if len(numbers) < 2:
        return
    found = [one for one in law.sections() if one.key in numbers]
    query = view.desk.request.GET
    every = Tab("全部", f"{link(query, section=None, page=None)}#tabs", not chosen, count(len(held)))
    yield Sections((every, *(
        Tab(one.name, f"{link(query, section=one.key, page=None)}#tabs", one.key == chosen, count(numbers[one.key])) for one in found
    )))


def _table(view: View, held: Sequence[Material]) -> Table:
    """一页五十份；换一目先写目名。"""
    shown, pager = paged(view.desk.request.GET, held)
    empty = Empty("卷里还没有材料", "文书用印、登记事项时附的证明会自己归进来；别的材料在这里上传。", "folders")
    return Table(columns=COLUMNS, rows=tuple(_rows(view, shown)), label="卷宗", pager=pager, empty=empty)


def _rows(view: View, shown: Sequence[Material]) -> Iterator[Row]:
    editing, before = may(view), ""
    for one in shown:
        section = law.section(one.section)
        heading = (Status(("副卷　" if section.inner else "") + section.name, "grey", ""),) if one.section != before else ()
        before = one.section
        yield Row(url=_url(view, one), cells=(
            (one.title, *heading, *_marks(one)), full_day(one.made_on) or "—", one.maker or "—", str(one.pages) if one.pages else "—",
            (source(one.source), *_by(view, one)), _edit(view, one) if editing else "",
        ))


def _url(view: View, one: Material) -> str:
    return reverse("case_file", args=[view.case.pk, one.file.pk]) if one.file else ""


def _marks(one: Material) -> Iterator[Content]:
    if one.file:
        yield f"{one.file.name}　{size(one.file.size)}"
    if one.original:
        yield Status("原件", "plain", "")


def _by(view: View, one: Material) -> tuple[str, ...]:
    return (f"{one.added_name}　{moment(one.added_at, view.desk.today)}",) if one.added_name else ()


def _edit(view: View, one: Material) -> Action:
    return Action(text="整理", url=reverse("dossier_item", args=[view.case.pk, one.key]), dialog=True, small=True)


# ---- 保管、归档包、移出的 ----


def _below(view: View) -> Iterator[Content]:
    yield Facts(tuple(_keeping(view)))
    yield from _held(view)
    if gone := list(queries.removed(view.case.pk)[:50]):
        yield Fold(f"移出的 {len(gone)} 份", (Items(items=tuple(_gone(view, row) for row in gone)),), "材料还存着，可以放回。")


def _held(view: View) -> Iterator[Note]:
    """正在暂停销毁。"""
    row = queries.holding(view.case.pk, view.desk.today)
    if row:
        until = f"，至{full_day(row.until)}" if row.until else ""
        yield Note(f"{full_day(row.since)}起暂停销毁{until}：{row.reason}（{row.made_name}）", "yellow")


def _keeping(view: View) -> Iterator[tuple[str, Content]]:
    found = retention(view.case)
    told: tuple[Content, ...] = tuple(step.text for step in found.steps)
    yield "保管期限", "；".join(str(one) for one in told)
    if last := queries.packages(view.case.pk).first():
        url = reverse("dossier_package", args=[view.case.pk, last.pk])
        text = f"{day(last.made_at.date(), view.desk.today)} {last.items} 份 {last.pages} 页，{last.made_name}"
        yield "最近的归档包", Action(text=text, url=url, kind="link", icon="download", download=True)


def _gone(view: View, row: queries.Item) -> Item:
    back = Action(
        text="放回", url=reverse("dossier_back", args=[view.case.pk, row.pk]), method="post", small=True, fields={"revision": view.desk.revision},
    )
    note = f"{row.removed_name} {moment(row.removed_at, view.desk.today)}移出：{row.remove_reason}"
    return Item(title=row.title, note=note, actions=(back,) if may(view) else ())
