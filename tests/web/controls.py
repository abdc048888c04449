"""查控各页的测试共用：一家法院五条渠道，三件案件，一批走到各处的查询、收到的原文、查到的财产、线索、控制令。

建一次，各个测试在自己的保存点里办，办完退回。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from control import orders_desk
from control.desk import BANK, CARS, ESTATE, ControlDesk
from django.db import transaction
from drafts import citizen, person
from web.books import Staff, ago, now

from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import clues, findings
from zhixing.casework.control.models import Asset, Clue, Difference, Reply, Request, Wave
from zhixing.casework.control.told import Told
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

ACCOUNT = "6222000000001111"


@dataclass
class Board:
    """``staff`` 职务 → 人；``wave`` 查询中的一批，``draft`` 待签发的一批；``case`` 查到了财产的，``other`` 冻结了的，``left`` 没有查过的。"""

    desk: ControlDesk
    staff: Staff
    case: Case
    other: Case
    left: Case
    wave: Wave
    draft: Wave


def opened() -> Board:
    """建好。"""
    with context.use(now()):
        desk = ControlDesk()
        case, other, left = (_case(desk, name) for name in ("单晓岚", "马长河", "牛得草"))
        wave, draft = desk.wave(case, other), desk.wave(left, state="draft", requests="draft", agencies=[desk.agencies[BANK]])
        _answered(desk, wave, case)
        _ordered(desk, other)
        _told(desk)
        staff = {"stranger": desk.person("judge"), "centre": desk.centre, "director": desk.director, "judge": desk.judge, "clerk": desk.clerk}
        staff |= {one: desk.person(one) for one in ("filing", "supervisor", "system_admin", "audit_admin")}
    User.objects.update(password_changed_at=clock.now())
    return Board(desk, {role: User.objects.get(pk=one.pk) for role, one in staff.items()}, case, other, left, wave, draft)


def _case(desk: ControlDesk, name: str) -> Case:
    sides = (person("applicant", "王秀兰"), person("respondent", name, paper_number=citizen()))
    return desk.case(accepted_on=ago(20), parties=sides)


def _answered(desk: ControlDesk, wave: Wave, case: Case) -> None:
    """银行反馈了一个账户；不动产退回；车辆多次失败；其余已取走。另有一份对不上的、一份读不懂的。"""
    rows, at = Request.objects.filter(wave=wave), clock.now()
    fed = rows.get(case=case, agency=desk.agencies[BANK])
    rows.filter(pk=fed.pk).update(state="fed_back", result="full", fed_at=at)
    rows.filter(agency=desk.agencies[ESTATE]).update(state="rolled_back", error="证件号码与姓名不符", failed_at=at)
    rows.filter(agency=desk.agencies[CARS], case=case).update(state="dead", error="72小时没有反馈（第3次）", failed_at=at - timedelta(days=2))
    reply = _reply(desk, BANK, request=fed, number=fed.number, raw="<户名>单晓岚</户名>".encode(), state="taken")
    told = Told(kind="deposit", what="北疆银行 尾号1111", name="单晓岚", paper_number=fed.party.paper_number, values={"account": ACCOUNT},
                value_fen=86_420_00, available_fen=32_000_00, faults=("date:khrq",))
    findings.take(case=case, party=fed.party, told=[told], on=ago(0), request=fed, reply=reply)
    _reply(desk, BANK, number="没有这个号", raw=b"<a>", state="unmatched")
    _reply(desk, ESTATE, raw=b"%PDF", state="refused", faults=["broken"])


def _reply(desk: ControlDesk, code: str, **values: Any) -> Reply:
    raw = values["raw"]
    return Reply.objects.create(court=desk.court, agency=desk.agencies[code], sort="feedback", sha256=raw.hex().ljust(64, "0")[:64], size=len(raw),
                                charset="utf-8", received_at=clock.now(), **values)


def _ordered(desk: ControlDesk, case: Case) -> None:
    """一道冻结办成了、与回执说法不一；一道没有办成；一道等着发出。"""
    done, bad, ready = (orders_desk.account(desk, case, fen) for fen in (50_000_00, 20_000_00, 5_000_00))
    measure = orders_desk.frozen(desk, case, done, 30_000_00, on=ago(0))
    [refused] = orders_desk.sent(desk, case, orders_desk.freeze(desk, case, bad, 10_000_00), on=ago(0))
    orders_desk.fed(refused, on=ago(0), ok=False, reason="账户状态异常")
    orders_desk.ready(desk, case, orders_desk.freeze(desk, case, ready, 5_000_00), on=ago(0))
    Difference.objects.create(court=desk.court, case=case, order=measure.order, field="止日", ours="2027-11-02", theirs="2027-11-01",
                              raised_at=clock.now())


def _told(desk: ControlDesk) -> None:
    """两条待认领的线索，一条身份保密。"""
    for n, hidden in enumerate((True, False)):
        given = clues.Given(about="单晓岚", text=f"有一辆车{n}", name="王秀兰", phone="13800000000", hidden=hidden, urgent=hidden)
        clues.submit(court_id=desk.court.pk, given=given, token=f"clue{n}")


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Board]:
    """整个模块共用的一家。"""
    with django_db_blocker.unblock(), transaction.atomic():
        yield opened()
        transaction.set_rollback(True)


@pytest.fixture
def board(built: Board) -> Iterator[Board]:
    """各个测试自己的一份。"""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def debtor(case: Case) -> Party:
    """被执行人。"""
    return Party.objects.get(case=case, role="respondent")


__all__ = ["ACCOUNT", "Asset", "Board", "Clue", "board", "built", "debtor"]
