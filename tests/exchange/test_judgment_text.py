"""从文件里取裁判文书的文字。"""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from exchange.docxs import docx
from exchange.pdfs import pdf

from zhixing.exchange.judgment_text import read
from zhixing.foundation.files import pdf as pdf_of_files
from zhixing.law.finding import Refused


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
    (b"%PDF-1.7 ...", "PDF 打不开"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"), (b"PK\x03\x04 broken", "打不开"), (b"  \n", "没有文字"),
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


LINES = (
    "内蒙古自治区青山县人民法院", "民 事 判 决 书", "（2025）内0299民初77号", "原告：林立春。", "被告：郑小满。", "判决如下：",
    "一、被告郑小满于本判决生效之日起十日内偿还原告林立春借款本金50万", "元及利息（以50万元为基数，自2021年3月1日起至实际清偿之日止，按年利",
    "率6%计算）；二、驳回原告林立春的其他诉讼请求。", "- 1 -",
)


def test_pdf_lines_are_joined_into_paragraphs() -> None:
    text = read(pdf(LINES))
    assert "借款本金50万元及利息" in text and "按年利率6%计算" in text
    assert "- 1 -" not in text and "民事判决书" in text


def test_pdf_is_read_by_the_parser() -> None:
    from zhixing.law.judgment.reading import read as judgment

    made = judgment(read(pdf(LINES)))
    assert made.heading.number and made.heading.number.value == "（2025）内0299民初77号"
    assert [sum_.fen for sum_ in made.items[0].sums] == [50_000_000, 50_000_000]
    assert not made.items[0].doubts


@pytest.mark.parametrize(("content", "words"), [
    (pdf(()), "扫描件"), (pdf(LINES)[:-300], "PDF"), (pdf(LINES, pages=301), "页数太多"), (pdf(LINES, locked=True), "加了密码"),
])
def test_pdf_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read(content)
    assert caught.value.finding.reasons[0].remedy


def test_a_slow_pdf_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_of_files, "SECONDS", 0.001)
    with pytest.raises(Refused, match="上限"):
        read(pdf(LINES))


def test_hostile_pdfs_end_in_a_sentence() -> None:
    bomb = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    packed = zlib.compress(b"(" * (100 * 2**20), 9)
    content = pdf(LINES).replace(b"4 0 obj\n", b"4 0 obj\n" + bomb % (len(packed), packed) + b"\n%", 1)
    for hostile in (content, pdf(LINES).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]"), b"%PDF-1.7\n" + b"<<" * 200_000):
        with pytest.raises(Refused, match="PDF"):
            read(hostile)
