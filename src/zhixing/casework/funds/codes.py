"""发放通知的核验码：随机取，猜不出来；库里只存摘要，原文只在通知和短信里。写法见 ``law.inquiry``。"""

from __future__ import annotations

import hashlib
import secrets

from zhixing.law import inquiry


def new_code() -> str:
    """新的一个，四个一组，如 ``K7QD-2M9X-4T8P``。"""
    while not (made := inquiry.code("".join(secrets.choice(inquiry.LETTERS) for _ in range(inquiry.LENGTH)))):
        continue
    return made


def digest(code: str) -> str:
    """存进库里、查的时候比对的摘要；``code`` 是标准写法（:func:`zhixing.law.inquiry.code`）。"""
    return hashlib.sha256(f"payout-notice:{code}".encode()).hexdigest()
