"""模板标签：显示零件、图标、给栏目加样式。"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhixing.entrances.web.ui import words
from zhixing.entrances.web.ui.piece import Piece
from zhixing.entrances.web.ui.rows import Rows

register = template.Library()
register.filter("yuan", words.yuan)
register.filter("day", words.full_day)
register.filter("dates", words.dates)
register.filter("moment", words.moment)


@register.simple_tag(takes_context=True)
def show(context: Context, piece: object) -> SafeString:
    """显示一个零件；不是零件就当文字（转义），元组逐个显示。"""
    if isinstance(piece, Piece):
        with context.push(it=piece):
            return _template(context, piece.template).render(context)
    if isinstance(piece, Iterable) and not isinstance(piece, str):
        return mark_safe("".join(show(context, inner) for inner in piece))  # noqa: S308
    return SafeString(conditional_escape("" if piece is None else piece))


def _template(context: Context, name: str) -> template.base.Template:
    return context.template.engine.get_template(name)


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, extra: str = "") -> SafeString:
    """一个图标（读屏跳过）。"""
    if not name:
        return SafeString("")
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, static("vendor/icons.svg"), name)


@register.filter
def styled(field: BoundField) -> SafeString:
    """栏目连同样式。"""
    widget = field.field.widget
    extra = widget.attrs.get("class", "")
    if field.errors:
        extra += " is-invalid"
    return field.as_widget(attrs={"class": f"{_look(widget)} {extra}".strip()})


@register.filter
def shape(field: BoundField) -> str:
    """栏目的样子：check、checks、rows、wide、text。"""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "checks"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, Rows):
        return "rows"
    return "wide" if isinstance(widget, forms.Textarea) else "text"


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
