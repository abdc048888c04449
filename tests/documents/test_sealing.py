"""用印和核验：章盖在日期上，签名有效；改一个字节、追加一段、换一家发证机构、证书到期、吊销，各有各的说法。不用数据库。"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import pkcs12
from documents import pages
from PIL import ImageChops
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import TimestampRequestError

from zhixing.casework.documents import sealing
from zhixing.casework.documents.sealing import apart, choosing, placing, testing
from zhixing.casework.documents.sealing.timestamping import granted
from zhixing.casework.documents.sealing.verdict import Verdict
from zhixing.exchange.simulators import timestamping
from zhixing.law.finding import Refused

COURT = "某某市青山县人民法院"
AT = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = datetime(2035, 1, 1, tzinfo=UTC)
REASON = "（2026）内0221执1号执行裁定书"

pytestmark = pytest.mark.usefixtures("seal")


def plain(code: str = "freeze_ruling") -> bytes:
    return pages.printed(code, "typical")


def sign(pdf: bytes | None = None, court: str = COURT, dated: date | None = None) -> bytes:
    return sealing.sign(plain() if pdf is None else pdf, court_name=court, reason=REASON, at=AT, dated=dated)


def look(pdf: bytes, at: datetime = AT, **more: Any) -> Verdict:
    return sealing.verify(pdf, at=at, **more)


def refused(**given: Any) -> str:
    """用印被拒绝的理由的代码；每一条都说怎么办。"""
    with pytest.raises(Refused) as error:
        sign(**given)
    (reason,) = error.value.finding.reasons
    assert reason.remedy and reason.article
    return reason.code.removeprefix("seal.")


def updated(pdf: bytes) -> bytes:
    """别的软件打开，加一个批注，存在后面。"""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 200))),
        generic.pdf_name("/Contents"): generic.pdf_string("本裁定不算数"), generic.pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf"),
    })
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def sealed(seal_home: Path) -> bytes:
    """盖好的一份，整次测试共用。"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIXING_HOME", str(seal_home))
        return sign()


@pytest.fixture
def stamps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """开着的时间戳服务，钟停在用印那一刻。"""
    server = timestamping.serving(timestamping.at(tmp_path, lambda: AT))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("ZHIXING_TSA", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("ZHIXING_TSA_TRUST", str(tmp_path / timestamping.ROOT))
    yield tmp_path
    server.shutdown()
    server.server_close()


# ---- 盖章 ----


def test_a_sealed_document_is_valid_and_says_whose(sealed: bytes) -> None:
    found = look(sealed)
    assert found.ok and found.court == COURT and found.reason == REASON and found.signed_at == AT
    assert found.sentence == f"签名有效：{COURT}盖的章，盖章以后没有改动过。"
    assert "演示用的印章，没有法律效力" in found.text[1] and not found.lasting


def test_sealing_only_appends(sealed: bytes) -> None:
    assert sealed.startswith(plain()) and len(sealed) - len(plain()) < 40_000
    assert pages.text(sealed) == pages.text(plain())


def test_openssl_agrees(sealed: bytes, seal: Path, tmp_path: Path) -> None:
    found = pypdf.PdfReader(io.BytesIO(sealed)).get_fields()["CourtSeal"]["/V"]  # type: ignore[index]
    first, length, second, rest = found["/ByteRange"]
    (tmp_path / "signature").write_bytes(found["/Contents"])
    (tmp_path / "content").write_bytes(sealed[first:first + length] + sealed[second:second + rest])
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", tmp_path / "signature", "-content", tmp_path / "content", "-binary",
         "-CAfile", seal / testing.CERTIFICATE, "-purpose", "any", "-out", "/dev/null"], capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stderr


def red(pdf: bytes, page: int) -> tuple[float, float, float, float] | None:
    """红色的范围（点，左上角起）。"""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    image = document[page].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
    depth = ImageChops.subtract(image.getchannel("R"), image.getchannel("G"))
    return depth.point(lambda value: 255 * (value > 120)).getbbox()


def test_the_seal_lies_over_the_date_on_its_own_page(sealed: bytes) -> None:
    assert red(sealed, 0) is None, "前面几页没有章"
    box = red(sealed, 1)
    assert box is not None and 115 <= box[2] - box[0] <= 121 and 115 <= box[3] - box[1] <= 121, "直径 42 毫米"
    text = pypdfium2.PdfDocument(sealed)[1].get_textpage()
    hit = text.search("二〇二六年十一月二十日").get_next()
    left, bottom, _, top = text.get_charbox(hit[0])
    right = text.get_charbox(hit[0] + hit[1] - 1)[2]
    assert abs((box[0] + box[2]) / 2 - (left + right) / 2) < 3, "左右居中"
    assert box[1] < 842 - top and 842 - bottom < box[3], "压着日期"


