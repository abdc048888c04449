"""文书数据的栏目：收什么、怎样检查、印出来是什么样子。

数据是普通的 JSON 值。检查时把每一处不对都用一句话说出来（哪一栏、为什么）；通过以后换成模板里直接能印的文字。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from zhixing.casework.documents.papers.wording import han_date, numeral, plain_date
from zhixing.law import amounts, capitals, numbers, texts

Size = Literal["minimal", "typical", "monstrous"]
RARE: Final = "㐂𠮷䶮"
"""生僻字，样张里用。"""
FULL: Final = 6
"""到顶的样张里，一张表前几项各栏都到顶。"""


class Problems(list[str]):
    """不对的地方，一处一句。"""

    def add(self, place: str, why: str) -> None:
        """记一处：哪一栏，为什么。"""
        self.append(f"{place}{why}。")


@dataclass(frozen=True, slots=True)
class Field:
    """一栏。``label`` 是屏幕和提示里的名称；``required`` 为假的可以不填。"""

    label: str
    required: bool = True

    def read(self, value: object, place: str, problems: Problems) -> Any:
        """检查并换成模板用的值；不对的记进 ``problems``。"""
        raise NotImplementedError

    def empty(self) -> Any:
        """没有填时模板看到的值。"""
        return None

    def sample(self, size: Size) -> Any:
        """样张用的值。"""
        raise NotImplementedError

    def told(self) -> str:
        """收什么，一句话。"""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Field):
    """文字。``limit`` 是最多几个字；``lines`` 为真的可以分行。"""

    limit: int = 120
    lines: bool = False
    example: str = ""

    def read(self, value: object, place: str, problems: Problems) -> str:
        if not isinstance(value, str):
            problems.add(place, "应当是文字")
            return ""
        if flaw := texts.flaw(value):
            problems.add(place, flaw)
            return ""
        tidy = texts.block(value) if self.lines else texts.line(value)
        if len(tidy) > self.limit:
            problems.add(place, f"有{len(tidy)}个字，最多{self.limit}个字")
        if not tidy and self.required:
            problems.add(place, "没有填写")
        return tidy

    def empty(self) -> str:
        return ""

    def sample(self, size: Size) -> str:
        plain = self.example or self.label
        return plain if size != "monstrous" else (RARE + plain + "额尔敦巴雅尔" * self.limit)[: min(self.limit, 60 if self.limit <= 300 else 600)]

    def told(self) -> str:
        return f"文字，最多{self.limit}个字"


@dataclass(frozen=True, slots=True)
class Day(Field):
    """日期，写成 2026-01-05。印出来有两种：``han`` 落款用，``plain`` 正文用。"""

    example: str = "2026-11-20"

    def read(self, value: object, place: str, problems: Problems) -> dict[str, str] | None:
        day = value if type(value) is date else _day(value)
        if day is None:
            problems.add(place, "不是日期，应写成 2026-01-05")
            return None
        return {"iso": day.isoformat(), "han": han_date(day), "plain": plain_date(day)}

    def sample(self, size: Size) -> str:
        return self.example

    def told(self) -> str:
        return "日期，如 2026-01-05"


@dataclass(frozen=True, slots=True)
class Moment(Field):
    """时刻，写成 2026-01-05 09:30，印成“2026年1月5日9时30分”。"""

    example: str = "2026-12-01 09:30"

    def read(self, value: object, place: str, problems: Problems) -> str:
        try:
            at = datetime.strptime(str(value), "%Y-%m-%d %H:%M")  # noqa: DTZ007  法院当地的钟点
        except ValueError:
            problems.add(place, "不是时刻，应写成 2026-01-05 09:30")
            return ""
        return f"{plain_date(at.date())}{at.hour}时{at.minute:02d}分"

    def empty(self) -> str:
        return ""

    def sample(self, size: Size) -> str:
        return self.example

    def told(self) -> str:
        return "时刻，如 2026-01-05 09:30"


def written(fen: int) -> dict[str, Any]:
    """金额在文书里的写法：数字、大写。负数、一万亿元以上抛出 :class:`~zhixing.law.capitals.BadCapitals`。"""
    return {"fen": fen, "figures": f"{fen // 100:,}.{fen % 100:02d}", "capitals": capitals.to_capitals(fen)}


@dataclass(frozen=True, slots=True)
class Money(Field):
    """金额：整数是分，带引号的是元（``"1,234.56"``）。印出来有 ``figures`` 数字和 ``capitals`` 大写。"""

    example: int = 12_345_678
    giant: int = 9_999_999_999_999

    def read(self, value: object, place: str, problems: Problems) -> dict[str, Any] | None:
        try:
            fen = amounts.fen(value) if isinstance(value, str) else value
            if isinstance(fen, bool) or not isinstance(fen, int):
                raise amounts.BadAmount("金额应当是整数（分），或者带引号的元")
            return written(fen)
        except (amounts.BadAmount, capitals.BadCapitals) as error:
            problems.add(place, f"不对：{str(error).rstrip('。')}")
            return None

    def sample(self, size: Size) -> int:
        return self.example if size != "monstrous" else self.giant

    def told(self) -> str:
        return "金额：整数是分，带引号的是元"


@dataclass(frozen=True, slots=True)
class Count(Field):
    """个数、天数。印出来有 ``figures`` 和 ``han``。"""

    least: int = 1
    most: int = 9999
    example: int = 3

    def read(self, value: object, place: str, problems: Problems) -> dict[str, str] | None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(place, "应当是整数")
            return None
        if not self.least <= value <= self.most:
            problems.add(place, f"是{value}，应当在{self.least}到{self.most}之间")
            return None
        return {"figures": str(value), "han": numeral(value) if value < 10_000 else str(value)}

    def sample(self, size: Size) -> int:
        return self.example if size != "monstrous" else self.most

    def told(self) -> str:
        return f"整数，{self.least}到{self.most}"


@dataclass(frozen=True, slots=True)
class Flag(Field):
    """是或者不是；不填是不是。"""

    required: bool = False
    example: bool = False

    def read(self, value: object, place: str, problems: Problems) -> bool:
        if not isinstance(value, bool):
            problems.add(place, "应当是 true 或者 false")
        return value is True

    def empty(self) -> bool:
        return False

    def sample(self, size: Size) -> bool:
        return self.example or size == "monstrous"

    def told(self) -> str:
        return "true 或者 false"


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """几样里选一样：代码或者中文名都收，印中文名。"""

    options: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: object, place: str, problems: Problems) -> str:
        if isinstance(value, str) and (value in self.options or value in self.options.values()):
            return self.options.get(value, value)
        problems.add(place, f"只能是：{'、'.join(self.options.values())}")
        return ""

    def empty(self) -> str:
        return ""

    def sample(self, size: Size) -> str:
        return max(self.options, key=lambda code: len(self.options[code])) if size == "monstrous" else next(iter(self.options))

    def told(self) -> str:
        return "选一样：" + "、".join(f"{code}（{name}）" if code != name else name for code, name in self.options.items())


_RECEIPT: Final = re.compile(r"收件第\d{1,12}号")


@dataclass(frozen=True, slots=True)
class CaseNumber(Field):
    """案号，写法不拘，印成统一写法。``receipt`` 为真的，立案以前可以写收件号（“收件第9号”）。"""

    example: str = "（2026）内0221执123号"
    receipt: bool = False

    def read(self, value: object, place: str, problems: Problems) -> str:
        if self.receipt and isinstance(value, str) and _RECEIPT.fullmatch(value):
            return value
        found = numbers.parse(value if isinstance(value, str) else "")
        if found.value is None:
            problems.add(place, f"不对：{found.reasons[0].text.rstrip('。')}")
            return ""
        return str(found.value)

    def empty(self) -> str:
        return ""

    def sample(self, size: Size) -> str:
        return self.example if size != "monstrous" else "（2026）内0221执恢123456789号之九十九"

    def told(self) -> str:
        return "案号，如 （2026）内0221执123号"


@dataclass(frozen=True, slots=True)
class Group(Field):
    """几栏合成的一项。"""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def read(self, value: object, place: str, problems: Problems) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            problems.add(place, "应当是一组栏目")
            return {}
        for key in value:
            if key not in self.fields:
                problems.add(place, f"里没有“{str(key)[:30]}”这一栏")
        return {key: self._one(key, one, value, place, problems) for key, one in self.fields.items()}

    def _one(self, key: str, one: Field, values: Mapping[str, object], place: str, problems: Problems) -> Any:
        where = f"{place}的“{one.label}”" if place else f"“{one.label}”"
        if values.get(key) is None:
            if one.required:
                problems.add(where, "没有填写")
            return one.empty()
        return one.read(values[key], where, problems)

    def sample(self, size: Size) -> dict[str, Any]:
        chosen = self.fields.items() if size != "minimal" else ((key, one) for key, one in self.fields.items() if one.required)
        return {key: one.sample(size) for key, one in chosen}

    def told(self) -> str:
        return "一组栏目"


@dataclass(frozen=True, slots=True)
class Many(Field):
    """多项，一项是一组栏目。样张：``usual`` 项、``giant`` 项；``each`` 轮流盖在样张的各项上（到顶的样张只用其中的诉讼地位）。"""

    item: Group = field(default_factory=lambda: Group(""))
    most: int = 2000
    giant: int = 200
    usual: int = 2
    least: int = 1
    each: tuple[Mapping[str, Any], ...] = ({},)

    def read(self, value: object, place: str, problems: Problems) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple):
            problems.add(place, "应当是一个列表")
            return []
        if not value and self.required:
            problems.add(place, "没有填写，至少要有一项")
        if len(value) > self.most:
            problems.add(place, f"有{len(value)}项，最多{self.most}项")
            return []
        return [self.item.read(one, f"{place}第{number}项", problems) for number, one in enumerate(value, 1)]

    def empty(self) -> list[Any]:
        return []

    def sample(self, size: Size) -> list[dict[str, Any]]:
        if size == "monstrous":
            return self._giant()
        one = self.item.sample(size)
        covers = [{key: value for key, value in cover.items() if key in one} for cover in self.each]
        return [one | covers[place % len(covers)] for place in range(self.least if size == "minimal" else self.usual)]

    def _giant(self) -> list[dict[str, Any]]:
        """前几项各栏都到顶，其余的只有必填的。"""
        full, least = self.item.sample("monstrous"), self.item.sample("minimal")
        roles = [{"role": cover["role"]} if "role" in cover else {} for cover in self.each]
        return [(full if place < FULL else least) | roles[place % len(roles)] for place in range(self.giant)]

    def told(self) -> str:
        return f"列表，最多{self.most}项"


def described(fields: Mapping[str, Field], depth: int = 0) -> Iterable[str]:
    """各栏一行：代码、名称、必填与否、收什么；下级缩进。"""
    for key, one in fields.items():
        yield f"{'  ' * depth}{key}：{one.label}（{'必填' if one.required else '可不填'}；{one.told()}）"
        inner = one.fields if isinstance(one, Group) else one.item.fields if isinstance(one, Many) else {}
        yield from described(inner, depth + 1)


def holding(text: str, fields: Mapping[str, Field], values: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """哪些栏里有这段文字。"""
    for key, one in fields.items():
        value, where = values.get(key), f"{place}的“{one.label}”" if place else f"“{one.label}”"
        if isinstance(value, str) and text in value:
            yield where
        elif isinstance(one, Group) and isinstance(value, Mapping):
            yield from holding(text, one.fields, value, where)
        elif isinstance(one, Many) and isinstance(value, list):
            for number, item in enumerate(value, 1):
                yield from holding(text, one.item.fields, item, f"{where}第{number}项")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
