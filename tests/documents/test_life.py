"""文书的一生：拟稿、修改、送审签、签发取号、用印归卷；谁可以办，什么时候拒绝，为什么、怎么办。"""

from __future__ import annotations

from datetime import date
from typing import Any

import drafts
import factories
import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from lives import BLANK_PDF, Desk, sample
from spine import TODAY, node, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.centre import drafting
from zhixing.casework.documents import access, commands, events, papers, queries
from zhixing.casework.documents.commands import To, serving
from zhixing.casework.documents.models import Document, Recipient
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.files.storage import Damaged, _place
from zhixing.foundation.history.queries import entries, seq
from zhixing.foundation.people.queries import Setting, User
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def case(desk: Desk) -> Case:
    return desk.case()


def told(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """理由的代码；每一条都有依据，有下一步。"""
    assert all(reason.article and reason.remedy for reason in error.value.finding.reasons)
    return [reason.code for reason in error.value.finding.reasons]


def papers_of(case: Case) -> list[str]:
    return [one.partition(".")[2] for one in story(case) if one.startswith(("documents.", "dossier."))]


def row(document: Document) -> Document:
    return queries.one(document.pk)


def close(desk: Desk, case: Case, mode: str = "finished") -> Case:
    """以 ``mode`` 结了案的一件：只改这一行，不走报结。"""
    Case.objects.filter(pk=case.pk).update(state="closed", closing_mode=mode, closed_on=TODAY)
    return Case.objects.get(pk=case.pk)


# ---- 从拟稿到归卷 ----


def test_from_draft_to_the_dossier(desk: Desk, case: Case, seal: object) -> None:
    made = desk.draft(case)
    assert (made.state, made.number, made.title) == ("draft", "", "执行通知书")
    done = desk.sign(desk.refer(made))
    assert (done.state, done.number, done.serial, done.dated) == ("signed", case.number, None, TODAY)
    done = desk.seal(done)
    assert done.state == "sealed" and done.code and done.file is not None
    pdf = queries.pdf(row(done))
    assert pdf.startswith(b"%PDF-") and b"/ByteRange" in pdf, "盖了章，有电子签名"
    assert queries.by_code(done.code) == done
    assert papers_of(case) == ["Drafted", "Referred", "Signed", "Sealed", "Filed"]
    assert Case.objects.get(pk=case.pk).state == "assigned", "还没有发出，不是执行行为"


def test_what_is_signed_and_made_stays_in_the_database_too(desk: Desk, case: Case, seal: object) -> None:
    """不经命令也改不了：签发以后的编号、日期、版次，用印以后的核验码、成品，作废的理由；状态不能倒退。"""
    made = desk.signed(case)
    unchangeable(
        made, number="（2026）内0221执9号", dated=date(2026, 1, 1), serial=3, version=2, title="改", state="draft", drafted_name="改",
    )
    desk.seal(made)
    unchangeable(made, code="X", file=None, sealed_name="改", state="signed", number="改")
    Document.objects.filter(pk=made.pk).update(sent_on=TODAY, revision=99)
    desk.void(made)
    unchangeable(made, void_reason="改", state="sealed", file=None)


def test_a_correction_notice_before_there_is_a_case_number(desk: Desk, seal: object) -> None:
    """立案庭自己拟、自己签发，别人用印；编号是收件号。别的文书立案以后才做。"""
    case = desk.received(complete=False)
    cases.ask_correction(case=case, actor=desk.filing, on=date(2026, 10, 21), revision=None, missing=["生效证明"], until=date(2026, 11, 6))
    by = {"actor": desk.filing, "on": TODAY, "revision": None}
    with pytest.raises(Refused) as error:
        commands.draft(case=case, kind="enforcement_notice", data={}, **by)
    assert told(error) == ["paper.unfiled"]
    filled = drafting.values(case, "correction_notice", on=TODAY, actor=desk.filing)
    assert filled.complete and filled.data["number"] == str(case) and filled.data["rows"] == [{"text": "生效证明"}]
    made = commands.refer(document=commands.draft(case=case, kind="correction_notice", data=filled.data, **by), **by)
    assert list(queries.to_sign(desk.filing, TODAY)) == [made] and not queries.to_sign(desk.centre, TODAY).exists()
    made = commands.sign(document=made, **by)
    assert (made.state, made.number, made.serial) == ("signed", f"收件第{case.pk}号", None)
    with pytest.raises(Refused) as error:
        commands.seal(document=made, **by)
    assert told(error) == ["document.own_seal"] and list(queries.to_seal(desk.centre, TODAY)) == [made]
    assert commands.seal(document=made, **(by | {"actor": desk.centre})).state == "sealed"
    receiver = Recipient.objects.get(document=made)
    serving.serve_at_once(recipient=receiver, actor=desk.filing, on=TODAY, method="direct", outcome="signed", signer="self", proof=["receipt"])
    cases.corrected(case=case, **by)
    cases.accept(case=case, **by)
    assert row(made).number == f"收件第{case.pk}号" and Case.objects.get(pk=case.pk).state == "accepted"
    with pytest.raises(PermissionDenied):
        commands.draft(case=case, kind="correction_notice", data=filled.data, **by)


def unchangeable(document: Document, **columns: Any) -> None:
    """这几栏，数据库一栏也不让改。"""
    for name, value in columns.items():
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{name: value})


