"""真实法院的首次安装：只一次，临时口令须改。"""

from __future__ import annotations

import json

import pytest

from zhixing.entrances.cli import court
from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import Parser
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = Parser("zhixing court")
    court.register(parser)
    return court.run(parser.parse_args(words))


def test_the_first_administrator_is_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    run("status")
    assert "court create" in capsys.readouterr().out
    assert run("create", "--daizi", "内0221", "--admin", "guanli", "--name", "白宁", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    user = User.objects.get(username="guanli")
    held = [holding.get_post_display() for holding in user.holdings.all()]
    assert (user.court.daizi, user.must_change_password, held) == ("内0221", True, ["系统管理员"])
    assert user.check_password(made["password"])
    run("status")
    assert capsys.readouterr().out == ""
    with pytest.raises(Refused, match="已有用户"):
        run("create", "--daizi", "内0222", "--admin", "guanli2", "--name", "白宁")


@pytest.mark.parametrize("words", [["--daizi", "内0221"], ["--daizi", "某9999", "--admin", "guanli", "--name", "白宁"]])
def test_what_is_missing_is_said(words: list[str]) -> None:
    with pytest.raises(Trouble):
        run("create", *words)
    assert not User.objects.exists()
