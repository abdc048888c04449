"""``zhixing takeover FILE``：不签字只核对；签了字的接管；断了再来一次接着办。"""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange import moving
from offices import Office

from zhixing.casework.cases.commands import taking_over
from zhixing.casework.cases.queries import Case
from zhixing.entrances import clock
from zhixing.entrances.cli import takeover as command
from zhixing.entrances.cli.trouble import Trouble
from zhixing.exchange import takeover
from zhixing.exchange.models import Takeover
from zhixing.foundation.history.queries import Entry


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser)
    return command.run(parser.parse_args([*map(str, words)]))


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def file(world: Office, tmp_path: Path) -> Path:
    """四件在办，三项冻结。"""
    path = tmp_path / "接管.xlsx"
    today: date = clock.now().date()
    path.write_bytes(moving.court([world.judge.name, world.other_judge.name], 4, 3, {1: today + timedelta(1)}, today))
    return path


def test_a_dry_run_writes_nothing(world: Office, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "对账.xlsx"
    assert run(file, "--dry-run", "--json", "--reconciliation", sheet) == 0
    data = told(capsys)
    assert (data["ok"], data["good"], data["bad"], data["moved"]) == (True, 4, 0, 0)
    assert {(row["sheet"], row["what"]): row["source"] for row in data["figures"]}["控制措施", "金额"] == 3 * 300_005
    assert sheet.read_bytes().startswith(b"PK")
    assert not Case.objects.exists() and not Takeover.objects.exists()


def test_without_a_signature_it_only_checks(world: Office, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file) == 1
    assert "没有写明谁签字" in capsys.readouterr().out
    assert not Case.objects.exists() and not Takeover.objects.exists()


def test_signed_by_the_bureau_head_it_moves(world: Office, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = clock.now().date()
    assert run(file, "--sign", world.director.username, "--live-on", live, "--json") == 0
    data = told(capsys)
    assert (data["ok"], data["moved"]) == (True, 4) and all(row["agrees"] and row["written"] == row["planned"] for row in data["figures"])
    entry = Entry.objects.filter(type="cases.TakenOver").first()
    assert entry is not None and entry.actor_id == world.filing.pk and entry.reason == f"{world.director}签字" and entry.entrance == "cli"
    assert run(file, "--sign", world.director.username, "--keep-good") == 1, "同一文件再来，一件也不重复"
    out = capsys.readouterr().out
    assert "不能签字：没有合格的案件" in out and "已在本院登记" in out and Case.objects.count() == 4


def test_faults_stop_it_unless_told_to_keep_the_good(world: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "接管.xlsx"
    path.write_bytes(moving.packed([moving.case(1, world.judge.name), moving.case(2, "不存在的人")]))
    assert run(path, "--sign", world.director.username) == 1
    assert "不能签字：还有 1 件不合格" in capsys.readouterr().out and not Case.objects.exists()
    assert run(path, "--sign", world.director.username, "--keep-good") == 1
    out = capsys.readouterr().out
    assert "“案件”第 3 行 承办人" in out and "接管了 1 件" in out


def test_a_broken_run_goes_on(world: Office, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "BATCH", 2)
    real, calls = taking_over.take_over, [0]

    def breaks(**given: Any) -> list[Case]:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(taking_over, "take_over", breaks)
    with pytest.raises(KeyboardInterrupt):
        run(file, "--sign", world.director.username)
    assert Case.objects.count() == 2
    assert run(file, "--sign", world.director.username) == 0
    assert Case.objects.count() == 4 and Takeover.objects.count() == 1


def test_who_signs_and_who_uploads(world: Office, file: Path) -> None:
    for words in (["--sign", "nobody"], ["--as", "nobody"], ["--as", world.filing.username, "--court", "内0222"], ["--court", "内0222"]):
        with pytest.raises(Trouble):
            run(file, *words)
    with pytest.raises(Trouble, match="没有这个文件"):
        run(file.parent / "没有.xlsx")
    with pytest.raises(Exception, match="接管签字"):
        run(file, "--sign", world.centre.username)
