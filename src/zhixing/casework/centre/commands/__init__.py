"""指挥中心的全部写入，一个行为一个函数。"""

from zhixing.casework.centre.commands.asking_many import Outcome, ask_many
from zhixing.casework.centre.commands.closing_items import settle, unsettle
from zhixing.casework.centre.commands.desks import Wanted, set_desk
from zhixing.casework.centre.commands.drawing import draw_cases
from zhixing.casework.centre.commands.items import ask, assign_item, claim, claim_next, reassign_all
from zhixing.casework.centre.commands.recusing import end_recusal, end_share, recuse, set_share
from zhixing.casework.centre.commands.seeding import commit_seeds, show_seeds

__all__ = [
    "Outcome", "Wanted", "ask", "ask_many", "assign_item", "claim", "claim_next", "commit_seeds", "draw_cases", "end_recusal", "end_share",
    "reassign_all", "recuse", "set_desk", "set_share", "settle", "show_seeds", "unsettle",
]
