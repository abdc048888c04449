"""案款的全部写入，一个行为一个函数。"""

from zhixing.casework.funds.commands.debts import carry_debt, state_debt
from zhixing.casework.funds.commands.paying import book
from zhixing.casework.funds.commands.sheets import make_sheet, sign_sheet, void_sheet

__all__ = ["book", "carry_debt", "make_sheet", "sign_sheet", "state_debt", "void_sheet"]