def test_a_file_changed_in_storage_is_noticed(desk: Desk, case: Case, seal: object) -> None:
    done = desk.sealed(case)
    assert done.file is not None
    _place(done.file.sha256).write_bytes(b"%PDF-1.4 changed")
    with pytest.raises(Damaged):
        queries.pdf(row(done))


def test_rulings_take_the_next_number_and_a_void_one_keeps_its_own(desk: Desk, case: Case) -> None:
    first, second = desk.signed(case, "freeze_ruling"), desk.signed(case, "release_ruling")
    assert [first.number, second.number] == [f"{case.number}之一", f"{case.number}之二"]
    desk.void(second)
    assert desk.signed(case, "freeze_ruling").number == f"{case.number}之三"
    assert row(second).number == f"{case.number}之二"
    assert desk.signed(case).number == case.number, "通知书用本案案号"


def test_the_first_ruling_may_take_the_case_number(desk: Desk, case: Case) -> None:
    Setting.objects.create(court=desk.court, key="document.first_number", value="bare")
    made = [desk.signed(case, "freeze_ruling").number for _ in range(2)]
    assert made == [case.number, f"{case.number}之一"]


def test_numbers_from_elsewhere_are_kept_as_written_and_take_their_place(desk: Desk, case: Case) -> None:
    """罚款决定书另用司惩号；登记过的裁定书占它的号。"""
    made = desk.draft(case, "fine_decision", number=" （2026）内0221司惩1号 ")
    desk.approve(desk.refer(made).approval)
    assert (row(made).number, row(made).serial, row(made).external) == ("（2026）内0221司惩1号", None, True)
    again = desk.refer(desk.draft(case, "fine_decision", number="（2026）内0221司惩1号"))
    with pytest.raises(Refused) as error:
        desk.approve(again.approval)
    assert told(error) == ["document.number_used"]
    desk.record(case, events.Issued(document="release_ruling", number=f"{case.number}之四"), TODAY)
    assert desk.signed(case, "freeze_ruling").number == f"{case.number}之五"


def test_what_needs_no_seal_is_made_when_signed(desk: Desk, case: Case) -> None:
    done = desk.signed(case, "interview_record")
    assert (done.state, done.sealed_by) == ("sealed", None) and b"/ByteRange" not in queries.pdf(row(done))
    assert papers_of(case)[-2:] == ["Sealed", "Filed"]
    with pytest.raises(Refused) as error:
        desk.seal(done)
    assert told(error) == ["document.seal.sealed"]
    approved = desk.refer(desk.draft(case, "payout_approval"))
    desk.approve(approved.approval)
    assert (row(approved).state, row(approved).signed_by, row(approved).file is not None) == ("sealed", desk.director, True)


# ---- 拟稿、改稿 ----


