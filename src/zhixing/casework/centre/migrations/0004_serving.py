"""已经领了、派了的事务单：办的人看得见那件案件。"""

from django.db import migrations

OPEN = """
insert into cases_assignment (case_id, user_id, role, since, matter)
select case_id, assignee_id, 'serving', (claimed_at at time zone 'Asia/Shanghai')::date, number from centre_workitem
where state in ('claimed', 'doing', 'waiting') and case_id is not null and assignee_id is not null
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_serving'),
        ('centre', '0003_stays_follow'),
    ]

    operations = [migrations.RunSQL(OPEN, migrations.RunSQL.noop)]
