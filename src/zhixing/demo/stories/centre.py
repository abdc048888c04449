"""指挥中心一章：全部没有了结的案件分了流、补了环节；分案种子提前公布；各台手里有待领的、在办的、等回复的、退回的、超时的事务；

一次等接收的交接，一次会商，发出去的、外院来的委托各几件，局长跟着两件案件；前一日抽过一次签（登记了一条回避、一名新到的法官的系数），
一份请假的交接看过预演、还没有办，一份人员测算在算。

环节的停留、种子、事务单都不在快照里，装回快照以后当场做；全走命令，时间是截止那天和前几天下班前。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.centre.commands import (
    asking_many,
    drawing,
    entrusted,
    following,
    handing,
    items,
    leaving,
    leaving_plan,
    recusing,
    seeding,
    segments,
    staffing,
    triaging,
)
from zhixing.casework.centre.commands.conferring import Talk, confer
from zhixing.casework.centre.commands.entrusted import Arrived
from zhixing.casework.centre.commands.entrusting import Asked, draft, send
from zhixing.casework.centre.queries_draws import Seed, placed
from zhixing.casework.centre.queries_items import WorkItem
from zhixing.demo.stories.debts import JUDGES
from zhixing.demo.stories.desk import Evening, moments
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.people.queries import Court, User
from zhixing.law.states import State

JOB: Final = Job("演示装入")
MARK: Final = "演示"
EARLIER, LAST = 5, 1
"""几天以前交办的、前一日交办的。"""
UNASSIGNED: Final = (State.ACCEPTED, State.HANDED_OVER)
PAPERS: Final = "执行通知书、报告财产令各一份"
SENT_TO: Final = "包头市青山区人民法院"
ASKED_BY: Final = "呼和浩特市赛罕区人民法院"


@dataclass(frozen=True, slots=True)
class _Wish:
    """交办的一项：几天以前、哪种事务、哪一项、要求、急不急，交办以后办到哪里。"""

    days: int
    duty: str
    subject: str = ""
    demand: str = ""
    urgent: bool = False
    then: Callable[[_Hall, WorkItem], None] | None = None


def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 演这一章；返回分了流的件数。公布过种子的不再演。须在入口给的此刻里。"""
    if Seed.objects.filter(court=court).exists():
        return 0
    evening = Evening(court, as_of, moments(context.current().now))
    sorted_now = _opened(evening)
    _Hall(evening, _open_cases(evening)).tell()
    return sorted_now


def _opened(evening: Evening) -> int:
    """启用：前一日公布种子；截止那天分流、补环节，那天立的案也在内。"""
    with evening.moment():
        found = triaging.sort_due(evening.court, evening.as_of, everything=True, actor=JOB)
        last = segments.backfill()
        while last:
            last = segments.backfill(last)
    for day in (evening.ago(EARLIER), evening.ago(LAST)):
        with evening.on(day):
            seeding.commit_seeds(court=evening.court, actor=JOB, on=day)
    return found


def _open_cases(evening: Evening) -> list[Case]:
    """交办以前就立了案的在前，新的在前；后立案的排在后面。"""
    rows = Case.objects.filter(court=evening.court, state=State.ENFORCING, kind="执", handler__username__in=JUDGES)
    found = list(rows.select_related("court", "handler", "team").order_by("-accepted_on", "-pk")[:40])
    return sorted(found, key=lambda case: (case.accepted_on or evening.as_of) >= evening.ago(EARLIER))


