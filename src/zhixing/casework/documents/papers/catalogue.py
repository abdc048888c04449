"""文书目录：一种文书一行——代码、名称、版面、数据有哪些栏目、法律依据、栏目之间的规矩。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhixing.casework.documents.papers.fields import Field, Group, Size

Values = Mapping[str, Any]
Rule = Callable[[Values], Iterator[str]]
Basis = tuple[str, ...] | Callable[[Values], tuple[str, ...]]
"""法律依据：固定的几条，或者随所选的事由而定。"""


def nothing_more(values: Values) -> Iterator[str]:
    """栏目之间没有别的规矩。"""
    yield from ()


def nothing_else(values: Values) -> dict[str, Any]:
    """没有算出来的栏目。"""
    return {}


@dataclass(frozen=True, slots=True)
class Template:
    """一种文书。``basis`` 是法律依据（按成文日期换条号）；``rule`` 说出栏目之间的毛病；``derived`` 是由别的栏目算出来的。

    平常的叫法（终本裁定、腾退公告……）见 :data:`ALSO`。
    """

    code: str
    title: str
    fields: Mapping[str, Field]
    basis: Basis = ()
    rule: Rule = nothing_more
    derived: Callable[[Values], dict[str, Any]] = nothing_else

    def cited(self, values: Values) -> tuple[str, ...]:
        """这份文书引用哪几条。"""
        return self.basis(values) if callable(self.basis) else self.basis

    def sample(self, size: Size) -> dict[str, Any]:
        """样张数据：``minimal`` 只有必填的，``typical`` 各栏都有，``monstrous`` 各栏都到顶。"""
        return Group("", fields=self.fields).sample(size)


def by_ground(grounds: Mapping[str, tuple[str, ...]]) -> Basis:
    """依据随“事由”一栏（``ground``）而定。"""
    return lambda values: grounds[values["ground"]]


ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "eviction_announcement": ("腾退公告", "强制迁出公告",),
    "termination_ruling": ("终本裁定", "终本裁定书",),
    "end_ruling": ("终结裁定", "终结执行裁定书",),
    "report_order": ("财产申报表", "报告财产令及申报表",),
    "dishonesty_decision": ("失信决定书",),
    "payout_notice": ("发放通知",),
    "settlement": ("和解协议",),
    "expiry_notice": ("保全告知书",),
    "refusal_transfer": ("拒执移送函",),
    "interview_record": ("询问笔录",),
    "termination_talk": ("终本约谈笔录",),
    "entrustment": ("委托函",),
    "transfer_request": ("商请移送函",),
    "transfer_reply": ("移送函",),
    "investigation_order": ("调查令",),
    "payout_approval": ("发放审批表",),
    "distribution_plan": ("分配方案",),
    "seizure_ruling": ("查封裁定", "扣押裁定",),
    "release_ruling": ("解除裁定",),
    "renewal_ruling": ("续行裁定", "续封裁定", "续冻裁定",),
    "offset_ruling": ("抵债裁定",),
    "seizure_list": ("查封清单", "扣押清单",),
    "suspension_ruling": ("中止裁定",),
}
"""平常的叫法里，代码表 document 没有的：代码 → 叫法。"""
