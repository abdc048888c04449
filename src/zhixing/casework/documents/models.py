"""文书、各版内容、受送达人、各次送达、送达地址、电子送达、公告、本院的模板。

签发以前是稿子，可以一版一版地改；签发时取号，用印后成了文件，内容不再变，由数据库守住。各版和各次送达都留着，不删。
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from zhixing.foundation.history.guarding import changed

_BELONGS = ("case_id", "court_id", "kind", "drafted_by_id", "drafted_name", "drafted_on", "replaces_id")
_SIGNED = ("title", "version", "number", "serial", "external", "dated", "signed_by_id", "signed_name", "signed_at", "approval_id")
_MADE = ("code", "file_id", "sealed_by_id", "sealed_name", "sealed_at")
_VOIDED = ("voided_name", "voided_at", "void_reason")
_BACK = (
    "(OLD.state = 'void' AND NEW.state <> 'void') OR (OLD.state = 'sealed' AND NEW.state NOT IN ('sealed', 'void'))"
    " OR (OLD.state = 'signed' AND NEW.state NOT IN ('signed', 'sealed', 'void'))"
)


def _never(name: str, condition: str) -> pgtrigger.Protect:
    """这样的改动，数据库不收。"""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=pgtrigger.Condition(f"({condition})"))


@pghistory.track()
class Document(models.Model):
    """一份文书。``kind`` 是文书代码（``papers.TEMPLATES``）；``revision`` 每动一次加一，页面带着它核对是否过时。"""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        REVIEW = "review", "审签中"
        SIGNED = "signed", "已签发"
        SEALED = "sealed", "已用印"
        VOID = "void", "已作废"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("最新一版", default=1)
    revision = models.PositiveIntegerField(default=0)
    with_document = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="随哪一份同时发出")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="重新制作，代替哪一份")
    drafted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    drafted_name = models.CharField(max_length=60)
    drafted_on = models.DateField("拟稿日")
    approval = models.ForeignKey("approvals.Approval", models.PROTECT, null=True, related_name="+")
    dated = models.DateField("成文日期", null=True)
    number = models.CharField("编号", max_length=60, blank=True, default="")
    serial = models.PositiveIntegerField("第几个加号（本号为0）", null=True)
    external = models.BooleanField("外来的编号", default=False)
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_name = models.CharField("签发人", max_length=60, blank=True, default="")
    signed_at = models.DateTimeField("签发时刻", null=True)
    sealed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    sealed_name = models.CharField("用印人", max_length=60, blank=True, default="")
    sealed_at = models.DateTimeField("用印时刻", null=True)
    code = models.CharField("核验码", max_length=20, blank=True, default="")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="成品")
    sent_on = models.DateField("第一次发出", null=True)
    voided_name = models.CharField(max_length=60, blank=True, default="")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField("作废理由", blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "serial"], condition=Q(serial__isnull=False, serial__gt=0), name="document_serial_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="document_code_once"),
            models.CheckConstraint(condition=Q(file__isnull=True) | ~Q(number=""), name="document_made_has_number"),
            models.CheckConstraint(condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="document_voided_with_reason"),
            models.CheckConstraint(condition=~Q(state__in=["signed", "sealed"]) | Q(dated__isnull=False), name="document_signed_has_day"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="document_case"),
            models.Index(fields=["court", "state", "-id"], name="document_desk"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            _never("belongs", changed(_BELONGS)),
            _never("signed_once", f"OLD.state IN ('signed', 'sealed', 'void') AND {changed(_SIGNED)}"),
            _never("made_once", f"OLD.state IN ('sealed', 'void') AND {changed(_MADE)}"),
            _never("voided_once", f"OLD.state = 'void' AND {changed(_VOIDED)}"),
            _never("never_back", _BACK),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.number}"


class Version(models.Model):
    """文书的一版：``data`` 是栏目内容。只追加。``template`` 是本院模板的版次，0 是自带的。"""

    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("第几版")
    data = models.JSONField("内容")
    template = models.PositiveIntegerField("模板版次", default=0)
    why = models.CharField("改了什么", max_length=300, blank=True, default="")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


@pghistory.track()
class Address(models.Model):
    """一个人的送达地址。``source`` 是来源（``law.service_addresses.sources()``）；改动是另加一行，旧的写上 ``until``。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField("来源", max_length=12)
    text = models.CharField("地址", max_length=300)
    electronic = models.BooleanField("电子地址", default=False)
    channel = models.CharField("电子地址是什么", max_length=8, blank=True, default="", help_text="sms、email")
    receiver = models.CharField("收件人、代收人", max_length=200, blank=True, default="")
    phone = models.CharField("电话", max_length=40, blank=True, default="")
    since = models.DateField("自哪天起")
    until = models.DateField("到哪天不再用", null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="确认书")

    class Meta:
        indexes = [models.Index(fields=["case", "party"], name="address_party")]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="address_until_after"),
        ]


