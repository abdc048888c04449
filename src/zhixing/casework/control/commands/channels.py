"""院级的一笔：协助单位、经办人、查询批次记在本院的查控链上。"""

from __future__ import annotations

from zhixing.casework.control.events import ChannelChanged, WaveChanged
from zhixing.casework.control.models import Wave
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse


def stream(court_id: int) -> str:
    """本院查控的链。"""
    return f"court:{court_id}:control"


def changed(court_id: int, actor: Actor, whom: str, text: str) -> None:
    """渠道、经办人有了改动。须在事务里。"""
    _record(ChannelChanged(subject=whom[:120], whom=whom, text=text), court_id, actor)


def wave_changed(wave: Wave, did: str, actor: Actor) -> None:
    """查询批次提出、签发、撤销、反馈完。须在事务里。"""
    event = WaveChanged(subject=wave.number, number=wave.number, did=did, cases=wave.cases, requests=wave.total)
    _record(event, wave.court_id, actor)


def _record(event: Event, court_id: int, actor: Actor) -> None:
    history.record(event, stream=stream(court_id), court_id=court_id, actor=actor, happened=context.current().today)


def refused(code: str, text: str, remedy: str, article: str = "COURT 查控渠道", subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"control.{code}", text, cite(article), remedy=remedy, subject=subject))
