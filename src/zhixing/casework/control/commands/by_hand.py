"""手工记的财产：上门、发函、询问查到的；由人标记受保护的。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.events import Noted
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.control import facts
from zhixing.casework.control.commands.attached import attached_ids
from zhixing.casework.control.commands.findings import take
from zhixing.casework.control.events import InquiryFinished
from zhixing.casework.control.models import Asset, Finding
from zhixing.casework.control.told import Told
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.protected import UnknownProtection, recognise, rule
from zhixing.law.states import Act


@transaction.atomic
def found_by_hand(
    *, case: Case | int, party: Party | int, actor: User, on: date, revision: int | None, told: Sequence[Told], text: str = "",
    file_ids: Iterable[int] = (),
) -> list[Finding]:
    """上门、发函、询问查到的，记进台账，并记一次“完成传统调查”。``file_ids`` 是笔录、回函、照片；``told`` 为空是没有查到。"""
    held = begin(Act.RECORD_CONTROL, case=case, actor=actor, revision=revision)
    possible(on, held.received_on, "查到日")
    debtor = Party.objects.get(pk=party if isinstance(party, int) else party.pk, case=held, active=True)
    made = take(case=held, party=debtor, told=told, on=on, actor=actor, sure=True)
    what = "、".join(one.what for one in told)[:120] or debtor.name
    event = InquiryFinished(subject=what, found=bool(told), text=entries.text(text, "说明", limit=500).require(), files=attached_ids(held, file_ids))
    finish(event, case=held, actor=actor, on=on)
    return made


@transaction.atomic
def mark_protected(*, asset: Asset | int, case: Case | int, actor: User, on: date, revision: int | None, code: str, why: str) -> Asset:
    """标记一项财产受保护（``code`` 是 ``law.protected`` 的规则代码）；``code`` 为空是去掉人的标记，字样认得出来的照样受保护。"""
    held = begin(Act.RECORD_CONTROL, case=case, actor=actor, revision=revision)
    reason = entries.text(why, "理由", limit=300, required=True).require()
    row = Asset.objects.select_for_update().get(pk=asset if isinstance(asset, int) else asset.pk, court=held.court_id)
    if not Finding.objects.filter(case=held, asset=row).exists():
        raise Refused(refuse("asset.case", "这项财产不是在本案查到的。", cite("CF 3"), remedy="在查到它的案件里标记。"))
    name = _rule_name(code)
    row.details = {**row.details, "flag": code}
    row.protected = next((found.code for found in recognise(replace(facts.protection_of(row), flag=code))), "")
    keep(row, ["details", "protected"])
    told = f"{row.what}标记为{name}：{reason}" if code else f"{row.what}去掉人标记的保护：{reason}"
    finish(Noted(sort="其他", person="", text=told), case=held, actor=actor, on=on)
    return row


def _rule_name(code: str) -> str:
    try:
        return rule(code).name if code else ""
    except UnknownProtection:
        raise Refused(refuse("asset.rule", f"没有“{code[:30]}”这条规则。", cite("CF 3"), remedy="从清单里选。", subject="code")) from None
