"""本院的执行款账户、一案一人的子账户。

账户由会计登记、改动、停用，每次都记在本院案款的链上；总账启用以后户名、账号不再改。子账户开了不改不删。
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands.numbering import next_numbers
from zhixing.casework.funds.events import BankAccountChanged
from zhixing.casework.funds.models import BankAccount, SubAccount
from zhixing.casework.funds.queries_receipts import bank_account_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.people.queries import User
from zhixing.law import entries, sub_accounts
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

BASIS: Final = cite("AK 4")
RIGHT: Final = "may_keep_books"
_NUMBER: Final = re.compile(r"[0-9A-Z]{6,40}")
_PREFIX: Final = re.compile(r"[0-9]{4,24}")
_TOLD: Final = {"holder": "户名", "bank": "开户银行", "number": "账号", "prefix": "子账户号段", "published": "对外公布", "columns": "栏目对照"}
_FIXED: Final = ("holder", "number", "prefix")
"""总账启用、开过子账户以后不能再改的：银行明细、通知书都认它。"""


def stream(court_id: int) -> str:
    """本院案款的链：不属于哪一件案件的都记在这里。"""
    return f"court:{court_id}:funds"


# ---- 执行款账户 ----


@transaction.atomic
def open_bank_account(
    *, actor: User, on: date, holder: str, bank: str, number: str, prefix: str = "", published: bool = True,
    columns: Sequence[Mapping[str, Any]] = (),
) -> BankAccount:
    """登记本院的一个执行款账户（AK 4：专户，分案核算）。账号重了、写得不对的拒绝。"""
    require_court(actor, actor.court_id, RIGHT, "登记执行款账户")
    row = BankAccount(
        court_id=actor.court_id, holder=_text(holder, "户名"), bank=_text(bank, "开户银行"), number=_number(number), prefix=_prefix(prefix),
        published=published, opened_on=on, columns=list(columns),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _refused("account_known", f"账号{row.number}已经登记过。", "打开已有的那一个改。", "number") from error
    _record(row, f"登记，{row.holder}，{row.bank}", actor, on)
    return row


@transaction.atomic
def change_bank_account(*, account: BankAccount | int, actor: User, on: date, **values: Any) -> BankAccount:
    """改这个账户的几栏：``holder`` ``bank`` ``number`` ``prefix`` ``published`` ``columns``，没有写的不动。

    总账启用或者开过子账户的，户名、账号、子账户号段不再改。
    """
    if strange := values.keys() - _TOLD.keys():
        raise ValueError(f"没有这样的栏目：{sorted(strange)}")
    row = locked(account)
    require_court(actor, row.court_id, RIGHT, "改动执行款账户")
    changed = {name: value for name, given in values.items() if (value := _clean(name, given)) != getattr(row, name)}
    if fixed := [name for name in _FIXED if name in changed and _in_use(row)]:
        raise _refused("account_fixed", f"账户已经启用，{'、'.join(_TOLD[name] for name in fixed)}不能改。", "另登记一个账户，停用这一个。", fixed[0])
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
        _record(row, f"改动{'、'.join(_TOLD[name] for name in changed)}", actor, on)
    return row


@transaction.atomic
def set_columns(*, account: BankAccount | int, actor: User, on: date, columns: Sequence[Mapping[str, Any]]) -> BankAccount:
    """记下栏目对照；收文件的人也能改，写法由 ``exchange.bank_intake`` 核对。"""
    row = locked(account)
    require_court(actor, row.court_id, "may_take_bank_files", "对照银行文件的栏目")
    if list(columns) != row.columns:
        row.columns = list(columns)
        row.save(update_fields=["columns"])
        _record(row, "改动栏目对照", actor, on)
    return row


@transaction.atomic
def close_bank_account(*, account: BankAccount | int, actor: User, on: date) -> BankAccount:
    """停用：不再收新的文件，不再印在通知书上；账照样留着。"""
    row = locked(account)
    require_court(actor, row.court_id, RIGHT, "停用执行款账户")
    if row.closed_on is None:
        row.closed_on = on
        row.save(update_fields=["closed_on"])
        _record(row, f"{on}停用", actor, on)
    return row


def locked(account: BankAccount | int) -> BankAccount:
    """锁住这一行。须在事务里。"""
    return BankAccount.objects.select_for_update().get(pk=account if isinstance(account, int) else account.pk)


def _in_use(row: BankAccount) -> bool:
    return row.live_on is not None or row.sub_accounts.exists()


def _record(row: BankAccount, what: str, actor: User, on: date) -> None:
    event = BankAccountChanged(subject=row.number, number=row.number, what=what)
    history.record(event, stream=stream(row.court_id), court_id=row.court_id, actor=actor, happened=on)


def _clean(name: str, given: Any) -> Any:
    if name in ("holder", "bank"):
        return _text(given, _TOLD[name])
    if name == "columns":
        return list(given)
    if name == "published":
        return bool(given)
    return _number(given) if name == "number" else _prefix(given)


def _text(given: str, what: str) -> str:
    return entries.text(given, what, limit=120, required=True).require()


def _number(given: str) -> str:
    plain = re.sub(r"[\s-]", "", str(given)).upper()
    if not _NUMBER.fullmatch(plain):
        raise _refused("account_number", "账号应当是 6 至 40 位数字或字母。", "照银行的开户资料填写。", "number")
    return plain


def _prefix(given: str) -> str:
    plain = re.sub(r"\s", "", str(given))
    if plain and not _PREFIX.fullmatch(plain):
        raise _refused("account_prefix", "子账户号段应当是 4 至 24 位数字；银行没有给的空着。", "照银行的通知填写。", "prefix")
    return plain


def _refused(code: str, text: str, remedy: str, subject: str = "") -> Refused:
    return Refused(refuse(f"funds.{code}", text, BASIS, remedy=remedy, subject=subject))


# ---- 子账户 ----


@transaction.atomic
def sub_account(*, case: Case, party: Party | None, on: date) -> SubAccount | None:
    """这一案这个人的子账户，没有就开；``party`` 为空是全案的。本院的账户没有子账户号段的为空。

    两个人同时开，只开一个。
    """
    bank = bank_account_of(case.court_id)
    if bank is None or not bank.prefix:
        return None
    if found := opened(bank, case.pk, party.pk if party else None):
        return found
    bank = locked(bank)
    if found := opened(bank, case.pk, party.pk if party else None):
        return found
    [serial] = next_numbers(case.court_id, f"sub:{bank.pk}", 0)
    number = sub_accounts.number(bank.prefix, serial)
    return SubAccount.objects.create(bank_account=bank, case=case, party=party, serial=serial, number=number, opened_on=on)


def opened(bank: BankAccount, case_id: int, party_id: int | None) -> SubAccount | None:
    """已经开了的。"""
    return SubAccount.objects.filter(bank_account=bank, case=case_id, party=party_id).first()
