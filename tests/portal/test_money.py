"""公开核实案款：谁都能问，什么也不留；公布的电话、账户、发放通知认得，姓名、金额遮盖，别的一律不说是真的。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from funds import money as fixtures
from spine import TODAY, House

from zhixing.casework.funds import codes
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.casework.funds.models import Inquiry, Payout, PayoutLine
from zhixing.entrances.portal import limits, money
from zhixing.foundation.people.queries import Setting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "fresh")]
NOBODY = Client()
PHONE = "0482-5550101"


@pytest.fixture
def fresh() -> Iterator[None]:
    """每次从头数。"""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def house() -> House:
    """一家公布了电话和账户的法院。"""
    found = House()
    Setting.objects.create(court=found.court, key="funds.phones", value=f"{PHONE}、0482-5550102")
    return found


def ask(text: str) -> HttpResponse:
    return NOBODY.post("/pay/", {"text": text})  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    """结论那一块。"""
    body = response.content.decode()
    return body.split("</h1>")[1].split("问一问")[0]


def noticed(house: House, state: str = "paid", **values: Any) -> tuple[str, PayoutLine]:
    """一笔通知过收款人的付款和它的核验码。"""
    case, code = house.case(), codes.new_code()
    payout = Payout.objects.create(
        court=house.court, case=case, number="发2026-1", token="t", drafted_by=house.judge, drafted_name="", drafted_on=TODAY, state="done",
    )
    given: dict[str, Any] = {"payee": "朝鲁门", "account": "6217000010001233349", "amount_fen": 864_200, "paid_on": TODAY, **values}
    return code, PayoutLine.objects.create(payout=payout, number=1, what="creditor", state=state, code=codes.digest(code), **given)


@pytest.mark.parametrize("path", ["/pay/", "/pay/K7QD-2M9X-4T8P/"])
def test_anybody_may_ask_and_leaves_nothing(path: str, house: House) -> None:
    account = fixtures.court_account(house.court)
    response = NOBODY.get(path)
    body = response.content.decode()
    assert response.status_code == 200 and not response.cookies and response["Cache-Control"] == "no-store"
    assert "<script" not in body and "style=" not in body and PHONE in body and account.number in body and money.NEVER in body
    assert NOBODY.put("/pay/").status_code == 405 and ask(" ").status_code == 422


def test_what_the_court_published_is_known(house: House) -> None:
    account = fixtures.court_account(house.court)
    sub = sub_account(case=house.case(), party=None, on=TODAY)
    assert sub is not None
    for text in (PHONE, "04825550102", account.number, sub.number, "12368", "http://testserver/pay/"):
        assert "是法院的" in said(ask(text)), text
    for text in (account.number[:-1] + "x", sub.number[:-1] + str((int(sub.number[-1]) + 1) % 10), "0482-5550103", "http://testserver.evil.example/"):
        assert "是法院的" not in said(ask(text)).replace("不是法院的", ""), text


def test_a_closed_or_unpublished_account_is_not(house: House) -> None:
    account = fixtures.court_account(house.court, published=False)
    assert "不是法院的" in said(ask(account.number)) and account.number not in NOBODY.get("/pay/").content.decode()


def test_a_notice_is_shown_masked(house: House) -> None:
    code, line = noticed(house)
    for response in (ask(f"您的案款8,642.00元已付，核验码{code}"), NOBODY.get(f"/pay/{code}/"), ask(code.lower().replace("-", " "))):
        shown = response.content.decode()
        assert "是法院的" in said(response) and "朝**" in shown and "8,***.00" in shown and "尾号 3349" in shown and house.court.name in shown
        assert line.payee not in shown and line.account not in shown
    assert "不是法院的" in said(ask(f"核验码{code}，请先交手续费")) and "朝**" not in said(ask(f"核验码{code}，请先交手续费"))


@pytest.mark.parametrize("state", ["void", "retried", "draft"])
def test_a_code_that_no_longer_holds_is_refused(state: str, house: House) -> None:
    code, _ = noticed(house, state=state)
    assert "不是法院的" in said(ask(code)) and "作废" in said(ask(code))


def test_every_question_is_counted_without_its_words(house: House) -> None:
    code, line = noticed(house)
    ask(code), ask("0482-5550103"), ask("你好")
    rows = list(Inquiry.objects.order_by("pk").values_list("way", "asked", "answer", "line", "court"))
    assert rows == [("web", "code", "genuine", line.pk, house.court.pk), ("web", "phone", "false", None, None)]


def test_the_code_of_a_paper_goes_to_the_page_of_papers(house: House) -> None:
    assert ask("K7QD-2M9X-4T8P-HB6R")["Location"] == "/v/K7QD-2M9X-4T8P-HB6R/"


def test_too_often_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money, "ASKS", limits.Limit("pay", 2, 600))
    assert [ask("12368").status_code for _ in range(3)] == [200, 200, 429] and NOBODY.get("/pay/x/").status_code == 429


def test_the_page_is_linked_from_where_people_come() -> None:
    for path in ("/verify/", "/accounts/login/"):
        assert 'href="/pay/"' in NOBODY.get(path).content.decode()
