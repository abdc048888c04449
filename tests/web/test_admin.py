"""管理各页：谁能开，办成了什么，被拒之后什么也没有变。"""

from __future__ import annotations

import re
from datetime import date

import factories
import pytest
from django.test import Client
from django.urls import reverse
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.models import Delegation
from zhixing.foundation.people.queries import Post, Team, User, calendar_of, setting

pytestmark = pytest.mark.django_db

MANAGERS = {"system_admin"}
SETTERS = {"system_admin", "director"}
SECURITY = {"security_admin"}
AUDITORS = {"audit_admin", "supervisor"}
ALL_ADMINS = MANAGERS | SETTERS | SECURITY | AUDITORS
PAGES = {
    "admin_index": ALL_ADMINS,
    "admin_people": MANAGERS | SECURITY,
    "admin_person_new": MANAGERS,
    "admin_teams": MANAGERS,
    "admin_team_new": MANAGERS,
    "admin_absences": MANAGERS,
    "admin_absence_new": MANAGERS,
    "admin_delegate": MANAGERS,
    "admin_settings": SETTERS | SECURITY,
    "admin_calendar": SETTERS,
    "admin_calendar_notice": SETTERS,
    "admin_calendar_local": SETTERS,
    "admin_audit": AUDITORS,
    "admin_readings": AUDITORS,
    "admin_roots": AUDITORS,
    "admin_health": SETTERS | MANAGERS,
}
PERSON_PAGES = {
    "admin_person": MANAGERS | SECURITY, "admin_person_edit": MANAGERS, "admin_appoint": MANAGERS, "admin_deactivate": MANAGERS,
}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_those_who_may_and_nobody_else(staff: dict[str, User], signed_in: SignedIn, role: str) -> None:
    client, anybody = signed_in(staff[role]), Client()
    target = staff["judge"].pk
    addresses = {reverse(name): who for name, who in PAGES.items()}
    addresses |= {reverse(name, args=[target]): who for name, who in PERSON_PAGES.items()}
    for address, allowed in addresses.items():
        response = client.get(address)
        assert response.status_code == (200 if role in allowed else 403), (role, address)
        assert inline_code(response) == [], address
        assert anybody.get(address).status_code == 302, address


def test_a_person_of_another_court_is_not_found(staff: dict[str, User], signed_in: SignedIn) -> None:
    stranger = factories.user("judge", court=factories.court("内0222"))
    client = signed_in(staff["system_admin"])
    for name in PERSON_PAGES:
        assert client.get(reverse(name, args=[stranger.pk])).status_code == 404
    assert client.post(reverse("admin_password", args=[stranger.pk])).status_code == 404


def test_refusal_changes_nothing(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["director"])
    assert client.post(reverse("admin_deactivate", args=[staff["judge"].pk]), {"reason": "调离"}).status_code == 403
    assert User.objects.get(pk=staff["judge"].pk).is_active
    assert not entries(f"user:{staff['judge'].pk}").exists()


# ---- 人员 ----


