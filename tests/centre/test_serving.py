"""办理事务的人：领了、派了就看得见那件案件、办得了它的事务；办完、放回、退回、改派以后就看不见。"""

from __future__ import annotations

import factories
import pytest
from centre.hall import Hall
from centre.items_desk import asked
from control.desk import TODAY

from zhixing.casework.cases.access import rights_of
from zhixing.casework.cases.models import Assignment, Case
from zhixing.casework.cases.queries import visible_to, worked_by
from zhixing.casework.centre.commands import items
from zhixing.casework.control.events import InquiryFinished
from zhixing.casework.documents.queries import drafts, to_seal
from zhixing.foundation.people.queries import Post, User
from zhixing.law.states import Act

DOES = (Act.REGISTER, Act.DRAFT_DOCUMENT, Act.SERVE, Act.FILE_MATERIAL, Act.QUERY)
DECIDES = (Act.PROPOSE, Act.SUSPEND, Act.SIGN_SHEET, Act.SIGN_DOCUMENT, Act.PAY_OUT, Act.ORDER_CONTROL, Act.TRANSFER, Act.CONFER)


@pytest.fixture
def server(hall: Hall) -> User:
    """指挥中心团队的书记员，没有指挥中心的职务，也不在办案的团队。"""
    return factories.user(Post.CLERK, team=hall.hub)


def sees(user: User, case: Case) -> bool:
    """看得见；清单和逐件的权限说的一样。"""
    listed = visible_to(user, TODAY).filter(pk=case.pk).exists()
    assert rights_of(user, Case.objects.get(pk=case.pk)).may_view == listed
    return listed


def test_only_while_it_is_in_hand(hall: Hall, server: User) -> None:
    case = hall.case()
    one, two = asked(hall, case), asked(hall, case, "field", subject="库房", demand="看看")
    assert not sees(server, case)
    items.claim(item=one, actor=server)
    found = rights_of(server, case)
    assert sees(server, case) and all(map(found.may, DOES)) and not any(map(found.may, DECIDES)), "办事务，不作决定"
    items.assign_item(item=two, to=server, actor=hall.centre)
    items.put_back(item=one, actor=server, revision=None)
    assert sees(server, case), "手里还有一张"
    hall.record(case, InquiryFinished(subject="库房"), TODAY)
    assert not sees(server, case), "别处登记了，自动办结"
    items.reject(item=two, actor=hall.judge, revision=None, why="没有附照片")
    assert not sees(server, case)
    assert not worked_by(server).exists() and not list(to_seal(server, TODAY)) and not list(drafts(server))


def test_every_way_out_of_the_hand(hall: Hall, server: User) -> None:
    case, other = hall.case(), factories.user(Post.CLERK, team=hall.hub)
    item = asked(hall, case)
    items.claim(item=item, actor=server)
    items.assign_item(item=item, to=other, actor=hall.centre)
    assert (sees(server, case), sees(other, case)) == (False, True)
    items.give_back(item=item, actor=other, revision=None, why="不清楚查什么")
    assert not sees(other, case)
    items.ask_again(item=item, actor=hall.judge, revision=None, demand="查存款")
    taken = items.claim_next(actor=server)
    assert taken is not None and taken.pk == item.pk and sees(server, case), "看不见的也领得下一张，领了就看得见"
    items.reassign_all(giver=server, taker=other, actor=hall.director, why="请假")
    assert (sees(server, case), sees(other, case)) == (False, True)
    items.cancel(item=item, actor=hall.judge, revision=None, why="不用了")
    assert not sees(other, case)
    rows = Assignment.objects.filter(role=Assignment.Role.SERVING)
    assert {row.matter for row in rows} == {item.number} and all(row.until for row in rows)


def test_the_act_of_the_item_in_hand(hall: Hall, server: User) -> None:
    """手里是续封续冻的，拟得了、发得了控制令，仍签不了；换成上门调查就不行了，放回以后也不行。"""
    case = hall.case()
    renew, field = asked(hall, case, "renew", subject="北疆银行存款"), asked(hall, case, "field", subject="库房", demand="看看")
    items.claim(item=field, actor=server)
    acts = (Act.ORDER_CONTROL, Act.SEND_ORDER, Act.RECORD_CONTROL)
    assert not any(map(rights_of(server, case).may, acts)), "上门调查用不着控制令"
    items.claim(item=renew, actor=server)
    found = rights_of(server, case)
    assert all(map(found.may, acts)) and not found.may(Act.SIGN_DOCUMENT) and not found.may(Act.PAY_OUT)
    items.put_back(item=renew, actor=server, revision=None)
    assert sees(server, case) and not any(map(rights_of(server, case).may, acts))
