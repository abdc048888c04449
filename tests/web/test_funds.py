"""执行依据与计息：今天欠多少、每一笔怎么来的、假如再还、换口径对比、录入修改、计息单各版、打印导出；谁能看、谁能办，被拒之后什么也没有变。"""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import factories
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import register
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import commands, queries
from zhixing.entrances.web import claimform, clock
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import User
from zhixing.law import debt_reading, interest_sheet

pytestmark = pytest.mark.django_db
Staff = dict[str, User]
CLAIM: dict[str, Any] = {
    "title": "（2025）内0221民初501号民事判决",
    "items": [
        {"id": "1", "kind": "principal", "name": "借款本金", "amount": "100000.00", "due": "2026-03-31", "interest": [
            {"kind": "yearly", "from": "2025-01-01", "to": "payment", "base": "balance", "rate": "6%"}]},
        {"id": "2", "kind": "costs", "name": "案件受理费", "amount": "1150.00"},
    ],
}
PAGES = ("case_debt", "case_debt_why", "case_debt_compare", "case_debt_sheets", "case_debt_print", "case_debt_export")
OF_SHEET = ("case_debt_sheet", "case_debt_sheet_why", "case_debt_sheet_print", "case_debt_sheet_export")


def now() -> context.Context:
    """此刻的入口环境。"""
    return context.Context(now=clock.now(), entrance="test")


def today() -> date:
    """今天。"""
    return clock.now().date()


def stated(case: Case, judge: User, data: dict[str, Any] | None = None, **more: Any) -> None:
    """录入计息依据。"""
    with context.use(now()):
        commands.state_debt(case=case.pk, actor=judge, on=today(), revision=seq(case.stream), data=data or CLAIM, **more)


def paid(case: Case, judge: User, fen: int, on: date) -> None:
    """登记一笔直接履行。"""
    with context.use(now()):
        register(case=case.pk, actor=judge, on=on, revision=seq(case.stream), matter="direct_paid", values={"amount_fen": fen}, files=[])


def made(case: Case, judge: User, *, sign: bool = False) -> int:
    """生成一版计息单。"""
    with context.use(now()):
        sheet = commands.make_sheet(case=case.pk, actor=judge, on=today(), revision=seq(case.stream), as_of=today())
        if sign:
            commands.sign_sheet(case=case.pk, actor=judge, on=today(), revision=seq(case.stream), number=sheet.number)
        return sheet.number


@pytest.fixture
def owing(staff: Staff, case: Case) -> Case:
    """录入了计息依据、还过一笔的案件。"""
    stated(case, staff["judge"])
    paid(case, staff["judge"], 500_000, today() - timedelta(1))
    return case


def page(name: str, case: Case, *args: Any, **query: Any) -> str:
    """一页的地址。"""
    return reverse(name, args=[case.pk, *args], query=query) if query else reverse(name, args=[case.pk, *args])


def law_sheet(case: Case, as_of: date) -> interest_sheet.Sheet:
    """规则算出来的。"""
    return interest_sheet.sheet(debt_reading.claim(queries.claim_data(Case.objects.get(pk=case.pk))), as_of)


def edited(case: Case, claim: dict[str, Any], **more: Any) -> dict[str, Any]:
    """编辑表单交上来的内容。"""
    return {**claimform.encoded(claim).dict(), "revision": seq(case.stream), "do": "save", **more}


# ---- 谁能看、谁能办 ----

SEES = {"judge", "team_leader", "director", "filing", "supervisor"}


