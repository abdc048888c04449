"""一家法院、几件案件、一家模拟的银行，和案款的全部行为：随机测试、并发测试、断电演习共用。

行为都走真的命令；不该办的（没有权限、钱不够、过时、办过了）命令会拒绝，:meth:`World.tried` 如数收下，别的异常照抛。
银行是 ``exchange.simulators`` 的账，明细经真的文件格式读回来。:meth:`World.settle` 让一切走完，:func:`faults` 说出哪里不对（规则手册 M:§6）。
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import drafts
import factories
from django.db import transaction
from django.db.models import Sum
from funds.money import court_account
from spine import House

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.funds.commands import accounts, cash, claiming, delays, intake, payees, payment_files, payouts
from zhixing.casework.funds.models import Account, BankLine, Delay, Leg, Part, PaymentFile, Payout, PayoutLine, Receipt
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import bank_intake
from zhixing.exchange.bank import pain, pain_results, reading
from zhixing.exchange.simulators import bank_messages
from zhixing.exchange.simulators.bank_book import Book
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, waiting_for
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

LIVE = date(2026, 11, 1)
BEGAN = date(2026, 11, 3)
BEIJING = ZoneInfo("Asia/Shanghai")
REFUSED = (Refused, Forbidden, StalePage)
"""不该办的，命令以这些拒绝。"""
FORMATS = ("camt.053", "camt.054", "csv", "mt940")
P = Account.Purpose
_token = count(1)


class World(House):
    """法院各职务各两人（局长一人），两件案件，一个账户；``bank`` 是银行，``day`` 是今天。"""

    def __init__(self, cases: int = 2, day: date = BEGAN) -> None:
        super().__init__()
        self.day = self.began = day
        self.staff = {post: [factories.user(post, court=self.court) for _ in range(2)] for post in ("funds", "accountant", "cashier")}
        self.hands = [self.judge, self.director, *(person for each in self.staff.values() for person in each)]
        self.account = court_account(self.court, live_on=day - timedelta(days=2))
        with self.now():
            self.cases = [self._case(n) for n in range(cases)]
            self.subs = {case.pk: accounts.sub_account(case=case, party=self.debtor(case), on=day).number for case in self.cases}
        self.bank = Book()
        self.bank.do("open", day, number=self.account.number, holder=self.account.holder, fen=0)
        self.refusals: Counter[str] = Counter()
        self.written: dict[str, bytes] = {}

    def _case(self, number: int) -> Case:
        parties = (drafts.person("applicant", f"申请人{number}"), drafts.person("respondent", f"被执行人{number}"))
        case = self.case(parties=parties)
        Party.objects.filter(case=case, role="applicant").update(
            bank_name="收款银行", bank_holder=f"申请人{number}", bank_account=f"6222000{number}00", account_confirmed_on=BEGAN - timedelta(days=60),
        )
        return case

    @property
    def moment(self) -> datetime:
        """今天上午十点。"""
        return datetime.combine(self.day, time(10), BEIJING)

    def now(self) -> Any:
        """今天的入口环境。"""
        return context.use(context.Context(now=self.moment, entrance="test"))

    def tried(self, act: Callable[[], Any]) -> Any:
        """办一件；拒绝了的返回空，记下为什么。"""
        with self.now():
            try:
                return act()
            except REFUSED as error:
                code = error.finding.reasons[0].code if isinstance(error, Refused) else type(error).__name__
                self.refusals[code] += 1
                return None

    def debtor(self, case: Case) -> Party:
        """被执行人。"""
        return Party.objects.filter(case=case, role="respondent").order_by("pk")[0]

    def creditor(self, case: Case) -> Party:
        """申请执行人。"""
        return Party.objects.filter(case=case, role="applicant").order_by("pk")[0]

    # ---- 银行来的 ----

    def came(self, fen: int, **told: Any) -> Any:
        """银行的一笔：收入为正，支出为负。"""
        return self.bank.do("enter", self.day, account=self.account.number, fen=fen, **told)

    def statement(self, form: str = "camt.053", back: int = 9, part: float = 1) -> bytes:
        """银行这几天的明细文件；``part`` 小于一的断在半中间。"""
        with self.bank.on(self.day):
            held = self.bank.accounts[self.account.number]
            since = self.day - timedelta(days=back)
            made = {"csv": bank_messages.table, "mt940": bank_messages.mt940}.get(form) or (lambda *given: bank_messages.camt(form, *given))
            content = made(held, since, self.day)
        return content[: int(len(content) * part)]

    @property
    def entries(self) -> list[Any]:
        """银行的全部明细。"""
        return self.bank.accounts[self.account.number].entries

    def pass_days(self, days: int) -> None:
        """过几天。"""
        self.day += timedelta(days=days)

    def take(self, content: bytes, name: str = "明细") -> Any:
        """收一个银行文件。读不了的（断在表头里）拒绝。"""
        return self.tried(lambda: self._taken(name, content))

    def _taken(self, name: str, content: bytes) -> list[Any]:
        parts = bank_intake._parts(reading.read(name, content, account=self.account.number), [self.account], self.court.pk)
        return [
            intake.take(map(bank_intake._incoming, part.lines), bank_account=self.account, actor=self.staff["funds"][0], on=self.day)
            for part in parts
        ]

    # ---- 认领 ----

    def claim(self, receipt: Receipt, case: Case, who: int = 0) -> Any:
        """认领到案件。"""
        return self.tried(lambda: claiming.claim(
            receipt=receipt.pk, case=case.pk, party=self.debtor(case), actor=self.staff["funds"][who], on=self.day, revision=receipt.revision,
            why="附言",
        ))

    def confirm(self, receipt: Receipt, who: int = 1) -> Any:
        """确认认领；自己认领的自己确认，应当拒绝。"""
        return self.tried(lambda: claiming.confirm(receipt=receipt.pk, actor=self.staff["funds"][who], on=self.day, revision=receipt.revision))

    def undo(self, receipt: Receipt) -> Any:
        """撤回认领。"""
        return self.tried(lambda: claiming.undo_claim(
            receipt=receipt.pk, actor=self.staff["accountant"][0], on=self.day, revision=receipt.revision, why="认错了",
        ))

    def cash(self, case: Case, fen: int) -> Any:
        """两人收现金。"""
        return self.tried(lambda: cash.cash(
            case=case.pk, party=self.debtor(case), amount_fen=fen, payer="交款人", officers=[self.judge, self.other], actor=self.judge, on=self.day,
            revision=None,
        ))

    # ---- 发放 ----

    def delay(self, case: Case, *, ended: bool) -> None:
        """延缓发放，局长批准；``ended`` 是登记事由消失。"""
        if ended:
            for row in Delay.objects.filter(case=case, ended_on=None, since__isnull=False):
                self.tried(lambda row=row: delays.end_delay(delay=row.pk, actor=self.judge, on=self.day))  # type: ignore[misc]
            return
        made = self.tried(lambda: delays.delay(
            case=case.pk, actor=self.judge, on=self.day, revision=None, ground="distribution", until=self.day + timedelta(days=3),
        ))
        if made is not None:
            self.agree(self.director, made.approval)

    def refund_unknown(self, receipt: Receipt) -> Any:
        """退还待认领的款，送批。"""
        made = self.tried(lambda: payouts.refund_unknown(
            receipt=receipt.pk, actor=self.staff["funds"][0], on=self.day, token=f"r{next(_token)}", reason="查不明",
        ))
        return made and self.tried(lambda: payouts.submit(payout=made.pk, actor=self.staff["funds"][0], on=self.day, revision=made.revision))

    def draft(self, case: Case, amounts: list[tuple[str, int]], token: str = "") -> Any:
        """起草一张发放审批表：（收款账号，分），都是有凭证的执行费用，不用计息单。"""
        lines = [
            payouts.Wanted(what="cost", amount_fen=fen, payee=f"评估公司{account}", account=account, bank="某银行", voucher="发票")
            for account, fen in amounts
        ]
        return self.tried(lambda: payouts.draft(
            case=case.pk, actor=self.judge, on=self.day, revision=None, token=token or f"t{next(_token)}", lines=lines, ground="评估费",
        ))

    def submit(self, payout: Payout) -> Any:
        """送批。"""
        return self.tried(lambda: payouts.submit(payout=payout.pk, actor=self.judge, on=self.day, revision=payout.revision))

    def agree(self, person: User, approval: Approval) -> Any:
        """这个人同意这一步。"""
        return self.tried(lambda: approvals.agree(approval_id=approval.pk, actor=person, on=self.day, opinion="同意", revision=approval.revision))

    def approve(self, payout: Payout) -> None:
        """一步步同意到底。"""
        for _ in range(6):
            approval = Approval.objects.get(pk=Payout.objects.get(pk=payout.pk).approval_id)
            if approval.state != Approval.State.PENDING:
                return
            person = next(one for one in self.hands if waiting_for(one, self.day).filter(pk=approval.pk).exists())
            self.agree(person, approval)

    def send_back(self, person: User, approval: Approval) -> Any:
        """这个人退回。"""
        return self.tried(lambda: approvals.return_(approval_id=approval.pk, actor=person, on=self.day, opinion="不对", revision=approval.revision))

    def recall(self, payout: Payout) -> Any:
        """撤回。"""
        return self.tried(lambda: payouts.recall(payout=payout.pk, actor=self.judge, on=self.day, revision=payout.revision))

    def void(self, payout: Payout) -> Any:
        """作废。"""
        return self.tried(lambda: payouts.void(payout=payout.pk, actor=self.judge, on=self.day, revision=payout.revision, reason="不付了"))


    def export(self, lines: list[PayoutLine], who: int = 0) -> Any:
        """导出付款文件；内容记在 ``written``。"""
        return self.tried(lambda: self._exported(lines, self.staff["cashier"][who]))

    @transaction.atomic
    def _exported(self, lines: list[PayoutLine], cashier: User) -> PaymentFile:
        made, rows = payment_files.export(
            bank_account=self.account, lines=[one.pk for one in lines], format="pain.001.09", actor=cashier, on=self.day,
        )
        told = [pain.Payment(one.reference or "", one.amount_fen, one.payee, one.account, one.bank) for one in rows]
        self.written[made.message_id] = pain.write(pain.Instruction(
            made.message_id, made.exported_at, self.day, self.account.holder, self.account.number, self.account.bank, told,
        ), "pain.001.09")
        return made

    def send(self, file: PaymentFile) -> bytes:
        """送银行，返回银行的回答；送过的再送也一样。"""
        made = self.bank.upload(self.day, **bank_messages.upload(self.written[file.message_id]))
        with self.bank.on(self.day):
            return bank_messages.answer(made, self.bank.day)

    def answer(self, content: bytes) -> Any:
        """收下银行的回执。"""
        found = pain_results.read(content)
        told = {one.reference: (one.code, one.why) for one in found.statuses}
        given = payment_files.Answer(found.message_id, hashlib.sha256(content).hexdigest(), found.whole, found.why, told)
        actor = self.staff["cashier"][0]
        return self.tried(lambda: payment_files.answered(answer=given, court_id=self.court.pk, actor=actor, on=self.day))

    def cancel(self, file: PaymentFile) -> Any:
        """没有交银行的付款文件作废。"""
        actor = self.staff["accountant"][0]
        return self.tried(lambda: payment_files.cancel_file(file=file.pk, actor=actor, on=self.day, reason="没有交银行"))

    def retry(self, line: PayoutLine) -> Any:
        """退汇的照原来的账号再付一次。"""
        return self.tried(lambda: payees.retry(line=line.pk, actor=self.staff["accountant"][1], on=self.day))

    # ---- 走完 ----

    def settle(self) -> None:
        """一切走完：付款文件都送到、都有回答，过几天，全部明细收进来。"""
        for _ in range(2):
            for file in PaymentFile.objects.filter(court=self.court).exclude(state="cancelled").order_by("pk"):
                self.answer(self.send(file))
            self.pass_days(4)
            self.take(self.statement("camt.053", (self.day - self.began).days))

    def differences(self) -> Iterator[str]:
        """走完以后：账上的就是银行的，没有悬着的，每一笔付款和银行说的一样。"""
        ledger = Leg.objects.filter(account__court=self.court, account__purpose=P.BANK).aggregate(fen=Sum("amount_fen"))["fen"] or 0
        if ledger != (there := self.bank.accounts[self.account.number].balance):
            yield f"总账存款{ledger}，银行{there}"
        if missing := _true(self) - _seen(BankLine.objects.filter(court=self.court)):
            yield f"没有收进来的：{missing}"
        undone = {one.remark.rpartition("：")[2] for one in self.entries if one.reversal}
        for line in PayoutLine.objects.filter(payout__court=self.court, reference__isnull=False).exclude(state__in=("ready", "void")):
            mine = [one for one in self.entries if line.reference in (one.reference, one.remark.rpartition("：")[2])]
            net = sum(one.fen for one in mine)
            if not any(one.serial in undone and one.fen > 0 for one in mine) and net != (-line.amount_fen if line.state == "paid" else 0):
                yield f"{line.reference}{line.get_state_display()}，银行净付{-net}，应付{line.amount_fen}"


# ---- 核对 ----


def faults(world: World) -> Iterator[str]:
    """哪里不对（M:§6）：总账、来龙去脉、余额、一笔流水一次、付的不多于到的、几双手。"""
    yield from verify().breaks
    ours = Account.objects.filter(court=world.court)
    legs = Leg.objects.filter(account__in=ours).order_by()
    held: dict[str, int] = dict(legs.values_list("account__purpose").annotate(fen=Sum("amount_fen")))
    lines = BankLine.objects.filter(court=world.court)
    booked = lines.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    if held.get(P.BANK, 0) != booked:
        yield f"银行明细合计{booked}，总账存款{held.get(P.BANK, 0)}"
    if sum(held.values()):
        yield f"总账合计{sum(held.values())}"
    yield from (f"多收了银行没有的一笔：{one}" for one in (_seen(lines) - _true(world)).elements())
    yield from _hands(world)
    yield from _over(world)
    yield from _paid(world)


def _seen(lines: Any) -> Counter[tuple[str, int]]:
    return Counter(lines.values_list("serial", "amount_fen"))


def _true(world: World) -> Counter[tuple[str, int]]:
    """银行真有的各笔。"""
    return Counter((one.serial, one.fen) for one in world.bank.accounts[world.account.number].entries)


def _hands(world: World) -> Iterator[str]:
    """经手的人各不相同，报批的人不在内。"""
    for payout in Payout.objects.filter(court=world.court, approval__isnull=False).select_related("approval"):
        people = [payout.drafted_by_id, *payout.approval.steps.filter(decided_by__isnull=False).values_list("decided_by_id", flat=True)]
        if len(set(people)) != len(people):
            yield f"{payout.number}有人经手两次"
        if payout.state in ("approved", "paying", "done") and len(people) < 5:
            yield f"{payout.number}只有{len(people)}人经手"


def _over(world: World) -> Iterator[str]:
    """占着的不多于到账。"""
    taken = Part.objects.filter(receipt__court=world.court).exclude(line__state__in=("void", "retried", "draft"))
    for number, fen, used in taken.values_list("receipt__number", "receipt__amount_fen").annotate(used=Sum("amount_fen")).order_by():
        if used > fen:
            yield f"{number}到账{fen}，付出{used}"


def _paid(world: World) -> Iterator[str]:
    """说付了的，银行真付了，而且只有一次。"""
    for line in PayoutLine.objects.filter(payout__court=world.court, state="paid"):
        told = world.bank.payments.get(line.reference or "")
        if told is None or told.status not in ("ACSC", "PDNG"):
            yield f"{line.reference}说付了，银行没有付：{told and told.status}"
