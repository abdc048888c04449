"""向时间戳服务（RFC 3161）要时间戳。"""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from typing import Final

from asn1crypto import tsp
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
        """问一次。"""
        return tsp.TimeStampResp.load(await asyncio.to_thread(self._asked, req.dump()))

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
