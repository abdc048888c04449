"""其余登记机构：一种登记一段数据（``fields/registers.toml``），同一个程序照着读。

车辆、证券、股权、股权冻结公示、网络资金、保险、住房公积金、社会保险、税务、户籍婚姻、船舶、知识产权。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from zhixing.casework.control.told import ControlTold, Prior, Right, Told
from zhixing.exchange.control.asked import Asked, Bid, day_text, old_number, yuan_text
from zhixing.exchange.control.envelope import Record
from zhixing.exchange.control.rows import Row, each, gathered, iso, phrase, told_prior, told_right
from zhixing.exchange.control.tables import Table, tables

TABLES: Final = "registers"
PAPERS: Final = ("file", {name: name for name in ("number", "seq", "name", "type", "kind", "md5", "content")})
CARDS: Final = ("card", {
    name: name
    for name in ("number", "seq", "name", "work_card", "work_format", "work_image", "duty_card", "duty_format", "duty_image")
})  # fmt: skip
ROLLBACK: Final = ("rollback", ("reason", "remark"))
_DONE: Final = {"1": True, "2": False}
_MEASURES: Final = (("冻结", "freeze"), ("查封", "seize"), ("扣押", "distrain"))
_HOLE: Final = re.compile(r"\s*\{(\w+)\}")


def registers() -> dict[str, Table]:
    """登记种类。"""
    return {name: table for name, table in tables(TABLES).items() if "kind" in table.how}


# ---- 造 ----


def query(asked: Asked, register: str) -> Record:
    """查询请求。"""
    return Record("query", {**_head(asked), "register": register, "paper_number_15": old_number(asked.paper_kind, asked.paper_number)})


def order(bid: Bid, register: str) -> Record:
    """控制请求。"""
    pay = {"pay_name": bid.pay_name, "pay_bank": bid.pay_bank, "pay_account": bid.pay_account} if bid.kind == "deduct" else {}
    return Record("control", {
        **_head(bid), "register": register, "seq": "1", "action": bid.kind, "item": bid.item, "amount": yuan_text(bid.amount_fen),
        "since": day_text(bid.from_on), "until": day_text(bid.to_on), "ruling": bid.ruling, "original_case": bid.original_case,
        "original_number": bid.original_number, **pay,
    })  # fmt: skip


def _head(asked: Asked) -> dict[str, str]:
    return {
        "number": asked.number, "name": asked.name, "paper_kind": asked.paper_kind, "paper_number": asked.paper_number, "court": asked.court,
        "court_code": asked.court_code, "case_number": asked.case_number, "judge": asked.judge, "phone": asked.phone,
        "work_card": asked.work_card, "duty_card": asked.duty_card, "notice": asked.notice,
    }  # fmt: skip


# ---- 读 ----


def findings(records: Sequence[Record], register: str = "") -> list[Told]:
    """查询反馈。``register`` 是这家管哪一种登记；别种的记录照样读，标明 ``register``。"""
    known = registers()
    made = [(one.name, told_of(one, known[one.name])) for one in records if one.name in known]
    return [told if register in ("", name) else replace(told, faults=(*told.faults, "register")) for name, told in made]


def told_of(record: Record, table: Table) -> Told:
    """一条记录照表里写的办法读成一条反馈；反馈表也用它。"""
    row, how = Row(record, table), table.how
    value, available = (row.balance(how[name]) if how.get(name) else None for name in ("value", "available"))
    for name, field in table.fields.items():  # 其余的日子、金额也核对一遍，毛病记在这一条上
        if field.type == "date" and name != how.get("gone"):
            row.day(name)
    prior, bad = _priors(record.within("measure"))
    rights, worse = _rights(record.within("right"))
    return Told(
        kind=how["kind"], what=_what(how["what"], row) or table.meaning, name=row.text("name"), paper_number=row.text("paper_number"),
        values=_values(how, row), account_type=row.text(how.get("account_type", "")), remark=row.text("remark"),
        value_fen=value, available_fen=available, currency=row.currency("currency") if "currency" in table.fields else "CNY",
        basis=how.get("basis", "") if value is not None else "", state=row.text(how.get("state", ""), most=60),
        quantity=row.text(how.get("quantity", "")), gone_on=row.day(how["gone"]) if how.get("gone") else None, prior=prior, rights=rights,
        data=row.data(), faults=gathered(row.faults, bad, worse),
    )  # fmt: skip


def _values(how: Any, row: Row) -> dict[str, str]:
    made = {name: row.text(*([columns] if isinstance(columns, str) else columns)) for name, columns in how["values"].items()}
    return {name: text for name, text in made.items() if text} or {"what": _what(how["what"], row)}


def _what(shape: str, row: Row) -> str:
    """照样子拼成一句；空的栏连同前面的空格略去。"""
    return _HOLE.sub(lambda found: (" " if found[0][0] == " " else "") + row.text(found[1]) if row.text(found[1]) else "", shape).strip()[:300]


def _priors(records: Sequence[Record]) -> tuple[tuple[Prior, ...], list[str]]:
    return each(TABLES, records, _prior)


def _prior(row: Row) -> Prior:
    rank = row.count("position")
    measure = next((code for word, code in _MEASURES if word in row.text("kind")), "freeze")
    return told_prior(
        by=row.text("by"), number=row.text("number"), measure=measure, since=iso(row.day("since")), until=iso(row.day("until")),
        amount_fen=row.money("amount"), waiting=True if rank else None, rank=rank, text=phrase(row.text("kind"), row.text("text")),
    )  # fmt: skip


def _rights(records: Sequence[Record]) -> tuple[tuple[Right, ...], list[str]]:
    return each(TABLES, records, _right)


def _right(row: Row) -> Right:
    return told_right(
        sort=row.code("sort") or "other", holder=row.text("holder"), paper_number=row.text("paper_number"), share=row.text("share"),
        amount_fen=row.money("amount"), since=iso(row.day("since")), until=iso(row.day("until")), text=row.text("text"),
    )  # fmt: skip


def results(records: Sequence[Record], register: str = "") -> list[ControlTold]:
    """控制反馈。"""
    return [_result(one) for one in records if one.name == "result"]


def _result(record: Record) -> ControlTold:
    row = Row.of(record, TABLES)
    prior, bad = _priors(record.within("measure"))
    rights, worse = _rights(record.within("right"))
    position = row.count("position")
    values: dict[str, Any] = {
        "balance_fen": row.money("balance"), "available_fen": row.money("available"), "cap_fen": row.money("cap"),
        "actual_fen": row.money("actual"), "over_fen": row.money("over"), "since": row.day("since"), "until": row.day("until"),
    }  # fmt: skip
    return ControlTold(
        ok=_DONE.get(row.text("done")), account=row.text("item", most=60), seq=row.text("seq", most=10), **values,
        quantity=row.text("quantity", most=40), position=len(prior) if position is None else position, reason=row.text("reason"),
        remark=row.text("remark"), business_number=row.text("business_number", most=60), paid_to=row.text("paid_to"), serial=row.text("serial"),
        prior=prior, rights=rights, data=row.data(), faults=gathered(row.faults, bad, worse),
    )  # fmt: skip
