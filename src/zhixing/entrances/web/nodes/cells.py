"""节点在表格里的格子。"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhixing.entrances.web.deadlines import deadline
from zhixing.entrances.web.ui import Content, Deadline, Person
from zhixing.foundation.people.queries import Post
from zhixing.law.calendar import Calendar


def due_cell(node: Any, today: date, calendar: Calendar) -> Deadline:
    """到期日，点开看怎么算的。"""
    return deadline(node, today, calendar)


def who(node: Any) -> Content:
    """该谁办：可以看名字的看名字，否则只看是哪一方。"""
    if node.whose != node.Whose.COURT:
        return node.get_whose_display()
    if node.owner_id and getattr(node, "named", False):
        return Person(node.owner.name)
    if node.owner_id:
        return "承办人"
    return Post(node.owner_post).label if node.owner_post in Post.values else "待分案"
