"""最后一章：财产查控。各家单位、经办人登记好了；一批查完了，一批正在查，一批等签发；冻了几个账户，一道令等发出，一处要核对；

措施快到期的有预警，失效的有补救单；线索、财产报告、调查令各有几件。

通知书、裁定书存在数据目录里，所以同案款一样不进快照，装回快照以后当场做。查询、冻结都走真的报文，对面是演示用的协助单位
（:mod:`zhixing.demo.outside`）。全走命令，时间是截止那天和前几天下班前。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.centre import drafting, ordering
from zhixing.casework.centre.investigating import draft_order
from zhixing.casework.control.commands import agencies as desks
from zhixing.casework.control.commands import clues, declarations, investigations, sending, watching, waves
from zhixing.casework.control.queries_assets import Asset, Finding
from zhixing.casework.control.queries_orders import Measure, Order
from zhixing.casework.control.queries_waves import PULLED, Agency, Officer, Wave
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.queries import Document
from zhixing.demo.outside import JOURNAL, Outside
from zhixing.demo.stage import BEIJING
from zhixing.demo.stories.debts import JUDGES
from zhixing.demo.stories.desk import LEAVING, Evening, agreed, moments
from zhixing.exchange import bulk
from zhixing.exchange.control import importing
from zhixing.exchange.simulators.agencies import network_of
from zhixing.exchange.simulators.agencies_people import Thing, is_citizen
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import Court, User
from zhixing.law.amounts import money
from zhixing.law.states import State

BANKS: Final = ("beijiang", "chilechuan", "nongmu")
SHEET, LETTER = "sheet", "land"
_LOCAL: Final = frozenset({"nongmu", "estate", "vehicle", "equity", "fund", "social", "tax", "civil"})
_ASKED_ONLY: Final = frozenset({"publicity", "social", "tax", "civil", "ship", "ip"})
"""点对点的；只查询、不办冻结的。"""
_COVERS: Final = {
    "bank": ["deposit", "wealth"], "estate": ["real_estate"], "vehicle": ["vehicle"], "security": ["security"], "equity": ["equity"],
    "equity_publicity": ["equity"], "online": ["online"], "insurance": ["insurance"], "housing_fund": ["housing_fund"], "social": ["social"],
    "tax": ["tax"], "civil": ["info"], "ship": ["ship"], "ip": ["other"],
}
OFFICERS: Final = (("zhihui1", "0012", 165), ("shuji7", "0031", 12))
"""经办人：登录名、证号末几位、登记还有多少天。"""
QUIET, FIRST, DECIDED, SECOND = 8, 6, 4, 1
"""几天以来没有动静的案件才用；几天以前查的、冻的、又查的。"""
WATCHED: Final = 14
"""到期看守是几天以前启用的。"""
CASES, RICH, FEW = 6, 3, 2
"""查完的一批几件，其中几件有存款可以冻；正在查的一批几件。"""
MARK: Final = "演示"
"""各张表单的记号。"""
LEAST: Final = 300_000
"""余额至少多少分的才冻。"""


@transaction.atomic
def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 演这一章；返回查了几件案件。登记了协助单位的不再演。须在入口给的此刻里。"""
    if Agency.objects.filter(court=court).exists():
        return 0
    evening = Evening(court, as_of, moments(context.current().now))
    _watched(evening)
    tale = _Tale(evening, _outside(evening))
    _officers(evening)
    tale.search()
    tale.first_wave()
    tale.orders()
    tale.running_wave()
    tale.sheet()
    tale.declared()
    _investigated(evening, [case.pk for case in tale.quiet if case.pk not in tale.taken])
    _clues(evening, tale.chosen)
    with evening.moment():
        waves.start_wave(actor=evening.person("zhihui1"), on=as_of, reason=Wave.Reason.INITIAL, token=f"{MARK}待签发")
    return len(tale.taken)


# ---- 到期看守 ----


def _watched(evening: Evening) -> None:
    """启用以来，每天早上看一遍。"""
    for days in range(WATCHED, -1, -1):
        day = evening.ago(days)
        with context.at(datetime.combine(day, LEAVING, BEIJING).replace(hour=7, minute=0)):
            watching.watch_court(evening.court.pk, day)


# ---- 协助单位、经办人 ----


