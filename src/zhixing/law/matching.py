"""银行来款对到哪件案件：凭子账户、案号、名字、金额，给出把握和理由（规则手册 M:§6“一人一案一账号”，T:F-05）。

只有三种算对准了：款进了子账户，附言又没有写别的案号；附言里是本院等着入账的扣划的请求单号；附言里只有一件案件的案号（写明年份），
付款人或者附言里的名字正是那件案件的被执行人。别的都只是建议，由人认领、另一人确认。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from zhixing.law import sub_accounts
from zhixing.law.matching_known import Debtor, Known, Sub, Target, plain
from zhixing.law.texts import halfwidth
from zhixing.law.words import yuan

__all__ = ["Candidate", "Debtor", "Known", "LineLike", "Match", "Sub", "Target", "match"]

SURE: Final = 100
MOST: Final = 99
"""不是凭子账户的，把握至多这么多。"""
MANY: Final = 20
"""一个名字的案件多过这个数，光凭名字不列，还要金额正好。"""
SHOWN: Final = 5
SPLIT: Final = 60
"""线索互相矛盾时的把握。"""
NUMBER: Final = 70
YEARLESS: Final = 45
TITLE: Final = 50
AMOUNT: Final = 15
CREDITOR: Final = 10
NAMES: Final = {"payer": (25, 45, 30), "told": (20, 35, 20)}
"""付款人、附言里的名字是被执行人：另有案号时加多少；光凭名字而只有一件案件、有几件案件的，是多少。"""
_RUN: Final = re.compile(r"\d{10,33}")
_PIECES: Final = re.compile(r"[-_/:*,、()]")
_MORE: Final = re.compile(r"号?([、,/~和及与至到-])(\d+)")
_LAST_SUB: Final = 20
_MARK: Final = re.compile(r"控\d{4}-\d{6,}")
"""控制令请求单号的尾巴。"""


class LineLike(Protocol):
    """要对的一笔来款：金额（分）、对方户名、子账户号、摘要、附言。"""

    @property
    def fen(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def sub_account(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def remark(self) -> str: ...


class Candidate(NamedTuple):
    """可能的一件：案件、哪个被执行人（认不出为空）、把握（0 至 100）、理由。"""

    case: int
    party: int | None
    confidence: int
    reasons: tuple[str, ...]


class Match(NamedTuple):
    """一笔来款的看法：``candidates`` 按把握由大到小；``certain`` 真的可以直接入案；``notes`` 是要人知道的话。

    ``marks`` 是附言里写着的控制令请求单号：这一笔是扣划来的。
    """

    candidates: tuple[Candidate, ...]
    certain: bool
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """把握最大的；没有为空。"""
        return self.candidates[0] if self.candidates else None


class _Clues(NamedTuple):
    """一笔里的线索：金额；附言；案号对到的案件（真为写明了年份）；执行依据对到的案件；付款人、附言里的名字。"""

    fen: int
    text: str
    numbered: Mapping[int, bool]
    titled: frozenset[int]
    payer: frozenset[str]
    told: frozenset[str]


def match(line: LineLike, known: Known) -> Match:
    """这一笔最可能是哪件案件的。不是收入、没有线索的，``candidates`` 为空。"""
    if line.fen <= 0:
        return Match((), certain=False)
    written = f"{line.summary}|{line.remark}"
    text = plain(written)
    numbered, titled, unclear = _numbers(text, known)
    subs, notes = _subs(line.sub_account, written, text, known)
    if marks := _marks(text, known):
        return _by_mark(marks, subs, numbered, notes, known)
    if subs:
        return _by_sub(subs, numbered, notes, known)
    clues = _Clues(line.fen, text, numbered, titled, _payer(line.name, known), _told(text, known))
    certain = not unclear and _agreed(clues, known)
    cases = clues.numbered if certain else _cases(clues, known)
    rows = sorted((_weigh(case, clues, known) for case in cases), key=lambda one: (-one.confidence, one.case))
    return Match(tuple(rows[:SHOWN]), certain, (*notes, *unclear))


# ---- 子账户 ----


def _subs(given: str, written: str, text: str, known: Known) -> tuple[tuple[Sub, ...], tuple[str, ...]]:
    """栏里、附言里的子账户（附言可能四位一空）；像子账户而不对的，说出来。"""
    if not known.subs:
        return (), ()
    runs = [sub_accounts.clean(given)] if given else []
    runs += _RUN.findall(halfwidth(written))
    subs = [known.subs[run] for run in (*runs, *_RUN.findall(text)) if run in known.subs]
    notes = [] if subs else [_wrong(run) for run in runs if run.startswith(known.prefixes)]
    return tuple(dict.fromkeys(subs)), tuple(dict.fromkeys(notes))


def _wrong(run: str) -> str:
    if sub_accounts.valid(run):
        return f"子账户{run}没有开过。"
    return f"子账户{run}的校验码不对，抄错了一位或者写反了两位。"


def _by_sub(subs: Sequence[Sub], numbered: Mapping[int, bool], notes: tuple[str, ...], known: Known) -> Match:
    """款进了子账户。写了两个子账户、附言里是别的案号的，交给人看。"""
    cases = dict.fromkeys(sub.case for sub in subs)
    others = [case for case in numbered if case not in cases]
    alone = len(subs) == 1 and not others
    reason = "款进了这件案件的子账户"
    rows = [Candidate(sub.case, sub.party, SURE if alone else SPLIT, (reason, *_closed(sub.case, known))) for sub in subs]
    rows += [Candidate(case, None, SPLIT, ("附言里是这件案件的案号",)) for case in others]
    told = () if alone else ("子账户和附言里的案号不是同一件案件，或者不止一个子账户。",)
    return Match(tuple(rows[:SHOWN]), alone, (*notes, *told))


# ---- 扣划的请求单号 ----


def _marks(text: str, known: Known) -> tuple[str, ...]:
    """附言里写着的、本院等着入账的请求单号。"""
    tails = {found[0] for found in _MARK.finditer(text)} if known.marks else set()
    return tuple(mark for mark in known.marks if mark in text and any(mark.endswith(tail) for tail in tails)) if tails else ()


def _by_mark(marks: tuple[str, ...], subs: Sequence[Sub], numbered: Mapping[int, bool], notes: tuple[str, ...], known: Known) -> Match:
    """扣划来的。进了别的案件的子账户、写了别的案号、写了几个单号的，交给人看。"""
    held = tuple(dict.fromkeys(known.marks[mark] for mark in marks))
    cases = {sub.case for sub in held}
    others = [sub for sub in subs if sub.case not in cases]
    strange = [case for case in numbered if case not in cases]
    alone = len(held) == 1 and not others and not strange
    sure = SURE if alone else SPLIT
    rows = [Candidate(sub.case, sub.party, sure, ("附言里是这件案件扣划的请求单号", *_closed(sub.case, known))) for sub in held]
    rows += [Candidate(sub.case, sub.party, SPLIT, ("款进了这件案件的子账户", *_closed(sub.case, known))) for sub in others]
    rows += [Candidate(case, None, SPLIT, ("附言里是这件案件的案号",)) for case in strange]
    told = () if alone else ("扣划的请求单号、子账户、案号不是同一件案件。",)
    return Match(tuple(rows[:SHOWN]), alone, (*notes, *told), marks)


# ---- 案号 ----


def _numbers(text: str, known: Known) -> tuple[dict[int, bool], frozenset[int], tuple[str, ...]]:
    """附言里的案号对到的案件（是否写明年份）、执行依据对到的案件、拿不准的话。"""
    numbered: dict[int, bool] = {}
    titled: set[int] = set()
    unclear: list[str] = []
    for found in known.pattern.finditer(text):
        year = _year(found["year"])
        for no, listed in _serials(found):
            if listed:
                unclear.append("附言里不止一个案号。")
            court = found["court"] or found["code"] or ""
            ours = known.numbered.get((year, court, found["kind"], no), ())
            numbered |= {case: numbered.get(case, False) or bool(year) for case in ours}
            based = known.titled.get((year, found["court"] or "", found["kind"], no), ())
            titled.update(based)
            if year and found["kind"].startswith("执") and not (ours or based):
                unclear.append("附言里还有一个对不上的执行案号。")
    if len(numbered) > 1 and not unclear:
        unclear.append("附言里的案号对得上几件案件。")
    return numbered, frozenset(titled), tuple(dict.fromkeys(unclear))


def _year(text: str | None) -> int:
    """``2025``、``25`` → 2025；没有写为 0。"""
    return 0 if not text else int(text) if len(text) == 4 else 2000 + int(text)


def _serials(found: re.Match[str]) -> Iterator[tuple[int, bool]]:
    """序号，连同“123、124号”“123-125号”后面的；“123-1号”是之一，不算。"""
    first = int(found["no"])
    yield first, False
    for sign, digits in _MORE.findall(found["more"]):
        if sign != "-" or not 0 < int(digits) <= min(first, _LAST_SUB):
            yield int(digits), True


# ---- 名字 ----


def _payer(name: str, known: Known) -> frozenset[str]:
    """付款人是不是被执行人；“财付通-张三”一类的，拆开来看。"""
    whole = plain(name)
    if whole in known.named:
        return frozenset({whole})
    return frozenset(piece for piece in _PIECES.split(whole) if piece in known.named)


def _told(text: str, known: Known) -> frozenset[str]:
    """附言里出现的被执行人；长的名字占了的地方，短的不算。"""
    found, place = [], 0
    while place < len(text) - 1:
        sizes = known.sizes.get(text[place : place + 2])
        name = next((text[place : place + size] for size in sizes if text[place : place + size] in known.named), "") if sizes else ""
        found += [name] if name else []
        place += len(name) or 1
    return frozenset(found)


# ---- 把握 ----


def _cases(clues: _Clues, known: Known) -> set[int]:
    """有线索的案件。光凭名字的只看没有结案的；一个名字的案件太多，只看金额正好的。"""
    found = {*clues.numbered, *clues.titled}
    for name in clues.payer | clues.told:
        rows = known.named[name]
        cases = [row.case for row in rows] if len(rows) <= MANY else known.paying.get((name, clues.fen), ())
        found.update(case for case in cases if known.targets[case].open)
    return found


def _weigh(case: int, clues: _Clues, known: Known) -> Candidate:
    target = known.targets[case]
    names = {plain(debtor.name): debtor.id for debtor in target.debtors}
    points = [*_by_number(case, clues), *_by_name(case, clues, names, known), *_by_rest(target, clues)]
    confidence = min(sum(value for value, _ in points), MOST)
    reasons = (*(reason for _, reason in points), *_closed(case, known))
    return Candidate(case, _party(target, clues), confidence, reasons)


def _by_number(case: int, clues: _Clues) -> Iterator[tuple[int, str]]:
    if case in clues.numbered:
        full = clues.numbered[case]
        yield (NUMBER, "附言里是这件案件的案号") if full else (YEARLESS, "附言里的案号没有写年份，序号相同")
    elif case in clues.titled:
        yield TITLE, "附言里是这件案件执行依据的案号"


def _by_name(case: int, clues: _Clues, names: Mapping[str, int], known: Known) -> Iterator[tuple[int, str]]:
    told = (("payer", clues.payer, "付款人"), ("told", clues.told, "附言里的"))
    for sort, found, label in told:
        if same := sorted(found & names.keys()):
            with_number, alone, several = NAMES[sort]
            numbered = case in clues.numbered or case in clues.titled
            yield with_number if numbered else alone if len(known.named[same[0]]) == 1 else several, f"{label}{same[0]}是被执行人"
            return


def _by_rest(target: Target, clues: _Clues) -> Iterator[tuple[int, str]]:
    if clues.fen in target.amounts:
        yield AMOUNT, f"金额正好是{yuan(clues.fen)}元"
    if named := next((one for one in target.creditors if len(plain(one)) > 1 and plain(one) in clues.text), ""):
        yield CREDITOR, f"附言里提到申请执行人{named}"


def _party(target: Target, clues: _Clues) -> int | None:
    """哪个被执行人：付款人、附言里的名字认得出唯一一个的；只有一个被执行人的就是他。"""
    for found in (clues.payer, clues.told):
        ids = [debtor.id for debtor in target.debtors if plain(debtor.name) in found]
        if ids:
            return ids[0] if len(ids) == 1 else None
    return target.debtors[0].id if len(target.debtors) == 1 else None


def _agreed(clues: _Clues, known: Known) -> bool:
    """只有一件案件的案号、写明了年份，名字也正是那件案件的被执行人。"""
    if len(clues.numbered) != 1:
        return False
    (case, full), = clues.numbered.items()
    debtors = {plain(debtor.name) for debtor in known.targets[case].debtors}
    return full and bool(debtors & (clues.payer | clues.told))


def _closed(case: int, known: Known) -> tuple[str, ...]:
    target = known.targets.get(case)
    return () if target is None or target.open else ("案件已经结案",)
