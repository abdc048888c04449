"""文书的一生：每一步每一件事，能办的能办，不能办的都说出为什么、下一步怎么办。"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.paper_life import FROM, LABELS, Life, Stage, Step, possible, sealable, stale, unchanged
from zhixing.law.papers import OWN

LIVES = st.builds(
    Life, title=st.just("执行通知书"), stage=st.sampled_from(Stage), route=st.sampled_from([OWN, "fine"]), pending=st.booleans(),
    by_hand=st.booleans(), seal=st.booleans(), signer=st.sampled_from([None, 1]), handler=st.sampled_from([None, 2]),
    doer=st.sampled_from(["", "甲"]), served=st.integers(0, 2),
)


@pytest.mark.parametrize(("stage", "step"), list(product(Stage, Step)))
def test_every_step_at_every_stage(stage: Stage, step: Step) -> None:
    found = possible(Life("执行通知书", stage), step)
    assert found.ok == (stage in FROM[step])
    assert all(one.text and one.remedy and one.article and one.code.startswith("document.") for one in found.reasons)


@given(LIVES, st.sampled_from(Step))
def test_what_is_possible_only_ever_narrows(life: Life, step: Step) -> None:
    """报批、线下制作、不用印只会少办，不会多办；有理由就有下一步。"""
    found = possible(life, step)
    assert not found.ok or Stage(life.stage) in FROM[step]
    assert not (found.ok and life.pending), "在批的什么也不能办"
    assert not (found.ok and step is Step.SIGN and life.route != OWN)
    assert all(one.remedy for one in (*found.reasons, *found.warnings))
    assert bool(found.warnings) == (step in (Step.VOID, Step.REISSUE) and life.served > 0)


@given(LIVES, st.sampled_from([1, 2, 3]), st.booleans())
def test_who_signed_or_handles_does_not_seal(life: Life, actor: int, apart: bool) -> None:
    found = sealable(life, actor, apart=apart)
    assert found.ok == (possible(life, Step.SEAL).ok and not (apart and actor in (life.signer, life.handler)))


def test_what_is_said() -> None:
    signed = Life("执行通知书", "signed", doer="那仁", signer=1)
    assert possible(signed, "revise").reasons[0].text == "“执行通知书”已签发（那仁），内容不再变动。"
    assert sealable(signed, 1).reasons[0].text == "您是这份文书的签发人，不能自己用印。"
    assert stale(signed).reasons[0].text == "“执行通知书”刚才有变动，现为“已签发”（那仁）。"
    assert unchanged(signed, same=True).ok and unchanged(signed, same=False).reasons[0].remedy == "作废，重新制作。"
    assert unchanged(Life("笔录", "review"), same=False).reasons[0].remedy == "退回修改，重新送审签。"
    assert possible(Life("笔录", "sealed", served=2), "void").warnings[0].text == "“笔录”已经送达2人，作废以后这些送达不再算数。"
    assert set(LABELS) == set(Step)
