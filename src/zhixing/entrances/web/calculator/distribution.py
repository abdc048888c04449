"""分配：粘贴或者上传债权表，按清偿顺序分到分。算的就是 ``law.distribution_plan``。

表小的放得进链接；上传的表不放进链接，结果当场给出，可以下载 CSV、xlsx。交上来的什么也不保存。
"""

from __future__ import annotations

import io
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.datastructures import MultiValueDict

from zhixing.casework.funds.queries import switches
from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.funds.output import XLSX, attachment
from zhixing.entrances.web.ui import (
    Column,
    Figure,
    Fold,
    FormPanel,
    Grid,
    Money,
    MoneyField,
    Panel,
    Piece,
    Row,
    Section,
    Table,
    Text,
    TextField,
)
from zhixing.entrances.web.ui.words import yuan
from zhixing.exchange import distribution_table
from zhixing.law import distribution_rows
from zhixing.law.amounts import BadAmount, fen
from zhixing.law.distribution_claims import BadPlan, Method, holds, ladders, levels
from zhixing.law.distribution_plan import Line, Plan, plan, ratio_text
from zhixing.law.switches import Switches

NAME: Final = "calculator_distribution"
LARGEST: Final = 5 * 2**20
PASTED: Final = 500_000
SHOWN: Final = 200
EXAMPLE: Final = "编号,债权人,债权额,顺位\n1,甲,1000000,普通债权\n2,乙,600000,普通债权\n3,丙银行,1800000,抵押权、质权\n"
DOUBLES: Final = {"": "依本院口径", "no": "普通债权清偿以后再付", "yes": "与普通债权一起按比例"}
SECTIONS: Final = (
    Section("", ("pot", "ladder", "least"), 3), Section("债权表", ("rows", "file"), 1),
    Section("另外", ("double", "rent_first", "assets", "first", "reason"), 2),
)
DOWNLOADS: Final = {
    "csv": ("text/csv; charset=utf-8", distribution_table.write_csv),
    "xlsx": (XLSX, distribution_table.write_xlsx),
}


