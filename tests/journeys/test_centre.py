"""六十件案件的大中心、小团队：导入，随机分给各团队，成批交办、查询、发通知，反馈来了重新分流，快执扣划结案，过了目标日的转普执，
一人请假一次交清；从头到尾没有一件、一张没有人管。
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from case_debts import LOAN
from conftest import ROOT
from django.urls import reverse
from journeys.town import CASES, FILED, LARGE_FROM, Clock, Town, filled, papers, picks, to_sell, workbook
from web.looking import text_of

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.models import Assignment, Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Departure, Draw, Placement, Stay, WorkItem
from zhixing.casework.centre.queries_turns import turns_of
from zhixing.casework.control.models import Measure, Order, Wave
from zhixing.casework.documents.commands import addresses
from zhixing.casework.documents.models import Document, Recipient
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.models import PaymentFile, Payout, PayoutLine
from zhixing.casework.funds.verify_ledger import verify as ledger
from zhixing.casework.nodes.queries import orphans
from zhixing.entrances.jobs import tasks
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.files import pdf_child
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, seq
from zhixing.foundation.history.verify import verify as chains
from zhixing.foundation.people.queries import Holding
from zhixing.law import duties
from zhixing.law.item_states import OPEN

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)
LATE = FILED + timedelta(21)
"""存款够清偿的目标是立案以后二十日：过了一天。"""
COVERED = (0, 1, LARGE_FROM)
NOTICED, ASKED = 4, 7
"""头几件发了通知；头几件交办了发通知。"""


def _in_process(content: bytes, how: str) -> dict[str, Any]:
    """照子进程的办法看 PDF，就在本进程里。"""
    return {"look": pdf_child.looked, "text": pdf_child.found}[how](content)


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal: Path) -> Town:
    """钟停在前一日下午的法院。"""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WHITENOISE_AUTOREFRESH = True
    monkeypatch.setenv("ZHIXING_AGENCY_KEYS", str(tmp_path))
    for place in ("zhixing.foundation.files.pdf", "zhixing.exchange.pdf_text"):
        monkeypatch.setattr(f"{place}.asked", _in_process)
    clock = Clock()
    clock.stop(monkeypatch)
    return Town(clock, tmp_path)


def test_sixty_cases_through_the_centre_and_the_teams(town: Town, tmp_path: Path) -> None:
    tasks.seed_draws(0)
    numbers = papers()
    town.clock.on(DAY)
    imported(town, numbers)
    drawn(town)
    nobody_is_lost(town)
    asked_in_bulk(town)
    queried(town)
    sorted_again(town, numbers)
    town.clock.on(DAY + timedelta(1))
    anyone_may_verify(town, tmp_path)
    noticed(town)
    nobody_is_lost(town)
    town.clock.on(DAY + timedelta(2))
    frozen(town)
    closed_by_deduction(town)
    town.clock.on(LATE)
    too_late_for_fast(town)
    on_leave(town)
    nobody_is_lost(town)
    with context.use(town.clock.here()):
        assert chains().first is None and ledger().ok


# ---- 没有一件没有人管 ----


def nobody_is_lost(town: Town) -> None:
    """每件没有结的：恰好一名承办人、一条轨道、一段主线、一个有日子的下一步；每张没有办完的事务有人或者有台；各页开得开。"""
    today, rows = town.clock.at.date(), [case for case in town.cases() if case.closed_on is None]
    ids = [case.pk for case in rows]
    handlers = dict(Assignment.objects.filter(case__in=ids, role="handler", until=None).values_list("case", "user"))
    assert Assignment.objects.filter(case__in=ids, role="handler", until=None).count() == len(rows)
    assert handlers == {case.pk: case.handler_id for case in rows} and all(case.team_id for case in rows)
    assert Placement.objects.filter(case__in=ids).count() == len(rows)
    assert sorted(Stay.objects.filter(case__in=ids, side=False, left_at=None).values_list("case", flat=True)) == sorted(ids)
    turns = turns_of(rows, today)
    assert set(turns) == set(ids) and all(one.due and one.what and one.who.name for one in turns.values())
    assert all(one.who.user or one.who.post or one.who.team for one in turns.values() if one.side == "court")
    assert not orphans(today).exists()
    held = set(Holding.objects.filter(user__court=town.hall.court, user__is_active=True).values_list("post", flat=True))
    for item in WorkItem.objects.filter(state__in=OPEN):
        assert item.assignee_id or item.desk_team_id or duties.catalogue()[item.duty].posts & held, item
    for name in ("centre_hall", "centre_queue", "centre_fast", "centre_team", "case_list"):
        town.see(town.hall.director, name)


# ---- 导入、分案 ----


def imported(town: Town, numbers: list[str]) -> None:
    """立案上传、检查、导入，都是真的。"""
    filing = town.hall.filing
    url = town.upload(filing, reverse("import_list"), "案件.xlsx", workbook(numbers))
    run = int(url.rstrip("/").rpartition("/")[2])
    tasks.check_import(run)
    assert f"{CASES} 件都合格" in text_of(town.see(filing, "import_run", run))
    town.post(filing, reverse("import_proceed", args=[run]))
    tasks.file_import(run)
    assert {case.state for case in town.cases()} == {"accepted"}
    assert tracks(town) == ["fast"] * LARGE_FROM + ["normal"] * (CASES - LARGE_FROM)


def tracks(town: Town) -> list[str]:
    """各件现在的轨道。"""
    held = dict(Placement.objects.values_list("case", "track"))
    return [held[case.pk] for case in town.cases()]


def drawn(town: Town) -> None:
    """一个按钮抽六十件：各归自己轨道的团队；连点两下是一次。"""
    centre, go = town.hall.centre, reverse("centre_draw_now")
    given = {**filled(town.see(centre, "centre_draws"), "token"), "count": CASES}
    assert town.post(centre, go, given) == town.post(centre, go, given)
    assert Draw.objects.get().cases == CASES
    teams = [case.team_id for case in town.cases()]
    assert teams == [town.hall.fast.pk] * LARGE_FROM + [town.hall.normal.pk] * (CASES - LARGE_FROM)


def anyone_may_verify(town: Town, folder: Path) -> None:
    """次日种子公开，局长下载的记录不用本系统也核验得了；改一件就核不过。"""
    tasks.seed_draws(0)
    file = folder / "记录.json"
    told = json.loads(town.see(town.hall.director, "centre_draw_record", Draw.objects.get().pk).content)
    first, other = (told["record"]["lots"][place]["judge"] for place in (0, -1))
    for judge, code in ((first, 0), (other, 1)):
        told["record"]["lots"][0]["judge"] = judge
        file.write_text(json.dumps(told), "utf-8")
        done = subprocess.run([sys.executable, str(ROOT / "docs/verify_draw.py"), str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout


# ---- 成批 ----


def asked_in_bulk(town: Town) -> None:
    """承办人成批交办：都查财产，头几件发通知。"""
    rows = town.cases()
    for duty, chosen in (("wave", rows), ("notice", rows[:ASKED])):
        for judge in {case.handler for case in chosen}:
            mine = [case.pk for case in chosen if case.handler == judge]
            given = {"pick": mine, "duty": duty, "demand": "", **filled(town.see(judge, "centre_ask", pick=mine), "token")}
            town.carried(judge, town.post(judge, reverse("centre_ask"), given))
    assert items(town, "wave") == {"queued"} and WorkItem.objects.count() == CASES + ASKED


def items(town: Town, duty: str) -> set[str]:
    """这种事务各张的状态。"""
    return set(WorkItem.objects.filter(duty=duty).values_list("state", flat=True))


def queried(town: Town) -> None:
    """一批查询查六十件，局长签发；单位自己来取、反馈；交办的查询自己办结。"""
    centre, url = town.hall.centre, reverse("control_wave_new") + "?which=new"
    page = town.see(centre, "control_wave_new", which="new")
    agencies = [str(one.pk) for one in town.hall.agencies.values()]
    town.post(centre, url, {**filled(page, "token", "count"), "all": "1", "reason": "initial", "agencies": agencies})
    wave = Wave.objects.get()
    town.post(town.hall.director, reverse("control_wave_sign", args=[wave.pk]), {"revision": wave.revision})
    tasks.send_waves(0)
    assert items(town, "wave") == {"done"} and all(WorkItem.objects.filter(duty="wave").values_list("auto", flat=True))
    town.agencies(2)
    assert set(wave.requests.values_list("state", flat=True)) == {"fed_back"} and wave.requests.count() == CASES * 2


def sorted_again(town: Town, numbers: list[str]) -> None:
    """小标的查到有房子的转普执，大标的的换一条规则；别的一件也不动。期限仍从立案算起。"""
    flats = {index for index, paper in enumerate(numbers) if to_sell(paper)}
    assert {2, 3} <= flats
    assert tracks(town) == ["normal" if index in flats or index >= LARGE_FROM else "fast" for index in range(CASES)]
    turned = [told(case)[1:] for case in town.cases()]
    want = {True: [("fast", "normal", "convert")], False: [("normal", "normal", "assets")]}
    assert turned == [want[index < LARGE_FROM] if index in flats else [] for index in range(CASES)]
    assert goals(town, flats) == {FILED + timedelta(180)}


def told(case: Case) -> list[tuple[str, str, str]]:
    """分流记下的各次：原来的轨道、现在的轨道、规则。"""
    found = entries(case.stream).filter(type="centre.Triaged").order_by("seq").values_list("payload", flat=True)
    return [(one.get("before", ""), one["track"], one["rule"]) for one in found]


def goals(town: Town, which: Collection[int]) -> set[date | None]:
    """这几件的目标日。"""
    rows = town.cases()
    return set(Placement.objects.filter(case__in=[rows[index].pk for index in which]).values_list("goal", flat=True))


def noticed(town: Town) -> None:
    """指挥中心成批制作、送签，承办人成批签发，指挥中心成批用印、交邮；交办的通知自己办结。"""
    centre, rows = town.hall.centre, town.cases()[:NOTICED]
    page = town.see(centre, "document_bulk", pick=[case.pk for case in rows], kind="enforcement_notice")
    given = {"pick": picks(page), "kind": "enforcement_notice", "do": "refer", **filled(page, "token")}
    assert town.carried(centre, town.post(centre, reverse("document_make"), given)).total == NOTICED
    for judge in {case.handler for case in rows}:
        in_bulk(town, judge, "sign")
    in_bulk(town, centre, "seal")
    today = town.clock.at.date()
    with context.use(town.clock.here()):
        for case in rows:
            debtor = Party.objects.get(case=case, role="respondent")
            addresses.state_address(case=case.pk, party=debtor.pk, actor=case.handler, on=today, source="confirmed", text="振华大街12号")
    sent = list(Recipient.objects.filter(document__kind="enforcement_notice").values_list("pk", flat=True))
    given = {"method": "mail", "on": today.isoformat(), "pick": sent, "token": "send"}
    assert town.carried(centre, town.post(centre, reverse("service_bulk"), given)).total == NOTICED
    done = WorkItem.objects.filter(duty="notice", state="done", auto=True).values_list("case", flat=True)
    assert sorted(done) == sorted(case.pk for case in rows)


def in_bulk(town: Town, user: Any, act: str) -> None:
    """勾选等他办的全部，一次签发、用印。"""
    page = town.see(user, "document_desk", shelf=act)
    town.carried(user, town.post(user, reverse("document_many"), {"act": act, "pick": picks(page), **filled(page, "token")}))


# ---- 快执 ----


def frozen(town: Town) -> None:
    """三件存款够清偿的冻结：规则说存款够清偿，大标的的一件由普执转快执，别的不动。"""
    before = tracks(town)
    rows = town.cases()
    reckoned(town, rows[0])
    for index in COVERED:
        case = rows[index]
        page = town.see(case.handler, "case_propose", case.pk)
        town.post(case.handler, reverse("case_propose", args=[case.pk]), {"pick": picks(page), **filled(page, "token", "revision")})
    carried_out(town)
    assert [told(rows[index])[-1] for index in COVERED] == [
        ("fast", "fast", "covered"), ("fast", "fast", "covered"), ("normal", "fast", "covered"),
    ]
    assert [index for index, (was, now) in enumerate(zip(before, tracks(town), strict=True)) if was != now] == [LARGE_FROM]
    assert goals(town, COVERED) == {FILED + timedelta(20)}


def reckoned(town: Town, case: Case) -> None:
    """计息依据、收款账户。"""
    given: dict[str, Any] = {"case": case.pk, "actor": case.handler, "revision": None, "on": town.clock.at.date()}
    payee = Party.objects.get(case=case, role="applicant")
    data = deepcopy(LOAN)
    data["title"], data["items"][0]["interest"] = "（2026）内0221民初3000号民事判决", []
    with context.use(town.clock.here()):
        cases.confirm_account(**given, party=payee.pk, bank_name="演示银行", bank_account="6222021234567890", bank_holder=payee.name)
        funds.state_debt(**given, data=data, reason="照判决书录入")


def carried_out(town: Town) -> None:
    """拟好的令：裁定书、通知书签发、成批用印，经办人发出，单位办了。"""
    for paper in Document.objects.filter(state="draft").values_list("pk", flat=True):
        row = Document.objects.select_related("case__handler").get(pk=paper)
        if row.state == "draft":  # 通知书随裁定书一起签发
            town.post(row.case.handler, reverse("document_act", args=[row.case_id, row.pk, "sign"]), {"revision": row.revision})
    in_bulk(town, town.hall.centre, "seal")
    for order in Order.objects.filter(state="ready"):
        town.post(town.hall.centre, reverse("control_order_send", args=[order.pk]), {"revision": order.revision})
    town.agencies(2)
    assert set(Order.objects.values_list("state", flat=True)) == {"done"}


def closed_by_deduction(town: Town) -> None:
    """扣划，钱从模拟的银行进子账户，发放，付出去，报结批准：其余的不受影响。"""
    before, case = tracks(town), town.cases()[0]
    judge, measure = case.handler, Measure.objects.get(case=case)
    town.post(judge, reverse("case_money_sub_accounts", args=[case.pk]), {"revision": seq(case.stream)})
    url = reverse("case_deduct", args=[case.pk, measure.pk])
    town.post(judge, url, filled(town.see(judge, "case_deduct", case.pk, measure.pk), "token", "revision", "amount_fen"))
    carried_out(town)
    statement(town)
    paid_out(town, case)
    assert reported(town, case) == "finished"
    after = tracks(town)
    assert after[1:] == before[1:], "一件的钱，不动别的"


def statement(town: Town) -> None:
    """案款管理员上传今天的对账单。"""
    today = town.clock.at.date().isoformat()
    content = town.counter.statement({"account": town.account.number, "since": today, "until": today})[2]
    town.upload(town.keeper, reverse("money_files"), "对账单.xml", content)


def paid_out(town: Town, case: Case) -> None:
    """计息单、发放审批表（照算好的）、五级审批、导出、银行付了、对账。"""
    given: dict[str, Any] = {"case": case.pk, "actor": case.handler, "revision": None, "on": town.clock.at.date()}
    with context.use(town.clock.here()):
        sheet = funds.make_sheet(**given, as_of=given["on"])
        funds.sign_sheet(**given, number=sheet.number)
    town.post(case.handler, reverse("case_payout_new", args=[case.pk]), filled(town.see(case.handler, "case_payout_new", case.pk)) | {"submit": "1"})
    approved(town, Payout.objects.get().approval)
    lines = list(PayoutLine.objects.values_list("pk", flat=True))
    town.post(town.hall.cashier, reverse("money_export"), {"pick": lines, "account": town.account.pk, "format": "pain.001.09"})
    file = town.see(town.hall.cashier, "money_payment_download", PaymentFile.objects.get().pk).getvalue()
    town.upload(town.hall.cashier, reverse("money_answer"), "回执.xml", town.counter.pay(file)[2])
    statement(town)
    assert Payout.objects.get().state == "done" and town.counter.book.accounts[town.account.number].balance == 0


def approved(town: Town, approval: Approval | None) -> None:
    """一步步批准。"""
    assert approval is not None
    with context.use(town.clock.here()):
        town.hall.approve(approval, town.clock.at.date())


def reported(town: Town, case: Case) -> str:
    """报结、批准；结案方式。"""
    url = reverse("case_act", args=[case.pk, "propose"]) + "?mode=finished&ground=enforced"
    given = {"revision": seq(case.stream), "on": town.clock.at.date().isoformat(), "ground": "enforced"}
    town.post(case.handler, url, given)
    approved(town, Approval.objects.get(stream=case.stream, act="close_finished"))
    done = Case.objects.get(pk=case.pk)
    assert done.closed_on == town.clock.at.date()
    return str(done.closing_mode)


# ---- 转普执、请假 ----


def too_late_for_fast(town: Town) -> None:
    """存款够清偿而没有在目标日以内办完的两件转普执，期限仍从立案算起；别的一件也不动。"""
    before = tracks(town)
    tasks.sort_cases(0)
    moved = [index for index, (was, now) in enumerate(zip(before, tracks(town), strict=True)) if was != now]
    assert moved == [1, LARGE_FROM] and goals(town, moved) == {FILED + timedelta(180)}
    assert {told(town.cases()[index])[-1] for index in moved} == {("fast", "normal", "convert")}


def on_leave(town: Town) -> None:
    """快执手里最多的一名法官请假：先看预演，再一次交清，照负担交给另两名。"""
    held = {judge: [case.pk for case in town.cases() if case.handler == judge and case.closed_on is None] for judge in town.fast}
    goer = max(town.fast, key=lambda one: len(held[one]))
    others = [one for one in town.fast if one != goer]
    director, new = town.hall.director, reverse("centre_leaving_new")
    given = {
        **filled(town.see(director, "centre_leaving_new"), "token"), "user": goer.pk, "sort": "leave", "since": LATE.isoformat(),
        "until": (LATE + timedelta(30)).isoformat(), "way": "load", "people": [one.pk for one in others], "rest": "", "why": "产假",
    }
    page = town.post(director, new, given)
    shown = text_of(town.as_(director).get(page))
    assert "都交得出去" in shown and f"案件 {len(held[goer])} 件" in shown
    assert {case.handler_id for case in Case.objects.filter(pk__in=held[goer])} == {goer.pk}, "预演什么也不改"
    row = Departure.objects.get()
    town.post(director, reverse("centre_leaving_go", args=[row.pk]), {"revision": row.revision})
    taken = Case.objects.filter(pk__in=held[goer]).values_list("handler", flat=True)
    assert len(taken) == len(held[goer]) and set(taken) <= {one.pk for one in others}
    assert not Case.objects.filter(handler=goer, closed_on=None).exists()
