"""对账：来源的条数和金额，与要写进去的、写进去了的，逐个承办人、逐张表对，一分不差。

来源照原表的格子数，要写的照事件数，写了的从库里数：三处各数各的。不接管的（有毛病的、对不上案件的）单列。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Sum

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.closing.queries import pooled
from zhixing.exchange.takeover_sheets import NOBODY, Book, File, Total, labelled
from zhixing.foundation.people.queries import User
from zhixing.law import returning

Key = tuple[str, str, str]
"""承办人、表、什么数。"""
Tally = Counter[Key]

WHATS: Final[dict[str, tuple[str, ...]]] = {
    "案件": ("件", "标的"), "当事人": ("人",), "已办事项": ("条",), "控制措施": ("条", "金额"),
    "案款余额": ("条", "到账", "发放", "余额"), "失信限消": ("条",), "终本库": ("条", "未履行"),
}
MONEY: Final = frozenset({"标的", "金额", "到账", "发放", "余额", "未履行"})
"""以分计的；其余是条数。"""
_TOTAL: Final = {"案件": ("件", "标的"), "当事人": ("人", ""), "控制措施": ("条", "金额"), "案款余额": ("条", "余额"), "终本库": ("条", "未履行")}


@dataclass(frozen=True, slots=True)
class Line:
    """对账的一行：来源、不接管、应写、已写（还没有写的为空）。"""

    judge: str
    sheet: str
    what: str
    source: int
    left: int
    planned: int
    written: int | None = None

    @property
    def agrees(self) -> bool:
        """来源＝不接管＋应写；写了以后，已写＝应写。"""
        return self.source == self.left + self.planned and self.written in (None, self.planned)

    @property
    def money(self) -> bool:
        """金额（分），否则是条数。"""
        return self.what in MONEY


@dataclass(frozen=True, slots=True)
class Control:
    """与流程系统的一个总数对：它数的、表里数的。``judge`` 空为全院。"""

    sheet: str
    judge: str
    what: str
    given: int
    counted: int

    @property
    def agrees(self) -> bool:
        """一样。"""
        return self.given == self.counted


@dataclass(frozen=True, slots=True)
class Figures:
    """一次对账。"""

    lines: tuple[Line, ...]
    controls: tuple[Control, ...] = ()

    @property
    def wrong(self) -> list[Line | Control]:
        """对不上的。"""
        rows: tuple[Line | Control, ...] = (*self.lines, *self.controls)
        return [one for one in rows if not one.agrees]

    def sums(self) -> list[Line]:
        """全院合计，一张表一种数一行。"""
        made: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            made.setdefault((line.sheet, line.what), []).append(line)
        return [_sum(lines) for lines in made.values()]

    def as_data(self) -> dict[str, Any]:
        """存成 JSON。"""
        return {"lines": [list(_tuple(line)) for line in self.lines], "controls": [list(_tuple(one)) for one in self.controls]}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Figures:
        """由存的还原。"""
        return cls(tuple(Line(*row) for row in data.get("lines", ())), tuple(Control(*row) for row in data.get("controls", ())))


def _tuple(row: Line | Control) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.__slots__)


def _sum(lines: list[Line]) -> Line:
    first = lines[0]
    written = [line.written for line in lines]
    done = None if None in written else sum(n for n in written if n is not None)
    source, left, planned = (sum(getattr(line, name) for line in lines) for name in ("source", "left", "planned"))
    return Line("全院", first.sheet, first.what, source, left, planned, done)


def drawn(book: Book) -> Figures:
    """核对之后的对账：来源、不接管、应写。"""
    source, left = _source(book)
    planned: Tally = Counter()
    for file in book.good:
        planned += _planned(file, book.names)
    judges = sorted({key[0] for key in source})
    used = {key[1] for key in source}
    lines = tuple(
        Line(judge, sheet, what, source[judge, sheet, what], left[judge, sheet, what], planned[judge, sheet, what])
        for judge in judges for sheet, whats in WHATS.items() if sheet in used for what in whats
    )
    return Figures(lines, tuple(c for total in book.totals for c in _controls(total, source)))


def _source(book: Book) -> tuple[Tally, Tally]:
    """来源和其中不接管的。"""
    source: Tally = Counter()
    left: Tally = Counter()
    for mark in book.marks:
        out = mark.file is None or mark.file.bad
        for what, count in mark.counts.items():
            source[mark.judge, mark.sheet, what] += count
            left[mark.judge, mark.sheet, what] += count if out else 0
    return source, left


def _planned(file: File, names: Mapping[str, str]) -> Tally:
    """一件要写进去的：从收件内容和各事件数。"""
    assert file.moved is not None and file.line is not None
    draft, who = file.moved.draft, file.judge
    found: Tally = Counter({(who, "案件", "件"): 1, (who, "案件", "标的"): draft.claim_fen or 0, (who, "当事人", "人"): len(draft.parties)})
    for place in {one.past.place for one in file.past}:
        found[who, names[place[0]], "条"] += 1
    for one in file.past:
        data = one.found.value.as_data()
        for what, fen in _moved(names[one.past.place[0]], one.found.value.name, int(data.get("amount_fen") or 0)):
            found[who, names[one.past.place[0]], what] += fen
    if any(one.past.key == "closed" for one in file.past):
        found[who, "终本库", "未履行"] += returning.unpaid(file.line).value or 0
    return found


def _moved(sheet: str, event: str, fen: int) -> Iterable[tuple[str, int]]:
    """一个事件给这张表的哪个数加多少。"""
    if sheet == "控制措施" and event == "control.MeasureTaken":
        yield "金额", fen
    if sheet == "案款余额" and event == "funds.Received":
        yield from (("到账", fen), ("余额", fen))
    if sheet == "案款余额" and event == "funds.Paid":
        yield from (("发放", fen), ("余额", -fen))


def _controls(total: Total, source: Tally) -> Iterable[Control]:
    """流程系统的总数与表里数出来的对。"""
    count, money = _TOTAL.get(total.sheet, ("条", ""))
    for what, given in ((count, total.count), (money, total.fen)):
        if what and given is not None:
            counted = sum(n for (who, sheet, w), n in source.items() if sheet == total.sheet and w == what and total.judge in ("", who))
            yield Control(total.sheet, total.judge, what, given, counted)


# ---- 写了以后 ----


def written(signed: Figures, run: int, names: Mapping[str, str]) -> Figures:
    """写了以后的对账：照库里的行重新数，填进“已写”。"""
    found = _rows(run) + _entries(run, names)
    labels = _labels(signed, run)
    counted: Tally = Counter()
    for (who, sheet, what), n in found.items():
        counted[labels.get(who, who), sheet, what] += n
    return replace(signed, lines=tuple(replace(line, written=counted[line.judge, line.sheet, line.what]) for line in signed.lines))


def _labels(signed: Figures, run: int) -> dict[str, str]:
    """库里的承办人（登录名）→ 对账表上的写法。"""
    used = {line.judge for line in signed.lines}
    users = User.objects.filter(pk__in=Case.objects.filter(takeover=run).values("handler"))
    return {user.username: next((s for s in (user.name, labelled(user, shared=True)) if s in used), user.username) for user in users}


def _rows(run: int) -> Tally:
    """案件、当事人、终本库各表的行。"""
    found: Tally = Counter()
    by = "handler__username"
    for who, n, fen in Case.objects.filter(takeover=run).values_list(by).annotate(n=Count("pk"), fen=Sum("claim_fen")).values_list(by, "n", "fen"):
        found[who or NOBODY, "案件", "件"] += n
        found[who or NOBODY, "案件", "标的"] += fen or 0
    by = "case__handler__username"
    for who, n in Party.objects.filter(case__takeover=run).values_list(by).annotate(n=Count("pk")).values_list(by, "n"):
        found[who or NOBODY, "当事人", "人"] += n
    for who, fen in pooled(Case.objects.filter(takeover=run)).values_list(by).annotate(fen=Sum("unpaid_fen")).values_list(by, "fen"):
        found[who or NOBODY, "终本库", "未履行"] += fen or 0
    return found


_SQL: Final = """
select coalesce(u.username, %s), e.finding->'inputs'->>'sheet', e.type, coalesce(sum((e.payload->>'amount_fen')::bigint), 0),
  array_agg(distinct e.finding->'inputs'->>'row')
from history_entry e
join cases_case c on e.stream = 'case:' || c.id
left join people_user u on u.id = c.handler_id
where c.takeover = %s and e.finding->'inputs' ? 'sheet'
group by 1, 2, 3
"""


def _entries(run: int, names: Mapping[str, str]) -> Tally:
    """链上的登记：按出自哪张表数条数，按事件数金额。"""
    found: Tally = Counter()
    rows: dict[tuple[str, str], set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [NOBODY, run])
        for who, sheet, event, fen, numbers in cursor.fetchall():
            rows.setdefault((who, sheet), set()).update(numbers)
            for what, n in _moved(names[sheet], event, int(fen)):
                found[who, names[sheet], what] += n
    for (who, sheet), seen in rows.items():
        found[who, names[sheet], "条"] += len(seen)
    return found
