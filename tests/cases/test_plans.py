"""每种查法、每种列表走自己的索引（几千行，有统计）。"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import factories
import psycopg
from offices import Office, office

from zhixing.casework.cases.models import Assignment, Case, Party
from zhixing.casework.cases.names import spell
from zhixing.casework.cases.queries import page_after, search, visible_to

DAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)
MANY = 4000


def fill(database: str, people: Office) -> None:
    """几千件案件，各一名被执行人；法官名下的只占百分之一。"""
    common = {"court": people.court, "state": "enforcing", "created_at": NOW, "kind": "执", "year": 2025}
    cases = Case.objects.bulk_create([
        Case(**common, number=f"（2025）内0221执{i}号", serial=i, received_on=DAY - timedelta(days=i % 700))
        for i in range(1, MANY)
    ])
    names = [factories.person_name() + chr(0x4E00 + i) for i in range(1, MANY)]
    Party.objects.bulk_create([
        Party(case=c, role="respondent", name=n, name_py=spell(n)[0], initials=spell(n)[1], paper_number=f"1502{c.pk}")
        for c, n in zip(cases, names, strict=True)
    ])
    Assignment.objects.bulk_create([
        Assignment(case=c, user=people.judge if i % 100 == 0 else people.other_judge, role="handler", since=DAY)
        for i, c in enumerate(cases)
    ])
    with psycopg.connect(os.environ["ZHIXING_TEST_ADMIN"], dbname=database, autocommit=True) as owner:
        owner.execute("analyze cases_case, cases_party, cases_title, cases_assignment")


def test_every_search_and_list_uses_its_index(committed_db: str, here: object) -> None:
    people = office()
    fill(committed_db, people)
    wanted = {
        "一丁": "party_bigrams", "镕": "party_name", "zzsxl": "party_initials", "zhengshanxiaolan": "party_pinyin",
        "150221199003070017": "party_paper", "（2025）内0221执1号": "case_number", "123": "case_serial",
    }
    for text, index in wanted.items():
        plan = search(Case.objects.order_by(), text).explain()
        assert index in plan, (text, plan)
    newest = {"filing": ("case_court_recent", "case_recent"), "judge": ("assignment_user_open",)}
    for who, indexes in newest.items():
        cases = visible_to(getattr(people, who), DAY)
        plan = cases.order_by("-received_on", "-id")[:51].explain()
        assert any(f"using {index} " in plan or f"on {index} " in plan for index in indexes), (who, plan)
        assert page_after(cases, "20260101-100", 50).rows
