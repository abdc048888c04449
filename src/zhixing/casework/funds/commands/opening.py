"""期初：启用总账那天，各案的结存和来历不明的款，合计与银行余额相等；会计、执行局长各签一次，记账。

案件上已经登记过、还没有发放的到账，就是这一行的钱，不重复登记；没有登记过的，记账时告诉案件。两边对不上的先改正，不能签字。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands.ledger import Draft, open_account, open_accounts, post
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.events import Claimed, OpeningSigned, Received
from zhixing.casework.funds.models import Account, BankAccount, BankLine, Opening, OpeningLine, Receipt
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.rows import add
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Post, User
from zhixing.law import numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.money_left import left
from zhixing.law.states import State
from zhixing.law.words import yuan

P = Account.Purpose
BASIS: Final = cite("AK 3")
KEEP, SIGN = "may_keep_books", "may_sign_books"
CHUNK: Final = 2000
MAX_ROWS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """期初表的一行。``case_number`` 空着是来历不明的款；``party`` 是被执行人的姓名或名称，空着是全案的；``fault`` 是读表时的毛病。"""

    row: int
    case_number: str = ""
    party: str = ""
    payer: str = ""
    arrived_on: date | None = None
    amount_fen: int = 0
    note: str = ""
    fault: str = ""


# ---- 起草 ----


@transaction.atomic
def draft_opening(
    *, bank_account: BankAccount, day: date, bank_fen: int, rows: Sequence[Row], actor: User, file: StoredFile | None = None,
    proof: StoredFile | None = None,
) -> Opening:
    """收下期初表，逐行核对；毛病写在各行上，什么也不记账。以前没有签完的一份随之作废。

    账户已经启用、日子还没有到、没有行、太多行的拒绝。``proof`` 是银行对账单或者余额证明。
    """
    require_court(actor, bank_account.court_id, KEEP, "登记期初")
    _may_open(bank_account, day, rows)
    if (old := Opening.objects.select_for_update().filter(bank_account=bank_account, state=Opening.State.DRAFT).first()) is not None:
        _void(old)
    made = Opening.objects.create(
        court_id=bank_account.court_id, bank_account=bank_account, day=day, bank_fen=bank_fen, file=file, proof=proof, made_by=actor,
        made_name=actor.name, made_at=context.current().now,
    )
    lines = _checked(made, rows)
    for start in range(0, len(lines), CHUNK):
        add(lines[start:start + CHUNK])
    return made


def _may_open(account: BankAccount, day: date, rows: Sequence[Row]) -> None:
    if account.live_on is not None:
        raise _refused("live", f"{account}已于{account.live_on}启用总账。", "期初只做一次；记错的用红字冲回、另记。")
    if day > context.current().today:
        raise _refused("day", f"期初日{day}还没有到。", "等那天日终，拿到银行余额再做。")
    if BankLine.objects.filter(bank_account=account, booked_on__lte=day).exists():
        raise _refused("lines", f"已经收过{day}以前的银行明细。", "期初日要在收银行文件以前。")
    if not rows:
        raise _refused("empty", "期初表里没有行。", "每件案件每个被执行人一行，来历不明的款一笔一行。")
    if len(rows) > MAX_ROWS:
        raise _refused("many", f"期初表超过{MAX_ROWS:,}行。", "核对是不是选错了表。")


def _checked(made: Opening, rows: Sequence[Row]) -> list[OpeningLine]:
    cases = _cases(made.court_id, rows)
    people = _people(cases.values())
    lines = [_line(made, row, cases, people) for row in rows]
    _register(lines)
    return lines


def _cases(court_id: int, rows: Iterable[Row]) -> dict[str, Case]:
    """各行的案号（规范写法）→ 案件。"""
    listed = sorted({str(number) for row in rows if (number := numbers.parse(row.case_number).value)})
    found: dict[str, Case] = {}
    for start in range(0, len(listed), CHUNK):
        chosen = Case.objects.filter(court=court_id, number__in=listed[start:start + CHUNK]).exclude(state=State.REVERSED)
        found |= {case.number: case for case in chosen}
    return found


def _people(cases: Iterable[Case]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(case__in=[case.pk for case in cases]).order_by("pk"):
        found[party.case_id].append(party)
    return found


def _line(made: Opening, row: Row, cases: dict[str, Case], people: dict[int, list[Party]]) -> OpeningLine:
    number = numbers.parse(row.case_number).value
    case = cases.get(str(number)) if number else None
    same = [party for party in people.get(case.pk, ()) if party.name == row.party] if case and row.party else []
    return OpeningLine(
        opening=made, row=row.row, case_number=row.case_number[:80], case=case, party=same[0] if len(same) == 1 else None, payer=row.payer[:200],
        arrived_on=row.arrived_on, amount_fen=row.amount_fen, note=row.note[:300], fault=(row.fault or _fault(made, row, case, same))[:300],
    )


def _fault(made: Opening, row: Row, case: Case | None, same: Sequence[Party]) -> str:
    """这一行的毛病；没有为空。"""
    if row.case_number and case is None:
        return "本院没有这个案号的案件；来历不明的，案号空着"
    if row.party and len(same) != 1:
        return f"本案{'没有' if not same else '不止一个'}叫“{row.party}”的当事人" if case else "没有案号，不能写被执行人"
    if row.amount_fen <= 0:
        return "结存应大于零"
    if row.arrived_on and row.arrived_on > made.day:
        return f"到账日在期初日{made.day}以后"
    return ""


# ---- 与案件登记的到账核对 ----


def _register(lines: Sequence[OpeningLine]) -> dict[int, str]:
    """各行就是案件上登记的哪一笔：行的位置 → 名称。登记有余额、对不上这几行的，写上毛病。"""
    mine: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.case is not None and not line.fault:
            mine[line.case.pk].append(at)
    named: dict[int, str] = {}
    held = {line.case.pk: line.case for line in lines if line.case is not None}
    ids = sorted(mine)
    for start in range(0, len(ids), CHUNK):
        for case, timeline in timelines_of([held[pk] for pk in ids[start:start + CHUNK]]).items():
            named |= _told(lines, mine[case], left(timeline))
    return named


def _told(lines: Sequence[OpeningLine], at: Sequence[int], known: Counter[str]) -> dict[int, str]:
    """一件案件的各行；登记一笔也没有的，都是没有登记过的。"""
    if not known:
        return {}
    waiting, named = dict(known), {}
    for one in at:
        name = next((name for name, fen in waiting.items() if fen == lines[one].amount_fen), None)
        if name is not None:
            named[one] = name
            del waiting[name]
    if waiting or len(named) < len(at):
        text = f"案件登记的到账未发放的有{'、'.join(f'“{name}”{yuan(fen)}元' for name, fen in known.items())}，与这里的结存对不上"
        for one in at:
            lines[one].fault = f"{text}；先更正登记，或者照登记一笔一行"[:300]
    return named


# ---- 签字、记账 ----


@transaction.atomic
def sign_opening(*, opening: Opening | int, actor: User, revision: int | None) -> Opening:
    """会计或者执行局长签字；两人都签了就记账，启用总账。一个人不能签两次，做表的人不能作为执行局长签。

    合计与银行余额不等、有毛病、没有银行的证明、已经变了的拒绝。
    """
    row = _locked(opening, revision)
    require_court(actor, row.court_id, SIGN, "签期初")
    _signable(row)
    _sign(row, actor)
    done = bool(row.accountant_id and row.director_id)
    if done:
        _book(row)
        row.state = Opening.State.SIGNED
    row.revision += 1
    row.save()
    event = OpeningSigned(subject=row.bank_account.number, account=str(row.bank_account), day=row.day, bank_fen=row.bank_fen, booked=done)
    history.record(
        event, stream=f"court:{row.court_id}:funds", court_id=row.court_id, actor=actor, happened=context.current().today,
    )
    return row


def _locked(opening: Opening | int, revision: int | None) -> Opening:
    row = Opening.objects.select_for_update().get(pk=opening if isinstance(opening, int) else opening.pk)
    if row.state != Opening.State.DRAFT:
        raise _refused("state", f"这份期初{row.get_state_display()}。", "刷新页面查看。")
    if revision is not None and revision != row.revision:
        raise _refused("stale", "这份期初刚有人签过字。", "刷新页面，看过再签。")
    return row


def _signable(row: Opening) -> None:
    lines = row.lines.all()
    if bad := lines.exclude(fault="").count():
        raise _refused("faults", f"还有{bad}行有毛病。", "改好期初表重新上传。")
    total = sum(lines.values_list("amount_fen", flat=True))
    if total != row.bank_fen:
        side = "多" if total > row.bank_fen else "少"
        text = f"各行合计{yuan(total)}元，比银行余额{yuan(row.bank_fen)}元{side}{yuan(abs(total - row.bank_fen))}元。"
        raise _refused("unequal", text, "查清差在哪里；来历不明的款也要列上，一分不能差。")
    if row.proof_id is None:
        raise _refused("proof", "没有附银行的对账单或者余额证明。", "上传期初日的银行对账单或者余额证明。")
    _may_open(row.bank_account, row.day, [Row(0)])


def _sign(row: Opening, actor: User) -> None:
    posts, now = user_facts(actor, context.current().today).all_posts, context.current().now
    if actor.pk in (row.accountant_id, row.director_id):
        raise _refused("twice", "您已经签过。", "等另一人签字。")
    if Post.ACCOUNTANT in posts and row.accountant_id is None:
        row.accountant, row.accountant_name, row.accountant_at = actor, actor.name, now
    elif Post.DIRECTOR in posts and row.director_id is None and actor.pk != row.made_by_id:
        row.director, row.director_name, row.director_at = actor, actor.name, now
    else:
        raise _refused("seat", "这个职务已经签过，或者是您自己做的表。", "会计、执行局长各签一次，做表的人不能作为执行局长签。")


@transaction.atomic
def void_opening(*, opening: Opening | int, actor: User, revision: int | None) -> Opening:
    """还没有记账的，会计撤下。"""
    row = _locked(opening, revision)
    require_court(actor, row.court_id, KEEP, "撤下期初")
    _void(row)
    return row


def _void(row: Opening) -> None:
    row.state, row.revision = Opening.State.VOID, row.revision + 1
    row.save(update_fields=["state", "revision"])


def _book(row: Opening) -> None:
    """记账：一行一张凭证、一张收据；没有登记过的告诉案件；启用总账。"""
    lines = list(row.lines.select_related("case").order_by("row"))
    named = _register(lines)
    if any(line.fault for line in lines):
        raise _refused("moved", "核对以后案件的登记又有变动。", "重新上传期初表，核对以后再签。")
    assert row.director is not None
    post(_drafts(row, lines), court_id=row.court_id, actor=row.director)
    receipts = _receipts(row, lines, named)
    for start in range(0, len(receipts), CHUNK):
        add(receipts[start:start + CHUNK])
    account = row.bank_account
    account.live_on = row.day
    account.save(update_fields=["live_on"])


def _drafts(row: Opening, lines: Sequence[OpeningLine]) -> list[Draft]:
    bank = open_account(court_id=row.court_id, purpose=P.BANK, on=row.day, bank_id=row.bank_account_id).pk
    suspense = open_account(court_id=row.court_id, purpose=P.SUSPENSE, on=row.day).pk
    whose = {(line.case_id, line.party_id) for line in lines if line.case_id is not None}
    held = open_accounts(whose, court_id=row.court_id, purpose=P.HELD, on=row.day)
    return [_draft(row, line, bank, held[line.case_id, line.party_id] if line.case_id else suspense) for line in lines]


def _draft(row: Opening, line: OpeningLine, bank: int, target: int) -> Draft:
    legs = ((bank, line.amount_fen), (target, -line.amount_fen))
    return Draft(f"opening:{line.pk}", "opening", row.day, legs, f"期初 {line.payer}".strip(), {"opening": row.pk, "row": line.row})


def _receipts(row: Opening, lines: Sequence[OpeningLine], named: dict[int, str]) -> list[Receipt]:
    serials = next_numbers(row.court_id, "receipt", row.day.year, len(lines))
    made = [_receipt(row, line, spelt("收", row.day.year, serial), named.get(at, ""))
            for at, (line, serial) in enumerate(zip(lines, serials, strict=True))]
    fresh = [(receipt, line.case) for receipt, line in zip(made, lines, strict=True) if line.case is not None and not receipt.known_as]
    _tell(row, fresh)
    return made


def _receipt(row: Opening, line: OpeningLine, number: str, known_as: str) -> Receipt:
    told = {"note": f"期初{line.row}行 {line.note}".strip(), "payer": line.payer or (line.party.name if line.party else "")}
    receipt = Receipt(
        court_id=row.court_id, bank_account_id=row.bank_account_id, sort=Receipt.Sort.OPENING, number=number, known_as=known_as,
        day=min(line.arrived_on or row.day, row.day), amount_fen=line.amount_fen, stopped_on=line.arrived_on, kind="opening", **told,
    )
    if line.case_id:
        receipt.state, receipt.case_id, receipt.party_id = Receipt.State.CLAIMED, line.case_id, line.party_id
        receipt.matched, receipt.confidence, receipt.reasons = "hand", 100, ["期初表，会计和执行局长签字"]
        receipt.claimed_by, receipt.claimed_name, receipt.claimed_at = row.accountant, row.accountant_name, row.accountant_at
        receipt.confirmed_by, receipt.confirmed_name, receipt.confirmed_at = row.director, row.director_name, row.director_at
    return receipt


def _tell(row: Opening, fresh: Sequence[tuple[Receipt, Case]]) -> None:
    """没有登记过的，案件链上记到账、认领。发放期限自总账启用、执行局知道这笔钱起算；停止计息照到账日。"""
    grouped: dict[str, list[Receipt]] = defaultdict(list)
    for receipt, case in fresh:
        grouped[case.stream].append(receipt)
    batches = [Batch(stream=stream, court_id=row.court_id, items=[item for one in rows for item in _items(row, one)])
               for stream, rows in sorted(grouped.items())]
    assert row.director is not None
    for start in range(0, len(batches), CHUNK):
        done = history.record_many(batches[start:start + CHUNK], actor=row.director)
        for batch, recorded in zip(batches[start:start + CHUNK], done, strict=True):
            for receipt, (came, claimed) in zip(grouped[batch.stream], zip(recorded[::2], recorded[1::2], strict=True), strict=True):
                receipt.received_seq, receipt.claimed_seq = came.entry.seq, claimed.entry.seq


def _items(row: Opening, receipt: Receipt) -> list[Item]:
    told = Received(subject=receipt.subject, amount_fen=receipt.amount_fen, payer=receipt.payer, stopped_on=receipt.stopped_on)
    return [Item(event=told, happened=row.day), Item(event=Claimed(subject=receipt.subject, matched="hand"), happened=row.day)]


def _refused(code: str, told: str, remedy: str) -> Refused:
    return Refused(refuse(f"opening.{code}", told, BASIS, remedy=remedy))
