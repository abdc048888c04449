"""模拟的一家协助单位：一轮一轮地到法院取请求，受理、查、办、反馈、出回执，照计划书出毛病。

没有送到的留着下一轮再送；同一个请求单号再取到，还是上次的回答，一个字节也不变。
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote
from xml.etree.ElementTree import Element

from zhixing.exchange.simulators import agencies_bank, agencies_estate, agencies_registers
from zhixing.exchange.simulators import agencies_wire as wire
from zhixing.exchange.simulators.agencies_book import DEDUCT, RELEASE, RENEW, Book, Line, Outcome
from zhixing.exchange.simulators.agencies_faults import BREAKS, broken
from zhixing.exchange.simulators.agencies_pay import Payer
from zhixing.exchange.simulators.agencies_pdf import pdf
from zhixing.exchange.simulators.agencies_people import Agency, Thing
from zhixing.exchange.simulators.agencies_plan import FAULTS, HOLDINGS, ORDERS
from zhixing.exchange.simulators.answering import signed

CHANNELS: Final[Mapping[str, Any]] = {"bank": agencies_bank, "estate": agencies_estate, "register": agencies_registers}
AT_ONCE: Final = 100
LATE: Final = 15
GIVE_UP: Final = (400, 404, 405, 413)
MOST_LOG: Final = 500
MOST_GIVEN: Final = 20_000
_OWN: Final = frozenset(FAULTS) - frozenset(HOLDINGS)
Transport = Callable[[str, str, Mapping[str, str], bytes], tuple[int, bytes]]
"""（方法、地址、头、正文）→（状态码、内容）；连不上的抛出 ``OSError``。"""


@dataclass(slots=True)
class Post:
    """要送的一份。``rounds`` 是再过几轮，``day`` 是到哪天才送。"""

    sort: str
    number: str
    content: bytes = field(repr=False)
    rounds: int = 0
    day: date | None = None


@dataclass(slots=True)
class Answer:
    """一个请求的回答：``ack`` 受理不受理，``early`` 先反馈后受理。"""

    posts: list[Post] = field(default_factory=list)
    ack: bool = True
    early: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """送过、取过的一次，给人看。"""

    at: datetime
    agency: str
    what: str
    number: str
    status: int
    note: str = ""


class Desk:
    """一家单位的柜台。``clock`` 给现在（带时区），日子照账走到的；``seconds`` 是签名用的真的时刻。"""

    def __init__(
        self, agency: Agency, key: bytes, book: Book, send: Transport, payer: Payer, clock: Callable[[], datetime], log: deque[Sent] | None = None,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self.agency, self.key, self.book, self.send, self.payer, self.clock = agency, key, book, send, payer, clock
        self.seconds = seconds
        self.log: deque[Sent] = deque(maxlen=MOST_LOG) if log is None else log
        self.channel = CHANNELS[agency.kind]
        self.court = ""
        self.turns: Counter[str] = Counter()
        self.given: dict[str, Answer] = {}
        self.out: list[Post] = []
        self._notices: set[str] = set()

    # ---- 一轮 ----

    def round(self, more: str = "") -> int:
        """一轮：先送该送的，再取、再答。返回这一轮取到几个请求。``more`` 添在取请求的地址上（如 ``&again=1``）。"""
        if self._named("down"):
            return 0
        self._deliver()
        taken, again = 0, True
        while again:
            status, content = self._ask("GET", f"requests?limit={AT_ONCE}{more}", "取请求")
            if status != 200:
                break
            found, again = wire.messages(content)
            self._take(found)
            taken += len(found)
            again = again and not more
        return taken

    def _take(self, found: list[Element]) -> None:
        answers = {wire.head(one, "number"): self._answer(one) for one in found}
        for answer in answers.values():
            self._queue(answer.posts if answer.early else [])
        self._deliver(fresh=True)
        if acked := [number for number, answer in answers.items() if answer.ack]:
            self._queue([Post("ack", acked[0] if len(acked) == 1 else f"{len(acked)}件", self._acks(acked))])
        for answer in answers.values():
            self._queue([] if answer.early else answer.posts)
        self._deliver(fresh=True)

    def _queue(self, posts: Iterable[Post]) -> None:
        self.out += [replace(one) for one in posts]

    def _deliver(self, fresh: bool = False) -> None:
        """送到期的；``fresh`` 是同一轮里再送一遍，轮数不减。"""
        waiting, self.out = self.out, []
        for one in waiting:
            if one.rounds > 0 or (one.day and one.day > self.book.day):
                self.out.append(one if fresh else replace(one, rounds=max(0, one.rounds - 1)))
            elif not self._posted(one):
                self.out.append(one)

    def _posted(self, one: Post) -> bool:
        status, _ = self._ask("POST", one.sort, _WHAT[one.sort], one.content, one.number)
        return status == 200 or status in GIVE_UP

    def _ask(self, method: str, what: str, told: str, content: bytes = b"", number: str = "") -> tuple[int, bytes]:
        path = quote(f"/in/agency/{self.agency.code}/{what}", safe="/?&=")  # 控制令的号里有汉字
        stamp = int(self.seconds()) + (600 if self._named("clock_off") else 0)
        headers = {"X-Signature": signed(self.key, stamp, method, path, content), "Content-Type": "application/xml"}
        try:
            status, said = self.send(method, path, headers, content)
        except OSError as error:
            status, said = 0, str(error).encode()
        if number or status != 200:
            note = "" if status == 200 else said[:200].decode(errors="replace")
            self.log.append(Sent(self.clock(), self.agency.code, told, number, status, note))
        return status, said

    def _named(self, code: str) -> bool:
        return self.book.plan.has(code, self.agency.code, number=f"{self.clock():%Y%m%d%H}")

    # ---- 一个请求 ----

    def _answer(self, message: Element) -> Answer:
        asked = self.channel.asked(message, self.agency.register)
        self.court = wire.head(message, "from")
        self.turns[asked.number] += 1
        if (known := self.given.get(asked.number)) is not None:
            return known
        faults = self._faults(asked)
        answer = self._refused(asked, faults)
        if answer is None:
            answer = self._found(asked, faults) if asked.sort == "query" else self._controlled(asked, faults)
            if not faults & {*BREAKS, "silent", "unknown_number"}:
                self._keep(asked.number, answer)
        return answer

    def _keep(self, number: str, answer: Answer) -> None:
        self.given[number] = answer
        if len(self.given) > MOST_GIVEN:
            del self.given[next(iter(self.given))]

    def _faults(self, asked: wire.Asked) -> set[str]:
        """这个请求出哪些毛病；财产本身的不在内。"""
        turn = self.turns[asked.number]
        who = (self.agency.code, asked.person.number, asked.person.name, asked.number)
        return self.book.plan.faults(_OWN, *who, turn)

    def _refused(self, asked: wire.Asked, faults: set[str]) -> Answer | None:
        """不往下办的：拒收、退回、不吭声。"""
        if "unanswered" in faults:
            return Answer(ack=False)
        if code := self._unfit(asked, faults):
            told = {"code": code[0], "reason": code[1]}
            return Answer([self._post("reject", asked.number, [], told)], ack=False)
        if "rolled_back" in faults:
            return Answer([self._post("rollback", asked.number, [wire.rollback(self.channel.ROLLBACK, asked.number, "客户信息不清，请核对")])])
        return Answer() if "silent" in faults else None

    def _unfit(self, asked: wire.Asked, faults: set[str]) -> tuple[str, str] | None:
        """该拒收的：代码和原因。格式、文书、证件都真的看。"""
        if asked.wrong:
            return "format", "；".join(asked.wrong)[:200]
        if "rejected" in faults:
            return "other", "不属于本单位受理的范围"
        if "bad_paper" in faults:
            return "seal", "文书的印章无效"
        if "no_officer" in faults:
            return "officer", f"经办人{'、'.join(asked.officer)}没有在本单位登记"
        if not self._papers(asked):
            return "paper", "没有取到文书，或者文书不是 PDF"
        return None if self._cards(asked) else ("officer", "证件编号与请求上的不符")

    def _papers(self, asked: wire.Asked) -> bool:
        """文书取得到、是 PDF、MD5 对；一份查询通知书附多件的，取过一次不再取。"""
        if asked.paper and asked.paper in self._notices:
            return True
        status, content = self._ask("GET", f"documents/{asked.number}", "取文书")
        good = status == 200 and wire.sound(self.channel.PAPER, content)
        if good and asked.paper:
            self._notices.add(asked.paper)
        return good

    def _cards(self, asked: wire.Asked) -> bool:
        """控制请求看经办人的两证。"""
        if asked.sort == "query":
            return True
        status, content = self._ask("GET", f"cards/{asked.number}", "取证件")
        told = content.decode(errors="replace")
        return status == 200 and all(one and one in told for one in asked.officer)

    # ---- 查 ----

    def _found(self, asked: wire.Asked, faults: set[str]) -> Answer:
        things = self.book.things(self.agency.code, asked.person, self.book.day)
        posts = [self._feedback(asked, things, faults, "full" if things else "none")]
        if "partial" in faults and things:
            first, rest = _halves(things)
            posts = [self._feedback(asked, first, faults, "partial"), replace(self._feedback(asked, rest, faults, "full", later=60), rounds=1)]
        if "again_later" in faults:
            posts.append(replace(self._feedback(asked, things, faults, "full" if things else "none", later=60), rounds=1))
        return Answer(_timed(posts, faults, self.book.day), early="disordered" in faults)

    def _feedback(self, asked: wire.Asked, things: Iterable[Thing], faults: set[str], result: str, later: int = 0) -> Post:
        number = f"{asked.number}9" if "unknown_number" in faults else asked.number
        at = self._at(faults, later)
        more = {"result": result, **({"reason": "其余的系统忙，稍后再送"} if result == "partial" else {})}
        return self._post("feedback", number, self.channel.found(number, self.agency.register, list(things), at), more, faults, at)

    # ---- 办 ----

    def _controlled(self, asked: wire.Asked, faults: set[str]) -> Answer:
        refused = {line.seq: why for line in asked.lines if (why := self._objection(line, faults))}
        outcomes = self.book.control(
            self.agency.code, asked.number, asked.person, asked.case, asked.court, list(asked.lines), self.book.day, refused,
        )
        self._pay(asked, outcomes)
        at = self._at(faults)
        number = f"{asked.number}9" if "unknown_number" in faults else asked.number
        posts = [self._post("control", number, self.channel.controlled(number, outcomes, at), {}, faults, at)]
        if "no_receipt" not in faults:
            posts.append(self._receipt(asked, outcomes, faults))
        if "again_later" in faults:
            posts.append(replace(self._post("control", number, self.channel.controlled(number, outcomes, self._at(faults, 60))), rounds=1))
        if "disordered" in faults:
            posts.reverse()
        return Answer([*_timed(posts, faults, self.book.day), *self._afterwards(outcomes, faults)], early="disordered" in faults)

    def _objection(self, line: Line, faults: set[str]) -> str:
        """计划书点名不办的；扣划的先问收款的银行。"""
        if line.action in (RENEW, RELEASE) and "no_original" in faults:
            return f"查不到原冻结（查封），原请求单号：{line.original}"
        if line.action == RENEW and "expired_original" in faults:
            return "原冻结（查封）已经到期"
        if line.action != DEDUCT:
            return ""
        return ORDERS["bad_pay_account"] if "bad_pay_account" in faults else self.payer.objection(line.pay[0], line.pay[2])

    def _pay(self, asked: wire.Asked, outcomes: list[Outcome]) -> None:
        for one in outcomes:
            if one.serial and one.serial not in self.book.paid:
                self.payer.pay(self.agency, asked.person, asked.case, asked.number, one)
                self.book.do("paid", self.book.day, serial=one.serial)

    def _receipt(self, asked: wire.Asked, outcomes: list[Outcome], faults: set[str]) -> Post:
        """回执。“与反馈不一”的：办成的说没有办，没有办的说办了。"""
        lines = [f"{asked.court}：", f"贵院{asked.case}协助执行通知书收悉（请求单号{asked.number}）。现将办理结果函复如下："]
        lines += [_told(one, contrary="other_receipt" in faults) for one in outcomes]
        lines += [f"{self.agency.name}（模拟电子印章）", f"{self.book.day.year}年{self.book.day.month}月{self.book.day.day}日"]
        content = b"<html>not a PDF</html>" if "not_pdf" in faults else pdf("协助执行通知书（回执）", lines)
        return self._post("receipt", asked.number, [wire.paper(self.channel.PAPER, asked.number, f"回执{asked.number}.pdf", content)])

    def _afterwards(self, outcomes: list[Outcome], faults: set[str]) -> list[Post]:
        """解除办成以后，当初那道令的反馈又来一份。"""
        if "after_release" not in faults:
            return []
        released = [one.line.original for one in outcomes if one.done and one.line.action == RELEASE]
        known = [(number, self.book.done.get((self.agency.code, number))) for number in released]
        at = self._at(faults, 60)
        return [replace(self._post("control", number, self.channel.controlled(number, was, at)), rounds=1) for number, was in known if was]

    # ---- 报文 ----

    def _at(self, faults: set[str], later: int = 0) -> datetime:
        now = self.clock()
        day = datetime.combine(self.book.day, now.timetz()) if self.book.day > now.date() else now
        return (day + timedelta(days=1 if "skewed" in faults else 0, seconds=later)).replace(microsecond=0)

    def _post(
        self, sort: str, number: str, records: list[Element], more: Mapping[str, str] | None = None, faults: set[str] | None = None,
        at: datetime | None = None,
    ) -> Post:
        top = wire.Head(sort, number, self.agency.code, self.court, at or self._at(set()), more or {})
        content = wire.message(top, records, "GB18030" if "gb18030" in (faults or ()) else "UTF-8")
        return Post(sort, number, broken(content, faults or set()))

    def _acks(self, numbers: list[str]) -> bytes:
        top = wire.Head("ack", "", self.agency.code, self.court, self._at(set()))
        return wire.message(top, [wire.text("number", number) for number in numbers])


def _halves(things: Sequence[Thing]) -> tuple[list[Thing], list[Thing]]:
    """分两次说的：理财跟着它的账户；只有一个账户、一项的，第二次全说。"""
    heads = [one for one in things if "zjhkzh" not in one.fields]
    first = {one.key for one in heads[: max(1, len(heads) // 2)]}
    early = [one for one in things if one.fields.get("zjhkzh", one.key) in first]
    return early, [one for one in things if one not in early] or list(things)


def _timed(posts: list[Post], faults: set[str], day: date) -> list[Post]:
    """送两次的、晚送的。"""
    made = [posts[0], *posts] if "twice" in faults else posts
    return [replace(one, day=day + timedelta(days=LATE)) for one in made] if "late" in faults else made


_WHAT: Final = {
    "ack": "受理", "feedback": "反馈", "control": "控制反馈", "receipt": "回执", "rollback": "退回", "reject": "拒收",
}
_DID: Final = {"freeze": "冻结", "seize": "查封", "renew": "继续冻结（查封）", "release": "解除", "deduct": "扣划", "transfer": "过户"}


def _told(one: Outcome, *, contrary: bool) -> str:
    """回执里的一句。照公开的实现，额度冻结金额印的是申请的金额。"""
    what = _DID.get(one.line.action, "办理")
    if one.done == contrary:
        return f"{one.line.item}因{one.reason or '账户状态异常'}，未能{what}。"
    money = f"，可用金额{wire.yuan(one.actual)}元，额度冻结金额{wire.yuan(one.line.fen)}元" if one.cap is not None else ""
    rank = f"，轮候第{one.rank}位" if one.rank else ""
    term = f"，期限自{one.since}至{one.until}" if one.since and one.until else ""
    return f"{one.line.item}已{what}{money}{rank}{term}。"
