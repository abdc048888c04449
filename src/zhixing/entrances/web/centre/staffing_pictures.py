"""人员测算的图：各岗位排队、在办件数，一周一点，阴影是各遍的散布。没有脚本时看表格。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from zhixing.entrances.web.ui import Panel, Piece

SCRIPTS: Final = ("vendor/echarts.min.js", "staffing.js")
MOST: Final = 6
"""排队的图至多画几个岗位：排得最长的几个。"""
WORTH: Final = 10
"""排队不到几件的不画：看表就够了。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Piece):
    """一幅图：``data`` 给脚本画，``told`` 是给读屏和没有脚本时的一句话。"""

    template: ClassVar[str] = "centre/picture.html"
    id: str
    told: str
    data: dict[str, Any]


def panels(mine: dict[str, Any], theirs: dict[str, Any] | None, name: str, other: str) -> Iterator[Panel]:
    """在办件数一幅；排起队的岗位各一幅。"""
    open_ = Picture(id="staffing-open", told=_told(mine["open"], "在办件数"), data=_data(mine, mine["open"], theirs and theirs["open"], name, other))
    yield Panel(title="在办件数", body=(open_,))
    known = {desk["code"]: desk for desk in theirs["desks"]} if theirs else {}
    lengths = {desk["code"]: max([*desk["queue"]["high"], *known.get(desk["code"], desk)["queue"]["high"], 0]) for desk in mine["desks"]}
    longest = sorted((desk for desk in mine["desks"] if lengths[desk["code"]] >= WORTH), key=lambda desk: -lengths[desk["code"]])
    for desk in longest[:MOST]:
        second = known[desk["code"]]["queue"] if desk["code"] in known else None
        data = _data(mine, desk["queue"], second, name, other)
        yield Panel(title=f"{desk['name']}：排队（件）", body=(Picture(id=f"staffing-{desk['code']}", told=_told(desk["queue"], "排队"), data=data),))


def _data(mine: dict[str, Any], band: dict[str, Any], second: dict[str, Any] | None, name: str, other: str) -> dict[str, Any]:
    series = [{"name": name, **band}, *([{"name": other, **second}] if second else [])]
    return {"weeks": mine["weeks"], "series": series}


def _told(band: dict[str, Any], what: str) -> str:
    """一句话：最长多少，最后多少。"""
    mids = band["mid"]
    return f"{what}：一年里最多 {max(mids, default=0):.0f} 件，最后 {mids[-1] if mids else 0:.0f} 件。"
