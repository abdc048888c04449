"""读 CLAIM.json：格式和文档一致；不对的、不明确的，一句话说清，没有部分结果。"""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.entrances.cli.main import main
from zhixing.law import debt_reading, interest_sheet
from zhixing.law.debt import BadClaim
from zhixing.law.switches import DEFAULTS, BadSwitch

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs/schema/claim.schema.json").read_text("utf-8"))
CLAUSE = {"kind": "yearly", "rate": "6%", "from": "2025-01-01", "to": "payment", "base": "balance"}
NEEDED = {"lpr": {"term": "1y"}, "unagreed_sale": {"uplift": "30%"}, "yearly": {"rate": "6%"}, "monthly": {"rate": "1%"}, "daily": {"rate": "1‰"}}
GOOD: dict[str, Any] = {
    "items": [{"id": "1", "kind": "principal", "amount": "1000.00", "due": "2025-06-30", "interest": [CLAUSE]}],
    "payments": [{"id": "p1", "on": "2025-07-10", "amount": "100"}],
}


def _gap(start: str, end: str, reason: str = "review") -> dict[str, str]:
    return {"from": start, "to": end, "reason": reason}


def changed(path: str, value: Any) -> dict[str, Any]:
    """改一处的债务；``value`` 是 ``...`` 时删掉。"""
    data = copy.deepcopy(GOOD)
    at: Any = data
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return data


@pytest.mark.parametrize(("path", "value", "said"), [
    ("items/0/amount", "-5", "负数"), ("items/0/amount", "NaN", "不是一个数"), ("items/0/amount", float("nan"), "不是一个数"),
    ("items/0/amount", float("inf"), "不是一个数"), ("items/0/amount", "1.005", "两位小数"), ("items/0/amount", True, "不是一个数"),
    ("items/0/amount", "1e9", "不是一个数"), ("items/0/amount", "9" * 17, "太大"),
    ("items/0/amount", "1,0", "不是一个数"), ("items/0/amount", "12,5", "不是一个数"), ("items/0/amount", "1,0000", "不是一个数"),
    ("items/0/amount", "１００", "不是一个数"), ("items/0/amount", ..., "缺 amount"),
    ("items/0/due", "2025-02-30", "日期“2025-02-30”不对"), ("items/0/due", 20250101, "日期"), ("items/0/kind", "本金", "可以是：principal"),
    ("items/0/interest/0/to", "2024-12-31", "止日2024-12-31早于起算日2025-01-01"),
    ("items/0/interest/0/base", ..., "缺 base，执行依据不明确.*审判部门"), ("items/0/interest/0/rate", ..., "缺 rate，执行依据不明确"),
    ("items/0/interest/0/to", ..., "缺 to，执行依据不明确"), ("items/0/interest/0/rate", "24", "24%请写成“24%”"),
    ("items/0/interest/0/rate", 24, "没有写单位"),
    ("items/0/interest/0/rate", "0.24", "没有写单位"), ("items/0/interest/0/rate", "2400%", "核对单位"),
    ("items/0/interest/0/rate", "2分", "只用于月利率"),
    ("items/0/interest/0/rate", "-6%", "负数"), ("items/0/interest/0/multiple", "50", "倍数"), ("items/0/interest/0/basis", 364, "一年的天数"),
    ("items/0/interest/0/利率", "6%", "items 第1项：interest 第1项：不认识“利率”"),
    ("items", [], "items 至少写一项"), ("items", {}, "一列"), ("items", ["a"], "应当是一个对象"),
    ("payments/0/to", "9", "指定清偿的“9”不在 items"), ("payments/0/on", ..., "缺 on"), ("payments/0/how", "sale", "缺 served_on"),
    ("exclusions", [_gap("2025-07-01", "2025-07-31"), _gap("2025-07-31", "2025-08-02", "retrial")], "两段重叠"),
    ("exclusions", [{"from": "2025-07-02", "to": "2025-07-01", "reason": "review"}], "早于"),
    ("exclusions", [{"from": "2025-07-01", "to": "2025-07-02", "reason": "终本"}], "可以是：review"),
    ("exclusions", [_gap("2025-07-01", "2025-07-02", "settlement")], "settlement_time_excluded"),
    ("switches", {"general_day": "HEAD"}, "没有开关“general_day”"), ("switches", {"basis": "364"}, "不能是“364”"),
    ("switches", {"order": "costs"}, "抵充顺序"),
    ("switches", {"basis": {"value": "360", "who": "x"}}, "没有“who”"), ("switches", [], "对象"),
    ("currency", "usd", "三个大写字母"), ("in_yuan", {"rate": "7", "on": "2025-07-01", "source": "x"}, "只用于外币"),
    ("items/0/withheld", "2000", "预先扣除的利息比金额还大"), ("title", "", "文字"),
])
def test_bad_input_is_one_clear_sentence(path: str, value: Any, said: str) -> None:
    """M:G-01：不猜；缺的、写错的各是一句话。"""
    with pytest.raises(BadClaim, match=said) as error:
        debt_reading.claim(changed(path, value))
    assert str(error.value).endswith("。") and "\n" not in str(error.value)


