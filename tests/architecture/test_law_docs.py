"""docs/law 由规则表生成，没有过时；每条规则都注明条文。"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from zhixing.law import approvals, matters, node_table, states
from zhixing.law.articles import cite

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_tables_say() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/law/generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/law/README.md").read_text("utf-8") == module.page(), "请运行 python docs/law/generate.py"


def test_every_rule_cites_an_article_that_is_known() -> None:
    assert len(node_table.rules()) > 60
    for rule in node_table.rules():
        assert rule.basis, rule.code
        assert all(str(cite(basis)) for basis in rule.basis)
    assert all(chain.articles for chain in approvals.rules())
    assert all(str(cite(act.article)) for act in states.Act)
    assert all(str(cite(m.article)) for m in matters.matters("执", "enforcing"))
