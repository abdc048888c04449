"""终本的十三项（规则手册 T:§6.1，Z-01 至 Z-13）：每一项凭已登记的事实，缺的说明怎么补。

依据终本规定（法〔2016〕373号）、民诉法解释第517条、财产调查规定。恢复执行案件沿用原案的执行通知和报告财产令。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from zhixing.law import measures, restrictions, returning
from zhixing.law.approvals import ChainFacts, chain
from zhixing.law.closing_look import Check, Look, Proof, Told, order, why
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact
from zhixing.law.words import word, yuan

_THREE_MONTHS: Final = 3
_ISSUED: Final = ("documents.Issued", "documents.AnnouncementPosted")
_SERVED: Final = "documents.Served"
_NOTICE, _ORDER = "enforcement_notice", "report_order"
_PUNISHED: Final = ("sanctions.Fined", "sanctions.Detained", "sanctions.CrimeReferred", "sanctions.Listed")
_SEARCHED: Final = "control.DebtorSearched"


def notice_served(look: Look) -> Iterator[Told]:
    """Z-01：执行通知书发给并送达每一名被执行人。"""
    given, names = _given(look, "执行通知书")
    yield from given
    issued = look.reached(look.documents(_NOTICE, *_ISSUED), "to")
    served = look.reached(_in_effect(look, look.documents(_NOTICE, _SERVED)), "to")
    for name in names:
        if name in served:
            yield Proof(served[name].seq, f"{served[name].on}执行通知书送达{_who(name)}。")
        elif name in issued:
            text = f"执行通知书{issued[name].on}已发出，还没有送达{_who(name)}。"
            remedy = "送达后登记；下落不明的公告送达。"
            yield why("unserved", text, "ZB 1(1)", remedy, "register:serve", look.key("N-03"))
        else:
            text = f"没有向{_who(name)}发出执行通知书、报告财产令。"
            yield why("notice", text, "ZB 1(1)", "发出后登记。", "register:notice", look.key("N-03"))


def _in_effect(look: Look, served: Iterator[Fact]) -> Iterator[Fact]:
    """视为送达之日已到的。"""
    return (fact for fact in served if (fact.day("deemed_on") or fact.on) <= look.on)


def _given(look: Look, what: str) -> tuple[tuple[Proof, ...], Sequence[str]]:
    """不用再发的凭据，和还要逐名核对的人：经批准不再要求的没有；恢复执行案件沿用原案的，只剩后来追加的。"""
    if look.timeline.kind != "执":
        fact = look.timeline.first("cases.CarriedOver") or look.timeline.accepted
        return (Proof(fact.seq if fact else 0, f"恢复执行案件沿用原案的{what}。"),), tuple(look.joined)
    waived = look.waiver("N-03")
    return ((waived,), ()) if waived else ((), look.names)


def property_reported(look: Look) -> Iterator[Told]:
    """Z-02：报告财产令发出，财产报告核实过；拒绝、逾期、虚假的已处罚。"""
    given, names = _given(look, "报告财产令")
    yield from given
    ordered = look.reached((*look.documents(_ORDER, *_ISSUED, _SERVED), *_by_hand(look.documents(_NOTICE, _SERVED))), "to")
    reports = _last(look, "control.ReportReceived")
    punished, searched = _last(look, *_PUNISHED), look.reached(look.facts(_SEARCHED))
    for name in names:
        if name not in ordered:
            text = f"没有向{_who(name)}发出报告财产令。"
            yield why("report_order", text, "CD 3", "发出后登记。", "register:notice", look.key("N-03"))
        else:
            yield _report(name, reports.get(name), punished.get(name), searched.get(name))


def _by_hand(served: Iterator[Fact]) -> Iterator[Fact]:
    """登记事项登记的：执行通知书习惯上附着报告财产令。系统里做的各记各的，不推定。"""
    return (fact for fact in served if not fact.data.get("id"))


def _last(look: Look, *types: str) -> Mapping[str, Fact]:
    """各人最近的一件。"""
    return look.reached(sorted(look.facts(*types), key=order, reverse=True))


def _report(name: str, report: Fact | None, punished: Fact | None, searched: Fact | None) -> Told:
    if report is not None and report.data.get("result", "checked") == "checked":
        return Proof(report.seq, f"{report.on}{_who(name)}的财产报告已核实。")
    if punished is not None:
        return Proof(punished.seq, f"{_who(name)}违反财产报告制度，{punished.on}{_PUNISHMENT[punished.type]}。")
    if report is not None:
        told = word("report", str(report.data.get("result")))
        text, remedy = f"{_who(name)}{told}，还没有处罚。", "依法罚款、拘留，或者纳入失信；涉嫌犯罪的移送。"
        return why("report_unpunished", text, "CD 9", remedy, "register:fine", name)
    if searched is not None:
        return Proof(searched.seq, f"{_who(name)}下落不明，{searched.on}已查找。")
    text, remedy = f"没有登记{_who(name)}的财产报告。", "核实后登记；拒绝、逾期、虚假报告的照实登记并处罚。"
    return why("report", text, "CD 3", remedy, "register:property_report", name)


_PUNISHMENT: Final = {
    "sanctions.Fined": "罚款", "sanctions.Detained": "拘留", "sanctions.CrimeReferred": "移送公安机关", "sanctions.Listed": "纳入失信",
}


def consumption(look: Look) -> Iterator[Told]:
    """Z-03：每一名被执行人都被限制消费，且仍然有效。"""
    facts = [one.fact for one in restrictions.active(look.timeline, look.on) if one.what == restrictions.CONSUMPTION]
    active = look.reached(facts)
    for name in look.names:
        if name in active:
            source = "（承接原案）" if active[name].carried else ""
            yield Proof(active[name].seq, f"{active[name].on}对{_who(name)}限制消费{source}，仍然有效。")
        else:
            text = f"没有对{_who(name)}发出限制消费令，或者已经解除。"
            yield why("consumption", text, "ZB 1(2)", "发出限制消费令。", "register:consumption", name)


def three_months(look: Look) -> Iterator[Told]:
    """Z-04：立案后超过三个月（B 类门槛，不顺延）：满三个月的次日起才可以。"""
    accepted = look.timeline.accepted
    if (given := look.waiver("N-35")) is not None:
        yield given
    if given is not None or accepted is None:
        return
    planned = (n.earliest for n in look.nodes if n.code == "N-35" and n.earliest is not None)
    earliest = next(planned, add_months(accepted.on, _THREE_MONTHS) + timedelta(days=1))
    if look.on >= earliest:
        yield Proof(accepted.seq, f"{accepted.on}立案，已经超过三个月。")
        return
    text = f"{accepted.on}立案，还没有超过三个月，{earliest}起才可以终本。"
    yield why("three_months", text, "ZB 1(4)", "继续执行，期满再报。", "", look.key("N-35"))


def network_query(look: Look) -> Iterator[Told]:
    """Z-05：网络查询过并收到反馈；申请执行人申请的、已启动的调查都已完成。"""
    first = next(_network(look), None)
    if (given := look.waiver("N-04")) is not None:
        yield given
    elif first is None:
        text, remedy = "没有发起过网络查询。", "发起总对总查询。"
        yield why("query", text, "ZB 3", remedy, "register:query", look.key("N-04"))
    else:
        yield from _fed_back(look, first)
    yield from _inquiries(look)


def _network(look: Look) -> Iterator[Fact]:
    return (fact for fact in look.facts("control.QuerySent") if fact.data.get("channel") == "network")


def _fed_back(look: Look, first: Fact) -> Iterator[Told]:
    answers = [fact for fact in look.facts("control.FeedbackReceived") if fact.on >= first.on]
    if answers:
        yield Proof(answers[-1].seq, f"{first.on}起网络查询，{answers[-1].on}收到反馈。")
    else:
        text = f"{first.on}发起的网络查询还没有登记反馈。"
        yield why("feedback", text, "ZB 3", "收到反馈后登记。", "register:feedback", look.key("W-01"))


def _inquiries(look: Look) -> Iterator[Told]:
    """没有完成的调查。"""
    steps = (
        ("N-05", "control.InquiryAsked", "还没有启动", "register:inquiry_start", ("control.InquiryStarted", "control.InquiryFinished")),
        ("N-06", "control.InquiryStarted", "还没有完成", "register:inquiry_finish", ("control.InquiryFinished",)),
    )
    for code, begin, told, act, ends in steps:
        for fact in look.still(begin, *ends):
            if look.waiver(code, fact.subject) is None:
                text = f"对“{fact.subject}”的调查{told}。"
                yield why("inquiry", text, "ZB 3", "调查后登记结果。", act, look.key(code, fact.subject))


def recent_query(look: Look) -> Iterator[Told]:
    """Z-06：终本前三个月内有一次覆盖全部项目的总对总查询。"""
    if (given := look.waiver("N-37")) is not None:
        yield given
        return
    full = [fact for fact in _network(look) if fact.data.get("scope", "full") in ("full", "")]
    latest = full[-1] if full else None
    if latest is not None and add_months(latest.on, _THREE_MONTHS) >= look.on:
        yield Proof(latest.seq, f"{latest.on}查询了全部项目。")
        return
    text = f"最近一次全部项目的总对总查询是{latest.on}，已过三个月。" if latest else "没有覆盖全部项目的总对总查询。"
    yield why("recent_query", text, "CHK 核查规则", "再发起一次总对总查询。", "register:query", look.key("N-37"))


def traditional(look: Look) -> Iterator[Told]:
    """Z-07：至少有一项传统调查措施：现场调查、搜查，或者上门、点对点查询。"""
    done = [*look.facts("control.InquiryFinished", "sanctions.Searched")]
    done += [fact for fact in look.facts("control.QuerySent") if fact.data.get("channel") in ("onsite", "local")]
    if done:
        yield from (Proof(fact.seq, f"{fact.on}{_INQUIRED[fact.type]}{fact.subject}。") for fact in done)
        return
    text, remedy = "没有一项传统调查措施。", "到住所地、可能隐匿财产地调查，或者搜查，完成后登记。"
    yield why("traditional", text, "ZB 3", remedy, "register:inquiry_start", "")


_INQUIRED: Final = {"control.InquiryFinished": "完成调查：", "sanctions.Searched": "搜查", "control.QuerySent": "线下查询"}


def clues(look: Look) -> Iterator[Told]:
    """Z-08：没有还在核实的线索。"""
    for fact in look.still("control.ClueReceived", "control.ClueVerified"):
        clue = fact.subject
        node = "N-09b" if any(n.code == "N-09b" and n.subject == clue for n in look.nodes) else "N-09"
        if (given := look.waiver(node, clue)) is not None:
            yield given
        else:
            text = f"线索“{clue or '未命名'}”还没有核查。"
            yield why("clue", text, "ZB 3", "核查后登记结果。", "register:clue_verified", look.key(node, clue))
    done = tuple(look.facts("control.ClueVerified"))
    yield from (Proof(fact.seq, f"{fact.on}核查线索“{fact.subject}”。") for fact in done)
    if not any(look.facts("control.ClueReceived")):
        yield Proof(0, "没有收到线索。")


# —— Z-09 财产 ————————————————————————————————————————————————————————


def no_property(look: Look) -> Iterator[Told]:
    """Z-09：没有可供执行的财产，或者查到的都已处置、解除，或者写明不能处置的原因。"""
    told = [*_found(look), *_controlled(look)]
    yield from told or (Proof(0, "没有查到可供执行的财产。"),)


def _found(look: Look) -> Iterator[Told]:
    """查到的每一种财产都采取过措施，或者写明不能处置。"""
    reasons = tuple(look.facts("control.NotDisposable"))
    taken = {str(fact.data.get("property")): fact for fact in look.facts(measures.TAKEN)}
    for kind, fact in _kinds(look).items():
        handled = taken.get(kind) or next((r for r in reasons if r.data.get("property") in (kind, "", None)), None)
        if handled is not None:
            yield Proof(handled.seq, f"{fact.on}查到{word('property', kind)}，{handled.on}已采取措施或者写明不能处置。")
        else:
            text = f"{fact.on}查到{word('property', kind)}，还没有采取措施，也没有写明不能处置的原因。"
            yield why("found", text, "ZB 1(3)", "采取措施；不能处置的写明原因。", "register:not_disposable", kind)


def _kinds(look: Look) -> Mapping[str, Fact]:
    """反馈查到的财产种类，各取最近一次。"""
    return {kind: fact for fact in look.facts("control.FeedbackReceived") for kind in fact.data.get("found", ())}


def _controlled(look: Look) -> Iterator[Told]:
    """在生效的每一项措施：轮候的，写明不能处置的，变卖不成的，可以；其余要先处置或者解除。"""
    excused = _latest_of(look, "control.NotDisposable", "disposal.SellOffFailed")
    for one in measures.running(look.timeline, look.on):
        fact = excused.get(one.subject)
        name = f"“{one.subject}”"
        if one.rank == measures.WAITING:
            yield Proof(one.chain[0].seq, f"{name}轮候，处置权在首封法院。")
        elif fact is not None and fact.on >= one.chain[0].on:
            cause = word("not_disposable", str(fact.data["reason"])) if "reason" in fact.data else "变卖不成"
            yield Proof(fact.seq, f"{name}不能处置：{cause}。")
        else:
            text = f"{name}已{word('measure', one.measure)}，还没有处置、解除，也没有写明不能处置的原因。"
            remedy = "处置或者解除；不能处置的写明原因。"
            yield why("undisposed", text, "ZB 4", remedy, "register:not_disposable", one.subject)


def _latest_of(look: Look, *types: str) -> Mapping[str, Fact]:
    """各项最近的一件，按事项。"""
    return {fact.subject: fact for fact in look.facts(*types)}


# —— Z-10 至 Z-13 ————————————————————————————————————————————————————————


def debtors_searched(look: Look) -> Iterator[Told]:
    """Z-10：下落不明的已经查找，妨害执行的已经处罚。"""
    searched = look.reached(look.facts(_SEARCHED))
    for name in look.missing:
        if name in searched:
            yield Proof(searched[name].seq, f"{searched[name].on}查找过{name}。")
        else:
            text, remedy = f"{name}下落不明，还没有查找。", "查户籍地、经常居住地、通信联系方式，请公安机关协查，完成后登记。"
            yield why("search", text, "ZB 1(5)", remedy, "register:debtor_searched", name)
    yield from _obstruction(look)
    if not look.missing and not any(look.facts("sanctions.ViolationFound")):
        yield Proof(0, "没有下落不明的被执行人，没有查实妨害执行的行为。")


def _obstruction(look: Look) -> Iterator[Told]:
    answers = tuple(look.facts(*_PUNISHED, "sanctions.ConsumptionRestricted", "sanctions.Summoned"))
    for fact in look.facts("sanctions.ViolationFound"):
        after = (one for one in answers if one.subject == fact.subject and order(one) > order(fact))
        done = next(after, None)
        if done is not None:
            yield Proof(done.seq, f"{fact.on}查实{fact.subject}的违法行为，{done.on}已处理。")
        else:
            text, remedy = f"{fact.on}查实{fact.subject}的违法行为，还没有处罚。", "罚款、拘留或者移送，办后登记。"
            yield why("unpunished", text, "ZB 1(5)", remedy, "register:fine", fact.subject)


def interviewed(look: Look) -> Iterator[Told]:
    """Z-11：裁定以前约谈申请执行人；只约谈了被执行人的不算。"""
    if (given := look.waiver("N-07")) is not None:
        yield given
        return
    talks = tuple(_talks(look))
    yield from (Proof(fact.seq, f"{fact.on}约谈{fact.data.get('person', '')}，{_opinion(fact)}。") for fact in talks)
    if not talks:
        text, remedy = "终本前没有约谈申请执行人。", "约谈，告知情况、依据和后果，听取意见。"
        yield why("interview", text, "ZB 5", remedy, "register:interview", look.key("N-07"))


def _talks(look: Look) -> Iterator[Fact]:
    return (fact for fact in look.facts("control.Interviewed") if not look.is_debtor(str(fact.data.get("person", ""))))


def _opinion(fact: Fact) -> str:
    return "同意终本" if fact.data.get("agrees") else "听取了意见"


def approval_chain(look: Look) -> Iterator[Told]:
    """Z-12：申请执行人签字确认的凭约谈记录；否则合议庭审查核实、院长批准。"""
    steps = " → ".join(step.label for step in chain(look.mode.approval, ChainFacts(applicant_confirmed=look.confirmed)).value)
    if not look.confirmed:
        yield Proof(0, f"报{steps}审批。")
        return
    agreed = next((fact for fact in _talks(look) if fact.data.get("agrees")), None)
    if agreed is not None:
        yield Proof(agreed.seq, f"{agreed.on}申请执行人已确认，报{steps}审批。")
        return
    text, remedy = "写明申请执行人已签字确认，约谈记录里却没有同意终本。", "约谈时记明同意；没有签字确认的，由合议庭审查核实、院长批准。"
    yield why("confirmed", text, "JI 517", remedy, "register:interview", look.key("N-07"))


def unpaid_money(look: Look) -> Iterator[Told]:
    """Z-13：还有没有履行的金钱债务。"""
    claim, left = look.timeline.claim_fen, returning.unpaid(look.past).value
    if not claim or left is None:
        text, remedy = "没有申请执行的金额，终本只适用于金钱债务。", "核对标的金额；行为、交付类的继续执行或者终结执行。"
        yield why("no_money", text, "ZB 1", remedy, "", "")
    elif left <= 0:
        yield why("nothing_left", "已经全部到位，没有未履行的金额。", "ZB 1", "改按执行完毕报结。", "", "")
    else:
        yield Proof(0, f"申请执行{yuan(claim)}元，未履行{yuan(left)}元。")


def _who(name: str) -> str:
    return name or "被执行人"


ROUND: Final[dict[str, Check]] = {
    "notice_served": Check("Z-01", "执行通知书送达每一名被执行人", "ZB 1(1)", notice_served, frozenset({"N-03", "N-03c"}), president=True),
    "property_reported": Check("Z-02", "报告财产令发出，财产报告已核实，违反的已处罚", "ZB 2", property_reported, president=True),
    "consumption": Check("Z-03", "已对每一名被执行人限制消费，仍然有效", "ZB 1(2)", consumption, president=True),
    "three_months": Check("Z-04", "立案后超过三个月", "ZB 1(4)", three_months, frozenset({"N-35"})),
    "network_query": Check("Z-05", "网络查询有反馈，调查都已完成", "ZB 3", network_query, frozenset({"N-04", "N-05", "N-06"}), president=True),
    "recent_query": Check("Z-06", "三个月内查询过全部项目", "CHK 核查规则", recent_query, frozenset({"N-37"}), president=True),
    "traditional": Check("Z-07", "至少一项传统调查措施", "ZB 3", traditional, president=True),
    "clues": Check("Z-08", "线索都已核查", "ZB 3", clues, frozenset({"N-09", "N-09b"}), president=True),
    "no_property": Check("Z-09", "没有可供执行的财产，或者确实不能处置", "ZB 1(3)", no_property, president=True),
    "debtors_searched": Check("Z-10", "下落不明的已查找，妨害执行的已处罚", "ZB 1(5)", debtors_searched, president=True),
    "interviewed": Check("Z-11", "已约谈申请执行人", "ZB 5", interviewed, frozenset({"N-07"}), president=True),
    "approval_chain": Check("Z-12", "申请执行人确认，或者合议庭审查核实、院长批准", "JI 517", approval_chain),
    "unpaid_money": Check("Z-13", "还有未履行的金钱债务", "ZB 1", unpaid_money),
}
"""核对的代码（``parameters/closing.toml`` 里用）→ 核对。

差了可以由院长写明理由放行的（T:§6.1）是 ``president`` 的各项。三个月的门槛（Z-04）、审批本身（Z-12）、有没有未履行的
金钱债务（Z-13）不能放行。
"""
