"""智能回填：交一份执行依据，读出当事人、地位、案号、法院、主文和各项请求，和原文对照着看过，再填进收件表。

只填读懂的；谁是申请执行人看主文谁该得钱，看不出的不填。填进去以后仍是收件表，立案人逐项核对、改正、再交。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from zhixing.casework.cases import commands
from zhixing.casework.cases.queries import Claim, Kind, Title, draft_of
from zhixing.entrances.web import judged
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.cases.filing_form import AUTO
from zhixing.entrances.web.judged import Group, PaperForm, Value, at
from zhixing.entrances.web.ui import Action, Actions, FormPanel, Note, Page, Piece, done, show
from zhixing.foundation.history import context
from zhixing.law.judgment import claim, words
from zhixing.law.judgment.quotes import Quote
from zhixing.law.judgment.reading import Item, Judgment, read_either
from zhixing.law.judgment.sections import Heading, Party
from zhixing.law.judgment.sides import is_unit

FORM = "filing"
MOST_OPERATIVE = 8000
ROLE_WORDS = {
    "原告": "plaintiff", "被告": "defendant", "申请人": "applicant", "被申请人": "respondent", "第三人": "third", "上诉人": "appellant",
    "被上诉人": "appellee",
}
SORTS = {"fixed_interest": Claim.Sort.INTEREST, "costs": Claim.Sort.COST, "lawyer_fee": Claim.Sort.COST, "penalty": Claim.Sort.PENALTY}
BODIES = {"admin": Title.Body.OTHER.value}
"""行政机关的决定书不是行政裁判，立案人自己选种类。"""
PAPER_NAME = re.compile(r"(?:[\u4e00-\u9fff]*(?:法院|委员会|仲裁院|公证处))?([\u4e00-\u9fff]{0,10}(?:书|令))")
TITLES = {"applicant": "申请执行人", "respondent": "被执行人"}


@dataclass(frozen=True, slots=True)
class Person:
    """要填的一名当事人：地位、名字、出处，首部写了的还有住所、证件号码。"""

    role: str
    name: Quote[str]
    told: Party | None = None


@needs("may_file")
def read(request: HttpRequest) -> HttpResponse:
    """交文书、看读出的、填进收件表。"""
    kept = draft_of(request.user, FORM)
    stored = kept.data if kept else {}
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and request.POST.get("do") == "use" and stored.get("paper"):
        return _use(request, stored)
    if request.method == "POST" and form.is_valid():
        commands.keep_draft(request.user, FORM, stored | {"paper": form.paper})
        return done(request, reverse("case_filing_read"))
    return _page(request, form, stored.get("paper", ""))


def _use(request: HttpRequest, stored: dict[str, str]) -> HttpResponse:
    data = filled(QueryDict(stored.get("form", "")), read_either(stored["paper"]), stored["paper"])
    commands.keep_draft(request.user, FORM, stored | {"form": data.urlencode()})
    return done(request, reverse("case_filing_new"))


def _page(request: HttpRequest, form: PaperForm, paper: str) -> HttpResponse:
    refused = request.method == "POST"
    body: list[Piece] = []
    if paper and not refused:
        body += _read(paper)
    upload = FormPanel(form=form, url=reverse("case_filing_read"), submit="识别", title="换一份文书" if body else "选文书")
    return show(request, Page(
        title="从裁判文书回填", pretitle="读出的和原文并排，点一下互相对照；看过再填进收件表", back=reverse("case_filing_new"), back_text="收件立案",
        body=(*body, upload), scripts=(judged.SCRIPT,),
    ), status=422 if refused else 200)


def _read(paper: str) -> list[Piece]:
    made = read_either(paper)
    pair = judged.Pair(text=paper, groups=(_heading(made), _people(made), *judged.operative(made, paper)))
    use = Action(
        text="填进收件表", url=reverse("case_filing_read"), kind="primary", icon="file-text", method="post", fields={"do": "use"},
    )
    if not any(item.kind in ("money", "liability", "delivery", "act") for item in made.items):
        note = Note("没有找到主文（“判决如下：”“裁决如下：”之后的部分）。可以只把主文粘贴进来再识别。", "yellow", actions=(use,))
        return [note, pair]
    doubts = sum(bool(item.doubts) for item in made.items)
    told = f"有 {doubts} 项没有全部读懂，标黄的照原文手工填。" if doubts else "各项都读懂了。"
    return [Note(told + "填进去以后还可以改，交上去才算。", "yellow" if doubts else "blue"), Actions((use,)), pair]


def _heading(made: Judgment) -> Group:
    head = made.heading
    kind = head.kind and Value("种类", words.PAPERS[head.kind.value], at(head.kind))
    plain = (("文号", head.number), ("作出单位", head.court), ("案由", head.cause))
    values = [Value(name, quote.value, at(quote)) if quote else Value(name, "没有读出", None, "grey") for name, quote in plain]
    day = head.made_on and Value("落款日期", head.made_on.value.isoformat(), at(head.made_on))
    return Group("文书", tuple(value for value in (kind, *values, day) if value))


def _people(made: Judgment) -> Group:
    chosen = people(made)
    values = [value for one in chosen for value in _person(one)]
    known = {one.name.value for one in chosen}
    values += [
        Value(words.PARTIES[party.role], f"{party.name.value}（没有列入）", at(party.name), "grey")
        for party in made.heading.parties if party.name.value not in known
    ]
    return Group("当事人", tuple(values) or (Value("当事人", "没有读出", None, "grey"),))


def _person(one: Person) -> Iterator[Value]:
    yield Value(TITLES[one.role], one.name.value, at(one.name))
    if one.told and one.told.paper_number:
        yield Value("证件号码", one.told.paper_number.value, at(one.told.paper_number))
    if one.told and one.told.address:
        yield Value("地址", one.told.address.value, at(one.told.address))


def people(made: Judgment) -> list[Person]:
    """主文里该得钱、得物的是申请执行人，该履行、该承担责任的是被执行人；两边都有的，按先出现的一边。"""
    chosen: dict[str, Person] = {}
    for role, quote in (*_sides(made, "applicant"), *_sides(made, "respondent")):
        for one in _named(made, role, quote):
            chosen.setdefault(one.name.value, one)
    return sorted(chosen.values(), key=lambda one: one.role)


def _sides(made: Judgment, role: str) -> Iterator[tuple[str, Quote[str]]]:
    """先出现的权利人这一方向的各项；反方向的不看。"""
    first = next((item for item in made.items if item.kind == "money" and item.payees and item.payers), None)
    creditors = {quote.value for quote in first.payees} if first else set()
    for item in made.items:
        if item.kind in ("money", "liability", "delivery") and not creditors & {quote.value for quote in item.payers}:
            yield from ((role, quote) for quote in _quotes(item, role))


def _quotes(item: Item, role: str) -> tuple[Quote[str], ...]:
    return item.payees if role == "applicant" else item.payers


def _named(made: Judgment, role: str, quote: Quote[str]) -> Iterator[Person]:
    """名字对上首部的当事人；主文只说“原告”“被告”的，首部只有一名才算。"""
    parties = made.heading.parties
    if quote.value in ROLE_WORDS:
        found = [party for party in parties if party.role == ROLE_WORDS[quote.value]]
        if len(found) == 1:
            yield Person(role, found[0].name, found[0])
        return
    told = next((party for party in parties if party.name.value == quote.value), None)
    yield Person(role, told.name if told else quote, told)


# 填进收件表


def filled(data: QueryDict, made: Judgment, paper: str) -> QueryDict:
    """收件表的内容：当事人、依据、请求换成读出的，别的栏目照原来填的。"""
    form = data.copy()
    for name in [key for key in form if key.split("-")[0] in ("parties", "titles", "claims")]:
        del form[name]
    today = context.current().today.isoformat()
    for name, value in {"kind": Kind.FIRST.value, "received_on": today, "livelihood": AUTO}.items():
        form.setdefault(name, value)
    if made.heading.cause and not form.get("cause"):
        form["cause"] = made.heading.cause.value
    _rows(form, "parties", [_party(one) for one in people(made)])
    _rows(form, "titles", [_title(made, paper)])
    _rows(form, "claims", list(_claims(made, paper)))
    return form


def _rows(form: QueryDict, name: str, rows: list[dict[str, str]]) -> None:
    form[f"{name}-count"] = str(max(len(rows), 1))
    for n, row in enumerate(rows):
        for key, value in row.items():
            form[f"{name}-{n}-{key}"] = value


def _party(one: Person) -> dict[str, str]:
    nature = "unit" if is_unit(one.name.value) else "person"
    told = {"address": one.told and one.told.address, "paper_number": one.told and one.told.paper_number}
    return {"role": one.role, "nature": nature, "name": one.name.value} | {key: quote.value for key, quote in told.items() if quote}


def _title(made: Judgment, paper: str) -> dict[str, str]:
    head = made.heading
    kind = BODIES.get(head.kind.value, head.kind.value) if head.kind else Title.Body.JUDGMENT.value
    row = {"kind": kind, "number": head.number.value if head.number else "", "maker": head.court.value if head.court else ""}
    row["paper_name"] = _paper_name(head, paper)
    return row | {"operative": paper[slice(*made.operative)].strip()[:MOST_OPERATIVE] if made.operative else ""}


def _paper_name(head: Heading, paper: str) -> str:
    """首部写着的文书名称：单独一行，或者跟在机关后面的；夹在句子里的不算。"""
    if head.kind is None:
        return ""
    start, end = paper.rfind("\n", 0, head.kind.start) + 1, paper.find("\n", head.kind.end)
    line = "".join(paper[start:end if end >= 0 else len(paper)].split())
    found = PAPER_NAME.fullmatch(line)
    return found[1] if found else ""


def _claims(made: Judgment, paper: str) -> Iterator[dict[str, str]]:
    """各项金额一行；怎样计息另一行，写原文的话；交付、行为各一行。"""
    for item in claim.draft(made, paper).data["items"]:
        yield {"sort": SORTS.get(item["kind"], Claim.Sort.PRINCIPAL), "amount_fen": item["amount"], "text": item.get("name", "")}
    for one in made.items:
        if one.kind == "money" and one.interest:
            start, end = min(c.span[0] for c in one.interest), max(c.span[1] for c in one.interest)
            start -= paper[start - 1:start] in ("以", "自")
            yield {"sort": Claim.Sort.INTEREST, "text": paper[start:end].strip()}
        elif one.kind in ("delivery", "act"):
            yield {"sort": Claim.Sort.DELIVERY if one.kind == "delivery" else Claim.Sort.ACT, "text": paper[one.start:one.end]}
