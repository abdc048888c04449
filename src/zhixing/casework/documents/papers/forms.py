"""表和笔录：财产清单、计息单、分配方案、审批表、送达回证、地址和账户确认书、谈话笔录、约谈笔录、和解协议。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template
from zhixing.casework.documents.papers.fields import Choice, Count, Day, Flag, Group, Many, Moment, Money, Text
from zhixing.casework.documents.papers.parts import (
    ACCOUNT,
    APPLICANTS,
    ASSETS,
    CAUSE,
    CREDITORS,
    DEBTORS,
    DUTY,
    EARLY,
    FACTS,
    MATTER,
    ORIGIN,
    PERIOD,
    with_head,
)
from zhixing.casework.documents.papers.rules import ends_after_start, shares_add_up, total

_CASE: Final = {"applicants": APPLICANTS, "debtors": DEBTORS, "cause": CAUSE}
_METHODS: Final = {name: name for name in ("直接送达", "留置送达", "电子送达", "委托送达", "邮寄送达", "转交送达", "公告送达")}
_OWNER: Final = {
    "person": Text("填写人", example="林立春"),
    "role": Text("诉讼地位", limit=20, example="申请执行人"),
    "identity": Text("证件号码", required=False, limit=40, example="150221198503020000"),
}

TEMPLATES: Final = (
    Template(
        "seizure_list",
        "查封、扣押财产清单",
        with_head(
            **_CASE,
            ruling=Text("裁定书案号", limit=60, example="（2026）内0221执123号之一"),
            at=Moment("查封、扣押的时间"),
            place=Text("财产所在地", limit=300, example="青山县和平街2号"),
            assets=ASSETS,
            keeper=Text("保管人", required=False, limit=60, example="林立春"),
            period=PERIOD,
        ),
        ("CPL 256",),
        ends_after_start,
    ),
    Template(
        "interest_sheet",
        "计息单",
        with_head(
            **_CASE,
            origin=ORIGIN,
            until=Day("计算至"),
            rows=Many(
                "计息明细",
                item=Group(
                    "",
                    fields={
                        "name": Text("项目", limit=60, example="借款利息"),
                        "base": Money("基数", example=100_000_00),
                        "rate": Text("利率", limit=60, example="年利率3.45%"),
                        "start": Day("起", example="2025-03-01"),
                        "end": Day("止", example="2026-11-20"),
                        "days": Count("天数", most=36500, example=630),
                        "interest": Money("利息", example=5_954_79, giant=33_333_333_333),
                    },
                ),
                giant=300,
            ),
            maker=Text("制表人", limit=60, example="苏日娜"),
        ),
        ("CPL 264",),
        derived=total("rows", "interest"),
    ),
    Template(
        "distribution_plan",
        "财产分配方案",
        with_head(
            **MATTER,
            amount=Money("可供分配的金额", example=200_000_00),
            costs=Money("执行费用", example=10_000_00, giant=10_000_00),
            rows=Many(
                "分配明细",
                item=Group(
                    "",
                    fields={
                        "creditor": Text("债权人", example="林立春"),
                        "number": Text("案号", limit=60, example="（2026）内0221执123号"),
                        "rank": Text("顺序和性质", limit=60, example="普通债权"),
                        "claim": Money("债权额", example=500_000_00),
                        "share": Money("分配额", example=95_000_00, giant=12_345_678),
                    },
                ),
                giant=200,
            ),
            reasons=FACTS,
        ),
        ("JI 508", "JI 509"),
        shares_add_up,
    ),
    Template(
        "payout_approval",
        "案款发放审批表",
        with_head(
            **_CASE,
            received=Money("到账金额"),
            payout=Money("本次发放金额"),
            payee=Group("收款账户（只有一笔的）", required=False, fields=ACCOUNT.fields),
            rows=Many(
                "各笔付款",
                required=False,
                item=Group(
                    "",
                    fields={
                        "what": Text("付什么", limit=20, example="发放案款"),
                        "payee": Text("收款人", example="林立春"),
                        "bank": Text("开户银行", required=False, limit=120, example="某某银行青山县支行"),
                        "account": Text("账号", required=False, limit=60, example="0000000000000000001"),
                        "amount": Money("金额", example=95_000_00, giant=12_345_678),
                    },
                ),
                giant=40,
            ),
            reasons=FACTS,
            officer=Text("承办人", limit=60, example="巴特尔"),
        ),
        ("AK 10",),
    ),
    Template(
        "service_receipt",
        "送达回证",
        with_head(
            **EARLY,
            cause=CAUSE,
            to=Text("受送达人", example="林立春"),
            place=Text("送达地点", example="青山县和平街2号"),
            method=Choice("送达方式", options=_METHODS),
            papers=Many(
                "送达的文书",
                item=Group(
                    "",
                    fields={
                        "name": Text("文书名称", limit=60, example="执行通知书"),
                        "number": Text("文书案号", required=False, limit=60, example="（2026）内0221执123号"),
                    },
                ),
                giant=30,
            ),
            server=Text("送达人", limit=60, example="苏日娜、巴特尔"),
        ),
        ("CPL 87", "CPL 88", "CPL 89"),
    ),
    Template("service_address", "送达地址确认书", with_head(**EARLY, cause=CAUSE, **_OWNER), ("CPL 90", "JI 136", "JI 137")),
    Template("payee_account", "收款账户确认书", with_head(cause=CAUSE, **_OWNER, account=ACCOUNT, other=Flag("收款人不是申请执行人本人"))),
    Template(
        "interview_record",
        "谈话笔录",
        with_head(
            cause=CAUSE,
            kind=Choice("种类", options={"谈话": "谈话笔录", "约谈": "约谈笔录", "调查": "调查笔录"}),
            begun=Moment("开始时间"),
            ended=Moment("结束时间", example="2026-12-01 10:20"),
            place=Text("地点", example="青山县人民法院第三执行室"),
            asker=Text("执行人员", limit=60, example="巴特尔"),
            clerk=Text("记录人", limit=60, example="苏日娜"),
            person=Text("被谈话人", example="林立春"),
            role=Text("身份", limit=60, example="申请执行人"),
            lines=Many(
                "问答",
                item=Group(
                    "",
                    fields={
                        "who": Choice("问或者答", options={"问": "问", "答": "答", "告知": "告知", "记": "记"}),
                        "text": Text(
                            "内容", limit=3000, lines=True, example="现将本案的执行情况、采取的财产调查措施告知你，你有什么意见？"
                        ),
                    },
                ),
                usual=4,
                giant=60,
                each=({"who": "问"}, {"who": "答", "text": "没有意见，也没有其他财产线索。"}),
            ),
        ),
    ),
    Template(
        "termination_talk",
        "约谈笔录",
        with_head(
            **MATTER,
            begun=Moment("开始时间"),
            ended=Moment("结束时间", example="2026-12-01 10:20"),
            place=Text("地点", example="青山县人民法院第三执行室"),
            asker=Text("执行人员", limit=60, example="巴特尔"),
            clerk=Text("记录人", limit=60, example="苏日娜"),
            person=Text("被约谈人", example="何青"),
            role=Text("身份", limit=60, example="申请执行人"),
            progress=Text("案件执行情况", limit=3000, lines=True, example="本案于2026年3月2日立案，已向被执行人发出执行通知和报告财产令"),
            measures=Text("采取的财产调查措施", limit=3000, lines=True, example="通过网络执行查控系统查询，并到被执行人住所地调查"),
            found=Text("被执行人的财产情况", limit=3000, lines=True, example="没有发现可供执行的财产"),
            opinion=Text("被约谈人的意见", limit=3000, lines=True, example="听清楚了，没有其他财产线索，同意终结本次执行程序"),
            clues=Text("提供的财产线索", required=False, limit=3000, lines=True, example="没有"),
        ),
        ("JI 517",),
    ),
    Template(
        "settlement",
        "执行和解协议",
        with_head(
            **(MATTER | {"applicants": CREDITORS}),
            terms=DUTY,
            extra=Text(
                "其他约定", required=False, limit=3000, lines=True, example="被执行人不履行的，申请执行人可以申请恢复原生效法律文书的执行"
            ),
            copies=Count("份数", example=3),
        ),
        ("CPL 241", "HJ 1"),
    ),
)
