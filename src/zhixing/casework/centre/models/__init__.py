"""大中心小团队的表：轨道、分案、事务、交接、离岗、委托、会商、测算。"""

from zhixing.casework.centre.models.draws import Draw, Lot, Recusal, Seed, Workforce
from zhixing.casework.centre.models.entrusting import Conference, Entrustment
from zhixing.casework.centre.models.following import Following
from zhixing.casework.centre.models.handing import Departure, Handover, StandIn, Stay
from zhixing.casework.centre.models.items import Desk, ItemMove, WorkItem
from zhixing.casework.centre.models.staffing import StaffingPlan
from zhixing.casework.centre.models.tracks import Placement, RuleSet

__all__ = [
    "Conference", "Departure", "Desk", "Draw", "Entrustment", "Following", "Handover", "ItemMove", "Lot", "Placement", "Recusal", "RuleSet", "Seed",
    "StaffingPlan", "StandIn", "Stay", "WorkItem", "Workforce",
]