@dataclass(slots=True)
class _Hall:
    """各台的事务；``cases`` 是可以用的案件，从前往后用。"""

    evening: Evening
    cases: list[Case]

    def tell(self) -> None:
        """交办、办理，再是交接、会商、委托、跟进。"""
        self.bulk()
        for wish in WISHES:
            self.ask(wish)
        self.handover()
        self.conference()
        self.entrustments()
        self.draw()
        self.leave()
        self.measured()
        with self.evening.moment():
            for case in self.cases[:2]:
                following.follow(case=case, actor=self.evening.person("juzhang"), why="申请执行人来访过，局里跟")

    def bulk(self) -> None:
        """指挥中心一次交办八件的文书。"""
        with self.evening.on(self.evening.ago(LAST)):
            asking_many.ask_many(
                cases=[case.pk for case in self.cases[-8:]], duty="papers", actor=self.evening.person("zhihui1"), token=f"{MARK}一批", demand=PAPERS,
            )

    def ask(self, wish: _Wish) -> None:
        """承办人交办一项，照故事办到哪一步。"""
        case, day = self.cases.pop(0), self.evening.ago(wish.days)
        assert case.handler is not None
        with self.evening.on(day):
            item = items.ask(
                case=case, duty=wish.duty, subject=wish.subject, demand=wish.demand, urgent=wish.urgent, actor=case.handler,
                token=f"{MARK}{wish.duty}{case.pk}",
            )
        if wish.then:
            wish.then(self, item)

    def step(self, act: Callable[..., WorkItem], item: WorkItem, who: str, days: int = LAST, **values: Any) -> WorkItem:
        """``who`` 在几天以前办一步。"""
        with self.evening.on(self.evening.ago(days)):
            return act(item=item.pk, actor=self.evening.person(who), revision=None, **values)

    def handover(self) -> None:
        """提出一次交接，还没有接收。"""
        case = self.cases.pop(0)
        day = self.evening.ago(LAST)
        with self.evening.on(day):
            handing.offer(
                case=case.pk, actor=_handler(case), on=day, revision=None, to_segment="disposal", token=f"{MARK}交接",
                note="车辆正在找，扣到以后就询价，先交过来",
            )

    def conference(self) -> None:
        """局长在电话里跟一件，当场定了措施。"""
        case = self.cases[0]
        talk = Talk(
            people=["苏德毕力格", _handler(case).name, "娜仁图雅"], way="phone", talked="被执行人在旗里还有一处库房，申请执行人提供了照片。",
            decided="三日内上门查看库房，能扣押的扣押", by=_handler(case).name, due_on=self.evening.ago(-3),
        )
        day = self.evening.ago(LAST)
        with self.evening.on(day):
            confer(case=case.pk, actor=self.evening.person("juzhang"), on=day, revision=None, talk=talk, token=f"{MARK}会商")

    def entrustments(self) -> None:
        """一件发出去的，一件外院来的等着签收。"""
        case, keeper = self.cases[1], self.evening.person("zhihui1")
        asked = Asked(matter="inquire", about="被执行人名下在青山区的房屋", demand="查明是否有人居住、有没有出租，拍照附回", other=SENT_TO)
        with self.evening.on(self.evening.ago(LAST)):
            made = draft(case=case.pk, actor=keeper, revision=None, asked=asked, token=f"{MARK}委托")
        with self.evening.on(self.evening.ago(LAST)):
            send(entrustment=made.pk, actor=keeper, on=self.evening.ago(LAST), revision=None)
        arrived = Arrived(
            court=ASKED_BY, case_number="（2026）内0105执1187号", matter="serve", about="被执行人郝景和（萨拉齐镇居住）",
            demand="送达执行通知书、报告财产令，附回证", sent_on=self.evening.ago(EARLIER),
        )
        day = self.evening.ago(LAST)
        with self.evening.on(day):
            entrusted.take_in(actor=keeper, on=day, arrived=arrived, token=f"{MARK}来函")

    def draw(self) -> None:
        """前一日：先登记回避、系数，再抽一半还没有分的，余下的留给大家抽。"""
        day, director = self.evening.ago(LAST), self.evening.person("juzhang")
        rows = Case.objects.filter(court=self.evening.court, handler=None, state__in=UNASSIGNED, accepted_on__lte=day).order_by("pk")
        waiting = list(rows.values_list("pk", flat=True))
        near, busy = (self.evening.person(name) for name in (JUDGES[0], JUDGES[2]))
        with self.evening.on(day):
            recusing.recuse(user=near, actor=director, on=day, why="与申请执行人是近亲属", name=_applicant(waiting[::2]), token=f"{MARK}回避")
            recusing.set_share(user=busy, share=60, actor=director, on=day, why="抽调中院专项工作，三个月内先分六成", until=self.evening.ago(-90))
        if waiting:
            with self.evening.on(day):
                drawing.draw_cases(cases=waiting[1::2] or waiting, actor=self.evening.person("zhihui1"), on=day, token=f"{MARK}抽签")
        with self.evening.moment():
            seeding.show_seeds(court=self.evening.court, actor=JOB, on=self.evening.as_of)

    def leave(self) -> None:
        """下周请假的一名法官，由同一团队的代办：局长看过预演，还没有照此交接。"""
        goer, deputy = (self.evening.person(name) for name in (JUDGES[1], JUDGES[0]))
        asked = leaving_plan.Asked(
            sort="leave", way="deputy", since=self.evening.ago(-6), until=self.evening.ago(-12), people=(deputy.pk,),
        )
        with self.evening.moment():
            leaving.plan_departure(
                user=goer, asked=asked, why="公休", actor=self.evening.person("juzhang"), on=self.evening.as_of, token=f"{MARK}离岗",
            )

    def measured(self) -> None:
        """照过去一年、现在的人手测算一份，由后台算。"""
        with self.evening.moment():
            text = staffing.base_plan(self.evening.court.pk, self.evening.as_of, ahead=True)
            staffing.ask_plan(actor=self.evening.person("juzhang"), name="现在的人手，往后一年", text=text, token=f"{MARK}测算")


