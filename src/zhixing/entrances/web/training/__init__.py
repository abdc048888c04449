"""训练：每个职务第一天的十步，只在演示法院里有。

内容在各职务的 ``*.toml``；办没办完由 :mod:`~zhixing.entrances.web.training.progress` 从真实的记录里看，不由人打勾。
"""

from zhixing.entrances.web.training.visits import note, offered

__all__ = ["note", "offered"]
