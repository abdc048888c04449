"""检查本院模板的子进程：自限内存、时间，出了事只死自己。参数是文书代码，标准输入是模板原文，标准输出是问题（JSON）。"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import pypdfium2

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.catalogue import Template
from zhixing.casework.documents.papers.fields import Field, Group, Many, Size
from zhixing.casework.documents.papers.printing import Extras, printed

MEMORY: Final = 3 * 2**29
SECONDS: Final = 40
_SIZES: Final[dict[Size, str]] = {"minimal": "只有必填栏目的", "typical": "平常的", "monstrous": "当事人、财产很多的"}
Path = tuple[str, ...]


def main() -> None:
    """读标准输入，写出问题。"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    found = list(problems(papers.template(sys.argv[1]), sys.stdin.buffer.read().decode()))
    sys.stdout.write(json.dumps(found))


def problems(chosen: Template, source: str) -> Iterator[str]:
    """三种样张都印得出来；自带的模板印出的必填栏目一个不少。"""
    for size, name in _SIZES.items():
        try:
            papers.render(chosen.code, chosen.sample(size), source=source)
        except papers.CannotPrint as error:
            yield f"{name}样张印不出来：{error}"
            return
    missing = shown(chosen, None) - shown(chosen, source)
    yield from (f"没有印出{_told(chosen, path)}，这是必填的。" for path in paths(chosen.fields) if path in missing)
    if ("basis",) in missing:
        yield "没有印出法律依据（d.basis）。"


def shown(chosen: Template, source: str | None) -> set[Path]:
    """印出来的栏目：把每一栏换成一个独有的记号，看印出来的文字里有没有。"""
    values = papers.prepared(chosen, chosen.sample("typical"))
    on = date.fromisoformat(values["on"]["iso"])
    marks: dict[str, Path] = {}
    marked = {key: _marked(value, (key,), marks) for key, value in values.items()}
    text = _text(printed(chosen.code, marked, on=on, extras=Extras(source=source)))
    return {path for mark, path in marks.items() if mark in text}


def _marked(value: Any, path: Path, marks: dict[str, Path]) -> Any:
    """文字换成记号；金额、日期是一栏，印出哪一种写法都算。"""
    if isinstance(value, Mapping):
        whole = {"fen", "iso", "figures"} & set(value)
        return {key: _marked(one, path if whole else (*path, key), marks) for key, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, path, marks) for one in value]
    if not isinstance(value, str) or not value:
        return value
    mark = f"栏{len(marks):04d}目"
    marks[mark] = path
    return mark


def _text(pdf: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf))


def paths(fields: Mapping[str, Field], path: Path = ()) -> Iterator[Path]:
    """必填的各栏。"""
    for key, one in fields.items():
        inner = one.fields if isinstance(one, Group) else one.item.fields if isinstance(one, Many) else None
        if one.required and inner is not None:
            yield from paths(inner, (*path, key))
        elif one.required:
            yield (*path, key)


def _told(chosen: Template, path: Path) -> str:
    """“账户”的“户名”（d.account.holder）。"""
    names, fields = [], chosen.fields
    for key in path:
        one = fields[key]
        names.append(f"“{one.label}”")
        fields = one.fields if isinstance(one, Group) else one.item.fields if isinstance(one, Many) else {}
    return f"{'的'.join(names)}（d.{'.'.join(path)}）"


if __name__ == "__main__":
    main()
