"""发放没有对应的到账登记的，也列出来（不计入）。接着 0002 补上已有的。"""

from django.db import migrations, models

FILL = """
with recursive told as (
    select made.stream, made.seq, made.corrects, made.type, made.subject, made.happened_on, made.payload
    from history_entry made
    where made.stream like 'case:%' and made.type in ('funds.Received', 'funds.Paid')
    and not exists (select 1 from history_entry later where later.stream = made.stream and later.corrects = made.seq)
    and not exists (
        select 1 from history_entry back where back.stream = made.stream and back.type = 'cases.TakeoverReversed'
    )
), line as (
    select stream, seq, seq as at, corrects from told where type = 'funds.Paid'
    union all
    select line.stream, line.seq, former.seq, former.corrects
    from line join history_entry former on former.stream = line.stream and former.seq = line.corrects
)
insert into funds_payment (case_id, court_id, day, amount_fen, how, subject, payer, to_item, omitted, lump, seq)
select owner.id, owner.court_id, told.happened_on, coalesce((told.payload->>'amount_fen')::bigint, 0), 'transfer', told.subject,
    left(coalesce(told.payload->>'payer', ''), 200), left(coalesce(told.payload->>'to_item', ''), 500), 'unreceived', false, line.at
from told
join line on line.stream = told.stream and line.seq = told.seq and line.corrects is null
join cases_case owner on told.stream = 'case:' || owner.id
where told.type = 'funds.Paid' and not exists (
    select 1 from told known
    where known.stream = told.stream and known.subject = told.subject and known.type = 'funds.Received'
)
on conflict (case_id, seq) do nothing
"""


class Migration(migrations.Migration):

    dependencies = [
        ("funds", "0002_payments"),
    ]

    operations = [
        migrations.AlterField(
            model_name='payment',
            name='omitted',
            field=models.CharField(blank=True, choices=[('', '计入'), ('unclaimed', '还没有认领'), ('unreceived', '发放没有对应的到账登记'), ('instalment', '和解分期，没有登记当事人直接履行'), ('unpriced', '抵债没有登记金额')], default='', max_length=12, verbose_name='不计入的原因'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
