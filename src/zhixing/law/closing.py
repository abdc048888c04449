"""结案：有哪些方式，现在能不能报结，还差什么。

方式写在 ``parameters/closing.toml``（规则手册 T:§6.3，C-10 至 C-17）。:func:`checklist` 逐项给出证明或者缺什么，
:func:`gate` 据此说可不可以报结：

- 中止、暂缓中的不得报结（C-20）；
- 这种方式专门的各项（终本是 Z-01 至 Z-13，见 :mod:`zhixing.law.round_checks`）；
- 法院一方、已到期而没有办、又拦住这种方式的节点，一项一条理由；没有到期的只提醒。

终本差了的，有些可以逐项写明理由报院长批准放行（``overrides``，T:§6.1），写进步骤随审批单走；其余一概不能。

看不见的事不核对，也不假装核对：逐条写在 ``warnings`` 里（“本系统暂不核对……”），报结页照样显示。
失信、限制消费、控制措施不在报结以前要求，结案时列出，见 :func:`aftermath`。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law import node_table
from zhixing.law.aftermath import Aftermath, aftermath
from zhixing.law.articles import Article, cite, on_day
from zhixing.law.closing_checks import COMMON
from zhixing.law.closing_debt import DEBT
from zhixing.law.closing_look import Check, Look, Mode, Money, NodeFact, Proof
from zhixing.law.closing_money import MONEY
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.identity import plain
from zhixing.law.round_checks import ROUND
from zhixing.law.states import Act, fold, permits
from zhixing.law.timeline import Timeline
from zhixing.law.words import word

__all__ = [
    "CHECKS", "Aftermath", "Item", "Mode", "Money", "NodeFact", "Proof", "UnknownMode", "aftermath", "checklist", "gate", "headline",
    "mode", "modes", "offered", "override_text",
]

CHECKS: Final[Mapping[str, Check]] = {**COMMON, **ROUND, **DEBT, **MONEY}
_WAIVE: Final = "确不需要的，报请豁免节点。"


class UnknownMode(KeyError):
    """没有这种结案方式。"""


@cache
def _modes() -> dict[str, Mode]:
    table = tomllib.loads(files("zhixing.law").joinpath("parameters", "closing.toml").read_text("utf-8"))
    return {code: _mode(code, row) for code, row in table.items()}


def _mode(code: str, row: dict[str, Any]) -> Mode:
    return Mode(
        code, row["label"], row["tone"], frozenset(row["kinds"]), row["document"], row["approval"],
        tuple(cite(a) for a in row["articles"]), row["grounds"], tuple(row["checks"]), tuple(row["unseen"]),
    )


def modes(kind: str) -> tuple[Mode, ...]:
    """这类案件的结案方式，按表里的次序；没有规定的类型为空。

    >>> [m.label for m in modes("执保")]
    ['保全完毕', '部分保全', '无标的物可实施保全']
    """
    return tuple(mode for mode in _modes().values() if kind in mode.kinds)


def mode(code: str) -> Mode:
    """按代码取；没有则抛出 :class:`UnknownMode`。"""
    try:
        return _modes()[code]
    except KeyError:
        raise UnknownMode(code) from None


@dataclass(frozen=True, slots=True)
class Item:
    """核对的一项。

    ``code`` 是项目编号（终本是 Z-01 至 Z-13，到期未办的节点是节点代码）；``proof`` 是（环号，一句话），环号 ``0``
    是推算得出的；``missing`` 是还缺的，逐条有依据、补救和按钮。``overridable``：差了可以报院长批准放行；
    ``override`` 是报请放行的理由，没有报请为空。
    """

    code: str
    label: str
    ok: bool
    proof: tuple[Proof, ...]
    missing: tuple[Reason, ...]
    overridable: bool = False
    override: str = ""


def checklist(  # noqa: PLR0913
    code: str, nodes: Sequence[NodeFact], timeline: Timeline, on: date, *, debtors: Sequence[str] = (),
    missing: Sequence[str] = (), ground: str = "", confirmed: bool = False, overrides: Mapping[str, str] | None = None,
    owed: int | None = None, money: Money | None = None,
) -> tuple[Item, ...]:
    """``on`` 这天以 ``code`` 方式报结的各项，逐项写明凭什么算有，或者缺什么；末尾是到期未办的节点。

    ``debtors`` 是在案被执行人的姓名或名称（同名的照 ``identity.told_apart`` 分开），``missing`` 是其中下落不明的；
    ``confirmed`` 是申请执行人已签字确认；
    ``overrides`` 是报请院长放行的各项：项目编号 → 理由。报请放行的，不管签字确认没有，一律经合议庭、报院长。
    ``owed`` 是照计息依据算到 ``on`` 还欠的（分），没有录入、算不出来为 ``None``；``money`` 是总账上本案的钱，没有启用总账为 ``None``。
    """
    asked = overrides or {}
    items = _items(Look(mode(code), nodes, timeline, on, debtors, missing, ground, confirmed and not asked, owed, money))
    return tuple(replace(item, override=asked.get(item.code, "").strip()) for item in items)


def _items(look: Look) -> tuple[Item, ...]:
    own = (_item(look, CHECKS[name]) for name in look.mode.checks if CHECKS[name].seen(look))
    due = (Item(node.code, _title(node), False, (), (_dated(_undone(look, node), look.on),)) for node in _due(look))
    return (*own, *due)


def _item(look: Look, check: Check) -> Item:
    told = tuple(check.verify(look))
    lacking = tuple(_dated(one, look.on) for one in told if isinstance(one, Reason))
    proof = tuple(one for one in told if isinstance(one, Proof))
    return Item(check.code, check.label, not lacking, proof, lacking, overridable=check.president)


def gate(  # noqa: PLR0913
    code: str, nodes: Sequence[NodeFact], timeline: Timeline, on: date, *, debtors: Sequence[str] = (),
    missing: Sequence[str] = (), ground: str = "", confirmed: bool = False, overrides: Mapping[str, str] | None = None,
    owed: int | None = None, money: Money | None = None,
) -> Finding[bool]:
    """``on`` 这天可否以 ``code`` 方式报结；参数同 :func:`checklist`，``ground`` 给了就核对。

    不可以时 ``reasons`` 逐条说缺什么、依据、怎么补、用哪个按钮；``overridable`` 的可以经批准豁免节点放行。
    报请院长放行的各项不再是理由，连同差什么、放行的理由写在 ``steps`` 里；不能放行的、没有写理由的拒绝。
    没有这种方式抛出 :class:`UnknownMode`。
    """
    asked = overrides or {}
    look = Look(mode(code), nodes, timeline, on, debtors, missing, ground, confirmed and not asked, owed, money)
    items = checklist(
        code, nodes, timeline, on, debtors=debtors, missing=missing, ground=ground, confirmed=confirmed, overrides=asked, owed=owed,
        money=money,
    )
    released = tuple(item for item in items if item.override and item.overridable and not item.ok)
    lacking = (one for item in items if item not in released for one in item.missing)
    reasons = (*(_dated(one, on) for one in (*_applies(look), *_unreleased(look.mode, items, asked))), *lacking)
    articles = {check.label: check.article for check in CHECKS.values()}
    checked = (Step(f"已核对：{item.label}。", cite(articles[item.label])) for item in items if item.ok)
    return Finding(
        not reasons, tuple(on_day(a, on) for a in look.mode.articles),
        steps=(*(Step(override_text(item), cite(articles[item.label])) for item in released), *checked),
        reasons=reasons, warnings=tuple(_dated(w, on) for w in _warnings(look)),
        inputs={
            "mode": code, "on": on.isoformat(), "debtors": len(debtors), "ground": ground, "confirmed": confirmed,
            "overrides": {item.code: item.override for item in released},
        },
    )


def override_text(item: Item) -> str:
    """报请放行的一项：差什么，理由是什么。审批单、案件记录里都这样写。"""
    lacking = "".join(reason.text for reason in item.missing)
    return f"报院长批准放行：{item.code} {item.label}。还差：{lacking}放行的理由：{item.override}"


def _unreleased(chosen: Mode, items: Sequence[Item], asked: Mapping[str, str]) -> Iterator[Reason]:
    """报请放行而不能放行的：本来不能放行的，没有写理由的，其实不差的。"""
    known = {item.code: item for item in items}
    for code, text in asked.items():
        item, article = known.get(code), cite("ZB 1")
        if item is None or not item.overridable:
            said = f"“{item.label}”" if item else f"“{chosen.label}”的{code}"
            yield Reason(f"closing.override.{code}", f"{said}不能报请放行。", article, "补办以后再报。", "", code)
        elif item.ok:
            yield Reason(f"closing.override.{code}", f"“{item.label}”已经有了，不用放行。", article, "去掉这一项再报。", "", code)
        elif not text.strip():
            yield Reason(f"closing.override.{code}", f"没有写明放行“{item.label}”的理由。", article, "写明理由，由院长定。", "", code)


def offered(
    nodes: Sequence[NodeFact], timeline: Timeline, on: date, *, debtors: Sequence[str] = (), missing: Sequence[str] = (),
    owed: int | None = None, money: Money | None = None,
) -> tuple[Mode, ...]:
    """``on`` 这天报得了的结案方式。"""
    return tuple(
        one for one in modes(timeline.kind)
        if gate(one.code, nodes, timeline, on, debtors=debtors, missing=missing, owed=owed, money=money).ok
    )


def headline(finding: Finding[bool]) -> str:
    """页面上的一句话。

    >>> headline(Finding(True, ()))
    '可以报结。'
    """
    return f"暂不能报结，还差 {len(finding.reasons)} 项。" if finding.reasons else "可以报结。"


def _dated(reason: Reason, day: date) -> Reason:
    return replace(reason, article=on_day(reason.article, day))


def _applies(look: Look) -> Iterator[Reason]:
    """案件类型、状态、事由。"""
    kind, article = look.timeline.kind, look.mode.articles[0]
    if kind not in look.mode.kinds:
        allowed = "、".join(m.label for m in modes(kind)) or "随审查程序办理"
        yield Reason("closing.kind", f"{kind}案件没有“{look.mode.label}”这种结案方式。", article, f"可选：{allowed}。")
    if look.ground and look.ground not in look.mode.grounds:
        yield Reason("closing.ground", f"“{look.mode.label}”没有这一事由。", article, "从清单里选择事由。")
    state = fold(fact.type for fact in sorted(look.timeline.facts, key=lambda fact: fact.identity))
    yield from permits(state, Act.PROPOSE, kind).reasons


# —— 节点 ————————————————————————————————————————————————————————————


def _due(look: Look) -> Iterator[NodeFact]:
    """法院一方、到期未办、拦住这种方式的节点。必经各项已经专门核对的，不重复列。"""
    return (node for node in _blocking(look) if node.due is not None and node.due <= look.on)


def _blocking(look: Look) -> Iterator[NodeFact]:
    covered = {code for name in look.mode.checks for code in CHECKS[name].nodes}
    for node in look.nodes:
        ours = node.whose == "court" and node.state == "open" and node.cls != "C"
        if ours and look.mode.code in node.blocks and node.code not in covered:
            yield node


def _undone(look: Look, node: NodeFact) -> Reason:
    told = f"“{_title(node)}”{node.due}届满，还没有办。"
    return Reason(f"closing.node.{node.code}", told, _article(node, look.mode), f"办理后登记；{_WAIVE}", node.act, node.key, True)


def _title(node: NodeFact) -> str:
    return f"{node.name}（{node.subject}）" if node.subject else node.name


def _article(node: NodeFact, found: Mode) -> Article:
    return next(iter(node_table.rule(node.code).articles), found.articles[0])


# —— 提醒 ————————————————————————————————————————————————————————————


def _warnings(look: Look) -> Iterator[Reason]:
    for node in _blocking(look):
        if node.due is None or node.due > look.on:
            text = f"“{_title(node)}”还没有办" + (f"（{node.due}届满）。" if node.due else "。")
            yield Reason(f"closing.later.{node.code}", text, _article(node, look.mode), "", node.act, node.key)
    yield from _namesakes(look)
    yield from _afterwards(look)
    checks = [CHECKS[name] for name in look.mode.checks]
    for i, what in enumerate((*(one.unseen for one in checks if one.unseen and not one.seen(look)), *look.mode.unseen)):
        text = f"本系统暂不核对：{what}，请承办人自行核对。"
        yield Reason(f"closing.unseen.{i}", text, look.mode.articles[0])


def _namesakes(look: Look) -> Iterator[Reason]:
    """同名的被执行人：登记只写了姓名的，不知道是谁，哪一名都不算。"""
    plains = [plain(name) for name in look.debtors]
    for name in dict.fromkeys(name for name in plains if plains.count(name) > 1):
        same = "、".join(one for one in look.debtors if plain(one) == name)
        text = f"有{plains.count(name)}名被执行人都叫{name}，登记时写明是哪一名：{same}；只写姓名的，哪一名都不算。"
        yield Reason("closing.namesakes", text, look.mode.articles[0], "", "", name)


def _afterwards(look: Look) -> Iterator[Reason]:
    """结案后随之要办的。"""
    after = aftermath(look.mode.code, look.ground, look.timeline, look.on)
    for subject, ground in after.releases:
        text = f"“{subject}”结案后应当解除（{word('release', ground)}）。"
        yield Reason("closing.release", text, cite("CF 28"), "", "register:release", subject)
    for person in after.delists:
        text = f"{person}仍在失信名单，结案后三个工作日内删除。"
        yield Reason("closing.listed", text, cite("SXM 10"), "", "register:delist", person)
    for person in after.lifts:
        text = f"{person}仍被限制消费，结案后及时解除。"
        yield Reason("closing.restricted", text, cite("XX 9"), "", "register:consumption_lifted", person)
