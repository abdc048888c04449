"""流程系统的导出文件 → 各行，和每行说的各件事。只读，不懂本系统里有什么。"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from zhixing.exchange import flow_tables as book
from zhixing.exchange.flow_tables import FlowTable, Part
from zhixing.exchange.workbook import Cell, Sheet, as_date, read
from zhixing.law import matters, numbers

NOT = re.compile(r"^(否|无|不|未|没|0$|false$)", re.IGNORECASE)
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
STAMP = re.compile(r"(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?:[-_ T]?([01]\d|2[0-3])[-_:]?([0-5]\d)(?:[-_:]?([0-5]\d))?)?")
CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Unread:
    """读不了的一行：哪张表、第几行、为什么。"""

    sheet: str
    row: int
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """导出的一行：在哪张表、第几行、案号、行标识、各栏原文、内容指纹、导出时间（没有写的为空）。"""

    sheet: str
    line: int
    table: str
    number: str
    key: str
    content: Mapping[str, str]
    digest: str
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """一行里说的一件事。

    ``on`` 是发生日，空表示这一行没有这件事；``payload`` 是事件的载荷（日子是 ISO 文本，金额以分计）；
    ``weak`` 事项只是编排出来的称呼；``soft`` 是按“其余”猜的栏目，不据以认定有出入；``fault`` 是看不懂的地方。
    """

    part: Part
    on: date | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    weak: bool = False
    soft: frozenset[str] = frozenset()
    fault: str = ""

    @property
    def digest(self) -> str:
        """这件事的指纹。"""
        return _digest({"on": str(self.on), "type": self.part.type, **self.payload})


@dataclass(frozen=True, slots=True)
class Reading:
    """一个文件读出来的：能用的行、读不了的行、说明。"""

    rows: list[Row]
    unread: list[Unread]
    notes: list[str]


def read_export(name: str, content: bytes, zone: tzinfo | None = None) -> Reading:
    """读一个导出文件（.xlsx 一张表一个工作表，或者 .csv）。文件读不了抛出 ``Refused``。"""
    found = Reading([], [], [])
    sheets = [(sheet, book.recognise(sheet.name, name, sheet.header)) for sheet in read(name, content)]
    numbers_of = dict(_case_ids(sheets))
    for sheet, table in sheets:
        if table is None:
            if sheet.rows:
                found.notes.append(f"“{sheet.name}”不是认得的表，{len(sheet.rows)} 行没有读")
            continue
        for one in _rows(sheet, table, numbers_of, zone):
            (found.rows if isinstance(one, Row) else found.unread).append(one)  # type: ignore[arg-type]
    return found


def exported_at(name: str, zone: tzinfo) -> datetime | None:
    """文件名里写的导出时间，如“查封_20261103_0930.csv”；没有写的为空。"""
    found = STAMP.search(name)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


# ---- 行 ----


def _case_ids(sheets: Iterable[tuple[Sheet, FlowTable | None]]) -> Iterator[tuple[str, str]]:
    """主表里的案件标识 → 案号：各分表只写标识的，靠它对上。"""
    for sheet, table in sheets:
        if table is not None and table.code == "T_SCZX":
            columns = book.columns_of(table, sheet.header)
            for _, cells in sheet.rows:
                raw = _raw(columns, cells)
                if raw.get("AJBS") and raw.get("AH"):
                    yield raw["AJBS"], raw["AH"]


def _rows(sheet: Sheet, table: FlowTable, numbers_of: Mapping[str, str], zone: tzinfo | None) -> Iterator[Row | Unread]:
    columns = book.columns_of(table, sheet.header)
    for line, cells in sheet.rows:
        if faults := [f"{columns[i]}{cell.fault}" for i, cell in enumerate(cells[: len(columns)]) if cell.fault]:
            yield Unread(sheet.name, line, "；".join(faults)[:200])
            continue
        yield _row(sheet.name, line, table, _raw(columns, cells), numbers_of, zone)


def _raw(columns: list[str], cells: Iterable[Cell]) -> dict[str, str]:
    raw = {}
    for code, cell in zip(columns, cells, strict=False):
        if code and (text := _text(cell.value)) and code not in raw:
            raw[code] = text
    return raw


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()


def _row(
    sheet: str, line: int, table: FlowTable, raw: dict[str, str], numbers_of: Mapping[str, str], zone: tzinfo | None
) -> Row | Unread:
    said = _first(raw, book.names("case_number")) or numbers_of.get(_first(raw, book.names("case_id")), "")
    number = numbers.parse(said).value if said else None
    if number is None:
        why = f"案号“{said[:40]}”读不出" if said else "没有案号，也没有能在主表里对上的案件标识"
        return Unread(sheet, line, why, said[:40])
    content = {k: v for k, v in raw.items() if k not in book.names("exported")}
    return Row(
        sheet, line, table.code, str(number), _key(table, str(number), content), content, _digest(content),
        _moment(_first(raw, book.names("exported")), zone),
    )


def _first(raw: Mapping[str, str], wanted: Iterable[str]) -> str:
    return next((raw[name] for name in sorted(wanted) if raw.get(name)), "")


def _key(table: FlowTable, number: str, content: Mapping[str, str]) -> str:
    """表名、案号、行标识；没有行标识的，用认出同一行的那几栏的指纹。"""
    own = [content[name] for name in table.id if content.get(name)]
    given = own[0] if own else _first(content, book.names("row_id")) if table.row_id else ""
    identity = given[:80] or _digest({name: content.get(name, "") for name in table.identify})[:32]
    return f"{table.code}:{number}:{identity}"


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _moment(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=zone) if text else None
    except ValueError:
        return exported_at(text, zone) if zone else None


# ---- 一行里的各件事 ----


def said_of(table: str, content: Mapping[str, str]) -> tuple[Said, ...]:
    """这一行说的各件事，按表里的次序；没有说的 ``on`` 为空。"""
    return tuple(_said(part, content) for part in book.table(table).parts)


def _said(part: Part, content: Mapping[str, str]) -> Said:
    text = content.get(part.on, "")
    if not text or not _applies(part, content):
        return Said(part=part)
    on = day(text)
    if on is None:
        return Said(part=part, on=date.min, fault=f"{_title(part, part.on)}“{text[:30]}”不是日期")
    payload, soft, fault = _payload(part, content)
    subject, weak = _subject(part, content)
    if subject:
        payload["subject"] = subject[:LONGEST]
    return Said(part=part, on=on, payload=payload, weak=weak, soft=soft, fault=fault)


def _applies(part: Part, content: Mapping[str, str]) -> bool:
    if part.given and not content.get(part.given):
        return False
    if any(_has(content.get(column, ""), needles) for column, needles in part.unless.items()):
        return False
    return all(_has(content.get(column, ""), needles) for column, needles in part.when.items())


def _has(text: str, needles: Iterable[str]) -> bool:
    return any(needle in text for needle in needles)


def day(text: str) -> date | None:
    """一格里的日子；写了时刻的只取日子。"""
    return as_date(CLOCK.sub("", text.strip()))


def _payload(part: Part, content: Mapping[str, str]) -> tuple[dict[str, Any], frozenset[str], str]:
    """载荷（不含事项）、猜的栏目、看不懂的地方。"""
    payload: dict[str, Any] = dict(part.fixed)
    soft: set[str] = set()
    kinds = _kinds(part)
    for name, column in part.fields.items():
        value = _value(kinds.get(name, "text"), content.get(column, ""))
        if value is None:
            return payload, frozenset(soft), f"{_title(part, column)}“{content[column][:30]}”看不懂"
        if value != "":
            payload[name] = value
    for name, columns in part.text.items():
        payload[name] = "，".join(dict.fromkeys(content[c] for c in columns if content.get(c)))[:500]
    for name, column in part.flags.items():
        payload[name] = bool(content.get(column)) and not NOT.match(content[column])
    for name, columns in part.words.items():
        code, guessed = _word(part, name, "，".join(content.get(c, "") for c in columns))
        if not code:
            told = "、".join(f"“{_title(part, c)}”" for c in columns)
            return payload, frozenset(soft), f"从{told}里看不出{_label(part, name)}"
        payload[name] = [code] if kinds.get(name) == "choices" else code
        soft |= {name} if guessed else set()
    return payload, frozenset(soft), ""


def _word(part: Part, name: str, text: str) -> tuple[str, bool]:
    """从字里认代码；是不是按“其余”猜的。这一事项没有的选项不认。"""
    allowed = _options(part, name)
    listed = [(needle, code) for needle, code in book.words(_list(part, name)) if not allowed or code in allowed]
    for needle, code in listed:
        if needle and needle in text:
            return code, False
    return part.default.get(name, "") or next((code for needle, code in listed if not needle), ""), True


def _list(part: Part, name: str) -> str:
    """认哪一组字。"""
    if name == "ground":
        return "dishonesty" if part.matter == "list_dishonest" else "release"
    return {"found": "property"}.get(name, name)


def _options(part: Part, name: str) -> Mapping[str, str]:
    if not part.matter:
        return {}
    return next((one.options for one in matters.matter(part.matter).fields if one.name == name), {})


def _kinds(part: Part) -> dict[str, str]:
    """载荷各栏的类型。"""
    if part.matter:
        return {one.name: one.type for one in matters.matter(part.matter).fields}
    return {"months": "int"}


def _value(kind: str, text: str) -> Any:
    """一格 → 载荷的值；空的是空文本，看不懂的是 ``None``。"""
    if not text:
        return ""
    if kind == "date":
        found = day(text)
        return found.isoformat() if found else None
    if kind == "money":
        return _fen(text)
    return _int(text) if kind == "int" else text[:500]


def _fen(text: str) -> int | None:
    plain = re.sub(r"[,，\s¥元]", "", text)
    if not re.fullmatch(r"\d{1,13}(\.\d+)?", plain):
        return None
    whole, _, rest = plain.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2]) if not rest[2:].strip("0") else None


def _int(text: str) -> int | None:
    if found := re.search(r"\d{1,4}", text):
        return int(found[0])
    return next((CHINESE[c] for c in text if c in CHINESE), None)


def _subject(part: Part, content: Mapping[str, str]) -> tuple[str, bool]:
    """事项和它作不作数。与同一行另一件相同的、要对上已登记的，留给对账时填。"""
    if part.resolve:
        return "，".join(content[c] for c in part.resolve if content.get(c)), False
    named = next((content[c] for c in part.named if content.get(c)), "")
    if named or not part.fallback:
        return named, False
    empty = {c.code: content.get(c.code, "") for c in book.table(part.table).columns}
    return part.fallback.format(**empty), True


def _title(part: Part, column: str) -> str:
    return book.table(part.table).title(column)


def _label(part: Part, name: str) -> str:
    if not part.matter:
        return "属于哪种扣除情形"
    return next((one.label for one in matters.matter(part.matter).fields if one.name == name), name)
