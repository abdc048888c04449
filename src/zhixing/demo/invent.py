"""编人、单位、证件、电话、文号。同一颗骰子编出同样的东西；校验码对，其余一望便知是假的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文仇解单云"
)
GIVEN: Final = (
    "秀兰", "建国", "桂英", "志强", "玉梅", "永胜", "凤英", "海龙", "春燕", "铁军", "雪梅", "永红", "宝山", "丽霞", "俊峰", "二毛", "满仓",
    "改改", "润喜", "补生", "翠花", "文斌", "国栋", "小军", "瑞霞", "埃柱", "三小", "艳青", "德胜", "美玲", "晓东", "彦龙", "计生", "转转",
    "垚", "赟", "堃", "燚", "昇", "䶮",
)
MONGOLIAN: Final = (
    "巴特尔", "其其格", "乌兰图雅", "那仁托雅", "额尔敦", "阿拉腾仓", "苏日娜", "呼和木仁", "娜仁花", "朝克图", "宝音德力格尔", "赛汗",
    "哈斯巴根", "乌日罕", "敖特根", "吉日嘎拉", "斯琴毕力格", "道尔吉", "萨如拉", "阿木古楞", "图门乌力吉", "托雅", "满都拉", "格根塔娜",
)
TIBETAN: Final = ("扎西顿珠", "次仁卓玛", "才让加", "洛桑旺堆", "桑吉草", "贡布")
DOTTED: Final = ("阿依古丽·吐尔逊", "巴雅尔·朝克图", "买买提江·艾合买提")
NAMESAKE: Final = "王建国"
"""同名的一对另有故事，不随意编出来。"""

PLACES: Final = (
    "萨拉齐镇振华大街", "萨拉齐镇大东街", "萨拉齐镇工业路", "萨拉齐镇敕勒川大街", "双龙镇", "美岱召镇", "沟门镇", "将军尧镇", "海子乡", "明沙淖乡",
    "苏波盖乡", "九峰山管委会",
)
BAOTOU: Final = ("东河区巴彦塔拉大街", "东河区南门外大街", "昆都仑区钢铁大街", "昆都仑区阿尔丁大街", "青山区富强路", "青山区文化路", "九原区建设路")
BANKS: Final = ("农业银行", "工商银行", "建设银行", "邮储银行", "内蒙古银行", "蒙商银行", "农村信用社")
TRADES: Final = ("商贸", "建筑工程", "劳务", "物业服务", "农牧业开发", "运输", "建材", "供热", "机械租赁", "肉食品加工")
LONG_UNITS: Final = (
    "内蒙古敕勒川现代农牧业机械化种植养殖加工产销一体化服务专业合作社联合社",
    "土默特右旗萨拉齐镇水涧沟门村饲草料种植收储加工配送农民专业合作社",
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def dice(*key: object) -> Random:
    """一颗骰子：同样的键，同样的点数。不用于保密。"""
    return Random("|".join(map(str, key)))  # noqa: S311


def citizen(born: date, number: int, woman: bool) -> str:
    """校验码正确的公民身份号码；区划 159900 不存在。"""
    order = number % 499 * 2 + (0 if woman else 1)
    body = f"159900{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def credit_code(number: int) -> str:
    """校验码正确的统一社会信用代码；主体代码以 XNDEM 开头，不是真的。"""
    places = (number // 31**place % 31 for place in (3, 2, 1, 0))
    body = "91150299XNDEM" + "".join(_USCC[digit] for digit in places)
    total = sum(_USCC.index(char) * pow(3, i, 31) for i, char in enumerate(body))
    return body + _USCC[-total % 31]


@dataclass(slots=True)
class Registry:
    """编号簿：证件、电话、文号都不重。"""

    people: int = 0
    titles: int = 0

    def next_person(self) -> int:
        """下一个人的序号。"""
        self.people += 1
        return self.people

    def phone(self) -> str:
        """手机号；100 号段不存在。"""
        return f"1000472{self.people % 10000:04d}"

    def account(self) -> str:
        """银行账号；999 开头，不是真的。"""
        return f"9990472{self.people:012d}"

    def title(self, pattern: str, year: int) -> str:
        """文号；序号从 9000 起，本院一年没有这么多案件。"""
        self.titles += 1
        return pattern.format(year=year, no=9000 + self.titles)


def person_name(luck: Random) -> str:
    """一个人名：多数是汉族的，也有蒙古族、藏族的和带间隔号的。"""
    kind = luck.random()
    if kind < 0.18:
        return luck.choice(MONGOLIAN)
    if kind < 0.21:
        return luck.choice(TIBETAN)
    if kind < 0.225:
        return luck.choice(DOTTED)
    name = luck.choice(SURNAMES) + luck.choice(GIVEN)
    return name if name != NAMESAKE else person_name(luck)


def unit_name(luck: Random) -> str:
    """一个单位名。"""
    if luck.random() < 0.06:
        return luck.choice(LONG_UNITS)
    head = luck.choice(("包头市", "土默特右旗", "内蒙古"))
    word = luck.choice("瑞丰恒昌盛泰达远鑫隆兴安宏") + luck.choice("源通泽旺顺达业川润和")
    return f"{head}{word}{luck.choice(TRADES)}有限{'责任' if luck.random() < 0.5 else ''}公司"


def bank_name(luck: Random) -> str:
    """一家银行。"""
    return f"{luck.choice(BANKS)}土默特右旗支行"


def address(luck: Random) -> str:
    """一个住址。"""
    if luck.random() < 0.7:
        return f"内蒙古自治区包头市土默特右旗{luck.choice(PLACES)}{luck.randint(901, 999)}号"
    return f"内蒙古自治区包头市{luck.choice(BAOTOU)}{luck.randint(901, 999)}号"


def birthday(luck: Random, today: date, youngest: int = 24, oldest: int = 72) -> date:
    """一个出生日期，``today`` 那天在这个年龄段。"""
    return today - timedelta(days=luck.randint(youngest * 366, oldest * 365))
