"""随机分案的规则：抽得公平（十万件，实际与每一次自己的机会之和相比）、重抽一致、改一处就核不过，谁在抽签之列。"""

from __future__ import annotations

import copy
import hashlib
import json
import runpy
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from zhixing.law.draw import MILLION, Barred, Inputs, Judge, Lot, Pool, Waiting, draw, read, weights
from zhixing.law.draw_pool import Officer, Ramp, Team, key_of, nobody, pool, ready
from zhixing.law.draw_proof import record_digest, recorded, seed_digest, verify
from zhixing.law.draw_weights import Weights

ON = date(2026, 11, 3)
SECRET = hashlib.sha256(b"one").hexdigest()
CLASSES = (30, 50, 100)
SCRIPT = Path(__file__).resolve().parents[2] / "docs/verify_draw.py"
DESKS = ((100, 0), (100, 4000), (60, 900), (100, 12000), (30, 0))
"""各人的系数、手头的分量。"""
JUDGES = tuple(Judge(n, f"法官{n}", share, load, 1) for n, (share, load) in enumerate(DESKS, 1))


def inputs(cases: tuple[Waiting, ...], judges: tuple[Judge, ...] = JUDGES, **more: Any) -> Inputs:
    pools = {"all": Pool("全院", tuple((one.id, one.team) for one in judges)), "simple": Pool("快执", tuple((one.id, 2) for one in judges[:2]))}
    given: dict[str, Any] = {"court": "内0221", "day": "2026-11-03", "turn": 1, "seed": seed_digest(SECRET)}
    given |= {"room": 1000, "lean": 5, "linked": "team"}
    return Inputs(**given | more, judges=judges, pools=pools, cases=cases)


def a_year(days: int, number: int) -> Iterator[tuple[Lot, list[int], list[int]]]:
    """许多天接着抽，抽到的压在手上；每件连同当时可抽的各人和他们的分量（另算一遍）。"""
    luck, judges = Random(7), JUDGES
    for day in range(days):
        cases = []
        for n in range(1, number + 1):
            barred = (Barred(luck.choice(judges).id, "回避"),) if n % 10 == 0 else ()
            cases.append(Waiting(day * number + n, "", luck.choice(CLASSES), "all", barred))
        lots = list(draw(inputs(tuple(cases), judges, day=str(day)), hashlib.sha256(f"day {day}".encode()).digest()))
        loads = {one.id: one.load for one in judges}
        for case, lot in zip(cases, lots, strict=True):
            away = {one.id for one in case.barred}
            able = [one for one in judges if one.id not in away]
            yield lot, [one.id for one in able], weights(able, loads, 1000, 5)
            loads[lot.judge] += case.weight
        judges = tuple(Judge(one.id, one.name, one.share, loads[one.id] * 9 // 10, one.team) for one in judges)


class Tally:
    """每一种分量、每一位：实际几件，机会之和多少。"""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int], int] = defaultdict(int)
        self.hoped: dict[tuple[int, int], float] = defaultdict(float)

    def add(self, weight: int, judge: int, able: list[int], parts: list[int]) -> None:
        self.seen[weight, judge] += 1
        total = sum(parts)
        for one, part in zip(able, parts, strict=True):
            self.hoped[weight, one] += part / total

    def chi_square(self) -> dict[int, float]:
        """每一种分量：差的平方除以机会之和，各人相加。"""
        found: dict[int, float] = defaultdict(float)
        for (weight, judge), hoped in self.hoped.items():
            found[weight] += (self.seen[weight, judge] - hoped) ** 2 / hoped
        return found


LIMIT = 18.5
"""自由度 4，千分之一。"""


def test_a_hundred_thousand_cases_fall_as_their_own_chances_say() -> None:
    fair, steered, luck, got, number = Tally(), Tally(), Random(1), defaultdict(int), 0
    for number, (lot, able, parts) in enumerate(a_year(50, 2000), 1):
        fair.add(lot.weight, lot.judge, able, parts)
        got[lot.judge] += lot.weight
        if number > 70_000:  # 这把尺子量得出偏：把百分之三的件数改给同一个人
            steered.add(lot.weight, able[0] if luck.random() < 0.03 else lot.judge, able, parts)
            assert lot.pool == len(able) and lot.chance == parts[able.index(lot.judge)] * MILLION // sum(parts)
    found = fair.chi_square()
    assert number == 100_000 and set(found) == set(CLASSES) and max(found.values()) < LIMIT, found
    assert min(steered.chi_square().values()) > LIMIT
    per_share = [got[one.id] / one.share for one in JUDGES]
    assert max(per_share) / min(per_share) < 1.03, "日子长了，各人按系数分得一样多"


