"""模拟的时间戳服务（RFC 3161，HTTP）：收 ``application/timestamp-query``，还 ``application/timestamp-reply``。

    python -m zhixing.exchange.simulators.timestamping --port 8092 --folder 目录

目录里没有密钥就造一套：``tsa-root.pem`` 是要信任的根（本系统的 ZHIXING_TSA_TRUST），``tsa.pem`` 是时间戳证书和密钥（0600）。
只认 SHA-256、SHA-384、SHA-512 的摘要，别的回答“不认的算法”；看不懂的请求回答“格式不对”。
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zhixing.exchange.simulators import answering
from zhixing.exchange.simulators.answering import TEXT, Answer, Asked

ROOT, OWN = "tsa-root.pem", "tsa.pem"
SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
POLICY = "1.3.6.1.4.1.99999.1"
LENGTHS = {"sha256": 32, "sha384": 48, "sha512": 64}
LARGEST = 2**16


class Refusal(core.Sequence):  # type: ignore[misc]
    """只有状态、没有时间戳的回答。"""

    _fields = [("status", tsp.PKIStatusInfo)]


@dataclass(frozen=True)
class Stamp:
    """时间戳机构：证书、密钥、几点了。"""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    clock: Callable[[], datetime]

    def answer(self, asked: bytes) -> bytes:
        """一次请求的回答。"""
        try:
            query = tsp.TimeStampReq.load(asked, strict=True)
            imprint = query["message_imprint"]
            algorithm, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        except (ValueError, TypeError, KeyError):
            return _refused("bad_data_format")
        if LENGTHS.get(algorithm) != len(digest):
            return _refused("bad_alg")
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return bytes(tsp.TimeStampResp({"status": granted, "time_stamp_token": self._token(query)}).dump())

    def _token(self, query: tsp.TimeStampReq) -> cms.ContentInfo:
        told = {
            "version": "v1", "policy": POLICY, "message_imprint": query["message_imprint"], "serial_number": secrets.randbits(63),
            "gen_time": self.clock().astimezone(UTC).replace(microsecond=0), "ordering": False,
        }
        if query["nonce"].native is not None:
            told["nonce"] = query["nonce"]
        info = tsp.TSTInfo(told).dump()
        own = asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        content = {"content_type": "tst_info", "content": core.ParsableOctetString(info)}
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        data: dict[str, object] = {
            "version": "v3", "digest_algorithms": [sha256], "encap_content_info": content, "signer_infos": [self._signer(info, own)],
        }
        if query["cert_req"].native:
            data["certificates"] = [own]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})

    def _signer(self, info: bytes, own: asn1_x509.Certificate) -> cms.SignerInfo:
        mine = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(own.dump()).digest()})
        attributes = cms.CMSAttributes([
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(info).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [mine]})]}),
        ])
        named = cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(
            {"issuer": own.issuer, "serial_number": own.serial_number})})
        return cms.SignerInfo({
            "version": "v1", "sid": named, "digest_algorithm": {"algorithm": "sha256"}, "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"}, "signature": self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        })


def _refused(why: str) -> bytes:
    return bytes(Refusal({"status": tsp.PKIStatusInfo({"status": "rejection", "fail_info": tsp.PKIFailureInfo({why})})}).dump())


def at(folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Stamp:
    """用目录里的密钥；没有就造一套。"""
    if not (folder / OWN).exists():
        _make(folder)
    content = (folder / OWN).read_bytes()
    key = serialization.load_pem_private_key(content, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Stamp(x509.load_pem_x509_certificate(content), key, clock)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name("模拟时间戳根")
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    rooted = _builder(root_name, root_name, root.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    (folder / ROOT).write_bytes(rooted.sign(root, hashes.SHA256()).public_bytes(pem))
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    made = _builder(_name("模拟时间戳服务"), root_name, own.public_key()).add_extension(stamping, critical=True)
    hidden = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    with os.fdopen(os.open(folder / OWN, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(hidden + made.sign(root, hashes.SHA256()).public_bytes(pem))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    return made.serial_number(x509.random_serial_number()).not_valid_before(SINCE).not_valid_after(UNTIL)


def serving(stamp: Stamp, port: int = 0) -> ThreadingHTTPServer:
    """开着的服务；端口 0 是随便一个空着的。"""

    def answered(asked: Asked) -> Answer:
        if asked.headers.get("Content-Type", "").partition(";")[0].strip() != "application/timestamp-query":
            return 415, TEXT, "只收 application/timestamp-query".encode()
        return 200, "application/timestamp-reply", stamp.answer(asked.content)

    return answering.serving(answered, port, LARGEST)


def main() -> None:
    """命令行。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    serving(at(given.folder), given.port).serve_forever()


if __name__ == "__main__":
    main()
