"""登记簿、终本库、被执行人页：谁能开，每个数就是它打开的清单的长度，成批办理一件一个结果。"""

from __future__ import annotations

import json
import re
from pathlib import Path

import factories
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafts import citizen
from web.books import Staff, ago, closed, elsewhere, filed, record
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.closing.events import Resumed, ResumptionAsked
from zhixing.casework.closing.queries import PoolCase
from zhixing.casework.control.events import FeedbackReceived, Interviewed, MeasureTaken, QuerySent
from zhixing.casework.sanctions.events import ConsumptionLifted, ConsumptionRestricted, LiftOrdered, Listed
from zhixing.casework.settlement.events import Agreed
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).parent / "query_counts.json"
LISTS = ("restriction_list", "interview_list", "settlement_list", "control_expiring", "pool_list", "pool_results", "backfill_list")
CASEWORK = {"judge", "team_leader", "director", "filing", "supervisor"}
HOME = "城关镇一处住宅"


@pytest.fixture
def book(staff: Staff) -> dict[str, Case]:
    """几件有惩戒、约谈、和解的案件，几件终本的。"""
    limits = [(ConsumptionRestricted(subject="赵应除"), 50), (Listed(subject="赵应除", ground="report", until=ago(-300)), 49)]
    due = closed(staff, 20, before=limits, mode="finished", pool=False, debtor="赵应除")
    record(staff, due, (LiftOrdered(subject="赵应除", what="consumption", ground="paid"), 20))
    running = filed(staff, "钱限制", 60)
    record(staff, running, (ConsumptionRestricted(subject="钱限制"), 40), (Interviewed(person="王秀兰", agrees=True), 10),
           (Interviewed(person="王秀兰", clue_given=True, text="有一辆车"), 5))
    lifted = filed(staff, "孙已除", 60)
    record(staff, lifted, (ConsumptionRestricted(subject="孙已除"), 40), (ConsumptionLifted(subject="孙已除"), 3))
    settled = filed(staff, "李和解", 60)
    parts = [{"due": ago(days).isoformat(), "amount_fen": 500_000} for days in (15, -10, -80)]
    record(staff, settled, (Agreed(until=ago(-80), text="分三期付清", instalments=parts), 30))
    taken = (MeasureTaken(subject=HOME, measure="seize", property="real_estate", until=ago(-12)), 250)
    late = closed(staff, 200, before=[taken], debtor="周终本")
    fresh = closed(staff, 20, debtor="吴新终", pool=False)
    return {"due": due, "running": running, "lifted": lifted, "settled": settled, "late": late, "fresh": fresh}


def addresses(book: dict[str, Case]) -> dict[str, str]:
    """全部页面。"""
    party = Party.objects.get(case=book["due"], role="respondent")
    found = {name: reverse(name) for name in LISTS}
    return found | {"pool_case": reverse("pool_case", args=[book["late"].pk]), "debtor": reverse("debtor", args=[party.pk])}


# ---- 页面 × 职务 ----


