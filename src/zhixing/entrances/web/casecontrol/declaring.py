"""财产报告：被执行人报了什么、与查到的有哪些矛盾、核实的结果；收下一份、核实一份。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control.commands import declarations
from zhixing.casework.control.commands.declarations import Given
from zhixing.casework.control.queries_assets import AssetKind
from zhixing.casework.control.queries_clues import Declaration
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.findings import KEYS
from zhixing.entrances.web.casecontrol.pieces import listed
from zhixing.entrances.web.casecontrol.places import NAME, home
from zhixing.entrances.web.casecontrol.versions import VersionForm, picked
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    DayField,
    Empty,
    Facts,
    Item,
    Items,
    Money,
    MoneyField,
    Page,
    Panel,
    Row,
    RowsField,
    Section,
    Status,
    Table,
    TextField,
    show,
)
from zhixing.entrances.web.ui.words import dates, full_day
from zhixing.law.asset_keys import kinds
from zhixing.law.declared import CHANGES, SORTS
from zhixing.law.states import Act
from zhixing.law.words import choices, word

COLUMNS: Final = (Column("谁报告的"), Column("报告日"), Column("报告了"), Column("与查到的"), Column("核实"), Column("", "end"))
ITEMS: Final = (Column("财产"), Column("金额（元）", "end"), Column("变动"))
CONTENTS: Final = {"items": "报告了财产", "nothing": "报告没有财产", "refused": "拒绝报告"}
RESULTS: Final = {"checked": "green", "late": "yellow", "false": "red", "refused": "red"}
SECTIONS: Final = (
    Section("谁、什么时候", ("party", "on", "sort", "changed_on", "content")),
    Section("报告的财产", ("items",), 1, "一行一项；存款、收入、不动产、车辆、股权、债权，向人民法院报告前一年内的变动也要报。"),
    Section("附件", ("file", "why")),
)


def panel(found: Belongings) -> Panel:
    """各份报告。"""
    rows = tuple(_row(found, one) for one in found.declarations)
    add = Action(text="收下报告", url=reverse("case_declare", args=[found.case.pk]), small=True)
    nothing = "还没有收到财产报告。报告财产令送达以后，被执行人应当报告；收到的、拒绝报告的都在这里登记。"
    return listed("declared", "财产报告", COLUMNS, rows, nothing, (add,) if found.may(Act.DECLARE) else ())


def _row(found: Belongings, one: Declaration) -> Row:
    check = Action(text="核实", url=reverse("case_declaration_check", args=[found.case.pk, one.pk]), small=True, dialog=True)
    return Row(url=reverse("case_declaration", args=[found.case.pk, one.pk]), cells=(
        (one.party.name, one.get_sort_display()), full_day(one.given_on), said(one), clash(one), result(one),
        check if not one.result and found.may(Act.DECLARE) else "",
    ))


def said(one: Declaration) -> str:
    """报告了几项，没有财产，拒绝报告。"""
    return "拒绝报告" if one.refused else "没有财产" if one.nothing else f"{len(one.items)} 项"


def clash(one: Declaration) -> Content:
    """几处矛盾。"""
    return Status(f"{len(one.found)} 处矛盾", "yellow") if one.found else "没有看出矛盾"


def result(one: Declaration) -> tuple[Content, ...]:
    """核实的结果。"""
    if not one.result:
        return (Status("还没有核实", "plain"),)
    return Status(word("report", one.result), RESULTS[one.result]), full_day(one.checked_on)


# ---- 一份 ----


def page(request: HttpRequest, case_id: int, declaration_id: int) -> HttpResponse:
    """一份报告：各项，与查到的矛盾。"""
    found = Belongings.open(request, case_id)
    one = picked(found.declarations, declaration_id)
    check = Action(text="核实", url=reverse("case_declaration_check", args=[case_id, one.pk]), kind="primary", dialog=True)
    return show(request, Page(
        title=f"{one.party.name}的财产报告：{said(one)}", pretitle=f"{found.case}　{people(found.desk)}", back=home(case_id, "declared"),
        back_text=NAME, actions=(check,) if not one.result and found.may(Act.DECLARE) else (), tags=(result(one)[0],),  # type: ignore[arg-type]
        body=(_clashes(one), _items(one)), side=(_facts(found, one),),
    ))


def _clashes(one: Declaration) -> Panel:
    """各处矛盾；只是线索，如实不如实由承办人核实。"""
    items = tuple(
        Item(title=each["what"], tone="yellow", tags=(Status(SORTS.get(each["sort"], each["sort"]), "yellow"),),
             note=f"{dates(each['text'])}（{each['article']}）")
        for each in one.found
    )
    empty = Empty("没有看出矛盾", "以收下、核实时查到的财产对照。", "circle-check")
    return Panel(title="与查到的对照", note="看出的矛盾只是线索；不如实的，处罚另行报批", flush=True, body=(Items(items=items, empty=empty),))


def _items(one: Declaration) -> Panel:
    rows = tuple(
        Row(cells=((str(each["what"]), AssetKind(each["kind"]).label), Money(each.get("value_fen")),
                   (CHANGES.get(str(each.get("change", "")), ""), *([dates(str(each["changed_on"]))] if each.get("changed_on") else []))))
        for each in one.items
    )
    return Panel(title="报告的各项", flush=True, body=(Table(columns=ITEMS, rows=rows, label="报告的各项", empty=Empty(f"{said(one)}，没有列财产")),))


def _facts(found: Belongings, one: Declaration) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("报告人", one.party.name), ("种类", one.get_sort_display()), ("报告日", full_day(one.given_on)), ("收下", one.taken_name),
    ]
    rows += [("报告期间自", full_day(one.since))] if one.since else []
    rows += [("财产变动日", full_day(one.changed_on))] if one.changed_on else []
    rows += [("申报表", Action(text=one.file.name, url=reverse("case_file", args=[found.case.pk, one.file_id]), kind="link"))] if one.file else []
    return Panel(title="这一份", body=(Facts(tuple(rows)),))


# ---- 收下 ----


def cells() -> dict[str, forms.Field]:
    """一行里的各栏。"""
    named = [(code, AssetKind(code).label) for code in kinds() if code != AssetKind.INFO]
    return {
        "kind": forms.ChoiceField(label="种类", required=False, choices=[("", "—"), *named]),
        "what": TextField(label="哪一项", required=False, max_length=300),
        "number": TextField(label="账号、权证号、号牌", required=False, max_length=100),
        "value": MoneyField(label="金额（元）", required=False),
        "change": forms.ChoiceField(label="一年内的变动", required=False, choices=list(CHANGES.items())),
        "changed_on": DayField(label="变动日", required=False),
    }


class DeclareForm(DeskForm):
    """一份报告。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    party = forms.ChoiceField(label="谁报告的")
    on = DayField(label="报告日")
    sort = forms.ChoiceField(label="哪一种", choices=Declaration.Sort.choices)
    changed_on = DayField(label="财产变动日", required=False, help_text="补充报告的写：变动以后十日内报告")
    content = forms.ChoiceField(label="报告了什么", choices=list(CONTENTS.items()), widget=forms.RadioSelect, initial="items")
    file = forms.FileField(label="财产申报表", required=False)
    why = TextField(label="怎样拒绝的", lines=2, max_length=500, required=False, help_text="拒绝报告的写明")

    def prepare(self, desk: Desk) -> None:
        """本案的被执行人；先给五行空的，没有脚本的也够填，填满了再交一份补充的。"""
        self.fields["items"] = RowsField(cells(), extra=5, label="各项财产", required=False)
        self.fields["party"].choices = [(str(one.pk), one.name) for one in Belongings(desk).respondents]  # type: ignore[attr-defined]
        self.order_fields(["token", "party", "on", "sort", "changed_on", "content", "items", "file", "why"])

    def clean_items(self) -> list[dict[str, Any]]:
        """缺种类、缺哪一项的说第几行。"""
        rows: list[dict[str, Any]] = self.cleaned_data["items"]
        wrong = [f"第{n}行没有选种类，或者没有写哪一项。" for n, row in enumerate(rows, 1) if not (row["kind"] and row["what"])]
        if wrong:
            raise forms.ValidationError(wrong)
        return rows


