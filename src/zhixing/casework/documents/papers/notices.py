"""通知和函：受理、执行通知、协助查询冻结划拨、到期债务、补正、查询结果、结案、发放、移送。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template, by_ground
from zhixing.casework.documents.papers.fields import Choice, Day, Group, Many, Money, Text
from zhixing.casework.documents.papers.parts import (
    ACCOUNT,
    APPLICANTS,
    ASSETS,
    ASSETS_OPTIONAL,
    BANK,
    CAUSE,
    CONTACT,
    DAYS,
    DEBTORS,
    DUTY,
    EARLY,
    FACTS,
    MATTER,
    ORIGIN,
    PAY_TO,
    PERIOD,
    TO,
    with_head,
)
from zhixing.casework.documents.papers.rules import within_longest

_DEBTOR: Final = Group(
    "被执行人",
    fields={"name": Text("姓名或者名称", example="林立春"), "identity": Text("证件号码", limit=40, example="150221198503020000")},
)
_ACCOUNTS: Final = Many(
    "存款账户",
    required=False,
    item=Group("", fields={"account": Text("账号", limit=40, example="0000000000000000002"), "amount": Money("金额", required=False)}),
    giant=60,
)
_RULING: Final = Text("所附裁定书案号", limit=60, example="（2026）内0221执123号之一")
_INQUIRIES: Final = {"执行案件的财产调查": ("CD 1",), "财产保全，没有查询到可供保全的财产": ("BQ 11",)}

TEMPLATES: Final = (
    Template(
        "case_acceptance",
        "执行案件受理通知书",
        with_head(
            to=TO,
            accepted=Day("立案日期"),
            debtors=DEBTORS,
            cause=CAUSE,
            origin=ORIGIN,
            amount=Money("申请执行标的额", required=False),
            contact=CONTACT,
        ),
        ("CPL 247", "EW 16"),
    ),
    Template(
        "enforcement_notice",
        "执行通知书",
        with_head(
            **MATTER,
            to=TO,
            duty=DUTY,
            accepted=Day("立案日期"),
            days=DAYS,
            fee=Money("执行申请费", required=False),
            account=PAY_TO,
            contact=CONTACT,
        ),
        ("CPL 251", "JI 480"),
    ),
    Template(
        "deposit_inquiry",
        "协助查询存款通知书",
        with_head(to=BANK, debtor=_DEBTOR, cause=CAUSE, applicants=APPLICANTS, contact=CONTACT),
        ("CPL 253",),
    ),
    Template(
        "deposit_freeze",
        "协助冻结存款通知书",
        with_head(to=BANK, debtor=_DEBTOR, ruling=_RULING, amount=Money("冻结金额"), accounts=_ACCOUNTS, period=PERIOD, contact=CONTACT),
        ("CPL 253", "JI 485"),
        within_longest("deposit"),
    ),
    Template(
        "deposit_deduction",
        "协助划拨存款通知书",
        with_head(to=BANK, debtor=_DEBTOR, ruling=_RULING, amount=Money("划拨金额"), accounts=_ACCOUNTS, account=PAY_TO, contact=CONTACT),
        ("CPL 253",),
    ),
    Template(
        "deposit_renewal",
        "协助续行冻结存款通知书",
        with_head(
            to=BANK, debtor=_DEBTOR, ruling=_RULING, frozen=Day("原冻结的日期", example="2025-11-20"),
            amount=Money("冻结金额"), accounts=_ACCOUNTS, period=PERIOD, contact=CONTACT,
        ),
        ("CPL 253", "JI 485"),
        within_longest("deposit"),
    ),
    Template(
        "deposit_release",
        "协助解除冻结存款通知书",
        with_head(
            to=BANK, debtor=_DEBTOR, ruling=_RULING, frozen=Day("原冻结的日期", example="2025-11-20"),
            amount=Money("解除冻结的金额", required=False), accounts=_ACCOUNTS, contact=CONTACT,
        ),
        ("CPL 253", "CF 28"),
    ),
    Template(
        "third_party_notice",
        "履行到期债务通知书",
        with_head(
            to=Text("第三人", example="某某建设工程有限公司"),
            **MATTER,
            claim=Text("被执行人对第三人的到期债权", limit=1000, lines=True, example="2024年6月1日施工合同的工程款，应当在2026年6月30日前支付"),
            amount=Money("履行的金额"),
            account=PAY_TO,
            contact=CONTACT,
        ),
        ("JI 499", "EW 45"),
    ),
    Template(
        "assistance_notice",
        "协助执行通知书",
        with_head(
            to=Text("协助单位", example="青山县不动产登记中心"),
            ruling=_RULING,
            applicants=APPLICANTS,
            debtors=DEBTORS,
            cause=CAUSE,
            acts=Text("协助执行的事项", limit=4000, lines=True, example="查封被执行人林立春名下的不动产"),
            assets=ASSETS_OPTIONAL,
            contact=CONTACT,
        ),
        ("CPL 253", "CPL 255", "CPL 262"),
    ),
    Template(
        "correction_notice",
        "补正通知书",
        with_head(
            **EARLY,
            to=TO,
            debtors=DEBTORS,
            cause=CAUSE,
            rows=Many(
                "需要补正的",
                item=Group("", fields={"text": Text("材料、事项", limit=300, example="申请执行人的身份证明")}),
                giant=30,
                each=({}, {"text": "写明申请执行的标的额"}),
            ),
            until=Day("补正的期限", example="2026-11-27"),
            contact=CONTACT,
        ),
        ("EW 16", "EW 18"),
    ),
    Template(
        "no_result_notice",
        "查询结果告知书",
        with_head(
            to=TO,
            debtors=DEBTORS,
            cause=CAUSE,
            ground=Choice("查询的缘由", options={ground: ground for ground in _INQUIRIES}),
            rows=Many(
                "查询的情况",
                item=Group(
                    "",
                    fields={
                        "on": Day("查询日期", example="2026-11-16"),
                        "kind": Text("查询的内容", limit=60, example="银行存款"),
                        "result": Text("结果", limit=300, example="没有查询到"),
                    },
                ),
                giant=60,
                each=({}, {"kind": "不动产"}),
            ),
            contact=CONTACT,
        ),
        by_ground(_INQUIRIES),
    ),
    Template("clue_notice", "提供财产线索通知书", with_head(to=TO, debtors=DEBTORS, cause=CAUSE, days=DAYS, contact=CONTACT), ("CD 1",)),
    Template(
        "closing_notice", "结案通知书", with_head(**MATTER, to=TO, facts=FACTS, paid=Money("执行到位金额", required=False)), ("LJ 15",)
    ),
    Template(
        "payout_notice",
        "案款发放通知书",
        with_head(
            to=TO, debtors=DEBTORS, cause=CAUSE, amount=Money("发放金额"), account=ACCOUNT, contact=CONTACT,
            code=Text("核验码", required=False, limit=40, example="K7QD-2M9X-4T8P"),
        ),
        ("AK 10",),
    ),
    Template(
        "expiry_notice",
        "保全期限告知书",
        with_head(
            to=TO,
            ruling=_RULING,
            kind=Choice("措施", options={name: name for name in ("查封", "扣押", "冻结")}),
            assets=ASSETS,
            period=PERIOD,
            contact=CONTACT,
        ),
        ("BQ 18",),
    ),
)
