"""边填边看的样子：没有填的、填错的留空格，照样印出来；另说有哪几处不对。只给拟稿的人看，不能当文书用。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.catalogue import Template
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
    Problems,
    Text,
    holding,
)
from zhixing.casework.documents.papers.printing import Extras, MissingGlyph, printed

GAP: Final = "＿＿＿＿"
_BLANKS: Final[dict[type[Field], Any]] = {
    Text: GAP,
    Moment: f"{GAP}年＿月＿日＿时＿分",
    Money: {"fen": 0, "figures": GAP, "capitals": GAP},
    Count: {"figures": "＿", "han": "＿"},
    Flag: False,
    CaseNumber: f"（{GAP}）{GAP}号",
}


def sketch(code: str, data: Mapping[str, Any], *, on: date, source: str | None = None) -> tuple[bytes, list[str]]:
    """印一份带“稿”字的 PDF，连同不对的各处（没有为空）。``on`` 是没有写成文日期时用的日子。

    没有这种文书抛出 :class:`~zhixing.casework.documents.papers.UnknownTemplate`，缺字体、缺字形、模板有错抛出 ``CannotPrint``。
    """
    chosen = papers.template(code)
    try:
        values, problems = papers.prepared(chosen, data), []
    except papers.BadData as error:
        values, problems = gapped(chosen, data, on), error.problems
    try:
        pdf = printed(chosen.code, values, on=date.fromisoformat(values["on"]["iso"]), extras=Extras(draft=True, source=source))
    except MissingGlyph as error:
        raise MissingGlyph(error.text, list(holding(error.text, chosen.fields, values))) from None
    return pdf, problems


def gapped(chosen: Template, data: Mapping[str, Any], on: date) -> dict[str, Any]:
    """能用的值照用，别的留空格。"""
    return papers.completed(chosen, {key: _value(one, data.get(key), on) for key, one in chosen.fields.items()})


def _value(field: Field, value: Any, on: date) -> Any:
    if isinstance(field, Group):
        given = value if isinstance(value, Mapping) else {}
        return {key: _value(one, given.get(key), on) for key, one in field.fields.items()} if given or field.required else field.empty()
    if isinstance(field, Many):
        rows = value if isinstance(value, list) else []
        return [_value(field.item, row, on) for row in (rows or ([{}] if field.required else []))]
    if value is None:
        return _blank(field, on) if field.required else field.empty()
    problems = Problems()
    found = field.read(value, "", problems)
    return _blank(field, on) if problems else found


def _blank(field: Field, on: date) -> Any:
    """一格空着的样子；选一样的先照第一样印。"""
    if isinstance(field, Choice):
        return next(iter(field.options.values()))
    if isinstance(field, Day):
        return {"iso": on.isoformat(), "han": f"{GAP}年＿月＿日", "plain": f"{GAP}年＿月＿日"}
    return _BLANKS[type(field)]
