"""节点的全部写入：随事件重算、全院重算、影响期限的各行为。"""

from __future__ import annotations

from zhixing.casework.nodes.commands.acts import (
    carry_out,
    end_exclusion,
    end_stay,
    propose_exclude,
    propose_extend,
    propose_stay,
    propose_suspend,
    propose_waive,
    resume,
)
from zhixing.casework.nodes.commands.court import KIND, replan_court, replan_one, setting_changed
from zhixing.casework.nodes.commands.planning import Moved, refresh, refresh_many, replan

__all__ = [
    "KIND", "Moved", "carry_out", "end_exclusion", "end_stay", "propose_exclude", "propose_extend", "propose_stay",
    "propose_suspend", "propose_waive", "refresh", "refresh_many", "replan", "replan_court", "replan_one", "resume",
    "setting_changed",
]
