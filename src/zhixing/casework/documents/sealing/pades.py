"""电子签名：PAdES（ETSI EN 319 142）。本机证书和密码机都用它，只是签名的密钥在不同的地方。

没有时间戳服务的是 B-B；配置了 ``ZHIXING_TSA`` 的，加时间戳（B-T）、证书链和吊销表（B-LT）、归档时间戳（B-LTA），
证书到期以后还能核验。签名写明“盖章以后不许再改”，别的软件打开也看得出改动。
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from zhixing.casework.documents.sealing import cms
from zhixing.casework.documents.sealing.drawing import style
from zhixing.casework.documents.sealing.provider import Order, refused

FIELD: Final = "CourtSeal"
_CRL: Final = "请系统管理员把发证机构的吊销表（.crl）放进 ZHIXING_SEAL_CRLS 指的目录；不要长期有效的，去掉 ZHIXING_TSA。"
RESERVED: Final = 8192
"""没有时间戳的签名留多少字节。"""


@dataclass(frozen=True, slots=True)
class LongTerm:
    """长期有效要的：时间戳服务、信任的根、吊销表（每次盖章现读；没有的从证书写明的网址取）。"""

    stamper: TimeStamper
    roots: tuple[Any, ...]
    crls: Callable[[], tuple[bytes, ...]]


def sealed(pdf: bytes, order: Order, signer: Signer, long_term: LongTerm | None = None) -> bytes:
    """盖章签名，在原文件后面追加。办不到的抛出 ``Refused``。"""
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return asyncio.run(_signed(writer, order, signer, long_term))
    except SigningError as error:
        raise refused("signing", f"没有签成：{error}", "核对印章证书是否有效、签章服务是否正常，再用印。") from error
    except (PdfError, ValueError) as error:
        raise refused("not_pdf", "这份文件不能用印：不是完整的 PDF，或者带有口令。", "重新印制以后再用印。") from error
    except OSError as error:
        raise refused("timestamp", f"时间戳服务没有回应：{error}", "过一会儿再用印；一直不通的，请系统管理员核对 ZHIXING_TSA。") from error


async def _signed(writer: Any, order: Order, signer: Signer, long_term: LongTerm | None) -> bytes:
    box: Any = order.place.box
    work = PdfSigner(
        _metadata(order, long_term), signer, timestamper=long_term.stamper if long_term else None,
        stamp_style=style(order.court_name, order.note), new_field_spec=SigFieldSpec(FIELD, on_page=order.place.page, box=box),
    )
    session, out = work.init_signing_session(writer), io.BytesIO()
    session.system_time = order.at
    checked: Any = await session.perform_presign_validation(writer)
    if long_term and not (checked.crls_to_embed or checked.ocsps_to_embed):
        raise refused("crl", "取不到印章证书的吊销表，盖不了长期有效的章。", _CRL)
    room = await session.estimate_signature_container_size(checked, tight=False) if long_term else RESERVED
    document = session.prepare_tbs_document(validation_info=checked, bytes_reserved=room)
    prepared, _ = document.digest_tbs_document(output=out)
    if not long_term:
        prepared.fill_with_cms(out, await cms.signed(signer, prepared.document_digest))
        return out.getvalue()
    after = await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=order.at))
    await after.post_signature_processing(out)
    return out.getvalue()


def _metadata(order: Order, long_term: LongTerm | None) -> PdfSignatureMetadata:
    lasting: dict[str, Any] = {}
    if long_term:
        crls = long_term.crls()
        given: dict[str, Any] = {"crls": crls, "moment": order.at} if crls else {"allow_fetching": True}
        context = ValidationContext(trust_roots=long_term.roots, revocation_mode="soft-fail", **given)
        lasting = {"embed_validation_info": True, "use_pades_lta": True, "validation_context": context}
    return PdfSignatureMetadata(
        field_name=FIELD, name=order.court_name, reason=order.reason, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
        certify=True, docmdp_permissions=MDPPerm.NO_CHANGES, **lasting,
    )
