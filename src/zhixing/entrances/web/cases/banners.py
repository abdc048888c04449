"""案件页顶上的提示：存量接管、从哪一件来、转到哪一件去、撤销过报结、等着恢复执行立案。"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhixing.casework.cases.queries import Case, Kind, Relation, successors, visible_to
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Note
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.law.states import ENDED, Act, State
from zhixing.law.words import word

CAME = {Kind.RESUMED: "恢复执行", Kind.FIRST: "转入执行"}


def banners(view: View) -> tuple[Note, ...]:
    """全部提示，没有就是空的。"""
    return (*_taken_over(view), *_came_from(view), *_went_to(view), *_asked(view), *_withdrawn(view))


def _taken_over(view: View) -> Iterator[Note]:
    if view.case.live_on:
        ahead = f"，其中 {len(view.ahead)} 个收在“节点”里" if view.ahead else ""
        yield Note(f"{full_day(view.case.live_on)}上线。以前届满的节点不计{ahead}；控制措施的到期日照常看守。", "blue", "存量接管的案件")


def _came_from(view: View) -> Iterator[Note]:
    """承接了什么，原案在哪里。"""
    for fact in view.timeline.of("cases.CarriedOver"):
        kept = [f"控制措施 {fact.data.get('measures')} 项，期限连续计算"] if fact.data.get("measures") else []
        kept += [f"失信、限制消费 {fact.data.get('restrictions')} 项"] if fact.data.get("restrictions") else []
        unpaid = fact.data.get("unpaid_fen")
        kept += [f"未履行 {yuan(unpaid)} 元" if unpaid is not None else ""]
        told = "；".join(part for part in kept if part)
        old = Action(text="看原案", url=reverse("case_page", args=[fact.data["from_case"]]), small=True)
        what = CAME.get(Kind(view.case.kind), "承接")
        yield Note(f"承接：{told}。原案已到位的仍记在原案。" if told else "原案没有要承接的。", "blue",
                   f"由{fact.data.get('from_number')}{what}", (old,))


def _went_to(view: View) -> Iterator[Note]:
    """结了案的、保全的，后来接着办的是哪一件；看不见的只写案号。"""
    if State(view.case.state) not in ENDED and view.case.kind != Kind.PRESERVATION:
        return
    found = [row for row in successors(view.case) if row.case.kind in CAME]
    seen = set(visible_to(view.desk.user, view.desk.today).filter(pk__in=[r.case_id for r in found]).values_list("pk", flat=True)) if found else set()
    for row in found:
        yield _successor(row, row.case, row.case_id in seen)


def _successor(row: Relation, case: Case, seen: bool) -> Note:
    what = "已恢复执行" if row.sort == Relation.Sort.ORIGINAL else "已转入执行"
    go = (Action(text="看这一件", url=reverse("case_page", args=[case.pk]), small=True),) if seen else ()
    return Note("控制措施、失信和限制消费由那一件看守。", "blue", f"{what}：{case}", go)


def _asked(view: View) -> Iterator[Note]:
    """申请了恢复执行，等立案。"""
    last = view.timeline.last("closing.ResumptionAsked", "closing.Resumed")
    if last is None or last.type == "closing.Resumed":
        return
    go = (view.desk.action(Act.REVIVE, small=True, kind="primary"),) if Act.REVIVE in view.desk.rights.available else ()
    ground = word("resumption", str(last.data.get("ground", "")))
    yield Note(f"{full_day(last.on)}提起，事由：{ground}。等立案部门审查立案。", "yellow", "已申请恢复执行", go)


def _withdrawn(view: View) -> Iterator[Note]:
    if view.case.withdrawn_closings:
        yield Note(f"本案撤销过报结 {view.case.withdrawn_closings} 次，收结小结里标明。", "yellow")
