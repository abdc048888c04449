"""集约事务的队：一千张与十万张没有办完的，p95，与同样行数的 Django 普通列表比（同一次运行，三轮取中位）。

``python bench/queues.py``。各种事务轮流，先后三种，一半待领，其余在办、等回复、退回，时限前后错开；五千件案件，三十人在办。
量待领的首页、深页、一种事务的、书记员看得见的，大厅，以及网页本身；最后打印待领首页、深页取编号的查询计划（照索引的次序，取够五十一张就停）。
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from datetime import timedelta

import world
from lists import getting

SIZES = (1_000, 100_000)
CASES, PEOPLE = 5_000, 30
ROUNDS, TIMES = 3, 30


def main() -> None:
    """量。"""
    with world.database("bench_queues", pool=False) as name:
        from offices import office

        from zhixing.foundation.history import context

        house = office()
        clerks = [_clerk(house) for _ in range(PEOPLE)]
        cases(name, house.court.pk, house.judge.pk)
        with context.use(context.Context(now=world.NOW, entrance="bench")):
            acts = queries(house, clerks[0])
            found: dict[str, list[float]] = {label: [] for label in acts}
            for since, size in zip((0, *SIZES), SIZES, strict=False):
                fill(name, house.court.pk, house.judge.pk, clerks, since, size)
                measure(acts, found)
            report(found)
            plans(house)


def _clerk(house: object) -> object:
    import factories

    return factories.user("clerk", team=house.team)  # type: ignore[attr-defined]


def cases(name: str, court: int, judge: int) -> None:
    """案件。"""
    world.owner_sql(name, [
        f"""insert into cases_case (id, court_id, kind, state, number, year, serial, origin, number_as_given, cause, livelihood, claim_fen,
            performance, small_claim, urgent, non_litigation, received_on, accepted_on, closing_mode, handler_id, applicant_text,
            respondent_text, created_at, closing_ground, stage, suit_number, withdrawn_closings)
        select n, {court}, '执', 'enforcing', '（2026）内0221执' || n || '号', 2026, n, 'filed', '', '民间借贷纠纷',
            case when n % 9 = 0 then 'wages' else '' end, 100000, '', false, false, false, '2026-09-01', '2026-09-02', '', {judge}, '甲', '乙',
            now(), '', '', '', 0 from generate_series(1, {CASES}) n""",
    ])


def fill(name: str, court: int, judge: int, clerks: list[object], since: int, upto: int) -> None:
    """造第 ``since + 1`` 到 ``upto`` 张没有办完的，另造两倍已办的。"""
    from zhixing.law import duties

    codes, people = list(duties.catalogue()), [one.pk for one in clerks]  # type: ignore[attr-defined]
    picked = f"(array{codes})[1 + n % {len(codes)}]"
    states = "(array['queued', 'queued', 'queued', 'claimed', 'doing', 'waiting', 'returned', 'queued'])[1 + n % 8]"
    columns = """court_id, number, case_id, duty, segment, subject, demand, state, urgent, priority, closes, asked_by_id, asked_name, asked_at,
        due_at, assignee_id, done_at, waiting_for, auto, result, returned_why, rework, batch, token, revision"""
    row = lambda state, done: f"""'事' || n, 1 + n % {CASES}, {picked}, '', '第' || n || '项', '', {state}, false,
        (array[5, 5, 5, 3, 1])[1 + n % 5], '', {judge}, '甲', timestamptz '2026-10-01' + (n % 1000000) * interval '11 second',
        timestamptz '2026-10-05' + (hashint4(n) & 65535) * interval '1 minute',
        case when {state} in ('claimed', 'doing', 'waiting') then (array{people})[1 + n % {len(people)}] end,
        {done}, '', false, '', '', 0, '', 't' || n, 0"""
    with world.without_indexes(name, ("centre_workitem",)):
        world.owner_sql(name, [
            f"insert into centre_workitem ({columns}) select {court}, {row(states, 'null::timestamptz')} "
            f"from generate_series({since + 1}, {upto}) n",
            f"""insert into centre_workitem ({columns}) select {court}, {row("'done'", "timestamptz '2026-11-01'")}
            from generate_series({10_000_000 + 2 * since + 1}, {10_000_000 + 2 * upto}) n""",
        ])
    world.owner_sql(name, ["vacuum analyze"])


def queries(house: object, clerk: object) -> dict[str, Callable[[], object]]:
    """量哪些：普通列表、队、大厅、网页。"""
    from zhixing.casework.centre import queries_items as items

    centre, court, today = house.centre, house.court.pk, world.NOW.date()  # type: ignore[attr-defined]
    late = (world.NOW + timedelta(days=9)).isoformat()
    clients = {"centre": world.client(centre), "clerk": world.client(clerk)}
    acts: dict[str, Callable[[], object]] = {
        "普通列表（peer）": plain(court),
        "待领首页，管台的": lambda: items.queue(centre, today), "待领深页，管台的": lambda: items.queue(centre, today, after=f"5~{late}~1"),
        "待领首页，一种事务": lambda: items.queue(centre, today, "renew"),
        "待领首页，书记员": lambda: items.queue(clerk, today),  # type: ignore[arg-type]
        "我手里的": lambda: list(items.mine(clerk)[:50]),  # type: ignore[arg-type]
        "大厅的数字": lambda: items.hall(court, world.NOW),
    }
    queue = "/centre/items/"
    pages = {"网页：待领，管台的": ("centre", queue), "网页：待领，书记员": ("clerk", queue), "网页：大厅": ("centre", "/centre/")}
    return acts | {label: getting(clients[who], url) for label, (who, url) in pages.items() if known(url)}


def known(url: str) -> bool:
    """有没有这一页。"""
    from django.urls import Resolver404, resolve

    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def plain(court: int) -> Callable[[], object]:
    """同样的行，Django 普通列表：按编号倒序五十张，一次查询，一个模板，没有权限、计数和菜单。"""
    from django.template import Context, Template

    from zhixing.casework.centre.models import WorkItem

    row = "<tr><td>{{ i.number }}</td><td>{{ i.case.number }}</td><td>{{ i.subject }}</td></tr>"
    page = Template(f"<table>{{% for i in rows %}}{row}{{% endfor %}}</table>")
    return lambda: page.render(Context({"rows": list(WorkItem.objects.filter(court=court).select_related("case").order_by("-id")[:50])}))


def measure(acts: dict[str, Callable[[], object]], found: dict[str, list[float]]) -> None:
    """三轮，取各轮 p95 的中位。"""
    for label, act in acts.items():
        world.timed(act, 3)
        found[label].append(statistics.median(world.p50_p95(world.timed(act, TIMES))[1] for _ in range(ROUNDS)))


def report(found: dict[str, list[float]]) -> None:
    """打印。"""
    print("| 查什么 | p95 一千张 | p95 十万张 | 大小之比 | 与普通列表之比（十万张） |\n|---|---|---|---|---|")
    base = found["普通列表（peer）"][1]
    for label, (small, large) in found.items():
        print(f"| {label} | {world.ms(small)} | {world.ms(large)} | {large / small:.2f}× | {large / base:.1f}× |")


def plans(house: object) -> None:
    """待领首页、深页的查询计划。"""
    from zhixing.casework.centre import queries_items as items

    rows = items.serving(house.centre, world.NOW.date())  # type: ignore[attr-defined]
    keys = rows.select_related(None).values_list("pk", flat=True)
    deep = keys.filter(items.beyond((5, world.NOW + timedelta(days=9), 1)))
    for label, one in (("首页", keys[:51]), ("深页", deep[:51])):
        print(f"\n{label}：\n{one.explain(analyze=True)}")


if __name__ == "__main__":
    main()
