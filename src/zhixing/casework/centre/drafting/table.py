"""哪种文书的哪一栏由谁答复。先看这种文书自己的，再看各种文书共同的；都没有的，由拟稿人填写。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from zhixing.casework.centre.drafting import grounds, holdings, paying, people, plans, sums
from zhixing.casework.centre.drafting.answers import HERE, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.centre.drafting.grounds import story
from zhixing.casework.centre.drafting.holdings import (
    about,
    any_kind,
    frozen,
    land,
    of_fact,
    own_rank,
    thing,
    things,
    waiting,
)

Tell = Callable[[Desk], Answer]

_CONTROL: Final = ("control.QuerySent", "control.FeedbackReceived", "control.MeasureTaken", "control.Renewed", "control.Deducted")
_STEPS: Final = (
    *_CONTROL, "control.InquiryStarted", "control.InquiryFinished", "control.ClueVerified", "control.ReportReceived",
    "control.DebtorSearched", "control.NotDisposable", "sanctions.ConsumptionRestricted", "sanctions.Listed", "sanctions.Fined",
    "sanctions.Detained", "sanctions.Searched", "disposal.AuctionFailed", "disposal.SellOffFailed", "disposal.SaleRuled",
    "disposal.DebtOffset", "funds.Paid", "funds.DirectPaid", "control.Interviewed",
)
_SALES: Final = (
    "control.MeasureTaken", "disposal.ReportReceived", "disposal.PriceFixed", "disposal.SaleStarted", "disposal.AuctionFailed",
    "disposal.SellOffStarted", "disposal.SellOffFailed", "disposal.OffsetAccepted",
)
_PERFORMED: Final = ("settlement.Agreed", "settlement.Performed", "funds.DirectPaid", "funds.Received", "funds.Paid")
_DONE: Final = (
    "cases.Accepted", "documents.Issued", "control.MeasureTaken", "control.Deducted", "sanctions.ConsumptionRestricted", "sanctions.Listed",
    "disposal.AuctionFailed", "disposal.SaleRuled", "funds.Paid", "funds.DirectPaid",
)
_SOUGHT: Final = (
    "control.QuerySent", "control.InquiryStarted", "control.InquiryFinished", "control.ClueVerified", "control.ReportReceived",
    "control.DebtorSearched",
)
_RULED: Final = ("disposal.SaleRuled", "disposal.DebtOffset")


def _ask(why: str, *offered: str) -> Tell:
    """只有拟稿人知道的。"""
    return lambda desk: Unknown(why, HERE, offered)


def _court(desk: Desk) -> Answer:
    return Known(desk.book.court.name)


def _on(desk: Desk) -> Answer:
    return Known(desk.on.isoformat())


COMMON: Final[Mapping[str, Tell]] = {
    "court": _court, "number": grounds.number, "on": _on, "parties": people.parties, "applicants": people.applicants,
    "debtors": people.debtors, "to": people.to, "cause": grounds.cause, "origin": grounds.origin, "duty": grounds.duty,
    "accepted": grounds.accepted, "contact": people.contact, "signers": people.signers, "clerk": people.clerk,
    "ruling": holdings.ruling, "facts": _ask("写明事实和理由"), "approved": people.president, "upper": grounds.upper,
    "at": _ask("写明时间"), "place": _ask("写明地点"), "person": people.person, "address": people.address,
    "reason": _ask("写明事由", "接受调查询问"), "officer": people.officer, "officers": people.officers,
    "identity": people.own_number, "role": people.standing,
}
"""各种文书共同的栏目。"""

_ASSETS: Final = about(holdings.seized, holdings.assets)
_KIND: Final = about(holdings.seized, holdings.kind)
_PERIOD: Final = about(holdings.seized, holdings.running_period)
_SANCTION: Final[Mapping[str, Tell]] = {"person": people.punished, "facts": grounds.wrongs}
_STOPPED: Final[Mapping[str, Tell]] = {
    "measure": about(any_kind, holdings.measure), "kind": about(any_kind, holdings.kind), "assets": about(any_kind, holdings.assets),
    "earlier": about(any_kind, holdings.earlier_ruling),
}

_AT_BANK: Final[Mapping[str, Tell]] = {"to": holdings.bank, "debtor": people.debtor}
_PRICED: Final = of_fact("disposal.ValuationStarted", thing, ("disposal.ReportReceived", "disposal.PriceFixed"), "没有登记启动参考价")

OWN: Final[Mapping[str, Mapping[str, Tell]]] = {
    "case_acceptance": {"amount": sums.claimed},
    "enforcement_notice": {"days": grounds.days("notice"), "fee": sums.fee, "account": sums.court_account},
    "report_order": {"days": grounds.days("report")},
    "clue_notice": {"days": grounds.days("clue")},
    "deposit_inquiry": {**_AT_BANK},
    "deposit_freeze": {
        **_AT_BANK, "amount": sums.owed, "accounts": about(frozen, holdings.accounts),
        "period": holdings.longest("deposit"),
    },
    "deposit_renewal": {
        **_AT_BANK, "frozen": about(frozen, holdings.since), "amount": about(frozen, holdings.frozen_sum),
        "accounts": about(frozen, holdings.accounts), "period": about(frozen, holdings.next_period),
    },
    "deposit_release": {
        **_AT_BANK, "frozen": about(frozen, holdings.since), "amount": about(frozen, holdings.frozen_sum),
        "accounts": about(frozen, holdings.accounts),
    },
    "third_party_notice": {
        "to": people.third, "claim": _ask("写明被执行人对第三人的到期债权"), "amount": _ask("写明要求履行的金额"), "account": sums.court_account,
    },
    "correction_notice": {"rows": grounds.correction_rows, "until": grounds.correct_by},
    "no_result_notice": {"ground": grounds.query_ground, "rows": grounds.queried},
    "deposit_deduction": {
        **_AT_BANK, "amount": about(frozen, holdings.deducted),
        "accounts": about(frozen, holdings.accounts), "account": sums.court_account,
    },
    "assistance_notice": {"acts": about(things, holdings.acts), "assets": about(things, holdings.assets)},
    "closing_notice": {"facts": grounds.finished_facts, "paid": sums.received_in_all},
    "payout_notice": {"amount": paying.noticed_amount, "account": paying.noticed_account, "code": _ask("通知收款人时生成，写在那一份里")},
    "transfer_request": {
        "priority": _ask("写明优先债权和依据"), "their_number": _ask("写明首先查封法院的案号"),
        "sealed_on": _ask("写明首先查封的日期"), "assets": about(waiting, holdings.assets),
    },
    "expiry_notice": {
        "kind": about(any_kind, holdings.measure), "assets": about(any_kind, holdings.assets),
        "period": about(any_kind, holdings.running_period),
    },
    "freeze_ruling": {"amount": sums.owed, "period": holdings.longest("deposit"), "bank": holdings.banks_of},
    "seizure_ruling": {
        "measure": about(holdings.seized, holdings.measure), "kind": _KIND, "assets": _ASSETS, "period": _PERIOD,
    },
    "renewal_ruling": {**_STOPPED, "period": about(any_kind, holdings.next_period)},
    "release_ruling": {
        **_STOPPED, "facts": story("control.ReleaseOrdered", "settlement.Agreed", *_PERFORMED[1:], why="写明解除的事实和理由"),
    },
    "deduction_ruling": {"amount": about(frozen, holdings.deducted), "bank": about(frozen, holdings.banks)},
    "auction_ruling": {"assets": holdings.for_auction, "facts": story(*_SALES[:3], why="没有登记控制、参考价，写明事实")},
    "sale_ruling": {
        "assets": of_fact("disposal.Sold", thing, _RULED, "没有登记成交"),
        "price": of_fact("disposal.Sold", lambda f: f.data.get("price_fen"), _RULED),
        "auctioned": of_fact("disposal.Sold", lambda f: f.on.isoformat(), _RULED),
        "buyer": of_fact("disposal.Sold", lambda f: f.data.get("buyer"), _RULED),
    },
    "offset_ruling": {
        "assets": of_fact("disposal.OffsetAccepted", thing, _RULED, "没有登记接受抵债"),
        "creditor": of_fact("disposal.OffsetAccepted", lambda f: f.data.get("who"), _RULED),
        "price": _ask("写明抵债价款"), "facts": story(*_SALES, why="写明抵债的经过"), "ground": grounds.offset_ground,
    },
    "termination_ruling": {
        "claimed": sums.claimed, "paid": sums.paid, "unpaid": sums.owed, "steps": grounds.steps(*_STEPS), "assets": holdings.held,
        "told": grounds.interviewed, "agreed": grounds.agreed,
    },
    "end_ruling": {"ground": grounds.ended, "facts": grounds.ended_facts},
    "resumption_ruling": {
        "ground": grounds.resumed, "earlier": holdings.stopped_by,
        "facts": story("settlement.Agreed", "settlement.Breached", "nodes.Suspended", "nodes.Resumed", "closing.ResumptionAsked"),
    },
    "suspension_ruling": {"facts": grounds.suspended_facts, "ground": _ask("选中止的事由")},
    "consumption_lift": {"ordered": grounds.restricted_on, "people": people.lifted_heads, "ground": _ask("选解除的事由")},
    "dishonesty_removal": {
        "decision": holdings.decision("dishonesty_decision"), "decided": holdings.decided("dishonesty_decision"), "ground": grounds.removed,
        "facts": story("settlement.Agreed", *_PERFORMED[1:], why="写明删除的事实和理由"),
    },
    "early_release_decision": {
        "decision": holdings.decision("detention_decision"), "decided": holdings.decided("detention_decision"), "days": grounds.detention_days,
        "police": lambda desk: people.setting(desk, "police", "公安机关"),
    },
    "exit_ban_decision": {"person": people.barred, "facts": grounds.wrongs},
    "exit_ban_lift": {
        "person": people.barred, "decision": holdings.decision("exit_ban_decision"), "decided": holdings.decided("exit_ban_decision"),
        "ground": _ask("选解除的事由"),
    },
    "consumption_order": {"people": people.restricted_heads},
    "dishonesty_decision": {**_SANCTION, "ground": grounds.dishonest, "years": grounds.years},
    "arrest_summons": {"summoned": grounds.summoned},
    "fine_decision": {**_SANCTION, "amount": grounds.fine_sum, "until": _ask("写明交纳期限"), "account": sums.fine_account},
    "detention_decision": {**_SANCTION, "days": grounds.detention_days},
    "seizure_announcement": {"kind": _KIND, "assets": _ASSETS, "period": _PERIOD},
    "eviction_announcement": {"place": about(land, holdings.place), "until": _ask("写明迁出期限")},
    "investigation_order": {
        "lawyer": people.lawyer, "firm": _ask("写明律师事务所"), "licence": _ask("写明执业证号"),
        "matters": _ask("写明调查的内容"), "until": _ask("写明有效期"),
    },
    "search_order": {"place": _ask("写明搜查的处所")},
    "seizure_list": {"assets": _ASSETS, "period": _PERIOD},
    "interest_sheet": {"until": sums.until, "rows": sums.interest_rows, "maker": sums.maker},
    "distribution_plan": {
        "amount": plans.amount, "costs": plans.costs, "rows": plans.rows,
        "reasons": plans.reasons(story("disposal.Sold", "funds.Received", "funds.Claimed", why="写明分配的理由")),
    },
    "payout_approval": {
        "received": paying.received, "payout": paying.total, "payee": paying.payee, "rows": paying.rows, "reasons": paying.reasons,
    },
    "service_receipt": {
        "to": people.person, "place": people.address, "method": _ask("选送达方式"), "papers": holdings.papers, "server": people.servers,
    },
    "service_announcement": {
        "why": grounds.unfound, "papers": holdings.announced, "tried": story("documents.ServiceFailed", why="写明用过的其他方式和结果"),
    },
    "announcement": {"text": _ask("写公告的内容")},
    "payee_account": {"account": sums.stated_account},
    "interview_record": {
        "asker": people.officer, "kind": _ask("选谈话、约谈还是调查", "谈话笔录", "约谈笔录", "调查笔录"),
        "begun": _ask("写明开始时间"), "ended": _ask("写明结束时间"), "lines": _ask("记录问答"),
    },
    "settlement": {"terms": grounds.terms, "copies": grounds.copies},
    "appraisal_commission": {
        "to": of_fact("disposal.AppraiserChosen", grounds.agency, ("disposal.ReportReceived",), "没有登记选定的评估机构"),
        "assets": of_fact("disposal.ValuationStarted", thing, ("disposal.ReportReceived",), "没有登记启动参考价"),
        "purpose": _ask("写明评估目的和要求", "为确定财产处置参考价，评估市场价值"), "until": _ask("写明提交报告的期限"),
    },
    "price_inquiry": {"assets": _PRICED, "asked": _ask("写明询价要求"), "until": _ask("写明完成期限")},
    "online_inquiry": {
        "assets": _PRICED, "purpose": _ask("写明目的和要求", "为确定财产处置参考价，评估市场价格"), "days": _ask("写明完成期限", "3"),
    },
    "transfer_reply": {
        "to": holdings.asked_by(lambda fact: fact.data.get("court")), "their_number": _ask("写明对方案号"),
        "received": holdings.asked_by(lambda fact: fact.on.isoformat()), "assets": holdings.asked_by(thing),
        "sealed_on": about(own_rank, holdings.since), "claim": sums.owed, "state": _ask("首先查封债权是否已经生效法律文书确认"),
    },
    "termination_talk": {
        "asker": people.officer, "begun": _ask("写明开始时间"), "ended": _ask("写明结束时间"),
        "progress": story(*_DONE, why="写明案件执行情况"), "measures": story(*_SOUGHT, why="写明采取的财产调查措施"),
        "found": story("control.FeedbackReceived", why="写明被执行人的财产情况"), "opinion": grounds.opinion,
    },
    "entrustment": {"facts": story(*_CONTROL, why="写明执行的情况"), "remaining": sums.owed},
    "refusal_transfer": {
        "to": lambda desk: people.setting(desk, "police", "公安机关"), "suspect": people.suspect, "identity": people.suspect_number,
        "facts": grounds.wrongs, "evidence": _ask("写明所附证据"),
    },
}
"""各种文书自己的栏目。"""


def answers(desk: Desk) -> dict[str, Tell]:
    """这种文书各栏的答复人。"""
    return {**COMMON, **OWN.get(desk.kind, {})}

