"""送达之日怎么算出来的：存着的一次、填表时当场看的，一样摆。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import Ground, Piece, Step
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.finding import Finding
from zhixing.law.service import Deemed
from zhixing.law.service_checks import MISFILLED

REFUSED = frozenset({"service.day", "service.dates", "service.unknown", "service.address"})
"""填得不对、登记不了的。"""
HEAD = "填好以后，送达之日这样算"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Piece):
    """填表时当场看：栏目一改就重算，没有脚本的点“看看哪天算送达”。什么也不存。"""

    template: ClassVar[str] = "service/deemed.html"
    id: str = "deemed"
    url: str
    head: str = HEAD
    text: str = ""
    tone: str = "plain"
    steps: tuple[Step, ...] = ()
    grounds: tuple[Ground, ...] = ()


def look(url: str, found: Finding[Deemed | None] | None, *, pending: str = "", strict: bool = False) -> Look:
    """一次推算的样子；``pending`` 是还没有结果的那句话，``found`` 为空是栏目还没有填够；``strict``（公告）不合规定的都不能登记。"""
    if found is None:
        return Look(url=url, text=pending or "填好日子，就算给您看。")
    grounds = tuple(Ground(one.text, str(one.article), one.remedy, nothing(one)) for one in (*found.reasons, *found.warnings))
    if found.value is None:
        lacking = [one for one in found.reasons if strict or one.code in MISFILLED]
        text = f"还差 {len(lacking)} 项" if lacking else "照这样登记，不算送达，期限不起算"
        text = "不能这样登记" if any(one.code in REFUSED for one in found.reasons) else text
        return Look(url=url, text=text, tone="yellow", grounds=grounds)
    return Look(url=url, text=told(found.value.day, found.value.counts_from), tone="green", steps=steps(found), grounds=grounds)


def told(day: date, counts_from: date | None = None) -> str:
    """2026年11月20日送达；后续期限从另一天起算的，一并说。"""
    text = f"{full_day(day)}送达"
    return f"{text}，后续期限自{full_day(counts_from)}起算" if counts_from and counts_from != day else text


def steps(found: Finding[Any]) -> tuple[Step, ...]:
    """推算的各步。"""
    return tuple(Step(step.text, str(step.article or "")) for step in found.steps)


def stored_steps(data: Mapping[str, Any] | None) -> tuple[Step, ...]:
    """存着的推算（``Finding.as_data`` 的样子）。"""
    return tuple(Step(step["text"], step.get("article") or "") for step in (data or {}).get("steps", ()))


def stored_grounds(data: Mapping[str, Any] | None) -> tuple[Ground, ...]:
    """存着的理由和提醒。"""
    rows = [*(data or {}).get("reasons", ()), *(data or {}).get("warnings", ())]
    return tuple(Ground(one["text"], one.get("article") or "", one.get("remedy") or "") for one in rows)
