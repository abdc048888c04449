"""登录：不能自己注册；连错五次锁半小时；口令到期先改；法院要求两步验证的先设好。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhixing.foundation.history import context
from zhixing.foundation.people import commands, queries
from zhixing.foundation.people.queries import User

QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class Backend(ModelBackend):
    """登录用户连同法院、任职、代行一次取来。"""

    def get_user(self, user_id: int) -> User | None:
        """停用的不算。"""
        return queries.loaded(user_id)


class Adapter(DefaultAccountAdapter):
    """allauth 的接头。"""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """用户只由系统管理员建。"""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """不论口令还是通行密钥，会话都记我们的后端。"""
        user.backend = f"{Backend.__module__}.{Backend.__name__}"
        super().login(request, user)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """登录、退出不必另说一句。"""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        """改口令走命令：留痕，并记下改密时间。"""
        changed = commands.change_password(user=user, password=password, on=context.current().today)
        user.password, user.must_change_password = changed.password, False
        user.password_changed_at = changed.password_changed_at

    def clean_password(self, password: str, user: User | None = None) -> str:
        """除了通常的核对，新口令不能和现在的一样。"""
        if user is not None and user.check_password(password):
            raise ValidationError("新口令不能和现在的一样。")
        return super().clean_password(password, user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """对方地址。"""
        return request.META.get("REMOTE_ADDR", "")


@dataclass(frozen=True, slots=True)
class FirstThing:
    """登录后先要办的一件事。"""

    url_name: str
    text: str


CHANGE = FirstThing("account_change_password", "口令已到期或者是临时口令，请先改口令。")
SET_UP = FirstThing("mfa_index", "本院要求两步验证，请先启用验证器或通行密钥。")


def first_thing(request: HttpRequest) -> FirstThing | None:
    """先改口令，还是先设两步验证；都不用则为空。没有要办的，每天每个会话只查一次。"""
    user, here = request.user, context.current()
    if request.session.get("checked") == here.today.isoformat():
        return None
    if "hours" not in request.session:
        request.session["hours"] = int(queries.setting(user.court_id, "session_hours"))
        request.session.set_expiry(request.session["hours"] * 3600)
    if queries.password_expired(user, here.now):
        return CHANGE
    if queries.setting(user.court_id, "mfa") == "required" and not has_second_step(user):
        return SET_UP
    request.session["checked"] = here.today.isoformat()
    return None


def has_second_step(user: User) -> bool:
    """已启用验证器或通行密钥。"""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def locked_out(request: HttpRequest, original: HttpResponse, credentials: dict[str, Any], *args: Any) -> HttpResponse:
    """连错太多次：429，说明要等多久。"""
    minutes = int(float(settings.AXES_COOLOFF_TIME) * 60)
    words = {"limit": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    return render(request, "account/locked_out.html", words, status=429)
