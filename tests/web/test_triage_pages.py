"""分流的几页：谁能开，拟规则时毛病摆在哪一条，试算、定下来，改轨道。"""

from __future__ import annotations

import pytest
from django.test import Client
from drafts import draft
from web.conftest import SignedIn

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import draft_rules, try_rules
from zhixing.casework.centre.models import RuleSet
from zhixing.casework.centre.queries_tracks import placement_of
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User
from zhixing.law.triage_rules import default_text

TEXT = default_text().replace('"@small_claim_yuan"', "100000")


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def director(staff: dict[str, User], signed_in: SignedIn) -> Client:
    return signed_in(staff["director"])


def made(staff: dict[str, User]) -> RuleSet:
    with context.use(context.Context(now=clock.now(), entrance="test")):
        return draft_rules(court=staff["director"].court, text=TEXT, why="放宽小标的", actor=staff["director"], token="t")


def test_who_may_open_what(staff: dict[str, User], case: Case, signed_in: SignedIn) -> None:
    held = made(staff)
    pages = {
        "/centre/tracks/": {"system_admin": 403},
        "/centre/rules/": {"system_admin": 403},
        f"/centre/rules/{held.pk}/": {"system_admin": 403},
        "/centre/rules/new/": {"judge": 403, "supervisor": 403, "system_admin": 403},
        f"/cases/{case.pk}/track/": {"supervisor": 403, "system_admin": 404},
    }
    for role in ("judge", "director", "supervisor", "system_admin"):
        client = signed_in(staff[role])
        for url, refused in pages.items():
            assert client.get(url).status_code == refused.get(role, 200), (role, url)
    for url in pages:
        assert Client().get(url).status_code == 302


def test_another_court_sees_nothing(staff: dict[str, User], case: Case, signed_in: SignedIn) -> None:
    import factories

    held, stranger = made(staff), factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=clock.now())
    client = signed_in(stranger)
    assert client.get(f"/centre/rules/{held.pk}/").status_code == 404
    assert client.post(f"/centre/rules/{held.pk}/drop/", {"revision": 0}).status_code == 404
    assert client.get(f"/cases/{case.pk}/track/").status_code == 404
    held.refresh_from_db()
    assert held.state == "draft"


def test_editor_moves_changes_and_says_what_is_wrong(director: Client) -> None:
    start = director.get("/centre/rules/new/")
    assert "第 11 条" in body(start) and "拟一版分流规则" in body(start)
    down = director.post("/centre/rules/new/", {"text": default_text(), "do": "down-1"})
    assert down.status_code == 200 and body(down).index("财产保全</strong>") < body(down).index("执行审查</strong>")
    up = director.post("/centre/rules/new/", {"text": default_text(), "do": "up-11"})
    assert "轮不到“查不到财产”" in body(up) and "还有 1 处不对" in body(up)
    opened = director.post("/centre/rules/new/", {"text": default_text(), "do": "edit-8"})
    assert 'name="c-0-value" value="本院的小标的上限"' in body(opened)
    row = {"r-name": "小标的", "r-code": "small", "r-track": "fast", "r-team": "simple", "r-days": "40", "c-0-group": "when", "c-0-field": "claim",
           "c-0-op": "<=", "c-0-value": "100,000", "c-1-group": "when", "c-1-field": "tags", "c-1-op": "lacks", "c-1-value": "重点案件、涉信访"}
    changed = director.post("/centre/rules/new/", {"text": default_text(), "do": "apply-8", **row})
    assert "申请执行标的不超过100,000元，并且标签没有重点案件或者涉信访" in body(changed)
    wrong = director.post("/centre/rules/new/", {"text": default_text(), "do": "apply-8", **row, "c-0-value": "许多", "r-days": "半年"})
    assert body(wrong).count("text-red") >= 2 and "“申请执行标的”的值不对" in body(wrong) and "目标天数应是整数" in body(wrong)
    dropped = director.post("/centre/rules/new/", {"text": default_text(), "do": "drop-11"})
    assert "有的案件没有规则管" in body(dropped)
    broken = director.post("/centre/rules/new/", {"text": "[[rule", "do": "save", "why": "x"})
    assert broken.status_code == 409 and "写法不对" in body(broken) and "原文读不出来" in body(broken)
    added = director.post("/centre/rules/new/", {"text": default_text(), "do": "add"})
    assert "新的一条" in body(added)
    assert not RuleSet.objects.exists()


