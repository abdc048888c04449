"""``zhixing import flow``：试导不留痕，导几遍一样，有出入就返回 1。"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from exchange.flows import book
from spine import House

from zhixing.casework.cases.queries import Case
from zhixing.entrances.cli import importing as command
from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.jobs import tasks
from zhixing.exchange import flow
from zhixing.exchange.models import FlowImport
from zhixing.foundation.history.queries import seq


@pytest.fixture
def export(case: Case, tmp_path: Path) -> Path:
    path = tmp_path / "流程系统导出_20261101_0800.xlsx"
    row = {"AH": case.number, "C_ID": "1", "冻结类型": "银行存款", "冻结清单序号": "1", "冻结生效日期": "2026-10-28"}
    path.write_bytes(book(冻结=[row], 约谈=[{"AH": "（2026）内0221执9号", "被约谈人": "甲某", "约谈时间": "2026-10-28"}]))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    parser = argparse.ArgumentParser()
    command.register(parser)
    code = command.run(parser.parse_args(["flow", *map(str, words), "--json"]))
    return code, json.loads(capsys.readouterr().out)


def test_a_dry_run_then_the_import_then_again(house: House, case: Case, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = seq(case.stream)
    code, told = run(capsys, export, "--dry-run", "--court", "内0221")
    assert (code, told["added"], told["unread"], seq(case.stream), FlowImport.objects.count()) == (1, 1, 1, before, 0)
    code, told = run(capsys, export, "--as", house.director.username)
    assert (code, told["added"], told["as"], seq(case.stream)) == (1, 1, house.director.username, before + 1)
    assert told["exported_at"].startswith("2026-11-01T08:00")
    code, told = run(capsys, export, "--as", house.director.username)
    assert (told["added"], told["same"], seq(case.stream)) == (0, 1, before + 1)
    assert told["rows"][0]["text"] == "本院没有这件案件"


def test_plain_words(house: House, case: Case, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    command.register(parser)
    assert command.run(parser.parse_args(["flow", str(export)])) == 1
    text = capsys.readouterr().out
    assert "没有读  “约谈”第 2 行  （2026）内0221执9号：本院没有这件案件" in text and "共 2 行：新登记 1，没有读 1" in text


def test_a_wrong_time_is_told(house: House, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match="不是时间"):
        run(capsys, export, "--exported-at", "昨天")


def test_the_job_carries_out_a_queued_run(house: House, case: Case, export: Path) -> None:
    queued = flow.start(court=house.court, user=house.filing, name=export.name, content=export.read_bytes())
    assert queued.state == "queued"
    tasks.bring_flow(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.added, queued.unread) == ("done", 1, 1)
