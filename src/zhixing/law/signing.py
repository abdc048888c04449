"""计息单能不能确认：执行依据明确、该由法官定的已经定、算的就是现在的依据和款项，才能确认（M:G-01、M:D-03）。

确认的人须是承办法官，由权限表回答；这里只看计息单本身。哪些口径进计息单也写在这里。
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.law import debt_reading
from zhixing.law.articles import Article, cite
from zhixing.law.debt import BadClaim, Unclear
from zhixing.law.finding import Finding, Reason
from zhixing.law.interest_sheet import Sheet, sheet
from zhixing.law.rates import RateMissing
from zhixing.law.states import Act
from zhixing.law.words import yuan

SHEET: Final = cite("COURT 计息单确认")
CLEAR: Final = cite("JI 461")
"""执行依据应当给付内容明确。"""
LONGEST: Final = 200_000
"""一份计息依据最多多少字。"""
ELSEWHERE: Final = frozenset({
    "fee_base", "fee_base_includes_costs", "fee_round", "distribution_cutoff", "double_in_pro_rata", "first_seal_bonus",
})
"""只用于执行费和分配的口径，不进计息单。"""


_PLAIN: Final = {"id": "1", "kind": "principal", "amount": "1"}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """一版计息单的情况。

    ``data`` 是它的 CLAIM.json；``unclear`` 是计息依据里记着的不明确各处；``current`` 是输入与案件现在的相同；
    ``signed``、``voided`` 是谁确认、作废的，空为没有；``latest`` 是没有作废的最新一版；
    ``unconverted`` 是外币债务上没有折算、没有计入的人民币款项（分）；``as_of`` 是算到的日子。
    """

    number: int
    data: Mapping[str, Any]
    unclear: Sequence[str] = ()
    current: bool = True
    signed: str = ""
    voided: str = ""
    latest: int = 0
    unconverted: int = 0
    as_of: date = date.max


def stated(data: Mapping[str, Any], held: Mapping[str, Any], who: str, why: str) -> Finding[dict[str, Any]]:
    """录入的计息依据可不可以收；``value`` 是要存的。

    不明确的照收（明确以前不能确认计息单），写错的不收。``held`` 是原来的；本案口径改了的写上 ``who``、``why``，没有改的照旧。
    """
    if "payments" in data:
        text, remedy = "计息依据里不写还款。", "还款登记“当事人直接履行”或者“到账”。"
        return Finding({}, (CLEAR,), reasons=(Reason("debt.payments", text, CLEAR, remedy, Act.REGISTER, "payments"),))
    if len(json.dumps(data, ensure_ascii=False, default=str)) > LONGEST:
        return Finding({}, (CLEAR,), reasons=(_no("long", f"计息依据超过{LONGEST}字，太长了。", CLEAR, "删去与计息无关的文字。"),))
    kept = {**data, **({"switches": _decided(data["switches"], held, who, why)} if data.get("switches") else {})}
    wrong = tuple(reason for reason in unclear(kept) if reason.code != "sheet.unclear")
    return Finding(kept, (CLEAR,), reasons=wrong)


def _decided(given: Any, held: Mapping[str, Any], who: str, why: str) -> Any:
    """本案口径，各写明谁定的、为什么；不是一列口径的原样给出，由读的人拒绝。"""
    if not isinstance(given, Mapping):
        return given
    before = held.get("switches", {})
    return {key: _signed(value, before.get(key), who, why) for key, value in given.items()}


def _signed(given: Any, before: Any, who: str, why: str) -> Any:
    value = given.get("value") if isinstance(given, Mapping) else given
    if isinstance(before, Mapping) and before.get("value") == value:
        return dict(before)
    own = str(given.get("why") or "") if isinstance(given, Mapping) else ""
    return {"value": value, "by": who, "why": own or why}


def altered(changes: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Finding[bool]:
    """修改时确有改动。"""
    if changes or list(before) != list(after):
        return Finding(True, (CLEAR,))
    return Finding(False, (CLEAR,), reasons=(Reason("debt.same", "计息依据没有改动。", CLEAR, "改好后再保存。"),))


def no_debt() -> Finding[None]:
    """还没有计息依据。"""
    return Finding(None, (CLEAR,), reasons=(_no("no_debt", "还没有录入计息依据。", CLEAR, "先录入计息依据。", Act.STATE_DEBT),))


def computed(data: Mapping[str, Any], as_of: date) -> Finding[Sheet | None]:
    """算到 ``as_of``；读不出来、利率表不够的，理由说出哪一处。"""
    wrong = tuple(unclear(data))
    if wrong:
        return Finding(None, (CLEAR,), reasons=wrong)
    try:
        return Finding(sheet(debt_reading.claim(data), as_of), (SHEET,))
    except RateMissing as error:
        remedy = "算到利率公布到的那一天；或者由执行局长在设置里把“利率表之后”改为沿用最后一次公布的。"
        return Finding(None, (SHEET,), reasons=(_no("no_rate", str(error), SHEET, remedy),))


def signable(facts: SheetFacts) -> Finding[bool]:
    """这一版可否确认；不可以的说出全部理由。"""
    ended = _ended(facts)
    reasons = (ended,) if ended else tuple(_lacking(facts))
    return Finding(not reasons, (SHEET, CLEAR), reasons=reasons, inputs={"number": facts.number})


def not_converted(fen: int) -> str:
    """外币债务上有人民币还款的说法。"""
    return f"债务以外币计，登记的还款{yuan(fen)}元是人民币，没有折算，没有计入。"


def voidable(facts: SheetFacts) -> Finding[bool]:
    """这一版可否作废：没有作废过就可以。"""
    reasons = (_voided(facts),) if facts.voided else ()
    return Finding(not reasons, (SHEET,), reasons=reasons, inputs={"number": facts.number})


def _voided(facts: SheetFacts) -> Reason:
    return _no("voided", f"第{facts.number}版已由{facts.voided}作废。", SHEET, "重新生成一版。", Act.MAKE_SHEET)


def _ended(facts: SheetFacts) -> Reason | None:
    if facts.voided:
        return _voided(facts)
    if facts.signed:
        return _no("signed", f"第{facts.number}版已由{facts.signed}确认。", SHEET, "有变动的，重新生成一版再确认。", Act.MAKE_SHEET)
    return None


def _lacking(facts: SheetFacts) -> Iterator[Reason]:
    if facts.latest > facts.number:
        yield _no("older", f"已有第{facts.latest}版，这是第{facts.number}版。", SHEET, "确认最新的一版；最新的有误，先作废。", Act.SIGN_SHEET)
    if not facts.current:
        text = "生成以后，计息依据、款项或者口径变了。"
        yield _no("changed", text, SHEET, "重新生成一版再确认。", Act.MAKE_SHEET)
    if facts.unconverted:
        remedy = "折算以后由承办法官另行计算；登记有误的更正登记。"
        yield _no("currency", not_converted(facts.unconverted), cite("LX 5"), remedy, Act.CORRECT_ENTRY)
    if later := _later(facts):
        text = f"截止日{facts.as_of}之后还有{later}笔还款，这一版没有计入。"
        yield _no("before_payment", text, SHEET, "算到最近一笔还款以后，重新生成一版再确认。", Act.MAKE_SHEET)
    yield from unclear(facts.data, facts.unclear)
    for item in facts.data.get("items", ()):
        yield from _item(item)


def _later(facts: SheetFacts) -> int:
    """截止日以后的还款有几笔：据以发放就会多付。"""
    days = [str(row.get("served_on") or row.get("on") or "") for row in facts.data.get("payments", ())]
    return sum(day > facts.as_of.isoformat() for day in days)


def unclear(data: Mapping[str, Any], told: Sequence[str] = ()) -> Iterator[Reason]:
    """不明确的各处：录入时记下的，和读不出来的。"""
    asking = "向作出执行依据的审判部门征询意见，明确以后修改计息依据。"
    for text in told:
        yield _no("unclear", f"执行依据不明确：{text}", CLEAR, asking, Act.STATE_DEBT)
    for error in _wrong(data):
        if isinstance(error, Unclear):
            yield _no("unclear", str(error), CLEAR, asking, Act.STATE_DEBT)
        else:
            yield _no("wrong", str(error), CLEAR, "修改计息依据。", Act.STATE_DEBT)


def _wrong(data: Mapping[str, Any]) -> Iterator[BadClaim]:
    """读不出来的各处：整份读不通时，各项债务、其余各栏分开再读，一处不明确不遮住别处写错的。"""
    whole = _read(data)
    if whole is None:
        return
    shared = {key: data[key] for key in ("effective_on", "currency") if key in data}
    rest = {key: value for key, value in data.items() if key not in ("items", "payments", "in_yuan")}
    items = data.get("items")
    found = [_read({**shared, "items": [item]}, n) for n, item in enumerate(items, 1)] if isinstance(items, list) else []
    apart = [error for error in (_read({**rest, "items": [_PLAIN]}), *found) if error]
    yield from apart or [whole]


def _read(data: Mapping[str, Any], number: int = 1) -> BadClaim | None:
    """读不出来的原因；单独读的一项，写明是第 ``number`` 项。"""
    try:
        debt_reading.claim(data)
    except BadClaim as error:
        return type(error)(str(error).replace("items 第1项", f"items 第{number}项", 1))
    return None


def _item(item: Mapping[str, Any]) -> Iterator[Reason]:
    name = item.get("name") or item.get("id")
    if item.get("in_double_base") == "judge":
        text = f"“{name}”是否计入加倍部分的基数还没有确定。"
        yield _no("judge", text, cite("LX 1"), "由承办法官确定：修改计息依据，写明计入还是不计入。", Act.STATE_DEBT, str(item.get("id", "")))
    if not debt_reading.fen(item.get("amount", 0)):
        yield _no("no_sum", f"“{name}”没有金额。", CLEAR, "填写执行依据确定的金额；没有这一项的删去。", Act.STATE_DEBT, str(item.get("id", "")))


def _no(code: str, text: str, article: Article, remedy: str, act: Act | None = None, subject: str = "") -> Reason:
    return Reason(f"sheet.{code}", text, article, remedy, str(act or ""), subject)
