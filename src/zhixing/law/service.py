"""送达之日：每一次送达，哪天算送达，怎么推算，可以怎样推翻（规则手册 T:§9）。

从送达起算的期限，都从这里的送达之日起算，不从发出之日。签收、留置、到达的当日，退回的退回之日，公告的期满之日；
公告期满遇休息日的，送达之日不变，后续期限从严自其后第一个工作日起算（``counts_from``）。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from zhixing.law import service_announcement
from zhixing.law.articles import Article, cite, on_day
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.service_addresses import returned
from zhixing.law.service_checks import ABROAD_MONTHS, flaws, reason, warnings
from zhixing.law.service_values import Address, Addressee, Attempt, BadService, Paper, known, table
from zhixing.law.terms import Ending, Period, compute
from zhixing.law.words import word

ENTRUSTED: Final = Period(10, "d")
"""受委托法院代为送达的期限（民诉法解释第134条）。"""


_AWAY: Final = {
    "abroad": ("受送达人住所在境外，依涉外送达的方式。", "CPL 283"), "region": ("受送达人住所在港澳台，参照涉外送达的方式。", "JI 549"),
}


@dataclass(frozen=True, slots=True)
class Deemed:
    """送达之日。

    ``day`` 是送达、视为送达之日，可以晚于今天（公告还没有满）；``counts_from`` 是后续期限从严起算之日；
    ``rebuttal`` 是还可以怎样推翻（代码表 rebuttal），空为不能。
    """

    day: date
    counts_from: date
    method: str
    outcome: str
    rebuttal: str = ""

    def in_effect(self, on: date) -> bool:
        """``on`` 这天已经送达。"""
        return self.day <= on

    def as_data(self) -> dict[str, Any]:
        """用于保存和 ``--json``。"""
        return {
            "day": self.day.isoformat(), "counts_from": self.counts_from.isoformat(), "method": self.method,
            "outcome": self.outcome, "rebuttal": self.rebuttal,
        }


def deemed(
    attempt: Attempt, to: Addressee, calendar: Calendar, log: Sequence[Attempt] = (), addresses: Sequence[Address] = (),
) -> Finding[Deemed | None]:
    """这一次的送达之日；不算送达的 ``value`` 为 ``None``，理由说为什么、下一步怎么办。

    ``log`` 是本案对他的各次送达，``addresses`` 是他的送达地址，公告时要看。受送达人对不上抛出 :class:`BadService`。
    """
    if attempt.to != to.name:
        raise BadService(f"这次送达的受送达人是{attempt.to}，不是{to.name}。")
    reasons, told = [*flaws(attempt, to)], [*warnings(attempt, to)]
    if attempt.method == "announcement":
        allowed = service_announcement.may_announce(attempt.paper, to, attempt.ended, log, addresses)
        reasons, told = list(dict.fromkeys((*reasons, *allowed.reasons))), [*told, *allowed.warnings]
    if reasons:
        return Finding(None, _articles(attempt, ()), tuple(reasons), tuple(told), inputs=_inputs(attempt))
    return _rebutted(attempt, _counted(attempt, to, calendar, told))


def _counted(attempt: Attempt, to: Addressee, calendar: Calendar, told: Sequence[Reason]) -> Finding[Deemed | None]:
    """合乎规定的，算出哪天。"""
    ending = _ending(attempt, to, calendar)
    day = attempt.ended if ending is None else _due(ending.value)
    later = (ending.value.conservative if ending else None) or day
    rule = attempt.result
    steps = (
        *_steps(attempt, to), *(ending.steps if ending else ()), Step(_says(attempt, day), _basis(attempt)),
        *effects(attempt.paper, attempt.on),
    )
    warned = (*told, *(ending.warnings if ending else ()))
    found = Deemed(day, later, attempt.method, attempt.outcome, rule.rebuttal)
    return Finding(found, _articles(attempt, steps), (), warned, steps, _inputs(attempt))


def effects(paper: Paper, day: date) -> Iterator[Step]:
    """这份文书送达以后发生什么：查封、冻结生效，裁定生效（T:V-10、V-12）。条号按 ``day`` 的版本。"""
    for row in table()["effect"]:
        if any(title in paper.title for title in row["titles"]):
            yield Step(row["text"], on_day(cite(row["article"]), day))


def _ending(attempt: Attempt, to: Addressee, calendar: Calendar) -> Finding[Ending] | None:
    """要经过一段时间的：公告，寄往境外。"""
    if attempt.method == "announcement":
        return service_announcement.passed(attempt.ended, to, calendar)
    return compute(attempt.on, Period(ABROAD_MONTHS, "m"), "C", calendar) if attempt.result.abroad else None


def _due(ending: Ending) -> date:
    assert isinstance(ending.due, date)
    return ending.due


def _steps(attempt: Attempt, to: Addressee) -> Iterator[Step]:
    rule = attempt.result
    did = f"{attempt.on}办理" if attempt.ended != attempt.on else "当日办理"
    yield Step(f"向{to.name}{word('method', attempt.method)}送达《{attempt.paper.title}》，{did}，{attempt.ended}{rule.label}。", _basis(attempt))
    if attempt.signer:
        row = known("signer", attempt.signer)
        yield Step(f"{'拒收' if 'refused' in rule.code or rule.code == 'left' else '签收'}的是{row['label']}。", attempt.cited(row["article"]))
    if attempt.consent is not None and attempt.method == "electronic":
        row = known("consent", attempt.consent.how)
        yield Step(f"{attempt.consent.on}{row['label']}，同意电子送达。", cite(row["article"]))
    if rule.address:
        yield from returned(attempt.address, to).steps
    if to.place in _AWAY:
        text, article = _AWAY[to.place]
        yield Step(text, attempt.cited(article))


def _says(attempt: Attempt, day: date) -> str:
    rule = attempt.result
    if rule.code == "signed" or rule.code in ("arrived", "replied", "acted"):
        return f"{day}为送达日期。"
    told = f"受送达人{known('rebuttal', rule.rebuttal)['label']}的除外。" if rule.rebuttal else ""
    return f"{day}视为送达。{told}"


# —— 推翻 ——————————————————————————————————————————————————————————————


def _rebutted(attempt: Attempt, found: Finding[Deemed | None]) -> Finding[Deemed | None]:
    """受送达人提出推翻的：采信以前仍按原来的。"""
    claim, rule = attempt.rebuttal, attempt.result
    if claim is None or found.value is None:
        return found
    row = known("rebuttal", claim.how)
    if claim.how != rule.rebuttal:
        text = f"“{rule.label}”不能以“{row['label']}”推翻。"
        return replace(found, warnings=(*found.warnings, reason(attempt, "rebuttal", text, row["article"], "核对后改填。", "rebuttal")))
    if not claim.upheld:
        step = Step(f"受送达人提出：{row['label']}；没有采信以前，仍以{found.value.day}为送达之日。", cite(row["article"]))
        return _with(found, found.value, step)
    return _moved(attempt, found) if claim.how == "arrival" else _undone(attempt, found)


def _undone(attempt: Attempt, found: Finding[Deemed | None]) -> Finding[Deemed | None]:
    assert attempt.rebuttal is not None
    row = known("rebuttal", attempt.rebuttal.how)
    text = f"受送达人{row['label']}，已经采信，这次不算送达。"
    return replace(found, value=None, reasons=(reason(attempt, "rebutted", text, row["article"], "重新送达；起算的期限撤销。", "rebuttal"),))


def _moved(attempt: Attempt, found: Finding[Deemed | None]) -> Finding[Deemed | None]:
    """证明到达的是另一天的，以那天为准。"""
    arrived = attempt.rebuttal.arrived if attempt.rebuttal else None
    if arrived is None or arrived < attempt.on:
        text = f"没有写明证明的到达日，或者早于发送日{attempt.on}。"
        return replace(found, value=None, reasons=(reason(attempt, "arrival", text, "JI 135", "照证据填写到达日。", "rebuttal"),))
    assert found.value is not None
    step = Step(f"系统显示{attempt.ended}发送成功，受送达人证明{arrived}到达，以{arrived}为送达日期。", cite("JI 135"))
    return _with(found, replace(found.value, day=arrived, counts_from=arrived, rebuttal=""), step)


def _with(found: Finding[Deemed | None], value: Deemed, step: Step) -> Finding[Deemed | None]:
    extra = (step.article,) if step.article else ()
    return replace(found, value=value, steps=(*found.steps, step), articles=tuple(dict.fromkeys((*found.articles, *extra))))


# —— 其他日子 ————————————————————————————————————————————————————————————


def first(findings: Sequence[Finding[Deemed | None]]) -> Finding[Deemed | None] | None:
    """同一份文书送了几次、几种电子方式并用的，以最先完成的有效送达为准；都不算的为 ``None``。"""
    done = [(one.value.day, one) for one in findings if one.value is not None]
    return min(done, key=lambda pair: pair[0])[1] if done else None


def closing_day(attempt: Attempt, found: Finding[Deemed | None]) -> date | None:
    """以送达最后一名当事人为结案时间的，这一名按哪天算：邮寄的交邮日，公告的刊登日，其他的送达之日（T:T-17）。

    不算送达的为 ``None``。依据：严格执行案件审理期限制度规定第10条。
    """
    if found.value is None:
        return None
    return {"mail": attempt.on, "announcement": attempt.ended}.get(attempt.method, found.value.day)


def entrusted_due(received: date, calendar: Calendar) -> Finding[Ending]:
    """受委托法院收到委托函以后，最迟哪天代为送达。"""
    ending = compute(received, ENTRUSTED, "A", calendar)
    return replace(ending, articles=(cite("JI 134"), *ending.articles))


def _basis(attempt: Attempt) -> Article:
    return on_day(attempt.result.articles[0], attempt.on)


def _articles(attempt: Attempt, steps: Sequence[Step]) -> tuple[Article, ...]:
    own = (on_day(article, attempt.on) for article in attempt.result.articles)
    return tuple(dict.fromkeys((*own, *(step.article for step in steps if step.article))))


def _inputs(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number, "paper": attempt.paper.key, "to": attempt.to, "method": attempt.method, "outcome": attempt.outcome,
        "on": attempt.on.isoformat(), "happened": attempt.ended.isoformat(),
        "address": attempt.address.source if attempt.address else "", "signer": attempt.signer,
    }
