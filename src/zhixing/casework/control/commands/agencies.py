"""协助单位和查控经办人：添、改、停、恢复，两证，在各单位的登记。

经办人须是特定的人，两证和人员情况事先在协助单位登记，变了要及时改（法释〔2013〕20号第二条、第三条）。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from zhixing.casework.control.access import require_court
from zhixing.casework.control.commands.channels import changed, refused
from zhixing.casework.control.models import Agency, AssetKind, Officer, Registration, Request
from zhixing.casework.control.queries_waves import entitled
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import texts

MANAGES: Final = "may_manage_channels"
_LABELS: Final[Mapping[str, str]] = {
    "name": "名称", "channel": "报文", "network": "网络", "register": "登记种类", "covers": "查得到的财产", "reply_hours": "超时小时数",
    "controls": "办理冻结等措施", "enabled": "启用",
}
"""可以改的各栏。代码不能改：对方拿它来取。"""
LONGEST_HOURS: Final = 24 * 60


@transaction.atomic
def add_agency(*, actor: User, code: str, name: str, channel: str, **values: Any) -> Agency:
    """添一家协助单位。``values`` 是 :data:`_LABELS` 里的各栏；代码用过的、各栏不对的抛出 ``Refused``。"""
    require_court(actor, actor.court_id, MANAGES, "管理协助单位")
    made = Agency(court_id=actor.court_id, code=code.strip(), **_known({"name": name.strip(), "channel": channel, **values}))
    _sound(made)
    if Agency.objects.filter(court=actor.court_id, code=made.code).exists():
        raise refused("agency.taken", f"代码{made.code}已经有了。", "换一个代码，或者修改已有的那一家。", subject="code")
    made.save()
    changed(made.court_id, actor, made.name, f"添加（代码{made.code}，{made.get_channel_display()}，{made.get_network_display()}）")
    return made


@transaction.atomic
def change_agency(*, agency: Agency | int, actor: User, **values: Any) -> Agency:
    """改几栏；没有变化的什么也不记。"""
    held = _held(agency, actor)
    before = {name: getattr(held, name) for name in _known(values)}
    for name, value in values.items():
        setattr(held, name, value)
    _sound(held)
    moved = [name for name, value in before.items() if value != getattr(held, name)]
    if moved:
        held.save(update_fields=moved)
        changed(held.court_id, actor, held.name, "；".join(f"{_LABELS[name]}改为{_said(getattr(held, name))}" for name in moved))
    return held


@transaction.atomic
def pause_agency(*, agency: Agency | int, actor: User, until: datetime, why: str) -> Agency:
    """停用到 ``until``：这段时间不给它新的请求，它交来的照收。"""
    held = _held(agency, actor)
    if until <= context.current().now:
        raise refused("agency.past", "停用到的时刻已经过了。", "写一个以后的时刻。", subject="until")
    if not why.strip():
        raise refused("agency.why", "没有写为什么停用。", "写明原因。", subject="why")
    held.paused_until, held.paused_why = until, why.strip()[:200]
    held.save(update_fields=["paused_until", "paused_why"])
    changed(held.court_id, actor, held.name, f"停用到{until:%Y-%m-%d %H:%M}：{held.paused_why}")
    return held


@transaction.atomic
def resume_agency(*, agency: Agency | int, actor: User) -> Agency:
    """恢复；连续失败的次数清零。"""
    held = _held(agency, actor)
    if held.paused_until is None and not held.failures:
        return held
    held.paused_until, held.paused_why, held.failures = None, "", 0
    held.save(update_fields=["paused_until", "paused_why", "failures"])
    changed(held.court_id, actor, held.name, "恢复")
    return held


# ---- 经办人 ----


@transaction.atomic
def register_officer(
    *, user: User | int, actor: User, work_card: str, duty_card: str, phone: str, work_image: StoredFile | None = None,
    duty_image: StoredFile | None = None,
) -> Officer:
    """登记（或者改）一名查控经办人的两证编号、影像和办公电话。不给影像的，原来的不动。"""
    require_court(actor, actor.court_id, MANAGES, "管理查控经办人")
    person = User.objects.get(pk=user if isinstance(user, int) else user.pk, court=actor.court_id, is_active=True)
    given = {"work_card": work_card.strip(), "duty_card": duty_card.strip(), "phone": phone.strip(), "active": True}
    for name, label in (("work_card", "工作证编号"), ("duty_card", "执行公务证编号"), ("phone", "办公电话")):
        if not given[name] or texts.flaw(str(given[name])) or len(str(given[name])) > 40:
            raise refused("officer.card", f"{label}没有填，或者写得不对。", "照证件填写。", "WC 3", name)
    images = {name: image for name, image in (("work_image", work_image), ("duty_image", duty_image)) if image}
    made, _ = Officer.objects.update_or_create(user=person, defaults={"court_id": actor.court_id, **given, **images})
    changed(made.court_id, actor, person.name, f"登记为查控经办人：工作证{made.work_card}，执行公务证{made.duty_card}")
    return made


@transaction.atomic
def retire_officer(*, officer: Officer | int, actor: User, on: date) -> Officer:
    """经办人离岗：在各单位的登记一并注销。"""
    held = _officer(officer, actor)
    held.active = False
    held.save(update_fields=["active"])
    Registration.objects.filter(officer=held, ended_on=None).update(ended_on=on)
    changed(held.court_id, actor, held.user.name, "不再是查控经办人，在各单位的登记注销")
    return held


@transaction.atomic
def register_with(*, officer: Officer | int, agency: Agency | int, since: date, until: date, actor: User) -> Registration:
    """记下经办人在一家单位登记的起止。与已有的重叠的拒绝。"""
    person, held = _officer(officer, actor), _held(agency, actor)
    if until < since:
        raise refused("registration.days", f"止日{until}早于起日{since}。", "改正日期。", "WC 3", "until")
    rows = Registration.objects.filter(officer=person, agency=held).filter(Q(ended_on=None) | Q(ended_on__gt=since))
    if rows.filter(since__lte=until, until__gte=since).exists():
        told = f"{person.user.name}在{held.name}这段时间已经登记。"
        raise refused("registration.twice", told, "起日写原登记期满的次日，或者先注销原来的。", "WC 3", "since")
    made = Registration.objects.create(officer=person, agency=held, since=since, until=until)
    changed(held.court_id, actor, held.name, f"{person.user.name}登记为经办人，自{since}至{until}")
    _handed_over(made, actor)
    return made


def _handed_over(made: Registration, actor: User) -> None:
    """等着来取的查询，原经办人的登记已经失效的，改由新登记的这个人办。"""
    today = context.current().today
    if not made.since <= today <= made.until:
        return
    rows = Request.objects.filter(~entitled(today), agency=made.agency_id, state__in=(Request.State.QUEUED, Request.State.SENT))
    if count := rows.update(officer=made.officer):
        changed(made.agency.court_id, actor, made.agency.name, f"等着来取的{count}个查询改由{made.officer.user.name}经办")


@transaction.atomic
def end_registration(*, registration: Registration | int, actor: User, on: date) -> Registration:
    """注销一份登记；注销过的原样返回。"""
    require_court(actor, actor.court_id, MANAGES, "管理查控经办人")
    number = registration if isinstance(registration, int) else registration.pk
    held = Registration.objects.select_for_update(of=("self",)).select_related("agency", "officer__user").get(pk=number, agency__court=actor.court_id)
    if held.ended_on is None:
        held.ended_on = on
        held.save(update_fields=["ended_on"])
        changed(actor.court_id, actor, held.agency.name, f"{held.officer.user.name}的登记注销")
    return held


# ---- 核对 ----


def _held(agency: Agency | int, actor: User) -> Agency:
    require_court(actor, actor.court_id, MANAGES, "管理协助单位")
    return Agency.objects.select_for_update().get(pk=agency if isinstance(agency, int) else agency.pk, court=actor.court_id)


def _officer(officer: Officer | int, actor: User) -> Officer:
    require_court(actor, actor.court_id, MANAGES, "管理查控经办人")
    number = officer if isinstance(officer, int) else officer.pk
    return Officer.objects.select_for_update(of=("self",)).select_related("user").get(pk=number, court=actor.court_id)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """只有可以改的各栏。"""
    if strange := values.keys() - _LABELS.keys():
        raise TypeError(f"协助单位没有这一栏：{'、'.join(sorted(strange))}")
    return dict(values)


def _sound(agency: Agency) -> None:
    """各栏写得对。"""
    if not agency.code or len(agency.code) > 30 or not agency.code.isascii() or not agency.code.replace("-", "").isalnum():
        raise refused("agency.code", "代码只能是字母、数字和连接号，不超过三十个。", "改正代码。", subject="code")
    if not agency.name or texts.flaw(agency.name) or len(agency.name) > 120:
        raise refused("agency.name", "名称没有填，或者写得不对。", "填写单位全称。", subject="name")
    if agency.channel not in Agency.Channel.values or agency.network not in Agency.Network.values:
        raise refused("agency.channel", "没有这种渠道。", "从列出的渠道里选。", subject="channel")
    if agency.channel == Agency.Channel.REGISTER and not agency.register:
        raise refused("agency.register", "没有写是哪一种登记机构。", "选车辆、证券等一种。", subject="register")
    _covered(agency.covers)
    if not 1 <= agency.reply_hours <= LONGEST_HOURS:
        raise refused("agency.hours", f"多少小时不回算超时，写 1 至 {LONGEST_HOURS}。", "改正小时数。", subject="reply_hours")


def _covered(kinds: Iterable[str]) -> None:
    if not list(kinds) or any(kind not in AssetKind.values for kind in kinds):
        raise refused("agency.covers", "没有选查得到哪些财产，或者选的不对。", "至少选一种财产。", subject="covers")


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, list) else str(value)
