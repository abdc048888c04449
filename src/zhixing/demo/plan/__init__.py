"""全院两年的案件计划：哪一类多少件、何时立案何时结案、标的多少、款到多少。纯计算，不碰数据库。

:mod:`~zhixing.demo.plan.quota` 各组的件数和天数（``demo-court.md`` 的数都从这里来）；:mod:`~zhixing.demo.plan.days` 排日子；
:mod:`~zhixing.demo.plan.purse` 排案由、标的、到账；:mod:`~zhixing.demo.plan.court` 合成一份计划。
"""

from zhixing.demo.plan.court import Schedule, schedule
from zhixing.demo.plan.planned import Planned
from zhixing.demo.plan.quota import Span

__all__ = ["Planned", "Schedule", "Span", "schedule"]
