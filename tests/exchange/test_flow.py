"""流程系统每日导出：只登一次、更正、先后无关、有出入由人定。"""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest
from exchange.flows import at, book, bring
from spine import House

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import correct_entry, register
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.events import Suspended
from zhixing.casework.nodes.queries import Node
from zhixing.exchange import backfill, flow, flow_tables
from zhixing.exchange.flow_decide import decide, sides
from zhixing.exchange.models import FlowImport, FlowPart, FlowRow
from zhixing.foundation.history.queries import Entry, Source, seq
from zhixing.law.finding import Refused
from zhixing.law.timeline import Fact

ON = date(2026, 10, 28)


def facts(case: Case, *types: str) -> list[Fact]:
    return [fact for fact in timeline_of(Case.objects.get(pk=case.pk)).facts if fact.type in types]


def counts(run: FlowImport) -> dict[str, int]:
    names = ("added", "same", "corrected", "differing", "waiting", "older", "unread")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def frozen(case: Case, **more: Any) -> dict[str, Any]:
    row = {"AH": case.number, "C_ID": "7", "冻结类型": "银行存款", "财产所有权人": "单晓岚", "冻结清单序号": "1",
           "冻结生效日期": "2026-10-28", "冻结届满日期": "2027-10-27", "实际冻结金额": "36000.00"}
    return row | more


def query(case: Case, **more: Any) -> dict[str, Any]:
    row = {"AH": case.number, "C_ID": "q1", "被调查人": "单晓岚", "调查时间": "2026-10-27 09:12:00", "调查单位分类": "网络查控（总对总）"}
    return row | more


def registered(house: House, case: Case, matter: str, on: date, **values: Any) -> None:
    register(case=case, actor=house.judge, on=on, revision=None, matter=matter, values=values)


# ---- 登记 ----


def test_an_export_finishes_nodes_and_says_where_it_came_from(house: House, case: Case) -> None:
    first = bring(house.director, book(查封=[], 冻结=[frozen(case)], 财产调查=[query(case)]))
    assert (first.state, counts(first)) == ("done", {"added": 2})
    (fact,) = facts(case, "control.MeasureTaken")
    assert (fact.on, fact.source, fact.data["amount_fen"], fact.data["until"]) == (ON, Source.IMPORTED, 3_600_000, "2027-10-27")
    done = Node.objects.filter(case=case, done_seq__isnull=False, act__startswith="register:query")
    assert done and {(node.state, node.done_on) for node in done} == {("done", date(2026, 10, 27))}
    assert Case.objects.get(pk=case.pk).state == "enforcing"
    assert Entry.objects.get(stream=case.stream, type="control.MeasureTaken").actor_name == house.director.name


def test_the_same_export_twice_changes_nothing(house: House, case: Case) -> None:
    content = book(冻结=[frozen(case)], 财产调查=[query(case)])
    bring(house.director, content)
    before = seq(case.stream)
    again = bring(house.director, content)
    assert (seq(case.stream), counts(again)) == (before, {"same": 2})


def test_codes_chinese_names_and_csv_are_all_read(house: House, case: Case) -> None:
    text = f"AH,C_ID,LX,ZZSY,D_QSRQ,D_JSRQ,XGWS\n{case.number},1,中止,等待另案,2026-10-25,2026-10-30,（2026）内0221执1号之一\n"
    run = bring(house.director, text.encode("gb18030"), name="T_SCZXKCZXQXJL_20261101.csv")
    assert counts(run) == {"added": 2}
    assert [f.data["code"] for f in facts(case, "nodes.Excluded", "nodes.ExclusionEnded")] == ["X4", "X4"]
    assert run.exported_at == at(1, 0)


