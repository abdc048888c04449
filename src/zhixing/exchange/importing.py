"""导入案件：先试导，看清每一行；再导入，全部进或者只进合格的。

断了能接着来：每行凭“批次:行号”收件，同一行不会收两次。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import filing
from zhixing.casework.cases.queries import Case
from zhixing.exchange import sheets_out
from zhixing.exchange.case_sheets import CaseRow, Fault, read_sheets
from zhixing.exchange.columns import CASE_COLUMNS, PARTY_COLUMNS
from zhixing.exchange.models import ImportRun
from zhixing.exchange.workbook import read
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import open_
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import Court, User, active_users
from zhixing.law import intake, numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused, refuse

#: 报告里最多留多少处毛病；再多的在退回的表格里看。
MAX_FAULTS = 5000
CHECK, FILE = "exchange.check", "exchange.file_rows"


# ---- 批次 ----


def runs(user: User) -> QuerySet[ImportRun]:
    """本院的导入批次，新的在前。"""
    return ImportRun.objects.filter(court_id=user.court_id).select_related("file", "started_by").order_by("-id")


def get(user: User, run_id: int) -> ImportRun:
    """取一批；别的法院的当没有。"""
    return runs(user).get(pk=run_id)


@transaction.atomic
def start(*, court: Court, user: User, name: str, content: bytes) -> ImportRun:
    """收下文件，排队检查。文件读不了抛出 ``Refused``，没有权限抛出 ``Forbidden``。"""
    access.require_import(user, court)
    read(name, content)
    file = store(court_id=court.pk, name=name, content=content, actor=user)
    run = ImportRun.objects.create(court=court, file=file, started_by=user, started_at=context.current().now)
    jobs.configure_task(CHECK, queueing_lock=f"{CHECK}:{run.pk}").defer(run_id=run.pk)
    return run


@transaction.atomic
def proceed(*, run_id: int, user: User, keep_good: bool) -> ImportRun:
    """决定导入，排队。有不合格的行而没有说只导合格的，拒绝。"""
    run = ImportRun.objects.select_for_update().get(pk=run_id, court_id=user.court_id)
    access.require_import(user, run.court)
    _ready(run, keep_good).require()
    run.state, run.keep_good, run.done = ImportRun.State.FILING, keep_good, 0
    run.save(update_fields=["state", "keep_good", "done"])
    jobs.configure_task(FILE, queueing_lock=f"{FILE}:{run.pk}").defer(run_id=run.pk)
    return run


def _ready(run: ImportRun, keep_good: bool) -> Finding[None]:
    here = cite("COURT 表格导入")
    if run.state != ImportRun.State.CHECKED:
        return refuse("import.state", f"这一批{run.get_state_display()}，不能再导入", here, remedy="刷新页面看结果")
    if run.bad and not keep_good:
        return refuse("import.bad", f"还有 {run.bad} 行不合格", here, remedy="改好重新上传，或者只导入合格的")
    if not run.good:
        return refuse("import.none", "没有合格的行", here, remedy="按报告改好后重新上传")
    return Finding(None, (here,))


# ---- 检查 ----


def check(run_id: int) -> ImportRun:
    """检查一批：逐行核对，写下报告。什么也不导入。"""
    run = ImportRun.objects.select_related("court", "file", "started_by").get(pk=run_id)
    _set(run, state=ImportRun.State.CHECKING)
    try:
        rows, notes = prepare(run.court, run.file.name, open_(run.file).read(), progress=_ticker(run))
    except Refused as refused:
        return _set(run, state=ImportRun.State.FAILED, message=str(refused)[:300], finished_at=context.current().now)
    bad = sum(row.bad for row in rows)
    return _set(
        run, state=ImportRun.State.CHECKED, total=len(rows), done=len(rows), good=len(rows) - bad, bad=bad,
        report=_report(rows, notes), message="；".join(notes)[:300],
    )


def prepare(court: Court, name: str, content: bytes, progress: Any = None) -> tuple[list[CaseRow], list[str]]:
    """读出各行并核对：表里的毛病、收件核对、已有的案号、承办人。"""
    reading = read_sheets(read(name, content))
    taken = _taken(court, reading.rows)
    people = _people(court)
    for index, row in enumerate(reading.rows, 1):
        row.faults += _faults(court, row, taken, people)
        if progress:
            progress(index, len(reading.rows))
    _same_title(reading.rows)
    return reading.rows, reading.notes


def _taken(court: Court, rows: Iterable[CaseRow]) -> set[str]:
    """已在本院登记的案号。"""
    given = {str(found) for row in rows if row.number and (found := numbers.parse(row.number).value)}
    return set(Case.objects.filter(court=court, number__in=given).values_list("number", flat=True))


def _people(court: Court) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for user in active_users(court.pk):
        found.setdefault(user.name, []).append(user)
        found[f"@{user.username}"] = [user]
    return found


def _faults(court: Court, row: CaseRow, taken: set[str], people: Mapping[str, list[User]]) -> Iterator[Fault]:
    if row.draft is None:
        return
    found = filing.check(court, row.draft)
    yield from (_fault(row, reason, warning=False) for reason in found.reasons)
    yield from (_fault(row, reason, warning=True) for reason in found.warnings)
    number = numbers.parse(row.number).value if row.number else None
    if number and str(number) in taken:
        yield Fault("案件", row.row, "案号", f"{number}已在本院登记", "不重复导入；要改已有案件，请到案件页更正")
    if row.handler:
        yield from _handler_fault(row, people)


def _handler_fault(row: CaseRow, people: Mapping[str, list[User]]) -> Iterator[Fault]:
    found = whom(row.handler, people)
    if not found:
        yield Fault("案件", row.row, "承办人", f"本院没有叫“{row.handler[:20]}”的在用人员", "核对姓名，或填登录名")
    elif len(found) > 1:
        yield Fault("案件", row.row, "承办人", f"本院有 {len(found)} 位“{row.handler}”", "改填登录名")


def whom(name: str, people: Mapping[str, list[User]]) -> list[User]:
    """按姓名或登录名找承办人。"""
    return people.get(name) or people.get(f"@{name}") or []


def _fault(row: CaseRow, reason: Reason, warning: bool) -> Fault:
    """收件核对的理由 → 表里的位置。"""
    sheet, line, column = _place(row, reason.subject)
    return Fault(sheet, line, column, reason.text, reason.remedy, str(reason.article), warning)


_FIELDS = {
    "titles": "执行依据文书文号", "parties": "申请执行人", "number_as_given": "案号", "claim_fen": "应执行标的金额",
    "parties.paper_number": "证件号码", "titles.number": "执行依据文书文号",
    "titles.kind": "执行依据类型", "titles.maker": "作出执行依据单位", **{c.key: c.title for c in CASE_COLUMNS},
    **{f"parties.{c.key}": c.title for c in PARTY_COLUMNS if c.key != "paper_number"},
    **{f"titles.{c.key}": c.title for c in CASE_COLUMNS},
}


def _place(row: CaseRow, subject: str) -> tuple[str, int, str]:
    """``parties.1.paper_number`` → （当事人表，第几行，证件号码）。"""
    group, _, rest = subject.partition(".")
    index, _, name = rest.partition(".")
    key = f"{group}.{name}" if name else group
    if group == "parties" and index.isdigit():
        if int(index) < len(row.party_rows):
            return "当事人", row.party_rows[int(index)], _FIELDS.get(key, "名称")
        applying = row.draft is not None and row.draft.parties[int(index)].role == "applicant"
        return "案件", row.row, "申请执行人" if applying else "被执行人"
    return "案件", row.row, _FIELDS.get(key, "序号")


def _same_title(rows: Iterable[CaseRow]) -> None:
    """同一表里同一份依据立两件首次执行，提醒。"""
    seen: dict[str, int] = {}
    for row in rows:
        for title in row.draft.titles if row.draft and row.draft.kind == "执" else ():
            first = seen.setdefault(intake.title_key(title.number), row.row)
            if first != row.row:
                text = f"与第 {first} 行的执行依据相同。同一依据原则上只立一件首次执行案件"
                fault = Fault("案件", row.row, _FIELDS["titles"], text, "确有各自份额的可以导入", warning=True)
                row.faults.append(fault)


def _report(rows: Iterable[CaseRow], notes: Iterable[str]) -> list[dict[str, Any]]:
    faults = sorted((f for row in rows for f in row.faults), key=lambda f: (f.warning, f.sheet, f.row))
    return [f.as_data() for f in faults[:MAX_FAULTS]]


# ---- 导入 ----


@dataclass(frozen=True, slots=True)
class Outcome:
    """导入的结果：收了几件、没进去的行。"""

    filed: list[Case]
    left: list[CaseRow]


def file_rows(run_id: int) -> ImportRun:
    """导入一批。没有说只导合格的：有一行不行就全部不进。"""
    run = ImportRun.objects.select_related("court", "file", "started_by").get(pk=run_id)
    if run.state != ImportRun.State.FILING:
        return run
    rows, _ = prepare(run.court, run.file.name, open_(run.file).read())
    rows = [row for row in rows if not _already(run, row)] if run.keep_good else rows
    now = context.current().now
    try:
        done = file_prepared(
            rows, court=run.court, actor=run.started_by, keep_good=run.keep_good, token=f"import:{run.pk}",
            progress=_ticker(run),
        )
    except Refused as refused:
        return _set(run, state=ImportRun.State.FAILED, message=f"全部未导入：{refused}"[:300], finished_at=now)
    return _set(
        run, state=ImportRun.State.DONE, done=run.total, filed=Case.objects.filter(_tokens(run)).count(),
        bad=len(done.left), report=_report(done.left, []), finished_at=now,
    )


def _tokens(run: ImportRun) -> Q:
    return Q(court=run.court, receipt_token__startswith=f"import:{run.pk}:")


def _already(run: ImportRun, row: CaseRow) -> bool:
    """上次断开前已经收下的行：案号重复的毛病是它自己造成的。"""
    return Case.objects.filter(court=run.court, receipt_token=f"import:{run.pk}:{row.row}").exists()


def file_prepared(
    rows: list[CaseRow], *, court: Court, actor: User, keep_good: bool, token: str, progress: Any = None
) -> Outcome:
    """收下核对过的各行。``keep_good`` 为假时在一个事务里，有不合格的抛出 ``Refused``。"""
    people = _people(court)
    filed: list[Case] = []
    with nullcontext() if keep_good else transaction.atomic():
        for index, row in enumerate(rows, 1):
            case = _one(row, court, actor, people, f"{token}:{row.row}", keep_good)
            filed += [case] if case else []
            if progress:
                progress(index, len(rows))
    return Outcome(filed, [row for row in rows if row.bad])


def _one(
    row: CaseRow, court: Court, actor: User, people: Mapping[str, list[User]], token: str, keep_good: bool
) -> Case | None:
    if row.bad or row.draft is None:
        if keep_good:
            return None
        raise Refused(refuse("import.bad", f"第 {row.row} 行不合格：{_first(row)}", cite("COURT 表格导入")))
    try:
        with transaction.atomic():
            return _file(row, court, actor, people, token)
    except Refused as refused:
        if not keep_good:
            raise
        row.faults += [_fault(row, reason, warning=False) for reason in refused.finding.reasons]
        return None


def _first(row: CaseRow) -> str:
    return next((f"{f.column}，{f.text}" for f in row.faults if not f.warning), "读不出")


def _file(row: CaseRow, court: Court, actor: User, people: Mapping[str, list[User]], token: str) -> Case:
    assert row.draft is not None
    if not row.draft.accepted_on and not row.number:
        return filing.receive(actor=actor, court=court, draft=row.draft, source=Source.IMPORTED, token=token)
    handler = whom(row.handler, people)[0] if row.handler else None
    return filing.file_case(
        actor=actor, court=court, draft=replace(row.draft, accepted_on=row.draft.accepted_on or row.draft.received_on),
        number=row.number, handler=handler, assigned_on=row.assigned_on, source=Source.IMPORTED, token=token,
    )


# ---- 进度 ----


def _set(run: ImportRun, **values: Any) -> ImportRun:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    return run


def _ticker(run: ImportRun) -> Any:
    """另开连接写进度：导入在一个大事务里时，别人也看得到走到哪了。"""

    def tick(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            side = connections.create_connection("default")
            try:
                with side.cursor() as cursor:
                    cursor.execute("update exchange_importrun set done=%s, total=%s where id=%s", [done, total, run.pk])
            finally:
                side.close()

    return tick



# ---- 表格 ----


def template() -> bytes:
    """空白模板（.xlsx）。"""
    return sheets_out.template()


def marked_workbook(run: ImportRun) -> bytes:
    """有问题的行，标好毛病（.xlsx）。"""
    content = open_(run.file).read()
    rows, _ = prepare(run.court, run.file.name, content)
    rows = [row for row in rows if not _already(run, row)]
    return sheets_out.marked(run.file.name, content, rows)
