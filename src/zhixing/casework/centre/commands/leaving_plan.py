"""离岗的人手里有什么：案件、协办、环节、等他接收的交接、事务、只有他能办的、在协助单位的登记；各交给谁。

:func:`plan` 是预演，什么也不改；交接时照同样的办法重新得出，与预演不同的不办。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.commands import Move, check_all
from zhixing.casework.cases.queries import HELPERS, Assignment, Case
from zhixing.casework.centre.commands.standing_in import fit
from zhixing.casework.centre.models import Handover, StandIn, Stay
from zhixing.casework.centre.queries_desks import services
from zhixing.casework.centre.queries_handing import current_stays, live, responsible
from zhixing.casework.centre.queries_items import held_by
from zhixing.casework.control.queries_desk import registrations, valid_on
from zhixing.casework.control.queries_watch import Measure
from zhixing.casework.documents.papers.wording import plain_date
from zhixing.casework.nodes.queries import OPEN, Node
from zhixing.foundation.approvals.queries import Approval, in_court, mine
from zhixing.foundation.people.queries import ADMIN_POSTS, Holding, Post, User, able
from zhixing.law import leaving
from zhixing.law.finding import Reason, Refused
from zhixing.law.segments import HANDLER, segments
from zhixing.law.states import ENDED, State
from zhixing.law.words import word

NODES: Final = 5
"""交接记录里每件写几个最近的节点。"""
KEY: Final = (Post.TEAM_LEADER, Post.DIRECTOR)
"""不能空着的职务。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """要办的：哪一种、自哪天至哪天、怎样交、交给谁；``rest`` 是案件以外各项交给谁，不写的是 ``people`` 的头一位。"""

    sort: str
    way: str
    since: date
    until: date | None = None
    people: tuple[int, ...] = ()
    rest: int | None = None

    @property
    def leaves(self) -> bool:
        """不再回来（调整岗位、调离）。"""
        return self.sort != "leave"

    @property
    def taker(self) -> int | None:
        """案件以外各项交给谁。"""
        return self.rest or next(iter(self.people), None)

    def as_data(self) -> dict[str, Any]:
        """存进预演。"""
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None, "people": list(self.people)}


def read(data: Mapping[str, Any]) -> Asked:
    """由存下的预演还原。"""
    until = data["until"]
    return Asked(
        sort=data["sort"], way=data["way"], since=date.fromisoformat(data["since"]), until=date.fromisoformat(until) if until else None,
        people=tuple(data["people"]), rest=data["rest"],
    )


def plan(asked: Asked, user: User, actor: User, on: date) -> dict[str, Any]:
    """预演：一样一样交给谁；``problems`` 是拦住的理由，空的才能办。"""
    names = dict(User.objects.filter(court=user.court_id).values_list("pk", "name"))
    held = responsible(user.pk)
    cases = _cases(asked, held, names)
    rest = {
        "helps": _helps(user, asked), "stays": _stays(user, asked), "handovers": _handovers(user), "items": _items(user),
        "only": [_only(one) for one in _sole(user, asked)], "agencies": _agencies(user, asked), "approvals": _submitted(user),
    }
    found = {"asked": asked.as_data(), "cases": cases, **rest, "taker": names.get(asked.taker or 0, "")}
    return found | {"problems": [_problem(one) for one in _problems(asked, user, actor, on, found)]}


def _problem(reason: Reason) -> dict[str, str]:
    return {"text": reason.text, "article": str(reason.article), "remedy": reason.remedy, "subject": reason.subject, "act": reason.act}


# ---- 案件 ----


def _cases(asked: Asked, held: Sequence[Case], names: Mapping[int, str]) -> list[dict[str, Any]]:
    to, stays, texts = _targets(asked, held), current_stays(case.pk for case in held), handovers(held)
    return [
        {
            "case": case.pk, "number": str(case), "state": State(case.state).label, "to": to.get(case.pk),
            "name": names.get(to.get(case.pk) or 0, ""),
            "segment": word("segment", stays[case.pk].segment) if case.pk in stays else "", "text": texts[case.pk],
        }
        for case in held
    ]


