"""文书自己写出来：每一种文书由案件填好，缺的说得出哪一栏、在哪里补；填好的都能过栏目的检查。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import case_debts
import drafts
import factories
import pytest
from cli.running import run
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import Desk
from spine import TODAY

from zhixing.casework.cases.queries import Case, Claim, Party, Title
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting.filling import filled
from zhixing.casework.centre.drafting.shelf import Book, Shelf
from zhixing.casework.closing import events as closing
from zhixing.casework.control import events as control
from zhixing.casework.disposal import events as disposal
from zhixing.casework.documents import events as documents
from zhixing.casework.documents import papers
from zhixing.casework.documents.models import Document
from zhixing.casework.funds import events as funds
from zhixing.casework.nodes import events as nodes
from zhixing.casework.sanctions import events as sanctions
from zhixing.casework.settlement import events as settlement
from zhixing.casework.settlement.models import Agreement
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.people.queries import Setting
from zhixing.law.intake import ClaimDraft, PartyDraft, TitleDraft
from zhixing.law.timeline import Fact, Timeline

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=factories.BEIJING)
HOUSE, CAR, BANK, WAITING = "青山县和平街2号1栋2单元301室房屋", "蒙B90001小型轿车", "某某银行青山县支行6222000000000000001", "青山县南街5号商铺"
COURT = {
    "address": "青山县团结路1号", "phone": "0472-0000000", "account_holder": "青山县人民法院执行款专户", "account_bank": "某某银行青山县支行",
    "account_number": "0000000000000000001", "fine_account": "户名：青山县财政局，账号：0000000000000000003", "police": "青山县公安局",
}


def on(day: int, month: int = 10) -> date:
    """2026 年的一天。"""
    return date(2026, month, day)


DONE: tuple[tuple[date, Any], ...] = (
    (on(21), closing.Resumed(number="（2025）内0221执恢9号")),
    (on(22), control.QuerySent(channel="network")),
    (on(23), control.FeedbackReceived(found=["deposit", "real_estate"], accounts=2)),
    (on(24), control.MeasureTaken(subject=BANK, measure="freeze", property="deposit", amount_fen=2_000_000, until=date(2027, 10, 23))),
    (on(24), control.MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", until=date(2029, 10, 23))),
    (on(25), documents.Served(document="summons", to="单晓岚")),
    (on(25), documents.ServiceFailed(document="summons", id=0, attempt=0, recipient=0, to="单晓岚", method="mail", outcome="没有人收")),
    (on(26), sanctions.ViolationFound(subject="单晓岚", text="隐瞒土地流转收入")),
    (on(26), control.ReportReceived(subject="单晓岚", result="false", text="没有报告土地流转收入")),
    (on(26), sanctions.ConsumptionRestricted(subject="单晓岚")),
    (on(26), sanctions.Listed(subject="单晓岚", ground="report", until=date(2028, 10, 26))),
    (on(26), sanctions.Fined(subject="单晓岚", amount_fen=500_000)),
    (on(26), sanctions.Detained(subject="单晓岚", days=10)),
    (on(26), sanctions.Delisted(subject="单晓岚", ground="performed")),
    (on(27), disposal.ValuationStarted(subject=HOUSE, method="appraisal")),
    (on(27), disposal.AppraiserChosen(subject=HOUSE, agency="某某房地产估价有限公司")),
    (on(27), disposal.Sold(subject=HOUSE, price_fen=50_000_000, buyer="何青")),
    (on(27), disposal.OffsetAccepted(subject=CAR, who="王秀兰")),
    (on(27), disposal.AuctionFailed(subject=CAR)),
    (on(27), disposal.TransferAsked(subject=HOUSE, court="白水县人民法院")),
    (on(28), funds.Received(subject="流水1", amount_fen=1_200_000, payer="单晓岚")),
    (on(28), funds.Claimed(subject="流水1")),
    (on(29), funds.Planned(subject="流水1", amount_fen=1_150_000)),
    (on(29), settlement.Performed(settles=True, text="余款已付清")),
    (on(29), settlement.Breached(text="第一期没有付")),
    (on(30), control.Interviewed(person="王秀兰", agrees=True, text="同意终结本次执行程序")),
    (on(30), nodes.Suspended(ground="申请执行人表示可以延期执行")),
)
"""案件上登记了的事。只为填文书，先后不讲究。"""


class Rich:
    """三件：``case`` 什么都有，一名被执行人；``many`` 有同名的两名被执行人、一家单位、两份依据；``bare`` 什么都没有。"""

    def __init__(self) -> None:
        self.desk, self.books = Desk(), dict[int, Book]()
        self.court, self.judge = self.desk.court, self.desk.judge
        self.court.parent = factories.court("内02", "测试市中级人民法院", "middle")
        self.court.save()
        Setting.objects.bulk_create(Setting(court=self.court, key=f"document.{key}", value=value) for key, value in COURT.items())
        self.case, self.many = self._case(), self._many()
        self.bare = self.desk.case(
            parties=(PartyDraft(role="applicant", name="刘海燕"), PartyDraft(role="respondent", name="赵若兰")), cause="劳动争议",
            claims=(), claim_fen=None, performance="返还原物", titles=(TitleDraft(number="土劳人仲案〔2026〕3号", kind="labour"),),
        )

    def _case(self) -> Case:
        case = self.desk.case(claims=(ClaimDraft(sort="principal", amount_fen=3_600_000), ClaimDraft(sort="cost", amount_fen=35_000)))
        ours, theirs = (case.parties.get(role=role) for role in ("applicant", "respondent"))
        Party.objects.filter(pk=ours.pk).update(
            bank_name="某某银行", bank_holder="王秀兰", bank_account="6222000000000000009", account_confirmed_on=on(25), address="青山县北街1号",
        )
        Party.objects.filter(pk=theirs.pk).update(address="青山县和平街2号")
        Party.objects.create(case=case, role="agent", name="何律师", represents=ours, authority="特别授权")
        Party.objects.create(case=case, role="third", name="某某商贸有限公司", nature="unit")
        case_debts.state(self.desk, case)
        case_debts.sign(self.desk, case, case_debts.make(self.desk, case).number)
        record(case, self.judge, DONE)
        Agreement.objects.create(case=case, court=self.court, agreed_on=on(28), text="分两期付清", seq=999)
        for serial, kind in enumerate(SIGNED, 1):
            number = f"{case.number}之{'一二三四五六七八九'[serial - 1]}"
            Document.objects.create(
                case=case, court=self.court, kind=kind, title=papers.template(kind).title, state="signed", dated=on(24), number=number,
                serial=serial, drafted_by=self.judge, drafted_name=self.judge.name, drafted_on=on(24),
            )
        return Case.objects.get(pk=case.pk)

    def _many(self) -> Case:
        titles = tuple(TitleDraft(number=f"（2026）内0221民初{n}号", maker="测试人民法院", operative="偿还借款") for n in (71, 72))
        parties = (
            drafts.person("applicant", "王秀兰"), drafts.person("applicant", "林立春"), drafts.person("respondent", "李明哲"),
            drafts.person("respondent", "李明哲"), PartyDraft(role="respondent", name="某某建材有限公司", nature="unit"),
            PartyDraft(role="legal_rep", name="郑小满", represents=4),
        )
        case = self.desk.case(parties=parties, titles=titles)
        record(case, self.judge, (
            (on(24), control.MeasureTaken(subject=HOUSE, measure="seize", property="real_estate")),
            (on(25), control.MeasureTaken(subject=CAR, measure="distrain", property="movable")),
            (on(25), control.MeasureTaken(subject=WAITING, measure="seize", property="real_estate", rank="waiting")),
        ))
        return case


SIGNED = (
    "freeze_ruling", "seizure_ruling", "renewal_ruling", "release_ruling", "deduction_ruling", "end_ruling", "dishonesty_decision",
    "detention_decision", "exit_ban_decision",
)


def record(case: Case, actor: Any, done: tuple[tuple[date, Any], ...]) -> None:
    items = [Item(event=event, happened=day) for day, event in done]
    history.record_all(items, stream=case.stream, court_id=case.court_id, actor=actor)


@pytest.fixture(scope="module")
def rich(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rich]:
    """全模块的三件，做完退回。"""
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield Rich()
        transaction.set_rollback(True)


def values(rich: Rich, kind: str, case: Case | None = None, **more: Any) -> drafting.Filled:
    return drafting.values(case or rich.case, kind, **{"on": TODAY, "actor": rich.judge, **more})


def kept(rich: Rich, kind: str, case: Case, actor: Any = None, to: tuple[str, ...] = ()) -> drafting.Filled:
    """同上，材料全模块只取一次。"""
    book = rich.books.setdefault(case.pk, Book(Shelf([case], TODAY), case))
    return filled(book, papers.template(kind), TODAY, actor or rich.judge, to, ())


def sound(kind: str, found: drafting.Filled) -> None:
    """要么能印，要么说得出缺哪一栏；说缺的确实没有填。"""
    try:
        papers.prepared(papers.template(kind), found.data)
    except papers.BadData:
        assert found.blocking
    else:
        assert found.complete
    assert all(one.label and one.why and one.where for one in found.missing)


# ---- 每一种 ----


NEEDS = {
    "deposit_inquiry": "to", "deposit_freeze": "to", "deposit_deduction": "to", "deposit_renewal": "to", "deposit_release": "to",
    "third_party_notice": "claim amount", "assistance_notice": "to ruling acts", "correction_notice": "rows until",
    "expiry_notice": "ruling kind assets period", "renewal_ruling": "measure kind earlier assets period",
    "release_ruling": "measure earlier assets", "auction_ruling": "signers", "sale_ruling": "signers", "offset_ruling": "price signers",
    "end_ruling": "ground signers", "suspension_ruling": "ground signers", "summons": "reason at place",
    "arrest_summons": "reason at place", "fine_decision": "until", "search_order": "place", "seizure_announcement": "ruling",
    "eviction_announcement": "until", "investigation_order": "to lawyer firm licence matters until", "consumption_lift": "ground",
    "early_release_decision": "facts", "exit_ban_lift": "ground", "announcement": "text", "service_announcement": "to why papers",
    "price_inquiry": "to assets.0.features assets.0.quantity asked until",
    "online_inquiry": "to assets.0.features assets.0.quantity purpose days", "appraisal_commission": "purpose until", "entrustment": "to",
    "matter_entrustment": "to matter about demand",
    "transfer_request": "to priority their_number sealed_on assets", "transfer_reply": "their_number state facts",
    "refusal_transfer": "evidence", "seizure_list": "at place", "distribution_plan": "costs rows",
    "service_receipt": "to place method papers", "service_address": "person role",
    "interview_record": "kind begun ended place person role lines", "termination_talk": "begun ended place",
}
"""什么都登记了的一件，各种文书还要拟稿人写的；不在里面的，一栏也不缺。"""


@pytest.mark.parametrize("kind", papers.TEMPLATES)
def test_every_paper(rich: Rich, kind: str) -> None:
    """什么都有的一件：缺的正好是只有拟稿人知道的；照样张补上就能印。"""
    found = kept(rich, kind, rich.case)
    assert " ".join(one.key for one in found.blocking) == NEEDS.get(kind, "")
    sound(kind, found)
    sample = papers.template(kind).sample("typical")
    asked = {one.key.partition(".")[0] for one in found.blocking} | ({"amount"} if kind == "distribution_plan" else set())
    data = found.data | {key: sample[key] for key in asked}
    papers.prepared(papers.template(kind), data)


@pytest.mark.parametrize("kind", papers.TEMPLATES)
def test_bare_and_crowded(rich: Rich, kind: str) -> None:
    """什么都没有的一件、几个人几份依据的一件：说得出缺什么，几个可选的供选。"""
    for case in (rich.bare, rich.many):
        sound(kind, kept(rich, kind, case))


# ---- 填得对不对 ----


def test_enforcement_notice(rich: Rich) -> None:
    found = values(rich, "enforcement_notice")
    assert found.data == {
        "court": rich.court.name, "number": rich.case.number, "on": "2026-11-03", "applicants": [{"name": "王秀兰"}],
        "debtors": [{"name": "单晓岚"}], "cause": "民间借贷纠纷", "to": [{"name": "单晓岚"}], "accepted": "2026-10-21", "days": 3,
        "origin": {"maker": "土默特右旗人民法院", "number": rich.case.titles.get().number, "kind": "民事判决书"},
        "duty": "被告于判决生效后十五日内偿还原告借款36000元", "fee": 44_000,
        "account": {
            "holder": "青山县人民法院执行款专户", "bank": "某某银行青山县支行", "account": "0000000000000000001",
            "remark": f"{rich.case.number} 单晓岚 执行款",
        },
        "contact": {"officer": rich.judge.name, "phone": "0472-0000000", "address": "青山县团结路1号"},
    }
    assert found.sources["duty"] == "执行依据的主文" and "36,000.00元" in found.sources["fee"] and found.complete


def test_parties_of_a_ruling_in_full(rich: Rich) -> None:
    rows = {one["name"]: one for one in values(rich, "freeze_ruling").data["parties"]}
    debtor = rich.case.parties.get(role="respondent")
    assert rows["单晓岚"] == {
        "role": "被执行人", "name": "单晓岚", "unit": False, "sex": debtor.sex, "born": "1990-03-07", "identity_kind": "公民身份号码",
        "identity": debtor.paper_number, "address": "青山县和平街2号",
    }
    assert rows["王秀兰"]["agent"] == "何律师" and rows["某某商贸有限公司"]["role"] == "第三人"
    unit = next(one for one in values(rich, "freeze_ruling", rich.many).data["parties"] if one["unit"])
    assert unit["head_post"] == "法定代表人" and unit["head"] == "郑小满" and "sex" not in unit


FULL = frozenset({
    "deposit_inquiry", "deposit_freeze", "deposit_deduction", "deposit_renewal", "deposit_release", "fine_decision", "detention_decision",
    "dishonesty_decision", "dishonesty_removal", "early_release_decision", "exit_ban_decision", "exit_ban_lift", "refusal_transfer",
    "payee_account", "service_address",
})
"""裁定书以外要写证件号码的。"""


@pytest.mark.parametrize("kind", papers.TEMPLATES)
def test_identity_numbers_only_where_needed(rich: Rich, kind: str) -> None:
    """证件号码只在法律要写的文书里；没有权限看的人拟不出来。"""
    to = ("单晓岚",) if kind == "service_address" else ()
    numbers = [one.paper_number for one in rich.case.parties.exclude(paper_number="")]
    shown = any(number in json.dumps(kept(rich, kind, rich.case, to=to).data, ensure_ascii=False) for number in numbers)
    assert shown == (kind in FULL or kind.endswith("_ruling"))
    hidden = kept(rich, kind, rich.case, rich.desk.other, to)
    assert not any(number in json.dumps(hidden.data, ensure_ascii=False) for number in numbers)
    sound(kind, hidden)


def test_debt_from_the_signed_sheet_or_today(rich: Rich) -> None:
    """确认过而没有变动的计息单；变动了的照今天算；没有计息依据的是申请标的，写明没有算利息；说得出是哪一种。"""
    sheet = drafting.values(rich.many, "freeze_ruling", on=TODAY, actor=None)
    assert sheet.data["amount"] == 3_600_000 and "利息没有算" in sheet.sources["amount"]
    found = values(rich, "freeze_ruling")
    assert "照计息依据算到2026-11-03" in found.sources["amount"] and found.data["amount"] < 3_600_000
    assert values(rich, "interest_sheet").data["until"] == "2026-11-03"


def test_signed_sheet(rich: Rich) -> None:
    with transaction.atomic():
        case = rich.desk.case()
        case_debts.state(rich.desk, case)
        made = case_debts.sign(rich.desk, case, case_debts.make(rich.desk, case, as_of=on(1, 11)).number)
        found, form = values(rich, "freeze_ruling", case), values(rich, "interest_sheet", case)
        transaction.set_rollback(True)
    assert found.data["amount"] == made.total_fen and "计息单第1版" in found.sources["amount"] and "2026-11-01" in found.sources["amount"]
    segments = made.result["segments"]
    assert form.data["maker"] == rich.judge.name and form.data["until"] == "2026-11-01"
    assert [row["interest"] for row in form.data["rows"]] == [part["amount"] for part in segments]
    assert form.data["rows"][0]["rate"] == "6.00%÷365"


def test_sums_of_termination(rich: Rich) -> None:
    found = values(rich, "termination_ruling").data
    assert (found["claimed"], found["paid"], found["told"], found["agreed"]) == (3_600_000, 1_200_000, "2026-10-30", True)
    assert {"on": "2026-10-22", "text": "发起总对总查询，全部项目"} in found["steps"]
    assert {"name": HOUSE, "condition": "查封，至2029-10-23"} in found["assets"] and found["signers"] == [{"post": "审判员", "name": rich.judge.name}]


def test_closing_notice_only_when_all_is_performed(rich: Rich) -> None:
    """结案通知书写的是已经全部履行：没有登记全部履行、没有报结的不填事实；一笔也没有到账的不写零。"""
    assert "2026年10月29日，全部履行完毕：余款已付清。" in values(rich, "closing_notice").data["facts"]
    lacking = {one.key: one.required for one in values(rich, "closing_notice", rich.many).missing}
    assert lacking["facts"] and not lacking["paid"]


def test_payout(rich: Rich) -> None:
    found = values(rich, "payout_approval").data
    assert (found["received"], found["payout"]) == (1_200_000, 1_150_000)
    assert found["payee"] == {"holder": "王秀兰", "bank": "某某银行", "account": "6222000000000000009"}
    assert found["reasons"].startswith("2026年10月28日，到账12,000.00元，付款人单晓岚。")


def test_renewal_counts_from_the_old_end(rich: Rich) -> None:
    """续行从原届满日的次日接着算，不超过最长期限；原裁定是签发的那一份。"""
    found = values(rich, "renewal_ruling", about=(HOUSE,))
    assert found.data["period"] == {"start": "2029-10-24", "end": "2032-10-23"} and found.data["measure"] == "查封"
    assert {m.key: m.offered for m in found.blocking} == {"earlier.number": (f"{rich.case.number}之一", f"{rich.case.number}之二")[::-1]}
    assert values(rich, "deposit_renewal", to=("某某银行青山县支行",), about=(BANK,)).complete


def test_new_freeze_lasts_a_year(rich: Rich) -> None:
    """没有写明账户的，已经冻结的只供选。"""
    found = values(rich, "freeze_ruling")
    assert found.data["period"] == {"start": "2026-11-03", "end": "2027-11-02"} and "bank" not in found.data
    assert {one.key: one.offered for one in found.missing if not one.required}["bank"] == (BANK,)
    assert values(rich, "freeze_ruling", about=(BANK,)).data["bank"] == BANK


def test_assistance_follows_the_ruling(rich: Rich) -> None:
    """协助什么随裁定书：查封、续行、解除；几种都有的供选，不默认查封。"""
    offered = {one.key: one.offered for one in values(rich, "assistance_notice").missing}["acts"]
    assert [text[:2] for text in offered] == ["查封", "续行", "解除"]
    with transaction.atomic():
        Document.objects.filter(case=rich.case, kind__in=("seizure_ruling", "renewal_ruling")).update(state="void")
        told = values(rich, "assistance_notice").data["acts"]
        transaction.set_rollback(True)
    assert told == f"解除对被执行人单晓岚名下的{HOUSE}的查封。"


def test_a_name_not_in_the_case_is_not_somebody_else(rich: Rich) -> None:
    lacking = {one.key: one for one in values(rich, "fine_decision", to=("打错的名字",)).missing}
    assert lacking["person"].why == "本案没有“打错的名字”" and lacking["person"].offered == ("单晓岚",)
    assert values(rich, "summons", to=("王秀兰",)).data["person"] == "王秀兰"


def test_several_are_offered_not_guessed(rich: Rich) -> None:
    found = {one.key: one for one in values(rich, "enforcement_notice", rich.many).missing}
    assert [one["number"] for one in found["origin"].offered] == ["（2026）内0221民初71号", "（2026）内0221民初72号"]
    assert "duty" in found and found["origin"].told().count("可选") == 1
    seized = {one.key: one for one in values(rich, "seizure_ruling", rich.many).missing}
    assert seized["assets"].offered == (HOUSE, CAR, WAITING)
    assert values(rich, "seizure_ruling", rich.many, about=(CAR,)).data["measure"] == "扣押"
    waiting = {one.key: one for one in values(rich, "seizure_ruling", rich.many, about=(WAITING,)).missing}
    assert "没有期限" in waiting["period"].why


def test_namesakes_by_their_called_names(rich: Rich) -> None:
    """同名的两人：写叫法（带尾号）选人，文书上只写姓名。"""
    names = [one.name for one in drafting.recipients(rich.many, "fine_decision")]
    assert len(set(names)) == 3 and names[0].startswith("李明哲（尾号")
    found = values(rich, "fine_decision", rich.many, to=(names[1],)).data["person"]
    second = rich.many.parties.filter(name="李明哲").order_by("pk")[1]
    assert found["name"] == "李明哲" and found["identity"] == second.paper_number
    assert {one.offered for one in values(rich, "fine_decision", rich.many).missing if one.key == "person"} == {tuple(names)}


def test_consumption_order_for_a_unit(rich: Rich) -> None:
    assert values(rich, "consumption_order", rich.many, to=("某某建材有限公司",)).data["people"] == [{"post": "法定代表人", "name": "郑小满"}]
    assert "people" not in {one.key for one in values(rich, "consumption_order", rich.many).missing}


def test_title_named_by_its_number(rich: Rich) -> None:
    """劳动仲裁的案号看不出是裁决还是调解，供选；仲裁的“裁字”“调字”看得出。"""
    lacking = next(one for one in values(rich, "report_order", rich.bare).missing if one.key == "origin.kind")
    assert lacking.offered == ("仲裁裁决书", "仲裁调解书")
    with transaction.atomic():
        Title.objects.filter(case=rich.bare).update(paper_name="仲裁裁决书")
        named = values(rich, "report_order", rich.bare)
        transaction.set_rollback(True)
    assert named.data["origin"]["kind"] == "仲裁裁决书" and "登记" in named.sources["origin.kind"]
    assert "fee" in {one.key for one in values(rich, "enforcement_notice", rich.bare).missing}


def test_preservation_and_moved_cases_name_their_sides(rich: Rich) -> None:
    """保全案件叫申请保全人、被保全人；移送执行的没有申请执行人，也不算缺。"""
    with transaction.atomic():
        Case.objects.filter(pk=rich.case.pk).update(kind="执保")
        kept = values(rich, "freeze_ruling", Case.objects.get(pk=rich.case.pk)).data["parties"]
        Party.objects.filter(case=rich.bare, role="applicant").update(active=False)
        lacking = values(rich, "investigation_order", rich.bare)
        Title.objects.filter(case=rich.bare).update(kind="criminal")
        moved = values(rich, "investigation_order", rich.bare)
        transaction.set_rollback(True)
    assert {one["role"] for one in kept} <= {"申请保全人", "被保全人", "第三人"} and kept[0]["role"] == "申请保全人"
    assert "applicants" in {one.key for one in lacking.missing} - {one.key for one in moved.missing}


def test_court_settings_are_asked_for(rich: Rich) -> None:
    with transaction.atomic():
        Setting.objects.filter(court=rich.court, key__startswith="document.").delete()
        found = values(rich, "enforcement_notice")
        transaction.set_rollback(True)
    assert [one.key for one in found.blocking] == ["account.holder", "account.bank", "account.account"]
    assert {one.where for one in found.blocking} == {"法院设置，文书"} and "contact" not in found.data
    assert {"contact.phone", "contact.address"} <= {one.key for one in found.missing if not one.required}


# ---- 给谁、和什么一起 ----


def test_only_the_unit_written(rich: Rich) -> None:
    """写明只给一个单位的，不再加上照惯例的各人。"""
    assert values(rich, "clue_notice", to=("某某银行",)).data["to"] == [{"name": "某某银行"}]
    assert values(rich, "deposit_inquiry", rich.many, to=("某某银行", "某某建材有限公司")).data["to"] == "某某银行"


def test_what_is_written_stands() -> None:
    """已经写了的以它为准，空的补上，一组栏目逐栏补。"""
    known = drafting.Filled({"cause": "买卖合同纠纷", "account": {"holder": "甲", "bank": "乙"}, "to": [{"name": "丙"}], "ruling": "之一"})
    assert known.under({"cause": "借款", "account": {"bank": "丁"}, "ruling": "", "days": 5}) == {
        "cause": "借款", "account": {"holder": "甲", "bank": "丁"}, "to": [{"name": "丙"}], "ruling": "之一", "days": 5,
    }


def test_recipients_and_bundle(rich: Rich) -> None:
    assert [(one.name, one.role, one.nature) for one in drafting.recipients(rich.case, "freeze_ruling")] == [
        ("王秀兰", "applicant", "person"), ("单晓岚", "respondent", "person"),
    ]
    assert drafting.recipients(rich.case, "deposit_freeze") == ()
    assert drafting.bundle(rich.case, "enforcement_notice") == ("report_order",)
    assert len(drafting.separate(rich.many, "enforcement_notice")) == 3 and drafting.separate(rich.many, "freeze_ruling") == ((),)


# ---- 许多件、许多人 ----


def test_many_cases_in_as_many_queries_as_one(rich: Rich) -> None:
    cases = [rich.case, rich.many, rich.bare]
    for kind in ("enforcement_notice", "freeze_ruling", "termination_ruling"):
        with CaptureQueriesContext(connection) as once:
            drafting.ready(cases, kind, on=TODAY, actor=rich.judge)
        with CaptureQueriesContext(connection) as often:
            found = drafting.ready(cases * 5, kind, on=TODAY, actor=rich.judge)
        assert len(often) == len(once) <= 17
        assert len(found) == 5 * sum(len(drafting.separate(case, kind)) for case in cases)


def test_ready_tells_which_lack_what(rich: Rich) -> None:
    rows = drafting.ready([rich.case, rich.bare], "enforcement_notice", on=TODAY, actor=rich.judge)
    assert [(row.to, row.filled.complete) for row in rows] == [(("单晓岚",), True), (("赵若兰",), False)]


def crowd(count: int) -> Book:
    """没有存库的一件：``count`` 名申请执行人、``count`` 名被执行人。"""
    case = Case(pk=1, kind="执", number="（2026）内0221执1号", cause="买卖合同纠纷", claim_fen=100_000, court_id=1, accepted_on=on(21))
    people = [Party(pk=n, case=case, role="applicant" if n % 2 else "respondent", name=f"当事人{n}㐂") for n in range(1, 2 * count + 1)]
    return Book(shelf(case, parties={1: people}), case)


EMPTY = ("parties", "titles", "claims", "assigned", "documents", "agreements", "debts", "sheets", "holdings")


def shelf(case: Case, **rows: Any) -> Shelf:
    """材料已经摆好，不查库。"""
    made, court = Shelf([case], TODAY), factories.Court(pk=1, name="青山县人民法院", daizi="内0221")
    empty: dict[str, Any] = {key: {} for key in EMPTY}
    title = Title(case=case, kind="judgment", number="（2025）内0221民初77号", maker="青山县人民法院", operative="偿还借款")
    facts = {"timelines": {case.pk: Timeline(kind=case.kind, facts=())}, "payments": {case.pk: []}, "courts": {1: court}}
    own = {f"document.{key}": value for key, value in COURT.items()}
    made.__dict__.update(empty | facts | {"titles": {case.pk: [title]}, "_settings": {1: own}, "_switches": {1: {}}} | rows)
    return made


def test_two_hundred_parties() -> None:
    book = crowd(200)
    notice = filled(book, papers.template("enforcement_notice"), TODAY, None, ("当事人400㐂",), ())
    assert len(notice.data["debtors"]) == 200 and notice.data["to"] == [{"name": "当事人400㐂"}] and not notice.blocking
    ruling = filled(book, papers.template("freeze_ruling"), TODAY, None, (), ())
    assert len(ruling.data["parties"]) == 400 and [one.key for one in ruling.blocking] == ["signers"]
    assert len(filled(book, papers.template("case_acceptance"), TODAY, None, (), ()).data["to"]) == 200


# ---- 性质：什么样的案件都说得清 ----

WORDS = st.sampled_from(["", "王秀兰", "甲" * 130, "㐂𠮷䶮", "a\u0000b", "（2026）内0221执1号", "某某公司"])
DAYS = st.dates(date(1900, 1, 1), date(2026, 11, 3))
PEOPLE = st.lists(st.fixed_dictionaries({
    "role": st.sampled_from(["applicant", "respondent", "third", "agent", "legal_rep"]), "nature": st.sampled_from(["person", "unit"]), "name": WORDS,
    "paper": st.sampled_from(["", "id", "uscc", "passport", "hkm", "officer"]), "paper_number": WORDS, "address": WORDS,
    "sex": st.sampled_from(["", "男", "其他"]), "birth": st.none() | DAYS, "bank_account": WORDS, "account_confirmed_on": st.none() | DAYS,
    "represents_id": st.none() | st.integers(1, 3), "whereabouts_unknown": st.booleans(),
}), max_size=6)
TITLES = st.lists(st.fixed_dictionaries({
    "kind": st.sampled_from(Title.Body.values), "number": WORDS, "maker": WORDS, "operative": WORDS,
}), max_size=2)
CLAIMS = st.lists(st.fixed_dictionaries({
    "sort": st.sampled_from(Claim.Sort.values), "amount_fen": st.none() | st.integers(0, 10**16), "text": WORDS,
}), max_size=2)
FACTS = st.lists(st.sampled_from(DONE), max_size=25)


def book_of(kind: str, people: Any, titles: Any, claims: Any, done: Any, cause: str, claim: int | None) -> Book:
    case = Case(pk=1, kind=kind, number="（2026）内0221执1号" if claim else "", cause=cause, claim_fen=claim, court_id=1)
    parties = [Party(pk=n, case=case, **one) for n, one in enumerate(people, 1)]
    rows = [Title(case=case, **one) for one in titles]
    asked = [Claim(case=case, **one) for one in claims]
    facts = tuple(Fact(seq, event.name, day, subject=event.subject, data=event.as_data()) for seq, (day, event) in enumerate(done, 1))
    timelines = {1: Timeline(kind=kind, facts=facts)}
    return Book(shelf(case, parties={1: parties}, titles={1: rows}, claims={1: asked}, timelines=timelines), case)


@settings(max_examples=25)
@given(
    st.sampled_from(["执", "执恢", "执保"]), PEOPLE, TITLES, CLAIMS, FACTS, WORDS, st.none() | st.integers(1, 10**15),
    st.lists(WORDS, max_size=2), st.lists(st.sampled_from([HOUSE, CAR, BANK, "流水1", "没有的"]), max_size=2),
)
def test_filled_or_told(kind: str, people: Any, titles: Any, claims: Any, done: Any, cause: str, claim: int | None, to: Any, about: Any) -> None:
    """什么样的案件，每一种文书都要么能印，要么说得出缺哪一栏、在哪里补；不抛别的错。"""
    book = book_of(kind, people, titles, claims, done, cause, claim)
    for code, template in papers.TEMPLATES.items():
        sound(code, filled(book, template, TODAY, None, tuple(to), tuple(about)))


# ---- 命令行 ----


def test_command_line(rich: Rich, capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhixing.entrances.cli.main._ready", lambda stack: None)
    monkeypatch.setattr("zhixing.entrances.clock.now", lambda: NOW)
    out = tmp_path / "a.pdf"
    words = ("document", "render", "执行通知书", "--case", rich.case.number, "--out", str(out))
    code, _, err = run(capsys, *words)
    assert code == 0, err
    assert out.read_bytes().startswith(b"%PDF-")


def test_command_line_says_what_is_missing(rich: Rich, capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """缺的逐栏说在哪里补；--data 补上就能印，写了的以它为准。"""
    monkeypatch.setattr("zhixing.entrances.cli.main._ready", lambda stack: None)
    data, out = tmp_path / "more.json", tmp_path / "a.pdf"
    words = ("document", "render", "summons", "--case", rich.case.number, "--on", "2026-11-03", "--out", str(out))
    code, _, err = run(capsys, *words)
    assert code == 1 and "还差3项" in err and "“应到时间”：写明时间（拟稿时填写）" in err and not out.exists()
    data.write_text(json.dumps({"reason": "接受调查询问", "at": "2026-12-01 09:30", "place": "第三执行室", "cause": "借款纠纷"}), "utf-8")
    code, said, err = run(capsys, *words, "--data", str(data), "--json")
    assert code == 0 and json.loads(said)["ok"], err
    code, said, _ = run(capsys, *words[:3], "--case", "（2026）内0221执999999号", "--out", str(out), "--json")
    assert code == 1 and "没有" in json.loads(said)["reason"]


def test_case_or_data(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "document", "render", "summons", "--out", "a.pdf")
    assert code == 2 and "--case" in err