def test_a_later_export_corrects_and_an_older_one_is_ignored(house: House, case: Case) -> None:
    bring(house.director, book(冻结=[frozen(case)]), at(1))
    newer = bring(house.director, book(冻结=[frozen(case, 冻结生效日期="2026-10-29", 实际冻结金额="30000")]), at(2))
    assert counts(newer) == {"corrected": 1}
    older = bring(house.director, book(冻结=[frozen(case)]), at(1))
    assert counts(older) == {"older": 1}
    (fact,) = facts(case, "control.MeasureTaken")
    assert (fact.on, fact.data["amount_fen"], fact.source) == (date(2026, 10, 29), 3_000_000, Source.IMPORTED)
    assert "没有用这一份" in older.report[0]["text"]


def test_a_release_waits_for_its_measure_and_follows_its_name(house: House, case: Case) -> None:
    row = frozen(case, 解冻日期="2026-11-01", 解除冻结原因="被执行人已履行")
    run = bring(house.director, book(冻结=[row]))
    assert counts(run) == {"added": 2}
    taken, released = facts(case, "control.MeasureTaken", "control.Released")
    assert (released.subject, released.data["ground"]) == (taken.subject, "paid")


def test_a_release_is_renamed_with_its_measure(house: House, case: Case) -> None:
    bring(house.director, book(冻结=[frozen(case, 解冻日期="2026-11-01")]), at(1))
    run = bring(house.director, book(冻结=[frozen(case, 解冻日期="2026-11-01", 冻结清单序号="2")]), at(2))
    assert counts(run) == {"corrected": 2}
    taken, released = facts(case, "control.MeasureTaken", "control.Released")
    assert released.subject == taken.subject and "清单2" in taken.subject


def test_a_correction_that_cannot_be_entered_keeps_what_was_entered(house: House, case: Case) -> None:
    bring(house.director, book(冻结=[frozen(case)]), at(1))
    run = bring(house.director, book(冻结=[frozen(case, 冻结届满日期="2035-01-01")]), at(2))
    assert counts(run) == {"waiting": 1} and "不得超过" in run.report[0]["text"]
    assert [f.data["until"] for f in facts(case, "control.MeasureTaken")] == ["2027-10-27"]
    assert counts(bring(house.director, book(冻结=[frozen(case)]), at(3))) == {"same": 1}


def test_a_deduction_waits_until_its_freeze_comes(house: House, case: Case) -> None:
    row = {"AH": case.number, "C_ID": "h", "划拨账户及帐号": "工商银行6222", "划拨金额": "100", "划拨日期": "2026-10-30"}
    run = bring(house.director, book(划拨=[row]))
    assert counts(run) == {"waiting": 1} and "没有登记过" in run.report[0]["text"]
    registered(house, case, "freeze", ON, property="deposit", rank="first", subject="工商银行6222")
    assert counts(bring(house.director, book(划拨=[row]))) == {"added": 1}


def test_a_row_gone_from_the_flow_system_is_withdrawn_here(house: House, case: Case) -> None:
    row = frozen(case, 解冻日期="2026-11-01")
    bring(house.director, book(冻结=[row]), at(1))
    run = bring(house.director, book(冻结=[frozen(case)]), at(2))
    assert counts(run) == {"same": 1, "corrected": 1}
    assert facts(case, "control.Released") == []


# ---- 与本系统办的对 ----


def test_our_own_entry_is_matched_and_not_doubled(house: House, case: Case) -> None:
    registered(house, case, "freeze", ON, property="deposit", rank="first", subject="工商银行 尾号1234", amount_fen="36000")
    before = seq(case.stream)
    run = bring(house.director, book(冻结=[frozen(case)]))
    assert (counts(run), seq(case.stream)) == ({"same": 1}, before)
    assert FlowPart.objects.get().state == "matched"


def test_the_release_of_a_matched_measure_bears_our_name(house: House, case: Case) -> None:
    registered(house, case, "freeze", ON, property="deposit", rank="first", subject="工商银行 尾号1234")
    bring(house.director, book(冻结=[frozen(case, 解冻日期="2026-11-01")]))
    assert [f.subject for f in facts(case, "control.Released")] == ["工商银行 尾号1234"]


