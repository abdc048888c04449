"""收件立案：一页填完，就地核对，再选只收件、立案或者通知补正。"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases import commands
from zhixing.casework.cases.commands import CaseDraft
from zhixing.casework.cases.queries import Case, Kind, Livelihood, draft_of, receipt
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.cases.filing_form import GROUPS, Filing, reshaped
from zhixing.entrances.web.ui import Action, Note, Page, Piece, done, show
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import setting
from zhixing.law.finding import Reason, Refused

FORM = "filing"
DOES = {"receive": "只收件", "accept": "立案", "correct": "通知补正"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingPiece(Piece):
    """整张收件表的样子。``seen`` 是看过的提醒，``asking`` 是看过提醒后照样要办的那一样。"""

    template: ClassVar[str] = "cases/filing.html"
    id: str = "filing"
    filing: Filing
    token: str
    notes: tuple[Piece, ...] = ()
    seen: str = ""
    asking: str = ""
    checked: bool = False

    @property
    def sections(self) -> list[tuple[str, str, list[Any]]]:
        """三组行：代码、题目、各行。"""
        saving = self.filing.kind == Kind.PRESERVATION
        titles = {"parties": "当事人", "titles": "保全裁定" if saving else "执行依据", "claims": "请求"}
        return [(name, titles[name], self.filing.groups[name]) for name in GROUPS]


@needs("may_file")
def new(request: HttpRequest) -> HttpResponse:
    """收件表：打开、增减行、核对、办。"""
    if request.method != "POST":
        return _open(request)
    what, _, rest = request.POST.get("do", "check").partition(":")
    if what in ("add", "drop", "kind"):
        group, _, index = rest.partition(":")
        return _reshape(request, what, group if group in GROUPS else "parties", int(index) if index.isdecimal() and len(index) < 4 else 0)
    return _handle(request, what)


@needs("may_file")
def draft(request: HttpRequest) -> HttpResponse:
    """边填边存草稿；换台电脑也还在。"""
    if request.method == "POST":
        _keep(request, request.POST)
    return HttpResponse(status=204)


@needs("may_file")
def forget(request: HttpRequest) -> HttpResponse:
    """不要草稿了。"""
    if request.method == "POST":
        commands.drop_draft(request.user, FORM)
    return done(request, reverse("case_filing_new"))


def _open(request: HttpRequest) -> HttpResponse:
    kept = draft_of(request.user, FORM)
    if kept is None or not kept.data.get("form"):
        return _page(request, FilingPiece(filing=_filing(request, None), token=uuid.uuid4().hex))
    data = QueryDict(kept.data["form"])
    clear = Action(text="不要，重新填", url=reverse("case_filing_forget"), method="post", small=True)
    note = Note("上次没有交上去的内容已经填回。", "blue", actions=(clear,))
    if kept.data.get("paper"):
        beside = Action(text="对照原文", url=reverse("case_filing_read"), small=True)
        note = Note("已按裁判文书回填，请逐项核对；没有读懂的没有填。", "blue", actions=(beside, clear))
    filing = _filing(request, data, quiet=True)
    return _page(request, FilingPiece(filing=filing, token=_token(data)), before=(note,))


def _token(data: QueryDict) -> str:
    """表单的凭号：只认字母和数字；别的（导入用的、乱填的）换一个新的。"""
    given = data.get("token", "")
    return given if re.fullmatch(r"[0-9A-Za-z-]{1,64}", given) else uuid.uuid4().hex


def _filing(request: HttpRequest, data: QueryDict | None, *, quiet: bool = False) -> Filing:
    external = setting(request.user.court_id, "number_source") == "external"
    return Filing(data, initial={"received_on": context.current().today}, external=external, quiet=quiet)


def _keep(request: HttpRequest, data: QueryDict) -> None:
    kept = data.copy()
    kept.pop("csrfmiddlewaretoken", None)
    before = draft_of(request.user, FORM)
    paper = {"paper": before.data["paper"]} if before and before.data.get("paper") else {}
    commands.keep_draft(request.user, FORM, {"form": kept.urlencode()} | paper)


def _reshape(request: HttpRequest, what: str, group: str, index: int) -> HttpResponse:
    data = reshaped(request.POST, what, group, index)
    _keep(request, data)
    return _page(request, FilingPiece(filing=_filing(request, data, quiet=True), token=_token(data)))


def _handle(request: HttpRequest, what: str) -> HttpResponse:
    """核对；没有毛病、提醒也看过了，就办。"""
    filing, token = _filing(request, request.POST), _token(request.POST)
    if what in DOES and (already := receipt(token, request.user.court_id)):
        return _done(request, already, what)
    _keep(request, request.POST)
    found = _checked(request, filing, what)
    seen = _digest(filing.warnings)
    ready = not filing.wrong and what in DOES
    if found and ready and (not filing.warnings or request.POST.get("seen") == seen):
        try:
            return _done(request, _act(request, filing, found, what, token), what)
        except Refused as error:
            for reason in error.finding.reasons:
                filing.place(reason)
    asking = what if ready and not filing.wrong else ""
    piece = FilingPiece(filing=filing, token=token, notes=_notes(filing, found, asking), seen=seen, asking=asking, checked=True)
    return _page(request, piece, 422 if filing.wrong else 200)


def _checked(request: HttpRequest, filing: Filing, what: str) -> CaseDraft | None:
    """格式和收件核对；毛病标在各栏下。"""
    if not filing.valid():
        return None
    found = commands.check(request.user.court, filing.draft(complete=what != "correct"))
    for reason in found.reasons:
        filing.place(reason)
    filing.warnings = list(found.warnings)
    if what == "correct" and not filing.missing:
        filing.main.add_error("missing", "写明还缺哪些材料。")
    if what == "accept" and "number_as_given" in filing.main.fields and not filing.main.cleaned_data.get("number_as_given"):
        filing.main.add_error("number_as_given", "本院的案号由国家平台编排，立案时照填；还没有案号的先“只收件”。")
    return found.value


def _digest(warnings: list[Reason]) -> str:
    return hashlib.sha256("|".join(f"{w.code}:{w.text}" for w in warnings).encode()).hexdigest()[:16] if warnings else ""


def _notes(filing: Filing, draft: CaseDraft | None, asking: str) -> tuple[Piece, ...]:
    """上方的话：几处毛病、提醒、涉民生的判断。"""
    notes: list[Piece] = []
    if filing.wrong:
        notes.append(Note(f"有 {filing.wrong} 处需要改，已在栏目下注明。什么也没有收。", "red"))
    notes += [Note(f"{r.text}{r.remedy}（{r.article}）", "red") for r in filing.general]
    notes += [_warning(w, filing.whose(w)) for w in filing.warnings]
    if asking:
        notes.append(Note(f"看过上面的提醒，仍要{DOES[asking]}的，再点一次“{DOES[asking]}”。", "blue"))
    elif not filing.wrong and not filing.warnings:
        notes.append(Note("核对通过，可以立案。", "green"))
    if draft is not None and draft.livelihood:
        notes.append(Note(f"涉民生：{Livelihood(draft.livelihood).label}。", "blue"))
    return tuple(notes)


def _warning(reason: Reason, whose: str) -> Note:
    """一条提醒；同一依据已立过案的，给出去看的链接。"""
    actions: tuple[Action, ...] = ()
    if reason.code == "intake.same_title" and (number := reason.text.partition("已立")[2].partition("。")[0].partition("、")[0]):
        query = urlencode({"q": number, "shelf": "all"})
        actions = (Action(text="看已有的案件", url=f"{reverse('case_list')}?{query}", small=True),)
    about = f"{whose}：" if whose else ""
    return Note(f"{about}{reason.text}{reason.remedy}（{reason.article}）", "yellow", actions=actions)


@transaction.atomic
def _act(request: HttpRequest, filing: Filing, draft: CaseDraft, what: str, token: str) -> Case:
    user = request.user
    if what == "accept":
        return commands.file_case(actor=user, court=user.court, draft=draft, number=draft.number_as_given, token=token)
    case = commands.receive(actor=user, court=user.court, draft=draft, token=token)
    if what == "correct" and case.state == "received":
        until: date | None = filing.main.cleaned_data["until"]
        commands.ask_correction(case=case.pk, actor=user, on=context.current().today, revision=None, missing=filing.missing, until=until)
    return case


def _done(request: HttpRequest, case: Case, what: str) -> HttpResponse:
    commands.drop_draft(request.user, FORM)
    told = {"receive": "已收件，等候审查。", "accept": f"已立案，案号{case.number}。", "correct": "已收件，并通知补正。"}
    return done(request, reverse("case_page", args=[case.pk]), told[what])


def _page(request: HttpRequest, piece: FilingPiece, status: int = 200, before: tuple[Piece, ...] = ()) -> HttpResponse:
    """``before`` 里可以有自己的小表单，放在收件表之外：表单套表单，浏览器会提前收口。"""
    return show(request, Page(
        title="收件立案", pretitle="材料齐全的直接立案；还要审查的先收件；不齐的通知补正", back=reverse("case_filing"),
        back_text="执行立案", body=(*before, piece), actions=(Action(text="从裁判文书回填", url=reverse("case_filing_read"), icon="file-text"),),
    ), status=status)
