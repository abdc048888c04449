"""读主文：一秒读几篇，各栏的查准率和查全率（对着手工标注的一套）。

标注在 ``tests/data/judgment_labels.jsonl``：行号、这一行原文的 SHA-256、各项的位置和值，没有原文。
原文在项目之外：``python bench/judgments.py [operative_parts.jsonl]``，不写就取项目旁边的 ``shared``。
``dev`` 是写识别规则时看过的；``blind1`` 至 ``blind5`` 是先读先标、再看识别结果的五批，每批看过之后又改了规则，
所以现在的分数不再是盲测。``clauses`` 是从同一目录的案例全文里按种子抽的计息条款，也是先标后跑。各批第一次跑的分数（查准／查全）：

========  ===========  ===========  ===========  ===========  ===========
批        金额         义务人       权利人       履行期间     计息（整段）
========  ===========  ===========  ===========  ===========  ===========
blind1    .973／.986   .985／.853   1.00／.828   .971／.971   .474／.450
blind2    .914／1.00   1.00／.976   1.00／.971   1.00／1.00   .500／.514
blind3    .977／.977   1.00／.868   .907／.951   1.00／.952   .625／.625
blind4    .924／.992   .975／.951   .991／.899   .987／.975   .548／.515
blind5    .987／1.00   1.00／.990   1.00／.987   .930／.981   .647／.786
clauses   —            —            —            —            .806／.763
========  ===========  ===========  ===========  ===========  ===========

``clauses`` 第一次跑的各栏：基数 1.00／.811、利率 1.00／.941、起 1.00／.892、止 1.00／.947；漏的都标了不明确。
从 blind5 起，“货款X元及利息（……）”没有另写基数、前面又只有一笔的，基数算那一笔（以前各批的标注照此改过）。

整段计息：基数、利率、倍数、起、止都对才算对。标注由写识别规则的同一方做，没有第二人复核；标注自己错的几处在比对后改正。
``--show`` 逐条列出不符的位置。
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "src"))

from zhixing.law.judgment.quotes import plain  # noqa: E402
from zhixing.law.judgment.reading import Item, read, read_operative  # noqa: E402

TEXTS = HERE.parent / "shared/data/judgments/operative_parts.jsonl"
LABELS = HERE / "tests/data/judgment_labels.jsonl"
CLAUSES = HERE / "tests/data/judgment_clause_labels.jsonl"
FILLER = "青山县人民法院\n民事判决书\n（2025）内0299民初77号\n原告：林立春。\n被告：郑小满。\n"
FILLER += "本院认为，双方签订的合同有效，被告应当按约付款。\n" * 300
FIELDS = ("kind", "amount", "payer", "payee", "period", "interest", "base", "rate", "start", "end")


def main() -> int:
    """打印速度和各栏的分数。"""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("texts", nargs="?", type=Path, default=TEXTS)
    words.add_argument("--show", action="store_true")
    args = words.parse_args()
    texts = [json.loads(row)["operative"] for row in args.texts.read_text("utf-8").splitlines()]
    print(f"速度：{speed(texts, read_operative):.0f} 篇/秒（{len(texts)} 篇主文）")
    papers = [f"{FILLER}判决如下：\n{text}\n审 判 长 某某" for text in texts]
    print(f"速度：{speed(papers, read):.0f} 篇/秒（同样的主文，前面各加 {len(FILLER)} 字的首部和理由）")
    labels = [json.loads(row) for row in LABELS.read_text("utf-8").splitlines()]
    for name in sorted({row["set"] for row in labels}):
        report(name, [row for row in labels if row["set"] == name], texts, args.show)
    clause_report(args.texts.parent, args.show)
    return 0


def speed(texts: list[str], reads: Callable[[str], Any]) -> float:
    """三遍里最快的一遍，篇每秒，按处理器时间（机器忙时也可比）。"""
    spent = []
    for _ in range(3):
        began = time.process_time()
        for text in texts:
            reads(text)
        spent.append(time.process_time() - began)
    return len(texts) / min(spent)


def report(name: str, labels: list[dict[str, Any]], texts: list[str], show: bool) -> None:
    """一套标注的各栏：对的、多的、漏的。"""
    tally: Counter[tuple[str, str]] = Counter()
    for row in labels:
        text = texts[row["line"] - 1]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise SystemExit(f"第{row['line']}行的原文变了，标注不能用")
        for item, field, verdict in compared(row["items"], read_operative(text)):
            tally[field, verdict] += 1
            if show and verdict != "hit":
                print(f"  {name} 第{row['line']}行第{item}项 {field} {verdict}")
    print(f"{name}：{len(labels)} 篇，{sum(len(row['items']) for row in labels)} 项")
    _table(tally, FIELDS)


def clause_report(folder: Path, show: bool) -> None:
    """案例全文里的计息条款：一句一句地读，合起来比。"""
    tally: Counter[tuple[str, str]] = Counter()
    rows = [json.loads(row) for row in CLAUSES.read_text("utf-8").splitlines()]
    for row in rows:
        for field, verdict in clause_verdicts(row, folder):
            tally[field, verdict] += 1
            if show and verdict != "hit":
                print(f"  clauses {row['file']} 第{row['line']}行 {field} {verdict}")
    print(f"clauses：{len(rows)} 句，{sum(len(row['interest']) for row in rows)} 段")
    _table(tally, FIELDS[5:])


def clause_verdicts(row: dict[str, Any], folder: Path) -> Iterator[tuple[str, str]]:
    """一句里的（栏，hit｜extra｜lost）。"""
    case = json.loads((folder / f"{row['file']}.jsonl").read_text("utf-8").splitlines()[row["line"] - 1])
    text = list(case["sections"].values())[row["section"]][row["start"]:row["end"]]
    if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
        raise SystemExit(f"{row['file']} 第{row['line']}行的原文变了，标注不能用")
    found = [clause for item in read_operative(text, row["operative"]) for clause in item.interest]
    for field, gold, got in _clauses(row["interest"], found):
        yield from ((field, verdict) for verdict in _matched(gold, got))


def _matched(gold: list[Any], found: list[Any]) -> Iterator[str]:
    left = list(found)
    for one in gold:
        match = next((other for other in left if _same(one, other)), None)
        if match is not None:
            left.remove(match)
        yield "lost" if match is None else "hit"
    yield from ("extra" for _ in left)


def _table(tally: Counter[tuple[str, str]], names: tuple[str, ...]) -> None:
    for field in names:
        hit, extra, lost = (tally[field, verdict] for verdict in ("hit", "extra", "lost"))
        print(f"  {field:<9} 查准 {_share(hit, hit + extra)}  查全 {_share(hit, hit + lost)}  （对 {hit} 多 {extra} 漏 {lost}）")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "  —  "


def compared(labelled: list[dict[str, Any]], read: tuple[Item, ...]) -> Iterator[tuple[int, str, str]]:
    """（项号，栏，hit｜extra｜lost）。同一项拆成几句的合起来比。"""
    for want in labelled:
        got = [item for item in read if want["start"] <= item.start < want["end"]]
        for field, gold, found in _pairs(want, got):
            yield from ((want["number"], field, verdict) for verdict in _matched(gold, found))


def _pairs(want: dict[str, Any], got: list[Item]) -> Iterator[tuple[str, list[Any], list[Any]]]:
    kinds = {_kind(item.kind) for item in got}
    yield "kind", [want["kind"]], [want["kind"]] if want["kind"] in kinds else sorted(kinds)[:1]
    owing = [item for item in got if item.kind in ("money", "liability")]
    if want["kind"] in ("other", "confirm", "review", "dismissal"):
        owing = [item for item in owing if item.kind == "money"]
    yield "payer", want.get("payers", []), [[q.start, q.end] for item in owing for q in item.payers]
    if want["kind"] == "liability":
        return
    yield "payee", want.get("payees", []), [[q.start, q.end] for item in owing for q in item.payees]
    yield "amount", want.get("owed", []), [[s.start, s.end, s.fen] for item in owing for s in item.sums if s.role in ("owed", "each")]
    if want["kind"] == "money":
        gold = [want["period"][2:]] if want["period"] else []
        yield "period", gold, [[q.start, q.count, q.unit] for item in owing if item.period and (q := item.period.value)][:1]
    yield from _clauses(want.get("interest", []), [clause for item in owing for clause in item.interest])


def _kind(kind: str) -> str:
    return kind if kind in ("money", "liability", "dismissal", "review", "confirm") else "other"


def _clauses(want: list[dict[str, Any]], got: list[Any]) -> Iterator[tuple[str, list[Any], list[Any]]]:
    gold = [[c["base"], [c["rate"], c["value"], c["multiple"]] if c["rate"] else None, c["start"], c["end"]] for c in want]
    found = [_flat(clause) for clause in got]
    yield "interest", gold, found
    for place, field in enumerate(("base", "rate", "start", "end")):
        yield field, [c[place] for c in gold if c[place] is not None], [c[place] for c in found if c[place] is not None]


def _flat(clause: Any) -> list[Any]:
    rate = clause.rate.value if clause.rate else None
    shown = [rate.kind, [str(rate.value), rate.per] if rate.value else None, str(rate.multiple)] if rate else None
    return [_when(clause.base), shown, _when(clause.start), _when(clause.end)]


def _when(quote: Any) -> Any:
    if quote is None:
        return None
    return [quote.start, quote.end] if isinstance(quote.value, str) else plain(quote.value)


def _same(one: Any, other: Any) -> bool:
    """位置有重叠、值相同；只有位置的（名字、事件）看是不是同一处。"""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        if len(one) == 4:
            return all(_same(a, b) for a, b in zip(one, other, strict=True))
        if len(one) >= 2 and all(isinstance(value, int) for value in (*one[:2], *other[:2])):
            return one[0] < other[1] and other[0] < one[1] and one[2:] == other[2:]
    return bool(one == other)


if __name__ == "__main__":
    sys.exit(main())
