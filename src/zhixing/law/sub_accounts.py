"""子账户（虚拟账号）：号段 + 七位顺序号 + 两位校验码。

一案一人一个子账户（规则手册 M:K-02）。校验码按 ISO 7064 的 MOD 97-10 算：错一位、相邻两位写反，一定查得出。
"""

from __future__ import annotations

from typing import Final, NamedTuple

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.texts import halfwidth

WIDTH: Final = 7
"""顺序号的位数。"""
LAST: Final = 10**WIDTH - 1
CHECK: Final = 2
LONGEST_PREFIX: Final = 24
_BASIS: Final = cite("AK 4")


class BadSubAccount(ValueError):
    """号段、顺序号不对；文字可以直接给人看。"""


class SubAccount(NamedTuple):
    """一个子账户号拆开：号段、顺序号。"""

    prefix: str
    serial: int


def number(prefix: str, serial: int) -> str:
    """号段和顺序号合成子账户号。号段应是不超过 24 位的数字，顺序号 1 至 9999999，否则抛出 :class:`BadSubAccount`。

    >>> number("95588", 1)
    '95588000000188'
    """
    if not _digits(prefix) or len(prefix) > LONGEST_PREFIX:
        raise BadSubAccount(f"子账户号段应是不超过{LONGEST_PREFIX}位的数字。")
    if not 1 <= serial <= LAST:
        raise BadSubAccount(f"这个号段只能开{LAST}个子账户，请向银行另要一个号段。")
    body = f"{prefix}{serial:0{WIDTH}d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def valid(text: str) -> bool:
    """是不是写得对的子账户号：全是数字，长短对，校验码对。不问开没开过。

    >>> valid(number("95588", 1)), valid("95588000000118")
    (True, False)
    """
    plain = clean(text)
    return _digits(plain) and WIDTH + CHECK < len(plain) <= LONGEST_PREFIX + WIDTH + CHECK and int(plain) % 97 == 1


def parse(text: str) -> Finding[SubAccount | None]:
    """拆成号段和顺序号；写错的说错在哪里，可以有空格、全角数字。

    >>> parse("9558 8000 0001 88").value
    SubAccount(prefix='95588', serial=1)
    """
    plain = clean(text)
    if not _digits(plain):
        return _refused("shape", "子账户号只有数字。")
    if not WIDTH + CHECK < len(plain) <= LONGEST_PREFIX + WIDTH + CHECK:
        return _refused("length", f"子账户号应是{WIDTH + CHECK + 1}至{LONGEST_PREFIX + WIDTH + CHECK}位数字。")
    if not valid(plain):
        return _refused("check", "子账户号的校验码不对，抄错了一位或者写反了两位。")
    return Finding(SubAccount(plain[: -WIDTH - CHECK], int(plain[-WIDTH - CHECK : -CHECK])), (_BASIS,))


def clean(text: str) -> str:
    """去掉空格、连接号，全角数字转半角。"""
    return text if text.isdecimal() and text.isascii() else "".join(halfwidth(text).split()).replace("-", "")


def grouped(text: str) -> str:
    """四位一组，印在通知书里给人看。

    >>> grouped("95588000000188")
    '9558 8000 0001 88'
    """
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _refused(code: str, text: str) -> Finding[SubAccount | None]:
    reason = Reason(f"sub_account.{code}", text, _BASIS, "照通知书、二维码重新核对。")
    return Finding(None, (_BASIS,), reasons=(reason,))