@pytest.mark.parametrize("code", ["enforcement_notice", "consumption_order", "deposit_freeze", "summons", "end_ruling"])
def test_every_layout_has_a_place(code: str) -> None:
    assert look(sign(plain(code))).ok


def test_the_seal_goes_where_the_date_is_however_long_the_document() -> None:
    long = pages.printed("freeze_ruling", "monstrous")
    found = placing.place(long)
    assert found.page == max(number for number, text in enumerate(pages.texts(long)) if "二〇二六年十一月二十日" in text)


def test_the_day_decides_which_line(sealed: bytes) -> None:
    assert look(sign(dated=date(2026, 11, 20))).ok
    assert refused(dated=date(2026, 11, 21)) == "no_date"


def test_no_date_no_seal() -> None:
    assert refused(pdf=plain("service_receipt")) == "no_date"
    assert refused(pdf=b"%PDF-1.7 nothing") == "not_pdf"
    assert refused(pdf=b"word") == "not_pdf"


@pytest.mark.parametrize(("line", "day"), [
    ("二〇二六年十一月二十日", (2026, 11, 20)), ("2026年1月3日", (2026, 1, 3)), ("二○二六年正月初三日", (2026, 1, 3)),
    ("二〇二六年十月廿三日", (2026, 10, 23)),
    ("二〇三〇年十二月三十一日", (2030, 12, 31)),
])
def test_dates_are_read(line: str, day: tuple[int, int, int]) -> None:
    assert placing._DATE.fullmatch(line) and placing._is(line, date(*day)) and not placing._is(line, date(*day) + timedelta(1))


def test_near_the_edge_the_seal_moves_inwards() -> None:
    half, edge = placing.DIAMETER / 2, placing.EDGE
    left, bottom, right, top = placing._around([(570, 10, 590, 20)], (595, 842))
    assert (right, bottom) == pytest.approx((595 - edge, edge)) and (left, top) == pytest.approx((595 - edge - 2 * half, edge + 2 * half))


# ---- 改过的、假的 ----


def test_one_changed_byte_breaks_it(sealed: bytes) -> None:
    """随便改哪一处的一个字节都看得出；只有签名后面留空的零，不算内容。"""
    start, end = sealed.rindex(b"/Contents <"), sealed.rindex(b">/ByteRange") if b">/ByteRange" in sealed else len(sealed)
    spare = range(sealed.rindex(b"/Contents"), sealed.rindex(b"/Contents") + 2 * 8192) if start < end else range(0)
    for place in (*range(12, len(sealed), len(sealed) // 10), sealed.index(b"stream") + 40):
        if place not in spare:
            changed = bytearray(sealed)
            changed[place] ^= 1
            assert look(bytes(changed)).code in ("broken", "damaged", "unsigned", "stranger"), place
    assert look(bytes(changed)).code == "broken" and "签名与文件的内容对不上" in look(bytes(changed)).sentence


def test_something_added_after_the_seal_is_told(sealed: bytes) -> None:
    found = look(updated(sealed))
    assert found.code == "changed" and COURT in found.sentence


def test_the_signature_cut_off_or_moved(sealed: bytes) -> None:
    assert look(sealed[: len(plain())]).code == "unsigned"
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sealed))  # 另存：签名的字节还在，盖住的已经不是这份文件
    out = io.BytesIO()
    writer.write(out)
    assert look(out.getvalue()).code in ("broken", "damaged", "changed")


def test_a_sealed_file_wrapped_in_another_is_not_the_original(sealed: bytes) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain("summons")))
    writer.add_attachment("裁定书.pdf", sealed)
    out = io.BytesIO()
    writer.write(out)
    assert look(out.getvalue()).code == "unsigned"
    shifted = look(b"%PDF-1.7\n% wrapped\n" + sealed)
    assert not shifted.ok


