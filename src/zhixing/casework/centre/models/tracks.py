"""繁简分流：本院的规则、每件案件现在的轨道。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q


@pghistory.track()
class RuleSet(models.Model):
    """本院的一版分流规则。``text`` 是规则原文（TOML，见 ``law.triage_rules``）；自 ``effective_on`` 起用，直到有新的一版。

    ``trial`` 是生效前试算的结果（去年的案件多少件会变、各团队的件数和天数），试算过才能定下来。
    没有自定的法院用随系统带的一版。
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟定"
        SET = "set", "已定"
        DROPPED = "dropped", "不用"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField("版次")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    text = models.TextField("规则")
    why = models.CharField("为什么改", max_length=300)
    effective_on = models.DateField("自哪天起用", null=True)
    trial = models.JSONField("试算", default=dict)
    tried_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    set_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "version"], name="triage_version_once"),
            models.UniqueConstraint(fields=["court", "token"], name="triage_rules_once"),
            models.UniqueConstraint(fields=["court", "effective_on"], condition=Q(state="set"), name="triage_one_a_day"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Placement(models.Model):
    """一件案件现在的轨道：一件只有一条。怎样定的、试过哪几条规则，在案件链上的 ``centre.Triaged`` 里。

    ``track``：fast 快执、normal 普执、preservation 保全、final 终本恢复、review 执行审查；``rule`` 是中了哪一条，
    ``rules`` 是规则的版次（0 是随系统带的）。
    ``since`` 是到这条轨道的日子；目标天数从立案算起，转轨道不重算。``manual`` 是人工改的，写明理由，直到撤销；期间规则另算的记在 ``rule_track``。
    """

    class Track(models.TextChoices):
        FAST = "fast", "快执"
        NORMAL = "normal", "普执"
        PRESERVATION = "preservation", "保全"
        FINAL = "final", "终本恢复"
        REVIEW = "review", "执行审查"

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    track = models.CharField("轨道", max_length=14, choices=Track)
    rule = models.CharField("规则", max_length=40)
    rule_name = models.CharField(max_length=80, blank=True, default="")
    rule_track = models.CharField("规则算出的轨道", max_length=14, choices=Track)
    rules = models.PositiveIntegerField("规则版次", default=0)
    team_kind = models.CharField("归哪类团队", max_length=20, blank=True, default="")
    days = models.PositiveSmallIntegerField("目标天数", null=True)
    goal = models.DateField("目标日", null=True)
    priority = models.PositiveSmallIntegerField("先后", default=5, help_text="小的在前；涉民生 1")
    ending = models.BooleanField("可能终本", default=False)
    since = models.DateField("自")
    moves = models.PositiveSmallIntegerField("转过几次", default=0)
    first_track = models.CharField(max_length=14, choices=Track)
    manual = models.BooleanField("人工改的", default=False)
    why = models.CharField("人工改的理由", max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["court", "track", "priority", "goal"], name="placement_queue"),
            models.Index(fields=["court", "ending"], name="placement_ending", condition=Q(ending=True)),
            models.Index(fields=["court", "manual"], name="placement_manual", condition=Q(manual=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(manual=True) | ~Q(why=""), name="placement_reasoned"),
            models.CheckConstraint(condition=Q(goal__isnull=True) | Q(days__isnull=False), name="placement_goal"),
            models.CheckConstraint(condition=Q(manual=True) | Q(track=F("rule_track")), name="placement_by_rule"),
        ]
