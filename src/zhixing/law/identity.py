"""证件号码和姓名：只核对长度、日期和校验码。

行政区划代码会变，只作提示，不据以拒绝。公民身份号码见 GB 11643，统一社会信用代码见 GB 32100，
组织机构代码见 GB 11714。护照、通行证等其他证件只看大致样子。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason

Kind = Literal["id", "uscc", "org", "reg", "passport", "hkm", "taiwan", "foreigner", "officer", "residence", "other"]

KINDS: dict[str, str] = {
    "id": "公民身份号码", "uscc": "统一社会信用代码", "org": "组织机构代码", "reg": "工商注册号", "passport": "护照",
    "hkm": "港澳居民来往内地通行证", "taiwan": "台湾居民来往大陆通行证", "foreigner": "外国人永久居留身份证",
    "officer": "军官证", "residence": "港澳台居民居住证", "other": "其他证件",
}
ADULT_AGE = 18
TAIL = 4
FIRST_BIRTH_YEAR = 1850
MAX_NAME = 200

_PROVINCES = frozenset(
    str(code) for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(block[0], block[1] + 1)
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOSE: dict[str, tuple[str, str]] = {
    "passport": (r"[A-Z0-9]{5,12}", "护照号码是5至12位字母和数字"),
    "hkm": (r"[HM][0-9]{8}(?:[0-9]{2})?", "通行证号码是H或M加8位或10位数字"),
    "taiwan": (r"[0-9]{8}|[0-9]{10}[A-Z]?", "通行证号码是8位或10位数字"),
    "foreigner": (r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]", "永久居留证号码是3位字母加12位数字，或者9开头的18位号码"),
    "officer": (r"[\u4e00-\u9fff]{0,6}(?:字第?)?[0-9A-Z]{4,12}号?", "军官证号码是几个汉字加4至12位数字"),
    "reg": (r"[0-9A-Z]{13}(?:[0-9A-Z]{2})?", "注册号是13位或15位"),
    "other": (r"\S{1,40}", "证件号码不超过40个字"),
}
_ADDED = re.compile(rf"（(?:尾号\S{{1,{TAIL}}}|第\d+名)）$")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●．", "·"))
_WIDE = str.maketrans({i: i - 0xFEE0 for i in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "})


@dataclass(frozen=True, slots=True)
class Paper:
    """核对过的证件：``number`` 已统一写法；``birth``、``sex`` 从号码里读出，只作提示。"""

    kind: Kind
    number: str
    birth: date | None = None
    sex: str = ""

    def age_on(self, day: date) -> int | None:
        """``day`` 那天的周岁；没有出生日期为 ``None``。生日当天满一岁。"""
        if self.birth is None:
            return None
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))

    def is_minor_on(self, day: date) -> bool | None:
        """``day`` 那天是否未成年（不满十八周岁，民法典第17条）；不知道为 ``None``。"""
        age = self.age_on(day)
        return None if age is None else age < ADULT_AGE


def check(kind: Kind, text: str, *, latest: date | None = None) -> Finding[Paper | None]:
    """核对一个证件号码。

    不对时 ``value`` 为 ``None``，理由是一句话；``latest`` 是出生日期不得晚于的日子，由入口给出当天。
    不认识的证件种类抛出 :class:`ValueError`。
    """
    if kind not in KINDS:
        raise ValueError(f"不认识的证件种类“{str(kind)[:20]}”。")
    number = tidy(text)
    if not number:
        return _refused("empty", f"没有填写{KINDS[kind]}。")
    if not number.isprintable() or len(number) > 60:
        return _refused("shape", f"{KINDS[kind]}里有不能识别的字符，或者太长。")
    strict = _STRICT.get(kind)
    return strict(kind, number, latest) if strict else _loose(kind, number)


def tidy(text: str) -> str:
    """统一写法：全角转半角，去掉空格和连接号，字母大写。"""
    return re.sub(r"[\s\-—－]", "", text.translate(_WIDE)).upper()


def told_apart(people: Sequence[tuple[str, str]]) -> list[str]:
    """（姓名，证件号码）各叫什么：同名的加证件尾号，没有号码、尾号也一样的加次序。

    >>> told_apart([("李四", "15022119900101001X"), ("李四", "150221199001010036"), ("王五", "")])
    ['李四（尾号001X）', '李四（尾号0036）', '王五']
    >>> told_apart([("李四", ""), ("李四", "150221199001010036")])
    ['李四（第1名）', '李四（尾号0036）']
    """
    return [_told_apart(people, index) for index in range(len(people))]


def _told_apart(people: Sequence[tuple[str, str]], index: int) -> str:
    name, number = people[index]
    same = [other[-TAIL:] for called, other in people if called == name]
    if len(same) == 1:
        return name
    tail = number[-TAIL:]
    if tail and same.count(tail) == 1:
        return f"{name}（尾号{tail}）"
    return f"{name}（第{sum(called == name for called, _ in people[: index + 1])}名）"


def plain(called: str) -> str:
    """:func:`told_apart` 的名字去掉后面加的。

    >>> plain("李四（尾号001X）"), plain("某厂（普通合伙）")
    ('李四', '某厂（普通合伙）')
    """
    return _ADDED.sub("", called)


def mask(text: str) -> str:
    """屏幕上的遮盖：身份证留前六后四，手机留前三后四，其余留首尾。

    >>> mask("15022119900101001X")
    '150221********001X'
    """
    size = len(text)
    if size in (15, 18):
        head, tail = 6, 4
    elif size == 11:
        head, tail = 3, 4
    else:
        head, tail = (4, 4) if size >= 12 else (2, 2) if size >= 6 else (min(size, 1) if size > 1 else 0, 0)
    return text[:head] + "*" * (size - head - tail) + (text[size - tail:] if tail else "")


def mask_name(name: str, *, unit: bool = False) -> str:
    """公开页面上姓名、名称的遮盖：人只留姓（第一个字），单位留前两字和后四字。

    >>> mask_name("张晓梅"), mask_name("乌兰图雅·巴特尔"), mask_name("内蒙古远方商贸有限公司", unit=True), mask_name("小店", unit=True)
    ('张**', '乌**', '内蒙**有限公司', '小**')
    """
    return f"{name[:2]}**{name[-4:]}" if unit and len(name) > 6 else f"{name[:1]}**"


def check_name(text: str) -> Finding[str]:
    """核对并统一一个姓名或名称。

    间隔号统一为“·”，全角字母数字转半角，汉字之间的空格去掉，中文名称用全角括号；生僻字照收。空的、太长的、只有数字符号的、
    含控制字符的不收；含替代符号（□、?、私用区字）的提醒补正。
    """
    name = _tidy_name(text)
    if not name:
        return _bad_name(name, "empty", "没有填写姓名或名称。")
    if len(name) > MAX_NAME:
        return _bad_name(name[:MAX_NAME], "too_long", f"姓名或名称超过{MAX_NAME}个字。")
    if any(not char.isprintable() and not _private(char) for char in name):
        return _bad_name(name, "characters", "姓名或名称里有不能识别的字符，请重新输入。")
    if not any(char.isalpha() or _private(char) for char in name):
        return _bad_name(name, "letters", "姓名或名称里没有文字。")
    lost = any(char in "□?■◇〓�" or _private(char) for char in name)
    note = (_reason("name_lost", "姓名或名称里有显示不出的字，请按证件补正。"),) if lost else ()
    return Finding(name, (cite("COURT 当事人信息"),), warnings=note)


def _tidy_name(text: str) -> str:
    name = re.sub(r"\s+", " ", text.translate(_DOTS).translate(_WIDE)).strip()
    name = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", name)
    if not name.isascii():
        name = name.replace("(", "（").replace(")", "）")
    return re.sub(r"·+", "·", name).strip("·")


def _private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def _citizen(kind: Kind, number: str, latest: date | None) -> Finding[Paper | None]:
    if re.fullmatch(r"[0-9]{15}", number):
        return _read_citizen(kind, number, f"19{number[6:12]}", number[14], latest)
    if len(number) != 18:
        return _refused("length", f"{KINDS[kind]}应为18位（老号码15位），现在是{len(number)}位。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _refused("shape", f"{KINDS[kind]}应为17位数字加1位数字或X。")
    return _read_citizen(kind, number, number[6:14], number[16], latest)


def _read_citizen(kind: Kind, number: str, born: str, sex: str, latest: date | None) -> Finding[Paper | None]:
    try:
        birth = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return _refused("date", f"{KINDS[kind]}里的出生日期{born}不存在。")
    if birth.year < FIRST_BIRTH_YEAR:
        return _refused("date", f"{KINDS[kind]}里的出生日期{born}不可能，请核对。")
    if latest is not None and birth > latest:
        return _refused("date", f"{KINDS[kind]}里的出生日期{birth}还没有到。")
    if len(number) == 18 and number[17] != _id_check(number):
        return _refused("check", f"{KINDS[kind]}的校验码不对，请核对。")
    paper = Paper(kind, number, birth, "男" if int(sex) % 2 else "女")
    return Finding(paper, (cite("GB11643"),), warnings=_division(number))


def _division(number: str) -> tuple[Reason, ...]:
    if number[:2] in _PROVINCES:
        return ()
    return (_reason("division", f"区划代码{number[:6]}不常见，请再核对一次。"),)


def _id_check(number: str) -> str:
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False)) % 11]


def _uscc(kind: Kind, number: str, latest: date | None) -> Finding[Paper | None]:
    if len(number) != 18:
        return _refused("length", f"{KINDS[kind]}应为18位，现在是{len(number)}位。")
    if not re.fullmatch(f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}", number):
        return _refused("shape", f"{KINDS[kind]}里有不该出现的字符（不用I、O、S、V、Z，第3至8位是数字）。")
    total = sum(_USCC_ALPHABET.index(char) * weight for char, weight in zip(number, _USCC_WEIGHTS, strict=False))
    if number[17] != _USCC_ALPHABET[-total % 31]:
        return _refused("check", f"{KINDS[kind]}的校验码不对，请核对。")
    return Finding(Paper(kind, number), (cite("GB32100"),))


def _organisation(kind: Kind, number: str, latest: date | None) -> Finding[Paper | None]:
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", number):
        return _refused("shape", f"{KINDS[kind]}应为8位数字或字母加1位校验码。")
    total = sum(_ORG_ALPHABET.index(char) * weight for char, weight in zip(number, _ORG_WEIGHTS, strict=False))
    if number[8] != "0123456789X0"[11 - total % 11]:
        return _refused("check", f"{KINDS[kind]}的校验码不对，请核对。")
    return Finding(Paper(kind, number), (cite("GB11714"),))


def _loose(kind: Kind, number: str) -> Finding[Paper | None]:
    pattern, told = _LOOSE[kind]
    if not re.fullmatch(pattern, number):
        return _refused("shape", f"{told}，请核对。")
    return Finding(Paper(kind, number), (cite("COURT 当事人信息"),))


_STRICT: dict[str, Callable[[Kind, str, date | None], Finding[Paper | None]]] = {
    "id": _citizen, "residence": _citizen, "uscc": _uscc, "org": _organisation,
}


def _reason(code: str, text: str) -> Reason:
    return Reason(f"identity.{code}", text, cite("COURT 当事人信息"))


def _refused(code: str, text: str) -> Finding[Paper | None]:
    return Finding(None, (cite("COURT 当事人信息"),), reasons=(_reason(code, text),))


def _bad_name(name: str, code: str, text: str) -> Finding[str]:
    return Finding(name, (cite("COURT 当事人信息"),), reasons=(_reason(f"name_{code}", text),))
