"""有害的文件：加密的、带脚本的、压缩炸弹、套着的压缩包、改名的宏文档、五万像素的图片。一句话说清，一份也不收。"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import pytest
from exchange.pdfs import pdf

from zhixing.foundation.files import archives, looks, pictures
from zhixing.foundation.files import pdf as drawing
from zhixing.foundation.files.sniff import Unacceptable, sniff

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
WORD = ("[Content_Types].xml", "word/document.xml")


def seen(name: str, content: bytes) -> int | None:
    return looks.pages(sniff(name, content), content)


def packed(*names: str, text: str = "x", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in names:
            archive.writestr(name, text)
    return buffer.getvalue()


def with_catalog(more: bytes) -> bytes:
    return pdf(["甲"]).replace(CATALOG, CATALOG[:-2] + more + b" >>")


def with_object_stream(inner: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    body = zlib.compress(inner)
    made = b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter %s /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return pdf(["甲"]).replace(b"xref\n", made % (filters, len(body), body) + b"xref\n", 1)


def with_attachment(name: str, content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(PdfReader(io.BytesIO(pdf(["甲"])))), io.BytesIO()
    writer.add_attachment(name, content)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told", "suspicious"),
    [
        (pdf(["甲"], locked=True), "加了密码", False),
        (with_catalog(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "脚本", True),
        (with_catalog(b"/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>"), "脚本", True),
        (with_catalog(b"/OpenAction << /S /Launch /F (calc) >>"), "启动程序", True),
        (with_catalog(b"/AcroForm << /XFA 4 0 R >>"), "动态表单", True),
        (with_object_stream(b"11 0 << /S /JavaScript /JS (x) >>"), "脚本", True),
        (with_object_stream(b"11 0 << >>", b"[/ASCIIHexDecode /FlateDecode]"), "少见的压缩", True),
        (with_object_stream(b"11 0 << >>", b"5 0 R"), "少见的压缩", True),
        (with_object_stream(b"11 0 << >>", b"/FlateDecode /DecodeParms << /Predictor 12 >>"), "少见的压缩", True),
        (with_object_stream(b"11 0 << >>", b"/FlateDecode").replace(b"/Filter /FlateDecode", b"/Filter%endobj\n/LZWDecode"), "少见的压缩", True),
        (with_object_stream(b"11 0 << >>").replace(b"stream\nx", b"stream\ny"), "少见的压缩", True),
        (with_object_stream(b"11 0 << >>").replace(b"stream\nx", b"stream\ny").replace(b"/Root", b"/Encrypt 3 0 R /Root"), "权限限制", False),
        (with_object_stream(b" " * (17 * 2**20)), "太复杂", True),
        (with_attachment("点我.exe", b"x"), "夹带", True),
        (with_attachment("发票.xml", b"MZ\x90"), "夹带", True),
        (with_catalog(b"/X << /Type /EmbeddedFile >>"), "夹带", True),
        (b"%PDF-1.7\n...", "损坏", False),
        (b"%PDF-1.7\n" + b"<<" * 200_000, "损坏", False),
    ],
)
def test_hostile_pdf(content: bytes, told: str, suspicious: bool) -> None:
    with pytest.raises(Unacceptable, match=told) as error:
        seen("a.pdf", content)
    assert error.value.suspicious is suspicious


def test_pdf_of_every_day_is_taken_with_its_pages() -> None:
    assert seen("a.pdf", pdf(["甲"], pages=7)) == 7
    assert seen("发票.pdf", with_attachment("发票.xml", b"<x/>")) == 1
    assert seen("a.pdf", with_catalog(b"/OpenAction [6 0 R /Fit] /JavaScripts 1")) == 1
    assert seen("a.pdf", with_object_stream(b"11 0 << /Type /Font >>")) == 1
    plain = pdf(["甲"]).replace(b"xref\n", b"9 0 obj\n<< /Type /ObjStm /N 1 /First 5 >>\nstream\n11 0 << /A 1 >>\nendstream\nendobj\nxref\n", 1)
    assert seen("a.pdf", plain) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.zip", packed("大.txt", text="0" * 30 * 2**20), "炸弹"),
        ("a.zip", packed("里面.zip"), "还有压缩包"),
        ("a.zip", packed("宏.xlsm"), "还有压缩包"),
        ("a.zip", packed("打开我.exe"), "可执行"),
        ("a.zip", packed(*(f"{n}" for n in range(5001)), method=zipfile.ZIP_STORED), "太多"),
        ("a.docx", packed(*WORD, "word/vbaProject.bin"), "宏"),
        ("a.docx", packed(*WORD, text="application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        ("改名.docx", b"MZ\x90\x00\x03", "不收这种文件"),
    ],
)
def test_hostile_archives(name: str, content: bytes, told: str) -> None:
    with pytest.raises(Unacceptable, match=told) as error:
        sniff(name, content)
    assert error.value.suspicious


def test_a_bomb_whose_members_overlap_or_lie() -> None:
    content = bytearray(packed("甲.txt", "乙.txt", text="0" * 100))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 20, 10_000)
    with pytest.raises(Unacceptable, match="炸弹"):
        archives.names(bytes(content))


def test_locked_documents_are_told_so() -> None:
    content = bytearray(packed("甲.txt"))
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + 8, 1)
    with pytest.raises(Unacceptable, match="加了密码"):
        archives.names(bytes(content))
    with pytest.raises(Unacceptable, match="加了密码"):
        sniff("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
PICTURES: Sequence[tuple[bytes, tuple[int, int] | None]] = (
    (PNG + struct.pack(">II", 50_000, 50_000), (50_000, 50_000)),
    (b"GIF89a" + struct.pack("<HH", 40_000, 9), (40_000, 9)),
    (b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x11\x08" + struct.pack(">HH", 600, 50_000), (50_000, 600)),
    (b"RIFF0000WEBPVP8X" + bytes(8) + (49_999).to_bytes(3, "little") + (9).to_bytes(3, "little"), (50_000, 10)),
    (b"RIFF0000WEBPVP8 " + bytes(10) + struct.pack("<HH", 640, 480), (640, 480)),
    (b"RIFF0000WEBPVP8L" + bytes(4) + b"/" + struct.pack("<I", 639 | 479 << 14), (640, 480)),
    (b"\xff\xd8\xff\xe0", None), (b"\xff\xd8\xff", None), (PNG, None), (b"GIF8", None), (b"%PDF-", None),
)


@pytest.mark.parametrize(("content", "size"), PICTURES)
def test_a_picture_is_measured_by_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert pictures.size(content) == size
    if size and max(size) >= 40_000:
        with pytest.raises(Unacceptable, match="像素"):
            pictures.check(content)
    else:
        pictures.check(content)


def page_of(size: int, content: bytes = b"", forms: Sequence[bytes] = ()) -> bytes:
    """一页，可以带几层套着的图形。"""
    uses = b"/Resources<</XObject<</X %d 0 R>>>>"
    made = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R%s>>" % (size, size, uses % 5 if forms else b""),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    for place, body in enumerate(forms, 6):
        made.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 600 900]%s/Length %d>>stream\n%s\nendstream" % (uses % place, len(body), body))
    numbered = b"".join(b"%d 0 obj%s endobj\n" % pair for pair in enumerate(made, 1))
    return b"%PDF-1.4\n" + numbered + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_page_of_a_stranger_is_drawn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """两百米见方的一页画成小图；几层图形套出一千万次的，画不完就停，不拖住网页。"""
    picture = drawing.drawn(page_of(600_000), 0)
    assert max(struct.unpack(">II", picture[16:24])) <= 2001 and drawing.drawn(page_of(595), 9) == b""
    monkeypatch.setattr(drawing, "SECONDS", 1)
    with pytest.raises(drawing.Unreadable) as error:
        drawing.drawn(page_of(595, b"/X Do " * 10, [*[b"/X Do " * 10] * 6, b"0 0 500 500 re f"]), 0)
    assert error.value.code == "slow"
