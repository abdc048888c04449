"""期初表：.xlsx、.xls、.csv 读成一行一行，毛病写在行上；下载的模板。金额单位元。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from zhixing.casework.funds.commands.opening import MAX_ROWS, Row
from zhixing.exchange import sheets_out
from zhixing.exchange.columns import Column, match, missing
from zhixing.exchange.workbook import Cell, Sheet, as_date, read
from zhixing.law.amounts import BadAmount, fen
from zhixing.law.articles import cite
from zhixing.law.finding import refuse

COLUMNS: Final = (
    Column("case_number", "案号", ("执行案号",), "来历不明的款空着", "（2026）内0221执1001号"),
    Column("party", "被执行人", ("交款的被执行人",), "一案一人一行；空着是全案的", "李建国"),
    Column("payer", "付款人", ("户名", "对方户名"), "", "李建国"),
    Column("arrived_on", "到账日", ("到账日期", "收款日期"), "", "2026-05-20"),
    Column("amount", "结存", ("金额", "余额", "结存金额"), "单位：元；启用那天还在账上的", "1234.56", required=True),
    Column("note", "说明", ("备注", "摘要"), "", ""),
)
_LATEST: Final = 120


def template() -> bytes:
    """空白的期初表。"""
    return sheets_out.blank({"期初": COLUMNS})


def rows(name: str, content: bytes) -> list[Row]:
    """读第一张有“结存”一栏的表。读不了、没有这一栏的抛出 ``Refused``；读不出的格写在行的毛病里。"""
    found = [(sheet, match(sheet.header, COLUMNS)[0]) for sheet in read(name, content, MAX_ROWS)]
    for sheet, places in found:
        if not missing(places, COLUMNS):
            return [_row(number, cells, places) for number, cells in sheet.rows if not _sample(number, cells, places, sheet)]
    refuse("opening.columns", "没有找到“结存”一栏。", cite("AK 3"), remedy="用下载的模板填写：案号、被执行人、付款人、到账日、结存、说明。").require()
    raise AssertionError("上一句总是拒绝")


def _sample(number: int, cells: tuple[Cell, ...], places: Mapping[str, int], sheet: Sheet) -> bool:
    """模板里的示例行：与示例一字不差的不算。"""
    first = number == min(one for one, _ in sheet.rows)
    return first and all(str(_value(cells, places, column.key) or "") == column.sample for column in COLUMNS if column.key in places)


def _value(cells: tuple[Cell, ...], places: Mapping[str, int], key: str) -> Any:
    at = places.get(key)
    return None if at is None or at >= len(cells) else cells[at].value


def _row(number: int, cells: tuple[Cell, ...], places: Mapping[str, int]) -> Row:
    told = {key: str(_value(cells, places, key) or "").strip()[:_LATEST] for key in ("case_number", "party", "payer", "note")}
    amount, bad_amount = _amount(_value(cells, places, "amount"))
    day, bad_day = _day(_value(cells, places, "arrived_on"))
    formula = next((cells[at].fault for at in places.values() if at < len(cells) and cells[at].fault), "")
    return Row(number, **told, arrived_on=day, amount_fen=amount, fault="；".join(one for one in (formula, bad_amount, bad_day) if one))


def _amount(value: Any) -> tuple[int, str]:
    text = f"{value:.2f}" if isinstance(value, float) and abs(value * 100 - round(value * 100)) < 1e-6 else str(value or "").strip()
    try:
        return (fen(text), "") if text else (0, "没有写结存")
    except BadAmount as error:
        return 0, f"结存：{error}"


def _day(value: Any) -> tuple[date | None, str]:
    if value in (None, ""):
        return None, ""
    found = as_date(value)
    return (found, "") if found else (None, f"到账日“{value}”读不出")
