"""``zhixing serve``：一个网页进程。启动器开两个，共用一个已经绑好的端口（``--fd``）。"""

from __future__ import annotations

import argparse
import socket
import sys

GRACE = 5


def register(parser: argparse.ArgumentParser) -> None:
    """监听地址。"""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只许本机访问")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """服务到收到停止信号为止；正在答复的请求最多再等 5 秒。"""
    import uvicorn

    from zhixing.entrances.cli.app import application
    from zhixing.exchange.control import pacing

    pacing.switch_on()
    config = uvicorn.Config(
        application, host=args.host, port=args.port, lifespan="off", log_level="warning", access_log=False,
        timeout_graceful_shutdown=GRACE, server_header=False,
    )
    sockets = [socket.socket(fileno=args.fd)] if args.fd is not None else None
    if not sockets:
        print(f"网页：http://{args.host}:{args.port}/", file=sys.stderr, flush=True)
    uvicorn.Server(config).run(sockets=sockets)
    return 0
