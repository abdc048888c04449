"""已经在手里的事务单：写明要办的行为。"""

from typing import Any

from django.db import migrations

from zhixing.law import duties


def fill(apps: Any, editor: Any) -> None:
    """照目录。"""
    assignments = apps.get_model("cases", "Assignment").objects.filter(role="serving", until=None)
    for number, court, code in apps.get_model("centre", "WorkItem").objects.filter(
        state__in=("claimed", "doing", "waiting"), case__isnull=False,
    ).values_list("number", "court", "duty"):
        duty = duties.find(code)
        if duty is not None and duty.act:
            assignments.filter(matter=number, case__court=court).update(act=duty.act)


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_serving_act"),
        ("centre", "0004_serving"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
