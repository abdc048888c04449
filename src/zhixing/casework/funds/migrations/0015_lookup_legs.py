"""分录的核对也一笔一笔走索引：成批记账时，数据库会改成把凭证的索引整个走一遍，越记越慢。规矩不变。"""

from django.db import migrations

ON = "alter function ledger_legs_added() set enable_mergejoin = off; alter function ledger_legs_added() set enable_hashjoin = off;"
OFF = "alter function ledger_legs_added() reset enable_mergejoin; alter function ledger_legs_added() reset enable_hashjoin;"


class Migration(migrations.Migration):
    dependencies = [("funds", "0014_lookup_by_index")]
    operations = [migrations.RunSQL(ON, OFF)]
