"""控制：查封、扣押、冻结的期限、续行、扣划、解除、移送、预警（规则手册 T:§3）。

警戒日是文书写明的、回执写明的、最长期限三者里最早的；届满没有续行的失效，只能重新采取，顺位重排，不改旧日子。
天数、月数取自节点表（N-12 至 N-14、S-09），不在这里另写。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law import measures
from zhixing.law.articles import Article, cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.node_table import Rule, rule
from zhixing.law.terms import Period, compute, end_of
from zhixing.law.words import word, yuan

WARN_DAYS: Final = (60, 30, 15, 7, 3, 1)
"""届满前几天预警（T:S-17，没有法定天数）。"""

PROPERTIES: Final = {
    "deposit": "deposit", "online": "deposit",
    "vehicle": "movable", "ship": "movable", "movable": "movable",
    "real_estate": "real_estate",
    "wealth": "other_right", "security": "other_right", "equity": "other_right", "insurance": "other_right", "housing_fund": "other_right",
    "social": "other_right", "tax": "other_right", "claim": "other_right", "other": "other_right",
}
"""财产种类 → 期限的大类。网络资金是不是“银行存款”没有明文，从严按存款（一年）。户籍、婚姻等信息不是财产。"""

_LIMIT: Final = "JI 485"
_LAPSE: Final = "CF 27"


class NotProperty(ValueError):
    """不是可以控制的财产（户籍、婚姻等信息），或者没有这个种类。"""


def property_of(kind: str) -> str:
    """财产种类（代码表 asset kind）的期限大类：deposit、movable、real_estate、other_right。

    >>> property_of("vehicle"), property_of("equity"), property_of("online")
    ('movable', 'other_right', 'deposit')
    """
    try:
        return PROPERTIES[kind]
    except KeyError:
        raise NotProperty(f"“{kind[:20]}”不是可以查封、扣押、冻结的财产。") from None


# —— 期限（S-01 至 S-03） ——————————————————————————————————————————————


def longest(property: str) -> int:
    """最长几个月：存款 12、动产 24、不动产和其他财产权 36（T:S-01）。

    >>> [longest(one) for one in ("deposit", "movable", "real_estate", "other_right")]
    [12, 24, 36, 36]
    """
    return _rule(property).n * 12


def latest_end(since: date, property: str, before: date | None = None) -> date:
    """``since`` 生效的最长到哪天；续行的给出原届满日 ``before``，从它接着算。"""
    return end_of(max(since, before or since), _rule(property).period)


def measure_until(
    since: date, property: str, ordered: date | None = None, told: date | None = None, *, before: date | None = None,
) -> Finding[date]:
    """警戒日：文书（``ordered``）、回执（``told``）写明的届满日和最长期限里最早的一个。

    ``before`` 是续行的原届满日。早于生效日的届满日是写错了，不算，另作提醒；文书没有写的，最长期限从严自 ``since`` 起算。
    """
    usable = ordered is not None and ordered >= since
    top = latest_end(since, property, before if usable else None)
    days = [("最长期限", top), *_written("文书", ordered, since), *_written("回执", told, since)]
    name, end = min(days, key=lambda pair: pair[1])
    steps = [Step(f"{label}至{day}。", cite(_LIMIT)) for label, day in days]
    steps.append(Step(f"以最早的{name}为准，至{end}届满，当日仍有效，次日失效。", cite(_LAPSE)))
    warnings = tuple(_doubts(since, top, ordered, told))
    return Finding(end, (cite(_LIMIT), cite(_LAPSE)), warnings=warnings, steps=tuple(steps), inputs=_inputs(since, property, ordered, told, before))


def _written(name: str, day: date | None, since: date) -> list[tuple[str, date]]:
    return [(name, day)] if day is not None and day >= since else []


def _doubts(since: date, top: date, ordered: date | None, told: date | None) -> list[Reason]:
    """写错的、超过最长期限的、两边不一致的。"""
    article, found = cite(_LIMIT), []
    for name, day in (("文书", ordered), ("回执", told)):
        if day is not None and day < since:
            found.append(Reason("measure.until_wrong", f"{name}写明的届满日{day}早于生效日{since}，不算。", article, "核对后更正。"))
        if day is not None and day > top:
            found.append(Reason("measure.until_long", f"{name}写明至{day}，超过最长期限{top}，只到{top}。", article, f"在{top}以前续行。"))
    if ordered and told and ordered != told:
        text = f"文书写明至{ordered}，回执写明至{told}，不一致，以早的为准。"
        found.append(Reason("measure.until_differs", text, article, "请协助单位核对更正。"))
    return found


def period(property: str, since: date, until: date, *, before: date | None = None) -> Finding[date]:
    """期限定到 ``until`` 行不行（T:S-01）：不得早于生效日，不得超过最长期限。``before`` 是续行的原届满日。"""
    article, top = cite(_LIMIT), latest_end(since, property, before)
    inputs = _inputs(since, property, until, None, before)
    if until < since:
        wrong = Reason("measure.until_early", f"届满日{until}早于起算日{since}。", article, "改填届满日。")
        return Finding(until, (article,), reasons=(wrong,), inputs=inputs)
    base = max(since, before or since)
    step = Step(f"{word('property', property)}的期限不得超过{_rule(property).period}，自{base}起最长至{top}。", article)
    if until > top:
        wrong = Reason("measure.too_long", f"{step.text[:-1]}，写的是{until}。", article, f"改为不晚于{top}，届满前续行。")
        return Finding(top, (article,), reasons=(wrong,), steps=(step,), inputs=inputs)
    return Finding(until, (article,), steps=(step,), inputs=inputs)


def renewable(until: date, renew_on: date, new_until: date | None, property: str) -> Finding[date]:
    """原届满日是 ``until`` 的，``renew_on`` 这天续行到 ``new_until`` 行不行（T:S-02、S-03）。

    届满当天还可以；过了就失效，只能重新采取，按新的顺位。没有写 ``new_until`` 的，给到最长。
    """
    if renew_on > until:
        text = f"原措施已于{until}届满失效，{renew_on}不能续行。"
        wrong = Reason("measure.lapsed", text, cite(_LAPSE), "重新采取一项查封、扣押、冻结，按新的顺位；并办理补救单。", "order_control")
        return Finding(until, (cite(_LAPSE),), reasons=(wrong,), inputs=_inputs(renew_on, property, new_until, None, until))
    end = new_until or latest_end(renew_on, property, until)
    if end <= until:
        wrong = Reason("measure.no_gain", f"新的届满日{end}不晚于原届满日{until}。", cite(_LIMIT), "改填届满日。")
        return Finding(until, (cite(_LIMIT),), reasons=(wrong,), inputs=_inputs(renew_on, property, new_until, None, until))
    return period(property, renew_on, end, before=until)


def _rule(property: str) -> Rule:
    if property not in {*PROPERTIES.values()}:
        raise NotProperty(f"没有“{property[:20]}”这一类财产。")
    return measures.expiry_rule(property)


def _inputs(since: date, property: str, ordered: date | None, told: date | None, before: date | None) -> dict[str, str | None]:
    days = {"since": since, "ordered": ordered, "told": told, "before": before}
    return {"property": property} | {name: day.isoformat() if day else None for name, day in days.items()}


# —— 扣划（S-18） ——————————————————————————————————————————————————————


def deductible(
    asked: int, *, available: int | None, frozen: int, first_by_others: bool = False, notice_over: bool | None = None, owed: int | None = None,
) -> Finding[int]:
    """扣划 ``asked`` 分行不行；``value`` 是至多可以扣划多少。

    ``available`` 是账户可用余额（别人冻结的不在内，没有反馈为空），``frozen`` 是本案实际冻结的数；扣划裁定本身就有冻结的效力，
    所以没有冻结的，可用的也可以扣。两者取大的，不相加：反馈的可用余额可能还没有减去本案冻结的。
    ``first_by_others``：本案的冻结排在别人后面（轮候），不算数。``notice_over``：本院定为等执行通知期满的，期满没有；不等的为空。
    ``owed`` 是还欠的（债权、利息、费用）。
    """
    held = 0 if first_by_others else frozen
    most = max(held, available or 0)
    most = most if owed is None else min(most, owed)
    told = f"可用{yuan(available)}元，" if available is not None else ""
    step = Step(f"{told}本案冻结{yuan(held)}元，至多扣划{yuan(most)}元。", cite("JI 484"))
    reasons = tuple(_against(asked, most, held, available, first_by_others, notice_over, owed))
    inputs = {"asked": asked, "available": available, "frozen": frozen, "first_by_others": first_by_others, "owed": owed}
    return Finding(most, (cite("CPL 253"), cite("JI 484")), reasons=reasons, steps=(step,), inputs=inputs)


def _against(
    asked: int, most: int, held: int, available: int | None, first_by_others: bool, notice_over: bool | None, owed: int | None,
) -> list[Reason]:
    found = []
    if notice_over is False:
        found.append(Reason("deduct.notice", "执行通知指定的期间还没有届满，本院定为届满后扣划。", cite("CPL 251"), "先冻结，期满后扣划。"))
    if asked <= 0:
        found.append(Reason("deduct.nothing", "扣划的金额应当大于零。", cite("CPL 253"), "填写金额。"))
    if owed is not None and asked > owed:
        text = f"扣划{yuan(asked)}元，超出应当履行的{yuan(owed)}元。"
        found.append(Reason("deduct.beyond_owed", text, cite("CPL 253"), f"改为不超过{yuan(owed)}元。"))
    if first_by_others and asked > (available or 0):
        remedy = "等在先的解除、届满，轮候转为首封后再扣划；或者商请在先法院处置。"
        found.append(Reason("deduct.others_first", "账户由其他机关在先冻结，本案是轮候，不能扣划他案先冻结的钱。", cite("CF 26"), remedy))
    elif asked > max(held, available or 0):
        text = f"扣划{yuan(asked)}元，超过可用和本案冻结的{yuan(max(held, available or 0))}元。"
        found.append(Reason("deduct.beyond", text, cite("JI 484"), f"改为不超过{yuan(most)}元，不足的另找财产。"))
    return found


# —— 解除（S-12、S-15、B-08、B-09） ————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Duty:
    """解除的义务：``must`` 应当解除（否则由法院斟酌）；``period`` 是期限，``hard`` 有法定天数，没有的是本院期限（节点 S-15）。"""

    ground: str
    must: bool
    period: Period
    hard: bool
    article: Article


_GROUNDS: Final = {
    "paid": (True, "CF 28(4)"), "security": (False, "CF 28(5)"), "excess": (True, "CF 19"), "not_owned": (True, "CF 28(1)"),
    "agreed": (False, "CF 28(6)"), "ended": (True, "CF 28(2)"), "worthless": (True, "CF 28(3)"), "other": (False, "CF 28(6)"),
}
"""解除的理由（代码表 release）→（是不是应当解除，条文）。"""

_SEVEN: Final = Period(7, "d")


def release_duty(ground: str, *, kind: str = "执", asset: str = "", upheld: bool = False, asked: bool = False, urgent: bool = False) -> Finding[Duty]:
    """按 ``ground``（代码表 release）解除的义务和期限。

    ``kind`` 是案件类型代字，``asset`` 是财产种类；``upheld``：异议成立的裁定已经生效（股权超标的，七日；保全的案外人财产，七日）；
    ``asked``：财产保全里依申请解除的，五日裁定，``urgent`` 情况紧急的四十八小时。其余没有法定天数，用节点 S-15。
    """
    must, basis = _GROUNDS[ground]
    long, hard = rule("S-15").period, False
    if ground == "excess" and asset == "equity" and upheld:
        long, hard, basis = _SEVEN, True, "GQ 5"
    elif kind == "执保" and ground == "not_owned" and upheld:
        long, hard, basis = _SEVEN, True, "BQ 27"
    elif kind == "执保" and asked:
        long, hard, basis = (Period(48, "h") if urgent else Period(5, "d")), True, "BQ 23"
    elif kind == "执保" and ground == "security":
        must, basis = True, "BQ 22"
    article = cite(basis)
    told = "应当解除" if must else "可以解除"
    step = Step(f"{word('release', ground)}：{told}，{'' if hard else '本院定为'}{long}内{'裁定' if asked else '办理'}。", article)
    remedy = "作出解除裁定，送达双方；登记过的，同时送协助执行通知书。"
    warning = Reason("release.notice", "以登记方式实施的，须向登记机关发出协助执行通知书才能解除。", cite("CF 28"), remedy)
    return Finding(Duty(ground, must, long, hard, article), (article, cite("CF 28")), warnings=(warning,), steps=(step,))


@dataclass(frozen=True, slots=True)
class Release:
    """结案以后控制措施怎么办。``what``：release 解除（``ground`` 是理由）、keep 保留并继续看守、move 随案移交。"""

    what: str
    ground: str
    text: str
    article: Article


RELEASE: Final = "release"
_CLOSING: Final = {
    "finished": (RELEASE, "paid", "债务已经清偿，应当解除。", "CF 28(4)"),
    "terminated": (RELEASE, "ended", "终结执行，应当解除。", "CF 28(2)"),
    "refused": (RELEASE, "ended", "不予执行，应当解除。", "CF 28(6)"),
    "dismissed": (RELEASE, "ended", "驳回执行申请，应当解除。", "CF 28(6)"),
    "terminated_round": ("keep", "", "终本不解除控制措施，届满以前照样续行。", "ZB 15-16"),
    "struck": ("move", "", "销案的随案移交；剩余期限不足一个月的，先续行再移交。", "WT 6"),
    "preserved_full": ("keep", "", "保全措施继续有效；进入执行后期限连续计算，不用重新裁定。", "BQ 17"),
    "preserved_part": ("keep", "", "保全措施继续有效；进入执行后期限连续计算，不用重新裁定。", "BQ 17"),
    "nothing_to_preserve": ("keep", "", "没有可以保全的财产。", "BQ 11"),
}
_LONG_SETTLED: Final = ("keep", "", "和解长期履行的，措施可以保留，依申请解除。", "HJ 3")


def releases(mode: str, ground: str = "") -> Release:
    """以 ``mode``（结案方式）、``ground`` 结案以后，控制措施怎么办（T:S-15、S-19、S-11）。没有这种方式抛出 ``KeyError``。

    >>> releases("finished").ground, releases("terminated_round").what, releases("terminated", "settled_long").what
    ('paid', 'keep', 'keep')
    """
    what, why, text, basis = _LONG_SETTLED if (mode, ground) == ("terminated", "settled_long") else _CLOSING[mode]
    return Release(what, why, text, cite(basis))


def open_to(kind: str, *, stopped: bool = False, closed: tuple[str, str] | None = None) -> Finding[None]:
    """案件走到这一步，还能不能办 ``kind``（控制令的种类）：采取新的措施、扣划；续行、解除不受限。

    ``stopped``：中止、暂缓执行着，不扣划、不处分，先前的措施照旧，可以采取控制措施。``closed`` 是结案方式和理由：
    应当解除措施的结案（执行完毕、终结执行等）以后不再采取；别的结案（终本等）可以先控制，扣划须恢复执行以后。
    """
    if kind in ("renew", "release"):
        return Finding(None, (cite("CF 28"),))
    if closed is not None:
        after = releases(*closed)
        if after.what == RELEASE:
            text = f"案件已经结案，{after.text}不能再采取措施。"
            return _shut("closed", text, after.article, "要继续执行的，另立恢复执行案件。")
        if kind == "deduct":
            return _shut("closed", "案件已经结案，不能扣划。", cite("ZB 9"), "先控制；恢复执行以后再扣划。")
    if stopped and kind == "deduct":
        return _shut("stopped", "案件中止、暂缓执行着，不能扣划。", cite("CPL 267"), "先恢复执行；要保全的，先冻结。")
    return Finding(None, (cite("CPL 253"),))


def _shut(code: str, text: str, article: Article, remedy: str) -> Finding[None]:
    return Finding(None, (article,), reasons=(Reason(f"order.{code}", text, article, remedy),))


def hand_over(until: date, on: date) -> Finding[bool]:
    """``on`` 这天移交、委托时还剩不剩一个月（T:S-11）：不足一个月的，先由本院续行，顺位不变，再移交。"""
    article = cite("WT 6")
    if end_of(on, Period(1, "m")) <= until:
        return Finding(True, (article,))
    text = f"到{until}届满，{on}移交不足一个月。"
    return Finding(False, (article,), reasons=(Reason("handover.short", text, article, "先由本院办理续行，再移交；顺位不变。", "order_control"),))


# —— 首封处置权移送（S-08 至 S-10） ————————————————————————————————————


@dataclass(frozen=True, slots=True)
class FirstSeal:
    """别的法院的首先查封，和本案的情形。

    ``since`` 首先查封日；``sale_started`` 已发布拍卖公告或者进入变卖（保全的：已处分）；``preservation`` 首封是财产保全；
    ``disputed`` 保全的就是争议标的；``priority`` 本案债权对它有顺位在先的担保物权、优先权并已进入执行；
    ``first_in_line`` 本案是在先轮候。
    """

    since: date
    sale_started: bool = False
    preservation: bool = False
    disputed: bool = False
    priority: bool = False
    first_in_line: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """可以商请移送：``ground`` 是 priority（优先债权，六十日）或者 preserved（保全超过一年）；``from_day`` 最早哪天可以。"""

    ground: str
    from_day: date
    article: Article


_SIXTY: Final = Period(60, "d")
_YEAR: Final = Period(1, "y")


def transferable(seal: FirstSeal, on: date) -> Finding[Transfer | None]:
    """``on`` 这天能不能商请首封法院移送处置（T:S-08、S-10）。“超过”是门槛：期满的次日才可以。"""
    routes = [one for one in (_priority(seal), _preserved(seal)) if one is not None]
    articles = (cite("PF 1"), cite("BQ 21"))
    inputs = {"since": seal.since.isoformat(), "on": on.isoformat()}
    if seal.sale_started:
        return _cannot("started", "首封法院已经发布拍卖公告、进入变卖或者已经处分，由它继续处置。", "PF 1", "申请参与分配，主张优先受偿。")
    if not routes:
        text = "本案不是优先债权的执行，也不是保全首封的在先轮候法院，不能商请移送。"
        return _cannot("no_ground", text, "PF 1", "由首封法院处置；本案申请参与分配。")
    first = min(routes, key=lambda one: one.from_day)
    step = Step(f"首先查封于{seal.since}，最早{first.from_day}可以商请移送。", first.article)
    if on < first.from_day:
        return _cannot("early", step.text, f"{first.article.instrument} {first.article.number}", f"{first.from_day}以后再商请。")
    return Finding(first, articles, steps=(step,), inputs=inputs)


def _priority(seal: FirstSeal) -> Transfer | None:
    return Transfer("priority", _past(seal.since, _SIXTY), cite("PF 1")) if seal.priority else None


def _preserved(seal: FirstSeal) -> Transfer | None:
    fits = seal.preservation and not seal.disputed and seal.first_in_line
    return Transfer("preserved", _past(seal.since, _YEAR), cite("BQ 21")) if fits else None


def _past(since: date, long: Period) -> date:
    """超过 ``long`` 以后的第一天。"""
    ending = compute(since, long, "B", Calendar()).value
    assert ending.earliest is not None
    return ending.earliest


def _cannot(code: str, text: str, basis: str, remedy: str) -> Finding[Transfer | None]:
    return Finding(None, (cite(basis),), reasons=(Reason(f"transfer.{code}", text, cite(basis), remedy),))


def transfer_reply(received: date, calendar: Calendar) -> Finding[date]:
    """首封法院收到商请移送执行函，最迟哪天出具移送执行函（T:S-09，十五日，遇休息日顺延）。"""
    found = compute(received, rule("S-09").period, "A", calendar)
    assert isinstance(found.value.due, date)
    return Finding(found.value.due, (cite("PF 2"), *found.articles), steps=found.steps, inputs=found.inputs)


# —— 预警（S-17） ——————————————————————————————————————————————————————


def last_day(until: date, calendar: Calendar) -> date:
    """``until`` 届满的，续行最迟哪个工作日办（T:S-05、S-17）：届满日不因休息日顺延，当天或者以前最后一个工作日。"""
    return calendar.previous_working_day(until)


def warned_to(step: int, team_from: int = 15, director_from: int = 3) -> tuple[str, ...]:
    """届满前 ``step`` 天那一档告诉谁：负责人从头告诉，团队长从 ``team_from`` 天起，局长从 ``director_from`` 天起（本院可定）。

    >>> warned_to(60), warned_to(15), warned_to(1)
    (('owner',), ('owner', 'team'), ('owner', 'team', 'director'))
    """
    return ("owner", *(["team"] if step <= team_from else []), *(["director"] if step <= director_from else []))
