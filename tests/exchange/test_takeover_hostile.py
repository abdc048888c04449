"""不怀好意或者写坏了的接管工作簿：说清楚，不崩，不写。"""

from __future__ import annotations

from typing import Any

import pytest
from exchange import books, moving
from exchange.moving import case, fund, matter, measure, packed, pool
from offices import Office

from zhixing.casework.cases.queries import Case
from zhixing.exchange import takeover
from zhixing.exchange.takeover_out import template
from zhixing.exchange.takeover_sheets import prepare
from zhixing.law.finding import Refused


def code(world: Office, content: bytes, name: str = "接管.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        prepare(world.court, name, content)
    return caught.value.finding.reasons[0].code


def test_the_template_itself_holds_only_samples(world: Office) -> None:
    book = prepare(world.court, "模板.xlsx", template())
    assert (book.files, book.loose, book.marks, book.totals) == ([], [], [], [])


def test_the_samples_of_the_template_are_good_rows(world: Office) -> None:
    """把“示例”去掉，模板里的各行自己对得上（承办人除外）。"""
    import io

    import openpyxl

    made = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet in made:
        sheet["A2"].value = "1"
    del made["合计"], made["终本库"], made["失信限消"]
    made["案件"].cell(2, [c.value for c in made["案件"][1]].index("承办人") + 1).value = world.judge.name
    made["当事人"].append(["1", "（2026）内0221执1001号", "被执行人", "单晓岚"])
    book = prepare(world.court, "模板.xlsx", books.packed(made))
    assert [(f.sheet, f.column, f.text) for f in book.faults() if not f.warning] == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04 broken", "workbook.broken"), (b"", "workbook.empty"), (b"hello", "workbook.kind"),
        (moving.books.xlsx([], 别的=[{"案号": "1"}]), "takeover.sheet"), (packed([{"案号": "1"}]), "import.columns"),
        (packed([case(1)], 控制措施=[{"案号": "1"}]), "import.columns"),
    ],
)
def test_files_that_cannot_be_read(world: Office, content: bytes, expected: str) -> None:
    assert code(world, content) == expected


def test_merged_cells_in_any_sheet(world: Office) -> None:
    made = moving.book([case(1)], 控制措施=[measure(1), measure(1, "另一账户")])
    made["控制措施"].merge_cells("A2:A3")
    assert code(world, books.packed(made)) == "takeover.merged"


def test_a_csv_is_not_a_workbook(world: Office) -> None:
    with pytest.raises(Refused, match="不收"):
        takeover.start(
            court=world.court, user=world.filing, name="接管.csv", content="案号\n1".encode(), live_on=moving.TODAY, queue=False,
        )


NASTY: list[Any] = [
    "=1+1", "=cmd|' /C calc'!A0", "\x00", chr(0xD800), "1e308", "-1", "９９９９９９９９９９９９９９９９", "<script>alert(1)</script>",
    "'; drop table cases_case; --", 10**30, 1.7e308, True, "无" * 5000, "2026-02-30", chr(0x202E) + "evil",
]


@pytest.mark.parametrize("value", NASTY, ids=repr)
def test_any_cell_may_hold_anything(world: Office, value: Any) -> None:
    """一张表一张表地换成坏东西：核对说得出，存得进报告，什么也不写。"""
    import json

    from zhixing.exchange.workbook import Cell, Sheet

    good = {
        "案件": case(1, world.judge.name),
        "已办事项": matter(1, 其他栏目="方式=总对总", 结束日期="", 对象="", 文号="", 金额="", 期限至="", 说明=""),
        "控制措施": measure(1, 续行日期="", 顺位="首封", 解除日期="", 核对=""), "案款余额": fund(1),
        "失信限消": moving.listed(1, 情形="", 期限至="", 解除日期=""),
        "终本库": pool(1, "35000", 事由="", 历次查询日期=""),
    }
    for name in good:
        sheets = [_sheet(Sheet, Cell, n, dict.fromkeys(r, value) | {"案号": r["案号"]} if n == name else r) for n, r in good.items()]
        json.dumps([fault.as_data() for fault in _prepared(world, sheets).faults()], ensure_ascii=False).encode()
    assert not Case.objects.exists()


def _sheet(sheet: Any, cell: Any, name: str, row: dict[str, Any]) -> Any:
    faulty = lambda v: cell(fault="是公式") if isinstance(v, str) and v.startswith("=") else cell(v or None)
    return sheet(name, tuple(row), ((2, tuple(faulty(v) for v in row.values())),))


def _prepared(world: Office, sheets: list[Any]) -> Any:
    from unittest.mock import patch

    with patch("zhixing.exchange.takeover_sheets.read", lambda *_: sheets):
        return prepare(world.court, "接管.xlsx", b"")


def test_a_text_that_looks_like_a_formula_stays_text_in_what_is_sent_back(world: Office) -> None:
    """栏名、承办人写成“=……”的文字：退回的表、对账表里都不是公式。"""
    import io

    import openpyxl

    from zhixing.exchange.takeover import check, marked_workbook, reconciliation, start

    bad = '=HYPERLINK("//x","y")'
    made = moving.book([case(1, bad) | {bad: "1"}, case(2, world.judge.name) | {bad: bad}])
    for cell in (cell for row in made["案件"].iter_rows() for cell in row if cell.value == bad):
        cell.data_type = "s"
    run = start(court=world.court, user=world.filing, name="接管.xlsx", content=books.packed(made), live_on=moving.TODAY, queue=False)
    found = []
    for content in (marked_workbook(check(run.pk)), reconciliation(check(run.pk))):
        found += [c for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for c in row if c.value == bad]
    assert len(found) >= 3 and {cell.data_type for cell in found} == {"s"}
