"""docs/law 由规则表生成，没有过时；每条规则都注明条文。"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from zhixing.law import approvals, matters, node_table, states
from zhixing.law.articles import cite

ROOT = Path(__file__).resolve().parents[2]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/law/generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_tables_say() -> None:
    assert (ROOT / "docs/law/README.md").read_text("utf-8") == generator().page(), "请运行 python docs/law/generate.py"


def test_the_money_page_is_what_the_list_and_the_tests_say() -> None:
    assert (ROOT / "docs/law/money.md").read_text("utf-8") == generator().money_page(), "请运行 python docs/law/generate.py"


def test_every_money_rule_is_accounted_for(shared: Path) -> None:
    """规则手册的 M0、D、G、S、N、A、K 各条都在清单里；说有的，有文件、有测试；说没有的，写了为什么。"""
    manual = (shared / "reference/rules-money.md").read_text("utf-8")
    assert set(generator().money()) == set(re.findall(r"^\| ((?:M0|[DGSNAK])-\d+) \|", manual, re.M))
    pointed = generator().money_tests()
    for code, row in generator().money().items():
        done = row.get("state", "done") == "done"
        assert not done or pointed[code], f"{code} 没有测试点到"
        assert done or row["why"], f"{code} 没有写为什么"
        assert "where" not in row or (ROOT / "src/zhixing" / row["where"]).exists(), f"{code} 的 {row['where']} 不在"


def test_the_control_page_is_what_the_list_and_the_tests_say() -> None:
    assert (ROOT / "docs/law/control.md").read_text("utf-8") == generator().control_page(), "请运行 python docs/law/generate.py"


def test_every_control_rule_is_accounted_for(shared: Path) -> None:
    """规则手册 §3 各条都在清单里；说有的，有文件、有测试；说没有的，写了为什么。"""
    manual = (shared / "reference/rules-time.md").read_text("utf-8")
    made = generator()
    assert {f"T-{code}" for code in re.findall(r"^\| (S-\d+) \|", manual, re.M)} <= set(made.control())
    sources = made.tests()
    for code, row in made.control().items():
        done = row.get("state", "done") == "done"
        assert not done or made.control_tests(code, row, sources), f"{code} 没有测试点到"
        assert row["where" if done else "why"], code
        assert "where" not in row or (ROOT / "src/zhixing" / row["where"]).exists(), f"{code} 的 {row['where']} 不在"


def test_every_rule_cites_an_article_that_is_known() -> None:
    assert len(node_table.rules()) > 60
    for rule in node_table.rules():
        assert rule.basis, rule.code
        assert all(str(cite(basis)) for basis in rule.basis)
    assert all(chain.articles for chain in approvals.rules())
    assert all(str(cite(act.article)) for act in states.Act)
    assert all(str(cite(m.article)) for m in matters.matters("执", "enforcing"))
