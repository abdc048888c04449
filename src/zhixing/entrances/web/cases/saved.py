"""存下的清单：起个名，存、删。"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases import commands
from zhixing.casework.cases.queries import SavedList, lists_of
from zhixing.entrances.web.cases.listing import PAGE, asked
from zhixing.entrances.web.ui import Action, FormPanel, Item, Items, Page, Panel, TextField, done, show


class ListForm(forms.Form):
    """给这份清单起个名。"""

    name = TextField(label="名称", max_length=40, help_text="同名的会换成现在的筛选。")


def save(request: HttpRequest, page: str = PAGE, home: str = "case_list") -> HttpResponse:
    """存下网址里的筛选；下面列出已存的，可以删。``page`` 是哪一种清单，``home`` 是它的页名。"""
    user = asked(request).user
    query = request.GET.urlencode()[:1000]
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.save_list(user, page, form.cleaned_data["name"], query)
        return done(request, f"{reverse(home)}?{query}", f"已存下“{form.cleaned_data['name']}”。")
    kept = tuple(_item(row, home) for row in lists_of(user, page))
    mine = Panel(title="已存下的", flush=True, body=(Items(items=kept),)) if kept else ""
    panel = FormPanel(form=form, url=request.get_full_path(), submit="存下", cancel=f"{reverse(home)}?{query}")
    return show(request, Page(title="存下这份清单", body=(panel, mine)))


def _item(row: SavedList, home: str) -> Item:
    drop = Action(text="删去", url=reverse("case_list_drop", args=[row.pk]), method="post", small=True)
    return Item(title=row.name, url=f"{reverse(home)}?{row.query}", actions=(drop,))


@require_POST
def drop(request: HttpRequest, list_id: int) -> HttpResponse:
    """删去自己的一份。"""
    commands.drop_list(asked(request).user, list_id)
    return done(request, reverse("case_list"), "已删去。")