def _targets(asked: Asked, held: Sequence[Case]) -> dict[int, int]:
    """各件给谁。"""
    if asked.way in ("deputy", "one"):
        return dict.fromkeys((case.pk for case in held), asked.people[0]) if asked.people else {}
    if asked.way != "load" or not asked.people:
        return {}
    rows = Case.objects.filter(handler__in=asked.people).exclude(state__in=ENDED).order_by().values_list("handler", flat=True)
    busy = Counter(rows)
    return leaving.spread((case.pk for case in held), [leaving.Load(one, busy[one]) for one in asked.people])


def handovers(held: Sequence[Case]) -> dict[int, str]:
    """各件的交接记录：在哪一段、最近的节点、在控制的财产几项。"""
    ids = [case.pk for case in held]
    nodes: dict[int, list[Node]] = defaultdict(list)
    for node in Node.objects.filter(OPEN, case__in=ids, due__isnull=False).exclude(cls="B").order_by("case_id", "due", "id"):
        nodes[node.case_id].append(node)
    alive = (Measure.State.ACTIVE, Measure.State.WAITING)
    measures = Counter(Measure.objects.filter(case__in=ids, state__in=alive).order_by().values_list("case", flat=True))
    stays = current_stays(ids)
    return {pk: _text(stays.get(pk), nodes[pk], measures[pk]) for pk in ids}


def _text(stay: Stay | None, nodes: Sequence[Node], measures: int) -> str:
    due = "、".join(f"{node}（{plain_date(node.due)}前）" for node in nodes[:NODES] if node.due) + (f"等{len(nodes)}项" if len(nodes) > NODES else "")
    parts = [f"现在{word('segment', stay.segment)}" if stay else "", f"未办：{due}" if due else "没有定了日子的未办事项"]
    parts += [f"控制着的财产{measures}项" if measures else "没有控制着的财产"]
    return "；".join(part for part in parts if part) + "。"


# ---- 案件以外 ----


def _helps(user: User, asked: Asked) -> list[dict[str, Any]]:
    """协办的案件：请假的照旧，不再回来的换人。"""
    if not asked.leaves:
        return []
    ties = Assignment.objects.filter(user=user, role__in=HELPERS, until__isnull=True).exclude(case__state__in=ENDED).select_related("case")
    return [{"case": row.case_id, "number": str(row.case), "role": row.role} for row in ties.order_by("case_id", "id")]


def _stays(user: User, asked: Asked) -> list[dict[str, Any]]:
    """他接手的环节（承办人自己的随案件走，不在内）。"""
    rows = Stay.objects.filter(user=user, left_at__isnull=True).exclude(case__handler=user, segment__in=_OWN).select_related("case")
    told = ((row, word("segment", row.segment)) for row in rows.order_by("id"))
    return [{"case": row.case_id, "number": str(row.case), "segment": row.segment, "name": name} for row, name in told]


_OWN: Final = tuple(code for code, row in segments().items() if row.owner == HANDLER)


def _handovers(user: User) -> list[dict[str, Any]]:
    rows = Handover.objects.filter(to_user=user, state=Handover.State.OFFERED).select_related("case").order_by("id")
    return [{"id": row.pk, "case": row.case_id, "number": str(row.case), "name": word("segment", row.to_segment)} for row in rows]


def _items(user: User) -> list[dict[str, Any]]:
    known = services(user.court_id)
    rows = held_by(user.pk).order_by("pk")
    return [{"item": row.pk, "number": row.number, "name": known[row.duty].name if row.duty in known else row.duty} for row in rows]


def _agencies(user: User, asked: Asked) -> list[dict[str, Any]]:
    """在协助单位的登记；``alone`` 是那家只有他一个。"""
    live = registrations(user.court_id).filter(valid_on(asked.since), officer__active=True)
    held = list(live.filter(officer__user=user).order_by("agency_id"))
    others = set(live.exclude(officer__user=user).values_list("agency", flat=True))
    return [{"agency": row.agency_id, "name": str(row.agency), "until": row.until.isoformat(), "alone": row.agency_id not in others} for row in held]


