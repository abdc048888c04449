"""从裁判文书录入计息依据：读出的债务、条款和原文并排，没有定的逐处列出；看过再到编辑页填好、保存。

这里什么也不保存：确认的按钮把拟稿交给编辑页（:mod:`~zhixing.entrances.web.funds.edit`），由它核对、存草稿。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case, Title
from zhixing.entrances.web import claimform, judged
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.claimform import TooMany
from zhixing.entrances.web.judged import Group, PaperForm, Value
from zhixing.entrances.web.ui import Action, DayField, FormPanel, Note, Page, Piece, show
from zhixing.law.debt import CLAUSES, KINDS, ORIGINS
from zhixing.law.judgment import claim
from zhixing.law.judgment.claim import Draft
from zhixing.law.judgment.claim_clauses import Open
from zhixing.law.judgment.reading import read_either
from zhixing.law.states import Act

_FIELDS: Final = {
    "amount": "金额", "due": "届满日", "kind": "计息方式", "term": "LPR期限", "rate": "利率", "multiple": "倍数", "from": "起", "to": "止",
    "base": "基数", "basis": "一年天数", "fixed_on": "固定在", "title": "文书", "origin": "种类",
}
_TOLD: Final = {"payment": "清偿之日", "due": "履行期限届满日", "balance": "未付的余额", "1y": "一年期", "5y": "五年期以上"}


class ReadForm(PaperForm):
    """文书，连同生效日：履行期限从它起算。"""

    effective_on = DayField(label="执行依据生效日", required=False, help_text="按“生效之日起几日内”履行的，届满日由它推算。")
    field_order = ("effective_on", "file", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Piece):
    """把拟稿交给编辑页的按钮。"""

    template: ClassVar[str] = "funds/from_judgment.html"
    url: str
    fields: tuple[tuple[str, str], ...]


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """交文书，看读出的；立案时填过主文的，直接读它。"""
    desk = desk_for(request, case_id, Act.STATE_DEBT)
    title = _title(desk.case)
    effective = title.effective_on if title else None
    form = ReadForm(initial={"effective_on": effective})
    if request.method == "POST":
        form = ReadForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(desk, form, (), 422)
        return _page(desk, form, _read(desk, form.paper, form.cleaned_data["effective_on"], title))
    return _page(desk, form, _read(desk, title.operative, effective, title) if title and title.operative.strip() else ())


def _title(case: Case) -> Title | None:
    """写了主文的头一份依据；都没有写的，头一份。"""
    titles = list(case.titles.order_by("pk"))
    return next((title for title in titles if title.operative.strip()), titles[0] if titles else None)


def _page(desk: Desk, form: ReadForm, found: tuple[Piece, ...], status: int = 200) -> HttpResponse:
    url = reverse("case_debt_from_judgment", args=[desk.case.pk])
    upload = FormPanel(form=form, url=url, submit="识别", title="换一份文书" if found else "选文书", cancel=f"{desk.home}?tab=debt#tabs")
    return show(desk.request, Page(
        title="从裁判文书录入计息依据", pretitle=f"{desk.case}　{people(desk)}", back=f"{desk.home}?tab=debt#tabs", back_text="案件页",
        body=(*found, upload), scripts=(judged.SCRIPT,),
    ), status=status)


def _read(desk: Desk, text: str, effective: date | None, title: Title | None) -> tuple[Piece, ...]:
    drafted = claim.draft(read_either(text), text, effective)
    if title and "title" not in drafted.data:
        drafted.data["title"] = f"{title.number}{title.get_kind_display()}"
    pair = judged.Pair(text=text, groups=tuple(_groups(drafted)), title="拟填的计息依据")
    if not drafted.data["items"]:
        return (Note("没有读出应付的金钱债务。可以只把主文粘贴进来再识别，或者手工录入。", "yellow"), pair)
    try:
        fields = _fields(drafted)
    except TooMany as error:
        return (Note(f"{error}请用文件录入。", "yellow", actions=(_by_file(desk),)), pair)
    return (*_another(desk, drafted), _told(drafted), Confirm(url=reverse("case_debt_edit", args=[desk.case.pk]), fields=fields), pair)


def _by_file(desk: Desk) -> Action:
    return Action(text="用文件录入", url=reverse("case_debt_upload", args=[desk.case.pk]), icon="upload", small=True)


def _another(desk: Desk, drafted: Draft) -> tuple[Note, ...]:
    """交来的文书不是本案登记的执行依据：可能拿错了。"""
    known, read = [title.number for title in desk.case.titles.all()], str(drafted.data.get("title", ""))
    if not known or not read or any(_bare(number) in _bare(read) for number in known):
        return ()
    return (Note(f"这份文书是{read}，本案登记的执行依据是{'、'.join(known)}。请核对是不是拿错了。", "yellow"),)


def _bare(number: str) -> str:
    return re.sub(r"[\s()（）〔〕]", "", number)


def _told(drafted: Draft) -> Note:
    asked = sum(one.ask for one in drafted.open)
    if not drafted.open:
        return Note("主文的金钱债务都读懂了，没有要补的。请对照原文核对，到下一页保存。", "blue")
    more = f"，其中 {asked} 处主文没有写明，会列在“执行依据不明确的各处”" if asked else ""
    return Note(f"有 {len(drafted.open)} 处没有定{more}。没有定的没有填，请照原文补上。", "yellow")


def _fields(drafted: Draft) -> tuple[tuple[str, str], ...]:
    """编辑页的栏目：拟稿摊开，加上主文不明确的各处。"""
    query = claimform.encoded(drafted.data)
    unclear = "\n".join(dict.fromkeys(one.why for one in drafted.open if one.ask))
    pairs = [(name, value) for name, values in query.lists() for value in values]
    lacking = [("lacking", one.why) for one in drafted.open if not one.ask]
    return (*pairs, ("unclear", unclear), *lacking, ("do", "redraw"))


# 摆出来


def _groups(drafted: Draft) -> Iterator[Group]:
    data = drafted.data
    head = [_value(drafted, key, data[key], key) for key in ("title", "origin") if key in data]
    if data.get("effective_on"):
        head.append(Value("生效日", data["effective_on"]))
    if drafted.open:
        yield Group("没有定的", tuple(_open(one) for one in drafted.open))
    if head:
        yield Group("执行依据", tuple(head))
    for n, item in enumerate(data["items"]):
        name = item.get("name") or KINDS[item["kind"]]
        yield Group(f"第{n + 1}项债务　{name}（{KINDS[item['kind']]}）", tuple(_row(drafted, f"items/{n}", item)))
        for m, row in enumerate(item.get("interest", ())):
            yield Group(f"第{n + 1}项的计息条款{m + 1}　{CLAUSES[row['kind']]}", tuple(_row(drafted, f"items/{n}/interest/{m}", row)))


def _open(one: Open) -> Value:
    return Value("主文不明确" if one.ask else "要补", one.why, one.span, "yellow")


def _row(drafted: Draft, path: str, row: dict[str, Any]) -> Iterator[Value]:
    for key, value in row.items():
        if key in _FIELDS and not (key == "kind" and "/interest/" not in path):
            yield _value(drafted, f"{path}/{key}", value, key)


def _value(drafted: Draft, path: str, value: Any, key: str) -> Value:
    if re.fullmatch(r"\d+\.\d\d", str(value)):
        return Value(_FIELDS[key], f"{Decimal(value):,}", drafted.quotes.get(path))
    told = CLAUSES.get(str(value), str(value)) if key == "kind" else ORIGINS[value] if key == "origin" else _TOLD.get(str(value), str(value))
    return Value(_FIELDS[key], told, drafted.quotes.get(path))