def test_saved_tried_and_set(director: Client, case: Case) -> None:
    missing = director.post("/centre/rules/new/", {"text": TEXT, "do": "save", "why": ""})
    assert missing.status_code == 409 and "没有填写为什么改" in body(missing)
    saved = director.post("/centre/rules/new/", {"text": TEXT, "do": "save", "why": "放宽小标的", "token": "a"})
    held = RuleSet.objects.get()
    assert saved["Location"] == f"/centre/rules/{held.pk}/"
    assert "试算完了才能定下来" in body(director.get(f"/centre/rules/{held.pk}/"))
    early = director.post(f"/centre/rules/{held.pk}/set/", {"effective_on": "2030-01-01", "revision": 0})
    assert early.status_code == 409 and "还没有试算完" in body(early)
    director.post(f"/centre/rules/{held.pk}/try/", {"revision": held.revision})
    held.refresh_from_db()
    shown = body(director.get(f"/centre/rules/{held.pk}/"))
    assert "1 件里 0 件会变" in shown and "一件也不变" in shown and "简案快执团队" in shown
    stale = director.post(f"/centre/rules/{held.pk}/set/", {"effective_on": "2030-01-01", "revision": 0})
    assert stale.status_code == 409 and "别人动过这一版" in body(stale)
    done = director.post(f"/centre/rules/{held.pk}/set/", {"effective_on": "2030-01-01", "revision": held.revision})
    assert done.status_code == 302
    assert "2030年1月1日起用" in body(director.get("/centre/rules/")) and "随系统带的一版" in body(director.get("/centre/rules/"))


def test_a_track_is_chosen_and_given_back(staff: dict[str, User], case: Case, signed_in: SignedIn) -> None:
    judge, url = signed_in(staff["judge"]), f"/cases/{case.pk}/track/"
    assert "现在在快执" in body(judge.get(url))
    empty = judge.post(url, {"track": "normal", "why": "", "revision": seq(case.stream)})
    assert empty.status_code == 422 and not placement_of(case.pk).manual  # type: ignore[union-attr]
    old = judge.post(url, {"track": "normal", "why": "难", "revision": 1})
    assert old.status_code == 409 and not placement_of(case.pk).manual  # type: ignore[union-attr]
    assert judge.post(url, {"track": "normal", "why": "要悬赏", "revision": seq(case.stream)}).status_code == 302
    assert "恢复按规则：快执（小标的）" in body(judge.get(url))
    assert "人工改的：要悬赏" in body(judge.get("/centre/tracks/?track=normal&pick=manual"))
    assert judge.post(url, {"track": "", "why": "", "revision": seq(case.stream)}).status_code == 302
    assert placement_of(case.pk).track == "fast"  # type: ignore[union-attr]


def test_every_number_opens_its_list(director: Client, case: Case) -> None:
    page = body(director.get("/centre/tracks/"))
    assert "各轨道在办 1 件" in page and str(case) in page
    for n in range(3):
        for side in ("part", "whole"):
            assert f"rate={n}-{side}" in page and director.get(f"/centre/tracks/?rate={n}-{side}").status_code == 200
    assert "没有这份清单" in body(director.get("/centre/tracks/?rate=9-x"))
    for text in ("pick=ending", "pick=late", "track=nothing", "page=99"):
        assert director.get(f"/centre/tracks/?{text}").status_code == 200


def test_hidden_cases_are_not_named(staff: dict[str, User], case: Case, signed_in: SignedIn) -> None:
    """看不见的案件，清单上不写是哪一件、谁在办。"""
    import factories

    stranger = factories.user("judge", court=case.court, team=factories.team(case.court, "别的团队"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=clock.now())
    page = body(signed_in(stranger).get("/centre/tracks/"))
    assert "本院另案" in page and str(case) not in page


def test_moved_cases_of_a_trial_are_listed(staff: dict[str, User], director: Client) -> None:
    from zhixing.casework.cases.commands import file_case

    held, user = made(staff), staff["filing"]
    now = clock.now()
    with context.use(context.Context(now=now, entrance="test")):
        moved = file_case(actor=user, court=user.court, draft=draft(claim_fen=8_000_000, received_on=now.date(), accepted_on=now.date()))
        try_rules(rules_id=held.pk, actor=staff["director"], on=now.date())
    page = body(director.get(f"/centre/rules/{held.pk}/"))
    assert str(moved) in page and "1 件里 1 件会变" in page and "+1" in page and "-1" in page
