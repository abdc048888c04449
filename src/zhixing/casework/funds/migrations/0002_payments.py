"""照已有的登记补上款项各行：升级以前的库、旧快照里没有。与 ``funds.commands.paying`` 得出的一样（tests/funds/test_payments.py）。"""

from django.db import migrations

FILL = """
with recursive told as (
    select made.stream, made.seq, made.corrects, made.type, made.subject, made.source, made.happened_on, made.payload
    from history_entry made
    where made.stream like 'case:%' and made.type in (
        'funds.DirectPaid', 'funds.Received', 'funds.Claimed', 'funds.Paid', 'settlement.InstalmentPaid', 'disposal.DebtOffset'
    )
    and not exists (select 1 from history_entry later where later.stream = made.stream and later.corrects = made.seq)
    and not exists (
        select 1 from history_entry back where back.stream = made.stream and back.type = 'cases.TakeoverReversed'
    )
), line as (
    select stream, seq, seq as at, corrects from told
    union all
    select line.stream, line.seq, former.seq, former.corrects
    from line join history_entry former on former.stream = line.stream and former.seq = line.corrects
), money as (
    select told.*, line.at as root, coalesce((told.payload->>'amount_fen')::bigint, 0) as fen,
    told.type <> 'funds.Received' or told.source = 'imported' or exists (
        select 1 from told known
        where known.stream = told.stream and known.subject = told.subject and known.type in ('funds.Claimed', 'funds.Paid')
    ) as mine
    from told join line on line.stream = told.stream and line.seq = told.seq and line.corrects is null
    where told.type not in ('funds.Claimed', 'funds.Paid')
)
insert into funds_payment (case_id, court_id, day, amount_fen, how, subject, payer, to_item, omitted, lump, seq)
select owner.id, owner.court_id,
    case when money.type = 'funds.Received' then coalesce((money.payload->>'stopped_on')::date, money.happened_on)
        else money.happened_on end,
    money.fen,
    case money.type when 'funds.Received' then coalesce(nullif(money.payload->>'how', ''), 'transfer')
        when 'disposal.DebtOffset' then 'in_kind' else 'direct' end,
    money.subject, left(coalesce(money.payload->>'payer', ''), 200), left(coalesce(money.payload->>'to_item', ''), 500),
    case when money.type = 'settlement.InstalmentPaid' then 'instalment'
        when money.type = 'disposal.DebtOffset' and money.fen = 0 then 'unpriced'
        when not money.mine then 'unclaimed' else '' end,
    money.type = 'funds.Received' and money.mine and money.subject = '接管余额',
    money.root
from money join cases_case owner on money.stream = 'case:' || owner.id
on conflict (case_id, seq) do nothing
"""


class Migration(migrations.Migration):

    dependencies = [
        ("funds", "0001_tables"),
        ("history", "0003_corrections"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
