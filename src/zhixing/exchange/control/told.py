"""一份收到的报文读成什么。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from zhixing.casework.control.told import ControlTold, Told

__all__ = ["ControlTold", "Parsed", "Told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """读出来的一份。

    - ``sort``：``Reply.Sort`` 的代码；读不出的为空；``numbers``：说的是哪些请求单号（受理、拒收可以几个，其余一个）；
    - ``result``：查询的结果 full、none、partial；``findings``、``control``：各条；
    - ``reason``：退回、拒收的原因；``receipt``：回执文书的字节；``at``：对方写的时间（带时区），``charset``：实际的编码；
    - ``faults``：整份的毛病（代码）；``readable`` 假的整份不用，什么也不记进去，等对方重来。
    """

    sort: str = ""
    numbers: tuple[str, ...] = ()
    result: str = ""
    findings: tuple[Told, ...] = ()
    control: tuple[ControlTold, ...] = ()
    reason: str = ""
    receipt: bytes = field(default=b"", repr=False)
    at: datetime | None = None
    charset: str = ""
    faults: tuple[str, ...] = ()
    readable: bool = True

    @property
    def number(self) -> str:
        """第一个请求单号。"""
        return self.numbers[0] if self.numbers else ""
