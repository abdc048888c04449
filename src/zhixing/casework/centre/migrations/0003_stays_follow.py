"""环节停留由事件链得出：登记撤回以后可以去掉多出来的行。"""

import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0002_following'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='stay',
            name='kept',
        ),
    ]
