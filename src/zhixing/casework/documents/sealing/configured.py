"""用哪一枚印章：来自环境变量。

| 变量 | 意思 |
|---|---|
| ``ZHIXING_SEAL`` | 印章：PKCS#12 文件；放着各法院“法院名称.p12”的目录；``pkcs11:模块路径?token=…&key=…``；签章服务的 ``https://…`` |
| ``ZHIXING_SEAL_PASSWORD_FILE`` | 一个文件，里面是印章文件的口令、密码机的口令或者签章服务的令牌 |
| ``ZHIXING_SEAL_TRUST`` | 信任的印章发证机构的证书（PEM，可多张） |
| ``ZHIXING_SEAL_CRLS`` | 吊销表（.crl）的目录；不给的，盖章时从证书写明的网址取 |
| ``ZHIXING_TSA`` | RFC 3161 时间戳服务的网址；给了就盖长期有效的章 |
| ``ZHIXING_TSA_TRUST`` | 信任的时间戳机构的证书（PEM）；不给的，与印章的相同 |

都没有配置、数据目录的 ``seal/`` 里有演示用的发证机构（:mod:`.testing`）的，用演示的章；没有的，不能用印。
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from asn1crypto import pem, x509

from zhixing.casework.documents.sealing import testing
from zhixing.casework.documents.sealing.provider import refused

NAMES: Final = (
    "ZHIXING_SEAL", "ZHIXING_SEAL_PASSWORD_FILE", "ZHIXING_SEAL_TRUST", "ZHIXING_SEAL_CRLS", "ZHIXING_TSA", "ZHIXING_TSA_TRUST", "ZHIXING_HOME",
)

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # 坏文件、不认的证书不必写进日志，结论里都有


@dataclass(frozen=True, slots=True)
class Settings:
    """环境变量的值，空的没有配置。"""

    seal: str
    password_file: str
    trust: str
    crls: str
    tsa: str
    tsa_trust: str
    home: str

    @property
    def authority(self) -> testing.Authority | None:
        """演示的发证机构；配置了自己的印章、自己信任的机构的，不用它。"""
        made = testing.Authority(Path(self.home) / "seal") if self.home else None
        return made if made and made.made and not self.seal and not self.trust else None


def settings() -> Settings:
    """现在的环境变量。"""
    return Settings(*(os.environ.get(name, "") for name in NAMES))


def roots(given: Settings) -> tuple[x509.Certificate, ...]:
    """信任的印章发证机构。"""
    authority = given.authority
    return _certificates("ZHIXING_SEAL_TRUST", given.trust or (str(authority.folder / testing.CERTIFICATE) if authority else ""))


def tsa_roots(given: Settings) -> tuple[x509.Certificate, ...]:
    """信任的时间戳机构。"""
    return _certificates("ZHIXING_TSA_TRUST", given.tsa_trust) or roots(given)


def _certificates(name: str, place: str) -> tuple[x509.Certificate, ...]:
    try:
        found = pem.unarmor(Path(place).read_bytes(), multiple=True) if place else ()
        return tuple(x509.Certificate.load(der) for _, _, der in found)
    except (OSError, ValueError):
        raise refused("trust", "信任的发证机构的证书读不到，或者不是 PEM。", f"请系统管理员核对 {name}。") from None


def crls(given: Settings) -> tuple[bytes, ...]:
    """吊销表。"""
    authority = given.authority
    folder = Path(given.crls) if given.crls else authority.folder if authority else None
    return tuple(path.read_bytes() for path in sorted(folder.glob("*.crl"))) if folder else ()


def owner_of(certificate: x509.Certificate) -> str:
    """证书上的单位名称；没有的用通用名。"""
    subject = certificate.subject.native
    found = subject.get("organization_name") or subject.get("common_name") or ""
    return str(found[0] if isinstance(found, list) else found)
