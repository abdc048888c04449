"""卷宗各页：谁能打开，上传逐份说结果，整理、移出、放回，归档包，太大的一句话回绝，两千份照样分页。"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from exchange.pdfs import pdf
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier import queries
from zhixing.casework.dossier.models import Item, Package, Quarantined
from zhixing.entrances.web import clock
from zhixing.entrances.web.bodies import BodyLimitMiddleware
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
Staff = dict[str, User]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def paper(name: str, content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or name.encode())


def send(client: Client, case: Case, *files: SimpleUploadedFile, **more: object) -> Any:
    return client.post(reverse("dossier_upload", args=[case.pk]), {"files": list(files), **more})


def tab(client: Client, case: Case, **query: object) -> str:
    return text_of(client.get(reverse("case_page", args=[case.pk]), {"tab": "dossier", **query}))


def key(case: Case, number: int = 0) -> str:
    return queries.materials(case)[number].key


# ---- 上传 ----


def test_several_at_once_and_back_to_the_dossier(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    assert inline_code(client.get(reverse("dossier_upload", args=[case.pk]))) == []
    sent = send(client, case, paper("民事判决书.pdf", pdf(["判决"], pages=4)), paper("身份证.txt"), made_on="2026-10-01", maker="某法院")
    assert (sent.status_code, sent["Location"]) == (302, f"{reverse('case_page', args=[case.pk])}?tab=dossier#tabs")
    told = tab(client, case)
    for words in ("2 份 4 页", "执行依据", "身份证明、委托手续", "2026年10月1日", "某法院", "还缺 2 样", "立案审批表", "长期保管60年"):
        assert words in told, words


def test_each_that_is_not_taken_says_why(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    launch = pdf(["甲"]).replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /Launch /F (x) >>")
    sent = send(client, case, paper("好.txt"), paper("坏.pdf", launch), paper("锁.pdf", pdf(["甲"], locked=True)), paper("空.txt", b" "))
    told = text_of(sent)
    assert sent.status_code == 200 and "交了 4 份，归卷 2 份，2 份没有收" in told
    assert "带启动程序的动作" in told and "加了密码" in told and "已隔离" in told
    assert [row.name for row in Quarantined.objects.all()] == ["坏.pdf"]
    director = signed_in(staff["security_admin"])
    assert "带启动程序的动作" in text_of(director.get(reverse("dossier_quarantine")))
    again = send(client, case, paper("又.txt", "好.txt".encode()))
    assert again.status_code == 409 and "内容相同，没有再收" in text_of(again)
    assert send(client, case).status_code == 422


def test_evidence_of_an_entry_is_quarantined_too(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    sent = {"revision": seq(case.stream), "on": clock.now().date().isoformat(), "source": "own", "property": "deposit",
            "subject": "某银行 3391", "amount_fen": "4.1万", "rank": "first", "files": [paper("回执.txt"), paper("点我.exe", b"MZ")]}
    answer = signed_in(staff["judge"]).post(reverse("case_act", args=[case.pk, "register"]) + "?matter=freeze", sent)
    assert answer.status_code == 409 and "不收这种文件" in text_of(answer)
    assert Quarantined.objects.get().name == "点我.exe" and not StoredFile.objects.exists()


def test_two_gigabytes_are_refused_before_a_byte_is_read() -> None:
    def reached(request: Any) -> Any:
        raise AssertionError("不该读到这里")

    guard = BodyLimitMiddleware(reached)
    answer = guard(RequestFactory().post("/x/", CONTENT_LENGTH=str(2 * 2**30)))
    assert answer.status_code == 413 and "50 MB" in answer.content.decode()
    unmeasured = RequestFactory().get("/x/", headers={"Transfer-Encoding": "chunked"})
    unmeasured.META.pop("CONTENT_LENGTH", None)
    assert guard(unmeasured).status_code == 411


# ---- 整理 ----


def test_arranged_removed_and_put_back(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    send(client, case, paper("甲.txt"), paper("乙.txt"))
    address = reverse("dossier_item", args=[case.pk, key(case)])
    assert 'value="甲"' in client.get(address).content.decode()
    values = {"title": "谈话笔录", "section": "records", "position": "", "made_on": "", "maker": "", "revision": seq(case.stream)}
    assert client.post(address, values).status_code == 302
    assert "谈话笔录" in tab(client, case, section="records") and "乙" not in tab(client, case, section="records")
    assert client.post(address, values | {"title": "又改"}).status_code == 409  # 页面过时
    gone = reverse("dossier_remove", args=[case.pk, key(case)])
    assert client.post(gone, {"revision": seq(case.stream), "reason": ""}).status_code == 422
    assert client.post(gone, {"revision": seq(case.stream), "reason": "重份"}).status_code == 302
    assert client.get(gone).status_code == 404
    assert "移出的 1 份" in tab(client, case)
    back = reverse("dossier_back", args=[case.pk, Item.objects.get(removed_at__isnull=False).pk])
    assert client.post(back, {"revision": seq(case.stream)}).status_code == 302
    assert len(queries.materials(case)) == 2


# ---- 归档包、暂停销毁 ----


def test_package_made_and_taken_away_is_logged(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    address = reverse("dossier_pack", args=[case.pk])
    send(client, case, paper("甲.txt"), section="panel")
    assert "卷里没有“执行依据”" in text_of(client.get(address))
    assert client.post(address, {"revision": seq(case.stream)}).status_code == 302
    row = Package.objects.get()
    url = reverse("dossier_package", args=[case.pk, row.pk])
    assert b"".join(client.get(url).streaming_content)[:2] == b"PK"
    assert row.manifest_hash[:16] in text_of(client.get(address))
    client.get(reverse("case_file", args=[case.pk, StoredFile.objects.get(name="甲.txt").pk]))
    assert list(ReadLog.objects.order_by("pk").values_list("what", flat=True)) == ["下载归档包", "副卷材料"]
    outsider = factories.user("judge", court=factories.court("内0222"))
    User.objects.filter(pk=outsider.pk).update(password_changed_at=timezone.now())
    assert signed_in(User.objects.get(pk=outsider.pk)).get(url).status_code == 404


def test_hold_is_for_leaders(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    address = reverse("dossier_hold", args=[case.pk])
    assert signed_in(staff["judge"]).get(address).status_code == 403
    director = signed_in(staff["director"])
    assert director.post(address, {"revision": seq(case.stream), "reason": "涉诉", "until": ""}).status_code == 302
    assert "暂停销毁：涉诉" in tab(director, case)
    assert director.post(address, {"revision": seq(case.stream), "reason": "已结"}).status_code == 302
    assert "暂停销毁：涉诉" not in tab(director, case)


def test_who_may_open_what(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    send(signed_in(staff["judge"]), case, paper("甲.txt"))
    one = key(case)
    pages = [reverse("dossier_upload", args=[case.pk]), reverse("dossier_pack", args=[case.pk])]
    pages += [reverse("dossier_item", args=[case.pk, one]), reverse("dossier_remove", args=[case.pk, one])]
    for role, status in (("judge", 200), ("supervisor", 403), ("system_admin", 404)):
        client = signed_in(staff[role])
        assert {client.get(page).status_code for page in pages} == {status}, role
    assert signed_in(staff["judge"]).get(reverse("dossier_quarantine")).status_code == 403
    assert Client().get(pages[0]).status_code == 302
    before = seq(case.stream)
    assert send(signed_in(staff["supervisor"]), case, paper("乙.txt")).status_code == 403
    assert seq(case.stream) == before


def test_two_thousand_materials_by_pages(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, judge = signed_in(staff["judge"]), staff["judge"]
    send(client, case, paper("甲.txt"))
    tab(client, case)
    few, _ = counted(client, case)
    Item.objects.bulk_create(
        Item(case=case, court=case.court, section="evidence", order=n, title=f"证据{n}", pages=2, made_on=date(2026, 10, 1),
             added_by=judge, added_name=judge.name, added_at=timezone.now()) for n in range(1, 2000)
    )
    many, told = counted(client, case, page="39")
    assert "2,000 份 3,998 页" in told and "证据1999" in told and "证据1949" not in told
    assert abs(many - few) <= 1


def counted(client: Client, case: Case, **query: object) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        told = tab(client, case, **query)
    return len(asked), told
