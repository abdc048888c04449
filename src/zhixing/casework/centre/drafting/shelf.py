"""许多案件的材料，要用到才取，每一种只取一次：五十件和一件查库的次数相同。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import (
    Assignment,
    Case,
    Claim,
    Kind,
    Party,
    Role,
    Title,
    assigned,
    called,
    originals_of,
)
from zhixing.casework.documents.queries import Document
from zhixing.casework.funds import queries as funds
from zhixing.casework.funds import queries_receipts as receipts
from zhixing.casework.funds.queries import Debt, Payment, Sheet
from zhixing.casework.funds.queries_case import Payout
from zhixing.casework.funds.queries_plans import Plan
from zhixing.casework.funds.queries_receipts import BankAccount, SubAccount
from zhixing.casework.settlement.queries import Agreement
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, Holding, Post, User, effective, settings_of
from zhixing.law import settings
from zhixing.law.rights import UserFacts
from zhixing.law.switches import Switches
from zhixing.law.timeline import Timeline

Row = TypeVar("Row")
SIDES: Final = (Role.APPLICANT, Role.RESPONDENT, Role.THIRD)


def grouped(rows: Iterable[Row], key: Callable[[Row], int]) -> dict[int, list[Row]]:
    """按编号归拢，先后不变。"""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


class Shelf:
    """一批案件在 ``on`` 这天的材料。"""

    def __init__(self, cases: Sequence[Case], on: date) -> None:
        self.cases, self.on = cases, on
        self.ids = [case.pk for case in cases]

    @cached_property
    def parties(self) -> dict[int, list[Party]]:
        """在案的当事人和代理人。"""
        return grouped(Party.objects.filter(case__in=self.ids, active=True).order_by("pk"), lambda row: row.case_id)

    @cached_property
    def titles(self) -> dict[int, list[Title]]:
        """执行依据。"""
        return grouped(Title.objects.filter(case__in=self.ids).order_by("pk"), lambda row: row.case_id)

    @cached_property
    def claims(self) -> dict[int, list[Claim]]:
        """各项请求。"""
        return grouped(Claim.objects.filter(case__in=self.ids).order_by("pk"), lambda row: row.case_id)

    @cached_property
    def assigned(self) -> dict[int, list[Assignment]]:
        """现在由谁办。"""
        return grouped(assigned(self.ids), lambda row: row.case_id)

    @cached_property
    def timelines(self) -> dict[int, Timeline]:
        """登记了的事。"""
        return timelines_of(self.cases)

    @cached_property
    def documents(self) -> dict[int, list[Document]]:
        """签发了的文书，近的在前；作废的不在内。"""
        done = (Document.State.SIGNED, Document.State.SEALED)
        return grouped(Document.objects.filter(case__in=self.ids, state__in=done).order_by("-dated", "-pk"), lambda row: row.case_id)

    @cached_property
    def agreements(self) -> dict[int, list[Agreement]]:
        """和解协议，近的在前。"""
        return grouped(Agreement.objects.filter(case__in=self.ids).order_by("-agreed_on", "-pk"), lambda row: row.case_id)

    # ---- 钱 ----

    @cached_property
    def debts(self) -> dict[int, Debt]:
        """计息依据。"""
        return {row.case_id: row for row in Debt.objects.filter(case__in=self.ids)}

    @cached_property
    def payments(self) -> dict[int, list[Payment]]:
        """抵充这一件债务的各笔，连同原案的，按停止计息的日子。"""
        before = originals_of([case.pk for case in self.cases if case.kind == Kind.RESUMED])
        every = {*self.ids, *(one for line in before.values() for one in line)}
        rows = Payment.objects.filter(case__in=every).select_related("case").order_by("day", "case_id", "seq")
        paid = grouped(rows, lambda row: row.case_id)
        return {pk: sorted((row for one in (pk, *before.get(pk, ())) for row in paid.get(one, ())), key=_day) for pk in self.ids}

    @cached_property
    def sheets(self) -> dict[int, Sheet]:
        """最近确认、没有作废的计息单。"""
        rows = Sheet.objects.filter(case__in=self.ids, signed_at__isnull=False, voided_at__isnull=True).order_by("number")
        return {row.case_id: row for row in rows}

    @cached_property
    def payouts(self) -> dict[int, list[Payout]]:
        """没有作废的发放审批表，新的在前；各笔可能很多，要用到才取。"""
        rows = Payout.objects.filter(case__in=self.ids).exclude(state=Payout.State.VOID).order_by("-pk")
        return grouped(rows, lambda row: row.case_id or 0)

    @cached_property
    def plans(self) -> dict[int, Plan]:
        """分配方案最新的一版；导入中、作废、有了新版的不在内。"""
        alive = (Plan.State.DRAFT, Plan.State.SERVED, Plan.State.SETTLED)
        return {row.case_id: row for row in Plan.objects.filter(case__in=self.ids, state__in=alive).order_by("number")}

    @cached_property
    def bank_accounts(self) -> dict[int, BankAccount]:
        """各院登记的执行款账户。"""
        rows = ((court, receipts.bank_account_of(court)) for court in {case.court_id for case in self.cases})
        return {court: row for court, row in rows if row is not None}

    @cached_property
    def sub_accounts(self) -> dict[int, dict[int | None, SubAccount]]:
        """各案开了的子账户。"""
        return receipts.opened(self.ids)

    @cached_property
    def _switches(self) -> dict[int, dict[str, dict[str, str]]]:
        return {}

    def switches(self, court: int) -> dict[str, dict[str, str]]:
        """本院改过的口径。"""
        if court not in self._switches:
            self._switches[court] = funds.court_switches(court)
        return self._switches[court]

    def rules(self, court: int) -> Switches:
        """本院的口径。"""
        return funds.switches_from(self.switches(court))

    # ---- 法院 ----

    @cached_property
    def courts(self) -> dict[int, Court]:
        """各件的法院，连同上级。"""
        return {row.pk: row for row in Court.objects.filter(pk__in={case.court_id for case in self.cases}).select_related("parent")}

    @cached_property
    def holdings(self) -> dict[int, list[Holding]]:
        """各院今天任院长、团队长、法官的人。"""
        posts = (Post.PRESIDENT, Post.TEAM_LEADER, Post.JUDGE)
        rows = Holding.objects.filter(effective(self.on), post__in=posts, user__court__in=list(self.courts), user__is_active=True)
        return grouped(rows.select_related("user").order_by("user_id", "pk"), lambda row: row.user.court_id)

    @cached_property
    def _settings(self) -> dict[int, dict[str, Any]]:
        return {pk: settings_of(pk) for pk in self.courts}

    @cached_property
    def _facts(self) -> dict[int, UserFacts]:
        return {}

    def facts(self, actor: User) -> UserFacts:
        """拟稿人今天的职务。"""
        if actor.pk not in self._facts:
            self._facts[actor.pk] = user_facts(actor, self.on)
        return self._facts[actor.pk]

    def setting(self, court: int, key: str) -> Any:
        """本院的一项设置；没有设过的为默认值。"""
        return self._settings[court].get(key, settings.default(key))


def _day(row: Payment) -> tuple[date, int, int]:
    return row.day, row.case_id, row.seq


class Book:
    """一件案件的材料。"""

    def __init__(self, shelf: Shelf, case: Case) -> None:
        self.shelf, self.case = shelf, case

    @cached_property
    def everyone(self) -> list[Party]:
        """在案的当事人和代理人。"""
        return self.shelf.parties.get(self.case.pk, [])

    @cached_property
    def called(self) -> dict[int, str]:
        """各人的叫法：同名的加证件尾号。登记、送达都照这个写。"""
        return called(self.everyone)

    @cached_property
    def sides(self) -> list[Party]:
        """两方和第三人，按申请执行人、被执行人、第三人的次序。"""
        return sorted((one for one in self.everyone if one.role in SIDES), key=lambda one: (SIDES.index(Role(one.role)), one.pk))

    def of(self, role: str) -> list[Party]:
        """一方。"""
        return [one for one in self.sides if one.role == role]

    @cached_property
    def acting(self) -> dict[int, list[Party]]:
        """谁的代理人、代表人：当事人编号 → 各人。"""
        rows = (one for one in self.everyone if one.represents_id is not None)
        return grouped(rows, lambda one: one.represents_id or 0)

    @cached_property
    def timeline(self) -> Timeline:
        """登记了的事。"""
        return self.shelf.timelines[self.case.pk]

    @cached_property
    def titles(self) -> list[Title]:
        """执行依据。"""
        return self.shelf.titles.get(self.case.pk, [])

    @cached_property
    def helpers(self) -> list[Assignment]:
        """现在由谁办。"""
        return self.shelf.assigned.get(self.case.pk, [])

    @cached_property
    def documents(self) -> list[Document]:
        """签发了的文书，近的在前。"""
        return self.shelf.documents.get(self.case.pk, [])

    @cached_property
    def payments(self) -> list[Payment]:
        """抵充债务的各笔。"""
        return self.shelf.payments[self.case.pk]

    @cached_property
    def collected(self) -> list[Payment]:
        """本案到位的各笔，计入的；原案的不在内。"""
        return [row for row in self.payments if row.case_id == self.case.pk and not row.omitted]

    @property
    def court(self) -> Court:
        """本院。"""
        return self.shelf.courts[self.case.court_id]

    def setting(self, key: str) -> Any:
        """本院的一项设置。"""
        return self.shelf.setting(self.case.court_id, key)
