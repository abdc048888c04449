"""录入、修改计息依据：照执行依据的主文填，试算看一眼，写明理由保存。填的内容边填边存草稿，出错、过期都不丢。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case, Claim, draft_of
from zhixing.casework.funds import commands, queries
from zhixing.casework.funds.queries import Debt
from zhixing.entrances.web import claimform
from zhixing.entrances.web.cases.desk import Desk, desk_for, open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.claimform import MOST_ROWS, ClaimForm, ClaimPiece, TooMany
from zhixing.entrances.web.funds import pieces
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.funds.result import Result
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import Action, Note, Page, Piece, Refusal, TextField, done, show
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.law.amounts import money
from zhixing.law.finding import Refused
from zhixing.law.states import Act

DRAFT = "debt"
ITEMS = {"principal": "principal", "interest": "fixed_interest", "cost": "costs", "penalty": "penalty"}
"""请求的类别 → 债务的种类；加倍部分、行为、交付不列为债务。"""


class Reason(forms.Form):
    """为什么改；还有哪几处不明确。"""

    unclear = TextField(
        label="执行依据不明确的各处（一行一处）", lines=2, max_length=5000, required=False,
        help_text="写在这里的，向审判部门征询明确以前，不能确认计息单。",
    )
    reason = TextField(label="修改的理由", max_length=500, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor(Piece):
    """整张编辑表单。``asking`` 是只有不明确的地方，问要不要照此保存。"""

    template: ClassVar[str] = "funds/edit.html"
    url: str
    draft_url: str
    revision: int
    claim: ClaimPiece
    reason: Reason
    notes: tuple[Piece, ...] = ()
    asking: bool = False
    fresh: bool = False
    lacking: tuple[str, ...] = ()
    cancel: str = ""


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """编辑计息依据。"""
    desk = desk_for(request, case_id, Act.STATE_DEBT)
    found = Reckoning(desk)
    try:
        return _open(found) if request.method != "POST" else _sent(found)
    except TooMany as error:
        return _too_many(found, error)


def _sent(found: Reckoning) -> HttpResponse:
    """增减了行的重画，别的试算、保存。"""
    request, desk = found.desk.request, found.desk
    if (rows := claimform.size(request.POST)) > MOST_ROWS:
        raise TooMany(f"表单里各项、条款等合计至多{MOST_ROWS}行，这里有{rows}行。")
    if claimform.asked(request.POST):
        made = claimform.reshaped(request.POST)
        _keep(desk, found, made)
        return _page(found, ClaimForm(made, quiet=True), Reason(made))
    return _handle(found)


def _too_many(found: Reckoning, error: TooMany) -> HttpResponse:
    """表单放不下的，用文件改。"""
    case = found.case.pk
    way = Action(text="用文件录入", url=reverse("case_debt_upload", args=[case]), icon="upload", kind="primary")
    told = f"{error}请下载计息依据的文件，改好再交上来；金额、条款照样逐处核对。"
    return show(found.desk.request, Page(
        title="这里放不下", pretitle=f"{found.case}　{people(found.desk)}", back=reverse("case_debt", args=[case]), back_text="计息明细",
        body=(Note(told, "yellow", actions=(way,)),),
    ), status=200 if found.desk.request.method != "POST" else 422)


def draft(request: HttpRequest, case_id: int) -> HttpResponse:
    """边填边存；``forget`` 是不要了。"""
    desk = open_desk(request, case_id)
    if request.method == "POST" and desk.rights.may(Act.STATE_DEBT):
        if request.POST.get("forget"):
            cases.drop_draft(desk.user, DRAFT, str(case_id))
            return done(request, reverse("case_debt_edit", args=[case_id]))
        _keep(desk, Reckoning(desk), request.POST)
    return HttpResponse(status=204)


def _keep(desk: Desk, found: Reckoning, data: QueryDict) -> None:
    kept = data.copy()
    for name in ("csrfmiddlewaretoken", "revision", "do"):
        kept.pop(name, None)
    cases.keep_draft(desk.user, DRAFT, {"form": kept.urlencode(), "version": _version(found)}, str(desk.case.pk))


def _version(found: Reckoning) -> int:
    return found.debt.version if found.debt else 0


def _open(found: Reckoning) -> HttpResponse:
    """打开：有没交上去的草稿先填回；否则是现在的；还没有录入的，照立案时的依据和请求先填好。"""
    kept = draft_of(found.desk.user, DRAFT, str(found.case.pk))
    if kept is not None and kept.data.get("version") == _version(found):
        data = QueryDict(kept.data["form"])
        url = reverse("case_debt_draft", args=[found.case.pk])
        clear = Action(text="不要，重新填", url=url, method="post", fields={"forget": "1"}, small=True)
        note = Note("上次没有交上去的内容已经填回。", "blue", actions=(clear,))
        return _page(found, ClaimForm(data, quiet=True), Reason(data), note, lacking=data.getlist("lacking"))
    if found.debt is None:
        return _page(found, ClaimForm.of(filed(found.case)), Reason())
    return _page(found, ClaimForm.of(found.debt.data), Reason(initial={"unclear": "\n".join(found.debt.unclear)}))


def filed(case: Case) -> dict[str, Any]:
    """立案时已经填过的，不再问：执行依据、生效日、履行期限、各项请求的金额。利息怎么算没有填过，照主文录入。"""
    title = case.titles.order_by("pk").first()
    head = {"title": f"{title.number}{title.get_kind_display()}"} if title else {}
    head |= {"effective_on": title.effective_on.isoformat()} if title and title.effective_on else {}
    due = {"due": title.perform_by.isoformat()} if title and title.perform_by else {}
    asked = [row for row in case.claims.order_by("pk") if row.sort in ITEMS and row.amount_fen]
    items = [_asked(n, row) | due for n, row in enumerate(asked, 1)]
    return {**head, "items": items or [{"id": "1", "kind": "principal"} | due]}


def _asked(n: int, row: Claim) -> dict[str, str]:
    return {"id": str(n), "kind": ITEMS[row.sort], "amount": money(row.amount_fen or 0), **({"name": row.text[:60]} if row.text else {})}


def _handle(found: Reckoning) -> HttpResponse:
    """试算，或者保存。"""
    post, desk = found.desk.request.POST, found.desk
    form, reason = ClaimForm(post), Reason(post)
    sound, told = form.valid(), reason.is_valid()
    _keep(desk, found, post)
    what = post.get("do", "check")
    if what == "save" and found.debt is not None and not post.get("reason", "").strip():
        reason.add_error("reason", "修改计息依据，写明为什么改。")
        told = False
    asking = not sound and form.only_unclear
    if not told or not (sound or (asking and what == "save" and post.get("unclear_too"))):
        return _page(found, form, reason, *_faults(form, asking, len(reason.errors)), status=422, asking=asking)
    if what != "save":
        return _page(found, form, reason, _tried(found, form))
    return _save(found, form, reason)


def _faults(form: ClaimForm, asking: bool, more: int) -> tuple[Note, ...]:
    if asking and not more:
        told = "能明确的请补上；执行依据确实没有写明的，勾选下面的“照此保存”，明确以前不能确认计息单。"
        return (Note(told, "yellow", f"有 {form.wrong} 处不明确"),)
    wrong = form.wrong + more
    return (Note(f"有 {wrong} 处需要改，已在栏目下注明。什么也没有保存。", "red"),) if wrong else ()


def _save(found: Reckoning, form: ClaimForm, reason: Reason) -> HttpResponse:
    desk = found.desk
    unclear = [line.strip() for line in reason.cleaned_data["unclear"].splitlines() if line.strip()]
    try:
        made = commands.state_debt(
            case=found.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, data=form.claim, unclear=unclear,
            reason=reason.cleaned_data["reason"],
        )
    except Refused as error:
        return _page(found, form, reason, Refusal.of(error.finding, for_case(found.case.pk), "保存"), status=409)
    cases.drop_draft(desk.user, DRAFT, str(found.case.pk))
    told = "计息依据已录入。" if made.version == 1 else f"计息依据已修改，是第{made.version}版。"
    return done(desk.request, f"{reverse('case_debt', args=[found.case.pk])}", told)


def _tried(found: Reckoning, form: ClaimForm) -> Note:
    """照这样录入，今天欠多少；什么也没有保存。"""
    whole = queries.claim_data(found.case, Debt(case=found.case, data=form.claim), found.payments)
    outcome = found.under(whole, found.desk.today)
    if not isinstance(outcome, Result):
        return Note(outcome.text, "yellow", "暂时算不出")
    parts = "，".join(f"{pieces.LEVEL_NAMES[level]} {yuan(fen)}" for level, fen in outcome.levels.items() if fen)
    text = f"其中{parts}。还没有保存。" if parts else "还没有保存。"
    return Note(text, "green", f"照这样录入，到{full_day(found.desk.today)}尚欠 {yuan(outcome.total)} {pieces.unit(outcome)}")


def _page(
    found: Reckoning, form: ClaimForm, reason: Reason, *notes: Piece, status: int = 200, asking: bool = False, lacking: Sequence[str] = (),
) -> HttpResponse:
    desk, case = found.desk, found.case
    url = reverse("case_debt_edit", args=[case.pk])
    fresh = found.debt is None
    editor = Editor(
        url=url, draft_url=reverse("case_debt_draft", args=[case.pk]), claim=ClaimPiece(form=form, url=url), reason=reason,
        revision=desk.sent if desk.request.method == "POST" and desk.sent else desk.revision, asking=asking, fresh=fresh,
        lacking=(*lacking, *desk.request.POST.getlist("lacking")),
        cancel=reverse("case_debt", args=[case.pk]), notes=tuple(note for note in notes if not getattr(note, "actions", ())),
    )
    before = tuple(note for note in notes if getattr(note, "actions", ()))
    return show(desk.request, Page(
        title="录入计息依据" if fresh else "修改计息依据", pretitle=f"{case}　{people(desk)}", back=f"{desk.home}?tab=debt#tabs", back_text="案件页",
        body=(*before, editor),
    ), status=status)
