"""邮寄送达的两份表：清单写得出、读得回；回执逐行认，重复无害，毛病落到行。"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from exchange import books

from zhixing.exchange import postal, postal_words
from zhixing.exchange.postal import Parcel, Reading
from zhixing.exchange.workbook import read
from zhixing.law.finding import Refused
from zhixing.law.service_values import outcome

TODAY = date(2026, 11, 22)


def parcel(n: int = 1, **more: Any) -> Parcel:
    made: dict[str, Any] = {
        "reference": n, "receiver": "王秀兰", "phone": "13900000001", "address": "萨拉齐镇振华大街", "content": "执行通知书、报告财产令",
        "case": "（2026）内0221执1001号", "court": "土默特右旗人民法院", "on": date(2026, 11, 16),
    }
    return Parcel(**made | more)


def line(**more: Any) -> dict[str, Any]:
    return {"邮件号": "1012345678901", "结果": "妥投", "日期": "2026-11-20", "签收人": "王秀兰", "与收件人关系": "本人"} | more


def parsed(*rows: dict[str, Any]) -> Reading:
    return postal.parse("回执.xlsx", books.packed(books.book([], 回执=rows)), TODAY)


def faults(reading: Reading) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in reading.faults if not fault.warning]


def test_the_list_is_the_same_in_both_formats_and_never_a_formula() -> None:
    sent = [parcel(1, tracking="0012345678901"), parcel(2, receiver="=cmd()", address="+1\n二行")]
    (sheet,) = read("清单.xlsx", postal.xlsx(sent))
    assert sheet.header == postal.HEADS
    assert [cell.value for cell in sheet.rows[0][1]][:3] == ["1", "0012345678901", "王秀兰"]
    assert sheet.rows[1][1][2].value == "=cmd()" and not sheet.rows[1][1][2].fault
    rows = list(csv.reader(io.StringIO(postal.as_csv(sent).decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == postal.HEADS and rows[1][1] == "0012345678901"
    assert rows[2][2] == "'=cmd()" and rows[2][4] == "'+1\n二行"


def test_the_list_filled_with_numbers_comes_back_as_numbers_only() -> None:
    reading = postal.parse("清单.csv", postal.as_csv([parcel(7, tracking="1012345678901"), parcel(8)]), TODAY)
    assert [(one.reference, one.tracking, one.outcome) for one in reading.receipts] == [(7, "1012345678901", ""), (8, "", "")]
    assert not faults(reading)


def test_a_signed_receipt() -> None:
    (one,) = parsed(line(日期="2026-11-20 14:33:05")).receipts
    assert (one.outcome, one.happened, one.signer, one.signer_name) == ("signed", date(2026, 11, 20), "self", "王秀兰")
    assert "妥投" in one.said


@pytest.mark.parametrize(("reason", "code"), [
    ("收件人拒收", "refused"), ("查无此人", "wrong_address"), ("原写地址不详", "wrong_address"), ("迁移新址不明", "moved"),
    ("逾期未领", "unclaimed"), ("内件与回执不符", "mismatch"),
])
def test_returned_mail_by_its_reason(reason: str, code: str) -> None:
    (one,) = parsed(line(结果="退回", 退回原因=reason, 各次投递="2026-11-16、2026-11-18 10:20,2026.11.18；2026年11月20日")).receipts
    assert one.outcome == code and outcome("mail", code)
    assert one.days == (date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 20))


def test_what_cannot_be_told_is_left_to_a_person_row_by_row() -> None:
    reading = parsed(
        line(邮件号="A00001", 结果="退回", 退回原因="其他"), line(邮件号="A00002", 结果="改寄他处"), line(邮件号="A00003", 日期=""),
        line(邮件号="A00004", 日期="2026-13-45"), line(邮件号="A00005", 日期="2026-11-23"), line(邮件号="", 结果="妥投"),
        line(邮件号="1.01234567890123E+25"), line(邮件号="A00008"),
    )
    assert [one.tracking for one in reading.receipts] == ["A00008"]
    assert faults(reading) == [
        (2, "退回原因"), (3, "结果"), (4, "日期"), (5, "日期"), (6, "日期"), (7, "邮件号"), (8, "邮件号"),
    ]
    assert all(fault.remedy for fault in reading.faults)
    assert [one.row for one in reading.unclear] == [2, 3, 4, 5, 6], "号码认得的，指得出是哪一件"


@pytest.mark.parametrize(("relation", "who"), [
    ("本人", "self"), ("同住成年家属", "family"), ("单位收发章", "desk"), ("法定代理人", "guardian"), ("法定代表人", "head"), ("代理律师", "agent"),
    ("快递柜", ""), ("物业代收", ""), ("他人", ""), ("", ""),
])
def test_who_signed(relation: str, who: str) -> None:
    (one,) = parsed(line(结果="签收", 与收件人关系=relation)).receipts
    assert one.signer == who and one.outcome == "signed"


def test_family_not_said_to_live_there_is_to_be_checked() -> None:
    reading = parsed(line(与收件人关系="家属"))
    assert reading.receipts[0].signer == "family"
    assert [fault.warning for fault in reading.faults] == [True]


def test_repeated_and_overlapping_rows_are_harmless() -> None:
    reading = parsed(line(结果="在途", 日期="2026-11-17"), line(), line(), line(结果="运输中", 日期="2026-11-18"))
    assert [(one.row, one.outcome) for one in reading.receipts] == [(3, "signed")]
    assert reading.repeated == 3 and not faults(reading)


def test_two_results_of_one_mail_are_both_left_out() -> None:
    reading = parsed(line(), line(结果="退回", 退回原因="拒收"), line(邮件号="B00001"))
    assert [one.tracking for one in reading.receipts] == ["B00001"]
    assert faults(reading) == [(3, "结果")] and "第2行" in reading.faults[0].text


def test_other_names_of_the_columns_and_a_long_number_kept_as_text() -> None:
    rows = [{"运单号": "0012345678901 ", "投递结果": "妥投", "签收时间": date(2026, 11, 20), "签收类型": "收发室"}]
    content = books.csv_text(rows).encode("gb18030")
    (one,) = postal.parse("回执.csv", content, TODAY).receipts
    assert (one.tracking, one.signer) == ("0012345678901", "desk")


def test_a_sheet_of_something_else_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        postal.parse("别的.xlsx", books.packed(books.book([], 表=[{"甲": 1}])), TODAY)
    assert caught.value.finding.reasons[0].remedy


def test_the_template_reads_back_as_its_sample() -> None:
    (one,) = postal.parse("模板.xlsx", postal.template(), TODAY).receipts
    assert one.outcome == "moved" and len(one.days) == 3


def test_every_code_is_one_of_the_law() -> None:
    for text in ("妥投", "拒收", "查无此人", "迁址", "逾期未领", "内件不符", "在途"):
        assert outcome("mail", postal_words.outcome(text))
