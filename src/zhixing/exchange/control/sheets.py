"""读反馈表：总对总、点对点系统里下载的 .xlsx、.xls、.csv 和有文字的 PDF → 一行一条反馈。纯的，不看表。

一个文件里可以有几张表、几段，各有各的表头；表头上面写着案号、被执行人、证件号码的，管到下一处写明为止。
一行的毛病不牵连别的行；认不出的表头一行也不读，说出来，由人对照栏目。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Final

from zhixing.casework.control.told import Told
from zhixing.exchange import workbook
from zhixing.exchange.bank.text import LOST, Received
from zhixing.exchange.control.envelope import Record
from zhixing.exchange.control.layouts import Header, Layout, recognise, title
from zhixing.exchange.control.pages import LOOK, bad, pages
from zhixing.exchange.control.registers import told_of
from zhixing.exchange.control.rows import FIRST_YEAR, tail

SAMPLE: Final = 8
_CASE: Final = re.compile(r"[（(]\s*\d{4}\s*[）)]\s*[^\s，,。；;:：]{2,20}?号")
_NAME: Final = re.compile(r"被(?:执行|查询)人(?:姓名|名称)?\s*[:：]\s*([^\s，,；;:：]+?)(?=证件|身份证|统一社会|组织机构|案号|[\s，,；;（(]|$)")
_PAPER: Final = re.compile(r"(?:证件号码?|身份证号码?|统一社会信用代码|组织机构代码)\s*[:：]\s*([0-9A-Za-z-]{6,25})")
_NOTHING: Final = re.compile(r"查无|未查询?到|没有查到|无(?:相关|反馈|开户|登记|车辆|房产|不动产|证券)?(?:信息|记录|数据|结果|财产)|^无$")
_TOTAL: Final = re.compile(r"^(?:合|总|小)\s*计|^共\s*\d+\s*[条笔项]")
_PRIOR: Final = {
    "by": "prior_by", "number": "prior_number", "amount": "prior_amount", "since": "prior_since", "until": "prior_until", "position": "prior_rank",
}  # fmt: skip
_RIGHTS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("mortgage", "mortgage_holder", {"amount": "mortgage_amount"}), ("pledge", "pledge_holder", {}),
    ("co_owner", "co_owner", {"share": "co_share"}),
)  # fmt: skip
_UNITS: Final = ("bank", "platform", "insurer", "centre")
"""没有单列的，就是反馈单位。"""
_SEALED: Final = ("real_estate", "vehicle", "ship")
_EXACT: Final = 10**15
"""表格软件里的数最多十五位准；更大的末几位已经丢了。"""


@dataclass(frozen=True, slots=True)
class Context:
    """表头上面写着的：哪件案件、谁、证件号码；``section`` 是表名和最近的标题。"""

    case: str = ""
    name: str = ""
    paper: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """读出的一行：在哪张表第几行，说的是哪件案件的谁，哪一条。"""

    page: str
    number: int
    case: str
    name: str
    paper: str
    agency: str
    told: Told


@dataclass(frozen=True, slots=True)
class Reading:
    """一个文件读出的各行；``skipped`` 是没有认出表头、没有读的表。"""

    rows: tuple[Row, ...]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """给人对照用的一张表：可能是表头的一行，下面几行的样子，现在认成哪一种（认不出为空）、各栏在第几列。"""

    page: str
    number: int
    titles: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    layout: str = ""
    places: tuple[tuple[str, int], ...] = ()


# ---- 读 ----


def read(name: str, content: bytes, own: Sequence[Layout] = ()) -> Reading:
    """读一个文件。``own`` 是这家单位对照过的栏目。

    读不了的（空的、太大、加了密码、带宏、不是真的 PDF、扫描的 PDF）和一张表头也认不出的，抛出 ``Refused``，说清怎么办。
    """
    rows: list[Row] = []
    skipped: list[str] = []
    for page, lines in pages(name, content):
        found, known = _page(page, lines, own)
        rows += found
        if not known:
            skipped.append(page)
    if not rows and skipped:
        raise bad("columns", "认不出表头：没有找到账号、号牌、坐落一类的栏", "核对是不是查控反馈表；是的，在“栏目对照”里指定各栏")
    return Reading(tuple(rows), tuple(skipped))


def survey(name: str, content: bytes, own: Sequence[Layout] = ()) -> list[Survey]:
    """各张表的样子；认得出的取认出的那一行，认不出的取格子最多的一行。读不了的抛出 ``Refused``。"""
    return [one for page, lines in pages(name, content) if (one := _surveyed(page, list(islice(lines, LOOK)), own))]


def _surveyed(page: str, lines: Sequence[Received], own: Sequence[Layout]) -> Survey | None:
    if not lines:
        return None
    found = [(place, recognise(one.cells, page, own)) for place, one in enumerate(lines)]
    place, header = next(((place, one) for place, one in found if one), (max(range(len(lines)), key=lambda at: _words(lines[at])), None))
    sample = tuple(tuple(_shown(cell) for cell in one.cells) for one in lines[place + 1 : place + 1 + SAMPLE])
    titles = tuple(title(_shown(cell)) for cell in lines[place].cells)
    places = tuple(header.places.items()) if header else ()
    return Survey(page, lines[place].number, titles, sample, header.layout.code if header else "", places)


def _words(line: Received) -> int:
    return len({cell for cell in line.cells if isinstance(cell, str) and cell and not any(char.isdigit() for char in cell)})


# ---- 一张表 ----


def _page(page: str, lines: Iterable[Received], own: Sequence[Layout]) -> tuple[list[Row], bool]:
    """一张表的各行，和认出过表头、说了“没有查到”没有。"""
    context, header, rows, known = Context(section=page), None, [], False
    for line in lines:
        if found := recognise(line.cells, context.section, own):
            header, known = found, True
        elif header is not None and (row := _row(page, line, header, context)):
            rows.append(row)
        else:
            context = _noted(context, page, line)
            if header is None and (nothing := _nothing(page, line, context)):
                rows.append(nothing)
                known = True
    return rows, known


def _noted(context: Context, page: str, line: Received) -> Context:
    """表头上面、两段之间的一行：案号、被执行人、证件号码，或者标题。"""
    text = " ".join(_shown(cell) for cell in line.cells if _shown(cell))
    case, name, paper = _CASE.search(text), _NAME.search(text), _PAPER.search(text)
    if case or name or paper:
        fresh = Context(section=context.section, case=context.case) if name else context
        number = re.sub(r"\s", "", case[0]) if case else fresh.case
        return replace(fresh, case=number, name=name[1] if name else fresh.name, paper=paper[1] if paper else fresh.paper)
    return replace(context, section=f"{page} {text[:40]}") if len(text) <= 40 else context


def _nothing(page: str, line: Received, context: Context) -> Row | None:
    """“没有查到”的一行：说的是标题里的那一种财产。"""
    text = " ".join(filter(None, map(_shown, line.cells)))
    if not (context.name and len(text) <= 60 and _NOTHING.search(text)):
        return None
    return Row(page, line.number, context.case, context.name, context.paper, "", Told(kind="other", what=text, nothing=True, row=line.number))


def _row(page: str, line: Received, header: Header, context: Context) -> Row | None:
    """表里的一行；合计、标题、空行为空。"""
    cells = [_shown(cell) for cell in line.cells]
    texts = [text for text in cells if text]
    if len(texts) < 2 and not any(map(_NOTHING.search, texts)):
        return None
    if _TOTAL.match(texts[0]) or (_CASE.match(texts[0]) and len(texts) < 3):
        return None
    values, faults = _values(line, header)
    told = _told(header, values, faults, line)
    case = re.sub(r"\s", "", values.get("number", "")) or context.case
    name, paper = values.get("name", "") or context.name, values.get("paper", "") or context.paper
    wrong = tuple(dict.fromkeys(_titled(header, fault) for fault in told.faults))
    told = replace(told, name=name, paper_number=paper, row=line.number, data=_data(header, line), faults=wrong)
    return Row(page, line.number, case, name, paper, values.get("agency", ""), told)


def _titled(header: Header, fault: str) -> str:
    """毛病里的栏写成表里的栏名。"""
    code, colon, key = fault.partition(":")
    place = header.places.get(key, header.places.get(_PRIOR.get(key, "")))
    return f"{code}:{header.titles[place]}" if colon and place is not None else fault


def _values(line: Received, header: Header) -> tuple[dict[str, str], list[str]]:
    """各栏的文字。公式、错误值空着，存成了数字而丢了末几位的遮住，万元的换成元；都记毛病。"""
    values: dict[str, str] = {}
    faults: list[str] = []
    for key, place in header.places.items():
        raw = line.cells[place] if place < len(line.cells) else None
        text = _shown(raw)
        if isinstance(raw, workbook.Cell):
            faults.append(f"cell:{key}")
            text = ""
        elif isinstance(raw, int | float) and abs(raw) >= _EXACT:
            faults.append(f"digits:{key}")
            text = text[:15] + "*" * (len(text) - 15)
        elif LOST in text:
            faults.append(f"garbled:{key}")
        if text and key in header.thousands:
            text = _ten_thousand(text)
        if text:
            values[key] = text
    return values, faults


def _ten_thousand(text: str) -> str:
    """万元 → 元；看不懂的照原样，由取金额的说。"""
    try:
        return str((Decimal(text.replace(",", "")) * 10_000).normalize().__format__("f"))
    except InvalidOperation:
        return text


def _told(header: Header, values: dict[str, str], faults: list[str], line: Received) -> Told:
    layout = header.layout
    missing = [key for key in layout.table.must if not values.get(key) or _NOTHING.search(values[key])]
    if missing:
        text = next((one for one in map(_shown, line.cells) if _NOTHING.search(one)), "")
        if text:
            return Told(kind=layout.table.how["kind"], what=f"{layout.name}：{text}"[:300], nothing=True)
    unit = dict.fromkeys(_UNITS, values.get("agency", ""))
    record = Record(layout.code, {**unit, **values, "tail": tail(values.get("account", ""))}, (*_measure(layout, values), *_rights(values)))
    made = told_of(record, layout.table)
    return replace(made, what=made.what or layout.name, as_of=_day(values.get("told_on", "")), faults=(*made.faults, *faults))


def _measure(layout: Layout, values: dict[str, str]) -> list[Record]:
    given = {name: values[key] for name, key in _PRIOR.items() if values.get(key) and not _NOTHING.search(values[key])}
    kind = "查封" if layout.table.how["kind"] in _SEALED else "冻结"
    return [Record("measure", {"by": "没有写明", "kind": kind, **given})] if given.keys() & {"by", "number", "until"} else []


def _rights(values: dict[str, str]) -> Iterator[Record]:
    for sort, holder, more in _RIGHTS:
        if values.get(holder) and not _NOTHING.search(values[holder]):
            yield Record("right", {"sort": sort, "holder": values[holder], **{name: values[key] for name, key in more.items() if values.get(key)}})


def _day(text: str) -> date | None:
    """反馈日；带时刻的只取日子。"""
    found = workbook.as_date(text.partition("T")[0].partition(" ")[0])
    return found if found and found.year >= FIRST_YEAR else None


def _data(header: Header, line: Received) -> dict[str, str]:
    """照来的各栏：栏名 → 文字。"""
    names = [name or f"第{place}列" for place, name in enumerate(header.titles, 1)]
    return {name: _shown(cell) for name, cell in zip(names, line.cells, strict=False) if _shown(cell)}


def _shown(cell: Any) -> str:
    if isinstance(cell, workbook.Cell):
        return cell.fault
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
