"""办不下去时给人看的话：出了什么事，下一步怎么办。只用标准库。"""

from __future__ import annotations

import errno
import re


class Trouble(Exception):
    """不能继续。``str()`` 是直接显示给用户的中文说明，不带调用栈。"""


DISK_FULL = "磁盘已满。请腾出至少 2 GB 空间，再运行同一条命令（会从中断处重做）。"
UNREACHABLE = (
    "连不上软件仓库。请检查网络、代理（HTTPS_PROXY）和仓库设置（pip.conf、.npmrc），"
    "再运行同一条命令；已下载的不会重下。"
)
BAD_CERTIFICATE = (
    "软件仓库的证书不受信任，多半是内网代理换了证书。请把单位的根证书装进系统，"
    "或用 PIP_CERT、NODE_EXTRA_CA_CERTS 指定证书文件，再运行同一条命令。"
)
HASH_MISMATCH = (
    "下载到的文件与仓库里登记的校验值不符，已停止安装。"
    "可能是镜像站不完整或被改动：请换一个镜像再试；仍不行请报告。"
)
NO_BUILD = (
    "软件仓库里找不到合用的安装包。要么是连不上仓库或镜像站不全（请检查网络和 pip.conf），"
    "要么是这台机器没有现成的包：请用 Python 3.11–3.13，x86_64 或 aarch64 的 Linux、macOS。"
)

_PATTERNS = (
    (r"no space left on device|ENOSPC|disk quota exceeded", DISK_FULL),
    (r"do not match the hashes|hash mismatch|EINTEGRITY", HASH_MISMATCH),
    (r"SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|CERTIFICATE_VERIFY_FAILED|unable to verify the first cert", BAD_CERTIFICATE),
    (
        r"name resolution|name or service not known|max retries exceeded|failed to establish|connection refused"
        r"|connection reset|timed out|network is unreachable|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET"
        r"|dns error|error sending request|tcp connect error|NewConnectionError|ProxyError|SSLError|failed to fetch",
        UNREACHABLE,
    ),
    (r"no matching distribution|no solution found|could not find a version|no wheels with a matching", NO_BUILD),
)


def explain(output: str) -> str:
    """从安装程序的输出里认出原因，返回一句办法；认不出时附上最后 15 行原文。"""
    for pattern, text in _PATTERNS:
        if re.search(pattern, output, re.IGNORECASE):
            return text
    return "安装没有成功，原文如下：\n" + "\n".join(output.strip().splitlines()[-15:])


def explain_os(error: OSError) -> str:
    """把系统错误换成一句办法。"""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"没有写入权限：{error.filename}。请换用有权限的用户，或用 ZHIXING_HOME 指定另一个数据目录。"
    return f"系统错误：{error}"
