"""本院自己的模板启用以前的检查。"""

from __future__ import annotations

import pytest

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers import own
from zhixing.casework.documents.papers.own_child import problems
from zhixing.casework.documents.papers.printing import LAYOUTS

KIND = "detention_decision"
SOURCE = (LAYOUTS / f"{KIND}.typ").read_text("utf-8")


def found(source: str) -> list[str]:
    return list(problems(papers.template(KIND), source))


def test_a_sound_template_passes_in_its_own_process() -> None:
    assert own.check(KIND, SOURCE.replace("决定如下", "本院决定如下")) == []


def test_more_memory_than_allowed_ends_the_check_not_us() -> None:
    (said,) = own.check(KIND, SOURCE + "#let x = range(10000000000)\n")
    assert "太多" in said and "停不下来" in said


def test_longer_than_allowed_ends_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "LONGEST", 0.01)
    (said,) = own.check(KIND, SOURCE)
    assert "没有做完" in said


@pytest.mark.parametrize(("dropped", "said"), [
    ('#line-of("证件号码", d.person.identity)', "没有印出“被拘留人”的“证件号码”（d.person.identity），这是必填的。"),
    ("拘留#d.days.han;日", "没有印出“拘留天数”（d.days），这是必填的。"),
    ("依照#d.basis;的规定，", "没有印出法律依据（d.basis）。"),
    ("#signed()", "没有印出“成文日期”（d.on），这是必填的。"),
])
def test_a_required_field_left_out_is_told(dropped: str, said: str) -> None:
    assert dropped in SOURCE
    assert found(SOURCE.replace(dropped, "")) == [said]


@pytest.mark.parametrize(("added", "said"), [
    ("#nothing", "unknown variable: nothing"), ("#d.nothing", "nothing"), ("ཀ", "U+0F40"), ("#let f(x) = f(x)\n#f(1)", "depth"),
])
def test_what_cannot_be_printed_is_told(added: str, said: str) -> None:
    (problem,) = found(SOURCE + added)
    assert problem.startswith("只有必填栏目的样张印不出来：") and said in problem


@pytest.mark.parametrize(("source", "said"), [
    ("= 执行通知书", "第一行"), (SOURCE + '#read("base.typ")', "不能用“read”"), (SOURCE + "x" * 200_001, "最多200000个字"),
])
def test_refused_before_printing(source: str, said: str) -> None:
    (problem,) = own.check(KIND, source)
    assert said in problem


def test_unknown_kind() -> None:
    with pytest.raises(papers.UnknownTemplate):
        own.check("nothing", SOURCE)
