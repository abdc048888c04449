"""公告：一般的公告、公告送达。查封公告、责令迁出公告在 ``orders``。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from zhixing.casework.documents.papers.catalogue import Template, Values
from zhixing.casework.documents.papers.fields import Choice, Group, Many, Text
from zhixing.casework.documents.papers.parts import APPLICANTS, CAUSE, CONTACT, DEBTORS, TO, with_head

_CASE: Final = {"applicants": APPLICANTS, "debtors": DEBTORS, "cause": CAUSE}
SHORTER: Final = date(2022, 1, 1)
"""公告送达由六十日改为三十日（民诉法2021年修正施行之日）。"""
_WHY: Final = {one: one for one in ("你（单位）下落不明", "用其他方式无法向你（单位）送达")}


def notice_days(values: Values) -> dict[str, Any]:
    """公告期：2022年1月1日以前六十日，以后三十日。"""
    return {"days": "三十" if date.fromisoformat(values["on"]["iso"]) >= SHORTER else "六十"}


TEMPLATES: Final = (
    Template(
        "announcement",
        "公告",
        with_head(
            **_CASE,
            text=Text("公告内容", limit=6000, lines=True, example="与本案有利害关系的人，请在本公告发出之日起十五日内向本院申报权利"),
            contact=CONTACT,
        ),
    ),
    Template(
        "service_announcement",
        "公告（公告送达）",
        with_head(
            **_CASE,
            to=TO,
            why=Choice("公告送达的原因", options=_WHY),
            tried=Text("用过的其他方式", limit=1000, lines=True, example="已按送达地址邮寄两次，均因查无此人退回；到住所地送达，无人居住"),
            papers=Many(
                "送达的文书",
                item=Group(
                    "",
                    fields={
                        "name": Text("文书名称", limit=60, example="执行通知书"),
                        "number": Text("文书案号", required=False, limit=60, example="（2026）内0221执123号"),
                        "gist": Text("主要内容、权利和期限", limit=1000, example="责令自送达之日起三日内履行生效法律文书确定的义务"),
                    },
                ),
                giant=30,
                each=({}, {"name": "报告财产令", "gist": "责令自送达之日起三日内报告财产；拒绝报告的，依法处罚"}),
            ),
            contact=CONTACT,
        ),
        ("CPL 95", "JI 138", "JI 139"),
        derived=notice_days,
    ),
)
