"""事务单的权限：看、申领、派给、办、退回、重办、撤回、管理，自己的还是任何一张；以及分离。

分离（规则手册 SYS:B1）：服务台办事务、不作决定；督察、在本案作过决定的人（批过、会商定过措施的）不办本案的事务；
退回重办的，要求重办的人不能自己办，自己办的也不能由自己收。权限只问“是谁”，此刻能不能办由 ``law.item_states`` 回答。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhixing.law.articles import Article, cite
from zhixing.law.duties import MANAGING
from zhixing.law.finding import Finding, Reason
from zhixing.law.item_states import ARTICLE, Move
from zhixing.law.rights import UserFacts, court_rights
from zhixing.law.states import Act

SUPERVISION: Final = cite("JD21")
SUPERVISORS: Final = frozenset({"supervisor", "president", "vice_president", "director", "vice_director"})
"""指挥督办的职务：下令、督促、批准，不办事务。"""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """判断权限要知道的：哪个法院、哪些职务或者哪个团队办、什么组、谁交办、谁在办、谁办的、返工过没有。

    ``owners`` 是案件的承办人和今天替他代办的人，``deciders`` 是在本案作过决定的人（批过审批、会商定过措施的），
    ``case_visible`` 这个人看不看得见案件。
    """

    court_path: str
    group: str
    posts: frozenset[str]
    team: int | None = None
    asked_by: int | None = None
    assignee: int | None = None
    done_by: int | None = None
    rework: int = 0
    owners: frozenset[int] = frozenset()
    deciders: frozenset[int] = frozenset()
    case_visible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRights:
    """对一张事务单的权限。``may_manage`` 是派给、收回、撤销任何一张。"""

    may_see: bool = False
    may_claim: bool = False
    may_assign: bool = False
    may_do: bool = False
    may_put_back: bool = False
    may_give_back: bool = False
    may_ask_again: bool = False
    may_reject: bool = False
    may_cancel: bool = False
    may_manage: bool = False

    def may(self, move: Move) -> bool:
        """可否走这一步；自动办结、重新待办不属于任何人。"""
        return move in _NAMES and bool(getattr(self, _NAMES[move]))


_NAMES: Final[dict[Move, str]] = {
    Move.CLAIM: "may_claim", Move.ASSIGN: "may_assign", Move.START: "may_do", Move.WAIT: "may_do", Move.RESUME: "may_do",
    Move.DONE: "may_do", Move.PUT_BACK: "may_put_back", Move.GIVE_BACK: "may_give_back", Move.AGAIN: "may_ask_again",
    Move.REJECT: "may_reject", Move.CANCEL: "may_cancel",
}


def serves(user: UserFacts, item: ItemFacts) -> bool:
    """是不是办这种事务的人：定了团队的是这个团队的，没有定的看职务。"""
    if not court_rights(user).may_serve_items:
        return False
    return item.team in user.teams if item.team is not None else bool(user.all_posts & item.posts)


def item_rights(user: UserFacts, item: ItemFacts) -> ItemRights:
    """这名用户对这张事务单的权限。别的法院的人、停用的、三员什么也没有。"""
    court = court_rights(user)
    if user.court_path != item.court_path or user.is_admin or not court.may_see_centre:
        return ItemRights()
    asker = user.id == item.asked_by or user.id in item.owners
    mine, able, runs = user.id == item.assignee, serves(user, item), court.may_run_desks
    if not (asker or mine or able or runs or user.id == item.done_by or item.case_visible):
        return ItemRights()
    return ItemRights(
        may_see=True, may_claim=able, may_assign=runs, may_do=mine, may_put_back=mine or runs,
        may_give_back=mine or runs or (able and item.assignee is None), may_ask_again=asker or runs,
        may_reject=asker and user.id != item.done_by, may_cancel=asker or runs, may_manage=runs,
    )


def separated(user: UserFacts, item: ItemFacts) -> Finding[None]:
    """这个人能不能办这一张（申领、派给、办结时都查）：不违反分离才行，理由一并说出。"""
    return Finding(None, (ARTICLE, SUPERVISION), reasons=tuple(_crossed(user, item)))


def _crossed(user: UserFacts, item: ItemFacts) -> Iterator[Reason]:
    if item.group != MANAGING and "supervisor" in user.all_posts:
        yield _no("supervisor", "督察监督案件，不办集约事务。", "请办理台的其他人办。", SUPERVISION)
    if item.group != MANAGING and user.id in item.deciders:
        yield _no("decided", "在这件案件上批过、定过措施的人，不办本案的事务。", "请办理台的其他人办。", SUPERVISION)
    if item.group != MANAGING and user.id in item.owners:
        yield _no("handler", "承办人不办自己案件的集约事务。", "请办理台的人办；不必交办的，撤回后自己办。")
    if item.rework and user.id == item.asked_by:
        yield _no("rework", "要求重办的人不能自己办这一张，不能自己收自己办的结果。", "请办理台的其他人办。")


def _no(code: str, text: str, remedy: str, article: Article = ARTICLE) -> Reason:
    return Reason(f"item.{code}", text, article, remedy, Act.REQUEST_ITEM)


def unable(user: UserFacts, item: ItemFacts, *, on_duty: bool) -> Finding[None]:
    """派给这个人行不行：在用、在岗、是办这种事务的人、不违反分离。"""
    reasons = [*separated(user, item).reasons]
    if not user.active or user.court_path != item.court_path or not serves(user, item):
        reasons.append(_no("unfit", "他不是办这种事务的人。", "在事务目录里看归哪个团队、哪些职务办，另派一人。"))
    if not on_duty:
        reasons.append(_no("away", "他今天不在岗。", "另派一人，或者放回待领。"))
    return Finding(None, (ARTICLE,), reasons=tuple(reasons))
