"""最后一章：案款。昨天日终做期初，两人签了字，总账启用；今天来了一个银行文件，有的对上了，有的要人认；几张发放审批表走到各步。

银行文件和证明存在数据目录里，所以同文书一样不进快照，装回快照以后当场做。全走命令，时间是截止那天下班前。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.commands import accounts, opening, payouts, prefilling
from zhixing.casework.funds.commands.opening import Row
from zhixing.casework.funds.proposing import propose
from zhixing.casework.funds.queries import Debt, owed_on, paid, signed
from zhixing.casework.funds.queries_receipts import BankAccount
from zhixing.demo import house
from zhixing.demo.life import turn
from zhixing.demo.stories.debts import JUDGES
from zhixing.demo.stories.desk import Evening, agreed, moments
from zhixing.exchange import bank_intake
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Court
from zhixing.law.amounts import money
from zhixing.law.money_left import left
from zhixing.law.states import State

PREFIX: Final = "9900472"
LEAST: Final = 100_000
"""欠款至少多少分的才选。"""
STEPS: Final = ("draft", "review", "checked", "approved", "approved")
"""各张发放审批表走到哪一步：起草、送批、领导批了等会计、全部批准。"""
SHARE: Final = 3
"""每件来的款是欠款的几分之一。"""
TITLES: Final = ("记账日期", "交易时间", "流水号", "借方发生额", "贷方发生额", "余额", "对方户名", "对方账号", "摘要", "附言")


@dataclass(frozen=True, slots=True)
class _Line:
    """银行文件的一行；``fen`` 收为正，支为负。"""

    fen: int
    name: str
    number: str
    summary: str
    remark: str


@transaction.atomic
def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 演这一章；返回收了几笔、发了几张。有了账户的不再演。须在入口给的此刻里。"""
    if BankAccount.objects.exists():
        return 0
    evening = Evening(court, as_of, moments(context.current().now))
    _settings(evening)
    balance = _opened(evening)
    chosen = list(islice(_chosen(evening), len(STEPS)))
    lines = [*(_to_sub_account(evening, case) for case in chosen), *_others(evening, chosen)]
    with evening.moment():
        content = _file(evening, lines, balance)
        bank_intake.take_file(user=evening.person("ankuan"), name=f"明细{as_of:%Y%m%d}.csv", content=content)
    for case, step in zip(chosen, STEPS, strict=False):
        _paid_out(evening, Case.objects.select_related("court", "handler", "team").get(pk=case.pk), step)
    return len(lines) + len(chosen)


def _settings(evening: Evening) -> None:
    """执行费交到哪里、对外公布的电话。"""
    chosen = {
        "funds.fee_holder": "土默特右旗财政局非税收入专户", "funds.fee_bank": "演示银行土默特右旗支行", "funds.fee_number": "0000000000000000003",
        "funds.phones": house.PRINTED["phone"],
    }
    for key, value in chosen.items():
        with evening.moment():
            people.change_setting(
                court=evening.court, key=key, value=value, actor=evening.person("xitong"), on=evening.as_of, reason="启用总账",
            )


# ---- 期初 ----


def _opened(evening: Evening) -> int:
    """昨天日终的期初：登记了还没有发放的到账一笔一行，连同一笔来历不明的；返回银行余额（分）。"""
    keeper, day = evening.person("kuaiji"), evening.ago(1)
    rows = [*_balances(evening), Row(row=0, payer="王某某", arrived_on=evening.ago(40), amount_fen=860_000, note="附言只写“还款”，来历不明")]
    rows = [Row(**{**_fields(row), "row": number}) for number, row in enumerate(rows, 2)]
    total = sum(row.amount_fen for row in rows)
    printed = house.PRINTED
    with evening.moment():
        account = accounts.open_bank_account(
            actor=keeper, on=day, holder=printed["account_holder"], bank=printed["account_bank"], number=printed["account_number"], prefix=PREFIX,
        )
        told = f"账号,日期,余额\r\n{account.number},{day},{money(total)}\r\n".encode()
        proof = store(court_id=evening.court.pk, name="银行余额证明.csv", content=told, actor=keeper)
        made = opening.draft_opening(bank_account=account, day=day, bank_fen=total, rows=rows, actor=keeper, proof=proof)
    for who in ("kuaiji", "juzhang"):
        with evening.moment():
            made.refresh_from_db()
            opening.sign_opening(opening=made, actor=evening.person(who), revision=made.revision)
    return total


def _fields(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__slots__}


def _balances(evening: Evening) -> Iterator[Row]:
    """各案登记了、还没有发放的到账。"""
    streams = Entry.objects.filter(court_id=evening.court.pk, type="funds.Received", stream__startswith="case:").values_list("stream", flat=True)
    ids = {int(stream.partition(":")[2]) for stream in streams}
    rows = {case.pk: case for case in Case.objects.filter(court=evening.court, pk__in=ids).exclude(state=State.REVERSED).order_by("pk")}
    for number, timeline in timelines_of(rows.values()).items():
        whole = {fact.subject: fact for fact in timeline.of("funds.Received")}
        for name, fen in left(timeline).items():
            fact = whole[name]
            yield Row(row=0, case_number=rows[number].number, payer=str(fact.data.get("payer", "")), arrived_on=fact.on, amount_fen=fen)


