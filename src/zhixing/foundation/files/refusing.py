"""不收的文件。"""

from __future__ import annotations


class Unacceptable(ValueError):
    """不收的文件；消息是给人看的一句话。``suspicious``：像是有害的，交的人之外还应当有人看一看。"""

    def __init__(self, text: str, *, suspicious: bool = False) -> None:
        super().__init__(text)
        self.suspicious = suspicious
