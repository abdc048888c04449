"""排演哪些案件：一定要有的（停在各个地方、有特别之处的）先排，其余按寻常的比例随机。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from zhixing.demo.house import House, form
from zhixing.demo.intake import Writer
from zhixing.demo.invent import Registry, dice
from zhixing.demo.life import Life
from zhixing.demo.plan.court import schedule
from zhixing.demo.plan.quota import FIRST, PRESERVATION, RESUMED
from zhixing.demo.stage import BEIJING, Clock, Story
from zhixing.demo.stories import enforcing, filing, special, stuck
from zhixing.demo.stories.planned import tell
from zhixing.demo.stories.pool import Pool
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar

PLANTED: Final = 70
"""必有的有多少件。"""

SPAN: Final = 215
"""寻常案件在过去多少天里收的。"""

ENDINGS: Final[tuple[tuple[Callable[[Life, date], Story], float], ...]] = (
    (enforcing.finished, 22), (enforcing.paid_directly, 12), (enforcing.settled, 6), (enforcing.withdrawn, 26),
    (enforcing.terminated_round, 34),
)
SECURING: Final = 0.1
LOAN, SALE, CARD, BANK = "民间借贷纠纷", "买卖合同纠纷", "信用卡纠纷", "金融借款合同纠纷"
WAGES, TRAFFIC, WORKS = "追索劳动报酬纠纷", "机动车交通事故责任纠纷", "建设工程施工合同纠纷"


@dataclass(frozen=True, slots=True)
class Planted:
    """一个必有的故事。``kind``、``team`` 是未结时算在哪一类、哪个团队；已经结了的、还没有立案的为空；``full`` 为假的全院不排。"""

    story: Story
    kind: str = FIRST
    team: str = "simple"
    full: bool = True


def court(house: House, today: date, last: date, seed: str, part: int, opened: datetime) -> list[Story]:
    """到 ``today`` 为止的全院两年：计划里的案件、必有的故事（从 ``last`` 往回数）、终本库。

    ``part`` 大于 1 的只办其中若干分之一，排演用。
    """
    lives = Lives(house, calendar_of(house.court.pk), Registry(), seed)
    told = [one for one in planted(lives, last) if one.full]
    made = schedule(today, lives.calendar, seed, Counter((one.kind, one.team) for one in told if one.team))
    keeper = lives.another("终本库")
    library = Pool(house, keeper.writer, keeper.clock, made)
    chosen = made.cases[::part]
    with context.at(opened):
        library.take_over([one for one in chosen if one.kind == RESUMED], part)
    stories = [one.story for one in told]
    stories += [tell(one, lives.another(one.key), made.span, library.original) for one in chosen]
    return [_formed(house, made.span.formed), library.watch(), *stories]


def _formed(house: House, on: date) -> Story:
    """简案团队成立。"""
    yield datetime.combine(on, time(8, 0), BEIJING)
    form(house, "simple", on)


def programme(house: House, today: date, cases: int, seed: str) -> Iterator[Story]:
    """大约 ``cases`` 个故事，每件有自己的骰子。``cases`` 少于必有的，只排必有的。"""
    lives = Lives(house, calendar_of(house.court.pk), Registry(), seed)
    told = list(planted(lives, today))
    yield from (one.story for one in told)
    for index in range(cases - len(told)):
        yield ordinary(lives.another(f"寻常{index}"), today)


@dataclass(slots=True)
class Lives:
    """开一件新的案件：各有各的骰子，共用一本编号簿。"""

    house: House
    calendar: Calendar
    registry: Registry
    seed: str
    count: int = 0

    def another(self, key: str = "") -> Life:
        """再开一件。"""
        self.count += 1
        luck = dice(self.seed, key or self.count)
        return Life(self.house, Writer(luck, self.registry), Clock(self.calendar, luck), luck)


def ordinary(life: Life, today: date) -> Story:
    """一件寻常案件：随机的收件日、案由、结局。"""
    luck = life.luck
    received = life.clock.calendar.next_working_day(today - timedelta(days=luck.randint(3, SPAN)))
    if luck.random() < SECURING:
        life.draft = life.writer.preservation(received)
        return enforcing.preserved(life, received)
    life.draft = life.writer.case(received)
    tale = luck.choices([tale for tale, _ in ENDINGS], [share for _, share in ENDINGS])[0]
    return tale(life, received)


def planted(lives: Lives, today: date) -> Iterator[Planted]:
    new = lives.another
    yield from _at_the_window(new, today)
    yield from _under_way(new, today)
    yield from _moved_dates(new, today)
    yield from _being_approved(new, today)
    yield from _out_of_the_ordinary(new, today)


New = Callable[[], Life]


def _at_the_window(new: New, today: date) -> Iterator[Planted]:
    """立案窗口：绿、黄、红都有；补正、不予受理、待移送、待分案。"""
    yield Planted(filing.received(new(), today, 0, LOAN), team="")
    yield Planted(filing.received(new(), today, 1, WAGES), team="")
    yield Planted(filing.received(new(), today, 1, SALE, "lian2"), team="")
    yield Planted(filing.received(new(), today, 3, CARD), team="")
    yield Planted(filing.received(new(), today, 4, TRAFFIC, "lian2"), team="")
    yield Planted(filing.received(new(), today, 8, LOAN), team="")
    yield Planted(filing.correcting(new(), today, 4, LOAN, 4), team="")
    yield Planted(filing.correcting(new(), today, 7, SALE, 2), team="")
    yield Planted(filing.correcting(new(), today, 12, WORKS, -2), team="")
    yield Planted(filing.correcting(new(), today, 8, "土地承包经营权纠纷", 0, back_in=4), team="")
    yield Planted(filing.declined(new(), today, 33, LOAN, "履行期限未届满", "调解书约定的第二期款项尚未到期"), team="")
    yield Planted(filing.declined(new(), today, 9, SALE, "不属于本院管辖", "被执行人住所地和财产所在地均不在本旗"), team="")
    yield Planted(filing.accepted(new(), today, 0, CARD), team="complex")
    yield Planted(filing.accepted(new(), today, 1, LOAN), team="complex")
    yield Planted(filing.accepted(new(), today, 2, BANK, handed_over=True), team="complex")
    yield Planted(filing.accepted(new(), today, 3, "物业服务合同纠纷", handed_over=True), team="complex")


def _under_way(new: New, today: date) -> Iterator[Planted]:
    """正在办的，停在各步上。"""
    yield Planted(stuck.fresh(new(), today, 1, LOAN, "faguan1"))
    yield Planted(stuck.fresh(new(), today, 2, CARD, "faguan2"))
    yield Planted(stuck.fresh(new(), today, 3, "供用热力合同纠纷", "faguan1"))
    yield Planted(stuck.fresh(new(), today, 13, SALE, "faguan3"), team="complex")
    yield Planted(stuck.queried(new(), today, 3, LOAN, "faguan2"))
    yield Planted(stuck.queried(new(), today, 5, "非诉执行审查", "tuanzhang1"))
    yield Planted(stuck.found(new(), today, 4, LOAN, "faguan1"))
    yield Planted(stuck.found(new(), today, 9, BANK, "faguan2"))
    yield Planted(stuck.frozen(new(), today, 70, SALE, 6, "faguan1"))
    yield Planted(stuck.frozen(new(), today, 60, LOAN, 13, "faguan2"))
    yield Planted(stuck.frozen(new(), today, 55, BANK, 27, "faguan3"), team="complex")
    yield Planted(stuck.sealed(new(), today, 60, WORKS, 21, "tuanzhang2"), team="complex")
    yield Planted(stuck.lapsed(new(), today, 75, LOAN, 6, "tuanzhang2"), team="complex")
    yield Planted(stuck.served(new(), today, 20, LOAN, "faguan1"))
    yield Planted(stuck.unpaid(new(), today, 3, WAGES, "faguan1"))
    yield Planted(stuck.unpaid(new(), today, 12, LOAN, "faguan2", claimed=False))
    yield Planted(stuck.clued(new(), today, 8, SALE, "在沟门镇经营一处采砂点，有应收货款", handler="faguan3"), team="complex")
    yield Planted(stuck.clued(new(), today, 3, LOAN, "名下货车每周三到萨拉齐镇卸货", handler="faguan2"))
    yield Planted(stuck.clued(new(), today, 1, TRAFFIC, "今天在信用社办理取款", urgent=True, handler="faguan1"))
    yield Planted(stuck.punished(new(), today, 30, LOAN, "tuanzhang1"))
    yield Planted(stuck.transferred(new(), today, 25, CARD, "faguan2", "faguan1"))
    yield Planted(stuck.preserving(new(), today, 2, told=True), full=False)
    yield Planted(stuck.preserving(new(), today, 3, told=True, urgent=True), PRESERVATION, "preservation")
    yield Planted(stuck.preserving(new(), today, 5, told=False), PRESERVATION, "preservation")
    yield Planted(stuck.nothing_preserved(new(), today, 25), full=False)


def _moved_dates(new: New, today: date) -> Iterator[Planted]:
    """期限动过的：中止、恢复、暂缓、扣除、延长。"""
    yield Planted(stuck.suspended(new(), today, 60, LOAN, handler="faguan3"), team="complex")
    yield Planted(stuck.suspended(new(), today, 25, SALE, handler="faguan1"))
    yield Planted(stuck.suspended(new(), today, 50, WORKS, 15, "tuanzhang2"), team="complex")
    yield Planted(stuck.stayed(new(), today, 20, BANK, 40, "faguan3"), team="complex")
    yield Planted(stuck.stayed(new(), today, 40, LOAN, 9, "faguan2"))
    yield Planted(stuck.announced(new(), today, 45, LOAN, 32, "faguan1"))
    yield Planted(stuck.announced(new(), today, 18, CARD, handler="faguan2"))
    yield Planted(stuck.extended(new(), today, 128, WORKS, 14, handler="faguan3"), team="complex")
    yield Planted(stuck.extended(new(), today, 117, BANK, 1, 0, "faguan3"), team="complex")
    yield Planted(stuck.extended(new(), today, 120, WORKS, 3, 2, "tuanzhang2"), team="complex")


def _being_approved(new: New, today: date) -> Iterator[Planted]:
    """报结：停在团队长、合议庭、局长、院长，和退回的。"""
    yield Planted(stuck.finishing(new(), today, 28, LOAN, 1, 0, "faguan1"))
    yield Planted(stuck.finishing(new(), today, 24, WAGES, 0, 0, "faguan2"))
    yield Planted(stuck.finishing(new(), today, 35, SALE, 3, 1, "faguan2"))
    yield Planted(stuck.finishing(new(), today, 31, TRAFFIC, 2, 1, "faguan1"))
    yield Planted(stuck.round_ending(new(), today, 80, LOAN, 2, 0, "faguan1"))
    yield Planted(stuck.round_ending(new(), today, 84, BANK, 4, 1, "faguan3"), team="complex")
    yield Planted(stuck.round_ending(new(), today, 78, CARD, 5, 2, "faguan2"))
    yield Planted(stuck.round_ending(new(), today, 82, LOAN, 6, 2, "faguan1"))
    yield Planted(stuck.returned(new(), today, 26, SALE, "faguan2"))


def _out_of_the_ordinary(new: New, today: date) -> Iterator[Planted]:
    """特别的当事人，恢复执行。"""
    yield Planted(special.speaking(new(), today, 7, LOAN, "扎西顿珠", "藏语", 2_690, handler="faguan1"))
    yield Planted(special.speaking(new(), today, 11, "土地承包经营权纠纷", "额尔敦其木格", "蒙古语", handler="faguan2"))
    yield Planted(special.child(new(), today, 10, handler="faguan1"))
    yield Planted(special.namesakes(new(), today, 16, LOAN, date(1968, 4, 2), handler="faguan1"))
    yield Planted(special.namesakes(new(), today, 6, SALE, date(1991, 9, 30), handler="faguan2"))
    yield Planted(special.odd_names(new(), today, 14, handler="faguan2"))
    yield Planted(special.revived(new(), new(), today, 140), full=False)
    yield Planted(special.resumption(new(), today, 18, LOAN, f"（{today.year - 2}）内0221执1765号"), RESUMED, "final")
    yield Planted(special.resumption(new(), today, 60, BANK, f"（{today.year - 1}）内0221执902号", ending=True), full=False)
    yield Planted(special.resumption(new(), today, 9, SALE, f"（{today.year - 1}）内0221执1530号"), RESUMED, "final")
