"""审批单 → ``law.approvals`` 要的事实。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, settings_of
from zhixing.law import settings
from zhixing.law.approvals import ChainFacts


def chain_facts(user: User, day: date, payload: Mapping[str, Any]) -> ChainFacts:
    """排审批链要的：报批人的职务、申请执行人是否已确认、金额、本院设定的链和合议庭确认人数。

    金额取 ``payload["amount_fen"]``（分）；没有写的，按金额才有的步骤一步不少。
    """
    own = settings_of(user.court_id)
    amount = payload.get("amount_fen")
    return ChainFacts(
        applicant_confirmed=bool(payload.get("applicant_confirmed")),
        submitter_posts=user_facts(user, day).posts,
        panel_members=int(own.get("approval.panel", settings.default("approval.panel"))),
        overrides=settings.chains(own),
        amount_fen=None if amount is None else int(amount),
        limits=settings.limits(own),
    )
