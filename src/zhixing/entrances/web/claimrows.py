"""债务表单的各种行：一行是 CLAIM.json 里的一个对象，栏目和它的名称一一对应（格式见 docs/schema/claim.schema.json）。

每种行会做两件事：把 CLAIM.json 摊成栏目里的文字（:meth:`RowForm.texts`），把栏目收成 CLAIM.json（:meth:`RowForm.made`）。
看不懂的内容照原样带着，由 :mod:`zhixing.law.debt_reading` 说哪里不对；表单不认识的名称也原样带着，不丢。
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from django import forms

from zhixing.entrances.web.ui import DayField, MoneyField, TextField
from zhixing.law import debt, switches
from zhixing.law.amounts import money
from zhixing.law.articles import cite
from zhixing.law.debt import CLAUSES, EXCLUDED, KINDS, ORIGINS, WAYS
from zhixing.law.rates import TERMS, TIERS
from zhixing.law.signing import ELSEWHERE

Data = dict[str, Any]
Texts = dict[str, str]
UNCLEAR: Final = f"执行依据没有写明的，是不明确，不能计算：请向作出执行依据的审判部门征询意见；已经明确的请补上。（{cite('LX 1')}）"
BASES: Final = [("", "依本案口径"), ("365", "365日"), ("360", "360日"), ("366", "366日")]
DOUBLES: Final = {"": "依本案口径", "yes": "计入", "no": "不计入", "judge": "有争议，由法官定"}
#: 只影响利息的开关；执行费、分配的不在这里改。
OWN_SWITCHES: Final = tuple(name for name in switches.NAMES if name not in ELSEWHERE)
ORDERS: Final = (
    "costs,interest,principal,double", "costs,principal,interest,double", "principal,costs,interest,double",
    "principal,interest,costs,double", "interest,principal,costs,double", "costs,interest,double,principal", "costs,double,interest,principal",
)


def _unclear(field: forms.Field) -> forms.Field:
    """法律上必须明确的栏目。"""
    field.error_messages["required"] = UNCLEAR
    return field


ASK: Final = {"": "请选择"}


def _choice(label: str, options: Mapping[str, str] | list[tuple[str, str]], **kwargs: Any) -> forms.ChoiceField:
    listed = list(options.items()) if isinstance(options, Mapping) else options
    return forms.ChoiceField(label=label, choices=listed, **kwargs)


CAP: Final = frozenset({"contract_on", "filed_on", "counted", "interest_paid", "first_loan"})
PAID: Final = ("from", "to", "amount")


class RowForm(forms.Form):
    """一行。``rest`` 里是表单不认识的名称，原样带着。"""

    EMPTY: ClassVar[Texts] = {}
    KNOWN: ClassVar[frozenset[str]] = frozenset()

    rest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)

    def raw(self, name: str) -> str:
        """交上来的文字。"""
        return str(self[name].value() or "").strip() if name in self.fields else ""

    def value(self, name: str) -> str:
        """整理过的文字：日子写成 2025-01-18，金额写成两位小数的元；看不懂的照原样。"""
        found = self._cleaned().get(name)
        if isinstance(found, date):
            return found.isoformat()
        if isinstance(found, int) and not isinstance(found, bool):
            return money(found)
        return str(found).strip() if isinstance(found, str) else self.raw(name)

    def ticked(self, name: str) -> bool:
        """勾了没有。"""
        return bool(self._cleaned().get(name))

    def _cleaned(self) -> Data:
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        return self.cleaned_data

    def filled(self, *names: str) -> Data:
        """填了的几栏，栏目名就是 CLAIM.json 的名称。"""
        return {name: value for name in names if name in self.fields and (value := self.value(name))}

    def kept(self) -> Data:
        """原样带着的名称；不是表单给出的内容不要。"""
        try:
            found = json.loads(self.raw("rest") or "{}")
        except ValueError:
            return {}
        return {k: v for k, v in found.items() if k not in self.KNOWN} if isinstance(found, dict) else {}

    def made(self) -> Data:
        """收成 CLAIM.json 的一个对象。"""
        raise NotImplementedError

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊成各栏的文字。"""
        rest = {k: v for k, v in row.items() if k not in cls.KNOWN}
        return {"rest": json.dumps(rest, ensure_ascii=False)} if rest else {}


