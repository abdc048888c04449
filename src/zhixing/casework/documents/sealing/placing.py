"""盖在哪里：找落款的日期那一行，章的中心对着日期，骑年压月。位置从文字里找，不用固定的坐标。

日期行是单独成行的日期（二〇二六年十一月三日，或者 2026年11月3日）。一份文件有几行的，用最后一行。
日期靠近页边的，章往里移，不出页面。没有日期行的（清单、扫描件）不能盖。
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as raw

from zhixing.casework.documents.sealing.provider import Place, refused
from zhixing.foundation.files.looks import PDFIUM

Box = tuple[float, float, float, float]
"""左、下、右、上（点）。"""
MM: Final = 72 / 25.4
DIAMETER: Final = 42 * MM
"""院印直径 42 毫米。"""
RAISED: Final = 10 * MM
"""章心比日期高这么多：日期在章的下半，不压书记员。"""
TALLEST: Final = 14 * MM
"""一行字至多这么高；更高的是折成了两行。"""
EDGE: Final = 5 * MM
"""离页边至少这么多。"""
_HAN: Final = "〇○零一二三四五六七八九十廿"
_DATE: Final = re.compile(rf"[{_HAN}\d]{{4}}年[{_HAN}正元\d]{{1,3}}月[{_HAN}初\d]{{1,3}}日")
_DIGITS: Final = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def place(pdf: bytes, dated: date | None = None) -> Place:
    """章的位置；找不到日期行的抛出 ``Refused``。``dated`` 给了，只认这一天。"""
    with PDFIUM:
        found = _found(pdf, dated)
    if found:
        return found
    day = f"{dated:%Y}年{dated.month}月{dated.day}日" if dated else ""
    raise refused(
        "no_date", f"文件里没有单独成行的成文日期{day}，不知道章盖在哪里。",
        "在落款处写明成文日期再用印；清单、笔录等不盖院印的，不必用印。",
    )


def _found(pdf: bytes, dated: date | None) -> Place | None:
    """从最后一页往前找。"""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise refused("not_pdf", "这不是可以用印的 PDF 文件。", "请由系统印制，或者上传没有口令的 PDF。") from None
    try:
        pages = ((number, _on(document[number], dated)) for number in range(len(document) - 1, -1, -1))
        return next((Place(number, box) for number, box in pages if box), None)
    finally:
        document.close()


def _on(page: Any, dated: date | None) -> Box | None:
    text = page.get_textpage()
    letters = [(index, chr(raw.FPDFText_GetUnicode(text, index))) for index in range(text.count_chars())]
    ink = [(index, letter) for index, letter in letters if not letter.isspace()]
    found = [hit.span() for hit in _DATE.finditer("".join(letter for _, letter in ink)) if _is(hit[0], dated)]
    boxes = [text.get_charbox(index) for index, _ in ink] if found else []
    lines = (boxes[start:end] for start, end in reversed(found) if _alone(boxes, start, end))
    return next((_around(line, page.get_size()) for line in lines), None)


def _alone(boxes: list[Box], start: int, end: int) -> bool:
    """这几个字在同一行，这一行没有别的字。按位置看，不按取出文字的先后：长名字折行的，先后会乱。"""
    low, high = min(box[1] for box in boxes[start:end]), max(box[3] for box in boxes[start:end])
    if high - low > TALLEST:
        return False
    middles = ((box[1] + box[3]) / 2 for box in (*boxes[:start], *boxes[end:]))
    return not any(low < middle < high for middle in middles)


def _is(line: str, dated: date | None) -> bool:
    return dated is None or _day(line) == (dated.year, dated.month, dated.day)


def _day(line: str) -> tuple[int, int, int]:
    year, month, day = re.split("[年月日]", line)[:3]
    return int("".join(_DIGITS.get(char, char) for char in year)), _number(month), _number(day)


def _number(text: str) -> int:
    """十一 → 11，廿三 → 23，3 → 3。"""
    text = text.removeprefix("初").replace("正", "一").replace("元", "一").replace("廿", "二十")
    if text.isdigit() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(_DIGITS.get(ones, "0"))


def _around(boxes: list[Box], size: tuple[float, float]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    x = _within((min(lefts) + max(rights)) / 2, size[0])
    y = _within((min(bottoms) + max(tops)) / 2 + RAISED, size[1])
    half = DIAMETER / 2
    return x - half, y - half, x + half, y + half


def _within(centre: float, length: float) -> float:
    """章不出页面。"""
    reach = DIAMETER / 2 + EDGE
    return min(max(centre, reach), max(length - reach, reach))
