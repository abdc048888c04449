"""回执文书上的文字里写了什么：金额、届满日、账号、办成没有。只供对照；看不出的为空，不猜。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.texts import halfwidth

_AMOUNT: Final = re.compile(r"(?:人民币|金额|限额|余额|冻结|扣划|划拨|[￥¥])[^\d，。；\n]{0,8}([\d,]{1,18}(?:\.\d{1,2})?)\s*(万)?\s*元")
_UNTIL: Final = re.compile(r"(?:至|到|止于)\s*(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_ACCOUNT: Final = re.compile(r"账[号户][^\d]{0,6}(\d[\d ]{9,32}\d)")
_NOT: Final = re.compile(r"(?:未能|没有|不能|无法|未予?)(?:办理|协助)?(?:续行|轮候)?(?:冻结|续冻|查封|解除|解冻|扣划|划拨|办理)")
_DONE: Final = re.compile(r"(?:已经?|业已)(?:于[^，。]{0,20})?(?:协助)?(?:办理)?(?:续行|轮候)?(?:冻结|续冻|查封|解除|解冻|扣划|划拨|办妥)")


@dataclass(frozen=True, slots=True)
class Said:
    """回执里看得出的：各处金额（分）、届满日、账号、办成没有。"""

    amounts: tuple[int, ...] = ()
    until: date | None = None
    account: str = ""
    done: bool | None = None


def said(text: str) -> Said:
    """读一份回执的文字。

    >>> said("账号6222000000000000001的存款已冻结，冻结金额人民币1,200.50元，期限至2027年11月1日。")
    Said(amounts=(120050,), until=datetime.date(2027, 11, 1), account='6222000000000000001', done=True)
    """
    plain = halfwidth(text)
    account = _ACCOUNT.search(plain)
    return Said(
        tuple(dict.fromkeys(_fen(*found) for found in _AMOUNT.findall(plain))), _until(plain),
        account[1].replace(" ", "") if account else "", False if _NOT.search(plain) else True if _DONE.search(plain) else None,
    )


def _fen(figures: str, wan: str) -> int:
    whole, _, part = figures.replace(",", "").partition(".")
    fen = int(whole or 0) * 100 + int((part + "00")[:2])
    return fen * 10_000 if wan else fen


def _until(plain: str) -> date | None:
    days = []
    for year, month, day in _UNTIL.findall(plain):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return max(days, default=None)
