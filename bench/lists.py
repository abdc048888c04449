"""案件列表：一万件与一百万件，p95，与同样行数的 Django 普通列表比（同一次运行）。"""

from __future__ import annotations

import world

SIZES = (10_000, 1_000_000)


def fill(name: str, court: int, handlers: list[int], team: int, since: int, upto: int) -> None:
    """造行：案件、两名当事人、承办、一个待办节点。姓名由表里的字拼成。"""
    people = f"(array{handlers})[1 + n % {len(handlers)}]"
    surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
    name_of = (f"substr('{surnames}', 1 + (hashint4(n * {{k}}) & 1023) % {len(surnames)}, 1) || "
               f"substr('{given}', 1 + (hashint4(n * {{k}} + 7) & 1023) % {len(given)}, 1) || "
               f"substr('{given}', 1 + (hashint4(n * {{k}} + 13) & 1023) % {len(given)}, 1)")
    rows = f"generate_series({since + 1}, {upto}) n"
    world.owner_sql(name, [
        f"""insert into cases_case (id, court_id, kind, state, number, year, serial, origin, number_as_given, cause, livelihood, claim_fen,
            performance, small_claim, urgent, non_litigation, received_on, accepted_on, closed_on, closing_mode, handler_id, team_id,
            applicant_text, respondent_text, created_at)
        select n, {court}, '执', (array['enforcing','closed','closed','closed','suspended','archived'])[1 + n % 6],
            '（' || 2000 + n / 40000 || '）内0221执' || n || '号', 2000 + n / 40000, n, 'filed', '', '民间借贷纠纷',
            case when n % 9 = 0 then 'wages' else '' end, (n % 977) * 100000, '', n % 2 = 0, false, false, date '2019-01-01' + n % 2800,
            date '2019-01-02' + n % 2800, case when n % 6 in (1,2,3,5) then date '2019-03-01' + n % 2800 end,
            case when n % 6 in (1,2,3,5) then 'finished' else '' end, {people}, {team}, {name_of.format(k=3)}, {name_of.format(k=5)}, now()
        from {rows}""",
        f"""insert into cases_party (case_id, role, nature, name, name_py, initials, paper, paper_number, sex, language, phone, address,
            whereabouts_unknown, authority, bank_name, bank_holder, bank_account, active)
        select n, r, 'person', case when r = 'applicant' then {name_of.format(k=3)} else {name_of.format(k=5)} end,
            md5(n::text || r), left(md5(n::text || r), 3), '', '', '', '', '', '', false, '', '', '', '', true
        from {rows}, unnest(array['applicant','respondent']) r""",
        f"insert into cases_assignment (case_id, user_id, role, since) select n, {people}, 'handler', date '2019-01-03' from {rows}",
        f"""insert into nodes_node (case_id, court_id, key, code, name, subject, whose, hard, cls, state, started, due, warn_on, provisional,
            paused, late, act, stop, blocks, owner_id, owner_post, steps, basis, inputs, rule_version, calendar_version)
        select n, {court}, 'N-31|' || n, 'N-31', '结案', '', 'court', true, 'A', 'open', date '2026-06-01', date '2026-09-01' + n % 200,
            date '2026-08-25' + n % 200, false, false, false, '', '', '{{}}', {people}, '', '[]', '[]', '{{}}', 'b', 'b'
        from {rows} where n % 6 in (0, 4)""",
        "analyze",
    ])


def main() -> None:
    """量。"""
    with world.database("bench_lists", pool=False) as name:
        from django.contrib.auth.models import AnonymousUser  # noqa: F401  (Django 已就绪)
        from django.http import HttpResponse
        from django.template import Context, Template
        from django.test import Client
        from offices import office

        from zhixing.casework.cases.models import Case

        people = office()
        client = Client(SERVER_NAME="localhost")
        client.force_login(people.director, backend="django.contrib.auth.backends.ModelBackend")
        peer = Template("<table>{% for c in rows %}<tr><td>{{ c.number }}</td><td>{{ c.applicant_text }}</td><td>{{ c.respondent_text }}</td>"
                        "<td>{{ c.handler.name }}</td><td>{{ c.received_on }}</td></tr>{% endfor %}</table>")

        def plain() -> HttpResponse:
            rows = Case.objects.filter(court=people.court).select_related("handler").order_by("-received_on", "-id")[:50]
            return HttpResponse(peer.render(Context({"rows": list(rows)})))

        def get(url: str) -> None:
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)

        pages = {
            "列表首页": "/cases/", "全部": "/cases/?shelf=all", "按承办人": f"/cases/?shelf=all&handler={people.judge.pk}",
            "查两字姓名": "/cases/?shelf=all&q=伟芳", "查案号序号": "/cases/?shelf=all&q=4321", "涉民生": "/cases/?shelf=all&livelihood=wages",
        }
        found: dict[str, list[float]] = {}
        done = 0
        for size in SIZES:
            fill(name, people.court.pk, [people.judge.pk, people.other_judge.pk, people.assistant.pk], people.team.pk, done, size)
            done = size
            for label, act in {"普通列表（peer）": plain, **{k: (lambda u=u: get(u)) for k, u in pages.items()}}.items():
                world.timed(act, 3)
                found.setdefault(label, []).append(world.p50_p95(world.timed(act, 40))[1])
        print("| 页 | p95 一万件 | p95 一百万件 | 大小之比 | 与普通列表之比（百万件） |\n|---|---|---|---|---|")
        base = found["普通列表（peer）"][1]
        for label, (small, large) in found.items():
            print(f"| {label} | {world.ms(small)} | {world.ms(large)} | {large / small:.2f}× | {large / base:.1f}× |")


if __name__ == "__main__":
    main()
