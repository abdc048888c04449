"""利息：照执行依据填各项债务和计息条款，算到哪天尚欠多少；假如再还一笔；两种口径并排。

债务表单、结果的各块、每一笔数的说明都与案件页的“执行依据与计息”是同一套。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from zhixing import __version__
from zhixing.casework.funds.queries import court_switches
from zhixing.entrances.web import claimform
from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.claimform import MOST_ROWS, ClaimForm, ClaimPiece
from zhixing.entrances.web.claimrows import ORDERS, OWN_SWITCHES
from zhixing.entrances.web.funds import compare, pieces, sheet, steps
from zhixing.entrances.web.funds.account import Account, Question
from zhixing.entrances.web.funds.output import DRAFT, XLSX, attachment
from zhixing.entrances.web.funds.result import Result
from zhixing.entrances.web.ui import Action, Fold, Note, Panel, Piece
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.exchange import sheet_xlsx
from zhixing.exchange.sheet_xlsx import Heading
from zhixing.foundation.history import context
from zhixing.law import sheet_code
from zhixing.law.switches import CHOICES, TITLES, shown

NAME: Final = "calculator_interest"
SHOWN: Final = 50
WHY_LONGEST: Final = 3000
"""链接长过这么多的，各个数不再各带一条说明的链接，页面太大。"""
EXAMPLE_DAY: Final = "2025-12-31"
EXAMPLE: Final[dict[str, Any]] = {
    "title": "例：借款一百万元，按LPR付息，2025年6月30日履行期限届满",
    "items": [{
        "id": "1", "kind": "principal", "name": "借款本金", "amount": "1000000.00", "due": "2025-06-30",
        "interest": [{"kind": "lpr", "term": "1y", "from": "2024-01-01", "to": "payment", "base": "balance"}],
    }],
    "payments": [{"id": "1", "on": "2025-09-30", "amount": "400000.00", "how": "direct"}],
}


class Other(forms.Form):
    """另一种口径：换哪几项。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in OWN_SWITCHES:
            options = ORDERS if key == "order" else tuple(CHOICES[key])
            choices = [("", "不换"), *((value, shown(key, value)) for value in options)]
            self.fields[key] = forms.ChoiceField(label=TITLES[key], choices=choices, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Piece):
    """整张表单：算到哪天、假如再还、债务、另一种口径。"""

    template: ClassVar[str] = "calculator/interest.html"
    url: str
    question: Question
    claim: ClaimPiece
    other: Other
    comparing: bool = False


class Typed(Account):
    """填的一份账：没有案件，口径从本院的起。"""

    def __init__(self, query: QueryDict, form: ClaimForm, court: Mapping[str, Any], today: date) -> None:
        super().__init__(query, today)
        self.given, self.court = form.claim, court

    @cached_property
    def data(self) -> dict[str, Any]:
        """填的内容和口径。"""
        own = {**self.court, **self.given.get("switches", {})}
        return {**self.given, "switches": own} if own else self.given


def page(request: HttpRequest) -> HttpResponse:
    """利息。放得进链接的换成链接，放不进的当场算。"""
    given = _dated(request.POST if request.method == "POST" else request.GET)
    if claimform.size(given) > MOST_ROWS:
        told = Note(f"一次至多{MOST_ROWS}行（各项、条款、还款合计）。更多的请用命令行 zhixing calc interest。", "red")
        return place.asking(request, NAME, (told,), wrong=True, wide=True)
    if claimform.asked(given):
        made = claimform.reshaped(given)
        return _asking(request, made, ClaimForm(made, payments=True, quiet=True))
    if "items-count" not in given:
        return _opened(request, given)
    wanted = given.get("do") == "xlsx"
    if request.method == "POST" and not wanted and (url := place.link(NAME, given)):
        return HttpResponseRedirect(url)
    form = ClaimForm(given, payments=True)
    found = _typed(request, given, form)
    if not (form.valid() and found.form.is_valid()):
        return _wrong(request, given, form, found)
    result = found.result
    if result is None:
        assert found.trouble is not None
        found.form.add_error("as_of", found.trouble.text)
        return _wrong(request, given, form, found)
    return _download(request, found, result) if wanted else _answered(request, given, form, found, result)


def why(request: HttpRequest) -> HttpResponse:
    """一笔数怎么来的。"""
    if claimform.size(request.GET) > MOST_ROWS:
        raise Http404
    form = ClaimForm(request.GET, payments=True)
    found = _typed(request, request.GET, form)
    if found.result is None:
        raise Http404
    query = request.GET.copy()
    for name in ("what", "item", "line"):
        query.pop(name, None)
    return steps.page(request, found.result, found.data, place.link(NAME, query) or reverse(NAME))


def _typed(request: HttpRequest, given: QueryDict, form: ClaimForm) -> Typed:
    court = {key: value for key, value in court_switches(request.user.court_id).items() if key in OWN_SWITCHES}
    return Typed(given, form, court, context.current().today)


