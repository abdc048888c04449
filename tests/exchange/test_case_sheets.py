"""两张表 → 收件内容：栏目怎么认、当事人怎么对上、毛病落在哪一格。"""

from __future__ import annotations

from datetime import date
from typing import Any

import drafts
import pytest
from exchange import books
from exchange.old_books import xls

from zhixing.exchange.case_sheets import CaseRow, read_sheets
from zhixing.exchange.sheets_out import template
from zhixing.exchange.workbook import Cell, Sheet, read
from zhixing.law.finding import Refused


def rows(content: bytes, name: str = "案件.xlsx") -> list[CaseRow]:
    return read_sheets(read(name, content)).rows


def only(**more: Any) -> CaseRow:
    (row,) = rows(books.xlsx([books.case_row(**more)]))
    return row


def told(row: CaseRow) -> dict[str, str]:
    """{栏目: 毛病}，不含提醒。"""
    return {fault.column: fault.text for fault in row.faults if not fault.warning}


def code(content: bytes, name: str = "案件.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        read_sheets(read(name, content))
    return caught.value.finding.reasons[0].code


def test_a_plain_row() -> None:
    row = only()
    draft = row.draft
    assert draft is not None and not row.bad and row.faults == []
    assert (draft.kind, draft.claim_fen, draft.cause) == ("执", 3_600_000, "民间借贷纠纷")
    assert (draft.received_on, draft.accepted_on) == (date(2026, 10, 20), date(2026, 10, 22))
    assert [(p.role, p.name, p.paper) for p in draft.parties] == [
        ("applicant", "王秀兰", "id"), ("respondent", "单晓岚", "id"),
    ]
    assert draft.titles[0].number == "（2026）内0221民初501号" and draft.titles[0].kind == "judgment"


def test_dictionary_codes_are_column_names_too() -> None:
    row = {
        "AH": "（2026）内0221执恢7号", "D_SDCLRQ": "2026-10-20", "D_LARQ": "2026-10-21", "ZXYJWSWH": "（2025）内0221民初9号",
        "N_YZXBDJE（元）": "2,690.00", "申请执行人": "王秀兰", "被执行人": "单晓岚",
    }
    (found,) = rows(books.xlsx([row]))
    assert found.draft is not None
    assert (found.draft.kind, found.draft.claim_fen) == ("执恢", 269_000)


def test_parties_follow_by_key_or_by_number() -> None:
    cases = [books.case_row(1, 申请执行人=None, 被执行人=None), books.case_row(2, 序号=None, 申请执行人=None, 被执行人=None)]
    parties = [
        books.party_row(1, "申请执行人", "敖特根", 通晓语言="蒙古语", 身份证号码=drafts.citizen()),
        books.party_row(1, "被执行人", "包头市瑞丰商贸有限公司", 统一社会信用代码="91150299XNDEM00016"),
        books.party_row(1, "代理人", "仇立群", 代理谁="敖特根", 代理权限="特别授权"),
        {"案号": "(2026)内0221执1002号", "当事人法律地位": "被执行人", "名称": "单晓岚", "下落不明": "是"},
    ]
    first, second = rows(books.xlsx(cases, parties))
    assert first.draft is not None and second.draft is not None
    assert [(p.role, p.nature, p.represents) for p in first.draft.parties] == [
        ("applicant", "person", None), ("respondent", "unit", None), ("agent", "person", 0),
    ]
    assert first.draft.parties[0].language == "蒙古语" and first.party_rows == [2, 3, 4]
    assert [(p.name, p.whereabouts_unknown) for p in second.draft.parties] == [("单晓岚", True)]


def test_parties_without_a_case_are_reported() -> None:
    reading = read_sheets(read("案件.xlsx", books.xlsx([books.case_row(1)], [books.party_row(9, "被执行人", "单晓岚")])))
    assert any("没有对应案件的当事人：第 2 行" in note for note in reading.notes)


def test_an_unlinked_party_row_belongs_to_no_case() -> None:
    cases = [books.case_row(1, 序号=None, 案号=None), books.case_row(2, 序号=None, 案号=None)]
    found = rows(books.xlsx(cases, [{"当事人法律地位": "被执行人", "名称": "无主"}]))
    assert all("无主" not in [p.name for p in row.draft.parties] for row in found if row.draft)


def test_unknown_columns_are_reported_and_left_out() -> None:
    reading = read_sheets(read("案件.xlsx", books.xlsx([books.case_row(备注="x")])))
    assert any("备注" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("立案日期", "2026-02-30", "“2026-02-30”不是可能的日期"),
        ("收到材料日期", "去年", "“去年”不是可能的日期"),
        ("应执行标的金额", "三万六", "“三万六”不是金额"),
        ("应执行标的金额", "12.345", "“12.345”不是金额"),
        ("应执行标的金额", "1e30", "“1e30”不是金额"),
        ("应执行标的金额", "=1+1", "是公式，请复制后“选择性粘贴”为数值"),
        ("执行依据类型", "判决了", "“判决了”不在选项里"),
        ("标签", "特急", "没有“特急”这个标签"),
        ("收到材料日期", None, "没有填写收到材料日期"),
    ],
)
def test_faults_stand_in_their_column(column: str, value: object, text: str) -> None:
    assert told(only(**{column: value})) == {column: text}


