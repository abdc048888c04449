"""查控报文：编码照声明、错了标明；坏的整份不用；一栏的毛病不牵连别的；造出来的合栏目表；栏目表合公开的规范。"""

from __future__ import annotations

import csv
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.casework.control.models import AssetKind
from zhixing.exchange.control import bank, envelope, estate, registers
from zhixing.exchange.control.asked import Asked, Bid, Card, Paper
from zhixing.exchange.control.charset import decode
from zhixing.exchange.control.envelope import MAX_BYTES, Record, flat, message, write
from zhixing.exchange.control.envelope import read as opened
from zhixing.exchange.control.papers import card, digest, paper
from zhixing.exchange.control.reading import CHANNELS, focused, read
from zhixing.exchange.control.tables import CHANNELS as TABLES
from zhixing.exchange.control.tables import tables
from zhixing.exchange.control.told import Parsed
from zhixing.law.asset_keys import key_of

PDF = b"%PDF-1.7 ..."
ACCOUNT = {
    "bdhm": "CX1", "ccxh": "1", "khzh": "6222020000001234567", "cclb": "个人结算账户", "zhzt": "正常", "khwd": "北疆银行青山支行", "khrq": "20180515",
    "bz": "CNY", "ye": "12600.50", "kyye": "2600.50", "xm": "单晓岚", "dsrzjhm": "150221199003070036",
}
ASKED = Asked(
    number="CX1", name="单晓岚", paper_kind="id", paper_number="150221199003070036", court="测试人民法院", court_code="内0221",
    case_number="（2026）内0221执1号", judge="斯琴", phone="0472-5550100", work_card="GZ1", duty_card="GW1", notice="查1号", since=date(2026, 1, 1),
)  # fmt: skip


def feedback(*records: Record, result: str = "", number: str = "CX1", sort: str = "feedback", **head: str) -> bytes:
    return write(message({"sort": sort, "number": number, "result": result, **head}, records))


def account(*inside: Record, **changed: str) -> Record:
    return Record("ZHXX", {**ACCOUNT, **changed}, inside)


def told(content: bytes, channel: str = "bank", sort: str = "feedback", register: str = "") -> Parsed:
    return read(content, channel, sort=sort, register=register)


def retold(content: bytes, declared: str, actual: str) -> bytes:
    """换声明、换编码。"""
    body = content.decode().split("?>", 1)[1]
    return (f'<?xml version="1.0" encoding="{declared}"?>' + body).encode(actual)


# ---- 编码 ----


@pytest.mark.parametrize(("declared", "actual", "charset", "faults"), [
    ("UTF-8", "utf-8", "utf-8", ()), ("GB18030", "gb18030", "gb18030", ()), ("gbk", "gb18030", "gb18030", ()), ("GB2312", "gb18030", "gb18030", ()),
    ("UTF-8", "gb18030", "gb18030", ("charset",)), ("GB18030", "utf-8", "utf-8", ("charset",)), ("ISO-8859-1", "utf-8", "utf-8", ("charset",)),
    ("no-such", "gb18030", "gb18030", ("charset",)), ("UTF-16", "utf-16", "utf-16-le", ()), ("GB18030", "utf-8-sig", "utf-8", ("charset",)),
])  # fmt: skip
def test_charsets_are_read_as_declared_and_wrong_ones_flagged(declared: str, actual: str, charset: str, faults: tuple[str, ...]) -> None:
    found = told(retold(feedback(account(beiz="农民工工资专户"), result="full"), declared, actual))
    assert (found.charset, found.faults, found.findings[0].remark) == (charset, faults, "农民工工资专户")


def test_without_a_declaration_it_is_utf8() -> None:
    whole = feedback(account(), result="full").split(b"?>", 1)[1]
    assert told(whole).faults == ()
    assert told(whole.decode().encode("gb18030")).faults == ("charset",)


def test_letters_that_cannot_be_read_stay_visible() -> None:
    content = feedback(account(beiz="工资"), result="full").replace("工资".encode(), b"\xff\xfe\xff")
    found = told(content)
    assert "garbled" in found.faults
    assert "\N{REPLACEMENT CHARACTER}" in found.findings[0].remark
    assert decode("<a>联通</a>".encode("gb18030")).charset == "gb18030"


