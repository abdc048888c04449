"""短信网关、邮件服务器：对着真的 HTTP、SMTP 说话。"""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from zhixing.exchange import mailing, sms
from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable
from zhixing.exchange.simulators.sms import Box, serving

KEY = b"tests-only-key"
NOW = 1_790_000_000


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    made = Box(KEY)
    server = serving(made)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/"  # type: ignore[attr-defined]
    yield made
    server.shutdown()


@pytest.fixture
def gateway(box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    (tmp_path / "key").write_bytes(KEY + b"\n")
    monkeypatch.setenv("ZHIXING_SMS_URL", box.url)
    monkeypatch.setenv("ZHIXING_SMS_KEY_FILE", str(tmp_path / "key"))
    return box


def text(to: str, ref: str, words: str = "您有一份文书。") -> str:
    return sms.send(to, words, sign="某某人民法院", ref=ref, stamp=NOW)


def test_a_message_goes_once_however_often_it_is_sent(gateway: Box) -> None:
    assert text("13900001234", "delivery-1") == text("13900001234", "delivery-1") != ""
    assert [(m["to"], m["sign"], m["text"]) for m in gateway.messages if m["ref"] == "delivery-1"] == [
        ("13900001234", "某某人民法院", "您有一份文书。")
    ]
    with urllib.request.urlopen(gateway.url) as answer:  # type: ignore[attr-defined]
        assert any(m["ref"] == "delivery-1" for m in json.load(answer)["messages"])


@pytest.mark.parametrize(("to", "words", "error"), [
    ("13900000000", "您好。", Undeliverable), ("13900000001", "您好。", TryAgain), ("12345", "您好。", Undeliverable),
    ("13900001234", "长" * 501, Undeliverable),
])
def test_what_cannot_go_says_whether_to_try_again(gateway: Box, to: str, words: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        text(to, f"bad-{to}", words)


def test_a_wrong_key_is_refused(gateway: Box, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"another")
    with pytest.raises(Undeliverable, match="签名"):
        text("13900001234", "delivery-9")


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, gateway: Box) -> None:
    monkeypatch.setenv("ZHIXING_SMS_URL", "http://127.0.0.1:1/")
    with pytest.raises(TryAgain):
        text("13900001234", "delivery-2")


def test_without_configuration_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZHIXING_SMS_URL", "ZHIXING_SMTP"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotConfigured, match="ZHIXING_SMS_URL"):
        text("13900001234", "delivery-3")
    with pytest.raises(NotConfigured, match="ZHIXING_SMTP"):
        mailing.send("a@example.test", "题", "文", sign="某某人民法院", ref="delivery-3")


def test_receipts_are_signed_fresh_and_whole() -> None:
    content = json.dumps({"ref": "delivery-1", "status": "delivered", "at": "2026-11-22T09:30:00+08:00"}).encode()
    signed = sms.signature(KEY, NOW, content)
    assert sms.genuine(KEY, signed, content, NOW + 299) and not sms.genuine(KEY, signed, content, NOW + 301)
    assert not sms.genuine(KEY, signed, content + b" ", NOW) and not sms.genuine(b"other", signed, content, NOW)
    for wrong in ("", "x.y", f"{NOW}.é", "²." + "0" * 64, "." * 500):
        assert not sms.genuine(KEY, wrong, content, NOW)
    assert sms.receipt(content).delivered and sms.receipt(content).ref == "delivery-1"
    for bad in (b"", b"[]", b'{"ref": 1, "status": "delivered"}', b'{"ref": "a", "status": "sent"}', b"[" * 100_000):
        with pytest.raises(ValueError, match="回执"):
            sms.receipt(bad)


class Sink:
    """收信的服务器：拒收 nobody，暂时不收 busy。"""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    handler = Sink()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("ZHIXING_SMTP", f"smtp://127.0.0.1:{port}?tls=none")
    monkeypatch.setenv("ZHIXING_SMTP_FROM", "zhixing@court.example.test")
    yield handler
    controller.stop()


def test_letters(sink: Sink) -> None:
    number = mailing.send("a@example.test", "电子送达通知", "您有一份文书。", sign="某某人民法院", ref="delivery-5")
    [letter] = sink.letters
    assert letter.rcpt_tos == ["a@example.test"] and b"X-Reference: delivery-5" in letter.content and number.encode() in letter.content
    for to, error in (("nobody@example.test", Undeliverable), ("busy@example.test", TryAgain), ("a b@example.test", Undeliverable),
                      ("a@example.test\nBcc: b@example.test", Undeliverable)):
        with pytest.raises(error):
            mailing.send(to, "题", "文", sign="某某人民法院", ref="delivery-6")
    assert len(sink.letters) == 1


def test_passwords_never_travel_in_the_clear(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_SMTP", "smtp://u@mail.example.test:25?tls=none")
    with pytest.raises(NotConfigured, match="不加密"):
        mailing.send("a@example.test", "题", "文", sign="某某人民法院", ref="delivery-7")


def test_a_server_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_SMTP", "smtp://127.0.0.1:1?tls=none")
    monkeypatch.setenv("ZHIXING_SMTP_FROM", "zhixing@court.example.test")
    with pytest.raises(TryAgain):
        mailing.send("a@example.test", "题", "文", sign="某某人民法院", ref="delivery-8")
