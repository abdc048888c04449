"""令、决定、票和公告：报告财产令、限制消费令、失信、罚款、拘留、搜查、传票、拘传票、查封公告、责令迁出公告、调查令。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template
from zhixing.casework.documents.papers.fields import Choice, Count, Day, Flag, Group, Many, Moment, Money, Text
from zhixing.casework.documents.papers.parts import (
    APPLICANTS,
    ASSETS,
    CAUSE,
    CONTACT,
    DAYS,
    DEBTORS,
    FACTS,
    MATTER,
    ORIGIN,
    PERIOD,
    TO,
    with_head,
)
from zhixing.casework.documents.papers.rules import KINDS, dishonesty, fine, within_longest

_PERSON: Final = Group(
    "被处罚人",
    fields={
        "name": Text("姓名或者名称", example="林立春"),
        "unit": Flag("是单位"),
        "identity": Text("证件号码", limit=40, example="150221198503020000"),
        "address": Text("住址或者住所地", required=False, example="青山县和平街2号"),
        "head": Text("法定代表人或者主要负责人", required=False, limit=60, example="郑小满"),
    },
)
_DETAINED: Final = Group("被拘留人", fields={key: one for key, one in _PERSON.fields.items() if key not in ("unit", "head")})
_SUMMONED: Final = {
    "person": Text("被传唤人", example="林立春"),
    "address": Text("住址或者住所地", required=False, example="青山县和平街2号"),
    "reason": Text("传唤事由", limit=200, example="接受调查询问"),
    "at": Moment("应到时间"),
    "place": Text("应到处所", example="青山县人民法院第三执行室"),
}
_SANCTION: Final = {
    "cause": CAUSE,
    "debtors": DEBTORS,
    "applicants": APPLICANTS,
    "facts": FACTS,
    "upper": Text("上一级法院", limit=40, example="某某市中级人民法院"),
}
_GROUNDS: Final = (
    "有履行能力而拒不履行生效法律文书确定义务",
    "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
    "违反财产报告制度",
    "违反限制消费令",
    "无正当理由拒不履行执行和解协议",
)

TEMPLATES: Final = (
    Template("report_order", "报告财产令", with_head(**MATTER, to=TO, days=DAYS, contact=CONTACT), ("CPL 252", "CD 3", "CD 4")),
    Template(
        "consumption_order",
        "限制消费令",
        with_head(
            **MATTER,
            to=TO,
            accepted=Day("立案日期"),
            asked=Flag("申请执行人申请"),
            people=Many(
                "单位的四类人员",
                required=False,
                item=Group(
                    "",
                    fields={
                        "post": Choice(
                            "身份", options={one: one for one in ("法定代表人", "主要负责人", "影响债务履行的直接责任人员", "实际控制人")}
                        ),
                        "name": Text("姓名", limit=60, example="郑小满"),
                    },
                ),
                giant=4,
            ),
        ),
        ("XX 1", "XX 3"),
    ),
    Template(
        "dishonesty_decision",
        "纳入失信被执行人名单决定书",
        with_head(
            **MATTER,
            person=_PERSON,
            facts=FACTS,
            ground=Choice("情形", options={one: one for one in (*_GROUNDS[1:], _GROUNDS[0])}),
            years=Count("期限（年），没有固定期限的写0", least=0, most=5, example=2),
        ),
        ("SXM 1", "SXM 2", "SXM 5"),
        dishonesty,
    ),
    Template(
        "summons",
        "传票",
        with_head(
            cause=CAUSE,
            **_SUMMONED,
            notes=Text("注意事项", required=False, limit=600, lines=True, example="请携带本传票和身份证件准时到达"),
        ),
    ),
    Template(
        "arrest_summons",
        "拘传票",
        with_head(
            cause=CAUSE,
            **_SUMMONED,
            summoned=Day("传票送达日期", example="2026-11-10"),
            approved=Text("批准的院长", limit=60, example="那仁"),
        ),
        ("CPL 119", "JI 482"),
    ),
    Template(
        "fine_decision",
        "罚款决定书",
        with_head(
            person=_PERSON,
            **_SANCTION,
            amount=Money("罚款金额", example=10_000_00, giant=1_000_000_00),
            until=Day("交纳期限"),
            account=Text("交款账户", limit=300, example="户名：青山县财政局非税收入专户，账号：0000000000000000003"),
        ),
        ("CPL 114(1)(6)", "CPL 118", "CPL 119"),
        fine,
    ),
    Template(
        "detention_decision",
        "拘留决定书",
        with_head(person=_DETAINED, **_SANCTION, days=Count("拘留天数", least=1, most=15, example=15)),
        ("CPL 114(1)(6)", "CPL 118", "CPL 119"),
    ),
    Template(
        "search_order",
        "搜查令",
        with_head(
            debtors=DEBTORS,
            applicants=APPLICANTS,
            cause=CAUSE,
            officers=Text("执行人员", limit=200, example="巴特尔、王小雨"),
            place=Text("搜查的处所", limit=300, example="被执行人林立春的住所：青山县和平街2号"),
            approved=Text("签发的院长", limit=60, example="那仁"),
        ),
        ("CPL 259",),
    ),
    Template(
        "seizure_announcement",
        "查封公告",
        with_head(
            debtors=DEBTORS,
            applicants=APPLICANTS,
            cause=CAUSE,
            ruling=Text("裁定书案号", limit=60, example="（2026）内0221执123号之一"),
            kind=Choice("财产种类", options={name: name for name in KINDS if name != "银行存款"}),
            assets=ASSETS,
            period=PERIOD,
        ),
        ("CF 7", "CF 24"),
        within_longest(),
    ),
    Template(
        "eviction_announcement",
        "责令迁出公告",
        with_head(
            debtors=DEBTORS,
            applicants=APPLICANTS,
            cause=CAUSE,
            origin=ORIGIN,
            place=Text("房屋、土地的坐落", limit=300, example="青山县和平街2号1栋2单元301室房屋"),
            until=Day("迁出期限", example="2026-12-20"),
            approved=Text("签发的院长", limit=60, example="那仁"),
        ),
        ("CPL 261",),
    ),
    Template(
        "investigation_order",
        "律师调查令",
        with_head(
            debtors=DEBTORS,
            applicants=APPLICANTS,
            cause=CAUSE,
            to=Text("接受调查人", example="青山县不动产登记中心"),
            lawyer=Text("持令律师", limit=60, example="何青"),
            firm=Text("律师事务所", example="某某律师事务所"),
            licence=Text("执业证号", limit=40, example="00000000000000000"),
            matters=Text("调查的内容", limit=3000, lines=True, example="被执行人林立春名下不动产的登记情况"),
            until=Day("有效期至", example="2026-12-05"),
            contact=CONTACT,
        ),
    ),
)
