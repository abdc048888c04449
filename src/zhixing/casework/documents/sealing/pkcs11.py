"""密码机、密码钥匙里的印章（PKCS#11）：密钥不出设备，只把要签的送进去。要装 ``python-pkcs11``（``pip install "zhixing[pkcs11]"``）。

写法：``pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=设备名&key=密钥名&cert=证书名``，``cert`` 不写与 ``key`` 相同。
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pyhanko.sign.signers import Signer

from zhixing.casework.documents.sealing.pades import LongTerm, sealed
from zhixing.casework.documents.sealing.provider import Order, refused


@dataclass(slots=True)
class Pkcs11Provider:
    """用密码机里的一枚印章盖章。"""

    signer: Signer = field(repr=False)
    fault: type[Exception]
    long_term: LongTerm | None = None
    note: str = ""
    one_at_a_time: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def at(cls, where: str, pin: str, long_term: LongTerm | None) -> Pkcs11Provider:
        """打开设备；没有装好、设备不在、口令不对，抛出 ``Refused``。"""
        parts = urlsplit(where)
        wanted = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if not unquote(parts.path) or "token" not in wanted or "key" not in wanted:
            raise refused("pkcs11", "密码机的写法不全。", "ZHIXING_SEAL 应写成 pkcs11:模块路径?token=设备名&key=密钥名。")
        signer, fault = _opened(unquote(parts.path), wanted, pin)
        return cls(signer, fault, long_term)

    def sealed(self, pdf: bytes, order: Order) -> bytes:
        """盖好的文件。设备一次只签一份，别的等着。"""
        try:
            with self.one_at_a_time:
                return sealed(pdf, order, self.signer, self.long_term)
        except self.fault as error:
            remedy = "核对设备是否插好，重新启动程序再用印；还不行的，请系统管理员处理。"
            raise refused("pkcs11", f"密码机没有签成（{_name(error)}）。", remedy) from error


def _opened(module: str, wanted: dict[str, str], pin: str) -> tuple[Signer, type[Exception]]:
    """设备里的印章，和设备出错时抛出的那一种。"""
    try:
        from pkcs11 import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError:
        raise refused("pkcs11", "没有装密码机的部件。", '请系统管理员在程序目录运行：.venv/bin/pip install "python-pkcs11>=0.9,<1"。') from None
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=wanted["token"]), user_pin=pin or None)
        signer: Any = PKCS11Signer(session, key_label=wanted["key"], cert_label=wanted.get("cert", wanted["key"]))
        asyncio.run(signer.ensure_objects_loaded())
    except (PKCS11Error, RuntimeError, OSError) as error:
        remedy = "请系统管理员核对设备是否插好、ZHIXING_SEAL 的设备名和密钥名、口令文件。"
        raise refused("pkcs11", f"密码机打不开（{_name(error)}）。", remedy) from error
    signer.use_raw_mechanism = signer.signing_cert.public_key.algorithm == "ec"  # 椭圆曲线的，不少设备只会签摘要
    return signer, PKCS11Error


def _name(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