def test_the_lighter_desk_gets_more_but_nobody_gets_nothing() -> None:
    equal = tuple(Judge(n, "", 100, 2000) for n in (1, 2))
    assert weights(equal, {1: 2000, 2: 2000}, 1000, 5) == [600_000, 600_000]
    apart = weights(equal, {1: 0, 2: 90_000}, 1000, 5)
    assert apart[0] == 5 * apart[1] > 0
    assert weights(equal, {1: 0, 2: 90_000}, 1000, 1) == [200_000, 200_000], "一倍就是不看忙闲"


def test_a_case_has_one_number_a_day_whatever_else_is_drawn() -> None:
    flat = tuple(Judge(n, "", 100, 0) for n in range(1, 6))
    cases = tuple(Waiting(n, "", 1, "all") for n in range(1, 41))
    whole = {lot.case: lot.judge for lot in draw(inputs(cases, flat, lean=1), b"x")}
    some = {lot.case: lot.judge for lot in draw(inputs(cases[::3], flat, lean=1, turn=9), b"x")}
    assert some == {case: whole[case] for case in some}
    assert {lot.case: lot.judge for lot in draw(inputs(cases, flat, lean=1, day="2026-11-04"), b"x")} != whole


def test_linked_cases_follow_unless_the_judge_may_not() -> None:
    rows = (
        Waiting(1, "", 100, "simple", held=2), Waiting(2, "", 100, "simple", held=4), Waiting(3, "", 100, "simple", (Barred(2, "回避"),), held=2),
        Waiting(4, "", 100, "all", keys=("同人4",)), Waiting(5, "", 100, "all", keys=("同人4",)), Waiting(6, "", 100, "simple", held=99),
    )
    lots = list(draw(inputs(rows), b"x"))
    assert [lot.way for lot in lots] == ["linked", "drawn", "drawn", "drawn", "linked", "drawn"]
    assert (lots[0].judge, lots[0].team, lots[0].chance, lots[2].judge, lots[4].judge) == (2, 2, MILLION, 1, lots[3].judge)
    assert [lot.way for lot in draw(inputs(rows, linked="any"), b"x")][1] == "linked"
    assert {lot.way for lot in draw(inputs(rows, linked="off"), b"x")} == {"drawn"}


# ---- 核验 ----


def published() -> dict[str, Any]:
    """一份公开的文件，像下载的那样经过 JSON。"""
    rows = []
    for n in range(1, 31):
        barred = (Barred(2, "回避"),) if n % 5 == 0 else ()
        keys, held, where = ("同人1",) if n in (3, 7) else (), 1 if n == 8 else None, "all" if n % 2 else "simple"
        rows.append(Waiting(n, f"（2026）内0221执{n}号", CLASSES[n % 3], where, barred, keys, held, "随另一件" if held else ""))
    record = recorded(inputs(tuple(rows)), SECRET) | {"out": [], "left": []}
    return json.loads(json.dumps({"record": record, "digest": record_digest(record), "seed": SECRET}))


