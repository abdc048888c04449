"""延缓发放：报批中的、批准了事由还在的；事由没有了就登记。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.funds.queries_case import Delay
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.ui import Action, Note
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.states import Act
from zhixing.law.words import word


def delays(purse: Purse) -> tuple[Note, ...]:
    """一次延缓一条。"""
    return tuple(_note(purse, row) for row in purse.delays)


def _note(purse: Purse, row: Delay) -> Note:
    what = row.receipt.number if row.receipt else "全案"
    told = f"{word('delay', row.ground)}，延到{full_day(row.until)}。{row.why}"
    if row.since is None:
        see = Action(text="看审批", url=reverse("approval_page", args=[row.approval_id]), small=True)
        return Note(told, "blue", f"{what}报请延缓发放，等批准", (see,))
    over = row.until < purse.desk.today
    end = Action(
        text="事由没有了", url=reverse("case_money_delay_end", args=[purse.case.pk, row.pk]), method="post", small=True,
        fields={"revision": purse.desk.revision}, confirm="登记以后十日内须发放。登记吗？",
    )
    actions = (end,) if purse.may(Act.DELAY_PAYOUT) else ()
    return Note(told, "red" if over else "yellow", f"{what}延缓发放{'已经到期，须发放或者再报' if over else '中'}", actions)
