"""第一天十步的页面：办完几步，下一步是什么，在哪里做。"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.web import remedies
from zhixing.entrances.web.training.programme import Programme, Step
from zhixing.entrances.web.training.progress import done_steps
from zhixing.entrances.web.training.visits import mine
from zhixing.entrances.web.ui import Action, Item, Items, Note, Page, Panel, Status, show
from zhixing.foundation.history import context
from zhixing.law.states import State

ACT = "act:"


def page(request: HttpRequest) -> HttpResponse:
    """这个人的第一天。不是演示法院、没有任职的，没有这一页。"""
    programme = mine(request) if settings.DEMO else None
    if programme is None:
        raise Http404
    done, links = done_steps(programme, request.user), _links(request, programme)
    current = next((step for step in programme.steps if step not in done), None)
    items = tuple(_item(n, step, step in done, step is current, links[step]) for n, step in enumerate(programme.steps, 1))
    return show(request, Page(
        title=_headline(len(done), len(programme.steps)), pretitle=f"第一天十步 · {programme.title}",
        body=(Note("照着做一遍就会了。每一步办没办完，系统从真实的记录里看，不用打勾；做错了也不要紧，这里是演示法院。"),
              Panel(flush=True, body=(Items(items=items, id="steps"),))),
    ))


def _headline(done: int, total: int) -> str:
    if done == total:
        return f"{total} 步都办完了"
    return f"办完 {done} 步，还有 {total - done} 步" if done else f"从第一步开始，共 {total} 步"


def _item(number: int, step: Step, done: bool, current: bool, url: str) -> Item:
    tag = Status("已办完", "green", icon="check") if done else Status("下一步", "blue") if current else Status("还没做", "plain")
    go = Action(text="再看看" if done else "去做", url=url, small=True, kind="primary" if current else "plain")
    return Item(title=f"{number}. {step.what}", note=step.why, tags=(tag,), actions=(go,), tone="green" if done else "")


def _links(request: HttpRequest, programme: Programme) -> dict[Step, str]:
    """每一步去哪里做。"""
    first = _first(request, {step.link.removeprefix(ACT) for step in programme.steps if step.link.startswith(ACT)})
    return {step: _link(step.link, first) for step in programme.steps}


def _first(request: HttpRequest, acts: set[str]) -> dict[str, str]:
    """各样行为的第一件：自己的应办事项里的；没有的，看得见的案件里的。报结审批中的办不了，不算。"""
    today, found = context.current().today, dict[str, str]()
    for rows in (nodes.open_for(request.user, today), nodes.board(request.user, today)):
        waiting = rows.filter(act__in=acts - found.keys()).exclude(case__state=State.PROPOSED).order_by("act", "due", "id")
        found |= {node.act: remedies.act_url(node.case_id, node.act, node.key) for node in waiting.distinct("act")}
    return found


def _link(link: str, first: dict[str, str]) -> str:
    if link.startswith(ACT):
        return first.get(link.removeprefix(ACT), reverse("case_list"))
    name, _, query = link.partition("?")
    return f"{reverse(name)}?{query}" if query else reverse(name)
