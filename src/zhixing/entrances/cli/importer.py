"""导入、接管共用的：读文件、哪家法院、以谁的名义、进度。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble

if TYPE_CHECKING:
    from zhixing.foundation.people.queries import Court, User


def content_of(path: Path) -> bytes:
    """文件的内容。"""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Trouble(f"没有这个文件：{path}") from None
    except IsADirectoryError:
        raise Trouble(f"{path} 是文件夹，请写明文件。") from None


def on_behalf(daizi: str | None, username: str | None, post: str = "filing", doing: str = "导入") -> tuple[Court, User]:
    """哪家法院、以谁的名义；不写明的，用本院任 ``post`` 的人（立案人员）。``doing`` 是在办什么。"""
    from zhixing.foundation.people.queries import Post, User, courts

    if username:
        user = User.objects.select_related("court").filter(username=username, is_active=True).first()
        if user is None:
            raise Trouble(f"没有登录名是“{username}”的在用人员。")
        if daizi and user.court.daizi != daizi:
            raise Trouble(f"{user.name}是{user.court.name}的，不能办{daizi}的{doing}。")
        return user.court, user
    chosen = courts().filter(daizi=daizi) if daizi else courts()
    found = [(court, clerk) for court in chosen if (clerk := _clerk(court, post))]
    if not found:
        where = f"{daizi}法院" if daizi else "库里"
        raise Trouble(f"{where}没有担任{Post(post).label}的人员，请用 --as 写明以谁的名义{doing}（登录名）。")
    if len(found) > 1:
        listed = "、".join(court.daizi for court, _ in found)
        raise Trouble(f"有几家法院（{listed}），请用 --court 写明{doing}哪一家。")
    return found[0]


def _clerk(court: Court, post: str) -> User | None:
    from zhixing.foundation.history import context
    from zhixing.foundation.people.queries import holders

    return holders(court.pk, post, context.current().today).first()


def ticker(bar: Progress) -> Callable[[int, int], None]:
    """进度条的报数。"""
    def tick(done: int, total: int) -> None:
        bar.total = total
        bar.tick(step=done - bar.count)

    return tick
