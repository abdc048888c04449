"""把领款通知的核验码发到收款人自己的电子地址：发件箱里的 ``notice.sms``、``notice.email``。

只说有一笔案款、核验码是什么、到哪里核对；不写账号、金额，不带要他点进去填东西的网址。发出以后抹去发件箱里的码，库里只留摘要。
发不到的记在发件箱的回执里；另有印出来的发放通知书。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings

from zhixing.casework.documents.sealing import codes
from zhixing.casework.funds.commands.payees import NOTICE
from zhixing.casework.funds.queries_inquiry import stands
from zhixing.exchange import mailing, sms
from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable
from zhixing.exchange.delivering import NOTICES
from zhixing.foundation.history import context
from zhixing.foundation.outbox.commands import MAX_ATTEMPTS, Handler
from zhixing.foundation.outbox.queries import Message


def by_sms(message: Message) -> Mapping[str, Any]:
    """发一条短信。"""
    def sending(told: Mapping[str, Any], ref: str) -> str:
        stamp = int((context.current().now + timedelta(days=settings.DEMO_SHIFT)).timestamp())
        return sms.send(told["target"], text(told), sign=told["court"], ref=ref, stamp=stamp)

    return _through(message, sending)


def by_email(message: Message) -> Mapping[str, Any]:
    """发一封邮件。"""
    def sending(told: Mapping[str, Any], ref: str) -> str:
        return mailing.send(told["target"], f"{told['court']}：发放案款的通知", text(told), sign=told["court"], ref=ref)

    return _through(message, sending)


HANDLERS: Final[dict[str, Handler]] = {f"{NOTICE}sms": by_sms, f"{NOTICE}email": by_email}


def text(told: Mapping[str, Any]) -> str:
    """短信、邮件的正文。没有配置公开网页的抛出 ``NotConfigured``。"""
    if not codes.base():
        raise NotConfigured(f"没有配置公开网页的网址。请系统管理员配置 {codes.PUBLIC_URL}。")
    return (
        f"{told['name']}：{told['court']}向您发放案款，案号{told['case']}，核验码 {told['code']}。"
        f"真不真，请自己打开 {codes.base()}/pay/ 填核验码核对，或者拨打法院公布的电话问。领款不用先交钱，法院不会问您密码、验证码。"
    )


def _through(message: Message, sending: Callable[[Mapping[str, Any], str], str]) -> Mapping[str, Any]:
    """发一件；过一会儿能成的让发件箱再办，最后也不成的写在回执里。等着发的时候又换了新码的，旧的不发。"""
    try:
        if not stands(message.payload["code"]):
            raise Undeliverable("核验码已经换新、作废，不发。")
        receipt = {"number": sending(message.payload, f"{NOTICES}{message.pk}")}
    except (Undeliverable, NotConfigured, TryAgain) as error:
        if isinstance(error, TryAgain) and message.attempts < MAX_ATTEMPTS:
            raise
        receipt = {"failed": str(error)}
    message.payload = {key: value for key, value in message.payload.items() if key != "code"}
    return receipt
