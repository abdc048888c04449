"""网页入口的底子：内容安全策略、登录、锁定、口令、两步验证、出错的页面。"""

from __future__ import annotations

from datetime import timedelta

import factories
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.models import Setting
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
WRONG = {"login": "zhaosi", "password": "not-the-password"}


@pytest.fixture
def zhaosi(db: None) -> User:
    user = factories.user("judge", username="zhaosi", name="赵思", password=factories.PASSWORD)
    user.password_changed_at = timezone.now()
    user.save()
    return user


def sign_in(client: Client, password: str = factories.PASSWORD) -> object:
    return client.post(reverse("account_login"), {"login": "zhaosi", "password": password})


# ---- 内容安全 ----


@pytest.mark.parametrize("path", ["/", "/me/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/", "/no-such-page/"])
def test_no_page_carries_inline_code(staff: dict[str, User], signed_in: SignedIn, path: str) -> None:
    response = signed_in(staff["judge"]).get(path, follow=True)
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "frame-ancestors 'none'" in policy
    assert inline_code(response) == []


def test_the_log_in_page_is_chinese_and_clean(client: Client, db: None) -> None:
    response = client.get(reverse("account_login"))
    assert response.status_code == 200
    assert inline_code(response) == []
    assert '<html lang="zh-CN">' in response.content.decode()
    assert "跳到正文" in text_of(response)
    assert "演示账号" not in text_of(response)


# ---- 登录 ----


def test_logging_in_opens_the_workbench(client: Client, zhaosi: User) -> None:
    assert sign_in(client).status_code == 302
    response = client.get("/")
    assert response.status_code == 200
    assert "赵思" in text_of(response)


def test_nobody_is_sent_to_log_in_and_back(client: Client, zhaosi: User) -> None:
    response = client.get("/me/?tab=1")
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=%2Fme%2F%3Ftab%3D1"


def test_htmx_is_sent_to_log_in_by_header(client: Client, db: None) -> None:
    response = client.get("/me/", HTTP_HX_REQUEST="true")
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(reverse("account_login"))


def test_a_wrong_password_is_told_in_chinese(client: Client, zhaosi: User) -> None:
    response = client.post(reverse("account_login"), WRONG)
    assert response.status_code == 200
    assert "不正确" in text_of(response)


def test_five_wrong_passwords_lock_the_door(client: Client, zhaosi: User) -> None:
    answers = [client.post(reverse("account_login"), WRONG) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert "30 分钟" in text_of(answers[-1])
    assert sign_in(client).status_code == 429
    assert "_auth_user_id" not in client.session


def test_someone_else_is_not_locked_out(client: Client, zhaosi: User) -> None:
    for _ in range(5):
        client.post(reverse("account_login"), {**WRONG, "login": "another"})
    assert sign_in(client).status_code == 302


def test_the_session_lasts_as_long_as_the_court_says(client: Client, zhaosi: User) -> None:
    Setting.objects.create(court=zhaosi.court, key="session_hours", value=2)
    sign_in(client)
    assert client.get("/").status_code == 200
    assert client.session.get_expiry_age() == pytest.approx(2 * 3600, abs=60)


def test_a_deactivated_person_is_out_at_once(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=staff["judge"].pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/x/"])
def test_there_is_no_sign_up_or_mail_recovery(client: Client, db: None, path: str) -> None:
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 404
    assert "没有这一页" in text_of(response)


def test_logging_out_needs_a_post(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/me/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/me/").status_code == 302


# ---- 先办的事 ----


def test_a_temporary_password_must_be_changed_first(client: Client, zhaosi: User) -> None:
    User.objects.filter(pk=zhaosi.pk).update(must_change_password=True)
    sign_in(client)
    assert client.get("/")["Location"] == reverse("account_change_password")
    same = {"oldpassword": factories.PASSWORD, "password1": factories.PASSWORD, "password2": factories.PASSWORD}
    refused = client.post(reverse("account_change_password"), same)
    assert "不能和现在的一样" in text_of(refused)
    fresh = {**same, "password1": "Xin-kouling-88", "password2": "Xin-kouling-88"}
    assert client.post(reverse("account_change_password"), fresh).status_code == 302
    assert client.get("/").status_code == 200
    assert entries(f"user:{zhaosi.pk}").last().payload["what"] == "本人修改口令"


def test_a_weak_new_password_is_refused(client: Client, zhaosi: User) -> None:
    sign_in(client)
    weak = {"oldpassword": factories.PASSWORD, "password1": "12345678", "password2": "12345678"}
    response = client.post(reverse("account_change_password"), weak)
    assert response.status_code == 200
    assert "密码" in text_of(response)
    assert User.objects.get(pk=zhaosi.pk).check_password(factories.PASSWORD)


def test_an_old_password_must_be_changed_first(client: Client, zhaosi: User) -> None:
    Setting.objects.create(court=zhaosi.court, key="password_days", value=90)
    User.objects.filter(pk=zhaosi.pk).update(password_changed_at=timezone.now() - timedelta(days=91))
    sign_in(client)
    assert client.get("/")["Location"] == reverse("account_change_password")


def test_where_two_steps_are_required_they_are_set_up_first(client: Client, zhaosi: User) -> None:
    Setting.objects.create(court=zhaosi.court, key="mfa", value="required")
    sign_in(client)
    assert client.get("/")["Location"] == reverse("mfa_index")
    assert "启用验证器" in text_of(client.get(reverse("mfa_index")))


def test_totp_can_be_switched_on_and_is_then_asked(client: Client, zhaosi: User) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    sign_in(client)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    assert sign_in(client)["Location"].startswith(reverse("mfa_authenticate"))
    assert "6 位数字" in text_of(client.get(reverse("mfa_authenticate")))
    assert "_auth_user_id" not in client.session


# ---- 出错的页面 ----


def test_a_missing_page_says_so(staff: dict[str, User], signed_in: SignedIn) -> None:
    response = signed_in(staff["judge"]).get("/no-such-page/")
    assert response.status_code == 404
    assert "没有这一页" in text_of(response)


def test_a_stale_form_token_says_so(staff: dict[str, User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff["judge"], backend="zhixing.entrances.web.login.Backend")
    response = client.post(reverse("profile_feed"))
    assert response.status_code == 403
    assert "页面放得太久了" in text_of(response)


def test_a_crash_says_nothing_changed(
    staff: dict[str, User], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhixing.entrances.web import profile

    def crash(user: User) -> object:
        raise RuntimeError("数据库没了")

    monkeypatch.setattr(profile, "_security", crash)
    client = signed_in(staff["judge"])
    client.raise_request_exception = False
    response = client.get("/me/")
    assert response.status_code == 500
    assert "什么也没有改变" in text_of(response)
    assert "数据库没了" not in response.content.decode()


def test_a_forbidden_fragment_goes_to_the_notice_bar(staff: dict[str, User], signed_in: SignedIn) -> None:
    response = signed_in(staff["judge"]).get(reverse("admin_people"), HTTP_HX_REQUEST="true")
    assert response.status_code == 403
    assert response["HX-Retarget"] == "#notice"
    assert "<html" not in response.content.decode()


def test_the_feed_address_can_be_renewed(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    client.post(reverse("profile_feed"))
    first = User.objects.get(pk=staff["judge"].pk).feed_token
    client.post(reverse("profile_feed"))
    second = User.objects.get(pk=staff["judge"].pk).feed_token
    assert first
    assert second
    assert first != second
