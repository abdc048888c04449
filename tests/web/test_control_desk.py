"""查控桌面、查询批次、反馈、财产台账：谁能开，每个数就是它打开的清单的长度；发起、签发、撤销、重发；正在查的自己换。"""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from web.books import ago, elsewhere
from web.conftest import SignedIn
from web.controls import ACCOUNT, Asset, Board, Clue, debtor
from web.controls import board as board
from web.controls import built as built
from web.looking import inline_code, text_of
from web.test_registers import COUNTS, counted, listed, strip

from zhixing.casework.control.models import Agency, Difference, Registration, Reply, Request, Wave
from zhixing.casework.control.queries_waves import progress
from zhixing.foundation.people.facts import user_facts
from zhixing.law.rights import court_rights

SEES = {"centre", "director", "judge", "clerk", "supervisor"}
CASEWORK = SEES | {"filing"}
LISTS = ("control_desk", "control_waves", "control_findings", "control_clues")
CHANNELS = ("control_channels", "control_officers")
RUNS = ("control_wave_new", "control_sheets")
TRIED: dict[str, tuple[str, ...]] = {
    "centre": (), "system_admin": (), "judge": (*RUNS, "columns", "agency_new", "agency_edit", "officer_new"), "supervisor": ("control_desk", *RUNS),
    "filing": ("control_desk", "wave", "reply", "clue", "control_channels", "ledger"), "audit_admin": ("control_desk", "control_channels", "ledger"),
}
"""各职务试开的几页；空的是全部。"""
DESK = ["待签发", "今日反馈", "可以控制", "查询没有办成", "控制待发出", "控制没有办成", "原文待看", "说法不一", "待认领线索"]


def addresses(board: Board) -> dict[str, str]:
    """各页。"""
    agency, reply = board.desk.agencies["B001"].pk, Reply.objects.get(state="taken").pk
    found = {name: reverse(name) for name in (*LISTS, *CHANNELS, *RUNS)}
    return found | {
        "wave": reverse("control_wave", args=[board.wave.pk]), "agency": reverse("control_agency", args=[agency]),
        "reply": reverse("control_reply", args=[reply]), "clue": reverse("control_clue", args=[Clue.objects.earliest("pk").pk]),
        "ledger": reverse("control_ledger", args=[debtor(board.case).pk]), "asset": reverse("control_asset", args=[account().pk]),
        "columns": reverse("control_columns", args=[agency]),
        "agency_new": reverse("control_agency_new"), "agency_edit": reverse("control_agency_edit", args=[agency]),
        "officer_new": reverse("control_officer_new"),
    }


def account() -> Asset:
    """查到的那个账户。"""
    return Asset.objects.get(key=ACCOUNT)


def allowed(name: str, role: str) -> bool:
    """照权限表，这一页谁能开。"""
    manages, runs = role in {"centre", "director", "system_admin"}, role in {"centre", "director"}
    if name in RUNS or name == "columns":
        return runs
    if name in CHANNELS or name == "agency":
        return manages or role in SEES
    if name.startswith(("agency_", "officer_")):
        return manages
    return role in (CASEWORK if name in ("ledger", "asset") else SEES)


# ---- 页面 × 职务 ----


def test_pages_open_by_right(board: Board, signed_in: SignedIn) -> None:
    seeing = {role for role, user in board.staff.items() if court_rights(user_facts(user, ago(0))).may_see_control}
    assert seeing == SEES & set(board.staff) | {"stranger"}
    pages = addresses(board)
    for role, names in TRIED.items():
        client = signed_in(board.staff[role])
        for name in names or pages:
            answer = client.get(pages[name])
            assert answer.status_code == (200 if allowed(name, role) else 403), (role, name)
            assert inline_code(answer) == []
            if role == "system_admin" and answer.status_code == 200:
                assert not {"单晓岚", "马长河"} & set(text_of(answer).split()), "管理员不看案件"
    menu = {role: "财产查控" in signed_in(board.staff[role]).get("/").content.decode() for role in ("judge", "filing", "system_admin")}
    assert menu == {"judge": True, "filing": False, "system_admin": False}
    assert "查控的协助单位" in text_of(signed_in(board.staff["system_admin"]).get("/admin/"))
    assert Client().get(reverse("control_desk"))["Location"].startswith("/accounts/login/")