class Question(forms.Form):
    """分什么、怎么分。"""

    pot = MoneyField(label="这次可分的钱（元）")
    ladder = forms.ChoiceField(label="清偿顺序")
    least = MoneyField(label="起付额（元）", required=False, help_text="这次应得不到的暂不发放。")
    rows = TextField(
        label="粘贴债权表", lines=8, required=False, max_length=PASTED, widget=forms.Textarea(attrs={"rows": 8, "placeholder": EXAMPLE}),
        help_text="第一行是列名，编号、债权额（元）必须有；可以直接从表格软件里复制粘贴。",
    )
    file = forms.FileField(label="或者上传 CSV（5 兆以内）", required=False, widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))
    double = forms.ChoiceField(label="加倍部分", choices=list(DOUBLES.items()), required=False)
    rent_first = forms.BooleanField(label="保留的租金先于担保物权", required=False)
    assets = TextField(
        label="优先权所及的财产（一行一处）", lines=2, required=False, max_length=2000,
        help_text="写成 名称=变价款，如 房屋=3000000；表里“财产”一列写名称。",
    )
    first = TextField(label="首封债权的编号", required=False, max_length=60, help_text="本院口径有首封加成的才用。")
    reason = TextField(label="首封多分的理由", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ladder"].choices = list(ladders().items())  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        """不超过五兆。"""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST:
            raise ValidationError("文件超过 5 兆。请用命令行 zhixing calc distribute，几百万行也能分。")
        return file

    def clean_assets(self) -> dict[str, int]:
        """各财产的变价款。"""
        found = {}
        for number, text in enumerate(filter(str.strip, self.cleaned_data["assets"].splitlines()), 1):
            name, _, sum_ = (part.strip() for part in text.partition("="))
            if name in found:
                raise ValidationError(f"第{number}行：财产“{name[:20]}”写了两次。")
            try:
                found[name] = fen(sum_)
            except BadAmount as error:
                raise ValidationError(f"第{number}行：{error}应写成 名称=变价款。") from None
        return found

    def clean(self) -> dict[str, Any]:
        """表要有一份，只要一份。"""
        found = super().clean() or {}
        if bool(found.get("rows")) == bool(found.get("file")) and not {"rows", "file"} & set(self.errors):
            self.add_error("rows", "粘贴和上传只要一样。" if found.get("rows") else "请粘贴债权表，或者上传 CSV。")
        return found

    def made(self, court: Switches) -> Plan:
        """分出来的；不对的标在栏目下，抛出 :class:`BadPlan`。"""
        given = self.cleaned_data
        try:
            return plan(given["pot"], distribution_rows.claims(self._table(), given["ladder"]), method_of(given, court))
        except BadPlan as error:
            claims = "file" if given["file"] else "rows"
            self.add_error(error.about if error.about in self.fields else claims, str(error))
            raise

    def _table(self) -> Any:
        file = self.cleaned_data["file"]
        return distribution_table.pasted(distribution_table.decoded(file.read()) if file else self.cleaned_data["rows"])


def method_of(given: dict[str, Any], court: Switches) -> Method:
    """表单上填的分法，照本院的口径。"""
    own = {"double_in_pro_rata": given["double"]} if given["double"] else {}
    asked = Method(
        given["ladder"], first=given["first"], reason=given["reason"], rent_before_security=given["rent_first"], assets=given["assets"],
        least=given["least"] or 0,
    )
    return asked.under(court.with_changes(own)) if own else asked.under(court)


def page(request: HttpRequest) -> HttpResponse:
    """分配。放得进链接的，换成链接；放不进的当场算。"""
    given, files = _given(request)
    asked = "pot" in given
    form = Question(given if asked else None, files)
    if not (asked and form.is_valid()):
        return place.asking(request, NAME, (_panel(form), *_columns()), wrong=asked, wide=True)
    wanted = next((kind for kind in DOWNLOADS if f"out_{kind}" in given), "")
    if request.method == "POST" and not files and not wanted and (url := place.link(NAME, given)):
        return HttpResponseRedirect(url)
    try:
        made = form.made(switches(request.user.court_id))
    except BadPlan:
        return place.asking(request, NAME, (_panel(form), *_columns()), wrong=True, wide=True)
    if wanted:
        return _download(made, wanted)
    body = (*_answer(made), place.steps(made.steps()))
    return place.answered(request, NAME, None if files else given, _title(made), body, _panel(form), wide=True)


def _given(request: HttpRequest) -> tuple[QueryDict, MultiValueDict[str, UploadedFile] | None]:
    """填的内容。上传的表不大的，当作粘贴的：放回栏目里，再算、下载不必重选文件。"""
    given = request.POST if request.method == "POST" else request.GET
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or (file.size or 0) > PASTED or given.get("rows"):
        return given, request.FILES or None
    try:
        text = distribution_table.decoded(file.read())
    except BadPlan:
        file.seek(0)
        return given, request.FILES
    made = given.copy()
    made["rows"] = text
    return made, None


def _panel(form: Question) -> FormPanel:
    return FormPanel(
        form=form, submit="计算", sections=SECTIONS, also=(("out_csv", "算出来下载 CSV"), ("out_xlsx", "算出来下载 xlsx")),
    )


def _columns() -> tuple[Piece, ...]:
    rows = tuple(Row(cells=(name, code, _NOTES.get(code, ""))) for code, name in distribution_rows.COLUMNS.items())
    known = "；".join(f"{label}：{'、'.join(levels(code).values())}" for code, label in ladders().items())
    return (Fold("债权表可以有哪些列", (
        Table(columns=(Column("列名"), Column("英文列名也认"), Column("")), rows=rows, label="各列"), Text(f"各种清偿顺序的顺位：{known}。"),
    )),)


_NOTES: Final = {
    "id": "必须有，不能重复", "amount": "必须有，单位是元", "level": "不写的是普通债权", "filed": "如 2025-01-18；零头、债权都一样大的，早的在先",
    "seized": "企业法人的普通债权按它的先后", "registered": "抵押、质押按它的先后", "paid": "以前从同一笔财产分到的，元",
    "asset": "优先权所及的财产的名称", "hold": "、".join(holds().values()), "arisen": "海难救助款项用",
}


def _title(made: Plan) -> str:
    paid = sum(line.now for line in made.lines)
    return f"{len(made.lines):,} 笔债权，分 {yuan(paid)} 元" + (f"，余 {yuan(made.refund)} 元退还" if made.refund else "")


def _answer(made: Plan) -> tuple[Piece, ...]:
    kept = sum(line.kept for line in made.lines)
    cells = [Figure(label="这次可分", value=yuan(made.pot)), Figure(label="这次发放", value=yuan(sum(line.pay for line in made.lines)))]
    cells += [Figure(label="留存、提存", value=yuan(kept))] if kept else []
    cells += [Figure(label="仍未受偿", value=yuan(sum(line.rest for line in made.lines)))]
    cells += [Figure(label="退还被执行人", value=yuan(made.refund), note="全部清偿以后的余款")] if made.refund else []
    return (Grid(tuple(cells)), _tiers(made), _lines(made))


TIERS: Final = (Column("顺位"), Column("轮到时的钱", "end"), Column("债权", "end"), Column("清偿", "end"), Column("清偿比例", "end"), Column("依据"))


def _tiers(made: Plan) -> Panel:
    rows = tuple(
        Row(cells=(tier.label, Money(tier.before), Money(tier.claims), Money(tier.paid), ratio_text(tier.ratio), str(tier.article)))
        for tier in made.tiers
    )
    return Panel(title="各顺位", flush=True, body=(Table(columns=TIERS, rows=rows, label="各顺位"),))


LINES: Final = (
    Column("编号"), Column("债权人"), Column("债权额", "end"), Column("这次发放", "end"), Column("留存", "end"), Column("仍欠", "end"),
    Column("说明"),
)


def _lines(made: Plan) -> Panel:
    rows = tuple(_line(line, reason) for line, reason in zip(made.lines[:SHOWN], made.reasons(), strict=False))
    note = f"只列前 {SHOWN} 笔，共 {len(made.lines):,} 笔；完整的请下载" if len(made.lines) > SHOWN else ""
    return Panel(title="逐笔", note=note, flush=True, body=(Table(columns=LINES, rows=rows, label="逐笔"),))


def _line(line: Line, reason: str) -> Row:
    kept = Money(line.kept) if line.kept else ""
    return Row(cells=(line.claim.id, line.claim.creditor, Money(line.claim.fen), Money(line.pay), kept, Money(line.rest), reason))


def _download(made: Plan, kind: str) -> HttpResponse:
    content_type, write = DOWNLOADS[kind]
    out = io.BytesIO()
    write(out, made)
    return HttpResponse(out.getvalue(), content_type=content_type, headers={"Content-Disposition": attachment(f"分配试算.{kind}")})
