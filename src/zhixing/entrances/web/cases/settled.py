"""恢复执行的案件看原案：原案达成的和解、各期付了多少（只看，不在本案登记）；各项请求里还有多少未履行。"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhixing.casework.cases.queries import Kind, visible_to
from zhixing.casework.settlement import queries as settlement
from zhixing.casework.settlement.queries import Agreement
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Column, Content, Panel, Row, Table
from zhixing.entrances.web.ui.words import full_day, yuan

COLUMNS = (Column("原案"), Column("达成"), Column("内容"), Column("付了多少"), Column("原案结束时"))
LEFT = "未履行（本案申请执行标的）"


def resumed(view: View) -> bool:
    """是不是扣除原案已到位、只执行未履行部分的执恢案件。"""
    told = view.timeline.of("cases.CarriedOver")
    return view.case.kind == Kind.RESUMED and any(fact.data.get("unpaid_fen") is not None for fact in told)


def before(view: View) -> Iterator[Panel]:
    """原案和解；原案没有达成过和解的不显示。"""
    came = {fact.data["from_case"]: str(fact.data.get("from_number", "")) for fact in view.timeline.of("cases.CarriedOver")}
    found = [(number, one) for case, number in came.items() for one in settlement.of_case(case)]
    if not found:
        return
    seen = set(visible_to(view.desk.user, view.desk.today).filter(pk__in=came).values_list("pk", flat=True))
    rows = tuple(_row(number, one, seen=one.case_id in seen) for number, one in found)
    note = "只供查看，不在本案登记；已付的从未履行里扣过了"
    yield Panel(title="原案和解", note=note, flush=True, body=(Table(columns=COLUMNS, rows=rows, label="原案和解"),))


def _row(number: str, one: Agreement, *, seen: bool) -> Row:
    day = full_day(one.agreed_on)
    open_: Content = Action(text=day, url=reverse("settlement_page", args=[one.pk]), kind="link") if seen else day
    ended = f"{full_day(one.ended_on)} {one.get_state_display()}" if one.ended_on else one.get_state_display()
    return Row(cells=(number, open_, one.text or "—", _paid(one), ended))


def _paid(one: Agreement) -> tuple[Content, ...]:
    parts = list(one.instalments.all())
    if not parts:
        return ("没有分期，付了的看原案登记",)
    paid, total = sum(part.paid_fen for part in parts), sum(part.amount_fen for part in parts)
    done = sum(part.paid_on is not None for part in parts)
    return f"已付 {yuan(paid)} 元，共 {yuan(total)} 元", f"{len(parts)} 期，付清 {done} 期"
