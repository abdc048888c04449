"""节点、审批两栏，和节点、动态各自“怎么来的”。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.nodes.queries import Node, of_case, with_light
from zhixing.entrances.web.cases import sides
from zhixing.entrances.web.cases.desk import open_desk
from zhixing.entrances.web.cases.view import BEFORE, View
from zhixing.entrances.web.ui import (
    Column,
    Empty,
    Facts,
    Fold,
    Item,
    Items,
    Light,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates, day, full_day, moment
from zhixing.foundation.approvals.queries import Approval, of_stream
from zhixing.foundation.history.queries import entries, revive

TONES = {"pending": "purple", "approved": "green", "returned": "orange", "withdrawn": "grey"}


# ---- 节点 ----


def nodes(view: View) -> Panel:
    """全部节点：待办的在前，办了的、不涉及的也在；上线日以前届满的收在后面，不计。"""
    counted = [node for node in view.nodes if node.state != BEFORE]
    return Panel(flush=True, body=(_nodes(view, counted), *_ahead(view)))


def _nodes(view: View, found: list[Node]) -> Table:
    columns = (Column("节点"), Column("届满"), Column("状态"), Column("起算"), Column("依据", wide=True))
    rows = tuple(_node(view, node) for node in found)
    return Table(columns=columns, rows=rows, label="节点", empty=Empty("还没有节点", icon="traffic-lights"))


def _ahead(view: View) -> tuple[Fold, ...]:
    found = view.ahead
    told = f"{full_day(view.case.live_on)}上线以前届满的，不亮灯，不拦报结"
    return (Fold(f"上线前不计 {len(found)} 个", (_nodes(view, found),), told),) if found else ()


def _node(view: View, node: Node) -> Row:
    when: Content = sides.deadline(view, node) if node.state == Node.State.OPEN else full_day(node.due) or "—"
    soft = () if node.hard else ("院内要求",)
    return Row(cells=(
        (str(node), *soft), when, _state(view, node), full_day(node.started), "、".join(node.basis) or "—",
    ))


def _state(view: View, node: Node) -> tuple[Content, ...]:
    if node.state == Node.State.OPEN:
        words = {"red": "超期", "yellow": "临期", "green": "待办", "grey": _quiet(node)}
        return (Light(node.light, words[node.light]),)  # type: ignore[attr-defined]
    if node.state == BEFORE:
        return (Status("上线前不计", "grey"),)
    if node.state == Node.State.DONE:
        late = (Status("办结时已超期", "orange"),) if node.late else ()
        return (f"{day(node.done_on, view.desk.today)}办结", *late)
    return (node.get_state_display(),)


def _quiet(node: Node) -> str:
    """灰灯的意思。"""
    if node.paused:
        return "停算中"
    return "等候外部" if node.whose == Node.Whose.OUTSIDE else "待办"


def node(request: HttpRequest, case_id: int, node_id: int) -> HttpResponse:
    """一个节点的日子是怎么算出来的。"""
    desk = open_desk(request, case_id)
    row = with_light(of_case(case_id), desk.today).get(pk=node_id)
    steps = tuple(Item(title=dates(s["text"]), note=f"依据：{s['article']}" if s.get("article") else "") for s in row.steps)
    facts: tuple[tuple[str, Content], ...] = (
        ("届满日", full_day(row.due) or "没有固定期限"), ("顺延前", full_day(row.counted_to) or "—"), ("起算日", full_day(row.started)),
        ("性质", "法定或者司法解释规定的期限" if row.hard else "院内要求，可由本院设定"), ("归谁", row.get_whose_display()),
        ("依据", "、".join(row.basis) or "—"), ("规则版本", row.rule_version), ("日历版本", row.calendar_version),
    )
    return show(request, Page(
        title=f"{row}怎么算出来的", pretitle=str(desk.case), back=desk.home, back_text="返回案件",
        body=(Panel(title="推算步骤", flush=True, body=(Items(items=steps),)), Panel(title="用到的事实", body=(Facts(facts),))),
    ))


def entry(request: HttpRequest, case_id: int, seq: int) -> HttpResponse:
    """一条动态的依据：条文、核对过的、提醒过的。"""
    desk = open_desk(request, case_id)
    row = entries(desk.case.stream).get(seq=seq)
    found = row.finding
    steps = tuple(Item(title=dates(s["text"]), note=f"依据：{s['article']}" if s.get("article") else "") for s in found.get("steps", []))
    warned = tuple(Item(title=dates(w["text"]), note=f"依据：{w['article']}", tone="yellow") for w in found.get("warnings", []))
    facts: tuple[tuple[str, Content], ...] = (
        ("发生日", full_day(row.happened_on)), ("记下", moment(row.recorded_at)), ("谁", f"{row.actor_name}　{row.actor_post}"),
        ("来源", row.get_source_display()), ("依据", "、".join(found.get("articles", [])) or "—"), ("第几条", str(row.seq)), ("哈希", row.hash[:16]),
    )
    body = [Panel(body=(Facts(facts),))]
    body += [Panel(title="核对", flush=True, body=(Items(items=(*steps, *warned)),))] if steps or warned else []
    return show(request, Page(title=revive(row).sentence(), pretitle=str(desk.case), back=desk.home, back_text="返回案件", body=tuple(body)))


# ---- 审批 ----


def approvals(view: View) -> Items:
    """本案的审批单，近的在前。"""
    rows = tuple(_approval(view, a) for a in of_stream(view.case.stream))
    return Items(items=rows, empty=Empty("没有审批单", "中止、延期、报结等要报批的，会出现在这里。", "rubber-stamp"))


def _approval(view: View, a: Approval) -> Item:
    steps = "　→　".join(f"{s.label}：{s.decided_by.name if s.decided_by else ''}{s.get_decision_display()}" for s in a.steps.all())
    return Item(
        title=a.title, url=reverse("approval_page", args=[a.pk]), tags=(Status(a.get_state_display(), TONES[a.state]),),
        note=f"{a.submitted_by.name} {day(a.submitted_on, view.desk.today)}报 · {steps}",
    )

