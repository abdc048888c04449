"""付款文件 pain.001（第 9 版、第 3 版）和网银的批量付款 .csv 的写法。纯的：同样的内容写出同样的字节。

金额是分，文件里写两位小数的元；每份写明笔数、合计（``CtrlSum``），一份一个 ``PmtInf``，逐笔入账（``BtchBookg`` 否），
付款编号（``EndToEndId``）原样回来，结果和退汇都凭它。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

from zhixing.law.amounts import money

URN: Final = "urn:iso:std:iso:20022:tech:xsd:"
_NAME: Final = 140
"""ISO 20022 户名的长度（Max140Text）；附言同此。"""
_HEADS: Final = ("序号", "付款编号", "付款账号", "收款户名", "收款账号", "收款开户行", "联行号", "金额", "附言")
_FORMULA: Final = "=+-@\t"


@dataclass(frozen=True, slots=True)
class Payment:
    """一笔：付款编号、多少（分）、收款人。``bank_code`` 是联行号，没有的空着。"""

    reference: str
    fen: int
    name: str
    account: str
    bank: str = ""
    bank_code: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """一份付款文件：报文编号、制作时刻、付款日、付款的账户。"""

    message_id: str
    made_at: datetime
    day: date
    holder: str
    account: str
    bank: str
    payments: Sequence[Payment]

    @property
    def total(self) -> int:
        """合计，分。"""
        return sum(one.fen for one in self.payments)


def write(given: Instruction, version: str) -> bytes:
    """写成 ``FORMATS`` 里的一种。没有这一种的抛出 ``KeyError``。"""
    return FORMATS[version](given)


# ---- pain.001 ----


def _v9(given: Instruction) -> bytes:
    return "".join(_message(given, "pain.001.001.09", f"<ReqdExctnDt><Dt>{given.day}</Dt></ReqdExctnDt>")).encode()


def _v3(given: Instruction) -> bytes:
    return "".join(_message(given, "pain.001.001.03", f"<ReqdExctnDt>{given.day}</ReqdExctnDt>")).encode()


def _message(given: Instruction, version: str, day: str) -> Iterable[str]:
    sums = f"<NbOfTxs>{len(given.payments)}</NbOfTxs><CtrlSum>{money(given.total)}</CtrlSum>"
    payer = f"<Nm>{_text(given.holder)}</Nm>"
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{URN}{version}"><CstmrCdtTrfInitn><GrpHdr>'
    yield f"<MsgId>{_text(given.message_id)}</MsgId><CreDtTm>{given.made_at.isoformat(timespec='seconds')}</CreDtTm>{sums}"
    yield f"<InitgPty>{payer}</InitgPty></GrpHdr>\n<PmtInf><PmtInfId>{_text(given.message_id)}</PmtInfId><PmtMtd>TRF</PmtMtd>"
    yield f"<BtchBookg>false</BtchBookg>{sums}{day}<Dbtr>{payer}</Dbtr><DbtrAcct>{_account(given.account)}</DbtrAcct>"
    yield f"<DbtrAgt>{_agent(given.bank, '')}</DbtrAgt>\n"
    yield from (_payment(one, version) for one in given.payments)
    yield "</PmtInf></CstmrCdtTrfInitn></Document>\n"


def _payment(one: Payment, version: str) -> str:
    agent = f"<CdtrAgt>{_agent(one.bank, one.bank_code)}</CdtrAgt>" if one.bank or one.bank_code else ""
    remark = f"<RmtInf><Ustrd>{_text(one.remark)}</Ustrd></RmtInf>" if one.remark else ""
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{one.reference}</InstrId><EndToEndId>{one.reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="CNY">{money(one.fen)}</InstdAmt></Amt>{agent}<Cdtr><Nm>{_text(one.name)}</Nm></Cdtr>'
        f"<CdtrAcct>{_account(one.account)}</CdtrAcct>{remark}</CdtTrfTxInf>\n"
    )


def _account(number: str) -> str:
    return f"<Id><Othr><Id>{_text(number)}</Id></Othr></Id>"


def _agent(bank: str, code: str) -> str:
    member = f"<ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId><MmbId>{_text(code)}</MmbId></ClrSysMmbId>" if code else ""
    name = f"<Nm>{_text(bank)}</Nm>" if bank else ""
    return f"<FinInstnId>{member}{name}</FinInstnId>"


def _text(text: str) -> str:
    """截到标准的长度，去掉 XML 不许的控制字符。"""
    return escape("".join(char for char in text[:_NAME] if char.isprintable()))


# ---- .csv ----


def _csv(given: Instruction) -> bytes:
    """GB18030，末行是笔数、合计。"""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for number, one in enumerate(given.payments, 1):
        texts = (given.account, one.name, one.account, one.bank, one.bank_code, money(one.fen), one.remark)
        writer.writerow([number, one.reference, *map(_plain, texts)])
    writer.writerow(["合计", given.message_id, len(given.payments), "", "", "", "", money(given.total), ""])
    return out.getvalue().encode("gb18030")


def _plain(text: str) -> str:
    """表格软件会当成公式的，前面加一个撇号。"""
    return f"'{text}" if text[:1] and text[0] in _FORMULA else text


FORMATS: Final[Mapping[str, Callable[[Instruction], bytes]]] = {"pain.001.09": _v9, "pain.001.03": _v3, "csv": _csv}
EXTENSIONS: Final[Mapping[str, str]] = {"pain.001.09": "xml", "pain.001.03": "xml", "csv": "csv"}
