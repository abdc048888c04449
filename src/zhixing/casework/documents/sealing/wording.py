"""核验结果说成人话：先看内容对不对得上，再看盖章以后追加没有，最后看证书。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic

from zhixing.casework.documents.sealing.verdict import Verdict

BEIJING: Final = ZoneInfo("Asia/Shanghai")
_BROKEN: Final = frozenset({AdESFailure.HASH_FAILURE, AdESFailure.SIG_CRYPTO_FAILURE, AdESFailure.FORMAT_FAILURE})
_CODES: Final[dict[str, frozenset[AdESSubIndic]]] = {
    "valid": frozenset({AdESPassed.OK}),
    "revoked": frozenset({AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}),
    "expired": frozenset({
        AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED, AdESIndeterminate.EXPIRED,
        AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.NOT_YET_VALID, AdESFailure.NOT_YET_VALID,
    }),
    "unchecked": frozenset({AdESIndeterminate.TRY_LATER}),
}
"""ETSI EN 319 102-1 的结果是哪一种；都不是的，是不认的机构发的。"""
_WORDS: Final = {
    "too_big": ("文件超过50 MB，没有核验。法院的文书没有这么大，请核对是不是选错了文件。",),
    "not_pdf": ("这不是 PDF 文件，不是法院盖章的原件。照片、扫描件、Word 文件都不能核验，请上传收到的 PDF 原件。",),
    "damaged": ("文件不完整或者已经损坏，打不开，不能核验。请重新取得原件。",),
    "locked": ("文件有口令，不能核验。法院的文书没有口令，请上传收到的原件。",),
    "unsigned": (
        "文件里没有电子签名，不是盖章的原件。",
        "打印后扫描的、另存的、转换过格式的，签名都会丢失；请上传收到的原件，或者用文书上的核验码查。",
    ),
    "broken": ("文件被改过，或者签名是假的：签名与文件的内容对不上。不要采信，请向法院核对。",),
    "changed": ("{court}盖章以后，文件又被改动过（加了东西或者改了样子）。不要采信，请上传没有动过的原件。",),
    "national": ("这枚章用的是国密算法，要由法院的签章服务核验。",),
    "no_trust": ("这里没有配置信任的发证机构，不能核验是哪家法院的章。请系统管理员核对 ZHIXING_SEAL_TRUST。",),
    "revoked": ("印章的证书已被发证机构吊销，不能证明是吊销以前盖的。请向{court}核对。",),
    "expired": (
        "签名与内容相符，但是印章的证书有效期到{until}，核验时不在有效期内，文件里又没有能用的时间戳，不能证明是在有效期内盖的。",
        "请用文书上的核验码查，或者向{court}核对。",
    ),
    "unchecked": ("签名与内容相符，但是这里没有最新的吊销表，查不出证书有没有被吊销。请系统管理员更新 ZHIXING_SEAL_CRLS 里的吊销表。",),
    "stranger": (
        "不是这里能认的法院印章：证书上写的是“{court}”，发证的机构这里不信任。",
        "自己造的印章也能写上法院的名字，不要采信；是别的法院的文书，请到那家法院的网页或者电话核对。",
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """一个签名看出来的：核验的结果（没有去核验的是 national、no_trust），盖章以后追加过没有，写着什么（``Verdict`` 的各栏）。"""

    outcome: AdESSubIndic | str
    appended: bool
    facts: dict[str, Any]


def told(seen: Seen) -> Verdict:
    """一个签名的结论。"""
    code = _code(seen)
    return Verdict(code, _good(seen.facts), **seen.facts) if code == "valid" else cannot(code, **seen.facts)


def cannot(code: str, **facts: Any) -> Verdict:
    """不能采信、不能核验的结论。"""
    named = {"court": facts.get("court") or "没有写单位", "until": _day(facts["until"]) if facts.get("until") else ""}
    return Verdict(code, tuple(line.format(**named) for line in _WORDS[code]), **facts)


def _code(seen: Seen) -> str:
    if isinstance(seen.outcome, str):
        return "changed" if seen.appended else seen.outcome
    if seen.outcome in _BROKEN:
        return "broken"
    if seen.appended:
        return "changed"
    return next((code for code, outcomes in _CODES.items() if seen.outcome in outcomes), "stranger")


def _good(facts: dict[str, Any]) -> tuple[str, ...]:
    signed = facts["stamped_at"] or facts["signed_at"]
    local = signed.astimezone(BEIJING) if signed else None
    when = f"{_day(local)}{local:%H:%M}" if local else ""
    lines = [f"签名有效：{facts['court']}盖的章，盖章以后没有改动过。"]
    if facts["test"]:
        lines.append("这是演示用的印章，没有法律效力。")
    if facts["stamped_at"]:
        lines.append(f"时间戳证明：{when}以前已经盖好。" + ("证书到期以后也能核验。" if facts["lasting"] else ""))
    elif when:
        lines.append(f"签名写的时间是{when}，没有时间戳证明；证书有效期到{_day(facts['until'])}。")
    return tuple(lines)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
