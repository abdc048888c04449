"""我的账号：改口令、两步验证、日历订阅、职务。"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.ui import (
    Action,
    Column,
    Empty,
    Facts,
    Item,
    Items,
    Note,
    Page,
    Panel,
    Row,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.foundation.people import commands
from zhixing.foundation.people.queries import User

KINDS = {"totp": "手机验证器", "webauthn": "通行密钥", "recovery_codes": "备用码"}


def page(request: HttpRequest) -> HttpResponse:
    """我的账号。"""
    user = request.user
    return show(request, Page(
        title=f"{user.name}：{user.post_text or '未任职'}", pretitle=user.court.name,
        body=(Panel(title="登录安全", body=(_security(user),), flush=True), Panel(title="我的职务", body=(_posts(user),), flush=True)),
        side=(Panel(title="日历订阅", body=_feed(request)),
              Panel(title="资料", body=(Facts((("登录名", user.username), ("手机", user.phone or "—"), ("邮箱", user.email or "—"))),))),
    ))


@require_POST
def new_feed(request: HttpRequest) -> HttpResponse:
    """换一个日历订阅地址，旧的即刻失效。"""
    commands.rotate_feed_token(user=request.user, on=context.current().today)
    return done(request, reverse("profile"), "已换新的订阅地址，旧地址不再有效")


def _security(user: User) -> Items:
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    has = "、".join(dict.fromkeys(KINDS[k] for k in kinds)) or "还没有启用"
    changed = f"{moment(user.password_changed_at)}改过" if user.password_changed_at else "还没有改过"
    return Items(items=(
        Item(title="口令", note=changed, actions=(Action(text="改口令", url=reverse("account_change_password"), icon="lock"),)),
        Item(title="两步验证", note=has, actions=(Action(text="管理两步验证", url=reverse("mfa_index"), icon="shield-lock"),)),
    ))


def _posts(user: User) -> Table:
    rows = tuple(Row(cells=(h.get_post_display(), h.team.name if h.team else "不限", full_day(h.since), full_day(h.until) or "今"))
                 for h in user.holdings.all())
    return Table(columns=(Column("职务"), Column("团队"), Column("自"), Column("至")), rows=rows, label="我的职务", empty=Empty("还没有任职"))


def _feed(request: HttpRequest) -> tuple[object, ...]:
    token = request.user.feed_token
    text = "把应办事项的期限订阅到手机或电脑的日历里。地址等于钥匙，不要给别人。"
    make = Action(text="换一个地址" if token else "生成订阅地址", url=reverse("profile_feed"), method="post", icon="calendar-share",
                  confirm="换新地址后，旧地址即刻失效。" if token else "")
    if not token:
        return (Note(text), make)
    url = request.build_absolute_uri(reverse("feed", args=[token]))
    return (Note(text), Facts((("订阅地址", url),)), make)
