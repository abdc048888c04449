"""送达地址：按什么次序用，退回了算不算送达（规则手册 T:V-05、V-07）。

次序：确认书、审判程序中确认的、合同约定的、诉讼和执行中提供的、户籍或者登记的、查询得到的。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.service_values import Address, Addressee, BadService, table


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table()["source"]}


def sources() -> tuple[str, ...]:
    """地址来源，按使用的次序。

    >>> sources()[0], sources()[-1]
    ('confirmed', 'inquiry')
    """
    return tuple(_rows())


def source(code: str) -> dict[str, Any]:
    """一种来源的规则；没有则抛出 :class:`~zhixing.law.service_values.BadService`。"""
    if code not in _rows():
        raise BadService(f"没有“{code[:20]}”这种地址来源，应为：{'、'.join(_rows())}。")
    return _rows()[code]


def basis(address: Address) -> Article:
    """这个地址可以用的依据。"""
    return cite(source(address.source)["article"])


def usable(addresses: Sequence[Address], on: date) -> tuple[Address, ...]:
    """``on`` 那天可以用的地址，按次序；同一来源新的在前。

    在执行中另填了确认书的，是书面变更了送达地址，不再沿用审判程序里的（民诉法解释第137条）。
    """
    order = sources()
    standing = [one for one in addresses if one.since <= on and (one.until is None or on < one.until)]
    changed = {one.electronic for one in standing if one.source == "confirmed"}
    kept = (one for one in standing if not (one.source == "carried" and one.electronic in changed))
    newest = sorted(kept, key=lambda one: one.since, reverse=True)
    return tuple(sorted(newest, key=lambda one: order.index(source(one.source)["code"])))


def ladder(addresses: Sequence[Address], on: date) -> Finding[tuple[Address, ...]]:
    """地址的次序和各自退回的后果；一个也没有的，说下一步。"""
    found = usable(addresses, on)
    if not found:
        article = cite("YJ 5")
        remedy = "告知当事人填写送达地址确认书；仍不提供的，用户籍、登记的住所；查不到的，查询。"
        return Finding((), (article,), reasons=(Reason("service.no_address", "没有可用的送达地址。", article, remedy),))
    steps = tuple(_steps(found))
    return Finding(found, tuple(dict.fromkeys(step.article for step in steps if step.article)), steps=steps)


_FOLLOWS = {
    "always": "地址不准确、变更未告知而退回的，退回之日视为送达",
    "told": "经告知仍不提供地址的，退回之日视为送达，否则不算",
    "never": "退回不算送达",
}


def _steps(found: Sequence[Address]) -> Iterator[Step]:
    for place, one in enumerate(found, 1):
        row = source(one.source)
        follows = "发送成功之日视为送达，可以证明另一天到达" if one.electronic else _FOLLOWS[row["returned"]]
        yield Step(f"第{place}个：{row['label']}“{one.text}”，{follows}。", basis(one))


def own(address: Address) -> bool:
    """是本人提供或者确认的地址。"""
    return bool(source(address.source)["returned"] == "always")


def returned(address: Address | None, to: Addressee) -> Finding[bool]:
    """寄到这个地址，因地址不准确、变更未告知退回的，算不算送达（以法院专递方式邮寄送达规定第11条）。"""
    article = cite("YJ 11")
    if address is None:
        return _no("没有写明寄到哪个地址。", "写明地址和来源。")
    row = source(address.source)
    if row["returned"] == "always":
        return Finding(True, (article,), steps=(Step(f"地址是{row['label']}里的，由本人承担不准确、变更未告知的后果。", article),))
    if row["returned"] == "told" and to.withheld:
        text = f"经告知仍拒不提供送达地址，以{row['label']}为送达地址。"
        return Finding(True, (cite("YJ 5"), article), steps=(Step(text, cite("YJ 5")),))
    remedy = "告知填写送达地址确认书和不提供的后果，记入笔录；或者换其他方式。"
    return _no(f"地址是{row['label']}，不是本人提供或者确认的，退回不算送达。", remedy)


def _no(text: str, remedy: str) -> Finding[bool]:
    article = cite("YJ 11")
    return Finding(False, (article,), reasons=(Reason("service.not_own_address", text, article, remedy, "", "address"),))
