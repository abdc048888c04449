"""模拟的银行：付款文件、结果、各种格式的明细、各种毛病，重开不丢；对着真的 HTTP，明细用本系统的读法读。"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from funds.money_world import LIVE, World

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds.commands import payment_files
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import bank_link, payments
from zhixing.exchange.bank import kinds, reading
from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable
from zhixing.exchange.simulators import bank as simulator
from zhixing.exchange.simulators.bank_book import Book, Plan
from zhixing.foundation.outbox.commands import deliver_due
from zhixing.foundation.outbox.queries import Message

KEY = b"tests-only-key"
DAY = date(2026, 11, 23)
OURS = "047200000001"
STAMP = int(time.time())


def pain(number: str, *payments: tuple[str, str, int], total: int | None = None, count: int | None = None) -> bytes:
    """付款文件：各笔是（付款编号、收款账号、分）。"""
    sum_ = sum(fen for *_, fen in payments) if total is None else total
    rows = "".join(
        f'<CdtTrfTxInf><PmtId><EndToEndId>{reference}</EndToEndId></PmtId><Amt><InstdAmt Ccy="CNY">{fen / 100:.2f}</InstdAmt></Amt>'
        f"<Cdtr><Nm>收款人{account}</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>"
        for reference, account, fen in payments
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr>'
        f"<MsgId>{number}</MsgId><NbOfTxs>{len(payments) if count is None else count}</NbOfTxs><CtrlSum>{sum_ / 100:.2f}</CtrlSum></GrpHdr>"
        f"<PmtInf><PmtInfId>{number}</PmtInfId><DbtrAcct><Id><Othr><Id>{OURS}</Id></Othr></Id></DbtrAcct>{rows}</PmtInf>"
        "</CstmrCdtTrfInitn></Document>"
    ).encode()


def told(content: bytes) -> dict[str, tuple[str, str]]:
    """pain.002 里各笔的（结果，原因）；整份的在空串下。"""
    root = fromstring(content)
    for one in root.iter():
        one.tag = one.tag.rpartition("}")[2]
    found = {"": (root.findtext(".//GrpSts") or "", root.findtext(".//OrgnlGrpInfAndSts//Rsn/Cd") or "")}
    return found | {
        row.findtext("OrgnlEndToEndId") or "": (row.findtext("TxSts") or "", row.findtext(".//Rsn/Cd") or "") for row in root.iter("TxInfAndSts")
    }


def booked(journal: Path | None = None, fen: int = 1_000_000, **plan: Any) -> Book:
    """有本院一个账户的账。"""
    book = Book(journal, Plan.of(plan))
    if OURS not in book.accounts:
        book.do("open", DAY, number=OURS, holder="某某法院执行款专户", fen=fen)
    return book


def made(book: Book, day: date = DAY) -> simulator.Bank:
    return simulator.Bank(book, KEY, lambda: day, clock=lambda: STAMP)


def statement(bank: simulator.Bank, kind: str = "camt.053", since: date = DAY, until: date | None = None) -> Any:
    asked = {"account": OURS, "since": str(since), "until": str(until or since), "format": kind}
    [found] = reading.read("明细", bank.statement(asked)[2], account=OURS)
    return found


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[simulator.Bank]:
    """开着的银行，本系统的直连接着它。"""
    made_ = made(booked(silent=[2]))
    server = simulator.serving(made_)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "key").write_bytes(KEY + b"\n")
    monkeypatch.setenv("ZHIXING_BANK_URL", f"http://127.0.0.1:{server.server_address[1]}/")
    monkeypatch.setenv("ZHIXING_BANK_KEY_FILE", str(tmp_path / "key"))
    yield made_
    server.shutdown()
    server.server_close()


# ---- 直连 ----


def test_a_file_sent_twice_or_without_an_answer_is_paid_once(linked: simulator.Bank) -> None:
    ours, content = bank_link.bank(), pain("M1", ("E1", "62220000", 100), ("E2", "62220001", 200))
    first = ours.send(content, stamp=STAMP)
    with pytest.raises(TryAgain):  # 第二次收下了，断了线
        ours.send(content, stamp=STAMP)
    assert ours.send(content, stamp=STAMP) == first == ours.result("M1", stamp=STAMP)
    assert told(first) == {"": ("PART", ""), "E1": ("ACSC", ""), "E2": ("RJCT", "BE01")}
    assert linked.book.accounts[OURS].balance == 1_000_000 - 100
    [found] = reading.read("对账单.xml", ours.statement(OURS, DAY, DAY, stamp=STAMP))
    assert found.sound and [(one.fen, one.references) for one in found.lines] == [(-100, ("E1", "M1"))]


def test_the_bank_refuses_and_says_why(linked: simulator.Bank) -> None:
    ours = bank_link.bank()
    ours.send(pain("M1", ("E1", "6222", 100)), stamp=STAMP)
    linked.book.uploaded = 5
    with pytest.raises(Undeliverable, match="内容不同"):
        ours.send(pain("M1", ("E9", "6222", 100)), stamp=STAMP)
    with pytest.raises(Undeliverable, match="不完整"):
        ours.send(pain("M2", ("E1", "6222", 100))[:-60], stamp=STAMP)
    with pytest.raises(Undeliverable, match="没有收过"):
        ours.result("M2", stamp=STAMP)
    with pytest.raises(Undeliverable, match="签名"):
        bank_link.Bank(ours.url, b"other").send(b"x", stamp=STAMP)
    with pytest.raises(Undeliverable, match="过时"):
        ours.send(b"x", stamp=STAMP - 301)
    with pytest.raises(TryAgain):
        bank_link.Bank("http://127.0.0.1:1/", KEY).send(b"x", stamp=STAMP)
    with pytest.raises(Undeliverable, match="没有这个账户"):
        ours.statement("9", DAY, DAY, stamp=STAMP)


def test_without_configuration_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIXING_BANK_URL", raising=False)
    assert not bank_link.linked()
    with pytest.raises(NotConfigured, match="ZHIXING_BANK_URL"):
        bank_link.bank()


def test_the_page_is_for_people_and_needs_its_own_token(linked: simulator.Bank) -> None:
    url = bank_link.bank().url

    def posted(token: str, **values: str) -> str:
        given = urllib.parse.urlencode({"token": token, "account": OURS, **values}).encode()
        with urllib.request.urlopen(url + "enter", given) as answer:
            return str(answer.read().decode())

    page = posted(linked.token, name="甲<b>", yuan="12.30", remark="（2026）内0221执1号")
    assert "甲&lt;b&gt;" in page and "12.30" in page and linked.book.accounts[OURS].balance == 1_001_230
    for token, yuan, code in (("x", "1", 403), (linked.token, "-1", 400), (linked.token, "0.001", 400), (linked.token, "一", 400)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            posted(token, name="甲", yuan=yuan)
        assert refused.value.code == code
    assert linked.book.accounts[OURS].balance == 1_001_230


# ---- 付款的各种毛病 ----


@pytest.mark.parametrize(("tail", "answer", "lines"), [
    ("0000", ("ACSC", ""), [(0, -100, "payment")]),
    ("0001", ("RJCT", "BE01"), []),
    ("0002", ("RJCT", "AC04"), []),
    ("0003", ("ACSC", ""), [(0, -100, "payment"), (2, 100, "bounce")]),
    ("0004", ("ACSC", ""), [(0, -100, "payment"), (0, 100, "bounce")]),
    ("0005", ("ACSP", ""), [(1, -100, "payment")]),
    ("0006", ("PDNG", ""), [(0, -100, "payment")]),
    ("0007", ("ACSC", ""), [(0, -100, "payment"), (0, -100, "payment"), (1, 100, "correction")]),
])
def test_the_tail_decides(tail: str, answer: tuple[str, str], lines: list[tuple[int, int, str]]) -> None:
    book = booked()
    said = made(book).pay(pain("M1", ("ZX-E000001", f"6222{tail}", 100)))
    assert told(said[2])["ZX-E000001"] == answer
    later = made(book, DAY + timedelta(days=3))
    for kind in ("camt.053", "csv", "mt940"):
        found = statement(later, kind, DAY, DAY + timedelta(days=3))
        shown = [((one.booked_on - DAY).days, one.fen, kinds.kind(one).code) for one in found.lines]
        assert shown == lines and found.gap in ((0, None) if kind == "csv" and not lines else (0,)), kind
        assert all("ZX-E000001" in (*one.references, *kinds.kind(one).refers) for one in found.lines), kind
    after = told(later.result("M1")[2])["ZX-E000001"][0]
    assert after == ("ACSC" if answer[0] == "ACSP" else answer[0])


@pytest.mark.parametrize(("content", "reason"), [
    (pain("M1", ("E1", "6222", 100), total=101), "AM10"), (pain("M1", ("E1", "6222", 100), count=2), "AM11"),
])
def test_a_wrong_control_sum_refuses_the_whole_file(content: bytes, reason: str) -> None:
    book = booked()
    assert told(made(book).pay(content)[2]) == {"": ("RJCT", reason)}
    assert book.accounts[OURS].balance == 1_000_000
    assert told(made(book).pay(pain("M2", ("E1", "6222", 100)))[2])["E1"] == ("ACSC", "")


def test_short_money_used_references_and_strange_amounts() -> None:
    book = booked(fen=150)
    said = told(made(book).pay(pain("M1", ("E1", "62220005", 100), ("E2", "6222", 100), ("E1", "6222", 1), ("E3", "6222", 0)))[2])
    assert said["E2"] == ("RJCT", "AM04") and said["E3"] == ("RJCT", "AM12") and said["E1"] == ("RJCT", "AM05")
    assert book.accounts[OURS].balance == 150 and book.payments["E1"].status == "ACSP"
    made(book, DAY + timedelta(days=1)).result("M1")
    assert book.accounts[OURS].balance == 50


def test_incoming_money_with_its_own_faults() -> None:
    book = booked()
    for place, other in enumerate(("620000", "620101", "620102", "620103")):
        book.do("enter", DAY, account=OURS, fen=100 + place, name="付款人", other=other, sub_account="990000000108", remark="案款")
    found = statement(made(book, DAY + timedelta(days=1)), until=DAY + timedelta(days=1))
    assert [one.fen for one in found.lines] == [100, 101, 101, 102, 103, -103]
    assert len({(one.serial, one.fen) for one in found.lines}) == 5 and found.gap == 101  # 多列的一次，期末照出来
    assert found.lines[1].serial == found.lines[3].serial and kinds.kind(found.lines[-1]).code == "correction"
    assert all("990000000108" in one.remark for one in found.lines[:5])


def test_a_statement_cut_in_half_is_seen_and_the_next_is_whole() -> None:
    book = booked(cut=[1, 3])
    for fen in range(1, 30):
        book.do("enter", DAY, account=OURS, fen=fen, name="付款人", remark="案款")
    bank = made(book)
    assert statement(bank).cut and statement(bank).sound
    assert not statement(bank, "mt940").sound and statement(bank, "mt940").sound


def test_a_person_at_the_counter_returns_and_reverses() -> None:
    book = booked()
    bank = made(book)
    bank.pay(pain("M1", ("E1", "6222", 100)))
    came = bank.act({"do": "enter", "account": OURS, "fen": 7, "name": "甲"})
    assert bank.act({"do": "return", "reference": "E1"}).fen == 100 and bank.act({"do": "return", "reference": "E1"}) is None
    assert bank.act({"do": "reverse", "account": OURS, "serial": came.serial}).fen == -7
    for wrong in ({"do": "enter", "account": "9", "fen": 1}, {"do": "x"}, {"do": "return", "reference": "E2"}, {"do": "enter", "account": OURS},
                  {"do": "enter", "account": OURS, "fen": "1"}, {"do": "upload"}, {"do": "day", "day": "2026-13-01"}):
        with pytest.raises(simulator.Wrong):
            bank.act(wrong)
    assert book.accounts[OURS].balance == 1_000_000


# ---- 重开、可重复 ----


def lived(book: Book) -> simulator.Bank:
    """几天的来往，有各种毛病。"""
    for place in range(4):
        day = DAY + timedelta(days=place)
        bank = made(book, day)
        bank.act({"do": "enter", "account": OURS, "fen": 5000 + place, "name": "甲", "other": f"62010{place}"})
        bank.pay(pain(f"M{place}", *((f"E{place}-{n}", f"6222{n:04d}", 100 + n) for n in range(12))))
    return made(book, DAY + timedelta(days=9))


def everything(bank: simulator.Bank) -> list[bytes]:
    asked = {"account": OURS, "since": str(DAY), "until": str(DAY + timedelta(days=9))}
    kinds_ = ("camt.053", "camt.054", "csv", "mt940")
    return [bank.statement(asked | {"format": kind})[2] for kind in kinds_] + [bank.result(f"M{n}")[2] for n in range(4)]


def test_the_same_days_give_the_same_bytes_and_a_restart_loses_nothing(tmp_path: Path) -> None:
    plan = {"seed": 7, "trouble": 60}
    before = everything(lived(booked(tmp_path / "journal", **plan)))
    assert everything(lived(booked(**plan))) == before
    with (tmp_path / "journal").open("ab") as out:
        out.write(b'{"do": "enter", "acc')  # 断电时写了一半
    again = made(booked(tmp_path / "journal"), DAY + timedelta(days=9))  # 计划书换了，办过的不变
    assert everything(again) == before
    again.act({"do": "enter", "account": OURS, "fen": 1})
    assert Book(tmp_path / "journal").accounts[OURS].balance == again.book.accounts[OURS].balance


def test_an_unknown_fault_in_the_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="没有这样的毛病"):
        Plan.of({"payments": {"E1": "lost"}})


@pytest.mark.slow
def test_as_a_process_killed_and_started_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "zhixing.entrances.cli.main", "simulate", "bank", f"--port={port}", f"--key-file={tmp_path / 'key'}",
             f"--journal={tmp_path / 'journal'}", f"--account={OURS}:某某法院:100.50"]
    balances = []
    for _ in range(2):
        child = subprocess.Popen(words, env=os.environ | {"PYTHONPATH": "src"})
        ours = _answering(f"http://127.0.0.1:{port}/", tmp_path / "key")
        ours.send(pain("M1", ("E1", "6222", 50)), stamp=int(time.time()))
        balances.append(json.loads(ours._asked("GET", "", None, int(time.time()))))
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert balances == [{OURS: 10_000}] * 2 and (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def _answering(url: str, key: Path) -> bank_link.Bank:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            ours = bank_link.Bank(url, key.read_bytes())
            ours._asked("GET", "", None, int(time.time()))
            return ours
        except (TryAgain, FileNotFoundError):
            time.sleep(0.05)
    raise AssertionError("银行没有起来")


# ---- 从页面到银行再回来 ----


def test_a_payment_file_goes_by_the_link_and_its_results_come_back(db: None, linked: simulator.Bank, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    world = World(cases=1)
    linked.book, linked.today = Book(plan=Plan.of({"silent": [1]})), lambda: world.day  # 头一次送去收下了，断了线，没有回答
    linked.clock = lambda: world.moment.timestamp()
    linked.book.do("open", world.day, number=world.account.number, holder="专户", fen=0)
    linked.book.do("enter", world.day, account=world.account.number, fen=9000, name="被执行人0", sub_account=world.subs[world.cases[0].pk])
    _carried(world, lambda: bank_link.fetch(account=world.account, actor=world.staff["funds"][0], since=LIVE, until=world.day))
    payout = world.draft(world.cases[0], [("62220000", 300), ("62220001", 400), ("62220005", 500)])
    world.submit(payout)
    world.approve(payout)
    cashier, accountant = world.staff["cashier"][0], world.staff["accountant"][0]
    with world.now():
        made = payments.export(bank_account=world.account.pk, lines=payout.lines.values_list("pk", flat=True), actor=cashier, on=world.day)
    _carried(world, lambda: bank_link.send(file=made, actor=cashier), waits=True)
    assert world.tried(lambda: payment_files.cancel_file(file=made, actor=accountant, on=world.day, reason="没有交")) is None
    world.pass_days(1)
    with world.now():
        assert deliver_due(9, bank_link.HANDLERS).done == 1
    told = payout.lines.order_by("number").values_list("state", "line")
    assert list(told) == [("paid", None), ("bounced", None), ("paid", None)]  # 头一次送去就收下了，次日付的也付了
    _carried(world, lambda: bank_link.fetch(account=world.account, actor=cashier, since=LIVE, until=world.day))
    assert [line is not None for _, line in told.all()] == [True, False, True]
    assert linked.book.accounts[world.account.number].balance == 9000 - 800 and verify().ok
    assert world.refusals == {"payout.sent": 1}
    with world.now(), pytest.raises(Forbidden):
        bank_link.send(file=made, actor=world.judge)


def _carried(world: World, act: Any, *, waits: bool = False) -> None:
    """按一下，后台办一轮。"""
    with world.now():
        assert act().pk == act().pk  # 按两下，还是一件
        done = deliver_due(9, bank_link.HANDLERS)
    assert (done.done, done.failed) == ((0, 1) if waits else (1, 0)), Message.objects.order_by("-pk").values_list("error", "receipt")[0]
