"""训练：每个职务十步，办没办完从真实的记录里看；只在演示法院里有。"""

from __future__ import annotations

import re
from typing import Any

import factories
import pytest
from django.urls import reverse
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import note
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import clock
from zhixing.entrances.web.training.programme import programmes
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.people.queries import Post, User

pytestmark = pytest.mark.django_db
KINDS = {"seen", "entry", "read", "saved", "corrected"}


@pytest.fixture
def demo(settings: Any) -> None:
    """演示法院。"""
    settings.DEMO = True


def statuses(page: str) -> list[str]:
    """各步办完没有。"""
    return re.findall(r"(已办完|下一步|还没做)</span>", page)


def test_every_post_has_ten_steps_and_every_step_can_be_seen_done() -> None:
    assert {post for programme in programmes() for post in programme.posts} == set(Post.values) - {Post.PARTNER}
    for programme in programmes():
        assert len(programme.steps) == len({step.what for step in programme.steps}) == 10, programme.key
        for step in programme.steps:
            assert step.done, step.what
            for done in step.done:
                kind, _, rest = done.partition(":")
                assert kind in KINDS, done
                if kind == "entry":
                    assert rest.split(":")[0] in event_types(), done
                if kind == "seen":
                    assert re.match(r"[a-z_0-9]+", rest), done


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_first_day_and_every_link_of_it(
    demo: None, staff: dict[str, User], signed_in: SignedIn, case: Case, role: str
) -> None:
    client = signed_in(staff[role])
    page = client.get(reverse("training"))
    assert inline_code(page) == []
    body = page.content.decode()
    assert len(statuses(body)) == 10
    main = body[body.index('id="steps"'):]
    for url in re.findall(r'class="btn[^"]*"[^>]*href="([^"]*)"', main) or re.findall(r'href="(/[^"]*)"', main):
        answer = client.get(url.replace("&amp;", "&"))
        assert answer.status_code == 200, (role, url)


def test_steps_are_done_by_doing_them_not_by_ticking(demo: None, staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    judge, client = staff["judge"], signed_in(staff["judge"])
    before = statuses(client.get(reverse("training")).content.decode())
    assert before == ["下一步", *["还没做"] * 9]
    client.get("/")
    client.get("/")
    assert ReadLog.objects.filter(what="打开页面", detail="workbench").count() == 1
    here = context.Context(now=clock.now(), entrance="web")
    with context.use(here), context.at(here.now):
        note(case=case, actor=judge, on=here.today, sort="电话", text="演示时间记的不算")
    simulated = statuses(client.get(reverse("training")).content.decode())
    assert simulated == ["已办完", "下一步", *["还没做"] * 8]
    with context.use(here):
        note(case=case, actor=judge, on=here.today, sort="电话", text="申请人来电")
    client.get(reverse("case_page", args=[case.pk]), {"tab": "nodes"})
    done = statuses(client.get(reverse("training")).content.decode())
    assert done.count("已办完") == 4
    assert "办完 4 步" in text_of(client.get(reverse("training")))


def test_a_step_leads_to_a_case_where_it_can_be_done(demo: None, staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    """自己没有应办事项的，到看得见的案件里办；报结审批中的不能再报结，不领到那里去。"""
    node = Node.objects.filter(case=case, act="register:query", state="open").first()
    centre = factories.user("centre", court=case.court)
    User.objects.filter(pk=centre.pk).update(password_changed_at=clock.now())
    assert node is not None and node.owner_id not in (None, centre.pk)
    assert f"/cases/{case.pk}/act/register/?matter=query" in signed_in(User.objects.get(pk=centre.pk)).get(reverse("training")).content.decode()
    judge = signed_in(staff["judge"])
    assert f"/cases/{case.pk}/act/propose/" in judge.get(reverse("training")).content.decode()
    Case.objects.filter(pk=case.pk).update(state="proposed")
    assert f"/cases/{case.pk}/act/propose/" not in judge.get(reverse("training")).content.decode()


def test_there_is_no_training_outside_the_demo(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    client = signed_in(staff["judge"])
    assert client.get(reverse("training")).status_code == 404
    assert not ReadLog.objects.exists()
    assert "第一天十步" not in text_of(client.get("/"))


def test_the_banner_tells_the_day_of_a_shifted_clock(demo: None, settings: Any, staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    banner = text_of(client.get("/"))
    assert "演示法院，人名和数额均为虚构 第一天十步" in banner
    settings.DEMO_SHIFT = 30
    shown = text_of(client.get("/"))
    day = clock.now().date()
    assert f"今天按 {day.year}年{day.month}月{day.day}日" in shown


def test_signed_in_pages_are_not_kept(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    client = signed_in(staff["judge"])
    for address in ("/", reverse("case_list"), reverse("case_page", args=[case.pk]), "/no-such-page/"):
        assert client.get(address)["Cache-Control"] == "no-store, private", address
