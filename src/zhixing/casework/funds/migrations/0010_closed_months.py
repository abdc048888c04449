"""月结以后，记账日在那一月或者更早的凭证，数据库不再收。

记账的事务都拿着本院的共享锁，月结拿独占锁：正在记的记完才结，结了以后才来的看得见月结。
"""

from django.db import migrations

FORWARD = """
create function ledger_month_open() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare late record;
begin
  perform pg_advisory_xact_lock_shared(620261, court_id) from (select distinct court_id::int as court_id from added order by 1) s;
  select a.court_id, a.day, m.month into late from added a join funds_monthclose m
    on m.court_id = a.court_id and m.month >= date_trunc('month', a.day)::date limit 1;
  if found then
    raise exception '%已经月结，记账日%的凭证不再收。', to_char(late.month, 'YYYY年MM月'), late.day using errcode = '23514', constraint = 'month_open';
  end if;
  return null;
end $$;

create function ledger_month_closing() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform pg_advisory_xact_lock(620261, new.court_id::int);
  return new;
end $$;

create trigger ledger_month_open after insert on funds_voucher referencing new table as added
  for each statement execute function ledger_month_open();
create trigger ledger_month_closing before insert on funds_monthclose
  for each row execute function ledger_month_closing();
"""

BACK = """
drop trigger ledger_month_closing on funds_monthclose;
drop trigger ledger_month_open on funds_voucher;
drop function ledger_month_closing();
drop function ledger_month_open();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0009_books")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
