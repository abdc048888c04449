"""看页面。"""

from __future__ import annotations

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """页面上看得见的字。"""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def inline_code(response: HttpResponse) -> list[str]:
    """页面里写死的脚本：没有 src 的 script、on… 属性、javascript: 链接。数据块（application/json）不算。"""
    body = response.content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", body)
    return scripts + re.findall(r"<[^>]+\son[a-z]+\s*=", body) + re.findall(r"(?:href|action)\s*=\s*[\"']?javascript:", body, re.I)