def _outside(evening: Evening) -> Outside:
    """登记各家单位；其中一家对方正在升级，停用两天。"""
    keeper, made = evening.person("zhihui1"), {}
    for code, one in network_of().items():
        kind = one.register or one.kind
        made[code] = _channel(
            evening, code, one.name, one.kind, register=one.register, covers=_COVERS[kind], network="local" if code in _LOCAL else "network",
            controls=code not in _ASKED_ONLY,
        )
    _channel(evening, SHEET, "执行查控网（下载的反馈表）", "sheet", covers=["deposit", "wealth", "online", "security"], reply_hours=120)
    _channel(evening, LETTER, "土默特右旗农牧局（承包地、补贴）", "letter", network="onsite", covers=["other"], reply_hours=240)
    until = datetime.combine(evening.ago(-3), LEAVING, BEIJING).replace(hour=8, minute=0)
    with evening.on(evening.ago(SECOND)):
        desks.pause_agency(agency=made["social"], actor=keeper, until=until, why="对方系统升级，来函告知下周一恢复")
    return Outside(made, Path(settings.HOME) / JOURNAL)


def _channel(evening: Evening, code: str, name: str, channel: str, **values: Any) -> Agency:
    with evening.on(evening.ago(QUIET)):
        return desks.add_agency(actor=evening.person("zhihui1"), code=code, name=name, channel=channel, **values)


def _officers(evening: Evening) -> None:
    """两名经办人在各家登记了；一名的快要期满。"""
    keeper, day = evening.person("zhihui1"), evening.ago(QUIET)
    pulled = list(Agency.objects.filter(court=evening.court, channel__in=PULLED).order_by("pk"))
    for username, card, left in OFFICERS:
        with evening.on(day):
            made: Officer = desks.register_officer(
                user=evening.person(username), actor=keeper, work_card=f"土右法工作证{card}", duty_card=f"土右法执行证{card}", phone="0472-0000000",
            )
            for agency in pulled if username == "zhihui1" else pulled[:2]:
                desks.register_with(officer=made, agency=agency, since=evening.ago(200), until=evening.ago(-left), actor=keeper)


# ---- 查询、冻结 ----