def test_versions_and_what_changed(desk: Desk, case: Case) -> None:
    data = sample()
    made = desk.draft(case, data=data)
    changed = {**data, "duty": "偿还借款50,000元", "debtors": [*data["debtors"], {"name": "郑小满"}], "fee": 45_000}
    commands.revise(document=made, actor=desk.judge, on=TODAY, revision=0, data=changed, why="更正金额")
    assert [(one.number, one.why, one.made_name) for one in queries.versions(made)] == [
        (2, "更正金额", desk.judge.name), (1, "", desk.clerk.name),
    ]
    assert [str(one) for one in queries.difference(made, 1, 2)] == [
        "“被执行人”第3项：没有填写 → 郑小满", f"“应当履行的义务”：{data['duty']} → 偿还借款50,000元", "“执行申请费”：123,456.78元 → 450.00元",
    ]
    assert queries.data_of(made, 1) == {key: value for key, value in data.items() if key not in ("number", "on")}
    assert made.version == 1 and row(made).version == 2


def test_a_draft_holds_only_what_can_be_kept(desk: Desk, case: Case) -> None:
    for data, code in (
        (sample(nothing="x"), "field"), (sample(duty="坏\x00字"), "characters"), (sample(duty="坏\ud800字"), "characters"),
        (sample(debtors=[{"坏\x00": "x"}]), "characters"), (sample(duty=object()), "data"), (sample(duty="字" * 2_000_001), "long"),
    ):
        with pytest.raises(Refused) as error:
            desk.draft(case, data=data)
        assert told(error) == [f"document.{code}"]
    assert not Document.objects.exists()


def test_a_draft_may_be_incomplete_but_is_not_referred_or_signed(desk: Desk, case: Case) -> None:
    made = desk.draft(case, data={})
    for act in (desk.refer, desk.sign):
        with pytest.raises(Refused) as error:
            act(made)
        assert set(told(error)) == {"document.data"} and "“应当履行的义务”没有填写。" in [r.text for r in error.value.finding.reasons]
    assert (row(made).state, row(made).number) == ("draft", "")


def test_a_character_no_font_has_takes_no_number(desk: Desk, case: Case) -> None:
    made = desk.draft(case, "freeze_ruling", data=sample("freeze_ruling", cause="\U0010fffe借贷"))
    with pytest.raises(Refused) as error:
        desk.sign(made)
    assert told(error)[0] in ("document.unprintable", "document.data")
    assert desk.signed(case, "freeze_ruling").number == f"{case.number}之一"


def test_number_and_day_are_not_the_drafters_and_a_preview_is_not_kept(desk: Desk, case: Case) -> None:
    assert queries.preview(case, "freeze_ruling", sample("freeze_ruling")).startswith(b"%PDF-")
    with pytest.raises(papers.BadData):
        queries.preview(case, "freeze_ruling", {})
    assert not Document.objects.exists()
    made = desk.draft(case, data=sample(number="（2020）京01执1号", on="2020-01-01"))
    assert not {"number", "on"} & set(queries.data_of(made))
    shown = queries.printable(row(made), queries.data_of(made))
    assert (shown["number"], shown["on"]) == (case.number, TODAY.isoformat())


def test_days_that_cannot_be_and_letters_that_turn_the_line(desk: Desk, case: Case) -> None:
    """拟稿日不早于收件、不晚于今天；能把名字、编号倒过来显示的字符不收。"""
    for day in (date(2027, 1, 1), date(2020, 1, 1)):
        with pytest.raises(Refused):
            desk.draft(case, on=day)
    for values in ({"data": sample(recipient={"name": "\u202e三张"})}, {"number": "\u202e号1"}, {"to": [To("\u2066张三")]}):
        with pytest.raises(Refused):
            desk.draft(case, **values)


def test_the_same_again_and_a_stale_page_are_refused(desk: Desk, case: Case) -> None:
    made = desk.draft(case)
    with pytest.raises(Refused, match="没有改动"):
        commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=0, data=sample())
    commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=0, data=sample(duty="另写"))
    with pytest.raises(Refused) as error:
        commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=0, data=sample(duty="再写"))
    assert told(error) == ["document.stale"] and row(made).version == 2
    with pytest.raises(StalePage):
        desk.draft(case, revision=seq(case.stream) - 1)


# ---- 送给谁 ----


def names(document: Document) -> list[tuple[str, int | None, str]]:
    return [(one.name, one.party_id, one.role) for one in Recipient.objects.filter(document=document).order_by("pk")]


