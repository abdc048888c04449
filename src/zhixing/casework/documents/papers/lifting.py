"""解除惩戒和限制：解除限制消费、删除失信信息、提前解除拘留、限制出境和解除限制出境。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.documents.papers.catalogue import Template, by_ground
from zhixing.casework.documents.papers.fields import Choice, Count, Day, Field, Flag, Group, Text
from zhixing.casework.documents.papers.parts import APPLICANTS, CAUSE, DEBTORS, FACTS, MATTER, TO, with_head

_PERSON: Final[dict[str, Field]] = {
    "name": Text("姓名或者名称", example="林立春"),
    "identity": Text("证件号码", limit=40, example="150221198503020000"),
    "address": Text("住址或者住所地", required=False, example="青山县和平街2号"),
}
_DECIDED: Final = {
    "decision": Text("原决定案号", limit=60, example="（2026）内0221执123号之二"),
    "decided": Day("原决定的日期", example="2026-06-01"),
}
_CASE: Final = {"applicants": APPLICANTS, "debtors": DEBTORS, "cause": CAUSE}

_LIFTED: Final = {
    "被执行人已经履行完毕生效法律文书确定的义务": ("XX 9",),
    "被执行人提供了确实有效的担保": ("XX 9",),
    "申请执行人同意解除": ("XX 9",),
    "原法定代表人、主要负责人不再担任，且不是实际控制人、影响债务履行的直接责任人员": ("SY 17",),
}
_REMOVED: Final = (
    "被执行人已履行生效法律文书确定的义务或者本院已执行完毕",
    "当事人达成执行和解协议且已履行完毕",
    "申请执行人书面申请删除失信信息，本院审查同意",
    "终结本次执行程序后，通过网络执行查控系统查询财产两次以上，未发现有可供执行财产，且没有人提供有效财产线索",
    "因审判监督或者破产程序，依法裁定对失信被执行人中止执行",
    "依法裁定不予执行",
    "依法裁定终结执行",
)
_ENDED: Final = "纳入期限已经届满"
_WRONG: Final = "不应当纳入失信被执行人名单"
_UNBANNED: Final = ("被执行人已经履行法律文书确定的全部债务", "被执行人提供了充分、有效的担保", "申请执行人同意解除")

TEMPLATES: Final = (
    Template(
        "consumption_lift",
        "解除限制消费令",
        with_head(
            **MATTER,
            to=TO,
            ordered=Day("限制消费令的日期", example="2026-06-01"),
            people=Text("一并解除的单位人员", required=False, limit=200, example="法定代表人郑小满"),
            ground=Choice("事由", options={ground: ground for ground in _LIFTED}),
        ),
        by_ground(_LIFTED),
    ),
    Template(
        "dishonesty_removal",
        "删除失信信息决定书",
        with_head(
            **MATTER,
            person=Group("被执行人", fields=_PERSON),
            **_DECIDED,
            facts=FACTS,
            ground=Choice("事由", options={ground: ground for ground in (*_REMOVED, _ENDED, _WRONG)}),
        ),
        by_ground({ground: (f"SXM 10(1)({number})",) for number, ground in enumerate(_REMOVED, 1)} | {_ENDED: ("SXM 10",), _WRONG: ("SXM 9",)}),
    ),
    Template(
        "early_release_decision",
        "提前解除拘留决定书",
        with_head(
            **_CASE,
            person=Group("被拘留人", fields=_PERSON),
            **_DECIDED,
            days=Count("原拘留天数", least=1, most=15, example=15),
            police=Text("看管的公安机关", limit=60, example="青山县公安局"),
            facts=FACTS,
        ),
        ("JI 182",),
    ),
    Template(
        "exit_ban_decision",
        "限制出境决定书",
        with_head(
            **MATTER,
            person=Group("被限制出境的人", fields=_PERSON | {"post": Text("在被执行人单位的职务", required=False, limit=60, example="法定代表人")}),
            asked=Flag("申请执行人书面申请", example=True),
            facts=FACTS,
            until=Day("限制的期限至", required=False, example="2027-11-19"),
            upper=Text("上一级法院", limit=40, example="某某市中级人民法院"),
        ),
        ("CPL 266", "EP 23", "EP 24"),
    ),
    Template(
        "exit_ban_lift",
        "解除限制出境决定书",
        with_head(
            **MATTER,
            person=Group("被限制出境的人", fields=_PERSON),
            **_DECIDED,
            ground=Choice("事由", options={ground: ground for ground in _UNBANNED}),
        ),
        ("CPL 266", "EP 25"),
    ),
)
