"""``zhixing verify document``：没有数据库也能核验；退出码和说法；演示法院的印章。有数据库的见 ``tests/portal``。"""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from documents import pages

from zhixing.casework.documents import sealing
from zhixing.casework.documents.sealing import testing
from zhixing.entrances.cli import database, demo, verify
from zhixing.entrances.cli.main import COMMANDS, main

NOW = datetime(2026, 11, 21, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def original(seal: Path, tmp_path: Path) -> Path:
    """盖好的一份。"""
    pdf = sealing.sign(
        pages.printed("freeze_ruling", "typical"), court_name="某某市青山县人民法院", reason="裁定书", at=NOW, dated=date(2026, 11, 20),
    )
    place = tmp_path / "裁定书.pdf"
    place.write_bytes(pdf)
    return place


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """没有数据库的电脑。"""
    monkeypatch.delenv("ZHIXING_DB", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("django.apps.apps.ready", False)


def test_without_a_database_none_is_made(seal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = COMMANDS["verify"]
    assert not command.opens(["document", "x.pdf"]) and not command.opens(["--json", "document", "x.pdf"])
    assert command.opens(["documents"]) and command.opens(["history"])
    (seal.parent / "pgdata").mkdir(exist_ok=True)
    assert command.opens(["document", "x.pdf"])
    (seal.parent / "pgdata").rmdir()
    monkeypatch.setenv("ZHIXING_DB", "postgresql:///x")
    assert database.present(Path("/nowhere")) and command.opens(["document", "x.pdf"])


def test_an_original(original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "document", str(original)]) == 0
    shown = capsys.readouterr().out
    assert "签名有效：某某市青山县人民法院盖的章" in shown and "没有查登记" in shown


def test_a_changed_one_as_json(original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(original.read_bytes())
    content[content.index(b"stream") + 40] ^= 1
    original.write_bytes(content)
    assert main(["verify", "document", str(original), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and told["signature"]["code"] == "broken" and told["registered"] is None and len(told["sha256"]) == 64


def test_a_huge_file_is_not_read_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7")
        os.truncate(file.fileno(), 60 * 2**20)
    assert main(["verify", "document", str(huge)]) == 1 and "超过50 MB" in capsys.readouterr().out


def test_what_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["verify", "document"]) == 2 and "写明要核验的文件" in capsys.readouterr().err
    assert main(["verify", "document", str(tmp_path / "none.pdf")]) == 1 and "文件打不开" in capsys.readouterr().err
    assert verify.LARGEST == 50 * 2**20


def test_the_demo_court_gets_a_seal_once_and_a_real_one_never(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZHIXING_SEAL", str(tmp_path / "own.p12"))
    demo._seal()
    assert not (tmp_path / "home").exists()
    monkeypatch.delenv("ZHIXING_SEAL")
    demo._seal()
    made = (tmp_path / "home/seal" / testing.KEY).read_bytes()
    demo._seal()
    assert (tmp_path / "home/seal" / testing.KEY).read_bytes() == made and sealing.ready("某某市青山县人民法院") == ""
