"""表单：栏目分节，错误就地显示，带案件版本号，内容不怕登录过期。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.forms import BaseForm, BoundField

from zhixing.entrances.web.ui.action import Action
from zhixing.entrances.web.ui.piece import Content, Piece


@dataclass(frozen=True, slots=True)
class Section:
    """一节：题目、栏目名、一行几栏。"""

    title: str
    names: tuple[str, ...]
    columns: int = 2
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPanel(Piece):
    """一张表单。

    ``revision`` 是打开页面时案件的版本号；``draft`` 是草稿的键（同键的内容登录过期后会填回，空则不存）；
    ``hidden`` 是另带的值；``name`` 是主按钮交上去的名字，``also`` 是另外几个交表单的按钮（名字，字）；
    给了 ``id``，表单元素的 id 是它加 ``-form``，勾选框据此归到这张表单；``before`` 放在栏目之前（拒绝的理由、提醒）；``cancel`` 是“取消”去哪里。
    """

    template: ClassVar[str] = "ui/form.html"
    form: BaseForm
    url: str = ""
    submit: str = "保存"
    sections: tuple[Section, ...] = ()
    revision: int | None = None
    draft: str = ""
    hidden: Mapping[str, object] = field(default_factory=dict)
    before: tuple[Content, ...] = ()
    after: tuple[Content, ...] = ()
    cancel: str = ""
    actions: tuple[Action, ...] = ()
    title: str = ""
    id: str = ""
    danger: bool = False
    method: str = "post"
    name: str = ""
    also: tuple[tuple[str, str], ...] = ()

    @property
    def blocks(self) -> list[tuple[Section, list[BoundField]]]:
        """各节和它的栏目；没有分节时全部栏目一节。"""
        sections = self.sections or (Section("", tuple(f.name for f in self.form.visible_fields())),)
        return [(s, [self.form[name] for name in s.names if name in self.form.fields]) for s in sections]

    @property
    def multipart(self) -> bool:
        """有附件栏目。"""
        return self.form.is_multipart()
