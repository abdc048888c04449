"""一件案件摆上桌：谁在看、此刻有什么权限、页面是哪一版。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.cases.queries import Case, visible_to
from zhixing.entrances.web.ui import Action
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User
from zhixing.law.rights import Rights
from zhixing.law.states import Act, permits


@dataclass(frozen=True, slots=True)
class Desk:
    """一次请求里的一件案件。``revision`` 是表单打开时的版本号。"""

    request: HttpRequest
    case: Case
    user: User
    today: date
    rights: Rights
    revision: int

    @property
    def sent(self) -> int | None:
        """交上来的版本号；没有带就不是从页面来的，一律当过时。"""
        text = self.request.POST.get("revision", "")
        return int(text) if text.isdecimal() and len(text) < 12 else 0

    @property
    def home(self) -> str:
        """案件页的地址。"""
        return reverse("case_page", args=[self.case.pk])

    @property
    def back(self) -> str:
        """办成之后回哪里：从报结页来补办的回报结页，抽屉是从哪一页拉出来的就回哪一页，否则案件页。"""
        asked = self.request.GET.get("back", "")
        if asked.startswith(f"{self.home}act/{Act.PROPOSE}/"):
            return asked
        came = urlsplit(self.request.headers.get("HX-Current-URL", ""))
        if came.netloc != self.request.get_host() or "/act/" in came.path or came.path.startswith("//"):
            return self.home
        return f"{came.path}?{came.query}" if came.query else came.path

    def action(self, act: Act, text: str = "", query: str = "", **looks: object) -> Action:
        """这一件上某个行为的按钮。"""
        url = reverse("case_act", args=[self.case.pk, act])
        return Action(text=text or act.label, url=f"{url}?{query}" if query else url, dialog=True, **looks)  # type: ignore[arg-type]


def open_desk(request: HttpRequest, case_id: int) -> Desk:
    """看不见的（包括别的法院的）抛出 ``Case.DoesNotExist``，页面是 404。"""
    today = context.current().today
    case = visible_to(request.user, today).get(pk=case_id)
    return desk_of(request, case)


def desk_for(request: HttpRequest, case_id: int, act: Act) -> Desk:
    """摆上桌来办 ``act``：没有权限抛出 ``Forbidden``，此刻不能办抛出 ``Refused``。"""
    desk = open_desk(request, case_id)
    if not desk.rights.may(act):
        raise Forbidden(desk.user, act)
    permits(desk.case.state, act, desk.case.kind).require()
    return desk


def desk_of(request: HttpRequest, case: Case) -> Desk:
    """已经取来的案件。"""
    today = context.current().today
    return Desk(request, case, request.user, today, rights_of(request.user, case), seq(case.stream))
