"""银行文件：一秒读多少行（一个核），不用数据库。旁边是光把格子读出来的：csv 模块、openpyxl。

建行企业网银的样子，十八栏；camt.053 一笔一条明细；MT940 一笔一段附言。``python bench/bank_files.py [行数]``，默认十万行，
.xlsx 和 camt 读其中的十分之一。每样都核对行数和余额，对不上就报错。
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from exchange.bank_files import CCB, as_csv, ccb

from zhixing.exchange.bank.keys import merged
from zhixing.exchange.bank.kinds import kind
from zhixing.exchange.bank.lines import Statement
from zhixing.exchange.bank.reading import read


def rows(count: int) -> Iterator[list[str]]:
    """各行，余额接得上。"""
    left = 0
    for number in range(count):
        left += 100 + number % 977
        yield ccb(number, 100 + number % 977, left, 备注=f"（2026）内0221执{number % 3000}号案款", 户名=f"王秀兰{number % 5000}")


def workbook(table: list[list[str]]) -> bytes:
    """存成 .xlsx。"""
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def camt(count: int) -> bytes:
    """camt.053。"""
    one = (
        "<Ntry><Amt Ccy='CNY'>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
        "<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>R{}</AcctSvcrRef>"
        "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>王秀兰</Nm></Dbtr></RltdPties><RmtInf><Ustrd>案款</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    return f"<Document><BkToCstmrStmt><Stmt><Id>1</Id>{''.join(map(one.format, range(count)))}</Stmt></BkToCstmrStmt></Document>".encode()


def mt940(count: int) -> bytes:
    """MT940。"""
    body = "".join(f":61:2611201120C1,00NTRFE{n}//R{n}\n:86:王秀兰（2026）内0221执{n}号\n" for n in range(count))
    return f":20:A\n:25:1505\n:60F:C261120CNY0,\n{body}:62F:C261120CNY{count},\n-\n".encode()


def timed(name: str, count: int, job: Callable[[], object]) -> None:
    """跑一遍，打印每秒多少行（处理器时间）。"""
    start = time.process_time()
    job()
    print(f"{name:<34}{count / (time.process_time() - start):>12,.0f} 行/秒")


def whole(content: bytes, count: int) -> Statement:
    """读出一份，核对。"""
    (statement,) = read("bench", content)
    if len(statement.lines) != count or statement.unread or statement.flaws or statement.gap not in (0, None):
        raise SystemExit("读出来的对不上")
    return statement


def bare_xlsx(content: bytes) -> int:
    """只把格子读出来。"""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def main(count: int) -> None:
    """各样文件。"""
    few = max(1, count // 10)
    text = (CCB + "\n" + as_csv(*rows(count))).encode("gb18030")
    timed(".csv（GB18030）", count, lambda: whole(text, count))
    timed("  光用 csv 模块分格", count, lambda: list(csv.reader(io.StringIO(text.decode("gb18030"), newline=""))))
    statement = whole(text, count)
    timed("分是什么（kind）", count, lambda: [kind(line) for line in statement.lines])
    timed("两份一样的并起来（merged）", 2 * count, lambda: merged([statement, statement]))
    packed = workbook([CCB.split(","), *rows(few)])
    timed(".xlsx", few, lambda: whole(packed, few))
    timed("  光用 openpyxl 读出格子", few, lambda: bare_xlsx(packed))
    timed("camt.053", few, lambda: whole(camt(few), few))
    timed("MT940", count, lambda: whole(mt940(count), count))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
