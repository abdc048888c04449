"""模拟的银行的账：账户、收付、退汇、冲正，和落盘的日志。

每一件先写进日志、落了盘，再记账，再回答；重开时照日志从头记一遍，一样的日志记出一样的账，流水号、时刻都一样。
日子由外面给，只往前走；到了日子的（次日入账、过几天的退汇）先办。金额都是分，收入为正，支出为负。

付款的结果先看计划书，再看收款账号的尾号，再看 ``seed``；各种毛病见 :data:`FAULTS`。
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from inspect import signature
from pathlib import Path
from typing import Any, Final

from zhixing.exchange.simulators.journal import read as journal_lines
from zhixing.exchange.simulators.journal import write

FAULTS: Final = {
    "wrong_name": "户名不符，当场退回", "closed": "账号已销户，当场退回", "late_return": "付了，两天后退汇",
    "plain_return": "付了，当天退汇，只在附言里写原付款编号", "slow": "当天处理中，次日付出", "quiet": "不再给结果，只有扣款的明细",
    "double": "同一笔扣了两次，次日冲正一次",
}
TAILS: Final = {
    "0001": "wrong_name", "0002": "closed", "0003": "late_return", "0004": "plain_return", "0005": "slow", "0006": "quiet", "0007": "double",
}
PAYER_TAILS: Final = {"0101": "listed_twice", "0102": "same_serial", "0103": "reversed"}
"""付款人账号的尾号：明细里列了两次；与上一笔同一个流水号；次日冲正。"""
REASONS: Final = {"wrong_name": ("BE01", "户名不符"), "closed": ("AC04", "账号已销户")}
SHORT, TWICE, NO_ACCOUNT, BAD_AMOUNT = ("AM04", "余额不足"), ("AM05", "付款编号重复"), ("AC01", "没有这个付款账户"), ("AM12", "金额不对")
LATE: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """明细的一笔。``reference`` 是端到端编号；``returned`` 是退回的（代码，原因）；``listed`` 是明细里列几次。"""

    day: date
    second: int
    serial: str
    fen: int
    balance: int
    name: str = ""
    other: str = ""
    other_bank: str = ""
    sub_account: str = ""
    summary: str = ""
    remark: str = ""
    reference: str = ""
    message: str = ""
    reversal: bool = False
    returned: tuple[str, str] | None = None
    listed: int = 1


@dataclass(slots=True)
class Account:
    """一个账户：户名、开户时的余额、各笔明细。"""

    number: str
    holder: str
    opening: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def balance(self) -> int:
        """现在的余额。"""
        return self.entries[-1].balance if self.entries else self.opening

    def before(self, day: date) -> int:
        """这一天开始时的余额。"""
        return next((one.balance for one in reversed(self.entries) if one.day < day), self.opening)


@dataclass(slots=True)
class Payment:
    """付款文件里的一笔和它的结果。``status`` 用 ISO 20022 的写法，``paid`` 是扣款的一笔。"""

    account: str
    reference: str
    fen: int
    name: str
    other: str
    other_bank: str
    remark: str
    message: str
    fault: str = ""
    status: str = "ACSP"
    reason: tuple[str, str] | None = None
    paid: Entry | None = None
    back: Entry | None = None


@dataclass(slots=True)
class Message:
    """收下的一个付款文件。整份不收的，``reason`` 是为什么。"""

    number: str
    sha256: str
    day: date
    payments: list[Payment]
    reason: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """出什么毛病：某一笔（按端到端编号）、尾号、随机（百分之 ``trouble``，由 ``seed`` 定）；``cut`` 是第几次取的明细只给一半。"""

    payments: Mapping[str, str] = field(default_factory=dict)
    tails: Mapping[str, str] = field(default_factory=lambda: TAILS)
    seed: int = 0
    trouble: int = 0
    cut: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Plan:
        """由 JSON 做成；不认得的毛病抛出 ``ValueError``。"""
        made = cls(
            dict(data.get("payments", {})), {**TAILS, **data.get("tails", {})}, int(data.get("seed", 0)), int(data.get("trouble", 0)),
            frozenset(data.get("cut", ())), frozenset(data.get("silent", ())),
        )
        if wrong := {*made.payments.values(), *made.tails.values()} - {*FAULTS, ""}:
            raise ValueError(f"没有这样的毛病：{'、'.join(sorted(wrong))}；有的是{'、'.join(FAULTS)}")
        return made

    def fault(self, reference: str, account: str) -> str:
        """这一笔出什么毛病（付款编号、收款账号）；没有毛病的为空。"""
        if reference in self.payments:
            return self.payments[reference]
        if found := self.tails.get(account[-4:], ""):
            return found
        chance = int.from_bytes(hashlib.sha256(f"{self.seed}:{reference}".encode()).digest()[:4], "big")
        return sorted(FAULTS)[chance // 100 % len(FAULTS)] if chance % 100 < self.trouble else ""


class Book:
    """银行的全部账。``journal`` 是日志文件，不给就只在内存里。各方法可以几个线程同时叫。"""

    def __init__(self, journal: Path | None = None, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self.accounts: dict[str, Account] = {}
        self.messages: dict[str, Message] = {}
        self.payments: dict[str, Payment] = {}
        self.day = date.min
        self.fetched = self.uploaded = 0
        self._due: list[tuple[date, int, Payment | Entry, str]] = []
        self._serials: dict[date, int] = defaultdict(int)
        self._lock = threading.RLock()
        self._journal = journal
        for told in journal_lines(journal):
            self._done(told)

    # ---- 外面来的每一件 ----

    def do(self, what: str, day: date, **given: Any) -> Any:
        """办一件：先落盘，再记账。``day`` 早于已经走到的日子，按已经走到的算。

        没有这种事、缺项的抛出 ``TypeError``，没有这个账户、这一笔的抛出 ``KeyError``，什么也不记。
        """
        with self._lock:
            self._check(what, given)
            told = {"do": what, "day": max(day, self.day).isoformat(), **given}
            write(self._journal, told)
            return self._done(told)

    def upload(self, day: date, payments: Sequence[Mapping[str, Any]], **given: Any) -> Message:
        """收一个付款文件。各笔出什么毛病这时定下，记进日志。"""
        told = [{**one, "fault": self.plan.fault(one["reference"], one["other"])} for one in payments]
        made: Message = self.do("upload", day, payments=told, **given)
        return made

    def _check(self, what: str, given: Mapping[str, Any]) -> None:
        signature(_ACTS[what]).bind(self, **given)
        if what != "upload" and not all(isinstance(value, int if name == "fen" else str) for name, value in given.items()):
            raise TypeError("金额以分计，是整数；其余是文字")
        if "account" in given and given["account"] not in self.accounts:
            raise KeyError(given["account"])
        if what == "return" and given["reference"] not in self.payments:
            raise KeyError(given["reference"])

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """看账：先走到这一天。"""
        with self._lock:
            self._advance(max(day, self.day))
            yield

    def cuts(self) -> bool:
        """这一次取的明细是不是只给一半。"""
        with self._lock:
            self.fetched += 1
            return self.fetched in self.plan.cut

    def silent(self) -> bool:
        """这一次送来的付款文件，收下了是不是不回答（断线）。"""
        with self._lock:
            self.uploaded += 1
            return self.uploaded in self.plan.silent

    def _done(self, told: Mapping[str, Any]) -> Any:
        self._advance(date.fromisoformat(told["day"]))
        given = {name: value for name, value in told.items() if name not in ("do", "day")}
        return _ACTS[told["do"]](self, **given)

    # ---- 各种事 ----

    def _open(self, number: str, holder: str, fen: int) -> Account:
        return self.accounts.setdefault(number, Account(number, holder, fen))

    def _move_on(self) -> date:
        return self.day

    def _enter(
        self, account: str, fen: int, name: str = "", other: str = "", other_bank: str = "", sub_account: str = "", summary: str = "",
        remark: str = "",
    ) -> Entry | None:
        """一笔收入或者支出；余额不够的不办，返回空。付款人账号的尾号出毛病的照办。"""
        held = self.accounts[account]
        if held.balance + fen < 0:
            return None
        fault = PAYER_TAILS.get(other[-4:], "") if fen > 0 else ""
        made = self._post(
            held, fen, serial=held.entries[-1].serial if fault == "same_serial" and held.entries else "", name=name, other=other,
            other_bank=other_bank, sub_account=sub_account, summary=summary, remark=remark, listed=2 if fault == "listed_twice" else 1,
        )
        if fault == "reversed":
            self._later(1, made, account)
        return made

    def _upload(self, number: str, sha256: str, payments: list[dict[str, Any]], reason: list[str] | None = None) -> Message:
        """一个付款文件；同一个文件再来，还是原来那一个。"""
        if (known := self.messages.get(number)) is not None:
            return known
        made = Message(number, sha256, self.day, [Payment(**one, message=number) for one in payments], tuple(reason) if reason else None)  # type: ignore[arg-type]
        self.messages[number] = made
        for payment in made.payments:
            self._pay(payment, whole=made.reason)
        return made

    def _back(self, reference: str, why: str = "收款账户状态异常") -> Entry | None:
        """把一笔付出去的退回来；没有付出去、已经退了的为空。"""
        payment = self.payments[reference]
        if payment.paid is None or payment.back is not None:
            return None
        payment.back = self._returned(payment, ("AC04", why), plain=False)
        return payment.back

    def _reverse(self, account: str, serial: str) -> Entry | None:
        """冲正一笔：方向相反的一笔。没有这一笔、余额不够冲的为空。"""
        held = self.accounts[account]
        found = next((one for one in reversed(held.entries) if one.serial == serial and not one.reversal), None)
        if found is None:
            return None
        payment = next((one for one in self.payments.values() if one.paid is found), None)
        if payment is None:
            return self._opposite(held, found)
        if payment.back is None:  # 退过的不再冲：钱不会回来两次
            payment.back = self._opposite(held, found)
            return payment.back
        return None

    # ---- 付款 ----

    def _pay(self, payment: Payment, whole: tuple[str, str] | None) -> None:
        fault = payment.fault
        payment.reason = whole or self._objection(payment) or REASONS.get(fault)
        if payment.reason:
            payment.status = "RJCT"
            self.payments.setdefault(payment.reference, payment)
            return
        self.payments[payment.reference] = payment
        if fault == "slow":
            self._later(1, payment, "debit")
            return
        self._debit(payment)
        payment.status = "PDNG" if fault == "quiet" else "ACSC"
        if fault == "late_return":
            self._later(LATE, payment, "return")
        elif fault == "plain_return":
            payment.back = self._returned(payment, ("BE01", "户名不符"), plain=True)
        elif fault == "double" and payment.paid and self.accounts[payment.account].balance >= payment.fen:
            self._later(1, self._debit(payment), payment.account)

    def _objection(self, payment: Payment) -> tuple[str, str] | None:
        if payment.account not in self.accounts:
            return NO_ACCOUNT
        if payment.fen <= 0:
            return BAD_AMOUNT
        if (known := self.payments.get(payment.reference)) is not None and known.status != "RJCT":
            return TWICE
        return SHORT if payment.fen > self.accounts[payment.account].balance - self._promised(payment.account) else None

    def _promised(self, account: str) -> int:
        """明天才扣的。"""
        return sum(one.fen for _, _, one, what in self._due if what == "debit" and isinstance(one, Payment) and one.account == account)

    def _debit(self, payment: Payment) -> Entry:
        made = self._post(
            self.accounts[payment.account], -payment.fen, name=payment.name, other=payment.other, other_bank=payment.other_bank,
            summary="转账支取", remark=payment.remark, reference=payment.reference, message=payment.message,
        )
        payment.paid = payment.paid or made
        return made

    def _returned(self, payment: Payment, why: tuple[str, str], *, plain: bool) -> Entry:
        """退汇：一笔收入，流水号是新的。``plain`` 的只在附言里写原付款编号，不写在该写的地方。"""
        told: dict[str, Any] = {"reference": "" if plain else payment.reference, "returned": None if plain else why}
        return self._post(
            self.accounts[payment.account], payment.fen, name=payment.name, other=payment.other, other_bank=payment.other_bank, summary="退汇",
            remark=f"{why[1]} 原付款编号：{payment.reference}", **told,
        )

    def _opposite(self, held: Account, one: Entry) -> Entry | None:
        if held.balance < one.fen:
            return None
        return self._post(
            held, -one.fen, name=one.name, other=one.other, other_bank=one.other_bank, sub_account=one.sub_account, summary="冲正",
            remark=f"原流水号：{one.serial}", reference=one.reference, reversal=True,
        )

    # ---- 到了日子的 ----

    def _later(self, days: int, what: Payment | Entry, how: str) -> None:
        self._due.append((self.day + timedelta(days=days), len(self._due), what, how))

    def _advance(self, day: date) -> None:
        """走到这一天：先把到期的按日子办了，记在到期的那天。"""
        ready = sorted((one for one in self._due if one[0] <= day), key=lambda one: one[:2])
        self._due = [one for one in self._due if one[0] > day]
        for due, _, what, how in ready:
            self.day = max(self.day, due)
            self._fall_due(what, how)
        self.day = max(self.day, day)

    def _fall_due(self, what: Payment | Entry, how: str) -> None:
        if isinstance(what, Entry):
            self._opposite(self.accounts[how], what)
        elif how == "debit":
            self._debit(what)
            what.status = "ACSC"
        elif what.back is None:
            what.back = self._returned(what, ("AC04", "账户已销户"), plain=False)

    def _post(self, held: Account, fen: int, *, serial: str = "", **told: Any) -> Entry:
        self._serials[self.day] += 1
        count = self._serials[self.day]
        made = Entry(self.day, 9 * 3600 + count % 28_800, serial or f"{self.day:%Y%m%d}{count:08d}", fen, held.balance + fen, **told)
        held.entries.append(made)
        return made


_ACTS: Final[dict[str, Callable[..., Any]]] = {
    "open": Book._open, "day": Book._move_on, "enter": Book._enter, "upload": Book._upload, "return": Book._back, "reverse": Book._reverse,
}
