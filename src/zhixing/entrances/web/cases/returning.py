"""恢复执行立案、保全转入执行：先看新案承接什么，再填立案的几栏；办成了打开新案。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from zhixing.casework.cases.commands import ClaimDraft, TitleDraft
from zhixing.casework.cases.queries import Case, Claim, Title
from zhixing.casework.closing import commands
from zhixing.casework.closing.queries import conversion_of, revival_of
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.carried import carried
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.ui import DayField, MoneyField, RowsField, Section, SuggestedField, TextField
from zhixing.foundation.people.queries import setting
from zhixing.law import revival, title_papers
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import choices, word

ASKED = "closing.ResumptionAsked"


class NumberedForm(DeskForm):
    """新案的案号：自编的不填，国家平台编的照填。"""

    def prepare(self, desk: Desk) -> None:
        """自编的没有案号一栏。"""
        if setting(desk.case.court_id, "number_source") == "own":
            del self.fields["number"]


class ReviveForm(NumberedForm):
    """恢复执行立案。"""

    on = DayField(label="立案日")
    asked_on = DayField(label="收到申请（提请）之日")
    ground = forms.ChoiceField(label="事由")
    number = TextField(label="新案号", max_length=120, required=False, help_text="照流程系统给的执恢案号填写。")

    def ask(self, mode: str, asked: Fact | None, today: Any) -> None:
        """事由随原来的结案方式；有申请的照申请预填。"""
        grounds = [(code, word("resumption", code)) for code in revival.grounds(mode)]
        self.fields["ground"].choices = grounds or list(choices("resumption").items())  # type: ignore[attr-defined]
        self.fields["ground"].initial = asked.data.get("ground") if asked else None
        self.fields["asked_on"].initial = asked.on if asked else today


def revive(desk: Desk) -> HttpResponse:
    """恢复执行立案（立案部门）。"""
    taking = revival_of(desk.case, desk.today)
    if desk.request.method != "POST":
        taking.finding.require()
    asked = waiting(taking.timeline)
    form = ReviveForm(desk, desk.request.POST or None)
    form.ask(desk.case.closing_mode, asked, desk.today)
    return fill(desk, form, Filling(
        title="恢复执行立案", submit="立案", note="另立执恢案件，有自己的案号；当事人、执行依据、请求照原案带过去。",
        lead=carried(taking, desk.today), draft=f"revive:{desk.case.pk}", what="恢复执行立案", run=lambda values: _revive(desk, values),
    ))


def waiting(timeline: Timeline) -> Fact | None:
    """还没有立案的恢复执行申请。"""
    last = timeline.last(ASKED, "closing.Resumed")
    return last if last is not None and last.type == ASKED else None


def _revive(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    new = commands.revive(case=desk.case.pk, actor=desk.user, revision=desk.sent, **values)
    return _opened(new, "已恢复执行立案")


def _opened(new: Case, done: str) -> tuple[str, str]:
    return f"{done}，案号{new.number}。", reverse("case_page", args=[new.pk])


TITLES = [(value, label) for value, label in Title.Body.choices if value != Title.Body.PRESERVATION]
CLAIMS = {
    "sort": forms.ChoiceField(label="请求", choices=Claim.Sort.choices, initial=Claim.Sort.PRINCIPAL),
    "amount_fen": MoneyField(label="金额（元）", required=False), "text": TextField(label="内容", required=False, max_length=500),
}
TITLE = ("kind", "title_number", "paper_name", "maker", "effective_on", "perform_by", "operative")


class ConvertForm(NumberedForm):
    """保全转入执行：依据和请求。"""

    on = DayField(label="立案日")
    asked_on = DayField(label="收到申请之日")
    number = TextField(label="新案号", max_length=120, required=False, help_text="照流程系统给的首执案号填写。")
    kind = forms.ChoiceField(label="种类", choices=TITLES, initial=Title.Body.JUDGMENT)
    title_number = TextField(label="文号", max_length=120)
    paper_name = SuggestedField(label="文书名称", options=title_papers.every(), max_length=40, required=False)
    maker = TextField(label="作出单位", max_length=120, required=False)
    effective_on = DayField(label="生效日")
    perform_by = DayField(label="履行期限至", required=False)
    operative = TextField(label="主文", lines=3, required=False)
    claims = RowsField(CLAIMS, label="请求", extra=2, help_text="各项合计就是申请执行标的；空行不算。")
    performance = TextField(label="行为、交付内容", lines=2, required=False)

    def prepare(self, desk: Desk) -> None:
        """诉讼案号、作出单位、请求从保全案件带过来。"""
        super().prepare(desk)
        self.fields["asked_on"].initial = desk.today
        self.fields["title_number"].initial = desk.case.suit_number
        self.fields["maker"].initial = next((t.maker for t in desk.case.titles.all() if t.maker), desk.case.court.name)
        self.fields["claims"].initial = [
            {"sort": c.sort, "amount_fen": c.amount_fen, "text": c.text} for c in desk.case.claims.all()
        ]


def convert(desk: Desk) -> HttpResponse:
    """保全转入执行（立案部门）。"""
    taking = conversion_of(desk.case, desk.today)
    if desk.request.method != "POST":
        taking.finding.require()
    form = ConvertForm(desk, desk.request.POST or None)
    sections = (Section("立案", ("on", "asked_on", "number"), 3), Section("执行依据", TITLE, 3), Section("", ("claims", "performance"), 1))
    return fill(desk, form, Filling(
        title="转入执行", submit="立案", sections=sections, draft=f"convert:{desk.case.pk}", what="转入执行",
        note="另立首次执行案件，有自己的案号；保全措施自动转为执行中的查封、扣押、冻结，期限连续计算。",
        lead=carried(taking, desk.today, money=False),
        aliases={"titles.0.number": "title_number", "titles.0.kind": "kind", "titles.0.maker": "maker", "titles.0.paper_name": "paper_name",
                 "titles.0.effective_on": "effective_on", "titles.0.perform_by": "perform_by", "titles.0.operative": "operative"},
        run=lambda values: _convert(desk, values),
    ))


def _convert(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    title = TitleDraft(number=values.pop("title_number"), **{name: values.pop(name) for name in TITLE if name != "title_number"})
    claims = [ClaimDraft(**row) for row in values.pop("claims")]
    new = commands.convert(case=desk.case.pk, actor=desk.user, revision=desk.sent, title=title, claims=claims, **values)
    return _opened(new, "已转入执行")
