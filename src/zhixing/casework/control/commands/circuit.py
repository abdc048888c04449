"""渠道自己停、自己恢复：连续几次没有反馈的先停一停，到时候先试一个，有了反馈再放开。"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from zhixing.casework.control.commands.channels import changed
from zhixing.casework.control.models import Agency
from zhixing.foundation.history.context import Job

CIRCUIT: Final = 5
"""连续几次没有反馈，渠道自行停用。"""
PROBE_AFTER: Final = timedelta(minutes=30)
"""停用多久以后先放一个请求试试。"""


def failed(agency_id: int, count: int, now: datetime) -> None:
    """一家单位又有 ``count`` 个请求没有反馈：连续到 :data:`CIRCUIT` 次的自行停用，半小时后先试一个。须在事务里。"""
    held = Agency.objects.select_for_update().get(pk=agency_id)
    held.failures = min(held.failures + count, 30_000)
    opened = held.failures >= CIRCUIT and (held.paused_until is None or held.paused_until <= now)
    if opened:
        held.paused_until, held.paused_why = now + PROBE_AFTER, f"连续{held.failures}次没有反馈，自行停用"
    held.save(update_fields=["failures", "paused_until", "paused_why"])
    if opened:
        changed(held.court_id, Job("查控渠道"), held.name, held.paused_why)


def alive(agency_id: int, now: datetime) -> None:
    """一家单位有了反馈：自行停用的恢复，连续失败清零。须在事务里。"""
    held = Agency.objects.select_for_update().get(pk=agency_id)
    healed = bool(held.failures >= CIRCUIT and held.paused_until)
    held.last_reply_at, held.failures = now, 0
    if healed:
        held.paused_until, held.paused_why = None, ""
    held.save(update_fields=["last_reply_at", "failures", "paused_until", "paused_why"])
    if healed:
        changed(held.court_id, Job("查控渠道"), held.name, "又有了反馈，恢复")
