"""报结的逐项核对：凭哪一条登记算有，还差什么；结案以后随之要办什么。报结页和审批页用同一份。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse

from zhixing.entrances.web.ui import Action, Fold, Item, Items, Note, Panel, Text
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.refusal import Remedy
from zhixing.entrances.web.ui.words import dates
from zhixing.law.closing import Item as Checked
from zhixing.law.closing import Mode, aftermath
from zhixing.law.finding import Finding, Reason
from zhixing.law.timeline import Timeline
from zhixing.law.words import word

AFTERWARDS = frozenset({"closing.release", "closing.listed", "closing.restricted"})
"""已经列在“结案以后要办的”里的提醒。"""


Releasing = Callable[[Checked], Action | None]


def checked(case: int, items: tuple[Checked, ...], remedy: Remedy, releasing: Releasing = lambda item: None) -> Iterator[Panel]:
    """逐项核对；``remedy`` 给缺的配补办的按钮，``releasing`` 给可以放行的配报请放行的按钮。没有要核对的不显示。"""
    if items:
        lacking, released = sum(not (item.ok or item.override) for item in items), sum(bool(item.override) for item in items)
        told = [f"{lacking} 条没有齐"] if lacking else []
        told += [f"{released} 项报院长批准放行"] if released else []
        title = f"逐项核对 {len(items)} 条，" + ("，".join(told) or "都有了")
        yield Panel(title=title, flush=True, body=(Items(items=tuple(_item(case, item, remedy, releasing) for item in items)),))


def _item(case: int, item: Checked, remedy: Remedy, releasing: Releasing) -> Item:
    """一项：有了的写凭哪一条登记；缺的写缺什么、依据、怎么补，旁边是补办的按钮；报请院长放行的写理由。"""
    code = f"{item.code}　" if item.code.startswith("Z-") else ""
    proofs = tuple(_proof(case, seq, text) for seq, text in item.proof)
    lacking = tuple(part for reason in item.missing for part in _lacking(reason))
    buttons = _buttons(item, remedy)
    if (release := releasing(item)) is not None:
        buttons[release.url] = release
    released = (Text(f"报院长批准放行，理由：{item.override}"),) if item.override else ()
    tone = "green" if item.ok else "yellow" if item.override else "red"
    return Item(title=f"{code}{item.label}", tone=tone, extra=(*proofs, *lacking, *released), actions=tuple(buttons.values()))


def _buttons(item: Checked, remedy: Remedy) -> dict[str, Action]:
    """补办的按钮，按地址；几个字一样的，各写上是谁。"""
    found = {button.url: (button, reason) for reason in item.missing if (button := remedy(reason)) is not None}
    texts = [button.text for button, _ in found.values()]
    return {url: _named(button, reason) if texts.count(button.text) > 1 else button for url, (button, reason) in found.items()}


def _named(button: Action, reason: Reason) -> Action:
    return replace(button, text=f"{button.text}：{reason.subject}") if reason.subject and reason.subject in reason.text else button


def _proof(case: int, seq: int, text: str) -> Content:
    """凭什么算有：点开是那一条登记；推算得出的没有登记可看。"""
    return Action(text=dates(text), url=reverse("case_entry", args=[case, seq]), kind="link", small=True, dialog=True) if seq else dates(text)


def _lacking(reason: Reason) -> Iterator[Content]:
    yield dates(reason.text)
    yield Text(f"依据：{reason.article}　{dates(reason.remedy)}", "secondary")


def heeded(gate: Finding[bool]) -> Iterator[Note]:
    """只提醒、不拦的；已经列在“结案以后要办的”里的不重复。"""
    if told := "\n".join(dates(w.text) for w in gate.warnings if w.code not in AFTERWARDS):
        yield Note(told, "yellow", "另请注意")


def unfiled(found: Finding[Any], remedy: Remedy) -> Iterator[Fold]:
    """卷里还缺的材料：只提醒，不拦报结。"""
    if not found.warnings:
        return
    rows = tuple(
        Item(title=told.text, note=told.remedy, actions=(button,) if (button := remedy(told)) else ()) for told in found.warnings
    )
    yield Fold(f"卷宗还缺 {len(rows)} 样材料", (Items(items=rows),), "只提醒，不拦报结；归档时缺什么会记下。")


def afterwards(mode: Mode, ground: str, timeline: Timeline, on: date) -> Iterator[Panel]:
    """结案以后随之列出的待办；没有定事由的，不同事由不同的分开写。"""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in [ground] if ground else list(mode.grounds):
        found.setdefault(tuple(_orders(mode, one, timeline, on)), []).append(mode.grounds[one])
    for orders, named in found.items():
        if orders:
            note = f"事由是{'、'.join(named)}的" if len(found) > 1 else "批准结案时自动列入待办，不必现在办"
            yield Panel(title="结案以后要办的", note=note, flush=True, body=(Items(items=tuple(Item(title=text) for text in orders)),))


def _orders(mode: Mode, ground: str, timeline: Timeline, on: date) -> Iterator[str]:
    after = aftermath(mode.code, ground, timeline, on)
    yield from (f"解除“{subject}”的控制措施（{word('release', why)}）" for subject, why in after.releases)
    yield from (f"三个工作日内删除{person}的失信信息" for person in after.delists)
    yield from (f"解除对{person}的限制消费" for person in after.lifts)
