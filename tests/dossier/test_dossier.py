"""卷里有什么：编了目的和登记上附着的；整理、移出、放回；归档包同样的内容同样的字节。"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from dossier.test_filing import put
from exchange.pdfs import pdf
from PIL import Image
from spine import TODAY, House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.dossier import commands, facts, queries
from zhixing.casework.dossier.commands import Place
from zhixing.casework.dossier.models import Hold, Item, Package, Quarantined
from zhixing.casework.dossier.packing.verifying import verify
from zhixing.casework.dossier.verify import compare
from zhixing.entrances.cli import verify as command
from zhixing.foundation.files import storage
from zhixing.foundation.files.queries import open_
from zhixing.foundation.people.queries import Post
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
FREEZE = {"property": "deposit", "subject": "某银行 3391", "amount_fen": 410_000_00, "rank": "first"}


def frozen(house: House, case: Case, *names: str) -> list[int]:
    """登记一次冻结，附几份证明。"""
    kept = [put(case, house.judge, name, name.encode()).pk for name in names]
    cases.register(case=case, actor=house.judge, on=TODAY, revision=None, matter="freeze", values=FREEZE, files=kept)
    return kept


def filed(house: House, case: Case, title: str, section: str = "notice", content: bytes = b"") -> Item:
    stored = put(case, house.judge, "甲.pdf" if content else "甲.txt", content or title.encode())
    return commands.file(case=case, actor=house.judge, on=TODAY, section=section, title=title, file_id=stored.pk)


def told(case: Case) -> list[tuple[str, str]]:
    return [(one.section, one.title) for one in queries.materials(case)]


def arrange(house: House, case: Case, key: str, **changes: Any) -> Item:
    place = Place(**{"section": "notice", "title": "甲"} | changes)
    return commands.rearrange(case=case, actor=house.judge, on=TODAY, revision=None, key=key, place=place)


# ---- 有什么 ----


def test_what_entries_hold_is_in_the_dossier_without_being_copied(house: House) -> None:
    case = house.case()
    frozen(house, case, "回执.txt", "裁定.txt")
    filed(house, case, "执行通知书")
    put(case, house.judge, "散件.txt")
    found = queries.materials(case)
    assert [one.section for one in found] == ["notice", "measures", "measures", "other"]
    assert found[1].title.startswith("冻结") and found[2].title.endswith("（2）") and not found[1].listed
    assert found[3].title == "散件.txt" and Item.objects.count() == 1


def test_evidence_of_a_withdrawn_entry_goes_to_other(house: House) -> None:
    case = house.case()
    frozen(house, case, "回执.txt")
    entry = int(queries.materials(case)[0].key.split(":")[1])
    cases.withdraw_entry(case=case, actor=house.judge, seq=entry, reason="登记错了", revision=None)
    [found] = queries.materials(case)
    assert found.section == "other" and found.title.startswith("已撤回的登记：")


def test_what_is_missing_is_told_by_phase(house: House) -> None:
    case = house.case()
    names = [need.name for need in facts.missing(case).value]
    assert "执行依据" in names and "查封、扣押、冻结的裁定和回执" not in names
    frozen(house, case, "回执.txt")
    filed(house, case, "民事判决书", "title")
    names = [need.name for need in facts.missing(case, mode="terminated_round").value]
    assert "执行依据" not in names and "查封、扣押、冻结的裁定和回执" not in names
    assert {"终结本次执行程序裁定书", "限制消费令", "终本约谈笔录"} <= set(names) and "结案通知书" not in names


# ---- 整理 ----


def test_moved_renamed_and_put_in_order(house: House) -> None:
    case = house.case()
    rows = [filed(house, case, f"第{n}份") for n in range(3)]
    arrange(house, case, str(rows[2].pk), title="第2份", position=1)
    assert [title for _, title in told(case)] == ["第2份", "第0份", "第1份"]
    arrange(house, case, str(rows[0].pk), section="records", title="谈话笔录", made_on=date(2026, 11, 1), maker="书记员")
    assert told(case) == [("notice", "第2份"), ("notice", "第1份"), ("records", "谈话笔录")]
    before = len(story(case))
    arrange(house, case, str(rows[1].pk), title="第1份")
    assert len(story(case)) == before  # 没有变化，什么也不记


def test_an_attached_one_is_listed_once_it_is_arranged(house: House) -> None:
    case = house.case()
    frozen(house, case, "回执.txt")
    [one] = queries.materials(case)
    row = arrange(house, case, one.key, section="measures", title="银行回执")
    [now] = queries.materials(case)
    assert (now.key, now.title, now.source, now.file) == (str(row.pk), "银行回执", one.source, one.file)


def test_removed_with_a_reason_and_put_back(house: House) -> None:
    case = house.case()
    frozen(house, case, "回执.txt")
    [one] = queries.materials(case)
    given: dict[str, Any] = {"case": case, "actor": house.judge, "on": TODAY, "revision": None}
    with pytest.raises(Refused, match="没有填写移出的理由"):
        commands.remove(**given, key=one.key, reason=" ")
    row = commands.remove(**given, key=one.key, reason="重份")
    assert queries.materials(case) == [] and [gone.pk for gone in queries.removed(case.pk)] == [row.pk]
    with pytest.raises(Refused, match="没有这份材料"):
        commands.remove(**given, key=one.key, reason="重份")
    commands.put_back(**given, item=row.pk)
    assert [one.key for one in queries.materials(case)] == [str(row.pk)]
    with pytest.raises(Refused, match="没有移出过"):
        commands.put_back(**given, item=row.pk)


def test_only_those_who_may_file_arrange(house: House) -> None:
    case = house.case()
    row = filed(house, case, "甲")
    for actor in (house.president, house.other):
        with pytest.raises(PermissionDenied):
            commands.remove(case=case, actor=actor, on=TODAY, revision=None, key=str(row.pk), reason="重份")
    with pytest.raises(StalePage):
        commands.remove(case=case, actor=house.judge, on=TODAY, revision=1, key=str(row.pk), reason="重份")


# ---- 保管 ----


def test_hold_and_its_end(house: House) -> None:
    case = house.case()
    given: dict[str, Any] = {"case": case, "on": TODAY, "revision": None}
    with pytest.raises(PermissionDenied):
        commands.hold(**given, actor=house.judge, reason="涉诉")
    commands.hold(**given, actor=house.director, reason="涉诉")
    assert queries.holding(case.pk, TODAY) is not None
    with pytest.raises(Refused, match="已经暂停"):
        commands.hold(**given, actor=house.director, reason="又一次")
    commands.end_hold(**given, actor=house.director, reason="诉讼已结")
    assert queries.holding(case.pk, TODAY) is None and Hold.objects.count() == 1
    with pytest.raises(Refused, match="没有在暂停"):
        commands.end_hold(**given, actor=house.director, reason="再结束")


def test_quarantined_without_its_content(house: House) -> None:
    case = house.case()
    row = commands.quarantine(court_id=case.court_id, actor=house.judge, name="../a.docm", why="文件带宏，不收。", case=case, content=b"PK")
    assert (row.name, row.size, len(row.sha256)) == ("a.docm", 2, 64)
    assert list(queries.quarantined(case.court_id)) == list(Quarantined.objects.all())


# ---- 归档包 ----


@pytest.fixture(scope="module")
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def packed(house: House, picture: bytes, tmp_path: Path) -> tuple[Case, Package, Path]:
    case = house.case()
    filed(house, case, "执行通知书", content=pdf(["执行通知书"], pages=3))
    frozen(house, case, "回执.txt")
    stored = put(case, house.judge, "照片.jpg", picture)
    commands.file(case=case, actor=house.judge, on=TODAY, section="records", title="现场照片😀", file_id=stored.pk)
    row = commands.pack(case=case, actor=house.judge, on=TODAY, revision=None)
    path = tmp_path / "包.zip"
    path.write_bytes(open_(row.file).read())
    return case, row, path


def test_package_holds_everything_and_is_verified(house: House, packed: tuple[Case, Package, Path], picture: bytes) -> None:
    case, row, path = packed
    assert (row.items, row.pages, story(case)[-1]) == (3, 4, "dossier.Packed")
    with zipfile.ZipFile(path) as archive:
        manifest, names = json.loads(archive.read("manifest.json")), archive.namelist()
        assert {bytes(archive.read(one)) for one in names if one.endswith(".jpg")} == {picture}
    first, second, third = manifest["materials"]
    assert (first["title"], first["first_page"], second["title"], third["files"][0]["path"].endswith(".txt")) == ("执行通知书", 1, "现场照片😀", True)
    assert [one["path"][-4:] for one in second["files"]] == [".jpg", ".pdf"] and second["files"][1]["pdfa"] == "2B"
    assert manifest["front"]["pdfa"] == "2B" and any("执行依据" in one for one in manifest["missing"])
    report = verify(path)
    compare(report)
    assert report.ok and report.case == str(case) and report.files == 5 and "归档包" in report.notes[0]
    # 没有变动，再做一次是同一包；变了就是另一包
    again = commands.pack(case=case, actor=house.judge, on=TODAY, revision=None)
    assert again.pk == row.pk
    filed(house, case, "又一份")
    assert commands.pack(case=case, actor=house.judge, on=TODAY, revision=None).pk != row.pk


def test_a_changed_package_is_found(packed: tuple[Case, Package, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, row, path = packed
    content = bytearray(path.read_bytes())
    content[content.index(b"/MediaBox")] ^= 1
    (tmp_path / "改.zip").write_bytes(content)
    assert "不符" in verify(tmp_path / "改.zip").problems[0]
    added = shutil.copy(path, tmp_path / "多.zip")
    with zipfile.ZipFile(added, "a") as archive:
        archive.writestr("多的.txt", "x")
    assert "多出" in verify(Path(added)).problems[0]
    (tmp_path / "半.zip").write_bytes(content[:1000])
    assert "不是完好" in verify(tmp_path / "半.zip").problems[0]
    with zipfile.ZipFile(tmp_path / "别.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "没有清单" in verify(tmp_path / "别.zip").problems[0]
    assert command.run(Namespace(what="package", file=str(tmp_path / "半.zip"), json=False)) == 1
    assert "没有查登记" in capsys.readouterr().out
    assert command.run(Namespace(what="package", file=str(path), json=True)) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    report = replace(verify(path), chain={"seq": 1, "hash": "0"})
    compare(report)
    assert "链" in report.problems[0] and row.manifest_hash == report.manifest_hash


def test_no_package_of_nothing_or_of_damaged_files(house: House, media: Path) -> None:
    case = house.case()
    given: dict[str, Any] = {"case": case, "actor": house.judge, "on": TODAY, "revision": None}
    with pytest.raises(Refused, match="还没有材料"):
        commands.pack(**given)
    stored = filed(house, case, "执行通知书").file
    assert stored is not None
    storage.checked(stored.sha256).write_bytes(b"changed")
    with pytest.raises(Refused, match="不符"):
        commands.pack(**given)
    with pytest.raises(PermissionDenied):
        commands.pack(**given | {"actor": house.person(Post.SUPERVISOR)})
    assert not list(media.glob(".making-*"))
