"""整理卷宗：改目录、名称、次序，移出，放回。

没有编目的材料（附在登记上的）一经整理就编了目：从此照整理的来，不再照登记推。
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.commands.filing import known, last, named
from zhixing.casework.dossier.events import Filed, Rearranged, Removed
from zhixing.casework.dossier.models import Item
from zhixing.casework.dossier.queries import Material, find
from zhixing.foundation.history import context
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import dossier as law
from zhixing.law import entries
from zhixing.law.finding import refuse
from zhixing.law.states import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """整理以后的一份材料：在哪一目、排第几（0 排最后）、叫什么、什么时候谁做的、是不是原件。"""

    section: str
    title: str
    position: int = 0
    made_on: date | None = None
    maker: str = ""
    original: bool = False


@transaction.atomic
def rearrange(*, case: Case | int, actor: User, on: date, revision: int | None, key: str, place: Place) -> Item:
    """改 ``key`` 这一份（``queries.Material.key``）的目录、次序、名称等；没有变化的什么也不记。"""
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=revision)
    known(place.section)
    found = _found(case, key)
    row = _row(case, found, actor)
    before, moved = Place(**_values(row), position=place.position), row.section != place.section
    wanted = Place(**{**_values(place), "title": named(place.title), "maker": place.maker[:200]}, position=place.position)
    columns = [one.name for one in fields(Place) if one.name != "position" and getattr(before, one.name) != getattr(wanted, one.name)]
    for name in columns:
        setattr(row, name, getattr(wanted, name))
    if moved:
        row.order = last(case.pk, place.section) + 1
    shifted = _shift(case, row, place.position) if place.position else False
    if row.pk and not columns and not shifted:
        return row
    row.save()
    finish(Rearranged(what=_told(found, row, columns, shifted)), case=case, actor=actor, on=on)
    return row


def _values(one: Item | Place) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("section", "title", "made_on", "maker", "original")}


def _told(before: Material, after: Item, columns: list[str], shifted: bool) -> str:
    """一句话说改了什么。"""
    words = [f"移到{law.section(after.section).name}"] if "section" in columns else []
    words += [f"改名为“{after.title}”"] if "title" in columns else []
    words += ["改了形成日期、责任者或者原件"] if {"made_on", "maker", "original"} & set(columns) else []
    words += [f"排到第{after.order}"] if shifted else []
    return f"“{before.title}”{'，'.join(words) or '编入目录'}"


def _shift(case: Case, row: Item, position: int) -> bool:
    """排到这一目的第几，其余顺着挪；从 1 起连续编。本来就在那里的不动。"""
    rest = list(Item.objects.filter(case=case, section=row.section, removed_at__isnull=True).exclude(pk=row.pk).order_by("order", "pk"))
    rest.insert(min(position, len(rest) + 1) - 1, row)
    if row.pk and all(one.order == n for n, one in enumerate(rest, 1)):
        return False
    for n, one in enumerate(rest, 1):
        changed, one.order = one.order != n, n
        if changed and one is not row:
            keep(one, ["order"])
    return True


@transaction.atomic
def remove(*, case: Case | int, actor: User, on: date, revision: int | None, key: str, reason: str) -> Item:
    """移出卷宗，须写理由；材料还存着，可以放回。"""
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=revision)
    why = entries.text(reason, "移出的理由", limit=300, required=True).require()
    row = _row(case, _found(case, key), actor)
    row.removed_name, row.removed_at, row.remove_reason = actor.name, context.current().now, why
    row.save()
    finish(Removed(item=row.pk, title=row.title, why=why), case=case, actor=actor, on=on, reason=why)
    return row


@transaction.atomic
def put_back(*, case: Case | int, actor: User, on: date, revision: int | None, item: int) -> Item:
    """移出的放回原来那一目的最后。"""
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=revision)
    row = Item.objects.filter(case=case, pk=item, removed_at__isnull=False).first()
    if row is None:
        refuse("dossier.gone", "没有移出过这份材料。", law.basis(), remedy="刷新页面核对。").require()
    assert row is not None
    row.removed_name, row.removed_at, row.remove_reason = "", None, ""
    row.order = last(case.pk, row.section) + 1
    row.save()
    finish(Filed(item=row.pk, title=row.title, section=law.section(row.section).name), case=case, actor=actor, on=on)
    return row


def _found(case: Case, key: str) -> Material:
    found = find(case, key)
    if found is None:
        refuse("dossier.gone", "卷里没有这份材料，可能刚刚移出了。", law.basis(), remedy="刷新页面核对。", subject="key").require()
    assert found is not None
    return found


def _row(case: Case, found: Material, actor: User) -> Item:
    """这份材料的行；没有编目的新写一行（未存），目录、名称先照推出来的。"""
    if found.listed:
        return Item.objects.select_related("file").get(case=case, pk=int(found.key))
    return Item(
        case=case, court_id=case.court_id, section=found.section, order=last(case.pk, found.section) + 1, title=found.title,
        made_on=found.made_on, file=found.file, pages=found.pages, source=found.source, added_by=actor, added_name=actor.name,
        added_at=context.current().now,
    )
