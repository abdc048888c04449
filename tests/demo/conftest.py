"""演示法院只装一次，整个文件共用，用完全部撤回。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

NOW = datetime(2026, 11, 3, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""星期二上午。"""

EXTRA = 6
"""必有的之外，再要几件寻常的。"""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """装好的演示法院，和装的时候的此刻。"""
    from django.db import transaction
    from django.test import override_settings

    from zhixing.demo import load, programme
    from zhixing.foundation.history import context

    hasher = override_settings(PASSWORD_HASHERS=["zhixing.demo.passwords.QuickScrypt"])
    with hasher, django_db_blocker.unblock(), transaction.atomic():
        with context.use(context.Context(now=NOW, entrance="demo")):
            yield load(programme.PLANTED + EXTRA)
        transaction.set_rollback(True)
