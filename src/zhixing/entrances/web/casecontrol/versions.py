"""一行自己的版本号：令、报告、线索、调查措施各有各的，表单带着，过时的由命令拒绝。"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.http import Http404

from zhixing.entrances.web.cases.act_forms import DeskForm

Row = TypeVar("Row")


class VersionForm(DeskForm):
    """带着所看的那一行的版本号；没有带的当过时。"""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def about(self, row: Any, **initial: Any) -> VersionForm:
        """所看的一行和先填好的。"""
        self.initial = {"version": row.revision, **initial}
        return self

    def clean_version(self) -> int:
        """没有带的是 -1。"""
        given = self.cleaned_data["version"]
        return -1 if given is None else int(given)


def picked(rows: list[Row], number: int) -> Row:
    """其中这个编号的；没有的是 404。"""
    found = next((one for one in rows if one.pk == number), None)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
