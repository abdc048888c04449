"""随请求的文书和经办人的证件，写成各渠道的记录。各渠道只是栏名不同（``PAPERS``、``CARDS``）。"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping

from zhixing.exchange.control.asked import Card, Paper
from zhixing.exchange.control.envelope import Record

Shape = tuple[str, Mapping[str, str]]
"""记录的名称，和各栏在这个渠道里叫什么。"""


def paper(shape: Shape, number: str, seq: int, one: Paper) -> Record:
    """一份文书。"""
    return _record(shape, {
        "number": number, "seq": str(seq), "name": one.name, "type": "pdf", "kind": one.kind, "md5": digest(one.content),
        "content": b64encode(one.content).decode(),
    })  # fmt: skip


def card(shape: Shape, number: str, seq: int, one: Card) -> Record:
    """一套证件。"""
    return _record(shape, {
        "number": number, "seq": str(seq), "name": one.name, "work_card": one.work_card, "duty_card": one.duty_card,
        "work_format": one.work_format, "duty_format": one.duty_format, "work_image": b64encode(one.work_image).decode(),
        "duty_image": b64encode(one.duty_image).decode(),
    })  # fmt: skip


def _record(shape: Shape, values: Mapping[str, str]) -> Record:
    name, columns = shape
    return Record(name, {columns[key]: text for key, text in values.items() if key in columns})


def digest(content: bytes) -> str:
    """规范要的 MD5；只用来对照传坏没有，不用来防人。"""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
