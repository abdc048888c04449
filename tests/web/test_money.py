"""案款管理各页：谁能开，每个数就是它打开的清单的长度；认领一人、确认另一人；栏目对照；核实来电。"""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from funds.money import court_account, unclaimed
from web.books import Staff, ago, elsewhere, now
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of
from web.test_registers import COUNTS, counted, listed, strip
from web.tills import MONEY
from web.tills import book as book
from web.tills import filled as filled
from web.tills import own as own
from web.tills import purse as purse
from web.tills import till as till

from zhixing.casework.cases.queries import Party
from zhixing.casework.funds.models import BankAccount, Inquiry, Receipt
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.law.rights import court_rights

SEES = {*MONEY, "director", "supervisor", "vice_president"}
LISTS = ("money_desk", "money_receipts", "money_files", "money_payments", "money_payment_files", "money_odd", "money_accounts")


def addresses(book: dict[str, Receipt]) -> dict[str, str]:
    return {name: reverse(name) for name in LISTS} | {"receipt": reverse("money_receipt", args=[book["loose"].pk])}


# ---- 页面 × 职务 ----


def test_the_desk_opens_by_right(purse: Staff, signed_in: SignedIn) -> None:
    seeing = {role for role in (*ROLES, *MONEY, "vice_president") if court_rights(user_facts(purse[role], ago(0))).may_see_funds}
    assert seeing == SEES
    for role in ("cashier", "judge", "audit_admin"):
        client, sees = signed_in(purse[role]), role in SEES
        assert client.get(reverse("money_desk")).status_code == (200 if sees else 403), role
        answer = client.get(reverse("money_hotline"))
        assert answer.status_code == (403 if role.endswith("_admin") else 200), role
        assert ("案款管理" in answer.content.decode()) == sees, role
    assert Client().get(reverse("money_desk"))["Location"].startswith("/accounts/login/")