def test_what_the_take_over_brought_is_not_doubled(house: House, case: Case) -> None:
    values = {"property": "deposit", "rank": "first", "subject": "农业银行 尾号9"}
    register(case=case, actor=house.judge, on=ON, revision=None, matter="freeze", values=values, source=Source.IMPORTED)
    assert counts(bring(house.director, book(冻结=[frozen(case)]))) == {"same": 1}
    assert len(facts(case, "control.MeasureTaken")) == 1


def test_our_suspension_is_the_excluded_period_of_the_flow_system(house: House, case: Case) -> None:
    house.record(case, Suspended(ground="等待另案", document="裁定1号"), ON)
    row = {"AH": case.number, "C_ID": "k", "类型": "中止", "中止事由": "等待另案", "起始日期": "2026-10-28"}
    assert counts(bring(house.director, book(扣除执行期限记录=[row]))) == {"same": 1}
    assert facts(case, "nodes.Excluded") == [] and Case.objects.get(pk=case.pk).state == "suspended"
    assert "T_SCZXKCZXQXJL" not in [section.table for section in backfill.sheet(case)]


def differing(house: House, case: Case) -> FlowPart:
    registered(house, case, "freeze", date(2026, 10, 27), property="deposit", rank="first", subject="工商银行 尾号1234", amount_fen="30000")
    run = bring(house.director, book(冻结=[frozen(case)]), at(1))
    assert counts(run) == {"differing": 1}
    assert [f.source for f in facts(case, "control.MeasureTaken")] == [Source.OWN]
    return flow.differences(house.director).get()


def test_a_contradiction_is_shown_with_both_sides(house: House, case: Case) -> None:
    found = sides(differing(house, case))
    assert found is not None and found.source == "本系统办理"
    assert found.rows == (("日期", "2026-10-27", "2026-10-28"), ("金额（元）", "30,000.00元", "36,000.00元"), ("届满日", "没有写", "2027-10-27"))


def test_adopting_corrects_our_entry(house: House, case: Case) -> None:
    part = decide(part_id=differing(house, case).pk, user=house.director, how="adopt")
    assert (part.state, part.decided_by) == ("matched", house.director)
    (fact,) = facts(case, "control.MeasureTaken")
    assert (fact.on, fact.data["amount_fen"]) == (ON, 3_600_000)
    assert counts(bring(house.director, book(冻结=[frozen(case)]))) == {"same": 1}


def test_keeping_is_remembered_until_the_row_changes(house: House, case: Case) -> None:
    part = decide(part_id=differing(house, case).pk, user=house.director, how="keep")
    assert part.state == "kept" and len(facts(case, "control.MeasureTaken")) == 1
    assert counts(bring(house.director, book(冻结=[frozen(case)]), at(2))) == {"same": 1}
    changed = bring(house.director, book(冻结=[frozen(case, 实际冻结金额="35000")]), at(3))
    assert counts(changed) == {"differing": 1}


def test_two_different_things_are_entered_apart(house: House, case: Case) -> None:
    part = decide(part_id=differing(house, case).pk, user=house.director, how="apart")
    assert part.state == "written" and len(facts(case, "control.MeasureTaken")) == 2
    assert counts(bring(house.director, book(冻结=[frozen(case)]))) == {"same": 1}
    with pytest.raises(Refused, match="已经决定"):
        decide(part_id=part.pk, user=house.director, how="keep")


def test_an_imported_entry_corrected_here_is_not_overwritten(house: House, case: Case) -> None:
    bring(house.director, book(冻结=[frozen(case)]), at(1))
    (fact,) = facts(case, "control.MeasureTaken")
    correct_entry(case=case, actor=house.judge, seq=fact.seq, values={"amount_fen": 100}, on=ON, reason="笔误", revision=None)
    assert counts(bring(house.director, book(冻结=[frozen(case)]), at(2))) == {"same": 1}
    run = bring(house.director, book(冻结=[frozen(case, 实际冻结金额="35000")]), at(3))
    assert counts(run) == {"differing": 1}
    decide(part_id=flow.differences(house.director).get().pk, user=house.director, how="adopt")
    assert [f.data["amount_fen"] for f in facts(case, "control.MeasureTaken")] == [3_500_000]
    assert counts(bring(house.director, book(冻结=[frozen(case, 实际冻结金额="35000")]), at(3))) == {"same": 1}


