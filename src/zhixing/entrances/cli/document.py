"""``zhixing document``：有哪些文书、印一份文书。

``zhixing document list`` 列出全部；加文书的代码或者名称，列出它的数据有哪些栏目；再加 ``--sample`` 打印一份样张数据。
``zhixing document render 文书 --data 数据.json --out 文件.pdf`` 印成 PDF/A-2b；``-`` 从标准输入读、写到标准输出。不用数据库。
``zhixing document render 文书 --case 案号 --out 文件.pdf`` 数据由案件填好，要用数据库；同时有 ``--data`` 的，以它为准。
``--to`` 写给谁（可以几次），``--about`` 写关于哪一项财产、哪一笔到账，``--on`` 写成文日期。
退出码：0 印成了，1 数据不对或者印不出来（逐处说明），2 参数不对。
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import Parser, refuse

if TYPE_CHECKING:
    from zhixing.casework.documents.papers import Template


def register(parser: argparse.ArgumentParser) -> None:
    """``document`` 的参数。"""
    deeds = parser.add_subparsers(dest="deed", metavar="{list,render}", required=True, parser_class=Parser)
    listing = deeds.add_parser("list", help="有哪些文书", description=__doc__)
    listing.set_defaults(does=list_)
    listing.add_argument("template", nargs="?", metavar="文书", help="代码或者名称，列出它的栏目")
    listing.add_argument("--sample", action="store_true", help="打印一份样张数据")
    listing.add_argument("--json", action="store_true", help="输出 JSON")
    printing = deeds.add_parser("render", help="印一份文书", description=__doc__)
    printing.set_defaults(does=render)
    printing.add_argument("template", metavar="文书", help="代码或者名称，如 enforcement_notice、执行通知书")
    printing.add_argument("--data", metavar="文件", help="数据（JSON）；- 表示标准输入")
    printing.add_argument("--case", metavar="案号", help="由这件案件填好数据，如 （2026）内0221执1号")
    printing.add_argument("--court", metavar="代字", help="只看这家法院的案件，如 内0221")
    printing.add_argument("--on", metavar="日期", help="成文日期，默认今天")
    printing.add_argument("--to", action="append", default=[], metavar="姓名或名称", help="给谁；不写照文书的惯例")
    printing.add_argument("--about", action="append", default=[], metavar="事项", help="关于哪一项财产、哪一笔到账")
    printing.add_argument("--out", required=True, metavar="文件", help="印到哪个文件；- 表示标准输出")
    printing.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """办事，返回退出码。"""
    code: int = args.does(args)
    return code


def list_(args: argparse.Namespace) -> int:
    """全部文书，或者一种文书的栏目。"""
    from zhixing.casework.documents import papers

    if args.template is None:
        rows = [{"code": one.code, "title": one.title} for one in papers.TEMPLATES.values()]
        print(json.dumps(rows, ensure_ascii=False) if args.json else "\n".join(f"{row['code']:<24}{row['title']}" for row in rows))
        return 0
    chosen = _chosen(args.template)
    if chosen is None:
        return refuse(_unknown(args.template), as_json=args.json)
    print(_described(chosen, sample=args.sample, as_json=args.json))
    return 0


def _described(chosen: Template, *, sample: bool, as_json: bool) -> str:
    from zhixing.casework.documents.papers.fields import described

    if sample:
        return json.dumps(chosen.sample("typical"), ensure_ascii=False, indent=2)
    rows = list(described(chosen.fields))
    if as_json:
        return json.dumps({"code": chosen.code, "title": chosen.title, "fields": rows}, ensure_ascii=False)
    return "\n".join([f"{chosen.code}  {chosen.title}", *rows])


def render(args: argparse.Namespace) -> int:
    """印一份文书。"""
    from zhixing.casework.documents import papers

    chosen = _chosen(args.template)
    if chosen is None:
        return refuse(_unknown(args.template), as_json=args.json)
    if args.data is None and args.case is None:
        return refuse("请用 --case 写案号，或者用 --data 给数据。", as_json=args.json)
    data, missing = _given(args, chosen)
    try:
        pdf = papers.render(chosen.code, data)
    except papers.BadData as error:
        return _lacking(chosen, missing, error.problems, as_json=args.json)
    except papers.CannotPrint as error:
        return _failed(str(error), [str(error)], as_json=args.json)
    _write(args.out, pdf)
    if args.out != "-":
        print(json.dumps({"ok": True, "file": args.out, "bytes": len(pdf)}, ensure_ascii=False) if args.json else f"已印成{chosen.title}：{args.out}")
    return 0


def _given(args: argparse.Namespace, chosen: Template) -> tuple[dict[str, Any], list[str]]:
    """数据，和案件里没有的各栏（一栏一句）。"""
    data = _data(args.data) if args.data else {}
    if args.case is None:
        return data, []
    from zhixing.entrances.cli.document_case import filled

    values, missing = filled(args, chosen.code, data)
    return values, [one.told() for one in missing if one.required]


def _lacking(chosen: Template, missing: list[str], problems: list[str], *, as_json: bool) -> int:
    """数据不对；案件里没有的，说在哪里补。"""
    told = missing or problems
    head = f"{chosen.title}还差{len(missing)}项，补上以后再印；也可以用 --data 给：" if missing else f"{chosen.title}的数据有{len(told)}处不对："
    return _failed("\n".join([head, *told]), told, as_json=as_json)


def _chosen(name: str) -> Template | None:
    from zhixing.casework.documents import papers

    try:
        return papers.template(name)
    except papers.UnknownTemplate:
        return None


def _unknown(name: str) -> str:
    return f"没有“{name[:30]}”这种文书。运行 zhixing document list 看有哪些。"


def _data(name: str) -> dict[str, Any]:
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        found = json.loads(text)
    except OSError as error:
        raise Trouble(f"文件打不开：{name}（{error.strerror}）。") from None
    except (ValueError, RecursionError):
        raise Trouble(f"{name} 不是 JSON，请核对。运行 zhixing document list 文书 --sample 看样张。") from None
    if not isinstance(found, dict):
        raise Trouble(f"{name} 最外层应当是一个对象（{{…}}）。")
    return found


def _write(name: str, pdf: bytes) -> None:
    if name == "-":
        sys.stdout.buffer.write(pdf)
        return
    try:
        Path(name).write_bytes(pdf)
    except OSError as error:
        raise Trouble(f"写不进 {name}（{error.strerror}）。") from None


def _failed(text: str, problems: list[str], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"ok": False, "reason": text, "problems": problems}, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
    return 1
