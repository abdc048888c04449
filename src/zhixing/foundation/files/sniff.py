"""认文件：看内容的开头，不信扩展名。不在表上的、能执行的、带宏的一律不收。"""

from __future__ import annotations

from dataclasses import dataclass

from zhixing.foundation.files import archives
from zhixing.foundation.files.refusing import Unacceptable

__all__ = ["ACCEPTED", "PDF", "PICTURES", "Type", "Unacceptable", "extension", "sniff"]


@dataclass(frozen=True, slots=True)
class Type:
    """一种收得下的文件：内容类型和它的扩展名（第一个是通常的）。"""

    media: str
    extensions: tuple[str, ...]


PDF = Type("application/pdf", ("pdf",))
PNG = Type("image/png", ("png",))
JPEG = Type("image/jpeg", ("jpg", "jpeg"))
GIF = Type("image/gif", ("gif",))
WEBP = Type("image/webp", ("webp",))
MP4 = Type("video/mp4", ("mp4", "m4v", "mov", "m4a"))
WAV = Type("audio/wav", ("wav",))
MP3 = Type("audio/mpeg", ("mp3",))
AMR = Type("audio/amr", ("amr",))
OGG = Type("audio/ogg", ("ogg", "oga", "opus"))
DOCX = Type("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = Type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
ZIP = Type("application/zip", ("zip",))
DOC = Type("application/msword", ("doc", "wps"))
XLS = Type("application/vnd.ms-excel", ("xls", "et"))
PICTURES = frozenset({PNG.media, JPEG.media, GIF.media, WEBP.media})
TXT = Type("text/plain", ("txt",))
CSV = Type("text/csv", ("csv",))

ACCEPTED = "PDF、PNG、JPG、GIF、WEBP、MP4、WAV、MP3、AMR、OGG、DOCX、XLSX、DOC、XLS、ZIP、TXT、CSV"
_STARTS = (
    (b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF8", GIF), (b"ID3", MP3), (b"#!AMR", AMR), (b"OggS", OGG),
)
_MP3_FRAMES = frozenset({0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!/")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_WORKBOOK = "Workbook".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def sniff(name: str, content: bytes) -> Type:
    """这是什么文件；不收的抛出 :class:`Unacceptable`。"""
    if not content:
        raise Unacceptable("文件是空的。")
    found = _by_start(content)
    if found is None and content.startswith(b"PK\x03\x04"):
        found = _zip(content)
    if found is None and content.startswith(_OLE):
        found = _ole(content)
    if found is None and extension(name) in ("txt", "csv") and _is_text(content):
        found = CSV if extension(name) == "csv" else TXT
    if found is None:
        raise Unacceptable(f"不收这种文件。可以上传：{ACCEPTED}。", suspicious=content.startswith(_PROGRAMS))
    return found


def extension(name: str) -> str:
    """文件名的扩展名，小写，没有则为空。"""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _by_start(content: bytes) -> Type | None:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(content[8:12])
    if content[4:8] == b"ftyp":
        return MP4
    return MP3 if content[0] == 0xFF and content[1:2] and content[1] in _MP3_FRAMES else None


def _zip(content: bytes) -> Type:
    """Office 文档和压缩包：只看目录，不解压。"""
    names = archives.names(content)
    office = "[content_types].xml" in names
    if office and "word/document.xml" in names:
        return DOCX
    return XLSX if office and "xl/workbook.xml" in names else ZIP


def _ole(content: bytes) -> Type | None:
    """97-2003 格式的 Word、Excel。"""
    if _MACRO in content:
        raise Unacceptable(archives.MACRO, suspicious=True)
    if _LOCKED in content:
        raise Unacceptable("文档加了密码，打不开。请去掉密码再上传。")
    if _WORD in content:
        return DOC
    return XLS if _WORKBOOK in content else None


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_wide(content)
    if any(byte < 32 and byte not in (9, 10, 13) for byte in set(content)):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_wide(content: bytes) -> bool:
    """UTF-16 的文字（银行导出的表格有这样的）。"""
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError:
        return False
    return not any(char < " " and char not in "\t\r\n" for char in set(text))
