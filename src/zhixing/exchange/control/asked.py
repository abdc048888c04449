"""造报文要用的事实：问谁、谁问的、问什么；办什么。不含任何表。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """一个查询请求。

    ``paper_kind`` 是 ``law.identity`` 的证件种类；``work_card``、``duty_card`` 是经办人的两证编号；``notice`` 是协助查询通知书编号。
    ``since``、``until`` 是要查的资金往来起止日，不查的为空。
    """

    number: str
    name: str
    paper_kind: str
    paper_number: str
    court: str
    court_code: str
    case_number: str
    judge: str = ""
    phone: str = ""
    work_card: str = ""
    duty_card: str = ""
    notice: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid(Asked):
    """一道控制令。

    ``kind`` 是 ``Order.Kind`` 的代码，``property`` 财产大类；``item`` 账号、单元号、号牌等；
    ``parent`` 子账户所属的账号；``place`` 坐落；``certificate`` 权证号；
    ``amount_fen`` 金额（分）；``ruling`` 裁定书文号；``original_case``、``original_number`` 原案号、原请求单号（续行、解除）；
    ``business_number`` 对方原来的业务号；``pay_…`` 执行款专户（扣划）。
    """

    kind: str
    property: str
    item: str
    asset_kind: str = ""
    parent: str = ""
    account_type: str = ""
    product: str = ""
    place: str = ""
    certificate: str = ""
    currency: str = "CNY"
    amount_fen: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    ruling: str = ""
    original_case: str = ""
    original_number: str = ""
    business_number: str = ""
    pay_name: str = ""
    pay_bank: str = ""
    pay_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """随请求的一份文书。``kind``：文书类别（裁定书、协助通知书……）。"""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """经办人的一套证件。图像没有的为空。"""

    name: str
    work_card: str
    duty_card: str
    work_image: bytes = b""
    duty_image: bytes = b""
    work_format: str = ""
    duty_format: str = ""


def yuan_text(fen: int | None) -> str:
    """分 → 元，两位小数；没有的为空。"""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


def day_text(day: date | None) -> str:
    """日子 → 20260102。"""
    return f"{day:%Y%m%d}" if day else ""


def old_number(kind: str, number: str) -> str:
    """十八位公民身份号码对应的十五位；1999 年以后出生的、不是身份号码的没有。

    >>> old_number("id", "110101195001010012"), old_number("id", "11010120010101001X")
    ('110101500101001', '')
    """
    return number[:6] + number[8:17] if kind == "id" and len(number) == 18 and number[6:8] == "19" else ""