def test_a_range_that_spares_a_part_is_not_accepted(sealed: bytes) -> None:
    """把签名盖住的范围改小，空出末尾来写别的：不认。"""
    start = sealed.rindex(b"/ByteRange")
    end = sealed.index(b"]", start)
    numbers = sealed[start:end].split(b"[")[1].split()
    fewer = str(int(numbers[3]) - 10).encode()
    narrowed = sealed[:start] + b"/ByteRange [" + b" ".join([*numbers[:3], fewer]) + b"]" + sealed[end + 1:]
    assert len(narrowed) <= len(sealed) and look(narrowed).code in ("broken", "damaged")


def test_a_seal_by_a_stranger_is_not_this_court(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal: Path) -> None:
    testing.make(tmp_path / "seal")
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    forged = sign()
    monkeypatch.setenv("ZHIXING_HOME", str(seal.parent))
    found = look(forged)
    assert found.code == "stranger" and "不是这里能认的法院印章" in found.sentence and "不要采信" in found.text[1]


@pytest.mark.parametrize("court", ["内蒙古自治区乌兰哈达市红山区人民法院", "甲县人民法院", "内蒙古自治区某某市某某自治旗大杨树垦区第二基层人民法院"])
def test_long_and_short_names_fit_on_the_seal(court: str) -> None:
    assert look(sign(court=court)).court == court


def test_a_document_of_another_court_says_which() -> None:
    found = look(sign(court="另一个县人民法院"))
    assert found.ok and found.court == "另一个县人民法院" and found.sentence.startswith("签名有效：另一个县人民法院")


@pytest.mark.parametrize(("content", "code"), [
    (b"", "not_pdf"), (b"PK\x03\x04 docx", "not_pdf"), (b"%PDF-1.7\n" + b"\0" * 900, "damaged"), (b"%PDF-" + b"A" * (50 * 2**20 + 1), "too_big"),
    (b"%PDF-1.7\n1 0 obj<</Length 99999999999>>stream\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", "damaged"),
])
def test_other_files_have_a_sentence_too(content: bytes, code: str) -> None:
    found = look(content)
    assert found.code == code and found.sentence.endswith("。")


def test_truncated_and_locked(sealed: bytes) -> None:
    assert look(sealed[:-300]).code == "damaged" and look(sealed[: len(sealed) // 3]).code == "damaged"
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain()))
    writer.encrypt("123456")
    out = io.BytesIO()
    writer.write(out)
    assert look(out.getvalue()).code == "locked"


def test_strangers_files_are_read_in_a_child(sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_DB", "postgresql:///secret")
    assert "ZHIXING_DB" not in apart.GIVEN
    assert apart.verify(sealed, at=AT) == look(sealed)


@pytest.mark.parametrize("code", [None, -9])
def test_what_the_child_cannot_finish_has_a_sentence(monkeypatch: pytest.MonkeyPatch, code: int | None) -> None:
    def child(*given: Any, **more: Any) -> Any:
        if code is None:
            raise subprocess.TimeoutExpired("child", 30)
        return subprocess.CompletedProcess(given, code, b"", b"")

    monkeypatch.setattr(apart.subprocess, "run", child)
    assert "太复杂" in apart.verify(b"%PDF-", at=AT).sentence


def test_too_many_at_once_are_told(monkeypatch: pytest.MonkeyPatch, sealed: bytes) -> None:
    monkeypatch.setattr(apart, "_ROOM", threading.BoundedSemaphore(1))
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    with apart._ROOM, pytest.raises(apart.Busy):
        apart.verify(sealed, at=AT)


# ---- 时间 ----


def test_after_the_certificate_expires_only_a_time_stamp_proves_it(stamps: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = testing.make(tmp_path / "home/seal")
    authority.seal(COURT, until=datetime(2027, 1, 1, tzinfo=UTC))
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path / "home"))
    lasting = sign()
    monkeypatch.delenv("ZHIXING_TSA")
    bare = sign()
    assert look(lasting).ok and look(bare).ok
    late = look(lasting, LATER)
    assert late.ok and late.lasting and late.stamped_at == AT and "证书到期以后也能核验" in late.text[2]
    expired = look(bare, LATER)
    assert expired.code == "expired" and "不能证明是在有效期内盖的" in expired.sentence
    assert look(bare, LATER, existed=AT).ok, "另有登记证明用印时就有这份文件"
    assert look(updated(lasting), LATER).code == "changed"
    monkeypatch.delenv("ZHIXING_TSA_TRUST")
    assert look(lasting).ok and look(lasting).stamped_at is None, "不信任的时间戳不算数，签名照样核验"
    assert look(lasting, LATER).code == "expired"


