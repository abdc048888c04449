"""各种结案方式共有的核对：到位、案款、和解、保全措施、告知期限。

来源：规则手册 T:§6.3（C-10 至 C-20）、§10（B-07、B-11）、§11、§12（H-03、H-04）。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhixing.law import measures, returning
from zhixing.law.articles import cite
from zhixing.law.closing_look import Check, Look, Proof, Told, order, why
from zhixing.law.finding import Reason
from zhixing.law.nodes import BEFORE
from zhixing.law.timeline import Fact
from zhixing.law.words import word, yuan

SETTLING: Final = ("funds.Paid", "funds.DirectPaid", "settlement.Performed")
_AGREED: Final = "settlement.Agreed"
_MONEY: Final = ("N-29", "N-29b")
_LONG: Final = "settled_long"


def realised(look: Look) -> Iterator[Told]:
    """申请执行的全部到位：登记了全部履行，或者各笔合计不少于申请执行的金额。"""
    settled = next((fact for fact in look.facts(*SETTLING) if fact.data.get("settles")), None)
    if settled is not None:
        yield Proof(settled.seq, f"{settled.on}登记全部到位。")
        return
    left = returning.unpaid(look.past, settled=False).value
    claim = look.timeline.claim_fen
    if left == 0 and claim:
        yield Proof(0, f"申请执行{yuan(claim)}元，已全部到位。")
    elif left is None or not claim:
        text, remedy = "没有登记申请执行的事项已经全部履行。", "履行后登记，选“已全部履行”。"
        yield why("unpaid", text, "EW 64", remedy, "register:performed", "")
    else:
        text = f"申请执行{yuan(claim)}元，已到位{yuan(claim - left)}元，还差{yuan(left)}元。"
        remedy = "登记到账发放或者当事人直接履行；申请执行人放弃余额的，选“已全部履行”。"
        yield why("unpaid", text, "EW 64", remedy, "register:direct_paid", "")


def distributed(look: Look) -> Iterator[Told]:
    """到账的案款都已发放，或者经批准延缓。上线前到账、接管时还有余额的，节点不计，钱照样要发。"""
    for node in look.nodes:
        if node.code not in _MONEY:
            continue
        if node.state in ("open", BEFORE) and not node.paused:
            text = f"到账“{node.subject}”还没有发放完毕。"
            remedy = "发放后登记；确需延缓的，经批准后登记延缓发放。"
            yield why("undistributed", text, "AK 10", remedy, "register:paid", node.key)
        elif node.state in ("done", "open"):
            told = "已经发放" if node.state == "done" else "经批准延缓发放"
            yield Proof(0, f"到账“{node.subject}”{told}。")
    if not any(look.facts("funds.Received")):
        yield Proof(0, "没有到账的案款。")


def settlement(look: Look) -> Iterator[Told]:
    """和解协议要履行完毕（C-20）；终本时违约的不算。"""
    agreed = look.latest(_AGREED)
    if agreed is None:
        yield Proof(0, "没有达成和解。")
        return
    if done := performed(look, agreed):
        yield done
        return
    broken = next((f for f in look.facts("settlement.Breached") if order(f) > order(agreed)), None)
    if broken is not None and look.mode.code == "terminated_round":
        yield Proof(broken.seq, f"{broken.on}没有按和解协议履行。")
        return
    remedy = "登记履行完毕；违约的，登记和解违约，由申请执行人申请恢复执行；长期履行的，可以终结执行。"
    yield Reason("closing.settlement", f"{agreed.on}达成的和解协议还没有履行完毕。", cite("HJ 8"), remedy, "register:performed")


def performed(look: Look, agreed: Fact) -> Proof | None:
    """这份和解履行完毕的证明：登记了全部履行，或者各期都已付清。"""
    later = (f for f in look.facts(*SETTLING) if order(f) > order(agreed) and f.data.get("settles"))
    if (fact := next(later, None)) is not None:
        return Proof(fact.seq, f"{fact.on}和解协议履行完毕。")
    rows = agreed.data.get("instalments") or ()
    paid: dict[int, int] = {}
    for fact in look.facts("settlement.InstalmentPaid"):
        if order(fact) > order(agreed):
            paid[fact.data["number"]] = paid.get(fact.data["number"], 0) + fact.data["amount_fen"]
    if rows and all(paid.get(n, 0) >= row["amount_fen"] for n, row in enumerate(rows, start=1)):
        return Proof(agreed.seq, f"和解协议{len(rows)}期都已付清。")
    return None


def long_settlement(look: Look) -> Iterator[Told]:
    """以和解长期履行终结执行的，和解协议要写明长期履行。"""
    agreed = look.latest(_AGREED)
    if look.ground != _LONG:
        yield Proof(0, "不是以和解长期履行终结执行。")
    elif agreed is not None and agreed.data.get("long"):
        yield Proof(agreed.seq, f"{agreed.on}达成长期履行的和解协议。")
    else:
        text, remedy = "没有登记长期履行的和解协议。", "登记和解，选“长期履行”。"
        yield why("long_settlement", text, "JI 464", remedy, "register:settle", "")


# —— 财产保全 ————————————————————————————————————————————————————————————


def measure_taken(look: Look) -> Iterator[Told]:
    """已经采取保全措施。"""
    taken = tuple(look.facts(measures.TAKEN))
    yield from (Proof(fact.seq, f"{fact.on}{_did(fact)}。") for fact in taken)
    if not taken:
        yield why("measure", "没有登记任何保全措施。", "LJ 21", "登记查封、扣押、冻结。", "register:freeze", "")


def _did(fact: Fact) -> str:
    rank = "轮候" if fact.data.get("rank") == measures.WAITING else ""
    return f"{rank}{word('measure', str(fact.data.get('measure', '')))}{fact.subject}"


def no_measure(look: Look) -> Iterator[Told]:
    """没有采取任何保全措施。"""
    running = look.still(measures.TAKEN, *measures.ENDINGS)
    for fact in running:
        remedy = "改按保全完毕或者部分保全报结。"
        yield why("measured", f"已对“{fact.subject}”采取保全措施。", "LJ 21", remedy, "", fact.subject)
    if not running:
        yield Proof(0, "没有采取保全措施。")


def preservation_query(look: Look) -> Iterator[Told]:
    """查询过财产，或者核查过线索。"""
    done = look.latest("control.QuerySent", "control.InquiryFinished", "control.ClueVerified")
    if done is not None:
        yield Proof(done.seq, f"{done.on}查询、核查过财产。")
        return
    text, remedy = "没有查询过被保全人的财产。", "申请人申请网络查询的，发起查询；否则核查线索。"
    yield why("query", text, "BQ 11", remedy, "register:query", "")


def expiry_told(look: Look) -> Iterator[Told]:
    """保全的期限已经书面告知申请人（BQ 18）：最近一次采取措施以后发过。"""
    if (waived := look.waiver("B-07")) is not None:
        yield waived
        return
    running = [one for one in measures.running(look.timeline, look.on) if one.rank != measures.WAITING]
    told = look.latest_document("expiry_notice")
    for one in running:
        if told is None or told.on < one.chain[0].on:
            text = f"没有把“{one.subject}”的届满日{one.until}书面告知申请保全人。"
            yield why("expiry_untold", text, "BQ 18", "发出告知书后登记。", "register:expiry_notice", look.key("B-07"))
    if told is not None:
        yield Proof(told.seq, f"{told.on}书面告知了保全期限。")
    elif not running:
        yield Proof(0, "没有在生效的措施。")


COMMON: Final[dict[str, Check]] = {
    "realised": Check("C-10", "申请执行的全部到位", "EW 64", realised),
    "distributed": Check("F-07", "案款发放完毕", "AK 10", distributed, frozenset(_MONEY)),
    "settlement": Check("C-20", "没有未履行完毕的和解协议", "HJ 8", settlement),
    "long_settlement": Check("H-04", "长期履行的和解协议", "JI 464", long_settlement),
    "measure_taken": Check("C-16", "已采取保全措施", "LJ 21", measure_taken),
    "no_measure": Check("C-16", "没有采取保全措施", "LJ 21", no_measure),
    "preservation_query": Check("B-11", "已查询财产", "BQ 11", preservation_query),
    "expiry_told": Check("B-07", "保全期限已书面告知申请人", "BQ 18", expiry_told, frozenset({"B-07"})),
}
"""核对的代码（``parameters/closing.toml`` 里用）→ 核对。"""
