"""印文书：数据进，PDF/A-2b 出。

``render(代码, 数据)`` 先照这种文书的栏目检查数据，再按成文日期写好条文、日期、大写，用 Typst 印出来。
不看时钟，不碰数据库；同样的数据印出同样的字节。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from zhixing.casework.documents.papers import announcements, forms, letters, lifting, notices, orders, rulings
from zhixing.casework.documents.papers.catalogue import ALSO, Template
from zhixing.casework.documents.papers.fields import Group, Problems, holding
from zhixing.casework.documents.papers.marks import Mark
from zhixing.casework.documents.papers.preserving import basis, sides
from zhixing.casework.documents.papers.printing import Extras, MissingGlyph, printed
from zhixing.casework.documents.papers.wording import legal_basis
from zhixing.foundation.files.typesetting import CannotPrint, MissingFont
from zhixing.law.words import word

__all__ = [
    "TEMPLATES", "BadData", "CannotPrint", "Mark", "MissingFont", "MissingGlyph", "Template", "UnknownTemplate", "completed", "prepared",
    "render", "template",
]

TEMPLATES: Final[dict[str, Template]] = {
    one.code: one for family in (notices, rulings, orders, lifting, announcements, letters, forms) for one in family.TEMPLATES
}


class UnknownTemplate(KeyError):
    """没有这种文书。"""


class BadData(ValueError):
    """数据不对。``problems`` 一处一句。"""

    def __init__(self, title: str, problems: list[str]) -> None:
        super().__init__(f"{title}的数据有{len(problems)}处不对：\n" + "\n".join(problems))
        self.problems = problems


def template(code: str) -> Template:
    """按代码、名称、简称（代码表 document）或者平常的叫法找一种文书；没有则抛出 :class:`UnknownTemplate`。"""
    found = TEMPLATES.get(code) or next((one for one in TEMPLATES.values() if code in _names(one)), None)
    if found is None:
        raise UnknownTemplate(code)
    return found


def _names(one: Template) -> tuple[str, ...]:
    return one.title, word("document", one.code), *ALSO.get(one.code, ())


def prepared(chosen: Template, data: Mapping[str, Any]) -> dict[str, Any]:
    """检查数据，换成模板用的值。不对的抛出 :class:`BadData`，每一处一句话。"""
    problems = Problems()
    values: dict[str, Any] = Group("", fields=chosen.fields).read(data, "", problems)
    if not problems:
        problems.extend(chosen.rule(values))
    if problems:
        raise BadData(chosen.title, problems)
    return completed(chosen, values)


def completed(chosen: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    """栏目的值，加上算出来的：名称、条文、两方的叫法。"""
    number, day = values["number"], date.fromisoformat(values["on"]["iso"])
    cited = legal_basis(basis(chosen.code, chosen.cited(values), number), day)
    return {"title": chosen.title, "basis": cited, "sides": asdict(sides(number))} | dict(values) | chosen.derived(values)


def render(code: str, data: Mapping[str, Any], *, mark: Mark | None = None, source: str | None = None, draft: bool = False) -> bytes:
    """印一份文书，返回 PDF/A-2b 的字节。

    ``mark`` 是核验码，印在末页页脚；``source`` 是本院自己的模板，不写的用自带的；``draft`` 是稿子，各页印浅色的“稿”字。
    没有这种文书抛出 :class:`UnknownTemplate`，数据不对抛出 :class:`BadData`，
    缺字体、缺字形、模板有错抛出 :class:`CannotPrint`。
    """
    chosen = template(code)
    values = prepared(chosen, data)
    try:
        return printed(chosen.code, values, on=date.fromisoformat(values["on"]["iso"]), extras=Extras(mark, draft, source))
    except MissingGlyph as error:
        raise MissingGlyph(error.text, list(holding(error.text, chosen.fields, values))) from None
