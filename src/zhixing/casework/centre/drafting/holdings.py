"""文书里的财产：在控制的各项、期限、原裁定、拍卖和抵债。

关于哪几项没有写明的，只在只有一组可选时才填；措施、种类、起止相同的算一组。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from zhixing.casework.centre.drafting import people
from zhixing.casework.centre.drafting.answers import DOCUMENTS, HERE, MATTERS, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.centre.drafting.sums import Reckoned, reckoned
from zhixing.casework.documents.papers.wording import plain_date
from zhixing.casework.documents.queries import Document
from zhixing.law import measures, numbers
from zhixing.law.measures import Measure
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact
from zhixing.law.words import word, yuan

Test = Callable[[Measure], bool]
_ACCOUNT: Final = re.compile(r"\d{10,}")
"""像账号的一串数字；尾号只有几位。"""
_RULINGS: Final = {
    "deposit_freeze": ("freeze_ruling",), "deposit_renewal": ("renewal_ruling",), "deposit_release": ("release_ruling",),
    "deposit_deduction": ("deduction_ruling",), "transfer_reply": ("seizure_ruling",),
    "seizure_list": ("seizure_ruling",), "seizure_announcement": ("seizure_ruling", "renewal_ruling"),
    "expiry_notice": ("freeze_ruling", "seizure_ruling", "renewal_ruling"),
}
"""所附的是哪种裁定；不在里面的，哪种裁定都可以。"""
_EVERY: Final = ("deduction_ruling", "sale_ruling", "offset_ruling")
_ENDED: Final = ("end_ruling", "termination_ruling", "suspension_ruling")


# ---- 哪几项 ----


def frozen(one: Measure) -> bool:
    """冻结的存款。"""
    return one.property == "deposit"


def things(one: Measure) -> bool:
    """存款以外的。"""
    return one.property != "deposit"


def seized(one: Measure) -> bool:
    """查封、扣押的。"""
    return one.measure in ("seize", "distrain")


def land(one: Measure) -> bool:
    """不动产。"""
    return one.property == "real_estate"


def waiting(one: Measure) -> bool:
    """轮候的。"""
    return one.rank == measures.WAITING


def own_rank(one: Measure) -> bool:
    """首封的，存款以外：可以处置。"""
    return things(one) and not waiting(one)


def any_kind(_: Measure) -> bool:
    """哪种都可以。"""
    return True


def picked(desk: Desk, test: Test = any_kind) -> list[Measure] | Unknown:
    """这份文书关于哪几项在生效的措施。"""
    found = [one for one in measures.running(desk.book.timeline, desk.on) if test(one)]
    found = [one for one in found if one.subject in desk.about] if desk.about else found
    if not found:
        return Unknown("没有登记在生效的这类控制措施", MATTERS)
    groups = {(one.measure, one.property, one.rank, one.since, one.until) for one in found}
    return found if len(groups) == 1 else Unknown("有几项财产，写明是哪一项", HERE, tuple(dict.fromkeys(one.subject for one in found)))


def about(test: Test, tell: Callable[[Desk, list[Measure]], Answer]) -> Callable[[Desk], Answer]:
    """由选定的各项得出一栏。"""
    def answer(desk: Desk) -> Answer:
        found = picked(desk, test)
        return found if isinstance(found, Unknown) else tell(desk, found)

    return answer


def assets(_: Desk, found: list[Measure]) -> Answer:
    """财产清单。"""
    return Known([{"name": one.subject} for one in found], "登记的控制措施")


def held(desk: Desk) -> Answer:
    """还在控制的各项（终本裁定的清单）；没有的为空。"""
    running = measures.running(desk.book.timeline, desk.on)
    return Known([{"name": one.subject, "condition": _condition(one)} for one in running], "登记的控制措施")


def _condition(one: Measure) -> str:
    until = f"，至{one.until}" if one.until else ""
    return f"{'轮候' if waiting(one) else ''}{word('measure', one.measure)}{until}"


def measure(_: Desk, found: list[Measure]) -> Answer:
    """查封、扣押、冻结。"""
    return Known(word("measure", found[0].measure))


def kind(_: Desk, found: list[Measure]) -> Answer:
    """财产种类。"""
    return Known(word("property", found[0].property))


def place(_: Desk, found: list[Measure]) -> Answer:
    """财产的坐落。"""
    names = tuple(one.subject for one in found)
    return Known(names[0]) if len(names) == 1 else Unknown("有几处，写明坐落", HERE, names)


# ---- 期限 ----


def running_period(_: Desk, found: list[Measure]) -> Answer:
    """在生效的期限。"""
    one = found[0]
    if one.until is None:
        return Unknown("轮候查封、冻结没有期限", MATTERS)
    return Known(_period(one.since, one.until), "登记的控制措施")


def next_period(_: Desk, found: list[Measure]) -> Answer:
    """续行的期限：从原届满日的次日起，最长期限。"""
    one = found[0]
    if one.until is None:
        return Unknown("轮候查封、冻结没有期限，不必续行", MATTERS)
    end = add_months(one.until, measures.expiry_rule(one.property).n * 12)
    return Known(_period(one.until + timedelta(days=1), end), "从原届满日接着算，最长期限")


def longest(property_: str) -> Callable[[Desk], Answer]:
    """还没有采取的：自成文之日起的最长期限。"""
    def answer(desk: Desk) -> Answer:
        end = add_months(desk.on, measures.expiry_rule(property_).n * 12) - timedelta(days=1)
        return Known(_period(desk.on, end), "自成文之日起，最长期限")

    return answer


def _period(start: date, end: date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


# ---- 裁定书的编号 ----


def ruling(desk: Desk) -> Answer:
    """所附、据以办理的裁定书编号：本案签发了的，登记发出的，保全案件的保全裁定。"""
    found = tuple(dict.fromkeys(_ruling_numbers(desk)))
    if len(found) == 1:
        return Known(found[0], "签发的裁定书")
    return Unknown("有几份裁定书，写明是哪一份" if found else "裁定书还没有签发", HERE if found else DOCUMENTS, found)


def _ruling_numbers(desk: Desk) -> Iterator[str]:
    wanted = _RULINGS.get(desk.kind, ())
    for one in desk.book.documents:
        if one.number and (one.kind in wanted if wanted else one.kind.endswith("_ruling")):
            yield one.number
    for fact in desk.book.timeline.of("documents.Issued"):
        if fact.data.get("number") and str(fact.data.get("document", "")) in ("measure_ruling", *(wanted or _EVERY)):
            yield str(fact.data["number"])
    yield from (one.number for one in desk.book.titles if one.kind == "preservation" and desk.book.case.kind == "执保")


def earlier(_: Desk, found: list[Measure]) -> Answer:
    """原裁定：采取措施时登记的文号，和采取之日。"""
    first = found[0].chain[0]
    number = str(first.data.get("document", ""))
    known = Known(number, "登记的控制措施") if numbers.parse(number).ok else Unknown("采取措施时没有登记裁定书的编号", HERE)
    return Known({"number": known, "on": first.on.isoformat()})


def earlier_ruling(desk: Desk, found: list[Measure]) -> Answer:
    """同上；没有登记的，是本案签发的那一份裁定。"""
    kept = earlier(desk, found)
    assert isinstance(kept, Known)
    signed = [one.number for one in desk.book.documents if one.kind in ("freeze_ruling", "seizure_ruling") and one.number]
    if isinstance(kept.value["number"], Known) or not signed:
        return kept
    known = Known(signed[0], "签发的裁定书") if len(signed) == 1 else Unknown("有几份裁定书，写明是哪一份", HERE, tuple(signed))
    return Known({**kept.value, "number": known})


def stopped_by(desk: Desk) -> Answer:
    """恢复执行以前，终结、终本、中止的那一份裁定。"""
    found = [one for one in desk.book.documents if one.kind in _ENDED and one.number]
    if len(found) == 1:
        return Known({"number": found[0].number, "on": found[0].dated and found[0].dated.isoformat()}, "签发的裁定书")
    return Unknown("有几份裁定书，写明是哪一份" if found else "本系统没有签发过中止、终结的裁定书", HERE, tuple(one.number for one in found))


def decision(kind: str) -> Callable[[Desk], Answer]:
    """原决定的编号。"""
    return lambda desk: _decision(desk, kind, lambda one: one.number)


def decided(kind: str) -> Callable[[Desk], Answer]:
    """原决定的日期。"""
    return lambda desk: _decision(desk, kind, lambda one: str(one.dated))


def _decision(desk: Desk, kind: str, tell: Callable[[Document], str]) -> Answer:
    found = [one for one in desk.book.documents if one.kind == kind and one.number]
    if len(found) == 1:
        return Known(tell(found[0]), "签发的决定书")
    return Unknown("有几份决定书，写明是哪一份" if found else "本系统没有签发过原决定书", HERE, tuple(tell(one) for one in found))


def since(_: Desk, found: list[Measure]) -> Answer:
    """采取措施的日期。"""
    return Known(found[0].chain[0].on.isoformat(), "登记的控制措施")


# ---- 存款 ----


def bank(desk: Desk) -> Answer:
    """协助的银行：写明的；没有写的，供选的是登记了冻结的账户。"""
    found = people.unit(desk)
    if isinstance(found, Known) or found.offered:
        return found
    running = measures.running(desk.book.timeline, desk.on)
    return Unknown("写明是哪家银行", HERE, tuple(dict.fromkeys(one.subject for one in running if frozen(one))))


def banks(_: Desk, found: list[Measure]) -> Answer:
    """开户银行和账号：登记里写了全账号的照写，只有尾号的由拟稿人写全。"""
    names = tuple(one.subject for one in found)
    if all(_ACCOUNT.search(name) for name in names):
        return Known("\n".join(names), "登记的冻结")
    return Unknown("登记的只有开户行和尾号，写全账号", HERE, names)


def banks_of(desk: Desk) -> Answer:
    """冻结裁定写的账户：写明了是哪几项的；没有写明的供选，不把已经冻结的当作这一次的。"""
    if desk.about:
        return about(frozen, banks)(desk)
    found = [one.subject for one in measures.running(desk.book.timeline, desk.on) if frozen(one)]
    return Unknown("写明冻结哪个账户", HERE, tuple(dict.fromkeys(found)))


def frozen_sum(_: Desk, found: list[Measure]) -> Answer:
    """冻结金额：登记的。"""
    sums = [int(one.chain[0].data.get("amount_fen") or 0) for one in found]
    return Known(sum(sums), "登记的冻结") if all(sums) else Unknown("登记冻结时没有写金额", MATTERS)


def deducted(desk: Desk, found: list[Measure]) -> Answer:
    """扣划金额：冻结的和还欠的，取小的；债务没有算清的，不填，供选的是冻结的数。"""
    sums, debt = frozen_sum(desk, found), reckoned(desk)
    if isinstance(sums, Unknown):
        return sums
    if not isinstance(debt, Reckoned):
        return Unknown(f"{debt.why}，扣划多少由拟稿人写明", debt.where, (sums.value,))
    return Known(min(sums.value, debt.total), f"冻结{yuan(sums.value)}元，还欠{yuan(debt.total)}元（{debt.source}），取小的")


def accounts(_: Desk, found: list[Measure]) -> Answer:
    """存款账户：登记里写了全账号的。"""
    numbered = [(_ACCOUNT.search(one.subject), one.chain[0].data.get("amount_fen")) for one in found]
    rows = [{"account": match[0], "amount": fen} for match, fen in numbered if match]
    known = len(rows) == len(found)
    return Known(rows, "登记的冻结") if known else Unknown("登记的只有开户行和尾号，写全账号", HERE, tuple(one.subject for one in found))


# ---- 处置 ----


def last_of(desk: Desk, type_: str, ended: Iterable[str] = ()) -> Fact | Unknown:
    """一件处置的事：还没有走到 ``ended`` 的各项财产里最近的一次；几项财产都有的，要写明是哪一项。"""
    rows = {fact.subject: fact for fact in desk.book.timeline.of(type_) if not desk.about or fact.subject in desk.about}
    done = {fact.subject for fact in desk.book.timeline.of(*ended)} if ended else set()
    left = [fact for subject, fact in rows.items() if subject not in done]
    if len(left) == 1:
        return left[0]
    return Unknown("有几项财产，写明是哪一项" if left else "本案没有登记过", HERE if left else MATTERS, tuple(fact.subject for fact in left))


def of_fact(type_: str, tell: Callable[[Fact], Any], ended: tuple[str, ...] = (), why: str = "") -> Callable[[Desk], Answer]:
    """由一件处置的事得出一栏。"""
    def answer(desk: Desk) -> Answer:
        found = last_of(desk, type_, ended)
        if isinstance(found, Unknown):
            return found if found.offered or not why else Unknown(why, found.where)
        value = tell(found)
        return Known(value, f"{found.on}登记") if value not in (None, "") else Unknown("登记时没有写明", MATTERS)

    return answer


def thing(fact: Fact) -> list[dict[str, str]]:
    """那一项财产。"""
    return [{"name": fact.subject}]


def for_auction(desk: Desk) -> Answer:
    """要拍卖的：参考价定了还没有拍卖的；没有的，是首封的各项。"""
    found = last_of(desk, "disposal.PriceFixed", ("disposal.SaleStarted",))
    if isinstance(found, Fact):
        return Known(thing(found), "参考价已经确定")
    return found if found.offered else about(own_rank, assets)(desk)


def acts(desk: Desk, found: list[Measure]) -> Answer:
    """协助执行的事项：签发了的是查封、续行还是解除的裁定，就写哪一样；看不出的，各样供选。"""
    told = {kind: "\n".join(f"{tell(desk, one)}。" for one in found) for kind, tell in _ACTS.items()}
    kinds = {one.kind for one in desk.book.documents if one.number and one.kind in _ACTS}
    if len(kinds) == 1:
        return Known(told[kinds.pop()], "签发的裁定书和登记的控制措施")
    return Unknown("有几种裁定书，写明协助什么" if kinds else "裁定书还没有签发，写明协助什么", HERE, tuple(told.values()))


def _thing(desk: Desk, one: Measure) -> str:
    return f"{people.called_in(desk, 'respondent')}{'、'.join(party.name for party in desk.book.of('respondent'))}名下的{one.subject}"


def _seize(desk: Desk, one: Measure) -> str:
    until = f"，期限自{plain_date(one.since)}起至{plain_date(one.until)}止" if one.until else ""
    return f"{'轮候' if waiting(one) else ''}{word('measure', one.measure)}{_thing(desk, one)}{until}"


def _renew(desk: Desk, one: Measure) -> str:
    period = next_period(desk, [one])
    until = f"，至{plain_date(date.fromisoformat(period.value['end']))}止" if isinstance(period, Known) else ""
    return f"续行{word('measure', one.measure)}{_thing(desk, one)}{until}"


def _release(desk: Desk, one: Measure) -> str:
    return f"解除对{_thing(desk, one)}的{word('measure', one.measure)}"


_ACTS: Final = {"seizure_ruling": _seize, "renewal_ruling": _renew, "release_ruling": _release}


def asked_by(tell: Callable[[Fact], Any]) -> Callable[[Desk], Answer]:
    """商请移送执行函里的。"""
    return of_fact("disposal.TransferAsked", tell, ("disposal.TransferLetterIssued",), "没有登记收到商请移送执行函")


# ---- 送达的文书 ----


def papers(desk: Desk) -> Answer:
    """送达的文书：写明了的，或者只有一份等候送达的。"""
    found = [one for one in desk.book.documents if not desk.about or one.number in desk.about or one.title in desk.about]
    rows = [{"name": one.title, "number": one.number} for one in found]
    if len(rows) == 1 or (rows and desk.about):
        return Known(rows, "签发的文书")
    return Unknown("写明送达哪几份文书" if rows else "没有签发的文书", HERE, tuple(f"{row['name']}{row['number']}" for row in rows))


def announced(desk: Desk) -> Answer:
    """同上，公告还要写明主要内容。"""
    found = papers(desk)
    return Known([{**row, "gist": Unknown("写明主要内容、权利和期限")} for row in found.value], found.source) if isinstance(found, Known) else found
