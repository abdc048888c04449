"""向时间戳服务（RFC 3161）要时间戳。"""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from typing import Final

from asn1crypto import core, tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

SECONDS: Final = 10
LARGEST: Final = 2**20
_SENT: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class HttpStamper(TimeStamper):
    """用 HTTP 问时间戳服务，十秒没有回应就算不通。"""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """问一次；不给的、看不懂的，抛出 ``TimestampRequestError``。"""
        return granted(await asyncio.to_thread(self._asked, req.dump()))

    def _asked(self, content: bytes) -> bytes:
        asked = urllib.request.Request(self.url, content, _SENT)  # noqa: S310 网址由系统管理员配置
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
                if answer.headers.get_content_type() != "application/timestamp-reply":
                    raise TimestampRequestError("时间戳服务的回应不是时间戳")
                said: bytes = answer.read(LARGEST)
        except (OSError, urllib.error.URLError) as error:
            raise TimestampRequestError(f"时间戳服务没有回应（{error}）") from error
        return said


class _Answer(core.Sequence):  # type: ignore[misc]
    """回答的开头；拒绝的没有后面的时间戳。"""

    _fields = [("status", tsp.PKIStatusInfo), ("token", core.Any, {"optional": True})]


def granted(said: bytes) -> tsp.TimeStampResp:
    """给了时间戳的回答。"""
    try:
        status = _Answer.load(said, strict=True)["status"]["status"].native
    except (ValueError, TypeError) as error:
        raise TimestampRequestError("时间戳服务的回答看不懂") from error
    if status not in ("granted", "granted_with_mods"):
        raise TimestampRequestError(f"时间戳服务没有给时间戳（{status}）")
    return tsp.TimeStampResp.load(said)
