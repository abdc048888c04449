"""模拟的银行说话的格式：读 pain.001，写 pain.002、camt.053、camt.054、网银的 .csv、MT940。只认元素的本名，各版都收。"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from zhixing.exchange.simulators.bank_book import Account, Entry, Message

PAIN_002: Final = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
CAMT: Final = {"camt.053": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", "camt.054": "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"}
CUT, BAD_SUM, BAD_COUNT = ("FF01", "文件不完整，读不下去"), ("AM10", "合计金额与各笔不符"), ("AM11", "笔数不符")
COLUMNS: Final = (
    "交易日期", "交易时间", "交易流水号", "借方发生额", "贷方发生额", "余额", "币种", "对方户名", "对方账号", "对方开户行", "摘要", "附言", "备注",
    "端到端编号",
)


def upload(content: bytes) -> dict[str, Any]:
    """付款文件 → ``Book`` 要的样子。读不出报文编号的抛出 ``ValueError``；合计、笔数不符的写明 ``reason``。"""
    try:
        root = _plain(fromstring(content, forbid_dtd=True))
    except Exception as error:
        raise ValueError(f"{CUT[1]}：{error}") from error
    head = root.find(".//GrpHdr")
    number = _text(head, "MsgId") if head is not None else ""
    if head is None or not number or root.find("CstmrCdtTrfInitn") is None:
        raise ValueError("不是 pain.001，或者没有报文编号")
    told = [_payment(info, one) for info in root.iter("PmtInf") for one in info.findall("CdtTrfTxInf")]
    made = {"number": number, "sha256": hashlib.sha256(content).hexdigest(), "payments": told}
    return made | {"reason": list(why)} if (why := _objection(root, head, told)) else made


def _objection(root: Element, head: Element, told: Sequence[dict[str, Any]]) -> tuple[str, str] | None:
    """合计、笔数：文件头的，和写了的各批的，都要对。"""
    groups = [(head, told)]
    groups += [(info, [_payment(info, one) for one in info.findall("CdtTrfTxInf")]) for info in root.iter("PmtInf")]
    for place, (part, payments) in enumerate(groups):
        count, total = _text(part, "NbOfTxs"), _text(part, "CtrlSum")
        if (count or place == 0) and count != str(len(payments)):
            return BAD_COUNT
        if (total or place == 0) and _fen(total) != sum(one["fen"] for one in payments):
            return BAD_SUM
    return None


def _plain(element: Element) -> Element:
    for one in element.iter():
        one.tag = one.tag.rpartition("}")[2]
    return element


def _text(element: Element, *paths: str) -> str:
    return next((found.strip() for path in paths if (found := element.findtext(path))), "")


def _fen(text: str) -> int:
    """金额；不是数的当作负一分，和什么也对不上。"""
    try:
        exact = Decimal(text) * 100
        return int(exact) if exact == int(exact) else -1
    except (InvalidOperation, OverflowError, ValueError):
        return -1


def _payment(info: Element, one: Element) -> dict[str, Any]:
    amount = one.find("Amt/InstdAmt")
    fen = _fen(amount.text or "") if amount is not None and amount.get("Ccy") == "CNY" else -1
    agent = "CdtrAgt/FinInstnId"
    return {
        "account": _text(info, "DbtrAcct/Id/Othr/Id", "DbtrAcct/Id/IBAN"), "reference": _text(one, "PmtId/EndToEndId"), "fen": fen,
        "name": _text(one, "Cdtr/Nm"), "other": _text(one, "CdtrAcct/Id/Othr/Id", "CdtrAcct/Id/IBAN"),
        "other_bank": _text(one, f"{agent}/Nm", f"{agent}/ClrSysMmbId/MmbId", f"{agent}/BICFI", f"{agent}/BIC"),
        "remark": _text(one, "RmtInf/Ustrd"),
    }


# ---- pain.002 ----


def answer(message: Message, day: date) -> bytes:
    """一个付款文件到现在的结果。同样的结果，同样的字节。"""
    root = Element("Document", xmlns=PAIN_002)
    report = SubElement(root, "CstmrPmtStsRpt")
    states = "".join(f"{one.reference}{one.status}" for one in message.payments)
    mark = hashlib.sha256(f"{message.number}{message.sha256}{states}".encode()).hexdigest()[:12]
    head = SubElement(report, "GrpHdr")
    _leaf(head, "MsgId", f"SIM{mark}")
    _leaf(head, "CreDtTm", f"{day}T17:00:00")
    group = SubElement(report, "OrgnlGrpInfAndSts")
    _leaf(group, "OrgnlMsgId", message.number)
    _leaf(group, "OrgnlMsgNmId", "pain.001")
    _leaf(group, "OrgnlNbOfTxs", str(len(message.payments)))
    _leaf(group, "GrpSts", _group(message))
    if message.reason:
        _reason(group, message.reason)
    else:
        _each(report, message)
    return _written(root)


def refused(message: Message, reason: tuple[str, str], day: date) -> bytes:
    """报文编号用过了、内容却不同的：整份不收，原来那一份照旧。"""
    return answer(Message(message.number, "", day, [], reason), day)


def _group(message: Message) -> str:
    states = {one.status for one in message.payments}
    return "RJCT" if message.reason else states.pop() if len(states) == 1 else "PART"


def _each(report: Element, message: Message) -> None:
    batch = SubElement(report, "OrgnlPmtInfAndSts")
    _leaf(batch, "OrgnlPmtInfId", message.number)
    for place, one in enumerate(message.payments, 1):
        row = SubElement(batch, "TxInfAndSts")
        _leaf(row, "StsId", str(place))
        _leaf(row, "OrgnlEndToEndId", one.reference)
        _leaf(row, "TxSts", one.status)
        if one.reason:
            _reason(row, one.reason)
        if one.paid:
            _leaf(row, "AcctSvcrRef", one.paid.serial)


def _reason(parent: Element, why: tuple[str, str]) -> None:
    told = SubElement(parent, "StsRsnInf")
    _leaf(SubElement(told, "Rsn"), "Cd", why[0])
    _leaf(told, "AddtlInf", why[1])


def _leaf(parent: Element, path: str, text: str, **attributes: str) -> None:
    """一层一层下去，末一层写字。"""
    *above, last = path.split("/")
    for name in above:
        found = parent.find(name)
        parent = SubElement(parent, name) if found is None else found
    SubElement(parent, last, attributes).text = text


def _written(root: Element) -> bytes:
    indent(root, " ")
    content: bytes = tostring(root, "utf-8", xml_declaration=True)
    return content


# ---- 明细 ----


def listed(account: Account, since: date, until: date) -> list[Entry]:
    """这几天的明细；列了两次的列两次。"""
    return [one for one in account.entries if since <= one.day <= until for _ in range(one.listed)]


def camt(kind: str, account: Account, since: date, until: date) -> bytes:
    """camt.053（有期初期末）或者 camt.054（只有各笔）。"""
    root = Element("Document", xmlns=CAMT[kind])
    whole = SubElement(root, {"camt.053": "BkToCstmrStmt", "camt.054": "BkToCstmrDbtCdtNtfctn"}[kind])
    _leaf(whole, "GrpHdr/MsgId", f"{account.number[-6:]}{since:%y%m%d}{until:%y%m%d}")
    _leaf(whole, "GrpHdr/CreDtTm", f"{until}T23:59:59")
    part = SubElement(whole, {"camt.053": "Stmt", "camt.054": "Ntfctn"}[kind])
    _leaf(part, "Id", f"{account.number}-{since:%Y%m%d}-{until:%Y%m%d}")
    _leaf(part, "FrToDt/FrDtTm", f"{since}T00:00:00")
    _leaf(part, "FrToDt/ToDtTm", f"{until}T23:59:59")
    _leaf(part, "Acct/Id/Othr/Id", account.number)
    _leaf(part, "Acct/Ccy", "CNY")
    if kind == "camt.053":
        _balance(part, "OPBD", account.before(since), since)
        _balance(part, "CLBD", account.before(until + timedelta(days=1)), until)
    for one in listed(account, since, until):
        _entry(part, account, one)
    return _written(root)


def _balance(part: Element, kind: str, fen: int, day: date) -> None:
    made = SubElement(part, "Bal")
    _leaf(made, "Tp/CdOrPrtry/Cd", kind)
    _amount(made, fen)
    _leaf(made, "Dt/Dt", day.isoformat())


def _amount(parent: Element, fen: int) -> None:
    _leaf(parent, "Amt", _yuan(abs(fen)), Ccy="CNY")
    _leaf(parent, "CdtDbtInd", "CRDT" if fen >= 0 else "DBIT")


def _entry(part: Element, account: Account, one: Entry) -> None:
    made = SubElement(part, "Ntry")
    _amount(made, one.fen)
    if one.reversal:
        _leaf(made, "RvslInd", "true")
    _leaf(made, "Sts/Cd", "BOOK")
    _leaf(made, "BookgDt/DtTm", f"{one.day}T{_clock(one)}")
    _leaf(made, "ValDt/Dt", one.day.isoformat())
    _leaf(made, "AcctSvcrRef", one.serial)
    detail = SubElement(SubElement(made, "NtryDtls"), "TxDtls")
    if one.message:
        _leaf(detail, "Refs/PmtInfId", one.message)
    if one.reference:
        _leaf(detail, "Refs/EndToEndId", one.reference)
    _parties(detail, account, one)
    if one.remark:
        _leaf(detail, "RmtInf/Ustrd", one.remark)
    if one.sub_account:
        _leaf(detail, "AddtlTxInf", _sub(one))
    if one.returned:
        _leaf(detail, "RtrInf/Rsn/Cd", one.returned[0])
        _leaf(detail, "RtrInf/AddtlInf", one.returned[1])
    if one.summary:
        _leaf(made, "AddtlNtryInf", one.summary)


def _parties(detail: Element, account: Account, one: Entry) -> None:
    """收入：付款人和收到哪个子账户；支出：收款人。"""
    side = "Dbtr" if one.fen > 0 else "Cdtr"
    if one.name:
        _leaf(detail, f"RltdPties/{side}/Pty/Nm", one.name)
    if one.other:
        _leaf(detail, f"RltdPties/{side}Acct/Id/Othr/Id", one.other)
    if one.sub_account:
        _leaf(detail, "RltdPties/CdtrAcct/Id/Othr/Id", one.sub_account)
    if one.other_bank:
        _leaf(detail, f"RltdAgts/{side}Agt/FinInstnId/Nm", one.other_bank)


def _sub(one: Entry) -> str:
    return f"子账号：{one.sub_account}" if one.sub_account else ""


def table(account: Account, since: date, until: date) -> bytes:
    """网银导出的明细，.csv，GB18030；前面几行是账号和期间。"""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["账号", account.number, "户名", account.holder, "期间", f"{since}至{until}"])
    writer.writerow(COLUMNS)
    writer.writerows(_row(one) for one in listed(account, since, until))
    return out.getvalue().encode("gb18030")


def _row(one: Entry) -> Iterable[str]:
    debit, credit = ("", _yuan(one.fen)) if one.fen > 0 else (_yuan(-one.fen), "")
    texts = (one.name, one.other, one.other_bank, one.summary, one.remark, _sub(one), one.reference)
    return (f"{one.day:%Y%m%d}", _clock(one), one.serial, debit, credit, _yuan(one.balance), "人民币", *texts)


def mt940(account: Account, since: date, until: date) -> bytes:
    """MT940：一份，:86: 里是对方、摘要、附言。"""
    lines = [":20:SIM", f":25:{account.number}", f":28C:{since:%j}/1", f":60F:{_mark(account.before(since), since)}"]
    for one in listed(account, since, until):
        sign = ("R" if one.reversal else "") + (("D" if one.fen > 0 else "C") if one.reversal else ("C" if one.fen > 0 else "D"))
        lines.append(f":61:{one.day:%y%m%d}{one.day:%m%d}{sign}{_comma(abs(one.fen))}NTRF{(one.reference or 'NONREF')[:16]}//{one.serial}")
        told = " ".join(text for text in (one.summary, one.name, one.other, _sub(one), one.remark) if text)
        lines.append(f":86:{told}")
    lines.append(f":62F:{_mark(account.before(until + timedelta(days=1)), until)}")
    return ("\r\n".join(lines) + "\r\n-\r\n").encode()


def _mark(fen: int, day: date) -> str:
    return f"{'C' if fen >= 0 else 'D'}{day:%y%m%d}CNY{_comma(abs(fen))}"


def _comma(fen: int) -> str:
    return f"{fen // 100},{fen % 100:02d}"


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _clock(one: Entry) -> str:
    return f"{one.second // 3600:02d}:{one.second // 60 % 60:02d}:{one.second % 60:02d}"
