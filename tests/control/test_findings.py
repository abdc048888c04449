"""反馈和财产台账：同一项跨案合并，冲突留着；同名不同号的不认；受保护的、共有的标出；重来的、乱序的状态对；一批不逐条查库。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from control.desk import BANK, ESTATE, TODAY, ControlDesk
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from spine import story

from zhixing.casework.cases.models import Case, Party
from zhixing.casework.control.commands import by_hand
from zhixing.casework.control.commands.findings import Batch, take, take_many
from zhixing.casework.control.models import Asset, Finding, Reply, Request
from zhixing.casework.control.queries_assets import is_executable
from zhixing.casework.control.reckoning import feedback
from zhixing.casework.control.told import Right, Told
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused
from zhixing.law.holders import holder_key

D1, D2 = TODAY, TODAY + timedelta(days=1)
ACCOUNT = "6217000010001233349"


def account(number: str = ACCOUNT, fen: int | None = 500_000, **values: Any) -> Told:
    """一个存款账户。"""
    given = {"what": f"北疆银行 尾号{number[-4:]}", "values": {"account": number, "branch": "青山支行"}, "value_fen": fen, "available_fen": fen}
    return Told(kind="deposit", **{**given, **values})


def house(*owners: Right, unit: str = "150221001001GB00001F00010001") -> Told:
    """一套房，可以有共有人。"""
    return Told(kind="real_estate", what="和平街2号1栋301", values={"unit": unit, "place": "和平街2号1栋301"}, rights=owners)


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case()


def asked(desk: ControlDesk, case: Case, code: str = BANK) -> Request:
    """查这件案件被执行人的一个请求。"""
    return desk.wave(case, agencies=[desk.agencies[code]]).requests.get()


def reply(request: Request, text: str = "a") -> Reply:
    return Reply.objects.create(
        court_id=request.court_id, agency=request.agency, request=request, sort="feedback", number=request.number, raw=text.encode(),
        sha256=(text * 64)[:64], received_at=request.queued_at,
    )


def fed(desk: ControlDesk, case: Case, *told: Told, on: date = D1, code: str = BANK, **more: Any) -> list[Finding]:
    return take(case=case, party=desk.debtor(case), told=told, on=on, request=asked(desk, case, code), **more)


# ---- 台账 ----


def test_one_account_seen_twice_is_one_asset_with_the_newest_balance(desk: ControlDesk, case: Case) -> None:
    fed(desk, case, account(fen=500_000))
    fed(desk, case, account("6217 0000-1000 1233 349", 300_000), on=D2)
    asset = Asset.objects.get()
    assert (asset.value_fen, asset.available_fen, asset.as_of, asset.conflicts) == (300_000, 300_000, D2, [])
    assert asset.value_basis == f"账户余额（{D2}反馈）" and asset.key == ACCOUNT and asset.findings.count() == 2


def test_late_feedback_does_not_turn_the_clock_back(desk: ControlDesk, case: Case) -> None:
    fed(desk, case, account(fen=300_000, state="正常"), on=D2)
    fed(desk, case, account(fen=500_000, values={"account": ACCOUNT, "branch": "青山支行", "opened": "2019-01-01"}), on=D1)
    asset = Asset.objects.get()
    assert (asset.value_fen, asset.as_of) == (300_000, D2) and asset.details["values"]["opened"] == "2019-01-01", "旧的只补空"


def test_the_same_debtor_in_two_cases_has_one_asset(desk: ControlDesk, case: Case) -> None:
    other, stranger = desk.case(), desk.case()
    mine = desk.debtor(case)
    Party.objects.filter(pk=desk.debtor(other).pk).update(name=mine.name, paper=mine.paper, paper_number=mine.paper_number.lower())
    for each in (case, other, stranger):
        fed(desk, each, account())
    owner = holder_key(mine.paper, mine.paper_number)
    assert Asset.objects.count() == 2 and Asset.objects.get(holder_key=owner).findings.count() == 2


def test_conflicts_are_kept_with_both_sides(desk: ControlDesk, case: Case) -> None:
    """同一天两边余额不一、同一栏说法不一，都留着；写法不同不算；再来同样的不重复。"""
    fed(desk, case, account(fen=500_000))
    for _ in range(2):
        fed(desk, case, account(fen=480_000, values={"account": ACCOUNT, "branch": "和平支行"}))
    asset = Asset.objects.get()
    assert asset.conflicts == [
        {"field": "branch", "ours": "青山支行", "theirs": "和平支行", "on": str(D1)},
        {"field": "value_fen", "ours": 500_000, "theirs": 480_000, "on": str(D1)},
        {"field": "available_fen", "ours": 500_000, "theirs": 480_000, "on": str(D1)},
    ] and asset.value_fen == 480_000


# ---- 认人 ----


def test_the_same_name_with_another_number_is_never_matched(desk: ControlDesk, case: Case) -> None:
    """同名不同号、同号不同名、没有号码的同名：留作反馈，不进台账。"""
    name, number = desk.debtor(case).name, desk.debtor(case).paper_number
    found = [
        *fed(desk, case, account(name=name, paper_number="150221199001010036")), *fed(desk, case, account(name="别人", paper_number=number)),
        *take(case=case, party=desk.debtor(case), told=[account(name=name)], on=D1),
    ]
    assert [one.faults for one in found] == [["identity"]] * 3 and not Asset.objects.exists()
    assert "证件号码不同" in found[0].data["identity"] and all(one.asset is None and one.value_fen == 500_000 for one in found)


def test_what_the_request_asked_need_not_be_repeated(desk: ControlDesk, case: Case) -> None:
    """我们凭证件号查的，回答里没有写姓名、号码的，是他的；名字写得一样、没有号码的，也是。"""
    fed(desk, case, account(), account("6217000010001230000", name=desk.debtor(case).name))
    assert Asset.objects.count() == 2


def test_a_masked_account_is_not_merged(desk: ControlDesk, case: Case) -> None:
    found = fed(desk, case, account(), account("6217***********3349"), Told(kind="vehicle", what="一辆车，没有号牌"))
    assert [one.faults for one in found] == [[], ["key"], ["key"]] and Asset.objects.count() == 3
    assert Asset.objects.get(kind="vehicle").details["unsure"] is True


# ---- 标出来 ----


def test_protected_accounts_carry_their_rule(desk: ControlDesk, case: Case) -> None:
    Party.objects.filter(pk=desk.debtor(case).pk).update(nature="unit", name="青山建设有限公司", paper="uscc", paper_number="91150221MA0N0ABC17")
    special = account("62001", name="青山建设有限公司农民工工资专用账户")
    relief = account("62002", rights=(Right(sort="purpose", holder="青山县民政局", text="最低生活保障金"),))
    fed(desk, case, account(), special, relief)
    assert dict(Asset.objects.values_list("key", "protected")) == {ACCOUNT: "", "62001": "migrant_wages", "62002": "living"}
    asset = Asset.objects.get(key="62001")
    assert not is_executable(asset) and is_executable(Asset.objects.get(key=ACCOUNT))
    fed(desk, case, replace(special, name="", remark=""), on=D2)
    asset.refresh_from_db()
    assert asset.protected == "migrant_wages", "这一次没有写，不等于不是了；由人去掉"


def test_a_mark_by_hand_stays(desk: ControlDesk, case: Case) -> None:
    [found] = fed(desk, case, account())
    assert found.asset is not None
    given: dict[str, Any] = {"asset": found.asset, "case": case, "actor": desk.judge, "on": D1, "revision": None, "why": "存的是村里的救灾款"}
    by_hand.mark_protected(code="relief", **given)
    fed(desk, case, account(), on=D2)
    assert Asset.objects.get().protected == "relief" and "救灾款" in str(entries(case.stream).get(type="cases.Noted").payload)
    by_hand.mark_protected(code="", **given)
    assert Asset.objects.get().protected == ""
    for bad in ({"code": "nothing"}, {"code": "relief", "case": desk.case()}):
        with pytest.raises(Refused):
            by_hand.mark_protected(**{**given, **bad})


def test_a_co_owner_is_flagged_once_a_case(desk: ControlDesk, case: Case) -> None:
    other = desk.case()
    mine = desk.debtor(case)
    Party.objects.filter(pk=desk.debtor(other).pk).update(name=mine.name, paper=mine.paper, paper_number=mine.paper_number)
    spouse = Right(sort="co_owner", holder="其木格", paper_number="150221199203040026", share="50%")
    himself = Right(sort="co_owner", holder=mine.name, paper_number=mine.paper_number)
    for each in (case, case, other):
        fed(desk, each, house(himself, spouse), code=ESTATE)
    assert Asset.objects.get().outsider == "其木格"
    assert [story(each).count("control.OutsiderFlagged") for each in (case, other)] == [1, 1]
    fed(desk, case, house(spouse, Right(sort="co_owner", holder="乌云")), code=ESTATE, on=D2)
    assert [entry.payload["outsider"] for entry in entries(case.stream).filter(type="control.OutsiderFlagged").order_by("seq")] == ["其木格", "乌云"]


def test_negative_money_is_kept_and_not_counted(desk: ControlDesk, case: Case) -> None:
    [found] = fed(desk, case, account(fen=-100, faults=("amount",)))
    assert found.value_fen == -100 and found.faults == ["amount", "negative"]
    assert Asset.objects.get().value_fen is None and Asset.objects.get().available_fen is None


def test_nothing_found_and_civil_status_are_kept_as_evidence(desk: ControlDesk, case: Case) -> None:
    found = fed(desk, case, Told(kind="deposit", what="查无开户信息", nothing=True), Told(kind="info", what="已婚", values={"what": "婚姻"}))
    assert not Asset.objects.exists() and found[0].data["nothing"] is True and not found[1].faults


# ---- 重来、成批 ----


def test_the_same_reply_twice_changes_nothing(desk: ControlDesk, case: Case) -> None:
    request, told = asked(desk, case), [account(), account(), house(Right(sort="co_owner", holder="其木格"))]
    given: dict[str, Any] = {"case": case, "party": desk.debtor(case), "on": D1, "request": request, "reply": reply(request)}
    first = take(told=told, **given)
    before = (story(case), list(Asset.objects.order_by("pk").values("details", "conflicts", "value_fen")))
    again = take(told=told, **given)
    assert [one.pk for one in again] == [one.pk for one in first] and first[0] == first[1] and Finding.objects.count() == 2
    assert before == (story(case), list(Asset.objects.order_by("pk").values("details", "conflicts", "value_fen")))


def test_a_finding_is_never_changed(desk: ControlDesk, case: Case) -> None:
    fed(desk, case, account())
    for change in (lambda rows: rows.update(value_fen=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match=r"permission denied|append_only"), transaction.atomic():
            change(Finding.objects.all())


def test_a_big_batch_asks_the_database_a_fixed_number_of_times(desk: ControlDesk) -> None:
    made = [desk.case() for _ in range(2)]

    def queries(rows: int, start: int) -> int:
        batches = [
            Batch(case=case, party=desk.debtor(case), on=D1, told=[account(f"62{start + n:09d}") for n in range(rows)], sure=True) for case in made
        ]
        with CaptureQueriesContext(connection) as seen:
            take_many(batches)
        return len(seen)

    few, many = queries(3, 0), queries(50, 1000)
    assert few == many <= 12 and Asset.objects.count() == 106


def test_what_the_feedback_event_says(desk: ControlDesk, case: Case) -> None:
    """受保护的、空账户不算查到可供执行的；账户数、余额照实。"""
    mortgage = Right(sort="mortgage", holder="北疆银行", amount_fen=80_000_000)
    told = [account("62001", 0), account("62002", 70_000, account_type="农民工工资专用账户"), Told(kind="info", what="已婚")]
    event = feedback(fed(desk, case, *told), ["北疆银行"], None)
    assert (event.found, event.accounts, event.balance_fen) == ([], 2, 70_000)
    event = feedback(fed(desk, case, account(), house(mortgage)), ["北疆银行"], None)
    assert (event.found, event.houses, event.mortgaged) == (["deposit", "real_estate"], 1, 1)


def test_found_on_the_spot(desk: ControlDesk, case: Case) -> None:
    told = Told(kind="movable", what="粮库后院的收割机一台", values={"what": "收割机"}, value_fen=3_000_000, basis="现场估价")
    [found] = by_hand.found_by_hand(case=case, party=desk.debtor(case), actor=desk.judge, on=D1, revision=None, told=[told], text="带申请人一起去的")
    assert found.asset is not None and found.asset.value_basis == f"现场估价（{D1}反馈）" and not found.faults
    assert story(case)[-1] == "control.InquiryFinished"
