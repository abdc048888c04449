"""登记事项：本系统还没有专门页面办理的、流程系统里已经办了的事，由书记员登记；登记后发出的事件与专门页面办理时相同。

表在 ``parameters/matters.toml``。:func:`check` 校验填的内容，给出事件的载荷。
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law import measures, restrictions, revival
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.service_announcement import period
from zhixing.law.service_values import Addressee
from zhixing.law.terms import add_months
from zhixing.law.texts import flaw
from zhixing.law.timeline import Timeline
from zhixing.law.words import choices as coded

OPEN_STATES: Final = frozenset(
    {"accepted", "handed_over", "assigned", "enforcing", "suspended", "stayed", "proposed"}
)
CLOSED_STATES: Final = frozenset({"closed", "archived"})
_WHEN: Final = {"open": OPEN_STATES, "closed": CLOSED_STATES, "always": OPEN_STATES | CLOSED_STATES}
_OWN: Final = "COURT 登记事项"
MAX_TEXT: Final = 2000
MAX_SUBJECT: Final = 120
MAX_ROWS: Final = 240
FINE_MAX: Final = 100_000_000
ONLINE_ROUNDS: Final = 2


class UnknownMatter(KeyError):
    """没有这个登记事项。"""

    def __str__(self) -> str:
        return f"没有“{self.args[0]}”这个登记事项。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """一个栏目。

    ``type``：text、date、money、bool、int、choice、choices、subject、rows（``[{"due", "amount"}]``，分期）；``options`` 是选项（代码 → 中文名）；
    ``of``、``new``、``future``、``past`` 见 ``parameters/matters.toml`` 的表头。
    """

    name: str
    label: str
    type: str
    required: bool = False
    default: Any = None
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    new: bool = False
    future: bool = False
    past: bool = False
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """一个登记事项。"""

    key: str
    label: str
    event: str
    group: str
    stop: str
    fields: tuple[Field, ...]
    when: str = "open"
    article: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    evidence: bool = False
    common: bool = False

    @property
    def states(self) -> frozenset[str]:
        """案件在哪些状态可以登记。"""
        return _WHEN[self.when]

    def open_to(self, kind: str, state: str) -> bool:
        """这类案件在这一状态可不可以登记。"""
        return state in self.states and (not self.kinds or kind in self.kinds)


@cache
def _table() -> dict[str, Matter]:
    text = files("zhixing.law").joinpath("parameters", "matters.toml").read_text("utf-8")
    return {row["key"]: _matter(row) for row in tomllib.loads(text)["matter"]}


def _matter(row: dict[str, Any]) -> Matter:
    listed = tuple(_field(one) for one in row["fields"])
    return Matter(**{**row, "fields": listed, "kinds": frozenset(row.get("kinds", ()))})


def _field(row: dict[str, Any]) -> Field:
    values = dict(row)
    kind, only = values.pop("choices", ""), values.pop("only", None)
    options = {code: name for code, name in coded(kind).items() if only is None or code in only} if kind else {}
    return Field(**{**values, "options": options, "of": tuple(values.get("of", ()))})


def matters(kind: str = "", state: str = "") -> tuple[Matter, ...]:
    """全部登记事项，按表里的次序；给了类型和状态，只要可以登记的。"""
    found = tuple(_table().values())
    return tuple(one for one in found if one.open_to(kind, state)) if kind or state else found


def matter(key: str) -> Matter:
    """按代码取；没有则抛出 :class:`UnknownMatter`。"""
    try:
        return _table()[key]
    except KeyError:
        raise UnknownMatter(key) from None


def subjects(found: Matter, timeline: Timeline) -> tuple[str, ...]:
    """“从已登记的事项里选”的那一栏有哪些可选。"""
    events = next((one.of for one in found.fields if one.type == "subject"), ())
    return timeline.subjects(*events)


# —— 校验 ——————————————————————————————————————————————————————————————


def check(
    found: Matter, values: Mapping[str, Any], happened: date, today: date, timeline: Timeline | None = None,
    *, others: Sequence[str] = (),
) -> Finding[dict[str, Any]]:
    """校验一次登记，``value`` 是事件的载荷（金额以分计，日子是 ``date``）。

    ``values`` 里金额写成文本的以元计，写成整数的以分计；空文本等于没有填。发生日不得晚于今天、早于收件日；
    给了 ``timeline`` 才查得出收件日、续行是否晚于届满、事项是否登记过。``others`` 是对方当事人，财产保全采取措施以前
    不得让对方知道；没给就从严，只许发给申请人、协助单位的文书。
    这类案件、这一状态可不可以登记，见 :meth:`Matter.open_to`。
    """
    payload: dict[str, Any] = dict(found.fixed)
    reasons: list[Reason] = []
    for one in found.fields:
        value, wrong = _read(one, values.get(one.name))
        if wrong:
            reasons.append(_reason(f"bad_{one.name}", wrong, one.name))
        elif value is not None:
            payload[one.name] = value
    reasons += _days(found, payload, happened, today, timeline)
    if not reasons:
        reasons += [*_lawful(found, payload, happened, timeline), *_secret(found, payload, happened, timeline, others)]
    inputs = {"matter": found.key, "happened": happened.isoformat()}
    warned = tuple(_before_service(found, happened, timeline))
    return Finding(payload, (cite(found.article or _OWN),), tuple(reasons), warned, inputs=inputs)


def _before_service(found: Matter, happened: date, timeline: Timeline | None) -> Iterator[Reason]:
    """措施登记在协助执行通知书送达以前的：查封、冻结自送达时生效，提醒核对。"""
    if found.event != measures.TAKEN or timeline is None:
        return
    served = [one for one in timeline.of("documents.Served") if one.data.get("document") == "assistance_notice"]
    if served and served[0].on > happened:
        text = f"协助执行通知书{served[0].on}才送达{served[0].data.get('to', '')}；查封、冻结自送达时生效，登记的是{happened}。"
        yield _reason("before_service", text, "happened", "CF 1", "核对是哪一天生效的；网络冻结、当场查封的不用改。")


def same_name(found: Matter, payload: Mapping[str, Any], happened: date, timeline: Timeline) -> tuple[Reason, ...]:
    """本系统登记的措施与还在生效的同名：续行、解除分不清是哪一项。导入的照收，各算各的。"""
    if found.event != measures.TAKEN:
        return ()
    since = measures.same_name(timeline, payload["subject"], payload["property"], happened, payload.get("until"))
    if since is None:
        return ()
    text = f"“{payload['subject']}”{since}已采取措施，时间重叠。"
    remedy = "续行的登记续行，轮候转为首封的登记轮候生效；另一项财产、另一项措施，名称里写明区别。"
    return (_reason("same_name", text, "subject", "CF 27", remedy),)


def _reason(code: str, text: str, subject: str = "", article: str = _OWN, remedy: str = "") -> Reason:
    return Reason(code, text, cite(article), remedy, "register", subject)


def _read(one: Field, raw: Any) -> tuple[Any, str]:
    """一栏的值和毛病；没有填的是 ``None``。"""
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFKC", raw).strip() if one.type not in ("text", "subject") else raw.strip()
    if raw in (None, "", []):
        if one.type in ("choices", "rows"):
            return [], ""
        if one.type == "bool":
            return False, ""
        return None, f"请填写“{one.label}”。" if one.required else ""
    return _READERS[one.type](one, raw)


def _text(one: Field, raw: Any) -> tuple[Any, str]:
    text, longest = str(raw), MAX_SUBJECT if one.name == "subject" else MAX_TEXT
    if told := flaw(text):
        return None, f"“{one.label}”：{told}。"
    return (text, "") if len(text) <= longest else (None, f"“{one.label}”不能超过{longest}字。")


def _date(one: Field, raw: Any) -> tuple[Any, str]:
    if isinstance(raw, date):
        return raw, ""
    try:
        return date.fromisoformat(str(raw)), ""
    except ValueError:
        return None, f"“{one.label}”不是有效的日期，应写成 2026-01-18。"


def _money(one: Field, raw: Any) -> tuple[Any, str]:
    """文本以元计，整数以分计。"""
    if isinstance(raw, int) and not isinstance(raw, bool):
        fen = Decimal(raw)
    else:
        try:
            fen = Decimal(str(raw).replace(",", "").replace(" ", "").removeprefix("¥").removesuffix("元")) * 100
        except InvalidOperation:
            return None, f"“{one.label}”不是有效的金额。"
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen < 10**15:
        return None, f"“{one.label}”应是大于零的金额，最多两位小数。"
    return int(fen), ""


def _bool(_: Field, raw: Any) -> tuple[Any, str]:
    return raw not in (False, 0, "0", "false", "off", "否"), ""


def _int(one: Field, raw: Any) -> tuple[Any, str]:
    low, high = one.min if one.min is not None else 0, one.max if one.max is not None else 10**6
    text = str(raw)
    if not (text.isascii() and text.isdigit() and len(text) < 10) or not low <= int(text) <= high:
        return None, f"“{one.label}”应是{low}到{high}之间的整数。"
    return int(text), ""


def _choice(one: Field, raw: Any) -> tuple[Any, str]:
    return (raw, "") if raw in one.options else (None, f"“{one.label}”没有这个选项。")


def _choices(one: Field, raw: Any) -> tuple[Any, str]:
    picked = [raw] if isinstance(raw, str) else list(raw)
    if any(code not in one.options for code in picked):
        return None, f"“{one.label}”没有这个选项。"
    return [code for code in one.options if code in picked], ""


def _rows(one: Field, raw: Any) -> tuple[Any, str]:
    """分期：每行一个应付日、一笔金额；空行略去，日子要有先后。存成 ``{"due": 日期文本, "amount_fen": 分}``。"""
    lines = [line for line in raw if line.get("due") or line.get("amount") or line.get("amount_fen")]
    if len(lines) > MAX_ROWS:
        return None, f"“{one.label}”最多{MAX_ROWS}期。"
    made: list[dict[str, Any]] = []
    for n, line in enumerate(lines, start=1):
        due, wrong = _date(replace(one, label=f"第{n}期应付日"), line.get("due") or "")
        amount, wrong_too = _money(replace(one, label=f"第{n}期金额"), line.get("amount_fen") or line.get("amount") or "")
        if wrong or wrong_too:
            return None, wrong or wrong_too
        if made and due.isoformat() <= made[-1]["due"]:
            return None, f"第{n}期应付日{due}不晚于前一期，请按先后填写。"
        made.append({"due": due.isoformat(), "amount_fen": amount})
    return made, ""


_READERS: Final = {
    "rows": _rows, "text": _text, "subject": _text, "date": _date, "money": _money, "bool": _bool, "int": _int,
    "choice": _choice, "choices": _choices,
}


def _days(
    found: Matter, payload: Mapping[str, Any], happened: date, today: date, timeline: Timeline | None,
) -> list[Reason]:
    """日子前后对得上：不在将来、不早于收件，届满日不早于生效日。"""
    reasons = []
    if happened > today:
        reasons.append(_reason("future", f"发生日{happened}还没有到。", "happened"))
    first = earliest(found.event, str(payload.get("subject", "")), timeline) if timeline else None
    if first is not None and happened < first:
        reasons.append(_reason("before_receipt", f"发生日{happened}早于收件日{first}。", "happened"))
    for one in found.fields:
        if one.type == "date" and (day := payload.get(one.name)) is not None:
            reasons += _day_field(one, day, happened, today)
    known = subjects(found, timeline) if timeline else ()
    for one in found.fields:
        picked = payload.get("subject", "")
        if timeline and one.type == "subject" and not one.new and picked and picked not in known:
            reasons.append(_reason("unknown_subject", f"本案没有登记过“{picked}”。", "subject"))
    return reasons


_OF_CARRIED: Final = frozenset({*measures.CHAIN, *measures.ENDINGS, *restrictions.ENDS}) - {measures.TAKEN}


def earliest(event: str, subject: str, timeline: Timeline) -> date | None:
    """这件事最早可以是哪天：收件日；承接来的措施、惩戒，续行和解除可以在原案时就办了、没有登记，从采取之日起。"""
    received = timeline.first("cases.Received", "cases.Accepted")
    begun = [f.on for f in timeline.of(measures.TAKEN, *restrictions.BEGINS) if f.carried and f.subject == subject]
    carried = begun if event in _OF_CARRIED else []
    return min((received.on, *carried)) if received else None


def _day_field(one: Field, day: date, happened: date, today: date) -> list[Reason]:
    if one.past and day > happened:
        return [_reason(f"late_{one.name}", f"“{one.label}”{day}晚于发生日{happened}。", one.name)]
    if day < happened and not one.past:
        return [_reason(f"early_{one.name}", f"“{one.label}”{day}早于发生日{happened}。", one.name)]
    if day > today and not one.future:
        return [_reason(f"future_{one.name}", f"“{one.label}”{day}还没有到。", one.name)]
    return []


# —— 依法能不能办 ——————————————————————————————————————————————————————


def _lawful(found: Matter, payload: Mapping[str, Any], happened: date, timeline: Timeline | None) -> list[Reason]:
    if gone := _moved(found, payload, timeline):
        return gone
    if found.event == "sanctions.Fined" and payload["amount_fen"] > FINE_MAX:
        text = "罚款金额：个人不超过10万元，单位5万元以上100万元以下。"
        return [_reason("fine_cap", text, "amount_fen", "CPL 118")]
    if found.event == "control.MeasureTaken":
        kind = str(payload["property"])
        return [*_after_closing(happened, timeline), *_term(kind, happened, happened, payload.get("until"))]
    if found.event == "disposal.SaleStarted" and payload["online"] and payload["round"] > ONLINE_ROUNDS:
        text = "网络司法拍卖最多两次，没有第三次。"
        return [_reason("third_online", text, "round", "WP 26", "二拍流拍后网络变卖，或者征询以物抵债。")]
    if found.event in _LONGEST:
        return _capped(found, payload, happened)
    if found.event in ("control.Renewed", "control.BecameFirst") and timeline is not None:
        return _renewal(found, payload, happened, timeline)
    if found.event == "settlement.Agreed":
        return _agreed(payload, happened)
    if found.event in _BY_TIMELINE and timeline is not None:
        return _BY_TIMELINE[found.event](payload, happened, timeline)
    if found.event == "closing.ResumptionAsked" and timeline is not None and timeline.closed is not None:
        closed = timeline.closed.data
        return list(revival.check(str(closed.get("mode", "")), str(closed.get("mode_text", "")), payload["ground"]).reasons)
    return []


def _after_notice(payload: Mapping[str, Any], happened: date, timeline: Timeline) -> list[Reason]:
    """公告送达的，期满以后才登记；系统里的文书公告的，在送达里确认期满，不另登记。"""
    notice = next((one for one in timeline.of("documents.AnnouncementPosted") if one.subject and one.subject == payload.get("subject")), None)
    if notice is None:
        return []
    if notice.data.get("attempt"):
        text = f"“{notice.subject}”是在送达里登记的，期满也在那里确认。"
        return [replace(_reason("own_notice", text, "subject", "CPL 95", "在案件的送达里点“确认期满”。"), act="serve")]
    length = period(notice.on, Addressee(str(payload.get("to", "")))).require()
    end = notice.on + timedelta(days=length.n)
    if (payload.get("deemed_on") or happened) < end:
        return [_reason("notice_running", f"{notice.on}公告，{length}，{end}才期满。", "subject", "CPL 95", "期满以后再登记送达。")]
    return []


def _agreed(payload: Mapping[str, Any], happened: date) -> list[Reason]:
    """各期不早于达成之日，最后履行日不早于最后一期。"""
    due = [date.fromisoformat(row["due"]) for row in payload.get("instalments", ())]
    if due and due[0] < happened:
        return [_reason("early_instalment", f"第1期应付日{due[0]}早于达成之日{happened}。", "instalments", "HJ 1")]
    until = payload.get("until")
    if due and until is not None and until < due[-1]:
        text = f"最后履行日{until}早于最后一期{due[-1]}。"
        return [_reason("until_before_last", text, "until", "HJ 1", "最后履行日填最后一期，或者留空。")]
    return []


def _instalment(payload: Mapping[str, Any], happened: date, timeline: Timeline) -> list[Reason]:
    """履行的一期要在最近一次和解里有，在和解以后，还没有付清：同一笔登两次，未履行的就少算了。"""
    agreed, number = timeline.last("settlement.Agreed"), payload["number"]
    rows = agreed.data.get("instalments", ()) if agreed else ()
    if agreed is None or number > len(rows):
        text = f"和解协议没有第{number}期。" if agreed else "本案没有登记过和解协议。"
        return [_reason("no_instalment", text, "number", "HJ 8", "没有分期的，登记“履行”或者“当事人直接履行”。")]
    if happened < agreed.on:
        return [_reason("before_agreement", f"履行日{happened}早于和解达成之日{agreed.on}。", "happened", "HJ 8")]
    done = (one for one in timeline.of("settlement.InstalmentPaid") if one.on >= agreed.on and one.data.get("number") == number)
    left = rows[number - 1]["amount_fen"] - sum(int(one.data["amount_fen"]) for one in done)
    if left > 0:
        return []
    return [_reason("paid_already", f"第{number}期已经付清。", "number", "HJ 8", "核对是不是登过；多付的记到下一期。")]


_BY_TIMELINE: Final = {"documents.Served": _after_notice, "settlement.InstalmentPaid": _instalment}

_DOCUMENTS: Final = frozenset({"documents.Issued", "documents.Served", "documents.AnnouncementPosted"})
_ENFORCING: Final = frozenset({
    "enforcement_notice", "report_order", "consumption_order", "deduction_ruling", "sale_ruling", "termination_ruling",
})
"""执行程序才有的文书。"""
_APPLICANTS: Final = frozenset({"expiry_notice", "no_result_notice", "assistance_notice"})
"""只发给申请保全人、协助执行单位的文书。"""


def _secret(
    found: Matter, payload: Mapping[str, Any], happened: date, timeline: Timeline | None, others: Sequence[str],
) -> list[Reason]:
    if timeline is None or found.event not in _DOCUMENTS:
        return []
    return secret(str(payload.get("document", "")), str(payload.get("to", "")), happened, timeline, others)


def secret(document: str, to: str, happened: date, timeline: Timeline, others: Sequence[str]) -> list[Reason]:
    """财产保全：没有执行通知书等文书；采取措施以前，什么也不发给被保全人（``others`` 是对方当事人）。"""
    if timeline.kind != "执保":
        return []
    if document in _ENFORCING:
        text = f"财产保全案件不发{coded('document')[document]}。"
        return [_reason("not_enforcing", text, "document", "CPL 251", "取得生效法律文书后转入执行，再发。")]
    if any(fact.on <= happened for fact in timeline.of(measures.TAKEN)):
        return []
    named = any(name in to for name in others)
    if not named and (document in _APPLICANTS or (others and to)):
        return []
    text = "还没有采取保全措施，不得向被保全人发出、送达文书。"
    remedy = "先采取措施；发给申请保全人、协助执行单位的，写明受送达人。"
    return [_reason("before_measure", text, "to", "CPL 106", remedy)]


EVIDENCE: Final = cite("COURT 节点随证据办结")


def evidence(found: Matter, files: int, policy: str, source: str) -> Finding[None]:
    """应附证明材料而没有附：按本院设置 ``policy``（off 不管、warn 提醒、refuse 拒绝）。

    ``files`` 是附了几份；流程系统导入的、承接原案的（``source``）证明在别处，不受限。
    """
    if files or not found.evidence or policy == "off" or source not in ("", "own"):
        return Finding(None, (EVIDENCE,))
    text, remedy = f"登记“{found.label}”没有附证明材料。", "请附回执、裁定书等。"
    lacking = (Reason("entry.no_evidence", text, EVIDENCE, remedy, "", "files"),)
    return Finding(None, (EVIDENCE,), reasons=lacking) if policy == "refuse" else Finding(None, (EVIDENCE,), warnings=lacking)


_LONGEST: Final = {
    "disposal.PriceFixed": ("valid_until", 12, "CK 27", "参考价的有效期最长一年"),
    "sanctions.Listed": ("until", 60, "SXM 2", "纳入失信的期限二年，情节严重的延长一至三年，最长五年"),
}
"""写明的日子最迟到哪天：栏目、月数、依据、说法。"""


def _capped(found: Matter, payload: Mapping[str, Any], happened: date) -> list[Reason]:
    name, months, article, text = _LONGEST[found.event]
    latest = add_months(happened, months)
    if payload.get(name) is None or payload[name] <= latest:
        return []
    return [_reason("too_long", f"{text}，不得晚于{latest}。", name, article, "核对文书后改填。")]


def _moved(found: Matter, payload: Mapping[str, Any], timeline: Timeline | None) -> list[Reason]:
    """已由另一案承接的措施，续行、解除在那一件登记：登在本案，那一件的届满日不会动。"""
    if timeline is None or found.event not in (*measures.CHAIN, measures.RELEASED) or found.event == measures.TAKEN:
        return []
    to = measures.moved_to(timeline, str(payload.get("subject", "")))
    if to is None:
        return []
    text = f"“{payload['subject']}”已由{to or '另一案'}承接。"
    return [_reason("moved", text, "subject", "JI 168", "请在那一件登记，日子写实际办理的那一天。")]


def _after_closing(happened: date, timeline: Timeline | None) -> list[Reason]:
    """结案以后只有终本的案件可以采取紧急的控制措施；补登结案以前的照收。"""
    closed = timeline.closed if timeline else None
    if closed is None or happened < closed.on or closed.data.get("mode") == "terminated_round":
        return []
    text = f"本案{closed.on}已结案，不是终本，不再采取新的控制措施。"
    return [_reason("closed", text, "subject", "ZB 10", "需要继续执行的，另立恢复执行案件。")]


def _term(kind: str, start: date, base: date, until: date | None) -> list[Reason]:
    """期限不得超过最长期限，从 ``base`` 算。"""
    rule = measures.expiry_rule(kind)
    longest = add_months(base, rule.n * 12)
    if until is None or until <= longest:
        return []
    text = f"{coded('property')[kind]}的期限不得超过{rule.period}：自{base}起最长至{longest}，填的是{until}。"
    return [_reason("term_cap", text, "until", "JI 485", "改填届满日，届满前续行。")]


def _renewal(found: Matter, payload: Mapping[str, Any], happened: date, timeline: Timeline) -> list[Reason]:
    """续行须在届满以前；新的期限从原届满日接着算也不得超过最长期限。"""
    steps = timeline.of(*measures.CHAIN, *measures.ENDINGS)
    line = [fact for fact in steps if fact.subject == payload.get("subject") and fact.on <= happened]
    if line and measures.ends(line[-1]):
        text = f"原措施已于{line[-1].on}结束，不能续行。"
        return [_reason("released", text, "subject", "CF 28", "需要控制的，重新登记一项查封、扣押、冻结。")]
    kind = next((str(fact.data["property"]) for fact in line if fact.data.get("property")), "")
    if not line or kind not in coded("property"):
        return []
    if found.event == "control.BecameFirst":
        return _term(kind, happened, happened, payload.get("until"))
    last = max(n for n, fact in enumerate(line) if fact.type == measures.TAKEN)
    end = measures.expiry(line[last:], kind)
    if happened > end and line[-1].data.get("rank") != measures.WAITING:
        text = f"原措施已于{end}届满失效，不能续行。"
        return [_reason("lapsed", text, "subject", "CF 27", "重新登记一项查封、扣押、冻结，按新的顺位。")]
    return _term(kind, happened, max(happened, end), payload.get("until"))
