"""核验总账：不信余额、不信触发器，从原始的凭证和分录重新算一遍，哪里不对说哪里。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.foundation.history.rows import asked


@dataclass(slots=True)
class Report:
    """核验了几张凭证、几条分录、几个账户；``breaks`` 是各处不对。"""

    vouchers: int = 0
    legs: int = 0
    accounts: int = 0
    breaks: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.breaks

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"ok": self.ok, "vouchers": self.vouchers, "legs": self.legs, "accounts": self.accounts, "breaks": self.breaks}


_RULES: Final = (
    ("凭证{0}借贷不平：{1}条分录，相差{2}分", """
        select v.id, count(l.id), coalesce(sum(l.amount_fen), 0) from funds_voucher v left join funds_leg l on l.voucher_id = v.id
        group by v.id having count(l.id) < 2 or coalesce(sum(l.amount_fen), 0) <> 0 order by v.id"""),
    ("账户{0}的余额是{1}分，各条分录合计{2}分", """
        select a.id, a.balance_fen, coalesce(sum(l.amount_fen), 0) from funds_account a left join funds_leg l on l.account_id = a.id
        where a.guarded group by a.id having a.balance_fen <> coalesce(sum(l.amount_fen), 0) order by a.id"""),
    ("账户{0}（{1}）的余额为负：{2}分", """
        select a.id, a.purpose, coalesce(sum(l.amount_fen), 0) from funds_account a join funds_leg l on l.account_id = a.id
        group by a.id having coalesce(sum(l.amount_fen), 0) * a.sign < 0 order by a.id"""),
    ("凭证{0}没有把凭证{1}正好冲回，账户{2}", """
        select v.id, v.reverses_id, l.account_id from funds_voucher v join funds_leg l on l.voucher_id in (v.id, v.reverses_id)
        where v.reverses_id is not null group by v.id, v.reverses_id, l.account_id having sum(l.amount_fen) <> 0 order by v.id"""),
    ("凭证{0}用了别家法院的账户{1}", """
        select distinct v.id, a.id from funds_leg l join funds_voucher v on v.id = l.voucher_id join funds_account a on a.id = l.account_id
        where a.court_id <> v.court_id order by v.id"""),
    ("来源“{1}”记了{2}次（法院{0}）", """
        select court_id, key, count(*) from funds_voucher group by court_id, key having count(*) > 1 order by key"""),
)


def verify() -> Report:
    """核验全部；一处不对一句话。"""
    vouchers, legs, accounts = (asked(f"select count(*) from funds_{table}")[0][0] for table in ("voucher", "leg", "account"))  # noqa: S608
    breaks = [f"{told.format(*row)}。" for told, sql in _RULES for row in asked(sql)]
    return Report(vouchers, legs, accounts, breaks)
