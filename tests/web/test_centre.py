"""指挥中心大厅、集约事务、事务单、成批办、事务目录、案件的“流转”一栏：谁能开；数就是它打开的清单；按两下只办一次；不办的说为什么。"""

from __future__ import annotations

import io
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lives import BLANK_PDF
from openpyxl import load_workbook
from web.books import Staff, ago, filed, now
from web.conftest import SignedIn
from web.looking import inline_code, text_of
from web.test_registers import counted, listed, strip

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import ask
from zhixing.casework.centre.commands import items as commands
from zhixing.casework.centre.models import Desk, WorkItem
from zhixing.entrances.web.centre.frame import PLACES, SECTIONS
from zhixing.exchange.models import BulkRun
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
LISTS = ("centre_hall", "centre_queue", "centre_mine", "centre_desks", "centre_ask_one")
ADMINS = {"system_admin", "security_admin", "audit_admin"}


@pytest.fixture
def crew(staff: Staff) -> Staff:
    """另有指挥中心、书记员、邻院的书记员。"""
    court = staff["judge"].court
    made = {"centre": factories.user("centre", court=court), "clerk": factories.user("clerk", court=court),
            "elsewhere": factories.user("clerk", court=factories.court("内0222"))}
    User.objects.filter(pk__in=[one.pk for one in made.values()]).update(password_changed_at=timezone.now())
    return staff | {role: User.objects.get(pk=one.pk) for role, one in made.items()}


def asked(crew: Staff, case: Case | None, duty: str = "wave", actor: str = "judge", **values: Any) -> WorkItem:
    """交办一张。"""
    with context.use(now()):
        return ask(case=case, duty=duty, actor=crew[actor], token=f"{case}{duty}{values}"[:64], **values)


def move(row: WorkItem, name: str) -> str:
    return reverse("centre_item_move", args=[row.pk, name])


def again(row: WorkItem) -> WorkItem:
    return WorkItem.objects.get(pk=row.pk)


def press(client: Client, row: WorkItem, name: str, **given: Any) -> HttpResponse:
    """走一步，带页面打开时的版本号。"""
    return client.post(move(row, name), {"revision": again(row).revision, **given})


# ---- 谁能开 ----


