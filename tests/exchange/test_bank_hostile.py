"""随便怎么弄坏的文件：读得出对账单，或者说清为什么不收；不会冒出别的错误，也不会一声不响少了行。"""

from __future__ import annotations

import pytest
from exchange.bank_files import CCB, as_csv, ccb
from exchange.test_bank_swift import MT, PAID, camt, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.exchange.bank.keys import merged
from zhixing.exchange.bank.kinds import kind
from zhixing.exchange.bank.reading import read, survey
from zhixing.law.finding import Refused

TABLE = CCB + "\n" + as_csv(*(ccb(n, 100, 100 * n) for n in range(1, 6)))
WHOLE = (TABLE.encode(), TABLE.encode("gb18030"), MT.format(PAID * 3, "130,00").encode(), camt(entry(), entry(ref="S2")).encode())
BITS = (b'"', b",", b"\n", b"\0", b"\xff", b"99999999", b":61:", b"</Ntry>", b"=1+1", "²①٣".encode(), b"<!DOCTYPE a>", b"-", b"\t")


@settings(max_examples=60)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(BITS)), max_size=6), st.floats(0.3, 1))
def test_whatever_is_broken_is_told(content: bytes, breaks: list[tuple[float, int, bytes]], end: float) -> None:
    for place, gone, put in breaks:
        at = int(place * len(content))
        content = content[:at] + put + content[at + gone :]
    content = content[: int(end * len(content)) + 1]
    try:
        statements = read("x", content)
    except Refused as refused:
        assert refused.finding.reasons[0].remedy
        return
    assert all(kind(line).reason and line.raw for line in merged(statements).lines)
    assert all(unread.flaws and unread.raw for one in statements for unread in one.unread)


def test_every_row_of_a_table_is_somewhere() -> None:
    rows = TABLE.replace("0.00,1.00,3.00", "x,1.00,3.00").replace("20261120 09:00:04", "？").split("\n")
    (statement,) = read("x", "\n".join([*rows[:3], "说明", *rows[3:]]).encode())
    told = [line.row for line in statement.lines] + [unread.row for unread in statement.unread]
    assert sorted(told) == [2, 3, 5, 6, 7] and any("第4行" in note for note in statement.notes)


def test_a_cut_file_and_the_whole_one_never_make_a_line_of_two() -> None:
    for content in WHOLE[1:]:
        whole = read("x", content)
        for size in range(len(content) // 2, len(content), 7):
            assert len(merged([*read("x", content[:size]), *whole]).lines) == len(merged(whole).lines)


@pytest.mark.parametrize("content", WHOLE[:2])
def test_the_survey_of_a_known_table(content: bytes) -> None:
    seen = survey("x.csv", content)
    assert seen.header is not None and seen.header.layout.code == "ccb" and seen.row == 1 and len(seen.sample) == 5
