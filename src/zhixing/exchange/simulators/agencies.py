"""模拟的协助单位：银行、不动产登记、车管所……到法院取查控请求，照真的报文反馈，能出各种毛病。

    python -m zhixing.exchange.simulators.agencies --seed 7 --port 8094 [--court http://127.0.0.1:8000 --keys 目录] [--plan 计划书]
        [--network 单位表] [--journal 日志] [--bank 网址 --bank-key-file 密钥] [--every 秒]

给了 ``--court`` 的，每家单位隔几秒到法院取一次请求；报文写法见 ``docs/areas/channels.md``，用法见 ``docs/areas/simulators.md``。
财产全凭种子和证件号编出，问到哪个号，哪个号就有这个人。给了 ``--journal`` 的，冻结、扣划重开不丢。

    GET  /            给人看的网页                         GET  /log              近来的收发
    GET  /population?number=证件号[&name=姓名][&agency=代码]     各单位现在有他的什么
    GET  /plan  POST /plan                                 计划书（JSON）；GET /faults 是毛病的目录
    POST /round       马上走一轮，回答各单位取到几个请求      POST /acts             {"do": "day"|"income"|"prior_ended", …}

只在本机监听。``POST`` 要 ``Content-Type: application/json``，或者网页里的口令。
"""

from __future__ import annotations

import argparse
import json
import secrets
import threading
import time
import tomllib
import traceback
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from zhixing.exchange.simulators import agencies_page, answering
from zhixing.exchange.simulators.agencies_book import Book, available
from zhixing.exchange.simulators.agencies_desk import MOST_LOG, Desk, Sent, Transport
from zhixing.exchange.simulators.agencies_pay import NoBank, Payer, payer
from zhixing.exchange.simulators.agencies_people import Agency, Person, normal
from zhixing.exchange.simulators.agencies_plan import DEFAULT_RATES, FAULTS, Plan
from zhixing.exchange.simulators.answering import JSON, Answer, Asked, as_json, key_of, today

LARGEST: Final = 2**20
ZONE: Final = ZoneInfo("Asia/Shanghai")


class Network:
    """一套协助单位。``send`` 是到法院去的路，没有的不去取；``now`` 给现在，``seconds`` 是签名用的真的时刻。"""

    def __init__(
        self, agencies: Mapping[str, Agency], keys: Mapping[str, bytes], book: Book, send: Transport | None = None, pay: Payer | None = None,
        now: Callable[[], datetime] | None = None, seconds: Callable[[], float] = time.time,
    ) -> None:
        self.book, self.now = book, now or _now
        self.log: deque[Sent] = deque(maxlen=MOST_LOG)
        self.token = secrets.token_urlsafe(16)
        chosen = [one for one in agencies.values() if one.code in keys] if send else []
        self.desks = {one.code: Desk(one, keys[one.code], book, send, pay or NoBank(), self.now, self.log, seconds) for one in chosen if send}
        self._lock = threading.Lock()

    def round(self, more: str = "") -> dict[str, int]:
        """各单位走一轮：取到几个请求。"""
        with self._lock:
            self.book.day = max(self.book.day, self.now().date())
            return {code: desk.round(more) for code, desk in self.desks.items()}

    def population(self, number: str, name: str = "", agency: str = "") -> dict[str, list[dict[str, Any]]]:
        """各单位现在有他的什么。没有这家单位的抛出 ``ValueError``。"""
        if agency and agency not in self.book.agencies:
            raise ValueError(f"没有这家单位：{agency}")
        person = Person(name or self.book.names.get(normal(number), ""), normal(number))
        day = max(self.book.day, self.now().date())
        found = {code: self.book.things(code, person, day) for code in ([agency] if agency else self.book.agencies)}
        return {code: [{**asdict(one), "available": available(one)} for one in things] for code, things in found.items() if things}

    def act(self, told: Mapping[str, Any]) -> Any:
        """往后走、进一笔钱、在先措施解除、换计划书。"""
        given = {name: value for name, value in told.items() if name not in ("do", "day")}
        day = date.fromisoformat(str(told["day"])) if told.get("day") else self.now().date()
        if told.get("do") not in ("day", "income", "prior_ended", "plan"):
            raise ValueError("能做的是 day、income、prior_ended、plan")
        return self.book.do(str(told["do"]), day, **given)


def _now() -> datetime:
    """现在；演示法院的钟往回拨了几天的，跟着拨。"""
    real = datetime.now(ZONE)
    return real - timedelta(days=(real.date() - today()).days)


# ---- HTTP ----


