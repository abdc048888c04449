"""选用印的办法：照环境变量打开印章，一家法院只打开一次；换了印章要重新启动。"""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from asn1crypto import x509

from zhixing.casework.documents.sealing import testing
from zhixing.casework.documents.sealing.configured import Settings, crls, owner_of, roots, settings, tsa_roots
from zhixing.casework.documents.sealing.pades import LongTerm
from zhixing.casework.documents.sealing.pkcs11 import Pkcs11Provider
from zhixing.casework.documents.sealing.pkcs12 import Pkcs12Provider
from zhixing.casework.documents.sealing.provider import SealProvider, refused
from zhixing.casework.documents.sealing.remote import RemoteProvider
from zhixing.casework.documents.sealing.timestamping import HttpStamper
from zhixing.law.finding import Refused

HOW: Final = (
    "请系统管理员配置印章：环境变量 ZHIXING_SEAL 写印章文件（.p12）、密码机（pkcs11:…）或者签章服务（https://…），"
    "ZHIXING_SEAL_PASSWORD_FILE 写口令所在的文件，ZHIXING_SEAL_TRUST 写信任的发证机构证书。"
)


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


def service(given: Settings) -> RemoteProvider | None:
    """法院的签章服务；用的不是签章服务的为空。"""
    return RemoteProvider(given.seal, _password(given).decode()) if given.seal.startswith(("https://", "http://")) else None


@lru_cache(maxsize=64)
def _provider(given: Settings, court_name: str) -> SealProvider:
    if authority := given.authority:
        return Pkcs12Provider(authority.seal(court_name), authority.password, long_term(given), testing.NOTE)
    if not given.seal:
        raise refused("none", f"没有配置{court_name}的电子印章，不能用印。", HOW)
    if remote := service(given):
        return remote
    if given.seal.startswith("pkcs11:"):
        made: Pkcs11Provider | Pkcs12Provider = _device(given)
    else:
        made = Pkcs12Provider(_file(Path(given.seal), court_name), _password(given), long_term(given))
    _belongs(made.signer.signing_cert, court_name)
    return made


@lru_cache(maxsize=4)
def _device(given: Settings) -> Pkcs11Provider:
    """密码机一个进程只登录一次，几家法院共用。"""
    return Pkcs11Provider.at(given.seal, _password(given).decode(), long_term(given))


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


def long_term(given: Settings) -> LongTerm | None:
    """配置了时间戳服务的，盖长期有效的章。"""
    return LongTerm(HttpStamper(given.tsa), (*roots(given), *tsa_roots(given)), partial(crls, given)) if given.tsa else None
