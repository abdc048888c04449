"""计算器：利息、费用、分配、大写。链接带着全部内容，坏的内容说在栏目下，什么也不留下。"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.entrances.web import claimform, clock
from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.calculator.interest import EXAMPLE
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
INTEREST, FEES, SHARES, CAPITALS = (reverse(f"calculator_{name}") for name in ("interest", "fees", "distribution", "capitals"))
P5 = "编号,债权额,顺位,债权人\nc1,8000,costs,评估\nc2,60000,costs,\nc3,32400,costs,\nr,150000,kept,\nm,\"1,800,000\",mortgage,某银行\n" \
    "A,1000000,,甲\nB,600000,,乙\nC,400000.01,,丙\n"


@pytest.fixture
def client(staff: dict[str, User], signed_in: SignedIn) -> Client:
    return signed_in(staff["judge"])


def link_of(answer: object) -> str:
    found = re.search(r'data-copy="([^"]+)"', answer.content.decode())  # type: ignore[attr-defined]
    assert found, text_of(answer)  # type: ignore[arg-type]
    return found[1].replace("&amp;", "&")


def setting(director: User, key: str, value: str, reason: str) -> None:
    """改本院的一项口径。"""
    now = clock.now()
    with context.use(context.Context(now=now, entrance="test")):
        people.change_setting(actor=director, court=director.court, key=f"money.{key}", value=value, reason=reason, on=now.date())


@pytest.mark.parametrize("role", ROLES)
def test_every_post_finds_every_calculator(staff: dict[str, User], signed_in: SignedIn, role: str) -> None:
    browser = signed_in(staff[role])
    assert f'href="{reverse("calculator")}"' in browser.get("/").content.decode()
    for url in (reverse("calculator"), INTEREST, FEES, SHARES, CAPITALS):
        answer = browser.get(url)
        assert answer.status_code == 200 and inline_code(answer) == []
        assert all(f">{text}" in answer.content.decode() for text in place.PLACES.values())


def test_nobody_else_gets_in_and_the_link_survives_signing_in() -> None:
    answer = Client().get(CAPITALS, {"q": "5"})
    assert answer.status_code == 302 and parse_qs(urlsplit(answer.url).query)["next"] == [f"{CAPITALS}?q=5"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("q", "told"), [
    ("1,409.50", "壹仟肆佰零玖元伍角"), ("8.6万", "捌万陆仟元整"), ("人民币壹仟肆佰零玖圆伍角正", "1,409.50"), ("零元伍角", "0.50"), ("0", "零元整"),
    ("１２元", "壹拾贰元整"),
])
def test_capitals_both_ways(client: Client, q: str, told: str) -> None:
    answer = client.get(CAPITALS, {"q": q})
    assert answer.status_code == 200 and told in text_of(answer)
    assert text_of(client.get(link_of(answer))) == text_of(answer)


@pytest.mark.parametrize(("q", "told"), [
    ("", "请填写"), ("-5", "负"), ("NaN", "看不懂"), ("壹仟肆佰玖元伍角", "应写成：壹仟肆佰零玖元伍角"), ("壹贰叁", "不是金额大写"),
    ("1.234", "最多到分"), ("1000000000000", "一万亿"), ("亿元", "不是金额大写"), ("元整", "不是金额大写"),
])
def test_bad_capitals_are_told_at_the_field(client: Client, q: str, told: str) -> None:
    answer = client.get(CAPITALS, {"q": q})
    assert answer.status_code == 422 and told in text_of(answer)


@pytest.mark.parametrize(("asked", "told"), [
    ({"kind": "execution", "amount": "1271066.67"}, ["15,111.00", "取整以前 15,110.67", "诉讼费用交纳办法", "壹万伍仟壹佰壹拾壹元整"]),
    ({"kind": "execution", "amount": "180000", "charged": "350"}, ["再收 2,250.00 元"]),
    ({"kind": "execution", "chosen": "300"}, ["300.00"]),
    ({"kind": "execution", "amount": "500001", "unit": "cent"}, ["7,400.01"]),
    ({"kind": "gross", "amount": "100000"}, ["给债权人 98,620.69 元，执行费 1,379.31 元"]),
    ({"kind": "preservation", "amount": "0"}, ["30.00"]), ({"kind": "preservation", "amount": "89.6万"}, ["5,000.00", "最多5,000.00元"]),
    ({"kind": "litigation", "amount": "1000000", "halve": ["mediated", "summary"]}, ["6,900.00", "只减一次"]),
    ({"kind": "payment_order", "amount": "1000000"}, ["4,600.00"]), ({"kind": "bankruptcy", "amount": "10000000"}, ["40,900.00"]),
    ({"kind": "divorce", "amount": "300000", "chosen": "100"}, ["600.00"]), ({"kind": "labour"}, ["10.00"]),
])
def test_fees(client: Client, asked: dict[str, object], told: list[str]) -> None:
    answer = client.get(FEES, asked)
    assert answer.status_code == 200
    assert all(text in text_of(answer) for text in told), text_of(answer)
    assert text_of(client.get(link_of(answer))) == text_of(answer)


@pytest.mark.parametrize(("asked", "field"), [
    ({"kind": "execution"}, "amount"), ({"kind": "execution", "amount": "-1"}, "amount"), ({"kind": "execution", "amount": "NaN"}, "amount"),
    ({"kind": "execution", "amount": "0"}, "chosen"), ({"kind": "execution", "chosen": "501"}, "chosen"),
    ({"kind": "execution", "amount": "5", "chosen": "50"}, "chosen"), ({"kind": "litigation", "amount": "0"}, "chosen"),
    ({"kind": "gross"}, "amount"), ({"kind": "gross", "amount": "5", "unit": "yuan"}, "unit"),
    ({"kind": "gross", "amount": "5", "charged": "1"}, "charged"),
    ({"kind": "preservation", "amount": "5", "charged": "1"}, "charged"), ({"kind": "execution", "amount": "5", "halve": ["mediated"]}, "halve"),
    ({"kind": "preservation", "amount": "5", "chosen": "1"}, "chosen"), ({"kind": "labour", "amount": "5"}, "amount"),
    ({"kind": "divorce"}, "chosen"), ({"kind": "none", "amount": "5"}, "kind"), ({"kind": "litigation", "amount": "5", "halve": ["pity"]}, "halve"),
])
def test_bad_fees_are_told_at_the_field(client: Client, asked: dict[str, object], field: str) -> None:
    answer = client.get(FEES, asked)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_courts_own_rounding_is_used_and_named(client: Client, staff: dict[str, User]) -> None:
    setting(staff["director"], "fee_round", "cent", "省院通知")
    found = text_of(client.get(FEES, {"kind": "execution", "amount": "500001"}))
    assert "7,400.01" in found and "省院通知" in found and staff["director"].name in found
    assert "本院的计费金额是执行到位金额，不含诉讼费" in found
    setting(staff["director"], "fee_base", "applied", "省院办法")
    assert "本院的计费金额是申请执行标的" in text_of(client.get(FEES, {"kind": "execution", "amount": "5"}))
    assert "省院通知" not in text_of(client.get(FEES, {"kind": "execution", "amount": "500001", "unit": "yuan"}))


def test_distribution_by_link(client: Client) -> None:
    sent = client.post(SHARES, {"pot": "3000000", "ladder": "civil", "rows": P5})
    assert sent.status_code == 302 and len(sent.url) < place.LONGEST  # type: ignore[attr-defined]
    answer = client.get(sent.url)  # type: ignore[attr-defined]
    found = text_of(answer)
    assert answer.status_code == 200
    assert all(text in found for text in ("474,800.00", "284,880.00", "189,920.00", "47.4799997626%", "普通债权：清偿474,800.00元", "零头"))
    assert text_of(client.get(link_of(answer))) == text_of(answer)


def test_a_pot_larger_than_all_claims_goes_back(client: Client) -> None:
    found = text_of(client.get(SHARES, {"pot": "1", "ladder": "civil", "rows": "编号\t债权额\na\t0.01\nb\t0.02\n"}))
    assert "余 0.97 元退还" in found and "退还被执行人" in found


def test_the_whole_table_comes_as_csv_and_xlsx(client: Client) -> None:
    rows = "编号,债权额\n" + "".join(f"n{i},{i + 1}\n" for i in range(1000))
    given = {"pot": "5000", "ladder": "civil", "rows": rows}
    answer = client.post(SHARES, given)
    found = text_of(answer)
    assert answer.status_code == 200 and "只列前 200 笔，共 1,000 笔" in found and place.TOO_LONG in found
    assert "data-copy" not in answer.content.decode()
    table = list(csv.DictReader(io.StringIO(client.post(SHARES, given | {"out_csv": "1"}).content.decode("utf-8-sig"))))
    assert len(table) == 1001 and sum(int(row["这次发放"].replace(".", "")) for row in table) == 500_000
    sheet = load_workbook(io.BytesIO(client.post(SHARES, given | {"out_xlsx": "1"}).content)).active
    assert sheet.max_row == 1002 and round(100 * sum(row[6] for row in sheet.iter_rows(min_row=2, values_only=True))) == 500_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_uploaded_table(client: Client, encoding: str) -> None:
    file = SimpleUploadedFile("债权.csv", P5.encode(encoding))
    answer = client.post(SHARES, {"pot": "3000000", "ladder": "civil", "file": file}, follow=True)
    assert answer.status_code == 200 and "474,800.00" in text_of(answer)


def test_a_large_uploaded_table_is_not_put_back_into_the_page(client: Client) -> None:
    rows = "编号,债权额\n" + "".join(f"n{i:06d},{i % 977}.5\n" for i in range(40_000))
    answer = client.post(SHARES, {"pot": "1000", "ladder": "civil", "file": SimpleUploadedFile("a.csv", rows.encode())})
    assert answer.status_code == 200 and "共 40,000 笔" in text_of(answer) and len(answer.content) < 400_000
    file = SimpleUploadedFile("a.csv", rows.encode())
    assert client.post(SHARES, {"pot": "1000", "ladder": "civil", "file": file, "out_csv": "1"}).content.count(b"\n") == 40_002


@pytest.mark.parametrize(("given", "field", "told"), [
    ({"pot": "-1"}, "pot", "负"), ({"pot": "NaN"}, "pot", "看不懂"), ({"pot": ""}, "pot", "请填写"), ({"rows": ""}, "rows", "粘贴"),
    ({"rows": "编号,债权额\na,1\nb,NaN\n"}, "rows", "第3行债权额"), ({"rows": "编号,债权额\na,1\na,2\n"}, "rows", "与第2行重复"),
    ({"rows": "编号,债权额\na,-1\n"}, "rows", "第2行债权额"), ({"rows": 'x,"\n'}, "rows", "写法不对"), ({"ladder": "naval"}, "ladder", ""),
    ({"assets": "房"}, "assets", "第1行"),
    ({"assets": "房=-5"}, "assets", "负"), ({"assets": "房=1\n房=2"}, "assets", "写了两次"),
    ({"rows": "编号,债权额,财产\na,1,房\n"}, "rows", "没有写明财产"),
])
def test_bad_distributions_are_told_at_the_field(client: Client, given: dict[str, str], field: str, told: str) -> None:
    answer = client.post(SHARES, {"pot": "1", "ladder": "civil", "rows": "编号,债权额\na,1\n"} | given, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="id_{field}_error"' in page and told in text_of(answer)


def test_files_too_large_or_not_text(client: Client) -> None:
    large = SimpleUploadedFile("a.csv", b"x" * (5 * 2**20 + 1))
    assert "超过 5 兆" in text_of(client.post(SHARES, {"pot": "1", "ladder": "civil", "file": large}))
    odd = client.post(SHARES, {"pot": "1", "ladder": "civil", "file": SimpleUploadedFile("a.csv", b"id,amount\n\xff\xff,1\n")})
    assert odd.status_code == 422 and "GB18030" in text_of(odd)


def test_first_seal_only_as_the_court_has_set(client: Client, staff: dict[str, User]) -> None:
    given = {"pot": "3000000", "ladder": "civil", "rows": P5, "first": "A", "reason": "首封"}
    assert "474,800.00" in text_of(client.get(SHARES, given))
    setting(staff["director"], "first_seal_bonus", "weight", "省院规定")
    found = text_of(client.get(SHARES, given))
    assert "517,963.63" in found and "省院规定" in found
    refused = client.get(SHARES, given | {"reason": ""})
    assert refused.status_code == 422 and 'id="id_reason_error"' in refused.content.decode()


def example(**more: object) -> dict[str, str]:
    return {**claimform.encoded(EXAMPLE | more).dict(), "as_of": "2025-12-31"}


def test_interest_by_link(client: Client) -> None:
    sent = client.post(INTEREST, example())
    assert sent.status_code == 302 and len(sent.url) < place.LONGEST  # type: ignore[attr-defined]
    answer = client.get(sent.url)  # type: ignore[attr-defined]
    found = text_of(answer)
    assert answer.status_code == 200 and inline_code(answer) == []
    # M:D-v10 的前两行：抵充利息 56,473.97、本金 343,526.03，剩本金 656,473.97；到年底再计利息 4,964.02，加倍 26,669.23
    assert all(text in found for text in ("656,473.97", "4,964.02", "26,669.23", "截至2025年12月31日尚欠 688,107.22 元", "逐段计算"))
    assert text_of(client.get(link_of(answer))) == text_of(answer)


def test_the_example_is_reckoned_and_the_day_stays_in_the_link(client: Client) -> None:
    page = client.get(INTEREST).content.decode()
    shown = re.search(r'href="([^"]+)"[^>]*>\s*看一个例子', page)
    assert shown
    assert "截至2025年12月31日尚欠 688,107.22 元" in text_of(client.get(shown[1].replace("&amp;", "&")))
    undated = {key: value for key, value in example(switches={"lpr_beyond_table": {"value": "continue"}}).items() if key != "as_of"}
    assert f"as_of={clock.now().date().isoformat()}" in client.post(INTEREST, undated).url  # type: ignore[attr-defined]


def test_rates_not_yet_published_are_told_at_the_day(client: Client) -> None:
    answer = client.get(INTEREST, example() | {"as_of": "2031-01-01"})
    assert answer.status_code == 422 and 'id="id_as_of_error"' in answer.content.decode() and "利率表之后" in text_of(answer)


def test_each_amount_tells_how_it_came(client: Client) -> None:
    page = client.get(INTEREST, example()).content.decode()
    urls = set(re.findall(r'href="([^"]+/why/[^"]+)"', page))
    assert len(urls) > 4
    for url in urls:
        answer = client.get(url.replace("&amp;", "&"))
        assert answer.status_code == 200 and "怎么算出来的" in text_of(answer)


def test_what_if_he_pays_and_two_settings_side_by_side(client: Client) -> None:
    found = text_of(client.get(INTEREST, example() | {"pay_on": "2025-12-31", "pay": "40万", "order": "costs,principal,interest,double"}))
    assert "假如2025年12月31日再还 400,000.00 元" in found and "395,035.98" in found
    assert "两种口径并排" in found and "抵充顺序换成" in found
    refused = client.get(INTEREST, example() | {"pay": "5"})
    assert refused.status_code == 422 and "日子和金额都要填" in text_of(refused)


def test_the_courts_settings_are_used_and_named(client: Client, staff: dict[str, User]) -> None:
    setting(staff["director"], "basis", "360", "审委会纪要")
    found = text_of(client.get(INTEREST, example()))
    assert "与默认不同的口径 1 项" in found and "审委会纪要" in found


@pytest.mark.parametrize(("path", "value", "told"), [
    ("items-0-amount", "-5", "负"), ("items-0-amount", "NaN", "看不懂"), ("items-0-interest-0-to_day", "2023-01-01", "起算日"),
    ("items-0-interest-0-base", "", "不明确"), ("items-0-due", "2025-13-01", "没有这一天"), ("as_of", "昨天", "看不懂"),
])
def test_bad_interest_is_told_at_the_field(client: Client, path: str, value: str, told: str) -> None:
    given = example() | {path: value}
    if path.endswith("to_day"):
        given["items-0-interest-0-to"] = "day"
    answer = client.get(INTEREST, given)
    assert answer.status_code == 422 and told in text_of(answer), text_of(answer)


def test_a_rate_of_24_that_meant_24_percent(client: Client) -> None:
    clause = {"kind": "yearly", "rate": "24", "from": "2024-01-01", "to": "payment", "base": "balance"}
    answer = client.get(INTEREST, example(items=[EXAMPLE["items"][0] | {"interest": [clause]}]))
    assert answer.status_code == 422 and "24%" in text_of(answer)


def test_overlapping_exclusions(client: Client) -> None:
    spans = [{"reason": "retrial", "from": "2025-08-01", "to": "2025-09-01"}, {"reason": "review", "from": "2025-08-20", "to": "2025-10-01"}]
    answer = client.get(INTEREST, example(exclusions=spans))
    assert answer.status_code == 422 and "重叠" in text_of(answer) and 'id="id_exclusions-' in answer.content.decode()


def test_a_debt_too_big_for_a_link_is_reckoned_at_once(client: Client) -> None:
    payments = [{"id": str(n), "on": f"2025-{7 + n // 28:02d}-{1 + n % 28:02d}", "amount": "100.00", "how": "direct"} for n in range(110)]
    answer = client.post(INTEREST, example(payments=payments))
    found = text_of(answer)
    assert answer.status_code == 200 and place.TOO_LONG in found and "截至2025年12月31日尚欠" in found
    assert "data-copy" not in answer.content.decode()
    book = load_workbook(io.BytesIO(client.post(INTEREST, example(payments=payments) | {"do": "xlsx"}).content))
    assert len(book.sheetnames) == 3 and any("未确认" in str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row)


def test_a_link_cannot_ask_for_thousands_of_rows(client: Client) -> None:
    many = {"items-count": "200", **{f"items-{n}-interest-count": "200" for n in range(200)}}
    answer = client.get(INTEREST, many)
    assert answer.status_code == 422 and "至多400行" in text_of(answer) and len(answer.content) < 20_000
    assert client.get(reverse("calculator_interest_why"), many).status_code == 404


def test_rows_are_added_and_dropped_without_script(client: Client) -> None:
    more = client.post(INTEREST, example() | {"do": "add:items"})
    assert more.status_code == 200 and 'name="items-1-amount"' in more.content.decode()
    less = client.post(INTEREST, example() | {"do": "drop:payments-0"})
    assert 'name="payments-0-amount"' not in less.content.decode()
    piece = client.post(INTEREST, example() | {"do": "add:items"}, headers={"HX-Request": "true", "HX-Target": "claim"})
    assert piece.content.decode().lstrip().startswith('<div id="claim"')


def test_nothing_typed_is_stored_or_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    before = Entry.objects.count()
    with caplog.at_level(logging.DEBUG):
        client.post(SHARES, {"pot": "1", "ladder": "civil", "rows": "编号,债权额,债权人\na,1,欧阳不可见\n"}, follow=True)
        client.get(INTEREST, example(title="欧阳不可见"))
        client.get(SHARES, {"pot": "1", "ladder": "civil", "rows": "编号,债权额\n欧阳不可见,x\n"})
    assert Entry.objects.count() == before
    assert "欧阳不可见" not in caplog.text and "%E6%AC%A7" not in caplog.text
    assert "欧阳不可见" not in json.dumps(dict(client.session), default=str)
