"""材料：看内容认类型，按哈希存盘，坏了看得出来。"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import factories
import pytest
from django.conf import LazySettings
from exchange.pdfs import pdf

from zhixing.foundation.files import commands, queries, sniff, storage
from zhixing.foundation.files.models import StoredFile
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
PDF = pdf(["执行通知书"])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def store(name: str, content: bytes, **kwargs: object) -> StoredFile:
    clerk = factories.user("clerk")
    return commands.store(court_id=clerk.court_id, name=name, content=content, actor=clerk, **kwargs)  # type: ignore[arg-type]


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def test_stored_once_and_read_back(media: Path) -> None:
    first, second = store("判决书.pdf", PDF, stream="case:1"), store("副本.pdf", PDF, stream="case:1")
    assert first.sha256 == second.sha256 and len([p for p in media.rglob("*") if p.is_file()]) == 1
    assert queries.open_(first).read() == PDF and (first.media_type, first.size, first.pages) == ("application/pdf", len(PDF), 1)
    assert list(queries.of_stream("case:1")) == [first, second]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n0", "image/png"), ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.gif", b"GIF89a", "image/gif"), ("a.webp", b"RIFF0000WEBPVP8 ", "image/webp"),
        ("a.wav", b"RIFF0000WAVEfmt ", "audio/wav"), ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.mp3", b"ID3\x03", "audio/mpeg"), ("a.mp3", b"\xff\xfb\x90\x00", "audio/mpeg"),
        ("a.txt", "执行笔录\n".encode(), "text/plain"), ("a.csv", "案号,金额\n".encode("gb18030"), "text/csv"),
        ("a.zip", packed("说明.txt"), "application/zip"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), sniff.DOCX.media),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), sniff.XLSX.media),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    ],
)
def test_accepted_types(name: str, content: bytes, media_type: str) -> None:
    stored = store(name, content)
    assert (stored.media_type, stored.name) == (media_type, name)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("判决书.pdf", b"MZ\x90\x00\x03", "不收这种文件"), ("a.exe", b"MZ\x90\x00\x03", "不收这种文件"),
        ("a.pdf", b"", "空的"), ("a.txt", b"\x00\x01\x02", "不收这种文件"), ("a.svg", b"<svg/>", "不收这种文件"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "带宏"),
        ("a.xls", OLE + "Workbook_VBA_PROJECT".encode("utf-16-le"), "带宏"),
        ("a.zip", packed("文书/打开我.exe"), "可执行"), ("a.zip", b"PK\x03\x04broken", "损坏"),
    ],
)
def test_refused_and_nothing_kept(media: Path, name: str, content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        store(name, content)
    assert not StoredFile.objects.exists() and not media.exists()


def test_fifty_megabytes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MAX_SIZE", 2**20)
    assert store("a.txt", b"x" * 2**20).size == 2**20
    with pytest.raises(Refused, match="超过1 MB"):
        store("a.txt", b"x" * (2**20 + 1))
    clerk = factories.user("clerk")
    with pytest.raises(Refused):
        commands.store(court_id=clerk.court_id, name="a.pdf", content=io.BytesIO(b"x" * 2**21), actor=clerk)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\桌面\\判决书.pdf", "判决书.pdf"),
        ("坏\x00名\ud800字.pdf", "坏名字.pdf"), ("", "未命名.pdf"), ("..", "未命名.pdf"),
        ("扫描件.png", "扫描件.png.pdf"), ("阿·不都<1>.PDF", "阿·不都_1_.PDF"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert store(name, PDF).name == kept


def test_damage_is_seen_and_a_new_upload_mends_it(media: Path) -> None:
    stored = store("a.pdf", PDF)
    place = next(p for p in media.rglob("*") if p.is_file())
    place.write_bytes(b"%PDF-9.9")
    with pytest.raises(storage.Damaged, match="不符"):
        queries.open_(stored)
    store("a.pdf", PDF)
    assert queries.open_(stored).read() == PDF
    place.unlink()
    with pytest.raises(storage.Damaged, match="不见了"):
        queries.open_(stored)


def test_a_failed_write_leaves_no_temporary_file(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store("a.pdf", PDF)
    assert not [p for p in media.rglob("*") if p.is_file()]
