"""查控各页到哪里去：案件页的财产一栏、一道令、一项措施上的行为。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

NAME: Final = "财产"


def home(case_id: int, part: str = "tabs") -> str:
    """案件页的财产一栏；``part`` 是其中的一块。"""
    return f"{reverse('case_page', args=[case_id])}?tab=assets#{part}"


def order(order_id: int) -> str:
    """一道控制令。"""
    return reverse("control_order", args=[order_id])
