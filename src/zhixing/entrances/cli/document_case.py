"""``zhixing document render 文书 --case 案号``：由案件填好数据。要用数据库。

运维人员在服务器上用，看得见本机全部法院的案件，证件号码照写；``--court 代字`` 只看一家。
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.casework.cases.queries import Case, by_number
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Missing
from zhixing.entrances import clock
from zhixing.entrances.cli.trouble import Trouble
from zhixing.foundation.people.queries import courts
from zhixing.law import numbers


def filled(args: argparse.Namespace, code: str, extra: Mapping[str, Any]) -> tuple[dict[str, Any], list[Missing]]:
    """案件知道的，``extra`` 写了的以它为准；连同还缺的各栏。没有这件、日期看不懂的抛出 :class:`Trouble`。"""
    found = drafting.values(_case(args), code, on=_day(args.on), actor=None, to=args.to, about=args.about)
    return found.under(extra), [one for one in found.missing if not _given(extra, one.key)]


def _given(extra: Mapping[str, Any], path: str) -> bool:
    """这一栏在 ``extra`` 里写了。"""
    here: Any = extra
    for key in path.split("."):
        if isinstance(here, list):
            return True
        if not isinstance(here, Mapping) or key not in here:
            return False
        here = here[key]
    return True


def _case(args: argparse.Namespace) -> Case:
    number = numbers.parse(args.case)
    if not number.ok:
        raise Trouble(number.reasons[0].text)
    chosen = courts().filter(daizi=args.court) if args.court else courts()
    case = by_number(chosen.values_list("pk", flat=True), args.case)
    if case is None:
        raise Trouble(f"没有{args.case}这件案件。请核对案号；已收件还没立案的没有案号。")
    return case


def _day(text: str | None) -> date:
    if text is None:
        return clock.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Trouble(f"看不懂的日期“{text[:20]}”，应写成 2026-11-03。") from None
