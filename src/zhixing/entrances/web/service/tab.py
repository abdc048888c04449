"""案件的送达一栏：谁、什么文书、怎么送的、哪天算送达、下一步。"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from zhixing.casework.documents import queries_desk as desk
from zhixing.casework.documents import queries_service as service
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.service import standing
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Fold, Panel, Row, Table
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.states import Act
from zhixing.law.words import word

COLUMNS = (Column("文书"), Column("受送达人"), Column("状态"), Column("怎么送的"), Column("送达之日"), Column("", "end"))


def tab(view: View) -> Panel:
    """一览。"""
    rows = list(desk.owed(view.case.pk))
    shown, pager = paged(view.desk.request.GET, rows)
    lasts, may = desk.lasts(one.pk for one in shown), Act.SERVE in view.desk.rights.available
    table = Table(
        columns=COLUMNS, rows=tuple(_row(one, lasts.get(one.pk), may) for one in shown), label="送达", pager=pager,
        empty=Empty("还没有要送达的文书", "文书用印以后，各受送达人列在这里。", "send"),
    )
    return Panel(title=headline(rows), actions=_actions(view), flush=True, body=(table, *_by_hand(view)))


def _by_hand(view: View) -> tuple[Fold, ...]:
    """登记事项登记的送达：系统里没有那份文书。"""
    found = service.served_by_hand(view.case)
    columns = (Column("文书"), Column("受送达人"), Column("怎么送的"), Column("送达之日"))
    rows = tuple(Row(cells=(word("document", one.document), one.to, word("method", one.method), full_day(one.day))) for one in found)
    return (Fold(f"登记事项里登记的 {len(found)} 次", (Table(columns=columns, rows=rows, label="登记的送达"),)),) if found else ()


def headline(rows: Sequence[Recipient]) -> str:
    """12 份要送达，9 份已送达，2 份没有送到。"""
    if not rows:
        return "送达"
    done = sum(1 for one in rows if one.state == "served")
    back = sum(1 for one in rows if one.state in standing.AGAIN)
    told = f"{len(rows)} 份要送达，{done} 份已送达" if done < len(rows) else f"{len(rows)} 份都已送达"
    return f"{told}，{back} 份没有送到" if back else told


def _actions(view: View) -> tuple[Action, ...]:
    return (Action(text="送达地址", url=reverse("case_addresses", args=[view.case.pk]), icon="pin", small=True),)


def _row(one: Recipient, last: Attempt | None, may: bool) -> Row:
    how: Content = standing.did(last) if last else "—"
    tried = (f"送过 {one.tried} 次",) if one.tried > 1 else ()
    step = standing.next_step(one, last, one.state) if may else None
    return Row(url=reverse("service_recipient", args=[one.case_id, one.pk]), cells=(
        (one.document.title, *standing.numbered(one)), (one.name, *standing.role(one)), standing.status(one.state), (how, *tried),
        standing.deemed(one), step or "",
    ))
