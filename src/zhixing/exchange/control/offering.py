"""给协助单位取走的：查询请求、控制令、文书、经办人的证件，写成报文。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.control.queries_orders import Order
from zhixing.casework.control.queries_waves import Agency, Officer, Request
from zhixing.casework.funds.queries_receipts import pay_to
from zhixing.exchange.control.asked import Asked, Bid, Card, Paper
from zhixing.exchange.control.envelope import Record, message
from zhixing.exchange.control.papers import card, paper
from zhixing.exchange.control.reading import CHANNELS
from zhixing.foundation.files.queries import StoredFile, open_

NOTICE = "协助查询财产通知书"


# ---- 请求 ----


def query(request: Request) -> Element:
    """一个查询请求。"""
    agency = request.agency
    record = CHANNELS[agency.channel].query(asked(request), agency.register)
    return message(_head("query", request.number, agency), [record])


def asked(request: Request) -> Asked:
    """查询请求的事实。"""
    return Asked(**_who(request.case, request.party, request.officer), number=request.number, notice=request.wave.notice_number)


def order(row: Order) -> Element:
    """一道控制令。``row.agency`` 须有。"""
    agency = row.agency
    if agency is None:
        raise ValueError(f"控制令{row.number}没有写明向哪家单位发")
    record = CHANNELS[agency.channel].order(bid(row), agency.register)
    return message(_head("order", row.number, agency), [record])


def bid(row: Order) -> Bid:
    """控制令的事实。扣划的，汇到本案的子账户。"""
    return Bid(
        **_who(row.case, row.party, row.officer), **_asset(row.asset), **_original(row.original), **_account(row), number=row.number, kind=row.kind,
        notice=row.notice.number if row.notice else "", ruling=row.ruling.number if row.ruling else "", property=row.property, item=row.account,
        amount_fen=row.amount_fen, from_on=row.since, to_on=row.until,
    )  # fmt: skip


def _asset(asset: Any) -> dict[str, Any]:
    """台账上的这一项：种类、账户种类、坐落、权证号……令上的金额都是人民币，币种不照账户。"""
    if asset is None:
        return {}
    values = asset.details.get("values", {})
    told = {name: str(values.get(name, "")) for name in ("parent", "product", "place", "certificate")}
    return {**told, "asset_kind": asset.kind, "account_type": str(asset.details.get("account_type", ""))}


def _original(first: Order | None) -> dict[str, Any]:
    """续行、解除、扣划所针对的那一道。"""
    if first is None:
        return {}
    return {"original_case": first.case.number or "", "original_number": first.number, "business_number": first.business_number}


def _account(row: Order) -> dict[str, Any]:
    found = pay_to(row.case, row.party) if row.kind == Order.Kind.DEDUCT else None
    return {"pay_name": found.holder, "pay_bank": found.bank, "pay_account": found.number} if found else {}


def _who(case: Case, party: Party, officer: Officer | None) -> dict[str, Any]:
    return {
        "name": party.name, "paper_kind": party.paper, "paper_number": party.paper_number, "court": case.court.name, "court_code": case.court.daizi,
        "case_number": case.number or "", "judge": case.handler.name if case.handler else "", "phone": officer.phone if officer else "",
        "work_card": officer.work_card if officer else "", "duty_card": officer.duty_card if officer else "",
    }  # fmt: skip


def _head(sort: str, number: str, agency: Agency) -> dict[str, str]:
    return {"sort": sort, "number": number, "from": agency.court.daizi, "to": agency.code}


# ---- 文书、证件 ----


def documents(number: str, agency: Agency, papers: Sequence[Paper]) -> Element:
    """一个请求的文书。"""
    shape = CHANNELS[agency.channel].PAPERS
    return message(_head("documents", number, agency), [paper(shape, number, seq, one) for seq, one in enumerate(papers, 1)])


def cards(number: str, agency: Agency, officer: Officer) -> Element:
    """经办人的两证。"""
    return message(_head("cards", number, agency), [_card(number, agency, officer)])


def _card(number: str, agency: Agency, officer: Officer) -> Record:
    work, duty = _image(officer.work_image), _image(officer.duty_image)
    made = Card(
        name=officer.user.name, work_card=officer.work_card, duty_card=officer.duty_card, work_image=work[0], work_format=work[1],
        duty_image=duty[0], duty_format=duty[1],
    )  # fmt: skip
    return card(CHANNELS[agency.channel].CARDS, number, 1, made)


def _image(file: StoredFile | None) -> tuple[bytes, str]:
    return (open_(file).read(), file.media_type.rpartition("/")[2]) if file else (b"", "")


def papers_of_request(request: Request) -> list[Paper]:
    """随查询请求的通知书。"""
    file = request.wave.notice
    return [Paper(name=file.name, kind=NOTICE, content=open_(file).read())] if file else []


def papers_of_order(row: Order) -> list[Paper]:
    """随控制令的裁定书和协助执行通知书，用了印的。"""
    found = [one for one in (row.ruling, row.notice) if one and one.file]
    return [Paper(name=one.file.name, kind=one.title, content=open_(one.file).read()) for one in found if one.file]
