"""模拟的协助单位说话的格式：信封、栏目表、写法。照 ``docs/areas/channels.md`` 自己写的，不用本系统的代码；栏目表是同一份数据。"""

from __future__ import annotations

import hashlib
import re
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

from zhixing.exchange.simulators.agencies_book import Line
from zhixing.exchange.simulators.agencies_people import Person, normal

FIELDS: Final = Path(__file__).parents[1] / "control" / "fields"
_FORMS: Final = {
    "money": re.compile(r"-?\d+(\.\d{1,2})?"), "date": re.compile(r"\d{8}|\d{4}-\d\d-\d\d"), "time": re.compile(r"\d{14}"),
    "base64": re.compile(r"[A-Za-z0-9+/=\s]*"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """法院的一份请求：查询（query）或者控制（order）。``wrong`` 是不合栏目表的地方。"""

    sort: str
    number: str
    person: Person
    case: str = ""
    court: str = ""
    paper: str = ""
    officer: tuple[str, str] = ("", "")
    lines: tuple[Line, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """信封上的几项。"""

    sort: str
    number: str
    sender: str
    court: str
    at: datetime
    more: Mapping[str, str] = field(default_factory=dict)


Columns = tuple[str, tuple[str, ...]]
"""一种记录的名称和各栏的名称，依次。"""


@cache
def tables(channel: str) -> Mapping[str, Mapping[str, Any]]:
    """一种渠道的栏目表。"""
    return tomllib.loads((FIELDS / f"{channel}.toml").read_text("utf-8"))


# ---- 读 ----


def messages(content: bytes) -> tuple[list[Element], bool]:
    """``GET requests`` 的回答：各份，后面还有没有。"""
    root = fromstring(content)  # noqa: S314 自己的法院给的
    return root.findall("Message"), root.get("more") == "1"


def head(message: Element, name: str) -> str:
    """信封上的一项。"""
    return (message.findtext(f"Head/{name}") or "").strip()


def values(record: Element) -> dict[str, str]:
    """一条记录的各栏。"""
    return {one.tag: (one.text or "").strip() for one in record if not len(one)}


def wrong(channel: str, record: Element) -> Iterator[str]:
    """不合栏目表的地方：缺必有的栏，没有的代码、没有的栏，写法不对。"""
    table, told = tables(channel)[record.tag], values(record)
    yield from (f"{record.tag}缺{name}" for name in table.get("must", ()) if not told.get(name))
    yield from (f"{record.tag}没有{name}这一栏" for name in told if name not in table["fields"])
    yield from (f"{name}没有{told[name]}这个代码" for name, codes in table.get("codes", {}).items() if told.get(name) and told[name] not in codes)
    for name, text in told.items():
        known = table["fields"].get(name)
        form = known[1] if isinstance(known, list) else ""
        if text and form and not _FORMS[form].fullmatch(text):
            yield f"{name}的写法不对：{text[:20]}"


def sound(columns: Columns, content: bytes) -> bool:
    """取来的文书是不是好的：至少一份，都是 PDF，MD5 对。"""
    try:
        papers = [values(one) for one in fromstring(content).iter(columns[0])]  # noqa: S314
    except ParseError:
        return False
    return bool(papers) and all(_sound(one.get(columns[1][6], ""), one.get(columns[1][5], "")) for one in papers)


def _sound(text: str, digest: str) -> bool:
    content = b64decode(text)
    return content.startswith(b"%PDF") and (not digest or hashlib.md5(content, usedforsecurity=False).hexdigest() == digest.lower())


def person(name: str, number: str) -> Person:
    """被查的人。"""
    return Person(name, normal(number))


def day(text: str) -> date | None:
    """20260102 或者 2026-01-02。"""
    plain = text.replace("-", "")
    return date(int(plain[:4]), int(plain[4:6]), int(plain[6:8])) if plain else None


def fen(text: str) -> int | None:
    """元 → 分；空的没有说。"""
    if not text:
        return None
    yuan, _, rest = text.partition(".")
    return int(yuan) * 100 + int(f"{rest:0<2}"[:2] or 0)


# ---- 写 ----


def record(name: str, told: Mapping[str, str], inside: Iterable[Element] = ()) -> Element:
    """一条记录；空的栏不写。"""
    made = Element(name)
    for key, text in told.items():
        if text:
            SubElement(made, key).text = text
    made.extend(inside)
    return made


def text(name: str, told: str) -> Element:
    """一个只有文字的元素。"""
    made = Element(name)
    made.text = told
    return made


def message(top: Head, records: Sequence[Element], charset: str = "UTF-8") -> bytes:
    """一份报文。"""
    root = Element("Message")
    told = {"sort": top.sort, "number": top.number, "from": top.sender, "to": top.court, "at": top.at.isoformat(), **top.more}
    root.append(record("Head", told))
    SubElement(root, "Data").extend(records)
    return f'<?xml version="1.0" encoding="{charset}"?>\n'.encode() + tostring(root, "unicode").encode(charset)


def paper(columns: Columns, number: str, name: str, content: bytes) -> Element:
    """回执文书：请求单号、序号、文件名、文件类型、类别、MD5、内容。"""
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return _row(columns, number, "1", name, "pdf", "回执", digest, b64encode(content).decode())


def rollback(columns: Columns, number: str, reason: str) -> Element:
    """退回：请求单号、原因、说明、联系人、电话。"""
    return _row(columns, number, reason, "请核对后重发", "模拟联系人", "0472-5550000")


def _row(columns: Columns, *told: str) -> Element:
    return record(columns[0], dict(zip(columns[1], told, strict=True)))


def yuan(amount: int | None) -> str:
    """分 → 元，两位小数。"""
    return "" if amount is None else f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def told_day(when: date | None) -> str:
    """20260102。"""
    return f"{when:%Y%m%d}" if when else ""


def told_time(at: datetime) -> str:
    """20260102150405。"""
    return f"{at:%Y%m%d%H%M%S}"
