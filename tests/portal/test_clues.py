"""公开提供线索：不用登录、不设 Cookie；照片、录音、地点、文字；回执号和口令查答复；限速；不露身份。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from control.desk import TODAY, ControlDesk
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from zhixing.casework.control.commands import clues as commands
from zhixing.casework.control.models import Clue
from zhixing.entrances.portal import clues, limits
from zhixing.entrances.web import clock
from zhixing.foundation.history import context

NOBODY = Client()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, now: Any) -> Iterator[None]:
    """每次从头数；钟停在测试的那一天。"""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "context_of", lambda request: context.Context(now=now, entrance="web", address="10.9.8.7"))
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(db: None, here: object) -> ControlDesk:
    return ControlDesk()


def token() -> str:
    found = re.search(r'name="token" value="([^"]+)"', text(NOBODY.get("/clue/")))
    assert found is not None
    return found[1]


def give(*files: SimpleUploadedFile, **values: Any) -> HttpResponse:
    given = {"about": "朝鲁门", "text": "粮库后院有一辆他的货车", "name": "路过的人", "phone": "13900000000", "hidden": "1", **values}
    return NOBODY.post("/clue/", {"token": token(), **given, "files": list(files)})  # type: ignore[return-value]


def look(number: str, code: str) -> HttpResponse:
    return NOBODY.post("/clue/answer/", {"number": number, "code": code})  # type: ignore[return-value]


def text(response: Any) -> str:
    return str(response.content.decode())


def receipt(response: HttpResponse) -> tuple[str, str]:
    """回执上的号和口令。"""
    found = re.findall(r'<dd class="portal-number">([^<]+)</dd>', text(response))
    return found[1], found[2]


def test_anybody_may_give_and_leaves_nothing(desk: ControlDesk) -> None:
    response = give(SimpleUploadedFile("车.png", PNG, "image/png"), SimpleUploadedFile("录音.amr", b"#!AMR\n\x3c"), place="粮库后院",
                    latitude="40.651234567", longitude="109.84", urgent="1")
    clue = Clue.objects.get()
    assert response.status_code == 200 and not response.cookies and response["Cache-Control"] == "no-store"
    assert (clue.about, clue.place, str(clue.latitude), clue.hidden, clue.urgent) == ("朝鲁门", "粮库后院", "40.651235", True, True)
    assert sorted(clue.files.values_list("sort", flat=True)) == ["photo", "voice"] and clue.court == desk.court
    assert receipt(response)[0] == clue.number and "2026年11月06日" in text(response) and "路过的人" not in text(response)


def test_the_address_of_the_giver_is_not_kept(desk: ControlDesk) -> None:
    give()
    with connection.cursor() as cursor:
        cursor.execute("select metadata::text from pghistory_context")
        assert "10.9.8.7" not in "".join(row for row, in cursor.fetchall())


def test_the_form_is_plain_and_reachable(desk: ControlDesk) -> None:
    for path in ("/verify/", "/pay/", "/accounts/login/"):
        assert 'href="/clue/"' in text(NOBODY.get(path))
    body = NOBODY.get("/clue/")
    assert not body.cookies and "style=" not in text(body) and "onclick" not in text(body) and "<script src=" in text(body)
    assert "default-src 'self'" in body["Content-Security-Policy"] and NOBODY.get("/clue/answer/").status_code == 405


def test_the_same_form_twice_is_one_clue(desk: ControlDesk) -> None:
    same = {"token": token(), "about": "朝鲁门", "text": "一辆货车"}
    first, again = NOBODY.post("/clue/", same), NOBODY.post("/clue/", same)
    assert receipt(first) == receipt(again) and Clue.objects.count() == 1  # type: ignore[arg-type]


NOT_TAKEN: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"about": ""}, 422, "没有填写关于谁"), ({"text": ""}, 422, "没有写什么财产"), ({"token": "x"}, 409, "放得太久"),
    ({"text": "长" * 5001}, 422, "超过5000"),
)


def test_what_is_not_taken_keeps_what_was_written(desk: ControlDesk) -> None:
    for values, status, told in NOT_TAKEN:
        response = give(**values)
        assert response.status_code == status and told in text(response) and not Clue.objects.exists()
        assert 'value="路过的人"' in text(response), "填过的还在"


def test_odd_places_and_givers_are_not_believed(desk: ControlDesk) -> None:
    give(latitude="NaN", longitude="999", giver="court", court="999999")
    clue = Clue.objects.get()
    assert (clue.latitude, clue.longitude, clue.giver, clue.court) == (None, None, "public", desk.court)


def test_bad_and_too_many_files(desk: ControlDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "不收这种文件" in text(give(SimpleUploadedFile("x.png", b"MZ\x00")))
    assert "至多交5个文件" in text(give(*[SimpleUploadedFile(f"{n}.png", PNG) for n in range(6)]))
    monkeypatch.setattr(clues, "LARGEST", 10)
    assert give().status_code == 413 and not Clue.objects.exists()


def test_the_answer_is_looked_up_with_number_and_code(desk: ControlDesk) -> None:
    case = desk.case()
    number, code = receipt(give())
    clue = Clue.objects.get()
    assert "等着分给承办的法官" in text(look(number, code)) and str(TODAY + timedelta(days=7)) in text(look(number, code.lower().replace("-", "")))
    commands.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=None)
    assert "正在核查" in text(look(number, code)) and str(case) not in text(look(number, code))
    commands.verify(clue=clue, actor=desk.judge, on=TODAY, revision=None, found=True, text="车在，已拍照")
    assert "等着答复" in text(look(number, code)) and "已拍照" not in text(look(number, code)), "核查的内容不公开"
    commands.answer(clue=clue, actor=desk.judge, on=TODAY, revision=None, text="已经查封，谢谢")
    assert "答复：属实" in text(look(number, code)) and "已经查封，谢谢" in text(look(number, code))


def test_a_wrong_code_tells_nothing(desk: ControlDesk) -> None:
    give()
    for wrong in (("线2026-000001", "AAAA-AAAA"), ("线2026-000009", ""), ("", ""), ("\x00", "x")):
        response = look(*wrong)
        assert response.status_code == 404 and "朝鲁门" not in text(response)


def test_too_often_is_told(desk: ControlDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clues, "GIVEN", limits.Limit("clue", 1, 600))
    monkeypatch.setattr(clues, "LOOKED", limits.Limit("clue_answer", 1, 600))
    assert [give(text=f"第{n}条").status_code for n in range(2)] == [200, 429] and Clue.objects.count() == 1
    assert [look("线2026-000001", "x").status_code for _ in range(2)] == [404, 429]
