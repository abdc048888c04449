"""每日导入、有出入的、回填单：谁能打开，看得懂，点得成；被拒之后什么也没有变。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from exchange.flows import book
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import register
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.entrances.web import clock
from zhixing.exchange import flow
from zhixing.exchange.models import Backfill, FlowImport, FlowPart
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
Staff = dict[str, User]


@pytest.fixture(autouse=True)
def stored(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def now() -> context.Context:
    return context.Context(now=clock.now(), entrance="test")


def today() -> date:
    return clock.now().date()


def row(case: Case, key: str = "1", back: int = 1, **more: str) -> dict[str, str]:
    return {"AH": case.number, "C_ID": key, "冻结类型": "银行存款", "冻结清单序号": key, "冻结生效日期": str(today() - timedelta(back)), **more}


def brought(user: User, *rows: dict[str, str]) -> FlowImport:
    """导入好的一批。"""
    with context.use(now()):
        run = flow.start(court=user.court, user=user, name="导出.xlsx", content=book(冻结=rows), queue=False)
        return flow.carry_out(run.pk)


def frozen(case: Case, user: User, back: int = 1, account: str = "工商银行 尾号1234") -> None:
    """本系统自己冻结的一笔。"""
    with context.use(now()):
        values = {"property": "deposit", "subject": account, "rank": "first", "amount_fen": "36000"}
        register(case=case, actor=user, on=today() - timedelta(back), revision=None, matter="freeze", values=values)


def differing(staff: Staff, case: Case) -> FlowPart:
    """两边差一天的一处。"""
    frozen(case, staff["judge"], back=1)
    brought(staff["director"], row(case, back=0, 实际冻结金额="36000"))
    return FlowPart.objects.get(state="differs")


# ---- 谁能打开 ----

OPENS = {"director": True, "filing": True, "judge": False, "team_leader": False, "supervisor": False, "system_admin": False, "audit_admin": False}


@pytest.mark.parametrize("role", OPENS)
def test_the_import_opens_for_those_who_may_import(role: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    part = differing(staff, case)
    client, anybody, wanted = signed_in(staff[role]), Client(), 200 if OPENS[role] else 403
    run = FlowImport.objects.get()
    for address in (reverse("flow_list"), reverse("flow_run", args=[run.pk]), reverse("flow_open", args=["differs"]),
                    reverse("flow_open", args=["waiting"]), reverse("flow_difference", args=[part.pk])):
        assert client.get(address).status_code == wanted, (role, address)
        assert anybody.get(address)["Location"].startswith("/accounts/login/")
    if not OPENS[role]:
        assert client.post(reverse("flow_difference", args=[part.pk]), {"how": "keep"}).status_code == 403
        assert FlowPart.objects.get().state == "differs"


def test_another_court_finds_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    part = differing(staff, case)
    elsewhere = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=elsewhere.pk).update(password_changed_at=clock.now())
    client = signed_in(elsewhere)
    pages = (("flow_run", part.row.run_id), ("flow_difference", part.pk), ("case_backfill", case.pk))
    for address in (reverse(name, args=[number]) for name, number in pages):
        assert client.get(address).status_code == 404
        assert client.post(address, {"how": "keep", "tick": "all||1"}).status_code in (404, 405)
    assert FlowPart.objects.get().state == "differs"


# ---- 导入 ----


def test_an_upload_queues_and_then_tells_the_result(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    file = SimpleUploadedFile("流程系统导出_20261101.xlsx", book(冻结=[row(case)], 约谈=[{"AH": "乱写"}]))
    answer = client.post(reverse("flow_list"), {"file": file, "exported_at": ""})
    run = FlowImport.objects.get()
    assert answer["Location"] == reverse("flow_run", args=[run.pk])
    assert "正在导入" in text_of(client.get(answer["Location"]))
    with context.use(now()):
        flow.carry_out(run.pk)
    assert client.get(answer["Location"], headers={"HX-Request": "true", "HX-Target": "progress"})["HX-Refresh"] == "true"
    page = client.get(answer["Location"])
    assert inline_code(page) == []
    text = text_of(page)
    assert "新登记 1 件" in text and "案号“乱写”读不出" in text
    assert case.number in text_of(client.get(answer["Location"] + "?only=added"))
    assert "导出_20261101" in text_of(client.get(reverse("flow_list")))


def test_a_file_that_is_no_table_and_a_time_to_come_are_told(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    answer = client.post(reverse("flow_list"), {"file": SimpleUploadedFile("图.png", b"\x89PNG 0000"), "exported_at": ""})
    assert answer.status_code == 409 and "只收" in text_of(answer)
    late = {"file": SimpleUploadedFile("a.csv", "案号\n1".encode()), "exported_at": "2099-01-01T00:00"}
    assert "还没有到" in text_of(client.post(reverse("flow_list"), late))
    assert not FlowImport.objects.exists()


def test_both_sides_are_shown_and_each_decision_works(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    part = differing(staff, case)
    client = signed_in(staff["director"])
    address = reverse("flow_difference", args=[part.pk])
    assert "看两边，决定" in text_of(client.get(reverse("flow_run", args=[part.row.run_id])))
    page = client.get(address)
    text = text_of(page)
    assert inline_code(page) == []
    assert "本系统办理" in text and "采用流程系统的" in text and "是两件事，另登一笔" in text and "冻结清单序号" in text
    before = seq(case.stream)
    assert client.post(address, {"how": "nonsense"}).status_code == 400
    assert seq(case.stream) == before
    assert client.post(address, {"how": "adopt"}).status_code == 302
    (fact,) = timeline_of(Case.objects.get(pk=case.pk)).of("control.MeasureTaken")
    assert fact.on == today()
    assert client.post(address, {"how": "keep"}).status_code == 409
    assert "决定，现为“与本系统一致”" in text_of(client.get(address))


def test_who_may_not_correct_is_told_and_can_still_keep(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    part = differing(staff, case)
    client = signed_in(staff["filing"])
    address = reverse("flow_difference", args=[part.pk])
    text = text_of(client.get(address))
    assert "您对这一件没有这项权限" in text and "保留本系统的" in text
    before = seq(case.stream)
    assert client.post(address, {"how": "adopt"}).status_code == 403
    assert (seq(case.stream), FlowPart.objects.get().state) == (before, "differs")
    assert client.post(address, {"how": "keep"}).status_code == 302


# ---- 回填单 ----


def test_the_sheet_opens_for_those_who_see_the_case_and_ticks_for_those_who_register(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    frozen(case, staff["judge"])
    address = reverse("case_backfill", args=[case.pk])
    for role, seen, may in (("judge", 200, True), ("director", 200, False), ("supervisor", 200, False), ("system_admin", 404, False)):
        client = signed_in(staff[role])
        page = client.get(address)
        assert page.status_code == seen, role
        assert ("这一件填好了" in page.content.decode()) == may, role
        if not may and seen == 200:
            assert client.post(address, {"tick": "all|T_SCZXDJ|1"}).status_code == 403
    assert not Backfill.objects.exists()


def test_fields_are_copied_ticked_and_printed(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    frozen(case, staff["judge"])
    client, address = signed_in(staff["judge"]), reverse("case_backfill", args=[case.pk])
    page = client.get(address)
    body, text = page.content.decode(), text_of(page)
    assert inline_code(page) == []
    assert 'data-copy="36000.00"' in body and "待补" in text and "件要填进流程系统" in text
    number = seq(case.stream)
    answer = client.post(address, {"tick": f"{number}|T_SCZXDJ.D_DJSXRQ|1"}, headers={"HX-Request": "true", "HX-Target": "sheet-T_SCZXDJ"})
    assert answer.status_code == 200 and answer.content.decode().count("✓ 已填") == 1 and "<html" not in answer.content.decode()
    plain = client.post(address, {"tick": f"{number}||1", "table": "T_SCZXDJ"})
    assert plain["Location"] == f"{address}#sheet-T_SCZXDJ"
    assert "都填好了" in text_of(client.get(address))
    for wrong in ("", "a|b|1", "all|x", "1|2|3"):
        assert client.post(address, {"tick": wrong}).status_code == 400
    printed = client.get(address + "?print=1")
    assert "☑" in printed.content.decode() and "回填单" in text_of(printed) and inline_code(printed) == []
    client.post(address, {"tick": "all|T_SCZXDJ|0"})
    assert not Backfill.objects.exists()


def test_a_missing_row_is_refused_in_words(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).post(reverse("case_backfill", args=[case.pk]), {"tick": "999||1"})
    assert answer.status_code == 409 and "没有这一笔" in text_of(answer)


# ---- 查询次数 ----


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_a_fixed_number_of_times(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    frozen(case, staff["judge"])
    run = brought(staff["director"], row(case, "1", back=0), row(case, "2", back=0))
    director, judge = signed_in(staff["director"]), signed_in(staff["judge"])
    pages = [(director, reverse("flow_list")), (director, reverse("flow_run", args=[run.pk]) + "?only=added"),
             (director, reverse("flow_open", args=["differs"])), (judge, reverse("case_backfill", args=[case.pk]))]
    for client, address in pages:
        client.get(address)
    few = [counted(client, address) for client, address in pages]
    frozen(case, staff["judge"], back=2, account="工商银行 尾号5678")
    run = brought(staff["director"], *(row(case, str(n), back=0) for n in range(3, 12)))
    pages[1] = (director, reverse("flow_run", args=[run.pk]) + "?only=added")
    assert [counted(client, address) for client, address in pages] == few
    assert few[0] <= 16 and few[1] <= 14 and few[3] <= 14, few
