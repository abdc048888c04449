"""财产报告：收下、与查到的对照、核实；补充报告十日；拒绝报告；撤回登记回到没有核实。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from control.desk import TODAY, ControlDesk
from spine import story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.models import Case
from zhixing.casework.control.commands import declarations
from zhixing.casework.control.commands.declarations import Given
from zhixing.casework.control.commands.findings import take
from zhixing.casework.control.models import Declaration
from zhixing.casework.control.told import Told
from zhixing.casework.documents.events import Served
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused

ACCOUNT = "6217000010001233349"
ORDERED = date(2026, 10, 23)


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    """执行通知、报告财产令都送达了；查到一个五千元的账户、一辆车。"""
    made = desk.case()
    for paper in ("enforcement_notice", "report_order"):
        desk.record(made, Served(document=paper, to=desk.debtor(made).name), ORDERED)
    told = [
        Told(kind="deposit", what="北疆银行 尾号3349", values={"account": ACCOUNT}, value_fen=500_000, available_fen=500_000),
        Told(kind="vehicle", what="蒙B·D1234", values={"plate": "蒙B·D1234", "plate_type": "02"}),
    ]
    take(case=made, party=desk.debtor(made), told=told, on=date(2026, 10, 26), sure=True)
    return made


def item(**values: Any) -> dict[str, Any]:
    return {"kind": "deposit", "what": "北疆银行存款", "account": ACCOUNT, "value_fen": 500_000, **values}


def declared(desk: ControlDesk, case: Case, on: date = date(2026, 10, 28), token: str = "t1", why: str = "", **values: Any) -> Declaration:
    given = Given(**({"items": [item()]} | values))
    return declarations.declare(case=case, party=desk.debtor(case), actor=desk.judge, on=on, revision=None, given=given, token=token, why=why)


def test_a_report_is_compared_with_what_was_found(desk: ControlDesk, case: Case) -> None:
    row = declared(desk, case, items=[item(value_fen=100_000)])
    assert [(one["sort"], one["what"]) for one in row.found] == [("understated", "北疆银行 尾号3349"), ("undeclared", "蒙B·D1234")]
    assert row.since == date(2025, 10, 23) and row.items[0]["key"] == ACCOUNT and row.result == ""
    assert entries(case.stream).order_by("-seq")[0].payload["declaration"] == row.pk and story(case)[-1] == "control.Declared"


def test_an_honest_report_has_no_contradiction_until_more_is_found(desk: ControlDesk, case: Case) -> None:
    row = declared(desk, case, items=[item(), item(kind="vehicle", what="货车一辆", plate="蒙BD1234", plate_type="02", value_fen=None)])
    assert row.found == []
    flat = Told(kind="real_estate", what="和平街301", values={"unit": "150221001001GB00001"})
    take(case=case, party=desk.debtor(case), told=[flat], on=date(2026, 10, 28), sure=True)
    assert [one.what for one in declarations.compare(row, timeline_of(case))] == ["和平街301"]


def test_checked_with_contradictions_needs_a_reason(desk: ControlDesk, case: Case) -> None:
    row = declared(desk, case)
    given: dict[str, Any] = {"declaration": row, "actor": desk.judge, "on": TODAY, "revision": row.revision}
    with pytest.raises(Refused, match="核实的情况"):
        declarations.check(result="checked", **given)
    row = declarations.check(result="false", text="隐瞒货车一辆", **given)
    assert (row.result, row.checked_on) == ("false", TODAY) and [one["what"] for one in row.found] == ["蒙B·D1234"]
    last = entries(case.stream).order_by("-seq")[0]
    assert (last.type, last.subject, last.payload["result"]) == ("control.ReportReceived", desk.debtor(case).name, "false")
    with pytest.raises(Refused, match="已经核实"):
        declarations.check(result="checked", text="改了", **{**given, "revision": None})
    cases.withdraw_entry(case=case, actor=desk.judge, seq=last.seq, reason="登错了", revision=None)
    row.refresh_from_db()
    assert (row.result, row.checked_on) == ("", None)


def test_refusing_is_recorded_at_once(desk: ControlDesk, case: Case) -> None:
    with pytest.raises(Refused, match="怎样拒绝"):
        declared(desk, case, items=(), refused=True)
    row = declared(desk, case, items=(), refused=True, why="当面说不报")
    assert row.result == "refused" and row.found == [] and story(case)[-1] == "control.ReportReceived"


def test_late_first_and_supplement(desk: ControlDesk, case: Case) -> None:
    """首次报告看报告财产令；补充报告变动之日起十日内。"""
    line = timeline_of(case)
    days = (declared(desk, case, token="a"), declared(desk, case, TODAY, "b"))
    assert [found.value for row in days if (found := declarations.lateness(row, line))] == [False, True]
    supplement = [declared(desk, case, TODAY, f"s{n}", sort="supplement", changed_on=TODAY - timedelta(days=n)) for n in (10, 11)]
    found = [declarations.lateness(row, line) for row in supplement]
    assert [one.value for one in found if one] == [False, True] and found[1] is not None and str(found[1].articles[0]).endswith("第9条")


def test_the_same_form_twice_is_one_report(desk: ControlDesk, case: Case) -> None:
    assert declared(desk, case) == declared(desk, case) and Declaration.objects.count() == 1


NOT_TAKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"items": ()}, "没有写一项财产"), ({"nothing": True}, "只能有一样|没有财产"), ({"items": [item(kind="info")]}, "种类"),
    ({"items": [item(what="")]}, "内容"),
    ({"items": [item(value_fen=-1)]}, "金额"), ({"items": [item(change="x")]}, "变动"), ({"items": [item(changed_on="99999999")]}, "变动日"),
    ({"items": [item(changed_on="2026-11-20")]}, "之后"), ({"sort": "supplement"}, "变动的日子"), ({"file_id": 999}, "没有存在本案"),
    ({"items": [item()] * 501}, "至多500"),
)


def test_what_is_not_taken(desk: ControlDesk, case: Case) -> None:
    for values, why in NOT_TAKEN:
        with pytest.raises(Refused, match=why) as caught:
            declared(desk, case, **values)
        assert all(reason.remedy for reason in caught.value.finding.reasons) and not Declaration.objects.exists(), why
