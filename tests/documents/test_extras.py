"""核验码和二维码、稿子、本院自己的模板。"""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
import segno
from documents import pages

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.printing import LAYOUTS, forbidden

MARK = papers.Mark("K7Q2-9FHD-M3XA", "https://zhixing.example.gov.cn/v/K7Q29FHDM3XA/")
def render(code: str, **extras: Any) -> bytes:
    return papers.render(code, papers.template(code).sample("typical"), **extras)


def modules(pdf: bytes) -> list[list[bool]]:
    """末页右下角的二维码，一格一格看是黑是白：像扫码的人那样看印出来的图，不看做图的数据。"""
    document = pypdfium2.PdfDocument(pdf)
    image = document[len(document) - 1].render(scale=6).to_pil().convert("L")
    corner = image.crop((round(image.width * 0.79), round(image.height * 0.88), image.width, image.height))
    square = corner.crop(corner.point(lambda level: 255 * (level < 128)).getbbox())
    assert abs(square.width - square.height) <= 2 and abs(square.width - 16 / 25.4 * 72 * 6) < 5
    size = len(expected())
    middle = [int((place + 0.5) * square.width / size) for place in range(size)]
    return [[square.getpixel((x, y)) < 128 for x in middle] for y in middle]


def expected() -> list[list[bool]]:
    return [[bool(dark) for dark in row] for row in segno.make(MARK.url, error="m", micro=False).matrix]


def test_the_code_and_the_square_stand_at_the_foot_of_the_last_page() -> None:
    pdf = render("enforcement_notice", mark=MARK)
    first, last = pages.texts(pdf)
    assert MARK.code in last and MARK.url in last and MARK.code not in first
    assert modules(pdf) == expected()
    assert not list(pages.outside(pdf))


def test_the_mark_moves_nothing_else() -> None:
    plain, marked = (pages.texts(render("freeze_ruling", mark=mark)) for mark in (None, MARK))
    assert len(plain) == len(marked) and marked[-1].startswith(plain[-1]) and marked[:-1] == plain[:-1]


def test_a_draft_says_so_on_every_page() -> None:
    texts = pages.texts(render("enforcement_notice", draft=True))
    assert len(texts) == 2 and all("稿" in page for page in texts)
    assert "稿" not in pages.text(render("enforcement_notice"))


def test_own_template_is_printed_with_the_same_data() -> None:
    source = (LAYOUTS / "summons.typ").read_text("utf-8").replace("#head(d.title", "#head(d.title + \"（本院式样）\"")
    shown = pages.text(render("summons", source=source))
    assert "传票（本院式样）" in shown and "林立春" in shown
    assert "本院式样" not in pages.text(render("summons"))


@pytest.mark.parametrize("source", [
    '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', '#include "/../secret.typ"', '#eval("1")', '#plugin("x.wasm")',
    '#dictionary(std).at("re" + "ad")("base.typ")', '#image("x.png")', '#datetime.today().display()',
])
def test_own_template_reads_nothing_else(source: str) -> None:
    with pytest.raises(papers.CannotPrint, match="模板里不能用"):
        render("summons", source='#import "base.typ": *\n' + source)


def test_our_layouts_keep_the_same_rule() -> None:
    assert not [path.stem for path in LAYOUTS.glob("*.typ") if path.stem != "base" and forbidden(path.read_text("utf-8"))]