def plain(row: Mapping[str, Any], *names: str) -> Texts:
    """名称相同的几栏。"""
    return {name: _text(row[name]) for name in names if row.get(name) not in (None, "", False)}


def _text(value: Any) -> str:
    return "on" if value is True else str(value)


class HeadForm(RowForm):
    """整份债务的几栏。"""

    KNOWN = frozenset({
        "title", "origin", "effective_on", "currency", "in_yuan", "bankruptcy_accepted_on", "default_penalty_borne", "items", "payments",
        "exclusions", "waivers", "guarantors", "switches",
    })

    title = TextField(label="题目", max_length=200, required=False, help_text="如：（2025）内0221民初501号民事判决")
    origin = _choice("来自", ORIGINS, required=False)
    effective_on = DayField(label="生效日", required=False, help_text="没有写履行期限的各项，自次日起计算加倍部分。")
    currency = TextField(label="币种", max_length=3, required=False, help_text="人民币不填；外币写三个字母，如 USD。")
    bankruptcy_accepted_on = DayField(label="受理破产申请之日", required=False, help_text="利息算到前一日。")
    default_penalty_borne = forms.BooleanField(label="调解书约定的违约责任已经承担", required=False)
    yuan_rate = TextField(label="折算人民币的中间价", max_length=20, required=False)
    yuan_on = DayField(label="中间价日期", required=False, help_text="加倍部分起算日的中间价。")
    yuan_source = TextField(label="中间价来源", max_length=60, required=False)

    def made(self) -> Data:
        """头上的几栏。"""
        found = self.kept() | self.filled("title", "origin", "effective_on", "currency", "bankruptcy_accepted_on")
        found |= {"default_penalty_borne": True} if self.ticked("default_penalty_borne") else {}
        yuan = {"rate": self.value("yuan_rate"), "on": self.value("yuan_on"), "source": self.value("yuan_source")}
        return found | ({"in_yuan": {k: v for k, v in yuan.items() if v}} if any(yuan.values()) else {})

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        yuan = row.get("in_yuan") or {}
        return super().texts(row) | plain(
            row, "title", "origin", "effective_on", "currency", "bankruptcy_accepted_on", "default_penalty_borne",
        ) | {f"yuan_{key}": text for key, text in plain(yuan, "rate", "on", "source").items()}


