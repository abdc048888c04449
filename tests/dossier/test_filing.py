"""归卷：归在哪一目、排第几、谁可以、来源只归一次。"""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from spine import TODAY, House, story

from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier import commands
from zhixing.casework.dossier.commands import Given
from zhixing.casework.dossier.models import Quarantined
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def put(case: Case, actor: User, name: str = "执行通知书.txt", content: bytes = "内容".encode()) -> StoredFile:
    """存一份材料。"""
    return store(court_id=case.court_id, name=name, content=content, actor=actor, stream=case.stream)


def test_filed_last_in_its_section_and_told(house: House) -> None:
    case = house.case()
    rows = [
        commands.file(case=case, actor=house.judge, on=TODAY, section="notice", title=f"第{n}份", file_id=put(case, house.judge).pk)
        for n in (1, 2)
    ]
    assert [row.order for row in rows] == [1, 2]
    assert story(case)[-2:] == ["dossier.Filed"] * 2


def test_one_source_is_filed_once(house: House) -> None:
    case = house.case()
    stored = put(case, house.judge)
    given = {"case": case, "actor": house.judge, "on": TODAY, "section": "service", "title": "回执", "file_id": stored.pk}
    first, again = commands.file(**given, source="attempt:7"), commands.file(**given, source="attempt:7")
    assert first.pk == again.pk and story(case).count("dossier.Filed") == 1


def test_what_is_refused(house: House) -> None:
    case, other = house.case(), house.received()
    stored, foreign = put(case, house.judge), put(other, house.filing)
    given = {"case": case, "actor": house.judge, "on": TODAY}
    for section, title, file_id, code in (
        ("cover", "封面", stored.pk, "dossier.section"), ("没有", "甲", stored.pk, "dossier.section"),
        ("notice", " ", stored.pk, "entry.empty"), ("notice", "甲", foreign.pk, "dossier.file"),
    ):
        with pytest.raises(Refused) as told:
            commands.file(**given, section=section, title=title, file_id=file_id)
        assert told.value.finding.reasons[0].code == code
    with pytest.raises(PermissionDenied):
        commands.file(case=case, actor=house.president, on=TODAY, section="notice", title="甲", file_id=stored.pk)
    assert "dossier.Filed" not in story(case)


# ---- 上传 ----


def given(name: str, content: bytes = b"", **more: object) -> Given:
    return Given(name=name, content=content or name.encode(), **more)  # type: ignore[arg-type]


def test_each_file_by_itself_and_the_section_by_its_name(house: House) -> None:
    case = house.case()
    names = ("民事判决书.txt", "执行通知书送达回证.txt", "扫描件0012.txt", "坏.exe", "宏.docm", "执行通知.txt")
    contents = {"坏.exe": b"MZ\x90", "宏.docm": macro()}
    done = [commands.upload(case=case.pk, actor=house.judge, on=TODAY, given=given(name, contents.get(name, b""))) for name in names]
    assert [one.item.section if one.item else "" for one in done] == ["title", "service", "other", "", "", "notice"]
    assert [one.quarantined for one in done] == [False, False, False, True, True, False]
    kept = Quarantined.objects.order_by("pk").values_list("name", "why")
    assert [name for name, _ in kept] == ["坏.exe", "宏.docm"] and "带宏" in kept[1][1]
    assert story(case).count("dossier.Filed") == 4


def macro() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            archive.writestr(name, "x")
    return out.getvalue()


def test_the_same_content_is_not_taken_twice(house: House) -> None:
    case = house.case()
    first = commands.upload(case=case, actor=house.judge, on=TODAY, given=given("甲.txt", b"same", section="records"))
    again = commands.upload(case=case, actor=house.judge, on=TODAY, given=given("乙.txt", b"same"))
    assert first.item is not None and again.item is None and "与卷里的“甲”内容相同" in str(again.refused)
    commands.remove(case=case, actor=house.judge, on=TODAY, revision=None, key=str(first.item.pk), reason="放错了案件")
    assert commands.upload(case=case, actor=house.judge, on=TODAY, given=given("乙.txt", b"same")).item is not None


def test_nobody_uploads_without_the_right(house: House) -> None:
    case = house.case()
    with pytest.raises(PermissionDenied):
        commands.upload(case=case, actor=house.president, on=TODAY, given=given("甲.txt"))
    assert not StoredFile.objects.exists()
