"""行为 → 表单、命令、办成后说的话。一行一个。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhixing.casework.cases import commands as cases
from zhixing.casework.closing import commands as closing
from zhixing.casework.nodes import commands as nodes
from zhixing.entrances.web.cases import act_forms as forms
from zhixing.entrances.web.cases.desk import Desk
from zhixing.law.states import Act

Values = dict[str, Any]
Run = Callable[[Desk, Any, Values], Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """一个行为怎么办。``run`` 拿到桌面、表单和核过格式的值；``approval`` 为真的是报批，不是当场办成。"""

    form: type[forms.DeskForm]
    run: Run
    done: str
    note: str = ""
    approval: bool = False
    danger: bool = False
    columns: int = 2
    submit: str = ""


def _direct(command: Callable[..., Any]) -> Run:
    """表单的栏目正好是命令的参数。"""
    return lambda desk, form, values: command(case=desk.case.pk, actor=desk.user, revision=desk.sent, **values)


def _today(command: Callable[..., Any]) -> Run:
    """同上，日子是今天。"""
    return lambda desk, form, values: command(
        case=desk.case.pk, actor=desk.user, revision=desk.sent, on=desk.today, **values
    )


def _helper(desk: Desk, form: Any, values: Values) -> Any:
    return cases.set_helper(
        case=desk.case.pk, actor=desk.user, revision=desk.sent, **{**values, "joined": bool(values["joined"])}
    )


def _details(desk: Desk, form: Any, values: Values) -> Any:
    return cases.edit_details(
        case=desk.case.pk, actor=desk.user, revision=desk.sent, on=desk.today, values=form.changes(), reason=values["reason"]
    )


def _tags(desk: Desk, form: Any, values: Values) -> Any:
    held, wanted = {t.name for t in desk.case.tags.all()}, set(values["tags"])
    return cases.tag(
        case=desk.case.pk, actor=desk.user, revision=desk.sent, on=desk.today, add=tuple(sorted(wanted - held)),
        remove=tuple(sorted(held - wanted)),
    )


DEEDS: dict[Act, Deed] = {
    Act.ACCEPT: Deed(forms.AcceptForm, _direct(cases.accept), "已立案。"),
    Act.ASK_CORRECTION: Deed(forms.CorrectionForm, _direct(cases.ask_correction), "已通知补正。", "补正期间不计入立案审查。"),
    Act.CORRECTED: Deed(forms.DayForm, _direct(cases.corrected), "补正材料已收齐。", "立案审查自这一天重新起算。"),
    Act.DECLINE: Deed(forms.DeclineForm, _direct(cases.decline), "已裁定不予受理。", danger=True),
    Act.HAND_OVER: Deed(forms.DayForm, _direct(cases.hand_over), "已移送执行机构。"),
    Act.ASSIGN: Deed(forms.AssignForm, _direct(cases.assign), "已分案。"),
    Act.TRANSFER: Deed(forms.TransferForm, _direct(cases.transfer), "已移交承办人。", "应办事项随案移交。"),
    Act.HELPERS: Deed(forms.HelperForm, _helper, "已办。"),
    Act.SUSPEND: Deed(forms.SuspendForm, _today(nodes.propose_suspend), "已报请中止", "批准之日起中止，期限停算。", approval=True),
    Act.RESUME: Deed(forms.ResumeForm, _direct(nodes.resume), "已恢复执行。", "沿用原案号，期限自这一天继续计算。"),
    Act.STAY: Deed(forms.StayForm, _today(nodes.propose_stay), "已报请暂缓", "批准之日起暂缓，期限停算。", approval=True),
    Act.END_STAY: Deed(forms.EndStayForm, _direct(nodes.end_stay), "已结束暂缓。"),
    Act.EXTEND: Deed(forms.ExtendForm, _today(nodes.propose_extend), "已报请延期", "须在届满前报批，每次不超过三个月。", approval=True),
    Act.EXCLUDE: Deed(forms.ExcludeForm, _today(nodes.propose_exclude), "已报请扣除", "批准后，自实际开始的那一天起扣除。", approval=True),
    Act.END_EXCLUSION: Deed(forms.EndExclusionForm, _direct(nodes.end_exclusion), "已结束扣除。"),
    Act.WITHDRAW_CLOSING: Deed(
        forms.WithdrawClosingForm, _today(closing.withdraw), "已报请撤销报结",
        "结案有错误才撤销。批准之日案件回到执行中，节点重新亮灯；当时列出的待解除作废，录入终本库的移出；收结小结里标明。",
        approval=True, danger=True, columns=1,
    ),
    Act.ARCHIVE: Deed(forms.ArchiveForm, _direct(closing.archive), "已归档。"),
    Act.EDIT: Deed(forms.DetailsForm, _details, "已更正。"),
    Act.TAG: Deed(forms.TagForm, _tags, "标签已更新。", columns=1),
    Act.LINK: Deed(forms.LinkForm, _today(cases.link), "已关联。"),
}
