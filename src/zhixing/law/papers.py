"""文书表：一种文书由谁签发、取不取“之一”、用不用印、送给谁、随同什么，什么案件和结案以后能不能做。

表在 ``parameters/papers.toml``，一种文书一行；名称在 ``words.toml`` 的 ``[document]``。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.states import UNFILED, Act, State
from zhixing.law.words import word

OWN: Final = "own"
"""承办法官自己签发。"""
LEADER: Final = "issue_leader"
"""承办人不是法官的，报团队长签发。"""
OTHER: Final = "other"
"""没有模板的文书，只能上传。"""
ROUND: Final = "terminated_round"
_RULES: Final = cite("COURT 文书签发")


@dataclass(frozen=True, slots=True)
class Paper:
    """一种文书。各栏的意思见 ``parameters/papers.toml`` 的开头。"""

    code: str
    group: str
    route: str
    numbered: bool
    seal: str
    named: str
    serve: tuple[str, ...]
    companions: tuple[str, ...]
    kinds: tuple[str, ...]
    granted: str
    closed: str
    unfiled: bool
    articles: tuple[Article, ...]

    @property
    def title(self) -> str:
        """名称。"""
        return word("document", self.code)

    @property
    def ruling(self) -> bool:
        """是不是裁定书。"""
        return self.code.endswith("_ruling")

    @property
    def sealed(self) -> bool:
        """要不要盖院印。"""
        return self.seal == "court"


class UnknownPaper(KeyError):
    """文书表里没有这一种。"""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "papers.toml").read_text("utf-8"))


def groups() -> Mapping[str, str]:
    """组：代码 → 名称，按办案的先后。"""
    found: dict[str, str] = _table()["groups"]
    return found


@cache
def paper(code: str) -> Paper:
    """一种文书；没有则抛出 :class:`UnknownPaper`。

    >>> paper("enforcement_notice").companions
    ('report_order',)
    """
    if code in ("default", "groups") or code not in _table():
        raise UnknownPaper(code)
    row = {**_table()["default"], **_table()[code]}
    return Paper(
        code, row["group"], row["route"], row["numbered"], row["seal"], row["named"], tuple(row["serve"]), tuple(row["with"]),
        tuple(row["kinds"]), row["granted"], row["closed"], row["unfiled"], tuple(cite(one) for one in row["articles"]),
    )


def papers() -> tuple[Paper, ...]:
    """全部文书，按表里的次序。"""
    return tuple(paper(code) for code in _table() if code not in ("default", "groups"))


def suits(found: Paper, kind: str, mode: str = "", state: str = State.ENFORCING) -> Finding[bool]:
    """这一件能不能做这种文书：``kind`` 是案件的类型代字，``mode`` 是结案方式（没有结案为空），``state`` 是案件的状态。

    >>> suits(paper("enforcement_notice"), "执保").reasons[0].remedy
    '取得生效法律文书，转入执行后再发。'
    """
    reasons = (*_unfiled(found, state), *_kind(found, kind), *_closed(found, mode))
    return Finding(not reasons, found.articles, reasons=reasons, inputs={"document": found.code, "kind": kind, "mode": mode, "state": str(state)})


def suitable(kind: str, mode: str = "", state: str = State.ENFORCING) -> tuple[Paper, ...]:
    """这一件能做的各种文书，按表里的次序。"""
    return tuple(one for one in papers() if suits(one, kind, mode, state).ok)


def _unfiled(found: Paper, state: str) -> Iterator[Reason]:
    if state not in UNFILED or (found.unfiled and state != State.DECLINED):
        return
    text, remedy = f"案件还没有立案，不做{found.title}。", "先立案；立案审查时可以做补正通知书。"
    if state == State.DECLINED:
        text, remedy = f"已经裁定不予受理，不做{found.title}。", "线下做的裁定书，上传后送达。"
    yield _no("unfiled", text, cite("EW 16"), remedy, Act.ACCEPT if state != State.DECLINED else "")


def _kind(found: Paper, kind: str) -> Iterator[Reason]:
    if "*" in found.kinds or kind in found.kinds:
        return
    remedy = "取得生效法律文书，转入执行后再发。" if kind == "执保" else "在执行案件里制作。"
    yield _no("kind", f"{kind}案件不发{found.title}。", found.articles[0], remedy)


def _closed(found: Paper, mode: str) -> Iterator[Reason]:
    if not mode or found.closed == "yes" or (found.closed == "control" and mode == ROUND):
        return
    remedy = "发现财产或者需要继续执行的，另立恢复执行案件。"
    yield _no("closed", f"案件已结案，不再做{found.title}。", cite("ZB 10" if found.closed == "control" else "LJ 6"), remedy, Act.REVIVE)


def route(found: Paper, *, judge: bool, granted: str = "", rulings: str = OWN) -> Finding[str]:
    """这一份由谁签发：``own``，或者审批行为。

    ``judge``：承办人能自己签发；``granted`` 是已经批准的结案方式，或者中止（suspended）；``rulings`` 是本院定的裁定书由谁签发。

    >>> route(paper("termination_ruling"), judge=True, granted="terminated_round").value
    'own'
    """
    chosen, why = _chosen(found, granted, rulings)
    if chosen == OWN and not judge:
        chosen, why = LEADER, "承办人不是法官，报团队长签发。"
    return Finding(chosen, (_RULES,), steps=(Step(why, found.articles[0]),), inputs={"document": found.code, "judge": judge, "granted": granted})


def _chosen(found: Paper, granted: str, rulings: str) -> tuple[str, str]:
    if found.granted and found.granted == granted:
        return OWN, "已经批准，由承办法官签发。"
    if found.route == OWN and found.ruling and rulings != OWN:
        return rulings, "本院规定裁定书要报批。"
    return found.route, "由承办法官签发。" if found.route == OWN else f"{found.title}要报批。"


def _no(code: str, text: str, article: Article, remedy: str, act: str = "") -> Reason:
    return Reason(f"paper.{code}", text, article, remedy, str(act), "kind")
