"""导入反馈表：一个文件里，一件案件的一个被执行人是一份，一份一份地记，一份不成不误别的，看得见进度。

证据是文件和行：每一份原文（``Reply``）写明哪个文件、第几行起；各条写明第几行。同样的内容再导入，不再记。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, Party, Role, visible_to
from zhixing.casework.control.commands import keeping
from zhixing.casework.control.commands.sheets import fed, set_columns
from zhixing.casework.control.queries_waves import Agency
from zhixing.casework.control.told import Told
from zhixing.exchange import bulk
from zhixing.exchange.bank_intake import stored_as
from zhixing.exchange.bulk import Act, BulkItem, BulkRun, Item
from zhixing.exchange.bulk import Told as Done
from zhixing.exchange.control import layouts, sheets
from zhixing.exchange.control.sheets import Row, Survey
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.holders import normal_id

TITLE: Final = "导入查控反馈表"
_DATES: Final = ("gone_on", "as_of")
_LISTS: Final = ("prior", "rights", "faults")


def look(*, user: User, agency: Agency | int, name: str, content: bytes) -> list[Survey]:
    """给人对照栏目看的各张表。读不了的抛出 ``Refused``。"""
    return sheets.survey(name, content, _own(_agency(user, agency)))


def map_columns(*, user: User, agency: Agency | int, layout: Mapping[str, Any]) -> Agency:
    """记下一种表的栏目对照：``{"name", "kind", "columns": {栏: 栏名}}``，同名的换掉。写得不对的拒绝。"""
    held = _agency(user, agency)
    try:
        made = layouts.of(layout)
    except (ValueError, TypeError, AttributeError) as error:
        raise _refused("mapping", f"栏目对照不对：{error}。", "指定必有的各栏。") from error
    given = {"name": made.name, "kind": made.code, "columns": dict(layout["columns"])}
    return set_columns(agency=held, actor=user, columns=[*(one for one in held.columns if one.get("name") != made.name), given])


@transaction.atomic
def start(*, user: User, agency: Agency | int, name: str, content: bytes, token: str, case: str = "", scope: str = "part") -> BulkRun:
    """读一个反馈表，存下，开一批逐份记。``case`` 是表里没有写案号的用哪一件；``scope`` 是查了全部项目（full）还是部分。

    文件读不了、表头一张也认不出的抛出 ``Refused``，什么也不记。
    """
    chosen = _agency(user, agency)
    reading = sheets.read(name, content, _own(chosen))
    items = _items(reading.rows, chosen, case)
    given = {"name": name[:120], "agency": chosen.pk, "skipped": list(reading.skipped), "scope": "full" if scope == "full" else "part"}
    run, new = bulk.start(user=user, act=Act.FEEDBACK, title=TITLE, items=items, given=given, token=token)
    if new and items:
        run.given["file"] = store(court_id=user.court_id, name=stored_as(name, content), content=content, actor=user).pk
        run.save(update_fields=["given"])
    return run


def _agency(user: User, agency: Agency | int) -> Agency:
    return Agency.objects.get(pk=agency if isinstance(agency, int) else agency.pk, court=user.court_id, enabled=True)


def _own(agency: Agency) -> list[layouts.Layout]:
    return [layouts.of(one) for one in agency.columns]


# ---- 分成一份一份 ----


def _items(rows: Sequence[Row], agency: Agency, case: str) -> list[Item]:
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        number = row.case or case
        grouped.setdefault((number, normal_id(row.paper), "" if row.paper else row.name), []).append(row)
    return [_item(number, found, agency) for (number, _, _), found in grouped.items()]


def _item(number: str, rows: Sequence[Row], agency: Agency) -> Item:
    first = rows[0]
    told = [_packed(row) for row in rows]
    digest = hashlib.sha256(json.dumps([agency.pk, number, first.name, first.paper, told], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    title = "　".join(filter(None, (number, first.name, f"{first.page}第{first.number}行起")))
    return Item(title, {"case": number, "name": first.name, "paper": first.paper, "row": first.number, "digest": digest, "told": told})


def _packed(row: Row) -> dict[str, Any]:
    """存成 JSON 的样子；在哪张表写进照来的各栏。"""
    made = asdict(row.told)
    made["data"] = {**made["data"], "工作表": row.page, **({"反馈单位": row.agency} if row.agency else {})}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in made.items()}


def _unpacked(data: Mapping[str, Any]) -> Told:
    given = dict(data)
    for name in _DATES:
        given[name] = date.fromisoformat(given[name]) if given[name] else None
    for name in _LISTS:
        given[name] = tuple(given[name])
    return Told(**given)


# ---- 记一份 ----


def one(run: BulkRun, item: BulkItem, actor: User) -> Done:
    """记一件案件的一个被执行人的反馈。"""
    given = item.given
    agency = Agency.objects.get(pk=run.given["agency"])
    case = _case(given, actor)
    party = _party(case, given)
    told = [_unpacked(each) for each in given["told"]]
    reply, _ = keeping.from_file(
        agency=agency, file=StoredFile.objects.get(pk=run.given["file"]), row=given["row"], sha256=given["digest"], now=context.current().now,
    )
    fresh = fed(case=case, party=party, reply=reply, told=told, actor=actor, on=_day(case, told), scope=run.given["scope"])
    flagged = sum(bool(each.faults) for each in told)
    said = f"{len(told)}条" + (f"，{flagged}条有毛病要看" if flagged else "") if fresh else "导入过，没有重复"
    return Done(True, {"case": case.pk, "told": said})


def _case(given: Mapping[str, Any], actor: User) -> Case:
    """写明案号的就是那一件；没有写的，凭证件号只认得一件的就是它。"""
    seen = visible_to(actor, context.current().today)
    if given["case"]:
        found = list(seen.filter(number=given["case"].replace("(", "（").replace(")", "）"))[:1])
        told = f"没有{given['case']}，或者您看不到。"
    else:
        mine = Party.objects.filter(role=Role.RESPONDENT, active=True, paper_number=normal_id(given["paper"])).exclude(paper_number="")
        found = list(seen.filter(pk__in=mine.values("case"))[:2])
        told = "没有写案号，凭证件号码认不出是哪一件。" if len(found) != 1 else ""
    if len(found) != 1:
        raise _refused("case", told, "在表里添上案号，或者导入时选明案件。")
    return found[0]


def _party(case: Case, given: Mapping[str, Any]) -> Party:
    """凭证件号码认；号码对不上而姓名相同的，也归到他名下，由收反馈的人标明不是本人。"""
    rows = list(Party.objects.filter(case=case, role=Role.RESPONDENT, active=True).order_by("pk"))
    number = normal_id(given["paper"])
    found = [row for row in rows if number and normal_id(row.paper_number) == number] or [row for row in rows if row.name == given["name"]]
    if not found:
        raise _refused("party", f"{case.number}没有被执行人{given['name']}{given['paper'][-4:]}。", "核对案号和证件号码。")
    return found[0]


def _day(case: Case, told: Sequence[Told]) -> date:
    """反馈日：表里写的最近一天；没有写的、不可能的是今天。"""
    today = context.current().today
    first = case.received_on or today
    return max((one.as_of for one in told if one.as_of and first <= one.as_of <= today), default=today)


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"feedback_sheet.{code}", text, cite("COURT 表格导入"), remedy=remedy))
