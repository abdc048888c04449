"""银行的查控报文。栏名照《…网络执行查控工作技术规范》，见 ``fields/bank.toml``。

控制结果以报文各栏为准，回执文书上的话不用来记账（公开的实现里，回执印的是申请的金额）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from zhixing.casework.control.told import ControlTold, Prior, Right, Told
from zhixing.exchange.control.asked import Asked, Bid, day_text, yuan_text
from zhixing.exchange.control.envelope import Record
from zhixing.exchange.control.rows import Row, each, gathered, iso, phrase, tail, told_prior, told_right

TABLES: Final = "bank"
PAPERS: Final = (
    "WSINFO", {"number": "bdhm", "seq": "xh", "name": "wjmc", "type": "wjlx", "kind": "wslb", "md5": "md5", "content": "wsnr"},
)  # fmt: skip
CARDS: Final = ("ZJINFO", {
    "number": "bdhm", "seq": "xh", "work_card": "gzzbh", "work_format": "gzzwjgs", "work_image": "gzz", "duty_card": "gwzbh",
    "duty_format": "gwzwjgs", "duty_image": "gwz",
})  # fmt: skip
ROLLBACK: Final = ("HTXX", ("xchtyy", "xchtbz"))
NOBODY: Final = "查无开户信息"
_DONE: Final = {"1": True, "2": False}
_MEASURES: Final = {"freeze": "01", "renew": "02", "release": "04", "deduct": "06"}
_PAPERS: Final = {
    "id": "身份证", "uscc": "统一社会信用代码", "org": "组织机构代码", "reg": "工商注册号", "passport": "护照", "hkm": "港澳居民来往内地通行证",
    "taiwan": "台湾居民来往大陆通行证", "foreigner": "外国人永久居留身份证", "officer": "军官证", "residence": "港澳台居民居住证",
}  # fmt: skip
_MOST_TRADES: Final = 2_000
Loose = dict[tuple[str, str], list[Record]]
_PARTS: Final = ("GLXX", "JRXX", "DJXX", "QLXX", "WLXX")


# ---- 造 ----


def query(asked: Asked, register: str = "") -> Record:
    """查询请求。"""
    more = {"ckkssj": day_text(asked.since), "ckjssj": day_text(asked.until), "wsbh": asked.number, "ckh": asked.notice}
    return Record("CXQQ", {**_head(asked), "xz": "1", **more})


def order(bid: Bid, register: str = "") -> Record:
    """控制请求。"""
    return Record("KZQQ", {**_head(bid), "xz": "2", "ckh": bid.notice}, (Record("KZZH", _account(bid)),))


def _head(asked: Asked) -> dict[str, str]:
    return {
        "bdhm": asked.number, "lb": "YH", "xm": asked.name, "zjlx": _PAPERS.get(asked.paper_kind, "其他"), "dsrzjhm": asked.paper_number,
        "fymc": asked.court, "fydm": asked.court_code, "cbr": asked.judge, "yhdh": asked.phone, "ah": asked.case_number,
        "gzzbh": asked.work_card, "gwzbh": asked.duty_card,
    }  # fmt: skip


def _account(bid: Bid) -> dict[str, str]:
    product = {"zcmc": bid.product, "lczh": bid.item} if bid.asset_kind == "wealth" else {}
    pay = {"zxkzhhm": bid.pay_name, "zxkzhkhh": bid.pay_bank, "zxkzhzh": bid.pay_account}
    whose = {"khzh": bid.parent, "glzhhm": bid.item} if bid.parent else {"khzh": bid.item}
    return {
        "ccxh": "1", "kzlx": "2" if product else "1", "kzcs": _MEASURES[bid.kind], **whose, "cclb": bid.account_type, **product, "kznr": "1",
        "bz": bid.currency, "je": yuan_text(bid.amount_fen), "ksrq": day_text(bid.from_on), "jsrq": day_text(bid.to_on), "ckwh": bid.ruling,
        **(pay if bid.kind == "deduct" else {}), "ydjah": bid.original_case, "ydjdh": bid.original_number,
    }  # fmt: skip


# ---- 读 ----


def findings(records: Sequence[Record], register: str = "") -> list[Told]:
    """查询反馈：账户、子账户、金融资产各一条。"""
    loose = _loose(records)
    return [told for one in records if one.name == "ZHXX" for told in _account_told(one, loose)]


def _loose(records: Sequence[Record]) -> Loose:
    """写在账户外面的，凭账户序号找。"""
    found: Loose = defaultdict(list)
    for one in records:
        if one.name in _PARTS:
            found[one.name, one.values.get("ccxh", "")].append(one)
    return found


def _parts(record: Record, loose: Loose) -> dict[str, list[Record]]:
    return {name: record.within(name) + loose.get((name, record.values.get("ccxh", "")), []) for name in _PARTS}


def _row(record: Record) -> Row:
    return Row.of(record, TABLES)


def _account_told(record: Record, loose: Loose) -> list[Told]:
    row = _row(record)
    account = row.text("khzh", most=60)
    if NOBODY in account or not account:
        return [Told(kind="deposit", what=account or NOBODY, nothing=True, data=row.data(), faults=() if account else row.faults)]
    parts = _parts(record, loose)
    whole = _deposit(row, account, parts)
    subs = [_sub(_row(one), row, account) for one in parts["GLXX"]]
    products = [_product(_row(one), row, account, parts["DJXX"]) for one in parts["JRXX"]]
    return [whole, *subs, *products]


def _deposit(row: Row, account: str, parts: dict[str, list[Record]]) -> Told:
    prior, bad = _priors(one for one in parts["DJXX"] if not one.values.get("jrcpbh"))
    rights, worse = _rights(parts["QLXX"])
    value, available, currency, gone, as_of = row.balance("ye"), row.balance("kyye"), row.currency("bz"), row.day("xhrq"), row.day("fksj")
    row.day("khrq")
    trades = [dict(one.values) for one in parts["WLXX"][:_MOST_TRADES]]
    return Told(
        kind="deposit", what=phrase(row.text("khwd"), row.text("cclb"), tail(account)), name=row.text("xm"), paper_number=row.text("dsrzjhm"),
        values={"account": account}, account_type=row.text("cclb"), remark=row.text("beiz"), value_fen=value, available_fen=available,
        currency=currency, basis="账户余额" if value is not None else "", state=row.text("zhzt", most=60), gone_on=gone, prior=prior, rights=rights,
        data={**row.data(), **({"WLXX": trades} if trades else {})}, faults=gathered(row.faults, bad, worse), as_of=as_of,
    )  # fmt: skip


def _sub(row: Row, owner: Row, account: str) -> Told:
    """子账户：余额单独算，不在主账户的余额里。"""
    number = row.text("glzhhm", most=60)
    value, available, currency = row.balance("ye"), row.balance("kyye"), row.currency("bz")
    return Told(
        kind="deposit", what=phrase(owner.text("khwd"), row.text("glzhlb") or "子账户", tail(number or account)), name=owner.text("xm"),
        paper_number=owner.text("dsrzjhm"), values={"account": number or f"{account}-{row.text('glxh')}", "parent": account},
        account_type=row.text("glzhlb") or owner.text("cclb"), remark=phrase(row.text("beiz"), owner.text("beiz")), value_fen=value,
        available_fen=available, currency=currency, basis="账户余额" if value is not None else "", state=owner.text("zhzt", most=60),
        data=row.data(), faults=row.faults,
    )  # fmt: skip


def _product(row: Row, owner: Row, account: str, frozen: Sequence[Record]) -> Told:
    """理财等金融资产。锁定到哪天、质押给谁，写在状态和别人的权利里。"""
    number, product = row.text("lczh", most=60) or account, row.text("jrcpbh", "zcmc")
    prior, bad = _priors(one for one in frozen if one.values.get("jrcpbh") and one.values["jrcpbh"] == row.text("jrcpbh"))
    value, available, locked = row.balance("ye"), row.balance("kyye"), row.day("xzxcrq")
    state = phrase(row.text("zcjyxz"), f"限制到{locked}" if locked else "", "" if row.text("zckfjy") in ("", "1", "是") else "不能通过银行交易")
    pledge = (told_right(sort="pledge", holder=row.text("zyqr")),) if row.text("zyqr") else ()
    return Told(
        kind="wealth", what=phrase(owner.text("khwd"), row.text("zcmc"), tail(number)), name=owner.text("xm"), paper_number=owner.text("dsrzjhm"),
        values={"account": number, "product": product}, account_type=row.text("zclx"), remark=row.text("beiz"), value_fen=value,
        available_fen=available, basis="反馈的资产数额" if value is not None else "", state=state[:60], quantity=row.text("se"), prior=prior,
        rights=pledge, data=row.data(), faults=gathered(row.faults, bad),
    )  # fmt: skip


def _priors(records: Iterable[Record]) -> tuple[tuple[Prior, ...], list[str]]:
    return each(TABLES, records, _prior)


def _prior(row: Row) -> Prior:
    rank = row.count("sfpx")
    return told_prior(
        by=row.text("djjg"), number=row.text("djwh"), measure="freeze", since=iso(row.day("djksrq")), until=iso(row.day("djjzrq")),
        amount_fen=row.money("djje"), waiting=True if rank else None, rank=rank, text=row.text("beiz"),
    )  # fmt: skip


def _rights(records: Iterable[Record]) -> tuple[tuple[Right, ...], list[str]]:
    return each(TABLES, records, _right)


def _right(row: Row) -> Right:
    told = row.text("qllx")
    return told_right(
        sort=right_sort(told), holder=row.text("qlr"), paper_number=row.text("qlrzjh"), amount_fen=row.money("qlje"),
        text=phrase(told, row.text("beiz")),
    )  # fmt: skip


_SORTS: Final = (("共有", "co_owner"), ("联名", "co_owner"), ("抵押", "mortgage"), ("质押", "pledge"), ("优先", "priority"), ("专", "purpose"))


def right_sort(told: str) -> str:
    """权利种类的话 → 代码。

    >>> right_sort("房屋共有权"), right_sort("农民工工资专用"), right_sort("留置")
    ('co_owner', 'purpose', 'other')
    """
    return next((code for word, code in _SORTS if word in told), "other")


def results(records: Sequence[Record], register: str = "") -> list[ControlTold]:
    """控制反馈，一个账户一条。"""
    loose = _loose(records)
    return [_result(one, _parts(one, loose)) for one in records if one.name == "KZXX"]


def _result(record: Record, parts: dict[str, list[Record]]) -> ControlTold:
    row = _row(record)
    prior, bad = _priors(parts["DJXX"])
    rights, worse = _rights(parts["QLXX"])
    values: dict[str, Any] = {
        "balance_fen": row.money("ye"), "available_fen": row.money("kyye"), "cap_fen": row.money("djxe"), "actual_fen": row.money("skje"),
        "over_fen": row.money("ceskje"), "since": row.day("csksrq"), "until": row.day("csjsrq"),
    }  # fmt: skip
    return ControlTold(
        ok=_DONE.get(row.text("kzzt")), account=row.text("glzhhm", "khzh", most=60), seq=row.text("ccxh", most=10), **values,
        quantity=row.text("skse", most=40), position=len(prior), reason=row.text("wnkzyy"), remark=row.text("beiz"), paid_to=row.text("hxzh"),
        serial=row.text("hxlsh"), prior=prior, rights=rights, data=row.data(), faults=gathered(row.faults, bad, worse),
    )  # fmt: skip
