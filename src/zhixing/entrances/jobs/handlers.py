"""发件箱里的每一种由谁办：种类 → 办法。放进去用 ``outbox.commands.put``。"""

from __future__ import annotations

from zhixing.casework.centre.commands import rule_sets
from zhixing.casework.control.commands import releasing
from zhixing.casework.nodes import commands as nodes
from zhixing.exchange import bank_link, delivering, notifying
from zhixing.foundation.outbox.commands import Handler

HANDLERS: dict[str, Handler] = {
    nodes.KIND: nodes.replan_one, rule_sets.KIND: rule_sets.try_step, **releasing.HANDLERS, **delivering.HANDLERS, **notifying.HANDLERS,
    **bank_link.HANDLERS,
}
