"""一次送达合不合规定：文书、方式、签收人、证明、同意、地址（规则手册 T:§9，公告另见 service_announcement）。

发出、交邮、委托出去都不算送达。每一处不合规定都说为什么、依据哪一条、下一步怎么办。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from zhixing.law.articles import on_day
from zhixing.law.finding import Reason
from zhixing.law.service_addresses import own, returned, source
from zhixing.law.service_values import Addressee, Attempt, known, table
from zhixing.law.terms import add_months
from zhixing.law.words import word

_SERVE: Final = "register:serve"
_LENT: Final = frozenset({"agent", "receiver"})
"""本人不便时，仍可以替他签收的人。"""
ABROAD_MONTHS: Final = 3
"""寄往境外，自邮寄之日起满三个月（民事诉讼法第283条第（8）项）。"""


MISFILLED: Final = frozenset({
    f"service.{code}" for code in (
        "dates", "no_proof", "no_signer", "too_soon", "too_early", "not_abroad", "no_keeper", "paper", "arrival",
    )
})
"""登记得不对、还缺材料，或者根本不能这样送的：不登记，改好再来。其余的是照实发生而不算送达的，照实登记。"""


def misfiled(attempt: Attempt, found: Sequence[Reason]) -> tuple[Reason, ...]:
    """不予登记的理由；公告有一条不合就不登记。"""
    return tuple(one for one in found if attempt.method == "announcement" or one.code in MISFILLED)


def reason(attempt: Attempt, code: str, text: str, article: str, remedy: str = "", subject: str = "") -> Reason:
    """一条理由；条号按办理日的版本。"""
    return Reason(f"service.{code}", text, attempt.cited(article), remedy, _SERVE, subject)


def flaws(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """这一次不能算送达的全部理由；没有理由就是合乎规定。"""
    if attempt.ended < attempt.on:
        text = f"结果日{attempt.ended}早于办理日{attempt.on}。"
        yield reason(attempt, "dates", text, "CPL 87", "核对送达回证后改填。", "happened")
    if not attempt.result.served:
        yield _not_served(attempt)
        return
    yield from barred(attempt, to)
    for check in (_since, _proof, _signer, _address, *_METHODS.get(attempt.method, ())):
        yield from check(attempt, to)


def barred(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """这份文书、这个人不能用这种方式。"""
    for check in (_paper, _keeper, _region, _abroad):
        yield from check(attempt, to)


def warnings(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """合乎规定，但应当核对的。"""
    if to.keeper and attempt.method != "forwarded" and attempt.signer == "self":
        row = known("keeper", to.keeper)
        text = f"受送达人是{row['who']}，法律规定的是通过{row['label']}转交；这次由本人直接签收。"
        yield reason(attempt, "keeper_direct", text, row["article"], "核对签收的是不是本人。", "signer")


def ineffective(attempt: Attempt, to: Addressee) -> bool:
    """试过而没有送到：没有见到人、查无此人、投递三次退回、发送失败；退回、已阅而不算送达的也是。

    还没有结果的、手续不全的不是：手续补齐就是送达。
    """
    rule = attempt.result
    if rule.pending or attempt.ended < attempt.on:
        return False
    if not rule.served:
        return attempt.outcome != "unclaimed" or three_tries(attempt.days)
    claim = attempt.rebuttal
    if claim is not None and claim.upheld and claim.how == rule.rebuttal != "arrival":
        return True
    sent_back = rule.rebuttal == "no_fault"
    return sent_back and bool((rule.address and not returned(attempt.address, to).value) or attempt.signer not in (*rule.signers, ""))


def reached(attempt: Attempt, to: Addressee) -> bool:
    """这一次确实送到了（公告不算）。"""
    return attempt.method != "announcement" and not ineffective(attempt, to) and not any(flaws(attempt, to))


def three_tries(days: tuple[date, ...]) -> bool:
    """五日内投递三次以上（以法院专递方式邮寄送达规定第6条）。

    >>> three_tries((date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6)))
    True
    """
    inside = (sum(1 for one in days if 0 <= (one - first).days < 5) for first in days)
    return any(count >= 3 for count in inside)


def _not_served(attempt: Attempt) -> Reason:
    rule = attempt.result
    text = f"{word('method', attempt.method)}送达：{rule.label}，没有送达，期限不起算。"
    if rule.pending:
        text = f"{word('method', attempt.method)}送达：{rule.label}。发出不是送达，期限不起算。"
    elif attempt.outcome == "unclaimed" and not three_tries(attempt.days):
        text += "回执上看不出五日内投递三次以上。"
    return Reason("service.not_served", text, on_day(rule.articles[0], attempt.on), rule.next, _SERVE)


def _since(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    rule = attempt.result
    if attempt.on < rule.since:
        text = f"{rule.since}以前，还没有“{rule.label}”即为送达的规定。"
        yield reason(attempt, "too_early", text, "CPL 90", "依当时的规定送达。", "outcome")


def _paper(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    return papers(attempt)


def papers(attempt: Attempt) -> Iterator[Reason]:
    """这份文书不能用这种方式送，不论送给谁。"""
    for row in table()["paper"]:
        if attempt.on <= row.get("until", date.max) and _barred(attempt, row):
            text = f"{attempt.paper.title}{row['why']}，不能{word('method', attempt.method)}送达。"
            yield reason(attempt, "paper", text, row["article"], "改用可以用的方式。", "method")


def _barred(attempt: Attempt, row: Mapping[str, Any]) -> bool:
    named = any(title in attempt.paper.title for title in row["titles"])
    only, never = row.get("only"), row.get("never", ())
    return named and (attempt.method in never or (only is not None and attempt.method not in only))


def _proof(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    groups = attempt.result.proof
    if groups and not any(group <= attempt.proof for group in groups):
        names = table()["proof"]
        ways = "，或者".join("和".join(names[code] for code in sorted(group)) for group in groups)
        yield reason(attempt, "no_proof", f"没有证明：应有{ways}。", "CPL 87", "附上证明再登记。", "files")


def _signer(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    rule = attempt.result
    if not rule.signed:
        return
    if not attempt.signer:
        yield reason(attempt, "no_signer", "没有写明由谁签收、谁拒收。", "CPL 87", "照送达回证填写。", "signer")
        return
    row = known("signer", attempt.signer)
    if rule.signers and attempt.signer not in rule.signers:
        text = f"“{rule.label}”须是{'、'.join(known('signer', code)['label'] for code in rule.signers)}，登记的是{row['label']}。"
        yield Reason("service.signer", text, on_day(rule.articles[0], attempt.on), "照实登记；不算送达的，另行送达。", _SERVE, "signer")
    elif not _may_sign(attempt.signer, row, to):
        text = f"{row['label']}不能代{to.name}签收。"
        yield reason(attempt, "signer", text, row["article"], "交法律规定的人签收；拒绝接收的，留置送达。", "signer")
    if attempt.opponent:
        text = f"签收的{row['label']}是同一案件的对方当事人，不能代收。"
        yield reason(attempt, "opponent", text, "YJ 7", "另行送达。", "signer")


def _may_sign(signer: str, row: Mapping[str, Any], to: Addressee) -> bool:
    if to.kind not in row["kinds"] or (row.get("abroad") and to.place != "abroad"):
        return False
    return not to.ward if signer == "self" else to.ward if signer == "guardian" else True


def _keeper(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    if attempt.method == "forwarded" and not to.keeper:
        text = "受送达人不是军人，没有被监禁或者被采取强制性教育措施，不用转交。"
        yield reason(attempt, "no_keeper", text, "CPL 94", "直接、邮寄或者以其他方式送达。", "method")
    free = attempt.method in ("forwarded", "electronic") or attempt.signer in _LENT
    if to.keeper and not free and not (attempt.signer == "self" and attempt.outcome == "signed"):
        row = known("keeper", to.keeper)
        text = f"受送达人是{row['who']}，应通过{row['label']}转交。"
        yield reason(attempt, "keeper", text, row["article"], "改为转交送达。", "method")


def _region(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """港澳台：签收、电子到达的可以，退回、留置、公告的不推定。"""
    if to.place == "region" and not (attempt.outcome == "signed" or attempt.method == "electronic"):
        text = "受送达人住所在港澳台，这种情形的送达之日不能依境内的规定推定。"
        yield reason(attempt, "region", text, "JI 549", "由承办法官依涉港澳台送达的专门规定认定，在登记事项“送达”里写明视为送达之日。", "method")


def _abroad(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """境外：依涉外的方式；向境内的代理人、代收人、机构送达的照境内的。"""
    rule = attempt.result
    if rule.abroad and to.place != "abroad":
        yield reason(attempt, "not_abroad", "受送达人住所不在境外，不适用满三个月视为送达。", "CPL 283", "查询邮件，照实登记。", "outcome")
    if rule.abroad and attempt.ended < add_months(attempt.on, ABROAD_MONTHS):
        text = f"自{attempt.on}邮寄之日起还没有满三个月。"
        yield reason(attempt, "too_soon", text, "CPL 283", "满三个月再认定。", "happened")
    if to.place != "abroad" or attempt.signer in (*_LENT, "branch"):
        return
    if attempt.method in ("mail", "electronic") and not attempt.abroad_ok:
        text = f"受送达人住所在境外，没有写明所在国法律允许{word('method', attempt.method)}送达。"
        yield reason(attempt, "abroad_law", text, "CPL 283", "查明后写明；不允许的，依条约、外交途径或者向境内的代理人、机构送达。", "method")
    if rule.address or attempt.outcome in ("refused", "left"):
        text = "受送达人住所在境外，退回、留置不视为送达。"
        yield reason(attempt, "abroad", text, "CPL 283", "依民事诉讼法规定的涉外方式送达。", "method")


def _address(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    place = attempt.address
    if attempt.result.address:
        yield from returned(place, to).reasons
    if attempt.result.address or attempt.method == "electronic":
        yield from stale(attempt)


def stale(attempt: Attempt) -> Iterator[Reason]:
    """办理那天，地址已经变更，或者还没有确认。"""
    place = attempt.address
    if place is not None and (attempt.on < place.since or (place.until is not None and attempt.on >= place.until)):
        text = f"{attempt.on}时“{place.text}”不是有效的送达地址。"
        remedy = "核对确认、变更的日子；书面变更以后，用新的地址。"
        yield reason(attempt, "stale_address", text, "YJ 11", remedy, "address")


def _left(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    if attempt.signer == "agent" and not to.agent_receives:
        text = "诉讼代理人不是指定的代收人，对他不适用留置送达。"
        yield reason(attempt, "agent_not_receiver", text, "JI 132", "留在受送达人的住所，或者另行送达。", "signer")


def _electronic(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    yield from objected(attempt, to)
    if attempt.outcome in ("arrived", "read"):
        yield from consented(attempt)
    place = attempt.address
    if attempt.outcome == "arrived" and (place is None or not place.electronic or not own(place)):
        text = "不是受送达人主动提供或者确认的电子地址" + (f"（{source(place.source)['label']}）" if place else "") + "，到达不即为送达。"
        remedy = "等他回复、作出诉讼行为或者系统反馈已阅，再登记；或者换其他方式。"
        yield reason(attempt, "electronic_address", text, "ZX 31", remedy, "address")


def objected(attempt: Attempt, to: Addressee) -> Iterator[Reason]:
    """明确表示不同意电子送达的。"""
    if to.no_electronic:
        yield reason(attempt, "objected", f"{to.name}明确表示不同意电子送达。", "CPL 90", "以其他方式送达。", "method")


def consented(attempt: Attempt) -> Iterator[Reason]:
    """没有同意，或者发送以后才同意的。"""
    if attempt.consent is None:
        yield reason(attempt, "no_consent", "没有受送达人同意电子送达的记录。", "CPL 90", "取得同意，记入送达地址确认书。", "consent")
        return
    row = known("consent", attempt.consent.how)
    if attempt.consent.on > attempt.on and not row.get("later"):
        text = f"{attempt.consent.on}才同意电子送达，晚于发送日{attempt.on}。"
        yield reason(attempt, "late_consent", text, row["article"], "同意以后重新发送。", "consent")


_METHODS: Final[dict[str, tuple[Callable[[Attempt, Addressee], Iterator[Reason]], ...]]] = {
    "left": (_left,), "entrusted": (_left,), "electronic": (_electronic,),
}
