"""核验计息单：每一版照存下的输入重算一遍，与存下的结果对照；输入和结果也与事件链上的摘要对照。

程序或者利率表变了以后，算出来可能不同：说出当时多少、现在多少、各是哪一版程序。同一版程序算出来不同，或者与摘要不符，就是被改过。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing import __version__
from zhixing.casework.funds.events import SheetMade, SheetSigned
from zhixing.casework.funds.models import Sheet
from zhixing.casework.funds.queries import digest, seal
from zhixing.foundation.history.queries import Entry
from zhixing.law import debt_reading, sheet_code
from zhixing.law.debt import BadClaim
from zhixing.law.interest_sheet import sheet as computed
from zhixing.law.rates import RateMissing

CHUNK: Final = 500
SUMS: Final = {"total": "合计", "costs": "费用", "interest": "一般债务利息", "principal": "本金等", "double": "加倍部分"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """一版计息单的一处不符。``code``：altered 被改过，result 重算不同，unreadable 现在算不出来，unsigned 确认没有记在链上。"""

    case: str
    number: int
    code: str
    text: str

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"case": self.case, "number": self.number, "code": self.code, "text": self.text}


@dataclass(slots=True)
class Report:
    """核验了 ``sheets`` 版，其中 ``older`` 版是以前的程序算的；``differences`` 是各处不符。"""

    sheets: int = 0
    older: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.differences

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        listed = [one.as_data() for one in self.differences]
        return {"ok": self.ok, "sheets": self.sheets, "older": self.older, "differences": listed}


def verify(progress: Progress | None = None) -> Report:
    """全部计息单，作废的也在内。``progress(已核, 总数)`` 随时报告进度。"""
    report, rows = Report(), Sheet.objects.select_related("case").order_by("pk")
    total, code = rows.count(), f"{__version__}+{sheet_code.digest()}"
    batch: list[Sheet] = []
    for row in rows.iterator(chunk_size=CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            _check(batch, code, report)
            batch = []
            if progress:
                progress(report.sheets, total)
    _check(batch, code, report)
    if progress:
        progress(report.sheets, total)
    return report


def _check(batch: list[Sheet], code: str, report: Report) -> None:
    told = _told(batch)
    for row in batch:
        report.sheets += 1
        report.older += row.code_version != code
        report.differences += [Difference(str(row.case), row.number, what, text) for what, text in _wrong(row, code, told)]


def _told(batch: list[Sheet]) -> dict[tuple[str, str, int], str]:
    """事件链上记着的：（链、事件、版次）→ 摘要。"""
    streams = {row.case.stream for row in batch}
    rows = Entry.objects.filter(stream__in=streams, type__in=[SheetMade.name, SheetSigned.name])
    return {(row.stream, row.type, int(row.payload["number"])): str(row.payload.get("digest", "")) for row in rows}


def _wrong(row: Sheet, code: str, told: dict[tuple[str, str, int], str]) -> Iterator[tuple[str, str]]:
    name = f"{row.case}计息单{row}"
    if seal(row) != told.get((row.case.stream, SheetMade.name, row.number)) or digest(row.inputs) != row.inputs_hash:
        yield "altered", f"{name}与生成时记下的摘要不符"
    if row.signed_at and (row.case.stream, SheetSigned.name, row.number) not in told:
        yield "unsigned", f"{name}写着{row.signed_name}已确认，动态里没有这件事"
    try:
        now = computed(debt_reading.claim(row.inputs), row.as_of).as_data()
    except (BadClaim, RateMissing) as error:
        yield "unreadable", f"{name}现在算不出来：{error}"
        return
    if row.code_version == code and now != row.result:
        yield "result", f"{name}照存下的输入重算，结果不同"
    elif changed := [f"{title}当时{row.result.get(key)}元、现在{now[key]}元" for key, title in SUMS.items() if row.result.get(key) != now[key]]:
        yield "result", f"{name}重算不同：{'；'.join(changed)}（当时的程序{row.code_version}，现在的{code}）"
