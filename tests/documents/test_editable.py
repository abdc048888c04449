"""能改的 Word 文件：同印出的文书一样的内容，用另一套程序（python-docx）打开来看。"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from documents import pages
from docx.oxml.ns import qn

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers import editable

CODES = sorted(papers.TEMPLATES)
SHORT = 3
"""到顶的样张各表留几项：各项同一种写法，三项与三百项一样（三百项的另看一种）。"""


def opened(code: str, data: Any) -> Any:
    return docx.Document(io.BytesIO(editable.docx(code, data)))


def text(document: Any) -> str:
    return "".join("".join(one.text or "" for one in document.element.body.iter(qn("w:t"))).split())


def heads(document: Any) -> str:
    """各表的表头：印出来每一页重复，Word 里只写一次。"""
    rows = [row for row in document.element.body.iter(qn("w:tr")) if list(row.iter(qn("w:tblHeader")))]
    return "".join(one.text or "" for row in rows for one in row.iter(qn("w:t")))


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """各处的文字：在哪一栏，是什么。"""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    elif isinstance(value, str):
        yield path, "".join(value.split())


def shortened(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value[:SHORT] if isinstance(value, list) else value for key, value in data.items()}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("size", ["minimal", "typical"])
def test_every_template_says_the_same_in_word(code: str, size: Any) -> None:
    """一个字不多，一个字不少。"""
    document = opened(code, papers.template(code).sample(size))
    shown, printed = Counter(text(document)), Counter(pages.text(pages.printed(code, size)))
    assert not shown - printed and set(printed - shown) <= set(heads(document))


@pytest.mark.parametrize("code", CODES)
def test_monstrous_data_is_all_there(code: str) -> None:
    """平常印得出来的栏目，到顶的数据也都在。"""
    chosen = papers.template(code)
    usual = pages.text(pages.printed(code, "typical"))

    def given(values: dict[str, Any]) -> dict[str, Any]:
        """填进去的，不是由它们算出来的（各方的称呼）。"""
        return {key: value for key, value in papers.prepared(chosen, values).items() if key in chosen.fields}

    seen = {path for path, one in leaves(given(chosen.sample("typical"))) if len(one) > 2 and one in usual}
    data = shortened(chosen.sample("monstrous"))
    shown = text(opened(code, data))
    assert len(seen) > 5
    assert not {one for path, one in leaves(given(data)) if path in seen and one not in shown}


def test_long_tables_repeat_their_head() -> None:
    data = papers.template("seizure_list").sample("typical")
    assets = [{"name": f"第{number:03d}号房屋"} for number in range(300)]
    table = opened("seizure_list", data | {"assets": assets}).tables[0]._tbl
    rows = table.findall(qn("w:tr"))
    assert len(rows) == 301 and len(list(table.iter(qn("w:tblHeader")))) == 1
    assert "第299号房屋" in "".join(one.text or "" for one in rows[-1].iter(qn("w:t")))


def test_the_page_is_that_of_a_court_paper() -> None:
    document = opened("freeze_ruling", papers.template("freeze_ruling").sample("typical"))
    section, normal = document.sections[0], document.styles["Normal"]
    assert (round(section.page_width.mm), round(section.page_height.mm), round(section.left_margin.mm)) == (210, 297, 28)
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == normal.font.name == "仿宋"
    assert document.styles["title"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert [one.style.name for one in document.paragraphs[:3]] == ["court", "title", "right"]
    assert "PAGE" in section.footer._element.xml


def test_no_macro_and_nothing_from_outside() -> None:
    made = editable.docx("summons", papers.template("summons").sample("typical"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name.lower() or "embeddings" in name or "media" in name]
        assert not [name for name in names if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name)]


def test_two_tables_do_not_run_together() -> None:
    body = opened("report_order", papers.template("report_order").sample("typical")).element.body
    kinds = [one.tag for one in body]
    assert kinds.count(qn("w:tbl")) == 3
    assert not [place for place, kind in enumerate(kinds[:-1]) if kind == kinds[place + 1] == qn("w:tbl")]


def test_data_is_never_read_as_markup() -> None:
    wicked = '<w:p>&amp;</w:p> <b>粗</b> #read("/etc/passwd") ]]>'
    shown = text(opened("closing_notice", papers.template("closing_notice").sample("typical") | {"facts": wicked}))
    assert "".join(wicked.split()) in shown


def test_bad_data_is_refused_as_in_print() -> None:
    with pytest.raises(papers.BadData):
        editable.docx("summons", {})
