"""通知和函：受理、执行通知、协助查询冻结划拨、结案、发放、移送。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template
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
    FACTS,
    MATTER,
    ORIGIN,
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
            account=ACCOUNT,
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
        with_head(to=BANK, debtor=_DEBTOR, ruling=_RULING, amount=Money("划拨金额"), accounts=_ACCOUNTS, account=ACCOUNT, contact=CONTACT),
        ("CPL 253",),
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
    Template("clue_notice", "提供财产线索通知书", with_head(to=TO, debtors=DEBTORS, cause=CAUSE, days=DAYS, contact=CONTACT), ("CD 1",)),
    Template(
        "closing_notice", "结案通知书", with_head(**MATTER, to=TO, facts=FACTS, paid=Money("执行到位金额", required=False)), ("LJ 15",)
    ),
    Template(
        "payout_notice",
        "案款发放通知书",
        with_head(to=TO, debtors=DEBTORS, cause=CAUSE, amount=Money("发放金额"), account=ACCOUNT, contact=CONTACT),
        ("AK 10",),
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
        ("PF 1",),
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
