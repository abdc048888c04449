"""模拟的协助单位：财产全凭种子和证件号；毛病按点名、按百分比出；网页和程序看得到的一样。"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from zhixing.exchange.control.tables import tables
from zhixing.exchange.simulators import agencies
from zhixing.exchange.simulators.agencies_book import Book
from zhixing.exchange.simulators.agencies_people import (
    Agency,
    Person,
    Thing,
    holdings,
    is_citizen,
    normal,
    old,
    registers,
)
from zhixing.exchange.simulators.agencies_plan import DEFAULT_RATES, FAULTS, HOLDINGS, Plan
from zhixing.law.holders import normal_id

DAY = date(2026, 11, 23)
NETWORK = agencies.network_of()
BANK, ESTATE = NETWORK["beijiang"], NETWORK["estate"]
SOMEBODY = Person("甲某", "159900197001011230")
FIRM = Person("乙公司", "91150299XNDEM00017")


def network(plan: Plan | None = None) -> agencies.Network:
    now = datetime(2026, 11, 23, 9, tzinfo=agencies.ZONE)
    return agencies.Network(NETWORK, {}, Book(NETWORK, plan or Plan(7)), now=lambda: now)


def of(plan: Plan, person: Person = SOMEBODY) -> list[Thing]:
    return [thing for agency in NETWORK.values() for thing in holdings(plan, agency, person)]


def crowd(count: int) -> list[Person]:
    return [Person(f"第{n}人", normal(f"159900{1950 + n % 50}0101{n // 50:04d}"[:17] + "0")) for n in range(count)]


class TestPopulation:
    def test_the_same_seed_and_number_give_the_same_property_whoever_asks_first(self) -> None:
        people = crowd(20)
        once = [holdings(Plan(7), agency, person) for person in people for agency in NETWORK.values()]
        again = [holdings(Plan(7), agency, person) for person in reversed(people) for agency in reversed(NETWORK.values())]
        assert once == again[::-1]
        assert once != [holdings(Plan(8), agency, person) for person in people for agency in NETWORK.values()]

    def test_another_process_says_the_same(self) -> None:
        program = (
            "from zhixing.exchange.simulators.agencies import network_of\n"
            "from zhixing.exchange.simulators.agencies_people import *\nfrom zhixing.exchange.simulators.agencies_plan import Plan\n"
            f"print([t.key for a in network_of().values() for t in holdings(Plan(7), a, Person('甲某', {SOMEBODY.number!r}))])"
        )
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "1"})
        assert told.stdout.strip() == str([thing.key for thing in of(Plan(7))])

    def test_the_old_number_is_the_same_person(self) -> None:
        assert normal(old(SOMEBODY.number)) == SOMEBODY.number == normal(SOMEBODY.number.lower())
        assert normal(old(SOMEBODY.number)) == normal_id(old(SOMEBODY.number))
        assert is_citizen(SOMEBODY.number)
        assert not is_citizen(FIRM.number)

    def test_most_have_little_and_some_have_something(self) -> None:
        found = Counter(thing.kind for person in crowd(80) for thing in of(Plan(7, DEFAULT_RATES), person))
        assert {"deposit", "real_estate", "vehicle", "online", "social", "info"} <= set(found)
        assert 40 < found["deposit"] < 240
        assert found["ship"] < found["vehicle"]

    def test_every_register_writes_only_columns_of_the_field_table(self) -> None:
        known = tables("registers")
        for name, how in registers().items():
            assert set(how["fields"]) <= set(known[name].fields), name
            assert set(known[name].must) <= set(how["fields"]), name
            assert how["key"] in how["fields"]
            assert how["kind"] == known[name].how["kind"]

    def test_nobody_real(self) -> None:
        """编出来的证件号都在不存在的区划里。"""
        for person in crowd(30):
            for thing in of(Plan(7, {"joint": 100}), person):
                assert all(right.paper.startswith("159900") for right in thing.rights if right.sort == "co_owner")


class TestPlan:
    @pytest.mark.parametrize("code", HOLDINGS)
    def test_a_named_fault_of_property_always_shows(self, code: str) -> None:
        for part, key in (("names", SOMEBODY.name), ("tails", SOMEBODY.number[-4:]), ("agencies", BANK.code)):
            things = holdings(Plan.of({part: {key: [code]}}, 7), BANK, SOMEBODY)
            assert _SHOWS[code](things), (part, things)

    def test_rates_are_met_and_the_same_each_time(self) -> None:
        plan = Plan.of({"rates": {"twice": 20}}, 3)
        hits = [plan.has("twice", "b", number=f"N{n}") for n in range(1000)]
        assert hits == [plan.has("twice", "b", number=f"N{n}") for n in range(1000)]
        assert 150 < sum(hits) < 250
        assert any(plan.has("twice", "b", number="N1", turn=turn) != hits[1] for turn in range(1, 40))

    @pytest.mark.parametrize("data", [{"rates": {"nonsense": 1}}, {"names": {"甲": ["nonsense"]}}, {"rates": {"twice": 101}}])
    def test_nonsense_is_refused(self, data: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"没有这样的毛病|百分比"):
            Plan.of(data)

    def test_written_and_read_back(self) -> None:
        plan = Plan.of({"seed": 5, "rates": {"closed": 3}, "names": {"甲": "special"}, "numbers": {"N1": ["twice", "late"]}})
        assert Plan.of(json.loads(json.dumps(plan.as_told()))) == plan


_SHOWS: dict[str, Any] = {
    "no_customer": lambda things: not things,
    "wrong_name": lambda things: all((one.name, one.paper) != (SOMEBODY.name, SOMEBODY.number) for one in things),
    "old_number": lambda things: all(len(one.paper) == 15 for one in things),
    "closed": lambda things: any(one.closed and one.state == "销户" for one in things),
    "dormant": lambda things: any(one.state == "久悬" for one in things),
    "joint": lambda things: any(right.sort == "co_owner" for one in things for right in one.rights),
    "special": lambda things: any(right.sort == "purpose" for one in things for right in one.rights),
    "held_before": lambda things: any(one.prior for one in things),
    "short": lambda things: any(0 < one.fen < 5000 for one in things),
    "foreign": lambda things: any(one.currency != "CNY" for one in things),
    "locked": lambda things: any(one.locked for one in things),
}


class TestServer:
    def test_page_and_json(self) -> None:
        mine = network(Plan.of({"names": {"甲某": ["special"]}}, 7))
        with agencies.serving(mine) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            base = f"http://127.0.0.1:{server.server_port}"
            found = json.loads(_asked(f"{base}/population?number={SOMEBODY.number}&name=%E7%94%B2%E6%9F%90"))
            assert found["beijiang"][0]["key"] == holdings(mine.book.plan, BANK, SOMEBODY)[0].key
            page = _asked(f"{base}/?number={SOMEBODY.number}").decode()
            assert found["beijiang"][0]["key"] in page
            assert set(json.loads(_asked(f"{base}/faults"))) == set(FAULTS)
            assert json.loads(_posted(f"{base}/plan", {"rates": {"closed": 100}}))["rates"] == {"closed": 100.0}
            assert json.loads(_posted(f"{base}/acts", {"do": "day", "day": "2026-12-01"})) == "2026-12-01"
            for path, told in (("/acts", {"do": "control"}), ("/plan", {"rates": {"nonsense": 1}})):
                with pytest.raises(urllib.error.HTTPError) as caught:
                    _posted(base + path, told)
                assert caught.value.code == 400
            with pytest.raises(urllib.error.HTTPError) as caught:
                _asked(urllib.request.Request(f"{base}/plan", b"plan=%7B%7D"))
            assert caught.value.code == 403
            server.shutdown()

    def test_only_this_machine(self) -> None:
        asked = agencies.Asked("GET", "/log", {"Host": "evil.example:80"})
        assert agencies.answer(network(), asked)[0] == 403


def _asked(where: Any) -> bytes:
    with urllib.request.urlopen(where, timeout=10) as said:
        content: bytes = said.read()
        return content


def _posted(url: str, told: Any) -> bytes:
    return _asked(urllib.request.Request(url, json.dumps(told).encode(), {"Content-Type": "application/json"}))


def test_a_network_of_ones_own(tmp_path: Any) -> None:
    file = tmp_path / "own.toml"
    file.write_text('agency = [{ code = "b9", name = "某银行", kind = "bank" }]')
    assert agencies.network_of(file) == {"b9": Agency("b9", "某银行", "bank")}


def test_a_round_that_fails_is_told_and_the_next_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    stop, rounds = threading.Event(), []

    class Failing(agencies.Network):
        def round(self, more: str = "") -> dict[str, int]:
            rounds.append(more)
            if len(rounds) == 2:
                stop.set()
            raise OSError("法院没有应答")

    agencies.turning(Failing(NETWORK, {}, Book(NETWORK, Plan(7))), 0, stop)
    assert len(rounds) == 2 and capsys.readouterr().err.count("OSError: 法院没有应答") == 2
