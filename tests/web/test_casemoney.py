"""案件的案款一栏、对账单、发放审批表：谁能看、谁能办；先填好的、差什么；送批、审批单、通知和核验码；导出；查库的次数与笔数无关。"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import factories
import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from funds import money
from funds.paying import ACCOUNT, FEE, Paying
from lives import BLANK_PDF
from spine import House
from web.conftest import BACKEND
from web.looking import inline_code, text_of

from zhixing.casework.documents.queries import Document
from zhixing.casework.funds.models import BankAccount, Delay, Payout, PayoutLine, Receipt
from zhixing.casework.funds.queries_case import Flow
from zhixing.entrances import clock
from zhixing.entrances.web.casemoney.picture import BAR, LABEL, waterfall
from zhixing.foundation.history import context
from zhixing.foundation.history.models import Entry, ReadLog
from zhixing.foundation.people.queries import User
from zhixing.law.amounts import money as law_money

pytestmark = pytest.mark.usefixtures("here", "still")
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Iterator[None]:
    """钟停在测试的那一天；限速从头数。"""
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Paying]:
    """到账三万元、计息单确认了的案件。建一次，各个测试在自己的保存点里办，办完退回。"""
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield Paying(House(), 3_000_000)
        transaction.set_rollback(True)


@pytest.fixture
def paying(world: Paying) -> Iterator[Paying]:
    """同上，这个测试自己的一份。"""
    with transaction.atomic():
        yield deepcopy(world)
        transaction.set_rollback(True)


def browser(user: User) -> Client:
    """用这个人登录好的浏览器。"""
    User.objects.filter(pk=user.pk).update(password_changed_at=clock.now())
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def tab(paying: Paying) -> str:
    return f"/cases/{paying.case.pk}/?tab=money"


def home(paying: Paying, path: str = "") -> str:
    return f"/cases/{paying.case.pk}/money/{path}"


def new(paying: Paying) -> str:
    return f"/cases/{paying.case.pk}/payouts/new/"


def filled(response: Any, **changes: Any) -> dict[str, Any]:
    """照打开的表单原样交回去。"""
    panel = response.context["page"].body[-1]
    form = panel.form
    given = {name: form[name].value() or "" for name in ("token", "ground", "deposit")} | {"revision": panel.revision}
    for n, row in enumerate(form["lines"].value()):
        given |= {f"lines-{n}-{name}": law_money(value) if isinstance(value, int) else value for name, value in row.items()}
    return given | changes


def revision(client: Client, path: str) -> int:
    """打开的表单带的版本号。"""
    return int(client.get(path).context["page"].body[-1].revision)


# ---- 谁能看、谁能办 ----


def test_who_sees_the_money_of_a_case_and_who_may_act_on_it(paying: Paying) -> None:
    draft, receipt = paying.draft(paying.to_creditor(100_000)), Receipt.objects.get(case=paying.case)
    pages = (tab(paying), home(paying), home(paying, f"receipts/{receipt.pk}/"), home(paying, "export/"), f"/payouts/{draft.pk}/")
    watching = browser(factories.user("supervisor", court=paying.court))
    for client in (browser(paying.funds), watching):
        assert [client.get(page).status_code for page in pages] == [200] * 5
    for user in (factories.user("director", court=factories.court("内0222")), factories.user("system_admin", court=paying.court)):
        assert {browser(user).get(page).status_code for page in pages} <= {403, 404}
    shown = text_of(watching.get(tab(paying))) + text_of(watching.get(f"/payouts/{draft.pk}/"))
    assert not [word for word in ("申请发放", "认领到账", "延缓发放", "修改", "作废", "通知收款人") if word in shown]
    assert ACCOUNT not in shown and ACCOUNT in text_of(browser(paying.cashier).get(f"/payouts/{draft.pk}/")), "只看的人看不到完整账号"
    posts = (new(paying), home(paying, "claim/"), home(paying, "delay/"), f"/payouts/{draft.pk}/submit/", f"/payouts/{draft.pk}/void/")
    before = Entry.objects.count()
    assert {watching.post(path, {"revision": 0}).status_code for path in posts} == {403}
    assert Entry.objects.count() == before and Payout.objects.get().state == "draft"
    assert "申请发放" in text_of(browser(paying.house.judge).get(tab(paying)))


def test_a_review_case_has_no_such_tab(paying: Paying) -> None:
    from zhixing.entrances.web.casemoney import tab as shown

    assert shown.applies("执") and shown.applies("执恢") and not shown.applies("执异")


# ---- 查库的次数 ----


def counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection, ) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_pages_ask_as_often_for_many_as_for_few(paying: Paying) -> None:
    client, one = browser(paying.house.judge), paying.draft(paying.to_creditor(10_000))
    client.get(tab(paying))
    few = [counted(client, path) for path in (tab(paying), home(paying), f"/payouts/{one.pk}/")]
    for _ in range(3):
        money.received(paying.case, 50_000)
    many = paying.draft(*(paying.to_creditor(10_000) for _ in range(6)))
    later = [counted(client, path) for path in (tab(paying), home(paying), f"/payouts/{many.pk}/")]
    assert later == few and later[0] < 60, (few, later)


# ---- 画图、导出 ----


def test_the_picture_falls_from_what_came_to_what_is_left() -> None:
    made = waterfall(Flow(1_000, paid={"fee": 100, "creditor": 300}, waiting={"creditor": 200}, deposit_fen=50, held_fen=350))
    widths = [bar.width / BAR * 1_000 for bar in made.bars]
    assert [round(one) for one in widths] == [1_000, 300, 200, 100, 50, 350]
    starts = [round((bar.x - LABEL) / BAR * 1_000) for bar in made.bars]
    assert starts == [0, 700, 500, 400, 350, 0], "每一级接着上一级剩下的画"
    assert made.told.startswith("到账10.00元") and "在案，没有分3.50元" in made.told


def test_every_fen_is_traced_and_the_table_has_no_formulas(paying: Paying) -> None:
    done = paying.approved(paying.to_creditor(100_000), paying.fee(2_000))
    first = Receipt.objects.get(case=paying.case)
    money.received(paying.case, 12_345, payer="=HYPERLINK(1)")
    client = browser(paying.house.judge)
    assert "还在法院 30,123.45 元" in text_of(client.get(home(paying)))
    shown = text_of(client.get(home(paying, f"receipts/{first.pk}/")))
    assert done.number in shown and "没有付 28,980.00 元" in shown and "1,000.00" in shown and ACCOUNT not in shown
    book = openpyxl.load_workbook(io.BytesIO(client.get(home(paying, "export/")).content))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert ReadLog.objects.filter(what="导出案款对账单").exists()
    assert sum(row[11] for row in list(book["来龙去脉"].values)[1:]) == pytest.approx(30123.45)
    assert any(30123.45 in row for row in book["对账单"].values)


# ---- 发放审批表 ----


def test_the_form_is_filled_in_and_one_press_sends_it(paying: Paying) -> None:
    client = browser(paying.house.judge)
    opened = client.get(new(paying))
    given = filled(opened, submit="1")
    assert given["lines-0-what"] == "fee" and given["lines-0-account"] == FEE and given["lines-1-account"] == ACCOUNT
    assert "怎样算出来的" in text_of(opened) and not inline_code(opened)
    BankAccount.objects.update(live_on=paying.case.accepted_on)
    by_hand = f"/cases/{paying.case.pk}/act/register/?matter="
    assert [client.get(by_hand + key)["Location"] for key in ("planned", "received")] == [new(paying), f"{tab(paying)}#tabs"], "不手工登记"
    short = client.post(new(paying), given | {"lines-2-party": str(paying.creditor.pk)})
    assert short.status_code == 422 and "第3行没有选付什么" in text_of(short) and not Payout.objects.exists()
    response = client.post(new(paying), given)
    made = Payout.objects.get()
    assert response.status_code == 302 and made.state == "review" and response["Location"] == f"/payouts/{made.pk}/"
    assert sum(line.amount_fen for line in made.lines.all()) == 3_000_000 and made.workings
    assert client.post(new(paying), given).status_code == 302 and Payout.objects.count() == 1, "按两下，还是一张"
    shown = text_of(browser(paying.funds).get(f"/approvals/{made.approval_id}/"))
    assert made.number in shown and ACCOUNT in shown and FEE in shown and "怎样算出来的" in shown and "叁万元整" in shown


def test_what_lacks_is_said_with_the_next_step(paying: Paying) -> None:
    client = browser(paying.house.judge)
    money.received(paying.case, 100)
    shown = client.get(new(paying)).content.decode()
    assert "暂不能算出怎样发放" in shown and f"/cases/{paying.case.pk}/debt/" in shown
    wrong = {"token": "t", "ground": "急用", "revision": revision(client, new(paying)),
             "lines-0-what": "creditor", "lines-0-party": str(paying.creditor.pk), "lines-0-amount": "100", "submit": "1"}
    refused = client.post(new(paying), wrong)
    assert refused.status_code == 409 and "没有确认的计息单" in text_of(refused) and not Payout.objects.exists(), "送不了，什么也没有存"
    del wrong["submit"]
    kept = client.post(new(paying), {**wrong, "save": "1"})
    row = Payout.objects.get()
    assert kept.status_code == 302 and row.state == "draft" and row.lines.get().account == ACCOUNT, "账号照确认过的补上"


def test_a_draft_is_changed_called_back_recalled_and_voided(paying: Paying) -> None:
    client = browser(paying.house.judge)
    row = paying.draft(paying.to_creditor(100_000))
    given = filled(client.get(f"/payouts/{row.pk}/edit/"), save="1", ground="先付一部分")
    assert client.post(f"/payouts/{row.pk}/edit/", {**given, "lines-0-amount": "500"}).status_code == 302
    row.refresh_from_db()
    assert row.lines.get().amount_fen == 50_000 and row.ground == "先付一部分"
    PayoutLine.objects.filter(payout=row).update(must_call="收款账号2026-11-01改过")
    line = row.lines.get()
    path = f"/payouts/{row.pk}/lines/{line.pk}/call/"
    assert "回访" in text_of(client.get(f"/payouts/{row.pk}/")) and client.get(path).status_code == 200
    assert client.post(path, {"phone": "你好", "person": "本人", "agreed": "1"}).status_code == 409
    assert client.post(path, {"phone": "13800000000", "person": "本人", "agreed": ""}).status_code == 302
    assert "不符，不能付" in text_of(client.get(f"/payouts/{row.pk}/"))
    row.refresh_from_db()
    assert client.post(f"/payouts/{row.pk}/submit/", {"revision": row.revision - 1}).status_code == 409, "过时的页面"
    assert client.post(f"/payouts/{row.pk}/submit/", {"revision": row.revision}).status_code == 302
    row.refresh_from_db()
    assert client.post(f"/payouts/{row.pk}/recall/", {"revision": row.revision}).status_code == 302
    row.refresh_from_db()
    assert client.post(f"/payouts/{row.pk}/void/", {"revision": row.revision, "reason": "重复"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "void" and "重复" in text_of(client.get(f"/payouts/{row.pk}/"))


# ---- 通知、回访 ----


def test_the_code_is_shown_once_written_in_the_notice_and_known_to_the_public_page(paying: Paying) -> None:
    done = paying.approved(paying.to_creditor(864_200), paying.fee(10_000))
    line, client = done.lines.get(number=1), browser(paying.house.judge)
    response = client.post(f"/payouts/{done.pk}/lines/{line.pk}/notice/")
    found = re.search(r"核验码 <span[^>]*>([0-9A-Z-]{14})</span>", response.content.decode())
    assert found is not None and response["Cache-Control"] == "no-store"
    assert found[1] not in client.get(f"/payouts/{done.pk}/").content.decode(), "只出现一次"
    paper = Document.objects.get(kind="payout_notice")
    assert paper.versions.get().data["code"] == found[1] and paper.versions.get().data["amount"] == 864_200
    shown = text_of(Client().get(f"/pay/{found[1]}/"))
    assert "是法院的" in shown and "8,***.00" in shown and paying.creditor.name not in shown
    again = client.post(f"/payouts/{done.pk}/lines/{line.pk}/notice/")
    assert again.status_code == 200 and "没有核验码" in text_of(Client().get(f"/pay/{found[1]}/")), "再通知，旧码作废"


# ---- 认领、直接履行、延缓 ----


def test_a_claim_is_confirmed_by_another_cash_needs_two_and_a_direct_payment_a_proof(paying: Paying) -> None:
    row = money.unclaimed(paying.court, 66_600, proposals=[{"case": paying.case.pk, "party": None, "confidence": 60, "reasons": []}])
    judge = browser(paying.house.judge)
    assert row.number in judge.get(home(paying, "claim/")).content.decode()
    sent = {"receipt": "", "number": row.number, "party": str(paying.debtor.pk), "way": "", "why": "来电说明", "revision": 0}
    assert judge.post(home(paying, "claim/"), {**sent, "number": "收2026-999999"}).status_code == 422
    assert judge.post(home(paying, "claim/"), sent).status_code == 302
    row.refresh_from_db()
    assert row.state == "proposed" and "等另一人确认" in text_of(judge.get(tab(paying)))
    path = home(paying, f"receipts/{row.pk}/confirm/")
    assert judge.post(path, {"revision": row.revision}).status_code == 403
    assert browser(paying.accountant).post(path, {"revision": row.revision}).status_code == 302
    row.refresh_from_db()
    assert row.state == "claimed" and row.confirmed_name == paying.accountant.name

    taken = {"on": "2026-11-02", "amount_fen": "800", "payer": "单某", "party": "", "first": str(paying.house.judge.pk)}
    taken |= {"second": str(paying.house.judge.pk), "revision": str(revision(judge, home(paying, "cash/")))}
    assert judge.post(home(paying, "cash/"), taken).status_code == 409, "收现金要两个人"
    assert judge.post(home(paying, "cash/"), taken | {"second": str(paying.house.other.pk)}).status_code == 302
    assert Receipt.objects.get(sort="cash").amount_fen == 80_000
    given = {"on": "2026-11-02", "amount_fen": "1000", "payee": str(paying.creditor.pk)}
    given["revision"] = str(revision(judge, home(paying, "direct/")))
    assert judge.post(home(paying, "direct/"), given).status_code == 422
    proof = SimpleUploadedFile("收条.pdf", BLANK_PDF, "application/pdf")
    assert judge.post(home(paying, "direct/"), {**given, "files": proof}).status_code == 302
    assert Entry.objects.filter(type="funds.DirectPaid", stream=paying.case.stream).exists()


def test_a_forfeited_deposit_says_what_it_is_for(paying: Paying) -> None:
    row = money.unclaimed(paying.court, 50_000, payer="竞买人某")
    assert "没收保证金" not in text_of(browser(paying.house.judge).get(tab(paying)))
    client, path = browser(paying.accountant), home(paying, "forfeit/")
    assert "没收保证金" in text_of(client.get(tab(paying))) and "依次用于变价费用、重新拍卖的差价、本案债务" in text_of(client.get(path))
    given = {"receipt": "", "number": row.number, "why": "逾期没有付清余款", "revision": "0"}
    assert client.post(path, given).status_code == 422, "须有裁定"
    ruling = SimpleUploadedFile("裁定.pdf", BLANK_PDF, "application/pdf")
    assert client.post(path, {**given, "files": ruling}).status_code == 302
    made = Receipt.objects.get(sort="forfeited")
    assert (made.case, made.amount_fen) == (paying.case, 50_000) and "依次用于变价费用" in text_of(client.get(tab(paying)))


def test_a_delay_has_a_ground_an_approver_and_an_end(paying: Paying) -> None:
    client = browser(paying.house.judge)
    given = {"ground": "distribution", "until": "2026-12-31", "receipt": "", "why": "另有债权人申请参与分配"}
    given["revision"] = str(revision(client, home(paying, "delay/")))
    assert client.post(home(paying, "delay/"), {**given, "until": "2026-11-01"}).status_code == 409
    assert client.post(home(paying, "delay/"), given).status_code == 302
    row = Delay.objects.get()
    assert "延到2026年12月31日" in text_of(browser(paying.house.director).get(f"/approvals/{row.approval_id}/")).replace(" ", "")
    paying.house.approve(row.approval)
    assert "延缓发放中" in text_of(client.get(tab(paying)))
    shown = client.get(tab(paying)).content.decode()
    end = re.search(r'action="([^"]*delay/\d+/end/)".*?name="revision" value="(\d+)"', shown, re.S)
    assert end is not None and client.post(end[1], {"revision": end[2]}).status_code == 302
    assert "延缓发放中" not in text_of(client.get(tab(paying)))
