"""监听端口：绑定，被占用时说出是谁占的。只用标准库。"""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from pathlib import Path

from zhixing.entrances.cli.trouble import Trouble

LISTENING = "0A"


def bind(host: str, port: int) -> socket.socket:
    """绑好并开始监听；占用、无权限、地址不对时抛出 :class:`Trouble`。"""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except socket.gaierror as error:
        raise Trouble(f"地址 {host} 不对：{error.strerror}。请改 --host。") from error
    except OverflowError as error:
        raise Trouble(f"端口 {port} 不对，应在 1 到 65535 之间。") from error
    except OSError as error:
        raise Trouble(_why(host, port, error)) from error


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被{owner_of(port) or '别的程序'}占用。请先停掉它，或换一个端口：./run --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}（1024 以下要 root）。请换一个：./run --port 8000"
    return f"不能在 {host}:{port} 上监听：{error.strerror}。"


def owner_of(port: int) -> str:
    """占用端口的进程，如 ``python3（进程 123）``；查不到（别人的进程、不是 Linux）时为空。"""
    inodes = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(link.readlink()) in inodes:
                process = link.parents[1]
                return f" {(process / 'comm').read_text().strip()}（进程 {process.name}）"
    return ""


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                columns = row.split()
                if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                    found.add(columns[9])
    return found
