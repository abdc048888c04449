"""收银行文件：存下原件，认格式、认账户，一笔笔交给案款入账（``funds.commands.intake``），没有收的行原样留着、说为什么。

小的当场收，大的交给后台，看得见进度；断了再来，收过的不再收。一个文件里有几个账户的对账单，一个账户一份。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands import accounts, intake
from zhixing.casework.funds.commands.incoming import Incoming
from zhixing.casework.funds.commands.intake import Taken
from zhixing.casework.funds.events import FileTaken
from zhixing.casework.funds.queries_desk import BankAccount, BankFile, BankLine, Receipt
from zhixing.exchange.bank import kinds, reading
from zhixing.exchange.bank.keys import merged
from zhixing.exchange.bank.layouts import Layout
from zhixing.exchange.bank.lines import Line, Statement
from zhixing.exchange.bank.reading import Survey
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import open_
from zhixing.foundation.files.sniff import extension
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, loaded
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.words import yuan

RUN: Final = "exchange.bank_intake"
RIGHT: Final = "may_take_bank_files"
SMALL: Final = 256 * 2**10
"""这么大以内的当场收。"""
RESCUE_SECONDS: Final = 60
BASIS: Final = cite("AK 4")
KEPT: Final = 2000
"""没有收的行、要知道的话至多留多少条；再多的说个数。"""
_AGAIN: Final = "和前面一行的流水号、日期、金额、对方都相同，同一流水号只记一次；真是两笔的，请银行说明"
_BINARY: Final = ("xls", "xlsx", "et")
State = BankFile.State


# ---- 收下 ----


@transaction.atomic
def start(*, user: User, name: str, content: bytes, account: BankAccount | int | None = None, queue: bool = True) -> BankFile:
    """存下文件，排队入账。``account`` 是哪个账户，没有写的照文件里的，只有一个账户的就是它。

    小文件由调用的一方接着叫 :func:`carry_out`（:func:`small`）；后台一分钟后再看一次，办完了的不再办。``queue`` 假的不排队。
    没有权限抛出 ``Forbidden``，文件收不下抛出 ``Refused``。
    """
    require_court(user, user.court_id, RIGHT, "收银行文件")
    file = store(court_id=user.court_id, name=stored_as(name, content), content=content, actor=user)
    number = account.pk if isinstance(account, BankAccount) else account
    run = BankFile.objects.create(
        court_id=user.court_id, bank_account=_own(user.court_id).get(pk=number) if number else None, file=file, name=file.name, taken_by=user,
        taken_at=context.current().now,
    )
    if queue:
        later = {"seconds": RESCUE_SECONDS} if small(content) else None
        jobs.configure_task(RUN, queueing_lock=f"{RUN}:{run.pk}", schedule_in=later).defer(run_id=run.pk)
    return run


def small(content: bytes) -> bool:
    """可以当场收的。"""
    return len(content) <= SMALL


def stored_as(name: str, content: bytes) -> str:
    """XML、MT940、其实是网页的 .xls 都是文字，照文字存。"""
    binary = content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    return name if binary or extension(name) in ("csv", "txt") else f"{name}.txt"


def _own(court_id: int) -> Any:
    return BankAccount.objects.filter(court=court_id)


# ---- 栏目对照 ----


def look(*, user: User, name: str, content: bytes, account: BankAccount | int | None = None) -> Survey:
    """给人对照栏目看的：可能是表头的一行、下面几行的样子、现在认成什么。表格以外的、读不了的抛出 ``Refused``。"""
    require_court(user, user.court_id, RIGHT, "收银行文件")
    number = account.pk if isinstance(account, BankAccount) else account
    return reading.survey(name, content, layouts(_own(user.court_id).filter(**({"pk": number} if number else {}))))


def layouts(rows: Iterable[BankAccount]) -> list[Layout]:
    """这些账户对照过的栏目。"""
    return [Layout.of(one) for row in rows for one in row.columns]


@transaction.atomic
def map_columns(*, user: User, account: BankAccount | int, layout: dict[str, Any]) -> BankAccount:
    """记下一种表的栏目对照（``Layout.of`` 的写法），同名的换掉。写得不对的拒绝。"""
    try:
        made = Layout.of(layout)
    except (ValueError, TypeError, AttributeError) as error:
        raise _refused("columns", f"栏目对照不对：{error}。", "至少指定日期和金额各在哪一栏。", "columns") from error
    row = accounts.locked(account)
    require_court(user, row.court_id, RIGHT, "对照银行文件的栏目")
    kept = [one for one in row.columns if one.get("name") != made.name]
    return accounts.set_columns(account=row, actor=user, on=context.current().today, columns=[*kept, {**layout, "name": made.name}])


# ---- 入账 ----


def carry_out(run_id: int) -> BankFile:
    """收一个文件；收完了的不再收，断了的从头再来，收过的各笔不重记。读不了的标明没有收。"""
    run = BankFile.objects.select_related("court", "file", "bank_account", "taken_by").get(pk=run_id)
    if run.state in (State.DONE, State.FAILED):
        return run
    _put(run, state=State.TAKING)
    try:
        return _work(run, open_(run.file).read())
    except Refused as refused:
        return _put(run, state=State.FAILED, message=str(refused)[:300], finished_at=context.current().now)


def take_file(*, user: User, name: str, content: bytes, account: BankAccount | int | None = None) -> BankFile:
    """收下并当场入账，不排队（命令行、直连取来的用）。"""
    return carry_out(start(user=user, name=name, content=content, account=account, queue=False).pk)


def _work(run: BankFile, content: bytes) -> BankFile:
    actor = loaded(run.taken_by_id) or run.taken_by
    rows = list(_own(run.court_id))
    given = run.bank_account
    chosen = [given] if given else rows
    statements = reading.read(_original(run.name), content, layouts(chosen), given.number if given else "")
    parts = _parts(statements, chosen, run.court_id)
    first, *rest = parts
    runs = [run, *(_another(run, one.account) for one in rest)]
    for each, part in zip(runs, (first, *rest), strict=True):
        _part(each, part, actor)
    return run


def _original(name: str) -> str:
    return name.removesuffix(".txt") if extension(name.removesuffix(".txt")) in ("xml", *_BINARY) else name


def _another(run: BankFile, account: BankAccount) -> BankFile:
    """同一文件里另一个账户的一份。"""
    made, _ = BankFile.objects.get_or_create(
        court_id=run.court_id, file=run.file, bank_account=account, name=run.name, taken_by=run.taken_by, taken_at=run.taken_at,
        defaults={"state": State.TAKING},
    )
    return made


@dataclass(frozen=True, slots=True)
class Part:
    """一个账户的一份：各笔（账号已换成登记的写法）、没有收的行、要知道的话。"""

    account: BankAccount
    statements: tuple[Statement, ...]
    lines: tuple[Line, ...]
    unread: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def _parts(statements: Sequence[Statement], accounts_: Sequence[BankAccount], court_id: int) -> list[Part]:
    """按账户分开。认不出是本院哪个账户的，整份不收。"""
    grouped: dict[int, list[Statement]] = defaultdict(list)
    known = {row.pk: row for row in accounts_}
    for one in statements:
        grouped[_account_of(one, accounts_).pk].append(one)
    return [_part_of(known[pk], found) for pk, found in grouped.items()]


def _account_of(statement: Statement, rows: Sequence[BankAccount]) -> BankAccount:
    fitting = [row for row in rows if agrees(statement.account, row.number)] if statement.account else list(rows)
    if len(fitting) == 1:
        return fitting[0]
    whose = f"账户{statement.account}的" if statement.account else "没有写明账户的"
    raise _refused("account", f"这是{whose}文件，对不上本院登记的账户。", "选明是哪个账户；没有登记的请会计先登记账户。", "account")


def agrees(told: str, number: str) -> bool:
    """文件里的账号是不是这一个：去掉空格、横线比较，写了星号的（遮住几位）看露出来的各位。

    >>> agrees("0472 0000 0001", "047200000001"), agrees("0472****0001", "047200000001"), agrees("0472****0002", "047200000001")
    (True, True, False)
    """
    plain = re.sub(r"[\s-]", "", told).upper()
    if "*" not in plain:
        return plain == number.upper()
    return re.fullmatch(".*".join(map(re.escape, re.split(r"\*+", plain))), number.upper()) is not None


def _part_of(account: BankAccount, statements: Sequence[Statement]) -> Part:
    """账号换成登记的写法，几种格式的同一笔键才相同；外币的、以后的日子的不收。"""
    own = [replace(one, account=account.number, lines=tuple(replace(line, account=account.number) for line in one.lines)) for one in statements]
    union = merged(own)
    foreign = [line for line in union.lines if line.currency != "CNY"]
    unread = [{"row": one.row, "raw": one.raw[:500], "why": [flaw.text for flaw in one.flaws]} for each in own for one in each.unread]
    unread += [{"row": line.row, "raw": line.raw[:500], "why": [f"币种是{line.currency}，人民币以外的不入账"]} for line in foreign]
    again = [line for line in union.lines if line.nth > 1 and line.serial]
    unread += [{"row": line.row, "raw": line.raw[:500], "why": [_AGAIN]} for line in again]
    today = context.current().today
    ahead = [line for line in union.lines if line.booked_on > today]
    unread += [{"row": line.row, "raw": line.raw[:500], "why": [f"记账日{line.booked_on}还没有到，到了那天再收"]} for line in ahead]
    lines = tuple(line for line in union.lines if line.currency == "CNY" and line not in again and line.booked_on <= today)
    return Part(account, tuple(own), lines, _most(unread), tuple(_notes(own, [line for line in union.twins if not line.serial], union.suspects)))


def _most(unread: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    left = len(unread) - KEPT
    more = [{"row": 0, "raw": "", "why": [f"另有{left}行没有收，没有逐行列出，请看原件"]}] if left > 0 else []
    return (*unread[:KEPT], *more)


def _notes(own: Sequence[Statement], twins: Sequence[Line], suspects: Sequence[Sequence[Line]]) -> Iterable[str]:
    for one in own:
        yield from one.notes
        yield from (f"第{flaw.row}行{flaw.column}：{flaw.text}" if flaw.row else flaw.text for flaw in one.flaws[:KEPT])
        if one.gap:
            yield f"期初加各笔与期末相差{yuan(abs(one.gap))}元，请核对文件是不是完整"
        if one.cut:
            yield "文件不完整，读得出的已经收下，请重新下载补收"
    if twins:
        yield f"{len(twins)}笔没有流水号，凭在文件里出现的次数分开，请按整天下载"
    for group in suspects[:KEPT]:
        yield f"第{'、'.join(str(line.row) for line in group)}行流水号相同而不是同一笔，请核对"


def _part(run: BankFile, part: Part, actor: User) -> None:
    since, until = _days(part)
    _put(
        run, bank_account=part.account, source="、".join(dict.fromkeys(one.source for one in part.statements))[:80], since=since, until=until,
        opening_fen=part.statements[0].opening, closing_fen=part.statements[-1].closing, total=len(part.lines), unread=list(part.unread),
        notes=list(part.notes), cut=any(one.cut for one in part.statements),
    )
    taken = intake.take(
        map(_incoming, part.lines), bank_account=part.account, file=run, actor=actor, on=context.current().today,
        progress=lambda told: _progress(run, told),
    )
    _finish(run, taken, actor)


def _days(part: Part) -> tuple[Any, Any]:
    days = [line.booked_on for line in part.lines]
    since = [one.since for one in part.statements if one.since] or days
    until = [one.until for one in part.statements if one.until] or days
    return min(since, default=None), max(until, default=None)


def _progress(run: BankFile, told: Taken) -> None:
    _put(run, done=told.done)


def _incoming(line: Line) -> Incoming:
    """认出种类的一笔。"""
    kind = kinds.kind(line)
    return Incoming(
        key=line.key, booked_on=line.booked_on, fen=line.fen, kind=kind.code, why=kind.reason, refers=kind.refers, booked_at=line.booked_at,
        value_on=line.value_on, balance=line.balance, serial=line.serial, name=line.name, other_account=line.other_account,
        other_bank=line.other_bank, summary=line.summary, remark=line.remark, code=line.code, references=line.references, row=line.row, raw=line.raw,
    )


@transaction.atomic
def _finish(run: BankFile, taken: Taken, actor: User) -> None:
    """各数由收下的行数出来（断过再来的也对），记在本院案款的链上。"""
    held = BankFile.objects.select_for_update().get(pk=run.pk)
    if held.state == State.DONE:
        return
    fresh = BankLine.objects.filter(taken_from=run).count()
    matched = Receipt.objects.filter(line__taken_from=run, matched="machine").count()
    early = [f"{taken.early}笔在总账启用以前，已经在期初里，没有收"] if taken.early else []
    known = max(taken.done - taken.early - fresh, 0)
    _put(
        run, fresh=fresh, matched=matched, known=known, done=run.total, notes=[*run.notes, *early], state=State.DONE,
        finished_at=context.current().now, message="",
    )
    event = FileTaken(subject=run.name, file_name=run.name, fresh=fresh, known=known, matched=matched, sha256=run.file.sha256, files=[run.file_id])
    stream = accounts.stream(run.court_id)
    history.record(event, stream=stream, court_id=run.court_id, actor=actor, happened=context.current().today)


def _put(run: BankFile, **values: Any) -> BankFile:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    return run


def _refused(code: str, text: str, remedy: str, subject: str = "") -> Refused:
    return Refused(refuse(f"bank_file.{code}", text, BASIS, remedy=remedy, subject=subject))