@dataclass(slots=True)
class _Tale:
    """演到哪里：没有动静的案件，选了哪些，``rich`` 是有存款可以冻的，``taken`` 是查过的。"""

    evening: Evening
    outside: Outside
    quiet: list[Case] = field(default_factory=list)
    chosen: list[Case] = field(default_factory=list)
    rich: list[Case] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    # ---- 选案件 ----

    def search(self) -> None:
        """先各选一件有看头的：农民工工资专户、别人在先的账户、共有的房；再选有存款的，其余凑数。"""
        quiet = self.quiet = list(_quiet(self.evening))
        found = {case.pk: [one for party in _debtors(case) for one in self.outside.things(party, *BANKS, "estate")] for case in quiet}
        told: list[Callable[[Thing], bool]] = [_wages, _behind, _shared]
        picked = [next((case for case in quiet if any(map(fits, found[case.pk]))), None) for fits in told]
        picked[0] = picked[0] or next((case for case in quiet if any(map(_escrow, found[case.pk]))), None)
        held = set(Measure.objects.filter(court=self.evening.court, state__in=("active", "waiting")).values_list("case_id", flat=True))
        free = [case for case in quiet if case not in picked and case.pk not in held and case.claim_fen]
        worth = [case for case in free if any(map(_worth, found[case.pk]))]
        self.rich = self._whole(worth[: RICH * 3])[:RICH]
        rest = (case for case in quiet if case not in picked and case not in self.rich)
        self.chosen = list(dict.fromkeys([*filter(None, picked), *self.rich, *islice(rest, CASES + FEW)]))

    def _whole(self, cases: Sequence[Case]) -> list[Case]:
        """案件信息填齐了、拟得出文书的。"""
        with self.evening.moment():
            ready = drafting.ready(list(cases), "enforcement_notice", on=self.evening.as_of, actor=None)
        return list(dict.fromkeys(one.case for one in ready if one.filled.complete))

    # ---- 查 ----

    def first_wave(self) -> None:
        """查完了的一批：各家都反馈了。"""
        mine, self.chosen = self.chosen[:CASES], self.chosen[CASES:]
        asked = {code: channel.pk for code, channel in self.outside.channels.items() if code not in _ASKED_ONLY}
        self._wave(mine, FIRST, "查完", [*asked.values()])
        with self.evening.on(self.evening.ago(FIRST)):
            self.outside.round(*asked)

    def running_wave(self) -> None:
        """正在查的一批：银行、不动产登记反馈了，别家还没有来取，反馈表、回函等人办。"""
        mine, self.chosen = self.chosen[: FEW], self.chosen[FEW :]
        self._wave(mine, SECOND, "正在查", None)
        with self.evening.on(self.evening.ago(SECOND)):
            self.outside.round(*BANKS, "estate")

    def _wave(self, mine: Sequence[Case], days: int, token: str, agencies: list[int] | None) -> None:
        day, self.taken = self.evening.ago(days), self.taken | {case.pk for case in mine}
        with self.evening.on(day):
            wave = waves.start_wave(
                actor=self.evening.person("zhihui1"), on=day, reason=Wave.Reason.MANUAL, token=f"{MARK}{token}", agencies=agencies,
                cases=[case.pk for case in mine],
            )
        with self.evening.on(day):
            waves.sign_wave(wave=wave, actor=self.evening.person("juzhang"), on=day)

    # ---- 冻 ----

    def orders(self) -> None:
        """各件一键拟冻结：冻住了而回执说法不一、文书用了印等发出、等签发。"""
        told = (self._frozen, self._ready, self._drafted)
        for case, tale in zip(self.rich, told, strict=False):
            tale(case)

    def _drafted(self, case: Case, days: int = 0) -> list[Order]:
        """一键拟的清单里，余额最多的账户那一道。"""
        day, judge = self.evening.ago(days), case.handler
        assert judge is not None
        with self.evening.on(day):
            told = ordering.propose(case, judge, day)
            asset = next(row.line.asset for row in told.rows if row.possible and row.line.property == "deposit" and not row.line.waiting)
            lines = ordering.picked(told, {asset or 0})
            return ordering.draft_orders(case=case, actor=judge, on=day, revision=None, lines=lines, token=f"{MARK}{case.pk}")

    def _ready(self, case: Case, days: int = 0) -> Order:
        """文书签发、用印了。"""
        [made] = self._drafted(case, days)
        for paper in (made.ruling, made.notice):
            assert paper is not None and case.handler is not None
            _sealed(self.evening, paper, case.handler, self.evening.ago(days))
        return made

    def _frozen(self, case: Case) -> None:
        """几天以前发出，银行冻住了，回执却说没有办成：等人核对。"""
        made, day = self._ready(case, DECIDED), self.evening.ago(DECIDED)
        with self.evening.on(day):
            sending.send(order=made.pk, actor=self.evening.person("zhihui1"), on=day, revision=None)
        with self.evening.on(day):
            self.outside.troubled(made.number, "other_receipt", made.agency.code if made.agency else "")

    # ---- 反馈表、财产报告 ----

    def sheet(self) -> None:
        """从执行查控网下载的反馈表：同一天查的，余额与先前的反馈不一样。"""
        keeper = self.evening.person("zhihui1")
        rows = Finding.objects.filter(case__in=self.taken, kind="deposit", asset__isnull=False, faults=[]).select_related("case", "party", "asset")
        content = _sheet([*rows.order_by("pk")[:4]], self.evening.ago(FIRST))
        with self.evening.moment():
            agency = Agency.objects.get(court=self.evening.court, code=SHEET)
            run = importing.start(user=keeper, agency=agency, name="查控反馈表.csv", content=content, token=f"{MARK}反馈表")
            while bulk.step(run.pk, {bulk.Act.FEEDBACK: importing.one}):
                pass

    def declared(self) -> None:
        """两份财产报告：一份少报、漏报，一份说没有财产。"""
        for case, nothing in zip(self.rich[1:3], (False, True), strict=False):
            self._declared(case, nothing=nothing)

    def _declared(self, case: Case, *, nothing: bool) -> None:
        asset = Asset.objects.filter(findings__case=case, kind="deposit", value_fen__gt=LEAST, as_of__isnull=False).order_by("-value_fen").first()
        party = Party.objects.filter(case=case, role="respondent", active=True).order_by("pk")[0]
        item = {"kind": "deposit", "what": asset.what, "account": asset.key, "value_fen": (asset.value_fen or 0) // 5} if asset else None
        given = declarations.Given(nothing=True) if nothing or item is None else declarations.Given(items=[item])
        with self.evening.moment():
            declarations.declare(
                case=case.pk, party=party, actor=case.handler or self.evening.person("zhihui1"), on=self.evening.as_of, revision=None, given=given,
                token=MARK,
            )


def _quiet(evening: Evening) -> Iterator[Case]:
    """执行中、这几天没有动静、被执行人都有证件号码的，新近立案的在前，前两位法官的优先。"""
    since = datetime.combine(evening.ago(QUIET), LEAVING, BEIJING)
    busy = {int(stream.partition(":")[2]) for stream in Entry.objects.filter(
        court_id=evening.court.pk, recorded_at__gte=since, stream__startswith="case:").values_list("stream", flat=True)}
    rows = Case.objects.filter(court=evening.court, state=State.ENFORCING, kind="执", handler__username__in=JUDGES, accepted_on__lt=evening.ago(30))
    rows = rows.exclude(pk__in=busy).select_related("court", "handler", "team").order_by("handler__username", "-accepted_on", "-pk")
    yield from (case for case in rows if _debtors(case))


def _debtors(case: Case) -> list[Party]:
    """被执行人；有人没有证件号码的为空。"""
    rows = list(Party.objects.filter(case=case, role="respondent", active=True).order_by("pk"))
    return rows if all(one.paper_number for one in rows) else []


def _escrow(one: Thing) -> bool:
    """单位的专户，农民工工资的优先选。"""
    return not is_citizen(one.paper) and any(right.sort == "purpose" for right in one.rights)


def _wages(one: Thing) -> bool:
    return _escrow(one) and "农民工工资" in one.sort


def _behind(one: Thing) -> bool:
    return one.kind == "deposit" and bool(one.prior) and one.closed is None


def _shared(one: Thing) -> bool:
    return one.kind == "real_estate" and any(right.sort == "co_owner" for right in one.rights)


def _worth(one: Thing) -> bool:
    plain = one.kind == "deposit" and one.currency == "CNY" and one.state == "正常" and one.closed is None
    return plain and one.fen > LEAST and not one.prior and not one.rights


def _sealed(evening: Evening, paper: Document, judge: User, day: date) -> None:
    """送签、签发、用印。"""
    with evening.on(day):
        documents.refer(document=paper.pk, actor=judge, on=day, revision=None)
    paper.refresh_from_db()
    if paper.approval is None:
        with evening.on(day):
            documents.sign(document=paper.pk, actor=judge, on=day, revision=None)
    else:
        agreed(paper.approval, day, lambda: evening.on(day))
    with evening.on(day):
        documents.seal(document=paper.pk, actor=evening.person("zhihui1"), on=day, revision=None)


def _sheet(rows: Sequence[Finding], day: date) -> bytes:
    """下载的反馈表的样子：查得晚，余额都少了一些。"""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["案号", "被执行人", "证件号码", "开户银行", "账号", "账户状态", "币种", "账户余额", "可用余额", "反馈时间"])
    for row in rows:
        left = (row.value_fen or 0) * 3 // 4
        bank = row.request.agency.name if row.request else ""
        sheet.writerow([row.case.number, row.party.name, row.party.paper_number, bank, row.key, "正常", "人民币", money(left), money(left), day])
    return text.getvalue().encode("utf-8-sig")


