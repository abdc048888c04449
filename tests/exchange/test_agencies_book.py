"""模拟的协助单位的账：先到先得、轮候、续行、解除、扣划，同一个号只办一次，重开不丢。"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhixing.exchange.simulators.agencies_book import CLOSED, GONE, NO_THING, Book, Line, Outcome, available, parts
from zhixing.exchange.simulators.agencies_people import Agency, Person, Prior, Thing
from zhixing.exchange.simulators.agencies_plan import Plan

DAY = date(2026, 11, 23)
YEAR = DAY + timedelta(days=364)
BANK, ESTATE = Agency("b", "某银行", "bank"), Agency("e", "某登记中心", "estate")
SOMEBODY = Person("甲某", "159900197001011236")
PAY = ("某法院", "某银行", "04720001")


class Court:
    """向账发令的一家法院。"""

    def __init__(self, *faults: str, file: Path | None = None, agency: str = "b") -> None:
        self.plan = Plan.of({"names": {SOMEBODY.name: faults or ("short",)}}, 7)
        self.book = Book({"b": BANK, "e": ESTATE}, self.plan, file)
        self.agency, self.serial, self.day = agency, 0, DAY

    def thing(self, kind: str = "") -> Thing:
        found = self.book.things(self.agency, SOMEBODY, self.day)
        return next(one for one in found if not kind or one.kind == kind)

    def do(self, action: str, fen: int | None = None, *, case: str = "案1", number: str = "", item: str = "", **values: Any) -> Outcome:
        self.serial += 1
        given = {"since": self.day, "until": self.day + timedelta(days=364), "pay": PAY, **values}
        line = Line("1", action, item or self.thing().key, fen, **given)
        return self.book.control(self.agency, number or f"N{self.serial}", SOMEBODY, case, "某法院", [line], self.day)[0]

    def income(self, fen: int, kind: str = "") -> None:
        self.book.do("income", self.day, agency=self.agency, person=SOMEBODY.number, item=self.thing(kind).key, fen=fen)


class TestMoney:
    def test_a_cap_catches_what_comes_in_later(self) -> None:
        court = Court()
        had = court.thing().fen
        made = court.do("freeze", 1_000_000)
        assert (made.actual, made.over, made.rank, made.available, made.until) == (had, 1_000_000 - had, 0, 0, YEAR)
        court.income(2_000_000)
        assert available(court.thing()) == had + 1_000_000

    def test_a_later_one_waits_and_moves_up_when_the_earlier_ends(self) -> None:
        court = Court("held_before", "short")
        first = court.thing().prior[0]
        made = court.do("freeze", 100_000)
        assert (made.actual, made.rank, made.prior) == (0, 1, (first,))
        told = {"agency": "b", "person": SOMEBODY.number, "item": court.thing().key}
        court.book.do("prior_ended", DAY, **told, number=first.number)
        assert parts(court.thing()) == [court.thing().fen]
        assert court.do("deduct", 100).actual == 100

    def test_an_earlier_one_that_ran_out_gives_way(self) -> None:
        court = Court("held_before", "short")
        ends = court.thing().prior[0].until
        assert ends is not None
        court.do("freeze", 100_000, until=ends + timedelta(days=100))
        court.day = ends + timedelta(days=1)
        assert [one.by for one in court.thing().prior] == ["某法院"]

    def test_renewed_only_by_the_original_number_and_before_it_ends(self) -> None:
        court = Court()
        court.do("freeze", 5000, number="A")
        assert court.do("renew", original="B").reason == "查不到原冻结（查封），原请求单号：B"
        later = YEAR + timedelta(days=300)
        assert court.do("renew", original="A", until=later).until == later
        court.day = later + timedelta(days=1)
        assert "到期" in court.do("renew", original="A").reason
        assert "到期" in court.do("release", original="A").reason

    def test_released_once_partly_or_whole(self) -> None:
        court = Court()
        court.do("freeze", 5000, number="A")
        assert court.do("release", 2000, original="A").actual == 2000
        assert [one.fen for one in court.thing().prior] == [3000]
        assert court.do("release", original="A").done
        assert court.thing().prior == ()
        assert "解除" in court.do("release", original="A").reason

    def test_deducts_what_it_holds_and_what_is_free_never_what_others_hold(self) -> None:
        court = Court()
        court.income(10_000)
        total = court.thing().fen
        court.do("freeze", 4_000, case="别案")
        court.do("freeze", 3_000, number="A")
        made = court.do("deduct", total)
        assert (made.actual, made.balance, made.available) == (total - 4_000, 4_000, 0)
        assert court.do("deduct", 1).reason == GONE
        assert [one.number for one in court.thing().prior] == ["别案"]

    @pytest.mark.parametrize(("fault", "word"), [("foreign", "结汇"), ("dormant", "久悬")])
    def test_what_cannot_be_deducted_says_why(self, fault: str, word: str) -> None:
        court = Court(fault)
        assert court.do("freeze", 100).done
        assert word in court.do("deduct", 100).reason

    def test_foreign_money_with_conversion(self) -> None:
        court = Court("foreign")
        court.income(1000)
        assert court.do("deduct", 100, convert=True).done

    def test_a_locked_product_may_be_frozen_but_not_deducted(self) -> None:
        court = Court("locked")
        product = court.thing("wealth")
        assert court.do("freeze", 100, item=product.key).done
        assert str(product.locked) in court.do("deduct", 100, item=product.key).reason
        court.day = product.locked or DAY
        assert court.do("deduct", 100, item=product.key).done

    def test_closed_or_unknown(self) -> None:
        court = Court("closed")
        assert court.do("freeze", 100).reason == CLOSED
        assert court.do("freeze", 100, item="620000").reason == NO_THING
        assert "执行款账户" in Court().do("deduct", 100, pay=("", "", "")).reason


class TestThings:
    def test_seizures_stand_in_line(self) -> None:
        court = Court("joint", agency="e")
        assert court.do("seize", number="A").rank == 0
        waits = court.do("seize", case="案2", number="B")
        assert (waits.rank, [one.number for one in waits.prior]) == (1, ["案1"])
        assert court.do("release", original="A").done
        assert [one.number for one in court.thing().prior] == ["案2"]

    def test_by_certificate_and_transferred(self) -> None:
        court = Court("joint", agency="e")
        flat = court.thing()
        assert court.do("seize", item=flat.fields["BDCQZH"]).done
        assert court.do("transfer").done
        assert court.thing().state == "历史"
        assert court.do("seize").reason == CLOSED


class TestBook:
    def test_one_number_is_done_once(self) -> None:
        court = Court()
        court.income(100_000)
        first = court.do("deduct", 500, number="A")
        left = court.thing().fen
        assert court.do("deduct", 500, number="A") is first
        assert court.thing().fen == left

    def test_reopened_from_its_journal_even_when_the_last_line_was_cut(self, tmp_path: Path) -> None:
        file = tmp_path / "journal"
        court = Court("held_before", "short", file=file)
        court.income(10**9)
        court.do("freeze", 5000, number="A")
        court.do("deduct", 2000)
        court.do("renew", original="A", until=YEAR + timedelta(days=30))
        whole = file.read_bytes()
        file.write_bytes(whole + whole.splitlines()[-1][:40])
        again = Court("held_before", "short", file=file)
        assert (again.book.done, again.thing(), again.book.day) == (court.book.done, court.thing(), court.book.day)
        assert file.read_bytes() == whole

    def test_random_lives_keep_the_sums(self) -> None:
        """乱发一千道令：占住的加可用的等于余额，扣走的不多于本来有的，谁也不占两次。"""
        luck = random.Random(5)
        court = Court("short")
        put_in, started = 0, court.thing().fen
        taken, frozen = 0, ["N0"]
        for step in range(200):
            case = luck.choice(("案1", "案2", "案3"))
            match luck.randrange(6):
                case 0 | 1:
                    court.do("freeze", luck.randrange(1, 9000), case=case, number=f"F{step}")
                    frozen.append(f"F{step}")
                case 2:
                    made = court.do("deduct", luck.randrange(1, 9000), case=case)
                    taken += made.actual
                case 3:
                    court.do(luck.choice(("renew", "release")), original=luck.choice(frozen), case=case)
                case 4:
                    money = luck.randrange(1, 5000)
                    court.income(money)
                    put_in += money
                case _:
                    court.day += timedelta(days=luck.randrange(40))
            thing = court.thing()
            assert thing.fen == started + put_in - taken >= 0
            assert sum(parts(thing)) + available(thing) == thing.fen
            assert all(0 <= part <= (one.fen or 0) for part, one in zip(parts(thing), thing.prior, strict=True))

    def test_nonsense_is_refused_and_not_written(self, tmp_path: Path) -> None:
        file = tmp_path / "journal"
        court = Court(file=file)
        for told in ({"do": "rob"}, {"do": "income", "agency": "b", "person": SOMEBODY.number, "item": "none", "fen": 1}, {"do": "plan"}):
            given = dict(told)
            with pytest.raises(ValueError, match=r"没有|缺"):
                court.book.do(str(given.pop("do")), DAY, **given)
        assert not file.exists()


def test_parts_are_first_come_first_served() -> None:
    def prior(fen: int | None) -> Prior:
        return Prior("某法院", "案", DAY, None, fen)

    thing = Thing("deposit", "6", "甲", "1", 100, prior=(prior(30), prior(100), prior(None)))
    assert (parts(thing), available(thing)) == ([30, 70, 0], 0)