def test_recipients_come_from_the_paper_or_the_parties(desk: Desk, case: Case) -> None:
    applicant, debtor = case.parties.order_by("pk")
    assert names(desk.draft(case, data={})) == [(debtor.name, debtor.pk, "被执行人")]
    assert names(desk.draft(case, "freeze_ruling")) == [(applicant.name, applicant.pk, "申请执行人"), (debtor.name, debtor.pk, "被执行人")]
    assert names(desk.draft(case, data=sample(to=[{"name": debtor.name}, {"name": "某某公司"}]))) == [
        (debtor.name, debtor.pk, "被执行人"), ("某某公司", None, ""),
    ]
    assert names(desk.draft(case, "deposit_freeze", data={"to": "某某银行"})) == [("某某银行", None, "")]
    assert names(desk.draft(case, "interview_record")) == []


def test_recipients_can_be_chosen_and_changed_while_drafting(desk: Desk, case: Case) -> None:
    debtor = case.parties.get(role="respondent")
    made = desk.draft(case, to=(To(debtor.name, debtor.pk, role="被执行人"), To(" 某某银行", nature="unit"), To("某某银行", nature="unit")))
    assert [one[0] for one in names(made)] == [debtor.name, "某某银行"]
    commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=0, data=sample(), to=[To("某某银行", nature="unit")])
    assert names(made) == [("某某银行", None, "")]
    for wrong in (To("甲", 999_999), To("甲", nature="ghost"), To(" ")):
        with pytest.raises(Refused):
            desk.draft(case, to=[wrong])


# ---- 审批 ----


def referred(desk: Desk, case: Case, kind: str = "fine_decision") -> tuple[Document, Approval]:
    made = desk.refer(desk.draft(case, kind))
    assert made.approval is not None
    return made, made.approval


def test_the_last_approval_signs(desk: Desk, case: Case) -> None:
    made, approval = referred(desk, case)
    assert (approval.act, approval.subject, row(made).state) == ("fine", f"document:{made.pk}", "review")
    assert approval.payload["sha256"] == queries.digest(made, queries.version_of(made))
    desk.approve(approval)
    done = row(made)
    assert (done.state, done.signed_by, done.number) == ("signed", desk.president, f"{case.number}之一")


def test_two_of_a_kind_are_approved_side_by_side(desk: Desk, case: Case) -> None:
    (one, first), (two, second) = referred(desk, case), referred(desk, case)
    desk.approve(second)
    desk.approve(first)
    assert [row(two).number, row(one).number] == [f"{case.number}之一", f"{case.number}之二"]


def test_what_changed_since_is_not_approved(desk: Desk, case: Case) -> None:
    """审签中不能改；就是越过命令改了，批准也不成立。"""
    made, approval = referred(desk, case)
    with pytest.raises(Refused) as error:
        commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=None, data=sample("fine_decision", cause="另一案由"))
    assert told(error) == ["document.revise.review"]
    Document.objects.filter(pk=made.pk).update(title="罚款决定书（改）")
    with pytest.raises(Refused) as error:
        desk.approve(approval)
    assert told(error) == ["document.changed"]
    approval.refresh_from_db()
    assert approval.state == "pending" and row(made).number == ""


def test_a_closed_case_stops_the_approval(desk: Desk, case: Case) -> None:
    made, approval = referred(desk, case)
    close(desk, case)
    with pytest.raises(Refused) as error:
        desk.approve(approval)
    assert told(error) == ["paper.closed"] and row(made).state == "review"


def test_returned_and_recalled_go_back_to_the_drafter(desk: Desk, case: Case) -> None:
    made, approval = referred(desk, case)
    with pytest.raises(Refused) as error:
        desk.void(made)
    assert told(error) == ["document.pending"]
    approvals.return_(approval_id=approval.pk, actor=desk.leader, on=TODAY, opinion="理由不充分", revision=approval.revision)
    assert row(made).state == "draft" and papers_of(case)[-1] == "SentBack"
    again = desk.refer(made)
    assert again.approval is not None and again.approval != approval
    approvals.recall(approval_id=again.approval.pk, actor=desk.clerk, on=TODAY)
    assert row(made).state == "draft"
    commands.revise(document=made, actor=desk.clerk, on=TODAY, revision=None, data=sample("fine_decision", cause="另一案由"))
    third = desk.refer(made)
    desk.approve(third.approval)
    assert row(made).state == "signed"


