"""用哪一枚印章：来自环境变量。

| 变量 | 意思 |
|---|---|
| ``ZHIXING_SEAL`` | 印章：PKCS#12 文件；放着各法院“法院名称.p12”的目录；``pkcs11:模块路径?token=…&key=…``；签章服务的 ``https://…`` |
| ``ZHIXING_SEAL_PASSWORD_FILE`` | 一个文件，里面是印章文件的口令、密码机的口令或者签章服务的令牌 |
| ``ZHIXING_SEAL_TRUST`` | 信任的发证机构证书（PEM，可多张），签名用的和时间戳用的都在里面 |
| ``ZHIXING_SEAL_CRLS`` | 吊销表（.crl）的目录；不给的，盖章时从证书写明的网址取 |
| ``ZHIXING_TSA`` | RFC 3161 时间戳服务的网址；给了就盖长期有效的章 |

都没有配置、数据目录的 ``seal/`` 里有演示用的发证机构（:mod:`.testing`）的，用演示的章；没有的，不能用印。
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from asn1crypto import pem, x509

from zhixing.casework.documents.sealing import testing
from zhixing.casework.documents.sealing.pades import LongTerm
from zhixing.casework.documents.sealing.pkcs11 import Pkcs11Provider
from zhixing.casework.documents.sealing.pkcs12 import Pkcs12Provider
from zhixing.casework.documents.sealing.provider import SealProvider, refused
from zhixing.casework.documents.sealing.remote import RemoteProvider
from zhixing.casework.documents.sealing.timestamping import HttpStamper
from zhixing.law.finding import Refused

NAMES: Final = ("ZHIXING_SEAL", "ZHIXING_SEAL_PASSWORD_FILE", "ZHIXING_SEAL_TRUST", "ZHIXING_SEAL_CRLS", "ZHIXING_TSA", "ZHIXING_HOME")
HOW: Final = (
    "请系统管理员配置印章：环境变量 ZHIXING_SEAL 写印章文件（.p12）、密码机（pkcs11:…）或者签章服务（https://…），"
    "ZHIXING_SEAL_PASSWORD_FILE 写口令所在的文件，ZHIXING_SEAL_TRUST 写信任的发证机构证书。"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """环境变量的值，空的没有配置。"""

    seal: str
    password_file: str
    trust: str
    crls: str
    tsa: str
    home: str

    @property
    def authority(self) -> testing.Authority | None:
        """演示的发证机构；配置了自己的印章、自己信任的机构的，不用它。"""
        made = testing.Authority(Path(self.home) / "seal") if self.home else None
        return made if made and made.made and not self.seal and not self.trust else None


def settings() -> Settings:
    """现在的环境变量。"""
    return Settings(*(os.environ.get(name, "") for name in NAMES))


def provider(court_name: str) -> SealProvider:
    """这家法院用印的办法。没有配置、配置不对、不是这家法院的章，抛出 ``Refused``。"""
    return _provider(settings(), court_name)


def problem(court_name: str) -> str:
    """不能用印的原因和怎么办；能用为空。"""
    try:
        provider(court_name)
    except Refused as error:
        return " ".join(f"{reason.text}{reason.remedy}" for reason in error.finding.reasons)
    return ""


@lru_cache(maxsize=64)
def _provider(given: Settings, court_name: str) -> SealProvider:
    """打开一次，以后照用；换了印章要重新启动。"""
    if authority := given.authority:
        return Pkcs12Provider(authority.seal(court_name), authority.password, long_term(given), testing.NOTE)
    if not given.seal:
        raise refused("none", f"没有配置{court_name}的电子印章，不能用印。", HOW)
    if given.seal.startswith(("https://", "http://")):
        return RemoteProvider(given.seal, _password(given).decode())
    if given.seal.startswith("pkcs11:"):
        made: Pkcs11Provider | Pkcs12Provider = Pkcs11Provider.at(given.seal, _password(given).decode(), long_term(given))
    else:
        made = Pkcs12Provider(_file(Path(given.seal), court_name), _password(given), long_term(given))
    _belongs(made.signer.signing_cert, court_name)
    return made


def _file(place: Path, court_name: str) -> Path:
    """目录里按法院名称找。"""
    return place / f"{court_name}.p12" if place.is_dir() else place


def _password(given: Settings) -> bytes:
    if not given.password_file:
        return b""
    try:
        return Path(given.password_file).read_bytes().strip()
    except OSError as error:
        raise refused("password", f"印章的口令文件读不到（{error.strerror}）。", "请系统管理员核对 ZHIXING_SEAL_PASSWORD_FILE。") from None


def _belongs(certificate: x509.Certificate, court_name: str) -> None:
    """证书上的单位要是这家法院，免得盖错。"""
    if court_name not in (owner := owner_of(certificate)):
        raise refused("other_court", f"配置的印章是“{owner}”的，不是{court_name}的，不能用印。", "请系统管理员换上本院的印章（ZHIXING_SEAL）。")


def owner_of(certificate: x509.Certificate) -> str:
    """证书上的单位名称；没有的用通用名。"""
    subject = certificate.subject.native
    found = subject.get("organization_name") or subject.get("common_name") or ""
    return str(found[0] if isinstance(found, list) else found)


def long_term(given: Settings) -> LongTerm | None:
    """配置了时间戳服务的，盖长期有效的章。"""
    return LongTerm(HttpStamper(given.tsa), roots(given), crls(given)) if given.tsa else None


def roots(given: Settings) -> tuple[x509.Certificate, ...]:
    """信任的发证机构。"""
    authority = given.authority
    place = given.trust or (str(authority.folder / testing.CERTIFICATE) if authority else "")
    try:
        found = pem.unarmor(Path(place).read_bytes(), multiple=True) if place else ()
        return tuple(x509.Certificate.load(der) for _, _, der in found)
    except (OSError, ValueError):
        raise refused("trust", "信任的发证机构证书读不到，或者不是 PEM。", "请系统管理员核对 ZHIXING_SEAL_TRUST。") from None


def crls(given: Settings) -> tuple[bytes, ...]:
    """吊销表。"""
    authority = given.authority
    folder = Path(given.crls) if given.crls else authority.folder if authority else None
    return tuple(path.read_bytes() for path in sorted(folder.glob("*.crl"))) if folder else ()