def test_a_row_without_a_receipt_date_still_tells_everything_else() -> None:
    row = only(收到材料日期=None, 应执行标的金额="许多")
    assert set(told(row)) == {"收到材料日期", "应执行标的金额"}


def test_an_identity_number_stored_as_a_number() -> None:
    row = only(申请执行人证件号码=150221199003078524)
    assert told(row) == {"申请执行人证件号码": "号码存成了数字，末几位已经丢失"}
    (as_text,) = rows(books.csv_text([books.case_row(申请执行人证件号码="1.50221E+17")]).encode(), "案件.csv")
    assert told(as_text) == {"申请执行人证件号码": "号码存成了数字，末几位已经丢失"}


@pytest.mark.parametrize("column", ["被执行人", "应执行标的金额", "收到材料日期", "执行依据类型", "案号", "承办人"])
def test_a_lone_surrogate_is_told_and_never_kept(column: str) -> None:
    row = books.case_row() | {column: "单" + chr(0xD800) + "岚", "承办人": chr(0xD800)}
    sheet = Sheet("案件", tuple(row), ((2, tuple(Cell(value) for value in row.values())),))
    (found,) = read_sheets([sheet]).rows
    assert column in told(found) and found.bad
    for fault in found.faults:
        fault.text.encode()  # 存得进库


def test_a_lone_surrogate_in_a_file_is_refused_as_a_whole() -> None:
    text = books.csv_text([books.case_row(被执行人="单" + chr(0xD800) + "岚")])
    for encoding in ("utf-8", "utf-16"):
        assert code(text.encode(encoding, "surrogatepass"), "案件.csv") == "workbook.encoding"


def test_merged_cells_are_refused() -> None:
    made = books.book([books.case_row(1), books.case_row(2)])
    made["案件"].merge_cells("A2:A3")
    assert code(books.packed(made)) == "import.merged"
    assert code(xls([list(books.case_row()), list(books.case_row().values())], (1, 2, 0, 0)), "案件.xls") == "import.merged"


def test_old_workbooks_read_the_same() -> None:
    row = books.case_row(应执行标的金额=12600.0)
    (found,) = rows(xls([list(row), list(row.values())]), "案件.xls")
    assert found.draft is not None and found.draft.claim_fen == 1_260_000
    assert found.number == "（2026）内0221执1001号"


def test_wrong_columns_and_wrong_sheets() -> None:
    assert code(books.xlsx([{"甲": 1}])) == "import.columns"
    assert code(books.xlsx([books.case_row()], [{"名称": "单晓岚"}])) == "import.columns"
    assert code(books.xlsx((), (), 甲=[{"a": 1}], 乙=[{"b": 2}])) == "import.sheet"


def test_the_same_number_twice_in_one_file() -> None:
    first, second = rows(books.xlsx([books.case_row(1), books.case_row(2, 案号="(2026)内0221执1001号")]))
    assert not first.bad and told(second) == {"案号": "与第 2 行的案号相同"}


def test_an_agent_of_nobody_in_the_case() -> None:
    cases = [books.case_row(1, 申请执行人=None, 被执行人=None)]
    (row,) = rows(books.xlsx(cases, [
        books.party_row(1, "申请执行人", "王秀兰"), books.party_row(1, "被执行人", "单晓岚"),
        books.party_row(1, "代理人", "仇立群", 代理谁="张三"),
    ]))
    assert [(f.sheet, f.row, f.column) for f in row.faults] == [("当事人", 4, "代理谁")]


def test_the_sample_row_of_the_template_is_not_a_case() -> None:
    assert rows(template(), "模板.xlsx") == []
