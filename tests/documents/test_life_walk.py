"""随便怎么走：拟稿、改、送、签、退、盖、作废、重做，任意先后。能不能办与规则一致；编号不跳不重，取了就不变；成品不变。"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from lives import Desk, sample
from spine import TODAY

from zhixing.casework.documents import commands
from zhixing.casework.documents.models import Document, Version
from zhixing.law.finding import Refused
from zhixing.law.paper_life import FROM, Stage, Step

AFTER = {
    Step.REFER: Stage.REVIEW, Step.SIGN: Stage.SIGNED, Step.SEND_BACK: Stage.DRAFT, Step.SEAL: Stage.SEALED, Step.VOID: Stage.VOID,
    Step.REISSUE: Stage.VOID,
}


class Walk(RuleBasedStateMachine):
    """一件案件上的几份文书。"""

    desk: ClassVar[Desk]
    documents: Bundle[int] = Bundle("documents")

    @initialize()
    def begin(self) -> None:
        self.case = self.desk.case()
        self.stages: dict[int, Stage] = {}
        self.numbers: dict[int, str] = {}
        self.files: dict[int, int | None] = {}

    @rule(target=documents, kind=st.sampled_from(["freeze_ruling", "freeze_ruling", "enforcement_notice"]))
    def draft(self, kind: str) -> int:
        made = self.desk.draft(self.case, kind)
        self.stages[made.pk] = Stage.DRAFT
        return made.pk

    @rule(document=documents, step=st.sampled_from([Step.REFER, Step.SIGN, Step.SIGN, Step.SEAL, Step.SEAL, Step.SEND_BACK, Step.VOID]))
    def act(self, document: int, step: Step) -> None:
        self.check(document, step, self.asked(document, step))

    @rule(document=documents, cause=st.text("甲乙丙丁", min_size=1, max_size=4))
    def revise(self, document: int, cause: str) -> None:
        kind = Document.objects.get(pk=document).kind
        self.check(document, Step.REVISE, self.asked(document, Step.REVISE, data=sample(kind, cause=f"{cause}{Version.objects.count()}")))

    @rule(target=documents, document=consumes(documents))
    def reissue(self, document: int) -> Any:
        made = self.asked(document, Step.REISSUE, reason="写错")
        self.check(document, Step.REISSUE, made)
        if made is None:
            return multiple(document)
        self.stages[made.pk] = Stage.DRAFT
        return multiple(document, made.pk)

    def asked(self, document: int, step: Step, **told: Any) -> Document | None:
        """办 ``step``；拒绝的为空。"""
        told |= {"reason": "写错"} if step is Step.VOID else {"why": "不对"} if step is Step.SEND_BACK else {}
        actor = self.desk.clerk if step is Step.SEAL else self.desk.judge
        try:
            done: Document = getattr(commands, step)(document=document, actor=actor, on=TODAY, revision=None, **told)
        except Refused:
            return None
        return done

    def check(self, document: int, step: Step, done: Document | None) -> None:
        assert (done is not None) == (self.stages[document] in FROM[step]), (self.stages[document], step)
        if done is not None:
            self.stages[document] = AFTER.get(step, self.stages[document])

    @invariant()
    def rows_agree(self) -> None:
        rows = {one.pk: one for one in Document.objects.filter(case=self.case)} if hasattr(self, "case") else {}
        assert {pk: one.state for pk, one in rows.items()} == ({pk: str(one) for pk, one in self.stages.items()} if rows else {})
        taken = sorted(one.serial for one in rows.values() if one.serial)
        assert taken == list(range(1, len(taken) + 1))
        for pk, one in rows.items():
            assert self.numbers.setdefault(pk, one.number) in ("", one.number)
            assert self.files.setdefault(pk, one.file_id) in (None, one.file_id)
            self.numbers[pk], self.files[pk] = one.number, one.file_id
            assert bool(one.number) == (one.state in ("signed", "sealed") or bool(one.signed_at))
            assert Version.objects.filter(document=one).count() == one.version


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "seal")
def test_any_walk() -> None:
    Walk.desk = Desk()
    few = settings(max_examples=3, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    run_state_machine_as_test(Walk, settings=few)
