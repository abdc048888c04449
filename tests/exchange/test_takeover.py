"""存量接管：核对、对账、签字、接管、断了接着来、撤回。"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import factories
import openpyxl
import pytest
from exchange import moving
from exchange.moving import case, fund, listed, matter, measure, packed, pool
from offices import Office

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import file_case, note, taking_over
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.closing.queries import PoolCase
from zhixing.casework.nodes.queries import Node, of_case
from zhixing.exchange import takeover
from zhixing.exchange.models import Takeover
from zhixing.exchange.takeover_sheets import Book, prepare
from zhixing.foundation.history.queries import Entry, entries
from zhixing.foundation.people.queries import User
from zhixing.law import measures
from zhixing.law.finding import Refused
from zhixing.law.states import fold

State = Takeover.State
LIVE = date(2026, 11, 3)


def prepared(world: Office, *cases: dict[str, Any], **sheets: Any) -> Book:
    return prepare(world.court, "接管.xlsx", packed(list(cases), **sheets))


def told(book: Book) -> list[tuple[str, int, str]]:
    """要改的毛病：表、行、栏。"""
    return [(f.sheet, f.row, f.column) for f in book.faults() if not f.warning]


def started(world: Office, content: bytes) -> Takeover:
    run = takeover.start(court=world.court, user=world.filing, name="接管.xlsx", content=content, live_on=LIVE, queue=False)
    return takeover.check(run.pk)


def signed(world: Office, run: Takeover, *, keep_good: bool = False) -> Takeover:
    return takeover.sign(run_id=run.pk, user=world.director, keep_good=keep_good, queue=False)


def moved(world: Office, content: bytes, *, keep_good: bool = False) -> Takeover:
    run = signed(world, started(world, content), keep_good=keep_good)
    return takeover.move(run.pk)


def whole(world: Office) -> bytes:
    """七张表都有的一本：三件在办，一件终本。"""
    judge, other = world.judge.name, world.other_judge.name
    return packed(
        [case(1, judge), case(2, judge), case(3, other, 案件类型代字="执保", 案号="（2026）内0221执保3号", 执行依据类型="保全裁定"), case(4, other)],
        已办事项=[
            matter(1, "查询"), matter(1, "执行通知", "2026-03-09", 对象="单晓岚", 文号="（2026）内0221执1001号之一"),
            matter(1, "约谈", "2026-04-02", 对象="单晓岚", 其他栏目="同意终本=否"),
            matter(2, "中止", "2026-05-06", 文号="（2026）内0221执1002号之一", 说明="申请执行人同意延期", 结束日期="2026-06-08"),
            matter(2, "扣除", "2026-07-01", 文号="公告", 说明="公告", 结束日期="2026-08-30"),
        ],
        控制措施=[
            measure(1), measure(2, "萨拉齐镇某小区3号楼", 措施="查封", 财产种类="房屋", 届满日期=None, 金额="500000", 顺位="轮候"),
            measure(3, "某公司股权", 财产种类="股权", 案号="（2026）内0221执保3号", 届满日期="2028-03-09"),
        ],
        案款余额=[fund(1)], 失信限消=[listed(1), listed(4, 种类="失信", 情形="违反财产报告制度")], 终本库=[pool(4)],
    )


# ---- 核对 ----


def test_a_good_book_has_nothing_to_change(world: Office) -> None:
    book = prepare(world.court, "接管.xlsx", whole(world))
    assert told(book) == [] and book.loose == []
    assert len(book.good) == 4


@pytest.mark.parametrize(
    ("sheet", "rows", "column", "text"),
    [
        ("已办事项", [matter(1, "跳舞")], "事项", "没有“跳舞”这个事项"),
        ("已办事项", [matter(1, on="2026-02-30")], "日期", "不是可能的日期"),
        ("已办事项", [matter(1, on="2026-12-30")], "日期", "还没有到"),
        ("已办事项", [matter(1, on="2026-01-05")], "日期", "早于收到材料日"),
        ("已办事项", [matter(1, "续封", "2026-04-05", 对象="没有这项财产")], "对象", "没有登记过"),
        ("已办事项", [matter(1, 其他栏目="没有的栏=1")], "其他栏目", "没有“没有的栏”"),
        ("已办事项", [matter(1, "恢复", "2026-05-05")], "事项", "没有尚未结束"),
        ("已办事项", [matter(1), matter(1)], "案号", "与第 2 行重复"),
        ("控制措施", [measure(1, 措施="没收")], "措施", "不在选项里"),
        ("控制措施", [measure(1, 届满日期="2030-01-01")], "届满日期", "不得超过"),
        ("控制措施", [measure(1, 生效日期="2025-10-01", 届满日期="2026-09-30")], "届满日期", "已经届满，核对是否续行"),
        ("控制措施", [measure(1, 续行日期="2026-13-01")], "续行日期", "不可能的日期"),
        ("控制措施", [measure(1), measure(1)], "案号", "与第 2 行重复"),
        ("案款余额", [fund(1, balance="600.01")], "余额", "是600.00元，不是600.01元"),
        ("案款余额", [fund(1, 到账日期=None)], "到账日期", "没有填写"),
        ("失信限消", [listed(1, kind="失信")], "情形", "没有填写"),
        ("终本库", [pool(1, "30000")], "未履行金额", "标的减去已到位的是36,000.00元"),
        ("控制措施", [measure(9)], "案号", "“案件”表里没有这个案号"),
    ],
)
def test_each_fault_names_its_row_and_column(world: Office, sheet: str, rows: Any, column: str, text: str) -> None:
    book = prepared(world, case(1, world.judge.name), **{sheet: rows})
    found = [f for f in book.faults() if not f.warning]
    assert [(f.sheet, f.column) for f in found] == [(sheet, column)]
    assert text in found[0].text and found[0].remedy


def test_an_unknown_handler_and_a_case_not_yet_filed(world: Office) -> None:
    book = prepared(world, case(1, "不存在的人"), case(2, 立案日期=None))
    assert told(book) == [("案件", 2, "承办人"), ("案件", 3, "立案日期")]


def test_a_lapsed_measure_confirmed_is_only_a_warning(world: Office) -> None:
    row = measure(1, 生效日期="2025-10-01", 届满日期="2026-09-30", 核对="已失效")
    book = prepared(world, case(1, world.judge.name), 控制措施=[row])
    assert told(book) == []
    assert any("按已失效接管" in f.text for f in book.faults())


def test_renewals_keep_a_measure_running(world: Office) -> None:
    row = measure(1, 生效日期="2024-10-01", 续行日期="2025-09-20、2026-09-18", 届满日期="2027-09-17")
    book = prepared(world, case(1, world.judge.name), 控制措施=[row])
    assert told(book) == []
    (file,) = book.files
    assert file.line is not None
    (running,) = measures.running(file.line, LIVE)
    assert running.until == date(2027, 9, 17)


def test_sub_tables_of_the_dictionary_are_sheets_too(world: Office) -> None:
    row = {"AH": moving.number(1), "CCLX": "车辆", "CCMC": "某牌轿车", "D_KYSXRQ": "2026-03-10", "D_KYJMRQ": "2028-03-09", "N_NZXBDE": "80000"}
    told_to = {"AH": moving.number(1), "BYTR": "单晓岚", "D_YTSJ": "2026-04-02", "SFTYZB": "否"}
    book = prepared(world, case(1, world.judge.name), T_SCZXKY=[row], T_SCZXYT=[told_to])
    assert told(book) == []
    assert [one.found.value.name for one in book.files[0].past] == ["control.MeasureTaken", "control.Interviewed"]
    assert book.files[0].past[0].found.value.as_data()["measure"] == "distrain"


# ---- 对账和签字 ----


def test_the_books_agree_to_the_fen(world: Office) -> None:
    run = started(world, whole(world))
    figures = takeover.figures_of(run)
    assert figures.wrong == []
    sums = {(line.sheet, line.what): line.source for line in figures.sums()}
    assert sums["案件", "件"] == 4 and sums["案件", "标的"] == 4 * 3_600_000
    assert sums["控制措施", "条"] == 3 and sums["控制措施", "金额"] == 50_000_000 + 2 * 300_005
    assert sums["案款余额", "余额"] == 60_000 and sums["终本库", "未履行"] == 3_600_000
    assert {line.judge for line in figures.lines} == {world.judge.name, world.other_judge.name}


def test_a_total_of_the_flow_system_that_differs_is_not_signed(world: Office) -> None:
    totals = [{"表": "控制措施", "条数": "1", "金额": "3000.06"}, {"表": "案件", "承办人": world.judge.name, "条数": "1"}]
    run = started(world, packed([case(1, world.judge.name)], 控制措施=[measure(1)], 合计=totals))
    with pytest.raises(Refused, match=r"流程系统是3,000\.06元，表里是3,000\.05元"):
        signed(world, run)
    assert not Case.objects.exists()


def test_figures_that_disagree_are_not_signed(world: Office) -> None:
    run = started(world, whole(world))
    run.figures["lines"][0][5] -= 1
    run.save(update_fields=["figures"])
    with pytest.raises(Refused, match=r"来源.*应写"):
        signed(world, run)


def test_who_may_do_what(world: Office) -> None:
    with pytest.raises(Forbidden):
        takeover.start(court=world.court, user=world.judge, name="接管.xlsx", content=whole(world), live_on=LIVE)
    run = started(world, whole(world))
    with pytest.raises(Forbidden):
        takeover.sign(run_id=run.pk, user=world.filing, keep_good=False, queue=False)
    own = takeover.start(court=world.court, user=world.director, name="接管.xlsx", content=whole(world), live_on=LIVE, queue=False)
    takeover.check(own.pk)
    with pytest.raises(Refused, match="上传的人自己不能签字"):
        signed(world, own)
    with pytest.raises(Takeover.DoesNotExist):
        takeover.sign(run_id=run.pk, user=world.upper, keep_good=False, queue=False)


def test_bad_cases_stay_out_only_when_told(world: Office) -> None:
    content = packed([case(1, world.judge.name), case(2, "不存在的人")], 控制措施=[measure(1), measure(2), measure(7)])
    run = started(world, content)
    assert (run.good, run.bad) == (1, 1)
    with pytest.raises(Refused, match="1 件不合格，1 行对不上案件"):
        signed(world, run)
    run = takeover.move(signed(world, run, keep_good=True).pk)
    assert run.state == State.DONE, run.message
    assert [c.number for c in Case.objects.all()] == [moving.number(1)]
    sheet = openpyxl.load_workbook(io.BytesIO(takeover.marked_workbook(run)))
    assert [sheet[name].max_row for name in ("案件", "控制措施")] == [2, 3]
    assert "不存在的人" in str(sheet["案件"]["V2"].value) or "没有叫" in str([c.value for c in sheet["案件"][2]])


def test_a_go_live_day_far_away(world: Office) -> None:
    with pytest.raises(Refused, match="上线日"):
        takeover.start(court=world.court, user=world.filing, name="接管.xlsx", content=whole(world), live_on=date(2025, 1, 1))


# ---- 接管 ----


def test_a_court_moves_in(world: Office) -> None:
    run = moved(world, whole(world))
    assert (run.state, run.message) == (State.DONE, "")
    first, second, third, fourth = Case.objects.order_by("pk")
    assert [c.state for c in (first, second, third, fourth)] == ["enforcing", "enforcing", "enforcing", "closed"]
    assert first.handler == world.judge and first.origin == "taken_over" and first.live_on == LIVE
    assert (fourth.closing_mode, fourth.closed_on) == ("terminated_round", date(2026, 5, 29))
    rows = list(entries(first.stream).exclude(type="centre.Triaged"))
    assert rows[-1].type == "cases.TakenOver" and rows[-1].reason == f"{world.director}签字"
    assert {row.source for row in rows} == {"imported"} and {row.actor_id for row in rows} == {world.filing.pk}
    for one in (first, second, third, fourth):
        assert one.state == fold(fact.type for fact in sorted(timeline_of(one).facts, key=lambda fact: fact.identity))
    assert [m.until for m in measures.running(timeline_of(first), LIVE)] == [date(2027, 3, 9)]
    taken = next(row for row in rows if row.type == "control.MeasureTaken")
    assert taken.finding["inputs"]["sheet"] == "控制措施" and taken.finding["inputs"]["row"] == 2
    assert Party.objects.get(case=first, role="respondent").name_py == "shanxiaolan"
    assert PoolCase.objects.get(case=fourth).unpaid_fen == 3_600_000
    assert [line.written for line in takeover.figures_of(run).sums()] == [line.planned for line in takeover.figures_of(run).sums()]


def test_nodes_before_the_go_live_day_are_not_counted(world: Office) -> None:
    moved(world, packed([case(1, world.judge.name)], 控制措施=[measure(1)]))
    nodes = list(of_case(Case.objects.get().pk))
    assert not [n for n in nodes if n.state == "open" and n.due and n.due < LIVE and n.whose == "court" and n.cls not in "BC"]
    assert any(n.state == "before" for n in nodes)
    (watch,) = [n for n in nodes if n.code == "N-14"]
    assert (watch.state, watch.due, watch.owner) == ("open", date(2027, 3, 9), world.judge)


def test_a_measure_older_than_the_case_is_carried(world: Office) -> None:
    run = moved(world, packed([case(1, world.judge.name)], 控制措施=[measure(1, 生效日期="2025-12-10", 届满日期="2026-12-09")]))
    assert run.state == State.DONE
    stream = Case.objects.get().stream
    assert Entry.objects.get(stream=stream, type="control.MeasureTaken").source == "carried"
    assert Node.objects.get(case=Case.objects.get(), code="N-14").due == date(2026, 12, 9)


def test_the_same_file_twice(world: Office) -> None:
    assert moved(world, whole(world)).state == State.DONE
    again = started(world, whole(world))
    assert (again.good, again.bad) == (0, 4)
    assert all("已在本院登记" in fault["text"] for fault in again.faults if not fault["warning"])
    with pytest.raises(Refused):
        signed(world, again, keep_good=True)
    takeover.move(Takeover.objects.order_by("pk").first().pk)  # type: ignore[union-attr]
    assert Case.objects.count() == 4


def test_a_broken_run_goes_on_where_it_stopped(world: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "BATCH", 2)
    run = signed(world, started(world, whole(world)))
    real = taking_over.take_over
    calls: list[int] = []

    def second_fails(**given: Any) -> list[Case]:
        calls.append(len(given["files"]))
        if len(calls) == 2:
            raise RuntimeError("断了")
        return real(**given)

    monkeypatch.setattr(taking_over, "take_over", second_fails)
    with pytest.raises(RuntimeError):
        takeover.move(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED and Case.objects.count() == 2
    run = takeover.move(run.pk)
    assert (run.state, Case.objects.count()) == (State.DONE, 4), run.message
    assert Entry.objects.filter(type="cases.TakenOver").count() == 4


def test_a_number_used_meanwhile_stops_the_move_before_anything(world: Office) -> None:
    from drafts import draft

    run = signed(world, started(world, packed([case(1, world.judge.name)])))
    papers = draft(number_as_given=moving.number(1), accepted_on=date(2026, 10, 22))
    file_case(actor=world.filing, court=world.court, number=moving.number(1), draft=papers, source="imported")  # type: ignore[arg-type]
    run = takeover.move(run.pk)
    assert run.state == State.FAILED and "签字以后有 1 件变了" in run.message
    assert not Case.objects.filter(takeover=run.pk).exists()


def test_own_numbers_go_on_after_the_highest(world: Office) -> None:
    from drafts import draft

    moved(world, whole(world))
    new = file_case(actor=world.filing, court=world.court, draft=draft(accepted_on=date(2026, 11, 2)))
    assert new.number == "（2026）内0221执1005号"


# ---- 撤回 ----


def reversed_(world: Office, run: Takeover, reason: str = "来源表格取错了日期") -> Takeover:
    takeover.ask_reverse(run_id=run.pk, user=world.director, reason=reason, queue=False)
    return takeover.reverse(run.pk)


def test_a_run_is_reversed_as_a_whole(world: Office) -> None:
    run = moved(world, whole(world))
    links = Entry.objects.filter(stream__startswith="case:").count()
    run = reversed_(world, run)
    assert run.state == State.REVERSED, run.message
    assert {c.state for c in Case.objects.all()} == {"reversed"} and {c.number for c in Case.objects.all()} == {""}
    assert not Node.objects.filter(case__takeover=run.pk, state="open").exists()
    assert not PoolCase.objects.filter(left_on__isnull=True).exists()
    assert Entry.objects.filter(stream__startswith="case:").count() == links + 4
    assert moved(world, whole(world)).state == State.DONE, "案号腾出，可以重新接管"


def test_after_the_first_act_it_is_refused_and_the_act_named(world: Office) -> None:
    run = moved(world, whole(world))
    first = Case.objects.order_by("pk")[0]
    note(case=first, actor=User.objects.get(pk=world.judge.pk), on=LIVE, sort="电话", text="询问进度")
    with pytest.raises(Refused, match=f"{moving.number(1)}.*{world.judge.name}.*电话"):
        takeover.ask_reverse(run_id=run.pk, user=world.director, reason="错了", queue=False)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_an_act_between_asking_and_reversing_keeps_everything(world: Office) -> None:
    run = moved(world, whole(world))
    takeover.ask_reverse(run_id=run.pk, user=world.director, reason="错了", queue=False)
    note(case=Case.objects.order_by("pk")[0], actor=User.objects.get(pk=world.judge.pk), on=LIVE, sort="电话", text="询问进度")
    run = takeover.reverse(run.pk)
    assert run.state == State.DONE and "没有撤回" in run.message
    assert not Case.objects.filter(state="reversed").exists()


def test_reversal_needs_the_bureau_head_and_a_reason(world: Office) -> None:
    run = moved(world, packed([case(1, world.judge.name)]))
    with pytest.raises(Forbidden):
        takeover.ask_reverse(run_id=run.pk, user=world.filing, reason="错了", queue=False)
    with pytest.raises(Refused, match="撤回的理由"):
        takeover.ask_reverse(run_id=run.pk, user=world.director, reason=" ", queue=False)


# ---- 该知道的人马上知道 ----


def test_measures_about_to_expire_stand_on_the_right_desks(world: Office) -> None:
    from zhixing.casework.nodes.queries import board, open_for

    tomorrow = date(2026, 11, 4)
    judges = [world.judge.name, world.other_judge.name]
    run = moved(world, moving.court(judges, 500, 300, {10: tomorrow, 11: tomorrow}))
    assert (run.state, Case.objects.count()) == (State.DONE, 500), run.message
    for n, who in ((10, world.judge), (11, world.other_judge)):
        found = [node for node in open_for(who, LIVE) if node.cls == "C" and node.due == tomorrow]
        assert [(node.case.number, node.light) for node in found] == [(moving.number(n), "yellow")]
    assert Node.objects.filter(cls="C", state="open").count() == 300
    for who in (world.director, factories.user("vice_director", court=world.court)):
        assert {node.case.number for node in board(who, LIVE) if node.cls == "C" and node.due == tomorrow} == {moving.number(10), moving.number(11)}
    leads = [node.case.number for node in board(world.leader, LIVE) if node.cls == "C" and node.due == tomorrow]
    assert leads == [moving.number(10)]
