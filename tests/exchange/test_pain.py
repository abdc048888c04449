"""付款文件和回执：写的别人读得出，断了的、夹带的一笔也不收。"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest

from zhixing.exchange.bank import pain, pain_results
from zhixing.exchange.bank.pain import Instruction, Payment
from zhixing.exchange.bank.pain_results import Status
from zhixing.exchange.simulators import bank_messages
from zhixing.law.finding import Refused

PAYMENTS = (
    Payment("ZX000000000195", 905_000, "刘 <甲> & 子", "6222021234567890123", "演示银行", "102100099996", "发2026-000001案款"),
    Payment("ZX000000000292", 1, "=公式有限公司", "15001234567890"),
)
GIVEN = Instruction("ZXF000120260000001", datetime(2026, 11, 3, 10), date(2026, 11, 3), "测试法院执行款专户", "0472000001", "演示银行支行", PAYMENTS)


@pytest.mark.parametrize("version", ["pain.001.09", "pain.001.03"])
def test_the_bank_reads_what_we_write(version: str) -> None:
    content = pain.write(GIVEN, version)
    told = bank_messages.upload(content)
    assert content == pain.write(GIVEN, version) and "reason" not in told and told["number"] == GIVEN.message_id
    assert [(one["reference"], one["fen"], one["other"]) for one in told["payments"]] == [(one.reference, one.fen, one.account) for one in PAYMENTS]
    assert told["payments"][0]["name"] == PAYMENTS[0].name and b"<CtrlSum>9050.01</CtrlSum>" in content


def test_a_changed_sum_is_noticed_by_the_bank() -> None:
    content = pain.write(GIVEN, "pain.001.09").replace(b">9050.00<", b">9050.10<")
    assert bank_messages.upload(content)["reason"][0] == "AM10"


def test_the_table_has_its_sum_and_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(pain.write(GIVEN, "csv").decode("gb18030"), newline="")))
    first = PAYMENTS[0]
    assert rows[1][1:] == [first.reference, GIVEN.account, first.name, first.account, first.bank, first.bank_code, "9050.00", first.remark]
    assert rows[2][3] == "'=公式有限公司" and rows[-1][2] == "2" and rows[-1][7] == "9050.01"


def _report(rows: str, group: str = "PART", head: str = "") -> bytes:
    told = f"<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>"
    return f'{head}<Document xmlns="urn:x"><CstmrPmtStsRpt>{told}<OrgnlPmtInfAndSts>{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>'.encode()


def _row(reference: str, code: str, why: str = "") -> str:
    reason = f"<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>{why}</AddtlInf></StsRsnInf>" if why else ""
    return f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts>{reason}</TxInfAndSts>"


def test_only_settled_is_paid() -> None:
    codes = {"ACSC": "paid", "ACCC": "paid", "RJCT": "refused", **dict.fromkeys(("ACTC", "ACCP", "ACSP", "PDNG", ""), "waiting")}
    report = pain_results.read(_report("".join(_row(f"E{code}", code) for code in codes)))
    assert (report.message_id, report.whole) == ("M1", "") and report.statuses == tuple(Status(f"E{code}", told) for code, told in codes.items())
    told = pain_results.read(_report(_row("E1", "RJCT", "账户已销户"), "RJCT"))
    assert told.whole == "refused" and told.statuses[0].why == "AC04 账户已销户"


_ENTITY = '<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "b">]>'
_GOOD = _report(_row("E1", "ACSC"))


@pytest.mark.parametrize("content", [b"", b" \n", _GOOD[:-20], _GOOD[:200], _report("", head=_ENTITY), b"<Document/>", b"a,b\n1,2\n", b"\x00\xff"])
def test_what_is_cut_or_strange_is_refused_whole(content: bytes) -> None:
    with pytest.raises(Refused):
        pain_results.read(content)


def test_a_table_of_results() -> None:
    rows = ["ZX1,1.00,交易成功,", "ZX2,2.00,交易失败,户名不符", "ZX3,3.00,处理中,", "ZX4,1.00,未成功,"]
    text = "批量付款结果\n批次号,付款编号,金额,处理结果,失败原因\n" + "".join(f"M1,{row}\n" for row in rows)
    report = pain_results.read(text.encode("gb18030"))
    assert report.message_id == "M1"
    assert [(one.reference, one.code, one.why) for one in report.statuses] == [
        ("ZX1", "paid", ""), ("ZX2", "refused", "户名不符"), ("ZX3", "waiting", ""), ("ZX4", "waiting", ""),
    ]
