"""反馈表、回函里的反馈：交进来的人有权查这件案件；有等着的请求就是它的反馈，没有的（在别的系统里查的）单独记一次。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.control.access import require_court
from zhixing.casework.control.commands import findings, replying
from zhixing.casework.control.commands.channels import changed
from zhixing.casework.control.events import QuerySent
from zhixing.casework.control.models import Agency, Reply, Request
from zhixing.casework.control.queries_waves import FAILED, OPEN, PULLED
from zhixing.casework.control.reckoning import feedback
from zhixing.casework.control.told import Told
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.states import Act

FIRST_QUERY: Final = "N-04"
_R: Final = Reply.State


@transaction.atomic
def fed(*, case: Case | int, party: Party | int, reply: Reply, told: Sequence[Told], actor: User, on: date, scope: str = "part") -> bool:
    """记一个被执行人的反馈，返回记了没有（这一份导入过的不再记）。``on`` 是反馈日；``scope`` 是查了全部项目还是部分。

    等着这家单位反馈的请求就算反馈了（自己来取、还没有到时候的不算，等它自己的反馈）；没有请求的，还没有发起过查询的案件一并记“发起查询”。须有权在本案发起查询。
    """
    held = begin(Act.QUERY, case=case, actor=actor, revision=None)
    debtor = Party.objects.get(pk=party if isinstance(party, int) else party.pk, case=held)
    if reply.state != _R.WAITING:
        return False
    states = FAILED if reply.agency.channel in PULLED else (*OPEN, *FAILED)  # 自己来取的还在等它自己答：人交的表不能抢在前头
    waiting = Request.objects.filter(agency=reply.agency_id, party=debtor, state__in=states).order_by("-pk").first()
    if waiting is not None:
        heard = replying.Heard(reply=reply, sort=Reply.Sort.FEEDBACK, numbers=(waiting.number,), on=on, told=tuple(told))
        replying.heard([heard], now=context.current().now)
        return True
    _outside(held, debtor, reply, told, actor, on, scope)
    return True


def _outside(case: Case, party: Party, reply: Reply, told: Sequence[Told], actor: User, on: date, scope: str) -> None:
    """在别的系统里查的。"""
    agency = reply.agency
    made = findings.take(case=case, party=party, told=told, on=on, reply=reply, actor=actor)
    reply.state, reply.handled_at = _R.TAKEN, context.current().now
    reply.save(update_fields=["state", "handled_at"])
    if Node.objects.filter(case=case, code=FIRST_QUERY, state=Node.State.OPEN).exists():
        finish(QuerySent(channel=agency.network, scope=scope, person=party.name), case=case, actor=actor, on=on)
    finish(feedback(made, [agency.name], None), case=case, actor=actor, on=on)


@transaction.atomic
def set_columns(*, agency: Agency | int, actor: User, columns: Sequence[Mapping[str, Any]]) -> Agency:
    """换一家单位对照过的栏目（``exchange.control.layouts.of`` 的写法，由调用者核对过）。"""
    held = Agency.objects.select_for_update().get(pk=agency if isinstance(agency, int) else agency.pk, court=actor.court_id)
    require_court(actor, held.court_id, "may_run_waves", "对照反馈表的栏目")
    held.columns = [dict(one) for one in columns]
    held.save(update_fields=["columns"])
    changed(held.court_id, actor, held.name, f"对照反馈表的栏目：{'、'.join(str(one.get('name')) for one in columns)}")
    return held
