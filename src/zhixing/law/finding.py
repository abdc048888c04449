"""结论：一条规则的回答，连同它的理由、依据、输入和推算步骤。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from zhixing.law.articles import Article

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """推算的一步。``text`` 是给人看的一句话，``article`` 是这一步的条文。"""

    text: str
    article: Article | None = None

    def as_data(self) -> dict[str, Any]:
        """用于保存和 ``--json`` 输出。"""
        return {"text": self.text, "article": str(self.article) if self.article else None}


@dataclass(frozen=True, slots=True)
class Reason:
    """一条不能办的理由。

    ``code`` 稳定不变（接口和日志用），``text`` 说为什么，``remedy`` 说下一步怎么办，
    ``act`` 是能补上它的行为（:mod:`zhixing.law.states` 的行为代码，页面据此放按钮）。
    ``subject`` 指明涉及哪一项（节点键、措施编号……），``overridable`` 表示经批准可以放行。
    """

    code: str
    text: str
    article: Article
    remedy: str = ""
    act: str = ""
    subject: str = ""
    overridable: bool = False

    def as_data(self) -> dict[str, Any]:
        """用于保存和 ``--json`` 输出。"""
        return {
            "code": self.code, "text": self.text, "article": str(self.article), "remedy": self.remedy,
            "act": self.act, "subject": self.subject, "overridable": self.overridable,
        }


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """规则的回答。

    ``value`` 是结果；``reasons`` 为空才算通过；``warnings`` 只提醒，不拦；``articles`` 是所依据的条文；
    ``inputs`` 是所用的事实（可存成 JSON）；``steps`` 是推算过程。
    """

    value: T
    articles: tuple[Article, ...]
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """没有拦住的理由。"""
        return not self.reasons

    def require(self) -> T:
        """取结果；有理由拦住时抛出 :class:`Refused`，带全部理由。"""
        if self.reasons:
            raise Refused(self)
        return self.value

    def as_data(self) -> dict[str, Any]:
        """理由、依据、输入、步骤（不含 ``value``），用于随事件保存。"""
        return {
            "reasons": [r.as_data() for r in self.reasons],
            "warnings": [w.as_data() for w in self.warnings],
            "articles": [str(a) for a in self.articles],
            "steps": [s.as_data() for s in self.steps],
            "inputs": dict(self.inputs),
        }


class Refused(Exception):
    """依法或依规则不能办。``finding.reasons`` 列出全部理由；什么也没有改变。"""

    def __init__(self, finding: Finding[Any]) -> None:
        self.finding = finding
        super().__init__("；".join(r.text for r in finding.reasons))


def refuse(code: str, text: str, article: Article, *, remedy: str = "", act: str = "", subject: str = "") -> Finding[None]:
    """只有一条理由的拒绝。"""
    return Finding(None, (article,), reasons=(Reason(code, text, article, remedy, act, subject),))
