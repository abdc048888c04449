"""案件的财产一栏：谁看得见、谁能办，一键拟冻结，控制令走到办成，续行解除扣划，财产报告、线索、调查措施，发起查询。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factories
import pytest
from control.desk import BANK, TODAY, officer
from control.orders_desk import account, fed, sealed_paper
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lives import BLANK_PDF
from web.conftest import BACKEND
from web.holdings import Court
from web.looking import inline_code, text_of

from zhixing.casework.control.commands import orders, sending
from zhixing.casework.control.models import (
    Asset,
    Clue,
    Declaration,
    Difference,
    Finding,
    Investigation,
    Measure,
    Order,
    Wave,
)
from zhixing.casework.documents.queries import data_of
from zhixing.entrances.web import clock as web_clock
from zhixing.foundation.history import context
from zhixing.foundation.history.models import Entry
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.usefixtures("here", "still")
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Iterator[None]:
    """钟停在测试的那一天；限速从头数。"""
    monkeypatch.setattr(web_clock, "now", lambda: now)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Court]:
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield Court()
        transaction.set_rollback(True)


@pytest.fixture
def court(world: Court) -> Iterator[Court]:
    """这个测试自己的一份。"""
    with transaction.atomic():
        yield deepcopy(world)
        transaction.set_rollback(True)


def browser(user: User) -> Client:
    """用这个人登录好的浏览器。"""
    User.objects.filter(pk=user.pk).update(password_changed_at=NOW)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def tab(case: Any) -> str:
    return f"/cases/{case.pk}/?tab=assets"


def at(case: Any, path: str) -> str:
    return f"/cases/{case.pk}/{path}"


def pdf(name: str = "回证.pdf", mark: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, BLANK_PDF + f"% {name}{mark}\n".encode(), "application/pdf")


def form(response: Any) -> dict[str, Any]:
    """照打开的表单原样交回去。"""
    panel = next(piece for piece in response.context["page"].body if getattr(piece, "form", None) is not None)
    given = {name: value_of(panel.form, name) for name in panel.form.fields if name != "items"}
    kept = {name: value for name, value in given.items() if value is not None and value is not False and not hasattr(value, "read")}
    return kept | {"revision": panel.revision or 0} | dict(panel.hidden)


def value_of(form: Any, name: str) -> Any:
    """栏里的值；没有选的下拉框是第一项，金额写成元。"""
    value, field = form[name].value(), form.fields[name]
    if value is None and hasattr(field, "choices"):
        return next(iter(field.choices), ("",))[0]
    return field.prepare_value(value)


def sent(client: Client, path: str, **changes: Any) -> Any:
    """打开、改几栏、交上去。"""
    return client.post(path, form(client.get(path)) | changes)


# ---- 谁看得见、谁能办 ----


def test_who_sees_and_who_may_act(court: Court) -> None:
    order = court.ready()
    pages = (tab(court.case), tab(court.held), at(court.case, "control/findings/"), f"/control/orders/{order.pk}/")
    acts = (
        at(court.case, "control/query/"), at(court.case, "control/propose/"), at(court.case, "control/take/"), at(court.case, "control/found/"),
        at(court.held, f"control/measures/{court.measure.pk}/renew/"), at(court.held, f"control/measures/{court.measure.pk}/release/"),
        at(court.held, f"control/measures/{court.measure.pk}/deduct/"), at(court.case, "declarations/new/"), at(court.case, "clues/new/"),
        at(court.case, "investigations/new/"), f"/control/orders/{order.pk}/void/", at(court.case, f"control/assets/{court.rich.pk}/protect/"),
    )
    judge, watcher = browser(court.judge), browser(court.watcher)
    seen = [judge.get(page) for page in (*pages[1:], *acts[1:4])]
    watched = [watcher.get(page) for page in pages]
    assert {answer.status_code for answer in (*seen, *watched)} == {200} and not [answer for answer in seen if inline_code(answer)]
    before = Entry.objects.count()
    assert {watcher.post(path, {"revision": 0}).status_code for path in (*acts, f"/control/orders/{order.pk}/send/")} == {403}
    assert Entry.objects.count() == before
    for user in (factories.user("director", court=factories.court("内0222")), factories.user("system_admin", court=court.court)):
        client = browser(user)
        assert {client.get(page).status_code for page in (pages[0], pages[-1], acts[1], acts[-1])} <= {403, 404}
    shown = "".join(map(text_of, watched))
    words = ("发起查询", "拟冻结", "拟控制", "续行", "扣划", "收下报告", "收下线索", "登记申请", "发出", "作废")
    assert [word for word in words if f" {word} " in shown] == []


@pytest.mark.parametrize(("post", "allowed"), [("centre", True), ("director", False)])
def test_a_button_is_there_only_for_who_may(court: Court, post: str, allowed: bool) -> None:
    client = browser(court.centre if post == "centre" else factories.user(post, court=court.court))
    page, act = client.get(tab(court.case)), client.get(at(court.case, "control/propose/"))
    shown = page.status_code == 200 and "control/propose/" in page.content.decode()
    assert shown is allowed and (act.status_code == 200) is allowed


def test_empty_states_say_the_next_step(court: Court) -> None:
    text = text_of(browser(court.judge).get(tab(court.bare)))
    for told in ("还没有查询过", "先查控", "没有在生效的措施", "没有正在办的控制令", "还没有收到财产报告", "还没有线索", "没有调查令、审计、悬赏"):
        assert told in text, told
    assert "101,400.00 元，还没有控制财产" in text


def test_what_stands_and_how_long_it_holds(court: Court) -> None:
    client = browser(court.judge)
    text = text_of(client.get(tab(court.held)))
    assert "还差 41,400.00 元没有控制住" in text and "首先控制" in text and "60,000.00" in text
    court.ends(TODAY + timedelta(days=4))
    page = client.get(tab(court.held))
    assert "剩 4 天" in text_of(page) and "最迟" in text_of(page)


def test_a_page_asks_the_database_no_more_for_more_assets(court: Court) -> None:
    client = browser(court.judge)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(tab(court.case))
        return len(asked)

    count()
    before = count()
    for _ in range(4):
        court.found(account(court.desk, court.case, 1_000_00))
    assert count() <= before


# ---- 一键拟冻结 ----


def test_the_list_says_what_why_and_what_was_left_out(court: Court) -> None:
    page = browser(court.judge).get(at(court.case, "control/propose/"))
    text = text_of(page)
    assert "还差 101,400.00 元，建议控制 2 项" in text
    assert "不得冻结" in text and "保障农民工工资支付条例" in text
    assert "轮候冻结 101,400.00 元" in text and "别人在先，只能轮候" in text
    rows = {row.pick: row.picked for piece in page.context["page"].body for inner in getattr(piece, "body", ())
            for row in getattr(inner, "rows", ())}
    assert rows[str(court.rich.pk)] and rows[str(court.some.pk)] and not rows[str(court.behind.pk)] and str(court.wages.pk) not in rows
    held = text_of(browser(court.judge).get(at(court.held, "control/propose/")))
    assert "没有列入的 1 项" in held and "本案已经控制" in held


def test_what_is_ticked_is_drafted_once_with_its_papers(court: Court) -> None:
    client, path = browser(court.judge), at(court.case, "control/propose/")
    given = form(client.get(path)) | {"pick": [court.some.pk, court.rich.pk]}
    assert client.post(path, given | {"pick": []}).status_code == 409
    refused = client.post(path, given | {"pick": [court.rich.pk, court.some.pk, court.home.pk]})
    assert refused.status_code == 409 and "不必再办" in text_of(refused) and "第19条" in text_of(refused)
    assert Order.objects.filter(case=court.case).count() == 0
    assert client.post(path, given).status_code == client.post(path, given).status_code == 302
    made = Order.objects.filter(case=court.case).order_by("pk")
    assert [(one.asset_id, one.amount_fen) for one in made] == [(court.rich.pk, 101_400_00), (court.some.pk, 31_400_00)]
    assert all(one.ruling_id and one.notice_id for one in made)
    again = text_of(client.get(path))
    assert "没有办完" in again
    ruling, order = made[0].ruling, f"/control/orders/{made[0].pk}/"
    assert ruling is not None
    paper = f"{order}papers/{ruling.pk}/sign/"
    assert paper in client.get(order).content.decode()
    assert client.post(f"{order}papers/{ruling.pk}/void/", {"revision": ruling.revision}).status_code == 404
    assert client.post(paper, {"revision": 99}).status_code == 409
    assert client.post(paper, {"revision": ruling.revision})["Location"] == order
    ruling.refresh_from_db()
    assert ruling.state == "signed" and paper not in client.get(order).content.decode()


def test_a_protected_account_only_with_a_reasoned_decision(court: Court) -> None:
    client, path = browser(court.judge), f"{at(court.case, 'control/take/')}?asset={court.wages.pk}"
    opened = client.get(path)
    values = form(opened) | {"kind": "freeze", "amount_fen": "1000"}
    refused = client.post(path, values)
    assert refused.status_code == 409 and "不得" in text_of(refused) and not Order.objects.filter(case=court.case)
    assert client.post(path, values | {"decision": pdf("合议决定.pdf")}).status_code == 302
    assert Order.objects.get(case=court.case).decision_id


def test_a_thing_seen_on_site_is_sealed_and_its_result_recorded_by_hand(court: Court) -> None:
    client = browser(court.judge)
    path = at(court.case, "control/take/")
    made = sent(client, path, subject="数控机床一台（型号X200）", property="movable", kind="seize")
    [order] = Order.objects.filter(case=court.case)
    assert made.status_code == 302 and order.until == date(2028, 11, 2) and order.agency_id is None
    orders.attach(orders=[order], ruling=sealed_paper(court.desk, court.case, "seizure_ruling"), notice=None)
    page = f"/control/orders/{order.pk}/"
    client.post(f"{page}send/", {"revision": Order.objects.get(pk=order.pk).revision})
    assert "登记结果" in text_of(client.get(page))
    assert sent(client, f"{page}result/").status_code == 422, "没有证明的不收"
    assert sent(client, f"{page}result/", proof=pdf()).status_code == 302
    assert Measure.objects.get(case=court.case).until == date(2028, 11, 2)


# ---- 控制令 ----


def test_only_an_officer_registered_there_sends(court: Court) -> None:
    order = court.ready()
    page = f"/control/orders/{order.pk}/"
    refused = browser(court.judge).post(f"{page}send/", {"revision": order.revision})
    assert refused.status_code == 409 and "不是登记的查控经办人" in text_of(refused) and "先登记经办人" in text_of(refused)
    stale = browser(court.judge).post(f"{page}send/", {})
    assert stale.status_code == 409 and "刷新页面" in text_of(stale)
    officer(court.judge, court.desk.agencies[BANK])
    client = browser(court.judge)
    assert "发出" in text_of(client.get(page))
    assert client.post(f"{page}send/", {"revision": order.revision}).status_code == 302
    assert "等协助单位来取" in text_of(client.get(page))
    sending.take(court.desk.agencies[BANK], 5, context.current().now)
    assert sent(client, f"{page}void/", reason="另拟").status_code == 409
    order.refresh_from_db()
    assert fed(order, actual_fen=40_000_00, since=TODAY, over_fen=10_000_00) == "taken"
    told = text_of(client.get(page))
    assert "部分办成" in told and "40,000.00 元" in told and "额度冻结" in told


def test_a_receipt_that_says_otherwise_is_shown_and_settled(court: Court) -> None:
    order = Order.objects.get(case=court.held)
    client, page = browser(court.judge), f"/control/orders/{order.pk}/"
    assert sent(client, f"{page}receipt/", file=pdf("回执.pdf"), text="已冻结人民币 50,000.00 元").status_code == 302
    one = Difference.objects.get(order=order)
    assert "回执的金额说法不一" in text_of(client.get(page)) and "回执的金额说法不一" in text_of(client.get(tab(court.held)))
    assert sent(client, at(court.held, f"control/differences/{one.pk}/"), answer="与银行核对，以反馈为准").status_code == 302
    assert "已经处理" in text_of(client.get(page)) and "说法不一" not in text_of(client.get(tab(court.held)))


# ---- 一项措施上接着办的 ----


def test_renewing_releasing_deducting(court: Court) -> None:
    client, base = browser(court.judge), at(court.held, f"control/measures/{court.measure.pk}/")
    late = sent(client, f"{base}renew/", until="2030-01-01")
    assert late.status_code == 409 and "最长" in text_of(late)
    assert sent(client, f"{base}renew/").status_code == 302
    over = sent(client, f"{base}deduct/", amount_fen="70000")
    assert over.status_code == 409 and "改为不超过60,000.00元" in text_of(over)
    part = sent(client, f"{base}release/", ground="excess", amount_fen="60000")
    assert part.status_code == 409 and "部分解除的金额" in text_of(part)
    assert sent(client, f"{base}release/", ground="agreed", amount_fen="10000").status_code == 409, "续行的令没有办完"
    order = Order.objects.get(case=court.held, kind="renew")
    orders.void(order=order, actor=court.judge, on=TODAY, revision=None, reason="另办")
    assert sent(client, f"{base}release/", ground="agreed", amount_fen="10000").status_code == 302
    made = Order.objects.get(case=court.held, kind="release")
    assert (made.amount_fen, made.ground, made.original_id) == (10_000_00, "agreed", court.measure.order_id)
    orders.void(order=made, actor=court.judge, on=TODAY, revision=None, reason="另办")
    assert sent(client, f"{base}deduct/").status_code == 302
    assert Order.objects.get(case=court.held, kind="deduct").amount_fen == 60_000_00


def test_what_ends_soon_is_renewed_in_one_go(court: Court) -> None:
    court.ends(TODAY + timedelta(days=20))
    client, path = browser(court.judge), at(court.held, "control/renewals/")
    opened = client.get(path)
    assert "续封续冻：1 项" in text_of(opened)
    assert client.post(path, form(opened) | {"pick": [court.measure.pk]}).status_code == 302
    assert Order.objects.get(case=court.held, kind="renew").measure_id == court.measure.pk
    assert "没有应当解除的" in text_of(client.get(at(court.held, "control/releases/")))


def test_first_rank_is_asked_for_only_after_its_days(court: Court) -> None:
    Measure.objects.filter(pk=court.measure.pk).update(state="waiting", rank=1, until=None)
    client, path = browser(court.judge), at(court.held, f"control/measures/{court.measure.pk}/transfer/")
    values = {"court": "某某县人民法院", "since": "2026-10-01", "has_priority": "on", "priority": "抵押权，他项权证"}
    early = sent(client, path, **values)
    assert early.status_code == 409 and "首先查封" in text_of(early)
    done = sent(client, path, **values | {"since": "2026-08-01"})
    assert done.status_code == 302 and "/documents/" in done["Location"]


# ---- 查到的、财产报告 ----


def test_what_was_found_by_hand_and_who_is_protected(court: Court) -> None:
    client = browser(court.judge)
    assert sent(client, at(court.bare, "control/found/"), kind="vehicle", number="蒙B·D1234").status_code == 422
    told = {"kind": "vehicle", "what": "白色轿车", "number": "蒙B·D1234", "value_fen": "8万", "files": [pdf("笔录.pdf")]}
    made = sent(client, at(court.bare, "control/found/"), **told)
    asset = Finding.objects.get(case=court.bare).asset
    assert made.status_code == 302 and asset is not None and asset.value_fen == 80_000_00
    assert "白色轿车" in text_of(client.get(tab(court.bare))) and "白色轿车" in text_of(client.get(at(court.bare, "control/findings/")))
    path = at(court.case, f"control/assets/{court.some.pk}/protect/")
    assert sent(client, path, code="migrant_wages", why="开户证明").status_code == 302
    assert Asset.objects.get(pk=court.some.pk).protected == "migrant_wages"


def test_a_declaration_in_a_plain_form_is_compared_and_checked(court: Court) -> None:
    client, path = browser(court.judge), at(court.case, "declarations/new/")
    wrong = sent(client, path, **{"items-0-what": "没有选种类的一项"})
    assert wrong.status_code == 422 and "第1行" in text_of(wrong)
    assert sent(client, path).status_code == 409, "一项也没有写"
    line = {"items-0-kind": "deposit", "items-0-what": "北疆银行", "items-0-number": court.rich.key, "items-0-value": "1000"}
    made = sent(client, path, **line)
    row = Declaration.objects.get(case=court.case)
    assert made.status_code == 302 and {one["sort"] for one in row.found} == {"undeclared", "understated"}
    page = text_of(client.get(made["Location"]))
    assert "少报" in page and "没有报告" in page and "财产调查" in page
    check = at(court.case, f"declarations/{row.pk}/check/")
    assert sent(client, check, result="false").status_code == 409, "虚假报告的写明理由"
    assert sent(client, check, result="false", text="账户余额七万，只报一千").status_code == 302
    assert "虚假报告" in text_of(client.get(tab(court.case)))


# ---- 线索、调查措施、查询 ----


def test_a_clue_from_receiving_to_its_answer(court: Court) -> None:
    client = browser(court.judge)
    made = client.post(at(court.case, "clues/new/"), form(client.get(at(court.case, "clues/new/"))) | {
        "giver": "public", "text": "沟门镇有一台铲车", "name": "赵某某", "phone": "13800000000", "hidden": "on",
    }, follow=True)
    row = Clue.objects.get(case=court.case)
    assert "查询口令" in text_of(made) and row.number in text_of(made)
    page = text_of(client.get(tab(court.case)))
    assert "沟门镇有一台铲车" in page and "身份保密" in page and "赵某某" not in page and "还有" in page
    answer = at(court.case, f"clues/{row.pk}/answer/")
    early = client.post(answer, {"text": "已查", "version": row.revision, "revision": 0})
    assert early.status_code == 409 and "先登记核查的结果" in text_of(early)
    assert sent(client, at(court.case, f"clues/{row.pk}/verify/"), text="到现场查看属实").status_code == 302
    assert sent(client, answer, text="查实，已采取措施").status_code == 302
    assert "查实，已采取措施" in text_of(client.get(tab(court.case)))


def test_an_investigation_from_asking_to_its_result(court: Court) -> None:
    client, path = browser(court.judge), at(court.case, "investigations/new/")
    assert sent(client, path, sort="audit").status_code == 409
    given = {"sort": "order", "lawyer": "卢律清", "licence": "11501", "unit": "市车辆管理所", "items": "名下车辆"}
    assert sent(client, path, **given).status_code == 302
    row = Investigation.objects.get(case=court.case)
    base = at(court.case, f"investigations/{row.pk}/")
    assert sent(client, f"{base}decide/", until="2027-11-03").status_code == 409
    assert sent(client, f"{base}decide/").status_code == 302
    assert "拟文书" in text_of(client.get(tab(court.case)))
    assert sent(client, f"{base}draft/", firm="北原律师事务所").status_code == 302
    row.refresh_from_db()
    assert row.document is not None and row.document.kind == "investigation_order" and data_of(row.document)["lawyer"] == "卢律清"
    assert sent(client, f"{base}conclude/", result="名下没有车辆").status_code == 302
    assert "已有结果" in text_of(client.get(tab(court.case)))


def test_one_button_asks_every_agency_once(court: Court) -> None:
    client, path = browser(court.judge), at(court.case, "control/query/")
    given = form(client.get(path))
    given.pop("sign", None)
    assert client.post(path, given).status_code == client.post(path, given).status_code == 302
    wave = Wave.objects.get()
    assert (wave.reason, wave.cases, wave.total, wave.state) == ("initial", 1, 5, "draft")
    assert "查询 5 次" in text_of(client.get(tab(court.case)))
    again = sent(client, path)
    assert again.status_code == 409


def test_another_cases_asset_measure_and_clue_are_not_here(court: Court) -> None:
    client = browser(court.judge)
    paths = (f"control/take/?asset={court.money.pk}", f"control/measures/{court.measure.pk}/renew/", "declarations/1/", "clues/1/verify/")
    assert {client.get(at(court.case, path)).status_code for path in paths} == {404}
