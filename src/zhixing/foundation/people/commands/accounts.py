"""用户与口令。"""

from __future__ import annotations

import re
import secrets
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from zhixing.foundation.history.context import Actor, current
from zhixing.foundation.people import access
from zhixing.foundation.people.commands.notes import note_person, refusal
from zhixing.foundation.people.queries import Court, Delegation, Holding, User

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{1,59}")
_PHONE = re.compile(r"1\d{10}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


def create_user(
    *, court: Court, username: str, name: str, actor: Actor, on: date, password: str = "", phone: str = "",
    email: str = "",
) -> User:
    """建一个用户。给了口令的，首次登录须改；没给的先不能登录（等 :func:`reset_password`）。"""
    access.require(actor, court, "may_manage_people")
    user = User(court=court, username=username.strip(), **_checked(name, phone, email))
    if not _USERNAME.fullmatch(user.username):
        raise refusal("bad_username", f"登录名“{username}”不合要求。", "用2至60个英文字母、数字或 _ . @ -。")
    with transaction.atomic():
        if User.objects.filter(username__iexact=user.username).exists():
            raise refusal("username_taken", f"登录名“{user.username}”已经有人用了。", "换一个登录名。")
        _set_password(user, password, must_change=True)
        user.save(force_insert=True)
        note_person(user, f"新建用户：{user.name}（{user.username}）", actor, on)
    return user


def edit_user(*, user: User, actor: Actor, on: date, name: str, phone: str = "", email: str = "") -> User:
    """改姓名和联系方式。"""
    access.require(actor, user.court, "may_manage_people")
    with transaction.atomic():
        user = _locked(user)
        before = user.name
        for field, value in _checked(name, phone, email).items():
            setattr(user, field, value)
        user.save(update_fields=["name", "phone", "email"])
        what = f"修改用户资料：{user.name}" + (f"（原名{before}）" if before != user.name else "")
        note_person(user, what, actor, on)
    return user


def deactivate(*, user: User, actor: Actor, on: date, reason: str) -> User:
    """停用：在任的职务到 ``on`` 为止，未到期的代行一并终止，口令作废。不删除。"""
    access.require(actor, user.court, "may_manage_people")
    if isinstance(actor, User) and actor.pk == user.pk:
        raise refusal("self", "不能停用自己。")
    with transaction.atomic():
        user = _locked(user)
        _end_everything(user, on)
        user.is_active, user.feed_token = False, ""
        user.set_unusable_password()
        user.save(update_fields=["is_active", "feed_token", "password"])
        note_person(user, f"停用用户：{user.name}", actor, on, reason=reason)
    return user


def reset_password(*, user: User, actor: Actor, on: date) -> str:
    """重置口令，返回临时口令（只显示这一次）；下次登录须改。"""
    access.require(actor, user.court, "may_manage_people", "may_manage_security")
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) + secrets.choice(_DIGITS) for _ in range(3))
    with transaction.atomic():
        user = _locked(user)
        if not user.is_active:
            raise refusal("inactive", f"{user.name}已停用，不能重置口令。")
        _set_password(user, password, must_change=True)
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        note_person(user, f"重置口令：{user.name}", actor, on)
    return password


def change_password(*, user: User, password: str, on: date) -> User:
    """本人改口令。太短、太常见、全数字的拒绝。"""
    with transaction.atomic():
        user = _locked(user)
        if user.check_password(password):
            raise refusal("same_password", "新口令不能和现在的一样。")
        _set_password(user, password, must_change=False)
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        note_person(user, "本人修改口令", user, on)
    return user


def rotate_feed_token(*, user: User, on: date) -> str:
    """换一个日历订阅口令，旧的即刻失效。"""
    with transaction.atomic():
        user = _locked(user)
        user.feed_token = secrets.token_urlsafe(32)
        user.save(update_fields=["feed_token"])
        note_person(user, "更换日历订阅地址", user, on)
    return user.feed_token


def _locked(user: User) -> User:
    return User.objects.select_related("court").select_for_update(of=("self",)).get(pk=user.pk)


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    if not password:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise refusal("weak_password", "口令不合要求：" + "".join(error.messages)) from error
    user.set_password(password)
    user.password_changed_at, user.must_change_password = current().now, must_change


def _checked(name: str, phone: str, email: str) -> dict[str, str]:
    name, phone = name.strip(), phone.strip()
    if not name or len(name) > 60:
        raise refusal("bad_name", "姓名不能为空，也不能超过60个字。")
    if phone and not _PHONE.fullmatch(phone):
        raise refusal("bad_phone", f"手机号“{phone}”应为11位数字。")
    return {"name": name, "phone": phone, "email": email.strip()}


def _end_everything(user: User, on: date) -> None:
    """任职、受托和委托的代行都到 ``on`` 为止；还没开始的只留开始那一天，人已停用，不生效。"""
    given = Delegation.objects.filter(Q(deputy=user) | Q(principal=user), until__gte=on)
    rows: list[Holding | Delegation] = [*user.holdings.exclude(until__lt=on), *given]
    for row in rows:
        row.until = max(row.since, on)
        row.save(update_fields=["until"])
