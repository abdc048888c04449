"""公告送达：什么时候可以公告，经过多少日视为送达；以及各有规定的公示（规则手册 T:V-08、V-11）。

下落不明，或者其他方式都没有送到，才可以公告；两样都要有登记在案的失败。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from zhixing.law.articles import cite, on_day
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason
from zhixing.law.service_addresses import source, usable
from zhixing.law.service_checks import barred, ineffective, reached, reason
from zhixing.law.service_values import Address, Addressee, Attempt, BadService, Paper, known, table
from zhixing.law.terms import Ending, Period, compute
from zhixing.law.words import word

_BASIS: Final = "CPL 95"


def failures(log: Sequence[Attempt], to: Addressee, before: date) -> tuple[Attempt, ...]:
    """``before`` 以前对这个人试过而没有送到的；后来又送到了的，以前的不再算。"""
    mine = [one for one in log if one.to == to.name and one.method != "announcement" and one.ended <= before]
    last = max((one.ended for one in mine if reached(one, to)), default=date.min)
    return tuple(one for one in mine if one.ended > last and ineffective(one, to))


def may_announce(
    paper: Paper, to: Addressee, on: date, log: Sequence[Attempt], addresses: Sequence[Address] = (),
) -> Finding[tuple[Attempt, ...]]:
    """``on`` 这天可否公告送达；``value`` 是据以公告的各次失败，原因和经过要记入案卷。"""
    draft = Attempt(0, paper, to.name, "announcement", "posted", on)
    tried = failures(log, to, on)
    reasons = tuple(_against(draft, to, tried, addresses))
    warned = tuple(_inquiry(draft, tried, addresses))
    return Finding(tried, (draft.cited(_BASIS), cite("JI 138"), cite("JI 139")), reasons, warned)


def _against(draft: Attempt, to: Addressee, tried: Sequence[Attempt], addresses: Sequence[Address]) -> Iterator[Reason]:
    yield from barred(draft, to)
    if not tried:
        text = f"没有登记过对{to.name}送达失败，不能公告送达。"
        yield reason(draft, "no_failures", text, _BASIS, "先以其他方式送达，把经过登记下来。", "method")
    elif not to.missing and to.place == "home":
        yield from _untried(draft, tried)
        yield from _unvisited(draft, tried, usable(addresses, draft.on))


def _untried(draft: Attempt, tried: Sequence[Attempt]) -> Iterator[Reason]:
    """不是下落不明的：直接（留置、委托）和邮寄都要试过。"""
    used = {one.method for one in tried}
    for group in table()["announcement"]["needs"]:
        if not used & set(group):
            names = "、".join(word("method", code) for code in group)
            text = f"没有下落不明的证明，也没有登记{names}送达失败，不能公告送达。"
            yield reason(draft, "method_untried", text, _BASIS, f"先{word('method', group[0])}送达；确实下落不明的，附证明。", "method")


def _unvisited(draft: Attempt, tried: Sequence[Attempt], addresses: Sequence[Address]) -> Iterator[Reason]:
    for one in _left_out(tried, addresses):
        if source(one.source)["tried"]:
            text = f"{source(one.source)['label']}“{one.text}”还没有试过，不能公告送达。"
            yield reason(draft, "address_untried", text, _BASIS, "先向这个地址送达。", "address")


def _inquiry(draft: Attempt, tried: Sequence[Attempt], addresses: Sequence[Address]) -> Iterator[Reason]:
    for one in _left_out(tried, usable(addresses, draft.on)):
        if not source(one.source)["tried"]:
            yield reason(draft, "inquiry_untried", f"查询得到的地址“{one.text}”还没有试过。", _BASIS, "能试的先试。", "address")


def _left_out(tried: Sequence[Attempt], addresses: Sequence[Address]) -> Iterator[Address]:
    been = {one.address.text for one in tried if one.address is not None}
    return (one for one in addresses if one.text not in been)


def period(issued: date, to: Addressee) -> Finding[Period]:
    """``issued`` 发出的公告经过多久视为送达；港澳台的另有规定，不推定。"""
    if to.place == "region":
        article = cite("JI 549")
        text = "受送达人住所在港澳台，公告期依专门规定，这里不推定。"
        remedy = "由承办法官认定，在登记事项“送达”里写明视为送达之日。"
        return Finding(Period(0, "d"), (article,), reasons=(Reason("service.region", text, article, remedy, "", "method"),))
    row = _period_row(issued, to)
    return Finding(Period(row["n"], row["unit"]), (on_day(cite(row["article"]), issued),))


def _period_row(issued: date, to: Addressee) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [row for row in table()["announcement"]["period"] if row["place"] == to.place]
    found = max((row for row in rows if row["since"] <= issued), key=lambda row: row["since"], default=None)
    if found is None:
        raise BadService(f"{issued}发出的公告早于公告期的规定。")
    return found


def passed(issued: date, to: Addressee, calendar: Calendar) -> Finding[Ending]:
    """公告期满：自最后一次张贴、刊登之日起，经过的日数不顺延；遇休息日的，后续期限从严自其后第一个工作日起算。

    住所在港澳台的抛出 :class:`~zhixing.law.finding.Refused`。
    """
    found = period(issued, to)
    ending = compute(issued, found.require(), "C", calendar)
    return Finding(ending.value, tuple(dict.fromkeys((*found.articles, *ending.articles))), (), ending.warnings, ending.steps)


def displayed(kind: str, on: date, to: Addressee, log: Sequence[Attempt], calendar: Calendar) -> Finding[Ending | None]:
    """公示：参考价报告（valuation_report）满十五日视为收到，网络司法拍卖事项（auction_matter）满五日视为已经通知。

    不是公告送达；无法送达、无法通知的才可以。
    """
    row = known("display", kind)
    article = cite(row["article"])
    if not to.missing and not failures(log, to, on):
        text = f"没有登记过对{to.name}送达失败，也没有下落不明的证明，{row['label']}不能以公示代替。"
        reasons = (Reason("service.display", text, article, "先送达、通知；确实无法送达的，写明理由。", "", "method"),)
        return Finding(None, (article,), reasons=reasons)
    ending = compute(on, Period(row["n"], "d"), "C", calendar)
    return Finding(ending.value, (article, *ending.articles), (), ending.warnings, ending.steps)
