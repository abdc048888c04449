"""着手送达以前：这份文书、这个人、这个地址，可不可以这样送（规则手册 T:§9）。

送到以后算不算，另由 :mod:`zhixing.law.service` 看结果。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final

from zhixing.law import service_announcement
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.service_addresses import own, usable
from zhixing.law.service_checks import barred, consented, ineffective, objected, reason, stale
from zhixing.law.service_values import Address, Addressee, Attempt, known, table
from zhixing.law.words import word

Check = Callable[[Attempt, Addressee], Iterator[Reason]]


def pending(method: str) -> str:
    """这种方式着手以后、还没有结果的代码；留置、公告没有，办了就有结果，为空。

    >>> pending("mail"), pending("left")
    ('sent', '')
    """
    rows = known("outcome", method)
    return next((code for code, row in rows.items() if row.get("pending")), "")


def may_start(
    attempt: Attempt, to: Addressee, log: Sequence[Attempt] = (), addresses: Sequence[Address] = (), place: str = "",
) -> Finding[None]:
    """``attempt`` 是还没有结果的一次；``place`` 是没有登记地址的（协助单位）寄到哪里。

    公告看登记在案的失败，电子送达看同意和电子地址。
    """
    if attempt.method == "announcement":
        found = service_announcement.may_announce(attempt.paper, to, attempt.on, log, addresses)
        return Finding(None, found.articles, found.reasons, found.warnings)
    checks: tuple[Check, ...] = (_allowed, partial(_where, place=place), *_OWN.get(attempt.method, ()))
    reasons = [one for check in checks for one in check(attempt, to)]
    basis = attempt.cited(known("outcome", attempt.method)[pending(attempt.method) or attempt.outcome]["articles"][0])
    return Finding(None, (basis,), tuple(reasons), tuple(_told(attempt)))


def _allowed(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """港澳台的可以寄、可以发，只是送达之日不推定。"""
    return (one for one in barred(attempt, to) if one.code != "service.region")


def _where(attempt: Attempt, to: Addressee, place: str) -> Iterator[Reason]:
    address = attempt.address
    if address is None and not place and attempt.method in ("mail", "entrusted", "forwarded"):
        text = {"mail": "没有写明寄到哪个地址。", "entrusted": "没有写明委托哪家法院。", "forwarded": "没有写明由哪个单位转交。"}[attempt.method]
        yield reason(attempt, "no_place", text, "CPL 91", "还没有登记送达地址的，先登记；登记了的，写明再办。", "place")
    yield from stale(attempt)


def _electronic(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    refused = list(objected(attempt, to))
    yield from refused or consented(attempt)
    if attempt.address is None or not attempt.address.electronic:
        yield reason(attempt, "no_electronic_address", "没有可以用的电子地址。", "CPL 90", "登记手机号或者邮箱，写明来源。", "address")


_OWN: Final[dict[str, tuple[Check, ...]]] = {"electronic": (_electronic,)}


def _told(attempt: Attempt) -> Iterator[Reason]:
    """可以办，但要知道的。"""
    address = attempt.address
    if attempt.method == "electronic" and address is not None and not own(address):
        text = "电子地址不是受送达人主动提供或者确认的，到达不即为送达，等他回复、已阅。"
        yield reason(attempt, "electronic_address", text, "ZX 31", "最好先取得送达地址确认书。", "address")


def unfinished(method: str, on: date) -> Finding[None]:
    """同样方式、同一地址的一次还没有结果：先登记那一次。"""
    text = f"{on}{word('method', method)}送达还没有结果，不用再办一次。"
    article = cite("CPL 87")
    return Finding(None, (article,), (Reason("service.unfinished", text, article, "先登记那一次的结果。", "serve", "attempt"),))


def next_address(addresses: Sequence[Address], to: Addressee, log: Sequence[Attempt], on: date, electronic: bool = False) -> Address | None:
    """下一个该用的地址：按次序，向他送过而没有送到的往后排；没有可用的为 ``None``。"""
    found = [one for one in usable(addresses, on) if one.electronic == electronic]
    failed = {one.address.text for one in log if one.to == to.name and one.address is not None and ineffective(one, to)}
    return next((one for one in found if one.text not in failed), found[0] if found else None)


def opposite(name: str, mine: str, others: Sequence[tuple[str, str]]) -> bool:
    """签收的 ``name`` 是不是对方当事人：``mine`` 是受送达人的地位，``others`` 是本案各人的（姓名，地位）。

    >>> opposite("钱乙", "respondent", [("钱乙", "applicant"), ("孙丙", "respondent")])
    True
    """
    against = {"applicant": "respondent", "respondent": "applicant"}.get(mine, "")
    return bool(against) and any(name == one and role == against for one, role in others)


def kinds() -> tuple[str, ...]:
    """全部送达方式。"""
    return tuple(table()["outcome"])
