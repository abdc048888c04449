"""``zhixing control wave --case 案号 | --all-new [--sign 登录名] [--json]``：提出一批财产查询。

``--all-new``：全院已经分案、还没有发起过网络查询的。提出以后待签发；给了 ``--sign`` 的当场签发、放出。
退出码：0 提出（签发）了，1 依规则不能查、没有要查的，2 参数不对。同一天对同样的案件再来一遍，还是那一批。
"""

from __future__ import annotations

import argparse
import hashlib
import json
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.importer import on_behalf
from zhixing.entrances.cli.trouble import Trouble

if TYPE_CHECKING:
    from zhixing.casework.control.queries_waves import Wave
    from zhixing.foundation.people.queries import User

HELP = "提出一批财产查询：一件案件，或者全院还没有查过的"
REASONS = ("initial", "pre_triage", "pre_ending", "half_year", "clue", "became_first", "manual")


def register(parser: argparse.ArgumentParser) -> None:
    """``wave`` 的参数。"""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", metavar="案号", action="append", help="如 （2026）内0221执1号，写法不拘；可以写几次")
    which.add_argument("--all-new", action="store_true", help="全院已经分案、还没有发起过网络查询的")
    parser.add_argument("--reason", choices=REASONS, help="为什么查，不写的：--case 是 manual，--all-new 是 initial")
    parser.add_argument("--agency", metavar="代码", action="append", help="只向这几家查；不写的是启用了的各家")
    parser.add_argument("--court", metavar="代字", help="哪家法院，如 内0221；只有一家的可以不写")
    parser.add_argument("--as", dest="user", metavar="登录名", help="以谁的名义提出；不写用本院指挥中心的人")
    parser.add_argument("--sign", metavar="登录名", help="由谁签发，须有签发成批查询的权限；不写的留着待签发")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """提出，并签发（给了 ``--sign`` 的）。"""
    import pghistory

    from zhixing.entrances import clock
    from zhixing.foundation.history import context

    with context.use(context.Context(now=clock.now(), entrance="cli")), pghistory.context(entrance="cli"):
        _, user = on_behalf(args.court, args.user, post="centre", doing="提出查询")
        wave = _signed(_started(args, user), args.sign)
        data = _data(wave)
    print(json.dumps({"ok": True} | data, ensure_ascii=False) if args.json else _line(data))
    return 0


def _started(args: argparse.Namespace, user: User) -> Wave:
    from zhixing.casework.control.commands.waves import start_wave
    from zhixing.foundation.history import context

    cases, agencies, today = _cases(args, user), _agencies(args, user), context.current().today
    told = json.dumps([today.isoformat(), args.reason, sorted(cases or ()), sorted(agencies or ()), user.pk, args.all_new])
    token = f"cli:{hashlib.sha256(told.encode()).hexdigest()[:40]}" if cases else f"cli:{context.current().now.isoformat()}"
    reason = args.reason or ("initial" if args.all_new else "manual")
    return start_wave(actor=user, on=today, reason=reason, token=token, cases=cases, agencies=agencies)


def _cases(args: argparse.Namespace, user: User) -> list[int] | None:
    """``--all-new`` 的为空。"""
    from zhixing.casework.cases.queries import by_number

    if args.all_new:
        return None
    found = []
    for number in args.case:
        case = by_number([user.court_id], number)
        if case is None:
            raise Trouble(f"{user.court.name}没有{number[:60]}这件案件。请核对案号；已收件还没立案的没有案号。")
        found.append(case.pk)
    return found


def _agencies(args: argparse.Namespace, user: User) -> list[int] | None:
    from zhixing.casework.control.queries_waves import Agency

    if not args.agency:
        return None
    known = dict(Agency.objects.filter(court=user.court_id, code__in=args.agency).values_list("code", "pk"))
    if missing := [code for code in args.agency if code not in known]:
        raise Trouble(f"本院没有代码是{'、'.join(missing)}的协助单位。")
    return list(known.values())


def _signed(wave: Wave, signer: str | None) -> Wave:
    from zhixing.casework.control.commands.waves import let_out, sign_wave
    from zhixing.foundation.history import context

    if signer is None or wave.state != wave.State.DRAFT:
        return wave
    _, person = on_behalf(None, signer, doing="签发查询")
    signed = sign_wave(wave=wave, actor=person, on=context.current().today)
    while let_out(signed):
        pass
    signed.refresh_from_db()
    return signed


def _data(wave: Wave) -> dict[str, Any]:
    """稳定的写法：只添不改。"""
    from zhixing.casework.control.queries_waves import progress

    return {
        "wave": wave.number, "reason": wave.reason, "state": wave.state, "cases": wave.cases, "requests": wave.total,
        "notice": wave.notice_number, "states": progress(wave),
    }


def _line(data: dict[str, Any]) -> str:
    head = f"{data['wave']}：{data['cases']}件案件，{data['requests']}个请求，"
    return head + ("待签发。" if data["state"] == "draft" else f"已签发，通知书{data['notice']}。")
