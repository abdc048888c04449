"""存量接管的批次：上传、核对（什么也不写）、对账、执行局长签字、接管、撤回。

断了能接着来：两百件一个事务，每件凭“批次:行号”只进一次。第一件实事办下以前，整批可以撤回。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import taking_over
from zhixing.casework.cases.queries import Case
from zhixing.exchange import batches, takeover_out
from zhixing.exchange.batches import Tick
from zhixing.exchange.models import FlowPart, FlowRow
from zhixing.exchange.models import Takeover as Takeover
from zhixing.exchange.takeover_figures import MONEY, Control, Figures, Line, drawn, written
from zhixing.exchange.takeover_sheets import Book, File, prepare, ready
from zhixing.exchange.workbook import glance
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import open_
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, User, loaded
from zhixing.law import entries, numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.terms import add_months
from zhixing.law.words import yuan

State = Takeover.State
BASIS: Final = cite("COURT 存量接管")
CHECK, MOVE, REVERSE = "exchange.takeover_check", "exchange.takeover_move", "exchange.takeover_reverse"
BATCH: Final = 200
MAX_FAULTS: Final = 5000
AHEAD_MONTHS: Final = 3
RUNNING: Final = frozenset({State.QUEUED, State.CHECKING, State.SIGNED, State.MOVING, State.REVERSING})


# ---- 批次 ----


def runs(user: User) -> QuerySet[Takeover]:
    """本院的接管批次，新的在前。"""
    rows = Takeover.objects.filter(court_id=user.court_id).select_related("file", "court", "started_by", "signed_by")
    return rows.order_by("-id")


def get(user: User, run_id: int) -> Takeover:
    """取一批；别的法院的当没有。"""
    return runs(user).get(pk=run_id)


def waiting(user: User) -> QuerySet[Takeover]:
    """等这个人签字的：核对完了、不是他自己上传的。"""
    return runs(user).filter(state=State.CHECKED).exclude(started_by=user.pk)


def unfinished(court: Court, sha256: str) -> Takeover | None:
    """同一个工作簿签过字、还没有接管完的一批。"""
    rows = Takeover.objects.filter(court=court, file__sha256=sha256, signed_at__isnull=False, reversed_at__isnull=True)
    return rows.filter(state__in=(State.SIGNED, State.MOVING, State.FAILED)).order_by("-id").first()


def cases_of(run: Takeover) -> QuerySet[Case]:
    """这一批搬进来的案件。"""
    return Case.objects.filter(court=run.court_id, takeover=run.pk)


@transaction.atomic
def start(*, court: Court, user: User, name: str, content: bytes, live_on: date, queue: bool = True) -> Takeover:
    """收下工作簿，排队核对。读不了、上线日不对抛出 ``Refused``，没有接管的职务抛出 ``Forbidden``。"""
    access.require_takeover(user, court)
    if glance(name, content) == "csv":
        refuse("takeover.csv", "接管要一个工作簿（.xlsx、.xls），不收 .csv", BASIS, remedy="用下载的模板填写").require()
    _live(live_on).require()
    file = store(court_id=court.pk, name=name, content=content, actor=user)
    run = Takeover.objects.create(court=court, file=file, live_on=live_on, started_by=user, started_at=context.current().now)
    if queue:
        _queue(CHECK, run)
    return run


def _live(day: date) -> Finding[date]:
    """上线日：今天前后三个月以内。"""
    today = context.current().today
    if add_months(today, -AHEAD_MONTHS) <= day <= add_months(today, AHEAD_MONTHS):
        return Finding(day, (BASIS,))
    found = refuse("takeover.live_on", f"上线日{day}离今天太远", BASIS, remedy="填本院改用本系统办案的那一天", subject="live_on")
    return Finding(day, (BASIS,), reasons=found.reasons)


def _queue(task: str, run: Takeover) -> None:
    jobs.configure_task(task, queueing_lock=f"{task}:{run.pk}").defer(run_id=run.pk)


def figures_of(run: Takeover) -> Figures:
    """这一批的对账。"""
    return Figures.of(run.figures)


# ---- 核对 ----


def check(run_id: int, tick: Tick | None = None) -> Takeover:
    """逐行核对，写下报告和对账；什么也不接管。已经核对的不重来，出错的再办时从头来。"""
    run = _get(run_id)
    if run.state not in (State.QUEUED, State.CHECKING, State.FAILED) or run.signed_at:
        return run
    batches.put(run, state=State.CHECKING, message="")
    try:
        book = prepare(run.court, run.file.name, open_(run.file).read(), progress=tick or batches.ticker(run, BATCH))
    except Refused as refused:
        return batches.failed(run, str(refused))
    except Exception:
        batches.failed(run, "核对时程序出错，已记录。请把文件交给系统管理员。")
        raise
    return _checked(run, book)


def _checked(run: Takeover, book: Book) -> Takeover:
    faults = book.faults()
    left = [file.row.row for file in book.bad]
    figures = {**drawn(book).as_data(), "names": book.names, "loose": len(book.loose), "left": left}
    return batches.put(
        run, state=State.CHECKED, total=len(book.files), done=len(book.files), good=len(book.good), bad=len(book.bad), figures=figures,
        faults=[fault.as_data() for fault in faults[:MAX_FAULTS]], message="；".join(book.notes)[:300],
    )


# ---- 签字 ----


@transaction.atomic
def sign(*, run_id: int, user: User, keep_good: bool, queue: bool = True) -> Takeover:
    """执行局长签字：对账一致才可以，上传的人自己不能签。签了就排队接管。"""
    run = Takeover.objects.select_for_update(of=("self",)).select_related("court").get(pk=run_id, court_id=user.court_id)
    access.require_signature(user, run.court)
    signable(run, user, keep_good).require()
    batches.put(run, state=State.SIGNED, keep_good=keep_good, signed_by=user, signed_at=context.current().now, done=0, message="")
    if queue:
        _queue(MOVE, run)
    return run


@transaction.atomic
def decline(*, run_id: int, user: User, reason: str) -> Takeover:
    """不签字，退回；上传的人也可以自己撤下。写明理由，什么也没有接管，改好重新上传。"""
    run = Takeover.objects.select_for_update(of=("self",)).select_related("court").get(pk=run_id, court_id=user.court_id)
    (access.require_takeover if run.started_by_id == user.pk else access.require_signature)(user, run.court)
    if run.state != State.CHECKED:
        refuse("takeover.state", f"这一批{run.get_state_display()}，不能退回", BASIS, remedy="刷新页面看结果").require()
    why = entries.text(reason, "退回的理由", limit=200, required=True).require()
    return batches.put(run, state=State.DECLINED, finished_at=context.current().now, message=f"{user.name}退回：{why}"[:300])


def signable(run: Takeover, user: User, keep_good: bool) -> Finding[None]:
    """可不可以签字：一次说出全部理由。"""
    if run.state != State.CHECKED:
        return refuse("takeover.state", f"这一批{run.get_state_display()}，不能签字", BASIS, remedy="刷新页面看结果")
    found = [*_own(run, user), *_bad(run, keep_good), *(_unequal(one) for one in figures_of(run).wrong)]
    return Finding(None, (BASIS,), reasons=tuple(reason for one in found for reason in one.reasons))


def _own(run: Takeover, user: User) -> Iterable[Finding[None]]:
    if run.started_by_id == user.pk:
        yield refuse("takeover.own", "上传的人自己不能签字", BASIS, remedy="请另一位执行局领导核对后签字")


def _bad(run: Takeover, keep_good: bool) -> Iterable[Finding[None]]:
    loose = int(run.figures.get("loose", 0))
    if not run.good:
        yield refuse("takeover.none", "没有合格的案件", BASIS, remedy="照报告改好后重新上传")
    elif (run.bad or loose) and not keep_good:
        text = f"还有 {run.bad} 件不合格" + (f"，{loose} 行对不上案件" if loose else "")
        yield refuse("takeover.bad", text, BASIS, remedy="改好重新上传，或者只接管合格的")


def _unequal(one: Line | Control) -> Finding[None]:
    """一处对不上。"""
    def told(number: int) -> str:
        return f"{yuan(number)}元" if one.what in MONEY else f"{number}{one.what}"

    if isinstance(one, Control):
        text = f"“{one.sheet}”{one.judge or '全院'}{one.what}：流程系统是{told(one.given)}，表里是{told(one.counted)}"
        return refuse("takeover.control", text, BASIS, remedy="查清差在哪里，改好重新上传")
    text = f"“{one.sheet}”{one.judge}{one.what}：来源{told(one.source)}，不接管{told(one.left)}，应写{told(one.planned)}"
    return refuse("takeover.unequal", text, BASIS, remedy="改好重新上传；仍不一致的交系统管理员")


# ---- 接管 ----


def move(run_id: int, tick: Tick | None = None) -> Takeover:
    """接管签过字的一批；断了再办时从断处接着来。写完再对一次账，不一致的标明。"""
    run = _get(run_id)
    if run.state not in (State.SIGNED, State.MOVING, State.FAILED) or not run.signed_at or run.reversed_at:
        return run
    batches.put(run, state=State.MOVING, message="", finished_at=None)
    try:
        _move_all(run, tick or batches.ticker(run, BATCH))
    except Refused as refused:
        return batches.failed(run, f"没有接管完：{refused}")
    except Exception:
        batches.failed(run, "接管时程序出错，已记录；已接管的不会重复，可以接着办。")
        raise
    return _finished(run)


def _move_all(run: Takeover, tick: Tick) -> None:
    """还没有进来的，两百件一个事务；案号、人员在签字以后变了的，一件也不再进。"""
    taken = _taken(run)
    left = frozenset(run.figures["left"])
    files = ready(run.court, run.file.name, open_(run.file).read(), left | taken)
    _still(run, files).require()
    actor, reason = loaded(run.started_by_id) or run.started_by, f"{run.signed_by}签字" if run.signed_by else ""
    done = len(taken)
    for batch in _batches(files):
        moved = [replace(file.moved, token=f"{_token(run)}{file.row.row}") for file in batch if file.moved]
        taking_over.take_over(actor=actor, court=run.court, files=moved, live_on=run.live_on, run=run.pk, reason=reason)
        done += len(batch)
        tick(done, run.good)


def _token(run: Takeover) -> str:
    return f"takeover:{run.pk}:"


def _taken(run: Takeover) -> frozenset[int]:
    """已经进来的是哪些行。"""
    tokens = cases_of(run).values_list("receipt_token", flat=True)
    return frozenset(int(token.removeprefix(_token(run))) for token in tokens if token)


def _still(run: Takeover, files: list[File]) -> Finding[None]:
    """签字以后，案号没有被用掉，承办人都还在。其余的由接管的命令核对。"""
    listed = {str(numbers.parse(file.row.number).value): file for file in files}
    used = Case.objects.filter(court=run.court, number__in=listed).values_list("number", flat=True)
    gone = [file.row.number for file in files if file.row.handler and (file.moved is None or file.moved.handler is None)]
    if not (changed := sorted({*used, *gone})):
        return Finding(None, (BASIS,))
    text = f"签字以后有 {len(changed)} 件变了：{'、'.join(changed[:3])}的案号已在本院登记，或者承办人不在了"
    return refuse("takeover.changed", text, BASIS, remedy="核对后重新上传")


def _batches(files: list[File]) -> Iterable[list[File]]:
    rest = iter(files)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _finished(run: Takeover) -> Takeover:
    """写完再数一遍；与签字时的对账不一致，标明，不算办完。"""
    found = written(figures_of(run), run.pk, run.figures["names"])
    figures = {**run.figures, **found.as_data()}
    wrong = [line for line in found.lines if not line.agrees]
    if wrong:
        batches.put(run, figures=figures)
        return batches.failed(run, f"写完对账不一致，有 {len(wrong)} 处，请系统管理员核对；可以整批撤回。")
    return batches.put(run, state=State.DONE, done=run.good, figures=figures, finished_at=context.current().now)


@transaction.atomic
def go_on(*, run_id: int, user: User, queue: bool = True) -> Takeover:
    """没有接管完的，接着办。"""
    run = Takeover.objects.select_for_update(of=("self",)).select_related("court").get(pk=run_id, court_id=user.court_id)
    access.require_signature(user, run.court)
    if run.state != State.FAILED or not run.signed_at:
        refuse("takeover.state", f"这一批{run.get_state_display()}，不必接着办", BASIS, remedy="刷新页面看结果").require()
    batches.put(run, state=State.MOVING, message="")
    if queue:
        _queue(MOVE, run)
    return run


# ---- 撤回 ----


@transaction.atomic
def ask_reverse(*, run_id: int, user: User, reason: str, queue: bool = True) -> Takeover:
    """撤回整批，排队办。接管以后办过任何一件事的拒绝，说出是哪些事；理由必填。"""
    run = Takeover.objects.select_for_update(of=("self",)).select_related("court").get(pk=run_id, court_id=user.court_id)
    access.require_signature(user, run.court)
    reversible(run).require()
    why = entries.text(reason, "撤回的理由", limit=200, required=True).require()
    figures = {**run.figures, "reversal": {"by": user.pk, "reason": why, "from": str(run.state)}}
    batches.put(run, state=State.REVERSING, figures=figures, message="")
    if queue:
        _queue(REVERSE, run)
    return run


def reversible(run: Takeover) -> Finding[None]:
    """可不可以撤回。"""
    if run.state not in (State.DONE, State.FAILED) or not cases_of(run).exclude(state="reversed").exists():
        return refuse("takeover.state", f"这一批{run.get_state_display()}，没有可以撤回的", BASIS, remedy="刷新页面看结果")
    return taking_over.untouched(run.court, run.pk)


def reverse(run_id: int) -> Takeover:
    """办撤回：一个事务，整批退回；其间又办了事的，拒绝，什么也不变。"""
    run = _get(run_id)
    if run.state != State.REVERSING:
        return run
    asked = run.figures["reversal"]
    user = loaded(asked["by"])
    try:
        if user is None:
            refuse("takeover.nobody", "要撤回的人已经停用", BASIS, remedy="请另一位执行局领导办理").require()
        assert user is not None
        with transaction.atomic():
            taking_over.reverse(actor=user, court=run.court, run=run.pk, reason=asked["reason"])
            _forget_exports(run)
    except Refused as refused:
        return batches.put(run, state=asked.get("from", State.DONE), message=f"没有撤回：{refused}"[:300])
    return batches.put(run, state=State.REVERSED, reversed_at=context.current().now, message=f"已整批撤回：{asked['reason']}"[:300])


def _forget_exports(run: Takeover) -> None:
    """其间收下的流程系统导出不再算数：重新接管以后，同一行照新的一件对。"""
    rows = FlowRow.objects.filter(case__in=cases_of(run).order_by().values("pk"))
    FlowPart.objects.filter(row__in=rows.values("pk")).delete()
    rows.delete()


# ---- 小件 ----


def _get(run_id: int) -> Takeover:
    return Takeover.objects.select_related("court", "file", "started_by", "signed_by").get(pk=run_id)


# ---- 表格 ----


def template() -> bytes:
    """空白模板（.xlsx）。"""
    return takeover_out.template()


def marked_workbook(run: Takeover) -> bytes:
    """不接管的各件，标好毛病（.xlsx）；改好可以再上传。"""
    content = open_(run.file).read()
    book = prepare(run.court, run.file.name, content, skip=_taken(run))
    return takeover_out.marked(run.file.name, content, book)


def reconciliation(run: Takeover) -> bytes:
    """对账表（.xlsx）。"""
    return takeover_out.reconciliation(figures_of(run))