def test_the_judge_does_not_sign_what_the_president_must(desk: Desk, case: Case) -> None:
    made = desk.draft(case, "search_order")
    with pytest.raises(Refused) as error:
        desk.sign(made)
    assert told(error) == ["document.route"]
    assert access.steps(desk.judge, row(made)) == ("revise", "refer", "void", "reissue")
    Setting.objects.create(court=desk.court, key="document.rulings", value="issue_director")
    assert [desk.refer(desk.draft(case, kind)).approval is None for kind in ("freeze_ruling", "summons")] == [False, True]


def test_a_handler_who_is_no_judge_refers_to_the_leader(desk: Desk) -> None:
    helper = factories.user("assistant", team=desk.team)
    case = desk.case()
    cases.transfer(case=case, actor=desk.leader, on=TODAY, revision=None, handler=helper, team=desk.team, reason="均衡案件")
    made = desk.refer(desk.draft(case))
    assert made.approval is not None and made.approval.act == "issue_leader"
    desk.approve(made.approval)
    assert row(made).signed_by == desk.leader


def test_nobody_signs_a_case_without_a_handler(desk: Desk) -> None:
    case = cases.file_case(actor=desk.filing, court=desk.court, draft=drafts.draft(accepted_on=date(2026, 10, 21)))
    made = desk.draft(case, actor=desk.centre)
    with pytest.raises(Refused) as error:
        desk.refer(made, actor=desk.centre)
    assert told(error) == ["document.no_handler"]


def test_sent_back_by_the_judge_or_taken_back_by_the_drafter(desk: Desk, case: Case) -> None:
    made = desk.refer(desk.draft(case))
    with pytest.raises(Refused, match="退回的理由"):
        commands.send_back(document=made, actor=desk.judge, on=TODAY, revision=None, why=" ")
    commands.send_back(document=made, actor=desk.judge, on=TODAY, revision=None, why="金额不对")
    desk.refer(made)
    commands.send_back(document=made, actor=desk.clerk, on=TODAY, revision=None, why="漏了一人")
    assert row(made).state == "draft" and row(made).revision == 4


# ---- 谁可以办 ----


CAN = {
    "clerk": {"draft", "refer", "seal"}, "judge": {"draft", "refer", "sign", "void"}, "centre": {"draft", "refer", "seal"}, "other": set(),
    "leader": {"void"}, "director": set(), "president": set(), "filing": set(),
}


def test_who_may_do_what(desk: Desk, case: Case, seal: object) -> None:
    make = {"refer": desk.draft, "sign": lambda one: desk.refer(desk.draft(one)), "seal": desk.signed, "void": desk.signed}
    given = {name: made(case) for name, made in make.items()} | {"draft": case}
    for who, can in CAN.items():
        for name, thing in given.items():
            before = seq(case.stream)
            try:
                getattr(desk, name)(thing, actor=getattr(desk, who))
            except (PermissionDenied, Refused) as error:
                assert name not in can and seq(case.stream) == before, (who, name)
                assert isinstance(error, Refused) == ((who, name) == ("judge", "seal")), (who, name)
            else:
                assert name in can, (who, name)
                given[name] = make[name](case) if name != "draft" else case


def test_another_courts_people_see_nothing(desk: Desk, case: Case) -> None:
    stranger = factories.user("centre", court=factories.court("内0222"))
    made = desk.signed(case)
    for act in (desk.refer, desk.sign, desk.seal, desk.void):
        with pytest.raises(Case.DoesNotExist):
            act(made, actor=stranger)


def test_the_signer_seals_only_where_the_court_says_so(desk: Desk, case: Case, seal: object) -> None:
    made = desk.signed(case)
    assert "seal" not in access.steps(desk.judge, row(made)) and "seal" in access.steps(desk.clerk, row(made))
    assert list(queries.to_seal(desk.judge, TODAY)) == [] and list(queries.to_seal(desk.clerk, TODAY)) == [made]
    with pytest.raises(Refused) as error:
        desk.seal(made, actor=desk.judge)
    assert told(error) == ["document.own_seal"]
    Setting.objects.create(court=desk.court, key="document.seal_apart", value=False)
    assert list(queries.to_seal(desk.judge, TODAY)) == [made]
    assert desk.seal(made, actor=desk.judge).sealed_by == desk.judge


