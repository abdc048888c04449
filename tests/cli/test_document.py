"""zhixing document list、zhixing document render。"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from cli.running import run

from zhixing.casework.documents import papers
from zhixing.entrances.cli.main import main


def document(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    return run(capsys, "document", *words)


@pytest.fixture
def sample(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Path:
    """命令自己给的样张数据，存成文件。"""
    code, out, _ = document(capsys, "list", "执行通知书", "--sample")
    assert code == 0
    path = tmp_path / "data.json"
    path.write_text(out, "utf-8")
    return path


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = document(capsys, "list")
    assert code == 0 and "enforcement_notice      执行通知书" in out and len(out.splitlines()) > 40
    code, out, _ = document(capsys, "list", "--json")
    assert code == 0 and {"code": "summons", "title": "传票"} in json.loads(out)


def test_fields_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = document(capsys, "list", "enforcement_notice")
    assert code == 0 and "number：文书案号（必填；案号，如 （2026）内0221执123号）" in out and "  holder：户名（必填；" in out


def test_fields_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = document(capsys, "list", "summons", "--json")
    data = json.loads(out)
    assert code == 0 and data["code"] == "summons" and any(line.startswith("person：") for line in data["fields"])


def test_render(capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path) -> None:
    code, out, err = document(capsys, "render", "执行通知书", "--data", str(sample), "--out", str(tmp_path / "a.pdf"))
    assert code == 0 and not err and "已印成执行通知书" in out
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_bad_data_says_each_place(capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path) -> None:
    sample.write_text(json.dumps(json.loads(sample.read_text("utf-8")) | {"court": "", "days": 0}, ensure_ascii=False), "utf-8")
    words = ("render", "enforcement_notice", "--data", str(sample), "--out", str(tmp_path / "a.pdf"))
    code, _, err = document(capsys, *words)
    assert code == 1 and "有2处不对" in err and "“法院名称”没有填写。" in err and not (tmp_path / "a.pdf").exists()
    code, out, err = document(capsys, *words, "--json")
    assert code == 1 and not err and len(json.loads(out)["problems"]) == 2


def test_missing_glyph_is_told(capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path) -> None:
    sample.write_text(sample.read_text("utf-8").replace("林立春", "林\U00030000"), "utf-8")
    code, _, err = document(capsys, "render", "执行通知书", "--data", str(sample), "--out", str(tmp_path / "a.pdf"))
    assert code == 1 and "U+30000" in err and not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize(("content", "said"), [("{", "不是 JSON"), ("[]", "最外层应当是一个对象"), ("[" * 100_000, "不是 JSON")])
def test_bad_files(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "data.json"
    path.write_text(content, "utf-8")
    code, _, err = document(capsys, "render", "传票", "--data", str(path), "--out", str(tmp_path / "a.pdf"))
    assert code == 1 and said in err


def test_missing_file_and_unwritable_place(capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path) -> None:
    code, _, err = document(capsys, "render", "传票", "--data", str(tmp_path / "none.json"), "--out", "-")
    assert code == 1 and "文件打不开" in err
    code, _, err = document(capsys, "render", "执行通知书", "--data", str(sample), "--out", str(tmp_path / "no/a.pdf"))
    assert code == 1 and "写不进" in err


def test_unknown_template(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = document(capsys, "render", "情书", "--data", "-", "--out", "-")
    assert code == 2 and "没有“情书”这种文书" in err


def test_through_pipes(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps(papers.template("summons").sample("minimal")).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert main(["document", "render", "传票", "--data", "-", "--out", "-"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"%PDF-")
