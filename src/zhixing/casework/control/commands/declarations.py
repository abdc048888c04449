"""财产报告：收下、与查到的对照、核实（民诉法第252条，财产调查规定第3至10条）。

收下时就与查到的对照，看出的矛盾列在 ``found``；对照出来的只是线索，如实不如实由承办人核实后写明（``ReportReceived``）。
核实的结果由事件定（:data:`book`）：撤回登记就回到没有核实。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.commands.booking import Book, Facts
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, Role, called
from zhixing.casework.control import facts
from zhixing.casework.control.commands.attached import attached_ids, attached_one
from zhixing.casework.control.events import Declared, ReportReceived
from zhixing.casework.control.models import Asset, AssetKind, Declaration
from zhixing.casework.control.queries_assets import keys_of
from zhixing.foundation.history.rows import keep, keep_all
from zhixing.foundation.people.queries import User, calendar_from, settings_of
from zhixing.law import declared, entries, settings
from zhixing.law.articles import cite
from zhixing.law.declared import CHANGES, Contradiction
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.states import Act
from zhixing.law.timeline import Timeline
from zhixing.law.words import choices

BASIS: Final = cite("CD 5")
NOTICE: Final = "enforcement_notice"
ORDER: Final = "report_order"
MOST: Final = 500
"""一份报告至多几项。"""
_RESULTS: Final = ("checked", "late", "false", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """报告写的。

    ``items`` 各项：``kind`` 种类、``what`` 内容、``value_fen`` 金额（分，可空）、``change`` 变动（``law.declared.CHANGES`` 的代码）、
    ``changed_on`` 变动日，以及认财产的各栏（``law.asset_keys``）；``nothing`` 报告没有财产；``refused`` 拒绝报告；
    ``sort`` first、supplement，补充报告另写 ``changed_on`` 财产变动日；``file_id`` 是已存的财产申报表。
    """

    sort: str = Declaration.Sort.FIRST
    items: Sequence[Mapping[str, Any]] = ()
    nothing: bool = False
    refused: bool = False
    changed_on: date | None = None
    file_id: int | None = None


@transaction.atomic
def declare(
    *, case: Case | int, party: Party | int, actor: User, on: date, revision: int | None, given: Given, token: str, why: str = "",
) -> Declaration:
    """收下一份财产报告；同一张表单（``token``）交两次是同一份。``on`` 是报告日。

    拒绝报告的（``given.refused``，``why`` 写明怎样拒绝）当即记为拒绝报告。栏目不对、日子不可能抛出 ``Refused``。
    """
    held = begin(Act.DECLARE, case=case, actor=actor, revision=revision)
    if made := Declaration.objects.filter(case=held, token=token).first():
        return made
    possible(on, held.received_on, "报告日")
    debtor, line = _debtor(held, party), timeline_of(held)
    name = called(held.parties.all())[debtor.pk]
    row = Declaration(
        case=held, court_id=held.court_id, party=debtor, given_on=on, token=token, taken_by=actor, taken_name=actor.name, **_checked(held, given, on),
    )
    notice = facts.told_on(line, NOTICE, name)
    row.since = declared.since(notice) if notice else None
    row.found = [one.as_data() for one in compare(row, line)]
    row.save()
    if given.refused:
        return _concluded(row, held, actor, on, name, "refused", entries.text(why, "怎样拒绝", limit=500, required=True).require())
    event = Declared(subject=name, sort=row.sort, items=len(row.items), declaration=row.pk)
    finish(event, case=held, actor=actor, on=on, finding=lateness(row, line))
    return row


def _debtor(case: Case, party: Party | int) -> Party:
    found = Party.objects.filter(pk=party if isinstance(party, int) else party.pk, case=case, role=Role.RESPONDENT, active=True).first()
    if found is None:
        raise refused("party", "报告人不是本案在案的被执行人。", "选本案的被执行人；追加的先登记为被执行人。", subject="party")
    return found


def _checked(case: Case, given: Given, on: date) -> dict[str, Any]:
    """收得下的各栏。"""
    sort = entries.one_of(given.sort, Declaration.Sort.values, "哪一种报告").require()
    if sort == Declaration.Sort.SUPPLEMENT and given.changed_on is None:
        raise refused("changed_on", "补充报告没有写财产变动的日子。", "写明哪天变动的：变动之日起十日内补充报告（CD 7）。", subject="changed_on")
    if given.changed_on and given.changed_on > on:
        raise refused("changed_on", f"变动日{given.changed_on}在报告日{on}之后。", "核对日期。", subject="changed_on")
    if not (given.items or given.nothing or given.refused):
        raise refused("empty", "没有写一项财产，也没有写明“没有财产”。", "逐项写，或者选“报告没有财产”“拒绝报告”。", subject="items")
    if given.items and (given.nothing or given.refused):
        raise refused("both", "既写了财产，又选了没有财产、拒绝报告。", "二者只能有一样。", subject="items")
    items = [_item(number, one, on) for number, one in enumerate(given.items[: MOST + 1], 1)]
    if len(items) > MOST:
        raise refused("too_many", f"一份报告至多{MOST}项。", "其余的另交一份，或者作为附件。", subject="items")
    told = {"sort": sort, "items": items, "nothing": given.nothing, "refused": given.refused, "changed_on": given.changed_on}
    return {**told, "file": attached_one(case, given.file_id)}


def _item(number: int, one: Mapping[str, Any], on: date) -> dict[str, Any]:
    """一项；``key`` 是认它的键，认不了为空。"""
    label = f"第{number}项"
    kind = entries.one_of(str(one.get("kind", "")), [code for code in AssetKind.values if code != AssetKind.INFO], f"{label}的种类").require()
    what = entries.text(str(one.get("what", "")), f"{label}的内容", limit=300, required=True).require()
    change = entries.one_of(str(one.get("change", "")), CHANGES, f"{label}的变动").require()
    told = {name: entries.text(str(value), f"{label}的{name}", limit=200).require() for name, value in one.items() if name not in _OWN and value}
    value = one.get("value_fen")
    if value is not None and (not isinstance(value, int) or value < 0):
        raise refused("value", f"{label}的金额不对。", "写元，不小于零；不知道的空着。", subject="items")
    changed = _day(label, one.get("changed_on"), on)
    item = {**told, "kind": kind, "what": what, "change": change, "value_fen": value, "changed_on": changed}
    return {**item, "key": declared.item(item).key}


_OWN: Final = frozenset({"kind", "what", "change", "value_fen", "changed_on", "key"})


def _day(label: str, value: object, on: date) -> str:
    """变动日，存成文字；没有为空。"""
    if not value:
        return ""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise refused("day", f"{label}的变动日写错了。", "写成 2026-11-03 的样子。", subject="items") from None
    if day > on:
        raise refused("day", f"{label}的变动日{day}在报告日{on}之后。", "核对日期。", subject="items")
    return day.isoformat()


# ---- 对照 ----


def compare(row: Declaration, line: Timeline) -> tuple[Contradiction, ...]:
    """报告和本院查到的这个人的财产（各案的）现在有哪些矛盾；``line`` 是本案的时间线。收下时、核实时各算一次，平时看也可以再算。"""
    if row.refused:
        return ()
    assets = Asset.objects.filter(court=row.court_id, holder_key__in=keys_of(row.party), as_of__isnull=False).order_by("kind", "pk")
    notice = facts.told_on(line, NOTICE, called(row.case.parties.all())[row.party_id]) or row.given_on
    return declared.contradictions(facts.items(row), map(facts.known, assets), notice_on=notice, given_on=row.given_on)


def lateness(row: Declaration, line: Timeline) -> Finding[bool] | None:
    """逾期没有：首次报告看报告财产令送达以后的天数（本院设置），补充报告看变动以后十日；令还没有送达的说不上。"""
    values = settings_of(row.court_id)
    calendar = calendar_from(values)
    if row.sort == Declaration.Sort.SUPPLEMENT:
        return declared.late(row.given_on, declared.supplement_due(row.changed_on, calendar).value) if row.changed_on else None
    ordered = facts.told_on(line, ORDER, called(row.case.parties.all())[row.party_id])
    if ordered is None:
        return None
    days = int(values.get("document.report_days", settings.default("document.report_days")))
    return declared.late(row.given_on, declared.report_due(ordered, days, calendar).value)


# ---- 核实 ----


@transaction.atomic
def check(
    *, declaration: Declaration | int, actor: User, on: date, revision: int | None, result: str, text: str = "", file_ids: Iterable[int] = (),
) -> Declaration:
    """写明核实的结果：``result`` 见 words 的 report；有矛盾仍认为如实的、不如实的，``text`` 写明理由。处罚另行报批。"""
    number = declaration if isinstance(declaration, int) else declaration.pk
    case_id = Declaration.objects.values_list("case", flat=True).get(pk=number)
    case = begin(Act.DECLARE, case=case_id, actor=actor, revision=None)
    row = Declaration.objects.select_for_update().get(pk=number, case=case)
    if revision is not None and revision != row.revision:
        raise refused("stale", "这份报告刚才有变动。", "刷新页面，看过新的情况再办。")
    if row.result:
        raise refused("done", f"这份报告已经核实：{choices('report')[row.result]}。", "有误的撤回那条登记，再核实。")
    possible(on, row.given_on, "核实日")
    row.revision += 1
    row.found = [one.as_data() for one in compare(row, timeline_of(case))]
    keep(row, ["found", "revision"])
    told = entries.text(text, "核实的情况", limit=500, required=result == "false" or bool(row.found)).require()
    name = called(case.parties.all())[row.party_id]
    return _concluded(row, case, actor, on, name, entries.one_of(result, _RESULTS, "核实结果").require(), told, file_ids)


def _concluded(
    row: Declaration, case: Case, actor: User, on: date, name: str, result: str, text: str, file_ids: Iterable[int] = (),
) -> Declaration:
    event = ReportReceived(subject=name, result=result, text=text, declaration=row.pk, files=attached_ids(case, file_ids))
    finish(event, case=case, actor=actor, on=on)
    row.refresh_from_db()
    return row


def refused(code: str, text: str, remedy: str, *, subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"declare.{code}", text, BASIS, remedy=remedy, subject=subject))


# ---- 随事件走 ----


def _write(cases: Sequence[Case], told: Facts) -> None:
    """各份报告核实的结果、核实日，照仍然有效的登记重新得出。"""
    ends = {fact.data["declaration"]: fact for rows in told.values() for fact in rows if fact.data.get("declaration")}
    rows = list(Declaration.objects.filter(case__in=[case.pk for case in cases]))
    for row in rows:
        end = ends.get(row.pk)
        row.result, row.checked_on = (str(end.data.get("result", "")), end.on) if end else ("", None)
    keep_all(rows, ("result", "checked_on"))


book: Final = Book(frozenset({ReportReceived.name}), _write)
"""后续：财产报告核实了、更正了、撤回了。"""
