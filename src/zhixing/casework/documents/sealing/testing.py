"""演示和测试用的印章：自己的发证机构（测试），给用到的法院各发一枚，章里印着“演示专用”。

装演示法院时在数据目录的 ``seal/`` 里造一次，密钥只有本账户读得到（0600）。真实法院不造，也不信它发的证书。
"""

from __future__ import annotations

import hashlib
import os
import secrets
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

NOTE: Final = "演示专用"
SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2045, 1, 1, tzinfo=UTC)
"""发证机构的期限；各法院的证书默认一样长。演示法院的钟会拨回去，所以从早些时候起。"""
NAME: Final = "执行指挥中心测试发证机构"
CERTIFICATE, KEY, PASSWORD, REVOKED = "ca.pem", "ca.key", "password", "ca.crl"


@dataclass(frozen=True, slots=True)
class Authority:
    """测试的发证机构，在 ``folder`` 里。"""

    folder: Path

    @property
    def made(self) -> bool:
        """造好了。"""
        return (self.folder / CERTIFICATE).exists()

    def seal(self, court_name: str, *, since: datetime = SINCE, until: datetime = UNTIL) -> Path:
        """这家法院的印章（PKCS#12）；没有就现发一枚。口令在同一目录。"""
        place = self.folder / f"{hashlib.sha256(court_name.encode()).hexdigest()[:16]}.p12"
        if not place.exists():
            _keep(place, self._issued(court_name, since, until))
        return place

    @property
    def password(self) -> bytes:
        """印章文件的口令。"""
        return (self.folder / PASSWORD).read_bytes()

    def _issued(self, court_name: str, since: datetime, until: datetime) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = self._own()
        subject = _name(court_name, f"{court_name}（{NOTE}）")
        made = _certificate(subject, issuer.subject, key.public_key(), issuer_key, (since, until), ca=False)
        hidden = serialization.BestAvailableEncryption(self.password)
        return pkcs12.serialize_key_and_certificates(court_name.encode(), key, made, [issuer], hidden)

    def _own(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        certificate = x509.load_pem_x509_certificate((self.folder / CERTIFICATE).read_bytes())
        key = serialization.load_pem_private_key((self.folder / KEY).read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return certificate, key

    def revoke(self, *serials: int, at: datetime = SINCE, since: datetime = SINCE) -> None:
        """吊销表：列出这些号；一个也没有的是空表。``since`` 是这张表的日期。"""
        certificate, key = self._own()
        made = x509.CertificateRevocationListBuilder().issuer_name(certificate.subject).last_update(since).next_update(UNTIL)
        made = made.add_extension(x509.CRLNumber(1), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        for serial in serials:
            made = made.add_revoked_certificate(x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build())
        _keep(self.folder / REVOKED, made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))


def make(folder: Path) -> Authority:
    """造测试的发证机构；已经造过的照用。先在旁边造好再改名，断电、两个进程同时造都不会留下半个。"""
    made = Authority(folder)
    if made.made:
        return made
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    _filled(draft)
    try:
        draft.rename(folder)
    except OSError:
        for path in draft.iterdir():
            path.unlink()
        draft.rmdir()
        if not made.made:
            raise
    return made


def _filled(folder: Path) -> None:
    key, subject = ec.generate_private_key(ec.SECP256R1()), _name(NAME, NAME)
    certificate = _certificate(subject, subject, key.public_key(), key, (SINCE, UNTIL), ca=True)
    plain = serialization.NoEncryption()
    _keep(folder / KEY, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    _keep(folder / PASSWORD, secrets.token_urlsafe(24).encode())
    _keep(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    Authority(folder).revoke()


def _name(organization: str, common: str) -> x509.Name:
    """单位名称在 O，最长 64 字（X.520）；这个库按字节数，汉字一算就超，所以不让它查。"""
    pairs = ((NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organization[:64]), (NameOID.COMMON_NAME, common[:64]))
    with warnings.catch_warnings(action="ignore"):
        return x509.Name([x509.NameAttribute(oid, text, _validate=False) for oid, text in pairs])


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, key: ec.EllipticCurvePrivateKey,
    span: tuple[datetime, datetime], *, ca: bool,
) -> x509.Certificate:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(span[0]).not_valid_after(span[1] - timedelta(seconds=1))
    made = made.add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
    made = made.add_extension(_usage(ca), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    return made.sign(key, hashes.SHA256())


def _usage(ca: bool) -> x509.KeyUsage:
    """发证的只发证、签吊销表；印章的只签名、不可抵赖。"""
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=not ca, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
    )


def _keep(place: Path, content: bytes) -> None:
    """只有本账户读得到；先写旁边再改名。"""
    draft = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    draft.replace(place)
