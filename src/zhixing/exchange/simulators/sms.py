"""模拟的短信网关：照 ``exchange/sms.py`` 写明的信封收短信，过一会儿推回执。

    python -m zhixing.exchange.simulators.sms --port 8091 --key-file 密钥 --receipts http://127.0.0.1:8000/in/sms/

号码的尾号定结果：0000 空号（送不到）；0001 网关忙（503，第三次才收）；0002 收下但到不了；其余到达。
收下的可以看：浏览器打开 ``/``，程序读 ``/`` 得 JSON。签名不对的不收。重复的 ``ref`` 只收一次。只在本机监听。
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
import urllib.request
from datetime import UTC, datetime
from html import escape
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from zhixing.exchange.simulators import answering
from zhixing.exchange.simulators.answering import HTML, JSON, Answer, Asked, as_json, genuine, stamped

EMPTY, BUSY, LOST = "0000", "0001", "0002"
TIMES = 3


class Box:
    """收下的短信。"""

    def __init__(self, key: bytes, receipts: str = "", delay: float = 0.2) -> None:
        self.key, self.receipts, self.delay = key, receipts, delay
        self.messages: list[dict[str, Any]] = []
        self.asked: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """收一条：回答的状态和内容。"""
        to, ref = str(message.get("to", "")), str(message.get("ref", ""))
        with self._lock:
            self.asked[ref] = self.asked.get(ref, 0) + 1
            if to.endswith(EMPTY):
                return 400, {"reason": "空号", "final": True}
            if to.endswith(BUSY) and self.asked[ref] < TIMES:
                return 503, {"reason": "忙"}
            known = next((one for one in self.messages if one["ref"] == ref), None)
            if known is None:
                kept = {name: str(message.get(name, "")) for name in ("to", "ref", "sign", "text")}
                known = {**kept, "id": f"sim-{len(self.messages) + 1}"}
                self.messages.append(known)
                if self.receipts:
                    threading.Timer(self.delay, self.push, (ref, not to.endswith(LOST))).start()
        return 202, {"id": known["id"]}

    def push(self, ref: str, delivered: bool) -> int:
        """推一条回执，返回对方的状态码。"""
        status, reason = ("delivered", "") if delivered else ("failed", "关机")
        said = {"ref": ref, "status": status, "at": datetime.now(UTC).isoformat(), "reason": reason}
        content = json.dumps(said, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "X-Signature": stamped(self.key, int(time.time()), content)}
        with urllib.request.urlopen(urllib.request.Request(self.receipts, content, headers), timeout=10) as answer:
            return int(answer.status)


def serving(box: Box, port: int = 0) -> ThreadingHTTPServer:
    """开着的网关；端口 0 是随便一个空着的。"""
    return answering.serving(lambda asked: answer(box, asked), port)


def answer(box: Box, asked: Asked) -> Answer:
    """一次请求的回答。"""
    if asked.method == "GET":
        page = HTML in asked.headers.get("Accept", "")
        return (200, HTML, shown(box).encode()) if page else (200, JSON, as_json({"messages": box.messages}))
    if not genuine(box.key, asked.headers.get("X-Signature", ""), asked.content):
        return 403, JSON, as_json({"reason": "签名不对", "final": True})
    status, said = box.take(json.loads(asked.content))
    return status, JSON, as_json(said)


def shown(box: Box) -> str:
    """收下的短信，给人看的网页：新的在前，网址点得开。"""
    rows = "".join(
        f"<article><p>{escape(one['to'])}</p><p>【{escape(one['sign'])}】{_LINK.sub(_linked, escape(one['text']))}</p></article>"
        for one in reversed(box.messages)
    )
    return f"{_HEAD}<h1>模拟的短信（共 {len(box.messages)} 条）</h1>{rows or '<p>还没有短信。</p>'}"


def _linked(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}" target="_blank" rel="noreferrer">{found[0]}</a>'


_LINK = re.compile(r"https?://[A-Za-z0-9.:/_-]+")
_HEAD = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>模拟的短信</title><style>body{font:16px/1.7 sans-serif;max-width:42rem;margin:1rem auto;padding:0 1rem}"
    "article{border:1px solid #ccc;border-radius:.5rem;padding:.25rem 1rem;margin:.75rem 0;overflow-wrap:anywhere}</style>"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """命令行的参数。"""
    parser.add_argument("--port", type=int, required=True, help="端口，只在本机监听")
    parser.add_argument("--key-file", required=True, help="签名的密钥所在的文件")
    parser.add_argument("--receipts", default="", help="回执推到哪个网址")


def run(given: argparse.Namespace) -> int:
    """开着，直到被停止。"""
    serving(Box(Path(given.key_file).read_bytes().strip(), given.receipts), given.port).serve_forever()
    return 0


def main() -> None:
    """命令行。"""
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
