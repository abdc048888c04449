"""核验电子签名：照 ETSI EN 319 102-1（长期核验）。

先看是不是完整的 PDF，再逐个核对签名：签的字节与现在的是不是一样，盖章以后有没有往后追加别的，证书是不是这里信任的机构发的、
当时有没有到期、有没有吊销。有时间戳的，证书到期以后照样能核验；没有的，证明不了是到期以前盖的。
只看文件自己，不看数据库；不联网。
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import crl
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from zhixing.casework.documents.sealing import configured, testing
from zhixing.casework.documents.sealing.configured import owner_of
from zhixing.casework.documents.sealing.verdict import Verdict
from zhixing.casework.documents.sealing.wording import Seen, cannot, told
from zhixing.law.finding import Refused

LARGEST: Final = 50 * 2**20
"""收多大的文件，与上传材料的相同。"""
NATIONAL: Final = bytes.fromhex("2a811ccf55")
"""国密算法的编号（1.2.156.10197）的开头。"""
_LOCAL: Final = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
_SOFT: Final = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
_USAGE: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_HARMLESS: Final = frozenset({ModificationLevel.NONE, ModificationLevel.LTA_UPDATES})
_HOSTILE: Final = (
    PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, AssertionError,
    OSError, OverflowError, NotImplementedError, MemoryError,
)
"""别人造的坏文件能让读 PDF 的程序抛出的。"""


@dataclass(frozen=True, slots=True)
class Look:
    """一次核验用的：时刻，另有登记证明的时刻，信任的根，核验的规格。"""

    at: datetime
    existed: datetime | None
    trusted: bool
    rules: PdfSignatureValidationSpec


def verify(pdf: bytes, *, at: datetime, existed: datetime | None = None) -> Verdict:
    """核验一份文件。见 :func:`zhixing.casework.documents.sealing.verify`。"""
    if len(pdf) > LARGEST:
        return cannot("too_big")
    if not pdf.startswith(b"%PDF-"):
        return cannot("not_pdf")
    try:
        look = _look(at, existed)
    except Refused:
        return cannot("no_trust")
    try:
        seen = _seen(pdf, look)
    except _HOSTILE:
        return cannot("damaged")
    verdicts = [told(one) if isinstance(one, Seen) else cannot(one) for one in seen]
    return next((one for one in verdicts if not one.ok), verdicts[-1])


# ---- 规格 ----


def _look(at: datetime, existed: datetime | None) -> Look:
    """有吊销表的要核对吊销；没有的看证书里写没写、查不查得到。时间戳机构另算。"""
    given = configured.settings()
    roots, lists = configured.roots(given), configured.crls(given)
    rule = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED if lists else _SOFT
    known = LocalKnowledge(known_crls=[CRLContainer(crl.CertificateList.load(one)) for one in lists])
    rules = SignatureValidationSpec(
        _policy(roots, rule), _LOCAL, ts_cert_validation_policy=_policy(configured.tsa_roots(given), _SOFT), local_knowledge=known,
        key_usage_settings=_USAGE,
    )
    return Look(at, existed, bool(roots), PdfSignatureValidationSpec(rules))


def _policy(roots: tuple[Any, ...], rule: RevocationCheckingRule) -> CertValidationPolicySpec:
    checking = RevocationCheckingPolicy(rule, _SOFT)
    return CertValidationPolicySpec(SimpleTrustManager.build(list(roots)), CertRevTrustPolicy(checking, retroactive_revinfo=True))


# ---- 看文件 ----


def _seen(pdf: bytes, look: Look) -> list[Seen | str]:
    """逐个签名看；没有签名的、有口令的，只有一个代码。"""
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        return ["locked"]
    return [_one(each, look) for each in reader.embedded_signatures if each.sig_object_type == "/Sig"] or ["unsigned"]


def _one(signature: Any, look: Look) -> Seen | str:
    if NATIONAL in bytes(signature.pkcs7_content):
        return "national"
    signature.compute_integrity_info()
    facts, appended = _facts(signature), _appended(signature)
    if not look.trusted:
        return Seen("no_trust", appended, facts)
    result = _result(signature, look)
    stamp = _stamped_at(result)
    lasting = stamp is not None and "/DSS" in signature.reader.root
    return Seen(result.ades_subindic, appended, {**facts, "stamped_at": stamp, "lasting": lasting})


def _facts(signature: Any) -> dict[str, Any]:
    certificate = signature.signer_cert
    issuer = certificate.issuer.native.get("organization_name", "")
    return {
        "court": owner_of(certificate), "reason": str(signature.sig_object.get("/Reason", "")),
        "signed_at": signature.self_reported_timestamp, "until": certificate.not_valid_after.date(), "test": issuer == testing.NAME,
    }


def _appended(signature: Any) -> bool:
    """盖章以后追加过时间戳、核验材料以外的东西，或者签名没有盖住全部内容。"""
    integrity = signature.summarise_integrity_info()
    if integrity["coverage"] is SignatureCoverageLevel.ENTIRE_FILE:
        return False
    level = getattr(integrity["diff_result"], "modification_level", ModificationLevel.OTHER)
    return integrity["coverage"] is not SignatureCoverageLevel.ENTIRE_REVISION or level not in _HARMLESS


def _result(signature: Any, look: Look) -> Any:
    """有时间戳的，连同时间戳和归档材料核验；没有的、时间戳的机构这里不信任的，只核验签名。"""
    if next(extract_tst_data_iter(signature.signer_info, signed=False), None) is not None:
        lasting = asyncio.run(ades_lta_validation(signature, look.rules, _moment(look.at)))
        if lasting.ades_subindic is AdESPassed.OK:
            return lasting
    return asyncio.run(ades_basic_validation(
        signature.signed_data, look.rules.signature_validation_spec, timing_info=_moment(min(look.existed or look.at, look.at)),
        raw_digest=signature.compute_digest(),
    ))


def _moment(at: datetime) -> ValidationTimingInfo:
    return ValidationTimingInfo(at, at, point_in_time_validation=False)


def _stamped_at(result: Any) -> datetime | None:
    """核验过的签名时间戳的时刻。"""
    stamp = getattr(result.api_status, "timestamp_validity", None)
    return stamp.timestamp if stamp is not None and stamp.intact and stamp.valid and stamp.trusted else None
