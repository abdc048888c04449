"""案件的全部写入，一个行为一个函数。"""

from zhixing.casework.cases.commands.acting import advance, begin, entered_by_hand, finish, possible, refold
from zhixing.casework.cases.commands.assignment import HANDLERS, Chosen, assign, set_helper, transfer
from zhixing.casework.cases.commands.desk import drop_draft, drop_list, keep_draft, save_list
from zhixing.casework.cases.commands.drawn import Drawn, assign_drawn, open_for_draw
from zhixing.casework.cases.commands.editing import (
    add_party,
    confirm_account,
    confirming,
    edit_details,
    edit_party,
    link,
    remove_party,
    tag,
)
from zhixing.casework.cases.commands.filing import (
    accept,
    ask_correction,
    check,
    corrected,
    decline,
    file_case,
    hand_over,
    receive,
)
from zhixing.casework.cases.commands.grounds import (
    add_claim,
    add_title,
    edit_claim,
    edit_title,
    remove_claim,
    remove_title,
)
from zhixing.casework.cases.commands.registering import correct_entry, note, register, withdraw_entry
from zhixing.casework.cases.commands.returning import Following, follow
from zhixing.casework.cases.commands.serving import set_serving
from zhixing.casework.cases.commands.standing import end_acting, set_acting
from zhixing.casework.cases.commands.transferring import Move, check_all, transfer_all
from zhixing.casework.cases.commands.visiting import Matter, register_all, register_each
from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft

__all__ = [
    "HANDLERS", "CaseDraft", "Chosen", "ClaimDraft", "Drawn", "Following", "Matter", "Move", "PartyDraft",
    "TitleDraft", "accept", "add_claim", "add_party", "add_title", "advance", "ask_correction", "assign",
    "assign_drawn", "begin", "check", "check_all", "confirm_account", "confirming", "correct_entry", "corrected",
    "decline", "drop_draft", "drop_list", "edit_claim", "edit_details", "edit_party", "edit_title", "end_acting",
    "entered_by_hand", "file_case", "finish", "follow", "hand_over", "keep_draft", "link", "note", "open_for_draw",
    "possible", "receive", "refold", "register", "register_all", "register_each", "remove_claim", "remove_party",
    "remove_title", "save_list", "set_acting", "set_helper", "set_serving", "tag", "transfer", "transfer_all", "withdraw_entry",
]
