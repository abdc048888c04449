"""事务目录：8 + 5 + 4 和常办的，写错的不收，谁可以交办，什么登记办结它。"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from zhixing.law import duties
from zhixing.law.duties import DECISIONS, BadDuty
from zhixing.law.states import Act
from zhixing.law.words import choices

ROW: dict[str, Any] = {"name": "试一试", "group": "local", "posts": ["clerk"], "hours": 4}


def test_eight_five_four() -> None:
    sizes = Counter(duty.group for duty in duties.catalogue().values())
    assert (sizes["service8"], sizes["tech5"], sizes["mgmt4"]) == (8, 5, 4) and sizes["local"] > 10
    assert list(sizes) == [code for code in duties.groups() if code in sizes]


def test_every_duty_is_whole() -> None:
    """环节、行为、事件都是认得的；没有决定性的行为；办结的事件放得下。"""
    for duty in duties.catalogue().values():
        assert not duty.segment or duty.segment in choices("segment"), duty.code
        assert not duty.act or Act(duty.act) not in DECISIONS, duty.code
        assert (duty.go == "") == (duty.page != "case_act"), duty.code
        assert duty.needs <= {"subject", "demand"} and ("subject" not in duty.needs or duty.subject), duty.code
        assert len(duty.events) <= duties.CLOSES_LIMIT, duty.code


@pytest.mark.parametrize("change", [
    {"group": "别的"}, {"posts": []}, {"hours": 0}, {"hours": 9999}, {"act": "close"}, {"act": "sign_document"}, {"act": "assign"},
    {"closes": [{"event": "documents.Announcement" * 3}]},
])
def test_a_bad_row_is_not_taken(change: dict[str, Any]) -> None:
    with pytest.raises(BadDuty, match="own_x"):
        duties.parse("own_x", {**ROW, **change})
    assert duties.parse("own_x", ROW).name == "试一试"


def test_what_closes_what() -> None:
    notice, renew, reception = (duties.catalogue()[code] for code in ("notice", "renew", "reception"))
    assert notice.met("documents.Issued", {"document": "enforcement_notice"}, "")
    assert not notice.met("documents.Issued", {"document": "closing_notice"}, "")
    assert not notice.met("documents.Served", {"document": "enforcement_notice"}, "")
    assert notice.met("documents.Issued", {"document": "report_order", "to": "张三"}, "张三")
    assert not notice.met("documents.Issued", {"document": "report_order", "to": "张三"}, "李四")
    assert renew.met("control.Renewed", {"subject": "存款"}, "存款") and not renew.met("control.Renewed", {"subject": "房屋"}, "存款")
    assert reception.met("cases.Noted", {"sort": "来访", "person": "王五"}, "王五") and not reception.met("cases.Noted", {"sort": "电话"}, "")


def test_closed_by_is_the_table_turned_round() -> None:
    turned = {(event, code) for event, codes in duties.closed_by().items() for code in codes}
    assert turned == {(one.event, duty.code) for duty in duties.catalogue().values() for one in duty.closes}


def test_asking() -> None:
    renew, analysis = duties.catalogue()["renew"], duties.catalogue()["analysis"]
    assert duties.asked(renew, subject=" 存款 ", demand="", in_case=True, posts=["judge"]).require().subject == "存款"
    missing = duties.asked(renew, subject="", demand="\x00", in_case=False, posts=["judge"])
    assert {one.code for one in missing.reasons} == {"entry.empty", "entry.characters", "duty.case"}
    refused = duties.asked(analysis, subject="", demand="看看", in_case=True, posts=["clerk"])
    assert {one.code for one in refused.reasons} == {"duty.no_case", "duty.asker"} and all(one.remedy for one in refused.reasons)


def test_own_desks() -> None:
    assert duties.named("own_scan", "扫描", 8, ["7"]).ok and duties.named("renew", "续封", 8, []).ok
    bad = duties.named("scan", "", 0, [])
    assert {one.code for one in bad.reasons} == {"entry.empty", "duty.hours", "duty.code", "duty.posts"}


def test_priority() -> None:
    orders = [duties.priority(urgent=u, livelihood=v) for u, v in ((True, True), (True, False), (False, True), (False, False))]
    assert orders == sorted(orders) and len(set(orders)) == 4