def test_each_desk_holds_its_own(desk: Desk, case: Case) -> None:
    draft, mine, done, approving = desk.draft(case), desk.refer(desk.draft(case)), desk.signed(case), referred(desk, case)[0]
    assert list(queries.drafts(desk.clerk)) == [draft] and list(queries.to_sign(desk.judge, TODAY)) == [mine]
    assert list(queries.to_sign(desk.other, TODAY)) == [] == list(queries.to_seal(desk.director, TODAY))
    assert list(queries.to_seal(desk.centre, TODAY)) == [done]
    assert approving.state == "review"
    found = queries.desk_counts(desk.clerk, TODAY)
    assert (found.sign, found.seal, found.drafts) == (0, 1, 1)


def test_buttons_follow_the_state(desk: Desk, case: Case, seal: object) -> None:
    made = desk.draft(case)
    assert access.steps(desk.clerk, row(made)) == ("revise", "refer", "void"), "自己的稿子自己可以作废"
    desk.refer(made)
    assert access.steps(desk.clerk, row(made)) == ("send_back", "void")
    assert access.steps(desk.judge, row(made)) == ("sign", "send_back", "void", "reissue")
    desk.sign(made)
    desk.seal(made)
    assert access.steps(desk.judge, row(made)) == ("void", "reissue") and access.steps(desk.clerk, row(made)) == ()


# ---- 作废、重新制作、上传 ----


def test_void_keeps_the_number_and_cancels_what_is_not_served(desk: Desk, case: Case, seal: object) -> None:
    made = desk.sealed(case, "freeze_ruling")
    first, second = Recipient.objects.filter(document=made).order_by("pk")
    Recipient.objects.filter(pk=first.pk).update(state="served", deemed_on=TODAY)
    with pytest.raises(Refused, match="作废的理由"):
        desk.void(made, reason="")
    done = desk.void(made)
    assert (done.state, done.number, done.void_reason, done.voided_name) == ("void", f"{case.number}之一", "姓名写错", desk.judge.name)
    assert list(Recipient.objects.filter(document=made, cancelled=True)) == [second]
    entry = entries(case.stream).filter(type="documents.Voided").last()
    assert entry is not None and entry.reason == "姓名写错"
    assert queries.pdf(row(done)).startswith(b"%PDF-"), "成品还在"
    for act in (desk.void, desk.seal, desk.sign, desk.refer):
        with pytest.raises(Refused):
            act(done)


def test_a_void_notice_is_no_longer_served(desk: Desk, case: Case, seal: object) -> None:
    """作废的执行通知书不能办结“执行通知”节点；另发的才算。"""
    made = desk.sealed(case)
    desk.record(case, events.Issued(document=made.kind, to="单晓岚", number=made.number, id=made.pk), TODAY)
    desk.record(case, events.Served(document=made.kind, to="单晓岚", id=made.pk), TODAY)
    assert node(case, "N-03").state == "done"
    desk.void(made)
    assert node(case, "N-03").state == "open"


def test_reissued_as_a_new_draft(desk: Desk, case: Case, seal: object) -> None:
    old = desk.sealed(case, "freeze_ruling")
    new = commands.reissue(document=old, actor=desk.judge, on=TODAY, revision=None, reason="金额写错")
    assert (row(old).state, new.state, new.replaces, new.number) == ("void", "draft", old, "")
    assert queries.data_of(new) == queries.data_of(old) and names(new) == names(old)
    assert desk.sign(new).number == f"{case.number}之二"


def test_uploaded_as_made_elsewhere(desk: Desk, case: Case) -> None:
    file = desk.scanned(case)
    done = commands.upload(
        case=case, actor=desk.clerk, on=date(2026, 10, 30), kind="freeze_ruling", title="", file_id=file.pk, number=f"{case.number}之二",
    )
    assert (done.state, done.title, done.dated, done.serial, done.external) == ("sealed", "冻结裁定", date(2026, 10, 30), 2, True)
    assert queries.pdf(row(done)) == BLANK_PDF and papers_of(case) == ["Sealed", "Filed"]
    assert desk.signed(case, "freeze_ruling").number == f"{case.number}之三"
    for change, code in (
        ({}, "document.file_used"), ({"file_id": desk.scanned(case).pk}, "document_number.double"),
        ({"file_id": 999_999}, "document.file"), ({"kind": "nothing"}, "document.kind"),
        ({"file_id": desk.scanned(case, "x.txt", "文字".encode()).pk}, "document.file"),
    ):
        given = {"kind": "freeze_ruling", "file_id": file.pk, "number": f"{case.number}之二", **change}
        with pytest.raises(Refused) as error:
            commands.upload(case=case, actor=desk.clerk, on=TODAY, title="", **given)
        assert told(error) == [code]
    with pytest.raises(Refused) as error:
        commands.reissue(document=done, actor=desk.judge, on=TODAY, revision=None, reason="错")
    assert told(error) == ["document.by_hand"]


