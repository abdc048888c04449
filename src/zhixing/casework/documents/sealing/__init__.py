"""用印：在文书的日期上盖院印，同时做电子签名（PAdES）；核验一份文件是不是盖过章的原件。

用印（``commands/sealing.py`` 调用）::

    from zhixing.casework.documents import sealing

    pdf = sealing.sign(pdf, court_name=court.name, reason="（2026）内0221执1号执行通知书", at=context.current().now, dated=document.dated)

章盖在日期那一行（在 ``dated`` 那天的日期上；找不到日期的不盖）。没有配置印章、印章不是这家法院的、时间戳取不到，
抛出 :class:`~zhixing.law.finding.Refused`，说明差什么、怎么配置，文件不变。用法院的签章服务或者时间戳服务时要联网，
所以先印好、盖好，再锁案件、核对版本、保存。

核验::

    verdict = sealing.verify(content, at=now)      # Verdict：verdict.ok，verdict.sentence，verdict.court……

电子签名的程序装进来要一秒钟，所以用到才装。印章从环境变量来，见 :mod:`.configured`；
演示法院和测试用 :mod:`.testing` 造的（测试里用 ``seal`` 这个 fixture），真实法院用自己的。
核验码由 :func:`new_code` 取，二维码里写 :func:`address`。
"""

from __future__ import annotations

from datetime import date, datetime

from zhixing.casework.documents.sealing.codes import address, new_code, read_code
from zhixing.casework.documents.sealing.provider import Order, SealProvider
from zhixing.casework.documents.sealing.verdict import Verdict

__all__ = ["Order", "SealProvider", "Verdict", "address", "ask_service", "new_code", "read_code", "ready", "sign", "verify"]


def sign(pdf: bytes, *, court_name: str, reason: str, at: datetime, dated: date | None = None) -> bytes:
    """盖章并签名，返回盖好的文件；原来的字节原样在前，盖章只在后面追加。

    ``reason`` 写进签名（哪一份文书）；``at`` 是用印时刻；``dated`` 是成文日期，给了就只认这一天的日期行。
    盖不了的抛出 ``Refused``。
    """
    from zhixing.casework.documents.sealing.choosing import provider as chosen
    from zhixing.casework.documents.sealing.placing import place

    provider = chosen(court_name)
    order = Order(court_name=court_name, reason=reason, at=at, place=place(pdf, dated), note=provider.note)
    return provider.sealed(pdf, order)


def ready(court_name: str) -> str:
    """能给这家法院用印时为空；不能，是一句话：差什么、怎么配置。"""
    from zhixing.casework.documents.sealing.choosing import problem

    return problem(court_name)


def verify(pdf: bytes, *, at: datetime, existed: datetime | None = None) -> Verdict:
    """核验一份文件：有没有法院的章、是不是这里认的法院的、盖章以后改没改过。不抛出异常，什么文件都有一句话。

    ``at`` 是核验的时刻；``existed``：另有登记证明这份文件那时已经盖好（证书到期以后用）。
    不是自己收下的文件用 :func:`.apart.verify`，在子进程里看。
    """
    from zhixing.casework.documents.sealing.verifying import verify as looked

    return looked(pdf, at=at, existed=existed)


def ask_service(pdf: bytes) -> Verdict | None:
    """请法院的签章服务核验（国密的章）；没有配置签章服务的为空，服务不通的抛出 ``Refused``。"""
    from zhixing.casework.documents.sealing.choosing import service
    from zhixing.casework.documents.sealing.configured import settings

    found = service(settings())
    return found.verified(pdf) if found else None
