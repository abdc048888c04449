"""线索：收下、认到案件、核查、答复。

谁都能提供：群众从公开网页（没有账号），申请执行人、村社、本院的人由干警登记。给一个回执号和口令，凭它查答复。
认到案件才上事件链（``ClueReceived`` 起，期限由节点看守）；一条线索到了哪一步由事件定（:data:`book`），撤回登记就退回待认领。
举报人的姓名、电话只在线索表里，不进事件链，要保密的只给有权的人看。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.commands.booking import Book, Facts
from zhixing.casework.cases.queries import Case
from zhixing.casework.control import queries_clues as queries
from zhixing.casework.control.access import court_rights_of, require_court
from zhixing.casework.control.commands.attached import attached_ids
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.casework.control.events import ClueAnswered, ClueReceived, ClueVerified
from zhixing.casework.control.models import Clue, ClueFile
from zhixing.foundation.files import commands as files
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.rows import keep, keep_all
from zhixing.foundation.people.queries import User
from zhixing.law import entries, texts
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.inquiry import LETTERS
from zhixing.law.states import Act

KIND: Final = "线"
PUBLIC: Final = Job("线索网页")
BASIS: Final = cite("CD 2")
MOST_FILES: Final = 5
CODE_LENGTH: Final = 8
_PHOTOS, _VOICES = "image/", ("audio/", "video/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """提供的人写的。``giver`` 是 ``Clue.Giver`` 的代码；``hidden`` 要求身份保密；``urgent`` 情况紧急（财产正在转移等）。"""

    about: str
    text: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    giver: str = Clue.Giver.PUBLIC
    name: str = ""
    phone: str = ""
    hidden: bool = False
    urgent: bool = False


class Upload(NamedTuple):
    """一个附件。"""

    name: str
    content: bytes


class Taken(NamedTuple):
    """收下的线索和查答复的口令；口令不存，只有这一次给出来。"""

    clue: Clue
    code: str


# ---- 收下 ----


def submit(*, court_id: int, given: Given, token: str, uploads: Sequence[Upload] = ()) -> Taken:
    """公众从网页交来一条，还没有案件；同一张表单（``token``）交两次是同一条。

    没有写关于谁、内容和附件都没有、附件太多或者收不得的，抛出 ``Refused``，什么也不留。
    """
    return _received(court_id, given, token, uploads, PUBLIC)


def receive(*, actor: User, given: Given, token: str, uploads: Sequence[Upload] = ()) -> Taken:
    """本院的人收下一条还没有案件的（来访、来电、转来）。须能看全院查控（``may_see_control``）。"""
    require_court(actor, actor.court_id, "may_see_control", "登记线索")
    return _received(actor.court_id, given, token, uploads, actor)


@transaction.atomic
def receive_in(
    *, case: Case | int, actor: User, on: date, revision: int | None, given: Given, token: str, uploads: Sequence[Upload] = (),
) -> Taken:
    """在案件里收下一条：``on`` 是收到那天，核实的期限从这天起算。"""
    held = begin(Act.CLUE, case=case, actor=actor, revision=revision)
    possible(on, held.received_on, "收到日")
    taken = _received(held.court_id, given, token, uploads, actor, on)
    if taken.clue.case_id is None:
        _attach(taken.clue, held, actor)
    elif taken.clue.case_id != held.pk:
        raise refused("used", "这张表单已经用在别的案件。", "刷新页面，重新填写。")
    return taken


@transaction.atomic
def _received(court_id: int, given: Given, token: str, uploads: Sequence[Upload], actor: Actor, on: date | None = None) -> Taken:
    here, code = context.current(), _code(token)
    if held := Clue.objects.filter(court=court_id, token=token).first():
        return Taken(held, code)
    told = _checked(given, uploads)
    [number] = next_numbers(court_id, KIND, here.today.year)
    row = Clue.objects.create(
        court_id=court_id, number=number, token=token, received_on=on or here.today, received_at=here.now, code_digest=digest(number, code), **told,
    )
    for upload in uploads:
        _attached(row, upload, actor)
    return Taken(row, code)


def _checked(given: Given, uploads: Sequence[Upload]) -> dict[str, Any]:
    """收得下的各栏；收不下的说明少什么。"""
    told = {
        "about": entries.text(given.about, "关于谁", limit=200, required=True).require(),
        "text": entries.text(given.text, "内容", limit=5000).require(), "place": entries.text(given.place, "地点", limit=300).require(),
        "giver": entries.one_of(given.giver, Clue.Giver.values, "提供人").require(),
        "giver_name": texts.line(entries.text(given.name, "姓名", limit=60).require()),
        "giver_phone": texts.line(entries.text(given.phone, "电话", limit=40).require()),
    }
    if not (told["text"] or told["place"] or uploads):
        raise refused("empty", "没有写什么财产、在哪里，也没有照片、录音。", "写清楚是什么财产、在哪里、怎么知道的；也可以只传照片或者录音。")
    if len(uploads) > MOST_FILES:
        raise refused("files", f"一次至多交{MOST_FILES}个文件，现在有{len(uploads)}个。", "挑最说明问题的；其余的再交一次。", subject="files")
    return {**told, **_spot(given), "hidden": given.hidden, "urgent": given.urgent}


def _spot(given: Given) -> dict[str, Decimal | None]:
    """地点的经纬度；不在地球上的不要。"""
    lat, lon = given.latitude, given.longitude
    sound = lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180
    return {"latitude": lat if sound else None, "longitude": lon if sound else None}


def _attached(row: Clue, upload: Upload, actor: Actor) -> None:
    public = not isinstance(actor, User)
    file = files.store(
        court_id=row.court_id, name=_file_name(row, upload.name), content=upload.content, actor=actor, stream=queries.stream(row), public=public,
    )
    sort = "photo" if file.media_type.startswith(_PHOTOS) else "voice" if file.media_type.startswith(_VOICES) else "paper"
    ClueFile.objects.create(clue=row, file=file, sort=sort)


def _file_name(row: Clue, name: str) -> str:
    """要保密的，文件名也换掉（“某某的录音”说得出是谁），只留后缀。"""
    if not row.hidden:
        return name
    count = ClueFile.objects.filter(clue=row).count() + 1
    return f"{row.number}附件{count}{PurePath(name).suffix[:6] if PurePath(name).suffix.isascii() else ''}"


def _code(token: str) -> str:
    """查答复的口令：由表单的凭号和本站的密钥得出，所以同一张表单再交一次，给出的还是它。"""
    raw = int.from_bytes(salted_hmac("zhixing.clue", token, algorithm="sha256").digest())
    letters = "".join(LETTERS[(raw >> 5 * place) % len(LETTERS)] for place in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def digest(number: str, code: str) -> str:
    """口令的摘要；``code`` 的大小写、短横、空格不论。"""
    letters = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"clue:{number}:{letters}".encode()).hexdigest()


# ---- 认到案件 ----


@transaction.atomic
def claim(*, clue: Clue | int, case: Case | int, actor: User, on: date, revision: int | None) -> Clue:
    """把待认领的线索认到案件：期限从收到线索那天起算（早于收案的，从收案那天）。须有本案的线索权限，并看得见这条线索。"""
    held = begin(Act.CLUE, case=case, actor=actor, revision=None)
    row = _locked(clue, held.court_id, revision, Clue.State.NEW)
    if not court_rights_of(actor).may_see_control:
        raise Forbidden(actor, "认领线索")
    possible(on, row.received_on, "认领日")
    _attach(row, held, actor)
    return row


def _attach(row: Clue, case: Case, actor: User) -> None:
    row.case, row.subject = case, _subject(row)
    keep(row, ["case", "subject", "revision"])
    found = queries.due(row)
    event = ClueReceived(subject=row.subject, urgent=row.urgent, giver=_giver(row), text="" if row.hidden else row.text[:500], clue=row.pk)
    finish(event, case=case, actor=actor, on=max(row.received_on, case.received_on), finding=found)
    row.refresh_from_db()


def _subject(row: Clue) -> str:
    """事件里的叫法：先说内容，后带回执号，所以不重。要保密的不写内容：内容常常说得出是谁，事件要进卷宗。"""
    if row.hidden:
        return f"要求身份保密的线索（{row.number}）"
    told = texts.line(row.text or row.place) or {"photo": "照片", "voice": "录音"}.get(_first_sort(row), "材料")
    return f"{told[:40]}（{row.number}）"


def _first_sort(row: Clue) -> str:
    return ClueFile.objects.filter(clue=row).order_by("pk").values_list("sort", flat=True).first() or ""


def _giver(row: Clue) -> str:
    """事件链上写的提供人：要保密的、群众的只写身份。"""
    shown = row.giver_name if row.giver in (Clue.Giver.APPLICANT, Clue.Giver.COURT) and not row.hidden else ""
    return shown or Clue.Giver(row.giver).label


@transaction.atomic
def dismiss(*, clue: Clue | int, actor: User, on: date, revision: int | None, why: str) -> Clue:
    """还没有认领的，看过不是线索（与本院案件无关、乱写）：写明理由，凭回执号查得到。须是指挥中心、局长。"""
    require_court(actor, actor.court_id, "may_run_waves", "不作为线索")
    row = _locked(clue, actor.court_id, revision, Clue.State.NEW)
    row.state = Clue.State.DISMISSED
    return _answered(row, actor, on, entries.text(why, "理由", limit=500, required=True).require())


# ---- 核查、答复 ----


@transaction.atomic
def verify(
    *, clue: Clue | int, actor: User, on: date, revision: int | None, found: bool, text: str, file_ids: Iterable[int] = (),
) -> Clue:
    """登记核查的结果：``found`` 是否属实、有可供执行的财产；``text`` 怎样查的、查到什么；``file_ids`` 是已存的笔录、照片。"""
    case, row = _in_case(clue, actor, revision, Clue.State.CHECKING)
    possible(on, max(row.received_on, case.received_on), "核查日")
    told = entries.text(text, "核查情况", limit=1000, required=True).require()
    keep(row, ["revision"])
    event = ClueVerified(subject=row.subject, found=found, text=told, clue=row.pk, files=attached_ids(case, file_ids))
    finish(event, case=case, actor=actor, on=on, finding=queries.due(row))
    row.refresh_from_db()
    return row


@transaction.atomic
def answer(*, clue: Clue | int, actor: User, on: date, revision: int | None, text: str) -> Clue:
    """答复提供的人：核查完了才能答复；答复写在回执上，凭回执号和口令查得到。可以再答复一次，以后一次为准。"""
    case, row = _in_case(clue, actor, revision, Clue.State.TRUE, Clue.State.FALSE)
    told = entries.text(text, "答复", limit=500, required=True).require()
    possible(on, max(row.received_on, case.received_on), "答复日")
    _answered(row, actor, on, told)
    finish(ClueAnswered(subject=row.subject, number=row.number, answer=told), case=case, actor=actor, on=on)
    return row


def _answered(row: Clue, actor: User, on: date, told: str) -> Clue:
    row.answer, row.answered_on, row.answered_name = told, on, actor.name
    keep(row, ["state", "answer", "answered_on", "answered_name", "revision"])
    return row


def reveal(*, clue: Clue, actor: User) -> tuple[str, str]:
    """提供人的姓名、电话，给有权的人看一次；看了就记一笔。要保密的须有 ``may_see_givers``，其余的看得见线索就行。"""
    if clue.hidden and not (court_rights_of(actor).may_see_givers and actor.court_id == clue.court_id):
        raise Forbidden(actor, "看保密的举报人")
    history.log_read(actor=actor, court_id=clue.court_id, what="线索提供人", stream=queries.stream(clue), detail=clue.number)
    return clue.giver_name, clue.giver_phone


# ---- 锁住 ----


def _in_case(clue: Clue | int, actor: User, revision: int | None, *states: str) -> tuple[Case, Clue]:
    """先锁案件，再锁线索。"""
    number = clue if isinstance(clue, int) else clue.pk
    case_id = Clue.objects.filter(pk=number, court=actor.court_id).values_list("case", flat=True).get()
    if case_id is None:
        raise refused("unclaimed", "这条线索还没有认到案件。", "先认领到案件，再核查、答复。")
    case = begin(Act.CLUE, case=case_id, actor=actor, revision=None)
    return case, _locked(number, case.court_id, revision, *states)


def _locked(clue: Clue | int, court_id: int, revision: int | None, *states: str) -> Clue:
    row = Clue.objects.select_for_update().get(pk=clue if isinstance(clue, int) else clue.pk, court=court_id)
    if revision is not None and revision != row.revision:
        raise refused("stale", f"{row.number}刚才有变动，现在是“{row.get_state_display()}”。", "刷新页面，看过新的情况再办。")
    if row.state not in states:
        raise refused("state", f"{row.number}现在是“{row.get_state_display()}”。", _NEXT[row.state])
    row.revision += 1
    return row


_NEXT: Final[dict[str, str]] = {
    Clue.State.NEW: "先认领到案件。", Clue.State.CHECKING: "先登记核查的结果，再答复。", Clue.State.TRUE: "已经核查完，可以答复。",
    Clue.State.FALSE: "已经核查完，可以答复。", Clue.State.DISMISSED: "已经答复不作为线索；又有新情况的，另收一条。",
}


def refused(code: str, text: str, remedy: str, *, subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"clue.{code}", text, BASIS, remedy=remedy, subject=subject))


# ---- 随事件走 ----


def _write(cases: Sequence[Case], facts: Facts) -> None:
    """各条线索的案件、叫法、状态，照仍然有效的登记重新得出；登记撤回了的，退回待认领。"""
    told = {fact.data["clue"]: fact for rows in facts.values() for fact in rows if fact.type == ClueReceived.name and fact.data.get("clue")}
    ends = {fact.data["clue"]: fact for rows in facts.values() for fact in rows if fact.type == ClueVerified.name and fact.data.get("clue")}
    held = list(Clue.objects.filter(case__in=[case.pk for case in cases]))
    for row in held:
        fact, end = told.get(row.pk), ends.get(row.pk)
        row.subject, row.case_id = (fact.subject, row.case_id) if fact else ("", None)
        row.state = Clue.State.NEW if fact is None else Clue.State.CHECKING if end is None else _found(bool(end.data.get("found")))
        row.urgent = bool(fact.data.get("urgent")) if fact else row.urgent
    keep_all(held, ("subject", "case", "state", "urgent"))


def _found(found: bool) -> Clue.State:
    return Clue.State.TRUE if found else Clue.State.FALSE


book: Final = Book(frozenset({ClueReceived.name, ClueVerified.name}), _write)
"""后续：线索的登记、核查变了。"""
