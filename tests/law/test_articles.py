"""条文的读法和条号换算。"""

from __future__ import annotations

import re
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from zhixing.law.articles import UnknownInstrument, cite, instruments, on_day


@pytest.mark.parametrize(("text", "printed"), [
    ("CPL 251", "《中华人民共和国民事诉讼法》（2023年修正）第251条"),
    ("CPL@2017 240", "《中华人民共和国民事诉讼法》（2017年修正）第240条"),
    ("CPL 118-119", "《中华人民共和国民事诉讼法》（2023年修正）第118、119条"),
    ("CC 200-204", "《中华人民共和国民法典》第200条至第204条"),
    ("SX 9(6)", "《最高人民法院关于严格执行案件审理期限制度的若干规定》第9条第（6）项"),
    ("QX 2,13", "《最高人民法院关于人民法院办理执行案件若干期限的规定》第2、13条"),
    ("COURT", "本院规定"), ("COURT 及时发放", "本院规定（及时发放）"),
])
def test_printed_as_people_read_it(text: str, printed: str) -> None:
    assert str(cite(text)) == printed


def test_unknown_instrument() -> None:
    with pytest.raises(UnknownInstrument):
        cite("NOPE 1")


def test_every_tag_of_the_manual_is_known(shared: Path) -> None:
    text = (shared / "reference/rules-time.md").read_text("utf-8")
    section = text.split("### 0.2")[1].split("\n---")[0]
    tags = {tag for row in re.findall(r"^\| ([A-Z0-9 /–]+) \|", section, re.M) for tag in re.split(r"\s*/\s*", row)}
    assert len(tags) > 40
    assert tags - {i.key for i in instruments()} == {"HN23–26", "LRB"}  # 通知逐年存在日历里；LRB 是文库不是文件


@pytest.mark.parametrize(("number", "day", "expected"), [
    ("251", "2024-01-01", "2023年修正 251"), ("251", "2023-12-31", "2021年修正 247"),
    ("251", "2021-12-31", "2017年修正 240"), ("251", "2015-01-01", "2012年修正 240"),
    ("85", "2020-01-01", "2017年修正 82"), ("95", "2022-06-01", "2021年修正 95"),
    ("103", "2019-06-01", "2017年修正 100"),
    ("118", "2019-06-01", "2017年修正 115"), ("236", "2022-06-01", "2021年修正 232"),
    ("269", "2020-06-01", "2017年修正 258"),
    ("118-119", "2019-06-01", "2017年修正 115-116"),
])
def test_number_of_the_day(number: str, day: str, expected: str) -> None:
    found = on_day(cite(f"CPL {number}"), date.fromisoformat(day))
    assert f"{found.edition} {found.number}" == expected


def test_number_of_the_day_goes_forward_too() -> None:
    assert on_day(cite("CPL@2017 240"), date(2025, 1, 1)).number == "251"
    assert on_day(cite("CPL@2012 253"), date(2023, 1, 1)).number == "260"


def test_what_does_not_move() -> None:
    for text, day in (("JI 480", date(2019, 1, 1)), ("CPL 251", date(2000, 1, 1)), ("CPL 277", date(2019, 1, 1))):
        assert on_day(cite(text), day) == cite(text)


NUMERALS = {char: i for i, char in enumerate("零一二三四五六七八九")}


def arabic(text: str) -> int:
    total = unit = 0
    for char in text:
        if char in "十百":
            total, unit = total + (unit or 1) * (10 if char == "十" else 100), 0
        else:
            unit = NUMERALS[char]
    return total + unit


def law(path: Path) -> dict[int, str]:
    found: dict[int, str] = {}
    for line in path.read_text("utf-8").splitlines():
        if match := re.match(r"\**第([零一二三四五六七八九十百]+)条\**\s*(.*)", line.strip()):
            found[arabic(match[1])] = re.sub(r"第[^条]{1,8}条", "", match[2])
    return found


def test_enforcement_articles_moved_with_their_text(shared: Path) -> None:
    old = law(shared / "data/laws/中华人民共和国民事诉讼法（2017）.md")
    new = law(shared / "data/laws/中华人民共和国民事诉讼法（2023）.md")
    assert len(old) == 284
    for number in range(224, 259):
        moved = int(on_day(cite(f"CPL@2017 {number}"), date(2025, 1, 1)).number)
        assert SequenceMatcher(None, old[number], new[moved], autojunk=False).ratio() > 0.75, number
