"""诉讼费用：执行、保全、受理、支付令、破产和不按金额收的各种；减半、已收、由账上的钱反算。算的就是 ``law.fees``。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse

from zhixing.casework.funds.queries import switches
from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.ui import Facts, FormPanel, MoneyField, Panel, Section
from zhixing.entrances.web.ui.words import yuan
from zhixing.law import fees
from zhixing.law.articles import cite
from zhixing.law.capitals import to_capitals
from zhixing.law.fees import BadFee, Fee
from zhixing.law.finding import Finding, Step
from zhixing.law.switches import Switches, shown

NAME: Final = "calculator_fees"
SCALES: Final = {"execution": "申请执行费", "preservation": "保全申请费", "litigation": "案件受理费"}
PARTS: Final = {"payment_order": "申请支付令（受理费的三分之一）", "bankruptcy": "破产案件申请费（受理费的一半）"}
ROUND: Final = {"": "依本院口径", "yuan": "到元", "jiao": "到角", "cent": "到分"}
HALVES: Final = {"mediated": "调解结案", "withdrawn": "撤诉", "summary": "适用简易程序"}
SECTIONS: Final = (
    Section("", ("kind", "amount", "chosen"), 3), Section("另外", ("charged", "unit", "halve"), 3),
)


class Question(forms.Form):
    """要算什么费。"""

    kind = forms.ChoiceField(label="哪一种费")
    amount = MoneyField(label="金额（元）", required=False, help_text="执行金额、保全金额、争议金额、账上的钱。")
    chosen = MoneyField(label="本院确定的数额（元）", required=False, help_text="没有金额、不按金额收的才填。")
    charged = MoneyField(label="以前已收的执行费（元）", required=False, help_text="分次到位的，按累计到位算，减去已收。")
    unit = forms.ChoiceField(label="取整", choices=list(ROUND.items()), required=False)
    halve = forms.MultipleChoiceField(
        label="减半（只减一次）", choices=list(HALVES.items()), required=False, widget=forms.CheckboxSelectMultiple, help_text="案件受理费才减半。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gross = {"gross": "申请执行费：账上的钱里含着执行费，反算"}
        fixed = {key: text for key, text in fees.fixed_kinds().items() if key != "execution"}
        kinds = {"execution": SCALES["execution"], **gross, **SCALES, **PARTS, **fixed}
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """各种费要填哪几栏。"""
        found = super().clean() or {}
        for name, text in _misplaced(found):
            self.add_error(name, text)
        return found


def _misplaced(given: dict[str, Any]) -> list[tuple[str, str]]:
    """该填没有填的、不该填填了的。"""
    kind, amount, chosen = given.get("kind"), given.get("amount"), given.get("chosen")
    wrong = []
    if kind in ("gross", "preservation", "litigation", *PARTS) and amount is None:
        wrong.append(("amount", "请填金额。"))
    if kind == "execution" and amount is None and chosen is None:
        wrong.append(("amount", "请填执行金额；没有金额的，填本院确定的数额。"))
    if kind == "execution" and amount and chosen is not None:
        wrong.append(("chosen", "填了执行金额，就按金额计算，这一栏不填。"))
    if kind in ("gross", *SCALES, *PARTS) and kind != "execution" and chosen is not None:
        wrong.append(("chosen", "这种费按金额计算，这一栏不填。"))
    if kind not in ("execution", "gross", *SCALES, *PARTS, *fees.surcharged()) and amount:
        wrong.append(("amount", "这种费不按金额计算，这一栏不填。"))
    if given.get("charged") is not None and kind != "execution":
        wrong.append(("charged", "以前已收的，只用于申请执行费。"))
    if given.get("halve") and kind != "litigation":
        wrong.append(("halve", f"减半只用于案件受理费（{cite('FEE 15,16')}）。"))
    if given.get("unit") and kind == "gross":
        wrong.append(("unit", "反算总是到分，债权和执行费合起来正好是账上的钱。"))
    return wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """算出来的：题目、各数、步骤。"""

    title: str
    rows: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


def page(request: HttpRequest) -> HttpResponse:
    """诉讼费用。填的内容在网址里。"""
    asked = "kind" in request.GET
    form = Question(request.GET if asked else None)
    panel = FormPanel(form=form, submit="计算", sections=SECTIONS, method="get")
    if not (asked and form.is_valid()):
        return place.asking(request, NAME, (panel,), wrong=asked)
    try:
        found = _answer(form.cleaned_data, switches(request.user.court_id))
    except BadFee as error:
        form.add_error("chosen", str(error))
        return place.asking(request, NAME, (panel,), wrong=True)
    body = (Panel(title="费用", body=(Facts(found.rows),)), place.steps(found.steps))
    return place.answered(request, NAME, request.GET, found.title, body, panel)


def _answer(given: dict[str, Any], court: Switches) -> Answer:
    if given["kind"] == "gross":
        return _inverse(given["amount"])
    found = _found(given, court)
    if found.value is None:
        raise BadFee("".join(f"{reason.text}{reason.remedy}" for reason in found.reasons))
    half = fees.halved(found.value, given["halve"])
    made, told = half.value, (*found.steps, *half.steps, *_court(given, court))
    rows = (*_based(made), ("取整以前", f"{yuan(made.cents)} 元"), ("应收", f"{yuan(made.fen)} 元"), ("大写", to_capitals(made.fen)))
    if given["charged"] is None:
        return Answer(f"{made.label} {yuan(made.fen)} 元", rows, told)
    more = max(made.fen - given["charged"], 0)
    step = Step(f"累计应收{yuan(made.fen)}元，减去已收{yuan(given['charged'])}元，再收{yuan(more)}元。", found.articles[0])
    return Answer(f"{made.label}再收 {yuan(more)} 元", (*rows, ("已收", f"{yuan(given['charged'])} 元"), ("再收", f"{yuan(more)} 元")), (*told, step))


def _based(made: Fee) -> tuple[tuple[str, str], ...]:
    return (("计费金额", f"{yuan(made.amount)} 元"),) if made.amount else ()


def _found(given: dict[str, Any], court: Switches) -> Finding[Fee | None] | Finding[Fee]:
    kind, amount = given["kind"], given["amount"] or 0
    unit = given["unit"] or (court.fee_round if kind != "preservation" else "")
    if kind in PARTS:
        return fees.part(kind, amount, unit)
    if kind in SCALES and not (kind == "execution" and given["chosen"] is not None):
        return fees.fee(kind, amount, unit)
    return fees.fixed(kind, given["chosen"], amount, unit)


def _court(given: dict[str, Any], court: Switches) -> tuple[Step, ...]:
    """本院口径：执行费的计费金额是哪一个数，取整照本院的；本院改过的写明谁改的。"""
    based = given["kind"] == "execution" and given["amount"]
    keys = ({"fee_base", "fee_base_includes_costs"} if based else set()) | (set() if _own_unit(given) else {"fee_round"})
    costs = "含" if court.fee_base_includes_costs == "yes" else "不含"
    first = (Step(f"本院的计费金额是{shown('fee_base', court.fee_base)}，{costs}诉讼费。", cite("FEE 14(1)")),) if based else ()
    return (*first, *(Step(f"本院口径：{one.told()}。", cite("COURT 款项口径")) for one in court.changed if one.key in keys))


def _own_unit(given: dict[str, Any]) -> bool:
    return bool(given["unit"]) or given["kind"] == "preservation"


def _inverse(gross: int) -> Answer:
    found, basis = fees.inverse(gross), fees.scale("execution").basis
    rows = (("账上的钱", f"{yuan(gross)} 元"), ("给债权人", f"{yuan(found.claim)} 元"), ("申请执行费", f"{yuan(found.fee)} 元"))
    told = (
        Step(f"设给债权人的是某数，加上按它计算的执行费正好是{yuan(gross)}元，反过来求这个数，四舍五入到分：{yuan(found.claim)}元。", basis[0]),
        Step(f"执行费是余下的{yuan(found.fee)}元，两数合起来分毫不差。", basis[0]),
        Step("执行费由被执行人负担，在债权之外另收；账上的钱不够的，先作为执行费用扣除。", cite("JI 508")),
    )
    return Answer(f"给债权人 {yuan(found.claim)} 元，执行费 {yuan(found.fee)} 元", rows, told)
