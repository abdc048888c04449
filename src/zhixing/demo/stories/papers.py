"""最后一章：文书和送达眼下的样子——在拟的、等签发的、等用印的、等送达的、在途的、退回的、送到的。

文书的成品存在数据目录里，章是这一台机器造的，所以不进快照：装回快照以后当场做，几秒钟。全走命令，时间是截止那天下班前。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import commands
from zhixing.casework.documents.commands import addresses, serving
from zhixing.casework.documents.facts import To
from zhixing.casework.documents.queries import Document, Recipient
from zhixing.demo import house
from zhixing.demo.stage import BEIJING
from zhixing.demo.stories.debts import JUDGES
from zhixing.demo.stories.desk import LEAVING, Evening, agreed, moments
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Court, User, settings_of
from zhixing.law.states import State

NOTICE, ORDER, REPORT = "enforcement_notice", "consumption_order", "report_order"
PLAN: Final = (
    (NOTICE, "draft", 2), (NOTICE, "review", 7), (NOTICE, "signed", 4), (ORDER, "review", 2), (ORDER, "to_send", 4), (ORDER, "mailed", 3),
    (ORDER, "returned", 2), (ORDER, "served", 2), (REPORT, "electronic", 2), (REPORT, "to_send", 2), (REPORT, "refused", 1),
)
"""种类、走到哪一步、几份。"""
SEALED: Final = frozenset({"to_send", "mailed", "returned", "served", "electronic", "refused"})
POSTED, BACK = 6, 1
"""几天以前交邮，几天以前退回、签收。"""


@transaction.atomic
def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 做这些文书；返回做了几份。有了文书的不再做。须在入口给的此刻里。"""
    if Document.objects.exists():
        return 0
    evening = Evening(court, as_of, moments(context.current().now))
    _printed(evening)
    taken: set[int] = set()
    return sum(_made(evening, kind, step, number, taken) for kind, step, number in PLAN)


def _printed(evening: Evening) -> None:
    """印在文书上的地址、电话、账户；设过的不动。"""
    known, admin = settings_of(evening.court.pk), evening.person("xitong")
    for key, value in house.PRINTED.items():
        if not known.get(f"document.{key}"):
            with evening.moment():
                people.change_setting(
                    court=evening.court, key=f"document.{key}", value=value, actor=admin, on=evening.as_of, reason="印在文书上",
                )


def _made(evening: Evening, kind: str, step: str, number: int, taken: set[int]) -> int:
    found = list(islice(_ready(evening, kind, taken), number))
    for one in found:
        taken.add(one.case.pk)
        _one(evening, one, kind, step)
    return len(found)


def _ready(evening: Evening, kind: str, taken: set[int]) -> Iterator[Ready]:
    """现在就能做、被执行人只有一个自然人、这几天没有登记过别的的案件，近的在前。"""
    since = datetime.combine(evening.ago(POSTED + 2), LEAVING, BEIJING)
    busy = {int(stream.partition(":")[2]) for stream in Entry.objects.filter(
        court_id=evening.court.pk, recorded_at__gte=since, stream__startswith="case:").values_list("stream", flat=True)}
    rows = Case.objects.filter(court=evening.court, state__in=(State.ENFORCING, State.ASSIGNED), kind="执", handler__username__in=JUDGES)
    rows = rows.select_related("court", "handler", "team").exclude(pk__in=taken | busy).order_by("-accepted_on", "-pk")
    chosen = [case for case in rows[:400] if _lone(case)][: 80]
    with evening.moment():
        ready = drafting.ready(chosen, kind, on=evening.as_of, actor=None)
    yield from (one for one in ready if one.filled.complete)


def _lone(case: Case) -> bool:
    debtors = Party.objects.filter(case=case, role="respondent", active=True)
    return [one.nature for one in debtors if one.address] == ["person"] == [one.nature for one in debtors]


def _one(evening: Evening, ready: Ready, kind: str, step: str) -> None:
    """一份，走到 ``step``。"""
    case, judge, centre = ready.case, ready.case.handler, evening.person("zhihui1")
    assert judge is not None
    debtor = Party.objects.get(case=case, role="respondent", active=True)
    early = evening.ago(POSTED + 1) if step in SEALED else evening.as_of
    on = max(early, case.accepted_on or early)

    def act(command: Any, by: User, document: Document) -> Document:
        with evening.on(on):
            done: Document = command(document=document.pk, actor=by, on=on, revision=None)
        return done

    to = [To(debtor.name, debtor.pk, debtor.nature, debtor.role)]
    with evening.on(on):
        made = commands.draft(case=case, actor=centre, on=on, revision=None, kind=kind, data=ready.filled.data, to=to)
    if step == "draft":
        return
    act(commands.refer, centre, made)
    if step == "review":
        return
    made.refresh_from_db()
    if made.approval is None:
        act(commands.sign, judge, made)
    else:
        agreed(made.approval, on, lambda: evening.on(on))
    if step == "signed":
        return
    act(commands.seal, centre, made)
    _served(evening, debtor, Recipient.objects.get(document=made), step, on)


def _served(evening: Evening, debtor: Party, recipient: Recipient, step: str, on: date) -> None:
    """送达走到 ``step``：等送达、在途、退回、送到、电子送达、留置。"""
    centre, posted, back = evening.person("zhihui1"), max(on, evening.ago(POSTED)), evening.ago(BACK)
    source = "registered" if step == "returned" else "confirmed"
    with evening.on(on):
        home = addresses.state_address(
            case=debtor.case_id, party=debtor, actor=centre, on=on, source=source, text=debtor.address, receiver=debtor.name, phone=debtor.phone,
        )
    if step == "electronic":
        _by_phone(evening, debtor, recipient)
    elif step in ("mailed", "returned"):
        with evening.on(posted):
            sent = serving.start(recipient=recipient, actor=centre, on=posted, method="mail", tracking=f"10{recipient.pk:011d}")
        if step == "returned":
            with evening.on(back):
                serving.conclude(attempt=sent, actor=centre, on=back, outcome="moved", happened=back, proof=["receipt"])
    elif step in ("served", "refused"):
        method, outcome, proof = ("direct", "signed", ["receipt"]) if step == "served" else ("left", "left", ["record"])
        with evening.on(back):
            serving.serve_at_once(
                recipient=recipient, actor=centre, on=back, method=method, outcome=outcome, address=home, signer="self",
                signer_name=debtor.name, proof=proof,
            )


def _by_phone(evening: Evening, debtor: Party, recipient: Recipient) -> None:
    """同意电子送达的：刚发到手机，等系统显示发送成功。"""
    centre, on = evening.person("zhihui1"), evening.as_of
    with evening.moment():
        addresses.state_address(
            case=debtor.case_id, party=debtor, actor=centre, on=on, source="confirmed", text=f"139000{10_000 + recipient.pk % 1000}", electronic=True,
        )
        addresses.state_consent(case=debtor.case_id, party=debtor, actor=centre, on=on, how="stated")
        serving.start(recipient=recipient, actor=centre, on=evening.as_of, method="electronic")
