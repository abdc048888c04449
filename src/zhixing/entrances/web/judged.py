"""从裁判文书读：交文件或者粘贴，读出的值和原文并排，点值到原文，点原文到值。立案回填和计息依据共用。"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from zhixing.entrances.web.ui import Piece, TextField
from zhixing.exchange import judgment_text
from zhixing.law.finding import Refused
from zhixing.law.judgment import words
from zhixing.law.judgment.interest import Clause
from zhixing.law.judgment.quotes import Quote
from zhixing.law.judgment.reading import Item, Judgment
from zhixing.law.words import yuan

MOST = 200_000
"""一篇文书的字数上限。"""
SCRIPT = "judged.js"
Span = tuple[int, int]


class PaperForm(forms.Form):
    """一份裁判文书：文件，或者粘贴的文字。读成的文字在 ``paper``。"""

    file = forms.FileField(
        label="裁判文书", required=False, allow_empty_file=True, help_text=".docx、.txt、有文字的 .pdf，20 MB 以内。",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt,.pdf"}),
    )
    text = TextField(label="或者粘贴全文、主文", lines=6, required=False, max_length=MOST)

    @property
    def paper(self) -> str:
        """核过以后的文字。"""
        return str(self.cleaned_data["paper"])

    def clean(self) -> dict[str, Any]:
        """文件读成文字；读不了的说为什么、怎么办。"""
        data = super().clean() or {}
        try:
            data["paper"] = self._taken(data)
        except Refused as error:
            for reason in error.finding.reasons:
                self.add_error("file", f"{reason.text}。{reason.remedy}。")
            return data
        if not data["paper"].strip() and not self.errors:
            self.add_error("file", "选一个文件，或者把文书粘贴在下面。")
        if len(data["paper"]) > MOST:
            self.add_error("file", f"文书有{len(data['paper'])}字，太长了。请只粘贴首部和主文。")
        return data

    def _taken(self, data: dict[str, Any]) -> str:
        file = data.get("file")
        text = judgment_text.read(file.read()) if file else data.get("text") or ""
        return text.replace("\r\n", "\n").replace("\0", "")


@dataclass(frozen=True, slots=True)
class Value:
    """读出的一个值：名目、值、原文位置；``tone`` 为 yellow 是要人核对的，grey 是没有用上的。"""

    label: str
    text: str
    span: Span | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """一组值。"""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """原文的一段；``n`` 是第几处出处，``value`` 是点它去哪一个值。"""

    text: str
    n: int | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Piece):
    """原文和读出的值并排。"""

    template: ClassVar[str] = "judged/pair.html"
    text: str
    groups: tuple[Group, ...]
    title: str = "读出的内容"
    id: str = "judged"

    @property
    def marks(self) -> list[Span]:
        """标出的各处，不重叠：短的优先，长的归到它里面的。"""
        spans = {value.span for group in self.groups for value in group.values if value.span and value.span[0] < value.span[1]}
        kept: list[Span] = []
        for span in sorted(spans, key=lambda one: one[1] - one[0]):
            if _place(span, kept) is None:
                insort(kept, span)
        return kept

    @property
    def shown(self) -> list[tuple[Group, list[tuple[int, Value, int | None]]]]:
        """各组：（第几个值，值，它的出处是第几处）。"""
        marks = self.marks
        rows, n = [], 0
        for group in self.groups:
            found = []
            for value in group.values:
                found.append((n, value, _place(value.span, marks)))
                n += 1
            rows.append((group, found))
        return rows

    @property
    def parts(self) -> list[Part]:
        """原文切成标出的和没有标出的。"""
        first = self._first()
        made, at = [], 0
        for n, (start, end) in enumerate(self.marks):
            made += [Part(self.text[at:start]), Part(self.text[start:end], n, first.get(n))]
            at = end
        return [part for part in (*made, Part(self.text[at:])) if part.text]

    def _first(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for _, rows in self.shown:
            for n, _, place in rows:
                if place is not None:
                    found.setdefault(place, n)
        return found


def _place(span: Span | None, marks: list[Span]) -> int | None:
    """``span`` 落在第几处；``marks`` 不重叠，按先后。"""
    if not span:
        return None
    n = bisect_right(marks, span[0], key=lambda mark: mark[1])
    return n if n < len(marks) and marks[n][0] < span[1] else None


def at(quote: Quote[Any]) -> Span:
    """一个值的出处。"""
    return quote.start, quote.end


# 主文各项怎样摆出来


def operative(made: Judgment, text: str) -> tuple[Group, ...]:
    """主文各项，每项一组。"""
    return tuple(Group(_title(item), tuple(_item(item, text))) for item in made.items if item.kind not in ("notice", "period"))


def _title(item: Item) -> str:
    number = f"主文第{item.number}项" if item.number else "主文"
    return f"{number}　{words.KINDS[item.kind]}"


def _item(item: Item, text: str) -> Iterator[Value]:
    yield from (Value("义务人", quote.value, at(quote)) for quote in item.payers)
    yield from (Value("权利人", quote.value, at(quote)) for quote in item.payees)
    for one in item.sums:
        if one.fen is not None and one.role in ("owed", "each", "cap", "total"):
            unit = "" if one.currency == "CNY" else f" {one.currency}"
            yield Value(words.ROLES[one.role], f"{words.SORTS[one.sort]} {yuan(one.fen)}{unit}", (one.start, one.end))
    if item.period:
        yield Value("履行期间", words.period(item.period.value), at(item.period))
    for n, clause in enumerate(item.interest, 1):
        yield from _clause(clause, f"计息{n}" if len(item.interest) > 1 else "计息")
    yield from (Value("责任", words.LIABILITIES[duty.kind], (duty.start, duty.end)) for duty in item.liabilities)
    yield from (Value("不明确", doubt.why, (doubt.start, doubt.end), "yellow") for doubt in item.doubts)
    if not (item.payers or item.payees or item.sums or item.liabilities or item.doubts):
        yield Value("原文", text[item.start:item.end], (item.start, item.end), "grey")


def _clause(clause: Clause, label: str) -> Iterator[Value]:
    if clause.base:
        told = words.base(clause.base.value) + ("（取自前面的那一笔，原文没有另写）" if clause.implied else "")
        yield Value(f"{label}·基数", told, at(clause.base))
    if clause.rate:
        yield Value(f"{label}·利率", words.rate(clause.rate.value), at(clause.rate))
    if clause.start:
        yield Value(f"{label}·起", words.end(clause.start.value), at(clause.start))
    if clause.end:
        yield Value(f"{label}·止", words.end(clause.end.value), at(clause.end))
