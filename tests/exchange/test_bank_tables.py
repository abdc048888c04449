"""网银导出的明细：八家的表头、借贷分栏和单栏、抬头、合计、坏行坏字坏文件；一行的毛病不牵连别的行。"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from exchange import books
from exchange.bank_files import ACCOUNT, CCB, as_csv, ccb, one, xlsx

from zhixing.exchange.bank.layouts import Layout, general, presets
from zhixing.exchange.bank.reading import read, survey
from zhixing.exchange.bank.values import amount, clock, moment
from zhixing.law.finding import Refused


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("1,234.5", 123450), ("１，２３４．５０", 123450), ("￥12.30元", 1230), ("(5.00)", -500), ("500.00-", -50000), ("－３", -300), ("+.5", 50),
        ("--", None), ("", None), (None, None), (0.1 + 0.2, 30), (67.0, 6700), (12, 1200), ("1.2300", 123),
    ],
)  # fmt: skip
def test_amounts(said: object, fen: int | None) -> None:
    assert amount(said) == fen


@pytest.mark.parametrize("said", ["1,23.00", "1.234", "12a", "xx,yyyy.zz", "1e9", True, date(2026, 1, 1), "9" * 30])
def test_what_is_no_amount(said: object) -> None:
    with pytest.raises(ValueError, match=r"金额|一分"):
        amount(said)


@pytest.mark.parametrize(
    "said",
    [
     "2026-11-20 14:33:05", "20261120143305", "2026/11/20  14:33:05", "2026年11月20日14时33分05秒", "2026-11-20-14.33.05.12",
     "２０２６１１２０ 143305",
    ],
)  # fmt: skip
def test_moments(said: str) -> None:
    assert moment(said) == (date(2026, 11, 20), time(14, 33, 5))


def test_days_and_clocks() -> None:
    assert moment(datetime(2026, 11, 20, 9, 5)) == (date(2026, 11, 20), time(9, 5))
    assert moment(date(2026, 11, 20)) == moment("2026.11.20") == (date(2026, 11, 20), None)
    assert clock("9:05") == time(9, 5) and clock(90501) == time(9, 5, 1) and clock("") is None
    for bad in ("99999999", "2026-02-30", "11/20/2026", "45982", "0001-01-01", "20261120 256000"):
        with pytest.raises(ValueError, match=r"日期|日子|时刻"):
            moment(bad)


BANKS = {
    "icbc": "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息\n"
    f"0,{ACCOUNT},622848,2026-11-20 09:01:00,贷,,500.00,103,汇款,案款,王秀兰,600.00,附",
    "abc": "交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途\n"
    "2026-11-20 09:01:00,500.00,,600.00,土右旗支行,内蒙古,622848,王秀兰,案款",
    "boc": "交易类型[ Transaction Type ],付款人开户行名,付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],"
    "收款人账号[ Payee's Account Number ],"
    "收款人名称,交易日期[ Transaction Date ],交易时间,交易货币,交易金额[ Trade Amount ],交易后余额,起息日期,交易流水号,客户业务编号,用途[ Purpose ]\n"
    f"来账,农行,622848,王秀兰,{ACCOUNT},本院,20261120,09:01:00,CNY,500.00,600.00,20261120,S1,K1,案款",
    "ccb": CCB + "\n" + as_csv(ccb(60, 50000, 60000, 备注="案款")),
    "bocom": "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要\n"
    "1,2026-11-20,09:01:00,转入,贷 Cr,500.00,600.00,622848,王秀兰,网银,案款",
    "cmb": "账号,账号名称,币种,交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,业务参考号,用途,"
    "收(付)方名称,收(付)方帐号,收(付)方开户行名\n"
    f"{ACCOUNT},本院,人民币,20261120,09:01:00,20261120,汇入,,500.00,600.00,汇入,S1,R1,案款,王秀兰,622848,农行",
    "psbc": "交易日期,交易时间,凭证号码,收入金额,支出金额,账户余额,对方户名,对方账号,对方开户行,摘要,附言\n"
    "20261120,090100,,500.00,,600.00,王秀兰,622848,农行,汇入,案款",
    "rcu": "交易日期,交易时间,借贷标志,交易金额,余额,对方账号,对方户名,对方行名,摘要,流水号\n"
    "2026-11-20,09:01:00,贷,500.00,600.00,622848,王秀兰,农行,案款,S1",
}  # fmt: skip


@pytest.mark.parametrize("code", BANKS)
def test_the_eight_banks_are_known_by_their_headers(code: str) -> None:
    statement = one(BANKS[code].encode("gb18030"), "随便.txt")
    (line,) = statement.lines
    assert statement.source in {layout.name for layout in presets() if layout.code == code}
    assert (line.booked_on, line.booked_at, line.fen, line.balance, line.name) == (date(2026, 11, 20), time(9, 1), 50000, 60000, "王秀兰")
    assert line.other_account.startswith("622848") and "案款" in f"{line.summary} {line.remark}" and line.currency == "CNY"
    assert (statement.opening, statement.closing, statement.gap) == (10000, 60000, 0) and not statement.flaws and statement.sound


def test_every_preset_names_known_columns_and_is_told_apart() -> None:
    assert {layout.code for layout in presets()} == set(BANKS)
    for layout in presets():
        assert layout.must <= {name for names in layout.columns.values() for name in names} | {"凭证号", "交易场所", "对方省市"}


def test_payer_and_payee_by_direction() -> None:
    head, line = BANKS["boc"].split("\n")
    out = line.replace("来账", "往账").replace("500.00", "-500.00")
    (row,) = one(f"{head}\n{out}").lines
    assert row.fen == -50000 and row.name == "本院" and row.serial == "S1" and row.references == ("K1",)


def test_preamble_totals_notes_and_opening() -> None:
    text = (
        f"中国建设银行\n账　　号：,{ACCOUNT}\n币　　种：,人民币\n期初余额：,100.00\n\n"
        "记账日,交易日期,交易时间,支出,收入,账户余额,币种,摘要,对方账号,对方户名,交易地点\n"
        '20261120,20261120,18:53:19,0.00,"1,000.00","1,100.00",人民币,汇入,622848,王秀兰,\n20261121,20261121,,50.00,,1050.00,人民币,付款,622849,赵小明,\n'
        '合计,,,50.00,"1,000.00",,,,,,\n以上数据仅供参考\n'
    )
    statement = one(text)
    assert (statement.account, statement.opening, statement.closing, statement.gap) == (ACCOUNT, 10000, 105000, 0)
    assert [line.fen for line in statement.lines] == [100000, -5000] and not statement.unread and not statement.flaws
    assert any("以上数据仅供参考" in note for note in statement.notes)
    (flaw,) = one(text.replace('合计,,,50.00,"1,000.00"', '合计,,,50.00,"2,000.00"')).flaws
    assert flaw.row == 9 and "2000.00" in flaw.text and "1000.00" in flaw.text


def test_latest_first_and_a_missing_row() -> None:
    rows = [ccb(n, 100, 100 * n) for n in range(1, 9)]
    assert one(CCB + "\n" + as_csv(*rows[::-1])).sound
    holed = one(CCB + "\n" + as_csv(*rows[:3], *rows[4:]))
    assert [flaw.row for flaw in holed.flaws] == [5] and holed.gap == -100 and not holed.sound


def test_red_letters_signs_and_what_cannot_be_told() -> None:
    head = "交易日期,借贷标志,交易金额,余额,对方行名\n"
    red = one(f"{CCB}\n{as_csv(ccb(1, 500, 500), [*ccb(2, 0, 0)[:4], '-5.00', '0.00', *ccb(2, 0, 0)[6:]])}")
    assert [(line.fen, line.reversal) for line in red.lines] == [(500, False), (-500, True)]
    unclear = one(f"{head}20261120,借,-5.00,,\n20261120,其他,5.00,,\n20261120,借,5.00,,\n")
    assert [entry.row for entry in unclear.unread] == [2, 3] and [line.fen for line in unclear.lines] == [-500]
    assert "红字" in unclear.unread[0].flaws[0].text and unclear.unread[0].raw == "20261120,借,-5.00,,"
    both = one(f"{CCB}\n{as_csv([*ccb(1, 100, 100)[:3], '1.00', *ccb(1, 100, 100)[4:]])}")
    assert not both.lines and "都有数" in both.unread[0].flaws[0].text


def test_bad_rows_stay_alone() -> None:
    rows = [ccb(1, 100, 100), ccb(2, 100, 200, 日="99999999"), ccb(3, 100, 300), ccb(4, -700, -400), ccb(5, 100, -300)]
    rows[4][4] = "一百元"
    statement = one(CCB + "\n" + as_csv(*rows))
    assert [line.row for line in statement.lines] == [2, 4, 5] and [entry.row for entry in statement.unread] == [3, 6]
    assert "99999999" in statement.unread[0].raw and statement.unread[0].flaws[0].column == "记账日期"
    assert statement.lines[-1].balance == -400


def test_encodings_half_files_and_broken_letters() -> None:
    text = CCB + "\r\n" + as_csv(*(ccb(n, 100, 100 * n) for n in range(1, 30)))
    plain = one(text)
    for content in (text.encode("gb18030"), text.encode(), text.encode("utf-16")):
        assert [line.key for line in one(content).lines] == [line.key for line in plain.lines]
    for encoding in ("utf-8", "gb18030"):
        content = text.encode(encoding)
        for size in range(len(content) - 260, len(content) - 200, 3):
            half = one(content[:size])
            assert len(half.lines) + len(half.unread) >= 28 and [line.key for line in half.lines[:27]] == [line.key for line in plain.lines[:27]]
    spoiled = text.encode("gb18030").replace("王秀兰".encode("gb18030"), b"\xff\xff\x00", 1)
    statement = one(spoiled)
    assert len(statement.lines) == 29 and any("认不出" in flaw.text and flaw.row == 2 for flaw in statement.flaws) and statement.notes
    assert "\0" not in statement.lines[0].raw


def test_an_open_quote_does_not_swallow_the_rest() -> None:
    lines = [ccb(n, 100, 100 * n) for n in range(1, 40)]
    text = as_csv(*lines).split("\r\n")
    text[4] = text[4].replace("电子汇入", '"电子汇入')
    assert len(one("\r\n".join([CCB, *text])).lines) == 39
    assert one(CCB + "\n" + as_csv(ccb(1, 100, 100, 备注="两行\n的备注"))).lines[0].remark == "两行\n的备注"


def test_workbooks_formulas_lost_digits_and_several_sheets() -> None:
    head = CCB.split(",")
    rows = [head, ccb(1, 100, 100), ccb(2, 100, 200), ccb(3, 100, 300)]
    rows[2][4], rows[3][13] = "=SUM(1,2)", 2026112000000000123  # type: ignore[call-overload]
    statements = read("明细.xlsx", xlsx(rows, [["说明"], ["不是明细"]], [head, ccb(4, 100, 400)]))
    assert [[line.row for line in one_.lines] for one_ in statements] == [[2, 4], [2]]
    assert "公式" in statements[0].unread[0].flaws[0].text and any("丢失" in flaw.text for flaw in statements[0].flaws)
    assert [line.serial for line in statements[0].lines] == ["00000001", ""]
    assert any("表2" in note for note in statements[-1].notes)
    ((line,),) = [one_.lines for one_ in read("a.xlsx", xlsx([["日期", "收入", "支出"], [datetime(2026, 11, 20, 8), 5.5, None]]))]
    assert (line.booked_on, line.booked_at, line.fen, line.account) == (date(2026, 11, 20), time(8), 550, "")


def test_an_export_that_is_really_a_web_page() -> None:
    rows = (["账号：15050123"], ["交易日期", "收入", "支出"], ["2026-11-20", "5.00", ""])
    page = "<html><table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    statement = one(page.encode("gb18030"), "明细.xls")
    assert statement.account == "15050123" and statement.lines[0].fen == 500


def test_accounts_are_told_apart() -> None:
    first, other = ccb(1, 100, 100), ccb(2, 300, 300)
    other[0] = "15050170000000000999"
    assert [(one_.account[-3:], one_.gap) for one_ in read("a.csv", (CCB + "\n" + as_csv(first, other)).encode())] == [("123", 0), ("999", 0)]
    part = "账号：{}\n交易日期,收入,支出,余额\n2026-11-20,5.00,,{}\n"
    pages = read("a.csv", (part.format("15050001", "5.00") + part.format("15050002", "9.00")).encode())
    assert [(one_.account, one_.closing) for one_ in pages] == [("15050001", 500), ("15050002", 900)]
    assert one(part.format("1505****01", "5.00"), account="15050001").lines[0].account == "15050001"
    first[0] = "1505****0123"
    found = read("a.csv", (CCB + "\n" + as_csv(first, other)).encode(), account=ACCOUNT)
    assert [one_.account for one_ in found] == [line.account for one_ in found for line in one_.lines] == [ACCOUNT, "15050170000000000999"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("content", [b"", b"  \n", OLE + b"x" * 600, b"PK\x03\x04zzzz", "姓名,年龄\n张三,5".encode(), b"\x89PNG\r\n" * 50])
def test_files_that_cannot_be_read_say_what_to_do(content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read("明细.xlsx", content)
    assert caught.value.finding.reasons[0].remedy


def test_a_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(Refused, match="密码"):
        read("明细.xlsx", OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600))


def test_the_mapper_is_data_for_the_same_reader() -> None:
    text = "过账,金 额,方向,谁\n20261120,-5.00,C,王秀兰\n20261121,5.00,D,赵小明\n"
    with pytest.raises(Refused, match="表头"):
        one(text)
    seen = survey("a.csv", text.encode())
    assert seen.titles == ("过账", "金额", "方向", "谁") and seen.sample[0][3] == "王秀兰" and seen.header is None
    layout = Layout.of({"name": "某村镇银行", "red": True, "columns": {"booked": "过账", "amount": "金额", "sign": ["方向"], "name": "谁"}})
    statement = one(text, own=[layout])
    assert statement.source == "某村镇银行" and [(line.fen, line.name) for line in statement.lines] == [(-500, "王秀兰"), (-500, "赵小明")]
    assert survey("a.csv", text.encode(), [layout]).header is not None
    for data in ({"columns": {"nobody": "x"}}, {"columns": {"booked": "过账"}}, {"columns": {"booked": 5, "amount": "x"}}):
        with pytest.raises((ValueError, TypeError)):
            Layout.of(data)
    assert "booked" in general()


def test_the_real_samples(shared: Path) -> None:
    """样本是别人去掉隐私的，有几份余额本来就接不上；只比读出几行、头一行。"""
    expected = {
        "bocom_debit/example-bocom_debit-records.csv": (6, 123), "ccb/交易明细_xxxx_2025xxxx_2025xxxx.xls": (6, -6700),
        "icbc/example-icbc-debit-v1-records.csv": (11, -1340), "icbc/example-icbc-debit-v2-records.csv": (11, -1340),
        "spdb_debit/example-spdb_debit-records.xls": (4, -388), "boc/example-boc-records.csv": (14, -5000),
    }  # fmt: skip
    for name, (count, first) in expected.items():
        lines = [line for one_ in read(name, (shared / "data/bank/cn" / name).read_bytes()) for line in one_.lines]
        assert (len(lines), lines[0].fen) == (count, first), name


def test_books_of_other_tables_are_not_taken_for_bank_lines() -> None:
    with pytest.raises(Refused, match="表头"):
        read("案件.xlsx", books.packed(books.book([], 案件=[{"案号": "（2026）内0221执1号", "案由": "买卖"}])))
