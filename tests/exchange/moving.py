"""接管测试用的工作簿：几件案件、措施、余额、名单、终本，行数随意。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl
from exchange import books

Rows = list[dict[str, Any]]
TODAY = date(2026, 11, 3)


def number(n: int) -> str:
    """第 n 件的案号。"""
    return f"（2026）内0221执{1000 + n}号"


def case(n: int, judge: str = "", **more: Any) -> dict[str, Any]:
    """一件 2026 年立案、有承办人的案件。"""
    made = books.case_row(n, 收到材料日期="2026-03-02", 立案日期="2026-03-04", 承办人=judge, 分案日期="2026-03-06" if judge else None)
    return made | {"执行依据文书生效日期": "2025-12-20"} | more


def measure(n: int, asset: str = "某银行 尾号3391", **more: Any) -> dict[str, Any]:
    """一项冻结，一年期。"""
    made = {"案号": number(n), "措施": "冻结", "财产种类": "银行存款", "财产名称": asset, "生效日期": "2026-03-10"}
    made |= {"届满日期": "2027-03-09", "金额": "3000.05"}
    return made | more


def matter(n: int, what: str = "查询", on: str = "2026-03-08", **more: Any) -> dict[str, Any]:
    """一件已办事项。"""
    return {"案号": number(n), "事项": what, "日期": on} | more


def fund(n: int, received: str = "1000.00", paid: str = "400.00", balance: str = "600.00", **more: Any) -> dict[str, Any]:
    """一件的案款余额。"""
    made = {"案号": number(n), "款项": "接管余额", "到账日期": "2026-05-06", "到账金额": received, "发放日期": "2026-05-20"}
    made |= {"发放金额": paid, "余额": balance}
    return made | more


def listed(n: int, who: str = "单晓岚", kind: str = "限制消费", **more: Any) -> dict[str, Any]:
    """一项失信限消。"""
    return {"案号": number(n), "人员": who, "种类": kind, "日期": "2026-04-01"} | more


def pool(n: int, unpaid: str = "36000", **more: Any) -> dict[str, Any]:
    """一件终本。"""
    made = {"案号": number(n), "终本日期": "2026-05-29", "入库日期": "2026-06-03", "未履行金额": unpaid, "最近查询日期": "2026-10-20"}
    return made | more


def book(cases: Rows, **sheets: Rows) -> openpyxl.Workbook:
    """一本。"""
    return books.book(cases, **sheets)


def packed(cases: Rows, **sheets: Rows) -> bytes:
    """一本，成字节。"""
    return books.packed(book(cases, **sheets))


def court(judges: list[str], cases: int, measures: int, expiring: Mapping[int, date], today: date = TODAY) -> bytes:
    """一家法院：``cases`` 件轮着分给 ``judges``，前 ``measures`` 件各一项冻结；``expiring`` 是哪几件的届满日，其余一年以后。"""
    began = today - timedelta(240)
    rows = [
        case(n, judges[n % len(judges)], 收到材料日期=began, 立案日期=began + timedelta(2), 分案日期=began + timedelta(4),
             执行依据文书生效日期=began - timedelta(60))
        for n in range(1, cases + 1)
    ]
    taken = [
        measure(n, f"某银行 尾号{n:05d}", 生效日期=began + timedelta(10), 届满日期=expiring.get(n, began + timedelta(370)))
        for n in range(1, measures + 1)
    ]
    done = [matter(n, "查询", str(began + timedelta(6))) for n in range(1, cases + 1)]
    return packed(rows, 已办事项=done, 控制措施=taken)
