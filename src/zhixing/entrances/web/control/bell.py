"""铃：告诉我的到期预警（还没有续行的），等着补救的失效。工作台上的一栏。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.control import queries_watch as watch
from zhixing.casework.control.queries_watch import Incident, Warning
from zhixing.entrances.web import remedies
from zhixing.entrances.web.control import expiring, incidents
from zhixing.entrances.web.ui import Action, Item, Items, Panel, Status
from zhixing.entrances.web.ui.words import day

SHOWN: Final = 6
READ: Final = 300


def panel(request: HttpRequest, today: date) -> Iterator[Panel]:
    """一样也没有就不摆：先是失效了的，再是快要届满的，先届满的在前。"""
    lapsed = list(watch.mine(request.user)[:SHOWN])
    told = _nearest(watch.told(request.user, today)[:READ])
    items = [*(_incident(row, today) for row in lapsed), *(_warning(row, today) for row in told)]
    if items:
        more = Action(text="到期日历", url=reverse(expiring.NAME), kind="link")
        note = f"只列前 {SHOWN} 项" if len(items) > SHOWN else ""
        title = f"到期预警 {len(told)} 项" if told else "措施失效"
        yield Panel(title=title, note=note, actions=(more,), flush=True, body=(Items(items=tuple(items[:SHOWN]), id="bell"),))


def _nearest(rows: Iterator[Warning]) -> list[Warning]:
    """一项措施只列最近的一档。"""
    return list({(row.case_id, row.seq): row for row in sorted(rows, key=lambda row: (row.until, row.case_id, row.seq, -row.step))}.values())


def _warning(row: Warning, today: date) -> Item:
    left = (row.until - today).days
    last = "，今天是最后能办的一天" if row.last_day == today else f"，最后 {day(row.last_day, today)} 能办" if row.last_day < row.until else ""
    late = (Status("补的", "yellow", title="停机等原因错过了这一档，后来补的"),) if row.late else ()
    return Item(
        title=f"{row.subject}，剩 {left} 天", url=remedies.case_url(row.case_id), tone="red" if today >= row.last_day else "yellow", tags=late,
        note=f"{row.case} · {day(row.until, today)}届满{last}",
    )


def _incident(row: Incident, today: date) -> Item:
    url = reverse("control_incident", args=[row.pk])
    note = f"{row.case} · {row.number}，先前预警 {len(row.warned)} 次"
    return Item(title=f"{row.subject}于{day(row.lapsed_on, today)}失效", url=url, tone="red", note=note, tags=(incidents.state(row),))
