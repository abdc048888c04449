"""本院自己的模板：检查通过才启用，谁可以改，拟好的仍用原来的一版。"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from lives import Desk, sample
from spine import TODAY

from zhixing.casework.documents import commands, papers, queries
from zhixing.casework.documents.models import OwnTemplate
from zhixing.casework.documents.papers.printing import LAYOUTS
from zhixing.foundation.history.queries import entries, revive
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
SOURCE = Path(LAYOUTS / "clue_notice.typ").read_text("utf-8")


def put(desk: Desk, source: str) -> OwnTemplate:
    return commands.put_template(court=desk.court, kind="clue_notice", source=source, actor=desk.director)


def test_an_own_template_from_check_to_use_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    case = desk.case()
    old = desk.draft(case, "clue_notice")
    wrong = put(desk, "没有版面")
    assert wrong.problems
    with pytest.raises(Refused) as error:
        commands.start_template(template=wrong, actor=desk.director, on=TODAY)
    assert [one.text for one in error.value.finding.reasons] == wrong.problems
    one = put(desk, SOURCE)
    assert (one.number, one.problems, put(desk, SOURCE)) == (2, [], one), "一样的不另存"
    assert queries.own_template(desk.court.pk, "clue_notice") is None, "还没有启用"
    commands.start_template(template=one, actor=desk.director, on=TODAY)
    new = desk.draft(case, "clue_notice")
    assert [queries.version_of(made).template for made in (old, new)] == [0, 2]
    seen: list[str | None] = []
    monkeypatch.setattr(papers, "render", lambda *_, source=None, **__: seen.append(source) or b"%PDF-")
    for made in (old, new):
        queries.pdf(queries.one(made.pk))
    queries.preview(case, "clue_notice", sample("clue_notice"))
    assert seen == [None, SOURCE, SOURCE]
    with pytest.raises(Refused, match="已经在用"):
        commands.start_template(template=one, actor=desk.director, on=TODAY)
    commands.stop_template(template=one, actor=desk.director, on=TODAY)
    assert queries.own_template(desk.court.pk, "clue_notice") is None
    told = [revive(entry).sentence() for entry in entries(f"court:{desk.court.pk}") if entry.type == "documents.TemplateChanged"]
    assert told == ["启用提供财产线索通知书的本院模板（第2版）", "停用提供财产线索通知书的本院模板（第2版）"]
    commands.revise(document=old, actor=desk.clerk, on=TODAY, revision=None, data=sample("clue_notice", cause="另一案由"))
    with pytest.raises(Refused, match="没有在用"):
        commands.stop_template(template=one, actor=desk.director, on=TODAY)


def test_only_who_may_change_the_settings_of_this_court() -> None:
    desk = Desk()
    for person in (desk.judge, desk.clerk, desk.centre, desk.president):
        with pytest.raises(PermissionDenied):
            commands.put_template(court=desk.court, kind="clue_notice", source=SOURCE, actor=person)
    assert not OwnTemplate.objects.exists()
    with pytest.raises(Refused):
        put(desk, "字" * 200_001)
