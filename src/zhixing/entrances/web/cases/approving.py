"""报批之后怎么说：等谁批。"""

from __future__ import annotations

from zhixing.foundation.approvals.queries import Approval, Step


def waiting(approval: Approval) -> str:
    """“等团队长审批”；没有待定的一步就是批准了。"""
    step = next((s for s in approval.steps.all() if s.decision == Step.Decision.WAITING), None)
    return f"等{step.label}审批" if step else "已批准"