# ---- 坏的 ----

BOMB = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Message><Head/><Data>&b;</Data></Message>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message><Head/><Data>&x;</Data></Message>'
WHOLE = feedback(account(), result="full")


@pytest.mark.parametrize(("content", "fault"), [
    (b"  \n", "empty"), (b"PK\x03\x04 not xml", "broken"), (WHOLE[:200], "broken"), (WHOLE.replace(b"</ZHXX>", b""), "broken"), (BOMB, "entities"),
    (EXTERNAL, "entities"), (b"<!DOCTYPE Message><Message><Head/></Message>", "entities"), (b"<html><body/></html>", "envelope"),
    (b"<Message><Head/>" + b"<a>" * 30 + b"</a>" * 30 + b"</Message>", "too_deep"),
    (b"<Message><Head/>" + b"<a/>" * 1_001 + b"</Message>", "too_deep"), (b"x" * (MAX_BYTES + 1), "too_large"),
    (WHOLE.replace(b"feedback", b"control"), "sort"), (feedback(account(), number="", result="full"), "number"), (feedback(), "result"),
    (feedback(result="full"), "result"), (feedback(account(), result="none"), "result"),
    (feedback(account(), result="some"), "result"), (b"\0" * 50, "broken"),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_what_cannot_be_used_is_not_used_and_says_why(content: bytes, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "MAX_ELEMENTS", 1_000)
    found = told(content)
    assert fault in found.faults
    assert not found.readable


def test_one_bad_cell_spoils_nothing_else() -> None:
    """负的、不可能的日子、不是金额：照来的留着，标明，别的栏、别的账户照读。"""
    bad = account(ye="-90.50", kyye="很多", khrq="99999999", xhrq="20260231", bz="不知道", nosuch="什么")
    found = told(feedback(bad, account(ccxh="2", khzh="6222020000009999999"), result="full"))
    first, second = found.findings
    assert (first.value_fen, first.available_fen, first.gone_on, first.currency) == (-9050, None, None, "XXX")
    assert set(first.faults) == {"negative:ye", "amount:kyye", "date:khrq", "date:xhrq", "currency:bz", "unknown:nosuch"}
    assert (first.data["khrq"], first.data["kyye"], first.data["nosuch"]) == ("99999999", "很多", "什么")
    assert (second.value_fen, second.faults) == (1260050, ())


BITS = (b"<", b"&", b"\xff", b"]]>", b"<ZHXX>", b"-1", b"99999999")
SORTS = ("ack", "feedback", "control", "receipt", "rollback", "reject")


BREAKS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(BITS)), max_size=5)


@settings(max_examples=25)
@given(st.sampled_from(tuple(CHANNELS)), st.sampled_from(SORTS), BREAKS)
def test_whatever_comes_is_told_apart(channel: str, sort: str, breaks: list[tuple[float, int, bytes]]) -> None:
    content = WHOLE.replace(b"feedback", sort.encode())
    for place, gone, put in breaks:
        at = int(place * len(content))
        content = content[:at] + put + content[at + gone :]
    found = told(content, channel, sort)
    assert found.readable or found.faults


# ---- 银行 ----


def test_a_bank_tells_accounts_products_holds_and_rights() -> None:
    held = Record("DJXX", {"csxh": "1", "djjg": "甲法院", "djwh": "（2025）1号", "djje": "10000", "djjzrq": "20261101", "jrcpbh": ""})
    tied = Record("DJXX", {"csxh": "2", "djjg": "乙法院", "ccxh": "1", "jrcpbh": "LC1", "sfpx": "1"})
    right = Record("QLXX", {"ccxh": "1", "qllx": "农民工工资专用", "qlr": "某工程队", "qlje": "5000"})
    product = Record("JRXX", {"bdhm": "CX1", "ccxh": "1", "zcxh": "1", "zcmc": "稳健235天", "jrcpbh": "LC1", "xzxcrq": "20270101", "zcjyxz": "封闭",
                              "zyqr": "某银行", "ye": "20000"})  # fmt: skip
    sub = Record("GLXX", {"bdhm": "CX1", "ccxh": "1", "glxh": "1", "glzhhm": "6222020000001234567-01", "ye": "1.00", "glzhlb": "定期"})
    whole, child, fund = told(feedback(account(held, right, product, sub, beiz="专户"), tied, result="full")).findings
    assert (whole.kind, whole.what, whole.values, whole.value_fen, whole.available_fen) == (
        "deposit", "北疆银行青山支行 个人结算账户 尾号4567", {"account": "6222020000001234567"}, 1260050, 260050)
    assert whole.prior == ({"by": "甲法院", "number": "（2025）1号", "measure": "freeze", "until": "2026-11-01", "amount_fen": 1000000},)
    assert whole.rights == ({"sort": "purpose", "holder": "某工程队", "amount_fen": 500000, "text": "农民工工资专用"},)
    assert (child.values["account"], child.values["parent"], child.value_fen) == ("6222020000001234567-01", "6222020000001234567", 100)
    assert (fund.kind, fund.value_fen, fund.state, fund.rights[0]["holder"]) == ("wealth", 2000000, "封闭 限制到2027-01-01", "某银行")
    assert fund.prior[0]["by"] == "乙法院"
    assert fund.prior[0]["waiting"] is True