def test_a_new_person_gets_a_post_and_a_password_shown_once(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    team = Team.objects.get()
    form = {"username": "newjudge", "name": "何静", "post": "judge", "team": team.pk, "since": "2026年11月1日"}
    response = client.post(reverse("admin_person_new"), form)
    assert response.status_code == 200
    password = re.search(r"临时口令 ([a-z0-9-]+)", text_of(response))
    assert password
    made = User.objects.get(username="newjudge")
    assert made.check_password(password[1])
    assert made.must_change_password
    assert [(h.post, h.team_id, h.since) for h in made.holdings.all()] == [("judge", team.pk, date(2026, 11, 1))]
    assert response["Cache-Control"] == "no-store"
    assert password[1] not in text_of(client.get(reverse("admin_person", args=[made.pk])))


def test_a_mistaken_form_keeps_what_was_typed(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    response = client.post(reverse("admin_person_new"), {"username": "新人", "name": "何静", "since": "2026-02-30"})
    assert response.status_code == 422
    assert "没有这一天" in text_of(response)
    assert 'value="何静"' in response.content.decode()
    assert not User.objects.filter(name="何静").exists()


def test_a_refused_appointment_gives_reason_and_basis(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    form = {"post": "audit_admin", "since": "2026-11-01"}
    response = client.post(reverse("admin_appoint", args=[staff["judge"].pk]), form)
    assert response.status_code == 409
    text = text_of(response)
    assert "还差 1 项" in text
    assert "依据：" in text
    assert staff["judge"].holdings.count() == 1


def test_an_appointment_can_be_ended(staff: dict[str, User], signed_in: SignedIn) -> None:
    client, judge = signed_in(staff["system_admin"]), staff["judge"]
    holding = judge.holdings.get()
    address = reverse("admin_end_appointment", args=[judge.pk, holding.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"until": "2026-11-01", "reason": "调离"}).status_code == 302
    assert judge.holdings.get().until == date(2026, 11, 1)
    assert "免职" in text_of(client.get(reverse("admin_person", args=[judge.pk])))


def test_a_reset_password_is_shown_to_the_security_admin_too(staff: dict[str, User], signed_in: SignedIn) -> None:
    response = signed_in(staff["security_admin"]).post(reverse("admin_password", args=[staff["judge"].pk]))
    assert response.status_code == 200
    assert "临时口令" in text_of(response)
    assert User.objects.get(pk=staff["judge"].pk).must_change_password


def test_teams_absences_and_delegations(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    assert client.post(reverse("admin_team_new"), {"name": "繁案精执组", "kind": "complex"}).status_code == 302
    away = {"user": staff["judge"].pk, "since": "2026-01-01", "until": "2030-12-31", "reason": "外出培训"}
    assert client.post(reverse("admin_absence_new"), away).status_code == 302
    lent = {"principal": staff["director"].pk, "deputy": staff["team_leader"].pk, "post": Post.DIRECTOR, "since": "2026-01-01",
            "until": "2030-12-31", "authority": "（2026）授权2号"}
    assert client.post(reverse("admin_delegate"), lent).status_code == 302
    page = text_of(client.get(reverse("admin_absences")))
    assert "今天 1 人不在岗，1 项职权由他人代行" in page
    absence = staff["judge"].absences.get()
    assert client.post(reverse("admin_absence_end", args=[absence.pk])).status_code == 302
    assert client.post(reverse("admin_revoke", args=[Delegation.objects.get().pk])).status_code == 302
    assert "今天 0 人不在岗，0 项职权由他人代行" in text_of(client.get(reverse("admin_absences")))


# ---- 设置 ----


def test_a_setting_is_changed_with_who_and_why(staff: dict[str, User], signed_in: SignedIn) -> None:
    client, court = signed_in(staff["director"]), staff["director"].court
    address = reverse("admin_setting", args=["small_claim_yuan"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "60000", "reason": "审委会2026年第3次会议"}).status_code == 302
    assert setting(court.pk, "small_claim_yuan") == 60000
    page = text_of(client.get(reverse("admin_settings")))
    assert staff["director"].name in page
    assert "审委会2026年第3次会议" in page


def test_a_value_out_of_range_is_refused(staff: dict[str, User], signed_in: SignedIn) -> None:
    client, court = signed_in(staff["director"]), staff["director"].court
    response = client.post(reverse("admin_setting", args=["small_claim_yuan"]), {"value": "-5", "reason": "试"})
    assert response.status_code == 422
    assert setting(court.pk, "small_claim_yuan") == 50000


def test_security_settings_belong_to_the_security_admin(staff: dict[str, User], signed_in: SignedIn) -> None:
    address, change = reverse("admin_setting", args=["session_hours"]), {"value": "4", "reason": "检查要求"}
    assert signed_in(staff["director"]).post(address, change).status_code == 403
    assert signed_in(staff["security_admin"]).post(address, change).status_code == 302
    assert setting(staff["director"].court_id, "session_hours") == 4


def test_every_setting_has_a_page(staff: dict[str, User], signed_in: SignedIn) -> None:
    from zhixing.entrances.web.admin.settings import OWN_PAGES
    from zhixing.law.settings import catalogue

    client = signed_in(staff["system_admin"])
    for item in catalogue():
        if item.key not in OWN_PAGES:
            assert client.get(reverse("admin_setting", args=[item.key])).status_code == 200, item.key


# ---- 日历 ----

NOTICE = """一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）、2月14日（周日）上班。"""


def test_a_pasted_notice_is_shown_before_it_is_adopted(staff: dict[str, User], signed_in: SignedIn) -> None:
    client, court = signed_in(staff["system_admin"]), staff["director"].court
    form = {"year": "2027", "number": "国办发明电〔2026〕9号", "text": NOTICE}
    page = client.post(reverse("admin_calendar_notice"), form)
    assert page.status_code == 200
    assert "读出放假 10 天、调休上班 2 天" in text_of(page)
    assert 2027 not in calendar_of(court.pk).years
    assert client.post(reverse("admin_calendar_notice"), {**form, "adopt": "1"}).status_code == 302
    calendar = calendar_of(court.pk)
    assert calendar.is_rest_day(date(2027, 2, 8))
    assert calendar.is_working_day(date(2027, 1, 30))
    assert "放假安排已载入到 2027 年" in text_of(client.get(reverse("admin_calendar")))


def test_a_sentence_it_cannot_read_is_pointed_out(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    form = {"year": "2027", "number": "9号", "text": NOTICE + "\n三、清明节：4月5日是否放假另行通知。", "adopt": "1"}
    page = client.post(reverse("admin_calendar_notice"), form)
    assert page.status_code == 200
    assert "有看不懂的句子" in text_of(page)
    assert 2027 not in calendar_of(staff["director"].court_id).years


def test_local_holidays_come_and_go(staff: dict[str, User], signed_in: SignedIn) -> None:
    client, court = signed_in(staff["system_admin"]), staff["director"].court
    form = {"day": "2026-05-06", "name": "自治区纪念日", "reason": "自治区人民政府公告"}
    assert client.post(reverse("admin_calendar_local"), form).status_code == 302
    assert calendar_of(court.pk).is_rest_day(date(2026, 5, 6))
    assert client.post(reverse("admin_calendar_local_remove"), {"day": "2026-05-06"}).status_code == 302
    assert calendar_of(court.pk).is_working_day(date(2026, 5, 6))


# ---- 审计、运行 ----


def test_the_audit_shows_who_did_what_in_which_case_but_no_content(
    staff: dict[str, User], signed_in: SignedIn, case: Case
) -> None:
    page = text_of(signed_in(staff["audit_admin"]).get(reverse("admin_audit")))
    assert staff["filing"].name in page
    assert "立案" in page
    assert str(case) in page
    assert case.stream not in page
    assert case.applicant_text not in page
    assert case.respondent_text not in page


def test_a_stuck_message_can_be_sent_again(staff: dict[str, User], signed_in: SignedIn) -> None:
    from django.utils import timezone

    from zhixing.foundation.outbox.models import Message

    court, now = staff["director"].court_id, timezone.now()
    stuck = Message.objects.create(kind="replan", key="k1", court_id=court, state="dead", attempts=8, not_before=now,
                                   created_at=now, error="Traceback\nRuntimeError: 连不上")
    client = signed_in(staff["system_admin"])
    page = text_of(client.get(reverse("admin_health")))
    assert "后台有 1 件卡住" in page
    assert "连不上" in page
    assert client.post(reverse("admin_resend", args=[stuck.pk])).status_code == 302
    stuck.refresh_from_db()
    assert stuck.state == "waiting"
