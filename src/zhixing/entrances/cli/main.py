"""``zhixing`` 命令：认出子命令再载入它的模块，所以 ``calc``、``parse`` 不碰 Django，随叫随到。

子命令模块有两个函数：``register(parser)`` 加自己的参数，``run(args) -> int`` 办事并返回退出码。
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import Parser


@dataclass(frozen=True, slots=True)
class Command:
    """一个子命令：在哪个模块、一句说明、要不要数据库；``either`` 是有没有数据库都能办的几样（没有的不去新建）；
    ``needing`` 是写了就要数据库的参数。"""

    module: str
    help: str
    database: bool = False
    either: tuple[str, ...] = ()
    needing: tuple[str, ...] = ()

    def opens(self, words: Sequence[str]) -> bool:
        """这一次要不要打开数据库。"""
        if any(word.partition("=")[0] in self.needing for word in words):
            return True
        if next((word for word in words if not word.startswith("-")), "") not in self.either:
            return self.database
        from zhixing.entrances.cli.database import present
        from zhixing.entrances.cli.home import location

        return present(location())


COMMANDS: dict[str, Command] = {
    "calc": Command("calc", "计算期限等，不用数据库"),
    "parse": Command("parse", "识别案号等，不用数据库"),
    "document": Command("document", "有哪些文书、印一份文书；由案件填好数据的要数据库", needing=("--case",)),
    "import": Command("importing", "从表格导入案件、导入流程系统的导出", database=True),
    "takeover": Command("takeover", "存量接管：从流程系统搬进正在办的案件", database=True),
    "nodes": Command("nodes", "列出一个案件的节点", database=True),
    "closing": Command("closing", "核对一个案件能不能报结", database=True),
    "funds": Command("funds", "案款：收银行文件、看一案的账、核对一天的账", database=True),
    "control": Command("control", "财产查控：发起查询、列出快要届满的措施", database=True),
    "assign": Command("assign", "随机分案：谁在抽签之列、抽、核验记录（核验不用数据库）", needing=("--dry-run", "--all", "--case")),
    "triage": Command("triage", "繁简分流：一件案件走哪条轨道、为什么；核对一份规则（不用数据库）", needing=("--case",)),
    "verify": Command("verify", "核验：办案动态的链、计息单、文书，一份文件是不是原件，归档包", database=True, either=("document", "package")),
    "court": Command("court", "真实法院的首次安装：本院和第一个系统管理员", database=True),
    "demo": Command("demo", "演示法院：装入、列出登录名", database=True),
    "simulate": Command("simulate", "模拟的外部系统（短信网关、银行），演示和联调用；人员测算", needing=("--ledger", "--draft", "--replay")),
    "start": Command("supervisor", "启动全部：数据库、网页、后台任务（./run 用的就是它）"),
    "serve": Command("serve", "只启动网页", database=True),
    "worker": Command("worker", "只启动后台任务", database=True),
    "migrate": Command("migrate", "建表或升级，并给应用角色授权", database=True),
    "static": Command("static", "整理静态文件：压缩、按内容改名", database=True),
    "manage": Command("manage", "Django 的管理命令，原样转交", database=True),
}


def main(argv: Sequence[str] | None = None) -> int:
    """入口。返回退出码：0 办成，1 依规则不能办或办不下去，2 参数不对。"""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not words or words[0] not in COMMANDS:
        return _overview(words)
    try:
        code = _dispatch(COMMANDS[words[0]], words[0], words[1:])
        sys.stdout.flush()  # 磁盘满要在这里知道，不能等到退出的时候
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Trouble as trouble:
        return _report({"reason": str(trouble)}, [str(trouble)], words)
    except OSError as error:
        return _unwritten(error)
    except Exception as error:
        return _refused(error, words)


def _dispatch(command: Command, name: str, words: list[str]) -> int:
    with ExitStack() as stack:
        if command.opens(words):
            _ready(stack)
        module = import_module(f"zhixing.entrances.cli.{command.module}")
        parser = Parser(f"zhixing {name}", description=command.help)
        module.register(parser)
        result: int = module.run(parser.parse_args(words))
        return result


def _ready(stack: ExitStack) -> None:
    """打开数据库，备好 Django。"""
    from zhixing.entrances.cli.database import attached
    from zhixing.entrances.cli.home import open_home

    home = open_home()
    os.environ.setdefault("ZHIXING_HOME", str(home))
    os.environ.setdefault("ZHIXING_SECRET_KEY_FILE", str(home / "secret.key"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixing.config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # 让下面的数据库也有机会收尾
    stack.enter_context(attached(home))
    import django

    django.setup()


def _overview(words: list[str]) -> int:
    wanted = not words or words[0] in ("-h", "--help", "help")
    out = sys.stdout if wanted else sys.stderr
    if not wanted:
        print(f"没有这个命令：{words[0]}", file=out)
    print("用法：zhixing 命令 [参数]，各命令加 --help 看参数", file=out)
    for name, command in COMMANDS.items():
        print(f"  {name:<8} {command.help}", file=out)
    return 0 if wanted else 2


def _unwritten(error: OSError) -> int:
    """结果写不出去（磁盘满）；别的错误照常抛出。"""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print("磁盘已满，结果没有写完。请腾出空间再运行。", file=sys.stderr)
    return 1


def _refused(error: Exception, words: list[str]) -> int:
    """依规则不能办的，列出全部理由；别的错误照常抛出。"""
    from zhixing.law.finding import Refused

    if not isinstance(error, Refused):
        raise error
    reasons = error.finding.reasons
    lines = [f"不能办，有 {len(reasons)} 项：", *(f"· {r.text}（{r.article}）{r.remedy}" for r in reasons)]
    return _report({"reason": str(error), "reasons": [r.as_data() for r in reasons]}, lines, words)


def _report(data: dict[str, object], lines: list[str], words: list[str]) -> int:
    if "--json" in words:
        print(json.dumps({"ok": False} | data, ensure_ascii=False))
    else:
        print("\n".join(lines), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
