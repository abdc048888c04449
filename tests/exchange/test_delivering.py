"""电子送达的一圈：着手 → 发件箱 → 短信网关 → 回执 → 送达；邮件；送不到的；网页上凭口令查收。"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.test import Client
from exchange.pdfs import pdf
from serving import DATED, TODAY, debtor, on, paper, sealed, to
from spine import House

from zhixing.casework.documents.commands import addresses, serving
from zhixing.casework.documents.models import Attempt, Delivery, Recipient
from zhixing.entrances.jobs.handlers import HANDLERS
from zhixing.entrances.portal import deliveries
from zhixing.exchange import sms
from zhixing.exchange.simulators.sms import Box
from zhixing.exchange.simulators.sms import serving as opened
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.outbox.commands import MAX_ATTEMPTS, deliver_due
from zhixing.foundation.outbox.models import Message

NOW = datetime.fromisoformat("2026-11-03T09:30:00+08:00")
KEY = b"tests-only"
BASE = "http://court.example.test"


@pytest.fixture
def here() -> Iterator[None]:
    cache.clear()
    with context.use(context.Context(now=NOW, entrance="test")):
        yield


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Box]:
    box = Box(KEY)
    server = opened(box)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "key").write_bytes(KEY)
    monkeypatch.setenv("ZHIXING_SMS_URL", f"http://127.0.0.1:{server.server_address[1]}/")
    monkeypatch.setenv("ZHIXING_SMS_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("ZHIXING_PUBLIC_URL", BASE)
    yield box
    server.shutdown()


def begun(target: str) -> Attempt:
    """一份用了印的执行通知书，向确认过的电子地址着手送达；财产令随它同寄。"""
    house = House()
    case = house.case()
    notice, other = (
        store(court_id=house.court.pk, name="文书.pdf", content=pdf([title]), actor=house.judge, ours=True) for title in ("执行通知书", "报告财产令")
    )
    one = sealed(house, case, file=notice)
    order = paper(house, case, "report_order", with_document=one.document, file=other)
    to(order)
    person = debtor(case)
    addresses.state_address(case=case, party=person, actor=house.judge, on=DATED, source="confirmed", text=target, electronic=True)
    addresses.state_consent(case=case, party=person, actor=house.judge, on=DATED, how="stated")
    return serving.start(recipient=one.pk, actor=house.judge, on=on(24), method="electronic")


def states(attempt: Attempt) -> set[str]:
    return set(Recipient.objects.filter(case=attempt.case_id).values_list("state", flat=True))


def pushed(attempt: Attempt, status: str = "delivered", key: bytes = KEY, at: str = "") -> int:
    """网关推一条回执。"""
    content = json.dumps({"ref": f"delivery-{attempt.pk}", "status": status, "at": at, "reason": "关机"}).encode()
    signed = sms.signature(key, int(context.current().now.timestamp()), content)
    return Client().post("/in/sms/", content, content_type="application/json", headers={"X-Signature": signed}).status_code


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """网页入口的此刻也是这一刻。"""
    monkeypatch.setattr("zhixing.entrances.web.clock.now", lambda: NOW)


@pytest.mark.usefixtures("db", "here", "clock")
class TestBySms:
    def test_accepted_is_not_served_until_the_receipt_says_it_arrived(self, gateway: Box) -> None:
        attempt = begun("13900001234")
        assert deliver_due(10, HANDLERS).done == 1
        assert states(attempt) == {"on_way"}, "发出不等于送达"
        [message] = gateway.messages
        assert message["to"] == "13900001234" and f"{BASE}/d/" in message["text"] and "不会要求您向个人账户转款" in message["text"]
        assert not {"code", "pin"} & set(Message.objects.get().payload), "发出以后库里只留摘要"
        assert pushed(attempt, key=b"wrong") == 403 and states(attempt) == {"on_way"}
        assert pushed(attempt) == pushed(attempt) == 200
        assert states(attempt) == {"served"}
        assert set(Recipient.objects.values_list("deemed_on", flat=True)) == {TODAY}

    def test_no_such_number_is_a_failure_and_not_tried_again(self, gateway: Box) -> None:
        attempt = begun("13900000000")
        assert deliver_due(10, HANDLERS).done == 1
        assert states(attempt) == {"failed"} and Delivery.objects.get().failed == "空号"

    def test_lost_on_the_way(self, gateway: Box) -> None:
        attempt = begun("13900001234")
        deliver_due(10, HANDLERS)
        assert pushed(attempt, "failed") == 200 and states(attempt) == {"failed"}

    def test_busy_is_tried_again_and_given_up_at_last(self, gateway: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ZHIXING_SMS_URL", "http://127.0.0.1:1/")
        attempt = begun("13900001234")
        assert deliver_due(10, HANDLERS).failed == 1 and states(attempt) == {"on_way"}
        Message.objects.update(attempts=MAX_ATTEMPTS - 1, not_before=NOW)
        assert deliver_due(10, HANDLERS).done == 1
        assert states(attempt) == {"failed"} and "连不上" in Delivery.objects.get().failed

    def test_a_court_without_a_gateway_is_told_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ZHIXING_PUBLIC_URL", BASE)
        monkeypatch.delenv("ZHIXING_SMS_URL", raising=False)
        attempt = begun("13900001234")
        deliver_due(10, HANDLERS)
        assert states(attempt) == {"failed"} and "没有接入短信网关" in Delivery.objects.get().failed
        assert pushed(attempt) == 404

    def test_receipts_that_make_no_sense(self, gateway: Box) -> None:
        content = b'{"ref": "delivery-x", "status": "delivered"}'
        signed = sms.signature(KEY, int(NOW.timestamp()), content)
        said = Client().post("/in/sms/", content, content_type="application/json", headers={"X-Signature": signed})
        assert said.status_code == 400 and Client().get("/in/sms/").status_code == 405
        assert Client().post("/in/sms/", b"x" * (sms.LARGEST + 1), content_type="application/json").status_code == 413

    def test_the_page_wants_the_pin_and_reading_is_service(self, gateway: Box) -> None:
        attempt = begun("13900001234")
        deliver_due(10, HANDLERS)
        url, pin = re.search(rf"{BASE}(/d/\w+/) 查收，口令 (\d{{6}})", gateway.messages[0]["text"]).groups()  # type: ignore[union-attr]
        visitor = Client()
        asked = visitor.get(url)
        name = attempt.recipient.name
        assert asked.status_code == 200 and name not in asked.content.decode() and "执行通知书" not in asked.content.decode()
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        assert visitor.post(url, {"pin": wrong}).status_code == 403
        listed = visitor.post(url, {"pin": pin}, follow=True)
        page = listed.content.decode()
        assert name in page and "执行通知书" in page and "报告财产令" in page and listed["Cache-Control"] == "no-store"
        assert Delivery.objects.get().opened_at and states(attempt) == {"on_way"}, "只打开网页还不是已阅"
        links = re.findall(rf'href="({url}\d+/\?t=[^"]+)"', page)
        assert len(links) == 2
        opened_ = visitor.get(links[1])
        assert opened_["Content-Type"] == "application/pdf" and opened_.content.startswith(b"%PDF")
        assert states(attempt) == {"served"} and not visitor.cookies
        assert visitor.get(links[0].partition("?")[0]).status_code == 403, "没有凭据打不开"
        assert visitor.get(url + "999999/?" + links[0].partition("?")[2]).status_code == 404
        assert visitor.get("/d/NOSUCHCODE/").status_code == 404

    def test_ten_wrong_pins_lock_it(self, gateway: Box) -> None:
        begun("13900001234")
        deliver_due(10, HANDLERS)
        url, pin = re.search(rf"{BASE}(/d/\w+/) 查收，口令 (\d{{6}})", gateway.messages[0]["text"]).groups()  # type: ignore[union-attr]
        answers = [Client().post(url, {"pin": "x"}).content.decode() for _ in range(10)]
        assert "口令不对" in answers[0] and "已经锁住" in answers[-1]
        assert "已经锁住" in Client().post(url, {"pin": pin}).content.decode()

    def test_guessing_is_slowed_down(self, gateway: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(deliveries, "LOOKS", deliveries.Limit("few", 2, 600))
        assert [Client().get("/d/NOSUCHCODE/").status_code for _ in range(3)] == [404, 404, 429]


class Sink:
    """收信的服务器。"""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope)
        return "250 OK"


@pytest.mark.usefixtures("db", "here")
def test_a_letter_the_other_server_took_is_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    monkeypatch.setenv("ZHIXING_SMTP", f"smtp://127.0.0.1:{port}?tls=none")
    monkeypatch.setenv("ZHIXING_SMTP_FROM", "zhixing@court.example.test")
    monkeypatch.setenv("ZHIXING_PUBLIC_URL", BASE)
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        attempt = begun("li@example.test")
        deliver_due(10, HANDLERS)
    finally:
        controller.stop()
    assert [letter.rcpt_tos for letter in sink.letters] == [["li@example.test"]]
    assert states(attempt) == {"served"} and Delivery.objects.get().arrived_at == NOW
