"""起草一版：上传债权表；表有毛病的换一份；照一版另做一版（按异议修正、又有一笔钱累计再分）。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from zhixing.casework.funds.commands.plans import WHY, Given, again_pot
from zhixing.casework.funds.queries import switches
from zhixing.casework.funds.queries_books import balance
from zhixing.entrances.web.calculator.distribution import Question, method_of
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.distribution.opened import Opened, State, acting, require
from zhixing.entrances.web.ui import Action, DayField, Fold, MoneyField, RowsField, Section, Table, Text, TextField
from zhixing.entrances.web.ui.table import Column, Row
from zhixing.entrances.web.ui.words import yuan
from zhixing.exchange import creditors
from zhixing.law.distribution_claims import holds, levels
from zhixing.law.distribution_rows import COLUMNS

ACCEPT = ".xlsx,.xls,.csv"
SECTIONS = (
    Section("分什么", ("title", "pot", "cutoff", "file")), Section("怎么分", ("ladder", "least", "double", "rent_first", "assets")),
    Section("首封多分（本院口径有的才用）", ("first", "reason")),
)


def _file() -> forms.FileField:
    return forms.FileField(
        label="债权表", help_text=".xlsx、.xls、.csv，20 MB 以内，三十万行以内。", allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class StartForm(Question):
    """起草一版：名称、可分的钱、债权表、怎么分。"""

    title = TextField(label="名称", max_length=120, initial="执行款分配方案")
    cutoff = DayField(label="债权算到哪天", required=False, help_text="各债权算到的同一天，印在方案上。")
    file = _file()

    def __init__(self, desk: Desk, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        del self.fields["rows"]
        held = balance(desk.case.pk).held_fen
        self.fields["pot"].initial = held or None
        self.fields["pot"].help_text = f"在案款还有 {yuan(held)} 元。先扣的执行费用可以作为一笔“执行费用、变价费用”写在表里。"

    def clean_file(self) -> UploadedFile | None:
        """大小由导入去看。"""
        file: UploadedFile | None = self.cleaned_data["file"]
        return file


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """起草。"""
    desk = open_desk(request, case_id)
    require(desk)
    return fill(desk, StartForm(desk, request.POST or None, request.FILES or None), Filling(
        title="做分配方案", submit="上传并导入", sections=SECTIONS, after=(_blank(), *_columns()), back=reverse("case_distribution", args=[case_id]),
        note="先上传债权表，一笔债权一行；后台读表、核对、算到分，您再看各笔，没有问题才定稿。", run=lambda values: _started(desk, values),
    ))


def _started(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    given = Given(values["title"], values["pot"], method_of(values, switches(desk.case.court_id)), values["cutoff"])
    file = values["file"]
    plan = creditors.start(
        case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, given=given, name=file.name, content=file.read(),
    )
    return f"已收下“{file.name}”，正在导入。", reverse("case_plan", args=[desk.case.pk, plan.number])


def _blank() -> Action:
    return Action(text="下载空的债权表", url=reverse("case_plan_template"), icon="download", download=True, small=True)


def template(request: HttpRequest) -> HttpResponse:
    """空的债权表：只有表头，用表格软件打开就能填；用不着的列可以删。"""
    content = "\ufeff" + ",".join({**COLUMNS, **creditors.MORE}.values()) + "\r\n"
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "债权表.csv") or ""
    return response


def _columns() -> tuple[Fold, ...]:
    rows = tuple(Row(cells=(name, code, _NOTES.get(code, ""))) for code, name in {**COLUMNS, **creditors.MORE}.items())
    known = "、".join(dict.fromkeys(name for ladder in ("civil", "criminal", "ship") for name in levels(ladder).values()))
    return (Fold("债权表可以有哪些列", (
        Table(columns=(Column("列名"), Column("英文列名也认"), Column("")), rows=rows, label="各列"), Text(f"顺位可以写：{known}。"),
    )),)


_NOTES = {
    "id": "必须有，不能重复", "amount": "必须有，单位是元", "creditor": "必须有；和本案当事人同名的，就是他", "level": "不写的是普通债权",
    "paid": "以前从同一笔财产分到的，元", "hold": "、".join(holds().values()), "account": "账号、证件号要设成文本，写成数字的末几位会丢",
    "holder": "不写的是债权人自己",
}


# ---- 换一份表 ----


class TableForm(forms.Form):
    """改好的表。"""

    file = _file()


def table(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """有毛病的表改好了，重新导入；程序出错停下的，接着导。"""
    found = acting(request, case_id, number)
    return fill(found.desk, TableForm(request.POST or None, request.FILES or None), Filling(
        title="换一份债权表", submit="重新导入", columns=1, back=found.home, note="一笔也没有导入；改好以后整份再上传。",
        run=lambda values: _replaced(found, values["file"]),
    ))


def _replaced(found: Opened, file: UploadedFile) -> tuple[str, str]:
    creditors.again(plan=found.plan, actor=found.desk.user, revision=found.desk.sent, name=file.name or "", content=file.read())
    return f"已收下“{file.name}”，正在导入。", found.home


# ---- 照一版另做一版 ----


class AgainForm(forms.Form):
    """为什么另做、新到多少钱、改哪几笔。"""

    why = forms.ChoiceField(label="为什么另做一版")
    fresh = MoneyField(label="新到的钱（元）", required=False, help_text="没有的不填。")
    edits = RowsField(
        {
            "key": TextField(label="编号", max_length=60), "amount": MoneyField(label="债权额改成（元）", required=False),
            "hold": forms.ChoiceField(label="暂不发放", required=False),
        }, extra=3, required=False, label="改哪几笔", help_text="没有写的照原来的。增减债权人的，导出债权表改好，另做一版导入。",
    )

    def __init__(self, found: Opened, data: Any = None) -> None:
        super().__init__(data)
        settled = found.plan.state == State.SETTLED
        fit = ("round", "released", "judgment") if settled else ("corrected", "revised", "judgment")
        self.fields["why"].choices = [(code, WHY[code]) for code in fit]  # type: ignore[attr-defined]
        cells = self.fields["edits"].cells  # type: ignore[attr-defined]
        cells["hold"].choices = [("", "不变"), ("none", "不再暂缓，照发"), *holds().items()]


def again(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """照这一版另做一版。"""
    found = acting(request, case_id, number)
    pot = again_pot(found.plan, "round")
    settled = found.plan.state == State.SETTLED
    note = (
        f"累计再分（M:P-17）：已经发的算已得；这一版暂不发放、留着的 {yuan(pot)} 元和新到的钱一起，按历次合计重新算各人应得。" if settled
        else f"各笔照抄，照下面改的重新分，仍分 {yuan(pot)} 元。没有人反对的异议、照判决修正的，不必再等异议期；别的要重新送达。"
    )
    return fill(found.desk, AgainForm(found, request.POST or None), Filling(
        title=f"照第{number}版另做一版", submit="另做一版", columns=1, back=found.home, note=note, run=lambda values: _again(found, values),
    ))


def _again(found: Opened, values: dict[str, Any]) -> tuple[str, str]:
    plan = creditors.follow(
        plan=found.plan, actor=found.desk.user, on=found.today, revision=found.desk.sent, why=values["why"], fresh_fen=values["fresh"] or 0,
        edits={row["key"]: _edit(row) for row in values["edits"]},
    )
    return f"正在做第{plan.number}版。", reverse("case_plan", args=[plan.case_id, plan.number])


def _edit(row: dict[str, Any]) -> dict[str, str]:
    amount = {"amount": f"{row['amount'] // 100}.{row['amount'] % 100:02d}"} if row["amount"] else {}
    hold = {"hold": "" if row["hold"] == "none" else row["hold"]} if row["hold"] else {}
    return {**amount, **hold}


