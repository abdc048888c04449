"""案件各页：谁能打开，被拒之后什么也没有变，清单、案件页、办理、收件、导入都说人话。"""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafts import citizen, draft
from exchange.pdfs import pdf
from web.conftest import SignedIn
from web.looking import inline_code, text_of
from workbooks import book, row

from zhixing.casework.cases.commands import file_case, note, receive, register
from zhixing.casework.cases.queries import Case, Party, SavedList
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import clock
from zhixing.entrances.web.ui.words import dates
from zhixing.exchange import importing
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.history.models import Entry, ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import User
from zhixing.law import matters
from zhixing.law.states import Act, acts

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).parent / "query_counts.json"
Staff = dict[str, User]


def now() -> context.Context:
    """此刻的入口环境。"""
    return context.Context(now=clock.now(), entrance="test")


def today() -> date:
    """今天。"""
    return clock.now().date()


@pytest.fixture
def received(staff: Staff) -> Case:
    """一件收了还没有立案的。"""
    with context.use(now()):
        return receive(actor=staff["filing"], court=staff["filing"].court, draft=draft(received_on=today() - timedelta(2)))


def state_of(case: Case) -> tuple[int, str, int]:
    """案件现在的样子：链长、状态、审批单数。"""
    return seq(case.stream), Case.objects.get(pk=case.pk).state, Approval.objects.count()


def url(case: Case, act: str, **query: str) -> str:
    """办一个行为的地址。"""
    return reverse("case_act", args=[case.pk, act], query=query) if query else reverse("case_act", args=[case.pk, act])


# ---- 页面 × 职务 ----

LISTS = ("case_list", "case_export", "case_list_save", "case_filing", "case_filing_new", "import_list", "import_template")
OF_CASE = ("case_page", "case_identity", "case_party_new", "case_title_new", "case_claim_new")
OPENS = {
    "judge": {"case_list", "case_export", "case_list_save", "case_page", "case_identity", *OF_CASE},
    "team_leader": {"case_list", "case_export", "case_list_save", "case_page", "case_identity"},
    "director": {"case_list", "case_export", "case_list_save", "case_filing", "import_list", "import_template", "case_page", "case_identity"},
    "filing": {*LISTS, "case_page", "case_identity"},
    "supervisor": {"case_list", "case_export", "case_list_save", "case_page"},
    "system_admin": set(), "security_admin": set(), "audit_admin": set(),
}


@pytest.mark.parametrize("role", OPENS)
def test_each_page_opens_for_those_with_the_right_only(role: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff[role])
    seen: set[str] = set()
    for name in (*LISTS, *OF_CASE):
        answer = client.get(reverse(name, args=[case.pk] if name in OF_CASE else []))
        assert answer.status_code in (200, 403, 404), (role, name)
        seen |= {name} if answer.status_code == 200 else set()
    assert seen == OPENS[role]


def test_nobody_goes_to_log_in_and_another_court_finds_nothing(case: Case, signed_in: SignedIn) -> None:
    elsewhere = factories.user("director", court=factories.court("内0222"), password="")
    User.objects.filter(pk=elsewhere.pk).update(password_changed_at=clock.now())
    client, anybody = signed_in(elsewhere), Client()
    for name in OF_CASE:
        address = reverse(name, args=[case.pk])
        assert anybody.get(address)["Location"].startswith("/accounts/login/")
        assert client.get(address).status_code == 404
    for act in Act:
        assert client.get(url(case, act)).status_code == 404
        assert client.post(url(case, act), {"revision": seq(case.stream)}).status_code == 404


@pytest.mark.parametrize("role", ["judge", "director", "filing", "supervisor"])
def test_a_button_is_shown_exactly_when_the_act_is_lawful_and_refusals_change_nothing(
    role: str, staff: Staff, case: Case, signed_in: SignedIn
) -> None:
    client = signed_in(staff[role])
    page = client.get(reverse("case_page", args=[case.pk])).content.decode()
    before = state_of(case)
    for act in set(Act) - {Act.RECEIVE, Act.CLOSE, Act.CORRECT_ENTRY, Act.WITHDRAW_ENTRY}:
        answer = client.get(url(case, act))
        assert (f'href="{url(case, act)}"' in page) == (answer.status_code == 200), (role, act)
        if answer.status_code == 403:
            assert client.post(url(case, act), {"revision": before[0], "on": today().isoformat()}).status_code == 403
        elif act not in acts(case.state, case.kind):
            assert answer.status_code == 409, (role, act)
    assert state_of(case) == before


