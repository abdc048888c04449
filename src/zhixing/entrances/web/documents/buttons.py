"""文书页右上的按钮：此刻能办的，下一步是主按钮；和命令读同一份权限。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from zhixing.casework.documents import papers
from zhixing.casework.documents.access import by_hand, steps
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.documents.reading import Opened
from zhixing.entrances.web.ui import Action, Actions
from zhixing.law.paper_life import LABELS, Step
from zhixing.law.states import Act

NEXT: Final = (Step.SIGN, Step.SEAL, Step.REFER)
"""下一步，依次找。"""
ICONS: Final = {Step.SIGN: "writing", Step.SEAL: "rubber-stamp", Step.REFER: "send"}


def bar(opened: Opened) -> Actions:
    """右上一排：下一步是主按钮，其余跟着，少用的收在“更多”里。"""
    able = steps(opened.desk.user, opened.row)
    return Actions(tuple(_shown(opened, able)), tuple(_more(opened, able)))


def _shown(opened: Opened, able: tuple[Step, ...]) -> Iterator[Action]:
    if Step.REVISE in able:
        yield Action(text="修改", url=reverse("document_edit", args=opened.args), icon="edit")
    if Step.SEND_BACK in able:
        yield Action(text=LABELS[Step.SEND_BACK], url=step_url(opened, Step.SEND_BACK), dialog=True)
    if opened.final:
        yield Action(text="打开 PDF", url=reverse("document_pdf", args=opened.args), icon="printer")
        yield from _serving(opened)
    if opened.row.state == Document.State.REVIEW and opened.row.approval_id:
        yield Action(text="看审批单", url=reverse("approval_page", args=[opened.row.approval_id]), icon="rubber-stamp", kind="primary")
    ready = [step for step in NEXT if step in able]
    for step in reversed(ready):
        kind = "primary" if step is ready[0] else "plain"
        sent = {"revision": opened.row.revision}
        yield Action(text=LABELS[step], url=step_url(opened, step), method="post", kind=kind, icon=ICONS[step], fields=sent)


def _serving(opened: Opened) -> Iterator[Action]:
    """用了印、还有人没有送到的，去送达。"""
    left = [one for one in opened.row.recipients.all() if not one.cancelled and one.deemed_on is None]
    if not left or opened.row.state != Document.State.SEALED or not opened.desk.rights.may(Act.SERVE):
        return
    one = reverse("service_recipient", args=[opened.row.case_id, left[0].pk])
    url = one if len(left) == 1 else f"{opened.desk.home}?tab=service#tabs"
    yield Action(text="送达", url=url, kind="primary", icon="send")


def _more(opened: Opened, able: tuple[Step, ...]) -> Iterator[Action]:
    yield Action(text="下载 PDF", url=f"{reverse('document_pdf', args=opened.args)}?save=1", download=True)
    if opened.row.kind in papers.TEMPLATES and not by_hand(opened.row):
        yield Action(text="导出 .docx", url=reverse("document_docx", args=opened.args), download=True)
    if opened.row.version > 1:
        yield Action(text="各版有什么不同", url=reverse("document_versions", args=opened.args))
    for step in (Step.REISSUE, Step.VOID):
        if step in able and (step is Step.VOID or opened.row.signed_at):
            yield Action(text=ASKS[step], url=step_url(opened, step), kind="danger", dialog=True)


ASKS: Final = {Step.VOID: "作废", Step.REISSUE: "作废并重新制作"}


def step_url(opened: Opened, step: Step) -> str:
    """办这一步的地址。"""
    return reverse("document_act", args=[*opened.args, step])