@pghistory.track()
class Consent(models.Model):
    """一个人对电子送达的态度：怎样同意的（代码表 consent）；``refused`` 是明确不同意；撤回写 ``until``。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    how = models.CharField("怎样同意", max_length=20, blank=True, default="")
    refused = models.BooleanField("不同意", default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "party"], name="consent_party")]


@pghistory.track()
class Situation(models.Model):
    """一名当事人与送达有关的情况，各栏的意思见 ``law.service_values.Addressee``；改动是另加一行，旧的写上 ``until``。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    place = models.CharField("住所在哪里", max_length=8, default="home", help_text="home 境内、region 港澳台、abroad 境外")
    keeper = models.CharField("由谁转交", max_length=8, blank=True, default="")
    missing = models.CharField("下落不明的证明", max_length=300, blank=True, default="")
    ward = models.BooleanField("没有或者限制行为能力", default=False)
    agent_receives = models.BooleanField("诉讼代理人是指定的代收人", default=False)
    withheld = models.BooleanField("经告知仍不提供送达地址", default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="笔录、证明")

    class Meta:
        indexes = [models.Index(fields=["case", "party"], name="situation_party")]
        constraints = [
            models.UniqueConstraint(fields=["case", "party"], condition=Q(until__isnull=True), name="situation_current"),
        ]


@pghistory.track()
class Recipient(models.Model):
    """一份文书的一个受送达人。不是当事人的（银行、登记机关、协助单位）``party`` 为空。

    ``state`` 是送达一览的状态（``law.service_table``：to_send、on_way、served、announced、returned、failed、flawed），随每次送达算出；
    ``cancelled`` 是不用送了（作废等）。
    """

    class Kind(models.TextChoices):
        PERSON = "person", "自然人"
        UNIT = "unit", "单位"

    document = models.ForeignKey(Document, models.PROTECT, related_name="recipients")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名或者名称", max_length=200)
    nature = models.CharField("性质", max_length=8, choices=Kind, default=Kind.PERSON)
    role = models.CharField("地位", max_length=20, blank=True, default="")
    state = models.CharField("状态", max_length=10, default="to_send")
    deemed_on = models.DateField("送达之日", null=True)
    tried = models.PositiveSmallIntegerField("送过几次", default=0)
    cancelled = models.BooleanField("不用送了", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "name"], name="recipient_once")]
        indexes = [
            models.Index(fields=["court", "state", "id"], name="recipient_desk", condition=Q(cancelled=False)),
            models.Index(fields=["case"], name="recipient_case"),
        ]


class Batch(models.Model):
    """一批送达：一次交邮、一次公告、一次电子发送。``kind`` 是送达方式。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    kind = models.CharField("方式", max_length=12)
    made_on = models.DateField()
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    count = models.PositiveIntegerField("几件", default=0)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="交邮清单")


@pghistory.track()
class Attempt(models.Model):
    """一次送达，写的是它最近的结果（各次结果在事件里）。各栏的意思见 ``law.service_values.Attempt``。

    ``deemed`` 是推算：``to`` 受送达人当时的情况，``value`` 送达之日，``finding`` 理由和步骤。``begun``、``told``、``completed``
    是开始、结果、公告期满送达各记在链上第几环。``enclosed_in`` 是随哪一次同寄的：结果跟着它。
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="attempts")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField("本案第几次送达")
    method = models.CharField("方式", max_length=12)
    outcome = models.CharField("结果", max_length=20)
    on = models.DateField("办理日")
    happened = models.DateField("结果日", null=True)
    signer = models.CharField("签收或者拒收的是谁", max_length=12, blank=True, default="")
    signer_name = models.CharField("签收人姓名", max_length=60, blank=True, default="")
    opponent = models.BooleanField("是对方当事人", default=False)
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    proof = models.JSONField("有哪些证明", default=list)
    days = models.JSONField("各次投递、张贴、刊登的日子", default=list)
    place = models.CharField("公告的地方、委托的法院、转交的单位", max_length=200, blank=True, default="")
    tracking = models.CharField("邮件号", max_length=40, blank=True, default="")
    abroad_ok = models.BooleanField(default=False)
    rebuttal = models.JSONField("推翻", null=True)
    deemed = models.JSONField("送达之日的推算", null=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="attempts")
    files = models.JSONField("证明材料的编号", default=list)
    enclosed_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="enclosed", verbose_name="随哪一次同寄")
    begun = models.PositiveIntegerField("开始", null=True)
    told = models.PositiveIntegerField("结果", null=True)
    completed = models.PositiveIntegerField("公告期满送达", null=True)
    withdrawn = models.BooleanField("误登，已撤回", default=False)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="attempt_once"),
            models.UniqueConstraint(
                fields=["court", "tracking"], condition=~Q(tracking="") & Q(enclosed_in__isnull=True, withdrawn=False),
                name="attempt_tracking_once",
            ),
        ]
        indexes = [models.Index(fields=["recipient"], name="attempt_recipient")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Delivery(models.Model):
    """一次电子送达的投递：凭码打开的网页。码只存摘要。"""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="delivery", primary_key=True)
    channel = models.CharField(max_length=8)
    target = models.CharField("手机号或者邮箱", max_length=200)
    code_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField("口令错几次", default=0)
    sent_at = models.DateTimeField("发出", null=True)
    arrived_at = models.DateTimeField("到达", null=True)
    opened_at = models.DateTimeField("打开", null=True)
    read_at = models.DateTimeField("已阅", null=True)
    failed = models.CharField("没有发成", max_length=300, blank=True, default="")


class OwnTemplate(models.Model):
    """本院自己的模板的一版。只追加；``checked`` 通过才能启用，``since`` 起使用，``until`` 停用。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=40)
    number = models.PositiveIntegerField("版次")
    source = models.TextField("模板原文（Typst）")
    problems = models.JSONField("检查出的问题", default=list)
    since = models.DateField("启用日", null=True)
    until = models.DateField("停用日", null=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "kind", "number"], name="own_template_once"),
            models.UniqueConstraint(fields=["court", "kind"], condition=Q(since__isnull=False, until__isnull=True), name="own_template_current"),
        ]
