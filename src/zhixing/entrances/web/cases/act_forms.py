"""各行为的表单。只认格式和选项，规矩在命令里。日子默认今天。"""

from __future__ import annotations

from typing import Any

from django import forms

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Livelihood, Relation, TagName
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.needless import excluded
from zhixing.entrances.web.ui import DayField, MoneyField, TextField
from zhixing.foundation.people.queries import Post, Team, User, active_users, available, setting, teams
from zhixing.law import entries
from zhixing.law.terms import EXCLUSIONS

Choices = list[tuple[str, str]]


def same(values: Any) -> Choices:
    """值和字相同的选项。"""
    return [(v, v) for v in values]


class DeskForm(forms.Form):
    """摆在桌上的表单：知道是哪一件。"""

    def __init__(self, desk: Desk, data: Any = None, files: Any = None) -> None:
        self.desk = desk
        super().__init__(data, files)
        if "on" in self.fields:
            self.fields["on"].initial = desk.today
            self.fields["on"].widget.attrs["max"] = desk.today.isoformat()
        self.prepare(desk)

    def prepare(self, desk: Desk) -> None:
        """填好与案件有关的选项和初值。"""


class PersonChoice(forms.ModelChoiceField):
    """选一个人，显示姓名和职务。"""

    def label_from_instance(self, user: User) -> str:
        """斯某（执行法官）。"""
        return f"{user.name}（{user.post_text or '未任职'}）"


class DayForm(DeskForm):
    """只要一个日子。"""

    on = DayField(label="日期")


class AcceptForm(DeskForm):
    """立案。"""

    on = DayField(label="立案日")
    number = TextField(label="案号", max_length=120, required=False)

    def prepare(self, desk: Desk) -> None:
        """自编的不填案号；国家平台编的照填。"""
        if setting(desk.case.court_id, "number_source") == "own":
            del self.fields["number"]
            return
        self.fields["number"].initial = desk.case.number_as_given
        self.fields["number"].help_text = "照流程系统给的案号填写。"


class CorrectionForm(DeskForm):
    """通知补正。"""

    on = DayField(label="通知日")
    until = DayField(label="补正期限至", required=False)
    missing = TextField(label="还缺哪些材料", lines=3, help_text="一行写一样。")

    def clean_missing(self) -> list[str]:
        """一行一样。"""
        return [line.strip() for line in self.cleaned_data["missing"].splitlines() if line.strip()]


class DeclineForm(DeskForm):
    """不予受理。"""

    on = DayField(label="裁定日")
    ground = forms.ChoiceField(label="理由", choices=same(entries.DECLINE_GROUNDS))
    text = TextField(label="说明", lines=3, required=False)


class _HandlerForm(DeskForm):
    on = DayField(label="日期")
    handler = PersonChoice(label="承办人", queryset=User.objects.none())
    team = forms.ModelChoiceField(label="团队", queryset=Team.objects.none(), required=False, empty_label="承办人所在团队")

    def prepare(self, desk: Desk) -> None:
        people = available(active_users(desk.case.court_id), desk.today)
        fit = people.filter(holdings__post__in=HANDLERS, holdings__until__isnull=True)
        self.fields["handler"].queryset = fit.exclude(pk=desk.case.handler_id or 0).distinct()  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams(desk.case.court_id)  # type: ignore[attr-defined]


class AssignForm(_HandlerForm):
    """分案。"""

    way = forms.ChoiceField(label="分案方式", choices=same(entries.ASSIGN_WAYS), initial="指定")
    reason = TextField(label="为什么不抽签", max_length=200, help_text="一般的在指挥中心随机分案。流程系统已经分好的，分案方式选导入，写明即可。")


class TransferForm(_HandlerForm):
    """移交承办人。"""

    reason = forms.ChoiceField(label="理由", choices=same(entries.TRANSFER_REASONS))
    handover = TextField(label="交接记录", lines=4, required=False, help_text="未办节点、财产、案款。")


