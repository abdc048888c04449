"""正在写的一份文书：新的，或者已有的稿子；给谁、关于哪几项、用哪个模板、由谁签发。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from zlib import crc32

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Filled
from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.access import law_route
from zhixing.casework.documents.papers import Template
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.documents.reading import Opened
from zhixing.law import papers as law
from zhixing.law.states import Act

MOST_TO: Final = 60


@dataclass(frozen=True)
class Work:
    """正在写的一份：新的，或者已有的稿子。"""

    desk: Desk
    template: Template
    document: Opened | None = None

    @property
    def kind(self) -> str:
        """种类代码。"""
        return self.template.code

    @property
    def key(self) -> str:
        """没交上去的内容存在哪里。"""
        if self.document:
            return f"{self.desk.case.pk}:{self.document.row.pk}"
        return f"{self.desk.case.pk}:{self.kind}" + (f":{crc32(self.query.encode()):08x}" if self.query else "")

    @property
    def version(self) -> int:
        """改的是第几版；新的为零。"""
        return self.document.row.version if self.document else 0

    @property
    def to(self) -> tuple[str, ...]:
        """给谁：网址里写明的；一人一份的没有写明，先做第一个人的。"""
        asked = tuple(name[:200] for name in self.desk.request.GET.getlist("to")[:MOST_TO])
        return asked or (self.separate[0] if self.separate else ())

    @cached_property
    def separate(self) -> tuple[tuple[str, ...], ...]:
        """几个人一份；改稿时不问。"""
        return () if self.document else drafting.separate(self.desk.case, self.kind)

    @property
    def query(self) -> str:
        """给谁、关于哪几项，跟着网址走。"""
        given = self.desk.request.GET
        pairs = [(name, one) for name in ("to", "about") for one in given.getlist(name)[:MOST_TO]]
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def url(self) -> str:
        """表单交到哪里。"""
        if self.document:
            return reverse("document_edit", args=self.document.args)
        return reverse("case_document_write", args=[self.desk.case.pk, self.kind]) + self.query

    @property
    def preview_url(self) -> str:
        """边填边看从哪里取。"""
        if self.document:
            return reverse("document_look", args=self.document.args)
        return reverse("case_document_look", args=[self.desk.case.pk, self.kind]) + self.query

    @property
    def cancel(self) -> str:
        """取消去哪里。"""
        return self.document.url if self.document else f"{self.desk.home}?tab=documents#tabs"

    @cached_property
    def filled(self) -> Filled:
        """照案件里知道的填好的样子，连同缺什么、从哪里来。"""
        about = tuple(one[:200] for one in self.desk.request.GET.getlist("about")[:MOST_TO])
        return drafting.values(self.desk.case, self.kind, on=self.desk.today, actor=self.desk.user, to=self.to, about=about)

    def whole(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """印的时候的内容：法院名称、接着要取的编号、今天。"""
        row = self.document.row if self.document else None
        number = (row.number if row else "") or queries.live_number(self.desk.case, self.kind)
        named = {"number": number} if number else {}
        return {**data, "court": self.desk.case.court.name, **named, "on": self.desk.today.isoformat()}

    @cached_property
    def signs(self) -> bool:
        """他自己就能签发这一份。"""
        desk = self.desk
        return desk.rights.may(Act.SIGN_DOCUMENT) and law_route(law.paper(self.kind), desk.case).value == law.OWN

    @property
    def source(self) -> str | None:
        """本院自己的模板；没有为空。"""
        own = queries.own_template(self.desk.case.court_id, self.kind)
        return own.source if own else None


def known(kind: str) -> Template:
    """有模板的一种；没有的是 404。"""
    if kind not in papers.TEMPLATES:
        raise Http404
    return papers.TEMPLATES[kind]