# ---- 清单 ----


def many(staff: Staff, number: int) -> list[Case]:
    """若干件在办的案件。"""
    with context.use(now()):
        papers = [draft(f"申请{n}", f"被执{n}", received_on=today() - timedelta(9), accepted_on=today() - timedelta(8)) for n in range(number)]
        return [file_case(actor=staff["filing"], court=staff["filing"].court, draft=one, handler=staff["judge"]) for one in papers]


def counted(client: Client, address: str) -> int:
    """打开一页查了几次库。"""
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_the_database_no_more_than_the_baseline_however_many_rows(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    baseline: dict[str, int] = json.loads(COUNTS.read_text("utf-8"))
    pages = {"list": reverse("case_list"), "case": reverse("case_page", args=[case.pk])}
    tabs = ("parties", "titles", "documents", "nodes", "approvals", "dossier", "links", "changes")
    pages |= {f"case_{tab}": f"{pages['case']}?tab={tab}" for tab in tabs}
    client.get(pages["list"])
    few = {name: counted(client, address) for name, address in pages.items()}
    many(staff, 12)
    assert counted(client, pages["list"]) == few["list"]
    assert {name: n for name, n in few.items() if n > baseline[name]} == {}


def test_the_list_is_a_sentence_and_finds_by_name_number_and_pinyin(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    page = client.get(reverse("case_list"))
    assert "在办 1 件" in text_of(page)
    assert inline_code(page) == []
    for text in ("晓岚", "shanxl"[:3], "sxl", case.number, str(case.serial), case.titles.get().number, case.parties.first().paper_number):
        assert case.number in text_of(client.get(reverse("case_list"), {"q": text})), text
    nothing = text_of(client.get(reverse("case_list"), {"q": "不存在的人"}))
    assert "没有符合条件的案件" in nothing
    assert case.number not in nothing


def test_filters_live_in_the_address(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])

    def found(**query: str) -> bool:
        return case.number in text_of(client.get(reverse("case_list"), query))

    assert found(state="assigned", kind="执", handler=str(staff["judge"].pk), received_from="2020-01-01")
    assert not found(state="closed")
    assert not found(livelihood="any")
    assert not found(received_to="2020-01-01")
    assert found(light="nonsense", due="abc", handler="’; drop", received_from="2026-99-99", after="x")
    light = Node.objects.filter(case=case, state="open", whose="court").exists()
    assert any(found(light=colour) for colour in ("red", "yellow", "green")) == light
    assert not found(light="grey")


def test_paging_by_key_shows_every_case_once(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    made = {c.number for c in many(staff, 35)} | {case.number}
    client, address, seen = signed_in(staff["judge"]), reverse("case_list"), []
    while address:
        page = client.get(address).content.decode()
        seen += [n for n in made if f">{n}<" in page]
        after = page.partition("after=")[2].partition('"')[0]
        address = f"{reverse('case_list')}?after={after}" if after else ""
    assert sorted(seen) == sorted(made)


def test_each_number_of_the_summary_opens_its_list(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    year = today().year
    for figure, number in (("old", 0), ("new", 1), ("closed", 0), ("open", 1)):
        query = {"figure": figure, "since": f"{case.accepted_on.year}-01-01", "until": f"{year}-12-31"}
        page = text_of(client.get(reverse("case_list"), query))
        assert (f"符合条件的 {number} 件" if number else "没有符合条件的案件") in page
        line = client.get(reverse("case_summary"), query).content.decode()
        assert f"figure={figure}&amp;since=" in line
        assert f'aria-current="true">{number}<' in line


def test_saved_lists_belong_to_their_owner(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    mine, other = signed_in(staff["judge"]), signed_in(staff["director"])
    mine.post(f"{reverse('case_list_save')}?state=assigned", {"name": "刚分的"})
    kept = SavedList.objects.get()
    assert "刚分的" in text_of(mine.get(reverse("case_list")))
    assert "刚分的" not in text_of(other.get(reverse("case_list")))
    other.post(reverse("case_list_drop", args=[kept.pk]))
    assert SavedList.objects.count() == 1
    mine.post(reverse("case_list_drop", args=[kept.pk]))
    assert SavedList.objects.count() == 0


def sheet(answer: Any) -> list[tuple[Any, ...]]:
    """下载的表格。"""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def test_export_masks_by_right_and_is_logged(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    paper = case.parties.first().paper_number
    mine = sheet(signed_in(staff["judge"]).get(reverse("case_export")))
    theirs = sheet(signed_in(staff["supervisor"]).get(reverse("case_export")))
    assert paper in mine[1]
    assert paper not in theirs[1]
    assert case.number == mine[1][0] == theirs[1][0]
    assert ReadLog.objects.filter(what="导出案件清单").count() == 2


# ---- 案件页 ----


def test_the_case_page_masks_papers_and_logs_who_looks(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, paper = signed_in(staff["judge"]), case.parties.first().paper_number
    page = client.get(reverse("case_page", args=[case.pk]), {"tab": "parties"})
    assert paper not in page.content.decode()
    assert inline_code(page) == []
    whole = client.get(reverse("case_identity", args=[case.pk]))
    assert paper in whole.content.decode()
    assert whole["Cache-Control"] == "no-store"
    assert ReadLog.objects.get().actor_id == staff["judge"].pk


def test_every_due_date_opens_its_reasons(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    node = Node.objects.filter(case=case, state="open", due__isnull=False).first()
    assert dates(node.steps[0]["text"]) in text_of(client.get(reverse("case_page", args=[case.pk])))
    page = text_of(client.get(reverse("case_node", args=[case.pk, node.pk])))
    assert dates(node.steps[0]["text"]) in page
    assert "记录完整，未被改动" in text_of(client.get(reverse("case_page", args=[case.pk])))
    assert client.get(reverse("case_entry", args=[case.pk, 1])).status_code == 200


# ---- 办 ----


def test_registering_a_matter_finishes_its_node(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    assert "发起查询" in text_of(client.get(url(case, "register")))
    sent = {"revision": seq(case.stream), "on": today().isoformat(), "source": "own", "channel": "network", "scope": "full", "person": ""}
    answer = client.post(url(case, "register", matter="query"), sent)
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).state == "enforcing"
    assert "查询" in text_of(client.get(reverse("case_page", args=[case.pk])))


def test_a_wrong_value_is_told_beside_its_field_and_changes_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(staff["judge"]), state_of(case)
    future = (today() + timedelta(3)).isoformat()
    sent = {"revision": before[0], "on": future, "source": "own", "channel": "network", "scope": "full"}
    page = client.post(url(case, "register", matter="query"), sent)
    assert page.status_code == 409
    assert "还没有到" in text_of(page)
    page = client.post(url(case, "register", matter="query"), {"revision": before[0], "on": "2026年13月1日", "channel": "鸽子"})
    assert page.status_code == 422
    assert state_of(case) == before


def test_evidence_is_kept_and_downloaded_by_those_who_see_the_case(
    staff: Staff, case: Case, signed_in: SignedIn, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(staff["judge"])
    evidence = pdf(["裁定"])
    paper = io.BytesIO(evidence)
    paper.name = "裁定.pdf"
    sent = {"revision": seq(case.stream), "on": today().isoformat(), "source": "imported", "property": "deposit", "subject": "某银行 3391",
            "amount_fen": "4.1万", "rank": "first", "files": [paper]}
    assert client.post(url(case, "register", matter="freeze"), sent).status_code == 302
    page = client.get(reverse("case_page", args=[case.pk]), {"tab": "files"})
    assert "裁定.pdf" in text_of(page)
    address = page.content.decode().partition('class="row-link" href="')[2].partition('"')[0]
    assert b"".join(client.get(address).streaming_content) == evidence
    assert signed_in(factories.user("judge", court=factories.court("内0222"))).get(address).status_code in (302, 404)
    assert "流程系统已办（导入）" in text_of(client.get(reverse("case_page", args=[case.pk])))


def test_the_second_of_two_is_told_politely_and_loses_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, opened = signed_in(staff["judge"]), seq(case.stream)
    with context.use(now()):
        note(case=case, actor=staff["director"], on=today(), sort="电话", text="申请人来电")
    before = state_of(case)
    answer = client.post(url(case, "suspend"), {"revision": opened, "ground": "申请执行人同意延期", "document": "（2026）内0221执1号之一"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "申请人来电" in page
    assert "申请执行人同意延期" in page
    assert state_of(case) == before
    again = {"revision": before[0], "ground": "申请执行人同意延期", "document": "（2026）内0221执1号之一"}
    assert client.post(url(case, "suspend"), {"ground": "没有版本号", "document": "x"}).status_code == 409
    factories.user("judge", court=case.court)
    assert client.post(url(case, "suspend"), again).status_code == 302
    assert Approval.objects.get().act == "suspend"


def test_a_double_click_records_one_note(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(staff["judge"]), seq(case.stream)
    sent = {"revision": before, "sort": "电话", "person": "王秀兰", "text": "询问进度，已答复", "on": today().isoformat()}
    assert [client.post(url(case, "note"), sent).status_code for _ in range(2)] == [302, 302]
    assert seq(case.stream) == before + 1


def test_correcting_and_withdrawing_strike_the_old_entry(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    with context.use(now()):
        register(case=case, actor=staff["judge"], on=today(), revision=None, matter="query", values={"channel": "network", "scope": "full"})
        note(case=case, actor=staff["judge"], on=today(), sort="电话", text="打错了")
    last = seq(case.stream)
    right = {"on": (today() - timedelta(1)).isoformat(), "channel": "network", "scope": "part", "person": "", "reason": "日期记错"}
    client.post(url(case, "correct_entry", seq=str(last - 1)), right | {"revision": last})
    client.post(url(case, "withdraw_entry", seq=str(last)), {"revision": last + 1, "reason": "误记"})
    page = client.get(reverse("case_page", args=[case.pk])).content.decode()
    assert page.count('class="struck"') == 2
    assert "已更正" in page
    assert "已撤回" in page
    assert "日期记错" in page
    assert Entry.objects.get(stream=case.stream, corrects=last - 1).payload["scope"] == "part"


def test_closing_says_what_is_missing_with_a_button_beside_each(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(staff["judge"]), state_of(case)
    page = client.get(url(case, "propose", mode="terminated_round"))
    assert "暂不能报结，还差" in text_of(page)
    assert "依据：" in text_of(page)
    assert "matter=interview" in page.content.decode()
    sent = {"revision": before[0], "on": today().isoformat(), "ground": "no_property"}
    refused = client.post(url(case, "propose", mode="terminated_round"), sent)
    assert refused.status_code == 409
    assert "暂不能报结，还差" in text_of(refused)
    assert state_of(case) == before


def test_party_is_corrected_with_a_reason_and_shown_among_changes(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, row = signed_in(staff["judge"]), Party.objects.filter(case=case, role="respondent").get()
    address = reverse("case_party", args=[case.pk, row.pk])
    sent = {n: getattr(row, n) or "" for n in ("role", "nature", "name", "paper_number", "paper", "phone", "address", "sex")}
    bad = client.post(address, {**sent, "paper_number": "150221199003070000", "revision": seq(case.stream), "reason": "录错"})
    assert bad.status_code == 409
    assert "校验码" in text_of(bad)
    right = {"birth": row.birth.isoformat(), "phone": "13800001111", "reason": "补录电话"}
    good = client.post(address, {**sent, **right, "revision": seq(case.stream)})
    assert good.status_code == 302
    page = text_of(client.get(reverse("case_page", args=[case.pk]), {"tab": "changes"}))
    assert "补录电话" in page
    assert "13800001111" not in page


def test_titles_and_claims_are_changed_on_their_tab(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, tab = signed_in(staff["judge"]), {"tab": "titles"}
    page = client.get(reverse("case_page", args=[case.pk]), tab).content.decode()
    row, asked = case.titles.get(), case.claims.get()
    for name in ("case_title_new", "case_claim_new", "case_title", "case_claim", "case_title_remove", "case_claim_remove"):
        given = [case.pk] if name.endswith("_new") else [case.pk, row.pk if "title" in name else asked.pk]
        assert reverse(name, args=given) in page
        assert client.get(reverse(name, args=given)).status_code == 200
    sent = {"kind": "judgment", "number": row.number, "maker": row.maker, "operative": row.operative, "reason": "录错"}
    address = reverse("case_title", args=[case.pk, row.pk])
    bad = client.post(address, {**sent, "effective_on": "2099-01-01", "revision": seq(case.stream)})
    assert bad.status_code == 409
    assert "还没有到" in text_of(bad)
    assert "请填写" in text_of(client.post(address, {**sent, "number": "", "revision": seq(case.stream)}))
    right = {"effective_on": "2026-06-21", "perform_by": row.perform_by.isoformat(), "revision": seq(case.stream)}
    assert client.post(address, {**sent, **right}).status_code == 302
    more = {"sort": "interest", "amount_fen": "1.5万", "text": "至清偿之日", "reason": "", "revision": seq(case.stream)}
    assert client.post(reverse("case_claim_new", args=[case.pk]), more).status_code == 302
    shown = text_of(client.get(reverse("case_page", args=[case.pk]), tab))
    assert "51,000.00" in shown
    drop = {"reason": "误登", "revision": seq(case.stream)}
    assert client.post(reverse("case_title_remove", args=[case.pk, row.pk]), drop).status_code == 409
    assert "2026-06-21" in text_of(client.get(reverse("case_page", args=[case.pk]), {"tab": "changes"}))


def test_who_only_looks_changes_no_title(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, before = signed_in(staff["supervisor"]), state_of(case)
    page = client.get(reverse("case_page", args=[case.pk]), {"tab": "titles"}).content.decode()
    assert reverse("case_title_new", args=[case.pk]) not in page
    row = case.titles.get()
    for address in (reverse("case_title_new", args=[case.pk]), reverse("case_title", args=[case.pk, row.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address, {"revision": before[0]}).status_code == 403
    assert signed_in(staff["judge"]).get(reverse("case_title", args=[case.pk, 10**6])).status_code == 404
    assert state_of(case) == before


@pytest.mark.parametrize("post", ["funds", "accountant", "cashier"])
def test_the_money_desk_registers_money_only(post: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    clerk = factories.user(post, court=staff["judge"].court)
    User.objects.filter(pk=clerk.pk).update(password_changed_at=clock.now())
    client = signed_in(clerk)
    assert f'href="{url(case, "register")}"' in client.get(reverse("case_page", args=[case.pk])).content.decode()
    menu = client.get(url(case, "register")).content.decode()
    offered = matters.matters(case.kind, case.state)
    one_of_each = {one.group: one for one in offered}.values()
    for one in offered:
        assert (url(case, "register", matter=one.key) in menu) == (one.group == "案款"), one.key
    for one in offered if post == "funds" else one_of_each:
        assert client.get(url(case, "register", matter=one.key)).status_code == (200 if one.group == "案款" else 403), one.key
    before = seq(case.stream)
    assert client.post(url(case, "register", matter="freeze"), {"revision": before}).status_code == 403
    sent = {"on": today().isoformat(), "amount_fen": "1000", "source": "own", "revision": before}
    known = {one.name: one for one in matters.matter("received").fields}
    sent |= {name: "测试款" for name, one in known.items() if one.required and one.type in ("text", "subject") and name not in sent}
    sent |= {name: next(iter(one.options)) for name, one in known.items() if one.required and one.type == "choice"}
    assert client.post(url(case, "register", matter="received"), sent).status_code == 302
    assert Entry.objects.get(stream=case.stream, seq=before + 1).type == "funds.Received"


# ---- 收件 ----


def papers(**changed: str) -> dict[str, str]:
    """收件表填好的样子。"""
    filled = {
        "token": "t1", "seen": "", "kind": "执", "received_on": today().isoformat(), "cause": "追索劳动报酬纠纷",
        "livelihood": "auto", "claim_fen": "", "performance": "", "missing": "", "until": "",
        "parties-count": "2", "parties-0-role": "applicant", "parties-0-nature": "person", "parties-0-name": "赵玉梅",
        "parties-0-paper_number": citizen(),
        "parties-1-role": "respondent", "parties-1-nature": "person", "parties-1-name": "钱海峰", "parties-1-paper_number": citizen(),
        "titles-count": "1", "titles-0-kind": "judgment", "titles-0-number": "（2026）内0221民初9001号", "titles-0-maker": "土默特右旗人民法院",
        "titles-0-effective_on": (today() - timedelta(60)).isoformat(), "titles-0-perform_by": (today() - timedelta(40)).isoformat(),
        "claims-count": "2", "claims-0-sort": "principal", "claims-0-amount_fen": "1.26万", "claims-1-sort": "interest",
    }
    return filled | changed


def test_filing_on_one_screen(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    assert inline_code(client.get(reverse("case_filing_new"))) == []
    checked = client.post(reverse("case_filing_new"), papers(do="check"))
    assert "核对通过" in text_of(checked)
    assert "追索劳动报酬" in text_of(checked)
    assert Case.objects.count() == 0
    first = client.post(reverse("case_filing_new"), papers(do="accept"))
    second = client.post(reverse("case_filing_new"), papers(do="accept"))
    made = Case.objects.get()
    assert first.status_code == second.status_code == 302
    assert (made.claim_fen, made.livelihood, made.state) == (1_260_000, "wages", "accepted")
    assert made.number


def test_filing_tells_errors_beside_fields_and_files_nothing(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    page = client.post(reverse("case_filing_new"), papers(**{
        "do": "accept", "parties-1-paper_number": "150221199013070000", "received_on": "2026-02-30", "claims-0-amount_fen": "壹万",
    }))
    assert page.status_code == 422
    assert "没有这一天" in text_of(page)
    assert "看不懂这个金额" in text_of(page)
    page = client.post(reverse("case_filing_new"), papers(**{"do": "accept", "parties-1-paper_number": "150221199003070000"}))
    assert page.status_code == 422
    assert 'id="id_parties-1-paper_number_error"' in page.content.decode()
    assert client.post(reverse("case_filing_new"), papers(**{"do": "accept", "cause": "坏\x07字"})).status_code == 422
    assert Case.objects.count() == 0


def test_rows_come_and_go_without_scripts_and_the_draft_stays(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    more = client.post(reverse("case_filing_new"), papers(do="add:parties")).content.decode()
    assert 'name="parties-count" value="3"' in more
    fewer = client.post(reverse("case_filing_new"), papers(do="drop:parties:0")).content.decode()
    assert 'name="parties-count" value="1"' in fewer
    assert 'value="钱海峰"' in fewer
    kept = client.get(reverse("case_filing_new")).content.decode()
    assert 'value="钱海峰"' in kept
    filing = kept.partition('id="filing"')[2].partition("</form>")[0]
    assert "<form" not in filing and 'value="accept"' in filing, "表单套表单：按钮会落在收件表之外"
    client.post(reverse("case_filing_forget"))
    assert 'value="钱海峰"' not in client.get(reverse("case_filing_new")).content.decode()


def test_the_same_title_warns_once_with_a_link(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    client.post(reverse("case_filing_new"), papers(do="accept"))
    again = papers(do="accept", token="t2", **{"parties-0-name": "周春燕"})
    page = client.post(reverse("case_filing_new"), again)
    assert page.status_code == 200
    assert "同一依据已立" in text_of(page)
    assert "看已有的案件" in text_of(page)
    assert Case.objects.count() == 1
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(reverse("case_filing_new"), again | {"seen": seen}).status_code == 302
    assert Case.objects.count() == 2


def test_incomplete_papers_are_received_and_asked_for(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    assert client.post(reverse("case_filing_new"), papers(do="correct")).status_code == 422
    assert client.post(reverse("case_filing_new"), papers(do="correct", missing="生效证明\n送达地址确认书")).status_code == 302
    made = Case.objects.get()
    assert made.state == "correcting"
    assert made.number == ""
    page = text_of(client.get(reverse("case_filing")))
    assert "待审查、补正 1 件" in page
    assert "补正到齐" in page


def test_an_agent_names_whom_he_represents(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    agent = {"parties-count": "3", "parties-2-role": "agent", "parties-2-nature": "person", "parties-2-name": "孙律师"}
    agent["parties-2-authority"] = "特别授权"
    assert client.post(reverse("case_filing_new"), papers(do="receive", **agent)).status_code == 422
    assert client.post(reverse("case_filing_new"), papers(do="receive", **agent, **{"parties-2-represents": "0"})).status_code == 302
    assert Party.objects.get(role="agent").represents.name == "赵玉梅"


def test_with_numbers_from_the_national_platform_the_number_is_asked(staff: Staff, received: Case, signed_in: SignedIn) -> None:
    with context.use(now()):
        people.change_setting(court=received.court, key="number_source", value="external", actor=staff["system_admin"], on=today())
    client = signed_in(staff["filing"])
    assert client.post(reverse("case_filing_new"), papers(do="accept", number_as_given="")).status_code == 422
    number = f"（{today().year}）内0221执3456号"
    sent = {"revision": seq(received.stream), "on": today().isoformat(), "number": number}
    assert client.post(url(received, "accept"), sent).status_code == 302
    assert Case.objects.get(pk=received.pk).number == number


# ---- 导入 ----


def upload(client: Client, content: bytes, name: str = "案件.xlsx") -> Any:
    """上传一份表格。"""
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("import_list"), {"file": file})


def test_import_checks_first_then_files(staff: Staff, signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    client, year, day = signed_in(staff["filing"]), today().year, today() - timedelta(9)
    assert client.get(reverse("import_template"))["Content-Disposition"].startswith("attachment")
    bad = row(f"（{year}）内0221执702号", day, 被执行人证件号码="150221199003070000")
    sent = upload(client, book(row(f"（{year}）内0221执701号", day), bad))
    run = importing.runs(staff["filing"]).get()
    assert "排队检查" in text_of(client.get(sent["Location"]))
    with context.use(now()):
        importing.check(run.pk)
    assert client.get(sent["Location"], headers={"HX-Request": "true", "HX-Target": "progress"})["HX-Refresh"] == "true"
    page = client.get(sent["Location"])
    assert inline_code(page) == []
    assert "1 件合格，1 件要改" in text_of(page)
    assert "“案件”第 3 行" in text_of(page)
    assert client.post(reverse("import_proceed", args=[run.pk])).status_code == 409
    assert Case.objects.count() == 0
    assert "150221199003070000" in str(sheet(client.get(reverse("import_marked", args=[run.pk]))))
    assert client.post(reverse("import_proceed", args=[run.pk]), {"keep_good": "1"}).status_code == 302
    with context.use(now()):
        importing.file_rows(run.pk)
    assert "已导入 1 件" in text_of(client.get(sent["Location"]))
    assert Case.objects.get().number == f"（{year}）内0221执701号"


def test_a_file_that_is_no_workbook_is_refused_in_plain_words(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["filing"])
    for content, name in ((b"", "空.xlsx"), (b"MZ\x90", "病毒.exe"), (b"PK\x03\x04broken", "坏.xlsx")):
        page = upload(client, content, name)
        assert page.status_code == 409, name
        assert "暂不能导入" in text_of(page)
    assert importing.runs(staff["filing"]).count() == 0
