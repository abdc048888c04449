"""撤回了的接管：谁也看不见、哪里也不算；历史还在；断了一半的仍可接着办；重新接管以后每日导入照常。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from exchange import moving
from exchange.flows import book, bring
from exchange.moving import case, listed, measure, packed
from exchange.test_takeover import LIVE, State, moved, reversed_, signed, started
from offices import Office

from zhixing.casework.cases.commands import note, taking_over
from zhixing.casework.cases.queries import Case, Party, of_debtor, search, visible_to
from zhixing.casework.closing.queries import summary
from zhixing.casework.sanctions.queries import restrictions
from zhixing.exchange import flow, takeover
from zhixing.exchange.models import FlowImport
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import User

WHO = ("director", "centre", "judge", "filing", "supervisor", "upper", "leader", "cashier", "archivist")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_nobody_sees_or_counts_it_any_more(world: Office) -> None:
    run = reversed_(world, moved(world, packed([case(1, world.judge.name)], 控制措施=[measure(1)], 失信限消=[listed(1)])))
    assert run.state == State.REVERSED
    party = Party.objects.get(role="respondent")
    for who in WHO:
        user = fresh(getattr(world, who))
        seen = visible_to(user, LIVE)
        assert not seen.exists() and not search(seen, "单晓岚").exists(), who
        assert not of_debtor(party, user, LIVE).cases.exists() and not restrictions(user, LIVE).exists(), who
        assert {figure.rows.count() for figure in summary(seen, date(2026, 1, 1), LIVE).values()} == {0}, who
    assert entries(Case.objects.get().stream).exists()


def test_after_taking_over_again_the_daily_import_goes_on(world: Office) -> None:
    workbook = packed([case(1, world.judge.name)])
    row = {"AH": moving.number(1), "C_ID": "q1", "被调查人": "单晓岚", "调查时间": "2099-10-27 09:12:00", "调查单位分类": "网络查控（总对总）"}
    run = moved(world, workbook)
    assert bring(fresh(world.director), book(财产调查=[row])).waiting == 1
    assert reversed_(world, run).state == State.REVERSED
    assert not flow.pending(world.director).exists()
    assert moved(world, workbook).state == State.DONE
    again = bring(fresh(world.director), book(财产调查=[row]))
    assert (again.state, again.waiting) == (FlowImport.State.DONE, 1)


def test_a_half_done_run_whose_reversal_is_refused_can_still_go_on(world: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = signed(world, started(world, packed([case(1, world.judge.name), case(2, world.judge.name)])))
    real = taking_over.take_over

    def once(**given: Any) -> Any:
        if Case.objects.exists():
            raise RuntimeError("断电")
        return real(**given)

    monkeypatch.setattr(takeover, "BATCH", 1)
    monkeypatch.setattr(taking_over, "take_over", once)
    with pytest.raises(RuntimeError):
        takeover.move(run.pk)
    takeover.ask_reverse(run_id=run.pk, user=world.director, reason="不接了", queue=False)
    note(case=Case.objects.get(), actor=fresh(world.judge), on=LIVE, sort="电话", text="询问进度")
    assert takeover.reverse(run.pk).state == State.FAILED
    monkeypatch.setattr(taking_over, "take_over", real)
    takeover.go_on(run_id=run.pk, user=world.director, queue=False)
    assert takeover.move(run.pk).state == State.DONE and Case.objects.count() == 2
