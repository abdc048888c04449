"""送达地址、电子送达的意见、受送达人的情况：都随来随记，改动是另加一行，旧的写上不再用的日子。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Min

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.documents.commands.attempting import checked_files
from zhixing.casework.documents.commands.delivering import channel_of
from zhixing.casework.documents.events import AddresseeStated, AddressStated, ConsentStated
from zhixing.casework.documents.models import Address, Consent, Situation
from zhixing.casework.documents.serving_facts import in_force
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User
from zhixing.law import entries, service_addresses
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, refuse
from zhixing.law.service_values import known, table
from zhixing.law.states import Act

CONFIRMED: Final = "confirmed"
REFUSED: Final = "明确表示不同意电子送达"
_PHONE: Final = re.compile(r"1\d{10}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
PLACES: Final = {"home": "住所在境内", "region": "住所在港澳台", "abroad": "住所在境外"}


# ---- 地址 ----


@transaction.atomic
def state_address(  # noqa: PLR0913
    *, case: Case | int, party: Party | int, actor: User, on: date, revision: int | None = None, source: str, text: str,
    electronic: bool = False, channel: str = "", receiver: str = "", phone: str = "", file_id: int | None = None,
) -> Address:
    """登记一名当事人的送达地址，自 ``on`` 起用；``source`` 是来源（``law.service_addresses.sources()``）。

    另填确认书的，原来确认书上同类（电子、非电子）的地址当日起不再用；补登早先的，用到下一份确认书。电子地址须是手机号或者邮箱。
    """
    case, person = _person(case, party, actor, revision)
    told = _source(source)
    plain = entries.text(text, "地址", limit=300, required=True).require()
    if electronic:
        plain = _electronic(plain)
    day, until = possible(on, None).require(), None
    if source == CONFIRMED:
        same = _of(Address, case, person).filter(source=CONFIRMED, electronic=electronic)
        same.filter(in_force(day)).update(until=day)
        until = same.filter(since__gt=day).aggregate(Min("since"))["since__min"]
    made = Address.objects.create(
        case=case, party=person, source=source, text=plain, electronic=electronic, since=day, until=until,
        channel=(channel or channel_of(plain)) if electronic else "",
        receiver=entries.text(receiver, "收件人", limit=200).require(), phone=entries.text(phone, "电话", limit=40).require(),
        file_id=_file(case, file_id),
    )
    _told(AddressStated(person=person.name, source=told, files=_files(file_id)), case, actor, day)
    return made


@transaction.atomic
def end_address(*, address: Address | int, actor: User, on: date, revision: int | None = None) -> Address:
    """``on`` 起不再用这个地址（书面变更、撤回）；已经不用的拒绝。"""
    pk = address if isinstance(address, int) else address.pk
    case, _ = _person(*Address.objects.values_list("case_id", "party_id").get(pk=pk), actor, revision)
    row = Address.objects.select_related("party").get(pk=pk)
    _ended(row.until, "这个地址")
    row.until = possible(on, row.since).require()
    row.save(update_fields=["until"])
    _told(AddressStated(person=row.party.name, source=_source(row.source), ended=True), case, actor, on)
    return row


def _source(code: str) -> str:
    entries.one_of(code, service_addresses.sources(), "来源").require()
    return str(service_addresses.source(code)["label"])


def _electronic(text: str) -> str:
    plain = re.sub(r"\s", "", text)
    if not (_PHONE.fullmatch(plain) or _EMAIL.fullmatch(plain)):
        refuse("service.electronic", f"“{plain[:40]}”不是手机号，也不是邮箱。", cite("ZX 29"), remedy="核对电子地址。", subject="text").require()
    return plain


# ---- 电子送达的意见 ----


@transaction.atomic
def state_consent(
    *, case: Case | int, party: Party | int, actor: User, on: date, how: str = "", refused: bool = False, file_id: int | None = None,
    revision: int | None = None,
) -> Consent:
    """登记一名当事人对电子送达的意见：怎样同意的（``how``，代码表 consent），或者 ``refused`` 明确不同意。原来的意见当日起不再算。"""
    case, person = _person(case, party, actor, revision)
    if not refused:
        entries.one_of(how, table()["consent"], "同意的方式").require()
    day = possible(on, None).require()
    _of(Consent, case, person).filter(until=None, since__lte=day).update(until=day)
    made = Consent.objects.create(case=case, party=person, how="" if refused else how, refused=refused, since=day, file_id=_file(case, file_id))
    told = REFUSED if refused else f"同意电子送达（{known('consent', how)['label']}）"
    _told(ConsentStated(person=person.name, how=told, files=_files(file_id)), case, actor, day)
    return made


@transaction.atomic
def end_consent(*, consent: Consent | int, actor: User, on: date, revision: int | None = None) -> Consent:
    """``on`` 起撤回同意（或者撤回不同意）；已经不算的拒绝。"""
    pk = consent if isinstance(consent, int) else consent.pk
    case, _ = _person(*Consent.objects.values_list("case_id", "party_id").get(pk=pk), actor, revision)
    row = Consent.objects.select_related("party").get(pk=pk)
    _ended(row.until, "这项意见")
    row.until = possible(on, row.since).require()
    row.save(update_fields=["until"])
    _told(ConsentStated(person=row.party.name, how=f"撤回：{REFUSED if row.refused else '同意电子送达'}"), case, actor, on)
    return row


# ---- 受送达人的情况 ----


@transaction.atomic
def state_situation(  # noqa: PLR0913
    *, case: Case | int, party: Party | int, actor: User, on: date, place: str = "home", keeper: str = "", missing: str = "",
    ward: bool = False, agent_receives: bool = False, withheld: bool = False, file_id: int | None = None, revision: int | None = None,
) -> Situation:
    """登记一名当事人与送达有关的情况，各栏见 ``law.service_values.Addressee``；``missing`` 写下落不明的证明是什么。整份顶替原来的。

    下落不明、拒不提供送达地址的，须附证明、笔录。
    """
    case, person = _person(case, party, actor, revision)
    entries.one_of(place, PLACES, "住所").require()
    if keeper:
        entries.one_of(keeper, table()["keeper"], "转交单位").require()
    proof = entries.text(missing, "下落不明的证明", limit=300).require()
    _proved(bool(proof) or withheld, file_id).require()
    day = possible(on, None).require()
    _of(Situation, case, person).filter(until=None).update(until=day)
    made = Situation.objects.create(
        case=case, party=person, place=place, keeper=keeper, missing=proof, ward=ward, agent_receives=agent_receives, withheld=withheld,
        since=day, file_id=_file(case, file_id),
    )
    _told(AddresseeStated(person=person.name, what=described(made), files=_files(file_id)), case, actor, day)
    return made


def described(row: Situation) -> str:
    """情况的一句话。"""
    found = [PLACES[row.place]] if row.place != "home" else []
    found += [str(known("keeper", row.keeper)["who"])] if row.keeper else []
    found += [f"下落不明（{row.missing}）"] if row.missing else []
    flags = (
        (row.ward, "没有或者限制民事行为能力"), (row.agent_receives, "诉讼代理人是指定的代收人"),
        (row.withheld, "经告知仍不提供送达地址"),
    )
    return "，".join([*found, *(text for is_so, text in flags if is_so)]) or "没有特别的情况"


def _proved(needed: bool, file_id: int | None) -> Finding[None]:
    article = cite("CPL 95")
    lacking = Reason("service.no_proof", "下落不明、拒不提供送达地址的，要有证明或者笔录。", article, "上传证明、笔录。", "", "file")
    return Finding(None, (article,), (lacking,) if needed and file_id is None else ())


# ---- 小件 ----


def _person(case: Case | int, party: Party | int, actor: User, revision: int | None) -> tuple[Case, Party]:
    """锁住案件，取来当事人；不是本案的拒绝。"""
    held = begin(Act.SERVE, case=case, actor=actor, revision=revision)
    person = Party.objects.filter(pk=party if isinstance(party, int) else party.pk, case=held).first()
    if person is None:
        refuse("service.party", "这个人不是本案的当事人。", cite("YJ 5"), remedy="刷新页面核对。", subject="party").require()
        raise AssertionError
    return held, person


def _of(model: type[Any], case: Case, person: Party) -> Any:
    return model.objects.filter(case=case, party=person)


def _ended(until: date | None, what: str) -> None:
    if until is not None:
        refuse("service.ended", f"{what}{until}起已经不再用。", cite("YJ 5"), remedy="刷新页面核对。").require()


def _file(case: Case, file_id: int | None) -> int | None:
    return next(iter(checked_files(case, _files(file_id))), None)


def _files(file_id: int | None) -> list[int]:
    return [file_id] if file_id else []


def _told(event: Event, case: Case, actor: Actor, on: date) -> None:
    finish(event, case=case, actor=actor, on=on)


