"""付款文件的回执：pain.002，和网银导出的批量付款结果 .csv。读出每一笔银行怎样说；断了的、看不懂的整份不收，不猜。"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from zhixing.exchange.bank.text import bad, decode, split
from zhixing.exchange.bank.values import amount

PAID, REFUSED, WAITING = "paid", "refused", "waiting"
_CODES: Final = {"ACSC": PAID, "ACCC": PAID, "RJCT": REFUSED, "CANC": REFUSED}
"""结清、已入收款人账才算付了；收下、核对过、在办的都还在等（ISO 20022 ExternalPaymentTransactionStatus）。"""
_REFERENCE: Final = ("付款编号", "端到端编号", "客户业务编号", "企业流水号", "业务编号", "指令编号")
_STATUS: Final = ("处理结果", "交易结果", "结果", "交易状态", "状态", "处理状态")
_REASON: Final = ("失败原因", "原因", "处理信息", "返回信息", "结果说明", "备注")
_SUM: Final = ("金额", "交易金额", "付款金额")
_MESSAGE: Final = ("报文编号", "批次号", "批次编号", "文件编号")
_GOOD: Final = re.compile(r"^(交易|付款|处理|转账|支付)?(成功|已付|已支付|付款完成)$|^ACSC$|^ACCC$")
_BAD: Final = re.compile(r"失败|退回|退票|拒绝|未付|^RJCT$|^CANC$")


@dataclass(frozen=True, slots=True)
class Status:
    """一笔：付款编号、付了 ``paid`` 没有付 ``refused`` 还在等 ``waiting``、银行的话；``fen`` 是银行说的金额，没有说的为空。"""

    reference: str
    code: str
    why: str = ""
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """一份回执。``message_id`` 是原付款文件的报文编号（结果表可以没有）；``whole`` 是整份的说法，没有的为空。"""

    message_id: str
    whole: str
    why: str
    statuses: tuple[Status, ...]


def read(content: bytes) -> Report:
    """读一份回执。不是回执、断了、有实体或 DTD 的，抛出 ``Refused``。"""
    if not content.strip():
        raise bad("empty", "文件是空的", "请重新下载")
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _pain(content) if start.startswith(b"<") else _table(decode(content).text)


# ---- pain.002 ----


def _pain(content: bytes) -> Report:
    head: dict[str, str] = {}
    statuses: list[Status] = []
    whole: list[tuple[str, str]] = []
    try:
        for element in _elements(content):
            if element.tag == "OrgnlGrpInfAndSts":
                head["id"] = _text(element, "OrgnlMsgId")
                whole.append((_text(element, "GrpSts"), _why(element)))
            elif element.tag == "TxInfAndSts":
                named, fen = _text(element, "OrgnlEndToEndId", "OrgnlInstrId"), _fen(_text(element, "OrgnlTxRef/Amt/InstdAmt"))
                statuses.append(Status(named, _code(_text(element, "TxSts")), _why(element), fen))
                element.clear()
            elif element.tag == "OrgnlPmtInfAndSts":
                whole.append((_text(element, "PmtInfSts"), _why(element)))
    except DefusedXmlException as error:
        raise bad("entities", "文件里有实体或者 DTD，不收", "请向银行要标准的 pain.002 文件") from error
    except ParseError as error:
        raise bad("broken", f"XML 读不下去：{error}", "文件不完整，一笔也没有收；请重新下载") from error
    if not head.get("id"):
        raise bad("kind", "不是 pain.002，或者没有原报文编号", "请选择银行的付款结果文件")
    code, why = _whole(whole)
    return Report(head["id"], code, why, tuple(statuses))


def _elements(content: bytes) -> Iterator[Element]:
    for _, element in iterparse(io.BytesIO(content), ("end",), forbid_dtd=True):
        element.tag = element.tag.rpartition("}")[2]
        yield element


def _text(element: Element, *paths: str) -> str:
    return next((found.strip() for path in paths if (found := element.findtext(path))), "")


def _fen(text: str) -> int | None:
    try:
        return amount(text)
    except ValueError as error:
        raise bad("amount", str(error), "向银行核实，请银行重新出一份") from None


def _code(status: str) -> str:
    return _CODES.get(status, WAITING)


def _why(element: Element) -> str:
    """原因代码和说明。"""
    info = element.findall("StsRsnInf")
    told = [_text(one, path) for one in info for path in ("Rsn/Cd", "Rsn/Prtry", "AddtlInf")]
    return " ".join(dict.fromkeys(text for text in told if text))


def _whole(found: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """整份付了、整份退了才算；一半一半的（PART）、收下的看各笔。"""
    said = [(_CODES[code], why) for code, why in found if code in _CODES]
    return said[0] if said else ("", "")


# ---- .csv ----


def _table(text: str) -> Report:
    """有“付款编号”和“结果”两栏的表；分格用逗号或者制表符。"""
    for delimiter in (",", "\t"):
        rows = [[str(cell or "").strip().lstrip("'") for cell in row.cells] for row in split(text, delimiter)]
        at = next((place for place, row in enumerate(rows[:30]) if _place(row, _REFERENCE) is not None and _place(row, _STATUS) is not None), None)
        if at is not None:
            return _rows(rows[at], rows[at + 1:])
    raise bad("columns", "认不出表头：没有“付款编号”和“结果”两栏", "请选择银行的付款结果文件")


def _place(row: Sequence[str], names: Sequence[str]) -> int | None:
    return next((row.index(name) for name in names if name in row), None)


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Report:
    places = [_place(head, names) for names in (_REFERENCE, _STATUS, _REASON, _SUM, _MESSAGE)]
    told = [[row[at].strip() if at is not None and at < len(row) else "" for at in places] for row in rows]
    statuses = tuple(Status(reference, _word(status), why, _fen(fen)) for reference, status, why, fen, _ in told if reference)
    return Report(next((message for *_, message in told if message), ""), "", "", statuses)


def _word(text: str) -> str:
    if _BAD.search(text):
        return REFUSED
    return PAID if _GOOD.search(text) else WAITING
