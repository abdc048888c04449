"""核实时法院知道的：对外公布的电话、账户，各核验码对着哪一笔付款。给公开网页和热线用，姓名、账号都遮盖。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from zhixing.casework.cases.queries import Party
from zhixing.casework.documents.sealing.codes import base
from zhixing.casework.funds.codes import digest
from zhixing.casework.funds.models import BankAccount, PayoutLine, SubAccount
from zhixing.foundation.people.queries import Court, Setting
from zhixing.law import inquiry
from zhixing.law.identity import mask_name
from zhixing.law.inquiry import Asked, Known, Notice

_PHONES: Final = ("funds.phones", "document.phone")
_ACCOUNTS: Final = ("document.account_number", "document.fine_account", "funds.fee_number")
_STANDINGS: Final = {
    PayoutLine.State.READY: "这笔款已经批准，等付款。", PayoutLine.State.EXPORTED: "这笔款已经交银行，等到账。",
    PayoutLine.State.PAID: "这笔款银行已经付出。", PayoutLine.State.BOUNCED: "这笔款被银行退回了，请打法院公布的电话核对收款账号。",
}
_OVER: Final = "这个核验码已经作废，对着的款没有付，或者另有新的通知。"


@dataclass(frozen=True, slots=True)
class Face:
    """一家法院对外公布的：名称、电话、账户（“户名　开户银行　账号”）。"""

    court: str
    phones: tuple[str, ...]
    accounts: tuple[str, ...]


def known(asked: Asked, hosts: Iterable[str] = ()) -> Known:
    """问到的各样里，法院知道的。``hosts`` 是本站的主机名；对外公布的网址（``ZHIXING_PUBLIC_URL``）也算。"""
    own = frozenset(host for host in (*hosts, *inquiry.read(base()).hosts) if host)
    return Known(_codes(asked.codes), _phones() if asked.phones else {}, _accounts(asked.accounts), own)


def stands(code: str) -> bool:
    """这个核验码还作数：没有换新的，对着的款没有作废。"""
    return PayoutLine.objects.filter(code=digest(code)).exists()


def published() -> tuple[Face, ...]:
    """各家法院公布的电话和账户；什么也没有公布的法院不列。"""
    told, kept = _told((*_PHONES,)), _open_accounts()
    faces = (
        Face(
            name, tuple(dict.fromkeys(one for _, text in told.get(pk, ()) for one in _split(text))),
            tuple(f"{row.holder}　{row.bank}　{row.number}" for row in kept if row.court_id == pk),
        )
        for pk, name in _courts().items()
    )
    return tuple(face for face in faces if face.phones or face.accounts)


# ---- 电话 ----


def _phones() -> dict[str, str]:
    names = _courts()
    rows = _told(_PHONES)
    return {number: names[court] for court, told in rows.items() for _, text in told for one in _split(text) if (number := inquiry.phone(one))}


def _split(text: str) -> list[str]:
    """几个号码之间可以用顿号、逗号、分号、空格隔开；括号里的区号不拆。"""
    plain = text
    for mark in "、，,；;/":
        plain = plain.replace(mark, "\n")
    return [one.strip() for one in plain.split("\n") if inquiry.phone(one)]


def _told(keys: tuple[str, ...]) -> dict[int, list[tuple[str, str]]]:
    """各家法院设过的这几项，照 ``keys`` 的次序。"""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Setting.objects.filter(key__in=keys).values_list("court_id", "key", "value")
    for court, key, value in sorted(rows, key=lambda row: keys.index(row[1])):
        if value:
            found.setdefault(court, []).append((key, str(value)))
    return found


# ---- 账户 ----


def _accounts(asked: tuple[str, ...]) -> dict[str, str]:
    """问到的账号是谁的：公布的账户、它下面的子账户、设置里印在文书上的账户。"""
    if not asked:
        return {}
    open_ = {row.pk: row for row in _open_accounts()}
    found = {number: label for number, label in _in_settings() if number in asked}
    found |= {row.number: _named(row) for row in open_.values() if row.number in asked}
    subs = SubAccount.objects.filter(number__in=asked, bank_account__in=open_).values_list("number", "bank_account_id")
    return found | {number: _named(open_[bank]) for number, bank in subs}


def _named(row: BankAccount) -> str:
    return f"{row.holder}（{row.bank}）"


def _open_accounts() -> list[BankAccount]:
    return list(BankAccount.objects.filter(published=True, closed_on=None).order_by("court_id", "pk"))


def _in_settings() -> Iterator[tuple[str, str]]:
    names = _courts()
    for court, told in _told(_ACCOUNTS).items():
        for _, text in told:
            yield from ((number, names[court]) for number in inquiry.read(text).accounts)


def _courts() -> dict[int, str]:
    return dict(Court.objects.order_by("pk").values_list("pk", "name"))


# ---- 核验码 ----


def _codes(asked: tuple[str, ...]) -> dict[str, Notice]:
    if not asked:
        return {}
    wanted = {digest(one): one for one in asked}
    rows = PayoutLine.objects.filter(code__in=wanted).select_related("payout__court", "party")
    return {wanted[row.code]: _notice(row) for row in rows}


def line_of(code: str) -> PayoutLine | None:
    """核验码对着的那一笔付款；没有的为空。"""
    return PayoutLine.objects.filter(code=digest(code)).exclude(code="").select_related("payout").first()


def _notice(row: PayoutLine) -> Notice:
    party: Any = row.party
    unit = party.nature == Party.Nature.UNIT if party else len(row.payee) > 4
    standing = _STANDINGS.get(PayoutLine.State(row.state), _OVER)
    return Notice(
        court=row.payout.court.name, payee=mask_name(row.payee, unit=unit), amount_fen=row.amount_fen, tail=row.account[-4:], standing=standing,
        account=row.account, valid=row.state in _STANDINGS,
    )
