"""委托和往来的函：评估、询价、委托执行、移送执行、移送拒执罪。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template
from zhixing.casework.documents.papers.fields import Choice, Count, Day, Group, Many, Money, Text
from zhixing.casework.documents.papers.parts import (
    APPLICANTS,
    ASSETS,
    CAUSE,
    CONTACT,
    DEBTORS,
    DUTY,
    FACTS,
    MATTER,
    PEOPLE,
    with_head,
)

_CASE: Final = {"applicants": APPLICANTS, "debtors": DEBTORS, "cause": CAUSE}
_PRICED: Final = Many(
    "询价的财产",
    item=Group(
        "",
        fields={
            "name": Text("名称、坐落、牌号", limit=160, example="青山县和平街2号1栋2单元301室房屋"),
            "features": Text("物理特征", limit=300, example="钢筋混凝土结构，第3层，2012年建成"),
            "quantity": Text("规格、数量", limit=60, example="98.5平方米，1套"),
            "certificate": Text("权属证号", required=False, limit=60, example="内（2019）青山县不动产权第0001234号"),
        },
    ),
    giant=300,
)
_CLAIMS: Final = {"已经生效法律文书确认": "已经生效法律文书确认", "尚未经生效法律文书确认": "尚未经生效法律文书确认"}

TEMPLATES: Final = (
    Template(
        "price_inquiry",
        "询价函",
        with_head(
            **_CASE,
            to=Text("询价的机构", example="青山县税务局"),
            assets=_PRICED,
            asked=Text("询价要求", limit=2000, lines=True, example="请提供上述财产的计税基准价、政府定价或者政府指导价"),
            until=Day("完成期限", example="2026-12-05"),
            contact=CONTACT,
        ),
        ("CK 5", "CK 6"),
    ),
    Template(
        "online_inquiry",
        "网络询价委托书",
        with_head(
            **_CASE,
            to=Many("司法网络询价平台", item=PEOPLE, giant=12, each=({"name": "某某网络询价平台"}, {"name": "某某司法询价平台"})),
            assets=_PRICED,
            purpose=Text("目的和要求", limit=2000, lines=True, example="为确定财产处置参考价，询价时点为出具报告之日"),
            more=Text("其他需要明确的", required=False, limit=2000, lines=True, example="房屋现由被执行人居住，没有租赁"),
            days=Count("完成期限（日）", least=1, most=30, example=3),
            contact=CONTACT,
        ),
        ("CK 7", "CK 10", "CK 11"),
    ),
    Template(
        "appraisal_commission",
        "评估委托书",
        with_head(
            **_CASE,
            to=Text("评估机构", example="某某房地产估价有限公司"),
            assets=ASSETS,
            purpose=Text("评估目的和要求", limit=2000, lines=True, example="为确定财产处置参考价，评估市场价值"),
            until=Day("提交报告的期限", example="2026-12-20"),
            contact=CONTACT,
        ),
        ("CK 17",),
    ),
    Template(
        "entrustment",
        "委托执行函",
        with_head(
            **MATTER,
            to=Text("受托法院", limit=40, example="白水县人民法院"),
            duty=DUTY,
            facts=FACTS,
            remaining=Money("尚未执行的金额", required=False),
            contact=CONTACT,
        ),
        ("WT 1",),
    ),
    Template(
        "matter_entrustment",
        "事项委托函",
        with_head(
            **MATTER,
            to=Text("受托法院", limit=100, example="白水县人民法院"),
            matter=Text("委托事项", limit=40, example="查封不动产"),
            about=Text("对谁、对什么", limit=300, example="林立春名下坐落于白水县滨河路3号的房屋"),
            demand=Text("要求", limit=2000, lines=True, example="请查封上述房屋，期限三年，自2026年11月3日至2029年11月2日"),
            enclosed=Text("附件", required=False, limit=300, example="执行裁定书、协助执行通知书各一份"),
            contact=CONTACT,
        ),
        ("SW 1",),
    ),
    Template(
        "transfer_request",
        "商请移送执行函",
        with_head(
            to=Text("首先查封法院", limit=40, example="白水县人民法院"),
            **MATTER,
            priority=FACTS,
            their_number=Text("对方案号", limit=60, example="（2026）内0223执9号"),
            sealed_on=Day("首先查封日期", example="2026-06-01"),
            assets=ASSETS,
            contact=CONTACT,
        ),
        ("PF 1", "PF 2"),
    ),
    Template(
        "transfer_reply",
        "移送执行函",
        with_head(
            **MATTER,
            to=Text("优先债权执行法院", limit=40, example="白水县人民法院"),
            their_number=Text("对方案号", limit=60, example="（2026）内0223执9号"),
            received=Day("收到商请移送执行函的日期", example="2026-11-10"),
            sealed_on=Day("首先查封日期", example="2026-06-01"),
            ruling=Text("查封裁定案号", limit=60, example="（2026）内0221执123号之一"),
            assets=ASSETS,
            claim=Money("首先查封债权的金额"),
            state=Choice("首先查封债权", options=_CLAIMS),
            facts=FACTS,
            contact=CONTACT,
        ),
        ("PF 2", "PF 3"),
    ),
    Template(
        "refusal_transfer",
        "涉嫌拒不执行判决、裁定罪案件移送函",
        with_head(
            **MATTER,
            to=Text("公安机关", limit=40, example="青山县公安局"),
            suspect=Text("涉嫌人", example="林立春"),
            identity=Text("证件号码", limit=40, example="150221198503020000"),
            facts=FACTS,
            evidence=Many(
                "所附证据",
                item=Group(
                    "",
                    fields={
                        "name": Text("证据名称", limit=160, example="执行通知书及送达回证"),
                        "pages": Count("页数", most=9999, example=4),
                    },
                ),
                giant=100,
            ),
            contact=CONTACT,
        ),
        ("JZ25 3",),
    ),
)
