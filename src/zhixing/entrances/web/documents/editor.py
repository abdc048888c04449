"""拟稿、改稿：栏目照文书的种类来，先照案件里知道的填好；边填边看，边填边存草稿；存成一版，或者接着送签。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import draft_of
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Missing
from zhixing.casework.documents import commands, papers
from zhixing.casework.documents.papers.fields import Group, Many
from zhixing.entrances.web.cases.desk import desk_for
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.documents import inputs, reading, shaping
from zhixing.entrances.web.documents.drawing import HEAD, Drawer, Offer
from zhixing.entrances.web.documents.faults import faults, lacking, located
from zhixing.entrances.web.documents.inputs import PREFIX
from zhixing.entrances.web.documents.preview import Preview, previewed
from zhixing.entrances.web.documents.reading import opened_on
from zhixing.entrances.web.documents.work import MOST_TO, Work, known
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import Action, Note, Page, Piece, Refusal, Tab, Tabs, done, show
from zhixing.law import papers as law
from zhixing.law.finding import Refused
from zhixing.law.states import Act

DRAFT: Final = "document"
NOT_KEPT: Final = ("csrfmiddlewaretoken", "revision", "do")
SAVING: Final = {"save": "存稿", "refer": "送签", "sign": "签发"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor(Piece):
    """整张编辑表单。``along`` 是随同制作的（代码，名称，勾没勾）；``actions`` 是按钮（值，字），第一个是主按钮。"""

    template: ClassVar[str] = "documents/editor.html"
    url: str
    preview_url: str
    revision: int
    fields: SafeString
    preview: Preview
    actions: tuple[tuple[str, str], ...]
    cancel: str
    general: tuple[str, ...] = ()
    notes: tuple[Piece, ...] = ()
    along: tuple[tuple[str, str, bool], ...] = ()
    asks_why: bool = False
    why: str = ""


def write(request: HttpRequest, case_id: int, kind: str) -> HttpResponse:
    """拟一份新的。"""
    desk = desk_for(request, case_id, Act.DRAFT_DOCUMENT)
    return _handle(Work(desk, known(kind)))


def edit(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """改一份没有签发的。"""
    return _handle(_opened(request, case_id, document_id))


def look(request: HttpRequest, case_id: int, kind: str) -> HttpResponse:
    """边填边看（新的）。"""
    return _look(Work(desk_for(request, case_id, Act.DRAFT_DOCUMENT), known(kind)))


def look_again(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """边填边看（改稿）。"""
    return _look(_opened(request, case_id, document_id))


def _opened(request: HttpRequest, case_id: int, document_id: int) -> Work:
    desk = desk_for(request, case_id, Act.DRAFT_DOCUMENT)
    opened = opened_on(desk, document_id)
    return Work(desk, known(opened.row.kind), opened)


def _look(work: Work) -> HttpResponse:
    """右边的一块；改过的，顺手把填的存成草稿。"""
    post = work.desk.request.POST
    if "opened" not in post:
        _keep(work, post)
    fields = work.template.fields
    seen = previewed(work.template, work.whole(inputs.read(fields, post)), work.desk.today, work.source, inputs.numbers(fields, post))
    return show(work.desk.request, Page(title=work.template.title, body=(seen,)))


def _handle(work: Work) -> HttpResponse:
    """打开、增减行、选一项、预览、保存。"""
    request = work.desk.request
    if request.method != "POST":
        return _open(work)
    post, what, fields = request.POST, request.POST.get("do", "preview"), work.template.fields
    _keep(work, post)
    if what == "forget":
        return done(request, work.url)
    data = inputs.read(fields, post)
    if what.startswith("pick:"):
        return _page(work, shaping.picked(fields, data, what, work.filled.missing))
    if what.partition(":")[0] in ("add", "drop"):
        return _page(work, shaping.reshaped(fields, data, what, inputs.numbers(fields, post)))
    return _save(work, data, what) if what in SAVING else _page(work, data, told=True)


# ---- 打开 ----


def _open(work: Work) -> HttpResponse:
    """有没交上去的先填回；新的照案件里知道的填好，改稿是最新一版。填好的里面有完整证件号码的，记入查阅日志。"""
    kept = draft_of(work.desk.user, DRAFT, work.key)
    if kept is not None and kept.data.get("version") == work.version:
        query = QueryDict(kept.data["form"])
        clear = Action(text="不要，重新填", url=work.url, method="post", fields={"do": "forget"}, small=True)
        note = Note("上次没有交上去的内容已经填回。", "blue", actions=(clear,))
        return _page(work, _read(work, inputs.read(work.template.fields, query)), note, sent=query)
    if not work.document:
        drafting.prepare(work.desk.case, work.kind, on=work.desk.today, to=work.to)
    return _page(work, _read(work, work.document.data if work.document else work.filled.data))


def _read(work: Work, data: Mapping[str, Any]) -> Mapping[str, Any]:
    if reading.with_identity(data):
        reading.noted(work.desk, f"{'修改' if work.document else '制作'}{work.template.title}")
    return data


def _keep(work: Work, post: QueryDict) -> None:
    """边填边存；``forget`` 是不要了。"""
    if post.get("do") == "forget":
        cases.drop_draft(work.desk.user, DRAFT, work.key)
        return
    kept = post.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    cases.keep_draft(work.desk.user, DRAFT, {"form": kept.urlencode(), "version": work.version}, work.key)


# ---- 保存 ----


def _save(work: Work, data: Mapping[str, Any], what: str) -> HttpResponse:
    """存成一版，或者接着送签、签发。办不成的说为什么，填的都在，什么也没有存。"""
    desk, done_text = work.desk, SAVING[what]
    wrong = [one for one in faults(work.template, work.whole(data)) if what != "save" or not lacking(one)]
    if wrong:
        return _page(work, data, told=True, status=422)
    try:
        with transaction.atomic():
            made = _made(work, dict(data))
            if what != "save":
                run = commands.sign if what == "sign" else commands.refer
                run(document=made, actor=desk.user, on=desk.today, revision=made.revision)
    except Refused as error:
        return _page(work, data, Refusal.of(error.finding, for_case(desk.case.pk), done_text), told=True, status=409)
    cases.drop_draft(desk.user, DRAFT, work.key)
    return done(desk.request, reading.url(made), f"{work.template.title}已{done_text}。")


def _made(work: Work, data: dict[str, Any]) -> Any:
    post, desk = work.desk.request.POST, work.desk
    if work.document:
        return commands.revise(
            document=work.document.row.pk, actor=desk.user, on=desk.today, revision=desk.sent, data=data, why=post.get("why", "").strip()[:300],
        )
    made = commands.draft(case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, kind=work.kind, data=data)
    for code in post.getlist("along"):
        if code in law.paper(work.kind).companions:
            drafting.prepare(desk.case, code, on=desk.today, to=work.to)
            filled = drafting.values(desk.case, code, on=desk.today, actor=desk.user, to=work.to).data
            commands.draft(case=desk.case, actor=desk.user, on=desk.today, revision=None, kind=code, data=filled, with_document=made)
    return made


# ---- 画 ----


def _page(
    work: Work, data: Mapping[str, Any], *notes: Piece, told: bool = False, status: int = 200, sent: QueryDict | None = None,
) -> HttpResponse:
    """整页。``told`` 时把毛病标在栏目下，右边是照现在样子印的。"""
    desk, post = work.desk, sent if sent is not None else work.desk.request.POST
    whole = work.whole(data)
    problems = faults(work.template, whole)
    found = located(work.template, data, problems if told else [one for one in problems if lacking(one)])
    general = [text for name in ("", *(f"{PREFIX}-{key}" for key in HEAD)) for text in found.pop(name, [])]
    editor = Editor(
        url=work.url, preview_url=work.preview_url, cancel=work.cancel, general=tuple(general) if told else (), revision=_revision(work),
        preview=previewed(work.template, whole, desk.today, work.source) if told else Preview(),
        fields=Drawer(found, *_hints(work, desk.request.method == "POST")).form(work.template.fields, data), actions=_actions(work),
        notes=tuple(note for note in notes if not getattr(note, "actions", ())), along=_along(work, post),
        asks_why=work.document is not None, why=post.get("why", ""),
    )
    before = tuple(note for note in notes if getattr(note, "actions", ()))
    return show(desk.request, Page(
        title=f"{'修改' if work.document else '制作'}{work.template.title}", pretitle=f"{desk.case}　{people(desk)}", back=work.cancel,
        back_text="文书" if work.document else "案件页", top=_each(work), body=(*before, editor), scripts=("documents.js",),
    ), status=status)


def _revision(work: Work) -> int:
    """打开页面时的版本号：新的是案件的，改稿是文书的。"""
    if "revision" in work.desk.request.POST:
        return work.desk.sent or 0
    return work.document.row.revision if work.document else work.desk.revision


def _actions(work: Work) -> tuple[tuple[str, str], ...]:
    """按钮：能自己签发的直接签发，否则送签；都可以只存稿。"""
    return ((("sign", "签发"), ("save", "存稿")) if work.signs else (("save", "存稿"), ("refer", "存稿并送签")))


def _hints(work: Work, posted: bool) -> tuple[dict[str, str], dict[str, tuple[Offer, ...]]]:
    """缺的为什么缺、在哪里补；有几项可选的（栏目名 → 话，栏目名 → 可选的）。填了几栏以后，只留不动别的栏目的。"""
    if work.document:
        return {}, {}
    offered = {_name(one): tuple(_choices(work, one)) for one in work.filled.missing if one.offered}
    if posted:
        return {}, {name: tuple(one for one in rows if not one.url) for name, rows in offered.items()}
    return {_name(one): f"{one.why}（{one.where}）" for one in work.filled.missing if one.key}, offered


def _name(one: Missing) -> str:
    return f"{PREFIX}-{one.key.replace('.', '-')}"


def _choices(work: Work, one: Missing) -> Iterator[Offer]:
    """整组、整张清单要选哪几项财产的，给重新填的网址；选一份依据、一名署名的，填进表单；单格的只给字。"""
    whole = isinstance(work.template.fields.get(one.key), Group | Many)
    here = reverse("case_document_write", args=[work.desk.case.pk, work.kind])
    asked = [("to", name) for name in work.desk.request.GET.getlist("to")]
    for n, option in enumerate(one.offered):
        if isinstance(option, Mapping):
            yield Offer(" ".join(map(str, option.values())), do=f"pick:{one.key}:{n}")
        elif isinstance(option, str):
            yield Offer(option, f"{here}?{urlencode([*asked, ('about', option)])}" if whole else "")


def _each(work: Work) -> tuple[Piece, ...]:
    """一人一份的：换一个人；或者几个人的一次都做。"""
    if len(work.separate) < 2:
        return ()
    here = reverse("case_document_write", args=[work.desk.case.pk, work.kind])
    tabs = [Tab("、".join(to), f"{here}?{urlencode([('to', name) for name in to])}", to == work.to) for to in work.separate[:MOST_TO]]
    bulk = urlencode([("pick", str(work.desk.case.pk)), ("kind", work.kind)])
    every = Tab(f"{len(work.separate)} 人一次都做", f"{reverse('document_bulk')}?{bulk}")
    return (Tabs((*tabs, every), "一人一份", pills=True),)


def _along(work: Work, post: QueryDict) -> tuple[tuple[str, str, bool], ...]:
    """随同制作的；新打开时都勾上。"""
    if work.document:
        return ()
    codes = [code for code in drafting.bundle(work.desk.case, work.kind) if code in papers.TEMPLATES]
    return tuple((code, law.paper(code).title, code in post.getlist("along") if post else True) for code in codes)
