"""命令行参数写错时的中文提示：一句话，退出码 2；带 ``--json`` 时改为一个 JSON 对象。"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

_WORDS = (
    (r"the following arguments are required: (.+)", "缺少参数：{}。"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{}。"),
    (r"argument (.+): expected .*argument.*", "参数 {} 后面要写值。"),
    (r"argument (.+): not allowed with argument (.+)", "参数 {} 和 {} 不能同时用。"),
    (r"one of the arguments (.+) is required", "这几个参数要写一个：{}。"),
    (r"argument (.+): invalid choice: (.+?) \(choose from .+\)", "参数 {} 不能是 {}。"),
    (r"ambiguous option: (\S+) .+", "参数 {} 写得不全。"),
)


class Parser(argparse.ArgumentParser):
    """报中文的参数解析器。"""

    wants_json = False

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:
        """记下有没有 ``--json``，出错时照此回话。"""
        self.wants_json = "--json" in (sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """参数不对：一句中文，退出码 2。"""
        sys.exit(refuse(_translated(message), as_json=self.wants_json))


def refuse(text: str, *, as_json: bool) -> int:
    """说明为什么不行，返回退出码 2。"""
    if as_json:
        print(json.dumps({"ok": False, "reason": text}, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
    return 2


def _translated(message: str) -> str:
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*match.groups())
    return f"参数不对：{message}"
