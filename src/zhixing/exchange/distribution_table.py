"""债权表的读、分配结果的写（CSV、xlsx，一笔一行，末行是退还被执行人的余款）。命令行和计算器页都用它。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Final

from zhixing.law.amounts import money
from zhixing.law.distribution_claims import BadPlan, levels
from zhixing.law.distribution_plan import Line, Plan

_MONEY: Final = range(3, 9)
HEAD: Final = ("编号", "债权人", "顺位", "债权额", "累计应得", "以前已得", "这次发放", "这次留存", "仍欠", "说明")


ENCODINGS: Final = ("utf-8-sig", "gb18030")
NOT_TEXT: Final = "表既不是 UTF-8，也不是 GB18030 编码。"


def parsed(lines: Iterable[str], delimiter: str = ",") -> Iterator[list[str]]:
    """逐行的格子；引号没有配对等写法不对的，抛出 :class:`BadPlan`。"""
    try:
        yield from csv.reader(lines, delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise BadPlan(f"表的写法不对：{error}。") from None


def pasted(text: str) -> Iterator[list[str]]:
    """粘贴的表：从表格软件里复制来的用制表符分格，别的用逗号。"""
    first = text.lstrip().partition("\n")[0]
    return parsed(io.StringIO(text.strip("\r\n "), newline=""), "\t" if "\t" in first else ",")


def decoded(content: bytes) -> str:
    """文件的文字。"""
    for name in ENCODINGS:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise BadPlan(NOT_TEXT)


def write(out: IO[str], made: Plan) -> None:
    """写成 CSV。"""
    csv.writer(out).writerows(rows(made))


def write_csv(out: IO[bytes], made: Plan) -> None:
    """写成 CSV 的字节，带 BOM，表格软件打开不乱码。"""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    write(text, made)
    text.detach()


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
    yield ("退还被执行人", "", "", "", "", "", money(made.refund), "", "", "全部清偿以后的余款。" if made.refund else "")


def _row(line: Line, level: str, reason: str) -> tuple[str, ...]:
    claim = line.claim
    return (
        safe(claim.id), safe(claim.creditor), level, money(claim.fen), money(line.share), money(claim.paid), money(line.pay),
        money(line.kept), money(line.rest), reason,
    )


def safe(text: str) -> str:
    """表格软件会当成公式的，前面加一个单引号。"""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text
