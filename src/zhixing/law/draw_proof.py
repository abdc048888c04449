"""随机分案的核验：凭公开记录和公开的种子，重抽一遍，逐件对照。谁都可以做，不用本系统（``docs/verify_draw.py`` 是同样的算法）。

公开的文件：``record`` 记录（全部输入和结果）、``digest`` 记录的摘要（抽的当时记在法院链上）、``seed`` 种子（次日公开）。
记录里的 ``seed`` 是种子的摘要，抽签前一日或者更早就记在法院链上。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.draw import Inputs, draw, read
from zhixing.law.finding import Finding, Reason, Step

ARTICLE: Final = cite("COURT 随机分案")
MOST: Final = 20
"""最多列出几处不符。"""


def seed_digest(secret: str) -> str:
    """种子（64 位十六进制）的摘要：对它的 32 个字节求 SHA-256。

    >>> seed_digest("00" * 32)[:16]
    '66687aadf862bd77'
    """
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def record_digest(record: Mapping[str, Any]) -> str:
    """记录的摘要：键按字典序、不留空格、汉字照写的 JSON，求 SHA-256。"""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def recorded(inputs: Inputs, secret: str) -> dict[str, Any]:
    """抽，连同输入写成记录。"""
    return inputs.as_data() | {"lots": [asdict(lot) for lot in draw(inputs, bytes.fromhex(secret))]}


def verify(file: Mapping[str, Any], secret: str = "") -> Finding[int]:
    """核验一份公开的文件；``secret`` 是另给的种子，不给就用文件里的。值是核对了几件。

    种子没有公开、与摘要不符，记录被改过，哪一件重抽的结果不同，逐条说明。
    """
    record, given = file.get("record"), secret or file.get("seed") or ""
    if not isinstance(record, Mapping):
        return _found(0, [_no("format", "这不是随机分案的公开记录。", "请用“下载记录”得到的文件。")])
    problems = [*_digests(file, record, str(given))]
    if problems and problems[-1].code == "draw.seed_missing":
        return _found(0, problems)
    lots = record.get("lots") if isinstance(record.get("lots"), list) else []
    problems += list(_compared(record, list(lots or ()), str(given)))
    return _found(len(lots or ()), problems[:MOST])


def _digests(file: Mapping[str, Any], record: Mapping[str, Any], secret: str) -> Iterator[Reason]:
    try:
        if record_digest(record) != file.get("digest"):
            yield _no("digest", "记录的摘要不符：记录在抽签以后被改过。", "与法院链上“随机分案”一环的摘要核对。")
    except (TypeError, ValueError):
        yield _no("format", "记录里有不能识别的内容。")
    if not secret:
        yield _no("seed_missing", "种子还没有公开。", "抽签的次日公开，那时再核验。")
        return
    if _digest_of(secret) != record.get("seed"):
        yield _no("seed", "种子与事先公布的摘要不符。", "与法院链上“分案种子”一环的摘要核对。")


def _digest_of(secret: str) -> str:
    try:
        return seed_digest(secret)
    except ValueError:
        return ""


def _compared(record: Mapping[str, Any], lots: list[Any], secret: str) -> Iterator[Reason]:
    """重抽一遍，逐件对照。"""
    try:
        again = [asdict(lot) for lot in draw(read(record), bytes.fromhex(secret))]
    except (ValueError, TypeError) as error:
        yield _no("format", f"照这份记录抽不出来：{error}。")
        return
    if len(again) != len(lots):
        yield _no("length", f"记录里有{len(lots)}件结果，应有{len(again)}件。")
    for told, found in zip(lots, again, strict=False):
        if told != found:
            yield _no("lot", f"第{found['turn']}件（编号{found['case']}）不符：记录是{_lot(told)}，重抽是{_lot(found)}。")


def _lot(lot: Any) -> str:
    if not isinstance(lot, Mapping):
        return "不能识别的内容"
    return f"{lot.get('judge')}号法官（{'关联' if lot.get('way') == 'linked' else '抽签'}，机会百万分之{lot.get('chance')}）"


def _found(number: int, problems: list[Reason]) -> Finding[int]:
    steps = (Step("种子与事先公布的摘要相符", ARTICLE), Step("记录的摘要相符", ARTICLE), Step(f"{number}件照记录重抽，结果一致", ARTICLE))
    return Finding(number, (ARTICLE,), reasons=tuple(problems), steps=() if problems else steps)


def _no(code: str, text: str, remedy: str = "") -> Reason:
    return Reason(f"draw.{code}", text, ARTICLE, remedy)