def _handler(case: Case) -> User:
    assert case.handler is not None
    return case.handler


def _applicant(left: list[int]) -> str:
    """还没有分的、归简案快执团队的一件，它的申请执行人；没有的用随便一件的。"""
    people = Party.objects.filter(role=Role.APPLICANT, nature=Party.Nature.PERSON, active=True).order_by("pk")
    simple = [pk for pk, row in placed(left).items() if row.team_kind == "simple"]
    return str(people.filter(case__in=simple).first() or people.earliest("pk"))


# ---- 办到哪里 ----


def _claimed(hall: _Hall, item: WorkItem) -> None:
    hall.step(items.claim, item, "zhihui1")


def _doing(hall: _Hall, item: WorkItem) -> None:
    hall.step(items.claim, item, "shuji7")
    hall.step(items.start, item, "shuji7")


def _waiting(hall: _Hall, item: WorkItem) -> None:
    _doing(hall, item)
    hall.step(items.wait, item, "shuji7", whom="包头市不动产登记中心")


def _returned(hall: _Hall, item: WorkItem) -> None:
    hall.step(items.claim, item, "shuji8")
    hall.step(items.give_back, item, "shuji8", why="没有写明对哪一个被执行人，身份证号也没有录入")


WISHES: Final = (
    _Wish(EARLIER, "recording", "上门查看", "把执法记录仪的录像整理入卷"),
    _Wish(EARLIER, "restrict", "", "限制消费，理由：有能力而不履行", then=_returned),
    _Wish(LAST, "openness", "流程公开"),
    _Wish(LAST, "inquiry", "", "到登记中心查房屋底档", then=_waiting),
    _Wish(LAST, "papers", "执行通知书", PAPERS, then=_doing),
    _Wish(LAST, "papers", "执行裁定书", "扣划裁定书一份", urgent=True, then=_claimed),
    _Wish(LAST, "reception", "", "申请执行人明天上午来"),
    _Wish(LAST, "visits", "申请执行人", "已经在来访大厅，问办到哪一步了", urgent=True),
)
