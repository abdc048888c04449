"""各种文书共有的栏目：抬头、当事人、执行依据、财产、账户、签名、联系人。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from zhixing.casework.documents.papers.fields import CaseNumber, Choice, Count, Day, Field, Flag, Group, Many, Text

HEAD: Final[dict[str, Field]] = {
    "court": Text("法院名称", limit=40, example="某某自治区青山县人民法院"),
    "number": CaseNumber("文书案号"),
    "on": Day("成文日期"),
}

POSTS: Final = {name: name for name in ("审判长", "审判员", "代理审判员", "人民陪审员", "执行员", "院长")}

SIGNERS: Final = Many(
    "署名",
    item=Group("", fields={"post": Choice("职务", options=POSTS), "name": Text("姓名", limit=60, example="那仁")}),
    most=9,
    giant=7,
    usual=3,
    each=({}, {"post": "审判员", "name": "巴特尔"}, {"post": "审判员", "name": "王小雨"}),
)
CLERK: Final = Text("书记员", required=False, limit=60, example="苏日娜")

CONTACT: Final = Group(
    "联系方式",
    required=False,
    fields={
        "officer": Text("联系人", limit=60, example="巴特尔、王小雨"),
        "phone": Text("联系电话", limit=40, example="0471-0000000"),
        "address": Text("本院地址", required=False, limit=120, example="青山县团结路1号"),
    },
)

PERSON: Final[dict[str, Field]] = {"name": Text("姓名或者名称", limit=120, example="林立春")}
PEOPLE: Final = Group("", fields=PERSON)

APPLICANT, DEBTOR = "申请执行人", "被执行人"
_ROLES: Final = (APPLICANT, DEBTOR, "申请保全人", "被保全人", "利害关系人", "案外人", "第三人", "协助执行人")
PARTY: Final = Group(
    "",
    fields={
        "role": Choice("诉讼地位", options={one: one for one in _ROLES}),
        **PERSON,
        "unit": Flag("是单位"),
        "sex": Choice("性别", required=False, options={"男": "男", "女": "女"}),
        "born": Day("出生日期", required=False, example="1985-03-02"),
        "identity_kind": Choice(
            "证件种类",
            required=False,
            options={"公民身份号码": "公民身份号码", "统一社会信用代码": "统一社会信用代码", "护照号码": "护照号码"},
        ),
        "identity": Text("证件号码", required=False, limit=40, example="150221198503020000"),
        "address": Text("住址或者住所地", required=False, example="青山县和平街2号"),
        "head_post": Choice(
            "代表人职务", required=False, options={"法定代表人": "法定代表人", "负责人": "负责人", "法定代理人": "法定代理人"}
        ),
        "head": Text("代表人姓名", required=False, limit=60, example="郑小满"),
        "agent": Text("委托诉讼代理人", required=False, example="何青，某某律师事务所律师"),
    },
)
_CREDITOR, _DEBTOR, _COMPANY = {"name": "何青"}, {"name": "林立春"}, {"name": "青山县某某商贸有限公司"}
_UNIT: Final = {"unit": True, "sex": None, "born": None, "identity_kind": "统一社会信用代码", "identity": "91150221MA0000000X"}
_PERSON_ONLY: Final = {"head_post": None, "head": None}
PARTIES: Final = Many(
    "当事人",
    item=PARTY,
    least=2,
    usual=3,
    each=(
        {"role": APPLICANT} | _CREDITOR | _PERSON_ONLY,
        {"role": DEBTOR} | _DEBTOR | _PERSON_ONLY | {"agent": None},
        {"role": DEBTOR} | _COMPANY | _UNIT | {"agent": None},
    ),
)
CREDITORS: Final = Many("申请执行人", item=PEOPLE, usual=1, each=(_CREDITOR,))
APPLICANTS: Final = replace(CREDITORS, required=False)
"""申请执行人；移送执行的刑事裁判涉财产部分可以没有。"""
DEBTORS: Final = Many("被执行人", item=PEOPLE, each=(_DEBTOR, _COMPANY))
TO: Final = Many("受送达人", item=PEOPLE, each=(_DEBTOR, _COMPANY))
CAUSE: Final = Text("案由", limit=60, example="民间借贷纠纷")

ORIGIN: Final = Group(
    "执行依据",
    fields={
        "maker": Text("作出机构", limit=60, example="青山县人民法院"),
        "number": Text("文号", limit=60, example="（2025）内0221民初77号"),
        "kind": Text("文书名称", limit=40, example="民事判决书"),
    },
)

MATTER: Final[dict[str, Field]] = {"applicants": APPLICANTS, "debtors": DEBTORS, "cause": CAUSE, "origin": ORIGIN}

DUTY: Final = Text("应当履行的义务", limit=3000, lines=True, example="偿还借款本金100,000元及利息。")
FACTS: Final = Text("事实和理由", limit=8000, lines=True, example="被执行人没有在指定的期间履行生效法律文书确定的义务。")

_ASSET: Final = Group(
    "",
    fields={
        "name": Text("名称、坐落、牌号", limit=160, example="青山县和平街2号1栋2单元301室房屋"),
        "owner": Text("权利人", required=False, limit=120, example="林立春"),
        "certificate": Text("权属证号或者账号", required=False, limit=60, example="内（2019）青山县不动产权第0001234号"),
        "quantity": Text("数量", required=False, limit=20, example="1套"),
        "condition": Text("现状", required=False, limit=120, example="空置"),
    },
)
ASSETS: Final = Many("财产", item=_ASSET, giant=300)
ASSETS_OPTIONAL: Final = Many("财产", required=False, item=_ASSET, giant=300)

PERIOD: Final = Group("期限", fields={"start": Day("起始日", example="2026-11-20"), "end": Day("届满日", example="2027-11-19")})

ACCOUNT: Final = Group(
    "账户",
    fields={
        "holder": Text("户名", limit=120, example="青山县人民法院执行款专户"),
        "bank": Text("开户银行", limit=120, example="某某银行青山县支行"),
        "account": Text("账号", limit=40, example="0000000000000000001"),
        "remark": Text("附言", required=False, limit=120, example="（2026）内0221执123号 林立春 执行款"),
    },
)
PAY_TO: Final = Group("账户", fields={**ACCOUNT.fields, "scan": Flag("印交款的二维码（子账户）")})
"""向法院交款的账户；开了子账户的印二维码，扫出来照抄。"""
BANK: Final = Text("协助单位", limit=120, example="某某银行青山县支行")
DAYS: Final = Count("履行期限（日）", least=1, most=180, example=3)


EARLY: Final[dict[str, Field]] = {"number": CaseNumber("文书案号", receipt=True)}
"""立案以前也能做的：没有案号，写收件号。"""


def with_head(**fields: Any) -> dict[str, Field]:
    """抬头加上自己的栏目。"""
    return HEAD | fields
