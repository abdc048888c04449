"""连不上数据库：说真话的 503，页面自己不查库；别的错误还是 500。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from psycopg_pool import PoolTimeout
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.entrances.web import errors, profile
from zhixing.foundation.people.queries import User

RESTARTING = "暂时连不上数据库"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


LOST = {
    "没有连上": OperationalError("connection refused"),
    "已经断了": InterfaceError("connection already closed"),
    "等不到连接": caused(OperationalError("pool"), PoolTimeout("15 s")),
    "正在停": caused(OperationalError("stop"), psycopg.errors.AdminShutdown("terminating connection")),
    "排队的连不上": caused(RuntimeError("queue"), OperationalError("connection refused")),
}
NOT_LOST = {
    "死锁": caused(OperationalError("deadlock"), psycopg.errors.DeadlockDetected("deadlock")),
    "超时": caused(OperationalError("timeout"), psycopg.errors.QueryCanceled("timeout")),
    "别的": RuntimeError("error"),
}


@contextmanager
def no_database() -> Iterator[None]:
    """这一段里数据库真的连不上：地址上没有人听。"""
    settings = connections["default"].settings_dict
    before = settings["HOST"], settings["PORT"], settings["OPTIONS"]
    connection.close()
    settings["HOST"], settings["PORT"] = "127.0.0.1", "1"
    if pool := settings["OPTIONS"].get("pool"):
        settings["OPTIONS"] = {**settings["OPTIONS"], "pool": {**pool, "timeout": 0.3}}  # 不必真等十五秒
    try:
        yield
    finally:
        connection.close_pool()
        connection.close()
        settings["HOST"], settings["PORT"], settings["OPTIONS"] = before


def patient(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("error", LOST.values(), ids=LOST)
def test_a_lost_connection_is_known(error: Exception) -> None:
    assert errors.disconnected(error)


@pytest.mark.parametrize("error", [*NOT_LOST.values(), None], ids=[*NOT_LOST, "没有错误"])
def test_other_errors_are_not_lost_connections(error: Exception | None) -> None:
    assert not errors.disconnected(error)


@pytest.mark.parametrize(("error", "status"), [*((e, 503) for e in LOST.values()), *((e, 500) for e in NOT_LOST.values())])
def test_a_view_that_loses_the_database(
    error: Exception, status: int, staff: dict[str, User], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(user: User) -> object:
        raise error

    monkeypatch.setattr(profile, "_security", crash)
    response = patient(signed_in(staff["judge"])).get("/me/")
    assert response.status_code == status
    assert response.get("Retry-After") == ("10" if status == 503 else None)
    assert (RESTARTING in text_of(response)) is (status == 503)
    assert inline_code(response) == []


def test_without_a_database_every_page_says_so(committed_db: str) -> None:
    """在中间件里就断了（会话要查库），页面照样出来；登录页也一样。"""
    client = patient(Client())
    client.cookies["sessionid"] = "x" * 32
    with no_database():
        for path in ("/", "/me/", reverse("case_list")):
            opened = client.get(path)
            assert (opened.status_code, opened["Retry-After"]) == (503, "10")
            assert "这一页没有打开" in text_of(opened)
        signed = client.post(reverse("account_login"), {"login": "zhaosi", "password": "long-enough"})
        assert signed.status_code == 503


def test_what_was_handed_in_may_or_may_not_be_saved(committed_db: str) -> None:
    """断在落盘的一刻，谁也说不准：叫人打开案件核对，不说“什么也没有改变”。"""
    client = patient(Client())
    client.cookies["sessionid"] = "x" * 32
    with no_database():
        whole = client.post("/cases/1/act/note/", {"text": "电话"})
        part = client.post("/cases/1/act/note/", {"text": "电话"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="drawer-body")
    for answer in (whole, part):
        assert answer.status_code == 503
        assert "打开案件核对后再办" in text_of(answer)
        assert "什么也没有改变" not in text_of(answer)
    assert part["HX-Retarget"] == "#drawer-notice"
    assert "<html" not in part.content.decode()
