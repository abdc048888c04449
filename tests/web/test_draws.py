"""随机分案的页面：谁能开，一个按钮抽全部，结果、证明、下载；回避和分案系数。"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import factories
import pytest
from centre.hall import Hall
from centre.test_draws import waiting
from django.urls import reverse
from django.utils import timezone
from web.books import ago, now
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.models import Case
from zhixing.casework.centre import commands
from zhixing.casework.centre.models import Draw, Recusal, Seed, Workforce
from zhixing.entrances.web.centre.draw import broken
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.people.queries import User
from zhixing.law.draw_proof import verify

OPENS = dict.fromkeys(("centre", "director", "filing", "president", "supervisor"), 200)
SHUT = dict.fromkeys(("judge", "leader", "cashier", "auditor"), 403)


@pytest.fixture
def hall(db: None) -> Iterator[Hall]:
    """今天的大厅：快执、普执各一件待分，种子昨天公布了。"""
    with context.use(now()):
        made = Hall()
        made.auditor = factories.user("audit_admin", court=made.court)  # type: ignore[attr-defined]
        User.objects.update(password_changed_at=timezone.now())
        waiting(made, "simple", "complex")
        with context.at(now().now - timedelta(days=1)):
            commands.commit_seeds(court=made.court, actor=Job("分案种子"), on=ago(1))
        yield made


def test_who_may_open_and_the_whole_way(hall: Hall, signed_in: SignedIn) -> None:
    url = reverse("centre_draws")
    for who, code in (OPENS | SHUT).items():
        assert signed_in(getattr(hall, who)).get(url).status_code == code, who
    client = signed_in(hall.centre)
    seen = client.get(url)
    told = text_of(seen)
    assert "2 件待分" in told and "随机分案 2 件" in told and "快执团队" in told and hall.judges["simple"].name in told and not inline_code(seen)
    assert "随机分案 2 件" not in text_of(signed_in(hall.supervisor).get(url)), "督察只看"
    given = {"token": re.search(r'name="token" value="(\w+)"', seen.content.decode())[1], "count": "2"}  # type: ignore[index]
    go = reverse("centre_draw_now")
    assert signed_in(hall.supervisor).post(go, given).status_code == 403
    stale = client.post(go, given | {"count": "3"})
    assert stale.status_code == 409 and "有变动" in text_of(stale) and not Draw.objects.exists()
    assert client.post(go, given).status_code == client.post(go, given).status_code == 302
    row = Draw.objects.get()
    page = reverse("centre_draw", args=[row.pk])
    told = text_of(client.get(page))
    assert "随机分案 2 件（可核验）" in told and broken(row.digest) in told and "种子次日公开" in told and "100.0%" in told
    assert Seed.objects.get(pk=row.seed_id).secret[:8] not in told
    abroad = factories.user("centre", court=hall.elsewhere.court)
    User.objects.update(password_changed_at=timezone.now())
    for name in ("centre_draw", "centre_draw_record"):
        assert signed_in(abroad).get(reverse(name, args=[row.pk])).status_code == 404
        assert signed_in(hall.judge).get(reverse(name, args=[row.pk])).status_code == 403
    commands.show_seeds(court=hall.court, actor=Job("分案种子"), on=ago(-1))
    assert client.get(reverse("centre_draw_record", args=[row.pk])).status_code == 403, "记录里有各人的分量"
    file = signed_in(hall.director).get(reverse("centre_draw_record", args=[row.pk]))
    assert verify(json.loads(file.content)).ok and ReadLog.objects.filter(what="下载随机分案记录").count() == 1
    assert "种子已经公开，可以核验" in text_of(client.get(page)) and "没有待分的案件" in text_of(client.get(url))


def test_nobody_in_the_pool_is_said(hall: Hall, signed_in: SignedIn) -> None:
    client, url = signed_in(hall.director), reverse("centre_draws")
    factories.absent(hall.judges["simple"], ago(0), ago(0))
    told = text_of(client.get(url))
    assert "1 件没有人可抽" in told and f"{hall.judges['simple'].name}不在岗" in told and "随机分案 1 件" in told
    for case in Case.objects.filter(state="accepted"):
        commands.recuse(user=hall.judges["complex"], case=case, actor=hall.director, on=ago(0), why="近亲属", token=str(case.pk))
    refused = client.post(reverse("centre_draw_now"), {"token": "x", "count": "2"})
    assert refused.status_code == 409 and "回避" in text_of(refused) and not Draw.objects.exists()


def test_without_a_seed_there_is_no_button(db: None, signed_in: SignedIn) -> None:
    with context.use(now()):
        bare = Hall()
        waiting(bare, "simple")
        User.objects.update(password_changed_at=timezone.now())
        client = signed_in(bare.centre)
        told = text_of(client.get(reverse("centre_draws")))
        assert "没有在前一日公布，不能随机分案" in told and "随机分案 1 件" not in told
        assert client.post(reverse("centre_draw_now"), {"token": "x", "count": "1"}).status_code == 409


def test_recusals_and_shares_are_set_and_ended(hall: Hall, signed_in: SignedIn) -> None:
    url, new, share = reverse("centre_recusals"), reverse("centre_recusal_new"), reverse("centre_share_new")
    for name in (url, new, share):
        assert signed_in(hall.centre).get(name).status_code == 403
    client, case = signed_in(hall.director), Case.objects.filter(state="accepted").first()
    assert case is not None
    given = {"user": hall.judge.pk, "case": case.number, "why": "近亲属", "token": "a"}
    assert client.post(new, given | {"case": ""}).status_code == 422
    assert client.post(new, given | {"case": "（2026）内0221执99999号"}).status_code == 422
    assert client.post(new, given).status_code == client.post(new, given).status_code == 302
    row = Recusal.objects.get()
    assert client.post(share, {"user": hall.other.pk, "share": "201", "why": "多"}).status_code == 422
    assert client.post(share, {"user": hall.other.pk, "share": "0", "why": "专案"}).status_code == 302
    told = text_of(client.get(url))
    assert case.number in told and "近亲属" in told and "暂停分案" in told
    half = Workforce.objects.get()
    elsewhere = factories.user("director", court=hall.elsewhere.court)
    User.objects.update(password_changed_at=timezone.now())
    for name, one in (("centre_recusal_end", row.pk), ("centre_share_end", half.pk)):
        assert signed_in(elsewhere).post(reverse(name, args=[one])).status_code == 404
        assert "明天起不再" in text_of(client.post(reverse(name, args=[one]), follow=True))
    assert Recusal.objects.get().until == Workforce.objects.get().until == ago(0)
    assert "撤销" not in text_of(client.get(url)), "今天的管到今天，不必再撤"
    early = commands.set_share(user=hall.other, share=50, actor=hall.director, on=ago(0), why="专案", since=ago(3))
    assert f"{hall.other.name}今天起不再按50%分案" in text_of(client.post(reverse("centre_share_end", args=[early.pk]), follow=True))
