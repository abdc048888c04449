"""在一张事务单上走一步：申领、派给、开始、等回复、办结、退回、退回重办、撤回。要填的打开来填，不用填的按一下就办。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre.commands import items as commands
from zhixing.casework.centre.facts_items import facts_of, rights_on
from zhixing.casework.centre.queries_desks import duty_name, service
from zhixing.casework.centre.queries_items import WorkItem
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.cases.act_forms import PersonChoice
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.centre.item import own
from zhixing.entrances.web.ui import TextField, done
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, active_users, available
from zhixing.law.item_rights import serves
from zhixing.law.item_states import Move, permits

Run = Callable[[WorkItem, User, int, dict[str, Any]], WorkItem]


class ItemForm(forms.Form):
    """摆着一张事务单的表单。"""

    def __init__(self, item: WorkItem, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.prepare(item)

    def prepare(self, item: WorkItem) -> None:
        """填好与这一张有关的选项。"""


class WhyForm(ItemForm):
    """写一句理由。"""

    why = TextField(label="理由", lines=3, max_length=300)


class PutBackForm(ItemForm):
    """放回待领，理由可以不写。"""

    why = TextField(label="理由", lines=2, max_length=300, required=False, help_text="可以不写；时限照旧。")


class WaitForm(ItemForm):
    """等谁回复。"""

    whom = TextField(label="等谁回复", max_length=100, help_text="写明哪家银行、哪个评估机构；其间不计时限。")


class DoneForm(ItemForm):
    """办结。"""

    result = TextField(label="办理结果", lines=3, max_length=500)
    files = FilesField(label="附的材料", required=False, help_text="可以选几份。")


class AgainForm(ItemForm):
    """补充要求后再交办。"""

    demand = TextField(label="要求", lines=3, max_length=500, required=False)

    def prepare(self, item: WorkItem) -> None:
        """先填好原来的。"""
        self.fields["demand"].initial = item.demand


class AssignForm(ItemForm):
    """派给一个人：今天在岗、办这种事务的。"""

    to = PersonChoice(label="派给", queryset=User.objects.none(), empty_label="选一个人")
    why = TextField(label="说明", max_length=200, required=False)

    def prepare(self, item: WorkItem) -> None:
        """能办这一张的。"""
        today = context.current().today
        facts = facts_of(item, service(item.court_id, item.duty))
        people = available(active_users(item.court_id), today).exclude(pk=item.assignee_id or 0)
        known = people.select_related("court").prefetch_related("received__principal__holdings")  # 职务、代行一次取来
        able = [one.pk for one in known if serves(user_facts(one, today), facts)]
        self.fields["to"].queryset = people.filter(pk__in=able)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Deed:
    """一步怎么办：表单（没有的按一下就办）、去办、办成说什么。"""

    run: Run
    told: str
    form: type[ItemForm] | None = None
    danger: bool = False


def _finish(item: WorkItem, actor: User, revision: int, given: dict[str, Any]) -> WorkItem:
    """办结，连同附的材料一个事务。"""
    stream = f"case:{item.case_id}" if item.case_id else f"court:{item.court_id}"
    with transaction.atomic():
        kept = [store(court_id=item.court_id, name=one.name, content=one.read(), actor=actor, stream=stream).pk for one in given["files"]]
        return commands.done(item=item, actor=actor, revision=revision, result=given["result"], files=kept)


DEEDS: Final[dict[Move, Deed]] = {
    Move.CLAIM: Deed(lambda i, a, r, _: commands.claim(item=i, actor=a, revision=r), "已申领"),
    Move.START: Deed(lambda i, a, r, _: commands.start(item=i, actor=a, revision=r), "开始办"),
    Move.RESUME: Deed(lambda i, a, r, _: commands.resume(item=i, actor=a, revision=r), "收到回复，接着办"),
    Move.ASSIGN: Deed(lambda i, a, r, v: commands.assign_item(item=i, to=v["to"], actor=a, revision=r, why=v["why"]), "已派给", AssignForm),
    Move.WAIT: Deed(lambda i, a, r, v: commands.wait(item=i, actor=a, revision=r, whom=v["whom"]), "等回复，其间不计时限", WaitForm),
    Move.DONE: Deed(_finish, "已办结", DoneForm),
    Move.PUT_BACK: Deed(lambda i, a, r, v: commands.put_back(item=i, actor=a, revision=r, why=v["why"]), "已放回待领", PutBackForm),
    Move.GIVE_BACK: Deed(lambda i, a, r, v: commands.give_back(item=i, actor=a, revision=r, why=v["why"]), "已退回给交办的人", WhyForm),
    Move.AGAIN: Deed(lambda i, a, r, v: commands.ask_again(item=i, actor=a, revision=r, demand=v["demand"]), "已再交办，时限重新起算", AgainForm),
    Move.REJECT: Deed(lambda i, a, r, v: commands.reject(item=i, actor=a, revision=r, why=v["why"]), "已退回重办", WhyForm, danger=True),
    Move.CANCEL: Deed(lambda i, a, r, v: commands.cancel(item=i, actor=a, revision=r, why=v["why"]), "已撤回", WhyForm, danger=True),
}


@needs("may_see_centre")
def move(request: HttpRequest, item_id: int, move: str) -> HttpResponse:
    """走一步：无权的 403，此刻不能办的说明理由。"""
    row = own(request, item_id)
    if move not in frozenset(DEEDS):
        raise Http404
    wanted = Move(move)
    deed = DEEDS[wanted]
    if not rights_on(row, request.user).may(wanted):
        raise PermissionDenied(f"您没有“{wanted.label}”这张事务单的权限。")
    if request.method != "POST":
        permits(row.state, wanted).require()
    return _filled(request, row, wanted, deed)


def _filled(request: HttpRequest, row: WorkItem, wanted: Move, deed: Deed) -> HttpResponse:
    home = reverse("centre_item", args=[row.pk])

    def act(values: dict[str, Any]) -> HttpResponse:
        deed.run(row, request.user, _revision(request), values)
        return done(request, _back(request, home), deed.told)

    form = (deed.form or ItemForm)(row, request.POST or None, request.FILES or None)
    if request.method == "POST" and deed.form is None:
        return act({})
    name = duty_name(row.court_id, row.duty)
    filling = Filling(title=wanted.label, submit=wanted.label, cancel=home, note=f"{row.number}　{name}", danger=deed.danger, act=act,
                      hidden={"revision": request.POST.get("revision", row.revision)})
    return fill(request, form, filling)


def _revision(request: HttpRequest) -> int:
    """交上来的版本号；没有带就当过时。"""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 12 else -1


def _back(request: HttpRequest, home: str) -> str:
    """从清单上按的回清单，否则回这一张。"""
    given = request.POST.get("back", "")
    return given if given.startswith("/centre/") else home


@require_POST
@needs("may_serve_items")
def claim_next(request: HttpRequest) -> HttpResponse:
    """申领下一项：归自己办的里面在先的。"""
    duty = request.POST.get("duty", "")[:40]
    taken = commands.claim_next(actor=request.user, duty=duty)
    if taken is None:
        return done(request, reverse("centre_queue"), "没有您能申领的：都领走了，或者按规定您不办。")
    return done(request, reverse("centre_item", args=[taken.pk]), f"已申领{taken.number}")