@pytest.mark.parametrize("where", ["items", "payments"])
def test_duplicate_ids(where: str) -> None:
    data = copy.deepcopy(GOOD)
    data[where].append(data[where][0])
    with pytest.raises(BadClaim, match=f"{where} 里编号“.+”重复"):
        debt_reading.claim(data)


def test_foreign_debt_has_no_lpr() -> None:
    lpr = {"kind": "lpr", "term": "1y", "from": "2025-01-01", "to": "payment", "base": "balance"}
    data = changed("items/0/interest/0", lpr) | {"currency": "USD"}
    with pytest.raises(BadClaim, match="USD债务不能用LPR"):
        debt_reading.claim(data)


def test_switches_keep_who_changed_them() -> None:
    switches = DEFAULTS.with_changes({"basis": {"value": 360, "by": "王法官", "why": "银行合同"}, "round_to": "0.01"})
    assert [(c.key, c.value, c.by, c.why) for c in switches.changed] == [("basis", "360", "王法官", "银行合同")]
    assert switches.with_changes({"basis": "365"}).changed == ()
    with pytest.raises(BadSwitch, match="可以是：360（一年360日）"):
        switches.with_changes({"old_rule_basis": "1"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["balance", "due", "payment", "24%", "2025-01-01", "all"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(SCHEMA["$defs"]["item"]["properties"])), inner, max_size=4),
    max_leaves=12,
)
PLACES = [
    "items", "items/0", "payments/0", "items/0/amount", "items/0/due", "items/0/cap",
    *(f"items/0/interest/0/{key}" for key in ("rate", "to", "base")), "switches", "exclusions", "waivers", "in_yuan", "guarantors",
]


@given(st.sampled_from(PLACES), JSON)
def test_whatever_is_written_is_read_or_refused(path: str, value: Any) -> None:
    try:
        found = debt_reading.claim(changed(path, value))
    except BadClaim as error:
        assert str(error).strip()
        return
    assert interest_sheet.sheet(found, date(2025, 12, 31)).total >= 0


# 命令行


def _calc(tmp_path: Path, text: str, *more: str) -> list[str]:
    file = tmp_path / "claim.json"
    file.write_text(text, encoding="utf-8")
    return ["calc", "interest", str(file), "--to", "2025-12-31", *more]


def test_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_calc(tmp_path, json.dumps(GOOD), "--json")) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] and data["total"] == interest_sheet.money(interest_sheet.sheet(debt_reading.claim(GOOD), date(2025, 12, 31)).total)
    assert {row["switch"] for row in data["alternatives"]} >= {"general_days", "delay_days", "basis", "order"}


def test_command_gives_json_to_other_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """没有写 --json、--text：接给别的程序的是 JSON，办不成也是。"""
    assert main(_calc(tmp_path, json.dumps(GOOD))) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert main(_calc(tmp_path, "{")) == 2
    assert not json.loads(capsys.readouterr().out)["ok"]


def test_command_reads_to_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_calc(tmp_path, json.dumps(GOOD), "--pay", "2025-08-01:50.00", "--set", "general_days=HEAD", "--text")) == 0
    out = capsys.readouterr().out
    assert "还欠" in out and "已还 150.00" in out and "口径改动：一般债务利息的首尾日＝算首日不算止日（命令行）" in out
    assert "法释" not in out and "第1条" in out


@pytest.mark.parametrize(("text", "more", "said"), [
    ("{", (), "不是 JSON"), ('{"items": ' + "9" * 5000 + "}", (), "数字太长"), ('{"a\\ud800": 1, "items": []}', (), "至少写一项"),
    ('{"items": [{"\\ud800": 1}]}', (), "缺 amount"), ('{"items": NaN}', (), "不是一个数"), ('{"items": [], "items": []}', (), "写了两次"),
    ("[]", (), "应当是一个对象"),
    (json.dumps(GOOD), ("--to", "2025-13-01"), "日期"), (json.dumps(GOOD), ("--pay", "2025-08-01"), "不是一个数"),
    (json.dumps(GOOD), ("--set", "x=1"), "没有开关"), (json.dumps(changed("利息", 1)), (), "不认识“利息”"),
])
def test_command_refuses_in_one_sentence(text: str, more: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_calc(tmp_path, text, *more, "--json")) == 2
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"ok", "reason"} and said in data["reason"]


def test_command_refuses_past_the_rates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = changed("items/0/interest/0", {"kind": "lpr", "term": "1y", "from": "2025-01-01", "to": "payment", "base": "balance"})
    assert main(_calc(tmp_path, json.dumps(data), "--to", "2026-11-20", "--text")) == 2
    assert "只能算到2026-10-19" in capsys.readouterr().err
