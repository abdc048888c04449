"""计息单上要注意的话：拿不准的、要人核对的、不同于通常的。每句话都要办案人能照着做。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from zhixing.law import interest_cap
from zhixing.law.amounts import half_up, money
from zhixing.law.calendar import Calendar
from zhixing.law.debt import KINDS, WAYS
from zhixing.law.double_interest import OLD_LAST
from zhixing.law.interest import Run
from zhixing.law.interest_state import State
from zhixing.law.interest_walk import Walk


def warnings(walk: Walk) -> tuple[str, ...]:
    """要注意的话，不重复。"""
    found = [part.flag for part in walk.segments if part.flag]
    for row in walk.states:
        found += [*_about_double(row), *_about_item(row, walk.as_of), *_about_first_loan(walk, row)]
    return tuple(dict.fromkeys([*found, *_about_claim(walk)]))


def _about_double(row: State) -> Iterator[str]:
    item = row.item
    if row.doubles and item.due is None:
        yield f"“{row.label}”没有写履行期限届满日，也没有写执行依据生效日，没有计算加倍部分。"
    if row.doubles and item.due and not item.by_effect and (moved := Calendar.national().next_working_day(item.due)) != item.due:
        yield f"“{row.label}”的履行期限届满日{item.due}是休息日，应当顺延到{moved}（民事诉讼法第八十五条），请核对。"
    if item.double == "judge":
        taken = "计入" if row.doubles else "不计入"
        yield f"“{row.label}”（{KINDS[item.kind]}）是否计入加倍部分的基数应当由法官确定，暂按{taken}。"
    if item.secured and row.doubles and row.switches.double_in_priority == "no":
        yield f"“{row.label}”有担保，加倍部分不在优先受偿范围内，按普通债权清偿。"


def _about_item(row: State, as_of: date) -> Iterator[str]:
    item = row.item
    if item.withheld:
        yield f"“{row.label}”预先扣除利息{money(item.withheld)}元，本金按实际出借的数额。"
    for clause in item.clauses:
        if clause.base is not None and 0 < item.amount + item.withheld < clause.base:
            yield f"“{row.label}”写明的基数{money(clause.base)}元比本项金额{money(item.amount)}元大，照写明的计算，请核对。"
    if item.since and item.since > as_of:
        yield f"“{row.label}”还没有发生，没有计入。"


def _about_first_loan(walk: Walk, row: State) -> Iterator[str]:
    """重新出具借条的，借款期间本息合计有没有超过上限（M:G-07）。只提醒：计多少仍照执行依据。"""
    cap = row.item.cap
    if cap is None or cap.first is None or cap.first.end > walk.as_of:
        return
    limit = half_up(interest_cap.whole_limit(cap, cap.first, int(walk.switches.basis), beyond=walk.switches.lpr_beyond_table))
    accrued = Fraction(0)
    for part in walk.segments:
        if part.item == row.label and isinstance(part.rule, Run) and part.start <= cap.first.end:
            accrued += part.rule.interest(part.base, part.start, min(part.end, cap.first.end))
    total = row.item.amount + half_up(accrued)
    if total > limit:
        yield (
            f"“{row.label}”到{cap.first.end}本息合计{money(total)}元，超过最初本金和上限利息之和{money(limit)}元，"
            f"多出的{money(total - limit)}元不受支持（民间借贷规定第二十七条），请核对执行依据。"
        )


def _about_claim(walk: Walk) -> Iterator[str]:
    claim, as_of = walk.claim, walk.as_of
    for payment in claim.payments:
        if payment.effective(claim.switches) > as_of:
            yield f"{payment.effective(claim.switches)}的{WAYS[payment.how]}在截止日之后，没有计入。"
    if claim.bankruptcy_on and claim.bankruptcy_on <= as_of:
        yield f"{claim.bankruptcy_on}受理破产申请，利息算到前一日；此后的加倍部分不作为破产债权。"
    if claim.penalty_borne:
        yield "调解书约定的违约责任已经承担，不再计算加倍部分。"
    if claim.origin == "reversal":
        yield "执行回转：义务人是原申请执行人，逾期返还的同样计付加倍部分。"
    if walk.old_end and claim.switches.old_rule_exclusions == "no" and any(gap.start <= OLD_LAST for gap in claim.exclusions):
        yield "2014-07-31以前的扣除期间没有扣除：旧规定没有这样的条文，法院另有口径的请改开关（old_rule_exclusions）。"