# ---- 结案以后 ----


def test_after_closing_only_what_still_makes_sense(desk: Desk, case: Case) -> None:
    notice = desk.refer(desk.draft(case))
    case = close(desk, case)
    with pytest.raises(Refused) as error:
        desk.sign(notice)
    assert told(error) == ["paper.closed"]
    for kind in ("release_ruling", "closing_notice", "service_receipt"):
        assert desk.draft(case, kind).state == "draft"
    for kind in ("freeze_ruling", "sale_ruling", "fine_decision"):
        with pytest.raises(Refused) as error:
            desk.draft(case, kind)
        assert told(error) == ["paper.closed"]


def test_control_goes_on_after_the_round_is_ended_and_the_archived_case_still_serves(desk: Desk, case: Case) -> None:
    case = close(desk, case, "terminated_round")
    assert desk.signed(case, "freeze_ruling").number
    assert desk.refer(desk.draft(case, "termination_ruling")).approval is None, "报结已经批准，由承办法官签发"
    Case.objects.filter(pk=case.pk).update(state="archived")
    assert desk.signed(case, "release_ruling").number == f"{case.number}之二"


def test_preservation_cases_have_no_notice_of_enforcement(desk: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(kind="执保")
    with pytest.raises(Refused) as error:
        desk.draft(Case.objects.get(pk=case.pk))
    assert told(error) == ["paper.kind"]


# ---- 成批 ----


def test_one_after_another_each_with_its_own_result(desk: Desk, seal: object) -> None:
    made = [desk.draft(desk.case()) for _ in range(3)]
    made.append(desk.draft(desk.case(), data={}))
    rows = [(one.pk, one.revision) for one in made]
    assert [why(commands.refer, *one, desk.clerk) for one in rows[:3]] == ["", "", ""]
    assert "没有填写。补上、改正以后再办。" in why(commands.refer, *rows[3], desk.clerk)
    with pytest.raises(Document.DoesNotExist):
        commands.refer(document=999_999, actor=desk.clerk, on=TODAY, revision=0)
    for one in made[:3]:
        signed = commands.sign(document=one.pk, actor=desk.judge, on=TODAY, revision=row(one).revision)
        assert signed.number == one.case.number
    assert all("已签发" in why(commands.sign, *one, desk.judge) for one in rows[:3])
    assert "刷新页面" in why(commands.seal, made[0].pk, 0, desk.clerk)
    assert why(commands.seal, made[1].pk, row(made[1]).revision, desk.clerk) == ""
    assert why(commands.seal, made[0].pk, row(made[0]).revision, desk.other)[:3] == desk.other.name[:3]


def why(act: Any, document: int, revision: int, actor: User) -> str:
    """没有办成的理由；办成了为空。"""
    try:
        act(document=document, actor=actor, on=TODAY, revision=revision)
    except Refused as error:
        return "；".join(f"{reason.text}{reason.remedy}" for reason in error.finding.reasons)
    except PermissionDenied as error:
        return str(error)
    return ""


def test_what_was_signed_is_what_is_sealed(desk: Desk, case: Case, seal: object) -> None:
    made = desk.signed(case)
    with pgtrigger.ignore("documents.Document:signed_once"):
        Document.objects.filter(pk=made.pk).update(title="执行通知书（改）")
    with pytest.raises(Refused) as error:
        desk.seal(made)
    assert told(error) == ["document.changed"] and row(made).file is None


def test_without_a_seal_nothing_is_kept(desk: Desk, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in ("ZHIXING_SEAL", "ZHIXING_SEAL_TRUST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path))
    made = desk.signed(case)
    with pytest.raises(Refused):
        desk.seal(made)
    assert (row(made).state, row(made).file, row(made).code) == ("signed", None, "")