def test_pages_open_by_right(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    row = asked(crew, case)
    page = reverse("centre_item", args=[row.pk])
    assert Client().get(reverse("centre_hall"))["Location"].startswith("/accounts/login/")
    for role in ("centre", "supervisor", "system_admin"):
        client = signed_in(crew[role])
        for name in LISTS if role != "supervisor" else LISTS[:1]:
            assert client.get(reverse(name)).status_code == (403 if role in ADMINS else 200), (role, name)
        answer = client.get(page)
        assert answer.status_code == (403 if role in ADMINS else 200) and inline_code(answer) == []
        assert ("申领" in text_of(answer)) == (role == "centre"), "督察不办事务"
    may = {"judge": {"cancel"}, "clerk": {"claim"}, "centre": {"assign", "cancel", "claim"}, "supervisor": set()}
    for role, able in may.items():
        client = signed_in(crew[role])
        for name in ("assign", "cancel", "reject"):
            wanted = 409 if name == "reject" and role == "judge" else 200 if name in able else 403
            assert client.get(move(row, name)).status_code == wanted, (role, name)
        if "claim" not in able:
            assert press(client, row, "claim").status_code == 403, role
    assert signed_in(crew["centre"]).get(f"{page}nothing/").status_code == 404
    new = reverse("centre_desk_new")
    assert signed_in(crew["centre"]).get(new).status_code == 403 and signed_in(crew["director"]).get(new).status_code == 200
    assert again(row).state == "queued" and again(row).revision == 0, "拒绝以后什么也没有变"


def test_another_court_sees_nothing(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    row = asked(crew, case)
    client = signed_in(crew["elsewhere"])
    assert client.get(reverse("centre_item", args=[row.pk])).status_code == 404
    assert press(client, row, "claim").status_code == client.get(reverse("case_item_new", args=[case.pk])).status_code == 404
    assert "没有待领的" in text_of(client.get(reverse("centre_queue"))) and "没有要办的事务" in text_of(client.get(reverse("centre_hall")))
    assert again(row).state == "queued"


def test_menu_and_workbench(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    asked(crew, case)
    for role in ("centre", "judge", "system_admin"):
        body = signed_in(crew[role]).get("/").content.decode()
        assert ('href="/centre/"' in body) == (role not in ADMINS), role
    assert "1 项待领" in text_of(signed_in(crew["clerk"]).get("/"))
    listed_once = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed_once) == sorted(PLACES), "每一页都在一处，只在一处"


# ---- 数等于清单 ----


def test_each_number_is_the_length_of_the_list_it_opens(crew: Staff, signed_in: SignedIn) -> None:
    case = filed(crew, "某某", number="")
    rows = [asked(crew, case, duty, demand="今天办") for duty in ("wave", "freeze", "notice", "openness", "field", "inquiry")]
    with context.use(now()):
        commands.claim(item=rows[0], actor=crew["clerk"])
        commands.claim(item=rows[1], actor=crew["clerk"])
        commands.wait(item=rows[1], actor=crew["clerk"], revision=None, whom="北疆银行")
        commands.give_back(item=rows[2], actor=crew["clerk"], revision=None, why="没有证件号码")
    WorkItem.objects.filter(pk=rows[3].pk).update(due_at=timezone.now() - timezone.timedelta(hours=1))
    for role in ("centre", "judge"):
        client = signed_in(crew[role])
        cells = strip(client.get(reverse("centre_queue")).content.decode())
        assert [(label, number) for label, _, number in cells][:5] == [("待领", 3), ("在办", 1), ("等回复", 1), ("退回", 1), ("超期", 1)], role
        for label, query, number in cells[: 5 if role == "centre" else 1]:
            assert listed(client.get(f"{reverse('centre_queue')}?{query}").content.decode()) == number, (role, label)
    hall = signed_in(crew["centre"]).get(reverse("centre_hall"))
    assert "3 项待领，1 项超期" in text_of(hall) and inline_code(hall) == [] and crew["clerk"].name in text_of(hall)
    waiting = text_of(signed_in(crew["clerk"]).get(reverse("centre_queue"), {"state": "waiting"}))
    assert "等北疆银行" in waiting and "不计时限" in waiting, "等外面的是灰的，不算超期"
    body = signed_in(crew["judge"]).get(reverse("centre_hall")).content.decode()
    assert "/centre/items/?state=" not in body, "不管台的人只看总数，没有点不开的数"
    assert "1 项退回给您" in text_of(signed_in(crew["judge"]).get(reverse("centre_mine")))
    centre = signed_in(crew["centre"])
    centre.get(reverse("centre_queue"))
    few = {name: counted(centre, reverse(name)) for name in ("centre_queue", "centre_hall")}
    for duty in ("trace", "clue", "squad", "interview"):
        asked(crew, case, duty, subject="某某", demand="今天办")
    assert {name: counted(centre, reverse(name)) for name in few} == few, "张数多了，查库的次数不变"


# ---- 一张走到底 ----


def test_one_item_from_the_case_to_its_end(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    judge, clerk, url = signed_in(crew["judge"]), signed_in(crew["clerk"]), reverse("case_item_new", args=[case.pk])
    assert "发起财产查询" in text_of(judge.get(url)) and "决策分析" not in text_of(judge.get(url)), "不在案件上的不列"
    assert judge.get(f"{url}?duty=analysis").status_code == 404
    form = judge.get(f"{url}?duty=openness")
    assert "公开什么" in text_of(form) and inline_code(form) == []
    given = {"token": "one", "revision": seq(case.stream), "subject": "拍卖公告", "demand": "今天上网"}
    made = judge.post(f"{url}?duty=openness", given)
    assert made.status_code == 302 and judge.post(f"{url}?duty=openness", given).status_code == 302, "按两下"
    row = WorkItem.objects.get()
    assert judge.post(f"{url}?duty=openness", given | {"token": "two"}).status_code == 409, "页面过时"
    twice = judge.post(f"{url}?duty=openness", given | {"token": "two", "revision": seq(case.stream)})
    assert twice.status_code == 409 and "已经交办，还没有办完" in text_of(twice)
    assert press(clerk, row, "claim").status_code == 302
    assert again(row).assignee == crew["clerk"] and press(clerk, row, "claim").status_code == 409, "领过了"
    assert clerk.post(move(row, "wait"), {"revision": 0, "whom": "媒体"}).status_code == 409, "页面过时"
    assert press(clerk, row, "wait", whom="").status_code == 422
    assert press(clerk, row, "wait", whom="发布平台").status_code == press(clerk, row, "resume").status_code == 302
    paper = SimpleUploadedFile("截图.pdf", BLANK_PDF)
    assert press(clerk, row, "done", result="").status_code == 422
    assert press(clerk, row, "done", result="已公开", files=paper).status_code == 302
    assert press(clerk, row, "reject", why="再看看").status_code == 403, "自己办的不能自己退"
    assert press(judge, row, "reject", why="网址不对").status_code == 302
    told = text_of(clerk.get(reverse("centre_item", args=[row.pk])))
    assert "要求重办" in told and "网址不对" in told and "返工 1 次" in told
    tab = judge.get(reverse("case_page", args=[case.pk]), {"tab": "flow"})
    assert "交办的事务，1 项没有办完" in text_of(tab) and "办理轨道" in text_of(tab) and "环节" in text_of(tab) and inline_code(tab) == []
    assert press(judge, row, "cancel", why="不用了").status_code == 302 and again(row).state == "cancelled"
    assert "已撤" in text_of(judge.get(reverse("centre_item", args=[row.pk])))


def test_claim_next_and_asking_without_a_case(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    centre, clerk, url = signed_in(crew["centre"]), signed_in(crew["clerk"]), reverse("centre_ask_one")
    assert "没有您能申领的" in text_of(clerk.post(reverse("centre_claim"), follow=True))
    assert centre.get(f"{url}?duty=wave").status_code == 404, "要在案件上交办的"
    assert centre.post(f"{url}?duty=analysis", {"token": "a", "subject": "", "demand": ""}).status_code == 422, "要求必填"
    for _ in range(2):
        assert centre.post(f"{url}?duty=analysis", {"token": "a", "demand": "看本月超期"}).status_code == 302
    row = WorkItem.objects.get()
    assert row.case is None and "不在案件上" in text_of(centre.get(reverse("centre_queue")))
    first = asked(crew, case, urgent=True)
    page = reverse("case_page", args=[case.pk])
    assert clerk.get(page).status_code == 404
    taken = clerk.post(reverse("centre_claim"))
    assert taken["Location"] == reverse("centre_item", args=[first.pk]) and again(first).assignee == crew["clerk"]
    assert "/query/" in clerk.get(taken["Location"]).content.decode() and clerk.get(page).status_code == 200, "领了就看得见案件"
    assert press(clerk, first, "put_back", why="").status_code == 302
    gone = clerk.get(page)
    assert gone.status_code == 404 and "看不到这件案件了" in text_of(gone) and first.number in text_of(gone), "放回就看不见，说为什么"
    stranger = signed_in(crew["elsewhere"]).get(page)
    assert stranger.status_code == 404 and "没有这一页" in text_of(stranger)
    assert "领了才看得到案件" in text_of(clerk.get(taken["Location"])) and "申领" in text_of(clerk.get(reverse("centre_queue")))


# ---- 成批 ----


def test_bulk_asking_reports_row_by_row(crew: Staff, signed_in: SignedIn) -> None:
    cases = [filed(crew, f"某某{n}", number="") for n in range(3)]
    asked(crew, cases[1], "notice")
    judge, picks = signed_in(crew["judge"]), [one.pk for one in cases]
    assert "交办事务" in text_of(judge.get(reverse("case_list")))
    page = judge.get(reverse("centre_ask"), {"pick": picks})
    assert "给 3 件案件交办事务" in text_of(page) and inline_code(page) == []
    assert judge.post(reverse("centre_ask"), {"pick": picks, "duty": "", "token": "m"}).status_code == 422 and not BulkRun.objects.exists()
    given = {"pick": [*picks, 999999], "duty": "notice", "demand": "", "urgent": "on", "token": "m"}
    first, second = judge.post(reverse("centre_ask"), given), judge.post(reverse("centre_ask"), given)
    run = BulkRun.objects.get()
    assert first["Location"] == second["Location"] == reverse("bulk_run", args=[run.pk])
    told = text_of(judge.get(first["Location"]))
    assert "办成 2 项，1 项没有办成" in told and "已经交办，还没有办完" in told
    assert WorkItem.objects.filter(duty="notice").count() == 3 and WorkItem.objects.filter(batch=str(run.pk), urgent=True).count() == 2
    sheet = load_workbook(io.BytesIO(judge.get(reverse("bulk_result", args=[run.pk])).content)).active
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[2] for line in lines] == ["已办", "没有办成", "已办"] and "已经交办" in lines[1][3]
    assert signed_in(crew["clerk"]).get(reverse("bulk_result", args=[run.pk])).status_code == 404, "别人的看不见"


def test_bulk_moves_in_the_queue(crew: Staff, signed_in: SignedIn) -> None:
    case = filed(crew, "某某", number="")
    rows = [asked(crew, case, duty) for duty in ("wave", "freeze", "notice")]
    centre, url = signed_in(crew["centre"]), reverse("centre_bulk")
    picks = [f"{row.pk}:0" for row in rows]
    for lacking in ({"act": "item_allot", "pick": picks}, {"act": "item_drop", "pick": picks}, {"act": "item_claim"}, {"act": "make", "pick": picks}):
        assert centre.post(url, lacking)["Location"].startswith(reverse("centre_queue"))
    assert not BulkRun.objects.exists()
    press(signed_in(crew["clerk"]), rows[0], "claim")
    done = centre.post(url, {"act": "item_allot", "to": crew["clerk"].pk, "pick": picks, "token": "b"})
    told = text_of(centre.get(done["Location"]))
    assert "派给事务：办成 2 项，1 项没有办成" in told and "刚才有变动" in told
    assert {again(row).assignee for row in rows} == {crew["clerk"]}
    assert centre.post(url, {"act": "item_allot", "to": crew["elsewhere"].pk, "pick": [f"{rows[1].pk}:1"], "token": "c"}).status_code == 302
    assert again(rows[1]).assignee == crew["clerk"], "别的法院的人派不了"
    gone = centre.post(url, {"act": "item_drop", "text": "不办了", "pick": [f"{row.pk}:{again(row).revision}" for row in rows], "token": "d"})
    assert "撤回事务：办成 3 项" in text_of(centre.get(gone["Location"]))
    assert signed_in(crew["judge"]).post(url, {"act": "item_claim", "pick": picks, "token": "e"}).status_code == 302
    assert {again(row).state for row in rows} == {"cancelled"}


# ---- 目录 ----


def test_the_catalogue_is_the_court_s_own(crew: Staff, signed_in: SignedIn) -> None:
    director, url = signed_in(crew["director"]), reverse("centre_desk", args=["wave"])
    assert signed_in(crew["centre"]).get(url).status_code == 403
    assert director.get(reverse("centre_desk", args=["nothing"])).status_code == 404
    given = {"name": "发起财产查询", "hours": "5", "team": "", "enabled": "on", "revision": "0", "code": "wave"}
    assert director.post(url, given | {"hours": "0"}).status_code == 422
    assert director.post(url, given).status_code == 302 and Desk.objects.get().hours == 5
    assert director.post(url, given).status_code == 409, "页面过时"
    team = crew["judge"].holdings.get().team
    new = {"name": "打印材料", "hours": "3", "team": team.pk, "enabled": "on", "revision": "0", "code": "own_print1"}
    assert director.post(reverse("centre_desk_new"), new).status_code == 302
    told = text_of(director.get(reverse("centre_desks")))
    assert "打印材料" in told and "本院自设" in told and team.name in told
    assert ago(0) == now().today
