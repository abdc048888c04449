"""法院设置。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from zhixing.foundation.history.commands import Recorded, record
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people import access
from zhixing.foundation.people.events import SettingChanged
from zhixing.foundation.people.queries import Court, Setting
from zhixing.law import settings as catalogue

SECURITY_GROUP = "security"


def change_setting(
    *, court: Court, key: str, value: Any, actor: Actor, on: date, reason: str = ""
) -> Recorded:
    """改一项设置；值由 ``law.settings`` 核对。安全类的归安全管理员，其余归执行局长等（见 ``law.rights``）。"""
    found = catalogue.find(key)
    access.require(actor, court, "may_manage_security" if found.group == SECURITY_GROUP else "may_manage_settings")
    finding = catalogue.validate(key, value)
    value = finding.require()
    with transaction.atomic():
        Court.objects.select_for_update().get(pk=court.pk)
        before = Setting.objects.filter(court=court, key=key).values_list("value", flat=True).first()
        Setting.objects.update_or_create(court=court, key=key, defaults={"value": value})
        event = SettingChanged(key=key, title=found.title, before=before, after=value)
        chain = f"court:{court.pk}"
        return record(
            event, stream=chain, court_id=court.pk, actor=actor, happened=on, finding=finding, reason=reason
        )
