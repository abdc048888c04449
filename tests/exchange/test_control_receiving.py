"""协助单位来取、来交；后台读原文：一份出错不误别的；导入反馈表、登记回函。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from control.desk import BANK, ESTATE, TODAY, ControlDesk, agency
from django.test import Client
from exchange.pdfs import pdf
from spine import node, story

from zhixing.casework.control.commands import findings, keeping
from zhixing.casework.control.models import Finding, Reply, Request
from zhixing.casework.control.told import Told
from zhixing.exchange import bulk_acts
from zhixing.exchange.bank_link import signature
from zhixing.exchange.channel import stamp
from zhixing.exchange.control import endpoints, importing, letters, receiving
from zhixing.exchange.control.envelope import Record, message, write
from zhixing.exchange.models import BulkRun
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

KEY = b"tests-only"


@pytest.fixture
def desk(db: None, here: object, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: Any) -> ControlDesk:
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv(endpoints.KEYS, str(tmp_path))
    monkeypatch.setattr("zhixing.entrances.web.clock.now", lambda: now)
    (tmp_path / f"{BANK}.key").write_bytes(KEY + b"\n")
    return ControlDesk(BANK, ESTATE)


def call(method: str, what: str, content: bytes = b"", *, key: bytes = KEY, late: int = 0, code: str = BANK, **headers: Any) -> Any:
    path = f"/in/agency/{code}/{what}"
    at = stamp() - late
    signed = {"X-Signature": signature(key, at, method, path, content)}
    return Client().generic(method, path, content, content_type="application/xml", headers=signed, **headers)


def body(number: str, *accounts: str, sort: str = "feedback") -> bytes:
    records = [Record("ZHXX", {"bdhm": number, "ccxh": one[-1], "khzh": one, "ye": "8.00", "khrq": "99999999"}) for one in accounts]
    return write(message({"sort": sort, "number": number, "result": "full" if accounts else "none"}, records))


def request(desk: ControlDesk, **values: Any) -> Request:
    return desk.wave(desk.case(), agencies=[desk.agencies[BANK]], **values).requests.get()


def test_only_a_signed_and_fresh_call_is_heard(desk: ControlDesk) -> None:
    request(desk, requests="queued")
    assert call("GET", "requests", key=b"wrong").status_code == 403
    assert call("GET", "requests", late=301).status_code == 403
    assert Client().get(f"/in/agency/{BANK}/requests").status_code == 403
    assert call("GET", "requests", code="NOSUCH").status_code == 404
    assert call("GET", "requests", code=ESTATE).status_code == 404, "没有密钥的当作没有接入"
    assert call("POST", "requests").status_code == 405
    assert call("DELETE", "ack").status_code == 405
    assert call("POST", "nosuch", b"x").status_code == 404
    assert call("POST", "ack", b" ").status_code == 400
    assert call("GET", "documents/NOSUCH").status_code == 404
    assert not Reply.objects.exists()
    found = call("GET", "requests?limit=5")
    assert (found.status_code, found.content.count(b"<CXQQ>"), b'more="0"' in found.content) == (200, 1, True)


def test_two_hundred_megabytes_are_cut_off(desk: ControlDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """写明太大的一个字节也不读；没有写明的读到上限为止；一天记一次。"""
    assert call("POST", "feedback", b"x", CONTENT_LENGTH=str(200 * 2**20)).status_code == 413
    monkeypatch.setattr(endpoints, "MAX_BYTES", 100_000)
    monkeypatch.setattr(endpoints, "PIECE", 1_000)
    assert call("POST", "feedback", b"x" * 100_001).status_code == 413
    (noted,) = Reply.objects.all()
    assert (noted.state, noted.faults, noted.raw) == ("refused", ["too_large"], None)


def test_a_batch_goes_on_whatever_one_of_them_is(desk: ControlDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """坏的、重复的、对不上的、编码错的、程序出错的在一批里，好的照收，原文都留着。"""
    good, other, bad, wrong = (request(desk) for _ in range(4))
    whole = body(other.number, "62220001")
    sent = [
        whole[:60], b"<!DOCTYPE a><Message><Head/></Message>", body(good.number, "62220000"), body("NOSUCH", "62220009"),
        whole.replace(b"UTF-8", b"GB18030").replace(b"<khzh>", "<beiz>专户</beiz><khzh>".encode()), body(bad.number, "62220002"),
        body(wrong.number, "62220003", sort="control"),
    ]
    for one in sent:
        assert call("POST", "feedback", one).json()["again"] is False
    assert call("POST", "feedback", sent[2]).json()["again"] is True
    real = findings.take_many

    def breaking(batches: Any, **values: Any) -> Any:
        if any(one.request.pk == bad.pk for one in batches):
            raise ZeroDivisionError
        return real(batches, **values)

    monkeypatch.setattr(findings, "take_many", breaking)
    assert receiving.work() == 7
    assert receiving.work() == 0
    told = [(one.state, "".join(one.faults)) for one in Reply.objects.order_by("pk")]
    assert told == [
        ("refused", "broken"), ("refused", "entities"), ("taken", ""), ("unmatched", ""), ("taken", "charset"), ("refused", keeping.PROGRAM),
        ("refused", "sort"),
    ]
    assert all(bytes(one.raw) == content for one, content in zip(Reply.objects.order_by("pk"), sent, strict=True))
    assert [row.state for row in Request.objects.order_by("pk")] == ["fed_back", "fed_back", "sent", "sent"]
    kept = Finding.objects.get(request=good)
    assert (kept.value_fen, kept.data["told"]["khrq"], kept.faults) == (800, "99999999", ["date:khrq"])


def test_a_wrong_clock_is_flagged(desk: ControlDesk) -> None:
    row = request(desk)
    at = (context.current().now - timedelta(hours=2)).isoformat()
    call("POST", "feedback", write(message({"sort": "feedback", "number": row.number, "result": "none", "at": at})))
    receiving.work()
    assert Reply.objects.get().faults == ["clock"]
    assert Reply.objects.get().state == "taken"


SHEET = "案号,被执行人,证件号码,开户银行,账号,余额,反馈时间\n"


def sheet(*rows: tuple[str, str, str, str]) -> bytes:
    return (SHEET + "".join(f"{case},{name},{paper},某银行,{account},8.00,2026-11-02\n" for case, name, paper, account in rows)).encode()


def carried(run: BulkRun) -> list[tuple[bool | None, Any]]:
    while bulk_acts.step(run.pk):
        pass
    return [(one.ok, one.result.get("told") or one.result["why"][0]) for one in run.items.order_by("number")]


def test_a_feedback_sheet_is_imported_case_by_case(desk: ControlDesk) -> None:
    """有等着的请求的是它的反馈；没有的单独记；对不上人的、案件的说明；同样的再导入不再记。"""
    place = agency(desk.court, "S001", channel="sheet", network="network")
    waited, loose = desk.case(), desk.case()
    asked = desk.wave(waited, agencies=[place]).requests.get()
    one, two = desk.debtor(waited), desk.debtor(loose)
    rows = [(waited.number, one.name, one.paper_number, "6222000011112222"), (waited.number, one.name, one.paper_number, "6222000011113333"),
            (loose.number, two.name, two.paper_number, "6222000011114444"), (loose.number, "没有这人", "150221199003070036", "6222000011115555"),
            ("（2026）内0221执99999号", one.name, one.paper_number, "6222000011116666")]  # fmt: skip
    run = importing.start(user=desk.judge, agency=place, name="反馈.csv", content=sheet(*rows), token="t1")
    results = carried(run)
    assert [ok for ok, _ in results] == [True, True, False, False]
    assert (results[0][1], results[1][1]) == ("2条", "1条")
    asked.refresh_from_db()
    assert (asked.state, asked.result, Finding.objects.filter(request=asked).count()) == ("fed_back", "full", 2)
    kept = Finding.objects.get(case=loose)
    assert (kept.reply.file.name, kept.reply.row, kept.data["row"], kept.asset.key) == ("反馈.csv", 4, 4, "6222000011114444")
    assert story(loose)[-2:] == ["control.QuerySent", "control.FeedbackReceived"]
    assert node(loose, "N-04").state != "open"
    again = importing.start(user=desk.judge, agency=place, name="反馈.csv", content=sheet(*rows), token="t2")
    assert carried(again)[0] == (True, "导入过，没有重复")
    assert Finding.objects.filter(case__in=(waited, loose)).count() == 3


def test_the_court_maps_columns_once(desk: ControlDesk) -> None:
    place = agency(desk.court, "S001", channel="sheet")
    case = desk.case()
    content = f"谁,证件号码,户头,钱\n{desk.debtor(case).name},{desk.debtor(case).paper_number},6222000011112222,8\n".encode()
    with pytest.raises(Refused):
        importing.start(user=desk.centre, agency=place, name="x.csv", content=content, token="t1")
    assert importing.look(user=desk.centre, agency=place, name="x.csv", content=content)[0].layout == ""
    with pytest.raises(Refused):
        importing.map_columns(user=desk.centre, agency=place, layout={"kind": "deposit", "columns": {"value": "钱"}})
    layout = {"name": "某系统", "kind": "deposit", "columns": {"account": "户头", "value": "钱", "name": "谁"}}
    importing.map_columns(user=desk.centre, agency=place, layout=layout)
    run = importing.start(user=desk.judge, agency=place, name="x.csv", content=content, token="t1", case=case.number)
    assert carried(run) == [(True, "1条")]
    assert Finding.objects.get(case=case).value_fen == 800


def test_an_answer_to_a_letter_is_feedback_with_its_proof(desk: ControlDesk) -> None:
    place = agency(desk.court, "L001", channel="letter", network="onsite")
    case = desk.case()
    row = desk.wave(case, agencies=[place]).requests.get()
    told = [Told(kind="claim", what="某公司应付货款", values={"debtor": "某公司"}, value_fen=500)]
    given = {"user": desk.judge, "request": row, "on": TODAY, "told": told, "name": "回函.pdf", "content": pdf(["回函"])}
    assert letters.answer(**given) is True
    row.refresh_from_db()
    assert (row.state, Finding.objects.get(request=row).reply.file.name) == ("fed_back", "回函.pdf")
    with pytest.raises(Refused, match="不在等反馈"):
        letters.answer(**given)
    with pytest.raises(Refused, match="自己来取"):
        letters.answer(**{**given, "request": request(desk)})
