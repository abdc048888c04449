"""存量接管：N 件案件、2N 项措施一次搬进来，每秒多少件、多少事件；与把同样的行原样批量插入比。

``python bench/takeover.py [N]``，不写是 20,000 件。先核对（读表、逐行核对、对账），再接管（两百件一个事务），都是真命令。
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import world

CASES = 20_000
JUDGES = 60
TODAY = world.NOW.date()


def main() -> None:
    """核对、接管、原样插入，各计时。"""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with world.database("bench_takeover"):
        from zhixing.foundation.history import context

        with context.use(context.Context(now=world.NOW, entrance="bench")):
            report(cases, *run(cases))


def run(cases: int) -> tuple[float, float, float, int, int]:
    """核对、接管、原样插入各用多少秒；多少事件、多少行。"""
    from offices import office

    from zhixing.exchange import takeover

    people = office()
    judges = staff(people.court)
    content = workbook(cases, judges)
    began = time.perf_counter()
    batch = takeover.start(court=people.court, user=people.filing, name="接管.xlsx", content=content, live_on=TODAY, queue=False)
    batch = takeover.check(batch.pk, tick=quiet)
    checked = time.perf_counter() - began
    assert (batch.good, batch.bad) == (cases, 0), batch.faults[:3]
    takeover.sign(run_id=batch.pk, user=people.director, keep_good=False, queue=False)
    began = time.perf_counter()
    batch = takeover.move(batch.pk, tick=quiet)
    moved = time.perf_counter() - began
    assert batch.state == takeover.State.DONE, batch.message
    return checked, moved, *plain(batch.pk)


def quiet(done: int, total: int) -> None:
    """不写进度。"""


def staff(court: object) -> list[str]:
    """六十名承办人，六个团队。"""
    import factories

    teams = [factories.team(court, f"执行{n}队") for n in range(6)]  # type: ignore[arg-type]
    return [factories.user("judge", team=teams[n % 6]).name for n in range(JUDGES)]


def workbook(cases: int, judges: list[str]) -> bytes:
    """一本：每件两名当事人、两项冻结、两件已办事项；半数有限制消费，三分之一有案款。"""
    from exchange import moving

    began = TODAY - timedelta(200)
    rows, measures, done, lists, funds = [], [], [], [], []
    for n in range(1, cases + 1):
        rows.append(moving.case(
            n, judges[n % len(judges)], 收到材料日期=began, 立案日期=began + timedelta(2), 分案日期=began + timedelta(4),
            执行依据文书生效日期=began - timedelta(60),
        ))
        until = began + timedelta(300 + n % 60)
        measures += [moving.measure(n, f"某银行 尾号{n}-{k}", 生效日期=began + timedelta(10), 届满日期=until) for k in (1, 2)]
        done.append(moving.matter(n, "查询", str(began + timedelta(6))))
        done.append(moving.matter(n, "约谈", str(began + timedelta(90)), 对象="单晓岚"))
        lists += [moving.listed(n, 日期=str(began + timedelta(30)))] if n % 2 else []
        funds += [moving.fund(n, 到账日期=str(began + timedelta(50)), 发放日期=str(began + timedelta(60)))] if n % 3 == 0 else []
    return moving.packed(rows, 已办事项=done, 控制措施=measures, 失信限消=lists, 案款余额=funds)


def plain(run: int) -> tuple[float, int, int]:
    """把接管写下的行原样再插一遍（同样的表、同样的批量、落盘），量完撤掉；返回用时、事件数、行数。"""
    from django.db import transaction

    from zhixing.foundation.history.models import Entry

    rows = list(written(run))
    total = sum(len(found) for _, found in rows)
    events = sum(len(found) for model, found in rows if model is Entry)
    began = time.perf_counter()
    with transaction.atomic():
        for model, found in rows:
            model.objects.bulk_create(found, batch_size=2000)
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return taken, events, total


def written(run: int) -> Iterator[tuple[Any, list[Any]]]:
    """各张表里这一批的行，去掉主键和唯一的栏目，好再插一遍。"""
    from zhixing.casework.cases.models import Assignment, Case, Claim, Party, Title
    from zhixing.casework.nodes.models import Node
    from zhixing.foundation.history.models import Entry, Stream

    cases = list(Case.objects.filter(takeover=run))
    streams = [case.stream for case in cases]
    for case in cases:
        case.pk, case.number, case.serial, case.receipt_token = case.pk + 10_000_000, f"x{case.number}", None, None
    yield Case, cases
    for model in (Party, Title, Claim, Assignment):
        yield model, [moved(row) for row in model.objects.filter(case__takeover=run)]
    yield Stream, [renamed(row, "name", None) for row in Stream.objects.filter(name__in=streams)]
    yield Entry, [renamed(row, "stream", "pk") for row in Entry.objects.filter(stream__in=streams)]
    yield Node, [moved(row) for row in Node.objects.filter(case__takeover=run)]


def moved(row: Any) -> Any:
    """挂到另一件名下。"""
    row.pk, row.case_id = None, row.case_id + 10_000_000
    return row


def renamed(row: Any, name: str, key: str | None) -> Any:
    """换一条链的名字。"""
    setattr(row, name, f"x{getattr(row, name)}")
    if key:
        setattr(row, key, None)
    return row


def report(cases: int, checked: float, moved: float, plain: float, events: int, rows: int) -> None:
    """打印。"""
    print("| 接管 | 用时 | 每件 | 每秒件数 | 每秒事件 | 与原样批量插入之比 |\n|---|---|---|---|---|---|")
    each = checked / cases * 1000
    print(f"| 核对 {cases:,} 件、{2 * cases:,} 项措施 | {checked:.1f} 秒 | {each:.2f} 毫秒 | {cases / checked:.0f} | — | — |")
    print(f"| 接管 {cases:,} 件（读表、核对、写、对账） | {moved:.1f} 秒 | {moved / cases * 1000:.2f} 毫秒 | {cases / moved:.0f} "
          f"| {events / moved:.0f} | {moved / plain:.1f}× |")
    print(f"| 同样的 {rows:,} 行原样批量插入 | {plain:.1f} 秒 | {plain / cases * 1000:.2f} 毫秒 | {cases / plain:.0f} | {events / plain:.0f} | 1× |")


if __name__ == "__main__":
    main()
