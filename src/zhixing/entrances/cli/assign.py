"""``zhixing assign``：随机分案（可核验）。

- ``--dry-run``：待分的各件归哪一组、谁在抽签之列、谁不在和为什么；不说谁抽到什么，什么也不改。
- ``--all``：抽本院待分的全部；``--case 案号`` 只抽这几件。
- ``--verify 文件``：核验一份下载的记录，不用数据库；种子没有写在文件里的用 ``--seed`` 另给。

退出码：0 办成（核验相符），1 依规则不能办、核验不符，2 参数不对。
"""

from __future__ import annotations

import argparse
import json
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.law.draw_proof import verify
from zhixing.law.finding import Finding, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhixing.casework.cases.queries import Case
    from zhixing.casework.centre.draw_facts import Prepared
    from zhixing.casework.centre.queries_draws import Draw
    from zhixing.foundation.people.queries import User


def register(parser: argparse.ArgumentParser) -> None:
    """``assign`` 的参数。"""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dry-run", action="store_true", help="只看谁在抽签之列，什么也不改")
    what.add_argument("--all", action="store_true", help="抽本院待分的全部")
    what.add_argument("--case", metavar="案号", action="append", help="只抽这一件；可以写几次")
    what.add_argument("--verify", metavar="文件", type=Path, help="核验下载的公开记录（JSON），不用数据库")
    parser.add_argument("--seed", metavar="种子", default="", help="核验用的种子（64 位十六进制）；不写的用文件里的")
    parser.add_argument("--court", metavar="代字", help="哪家法院，如 内0221；只有一家的可以不写")
    parser.add_argument("--as", dest="user", metavar="登录名", help="以谁的名义；不写用本院指挥中心的人")
    parser.add_argument("--token", metavar="凭号", default="", help="同一凭号再来一遍，得到的是同一次抽签；不写的每次都是新的")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """办事，返回退出码。"""
    if args.verify:
        return _verified(args)
    with _here():
        user = _user(args)
        data = _preview(user) if args.dry_run else _drawn(args, user)
    print(json.dumps({"ok": True} | data, ensure_ascii=False) if args.json else _text(data))
    return 0


@contextmanager
def _here() -> Iterator[None]:
    import pghistory

    from zhixing.entrances import clock
    from zhixing.foundation.history import context

    with context.use(context.Context(now=clock.now(), entrance="cli")), pghistory.context(entrance="cli"):
        yield


def _user(args: argparse.Namespace) -> User:
    from zhixing.entrances.cli.importer import on_behalf

    return on_behalf(args.court, args.user, post="centre", doing="分案")[1]


# ---- 核验 ----


def _verified(args: argparse.Namespace) -> int:
    found = verify(_file(args.verify), args.seed)
    if not found.ok:
        raise Refused(found)
    data = {"ok": True, "cases": found.value, "checks": [step.text for step in found.steps]}
    print(json.dumps(data, ensure_ascii=False) if args.json else "核验相符：\n" + "\n".join(f"· {text}" for text in data["checks"]))  # type: ignore[attr-defined]
    return 0


def _file(path: Path) -> dict[str, Any]:
    from zhixing.entrances.cli.importer import content_of

    try:
        data = json.loads(content_of(path))
    except ValueError:
        raise Trouble(f"{path} 不是 JSON。") from None
    if not isinstance(data, dict):
        raise Trouble(f"{path} 不是随机分案的公开记录。")
    return data


# ---- 预看、抽 ----


def _preview(user: User) -> dict[str, Any]:
    from zhixing.casework.centre.commands.drawing import require_draw
    from zhixing.casework.centre.draw_facts import prepared
    from zhixing.casework.centre.queries_draws import seed_of, waiting
    from zhixing.foundation.history import context

    require_draw(user)
    today = context.current().today
    cases = list(waiting(user, today))
    ready, seed = prepared(user.court, cases, today), seed_of(user.court_id, today)
    return {"day": today.isoformat(), "court": user.court.daizi, "seed": seed.digest if seed else None, **_groups(ready), **_cases(cases, ready)}


def _groups(ready: Prepared) -> dict[str, Any]:
    """各组有谁，谁不在、为什么。"""
    names = {one.id: one for one in ready.inputs.judges}
    return {
        "pools": {key: {"name": pool.name, "judges": [{"name": names[pk].name, "share": names[pk].share} for pk, _ in pool.judges]}
                  for key, pool in ready.inputs.pools.items()},
        "out": [asdict(one) for one in ready.out],
    }


def _cases(cases: list[Case], ready: Prepared) -> dict[str, Any]:
    names = {one.id: one.name for one in ready.officers.values()}
    return {
        "cases": [{"number": one.number, "pool": one.pool, "weight": one.weight, "linked": one.held is not None or bool(one.keys),
                   "barred": [{"name": names.get(row.id, ""), "why": row.why} for row in one.barred]} for one in ready.inputs.cases],
        "left": [{"number": str(case), "why": _whys(ready.left[case.pk])} for case in cases if case.pk in ready.left],
    }


def _whys(found: Finding[None]) -> list[str]:
    return [reason.text for reason in found.reasons]


def _drawn(args: argparse.Namespace, user: User) -> dict[str, Any]:
    from zhixing.casework.centre.commands import draw_cases
    from zhixing.foundation.history import context

    here = context.current()
    token = args.token or f"cli:{here.now.isoformat()}"
    row = draw_cases(cases=None if args.all else _chosen(args, user), actor=user, on=here.today, token=token)
    return _result(row)


def _chosen(args: argparse.Namespace, user: User) -> list[int]:
    from zhixing.casework.cases.queries import by_number

    found = {number: by_number([user.court_id], number) for number in args.case}
    if missing := [number[:60] for number, case in found.items() if case is None]:
        raise Trouble(f"{user.court.name}没有{'、'.join(missing)}。请核对案号。")
    return [case.pk for case in found.values() if case is not None]


def _result(row: Draw) -> dict[str, Any]:
    from zhixing.casework.centre.queries_draws import lots

    return {
        "draw": row.pk, "day": row.seed.day.isoformat(), "turn": row.turn, "cases": row.cases, "digest": row.digest, "seed": row.seed.digest,
        "lots": [{"number": str(lot.case), "judge": lot.judge.name, "team": lot.team.name if lot.team else "", "way": lot.way} for lot in lots(row)],
        "left": row.record["left"],
    }


def _text(data: dict[str, Any]) -> str:
    if "lots" in data:
        head = f"随机分案{data['cases']}件（可核验），记录摘要{data['digest']}"
        lots = (f"{one['number']}　{one['judge']}　{one['team']}" for one in data["lots"])
        return "\n".join([head, *lots, *(f"没有抽：{'；'.join(one['why'])}" for one in data["left"])])
    head = f"待分{len(data['cases']) + len(data['left'])}件，" + ("今天可以抽" if data["seed"] else "今天没有提前公布的种子，不能抽")
    pools = (f"{one['name']}：{'、'.join(judge['name'] for judge in one['judges'])}" for one in data["pools"].values())
    return "\n".join([head, *pools, *(f"不在：{one['name']}，{one['why']}" for one in data["out"]), *(w for one in data["left"] for w in one["why"])])
