"""十步走到哪里：看链上的事件、查阅日志、存下的清单。演示法院建起来时模拟办的（标“演示时间”）不算。"""

from __future__ import annotations

from collections.abc import Collection

from zhixing.casework.cases.queries import SavedList
from zhixing.entrances.web.training.programme import Programme, Step
from zhixing.entrances.web.training.visits import OPENED
from zhixing.foundation.history.queries import Entry, readings
from zhixing.foundation.people.queries import User

CORRECTED = "corrected"


def done_steps(programme: Programme, user: User) -> frozenset[Step]:
    """已经办完的几步。"""
    known = frozenset(_facts(programme, user))
    return frozenset(step for step in programme.steps if known & set(step.done))


def _facts(programme: Programme, user: User) -> Collection[str]:
    """这个人真办过的，写成 ``done`` 的写法。"""
    wanted = {done for step in programme.steps for done in step.done}
    return [*_entries(wanted, user), *_reads(wanted, user), *_saved(wanted, user)]


def _entries(wanted: set[str], user: User) -> list[str]:
    mine = Entry.objects.filter(court_id=user.court_id, actor_id=user.pk, simulated=False)
    told = [done for done in wanted if done.startswith("entry:")]
    types = {done.split(":")[1] for done in told}
    rows = list(mine.filter(type__in=types).values_list("type", "payload__what")) if types else []
    found = [done for done in told if any(_is(done, name, what or "") for name, what in rows)]
    corrected = CORRECTED in wanted and mine.filter(corrects__isnull=False).exclude(type="cases.EntryWithdrawn").exists()
    return [*found, CORRECTED] if corrected else found


def _is(done: str, name: str, what: str) -> bool:
    _, kind, *begins = done.split(":")
    return kind == name and (not begins or what.startswith(begins[0]))


def _reads(wanted: set[str], user: User) -> list[str]:
    told = [done for done in wanted if done.partition(":")[0] in ("read", "seen")]
    if not told:
        return []
    rows = readings(user.court_id).filter(actor_id=user.pk).order_by().values_list("what", "detail").distinct()
    seen = {f"read:{what}" for what, _ in rows} | {f"seen:{detail}" for what, detail in rows if what == OPENED}
    return [done for done in told if done in seen]


def _saved(wanted: set[str], user: User) -> list[str]:
    return ["saved"] if "saved" in wanted and SavedList.objects.filter(user=user).exists() else []
