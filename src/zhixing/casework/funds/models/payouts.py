"""发放：发放审批表、各笔付款、钱从哪里来、付款文件、回访。

批准以后收款人、账号、金额不再变；只有银行说付了才算付了。各笔只往前走，由数据库守住。
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from zhixing.foundation.history.guarding import changed


@pghistory.track()
class Payout(models.Model):
    """一张发放审批表。``case`` 空着的：退还待认领的款。``sheet`` 是据以发放的计息单，``plan`` 是分配方案。

    ``digest`` 是送批时各笔的摘要：批准的就是这些，一笔也不能换。``due_on`` 是付款的期限。
    """

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        REVIEW = "review", "审批中"
        APPROVED = "approved", "已批准，待付款"
        PAYING = "paying", "付款中"
        DONE = "done", "已付"
        VOID = "void", "已作废"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField("编号", max_length=24)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    sheet = models.ForeignKey("funds.Sheet", models.PROTECT, null=True, related_name="+", db_index=False)
    plan = models.ForeignKey("funds.Plan", models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField("动用哪里的钱", max_length=8, default="held", help_text="held 在案款、deposit 提存、reserve 预留、suspense 待认领")
    ground = models.CharField("事由", max_length=500, blank=True, default="")
    settles = models.BooleanField("发放以后全部到位", default=False)
    workings = models.JSONField("怎样算出来的", default=list)
    decision = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="合议笔录、决定")
    approval = models.ForeignKey("approvals.Approval", models.PROTECT, null=True, related_name="+")
    digest = models.CharField("送批时的摘要", max_length=64, blank=True, default="")
    token = models.CharField("一次提交的记号", max_length=64)
    drafted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    drafted_name = models.CharField(max_length=60)
    drafted_on = models.DateField("起草日")
    approved_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=300, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="payout_number_once"),
            models.UniqueConstraint(fields=["drafted_by", "token"], name="payout_once"),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-id"], name="payout_desk"),
            models.Index(fields=["case", "-id"], name="payout_case", condition=Q(case__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="approved_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state IN ('approved', 'paying', 'done', 'void') AND ("
                    + changed(['digest', 'sheet_id', 'plan_id', 'case_id', 'settles', 'source']) +
                    " OR NEW.state IN ('draft', 'review')))"
                ),
            ),
        ]


@pghistory.track()
class PaymentFile(models.Model):
    """一个付款文件：笔数、合计、摘要定下来就不变；一笔付款只在一个文件里。"""

    class State(models.TextChoices):
        MADE = "made", "已导出"
        ANSWERED = "answered", "银行已回"
        REFUSED = "refused", "银行整份退回"
        CANCELLED = "cancelled", "没有交银行，作废"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey("funds.BankAccount", models.PROTECT, related_name="+", db_index=False)
    message_id = models.CharField("报文编号", max_length=35, unique=True)
    format = models.CharField("格式", max_length=12)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    count = models.PositiveIntegerField("笔数")
    control_fen = models.BigIntegerField("合计（分）")
    state = models.CharField(max_length=10, choices=State, default=State.MADE)
    answers = models.JSONField("银行的回答", default=list)
    exported_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    exported_name = models.CharField(max_length=60)
    exported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="payment_file_recent")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="made_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition("(OLD.sha256 <> '' AND " + changed(
                    ["court_id", "bank_account_id", "message_id", "format", "file_id", "sha256", "count", "control_fen"]) + ")"),
            ),
        ]


_TOLD = ("payout_id", "what", "party_id", "payee", "account", "bank", "bank_code", "amount_fen", "voucher", "ground")
_FORWARD = (
    "(OLD.state = 'paid' AND NEW.state NOT IN ('paid', 'bounced')) OR (OLD.state = 'bounced' AND NEW.state NOT IN ('bounced', 'retried'))"
    " OR (OLD.state IN ('retried', 'void', 'kept') AND NEW.state <> OLD.state)"
)


@pghistory.track()
class PayoutLine(models.Model):
    """一笔付款：付给谁、哪个账号、多少（分）。``what`` 是哪一种（``law.payouts.WHATS``）。

    ``reference`` 是端到端编号，银行的结果、退汇凭它找回来；``code`` 是防骗核验码的摘要；``replaces`` 是代替被退回的哪一笔。
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待批准"
        READY = "ready", "待付款"
        EXPORTED = "exported", "已交银行"
        PAID = "paid", "已付"
        BOUNCED = "bounced", "退汇"
        RETRIED = "retried", "已另付"
        KEPT = "kept", "已提存"
        VOID = "void", "已作废"

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("第几笔")
    what = models.CharField("款项", max_length=10)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    share = models.ForeignKey("funds.Share", models.PROTECT, null=True, related_name="+", db_index=False)
    payee = models.CharField("收款人", max_length=200)
    account = models.CharField("收款账号", max_length=60)
    bank = models.CharField("收款银行", max_length=200, blank=True, default="")
    bank_code = models.CharField("联行号", max_length=20, blank=True, default="")
    amount_fen = models.BigIntegerField("金额（分）")
    memo = models.CharField("附言", max_length=140, blank=True, default="")
    voucher = models.CharField("执行费用的凭证", max_length=200, blank=True, default="")
    ground = models.CharField("提存的事由", max_length=16, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    reference = models.CharField("付款编号", max_length=35, unique=True, null=True)
    file = models.ForeignKey(PaymentFile, models.PROTECT, null=True, related_name="lines")
    line = models.ForeignKey("funds.BankLine", models.PROTECT, null=True, related_name="+", verbose_name="银行扣款的一笔")
    bounced_line = models.ForeignKey("funds.BankLine", models.PROTECT, null=True, related_name="+", verbose_name="退回的一笔")
    paid_on = models.DateField("付款日", null=True)
    bounced_on = models.DateField("退汇日", null=True)
    answer = models.CharField("银行的话", max_length=300, blank=True, default="")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    code = models.CharField("核验码的摘要", max_length=64, blank=True, default="")
    noticed_on = models.DateField("通知收款人之日", null=True)
    must_call = models.CharField("须回访的缘由", max_length=200, blank=True, default="")
    retried_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="同意另付的会计")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payout", "number"], name="payout_line_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payout_line_positive"),
            models.CheckConstraint(condition=~Q(state="paid") | Q(paid_on__isnull=False), name="payout_line_paid_has_day"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="payout_line_state"),
            models.Index(fields=["code"], name="payout_line_code", condition=~Q(code="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=pgtrigger.Condition("(OLD.state <> 'draft')")),
            pgtrigger.Protect(
                name="approved_once", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"(OLD.state <> 'draft' AND {changed(_TOLD)})"),
            ),
            pgtrigger.Protect(name="forward", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"({_FORWARD})")),
        ]


class Part(models.Model):
    """一笔付款的钱从哪里来：总账的哪个账户、哪一笔到账，多少（分）。合计等于这笔付款。"""

    line = models.ForeignKey(PayoutLine, models.PROTECT, related_name="parts")
    account = models.ForeignKey("funds.Account", models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey("funds.Receipt", models.PROTECT, null=True, related_name="parts")
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="part_positive")]


class Callback(models.Model):
    """回访：给收款人打电话核实账号。只增不改。``agreed`` 假是说不对，这一笔不能付。"""

    append_only = True

    line = models.ForeignKey(PayoutLine, models.PROTECT, related_name="callbacks")
    phone = models.CharField("打的哪个号码", max_length=40)
    person = models.CharField("接听人", max_length=60)
    agreed = models.BooleanField("核实无误")
    note = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Inquiry(models.Model):
    """有人核实：公开网页或者热线，问一个码、一个账号、一个号码是不是法院的，答的是什么。只增不改，不留问的人的身份。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, null=True, related_name="+", db_index=False)
    way = models.CharField("网页、热线", max_length=8)
    asked = models.CharField("问什么", max_length=12)
    answer = models.CharField("答的什么", max_length=12)
    line = models.ForeignKey(PayoutLine, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="inquiry_recent")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
