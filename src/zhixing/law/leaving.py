"""离岗交接：请假、调整岗位、调离时，他手里的一样一样交给谁；交不出去的说出来，一样也不能落下。

请假的可以由一人代办（案件不移交，承办人不变，回岗即止）；调整岗位、调离的必须移交，因为案件始终要有一名在岗的承办人。
来源：SYS:B2（不会有“没有人的案件”）；院内办法。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, refuse
from zhixing.law.rights import CourtRights, UserFacts

ARTICLE: Final = cite("COURT 离岗交接")
STANDING: Final = cite("COURT 代办")
SORTS: Final = {"leave": "请假", "transfer": "调整岗位", "departure": "调离、离职"}
WAYS: Final = {"deputy": "由一人代办，案件不移交", "one": "都移交给一人", "load": "几个人分，手头少的多分"}
REASONS: Final = {"leave": "请假", "transfer": "调岗", "departure": "调岗"}
"""移交承办人的理由（``law.entries.TRANSFER_REASONS``）。"""
LONGEST: Final = 366


@dataclass(frozen=True, slots=True)
class Load:
    """接手的一个人，和他手头有几件。"""

    id: int
    cases: int


def may(actor: UserFacts, rights: CourtRights, leaver: UserFacts) -> bool:
    """能不能给这个人办离岗交接：局长、副局长对全院，团队长对本团队的人。三员不办案，不在此列。"""
    if not rights.may_hand_over_officers or actor.court_path != leaver.court_path or leaver.is_admin:
        return False
    return bool(actor.all_posts & {"director", "vice_director"}) or bool(actor.leads & leaver.teams)


def asked(
    sort: str, way: str, since: date, until: date | None, *, today: date, leaver: int, people: Sequence[int], rest: int | None,
) -> Finding[None]:
    """填得对不对：请假写止日；调离的必须移交；有接手的人，不是他自己；起日不太早，不太远。"""
    return Finding(None, (ARTICLE,), reasons=tuple(_asked(sort, way, since, until, today, leaver, people, rest)))


def _asked(
    sort: str, way: str, since: date, until: date | None, today: date, leaver: int, people: Sequence[int], rest: int | None,
) -> Iterable[Reason]:
    if sort not in SORTS or way not in WAYS:
        yield _no("choice", "没有选是哪一种、怎样交。", "请选。")
    if sort == "leave" and until is None:
        yield _no("until", "请假没有写止日。", "写明哪一天回来；回来早了，提前结束就是。")
    if until is not None and not since <= until <= since + timedelta(days=LONGEST):
        yield _no("days", f"止日{until}不对：不早于起日{since}，不超过一年。", "改正日期。")
    if sort != "leave" and way == "deputy":
        yield _no("must_move", f"{SORTS.get(sort, '')}的，案件必须移交，不能只由人代办。", "选一人，或者几个人分。")
    if abs((since - today).days) > LONGEST:
        yield _no("since", f"起日{since}离今天太远。", "改正日期。")
    if not people:
        yield _no("people", "没有选接手的人。", "请选。")
    if way in ("deputy", "one") and len(people) > 1:
        yield _no("people", f"“{WAYS[way]}”只能选一人。", "只留一人，或者改为几个人分。")
    if leaver in (*people, rest):
        yield _no("self", "接手的人不能是他自己。", "请另选。")


def spread(cases: Iterable[int], people: Sequence[Load]) -> dict[int, int]:
    """几个人分：一件一件给当时手头最少的，一样多的给编号小的。案件 → 人。

    >>> spread([1, 2, 3], [Load(7, 1), Load(8, 0)])
    {1: 8, 2: 7, 3: 8}
    """
    held = {one.id: one.cases for one in people}
    given: dict[int, int] = {}
    for case in sorted(cases):
        to = min(held, key=lambda one: (held[one], one))
        given[case], held[to] = to, held[to] + 1
    return given


def covering(since: date, until: date, away: Iterable[tuple[date, date]]) -> date | None:
    """从 ``since`` 起接连不在岗到哪一天（不过 ``until``）；``since`` 那天就在岗的为空。代办只在不在岗的日子里算数。"""
    spans, reach = sorted(away), since - timedelta(days=1)
    for start, end in spans:
        if start <= reach + timedelta(days=1) <= end:
            reach = end
    return min(reach, until) if reach >= since else None


def covered(name: str, since: date, until: date, away: Iterable[tuple[date, date]]) -> Finding[None]:
    """代办的日子都得是登记了不在岗的。"""
    if covering(since, until, away) == until:
        return Finding(None, (STANDING,))
    text = f"{name}在{since}至{until}没有登记不在岗，在岗的日子由他自己办。"
    remedy = "请假由局长、团队长在“离岗交接”里办，不在岗和代办一次登记；已经登记了的，代办的日子与它一致。"
    return refuse("stand_in.present", text, STANDING, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Only:
    """只有他任的职务：等着这个职务办的审批、节点各几件；``key`` 是团队长、局长，不能空着。"""

    name: str
    approvals: int = 0
    nodes: int = 0
    key: bool = False

    @property
    def text(self) -> str:
        """一句话。"""
        waits = "、".join(p for p in (f"{self.approvals}张审批" if self.approvals else "", f"{self.nodes}个节点" if self.nodes else "") if p)
        return f"{self.name}只有他一人，正等着办的有{waits}" if waits else f"{self.name}只有他一人"


def vacancies(sort: str, only: Iterable[Only]) -> tuple[Reason, ...]:
    """离了他没有人办的：有事等着办的，团队长、局长不再回来的，先补上人才能走。"""
    return tuple(
        _no("only", f"{one.text}。", "先办代行授权，或者另外任职，再办交接。") for one in only
        if one.approvals or one.nodes or (one.key and sort != "leave")
    )


def differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """预演以后变了哪几样；案件只看是哪几件、交给谁，各件的节点照常往前走不算。

    >>> differs({"cases": [{"case": 1, "to": 7, "text": "未办：甲。"}]}, {"cases": [{"case": 1, "to": 7, "text": "未办：乙。"}]})
    ()
    >>> differs({"cases": [{"case": 1, "to": 7}], "items": []}, {"cases": [{"case": 1, "to": 7}, {"case": 2, "to": 7}], "items": [{"id": 3}]})
    ('案件由1件变为2件', '事务')
    """
    names = {"helps": "协办的案件", "stays": "手里的环节", "handovers": "等他接收的交接", "items": "事务", "only": "只有他能办的",
             "agencies": "在协助单位的登记"}
    changed = [text for key, text in names.items() if key != "cases" and before.get(key) != after.get(key)]
    return (*_moved(before.get("cases", []), after.get("cases", [])), *changed)


def _moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """案件的变动：多了、少了几件，或者换了人。"""
    told = [{one["case"]: one["to"] for one in rows} for rows in (before, after)]
    if told[0] != told[1]:
        yield "案件" if len(told[0]) == len(told[1]) else f"案件由{len(told[0])}件变为{len(told[1])}件"


def _no(code: str, text: str, remedy: str) -> Reason:
    return Reason(f"leaving.{code}", text, ARTICLE, remedy)
