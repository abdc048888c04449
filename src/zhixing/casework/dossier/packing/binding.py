"""把卷宗装进一个压缩包。"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from zhixing.casework.dossier.packing import FORMAT, MANIFEST, printing
from zhixing.casework.dossier.queries import Material
from zhixing.foundation.files import pdf, pictures, storage
from zhixing.foundation.files.commands import clean
from zhixing.foundation.files.sniff import PDF, PICTURES
from zhixing.law import dossier as law

FRONT: Final = "卷宗封面和目录.pdf"
VOLUMES: Final = {"main": "正卷", "sub": "副卷"}
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""压缩包里一律写这个时间。"""
LONGEST_NAME: Final = 60
MOST_PIXELS: Final = 60_000_000
"""再大的图片不另印成页，只收原件。"""
_PDFA: Final = re.compile(rb"pdfaid:part\W{1,8}(\d)")
_LEVEL: Final = re.compile(rb"pdfaid:conformance\W{1,8}([A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """要装的一卷：封面上写的各项，材料，还缺什么，案件链的末端，写进文件的日子。"""

    court: str
    number: str
    facts: tuple[tuple[str, str], ...]
    materials: tuple[Material, ...]
    missing: tuple[str, ...]
    chain: dict[str, Any]
    retention: dict[str, Any]
    on: date


@dataclass(slots=True)
class Bound:
    """装好的：压缩包在哪里，清单的摘要，几份，几页。"""

    path: Path
    manifest_hash: str = ""
    items: int = 0
    pages: int = 0


@dataclass(slots=True)
class _Binder:
    """正在装的一包。``folder`` 是临时目录。"""

    volume: Volume
    folder: Path
    zip: zipfile.ZipFile
    page: int = 1
    listed: list[dict[str, Any]] = field(default_factory=list)

    def take(self, number: int, one: Material) -> None:
        """装进一份，记到清单上。"""
        section = law.section(one.section)
        pages = _pages(one)
        files = [self.put(path, name) for path, name in self.parts(number, one)]
        self.listed.append({
            "number": number, "volume": VOLUMES[section.volume], "section": section.name, "title": one.title,
            "made_on": one.made_on.isoformat() if one.made_on else None, "maker": one.maker, "pages": pages,
            "first_page": self.page if pages else None, "original": one.original, "source": one.source, "files": files,
        })
        self.page += pages or 0

    def parts(self, number: int, one: Material) -> Iterator[tuple[Path, str]]:
        """这一份的各个文件：原样的；图片另有印成页的。"""
        if one.file is None:
            return
        place = storage.checked(one.file.sha256)
        stem = _place(one, number)
        yield place, f"{stem}.{one.file.name.rpartition('.')[2].lower()}"
        if one.file.media_type in PICTURES and (printed := self.printed(place, one)):
            yield printed, f"{stem}.pdf"

    def printed(self, place: Path, one: Material) -> Path | None:
        """图片印成一页；太大的、印不了的为空。"""
        assert one.file is not None
        wide, high = pictures.size(place.read_bytes()) or (0, 0)
        if wide * high > MOST_PIXELS:
            return None
        copy = self.folder / f"picture.{one.file.name.rpartition('.')[2].lower()}"
        shutil.copyfile(place, copy)
        made = printing.picture(copy, one.title, self.volume.on)
        if made is None:
            return None
        page = self.folder / "page.pdf"
        page.write_bytes(made)
        return page

    def put(self, path: Path, name: str) -> dict[str, Any]:
        """装进一个文件，给出清单上的一项。"""
        with path.open("rb") as source, self.zip.open(_member(name), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 2**20)
        found = {"path": name, "sha256": storage.hash_of(path), "size": path.stat().st_size}
        return found | ({"pdfa": _pdfa(path)} if name.endswith(".pdf") else {})


def bind(volume: Volume, folder: Path) -> Bound:
    """装成一个压缩包，写在 ``folder`` 里。盘上的材料坏了抛出 ``storage.Damaged``。"""
    bound = Bound(folder / "package.zip", items=len(volume.materials))
    with zipfile.ZipFile(bound.path, "w", zipfile.ZIP_STORED) as packed:
        binder = _Binder(volume, folder, packed)
        for number, one in enumerate(volume.materials, 1):
            binder.take(number, one)
        bound.pages = binder.page - 1
        front = folder / "front.pdf"
        front.write_bytes(printing.front(_front(volume, binder.listed, bound.pages), volume.on))
        manifest = text(_manifest(volume, binder.listed, binder.put(front, FRONT)))
        packed.writestr(_member(MANIFEST), manifest)
    bound.manifest_hash = hashlib.sha256(manifest).hexdigest()
    return bound


def text(manifest: dict[str, Any]) -> bytes:
    """清单的字节：键排好序，一项一行，给人看也给程序看。"""
    return (json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _member(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, EPOCH)
    found.external_attr, found.create_system = 0o644 << 16, 3
    return found


def _place(one: Material, number: int) -> str:
    """包里的位置，不带扩展名：卷、目录、序号、名称。"""
    section = law.section(one.section)
    folder = f"{law.rank(one.section) + 1:02}-{section.name}"
    return f"{VOLUMES[section.volume]}/{folder}/{number:04}-{clean(one.title)[:LONGEST_NAME].strip(' .')}"


def _pages(one: Material) -> int | None:
    """几页；以前收的没有数过，现在数。"""
    if one.pages is not None or one.file is None or one.file.media_type != PDF.media:
        return one.pages
    try:
        return int(pdf.asked(storage.checked(one.file.sha256).read_bytes(), "look")["pages"])
    except pdf.Unreadable:
        return None


def _pdfa(path: Path) -> str | None:
    """写明是 PDF/A 的哪一级，如 ``2B``；没有写明的为 ``None``。"""
    content = path.read_bytes()
    part, level = _PDFA.search(content), _LEVEL.search(content)
    return (part[1] + level[1]).decode() if part and level else None


def _manifest(volume: Volume, listed: list[dict[str, Any]], front: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT, "court": volume.court, "case": volume.number, "facts": [list(pair) for pair in volume.facts], "front": front,
        "chain": volume.chain, "retention": volume.retention, "missing": list(volume.missing), "materials": listed,
    }


def _front(volume: Volume, listed: list[dict[str, Any]], pages: int) -> dict[str, Any]:
    """封面、目录、备考表上的字。"""
    return {
        "court": volume.court, "number": volume.number, "facts": [list(pair) for pair in volume.facts], "rows": list(_rows(listed)),
        "count": f"{len(listed)}份", "paged": f"数得出页数的共{pages}页", "missing": list(volume.missing),
    }


def _rows(listed: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """目录的行：换一目先印目名。"""
    heading = ""
    for row in listed:
        if (found := f"{row['volume']}　{row['section']}") != heading:
            heading = found
            yield [heading]
        span = f"{row['first_page']}" if row["pages"] == 1 else f"{row['first_page']}-{row['first_page'] + row['pages'] - 1}" if row["pages"] else "—"
        yield [str(row["number"]), row["title"], row["maker"], row["made_on"] or "", span]
