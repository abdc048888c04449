"""性质测试：同一批导出，不论先导哪一份、导几遍、行怎么排，最后的登记和节点都一样。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from exchange.flows import at, book, bring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spine import House

from zhixing.casework.cases.commands import register
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node
from zhixing.exchange.models import FlowPart

Row = tuple[str, dict[str, str]]


def versions(number: str) -> dict[int, list[Row]]:
    """三天的导出：第二天改了冻结的日子，撤了一行约谈，第三天扣划和解除才出来。"""
    def row(table: str, key: str, **columns: str) -> Row:
        return table, {"AH": number, "C_ID": key, **columns}

    frozen = {"冻结类型": "银行存款", "财产所有权人": "单晓岚", "冻结清单序号": "1", "实际冻结金额": "36000"}
    seized = {"查封类型": "不动产", "查封地点": "萨拉齐镇振华小区3号楼", "查封生效日期": "2026-10-26"}
    query = row("财产调查", "q", 被调查人="单晓岚", 调查时间="2026-10-23", 调查单位分类="总对总")
    fixed = [query, row("扣除执行期限记录", "k", 类型="中止", 起始日期="2026-10-24", 结束日期="2026-10-27", 相关文书="裁定1号")]
    return {
        1: [*fixed, row("冻结", "d", 冻结生效日期="2026-10-28", **frozen), row("查封", "c", **seized),
            row("约谈", "y", 被约谈人="王秀兰", 约谈时间="2026-10-29", 是否同意终本="否")],
        2: [*fixed, row("冻结", "d", 冻结生效日期="2026-10-29", **frozen), row("查封", "c", **seized),
            row("约谈", "y", 被约谈人="王秀兰", 约谈时间="", 是否同意终本="否")],
        3: [*fixed, row("冻结", "d", 冻结生效日期="2026-10-29", **frozen, 解冻日期="2026-11-02", 解除冻结原因="已经履行"),
            row("查封", "c", **seized), row("送达记录", "s", 文书="执行通知书", 送达方式="直接", 受送达人="单晓岚", 送达日期="2026-10-30"),
            row("划拨", "h", 划拨账户及帐号="振华小区3号楼", 划拨金额="1000", 划拨日期="2026-11-01")],
    }


def packed(rows: list[Row]) -> bytes:
    sheets: dict[str, list[dict[str, str]]] = {}
    for table, row in rows:
        sheets.setdefault(table, []).append(row)
    return book(**sheets)


def effective(case: Case) -> tuple[list[Any], list[Any], list[Any]]:
    """仍然有效的登记、节点、各行的情形。分流是每次当时的情形，中间的几次随先后，不比。"""
    case = Case.objects.get(pk=case.pk)
    story = sorted((f.type, str(f.on), f.subject, f.source, sorted(map(str, f.data.items()))) for f in timeline_of(case).facts
                   if not f.type.startswith("centre."))
    nodes = [(n.code, n.subject, n.state, n.due, n.done_on, n.late) for n in Node.objects.filter(case=case)]
    parts = FlowPart.objects.filter(row__case=case).exclude(state="gone").values_list("row__key", "part", "state")
    return [case.state, *story], sorted(nodes, key=str), sorted(parts)


def own_entries(house: House, case: Case) -> None:
    """本系统自己办的两件：一件与导出一致，一件差一天。"""
    for matter, on, values in (
        ("serve", date(2026, 10, 30), {"document": "enforcement_notice", "to": "单晓岚", "method": "direct"}),
        ("seize", date(2026, 10, 25), {"measure": "seize", "property": "real_estate", "subject": "振华小区3号楼", "rank": "first"}),
    ):
        register(case=case, actor=house.judge, on=on, revision=None, matter=matter, values=values, files=())


@pytest.mark.parametrize("own", [False, True])
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_any_repetition_end_alike(own: bool, data: st.DataObject, db: None, here: object, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    order = data.draw(st.permutations([1, 2, 3]))
    repeats = data.draw(st.lists(st.sampled_from([1, 2, 3]), max_size=2))
    shuffled = {day: data.draw(st.permutations(rows)) for day, rows in versions("（2026）内0221执1号").items()}
    split = data.draw(st.integers(0, 4))
    with transaction.atomic():
        house = House()
        case, plain = house.case(), house.case()
        assert case.number == "（2026）内0221执1号"
        for one in (case, plain):
            if own:
                own_entries(house, one)
        for day in [*order, *repeats]:
            rows = shuffled[day]
            for piece in (rows[:split], rows[split:]):
                if piece:
                    bring(house.director, packed(piece), at(day if day < 3 else 3, 6))
        for day, rows in versions(plain.number).items():
            bring(house.director, packed(rows), at(day, 6))
        got, wanted = effective(case), effective(plain)
        told = {(one[0], one[1]) for one in wanted[0][1:]}
        assert {("control.MeasureTaken", "2026-10-29"), ("control.Released", "2026-11-02")} <= told
        assert "control.Interviewed" not in {kind for kind, _ in told}
        assert got[0] == [_as(case, plain, one) for one in wanted[0]]
        assert got[1] == wanted[1]
        assert got[2] == sorted((key.replace(plain.number, case.number), part, state) for key, part, state in wanted[2])
        transaction.set_rollback(True)


def _as(case: Case, plain: Case, told: Any) -> Any:
    """两件案件只有案号不同。"""
    def same(value: Any) -> Any:
        if isinstance(value, list):
            return [same(one) for one in value]
        return value.replace(plain.number, case.number) if isinstance(value, str) else value

    return tuple(same(one) for one in told) if isinstance(told, tuple) else told
