"""结案的全部写入，一个行为一个函数。"""

from zhixing.casework.closing.commands.pool import enter_pool, leave_pool, pool_book
from zhixing.casework.closing.commands.proposing import PREFIX, archive, close, end_proposal, propose, recall
from zhixing.casework.closing.commands.returning import convert, revive
from zhixing.casework.closing.commands.withdrawing import withdraw, withdrawn

__all__ = [
    "PREFIX", "archive", "close", "convert", "end_proposal", "enter_pool", "leave_pool", "pool_book", "propose",
    "recall", "revive", "withdraw", "withdrawn",
]
