"""记账时找凭证、找账户，一笔一笔走索引；规矩不变。

原来整批一起连接：表刚变大、还没有统计的时候，数据库把本院的凭证全看一遍；表还小的时候想好的办法（整张看一遍）又留着一直用，越记越慢。
"""

from django.db import migrations

POST = """
create or replace function ledger_post(p_court bigint, p_by bigint, p_name varchar, p_at timestamptz, p_given jsonb)
returns table (key varchar, id bigint, digest varchar) language plpgsql security invoker as $$
#variable_conflict use_column
begin
  return query
  with given as (
    select * from jsonb_to_recordset(p_given) as g (
      n int, day date, kind varchar, key varchar, memo varchar, source jsonb, digest varchar, reverses bigint, accounts bigint[], fens bigint[])
  ), made as (
    insert into public.funds_voucher (court_id, day, kind, key, memo, source, digest, reverses_id, made_by_id, made_name, made_at)
    select p_court, day, kind, key, memo, source, digest, reverses, p_by, p_name, p_at from given order by n
    on conflict (court_id, key) do nothing returning id, key, digest
  ), legs as (
    insert into public.funds_leg (voucher_id, account_id, amount_fen)
    select made.id, leg.account, leg.fen from given join made on made.key = given.key, unnest(given.accounts, given.fens) as leg (account, fen)
    order by made.id
  )
  select made.key, made.id, made.digest from made
  union all select {known}
end $$;
"""
TOGETHER = "v.key, v.id, v.digest from given join public.funds_voucher v on v.court_id = p_court and v.key = given.key;"
ONE_BY_ONE = """v.key, v.id, v.digest from given
  cross join lateral (select * from public.funds_voucher w where w.court_id = p_court and w.key = given.key limit 1) v;"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0013_balanced_faster")]
    operations = [
        migrations.RunSQL(POST.replace("{known}", ONE_BY_ONE), POST.replace("{known}", TOGETHER)),
        migrations.RunSQL(
            "alter function ledger_legs_added() set enable_seqscan = off", "alter function ledger_legs_added() reset enable_seqscan",
        ),
    ]
