"""繁简分流看哪些事实，每一栏叫什么、怎样读（SYS:B3）。

一栏是四种之一：flag 是与否，choice 一个代码，many 几个代码，number 整数（没有的为空，比较大小一律不符合）。
规则里写金额用元，事实以分计（``scale``）。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

FLAG, CHOICE, MANY, NUMBER = "flag", "choice", "many", "number"

TRACKS: Final = {"fast": "快执", "normal": "普执", "preservation": "保全", "final": "终本恢复", "review": "执行审查"}
_OWN: Final = {"执": ("fast", "normal"), "执恢": ("fast", "normal", "final"), "执保": ("preservation", "fast", "normal")}
_REVIEWED: Final = ("review",)


def tracks_of(kind: str) -> tuple[str, ...]:
    """这一类案件可以走的轨道：审查案件只走执行审查，执行案件不走（裁执分离）；保全、终本恢复各有自己的一类。"""
    return _OWN.get(kind, _REVIEWED)


TEAMS: Final = {
    "simple": "简案快执", "complex": "繁案精执", "preservation": "保全", "final": "终本", "centre": "指挥中心", "squad": "清拘组",
    "review": "执行裁决", "general": "综合",
}
KINDS: Final = {
    "执": "首次执行", "执恢": "恢复执行", "执保": "财产保全执行", "执异": "执行异议", "执复": "执行复议", "执监": "执行监督",
    "执协": "执行协调", "执他": "其他执行",
}
TAGS: Final = {"enterprise": "涉企", "crowd": "涉众", "key": "重点案件", "petition": "涉信访", "criminal": "涉刑事", "big": "大标的"}
ASSETS: Final = {
    "real_estate": "不动产", "vehicle": "车辆", "ship": "船舶航空器", "equity": "股权", "security": "证券", "wealth": "理财", "insurance": "保险",
    "housing_fund": "住房公积金", "movable": "其他动产", "claim": "到期债权", "other": "其他",
}
CONTENTS: Final = {
    "act": "行为或者交付", "eviction": "腾退", "child": "抚养探望", "environment": "环境", "court_fee": "追缴诉讼费", "fine": "罚金",
    "confiscation": "没收", "transfer": "过户",
}
_SIGNS: Final = {
    "eviction": r"腾退|腾房|迁出|迁让|搬离|搬出|返还房屋|交还房屋|拆除",
    "child": r"抚养|探望|抚育",
    "environment": r"环境|生态|污染",
    "court_fee": r"诉讼费|案件受理费",
    "fine": r"罚金|罚款",
    "confiscation": r"没收|追缴违法所得|责令退赔",
    "transfer": r"过户|变更登记|转移登记",
}
_COURT_FEE: Final = re.compile(r"追缴|移送执行|征收")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """一件案件分流要看的事实，由 ``centre.facts`` 从库里取来。金额以分计。

    ``filed`` 立案日；``track`` 现在的轨道，没有分过的为空；``contents`` 执行内容（:func:`contents`）；
    ``promise`` 和解、承诺的最后履行日，没有的为空；``money_fen`` 首先冻结的存款，加上已经扣划在路上、到了还没有认领的；
    ``free_fen`` 查到的、还没有控制的存款；``owed_fen`` 现在应当履行的（本金、利息、执行费，减去到位的），不明为空；
    ``assets`` 有净值、要处置的财产种类（不得执行的、写明不能处置的不算；价值不明的当作有）；
    ``queried`` 全部项目的网络查询已经反馈完；``searched`` 做过传统调查；``disposing`` 已经启动处置。
    """

    kind: str
    filed: date | None = None
    track: str = ""
    livelihood: str = ""
    urgent: bool = False
    claim_fen: int | None = None
    parties: int = 0
    contents: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    objection: bool = False
    outsider: bool = False
    reachable: bool = True
    promise: date | None = None
    money_fen: int = 0
    free_fen: int = 0
    owed_fen: int | None = None
    assets: frozenset[str] = frozenset()
    queried: bool = False
    searched: bool = False
    disposing: bool = False



def contents(cause: str, performance: str, sorts: Iterable[str] = ()) -> frozenset[str]:
    """执行内容：看案由、行为内容的文字和各项请求的类别。只是过户的不算行为。

    >>> sorted(contents("抚养纠纷", ""))
    ['child']
    >>> sorted(contents("房屋买卖合同纠纷", "协助办理过户手续", ["act"]))
    ['transfer']
    """
    text = f"{cause} {performance}"
    found = {code for code, sign in _SIGNS.items() if re.search(sign, text)}
    if "court_fee" in found and not _COURT_FEE.search(text):
        found.discard("court_fee")
    if (performance or {"act", "delivery"} & set(sorts)) and not found & {"transfer", "court_fee", "fine", "confiscation"}:
        found.add("act")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Field:
    """一栏：代码、名称、种类、可取的代码（代码 → 名称）、单位；``least`` 是整数的下限，``always`` 总有值。"""

    code: str
    label: str
    sort: str
    choices: Mapping[str, str] | None = None
    unit: str = ""
    scale: int = 1
    least: int | None = 0
    always: bool = False

    def shown(self, value: Any) -> str:
        """一个值给人看的样子。"""
        if self.sort == FLAG:
            return "是" if value else "否"
        if value is None or value == "" or value == frozenset():
            return "没有"
        names = self.choices or {}
        if self.sort == MANY:
            return "、".join(names.get(one, one) for one in sorted(value))
        return names.get(value, str(value)) if self.sort == CHOICE else f"{value / self.scale:,.0f}{self.unit}"


FIELDS: Final[dict[str, Field]] = {
    one.code: one
    for one in (
        Field("kind", "案件类型", CHOICE, KINDS),
        Field("livelihood", "涉民生", FLAG),
        Field("urgent", "情况紧急", FLAG),
        Field("claim", "申请执行标的", NUMBER, unit="元", scale=100),
        Field("parties", "当事人", NUMBER, unit="人", always=True),
        Field("contents", "执行内容", MANY, CONTENTS),
        Field("tags", "标签", MANY, TAGS),
        Field("objection", "异议没有审结", FLAG),
        Field("outsider", "财产涉及案外人", FLAG),
        Field("reachable", "找得到被执行人", FLAG),
        Field("promise", "离约定履行完的日子", NUMBER, unit="日", least=None),
        Field("covered", "冻结的存款够清偿", FLAG),
        Field("cash", "冻结的和查到的存款够清偿", FLAG),
        Field("assets", "有净值的财产", MANY, ASSETS),
        Field("nothing", "没有查到可供执行的财产", FLAG),
        Field("queried", "网络查询已反馈完", FLAG),
        Field("searched", "做过传统调查", FLAG),
        Field("disposing", "已经启动处置", FLAG),
        Field("days", "立案以来", NUMBER, unit="日"),
        Field("track", "现在的轨道", CHOICE, TRACKS),
    )
}
"""规则里可以用的栏。"""


def read(facts: Facts, on: date) -> dict[str, Any]:
    """各栏（:data:`FIELDS`）在 ``on`` 这天的值；写成一处，分一百万件也不慢。"""
    owed, money = facts.owed_fen, facts.money_fen
    return {
        "kind": facts.kind, "livelihood": facts.livelihood != "", "urgent": facts.urgent, "claim": facts.claim_fen, "parties": facts.parties,
        "contents": facts.contents, "tags": facts.tags, "objection": facts.objection, "outsider": facts.outsider, "reachable": facts.reachable,
        "promise": (facts.promise - on).days if facts.promise else None, "covered": owed is not None and money >= owed,
        "cash": owed is not None and money + facts.free_fen >= owed, "assets": facts.assets, "nothing": not (money or facts.free_fen or facts.assets),
        "queried": facts.queried, "searched": facts.searched, "disposing": facts.disposing,
        "days": (on - facts.filed).days if facts.filed else None, "track": facts.track,
    }
