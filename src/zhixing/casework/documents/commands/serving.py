"""送达：着手、登记结果、当场送达、更正结果、撤回误登。

着手不算送达，什么期限也不从那天起算；结果登记以后，由规则算出哪天算送达。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from django.db import IntegrityError, transaction
from django.db.models import Min

from zhixing.casework.cases.commands import possible
from zhixing.casework.cases.events import EntryWithdrawn
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import attempting, delivering, resulting
from zhixing.casework.documents.commands.resulting import Told
from zhixing.casework.documents.events import Issued, ServiceStarted
from zhixing.casework.documents.models import Address, Attempt, Batch, Document, Recipient
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import User
from zhixing.law import entries, service_checks, service_start
from zhixing.law import service_values as values
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.service import Deemed
from zhixing.law.service_addresses import usable
from zhixing.law.service_values import BadService, outcome
from zhixing.law.words import word

ELECTRONIC, ANNOUNCEMENT = "electronic", "announcement"
TRACKING_LIMIT = 40


# ---- 着手 ----


@transaction.atomic
def start(  # noqa: PLR0913
    *, recipient: Recipient | int, actor: Actor, on: date, method: str, address: Address | int | None = None, place: str = "",
    tracking: str = "", batch: Batch | None = None, days: Sequence[date] = (), abroad_ok: bool = False, again: bool = False,
) -> Attempt:
    """着手送达：交邮、发送、委托、交转交单位、外出。``on`` 是办理日，第一次的就是文书的发出日。

    没有给 ``address`` 的，邮寄和电子送达取地址次序里下一个该用的；随这份文书同时发出的文书一并送他。电子送达即时放进发件箱。
    文书没有用印、方式不许、没有同意、已经送达（``again`` 为真的仍可再送）、同样的一次还没有结果的，抛出 ``Refused``。
    留置、公告没有“着手”：用 :func:`serve_at_once`、:func:`~zhixing.casework.documents.commands.announcing.announce`。
    """
    case, row = attempting.reached(recipient, actor, on)
    unserved(row, again)
    made = prepared(row, method, on, address, place, tracking, days, abroad_ok)
    made.batch = batch
    _startable(made, place).require()
    _unfinished(made)
    rows = posted(case, made, actor)
    items = [Item(event=ServiceStarted(method=one.method, **resulting.paper(one)), happened=on) for one in rows]
    first = issued(rows, on)
    done = attempting.record(case, [*first, *items], actor)[len(first):]
    for one, recorded in zip(rows, done, strict=True):
        one.begun = recorded.entry.seq
        one.save(update_fields=["begun"])
    attempting.settle(one.recipient for one in rows)
    if method == ELECTRONIC:
        delivering.dispatch(made)
    return made


def prepared(
    recipient: Recipient, method: str, on: date, address: Address | int | None = None, place: str = "", tracking: str = "",
    days: Sequence[date] = (), abroad_ok: bool = False,
) -> Attempt:
    """一次送达的行，未存：还没有结果，或者（留置、公告）等着写结果。没有这种方式的拒绝。"""
    row = Attempt(recipient=recipient, case_id=recipient.case_id, court_id=recipient.court_id, method=method, on=on, abroad_ok=abroad_ok)
    row.outcome = _waiting(method)
    row.address = _address(recipient, method, on, address)
    row.consent = facts.consent_on(recipient.party_id, on) if method == ELECTRONIC else None
    row.place = entries.text(place, "地方", limit=resulting.PLACE_LIMIT).require()
    row.tracking = entries.text(tracking, "邮件号", limit=TRACKING_LIMIT).require().replace(" ", "").upper()
    row.days = [day.isoformat() for day in sorted(set(days))]
    return row


def _waiting(method: str) -> str:
    try:
        return service_start.pending(method)
    except BadService as error:
        refuse("service.unknown", str(error), cite("CPL 87"), remedy="从清单里选。", subject="method").require()
        raise AssertionError from error


def _address(recipient: Recipient, method: str, on: date, given: Address | int | None) -> Address | None:
    """给了的须是他的，电子送达用电子地址、别的方式不用；没有给的，邮寄、电子送达取下一个该用的。"""
    rows = Address.objects.filter(case=recipient.case_id, party=recipient.party_id) if recipient.party_id else Address.objects.none()
    if given is not None:
        found = rows.filter(pk=given if isinstance(given, int) else given.pk).first()
        if found is None:
            refuse("service.address", f"这不是{recipient.name}的送达地址。", cite("YJ 5"), remedy="重新选地址。", subject="address").require()
        elif found.electronic != (method == ELECTRONIC):
            text = f"{word('method', method)}送达不能用{'电子' if found.electronic else '邮寄的'}地址。"
            refuse("service.address", text, cite("YJ 5"), remedy="重新选地址。", subject="address").require()
        return found
    if method not in ("mail", ELECTRONIC):
        return None
    return next_address(recipient, on, method == ELECTRONIC)


def next_address(recipient: Recipient, on: date, electronic: bool = False) -> Address | None:
    """向他送达下一个该用的地址：按次序，送过而没有送到的往后排。"""
    rows = list(Address.objects.filter(party=recipient.party_id).order_by("pk")) if recipient.party_id else []
    known = {one.pk: value for one in rows if (value := facts.address(one)) and one.electronic == electronic}
    rows = [one for one in rows if one.pk in known]
    if len(rows) < 2:
        return next((one for one in rows if usable([known[one.pk]], on)), None)
    to = facts.addressee(recipient, on)
    best = service_start.next_address(list(known.values()), to, facts.log_of(recipient), on, electronic)
    return next((one for one in rows if known[one.pk] is best), None)


def _startable(row: Attempt, place: str) -> Finding[None]:
    """法律上可不可以这样送；没有“着手”的方式拒绝。"""
    recipient = row.recipient
    to = facts.addressee(recipient, row.on)
    if row.method != ANNOUNCEMENT and not row.outcome:
        text = f"{word('method', row.method)}送达当场就有结果，没有“着手”。"
        return refuse("service.at_once", text, cite("CPL 89"), remedy="登记结果。", subject="method")
    if row.outcome:
        return service_start.may_start(facts.attempt(row), to, place=place)
    log, addresses = facts.log_of(recipient), facts.addresses_of(recipient.party_id)
    posted = values.Attempt(0, facts.paper(recipient.document), recipient.name, ANNOUNCEMENT, "posted", row.on)
    found = service_start.may_start(posted, to, log, addresses)
    text = "公告送达在张贴、刊登以后登记。"
    return found if found.reasons else refuse("service.announce", text, cite("CPL 95"), remedy="登记公告。", subject="method")


def unserved(recipient: Recipient, again: bool = False) -> None:
    """还没有送达，否则拒绝；``again`` 为真的可以再送。"""
    if recipient.state == facts.SERVED and not again:
        text = f"{recipient.document.title}{recipient.deemed_on}已经送达{recipient.name}。"
        refuse("service.served", text, cite("CPL 87"), remedy="确需再送的，写明再送一次。", subject="recipient").require()


def _unfinished(row: Attempt) -> None:
    same = facts.attempts(row.case_id).filter(recipient=row.recipient, method=row.method, outcome=row.outcome, address=row.address)
    if found := same.first():
        service_start.unfinished(found.method, found.on).require()


def posted(case: Case, made: Attempt, actor: Actor) -> list[Attempt]:
    """存下这一次，连同随它同寄的各份（随这份文书发出的、同一个人还没有送达的）。邮件号用过的拒绝。"""
    user = actor if isinstance(actor, User) else None
    made.number, made.made_by, made.made_name = attempting.number(case.pk), user, user.name if user else actor.signature().name
    try:
        with transaction.atomic(savepoint=bool(made.tracking)):
            made.save(force_insert=True)
    except IntegrityError as error:
        if "attempt_tracking_once" not in str(error):
            raise
        text = f"邮件号{made.tracking}已经登记在另一件邮件上。"
        refuse("service.tracking", text, cite("YJ 9"), remedy="核对邮件号。", subject="tracking").require()
    return [made, *(_enclosed(made, one, place) for place, one in enumerate(_along(made), 1))]


def _along(made: Attempt) -> list[Recipient]:
    document = made.recipient.document
    rows = Recipient.objects.filter(
        document__with_document=document, document__state=Document.State.SEALED, name=made.recipient.name, cancelled=False,
    ).exclude(state__in=(facts.SERVED, facts.ANNOUNCED))
    return [one for one in rows.select_related("document").order_by("pk") if _goes_along(made, one)]


def _goes_along(made: Attempt, other: Recipient) -> bool:
    """那一天已经做成、也可以这样送的才随同：必须直接送达的另行送达。"""
    value, made_on = facts.attempt(made), attempting.made_on(other.document)
    return (made_on is None or made_on <= made.on) and not any(service_checks.papers(replace(value, paper=facts.paper(other.document))))


def _enclosed(made: Attempt, recipient: Recipient, place: int) -> Attempt:
    same = {name: getattr(made, name) for name in _SAME}
    return Attempt.objects.create(recipient=recipient, number=made.number + place, enclosed_in=made, **same)


_SAME = (
    "case_id", "court_id", "method", "outcome", "on", "address", "consent", "place", "tracking", "days", "abroad_ok", "batch", "made_by_id",
    "made_name",
)


def issued(rows: Sequence[Attempt], on: date) -> list[Item]:
    """第一次送达的各份文书：记发出，写下发出日；补登更早的一次，发出日跟着提前。随同的文书记在主件上。"""
    head = rows[0].recipient.document
    attached = [one.recipient.document for one in rows[1:] if one.recipient.document.with_document_id == head.pk]
    late = [one for one in (head, *attached) if one.sent_on is None or on < one.sent_on]
    items = [_issue(one, [other.kind for other in attached] if one is head else [], on) for one in late if one is head or head not in late]
    for one in late:
        one.sent_on, one.revision = on, one.revision + 1
        one.save(update_fields=["sent_on", "revision"])
    return items


def _issue(document: Document, attached: list[str], on: date) -> Item:
    names = document.recipients.filter(cancelled=False).order_by("pk").values_list("name", flat=True)
    event = Issued(document=document.kind, attached=attached, to="、".join(names), number=document.number, id=document.pk)
    before = _issued_entry(document) if document.sent_on else None
    return Item(event=event, happened=on, corrects=before.seq if before else None, reason="补登更早的一次" if before else "")


def _issued_entry(document: Document) -> Entry | None:
    """记着发出的那一环，最近的一次。"""
    rows = Entry.objects.filter(stream=f"case:{document.case_id}", type=Issued.name, payload__id=document.pk)
    return rows.order_by("-seq").first()


def _issued_later(document: Document, day: date, why: str) -> Iterator[Item]:
    """撤回一次送达以后：发出日改为余下最早的一次；一次也没有了，发出也撤回。"""
    rows = Attempt.objects.filter(recipient__document=document, withdrawn=False)
    first: date | None = rows.aggregate(Min("on"))["on__min"]
    if first == document.sent_on:
        return
    document.sent_on, document.revision = first, document.revision + 1
    document.save(update_fields=["sent_on", "revision"])
    if before := _issued_entry(document):
        event = Issued.from_data(dict(before.payload)) if first else EntryWithdrawn(what=f"发出{document.title}")
        yield Item(event=event, happened=first or day, corrects=before.seq, reason=why)


@transaction.atomic
def set_tracking(*, attempt: Attempt | int, actor: Actor, on: date, tracking: str) -> Attempt:
    """填回邮件号（邮政编的）。已经有了结果的、号码用过的拒绝。"""
    _, row = attempting.taken(attempt, actor)
    _open(row)
    row.tracking = entries.text(tracking, "邮件号", limit=TRACKING_LIMIT, required=True).require().replace(" ", "").upper()
    taken = Attempt.objects.filter(court=row.court_id, tracking=row.tracking, enclosed_in=None, withdrawn=False).exclude(pk=row.pk)
    if taken.exists():
        text = f"邮件号{row.tracking}已经登记在另一件邮件上。"
        refuse("service.tracking", text, cite("YJ 9"), remedy="核对邮件号。", subject="tracking").require()
    for one in resulting.together(row):
        one.tracking = row.tracking
        one.save(update_fields=["tracking"])
    return row


# ---- 登记结果 ----


@transaction.atomic
def conclude(*, attempt: Attempt | int, actor: Actor, on: date, method: str = "", **told: Unpack[Told]) -> Attempt:
    """登记一次送达的结果；``on`` 是登记的日子，各栏见 :class:`Told`。随它同寄的各份一起有结果。
    上门送达当场改为留置的，``method`` 写 left。

    已经有了结果的拒绝（连点两下、两个人同时登记，后一个看到前一个登的），要改用 :func:`amend`。登记得不对、还缺材料的拒绝；
    照实发生而不算送达的（对方当事人签收、退回的地址不是本人确认的）记成没有送到，写明理由。
    """
    case, row = attempting.taken(attempt, actor)
    _open(row)
    _head(row)
    return resulting.settled(case, row, actor, on, told, method=method)


def _open(row: Attempt) -> None:
    """还没有结果，否则拒绝，说是什么结果。"""
    if not resulting.open_(row):
        text = f"这次送达已经登记了结果：{row.happened or row.on}{outcome(row.method, row.outcome).label}。"
        refuse("service.concluded", text, cite("CPL 87"), remedy="登错了的，更正结果，写明理由。", subject="attempt").require()


def _head(row: Attempt) -> None:
    if row.enclosed_in_id:
        text = f"{row.recipient.document.title}是随另一份文书同寄的，结果跟着那一份。"
        refuse("service.enclosed", text, cite("CPL 87"), remedy="登记那一份的结果。", subject="attempt").require()


@transaction.atomic
def serve_at_once(
    *, recipient: Recipient | int, actor: Actor, on: date, method: str, address: Address | int | None = None, tracking: str = "",
    again: bool = False, **told: Unpack[Told],
) -> Attempt:
    """当场送达，或者已经知道结果的一次：着手和结果一起登记。``on`` 是办理日。"""
    case, row = attempting.reached(recipient, actor, on)
    if method == ANNOUNCEMENT:
        refuse("service.announce", "公告送达另有一张表。", cite("CPL 95"), remedy="登记公告。", subject="method").require()
    unserved(row, again)
    made = prepared(row, method, on, address, told.get("place", ""), tracking, told.get("days", ()), told.get("abroad_ok", False))
    made.outcome = told.get("outcome", "")
    resulting.fill(case, made, told)
    if method == ELECTRONIC:
        service_start.may_start(facts.attempt(made), facts.addressee(row, on), place=made.place).require()
    rows = posted(case, made, actor)
    return resulting.settled(case, made, actor, context.current().today, told, issued(rows, on))


def preview(
    *, recipient: Recipient | int, method: str, on: date, address: Address | int | None = None, **told: Unpack[Told],
) -> Finding[Deemed | None]:
    """这样登记，哪天算送达；什么也不存，不问权限（页面已经问过）。栏目里有不认得的代码抛出 ``Refused``。"""
    pk = recipient if isinstance(recipient, int) else recipient.pk
    row = Recipient.objects.select_related("document", "document__case").get(pk=pk)
    made = prepared(row, method, on, address, told.get("place", ""), days=told.get("days", ()))
    made.number = 0
    resulting.fill(row.document.case, made, told)
    return facts.judged(made)


def preview_of(*, attempt: Attempt | int, method: str = "", **told: Unpack[Told]) -> Finding[Deemed | None]:
    """同上，已经着手的一次。"""
    row = facts.one(attempt if isinstance(attempt, int) else attempt.pk)
    resulting.fill(row.recipient.document.case, row, told, method)
    row.deemed = None
    return facts.judged(row)


# ---- 更正、撤回 ----


@transaction.atomic
def amend(
    *, attempt: Attempt | int, actor: Actor, on: date, revision: int | None, reason: str, method: str = "", **told: Unpack[Told],
) -> Attempt:
    """更正登错的结果，须写理由：新的顶替旧的，旧的留在动态里，期限照新的重算。

    还没有结果的、推翻已经采信的拒绝；没有采信的推翻针对的是旧的结果，留在动态里。公告已经记了期满送达的，期满随新的日子重来。
    """
    case, row = attempting.taken(attempt, actor, revision)
    why = entries.text(reason, "更正的理由", limit=500, required=True).require()
    _head(row)
    _amendable(row)
    rows = resulting.together(row)
    for one in rows:
        one.rebuttal = None
    items = [resulting.judged_item(case, one, told, one.told, why, method) for one in rows]
    resulting.write(case, rows, items, actor, on, [item for one in rows for item in uncompleted(one, why)])
    return row


def _amendable(row: Attempt) -> None:
    if resulting.open_(row):
        text = "这次送达还没有登记结果。"
        refuse("service.not_concluded", text, cite("CPL 87"), remedy="登记结果。", subject="attempt").require()
    if row.rebuttal and row.rebuttal["upheld"]:
        text = "受送达人的推翻已经采信，这次的结果不再更正。"
        refuse("service.rebutted", text, cite("YJ 11"), remedy="另行送达。", subject="attempt").require()


def uncompleted(row: Attempt, why: str) -> list[Item]:
    """公告已经记了期满送达的，撤掉那一笔。"""
    if row.completed is None:
        return []
    seq, row.completed = row.completed, None
    event = EntryWithdrawn(subject=resulting.notice(row), what=f"{resulting.notice(row)}期满送达")
    return [Item(event=event, happened=context.current().today, corrects=seq, reason=why)]


@transaction.atomic
def withdraw(*, attempt: Attempt | int, actor: User, on: date, revision: int | None, reason: str) -> Attempt:
    """撤回误登的一次送达（登错了人、文书），须写理由。随它同寄的一起撤回；只有这一次的，文书的发出也撤回。"""
    case, row = attempting.taken(attempt, actor, revision)
    why = entries.text(reason, "撤回的理由", limit=500, required=True).require()
    _head(row)
    day = possible(on, row.on).require()
    rows = resulting.together(row)
    for one in rows:
        one.withdrawn = True
    items = [_gone(one, seq, day, why) for one in rows for seq in (one.begun, one.told, one.completed) if seq]
    for one in rows:
        one.save(update_fields=["withdrawn"])
    for one in rows:
        items += _issued_later(one.recipient.document, day, why)
    attempting.record(case, items, actor)
    attempting.settle(one.recipient for one in rows)
    return row


def _gone(row: Attempt, seq: int, day: date, why: str) -> Item:
    what = f"{word('method', row.method)}向{row.recipient.name}送达{row.recipient.document.title}（第{row.number}次送达）"
    return Item(event=EntryWithdrawn(what=what[:200]), happened=day, corrects=seq, reason=why)
