"""断电：款一边来、一边发，``kill -9`` 银行、后台任务、数据库；完了和银行的日志一笔一笔对得上。"""

from __future__ import annotations

import pytest
from money_crashing import drill


@pytest.mark.slow
def test_kill_9_while_money_moves_loses_nothing_and_pays_nothing_twice() -> None:
    outcome = drill(receipts=44, payouts=4, kills=["database", "bank", "worker"], cases=2)
    assert outcome.problems == []
    assert outcome.receipts >= 44 and outcome.payouts == 4 and outcome.paid
