"""从文件里取裁判文书的文字。"""

from __future__ import annotations

import io
import zipfile

import pytest

from zhixing.exchange.judgment_text import read
from zhixing.law.finding import Refused

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, head: str = "") -> bytes:
    """一份最小的 .docx。"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text(encoding: str) -> None:
    assert read("判决如下：一、甲某支付乙某1元。".encode(encoding)).startswith("判决如下")


def test_docx_paragraphs() -> None:
    body = (
        "<w:p><w:r><w:t>判决</w:t></w:r><w:r><w:t>如下：</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:t>一</w:t></w:r></w:p>"
    )
    assert read(docx(body)) == "判决如下：\n一"


@pytest.mark.parametrize(("content", "words"), [
    (b"%PDF-1.7 ...", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"), (b"PK\x03\x04 broken", "打不开"), (b"  \n", "没有文字"),
    (b"a\0b", "不是文字"),
    (docx("<w:p/>", '<!DOCTYPE x [<!ENTITY a "b">]>'), "外部引用"), (b"\xff\xff\xff", "编码"), (docx(""), "没有文字"),
])
def test_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read(content)
    assert caught.value.finding.reasons[0].remedy


def test_a_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (41 * 2**20))
    with pytest.raises(Refused, match="太大"):
        read(out.getvalue())
