"""模拟的协助单位的账：谁冻结、查封了哪一项，第几位，到哪天；扣了多少，进了多少。

同一个请求单号只办一次。每一件先写进日志、落了盘再办；重开时照日志从头办一遍，结果一样。日子由外面给，只往前走。
占住多少随时重算：限额内先到先得，前一个解除、到期了，后一个自动往前；额度冻结的，以后进来的钱也占上。金额都是分。
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from zhixing.exchange.simulators import journal
from zhixing.exchange.simulators.agencies_people import Agency, Person, Prior, Right, Thing, holdings
from zhixing.exchange.simulators.agencies_plan import Plan

MONEY: Final = ("deposit", "wealth", "online", "housing_fund", "insurance")
"""按金额占的；其余的整项占住。"""
FREEZE, SEIZE, RENEW, RELEASE, DEDUCT, TRANSFER = "freeze", "seize", "renew", "release", "deduct", "transfer"
NO_THING, CLOSED, GONE = "查无此账户（登记）", "账户已销户（登记已注销）", "没有可扣的余额，或者已被在先冻结"
MOST_MADE: Final = 5_000
Key = tuple[str, str]
"""单位代码、账号（单元号、号牌）。"""


@dataclass(frozen=True, slots=True)
class Line:
    """控制请求里的一项。``original`` 是原请求单号；``pay`` 是执行款账户的户名、开户行、账号。"""

    seq: str
    action: str
    item: str
    fen: int | None = None
    since: date | None = None
    until: date | None = None
    original: str = ""
    convert: bool = False
    pay: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """一项办得怎样。``actual`` 是实际占住的（扣划的，实际扣的），``over`` 是超过余额的额度，``rank`` 是第几位（首位为零）。"""

    line: Line
    reason: str = ""
    balance: int = 0
    available: int = 0
    since: date | None = None
    until: date | None = None
    cap: int | None = None
    actual: int = 0
    over: int = 0
    rank: int = 0
    business: str = ""
    serial: str = ""
    prior: tuple[Prior, ...] = ()
    rights: tuple[Right, ...] = ()
    currency: str = "CNY"

    @property
    def done(self) -> bool:
        """办成了。"""
        return not self.reason


@dataclass(slots=True)
class Hold:
    """本院（请求方）的一项控制。``cap`` 为空的是整项。"""

    number: str
    case: str
    court: str
    cap: int | None
    since: date
    until: date
    business: str
    ended: date | None = None

    def running(self, day: date) -> bool:
        """这一天还在。"""
        return self.ended is None and self.until >= day


class Book:
    """全部的账。各方法可以几个线程同时叫。"""

    def __init__(self, agencies: Mapping[str, Agency], plan: Plan, file: Path | None = None) -> None:
        self.agencies, self.plan, self.day = agencies, plan, date.min
        self.names: dict[str, str] = {}
        self.holds: dict[Key, list[Hold]] = defaultdict(list)
        self.moved: dict[Key, int] = defaultdict(int)
        self.paid: set[str] = set()
        self.gone: dict[Key, date] = {}
        self.ended: set[tuple[str, str, str]] = set()
        self.done: dict[Key, list[Outcome]] = {}
        self._made: dict[tuple[str, Person], tuple[Thing, ...]] = {}
        self._lock, self._file, self._serial = threading.RLock(), file, 0
        for told in journal.read(file):
            self._act(told)

    # ---- 外面来的每一件 ----

    def do(self, what: str, day: date, **given: Any) -> Any:
        """办一件：``day`` 往后走、``plan`` 换计划书、``income`` 进一笔钱、``prior_ended`` 在先措施解除、``paid`` 扣划的钱汇出去了。

        没有这种事、缺项、没有这一项财产的抛出 ``ValueError``，什么也不记。
        """
        with self._lock:
            told = {"do": what, "day": max(day, self.day).isoformat(), **given}
            self._check(told)
            journal.write(self._file, told)
            return self._act(told)

    def control(
        self, agency: str, number: str, person: Person, case: str, court: str, lines: list[Line], day: date, refused: Mapping[str, str] | None = None,
    ) -> list[Outcome]:
        """办一份控制请求；办过的，还是上次的结果。``refused`` 是各项（序号）不办的原因。"""
        with self._lock:
            if (known := self.done.get((agency, number))) is not None:
                return known
            told = {"agency": agency, "number": number, "person": asdict(person), "case": case, "court": court,
                    "lines": [_plain(line) for line in lines], "refused": dict(refused or {})}
            made: list[Outcome] = self.do("control", day, **told)
            return made

    def things(self, agency: str, person: Person, day: date) -> tuple[Thing, ...]:
        """这个人在这家单位的财产，连同到现在的余额和全部在先措施（包括本院的）。"""
        with self._lock:
            self.day = max(self.day, day)
            self.names.setdefault(person.number, person.name)
            return tuple(self._now(agency, one) for one in self._base(agency, person))

    # ---- 记 ----

    def _check(self, told: Mapping[str, Any]) -> None:
        if told["do"] not in _ACTS:
            raise ValueError(f"没有这件事；有的是{'、'.join(sorted(_ACTS))}")
        if missing := [name for name in _ACTS[told["do"]][1] if name not in told]:
            raise ValueError(f"缺{'、'.join(missing)}")
        if told["do"] == "plan":
            Plan.of(told["plan"])
        if "item" in told:
            self._found(told["agency"], self._person(told["person"]), told["item"])
        if not isinstance(told.get("fen", 0), int):
            raise ValueError("金额以分计，是整数")

    def _act(self, told: Mapping[str, Any]) -> Any:
        self.day = max(self.day, date.fromisoformat(told["day"]))
        return _ACTS[told["do"]][0](self, told)

    def _plan(self, told: Mapping[str, Any]) -> None:
        self.plan = Plan.of(told["plan"], self.plan.seed)
        self._made.clear()

    def _income(self, told: Mapping[str, Any]) -> None:
        self.moved[told["agency"], told["item"]] += told["fen"]

    def _prior_ended(self, told: Mapping[str, Any]) -> None:
        self.ended.add((told["agency"], told["item"], told["number"]))

    def _paid(self, told: Mapping[str, Any]) -> None:
        self.paid.add(told["serial"])

    def _control(self, told: Mapping[str, Any]) -> list[Outcome]:
        agency, person = told["agency"], Person(**told["person"])
        self.names.setdefault(person.number, person.name)
        made = []
        for line in map(_line, told["lines"]):
            reason = told["refused"].get(line.seq, "")
            made.append(Outcome(line, reason) if reason else self._one(agency, person, line, told))
        self.done[agency, told["number"]] = made
        return made

    # ---- 办一项 ----

    def _one(self, agency: str, person: Person, line: Line, told: Mapping[str, Any]) -> Outcome:
        base = next((one for one in self._base(agency, person) if matches(one, line.item)), None)
        if base is None:
            return Outcome(line, NO_THING)
        seen = self._seen(agency, base, Outcome(line))
        if base.closed or (agency, base.key) in self.gone:
            return replace(seen, reason=CLOSED)
        if (does := _DOES.get(line.action)) is None:
            return replace(seen, reason="不办理这种措施")
        return does(self, agency, base, seen, told)  # type: ignore[no-any-return]

    def _seen(self, agency: str, base: Thing, told: Outcome) -> Outcome:
        """现在的余额、可用、在先措施、别人的权利。"""
        now = self._now(agency, base)
        return replace(told, balance=now.fen, available=available(now), rights=now.rights, currency=now.currency, prior=now.prior)

    def _hold(self, agency: str, base: Thing, seen: Outcome, told: Mapping[str, Any]) -> Outcome:
        line, cap = seen.line, seen.line.fen if base.kind in MONEY else None
        made = Hold(told["number"], told["case"], told["court"], cap, line.since or self.day, line.until or date.max, f"CF{self._next()}")
        self.holds[agency, base.key].append(made)
        return self._stands(agency, base, seen, made)

    def _stands(self, agency: str, base: Thing, seen: Outcome, hold: Hold) -> Outcome:
        """这项控制现在怎样：占住多少，第几位。有钱占住的算首位，一分也没有占住的、整项的按先后。"""
        now = self._now(agency, base)
        running = self._running(agency, base)
        at = len(now.prior) - len(running) + running.index(hold)
        held, money = parts(now)[at], hold.cap is not None
        return replace(
            self._seen(agency, base, seen), since=hold.since, until=_until(hold), cap=hold.cap, actual=held if money else now.fen,
            over=(hold.cap or 0) - held if money else 0, rank=0 if held and money else at, business=hold.business, prior=now.prior[:at],
        )

    def _original(self, agency: str, base: Thing, line: Line) -> tuple[Hold | None, str]:
        """原来那一项控制；找不到的、已经到期解除的，说原因。"""
        hold = next((one for one in self.holds[agency, base.key] if one.number == line.original and line.original), None)
        if hold is None:
            return None, f"查不到原冻结（查封），原请求单号：{line.original or '未填'}"
        if hold.ended:
            return None, f"原冻结（查封）已于{hold.ended}解除"
        return (hold, "") if hold.running(self.day) else (None, f"原冻结（查封）已于{hold.until}到期")

    def _renew(self, agency: str, base: Thing, seen: Outcome, told: Mapping[str, Any]) -> Outcome:
        hold, reason = self._original(agency, base, seen.line)
        if hold is None:
            return replace(seen, reason=reason)
        hold.until = seen.line.until or hold.until
        return replace(self._stands(agency, base, seen, hold), since=seen.line.since or hold.since)

    def _release(self, agency: str, base: Thing, seen: Outcome, told: Mapping[str, Any]) -> Outcome:
        """解除；写了金额又比限额少的，只解除这么多。"""
        hold, reason = self._original(agency, base, seen.line)
        if hold is None:
            return replace(seen, reason=reason)
        part, whole = seen.line.fen, hold.cap
        if whole is not None and part and part < whole:
            hold.cap = whole - part
        else:
            part, hold.ended = whole, self.day
        return replace(self._seen(agency, base, seen), since=hold.since, until=self.day, cap=whole, actual=part or 0, business=hold.business)

    def _deduct(self, agency: str, base: Thing, seen: Outcome, told: Mapping[str, Any]) -> Outcome:
        """扣划：本案占住的和没有人占的，最多扣这么多；外币要写明结汇，封闭的、久悬的办不了。"""
        if reason := _undeductible(base, seen.line, self.day):
            return replace(seen, reason=reason)
        running = self._running(agency, base)
        held = zip(running, parts(self._now(agency, base))[-len(running):] if running else (), strict=True)
        ours = [(hold, part) for hold, part in held if hold.case == told["case"]]
        fen = min(seen.line.fen or 0, seen.available + sum(part for _, part in ours))
        if fen <= 0:
            return replace(seen, reason=GONE)
        self.moved[agency, base.key] -= fen
        _used([hold for hold, _ in ours], fen, self.day)
        return replace(self._seen(agency, base, seen), actual=fen, cap=seen.line.fen, since=self.day, serial=f"KH{self._next()}")

    def _transfer(self, agency: str, base: Thing, seen: Outcome, told: Mapping[str, Any]) -> Outcome:
        """过户：这个人名下不再有，各家的查封一并了结。"""
        self.gone[agency, base.key] = self.day
        for hold in self._running(agency, base):
            hold.ended = self.day
        return replace(seen, since=self.day, business=f"GH{self._next()}")

    # ---- 看 ----

    def _running(self, agency: str, base: Thing) -> list[Hold]:
        return [one for one in self.holds.get((agency, base.key), ()) if one.running(self.day)]

    def _base(self, agency: str, person: Person) -> tuple[Thing, ...]:
        """编出来的样子；近来问过的记着，换了计划书重编。"""
        if (found := self._made.get((agency, person))) is None:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            found = self._made[agency, person] = holdings(self.plan, self.agencies[agency], person)
        return found

    def _now(self, agency: str, base: Thing) -> Thing:
        """到现在的余额；在先措施是还在的各项，本院的排在后面。"""
        key = (agency, base.key)
        kept = [one for one in base.prior if (*key, one.number) not in self.ended and (one.until is None or one.until >= self.day)]
        if closed := self.gone.get(key):
            return replace(base, state="历史", closed=closed, prior=())
        kept += [Prior(one.court, one.case, one.since, _until(one), one.cap) for one in self._running(agency, base)]
        return replace(base, fen=base.fen + self.moved.get(key, 0), prior=tuple(kept))

    def _person(self, number: str) -> Person:
        return Person(self.names.get(number, ""), number)

    def _found(self, agency: str, person: Person, item: str) -> Thing:
        if agency not in self.agencies:
            raise ValueError(f"没有这家单位：{agency}")
        for one in self._base(agency, person):
            if one.key == item:
                return one
        raise ValueError(f"{person.number}在这家单位没有{item}")

    def _next(self) -> str:
        self._serial += 1
        return f"{self.day:%Y%m%d}{self._serial:06d}"

    def people(self) -> Iterator[Person]:
        """问过的人。"""
        return (Person(name, number) for number, name in list(self.names.items()))


def parts(thing: Thing) -> list[int]:
    """各项在先措施先到先得，各占住多少。"""
    left, made = max(0, thing.fen), []
    for one in thing.prior:
        made.append(left if one.fen is None else min(one.fen, left))
        left -= made[-1]
    return made


def available(thing: Thing) -> int:
    """减去各家占住的，还可用多少。"""
    return max(0, thing.fen - sum(parts(thing)))


def matches(thing: Thing, item: str) -> bool:
    """令里写的账号、单元号、号牌、证号说的是不是这一项。"""
    asked = _squeezed(item)
    told = (thing.key, *(thing.fields.get(name, "") for name in ("BDCQZH", "vin", "jrcpbh", "code", "company")))
    return bool(asked) and (asked in map(_squeezed, told) or asked == _squeezed("".join(told[:1] + told[4:5])))


def _squeezed(text: str) -> str:
    return "".join(char for char in text.upper() if char not in " -·/　")


def _undeductible(thing: Thing, line: Line, day: date) -> str:
    if not all(line.pay[::2]):
        return "没有写明执行款账户的户名、账号"
    if thing.currency != "CNY" and not line.convert:
        return f"账户币种为{thing.currency}，没有写明结汇"
    if thing.locked and thing.locked > day:
        return f"产品在封闭期内，{thing.locked}以前不能赎回"
    return "久悬账户，须先在柜面激活" if thing.state == "久悬" else ""


def _used(holds: list[Hold], fen: int, day: date) -> None:
    """扣走的，从占住的里面减；减完的这天结束。"""
    for hold in holds:
        part = min(hold.cap or 0, fen)
        fen -= part
        if hold.cap is not None and part:
            hold.cap -= part
            hold.ended = None if hold.cap else day


def _until(hold: Hold) -> date | None:
    return None if hold.until == date.max else hold.until


def _plain(line: Line) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(line).items()}


def _line(told: Mapping[str, Any]) -> Line:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("since", "until")}
    return Line(**{**told, **days, "pay": tuple(told["pay"])})


_DOES: Final[dict[str, Any]] = {
    FREEZE: Book._hold, SEIZE: Book._hold, RENEW: Book._renew, RELEASE: Book._release, DEDUCT: Book._deduct,
    TRANSFER: Book._transfer,
}
_ACTS: Final[dict[str, Any]] = {
    "control": (Book._control, ("agency", "number", "person", "case", "court", "lines", "refused")),
    "day": (lambda book, told: book.day, ()),
    "paid": (Book._paid, ("serial",)),
    "plan": (Book._plan, ("plan",)),
    "income": (Book._income, ("agency", "person", "item", "fen")),
    "prior_ended": (Book._prior_ended, ("agency", "person", "item", "number")),
}
