"""核验总账：不信余额、不信触发器，从原始的凭证、分录、银行明细、收据、付款重新算一遍，哪里不对说哪里。"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.db import connection

from zhixing.casework.funds import verify_plans
from zhixing.casework.funds.models import Account
from zhixing.foundation.history.rows import asked
from zhixing.law import sub_accounts


@dataclass(frozen=True, slots=True)
class Break:
    """一处不对：``code`` 是哪一条规矩，``fen`` 是差多少（分，说不出的为零），``case_id`` 是哪一案。"""

    code: str
    text: str
    fen: int = 0
    case_id: int | None = None


@dataclass(slots=True)
class Report:
    """核验了几张凭证、几条分录、几个账户；``breaks`` 是各处不对。"""

    vouchers: int = 0
    legs: int = 0
    accounts: int = 0
    breaks: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.breaks

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"ok": self.ok, "vouchers": self.vouchers, "legs": self.legs, "accounts": self.accounts, "breaks": self.breaks}


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规矩：查出不合的各行。前两列是差多少（分）、哪一案（没有的为空），其余依次填进 ``told``。"""

    code: str
    told: str
    sql: str


_COURT: Final = "(%(court)s::bigint is null or {}.court_id = %(court)s)"


@cache
def rules() -> tuple[Rule, ...]:
    """全部规矩，按 ``ledger_rules.toml`` 的次序。"""
    table = tomllib.loads(files("zhixing.casework.funds").joinpath("ledger_rules.toml").read_text("utf-8"))
    return tuple(Rule(code, row["told"], re.sub(r"\[(\w)\]", lambda at: _COURT.format(at[1]), row["sql"])) for code, row in table.items())


_NUMBERS: Final = """
    select s.case_id, s.number, k.prefix, s.serial from funds_subaccount s join funds_bankaccount k on k.id = s.bank_account_id
    where (%(court)s::bigint is null or k.court_id = %(court)s) order by s.id
"""
_DIGESTS: Final = """
    select v.id, v.kind, v.day, v.reverses_id, v.digest, array_agg(l.account_id order by l.id), array_agg(l.amount_fen order by l.id)
    from funds_voucher v join funds_leg l on l.voucher_id = v.id
    where (%(court)s::bigint is null or v.court_id = %(court)s) group by v.id order by v.id
"""


def verify() -> Report:
    """核验全部；一处不对一句话。"""
    vouchers, legs, accounts = (asked(f"select count(*) from funds_{table}")[0][0] for table in ("voucher", "leg", "account"))  # noqa: S608
    found = [*breaks(), *_redigested()]
    return Report(vouchers, legs, accounts, [*(f"{one.text}。" for one in found), *verify_plans.breaks()])


def breaks(court_id: int | None = None) -> list[Break]:
    """不合规矩的各处；``court_id`` 给了只看这一家法院。"""
    return [*(_break(rule, row) for rule in rules() for row in _rows(rule.sql, court_id)), *_sub_accounts(court_id)]


def _break(rule: Rule, row: tuple[Any, ...]) -> Break:
    named = (Account.Purpose(one).label if one in Account.Purpose.values else one for one in row[2:])
    return Break(rule.code, rule.told.format(*named), int(row[0] or 0), row[1])


def _rows(sql: str, court_id: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"court": court_id})
        return list(cursor.fetchall())


def _sub_accounts(court_id: int | None) -> Iterator[Break]:
    """子账号的校验码、号段。"""
    for case, number, prefix, serial in _rows(_NUMBERS, court_id):
        if number != sub_accounts.number(prefix, serial):
            yield Break("sub_account", f"子账号{number}与号段{prefix}、序号{serial}、校验码不合", 0, case)


def _redigested() -> Iterator[Break]:
    """凭证的摘要照分录重算：几条分录一起改过、仍然平的，也看得出来。"""
    for number, kind, day, reverses, digest, accounts, amounts in _rows(_DIGESTS, None):
        content = [kind, day.isoformat(), sorted(zip(accounts, amounts, strict=True)), reverses]
        if hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest() != digest:
            yield Break("digest", f"凭证{number}的分录和记账时的摘要不合")
