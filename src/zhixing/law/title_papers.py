"""执行依据叫什么文书：判决书、调解书、裁决书……登记了的照登记；没有登记的，由种类、文号、主文看，看不出的不猜。"""

from __future__ import annotations

from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Step

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "judgment": ("民事判决书",), "mediation": ("民事调解书",), "ruling": ("民事裁定书",), "preservation": ("民事裁定书",),
    "criminal": ("刑事判决书", "刑事裁定书", "刑事附带民事判决书"), "admin": ("行政判决书", "行政裁定书"), "non_litigation": ("行政裁定书",),
    "arbitration": ("裁决书", "调解书"), "labour": ("仲裁裁决书", "仲裁调解书"), "notary": ("执行证书", "公证书"), "payment_order": ("支付令",),
}
"""依据的种类 → 可以是哪些文书。别的种类不在里面。"""
_NUMBERS: Final[dict[str, dict[str, str]]] = {
    "arbitration": {"调字": "调解书", "裁字": "裁决书"}, "labour": {"调字": "仲裁调解书"}, "notary": {"执字": "执行证书", "执证": "执行证书"},
}
"""文号里的字 → 文书。劳动仲裁的“仲裁字”不说明是裁决还是调解，不算。"""
_SELVES: Final = {"本判决": "判决书", "本裁定": "裁定书", "本裁决": "裁决书", "本调解": "调解书"}
"""主文里怎样称自己（“于本裁决生效之日起十日内”）→ 文书名称的末尾。"""


def every() -> tuple[str, ...]:
    """各种依据的文书名称，不重复，供填写时选。"""
    return tuple(dict.fromkeys(name for names in NAMES.values() for name in names))


def named(kind: str, number: str, operative: str = "", given: str = "") -> Finding[str]:
    """这份依据叫什么文书，``steps`` 说由哪里看出；看不出的 ``value`` 为空。

    ``kind`` 是依据的种类，``number`` 是文号，``operative`` 是主文，``given`` 是登记了的名称。

    >>> named("labour", "土右劳人仲案字〔2026〕第9号", "被申请人于本裁决生效之日起十日内支付工资").value
    '仲裁裁决书'
    >>> named("labour", "土右劳人仲案字〔2026〕第9号").value
    ''
    """
    names = NAMES.get(kind, ())
    if given:
        return _found(given, "执行依据登记的文书名称")
    if len(names) == 1:
        return _found(names[0], "由依据的种类看出")
    by_number = {name for sign, name in _NUMBERS.get(kind, {}).items() if sign in number}
    if len(by_number) == 1:
        return _found(by_number.pop(), "由文号看出")
    ends = {end for sign, end in _SELVES.items() if sign in operative}
    fitting = [name for name in names for end in ends if name.endswith(end)] if len(ends) == 1 else []
    return _found(fitting[0], "由主文的自称看出") if len(fitting) == 1 else _found("", "看不出，由拟稿人写明")


def _found(name: str, why: str) -> Finding[str]:
    article = cite("EW 16")
    return Finding(name, (article,), steps=(Step(why, article),))
