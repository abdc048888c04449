"""命令行参数写错时的中文提示：一句话，退出码 2；要 JSON 的改为一个 JSON 对象。"""

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
        given = sys.argv[1:] if args is None else args
        self.wants_json = "--json" in given or (bool(self.get_default("json")) and "--text" not in given)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """参数不对：一句中文，退出码 2。"""
        sys.exit(refuse(_translated(message), as_json=self.wants_json))


def json_or_text(parser: argparse.ArgumentParser) -> None:
    """``--json``、``--text``：都不写的，打到屏幕上是给人看的文字，接给别的程序是 JSON。"""
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", default=not sys.stdout.isatty(), help="输出 JSON；输出不是屏幕时，不写也是 JSON")
    either.add_argument("--text", dest="json", action="store_false", help="输出给人看的文字")


def refuse(text: str, *, as_json: bool) -> int:
    """说明为什么不行，返回退出码 2。JSON 接走了、屏幕前还有人的，屏幕上也说一声。"""
    if as_json:
        print(json.dumps({"ok": False, "reason": text}, ensure_ascii=False))
    if not as_json or (sys.stderr.isatty() and not sys.stdout.isatty()):
        print(text, file=sys.stderr)
    return 2


def _translated(message: str) -> str:
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*match.groups())
    return f"参数不对：{message}"
