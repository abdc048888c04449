"""分配方案的各笔债权：从表（.xlsx、.xls、.csv）导入，或者从已有的一版抄过来改，算出各人的份额，一批一批写进去。

后台办：先把整份表读完、核对完，有一行不对就一笔也不导，逐行说明；都对了才写。断电、进程被杀，再办时从写到的那一笔接着来：
同一份表、同一个分法，算出来总是一样的。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands import plan_loading as loading
from zhixing.casework.funds.commands import plans as commands
from zhixing.casework.funds.commands.plans import Given
from zhixing.casework.funds.queries_plans import Plan
from zhixing.exchange.workbook import Cell, Sheet, glance
from zhixing.exchange.workbook import read as sheets_of
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import StoredFile, open_
from zhixing.foundation.people.queries import User
from zhixing.law import distribution_rows
from zhixing.law.amounts import BadAmount, fen
from zhixing.law.distribution_claims import BadPlan, Claim
from zhixing.law.distribution_plan import Line, ratio_text
from zhixing.law.distribution_plan import Plan as Made
from zhixing.law.distribution_plan import plan as made_of
from zhixing.law.distribution_rows import Entry, Fault
from zhixing.law.finding import Refused

LOAD: Final = "exchange.creditors"
MOST: Final = 300_000
BATCH: Final = 2000
MORE: Final = {"identity": "证件号", "holder": "户名", "bank": "开户银行", "account": "收款账号", "phone": "电话"}
"""债权表里另外认得的列。"""
_LIMITS: Final = {"identity": 40, "holder": 200, "bank": 200, "account": 60, "phone": 40, "name": 200, "id": 60}
_EXACT: Final = 10**15


# ---- 收下 ----


@transaction.atomic
def start(*, case: Case | int, actor: User, on: date, revision: int | None, given: Given, name: str, content: bytes) -> Plan:
    """收下债权表，起草一版，排队导入。文件读不了、没有权限、已有一版在起草的，抛出 ``Refused``、``Forbidden``。"""
    made = commands.start_plan(case=case, actor=actor, on=on, revision=revision, given=given)
    kept = commands.replace_file(plan=made.pk, actor=actor, revision=None, file=_stored(made.case, actor, name, content))
    return queued(kept)


@transaction.atomic
def again(*, plan: Plan | int, actor: User, revision: int | None, name: str, content: bytes) -> Plan:
    """有毛病的表改好了，换上，重新导入。"""
    held = read.one(plan if isinstance(plan, int) else plan.pk)
    kept = commands.replace_file(plan=held, actor=actor, revision=revision, file=_stored(held.case, actor, name, content))
    return queued(kept)


def _stored(case: Case, actor: User, name: str, content: bytes) -> StoredFile:
    glance(name, content)
    return store(court_id=case.court_id, name=name, content=content, actor=actor, stream=case.stream)


@transaction.atomic
def follow(**given: Any) -> Plan:
    """照一版另做一版（:func:`~zhixing.casework.funds.commands.plans.start_again`），排队抄过来。"""
    return queued(commands.start_again(**given))


def queued(plan: Plan) -> Plan:
    """排进后台。"""
    jobs.configure_task(LOAD, queueing_lock=f"{LOAD}:{plan.pk}:{plan.revision}").defer(plan_id=plan.pk)
    return plan


# ---- 导入 ----


@dataclass(frozen=True, slots=True)
class Row:
    """要写的一笔：债权，和别的各栏（``MORE``）。"""

    claim: Claim
    more: Mapping[str, str]


class Faulty(Exception):
    """表里有毛病：逐行的，和一句总的。"""

    def __init__(self, faults: Sequence[Mapping[str, Any]], text: str) -> None:
        super().__init__(text)
        self.faults = faults


def load(plan_id: int) -> Plan:
    """导入一版：读、核对、分、写。断了再办时从断处接着来；已经导完的不再办。"""
    plan = read.one(plan_id)
    if plan.state != Plan.State.LOADING:
        return plan
    try:
        rows = list(_rows(plan))
        made = _made(plan, rows)
    except Faulty as error:
        return loading.faulted(plan_id, error.faults, str(error))
    except Refused as error:
        return loading.faulted(plan_id, [], str(error))
    except Exception:
        loading.stopped(plan_id, "导入时程序出错，已记录。请把表交给系统管理员。")
        raise
    return _written(loading.counted(plan_id, len(rows)), rows, made)


def _rows(plan: Plan) -> Iterable[Row]:
    return _copied(plan) if plan.file is None else _read(plan)


def _made(plan: Plan, rows: Sequence[Row]) -> Made:
    try:
        return made_of(plan.pot_fen, [row.claim for row in rows], read.method_of(plan))
    except BadPlan as error:
        raise Faulty([], str(error)) from None


def _written(plan: Plan, rows: Sequence[Row], made: Made) -> Plan:
    parties = _parties(plan)
    why = list(made.reasons())
    done = plan.done
    while done < len(rows):
        batch = [_share(n + 1, rows[n], made.lines[n], why[n], parties) for n in range(done, min(done + BATCH, len(rows)))]
        if not loading.add_shares(plan.pk, done, batch):
            return read.one(plan.pk)
        done += len(batch)
    given = sum(line.now for line in made.lines)
    return loading.loaded(
        plan.pk, total_fen=sum(row.claim.fen for row in rows), given_fen=given, left_fen=made.refund, tiers=[_tier(one) for one in made.tiers],
        steps=[step.as_data() for step in made.steps()],
    )


def _tier(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "label": one.label, "article": str(one.article), "rule": one.rule, "before_fen": one.before, "claims_fen": one.claims,
        "paid_fen": one.paid, "ratio": ratio_text(one.ratio), "exact": f"{one.ratio.numerator}/{one.ratio.denominator}",
    }


def _share(number: int, row: Row, line: Line, why: str, parties: Mapping[str, Party]) -> dict[str, Any]:
    claim, more = row.claim, row.more
    kept = {name: getattr(claim, name) for name in ("title", "filed", "seized", "registered", "asset", "arisen")}
    data = {**kept, "reserve": claim.hold, "hold": line.hold, "rest": line.rest, "why": why, "phone": more.get("phone", "")}
    party = parties.get(claim.creditor)
    identity = more.get("identity", "")
    if party is not None and identity and party.paper_number and party.paper_number != identity:
        party = None  # 同名的另一个人
    return {
        "number": number, "key": claim.id, "party_id": party.pk if party else None, "name": claim.creditor, "identity": identity,
        "level": claim.level, "claim_fen": claim.fen, "paid_fen": claim.paid, "share_fen": line.now, "account": more.get("account", ""),
        "bank": more.get("bank", ""), "holder": more.get("holder", ""), "data": data,
    }


def _parties(plan: Plan) -> dict[str, Party]:
    """本案的当事人，姓名 → 人；重名的不认。"""
    found: dict[str, Party] = {}
    twice: set[str] = set()
    for party in Party.objects.filter(case=plan.case_id, active=True, represents=None):
        twice |= {party.name} & found.keys()
        found[party.name] = party
    return {name: party for name, party in found.items() if name not in twice}


# ---- 照一版抄 ----


def _copied(plan: Plan) -> Iterator[Row]:
    """照 ``source`` 抄过来：以前已得的算好，照 ``edits`` 改。编号不在里面的改动，说出来。"""
    base = read.base_of(plan)
    if base is None:
        raise Faulty([], "没有照着做的那一版。")
    paid, edits = commands.again_paid(base, plan.source["why"]), dict(plan.source.get("edits", {}))
    for share in read.search(base).iterator(chunk_size=5000):
        claim, more = read.claim_of(share)._replace(paid=paid[share.pk]), _more_of(share)
        edit = edits.pop(share.key, {})
        try:
            yield Row(_edited(claim, edit), {**more, **{name: str(value) for name, value in edit.items() if name in MORE}})
        except BadAmount as error:
            raise Faulty([{"row": share.number, "column": "债权额", "text": str(error)}], "改动有不对的。") from None
    if edits:
        raise Faulty([], f"第{base.number}版里没有这几笔：{'、'.join(list(edits)[:5])}。")


def _edited(claim: Claim, edit: Mapping[str, Any]) -> Claim:
    own = {name: value for name, value in edit.items() if name in ("level", "hold", "asset", "registered", "seized", "filed")}
    changed = claim._replace(**own)
    return changed._replace(fen=fen(str(edit["amount"]))) if edit.get("amount") else changed


def _more_of(share: read.Share) -> dict[str, str]:
    return {"identity": share.identity, "holder": share.holder, "bank": share.bank, "account": share.account, "phone": share.data.get("phone", "")}


# ---- 读表 ----


def _read(plan: Plan) -> Iterator[Row]:
    """表里的各行；有毛病的抛出 :class:`Faulty`，一行一行都在里面。"""
    assert plan.file is not None
    sheet = _sheet(plan.file.name, open_(plan.file).read())
    lost = {number: gone for number, cells in sheet.rows if (gone := list(_lost(sheet.header, cells)))}
    found: list[Row] = []
    faults: list[dict[str, Any]] = []
    try:
        for entry in distribution_rows.read(_texts(sheet), plan.method["ladder"], MORE):
            wrong = [*entry.faults, *lost.get(entry.number, ()), *_long(entry)]
            faults += [{"row": entry.number, "column": one.column, "text": one.text} for one in wrong]
            if entry.claim is not None and not wrong:
                found.append(Row(entry.claim, entry.more))
    except BadPlan as error:
        raise Faulty([{"row": 1, "column": "", "text": str(error)}], str(error)) from None
    if faults:
        raise Faulty(faults, f"{len({one['row'] for one in faults}):,} 行有毛病，一笔也没有导入。改好再来。")
    if not found:
        raise Faulty([], "表里没有债权。")
    return iter(found)


def _sheet(name: str, content: bytes) -> Sheet:
    """第一张有内容的表。"""
    found = sheets_of(name, content, MOST)
    return next((one for one in found if one.header), found[0])


def _texts(sheet: Sheet) -> Iterator[Sequence[str]]:
    """表头和各行的文字；跳过的空行补上，行号才对得上原表。"""
    yield sheet.header
    at = 1
    for number, cells in sheet.rows:
        while at + 1 < number:
            at += 1
            yield ()
        at = number
        row = [_text(cell) for cell in cells]
        while len(row) > len(sheet.header) and not row[-1]:
            row.pop()
        yield row


def _text(cell: Cell) -> str:
    value = cell.value
    if value is None or cell.fault:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _lost(header: Sequence[str], cells: Sequence[Cell]) -> Iterator[Fault]:
    """公式、错误值；账号、证件号写成了数字，末几位已经丢了的。"""
    for name, cell in zip(header, cells, strict=False):
        if cell.fault:
            yield Fault(name, cell.fault)
        elif name in _NUMBERS and isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and abs(cell.value) >= _EXACT:
            yield Fault(name, "写成了数字，末几位已经丢了；请设成文本，重新填写")


_NUMBERS: Final = frozenset({*(MORE[name] for name in ("identity", "account", "phone")), "identity", "account", "phone"})


def _long(entry: Entry) -> Iterator[Fault]:
    for name, text in entry.more.items():
        if len(text) > _LIMITS[name]:
            yield Fault(MORE[name], f"太长，至多{_LIMITS[name]}字")
    claim = entry.claim
    if claim is not None and not claim.creditor:
        yield Fault("债权人", "没有填写")
    if claim is not None and (len(claim.creditor) > _LIMITS["name"] or len(claim.id) > _LIMITS["id"]):
        yield Fault("编号、债权人", "太长")
