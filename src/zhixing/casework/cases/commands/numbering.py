"""取得案号：本院自编（不断号、不重号），或者照国家平台给的填。"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhixing.casework.cases.models import Counter
from zhixing.casework.cases.queries import Case
from zhixing.foundation.history.rows import Rows, asked, keep
from zhixing.foundation.people.queries import setting
from zhixing.law import numbers
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason

ARTICLE: Final = cite("AH 3")
OWN: Final = "own"


def own_numbers(court_id: int) -> bool:
    """本院自编案号（否则由国家平台编，照填）。"""
    return bool(setting(court_id, "number_source") == OWN)


def take(case: Case, on: date) -> None:
    """自编一个案号，写在 ``case`` 上，不存。

    锁住本院本年本类的计数直到事务结束，所以一号接一号；要在其他核对都做完之后才取。导入过更大的号，就接着它编。
    """
    counter = _counter(case, on.year)
    counter.last = max(counter.last, _highest(case, on.year), _start(case, on.year) - 1) + 1
    keep(counter, ["last"])
    put(case, numbers.CaseNumber(on.year, case.court.daizi, case.kind, counter.last, None, "new"))


_COUNTER: Final = Rows(Counter, "court_id = %s and year = %s and kind = %s for update")


def _counter(case: Case, year: int) -> Counter:
    """锁住的计数；还没有的先添上。"""
    which = case.court_id, year, case.kind
    held = _COUNTER.first(*which)
    if held is None:
        Counter.objects.get_or_create(court=case.court, year=year, kind=case.kind)
        held = _COUNTER.all(*which)[0]
    return held


def _highest(case: Case, year: int) -> int:
    sql = """
        select serial from cases_case where court_id = %s and kind = %s and year = %s and serial is not null
        order by serial desc limit 1
    """
    return next((serial for serial, in asked(sql, case.court_id, case.kind, year)), 0)


def _start(case: Case, year: int) -> int:
    """启用本系统那一年从几号接着编；以后各年从 1 号起。"""
    start = int((setting(case.court_id, "case_number_start") or {}).get(case.kind, 1))
    earlier = Counter.objects.filter(court=case.court_id, kind=case.kind, year__lt=year)
    return start if start > 1 and not earlier.exists() else 1


def put(case: Case, number: numbers.CaseNumber) -> None:
    """把案号写在 ``case`` 上，不存。别的法院的代字、带“之一”的、旧式的没有本院序号。"""
    case.number, case.year = str(number), number.year
    plain = number.style == "new" and number.sub is None
    case.serial = number.no if plain and (number.court, number.type) == (case.court.daizi, case.kind) else None


def unasked(text: str) -> Finding[numbers.CaseNumber | None]:
    """自编案号的法院不填案号。"""
    if text.strip():
        return _no("own", "本院自编案号，不必填写。", "清空案号；以往的案件用导入。")
    return Finding(None, (ARTICLE,))


def given(case: Case, text: str) -> Finding[numbers.CaseNumber | None]:
    """照填的案号可不可以用：读得出、类型一致、没有用过。代字不同、年度不同只提醒。"""
    if not text.strip():
        return _no("missing", "没有填写案号。本院的案号由国家平台编排。", "照流程系统的案号填写。")
    found = numbers.parse(text)
    number = found.value
    if number is None:
        return found
    if number.style == "new" and number.type != case.kind:
        return _no("kind", f"案号的类型代字是“{number.type}”，案件类型是“{case.kind}”。", "请核对案号或者案件类型。")
    if Case.objects.filter(court=case.court_id, number=str(number)).exclude(pk=case.pk).exists():
        return taken(str(number))
    return Finding(number, (ARTICLE,), warnings=found.warnings + _doubts(case, number))


def taken(number: str) -> Finding[numbers.CaseNumber | None]:
    """案号已经有了。"""
    return _no("taken", f"案号{number}已经在本系统里。", "请核对案号，或者打开已有的那一件。")


def _no(code: str, text: str, remedy: str) -> Finding[numbers.CaseNumber | None]:
    reason = Reason(f"number.{code}", text, ARTICLE, remedy, subject="number_as_given")
    return Finding(None, (ARTICLE,), reasons=(reason,))


def _doubts(case: Case, number: numbers.CaseNumber) -> tuple[Reason, ...]:
    if number.style == "new" and number.court != case.court.daizi:
        text = f"案号的法院代字是“{number.court}”，本院是“{case.court.daizi}”。"
        return (Reason("number.court", text, ARTICLE, "请核对案号。", subject="number_as_given"),)
    return ()
