"""造银行文件。户名、账号都是编的。"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from zhixing.exchange.bank.lines import Statement
from zhixing.exchange.bank.reading import read

ACCOUNT = "15050170000000000123"
CCB = (
    "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,"
    "账户明细编号-交易流水号,企业流水号,凭证种类,凭证号,关联账户"
)


def ccb(number: int, fen: int, balance: int, **more: str) -> list[str]:
    """建行的一行。"""
    out, come = (f"{-fen / 100:,.2f}", "0.00") if fen < 0 else ("0.00", f"{fen / 100:,.2f}")
    told = {
        "时间": f"20261120 09:{number // 60 % 60:02d}:{number % 60:02d}",
        "摘要": "电子汇入", "备注": "", "户名": "王秀兰", "日": "20261120",
    } | more
    return [
        ACCOUNT, "土默特右旗人民法院", told["时间"], out, come, f"{balance / 100:.2f}", "人民币元", told["户名"], "6228480000000000019",
        "农行土右旗支行", told["日"], told["摘要"], told["备注"], f"{number:08d}", "", "", "", "",
    ]  # fmt: skip


def as_csv(*rows: Sequence[str]) -> str:
    """逗号分格。"""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def one(text: str | bytes, name: str = "明细.csv", **more: Any) -> Statement:
    """只有一份的文件。"""
    (found,) = read(name, text.encode("utf-8-sig") if isinstance(text, str) else text, **more)
    return found


def xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """一串一张表。"""
    book = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{place + 1}")
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
