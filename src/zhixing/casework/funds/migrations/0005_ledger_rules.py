"""总账的规矩，由数据库守住。

- 凭证提交时，分录至少两条、合计为零（延迟到提交的约束触发器）；
- 分录只能和凭证同一事务、同一法院；
- 要守的账户，余额随分录改（先按编号锁住，几个人同时记也不互等），不为负由约束守住；
- 冲回的凭证，分录与被冲的正好相反。

函数以属主的身份运行：应用角色自己改不了余额。
"""

from django.db import migrations

FORWARD = """
alter table funds_voucher add column xid xid8 not null default pg_current_xact_id();

create function ledger_legs_added() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (
    select 1 from added n join funds_voucher v on v.id = n.voucher_id join funds_account a on a.id = n.account_id
    where v.xid <> pg_current_xact_id() or a.court_id <> v.court_id
  ) then
    raise exception '分录只能与凭证同时记，账户须是本院的。' using errcode = '23514', constraint = 'leg_with_its_voucher';
  end if;
  perform 1 from funds_account a where a.guarded and a.id in (select account_id from added) order by a.id for no key update;
  update funds_account a set balance_fen = a.balance_fen + s.amount
    from (select account_id, sum(amount_fen) as amount from added group by account_id) s
    where a.id = s.account_id and a.guarded;
  return null;
end $$;

create function ledger_voucher_balanced() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare number bigint; total numeric;
begin
  select count(*), coalesce(sum(amount_fen), 0) into number, total from funds_leg where voucher_id = new.id;
  if number < 2 or total <> 0 then
    raise exception '凭证%借贷不平（%条分录，相差%分）。', new.id, number, total using errcode = '23514', constraint = 'voucher_balanced';
  end if;
  if new.reverses_id is not null and exists (
    select account_id, sum(amount_fen) from funds_leg where voucher_id in (new.id, new.reverses_id) group by account_id having sum(amount_fen) <> 0
  ) then
    raise exception '凭证%没有把凭证%正好冲回。', new.id, new.reverses_id using errcode = '23514', constraint = 'voucher_reverses';
  end if;
  return null;
end $$;

create trigger ledger_legs_added after insert on funds_leg referencing new table as added
  for each statement execute function ledger_legs_added();
create constraint trigger ledger_voucher_balanced after insert on funds_voucher deferrable initially deferred
  for each row execute function ledger_voucher_balanced();
"""

BACK = """
drop trigger ledger_voucher_balanced on funds_voucher;
drop trigger ledger_legs_added on funds_leg;
drop function ledger_voucher_balanced();
drop function ledger_legs_added();
alter table funds_voucher drop column xid;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_ledger")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
