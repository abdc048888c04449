"""送达地址、电子送达的意见、受送达人的情况：各人按次序用哪个地址，退回了算不算送达。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Party
from zhixing.casework.documents import queries_service as service
from zhixing.casework.documents.commands import addresses
from zhixing.casework.documents.queries_service import Address, Consent, Situation
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.details import ORDER, role_text
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.service import places
from zhixing.entrances.web.service.forms import REFUSED, AddressForm, ConsentForm, EndForm, SituationForm
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Item,
    Items,
    Page,
    Panel,
    Row,
    Section,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.piece import Content, Piece
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.articles import cite
from zhixing.law.identity import mask
from zhixing.law.service_addresses import source, sources
from zhixing.law.service_values import known
from zhixing.law.states import Act

COLUMNS = (Column("来源"), Column("地址"), Column("收件人、电话"), Column("自"), Column("退回了算不算送达"), Column("", "end"))


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """本案各人的送达地址。"""
    desk = open_desk(request, case_id)
    people = sorted((one for one in desk.case.parties.all() if one.active), key=lambda one: (ORDER[one.role], one.pk))
    book = Book(list(service.addresses(case_id)), list(service.consents(case_id)), list(service.situations(case_id)))
    panels = tuple(_person(desk, one, book) for one in people)
    lacking = sum(1 for one in people if not any(row.party_id == one.pk and row.until is None for row in book.addresses))
    title = f"{lacking} 人还没有送达地址" if lacking else f"{len(people)} 人都有送达地址"
    return show(request, Page(
        title=title, pretitle=f"{desk.case}　送达地址", back=places.tab_url(case_id), back_text="送达", body=panels, side=(_order(),),
    ))


@dataclass(frozen=True, slots=True)
class Book:
    """本案登记的全部：地址、电子送达的意见、与送达有关的情况。"""

    addresses: list[Address]
    consents: list[Consent]
    situations: list[Situation]

    def of(self, rows: list[Any], party_id: int) -> list[Any]:
        """一个人的。"""
        return [row for row in rows if row.party_id == party_id]


@dataclass(frozen=True, slots=True)
class Told(Piece):
    """一行标签和链接。"""

    template: ClassVar[str] = "service/told.html"
    parts: tuple[Content, ...]


def _order() -> Panel:
    """各来源的次序和后果，来自送达规则表。"""
    rows = [source(code) for code in sources()]
    told = [(row["label"], f"{FOLLOWS[row['returned']]}。依据：{cite(row['article'])}") for row in rows]
    items = tuple(Item(title=f"{n}. {label}", note=note) for n, (label, note) in enumerate(told, 1))
    return Panel(title="按什么次序用", flush=True, body=(Items(items=items),))


FOLLOWS = {
    "always": "地址不准确、变更未告知退回的，退回之日视为送达", "told": "经告知仍不提供地址的，退回之日视为送达", "never": "退回不算送达",
}


def _person(desk: Desk, one: Party, book: Book) -> Panel:
    rows = book.of(book.addresses, one.pk)
    standing = [row for row in rows if row.until is None or row.until > desk.today]
    ended = [row for row in rows if row not in standing]
    empty = Empty("没有登记送达地址", "打印送达地址确认书让他填写、签名；不提供的，用户籍、登记的住所。", "pin", _home_address(desk, one))
    table = Table(columns=COLUMNS, rows=tuple(_row(desk, row) for row in (*standing, *ended)), label=f"{one.name}的送达地址", empty=empty)
    return Panel(
        title=f"{one.name}　{role_text(desk.case.kind, one.role)}", id=f"party-{one.pk}", flush=True, actions=_buttons(desk, one),
        body=(_told(desk, one, book), table),
    )


def _row(desk: Desk, row: Address) -> Row:
    ended = row.until is not None and row.until <= desk.today
    follows = "到达之日视为送达，可以证明另一天到达" if row.electronic else FOLLOWS[source(row.source)["returned"]]
    may = Act.SERVE in desk.rights.available and row.until is None
    end = Action(text="不再用", url=reverse("address_end", args=[desk.case.pk, row.pk]), kind="link", small=True, dialog=True)
    return Row(tone="grey" if ended else "", cells=(
        (source(row.source)["label"], *_paper(desk, row)), (shown(row), *([CHANNEL[row.channel]] if row.channel else [])),
        (row.receiver or "—", *([mask(row.phone)] if row.phone else [])), f"{full_day(row.since)}起",
        Status(f"{full_day(row.until)}起不再用", "grey") if row.until else follows, end if may else "",
    ))


def _paper(desk: Desk, row: Address) -> tuple[Action, ...]:
    """签了名的确认书。"""
    url = reverse("case_file", args=[desk.case.pk, row.file_id]) if row.file_id else ""
    return (Action(text="确认书", url=url, kind="link", small=True, download=True),) if url else ()


def shown(row: Address) -> str:
    """屏幕上的地址；手机号遮挡。"""
    return mask(row.text) if row.channel == "sms" else row.text


CHANNEL = {"sms": "手机号，电子送达", "email": "邮箱，电子送达"}


def _told(desk: Desk, one: Party, book: Book) -> Told:
    """电子送达的意见、与送达有关的情况。"""
    consents = [row for row in book.of(book.consents, one.pk) if row.until is None or row.until > desk.today]
    parts: list[Content] = [part for row in consents for part in _consent(desk, row)] or [Status("没有电子送达的意见", "grey")]
    parts += [Status(addresses.described(row), "orange") for row in book.of(book.situations, one.pk)]
    return Told(tuple(parts))


def _consent(desk: Desk, row: Consent) -> tuple[Content, ...]:
    said = "不同意电子送达" if row.refused else f"同意电子送达：{known('consent', row.how)['label']}"
    tag = Status(f"{full_day(row.since)}{said}", "orange" if row.refused else "green")
    end = Action(text="撤回", url=reverse("consent_end", args=[desk.case.pk, row.pk]), kind="link", small=True, dialog=True)
    return (tag, end) if row.until is None and Act.SERVE in desk.rights.available else (tag,)


def _buttons(desk: Desk, one: Party) -> tuple[Piece, ...]:
    paper = Action(text="打印确认书", url=reverse("address_paper", args=[desk.case.pk, one.pk]), icon="printer", small=True, download=True)
    if Act.SERVE not in desk.rights.available:
        return ()
    names = (("address_new", "登记地址"), ("consent_new", "电子送达意见"), ("situation_new", "情况"))
    acts = tuple(Action(text=text, url=reverse(name, args=[desk.case.pk, one.pk]), small=True, dialog=True) for name, text in names)
    return (Actions((paper, *acts)),)


def _home_address(desk: Desk, one: Party) -> Action | None:
    """立案时已经填过住所的，不再填一遍：表单照它填好。"""
    if not one.address or Act.SERVE not in desk.rights.available:
        return None
    url = f"{reverse('address_new', args=[desk.case.pk, one.pk])}?source={HOME}"
    return Action(text="照当事人栏里的住所登记", url=url, kind="primary", small=True, dialog=True)


# ---- 登记 ----

ALIASES = {"happened": "on", "file": "files"}
HOME = "registered"
"""户籍、登记的住所。"""


def new(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """登记、变更送达地址：变更是另登一条，旧的写明到哪天。"""
    desk = places.serving(request, case_id)
    one = places.party(desk, party_id)
    form = AddressForm(desk, request.POST or None, request.FILES or None)
    if one.role == "agent":
        form.fields["receiver"].initial = one.name
    if request.GET.get("source") == HOME:
        form.fields["source"].initial, form.fields["text"].initial = HOME, one.address
    return fill(desk, form, Filling(
        title=f"登记{one.name}的送达地址", submit="登记", aliases=ALIASES, draft=f"address:{one.pk}",
        note="另填确认书的，原来确认书上的地址不再用；旧的留着，写明到哪天。",
        sections=(Section("", tuple(name for name in form.fields if name != "files")), Section("", ("files",), 1)),
        run=lambda values: _new(desk, one, values),
    ))


@transaction.atomic
def _new(desk: Desk, one: Party, values: dict[str, Any]) -> tuple[str, str]:
    addresses.state_address(
        case=desk.case.pk, party=one.pk, actor=desk.user, on=values["on"], revision=desk.sent, file_id=_file(desk, values),
        electronic=bool(values["channel"]), **{name: values[name] for name in ("source", "text", "channel", "receiver", "phone")},
    )
    return f"已登记{one.name}的送达地址。", _home(desk, one.pk)


def _file(desk: Desk, values: dict[str, Any]) -> int | None:
    return next(iter(places.stored(desk, values["files"][:1])), None)


def _home(desk: Desk, party_id: int) -> str:
    return f"{reverse('case_addresses', args=[desk.case.pk])}#party-{party_id}"


def end(request: HttpRequest, case_id: int, address_id: int) -> HttpResponse:
    """一个地址不再用。"""
    desk = places.serving(request, case_id)
    row = _one(service.addresses(case_id), address_id)
    form = EndForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title=f"不再用这个地址：{source(row.source)['label']}", submit="不再用", columns=1, run=lambda values: _end(desk, row, values),
    ))


def _end(desk: Desk, row: Address, values: dict[str, Any]) -> tuple[str, str]:
    addresses.end_address(address=row.pk, actor=desk.user, on=values["on"], revision=desk.sent)
    return "已写明，从那天起不再用。", _home(desk, row.party_id)


def _one(rows: Iterable[Any], wanted: int) -> Any:
    found = next((row for row in rows if row.pk == wanted), None)
    if found is None:
        raise Http404
    return found


def consent(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """登记电子送达的意见：怎样同意的，或者明确不同意；以前的随之作废。"""
    desk = places.serving(request, case_id)
    one = places.party(desk, party_id)
    form = ConsentForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title=f"{one.name}对电子送达的意见", submit="登记", aliases=ALIASES, note="没有同意的记录，不能电子送达。",
        run=lambda values: _state(desk, one, values), sections=(Section("", ("how", "on")), Section("", ("files",), 1)),
    ))


@transaction.atomic
def _state(desk: Desk, one: Party, values: dict[str, Any]) -> tuple[str, str]:
    refused = values["how"] == REFUSED
    addresses.state_consent(
        case=desk.case.pk, party=one.pk, actor=desk.user, on=values["on"], revision=desk.sent, how="" if refused else values["how"], refused=refused,
        file_id=_file(desk, values),
    )
    return f"已登记：{one.name}{'不同意' if refused else '同意'}电子送达。", _home(desk, one.pk)


def situation(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """登记与送达有关的情况：下落不明、在监所、住所在境外……"""
    desk = places.serving(request, case_id)
    one = places.party(desk, party_id)
    now = next((row for row in service.situations(case_id) if row.party_id == one.pk and row.until is None), None)
    form = SituationForm(desk, request.POST or None, request.FILES or None, now=now)
    return fill(desk, form, Filling(
        title=f"{one.name}的情况", submit="登记", aliases=ALIASES, note="只登记与送达有关的；改动另记一条，旧的留着。", draft=f"situation:{one.pk}",
        sections=(Section("", tuple(name for name in form.fields if name != "files")), Section("", ("files",), 1)),
        run=lambda values: _situate(desk, one, values),
    ))


@transaction.atomic
def _situate(desk: Desk, one: Party, values: dict[str, Any]) -> tuple[str, str]:
    told = {name: values[name] for name in ("place", "keeper", "missing", "ward", "agent_receives", "withheld")}
    addresses.state_situation(
        case=desk.case.pk, party=one.pk, actor=desk.user, on=values["on"], revision=desk.sent, file_id=_file(desk, values), **told,
    )
    return f"已登记{one.name}的情况。", _home(desk, one.pk)


def end_consent(request: HttpRequest, case_id: int, consent_id: int) -> HttpResponse:
    """撤回对电子送达的意见。"""
    desk = places.serving(request, case_id)
    row = _one(service.consents(case_id), consent_id)
    form = EndForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title=f"{row.party.name}撤回对电子送达的意见", submit="撤回", columns=1, aliases=ALIASES, run=lambda values: _take_back(desk, row, values),
    ))


def _take_back(desk: Desk, row: Consent, values: dict[str, Any]) -> tuple[str, str]:
    addresses.end_consent(consent=row.pk, actor=desk.user, on=values["on"], revision=desk.sent)
    return "已撤回，从那天起不再算。", _home(desk, row.party_id)
