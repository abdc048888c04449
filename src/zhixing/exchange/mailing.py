"""电子邮件：用 SMTP 发出。对方的邮件服务器收下了，就是发送成功；退信另由人登记。

环境变量：``ZHIXING_SMTP`` 写 ``smtp://用户@主机:端口?tls=start``（``tls``：start 用 STARTTLS、whole 用 SSL、none 不加密，只许本机）；
``ZHIXING_SMTP_PASSWORD_FILE`` 是口令所在的文件；``ZHIXING_SMTP_FROM`` 是发件人地址。
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable

SECONDS: Final = 20
ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
FINAL: Final = 500


@dataclass(frozen=True, slots=True)
class Server:
    """发信的服务器。"""

    host: str
    port: int
    sender: str
    tls: str = "start"
    user: str = ""
    password: str = field(default="", repr=False)


def server() -> Server:
    """按环境变量接入；没有配置、配置不对的抛出 :class:`~zhixing.exchange.channel.NotConfigured`。"""
    parts, sender = urlsplit(os.environ.get("ZHIXING_SMTP", "")), os.environ.get("ZHIXING_SMTP_FROM", "")
    if parts.scheme != "smtp" or not parts.hostname or not ADDRESS.fullmatch(sender):
        raise NotConfigured("本院没有接入邮件服务器。请系统管理员配置 ZHIXING_SMTP 和 ZHIXING_SMTP_FROM。")
    tls = parse_qs(parts.query).get("tls", ["start"])[0]
    if tls not in ("start", "whole", "none") or (tls == "none" and parts.hostname not in LOCAL):
        raise NotConfigured("ZHIXING_SMTP 的 tls 只能是 start、whole；不加密的只许本机。")
    secret = os.environ.get("ZHIXING_SMTP_PASSWORD_FILE", "")
    password = Path(secret).read_text("utf-8").strip() if secret else ""
    return Server(parts.hostname, parts.port or (465 if tls == "whole" else 587), sender, tls, unquote(parts.username or ""), password)


def send(to: str, subject: str, text: str, *, sign: str, ref: str) -> str:
    """发一封信，返回信件编号。``sign`` 是发件人显示的法院，``ref`` 写进信头供对照。

    地址不对、对方明确不收的抛出 ``Undeliverable``；这次没有发成的抛出 ``TryAgain``；没有接入的抛出 ``NotConfigured``。
    """
    if not ADDRESS.fullmatch(to):
        raise Undeliverable("不是电子邮箱地址。")
    through = server()
    letter = _letter(through, to, subject, text, sign, ref)
    try:
        with _open(through) as connection:
            connection.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _failed(code, said) from None
    except smtplib.SMTPResponseException as error:
        raise TryAgain(f"邮件服务器没有收下（{error.smtp_code}）。") from None
    except (OSError, smtplib.SMTPException) as error:
        raise TryAgain(f"连不上邮件服务器（{error}）。") from None
    return str(letter["Message-ID"])


def _letter(through: Server, to: str, subject: str, text: str, sign: str, ref: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = formataddr((sign, through.sender)), to, subject
    letter["Message-ID"] = make_msgid(idstring=ref, domain=through.sender.rpartition("@")[2])
    letter["X-Reference"] = ref
    letter.set_content(text)
    return letter


def _open(through: Server) -> smtplib.SMTP:
    """连上、加密、登录。"""
    safe = ssl.create_default_context()
    if through.tls == "whole":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(through.host, through.port, timeout=SECONDS, context=safe)
    else:
        connection = smtplib.SMTP(through.host, through.port, timeout=SECONDS)
    try:
        if through.tls == "start":
            connection.starttls(context=safe)
        if through.user:
            connection.login(through.user, through.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _failed(code: int, said: bytes) -> Undeliverable | TryAgain:
    told = said.decode("utf-8", "replace")[:160]
    return Undeliverable(f"对方不收（{code} {told}）。") if code >= FINAL else TryAgain(f"对方暂时不收（{code} {told}）。")
