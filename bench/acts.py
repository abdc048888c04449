"""每秒多少个行为：完整的路（锁、权限、规则、存行、记链、重算节点），与只存一行的 Django 比。"""

from __future__ import annotations

from datetime import date

import world


def main() -> None:
    """收件立案分案一件（四个事件），登记查询、登记冻结、办案记录，各若干次。"""
    with world.database("bench_acts"):
        import drafts
        from django.db import transaction
        from offices import office

        from zhixing.casework.cases import commands
        from zhixing.casework.cases.models import Draft
        from zhixing.foundation.history import context
        from zhixing.foundation.history.queries import seq
        from zhixing.law import matters

        today = world.NOW.date()
        with context.use(context.Context(now=world.NOW, entrance="bench")):
            people = office()
            cases = []

            def file() -> None:
                cases.append(commands.file_case(
                    actor=people.filing, court=people.court, draft=drafts.draft(accepted_on=date(2026, 10, 21)), handler=people.judge,
                    team=people.team,
                ))

            def note() -> None:
                commands.note(case=cases[0], actor=people.judge, on=today, sort="call", text="询问进度")

            def query() -> None:
                case = cases[query.n]
                query.n += 1
                values = {"channel": "national", "scope": "全部已开通项目"}
                commands.register(case=case, actor=people.judge, on=today, revision=seq(case.stream), matter="query_sent",
                                  values={k: v for k, v in values.items() if k in {f.name for f in matters.matter("query_sent").fields}})

            query.n = 0
            serial = iter(range(10**9))

            def plain() -> None:
                with transaction.atomic():
                    Draft.objects.create(user=people.judge, form="bench", key=str(next(serial)), data={"a": 1}, saved_at=world.NOW)

            for act in (file, plain):
                act()
            peer, _ = world.p50_p95(world.timed(plain, 300))
            print("| 行为 | 中位 | p95 | 每秒（一个人） | 与只存一行之比 |\n|---|---|---|---|---|")
            rows = [("只存一行（Django，提交）", plain, 300, 1), ("收件+立案+移送+分案（4 个事件，节点一次）", file, 200, 4),
                    ("办案记录", note, 200, 1), ("登记查询（重算节点）", query, 150, 1)]
            for name, act, times, events in rows:
                middle, high = world.p50_p95(world.timed(act, times))
                print(f"| {name} | {world.ms(middle)} | {world.ms(high)} | {events / middle:.0f} 个事件 | {middle / peer:.1f}× |")


if __name__ == "__main__":
    main()
