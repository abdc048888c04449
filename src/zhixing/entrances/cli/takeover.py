"""``zhixing takeover FILE``：存量接管。先逐行核对、对账；写明谁签字（``--sign``）才接管，断了再来一次就接着办。"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.importer import content_of, on_behalf, ticker
from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble

if TYPE_CHECKING:
    from zhixing.exchange.models import Takeover
    from zhixing.exchange.takeover_figures import Figures
    from zhixing.exchange.takeover_sheets import Book
    from zhixing.foundation.people.queries import Court, User

SHOWN = 50


def register(parser: argparse.ArgumentParser) -> None:
    """``takeover`` 的参数。"""
    parser.add_argument("file", metavar="FILE", type=Path, help="工作簿，.xlsx 或 .xls")
    parser.add_argument("--dry-run", action="store_true", help="只核对、对账，什么也不写")
    parser.add_argument("--live-on", metavar="日期", type=_day, help="上线日，如 2026-12-01；不写为今天")
    parser.add_argument("--court", metavar="代字", help="接管到哪家法院，如 内0221")
    parser.add_argument("--as", dest="user", metavar="登录名", help="以谁的名义上传；不写用本院的立案人员")
    parser.add_argument("--sign", metavar="登录名", help="谁签字：执行局长、副局长；不写就只核对，不接管")
    parser.add_argument("--keep-good", action="store_true", help="有不合格的件时，只接管合格的")
    parser.add_argument("--reconciliation", metavar="FILE", type=Path, help="把对账表写到这个 .xlsx")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"看不懂的日期“{text[:20]}”，应写成 2026-12-01") from None


def run(args: argparse.Namespace) -> int:
    """核对、对账，签了字的接管；有一件没有进来、有一处对不上就返回 1。"""
    from zhixing.entrances.clock import now as clock
    from zhixing.foundation.history import context

    content, now = content_of(args.file), clock()
    with context.use(context.Context(now=now, entrance="cli")):
        court, user = on_behalf(args.court, args.user)
        signer = _signer(court, args.sign) if args.sign else None
        live_on = args.live_on or now.date()
        desk = _Desk(court, user, signer) if signer and not args.dry_run else None
        data = _moved(args, desk, content, live_on) if desk else _checked(args, court, content)
    print(json.dumps(data, ensure_ascii=False) if args.json else "\n".join(_lines(data)))
    return 0 if data["ok"] else 1


# ---- 谁签字 ----


def _signer(court: Court, username: str) -> User:
    from zhixing.foundation.people.queries import User

    user = User.objects.select_related("court").filter(username=username, is_active=True, court=court).first()
    if user is None:
        raise Trouble(f"{court.name}没有登录名是“{username}”的在用人员。")
    return user


# ---- 核对、接管 ----


def _checked(args: argparse.Namespace, court: Court, content: bytes) -> dict[str, Any]:
    """只核对、对账。"""
    from zhixing.exchange.takeover_figures import drawn
    from zhixing.exchange.takeover_sheets import prepare

    with Progress("核对") as bar:
        book = prepare(court, args.file.name, content, progress=ticker(bar))
    figures = drawn(book)
    _write(args.reconciliation, figures)
    fine = not book.bad and not book.loose and not figures.wrong and bool(book.files)
    why = "" if args.dry_run else "没有写明谁签字（--sign 登录名），只核对，没有接管。"
    return _data(book, figures) | {"ok": fine and args.dry_run, "dry_run": args.dry_run, "run": None, "moved": 0, "message": why}


@dataclass(frozen=True, slots=True)
class _Desk:
    """哪家法院、谁上传、谁签字。"""

    court: Court
    user: User
    signer: User


def _moved(args: argparse.Namespace, desk: _Desk, content: bytes, live_on: date) -> dict[str, Any]:
    """核对、签字、接管；同一文件上次没有办完的，接着办。"""
    from zhixing.exchange import takeover

    found = takeover.unfinished(desk.court, hashlib.sha256(content).hexdigest())
    if found is None:
        found = _started(args, desk, content, live_on)
        able = takeover.signable(found, desk.signer, args.keep_good)
        if not able.ok:
            return _told(found) | {"message": "不能签字：" + "；".join(f"{reason.text}。{reason.remedy}" for reason in able.reasons)}
        found = takeover.sign(run_id=found.pk, user=desk.signer, keep_good=args.keep_good, queue=False)
    with Progress("接管") as bar:
        found = takeover.move(found.pk, tick=ticker(bar))
    _write(args.reconciliation, takeover.figures_of(found))
    return _told(found)


def _started(args: argparse.Namespace, desk: _Desk, content: bytes, live_on: date) -> Takeover:
    """收下工作簿，核对好；签字的人没有职务的，先说。"""
    from zhixing.casework.cases.access import require_signature
    from zhixing.exchange import takeover

    require_signature(desk.signer, desk.court)
    run = takeover.start(court=desk.court, user=desk.user, name=args.file.name, content=content, live_on=live_on, queue=False)
    with Progress("核对") as bar:
        run = takeover.check(run.pk, tick=ticker(bar))
    if run.state != takeover.State.CHECKED:
        raise Trouble(run.message)
    return run


def _told(run: Takeover) -> dict[str, Any]:
    from zhixing.exchange import takeover

    figures = takeover.figures_of(run)
    moved = takeover.cases_of(run).count()
    return {
        "ok": run.state == takeover.State.DONE and not run.bad, "dry_run": False, "run": run.pk, "total": run.total, "good": run.good, "bad": run.bad,
        "moved": moved, "message": run.message, "faults": run.faults, "figures": _figures(figures), "notes": [],
    }


def _data(book: Book, figures: Figures) -> dict[str, Any]:
    return {
        "total": len(book.files), "good": len(book.good), "bad": len(book.bad), "notes": book.notes,
        "faults": [fault.as_data() for fault in book.faults()], "figures": _figures(figures),
    }


def _figures(figures: Figures) -> list[dict[str, Any]]:
    """全院合计各行，和对不上的。"""
    from zhixing.exchange.takeover_figures import Line

    wrong = [one for one in figures.wrong if isinstance(one, Line)]
    return [
        {"judge": line.judge, "sheet": line.sheet, "what": line.what, "unit": "fen" if line.money else "count", "source": line.source,
         "left": line.left, "planned": line.planned, "written": line.written, "agrees": line.agrees}
        for line in (*figures.sums(), *wrong)
    ]


def _write(path: Path | None, figures: Figures) -> None:
    from zhixing.exchange.takeover_out import reconciliation

    if path:
        path.write_bytes(reconciliation(figures))


# ---- 报告 ----


def _lines(data: dict[str, Any]) -> list[str]:
    faults = data["faults"]
    more = [f"……另有 {len(faults) - SHOWN} 条，全部见 --json"] if len(faults) > SHOWN else []
    figures = [_line(row) for row in data["figures"]]
    told = [data["message"]] if data["message"] else []
    return [*data["notes"], *map(_fault, faults[:SHOWN]), *more, "对账：", *figures, *told, _summary(data)]


def _fault(fault: dict[str, Any]) -> str:
    kind = "提醒" if fault["warning"] else "要改"
    remedy = f"　{fault['remedy']}" if fault["remedy"] else ""
    return f"{kind}  “{fault['sheet']}”第 {fault['row']} 行 {fault['column']}：{fault['text']}{remedy}"


def _line(row: dict[str, Any]) -> str:
    def told(number: int | None) -> str:
        return "—" if number is None else f"{number / 100:,.2f} 元" if row["unit"] == "fen" else f"{number:,}"

    cells = "，".join(f"{name} {told(row[key])}" for name, key in (("来源", "source"), ("不接管", "left"), ("应写", "planned"), ("已写", "written")))
    return f"  {'一致  ' if row['agrees'] else '不一致'} “{row['sheet']}”{row['what']} {row['judge']}：{cells}"


def _summary(data: dict[str, Any]) -> str:
    counted = f"共 {data['total']} 件，{data['good']} 件合格，{data['bad']} 件要改"
    return f"{counted}；" + (f"第 {data['run']} 批接管了 {data['moved']} 件。" if data["run"] else "什么也没有写。")
