"""法院、团队、用户、职务。职务有起止日；谁何时改了设置都留着。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.db.models import F, Q

from zhixing.foundation.history.context import Signature, current


class Court(models.Model):
    """法院。``daizi`` 是案号里的代字（内0221）；``path`` 如 ``/内/内02/内0221/``，上级以前缀看下级。"""

    class Level(models.TextChoices):
        SUPREME = "supreme", "最高"
        HIGH = "high", "高级"
        MIDDLE = "middle", "中级"
        BASIC = "basic", "基层"

    daizi = models.CharField("代字", max_length=20, unique=True)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.BASIC)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级法院"
    )
    path = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """团队。"""

    class Kind(models.TextChoices):
        SIMPLE = "simple", "简案快执"
        COMPLEX = "complex", "繁案精执"
        PRESERVATION = "preservation", "保全"
        FINAL = "final", "终本"
        CENTRE = "centre", "指挥中心"
        SQUAD = "squad", "清拘组"
        REVIEW = "review", "执行裁决"
        GENERAL = "general", "综合"

    court = models.ForeignKey(Court, models.PROTECT, related_name="teams", verbose_name="法院")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.GENERAL)
    active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "name"], name="team_once")]

    def __str__(self) -> str:
        return self.name


class Post(models.TextChoices):
    """职务。权限由 ``law.rights`` 按职务给出；没有写明的一律不许。"""

    PRESIDENT = "president", "院长"
    VICE_PRESIDENT = "vice_president", "分管副院长"
    DIRECTOR = "director", "执行局长"
    VICE_DIRECTOR = "vice_director", "副局长"
    CENTRE = "centre", "指挥中心"
    TEAM_LEADER = "team_leader", "团队长"
    JUDGE = "judge", "执行法官"
    ASSISTANT = "assistant", "法官助理"
    CLERK = "clerk", "书记员"
    BAILIFF = "bailiff", "法警"
    FUNDS = "funds", "案款管理员"
    ACCOUNTANT = "accountant", "会计"
    CASHIER = "cashier", "出纳"
    FILING = "filing", "立案"
    SUPERVISOR = "supervisor", "督察"
    ARCHIVIST = "archivist", "档案"
    PARTNER = "partner", "联动单位"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """用户。登录名、姓名、所在法院。停用而不删除。"""

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    court = models.ForeignKey(Court, models.PROTECT, related_name="users", verbose_name="法院")
    phone = models.CharField("手机", max_length=20, blank=True, default="")
    email = models.EmailField("邮箱", blank=True, default="")
    is_active = models.BooleanField("在用", default=True)
    password_changed_at = models.DateTimeField("改密时间", null=True, blank=True)
    must_change_password = models.BooleanField("下次登录须改密", default=False)
    feed_token = models.CharField("日历订阅口令", max_length=64, blank=True, default="")

    objects = UserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """不用框架的权限表；权限只在 ``law.rights``。"""
        return False

    def has_module_perms(self, label: str) -> bool:
        """同上。"""
        return False

    def signature(self) -> Signature:
        """记录上的署名。代行时由命令另给。"""
        return Signature(id=self.pk, name=self.name, post=self.post_text)

    @property
    def post_text(self) -> str:
        """操作当日在任职务的中文，供署名。"""
        day = current().today
        return "、".join(dict.fromkeys(h.get_post_display() for h in self.holdings.all() if h.covers(day)))[:120]


@pghistory.track()
class Holding(models.Model):
    """任职：某人自某日起任某职，可限于某团队。"""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    post = models.CharField("职务", max_length=20, choices=Post)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="holdings", verbose_name="团队")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="holding_order"),
            models.UniqueConstraint(
                fields=["user", "post", "team", "since"], name="holding_once", nulls_distinct=False
            ),
        ]

    def covers(self, day: date) -> bool:
        """``day`` 这天在任（起止日都算）。"""
        return self.since <= day and (self.until is None or self.until >= day)


@pghistory.track()
class Absence(models.Model):
    """不在岗：起止日（含）与原因。"""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    since = models.DateField("自")
    until = models.DateField("至")
    reason = models.CharField("原因", max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_order")]


@pghistory.track()
class Delegation(models.Model):
    """代行职权：委托人在起止日内把某职务交给代行人，须有授权文件。"""

    principal = models.ForeignKey(User, models.PROTECT, related_name="given")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="received")
    post = models.CharField("代行职务", max_length=20, choices=Post)
    since = models.DateField("自")
    until = models.DateField("至")
    authority = models.CharField("授权文件", max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_order"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="delegation_other"),
        ]


@pghistory.track()
class Setting(models.Model):
    """法院设置：一项一行；值是 JSON。谁何时改、为什么改，在 ``court:`` 链上。"""

    court = models.ForeignKey(Court, models.PROTECT, related_name="settings")
    key = models.CharField(max_length=80)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "key"], name="setting_once")]
