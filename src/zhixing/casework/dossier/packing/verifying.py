"""核验归档包：各件的摘要对不对得上清单。只看包本身，不连数据库。"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from zhixing.casework.dossier.packing import FORMAT, MANIFEST

MAX_MANIFEST: Final = 64 * 2**20
BLOCK: Final = 2**20


@dataclass(slots=True)
class Report:
    """核验的结果。``problems`` 一处一句，没有就是完好；``notes`` 是本系统里对照的情况。"""

    case: str = ""
    items: int = 0
    files: int = 0
    manifest_hash: str = ""
    chain: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """完好。"""
        return not self.problems

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {
            "ok": self.ok, "case": self.case, "items": self.items, "files": self.files, "manifest": self.manifest_hash,
            "chain": self.chain, "problems": self.problems, "notes": self.notes,
        }


def verify(path: Path) -> Report:
    """清单里的每一件都在、摘要都对，没有多出来的。"""
    report = Report()
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest(packed, report)
            if manifest is not None:
                report.problems += _differences(packed, manifest, report)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        report.problems.append(f"不是完好的归档包：{error}")
    return report


def _manifest(packed: zipfile.ZipFile, report: Report) -> dict[str, Any] | None:
    if MANIFEST not in packed.namelist() or packed.getinfo(MANIFEST).file_size > MAX_MANIFEST:
        report.problems.append("包里没有清单 manifest.json，不是本系统的归档包。")
        return None
    text = packed.read(MANIFEST)
    try:
        found = json.loads(text)
        sound = found["format"] == FORMAT and isinstance(found["materials"], list)
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        report.problems.append("清单读不出，或者不是本系统的格式。")
        return None
    report.manifest_hash = hashlib.sha256(text).hexdigest()
    report.case, report.items, report.chain = str(found.get("case", "")), len(found["materials"]), dict(found.get("chain", {}))
    return dict(found)


def _differences(packed: zipfile.ZipFile, manifest: dict[str, Any], report: Report) -> Iterator[str]:
    present = packed.namelist()
    if doubled := {name for name in present if present.count(name) > 1} if len(set(present)) < len(present) else set():
        yield f"同一个名字有两件：{'、'.join(sorted(doubled))}。"
    wanted = {one["path"]: one for one in [manifest["front"], *(file for row in manifest["materials"] for file in row["files"])]}
    report.files = len(wanted)
    for name, one in wanted.items():
        if name not in present:
            yield f"少了“{name}”。"
        elif _hash(packed, name) != one["sha256"]:
            yield f"“{name}”的内容与清单的摘要不符。"
    for name in sorted(set(present) - set(wanted) - {MANIFEST}):
        yield f"多出“{name}”，清单里没有。"


def _hash(packed: zipfile.ZipFile, name: str) -> str:
    """一件的摘要；压缩包自己的校验就不对的为空。"""
    found = hashlib.sha256()
    try:
        with packed.open(name) as part:
            while block := part.read(BLOCK):
                found.update(block)
    except zipfile.BadZipFile:
        return ""
    return found.hexdigest()
