"""案号：读、写、比较（法〔2015〕137号《关于人民法院案件案号的若干规定》）。

新式 ``（2025）内0221执123号``，可带 ``之一``、``号之2``、``-3``；旧式 ``（2015）渝三中法委赔字第00007号``。
公证书、仲裁裁决、鉴定意见、检察、公安、行政机关和合同的编号不是案号，不收。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from zhixing.law.articles import Article, cite
from zhixing.law.courts import Courts
from zhixing.law.finding import Finding, Reason

FIRST_YEAR, LAST_YEAR = 1949, 2199
MAX_LENGTH = 120

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云藏陕甘青宁新兵军"
_SUB = r"[一二三四五六七八九十百]{1,5}|[0-9]{1,5}"
_TAIL = rf"(?P<tail>之(?P<s1>{_SUB})号|-(?P<s2>[0-9]{{1,9}})号|号(?:之(?P<s3>{_SUB})号?|-(?P<s4>[0-9]{{1,9}}))?)号?"
_YEAR = r"（(?P<year>[0-9]{4})）"
_NEW = re.compile(
    rf"{_YEAR}(?P<court>最高法知?|[{PROVINCES}][0-9]{{0,6}})(?P<type>[\u4e00-\u9fff]{{1,8}})(?P<no>[0-9]{{1,9}}){_TAIL}"
)
_OLD = re.compile(rf"{_YEAR}(?P<body>[\u4e00-\u9fff0-9]{{1,24}}?)(?P<link>字第|字|第)(?P<no>[0-9]{{1,10}}){_TAIL}")
_HYBRID = re.compile(rf"(?P<court>[{PROVINCES}](?:[0-9]{{2}}|[0-9]{{4}}))(?P<type>[\u4e00-\u9fff]{{1,8}})")
_SPLIT = re.compile(r"(?P<court>.*?)(?P<type>(?:法委赔|委赔|法赔|司惩|[民刑行经商知执破赔确清]).*)")
_RUNNING = re.compile(
    r"[（(〔\[【][ \u3000]?[0-9０-９]{4}[ \u3000]?[）)〕\]】][^号\n（(〔\[【]{2,60}号"
    r"(?:[ \u3000]?之[ \u3000]?[一二三四五六七八九十百0-9]{1,5}|-[0-9]{1,5})?"
)

# 新式里没有列入代字表、但由法院用字构成的类型：领域 + 事项 + 程序
_COMPOSED = re.compile(
    r"(?:知|环|商|海|金|少|涉外|诉前)*(?:民|行(?!复)|刑|赔|执|破|委赔|清|认|司惩|司救|财保|商|知)"
    r"(?:赔|辖|保|[初终再监申抗提复核审撤特督催异恢协他清更转])+"
)
# 旧式的案由和程序：末尾要说得出是法院的哪一种程序
_STAGED = re.compile(
    r".*(?:[初终]|[民刑行执赔审立再经商知确][一二三四五六七八九]?[再监申抗提复核审]|兵监|[民行][辖管赔]|民仲|知纠|法赔立|.{1,2}确|民重|异重"
    r"|执(?:行|恢|异|复|监|保|协|他|申|裁|[一二三]民?)?|[民执行财]保|法限|[民刑行执赔立一二三四五]他|委赔|法赔|破|清算"
    r"|[高法民刑行审公]立|再抗|知行|民特|民撤|执异重|法[民刑行经][一二三四五]?|民抗[一二]|民督|民催)"
)
# 别的机构的编号里才有的字
_FOREIGN = re.compile(
    r"证(?!保)|仲(?<!民仲)|鉴|检|公安|公刑|(?<!民)公立|税|稽|工商|国土|劳人|人社|政|府|厅|局|委(?!赔)|贷|借|罚|处$|行处|行复"
    r"|(?<!执)裁|破管|管理人|领认|律|函|司法|监察|纪|京(?!知).*执$|迁|登|房权|内经|外经|复议|信访|消|质监|食药|药监|城管|环保罚"
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """一个案号。

    ``court`` 是法院代字（旧式为法院简称，最高人民法院旧案号为空），``type`` 是类型代字，``no`` 是序号，
    ``sub`` 是“之”后面的部分（``一``、``2``），``tail`` 是序号之后照原样的写法（``号之一``、``-4号``），
    ``link`` 是旧式的“字第”，``digits`` 是原样的序号数字（旧式保留前面的零）。
    """

    year: int
    court: str
    type: str
    no: int
    sub: str | None
    style: Literal["new", "old"]
    tail: str = "号"
    link: str = ""
    digits: str = ""

    @property
    def body(self) -> str:
        """法院代字加类型代字。"""
        return self.court + self.type

    @property
    def key(self) -> tuple[int, str, int, int]:
        """用来比较是不是同一个号：之一、之1、-1 视为相同，前面的零不计。"""
        return self.year, self.body, self.no, _arabic(self.sub)

    @property
    def parent(self) -> str:
        """去掉“之一”的本号。"""
        return f"（{self.year}）{self.body}{self.link}{self.digits or self.no}号"

    def __str__(self) -> str:
        return f"（{self.year}）{self.body}{self.link}{self.digits or self.no}{self.tail}"

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {
            "text": str(self), "year": self.year, "court": self.court, "type": self.type, "no": self.no,
            "sub": self.sub, "style": self.style,
        }


def parse(text: str, courts: Courts | None = None, *, latest_year: int = LAST_YEAR) -> Finding[CaseNumber | None]:
    """读一个案号，去掉空格，统一全角半角和括号。

    读不出时 ``value`` 为 ``None``，理由是一句话；代字不在法院表、类型不在代字表只提醒。
    ``latest_year`` 是可能的最晚年份，由入口给出当年。

    >>> str(parse("(2025) 内 0221 执 123 号之一").value)
    '（2025）内0221执123号之一'
    """
    if len(text) > MAX_LENGTH:
        return _refused("too_long", f"案号不会超过{MAX_LENGTH}个字，请只填写一个案号。")
    plain = normalise(text)
    if match := _OLD.fullmatch(plain):  # 有“字第”“字”“第”的是旧式
        return _old(match, latest_year)
    if match := _NEW.fullmatch(plain):
        return _new(match, courts or Courts.packaged(), latest_year)
    return _refused("shape", _why(plain))


def normalise(text: str) -> str:
    """去掉空白和零宽字符；数字用半角，括号用全角“（）”，连接号用“-”。"""
    return "".join(text.translate(_TABLE).split())


def find_all(text: str, courts: Courts | None = None) -> Iterator[CaseNumber]:
    """从一段文字里逐个找出案号，按出现的先后；别的机构的编号跳过。"""
    for match in _RUNNING.finditer(text):
        found = parse(match[0][:MAX_LENGTH], courts).value
        if found is not None:
            yield found


_TABLE: dict[int, str | None] = {
    **{ord("０") + i: str(i) for i in range(10)},
    **dict.fromkeys(map(ord, "(〔[【﹙［〈"), "（"),
    **dict.fromkeys(map(ord, ")〕]】﹚］〉"), "）"),
    **dict.fromkeys(map(ord, "—－–−‐‑―"), "-"),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None),
}


def _new(match: re.Match[str], courts: Courts, latest_year: int) -> Finding[CaseNumber | None]:
    year, court, kind = int(match["year"]), match["court"], match["type"]
    if trouble := _trouble(year, int(match["no"]), latest_year):
        return _refused(*trouble)
    if court[-1].isdigit() and len(court) not in (3, 5):
        return _refused("court", f"法院代字“{court}”不对：省份简称后面应是两位或四位数字。")
    if not (known := kind in _types()) and not _COMPOSED.fullmatch(kind):
        return _refused("type", f"没有“{kind}”这种案件类型代字，请核对案号。")
    number = CaseNumber(year, court, kind, int(match["no"]), _sub(match), "new", match["tail"])
    return Finding(number, (_article(),), warnings=_warnings(number, courts, known))


def _old(match: re.Match[str], latest_year: int) -> Finding[CaseNumber | None]:
    year, body = int(match["year"]), match["body"]
    if trouble := _trouble(year, int(match["no"]), latest_year):
        return _refused(*trouble)
    if _FOREIGN.search(body) or not _STAGED.fullmatch(body):
        return _refused("foreign", f"“{body}{match['link']}”不是法院的案号，像是其他机构的编号。")
    split = _HYBRID.fullmatch(body) or _SPLIT.fullmatch(body)
    court, kind = (split["court"], split["type"]) if split else ("", body)
    number = CaseNumber(
        year, court, kind, int(match["no"]), _sub(match), "old", match["tail"], match["link"], match["no"],
    )
    return Finding(number, (_article(),))


def _warnings(number: CaseNumber, courts: Courts, known: bool) -> tuple[Reason, ...]:
    found = []
    if not courts.is_listed(number.court):
        found.append(_reason("court_unlisted", f"法院表里没有代字“{number.court}”，请核对，或由管理员补录。"))
    if not known:
        found.append(_reason("type_unlisted", f"类型代字“{number.type}”不在代字表里，请核对。"))
    if number.tail.startswith("-") and number.sub and int(number.sub) > number.no:
        found.append(_reason("range", f"“{number.no}-{number.sub}”像是一串案号，请逐个登记。"))
    return tuple(found)


def _trouble(year: int, no: int, latest_year: int) -> tuple[str, str] | None:
    if not FIRST_YEAR <= year <= latest_year:
        return "year", f"案号的年份{year}不对，应在{FIRST_YEAR}至{latest_year}之间。"
    if no == 0:
        return "no", "案号的序号从1起，不能是0。"
    return None


def _why(plain: str) -> str:
    """不成案号的样子时，说清楚差在哪里。"""
    if not plain:
        return "没有填写案号。"
    if not re.match(r"（[0-9]{4}）", plain):
        return "案号应以括号里的四位年份开头，例如（2025）内0221执123号。"
    if "号" not in plain:
        return "案号缺少“号”字。"
    rest = plain[6:]
    if not re.match(rf"最高法|[{PROVINCES}]", rest) and "字" not in rest:
        return "年份后面应是法院代字，例如“内0221”“最高法”。"
    if not re.search(r"[0-9](?:号|之|-)", rest):
        return "案号缺少序号。"
    return "看不懂这个案号，请照（2025）内0221执123号的样子填写。"


def _sub(match: re.Match[str]) -> str | None:
    return match["s1"] or match["s2"] or match["s3"] or match["s4"]


def _arabic(sub: str | None) -> int:
    """``一`` → 1，``八十一`` → 81；没有为 0。"""
    if not sub:
        return 0
    if sub.isdigit():
        return int(sub)
    total = unit = 0
    for char in sub:
        if char in "百十":
            total += (unit or 1) * (100 if char == "百" else 10)
            unit = 0
        else:
            unit = "一二三四五六七八九".index(char) + 1
    return total + unit


@cache
def _types() -> frozenset[str]:
    text = files("zhixing.law").joinpath("parameters/case_types.toml").read_text("utf-8")
    return frozenset(code for codes in tomllib.loads(text).values() for code in codes.split())


@cache
def _article() -> Article:
    return cite("AH 3")


def _reason(code: str, text: str) -> Reason:
    return Reason(f"case_number.{code}", text, _article())


def _refused(code: str, text: str) -> Finding[CaseNumber | None]:
    return Finding(None, (_article(),), reasons=(_reason(code, text),))
