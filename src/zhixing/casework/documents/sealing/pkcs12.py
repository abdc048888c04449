"""本机的印章文件（PKCS#12，.p12、.pfx）。"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyhanko.sign.signers import Signer, SimpleSigner

from zhixing.casework.documents.sealing.pades import LongTerm, sealed
from zhixing.casework.documents.sealing.provider import Order, refused

_CHECK: Final = "请系统管理员核对 ZHIXING_SEAL、ZHIXING_SEAL_PASSWORD_FILE。"


@dataclass(slots=True)
class Pkcs12Provider:
    """用一个印章文件盖章。文件只读一次。"""

    file: Path
    password: bytes = field(repr=False)
    long_term: LongTerm | None = None
    note: str = ""
    signer: Signer = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """打开印章文件；打不开的抛出 ``Refused``。"""
        self.signer = opened(self.file, self.password)

    def sealed(self, pdf: bytes, order: Order) -> bytes:
        """盖好的文件。"""
        return sealed(pdf, order, self.signer, self.long_term)


def opened(file: Path, password: bytes) -> Signer:
    """印章文件里的密钥和证书。"""
    try:
        made: Signer = SimpleSigner.load_pkcs12_data(file.read_bytes(), [], passphrase=password)
    except OSError as error:
        raise refused("file", f"印章文件读不到（{error.strerror}）。", "请系统管理员核对 ZHIXING_SEAL 指的文件和权限。") from None
    except ValueError:
        raise refused("password", "印章文件打不开：不是 PKCS#12 文件，或者口令不对。", _CHECK) from None
    return made
