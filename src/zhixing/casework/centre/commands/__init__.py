"""指挥中心的全部写入，一个行为一个函数。"""

from zhixing.casework.centre.commands.asking_many import Outcome, ask_many
from zhixing.casework.centre.commands.closing_items import settle, unsettle
from zhixing.casework.centre.commands.desks import Wanted, set_desk
from zhixing.casework.centre.commands.drawing import draw_cases
from zhixing.casework.centre.commands.entrusted import came_back
from zhixing.casework.centre.commands.items import ask, assign_item, claim, claim_next, reassign_all
from zhixing.casework.centre.commands.recusing import end_recusal, end_share, recuse, set_share
from zhixing.casework.centre.commands.rule_sets import StaleRules, draft_rules, drop_rules, set_rules, try_rules, try_step
from zhixing.casework.centre.commands.seeding import commit_seeds, show_seeds
from zhixing.casework.centre.commands.triaging import choose_track, end_choice, first_sort, place, sort, sort_due

__all__ = [
    "Outcome", "StaleRules", "Wanted", "ask", "ask_many", "assign_item", "came_back", "choose_track", "claim", "claim_next", "commit_seeds", "draft_rules",
    "draw_cases", "drop_rules", "end_choice", "end_recusal", "end_share", "first_sort", "place", "reassign_all", "recuse", "set_desk", "set_rules",
    "set_share", "settle", "show_seeds", "sort", "sort_due", "try_rules", "try_step", "unsettle",
]
