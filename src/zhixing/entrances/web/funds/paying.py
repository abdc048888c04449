"""款项：抵充债务的各笔，随登记而来；没有计入的写明原因。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.funds.queries import Payment
from zhixing.entrances.web.funds import pieces
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.ui import Action, Column, Empty, Money, Panel, Row, Status, Table
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.law import matters
from zhixing.law.states import Act

DIRECT = "direct_paid"


def panel(found: Reckoning) -> Panel:
    """款项清单和登记直接履行的按钮。"""
    rows = found.payments
    counted = [row for row in rows if not row.omitted]
    told = f"计入 {len(counted)} 笔，{yuan(sum(row.amount_fen for row in counted))} 元" if rows else ""
    shown, pager = paged(found.desk.request.GET, rows)
    columns = (Column("停止计息日"), Column("怎样清偿"), Column("金额", "end"), Column("指定清偿"), Column(""))
    table = Table(
        columns=columns, rows=tuple(_row(found, row) for row in shown), label="款项", pager=pager,
        empty=Empty("还没有登记款项", "当事人自己还的，登记“直接履行”；法院收到的，登记“到账”并认领。", "receipt"),
    )
    return Panel(title="款项", note=told, flush=True, actions=registering(found), body=(table,))


def registering(found: Reckoning) -> tuple[Action, ...]:
    """登记直接履行。"""
    matter = matters.matter(DIRECT)
    if not found.may(Act.REGISTER) or not found.desk.rights.may_register_group(matter.group):
        return ()
    url = f"{reverse('case_act', args=[found.case.pk, Act.REGISTER])}?matter={DIRECT}"
    return (Action(text="登记直接履行", url=url, icon="plus", small=True, dialog=True),)


def _row(found: Reckoning, row: Payment) -> Row:
    names = {str(one.get("id")): str(one.get("name") or one.get("id")) for one in (found.debt.data.get("items", ()) if found.debt else ())}
    elsewhere = (f"原案 {row.case}",) if row.case_id != found.case.pk else ()
    left_out = Status(f"没有计入：{Payment.Omitted(row.omitted).label}", "yellow") if row.omitted else ""
    return Row(cells=(
        full_day(row.day), (pieces.way(row.how), *([row.payer] if row.payer else []), *elsewhere), Money(row.amount_fen),
        names.get(row.to_item, row.to_item), left_out,
    ))