# ---- 今天的银行文件 ----


def _chosen(evening: Evening) -> Iterator[Case]:
    """有确认了的计息单的在办案件，两边各一人，还没有到过账。"""
    rows = Case.objects.filter(court=evening.court, state=State.ENFORCING, kind="执", handler__username__in=JUDGES)
    stated = set(Debt.objects.filter(case__in=rows, unclear=[]).values_list("case_id", flat=True))
    for case in rows.filter(pk__in=stated).select_related("court", "handler", "team").order_by("pk"):
        if signed(case.pk) is None:
            continue
        roles = sorted(Party.objects.filter(case=case, active=True).values_list("role", flat=True))
        if roles == ["applicant", "respondent"] and not paid(case) and (owed_on(case, evening.as_of) or 0) > LEAST:
            yield case


def _to_sub_account(evening: Evening, case: Case) -> _Line:
    """被执行人汇到本案子账户的一笔。"""
    debtor = _party(case, "respondent")
    with evening.moment():
        sub = accounts.sub_account(case=case, party=debtor, on=evening.as_of)
    assert sub is not None
    owed = owed_on(case, evening.as_of) or 0
    return _Line(owed // SHARE // 100 * 100, debtor.name, f"6222000000{debtor.pk:06d}", "跨行转入", f"{sub.number} 执行款")


def _others(evening: Evening, chosen: list[Case]) -> Iterator[_Line]:
    """凭案号的、只有名字的、来历不明的、误交的诉讼费、手续费。"""
    taken = {case.pk for case in chosen}
    rest = Case.objects.filter(court=evening.court, state=State.ENFORCING, kind="执").exclude(pk__in=taken).order_by("-pk")
    told, named = (_party(case, "respondent") for case in rest[:2])
    yield _Line(350_000, told.name, f"6222000000{told.pk:06d}", "转账", f"{rest[0].number}案款")
    yield _Line(120_000, named.name, f"6222000000{named.pk:06d}", "转账", "还法院的钱")
    yield _Line(88_800, "赵某某", "6222000000999901", "转账", "还款")
    yield _Line(5_000, "钱某某", "6222000000999902", "转账", "案件受理费（2026）内0221民初0000号")
    yield _Line(-1_250, "", "", "手续费", "转账汇款手续费")


def _party(case: Case, role: str) -> Party:
    return Party.objects.filter(case=case, role=role, active=True).order_by("pk")[0]


def _file(evening: Evening, lines: list[_Line], balance: int) -> bytes:
    """网银导出的样子。"""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["账号", house.PRINTED["account_number"]])
    sheet.writerow(TITLES)
    for number, one in enumerate(lines, 1):
        balance += one.fen
        paid, got = (money(-one.fen), "") if one.fen < 0 else ("", money(one.fen))
        sheet.writerow([evening.as_of, f"10:{number:02d}:00", f"{evening.as_of:%Y%m%d}{number:06d}", paid, got, money(balance),
                        one.name, one.number, one.summary, one.remark])
    return text.getvalue().encode("utf-8-sig")


# ---- 发放 ----


def _paid_out(evening: Evening, case: Case, step: str) -> None:
    """照计息单拟一张发放审批表，走到 ``step``。"""
    desk, payee = evening.desk(case), _party(case, "applicant")
    desk.act(
        cases.confirm_account, party=payee.pk, bank_name=payee.bank_name or "演示银行萨拉齐支行", bank_holder=payee.name,
        bank_account=payee.bank_account or f"6222000000{payee.pk:06d}",
    )
    sheet = desk.act(funds.make_sheet, as_of=evening.as_of)
    if not sheet.signed_at:
        desk.act(funds.sign_sheet, number=sheet.number)
    found = propose(case, evening.as_of)
    assert found.value is not None, found.reasons
    made = desk.act(
        payouts.draft, token=f"演示-{case.pk}", lines=prefilling.wanted(case, found.value, evening.as_of), ground="照计息单发放，执行费先扣",
        workings=[step.as_data() for step in found.steps],
    )
    if step == "draft":
        return
    with evening.moment():
        made = payouts.submit(payout=made, actor=desk.handler, on=evening.as_of, revision=made.revision)
    assert made.approval is not None
    if step == "checked":
        _until(evening, made.approval, "accountant")
    elif step == "approved":
        agreed(made.approval, evening.as_of, evening.moment)


def _until(evening: Evening, approval: Approval, post: str) -> None:
    """一步步同意，到轮着 ``post`` 为止。"""
    while approval.state == Approval.State.PENDING and approval.step_post != post:
        with evening.moment():
            approvals.agree(
                approval_id=approval.pk, actor=turn(approval, evening.as_of), on=evening.as_of, opinion="同意。", revision=approval.revision,
            )
        approval.refresh_from_db()
