"""财产查控的表：查询、财产、控制令和措施、零漏期、线索和报告、约谈。"""

from zhixing.casework.control.models.assets import Asset, AssetKind, Finding
from zhixing.casework.control.models.clues import Clue, ClueFile, Declaration, Investigation
from zhixing.casework.control.models.interviews import Interview
from zhixing.casework.control.models.numbers import Serial
from zhixing.casework.control.models.orders import Difference, Measure, Order
from zhixing.casework.control.models.watch import Incident, Warning
from zhixing.casework.control.models.waves import Agency, Officer, Registration, Reply, Request, Wave

__all__ = [
    "Agency", "Asset", "AssetKind", "Clue", "ClueFile", "Declaration", "Difference", "Finding", "Incident", "Interview", "Investigation", "Measure",
    "Officer", "Order", "Registration", "Reply", "Request", "Serial", "Warning", "Wave",
]