# ---- 调查令 ----


def _investigated(evening: Evening, quiet: list[int]) -> None:
    """一份准许了、用了印的律师调查令；一份审计调查的申请等决定。"""
    agents = Party.objects.filter(role="agent", active=True, case__in=quiet)
    for agent, tale in zip(agents.select_related("case__handler", "case__court").order_by("-case")[:2], (_ordered, _audit), strict=False):
        tale(evening, agent)


def _ordered(evening: Evening, agent: Party) -> None:
    case = agent.case
    judge, applicant = case.handler, Party.objects.filter(case=case, role="applicant", active=True).order_by("pk")[0]
    assert judge is not None
    asked = investigations.Asked(
        sort="order", asked_by=applicant.name, lawyer=agent.name, licence="11502000000000001", unit="土默特右旗市场监督管理局",
        items="被执行人登记的股权、实缴出资、动产抵押登记",
    )
    day, values = evening.ago(3), {"actor": judge, "revision": None}
    with evening.on(day):
        made = investigations.ask(case=case.pk, on=day, asked=asked, token=MARK, **values)
    with evening.on(day):
        made = investigations.decide(investigation=made, on=day, allowed=True, until=day + timedelta(days=15), **values)
    with evening.on(day):
        paper = draft_order(investigation=made, firm="内蒙古敕勒川律师事务所", on=day, **values)
    _sealed(evening, paper, judge, day)


