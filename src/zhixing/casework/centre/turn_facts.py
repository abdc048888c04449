"""行 → ``law.turns`` 的事：节点、办着的各样、承办人。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.turn_lines import Line
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people.queries import Post
from zhixing.law import duties
from zhixing.law.approvals import LABELS
from zhixing.law.nodes import CLOSED
from zhixing.law.states import ENDED, UNFILED, Act, State
from zhixing.law.turn_table import of_node
from zhixing.law.turns import ANY, APPROVALS, COURT, OUTSIDE, Brings, Place, Task, Who
from zhixing.law.words import word

FILERS: Final = "立案人员"
TAKES: Final = ("freeze", "seize", "distrain")
_ENDS: Final = {"renew": "control.Renewed", "release": "control.Released", "deduct": "control.Deducted"}
_FAILED: Final = ("timeout", "rolled_back", "dead")


def place_of(case: Case, lines: Iterable[Line], on: date) -> Place:
    """案件这一边：承办人（有人代办的是代办人），没有分案的是立案、指挥中心。"""
    lines = list(lines)
    last = max((line.since for line in lines if line.sort == "last"), default=case.accepted_on or case.received_on)
    return Place(handler=_handler(case, lines), last_on=last, open=case.state not in ENDED)


def _handler(case: Case, lines: Iterable[Line]) -> Who:
    acting = next((line for line in lines if line.sort == "acting"), None)
    if acting is not None:
        return Who(f"{acting.name}（代办）", user=acting.who)
    if case.handler_id and case.handler:
        return Who(case.handler.name, user=case.handler_id, team=case.team_id)
    return Who(FILERS, post=Post.FILING) if case.state in UNFILED else Who("指挥中心", post=Post.CENTRE)


def tasks_of(case: Case, nodes: Iterable[Node], lines: Iterable[Line], place: Place) -> list[Task]:
    """摆着的各件事。"""
    lines = list(lines)
    found = [of_node(node, _owner(node, place), case.kind) for node in nodes]
    given = [made for line in lines if (made := _task(line, case, place)) is not None]
    return found + _without_papers_of_orders(given, lines)


def _owner(node: Node, place: Place) -> Who:
    """有承办人的归承办人（代办人），没有的归节点所归的职务。"""
    if node.owner_id or not node.owner_post:
        return place.handler
    return Who(_post(node.owner_post), post=node.owner_post)


def _post(post: str) -> str:
    """一个职务的叫法。"""
    if post == Post.FILING:
        return FILERS
    return Post(post).label if post in Post.values else post


def _without_papers_of_orders(tasks: list[Task], lines: Iterable[Line]) -> list[Task]:
    """用了印、随控制令发出的文书，不另算一件要送达的。"""
    with_orders = {f"paper:{pk}" for line in lines if line.sort == "order" for pk in (line.first, line.second) if pk}
    sealed = {f"paper:{line.pk}" for line in lines if line.sort == "paper" and line.state == "sealed"}
    return [one for one in tasks if one.key not in with_orders & sealed]


def _task(line: Line, case: Case, place: Place) -> Task | None:
    made = _MADE.get(line.sort)
    return made(line, case, place) if made else None


def _made(line: Line, what: str, who: Who, *, side: str = COURT, act: str = "", after: tuple[str, ...] = (), brings: tuple[Brings, ...] = (),
          subject: str = "", pinned: bool = False) -> Task:
    key = f"{line.sort}:{line.pk}:{line.state}" if line.sort == "payment" else f"{line.sort}:{line.pk}"
    return Task(key=key, sort=line.sort, what=what, side=side, who=who, since=line.since, due=line.due, act=act, after=after, brings=brings,
                subject=subject, pinned=pinned)


# ---- 审批、文书 ----


def _approval(line: Line, case: Case, place: Place) -> Task:
    """轮到的那一步的职务。报结的，别的都等它。"""
    closing = case.state == State.PROPOSED and line.kind.startswith("close_")
    name = LABELS.get(line.post, _post(line.post))
    brings = (Brings(CLOSED),) if closing else ()
    team = line.name.removesuffix("团队") if line.post == Post.TEAM_LEADER else ""  # 报到局领导以后，就不是哪个团队的了
    who = Who(f"{team}{name}", post=line.post, team=line.team if team else None)
    return _made(line, f"审批“{line.title.removeprefix(str(case)).strip()}”", who, act=APPROVALS, brings=brings, pinned=closing)


def _paper(line: Line, case: Case, place: Place) -> Task:
    """拟稿的送签，送了的签发，签发了的用印，用了印的送达；报批的等审批。"""
    what, who, act = {
        "draft": (f"拟好并送签《{line.title}》", Who(line.name, user=line.who), Act.DRAFT_DOCUMENT),
        "review": (f"签发《{line.title}》", place.handler, Act.SIGN_DOCUMENT),
        "signed": (f"《{line.title}》用印", Who("用印人员", team=case.team_id), Act.SEAL_DOCUMENT),
        "sealed": (f"送达《{line.title}》", place.handler, Act.SERVE),
    }[line.state]
    after = (f"approval:{line.first}",) if line.first and line.state == "review" else ()
    brings = tuple(Brings(event, {"document": line.kind}) for event in ("documents.Issued", "documents.Served"))
    return _made(line, what, who, act=act, after=after, brings=brings)


# ---- 控制令、查询 ----


def _order(line: Line, case: Case, place: Place) -> Task:
    """拟稿的等裁定、通知书；用了印的发出；发出了的等协助单位；没有办成的承办人处理。"""
    name = f"{word('control_order', line.kind)}{line.title}"
    after = tuple(f"paper:{pk}" for pk in (line.first, line.second) if pk) if line.state in ("draft", "ready") else ()
    if line.state in _FAILED:
        return _made(line, f"处理没有办成的控制令：{name}", place.handler, act=Act.ORDER_CONTROL, brings=_ordered(line))
    if line.state in ("draft", "ready"):
        return _made(line, f"发出控制令：{name}", place.handler, act=Act.SEND_ORDER, after=after, brings=_ordered(line))
    return _made(line, name, Who(line.name or "协助单位"), side=OUTSIDE, brings=_ordered(line))


def _ordered(line: Line) -> tuple[Brings, ...]:
    if line.kind in TAKES:
        return (Brings("control.MeasureTaken", {"property": line.extra}, line.title),)
    return (Brings(_ENDS[line.kind], {}, line.title),)


def _query(line: Line, case: Case, place: Place) -> Task:
    brings = (Brings("control.QuerySent", {"channel": "network", "scope": "full"}),)
    return _made(line, f"签发查询（{line.name}提出）", Who("执行局长、执行法官", post=Post.DIRECTOR), act=Act.QUERY, brings=brings)


# ---- 钱 ----


def _receipt(line: Line, case: Case, place: Place) -> Task:
    return _made(line, f"确认到账{line.title}的认领", Who("案款管理员", post=Post.FUNDS), act=Act.CONFIRM_MONEY)


def _payment(line: Line, case: Case, place: Place) -> Task:
    """起草的送批，批准了的出纳付款，交了银行的等银行，退汇的另付。"""
    what, who, side = {
        "draft": (f"发放审批表{line.title}送批", Who(line.name, user=line.who), COURT),
        "review": (f"发放审批表{line.title}", place.handler, COURT),
        "ready": (f"付款{line.title}", Who("出纳", post=Post.CASHIER), COURT),
        "exported": (f"付款{line.title}", Who("银行"), OUTSIDE),
        "bounced": (f"退汇的另付{line.title}", place.handler, COURT),
    }[line.state]
    after = (f"approval:{line.first}",) if line.first and line.state == "review" else ()
    brings = tuple(Brings(event, {}, ANY) for event in ("funds.Planned", "funds.Paid"))
    return _made(line, what, who, side=side, act=Act.RELEASE_MONEY if line.state == "ready" else Act.PAY_OUT, after=after, brings=brings)


# ---- 事务单、交接、委托 ----


def _item(line: Line, case: Case, place: Place) -> Task:
    """待领的归办理台，领了的归领的人，等外面回复的等外面，退回的归交办的人。"""
    duty = duties.catalogue().get(line.kind)
    name = duty.name if duty else "本院事务"
    what = f"{name}（{line.title}）" if line.title else name
    brings = tuple(_closing(one, line.title) for one in duty.closes) if duty else ()
    if line.state == "waiting":
        return _made(line, what, Who(line.name or "外面的单位"), side=OUTSIDE, brings=brings)
    if line.state == "queued":
        desk = Who(line.post, team=line.team) if line.team else Who("集约事务台", post=_first(duty.posts if duty else ()))
        return _made(line, what, desk, act=Act.REQUEST_ITEM, brings=brings)
    told = f"{what}，已退回" if line.state == "returned" else what
    return _made(line, told, Who(line.name, user=line.who) if line.name else place.handler, act=Act.REQUEST_ITEM, brings=brings)


def _first(posts: Collection[str]) -> str:
    """没有定团队的一种，归哪个职务：有指挥中心的是指挥中心。"""
    return Post.CENTRE if not posts or Post.CENTRE in posts else min(posts)


def _closing(one: duties.Closing, subject: str) -> Brings:
    """办完这张事务单的登记；目录写了几种值的，都算。"""
    values = {one.field: sorted(one.values)} if one.field and one.values else _WIDE.get(one.event, {})
    return Brings(one.event, values, subject or ANY)


_WIDE: Final[dict[str, dict[str, Any]]] = {
    "control.QuerySent": {"channel": "network", "scope": "full"},
    "control.MeasureTaken": {"property": ["deposit", "movable", "real_estate", "other_right"]},
}
"""事务单没有写是哪一种的：查询按全部项目，控制不论哪种财产。"""


def _handover(line: Line, case: Case, place: Place) -> Task:
    who = Who(line.name or "接收的团队", user=line.who, team=line.team)
    return _made(line, f"接收交接（{word('segment', line.kind)}）", who, act=Act.HAND_ON)


def _entrusted(line: Line, case: Case, place: Place) -> Task:
    what = f"委托{word('entrusted', line.kind)}：{line.title}"
    if line.state == "returned":
        return _made(line, f"{what}，被退回", place.handler, act=Act.ENTRUST)
    return _made(line, what, Who(line.name or "受托法院"), side=OUTSIDE)


_MADE: Final[dict[str, Callable[[Line, Case, Place], Task]]] = {
    "approval": _approval, "paper": _paper, "order": _order, "query": _query, "receipt": _receipt, "payment": _payment, "item": _item,
    "handover": _handover, "entrusted": _entrusted,
}
