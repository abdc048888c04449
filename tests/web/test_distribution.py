"""分配方案的工作台：上传、进度、毛病、各笔翻页、定稿、送达、异议、定案、发放、导出；谁能看、谁能办。"""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from funds import money
from funds.plans import PNG, ROWS, table
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Plan, Share
from zhixing.entrances.web import clock
from zhixing.exchange import creditors
from zhixing.foundation.history import context
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
Staff = dict[str, User]


def now() -> context.Context:
    return context.Context(now=clock.now(), entrance="test")


def page(name: str, case: Case, *args: object) -> str:
    return reverse(name, args=[case.pk, *args])


def uploaded(client: Client, case: Case, content: bytes = b"", **more: object) -> Plan:
    """上传债权表，后台导完。"""
    file = SimpleUploadedFile("债权表.csv", content or table())
    given = {"title": "房屋变价款", "pot": "100", "ladder": "civil", "file": file, "revision": seq(case.stream), **more}
    answer = client.post(page("case_plan_new", case), given)
    assert answer.status_code == 302, text_of(answer)
    plan = Plan.objects.get(case=case)
    with context.use(now()):
        return creditors.load(plan.pk)


def revision(plan: Plan) -> int:
    return Plan.objects.get(pk=plan.pk).revision


def press(client: Client, plan: Plan, act: str, **more: object) -> None:
    answer = client.post(page("case_plan_act", plan.case, plan.number, act), {"revision": revision(plan), "token": f"t-{act}", **more})
    assert answer.status_code == 302, text_of(answer)


def look(client: Client, plan: Plan, query: str = "") -> str:
    answer = client.get(page("case_plan", plan.case, plan.number) + query)
    assert answer.status_code == 200 and not inline_code(answer)
    return text_of(answer)


def test_from_the_table_to_the_payout(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, today = signed_in(staff["judge"]), clock.now().date()
    with context.use(now()):
        money.received(case, 10_000, day=today)
    plan = uploaded(client, case)
    found = look(client, plan, "?q=甲1")
    assert "3 笔债权，分 100.00 元" in found and "张甲某" in found and "王丙某" not in found
    press(client, plan, "publish")
    assert "还没有送达" in look(client, plan)
    for whom in ("rest", str(money.debtor(case).pk)):
        given = {"whom": whom, "deemed_on": today.isoformat(), "method": "announcement", "file": SimpleUploadedFile("公告.png", PNG)}
        answer = client.post(page("case_plan_serve", case, 1), {**given, "revision": revision(plan)})
        assert answer.status_code == 302, text_of(answer)
    assert "异议期到" in look(client, plan) and "定案以前还差 1 项" in look(client, plan)
    given = {"own": "甲1 张甲某", "against": "丙1", "ground": "债权额计算有误", "on": today.isoformat(), "revision": revision(plan)}
    assert client.post(page("case_plan_object", case, 1), given).status_code == 302
    shown = look(client, plan)
    assert "异议 1 份" in shown and "通知其他人" in shown and "50.00" in shown
    late = {**given, "on": (today - timedelta(40)).isoformat(), "revision": revision(plan)}
    assert client.post(page("case_plan_object", case, 1), late).status_code == 409
    answer = client.post(page("case_plan_act", case, 1, "settle"), {"revision": revision(plan)})
    assert answer.status_code == 409 and Plan.objects.get(pk=plan.pk).state == "served"


def test_faults_are_listed_by_row_and_the_table_is_uploaded_again(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    plan = uploaded(client, case, table(("甲1,一百,张甲某,,,,", *ROWS)))
    assert "第1版没有导入" in look(client, plan) and "第2行" in look(client, plan)
    answer = client.post(page("case_plan_table", case, 1), {"file": SimpleUploadedFile("债权表.csv", table()), "revision": revision(plan)})
    assert answer.status_code == 302
    assert "正在导入第1版" in look(client, plan)
    progress = client.get(page("case_plan", case, 1), headers={"HX-Request": "true", "HX-Target": "progress"})
    assert "正在读表" in progress.content.decode()
    with context.use(now()):
        creditors.load(plan.pk)
    over = client.get(page("case_plan", case, 1), headers={"HX-Request": "true", "HX-Target": "progress"})
    assert over.status_code == 204


def test_pages_go_by_key_and_what_is_exported_goes_in_again(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    rows = [f"丁{n:03d},{n}.00,赵丁{n:03d},{6222000000000000 + n},,,," for n in range(1, 121)]
    plan = uploaded(client, case, table(rows, "编号,债权额,债权人,收款账号,户名,顺位,暂不发放,证件号"))
    second = look(client, plan, "?after=50")
    assert "丁051" in second and "丁100" in second and "丁050" not in second and "丁101" not in second and "丁049" in look(client, plan, "?before=51")
    out = client.get(page("case_plan_export", case, 1, "result-xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(out)))  # type: ignore[arg-type]
    sheet = book.active
    assert sheet is not None and sheet.max_row == 122 and sheet["H2"].value == pytest.approx(0.01, abs=0.02)
    again = b"".join(client.get(page("case_plan_export", case, 1, "claims-csv")))  # type: ignore[arg-type]
    before = list(Share.objects.filter(plan=plan).order_by("number").values_list("key", "claim_fen", "account"))
    assert ReadLog.objects.filter(what="导出分配方案").count() == 2
    client.post(page("case_plan_void", case, 1), {"reason": "重新来过", "revision": revision(plan)})
    client.post(page("case_plan_new", case), {
        "title": "再来", "pot": "100", "ladder": "civil", "file": SimpleUploadedFile("债权表.csv", again), "revision": seq(case.stream),
    })
    with context.use(now()):
        second_plan = creditors.load(Plan.objects.get(case=case, number=2).pk)
    assert list(Share.objects.filter(plan=second_plan).order_by("number").values_list("key", "claim_fen", "account")) == before


def test_who_may_not_distribute_changes_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    plan = uploaded(signed_in(staff["judge"]), case)
    for role, seen in (("director", 200), ("supervisor", 200), ("system_admin", 404)):
        client = signed_in(staff[role])
        assert client.get(page("case_plan", case, 1)).status_code == seen
        for name, args in (("case_plan_act", ["publish"]), ("case_plan_void", []), ("case_plan_again", []), ("case_plan_serve", [])):
            answer = client.post(page(name, case, 1, *args), {"revision": plan.revision, "reason": "试试"})
            assert answer.status_code == (403 if seen == 200 else 404), (role, name)
    assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_nobody_goes_to_login_and_another_court_sees_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    assert Client().get(page("case_distribution", case)).status_code == 302
    assert signed_in(staff["judge"]).get(page("case_plan", case, 9)).status_code == 404
    assert "还没有分配方案" in text_of(signed_in(staff["judge"]).get(page("case_distribution", case)))
    assert signed_in(staff["judge"]).get(reverse("distribution")).status_code == 200
