"""接着办的新案会承接什么：在生效的控制措施和到期日、有效的失信和限制消费、未履行多少。立案前先看。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.closing.queries import Taking
from zhixing.entrances.web.ui import Column, Empty, Facts, Panel, Row, Table
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.law.measures import Measure
from zhixing.law.restrictions import CONSUMPTION
from zhixing.law.words import word

WHAT = {CONSUMPTION: "限制消费"}


def carried(taking: Taking, today: date, *, money: bool = True) -> tuple[Panel, ...]:
    """承接的各项；``money`` 为假（保全转执行）不说未履行。"""
    rows: list[tuple[str, Content]] = [("控制措施", f"{len(taking.measures)} 项"), ("失信、限制消费", f"{len(taking.restrictions)} 项")]
    if money:
        rows.insert(0, ("未履行", f"{yuan(taking.unpaid.value)} 元" if taking.unpaid.value is not None else "没有金额标的"))
        rows += [("怎么算的", "\n".join(dates(step.text) for step in taking.unpaid.steps))]
    table = Table(
        columns=(Column("措施"), Column("自"), Column("到期"), Column("种类")), rows=tuple(_measure(m, today) for m in taking.measures),
        label="承接的控制措施", empty=Empty("没有在生效的控制措施", icon="circle-check"),
    )
    people = tuple(Row(cells=(r.person, WHAT.get(r.what, "失信名单"), full_day(r.since))) for r in taking.restrictions)
    lists = (Table(columns=(Column("何人"), Column("哪一种"), Column("自")), rows=people, label="承接的失信、限制消费"),) if people else ()
    return (
        Panel(title="新案承接什么", note="原来的日子照样，期限连续计算；原案已到位的仍记在原案", body=(Facts(tuple(rows)),)),
        Panel(flush=True, body=(table, *lists)),
    )


def _measure(one: Measure, today: date) -> Row:
    left = (one.until - today).days if one.until else None
    note = "轮候，未起算" if left is None else f"剩 {left} 天" if left > 0 else "今天到期" if left == 0 else "已届满"
    kind = f"{word('property', one.property)}，{word('rank', one.rank)}"
    return Row(cells=(f"{word('measure', one.measure)} {one.subject}", full_day(one.since), (full_day(one.until) or "—", note), kind))
