"""回填单：本系统办的逐栏列出，勾一栏记一栏，流程系统已有的不再列。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from exchange.flows import at, book, bring
from spine import TODAY, House

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import correct_entry, register
from zhixing.casework.cases.queries import Case
from zhixing.exchange import backfill, flow_tables
from zhixing.exchange.backfill import Done, Section, pending, sheet, tick, tick_section
from zhixing.exchange.models import Backfill
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import Setting
from zhixing.law.finding import Refused

ON = date(2026, 10, 28)


def registered(house: House, case: Case, matter: str, on: date = ON, **values: Any) -> int:
    recorded = register(case=case, actor=house.judge, on=on, revision=None, matter=matter, values=values)
    return recorded.entry.seq


def frozen(house: House, case: Case) -> int:
    return registered(house, case, "freeze", property="deposit", rank="first", subject="工商银行 尾号1234", amount_fen="36000")


def section(case: Case, table: str) -> Section:
    return next(one for one in sheet(case) if one.table == table)


def values(row: Done) -> dict[str, str]:
    return {field.name: field.value for field in row.fields}


def test_the_fields_stand_in_the_national_order(house: House, case: Case) -> None:
    frozen(house, case)
    (row,) = section(case, "T_SCZXDJ").rows
    national = [c.name for c in flow_tables.table("T_SCZXDJ").columns]
    shown = [field.name for field in row.fields]
    assert shown == [name for name in national if name in shown]
    told = values(row)
    assert (told["冻结类型"], told["冻结生效日期"], told["实际冻结金额"], told["财产所有权人"]) == ("银行存款", "2026-10-28", "36000.00", "单晓岚")
    assert told["冻结清单序号"] == "" and "解冻日期" not in told


def test_sections_stand_in_the_national_order_and_say_what_was_done(house: House, case: Case) -> None:
    frozen(house, case)
    registered(house, case, "query", channel="network", scope="full")
    registered(house, case, "notice", to="单晓岚")
    codes = [one.table for one in sheet(case)]
    order = [one.code for one in flow_tables.tables()]
    assert codes == sorted(codes, key=order.index)
    assert codes == ["T_SCZX", "T_SCZXCCDC", "T_SCZXDJ", "T_SCZXBGCCL"]
    dates = [values(row) for row in section(case, "T_SCZX").rows]
    assert [list(one.values())[-1] for one in dates][:2] == ["2026-10-21", "2026-10-22"]


def test_a_release_names_its_measure(house: House, case: Case) -> None:
    registered(house, case, "seize", measure="seize", property="real_estate", rank="first", subject="振华小区3号楼")
    registered(house, case, "release", date(2026, 11, 1), subject="振华小区3号楼", ground="paid")
    taken, released = section(case, "T_SCZXCF").rows
    assert values(taken)["查封地点"] == "振华小区3号楼"
    assert values(released) == {"查封地点": "振华小区3号楼", "解除查封原因": "已经履行", "解封日期": "2026-11-01", "解除查封文书序号": ""}


def test_only_the_enforcement_notice_fills_its_date(house: House, case: Case) -> None:
    registered(house, case, "clue_notice", to="王秀兰")
    assert not any("发出执行通知书日期" in values(row) for one in sheet(case) for row in one.rows)
    registered(house, case, "notice", to="单晓岚")
    (row,) = [row for row in section(case, "T_SCZX").rows if "发出执行通知书日期" in values(row)]
    assert values(row)["发出执行通知书日期"] == "2026-10-28"


def test_feedback_that_found_nothing_is_not_property_found(house: House, case: Case) -> None:
    registered(house, case, "query", channel="network", scope="full")
    registered(house, case, "feedback", text="没有可供执行的财产")
    assert "T_SCZXYCMCC" not in [one.table for one in sheet(case)]
    registered(house, case, "feedback", found=["deposit"])
    assert len(section(case, "T_SCZXYCMCC").rows) == 1


def test_an_expiry_left_open_is_the_statutory_one(house: House, case: Case) -> None:
    frozen(house, case)
    assert values(section(case, "T_SCZXDJ").rows[0])["冻结届满日期"] == "2027-10-28", "银行存款一年"


def test_what_has_no_table_is_listed_in_words(house: House, case: Case) -> None:
    registered(house, case, "settle", text="分六期付清")
    (row,) = section(case, "").rows
    assert values(row)["内容"] == row.text


def test_ticks_are_kept_and_undone_with_their_history(house: House, case: Case) -> None:
    seq = frozen(house, case)
    tick(case=case, user=house.judge, seq=seq, column="T_SCZXDJ.D_DJSXRQ")
    (row,) = section(case, "T_SCZXDJ").rows
    assert [field.column for field in row.fields if field.ticked] == ["T_SCZXDJ.D_DJSXRQ"] and not row.ticked
    tick(case=case, user=house.judge, seq=seq)
    assert section(case, "T_SCZXDJ").rows[0].ticked and section(case, "T_SCZXDJ").left == 0
    tick(case=case, user=house.judge, seq=seq, column="T_SCZXDJ.D_DJSXRQ", ticked=False)
    row = section(case, "T_SCZXDJ").rows[0]
    assert not row.ticked and [f.column for f in row.fields if f.copyable and not f.ticked] == ["T_SCZXDJ.D_DJSXRQ"]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from exchange_backfillevent where pgh_label = 'delete'")
        assert cursor.fetchone() == (2,)
    assert Backfill.objects.filter(ticked_by=house.judge).exists()


def test_a_whole_section_at_once(house: House, case: Case) -> None:
    frozen(house, case)
    registered(house, case, "freeze", property="deposit", rank="first", subject="农业银行 尾号9")
    assert tick_section(case=case, user=house.judge, table="T_SCZXDJ") == 2
    assert section(case, "T_SCZXDJ").left == 0
    tick_section(case=case, user=house.judge, table="T_SCZXDJ", ticked=False)
    assert not Backfill.objects.exists()


def test_only_those_who_may_register_tick(house: House, case: Case) -> None:
    seq = frozen(house, case)
    with pytest.raises(Forbidden):
        tick(case=case, user=house.president, seq=seq)
    with pytest.raises(Refused, match="没有这一笔"):
        tick(case=case, user=house.judge, seq=999)
    with pytest.raises(Refused, match="没有这一栏"):
        tick(case=case, user=house.judge, seq=seq, column="T_SCZX.AH")
    assert not Backfill.objects.exists()


def test_what_the_flow_system_already_has_is_not_listed(house: House, case: Case) -> None:
    frozen(house, case)
    row = {"AH": case.number, "C_ID": "1", "冻结类型": "银行存款", "冻结生效日期": "2026-10-28"}
    bring(house.director, book(冻结=[row, {**row, "C_ID": "2", "冻结生效日期": "2026-10-10"}]), at(1))
    assert "T_SCZXDJ" not in [one.table for one in sheet(case)]


def test_a_correction_must_be_filled_in_again(house: House, case: Case) -> None:
    seq = frozen(house, case)
    tick(case=case, user=house.judge, seq=seq)
    correct_entry(case=case, actor=house.judge, seq=seq, values={"amount_fen": 100}, on=ON, reason="笔误", revision=None)
    (row,) = section(case, "T_SCZXDJ").rows
    assert not row.ticked and row.seq != seq and values(row)["实际冻结金额"] == "1.00"


def test_a_court_numbered_by_the_platform_has_its_filing_there_already(house: House, case: Case) -> None:
    assert next(row.text for row in section(case, "T_SCZX").rows).startswith("立案")
    Setting.objects.update(value="external")
    assert [row.text[:2] for row in section(case, "T_SCZX").rows] == ["分案"]


def test_pending_equals_the_sheets_and_asks_a_fixed_number_of_times(house: House, case: Case) -> None:
    cases = [case, *(house.case() for _ in range(3))]
    seqs = [frozen(house, one) for one in cases]
    tick(case=cases[0], user=house.judge, seq=seqs[0])
    correct_entry(case=cases[1], actor=house.judge, seq=seqs[1], values={"amount_fen": 1}, on=ON, reason="笔误", revision=None)
    row = {"AH": cases[2].number, "C_ID": "1", "冻结类型": "银行存款", "冻结生效日期": "2026-10-28"}
    bring(house.director, book(冻结=[row]), at(1))
    correct_entry(case=cases[2], actor=house.judge, seq=seqs[2], values={"amount_fen": 1}, on=ON, reason="笔误", revision=None)
    found = pending(house.judge, TODAY)
    left = {one.pk: {row.seq for part in sheet(one) for row in part.rows if not row.ticked} for one in cases}
    assert found.cases == tuple(reversed([pk for pk in left if left[pk]]))
    assert found.entries == sum(map(len, left.values()))
    with CaptureQueriesContext(connection) as one:
        pending(house.judge, TODAY)
    assert sum("history_entry" in query["sql"] for query in one) == 1 and len(one) <= 2
    assert pending(house.other, TODAY) == backfill.Pending((), 0)
    assert entries(case.stream).exists()
