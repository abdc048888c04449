"""每秒多少个行为：完整的路（锁、权限、规则、存行、记链、重算节点、落盘），与只存一行的 Django 比。"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from datetime import date
from itertools import count

import world

WORKERS, EACH = 4, 60


class Work:
    """一家法院和几种行为；轮着办在不同的案件上。人照网页登录那样连任职一起取来。"""

    def __init__(self) -> None:
        from offices import office

        from zhixing.foundation.people.queries import loaded

        people = office()
        self.court, self.team = people.court, people.team
        self.filing, self.judge = loaded(people.filing.pk), loaded(people.judge.pk)
        self.signers = {"team_leader": loaded(people.leader.pk), "director": loaded(people.director.pk), "judge": loaded(people.other_judge.pk)}
        self.cases, self.turn = [], count()

    def file(self) -> None:
        """收件、立案、移送、分案：四个事件，节点算一次。"""
        import drafts

        from zhixing.casework.cases import commands

        papers = drafts.draft(accepted_on=date(2026, 10, 21))
        self.cases.append(commands.file_case(
            actor=self.filing, court=self.court, draft=papers, handler=self.judge, team=self.team
        ))

    def note(self) -> None:
        """一条办案记录。"""
        from zhixing.casework.cases import commands

        commands.note(case=self.next(), actor=self.judge, on=world.NOW.date(), sort="电话", text="询问进度")

    def query(self) -> None:
        """登记一次查询，节点随之办结、重算。"""
        from zhixing.casework.cases import commands
        from zhixing.foundation.history.queries import seq

        case, values = self.next(), {"channel": "network", "scope": "full"}
        commands.register(
            case=case, actor=self.judge, on=world.NOW.date(), revision=seq(case.stream), matter="query", values=values
        )

    def close(self) -> None:
        """报结、逐级同意、结案：申请执行人撤销申请的，三个事件以上。"""
        from zhixing.casework.closing import commands
        from zhixing.foundation.approvals import commands as approvals
        from zhixing.foundation.approvals.models import Approval
        from zhixing.foundation.history.queries import seq

        day, case = world.NOW.date(), self.cases.pop()
        paper = commands.propose(
            case=case, actor=self.judge, on=day, revision=seq(case.stream), mode="terminated", ground="withdrawn"
        )
        while paper.state == Approval.State.PENDING:
            approvals.agree(approval_id=paper.pk, actor=self.signers[paper.step_post], on=day, opinion="同意", revision=paper.revision)
            paper.refresh_from_db()

    def plain(self) -> None:
        """只存一行，提交：没有权限、规则、链。"""
        from zhixing.casework.cases.models import Draft

        Draft.objects.create(user=self.judge, form="bench", key=str(next(self.turn)), data={"a": 1}, saved_at=world.NOW)

    def next(self) -> object:
        """轮到的一件。"""
        return self.cases[next(self.turn) % len(self.cases)]


def main() -> None:
    """一个人办各种行为；再四个进程一起办。"""
    with world.database("bench_acts"):
        from zhixing.foundation.history import context

        with context.use(context.Context(now=world.NOW, entrance="bench")):
            work = Work()
            rows: list[tuple[str, Callable[[], None], int, int]] = [
                ("只存一行（Django，提交）", work.plain, 300, 1), ("收件+立案+移送+分案", work.file, 200, 4),
                ("办案记录", work.note, 200, 1), ("登记查询（重算节点）", work.query, 200, 1),
                ("报结+同意+结案", work.close, 60, 3),
            ]
            print("| 一个人办 | 中位 | p95 | 本进程 CPU 中位 | 查库次数 | 每秒行为 | 每秒事件 | 与只存一行之比 |\n|---|---|---|---|---|---|---|---|")
            peer = 0.0
            for name, act, times, events in rows:
                queries = asked(act)
                world.timed(act, 5)
                taken, used = both(act, times)
                middle, high = world.p50_p95(taken)
                peer = peer or middle
                print(
                    f"| {name} | {world.ms(middle)} | {world.ms(high)} | {world.ms(used)} | {queries} | {1 / middle:.0f} "
                    f"| {events / middle:.0f} | {middle / peer:.1f}× |"
                )
            print(f"\n{WORKERS} 个进程一起办（收件立案分案、记录、查询各三分之一）：每秒 {at_once(work):.0f} 个行为")


def asked(act: Callable[[], None]) -> int:
    """办一次查几次库（已经办热）。"""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def both(act: Callable[[], None], times: int) -> tuple[list[float], float]:
    """每次几秒，和本进程 CPU 的中位数（不含数据库）。"""
    taken, used = [], []
    for _ in range(times):
        began, busy = time.perf_counter(), time.process_time()
        act()
        taken.append(time.perf_counter() - began)
        used.append(time.process_time() - busy)
    return taken, statistics.median(used)


def at_once(work: Work) -> float:
    """几个进程一起办，每秒多少个行为。"""
    from django.db import connection

    connection.close()
    connection.close_pool()
    forks = multiprocessing.get_context("fork")
    gate = forks.Barrier(WORKERS + 1)
    children = [forks.Process(target=many, args=(work, gate)) for _ in range(WORKERS)]
    for child in children:
        child.start()
    gate.wait()
    began = time.perf_counter()
    for child in children:
        child.join()
    assert all(child.exitcode == 0 for child in children)
    return WORKERS * EACH / (time.perf_counter() - began)


def many(work: Work, gate: object) -> None:
    """一个进程的份额。"""
    work.cases = []
    work.file()
    gate.wait()  # type: ignore[attr-defined]
    for number in range(EACH):
        (work.file, work.note, work.query)[number % 3]()


if __name__ == "__main__":
    main()
