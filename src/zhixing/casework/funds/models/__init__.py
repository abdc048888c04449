"""案款的表：计息依据和计息单、总账、银行、到账、发放、分配方案、账务。"""

from zhixing.casework.funds.models.banking import BankAccount, BankFile, BankLine, Serial, SubAccount
from zhixing.casework.funds.models.books import MonthClose, Opening, OpeningLine, Reconciliation
from zhixing.casework.funds.models.debts import Debt, Payment, Sheet
from zhixing.casework.funds.models.ledger import Account, Leg, Voucher
from zhixing.casework.funds.models.payouts import Callback, Inquiry, Part, PaymentFile, Payout, PayoutLine
from zhixing.casework.funds.models.plans import Objection, Plan, PlanService, Share
from zhixing.casework.funds.models.receipts import Delay, Expected, Receipt

__all__ = [
    "Account", "BankAccount", "BankFile", "BankLine", "Callback", "Debt", "Delay", "Expected", "Inquiry", "Leg", "MonthClose",
    "Objection", "Opening", "OpeningLine", "Part", "Payment", "PaymentFile", "Payout", "PayoutLine", "Plan", "PlanService", "Receipt",
    "Reconciliation", "Serial", "Share", "Sheet", "SubAccount", "Voucher",
]
