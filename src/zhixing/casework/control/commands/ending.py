"""一批查询办完：没有还在外面的了。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from zhixing.casework.control.commands.channels import wave_changed
from zhixing.casework.control.models import Request, Wave
from zhixing.casework.control.queries_waves import UNDER_WAY
from zhixing.foundation.history.context import Job


def end_waves(waves: Collection[int], now: datetime) -> None:
    """这几批里，没有还在外面的请求的，记办完。须在事务里。"""
    if not waves:
        return
    waiting = Request.objects.filter(wave=OuterRef("pk"), state__in=UNDER_WAY)
    rows = Wave.objects.filter(~Exists(waiting), pk__in=waves, state=Wave.State.RUNNING).select_for_update(of=("self",)).order_by("pk")
    for wave in rows:
        wave.state, wave.finished_at = Wave.State.DONE, now
        wave.save(update_fields=["state", "finished_at"])
        wave_changed(wave, "done", Job("查询批次"))
