"""台账上的一项财产怎么写：是什么、值多少、谁控制着、在先的、要当心的。案件页、被执行人的台账共用。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse

from zhixing.casework.control.queries_assets import Asset, Holding, Taken
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.ui import Action, Content, Money, Piece, Status
from zhixing.entrances.web.ui.words import dates, day, full_day
from zhixing.law.calendar import Calendar
from zhixing.law.words import word

WARN: Final = 60
"""届满以前几天就变色：与预警的第一档一样。"""
FLAG_TONES: Final = {"asset.protected": "red", "asset.outsider": "yellow", "asset.gone": "grey"}
LONGEST: Final = 80
LABELS: Final = {
    "account": "账号", "product": "产品", "unit": "不动产单元号", "certificate": "权证号", "place": "坐落", "vin": "车架号", "plate_type": "号牌种类",
    "plate": "号牌", "register": "登记号", "ship_name": "船名", "code": "证券代码", "company_code": "统一社会信用代码", "company": "公司",
    "policy": "保单号", "unit_name": "单位", "taxpayer": "纳税人识别号", "item": "项目", "debtor": "债务人", "contract": "合同", "platform": "平台",
    "what": "哪一项",
}
"""认财产的各栏（``law.asset_keys``）怎么叫。"""


def name(row: Asset) -> tuple[Content, ...]:
    """哪一项（点开各次反馈），下面是种类、状态。"""
    told = str(row.details.get("state", ""))
    link = Action(text=row.what, url=reverse("control_asset", args=[row.pk]), kind="link")
    return link, row.get_kind_display(), *([told] if told else [])


def value(row: Asset) -> tuple[Content, ...]:
    """价值和依据；没有价值的写不明。"""
    if row.value_fen is None:
        return ("不明",)
    return Money(row.value_fen), *([dates(row.value_basis)] if row.value_basis else [])


def available(row: Asset) -> Content:
    """可用。"""
    return Money(row.available_fen) if row.available_fen is not None else "—"


def taken(one: Taken, today: date, calendar: Calendar) -> tuple[Content, ...]:
    """一项措施：怎样控制的、哪一件案件、到哪天。"""
    row = one.measure
    rank = f"轮候第 {row.rank} 位" if row.rank else "首封" if row.property != "deposit" else "首冻"
    head = Status(f"{word('measure', row.measure)}，{rank}", "blue" if row.rank else "green")
    return head, "本案" if one.ours else one.number, *([until(row.until, today, calendar)] if row.until else ["没有届满日"])


def until(due: date, today: date, calendar: Calendar) -> Piece:
    """哪天届满，还剩几天。"""
    return due_by(f"{day(due, today)}届满", due, today, calendar, warn=WARN)


def held(one: Holding, today: date, calendar: Calendar) -> tuple[Content, ...]:
    """谁控制着：本院各案的措施，反馈里别的机关在先的。"""
    rows = [part for each in one.taken for part in taken(each, today, calendar)]
    rows += [part for each in one.prior for part in prior(each)]
    return tuple(rows) or ("没有",)


def prior(one: Any) -> tuple[Content, ...]:
    """反馈里别的机关的一项在先措施。"""
    told = "，".join(str(one.get(key, "")) for key in ("by", "number") if one.get(key)) or str(one.get("text", ""))
    until_ = f"到 {one['until']}" if one.get("until") else ""
    return Status("别的机关在先", "yellow"), dates(f"{told} {until_}".strip()[:LONGEST])


def flags(one: Holding) -> tuple[Content, ...]:
    """要当心的，停在上面看怎么办。"""
    return tuple(
        Status(flag.text.rstrip("。"), FLAG_TONES.get(flag.code, "yellow"), title=f"{flag.remedy}（{flag.article}）") for flag in one.flags
    ) or ("—",)


def asof(row: Asset) -> str:
    """照哪天的反馈。"""
    return full_day(row.as_of) if row.as_of else "登记的"
