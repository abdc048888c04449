"""推翻：受送达人证明没有过错、不是本人阅知、到达的是另一天。

采信由承办法官；采信以前仍按原来的。采信以后原来的送达不再算数，期限随之撤销，另行送达；证明到达另一天的，改按那天。
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import attempting, resulting
from zhixing.casework.documents.events import ServiceRebutted
from zhixing.casework.documents.models import Attempt
from zhixing.foundation.history.commands import Item
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.service import Deemed
from zhixing.law.service_values import BadService, known, outcome
from zhixing.law.states import Act

ARRIVAL = "arrival"


@transaction.atomic
def rebut(
    *, attempt: Attempt | int, actor: User, on: date, how: str, upheld: bool, arrived: date | None = None, reason: str = "",
    revision: int | None = None,
) -> Attempt:
    """登记受送达人的推翻。``how`` 是代码表 rebuttal，``arrived`` 是他证明的到达日（how 为 arrival 时必填），``reason`` 是凭什么。

    ``upheld`` 为真（采信）须有签发文书的权限，并写明理由。这样的结果不能这样推翻的、已经采信过的，抛出 ``Refused``。
    """
    case, row = attempting.taken(attempt, actor, revision)
    if upheld:
        access.require(actor, case, Act.SIGN_DOCUMENT)
    why = entries.text(reason, "凭什么", limit=500, required=upheld).require()
    rows = resulting.together(row)
    _told(row, how, on, arrived)
    for one in rows:
        _allowed(one, how)
        one.rebuttal = {"how": how, "upheld": upheld, "arrived": arrived.isoformat() if arrived else None, "on": on.isoformat()}
    items = [item for one in rows for item in _items(one, on, why)]
    _write(case, rows, items, actor)
    return row


def _told(row: Attempt, how: str, on: date, arrived: date | None) -> None:
    """提出的日子在这次结果之后、今天以前；证明另一天到达的，写了哪天。"""
    possible(on, facts.attempt(row).ended, "提出日").require()
    if how == ARRIVAL and arrived is None:
        refuse("service.arrival", "没有写明证明的到达日。", cite("JI 135"), remedy="照证据填写到达日。", subject="rebuttal").require()


def _allowed(row: Attempt, how: str) -> None:
    """这样的结果可以这样推翻，还没有采信过。"""
    article = cite("CPL 87")
    try:
        said = known("rebuttal", how)
    except BadService as error:
        refuse("service.unknown", str(error), article, remedy="从清单里选。", subject="how").require()
        raise AssertionError from error
    rule = outcome(row.method, row.outcome)
    if rule.rebuttal != how:
        text = f"“{rule.label}”不能以“{said['label']}”推翻。"
        refuse("service.rebuttal", text, article, remedy="核对后改填；结果登错了的，更正结果。", subject="how").require()
    if row.rebuttal and row.rebuttal["upheld"]:
        text = f"{row.rebuttal['on']}已经采信过一次。"
        refuse("service.rebutted", text, article, remedy="刷新页面核对。", subject="attempt").require()


def _items(row: Attempt, on: date, why: str) -> list[Item]:
    """推翻的一笔；采信的，顶替原来的送达，改日子的另记新的送达。"""
    before = (row.deemed or {}).get("value")
    found = resulting.judge(row)
    claim = row.rebuttal
    assert claim is not None
    said = str(known("rebuttal", claim["how"])["label"])
    arrived = date.fromisoformat(claim["arrived"]) if claim["how"] == ARRIVAL else None
    event = ServiceRebutted(
        why=said, upheld=claim["upheld"], arrived=arrived, enclosed=bool(row.enclosed_in_id), covered=resulting.covered(row),
        **resulting.paper(row),
    )
    told = Item(event=event, happened=on, reason=why, finding=found)
    if not claim["upheld"] or before is None:
        return [told]
    return [told, _moved(row, found, why)] if claim["how"] == ARRIVAL else [_undoing(told, row)]


def _undoing(told: Item, row: Attempt) -> Item:
    return Item(event=told.event, happened=told.happened, reason=told.reason, finding=told.finding, corrects=row.told)


def _moved(row: Attempt, found: Finding[Deemed | None], why: str) -> Item:
    assert found.value is not None
    attempting.dated(found.value.day, row.recipient.document, "证明的到达日")
    return resulting.told_item(row, found, corrects=row.told, reason=why)


def _write(case: Case, rows: list[Attempt], items: list[Item], actor: User) -> None:
    """记下，写下环号：结果改了的（顶替原来的）指向新的一环。"""
    done = attempting.record(case, items, actor)
    newest = {recorded.entry.corrects: recorded.entry.seq for recorded in done if recorded.entry.corrects}
    for row in rows:
        row.told = newest.get(row.told, row.told) if row.told else None
        row.save(update_fields=["rebuttal", "deemed", "told"])
    attempting.settle(row.recipient for row in rows)


