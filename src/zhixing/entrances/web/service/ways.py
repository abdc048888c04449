"""选怎么送、结果怎样：方式和结果都从送达规则表来，写在网址里，选了才有栏目。"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from zhixing.entrances.web.ui import Tab, Tabs
from zhixing.entrances.web.ui.filters import link
from zhixing.law.service_values import Outcome, outcome, table
from zhixing.law.words import word

ANNOUNCEMENT = "announcement"
METHODS: tuple[str, ...] = tuple(table()["outcome"])
"""送达方式，按规则表的次序。"""
SENT = "sent"
"""已经发出、没有结果。"""
HANDLING = {"mail": "交邮日", "electronic": "发送日", "entrusted": "委托日", "forwarded": "交转交单位那天", "announcement": "第一次张贴、刊登之日"}
"""办理日的叫法；没有写的就是办理日。"""
PLACES = {"entrusted": "受委托的法院", "forwarded": "转交的单位", "announcement": "在哪里公告"}
WARDED = ("forwarded",)
"""只对军人、被监禁的人等用的方式。"""


@dataclass(frozen=True, slots=True)
class Way:
    """一种方式的一种结果。"""

    method: str
    rule: Outcome

    @property
    def handling(self) -> str:
        """办理日的叫法。"""
        return HANDLING.get(self.method, "办理日")

    @property
    def later(self) -> bool:
        """结果日和办理日可以不是一天。"""
        return not self.rule.pending and SENT in outcomes(self.method)

    @property
    def refused(self) -> bool:
        """写的是谁拒收，不是谁签收。"""
        return "refused" in self.rule.code or self.rule.code == "left"

    @property
    def title(self) -> str:
        """邮寄送达：签收。"""
        return f"{word('method', self.method)}送达：{self.rule.label}"


def outcomes(method: str) -> tuple[str, ...]:
    """这种方式可以有的结果。"""
    return tuple(table()["outcome"][method])


def chosen(query: QueryDict, *, default: str = "direct", fixed: str = "", fresh: bool = True) -> Way:
    """网址里选的；没有选的，新办的取第一种结果（要等结果的取“已发出”），登记结果的取第一种结果。``fixed`` 是已经定了的方式。"""
    given = fixed or query.get("method", "")
    method = given if given in METHODS and (fixed or given != ANNOUNCEMENT) else default
    codes = outcomes(method)
    first = SENT if fresh and SENT in codes else codes[0]
    code = query.get("outcome", "")
    return Way(method, outcome(method, code if code in codes else first))


def methods(query: QueryDict, way: Way, *, warded: bool) -> Tabs:
    """方式一排；``warded``：受送达人是军人、被监禁的人等，可以转交。公告另有一页。"""
    shown = [code for code in METHODS if code != ANNOUNCEMENT and (warded or code not in WARDED or code == way.method)]
    return Tabs(tuple(Tab(word("method", code), link(query, method=code, outcome=None), code == way.method) for code in shown), "送达方式")


def results(query: QueryDict, way: Way, *, fresh: bool) -> Tabs:
    """结果一排；登记结果时没有“已发出”。"""
    codes = [code for code in outcomes(way.method) if fresh or not outcome(way.method, code).pending]
    tabs = tuple(Tab(outcome(way.method, code).label, link(query, outcome=code), code == way.rule.code) for code in codes)
    return Tabs(tabs, "结果", pills=True)
