"""不动产登记机构的查控报文。栏名见 ``fields/estate.toml``；``CXQQDH`` 是各处的请求单号。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from zhixing.casework.control.told import ControlTold, Prior, Right, Told
from zhixing.exchange.control.asked import Asked, Bid, day_text, old_number
from zhixing.exchange.control.envelope import Record
from zhixing.exchange.control.rows import Row, each, gathered, iso, phrase, told_prior, told_right

TABLES: Final = "estate"
PAPERS: Final = (
    "WSINFO", {"number": "CXQQDH", "seq": "XH", "name": "WJMC", "type": "WJLX", "kind": "WSLB", "md5": "MD5", "content": "WSNR"},
)  # fmt: skip
CARDS: Final = ("ZJINFO", {
    "number": "CXQQDH", "seq": "XH", "work_card": "GZZBM", "work_format": "GZZWJGS", "work_image": "GZZ", "duty_card": "GWZBM",
    "duty_format": "GWZWJGS", "duty_image": "GWZ",
})  # fmt: skip
ROLLBACK: Final = ("HTXX", ("XCHTYY", "XCHTBZ"))
_DONE: Final = {"1": True, "2": False}
_MEASURES: Final = {"seize": "11", "freeze": "11", "renew": "12", "release": "14"}
_AREAS: Final = {"FDCQ": "FWMJ", "JSYDSYQ": "ZDMJ", "GJZWSYQ": "MJ", "HYSYQ": "MJ", "LQ": "MJ", "YGDJ": ""}
"""一项权利一段的各表，和面积在哪一栏。"""
_NAMES: Final = {"FDCQ": "", "JSYDSYQ": "建设用地使用权", "GJZWSYQ": "构筑物", "HYSYQ": "海域使用权", "LQ": "林权", "YGDJ": "预告登记"}


# ---- 造 ----


def query(asked: Asked, register: str = "") -> Record:
    """查询请求。"""
    return Record("BDCCXQQ", {**_head(asked), "XZ": "1"})


def order(bid: Bid, register: str = "") -> Record:
    """控制请求；一道令一项权利。"""
    right = {
        "XH": "1", "KZQQDH": bid.number, "KZCS": _MEASURES[bid.kind], "BDCDYH": bid.item, "ZL": bid.place, "BDCQZH": bid.certificate,
        "CKWH": bid.ruling, "KSRQ": day_text(bid.from_on), "JSRQ": day_text(bid.to_on), "YDJAH": bid.original_case, "YDJDH": bid.original_number,
        "YCFYWH": bid.business_number,
    }  # fmt: skip
    return Record("BDCKZQQ", {**_head(bid), "XZ": "2"}, (Record("BDCQL", right),))


def _head(asked: Asked) -> dict[str, str]:
    return {
        "CXQQDH": asked.number, "LB": "BDC", "XM": asked.name, "ZJZL": asked.paper_kind, "ZJH": asked.paper_number,
        "FIFTEENZJH": old_number(asked.paper_kind, asked.paper_number), "FYMC": asked.court, "CBR": asked.judge, "AH": asked.case_number,
        "CKH": asked.notice, "LXDH": asked.phone, "GZZBM": asked.work_card, "GWZBM": asked.duty_card,
    }  # fmt: skip


# ---- 读 ----


def _row(record: Record) -> Row:
    return Row.of(record, TABLES)


def findings(records: Sequence[Record], register: str = "") -> list[Told]:
    """查询反馈，一项权利一条。"""
    return [_told(one, _parts(one, records)) for one in records if one.name in _AREAS]


def _parts(record: Record, records: Sequence[Record]) -> list[Record]:
    """这一项里面的，和写在外面、单元号相同的。"""
    unit = record.values.get("BDCDYH")
    loose = [one for one in records if one.name in ("DYAQ", "CFDJ", "YYDJ") and unit and one.values.get("BDCDYH") == unit]
    return [*record.inside, *loose]


def _told(record: Record, parts: Sequence[Record]) -> Told:
    row = _row(record)
    owners = [_row(one) for one in parts if one.name == "QLR"]
    rights, bad = _rights(parts)
    prior, worse = _priors(one for one in parts if one.name == "CFDJ")
    shared = [_owner(one) for one in owners] if len(owners) > 1 else []
    alone = owners[0] if len(owners) == 1 else None
    row.day("DJSJ")
    unit, certificate, place = row.text("BDCDYH"), row.text("BDCQZH"), row.text("ZL")
    area = _AREAS[record.name]
    return Told(
        kind="real_estate", what=phrase(_NAMES[record.name], place or certificate or unit), name=alone.text("QLRMC") if alone else "",
        paper_number=alone.text("ZJH") if alone else "", values={"unit": unit, "certificate": certificate, "place": place},
        account_type=row.text("GHYT", "YT", "YGDJZL"), remark=row.text("BEIZ"), state=row.text("QSZT", most=60),
        quantity=row.text(area) if area else "", prior=prior, rights=(*shared, *rights), data=_data(row, owners),
        faults=gathered(row.faults, bad, worse, *(one.faults for one in owners)),
    )  # fmt: skip


def _data(row: Row, owners: Sequence[Row]) -> dict[str, object]:
    return {**row.data(), "QLR": [one.data() for one in owners]} if owners else row.data()


def _owner(row: Row) -> Right:
    return told_right(
        sort="co_owner", holder=row.text("QLRMC"), paper_number=row.text("ZJH"), share=row.text("QLBL"), text=row.text("GYFS"),
    )  # fmt: skip


def _rights(parts: Iterable[Record]) -> tuple[tuple[Right, ...], list[str]]:
    """抵押和异议登记。"""
    return each(TABLES, (one for one in parts if one.name in ("DYAQ", "YYDJ")), _right)


def _right(row: Row) -> Right:
    if row.record.name == "DYAQ":
        return _mortgage(row)
    return told_right(sort="other", holder=row.text("SQR"), text=f"异议登记：{row.text('YYSX')}")


def _mortgage(row: Row) -> Right:
    return told_right(
        sort="mortgage", holder=row.text("DYQR"), amount_fen=row.money("ZQSE"), since=iso(row.day("ZWLXQSSJ")), until=iso(row.day("ZWLXJSSJ")),
        text=row.text("DYFS"),
    )  # fmt: skip


def _priors(records: Iterable[Record]) -> tuple[tuple[Prior, ...], list[str]]:
    return each(TABLES, records, _prior)


def _prior(row: Row) -> Prior:
    rank = row.count("LHSX")
    waiting = bool(rank) or "轮候" in row.text("CFLX")
    return told_prior(
        by=row.text("CFJG"), number=row.text("CFWH"), measure="seize", since=iso(row.day("CFQSSJ")), until=iso(row.day("CFJSSJ")),
        waiting=waiting or None, rank=rank, text=phrase(row.text("CFLX"), row.text("CFYWH"), row.text("BEIZ")),
    )  # fmt: skip


def results(records: Sequence[Record], register: str = "") -> list[ControlTold]:
    """控制反馈，一项权利一条。"""
    return [_result(one) for one in records if one.name == "BDCKZJG"]


def _result(record: Record) -> ControlTold:
    row = _row(record)
    prior, bad = _priors(record.within("CFDJ"))
    since, until, position = row.day("CSKSRQ"), row.day("CSJSRQ"), row.count("LHSX")
    return ControlTold(
        ok=_DONE.get(row.text("KZZT")), account=row.text("BDCDYH", "BDCQZH", most=60), seq=row.text("XH", most=10), since=since, until=until,
        position=position if position is not None else len(prior) if prior else None,
        reason=row.text("WNKZYY"), remark=row.text("BEIZ"), business_number=row.text("CFYWH", "YWH", most=60), prior=prior, data=row.data(),
        faults=gathered(row.faults, bad),
    )  # fmt: skip