class ItemForm(RowForm):
    """主文的一项。"""

    EMPTY = {"kind": "principal"}
    KNOWN = frozenset({"id", "name", "kind", "amount", "due", "in_double_base", "secured", "withheld", "since", "cap", "interest"})

    id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    kind = _choice("种类", ASK | KINDS)
    name = TextField(label="名称", max_length=60, required=False, help_text="如：借款本金")
    amount = MoneyField(label="金额（元）", required=True)
    due = DayField(label="履行期限届满日", required=False, help_text="次日起计算加倍部分。")
    in_double_base = _choice("计入加倍部分的基数", DOUBLES, required=False)
    withheld = MoneyField(label="预先扣除的利息（元）", required=False)
    cap_contract_on = DayField(label="合同成立日", required=False, help_text="填了才按民间借贷的利率上限。")
    cap_filed_on = DayField(label="受理日", required=False)
    cap_counted = _choice("已付利息的上限", {"": "不填是按日数", **debt.COUNTED}, required=False)
    cap_interest_paid = TextField(
        label="诉讼以前已付的利息", lines=2, max_length=8000, required=False,
        help_text="一行一笔：2018-01-01 2018-06-30 30000（从哪天、到哪天、付了多少元）。超过上限的抵作本金。",
    )
    cap_first_amount = MoneyField(label="最初的借款（元）", required=False, help_text="重新出具借条的才填。")
    cap_first_from = DayField(label="最初的借款自", required=False)
    cap_first_to = DayField(label="至（当日在内）", required=False)
    since = DayField(label="费用发生之日", required=False, help_text="此前的还款不抵充这一项。")
    secured = forms.BooleanField(label="有担保", required=False)

    def made(self) -> Data:
        """一项债务。"""
        found = self.kept() | self.filled("id", "name", "kind", "amount", "due", "in_double_base", "withheld", "since")
        cap = found.pop("cap_more", {}) | self._cap()
        found |= {"cap": cap} if cap else {}
        return found | ({"secured": True} if self.ticked("secured") else {})

    @property
    def cap_fields(self) -> list[forms.BoundField]:
        """民间借贷的各栏。"""
        return [self[name] for name in self.fields if name.startswith("cap_")]

    @property
    def capped(self) -> bool:
        """民间借贷的各栏有填了的，或者有毛病。"""
        return any(field.value() or field.errors for field in self.cap_fields)

    def _cap(self) -> Data:
        """民间借贷的利率上限。"""
        found = {key: value for key in ("contract_on", "filed_on", "counted") if (value := self.value(f"cap_{key}"))}
        paid = [_paid(line) for line in self.raw("cap_interest_paid").splitlines() if line.strip()]
        first = {key: value for key in ("amount", "from", "to") if (value := self.value(f"cap_first_{key}"))}
        return found | ({"interest_paid": paid} if paid else {}) | ({"first_loan": first} if first else {})

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        given = row.get("cap") or {}
        first, paid = given.get("first_loan") or {}, given.get("interest_paid") or []
        cap = {f"cap_{key}": text for key, text in plain(given, "contract_on", "filed_on", "counted").items()}
        cap |= {f"cap_first_{key}": text for key, text in plain(first, "amount", "from", "to").items()}
        cap |= {"cap_interest_paid": "\n".join(" ".join(str(one.get(key, "")) for key in PAID) for one in paid)} if paid else {}
        more = {k: v for k, v in given.items() if k not in CAP}
        known = plain(row, "id", "name", "kind", "amount", "due", "in_double_base", "withheld", "since", "secured")
        return super().texts(row | ({"cap_more": more} if more else {})) | known | cap


def _paid(line: str) -> Data:
    """“2018-01-01 2018-06-30 30000” → 一笔已付的利息；多写的字留在金额里，由核对说不对。"""
    found = dict(zip(PAID, line.split(maxsplit=2), strict=False))
    return found | ({"amount": found["amount"].replace(",", "").replace("，", "").removesuffix("元")} if "amount" in found else {})


