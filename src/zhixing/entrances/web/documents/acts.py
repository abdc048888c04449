"""送签、签发、退回、用印、作废、重新制作：各自问要问的，办不成的说为什么。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from zhixing.casework.documents import commands
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.documents.reading import Opened, open_document
from zhixing.entrances.web.ui import TextField, done

DONE: Final = {"refer": "已送签", "sign": "已签发", "seal": "已用印"}
AT_ONCE: Final[dict[str, Callable[..., Any]]] = {"refer": commands.refer, "sign": commands.sign, "seal": commands.seal}
"""点一下就办的。"""


class Why(forms.Form):
    """为什么。"""

    reason = TextField(label="理由", lines=3, max_length=500)


def act(request: HttpRequest, case_id: int, document_id: int, act: str) -> HttpResponse:
    """一份文书上的一个行为。"""
    opened = open_document(request, case_id, document_id)
    if act in AT_ONCE:
        return _at_once(opened, act)
    if act not in ASKING:
        raise Http404
    title, submit, note, run = ASKING[act]
    desk = replace(opened.desk, revision=opened.row.revision)
    return fill(desk, Why(request.POST or None), Filling(
        title=f"{title}：{opened.row.title}", what=title, submit=submit, note=note, danger=True, columns=1,
        run=lambda values: run(opened, values["reason"], desk.sent),
    ))


def _at_once(opened: Opened, act: str) -> HttpResponse:
    if opened.desk.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    desk = opened.desk
    AT_ONCE[act](document=opened.row.pk, actor=desk.user, on=desk.today, revision=desk.sent)
    return done(desk.request, opened.url, f"{opened.row.title}{DONE[act]}。")


def _send_back(opened: Opened, why: str, revision: int | None) -> tuple[str, str]:
    commands.send_back(document=opened.row.pk, actor=opened.desk.user, on=opened.desk.today, revision=revision, why=why)
    return f"{opened.row.title}已退回修改。", opened.url


def _void(opened: Opened, why: str, revision: int | None) -> tuple[str, str]:
    commands.void(document=opened.row.pk, actor=opened.desk.user, on=opened.desk.today, revision=revision, reason=why)
    return f"{opened.row.title}已作废。", opened.url


def _reissue(opened: Opened, why: str, revision: int | None) -> tuple[str, str]:
    made = commands.reissue(document=opened.row.pk, actor=opened.desk.user, on=opened.desk.today, revision=revision, reason=why)
    return f"原来的{opened.row.title}已作废，改好新的再送签。", reverse("document_edit", args=[made.case_id, made.pk])


ASKING: Final[dict[str, tuple[str, str, str, Callable[[Opened, str, int | None], tuple[str, str]]]]] = {
    "send_back": ("退回修改", "退回", "写明哪里要改，拟稿人看得到。", _send_back),
    "void": ("作废", "作废", "编号照占，不再用；已经送达的，要另行通知收到的人。", _void),
    "reissue": ("作废并重新制作", "作废并重新制作", "原来的作废，照原来的内容另起一稿。", _reissue),
}
"""要写明理由的：题目、按钮、说明、怎么办。"""