def test_pages_open_by_right(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    number, loose = BankAccount.objects.get().pk, book["loose"].pk
    forms = {"money_account_new": [], "money_account": [number], "money_columns": [number]}
    acting = {"money_export": [], "money_payment_cancel": [1], "money_clear": [1], "money_receipt_act": [loose, "confirm"]}
    for role in ("supervisor", "accountant", "judge"):
        client = signed_in(purse[role])
        for name, address in addresses(book).items() if role != "supervisor" else ():
            answer = client.get(address)
            assert answer.status_code == (200 if role in SEES else 403), name
            assert inline_code(answer) == []
        for name, more in forms.items():
            assert client.get(reverse(name, args=more)).status_code == (200 if role == "accountant" else 403), name
        for name, more in acting.items():
            answer = client.post(reverse(name, args=more))
            assert answer.status_code != 200 and (role == "accountant" or answer.status_code == 403), name


def test_another_court_sees_nothing(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    client = signed_in(elsewhere("funds"))
    for name, address in addresses(book).items():
        answer = client.get(address)
        assert answer.status_code == (200 if name in LISTS else 404), name
        assert not {"单晓岚", "马长河"} & set(text_of(answer).split()), name


def test_each_number_is_the_length_of_the_list_it_opens(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    client = signed_in(purse["funds"])
    cells = strip(client.get(reverse("money_desk")).content.decode())
    assert [label for label, _, _ in cells] == ["今日到账", "待认领", "待确认", "未发放", "待审批", "待付款", "已交银行", "退汇", "超发放期"]
    for label, query, number in cells:
        assert listed(client.get(f"{reverse('money_desk')}?{query}").content.decode()) == number, label
    assert {label: number for label, _, number in cells if number} == {"今日到账": 1, "待认领": 2, "未发放": 2, "超发放期": 1}
    waiting = text_of(client.get(reverse("money_desk"), {"state": "suspense"}))
    assert f"可能是{book['old'].case}（70%）" in waiting and "没有认出来" in waiting
    late = client.get(reverse("money_desk"), {"state": "late"})
    assert "100,000.00" in text_of(late) and "row-red" in late.content.decode()
    odd = {"state": "紫", "after": "'", "page": "-1"}
    assert client.get(reverse("money_desk"), odd).status_code == 200


def test_a_page_of_receipts_turns_by_key(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(purse["funds"])
    monkeypatch.setattr("zhixing.entrances.web.money.frame.SIZE", 1)
    first = client.get(reverse("money_desk"), {"state": "suspense"}).content.decode()
    assert "马长河" in first and f"after={ago(6):%Y%m%d}-{book['loose'].pk}" in first
    second = text_of(client.get(reverse("money_desk"), {"state": "suspense", "after": f"{ago(6):%Y%m%d}-{book['loose'].pk}"}))
    assert "不知是谁" in second and "马长河" not in second


def test_receipts_are_found_by_number_payer_case_and_sum(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    client = signed_in(purse["cashier"])
    for text, number in ((book["old"].number, 1), ("马长", 1), (book["old"].case.number, 2), ("8,800", 1), ("没有这个人", 0)):
        assert listed(client.get(reverse("money_receipts"), {"q": text}).content.decode()) == number, text
    query = {"since": ago(6).isoformat(), "until": ago(2).isoformat(), "state": "suspense", "sort": "bank"}
    assert listed(client.get(reverse("money_receipts"), query).content.decode()) == 1
    odd = {"since": "x", "account": "9" * 40, "state": "x", "q": "'\"%"}
    assert client.get(reverse("money_receipts"), odd).status_code == 200


# ---- 认领 ----


def post(client: Client, row: Receipt, act: str, **values: object) -> object:
    row.refresh_from_db()
    return client.post(reverse("money_receipt_act", args=[row.pk, act]), {"revision": row.revision, **values})


def test_one_claims_with_one_click_and_another_confirms(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    row, case = book["loose"], book["old"].case
    funds, accountant = signed_in(purse["funds"]), signed_in(purse["accountant"])
    page = funds.get(reverse("money_receipt", args=[row.pk]))
    assert "70%" in text_of(page) and "附言里有案号" in text_of(page) and f'name="case" value="{case.pk}"' in page.content.decode()
    assert "找到 1 件" in text_of(funds.get(reverse("money_receipt", args=[row.pk]), {"q": "单晓岚"}))
    assert post(accountant, row, "claim", case=case.pk).status_code == 403, "会计只确认，不认领"
    party = Party.objects.get(case=case, role="respondent").pk
    assert post(funds, row, "claim", case=case.pk, party=party).status_code == 302
    told = funds.get(reverse("money_receipt", args=[row.pk]))
    assert "须由另一人确认" in text_of(told) and "/act/confirm/" not in told.content.decode()
    refused = post(funds, row, "confirm")
    assert refused.status_code == 409 and "您自己认领的" in text_of(refused)
    assert post(accountant, row, "confirm").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.case_id, row.confirmed_by_id) == ("claimed", case.pk, purse["accountant"].pk)
    assert "确认认领" in text_of(accountant.get(reverse("money_receipt", args=[row.pk])))
    assert post(accountant, row, "undo", why="").status_code == 409
    assert post(accountant, row, "undo", why="付款人来电说付错了").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.case_id) == ("suspense", None)


def test_a_stale_page_claims_nothing(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    row, client = book["loose"], signed_in(purse["funds"])
    form = client.get(reverse("money_claim", args=[row.pk]), {"case": book["old"].case_id})
    assert form.status_code == 200 and "停止计息日" in text_of(form)
    given = {"revision": row.revision, "case": book["old"].case_id, "party": "", "why": "来电说明", "stopped_on": ago(7).isoformat()}
    assert client.post(reverse("money_claim", args=[row.pk]), given).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.stopped_on, row.reasons) == ("proposed", ago(7), ["来电说明"])
    again = client.post(reverse("money_receipt_act", args=[row.pk, "decline"]), {"revision": 0, "why": "收回"})
    assert again.status_code == 409 and "刚才有变动" in text_of(again)
    assert signed_in(purse["director"]).get(reverse("money_claim", args=[row.pk]), {"case": book["old"].case_id}).status_code == 403
    assert client.post(reverse("money_receipt_act", args=[row.pk, "burn"])).status_code == 404


# ---- 执行款账户、栏目对照 ----


def test_an_account_is_opened_changed_and_closed(purse: Staff, signed_in: SignedIn) -> None:
    client = signed_in(purse["accountant"])
    given = {"holder": "某某人民法院", "bank": "某某银行某某支行", "number": "6222 0000 1111 2222", "prefix": "88", "published": "on"}
    refused = client.post(reverse("money_account_new"), given)
    assert refused.status_code == 409 and "子账户号段" in text_of(refused)
    assert client.post(reverse("money_account_new"), given | {"prefix": "880012"}).status_code == 302
    row = BankAccount.objects.get(number="6222000011112222")
    assert client.post(reverse("money_account", args=[row.pk]), given | {"prefix": "880012", "bank": "某某银行"}).status_code == 302
    page = text_of(client.get(reverse("money_accounts")))
    assert "某某银行" in page and "还没有期初" in page and "登记" in page
    assert client.post(reverse("money_account_close", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.bank, row.closed_on) == ("某某银行", ago(0))


SAMPLE = "序次,发生日子,进,出,剩,从哪来,说的话\n1,2026-11-02,88.00,,188.00,马长河,还款\n".encode()


def test_unknown_columns_are_told_once_and_known_for_ever(purse: Staff, signed_in: SignedIn) -> None:
    client, account = signed_in(purse["accountant"]), court_account(purse["judge"].court)
    url = reverse("money_columns", args=[account.pk])
    seen = client.post(url, {"file": SimpleUploadedFile("明细.csv", SAMPLE)})
    assert seen.status_code == 200 and "马长河" in text_of(seen) and "第 1 行是表头" in text_of(seen)
    told = {"titles": json.dumps(SAMPLE.decode().splitlines()[0].split(",")), "sample": "[]", "row": "1", "called": "本院明细", "remark": ["说的话"]}
    lacking = client.post(url, told | {"traded": "发生日子"})
    assert lacking.status_code == 422 and "要指定日期和金额各在哪一栏" in text_of(lacking)
    whole = told | {"traded": "发生日子", "credit": "进", "debit": "出", "balance": "剩"}
    assert client.post(url, whole | {"called": ""}).status_code == 422
    assert client.post(url, whole).status_code == 302
    account.refresh_from_db()
    [kept] = account.columns
    assert kept["columns"]["credit"] == ["进"] and kept["columns"]["remark"] == ["说的话"]
    assert "本院明细" in text_of(client.get(url))
    assert "现在认成“本院明细”" in text_of(client.post(url, {"file": SimpleUploadedFile("明细.csv", SAMPLE)}))
    assert client.post(reverse("money_columns_drop", args=[account.pk]), {"name": "本院明细"}).status_code == 302
    account.refresh_from_db()
    assert account.columns == []


# ---- 核实来电 ----


def test_the_hotline_answers_and_keeps_no_words(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    client, number = signed_in(purse["filing"]), "6222000011112222333"
    BankAccount.objects.update(number=number)
    assert "本院公布的" in text_of(client.get(reverse("money_hotline")))
    right = client.post(reverse("money_hotline"), {"text": f"账号{number}是你们的吗"})
    assert "答复：是法院的" in text_of(right)
    wrong = client.post(reverse("money_hotline"), {"text": "请将款项转入安全账户6217000012345678901"})
    assert "答复：不是法院的" in text_of(wrong) and "安全账户" in text_of(wrong)
    assert list(Inquiry.objects.order_by("pk").values_list("way", "answer", "by")) == [
        ("hotline", "genuine", purse["filing"].pk), ("hotline", "false", purse["filing"].pk)]
    assert "近来的核实" in text_of(signed_in(purse["funds"]).get(reverse("money_hotline")))
    assert "近来的核实" not in text_of(client.get(reverse("money_hotline")))
    assert client.post(reverse("money_hotline"), {"text": ""}).status_code == 422


# ---- 查库次数 ----


def test_queries_do_not_grow_with_rows(purse: Staff, book: dict[str, Receipt], signed_in: SignedIn) -> None:
    client, known = signed_in(purse["funds"]), json.loads(COUNTS.read_text("utf-8"))
    pages = {"money_desk": f"{reverse('money_desk')}?state=suspense", "money_receipts": reverse("money_receipts"), "money_odd": reverse("money_odd")}
    client.get(pages["money_desk"])
    before = {name: counted(client, address) for name, address in pages.items()}
    with context.use(now()):
        for n in range(5):
            unclaimed(purse["judge"].court, 100 + n, day=ago(2), proposals=book["loose"].proposals)
    after = {name: counted(client, address) for name, address in pages.items()}
    assert after == before == {name: known.get(name) for name in pages}
