"""印出来的文书：每种三样数据、PDF/A、字形、版面、样张图片。"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from documents import pages
from PIL import Image

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers import printing
from zhixing.casework.documents.papers.catalogue import ALSO
from zhixing.casework.documents.papers.fields import RARE
from zhixing.foundation.files import typesetting

CODES = sorted(papers.TEMPLATES)
GOLDEN = Path(__file__).parent / "golden"
SHOWN = (
    "enforcement_notice", "freeze_ruling", "summons", "report_order", "consumption_order", "service_receipt", "interest_sheet", "deposit_freeze",
    "suspension_ruling", "third_party_notice", "no_result_notice", "price_inquiry", "online_inquiry", "transfer_reply", "dishonesty_removal",
    "exit_ban_decision", "service_announcement", "termination_talk", "seizure_list",
)
TOLERANCE = 2.0
"""平均每点差两级灰度以内算一样；改一个字大约差 0.03，见 :func:`test_the_comparison_sees_a_changed_page`。"""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("size", ["minimal", "typical"])
def test_every_template_prints(code: str, size: Any) -> None:
    pdf = pages.printed(code, size)
    shown = pages.text(pdf)
    assert "人民法院" in shown and "内0221执123号" in shown
    assert "二〇二六年十一月二十日" in shown or "2026年11月20日" in shown or code in {"settlement", "interview_record", "termination_talk"}
    assert not list(pages.outside(pdf))


@pytest.mark.parametrize("code", CODES)
def test_monstrous_data_stays_on_the_pages(code: str) -> None:
    pdf = pages.printed(code, "monstrous")
    shown = pages.some_texts(pdf)
    assert RARE in "".join(shown)
    assert all(len(page) > 5 for page in shown)
    assert not list(pages.outside(pdf))[:5]


@pytest.mark.parametrize("code", CODES)
def test_archive_form(code: str) -> None:
    pdf = pages.printed(code, "typical")
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about and "<pdfaid:conformance>B</pdfaid:conformance>" in about
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/OutputIntents"]
    assert root["/Lang"].startswith("zh")
    embedded = pages.fonts(pdf)
    assert embedded and all({"/FontFile2", "/FontFile3"} & set(font) for font in embedded)


def test_headings_paragraphs_and_tables_are_tagged() -> None:
    """读屏的人听得出标题、段落、表头；页码、水印不念。"""
    root: Any = pypdf.PdfReader(io.BytesIO(pages.printed("seizure_list", "typical"))).trailer["/Root"]["/StructTreeRoot"]
    tagged = Counter(kinds(root["/K"]))
    assert tagged["/H1"] == 1 and tagged["/P"] > 5 and tagged["/Table"] == 2 and tagged["/TH"] == 6 and tagged["/TD"] > 12


def kinds(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from kinds(one)
    elif isinstance(node, dict):
        yield str(node.get("/S", ""))
        yield from kinds(node["/K"]) if "/K" in node else ()


def test_two_hundred_parties_are_all_there() -> None:
    data = papers.template("case_acceptance").sample("typical")
    pdf = papers.render("case_acceptance", data | {"to": [{"name": f"甲{number:03d}号公司"} for number in range(200)]})
    shown = pages.text(pdf)
    assert all(f"甲{number:03d}号公司" in shown for number in range(200))


def test_three_hundred_assets_with_the_header_on_every_page() -> None:
    data = papers.template("seizure_list").sample("typical")
    assets = [{"name": f"第{number:03d}号房屋", "certificate": f"权证{number:03d}"} for number in range(300)]
    shown = pages.texts(papers.render("seizure_list", data | {"assets": assets}))
    assert all(f"第{number:03d}号房屋" in "".join(shown) for number in range(300))
    with_rows = [page for page in shown if "号房屋" in page]
    assert len(with_rows) > 5 and all("名称、坐落、牌号" in page for page in with_rows)


@pytest.mark.parametrize("code", ["enforcement_notice", "freeze_ruling", "closing_notice", "consumption_order"])
@pytest.mark.parametrize("lines", range(0, 24, 3))
def test_the_date_never_stands_alone(code: str, lines: int) -> None:
    """落款不单独占一页：有日期的那一页，日期之上还有正文。"""
    key = {"freeze_ruling": "bank", "closing_notice": "facts", "enforcement_notice": "duty"}.get(code)
    data = papers.template(code).sample("typical") | ({key: "\n".join(["一行正文。"] * (lines + 1))} if key else {})
    (page,) = [page for page in pages.texts(papers.render(code, data)) if "二〇二六年" in page]
    assert len(page.split("二〇二六年")[0]) >= 4


def test_the_seal_has_its_place_by_the_date() -> None:
    """日期找得到，周围 42 毫米的章盖得下，不盖住正文。"""
    page = pypdfium2.PdfDocument(pages.printed("closing_notice", "typical"))[0]
    layer = page.get_textpage()
    start, length = layer.search("二〇二六年").get_next()
    _, _, right, top = layer.get_charbox(start)
    assert length == 5 and right < page.get_size()[0] - pages.MARGIN
    above = [layer.get_charbox(index)[1] for index in range(start)]
    assert min(above) - top > 25


def test_same_data_same_bytes() -> None:
    data = papers.template("freeze_ruling").sample("typical")
    assert papers.render("freeze_ruling", data) == papers.render("freeze_ruling", data)


def test_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from zhixing.casework.documents import papers;"
        "print(hashlib.sha256(papers.render('summons', papers.template('summons').sample('typical'))).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(pages.printed("summons", "typical")).hexdigest()


def test_threads_do_not_meet() -> None:
    data = papers.template("summons").sample("typical")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: papers.render("summons", data), range(16)))
    assert set(made) == {pages.printed("summons", "typical")}


@pytest.mark.parametrize("char", ["\U00030000", "\ue000", "ཀ"])
def test_a_character_without_glyph_is_an_error(char: str) -> None:
    data = papers.template("summons").sample("typical")
    with pytest.raises(papers.MissingGlyph) as refused:
        papers.render("summons", data | {"person": f"林{char}春"})
    assert f"U+{ord(char):04X}" in str(refused.value) and "“被传唤人”" in str(refused.value)


def test_rare_characters_are_printed() -> None:
    data = papers.template("summons").sample("typical")
    assert RARE in pages.text(papers.render("summons", data | {"person": RARE}))


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "REQUIRED", ("没有的宋体",))
    typesetting.families.cache_clear()
    with pytest.raises(papers.MissingFont, match="没有的宋体"):
        papers.render("summons", papers.template("summons").sample("typical"))
    typesetting.families.cache_clear()


def test_data_is_never_read_as_layout() -> None:
    """数据里的排版语句照字印出，不执行。"""
    wicked = '#read("/etc/passwd") *b* $x$ #pagebreak() @ref <a> \\ [ ] #{1+1}'
    data = papers.template("closing_notice").sample("typical")
    shown = pages.text(papers.render("closing_notice", data | {"facts": wicked}))
    assert "".join(wicked.split()) in shown and "root:" not in shown


def test_everyday_names_find_the_paper_and_never_two() -> None:
    names = [name for listed in ALSO.values() for name in listed]
    titles = [one.title for one in papers.TEMPLATES.values()]
    assert set(ALSO) <= set(papers.TEMPLATES) and len(set(names + titles)) == len(names + titles)
    assert papers.template("终本裁定").code == "termination_ruling" and papers.template("腾退公告").code == "eviction_announcement"


def test_every_layout_belongs_to_a_template() -> None:
    whole_court = {"wave_notice"}  # 一批查询一份的通知书，不是哪一件案件的文书
    assert {path.stem for path in printing.LAYOUTS.glob("*.typ")} == {*CODES, "base"} | whole_court


@pytest.mark.parametrize("code", SHOWN)
def test_golden_pages(code: str) -> None:
    """第一页与样张图片相比。要换样张：``python tests/documents/golden.py``，看过再提交。"""
    with Image.open(GOLDEN / f"{code}.png") as kept:
        assert pages.difference(pages.picture(pages.printed(code, "typical")), kept.convert("L")) < TOLERANCE


def test_the_comparison_sees_a_changed_page() -> None:
    one = pages.picture(pages.printed("summons", "typical"))
    moved = papers.template("summons").sample("typical") | {"notes": "另带三份证据。\n" * 6}
    assert pages.difference(one, pages.picture(papers.render("summons", moved))) > TOLERANCE
