"""文书编号：同一案件的文书用本案案号，第二份起加“之一”“之二”（法〔2015〕137号）。

取号不跳号、不重号：作废的号照占，不再用；外来的号原样保留，看得懂的也占位。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from zhixing.law import texts
from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.numbers import CaseNumber, parse

MAX_SUB: Final = 9_999
MAX_EXTERNAL: Final = 60
_DIGITS: Final = "一二三四五六七八九"
_HAN_LIMIT: Final = 99
"""一百以后写数字：“之101”。"""


def serial(number: CaseNumber) -> int:
    """“之”后面是几；本号为 0。

    >>> serial(parse("（2026）内0221执123号之十二").value)
    12
    """
    return number.key[-1]


def numbered(case: CaseNumber, n: int, like: CaseNumber | None = None) -> CaseNumber:
    """本案第 ``n`` 个加号的文书；0 是本号。``like`` 是照着写的号（“之1”“-1”也有法院用），空则写“号之一”。

    >>> str(numbered(parse("（2026）内0221执123号").value, 2))
    '（2026）内0221执123号之二'
    """
    if not 0 <= n <= MAX_SUB:
        raise ValueError(f"文书编号应在0到{MAX_SUB}之间。")
    if n == 0:
        return replace(case, sub=None, tail="号")
    sub, tail = _tail(n, like.tail if like is not None and like.sub else "号之一")
    return replace(case, sub=sub, tail=tail)


def _tail(n: int, like: str) -> tuple[str, str]:
    sub = str(n) if n > _HAN_LIMIT or any(char.isdigit() for char in like) else _han(n)
    if "-" in like:
        return str(n), f"号-{n}" if like.startswith("号") else f"-{n}号"
    return sub, f"号之{sub}" if like.startswith("号") else f"之{sub}号"


def _han(n: int) -> str:
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens - 1] + "十"
    return head + (_DIGITS[ones - 1] if ones else "")


def following(case: CaseNumber, used: Sequence[CaseNumber], start: int = 0) -> Finding[CaseNumber | None]:
    """本案下一个文书编号。

    ``used`` 是本案已经占用的（含作废的）；``start`` 是第一份用什么：0 用本号，1 用“之一”。接着最大的取，写法照最近的。
    有不是本案的、重复的，不取号；中间有缺的只提醒，不补（补了就比后面的早）。
    """
    base = numbered(case, 0)
    reasons = (*_strangers(base, used), *_doubles(used))
    if reasons:
        return Finding(None, (_article(),), reasons)
    taken = sorted(serial(one) for one in used)
    n = max(start, taken[-1] + 1) if taken else start
    if n > MAX_SUB:
        return Finding(None, (_article(),), (_reason("full", f"已用到{max(used, key=serial)}，不能再往后取号。", "核对最后一个编号，误登的更正。"),))
    number = numbered(base, n, max(used, key=serial, default=None))
    step = Step(f"已用到{max(used, key=serial)}，接着取{number}。" if used else f"第一份文书，取{number}。", _article())
    return Finding(number, (_article(),), (), tuple(_gaps(base, taken, start)), (step,))


def read(text: str, case: CaseNumber) -> Finding[CaseNumber | None]:
    """读一个文书编号；须是本案案号，可带“之一”。"""
    found = parse(text)
    if found.value is None:
        return found
    reasons = tuple(_strangers(case, (found.value,)))
    return Finding(None if reasons else found.value, found.articles, reasons, found.warnings)


def external(text: str) -> Finding[str]:
    """外来的编号（其他法院、机构的文书）：原样保留，只去掉看不见的字符。"""
    kept = texts.line(text)
    flaw = texts.flaw(text) or ("没有填写编号" if not kept else "") or (f"编号超过{MAX_EXTERNAL}个字" if len(kept) > MAX_EXTERNAL else "")
    return Finding(kept, (_article(),), (_reason("external", f"{flaw}。", "照文书上的写。"),) if flaw else ())


def _strangers(case: CaseNumber, used: Sequence[CaseNumber]) -> Iterator[Reason]:
    for one in used:
        if one.key[:-1] != case.key[:-1]:
            yield _reason("other_case", f"{one}不是本案（{case.parent}）的编号。", "核对编号；其他案件的，按外来的编号保留。")


def _doubles(used: Sequence[CaseNumber]) -> Iterator[Reason]:
    by_serial: dict[int, list[str]] = {}
    for one in used:
        by_serial.setdefault(serial(one), []).append(str(one))
    for _, same in sorted(by_serial.items()):
        if len(same) > 1:
            yield _reason("double", f"编号重复：{'、'.join(same)}。", "核对文书；误登的更正。")


def _gaps(case: CaseNumber, taken: Sequence[int], start: int) -> Iterator[Reason]:
    missing = sorted(set(range(start, taken[-1])) - set(taken)) if taken else []
    if missing:
        shown = "、".join(str(numbered(case, n)) for n in missing[:5]) + ("等" if len(missing) > 5 else "")
        yield _reason("gap", f"前面缺号：{shown}。", "核对有没有漏登的文书；缺号不补。")


def _article() -> Article:
    return cite("AH 3")


def _reason(code: str, text: str, remedy: str) -> Reason:
    return Reason(f"document_number.{code}", text, _article(), remedy, "", "number")
