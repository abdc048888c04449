"""六十件的旅程共用：一家有快执、普执团队的法院，停着的钟、各人登录好的浏览器、模拟的协助单位和银行。人名、证件号都是编的。"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import factories
from centre.hall import Hall
from control.desk import BANK, ESTATE, officer
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from drafts import citizen
from exchange.books import case_row, xlsx
from funds.money import court_account
from web.looking import text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import set_share
from zhixing.entrances.jobs import tasks
from zhixing.exchange.models import BulkRun
from zhixing.exchange.simulators.agencies import Network
from zhixing.exchange.simulators.agencies_book import Book
from zhixing.exchange.simulators.agencies_pay import Bank
from zhixing.exchange.simulators.agencies_people import Agency, Person, Thing, holdings
from zhixing.exchange.simulators.agencies_plan import Plan
from zhixing.exchange.simulators.answering import key_of
from zhixing.exchange.simulators.bank import Bank as Counter
from zhixing.exchange.simulators.bank_book import Book as BankBook
from zhixing.exchange.simulators.bank_book import Plan as BankPlan
from zhixing.foundation.history import context
from zhixing.foundation.people.models import Setting
from zhixing.foundation.people.queries import Team, User

BEIJING = ZoneInfo("Asia/Shanghai")
FILED = date(2026, 10, 28)
"""表格里写的立案日。"""
CASES = 60
SMALL, LARGE = 36_000, 300_000
"""两种标的（元）：小标的的分到快执。"""
LARGE_FROM = 45
"""自这一行起是大标的的。"""
PLAN = Plan(seed=8)
KINDS = {BANK: Agency(BANK, "北疆银行", "bank"), ESTATE: Agency(ESTATE, "市不动产登记中心", "estate")}
LOGIN = "zhixing.entrances.web.login.Backend"
KEY = b"tests-only-key"


def number(index: int) -> str:
    """第几行的案号。"""
    return f"（2026）内0221执{2000 + index}号"


# ---- 谁有什么财产 ----


def to_sell(paper: str) -> bool:
    """有房子：登记中心不报价值，价值不明的当作有净值。"""
    return any(one.kind == "real_estate" for one in owns(paper))


def owns(paper: str, name: str = "") -> tuple[Thing, ...]:
    """这个证件号的人，两家单位有他的什么。"""
    return tuple(one for agency in KINDS.values() for one in holdings(PLAN, agency, Person(name, paper)))


def papers() -> list[str]:
    """六十个被执行人的证件号：头两件小标的的、大标的的头一件存款够清偿；第三、第四件有房、没有存款；其余照模拟的单位编的。"""
    wanted: dict[int, Callable[[Sequence[Thing]], bool]] = {
        0: lambda found: _only_money(found, 50_000), 1: lambda found: _only_money(found, 50_000),
        2: _only_flat, 3: _only_flat, LARGE_FROM: lambda found: _only_money(found, 350_000),
    }
    numbers = (citizen(serial % 1000, f"19{60 + serial // 1000 % 40}0307") for serial in count(1))
    return [next(paper for paper in numbers if wanted.get(index, _anyone)(owns(paper))) for index in range(CASES)]


def _only_money(found: Sequence[Thing], yuan: int) -> bool:
    """恰好一个账户，钱在 ``yuan`` 和它的两倍之间，没有别的财产。"""
    return len(found) == 1 and found[0].kind == "deposit" and yuan <= found[0].fen // 100 < 2 * yuan


def _only_flat(found: Sequence[Thing]) -> bool:
    return len(found) == 1 and found[0].kind == "real_estate" and not found[0].rights


def _anyone(found: Sequence[Thing]) -> bool:
    return True


def workbook(numbers: Sequence[str]) -> bytes:
    """六十行：没有承办人，等着分。"""
    names = [f"{factories.SURNAMES[index % 30]}{factories.GIVEN[index // 6 % 10]}" for index in range(CASES)]
    return xlsx([
        case_row(index, **{
            "案号": number(index), "收到材料日期": f"{FILED - timedelta(1)}", "立案日期": f"{FILED}", "作出执行依据单位": "测试人民法院",
            "执行依据文书文号": f"（2026）内0221民初{3000 + index}号", "应执行标的金额": f"{LARGE if index >= LARGE_FROM else SMALL}",
            "申请执行人": f"申请人{names[-index - 1]}", "被执行人": names[index], "被执行人证件号码": paper,
        })
        for index, paper in enumerate(numbers)
    ])


# ---- 法院 ----


class Clock:
    """停着的钟；``on`` 拨到哪天。"""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 16, 0, tzinfo=BEIJING)

    def now(self) -> datetime:
        """此刻。"""
        return self.at

    def on(self, day: date, hour: int = 9) -> None:
        """拨到这天的这个钟点。"""
        self.at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BEIJING)
        User.objects.update(password_changed_at=self.at)

    def stop(self, monkeypatch: Any) -> None:
        """各入口都看它。"""
        for place in ("zhixing.entrances.clock", "zhixing.entrances.web.clock", "zhixing.entrances.jobs.running"):
            monkeypatch.setattr(f"{place}.now", self.now)

    def here(self) -> context.Context:
        """此刻的入口环境。"""
        return context.Context(now=self.at, entrance="test")


@dataclass(frozen=True, slots=True)
class Line(Bank):
    """协助单位到模拟银行的路，在进程里。"""

    counter: Counter

    def _asked(self, method: str, path: str, content: bytes) -> Any:
        if method == "GET":
            return {one: account.holder for one, account in self.counter.book.accounts.items()}
        return self.counter.act(json.loads(content))


class Town:
    """法院、钟、单位、银行；``as_`` 是某人登录好的浏览器。"""

    def __init__(self, clock: Clock, folder: Path) -> None:
        self.clock, self.hall = clock, Hall(BANK, ESTATE)
        self.fast = [self._judge(self.hall.fast) for _ in range(2)] + [self.hall.judges["simple"]]
        self.normal = [self._judge(self.hall.normal), self.hall.judges["complex"]]
        self.leaders = [factories.user("team_leader", team=team) for team in (self.hall.fast, self.hall.normal)]
        self.keeper, self.accountant = (self.hall.person(post) for post in ("funds", "accountant"))
        self.account = court_account(self.hall.court)
        for key, value in {"holder": "测试市财政局", "bank": "演示银行", "number": "15001234567890"}.items():
            Setting.objects.create(court=self.hall.court, key=f"funds.fee_{key}", value=value)
        officer(self.hall.centre, *self.hall.agencies.values())
        self._clients: dict[int, Client] = {}
        self.counter = Counter(BankBook(plan=BankPlan()), KEY, lambda: clock.at.date())
        self.counter.book.do("open", clock.at.date(), number=self.account.number, holder=self.account.holder, fen=0)
        line = Line("", KEY, self.counter)
        keys = {code: key_of(folder / f"{code}.key") for code in KINDS}
        self.network = Network(KINDS, keys, Book(KINDS, PLAN), self._send, line, clock.now, lambda: clock.at.timestamp())
        clock.on(clock.at.date(), 16)
        with context.use(clock.here()):
            for one in self.leaders:
                set_share(user=one, share=0, actor=self.hall.director, on=clock.at.date(), why="带队，不直接办案")

    @staticmethod
    def _judge(team: Team) -> User:
        return factories.user("judge", team=team)

    def _send(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
        said = Client().generic(method, path, content, content_type="application/xml", headers={"X-Signature": headers["X-Signature"]})
        return said.status_code, said.content

    def as_(self, user: User) -> Client:
        """他的浏览器。"""
        if user.pk not in self._clients:
            self._clients[user.pk] = Client()
            self._clients[user.pk].force_login(user, backend=LOGIN)
        return self._clients[user.pk]

    def see(self, user: User, name: str, *args: Any, **query: Any) -> HttpResponse:
        """打开一页。"""
        found = self.as_(user).get(reverse(name, args=args), query)
        assert found.status_code == 200, (name, found.status_code)
        return found

    def post(self, user: User, url: str, given: Mapping[str, Any] | None = None) -> str:
        """交上去，办成了；转到的页面的地址。"""
        answer = self.as_(user).post(url, given or {})
        assert answer.status_code == 302, f"{url} {answer.status_code} {text_of(answer)[-1500:]}"
        return str(answer["Location"])

    def upload(self, user: User, url: str, name: str, content: bytes) -> str:
        """传一个文件；转到的页面的地址。"""
        return self.post(user, url, {"file": SimpleUploadedFile(name, content)})

    def carried(self, user: User, url: str) -> BulkRun:
        """这一批办完：多的后台接着办。"""
        run = BulkRun.objects.get(pk=int(url.rstrip("/").rpartition("/")[2]), started_by=user)
        while run.finished_at is None:
            tasks.carry_bulk(run.pk)
            run.refresh_from_db()
        failed = [item.result for item in run.items.filter(ok=False)]
        assert not failed, failed
        return run

    def agencies(self, rounds: int = 1) -> None:
        """各单位走几轮；法院后台读了。"""
        for _ in range(rounds):
            self.network.round()
            tasks.read_replies(0)

    def cases(self) -> list[Case]:
        """六十件，照表格的先后。"""
        known = {case.number: case for case in Case.objects.select_related("handler", "team", "court")}
        return [known[number(index)] for index in range(CASES)]


class _Form(HTMLParser):
    """页面上填好的各栏。"""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.picks: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """一栏开始。"""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(name, given)
        elif tag in ("select", "textarea"):
            self.inside = name
            self.values.setdefault(name, "")
        elif tag == "option" and "selected" in given:
            self.values[self.inside] = given.get("value", "")

    def _input(self, name: str, given: Mapping[str, str]) -> None:
        if name in ("pick", "agencies"):
            self.picks.append(given["value"])
        elif given.get("type") not in ("checkbox", "radio", "file", "submit") or "checked" in given:
            self.values[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """一栏完了。"""
        if tag in ("select", "textarea"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """大框里的字。"""
        if self.inside and self.lasttag == "textarea":
            self.values[self.inside] += data.strip()


def form_of(page: HttpResponse) -> _Form:
    """页面上的表单。"""
    made = _Form()
    made.feed(page.content.decode())
    made.values.pop("csrfmiddlewaretoken", None)
    return made


def picks(page: HttpResponse) -> list[str]:
    """页面上能勾的。"""
    return form_of(page).picks


def filled(page: HttpResponse, *names: str) -> dict[str, str]:
    """填好的各栏；只要 ``names`` 的。"""
    values = form_of(page).values
    return {name: values[name] for name in names} if names else values