def test_without_an_answer_from_the_stamp_service_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_TSA", "http://127.0.0.1:9/")
    assert refused() == "timestamp"


def test_a_lasting_seal_needs_the_list_of_revoked_ones(stamps: Path, monkeypatch: pytest.MonkeyPatch, seal: Path, tmp_path: Path) -> None:
    own(monkeypatch, seal)
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("ZHIXING_SEAL_CRLS", str(tmp_path / "empty"))
    assert refused() == "crl"


def test_a_revoked_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = testing.make(tmp_path / "seal")
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    pdf = sign()
    assert look(pdf).ok
    _, certificate, _ = pkcs12.load_key_and_certificates(authority.seal(COURT).read_bytes(), authority.password)
    assert certificate is not None
    authority.revoke(certificate.serial_number, at=AT + timedelta(days=1))
    found = look(pdf, AT + timedelta(days=2))
    assert found.code == "revoked" and "吊销" in found.sentence


def test_the_stamp_service_refuses_what_it_does_not_understand(tmp_path: Path) -> None:
    stamp = timestamping.at(tmp_path)
    weak = tsp.TimeStampReq({"version": "v1", "message_imprint": {
        "hash_algorithm": {"algorithm": "sha1"}, "hashed_message": hashlib.sha1(b"").digest()}})
    for asked, why in ((b"nonsense", "bad_data_format"), (weak.dump(), "bad_alg")):
        assert timestamping.Refusal.load(stamp.answer(asked))["status"]["fail_info"].native == {why}
        with pytest.raises(TimestampRequestError, match="rejection"):
            granted(stamp.answer(asked))
    with pytest.raises(TimestampRequestError, match="看不懂"):
        granted(b"<html>")


# ---- 印章从哪里来 ----


def test_the_test_authority_is_made_once_and_kept_private(tmp_path: Path) -> None:
    made = testing.make(tmp_path / "seal")
    made.seal(COURT)
    before = {path.name: path.read_bytes() for path in (tmp_path / "seal").iterdir()}
    testing.make(tmp_path / "seal").seal(COURT)
    assert {path.name: path.read_bytes() for path in (tmp_path / "seal").iterdir()} == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "seal").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "seal").stat().st_mode) == 0o700


def test_two_makers_at_once_leave_one_authority(tmp_path: Path) -> None:
    makers = [threading.Thread(target=testing.make, args=(tmp_path / "seal",)) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [path.name for path in tmp_path.iterdir()] == ["seal"] and testing.Authority(tmp_path / "seal").made


def test_no_seal_configured_says_what_to_configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sealed: bytes) -> None:
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    assert refused() == "none"
    told = sealing.ready(COURT)
    assert COURT in told and "ZHIXING_SEAL" in told and "ZHIXING_SEAL_PASSWORD_FILE" in told
    assert look(sealed).code == "no_trust"


def own(monkeypatch: pytest.MonkeyPatch, seal: Path, court: str = COURT, password: bytes | None = None) -> None:
    """配置成自己的印章文件。"""
    authority = testing.Authority(seal)
    place = seal.parent / "password"
    place.write_bytes((authority.password if password is None else password) + b"\n")
    monkeypatch.setenv("ZHIXING_SEAL", str(authority.seal(court)))
    monkeypatch.setenv("ZHIXING_SEAL_PASSWORD_FILE", str(place))
    monkeypatch.setenv("ZHIXING_SEAL_TRUST", str(seal / testing.CERTIFICATE))


def test_a_courts_own_seal_file(monkeypatch: pytest.MonkeyPatch, seal: Path) -> None:
    own(monkeypatch, seal)
    assert sealing.ready(COURT) == "" and look(sign()).ok
    assert choosing.provider(COURT).note == "", "自己的章没有“演示专用”"
    assert refused(court="另一个县人民法院") == "other_court"


@pytest.mark.parametrize(("change", "code"), [
    ({"ZHIXING_SEAL": "/nowhere/seal.p12"}, "file"), ({"ZHIXING_SEAL_PASSWORD_FILE": "/nowhere/password"}, "password"),
    ({"ZHIXING_SEAL": __file__}, "password"), ({"ZHIXING_SEAL": "pkcs11:/usr/lib/none.so"}, "pkcs11"),
    ({"ZHIXING_SEAL": "pkcs11:/usr/lib/none.so?token=a&key=b"}, "pkcs11"), ({"ZHIXING_SEAL": "http://127.0.0.1:9/"}, "service"),
])
def test_a_wrong_configuration_has_a_sentence(monkeypatch: pytest.MonkeyPatch, seal: Path, change: dict[str, str], code: str) -> None:
    own(monkeypatch, seal)
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    assert refused() == code