def declare(request: HttpRequest, case_id: int) -> HttpResponse:
    """收下一份财产报告。"""
    desk = desk_for(request, case_id, Act.DECLARE)
    form = DeclareForm(desk, request.POST or None, request.FILES or None)
    form.initial = {"token": token()}
    return fill(desk, form, Filling(
        title="收下财产报告", submit="收下", what="收下", sections=SECTIONS, back=home(case_id, "declared"), draft=f"declare-{case_id}",
        note="收下时就与查到的对照，矛盾列出来。", run=lambda values: _declared(desk, values),
    ))


@transaction.atomic
def _declared(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    """收不下的，存的申报表也退回。"""
    files = stored(desk, [values["file"]]) if values.get("file") else []
    content = values["content"]
    given = Given(
        sort=values["sort"], items=[_item(row) for row in values["items"]], nothing=content == "nothing", refused=content == "refused",
        changed_on=values["changed_on"], file_id=files[0] if files else None,
    )
    row = declarations.declare(
        case=desk.case, party=int(values["party"]), actor=desk.user, on=values["on"], revision=desk.sent, given=given, token=values["token"],
        why=values["why"],
    )
    told = f"与查到的有 {len(row.found)} 处矛盾，请核实" if row.found else "没有看出矛盾"
    return f"已收下{row.party.name}的财产报告；{told}", reverse("case_declaration", args=[desk.case.pk, row.pk])


def _item(row: dict[str, Any]) -> dict[str, Any]:
    """一行 → 报告的一项；编号照种类放到认财产的那一栏。"""
    told = {"kind": row["kind"], "what": row["what"], "value_fen": row["value"], "change": row["change"], "changed_on": row["changed_on"]}
    column = KEYS.get(row["kind"], "")
    return told | ({column: row["number"]} if column and row["number"] else {})


# ---- 核实 ----


class CheckForm(VersionForm):
    """如实不如实。"""

    on = DayField(label="核实日")
    result = forms.ChoiceField(label="核实的结果")
    text = TextField(label="核实的情况", lines=4, max_length=500, required=False, help_text="虚假报告的、有矛盾仍认为如实的，写明理由")
    files = FilesField(label="笔录、证明", required=False)

    def prepare(self, desk: Desk) -> None:
        """四种结果。"""
        self.fields["result"].choices = [("", "请选择"), *choices("report").items()]  # type: ignore[attr-defined]


def check(request: HttpRequest, case_id: int, declaration_id: int) -> HttpResponse:
    """写明核实的结果。"""
    desk = desk_for(request, case_id, Act.DECLARE)
    row = picked(Belongings(desk).declarations, declaration_id)
    form = CheckForm(desk, request.POST or None, request.FILES or None)
    told = f"现在与查到的有 {len(row.found)} 处矛盾。" if row.found else ""
    return fill(desk, form.about(row), Filling(
        title=f"核实{row.party.name}的财产报告", submit="写明结果", what="核实", back=reverse("case_declaration", args=[case_id, row.pk]), columns=1,
        note=f"{told}拒绝报告、虚假报告、逾期报告的，罚款、拘留另行报批。", run=lambda values: _checked(desk, row, values),
    ))


@transaction.atomic
def _checked(desk: Desk, row: Declaration, values: dict[str, Any]) -> tuple[str, str]:
    files = stored(desk, values["files"])
    made = declarations.check(
        declaration=row.pk, actor=desk.user, on=values["on"], revision=values["version"], result=values["result"], text=values["text"],
        file_ids=files,
    )
    return f"已核实：{word('report', made.result)}", reverse("case_declaration", args=[desk.case.pk, row.pk])
