"""债务表单：各项债务 → 计息条款 → 不计加倍的期间 → 放弃 → 担保人 → 另定的口径。读写的就是 CLAIM.json。

案件页和计算器共用。没有脚本也能增减行：按钮交 ``do``（``add:items``、``drop:items-0-interest-1``、``redraw``），
服务器用 :func:`reshaped` 改好再画一遍；有脚本时只换这一块。内容可以在 POST 里，也可以在网址里。

    form = ClaimForm(query)              # 交上来的；ClaimForm.of(claim) 是由 CLAIM.json 摊开的
    if form.valid(): claim = form.claim  # CLAIM.json；不对的已经标在栏目下
    ClaimPiece(form=form, url=地址)       # 放进页面自己的 <form> 里
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.forms.utils import ErrorDict
from django.http import QueryDict

from zhixing.entrances.web.claimrows import (
    ClauseForm,
    ExclusionForm,
    GuarantorForm,
    HeadForm,
    ItemForm,
    PaymentForm,
    RowForm,
    SwitchForm,
    WaiverForm,
)
from zhixing.entrances.web.ui.piece import Piece
from zhixing.entrances.web.ui.words import dates
from zhixing.law import debt_reading
from zhixing.law.articles import cite
from zhixing.law.debt import BadClaim

MOST: Final = 200
"""一组至多几行。"""
MOST_ROWS: Final = 400
"""整张表单至多几行：各项、条款、还款、期间……合计。"""
GROUPS: Final[dict[str, type[RowForm]]] = {
    "items": ItemForm, "payments": PaymentForm, "exclusions": ExclusionForm, "waivers": WaiverForm, "guarantors": GuarantorForm,
}
NESTED: Final = "interest"
UNCLEAR_WORD: Final = "不明确"
NUMBERED: Final = ("items", "payments")
_PLACE: Final = re.compile(r"(\w+)(?: 第(\d+)项)?：")
_FIELDS: Final = {"from": "from_", "on": "day", "served_on": "day"}
STAND_IN: Final = {"amount": "1", "kind": "principal", "id": "替"}
_WORDS: Final = {
    "items": "各项债务", "interest": "未付的利息", "payments": "还款", "exclusions": "不计加倍部分的期间", "waivers": "放弃", "guarantors": "担保人",
    "in_yuan": "折算人民币", "due": "履行期限届满日", "cap": "民间借贷利率上限", "first_loan": "最初的借款", "compound": "复利", "of": "管的条款",
    "base": "基数", "rates": "外币利率", "foreign": "“外币未约定利率”", "kind": "计息方式", "switches": "口径", "yes": "“是”", "no": "“否”",
    "from": "起算日", "to": "止日", "rate": "利率", "uplift": "加计的比例", "term": "LPR期限", "amount": "金额", "document": "文书",
    "settlement_time_excluded": "“和解期间不计加倍部分”", "lpr_beyond_table": "“利率表之后”",
    "every": "结息", "id": "编号", "name": "名称", "on": "日期", "reason": "事由",
    "interest_paid": "诉讼以前已付的利息", "counted": "已付利息的上限", "contract_on": "合同成立日",
    "filed_on": "受理日", "source": "来源", "served_on": "送达日",
}
_PLACES: Final = {
    "items": "第{}项债务", "interest": "第{}条计息条款", "payments": "第{}笔还款", "exclusions": "第{}段不计加倍部分的期间",
    "waivers": "第{}次放弃", "guarantors": "第{}名担保人", "rates": "第{}行外币利率", "interest_paid": "第{}笔已付的利息",
}


class TooMany(ValueError):
    """行数太多，表单放不下。文字说明多少。"""


class ClaimForm:
    """整张债务表单。``quiet`` 时不报错（增减行之后重画）；``payments`` 时连同还款（计算器）。"""

    def __init__(self, query: QueryDict, *, payments: bool = False, quiet: bool = False) -> None:
        self.query = query
        self.names = tuple(name for name in GROUPS if payments or name != "payments")
        self.head = HeadForm(query, prefix="claim", use_required_attribute=False)
        self.groups = {name: self._rows(name, GROUPS[name]) for name in self.names}
        self.clauses = [self._rows(f"items-{n}-{NESTED}", ClauseForm) for n in range(len(self.groups["items"]))]
        self.switches = SwitchForm(query, prefix="switches", use_required_attribute=False)
        self.general: list[str] = []
        self._point_payments()
        if quiet:
            for form in self.forms:
                form.full_clean()
                form._errors = ErrorDict()

    @classmethod
    def of(cls, claim: Mapping[str, Any], *, payments: bool = False) -> ClaimForm:
        """由 CLAIM.json 摊开的表单；空的给一项本金。"""
        return cls(encoded(claim), payments=payments, quiet=True)

    def _rows(self, name: str, made: type[RowForm]) -> list[Any]:
        return [made(self.query, prefix=f"{name}-{n}", use_required_attribute=False) for n in range(count(self.query, name))]

    def _point_payments(self) -> None:
        """还款指定清偿的，从各项里选。"""
        known = [(row.raw("id"), row.raw("name") or f"第{n}项") for n, row in enumerate(self.groups["items"], 1)]
        for row in self.groups.get("payments", []):
            row.fields["to"].choices = [("", "没有指定"), *known]

    @property
    def forms(self) -> Iterator[Any]:
        """全部的行。"""
        yield self.head
        for rows in (*self.groups.values(), *self.clauses):
            yield from rows
        yield self.switches

    @property
    def claim(self) -> dict[str, Any]:
        """收成的 CLAIM.json；看不懂的照原样放着。"""
        found = self.head.made()
        for name, rows in self.groups.items():
            made = [row.made() for row in rows]
            if made or name == "items":
                found[name] = made
        for item, clauses in zip(found["items"], self.clauses, strict=True):
            if clauses:
                item[NESTED] = [clause.made() for clause in clauses]
        for name in NUMBERED:
            number(found.get(name, []))
        own = self.switches.values()
        return found | ({"switches": own} if own else {})

    def valid(self) -> bool:
        """格式和债务的核对；毛病都标好，一次说完。"""
        for form in self.forms:
            form.full_clean()
        over = [str(text)[:20] for key, text in self.query.items() if _overflows(key, text)]
        self.general += [f"行数“{text}”放不下：一组至多{MOST}行，多出的没有读。" for text in over]
        sound = not self.wrong
        for places, key, text in faults(self.claim):
            sound = False
            self._tell(places, key, text)
        return sound

    def tell(self, text: str) -> None:
        """照 :class:`~zhixing.law.debt.BadClaim` 的话标在栏目下；对不上的放在上方。"""
        self._tell(*placed(text))

    def _tell(self, places: Places, key: str, text: str) -> None:
        form, name = self._at(places, key)
        if form is None or name not in form.fields:
            self.general.append(text)
        elif name not in form.errors:
            form.add_error(name, text)

    def _at(self, places: Places, key: str) -> tuple[Any, str]:
        """说的是哪一行、哪一栏。"""
        if not places:
            return self.head, key
        (group, n), *inner = places
        if n is None:
            return self.head, f"yuan_{key}"
        row = self.groups[group][n] if n < len(self.groups.get(group, [])) else None
        if not inner:
            return row, _field(row, key)
        sub, m = inner[0]
        if sub == NESTED and m is not None:
            return self.clauses[n][m], _field(self.clauses[n][m], key)
        return row, _capped(inner, key) if sub == "cap" else f"{sub}_{key}"

    @property
    def wrong(self) -> int:
        """几处毛病。"""
        return sum(len(form.errors) for form in self.forms) + len(self.general)

    @property
    def full(self) -> str:
        """不能再加行的，说为什么。"""
        most = max((len(rows) for rows in (*self.groups.values(), *self.clauses)), default=0)
        return f"已经到了表单的上限（一组{MOST}行，合计{MOST_ROWS}行），加不上了。" if most >= MOST or size(self.query) >= MOST_ROWS else ""

    @property
    def only_unclear(self) -> bool:
        """没有写错的，只有执行依据不明确的。"""
        told = [text for form in self.forms for texts in form.errors.values() for text in texts]
        return bool(told) and not self.general and all(UNCLEAR_WORD in text for text in told)

    @property
    def items(self) -> list[tuple[int, RowForm, list[ClauseForm]]]:
        """各项和它的条款。"""
        return [(n, row, self.clauses[n]) for n, row in enumerate(self.groups["items"])]


def _capped(inner: list[tuple[str, int | None]], key: str) -> str:
    """民间借贷利率上限里的一栏。"""
    within = inner[1][0] if len(inner) > 1 else ""
    return {"": f"cap_{key}", "first_loan": f"cap_first_{key or 'from'}"}.get(within, f"cap_{within}")


def _field(form: Any, key: str) -> str:
    """CLAIM.json 的名称 → 栏目名；没有说哪一栏的，标在第一栏。"""
    if form is None:
        return ""
    name = key if key in form.fields else _FIELDS.get(key, key)
    if key in ("to", "base"):
        name = next((n for n in (f"{key}_day", f"{key}_amount") if n in form.fields), name)
    if name in form.fields:
        return name
    return next(n for n in ("from_", "amount", "name", *form.fields) if n in form.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPiece(Piece):
    """债务表单的样子，放在页面自己的 ``<form>`` 里。``url``、``method`` 是增减行交到哪里。"""

    template: ClassVar[str] = "claim/form.html"
    id: str = "claim"
    form: ClaimForm
    url: str = ""
    method: str = "post"

    @property
    def titled(self) -> list[tuple[str, str, str, list[RowForm], int]]:
        """各项以外的几组：名称、题目、按钮、各行、一行几栏。"""
        known = {
            "payments": ("还款", "加一次还款", 5), "exclusions": ("不计加倍部分的期间", "加一段", 3), "waivers": ("放弃加倍部分", "加一次放弃", 4),
            "guarantors": ("担保额较小的担保人", "加一名", 2),
        }
        return [(name, *known[name][:2], rows, known[name][2]) for name, rows in self.form.groups.items() if name in known]


def read(query: QueryDict, *, payments: bool = False) -> dict[str, Any]:
    """交上来的内容 → CLAIM.json；不核对。"""
    return ClaimForm(query, payments=payments, quiet=True).claim


def encoded(claim: Mapping[str, Any]) -> QueryDict:
    """CLAIM.json → 栏目里的内容（也就是链接里的参数）。行数放不下的抛出 :class:`TooMany`。"""
    query = QueryDict(mutable=True)
    _put(query, "claim", HeadForm.texts(claim))
    _put(query, "switches", SwitchForm.texts(claim.get("switches") or {}))
    for name, made in GROUPS.items():
        rows = claim.get(name) or ([{"id": "1", **made.EMPTY}] if name == "items" else [])
        _put_rows(query, name, made, rows)
        for n, row in enumerate(rows):
            if name == "items":
                _put_rows(query, f"items-{n}-{NESTED}", ClauseForm, row.get(NESTED) or [])
    if (rows := size(query)) > MOST_ROWS:
        raise TooMany(f"表单里各项、条款等合计至多{MOST_ROWS}行，这里有{rows}行。")
    return query


def _put_rows(query: QueryDict, name: str, made: type[RowForm], rows: list[Mapping[str, Any]]) -> None:
    if len(rows) > MOST:
        raise TooMany(f"表单里至多{MOST}行，这里有{len(rows)}行。")
    if rows:
        query[f"{name}-count"] = str(len(rows))
    for n, row in enumerate(rows):
        _put(query, f"{name}-{n}", made.texts(row))


def _put(query: QueryDict, prefix: str, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        query[f"{prefix}-{name}"] = text


def count(query: QueryDict, name: str) -> int:
    """这一组有几行。"""
    text = str(query.get(f"{name}-count", ""))
    given = int(text) if text.isdecimal() and len(text) < 5 else 0
    return min(max(given, 1 if name == "items" else 0), MOST)


def size(query: QueryDict) -> int:
    """表单一共几行。"""
    items = count(query, "items")
    return items + sum(count(query, f"items-{n}-{NESTED}") for n in range(items)) + sum(count(query, name) for name in GROUPS if name != "items")


def _overflows(key: str, text: Any) -> bool:
    """行数写不通，或者多于表单放得下的：不悄悄少读。"""
    given = str(text)
    return key.endswith("-count") and given != "" and not (given.isdecimal() and len(given) < 5 and int(given) <= MOST)


def asked(query: QueryDict) -> bool:
    """交上来的是不是要增减行、换一种，而不是办。"""
    return query.get("do", "").partition(":")[0] in ("add", "drop", "redraw")


def reshaped(query: QueryDict) -> QueryDict:
    """增一行、去一行之后的内容（副本，去掉 ``do``）；认不出的原样。"""
    what, _, name = query.get("do", "").partition(":")
    made = query.copy()
    made.pop("do", None)
    if what == "add" and (form := _form_of(name)):
        _add(made, name, form)
    elif what == "drop" and (found := re.fullmatch(r"(.+)-(\d{1,4})", name)) and _form_of(found[1]):
        _drop(made, found[1], int(found[2]))
    return made


def _form_of(name: str) -> type[RowForm] | None:
    return ClauseForm if re.fullmatch(rf"items-\d{{1,4}}-{NESTED}", name) else GROUPS.get(name)


def _add(made: QueryDict, name: str, form: type[RowForm]) -> None:
    n = count(made, name)
    if n >= MOST or size(made) >= MOST_ROWS:
        return
    made[f"{name}-count"] = str(n + 1)
    _put(made, f"{name}-{n}", form.EMPTY)
    if name in NUMBERED:
        made[f"{name}-{n}-id"] = fresh([made.get(f"{name}-{i}-id", "") for i in range(n)])


def _drop(made: QueryDict, name: str, n: int) -> None:
    """去掉第 ``n`` 行（连同它的条款），后面的往前挪。"""
    total = count(made, name)
    rows = [[(key, made.getlist(key)) for key in list(made) if key.startswith(f"{name}-{i}-")] for i in range(total)]
    for key, _ in (pair for row in rows for pair in row):
        del made[key]
    kept = [(i, row) for i, row in enumerate(rows) if i != n]
    for to, (i, row) in enumerate(kept):
        for key, values in row:
            made.setlist(f"{name}-{to}-{key.removeprefix(f'{name}-{i}-')}", values)
    made[f"{name}-count"] = str(len(kept))


def number(rows: list[dict[str, Any]]) -> None:
    """没有编号的编上号；已有的不动（还款凭编号指定清偿哪一项）。"""
    for row in rows:
        if not row.get("id"):
            row["id"] = fresh([str(other.get("id", "")) for other in rows])


def fresh(taken: list[str]) -> str:
    """没有用过的下一个编号。"""
    return str(1 + max((int(text) for text in taken if text.isdecimal() and len(text) < 9), default=0))


Places = tuple[tuple[str, int | None], ...]
Fault = tuple[Places, str, str]


def faults(claim: Mapping[str, Any]) -> list[Fault]:
    """债务里的全部毛病：（在哪一行，哪一个名称，一句话）。说完一行就撇开那一行接着看。"""
    left, found = deepcopy(dict(claim)), []
    shift: dict[str, list[int]] = {}
    for _ in range(MOST):
        try:
            debt_reading.claim(left)
            return found
        except BadClaim as error:
            places, key, text = placed(str(error))
        found.append((_original(places, shift), key, text))
        if not _without(left, places, key, shift):
            return found
    return found


def _without(claim: dict[str, Any], places: Places, key: str, shift: dict[str, list[int]]) -> bool:
    """撇开有毛病的那一行；一项债务的某一栏有毛病的，只撇开这一栏；没有说哪一行的，看到这里为止。"""
    rows, path = claim, ""
    numbered = [(name, n) for name, n in places if n is not None]
    if not numbered:
        return False
    if numbered[0][0] == "items" and (len(places) == 1 or places[1][0] != NESTED):
        return _mended(claim["items"][numbered[0][1]], places, key)
    for name, n in numbered[:-1]:
        rows, path = rows[name][n], f"{path}{name}-{n}-"
    name, n = numbered[-1]
    del rows[name][n]
    shift.setdefault(path + name, []).append(n)
    return True


def _mended(item: dict[str, Any], places: Places, key: str) -> bool:
    """撇开一项债务里有毛病的一栏，好接着看别的。"""
    name = places[1][0] if len(places) > 1 else key or "withheld"
    if name in STAND_IN:
        again = item.get(name) == STAND_IN[name]
        item[name] = STAND_IN[name]
        return not again
    return item.pop(name, None) is not None


def _original(places: Places, shift: dict[str, list[int]]) -> Places:
    """撇开几行之后的行号，换回原来的。"""
    found, path = [], ""
    for name, n in places:
        for gone in reversed(shift.get(path + name, [])):
            n = n + 1 if n is not None and n >= gone else n
        path += f"{name}-{places[len(found)][1]}-"
        found.append((name, n))
    return tuple(found)


def placed(message: str) -> Fault:
    """把 :class:`~zhixing.law.debt.BadClaim` 的话拆成：哪一行、哪一个名称、给人看的一句话。"""
    places, at = [], 0
    while found := _PLACE.match(message, at):
        places.append((found[1], int(found[2]) - 1 if found[2] else None))
        at = found.end()
    rest = message[at:]
    lacking = re.match(r"缺 (\w+)，", rest)
    if lacking:
        rest = rest[lacking.end():]
        return tuple(places), lacking[1], f"没有填。{rest}" + (f"（{cite('LX 1')}）" if UNCLEAR_WORD in rest else "")
    named = re.match(r"([a-z_]+) (?!里|的|第|两|至)", rest)
    key = named[1] if named else "to" if rest.startswith("止日") else ""
    return tuple(places), key, plain_words(rest[named.end():] if named else rest)


def plain_words(text: str) -> str:
    """话里的英文名称换成栏目的叫法，日子写成中文。"""
    text = re.sub(r"(?<![A-Za-z_])([a-z_]+)(?![A-Za-z_]) ?", lambda found: _WORDS.get(found[1], found[0]), text)
    return dates(text).replace("（履行期限届满日）", "")


def said(message: str) -> str:
    """:class:`~zhixing.law.debt.BadClaim` 的话，换成不看表单也懂的一句。"""
    places, key, text = placed(message)
    where = "的".join(_PLACES.get(name, _WORDS.get(name, name)).format((n or 0) + 1) for name, n in places)
    what = _WORDS.get(key, "") if text.startswith("没有填") else ""
    return f"{where}：{what}{text}" if where else f"{what}{text}"
