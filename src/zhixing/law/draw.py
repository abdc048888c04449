"""随机分案：同样的输入、同一颗种子，抽出同样的结果（SYS:B2；``words.md`` 随机分案（可核验））。

只用整数。每件案件当天只有一个随机数：以种子为密钥，对“法院|日子|案件编号|第几次”求 HMAC-SHA256，当作一个大整数；
落在不能整除的尾巴里的弃去，取下一次的（拒绝采样），所以各人的机会与分量严格成比例。这个数与一起抽的还有哪些案件、
抽第几次无关：知道种子的人也不能靠换着凑案件来挑结果。

分量照系数和忙闲：比同组人手头少的，机会大些；多的，机会小些；谁都不会是零，谁也不会必中。
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

FORMAT: Final = "zhixing-draw/1"
MILLION: Final = 1_000_000
FULL: Final = 100
"""系数满额，百分之一百。"""
_SPACE: Final = 2**256
LINKED: Final = ("team", "any", "off")
"""关联案件：同一团队里的随原承办人；不论团队都随；不随。"""


@dataclass(frozen=True, slots=True)
class Judge:
    """在抽的一位：系数（百分之几，大于 0）、手头的分量（百分之几件）、平时所在的团队（没有为空）。"""

    id: int
    name: str
    share: int
    load: int
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """一组：名称，各位法官和他在这一组里的团队。"""

    name: str
    judges: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """某人不抽这一件，为什么（回避、裁执分离）。"""

    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """待分的一件。

    ``weight`` 是分量（百分之几件），``pool`` 是在哪一组抽；``keys`` 相同的案件（同一被执行人、同一依据）随先抽的那一件；
    ``held`` 是承办着关联案件的人，``why`` 是什么关联。
    """

    id: int
    number: str
    weight: int
    pool: str
    barred: tuple[Barred, ...] = ()
    keys: tuple[str, ...] = ()
    held: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """一次抽签的全部输入。``room`` 是差多少分量就算差满（百分之几件），``lean`` 是最闲的机会是最忙的几倍。"""

    court: str
    day: str
    turn: int
    seed: str
    room: int
    lean: int
    linked: str
    judges: tuple[Judge, ...]
    pools: Mapping[str, Pool]
    cases: tuple[Waiting, ...]

    def as_data(self) -> dict[str, Any]:
        """写进公开记录。"""
        data = asdict(self) | {"format": FORMAT}
        data["pools"] = {key: {"name": one.name, "judges": [list(pair) for pair in one.judges]} for key, one in self.pools.items()}
        return data | {"judges": list(data["judges"]), "cases": [_plain(row) for row in data["cases"]]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"barred": list(row["barred"]), "keys": list(row["keys"])}


@dataclass(frozen=True, slots=True)
class Lot:
    """一件抽到了谁。``turn`` 第几件；``chance`` 是抽到这一位的机会（百万分之几），``pool`` 几人中抽；``way``：drawn 抽的，linked 随关联案件。"""

    turn: int
    case: int
    judge: int
    team: int | None
    weight: int
    chance: int
    pool: int
    way: str = "drawn"


@dataclass(slots=True)
class _Hat:
    """抽签进行到的样子：各人手头的分量（抽中一件加一件），各关联的案件归了谁。"""

    inputs: Inputs
    secret: bytes
    judges: dict[int, Judge]
    loads: dict[int, int]
    teams: dict[str, dict[int, int | None]]
    taken: dict[str, int] = field(default_factory=dict)


def read(data: Mapping[str, Any]) -> Inputs:
    """由公开记录还原输入；写法不对抛出 ``ValueError``。"""
    try:
        if data["format"] != FORMAT:
            raise ValueError(f"不认识的写法{str(data['format'])[:40]}")
        pools = {key: Pool(one["name"], tuple((judge, team) for judge, team in one["judges"])) for key, one in data["pools"].items()}
        inputs = Inputs(
            data["court"], data["day"], data["turn"], data["seed"], data["room"], data["lean"], data["linked"],
            tuple(Judge(**row) for row in data["judges"]), pools, tuple(_waiting(row) for row in data["cases"]),
        )
        _sound(inputs)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"记录写得不全：{error}") from error
    return inputs


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(**{**row, "barred": tuple(Barred(**one) for one in row["barred"]), "keys": tuple(row["keys"])})


def _sound(inputs: Inputs) -> None:
    """数都是数，组里的人都有，一件只列一次。"""
    known = {judge.id for judge in inputs.judges}
    sizes = [inputs.room, inputs.lean, *(n for one in inputs.judges for n in (one.id, one.share, one.load + 1))]
    if not all(type(n) is int and n > 0 for n in [*sizes, *(n for one in inputs.cases for n in (one.id, one.weight))]):
        raise ValueError("分量、系数、编号应是正整数")
    if len(known) != len(inputs.judges) or len({one.id for one in inputs.cases}) != len(inputs.cases):
        raise ValueError("有重复的法官或者案件")
    strangers = {judge for pool in inputs.pools.values() for judge, _ in pool.judges} - known
    if strangers or any(one.pool not in inputs.pools for one in inputs.cases):
        raise ValueError("有的组、有的人没有列出")
    if inputs.linked not in LINKED:
        raise ValueError("关联案件怎样随，写得不对")


def eligible(inputs: Inputs, case: Waiting) -> list[int]:
    """这一件在哪几位里抽，按编号排。

    >>> pool = Pool("快执", ((7, None), (3, None)))
    >>> one = Waiting(1, "", 100, "fast", (Barred(7, "回避"),))
    >>> eligible(Inputs("内0221", "2026-11-22", 1, "", 1000, 5, "team", (), {"fast": pool}, (one,)), one)
    [3]
    """
    barred = {one.id for one in case.barred}
    return sorted(judge for judge, _ in inputs.pools[case.pool].judges if judge not in barred)


def weights(judges: Sequence[Judge], loads: Mapping[int, int], room: int, lean: int) -> list[int]:
    """各人的分量：系数 ×（满额以下的忙闲）。

    忙闲是手头的分量除以系数，与这几位平均的差，差到 ``room`` 为止；差满的，最闲的是最忙的 ``lean`` 倍。

    >>> weights([Judge(1, "甲", 100, 0), Judge(2, "乙", 100, 0)], {1: 0, 2: 4000}, 1000, 5)
    [1000000, 200000]
    """
    carried = [loads[one.id] for one in judges]
    mean = sum(carried) * FULL // sum([one.share for one in judges])
    middle, slope, found = (lean + 1) * room, lean - 1, []
    for one, load in zip(judges, carried, strict=True):
        gap = mean - load * FULL // one.share
        gap = room if gap > room else -room if gap < -room else gap
        found.append(one.share * (middle + slope * gap))
    return found


def number(secret: bytes, message: str, total: int) -> int:
    """零到 ``total``（不含）的随机数，人人机会相等：落在尾巴里的弃去，另取一个。"""
    limit = _SPACE // total * total
    attempt = 0
    while True:
        value = int.from_bytes(hmac.digest(secret, f"{message}|{attempt}".encode(), "sha256"))
        if value < limit:
            return value % total
        attempt += 1


def draw(inputs: Inputs, secret: bytes) -> Iterator[Lot]:
    """依次一件一件抽。各组抽得出人才能列进来（空的组另外说明，见 :mod:`zhixing.law.draw_pool`）；抽不出的抛出 ``ValueError``。"""
    teams = {key: dict(pool.judges) for key, pool in inputs.pools.items()}
    hat = _Hat(inputs, secret, {one.id: one for one in inputs.judges}, {one.id: one.load for one in inputs.judges}, teams)
    for turn, case in enumerate(inputs.cases, 1):
        lot = _linked(hat, turn, case) or _drawn(hat, turn, case)
        hat.loads[lot.judge] += case.weight
        hat.taken.update((key, lot.judge) for key in case.keys if key not in hat.taken)
        yield lot


def _linked(hat: _Hat, turn: int, case: Waiting) -> Lot | None:
    """关联案件已有承办人的，随他；他不能办这一件（回避、不在岗、不在这一组）的，照抽。"""
    if hat.inputs.linked == "off":
        return None
    barred = {one.id for one in case.barred}
    for judge in _held(hat, case):
        within = judge in hat.teams[case.pool] or hat.inputs.linked == "any"
        if within and judge in hat.judges and judge not in barred:
            return Lot(turn, case.id, judge, _team(hat, case, judge), case.weight, MILLION, 1, "linked")
    return None


def _held(hat: _Hat, case: Waiting) -> Iterable[int]:
    if case.held is not None:
        yield case.held
    yield from (hat.taken[key] for key in case.keys if key in hat.taken)


def _team(hat: _Hat, case: Waiting, judge: int) -> int | None:
    return hat.teams[case.pool].get(judge) or hat.judges[judge].team


def _drawn(hat: _Hat, turn: int, case: Waiting) -> Lot:
    judges = [hat.judges[one] for one in eligible(hat.inputs, case)]
    if not judges:
        raise ValueError(f"第{turn}件没有可以抽的人")
    shares = weights(judges, hat.loads, hat.inputs.room, hat.inputs.lean)
    total = sum(shares)
    point = number(hat.secret, f"{hat.inputs.court}|{hat.inputs.day}|{case.id}", total)
    for judge, share in zip(judges, shares, strict=True):
        if point < share:
            return Lot(turn, case.id, judge.id, _team(hat, case, judge.id), case.weight, share * MILLION // total, len(judges))
        point -= share
    raise AssertionError("分量之和就是总数")  # pragma: no cover
