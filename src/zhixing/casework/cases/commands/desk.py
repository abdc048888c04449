"""个人桌面：存下的筛选、没交上去的表单。不是案件的一部分，不记事件。"""

from __future__ import annotations

from typing import Any

from zhixing.casework.cases.models import Draft, SavedList
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import entries


def save_list(user: User, page: str, name: str, query: str) -> SavedList:
    """存一份筛选；同名的换成新的。"""
    named = entries.text(name, "名称", limit=40, required=True).require()
    asked = entries.text(query, "筛选", limit=1000).require()
    return SavedList.objects.update_or_create(user=user, page=page, name=named, defaults={"query": asked})[0]


def drop_list(user: User, list_id: int) -> None:
    """删去自己的一份筛选；别人的不动。"""
    SavedList.objects.filter(user=user, pk=list_id).delete()


def keep_draft(user: User, form: str, data: dict[str, Any], key: str = "") -> Draft:
    """留下没交上去的表单内容：登录过期、页面过时都不丢。"""
    values = {"data": data, "saved_at": context.current().now}
    return Draft.objects.update_or_create(user=user, form=form, key=key, defaults=values)[0]


def drop_draft(user: User, form: str, key: str = "") -> None:
    """交上去了，不再留。"""
    Draft.objects.filter(user=user, form=form, key=key).delete()
