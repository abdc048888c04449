"""指挥中心的全部写入，一个行为一个函数。"""

from zhixing.casework.centre.commands.asking_many import Outcome, ask_many
from zhixing.casework.centre.commands.closing_items import reorder, settle, unsettle
from zhixing.casework.centre.commands.desks import Wanted, set_desk
from zhixing.casework.centre.commands.drawing import draw_cases
from zhixing.casework.centre.commands.entrusted import came_back
from zhixing.casework.centre.commands.handing import offer, recall, refuse_hand, take
from zhixing.casework.centre.commands.items import ask, assign_item, claim, claim_next, reassign_all
from zhixing.casework.centre.commands.leaving import (
    come_back,
    depart,
    drop_departure,
    plan_departure,
    replan_departure,
    require_hand_over,
)
from zhixing.casework.centre.commands.leaving_plan import Asked
from zhixing.casework.centre.commands.recusing import end_recusal, end_share, recuse, set_share
from zhixing.casework.centre.commands.rule_sets import (
    StaleRules,
    draft_rules,
    drop_rules,
    set_rules,
    try_rules,
    try_step,
)
from zhixing.casework.centre.commands.seeding import commit_seeds, show_seeds
from zhixing.casework.centre.commands.segments import backfill, walk, walk_cases
from zhixing.casework.centre.commands.standing_in import cover, end_stand_in, returned, set_stand_in
from zhixing.casework.centre.commands.triaging import choose_track, end_choice, first_sort, place, sort, sort_due

__all__ = [
    "Asked",
    "Outcome",
    "StaleRules",
    "Wanted",
    "ask",
    "ask_many",
    "assign_item",
    "backfill",
    "came_back",
    "choose_track",
    "claim",
    "claim_next",
    "come_back",
    "commit_seeds",
    "cover",
    "depart",
    "draft_rules",
    "draw_cases",
    "drop_departure",
    "drop_rules",
    "end_choice",
    "end_recusal",
    "end_share",
    "end_stand_in",
    "first_sort",
    "offer",
    "place",
    "plan_departure",
    "reassign_all",
    "recall",
    "recuse",
    "refuse_hand",
    "reorder",
    "replan_departure",
    "require_hand_over",
    "returned",
    "set_desk",
    "set_rules",
    "set_share",
    "set_stand_in",
    "settle",
    "show_seeds",
    "sort",
    "sort_due",
    "take",
    "try_rules",
    "try_step",
    "unsettle",
    "walk",
    "walk_cases",
]
