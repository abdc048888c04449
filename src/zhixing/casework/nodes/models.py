"""节点表：由 ``law.nodes.plan`` 算出的每一个节点，随事件在同一事务里更新。"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Node(models.Model):
    """案件的一个节点。

    ``key`` 是“代码|事项|起因环号”，在案内唯一。``due`` 是届满日（顺延后），``counted_to`` 是顺延前；
    按小时的期限另有 ``due_at``。灯色不存：由 ``due``、``warn`` 与当天算出。
    """

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已办"
        WAIVED = "waived", "不再要求"
        VOID = "void", "不涉及"
        LAPSED = "lapsed", "已失效"
        BEFORE = "before", "上线前不计"

    class Whose(models.TextChoices):
        COURT = "court", "法院"
        PARTY = "party", "当事人"
        OUTSIDE = "outside", "等候外部"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    key = models.CharField(max_length=260)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True, default="")
    whose = models.CharField(max_length=8, choices=Whose)
    hard = models.BooleanField()
    cls = models.CharField(max_length=1)
    state = models.CharField(max_length=8, choices=State)
    started = models.DateField("起算日")
    due = models.DateField("届满日", null=True)
    due_at = models.DateTimeField(null=True)
    counted_to = models.DateField("顺延前", null=True)
    earliest = models.DateField(null=True)
    last_working_day = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    paused = models.BooleanField("停算中", default=False)
    done_on = models.DateField(null=True)
    late = models.BooleanField("办结时已超期", default=False)
    warn_on = models.DateField("临期起", null=True)
    act = models.CharField("下一步行为", max_length=40, blank=True, default="")
    stop = models.CharField("轨道站", max_length=20, blank=True, default="")
    blocks = ArrayField(models.CharField(max_length=20), default=list)
    owner = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    owner_post = models.CharField(max_length=20, blank=True, default="")
    steps = models.JSONField(default=list)
    basis = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    rule_version = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=40)
    trigger_seq = models.PositiveIntegerField(null=True)
    done_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="node_once")]
        indexes = [
            models.Index(fields=["owner", "due"], name="node_owner_due", condition=Q(state="open")),
            models.Index(fields=["court", "due"], name="node_court_due", condition=Q(state="open")),
            models.Index(
                fields=["court", "owner_post", "due"], name="node_pool", condition=Q(state="open", owner__isnull=True)
            ),
            models.Index(fields=["case", "state", "due"], name="node_case"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.subject}）" if self.subject else self.name


class Replan(models.Model):
    """一次全院重算：起因、进度和移动了什么。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    cause = models.CharField(max_length=200)
    asked_by = models.CharField("谁交办", max_length=60)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)


class Move(models.Model):
    """重算中移动了的一个节点。"""

    replan = models.ForeignKey(Replan, models.PROTECT, related_name="moves")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    before = models.DateField(null=True)
    after = models.DateField(null=True)
