"""邮政回执里的写法 → 送达的结果和签收人（``law.service_values`` 的代码）。只认说得准的，认不出的交人看。"""

from __future__ import annotations

import re
from typing import Final

SIGNED, UNCLAIMED, PENDING, RETURNED = "signed", "unclaimed", "sent", "returned"

#: 先后有关：退回的原因先看，签收最后看。
_OUTCOMES: Final = (
    ("mismatch", ("内件不符", "内件与回执不符")),
    ("refused", ("拒收", "拒签", "拒绝签收", "拒绝接收")),
    ("wrong_address", ("查无此人", "查无此单位", "查无单位", "无此人", "无此单位", "地址不详", "地址欠详", "地址错误", "地址不准确", "无此地址")),
    ("moved", ("迁移新址不明", "迁址", "搬迁", "已搬走", "搬走", "人已搬离")),
    (UNCLAIMED, ("逾期未领", "逾期退回", "无人签收", "无人在家", "家中无人", "投递三次", "联系不上", "无法联系", "电话无人接听", "电话不通")),
    (RETURNED, ("退回", "退件", "未妥投", "投递未成功")),
    (PENDING, ("在途", "运输中", "投递中", "安排投递", "派送中", "已收寄", "收寄", "待投递", "转运", "到达")),
    (SIGNED, ("妥投", "签收", "投妥", "代收", "收发章", "已送达")),
)

#: 说得准的签收人；``doubtful`` 里的照登记，提醒核对。
_SIGNERS: Final = (
    ("receiver", ("指定代收人", "指定的代收人", "代收人")),
    ("agent", ("诉讼代理人", "委托代理人", "代理律师", "代理人")),
    ("guardian", ("法定代理人", "监护人")),
    ("head", ("法定代表人", "主要负责人", "负责人")),
    ("desk", ("收发室", "收发章", "收发", "值班室", "办公室", "前台", "传达室")),
    ("family", ("同住成年家属", "同住家属", "家属", "家人", "配偶", "妻子", "丈夫", "父亲", "母亲", "父母", "子女", "儿子", "女儿")),
    ("self", ("本人",)),
)
_LIVING_TOGETHER: Final = re.compile("同住")
_NOBODY: Final = ("快递柜", "智能柜", "自提柜", "驿站", "代收点", "物业", "保安", "邻居", "村委会", "居委会")
"""签收的不是法律规定的人；照回执看不出送到了谁手里。"""


def outcome(*texts: str) -> str:
    """各栏的话合起来是什么结果；认不出的为空，只说退回而没有原因的是 ``returned``。

    >>> outcome("妥投"), outcome("退回", "迁移新址不明"), outcome("退回", ""), outcome("改寄")
    ('signed', 'moved', 'returned', '')
    """
    said = "；".join(texts)
    return next((code for code, words in _OUTCOMES if any(word in said for word in words)), "")


def signer(*texts: str) -> str:
    """签收、拒收的是谁；快递柜、物业、邻居等和认不出的为空。

    >>> signer("本人签收"), signer("单位收发章签收"), signer("代收点"), signer("他人签收")
    ('self', 'desk', '', '')
    """
    said = "；".join(texts)
    if any(word in said for word in _NOBODY):
        return ""
    if "法定代理人" in said:
        return "guardian"
    return next((code for code, words in _SIGNERS if any(word in said for word in words)), "")


def doubtful(code: str, *texts: str) -> str:
    """登记得下去、但要核对的话；没有则为空。

    >>> doubtful("family", "家属签收")
    '回执只写家属，法律要求是同住的成年家属'
    """
    if code == "family" and not _LIVING_TOGETHER.search("；".join(texts)):
        return "回执只写家属，法律要求是同住的成年家属"
    return ""