def test_nobody_known_is_nothing_found() -> None:
    for content in (feedback(result="none"), feedback(account(khzh="查无开户信息"))):
        found = told(content)
        assert found.result == "none"
        assert all(one.nothing for one in found.findings)


def test_a_bank_tells_what_became_of_an_order() -> None:
    values = {"bdhm": "K1", "ccxh": "1", "khzh": "6222", "kzzt": "1", "ye": "100.00", "skje": "100.00", "djxe": "500.00", "ceskje": "400.00"}
    record = Record("KZXX", {**values, "csksrq": "20261101", "csjsrq": "20271031"}, (Record("DJXX", {"csxh": "1", "djjg": "甲法院"}),))
    found = told(feedback(record, sort="control", number="K1"), sort="control")
    (one,) = found.control
    assert (one.ok, one.actual_fen, one.cap_fen, one.over_fen, one.until, one.position) == (True, 10000, 50000, 40000, date(2027, 10, 31), 1)
    not_done = replace(record, values={**record.values, "kzzt": "2", "wnkzyy": "账户已销户", "skje": "-1"}, inside=())
    (one,) = told(feedback(not_done, sort="control", number="K1"), sort="control").control
    assert (one.ok, one.reason, one.actual_fen, one.faults) == (False, "账户已销户", None, ("negative:skje",))
    unclear = told(feedback(replace(record, values={**record.values, "kzzt": "9"}), sort="control", number="K1"), sort="control")
    assert (unclear.readable, "done" in unclear.faults) == (False, True)


def test_acks_rollbacks_rejects_and_receipts() -> None:
    acked = read(write(message({"sort": "ack"}, numbers=["CX1", "CX2", "CX1"])), "bank", sort="ack")
    assert acked.numbers == ("CX1", "CX2")
    back = Record("HTXX", {"bdhm": "CX1", "xchtyy": "文书不清", "xchtbz": "请重传"})
    assert told(feedback(back, sort="rollback"), sort="rollback").reason == "文书不清；请重传"
    assert told(feedback(sort="reject", code="officer", reason="没有登记"), sort="reject").reason == "经办人没有登记：没有登记"
    for content, fault in ((PDF, ""), (b"MZ not a pdf", "pdf"), (b"", "receipt")):
        made = Record("WSINFO", {"xh": "1", "wjmc": "回执", "wslb": "回执", "md5": digest(content), "wsnr": b64encode(content).decode()})
        found = told(feedback(made, sort="receipt"), sort="receipt")
        assert (found.receipt, "".join(found.faults)) == (b"" if fault else PDF, fault)
    broken = Record("WSINFO", {"md5": "0" * 32, "wsnr": b64encode(PDF).decode()})
    assert told(feedback(broken, sort="receipt"), sort="receipt").faults == ("digest",)
    assert told(feedback(Record("WSINFO", {"wsnr": "不是base64"}), sort="receipt"), sort="receipt").faults == ("base64",)


# ---- 不动产 ----


