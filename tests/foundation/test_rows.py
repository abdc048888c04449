"""整行读写：与查询集读写的一样。"""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import factories
import pytest
from django.db import IntegrityError, transaction
from foundation.happening import DAY, happen

from zhixing.foundation.approvals.commands import _able
from zhixing.foundation.approvals.models import Approval, Step
from zhixing.foundation.approvals.queries import candidates
from zhixing.foundation.history.models import Entry, Stream
from zhixing.foundation.history.queries import chains, entries_of, hold, seq
from zhixing.foundation.history.rows import Rows, add, asked, keep, put
from zhixing.foundation.people.models import Absence, Delegation, Holding, Post, Setting, User
from zhixing.foundation.people.queries import available, on_duty, setting, settings_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "table")]


def values(row: object) -> dict[str, object]:
    """各栏。"""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # type: ignore[attr-defined]


def paper(user: User, **more: object) -> Approval:
    fields = {
        "court": user.court, "stream": "case:1", "act": "extend", "title": "报“延长”", "submitted_by": user, "submitted_on": DAY,
        "payload": {"月": 3, "日": ["2026-11-03"], "空": None}, "summary": "换行\n引号\"反斜\\", **more,
    }
    return Approval(**fields)


def test_reads_what_the_queryset_reads() -> None:
    for stream in ("case:1", "case:2", "case:3"):
        happen(stream, 3, text="字“引”\\斜")
    mine, theirs = chains(["case:1", "case:3"]), list(entries_of(["case:1", "case:3"]))
    assert [values(row) for row in mine] == [values(row) for row in theirs] and len(mine) == 6
    assert mine == theirs and not mine[0]._state.adding and chains([]) == []
    assert Rows(Entry, "stream = %s").first("没有") is None


def test_an_added_row_reads_back_the_same() -> None:
    made = paper(factories.user("judge"))
    add([made])
    assert made.pk and not made._state.adding
    assert values(Approval.objects.get(pk=made.pk)) == values(made)
    step = Step(approval=made, order=0, post="judge", label="法官", decided_at=datetime(2026, 11, 3, 1, 2, 3, 456, tzinfo=UTC))
    add([step])
    assert values(Step.objects.get(pk=step.pk)) == values(step)
    assert list(add([])) == [] and put(Step, []) == []


def test_constraints_speak_as_ever() -> None:
    user = factories.user("judge")
    add([paper(user)])
    with pytest.raises(IntegrityError, match="approval_one_pending"), transaction.atomic():
        add([paper(user)])


def test_keep_changes_only_the_named_columns() -> None:
    made = paper(factories.user("judge"))
    add([made])
    other = factories.user("director")
    made.title, made.due, made.submitted_by, made.payload, made.act = "新", date(2026, 12, 1), other, {"新": [1]}, "不存"
    keep(made, ["title", "due", "submitted_by", "payload"])
    found = Approval.objects.get(pk=made.pk)
    assert (found.title, found.due, found.submitted_by, found.payload) == ("新", date(2026, 12, 1), other, {"新": [1]})
    assert found.act == "extend"


def test_putting_over_rewrites_the_same_row() -> None:
    court = factories.court()
    first = put(Setting, [{"court_id": court.pk, "key": "a", "value": 1}], same=("court_id", "key"))
    again = put(Setting, [{"court_id": court.pk, "key": k, "value": [k]} for k in "ab"], same=("court_id", "key"))
    assert again[0] == first[0] and settings_of(court.pk) == {"a": ["a"], "b": ["b"]}
    assert setting(court.pk, "approval.days") == 7


def test_hold_and_seq_tell_the_version() -> None:
    assert (hold("case:7"), seq("case:7")) == (0, 0)
    happen("case:7", 2)
    assert (hold("case:7"), seq("case:7"), Stream.objects.get(name="case:7").seq) == (2, 2, 2)
    assert asked("select 1 where false") == []


def test_who_can_sign_is_who_the_pages_list() -> None:
    """随意编的任职、代行、停用：两种问法，答案总是一样。"""
    luck, court = Random(5), factories.court()
    teams = [factories.team(court), factories.team(court)]
    people = [factories.user("assistant", court=court) for _ in range(12)] + [factories.user("director", court=factories.court("内0222"))]
    posts = [Post.JUDGE, Post.TEAM_LEADER, Post.DIRECTOR]
    day = lambda: date(2026, luck.randint(9, 12), luck.randint(1, 28))
    for _ in range(40):
        since, until = sorted((day(), day()))
        person, post = luck.choice(people), luck.choice(posts)
        until = luck.choice([until, None])
        Holding.objects.get_or_create(user=person, post=post, team=luck.choice([*teams, None]), since=since, defaults={"until": until})
    for _ in range(25):
        since, until = sorted((day(), day()))
        one, two = luck.sample(people, 2)
        Delegation.objects.create(principal=one, deputy=two, post=luck.choice(posts), since=since, until=until, authority="授权书")
    User.objects.filter(pk=people[3].pk).update(is_active=False)
    some = 0
    for _ in range(60):
        made = paper(luck.choice(people), court=court, step_team=luck.choice([*teams, None]))
        post, on, decided = luck.choice(posts), day(), [one.pk for one in luck.sample(people, 2)]
        wanted = set(candidates(made, post, on, decided).values_list("pk", flat=True))
        assert _able(made, post, on, decided) == wanted
        some += bool(wanted)
    assert some > 10


def test_on_duty_is_what_the_lists_take() -> None:
    user = factories.user("judge")
    Absence.objects.create(user=user, since=date(2026, 11, 3), until=date(2026, 11, 5), reason="年休假")
    days = [date(2026, 11, n) for n in (2, 3, 5, 6)]
    assert [on_duty(user, day) for day in days] == [True, False, False, True]
    assert all(on_duty(user, day) == available(User.objects.filter(pk=user.pk), day).exists() for day in days)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not on_duty(user, days[0])