def test_a_wrong_password(monkeypatch: pytest.MonkeyPatch, seal: Path) -> None:
    own(monkeypatch, seal, court="口令不对的人民法院", password=b"wrong")
    assert refused(court="口令不对的人民法院") == "password"


def test_codes_cannot_be_guessed_and_are_read_leniently() -> None:
    codes = {sealing.new_code() for _ in range(100)}
    assert len(codes) == 100 and all(len(code) == 19 for code in codes)
    code = codes.pop()
    for typed in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", f"https://court.example.cn/v/{code}/", f"/v/{code}"):
        assert sealing.read_code(typed) == code
    assert sealing.read_code("1234") == sealing.read_code("https://court.example.cn/") == sealing.read_code("") == ""


def test_the_address_in_the_qr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIXING_PUBLIC_URL", raising=False)
    assert sealing.address("K7QD-2M9X-4T8P-HB6R") == "/v/K7QD-2M9X-4T8P-HB6R/"
    monkeypatch.setenv("ZHIXING_PUBLIC_URL", "https://court.example.cn/")
    assert sealing.address("K7QD-2M9X-4T8P-HB6R") == "https://court.example.cn/v/K7QD-2M9X-4T8P-HB6R/"


# ---- 法院的签章服务 ----


class Service(BaseHTTPRequestHandler):
    """签章服务：照信封盖章、核验；``said`` 不空就照它回答。"""

    said: ClassVar[dict[str, Any]] = {}
    heard: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append((f"{self.path} {self.headers['Authorization']}", asked))
        file = base64.b64decode(asked["file"])
        answer = self.said or ({"file": base64.b64encode(file + b"% SM2").decode()} if self.path == "/seal" else {"valid": True, "court": COURT})
        content = json.dumps(answer).encode()
        self.send_response(400 if "reason" in answer else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """不打印。"""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Service]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    (tmp_path / "token").write_text("secret\n")
    monkeypatch.setenv("ZHIXING_SEAL", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("ZHIXING_SEAL_PASSWORD_FILE", str(tmp_path / "token"))
    monkeypatch.setattr(Service, "said", {})
    monkeypatch.setattr(Service, "heard", [])
    yield Service
    server.shutdown()
    server.server_close()


def test_the_courts_own_service_seals(service: type[Service]) -> None:
    assert sign() == plain() + b"% SM2"
    (path, asked), = service.heard
    assert path == "/seal Bearer secret" and asked["court"] == COURT and asked["reason"] == REASON and asked["page"] == 1 and len(asked["box"]) == 4
    found = sealing.ask_service(plain())
    assert found is not None and found.ok and COURT in found.sentence


@pytest.mark.parametrize("said", [
    {"file": base64.b64encode(b"%PDF-1.7 another").decode()}, {"file": "not base64!"}, {}, {"reason": "印章已停用"},
])
def test_what_the_service_may_not_answer(service: type[Service], monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]) -> None:
    """换掉的文件、读不了的、没有文件的不收；不盖的，说出它的原因。"""
    monkeypatch.setattr(Service, "said", said or {"nothing": 1})
    with pytest.raises(Refused) as error:
        sign()
    assert error.value.finding.reasons[0].code == "seal.service" and said.get("reason", "") in str(error.value)


def test_a_national_seal_goes_to_the_service(sealed: bytes) -> None:
    """国密的章本程序不认，说要签章服务核验。"""
    from zhixing.casework.documents.sealing import verifying

    start = sealed.rindex(b"/Contents <") + 11
    marked = sealed[:start] + sealed[start:].replace(b"2A8648CE3D0403", b"2A811CCF550183", 1)
    assert verifying.NATIONAL.hex().upper().encode() in marked and look(marked).code == "national"
    assert sealing.ask_service(marked) is None


def test_many_threads_seal_at_once(sealed: bytes) -> None:
    """PDFium 不能几个线程同时用；各自的章都有效。"""
    made: list[bytes] = []
    workers = [threading.Thread(target=lambda: made.append(sign())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 4 and all(look(pdf).ok for pdf in made)
