"""从裁判文书的文件里取文字：.txt、.docx、有文字的 .pdf。扫描件随电子卷宗一起做；.doc 请另存为 .docx。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

from zhixing.exchange import pdf_text
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

MAX_BYTES: Final = 20 * 2**20
"""文件上限（字节）。"""
MAX_UNPACKED: Final = 40 * 2**20
"""docx 正文解开后的上限（字节）。"""

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY: Final = "word/document.xml"
_LEGACY: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(content: bytes) -> str:
    """按内容取文字，段落之间换行。读不了的抛出 ``Refused``，说清怎么办。"""
    if len(content) > MAX_BYTES:
        raise _bad("too_big", f"文件超过 {MAX_BYTES // 2**20} MB", "裁判文书不会这样大，请核对选的文件")
    if content.startswith(b"%PDF"):
        return _pdf(content)
    if content.startswith(_LEGACY):
        raise _bad("doc", "旧式 .doc 文件读不了", "请用文字处理软件另存为 .docx 再试")
    text = _docx(content) if content.startswith(b"PK") else _plain(content)
    if not text.strip():
        raise _bad("empty", "文件里没有文字", "扫描件请先转成文字")
    return text


def _pdf(content: bytes) -> str:
    try:
        return pdf_text.read(content)
    except pdf_text.Unreadable as error:
        raise _bad(f"pdf_{error.code}", *_PDF[error.code]) from None


_PDF: Final = {
    "scanned": ("PDF 里没有文字，是扫描件", "扫描件的识别随电子卷宗一起做；现在请用 .docx，或者把主文粘贴进来"),
    "encrypted": ("PDF 加了密码", "请去掉密码再选，或者把主文粘贴进来"),
    "pages": ("PDF 的页数太多，裁判文书不会超过 300 页", "请核对选的文件，或者只留文书的几页"),
    "slow": ("PDF 太复杂，读的时间超过了上限", "请另存为 .docx，或者把主文粘贴进来"),
    "broken": ("PDF 打不开，可能已损坏", "请重新导出 PDF，或者另存为 .docx"),
}


def _plain(content: bytes) -> str:
    """文本文件：UTF-8，或带标记的 UTF-16，或国标码。"""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise _bad("binary", "这不是文字文件", "请选 .txt、.docx 或者有文字的 .pdf")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _bad("encoding", "文字的编码认不出", "请另存为 UTF-8 的 .txt 再试") from None


def _docx(content: bytes) -> str:
    try:
        return "\n".join(_paragraphs(fromstring(_body(content), forbid_dtd=True)))
    except (zipfile.BadZipFile, KeyError, ParseError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise _bad("broken", "文件打不开，可能已损坏、加了密码，或不是 .docx", "请用文字处理软件另存为 .docx 再试") from None
    except DefusedXmlException:
        raise _bad("entities", "文件里有外部引用，不收", "请用文字处理软件另存为 .docx 再试") from None


def _body(content: bytes) -> bytes:
    """正文的 XML；按实际解出的字节数限量，不信文件自报的大小。"""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_BODY) as body:
        data = body.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise _bad("too_big", "文件解开后太大", "请另存为 .txt 再试")
    return data


def _paragraphs(root: Any) -> Iterator[str]:
    """各段的文字；段里的制表和换行照样，删去的修订不算。"""
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(_runs(paragraph))


def _runs(paragraph: Any) -> Iterator[str]:
    breaks = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in breaks:
            yield breaks[node.tag]


def _bad(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"judgment.{code}", text, cite("COURT 裁判文书识别"), remedy=remedy))