class HelperForm(DeskForm):
    """协办人、书记员的增减。"""

    on = DayField(label="日期")
    user = PersonChoice(label="人员", queryset=User.objects.none())
    role = forms.ChoiceField(label="角色", choices=[("assistant", "协办人"), ("clerk", "书记员")])
    joined = forms.ChoiceField(label="增减", choices=[("1", "参与本案"), ("", "退出本案")], required=False, initial="1")

    def prepare(self, desk: Desk) -> None:
        """本院办案的人。"""
        posts = (Post.JUDGE, Post.ASSISTANT, Post.CLERK, Post.BAILIFF, Post.TEAM_LEADER)
        people = active_users(desk.case.court_id).filter(holdings__post__in=posts).distinct()
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class NoteForm(DeskForm):
    """办案记录：点一下种类，写一句，就好。"""

    sort = forms.ChoiceField(label="种类", choices=same(entries.NOTE_SORTS), initial="电话", widget=forms.RadioSelect)
    person = TextField(label="对方", max_length=100, required=False)
    text = TextField(label="内容", lines=3)
    on = DayField(label="日期")

    def prepare(self, desk: Desk) -> None:
        """对方可以从当事人里选，也可以自己写。"""
        names = [p.name for p in desk.case.parties.all() if p.active]
        self.fields["person"].widget = forms.TextInput(attrs={"list": "case-people", "autocomplete": "off"})
        self.people = names


class SuspendForm(DeskForm):
    """中止。"""

    ground = TextField(label="中止的情形", max_length=200, help_text="如：申请执行人表示可以延期执行。")
    document = TextField(label="裁定文号", max_length=120)


class ResumeForm(DeskForm):
    """恢复执行。"""

    on = DayField(label="恢复日")
    document = TextField(label="文书文号", max_length=120, required=False)


class StayForm(DeskForm):
    """暂缓。"""

    code = forms.ChoiceField(label="情形", choices=[(c, EXCLUSIONS[c].name) for c in ("X5", "X6")])
    until = DayField(label="暂缓至")
    ground = TextField(label="理由", max_length=200)
    document = TextField(label="决定或通知文号", max_length=120)


class EndStayForm(DeskForm):
    """结束暂缓。"""

    on = DayField(label="结束日")
    ground = TextField(label="理由", max_length=200, required=False)


class ExtendForm(DeskForm):
    """报请延期。"""

    months = forms.TypedChoiceField(label="延长", choices=[(n, f"{n} 个月") for n in (1, 2, 3)], coerce=int, initial=3)
    ground = TextField(label="理由", max_length=200)
    document = TextField(label="文书文号", max_length=120, required=False)


_SPANS = [(code, x.name) for code, x in EXCLUSIONS.items() if code not in ("X4", "X5", "X6")]


class ExcludeForm(DeskForm):
    """扣除期间。"""

    code = forms.ChoiceField(label="情形", choices=_SPANS)
    since = DayField(label="自哪一天起")
    document = TextField(label="文书文号", max_length=120)
    ground = TextField(label="说明", max_length=200, required=False)


class EndExclusionForm(DeskForm):
    """结束扣除。"""

    code = forms.ChoiceField(label="情形", choices=_SPANS)
    on = DayField(label="自哪一天起继续计算")
    document = TextField(label="文书文号", max_length=120, required=False)

    def prepare(self, desk: Desk) -> None:
        """只列正在扣除的。"""
        running = excluded(timeline_of(desk.case))
        self.fields["code"].choices = [(c, name) for c, name in _SPANS if c in running]  # type: ignore[attr-defined]


class ArchiveForm(DeskForm):
    """归档。"""

    on = DayField(label="归档日")
    catalogue = TextField(label="档号", max_length=120, required=False)


class WithdrawClosingForm(DeskForm):
    """撤销报结的理由。"""

    reason = TextField(label="结案错在哪里", lines=4, max_length=500)


class DetailsForm(DeskForm):
    """更正案件信息。"""

    cause = TextField(label="案由", max_length=100, required=False)
    livelihood = forms.ChoiceField(label="涉民生", choices=Livelihood.choices, required=False)
    claim_fen = MoneyField(label="申请执行标的（元）", required=False)
    urgent = forms.BooleanField(label="情况紧急", required=False)
    performance = TextField(label="行为、交付内容", lines=3, required=False)
    reason = TextField(label="更正理由", max_length=500)

    def prepare(self, desk: Desk) -> None:
        """先填好现在的。"""
        for name in ("cause", "livelihood", "claim_fen", "urgent", "performance"):
            self.fields[name].initial = getattr(desk.case, name)

    def changes(self) -> dict[str, Any]:
        """只带改了的栏目。"""
        return {n: self.cleaned_data[n] for n in self.fields if n != "reason" and self.cleaned_data[n] != getattr(self.desk.case, n)}


class TagForm(DeskForm):
    """标签。"""

    tags = forms.MultipleChoiceField(
        label="标签", choices=TagName.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, desk: Desk) -> None:
        """勾上已有的。"""
        self.fields["tags"].initial = [t.name for t in desk.case.tags.all()]


class LinkForm(DeskForm):
    """关联案件。"""

    number = TextField(label="对方案号", max_length=120)
    sort = forms.ChoiceField(label="关系", choices=Relation.Sort.choices)
