"""律师调查令、审计、悬赏：申请、决定、文书、结果、到期收回；期限随节点；公开页面看得出有没有效。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from control.desk import TODAY, ControlDesk
from django.core.cache import cache
from django.test import Client
from spine import node, story

from zhixing.casework.cases.models import Case, Party
from zhixing.casework.centre import investigating
from zhixing.casework.control.commands import investigations
from zhixing.casework.control.commands.investigations import Asked
from zhixing.casework.control.models import Investigation
from zhixing.casework.documents.models import Document
from zhixing.casework.documents.verify import Standing
from zhixing.entrances.portal import verify
from zhixing.law.finding import Refused

ASKED_ON, UNTIL = date(2026, 10, 28), TODAY + timedelta(days=20)
ORDER: dict[str, Any] = {
    "sort": "order", "asked_by": "申请人甲", "lawyer": "何青", "licence": "11501202610000001", "unit": "青山县不动产登记中心", "items": "名下不动产",
}


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    made = desk.case()
    Party.objects.create(case=made, role="agent", name="何青", represents=Party.objects.get(case=made, role="applicant"))
    return made


def asked(desk: ControlDesk, case: Case, token: str = "t1", **values: Any) -> Investigation:
    given = Asked(**{**ORDER, **values})
    return investigations.ask(case=case, actor=desk.judge, on=ASKED_ON, revision=None, asked=given, token=token)


def allowed(desk: ControlDesk, row: Investigation, until: date | None = UNTIL, **values: Any) -> Investigation:
    given = {"allowed": True, "until": until, **values}
    return investigations.decide(investigation=row, actor=desk.judge, on=TODAY, revision=row.revision, **given)


def test_an_order_from_the_application_to_the_answer(desk: ControlDesk, case: Case) -> None:
    row = allowed(desk, asked(desk, case))
    assert row.number == "调2026-000001" and (row.state, row.until) == ("allowed", UNTIL) and node(case, "M-16b").state == "done"
    assert node(case, "M-16c").due == UNTIL
    paper = investigating.draft_order(investigation=row, firm="某某律师事务所", actor=desk.judge, on=TODAY, revision=row.revision)
    row.refresh_from_db()
    assert row.document == paper and paper.kind == "investigation_order" and paper.recipients.get().name == "青山县不动产登记中心"
    given: dict[str, Any] = {"investigation": row, "actor": desk.judge, "on": TODAY, "revision": None}
    assert investigations.conclude(result="登记中心答复：名下没有不动产", **given).state == "done"
    assert node(case, "M-16c").state == "done"
    assert [name for name in story(case) if "Investigation" in name] == [f"control.Investigation{each}" for each in ("Asked", "Decided", "Ended")]
    with pytest.raises(Refused, match="已有结果"):
        investigations.conclude(result="再记", **given)


def test_audit_and_reward_are_decided_within_ten_days(desk: ControlDesk, case: Case) -> None:
    assert asked(desk, case, "t0", **{**ORDER, "sort": "reward", "reward": "查到财产的百分之五"}).lawyer == ""
    row = asked(desk, desk.case(), **{**ORDER, "sort": "audit", "unit": "某公司", "items": "往来账"})
    case = row.case
    assert node(case, "M-16").due == date(2026, 11, 9), "第十日是周六，顺延"
    with pytest.raises(Refused, match="不准许的理由"):
        allowed(desk, row, None, allowed=False)
    row.refresh_from_db()
    row = allowed(desk, row, None, allowed=False, why="没有可以审计的账册")
    assert row.state == "denied" and node(case, "M-16").state == "done" and row.lawyer == ""
    with pytest.raises(Refused, match="不准许"):
        allowed(desk, row)


NOT_TAKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"lawyer": "别人"}, "不是本案登记的代理人"), ({"unit": ""}, "向谁调查"), ({"sort": "x"}, "申请什么"), ({"asked_by": ""}, "申请人"),
    ({"sort": "reward"}, "悬赏金"),
)


def test_what_is_not_taken(desk: ControlDesk, case: Case) -> None:
    for values, why in NOT_TAKEN:
        with pytest.raises(Refused, match=why) as caught:
            asked(desk, case, **values)
        assert caught.value.finding.reasons[0].remedy and not Investigation.objects.exists(), why


def test_the_term_of_an_order_has_a_limit_and_a_stale_page_is_refused(desk: ControlDesk, case: Case) -> None:
    row = asked(desk, case)
    assert asked(desk, case) == row, "同一张表单是同一份"
    for until in (None, TODAY, TODAY + timedelta(days=31)):
        with pytest.raises(Refused, match="有效期"):
            allowed(desk, row, until)
    allowed(desk, row)
    with pytest.raises(Refused, match="刚才有变动"):
        investigations.conclude(investigation=row, actor=desk.judge, on=TODAY, revision=row.revision, result="查到")


def test_an_order_not_handed_back_is_taken_back(desk: ControlDesk, case: Case) -> None:
    row = allowed(desk, asked(desk, case))
    allowed(desk, asked(desk, case, "t2", sort="reward", reward="百分之五"), TODAY)
    assert [investigations.expire(UNTIL + timedelta(days=n)) for n in (0, 1, 1)] == [0, 1, 0]
    row.refresh_from_db()
    assert (row.state, row.result_on) == ("expired", UNTIL + timedelta(days=1)) and node(case, "M-16c").state == "done"


def test_only_its_own_paper(desk: ControlDesk, case: Case) -> None:
    row, other = allowed(desk, asked(desk, case)), desk.case()
    paper = Document.objects.create(
        case=other, court=other.court, kind="investigation_order", title="律师调查令", drafted_by=desk.judge, drafted_name="", drafted_on=TODAY,
    )
    with pytest.raises(Refused, match="不是本案的"):
        investigations.attach(investigation=row, document=paper, actor=desk.judge, revision=None)


def test_the_public_page_says_whether_the_order_still_holds(desk: ControlDesk, case: Case, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """核验码印在令上：没有过期的看得到谁持令、到哪天，姓名证号遮盖；过期、交回了的不要再认。"""
    row = allowed(desk, asked(desk, case))
    paper = investigating.draft_order(investigation=row, firm="某某律师事务所", actor=desk.judge, on=TODAY, revision=None)
    monkeypatch.setattr(verify.checking, "of_code", lambda code: Standing("in_force", "已经用印。", paper))
    monkeypatch.setattr(verify.clock, "now", lambda: now)
    cache.clear()
    shown = Client().get("/v/K7QD-2M9X-4T8P-HB6R/").content.decode()
    assert "现在有效" in shown and "何**" in shown and "有效期至" in shown and "2026年11月23日" in shown
    assert "何青" not in shown and row.licence not in shown
    monkeypatch.setattr(verify.clock, "now", lambda: now + timedelta(days=21))
    shown = Client().get("/v/K7QD-2M9X-4T8P-HB6R/").content.decode()
    assert "已经失效" in shown and "现在有效" not in shown
