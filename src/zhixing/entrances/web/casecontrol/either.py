"""二者选一的栏：先选上头一样；得到真、假。"""

from __future__ import annotations

from typing import Any

from django import forms


class EitherField(forms.TypedChoiceField):
    """``yes``、``no`` 是两样的字。"""

    def __init__(self, yes: str, no: str, **kwargs: Any) -> None:
        super().__init__(
            choices=[("1", yes), ("", no)], coerce=lambda text: text == "1", empty_value=False, required=False, initial="1",  # type: ignore[arg-type]
            widget=forms.RadioSelect, **kwargs,
        )
