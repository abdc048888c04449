"""拟稿、修改、送审签、撤回退回。

稿子可以不全，送审签和签发时才要齐全、印得出来。编号和成文日期由签发定，拟稿时写的不收。
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NoReturn

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.access import route_of
from zhixing.casework.documents.commands.holding import add_version, hold, locked, printed, seen
from zhixing.casework.documents.events import Drafted, Referred, Revised, SentBack
from zhixing.casework.documents.facts import To, addressees, suits
from zhixing.casework.documents.models import Document, Recipient
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Recalled, Returned
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import document_numbers, entries, texts
from zhixing.law import papers as law
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.paper_life import RULES, Step
from zhixing.law.papers import OWN
from zhixing.law.states import UNFILED, Act

LONGEST: Final = 2_000_000
"""一份文书的内容最多多少字。"""
MOST: Final = 2_000
"""一份文书最多送给多少人。"""


@transaction.atomic
def draft(  # noqa: PLR0913
    *, case: Case | int, actor: User, on: date, revision: int | None, kind: str, data: Mapping[str, Any], to: Sequence[To] = (),
    with_document: Document | int | None = None, replaces: Document | int | None = None, why: str = "", number: str = "",
) -> Document:
    """拟一份文书。

    ``to`` 是受送达人，不写的按文书表（写在受送达人一栏的，或者各方当事人）；``with_document`` 是随哪一份同时发出；
    ``number`` 是线下另编的编号（司惩号等），照写，不写的签发时取本案的号。
    本案、此时不发这种文书的抛出 ``Refused``；没有模板的抛出 ``papers.UnknownTemplate``。
    """
    chosen = papers.template(kind)
    case = begin(Act.DRAFT_DOCUMENT, case=case, actor=actor, revision=revision)
    possible(on, case.received_on, "拟稿日").require()
    found = suits(case, chosen.code)
    found.require()
    kept = content(chosen, data)
    external = document_numbers.external(number).require() if number.strip() else ""
    made = Document.objects.create(
        case=case, court_id=case.court_id, kind=chosen.code, title=chosen.title, drafted_by=actor, drafted_name=actor.name, drafted_on=on,
        with_document=_of_case(case, with_document), replaces=_of_case(case, replaces), number=external, external=bool(external),
    )
    add_version(made, kept, actor, entries.text(why, "说明", limit=300).require())
    name_recipients(made, to or addressees(case, law.paper(chosen.code), kept))
    finish(Drafted(document=made.kind, id=made.pk, title=made.title), case=case, actor=actor, on=on, finding=found)
    return made


@transaction.atomic
def revise(
    *, document: Document | int, actor: User, on: date, revision: int | None, data: Mapping[str, Any], to: Sequence[To] | None = None, why: str = "",
) -> Document:
    """改一版；``to`` 写了就连受送达人一起换。内容和受送达人都没有变的拒绝。"""
    case, held, found = hold(Step.REVISE, document, actor, revision)
    kept, reason = content(papers.template(held.kind), data), entries.text(why, "改了什么", limit=300).require()
    moved = to is not None and _listed(to) != _listed(recipients(held))
    same = kept == queries.data_of(held)
    if same and not moved and _template(held) == queries.version_of(held).template:
        raise Refused(refuse("document.same", "内容没有改动。", RULES, remedy="改好后再保存。", subject="data"))
    if to is not None and moved:
        Recipient.objects.filter(document=held).delete()
        name_recipients(held, to)
    held.version += 1
    add_version(held, kept, actor, reason)
    keep(held, ["version", "revision"])
    event = Revised(document=held.kind, id=held.pk, title=held.title, version=held.version, why=reason)
    finish(event, case=case, actor=actor, on=on, finding=found, reason=reason)
    return held


def refer(*, document: Document | int, actor: User, on: date, revision: int | None, opinion: str = "") -> Document:
    """送审签。承办法官自己签发的，到他的签发页；要报批的，按审批链报批，批准就是签发。

    内容不全、印不出来的拒绝。审批单带着文书编号、版次、内容的摘要：改过的批不了。
    """
    given = seen(Step.REFER, document, actor, revision)
    printed(given, queries.version_of(given), draft=True)
    with transaction.atomic():
        case, held, found = hold(Step.REFER, given, actor, given.revision)
        suits(case, held.kind).require()
        return _referred(case, held, actor, on, found, entries.text(opinion, "说明", limit=500).require())


def _referred(case: Case, held: Document, actor: User, on: date, found: Finding[bool], opinion: str) -> Document:
    act = route_of(held, case)
    if act == OWN and case.handler is None and case.state not in UNFILED:
        raise Refused(refuse("document.no_handler", "案件还没有承办人，没有人签发。", RULES, remedy="先分案。", act=Act.ASSIGN))
    held.state = Document.State.REVIEW
    if act != OWN:
        held.approval = _submitted(case, held, act, actor, on, opinion)
    else:
        held.approval = None
    keep(held, ["state", "approval", "revision"])
    finish(Referred(document=held.kind, id=held.pk, title=held.title), case=case, actor=actor, on=on, finding=found)
    return held


def _submitted(case: Case, held: Document, act: str, actor: User, on: date, opinion: str) -> Approval:
    """报批。审批单带着文书编号、版次、内容的摘要。"""
    version = queries.version_of(held)
    told = {"document_id": held.pk, "version": held.version, "sha256": queries.digest(held, version)}
    return approvals.submit(
        court_id=case.court_id, stream=case.stream, act=act, subject=f"document:{held.pk}", title=f"{case} {held.title}", summary=opinion,
        payload={**told, "applicant_confirmed": _agreed(version.data)}, actor=actor, on=on, team_id=case.team_id,
    )


@transaction.atomic
def send_back(*, document: Document | int, actor: User, on: date, revision: int | None, why: str) -> Document:
    """承办法官退回修改，须写理由；拟稿人也可以自己撤回。在报批的，由审批人退回或者由报批人撤回。"""
    reason = entries.text(why, "退回的理由", limit=300, required=True).require()
    case, held, _ = hold(Step.SEND_BACK, document, actor, revision)
    _back(case, held, actor, on, reason)
    return held


def returned(recorded: Recorded) -> None:
    """审批退回、报批人撤回之后：回到拟稿。不是文书的审批单不管。"""
    event = recorded.event
    if not isinstance(event, Returned | Recalled):
        return
    given = queries.of_approval(event.approval)
    if given is None or given.state != Document.State.REVIEW:
        return
    case = locked_case(given.case_id)
    held = locked(case, given.pk)
    held.revision += 1
    why = event.opinion if isinstance(event, Returned) else "报批人撤回"
    _back(case, held, recorded.actor, recorded.entry.happened_on, why)


def _back(case: Case, held: Document, actor: Actor, on: date, why: str) -> None:
    held.state = Document.State.DRAFT
    keep(held, ["state", "revision"])
    finish(SentBack(document=held.kind, id=held.pk, title=held.title, why=why), case=case, actor=actor, on=on, reason=why)


# ---- 内容 ----


def content(chosen: papers.Template, data: Mapping[str, Any]) -> dict[str, Any]:
    """要存的内容：栏目都认识，文字能存，不过长。编号、成文日期由签发定，写了的去掉。"""
    kept = {key: value for key, value in data.items() if key not in queries.OURS and value not in (None, "", [], {})}
    strange = "、".join(str(key)[:30] for key in kept if key not in chosen.fields)
    if strange:
        _refuse("field", f"{chosen.title}没有这些栏：{strange}。", "核对栏目名称。")
    try:
        text = json.dumps(kept, ensure_ascii=False, default=_day)
    except (TypeError, ValueError):
        _refuse("data", "内容写法不对。", "用文字、数字、日期、列表。")
    if len(text) > LONGEST:
        _refuse("long", f"内容超过{LONGEST // 10_000}万字，太长了。", "附件另行上传。")
    if flaw := next(_flaws(kept), ""):
        _refuse("characters", f"{flaw}。", "删去后重新输入。")
    read: dict[str, Any] = json.loads(text)
    return read


def _day(value: object) -> str:
    if type(value) is date:
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _flaws(value: Any) -> Iterator[str]:
    """不能存的字符；各层都看，栏名也看。"""
    if isinstance(value, str):
        if flaw := texts.flaw(value):
            yield flaw
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (*_flaws(str(key)), *_flaws(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _flaws(inner)


def _agreed(data: Mapping[str, Any]) -> bool:
    """终本裁定：申请执行人已经签字确认（民诉法解释第517条），不必再经合议庭审查核实。"""
    return data.get("agreed") is True


def _template(document: Document) -> int:
    own = queries.own_template(document.court_id, document.kind)
    return own.number if own else 0


def _of_case(case: Case, given: Document | int | None) -> Document | None:
    """本案的一份文书，别的案件的拒绝。"""
    if given is None:
        return None
    found = Document.objects.filter(pk=given if isinstance(given, int) else given.pk, case=case).first()
    if found is None:
        _refuse("other_case", "所选的文书不是本案的。", "另选一份。")
    return found


# ---- 受送达人 ----


def recipients(document: Document) -> list[To]:
    """现在的受送达人。"""
    rows = Recipient.objects.filter(document=document).order_by("pk")
    return [To(row.name, row.party_id, row.nature, row.role) for row in rows]


def name_recipients(document: Document, to: Sequence[To]) -> None:
    """登记受送达人；同名的只记一个，当事人须是本案的。"""
    once = list({one.name.strip(): one for one in to}.values())
    if len(once) > MOST:
        _refuse("recipients", f"受送达人有{len(once)}个，最多{MOST}个。", "分成几份制作。")
    _check(document, once)
    case, court = document.case_id, document.court_id
    Recipient.objects.bulk_create([
        Recipient(document=document, case_id=case, court_id=court, party_id=one.party, name=one.name.strip(), nature=one.nature, role=one.role)
        for one in once
    ])


def _check(document: Document, to: Sequence[To]) -> None:
    for one in to:
        entries.text(one.name, "受送达人", limit=200, required=True).require()
        if one.nature not in Recipient.Kind.values:
            _refuse("recipients", f"受送达人“{one.name}”的性质不对。", "选自然人或者单位。")
    given = {one.party for one in to if one.party is not None}
    if given - set(Party.objects.filter(case=document.case_id, pk__in=given).values_list("pk", flat=True)):
        _refuse("recipients", "受送达人里有不是本案的当事人。", "刷新页面，重新选。")


def _listed(to: Sequence[To]) -> list[tuple[str, int | None]]:
    return sorted((one.name.strip(), one.party) for one in to)


def _refuse(code: str, text: str, remedy: str) -> NoReturn:
    raise Refused(refuse(f"document.{code}", text, RULES, remedy=remedy, subject="data"))
