"""存量接管的向导：上传、核对、对账、签字、接管、完成。每一步只有一个主按钮。"""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web import uploads
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.takeover import pieces
from zhixing.entrances.web.ui import (
    Action,
    Column,
    DayField,
    Empty,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Table,
    TextField,
    show,
)
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.exchange import takeover
from zhixing.exchange.takeover import RUNNING, State, Takeover
from zhixing.foundation.history import context


class UploadForm(forms.Form):
    """一个工作簿和上线日。"""

    file = forms.FileField(label="工作簿", help_text=".xlsx 或 .xls，20 MB 以内。七张表用模板里的名字，没有的表可以不要。",
                           allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls"}))
    live_on = DayField(label="上线日", help_text="从这一天起用本系统办案；以前届满的节点只标“上线前不计”，不亮红灯。")


class ReversalForm(forms.Form):
    """撤回的理由。"""

    reason = TextField(label="撤回的理由", max_length=200, lines=2)


class DeclineForm(forms.Form):
    """退回的理由。"""

    reason = TextField(label="退回的理由", max_length=200, lines=2)


@needs("may_take_over", "may_sign_takeover")
def listing(request: HttpRequest) -> HttpResponse:
    """上传，和以前的批次。"""
    today = context.current().today
    form = UploadForm(request.POST or None, request.FILES or None, initial={"live_on": today})
    refused = uploads.received(request, form, takeover.start, "takeover_run", "接管")
    if isinstance(refused, HttpResponse):
        return refused
    template = Action(text="下载模板", url=reverse("takeover_template"), icon="download", download=True)
    upload = FormPanel(form=form, submit="上传并核对", before=refused, title="上传工作簿")
    return show(request, Page(
        title="存量接管", pretitle="先核对、对账、签字，再接管；签字以前什么也不写", actions=(template,), back=reverse("case_filing"),
        back_text="执行立案", body=(upload, _runs(request, today)), side=(_how(),),
    ), status=uploads.status(request, refused))


def _how() -> Panel:
    return Panel(title="怎么准备", body=(
        Note("从流程系统导出各表，放进一个工作簿：案件、当事人、已办事项、控制措施、案款余额、失信限消、终本库。栏目用平常的叫法或者国家标准字典的名称、代码都认。"),
        Note("在办的控制措施务必写全生效日期、历次续行日期和届满日期：接管当天就开始看守，快到期的马上出现在承办人的工作台。"),
        Note("“合计”表可以填流程系统里数出来的总数，对不上就不能签字。"),
        Note("接管以后、办第一件事以前，执行局长可以整批撤回。"),
    ))


def _runs(request: HttpRequest, today: date) -> Panel:
    columns = (Column("工作簿"), Column("上传"), Column("上线日"), Column("案件", "end"), Column("合格", "end"), Column("状态"))
    rows = tuple(
        Row(url=reverse("takeover_run", args=[r.pk]), cells=(
            r.file.name, (r.started_by.name, moment(r.started_at, today)), full_day(r.live_on), f"{r.total:,}", f"{r.good:,}", pieces.state(r),
        ))
        for r in takeover.runs(request.user)[:30]
    )
    table = Table(columns=columns, rows=rows, label="接管批次", empty=Empty("还没有接管过", icon="upload"))
    return Panel(title="以前的批次", flush=True, body=(table,))


@needs("may_take_over", "may_sign_takeover")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """一批：走到哪一步，就显示哪一步要看的和要决定的。"""
    found = takeover.get(request.user, run_id)
    here = reverse("takeover_run", args=[run_id])
    running = found.state in RUNNING
    if again := over(request, running=running):
        return again
    top: list[Piece] = [pieces.steps(found)]
    if running:
        top.append(Progress(url=here, text=pieces.title(found), done=found.done, total=found.total))
    if found.message:
        top.append(Note(found.message, "red" if found.state == State.FAILED else "blue"))
    return show(request, Page(
        title=pieces.title(found), pretitle=f"存量接管　{found.file.name}　{found.started_by.name}上传　{full_day(found.live_on)}上线",
        tags=(pieces.state(found),), back=reverse("takeover_list"), back_text="存量接管", actions=pieces.downloads(found),
        top=tuple(top), body=() if running else _body(request, found),
    ))


def _body(request: HttpRequest, found: Takeover) -> tuple[Piece, ...]:
    may_sign = rights_of(request).may_sign_takeover
    if found.state == State.CHECKED:
        told = (pieces.figures(found), pieces.report(request, found))
        return (*pieces.signing(request, found, may_sign), *told, *_declining(request, found, may_sign))
    if found.state == State.DONE:
        return (*pieces.results(request, found), pieces.figures(found), *_reversal(found, may_sign))
    if found.state == State.FAILED and found.signed_at:
        return (*pieces.unfinished(found, may_sign), pieces.figures(found), *_reversal(found, may_sign))
    return () if found.state == State.FAILED else (pieces.figures(found),)


def _declining(request: HttpRequest, found: Takeover, may_sign: bool) -> tuple[Piece, ...]:
    """不签字的退回；上传的人传错了，自己撤下。"""
    if not may_sign and found.started_by_id != request.user.pk:
        return ()
    note = Note("退回以后不再等签字，什么也没有接管；改好重新上传。")
    return (FormPanel(
        form=DeclineForm(), url=reverse("takeover_decline", args=[found.pk]), submit="退回这一批", title="不签字，退回", danger=True, before=(note,),
    ),)


def _reversal(found: Takeover, may_sign: bool) -> tuple[Piece, ...]:
    """撤回：可以的给表单，不可以的说为什么。"""
    if not may_sign:
        return ()
    able = takeover.reversible(found)
    if not able.ok:
        return (Panel(title="整批撤回", body=(Note(able.reasons[0].text, "yellow"), Note(able.reasons[0].remedy))),)
    note = Note("接管以后还没有办过事，可以整批撤回：案号腾出，节点去掉，历史都留着。办了第一件事以后就不能了。", "yellow")
    return (FormPanel(
        form=ReversalForm(), url=reverse("takeover_reverse", args=[found.pk]), submit="整批撤回", title="整批撤回", danger=True, before=(note,),
    ),)
