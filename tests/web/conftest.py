"""网页测试的共用件：各职务的人、已登录的浏览器。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from django.test import Client
from django.test.client import store_rendered_templates
from django.utils import timezone
from drafts import draft

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.queries import Case
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

BACKEND = "zhixing.entrances.web.login.Backend"
ROLES = ("judge", "team_leader", "director", "filing", "supervisor", "system_admin", "security_admin", "audit_admin")
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """静态文件要用时才找：不然每开一个浏览器都要先数一遍。"""
    monkeypatch.setattr("django.conf.settings.WHITENOISE_AUTOREFRESH", True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """口令用演示的散列（慢算的一种 ``tests/foundation`` 里用着）；页面每一个零件的模板都要记一份变量的，只记最外一层。"""
    settings.PASSWORD_HASHERS = ["zhixing.demo.passwords.QuickScrypt"]
    monkeypatch.setattr("django.test.client.store_rendered_templates", outermost)


def outermost(store: dict[str, Any], **rendered: Any) -> None:
    """答复里的 ``context``：一页只留一份，测试只看它。"""
    if "context" not in store:
        store_rendered_templates(store, **rendered)


@pytest.fixture
def staff(db: None) -> dict[str, User]:
    """一家法院，各职务一人（职务 → 人）；口令都是近日改过的。"""
    return everybody()


def everybody() -> dict[str, User]:
    """建一家法院，各职务一人。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组")
    made = {role: factories.user(role, court=court, team=team if role in {"judge", "team_leader"} else None) for role in ROLES}
    User.objects.update(password_changed_at=timezone.now())
    return {role: User.objects.get(pk=user.pk) for role, user in made.items()}


@pytest.fixture
def signed_in() -> SignedIn:
    """用这个人登录好的浏览器。"""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def case(staff: dict[str, User]) -> Case:
    """一件昨天分给承办人的案件。"""
    now = clock.now()
    today: date = now.date()
    with context.use(context.Context(now=now, entrance="test")):
        judge, filing = staff["judge"], staff["filing"]
        papers = draft(received_on=today - timedelta(4), accepted_on=today - timedelta(3))
        team = judge.holdings.get().team
        return file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=team, assigned_on=today - timedelta(1))
