"""分配结果写成表：CSV 和 xlsx，一笔一行，末行是退还被执行人的余款。命令行和计算器页都用它。"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Final

from zhixing.law.distribution_claims import levels
from zhixing.law.distribution_plan import Line, Plan

_MONEY: Final = range(3, 9)
HEAD: Final = ("编号", "债权人", "顺位", "债权额", "累计应得", "以前已得", "这次发放", "这次留存", "仍欠", "说明")


def write(out: IO[str], made: Plan) -> None:
    """写成 CSV。"""
    csv.writer(out).writerows(rows(made))


def write_xlsx(out: IO[bytes], made: Plan) -> None:
    """写成 xlsx，金额是数字。用到时才载入，命令行不等它。"""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("分配结果")
    sheet.append(HEAD)
    for row in list(rows(made))[1:]:
        sheet.append([Decimal(cell) if place in _MONEY and cell else cell for place, cell in enumerate(row)])
    book.save(out)


def rows(made: Plan) -> Iterator[tuple[str, ...]]:
    """表头、逐笔、余款。"""
    yield HEAD
    known = levels(made.method.ladder)
    for line, reason in zip(made.lines, made.reasons(), strict=True):
        yield _row(line, known[line.claim.level], reason)
    yield ("退还被执行人", "", "", "", "", "", plain(made.refund), "", "", "全部清偿以后的余款。" if made.refund else "")


def _row(line: Line, level: str, reason: str) -> tuple[str, ...]:
    claim = line.claim
    return (
        _safe(claim.id), _safe(claim.creditor), level, plain(claim.fen), plain(line.share), plain(claim.paid), plain(line.pay),
        plain(line.kept), plain(line.rest), reason,
    )


def _safe(text: str) -> str:
    """表格软件会当成公式的，前面加一个单引号。"""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def plain(sum_: int) -> str:
    """分 → 元，两位小数，没有千分位。"""
    return f"{sum_ // 100}.{sum_ % 100:02d}"