def _dated(given: QueryDict) -> QueryDict:
    """没有填算到哪天的，是今天；写进链接，以后打开还是这一天。"""
    if given.get("as_of"):
        return given
    made = given.copy()
    made["as_of"] = context.current().today.isoformat()
    return made


def _form(given: QueryDict, form: ClaimForm, question: Question | None = None) -> Asking:
    url = reverse(NAME)
    asked = question or Question({name: given.get(name, "") for name in ("as_of", "pay_on", "pay")})
    return Asking(url=url, question=asked, claim=ClaimPiece(form=form, url=url), other=Other(given), comparing=bool(compare.asked(given)))


def _opened(request: HttpRequest, given: QueryDict) -> HttpResponse:
    """刚打开：空的一项，和一个例子。"""
    example = Action(text="看一个例子", url=f"{reverse(NAME)}?{claimform.encoded(EXAMPLE).urlencode()}&as_of={EXAMPLE_DAY}", small=True)
    told = "照执行依据的主文填：每项债务多少钱，利息怎么计，履行期限哪天届满，还过几次。执行依据没有写明的，不猜。"
    return place.asking(request, NAME, (Note(told, actions=(example,)), _form(given, ClaimForm.of({}, payments=True))), wide=True)


def _asking(request: HttpRequest, given: QueryDict, form: ClaimForm) -> HttpResponse:
    """增减了行，还没有算。"""
    return place.asking(request, NAME, (_form(given, form),), wide=True)


def _wrong(request: HttpRequest, given: QueryDict, form: ClaimForm, found: Typed) -> HttpResponse:
    """填得不对、算不出的，标在栏目下。"""
    told = Note(f"有 {form.wrong + len(found.form.errors)} 处需要改，已在栏目下注明。", "red")
    return place.asking(request, NAME, (told, _form(given, form, found.form)), wrong=True, wide=True)


def _answered(request: HttpRequest, given: QueryDict, form: ClaimForm, found: Typed, result: Result) -> HttpResponse:
    explained = _why(given)
    body = (
        *pieces.warnings(result), pieces.levels(result, explained), *sheet.supposed(found), *_compared(found, result, given),
        Panel(title="各项债务", flush=True, body=(pieces.items(result, found.data, explained),)),
        Panel(title="逐事计算", note="还款、放弃、截止时过账取整", flush=True, body=(pieces.lines(result, request.GET, explained),)),
        _segments(result), *pieces.switches(result), *pieces.others(result, found.data),
    )
    asked = Fold("填的内容", (_form(given, form),), "改了再算")
    return place.answered(request, NAME, given, _headline(result), body, asked, wide=True)


def _download(request: HttpRequest, found: Typed, result: Result) -> HttpResponse:
    """三张表：计息单、推算过程、填的内容。"""
    head = Heading(
        court=request.user.court.name, case="", parties="", title=result.title, signed=DRAFT, version="计算器试算",
        code=f"{__version__}+{sheet_code.digest()}",
    )
    answer = HttpResponse(sheet_xlsx.workbook(head, result.as_data(), found.data), content_type=XLSX)
    answer.headers["Content-Disposition"] = attachment(f"计息试算{result.as_of:%Y%m%d}.xlsx")
    return answer


def _headline(result: Result) -> str:
    day = full_day(result.as_of)
    return f"截至{day}尚欠 {yuan(result.total)} {pieces.unit(result)}" if result.total else f"截至{day}已经还清"


def _why(given: QueryDict) -> pieces.Why:
    """一笔数的说明在哪里；内容太多的没有。"""
    home, query = reverse("calculator_interest_why"), place.compact(given)

    def url(what: str, **more: Any) -> str:
        asked = query.copy()
        for key, value in {"what": what, **more}.items():
            asked[key] = str(value)
        found = f"{home}?{asked.urlencode()}"
        return found if len(found) <= WHY_LONGEST else ""

    return url


def _segments(result: Result) -> Panel:
    count = len(result.segments)
    note = f"共 {count} 段，只列前 {SHOWN} 段；点上面的数看全部" if count > SHOWN else "各段显示的数四舍五入到分，过账时按精确分数合计再取整"
    return Panel(title="逐段计算", note=note, flush=True, body=(pieces.segments(result.segments[:SHOWN], QueryDict()),))


def _compared(found: Typed, now: Result, given: QueryDict) -> tuple[Piece, ...]:
    """两种口径并排：逐级、逐项。"""
    chosen = compare.asked(given)
    if not chosen:
        return ()
    other = compare.under(found, chosen)
    if not isinstance(other, Result):
        return (Note(other.text, "yellow", "换成这种口径算不出"),)
    told = "；".join(f"{TITLES[key]}换成“{shown(key, value)}”" for key, value in chosen.items())
    gap = other.total - now.total
    said = f"，{'多' if gap > 0 else '少'}欠 {yuan(abs(gap))} 元" if gap else "，欠的一样多"
    return (Note(f"{told}{said}。", "blue", "两种口径并排"), compare.levels(now, other), compare.items(now, other))
