"""涉民生类别和小标的：按案由、文书种类和文字给出建议，由立案人员确认。

民事诉讼法第109条把赡养费、扶养费、抚养费、抚恤金、医疗费用和劳动报酬列为可以先予执行的急需；交通事故、人身损害、
工伤按执行工作的惯例一并优先（规则手册 SYS:A15）。只是建议，改动不影响任何法定期限。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Step

LABELS: Final[dict[str, str]] = {
    "": "非涉民生", "wages": "追索劳动报酬", "traffic": "交通事故", "injury": "人身损害", "parents": "赡养费",
    "child": "抚养费", "spouse": "扶养费", "work_injury": "工伤赔偿", "medical": "医疗损害",
    "pension": "抚恤金、社保待遇",
}


@dataclass(frozen=True, slots=True)
class _Sign:
    """一种迹象：类别、文字样子、依据。"""

    kind: str
    pattern: str
    article: str


_PRACTICE: Final = "COURT 涉民生案件标准"
_SIGNS: Final = (
    _Sign("work_injury", r"工伤|职业病", _PRACTICE),
    _Sign("medical", r"医疗损害|医疗事故|医疗服务合同|医疗费用?纠纷", "CPL 109"),
    _Sign("traffic", r"交通事故", _PRACTICE),
    _Sign("parents", r"赡养", "CPL 109"),
    _Sign("child", r"(?:抚养|抚育)费|抚养纠纷|抚育纠纷", "CPL 109"),
    _Sign("spouse", r"(?<!家庭)扶养(?:费|纠纷)", "CPL 109"),
    _Sign("pension", r"抚恤|养老(?:保险|金)|社会保险待遇|失业保险|生育保险|丧葬", "CPL 109"),
    _Sign(
        "wages",
        r"劳动报酬|工资|欠薪|劳务(?:合同|报酬|费|纠纷)|劳动(?:合同|争议|关系)|经济补偿金|农民工|追索劳动",
        "CPL 109",
    ),
    _Sign(
        "injury",
        r"生命权|身体权|健康权|人身损害|提供劳务者(?:受害|致害)|雇员受害|饲养动物|高空抛物|故意伤害|刑事附带民事",
        _PRACTICE,
    ),
)
_NOT: Final = re.compile(r"代位求偿|追偿权|保险人代位|变更抚养关系|劳务派遣合同")
"""形似而不是：保险人、垫付人向责任人追偿，权利人不是受害人。"""


def classify(cause: str, title_kind: str = "", text: str = "") -> Finding[str]:
    """涉民生类别的建议；``""`` 是非涉民生。

    先看案由，案由看不出再看主文、请求的文字；劳动仲裁（``title_kind`` 为 ``labour``）没有别的迹象的，按追索劳动报酬。

    >>> classify("机动车交通事故责任纠纷").value
    'traffic'
    >>> classify("民间借贷纠纷").value
    ''
    """
    for source, words in (("案由", cause), ("文字", text)):
        sign = _sign(words)
        if sign is not None:
            return _found(sign.kind, sign.article, f"{source}“{words[:30]}”提到{LABELS[sign.kind]}")
    if title_kind == "labour":
        return _found("wages", "CPL 109", "执行依据是劳动仲裁裁决、调解")
    return _found("", _PRACTICE, "没有涉民生的迹象")


def small_claim(claim_fen: int | None, limit_fen: int) -> Finding[bool]:
    """是不是小标的：有金额、大于零、不超过本院设定的 ``limit_fen``（分）。

    >>> small_claim(5_000_000, 5_000_000).value
    True
    """
    small = claim_fen is not None and 0 < claim_fen <= limit_fen
    return Finding(small, (cite("COURT 小标的标准"),), inputs={"claim_fen": claim_fen, "limit_fen": limit_fen})


def _sign(words: str) -> _Sign | None:
    if not words or _NOT.search(words):
        return None
    return next((sign for sign in _SIGNS if re.search(sign.pattern, words)), None)


def _found(kind: str, article: str, why: str) -> Finding[str]:
    return Finding(kind, (cite(article),), steps=(Step(f"{why}，建议：{LABELS[kind]}。", cite(article)),))
