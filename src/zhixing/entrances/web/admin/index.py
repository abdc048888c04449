"""管理的首页：这个人能管的几处。"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.ui import Item, Items, Page, Panel, show


@dataclass(frozen=True, slots=True)
class Corner:
    """管理的一处：题目、说明、页面名、所需权限（有其一即可）；``also`` 是还须另有的一项。"""

    title: str
    note: str
    name: str
    wanted: tuple[str, ...]
    also: str = ""


CORNERS = (
    Corner("人员", "建用户、任职免职、重置口令、停用", "admin_people", ("may_manage_people", "may_manage_security")),
    Corner("团队", "设立、改名、停用团队", "admin_teams", ("may_manage_people",)),
    Corner("请假与代行", "谁不在岗，谁代行谁的职权", "admin_absences", ("may_manage_people",)),
    Corner("法院设置", "案号来源、节点天数、临期天数、登录安全，以及谁何时改了什么", "admin_settings",
           ("may_manage_settings", "may_manage_security")),
    Corner("文书模板", "本院自己的版面：交来检查，启用、停用", "own_templates", ("may_manage_settings",)),
    Corner("日历", "粘贴来年放假通知，登记本地节假日", "admin_calendar", ("may_manage_settings",)),
    Corner("审计日志", "谁何时做了什么，谁看了完整证件号，每日封存的日根", "admin_audit", ("may_view_audit",)),
    Corner("隔离的材料", "带宏、带脚本的文件，压缩炸弹：谁交的，为什么没有收", "dossier_quarantine", ("may_see_quarantine",)),
    Corner("立案与导入", "收件立案的进度，表格导入、存量接管、流程系统每日导入", "case_filing",
           ("may_manage_settings", "may_recalculate"), "may_import"),
    Corner("查控的协助单位", "登记、改动一家单位，看各家通道，停用和恢复", "control_channels", ("may_manage_channels",)),
    Corner("查控经办人", "两证、在各家单位的登记，快到期的续登记", "control_officers", ("may_manage_channels",)),
    Corner("运行状况", "后台待办、失败、卡住的事项", "admin_health", ("may_manage_settings", "may_manage_people")),
)


def page(request: HttpRequest) -> HttpResponse:
    """能管的几处；一处都没有则 403。"""
    rights = rights_of(request)
    mine = [c for c in CORNERS if any(getattr(rights, right) for right in c.wanted) and (not c.also or getattr(rights, c.also))]
    if not mine:
        raise PermissionDenied("您的职务没有管理权限。")
    items = tuple(Item(title=c.title, note=c.note, url=reverse(c.name)) for c in mine)
    return show(request, Page(title="管理", pretitle=request.user.court.name, body=(Panel(body=(Items(items=items),), flush=True),)))
