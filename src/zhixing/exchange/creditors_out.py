"""分配方案写成表：一笔一行，从库里一批一批地取，内存只留一批。金额是元。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, Final

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.queries_plans import Plan, Share
from zhixing.exchange.creditors import MORE
from zhixing.exchange.distribution_table import safe
from zhixing.law.amounts import money
from zhixing.law.distribution_claims import holds, levels
from zhixing.law.distribution_rows import COLUMNS
from zhixing.law.identity import mask

RESULT: Final = (
    "编号", "债权人", "证件号", "顺位", "债权额", "累计应得", "以前已得", "这次分得", "暂不发放", "有争议，预留", "仍欠", "户名", "开户银行",
    "收款账号", "说明",
)
_MONEY: Final = frozenset({"债权额", "累计应得", "以前已得", "这次分得", "有争议，预留", "仍欠", "已受偿"})
_CLAIM: Final = ("id", "amount", "level", "creditor", "title", "filed", "seized", "registered", "paid", "asset", "hold", "arisen")
Rows = Iterable[Sequence[str]]


def result(plan: Plan, *, whole: bool) -> Iterator[Sequence[str]]:
    """方案：表头、逐笔、余款。``whole`` 假的遮挡证件号。"""
    yield RESULT
    names, back, reasons = levels(plan.method["ladder"]), read.held_back(plan), holds()
    for share in _shares(plan):
        data = share.data
        yield (
            safe(share.key), safe(share.name), _identity(share, whole), names[share.level], money(share.claim_fen),
            money(share.paid_fen + share.share_fen), money(share.paid_fen), money(share.share_fen), reasons.get(data["hold"], ""),
            money(back.get(share.pk, 0)), money(data["rest"]), safe(share.holder or share.name), safe(share.bank), share.account, data["why"],
        )
    yield ("退还被执行人", *[""] * 6, money(plan.left_fen), *[""] * (len(RESULT) - 8))


def claims(plan: Plan, *, whole: bool) -> Iterator[Sequence[str]]:
    """债权表：照导入的列，改了可以再导入。``whole`` 假的不写证件号。"""
    yield tuple({**COLUMNS, **MORE}[code] for code in (*_CLAIM, *MORE))
    names, reasons = levels(plan.method["ladder"]), holds()
    for share in _shares(plan):
        data = share.data
        own = {
            "id": share.key, "amount": money(share.claim_fen), "level": names[share.level], "creditor": share.name, "paid": money(share.paid_fen),
            "hold": reasons.get(data["reserve"], ""),
        }
        more = (share.identity if whole else "", share.holder, share.bank, share.account, data["phone"])
        yield tuple(safe(str(own.get(code, data.get(code, "")))) for code in _CLAIM) + tuple(map(safe, more))


def _shares(plan: Plan) -> Iterable[Share]:
    return read.search(plan).iterator(chunk_size=5000)


def _identity(share: Share, whole: bool) -> str:
    return share.identity if whole else mask(share.identity)


def write_csv(out: IO[bytes], rows: Rows) -> None:
    """写成 CSV 的字节，带 BOM，表格软件打开不乱码。"""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    csv.writer(text).writerows(rows)
    text.detach()


def write_xlsx(out: IO[bytes], rows: Rows) -> None:
    """写成 xlsx，金额是数字，账号、证件号是文字。"""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("分配方案")
    listed = iter(rows)
    head = next(listed)
    sheet.append(head)
    for row in listed:
        sheet.append([_cell(name, text) for name, text in zip(head, row, strict=True)])
    book.save(out)


def _cell(name: str, text: str) -> Any:
    return Decimal(text) if name in _MONEY and text else text
