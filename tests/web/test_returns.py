"""三类案件的结与回：报结逐项核对、恢复执行、转入执行、撤销报结、和解分期；谁能打开，被拒之后什么也没有变。"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafts import TitleDraft, draft
from endings import ACCOUNT, DEBTOR, everything, expiries
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.events import TakenOver
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.events import ResumptionAsked
from zhixing.casework.control.events import (
    FeedbackReceived,
    InquiryFinished,
    InquiryStarted,
    MeasureTaken,
    QuerySent,
    ReportReceived,
)
from zhixing.casework.documents.events import Issued, Served
from zhixing.casework.funds.events import DirectPaid
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.events import ConsumptionRestricted
from zhixing.casework.settlement.events import Agreed, InstalmentPaid
from zhixing.casework.settlement.models import Agreement, Instalment
from zhixing.entrances.web import clock
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.history import context
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Source, entries, seq
from zhixing.foundation.people.queries import Post, Setting, User

pytestmark = pytest.mark.django_db
Staff = dict[str, User]


def now() -> context.Context:
    """此刻的入口环境。"""
    return context.Context(now=clock.now(), entrance="test")


def today() -> date:
    """今天。"""
    return clock.now().date()


def ago(days: int) -> date:
    """几天以前。"""
    return today() - timedelta(days)


def record(case: Case, actor: User, *events: tuple[Event, date]) -> None:
    """依次记下。"""
    with context.use(now()):
        for event, on in events:
            cases.finish(event, case=Case.objects.get(pk=case.pk), actor=actor, on=on)


def approve(approval: Approval) -> None:
    """一步步同意到底。"""
    approval.refresh_from_db()
    while approval.state == Approval.State.PENDING:
        decided = [step.decided_by_id for step in approval.steps.all() if step.decided_by_id]
        actor = candidates(approval, approval.step_post, today(), decided).first()
        approvals.agree(approval_id=approval.pk, actor=actor, on=today(), opinion="同意", revision=approval.revision)
        approval.refresh_from_db()


@pytest.fixture
def own(staff: Staff) -> Staff:
    """自编案号的法院，另有院长和可以组成合议庭的法官。"""
    Setting.objects.create(court=staff["judge"].court, key="number_source", value="own")
    court, team = staff["judge"].court, staff["judge"].holdings.get().team
    more = {"president": factories.user(Post.PRESIDENT, court=court), "panel": factories.user("judge", court=court, team=team)}
    return {**staff, **more}


@pytest.fixture
def preserved(own: Staff) -> Case:
    """一件实施了冻结的财产保全。"""
    judge, filing = own["judge"], own["filing"]
    ruling = TitleDraft(number="（2026）内0221民初77号", kind="preservation", maker="测试人民法院")
    papers = draft(kind="执保", received_on=ago(20), accepted_on=ago(20), titles=(ruling,), stage="suit", suit_number="（2026）内0221民初77号")
    with context.use(now()):
        made = file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=ago(19))
    record(made, judge, (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit", until=ago(-340)), ago(18)))
    return Case.objects.get(pk=made.pk)


@pytest.fixture
def paid(own: Staff) -> Case:
    """已经全部履行、还冻结着账户、限制着消费的一件。"""
    judge, filing = own["judge"], own["filing"]
    with context.use(now()):
        papers = draft(received_on=ago(20), accepted_on=ago(20))
        made = file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=ago(19))
    record(
        made, judge, (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit"), ago(18)),
        (ConsumptionRestricted(subject=DEBTOR), ago(17)), (DirectPaid(amount_fen=3_600_000, settles=True), today()),
    )
    return Case.objects.get(pk=made.pk)


@pytest.fixture
def closed(paid: Case, own: Staff) -> Case:
    """上面那一件以执行完毕结了案。"""
    with context.use(now()):
        approve(closing.propose(case=paid, actor=own["judge"], on=today(), revision=None, mode="finished", ground="performed"))
    return Case.objects.get(pk=paid.pk)


def act(case: Case, name: str, **query: str) -> str:
    """办一个行为的地址。"""
    return reverse("case_act", args=[case.pk, name], query=query or None)


def shown(client: Client, case: Case, **query: str) -> str:
    """案件页上看得见的字。"""
    page = client.get(reverse("case_page", args=[case.pk]), query)
    assert page.status_code == 200
    assert inline_code(page) == []
    return text_of(page)


# ---- 谁能打开 ----

OPENS = {
    "convert": {"filing": 200, "judge": 403, "team_leader": 403, "director": 403, "supervisor": 403},
    "withdraw_closing": {"filing": 403, "judge": 200, "team_leader": 200, "director": 200, "supervisor": 403},
}


@pytest.mark.parametrize(("name", "role"), [(n, r) for n, roles in OPENS.items() for r in roles])
def test_each_form_opens_for_those_with_the_right_only(
    name: str, role: str, own: Staff, preserved: Case, closed: Case, signed_in: SignedIn
) -> None:
    case = preserved if name == "convert" else closed
    before = everything()
    client = signed_in(own[role])
    answer = client.get(act(case, name))
    assert answer.status_code == OPENS[name][role]
    assert inline_code(answer) == []
    if answer.status_code == 403:
        assert client.post(act(case, name), {"revision": seq(case.stream), "on": today().isoformat()}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", ["case_revive", "case_convert", "case_withdraw_closing"])
def test_nobody_logs_in_and_another_court_finds_nothing(name: str, closed: Case, signed_in: SignedIn) -> None:
    elsewhere = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=elsewhere.pk).update(password_changed_at=clock.now())
    address, before = reverse(name, args=[closed.pk]), everything()
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert signed_in(elsewhere).get(address).status_code == 404
    assert signed_in(elsewhere).post(address, {"revision": 1}).status_code == 404
    assert everything() == before


def test_reviving_a_finished_case_stays_behind_more_until_it_is_asked_for(own: Staff, closed: Case, signed_in: SignedIn) -> None:
    client, address = signed_in(own["filing"]), reverse("case_page", args=[closed.pk])
    body = client.get(address).content.decode()
    first, more = body.split('<details class="menu-box">', 1)
    assert f'href="{act(closed, "revive")}"' in more
    assert "恢复执行立案" not in first
    record(closed, own["judge"], (ResumptionAsked(ground="fraud", text="受欺诈"), today()))
    assert "下一步：恢复执行立案" in client.get(address).content.decode()


def test_a_revived_case_shows_the_old_settlement_and_only_what_is_left(own: Staff, signed_in: SignedIn) -> None:
    judge, filing = own["judge"], own["filing"]
    with context.use(now()):
        papers = draft(received_on=ago(90), accepted_on=ago(90))
        old = file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=ago(89))
    parts = [{"due": ago(70).isoformat(), "amount_fen": 1_000_000}, {"due": ago(-300).isoformat(), "amount_fen": 2_600_000}]
    record(
        old, judge, (Agreed(text="分两期付清", instalments=parts, long=True), ago(80)),
        (InstalmentPaid(number=1, amount_fen=1_000_000), ago(70)),
    )
    with context.use(now()):
        approve(closing.propose(case=old, actor=judge, on=today(), revision=None, mode="terminated", ground="settled_long"))
        new = closing.revive(case=old, actor=filing, on=today(), revision=None, ground="breach")
    client = signed_in(own["director"])
    told = shown(client, new, tab="titles")
    for word in ("原案和解", "分两期付清", "已付 10,000.00 元，共 36,000.00 元", "2 期，付清 1 期", "未履行（本案申请执行标的）", "26,000.00"):
        assert word in told, word
    assert "申请执行标的 " not in told.replace("本案申请执行标的", "")
    agreement = Agreement.objects.get(case=old)
    assert reverse("settlement_page", args=[agreement.pk]) in client.get(reverse("case_page", args=[new.pk]) + "?tab=titles").content.decode()
    assert not Agreement.objects.filter(case=new).exists()
    assert "原案和解" not in shown(client, old, tab="titles")


def test_a_finished_case_is_not_revived_by_found_property(own: Staff, closed: Case, signed_in: SignedIn) -> None:
    before, client = everything(), signed_in(own["filing"])
    page = client.get(reverse("case_revive", args=[closed.pk]))
    assert "恢复执行立案" in text_of(page)
    sent = {"revision": seq(closed.stream), "on": today().isoformat(), "asked_on": today().isoformat(), "ground": "property"}
    assert client.post(reverse("case_revive", args=[closed.pk]), sent).status_code == 422
    assert everything() == before


# ---- 保全 ----


def test_a_preservation_case_speaks_of_those_who_preserve(own: Staff, preserved: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    page = shown(client, preserved, tab="parties")
    for word in ("申请保全人", "被保全人", "保全期限", "实施保全", "告知期限", "诉讼（仲裁）保全", "部分保全"):
        assert word in page
    for word in ("被执行人", "执行通知", "终结本次执行程序"):
        assert word not in page
    assert "申请保全" in text_of(client.get(reverse("case_list")))


def test_a_conversion_takes_the_freeze_along_to_the_same_day(own: Staff, preserved: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(own["filing"]), expiries(preserved, today())
    page = client.get(act(preserved, "convert"))
    assert full_day(before[ACCOUNT]) in text_of(page)
    assert 'value="（2026）内0221民初77号"' in page.content.decode()
    sent: dict[str, Any] = {
        "revision": seq(preserved.stream), "on": today().isoformat(), "asked_on": today().isoformat(), "kind": "judgment",
        "title_number": "（2026）内0221民初77号", "maker": "测试人民法院", "effective_on": ago(9).isoformat(), "perform_by": "", "operative": "",
        "claims-0-sort": "principal", "claims-0-amount_fen": "3万", "claims-0-text": "", "claims-5-sort": "cost", "claims-5-amount_fen": "1050",
        "claims-5-text": "受理费", "performance": "",
    }
    wrong = client.post(act(preserved, "convert"), {**sent, "claims-0-amount_fen": "三万", "title_number": ""})
    assert wrong.status_code == 422
    assert "第1行“金额（元）”" in text_of(wrong)
    answer = client.post(act(preserved, "convert"), sent)
    new = Case.objects.get(kind="执")
    assert answer["Location"] == reverse("case_page", args=[new.pk])
    assert (new.claim_fen, new.handler) == (3_105_000, None)
    assert expiries(new, today()) == before
    assert f"由{preserved.number}转入执行" in shown(signed_in(own["director"]), new)
    assert f"已转入执行：{new.number}" in shown(signed_in(own["judge"]), preserved)
    assert client.get(act(preserved, "convert")).status_code == 409
    changing_what_was_carried_is_offered_in_the_new_case_only(preserved, new, signed_in(own["director"]))


def changing_what_was_carried_is_offered_in_the_new_case_only(old: Case, new: Case, client: Client) -> None:
    """承接的登记：在新案可以更正、不能撤回；在原案说到哪一件办，两样都不给。"""
    for case, buttons in ((old, set()), (new, {"correct_entry"})):
        entry = entries(case.stream).get(type="control.MeasureTaken")
        body = client.get(reverse("case_page", args=[case.pk])).content.decode()
        assert {name for name in ("correct_entry", "withdraw_entry") if f'{act(case, name)}?seq={entry.seq}"' in body} == buttons
        assert (f"已由{new.number}承接" in body) is (case == old)
        wanted = 200 if buttons else 409
        assert client.get(act(case, "correct_entry", seq=str(entry.seq))).status_code == wanted


# ---- 报结 ----


def test_the_thirteen_items_show_their_proof_or_what_is_missing_and_bring_one_back(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    address = act(paid, "propose", mode="terminated_round")
    page = client.get(address)
    body = page.content.decode()
    assert re.findall(r"Z-\d\d", text_of(page)) == [f"Z-{n:02}" for n in range(1, 14)]
    assert re.search(r"暂不能报结，还差 \d+ 项", text_of(page))
    link = re.search(r'href="([^"]*matter=interview[^"]*)"', body)
    assert link is not None
    entry = entries(paid.stream).get(type="sanctions.ConsumptionRestricted")
    assert reverse("case_entry", args=[paid.pk, entry.seq]) in body
    register = link[1].replace("&amp;", "&")
    sent = {"revision": seq(paid.stream), "on": today().isoformat(), "person": "王秀兰", "agrees": "on", "text": "同意", "source": "own"}
    answer = client.post(register, sent)
    assert answer["Location"] == address
    assert "matter=interview" not in client.get(address).content.decode()


@pytest.fixture
def almost(own: Staff) -> Case:
    """只差终本约谈的一件。"""
    judge, filing, name = own["judge"], own["filing"], DEBTOR
    with context.use(now()):
        papers = draft(received_on=ago(120), accepted_on=ago(120))
        made = file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=ago(119))
    record(
        made, judge, (Issued(document="enforcement_notice", to=name, attached=["report_order"]), ago(116)),
        (Served(document="enforcement_notice", to=name, method="direct"), ago(114)), (ReportReceived(subject=name), ago(100)),
        (QuerySent(channel="network"), ago(115)), (FeedbackReceived(), ago(114)), (InquiryStarted(subject="住所地走访"), ago(90)),
        (InquiryFinished(subject="住所地走访"), ago(88)), (ConsumptionRestricted(subject=name), ago(80)),
        (QuerySent(channel="network"), ago(10)), (FeedbackReceived(), ago(9)),
    )
    return Case.objects.get(pk=made.pk)


def test_what_only_the_president_may_pass_needs_a_reason_and_goes_to_the_president(own: Staff, almost: Case, signed_in: SignedIn) -> None:
    client, address = signed_in(own["judge"]), act(almost, "propose", mode="terminated_round")
    page = client.get(address)
    for word in ("暂不能报结，还差 1 项", "报院长批准放行", "只有院长可以放行", "Z-11　已约谈申请执行人：放行的理由"):
        assert word in page.content.decode()
    assert 'href="#id_override_Z-11"' in page.content.decode() and 'id="id_override_Z-11"' in page.content.decode()
    sent = {"revision": seq(almost.stream), "on": today().isoformat(), "ground": "no_property", "applicant_confirmed": "on"}
    bare = client.post(address, sent)
    assert bare.status_code == 422 and "请填写" in text_of(bare)
    why = "申请执行人长期在国外，约谈不成。"
    assert client.post(address, sent | {"override_Z-11": why, "override_Z-13": "没有这一栏"}).status_code == 302
    approval = Approval.objects.get()
    assert [step.post for step in approval.steps.all()] == ["judge", "director", "president"]
    told = text_of(signed_in(own["president"]).get(reverse("approval_page", args=[approval.pk])))
    assert f"Z-11：{why}" in told and f"报院长批准放行，理由：{why}" in told and "1 项报院长批准放行" in told


def test_nothing_is_passed_while_something_else_is_lacking(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    page = signed_in(own["judge"]).get(act(paid, "propose", mode="terminated_round"))
    assert "放行" not in text_of(page)


def test_the_way_back_never_leaves_this_case(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    for back in ("https://elsewhere.example/", "//elsewhere.example/", "/admin/", f"/cases/{paid.pk + 1}/act/propose/"):
        sent = {"revision": seq(paid.stream), "on": today().isoformat(), "sort": "电话", "text": back, "person": ""}
        answer = client.post(act(paid, "note", back=back), sent)
        assert answer["Location"] == reverse("case_page", args=[paid.pk])


def test_what_follows_the_closing_is_told_before_and_done_after(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    page = text_of(client.get(act(paid, "propose", mode="finished")))
    assert f"解除“{ACCOUNT}”的控制措施" in page
    assert f"解除对{DEBTOR}的限制消费" in page
    sent = {"revision": seq(paid.stream), "on": today().isoformat(), "ground": "performed"}
    assert client.post(act(paid, "propose", mode="finished"), sent).status_code == 302
    approval = Approval.objects.get()
    told = text_of(signed_in(own["team_leader"]).get(reverse("approval_page", args=[approval.pk])))
    for word in ("结案方式 执行完毕", "事由 被执行人自动履行", "逐项核对", "申请执行的全部到位", f"解除“{ACCOUNT}”"):
        assert word in told
    with context.use(now()):
        approve(approval)
    page = client.get(reverse("case_page", args=[paid.pk])).content.decode()
    assert "matter=release" in page
    assert "matter=renew&" not in page
    assert "matter=consumption_lifted" in page


def test_kinds_offer_their_own_ways_to_close_only(own: Staff, preserved: Case, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    assert client.get(act(preserved, "propose", mode="finished")).status_code == 404
    assert client.get(act(paid, "propose", mode="preserved_full")).status_code == 404
    page = text_of(client.get(act(paid, "propose", mode="struck")))
    assert "接收案件的法院" in page
    sent = {"revision": seq(paid.stream), "on": today().isoformat(), "ground": "designated", "to_court": "", "to_number": ""}
    before = everything()
    assert client.post(act(paid, "propose", mode="struck"), sent).status_code == 409
    assert everything() == before


# ---- 撤销报结 ----


def test_a_closing_is_withdrawn_by_approval_and_marked(own: Staff, closed: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    sent = {"revision": seq(closed.stream), "reason": "到位金额算错"}
    assert client.post(act(closed, "withdraw_closing"), {**sent, "reason": ""}).status_code == 422
    assert client.post(act(closed, "withdraw_closing"), sent).status_code == 302
    approval = Approval.objects.get(act="withdraw_closing")
    told = text_of(signed_in(own["director"]).get(reverse("approval_page", args=[approval.pk])))
    for word in ("原来的结案", "执行完毕", "撤销的理由 到位金额算错", "批准以后"):
        assert word in told
    with context.use(now()):
        approve(approval)
    page = shown(client, Case.objects.get(pk=closed.pk))
    assert "本案撤销过报结 1 次" in page
    assert "执行中" in page
    assert "撤销过报结 1" in text_of(client.get(reverse("case_summary")))
    listed = text_of(client.get(reverse("case_list"), {"shelf": "all", "withdrawn": "1"}))
    assert "符合条件的 1 件" in listed
    assert closed.number in listed


# ---- 和解 ----


def test_instalments_are_rows_and_the_next_one_is_filled_in(own: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    form = client.get(act(case, "register", matter="settle"))
    assert form.content.decode().count("data-row>") == 4
    due = [today() + timedelta(days=30 * n) for n in (1, 2)]
    sent: dict[str, Any] = {
        "revision": seq(case.stream), "on": today().isoformat(), "until": "", "text": "分期付清", "source": "own",
        "instalments-0-due": due[0].isoformat(), "instalments-0-amount_fen": "1万", "instalments-3-due": due[1].isoformat(),
        "instalments-3-amount_fen": "26000",
    }
    wrong = client.post(act(case, "register", matter="settle"), {**sent, "instalments-3-amount_fen": ""})
    assert wrong.status_code == 422
    assert "第2行“金额（元）”：请填写" in text_of(wrong)
    assert client.post(act(case, "register", matter="settle"), sent).status_code == 302
    assert list(Instalment.objects.order_by("number").values_list("due", "amount_fen")) == [(due[0], 1_000_000), (due[1], 2_600_000)]
    page = client.get(act(case, "register", matter="instalment_paid")).content.decode()
    assert 'value="10000.00"' in page
    assert "共 2 期，第 1 期" in page


# ---- 停着的、没有东西可办的 ----


def test_a_suspended_case_is_resumed_first_and_no_exclusion_is_ended_that_never_began(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    assert act(paid, "end_exclusion") not in client.get(reverse("case_page", args=[paid.pk])).content.decode()
    answer = client.get(act(paid, "end_exclusion"))
    assert answer.status_code == 409
    assert "没有尚未结束的扣除" in text_of(answer)
    with context.use(now()):
        approve(nodes.propose_suspend(
            case=paid, actor=own["judge"], on=today(), revision=None, ground="申请执行人同意延期", document="（2026）内0221执1号之一",
        ))
    assert "下一步：恢复执行" in shown(client, paid)


def test_filing_sees_no_next_step_of_others(own: Staff, signed_in: SignedIn) -> None:
    filing = own["filing"]
    with context.use(now()):
        made = file_case(actor=filing, court=filing.court, draft=draft(received_on=ago(3), accepted_on=ago(2)))
        cases.hand_over(case=made, actor=filing, on=today(), revision=None)
    page = shown(signed_in(filing), made)
    assert "下一步：分案" not in page
    assert "下一步：发执行通知书" not in page
    assert "下一步：分案" not in text_of(signed_in(filing).get(reverse("case_filing"), {"shelf": "assigning"}))


# ---- 收件 ----


def papers(**changed: str) -> dict[str, str]:
    """填好的一张收件表。"""
    filled = {
        "do": "accept", "token": "t-returns", "kind": "执保", "received_on": today().isoformat(), "cause": "民间借贷纠纷", "stage": "pre_suit",
        "suit_number": "", "urgent": "on", "parties-count": "2", "parties-0-role": "applicant", "parties-0-nature": "person",
        "parties-0-name": "王秀兰", "parties-1-role": "respondent", "parties-1-nature": "person", "parties-1-name": "单晓岚",
        "titles-count": "1", "titles-0-kind": "preservation", "titles-0-number": "（2026）内0221财保3号", "titles-0-maker": "测试人民法院",
        "titles-0-effective_on": today().isoformat(), "claims-count": "1", "claims-0-sort": "principal", "claims-0-amount_fen": "8万",
    }
    return filled | changed


def test_a_preservation_case_is_filed_with_its_stage(own: Staff, signed_in: SignedIn) -> None:
    client = signed_in(own["filing"])
    changed = client.post(reverse("case_filing_new"), papers(do="kind", **{"titles-0-number": "", "titles-0-kind": "judgment"}))
    body = changed.content.decode()
    for word in ("保全阶段", "保全裁定", "申请保全人", "四十八小时"):
        assert word in text_of(changed)
    assert '<option value="preservation" selected>' in body
    lacking = client.post(reverse("case_filing_new"), papers(stage=""))
    assert lacking.status_code == 422
    assert Case.objects.count() == 0
    assert client.post(reverse("case_filing_new"), papers()).status_code in (200, 302)
    if not Case.objects.exists():
        seen = re.search(r'name="seen" value="([^"]*)"', client.post(reverse("case_filing_new"), papers()).content.decode())
        assert seen is not None
        assert client.post(reverse("case_filing_new"), papers(seen=seen[1])).status_code == 302
    made = Case.objects.get()
    assert (made.kind, made.stage, made.urgent, made.claim_fen) == ("执保", "pre_suit", True, 8_000_000)


def test_an_objection_names_the_case_it_comes_from(own: Staff, paid: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["filing"])
    changed = client.post(reverse("case_filing_new"), papers(do="kind", kind="执异"))
    assert "原执行案件案号" in text_of(changed)
    assert "异议人" in text_of(changed)
    assert client.post(reverse("case_filing_new"), papers(do="receive", kind="执异", original="")).status_code == 422
    sent = papers(do="receive", kind="执异", original=paid.number, **{"titles-0-kind": "ruling", "claims-0-amount_fen": ""})
    answer = client.post(reverse("case_filing_new"), sent)
    if answer.status_code == 200:
        seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
        assert seen is not None
        answer = client.post(reverse("case_filing_new"), {**sent, "seen": seen[1]})
    assert answer.status_code == 302
    made = Case.objects.get(kind="执异")
    assert made.relations.get().other == paid
    links = client.get(reverse("case_page", args=[paid.pk]), {"tab": "links"})
    assert "由本案而来：执行异议" in text_of(links)
    assert reverse("case_page", args=[made.pk]) in links.content.decode()


# ---- 存量接管、来源 ----


@pytest.fixture
def moved_in(own: Staff) -> Case:
    """三个月前立案、昨天上线的一件：流程系统里办过一次查询，还冻结着账户。"""
    judge, filing = own["judge"], own["filing"]
    with context.use(now()):
        papers = draft(received_on=ago(90), accepted_on=ago(90))
        made = file_case(actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=ago(89))
        row = Case.objects.get(pk=made.pk)
        row.live_on = ago(1)
        sent = ((QuerySent(channel="network"), ago(88)), (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit"), ago(80)))
        for event, on in sent:
            cases.finish(event, case=row, actor=judge, on=on, source=Source.IMPORTED)
        cases.finish(TakenOver(live_on=ago(1)), case=row, actor=judge, on=ago(1), changed=["live_on"])
    return row


def test_what_fell_due_before_the_first_day_is_grey_folded_and_uncounted(own: Staff, moved_in: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    page = shown(client, moved_in)
    assert "存量接管的案件" in page
    assert f"{full_day(ago(1))}上线" in page
    assert "流程系统已办（导入）" in page
    assert "本系统办理" in page
    ahead = Node.objects.filter(case=moved_in, state=Node.State.BEFORE)
    assert ahead.exists()
    tab = client.get(reverse("case_page", args=[moved_in.pk]), {"tab": "nodes"})
    counted, _, folded = tab.content.decode().partition(f"上线前不计 {ahead.count()} 个")
    assert folded.count("上线前不计") == ahead.count()
    assert all(f"data-label=\"节点\">{node}<" not in counted for node in ahead)
    board = reverse("node_board")
    assert f"上线前不计的节点 {ahead.count()} 个" in text_of(client.get(board, {"counted": "0"}))
    assert "超期" not in text_of(client.get(board, {"counted": "0"})).split("待办节点")[-1].split("按节点")[0]
    red = Node.objects.filter(case=moved_in, state="open", whose="court", due__lt=today()).exclude(cls="B")
    assert not red.exists()


# ---- 查几次库 ----


def test_the_pages_ask_the_database_no_more_for_more_entries(own: Staff, paid: Case, preserved: Case, signed_in: SignedIn) -> None:
    client = signed_in(own["judge"])
    pages = [act(paid, "propose", mode="terminated_round"), reverse("case_page", args=[preserved.pk]), reverse("case_page", args=[paid.pk])]

    def counts() -> list[int]:
        found = []
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    counts()
    before = counts()
    record(paid, own["judge"], *((MeasureTaken(subject=f"车辆{n}", measure="seize", property="movable"), ago(10)) for n in range(8)))
    assert counts() == before
    assert max(before) <= 24
