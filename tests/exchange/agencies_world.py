"""一家法院和模拟的协助单位，对着真的地址收发（在进程里）：查询请求、控制令直接建行，取、交、读都走真的。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from control.desk import BANK, CARS, ESTATE, PAY, STOCKS, TODAY, ControlDesk
from django.test import Client

from zhixing.casework.cases.queries import Case
from zhixing.casework.control.models import Finding, Measure, Order, Reply, Request
from zhixing.casework.documents.models import Document
from zhixing.exchange.control import receiving
from zhixing.exchange.simulators.agencies import Network
from zhixing.exchange.simulators.agencies_book import Book
from zhixing.exchange.simulators.agencies_pay import NoBank
from zhixing.exchange.simulators.agencies_pdf import pdf
from zhixing.exchange.simulators.agencies_people import Agency, Person, Thing, normal
from zhixing.exchange.simulators.agencies_plan import Plan
from zhixing.exchange.simulators.answering import key_of
from zhixing.foundation.files.commands import store
from zhixing.foundation.people.queries import Setting

KINDS = {BANK: ("bank", ""), ESTATE: ("estate", ""), CARS: ("register", "vehicle"), STOCKS: ("register", "security"), PAY: ("register", "online")}
HOLDS = "joint"
"""点了这个名的，各家单位总有他的财产。"""
_serial = count(1)


class Purse(NoBank):
    """收款的银行：记着汇来的每一笔。"""

    def __init__(self) -> None:
        self.came: list[tuple[str, int]] = []

    def pay(self, agency: Agency, person: Person, case: str, number: str, one: Any) -> None:
        self.came.append((number, one.actual))


class World:
    """``network`` 是模拟的单位；``lost`` 是第几次交过去以后断线（法院收下了，单位没有得到回答）。"""

    def __init__(self, desk: ControlDesk, folder: Path, now: datetime) -> None:
        self.desk, self.now, self.client, self.lost, self.posts = desk, now, Client(), frozenset[int](), 0
        agencies = {code: Agency(code, one.name, *KINDS[code]) for code, one in desk.agencies.items()}
        keys = {code: key_of(folder / f"{code}.key") for code in agencies}
        self.purse = Purse()
        self.network = Network(agencies, keys, Book(agencies, Plan(7)), self._send, self.purse, lambda: now, now.timestamp)
        self.case: Case = desk.case()
        self.notice = self.file()
        for name, text in (("holder", "某法院"), ("bank", "某银行"), ("number", "04720000000001")):
            Setting.objects.create(court=desk.court, key=f"document.account_{name}", value=text)
        self.person = Person(desk.debtor(self.case).name, normal(desk.debtor(self.case).paper_number))

    def _send(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        said = self.client.generic(method, path, content, content_type="application/xml", headers={"X-Signature": headers["X-Signature"]})
        self.posts += method == "POST"
        if method == "POST" and self.posts in self.lost:
            raise ConnectionResetError("断线")
        return said.status_code, said.content

    def plan(self, *names: str, **parts: Any) -> None:
        """换计划书；``names`` 是点被执行人的名要出的毛病。"""
        self.network.book.do("plan", TODAY, plan={"names": {self.person.name: names or (HOLDS,)}, **parts})

    def file(self) -> Any:
        """一份 PDF。"""
        return store(court_id=self.desk.court.pk, name="文书.pdf", content=pdf("文书", ["甲"]), actor=self.desk.judge)

    def ask(self, *codes: str) -> dict[str, Request]:
        """一批查询：单位代码 → 请求，都待取。"""
        wave = self.desk.wave(self.case, requests="queued", agencies=[self.desk.agencies[code] for code in codes or KINDS])
        wave.requests.update(attempts=0, sent_at=None, due_at=None)
        wave.notice, wave.notice_number = self.notice, f"{wave.number}号"
        wave.save(update_fields=["notice", "notice_number"])
        return {one.agency.code: one for one in wave.requests.select_related("agency")}

    def order(self, kind: str, item: str, fen: int | None = None, *, agency: str = BANK, papers: bool = True, **values: Any) -> Order:
        """一道待取的控制令，裁定书、通知书都用了印。"""
        number = f"K{next(_serial):06d}"
        deposit = agency in (BANK, PAY)
        given: dict[str, Any] = {
            "property": "deposit" if deposit else "real_estate" if agency == ESTATE else "movable", "subject": f"{item}", "account": item,
            "amount_fen": fen, "since": TODAY, "until": TODAY + timedelta(days=364), "officer": self.desk.officer, "state": "queued",
            "ruling": self.paper("裁定书") if papers else None, "notice": self.paper("协助执行通知书") if papers else None,
            "queued_at": self.now, "drafted_by": self.desk.judge, "drafted_name": self.desk.judge.name, "drafted_on": TODAY, "token": number,
            **values,
        }
        return Order.objects.create(
            court=self.desk.court, case=self.case, party=self.desk.debtor(self.case), agency=self.desk.agencies[agency], number=number, kind=kind,
            **given,
        )

    def paper(self, title: str) -> Document:
        """一份用了印的文书。"""
        number = next(_serial)
        return Document.objects.create(
            case=self.case, court=self.desk.court, kind="deposit_freeze", title=title, state="sealed", drafted_by=self.desk.judge,
            drafted_name=self.desk.judge.name, drafted_on=TODAY, dated=TODAY, number=f"文{number}号", file=self.file(),
        )

    def measure(self, order: Order) -> Measure:
        """这道令采取的措施。"""
        return Measure.objects.get(order=order)

    def undo(self, kind: str, order: Order, **values: Any) -> Order:
        """续行、解除、扣划：凭原来那一道。"""
        agency = order.agency.code if order.agency else ""
        fen = values.pop("fen", order.amount_fen if kind == "deduct" else None)
        return self.order(kind, order.account, fen, agency=agency, original=order, measure=self.measure(order), **values)

    def turn(self, rounds: int = 1, more: str = "", only: str = "") -> None:
        """各单位（只这一家）走几轮，法院把收到的都读了。"""
        for _ in range(rounds):
            self.network.desks[only].round(more) if only else self.network.round(more)
            while receiving.work():
                pass

    def day(self, day: date) -> None:
        """各单位走到这天。"""
        self.network.book.do("day", day)

    def things(self, agency: str = BANK, kind: str = "") -> list[Thing]:
        """这家单位现在有他的什么。"""
        found = self.network.book.things(agency, self.person, TODAY)
        return [one for one in found if not kind or one.kind == kind]


def state(row: Request | Order) -> str:
    """现在的状态。"""
    row.refresh_from_db()
    return row.state


def replies(row: Request | Order, sort: str = "") -> list[Reply]:
    """关于它收到的各份，先收到的在前。"""
    mine = {"request": row} if isinstance(row, Request) else {"order": row}
    found = Reply.objects.filter(**mine).exclude(sort="ack").order_by("pk")
    return list(found.filter(sort=sort) if sort else found)


def findings(request: Request) -> list[Finding]:
    """它查到的各条。"""
    return list(Finding.objects.filter(request=request).select_related("asset").order_by("pk"))
