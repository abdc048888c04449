"""姓名的拼音：全拼和首字母，供查找。姓名本身的写法见 ``law.identity.check_name``。"""

from __future__ import annotations

import re

#: 作姓时的读音，只写与常用读音不同的；复姓由词典读。
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "乐": "yue", "覃": "qin", "洗": "xian", "种": "chong", "繁": "po", "折": "she", "黑": "he", "召": "shao",
    "秘": "bi", "员": "yun", "贠": "yun", "缪": "miao", "翟": "zhai", "牟": "mu", "隗": "wei", "郇": "xun",
}
#: 首字在上表里、却是复姓的：按复姓读。
COMPOUND = frozenset({"单于"})

PY_LENGTH, INITIALS_LENGTH = 400, 100


def spell(name: str, *, person: bool = True) -> tuple[str, str]:
    """全拼和首字母，不带声调；自然人按姓的读音。读不出的字略去。

    >>> spell("单晓岚")
    ('shanxiaolan', 'sxl')
    """
    from pypinyin import Style, pinyin  # 词典大，读它要半秒：用到才读，各进程起得快

    own = person and name[:1] in SURNAMES and name[:2] not in COMPOUND
    said = [SURNAMES[name[0]]] if own else []
    said += [heard[0] for heard in pinyin(name[len(said):], style=Style.NORMAL, errors=_plain)]
    said = [s.replace("ü", "v") for s in said if s]
    return "".join(said)[:PY_LENGTH], "".join(s[0] for s in said)[:INITIALS_LENGTH]


def _plain(text: str) -> str:
    """没有读音的部分：字母、数字照写（小写），其余略去。"""
    return re.sub(r"[^0-9a-z]", "", text.lower())
