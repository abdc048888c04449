"""反馈里看出的毛病：代码 → 一句话。带冒号的，后面是哪一栏。"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from zhixing.exchange.control.tables import CHANNELS, tables

WORDS: Final = {
    "identity": "户名、证件号与被执行人不符，没有记到他名下", "key": "缺账号、单元号等，认不出是哪一项", "negative": "金额是负数",
    "missing": "缺必有的栏", "amount": "金额看不懂",
    "date": "日子看不懂", "code": "没有这个代码", "number": "没有请求单号",
    "currency": "币种看不懂", "unknown": "栏目表里没有的栏", "charset": "编码与写明的不符", "garbled": "有乱码", "empty": "是空的",
    "too_large": "太大，没有收",
    "entities": "带有外部实体，没有读", "broken": "不是完整的报文", "too_deep": "层数太多，没有读", "envelope": "封套不对",
    "sort": "与送到的地址不是一种", "result": "没有写结果，或者与内容对不上", "nothing": "没有一条结果", "done": "看不出办成没有",
    "receipt": "没有回执文书", "base64": "回执文书解不开",
    "digest": "回执文书与摘要不符", "pdf": "回执文书不是 PDF", "clock": "写的时间与本院相差太大", "reason": "没有写原因", "register": "登记种类不对",
    "cell": "格里是公式或者错误值", "digits": "号码存成了数字，末几位已经丢失",
    "late": "来迟了", "program": "读的时候程序出错，已记录",
}
AMISS: Final = {"number": "不是数"}
"""说的是某一栏时，另有说法的。"""


def told(faults: Iterable[object]) -> list[str]:
    """各处毛病，一处一句；不认得的照写。"""
    return [_one(str(fault)) for fault in faults]


def _one(fault: str) -> str:
    code, _, column = fault.partition(":")
    if not column:
        return WORDS.get(code, code)
    return f"{AMISS.get(code) or WORDS.get(code, code)}：{_meanings().get(column, column)}"


@cache
def _meanings() -> dict[str, str]:
    """各套栏目表里的栏：名称 → 含义；几套同名的，取先的。"""
    return {
        name: field.meaning for channel in reversed(CHANNELS) for table in tables(channel).values() for name, field in table.fields.items()
    }
