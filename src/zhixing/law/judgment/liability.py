"""责任的样子：连带、补充、共同、按份、担保物优先受偿、追偿。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_KINDS: Final = (
    ("joint", re.compile(
        r"连带(?:清偿|赔偿|偿还|保证|给付|支付|担保|返还|共同)*(?:责任|债务)|连带债务|(?:承担|负)连带[^，,。；;]{0,8}责任|"
        r"连带(?=偿还|给付|支付|赔偿|返还|清偿|归还)"
    )),
    ("supplementary", re.compile(r"(?:补充|一般保证)(?:清偿|赔偿|偿还|保证)*责任|不能清偿[^，,。；;]{0,20}承担[^，,。；;]{0,10}责任")),
    ("several", re.compile(r"按份[^，,。；;]{0,6}责任|各自承担|按照?各自[^，,。；;]{0,12}(?:比例|份额)")),
    ("together", re.compile(r"共同(?=向|偿还|给付|支付|赔偿|返还|清偿|归还|承担|于)|共同(?:清偿|赔偿|偿还|还款)责任")),
    ("guarantee", re.compile(r"(?:保证|担保)责任|优先受偿权?|折价[^。；;]{0,40}受偿|抵押权|质押权|质权")),
    ("recourse", re.compile(r"追偿")),
)
_ITEMS: Final = re.compile(r"第([一二三四五六七八九十、，,和及至\-\d（）()第项]+)(?:项|条)|上述|前述")


@dataclass(frozen=True, slots=True)
class Liability:
    """``kind``：joint 连带、supplementary 补充、several 按份、together 共同、guarantee 担保或优先受偿、recourse 追偿；

    ``refers`` 是所指的项的原文（“第一、二项”“上述”），没有为空。
    """

    kind: str
    start: int
    end: int
    refers: str = ""


def liabilities(text: str, start: int, end: int) -> Iterator[Liability]:
    """一项里写明的责任，各种至多一处。否定的（“不承担”）不算。"""
    refers = _ITEMS.search(text, start, end)
    for kind, pattern in _KINDS:
        match = pattern.search(text, start, end)
        if match and not re.search("不承担|不负", text[max(start, match.start() - 4):match.end()]):
            yield Liability(kind, *match.span(), refers[0] if refers else "")
