"""管理用的表单。只认格式，规矩在命令里。"""

from __future__ import annotations

from typing import Any

from django import forms

from zhixing.entrances.web.ui import DayField, TextField
from zhixing.foundation.people import queries
from zhixing.foundation.people.queries import Court, Post, Team, User


class PersonChoice(forms.ModelChoiceField):
    """选一个人，显示姓名和职务。"""

    def label_from_instance(self, user: User) -> str:
        """斯某（执行法官）。"""
        return f"{user.name}（{user.post_text or '未任职'}）"


class PersonForm(forms.Form):
    """用户资料。"""

    name = TextField(label="姓名", max_length=60)
    phone = TextField(label="手机", max_length=20, required=False)
    email = forms.EmailField(label="邮箱", required=False)


class NewPersonForm(PersonForm):
    """新用户：资料、登录名、第一个职务。"""

    username = TextField(label="登录名", max_length=60, help_text="2 至 60 个英文字母、数字或 _ . @ -")
    post = forms.ChoiceField(label="职务", choices=[("", "暂不任职"), *Post.choices], required=False)
    team = forms.ModelChoiceField(label="团队", queryset=Team.objects.none(), required=False, empty_label="不限团队")
    since = DayField(label="任职自")
    field_order = ["username", "name", "post", "team", "since", "phone", "email"]

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = queries.teams(court.pk)  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """任职。"""

    post = forms.ChoiceField(label="职务", choices=Post.choices)
    team = forms.ModelChoiceField(label="团队", queryset=Team.objects.none(), required=False, empty_label="不限团队",
                                  help_text="团队长须指明团队")
    since = DayField(label="自")
    until = DayField(label="至（含）", required=False, help_text="不填就是一直任下去")

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = queries.teams(court.pk)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """免职。"""

    until = DayField(label="任至（含）")
    reason = TextField(label="理由", max_length=200, required=False)


class ReasonForm(forms.Form):
    """只要一个理由。"""

    reason = TextField(label="理由", max_length=200)


class TeamForm(forms.Form):
    """团队。"""

    name = TextField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Team.Kind.choices)
    active = forms.BooleanField(label="在用", required=False, initial=True)


class AbsenceForm(forms.Form):
    """不在岗。"""

    user = PersonChoice(label="谁", queryset=User.objects.none())
    since = DayField(label="自")
    until = DayField(label="至（含）")
    reason = TextField(label="原因", max_length=60, help_text="如：年休假、外出培训")

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.active_users(court.pk)  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    """代行职权。"""

    principal = PersonChoice(label="谁的职权", queryset=User.objects.none())
    post = forms.ChoiceField(label="哪个职务", choices=[c for c in Post.choices if c[0] not in queries.ADMIN_POSTS])
    deputy = PersonChoice(label="由谁代行", queryset=User.objects.none())
    since = DayField(label="自")
    until = DayField(label="至（含）")
    authority = TextField(label="授权文件", max_length=120, help_text="文号或名称")

    def __init__(self, *args: Any, court: Court, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("principal", "deputy"):
            self.fields[name].queryset = queries.active_users(court.pk)  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """放假通知。"""

    year = forms.IntegerField(label="年份", min_value=2019, max_value=2100)
    number = TextField(label="文号", max_length=60, help_text="如：国办发明电〔2025〕7号")
    text = TextField(label="通知全文", lines=12, max_length=20_000, help_text="整份粘贴即可，系统读出放假和调休上班的日子，看不懂的句子会指出来")


class LocalDayForm(forms.Form):
    """本地节假日。"""

    day = DayField(label="日子")
    name = TextField(label="名称", max_length=20, help_text="如：自治区成立纪念日")
    reason = TextField(label="依据", max_length=200)
