"""签名的外壳（CMS，RFC 5652；PAdES B-B 的三个属性，ETSI EN 319 122-1）。

没有时间戳的签名，内容只有三样：摘要、内容种类、签名证书的摘要。直接写出 DER，证书的部分只算一次；
通用的办法每次要逐层拼几千个小块，占用印一半的时间。有时间戳的仍用通用的办法。
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Final

from pyhanko.sign.signers import Signer

SEQUENCE, SET, OCTETS, INTEGER, OID = 0x30, 0x31, 0x04, 0x02, 0x06
_DATA: Final = bytes.fromhex("2a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("2a864886f70d010904")
_SIGNING_CERTIFICATE: Final = bytes.fromhex("2a864886f70d010910022f")
_SHA256: Final = bytes.fromhex("608648016503040201")


def der(tag: int, *parts: bytes) -> bytes:
    """一段 DER：标签、长度、内容。"""
    content = b"".join(parts)
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 0x80 else bytes([0x80 | len(length)]) + length) + content


async def signed(signer: Signer, digest: bytes) -> bytes:
    """对这个摘要（SHA-256）的签名。"""
    kept, own = _parts(signer), der(OID, _DATA)
    attributes = b"".join(sorted((
        der(SEQUENCE, der(OID, _CONTENT_TYPE), der(SET, own)),
        der(SEQUENCE, der(OID, _MESSAGE_DIGEST), der(SET, der(OCTETS, digest))),
        kept["signing_certificate"],
    )))
    signature = await signer.async_sign_raw(der(SET, attributes), "sha256")
    sha256 = der(SEQUENCE, der(OID, _SHA256))
    info = der(
        SEQUENCE, der(INTEGER, b"\x01"), kept["issuer_and_serial"], sha256, der(0xA0, attributes), kept["mechanism"], der(OCTETS, signature),
    )
    data = der(SEQUENCE, der(INTEGER, b"\x01"), der(SET, sha256), der(SEQUENCE, own), kept["certificates"], der(SET, info))
    return der(SEQUENCE, der(OID, _SIGNED_DATA), der(0xA0, data))


@lru_cache(maxsize=64)
def _parts(signer: Signer) -> dict[str, bytes]:
    """一枚印章不变的几段。"""
    certificate: Any = signer.signing_cert
    whole, issuer, serial = certificate.dump(), certificate.issuer.dump(), certificate["tbs_certificate"]["serial_number"].dump()
    named = der(SEQUENCE, der(SEQUENCE, der(0xA4, issuer)), serial)
    mine = der(SEQUENCE, der(OCTETS, hashlib.sha256(whole).digest()), named)
    between = [one.dump() for one in signer.cert_registry if one.self_signed == "no" and one.sha256 != certificate.sha256]
    return {
        "signing_certificate": der(SEQUENCE, der(OID, _SIGNING_CERTIFICATE), der(SET, der(SEQUENCE, der(SEQUENCE, mine)))),
        "issuer_and_serial": der(SEQUENCE, issuer, serial), "certificates": der(0xA0, *sorted([whole, *between])),
        "mechanism": signer.get_signature_mechanism_for_digest("sha256").dump(),
    }