@pytest.mark.parametrize("role", [*sorted(SEES), "system_admin", "audit_admin"])
def test_those_who_may_see_the_case_see_what_is_owed_and_how(role: str, staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    number = made(owing, staff["judge"])
    client = signed_in(staff[role])
    for name in PAGES:
        assert (client.get(page(name, owing)).status_code == 200) == (role in SEES), name
    for name in OF_SHEET:
        assert (client.get(page(name, owing, number)).status_code == 200) == (role in SEES), name


def test_only_those_who_may_do_it_get_the_buttons_and_others_change_nothing(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    number, before = made(owing, staff["judge"]), seq(owing.stream)
    client = signed_in(staff["supervisor"])
    shown = text_of(client.get(page("case_debt", owing))) + text_of(client.get(page("case_debt_sheet", owing, number)))
    assert all(word not in shown for word in ("确认计息单", "生成计息单", "修改计息依据", "作废", "登记直接履行"))
    assert client.get(page("case_debt_edit", owing)).status_code == 403
    assert client.post(page("case_debt_edit", owing), edited(owing, CLAIM)).status_code == 403
    for name, args in (("case_debt_make", []), ("case_debt_sign", [number]), ("case_debt_void", [number])):
        sent = {"revision": before, "as_of": today().isoformat(), "reason": "不对"}
        assert client.post(page(name, owing, *args), sent).status_code == 403, name
    assert seq(owing.stream) == before


def test_another_court_finds_nothing_and_nobody_goes_to_log_in(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    elsewhere = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=elsewhere.pk).update(password_changed_at=clock.now())
    client, anybody = signed_in(elsewhere), Client()
    for name in (*PAGES, "case_debt_edit", "case_debt_draft", "case_debt_make"):
        assert client.get(page(name, owing)).status_code == 404, name
        assert anybody.get(page(name, owing))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["case_debt_make", "case_debt_sign"])
def test_a_link_alone_makes_and_signs_nothing(name: str, staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    number, before = made(owing, staff["judge"]), seq(owing.stream)
    args = [number] if name == "case_debt_sign" else []
    assert signed_in(staff["judge"]).get(page(name, owing, *args)).status_code == 405
    assert seq(owing.stream) == before


# ---- 今天欠多少 ----


def test_the_sum_owed_is_what_the_law_reckons_on_the_tab_and_on_the_page(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client, sheet = signed_in(staff["judge"]), law_sheet(owing, today())
    tab = client.get(page("case_page", owing, tab="debt"))
    for answer in (tab, client.get(page("case_debt", owing))):
        told = text_of(answer)
        assert f"今日尚欠 {yuan(sheet.total)} 元" in told
        for fen in (sheet.costs, sheet.interest, sheet.principal, sheet.double):
            assert yuan(fen) in told
        assert "按年利率6%，自2025年1月1日起至清偿之日，以未付的本项余额为基数" in told
        assert "5,000.00" in told
        assert not inline_code(answer)
    assert "执行依据与计息" in text_of(tab)
    assert "主文" in text_of(tab)  # 执行依据和请求在同一栏
    assert client.get(page("case_page", owing, tab="titles")).content.count(b"case_debt") == tab.content.count(b"case_debt")


def test_another_day_is_in_the_link_and_kept_by_every_button(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    day = date(2026, 3, 31)
    answer = signed_in(staff["judge"]).get(page("case_debt", owing, as_of=day.isoformat()))
    assert f"截至2026年3月31日尚欠 {yuan(law_sheet(owing, day).total)} 元" in text_of(answer)
    html = answer.content.decode()
    for name in ("case_debt_compare", "case_debt_print", "case_debt_export", "case_debt_why"):
        assert f"{page(name, owing)}?as_of=2026-03-31" in html, name
    assert "没有计入" in text_of(answer)  # 截止日以后的还款


@pytest.mark.parametrize("query", [{"as_of": "二月三十"}, {"pay": "5万"}, {"pay_on": "2026-11-27"}, {"pay": "-1", "pay_on": "2026-11-27"}])
def test_a_question_that_cannot_be_read_is_told_beside_it(query: dict[str, str], staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).get(page("case_debt", owing, **query))
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()


def test_each_sum_opens_its_steps_with_rate_days_rounding_and_article(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client, sheet = signed_in(staff["judge"]), law_sheet(owing, today())
    for what in ("total", "costs", "interest", "principal", "double"):
        assert client.get(page("case_debt_why", owing, what=what)).status_code == 200, what
    told = text_of(client.get(page("case_debt_why", owing, what="interest")))
    for part in (row for row in sheet.segments if row.kind == "general"):
        assert f"×{part.formula}" in told
        assert yuan(part.shown) in told
    assert "《" in told
    assert "第1条" in told
    assert "四舍五入" in told
    item = text_of(client.get(page("case_debt_why", owing, what="item", item="1")))
    assert "0.0175%×" in item
    line = text_of(client.get(page("case_debt_why", owing, what="line", line="1")))
    assert "抵充与还欠" in line
    for query in ({"what": "nothing"}, {"what": "item", "item": "9"}, {"what": "line", "line": "99"}, {"what": "line", "line": "-1"}):
        assert client.get(page("case_debt_why", owing, **query)).status_code == 404, query


def test_if_he_pays_fifty_thousand_on_friday(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    day = today() + timedelta(5)
    before = law_sheet(owing, day)
    claim = debt_reading.claim(queries.claim_data(owing)).paying(day, 5_000_000)
    after = interest_sheet.sheet(claim, day)
    told = text_of(signed_in(staff["judge"]).get(page("case_debt", owing, pay_on=day.isoformat(), pay="5万")))
    assert f"假如{full_day(day)}再还 50,000.00 元" in told
    assert f"合计尚欠 {yuan(before.total)} {yuan(after.total)} -{yuan(before.total - after.total)}" in told
    assert queries.payments(owing).count() == 1


def test_nothing_stated_yet_says_what_to_do_by_right(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    for name in ("case_debt", "case_page"):
        query = {"tab": "debt"} if name == "case_page" else {}
        mine = text_of(signed_in(staff["judge"]).get(page(name, case, **query)))
        assert "还没有录入计息依据" in mine
        assert "手工录入" in mine
        assert "手工录入" not in text_of(signed_in(staff["supervisor"]).get(page(name, case, **query)))
    assert signed_in(staff["judge"]).get(page("case_debt_print", case)).status_code == 404


def test_an_unclear_document_gives_no_number_and_says_whom_to_ask(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    items = [CLAIM["items"][0] | {"interest": [{"kind": "yearly", "from": "2025-01-01", "to": "payment", "base": "balance"}]}]
    stated(case, staff["judge"], {"items": items}, unclear=["违约金从哪一天起算"])
    told = text_of(signed_in(staff["judge"]).get(page("case_debt", case)))
    assert "暂时算不出尚欠多少" in told
    assert "第1项债务的第1条计息条款：利率没有填" in told
    assert "审判部门" in told
    assert "违约金从哪一天起算" in told
    assert "按年利率（不明确）" in told


def test_rates_that_go_on_and_rates_with_one_source_are_flagged(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    lpr = {"kind": "lpr", "from": "2026-08-01", "to": "payment", "base": "balance", "term": "5y"}
    stated(case, staff["judge"], {"items": [CLAIM["items"][0] | {"interest": [lpr]}]})
    client = signed_in(staff["judge"])
    refused = text_of(client.get(page("case_debt", case, as_of="2026-11-22")))
    assert "利率表不够" in refused
    assert "lpr_beyond_table" not in refused
    with context.use(now()):
        people.change_setting(
            court=case.court, key="money.lpr_beyond_table", value="continue", actor=staff["director"], on=today(), reason="审判委员会决定",
        )
    told = text_of(client.get(page("case_debt", case, as_of="2026-11-22")))
    assert "沿用" in told
    assert "只有一个来源" in told
    assert "利率表之后 沿用最后一次公布的 不算" in told
    assert staff["director"].name in told
    assert "审判委员会决定" in told


# ---- 对比 ----


def test_two_settings_stand_side_by_side_with_the_difference_of_each_line(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client, claim = signed_in(staff["judge"]), debt_reading.claim(queries.claim_data(owing))
    other = interest_sheet.sheet(claim.under(claim.switches.with_changes({"basis": "360"})), today())
    gap = other.total - law_sheet(owing, today()).total
    answer = client.get(page("case_debt_compare", owing, basis="360"))
    told = text_of(answer)
    assert f"多欠 {yuan(gap)} 元" in told
    assert f"+{yuan(gap)}" in told
    assert "一年的天数：一年365日 → 一年360日" in told
    listed = text_of(client.get(page("case_debt_compare", owing)))
    assert yuan(other.total) in listed
    assert client.get(page("case_debt_compare", owing, basis="七", order="x")).status_code == 200
    assert not inline_code(answer)


def test_own_settings_can_be_compared_back_to_the_default(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    stated(case, staff["judge"], CLAIM | {"switches": {"basis": {"value": "360", "why": "合同约定"}}})
    told = text_of(signed_in(staff["judge"]).get(page("case_debt_compare", case)))
    assert "一年365日（默认）" in told
    sheet = text_of(signed_in(staff["judge"]).get(page("case_debt", case)))
    assert f"一年的天数 一年360日 一年365日 {staff['judge'].name} 合同约定" in sheet


# ---- 录入、修改 ----


def test_what_was_filed_is_not_asked_again(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).get(page("case_debt_edit", case))
    html = answer.content.decode()
    title = case.titles.get()
    assert title.number in html
    assert 'value="36000.00"' in html
    assert f'value="{title.perform_by.isoformat()}"' in html
    assert not inline_code(answer)


def test_the_clerk_states_the_debt_and_the_judge_sees_it(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).post(page("case_debt_edit", case), edited(case, CLAIM))
    assert answer.status_code == 302, text_of(answer)
    assert answer["Location"] == page("case_debt", case)
    held = queries.debt_of(case.pk)
    assert held is not None
    assert debt_reading.claim(held.data) == debt_reading.claim(CLAIM)


def test_a_change_needs_a_reason_and_the_record_says_what_changed(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    changed = CLAIM | {"items": [CLAIM["items"][0] | {"amount": "90000.00"}, CLAIM["items"][1]]}
    refused = client.post(page("case_debt_edit", owing), edited(owing, changed))
    assert refused.status_code == 422
    assert "写明为什么改" in text_of(refused)
    assert 'value="90000.00"' in refused.content.decode()
    same = client.post(page("case_debt_edit", owing), edited(owing, CLAIM, reason="更正"))
    assert same.status_code == 409
    assert "没有改动" in text_of(same)
    assert client.post(page("case_debt_edit", owing), edited(owing, changed, reason="判决书笔误，已补正")).status_code == 302
    moves = text_of(client.get(page("case_page", owing)))
    assert "修改计息依据（第2版）" in moves
    assert "100000.00 → 90000.00" in moves


def test_mistakes_are_told_beside_their_fields_and_nothing_typed_is_lost(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(staff["judge"]), seq(case.stream)
    sent = edited(case, CLAIM) | {"items-0-amount": "十万", "items-0-interest-0-rate": "24", "items-0-name": "借款<本金>"}
    answer = client.post(page("case_debt_edit", case), sent)
    assert answer.status_code == 422
    told = text_of(answer)
    assert "看不懂这个金额" in told
    assert "没有写单位" in told
    html = answer.content.decode()
    assert 'value="十万"' in html
    assert "借款&lt;本金&gt;" in html
    assert seq(case.stream) == before
    again = client.get(page("case_debt_edit", case)).content.decode()
    assert 'value="十万"' in again  # 草稿
    assert client.post(page("case_debt_draft", case), {"forget": "1"}).status_code == 302
    assert 'value="十万"' not in client.get(page("case_debt_edit", case)).content.decode()


def test_rows_are_added_without_script_and_in_place_with_it(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    answer = client.post(page("case_debt_edit", case), edited(case, CLAIM, do="add:items"))
    assert answer.status_code == 200
    assert "第3项" in text_of(answer)
    assert "请填写" not in text_of(answer)
    part = client.post(
        page("case_debt_edit", case), edited(case, CLAIM, do="drop:items-1"), headers={"HX-Request": "true", "HX-Target": "claim"},
    )
    assert part.content.lstrip().startswith(b'<div id="claim"')
    assert "案件受理费" not in part.content.decode()


def test_trying_out_saves_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    before = seq(case.stream)
    answer = signed_in(staff["judge"]).post(page("case_debt_edit", case), edited(case, CLAIM, do="check"))
    total = interest_sheet.sheet(debt_reading.claim(CLAIM), today()).total
    assert f"到{full_day(today())}尚欠 {yuan(total)} 元" in text_of(answer)
    assert seq(case.stream) == before
    assert queries.debt_of(case.pk) is None


def test_an_unclear_clause_is_kept_only_when_said_so(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    sent = edited(case, CLAIM) | {"items-0-interest-0-rate": ""}
    answer = client.post(page("case_debt_edit", case), sent)
    assert answer.status_code == 422
    assert "有 1 处不明确" in text_of(answer)
    assert "照此保存" in text_of(answer)
    assert client.post(page("case_debt_edit", case), {**sent, "unclear_too": "1"}).status_code == 302
    held = queries.debt_of(case.pk)
    assert held is not None
    assert "rate" not in held.data["items"][0]["interest"][0]


def test_a_stale_page_says_what_happened_and_offers_to_go_on(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    sent = edited(owing, CLAIM | {"title": "改"}, reason="改题目")
    paid(owing, staff["judge"], 100, today())
    answer = client.post(page("case_debt_edit", owing), sent)
    assert answer.status_code == 409
    assert "案件有了新的变动" in text_of(answer)


# ---- 计息单 ----


def test_a_sheet_is_made_signed_changed_and_voided(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    total = yuan(law_sheet(owing, today()).total)
    answer = client.post(page("case_debt_make", owing), {"revision": seq(owing.stream), "as_of": today().isoformat()}, follow=True)
    assert f"第1版计息单：截至{full_day(today())}尚欠 {total} 元" in text_of(answer)
    assert "待确认" in text_of(answer)
    answer = client.post(page("case_debt_sign", owing, 1), {"revision": seq(owing.stream)}, follow=True)
    assert "已确认" in text_of(answer)
    assert "确认计息单" not in text_of(answer).replace("已确认计息单", "")
    paid(owing, staff["judge"], 200_000, today())
    told = text_of(client.get(page("case_debt_sheet", owing, 1)))
    assert "已变动，须重新确认" in told
    assert "多一笔款项" in told
    assert total in told  # 存着的数不变
    made(owing, staff["judge"])
    told = text_of(client.get(page("case_debt_difference", owing, 2)))
    assert "第2版比第1版少 2,000.00 元" in told
    assert client.post(page("case_debt_void", owing, 2), {"revision": seq(owing.stream), "reason": ""}).status_code == 422
    answer = client.post(page("case_debt_void", owing, 2), {"revision": seq(owing.stream), "reason": "算到的日子不对"}, follow=True)
    assert "计息单共 2 版" in text_of(answer)
    assert "算到的日子不对" in text_of(answer)


def test_signing_what_has_changed_is_refused_with_article_and_next_step(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    made(owing, staff["judge"])
    paid(owing, staff["judge"], 200_000, today())
    before = seq(owing.stream)
    answer = signed_in(staff["judge"]).post(page("case_debt_sign", owing, 1), {"revision": before})
    assert answer.status_code == 409
    told = text_of(answer)
    assert "生成以后，计息依据、款项或者口径变了" in told
    assert "重新生成一版再确认" in told
    assert "依据：" in told
    assert page("case_debt", owing) in answer.content.decode()
    assert seq(owing.stream) == before


@pytest.mark.parametrize("name", [*OF_SHEET, "case_debt_difference", "case_debt_void"])
def test_a_version_that_is_not_there_is_not_found(name: str, staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    assert signed_in(staff["judge"]).get(page(name, owing, 7)).status_code == 404


# ---- 打印、导出 ----


def opened(answer: HttpResponse) -> openpyxl.Workbook:
    """导出的表格。"""
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_the_export_opens_with_numbers_steps_and_inputs(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    number = made(owing, staff["judge"], sign=True)
    client, sheet = signed_in(staff["judge"]), law_sheet(owing, today())
    for address in (page("case_debt_export", owing), page("case_debt_sheet_export", owing, number)):
        book = opened(client.get(address))
        assert book.sheetnames == ["计息单", "推算过程", "依据和口径"]
        rows = {row[0]: row[1] for row in book["计息单"].iter_rows(values_only=True) if row[0]}
        assert rows["合计"] == pytest.approx(sheet.total / 100, abs=1e-9)
        assert rows["案号"] == str(owing)
        assert book["计息单"].column_dimensions["B"].width > 20
        steps = list(book["推算过程"].iter_rows(min_row=2, values_only=True))
        assert len(steps) == len(sheet.segments)
        assert sum(round(row[7] * 100) for row in steps) == sum(part.shown for part in sheet.segments)
        assert {type(row[7]) for row in steps} <= {int, float}
        inputs = "\n".join(str(cell) for row in book["依据和口径"].iter_rows(values_only=True) for cell in row if cell)
        assert "“借款本金”利息条款第1条利率" in inputs
        assert "6%" in inputs
    assert ReadLog.objects.filter(what="导出计息单").count() == 2


def test_text_that_looks_like_a_formula_stays_text(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    items = [{"id": str(n), "kind": "principal", "amount": "5", "name": name} for n, name in enumerate(("=1+1", "+2", "-3", "@x"), 1)]
    stated(case, staff["judge"], {"title": '=HYPERLINK("x")', "items": items})
    book = opened(signed_in(staff["judge"]).get(page("case_debt_export", case)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [cell.value for cell in cells if cell.value[0] in "=+-@"]


def test_the_printed_sheet_has_all_that_a_party_needs(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    live = text_of(client.get(page("case_debt_print", owing)))
    assert "未经承办法官确认，仅供核对" in live
    number = made(owing, staff["judge"], sign=True)
    answer = client.get(page("case_debt_sheet_print", owing, number))
    told, sheet = text_of(answer), law_sheet(owing, today())
    held = queries.sheets(owing.pk).get(number=number)
    for text in (owing.court.name, str(owing), CLAIM["title"], yuan(sheet.total), "第1版", held.code_version, "承办法官（签名）", "推算过程", "口径"):
        assert text in told, text
    assert "未经承办法官确认" not in told
    assert not inline_code(answer)


# ---- 大的、快的 ----


def test_a_long_sheet_is_paged_and_costs_no_more_queries(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    stated(case, staff["judge"])
    client = signed_in(staff["judge"])
    with CaptureQueriesContext(connection) as few:
        client.get(page("case_debt", case))
    queries.Payment.objects.bulk_create(
        queries.Payment(case=case, court=case.court, day=date(2025, 1, 2) + timedelta(n), amount_fen=100, how="direct", seq=1000 + n)
        for n in range(300)
    )
    with CaptureQueriesContext(connection) as many:
        answer = client.get(page("case_debt", case))
    assert len(many) <= len(few) + 1
    assert answer.content.count(b"<tr") < 140
    assert "下一页" in text_of(answer)
    assert f"今日尚欠 {yuan(law_sheet(case, today()).total)} 元" in text_of(client.get(page("case_debt", case, page="3")))


def test_hostile_links_are_harmless(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    bad = "<script>alert(1)</script>"
    for name in ("case_debt", "case_debt_why", "case_debt_compare", "case_page"):
        answer = client.get(page(name, owing, tab="debt", as_of=bad, pay=bad, pay_on=bad, what=bad, item=bad, line=bad, page=bad, basis=bad))
        assert answer.status_code in (200, 404, 422), name
        assert bad not in answer.content.decode()
    assert client.post(page("case_debt_make", owing), {"revision": "x" * 50, "as_of": "0000-00-00"}).status_code == 400
    assert client.post(page("case_debt_make", owing), {"revision": "x" * 50, "as_of": "2026-01-01"}).status_code == 409


# ---- 表单放不下的 ----

def many(count: int) -> dict[str, Any]:
    """很多项债务。"""
    rows = [{"id": str(n), "kind": "principal", "name": "分期款", "amount": "100.00", "due": "2026-03-31"} for n in range(1, count + 1)]
    return {"title": "分期很多的调解书", "items": rows}


def test_a_debt_too_long_for_the_form_is_changed_by_file(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    stated(case, staff["judge"], many(claimform.MOST + 1))
    client = signed_in(staff["judge"])
    shown = client.get(page("case_debt_edit", case))
    assert shown.status_code == 200
    assert "至多200行，这里有201行" in text_of(shown)
    assert page("case_debt_upload", case) in shown.content.decode()
    now_ = json.loads(client.get(page("case_debt_data", case)).content)
    assert now_ == many(claimform.MOST + 1)
    now_["items"][0]["amount"] = "150.00"
    file = SimpleUploadedFile("debt.json", json.dumps(now_).encode())
    sent = {"revision": seq(case.stream), "file": file, "reason": "第一期写错了"}
    assert client.post(page("case_debt_upload", case), sent).status_code == 302
    assert queries.debt_of(case.pk).data == now_


@pytest.mark.parametrize(("content", "told"), [
    (b"[1]", "最外面要是一个对象"), (b"{", "读不懂"), (b"[" * 100_000, "读不懂"), (b"\xff", "读不懂"), (json.dumps({"items": []}).encode(), ""),
    (json.dumps({**CLAIM, "payments": []}).encode(), "不写还款"), (b'{"items": [{"id": "1", "kind": "principal", "amount": NaN}]}', "NaN"),
])
def test_a_file_that_is_wrong_is_told_and_nothing_is_stored(content: bytes, told: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    answer = client.post(page("case_debt_upload", case), {"revision": seq(case.stream), "file": SimpleUploadedFile("a.json", content)})
    assert answer.status_code in (409, 422)
    assert told in text_of(answer)
    assert queries.debt_of(case.pk) is None


def test_a_form_of_too_many_rows_is_answered_with_the_way(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    sent = {"items-count": "200", **{f"items-{n}-interest-count": "200" for n in range(200)}, "do": "check", "revision": seq(case.stream)}
    answer = signed_in(staff["judge"]).post(page("case_debt_edit", case), sent)
    assert answer.status_code == 422
    assert "合计至多400行" in text_of(answer)


def test_two_items_of_one_name_have_their_own_steps(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    clause = {"kind": "yearly", "from": "2025-01-01", "to": "payment", "base": "balance"}
    rows = [{"id": n, "kind": "principal", "name": "借款", "amount": "100000.00", "due": "2026-03-31", "interest": [clause | {"rate": rate}]}
            for n, rate in (("1", "6%"), ("2", "7%"))]
    stated(case, staff["judge"], {"items": rows})
    shown = text_of(signed_in(staff["judge"]).get(page("case_debt_why", case, what="item", item="1")))
    assert "6%" in shown
    assert "7%" not in shown
    assert "合在一起" not in shown