BREAKS: dict[str, Any] = {
    "改一件的结果": lambda r: r["lots"][0].update(judge=2 if r["lots"][0]["judge"] != 2 else 1),
    "两件对调": lambda r: r["lots"].insert(0, r["lots"].pop(4)),
    "少一件结果": lambda r: r["lots"].pop(),
    "少一件待分": lambda r: r["cases"].pop(0),
    "改谁的系数": lambda r: r["judges"][0].update(share=1),
    "改手头的分量": lambda r: r["judges"][1].update(load=0),
    "换一天": lambda r: r.update(day="2026-11-04"),
    "组里换人": lambda r: r["pools"]["all"]["judges"].pop(0),
    "去掉回避": lambda r: r["cases"][9].update(barred=[{"id": 1, "why": "回避"}]),
    "改机会": lambda r: r["lots"][2].update(chance=1),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_changed_record_does_not_pass_whoever_checks(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """改了记录：摘要没有跟着改的，摘要不符；跟着改了的，重抽不符。"""
    check = runpy.run_path(str(SCRIPT))["main"]
    file = published()
    BREAKS[name](file["record"])
    for digest in (file["digest"], record_digest(file["record"])):
        broken = file | {"digest": digest}
        (tmp_path / "记录.json").write_text(json.dumps(broken), "utf-8")
        assert not verify(broken).ok
        assert check([str(tmp_path / "记录.json")]) in (1, 2), name
    assert "不符" in capsys.readouterr().out or name == "组里换人"


def test_an_honest_record_passes_whoever_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check, file = runpy.run_path(str(SCRIPT))["main"], published()
    path = tmp_path / "记录.json"
    path.write_text(json.dumps(file, ensure_ascii=False), "utf-8")
    found = verify(file)
    assert found.ok and found.value == 30 and len(found.steps) == 3
    assert check([str(path)]) == 0 and "相符" in capsys.readouterr().out
    early = file | {"seed": ""}
    path.write_text(json.dumps(early), "utf-8")
    assert check([str(path)]) == 1 and "还没有公开" in capsys.readouterr().out and verify(early).reasons[0].code == "draw.seed_missing"
    assert check([str(path), SECRET]) == 0 and verify(early, SECRET).ok
    other = hashlib.sha256(b"two").hexdigest()
    assert check([str(path), other]) == 1 and {"draw.seed", "draw.lot"} <= {one.code for one in verify(early, other).reasons}


@pytest.mark.parametrize("broken", [{}, {"record": 3}, {"record": {}}, {"record": {"format": "x"}, "seed": "zz"}, {"record": None, "seed": SECRET}])
def test_rubbish_is_refused_not_crashed_on(broken: dict[str, Any]) -> None:
    assert not verify(broken).ok


ODD: dict[str, Any] = {
    "不看忙闲的界": lambda r: r.update(room=0),
    "系数为零": lambda r: r["judges"][0].update(share=0),
    "分量不是数": lambda r: r["judges"][0].update(load="多"),
    "没有这一组": lambda r: r["cases"][0].update(pool="没有"),
    "一件两次": lambda r: r["cases"].append(r["cases"][0]),
    "一人两次": lambda r: r["judges"].append(r["judges"][0]),
    "怎样随": lambda r: r.update(linked="也许"),
    "少一栏": lambda r: r["cases"][0].pop("keys"),
    "栏目不对": lambda r: r["cases"][0].update(keys=3),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_inputs_are_not_read(name: str) -> None:
    record = copy.deepcopy(published()["record"])
    ODD[name](record)
    with pytest.raises(ValueError, match=r"记录|分量|重复|列出|关联"):
        read(record)


# ---- 谁在抽签之列 ----

RAMP = Ramp(90, 50)
TEAMS = [Team(1, "快执", "simple"), Team(2, "一队", "general"), Team(3, "裁决", "review")]


def test_who_is_in_and_why_the_others_are_out() -> None:
    since = date(2020, 1, 1)
    judges, out = ready([
        Officer(1, "甲", since), Officer(2, "乙", since, away=True), Officer(3, "丙", since, set_share=0), Officer(4, "丁", None),
        Officer(5, "戊", None, set_share=40), Officer(6, "己", date(2026, 10, 4)),
    ], ON, RAMP)
    assert [(one.id, one.share) for one in judges] == [(1, 100), (5, 40), (6, 66)]
    assert [(one.name, one.why[:4]) for one in out] == [("乙", "不在岗"), ("丙", "暂停分案"), ("丁", "没有执行")]


def test_cases_go_to_the_team_of_their_track() -> None:
    where = {1: (1,), 2: (1, 2), 3: (3,), 4: ()}
    officers = {one: Officer(one, f"法官{one}", ON, teams=teams) for one, teams in where.items()}
    judges, _ = ready(officers.values(), ON, RAMP)
    members = lambda key: dict(pool(key, judges, officers, TEAMS).judges)
    assert members("simple") == {1: 1, 2: 1} and members("general") == {2: 2} and members("review") == {3: 3}
    assert members("all") == {1: 1, 2: 1, 4: None}, "只在裁决团队的不办实施案件"
    assert [key_of(*row, TEAMS) for row in (("complex", "执"), ("", "执异"), ("", "执"))] == ["general", "review", "all"]
    assert key_of("", "执异", TEAMS[:1]) == "review" and pool("review", judges, officers, TEAMS[:1]).name == "全院", "没有裁决团队的全院抽"


def test_nobody_left_says_who_is_missing() -> None:
    _, out = ready([Officer(2, "乙", ON, away=True)], ON, RAMP)
    reason = nobody("（2026）内0221执1号", "快执团队", out, [("甲", "回避")]).reasons[0]
    assert reason.text == "（2026）内0221执1号在快执团队里没有人可以抽：乙不在岗；甲回避。" and "指定承办人" in reason.remedy


def test_cases_weigh_by_track_state_and_tag() -> None:
    table = Weights(50, 100, 30, 60, 80, 20, 40)
    assert [table.of("fast", "执"), table.of("", "执异"), table.of("normal", "执", state="suspended")] == [50, 80, 20]
    assert table.of("normal", "执", heavy=True) == 140
