"""``zhixing verify history``：核验每一条事件链和每天的日根；``zhixing verify sheets``：重算每一版计息单；
``zhixing verify documents``：全部文书的成品有没有被换过；
``zhixing verify ledger``：案款总账从原始的凭证、分录、银行明细、收据、付款重新算一遍；
``zhixing verify service``：重算每一次送达的送达之日；``zhixing verify document 文件``：一份文件是不是法院盖章的原件；
``zhixing verify package 文件``：归档包里的各件对不对得上清单。

前五样要数据库；``document``、``package`` 有没有都行：有的，还说系统里有没有登记、现在有没有效；没有的，只核验文件本身。
退出码：0 对得上、是原件而且有效，1 有不符、不是原件或者已经作废，2 参数不对。
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse

if TYPE_CHECKING:
    from zhixing.casework.documents.verify import Report as Papers
    from zhixing.casework.documents.verify_service import Report as Service
    from zhixing.casework.funds.verify import Report as Sheets
    from zhixing.casework.funds.verify_ledger import Report as Ledger
    from zhixing.foundation.history.verify import Report as Chains

HELP = "核验办案动态的链和日根，重算计息单，核对案款总账、文书的成品，说出第一处不符；核验一份文件"
WHAT = {
    "history": "办案动态", "sheets": "计息单", "ledger": "案款总账", "documents": "全部文书的成品", "service": "送达之日", "document": "一份文件",
    "package": "一个归档包",
}
FILES = ("document", "package")
"""要写明文件的。"""
SHOWN = 20
LARGEST = 50 * 2**20
"""多大的文件就不读了；与 ``sealing.verifying.LARGEST`` 相同。"""


def register(parser: argparse.ArgumentParser) -> None:
    """``history``、``sheets``、``ledger``、``documents``、``service``、``document 文件``、``package 文件``，``--json``。"""
    parser.add_argument("what", choices=list(WHAT), help="核验什么：" + "，".join(f"{code} {name}" for code, name in WHAT.items()))
    parser.add_argument("file", nargs="?", metavar="文件", help="document：要核验的 PDF；package：要核验的归档包")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """核验；全部对得上返回 0，有不符返回 1。"""
    if (args.what in FILES) != (args.file is not None):
        asked = f"请写明要核验的文件：zhixing verify {args.what} 文件。" if args.file is None else f"verify {args.what} 后面不写文件。"
        return refuse(asked, as_json=args.json)
    if args.what in FILES:
        return _one(args) if args.what == "document" else _package(args)
    checks: dict[str, Callable[[], tuple[Chains | Sheets | Ledger | Papers | Service, list[str]]]] = {
        "history": _history, "sheets": _sheets, "ledger": _ledger, "documents": _documents, "service": _service,
    }
    report, lines = checks[args.what]()
    _print(report.as_data(), lines, as_json=args.json)
    return 0 if report.ok else 1


def _print(data: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


# ---- 全部 ----


def _all(verify: Callable[[Callable[[int, int], None]], Any]) -> Any:
    """一边核验一边报进度。"""
    with Progress("核验") as bar:

        def report_progress(done: int, total: int) -> None:
            bar.total = total
            bar.tick(step=done - bar.count)

        return verify(report_progress)


def _history() -> tuple[Chains, list[str]]:
    from zhixing.foundation.history.verify import verify

    report: Chains = _all(verify)
    counted = f"{report.streams}条链、{report.entries}环、{report.days}个日根"
    if report.first is None:
        latest = [f"法院{r.court_id}最近的日根：{r.day} {r.root}" for r in report.roots]
        return report, [f"全部对得上：{counted}。", *latest]
    head = f"发现断裂：{len(report.breaks)}条链（共核验{counted}）。"
    return report, [head, f"第一处：{report.first.text}。", *_listed([b.text for b in report.breaks])]


def _sheets() -> tuple[Sheets, list[str]]:
    from zhixing.casework.funds.verify import verify

    report: Sheets = _all(verify)
    older = f"，其中{report.older}版是以前的程序算的" if report.older else ""
    return report, _differing(f"{report.sheets}版计息单{older}", [one.text for one in report.differences])


def _ledger() -> tuple[Ledger, list[str]]:
    from zhixing.casework.funds.verify_ledger import verify

    report = verify()
    return report, _differing(f"{report.vouchers}张凭证、{report.legs}条分录、{report.accounts}个账户", report.breaks)


def _documents() -> tuple[Papers, list[str]]:
    from zhixing.casework.documents.verify import verify

    report: Papers = _all(verify)
    return report, _differing(f"{report.documents}份文书的成品", [one.text for one in report.differences])


def _service() -> tuple[Service, list[str]]:
    from zhixing.casework.documents.verify_service import verify

    report: Service = _all(verify)
    return report, _differing(f"{report.recipients}个受送达人、{report.attempts}次送达", [one.text for one in report.differences])


def _differing(counted: str, texts: list[str]) -> list[str]:
    if not texts:
        return [f"全部对得上：{counted}。"]
    return [f"发现{len(texts)}处不符（共核验{counted}）。", *_listed(texts)]


def _listed(texts: list[str]) -> list[str]:
    """前若干处，其余说个数。"""
    more = [f"……另有{len(texts) - SHOWN}处"] if len(texts) > SHOWN else []
    return [*(f"  {text}" for text in texts[:SHOWN]), *more]


# ---- 一份 ----


def _one(args: argparse.Namespace) -> int:
    from django.apps import apps

    from zhixing.entrances.cli.home import location

    os.environ.setdefault("ZHIXING_HOME", str(location()))
    content = _read(Path(args.file))
    ok, data, lines = _registered(content) if apps.ready else _signature(content)
    _print(data, lines, as_json=args.json)
    return 0 if ok else 1


Answer = tuple[bool, dict[str, Any], Sequence[str]]


def _registered(content: bytes) -> Answer:
    """签名和登记。"""
    from zhixing.casework.documents.verify import checked
    from zhixing.entrances import clock

    found = checked(content, at=clock.now())
    return found.ok, found.as_data(), found.lines


def _signature(content: bytes) -> Answer:
    """只核验签名。"""
    from zhixing.casework.documents import sealing

    verdict = sealing.verify(content, at=datetime.now(ZoneInfo("Asia/Shanghai")))
    lines = (*verdict.text, "这里没有数据库，只核验了电子签名，没有查登记。")
    digest = hashlib.sha256(content).hexdigest()
    return verdict.ok, {"ok": verdict.ok, "sha256": digest, "lines": lines, "signature": verdict.as_data(), "registered": None}, lines


def _read(path: Path) -> bytes:
    """太大的只读到看得出太大。"""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Trouble(f"文件打不开：{path}（{error.strerror}）。") from None


# ---- 归档包 ----


def _package(args: argparse.Namespace) -> int:
    from django.apps import apps

    from zhixing.casework.dossier.packing.verifying import verify

    path = Path(args.file)
    if not path.is_file():
        raise Trouble(f"文件打不开：{path}。")
    report = verify(path)
    if apps.ready and report.manifest_hash:
        from zhixing.casework.dossier.verify import compare

        compare(report)
    else:
        report.notes.append("没有查登记：这里没有数据库，或者读不出清单。")
    counted = f"{report.case}，{report.items}份材料，{report.files}个文件"
    _print(report.as_data(), [*_differing(counted, report.problems), *report.notes], as_json=args.json)
    return 0 if report.ok else 1
