"""演示用的协助单位：与 ``./run`` 开着的模拟单位同一个种子、同一本账，所以最后一章里查到的、冻结的，开着以后照样认得。

在同一个进程里，照真的报文收发：取走、受理、反馈、回执，一个字节也不少；只是不走网络，也不用签名。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from zhixing.casework.cases.queries import Party
from zhixing.casework.control.commands import keeping
from zhixing.casework.control.queries_waves import Agency as Channel
from zhixing.exchange.control import endpoints, receiving
from zhixing.exchange.simulators.agencies import Network, network_of
from zhixing.exchange.simulators.agencies_book import Book
from zhixing.exchange.simulators.agencies_people import Person, Thing, holdings, normal
from zhixing.exchange.simulators.agencies_plan import DEFAULT_RATES, Plan
from zhixing.foundation.history import context

SEED: Final = 7
JOURNAL: Final = "agencies.journal"
"""种子、账的日志，同 ``./run`` 给模拟的单位的（``entrances.cli.supervisor``）。"""
KEY: Final = b"in-process"
"""同一个进程里不核对签名，随便一个。"""


class Outside:
    """各家单位。``channels`` 是本院登记的渠道，以代码为键；``journal`` 是账的日志。"""

    def __init__(self, channels: Mapping[str, Channel], journal: Path | None) -> None:
        self.channels, self.agencies = channels, network_of()
        self.plan = Plan.of({"rates": DEFAULT_RATES}, SEED)
        keys = dict.fromkeys(channels.keys() & self.agencies.keys(), KEY)
        self.network = Network(self.agencies, keys, Book(self.agencies, self.plan, journal), self._send, now=lambda: context.current().now)

    def things(self, party: Party, *codes: str) -> list[Thing]:
        """这个人在这几家单位有什么。"""
        person = Person(party.name, normal(party.paper_number))
        return [one for code in codes for one in holdings(self.plan, self.agencies[code], person)]

    def round(self, *codes: str) -> int:
        """这几家（不写的是各家）走一轮，本院把收到的都读了；返回取走几个。"""
        book = self.network.book
        book.day = max(book.day, context.current().today)
        taken = Counter({code: desk.round() for code, desk in self.network.desks.items() if not codes or code in codes})
        while receiving.work():
            pass
        return taken.total()

    def troubled(self, number: str, fault: str, *codes: str) -> int:
        """同上，这个请求单号点名要出这种毛病；只这一轮，不写进日志。"""
        book = self.network.book
        book.plan = Plan.of({"rates": DEFAULT_RATES, "numbers": {number: fault}}, SEED)
        try:
            return self.round(*codes)
        finally:
            book.plan = self.plan

    def _send(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        """到法院去的路。"""
        code, _, what = path.removeprefix("/in/agency/").partition("/")
        sort, _, number = unquote(what.partition("?")[0]).partition("/")
        channel = self.channels[code]
        if method == "GET":
            return 200, _READS[sort](channel, number)
        keeping.stored(agency=channel, sort=sort, raw=content, now=context.current().now)
        return 200, b""


_READS: Final[dict[str, Callable[[Channel, str], bytes]]] = {
    "requests": lambda channel, number: endpoints.taken(channel, endpoints.MOST),
    "documents": endpoints.documents_of,
    "cards": endpoints.cards_of,
}

