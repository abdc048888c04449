"""文书各页：谁能打开；拟、改、送签、签发、用印、作废都说人话；五十份通知书不过四下；内容不泄露给看不见案件的人。"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from drafts import draft
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.queries import Assignment, Case, Title
from zhixing.casework.documents import commands, papers, queries
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
KIND = "enforcement_notice"
Staff = dict[str, User]


@pytest.fixture
def clerk(staff: Staff, case: Case) -> User:
    """本案的书记员。"""
    found = factories.user("clerk", court=case.court, team=case.team)
    User.objects.filter(pk=found.pk).update(password_changed_at=clock.now())
    Assignment.objects.create(case=case, user=found, role=Assignment.Role.CLERK, since=case.accepted_on)
    return User.objects.get(pk=found.pk)


def at_work() -> Any:
    """入口环境。"""
    return context.use(context.Context(now=clock.now(), entrance="test"))


def drafted(case: Case, by: User, **changes: Any) -> Document:
    """拟好的一份执行通知书。"""
    with at_work():
        data = papers.template(KIND).sample("typical") | changes
        return commands.draft(case=case, actor=by, on=clock.now().date(), revision=None, kind=KIND, data=data)


def step(document: Document, act: str, by: User) -> Document:
    """送签、签发、用印。"""
    with at_work():
        return getattr(commands, act)(document=document.pk, actor=by, on=clock.now().date(), revision=None)


def form_of(page: HttpResponse) -> dict[str, str]:
    """编辑页上的表单，原样交回去的内容。"""
    from web.test_documents_form import sent

    body = page.content.decode().partition('id="doc-form"')[2]
    hidden = dict(re.findall(r'<input type="hidden" name="(revision)" value="(\d+)"', body))
    return {**sent(body).dict(), **hidden}


def url(document: Document, name: str = "document_page", *more: object) -> str:
    return reverse(name, args=[document.case_id, document.pk, *more])


# ---- 页面 × 职务 ----

DESKS = ("document_desk", "bulk_list")
OF_CASE = ("case_document_new", "case_document_upload")
OF_DOCUMENT = ("document_page", "document_versions", "document_pdf")
CASEWORK = ("judge", "team_leader", "director", "filing", "supervisor")
MAY_DRAFT = ("judge",)


def test_each_page_opens_for_those_with_the_right_only(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    document = drafted(case, staff["judge"])
    for role in ROLES:
        opens(role, document, signed_in(staff[role]))
    assert Client().get(url(document))["Location"].startswith("/accounts/login/")


def opens(role: str, document: Document, client: Client) -> None:
    """这个职务打得开的、打不开的。"""
    case = document.case
    for name in DESKS:
        assert client.get(reverse(name)).status_code == (200 if role in CASEWORK else 403), (role, name)
    for name in OF_DOCUMENT:
        answer = client.get(url(document, name))
        assert answer.status_code == (200 if role in CASEWORK else 404), (role, name)
        assert inline_code(answer) == [] if name != "document_pdf" else answer["Content-Type"] == "application/pdf" or role not in CASEWORK
    made = [reverse(name, args=[case.pk]) for name in OF_CASE]
    made += [reverse("case_document_write", args=[case.pk, KIND]), url(document, "document_edit")]
    wanted = 200 if role in MAY_DRAFT else 403 if role in CASEWORK else 404
    assert [client.get(address).status_code for address in made] == [wanted] * len(made), role


def test_another_court_finds_no_document(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    document = drafted(case, staff["judge"])
    stranger = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=clock.now())
    client = signed_in(User.objects.get(pk=stranger.pk))
    for name in (*OF_DOCUMENT, "document_edit", "document_docx"):
        assert client.get(url(document, name)).status_code == 404, name
    assert client.get(url(document, "document_picture", 1)).status_code == 404
    assert client.post(url(document, "document_act", "void"), {"reason": "x", "revision": 0}).status_code == 404
    other = Case.objects.exclude(pk=case.pk).first()
    assert other is None or client.get(reverse("document_page", args=[other.pk, document.pk])).status_code == 404


# ---- 编辑 ----


def test_a_paper_opens_filled_and_shows_what_is_missing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    chooser = text_of(client.get(reverse("case_document_new", args=[case.pk])))
    assert chooser.index("现在该做的") < chooser.index("执行通知书") < chooser.index("查询、控制")
    address = reverse("case_document_write", args=[case.pk, KIND])
    page = client.get(address)
    sent = form_of(page)
    assert sent["d-debtors-0-name"] == "单晓岚" and sent["d-cause"] == "民间借贷纠纷"
    assert "doc-lacking" in page.content.decode() and inline_code(page) == []
    seen = client.post(reverse("case_document_look", args=[case.pk, KIND]), sent, headers={"HX-Request": "true", "HX-Target": "doc-preview"})
    assert seen.content.decode().startswith('<div id="doc-preview"') and "data:image/png" in seen.content.decode()
    assert "处待填" in text_of(seen)
    assert "上次没有交上去的内容已经填回" in text_of(client.get(address)), "边填边存"


def test_offered_titles_and_signers_are_filled_in_by_a_press(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    """有几份依据、几名法官的，点一下填进去；已经填的还在，选项也还在。填好的号码算看过，记一笔。"""
    Title.objects.create(case=case, kind="labour", number="土劳人仲案〔2026〕3号", maker="测试仲裁委员会", paper_name="仲裁裁决书")
    client, reads = signed_in(staff["judge"]), ReadLog.objects.filter(what="查看完整号码")
    notice, auction = (reverse("case_document_write", args=[case.pk, kind]) for kind in (KIND, "auction_ruling"))
    sent = form_of(client.get(notice)) | {"d-cause": "劳务合同纠纷"}
    assert not reads.exists(), "通知书只写姓名"
    page = client.post(notice, sent | {"do": "pick:origin:1"})
    shown = form_of(page)
    assert [shown[f"d-origin-{key}"] for key in ("maker", "number", "kind")] == ["测试仲裁委员会", "土劳人仲案〔2026〕3号", "仲裁裁决书"]
    assert shown["d-cause"] == "劳务合同纠纷" and "pick:origin:0" in page.content.decode()
    sent = form_of(client.get(auction))
    assert reads.get().detail == "制作执行裁定书（拍卖）"
    shown = form_of(client.post(auction, sent | {"do": "pick:signers:0"}))
    assert shown["d-signers-0-name"] == staff["judge"].name and "d-signers-1-name" not in shown
    assert client.post(auction, sent | {"do": "pick:signers:99999"}).status_code == 200


def test_saving_referring_signing_and_sealing_by_the_pages(
    staff: Staff, case: Case, clerk: User, signed_in: SignedIn, seal: object
) -> None:
    typist, judge = signed_in(clerk), signed_in(staff["judge"])
    address = reverse("case_document_write", args=[case.pk, KIND])
    form = form_of(typist.get(address)) | {"do": "save"}
    incomplete = typist.post(address, form | {"do": "refer"})
    assert incomplete.status_code == 422 and not Document.objects.exists(), "不全的不送签，什么也没有存"
    saved = typist.post(address, form)
    document = Document.objects.get()
    assert saved["Location"] == url(document) and document.state == "draft"
    whole = papers.template(KIND).sample("typical")
    again = typist.get(url(document, "document_edit"))
    filled = form_of(again) | {"do": "refer", "why": "补齐", "d-contact-officer": "巴特尔", "d-contact-phone": "0471-0000000"}
    filled |= {f"d-account-{key}": text for key, text in whole["account"].items()}
    sent = typist.post(url(document, "document_edit"), filled)
    assert sent.status_code == 302, text_of(sent)
    document.refresh_from_db()
    assert (document.state, document.version) == ("review", 2)
    assert "改了" in text_of(typist.get(url(document, "document_versions"))) and "开户银行" in text_of(typist.get(url(document, "document_versions")))
    assert "1 份等您签发" in text_of(judge.get(reverse("document_desk")))
    signed = judge.post(url(document, "document_act", "sign"), {"revision": document.revision}, follow=True)
    assert "已签发" in text_of(signed) and "待用印" in text_of(signed)
    document.refresh_from_db()
    own = judge.post(url(document, "document_act", "seal"), {"revision": document.revision})
    assert own.status_code == 409 and "不能自己用印" in text_of(own)
    sealed = typist.post(url(document, "document_act", "seal"), {"revision": document.revision}, follow=True)
    assert "已用印" in text_of(sealed)
    found = typist.get(url(document, "document_pdf"))
    assert found["X-Content-Type-Options"] == "nosniff" and "no-store" in found["Cache-Control"]
    assert found["Content-Disposition"].startswith("inline;") and b"/ByteRange" in found.content
    assert typist.get(f"{url(document, 'document_pdf')}?save=1")["Content-Disposition"].startswith("attachment;")
    assert ReadLog.objects.filter(what="看文书", actor_id=clerk.pk).exists()
    assert typist.get(url(document, "document_picture", 1)).content.startswith(b"\x89PNG")
    assert typist.get(url(document, "document_picture", 99)).status_code == 404


def test_sending_back_and_voiding_ask_for_words(staff: Staff, case: Case, clerk: User, signed_in: SignedIn) -> None:
    document = step(drafted(case, clerk), "refer", clerk)
    judge = signed_in(staff["judge"])
    address = url(document, "document_act", "send_back")
    assert judge.post(address, {"revision": document.revision, "reason": ""}).status_code == 422
    assert judge.post(address, {"revision": document.revision, "reason": "金额核对"}).status_code == 302
    document.refresh_from_db()
    assert document.state == "draft"
    assert "金额核对" in text_of(signed_in(clerk).get(reverse("document_desk"))) and "金额核对" in text_of(judge.get(url(document)))
    assert judge.post(url(document, "document_act", "void"), {"revision": 0, "reason": "重复"}).status_code == 409, "页面过时"
    assert judge.post(url(document, "document_act", "void"), {"revision": document.revision, "reason": "重复"}).status_code == 302
    assert "已作废" in text_of(judge.get(url(document))) and "重复" in text_of(judge.get(url(document)))
    assert judge.get(url(document, "document_act", "nothing")).status_code == 404


# ---- 五十份不过四下 ----


def many(staff: Staff, number: int) -> list[Case]:
    """承办人名下若干件。"""
    judge, filing, today = staff["judge"], staff["filing"], clock.now().date()
    team = judge.holdings.get().team
    with at_work():
        return [
            file_case(actor=filing, court=filing.court, draft=draft(received_on=today - timedelta(4), accepted_on=today - timedelta(3)),
                      handler=judge, team=team, assigned_on=today - timedelta(1))
            for _ in range(number)
        ]


def ready_court(case: Case) -> None:
    """法院的电话、专户都设好了。"""
    from zhixing.foundation.people.models import Setting

    told = {"document.phone": "0471-0000000", "document.address": "青山县团结路1号", "document.account_holder": "执行款专户",
            "document.account_bank": "某某银行", "document.account_number": "0000000000000000001"}
    from zhixing.law import settings as catalogue

    known = {one.key for one in catalogue.catalogue()}
    Setting.objects.bulk_create([Setting(court=case.court, key=key, value=value) for key, value in told.items() if key in known])


class Clicks:
    """数点了几下：每开一页、每交一次、每勾一下都算。"""

    def __init__(self, client: Client) -> None:
        self.client, self.count = client, 0

    def tick(self) -> None:
        self.count += 1

    def get(self, address: str, **given: Any) -> HttpResponse:
        self.count += 1
        return self.client.get(address, given or None)

    def post(self, address: str, given: dict[str, Any]) -> HttpResponse:
        self.count += 1
        return self.client.post(address, given, follow=True)


def test_fifty_notices_in_four_clicks_signed_in_two_and_sealed_in_two(
    staff: Staff, case: Case, clerk: User, signed_in: SignedIn, seal: object
) -> None:
    number = 3
    cases = [case, *many(staff, number - 1)]
    for one in cases[1:]:
        Assignment.objects.create(case=one, user=clerk, role=Assignment.Role.CLERK, since=one.accepted_on)
    ready_court(case)
    typist, judge, sealer = (Clicks(signed_in(who)) for who in (clerk, staff["judge"], clerk))
    listing = typist.client.get(reverse("case_list")).content.decode()
    picks = re.findall(r'name="pick" value="(\d+)" form="batch-form"', listing)
    assert len(picks) == number
    typist.tick()  # 全选
    screen = typist.get(reverse("document_bulk"), pick=picks, back="?shelf=open")
    assert f"执行通知书：{number} 份该做，都能做" in text_of(screen), text_of(screen)
    ticked = re.findall(r'name="pick" value="([^"]+)" form="make-form" checked', screen.content.decode())
    assert len(ticked) == number, "能做的都先勾上"
    made = typist.post(reverse("document_make"), {"kind": KIND, "pick": ticked, "along": "report_order", "do": "refer"})
    assert f"办成 {number} 份" in text_of(made)
    assert typist.count <= 4
    rows = queries.documents(case.pk)
    assert sorted(one.kind for one in rows) == [KIND, "report_order"], "报告财产令一起做"
    assert {one.with_document_id for one in rows if one.kind == "report_order"} == {one.pk for one in rows if one.kind == KIND}

    desk = judge.get(reverse("document_desk")).content.decode()
    waiting = re.findall(r'name="pick" value="(\d+:\d+)"', desk)
    judge.tick()  # 全选
    signed = judge.post(reverse("document_many"), {"act": "sign", "pick": [*waiting, "999999:0", "x"]})
    assert len(waiting) == number * 2 and f"办成 {number * 2} 份，1 份没有办成" in text_of(signed)
    assert judge.count <= 4

    shelf = sealer.get(reverse("document_desk"), shelf="seal").content.decode()
    sealer.tick()
    done = sealer.post(reverse("document_many"), {"act": "seal", "pick": re.findall(r'name="pick" value="(\d+:\d+)"', shelf)})
    assert f"办成 {number * 2} 份" in text_of(done) and sealer.count <= 4
    assert {one.state for one in Document.objects.all()} == {"sealed"}
    assert len({one.code for one in Document.objects.all()}) == number * 2


def test_what_lacks_something_is_told_and_not_ticked(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    screen = client.get(reverse("document_bulk"), {"pick": case.pk, "kind": KIND})
    assert "0 份现在就能做，1 份要先补" in text_of(screen) and "开户银行" in text_of(screen)
    assert "checked" not in screen.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    nothing = client.get(reverse("document_bulk"), {"pick": "x"}, follow=True)
    assert "先勾选案件" in text_of(nothing)
    everything = client.get(reverse("document_bulk"), {"all": "1", "back": "?shelf=open", "kind": "summons"})
    assert "成批制文" in text_of(everything)
    assert client.post(reverse("document_make"), {"kind": "nothing", "pick": f"{case.pk}|"}).status_code == 302


# ---- 审批页、本院的模板 ----


def test_the_approver_reads_exactly_the_paper_to_approve(staff: Staff, case: Case, clerk: User, signed_in: SignedIn) -> None:
    factories.user("president", court=case.court)
    with at_work():
        data = papers.template("fine_decision").sample("typical")
        made = commands.draft(case=case, actor=clerk, on=clock.now().date(), revision=None, kind="fine_decision", data=data)
    made = step(made, "refer", clerk)
    assert made.approval is not None
    address = reverse("approval_page", args=[made.approval_id])
    page = signed_in(staff["director"]).get(address)
    assert "data:image/png" in page.content.decode() and "第1版" in text_of(page) and inline_code(page) == []
    paper = signed_in(staff["director"]).get(reverse("approval_paper", args=[made.approval_id]))
    assert paper.content.startswith(b"%PDF-") and "no-store" in paper["Cache-Control"]
    stranger = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=clock.now())
    assert signed_in(User.objects.get(pk=stranger.pk)).get(reverse("approval_paper", args=[made.approval_id])).status_code == 404


def test_own_templates_are_for_those_who_manage_settings(staff: Staff, signed_in: SignedIn) -> None:
    pages = [reverse("own_templates"), *(reverse(name, args=["summons"]) for name in ("own_template", "own_template_sample"))]
    for role in ROLES:
        client, wanted = signed_in(staff[role]), 200 if role in ("director", "system_admin") else 403
        assert [client.get(address).status_code for address in pages] == [wanted] * len(pages), role
        assert client.get(reverse("own_template", args=["nothing"])).status_code == (404 if wanted == 200 else 403)


def test_a_template_is_checked_started_and_stopped(staff: Staff, signed_in: SignedIn) -> None:
    client, address = signed_in(staff["director"]), reverse("own_template", args=["summons"])
    source = html.unescape(re.search(r'<textarea name="source"[^>]*>\n?(.*?)</textarea>', client.get(address).content.decode(), re.S)[1])
    bad = client.post(address, {"source": source.replace("d.cause", '"无"')}, follow=True)
    assert "检查出" in text_of(bad) and "案由" in text_of(bad) and "启用" not in re.findall(r"<button[^>]*>([^<]*)<", bad.content.decode())
    good = client.post(address, {"source": source.replace("应到处所", "应到地点")}, follow=True)
    assert "检查通过" in text_of(good)
    assert "使用" in text_of(client.post(reverse("own_template_act", args=["summons", 2, "start"]), follow=True))
    assert "1 种文书用本院的模板" in text_of(client.get(reverse("own_templates")))
    assert client.post(reverse("own_template_act", args=["summons", 2, "stop"])).status_code == 302
    assert client.post(address, {"source": ""}).status_code == 422
    assert client.post(reverse("own_template_act", args=["summons", 9, "start"])).status_code == 404


def test_a_paper_made_elsewhere_is_uploaded_with_its_number(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, party = signed_in(staff["judge"]), case.parties.get(role="respondent")
    form = {"kind": "other", "title": "商函", "number": "（2026）内0221司商7号", "on": clock.now().date().isoformat(), "to": [party.pk],
            "revision": seq(case.stream)}
    address = reverse("case_document_upload", args=[case.pk])
    wrong = client.post(address, form | {"file": SimpleUploadedFile("x.pdf", b"MZ not a pdf")})
    assert wrong.status_code == 409 and not Document.objects.exists()
    pdf = papers.render("summons", papers.template("summons").sample("minimal"))
    page = client.post(address, form | {"file": SimpleUploadedFile("商函.pdf", pdf)}, follow=True)
    assert "（2026）内0221司商7号" in text_of(page) and party.name in text_of(page)
    document = Document.objects.get()
    assert (document.state, document.external) == ("sealed", True)
    assert client.get(url(document, "document_docx")).status_code == 404
