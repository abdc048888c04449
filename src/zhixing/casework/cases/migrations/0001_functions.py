"""两字切分函数：姓名多为两三字，三字切分的索引查不了两个字。"""

from django.db import migrations

BIGRAMS = """
create or replace function bigrams(t text) returns text[] language sql immutable strict parallel safe as $$
  select array_agg(distinct substr(t, i, 2)) from generate_series(1, greatest(length(t) - 1, 1)) i $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(BIGRAMS, "drop function if exists bigrams(text)")]
