"""由规则表生成 docs/law/README.md（条文 → 规则 → 测试 → 页面）、money.md（款项规则逐条）、control.md（查控规则逐条）。

``python docs/law/generate.py`` 重写；测试核对它们没有过时。款项、查控规则的清单写在 docs/law/money.toml、control.toml。
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from zhixing.law import approvals, closing, matters, node_table, protected, states  # noqa: E402
from zhixing.law.articles import cite, instrument  # noqa: E402

PLACES = {
    "node": "节点管控、案件页·节点", "approval": "审批", "closing": "案件页·报结", "matter": "案件页·登记事项", "act": "案件页·按钮",
    "protected": "拟控制令",
}
Line = tuple[str, str, str, str]


def tests() -> dict[str, str]:
    """测试文件 → 内容；规则层自己的测试在前。"""
    found = sorted((ROOT / "tests").rglob("test_*.py"), key=lambda p: (p.parent.name != "law", p))
    return {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in found}


def tested(needle: str, sources: dict[str, str]) -> str:
    """提到这条规则的测试文件（至多两个）。"""
    found = [name for name, text in sources.items() if f'"{needle}"' in text or f"T:{needle}" in text]
    return "、".join(f"`{name}`" for name in found[:2]) or "总表测试"


def rows() -> list[tuple[str, Line]]:
    """（条文，（规则、内容、测试、页面））。"""
    sources = tests()
    lines: list[tuple[str, Line]] = []
    for rule in {r.code: r for r in node_table.rules()}.values():
        kind = "法定" if rule.hard else "院内"
        text = f"{rule.name}：{rule.since}起 {node_table.rule('T:' + rule.code).period or '—'}（{rule.cls} 类，{kind}，可信度 {rule.conf}）"
        lines += [(basis, (f"T:{rule.code}", text, tested(rule.code, sources), PLACES["node"])) for basis in rule.basis]
    for chain in approvals.rules():
        posts = " → ".join(approvals.LABELS.get(step, step) for step in chain.steps)
        lines += [(key(a), (chain.act, f"{chain.label}：{posts}", tested(chain.act, sources), PLACES["approval"])) for a in chain.articles]
    for mode in {m.code: m for kind in ("执", "执恢", "执保") for m in closing.modes(kind)}.values():
        text = f"{mode.label}：核对 {len(mode.checks)} 项，另有 {len(mode.unseen)} 项由承办人核对"
        lines += [(key(a), (mode.code, text, tested(mode.code, sources), PLACES["closing"])) for a in mode.articles]
    for check in closing.CHECKS.values():
        lines.append((check.article, (f"T:{check.code}", f"报结核对：{check.label}", tested(check.code, sources), PLACES["closing"])))
    for matter in {m.key: m for kind in ("执", "执恢", "执保") for m in matters.matters(kind, "enforcing")}.values():
        if matter.article:
            lines.append((matter.article, (matter.key, f"登记{matter.label}", tested(matter.key, sources), PLACES["matter"])))
    for one in protected.rules():
        barred = "、".join({"freeze": "冻结", "deduct": "扣划"}[act] for act in ("freeze", "deduct") if act in one.forbids)
        text = f"{one.name}：{f'不得{barred}' if barred else '限制'}；{one.exception or '没有例外'}（可信度 {one.conf}）"
        lines.append((one.basis, (one.code, text, "`tests/law/test_protected.py`", PLACES["protected"])))
    for act in states.Act:
        if act.article:
            lines.append((str(act.article), (act.value, act.label, tested(act.value, sources), PLACES["act"])))
    return lines


def key(article: object) -> str:
    """条文的短写。"""
    return f"{article.instrument} {article.number}".strip()  # type: ignore[attr-defined]


def page() -> str:
    """整页。"""
    by_article: dict[str, list[Line]] = defaultdict(list)
    for article, line in rows():
        by_article[article].append(line)
    out = [
        "# 条文 → 规则 → 测试 → 页面", "",
        "由 `python docs/law/generate.py` 从规则表生成，不要手改。编号前的 T: 指规则手册（时间）。可信度 H 为读过原文，M、L 为法院可改的设置。", "",
        "## 没有覆盖的", "",
        "- N-33、N-34、N-39：没有天数，也没有明确的事件；B-06（判决生效后五日内申请执行）：没有“履行期限届满”这一事实。",
        "- 款项、计息见 [money.md](money.md)，财产查控见 [control.md](control.md)。",
        "- 送达的实体规则在 `law/service*.py`，随文书环节接上；评估、拍卖的随各自的环节到来，这里先有它们的期限。", "",
    ]
    for name in sorted({a.split()[0] for a in by_article}):
        found = instrument(name.partition("@")[0])
        edition = f"（{found.edition}）" if found.edition else ""
        out += [f"## {found.name}{edition}", "", "| 条文 | 规则 | 内容 | 测试 | 页面 |", "|---|---|---|---|---|"]
        for article in sorted((a for a in by_article if a.split()[0] == name), key=order):
            shown = re.sub(r"^（[^）]*）", "", str(cite(article)).rpartition("》")[2]) or "全文"
            out += [f"| {shown} | {rule} | {text} | {test} | {place} |" for rule, text, test, place in by_article[article]]
        out.append("")
    return "\n".join(out) + "\n"


def order(article: str) -> tuple[int, str]:
    """按条号排。"""
    digits = "".join(c if c.isdigit() else " " for c in article.partition(" ")[2]).split()
    return (int(digits[0]) if digits else 0, article)


GROUPS = {
    "M0": "通则", "D": "迟延履行期间的债务利息", "G": "一般债务利息", "S": "和解、分期", "N": "迟延履行金、罚款", "A": "执行到位金额",
    "K": "执行款管理",
}
STATES = {"done": "有", "elsewhere": "别处", "none": "没有"}


def money() -> dict[str, dict[str, str]]:
    """款项规则逐条：编号 → 内容、在哪里、到没到、为什么。"""
    return {code: row for code, row in _money_file().items() if code != "doubts"}


def _money_file() -> dict[str, Any]:
    return tomllib.loads((ROOT / "docs/law/money.toml").read_text("utf-8"))


def money_tests() -> dict[str, list[str]]:
    """编号 → 规则层里点到它的测试文件。“M:N-01 至 N-06”点到中间各条。"""
    found: dict[str, list[str]] = defaultdict(list)
    for name, text in ((name, text) for name, text in tests().items() if name.startswith("tests/law/")):
        for code in sorted(set(_codes(text))):
            found[code].append(name)
    return found


def _codes(text: str) -> list[str]:
    spans = re.findall(r"M:([A-Z]0?)-(\d+) 至 \1-(\d+)", text)
    every = [f"{group}-{n:02d}" for group, first, last in spans for n in range(int(first), int(last) + 1)]
    return every + re.findall(r"M:([A-Z]0?-\d+)", text)


def money_page() -> str:
    """款项规则一页。"""
    pointed = money_tests()
    out = [
        "# 款项规则逐条", "",
        "由 `python docs/law/generate.py` 从 money.toml 和测试生成，不要手改。编号是规则手册（款项）的，代码和测试里写作 M:编号。"
        "诉讼费用、参与分配、必需费用、金额大写的规则见各自的测试。", "",
    ]
    for group, title in GROUPS.items():
        out += [f"## {title}", "", "| 规则 | 内容 | 状态 | 在哪里 | 测试 |", "|---|---|---|---|---|"]
        for code, row in money().items():
            if code.startswith(f"{group}-"):
                shown = "、".join(f"`{name}`" for name in pointed[code][:2])
                where = f"`{row['where']}`" if "where" in row else row.get("why", "")
                why = f"（{row['why']}）" if "where" in row and "why" in row else ""
                out.append(f"| {code} | {row['text']} | {STATES[row.get('state', 'done')]} | {where}{why} | {shown} |")
        out.append("")
    return "\n".join([*out, "## 拿不准的", "", *(f"- {doubt}" for doubt in _money_file()["doubts"]), ""])


def control() -> dict[str, dict[str, str]]:
    """查控规则逐条：编号（T-S-01 即 T:S-01）→ 内容、在哪里、到没到、为什么。"""
    return {code: row for code, row in _control_file().items() if code != "doubts"}


def _control_file() -> dict[str, Any]:
    return tomllib.loads((ROOT / "docs/law/control.toml").read_text("utf-8"))


def control_tests(code: str, row: dict[str, str], sources: dict[str, str]) -> list[str]:
    """规则层里点到这一条、又用到它所在模块的测试文件，至多两个。"""
    name, module = code.partition("-")[2], Path(row.get("where", "")).stem
    mention, uses = re.compile(rf"(?<![A-Z\d:-])(?:[TM]:)?{name}(?!\d)"), re.compile(rf"import .*\b{module}\b|law\.{module} import")
    found = (path for path, text in sources.items() if path.startswith("tests/law/") and mention.search(text) and uses.search(text))
    return sorted(found, key=lambda path: "control" not in path)[:2]


def control_page() -> str:
    """查控规则一页。"""
    sources = tests()
    out = [
        "# 查控规则逐条", "",
        "由 `python docs/law/generate.py` 从 control.toml 和测试生成，不要手改。编号是规则手册的：T: 时间，M: 款项。", "",
        "| 规则 | 内容 | 状态 | 在哪里 | 测试 |", "|---|---|---|---|---|",
    ]
    for code, row in control().items():
        shown = "、".join(f"`{name}`" for name in control_tests(code, row, sources)) if "where" in row else ""
        where = f"`{row['where']}`" if "where" in row else row["why"]
        out.append(f"| {code.replace('-', ':', 1)} | {row['text']} | {STATES[row.get('state', 'done')]} | {where} | {shown} |")
    return "\n".join([*out, "", "## 拿不准的", "", *(f"- {doubt}" for doubt in _control_file()["doubts"]), ""])


if __name__ == "__main__":
    (ROOT / "docs/law/control.md").write_text(control_page(), "utf-8")
    (ROOT / "docs/law/money.md").write_text(money_page(), "utf-8")
    (ROOT / "docs/law/README.md").write_text(page(), "utf-8")
