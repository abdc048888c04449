"""把每条约束故意弄坏一次，看它真的会失败：``python tests/architecture/breaches.py``（在临时副本里，约两分钟）。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORTS, REACTIONS, LAW = (f"tests/architecture/test_{n}.py" for n in ("imports", "reactions", "law_docs"))


def append(path: str, text: str) -> Callable[[Path], None]:
    """在文件末尾加一句。"""
    return lambda tree: (tree / path).write_text((tree / path).read_text("utf-8") + "\n" + text + "\n", "utf-8")  # type: ignore[return-value]


def swap(path: str, before: str, after: str) -> Callable[[Path], None]:
    """换一处文字；原来没有就报错，免得弄坏的是空的。"""

    def change(tree: Path) -> None:
        text = (tree / path).read_text("utf-8")
        assert before in text, (path, before)
        (tree / path).write_text(text.replace(before, after, 1), "utf-8")

    return change


S = "src/zhixing"
BREACHES: list[tuple[str, Callable[[Path], None], str]] = [
    ("下层引用上层：cases → nodes", append(f"{S}/casework/cases/queries.py", "from zhixing.casework.nodes import queries as _n"), f"{IMPORTS}::test_layers_hold"),
    ("函数里偷偷引用", append(f"{S}/casework/cases/queries.py", "def _x():\n    from zhixing.casework.closing import queries"), f"{IMPORTS}::test_layers_hold"),
    ("地基引用办案", append(f"{S}/foundation/outbox/queries.py", "from zhixing.casework.cases import queries as _n"), f"{IMPORTS}::test_layers_hold"),
    ("入口互相引用：jobs → web", append(f"{S}/entrances/jobs/running.py", "from zhixing.entrances.web import clock as _c"), f"{IMPORTS}::test_layers_hold"),
    ("法律层读时钟：law → os", append(f"{S}/law/lights.py", "import os as _os"), f"{IMPORTS}::test_layers_hold"),
    ("环节之内倒着引用：models → commands", append(f"{S}/casework/cases/models.py", "from zhixing.casework.cases import commands as _c"), f"{IMPORTS}::test_layers_hold"),
    ("没有登记的新包", lambda tree: (tree / f"{S}/misc").mkdir() or (tree / f"{S}/misc/__init__.py").write_text(""), f"{IMPORTS}::test_layers_hold"),
    ("用别的环节的表", append(f"{S}/casework/closing/queries.py", "from zhixing.casework.cases.models import Case as _C"), f"{IMPORTS}::test_models_are_private"),
    ("跨环节外键不是 PROTECT", swap(f"{S}/casework/nodes/models.py", 'models.ForeignKey("cases.Case", models.PROTECT', 'models.ForeignKey("cases.Case", models.CASCADE'), f"{IMPORTS}::test_foreign_keys_point_down_and_protect"),
    ("跨环节外键留了反向名", swap(f"{S}/casework/nodes/models.py", 'models.PROTECT, related_name="+")', 'models.PROTECT, related_name="nodes")'), f"{IMPORTS}::test_foreign_keys_point_down_and_protect"),
    ("办案层看时钟", append(f"{S}/casework/cases/names.py", "import datetime\n\n\ndef today():\n    return datetime.date.today()"), f"{IMPORTS}::test_ruff_is_clean"),
    ("用信号", append(f"{S}/casework/cases/names.py", "from django.dispatch import receiver as receiver"), f"{IMPORTS}::test_ruff_is_clean"),
    ("类型不对", append(f"{S}/law/lights.py", "WRONG: int = 'x'"), f"{IMPORTS}::test_types_are_clean"),
    ("改了表没有迁移", swap(f"{S}/casework/cases/models.py", 'models.CharField("案由", max_length=100', 'models.CharField("案由", max_length=101'), f"{IMPORTS}::test_migrations_are_complete"),
    ("事件没有登记后续", swap(f"{S}/config/reactions.py", "cases.Noted:", "# cases.Noted:"), REACTIONS),
    ("节点表写了不认识的事件", swap(f"{S}/law/parameters/nodes.toml", '"cases.HandedOver"', '"cases.NoSuchThing"'), REACTIONS),
    ("规则没有依据", swap(f"{S}/law/parameters/nodes.toml", 'basis = ["EW 16", "SX 6"]', "basis = []"), LAW),
]


def main() -> int:
    """先看没弄坏的都通过；再逐条弄坏，逐条看失败。都失败了才算通过。"""
    silent = []
    whole = [("没有弄坏", lambda tree: None, test) for test in (IMPORTS, REACTIONS, LAW)]
    for name, breach, test in [*whole, *BREACHES]:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", "var", ".git", ".mypy_cache", "__pycache__", "vendor"))
            os.symlink(ROOT / "var", tree / "var")
            breach(tree)
            env = os.environ | {"PYTHONPATH": str(tree / "src"), "MYPYPATH": str(tree / "src")}
            done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test], cwd=tree, env=env, capture_output=True, text=True)
        broke = done.returncode == 1 or (done.returncode == 2 and "rror" in done.stdout)
        right = done.returncode == 0 if name == "没有弄坏" else broke
        silent += [] if right else [name]
        print(f"{'对' if right else '不对！'}  {name}  [{test.rpartition('::')[2]}]", flush=True)
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
