"""``zhixing assign``：预看什么也不改，抽，核验不用数据库。"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from centre.conftest import hall as hall
from centre.hall import Hall
from centre.test_draws import waiting
from cli.running import run

from zhixing.casework.centre import commands, queries_draws
from zhixing.casework.centre.models import Draw
from zhixing.entrances import clock
from zhixing.entrances.cli import assign
from zhixing.entrances.cli.usage import Parser
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    parser = Parser("zhixing assign")
    assign.register(parser)
    assert assign.run(parser.parse_args([*words, "--json"])) == 0
    return json.loads(capsys.readouterr().out)


def test_look_draw_and_verify(hall: Hall, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = waiting(hall, "simple", "complex")
    today = clock.now().date()
    told = ran(capsys, "--dry-run", "--as", hall.centre.username)
    assert told["seed"] is None and [one["number"] for one in told["cases"]] == [case.number for case in rows] and not Draw.objects.exists()
    assert told["pools"]["simple"]["judges"] == [{"name": hall.judges["simple"].name, "share": 100}] and "judge" not in told["cases"][0]
    with context.at(clock.now() - timedelta(days=1)):
        commands.commit_seeds(court=hall.court, actor=Job("分案种子"), on=today - timedelta(days=1))
    done = ran(capsys, "--all", "--as", hall.centre.username, "--token", "x")
    assert [one["judge"] for one in done["lots"]] == [hall.judges["simple"].name, hall.judges["complex"].name]
    assert ran(capsys, "--all", "--as", hall.centre.username, "--token", "x")["draw"] == done["draw"]
    with context.at(clock.now() + timedelta(days=1)):
        commands.show_seeds(court=hall.court, actor=Job("分案种子"), on=today + timedelta(days=1))
    path = tmp_path / "记录.json"
    file = queries_draws.document(Draw.objects.select_related("seed").get())
    path.write_text(json.dumps(file), "utf-8")
    assert run(capsys, "assign", "--verify", str(path), "--json")[0] == 0
    file["record"]["lots"][0]["judge"] = hall.judges["complex"].pk
    path.write_text(json.dumps(file), "utf-8")
    code, out, _ = run(capsys, "assign", "--verify", str(path), "--json")
    assert code == 1 and {one["code"] for one in json.loads(out)["reasons"]} == {"draw.digest", "draw.lot"}
    path.write_text("不是", "utf-8")
    assert run(capsys, "assign", "--verify", str(path))[0] == 1
    assert run(capsys, "assign")[0] == 2
