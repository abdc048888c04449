"""导入案件：先试导，看清每一行；再导入，全部进或者只进合格的。

断了能接着来：每行凭“批次:行号”收件，同一行不会收两次。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import filing
from zhixing.casework.cases.queries import Case, known_titles
from zhixing.exchange import batches, sheets_out
from zhixing.exchange.case_sheets import CaseRow, Fault, read_sheets
from zhixing.exchange.columns import CASE_COLUMNS, PARTY_COLUMNS
from zhixing.exchange.models import ImportRun
from zhixing.exchange.workbook import glance, read
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import open_
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import Court, User, active_users, loaded, setting
from zhixing.law import intake, numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused, refuse
from zhixing.law.intake import CaseDraft, PartyDraft

#: 报告里最多留多少处毛病；再多的在退回的表格里看。
MAX_FAULTS = 5000
TICK = 100
BASIS = cite("COURT 表格导入")
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
    glance(name, content)
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
    if run.state != ImportRun.State.CHECKED:
        return refuse("import.state", f"这一批{run.get_state_display()}，不能再导入", BASIS, remedy="刷新页面看结果")
    if run.bad and not keep_good:
        return refuse("import.bad", f"还有 {run.bad} 行不合格", BASIS, remedy="改好重新上传，或者只导入合格的")
    if not run.good:
        return refuse("import.none", "没有合格的行", BASIS, remedy="按报告改好后重新上传")
    return Finding(None, (BASIS,))


# ---- 检查 ----


def check(run_id: int) -> ImportRun:
    """检查一批：逐行核对，写下报告。什么也不导入。出错的标明未导入，再办时从头检查；已检查的不重来。"""
    run = ImportRun.objects.select_related("court", "file", "started_by").get(pk=run_id)
    if run.state not in _UNCHECKED:
        return run
    batches.put(run, state=ImportRun.State.CHECKING)
    try:
        rows, notes = prepare(run.court, run.file.name, open_(run.file).read(), progress=batches.ticker(run, TICK))
    except Refused as refused:
        return batches.failed(run, str(refused))
    except Exception:
        batches.failed(run, "检查时程序出错，已记录。请把文件交给系统管理员。")
        raise
    bad = sum(row.bad for row in rows)
    return batches.put(
        run, state=ImportRun.State.CHECKED, total=len(rows), done=len(rows), good=len(rows) - bad, bad=bad,
        report=_report(rows, notes), message="；".join(notes)[:300],
    )


_UNCHECKED = frozenset({ImportRun.State.QUEUED, ImportRun.State.CHECKING, ImportRun.State.FAILED})


def prepare(court: Court, name: str, content: bytes, progress: Any = None) -> tuple[list[CaseRow], list[str]]:
    """读出各行并核对：表里的毛病、收件核对、已有的案号、承办人。"""
    reading = read_sheets(read(name, content))
    examine(court, reading.rows, progress)
    return reading.rows, reading.notes


def examine(court: Court, rows: list[CaseRow], progress: Any = None) -> Mapping[str, list[User]]:
    """逐行核对，毛病记在行里；返回本院的人（姓名或 @登录名 → 人）。"""
    known = _Known.of(court, rows)
    for index, row in enumerate(rows, 1):
        row.faults = list(dict.fromkeys([*row.faults, *_faults(known, row)]))
        if progress:
            progress(index, len(rows))
    _same_title(rows)
    return known.people


@dataclass(frozen=True, slots=True)
class _Known:
    """核对各行要知道的本院情况，一次取好。"""

    court: Court
    today: date
    taken: frozenset[str]
    titles: Mapping[str, list[str]]
    people: Mapping[str, list[User]]
    own_numbers: bool

    @classmethod
    def of(cls, court: Court, rows: Iterable[CaseRow]) -> _Known:
        rows = list(rows)
        given = {str(found) for row in rows if row.number and (found := numbers.parse(row.number).value)}
        keys = {intake.title_key(t.number) for row in rows if row.draft for t in row.draft.titles}
        return cls(
            court, context.current().today,
            frozenset(Case.objects.filter(court=court, number__in=given).values_list("number", flat=True)),
            known_titles(court.pk, keys), people_of(court), setting(court.pk, "number_source") == "own",
        )


def people_of(court: Court) -> dict[str, list[User]]:
    """本院在用的人：姓名 → 人，@登录名 → 人。"""
    found: dict[str, list[User]] = {}
    for user in active_users(court.pk).select_related("court").prefetch_related("received__principal__holdings"):
        found.setdefault(user.name, []).append(user)
        found[f"@{user.username}"] = [user]
    return found


def _faults(known: _Known, row: CaseRow) -> Iterator[Fault]:
    if row.draft is None:
        return
    found = filing.check(known.court, row.draft, known.titles)
    yield from (_fault(row, reason, warning=False) for reason in found.reasons)
    yield from (_fault(row, reason, warning=True) for reason in found.warnings)
    number = numbers.parse(row.number).value if row.number else None
    if number and str(number) in known.taken:
        yield Fault("案件", row.row, "案号", f"{number}已在本院登记", "不重复导入；要改已有案件，请到案件页更正")
    if row.draft.accepted_on and not row.number and not known.own_numbers:
        yield Fault("案件", row.row, "案号", "已经立案而没有案号，本院的案号由国家平台编排", "照流程系统的案号填写")
    yield from _assignment_faults(known, row, row.draft)


def _assignment_faults(known: _Known, row: CaseRow, draft: CaseDraft) -> Iterator[Fault]:
    """承办人、分案日期。"""
    if row.handler and not draft.accepted_on and not row.number:
        text = "没有立案日期和案号，只作收件，承办人不导入"
        yield Fault("案件", row.row, "承办人", text, "已立案的填上立案日期", warning=True)
    if row.handler:
        yield from _handler_fault(row, known.people)
    on, accepted = row.assigned_on, draft.accepted_on or draft.received_on
    if on and not row.handler:
        yield Fault("案件", row.row, "分案日期", "有分案日期，没有承办人", "补填承办人", warning=True)
    if on and not accepted <= on <= known.today:
        text = f"分案日期{on}还没有到" if on > known.today else f"分案日期{on}早于立案日期{accepted}"
        yield Fault("案件", row.row, "分案日期", text, "请核对日期")


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
    nobody = reason.code == "intake.no_respondent" and not row.party_rows
    sheet, line, column = _place(row, "respondent" if nobody else reason.subject)
    return Fault(sheet, line, column, reason.text, reason.remedy, str(reason.article), warning)


_TITLES = {c.key: c.title for c in (*PARTY_COLUMNS, *CASE_COLUMNS)}
_FIELDS = {
    **{c.key: c.title for c in CASE_COLUMNS}, "titles": _TITLES["title_number"], "parties": _TITLES["applicant"],
    "number_as_given": _TITLES["number"], "claim_fen": _TITLES["amount"], "claims.amount_fen": _TITLES["amount"],
    "titles.number": _TITLES["title_number"], "titles.kind": _TITLES["title_kind"],
    "titles.maker": _TITLES["title_maker"], **{f"titles.{c.key}": c.title for c in CASE_COLUMNS},
    **{f"parties.{c.key}": c.title for c in PARTY_COLUMNS}, "parties.whereabouts_unknown": _TITLES["unknown"],
}
_PAPERS = {"id": _TITLES["citizen"], "uscc": _TITLES["credit"]}


def _place(row: CaseRow, subject: str) -> tuple[str, int, str]:
    """``parties.1.paper_number`` → （当事人表，第几行，身份证号码）。"""
    group, _, rest = subject.partition(".")
    index, _, name = rest.partition(".")
    if group == "parties" and index.isdigit() and row.draft:
        return _party_place(row, row.draft.parties[int(index)], int(index), name)
    return "案件", row.row, _FIELDS.get(f"{group}.{name}" if name else group, _TITLES["key"])


def _party_place(row: CaseRow, party: PartyDraft, index: int, name: str) -> tuple[str, int, str]:
    """当事人的栏目：有“当事人”表的在那张表，没有的在案件行的申请执行人、被执行人各栏。"""
    if index < len(row.party_rows):
        column = _PAPERS.get(party.paper or ("uscc" if party.nature == "unit" else "id")) if name == "paper_number" else None
        return "当事人", row.party_rows[index], column or _FIELDS.get(f"parties.{name}", _TITLES["name"])
    key = "applicant" if party.role == "applicant" else "respondent"
    suffix = {"paper_number": "_paper", "birth": "_paper", "phone": "_phone"}.get(name, "")
    return "案件", row.row, _TITLES[key + suffix]


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
    """导入一批。没有说只导合格的：有一行不行就全部不进。出错的标明未导入，再办时已收下的不重复。"""
    run = ImportRun.objects.select_related("court", "file", "started_by").get(pk=run_id)
    if run.state not in (ImportRun.State.FILING, ImportRun.State.FAILED):
        return run
    batches.put(run, state=ImportRun.State.FILING, message="", finished_at=None)
    try:
        done = _all_filed(run)
    except Refused as refused:
        return batches.failed(run, f"全部未导入：{refused}")
    except Exception:
        batches.failed(run, "导入时程序出错，已记录；" + ("已收下的不会重复" if run.keep_good else "全部未导入"))
        raise
    return batches.put(
        run, state=ImportRun.State.DONE, done=run.total, filed=len(_filed(run)),
        bad=len(done.left), report=_report(done.left, []), finished_at=context.current().now,
    )


def _all_filed(run: ImportRun) -> Outcome:
    """再核对一遍，收下还没有收下的。"""
    rows, _ = prepare(run.court, run.file.name, open_(run.file).read())
    rows = _unfiled(run, rows)
    return file_prepared(
        rows, court=run.court, actor=run.started_by, keep_good=run.keep_good, token=_token(run),
        progress=batches.ticker(run, TICK),
    )


def _token(run: ImportRun) -> str:
    return f"import:{run.pk}"


def _filed(run: ImportRun) -> frozenset[str]:
    """这一批已经收下的凭号。"""
    cases = Case.objects.filter(court=run.court, receipt_token__startswith=f"{_token(run)}:")
    return frozenset(token for token in cases.values_list("receipt_token", flat=True) if token)


def _unfiled(run: ImportRun, rows: list[CaseRow]) -> list[CaseRow]:
    """上次断开前没有收下的行；收下了的，案号重复的毛病是它自己造成的。"""
    filed = _filed(run)
    return [row for row in rows if f"{_token(run)}:{row.row}" not in filed]


def file_prepared(
    rows: list[CaseRow], *, court: Court, actor: User, keep_good: bool, token: str, progress: Any = None
) -> Outcome:
    """收下核对过的各行。``keep_good`` 为假时在一个事务里，有不合格的抛出 ``Refused``。"""
    if not keep_good:
        _all_good(rows).require()
    desk = _Desk.of(court, actor, rows)
    filed: list[Case] = []
    with nullcontext() if keep_good else transaction.atomic():
        for index, row in enumerate(rows, 1):
            case = None if row.bad else _one(row, desk, token, keep_good)
            filed += [case] if case else []
            if progress:
                progress(index, len(rows))
    return Outcome(filed, [row for row in rows if row.bad])


def _all_good(rows: Iterable[CaseRow]) -> Finding[None]:
    """一行不合格就都不导入。"""
    bad = [row for row in rows if row.bad]
    if not bad:
        return Finding(None, (BASIS,))
    text = f"有 {len(bad)} 行不合格，全部未导入；第 {bad[0].row} 行：{_first(bad[0])}"
    return refuse("import.bad", text, BASIS, remedy="改好再导入，或者只导入合格的")


@dataclass(frozen=True, slots=True)
class _Desk:
    """收各行时要用的，一次取好：导入人和承办人连同职务，执行依据在哪些案件用过。"""

    court: Court
    actor: User
    people: Mapping[str, list[User]]
    titles: Mapping[str, list[str]]

    @classmethod
    def of(cls, court: Court, actor: User, rows: Iterable[CaseRow]) -> _Desk:
        keys = {intake.title_key(t.number) for row in rows if row.draft for t in row.draft.titles}
        return cls(court, loaded(actor.pk) or actor, people_of(court), known_titles(court.pk, keys))


def _one(row: CaseRow, desk: _Desk, token: str, keep_good: bool) -> Case | None:
    """收一行；核对之后才出的毛病（刚被别人用掉的案号等）落到这一行上。"""
    try:
        with transaction.atomic():
            return _file(row, desk, f"{token}:{row.row}")
    except Refused as refused:
        row.faults += [_fault(row, reason, warning=False) for reason in refused.finding.reasons]
        if not keep_good:
            _all_good([row]).require()
        return None


def _first(row: CaseRow) -> str:
    return next((f"{f.column}，{f.text}" for f in row.faults if not f.warning), "读不出")


def _file(row: CaseRow, desk: _Desk, token: str) -> Case:
    assert row.draft is not None
    if not row.draft.accepted_on and not row.number:
        return filing.receive(
            actor=desk.actor, court=desk.court, draft=row.draft, source=Source.IMPORTED, token=token, known=desk.titles
        )
    handler = whom(row.handler, desk.people)[0] if row.handler else None
    return filing.file_case(
        actor=desk.actor, court=desk.court, number=row.number, handler=handler, assigned_on=row.assigned_on,
        draft=replace(row.draft, accepted_on=row.draft.accepted_on or row.draft.received_on), source=Source.IMPORTED,
        token=token, known=desk.titles,
    )


# ---- 进度 ----


# ---- 表格 ----


def template() -> bytes:
    """空白模板（.xlsx）。"""
    return sheets_out.template()


def _told(fault: Mapping[str, Any], row: CaseRow) -> bool:
    return bool(fault["sheet"] == "案件" and fault["row"] == row.row)


def marked_workbook(run: ImportRun) -> bytes:
    """有问题的行，标好毛病（.xlsx）。"""
    content = open_(run.file).read()
    rows, _ = prepare(run.court, run.file.name, content)
    rows = _unfiled(run, rows)
    for row in rows:  # 导入时才出的毛病只记在报告里
        row.faults = list(dict.fromkeys([*row.faults, *(Fault(**f) for f in run.report if _told(f, row))]))
    return sheets_out.marked(run.file.name, content, rows)
