"""报文的信封：Message/Head/Data，读进来、写出去。写法见 docs/areas/channels.md 第 2 节。

读的是外面来的字节：DTD、实体一律不收，深度、个数有上限，读不下去的整份不用，说出毛病。
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from zhixing.exchange.control.charset import decode
from zhixing.exchange.control.tables import Table, tables

MAX_BYTES: Final = 20 * 2**20
MAX_DEPTH: Final = 12
MAX_ELEMENTS: Final = 200_000
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Record:
    """一条记录：哪一种、各栏的文字、里面的记录。``strange`` 是表里没有的栏。"""

    name: str
    values: Mapping[str, str]
    inside: tuple[Record, ...] = ()
    strange: Mapping[str, str] = field(default_factory=dict)

    def within(self, name: str) -> list[Record]:
        """里面的某一种。"""
        return [one for one in self.inside if one.name == name]


@dataclass(frozen=True, slots=True)
class Envelope:
    """读出来的一份。``readable`` 假的整份不用。"""

    head: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    numbers: tuple[str, ...] = ()
    charset: str = ""
    faults: tuple[str, ...] = ()
    readable: bool = True


class _TooMuch(ValueError):
    """太深、太多。"""


# ---- 读 ----


def read(content: bytes, channel: str) -> Envelope:
    """读一份；``channel`` 是用哪一套栏目表（bank、estate、registers）。

    毛病：``empty`` 空的、``too_large`` 太大、``entities`` 带 DTD 或者实体、``broken`` 不成 XML、``too_deep`` 太深或者太多、
    ``envelope`` 不是约定的样子，都是整份不用；``charset`` 声明的编码不对、``garbled`` 有认不出的字，照样读。
    """
    if not content.strip():
        return Envelope(faults=("empty",), readable=False)
    if len(content) > MAX_BYTES:
        return Envelope(faults=("too_large",), readable=False)
    found = decode(content)
    try:
        root = _tree(found.text)
    except DefusedXmlException:
        return Envelope(charset=found.charset, faults=(*found.faults, "entities"), readable=False)
    except ParseError:
        return Envelope(charset=found.charset, faults=(*found.faults, "broken"), readable=False)
    except _TooMuch:
        return Envelope(charset=found.charset, faults=(*found.faults, "too_deep"), readable=False)
    if root.tag != "Message" or root.find("Head") is None:
        return Envelope(charset=found.charset, faults=(*found.faults, "envelope"), readable=False)
    return _envelope(root, tables(channel), found.charset, found.faults)


def _tree(text: str) -> Element:
    depth = count = 0
    root: Element | None = None
    for event, element in iterparse(io.BytesIO(text.encode("utf-8", "replace")), ("start", "end"), forbid_dtd=True):
        if event == "end":
            depth -= 1
            continue
        element.tag = element.tag.rpartition("}")[2]
        depth, count = depth + 1, count + 1
        root = element if root is None else root
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise _TooMuch
    if root is None:
        raise ParseError("空的")
    return root


def _envelope(root: Element, known: Mapping[str, Table], charset: str, faults: tuple[str, ...]) -> Envelope:
    data = root.find("Data")
    elements = list(data) if data is not None else []
    head = {one.tag: _text(one) for one in root.find("Head") or ()}
    numbers = tuple(dict.fromkeys(_text(one) for one in elements if one.tag == "number" and _text(one)))
    records = tuple(_record(one, known) for one in elements if one.tag in known)
    strange = tuple(f"unknown:{one.tag}"[:60] for one in elements if one.tag not in known and one.tag != "number")
    return Envelope(head, records, numbers or tuple(filter(None, (head.get("number", ""),))), charset, faults + tuple(dict.fromkeys(strange)))


def _record(element: Element, known: Mapping[str, Table]) -> Record:
    """栏名不分大小写。"""
    table = known[element.tag]
    names = {name.lower(): name for name in table.fields}
    inside = tuple(_record(one, known) for one in element if one.tag in known and one.tag not in table.fields)
    plain = [one for one in element if one.tag not in known or one.tag in table.fields]
    values = {names[one.tag.lower()]: _text(one) for one in plain if one.tag.lower() in names}
    strange = {one.tag[:60]: _text(one) for one in plain if one.tag.lower() not in names}
    return Record(element.tag, {name: text for name, text in values.items() if text}, inside, strange)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def flat(records: Iterable[Record]) -> Iterator[Record]:
    """这些记录和它们里面的，由外到里。"""
    for one in records:
        yield one
        yield from flat(one.inside)


# ---- 写 ----


def message(head: Mapping[str, str], records: Sequence[Record] = (), numbers: Sequence[str] = ()) -> Element:
    """一份报文。空的栏不写；写不进 XML 的字去掉。"""
    root = Element("Message")
    inner = SubElement(root, "Head")
    for name, text in head.items():
        _put(inner, name, text)
    data = SubElement(root, "Data")
    for number in numbers:
        _put(data, "number", number)
    for one in records:
        data.append(_element(one))
    return root


def _element(record: Record) -> Element:
    made = Element(record.name)
    for name, text in record.values.items():
        _put(made, name, text)
    made.extend(_element(one) for one in record.inside)
    return made


def _put(parent: Element, name: str, text: str) -> None:
    if text:
        SubElement(parent, name).text = _UNWRITABLE.sub("", text)


def write(root: Element) -> bytes:
    """写成字节（UTF-8）。"""
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def several(messages: Iterable[Element], *, court: str, more: bool) -> bytes:
    """几份放在一起。"""
    root = Element("Messages", court=court, more="1" if more else "0")
    root.extend(messages)
    return write(root)
