"""账务各页：期初由两人签、核对一天、月结、账龄、导出凭证；谁看得见、谁能办。"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import factories
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from funds import money

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import BankAccount, MonthClose, Opening, Reconciliation
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

SignedIn = Callable[[User], Client]


@pytest.fixture
def accountant(staff: dict[str, User]) -> User:
    made = factories.user("accountant", court=staff["director"].court)
    User.objects.filter(pk=made.pk).update(password_changed_at=timezone.now())
    return User.objects.get(pk=made.pk)


@pytest.fixture
def account(staff: dict[str, User]) -> BankAccount:
    return money.court_account(staff["director"].court, live_on=None)


def _opened(account: BankAccount, accountant: User, director: User, day: date, fen: int = 100_00) -> None:
    """做完期初，不走网页。"""
    from zhixing.casework.funds.commands.opening import Row, draft_opening, sign_opening
    from zhixing.foundation.files.models import StoredFile

    with context.use(context.Context(now=clock.now(), entrance="test")):
        proof = StoredFile.objects.create(
            court=account.court, name="余额.pdf", media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=accountant,
            uploaded_at=clock.now(),
        )
        made = draft_opening(bank_account=account, day=day, bank_fen=fen, rows=[Row(2, amount_fen=fen)], actor=accountant, proof=proof)
        sign_opening(opening=made, actor=accountant, revision=0)
        sign_opening(opening=made, actor=director, revision=1)


def test_an_opening_is_uploaded_and_signed_by_two(
    staff: dict[str, User], accountant: User, account: BankAccount, case: Case, signed_in: SignedIn,
) -> None:
    keeper, director = signed_in(accountant), signed_in(staff["director"])
    name = money.debtor(case).name
    table = f"案号,被执行人,付款人,到账日,结存\n{case},{name},{name},2026-05-20,\"1,000.00\"\n,,不知是谁,,200.5\n"
    page = keeper.get(reverse("books_opening")).content.decode()
    assert "1 个账户还没有期初" in page and "上传期初表" in page
    sent = keeper.post(reverse("books_opening"), {
        "account": account.pk, "day": f"{clock.now().date() - timedelta(1)}", "bank": "1200.50",
        "file": SimpleUploadedFile("期初.csv", table.encode("gb18030")), "proof": SimpleUploadedFile("余额.pdf", _pdf()),
    })
    made = Opening.objects.get()
    assert sent.status_code == 302 and [one.fault for one in made.lines.order_by("row")] == ["", ""]
    url = reverse("books_opening_page", args=[made.pk])
    assert "合计与银行余额相等，等签字" in keeper.get(url).content.decode()
    sign = reverse("books_opening_sign", args=[made.pk])
    assert keeper.post(sign, {"revision": 0}).status_code == 302
    assert keeper.post(sign, {"revision": 0}).status_code == 409
    assert director.post(sign, {"revision": 1}).status_code == 302
    account.refresh_from_db()
    assert account.live_on and "已记账" in director.get(url).content.decode()


def _pdf() -> bytes:
    from pypdfium2 import PdfDocument

    made, out = PdfDocument.new(), io.BytesIO()
    made.new_page(200, 200)
    made.save(out)
    return out.getvalue()


def test_a_day_is_reconciled_and_signed(staff: dict[str, User], accountant: User, account: BankAccount, signed_in: SignedIn) -> None:
    today = clock.now().date()
    _opened(account, accountant, staff["director"], today - timedelta(1))
    keeper, watcher = signed_in(accountant), signed_in(staff["supervisor"])
    url = reverse("books_day", args=[account.pk, f"{today}"])
    page = keeper.get(url).content.decode()
    assert "相符" in page and "核对相符，签字" in page and "银行存款余额调节表" in page and "银行这天没有动" in page
    seen = watcher.get(url).content.decode()
    assert "银行存款余额调节表" in seen and "核对相符，签字" not in seen
    check = reverse("books_day_check", args=[account.pk, f"{today}"])
    assert watcher.post(check).status_code == 403 and keeper.post(check, {"sign": "1"}).status_code == 302
    assert Reconciliation.objects.get().signed_name == accountant.name
    assert accountant.name in keeper.get(reverse("books_days", args=[account.pk])).content.decode()
    with context.use(context.Context(now=clock.now(), entrance="test")):
        suspense = money.open_account(court_id=account.court_id, purpose=money.P.SUSPENSE, on=today).pk
        line = money.bank_line(account, 5_00, [(suspense, -5_00)], today, balance_fen=106_00)
        money._receipt(account, line, 5_00, today)
    told = keeper.get(url).content.decode()
    assert "有 1 处差异" in told and "调节以后银行比账上多1.00元" in told and keeper.post(check, {"sign": "1"}).status_code == 409
    assert keeper.get(reverse("books_day", args=[account.pk, f"{today + timedelta(1)}"])).status_code == 404
    assert keeper.get(reverse("books_day", args=[account.pk, "昨天"])).status_code == 404


def test_a_month_is_closed_and_its_vouchers_exported(
    staff: dict[str, User], accountant: User, account: BankAccount, signed_in: SignedIn,
) -> None:
    last = clock.now().date().replace(day=1) - timedelta(1)
    _opened(account, accountant, staff["director"], last)
    keeper, month = signed_in(accountant), f"{last:%Y-%m}"
    assert keeper.post(reverse("books_month_close"), {"month": month}).status_code == 409
    keeper.post(reverse("books_day_check", args=[account.pk, f"{last}"]), {"sign": "1"})
    assert "相符，已签字" in keeper.get(reverse("books_months")).content.decode()
    assert keeper.post(reverse("books_month_close"), {"month": month}).status_code == 302 and MonthClose.objects.get().voucher_count == 1
    text = keeper.get(reverse("books_vouchers", args=[month, "csv"])).content.decode("utf-8-sig").splitlines()
    assert text[0].startswith("日期,凭证号,摘要,科目编号") and len(text) == 3 and ",100.00,," in text[1]
    sheet = openpyxl.load_workbook(io.BytesIO(keeper.get(reverse("books_vouchers", args=[month, "xlsx"])).content)).active
    assert [sheet["F2"].value, sheet["G3"].value, sheet["B2"].value] == [100, 100, "记-1"]


def test_ageing_and_the_three_sums(staff: dict[str, User], accountant: User, account: BankAccount, case: Case, signed_in: SignedIn) -> None:
    today = clock.now().date()
    _opened(account, accountant, staff["director"], today - timedelta(200))
    with context.use(context.Context(now=clock.now(), entrance="test")):
        money.received(case, 40_00, day=today)
    page = signed_in(accountant).get(reverse("books_ageing")).content.decode()
    assert "还在账上 2 笔，140.00 元" in page and "200 日" in page and "半年至一年" in page
    only = signed_in(accountant).get(reverse("books_ageing") + "?bucket=m1").content.decode()
    assert "200 日" not in only and "0 日" in only


def test_who_does_not_see_the_money(staff: dict[str, User], accountant: User, account: BankAccount, signed_in: SignedIn) -> None:
    judge = signed_in(staff["judge"])
    for name in ("books", "books_opening", "books_months", "books_ageing"):
        assert judge.get(reverse(name)).status_code == 403 and signed_in(staff["supervisor"]).get(reverse(name)).status_code == 200
    other = money.court_account(factories.court("内0299"))
    assert signed_in(accountant).get(reverse("books_days", args=[other.pk])).status_code == 404
    assert signed_in(staff["director"]).post(reverse("books_month_close"), {"month": "2026-10"}).status_code == 403
