"""压缩包、Office 文档：只看目录，不解压。炸弹、套着的压缩包、可执行的、带宏的，一律不收。

目录里写的大小可能是假的，所以除了看比例，还看各件压缩后的大小之和是不是超过了整个文件（重叠的炸弹）。
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from zhixing.foundation.files.refusing import Unacceptable

MAX_MEMBERS: Final = 5_000
MAX_UNPACKED: Final = 500 * 2**20
MAX_RATIO: Final = 100
SMALL: Final = 20 * 2**20
"""展开后不超过这么大的，不看比例：整页空白的表格本来就压得很小。"""
MAX_CONTENT_TYPES: Final = 2**20
RUNNABLE: Final = frozenset({
    "exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "jar", "lnk",
    "reg", "sh", "apk",
})
PACKED: Final = frozenset({"zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "cab", "iso", "tar", "docm", "xlsm", "pptm", "dotm"})
MACRO: Final = "文件带宏，不收。请另存为不带宏的格式（.docx、.xlsx）再上传。"
_ENTRY: Final = b"PK\x01\x02"
_MACRO_TYPE: Final = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)


def names(content: bytes) -> list[str]:
    """压缩包里各件的名字，小写；不收的抛出 :class:`Unacceptable`。"""
    if content.count(_ENTRY) > MAX_MEMBERS:
        raise Unacceptable(f"压缩包里的文件太多，超过{MAX_MEMBERS}个。请分成几个压缩包。", suspicious=True)
    packed = _opened(content)
    members = packed.infolist()
    _bomb(members, len(content))
    listed = [member.filename.lower() for member in members]
    if any(_extension(name) in RUNNABLE for name in listed):
        raise Unacceptable("压缩包里有可执行的文件，不收。", suspicious=True)
    if any(name.endswith("vbaproject.bin") for name in listed) or _macro(packed):
        raise Unacceptable(MACRO, suspicious=True)
    if any(member.flag_bits & 1 for member in members):
        raise Unacceptable("压缩包加了密码，看不了里面是什么。请去掉密码再上传。")
    if any(_extension(name) in PACKED for name in listed):
        raise Unacceptable("压缩包里还有压缩包。请解开，把里面的材料分别上传。", suspicious=True)
    return listed


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        raise Unacceptable("文件损坏，打不开。") from None


def _bomb(members: list[zipfile.ZipInfo], size: int) -> None:
    """展开后过大、压缩比不可能、各件重叠：压缩炸弹。"""
    unpacked = sum(member.file_size for member in members)
    overlapping = sum(member.compress_size for member in members) > size
    if overlapping or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > size * MAX_RATIO):
        text = f"这个文件只有{_told(size)}，写明展开后有{_told(unpacked)}，像是压缩炸弹，不收。"
        raise Unacceptable(text, suspicious=True)


def _told(size: int) -> str:
    """大小，给人看的。"""
    for unit, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "KB")):
        if size >= unit:
            return f"{size / unit:.0f} {name}"
    return f"{size} 字节"


def _macro(packed: zipfile.ZipFile) -> bool:
    """内容清单里写着是带宏的文档：改了扩展名、改了宏文件的名字也看得出。"""
    try:
        with packed.open("[Content_Types].xml") as part:
            return bool(_MACRO_TYPE.search(part.read(MAX_CONTENT_TYPES)))
    except KeyError:
        return False
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        raise Unacceptable("文件损坏，打不开。") from None


def _extension(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""
