"""选怎么送、结果怎样：方式和结果都从送达规则表来，写在网址里，选了才有栏目。"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from zhixing.entrances.web.ui import Tab, Tabs
from zhixing.entrances.web.ui.filters import link
from zhixing.law.service_start import kinds, pending
from zhixing.law.service_values import Outcome, outcome, table
from zhixing.law.words import word

ANNOUNCEMENT, DIRECT, LEFT = "announcement", "direct", "left"
HANDLING = {"mail": "交邮日", "electronic": "发送日", "entrusted": "委托日", "forwarded": "交转交单位那天", "announcement": "第一次张贴、刊登之日"}
"""办理日的叫法；没有写的就是办理日。"""
RESULTS = {"mail": "签收、退回那天", "electronic": "到达、回复、已阅那天"}
"""结果日的叫法；没有写的是签收、拒收那天。"""
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
        """结果日和办理日可以不是一天：寄出、发出、委托出去以后才有结果。"""
        return not self.rule.pending and self.method != DIRECT and bool(pending(self.method))

    @property
    def resulting(self) -> str:
        """结果日的叫法。"""
        return RESULTS.get(self.method, "签收、拒收那天")

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


def chosen(query: QueryDict, default: str) -> Way:
    """新办的一次，网址里选的；没有选结果的，上门的取签收，要等结果的取“已发出”。公告另有一页。"""
    given = query.get("method", "")
    method = given if given in kinds() and given != ANNOUNCEMENT else default
    first = pending(method) if method != DIRECT else ""
    return _picked(query, method, first or outcomes(method)[0])


def concluding(query: QueryDict, begun: str, now: str) -> Way:
    """登记、更正结果，网址里选的；``begun`` 是已经用的方式，``now`` 是已经登记的结果。上门的可以改为留置。"""
    left = begun == DIRECT and query.get("method") == LEFT
    method = LEFT if left else begun
    return _picked(query, method, now if now in outcomes(method) and not outcome(method, now).pending else outcomes(method)[0])


def _picked(query: QueryDict, method: str, first: str) -> Way:
    code = query.get("outcome", "")
    return Way(method, outcome(method, code if code in outcomes(method) else first))


def methods(query: QueryDict, way: Way, *, warded: bool) -> Tabs:
    """方式一排；``warded``：受送达人是军人、被监禁的人等，可以转交。公告另有一页。"""
    shown = [code for code in kinds() if code != ANNOUNCEMENT and (warded or code not in WARDED or code == way.method)]
    return Tabs(tuple(Tab(word("method", code), link(query, method=code, outcome=None), code == way.method) for code in shown), "送达方式")


def results(query: QueryDict, way: Way, *, fresh: bool, begun: str = "") -> Tabs:
    """结果一排；登记结果时没有“已发出”，上门的（``begun`` 是 direct）另有留置。"""
    kept = [way.method] if fresh else [begun, LEFT] if begun == DIRECT else [begun]
    rules = [outcome(method, code) for method in kept for code in outcomes(method)]
    return Tabs(tuple(_result(query, rule, way) for rule in rules if fresh or not rule.pending), "结果", pills=True)


def _result(query: QueryDict, rule: Outcome, way: Way) -> Tab:
    return Tab(rule.label, link(query, method=rule.method, outcome=rule.code), rule == way.rule)
