"""案件的分量：各条轨道一件算多少，中止的、报结的算多少，重点、涉众、大标的另加多少（本院设置，百分之几件）。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from zhixing.law import settings
from zhixing.law.states import REVIEWS, State

KEY: Final = "centre.weight."
"""设置的键以此开头，其后是 :class:`Weights` 的栏目。"""
IDLE: Final = frozenset({State.SUSPENDED, State.STAYED, State.PROPOSED})
"""暂时不用办、已经报结的。"""
OPEN: Final = frozenset({State.ASSIGNED, State.ENFORCING, *IDLE})
"""有承办人、还没有结的。"""
HEAVY: Final = ("key", "crowd", "big")
"""另加分量的标签：重点、涉众、大标的。"""


@dataclass(frozen=True, slots=True)
class Weights:
    """一件算多少，百分之几件。``idle`` 是中止、暂缓、报结的一件，``heavy`` 是另加的。"""

    fast: int
    normal: int
    preservation: int
    final: int
    review: int
    idle: int
    heavy: int

    def of(self, track: str, kind: str, *, state: str = "", heavy: bool = False) -> int:
        """一件的分量；还没有分流的看案件类型。至少算百分之一件。

        >>> Weights(50, 100, 30, 60, 80, 20, 50).of("", "执保")
        30
        """
        if state in IDLE:
            return max(self.idle, 1)
        base: int = getattr(self, track or _track(kind))
        return max(base + (self.heavy if heavy else 0), 1)


def _track(kind: str) -> str:
    return "preservation" if kind == "执保" else "review" if kind in REVIEWS else "normal"


def weights_from(own: Mapping[str, Any]) -> Weights:
    """本院设过的值（没有的用默认）→ 各项分量。"""
    names = (one.name for one in fields(Weights))
    return Weights(**{name: int(own.get(KEY + name, settings.default(KEY + name))) for name in names})