class ClauseForm(RowForm):
    """一条计息条款：每一种只有自己的栏目。"""

    EMPTY = {"kind": "lpr", "to": "payment", "base": "balance", "term": "1y"}
    KNOWN = frozenset({"kind", "from", "to", "base", "term", "multiple", "fixed_on", "rate", "tier", "uplift", "basis", "compound", "rates"})
    SHOWN: ClassVar[dict[str, tuple[str, ...]]] = {
        "lpr": ("term", "multiple", "fixed_on", "basis"), "benchmark": ("tier", "term", "multiple", "basis"),
        "yearly": ("rate", "multiple", "basis"), "monthly": ("rate", "multiple", "basis"), "daily": ("rate", "multiple", "basis"),
        "unagreed_loan": ("basis",), "unagreed_sale": ("uplift", "tier", "basis"), "foreign": ("rates", "multiple", "basis"),
    }

    kind = _unclear(_choice("计息方式", ASK | CLAUSES))
    term = _unclear(_choice("LPR期限", ASK | TERMS))
    rate = _unclear(TextField(label="利率", max_length=20, help_text="写单位，如 24%、0.5‰，月利率可写 2分。"))
    uplift = _unclear(TextField(label="加计的比例", max_length=20, help_text="30%到50%。"))
    tier = _choice("基准利率档次", {"": "依本案口径", **TIERS}, required=False)
    multiple = TextField(label="倍数", max_length=20, required=False, help_text="不填是1倍；加收50%写 1.5。")
    fixed_on = DayField(label="固定利率取哪一天的LPR", required=False, help_text="不填是浮动，随每次公布变。")
    from_ = _unclear(DayField(label="起算日"))
    to = _unclear(_choice("算到", ASK | {"payment": "清偿之日", "due": "履行期限届满之日", "day": "写明的日期"}))
    to_day = _unclear(DayField(label="止日"))
    base = _unclear(_choice("基数", ASK | {"balance": "未付的本项余额", "fixed": "写明的金额", "interest": "未付的利息（复利）"}))
    base_amount = _unclear(MoneyField(label="基数金额（元）"))
    every = _unclear(_choice("结息", ASK | debt.SETTLED))
    settle_day = TextField(label="结息日（几号）", max_length=2, required=False, help_text="不填是20号。")
    of = _unclear(TextField(label="对第几条的利息计复利", max_length=60, help_text="如 1；几条的写 1,2。"))
    rates = _unclear(TextField(label="各次利率", lines=3, max_length=4000, help_text="一行一次：2025-01-01 4.33% 来源"))
    basis = _choice("一年的天数", BASES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, to, base = self.raw("kind"), self.raw("to"), self.raw("base")
        shown = {"rest", "kind", "from_", "to", "base", *self.SHOWN.get(kind, ())}
        shown |= {"to_day"} if to == "day" else set()
        shown |= {"fixed": {"base_amount"}, "interest": {"every", "settle_day", "of"}}.get(base, set())
        self.fields["term"].required = kind == "lpr"
        for name in [name for name in self.fields if name not in shown]:
            del self.fields[name]

    def made(self) -> Data:
        """一条条款。"""
        found = self.kept() | self.filled("kind", "term", "multiple", "fixed_on", "rate", "tier", "uplift", "basis")
        base = self.value("base_amount") if self.raw("base") == "fixed" else self.raw("base")
        to = self.value("to_day") if self.raw("to") == "day" else self.raw("to")
        found |= {"compound": self._compound()} if base == "interest" else {}
        found |= {"rates": [_quote(line) for line in self.raw("rates").splitlines() if line.strip()]} if "rates" in self.fields else {}
        return found | {k: v for k, v in {"from": self.value("from_"), "to": to, "base": base}.items() if v}

    def _compound(self) -> Data:
        of = [int(part) if part.isdecimal() else part for part in re.split(r"[,，、\s]+", self.raw("of")) if part]
        day = self.raw("settle_day")
        return {k: v for k, v in {"every": self.raw("every"), "day": int(day) if day.isdecimal() else day, "of": of}.items() if v}

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        found = super().texts(row) | plain(row, "kind", "term", "multiple", "fixed_on", "rate", "tier", "uplift", "basis")
        found |= plain({"from_": row.get("from")}, "from_")
        to, base = _text(row.get("to") or ""), _text(row.get("base") or "")
        found |= {"to": to} if to in ("payment", "due", "") else {"to": "day", "to_day": to}
        compound, quotes = row.get("compound") or {}, row.get("rates") or []
        found |= plain({"settle_day": compound.get("day"), **compound}, "settle_day", "every")
        found |= {"of": ",".join(map(str, compound["of"]))} if compound.get("of") else {}
        found |= {"rates": "\n".join(" ".join(str(q.get(k, "")) for k in ("from", "rate", "source")) for q in quotes)} if quotes else {}
        return found | ({"base": base} if base in ("balance", "interest", "") else {"base": "fixed", "base_amount": base})


def _quote(line: str) -> Data:
    """“2025-01-01 4.33% 来源” → 一行外币利率。"""
    return {k: v for k, v in zip(("from", "rate", "source"), line.split(maxsplit=2), strict=False) if v}


class PaymentForm(RowForm):
    """一次清偿。计算器用；案件的清偿随登记而来，不在这里填。"""

    EMPTY = {"how": "direct"}
    KNOWN = frozenset({"id", "on", "served_on", "amount", "how", "to", "paid_out_on"})

    id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    how = _choice("怎样清偿", WAYS)
    day = DayField(label="停止计息的日子", help_text="还款、划拨之日；拍卖、抵债是裁定送达日。")
    amount = MoneyField(label="金额（元）", required=True)
    to = _choice("指定清偿", [("", "没有指定")], required=False)
    paid_out_on = DayField(label="款项发放日", required=False)

    def made(self) -> Data:
        """一次清偿。"""
        found = self.kept() | self.filled("id", "amount", "how", "to", "paid_out_on")
        key = "served_on" if self.raw("how") in ("sale", "in_kind") else "on"
        return found | ({key: self.value("day")} if self.value("day") else {})

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        found = super().texts(row) | plain(row, "id", "amount", "how", "to", "paid_out_on")
        return found | plain({"day": row.get("served_on") or row.get("on")}, "day")


class ExclusionForm(RowForm):
    """不计加倍部分的一段。"""

    KNOWN = frozenset({"from", "to", "reason"})

    from_ = DayField(label="自")
    to = DayField(label="至（当日在内）")
    reason = _choice("事由", ASK | EXCLUDED)

    def made(self) -> Data:
        """一段。"""
        found = self.kept() | self.filled("to", "reason")
        return found | ({"from": self.value("from_")} if self.value("from_") else {})

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        return super().texts(row) | plain(row, "to", "reason") | plain({"from_": row.get("from")}, "from_")


class WaiverForm(RowForm):
    """一次放弃。"""

    KNOWN = frozenset({"on", "amount", "document"})

    on = DayField(label="放弃之日")
    amount = MoneyField(label="放弃多少（元）", required=False)
    all = forms.BooleanField(label="全部放弃，以后的也放弃", required=False)
    document = TextField(label="凭什么", max_length=120, help_text="如：2026年3月1日放弃声明")

    def made(self) -> Data:
        """一次放弃。"""
        found = self.kept() | self.filled("on", "document", "amount")
        return found | ({"amount": "all"} if self.ticked("all") else {})

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        amount = {"all": "on"} if row.get("amount") == "all" else plain(row, "amount")
        return super().texts(row) | plain(row, "on", "document") | amount


class GuarantorForm(RowForm):
    """担保额较小的担保人。"""

    KNOWN = frozenset({"name", "cap"})

    name = TextField(label="担保人", max_length=100)
    cap = MoneyField(label="担保额（元）", required=True)

    def made(self) -> Data:
        """一名担保人。"""
        return self.kept() | self.filled("name", "cap")

    @classmethod
    def texts(cls, row: Data) -> Texts:
        """摊开。"""
        return super().texts(row) | plain(row, "name", "cap")


class SwitchForm(forms.Form):
    """本案另定的口径：每个开关一个选择、一栏理由；谁改的由办的人落名。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in OWN_SWITCHES:
            self.fields[key] = _choice(switches.TITLES[key], [("", "依本院口径"), *self._options(key)], required=False)
            self.fields[f"{key}_why"] = TextField(label="理由", max_length=200, required=False)
            self.fields[f"{key}_by"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def _options(self, key: str) -> list[tuple[str, str]]:
        if key != "order":
            return list(switches.CHOICES[key].items())
        given = (self.data or {}).get(self.add_prefix("order"), "")
        valid = sorted(given.split(",")) == sorted(switches.LEVELS)
        return [(value, switches.shown("order", value)) for value in dict.fromkeys((*ORDERS, *([given] if valid else [])))]

    def values(self) -> Data:
        """另定了的开关。"""
        return {key: self._one(key, value) for key in OWN_SWITCHES if (value := self._raw(key))}

    def _raw(self, name: str) -> str:
        return str(self[name].value() or "").strip()

    def _one(self, key: str, value: str) -> Data:
        more = {name: text for name in ("by", "why") if (text := self._raw(f"{key}_{name}"))}
        return {"value": value, **more}

    @staticmethod
    def texts(given: Mapping[str, Any]) -> Texts:
        """摊开。"""
        found: Texts = {}
        for key, value in given.items():
            row = value if isinstance(value, Mapping) else {"value": value}
            chosen = row.get("value", "")
            found[key] = ",".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen)
            found |= {f"{key}_{name}": str(row[name]) for name in ("by", "why") if row.get(name)}
        return found

    @property
    def lines(self) -> list[tuple[Any, Any, Any]]:
        """开关、理由、谁改的。"""
        return [(self[key], self[f"{key}_why"], self[f"{key}_by"]) for key in OWN_SWITCHES]

    @property
    def count(self) -> int:
        """另定了几项。"""
        return len(self.values())
