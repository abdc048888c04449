"""反馈表：各种文件、各段表头、案号写在上面的、没有查到的、万元的、存成数字丢了末几位的；坏的说清为什么不收。"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from exchange.pdfs import pdf

from zhixing.exchange.control import layouts, pages, sheets
from zhixing.exchange.control.sheets import Row, read, survey
from zhixing.law.asset_keys import key_of
from zhixing.law.finding import Refused

HEAD = "案号：（2026）内0221执1001号,被执行人：单晓岚,证件号码：150221199003070036\n"
BANKS = "序号,反馈单位,账号,账户类别,币种,余额（元）,可用余额,账户状态,反馈时间,冻结机关,冻结到期日\n"
TABLE = HEAD + BANKS + (
    "1,北疆银行,'6222020000001234567,个人结算账户,人民币,\"12,600.50\",2600.50,正常,2026-11-02 10:00:00,甲法院,2027-01-01\n"
    "2,北疆银行,6222020000009999999,农民工工资专户,CNY,-3.00,,正常,20261102,,99999999\n合计,,,,,12597.50,,,,,\n"
)


def code(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(name, content)
    reason = caught.value.finding.reasons[0]
    assert reason.remedy
    return reason.code


def book(**pages: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in pages.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_bank_sheet_with_the_case_above_it(charset: str) -> None:
    first, second = read("反馈.csv", TABLE.encode(charset)).rows
    assert (first.number, first.case, first.name) == (3, "（2026）内0221执1001号", "单晓岚")
    assert (first.paper, first.agency) == ("150221199003070036", "北疆银行")
    told = first.told
    assert (told.kind, told.what, told.values) == ("deposit", "北疆银行 个人结算账户 尾号4567", {"account": "6222020000001234567"})
    assert (told.value_fen, told.available_fen, told.currency, told.as_of, told.row) == (1260050, 260050, "CNY", date(2026, 11, 2), 3)
    assert told.prior == ({"by": "甲法院", "measure": "freeze", "until": "2027-01-01", "text": "冻结"},)
    assert (told.name, told.paper_number, told.data["余额（元）"], told.faults) == ("单晓岚", "150221199003070036", "12,600.50", ())
    assert (second.told.value_fen, second.told.account_type) == (-300, "农民工工资专户")
    assert set(second.told.faults) == {"negative:余额（元）", "date:冻结到期日"}
    assert second.told.prior[0]["by"] == "没有写明"


def test_several_sheets_and_sections_each_with_its_own_header() -> None:
    content = book(
        银行存款=[
            ["案号", "被执行人", "证件号码", "开户银行", "账号", "余额(万元)"],
            ["（2026）内0221执1号", "甲", "X1", "某银行", "6222020000001234567", 1.25],
        ],
        车辆=[
            ["机动车反馈"], ["案号：（2026）内0221执2号 被查询人：乙 证件号码：150221199003070044"], ["号牌号码", "车辆识别代号", "状态", "抵押权人"],
            ["蒙BD1234", "LSV1", "正常", "某金融公司"], ["不动产反馈"], ["坐落", "不动产单元号", "共有人", "共有份额"],
            ["某街1号", "U1", "丙", "50%"],
        ],
        婚姻=[["被执行人：乙"], ["查无婚姻登记信息"]], 说明=[["本表由系统生成"], ["请核对"]],
    )
    found = read("反馈.xlsx", content)
    money, car, flat, none = found.rows
    assert (money.case, money.name, money.told.value_fen, money.told.data["余额(万元)"]) == ("（2026）内0221执1号", "甲", 1250000, "1.25")
    assert (car.case, car.name, car.told.kind) == ("（2026）内0221执2号", "乙", "vehicle")
    assert car.told.rights == ({"sort": "mortgage", "holder": "某金融公司"},)
    assert (flat.told.kind, flat.told.rights, flat.number) == ("real_estate", ({"sort": "co_owner", "holder": "丙", "share": "50%"},), 7)
    assert (none.told.nothing, none.told.what, found.skipped) == (True, "查无婚姻登记信息", ("说明",))


def test_numbers_that_lost_their_tail_are_not_taken_for_an_account() -> None:
    content = book(银行=[["账号", "余额", "户名"], [6222020000001234567, 5, "甲"], ["=A1", "x", "乙"], ["无", "", "丙"]])
    lost, formula, none = (one.told for one in read("反馈.xlsx", content).rows)
    assert lost.values["account"] == "622202000000123****"
    assert lost.faults == ("digits:账号",)
    assert set(formula.faults) == {"cell:账号", "missing:账号", "amount:余额"}
    assert none.nothing is True


def test_each_kind_of_sheet_is_recognised_by_its_header() -> None:
    for layout in layouts.presets():
        shown = [layout.columns[key][0] for key in (*layout.must, *layout.hints)]
        content = (",".join(["序号", *shown]) + "\n" + ",".join(["1", *("7" for _ in shown)]) + "\n").encode()
        (row,) = read(f"{layout.name}.csv", content).rows
        assert row.told.kind == layout.table.how["kind"], layout.code
        assert key_of(row.told.kind, row.told.values), layout.code


def test_columns_the_court_has_mapped_itself() -> None:
    content = "帐 户 号 码,钱,谁\n62220200,8.5,甲\n".encode()
    assert code("x.csv", content) == "feedback_sheet.columns"
    (seen,) = survey("x.csv", content)
    assert (seen.titles, seen.layout) == (("账户号码", "钱", "谁"), "")
    own = layouts.of({"name": "某系统", "kind": "deposit", "columns": {"account": "帐户号码", "value": "钱", "name": "谁"}})
    (row,) = read("x.csv", content, [own]).rows
    assert (row.name, row.told.value_fen) == ("甲", 850)
    assert dict(survey("x.csv", content, [own])[0].places) == {"account": 0, "value": 1, "name": 2}
    for wrong in ({}, {"kind": "deposit", "columns": {"value": "钱"}}, {"kind": "deposit", "columns": {"account": "甲", "nosuch": "乙"}}):
        with pytest.raises(ValueError, match=r"."):
            layouts.of(wrong)


def test_cells_of_a_pdf_stand_under_their_header(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        [[28, 300, HEAD.replace(",", " ").strip()]], [[33, 51, "序号"], [61, 97, "号牌号码"], [115, 151, "品牌型号"], [161, 215, "车辆识别代号"]],
        [[33, 38, "1"], [61, 105, "蒙BD1234"], [161, 247, "LSV1"]],
    ]
    monkeypatch.setattr(pages, "asked", lambda content, how: {"lines": lines})
    (row,) = read("反馈.pdf", b"%PDF-1.7").rows
    assert (row.case, row.name, row.told.values) == ("（2026）内0221执1001号", "单晓岚", {"plate": "蒙BD1234", "vin": "LSV1"})


def test_a_real_pdf_and_what_is_none() -> None:
    assert code("反馈.pdf", b"MZ this is no pdf") == "feedback_sheet.pdf"
    assert code("反馈.pdf", b"%PDF-1.7 broken") == "feedback_sheet.pdf"
    (row,) = read("反馈.pdf", pdf(["被执行人：单晓岚 证件号码：150221199003070036", "查无车辆信息"])).rows
    assert (row.name, row.paper, row.told.nothing) == ("单晓岚", "150221199003070036", True)


@pytest.mark.parametrize(("name", "content", "found"), [
    ("x.csv", b"", "feedback_sheet.empty"), ("x.csv", b"x" * (21 * 2**20), "feedback_sheet.too_big"),
    ("x.xlsx", b"PK\x03\x04 broken", "workbook.broken"), ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook.broken"),
    ("x.csv", "这是一封信，没有表".encode(), "feedback_sheet.columns"),
])  # fmt: skip
def test_files_that_cannot_be_read(name: str, content: bytes, found: str) -> None:
    assert code(name, content) == found


def test_every_row_says_where_it_stands() -> None:
    rows: list[Row] = list(read("反馈.csv", TABLE.encode()).rows)
    assert [(one.page, one.number, one.told.row) for one in rows] == [("反馈.csv", 3, 3), ("反馈.csv", 4, 4)]
    assert sheets.Context().section == ""
