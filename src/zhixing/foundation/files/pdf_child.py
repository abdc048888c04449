"""看 PDF 的子进程：自限内存、时间，出了事只死自己。标准输入是文件，标准输出是 JSON。

单独成一个可直接运行的文件，不引本系统的别的模块；参数是做什么：

    text    {"pages": 3, "text": "…"}      用 pypdf 取文字
    look    {"pages": 3, "attached": ["发票.xml"]}   用 pdfium 数页数、列附件；附件是程序的，名字前加“!”
    cells   {"pages": 3, "lines": [[[左, 右, "文字"], …], …]}   用 pdfium 取各行，一行里隔开的各是一格；左右是横坐标
    draw 2  {"pages": 3, "picture": "…"}             用 pdfium 画第几页（从 0 数），PNG 用 base64；没有这一页的 picture 为空

读不了的：{"refused": "encrypted" | "broken" | "pages"}
"""

from __future__ import annotations

import base64
import io
import json
import logging
import resource
import sys
import warnings

MAX_PAGES = 300
MAX_TEXT = 1_000_000
MAX_ATTACHED = 50
MAX_CELLS = 200_000
GAP = 0.6
MEMORY = 768 * 2**20
SECONDS = 20
PASSWORD_NEEDED = 4
SCALE, LONGEST = 1.5, 2000
PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"#!")


def main() -> None:
    """读标准输入，写结果。"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(2000)
    how, content = sys.argv[1], sys.stdin.buffer.read()
    plain = {"look": looked, "cells": celled, "text": found}
    told = drawn(content, int(sys.argv[2])) if how == "draw" else plain[how](content)
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def looked(content: bytes) -> dict[str, object]:
    """页数、附件的名字。"""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(content)
        pages, names = len(opened), [_named(opened.get_attachment(n)) for n in range(min(opened.count_attachments(), MAX_ATTACHED))]
    except pypdfium2.PdfiumError as error:
        return {"refused": "encrypted" if getattr(error, "err_code", None) == PASSWORD_NEEDED else "broken"}
    return {"pages": pages, "attached": names} if pages else {"refused": "broken"}


def _named(one: object) -> str:
    """附件的名字，去掉看不见的字；内容是程序的，前面加“!”。"""
    content = bytes(one.get_data())  # type: ignore[attr-defined]
    name = "".join(char for char in str(one.get_name()) if char.isprintable())  # type: ignore[attr-defined]
    return ("!" if content.startswith(PROGRAMS) else "") + name


def drawn(content: bytes, number: int) -> dict[str, object]:
    """第 ``number`` 页的图片，最长的一边不超过 :data:`LONGEST` 像素。"""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(content)
        opened.init_forms()
        if not 0 <= number < len(opened):
            return {"pages": len(opened), "picture": ""}
        page = opened[number]
        bitmap = page.render(scale=min(SCALE, LONGEST / max(*page.get_size(), 1)), may_draw_forms=True)
    except (pypdfium2.PdfiumError, MemoryError):
        return {"refused": "broken"}
    out = io.BytesIO()
    bitmap.to_pil().save(out, "PNG", compress_level=3)
    return {"pages": len(opened), "picture": base64.b64encode(out.getvalue()).decode()}


def celled(content: bytes) -> dict[str, object]:
    """各页各行的格。"""
    import pypdfium2

    lines: list[list[list[object]]] = []
    try:
        opened = pypdfium2.PdfDocument(content)
        if len(opened) > MAX_PAGES:
            return {"refused": "pages"}
        for number in range(len(opened)):
            lines += _lines(opened[number].get_textpage())
            if sum(map(len, lines)) > MAX_CELLS:
                break
    except (pypdfium2.PdfiumError, MemoryError) as error:
        return {"refused": "encrypted" if getattr(error, "err_code", None) == PASSWORD_NEEDED else "broken"}
    return {"pages": len(opened), "lines": lines}


def _lines(page: object) -> list[list[list[object]]]:
    """一页：先把字按高低排成行，再按空隙分成格。"""
    chars = []
    for place in range(min(page.count_chars(), MAX_TEXT)):  # type: ignore[attr-defined]
        text = page.get_text_range(place, 1)  # type: ignore[attr-defined]
        if text.strip():
            left, bottom, right, top = page.get_charbox(place, loose=True)  # type: ignore[attr-defined]
            chars.append((-(bottom + top) / 2, left, right, top - bottom, text))
    rows: list[list[tuple[float, float, float, float, str]]] = []
    for char in sorted(chars):
        if rows and char[0] - rows[-1][0][0] < rows[-1][0][3] / 2:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [_cells(sorted(row, key=lambda one: one[1])) for row in rows]


def _cells(row: list[tuple[float, float, float, float, str]]) -> list[list[object]]:
    made: list[list[object]] = []
    for _, left, right, height, text in row:
        if made and left - float(made[-1][1]) < height * GAP:  # type: ignore[arg-type]
            made[-1] = [made[-1][0], round(right, 1), f"{made[-1][2]}{text}"]
        else:
            made.append([round(left, 1), round(right, 1), text])
    return made


def found(content: bytes) -> dict[str, object]:
    """文字，或者为什么读不了。"""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError, WrongPasswordError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "encrypted"}
        if len(reader.pages) > MAX_PAGES:
            return {"refused": "pages"}
        return {"pages": len(reader.pages), "text": _text(reader.pages)}
    except (WrongPasswordError, FileNotDecryptedError, DependencyError, NotImplementedError):
        return {"refused": "encrypted"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError, OSError, OverflowError):
        return {"refused": "broken"}


def _text(pages: object) -> str:
    made: list[str] = []
    size = 0
    for page in pages:  # type: ignore[attr-defined]
        made.append(page.extract_text())
        size += len(made[-1])
        if size > MAX_TEXT:
            break
    return "\n".join(made)[:MAX_TEXT]


if __name__ == "__main__":
    main()