def answer(network: Network, asked: Asked) -> Answer:
    """一次请求的回答。"""
    where = urlsplit(asked.path)
    given = {name: values[0] for name, values in parse_qs(where.query).items()}
    try:
        if asked.headers.get("Host", "localhost").rpartition(":")[0].strip("[]") not in ("", "127.0.0.1", "localhost", "::1"):
            return 403, JSON, as_json({"reason": "只许本机"})
        if asked.method == "POST":
            return _changed(network, where.path, asked)
        if where.path == "/":
            return 200, answering.HTML, agencies_page.page(network, given).encode()
        return 200, JSON, as_json(_READS[where.path](network, given))
    except KeyError as error:
        return 404, JSON, as_json({"reason": f"没有{error}"})
    except (ValueError, TypeError) as error:
        return 400, JSON, as_json({"reason": str(error)})


def _changed(network: Network, path: str, asked: Asked) -> Answer:
    if asked.headers.get("Content-Type", "").startswith(JSON):
        told = json.loads(asked.content or b"{}")
        return 200, JSON, as_json(_WRITES[path](network, told))
    form = {name: values[0] for name, values in parse_qs(asked.content.decode()).items()}
    if form.pop("token", "") != network.token:
        return 403, JSON, as_json({"reason": "没有口令"})
    _WRITES[path](network, agencies_page.told(path, form))
    return 303, answering.HTML, b""


def _logged(network: Network, given: Mapping[str, str]) -> list[dict[str, Any]]:
    return [asdict(one) for one in network.log]


_READS: Final[dict[str, Callable[[Network, Mapping[str, str]], Any]]] = {
    "/log": _logged,
    "/plan": lambda network, given: network.book.plan.as_told(),
    "/faults": lambda network, given: FAULTS,
    "/population": lambda network, given: network.population(given["number"], given.get("name", ""), given.get("agency", "")),
}
_WRITES: Final[dict[str, Callable[[Network, Mapping[str, Any]], Any]]] = {
    "/round": lambda network, told: network.round(str(told.get("more", ""))),
    "/plan": lambda network, told: network.act({"do": "plan", "plan": told}) or network.book.plan.as_told(),
    "/acts": lambda network, told: network.act(told),
}


# ---- 开着 ----


def network_of(file: Path | None = None) -> dict[str, Agency]:
    """单位表（TOML 的 ``agency``）；不给的用自带的。"""
    text = file.read_text("utf-8") if file else files(__package__).joinpath("agencies.toml").read_text("utf-8")
    return {told["code"]: Agency(**told) for told in tomllib.loads(text)["agency"]}


def sending(court: str) -> Transport:
    """到法院去的路：HTTP。"""

    def send(method: str, path: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(court.rstrip("/") + path, content or None, dict(headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as said:
                return int(said.status), said.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return send


def arguments(parser: argparse.ArgumentParser) -> None:
    """命令行的参数。"""
    parser.add_argument("--seed", type=int, default=1, help="种子：同样的种子，同样的证件号，财产总一样")
    parser.add_argument("--port", type=int, required=True, help="端口，只在本机监听")
    parser.add_argument("--court", default="", help="法院的网址；不给的只开网页，不去取请求")
    parser.add_argument("--keys", type=Path, help="各单位密钥的目录（代码.key），没有的造出来")
    parser.add_argument("--network", type=Path, help="单位表（TOML）；不给的用自带的")
    parser.add_argument("--plan", type=Path, help="计划书：出什么毛病（JSON）；不给的照大致的样子")
    parser.add_argument("--journal", type=Path, help="账的日志；重开时照它恢复。不给就只在内存里")
    parser.add_argument("--bank", default="", help="模拟的银行的网址：扣划的钱汇到那里")
    parser.add_argument("--bank-key-file", type=Path, help="模拟的银行的密钥")
    parser.add_argument("--every", type=float, default=5, help="隔几秒取一次")


def opened(given: argparse.Namespace) -> Network:
    """照命令行的参数。"""
    agencies = network_of(given.network)
    if given.keys:
        given.keys.mkdir(parents=True, exist_ok=True)
    keys = {code: key_of(given.keys / f"{code}.key") for code in agencies} if given.keys else {}
    told = json.loads(given.plan.read_text("utf-8")) if given.plan else {"rates": DEFAULT_RATES}
    book = Book(agencies, Plan.of(told, given.seed), given.journal)
    return Network(agencies, keys, book, sending(given.court) if given.court else None, payer(given.bank, given.bank_key_file))


def run(given: argparse.Namespace) -> int:
    """开着，直到被停止。"""
    network = opened(given)
    stop = threading.Event()
    threading.Thread(target=turning, args=(network, given.every, stop), daemon=True).start()
    try:
        serving(network, given.port).serve_forever()
    finally:
        stop.set()
    return 0


def turning(network: Network, every: float, stop: threading.Event) -> None:
    """每隔一会儿走一轮；一轮出了错，写在标准错误上，下一轮照走。"""
    while not stop.wait(every):
        try:
            network.round()
        except Exception:
            traceback.print_exc()


def serving(network: Network, port: int = 0) -> Any:
    """开着的网页；端口 0 是随便一个空着的。"""
    return answering.serving(lambda asked: answer(network, asked), port, LARGEST)


def main() -> None:
    """命令行。"""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments(parser)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