def test_an_estate_tells_owners_mortgages_and_seals() -> None:
    people = (("云春志", "150221199003070044"), ("单晓岚", ASKED.paper_number))
    owners = [Record("QLR", {"QLRMC": name, "ZJH": number, "QLBL": "50%"}) for name, number in people]
    mortgage = Record("DYAQ", {"BDCDYH": "U1", "DYQR": "某银行", "ZQSE": "350000", "ZWLXJSSJ": "99999999"})
    seal = Record("CFDJ", {"CFJG": "甲法院", "CFWH": "（2025）1号", "LHSX": "1", "CFLX": "轮候查封", "CFJSSJ": "20280101"})
    flat_ = Record("FDCQ", {"BDCDYH": "U1", "BDCQZH": "证1", "ZL": "土右旗某街1号", "FWMJ": "98.5", "GHYT": "住宅", "QSZT": "现势"}, (*owners, seal))
    (one,) = told(feedback(flat_, mortgage, result="full"), "estate").findings
    assert (one.kind, one.what, one.values, one.quantity, one.name) == (
        "real_estate", "土右旗某街1号", {"unit": "U1", "certificate": "证1", "place": "土右旗某街1号"}, "98.5", "")
    assert [right["sort"] for right in one.rights] == ["co_owner", "co_owner", "mortgage"]
    assert one.rights[2]["amount_fen"] == 35000000
    assert one.faults == ("date:ZWLXJSSJ",)
    assert one.prior[0] == {
        "by": "甲法院", "number": "（2025）1号", "measure": "seize", "until": "2028-01-01", "waiting": True, "rank": 1, "text": "轮候查封",
    }
    mine = focused(one, ASKED.paper_number)
    assert (mine.name, mine.data["share"], [right["holder"] for right in mine.rights]) == ("单晓岚", "50%", ["云春志", "某银行"])
    assert focused(one, "别人").name == "云春志"
    done = Record("BDCKZJG", {"CXQQDH": "K1", "KZZT": "1", "BDCDYH": "U1", "LHSX": "2", "CFYWH": "Y9", "CSKSRQ": "20261101"})
    (result,) = told(feedback(done, sort="control", number="K1"), "estate", "control").control
    assert (result.ok, result.position, result.business_number, result.account) == (True, 2, "Y9", "U1")


# ---- 其余登记 ----

SAMPLES: dict[str, dict[str, str]] = {
    "vehicle": {"plate": "蒙BD1234", "model": "大众", "vin": "LSV1"}, "security": {"account": "A1", "code": "600000", "title": "某股份"},
    "equity": {"company": "某公司", "paid": "1000"}, "equity_publicity": {"company": "某公司", "matter": "公示冻结"},
    "online": {"platform": "某付", "account": "138", "balance": "5.5"}, "insurance": {"policy": "P1", "cash_value": "800"},
    "housing_fund": {"account": "G1", "balance": "9"}, "social": {"employer": "某厂", "base": "4000"},
    "tax": {"item": "退税", "amount": "3", "paper_number": "T1"},
    "civil": {"sort": "婚姻", "text": "已婚"}, "ship": {"registration": "S1", "title": "某轮"},
    "ip": {"registration": "ZL1", "title": "某专利", "sort": "专利"},
}


def test_every_register_reads_its_own_records() -> None:
    assert set(SAMPLES) == set(registers.registers())
    for name, values in SAMPLES.items():
        inside = (Record("measure", {"by": "甲法院", "position": "1", "until": "20280101"}), Record("right", {"sort": "pledge", "holder": "某银行"}))
        (one,) = told(feedback(Record(name, values, inside), result="full"), "register", register=name).findings
        assert one.kind in AssetKind.values, name
        assert one.what, name
        assert key_of(one.kind, one.values), name
        assert (one.faults, one.prior[0]["rank"], one.rights[0]["sort"]) == ((), 1, "pledge"), name
    (other,) = told(feedback(Record("vehicle", SAMPLES["vehicle"]), result="full"), "register", register="security").findings
    assert other.faults == ("register",)
    result = Record("result", {"number": "K1", "done": "1", "item": "138", "actual": "5.5", "position": "0"})
    (done,) = told(feedback(result, sort="control", number="K1"), "register", "control", "online").control
    assert (done.ok, done.actual_fen, done.position) == (True, 550, 0)


# ---- 造出来的合栏目表 ----


DOING = {"freeze": TABLES, "seize": ("estate", "registers"), "renew": TABLES, "release": TABLES, "deduct": ("bank", "registers")}


