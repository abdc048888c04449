"""协助单位、经办人、线索、反馈表：登记、停用、恢复，登记到期的提醒，认领、不作为线索、谁提供的记日志，导入和栏目对照。"""

from __future__ import annotations

import io
import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lives import BLANK_PDF
from openpyxl import Workbook
from web.books import ago
from web.conftest import SignedIn
from web.controls import Board, Clue, debtor
from web.controls import board as board
from web.controls import built as built
from web.looking import text_of

from zhixing.casework.control.models import Agency, Finding, Officer, Registration
from zhixing.exchange.models import BulkRun
from zhixing.foundation.history.models import ReadLog


def test_an_agency_is_opened_changed_stopped_and_resumed(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["system_admin"])
    given = {"code": "X-1", "name": "某某公积金中心", "channel": "register", "register": "housing_fund", "network": "local", "reply_hours": "48",
             "covers": ["housing_fund"], "enabled": "on"}
    refused = client.post(reverse("control_agency_new"), given | {"register": ""})
    assert refused.status_code == 409 and "哪一种登记机构" in text_of(refused)
    assert client.post(reverse("control_agency_new"), given | {"covers": []}).status_code == 422
    assert client.post(reverse("control_agency_new"), given).status_code == 302
    row = Agency.objects.get(code="X-1")
    page = reverse("control_agency", args=[row.pk])
    assert client.post(reverse("control_agency_edit", args=[row.pk]), given | {"reply_hours": "24"}).status_code == 302
    pause = reverse("control_agency_pause", args=[row.pk])
    assert client.post(pause, {"until": ago(1).isoformat(), "why": "升级"}).status_code == 409
    assert client.post(pause, {"until": ago(-3).isoformat(), "why": "对方系统升级"}).status_code == 302
    told = text_of(client.get(page))
    assert "停用" in told and "对方系统升级" in told and "超时小时数改为24" in told
    assert "停用着" in text_of(client.get(reverse("control_channels")))
    assert client.post(reverse("control_agency_resume", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.paused_until, row.reply_hours) == (None, 24)
    assert signed_in(board.staff["judge"]).post(reverse("control_agency_resume", args=[row.pk])).status_code == 403


def test_an_officer_is_registered_and_warned_of_before_it_runs_out(board: Board, signed_in: SignedIn) -> None:
    client, url = signed_in(board.staff["centre"]), reverse("control_officers")
    given = {"user": board.staff["director"].pk, "phone": "0472-5550101", "work_card": "GZ9", "duty_card": "GW9"}
    image = SimpleUploadedFile("证.pdf", BLANK_PDF)
    assert client.post(reverse("control_officer_new"), given | {"work_card": ""}).status_code == 422
    made = client.post(reverse("control_officer_new"), given | {"work_file": image})
    assert made.status_code == 302, text_of(made)
    row = Officer.objects.get(user=board.staff["director"])
    assert row.work_image_id and "影像：工作证" in text_of(client.get(url))
    agency = board.desk.agencies["B001"]
    days = {"agency": agency.pk, "since": ago(10).isoformat(), "until": ago(-20).isoformat()}
    assert client.post(reverse("control_register", args=[row.pk]), days).status_code == 302
    twice = client.post(reverse("control_register", args=[row.pk]), days)
    assert twice.status_code == 409 and "已经登记" in text_of(twice)
    assert "还有 20 天到期" in text_of(client.get(f"{url}?only=soon")) and "1 份登记 60 天内到期" in text_of(client.get(url))
    Registration.objects.exclude(officer=row).update(until=ago(1))
    told = text_of(client.get(url))
    assert "没有有效登记的经办人：查询、控制都发不出去" in told and "已过期" in text_of(client.get(f"{url}?only=out"))
    one = Registration.objects.get(officer=row)
    assert client.post(reverse("control_registration_end", args=[one.pk])).status_code == 302
    assert client.post(reverse("control_officer_retire", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert not row.active and Registration.objects.get(pk=one.pk).ended_on == ago(0)


def test_a_clue_is_claimed_by_the_case_it_is_about(board: Board, signed_in: SignedIn) -> None:
    client, clue = signed_in(board.staff["judge"]), Clue.objects.get(hidden=True)
    page = reverse("control_clue", args=[clue.pk])
    seen = client.get(page)
    assert "认领到这一件" in text_of(seen) and str(board.case) in text_of(seen) and "群众（身份保密）" in text_of(seen)
    assert "没有找到案件" in text_of(client.get(page, {"q": "没有这个人"})) and str(board.other) in text_of(client.get(page, {"q": "马长河"}))
    giver = reverse("control_clue_giver", args=[clue.pk])
    assert client.get(giver).status_code == 403, "身份保密的，没有权限的看不到"
    told = signed_in(board.staff["director"]).get(giver)
    assert "13800000000" in text_of(told) and told["Cache-Control"] == "no-store"
    assert ReadLog.objects.filter(what="线索提供人", actor_id=board.staff["director"].pk).count() == 1
    given = {"case": board.case.pk, "revision": clue.revision}
    assert client.post(reverse("control_clue_claim", args=[clue.pk]), {**given, "case": "x"}).status_code == 404
    assert client.post(reverse("control_clue_claim", args=[clue.pk]), given).status_code == 302
    clue.refresh_from_db()
    assert (clue.case_id, clue.state) == (board.case.pk, "checking")
    again = client.post(reverse("control_clue_claim", args=[clue.pk]), given)
    assert again.status_code == 409 and "刚才有变动" in text_of(again)


def test_what_is_no_clue_is_dismissed_with_a_reason(board: Board, signed_in: SignedIn) -> None:
    clue = Clue.objects.get(hidden=False)
    url = reverse("control_clue_dismiss", args=[clue.pk])
    assert signed_in(board.staff["judge"]).post(url, {"why": "x"}).status_code == 403
    client = signed_in(board.staff["centre"])
    assert client.post(url, {"why": "", "revision": clue.revision}).status_code == 422
    assert client.post(url, {"why": "与本院案件无关", "revision": clue.revision}).status_code == 302
    assert "与本院案件无关" in text_of(client.get(reverse("control_clue", args=[clue.pk])))


def test_a_clue_taken_at_the_desk_gets_a_receipt(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["clerk"])
    given = {"about": "马长河", "giver": "partner", "text": "村里有一处院子", "token": "t1", "urgent": "on"}
    answer = client.post(reverse("control_clue_new"), given, follow=True)
    assert "查询口令" in text_of(answer) and "关于马长河的线索" in text_of(answer)
    assert client.post(reverse("control_clue_new"), given).status_code == 302 and Clue.objects.filter(about="马长河").count() == 1
    refused = client.post(reverse("control_clue_new"), given | {"text": "", "token": "t2"})
    assert refused.status_code == 409 and "没有写什么财产" in text_of(refused)


# ---- 反馈表 ----

KNOWN = ("案号", "被执行人", "证件号码", "开户银行", "账号", "账户余额", "可用余额", "反馈时间")


def sheet(*rows: tuple[object, ...], name: str = "反馈.xlsx") -> SimpleUploadedFile:
    """一份反馈表。"""
    book, kept = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page.title = "银行存款"
    for row in rows:
        page.append(row)
    book.save(kept)
    return SimpleUploadedFile(name, kept.getvalue())


def test_a_feedback_sheet_is_imported_row_by_row(board: Board, signed_in: SignedIn) -> None:
    client, url = signed_in(board.staff["centre"]), reverse("control_sheets")
    party = debtor(board.other)
    good = (str(board.other), party.name, party.paper_number, "某某银行", "6222000000009999", "100.5", "100.5", (ago(0) - timedelta(1)).isoformat())
    bad = (str(board.other), party.name, party.paper_number, "某某银行", "6222000000008888", "-3", "看不懂", "99999999")
    nobody = ("（2026）内0221执9999号", "没有这个人", "", "某某银行", "6222000000007777", "1", "1", "")
    given = {"agency": board.desk.agencies["E001"].pk, "case": "", "scope": "part", "token": "s1"}
    assert client.post(url, given).status_code == 422
    odd = client.post(url, given | {"file": sheet(("甲", "乙"), ("1", "2"))})
    assert odd.status_code == 409 and "认不出表头" in text_of(odd) and "栏目对照" in text_of(odd)
    answer = client.post(url, given | {"file": sheet(KNOWN, good, bad, nobody)})
    assert answer.status_code == 302
    page = text_of(client.get(answer["Location"]))
    assert "1 份记下了，1 份没有记" in page and "没有（2026）内0221执9999号" in page
    assert "1条有毛病要看" in text_of(client.get(answer["Location"] + "&only=flagged"))
    assert Finding.objects.filter(case=board.other, key="6222000000009999").count() == 1
    run = BulkRun.objects.get()
    assert client.get(reverse("bulk_run", args=[run.pk]))["Location"].endswith(f"?run={run.pk}")
    assert signed_in(board.staff["director"]).get(url, {"run": run.pk}).status_code == 404, "别人导入的看不见"


def test_unknown_columns_are_told_once_and_known_for_ever(board: Board, signed_in: SignedIn) -> None:
    client, agency = signed_in(board.staff["centre"]), board.desk.agencies["E001"]
    url, strange = reverse("control_columns", args=[agency.pk]), sheet(("谁", "哪个号", "多少"), ("马长河", "6222000000009999", "88"))
    seen = client.post(url, {"file": strange, "kind": "deposit"})
    assert seen.status_code == 200 and "6222000000009999" in text_of(seen) and "第 1 行是表头" in text_of(seen)
    told = {"titles": json.dumps(["谁", "哪个号", "多少"]), "sample": "[]", "row": "1", "page": "银行存款", "kind": "deposit", "called": "点对点银行"}
    assert client.post(url, told).status_code == 422, "必有的栏没有指定"
    assert client.post(url, told | {"account": "哪个号", "value": "多少", "name": "谁"}).status_code == 302
    agency = Agency.objects.get(pk=agency.pk)
    assert agency.columns == [{"name": "点对点银行", "kind": "deposit", "columns": {"account": "哪个号", "value": "多少", "name": "谁"}}]
    assert "点对点银行" in text_of(client.get(url))
    assert "现在就认得" in text_of(client.post(url, {"file": sheet(("谁", "哪个号", "多少")), "kind": "deposit"}))
    assert client.post(url, told | {"kind": "没有"}).status_code == 422
