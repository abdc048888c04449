"""核验分配方案：定了稿的各版，从原始的各笔重新合计、重新算摘要，与定稿时记在链上的对照；付款不超过份额。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhixing.foundation.history.rows import asked

_RULES: Final = (
    ("案件{0}分配方案第{1}版分出{2}分、{3}笔，各笔合计{4}分、{5}笔", """
        select p.case_id, p.number, p.given_fen, p.count, coalesce(sum(s.share_fen), 0), count(s.id)
        from funds_plan p left join funds_share s on s.plan_id = p.id where p.published_on is not null
        group by p.id having p.given_fen <> coalesce(sum(s.share_fen), 0) or p.count <> count(s.id) order by p.id"""),
    ("案件{0}分配方案第{1}版的各笔和定稿时记在链上的摘要不符", """
        select p.case_id, p.number from funds_plan p
        join lateral (
          select encode(sha256(convert_to(string_agg(concat_ws(E'\\x1f',
            s.number, s.key, s.name, s.identity, s.level, s.claim_fen, s.paid_fen, s.share_fen, s.data->>'hold') || E'\\n', '' order by s.number),
            'UTF8')), 'hex') as told from funds_share s where s.plan_id = p.id
        ) d on true
        left join history_entry e on e.stream = 'case:' || p.case_id and e.type = 'funds.PlanMade' and e.payload->>'number' = p.number::text
        where p.published_on is not null and (d.told is distinct from p.digest or e.payload->>'digest' is distinct from p.digest) order by p.id"""),
    ("案件{0}分配方案第{1}版第{2}笔分得{3}分，付款合计{4}分", """
        select p.case_id, p.number, s.number, s.share_fen, sum(l.amount_fen) from funds_payoutline l
        join funds_payout o on o.id = l.payout_id join funds_share s on s.id = l.share_id join funds_plan p on p.id = s.plan_id
        where l.state not in ('void', 'retried') and o.state <> 'void' group by s.id, p.id having sum(l.amount_fen) > s.share_fen order by s.id"""),
    ("案件{0}分配方案第{1}版{2}，还预留着{3}分", """
        select p.case_id, p.number, p.state, -sum(l.amount_fen) from funds_plan p
        join funds_voucher v on v.court_id = p.court_id and v.key like 'plan:' || p.id || ':%%'
        join funds_leg l on l.voucher_id = v.id join funds_account a on a.id = l.account_id and a.purpose = 'reserve'
        where p.state in ('void', 'replaced') group by p.id having sum(l.amount_fen) <> 0 order by p.id"""),
)


def breaks() -> Iterator[str]:
    """各处不对，一处一句话。"""
    return (f"{told.format(*row)}。" for told, sql in _RULES for row in asked(sql))
