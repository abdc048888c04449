"""线索：收下、认领、核查、答复；同一张表单只有一条；身份保密；期限随节点；撤回登记退回待认领。"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from control.desk import TODAY, ControlDesk
from spine import node, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.control import queries_clues as queries
from zhixing.casework.control.commands import clues
from zhixing.casework.control.commands.clues import Given, Taken, Upload
from zhixing.casework.control.models import Clue, ClueFile
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def given(**values: Any) -> Given:
    return Given(**{"about": "朝鲁门", "text": "他有一辆白色货车，常停在和平街粮库后院", "name": "路过的人", "phone": "13900000000", **values})


def handed(desk: ControlDesk, token: str = "t1", *uploads: Upload, **values: Any) -> Taken:
    return clues.submit(court_id=desk.court.pk, given=given(**values), token=token, uploads=uploads)


def fresh(clue: Clue) -> Clue:
    clue.refresh_from_db()
    return clue


def test_a_clue_of_the_public_gets_a_number_and_a_code(desk: ControlDesk) -> None:
    taken = handed(desk, "t1", Upload("车.png", PNG), Upload("说.amr", b"#!AMR\n\x3c"))
    assert taken.clue.number == "线2026-000001" and taken.clue.state == "new" and len(taken.code) == 9
    assert [each.sort for each in taken.clue.files.order_by("pk")] == ["photo", "voice"]
    assert {each.file.uploader for each in taken.clue.files.all()} == {"公众网上提交"}
    assert queries.by_receipt(taken.clue.number, clues.digest(taken.clue.number, taken.code.lower().replace("-", " "))) == taken.clue
    assert queries.by_receipt(taken.clue.number, clues.digest(taken.clue.number, "AAAA-AAAA")) is None
    assert taken.code not in taken.clue.code_digest and queries.due(taken.clue).value == TODAY + timedelta(days=7)


def test_the_same_form_twice_is_one_clue_with_the_same_code(desk: ControlDesk) -> None:
    first, again, other = handed(desk), handed(desk), handed(desk, "t2")
    assert first == again and other.clue != first.clue and other.code != first.code and Clue.objects.count() == 2


NOT_TAKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"about": ""}, "没有填写关于谁"), ({"text": " "}, "没有写什么财产"), ({"giver": "x"}, "提供人"), ({"text": "很" * 5001}, "超过5000"),
    ({"name": "\x00"}, "控制字符"),
)


def test_what_is_not_taken_says_why_and_leaves_nothing(desk: ControlDesk) -> None:
    for values, why in NOT_TAKEN:
        with pytest.raises(Refused, match=why) as caught:
            handed(desk, **values)
        assert caught.value.finding.reasons[0].remedy and not Clue.objects.exists(), why


def test_a_bad_file_leaves_nothing(desk: ControlDesk) -> None:
    with pytest.raises(Refused, match="不收这种文件"):
        handed(desk, "t1", Upload("车.png", PNG), Upload("x.exe", b"MZ"))
    with pytest.raises(Refused, match="至多"):
        handed(desk, "t1", *[Upload(f"{n}.png", PNG) for n in range(6)])
    assert not Clue.objects.exists() and not ClueFile.objects.exists()


def test_from_the_pool_to_the_answer(desk: ControlDesk) -> None:
    """认领起期限，核查办结节点，答复凭回执查得到。"""
    case = desk.case()
    clue = handed(desk, about=desk.debtor(case).name).clue
    assert list(queries.pool(desk.judge, TODAY)) == [clue] and list(queries.likely(clue, desk.judge, TODAY)) == [case]
    assert list(queries.likely(Clue(about=str(case), court=desk.court), desk.judge, TODAY)) == [case], "写了案号的"
    clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=0)
    clue = fresh(clue)
    assert clue.state == "checking" and clue.case == case and not queries.pool(desk.judge, TODAY)
    assert node(case, "N-09").due == TODAY + timedelta(days=7) == queries.due(clue).value
    with pytest.raises(Refused, match="核查中"):
        clues.answer(clue=clue, actor=desk.judge, on=TODAY, revision=None, text="查过了")
    clues.verify(clue=clue, actor=desk.judge, on=TODAY, revision=clue.revision, found=True, text="车在粮库后院，已拍照")
    clue = fresh(clue)
    assert clue.state == "true" and node(case, "N-09").state == "done"
    clues.answer(clue=clue, actor=desk.judge, on=TODAY, revision=clue.revision, text="属实，已经查封")
    clue = fresh(clue)
    assert clue.answer == "属实，已经查封" and clue.answered_on == TODAY and clue.answered_name == desk.judge.name
    assert story(case)[-3:] == ["control.ClueReceived", "control.ClueVerified", "control.ClueAnswered"]


def test_urgent_is_three_days_and_counts_from_the_day_it_came(desk: ControlDesk) -> None:
    case = desk.case()
    clue = handed(desk, urgent=True).clue
    Clue.objects.filter(pk=clue.pk).update(received_on=date(2026, 11, 2))
    clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=None)
    assert node(case, "N-09b").due == date(2026, 11, 5)


def test_the_chain_never_names_the_informer(desk: ControlDesk) -> None:
    case = desk.case()
    clues.claim(clue=handed(desk, hidden=True).clue, case=case, actor=desk.judge, on=TODAY, revision=None)
    clues.receive_in(case=case, actor=desk.judge, on=TODAY, revision=None, token="t9", given=given(giver="applicant", name="申请人甲", hidden=True))
    told = json.dumps([row.payload for row in entries(case.stream).filter(type="control.ClueReceived")], ensure_ascii=False)
    assert "路过的人" not in told and "139" not in told and "申请人甲" not in told and "群众" in told


def test_who_sees_the_informer(desk: ControlDesk) -> None:
    case = desk.case()
    hidden, plain = handed(desk, hidden=True).clue, handed(desk, "t2").clue
    for clue in (hidden, plain):
        clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=None)
    assert queries.giver(hidden, desk.judge, TODAY).shown == "群众（身份保密）" and queries.giver(plain, desk.judge, TODAY).shown == "群众 路**"
    with pytest.raises(Forbidden):
        clues.reveal(clue=hidden, actor=desk.judge)
    assert clues.reveal(clue=hidden, actor=desk.director) == ("路过的人", "13900000000") == clues.reveal(clue=plain, actor=desk.judge)
    assert list(ReadLog.objects.order_by("pk").values_list("what", "detail")) == [("线索提供人", hidden.number), ("线索提供人", plain.number)]


def test_others_see_and_touch_nothing(desk: ControlDesk) -> None:
    case, clue = desk.case(), handed(desk, "t1", Upload("车.png", PNG)).clue
    elsewhere, cashier = factories.user("judge", court=factories.court("内0222")), desk.person("cashier")
    file = clue.files.get()
    for stranger in (elsewhere, cashier):
        assert not queries.seen(stranger, TODAY).exists()
        with pytest.raises(ClueFile.DoesNotExist):
            queries.file_of(file.pk, stranger, TODAY)
    assert queries.file_of(file.pk, desk.judge, TODAY) == file
    with pytest.raises(Forbidden):
        clues.dismiss(clue=clue, actor=desk.judge, on=TODAY, revision=None, why="不是")
    with pytest.raises(Forbidden):
        clues.claim(clue=clue, case=case, actor=desk.other, on=TODAY, revision=None)
    assert fresh(clue).state == "new"


def test_dismissed_has_a_reason_and_cannot_be_claimed(desk: ControlDesk) -> None:
    case, clue = desk.case(), handed(desk).clue
    clues.dismiss(clue=clue, actor=desk.centre, on=TODAY, revision=0, why="写的不是本院的案件，请向受理的法院提供")
    assert fresh(clue).state == "dismissed" and "受理的法院" in clue.answer
    with pytest.raises(Refused, match="不是线索"):
        clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=None)


def test_a_stale_page_is_refused(desk: ControlDesk) -> None:
    case, clue = desk.case(), handed(desk).clue
    clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=0)
    with pytest.raises(Refused, match="刚才有变动"):
        clues.verify(clue=clue, actor=desk.judge, on=TODAY, revision=0, found=True, text="查过了")


def test_withdrawing_the_entry_gives_the_clue_back(desk: ControlDesk) -> None:
    """认错了案件的，当日撤回登记，线索回到待认领；核查登错了的，撤回以后接着核查。"""
    case, other = desk.case(), desk.case()
    clue = handed(desk).clue
    clues.claim(clue=clue, case=case, actor=desk.judge, on=TODAY, revision=None)
    clues.verify(clue=clue, actor=desk.judge, on=TODAY, revision=None, found=False, text="查无此车")
    for state in ("checking", "new"):
        last = entries(case.stream).filter(type__in=["control.ClueReceived", "control.ClueVerified"], corrects=None).order_by("-seq")
        withdrawn = set(entries(case.stream).exclude(corrects=None).values_list("corrects", flat=True))
        seq = next(row.seq for row in last if row.seq not in withdrawn)
        cases.withdraw_entry(case=case, actor=desk.judge, seq=seq, reason="登错了", revision=None)
        assert fresh(clue).state == state
    assert clue.case is None
    clues.claim(clue=clue, case=other, actor=desk.judge, on=TODAY, revision=None)
    assert fresh(clue).case == other


def test_clues_registered_elsewhere_are_in_the_case_too(desk: ControlDesk) -> None:
    case = desk.case()
    cases.register(case=case, actor=desk.judge, on=TODAY, revision=None, matter="clue", values={"subject": "名下有一辆货车"})
    clues.receive_in(case=case, actor=desk.judge, on=TODAY, revision=None, token="t1", given=given(giver="applicant"))
    told = queries.in_case(case, timeline_of(case))
    assert sorted(each.row is None for each in told) == [False, True] and {each.state for each in told} == {"checking"}
