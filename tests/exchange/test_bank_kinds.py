"""一行明细是什么：规则表一条一条地试，理由都说。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhixing.exchange.bank.kinds import NAMES, kind
from zhixing.exchange.bank.lines import Line


def line(fen: int, **more: Any) -> Line:
    return Line(account="1505", booked_on=date(2026, 11, 20), fen=fen, **more)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (line(100, summary="电子汇入", name="王秀兰", remark="（2026）内0221执1号 本金及利息"), "receipt"),
        (line(100, summary="汇入", name="包头某银行", remark="协助扣划（2026）内0221执1号"), "deduction"),
        (line(100, summary="退汇", remark="户名不符 原流水号：FK2026111800017"), "bounce"),
        (line(100, summary="汇入", name="王秀兰", returned="AC04"), "bounce"),
        (line(-100, summary="退汇", name="王秀兰"), "other"),
        (line(100, summary="结息"), "interest"),
        (line(100, summary="单位活期结息"), "interest"),
        (line(100, summary="转账", remark="9月21日存款利息"), "interest"),
        (line(100, summary="转账", name="王秀兰", remark="存款利息抵债"), "receipt"),
        (line(-100, summary="汇划费"), "charge"),
        (line(-100, summary="网银转账", remark="对公跨行手续费"), "charge"),
        (line(-100, summary="转账", name="某评估公司", other_account="1", remark="评估服务费"), "payment"),
        (line(100, summary="手续费退回"), "correction"),
        (line(-100, summary="冲正", name="王秀兰"), "correction"),
        (line(-100, summary="转账", reversal=True), "correction"),
        (line(100, summary="转账", name="王秀兰", remark="案件受理费"), "court_fee"),
        (line(100, summary="转账", name="王秀兰", remark="诉讼费"), "court_fee"),
        (line(100, summary="转账", name="王秀兰", remark="申请执行费"), "receipt"),
        (line(100, summary="转账", name="王秀兰", remark="执行款含诉讼费"), "receipt"),
        (line(100, summary="转账", name="赵小明", remark="萨拉齐镇房产拍卖余款"), "auction"),
        (line(-100, summary="转账", name="王秀兰", remark="发放案款"), "payment"),
        (line(0), "other"),
    ],
)  # fmt: skip
def test_each_kind_has_its_reason(given: Line, code: str) -> None:
    told = kind(given)
    assert told.code == code and told.reason and told.name == NAMES[code] and "{" not in told.reason


def test_a_bounce_refers_to_its_payout() -> None:
    told = kind(line(100, summary="退汇", remark="账户已销户，原付款流水号FK2026111800017", references=("E1",)))
    assert told.refers == ("E1", "FK2026111800017") and "退汇" in told.reason
    assert kind(line(100, remark="退汇")).refers == () and kind(line(100, remark="原编号:ABCDEF1")).refers == ()
