"""``zhixing court``：真实法院的首次安装：设立本院和第一个系统管理员；其余在“管理”里办。"""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
HINT = "还没有法院和用户。请另开一个窗口运行：./run cli court create --daizi 内0221 --admin 登录名 --name 管理员姓名"


def register(parser: argparse.ArgumentParser) -> None:
    """``create``、``status``。"""
    parser.add_argument("what", choices=["create", "status"], help="设立本院；看有没有设立")
    parser.add_argument("--daizi", default="", help="法院代字，如 内0221")
    parser.add_argument("--court", default="", help="法院名称；不写就按代字查")
    parser.add_argument("--admin", default="", help="第一个系统管理员的登录名")
    parser.add_argument("--name", default="", help="他的姓名")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """办成返回 0；已有用户、代字不对等，说明原因，返回 1。"""
    return _create(args) if args.what == "create" else _status()


def _status() -> int:
    from zhixing.foundation.people.queries import User

    if not User.objects.exists():
        print(HINT)
    return 0


def _create(args: argparse.Namespace) -> int:
    from django.conf import settings

    from zhixing.entrances.cli.trouble import Trouble
    from zhixing.foundation.history import context
    from zhixing.foundation.people.commands import bootstrap_court
    from zhixing.law.courts import Courts

    listed = Courts.packaged().find(args.daizi)
    name = args.court or (listed.name if listed else "")
    if not (args.daizi and args.admin and args.name):
        raise Trouble("请写全 --daizi 代字、--admin 登录名、--name 姓名。")
    if not name:
        raise Trouble(f"法院表里没有“{args.daizi}”。代字没写错的话，请用 --court 写明法院名称。")
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
    now = datetime.now(ZoneInfo(settings.TIME_ZONE))
    with context.use(context.Context(now=now, entrance="cli")):
        court, admin = bootstrap_court(
            daizi=args.daizi, name=name, admin_username=args.admin, admin_name=args.name, password=password,
            actor=context.Job("首次安装"), on=now.date(), **({"level": _level(listed.level)} if listed else {}),
        )
    data = {"ok": True, "court": court.name, "username": admin.username, "password": password}
    print(json.dumps(data, ensure_ascii=False) if args.json else (
        f"已设立{court.name}。系统管理员 {admin.name}，登录名 {admin.username}，临时口令 {password}（首次登录须改）。\n"
        "登录后到“管理”里设团队、用户、任职和设置。"
    ))
    return 0


def _level(text: str) -> str:
    """法院表里的级别 → 代码。"""
    return {"最高": "supreme", "高级": "high", "中级": "middle"}.get(text, "basic")