def test_the_main_line_is_compared_and_never_written(house: House, case: Case) -> None:
    main = {"案号": case.number, "立案日期": "2026-10-21", "分案日期": "2026-10-23", "结案方式": "终结本次执行程序", "结案日期": "2026-11-01"}
    run = bring(house.director, book(T_SCZX=[main]))
    assert counts(run) == {"same": 1, "differing": 1, "waiting": 1}
    assert "本系统还没有结案" in next(r["text"] for r in run.report if r["did"] == "waiting")
    decide(part_id=flow.differences(house.director).get().pk, user=house.director, how="adopt")
    assert [f.on for f in facts(case, "cases.Assigned")] == [date(2026, 10, 23)]


# ---- 读不了的、不归我们的 ----


def test_unknown_cases_and_unreadable_rows_are_listed(house: House, case: Case) -> None:
    rows = [frozen(case, AH="（2026）内0221执9999号"), frozen(case, AH="乱写"), frozen(case, C_ID="x", 冻结生效日期="去年")]
    run = bring(house.director, book(冻结=rows, 别的表=[{"甲": 1}]))
    assert counts(run) == {"unread": 2, "waiting": 1}
    assert [r["text"] for r in run.report] == ["案号“乱写”读不出", "本院没有这件案件", "冻结生效日期“去年”不是日期"]
    assert "别的表" in run.message


def test_a_case_of_another_court_is_not_ours(house: House, case: Case) -> None:
    import factories

    stranger = factories.user("director", court=factories.court("内0222"))
    assert counts(bring(stranger, book(冻结=[frozen(case)]))) == {"unread": 1}
    assert facts(case, "control.MeasureTaken") == []


def test_only_those_who_may_import(house: House, case: Case) -> None:
    with pytest.raises(Forbidden):
        bring(house.judge, book(冻结=[frozen(case)]))
    assert not FlowImport.objects.exists()


def test_a_dry_run_leaves_nothing(house: House, case: Case) -> None:
    before = seq(case.stream)
    run = flow.dry_run(court=house.court, user=house.director, name="导出.xlsx", content=book(冻结=[frozen(case)]))
    assert counts(run) == {"added": 1}
    assert (seq(case.stream), FlowImport.objects.count(), FlowRow.objects.count()) == (before, 0, 0)


def test_a_broken_run_goes_on_where_it_stopped(house: House, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    other = house.case()
    content = book(冻结=[frozen(case), frozen(other)])
    run = flow.start(court=house.court, user=house.director, name="导出.xlsx", content=content, queue=False)
    real, seen = flow._one_case, []

    def breaks(group: Any, *rest: Any) -> Any:
        seen.append(group.case.number)
        if len(seen) == 2:
            raise RuntimeError("断电")
        return real(group, *rest)

    monkeypatch.setattr(flow, "_one_case", breaks)
    with pytest.raises(RuntimeError):
        flow.carry_out(run.pk)
    assert FlowImport.objects.get().state == "failed"
    done = flow.carry_out(run.pk)
    assert (done.state, done.done, done.total, counts(done)) == ("done", 2, 2, {"added": 2})
    assert len(seen) == 3


def test_every_mapped_column_is_in_the_dictionary(shared: Any) -> None:
    known: dict[str, list[tuple[str, str]]] = {}
    with (shared / "data/interfaces/fyb_shouci_zhixing_dictionary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known.setdefault(row["table"], []).append((row["column"], row["column_cn"]))
    for table in flow_tables.tables():
        listed = [(c.code, c.name) for c in table.columns]
        assert listed == [pair for pair in known[table.code] if pair in listed], table.code
        if table.code != "T_SCZX":
            assert listed == known[table.code]
