"""读表格文件：读得准，读不坏，读不了的说清楚。"""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest
from exchange import books

from zhixing.exchange.workbook import MAX_BYTES, MAX_ROWS, OLE, Sheet, as_date, glance, read
from zhixing.law.finding import Refused


def only(content: bytes, name: str = "案件.xlsx") -> Sheet:
    (sheet,) = read(name, content)
    return sheet


def cells(sheet: Sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for _, row in sheet.rows]


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(name, content)
    (reason,) = caught.value.finding.reasons
    assert reason.remedy, "要说怎么办"
    return reason.code


def test_values_keep_their_kind() -> None:
    row = {"甲": "0123", "乙": 12600, "丙": 12.5, "丁": date(2026, 10, 20), "戊": None, "己": "  王秀兰 "}
    sheet = only(books.xlsx([row]))
    assert sheet.header == ("甲", "乙", "丙", "丁", "戊", "己")
    assert cells(sheet) == [["0123", 12600, 12.5, date(2026, 10, 20), None, "王秀兰"]]


def test_row_numbers_are_those_of_the_file_and_blank_rows_are_skipped() -> None:
    made = books.book([{"甲": 1}])
    made["案件"].insert_rows(1, 2)
    made["案件"].append([None])
    made["案件"].append([9])
    sheet = only(books.packed(made))
    assert [number for number, _ in sheet.rows] == [4, 6]


def test_a_formula_is_a_fault_not_a_value() -> None:
    sheet = only(books.xlsx([{"金额": "=1+1", "错": "#DIV/0!"}]))
    (formula, error) = sheet.rows[0][1]
    assert formula.value is None and "公式" in formula.fault
    assert error.value is None and "错误值" in error.fault


def test_merged_cells_are_noticed() -> None:
    made = books.book([{"甲": 1, "乙": 2}, {"甲": 3, "乙": 4}])
    made["案件"].merge_cells("A2:A3")
    assert only(books.packed(made)).merged
    assert not only(books.xlsx([{"甲": 1}])).merged


def test_a_wrong_dimension_in_the_file_is_not_trusted() -> None:
    content = books.rewritten(
        books.xlsx([{"甲": 1}]), "xl/worksheets/sheet1.xml", '<dimension ref="A1:A2"', '<dimension ref="A1:XFD1048576"'
    )
    assert cells(only(content)) == [[1]]


def test_too_big_a_file() -> None:
    assert refused("大.xlsx", b"PK" + bytes(MAX_BYTES)) == "workbook.too_big"
    assert refused("五十兆.xlsx", b"PK" + bytes(50 * 2**20)) == "workbook.too_big"


def test_too_many_rows() -> None:
    text = "甲\n" + "1\n" * (MAX_ROWS + 1)
    assert refused("多.csv", text.encode()) == "workbook.rows"


def test_macros_are_refused() -> None:
    assert refused("宏.xlsm", books.with_part(books.xlsx([{"甲": 1}]), "xl/vbaProject.bin", b"x")) == "workbook.macro"
    old = OLE + bytes(600) + "_VBA_PROJECT".encode("utf-16-le")
    assert refused("宏.xls", old) == "workbook.macro"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = books.with_part(books.xlsx([{"甲": 1}]), "xl/worksheets/sheet9.xml", bytes(301 * 2**20))
    assert len(bomb) < 2**20
    assert refused("炸弹.xlsx", bomb) == "workbook.bomb"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.xlsx", b"", "workbook.empty"),
        ("空白.csv", b" \r\n ", "workbook.empty"),
        ("图.png", b"\x89PNG\r\n", "workbook.kind"),
        ("坏.xlsx", b"PK\x03\x04garbage", "workbook.broken"),
        ("坏.xls", OLE + b"garbage" * 100, "workbook.broken"),
        ("乱码.csv", b"\xff\xfe\xff\xff\x00\xd8", "workbook.encoding"),
    ],
)
def test_other_unreadable_files(name: str, content: bytes, code: str) -> None:
    assert refused(name, content) == code


def test_a_zip_that_is_not_a_workbook() -> None:
    assert refused("压缩.zip", books.with_part(b"", "说明.txt", b"x")) == "workbook.kind"


def test_random_bytes_never_escape_as_another_error() -> None:
    luck = random.Random(7)
    for head in (b"PK\x03\x04", OLE, b"", b"\xef\xbb\xbf"):
        for name in ("a.xlsx", "a.xls", "a.csv"):
            try:
                read(name, head + luck.randbytes(600))
            except Refused:
                continue


def test_csv_in_utf8_and_gbk_and_utf16() -> None:
    text = books.csv_text([{"案号": "（2026）内0221执1号", "申请执行人": "娜仁图雅"}])
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"):
        sheet = only(text.encode(encoding), "案件.csv")
        assert sheet.name == "案件" and cells(sheet) == [["（2026）内0221执1号", "娜仁图雅"]]


def test_csv_keeps_long_numbers_written_as_text_formulas() -> None:
    sheet = only('号码,金额,算式\r\n="0123456789012345",12,=A1+1\r\n'.encode(), "案件.csv")
    number, amount, formula = sheet.rows[0][1]
    assert number.value == "0123456789012345" and amount.value == "12"
    assert formula.value is None and "公式" in formula.fault


def test_csv_with_tabs_or_semicolons() -> None:
    for mark in ("\t", ";"):
        assert cells(only(f"甲{mark}乙\n1{mark}2,3\n".encode(), "案件.csv")) == [["1", "2,3"]]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-01-18", date(2026, 1, 18)), ("2026/1/18", date(2026, 1, 18)), ("2026.1.18", date(2026, 1, 18)),
        ("2026年1月18日", date(2026, 1, 18)), ("20260118", date(2026, 1, 18)), (20260118, date(2026, 1, 18)),
        ("2026-01-18 00:00:00", date(2026, 1, 18)), (datetime(2026, 1, 18, 9), date(2026, 1, 18)),
        ("2026-02-30", None), ("2026-13-01", None), ("昨天", None), ("18/01/2026", None), ("0000-01-01", None),
    ],
)
def test_dates(value: object, day: date | None) -> None:
    assert as_date(value) == day


def test_glance_does_not_read_the_rows() -> None:
    assert glance("a.xlsx", books.xlsx([{"甲": "=1"}])) == "xlsx"
    assert glance("a.csv", "甲\n1".encode()) == "csv"
