"""案件列表：一万件与一百万件，p95，与同样行数的 Django 普通列表比（同一次运行，三轮取中位）。

造的是一家法院的样子：六十名承办人、六个团队，百分之五在办，每件在办的有四个待办节点。
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import world

SIZES = (10_000, 1_000_000)
ROUNDS, TIMES = 3, 30
HANDLERS, TEAMS = 60, 6
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"


def staff(court: object) -> tuple[list[int], list[int]]:
    """六十名承办人和各人的团队。"""
    import factories

    teams = [factories.team(court, f"执行{n}队") for n in range(TEAMS)]  # type: ignore[arg-type]
    people = [factories.user("judge", team=teams[n % TEAMS]) for n in range(HANDLERS)]
    return [user.pk for user in people], [teams[n % TEAMS].pk for n in range(HANDLERS)]


def fill(name: str, court: int, handlers: list[int], teams: list[int], since: int, upto: int) -> None:
    """造第 ``since + 1`` 到 ``upto`` 件：案件、两名当事人、承办、节点。姓名由表里的字拼成；索引在造完之后重建。"""
    rows, whose = f"generate_series({since + 1}, {upto}) n", f"1 + n % {len(handlers)}"
    handler, team = f"(array{handlers})[{whose}]", f"(array{teams})[{whose}]"
    open_ = "(hashint4(n) & 1023) % 20 = 0"
    with world.without_indexes(name, ("cases_case", "cases_party", "cases_assignment", "nodes_node")):
        world.owner_sql(name, [
            f"""insert into cases_case (id, court_id, kind, state, number, year, serial, origin, number_as_given, cause, livelihood,
                claim_fen, performance, small_claim, urgent, non_litigation, received_on, accepted_on, closed_on, closing_mode, handler_id,
                team_id, applicant_text, respondent_text, created_at, closing_ground, stage, suit_number, withdrawn_closings)
            select n, {court}, '执', case when {open_} then (array['enforcing', 'enforcing', 'assigned', 'suspended'])[1 + n % 4]
                else (array['closed', 'archived', 'archived'])[1 + n % 3] end,
                '（' || 2000 + n / 40000 || '）内0221执' || n || '号', 2000 + n / 40000, n, 'filed', '', '民间借贷纠纷',
                case when n % 9 = 0 then 'wages' else '' end, (n % 977) * 100000, '', n % 2 = 0, false, false,
                date '2019-01-01' + n % 2800, date '2019-01-02' + n % 2800, case when {open_} then null else date '2019-03-01' + n % 2800 end,
                case when {open_} then '' else 'finished' end, {handler}, {team}, {_name(3)}, {_name(5)}, now(), '', '', '', 0
            from {rows}""",
            f"""insert into cases_party (case_id, role, nature, name, name_py, initials, paper, paper_number, sex, language, phone, address,
                whereabouts_unknown, authority, bank_name, bank_holder, bank_account, active)
            select n, r, 'person', case when r = 'applicant' then {_name(3)} else {_name(5)} end,
                md5(n::text || r), left(md5(n::text || r), 3), '', '', '', '', '', '', false, '', '', '', '', true
            from {rows}, unnest(array['applicant', 'respondent']) r""",
            f"""insert into cases_assignment (case_id, user_id, team_id, role, since)
            select n, case when r = 'handler' then {handler} end, case when r = 'team' then {team} end, r, date '2019-01-03'
            from {rows}, unnest(array['handler', 'team']) r""",
            f"""insert into nodes_node (case_id, court_id, key, code, name, subject, whose, hard, cls, state, started, due, warn_on, provisional,
                paused, late, act, stop, blocks, owner_id, owner_post, steps, basis, inputs, rule_version, calendar_version)
            select n, {court}, 'N-' || k, 'N-' || k, '节点' || k, '', 'court', true, 'A', case when {open_} and k > 2 then 'open' else 'done' end,
                date '2026-06-01', due, due - 7, false, false, false, '', '', '{{}}', {handler}, '', '[]', '[]', '{{}}', 'b', 'b'
            from {rows}, generate_series(1, 6) k, lateral (select current_date - 30 + (hashint4(n * 7 + k) & 1023) % 300) d(due)
            where {open_} or k < 3""",
        ])
    world.owner_sql(name, ["vacuum analyze"])


def _name(k: int) -> str:
    """编一个三个字的姓名的 SQL。"""
    picked = ((SURNAMES, 0), (GIVEN, 7), (GIVEN, 13))
    return " || ".join(f"substr('{text}', 1 + (hashint4(n * {k} + {more}) & 1023) % {len(text)}, 1)" for text, more in picked)


def pages(judge: int) -> dict[str, tuple[str, str]]:
    """量哪些页：名称 → 谁、网址。"""
    whole = "/cases/?shelf=all"
    return {
        "局长：在办": ("director", "/cases/"), "局长：全部": ("director", whole), "局长：已结": ("director", "/cases/?shelf=ended"),
        "局长：按承办人": ("director", f"{whole}&handler={judge}"), "局长：两字姓名": ("director", f"{whole}&q=伟芳"),
        "局长：序号": ("director", f"{whole}&q=4321"), "局长：拼音": ("director", f"{whole}&q=abc"),
        "局长：涉民生": ("director", f"{whole}&livelihood=wages"), "局长：有超期": ("director", "/cases/?light=red"),
        "法官：在办": ("judge", "/cases/"), "法官：全部": ("judge", whole), "法官：两字姓名": ("judge", f"{whole}&q=伟芳"),
        "局长：节点管控": ("director", "/nodes/"), "法官：节点管控": ("judge", "/nodes/"),
        "局长：工作台": ("director", "/"), "法官：工作台": ("judge", "/"),
    }


def main() -> None:
    """量。"""
    with world.database("bench_lists", pool=False) as name:
        from offices import office

        from zhixing.foundation.people.models import User

        people = office()
        handlers, teams = staff(people.court)
        clients = {"director": world.client(people.director), "judge": world.client(User.objects.get(pk=handlers[0]))}
        acts: dict[str, Callable[[], object]] = {"普通列表（peer）": plain(people.court)}
        acts |= {label: getting(clients[who], url) for label, (who, url) in pages(handlers[0]).items()}
        found: dict[str, list[float]] = {label: [] for label in acts}
        for since, size in zip((0, *SIZES), SIZES, strict=False):
            fill(name, people.court.pk, handlers, teams, since, size)
            for label, act in acts.items():
                world.timed(act, 3)
                found[label].append(statistics.median(world.p50_p95(world.timed(act, TIMES))[1] for _ in range(ROUNDS)))
    report(found)


def plain(court: object) -> Callable[[], object]:
    """同样的行，Django 普通列表：一次查询，一个模板，没有权限、计数和菜单。"""
    from django.template import Context, Template

    from zhixing.casework.cases.models import Case

    page = Template("<table>{% for c in rows %}<tr><td>{{ c.number }}</td><td>{{ c.applicant_text }}</td><td>{{ c.respondent_text }}</td>"
                    "<td>{{ c.handler.name }}</td><td>{{ c.received_on }}</td></tr>{% endfor %}</table>")

    def show() -> str:
        rows = Case.objects.filter(court=court).select_related("handler").order_by("-received_on", "-id")[:50]
        return page.render(Context({"rows": list(rows)}))

    return show


def getting(client: object, url: str) -> Callable[[], object]:
    """打开一页。"""

    def get() -> None:
        answer = client.get(url)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (url, answer.status_code)

    return get


def report(found: dict[str, list[float]]) -> None:
    """打印。"""
    print("| 页 | p95 一万件 | p95 一百万件 | 大小之比 | 与普通列表之比（百万件） |\n|---|---|---|---|---|")
    base = found["普通列表（peer）"][1]
    for label, (small, large) in found.items():
        print(f"| {label} | {world.ms(small)} | {world.ms(large)} | {large / small:.2f}× | {large / base:.1f}× |")


if __name__ == "__main__":
    main()
