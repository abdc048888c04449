"""案件的表。"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q


class Bigrams(Func):
    """两字切分（数据库函数 ``bigrams``），供两字姓名的快查。"""

    function = "bigrams"
    arity = 1
    output_field = ArrayField(models.TextField())


class Kind(models.TextChoices):
    """案件类型代字。"""

    FIRST = "执", "首次执行"
    RESUMED = "执恢", "恢复执行"
    PRESERVATION = "执保", "财产保全执行"
    OBJECTION = "执异", "执行异议"
    REVIEW = "执复", "执行复议"
    SUPERVISION = "执监", "执行监督"
    COORDINATION = "执协", "执行协调"
    OTHER = "执他", "其他执行"


class Livelihood(models.TextChoices):
    """涉民生类别。"""

    NONE = "", "非涉民生"
    WAGES = "wages", "追索劳动报酬"
    TRAFFIC = "traffic", "交通事故"
    INJURY = "injury", "人身损害"
    PARENTS = "parents", "赡养费"
    CHILD = "child", "抚养费"
    SPOUSE = "spouse", "扶养费"
    WORK_INJURY = "work_injury", "工伤赔偿"
    MEDICAL = "medical", "医疗损害"
    PENSION = "pension", "抚恤金、社保待遇"


class Stage(models.TextChoices):
    """财产保全在哪个阶段。诉前保全须三十日内起诉（民诉法第104条）。"""

    NONE = "", "不涉及"
    PRE_SUIT = "pre_suit", "诉前（仲裁前）保全"
    SUIT = "suit", "诉讼（仲裁）保全"
    PRE_ENFORCEMENT = "pre_enforcement", "执行前保全"


class Origin(models.TextChoices):
    """案件怎么来的。"""

    FILED = "filed", "本系统立案"
    IMPORTED = "imported", "流程系统导入"
    TAKEN_OVER = "taken_over", "存量接管"


@pghistory.track()
class Case(models.Model):
    """一件执行案件。金额以分计。``state`` 见 ``law.states``，只随事件改变。

    ``receipt_token`` 是收件表单的凭号：同一张表单交两次，得到的是同一件。
    列表一律按收到材料日倒序（此栏从不为空），同日按编号倒序。
    """

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField("类型", max_length=4, choices=Kind, default=Kind.FIRST)
    state = models.CharField("状态", max_length=20)
    number = models.CharField("案号", max_length=60, blank=True, default="")
    year = models.PositiveSmallIntegerField("年度", null=True)
    serial = models.PositiveIntegerField("序号", null=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.FILED)
    number_as_given = models.CharField("原样案号", max_length=120, blank=True, default="")
    cause = models.CharField("案由", max_length=100, blank=True, default="")
    livelihood = models.CharField("涉民生", max_length=20, choices=Livelihood, blank=True, default="")
    claim_fen = models.BigIntegerField("申请执行标的（分）", null=True)
    performance = models.TextField("行为、交付内容", blank=True, default="")
    small_claim = models.BooleanField("小标的", default=False)
    urgent = models.BooleanField("情况紧急", default=False)
    non_litigation = models.BooleanField("行政非诉执行", default=False)
    received_on = models.DateField("收到材料日")
    accepted_on = models.DateField("立案日", null=True)
    closed_on = models.DateField("结案日", null=True)
    closing_mode = models.CharField("结案方式", max_length=20, blank=True, default="")
    archived_on = models.DateField("归档日", null=True)
    handler = models.ForeignKey(
        "people.User", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="承办人"
    )
    team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="团队"
    )
    applicant_text = models.CharField("申请执行人", max_length=300, blank=True, default="")
    respondent_text = models.CharField("被执行人", max_length=300, blank=True, default="")
    closing_ground = models.CharField("结案事由", max_length=30, blank=True, default="")
    stage = models.CharField("保全阶段", max_length=20, choices=Stage, blank=True, default="")
    suit_number = models.CharField("本案诉讼案号", max_length=120, blank=True, default="")
    live_on = models.DateField("接管上线日", null=True)
    takeover = models.BigIntegerField("接管批次", null=True)
    withdrawn_closings = models.PositiveSmallIntegerField("撤销报结次数", default=0)
    receipt_token = models.CharField("收件凭号", max_length=64, null=True, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], condition=~Q(number=""), name="case_number_once"),
            models.UniqueConstraint(
                fields=["court", "kind", "year", "serial"], condition=Q(serial__isnull=False), name="case_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(claim_fen__isnull=True) | Q(claim_fen__gte=0), name="claim_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("received_on")), name="accepted_after"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")), name="closed_after"
            ),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="case_recent"),
            models.Index(fields=["court", "-received_on", "-id"], name="case_court_recent"),
            models.Index(fields=["court", "state", "-received_on", "-id"], name="case_court_state"),
            models.Index(fields=["handler", "-received_on", "-id"], name="case_handler"),
            models.Index(fields=["team", "-received_on", "-id"], name="case_team"),
            models.Index(fields=["court", "accepted_on"], name="case_court_accepted"),
            models.Index(fields=["court", "closed_on"], name="case_court_closed"),
            models.Index(fields=["number"], name="case_number", condition=~Q(number="")),
            models.Index(fields=["serial", "court"], name="case_serial", condition=Q(serial__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number or f"收件第{self.pk}号"

    @property
    def stream(self) -> str:
        """本案的事件链。"""
        return f"case:{self.pk}"


class Role(models.TextChoices):
    """当事人地位。执保案件显示为申请保全人、被保全人。"""

    APPLICANT = "applicant", "申请执行人"
    RESPONDENT = "respondent", "被执行人"
    THIRD = "third", "第三人"
    AGENT = "agent", "代理人"
    GUARDIAN = "guardian", "法定代理人"
    LEGAL_REP = "legal_rep", "法定代表人"


@pghistory.track()
class Party(models.Model):
    """当事人或其代理人。证件号只校验长度、日期和校验码；页面上按权限遮挡。"""

    class Nature(models.TextChoices):
        PERSON = "person", "自然人"
        UNIT = "unit", "法人或非法人组织"

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties", db_index=False)
    role = models.CharField("地位", max_length=12, choices=Role)
    nature = models.CharField("性质", max_length=8, choices=Nature, default=Nature.PERSON)
    name = models.CharField("姓名或名称", max_length=200)
    name_py = models.CharField("拼音", max_length=400, blank=True, default="")
    initials = models.CharField("拼音首字母", max_length=100, blank=True, default="")
    paper = models.CharField("证件种类", max_length=20, blank=True, default="")
    paper_number = models.CharField("证件号码", max_length=40, blank=True, default="")
    birth = models.DateField("出生日期", null=True)
    sex = models.CharField("性别", max_length=4, blank=True, default="")
    language = models.CharField("语言", max_length=20, blank=True, default="")
    phone = models.CharField("电话", max_length=40, blank=True, default="")
    address = models.CharField("地址", max_length=300, blank=True, default="")
    whereabouts_unknown = models.BooleanField("下落不明", default=False)
    represents = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="代理谁")
    authority = models.CharField(
        "代理权限", max_length=20, blank=True, default="", help_text="一般授权、特别授权、法定"
    )
    bank_name = models.CharField("开户银行", max_length=100, blank=True, default="")
    bank_holder = models.CharField("户名", max_length=200, blank=True, default="")
    bank_account = models.CharField("账号", max_length=40, blank=True, default="")
    account_confirmed_on = models.DateField("收款账户确认日", null=True)
    active = models.BooleanField("在案", default=True)

    class Meta:
        indexes = [
            GinIndex(Bigrams("name"), name="party_bigrams"),
            models.Index(fields=["name"], name="party_name", opclasses=["text_pattern_ops"]),
            models.Index(fields=["paper_number"], name="party_paper", condition=~Q(paper_number="")),
            models.Index(fields=["initials"], name="party_initials", opclasses=["text_pattern_ops"]),
            models.Index(fields=["name_py"], name="party_pinyin", opclasses=["text_pattern_ops"]),
            models.Index(fields=["case", "role"], name="party_case_role"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Title(models.Model):
    """执行依据。同一份依据原则上只立一件首次执行案件。"""

    class Body(models.TextChoices):
        JUDGMENT = "judgment", "民事判决"
        MEDIATION = "mediation", "民事调解"
        RULING = "ruling", "民事裁定"
        CRIMINAL = "criminal", "刑事裁判涉财产部分"
        ADMIN = "admin", "行政裁判"
        NON_LITIGATION = "non_litigation", "行政非诉执行裁定"
        ARBITRATION = "arbitration", "仲裁裁决、调解"
        LABOUR = "labour", "劳动仲裁裁决、调解"
        NOTARY = "notary", "公证债权文书"
        PAYMENT_ORDER = "payment_order", "支付令"
        PRESERVATION = "preservation", "保全裁定"
        OTHER = "other", "其他"

    case = models.ForeignKey(Case, models.PROTECT, related_name="titles")
    kind = models.CharField("种类", max_length=20, choices=Body, default=Body.JUDGMENT)
    paper_name = models.CharField("文书名称", max_length=40, blank=True, default="")
    number = models.CharField("文号", max_length=120)
    number_key = models.CharField("规范文号", max_length=120, db_index=True)
    maker = models.CharField("作出单位", max_length=120, blank=True, default="")
    effective_on = models.DateField("生效日", null=True)
    perform_by = models.DateField("履行期限最后日", null=True)
    operative = models.TextField("主文", blank=True, default="")

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Claim(models.Model):
    """一项请求：本金、利息条款、费用、行为。"""

    class Sort(models.TextChoices):
        PRINCIPAL = "principal", "本金"
        INTEREST = "interest", "利息"
        COST = "cost", "诉讼费等费用"
        PENALTY = "penalty", "违约金"
        DOUBLE = "double", "加倍部分债务利息"
        ACT = "act", "行为"
        DELIVERY = "delivery", "交付"

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    sort = models.CharField("类别", max_length=12, choices=Sort)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    text = models.TextField("内容", blank=True, default="")
    clause = models.JSONField("利息条款", default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="amount_not_negative"
            )
        ]


@pghistory.track()
class Relation(models.Model):
    """关联案件。对方不在本系统时只有案号。"""

    class Sort(models.TextChoices):
        ORIGINAL = "original", "原执行案件"
        PRESERVATION = "preservation", "保全案件"
        SAME_TITLE = "same_title", "同一依据"
        SAME_DEBTOR = "same_debtor", "同一被执行人"
        OBJECTION = "objection", "执行异议"
        OTHER = "other", "其他"

    case = models.ForeignKey(Case, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    other_number = models.CharField("案号", max_length=60)
    sort = models.CharField("关系", max_length=20, choices=Sort)


class TagName(models.TextChoices):
    """标签（涉民生、小标的另有专列）。"""

    ENTERPRISE = "enterprise", "涉企"
    CROWD = "crowd", "涉众"
    KEY = "key", "重点案件"
    PETITION = "petition", "涉信访"
    CRIMINAL = "criminal", "涉刑事"
    BIG = "big", "大标的"


@pghistory.track()
class Tag(models.Model):
    """标签。"""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tags")
    name = models.CharField(max_length=20, choices=TagName)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="tag_once")]


@pghistory.track()
class Assignment(models.Model):
    """谁办：案件、人或团队、角色、自、至。权限和可见范围的唯一来源。

    代办（承办人不在的日子里替他办）写明止日，只在那几天算数；其余的没有止日，结束了才写。
    办理事务的是正办本案一张事务单的人，``matter`` 是那张的编号，``act`` 是那张要办的行为，一张一行。
    """

    class Role(models.TextChoices):
        HANDLER = "handler", "承办人"
        ASSISTANT = "assistant", "协办人"
        CLERK = "clerk", "书记员"
        TEAM = "team", "团队"
        ACTING = "acting", "代办"
        SERVING = "serving", "办理事务"

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=12, choices=Role)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    matter = models.CharField("事务单", max_length=40, db_default="", default="")
    act = models.CharField("要办的行为", max_length=40, db_default="", default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="handler", until__isnull=True), name="one_handler_at_a_time"
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | Q(team__isnull=False), name="assignment_somebody"),
            models.CheckConstraint(
                condition=~Q(role="acting") | Q(user__isnull=False, until__isnull=False), name="assignment_acting_days"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="assignment_order"),
        ]
        indexes = [
            models.Index(fields=["user", "case"], name="assignment_user_open", condition=Q(until__isnull=True)),
            models.Index(fields=["team", "case"], name="assignment_team_open", condition=Q(until__isnull=True)),
            models.Index(fields=["user", "until"], name="assignment_acting", condition=Q(role="acting")),
        ]


class Counter(models.Model):
    """本院自编案号的计数，一年一类一行；取号时锁行，所以不断号也不重号。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "year", "kind"], name="counter_once")]


class SavedList(models.Model):
    """存下的筛选。"""

    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    page = models.CharField(max_length=20)
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_list_once")]


class Draft(models.Model):
    """没交上去的表单内容：登录过期、页面过时都不丢。"""

    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    key = models.CharField(max_length=60, blank=True, default="")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "key"], name="draft_once")]
