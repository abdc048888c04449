"""文书的一生：拟稿 → 审签 → 签发 → 用印，任何时候可以作废。此刻能办什么，不能办的为什么、下一步怎么办。

谁可以办由权限表回答（:mod:`zhixing.law.rights`），由谁签发由文书表回答（:mod:`zhixing.law.papers`）。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.papers import OWN
from zhixing.law.states import Act

RULES: Final = cite("COURT 文书签发")
SEALS: Final = cite("COURT 印章管理")
CORRECTION: Final = cite("CPL 157")


class Stage(StrEnum):
    """文书走到哪一步。"""

    DRAFT = "draft"
    REVIEW = "review"
    SIGNED = "signed"
    SEALED = "sealed"
    VOID = "void"


class Step(StrEnum):
    """在文书上办的事。"""

    REVISE = "revise"
    REFER = "refer"
    SIGN = "sign"
    SEND_BACK = "send_back"
    SEAL = "seal"
    VOID = "void"
    REISSUE = "reissue"


LABELS: Final[dict[Step, str]] = {
    Step.REVISE: "修改", Step.REFER: "送审签", Step.SIGN: "签发", Step.SEND_BACK: "退回修改", Step.SEAL: "用印", Step.VOID: "作废",
    Step.REISSUE: "重新制作",
}
_ALIVE: Final = frozenset({Stage.DRAFT, Stage.REVIEW, Stage.SIGNED, Stage.SEALED})
FROM: Final[dict[Step, frozenset[Stage]]] = {
    Step.REVISE: frozenset({Stage.DRAFT}), Step.REFER: frozenset({Stage.DRAFT}), Step.SIGN: frozenset({Stage.DRAFT, Stage.REVIEW}),
    Step.SEND_BACK: frozenset({Stage.REVIEW}), Step.SEAL: frozenset({Stage.SIGNED}), Step.VOID: _ALIVE, Step.REISSUE: _ALIVE,
}
"""各件事在哪一步可以办。"""


@dataclass(frozen=True, slots=True)
class Life:
    """一份文书此刻的情况。

    ``route`` 是由谁签发（``own`` 或者审批行为）；``pending``：审批单还在批；``by_hand``：线下制作后上传的；
    ``seal``：要用印；``signer``、``handler`` 是签发人、承办人的编号；``doer`` 是最近办的那个人；``served`` 是已经送达的人数。
    """

    title: str
    stage: str
    route: str = OWN
    pending: bool = False
    by_hand: bool = False
    seal: bool = True
    signer: int | None = None
    handler: int | None = None
    doer: str = ""
    served: int = 0


def possible(life: Life, step: Step | str) -> Finding[bool]:
    """此刻能不能办 ``step``；不能的说出为什么、怎么办。"""
    step = Step(step)
    wrong = _stage(life, step) or _pending(life, step) or _route(life, step) or _plain(life, step)
    warnings = tuple(_served(life)) if step in (Step.VOID, Step.REISSUE) else ()
    return Finding(wrong is None, (RULES,), (wrong,) if wrong else (), warnings, inputs={"stage": str(life.stage), "step": str(step)})


def sealable(life: Life, actor: int, *, apart: bool = True) -> Finding[bool]:
    """``actor`` 能不能给这一份用印；``apart``：本院规定签发人、承办人不得自己用印。"""
    found = possible(life, Step.SEAL)
    if not found.ok or not apart or actor not in (life.signer, life.handler):
        return found
    who = "签发人" if actor == life.signer else "承办人"
    reason = _no("own_seal", f"您是这份文书的{who}，不能自己用印。", SEALS, "由书记员、法官助理或者指挥中心用印；本院另有规定的，在设置里改。")
    return Finding(False, (SEALS,), (reason,), inputs=found.inputs)


def stale(life: Life) -> Finding[bool]:
    """页面打开以后又有了变动。"""
    text = f"“{life.title}”刚才有变动，现为“{_NAMES[Stage(life.stage)]}”" + (f"（{life.doer}）。" if life.doer else "。")
    return Finding(False, (RULES,), (_no("stale", text, RULES, "刷新页面，看过新的内容再办。"),))


def unchanged(life: Life, *, same: bool) -> Finding[bool]:
    """批准的须正是送审签的那一版，用印的须正是签发的那一版。"""
    if same:
        return Finding(True, (RULES,))
    signed = life.stage == Stage.SIGNED
    text = f"“{life.title}”在{'签发' if signed else '送审签'}以后改过，不是看过的那一版。"
    return Finding(False, (RULES,), (_no("changed", text, RULES, "作废，重新制作。" if signed else "退回修改，重新送审签。"),))


_NAMES: Final[dict[Stage, str]] = {
    Stage.DRAFT: "拟稿", Stage.REVIEW: "审签中", Stage.SIGNED: "已签发", Stage.SEALED: "已用印", Stage.VOID: "已作废",
}
_AFTER_SIGNING: Final = ("内容不再变动。", "有误的作废，重新制作。", Act.VOID_DOCUMENT)
_WHY: Final[dict[tuple[Step, Stage], tuple[str, str, str]]] = {
    (Step.REVISE, Stage.REVIEW): ("不能修改。", "先退回修改，或者撤回报批。", Act.SIGN_DOCUMENT),
    (Step.REFER, Stage.REVIEW): ("不用再送。", "等候签发。", ""),
    (Step.SEAL, Stage.DRAFT): ("还没有签发，不能用印。", "先签发。", Act.SIGN_DOCUMENT),
    (Step.SEAL, Stage.REVIEW): ("还没有签发，不能用印。", "等候签发。", Act.SIGN_DOCUMENT),
    (Step.SEAL, Stage.SEALED): ("不用再盖。", "可以送达了。", Act.SERVE),
    (Step.SIGN, Stage.SIGNED): ("不用再签。", "请用印。", Act.SEAL_DOCUMENT),
    (Step.SIGN, Stage.SEALED): ("不用再签。", "可以送达了。", Act.SERVE),
    (Step.SEND_BACK, Stage.DRAFT): ("还没有送审签，不用退回。", "直接修改。", Act.DRAFT_DOCUMENT),
    **{(step, stage): _AFTER_SIGNING for step in (Step.REVISE, Step.REFER, Step.SEND_BACK) for stage in (Stage.SIGNED, Stage.SEALED)},
    **{(step, Stage.VOID): ("什么也不再办。", "需要的，重新制作。", Act.DRAFT_DOCUMENT) for step in Step},
}


def _stage(life: Life, step: Step) -> Reason | None:
    stage = Stage(life.stage)
    if stage in FROM[step]:
        return None
    told, remedy, act = _WHY[step, stage]
    by = f"（{life.doer}）" if life.doer and stage not in (Stage.DRAFT, Stage.REVIEW) else ""
    return _no(f"{step}.{stage}", f"“{life.title}”{_NAMES[stage]}{by}，{told}", RULES, remedy, act)


def _pending(life: Life, step: Step) -> Reason | None:
    """审批单还在批的，先由审批人定，或者由报批人撤回。"""
    if not life.pending:
        return None
    return _no("pending", f"“{life.title}”正在审批，不能{LABELS[step]}。", RULES, "等候审批；要改的，由报批人撤回，或者由审批人退回。")


def _route(life: Life, step: Step) -> Reason | None:
    if step is not Step.SIGN or life.route == OWN:
        return None
    return _no("route", f"“{life.title}”要报批，不由承办法官自己签发。", RULES, "送审签。", Act.DRAFT_DOCUMENT)


def _plain(life: Life, step: Step) -> Reason | None:
    """线下制作后上传的没有稿子可以照着重做；不用印的不盖章。"""
    if step is Step.REISSUE and life.by_hand:
        return _no("by_hand", f"“{life.title}”是线下制作后上传的。", RULES, "作废这一份，改好后重新上传。", Act.VOID_DOCUMENT)
    if step is Step.SEAL and not life.seal:
        return _no("no_seal", f"“{life.title}”不用印。", SEALS, "签发时即成。")
    return None


def _served(life: Life) -> Iterator[Reason]:
    if life.served:
        text = f"“{life.title}”已经送达{life.served}人，作废以后这些送达不再算数。"
        yield _no("served", text, CORRECTION, "另行书面告知；裁定书有笔误的，可以裁定补正。", Act.SERVE)


def _no(code: str, text: str, article: Article, remedy: str, act: str = "") -> Reason:
    return Reason(f"document.{code}", text, article, remedy, str(act), "document")
