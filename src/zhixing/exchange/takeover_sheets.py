"""接管工作簿 → 一件一件的搬迁内容，逐行核对；再数出来源的条数和金额，供对账。

一件案件连同跟着它的各行，要么整件进，要么整件不进：有一行不行，这一件就不接管。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from zhixing.casework.cases.commands import taking_over
from zhixing.casework.cases.commands.taking_over import Examined, Moved
from zhixing.exchange import importing, takeover_rows
from zhixing.exchange.case_sheets import CaseRow, Fault, Reading, Row, Table, read_sheets, shown
from zhixing.exchange.takeover_columns import SHEETS, TOTAL_COLUMNS
from zhixing.exchange.takeover_rows import Line
from zhixing.exchange.workbook import Sheet, read
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import Court, User
from zhixing.law import measures, numbers, returning
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.timeline import Timeline
from zhixing.law.words import yuan

MAX_ROWS: Final = 400_000
"""一张表的行数上限：两万件、每件二十件已办事项。"""
NOBODY: Final = "（未分案）"
ORPHAN: Final = "（对不上案件）"
LAPSED: Final = "已失效"
BASIS: Final = cite("COURT 存量接管")
Progress = Callable[[int, int], None] | None
Named = tuple[Sheet, str, Mapping[str, str]]
"""一张表、它是七张里的哪一张、分表的默认内容。"""


@dataclass(slots=True)
class File:
    """要搬进来的一件：案件行、各表跟着它的行、核对的结果。"""

    row: CaseRow
    lines: list[Line] = field(default_factory=list)
    moved: Moved | None = None
    past: list[Examined] = field(default_factory=list)
    line: Timeline | None = None
    label: str = ""

    @property
    def judge(self) -> str:
        """承办人：认得出的写姓名（重名的带登录名），认不出的照表里写的。"""
        return self.label or self.row.handler or NOBODY

    @property
    def bad(self) -> bool:
        """有不能接管的毛病。"""
        return self.row.bad or self.moved is None


@dataclass(frozen=True, slots=True)
class Mark:
    """来源里的一行，只为对账：哪张表、谁承办、跟着哪一件（对不上的为空）、各项的数（件、分）。"""

    sheet: str
    judge: str
    file: File | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Total:
    """流程系统里数出来的一个总数。"""

    row: int
    sheet: str
    judge: str
    count: int
    fen: int | None


@dataclass(slots=True)
class Book:
    """读好、核对过的一本：各件、没有归属的毛病、来源的各行、总数、提醒，表名对应七张表里的哪一张。"""

    files: list[File]
    loose: list[Fault]
    marks: list[Mark]
    totals: list[Total]
    notes: list[str]
    names: dict[str, str]

    @property
    def good(self) -> list[File]:
        """合格的。"""
        return [file for file in self.files if not file.bad]

    @property
    def bad(self) -> list[File]:
        """不合格的。"""
        return [file for file in self.files if file.bad]

    def faults(self) -> list[Fault]:
        """全部毛病，要改的在前。"""
        found = [*self.loose, *(fault for file in self.files for fault in file.row.faults)]
        return sorted(found, key=lambda f: (f.warning, f.sheet, f.row))


def prepare(court: Court, name: str, content: bytes, *, skip: frozenset[int] = frozenset(), progress: Progress = None) -> Book:
    """读出、逐行核对，什么也不写。``skip`` 是已经接管的案件行，不再看。缺表、缺栏抛出 ``Refused``。"""
    sheets = _named(read(name, content, MAX_ROWS))
    reading, files, lines, loose = _assembled(sheets, skip)
    people = importing.examine(court, [file.row for file in files], progress)
    for file in files:
        _complete(file, people)
        _examine(file)
    marks = [*_case_marks(files, sheets), *_line_marks(files, lines)]
    notes = [note for note in reading.notes if "没有对应案件的当事人" not in note]
    return Book(files, [*loose, *_lost(reading.loose)], marks, _totals(sheets), notes, {s.name: kind for s, kind, _ in sheets})


def ready(court: Court, name: str, content: bytes, skip: frozenset[int]) -> list[File]:
    """签了字以后要接管的各件：只读出，不再逐行核对（接管的命令自己核对）。``skip`` 是已经接管的、不接管的案件行。"""
    _, files, _, _ = _assembled(_named(read(name, content, MAX_ROWS)), skip)
    people = importing.people_of(court)
    for file in files:
        _complete(file, people)
    return files


def _assembled(sheets: list[Named], skip: frozenset[int]) -> tuple[Reading, list[File], list[Line], list[Fault]]:
    """各件和跟着它的各行；对不上的另列。"""
    reading = read_sheets([s for s, kind, _ in sheets if kind in ("案件", "当事人")])
    files = [File(row) for row in reading.rows if row.row not in skip]
    lines = [line for sheet, kind, given in sheets for line in _lines(sheet, kind, given)]
    done = {numbers.normalise(row.number) for row in reading.rows if row.row in skip}
    return reading, files, lines, _follow(files, lines, done)


# ---- 认表 ----

def _named(sheets: Iterable[Sheet]) -> list[Named]:
    """各表连同它是七张里的哪一张、分表的默认内容；认不出的表不要。案件、当事人改成标准的名字。"""
    found: list[Named] = []
    for sheet in sheets:
        kind, given = _kind(sheet.name.strip())
        if not kind:
            continue
        if sheet.merged:
            raise _refused("merged", f"“{sheet.name}”表有合并的单元格，哪一行属于哪一件会读错", "取消合并并补齐空格后再试")
        found.append((replace(sheet, name=kind if kind in ("案件", "当事人") else sheet.name.strip()), kind, given))
    if not any(kind == "案件" for _, kind, _ in found):
        raise _refused("sheet", "没有“案件”表", "请用下载的模板填写，不要改表名")
    return found


def _kind(name: str) -> tuple[str, Mapping[str, str]]:
    for kind, spec in SHEETS.items():
        if name == kind:
            return kind, {}
        if name in spec.also:
            return kind, spec.also[name]
    return "", {}


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"takeover.{code}", text, BASIS, remedy=remedy))


def _table(sheet: Sheet, kind: str, given: Mapping[str, str]) -> Table:
    """认栏目；分表默认有的栏可以没有。"""
    columns = SHEETS[kind].columns
    optional = tuple(replace(c, required=c.required and c.key not in given) for c in columns)
    return Table.of(sheet.name, sheet, optional)


# ---- 跟着案件的各行 ----


def _lines(sheet: Sheet, kind: str, given: Mapping[str, str]) -> Iterator[Line]:
    if kind in ("案件", "当事人", "合计") or not sheet.rows:
        return
    table = _table(sheet, kind, given)
    for row in table.each():
        yield Line(table, row.number, row.cells, kind, given)


def _follow(files: list[File], lines: Iterable[Line], skip: set[str]) -> list[Fault]:
    """把各行归到案件名下；对不上的是毛病。同一行出现两次的也说。"""
    cases = {numbers.normalise(file.row.number): file for file in files if file.row.number}
    seen: dict[tuple[str, ...], int] = {}
    loose: list[Fault] = []
    for line in lines:
        number = line.case
        if number in skip:
            continue
        file = cases.get(number)
        takeover_rows.read(line)
        _twice(line, seen)
        if file is None:
            loose.append(Fault(line.sheet, line.number, "案号", "“案件”表里没有这个案号" if number else "没有填写案号", "补上案件，或者核对案号"))
            continue
        file.lines.append(line)
        file.row.faults += _told(line)
    return loose


def _told(line: Line) -> list[Fault]:
    soft = [Fault(line.sheet, line.number, column, text, remedy, warning=True) for column, text, remedy in line.warnings]
    return [*line.faults, *soft]


def _twice(line: Line, seen: dict[tuple[str, ...], int]) -> None:
    first = seen.setdefault(takeover_rows.key(line), line.number)
    if first != line.number:
        line.fault("number", f"与第 {first} 行重复", "删去重复的一行")


def _lost(rows: Iterable[int]) -> list[Fault]:
    return [Fault("当事人", n, "案号", "“案件”表里没有这一件", "补上案件，或者核对案号、序号") for n in rows]


# ---- 逐件核对 ----


def _complete(file: File, people: Mapping[str, list[User]]) -> None:
    """凑齐一件的搬迁内容；没有立案的不收。"""
    row = file.row
    if row.draft is None:
        return
    if not row.number or not row.draft.accepted_on:
        missing_one = "立案日期" if row.number else "案号"
        row.faults.append(Fault("案件", row.row, missing_one, f"没有{missing_one}，接管只收已经立案的", "收件待审查的用“导入案件”"))
        return
    found = importing.whom(row.handler, people)
    past = tuple(one for line in file.lines for one in line.past)
    file.moved = Moved(
        draft=row.draft, number=row.number, token="", handler=found[0] if len(found) == 1 else None, assigned_on=row.assigned_on, past=past,
    )
    if file.moved.handler:
        file.label = labelled(file.moved.handler, len(people[file.moved.handler.name]) > 1)


def _examine(file: File) -> None:
    """依先后核对一件的各事，再看措施有没有届满、失信限消的人在不在案、终本的未履行金额平不平。"""
    if file.moved is None:
        return
    file.past = taking_over.examine(file.moved)
    file.line = taking_over.timeline(file.moved, file.past)
    file.row.faults = list(dict.fromkeys([*file.row.faults, *_case_faults(file)]))


def labelled(user: User, shared: bool) -> str:
    """对账表上的承办人：姓名；``shared`` 是有重名。"""
    return f"{user.name}（{user.username}）" if shared else user.name


def _case_faults(file: File) -> Iterator[Fault]:
    row = file.row
    if not row.handler:
        yield Fault("案件", row.row, "承办人", "没有承办人，接管后列入待分案", "已分案的补填承办人", warning=True)
    places = {line.place: line for line in file.lines}
    for one in file.past:
        yield from _past_faults(one, places[one.past.place])
    yield from _lapsed(file)
    yield from _strangers(file)
    yield from _unpaid(file)


def _past_faults(one: Examined, line: Line) -> Iterator[Fault]:
    """核对的理由落到那一行那一栏；承接原案的提醒一句。"""
    for warning, reasons in ((False, one.found.reasons), (True, one.found.warnings)):
        for why in reasons:
            place = takeover_rows.column(line, why.subject)
            yield Fault(line.sheet, line.number, place, why.text, why.remedy or "核对后改填", str(why.article), warning)
    if one.source == Source.CARRIED and one.found.ok:
        yield Fault(line.sheet, line.number, takeover_rows.column(line, "on"), "早于收案，按承接原案接管，期限连续计算", "", warning=True)


def _lapsed(file: File) -> Iterator[Fault]:
    """已经届满的措施：没有写明已失效就是毛病。"""
    assert file.line is not None
    owners = {line.text("asset"): line for line in file.lines if line.kind == "控制措施"}
    for one in measures.lapsed(file.line, context.current().today):
        line = owners.get(one.subject)
        if line is None:
            continue
        if line.text("checked") == LAPSED:
            text = f"已于{one.until}届满，按已失效接管"
            yield Fault(line.sheet, line.number, line.titles["until"], text, "需要控制的，接管后重新采取", warning=True)
            continue
        remedy = f"续行过的补填续行日期和新的届满日；确已失效的在“核对”栏写“{LAPSED}”"
        yield Fault(line.sheet, line.number, line.titles["until"], f"{one.until}已经届满，核对是否续行", remedy)


def _strangers(file: File) -> Iterator[Fault]:
    """失信限消的人不在当事人里：提醒。"""
    assert file.row.draft is not None
    names = {party.name for party in file.row.draft.parties}
    for line in file.lines:
        if line.kind == "失信限消" and line.text("person") and line.text("person") not in names:
            text = f"“{shown(line.text('person'))}”不在本案当事人里"
            yield Fault(line.sheet, line.number, line.titles["person"], text, "单位的法定代表人等也要写进“当事人”表", warning=True)


def _unpaid(file: File) -> Iterator[Fault]:
    """终本的未履行金额，应当等于标的减去已经到位的。"""
    line = next((line for line in file.lines if line.kind == "终本库" and line.past), None)
    if line is None or file.line is None:
        return
    counted, given = returning.unpaid(file.line).value, line.yuan("unpaid") or 0
    if counted is not None and counted != given:
        text = f"未履行{yuan(given)}元，而标的减去已到位的是{yuan(counted)}元"
        yield Fault(line.sheet, line.number, line.titles["unpaid"], text, "已经到位的写进“案款余额”，当事人直接履行的写进“已办事项”")


# ---- 来源的各行，供对账 ----


def _case_marks(files: list[File], sheets: Iterable[Named]) -> Iterator[Mark]:
    """“案件”“当事人”两张表：照原表的行数，不照读出的结果数。"""
    owners = {file.row.row: file for file in files}
    followers = {row: file for file in files for row in file.row.party_rows}
    for sheet, kind, given in sheets:
        if kind not in ("案件", "当事人"):
            continue
        for row in _table(sheet, kind, given).each():
            if kind == "当事人":
                file = followers.get(row.number)
                yield Mark(kind, file.judge if file else ORPHAN, file, {"人": 1})
            elif file := owners.get(row.number):
                yield Mark(kind, file.judge, file, {"件": 1, "标的": row.yuan("amount") or 0})
                if not file.row.party_rows:
                    yield Mark("当事人", file.judge, file, {"人": _flat(row)})


def _flat(row: Row) -> int:
    """一张表里直接写的当事人有几名。"""
    return sum(len([n for n in re.split(r"[、;；\n]+", row.text(key)) if n.strip()]) for key in ("applicant", "respondent"))


_SUMS: Final[dict[str, dict[str, str]]] = {
    "控制措施": {"金额": "amount"}, "案款余额": {"到账": "received", "发放": "paid", "余额": "balance"}, "终本库": {"未履行": "unpaid"},
}


def _line_marks(files: list[File], lines: Iterable[Line]) -> Iterator[Mark]:
    cases = {numbers.normalise(file.row.number): file for file in files if file.row.number}
    for line in lines:
        file = cases.get(line.case)
        sums = {what: line.yuan(key) or 0 for what, key in _SUMS.get(line.kind, {}).items()}
        yield Mark(line.kind, file.judge if file else ORPHAN, file, {"条": 1, **sums})


def _totals(sheets: Iterable[Named]) -> list[Total]:
    """“合计”表。写错的当没有对上：条数记为 -1。"""
    found = []
    for sheet, kind, _ in sheets:
        if kind != "合计" or not sheet.rows:
            continue
        for row in Table.of("合计", sheet, TOTAL_COLUMNS).each():
            count = row.text("count")
            number = int(count) if count.isdecimal() else -1
            found.append(Total(row.number, row.text("sheet"), row.text("judge"), number, row.yuan("amount")))
    return found
