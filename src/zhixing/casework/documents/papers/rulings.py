"""裁定书：冻结、查封扣押、续行、解除、扣划、拍卖、成交、抵债、终本、终结、中止、恢复执行。"""

from __future__ import annotations

from typing import Any, Final

from zhixing.casework.documents.papers.catalogue import Template, by_ground
from zhixing.casework.documents.papers.fields import Choice, Day, Field, Flag, Group, Many, Money, Text
from zhixing.casework.documents.papers.parts import (
    ASSETS,
    ASSETS_OPTIONAL,
    CAUSE,
    CLERK,
    DEBTORS,
    DUTY,
    FACTS,
    ORIGIN,
    PARTIES,
    PERIOD,
    SIGNERS,
    with_head,
)
from zhixing.casework.documents.papers.rules import KINDS, both_sides, every, within_longest

_TITLE: Final = "执行裁定书"
_MEASURES: Final = {name: name for name in ("查封", "扣押", "冻结")}
_MEASURE: Final = Choice("措施", options=_MEASURES)
_EARLIER: Final = Group(
    "原裁定",
    fields={"number": Text("原裁定案号", limit=60, example="（2026）内0221执123号之一"), "on": Day("采取措施的日期", example="2026-06-01")},
)
_BUYER: Final = Text("买受人", example="何青")
_SOLD: Final[dict[str, Field]] = {"assets": ASSETS, "price": Money("价款"), "auctioned": Day("成交日期", example="2026-10-20")}


def _ruling(**fields: Any) -> dict[str, Field]:
    """裁定书都有的栏目，加上自己的。"""
    return with_head(parties=PARTIES, debtors=DEBTORS, cause=CAUSE, origin=ORIGIN, **fields, signers=SIGNERS, clerk=CLERK)


_ENDINGS: Final = (
    "申请人撤销申请",
    "据以执行的法律文书被撤销",
    "作为被执行人的公民死亡，无遗产可供执行，又无义务承担人",
    "追索赡养费、扶养费、抚养费案件的权利人死亡",
    "作为被执行人的公民因生活困难无力偿还借款，无收入来源，又丧失劳动能力",
    "应当终结执行的其他情形",
)
_PAUSES: Final = (
    "申请人表示可以延期执行",
    "案外人对执行标的提出确有理由的异议",
    "作为一方当事人的公民死亡，需要等待继承人继承权利或者承担义务",
    "作为一方当事人的法人或者其他组织终止，尚未确定权利义务承受人",
    "应当中止执行的其他情形",
)
_RESUMED: Final = {"中止的情形已经消失": ("CPL 267",), "被执行人不履行执行和解协议": ("JI 465", "HJ 11")}
_OFFSETS: Final = {"双方同意，不经拍卖、变卖": ("JI 489", "JI 491"), "无法拍卖或者变卖，申请执行人同意": ("JI 490", "JI 491")}

