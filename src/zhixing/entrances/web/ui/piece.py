"""零件的共同点：有一个模板。"""

from __future__ import annotations

from typing import ClassVar


class Piece:
    """一个零件。``template`` 是它的模板；``id`` 非空时 htmx 可以只要这一块。"""

    __slots__ = ()
    template: ClassVar[str]


Content = Piece | str
"""能放进格子里的：零件，或者一段文字（自动转义）。"""
