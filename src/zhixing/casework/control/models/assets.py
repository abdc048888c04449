"""财产：每一条反馈（不变），和由它们合成的财产台账。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models


class AssetKind(models.TextChoices):
    """财产种类（细）。对应期限的大类见 ``law.control.property_of``。"""

    DEPOSIT = "deposit", "银行存款"
    WEALTH = "wealth", "理财等金融资产"
    REAL_ESTATE = "real_estate", "不动产"
    VEHICLE = "vehicle", "车辆"
    SHIP = "ship", "船舶、航空器"
    SECURITY = "security", "证券"
    EQUITY = "equity", "股权"
    ONLINE = "online", "网络资金"
    INSURANCE = "insurance", "保险"
    HOUSING_FUND = "housing_fund", "住房公积金"
    SOCIAL = "social", "社保、收入"
    TAX = "tax", "税务、退税"
    CLAIM = "claim", "到期债权"
    MOVABLE = "movable", "其他动产"
    INFO = "info", "户籍、婚姻等信息"
    OTHER = "other", "其他财产权"


@pghistory.track(exclude=["seen_at"])
class Asset(models.Model):
    """一项财产，跨案件共用。``holder_key`` 认被执行人（证件号归一以后的摘要），``key`` 认这一项（账号、单元号、号牌……）。

    ``protected`` 是不得或者限制执行的规则代码（``law.protected``）；``conflicts`` 是各条反馈说法不一的栏目，两边都留着。
    """

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=AssetKind)
    holder_key = models.CharField(max_length=64)
    holder = models.CharField("权利人", max_length=200)
    key = models.CharField(max_length=200)
    what = models.CharField("哪一项", max_length=300)
    value_fen = models.BigIntegerField("价值（分）", null=True)
    value_basis = models.CharField("价值依据", max_length=100, blank=True, default="")
    available_fen = models.BigIntegerField("可用（分）", null=True)
    currency = models.CharField(max_length=3, default="CNY")
    protected = models.CharField(max_length=30, blank=True, default="")
    outsider = models.CharField("登记在案外人名下或者共有", max_length=200, blank=True, default="")
    conflicts = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    as_of = models.DateField("反馈日", null=True)
    gone_on = models.DateField("销户、注销、灭失", null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "kind", "holder_key", "key"], name="asset_once")]
        indexes = [models.Index(fields=["court", "holder_key"], name="asset_holder")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.what


class Finding(models.Model):
    """一条反馈：照来的栏目（``data``）、在先措施（``prior``）、共有和优先权（``rights``）、看出的毛病（``faults``）。只追加。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey("control.Request", models.PROTECT, null=True, related_name="findings")
    reply = models.ForeignKey("control.Reply", models.PROTECT, null=True, related_name="findings")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="findings")
    kind = models.CharField(max_length=16, choices=AssetKind)
    key = models.CharField(max_length=200, blank=True, default="")
    what = models.CharField(max_length=300)
    value_fen = models.BigIntegerField(null=True)
    available_fen = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="CNY")
    state = models.CharField("账户、权利状态", max_length=60, blank=True, default="")
    data = models.JSONField(default=dict)
    prior = models.JSONField(default=list)
    rights = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    told_on = models.DateField("反馈日")
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-id"], name="finding_case"),
            models.Index(fields=["court", "-id"], name="finding_court"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
