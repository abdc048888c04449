"""权限：（用户事实，案件事实）→ 一组有名字的是与否。按钮和命令读同一份。

谁可以办什么写在 ``parameters/rights.toml``，没有写明的一律不许。权限只问“是谁”；
“此刻能不能办”由 :mod:`zhixing.law.states` 回答，并说出理由。:attr:`Rights.available` 是两者都答应的行为。
结案（close）、撤回接管（reverse_takeover）不属于任何人：

前者只随报结的批准发生，后者只随接管批次办。来源：架构书 §3；规则手册 T:§8（审批另见 ``law.approvals``）。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from zhixing.law.revival import revivable
from zhixing.law.states import Act, State, acts

ANY_GROUP: Final = "*"


@dataclass(frozen=True, slots=True)
class UserFacts:
    """用户在某日的情况。

    ``posts`` 是本人职务，``acting_for`` 是当日有授权代行的职务，``teams`` 是所在团队，``leads`` 是任团队长的团队；
    ``court_path`` 如 ``/内/内02/内0221/``。
    """

    id: int
    court_path: str
    posts: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    active: bool = True
    acting_for: frozenset[str] = frozenset()

    @property
    def all_posts(self) -> frozenset[str]:
        """本人的与代行的职务。管理员职务不能代行。"""
        return self.posts | (self.acting_for - _admins())

    @property
    def is_admin(self) -> bool:
        """系统、安全、审计管理员。"""
        return bool(self.posts & _admins())


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """判断权限要知道的案件情况：法院路径、状态、类型代字、承办人、协办人和书记员、团队；``mode`` 是结案方式，没有结案为空。

    ``acting_ids`` 是当日替承办人代办的人：与承办人同样的关系，职务仍是他自己的。``serving_ids`` 是正办本案一张事务单的人，
    ``serving_acts`` 是他那一张要办的行为（谁、行为）。
    """

    court_path: str
    state: str
    kind: str = "执"
    handler_id: int | None = None
    helper_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    mode: str = ""
    acting_ids: frozenset[int] = frozenset()
    serving_ids: frozenset[int] = frozenset()
    serving_acts: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """对一件案件的权限。字段 ``may_<行为代码>`` 与 :class:`~zhixing.law.states.Act` 一一对应。

    ``register_groups`` 是可登记的事项组，``{"*"}`` 不限；``available`` 是现在就能办的行为（按钮）。
    """

    may_view: bool = False
    may_see_identity: bool = False
    may_export: bool = False
    may_receive: bool = False
    may_ask_correction: bool = False
    may_corrected: bool = False
    may_decline: bool = False
    may_accept: bool = False
    may_hand_over: bool = False
    may_assign: bool = False
    may_transfer: bool = False
    may_helpers: bool = False
    may_register: bool = False
    may_note: bool = False
    may_suspend: bool = False
    may_resume: bool = False
    may_stay: bool = False
    may_end_stay: bool = False
    may_extend: bool = False
    may_exclude: bool = False
    may_end_exclusion: bool = False
    may_waive: bool = False
    may_propose: bool = False
    may_recall_proposal: bool = False
    may_close: bool = False
    may_withdraw_closing: bool = False
    may_revive: bool = False
    may_convert: bool = False
    may_archive: bool = False
    may_edit: bool = False
    may_tag: bool = False
    may_link: bool = False
    may_correct_entry: bool = False
    may_withdraw_entry: bool = False
    may_reverse_takeover: bool = False
    may_state_debt: bool = False
    may_make_sheet: bool = False
    may_sign_sheet: bool = False
    may_void_sheet: bool = False
    may_draft_document: bool = False
    may_sign_document: bool = False
    may_seal_document: bool = False
    may_void_document: bool = False
    may_serve: bool = False
    may_file_material: bool = False
    may_claim_money: bool = False
    may_confirm_money: bool = False
    may_direct_payment: bool = False
    may_pay_out: bool = False
    may_release_money: bool = False
    may_delay_payout: bool = False
    may_distribute: bool = False
    may_query: bool = False
    may_order_control: bool = False
    may_send_order: bool = False
    may_record_control: bool = False
    may_declare: bool = False
    may_clue: bool = False
    may_investigate: bool = False
    may_remedy: bool = False
    may_place: bool = False
    may_request_item: bool = False
    may_hand_on: bool = False
    may_confer: bool = False
    may_entrust: bool = False
    register_groups: frozenset[str] = frozenset()
    available: tuple[Act, ...] = ()

    def may(self, act: Act | str) -> bool:
        """可否办 ``act``。"""
        return bool(getattr(self, f"may_{Act(act)}"))

    def may_register_group(self, group: str) -> bool:
        """可否登记这一组的事项。"""
        return self.may_register and (ANY_GROUP in self.register_groups or group in self.register_groups)


Names = Literal["all", "team", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtRights:
    """院级权限。

    ``may_take_over`` 上传、预演、执行存量接管，``may_sign_takeover`` 核对无误后签字；
    ``may_hold_archives`` 暂停销毁档案，``may_see_quarantine`` 看没有收下、隔离起来的材料；
    ``may_see_funds`` 看全院案款，``may_take_bank_files`` 收银行文件，``may_confirm_receipts`` 确认认领、退还待认领的款，
    ``may_export_payments`` 导出付款文件、记银行结果，``may_keep_books`` 期初、核对、月结，``may_sign_books`` 在期初上签字；
    ``may_see_control`` 看全院查控，``may_run_waves`` 提出成批查询、导入反馈，``may_sign_waves`` 签发成批查询，``may_manage_channels`` 管协助单位、
    经办人、重发，``may_see_givers`` 看保密的举报人；
    ``may_see_centre`` 看指挥中心大厅，``may_set_triage`` 定分流规则，``may_draw`` 随机分案，``may_recuse`` 定回避和分案系数，
    ``may_serve_items`` 领办事务，``may_run_desks`` 派办、收回、撤销事务，``may_set_desks`` 改事务目录，``may_hand_over_officers`` 办离岗交接，
    ``may_see_loads`` 看各人办案量（团队长只看本团队），``may_plan_staffing`` 测算人员；
    ``sees_all_cases`` 看全院案件，``sees_closed_cases`` 看全院已结案件（档案只有这项），
    ``sees_lower_courts`` 看下级法院；
    ``sees_names_of_overdue``：``all`` 全院、``team`` 本团队、``own`` 只有自己。
    """

    may_file: bool = False
    may_import: bool = False
    may_take_over: bool = False
    may_sign_takeover: bool = False
    may_manage_people: bool = False
    may_manage_settings: bool = False
    may_manage_security: bool = False
    may_view_audit: bool = False
    may_see_board: bool = False
    may_approve: bool = False
    may_recalculate: bool = False
    may_hold_archives: bool = False
    may_see_quarantine: bool = False
    may_see_funds: bool = False
    may_take_bank_files: bool = False
    may_confirm_receipts: bool = False
    may_export_payments: bool = False
    may_keep_books: bool = False
    may_sign_books: bool = False
    may_see_control: bool = False
    may_run_waves: bool = False
    may_sign_waves: bool = False
    may_manage_channels: bool = False
    may_see_givers: bool = False
    may_see_centre: bool = False
    may_set_triage: bool = False
    may_draw: bool = False
    may_recuse: bool = False
    may_serve_items: bool = False
    may_run_desks: bool = False
    may_set_desks: bool = False
    may_hand_over_officers: bool = False
    may_see_loads: bool = False
    may_plan_staffing: bool = False
    sees_all_cases: bool = False
    sees_closed_cases: bool = False
    sees_lower_courts: bool = False
    sees_names_of_overdue: Names = "own"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "rights.toml").read_text("utf-8"))


@cache
def _admins() -> frozenset[str]:
    return frozenset(_table()["posts"]["admins"])


@dataclass(frozen=True, slots=True)
class _Grant:
    """权限表的一行。"""

    relation: str
    posts: frozenset[str]
    acts: frozenset[str]
    states: frozenset[str]
    groups: frozenset[str]

    def covers(self, relations: frozenset[str], posts: frozenset[str], state: str) -> bool:
        return self.relation in relations and bool(self.posts & posts) and (not self.states or state in self.states)


@cache
def _grants() -> tuple[_Grant, ...]:
    return tuple(_grant(row) for row in _table()["grant"])


def _grant(row: dict[str, Any]) -> _Grant:
    posts = _table()["posts"]["working"] if "*" in row["posts"] else row["posts"]
    return _Grant(
        row["relation"], frozenset(posts), frozenset(row["acts"]), frozenset(row.get("states", ())),
        frozenset(row.get("groups", (ANY_GROUP,))),
    )


def relations(user: UserFacts, case: CaseFacts) -> frozenset[str]:
    """用户与案件的关系。别的法院（上级除外）没有任何关系。"""
    return frozenset(_relations(user, case))


def _relations(user: UserFacts, case: CaseFacts) -> Iterator[str]:
    if user.court_path != case.court_path:
        if user.court_path and case.court_path.startswith(user.court_path):
            yield "upper"
        return
    yield "court"
    if user.id == case.handler_id or user.id in case.acting_ids:
        yield "handler"
    if user.id in case.helper_ids:
        yield "helper"
    if user.id in case.serving_ids:
        yield "serving"
    if user.teams & case.team_ids:
        yield "team"
    if user.leads & case.team_ids:
        yield "leader"


def _granted(user: UserFacts, case: CaseFacts) -> tuple[_Grant, ...]:
    if not user.active or user.is_admin:
        return ()
    known = relations(user, case)
    return tuple(g for g in _grants() if g.covers(known, user.all_posts, case.state))


_NAMES: Final = {"view": "may_view", "identity": "may_see_identity", "export": "may_export"}


def rights(user: UserFacts, case: CaseFacts) -> Rights:
    """这名用户对这件案件的权限。停用的用户、三员、别的法院的人，什么也没有；撤回了接管的案件谁也看不见。"""
    if case.state == State.REVERSED:
        return Rights()
    grants = _granted(user, case)
    allowed = frozenset[str]().union(*(g.acts for g in grants))
    if "view" not in allowed:
        return Rights()
    allowed |= _served(user, case)
    groups = frozenset[str]().union(*(g.groups for g in grants if Act.REGISTER in g.acts))
    now = tuple(act for act in acts(case.state, case.kind) if act in allowed and _to_the_point(act, case.mode))
    return Rights(**{_NAMES.get(a, f"may_{a}"): True for a in allowed}, register_groups=groups, available=now)


def _served(user: UserFacts, case: CaseFacts) -> frozenset[str]:
    """手里那一张事务单要办的行为，连同把它办完的几步（表里的 ``served``）；别的法院的人没有。"""
    if user.court_path != case.court_path:
        return frozenset()
    own = frozenset(act for who, act in case.serving_acts if who == user.id)
    return own.union(*(_table()["served"].get(act, ()) for act in own))


def _to_the_point(act: Act, mode: str) -> bool:
    """恢复执行只接终本、终结执行这几种；其余结案方式上不放这个按钮。"""
    return act is not Act.REVIVE or not mode or revivable(mode)


def court_rights(user: UserFacts) -> CourtRights:
    """这名用户在本院的院级权限。管理员只有管理权限，看不到案件。"""
    if not user.active:
        return CourtRights()
    posts = user.posts if user.is_admin else user.all_posts
    table = _table()["court"]
    if user.is_admin:
        table = {name: set(holders) & _admins() for name, holders in table.items()}
    granted: dict[str, Any] = {name: True for name, holders in table.items() if posts & set(holders)}
    if user.is_admin:
        return CourtRights(**granted)
    return CourtRights(
        **granted,
        sees_all_cases=_views(posts, "court", "enforcing"), sees_closed_cases=_views(posts, "court", "closed"),
        sees_lower_courts=_views(posts, "upper", "enforcing"), sees_names_of_overdue=_names(posts),
    )


def _views(posts: frozenset[str], relation: str, state: str) -> bool:
    """不论分给谁都能看。"""
    return any("view" in g.acts and g.covers(frozenset({relation}), posts, state) for g in _grants())


def _names(posts: frozenset[str]) -> Names:
    table = _table()["names_of_overdue"]
    if posts & set(table["all"]):
        return "all"
    return "team" if posts & set(table["team"]) else "own"


def named_acts() -> frozenset[str]:
    """权限表里出现过的全部行为和三种查看权，供测试核对没有写错的代码。"""
    return frozenset[str]().union(*(g.acts for g in _grants()))


def holders(right: str) -> frozenset[str]:
    """哪些职务有这项院级权限。

    >>> sorted(holders("may_set_desks"))
    ['director', 'vice_director']
    """
    return frozenset(_table()["court"][right])


def ever(user: UserFacts, act: Act) -> bool:
    """这名用户的职务办不办得到 ``act``，不论哪一件；办不到的，清单上不摆按钮。"""
    if not user.active or user.is_admin:
        return False
    return any(act in grant.acts and grant.posts & user.all_posts for grant in _grants())


RIGHTS: Final = tuple(f.name for f in fields(Rights) if f.name.startswith("may_"))
