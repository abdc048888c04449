"""“案件”“当事人”两张表 → 收件内容。一行一件，毛病都落到行和栏。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhixing.casework.cases.queries import Kind, Livelihood, Role, Stage, TagName, Title
from zhixing.exchange.columns import CASE_COLUMNS, PARTY_COLUMNS, Column, match, missing
from zhixing.exchange.workbook import Cell, Sheet, as_date
from zhixing.law import identity, numbers, texts
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft


@dataclass(frozen=True, slots=True)
class Fault:
    """一处毛病：哪张表、第几行、哪一栏、为什么；``warning`` 只提醒。"""

    sheet: str
    row: int
    column: str
    text: str
    remedy: str = ""
    basis: str = ""
    warning: bool = False

    def as_data(self) -> dict[str, Any]:
        """存成 JSON。"""
        return {n: getattr(self, n) for n in ("sheet", "row", "column", "text", "remedy", "basis", "warning")}


@dataclass(slots=True)
class CaseRow:
    """“案件”表的一行和跟着它的当事人行。``draft`` 为空说明读不出。"""

    row: int
    number: str = ""
    draft: CaseDraft | None = None
    handler: str = ""
    assigned_on: date | None = None
    faults: list[Fault] = field(default_factory=list)
    party_rows: list[int] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def bad(self) -> bool:
        """有不能导入的毛病。"""
        return self.draft is None or any(not f.warning for f in self.faults)


@dataclass(frozen=True, slots=True)
class Reading:
    """读出的全部：案件行、整表的提醒。"""

    rows: list[CaseRow]
    notes: list[str]
    loose: list[int] = field(default_factory=list)
    """“当事人”表里对不上案件的各行。"""


@dataclass(frozen=True, slots=True)
class Table:
    """认好了栏目的一张表。"""

    name: str
    places: Mapping[str, int]
    titles: Mapping[str, str]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    unknown: list[str]

    @classmethod
    def of(cls, name: str, sheet: Sheet, columns: tuple[Column, ...]) -> Table:
        """认栏目；缺必填的栏，抛出 ``Refused``。"""
        places, unknown = match(sheet.header, columns)
        if lacking := missing(places, columns):
            raise _refused("columns", f"“{name}”表缺少：{'、'.join(lacking)}", "请用下载的模板填写")
        return cls(name, places, {c.key: c.title for c in columns}, sheet.rows, unknown)

    def each(self) -> list[Row]:
        """各数据行；模板里的示例行不算。"""
        rows = (Row(self, number, cells) for number, cells in self.rows)
        return [row for row in rows if row.raw("key") != SAMPLE]

    def note(self) -> list[str]:
        """认不出的栏。"""
        return [f"“{self.name}”表有认不出的栏，未导入：{'、'.join(self.unknown)}"] if self.unknown else []


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"import.{code}", text, cite("COURT 表格导入"), remedy=remedy))


AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d+")
SAMPLE = "示例"
"""模板里的示例行，序号写着“示例”，不导入。"""


def shown(value: Any) -> str:
    """说毛病时引用的原文：截短，去掉存不进数据库的字符。"""
    return "".join(c if c.isprintable() else "�" for c in str(value)[:20])


class Row:
    """按键取一行里的格；取的同时记毛病。"""

    def __init__(self, table: Table, number: int, cells: tuple[Cell, ...]) -> None:
        self.sheet, self.number, self.cells = table.name, number, cells
        self.places, self.titles = table.places, table.titles
        self.faults: list[Fault] = []

    def fault(self, key: str, text: str, remedy: str = "") -> None:
        """记一处毛病。"""
        found = Fault(self.sheet, self.number, self.titles[key], text, remedy)
        if found not in self.faults:
            self.faults.append(found)

    def raw(self, key: str) -> Any:
        """格里的值；公式、错误值记为毛病。"""
        place = self.places.get(key)
        if place is None or place >= len(self.cells):
            return None
        cell = self.cells[place]
        if cell.fault:
            self.fault(key, cell.fault)
        return cell.value

    def text(self, key: str) -> str:
        """文字。数字写成的证件号已丢精度的，说出来。"""
        value = self.raw(key)
        if value is None:
            return ""
        text = str(value)
        lost = isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= 10**15
        if lost or SCIENTIFIC.fullmatch(text):
            self.fault(key, "号码存成了数字，末几位已经丢失", "把该列设为“文本”后重新填写")
            return ""
        if flaw := texts.flaw(text):
            self.fault(key, flaw)
            return ""
        return text.strip()

    def day(self, key: str) -> date | None:
        """日期；写了但不可能的记为毛病。"""
        value = self.raw(key)
        if value in (None, ""):
            return None
        found = as_date(value)
        if found is None:
            self.fault(key, f"“{shown(value)}”不是可能的日期", "照 2026-01-18 的样子写")
        return found

    def yuan(self, key: str) -> int | None:
        """元 → 分。"""
        value = self.raw(key)
        if value in (None, ""):
            return None
        text = re.sub(r"[,，\s元￥¥]", "", str(value))
        if not AMOUNT.fullmatch(text):
            self.fault(key, f"“{shown(value)}”不是金额", "只写数字，单位元，至多两位小数")
            return None
        return int(Decimal(text) * 100)

    def choice(self, key: str, labels: Mapping[str, str], default: str) -> str:
        """中文选项 → 代码。"""
        text = self.text(key)
        if not text:
            return default
        if text in labels:
            return labels[text]
        self.fault(key, f"“{shown(text)}”不在选项里", "可选：" + "、".join(list(labels)[:12]))
        return default


def labels(choices: Any, **more: str) -> dict[str, str]:
    """枚举 → {中文: 代码}，加上常见的别称。"""
    return {str(label): str(value) for value, label in choices.choices if value} | more


LIVELIHOODS = labels(
    Livelihood, 劳动报酬="wages", 劳务工资="wages", 农民工工资="wages", 交通="traffic", 工伤="work_injury", 否="",
    非涉民生="",
)
ROLES = labels(
    Role, 申请人="applicant", 申请保全人="applicant", 被保全人="respondent", 委托代理人="agent", 第三者="third",
)
TITLES = labels(
    Title.Body, 判决="judgment", 判决书="judgment", 民事判决书="judgment", 调解="mediation", 调解书="mediation",
    民事调解书="mediation", 裁定="ruling", 仲裁裁决="arbitration", 仲裁="arbitration", 劳动仲裁="labour", 公证="notary",
    保全裁定="preservation",
)
TAGS = labels(TagName)
NATURES = {
    "自然人": "person", "个人": "person", "法人": "unit", "非法人组织": "unit", "法人或非法人组织": "unit",
    "单位": "unit",
}
PAPERS = {label: key for key, label in identity.KINDS.items()} | {"身份证": "id", "居民身份证": "id"}
KINDS = {kind: kind for kind in Kind.values} | {str(label): kind for kind, label in Kind.choices} | {"首执": "执"}
STAGES = labels(Stage, 诉前保全="pre_suit", 仲裁前保全="pre_suit", 诉讼保全="suit", 仲裁保全="suit", 诉中保全="suit")
YES = {"是": "1", "否": "", "1": "1", "0": "", "有": "1", "无": ""}


def read_sheets(sheets: list[Sheet]) -> Reading:
    """各表 → 案件行。缺“案件”表、缺必填栏，抛出 ``Refused``。"""
    cases = _find(sheets, "案件", required=True)
    parties = _find(sheets, "当事人", required=False)
    assert cases is not None
    table = Table.of("案件", cases, CASE_COLUMNS)
    followers, notes = _followers(parties)
    rows = [_case(row, followers) for row in table.each()]
    loose = _unused(followers, rows)
    lost = [f"没有对应案件的当事人：第 {n} 行" for n in loose[:20]]
    return Reading(_once(rows), table.note() + notes + lost, loose)


def _find(sheets: list[Sheet], name: str, required: bool) -> Sheet | None:
    found = next((s for s in sheets if s.name.strip() == name), None)
    if found is None and required and len(sheets) == 1:
        found = sheets[0]
    if found is None:
        if required:
            raise _refused("sheet", f"没有“{name}”表", "请用下载的模板填写，不要改表名")
        return None
    if found.merged:
        raise _refused(
            "merged", f"“{name}”表有合并的单元格，哪一行属于哪一件会读错", "选中全表，取消合并并补齐空格后再试"
        )
    return found


def _followers(sheet: Sheet | None) -> tuple[dict[str, list[Row]], list[str]]:
    if sheet is None:
        return {}, []
    table = Table.of("当事人", sheet, PARTY_COLUMNS)
    found: dict[str, list[Row]] = {}
    for row in table.each():
        found.setdefault(_link(row), []).append(row)
    return found, table.note()


def _link(row: Row) -> str:
    """案件与当事人对应的键：案号优先，其次序号；都没有填的对不上。"""
    number, key = row.text("number"), row.text("key")
    return f"号{numbers.normalise(number)}" if number else f"序{key}" if key else ""


def _unused(followers: Mapping[str, list[Row]], rows: Iterable[CaseRow]) -> list[int]:
    used = {n for row in rows for n in row.party_rows}
    return [r.number for group in followers.values() for r in group if r.number not in used]


def _case(row: Row, followers: Mapping[str, list[Row]]) -> CaseRow:
    result = CaseRow(row.number, row.text("number"), handler=row.text("handler"), assigned_on=row.day("assigned_on"))
    links = (_link(row), f"序{row.text('key')}")
    following = next((followers[link] for link in links if link not in ("", "序") and link in followers), [])
    received = row.day("received_on")
    if received is None and not any(f.column == row.titles["received_on"] for f in row.faults):
        row.fault("received_on", "没有填写收到材料日期")
    draft = _draft(row, received or date.max, _parties(row, following))  # 缺了收件日，别的毛病也一次说完
    result.party_rows = [r.number for r in following]
    result.draft = draft if received else None
    result.faults = _unique([*row.faults, *(f for r in following for f in r.faults)])
    return result


def _unique(faults: Iterable[Fault]) -> list[Fault]:
    return list(dict.fromkeys(faults))


def _draft(row: Row, received: date, parties: tuple[PartyDraft, ...]) -> CaseDraft:
    number = row.text("number")
    amount = row.yuan("amount")
    performance = row.text("performance")
    return CaseDraft(
        received_on=received, kind=row.choice("kind", KINDS, _kind_of(number)), number_as_given=number,
        accepted_on=row.day("accepted_on"), cause=row.text("cause"),
        livelihood=row.choice("livelihood", LIVELIHOODS, ""), claim_fen=amount, performance=performance,
        parties=parties,
        titles=_titles(row), claims=_claims(amount), tags=tuple(_tags(row)), urgent=bool(row.choice("urgent", YES, "")),
        stage=row.choice("stage", STAGES, ""), suit_number=row.text("suit_number"), relations=_relations(row),
    )


def _relations(row: Row) -> tuple[tuple[str, str], ...]:
    original = row.text("original")
    return (("original", original),) if original else ()


def _claims(amount: int | None) -> tuple[ClaimDraft, ...]:
    return (ClaimDraft(sort="principal", amount_fen=amount),) if amount is not None else ()


def _kind_of(number: str) -> str:
    found = numbers.parse(number).value if number else None
    return found.type if found and found.type in Kind.values else Kind.FIRST.value


def _titles(row: Row) -> tuple[TitleDraft, ...]:
    number = row.text("title_number")
    if not number:
        return ()
    return (TitleDraft(
        number=number, kind=row.choice("title_kind", TITLES, "judgment"), maker=row.text("title_maker"),
        effective_on=row.day("effective_on"), perform_by=row.day("perform_by"), operative=row.text("operative"),
    ),)


def _tags(row: Row) -> Iterator[str]:
    for name in filter(None, re.split(r"[、,，;；\s]+", row.text("tags"))):
        if name in TAGS:
            yield TAGS[name]
        else:
            row.fault("tags", f"没有“{shown(name)}”这个标签", "可选：" + "、".join(TAGS))


def _parties(row: Row, following: list[Row]) -> tuple[PartyDraft, ...]:
    if following:
        return _represented([_party(r) for r in following], [r.text("represents") for r in following], following)
    return (*_flat(row, "applicant"), *_flat(row, "respondent"))


def _flat(row: Row, role: str) -> Iterator[PartyDraft]:
    """一张表里直接写的当事人：姓名、证件号、电话各用顿号隔开，按次序对应。"""
    names, papers, phones = (_split(row.text(k)) for k in (role, f"{role}_paper", f"{role}_phone"))
    if len(papers) > len(names):
        row.fault(f"{role}_paper", "证件号码比姓名多")
    for i, name in enumerate(names):
        paper = papers[i] if i < len(papers) else ""
        yield PartyDraft(
            role=role, name=name, nature=_nature("", name, paper), paper=_paper_kind(paper), paper_number=paper,
            phone=phones[i] if i < len(phones) else "",
        )


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、;；\n]+", text) if part.strip()]


def _party(row: Row) -> PartyDraft:
    citizen, credit, other = row.text("citizen"), row.text("credit"), row.text("paper_number")
    number = citizen or credit or other
    kind = "id" if citizen else "uscc" if credit else row.choice("paper", PAPERS, "other") if other else ""
    name = row.text("name")
    return PartyDraft(
        role=row.choice("role", ROLES, "respondent"), name=name,
        nature=row.choice("nature", NATURES, _nature(credit, name, number)), paper=kind, paper_number=number,
        birth=row.day("birth"), sex=row.text("sex")[:1], language=row.text("language"), phone=row.text("phone"),
        address=row.text("address"), whereabouts_unknown=bool(row.choice("unknown", YES, "")),
        authority=row.text("authority"), bank_name=row.text("bank_name"), bank_holder=row.text("bank_holder"),
        bank_account=row.text("bank_account"),
    )


def _nature(credit: str, name: str, number: str) -> str:
    unit = bool(credit) or (len(number) == 18 and number[:1] in "9" and not number.isdigit()) or bool(
        re.search(r"(公司|合作社|委员会|银行|信用社|中心|厂|店|局|学校|医院|集团)$", name)
    )
    return "unit" if unit else "person"


def _paper_kind(number: str) -> str:
    if not number:
        return ""
    return "id" if re.fullmatch(r"\d{15}|\d{17}[\dXx]", number) else "uscc" if len(number) == 18 else "other"


def _represented(parties: list[PartyDraft], whom: list[str], rows: list[Row]) -> tuple[PartyDraft, ...]:
    """代理人填的是所代理人的姓名，换成序号。"""
    places = {p.name: i for i, p in enumerate(parties) if p.role in ("applicant", "respondent", "third")}
    done = []
    for party, name, row in zip(parties, whom, rows, strict=True):
        if name and name not in places:
            row.fault("represents", f"本案没有叫“{shown(name)}”的当事人")
        done.append(replace(party, represents=places.get(name)) if name else party)
    return tuple(done)


def _once(rows: list[CaseRow]) -> list[CaseRow]:
    """同一案号在表里出现两次。"""
    seen: dict[str, int] = {}
    for row in rows:
        key = numbers.normalise(row.number) if row.number else ""
        if key and key in seen:
            row.faults.append(Fault("案件", row.row, "案号", f"与第 {seen[key]} 行的案号相同", "删去重复的一行"))
        if key:
            seen.setdefault(key, row.row)
    return rows