def test_another_court_sees_nothing(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(elsewhere())
    for name, address in addresses(board).items():
        answer = client.get(address)
        listing = name in (*LISTS, *CHANNELS, *RUNS, "agency_new", "officer_new")
        assert answer.status_code == (200 if listing else 404), name
        assert not re.search("单晓岚|马长河|牛得草|北疆银行", text_of(answer)), name


def test_another_judge_sees_neither_cases_nor_unread(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["stranger"])
    shown = {"待签发": 1, "待认领线索": 2}
    for label, _, number in strip(client.get(reverse("control_desk")).content.decode()):
        assert number == shown.get(label, 0), label
    assert client.get(addresses(board)["ledger"]).status_code == 404
    unread = Reply.objects.get(state="unmatched").pk
    assert client.get(reverse("control_reply", args=[unread])).status_code == 404
    assert "这一批里没有您看得见的查询" in text_of(client.get(addresses(board)["wave"]))


# ---- 数等于清单 ----


def test_each_number_is_the_length_of_the_list_it_opens(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["centre"])
    cells = strip(client.get(reverse("control_desk")).content.decode())
    assert [(label, number) for label, _, number in cells] == list(zip(DESK, (1, 1, 1, 3, 1, 1, 2, 1, 2), strict=True))
    for label, query, number in cells:
        assert rows_of(client.get(f"{reverse('control_desk')}?{query}"), "control") == number, label


def rows_of(answer: HttpResponse, table: str) -> int:
    """这一张表几行。"""
    page = answer.content.decode()
    start = page.find(f'id="{table}"')
    return listed(page[start:page.find("</table>", start)]) if start >= 0 and "<table" in page[start:] else 0


def test_the_strips_of_wave_agency_and_ledger_open_their_lists(board: Board, signed_in: SignedIn) -> None:
    client, pages = signed_in(board.staff["centre"]), addresses(board)
    for name, table in (("wave", "requests"), ("ledger", "assets")):
        cells = strip(client.get(pages[name]).content.decode())
        assert cells, name
        for label, query, number in cells:
            assert rows_of(client.get(f"{pages[name]}?{query}"), table) == number, (name, label)
    for label, query, number in strip(client.get(pages["agency"]).content.decode()):
        assert rows_of(client.get(f"{pages['agency']}?{query}"), "replies" if label == "原文待看" else "requests") == number, label
    estate = reverse("control_agency", args=[board.desk.agencies["E001"].pk])
    assert rows_of(client.get(f"{estate}?only=today"), "requests") == 2 and rows_of(client.get(f"{estate}?only=unread"), "replies") == 1


# ---- 正在查的自己换 ----


def test_a_running_wave_changes_by_itself_until_it_is_over(board: Board, signed_in: SignedIn) -> None:
    client, asked = signed_in(board.staff["centre"]), {"HX-Request": "true", "HX-Target": "progress"}
    for url in (reverse("control_desk"), reverse("control_wave", args=[board.wave.pk])):
        part = client.get(url, headers=asked).content.decode()
        assert part.lstrip().startswith("<div") and 'hx-trigger="every 3s"' in part and "<html" not in part
        assert 'aria-label="已反馈 1' in part, "读屏也听得见走到哪了"
    Wave.objects.filter(pk=board.wave.pk).update(state="done")
    for url in (reverse("control_desk"), reverse("control_wave", args=[board.wave.pk])):
        over = client.get(url, headers=asked)
        assert (over.status_code, over["HX-Refresh"]) == (204, "true")
    assert "hx-trigger" not in client.get(reverse("control_wave", args=[board.wave.pk])).content.decode().partition("<main")[2]


# ---- 发起、签发、撤销、重发 ----


def start(client: Client, board: Board, which: str = "pick", **values: object) -> Any:
    given = {"reason": "manual", "agencies": [board.desk.agencies["B001"].pk], "token": "x", **values}
    return client.post(f"{reverse('control_wave_new')}?which={which}", given)


def test_the_centre_starts_and_the_director_signs(board: Board, signed_in: SignedIn, seal: object) -> None:
    centre, director = signed_in(board.staff["centre"]), signed_in(board.staff["director"])
    Wave.objects.filter(pk=board.draft.pk).update(state="cancelled")
    Request.objects.filter(wave=board.draft).update(state="cancelled")
    form = centre.get(f"{reverse('control_wave_new')}?which=new")
    assert "还没有查过的 3 件" in text_of(form) and "牛得草" in text_of(form)
    assert start(centre, board).status_code == 302 and Wave.objects.filter(state="draft").count() == 0, "一件也没有勾选"
    assert start(centre, board, which="new", all="1", count="9").status_code == 302 and not Wave.objects.filter(state="draft").exists()
    assert start(centre, board, pick=[board.left.pk], agencies=[]).status_code == 422
    assert start(centre, board, pick=[board.left.pk]).status_code == 302
    made = Wave.objects.get(state="draft")
    assert (made.cases, made.total, made.reason) == (1, 1, "manual")
    assert start(centre, board, pick=[board.left.pk]).status_code == 302 and Wave.objects.filter(state="draft").count() == 1, "按两下只一批"
    preview = text_of(centre.get(f"{reverse('control_wave_new')}?which=pick"))
    assert "次不会查" in preview and "正在查，等它反馈" in preview
    page = reverse("control_wave", args=[made.pk])
    assert "/sign/" not in centre.get(page).content.decode() and "/sign/" in director.get(page).content.decode()
    assert centre.post(reverse("control_wave_sign", args=[made.pk])).status_code == 403
    assert director.post(reverse("control_wave_sign", args=[made.pk]), {"revision": made.revision}).status_code == 302
    made.refresh_from_db()
    assert made.state == "running" and progress(made) == {"queued": 1}
    notice = director.get(reverse("control_wave_notice", args=[made.pk]))
    assert notice.content.startswith(b"%PDF") and "attachment" in notice["Content-Disposition"]
    again = director.post(reverse("control_wave_sign", args=[made.pk]), {"revision": made.revision})
    assert again.status_code == 409 and "不能签发" in text_of(again)


def test_without_a_registered_officer_nothing_is_signed(board: Board, signed_in: SignedIn) -> None:
    Registration.objects.update(ended_on="2026-01-02")
    answer = signed_in(board.staff["director"]).post(reverse("control_wave_sign", args=[board.draft.pk]))
    assert answer.status_code == 409 and "没有有效登记的查控经办人" in text_of(answer)
    assert progress(board.draft) == {"draft": 1}


def test_a_wave_is_cancelled_with_a_reason(board: Board, signed_in: SignedIn) -> None:
    url = reverse("control_wave_cancel", args=[board.draft.pk])
    assert signed_in(board.staff["judge"]).post(url, {"why": "不查了"}).status_code == 302, "法官能签发，也就能撤销"
    assert "已撤销" in text_of(signed_in(board.staff["centre"]).get(reverse("control_wave", args=[board.draft.pk])))
    refused = signed_in(board.staff["director"]).post(url, {"why": "再撤一次"})
    assert refused.status_code == 409 and signed_in(board.staff["clerk"]).post(url, {"why": "x"}).status_code == 403


def test_failed_ones_are_resent_by_the_same_number(board: Board, signed_in: SignedIn) -> None:
    centre, judge = signed_in(board.staff["centre"]), signed_in(board.staff["judge"])
    dead = Request.objects.get(state="dead")
    url = reverse("control_resend", args=[dead.pk])
    assert judge.post(url).status_code == 403 and "重发" not in text_of(judge.get(reverse("control_wave", args=[board.wave.pk])))
    assert centre.post(url).status_code == 302
    dead.refresh_from_db()
    assert dead.state == "queued" and centre.post(url).status_code == 409
    agency = board.desk.agencies["E001"].pk
    back = [one.pk for one in Request.objects.filter(state="rolled_back")]
    assert centre.post(reverse("control_agency_resend", args=[agency]), {"pick": back, "why": "对方已修好"}).status_code == 302
    assert set(Request.objects.filter(pk__in=back).values_list("state", flat=True)) == {"queued"}
    assert centre.post(reverse("control_agency_resend", args=[agency]), {"pick": back}).status_code == 409
    assert "重发2个查询请求：对方已修好" in text_of(centre.get(reverse("control_agency", args=[agency])))


# ---- 反馈、原文、财产 ----


def test_findings_are_narrowed_and_their_faults_told_in_words(board: Board, signed_in: SignedIn) -> None:
    client, url = signed_in(board.staff["judge"]), reverse("control_findings")
    for query, number in (({}, 1), ({"q": "单晓"}, 1), ({"q": ACCOUNT}, 1), ({"kind": "vehicle"}, 0), ({"wrong": "1"}, 1), ({"q": "没有"}, 0),
                          ({"agency": board.desk.agencies["E001"].pk}, 0), ({"since": "2020-01-01", "until": "2020-02-01"}, 0)):
        assert listed(client.get(url, query).content.decode()) == number, query
    assert "日子看不懂：开户日期" in text_of(client.get(url))
    assert client.get(url, {"kind": "'", "agency": "9" * 40, "since": "x", "after": "y"}).status_code == 200


def test_a_reply_is_shown_as_received(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["centre"])
    known, odd = Reply.objects.get(state="taken"), Reply.objects.get(state="refused")
    assert "<户名>单晓岚</户名>" in client.get(reverse("control_reply", args=[known.pk])).content.decode().replace("&lt;", "<").replace("&gt;", ">")
    assert "不是完整的报文" in text_of(client.get(reverse("control_reply", args=[odd.pk])))
    saved = client.get(reverse("control_reply_raw", args=[odd.pk]))
    assert saved.content == b"%PDF" and saved["Content-Type"] == "application/octet-stream" and saved["Cache-Control"] == "no-store"


def test_the_ledger_and_one_asset(board: Board, signed_in: SignedIn) -> None:
    client = signed_in(board.staff["judge"])
    ledger = text_of(client.get(addresses(board)["ledger"]))
    assert "1 项财产，没有人控制的 1 项，知道数额的合计 32,000.00 元" in ledger and "账户余额" in ledger
    held = text_of(client.get(reverse("control_ledger", args=[debtor(board.other).pk])))
    assert "冻结，首冻" in held and str(board.other) in held and "届满" in held
    frozen = Asset.objects.get(value_fen=50_000_00)
    page = text_of(client.get(reverse("control_asset", args=[frozen.pk])))
    assert "冻结，首冻" in page and "没有反馈，是登记的" in page
    Asset.objects.filter(pk=account().pk).update(conflicts=[{"field": "value_fen", "ours": 100, "theirs": 8_642_000, "on": "2026-11-20"}])
    page = text_of(client.get(reverse("control_asset", args=[account().pk])))
    assert "几次反馈说法不一" in page and "86,420.00 元" in page and "2026年11月20日" in page and "日子看不懂" in page


def test_a_difference_is_settled_with_words(board: Board, signed_in: SignedIn) -> None:
    client, row = signed_in(board.staff["judge"]), Difference.objects.get()
    url = reverse("case_settle", args=[row.order.case_id, row.pk])
    assert "2027年11月1日" in text_of(client.get(url)) and client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "已与银行核对，以反馈为准"}).status_code == 302
    row.refresh_from_db()
    assert row.answer == "已与银行核对，以反馈为准" and client.get(url).status_code == 404


# ---- 查库次数 ----


def test_queries_do_not_grow_with_rows(board: Board, signed_in: SignedIn) -> None:
    client, known = signed_in(board.staff["centre"]), json.loads(COUNTS.read_text("utf-8"))
    pages = {"control_desk": f"{reverse('control_desk')}?state=failed", "control_wave": reverse("control_wave", args=[board.wave.pk]),
             "control_channels": reverse("control_channels"), "control_ledger": addresses(board)["ledger"]}
    client.get(pages["control_desk"])
    before = {name: counted(client, address) for name, address in pages.items()}
    given = {"court": board.desk.court, "case": board.case, "party": debtor(board.case), "wave": board.wave, "state": "dead"}
    for n in range(4):
        agency = Agency.objects.create(court=board.desk.court, code=f"N{n}", name=f"第{n}家", channel="bank", covers=["deposit"])
        Request.objects.create(agency=agency, number=f"N{n}", **given)
        Asset.objects.create(court=board.desk.court, kind="deposit", holder_key=account().holder_key, holder="单晓岚", key=f"k{n}", what=f"账户{n}")
    after = {name: counted(client, address) for name, address in pages.items()}
    assert after == before == {name: known.get(name) for name in pages}
