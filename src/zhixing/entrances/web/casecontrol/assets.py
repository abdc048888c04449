"""财产一块：本案查到的各项，值多少、谁控制着、要当心什么；别人的反馈另列。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from zhixing.casework.control.queries_assets import Holding
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.pieces import acts
from zhixing.entrances.web.control import holdings
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Note, Panel, Row, Table
from zhixing.entrances.web.ui.words import yuan
from zhixing.law.states import Act

COLUMNS: Final = (Column("财产"), Column("价值（元）", "end"), Column("控制"), Column("要当心的"), Column("", "end"))


def panel(found: Belongings) -> Panel:
    """各项财产。"""
    rows = tuple(_row(found, one) for one in found.holdings)
    table = Table(id="assets", columns=COLUMNS, rows=rows, label="财产", empty=_empty(found))
    title = f"财产 {len(rows)} 项" if rows else "财产"
    return Panel(id="holdings", title=title, flush=True, actions=_actions(found), body=(table,))


def strangers(found: Belongings) -> tuple[Note, ...]:
    """不是本案当事人的反馈，没有记到被执行人名下。"""
    if not found.strangers:
        return ()
    named = "、".join(dict.fromkeys(one.what for one in found.strangers[:3]))
    look = Action(text="看这些反馈", url=f"{reverse('case_findings', args=[found.case.pk])}?wrong=1", small=True)
    told = f"{named}等，户名、证件号与被执行人不符，没有记到他名下，不得控制。"
    return (Note(told, "yellow", f"{len(found.strangers)} 条反馈不是本案被执行人的", (look,)),)


def _actions(found: Belongings) -> tuple[Action, ...]:
    case, shown = found.case.pk, []
    shown.append(Action(text="各条反馈", url=reverse("case_findings", args=[case]), small=True))
    if found.may(Act.RECORD_CONTROL):
        shown.append(Action(text="登记查到的财产", url=reverse("case_found", args=[case]), small=True, dialog=True))
    if found.may(Act.ORDER_CONTROL):
        shown.append(Action(text="查封、扣押", url=reverse("case_take", args=[case]), small=True, dialog=True))
    return tuple(shown)


def _empty(found: Belongings) -> Empty:
    """下一步：没有查过的先发起查询，查过的等反馈，或者登记上门查到的。"""
    if not found.requests:
        ask = Action(text="发起查询", url=reverse("case_query", args=[found.case.pk]), dialog=True)
        told = "收案以后先查控、后通知：向各协助单位发起查询，反馈的财产列在这里。"
        return Empty("还没有查询过", told, "radar-2", ask if found.may(Act.QUERY) else None)
    waiting = sum(found.asked[key] for key in ("draft", "queued", "sent"))
    if waiting:
        return Empty("还没有查到财产", f"还有 {waiting} 次查询没有反馈；上门、发函查到的，按“登记查到的财产”。", "radar-2")
    return Empty("没有查到财产", "可以上门、发函再查，登记线索，或者报请审计、悬赏。", "search")


def _row(found: Belongings, one: Holding) -> Row:
    return Row(tone="grey" if one.asset.gone_on else "", cells=(
        holdings.name(one.asset), (*holdings.value(one.asset), *_available(one)), holdings.held(one, found.desk.today, found.calendar),
        holdings.flags(one), _acts(found, one),
    ))


def _available(one: Holding) -> tuple[str, ...]:
    """可用的与余额不一样，写出来。"""
    fen = one.asset.available_fen
    return (f"可用 {yuan(fen)}",) if fen is not None and fen != one.asset.value_fen else ()


def _acts(found: Belongings, one: Holding) -> Content:
    """没有控制的可以单独拟；受不受保护由人标记。"""
    case, asset, shown = found.case.pk, one.asset.pk, []
    if found.may(Act.ORDER_CONTROL) and not one.held_by_case and one.asset.gone_on is None:
        shown.append(Action(text="拟控制", url=f"{reverse('case_take', args=[case])}?asset={asset}", small=True, dialog=True))
    if found.may(Act.RECORD_CONTROL) and one.latest is not None:
        shown.append(Action(text="标记保护", url=reverse("case_protect", args=[case, asset]), kind="link", small=True, dialog=True))
    return acts(shown)
