"""zhixing parse judgment。"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zhixing.entrances.cli.main import main

TEXT = (
    "青山县人民法院\n民事判决书\n（2025）内0299民初77号\n原告：林立春。\n判决如下：\n"
    "一、郑小满于本判决生效之日起十日内返还林立春借款5万元；二、驳回其他诉讼请求。\n审判员 某某\n"
)


def test_json_keeps_the_spans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text(TEXT, "utf-8")
    assert main(["parse", "judgment", str(paper), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    item = made["items"][0]
    assert item["sums"][0]["fen"] == 5_000_000
    assert TEXT[item["sums"][0]["start"]:item["sums"][0]["end"]] == "5万元"
    assert made["heading"]["number"]["value"] == "（2025）内0299民初77号"


def test_lines_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text(
        "一、郑小满于本判决生效之日起十日内返还林立春借款5万元及利息（"
        "以5万元为基数，自2024年1月1日起至付清之日止按年利率6%计算）",
        "utf-8",
    )
    assert main(["parse", "judgment", str(paper), "--operative"]) == 0
    shown = capsys.readouterr().out
    assert "郑小满 → 林立春" in shown
    assert "年利率 6%，2024-01-01 至 付清之日" in shown


@pytest.mark.parametrize(("content", "words"), [(b"no operative part", "没有找到主文"), (b"%PDF-1.4", "PDF")])
def test_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str) -> None:
    paper = tmp_path / "a"
    paper.write_bytes(content)
    assert main(["parse", "judgment", str(paper)]) == 1
    assert words in capsys.readouterr().err


def test_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "judgment", "没有这个文件.txt"]) == 1
    assert "打不开" in capsys.readouterr().err


def test_no_django_is_loaded() -> None:
    code = "import sys; from zhixing.entrances.cli.main import main; main(['parse', 'judgment', '-']); assert 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], input=TEXT.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