TEMPLATES: Final = (
    Template(
        "freeze_ruling",
        f"{_TITLE}（冻结）",
        _ruling(
            amount=Money("冻结金额"),
            period=PERIOD,
            bank=Text("开户银行和账号", required=False, limit=600, lines=True, example="某某银行青山县支行 0000000000000000002"),
        ),
        ("CPL 253", "CPL 255", "JI 485"),
        every(both_sides, within_longest("deposit")),
    ),
    Template(
        "seizure_ruling",
        f"{_TITLE}（查封、扣押）",
        _ruling(
            measure=Choice("措施", options={"查封": "查封", "扣押": "扣押", "冻结": "冻结"}),
            kind=Choice("财产种类", options={name: name for name in KINDS if name != "银行存款"}),
            assets=ASSETS,
            period=PERIOD,
        ),
        ("CPL 255", "JI 485", "CF 1"),
        every(both_sides, within_longest()),
    ),
    Template(
        "renewal_ruling",
        f"{_TITLE}（续行查封、扣押、冻结）",
        _ruling(
            measure=_MEASURE,
            kind=Choice("财产种类", options={name: name for name in KINDS}),
            earlier=_EARLIER,
            assets=ASSETS,
            period=PERIOD,
        ),
        ("CPL 253", "CPL 255", "JI 485"),
        every(both_sides, within_longest()),
    ),
    Template(
        "release_ruling",
        f"{_TITLE}（解除查封、扣押、冻结）",
        _ruling(measure=_MEASURE, earlier=_EARLIER, facts=FACTS, assets=ASSETS),
        ("CF 28",),
        both_sides,
    ),
    Template(
        "deduction_ruling",
        f"{_TITLE}（扣划）",
        _ruling(
            amount=Money("扣划金额"), bank=Text("开户银行和账号", limit=600, lines=True, example="某某银行青山县支行 0000000000000000002")
        ),
        ("CPL 253", "JI 484"),
        both_sides,
    ),
    Template("auction_ruling", f"{_TITLE}（拍卖）", _ruling(assets=ASSETS, facts=FACTS), ("CPL 255", "CPL 258"), both_sides),
    Template(
        "sale_ruling",
        f"{_TITLE}（成交）",
        _ruling(**_SOLD, buyer=_BUYER, release=Flag("解除原有查封"), mortgage=Flag("原有抵押权消灭")),
        ("CPL 258", "JI 491"),
        both_sides,
    ),
    Template(
        "offset_ruling",
        f"{_TITLE}（以物抵债）",
        _ruling(
            assets=ASSETS,
            price=Money("抵债价款"),
            creditor=Text("接受抵债的申请执行人", example="林立春"),
            facts=FACTS,
            ground=Choice("事由", options={ground: ground for ground in _OFFSETS}),
        ),
        by_ground(_OFFSETS),
        both_sides,
    ),
    Template(
        "termination_ruling",
        f"{_TITLE}（终结本次执行程序）",
        _ruling(
            accepted=Day("立案日期", example="2026-03-02"),
            duty=DUTY,
            claimed=Money("申请执行标的额"),
            paid=Money("已执行到位金额"),
            unpaid=Money("未执行到位金额"),
            steps=Many(
                "采取的措施",
                item=Group(
                    "",
                    fields={
                        "on": Day("日期", example="2026-03-05"),
                        "text": Text("措施和结果", limit=600, example="通过网络执行查控系统查询，没有发现可供执行的财产"),
                    },
                ),
                giant=60,
            ),
            assets=ASSETS_OPTIONAL,
            told=Day("告知申请执行人的日期", example="2026-11-10"),
            agreed=Flag("申请执行人签字确认"),
        ),
        ("JI 517",),
        both_sides,
    ),
    Template(
        "end_ruling",
        f"{_TITLE}（终结执行）",
        _ruling(
            accepted=Day("立案日期", example="2026-03-02"),
            facts=FACTS,
            ground=Choice("事由", options={ground: ground for ground in _ENDINGS}),
        ),
        by_ground({ground: (f"CPL 268({number})", "CPL 269") for number, ground in enumerate(_ENDINGS, 1)}),
        both_sides,
    ),
    Template(
        "suspension_ruling",
        f"{_TITLE}（中止执行）",
        _ruling(
            accepted=Day("立案日期", example="2026-03-02"),
            facts=FACTS,
            ground=Choice("事由", options={ground: ground for ground in _PAUSES}),
            scope=Text("只中止一部分的，写明对什么中止", required=False, limit=300, example="对青山县和平街2号1栋2单元301室房屋"),
        ),
        by_ground({ground: (f"CPL 267(1)({number})", "CPL 269") for number, ground in enumerate(_PAUSES, 1)}),
        both_sides,
    ),
    Template(
        "resumption_ruling",
        f"{_TITLE}（恢复执行）",
        _ruling(facts=FACTS, earlier=_EARLIER, ground=Choice("事由", options={ground: ground for ground in _RESUMED})),
        by_ground(_RESUMED),
        both_sides,
    ),
)
