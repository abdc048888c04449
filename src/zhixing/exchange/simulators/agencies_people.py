"""模拟的人和公司有什么财产：全凭种子和证件号，问几次、先问谁都一样；问到哪个号，哪个号就有这个人。

银行、不动产写在这里，其余登记机构照 ``agencies.toml`` 的表编。人名、账号、文号、单位都是编的。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

from zhixing.exchange.simulators.agencies_plan import HOLDINGS, Plan, chance

BASE: Final = date(2026, 11, 1)
"""编日子从这一天前后数；与运行的日子无关。"""
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES, _GIVEN = "云霍郝苗贺呼康乔邬靳", "建平秀英志强玉梅海龙春花永胜晓燕"
_COURTS: Final = ("昌河县人民法院", "北原市中级人民法院", "临河新区人民法院", "北原市公安局经侦支队")
_PLACES: Final = ("振华大街", "大东街", "敕勒川大街", "工业路", "迎宾路")
_SPECIAL: Final = (
    ("农民工工资专用账户", "农民工工资专户，专款专用", "本项目农民工"), ("保证金账户", "承兑汇票保证金，已质押", "开户银行"),
    ("社会保险基金专户", "社会保险基金", "参保职工"), ("党费专户", "党费", "本单位党组织"), ("工会经费专户", "工会经费", "本单位工会"),
    ("维修资金专户", "住宅专项维修资金", "小区全体业主"),
)
"""单位的专户。"""
_OWN: Final = (("低保补贴户", "最低生活保障金发放", "本人"), ("惠农补贴一卡通", "惠农补贴款", "本人"), ("优抚待遇发放户", "优抚补助", "本人"))
"""个人的专户。"""


@dataclass(frozen=True, slots=True)
class Agency:
    """一家协助单位：代码、名称，``kind`` 是 bank、estate 或者 register，登记机构的种类在 ``register``。"""

    code: str
    name: str
    kind: str
    register: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """被查的人：请求里的姓名（名称）和归一成十八位的证件号。"""

    name: str
    number: str

    @property
    def company(self) -> bool:
        """是不是单位。"""
        return not is_citizen(self.number)


@dataclass(frozen=True, slots=True)
class Prior:
    """一项在先的措施；``fen`` 是限额，查封的为空；``waiting`` 是本身也在轮候。"""

    by: str
    number: str
    since: date
    until: date | None
    fen: int | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """别人的权利：共有、抵押、质押、专款专用。"""

    sort: str
    holder: str
    paper: str = ""
    share: str = ""
    fen: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """一项财产。``fen`` 是余额、价值（分）；``name``、``paper`` 是登记的户名、证件号；``fields`` 是照报文栏名写好的其余各栏。"""

    kind: str
    key: str
    name: str
    paper: str
    fen: int = 0
    currency: str = "CNY"
    state: str = "正常"
    sort: str = ""
    remark: str = ""
    branch: str = ""
    opened: date = BASE
    closed: date | None = None
    locked: date | None = None
    prior: tuple[Prior, ...] = ()
    rights: tuple[Right, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def is_citizen(number: str) -> bool:
    """十八位公民身份号码的样子。"""
    return len(number) == 18 and number[:17].isdecimal() and number[17] in "0123456789X"


def normal(number: str) -> str:
    """十五位的换成十八位，小写的换成大写，空格、短横去掉。"""
    told = "".join(char for char in number.upper() if char not in " -－　")
    if len(told) != 15 or not told.isdecimal():
        return told
    body = told[:6] + "19" + told[6:]
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def old(number: str) -> str:
    """十五位的旧号；不是二十世纪的身份证，照原样。"""
    return number[:6] + number[8:17] if is_citizen(number) and number[6:8] == "19" else number


def holdings(plan: Plan, agency: Agency, person: Person) -> tuple[Thing, ...]:
    """这个人在这家单位的各项财产；没有的为空。"""

    faults = plan.faults(HOLDINGS, agency.code, person.number, person.name)
    if "no_customer" in faults:
        return ()
    luck = Random(f"{plan.seed}|{agency.code}|{person.number}")  # noqa: S311
    forced = bool(plan.named(agency.code, person.number, person.name) & _NEEDS)
    return _troubled(luck, _MAKERS[agency.kind](luck, agency, person, forced), faults)


_NEEDS: Final = frozenset(HOLDINGS) - {"no_customer"}
"""点了名要出这种毛病的，这家单位总有他的财产。"""


# ---- 银行 ----


def _bank(luck: Random, agency: Agency, person: Person, forced: bool) -> list[Thing]:
    if not forced and luck.random() > (0.4 if person.company else 0.35):
        return []
    made = [_account(luck, agency, person, first=not index) for index in range(luck.choices((1, 2, 3), (65, 27, 8))[0])]
    if luck.random() < 0.12 or forced:
        made.append(_product(luck, person, made[0]))
    return made


def _account(luck: Random, agency: Agency, person: Person, *, first: bool) -> Thing:
    sorts = ("基本存款账户", "一般存款账户") if person.company else ("个人结算账户Ⅰ类户", "个人结算账户Ⅱ类户")
    digits = f"62{int(chance(agency.code) * 10_000):04d}{luck.randrange(10**9):09d}{luck.randrange(10**4):04d}"
    return Thing(
        "deposit", digits, person.name, person.number, _balance(luck, person), sort=sorts[0 if first else 1],
        branch=f"{agency.name}{luck.choice(_PLACES)}支行", opened=_ago(luck, 200, 5000),
    )


def _product(luck: Random, person: Person, account: Thing) -> Thing:
    code = f"LC{luck.randrange(10**6):06d}"
    return Thing(
        "wealth", f"98{luck.randrange(10**12):012d}", person.name, person.number, luck.randrange(50, 3000) * 10_000, sort="理财产品",
        branch=account.branch, opened=_ago(luck, 30, 400), fields={"zcmc": f"稳健{luck.randrange(30, 365)}天", "jrcpbh": code, "zjhkzh": account.key},
    )


def _balance(luck: Random, person: Person) -> int:
    """多数没有几个钱，少数有一些；单位大十倍。"""
    low, high = luck.choices(((0, 100), (100, 5_000), (5_000, 50_000), (50_000, 500_000)), (55, 30, 12, 3))[0]
    return luck.randrange(low * 100, high * 100) * (10 if person.company else 1)


# ---- 不动产 ----


def _estate(luck: Random, agency: Agency, person: Person, forced: bool) -> list[Thing]:
    if not forced and luck.random() > (0.3 if person.company else 0.22):
        return []
    return [_flat(luck, agency, person) for _ in range(luck.choices((1, 2), (80, 20))[0])]


def _flat(luck: Random, agency: Agency, person: Person) -> Thing:
    unit = f"150299{luck.randrange(10**6):06d}GB{luck.randrange(10**5):05d}F{luck.randrange(10**8):08d}"
    area = luck.randrange(4500, 16000)
    mortgage = (_mortgage(luck),) if luck.random() < 0.5 else ()
    return Thing(
        "real_estate", unit, person.name, person.number, area * luck.randrange(3000, 9000), opened=_ago(luck, 300, 7000), rights=mortgage,
        state="现势", fields={
            "BDCQZH": f"北（{luck.randrange(2015, 2025)}）不动产权第{luck.randrange(10**7):07d}号", "FWMJ": f"{area / 100:.2f}", "QLXZ": "出让",
            "ZL": f"北原市{luck.choice(_PLACES)}{luck.randrange(900, 999)}号{luck.randrange(1, 20)}栋{luck.randrange(101, 999)}室",
            "GHYT": "商业" if person.company else "住宅", "SYQX": "70年",
        },
    )


def _mortgage(luck: Random) -> Right:
    bank = luck.choice(("北疆银行", "敕勒川银行"))
    return Right("mortgage", bank, fen=luck.randrange(20, 90) * 1_000_000, since=_ago(luck, 200, 3000))


# ---- 其余登记机构：照表 ----


@cache
def registers() -> Mapping[str, Mapping[str, Any]]:
    """各登记种类怎样编：``agencies.toml`` 的 ``registers``。"""
    told: Mapping[str, Mapping[str, Any]] = tomllib.loads(files(__package__).joinpath("agencies.toml").read_text("utf-8"))["registers"]
    return told


def _register(luck: Random, agency: Agency, person: Person, forced: bool) -> list[Thing]:
    how = registers()[agency.register]
    share = how["companies" if person.company else "persons"]
    if not share or (not forced and luck.random() * 100 > share):
        return []
    return [_entry(luck, agency, how, person) for _ in range(luck.randint(1, how.get("most", 1)))]


def _entry(luck: Random, agency: Agency, how: Mapping[str, Any], person: Person) -> Thing:
    fields = {name: _value(luck, told, person) for name, told in how["fields"].items()}
    low, high = how.get("yuan", (0, 0))
    fen = luck.randrange(low * 100, high * 100) if high else 0
    pledged = how.get("pledged", 0) > luck.random() * 100
    return Thing(
        how["kind"], fields[how["key"]], person.name, person.number, fen, fields=fields, opened=_ago(luck, 100, 4000),
        rights=(Right("pledge", f"{_name(luck)}担保有限公司", fen=fen // 2, since=_ago(luck, 100, 900)),) if pledged else (),
    )


def _value(luck: Random, told: str, person: Person) -> str:
    """一栏的内容：``digits:12``、``letters:17``、``pick:甲|乙``、``ago:100-900``（天）、``number:1-100``、``name``、``company``，其余照写。"""
    how, _, rest = told.partition(":")
    return _WRITERS[how](luck, rest, person) if how in _WRITERS else told


def _span(told: str) -> tuple[int, int]:
    """``自-至``，负数的负号照写：``-900--500``。"""
    least, most = re.findall(r"(?:^|(?<=-))-?\d+", told)
    return int(least), int(most)


_WRITERS: Final[dict[str, Any]] = {
    "digits": lambda luck, rest, person: "".join(luck.choices("0123456789", k=int(rest))),
    "letters": lambda luck, rest, person: "".join(luck.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=int(rest))),
    "plate": lambda luck, rest, person: "蒙X" + "".join(luck.choices("ABCDEFGHJK0123456789", k=5)),
    "pick": lambda luck, rest, person: luck.choice(rest.split("|")),
    "ago": lambda luck, rest, person: f"{_ago(luck, *_span(rest)):%Y%m%d}",
    "number": lambda luck, rest, person: str(luck.randint(*_span(rest))),
    "phone": lambda luck, rest, person: f"199{luck.randrange(10**8):08d}",
    "name": lambda luck, rest, person: _name(luck),
    "company": lambda luck, rest, person: f"北原市{_name(luck)}{luck.choice(('商贸', '建材', '运输', '农牧业'))}有限公司",
    "person": lambda luck, rest, person: person.name,
}


# ---- 毛病 ----


def _troubled(luck: Random, made: list[Thing], faults: set[str]) -> tuple[Thing, ...]:
    """照计划书添上毛病；户名、证件号的添在每一项上，其余的添在第一项上。"""
    things = [replace(one, paper=old(one.paper)) for one in made] if "old_number" in faults else made
    if "wrong_name" in faults:
        things = [_misnamed(luck, one) for one in things]
    for code, change in _TROUBLES.items():
        index = next((at for at, one in enumerate(things) if one.kind in _WHERE.get(code, (one.kind,))), None) if code in faults else None
        if index is not None:
            things[index] = change(luck, things[index])
    return tuple(things)


_WHERE: Final = {
    "dormant": ("deposit",), "short": ("deposit", "online", "housing_fund"), "foreign": ("deposit",), "special": ("deposit",), "locked": ("wealth",),
}


def _misnamed(luck: Random, one: Thing) -> Thing:
    """一半是户名不同，一半是户名相同、证件号是另一个人的。"""
    if luck.random() < 0.5:
        return replace(one, name=_name(luck))
    return replace(one, paper=one.paper[:-2] + ("0" if one.paper[-2] != "0" else "1") + one.paper[-1])


def _closed(luck: Random, one: Thing) -> Thing:
    state = {"real_estate": "历史", "deposit": "销户"}.get(one.kind, "已注销")
    return replace(one, state=state, fen=0, closed=_ago(luck, 30, 900))


def _special(luck: Random, one: Thing) -> Thing:
    sort, remark, holder = luck.choice(_OWN if is_citizen(normal(one.paper)) else _SPECIAL)
    return replace(one, sort=sort, remark=remark, rights=(*one.rights, Right("purpose", holder, fen=one.fen)))


def _joint(luck: Random, one: Thing) -> Thing:
    holder, number = _name(luck), f"159900{1960 + luck.randrange(40)}{luck.randrange(1, 13):02d}15{luck.randrange(10**4):04d}"
    return replace(one, remark=f"{one.remark} 与{holder}共同共有".strip(), rights=(*one.rights, Right("co_owner", holder, number, "50%")))


def _held(luck: Random, one: Thing) -> Thing:
    since = _ago(luck, 20, 300)
    cap = luck.randrange(1, 200) * 100_000 if one.kind in ("deposit", "wealth", "online", "housing_fund") else None
    number = f"（{since.year}）北{luck.randrange(100, 999)}执{luck.randrange(1, 9999)}号"
    return replace(one, prior=(*one.prior, Prior(luck.choice(_COURTS), number, since, since + timedelta(days=365 if cap else 1095), cap)))


_TROUBLES: Final[dict[str, Any]] = {
    "special": _special,
    "joint": _joint,
    "short": lambda luck, one: replace(one, fen=luck.randrange(100, 5000)),
    "held_before": _held,
    "foreign": lambda luck, one: replace(one, currency=luck.choice(("USD", "HKD", "EUR"))),
    "dormant": lambda luck, one: replace(one, state="久悬"),
    "locked": lambda luck, one: replace(one, locked=BASE + timedelta(days=luck.randrange(60, 500)), remark="封闭期内不可赎回"),
    "closed": _closed,
}
_MAKERS: Final[dict[str, Any]] = {"bank": _bank, "estate": _estate, "register": _register}


def _ago(luck: Random, least: int, most: int) -> date:
    return BASE - timedelta(days=luck.randint(least, most))


def _name(luck: Random) -> str:
    return luck.choice(_SURNAMES) + "".join(luck.sample(_GIVEN, 2))
