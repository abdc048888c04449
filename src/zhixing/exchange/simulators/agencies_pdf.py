"""模拟的回执：一页有文字的 PDF，末尾一个红圈充作电子印章。字体用阅读器自带的宋体，不嵌入。"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

_CMAP: Final = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
    b"endcodespacerange\n%s\nendcmap end end"
)
_FONT: Final = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /ToUnicode 6 0 R /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 "
    b"/Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)
_SEAL: Final = b"1 0 0 RG 2 w 450 160 m 450 188 428 210 400 210 c 372 210 350 188 350 160 c 350 132 372 110 400 110 c 428 110 450 132 450 160 c S\n"
_WIDE: Final = 36


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """标题和各行；长的折行。"""
    rows = [part for line in lines for part in wrap(line, _WIDE) or [""]]
    body = _text(title, 18, 780) + b"".join(_text(row, 13, 730 - 24 * index) for index, row in enumerate(rows)) + _SEAL
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    letters = _stream(_CMAP % _chars(title + "".join(rows)))
    return _file([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, _FONT, _stream(body), letters,
    ])


def _chars(text: str) -> bytes:
    """用到的字，一百个一段。"""
    codes = sorted({char.encode("utf-16-be").hex() for char in text if ord(char) < 0x10000})
    parts = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    return "\n".join(f"{len(part)} beginbfchar\n{''.join(f'<{one}> <{one}>' + chr(10) for one in part)}endbfchar" for part in parts).encode()


def _text(line: str, size: int, top: int) -> bytes:
    return f"BT /F1 {size} Tf 60 {top} Td <{line.encode('utf-16-be').hex()}> Tj ET\n".encode()


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
