"""把一种文书的栏目画成表单。几百行也要快，所以直接拼 HTML；文字一律转义。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zhixing.casework.documents.papers.fields import (
    CaseNumber,
    Choice,
    Count,
    Day,
    Field,
    Flag,
    Group,
    Many,
    Moment,
    Money,
    Text,
)
from zhixing.entrances.web.documents.faults import lacking
from zhixing.entrances.web.documents.inputs import PREFIX, TABLE, as_table, crowded, shown
from zhixing.entrances.web.templatetags.ui import icon

HEAD: Final = ("court", "number", "on")
"""抬头：法院、编号、成文日期，签发时定，不问。"""
LONG: Final = 200
"""限多少字以上的用多行的框。"""
LINE_MOST: Final = 5
"""一行放得下几格；多的收进“更多”。"""
PAIR: Final = 2
BLANK: Final = "__n__"


@dataclass(frozen=True, slots=True)
class Offer:
    """可选的一项。单格的点了填进去；``url``：照选的重新填；``do``：一组、一行填进表单，别的不动。"""

    text: str
    url: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True)
class Drawer:
    """画一张表单。``problems`` 是栏目名 → 毛病；``hints`` 是栏目名 → 为什么缺、在哪里补；``offered`` 是栏目名 → 可选的。"""

    problems: Mapping[str, list[str]] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)

    def form(self, fields: Mapping[str, Field], data: Mapping[str, Any]) -> SafeString:
        """全部栏目：相连的单格一张卡片，成组、多行的各一张；抬头不问。"""
        return _joined(self._cards(fields, data))

    def _cards(self, fields: Mapping[str, Field], data: Mapping[str, Any]) -> Iterator[SafeString]:
        singles: list[SafeString] = []
        whole = crowded(fields, data)
        for key, one in fields.items():
            if key in HEAD:
                continue
            if not isinstance(one, Group | Many):
                singles.append(self.single(one, f"{PREFIX}-{key}", data.get(key)))
                continue
            if singles:
                yield _card("", _grid(singles))
                singles = []
            given = data.get(key)
            yield self.group(one, key, given or {}) if isinstance(one, Group) else self.many(one, key, given or [], whole=key in whole)
        if singles:
            yield _card("", _grid(singles))

    # ---- 成组、多行 ----

    def group(self, one: Group, key: str, data: Mapping[str, Any]) -> SafeString:
        """几栏合成的一项。"""
        name = f"{PREFIX}-{key}"
        cells = [self.single(inner, f"{name}-{k}", data.get(k), starred=one.required) for k, inner in one.fields.items()]
        return _card(one.label + ("" if one.required else "（可不填）"), _joined((self._told(name), _grid(cells, 3 if len(cells) > 2 else 2))), name)

    def many(self, one: Many, key: str, rows: list[dict[str, Any]], *, whole: bool) -> SafeString:
        """多行。行太多的改用表格文字。"""
        name = f"{PREFIX}-{key}"
        note = "" if one.required else "（可不填）"
        if whole:
            return _card(f"{one.label}{note} {len(rows)} 项", _joined((self._told(name), self._table(one, name, rows, whole=True))), name)
        drawn = [self.row(one, name, n, row) for n, row in enumerate(rows or ([{}] if one.required else []))]
        blank = format_html("<template>{}</template>", self._row(one, name, BLANK, {}))
        add = format_html(
            '<button type="submit" class="btn btn-sm" name="do" value="add:{}" formnovalidate data-doc-add>{} 加一项</button>', key, icon("plus"),
        )
        body = format_html(
            '<div class="doc-rows" data-doc-rows>{}{}</div><div class="doc-rows-foot">{}{}</div>',
            _joined(drawn), blank, add, self._table(one, name, [], whole=False),
        )
        told = self._told(name)
        above = format_html('<div class="doc-told">{}</div>', told) if told else SafeString("")
        return _card(f"{one.label}{note}", _joined((above, body)), name, flush=True)

    def row(self, one: Many, name: str, n: int, row: Mapping[str, Any]) -> SafeString:
        """一行。"""
        return self._row(one, name, str(n), row)

    def _row(self, one: Many, name: str, n: str, row: Mapping[str, Any]) -> SafeString:
        here = f"{name}-{n}"
        cells = {key: self.single(inner, f"{here}-{key}", row.get(key)) for key, inner in one.item.fields.items()}
        main, more = _parted(one.item)
        return format_html(
            '<fieldset class="filing-row doc-row" id="id_{}" data-doc-row><legend class="visually-hidden">{}</legend>'
            '<div class="filing-no num" aria-hidden="true"></div>'
            '<div class="filing-body">{}<div class="doc-cells doc-cells-{}">{}</div>{}</div>'
            '<button type="submit" class="btn btn-icon btn-link" name="do" value="drop:{}" formnovalidate data-doc-drop '
            'aria-label="去掉这一项">{}</button></fieldset>',
            here, one.label, self._told(here), _shape(one.item, main), _joined(cells[key] for key in main), self._more(cells, more, row, here),
            here.removeprefix(f"{PREFIX}-"), icon("trash"),
        )

    def _more(self, cells: Mapping[str, SafeString], more: list[str], row: Mapping[str, Any], here: str) -> SafeString:
        """收起的几格；填了几格写在题目上，有错的打开。"""
        if not more:
            return SafeString("")
        filled = sum(1 for key in more if row.get(key))
        wrong = any(self.problems.get(f"{here}-{key}") for key in more)
        return format_html(
            '<details class="filing-more"{}><summary>更多栏目{}</summary><div class="form-fields cols-3">{}</div></details>',
            mark_safe(" open") if wrong else "", f"（已填 {filled} 栏）" if filled else "", _joined(cells[key] for key in more),
        )

    def _table(self, one: Many, name: str, rows: list[dict[str, Any]], *, whole: bool) -> SafeString:
        """从表格贴几行；行数太多时整个用它。"""
        heads = "、".join(inner.label for inner in one.item.fields.values())
        box = format_html(
            '<textarea class="form-control doc-table" name="{}-{}" rows="{}" aria-label="{}" spellcheck="false">{}</textarea>'
            '<div class="form-hint">从 Excel、WPS 表格里复制几行贴进来，一行一项，各列依次是：{}。</div>',
            name, TABLE, 16 if whole else 4, f"{one.label}，从表格粘贴", mark_safe(f"\n{escape(as_table(one, rows))}") if whole else "", heads,  # noqa: S308
        )
        return box if whole else format_html('<details class="filing-more doc-paste"><summary>从表格粘贴</summary>{}</details>', box)

    # ---- 一格 ----

    def single(self, one: Field, name: str, data: Any, *, starred: bool = True) -> SafeString:
        """一格：题目、框、毛病。``starred`` 为假的，必填也不标星（整组可以不填）。"""
        problems = self.problems.get(name, [])
        control = self._control(one, name, data, bool(problems))
        told = self._told(name)
        if isinstance(one, Flag):
            return format_html(
                '<div class="field field-check"><label class="form-check mb-0" for="id_{}">{}<span class="form-check-label">{}</span>'
                "</label>{}</div>",
                name, control, one.label, told,
            )
        star = mark_safe('<span class="required" aria-hidden="true">*</span>') if one.required and starred else ""
        shape = "field field-wide" if _wide(one) else "field"
        label = format_html('<label class="form-label" for="id_{}">{}{}</label>', name, one.label, star)
        return format_html('<div class="{}">{}{}{}</div>', shape, label, control, told)

    def _control(self, one: Field, name: str, data: Any, wrong: bool) -> SafeString:
        extra = ""
        if wrong:
            extra = " doc-lacking" if all(map(lacking, self.problems[name])) else " is-invalid"
        if isinstance(one, Flag):
            return format_html('<input type="checkbox" class="form-check-input" name="{}" id="id_{}" value="1"{}>', name, name,
                               mark_safe(" checked") if data is True else "")
        if isinstance(one, Choice):
            return format_html('<select class="form-select{}" name="{}" id="id_{}">{}</select>', extra, name, name, _options(one, data))
        if _wide(one):
            drawn = (extra, name, name, _height(data), shown(one, data))
            return format_html('<textarea class="form-control{}" name="{}" id="id_{}" rows="{}">\n{}</textarea>', *drawn)
        kind, more = _typed(one, data)
        return format_html('<input type="{}" class="form-control{}{}" name="{}" id="id_{}" value="{}" autocomplete="off"{}>',
                           kind, extra, " money" if isinstance(one, Money) else "", name, name, shown(one, data), more)

    def _told(self, name: str) -> SafeString:
        """这一处的毛病，缺的怎么补，可选哪几样。"""
        texts = [text.strip() for text in self.problems.get(name, ())]
        told = format_html_join("", '<div class="invalid-feedback d-block{}">{}</div>', ((" doc-lack" if lacking(t) else "", t) for t in texts))
        hint = format_html('<div class="form-hint">{}</div>', self.hints[name]) if name in self.hints else SafeString("")
        return _joined((told, hint, self._offers(name)))

    def _offers(self, name: str) -> SafeString:
        rows = self.offered.get(name, ())
        return format_html('<div class="saved mt-1 mb-1">{}</div>', _joined(_chip(name, one) for one in rows)) if rows else SafeString("")


def _chip(name: str, one: Offer) -> SafeString:
    if one.url:
        return format_html('<a class="chip" href="{}">{}</a>', one.url, one.text)
    if one.do:
        return format_html('<button class="chip" name="do" value="{}" formnovalidate>{}</button>', one.do, one.text)
    return format_html('<button type="button" class="chip" data-doc-fill="id_{}">{}</button>', name, one.text)


def _parted(item: Group) -> tuple[list[str], list[str]]:
    """一行里摆出来的、收起来的。"""
    keys = list(item.fields)
    if len(keys) <= LINE_MOST or all(one.required for one in item.fields.values()):
        return keys, []
    main = [key for key, one in item.fields.items() if one.required or isinstance(one, Flag)]
    return main, [key for key in keys if key not in main]


def _shape(item: Group, main: list[str]) -> str:
    """一行几格；一短一长的两格（日期和事情）并排，短的在前。"""
    long = [key for key in main if _wide(item.fields[key])]
    return "pair" if len(main) == PAIR and len(long) == 1 else str(len(main))


def _wide(one: Field) -> bool:
    return isinstance(one, Text) and (one.lines or one.limit > LONG)


def _height(data: Any) -> int:
    text = data if isinstance(data, str) else ""
    return min(max(2, sum(1 + len(line) // 30 for line in text.splitlines())), 12)


def _typed(one: Field, data: Any) -> tuple[str, SafeString]:
    """框的类型；日期写得看不懂的用文字框，原样留着。"""
    text = shown(one, data)
    if isinstance(one, Day) and (not text or _like(text, "0000-00-00")):
        return "date", SafeString("")
    if isinstance(one, Moment) and (not text or _like(text, "0000-00-00T00:00")):
        return "datetime-local", SafeString("")
    looks = {Money: ' inputmode="decimal"', Count: ' inputmode="numeric"', CaseNumber: ' placeholder="（2026）内0221执123号"'}
    return "text", SafeString(looks.get(type(one), ""))


def _like(text: str, shape: str) -> bool:
    return len(text) == len(shape) and all(a.isdecimal() if b == "0" else a == b for a, b in zip(text, shape, strict=True))


def _options(one: Choice, data: Any) -> SafeString:
    known = [("", "请选择"), *one.options.items()]
    if data and data not in one.options and data not in one.options.values():
        known.append((str(data), f"{data}（没有这一项）"))
    rows = ((code, mark_safe(" selected") if data in (code, name) and data else "", name) for code, name in known)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def _grid(cells: list[SafeString], columns: int = 2) -> SafeString:
    return format_html('<div class="form-fields cols-{}">{}</div>', columns, _joined(cells))


def _card(title: str, body: SafeString, name: str = "", *, flush: bool = False) -> SafeString:
    head = format_html('<div class="card-header"><h2 class="card-title">{}</h2></div>', title) if title else ""
    inner = body if flush else format_html('<div class="card-body">{}</div>', body)
    return format_html('<section class="card doc-part"{}>{}{}</section>', format_html(' id="id_{}"', name) if name else "", head, inner)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  各段都已转义