def bids() -> Iterable[tuple[str, Record]]:
    shared: dict[str, Any] = {name: getattr(ASKED, name) for name in Asked.__dataclass_fields__}
    paid = {"pay_name": "某法院", "pay_bank": "某银行", "pay_account": "0472"}
    for kind, channels in DOING.items():
        bid = Bid(
            **shared, **paid, kind=kind, property="deposit", item="6222", amount_fen=120050, from_on=date(2026, 11, 1), to_on=date(2027, 10, 31),
            ruling="裁1", original_case="（2026）1号", original_number="K0",
        )
        for channel in channels:
            yield channel, {"bank": bank, "estate": estate, "registers": registers}[channel].order(bid, "online")


def test_what_we_send_fits_the_field_tables() -> None:
    made = [("bank", bank.query(ASKED)), ("estate", estate.query(ASKED)), ("registers", registers.query(ASKED, "vehicle")), *bids()]
    for module, channel in ((bank, "bank"), (estate, "estate"), (registers, "registers")):
        made.append((channel, paper(module.PAPERS, "CX1", 1, Paper(name="通知书.pdf", kind="通知书", content=PDF))))
        made.append((channel, card(module.CARDS, "CX1", 1, Card(name="甲", work_card="GZ1", duty_card="GW1", work_image=b"x", work_format="png"))))
    for channel, record in made:
        for one in flat([record]):
            table = tables(channel)[one.name]
            assert set(one.values) <= set(table.fields), (channel, one.name)
            assert all(one.values.get(name) for name in table.must), (channel, one.name, [n for n in table.must if not one.values.get(n)])
            assert all(one.values[name] in known for name, known in table.codes.items() if one.values.get(name)), (channel, one.name)
        again = opened(write(message({"sort": "query"}, [record])), channel).records
        assert again == (stripped(record),)


def stripped(record: Record) -> Record:
    return Record(record.name, {name: text for name, text in record.values.items() if text}, tuple(map(stripped, record.inside)))


def test_orders_say_what_is_to_be_done() -> None:
    found = {(channel, one.values.get("kzcs") or one.values.get("KZCS") or one.values.get("action")): one
             for channel, record in bids() for one in flat([record]) if one.name in ("KZZH", "BDCQL", "control")}  # fmt: skip
    assert {code for channel, code in found if channel == "bank"} == {"01", "02", "04", "06"}
    assert {code for channel, code in found if channel == "estate"} == {"11", "12", "14"}
    assert (found["bank", "02"].values["ydjdh"], found["bank", "06"].values["zxkzhzh"], found["bank", "01"].values["je"]) == ("K0", "0472", "1200.50")
    assert "zxkzhzh" not in found["bank", "01"].values


# ---- 栏目表 ----


def test_field_tables_carry_every_published_field(shared: Path) -> None:
    """公开规范的每一栏都在；多出来的都标明是我们约定的。"""
    published: dict[tuple[str, str], set[str]] = defaultdict(set)
    with (shared / "data/interfaces/bank_court_control_messages.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            published["bank", row["message"]].add(row["field"])
    with (shared / "data/interfaces/bdc_court_messages_fields.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = {"CourtKzBdcQlItem": "BDCQL"}.get(row["message_class"], row["xml_root"])
            if row["message_class"].startswith("CourtKz") or row["message_class"].startswith("CourtCxBdc"):
                published["estate", name].update([row["field"]] if not row["java_type"].startswith("List") else [])
    for (channel, name), fields in published.items():
        table = tables(channel)[name]
        ours = {one.name for one in table.fields.values() if one.ours}
        assert fields <= set(table.fields), (channel, name, fields - set(table.fields))
        assert set(table.fields) - fields == ours, (channel, name)


def test_field_tables_are_sound() -> None:
    assert set(CHANNELS) == {"bank", "estate", "register"}
    for channel in TABLES:
        for name, table in tables(channel).items():
            assert table.meaning, (channel, name)
            assert {*table.must, *table.codes} <= set(table.fields), (channel, name)
            assert {one.type for one in table.fields.values()} <= {"text", "money", "date", "time", "base64"}, (channel, name)
    with pytest.raises(ValueError, match="没有这种渠道"):
        tables("nosuch")
