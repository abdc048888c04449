"""核验计息单：每一版都能照存下的输入重算；被改过的、程序变了算出来不同的，说得出来。"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

import pytest
from case_debts import make, pay, sign, state, void
from spine import House

from zhixing.casework.funds import verify as checking
from zhixing.casework.funds.models import Sheet
from zhixing.casework.funds.verify import verify
from zhixing.entrances.cli import verify as command
from zhixing.law import double_interest, sheet_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def sheet(house: House) -> Sheet:
    """确认了的一版，另有作废的一版。"""
    case = house.case()
    state(house, case)
    make(house, case)
    void(house, case, 1)
    pay(house, case)
    return sign(house, case, make(house, case).number)


def tampered(monkeypatch: pytest.MonkeyPatch, **columns: Any) -> None:
    """读出来的行已经被人改过：测试用的角色没有权限真改，在读的时候换掉。"""
    real = Sheet.from_db.__func__

    def forged(cls: type[Sheet], db: str, names: Any, values: Any) -> Sheet:
        row: Sheet = real(cls, db, names, values)
        for name, value in columns.items():
            setattr(row, name, value(getattr(row, name)))
        return row

    monkeypatch.setattr(Sheet, "from_db", classmethod(forged))


def test_every_stored_sheet_is_computed_again(sheet: Sheet) -> None:
    report = verify()
    assert report.ok and (report.sheets, report.older) == (2, 0)


@pytest.mark.parametrize(("column", "change"), [
    ("result", lambda old: {**old, "total": "1.00"}), ("inputs", lambda old: {**old, "title": "别的判决"}),
    ("total_fen", lambda old: old + 1), ("notes", lambda old: [*old, "加的"]), ("inputs_hash", lambda old: "0" * 64),
])
def test_a_changed_row_is_found(sheet: Sheet, monkeypatch: pytest.MonkeyPatch, column: str, change: Any) -> None:
    tampered(monkeypatch, **{column: change})
    report = verify()
    assert "altered" in {one.code for one in report.differences} and str(sheet.case) in report.differences[0].text


def test_a_signature_without_its_event_is_found(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    tampered(monkeypatch, signed_at=lambda old: sheet.signed_at, signed_name=lambda old: "某法官")
    assert [(one.code, one.number) for one in verify().differences] == [("unsigned", 1)]


def test_other_code_other_sums_are_told_with_both(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_code, "digest", lambda: "another")
    assert verify().ok, "程序变了，算出来一样就对得上"
    assert verify().older == 2
    real = checking.computed

    def dearer(claim: Any, as_of: Any) -> Any:
        return real(claim.under(claim.switches.with_changes({"basis": "360"})), as_of)

    monkeypatch.setattr(checking, "computed", dearer)
    first = verify().differences[0]
    assert first.code == "result" and "当时" in first.text and "现在" in first.text and "another" in first.text


def test_the_command_tells_and_exits(sheet: Sheet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(Namespace(what="sheets", file=None, json=False)) == 0
    assert capsys.readouterr().out.strip() == "全部对得上：2版计息单。"
    tampered(monkeypatch, total_fen=lambda old: old + 1)
    assert command.run(Namespace(what="sheets", file=None, json=True)) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and told["sheets"] == 2 and {one["code"] for one in told["differences"]} == {"altered"}


def test_the_digest_covers_all_code_that_enters_a_sheet() -> None:
    """算计息单要用到的模块，除了说话、排版的，都在摘要里。"""
    import ast
    from importlib.resources import files

    law = files("zhixing.law")
    seen, todo = set[str](), ["interest_sheet", "debt_reading"]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in ast.walk(ast.parse(law.joinpath(f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zhixing.law"):
                inner = (node.module or "").removeprefix("zhixing.law").strip(".")
                todo += [inner] if inner else [alias.name for alias in node.names]
    wording = {"articles", "finding", "texts", "words"}
    assert {name for name in seen - wording if not sheet_code._counts(f"{name}.py")} == set()
    assert double_interest.__name__.rpartition(".")[2] in seen
