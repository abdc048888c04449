"""审批：什么行为要经过谁，谁可以定。

审批链写在 ``parameters/approvals.toml``。最后一步是批准人，不能少；前面的审核本院可以增减。
不得审批自己报的，一个人在一张审批单上只定一次；代行须有当日有效的授权。
付钱的链是定死的（``fixed``）：几双手就是几双手，本院只能增加，不能减少，报批人自己任的职务也不略去，另由别人定。
来源：民事诉讼法第118、119、259、261条，民诉法解释第517条，规则手册 T:§6、§8、N-41。
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.rights import UserFacts
from zhixing.law.terms import Ending, Period, compute

PANEL: Final = "panel"
PANEL_POST: Final = "judge"
LABELS: Final[dict[str, str]] = {
    "team_leader": "团队长", "vice_director": "副局长", "director": "执行局长", "vice_president": "分管副院长",
    "president": "院长", PANEL_POST: "合议庭", "funds": "案款管理员", "accountant": "会计", "cashier": "出纳",
}
LADDER: Final = ("team_leader", "vice_director", "director", "vice_president", "president")
"""由低到高；本人正好是批准人的，报上一级。"""
MONEY_POSTS: Final = ("funds", "accountant", "cashier")
"""管钱的职务：不分高低，只在定死的链里。"""

_RULES: Final = cite("COURT 审批规则")


@dataclass(frozen=True, slots=True)
class ChainStep:
    """审批的一步：要哪个职务（``post``），页面上怎么写（``label``）。"""

    post: str
    label: str


@dataclass(frozen=True, slots=True)
class Rule:
    """一种行为的审批规则。``days`` 是审批期限（日）；``conf`` 是依据的把握（H、M、L）。

    ``fixed``：链是定死的，一步也不能少；``above``：这一步只在金额达到某项设置（元）时才有 {职务: 设置的键}。
    """

    act: str
    label: str
    steps: tuple[str, ...]
    steps_confirmed: tuple[str, ...]
    articles: tuple[Article, ...]
    conf: str
    days: int
    basis: Article
    fixed: bool = False
    above: Mapping[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> tuple[str, ...]:
        """本院排这条链时可以选的职务。"""
        own = (post for post in MONEY_POSTS if post in self.steps)
        return (PANEL, *LADDER, *own)


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """排审批链要知道的事。

    ``applicant_confirmed``：申请执行人已签字确认（终本）；``submitter_posts``：报批人的职务；
    ``panel_members``：合议庭除承办人外要确认的人数，1 或 2；``overrides``：本院设定的链 {行为: 职务}。
    ``amount_fen``：这次的金额（分），不知道为空；``limits``：各项金额设置 {键: 元}。不知道金额、没有设置的，一步不少。
    """

    applicant_confirmed: bool = False
    submitter_posts: frozenset[str] = frozenset()
    panel_members: int = 1
    overrides: Mapping[str, Sequence[str]] = field(default_factory=dict)
    amount_fen: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)


class UnknownAct(KeyError):
    """审批表里没有这种行为。"""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "approvals.toml").read_text("utf-8"))


@cache
def rule(act: str) -> Rule:
    """一种行为的审批规则；没有则抛出 :class:`UnknownAct`。

    >>> rule("detain").steps[-1]
    'president'
    """
    table = _table()
    if act == "default" or act not in table:
        raise UnknownAct(act)
    row = {**table["default"], **table[act]}
    return Rule(
        act, row["label"], tuple(row["steps"]), tuple(row.get("steps_confirmed", ())),
        tuple(cite(a) for a in row["articles"]), row["conf"], row["days"], cite(row["basis"]), row.get("fixed", False), row.get("above", {}),
    )


def rules() -> tuple[Rule, ...]:
    """全部审批规则，按表里的次序。"""
    return tuple(rule(act) for act in _table() if act != "default")


def chain(act: str, facts: ChainFacts | None = None) -> Finding[tuple[ChainStep, ...]]:
    """这一行为依次经过谁。

    本院设定的链，批准人低于法定的不采用；报批人自己任审核职务的，跳过那一步；自己任批准人的，报上一级。
    定死的链不跳：领导的步骤往上找别人，管钱的步骤由同职务的别人定。

    >>> [s.label for s in chain("close_finished").value]
    ['团队长', '执行局长']
    >>> [s.label for s in chain("pay_out", ChainFacts(amount_fen=100, limits={"funds.leader_from_yuan": 100000})).value]
    ['案款管理员', '执行局长', '会计', '出纳']
    """
    facts = facts or ChainFacts()
    found = rule(act)
    posts, steps = _posts(found, facts)
    posts, spared = _by_amount(found, posts, facts)
    posts, raised = (_every_hand if found.fixed else _not_own)(posts, facts.submitter_posts)
    return Finding(
        tuple(s for post in posts for s in _as_steps(post, facts.panel_members)), found.articles,
        steps=(*steps, *spared, *raised),
        inputs={"act": act, "applicant_confirmed": facts.applicant_confirmed, "amount_fen": facts.amount_fen},
    )


def _posts(found: Rule, facts: ChainFacts) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    posts, steps = found.steps, [Step(f"{found.label}的审批：{_names(found.steps)}。", found.articles[0])]
    if facts.applicant_confirmed and found.steps_confirmed:
        posts = found.steps_confirmed
        steps.append(Step(f"申请执行人已签字确认，不再经合议庭审查核实：{_names(posts)}。", found.articles[0]))
    mine = tuple(facts.overrides.get(found.act, ()))
    if mine and sufficient(posts, mine, fixed=found.fixed):
        steps.append(Step(f"本院设定：{_names(mine)}。", _RULES))
        posts = mine
    return posts, tuple(steps)


def sufficient(required: Sequence[str], proposed: Sequence[str], *, fixed: bool = False) -> bool:
    """本院设定的链够不够：职务都认识、不重复，批准人不低于原定的，原定要合议的仍有合议；定死的，原定各步一步不少、次序不变。

    >>> sufficient(("funds", "cashier"), ("funds", "president", "cashier"), fixed=True), sufficient(("funds", "cashier"), ("cashier",), fixed=True)
    (True, False)
    """
    known = all(post in LADDER or post == PANEL or post in required for post in proposed)
    if not proposed or not known or len(set(proposed)) != len(proposed) or proposed[-1] == PANEL:
        return False
    if fixed:
        return [post for post in proposed if post in required] == list(required) and proposed[-1] == required[-1]
    if PANEL in required and PANEL not in proposed:
        return False
    return LADDER.index(proposed[-1]) >= LADDER.index(required[-1])


def _by_amount(found: Rule, posts: tuple[str, ...], facts: ChainFacts) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """金额没有达到的步骤不要。"""
    spared = [post for post in posts if post in found.above and _below(facts, found.above[post])]
    told = (f"金额不到{facts.limits[found.above[post]]:,}元，不必经{LABELS[post]}。" for post in spared)
    return tuple(post for post in posts if post not in spared), tuple(Step(text, _RULES) for text in told)


def _below(facts: ChainFacts, key: str) -> bool:
    return facts.amount_fen is not None and key in facts.limits and facts.amount_fen < facts.limits[key] * 100


def _not_own(posts: tuple[str, ...], own: frozenset[str]) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """本人任审核职务的跳过；任批准人的报上一级（院长本人报批的，由代行院长职务的人定）。"""
    *reviewing, last = posts
    kept = [post for post in reviewing if post not in own]
    above = (post for post in LADDER[LADDER.index(last) + 1:] if post not in own and post != "vice_director")
    final = next(above, last) if last in own else last
    steps = [Step(f"报批人本人任{LABELS[p]}，这一步略去。", _RULES) for p in reviewing if p in own]
    if final != last:
        steps.append(Step(f"报批人本人任{LABELS[last]}，报{LABELS[final]}批准。", _RULES))
    return tuple(dict.fromkeys((*kept, final))), tuple(steps)


def _every_hand(posts: tuple[str, ...], own: frozenset[str]) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """定死的链：报批人任的领导职务往上找一个没有用过的；找不到的、管钱的职务，由同职务的别人定。"""
    taken: list[str] = []
    steps: list[Step] = []
    for post in posts:
        hand = _raised(post, own, taken)
        if hand != post:
            steps.append(Step(f"{LABELS[post]}这一步由{LABELS[hand]}定：{'报批人本人任此职' if post in own else '前面已经用过'}。", _RULES))
        elif post in own:
            steps.append(Step(f"报批人本人任{LABELS[post]}，由同职务的别人定。", _RULES))
        taken.append(hand)
    return tuple(taken), tuple(steps)


def _raised(post: str, own: frozenset[str], taken: Sequence[str]) -> str:
    """自己或者更高的第一个可用的职务；没有可用的还是自己。"""
    if post not in LADDER or (post not in own and post not in taken):
        return post
    above = (one for one in LADDER[LADDER.index(post) + 1 :] if one not in own and one not in taken and one != "vice_director")
    return next(above, post)


def hands(able: Sequence[Collection[int]]) -> tuple[int, ...]:
    """每一步换一个人，排不排得开：``able`` 是各步能定的人；返回排不下的步骤（从零起），排得开为空。

    一个人在一条链上只定一次。一人兼两职的，只算一双手。

    >>> hands([{1}, {2}, {2, 3}]), hands([{1}, {2}, {2}]), hands([{1, 2}, {1}])
    ((), (2,), ())
    """
    holder: dict[int, int] = {}
    return tuple(n for n in range(len(able)) if not _place(n, able, holder, set()))


def _place(step: int, able: Sequence[Collection[int]], holder: dict[int, int], tried: set[int]) -> bool:
    """给这一步找一个人；占着的人能换到别处的，换过去。"""
    for person in sorted(able[step]):
        if person in tried:
            continue
        tried.add(person)
        if person not in holder or _place(holder[person], able, holder, tried):
            holder[person] = step
            return True
    return False


def _as_steps(post: str, members: int) -> tuple[ChainStep, ...]:
    if post != PANEL:
        return (ChainStep(post, LABELS[post]),)
    if members < 2:
        return (ChainStep(PANEL_POST, "合议庭"),)
    return tuple(ChainStep(PANEL_POST, f"合议庭成员（{n}）") for n in "一二三四五六"[:members])


def _names(posts: Sequence[str]) -> str:
    return " → ".join("合议庭" if post == PANEL else LABELS[post] for post in posts)


def due(act: str, submitted_on: date, calendar: Calendar, days: int | None = None) -> Finding[Ending]:
    """审批期限：自报批起 ``days`` 日（不给就用表里的 7 日，规则手册 T:N-41）。"""
    found = rule(act)
    ending = compute(submitted_on, Period(found.days if days is None else days, "d"), "A", calendar)
    return Finding(ending.value, (found.basis, *ending.articles), steps=ending.steps, inputs=ending.inputs)


def may_decide(
    step: ChainStep,
    user: UserFacts,
    *,
    submitted_by: int,
    decided_by: Collection[int],
    court_path: str,
    team_id: int | None = None,
) -> Finding[bool]:
    """``user`` 可否定这一步。

    不得审批自己报的；同一张审批单一人只定一次；职务（或当日代行的职务）相符，且在同一法院；团队长须是本团队的。
    """
    reasons = tuple(_against(step, user, submitted_by, decided_by, court_path, team_id))
    return Finding(not reasons, (_RULES,), reasons=reasons, inputs={"post": step.post, "user": user.id})


def _against(
    step: ChainStep, user: UserFacts, submitted_by: int, decided_by: Collection[int], court_path: str,
    team_id: int | None,
) -> list[Reason]:
    checks = (
        (not user.active or user.is_admin, "account", "这个账号不能审批。", "由有审批职务的在用账号审批。"),
        (user.court_path != court_path, "court", "不是本院的审批单。", "由立案的法院审批。"),
        (user.id == submitted_by, "own", "不能审批自己报的。", "由同职务的其他人或代行人审批。"),
        (user.id in decided_by, "twice", "您已在这张审批单上定过一步。", "由同职务的其他人或代行人审批。"),
        (step.post not in user.all_posts, "post", f"这一步由{step.label}审批。", "等候，或者由有授权的代行人审批。"),
        (_other_team(step, user, team_id), "team", "不是您带的团队。", "由该案所在团队的团队长审批。"),
    )
    return [Reason(f"approval.{code}", text, _RULES, remedy) for failed, code, text, remedy in checks if failed]


def _other_team(step: ChainStep, user: UserFacts, team_id: int | None) -> bool:
    """团队长只定本团队的；代行团队长职务的，授权没有限团队，不查。"""
    if step.post != "team_leader" or team_id is None or "team_leader" in user.acting_for:
        return False
    return "team_leader" in user.posts and team_id not in user.leads
