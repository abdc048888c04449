"""案款的全部写入，一个行为一个函数。"""

from zhixing.casework.funds.commands.by_hand import ledger_only
from zhixing.casework.funds.commands.debts import carry_debt, state_debt
from zhixing.casework.funds.commands.delays import delayed, not_delayed
from zhixing.casework.funds.commands.paying import book
from zhixing.casework.funds.commands.payouts import approved, returned
from zhixing.casework.funds.commands.sheets import make_sheet, sign_sheet, void_sheet

__all__ = [
    "approved", "book", "carry_debt", "delayed", "ledger_only", "make_sheet", "not_delayed", "returned", "sign_sheet", "state_debt",
    "void_sheet",
]
