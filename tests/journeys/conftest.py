"""真浏览器、真网页、真提交的库。"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128  # 机器忙、几个页面一起开时，排不进去的连接要等几十秒才重来


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """不打印每个请求。"""


@pytest.fixture
def site(committed_db: str, settings: Any, tmp_path: Path) -> Iterator[str]:
    """在线程里跑起来的网页，用应用角色连真提交的库；给出地址。"""
    from django.core.wsgi import get_wsgi_application

    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # 真的算法故意算得慢，一程里登录七八次
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def aside() -> Iterator[Callable[..., Any]]:
    """在另一个线程里办：浏览器占着本线程的事件循环，查库、跑后台任务要到旁边去。"""
    from django.db import connections

    with ThreadPoolExecutor(1) as pool:
        yield lambda work, *args: pool.submit(work, *args).result(60)
        pool.submit(connections.close_all).result(10)


@pytest.fixture
def work(aside: Callable[..., Any]) -> Callable[[], None]:
    """把排着的后台任务办完，和 ``zhixing worker`` 同一个应用。"""

    def run() -> None:
        from procrastinate.contrib.django import app as django_app

        app: Any = django_app
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(_once(app))

    return lambda: aside(run)


async def _once(app: Any) -> None:
    async with app.open_async():
        await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.fixture
def counter_at() -> Iterator[Callable[..., Any]]:
    """开一家模拟的银行；给出开账户的办法：账号，户名可以不给。"""
    from journeys.counter import KEY, Counter

    from zhixing.entrances.web import clock
    from zhixing.exchange.simulators import bank
    from zhixing.exchange.simulators.bank_book import Book, Plan

    made = bank.Bank(Book(plan=Plan()), KEY, lambda: clock.now().date())
    server = bank.serving(made)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lambda number, **given: Counter(number, f"http://127.0.0.1:{server.server_address[1]}/", made, **given)
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def browser() -> Iterator[Any]:
    """发行版的 Chromium。没有就跳过；在 CI 上、要求有浏览器时没有就失败。"""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        if os.environ.get("CI") or os.environ.get("ZHIXING_REQUIRE_BROWSER") == "1":
            pytest.fail(f"没有 {CHROMIUM}，装上 chromium 再来")
        pytest.skip(f"没有 {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def sit_down(browser: Any, site: str, aside: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """某人在电脑前（或拿着手机）已经登录，给出页面，再来时还是那一页；``by_hand`` 的自己填口令登录。出了脚本错误就失败。"""
    wrong: list[str] = []
    seated: dict[tuple[str, bool], Any] = {}

    def sit(username: str, *, phone: bool = False, by_hand: bool = False) -> Any:
        if (username, phone) not in seated:
            seated[username, phone] = page = opened(phone)
            log_in(page, username) if by_hand else page.context.add_cookies([aside(session_of, username) | {"url": site}])
        return seated[username, phone]

    def opened(phone: bool) -> Any:
        view = browser.new_context(viewport=PHONE if phone else DESK, locale="zh-CN", has_touch=phone, base_url=site)
        page = view.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
        return page

    yield sit
    assert wrong == []


def session_of(username: str) -> dict[str, str]:
    """登录好的会话的饼干：各程里一个一个填口令太慢，填口令的另有一程。"""
    from django.conf import settings
    from django.test import Client

    from zhixing.foundation.people.queries import User

    client = Client()
    client.force_login(User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


def log_in(page: Any, username: str) -> None:
    """填用户名、口令登录。"""
    from factories import PASSWORD

    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("body:not([data-user=''])")