def test_pages_open_for_casework_only(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    anybody = Client()
    for name, address in addresses(book).items():
        assert anybody.get(address)["Location"].startswith("/accounts/login/"), name
    for role in ROLES:
        client = signed_in(staff[role])
        for name, address in addresses(book).items():
            answer = client.get(address)
            assert answer.status_code == (200 if role in CASEWORK else 403), (role, name)
            assert inline_code(answer) == []


def test_another_court_sees_nothing(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(elsewhere())
    for name, address in addresses(book).items():
        answer = client.get(address)
        assert answer.status_code == (200 if name in LISTS else 404), name
        assert not re.search("赵应除|钱限制|孙已除|李和解|周终本|吴新终", text_of(answer)), name


def test_a_judge_sees_his_own_only(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    other = factories.user("judge", court=staff["judge"].court)
    User.objects.filter(pk=other.pk).update(password_changed_at=staff["judge"].password_changed_at)
    client = signed_in(User.objects.get(pk=other.pk))
    for name, address in addresses(book).items():
        answer = client.get(address)
        assert answer.status_code == (200 if name in LISTS else 404), name
        assert "赵应除" not in text_of(answer)


# ---- 数等于清单 ----


def strip(page: str) -> list[tuple[str, str, int]]:
    """一排数：字、网址、数。"""
    cells = re.findall(r'class="strip-cell[^>]*href="\?([^"]*)"[^>]*><span>([^<]*)</span><b class="num">([\d,]+)</b>', page)
    return [(label, query.replace("&amp;", "&"), int(number.replace(",", ""))) for query, label, number in cells]


def listed(page: str) -> int:
    """清单有几行；旁边一栏的不算。"""
    return len(re.findall(r"<tr[^>]*><td", page.partition('<div class="col-lg-4 stack">')[0]))


def test_each_number_is_the_length_of_the_list_it_opens(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    for role in ("judge", "director", "supervisor"):
        client = signed_in(staff[role])
        for name in ("restriction_list", "interview_list", "settlement_list", "pool_list"):
            cells = strip(client.get(reverse(name)).content.decode())
            assert len(cells) >= 4, (role, name)
            assert sum(number for _, _, number in cells) >= 2, (role, name)
            for label, query, number in cells:
                assert listed(client.get(f"{reverse(name)}?{query}").content.decode()) == number, (role, name, label)


def test_what_should_be_lifted_tells_the_day_and_the_act(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    page = client.get(reverse("restriction_list"), {"state": "due"})
    text = text_of(page)
    assert "赵应除" in text
    assert "前解除" in text
    assert "个工作日" in text
    assert "钱限制" not in text
    assert f'/cases/{book["due"].pk}/act/register/?matter=consumption_lifted' in page.content.decode()
    assert "孙已除" in text_of(client.get(reverse("restriction_list"), {"state": "ended"}))
    assert "赵应除" in text_of(client.get(reverse("restriction_list"), {"q": "赵应"}))
    assert "钱限制" not in text_of(client.get(reverse("restriction_list"), {"q": "赵应"}))
    odd = {"state": "紫", "what": "x", "handler": "9" * 40, "case": "x", "after": "'", "page": "-1"}
    assert client.get(reverse("restriction_list"), odd).status_code == 200


def test_instalments_late_and_soon(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    assert "1 期已逾期" in text_of(client.get(reverse("settlement_list")))
    late = client.get(reverse("settlement_list"), {"state": "late"})
    assert "第 1 期" in text_of(late)
    assert "第 2 期" in text_of(client.get(reverse("settlement_list"), {"state": "soon"}))
    one = re.search(r"/registers/settlements/\d+/", late.content.decode())
    assert one
    detail = text_of(client.get(one[0]))
    assert "3 期共 15,000.00 元" in detail
    assert signed_in(elsewhere()).get(one[0]).status_code == 404


def test_reminders_on_the_workbench_open_lists_of_the_same_length(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    for role in ("judge", "team_leader", "director"):
        client = signed_in(staff[role])
        page = client.get("/").content.decode().partition("要留意的")[2].partition("</section>")[0]
        cells = re.findall(r'class="figure-link" href="([^"]*)">([\d,]+)', page)
        assert len(cells) >= 3, role
        for url, number in cells:
            assert listed(client.get(url.replace("&amp;", "&")).content.decode()) == int(number), (role, url)


def test_the_number_to_fill_back_comes_later_and_is_the_length_of_its_list(
    staff: Staff, book: dict[str, Case], signed_in: SignedIn
) -> None:
    client = signed_in(staff["judge"])
    assert f'hx-get="{reverse("backfill_count")}"' in client.get("/").content.decode()
    number = re.search(r'<b class="num">([\d,]+)</b>', client.get(reverse("backfill_count")).content.decode())
    assert number
    assert listed(client.get(reverse("backfill_list")).content.decode()) == int(number[1]) > 0
    assert signed_in(staff["system_admin"]).get(reverse("backfill_count")).status_code == 403


def test_filing_sees_who_asked_for_resumption(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    assert "恢复执行申请" not in text_of(signed_in(staff["filing"]).get("/"))
    record(staff, book["late"], (ResumptionAsked(ground="property", text="查到存款"), 2))
    page = signed_in(staff["filing"]).get("/")
    assert "恢复执行申请 1 件" in text_of(page)
    assert reverse("case_act", args=[book["late"].pk, "revive"]) in page.content.decode()
    assert "恢复执行申请" not in text_of(signed_in(staff["judge"]).get("/"))


# ---- 终本库 ----


def pick(*cases: Case) -> list[str]:
    """勾选框的值。"""
    return [f"{case.pk}:{seq(case.stream)}" for case in cases]


def test_the_pool_tells_what_is_due_and_what_is_kept(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    page = text_of(client.get(reverse("pool_list"), {"shelf": "late"}))
    assert str(book["late"]) in page
    assert "个工作日" in page
    assert HOME in page
    one = text_of(client.get(reverse("pool_case", args=[book["late"].pk])))
    assert "第 1 次" in one
    assert "第 10 次" in one
    assert HOME in one
    assert "提请恢复执行" in one
    assert str(book["fresh"]) in text_of(client.get(reverse("pool_list"), {"shelf": "enter"}))


def test_a_batch_gives_each_case_its_own_result(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client, late, fresh = signed_in(staff["judge"]), book["late"], book["fresh"]
    sent = {"on": ago(0).isoformat(), "result": "none", "pick": [*pick(late), f"{fresh.pk}:0", "x", "9999999:1", "1:2:3"]}
    answer = client.post(reverse("pool_query"), sent, follow=True)
    text = text_of(answer)
    assert "办成 1 件，2 件没有办成" in text
    assert "页面打开以后又有变动" in text
    row = PoolCase.objects.get(pk=late.pk)
    assert (row.queries, row.last_query, row.found_on) == (1, ago(0), None)
    assert row.next_query > ago(0)
    assert PoolCase.objects.get(pk=fresh.pk).queries == 0
    again = text_of(client.post(reverse("pool_query"), {**sent, "pick": sent["pick"][:1]}, follow=True))
    assert "办成 0 件，1 件没有办成" in again
    assert PoolCase.objects.get(pk=late.pk).queries == 1


def test_property_found_leads_to_asking_for_resumption(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client, late = signed_in(staff["judge"]), book["late"]
    client.post(reverse("pool_query"), {"on": ago(0).isoformat(), "result": "deposit", "pick": pick(late)})
    assert PoolCase.objects.get(pk=late.pk).found_on == ago(0)
    page = client.get(reverse("pool_list"), {"shelf": "found"}).content.decode()
    assert f"/cases/{late.pk}/act/register/?matter=resume_asked" in page


def test_entering_the_pool_in_a_batch(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client, late, fresh = signed_in(staff["judge"]), book["late"], book["fresh"]
    text = text_of(client.post(reverse("pool_enter"), {"on": ago(0).isoformat(), "pick": pick(fresh, late)}, follow=True))
    assert "办成 1 件，1 件没有办成" in text
    assert PoolCase.objects.get(pk=fresh.pk).entered_on == ago(0)


def test_nobody_without_the_right_changes_the_pool(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    late = book["late"]
    before, sent = seq(late.stream), {"on": ago(0).isoformat(), "result": "none", "pick": pick(late)}
    for role in ("supervisor", "filing"):
        text = text_of(signed_in(staff[role]).post(reverse("pool_query"), sent, follow=True))
        assert "办成 0 件，1 件没有办成" in text, role
    text = text_of(signed_in(elsewhere()).post(reverse("pool_query"), sent, follow=True))
    assert "没有这一件" in text
    assert str(late) not in text
    assert signed_in(staff["system_admin"]).post(reverse("pool_query"), {"pick": pick(late)}).status_code == 403
    assert seq(late.stream) == before


def test_a_batch_of_queries_takes_four_clicks(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    """打开应查的那一格、全选、交上去：三下。都在同一页上，日子已经填好。"""
    for n in range(19):
        closed(staff, 200, debtor=f"终本{n}")
    client = signed_in(staff["judge"])
    page = client.get(reverse("pool_list"), {"shelf": "late"}).content.decode()
    picked = re.findall(r'name="pick" value="([^"]+)"', page)
    assert len(picked) == 20
    day = re.search(r'name="on" value="([^"]+)"', page)
    assert day
    assert 'data-pick-all="batch-form"' in page
    text = text_of(client.post(reverse("pool_query"), {"on": day[1], "result": "none", "pick": picked}, follow=True))
    assert "办成 20 件" in text
    assert PoolCase.objects.filter(queries=1).count() == 20


# ---- 被执行人 ----


def test_all_cases_of_one_debtor_by_right(staff: Staff, signed_in: SignedIn) -> None:
    number = citizen()
    first = filed(staff, "单晓岚", 90, number)
    second = filed(staff, "单晓岚", 40, number)
    ended = closed(staff, 50, debtor="单晓岚", number=number)
    record(staff, ended, (Resumed(number=""), 10))
    third = filed(staff, "单晓岚", 20, "")
    filed(staff, "单晓岚", 20)
    record(staff, first, (MeasureTaken(subject=HOME, measure="seize", property="real_estate", until=ago(-400)), 30))
    record(staff, second, (ConsumptionRestricted(subject="单晓岚"), 20))
    party = Party.objects.get(case=first, role="respondent")
    client = signed_in(staff["judge"])
    page = client.get(reverse("debtor", args=[party.pk]))
    text = text_of(page)
    assert "3 件案件，2 件没有执行完" in text
    assert "¥ 72,000.00" in text
    owed = page.content.decode().partition('id="owed"')[2].partition("</section>")[0]
    assert owed.count("36,000.00") == 2
    assert str(ended) not in owed
    assert HOME in text
    assert number not in page.content.decode()
    names = page.content.decode().partition("同名，未核证件")[2]
    assert str(third) in names
    assert text.index(str(second)) < text.index(str(ended))
    whole = client.get(reverse("debtor_identity", args=[party.pk]))
    assert number in whole.content.decode()
    assert whole["Cache-Control"] == "no-store"
    assert ReadLog.objects.get(what="查看完整号码").actor_id == staff["judge"].pk


def test_cases_out_of_reach_are_only_counted(staff: Staff, signed_in: SignedIn) -> None:
    number = citizen()
    mine = filed(staff, "单晓岚", 90, number)
    other = factories.user("judge", court=staff["judge"].court)
    hidden = filed({**staff, "judge": other_with_team(other)}, "单晓岚", 40, number)
    party = Party.objects.get(case=mine, role="respondent")
    text = text_of(signed_in(staff["judge"]).get(reverse("debtor", args=[party.pk])))
    assert "另有 1 件不在您的权限内" in text
    assert str(hidden) not in text
    unseen = Party.objects.get(case=hidden, role="respondent")
    assert signed_in(staff["judge"]).get(reverse("debtor", args=[unseen.pk])).status_code == 404
    whole = text_of(signed_in(staff["director"]).get(reverse("debtor", args=[party.pk])))
    assert "不在您的权限内" not in whole
    assert str(hidden) in whole
    assert signed_in(staff["supervisor"]).get(reverse("debtor_identity", args=[party.pk])).status_code == 403
    assert not ReadLog.objects.exists()
    applicant = Party.objects.get(case=mine, role="applicant")
    assert signed_in(staff["judge"]).get(reverse("debtor", args=[applicant.pk])).status_code == 404


def other_with_team(user: User) -> User:
    """另一个团队的承办人。"""
    holding = user.holdings.get()
    holding.team = factories.team(user.court, "另一组")
    holding.save()
    return user


# ---- 查库次数 ----


def counted(client: Client, address: str) -> int:
    """打开一页查了几次库。"""
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_queries_do_not_grow_with_rows(staff: Staff, book: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(staff["director"])
    pages = {name: address for name, address in addresses(book).items() if name != "pool_results"}
    pages["workbench"] = "/"
    client.get("/")
    few = {name: counted(client, address) for name, address in pages.items()}
    number = Party.objects.get(case=book["due"], role="respondent").paper_number
    for n in range(4):
        more = filed(staff, "赵应除", 60, number)
        record(staff, more, (ConsumptionRestricted(subject="赵应除"), 40), (Interviewed(person="王秀兰"), 10),
               (QuerySent(channel="network"), 9), (FeedbackReceived(), 8),
               (Agreed(text="分期", instalments=[{"due": ago(3 + n).isoformat(), "amount_fen": 100}]), 7))
        closed(staff, 210, debtor=f"更多{n}")
    assert {name: counted(client, address) for name, address in pages.items()} == few
    baseline: dict[str, int] = json.loads(COUNTS.read_text("utf-8"))
    over = {name: n for name, n in few.items() if n > baseline[name]}
    assert not over, str(over)
