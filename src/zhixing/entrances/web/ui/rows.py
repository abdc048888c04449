"""几行同样的栏目（分期、请求）：先给几行空的，没有脚本也够用；有脚本的可以加行、去行。空行不算。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

MOST = 240
Cells = Mapping[str, forms.Field]


class Rows(forms.Widget):
    """几行栏目的样子。``cells`` 是一行里的各栏，``extra`` 是另给的空行数。"""

    def __init__(self, cells: Cells, extra: int = 3) -> None:
        super().__init__()
        self.cells, self.extra = cells, extra

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """交上来的各行，按行号；行号可以不连（中间去掉过）。"""
        known = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-")
        numbers = sorted({int(found[1]) for key in data if (found := known.match(key))})[:MOST]
        return [
            {cell: made.widget.value_from_datadict(data, files, f"{name}-{n}-{cell}") for cell, made in self.cells.items()}
            for n in numbers
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """一行也没有交上来。"""
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        """题目指着第一格。"""
        return f"{id_}-0-{next(iter(self.cells))}"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """有内容的行，加上几行空的。"""
        given = [dict(row) for row in value or []]
        rows = [self._row(name, n, row) for n, row in enumerate([*given, *({} for _ in range(self.extra))])]
        return render_to_string("ui/rows.html", {"heads": [made.label for made in self.cells.values()], "rows": rows, "name": name})

    def _row(self, name: str, n: int, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        made = []
        for cell, field in self.cells.items():
            look = "form-select" if isinstance(field.widget, forms.Select) else f"form-control {field.widget.attrs.get('class', '')}"
            attrs = {"class": look.strip(), "id": f"id_{name}-{n}-{cell}", "aria-label": f"第{n + 1}行{field.label}"}
            shown = field.prepare_value(row.get(cell, field.initial))
            made.append((str(field.label), field.widget.render(f"{name}-{n}-{cell}", shown, attrs)))
        return made


class RowsField(forms.Field):
    """几行栏目，得到 ``[{栏目: 值}]``，日子成 ISO 文本；只有默认值的行不算。"""

    widget: Rows

    def __init__(self, cells: Cells, *, extra: int = 3, **kwargs: Any) -> None:
        self.cells = cells
        super().__init__(widget=Rows(cells, extra), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """逐行逐格核对，毛病写明第几行。"""
        wrong: list[str] = []
        rows = [self._cleaned(n, row, wrong) for n, row in enumerate(value or [], 1) if self._filled(row)]
        if wrong:
            raise ValidationError(wrong)
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows

    def _filled(self, row: Mapping[str, Any]) -> bool:
        return any(row.get(cell) not in (None, "", made.initial) for cell, made in self.cells.items())

    def _cleaned(self, n: int, row: Mapping[str, Any], wrong: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for cell, made in self.cells.items():
            try:
                value = made.clean(row.get(cell))
            except ValidationError as error:
                wrong.append(f"第{n}行“{made.label}”：{error.messages[0]}")
                continue
            found[cell] = value.isoformat() if isinstance(value, date) else value
        return found
