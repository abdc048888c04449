"""参加分配的债权额怎么定：各案算到同一个截止日，加倍部分另列（规则手册 M:P-15）。"""

from __future__ import annotations

from datetime import date

from zhixing.law import debt, interest_sheet
from zhixing.law.articles import cite
from zhixing.law.distribution_claims import Claim
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.switches import Switches, shown


def cutoff(switches: Switches, plan_date: date, sale_date: date | None) -> Finding[date]:
    """各债权都算到哪一天：方案之日，或者成交裁定之日（本院口径 ``distribution_cutoff``）。"""
    article = cite("COURT 款项口径")
    by_sale = switches.distribution_cutoff == "sale_date"
    told = shown("distribution_cutoff", switches.distribution_cutoff)
    if by_sale and sale_date is None:
        return Finding(plan_date, (article,), reasons=(Reason("sale", f"债权应计算到{told}，还没有成交裁定。", article, "登记成交裁定。"),))
    day = sale_date if by_sale and sale_date is not None else plan_date
    return Finding(day, (article,), steps=(Step(f"各债权都计算到{told}{day}。", article),))


def applied(row: Claim, owed: debt.Claim, day: date) -> tuple[Claim, ...]:
    """一份执行依据到 ``day`` 的债权：文书确定的（含一般债务利息）一笔，照 ``row`` 的顺位；加倍部分一笔，编号后加“-加倍”。

    加倍部分不随优先权（M:D-16），没有的不列。算不出来的抛出 :class:`~zhixing.law.rates.RateMissing`。
    """
    sheet = interest_sheet.sheet(owed, day)
    document = row._replace(fen=sheet.total - sheet.double)
    double = row._replace(id=f"{row.id}-加倍", fen=sheet.double, level="double", asset="", paid=0)
    return (document, double) if sheet.double else (document,)
