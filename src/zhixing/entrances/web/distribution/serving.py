"""送达：当事人以财产分配方案文书的送达为准；线下送的、人数众多的公告，登记一次，附证明。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents.queries import documents
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands import plan_service
from zhixing.casework.funds.queries_plans import PlanService, Receiving
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.distribution.opened import Opened, State, acting
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    DayField,
    Panel,
    Row,
    Status,
    Table,
    TextField,
    done,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.files.commands import store
from zhixing.law.words import choices, word

COLUMNS = (Column("收件人"), Column("收到"), Column("怎样送的"), Column(""))
REST, ONE = "rest", "one"


def main(found: Opened) -> Iterator[Action]:
    """下一步：登记送达；都送达了的，起算异议期。"""
    if read.receiving(found.plan).missing:
        yield Action(text="登记送达", url=found.url("case_plan_serve"), kind="primary", icon="send", dialog=True)
    else:
        fields = {"revision": found.plan.revision}
        yield Action(text="都送达了，起算异议期", url=found.url("case_plan_act", "start"), method="post", kind="primary", fields=fields)


def panel(found: Opened) -> Panel:
    """谁收到了、哪天、怎样送的。"""
    got = read.receiving(found.plan)
    rows = [*(_person(found, one) for one in got.people), *_others(found, got)]
    table = Table(columns=COLUMNS, rows=tuple(rows), label="送达")
    return Panel(id="service", title="送达", note=_paper(found), actions=tuple(_actions(found)), flush=True, body=(table,))


def _actions(found: Opened) -> Iterator[Action]:
    if found.plan.document_id is not None:
        yield Action(text="看文书", url=reverse("document_page", args=[found.plan.case_id, found.plan.document_id]), icon="file-text", small=True)
    if not found.able or found.plan.served_on is not None:
        return
    write = reverse("case_document_write", args=[found.plan.case_id, plan_service.KIND])
    yield Action(text="制作财产分配方案", url=write, icon="file-text", small=True)
    yield Action(text="选据以送达的文书", url=found.url("case_plan_document"), small=True, dialog=True)


def _paper(found: Opened) -> str:
    row = found.plan.document
    return f"据以送达：{row}" if row is not None else "还没有选据以送达的文书；当事人收到的日子从它的送达来"


def _person(found: Opened, one: read.Getting) -> Row:
    day = full_day(one.day) if one.day else Status("还没有送达", "yellow")
    return Row(cells=((one.name, one.role), day, one.how or "—", _undo(found, one.service) if one.how == "另行送达" else ""))


def _others(found: Opened, got: Receiving) -> Iterator[Row]:
    """不是当事人的债权人。"""
    for row in got.apart:
        yield Row(cells=((row.share.name, row.share.key), full_day(row.deemed_on), _method(row), _undo(found, row)))  # type: ignore[union-attr]
    left = got.others - len(got.apart)
    if left > 0:
        day = full_day(got.rest.deemed_on) if got.rest else Status("还没有送达", "yellow")
        name = f"其余 {left:,} 名债权人" if got.apart else f"{left:,} 名债权人"
        yield Row(cells=(name, day, _method(got.rest) if got.rest else "—", _undo(found, got.rest)))


def _method(row: PlanService) -> tuple[Content, ...]:
    proof = Action(text=row.file.name, url=reverse("case_file", args=[row.plan.case_id, row.file_id]), kind="link")
    return (word("method", row.method), proof, *([row.note] if row.note else []))


def _undo(found: Opened, row: PlanService | None) -> Content:
    if row is None or not found.able or found.plan.served_on is not None or found.plan.state != State.SERVED:
        return ""
    url = found.url("case_plan_withdraw", row.pk)
    return Action(text="记错了", url=url, method="post", small=True, fields={"revision": found.plan.revision}, confirm="这一次送达不作数。确定？")


# ---- 登记 ----


class ServeForm(forms.Form):
    """谁、哪天、怎样、证明。"""

    whom = forms.ChoiceField(label="送达谁")
    key = TextField(label="债权的编号", max_length=60, required=False, help_text="只送达某一名债权人的填写。")
    deemed_on = DayField(label="送达之日", help_text="公告的，是视为送达之日。")
    method = forms.ChoiceField(label="怎样送的")
    file = forms.FileField(label="送达的证明", help_text="公告样张、刊登的版面、签收单、发送记录。")
    note = TextField(label="说明", max_length=300, required=False)

    def __init__(self, found: Opened, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        got = read.receiving(found.plan)
        others = [(REST, "其余全部债权人（公告等）"), (ONE, "某一名债权人")] if got.others > len(got.apart) and got.rest is None else []
        people = [(str(one.party_id), f"{one.name}（{one.role}）") for one in got.people if one.day is None]
        self.fields["whom"].choices = [*others, *people]  # type: ignore[attr-defined]
        self.fields["method"].choices = list(choices("method").items())  # type: ignore[attr-defined]
        self.fields["method"].initial = "announcement" if others else "direct"
        self.fields["deemed_on"].initial = found.today


def serve(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """登记一次送达。"""
    found = acting(request, case_id, number)
    return fill(found.desk, ServeForm(found, request.POST or None, request.FILES or None), Filling(
        title="登记送达", submit="登记", back=found.home,
        note="最后一人收到的次日起，异议期十五日（民诉法解释第509条）。各人的异议期从各人收到起算。", run=lambda values: _served(found, values),
    ))


@transaction.atomic
def _served(found: Opened, values: dict[str, Any]) -> tuple[str, str]:
    plan, desk, file = found.plan, found.desk, values["file"]
    kept = store(court_id=plan.court_id, name=file.name, content=file.read(), actor=desk.user, stream=desk.case.stream)
    whom = values["whom"]
    share = plan.shares.filter(key=values["key"]).values_list("pk", flat=True).first() or 0 if whom == ONE else None
    plan_service.record_service(
        plan=plan.pk, actor=desk.user, revision=desk.sent, deemed_on=values["deemed_on"], method=values["method"], file=kept, share=share,
        party=int(whom) if whom.isdecimal() else None, note=values["note"],
    )
    left = read.receiving(read.one(plan.pk)).missing
    return ("已登记。" + (f"还有{'、'.join(left[:3])}没有送达。" if left else "都送达了，异议期起算。")), found.home


@require_POST
def withdraw(request: HttpRequest, case_id: int, number: int, service: int) -> HttpResponse:
    """记错了的。"""
    found = acting(request, case_id, number)
    if not PlanService.objects.filter(pk=service, plan=found.plan).exists():
        raise Http404
    plan_service.withdraw_service(service=service, actor=found.desk.user, revision=found.desk.sent)
    return done(request, found.home, "已去掉，可以重新登记。")


# ---- 据以送达的文书 ----


class DocumentForm(forms.Form):
    """哪一份。"""

    document = forms.ChoiceField(label="财产分配方案")

    def __init__(self, found: Opened, data: Any = None) -> None:
        super().__init__(data)
        rows = documents(found.plan.case_id).filter(kind=plan_service.KIND).exclude(state="void")
        self.fields["document"].choices = [(row.pk, f"{row}（{row.get_state_display()}）") for row in rows]  # type: ignore[attr-defined]


def document(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """选据以送达的文书。"""
    found = acting(request, case_id, number)
    return fill(found.desk, DocumentForm(found, request.POST or None), Filling(
        title="据以送达的文书", submit="就是这一份", columns=1, back=found.home, note="当事人收到的日子从它的送达来，不用再登记一遍。",
        run=lambda values: _attached(found, int(values["document"])),
    ))


def _attached(found: Opened, document: int) -> tuple[str, str]:
    plan_service.attach_document(plan=found.plan.pk, actor=found.desk.user, revision=found.desk.sent, document=document)
    return "已选定。", found.home
