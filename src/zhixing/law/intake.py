"""收件核对：申请材料上写的东西，哪些不能收，哪些收下但要提醒。

:func:`check` 一次说出全部问题，每条都指明栏目（``parties.1.paper_number``），表单和导入的表格照此标在原处。
超过申请执行期间不是不立案的理由（民诉法解释第481条），只提醒。
来源：执行工作规定第16至18条；规则手册 T:§1（T-08、T-09）、T:§13.1。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

from zhixing.law import identity, numbers, texts
from zhixing.law.articles import cite, on_day
from zhixing.law.courts import Courts
from zhixing.law.finding import Finding, Reason
from zhixing.law.terms import add_months

EARLIEST: Final = date(1991, 4, 9)
"""民事诉讼法公布施行之日；更早的日期一定是写错了。"""

MAX_FEN: Final = 10**14
"""一万亿元：再大一定是写错了单位。"""

UNUSUAL_FEN: Final = 10**11
"""十亿元：收下，但请再核对。"""

_LIMITATION_MONTHS: Final = 24
_ENFORCING: Final = frozenset({"执", "执恢", "执保"})
_LENGTHS: Final[dict[str, int]] = {
    "cause": 100, "number_as_given": 120, "suit_number": 120, "stage": 20, "name": 200, "paper_number": 40, "phone": 40, "address": 300,
    "bank_name": 100, "bank_holder": 200, "bank_account": 40, "maker": 120, "paper_name": 40, "number": 120, "language": 20,
    "authority": 20, "sex": 4, "performance": 5000, "operative": 20000, "text": 5000,
}
_BY_COURTS: Final = frozenset({"judgment", "mediation", "ruling", "criminal", "admin", "payment_order", "preservation"})
_BLOCKS: Final = frozenset({"performance", "operative", "text"})


_CHOICES: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("CaseDraft", "kind"): frozenset(("执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他")),
    ("CaseDraft", "livelihood"): frozenset(
        ("", "wages", "traffic", "injury", "parents", "child", "spouse", "work_injury", "medical", "pension")
    ),
    ("CaseDraft", "stage"): frozenset(("", "pre_suit", "suit", "pre_enforcement")),
    ("PartyDraft", "role"): frozenset(("applicant", "respondent", "third", "agent", "guardian", "legal_rep")),
    ("PartyDraft", "nature"): frozenset(("person", "unit")),
    ("TitleDraft", "kind"): frozenset(
        ("judgment", "mediation", "ruling", "criminal", "admin", "non_litigation", "arbitration", "labour", "notary",
         "payment_order", "preservation", "other")
    ),
    ("ClaimDraft", "sort"): frozenset(("principal", "interest", "cost", "penalty", "double", "act", "delivery")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """一名当事人或代理人。``represents`` 是所代理的人在 ``CaseDraft.parties`` 里的序号（从零起）。

    ``role``：applicant respondent third agent guardian legal_rep；``nature``：person unit；
    ``paper``：证件种类（:data:`zhixing.law.identity.KINDS`），空表示没有证件。
    """

    role: str
    name: str
    nature: str = "person"
    paper: str = ""
    paper_number: str = ""
    birth: date | None = None
    sex: str = ""
    language: str = ""
    phone: str = ""
    address: str = ""
    whereabouts_unknown: bool = False
    represents: int | None = None
    authority: str = ""
    bank_name: str = ""
    bank_holder: str = ""
    bank_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleDraft:
    """执行依据。``kind``：judgment mediation ruling criminal admin arbitration labour notary payment_order …

    ``paper_name`` 是文书名称（仲裁裁决书、刑事裁定书），不写的由种类、文号、主文看（:mod:`zhixing.law.title_papers`）。
    """

    number: str
    kind: str = "judgment"
    maker: str = ""
    effective_on: date | None = None
    perform_by: date | None = None
    operative: str = ""
    paper_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDraft:
    """一项请求。金额以分计；``sort``：principal interest cost penalty double act delivery。"""

    sort: str
    amount_fen: int | None = None
    text: str = ""
    clause: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDraft:
    """一件待收的案件。``number_as_given`` 是随案带来的案号（导入或国家平台编的）；``complete`` 为假即材料不齐。

    ``stage`` 是财产保全的阶段（pre_suit 诉前、suit 诉讼中、pre_enforcement 执行前），``suit_number`` 是本案诉讼案号。
    """

    received_on: date
    kind: str = "执"
    number_as_given: str = ""
    accepted_on: date | None = None
    cause: str = ""
    livelihood: str = ""
    claim_fen: int | None = None
    performance: str = ""
    urgent: bool = False
    stage: str = ""
    suit_number: str = ""
    complete: bool = True
    missing: tuple[str, ...] = ()
    parties: tuple[PartyDraft, ...] = ()
    titles: tuple[TitleDraft, ...] = ()
    claims: tuple[ClaimDraft, ...] = ()
    tags: tuple[str, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    """关联案件：（关系，案号）。"""


def check(
    draft: CaseDraft,
    *,
    today: date,
    known_titles: Mapping[str, Sequence[str]] | None = None,
    courts: Courts | None = None,
) -> Finding[CaseDraft]:
    """核对一件待收的案件；``value`` 是整理过写法的草稿。

    ``known_titles`` 是 {规范文号: 已有的首次执行案件案号}（规范文号见 :func:`title_key`），有则提醒一案一件；
    ``courts`` 是法院表，不给就用随包的。
    """
    broken = (*_flaws(draft), *_unknown(draft))
    if broken:
        return Finding(draft, (cite("COURT 收件登记"),), reasons=broken)
    clean = tidied(draft)
    reasons = _dated(_reasons(clean, today), draft.received_on)
    notes = _warnings(clean, today, known_titles or {}, courts or Courts.packaged())
    warnings = _dated(notes, draft.received_on)
    return Finding(
        clean, (cite("EW 16"), cite("EW 18")), reasons=reasons, warnings=warnings,
        inputs={"today": today.isoformat(), "received_on": draft.received_on.isoformat(), "kind": draft.kind},
    )


def _dated(reasons: Iterable[Reason], day: date) -> tuple[Reason, ...]:
    """条号用收件那天有效版本的。"""
    return tuple(replace(reason, article=on_day(reason.article, day)) for reason in reasons)


def title_key(number: str) -> str:
    """规范文号：统一括号、全半角，去掉空白。用来认出同一份依据。

    >>> title_key(" (2024)内0221民初 77号 ") == title_key("（２０２４）内0221民初77号")
    True
    """
    return numbers.normalise(texts.halfwidth(number))


# —— 整理 ——————————————————————————————————————————————————————————————


def tidied(draft: CaseDraft) -> CaseDraft:
    """统一写法：空白、全半角、姓名里的间隔号、证件号码。不改变意思。"""
    return replace(
        _tidy(draft),
        parties=tuple(_tidy_party(p) for p in draft.parties),
        titles=tuple(_tidy(t) for t in draft.titles),
        claims=tuple(_tidy(c) for c in draft.claims),
        missing=tuple(texts.line(m) for m in draft.missing),
    )


Row = TypeVar("Row", CaseDraft, PartyDraft, TitleDraft, ClaimDraft)


def _tidy(row: Row) -> Row:
    changed: dict[str, Any] = {n: texts.block(t) if n in _BLOCKS else texts.line(t) for n, t in _texts(row)}
    return replace(row, **changed)


def _tidy_party(party: PartyDraft) -> PartyDraft:
    party = _tidy(party)
    return replace(
        party, name=identity.check_name(party.name).value, paper_number=identity.tidy(party.paper_number),
        bank_account=identity.tidy(party.bank_account),
    )


def _texts(row: CaseDraft | PartyDraft | TitleDraft | ClaimDraft) -> Iterator[tuple[str, str]]:
    """一行里的文字栏：（栏名，文字）。"""
    for column in fields(row):
        value = getattr(row, column.name)
        if isinstance(value, str):
            yield column.name, value


def _rows(draft: CaseDraft) -> Iterator[tuple[str, CaseDraft | PartyDraft | TitleDraft | ClaimDraft]]:
    """草稿的每一行和它的路径前缀。"""
    yield "", draft
    groups: dict[str, Sequence[PartyDraft | TitleDraft | ClaimDraft]] = {
        "parties": draft.parties, "titles": draft.titles, "claims": draft.claims,
    }
    for name, rows in groups.items():
        for i, row in enumerate(rows):
            yield f"{name}.{i}.", row


def _unknown(draft: CaseDraft) -> Iterator[Reason]:
    """代码表以外的值：表单和导入都不该给出来。"""
    for prefix, row in _rows(draft):
        for name, text in _texts(row):
            known = _CHOICES.get((type(row).__name__, name))
            if known is not None and text not in known:
                yield _why("unknown", f"不认识的代码“{text[:20]}”。", "COURT 收件登记", prefix + name)


def _flaws(draft: CaseDraft) -> Iterator[Reason]:
    for prefix, row in _rows(draft):
        for name, text in _texts(row):
            if told := texts.flaw(text):
                yield _why("characters", f"{told}。", "COURT 收件登记", prefix + name)
            elif len(text) > _LENGTHS.get(name, 200):
                told = f"超过{_LENGTHS.get(name, 200)}个字，现在是{len(text)}个字。"
                yield _why("too_long", told, "COURT 收件登记", prefix + name)


# —— 不能收的 ————————————————————————————————————————————————————————————


def _reasons(draft: CaseDraft, today: date) -> Iterator[Reason]:
    yield from _dates(draft, today)
    yield from _who(draft)
    for i, party in enumerate(draft.parties):
        yield from _party(party, i, draft, today)
    yield from _twice(draft.parties)
    for i, title in enumerate(draft.titles):
        yield from _title(title, i, draft, today)
    if draft.kind in _ENFORCING and not draft.titles:
        yield _why("no_title", "没有执行依据。", "EW 18", "titles", "填写生效法律文书的文号。")
    yield from _amounts(draft)
    yield from _number(draft, today)


def _dates(draft: CaseDraft, today: date) -> Iterator[Reason]:
    if draft.received_on > today:
        yield _why("future", f"收到材料日{draft.received_on}还没有到。", "COURT 收件登记", "received_on")
    elif draft.received_on < EARLIEST:
        yield _why("too_early", f"收到材料日{draft.received_on}早于民事诉讼法施行。", "COURT 收件登记", "received_on")
    if draft.accepted_on is None:
        return
    if draft.accepted_on > today:
        yield _why("future", f"立案日{draft.accepted_on}还没有到。", "SX 6", "accepted_on")
    if draft.accepted_on < draft.received_on:
        yield _why("order", "立案日早于收到材料日。", "SX 6", "accepted_on", "核对两个日期。")


def _who(draft: CaseDraft) -> Iterator[Reason]:
    roles = {p.role for p in draft.parties}
    moved = any(t.kind == "criminal" for t in draft.titles)
    if "applicant" not in roles and not moved:
        text = "没有申请保全人。" if draft.kind == "执保" else "没有申请执行人。"
        yield _why("no_applicant", text, "EW 16", "parties", "移送执行的刑事裁判涉财产部分可以没有申请执行人。")
    if "respondent" not in roles and draft.kind in _ENFORCING:
        text = "没有被保全人。" if draft.kind == "执保" else "没有被执行人。"
        yield _why("no_respondent", text, "EW 16", "parties", "执行标的和被执行人应当明确。")


def _party(party: PartyDraft, i: int, draft: CaseDraft, today: date) -> Iterator[Reason]:
    at = f"parties.{i}."
    for reason in identity.check_name(party.name).reasons:
        yield replace(reason, subject=at + "name")
    yield from _paper(party, at, today)
    if party.birth and not date(1850, 1, 1) <= party.birth <= today:
        yield _why("birth", f"出生日期{party.birth}不可能。", "COURT 当事人信息", at + "birth")
    if party.role in ("agent", "guardian", "legal_rep"):
        yield from _represents(party, i, draft)


def _paper(party: PartyDraft, at: str, today: date) -> Iterator[Reason]:
    if party.paper and party.paper not in identity.KINDS:
        yield _why("paper", f"不认识的证件种类“{party.paper}”。", "COURT 当事人信息", at + "paper")
        return
    if not party.paper_number:
        return
    kind = party.paper or ("uscc" if party.nature == "unit" else "id")
    found = identity.check(kind, party.paper_number, latest=today)  # type: ignore[arg-type]
    for reason in found.reasons:
        yield replace(reason, subject=at + "paper_number")
    if found.value and found.value.birth and party.birth and found.value.birth != party.birth:
        yield _why("birth", "出生日期与身份号码不一致。", "COURT 当事人信息", at + "birth", "以身份证件为准更正。")


def _represents(party: PartyDraft, i: int, draft: CaseDraft) -> Iterator[Reason]:
    whom = party.represents
    if whom is None or whom == i or not 0 <= whom < len(draft.parties):
        yield _why("represents", "没有写明代理（代表）谁。", "CPL 62", f"parties.{i}.represents", "选择被代理人。")


def _twice(parties: Sequence[PartyDraft]) -> Iterator[Reason]:
    seen: dict[tuple[str, str, str], int] = {}
    for i, party in enumerate(parties):
        key = (party.role, party.name, party.paper_number)
        if key in seen and party.role not in ("agent", "guardian"):
            yield _why("twice", f"与第{seen[key] + 1}名当事人重复。", "EW 16", f"parties.{i}.name", "删去重复的一名。")
        seen.setdefault(key, i)
    yield from _both_sides(parties)


def _both_sides(parties: Sequence[PartyDraft]) -> Iterator[Reason]:
    """同一证件号不能既申请又被执行。"""
    applying = {p.paper_number for p in parties if p.role == "applicant" and p.paper_number}
    for i, party in enumerate(parties):
        if party.role == "respondent" and party.paper_number in applying:
            text = "与申请一方的证件号码相同。"
            yield _why("both_sides", text, "EW 16", f"parties.{i}.paper_number", "核对证件号码。")


def _title(title: TitleDraft, i: int, draft: CaseDraft, today: date) -> Iterator[Reason]:
    at = f"titles.{i}."
    if not title.number:
        yield _why("title_number", "没有填写执行依据文号。", "EW 18", at + "number")
    for name, day in (("effective_on", title.effective_on), ("perform_by", title.perform_by)):
        if day and day < EARLIEST:
            yield _why("too_early", f"日期{day}早于民事诉讼法施行，请核对。", "EW 16", at + name)
    if title.effective_on is None:
        return
    if title.effective_on > today:
        text = f"生效日{title.effective_on}还没有到。"
        yield _why("future", text, "EW 16", at + "effective_on", "文书生效后再申请。")
    elif title.effective_on > draft.received_on:
        text = "生效日晚于收到材料日，收件时文书尚未生效。"
        yield _why("order", text, "EW 16", at + "effective_on", "核对两个日期。")


def _amounts(draft: CaseDraft) -> Iterator[Reason]:
    yield from _amount(draft.claim_fen, "claim_fen")
    for i, claim in enumerate(draft.claims):
        yield from _amount(claim.amount_fen, f"claims.{i}.amount_fen")
    acts = any(c.sort in ("act", "delivery") for c in draft.claims)
    money = draft.claim_fen or any(c.amount_fen for c in draft.claims)
    if draft.kind in _ENFORCING and not (money or acts or draft.performance):
        remedy = "填写标的金额，或者写明应履行的行为、应交付的物。"
        yield _why("no_object", "执行标的不明确。", "EW 16", "claim_fen", remedy)


def _amount(fen: int | None, subject: str) -> Iterator[Reason]:
    if fen is None:
        return
    if fen < 0:
        yield _why("negative", "金额不能是负数。", "EW 16", subject)
    elif fen > MAX_FEN:
        yield _why("huge", "金额超过一万亿元，请核对单位。", "EW 16", subject)


def _number(draft: CaseDraft, today: date) -> Iterator[Reason]:
    if not draft.number_as_given:
        return
    found = numbers.parse(draft.number_as_given, latest_year=today.year)
    for reason in found.reasons:
        yield replace(reason, subject="number_as_given")
    if found.value and found.value.style == "new" and found.value.type != draft.kind:
        text = f"案号的类型代字是“{found.value.type}”，与案件类型“{draft.kind}”不一致。"
        yield _why("kind", text, "AH", "number_as_given", "核对案号或者案件类型。")


# —— 收下但要提醒的 ——————————————————————————————————————————————————————————


def _warnings(draft: CaseDraft, today: date, known: Mapping[str, Sequence[str]], courts: Courts) -> Iterator[Reason]:
    for i, title in enumerate(draft.titles):
        yield from _title_warnings(title, i, draft, known, courts)
    for i, party in enumerate(draft.parties):
        yield from _party_warnings(party, i, draft, today)
    yield from _same_name(draft.parties)
    yield from _amount_warnings(draft)
    if draft.number_as_given:
        for note in numbers.parse(draft.number_as_given, courts, latest_year=today.year).warnings:
            yield replace(note, subject="number_as_given")


def _title_warnings(
    title: TitleDraft, i: int, draft: CaseDraft, known: Mapping[str, Sequence[str]], courts: Courts
) -> Iterator[Reason]:
    at = f"titles.{i}."
    earlier = known.get(title_key(title.number), ()) if draft.kind == "执" and title.number else ()
    if earlier:
        text = f"同一依据已立{'、'.join(earlier[:3])}。同一依据原则上只立一件首次执行案件。"
        yield _why("same_title", text, "LJ 7", at + "number", "分期履行、各有份额等情形可以分别立案。")
    found = numbers.parse(title.number, courts)
    if title.number and title.kind in _BY_COURTS and not found.ok:
        text = f"文号不像法院的案号：{found.reasons[0].text}"
        yield _why("title_shape", text, "EW 18", at + "number", "照文书核对；不是法院文书的，改选文书种类。")
    for note in found.warnings:
        yield replace(note, subject=at + "number")
    if draft.kind in _ENFORCING and not title.maker:
        yield _why("no_maker", "没有填写作出执行依据的单位，以后印文书缺这一项。", "EW 18", at + "maker", "照执行依据的落款补填。")
    if draft.kind in _ENFORCING - {"执保"} and title.effective_on is None:
        yield _why("no_effective", "没有填写生效日。", "EW 16", at + "effective_on", "核对生效证明后补填。")
    yield from _limitation(title, at, draft)


def _limitation(title: TitleDraft, at: str, draft: CaseDraft) -> Iterator[Reason]:
    """申请执行期间与履行期限。期间中止、中断的事实这里不知道，所以只说“可能”。"""
    start, where = (title.perform_by, "perform_by") if title.perform_by else (title.effective_on, "effective_on")
    if start is None or draft.kind != "执":
        return
    if draft.received_on > add_months(start, _LIMITATION_MONTHS):
        text = f"自{start}起已超过二年，可能超过申请执行期间。仍应立案；被执行人提出异议成立的，裁定不予执行。"
        yield _why("limitation", text, "JI 481", at + where, "核对有无中止、中断的情形。")
    if title.perform_by and title.perform_by >= draft.received_on:
        yield _why("not_due", "履行期限还没有届满。", "EW 16", at + "perform_by", "分期履行的，只就已到期部分申请。")


def _party_warnings(party: PartyDraft, i: int, draft: CaseDraft, today: date) -> Iterator[Reason]:
    at = f"parties.{i}."
    for note in identity.check_name(party.name).warnings:
        yield replace(note, subject=at + "name")
    if party.role in ("applicant", "respondent") and not party.paper_number:
        text = "没有证件号码，不能发起网络查询。"
        yield _why("no_paper", text, "CD 1", at + "paper_number", "向申请人或者户籍登记补查。")
    if party.whereabouts_unknown:
        text = "下落不明，文书可能须公告送达；公告期间不计入执行期限。"
        yield _why("whereabouts", text, "CPL 95", at + "whereabouts_unknown", "先查户籍地、经常居住地和通信联系方式。")
    if _is_minor(party, draft.received_on) and not _guarded(draft.parties, i):
        text = "未成年，应由法定代理人代为办理。"
        yield _why("minor", text, "CPL 60", at + "name", "添加法定代理人。")
    yield from _agent_warnings(party, at)


def _same_name(parties: Sequence[PartyDraft]) -> Iterator[Reason]:
    """两边同名：同名的人是有的，更多是填错了。"""
    applying = {p.name for p in parties if p.role == "applicant"}
    for i, party in enumerate(parties):
        if party.role == "respondent" and party.name in applying:
            text = f"“{party.name}”同时在申请一方和被执行一方。"
            yield _why("same_name", text, "EW 16", f"parties.{i}.name", "核对是不是同一个人。")


def _agent_warnings(party: PartyDraft, at: str) -> Iterator[Reason]:
    if party.role == "agent" and not party.authority:
        text = "没有写明代理权限。代为和解、收取执行款须有特别授权。"
        yield _why("authority", text, "EW 20", at + "authority", "核对授权委托书。")


def _is_minor(party: PartyDraft, day: date) -> bool:
    if party.nature != "person" or party.role not in ("applicant", "respondent"):
        return False
    birth = party.birth or _born(party)
    return birth is not None and add_months(birth, 12 * identity.ADULT_AGE) > day


def _born(party: PartyDraft) -> date | None:
    if not party.paper_number or party.paper not in ("", "id"):
        return None
    found = identity.check("id", party.paper_number).value
    return found.birth if found else None


def _guarded(parties: Sequence[PartyDraft], i: int) -> bool:
    return any(p.role == "guardian" and p.represents == i for p in parties)


def _amount_warnings(draft: CaseDraft) -> Iterator[Reason]:
    if draft.claim_fen and draft.claim_fen > UNUSUAL_FEN:
        yield _why("unusual", "标的超过十亿元，请再核对单位。", "EW 16", "claim_fen")
    if draft.claim_fen == 0:
        yield _why("zero", "标的金额是零。", "EW 16", "claim_fen", "行为、交付类案件可以不填金额。")
    total = _total(draft.claims)
    if total is not None and draft.claim_fen and total != draft.claim_fen:
        text = f"各项请求合计{total / 100:.2f}元，与标的{draft.claim_fen / 100:.2f}元不一致。"
        yield _why("sum", text, "EW 16", "claim_fen", "核对各项请求。")


def _total(claims: Iterable[ClaimDraft]) -> int | None:
    amounts = [c.amount_fen for c in claims if c.amount_fen is not None]
    return sum(amounts) if amounts else None


_REMEDIES: Final = {
    "future": "核对日期后改填。", "too_early": "核对日期后改填。", "birth": "以身份证件为准更正。", "negative": "核对金额后改填。",
    "huge": "核对单位后改填。", "title_number": "照生效法律文书填写。", "unknown": "从清单里选择。",
}
"""没有专门写怎么办的，照这里。"""


def _why(code: str, text: str, article: str, subject: str, remedy: str = "") -> Reason:
    return Reason(f"intake.{code}", text, cite(article), remedy or _REMEDIES.get(code, ""), subject=subject)
