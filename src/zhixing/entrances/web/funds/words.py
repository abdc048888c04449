"""把 CLAIM.json 里的债务说成人话：一条条款一句。缺的写“不明确”，不猜。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhixing.entrances.web.funds.result import fen
from zhixing.entrances.web.ui.words import dates, yuan
from zhixing.law import debt
from zhixing.law.rates import TERMS, TIERS

Data = Mapping[str, Any]
UNCLEAR = "（不明确）"


def clause(row: Data) -> str:
    """“按LPR（一年期，浮动），自2024年1月1日起至清偿之日，以未付的本项余额为基数”。"""
    parts = [_how(row), f"自{row.get('from') or UNCLEAR}起至{_until(row)}", f"以{_base(row)}为基数"]
    if row.get("basis"):
        parts.append(f"一年按{row['basis']}日")
    return dates("，".join(parts))


def item(row: Data) -> str:
    """“第1项 借款本金（本金）”。"""
    kind = debt.KINDS.get(str(row.get("kind")), "")
    name = row.get("name") or kind
    return f"{name}（{kind}）" if kind and kind != name else str(name)


def _how(row: Data) -> str:
    kind, times = str(row.get("kind") or ""), _times(row)
    if kind == "lpr":
        way = f"按{row['fixed_on']}的LPR，固定" if row.get("fixed_on") else "浮动"
        return f"按LPR（{TERMS.get(str(row.get('term')), UNCLEAR)}，{way}）{times}"
    if kind == "benchmark":
        tier = f"（{TIERS[row['tier']]}）" if row.get("tier") in TIERS else ""
        return f"按贷款基准利率{tier}、2019-08-20起按LPR{times}"
    if kind in ("yearly", "monthly", "daily"):
        return f"{debt.CLAUSES[kind]}{row.get('rate') or UNCLEAR}{times}"
    if kind == "unagreed_sale":
        return f"{debt.CLAUSES[kind]}，LPR加计{row.get('uplift') or UNCLEAR}"
    return debt.CLAUSES.get(kind, f"计息方式{UNCLEAR}") + times


def _times(row: Data) -> str:
    return f"的{row['multiple']}倍" if row.get("multiple") else ""


def _until(row: Data) -> str:
    known = {"payment": "清偿之日", "due": "履行期限届满之日"}
    to = str(row.get("to") or UNCLEAR)
    return known.get(to, to)


def _base(row: Data) -> str:
    base = row.get("base")
    if base == "interest":
        compound = row.get("compound") or {}
        of = "、".join(f"第{n}条" for n in compound.get("of", ()))
        return f"{of}没有付的利息（{debt.SETTLED.get(str(compound.get('every')), '')}结息，复利）"
    if base in (None, ""):
        return UNCLEAR
    return "未付的本项余额" if base == "balance" else f"{money(base)}元"


def money(text: Any) -> str:
    """``"1234.5"`` → 1,234.50；读不出来的照写。"""
    try:
        return yuan(fen(text))
    except ArithmeticError:
        return str(text)


def extras(data: Data) -> list[tuple[str, str]]:
    """债务之外的几样：不计加倍的期间、放弃、担保、破产、折算。"""
    rows = [(f"不计加倍部分的期间{n}", f"{e.get('from')}至{e.get('to')}，{debt.EXCLUDED.get(str(e.get('reason')), '')}")
            for n, e in _numbered(data, "exclusions")]
    rows += [(f"放弃加倍部分{n}", f"{w.get('on')}，{'全部' if w.get('amount') == 'all' else money(w.get('amount')) + '元'}（{w.get('document')}）")
             for n, w in _numbered(data, "waivers")]
    rows += [(f"担保人{n}", f"{g.get('name')}，担保额{money(g.get('cap'))}元") for n, g in _numbered(data, "guarantors")]
    rows += [("受理破产申请", str(data["bankruptcy_accepted_on"]))] if data.get("bankruptcy_accepted_on") else []
    rows += [("违约责任", "调解书约定的违约责任已经承担，不计加倍部分")] if data.get("default_penalty_borne") else []
    rows += [("生效日", str(data["effective_on"]))] if data.get("effective_on") else []
    return [(name, dates(text)) for name, text in rows]


def _numbered(data: Data, key: str) -> list[tuple[str, Data]]:
    rows = data.get(key) or []
    return [(str(n) if len(rows) > 1 else "", row) for n, row in enumerate(rows, 1)]
