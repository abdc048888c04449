"""能改的 Word 文件（.docx）：与印出的文书同一个模板、同样的结构，没有宏。定稿仍以印出的 PDF 为准。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

import docx as word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.blocks import Block, NewPage, Paragraph, Row, Table, blocks
from zhixing.casework.documents.papers.printing import outline

BODY: Final = "仿宋"
TITLE: Final = "宋体"
NS: Final = nsdecls("w")
WIDTH: Final = round(156 / 25.4 * 1440)
"""版心的宽，单位是一磅的二十分之一。"""
_LEFT, _CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
STYLES: Final = {
    "court": (22.0, TITLE, _CENTER),
    "title": (22.0, TITLE, _CENTER),
    "annex": (18.0, TITLE, _CENTER),
    "right": (16.0, BODY, _RIGHT),
    "center": (16.0, BODY, _CENTER),
    "flush": (16.0, BODY, _LEFT),
    "small": (12.0, BODY, _LEFT),
}
"""样子 → 字号（磅）、字体、对齐。正文是仿宋三号，首行缩进两个字。"""
_KEPT: Final = ("Normal", "Default Paragraph Font", "Normal Table", "No List")
_DROPPED: Final = ("stylesWithEffects", "thumbnail", "customXml", "webSettings")
_PAGE_NUMBER: Final = (
    '<w:r><w:t>— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> —</w:t></w:r>'
)


def docx(code: str, data: Mapping[str, Any], *, source: str | None = None) -> bytes:
    """写一份能改的 Word 文件。``source`` 是本院自己的模板。抛出的错误同 :func:`~zhixing.casework.documents.papers.render`。"""
    chosen = papers.template(code)
    values = papers.prepared(chosen, data)
    document = word.Document(BytesIO(_empty()))
    about = document.core_properties
    about.title, about.author, about.comments = values["title"], values["court"], ""
    about.created = about.modified = datetime.combine(date.fromisoformat(values["on"]["iso"]), time())
    end = document.element.body.sectPr
    for block in _parted(blocks(outline(chosen.code, values, source=source))):
        end.addprevious(parse_xml(_written(block)))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


@cache
def _empty() -> bytes:
    """空的文件：A4，版心和印出的一样，页脚有页码。"""
    document = word.Document()
    _bare(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _style(document.styles["Normal"], 16.0, BODY, _LEFT)
    for name, (size, font, align) in STYLES.items():
        _style(document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size, font, align)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["center"]
    for run in parse_xml(f"<w:p {NS}>{_PAGE_NUMBER}</w:p>"):
        foot._p.append(run)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _bare(document: Any) -> None:
    """去掉自带的空文件里用不着的式样和附件（缩略图、主题效果等）。"""
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.element.getparent().remove(style.element)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, one in rels.items() if one.reltype.rpartition("/")[2] in _DROPPED]:
            del rels[key]


def _style(style: Any, size: float, font: str, align: Any) -> None:
    style.font.size, style.font.name, style.font.bold = Pt(size), font, font == TITLE
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = style.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(0), Pt(8 if font == TITLE else 0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.5 if size >= 16 else size * 1.5)
    form.widow_control = True


def _parted(found: list[Block]) -> Iterator[Block]:
    """紧挨着的两张表之间、最后的表之后，加一个空段：不然两张表连成一张。"""
    for block, following in zip(found, [*found[1:], None], strict=True):
        yield block
        if isinstance(block, Table) and (following is None or isinstance(following, Table)):
            yield Paragraph("small")


def _written(block: Block) -> str:
    if isinstance(block, NewPage):
        return f'<w:p {NS}><w:r><w:br w:type="page"/></w:r></w:p>'
    return _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph) -> str:
    kept = paragraph.kind in ("right", "last") or not paragraph.text.strip()
    form = f'<w:pStyle w:val="{paragraph.kind}"/>' if paragraph.kind in STYLES else ""
    form += "<w:keepNext/>" if kept and paragraph.kind != "small" else ""
    form += "" if paragraph.kind in STYLES else '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    return f"<w:p {NS}><w:pPr>{form}</w:pPr>{_runs(paragraph, '')}</w:p>"


def _runs(paragraph: Paragraph, size: str) -> str:
    return "".join(
        f"<w:r><w:rPr>{'<w:b/>' if bold else ''}{size}</w:rPr>{_text(text)}</w:r>" for text, bold in paragraph.runs
    )


def _text(text: str) -> str:
    return '<w:br/>'.join(f'<w:t xml:space="preserve">{escape(row)}</w:t>' if row else '' for row in text.split('\n'))


def _table(table: Table) -> str:
    widths = _widths(table.columns, table.size)
    grid = ''.join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = ''.join(f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ('top', 'left', 'bottom', 'right', 'insideH', 'insideV'))
    rows = "".join(_row(row, widths, table.size) for row in table.rows)
    return (
        f'<w:tbl {NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(row: Row, widths: list[int], size: float) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if row.head else ""
    return f"<w:tr>{head}{''.join(_cell(cell, width, size, row.head) for cell, width in zip(row.cells, widths, strict=True))}</w:tr>"


def _cell(cell: Iterable[Paragraph], width: int, size: float, head: bool) -> str:
    form = f'<w:pPr><w:spacing w:line="{round(size * 28)}" w:lineRule="atLeast"/><w:jc w:val="{"center" if head else "left"}"/></w:pPr>'
    letters = f'<w:sz w:val="{round(size * 2)}"/>'
    inner = "".join(f"<w:p>{form}{_runs(paragraph, letters)}</w:p>" for paragraph in cell) or f"<w:p>{form}</w:p>"
    edge = "".join(f'<w:{side} w:w="{round((size - 8) * 20)}" w:type="dxa"/>' for side in ("top", "bottom"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcMar>{edge}</w:tcMar><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _widths(columns: list[str], size: float) -> list[int]:
    """各栏的宽：几个字的照字号算，其余的按份分版心剩下的宽；``auto`` 算一份半。"""
    fixed = {place: float(one[:-2]) * size * 20 + 120 for place, one in enumerate(columns) if one.endswith("em")}
    parts = {place: float(one[:-2]) if one.endswith("fr") else 1.5 for place, one in enumerate(columns) if place not in fixed}
    rest = WIDTH - sum(fixed.values())
    return [round(fixed[place] if place in fixed else rest * parts[place] / sum(parts.values())) for place in range(len(columns))]
