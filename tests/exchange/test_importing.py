"""试导、导入、只导合格的、退回的表格、断了接着来。"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import drafts
import openpyxl
import pytest
from exchange import books
from offices import Office

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.nodes.queries import of_case
from zhixing.exchange import importing
from zhixing.exchange.case_sheets import CaseRow
from zhixing.exchange.importing import ImportRun, check, file_rows, marked_workbook, prepare, proceed, start
from zhixing.foundation.history.queries import Entry, Source, entries
from zhixing.foundation.people.queries import Setting
from zhixing.law.finding import Refused

State = ImportRun.State


def prepared(world: Office, *cases: dict[str, Any], parties: Any = ()) -> list[CaseRow]:
    return prepare(world.court, "案件.xlsx", books.xlsx(cases, parties))[0]


def faults(world: Office, **more: Any) -> list[tuple[str, str]]:
    """一行里的毛病：（栏目，为什么），不含提醒。"""
    (row,) = prepared(world, books.case_row(**more))
    return [(f.column, f.text) for f in row.faults if not f.warning]


def begun(world: Office, content: bytes, name: str = "案件.xlsx") -> ImportRun:
    run = start(court=world.court, user=world.filing, name=name, content=content)
    return check(run.pk)


def finished(world: Office, run: ImportRun, *, keep_good: bool = False) -> ImportRun:
    proceed(run_id=run.pk, user=world.filing, keep_good=keep_good)
    return file_rows(run.pk)


def good(key: int, **more: Any) -> dict[str, Any]:
    return books.case_row(key, **more)


def bad(key: int) -> dict[str, Any]:
    return books.case_row(key, 申请执行人证件号码="15022119900307852X")


# ---- 核对 ----


def test_a_good_row_has_nothing_to_say(world: Office) -> None:
    (row,) = prepared(world, good(1))
    assert row.faults == []


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"案号": "内0221执第一号"}, "案号"),
        ({"案号": "（2026）内0221民初1号", "案件类型代字": "执"}, "案号"),
        ({"立案日期": "2026-10-01"}, "立案日期"),
        ({"立案日期": "2027-01-01"}, "立案日期"),
        ({"收到材料日期": "2026-12-01", "立案日期": None}, "收到材料日期"),
        ({"申请执行人证件号码": "15022119900307852X"}, "申请执行人证件号码"),
        ({"被执行人证件号码": "150221199013070012"}, "被执行人证件号码"),
        ({"被执行人": None, "被执行人证件号码": None}, "被执行人"),
        ({"执行依据文书文号": None}, "执行依据文书文号"),
        ({"应执行标的金额": None}, "应执行标的金额"),
        ({"应执行标的金额": "-5"}, "应执行标的金额"),
        ({"承办人": "不存在的人"}, "承办人"),
        ({"执行依据文书生效日期": "2026-12-30"}, "执行依据文书生效日期"),
    ],
)
def test_each_fault_names_its_column_in_chinese(world: Office, more: dict[str, Any], column: str) -> None:
    found = faults(world, **more)
    assert found, "应当说出毛病"
    assert {name for name, _ in found} == {column}
    assert all(text for _, text in found)


def test_an_unlisted_court_warns_and_does_not_refuse(world: Office) -> None:
    (row,) = prepared(world, good(1, 案号="（2026）内0299执1号"))
    assert not row.bad
    assert [f.column for f in row.faults if f.warning] == ["案号"]


def test_a_number_already_in_the_court(world: Office) -> None:
    finished(world, begun(world, books.xlsx([good(1)])))
    assert ("案号", "（2026）内0221执1001号已在本院登记") in faults(world)


def test_the_same_title_warns(world: Office) -> None:
    rows = prepared(world, good(1), good(2, 执行依据文书文号="（2026）内0221民初501号"))
    assert not any(row.bad for row in rows)
    assert any("第 2 行的执行依据相同" in f.text for f in rows[1].faults)


def test_party_faults_stand_in_the_party_sheet(world: Office) -> None:
    cases = [good(1, 申请执行人=None, 被执行人=None)]
    parties = [
        books.party_row(1, "申请执行人", "王秀兰", 身份证号码=drafts.citizen()),
        books.party_row(1, "被执行人", "单晓岚", 身份证号码="15022119900307852X"),
    ]
    (row,) = prepare(world.court, "案件.xlsx", books.xlsx(cases, parties))[0]
    assert [(f.sheet, f.row, f.column) for f in row.faults if not f.warning] == [("当事人", 3, "身份证号码")]


def test_assignment_dates_are_checked_before_filing(world: Office) -> None:
    handler = world.judge.username
    assert faults(world, 承办人=handler, 分案日期="2026-10-23") == []
    assert [c for c, _ in faults(world, 承办人=handler, 分案日期="2026-10-01")] == ["分案日期"]
    assert [c for c, _ in faults(world, 承办人=handler, 分案日期="2026-12-01")] == ["分案日期"]


def test_two_people_of_one_name(world: Office) -> None:
    world.other_judge.name = world.judge.name
    world.other_judge.save()
    ((column, text),) = faults(world, 承办人=world.judge.name)
    assert column == "承办人" and "2 位" in text


def test_a_court_numbered_by_the_platform_needs_the_number(world: Office) -> None:
    assert faults(world, 案号=None) == []
    Setting.objects.create(court=world.court, key="number_source", value="external")
    assert [c for c, _ in faults(world, 案号=None)] == ["案号"]
    assert faults(world, 案号=None, 立案日期=None) == []


# ---- 导入 ----


def test_a_run_from_upload_to_cases(world: Office) -> None:
    rows = [good(1, 承办人=world.judge.name, 分案日期="2026-10-23"), good(2, 案号=None), good(3, 案号=None, 立案日期=None)]
    run = begun(world, books.xlsx(rows))
    assert (run.state, run.total, run.good, run.bad) == (State.CHECKED, 3, 3, 0)
    assert not Case.objects.exists()
    run = finished(world, run)
    assert (run.state, run.filed, run.bad) == (State.DONE, 3, 0)
    first, second, third = Case.objects.order_by("pk")
    assert (first.number, first.state, first.handler) == ("（2026）内0221执1001号", "assigned", world.judge)
    assert (second.number, second.state) == ("（2026）内0221执1002号", "accepted")
    assert (third.number, third.state, third.received_on) == ("", "received", date(2026, 10, 20))
    told = [row for row in entries(first.stream) if not row.type.startswith("centre.")]
    assert {row.source for row in told} == {Source.IMPORTED}, "分流是系统随后办的"
    assert {row.actor_id for row in entries(first.stream)} == {world.filing.pk}
    assert {"N-02", "N-03", "N-31"} <= {node.code for node in of_case(first.pk)}


def test_one_bad_row_keeps_everything_out(world: Office) -> None:
    run = begun(world, books.xlsx([good(1), bad(2)]))
    assert (run.good, run.bad) == (1, 1)
    with pytest.raises(Refused):
        proceed(run_id=run.pk, user=world.filing, keep_good=False)
    ImportRun.objects.filter(pk=run.pk).update(state=State.FILING)
    run = file_rows(run.pk)
    assert run.state == State.FAILED and "第 3 行" in run.message
    assert not Case.objects.exists() and not Party.objects.exists() and not Entry.objects.filter(stream__startswith="case:")


def test_keep_good_and_the_marked_workbook_round_trip(world: Office) -> None:
    parties = [
        books.party_row(2, "申请执行人", "敖特根", 身份证号码="15022119900307852X", 手机号码="13900000001"),
        books.party_row(2, "被执行人", "=HYPERLINK(\"x\")"),
    ]
    run = begun(world, books.xlsx([good(1), good(2, 申请执行人=None, 被执行人=None)], parties))
    run = finished(world, run, keep_good=True)
    assert (run.state, run.filed, run.bad) == (State.DONE, 1, 1)
    assert any(fault["column"] == "身份证号码" for fault in run.report)

    returned = marked_workbook(run)
    (row,), _ = prepare(world.court, "退回.xlsx", returned)
    assert row.bad and row.number == "（2026）内0221执1002号"
    assert "公式" not in str(row.faults), "退回的是文字，不再是公式"

    book = openpyxl.load_workbook(io.BytesIO(returned))
    sheet = book["当事人"]
    header = [cell.value for cell in sheet[1]]
    paper = sheet.cell(2, header.index("身份证号码") + 1)
    assert header[-1] == "问题" and "校验码" in sheet.cell(2, len(header)).value and paper.fill.fgColor.rgb.endswith("FFC7CE")
    paper.value = drafts.citizen()
    sheet.cell(3, header.index("名称") + 1).value = "单晓岚"
    run = finished(world, begun(world, books.packed(book), "改好.xlsx"))
    assert run.filed == 1
    assert set(Party.objects.filter(case__number="（2026）内0221执1002号").values_list("name", flat=True)) == {"敖特根", "单晓岚"}


def test_a_broken_run_goes_on_where_it_stopped(world: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begun(world, books.xlsx([good(n, 案号=None) for n in range(1, 6)]))
    proceed(run_id=run.pk, user=world.filing, keep_good=True)
    real = importing.filing.file_case

    def fails_third(**given: Any) -> Case:
        if Case.objects.count() == 2:
            raise RuntimeError("断了")
        return real(**given)

    with monkeypatch.context() as broken:
        broken.setattr(importing.filing, "file_case", fails_third)
        with pytest.raises(RuntimeError):
            file_rows(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED and Case.objects.count() == 2
    run = file_rows(run.pk)
    assert (run.state, run.filed, run.bad, run.message) == (State.DONE, 5, 0, "")
    assert Case.objects.count() == 5


@pytest.mark.parametrize("step", ["检查", "导入"])
def test_a_program_error_is_told_and_the_next_try_starts_afresh(
    world: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    content = books.xlsx([good(n) for n in (1, 2)])
    run = start(court=world.court, user=world.filing, name="案件.xlsx", content=content)
    again = check
    if step == "导入":
        check(run.pk)
        proceed(run_id=run.pk, user=world.filing, keep_good=False)
        again = file_rows
    with monkeypatch.context() as broken:
        broken.setattr(importing, "prepare", lambda *args, **given: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            again(run.pk)
    run.refresh_from_db()
    assert (run.state, run.message[:6]) == (State.FAILED, f"{step}时程序出")
    assert Case.objects.count() == 0
    run = again(run.pk)
    assert run.state == (State.CHECKED if step == "检查" else State.DONE)
    assert Case.objects.count() == (0 if step == "检查" else 2)


def test_a_late_second_check_does_not_undo_a_finished_run(world: Office) -> None:
    run = finished(world, begun(world, books.xlsx([good(1)])))
    assert check(run.pk).state == file_rows(run.pk).state == State.DONE
    assert Case.objects.count() == 1


def test_a_number_taken_between_check_and_filing_falls_on_its_row(world: Office) -> None:
    rows = prepared(world, good(1), good(2))
    first = importing.file_prepared(
        prepared(world, good(1)), court=world.court, actor=world.filing, keep_good=False, token="先"
    )
    done = importing.file_prepared(rows, court=world.court, actor=world.filing, keep_good=True, token="后")
    assert len(first.filed) == 1 and len(done.filed) == 1
    (row,) = done.left
    assert row.row == 2 and [f.column for f in row.faults] == ["案号"]


def test_files_that_cannot_be_read_leave_no_run(world: Office) -> None:
    for content in (bytes(50 * 2**20), b"", b"PK\x03\x04junk", books.with_part(books.xlsx([good(1)]), "xl/vbaProject.bin", b"x")):
        with pytest.raises(Refused):
            start(court=world.court, user=world.filing, name="案件.xlsx", content=content)
    assert not ImportRun.objects.exists()


def test_wrong_columns_are_told_by_the_check(world: Office) -> None:
    run = begun(world, books.xlsx([{"甲": 1}]))
    assert run.state == State.FAILED and "缺少" in run.message


def test_who_may_import(world: Office) -> None:
    for user in (world.judge, world.archivist, world.admin, world.elsewhere, world.upper):
        with pytest.raises(Forbidden):
            start(court=world.court, user=user, name="案件.xlsx", content=books.xlsx([good(1)]))


def test_the_tasks_are_known_to_the_worker(world: Office) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    import zhixing.entrances.jobs.tasks  # noqa: F401

    run = start(court=world.court, user=world.filing, name="案件.xlsx", content=books.xlsx([good(1)]))
    job = ProcrastinateJob.objects.get(task_name=importing.CHECK)
    assert job.args == {"run_id": run.pk}
    assert {importing.CHECK, importing.FILE} <= set(app.tasks)
    app.tasks[importing.CHECK](**job.args)
    run.refresh_from_db()
    assert run.state == State.CHECKED
