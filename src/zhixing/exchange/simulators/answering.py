"""各模拟系统共用的：HTTP 的一问一答、签名、密钥、日子。只在本机监听。"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

LARGEST: Final = 256 * 2**20
FRESH: Final = 300
XML, CSV, TEXT, JSON, HTML = "application/xml", "text/csv", "text/plain", "application/json", "text/html"
Answer = tuple[int, str, bytes]
"""状态码、内容的类型、内容。"""


@dataclass(frozen=True, slots=True)
class Asked:
    """一次请求。``path`` 连同问号后面的；``headers`` 的名称写成 ``X-Signature`` 的样子。"""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes = b""


def serving(answer: Callable[[Asked], Answer | None], port: int = 0, largest: int = LARGEST) -> ThreadingHTTPServer:
    """开着的服务；端口 0 是随便一个空着的。``answer`` 给空的，收下了不回答（断线）；``largest`` 是正文最多几个字节，多的 413。"""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > largest:
                self.close_connection = True
                self._send(413, TEXT, "太大了".encode())
            else:
                self._answer(self.rfile.read(length))

        def do_GET(self) -> None:
            self._answer(b"")

        def _answer(self, content: bytes) -> None:
            headers = {name.title(): text for name, text in self.headers.items()}
            said = answer(Asked(self.command, self.path, headers, content))
            if said is None:
                self.close_connection = True
            else:
                self._send(*said)

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind in (HTML, JSON) else kind)
            self.send_header("Content-Length", str(len(content)))
            if status == 303:
                self.send_header("Location", "/")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def as_json(told: Any) -> bytes:
    """写成 JSON；金额、日子照文字。"""
    plain = asdict(told) if hasattr(told, "__dataclass_fields__") else told
    return json.dumps(plain, ensure_ascii=False, default=str).encode()


# ---- 签名 ----


def stamped(key: bytes, stamp: int, told: bytes) -> str:
    """``时间戳.HMAC-SHA256(密钥, 时间戳 + "." + 内容)``。"""
    return f"{stamp}.{hmac.new(key, f'{stamp}.'.encode() + told, hashlib.sha256).hexdigest()}"


def signed(key: bytes, stamp: int, method: str, path: str, content: bytes) -> str:
    """一次请求的签名：方法、地址、正文都在里面。"""
    return stamped(key, stamp, f"{method} {path}\n".encode() + content)


def genuine(key: bytes, given: str, told: bytes, now: float | None = None) -> bool:
    """签名对不对；给了 ``now`` 的，还要没有过时（五分钟）。"""
    stamp = given.partition(".")[0]
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 13) or (now is not None and abs(now - int(stamp)) >= FRESH):
        return False
    return hmac.compare_digest(stamped(key, int(stamp), told).encode(), given.encode())


def key_of(file: Path) -> bytes:
    """密钥；没有这个文件就造一个，只有自己能看。"""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_bytes().strip()


def today() -> date:
    """今天，北京时间；演示法院的钟往回拨了几天（``ZHIXING_DEMO_SHIFT``），模拟的系统跟着拨。"""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=int(os.environ.get("ZHIXING_DEMO_SHIFT") or 0))
