"""结案：有哪些方式，现在能不能报结，还差什么。

方式写在 ``parameters/closing.toml``（规则手册 T:§6.3，C-10 至 C-17）。:func:`gate` 是第一道闸门，只看案件的事实和节点：

- 中止、暂缓中的不得报结（C-20）；
- 法院一方、已到期而没有办、又拦住这种方式的节点，一项一条理由；没有到期的只提醒；
- 终本另有必经的各项（T:§6.1），和解、保全各有一项。

案款余额、财产处置结果、迟延履行利息等要由以后的环节提供事实，这里不核对，也不假装核对：
逐条写在 ``warnings`` 里（“本系统暂不核对……”），报结页照样显示。
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol

from zhixing.law import node_table
from zhixing.law.articles import Article, cite, on_day
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.states import Act, fold, permits
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact, Timeline

_WAIVE: Final = "确不需要的，报请豁免节点。"
_THREE_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Mode:
    """一种结案方式。``grounds`` 是事由（代码 → 名称）；``approval`` 是审批行为；``document`` 是应作的文书。"""

    code: str
    label: str
    tone: str
    kinds: frozenset[str]
    document: str
    approval: str
    articles: tuple[Article, ...]
    grounds: Mapping[str, str]
    checks: tuple[str, ...]
    unseen: tuple[str, ...]


class NodeFact(Protocol):
    """闸门要看的节点（``law.nodes.PlannedNode`` 有这些）。"""

    @property
    def code(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def whose(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def cls(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def earliest(self) -> date | None: ...
    @property
    def blocks(self) -> Sequence[str]: ...
    @property
    def act(self) -> str: ...


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
class _Gate:
    """一次核对看到的东西。"""

    mode: Mode
    nodes: Sequence[NodeFact]
    timeline: Timeline
    on: date
    debtors: Sequence[str]

    def facts(self, *types: str) -> Iterator[Fact]:
        return (fact for fact in self.timeline.of(*types) if fact.on <= self.on)

    def documents(self, kind: str) -> Iterator[Fact]:
        found = self.facts("documents.Issued", "documents.Served", "documents.AnnouncementPosted")
        return (fact for fact in found if kind in (fact.data.get("document"), *fact.data.get("attached", ())))

    def waived(self, code: str, subject: str = "") -> bool:
        return any(n.state == "waived" and n.code == code and n.subject in ("", subject) for n in self.nodes)

    def key(self, code: str, subject: str = "") -> str:
        """这一条件所对应的节点键；没有节点就用节点代码。"""
        found = (n.key for n in self.nodes if n.code == code and (not subject or n.subject == subject))
        return next(found, code)


def gate(
    code: str,
    nodes: Sequence[NodeFact],
    timeline: Timeline,
    on: date,
    *,
    debtors: Sequence[str] = (),
    ground: str = "",
) -> Finding[bool]:
    """``on`` 这天可否以 ``code`` 方式报结。

    ``debtors`` 是在案被执行人的姓名或名称，用来核对“每一名”；``ground`` 是事由代码，给了就核对。
    不可以时 ``reasons`` 逐条说缺什么、依据、怎么补、用哪个按钮；``overridable`` 的可以经批准豁免节点放行。
    没有这种方式抛出 :class:`UnknownMode`。
    """
    found = mode(code)
    look = _Gate(found, nodes, timeline, on, debtors)
    reasons, passed = list(_applies(look, ground)), []
    for name in found.checks:
        check = CHECKS[name]
        missing = tuple(check.missing(look))
        reasons += missing
        passed += [] if missing else [Step(f"已核对：{check.label}。", cite(check.article))]
    reasons += _due_nodes(look)
    return Finding(
        not reasons, tuple(on_day(a, on) for a in found.articles), steps=tuple(passed),
        reasons=tuple(_dated(r, on) for r in reasons), warnings=tuple(_dated(w, on) for w in _warnings(look)),
        inputs={"mode": code, "on": on.isoformat(), "debtors": len(debtors), "ground": ground},
    )


def headline(finding: Finding[bool]) -> str:
    """页面上的一句话。

    >>> headline(Finding(True, ()))
    '可以报结。'
    """
    return f"暂不能报结，还差 {len(finding.reasons)} 项。" if finding.reasons else "可以报结。"


def _dated(reason: Reason, day: date) -> Reason:
    return replace(reason, article=on_day(reason.article, day))


def _applies(look: _Gate, ground: str) -> Iterator[Reason]:
    """案件类型、状态、事由。"""
    kind, article = look.timeline.kind, look.mode.articles[0]
    if kind not in look.mode.kinds:
        allowed = "、".join(m.label for m in modes(kind)) or "随审查程序办理"
        yield Reason("closing.kind", f"{kind}案件没有“{look.mode.label}”这种结案方式。", article, f"可选：{allowed}。")
    if ground and ground not in look.mode.grounds:
        yield Reason("closing.ground", f"“{look.mode.label}”没有这一事由。", article, "从清单里选择事由。")
    state = fold(fact.type for fact in sorted(look.timeline.facts, key=lambda fact: fact.identity))
    yield from permits(state, Act.PROPOSE, kind).reasons


def _due_nodes(look: _Gate) -> Iterator[Reason]:
    """法院一方、到期未办、拦住这种方式的节点。必经各项已经专门核对的，不重复列。"""
    for node in _blocking(look):
        if node.due is not None and node.due <= look.on:
            told = f"“{_title(node)}”{node.due}届满，还没有办。"
            remedy = f"办理后登记；{_WAIVE}"
            yield Reason(f"closing.node.{node.code}", told, _article(node, look.mode), remedy, node.act, node.key, True)


def _blocking(look: _Gate) -> Iterator[NodeFact]:
    covered = {code for name in look.mode.checks for code in CHECKS[name].codes}
    for node in look.nodes:
        ours = node.whose == "court" and node.state == "open" and node.cls != "C"
        if ours and look.mode.code in node.blocks and node.code not in covered:
            yield node


def _warnings(look: _Gate) -> Iterator[Reason]:
    for node in _blocking(look):
        if node.due is None or node.due > look.on:
            text = f"“{_title(node)}”还没有办" + (f"（{node.due}届满）。" if node.due else "。")
            yield Reason(f"closing.later.{node.code}", text, _article(node, look.mode), "", node.act, node.key)
    if "restrictions_end" in look.mode.checks:
        yield from _restrictions(look)
    for i, what in enumerate(look.mode.unseen):
        text = f"本系统暂不核对：{what}，请承办人自行核对。"
        yield Reason(f"closing.unseen.{i}", text, look.mode.articles[0])


def _restrictions(look: _Gate) -> Iterator[Reason]:
    """结案后要解除的：失信三个工作日内删除，限制消费及时解除。"""
    for person in _still(look, "sanctions.Listed", "sanctions.Delisted"):
        text = f"{person}仍在失信名单，结案后三个工作日内删除。"
        yield Reason("closing.listed", text, cite("SXM 10"), "", "register:delist", person)
    for person in _still(look, "sanctions.ConsumptionRestricted", "sanctions.ConsumptionLifted"):
        text = f"{person}仍被限制消费，结案后及时解除。"
        yield Reason("closing.restricted", text, cite("XX 9"), "", "register:consumption_lifted", person)


def _still(look: _Gate, begin: str, end: str) -> tuple[str, ...]:
    """开始了还没有结束的各项。"""
    running: dict[str, bool] = {}
    for fact in look.facts(begin, end):
        running[fact.subject] = fact.type == begin
    return tuple(subject for subject, open_ in running.items() if open_)


def _title(node: NodeFact) -> str:
    return f"{node.name}（{node.subject}）" if node.subject else node.name


def _article(node: NodeFact, found: Mode) -> Article:
    return next(iter(node_table.rule(node.code).articles), found.articles[0])


# —— 各方式专门的核对 ——————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Check:
    """一项专门的核对。``missing`` 列出缺的；``codes`` 是它已经管到的节点代码。"""

    label: str
    article: str
    missing: Callable[[_Gate], Iterator[Reason]]
    codes: frozenset[str] = frozenset()


def _why(code: str, text: str, article: str, remedy: str, act: str, subject: str) -> Reason:
    """专门核对的理由。自首次执行案件的实践看，例外都要经批准，所以一律可以豁免放行。"""
    return Reason(f"closing.{code}", text, cite(article), remedy, act, subject, overridable=True)


def _three_months(look: _Gate) -> Iterator[Reason]:
    """立案后超过三个月（B 类门槛，不顺延）：满三个月的次日起才可以。"""
    accepted = look.timeline.first("cases.Accepted")
    if accepted is None or look.waived("N-35"):
        return
    planned = (n.earliest for n in look.nodes if n.code == "N-35" and n.earliest is not None)
    earliest = next(planned, add_months(accepted.on, _THREE_MONTHS) + timedelta(days=1))
    if look.on < earliest:
        text = f"{accepted.on}立案，还没有超过三个月，{earliest}起才可以终本。"
        yield _why("three_months", text, "ZB 1(4)", "继续执行，期满再报。", "", look.key("N-35"))


def _notice(look: _Gate) -> Iterator[Reason]:
    """执行通知书（连同报告财产令，一并登记）发给了每一名被执行人。恢复执行案件沿用原案的通知。"""
    if look.timeline.kind != "执" or look.waived("N-03"):
        return
    for name in _unreached(look, look.documents("enforcement_notice")):
        text = f"没有向{name or '被执行人'}发出执行通知书、报告财产令。"
        yield _why("notice", text, "ZB 1(1)", "发出后登记。", "register:notice", look.key("N-03"))


def _network_query(look: _Gate) -> Iterator[Reason]:
    if not look.waived("N-04") and not any(_network(look)):
        yield _why(
            "query", "没有发起过网络查询。", "ZB 3", "发起总对总查询。", "register:query", look.key("N-04")
        )


def _recent_query(look: _Gate) -> Iterator[Reason]:
    """终本前三个月内有一次覆盖全部项目的总对总查询。"""
    latest = max((f.on for f in _network(look) if f.data.get("scope", "full") in ("full", "")), default=None)
    if look.waived("N-37") or (latest and add_months(latest, _THREE_MONTHS) >= look.on):
        return
    text = f"最近一次全部项目的总对总查询是{latest}，已过三个月。" if latest else "没有覆盖全部项目的总对总查询。"
    yield _why("recent_query", text, "CHK 核查规则", "再发起一次总对总查询。", "register:query", look.key("N-37"))


def _network(look: _Gate) -> Iterator[Fact]:
    return (fact for fact in look.facts("control.QuerySent") if fact.data.get("channel") == "network")


def _clues(look: _Gate) -> Iterator[Reason]:
    """线索都已核查。"""
    for clue in _still(look, "control.ClueReceived", "control.ClueVerified"):
        node = "N-09b" if any(n.code == "N-09b" and n.subject == clue for n in look.nodes) else "N-09"
        if not look.waived(node, clue):
            text = f"线索“{clue or '未命名'}”还没有核查。"
            yield _why("clue", text, "ZB 3", "核查后登记结果。", "register:clue_verified", look.key(node, clue))


def _consumption(look: _Gate) -> Iterator[Reason]:
    """每一名被执行人都被限制消费，且仍然有效。"""
    active = _still(look, "sanctions.ConsumptionRestricted", "sanctions.ConsumptionLifted")
    for name in _left_out(look, active):
        text = f"没有对{name or '被执行人'}发出限制消费令，或者已经解除。"
        yield _why("consumption", text, "ZB 1(2)", "发出限制消费令。", "register:consumption", name)


def _interview(look: _Gate) -> Iterator[Reason]:
    """约谈的是申请执行人；只约谈了被执行人的不算。"""
    others = (fact for fact in look.facts("control.Interviewed") if fact.data.get("person") not in look.debtors)
    if not look.waived("N-07") and not any(others):
        text, remedy = "终本前没有约谈申请执行人。", "约谈，告知情况、依据和后果，听取意见。"
        yield _why("interview", text, "ZB 5", remedy, "register:interview", look.key("N-07"))


def _settlement(look: _Gate) -> Iterator[Reason]:
    """和解协议要履行完毕。"""
    agreed = max(((f.on, f.identity) for f in look.facts("settlement.Agreed")), default=None)
    if agreed is None:
        return
    paid = look.facts("settlement.Performed", "funds.Paid", "funds.DirectPaid")
    if not any((fact.on, fact.identity) > agreed and fact.data.get("settles") for fact in paid):
        remedy = "登记履行完毕；违约的，由申请执行人申请恢复执行。"
        yield Reason("closing.settlement", "和解协议还没有履行完毕。", cite("HJ 8"), remedy, "register:performed")


def _nothing(look: _Gate) -> Iterator[Reason]:
    """只产生提醒的核对，见 :func:`_restrictions`。"""
    return iter(())


def _measure(look: _Gate) -> Iterator[Reason]:
    if not any(look.facts("control.MeasureTaken")):
        yield _why("measure", "没有登记任何保全措施。", "LJ 21", "登记查封、扣押、冻结。", "register:freeze", "")


def _no_measure(look: _Gate) -> Iterator[Reason]:
    for what in _still(look, "control.MeasureTaken", "control.Released"):
        text = f"已对“{what}”采取保全措施。"
        yield _why("measured", text, "LJ 21", "改按保全完毕或者部分保全报结。", "", what)


def _preservation_query(look: _Gate) -> Iterator[Reason]:
    if not any(look.facts("control.QuerySent", "control.InquiryFinished")):
        text = "没有查询过被保全人的财产。"
        yield _why("query", text, "BQ 11", "申请人申请网络查询的，发起查询；否则核查线索。", "register:query", "")


def _unreached(look: _Gate, sent: Iterator[Fact]) -> tuple[str, ...]:
    """没有发到的被执行人。"""
    return _left_out(look, [str(fact.data.get("to", "")) for fact in sent])


def _left_out(look: _Gate, given: Sequence[str]) -> tuple[str, ...]:
    """``given`` 各项里没有写到的被执行人；没写对谁的，算对全体。不知道有哪些被执行人时，一项都没有才算缺。"""
    if "" in given:
        return ()
    if not look.debtors:
        return () if given else ("",)
    reached = {name for text in given for name in _named(text, look.debtors)}
    return tuple(name for name in look.debtors if name not in reached)


def _named(text: str, people: Sequence[str]) -> Iterator[str]:
    """``text`` 写到的人。先认长的名字：写了“张三丰”，不等于写了“张三”。"""
    for name in sorted(people, key=len, reverse=True):
        if name in text:
            yield name
            text = text.replace(name, "、")


CHECKS: Final[dict[str, Check]] = {
    "three_months": Check("立案后超过三个月", "ZB 1(4)", _three_months, frozenset({"N-35"})),
    "notice_to_every_debtor": Check("执行通知书、报告财产令发给每一名被执行人", "ZB 1(1)", _notice, frozenset({"N-03", "N-03c"})),
    "network_query": Check("已发起网络查询", "ZB 3", _network_query, frozenset({"N-04"})),
    "recent_query": Check("三个月内有全部项目的总对总查询", "CHK 核查规则", _recent_query, frozenset({"N-37"})),
    "clues_verified": Check("线索都已核查", "ZB 3", _clues, frozenset({"N-09", "N-09b"})),
    "consumption_restricted": Check("已对每一名被执行人限制消费", "ZB 1(2)", _consumption),
    "interviewed": Check("已约谈申请执行人", "ZB 5", _interview, frozenset({"N-07"})),
    "settlement_performed": Check("没有未履行完毕的和解协议", "HJ 8", _settlement),
    "restrictions_end": Check("结案后应解除的失信、限制消费已列出", "SXM 10", _nothing),
    "measure_taken": Check("已采取保全措施", "LJ 21", _measure),
    "no_measure": Check("没有采取保全措施", "LJ 21", _no_measure),
    "preservation_query": Check("已查询财产", "BQ 11", _preservation_query),
}
