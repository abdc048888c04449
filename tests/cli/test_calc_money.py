"""zhixing calc fee、distribute、capitals。"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cli.running import run


def calc(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    return run(capsys, "calc", *words)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = calc(capsys, *words)
    assert not err
    return code, json.loads(out)


def table(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "claims.csv"
    path.write_text(text, encoding)
    return str(path)


@pytest.mark.parametrize(("words", "expected"), [
    (["--kind", "execution", "--amount", "1,271,066.67"], {"fee": "15111.00", "exact": "15110.67", "fee_fen": 1511100}),
    (["--kind", "preservation", "--amount", "99999"], {"fee": "1019.99"}),
    (["--kind", "preservation", "--amount", "0"], {"fee": "30.00"}),
    (["--kind", "litigation", "--amount", "1000000"], {"fee": "13800.00"}),
    (["--kind", "litigation", "--amount", "1000000", "--halve", "mediated", "--halve", "summary"], {"fee": "6900.00"}),
    (["--kind", "execution", "--gross", "100000"], {"claim": "98620.69", "fee": "1379.31"}),
    (["--kind", "execution", "--amount", "180000", "--charged", "350"], {"fee": "2600.00", "further": "2250.00"}),
    (["--kind", "execution", "--set", "500"], {"fee": "500.00"}),
    (["--kind", "execution", "--amount", "500001", "--round", "cent"], {"fee": "7400.01"}),
])
def test_fee(capsys: pytest.CaptureFixture[str], words: list[str], expected: dict[str, object]) -> None:
    code, data = answer(capsys, "fee", *words)
    assert code == 0 and data["ok"] is True
    assert {key: data[key] for key in expected} == expected
    assert all(step["article"] for step in data["steps"])


def test_fee_readable(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = calc(capsys, "fee", "--kind", "execution", "--amount", "1000000", "--text")
    assert code == 0 and "费用：12,400.00元" in out and "《诉讼费用交纳办法》" in out


@pytest.mark.parametrize("words", [
    ["--kind", "execution", "--amount", "0"], ["--kind", "litigation", "--amount", "0"], ["--kind", "execution", "--amount", "-5"],
    ["--kind", "execution", "--amount", "NaN"], ["--kind", "execution", "--amount", "1.234"], ["--kind", "execution"], ["--amount", "5"],
    ["--kind", "divorce", "--amount", "5"], ["--kind", "preservation", "--gross", "5"], ["--kind", "execution", "--set", "501"],
    ["--kind", "litigation", "--set", "50"], ["--kind", "preservation", "--amount", "5", "--charged", "1"],
    ["--kind", "execution", "--amount", "5", "--gross", "5"],
])
def test_bad_fee(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, data = answer(capsys, "fee", *words)
    assert code == 2 and data["ok"] is False
    assert any("\u4e00" <= char <= "\u9fff" for char in data["reason"])


def test_capitals_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert calc(capsys, "capitals", "1,409.50", "--text")[:2] == (0, "壹仟肆佰零玖元伍角\n")
    assert calc(capsys, "capitals", "--parse", "人民币壹仟肆佰零玖圆伍角正", "--text")[:2] == (0, "1,409.50\n")
    code, data = answer(capsys, "capitals", "--parse", "零元伍角")
    assert (code, data) == (0, {"ok": True, "amount": "0.50", "amount_fen": 50, "capitals": "伍角"})


@pytest.mark.parametrize("words", [["abc"], ["1000000000000"], ["--parse", "壹元"], ["--parse", ""], [], ["1", "--parse", "壹元整"]])
def test_bad_capitals(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, data = answer(capsys, "capitals", *words)
    assert code == 2 and data["reason"]


P5 = "编号,债权额,顺位,债权人\nc1,8000,执行费用、变价费用,评估\nc2,60000,costs,\nc3,32400,costs,\nr,150000,kept,\nm,\"1,800,000\",mortgage,某银行\n" \
    "A,1000000,,甲\nB,600000,,乙\nC,400000.01,,丙\n"


@pytest.mark.parametrize(("words", "shares"), [
    ([], [47480000, 28488000, 18992000]),
    (["--first", "A", "--first-seal", "weight", "--reason", "首封"], [51796363, 25898182, 17265455]),
    (["--first", "A", "--first-seal", "share", "--reason", "首封"], [56976000, 22790400, 15193600]),
])
def test_p5(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], shares: list[int]) -> None:
    code, data = answer(capsys, "distribute", table(tmp_path, P5), "--pot", "3000000", *words)
    assert code == 0
    assert [line["share_fen"] for line in data["lines"][-3:]] == shares
    assert data["lines"][-4]["rest_fen"] == 0 and data["refund_fen"] == 0
    assert data["levels"][-1]["before_fen"] == 94960000
    if not words:
        assert data["levels"][-1]["ratio"] == "47.4799997626%"


def test_company_in_the_order_of_seizure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "id,amount,seized\nB,600000,2024-03-02\nA,1000000,2024-03-01\nC,400000.01,\n"
    _, data = answer(capsys, "distribute", table(tmp_path, text), "--pot", "949600", "--ladder", "company")
    assert {line["id"]: line["share"] for line in data["lines"]} == {"A": "949600.00", "B": "0.00", "C": "0.00"}


def test_out_file_and_refund(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    words = ("distribute", table(tmp_path, "编号,债权额\n=1+1,0.01\nb,0.01\nc,0.01\n", "gb18030"), "--pot", "1.00", "--out", str(out))
    code, data = answer(capsys, *words)
    assert (code, data["refund"], data["count"]) == (0, "0.97", 3) and "lines" not in data
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert [row[6] for row in rows[1:]] == ["0.01", "0.01", "0.01", "0.97"]
    assert rows[-1][0] == "退还被执行人" and rows[1][0] == "'=1+1"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(("text", "told"), [
    ("编号,债权额\na,1\nb,NaN\n", "第3行债权额"), ("编号,债权额\na,-1\n", "第2行债权额"), ("编号,债权额\na,1\na,2\n", "第3行：编号“a”与第2行重复"),
    ("编号,债权额\na,1,2\n", "第2行：比表头多了1格"), ("编号,债权额\na,\n", "第2行：没有债权额"), ("编号,债权额\n,1\n", "第2行：没有编号"),
    ("编号,金额\na,1\n", "第1行：不认识的列“金额”"), ("编号\na\n", "缺少列“债权额”"), ("", "缺少列"), ("编号,债权额\n", "没有债权"),
    ("编号,债权额,顺位\na,1,工资\n", "第2行顺位：没有顺位“工资”"), ("编号,债权额,查封时间\na,1,昨天\n", "第2行查封时间"),
    ("编号,编号,债权额\na,b,1\n", "重复的列"), ("编号,债权额,暂不发放\na,1,懒\n", "第2行暂不发放：没有暂不发放的原因“懒”"),
    ("编号,债权额,财产\na,1,房\n", "没有写明财产“房”"), ('编号,债权额\na,"1\n', "写法不对"),
])
def test_bad_tables_name_the_row(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, told: str) -> None:
    out = tmp_path / "plan.csv"
    code, data = answer(capsys, "distribute", table(tmp_path, text), "--pot", "1", "--out", str(out))
    assert code == 2 and told in data["reason"], data
    assert not out.exists()


@pytest.mark.parametrize("words", [
    ["--pot", "-1"], ["--pot", "x"], ["--pot", "1", "--first-seal", "weight"], ["--pot", "1", "--first-seal", "weight", "--first", "a"],
    ["--pot", "1", "--ladder", "naval"], ["--pot", "1", "--asset", "房"], ["--pot", "1", "--asset", "房=1", "--asset", "房=2"], [],
    ["--pot", "1", "--ladder", "company", "--first-seal", "weight", "--first", "a", "--reason", "x"],
])
def test_bad_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str]) -> None:
    code, data = answer(capsys, "distribute", table(tmp_path, "id,amount\na,1\n"), *words)
    assert code == 2 and data["reason"]


def test_a_missing_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, data = answer(capsys, "distribute", str(tmp_path / "none.csv"), "--pot", "1")
    assert code == 2 and "文件" in data["reason"]


def test_one_bad_row_among_many(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = "".join(f"{i},{i % 977}.5\n" for i in range(200_000))
    code, data = answer(capsys, "distribute", table(tmp_path, f"id,amount\n{rows}x,一百\n"), "--pot", "100")
    assert code == 2 and "第200002行债权额" in data["reason"]


def test_a_whole_table_end_to_end(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """两万行进，两万行出：合计分毫不差，校验值对得上。"""
    out = tmp_path / "plan.csv"
    source = table(tmp_path, "编号,债权额\n" + "".join(f"n{i},{i * 37 % 5003}.{i % 100:02d}\n" for i in range(20_000)))
    code, data = answer(capsys, "distribute", source, "--pot", "1234567.89", "--out", str(out), "--least", "1")
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert code == 0 and len(rows) == 20_001
    paid, kept = (sum(int(row[key].replace(".", "")) for row in rows if row[key]) for key in ("这次发放", "这次留存"))
    assert (paid, paid + kept) == (data["file"]["pay_fen"], 123456789) and kept > 0
    assert data["file"] == {"rows": 20_000, "pay_fen": paid, "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}
    numerator, _, denominator = data["levels"][0]["ratio_exact"].partition("/")
    assert Fraction(int(numerator), int(denominator)) == Fraction(123456789, data["levels"][0]["claims_fen"])


def test_a_table_that_cannot_be_finished_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zhixing.exchange.distribution_table._row", full)
    out = tmp_path / "plan.csv"
    out.write_text("上一次的", "utf-8")
    code, data = answer(capsys, "distribute", table(tmp_path, "id,amount\na,1\n"), "--pot", "1", "--out", str(out))
    assert code == 2 and "文件" in data["reason"]
    assert out.read_text("utf-8") == "上一次的" and not list(tmp_path.glob("*.part"))


def test_neither_encoding(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(b"id,amount\n\xff\xff,1\n")
    code, data = answer(capsys, "distribute", str(path), "--pot", "1")
    assert code == 2 and "GB18030" in data["reason"]


def test_the_other_sums_do_not_wait_for_arrays() -> None:
    code = (
        "import sys; from zhixing.entrances.cli.main import main; main(['calc','capitals','5']); "
        "main(['calc','fee','--kind','execution','--amount','5']); sys.exit(bool({'django', 'numpy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_plan_is_not_written_over_the_claims(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = table(tmp_path, "id,amount\na,1\n")
    before = Path(source).read_bytes()
    code, data = answer(capsys, "distribute", source, "--pot", "1", "--out", str(Path(source).parent / "." / Path(source).name))
    assert code == 2 and "--out 就是债权表" in data["reason"] and Path(source).read_bytes() == before
