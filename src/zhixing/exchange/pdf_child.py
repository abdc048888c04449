"""从 PDF 里取文字的子进程：自限内存、时间，出了事只死自己。标准输入是文件，标准输出是 JSON。

单独成一个可直接运行的文件，只用 pypdf，不引本系统的别的模块：

    {"pages": 3, "text": "…"}   或者   {"refused": "encrypted" | "broken" | "pages"}
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
import warnings

MAX_PAGES = 300
MAX_TEXT = 1_000_000
MEMORY = 768 * 2**20
SECONDS = 20


def main() -> None:
    """读标准输入，写结果。"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(2000)
    sys.stdout.buffer.write(json.dumps(found(sys.stdin.buffer.read()), ensure_ascii=False).encode("utf-8", "replace"))


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
