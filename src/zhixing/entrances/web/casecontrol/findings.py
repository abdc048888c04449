"""本案的各条反馈和原文；上门、发函查到的登记进来；由人标记受保护的。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_desk
from zhixing.casework.control.commands import by_hand
from zhixing.casework.control.queries_assets import AssetKind
from zhixing.casework.control.queries_desk import Finding
from zhixing.casework.control.told import Told
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import NAME, home
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.control import findings, frame
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    DayField,
    Empty,
    MoneyField,
    Page,
    Panel,
    Row,
    Tab,
    Table,
    Tabs,
    TextField,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import full_day
from zhixing.law import protected
from zhixing.law.states import Act

COLUMNS: Final = (
    Column("查到什么"), Column("被执行人"), Column("价值（元）", "end"), Column("可用（元）", "end"), Column("在先措施"), Column("谁反馈的"),
    Column("", "end"),
)
KEYS: Final = {
    "deposit": "account", "wealth": "account", "online": "account", "housing_fund": "account", "real_estate": "certificate", "vehicle": "plate",
    "ship": "register", "security": "account", "equity": "company_code", "insurance": "policy", "social": "unit_name", "tax": "taxpayer",
    "claim": "debtor",
}
"""手工登记的编号是认财产的哪一栏（``law.asset_keys``）；没有列的认名称。"""


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """各条反馈，新的在前。"""
    found = Belongings.open(request, case_id)
    seen = queries_desk.findings(found.desk.user, found.desk.today).filter(case=case_id)
    rows, pager = frame.paged(request, _narrowed(request, seen))
    table = Table(id="findings", columns=COLUMNS, rows=tuple(_row(found, one) for one in rows), label="反馈", pager=pager,
                  empty=Empty("没有这样的反馈", "协助单位反馈以后，导入反馈表、登记查到的财产以后，列在这里。", "radar-2"))
    return show(request, Page(
        title="各条反馈", pretitle=f"{found.case}　{people(found.desk)}", back=home(case_id), back_text=NAME, top=(_tabs(request),),
        body=(Panel(flush=True, body=(table,)),),
    ))


def _narrowed(request: HttpRequest, rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return rows.exclude(faults=[]) if request.GET.get("wrong") else rows


def _tabs(request: HttpRequest) -> Tabs:
    wrong = bool(request.GET.get("wrong"))
    return Tabs((Tab("全部", link(request.GET, wrong=None), not wrong), Tab("有毛病的", link(request.GET, wrong="1"), wrong)), "反馈", pills=True)


def _row(found: Belongings, row: Finding) -> Row:
    source: tuple[Content, ...] = (row.request.agency.name,) if row.request else ("人工、反馈表",)
    raw: Content = ""
    if row.reply_id and found.court.may_see_control:
        raw = Action(text="原文", url=reverse("control_reply", args=[row.reply_id]), small=True)
    return Row(tone="yellow" if row.faults else "", cells=(
        findings.what(row), row.party.name, findings.money(row.value_fen, row.currency), findings.money(row.available_fen, row.currency),
        findings.prior(row.prior), (*source, full_day(row.told_on)), raw,
    ))


# ---- 登记查到的 ----


class FoundForm(DeskForm):
    """上门、发函、询问查到的一项；没有查到的，种类空着。"""

    on = DayField(label="哪天查到的")
    party = forms.ChoiceField(label="哪个被执行人的")
    kind = forms.ChoiceField(label="财产种类", required=False)
    what = TextField(label="哪一项", max_length=300, required=False, help_text="写到认得出：坐落、型号、牌号")
    number = TextField(label="账号、权证号、号牌等", max_length=100, required=False)
    value_fen = MoneyField(label="价值（元）", required=False)
    basis = TextField(label="价值依据", max_length=100, required=False, help_text="如：现场查看、购买发票")
    text = TextField(label="怎样查的", lines=3, max_length=500, required=False)
    files = FilesField(label="笔录、回函、照片", required=False)

    def prepare(self, desk: Desk) -> None:
        """种类，本案的被执行人。"""
        self.fields["kind"].choices = [("", "没有查到"), *((kind.value, kind.label) for kind in AssetKind if kind != AssetKind.INFO)]  # type: ignore[attr-defined]
        self.fields["party"].choices = [(str(one.pk), one.name) for one in Belongings(desk).respondents]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """选了种类的要写哪一项，写了哪一项的要选种类。"""
        values = super().clean() or {}
        if values.get("kind") and not values.get("what"):
            self.add_error("what", "写明是哪一项。")
        elif values.get("what") and not values.get("kind"):
            self.add_error("kind", "选财产种类。")
        return values


def found(request: HttpRequest, case_id: int) -> HttpResponse:
    """登记一次传统调查：查到的进财产台账，没有查到的也记下。"""
    desk = desk_for(request, case_id, Act.RECORD_CONTROL)
    return fill(desk, FoundForm(desk, request.POST or None, request.FILES or None), Filling(
        title="登记查到的财产", submit="登记", what="登记", back=home(case_id), draft=f"found-{case_id}",
        note="上门、发函、询问查到的；几项的一项一项登记。没有查到的也登记，作为已经调查的记录。", run=lambda values: _found(desk, values),
    ))


@transaction.atomic
def _found(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    files = stored(desk, values["files"])
    by_hand.found_by_hand(
        case=desk.case, party=int(values["party"]), actor=desk.user, on=values["on"], revision=desk.sent, told=_told(values), text=values["text"],
        file_ids=files,
    )
    return (f"已登记{values['what']}" if values["what"] else "已登记：没有查到财产"), home(desk.case.pk)


def _told(values: dict[str, Any]) -> list[Told]:
    if not values["what"]:
        return []
    column = KEYS.get(values["kind"], "what")
    key = {column: values["number"]} if column != "what" and values["number"] else {"what": values["what"]}
    return [Told(kind=values["kind"], what=values["what"], values=key, value_fen=values["value_fen"], basis=values["basis"])]


# ---- 标记保护 ----


class ProtectForm(DeskForm):
    """照哪一条，为什么。"""

    code = forms.ChoiceField(label="受哪一条保护", required=False)
    why = TextField(label="理由", lines=3, max_length=300, help_text="如：开户时登记为农民工工资专用账户，附开户证明")

    def prepare(self, desk: Desk) -> None:
        """全部规则。"""
        told = [(one.code, f"{one.name}（{one.article}）") for one in protected.rules()]
        self.fields["code"].choices = [("", "去掉先前的标记"), *told]  # type: ignore[attr-defined]


def protect(request: HttpRequest, case_id: int, asset_id: int) -> HttpResponse:
    """标记一项财产受保护，或者去掉人的标记。"""
    desk = desk_for(request, case_id, Act.RECORD_CONTROL)
    row = Belongings(desk).holding(asset_id).asset
    form = ProtectForm(desk, request.POST or None)
    form.initial = {"code": row.protected}

    def run(values: dict[str, Any]) -> tuple[str, str]:
        by_hand.mark_protected(
            asset=row.pk, case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, code=values["code"], why=values["why"],
        )
        return f"{row.what}已标记" if values["code"] else f"{row.what}去掉了标记", home(case_id)

    return fill(desk, form, Filling(
        title="标记受保护的财产", submit="标记", what="标记", back=home(case_id), note=f"{row.what}。字样认得出来的，去掉标记照样受保护。", run=run,
        columns=1,
    ))
