"""最后一章：计息依据和计息单。各法官在办的案件里录入一批：有的只录入，有的生成了还没确认，有的已确认，有的确认以后又改了，有的不明确。

全走命令，时间是截止那天下班前；也可以在装回来的旧快照上接着演。不登记款项，前面各章的数字不变。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, Claim, Title
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.queries import Debt
from zhixing.demo.stories.desk import Desk, moments
from zhixing.foundation.history import context
from zhixing.foundation.people.commands import change_setting
from zhixing.foundation.people.queries import Court, User
from zhixing.law.amounts import money
from zhixing.law.states import State

JUDGES: Final = ("faguan1", "faguan2", "faguan3", "tuanzhang1", "tuanzhang2")
EACH: Final = 6
LPR: Final = "money.lpr_beyond_table"
INTEREST: Final = "利息"
FULL: Final = "照判决书主文录入"
ONE: Final = timedelta(days=1)
Data = dict[str, Any]


@dataclass(slots=True)
class Reckoning(Desk):
    """一位法官面前的一件，和照它的依据写成的 ``data``。"""

    data: Data

    def state(self, data: Data, reason: str = FULL, unclear: tuple[str, ...] = ()) -> None:
        """录入、修改计息依据。"""
        self.act(funds.state_debt, data=data, reason=reason, unclear=unclear)

    def make(self) -> int:
        """生成一版，返回版次。"""
        number: int = self.act(funds.make_sheet, as_of=self.as_of).number
        return number


def told() -> bool:
    """这一章演过了。"""
    return Debt.objects.exists()


@transaction.atomic
def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 演到 ``as_of`` 为止；返回录入了几件。演过的不再演。须在入口给的此刻里。"""
    if told():
        return 0
    moment = moments(context.current().now)
    director = User.objects.get(court=court, username="juzhang")
    with moment():
        change_setting(
            court=court, key=LPR, value="continue", actor=director, on=as_of, reason="下一次公布以前，沿用最后一次公布的利率，计息单上写明"
        )
    chosen = list(_chosen(court))
    for case, tale in zip(chosen, cycle(TALES), strict=False):
        tale(Reckoning(case, as_of, moment, _data(case)))
    return len(chosen)


def _chosen(court: Court) -> Iterator[Case]:
    """各法官在办的、有金额有依据的，近的在前；轮着取，每人至多 :data:`EACH` 件。"""
    rows = Case.objects.filter(court=court, kind="执", state=State.ENFORCING, claim_fen__gt=0, titles__perform_by__isnull=False)
    for judge in JUDGES:
        mine = rows.filter(handler__username=judge).select_related("handler", "court").distinct().order_by("-accepted_on", "-pk")
        yield from islice(mine, EACH)


# ---- 依据 ----


def _data(case: Case) -> Data:
    """照案件上的依据和请求写成 CLAIM.json；主文写了利息的带一条计息条款。"""
    title = Title.objects.filter(case=case).order_by("pk")[0]
    assert title.perform_by is not None
    claims = list(Claim.objects.filter(case=case, amount_fen__gt=0).order_by("pk"))
    items = [_item(claim, title, title.perform_by) for claim in claims] or [_principal(case.claim_fen or 0, title, title.perform_by)]
    origin = "mediation" if title.kind == "mediation" else "judgment"
    return {"title": f"{title.number}{title.get_kind_display()}", "origin": origin, "items": items}


def _item(claim: Claim, title: Title, due: date) -> Data:
    if claim.sort == Claim.Sort.COST:
        return {"id": "受理费", "name": "案件受理费", "kind": "costs", "amount": money(claim.amount_fen or 0), "due": due.isoformat()}
    return _principal(claim.amount_fen or 0, title, due)


def _principal(fen: int, title: Title, due: date) -> Data:
    item: Data = {"id": "本金", "name": "本金", "kind": "principal", "amount": money(fen), "due": due.isoformat()}
    if INTEREST not in title.operative or title.effective_on is None:
        return item
    clause = {"kind": "lpr", "term": "1y", "from": (title.effective_on - 200 * ONE).isoformat(), "to": "payment", "base": "balance"}
    return {**item, "interest": [clause]}


def _with(data: Data, **changes: Any) -> Data:
    """改了第一项几栏的同一份。"""
    first, *rest = data["items"]
    return {**data, "items": [{**first, **changes}, *rest]}


# ---- 各种停在的地方 ----


def _signed(desk: Reckoning) -> None:
    desk.state(desk.data)
    desk.act(funds.sign_sheet, number=desk.make())


def _entered(desk: Reckoning) -> None:
    desk.state(desk.data)


def _made(desk: Reckoning) -> None:
    desk.state(desk.data)
    desk.make()


def _changed(desk: Reckoning) -> None:
    """确认以后，判决书有补正，须重新确认。"""
    _signed(desk)
    later = date.fromisoformat(desk.data["items"][0]["due"]) + 5 * ONE
    desk.state(_with(desk.data, due=later.isoformat()), "判决书补正：履行期限更正")


def _signed_again(desk: Reckoning) -> None:
    _changed(desk)
    desk.act(funds.sign_sheet, number=desk.make())


def _voided(desk: Reckoning) -> None:
    desk.state(_with(desk.data, amount=money(max(desk.case.claim_fen or 0, 100) * 2)))
    number = desk.make()
    desk.act(funds.void_sheet, number=number, reason="本金录错，多写了一倍")
    desk.state(desk.data, "更正本金")
    desk.act(funds.sign_sheet, number=desk.make())


def _unclear(desk: Reckoning) -> None:
    """主文只写“及利息”的，利息不录，写明不明确。"""
    without = {key: value for key, value in desk.data["items"][0].items() if key != "interest"}
    desk.state({**desk.data, "items": [without, *desk.data["items"][1:]]}, unclear=("主文的利息没有写明利率和起算日",))
    desk.make()


def _undecided(desk: Reckoning) -> None:
    """该由法官定的还没有定。"""
    desk.state(_with(desk.data, in_double_base="judge"))
    desk.make()


TALES: Final[tuple[Callable[[Reckoning], None], ...]] = (
    _signed, _entered, _made, _changed, _signed, _unclear, _signed, _entered, _signed_again, _made, _undecided, _signed, _voided,
)