def _audit(evening: Evening, agent: Party) -> None:
    case, day = agent.case, evening.ago(SECOND)
    debtor, applicant = (Party.objects.filter(case=case, role=role, active=True).order_by("pk")[0] for role in ("respondent", "applicant"))
    asked = investigations.Asked(sort="audit", asked_by=applicant.name, unit=debtor.name, items="近三年往来账，是否有隐匿、转移财产")
    assert case.handler is not None
    with evening.on(day):
        investigations.ask(case=case.pk, actor=case.handler, on=day, revision=None, asked=asked, token=MARK)


# ---- 线索 ----

_TOLD: Final = (
    ("每天上午有一辆蒙B牌照的白色皮卡从这里送货，车登记在负责人妻子名下。", False), ("在工业路的仓库里存着一批没有卖完的建材。", True),
)
"""申请执行人说的，核查是不是属实了。"""


def _clues(evening: Evening, chosen: Sequence[Case]) -> None:
    """网页来的、要求保密的、村里来电的，还没有人认领；申请执行人提供的，一条核查中，一条属实、答复了。"""
    public, keeper, court = evening.ago(SECOND), evening.person("zhihui1"), evening.court.pk
    names = [_debtors(case)[0].name for case in chosen[:5]]
    with evening.on(public):
        given = clues.Given(
            about=names[0], text="院里停着一台半新的装载机，白天在沙场干活，晚上开回来。", place="萨拉齐镇东老丈营村东头",
            latitude=Decimal("40.561000"), longitude=Decimal("110.532000"),
        )
        clues.submit(court_id=court, token=f"{MARK}线索1", given=given)
    with evening.on(public):
        given = clues.Given(
            about=names[1], text="这个月底要把沿街的两间门面房过户给亲戚，已经在找中介写合同。", place="萨拉齐镇振华大街", name="周某某",
            phone="13900000472", hidden=True, urgent=True,
        )
        clues.submit(court_id=court, token=f"{MARK}线索2", given=given)
    with evening.moment():
        given = clues.Given(
            about=names[2], text="村里的承包地今年转包出去了，承包费十二月一次付清，由村委会代收代付。", place="双龙镇", giver="partner",
            name="村委会文书", phone="0472-0000001",
        )
        clues.receive(actor=keeper, token=f"{MARK}线索3", given=given)
    for case, (text, true) in zip(chosen[3:5], _TOLD, strict=False):
        _given(evening, case, text, true=true)


def _given(evening: Evening, case: Case, text: str, *, true: bool) -> None:
    """申请执行人提供的；``true`` 真的核查属实、答复了。"""
    applicant, day = Party.objects.filter(case=case, role="applicant", active=True).order_by("pk")[0], evening.ago(DECIDED)
    about, judge = _debtors(case)[0].name, case.handler
    assert judge is not None
    given = clues.Given(about=about, text=text, giver="applicant", name=applicant.name, phone=applicant.phone)
    with evening.on(day):
        row = clues.receive_in(case=case.pk, actor=judge, on=day, revision=None, given=given, token=f"{MARK}{case.pk}").clue
    if not true:
        return
    found = evening.ago(SECOND)
    values: dict[str, Any] = {"clue": row.pk, "actor": judge, "on": found, "revision": None}
    with evening.on(found):
        clues.verify(found=True, text="到仓库查看，有瓷砖、管材约四十箱，管理人承认是被执行人的，已拍照、登记。", **values)
    with evening.on(found):
        clues.answer(text="您提供的线索属实，本院将依法查封。谢谢。", **values)