def _submitted(user: User) -> list[dict[str, Any]]:
    """他报的、还在批的：批了照办，结果回到案件，由那时的承办人接着办。"""
    rows = mine(user).filter(state=Approval.State.PENDING)
    return [{"id": row.pk, "title": row.title} for row in rows]


def _sole(user: User, asked: Asked) -> list[leaving.Only]:
    """只有他任的职务，等着办的有多少。"""
    held = [row for row in user.holdings.select_related("team") if row.covers(asked.since) and row.post not in ADMIN_POSTS]
    return [leaving.Only(_named(row), *_waiting(user, row), row.post in KEY) for row in held if not _others(user, row, asked.since)]


def _named(row: Holding) -> str:
    return f"{row.team.name if row.team and row.post == Post.TEAM_LEADER else ''}{Post(row.post).label}"


def _others(user: User, row: Holding, day: date) -> set[int]:
    team = row.team_id if row.post == Post.TEAM_LEADER else None
    return able(user.court_id, row.post, day, team, without=[user.pk])


def _waiting(user: User, row: Holding) -> tuple[int, int]:
    """等这个职务批的、等这个职务办的。"""
    led = row.post == Post.TEAM_LEADER
    approvals = in_court(user.court_id).filter(state=Approval.State.PENDING, step_post=row.post)
    nodes = Node.objects.filter(OPEN, court=user.court_id, owner__isnull=True, owner_post=row.post)
    if led:
        approvals, nodes = approvals.filter(step_team=row.team_id), nodes.filter(case__team=row.team_id)
    return approvals.order_by().count(), nodes.order_by().count()


def _only(one: leaving.Only) -> dict[str, Any]:
    return {"name": one.name, "text": one.text, "approvals": one.approvals, "nodes": one.nodes, "key": one.key}


def takes_part(case: int, user: int) -> bool:
    """这个人已经承办、协办这一件。"""
    working = (Assignment.Role.HANDLER, *HELPERS)
    return Assignment.objects.filter(case=case, user=user, until__isnull=True, role__in=working).exists()


# ---- 拦住的 ----


def moves(found: Mapping[str, Any], people: Mapping[int, User]) -> list[Move]:
    """要移交的各件。"""
    return [Move(case=row["case"], handler=people[row["to"]], handover=row["text"]) for row in found["cases"] if row["to"] in people]


def _problems(asked: Asked, user: User, actor: User, on: date, found: Mapping[str, Any]) -> Iterable[Reason]:
    yield from leaving.vacancies(asked.sort, (leaving.Only(row["name"], row["approvals"], row["nodes"], row["key"]) for row in found["only"]))
    if asked.way in ("one", "load"):
        yield from check_all(moves=moves(found, User.objects.in_bulk(asked.people)), actor=actor, on=on)
    yield from _acting(asked, user)
    yield from _unfit(asked, user)
    needy = [name for key, name in (("helps", "协办的案件"), ("stays", "手里的环节"), ("handovers", "等他接收的交接")) if found[key]]
    if needy and asked.taker is None:
        yield Reason("leaving.rest", f"{'、'.join(needy)}没有写交给谁。", leaving.ARTICLE, "选案件以外各项交给谁。")


def _acting(asked: Asked, user: User) -> Iterable[Reason]:
    """他正替别人代办、或者将要代办的：他走了那些案件就没有人办，先换人。"""
    rows = StandIn.objects.filter(live(asked.since), deputy=user).select_related("user").order_by("since")
    for row in rows.filter(since__lte=asked.until) if asked.until else rows:
        text = f"{row.since}至{row.ended_on or row.until}由他代办{row.user.name}的案件。"
        yield Reason("leaving.deputy", text, leaving.STANDING, "先结束这次代办，另定代办的人，再办交接。")


def _unfit(asked: Asked, user: User) -> Iterable[Reason]:
    """选的代办人为什么代不了。"""
    if asked.way != "deputy" or asked.until is None:
        return ()
    try:
        fit(user, User.objects.get(pk=asked.people[0]), asked.since, asked.until)
    except Refused as refused:
        return refused.finding.reasons
    return ()
