"""公开核验：不用登录、不设 Cookie；上传、核验码、二维码；作废的、换过的、不认的；太大、太频繁；姓名遮盖，内容不露。"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import factories
import pgtrigger
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lives import Desk, sample
from spine import TODAY

from zhixing.casework.documents import commands, papers, queries, sealing
from zhixing.casework.documents import verify as checking
from zhixing.casework.documents.models import Document
from zhixing.entrances.cli import verify as command
from zhixing.entrances.portal import limits, verify
from zhixing.foundation.files import storage
from zhixing.foundation.files.models import StoredFile
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "seal", "near")]
NOBODY = Client()


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, now: Any) -> Iterator[None]:
    """在本进程里看文件（子进程另有测试）；钟停在测试的那一天；每次从头数。"""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(verify.apart, "verify", sealing.verify)
    monkeypatch.setattr(verify.clock, "now", lambda: now + timedelta(days=1))
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def sealed(desk: Desk) -> Document:
    """用了印的一份执行通知书。"""
    return queries.one(desk.sealed(desk.case()).pk)


def upload(content: bytes, name: str = "通知书.pdf") -> HttpResponse:
    return NOBODY.post("/verify/", {"file": SimpleUploadedFile(name, content, "application/pdf")})  # type: ignore[return-value]


def forged(document: Document, **columns: Any) -> None:
    """绕开数据库的守卫改一行：看得出来，靠的是链。"""
    with pgtrigger.ignore(*(f"documents.Document:{name}" for name in ("signed_once", "made_once", "never_back", "voided_once"))):
        Document.objects.filter(pk=document.pk).update(**columns)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def original(document: Document) -> bytes:
    assert document.file is not None
    return storage.checked(document.file.sha256).read_bytes()


# ---- 谁都打得开，什么也不留 ----


@pytest.mark.parametrize("path", ["/verify/", "/v/K7QD-2M9X-4T8P-HB6R/", "/verify/?code=1", "/v/x/"])
def test_nobody_may_look_and_leaves_nothing(path: str) -> None:
    response = NOBODY.get(path)
    assert response.status_code in (200, 404, 422) and not response.cookies
    assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "no-referrer"
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "<script" not in text(response) and "style=" not in text(response)


def test_a_signed_in_user_is_not_shown(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.judge, backend="zhixing.entrances.web.login.Backend")
    response = client.get("/verify/")
    assert response.status_code == 200 and desk.judge.name not in text(response) and desk.judge.username not in text(response)


def test_only_reading_and_sending_a_file() -> None:
    assert NOBODY.post("/v/K7QD-2M9X-4T8P-HB6R/").status_code == 405
    assert NOBODY.post("/verify/").status_code == 422


# ---- 文件 ----


def test_the_original_is_true_and_in_force(sealed: Document) -> None:
    response = upload(original(sealed))
    shown = text(response)
    assert response.status_code == 200 and "是真的，现在有效" in shown
    assert sealed.number in shown and sealed.court.name in shown and "签名有效" in shown and not response.cookies


def test_a_changed_copy_is_not(sealed: Document) -> None:
    content = bytearray(original(sealed))
    content[content.index(b"stream") + 40] ^= 1
    shown = text(upload(bytes(content)))
    assert "不能采信" in shown and "签名与文件的内容对不上" in shown and sealed.number not in shown


def test_a_voided_one_says_so_even_with_a_good_seal(desk: Desk, sealed: Document) -> None:
    content = original(sealed)
    desk.void(sealed, "姓名写错")
    shown = text(upload(content))
    assert "已经作废" in shown and "是真的，现在有效" not in shown and "姓名写错" not in shown, "理由不公开"


def test_a_replaced_one_points_to_the_new(desk: Desk, sealed: Document) -> None:
    content = original(sealed)
    again = commands.reissue(document=sealed.pk, reason="姓名写错", actor=desk.judge, on=TODAY, revision=None)
    assert "不再有效" in text(upload(content))
    desk.seal(desk.sign(desk.refer(again)))
    assert "另有新的" in text(upload(content)) and "以新的为准" in text(upload(content))


def test_a_good_seal_that_is_not_registered(sealed: Document) -> None:
    pdf = sealing.sign(papers.render("summons", sample("summons")), court_name=sealed.court.name, reason="系统外", at=sealed.sealed_at)
    shown = text(upload(pdf))
    assert "印章是真的，盖章以后没有改动" in shown and "没有登记这份文件" in shown


def test_a_paper_made_by_hand_is_known_without_a_signature(desk: Desk) -> None:
    case = desk.case()
    file = desk.scanned(case)
    made = commands.upload(case=case, actor=desk.clerk, on=TODAY, kind="enforcement_notice", title="执行通知书", file_id=file.pk,
                           number="（2026）内9901执1号之九", to=())
    shown = text(upload(storage.checked(file.sha256).read_bytes()))
    assert made.number in shown and "与法院登记的一字不差，现在有效" in shown and "没有电子签名" in shown and "是真的" not in shown.split("</h1>")[-1]


def test_a_spoilt_seal_uploaded_by_hand_is_not_believed(desk: Desk, sealed: Document) -> None:
    """拿改过的文件当“线下制作”上传，公开页面也不认；拿系统里作废的原件上传，收都不收。"""
    raw, case = bytearray(original(sealed)), desk.case()
    raw[2000] ^= 1
    file = desk.scanned(case, content=bytes(raw))
    commands.upload(case=case, actor=desk.clerk, on=TODAY, kind="detention_decision", title="", file_id=file.pk)
    shown = text(upload(bytes(raw)))
    assert "不能采信" in shown and "文件被改过" in shown and "现在有效" not in shown
    desk.void(sealed)
    copy = desk.scanned(case, content=original(sealed))
    with pytest.raises(Refused, match="不是线下制作的"):
        commands.upload(case=case, actor=desk.clerk, on=TODAY, kind="other", title="通知", file_id=copy.pk)
    assert "已经作废" in text(upload(original(sealed)))


@pytest.mark.parametrize(("content", "said"), [
    (b"PK\x03\x04", "不是 PDF 文件"), (b"%PDF-1.7\nbroken", "不完整或者已经损坏"), (b"%PDF-1.4 " + b"x" * 5000, "不完整或者已经损坏"),
])
def test_other_files_get_a_sentence(content: bytes, said: str) -> None:
    response = upload(content)
    assert response.status_code == 200 and "核验不了" in text(response) and said in text(response)


def test_too_big_is_refused_before_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "LARGEST", 1000)
    monkeypatch.setattr(verify, "ROOM", 400)
    read: list[int] = []
    monkeypatch.setattr(checking, "checked", lambda *given, **more: read.append(1))
    assert upload(b"%PDF-" + b"x" * 1100).status_code == 413 and upload(b"%PDF-" + b"x" * 5000).status_code == 413 and not read
    assert NOBODY.generic("POST", "/verify/", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="9999999999").status_code == 413


def test_too_often_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "UPLOADS", limits.Limit("verify", 2, 600))
    monkeypatch.setattr(verify, "LOOKUPS", limits.Limit("code", 2, 600))
    assert [upload(b"x").status_code for _ in range(3)] == [200, 200, 429]
    assert [NOBODY.get("/v/x/").status_code for _ in range(3)] == [404, 404, 429]
    assert Client(REMOTE_ADDR="10.0.0.9").get("/v/x/").status_code == 404, "别的地址照常"


def test_busy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*given: Any, **more: Any) -> None:
        raise verify.apart.Busy

    monkeypatch.setattr(verify.apart, "verify", busy)
    assert upload(b"x").status_code == 503


# ---- 核验码 ----


def test_the_qr_shows_the_paper_but_not_its_content(sealed: Document, desk: Desk) -> None:
    address = sealing.address(sealed.code)
    response = NOBODY.get(address)
    shown = text(response)
    names = [each.name for each in sealed.recipients.all()]
    assert response.status_code == 200 and "现在有效" in shown and sealed.number in shown and sealed.code in shown and sealed.court.name in shown
    assert names and all(name not in shown for name in names), "姓名遮盖"
    assert "**" in shown and NOBODY.get(f"/v/{sealed.code.lower()}/").status_code == 200
    desk.void(sealed)
    assert "已经作废" in text(NOBODY.get(address))


def test_a_typed_code_leads_there(sealed: Document) -> None:
    for typed in (sealed.code, sealed.code.replace("-", "").lower(), f"http://testserver/v/{sealed.code}/"):
        assert NOBODY.get("/verify/", {"code": typed})["Location"] == f"/v/{sealed.code}/"


def test_a_code_nobody_gave() -> None:
    shown = text(NOBODY.get("/v/K7QD-2M9X-4T8P-HB6R/"))
    assert "没有这个核验码" in shown and "向文书上的法院核对" in shown


def test_a_qr_of_another_court_says_what_to_do() -> None:
    response = NOBODY.get("/verify/", {"code": "https://other-court.example.cn/v/K7QD-2M9X-4T8P-HB6R/"})
    shown = text(response)
    assert response.status_code == 404 and "other-court.example.cn" in shown and "不是本站的" in shown and "官方" in shown
    assert 'href="https://other-court' not in shown, "不给点"


@pytest.mark.parametrize("typed", ["1234", "javascript:alert(1)", "<b>", "http://[bad", "//", "K7QD-2M9X-4T8P-HB61"])
def test_what_is_not_a_code(typed: str) -> None:
    response = NOBODY.get("/verify/", {"code": typed})
    assert response.status_code in (404, 422) and "<b>" not in text(response)


def test_a_draft_has_no_code(desk: Desk) -> None:
    signed = desk.signed(desk.case())
    assert signed.code == "" and checking.of_code("") is None


# ---- 全部的成品 ----


def test_every_stored_paper_is_checked_against_the_chain(sealed: Document, desk: Desk) -> None:
    report = checking.verify()
    assert report.ok and report.documents == 1


def test_the_command_line_asks_the_register_too(sealed: Document, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "paper.pdf").write_bytes(original(sealed))
    one = Namespace(what="document", file=str(tmp_path / "paper.pdf"), json=False)
    assert command.run(one) == 0 and sealed.number in capsys.readouterr().out
    desk.void(sealed)
    assert command.run(one) == 1 and "已经作废" in capsys.readouterr().out
    every = Namespace(what="documents", file=None, json=False)
    assert command.run(every) == 0 and "全部对得上：1份文书的成品" in capsys.readouterr().out
    storage.checked(sealed.file.sha256).unlink()  # type: ignore[union-attr]
    assert command.run(every) == 1 and "不见了" in capsys.readouterr().out


def test_a_file_replaced_in_storage_is_found(sealed: Document, desk: Desk) -> None:
    assert sealed.file is not None
    place = storage.checked(sealed.file.sha256)
    place.write_bytes(b"%PDF-1.7 another")
    (found,) = checking.verify().differences
    assert found.code == "replaced" and sealed.number in found.text
    place.unlink()
    assert [one.code for one in checking.verify().differences] == ["missing"]


def test_a_void_paper_brought_back_in_the_register_is_not_believed(sealed: Document, desk: Desk) -> None:
    desk.void(sealed)
    forged(sealed, state="sealed", voided_at=None)
    assert "不能采信" in text(NOBODY.get(f"/v/{sealed.code}/")) and "不能采信" in text(upload(original(sealed)))  # type: ignore[arg-type]


def test_a_row_pointed_at_another_file_is_found(sealed: Document, desk: Desk) -> None:
    another = StoredFile.objects.create(
        court_id=sealed.court_id, name="假的.pdf", media_type="application/pdf", size=5, sha256=storage.save(b"%PDF-"),
        uploaded_by=factories.user("judge"), uploaded_at=sealed.sealed_at,
    )
    forged(sealed, file=another)
    assert [one.code for one in checking.verify().differences] == ["row"]
    assert "登记可能被人改过" in text(upload(b"%PDF-")), "换上去的文件，公开页面也不认"
    forged(sealed, number="（2026）内0221执999号", dated=TODAY - timedelta(days=9))
    assert [one.code for one in checking.verify().differences] == ["number", "number", "row"]
    assert "不能采信" in text(NOBODY.get(f"/v/{sealed.code}/")), "核验码也照链上的"  # type: ignore[arg-type]
    forged(sealed, file=None, state="signed", number=sealed.number, dated=sealed.dated)
    assert [one.code for one in checking.verify().differences] == ["lost"]
