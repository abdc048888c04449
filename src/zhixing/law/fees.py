"""诉讼费用：执行费、保全费、受理费，定额收的，已交的差额，反算，减半（规则手册 M:F-01 至 F-15）。

依据诉讼费用交纳办法（国务院令第481号）；标准在 ``parameters/fees.toml``。金额是整数分，率是精确的分数，最后取整一次。
取整没有规定：执行费、受理费默认到元，保全费默认到分，都可以改（M:F-07）。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.amounts import half_up
from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.switches import DEFAULTS, Switches, shown
from zhixing.law.words import yuan

UNITS: Final = {"yuan": 100, "jiao": 10, "cent": 1}
"""取整到：元、角、分。"""

REFUND_DAYS: Final = 15
_SWITCHES: Final = ("fee_base", "fee_base_includes_costs", "fee_round")


class BadFee(ValueError):
    """算不了：金额不对、超出可定的范围、没有这一种。文字说明为什么。"""


@dataclass(frozen=True, slots=True)
class Band:
    """一级：超过 ``low`` 到 ``high``（分，空为不限）的部分按 ``rate`` 交纳。"""

    low: int
    high: int | None
    rate: Fraction

    def of(self, amount: int) -> Fraction:
        """这一级应交（分）。"""
        top = amount if self.high is None else min(amount, self.high)
        return max(top - self.low, 0) * self.rate


@dataclass(frozen=True, slots=True)
class Scale:
    """一种费的标准：不超过 ``bands[0].low`` 的收 ``base``（分），以上分级累计，不超过 ``cap``。"""

    code: str
    label: str
    base: int
    bands: tuple[Band, ...]
    cap: int | None
    round: str
    payer: str
    basis: tuple[Article, ...]

    def exact(self, amount: int) -> Fraction:
        """精确的费用（分，可以不是整数）。"""
        fee = self.base + sum((band.of(amount) for band in self.bands), Fraction(0))
        return fee if self.cap is None else min(fee, Fraction(self.cap))


@dataclass(frozen=True, slots=True)
class Fee:
    """一笔费用。``amount`` 是计费金额（分），``exact`` 是精确数（分），``unit`` 是取整到元、角还是分。"""

    label: str
    amount: int
    exact: Fraction
    unit: str

    @property
    def fen(self) -> int:
        """取整以后（分）。"""
        return rounded(self.exact, self.unit)

    @property
    def cents(self) -> int:
        """到分，不到元。"""
        return rounded(self.exact, "cent")


@dataclass(frozen=True, slots=True)
class Gross:
    """账上的钱 ``gross`` 分成给债权人的 ``claim`` 和执行费 ``fee``（分）。"""

    gross: int
    claim: int
    fee: int


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "fees.toml").read_text("utf-8"))


@cache
def scale(kind: str) -> Scale:
    """一种费的标准：execution、preservation、litigation。没有的抛出 :class:`BadFee`。"""
    if kind not in ("execution", "preservation", "litigation"):
        raise BadFee(f"没有“{kind[:20]}”这种费，应是执行费、保全费或者受理费。")
    row = _table()[kind]
    cap = row["cap"] * 100 if "cap" in row else None
    return Scale(
        kind, row["label"], row["base"] * 100, tuple(_bands(row)), cap, row["round"], row["payer"], tuple(map(cite, row["basis"])),
    )


def _bands(row: Mapping[str, Any]) -> Iterator[Band]:
    low = row["from"] * 100
    for band in row["bands"]:
        high = band["to"] * 100 if "to" in band else None
        yield Band(low, high, Fraction(band["rate"]))
        low = high or 0


def fee(kind: str, amount: int, unit: str = "") -> Finding[Fee | None]:
    """按金额收的费（M:F-01、F-08、F-10）。``unit`` 不写的用默认的取整。

    执行、诉讼没有金额的不猜：``value`` 为 ``None``，理由是要本院在幅度内确定（M:F-02）。保全没有金额的收三十元。
    负数、没有这一种费，抛出 :class:`BadFee`。

    >>> fee("execution", 100_000_000).require().fen
    1240000
    """
    found = scale(kind)
    if _money(amount) == 0 and kind != "preservation":
        text = f"没有金额或者价额的，{found.label}由本院在规定的幅度内确定，不能按金额计算。"
        reason = Reason("no_sum", text, found.basis[0], "由承办人填写本院确定的数额。")
        return Finding(None, found.basis, reasons=(reason,), inputs={"kind": kind, "amount_fen": amount})
    made = Fee(found.label, amount, found.exact(amount), unit or found.round)
    return Finding(made, found.basis, steps=tuple(_steps(found, made)), inputs={"kind": kind, "amount_fen": amount, "round": made.unit})


def _steps(found: Scale, made: Fee) -> Iterator[Step]:
    article = found.basis[0]
    yield Step(f"不超过{yuan(found.bands[0].low)}元的，{yuan(found.base)}元。", article)
    for band in found.bands:
        if made.amount > band.low:
            top = made.amount if band.high is None else min(made.amount, band.high)
            part = yuan(half_up(band.of(made.amount)))
            yield Step(f"超过{yuan(band.low)}元至{yuan(top)}元的部分，{_percent(band.rate)}：{part}元。", article)
    if found.cap is not None and made.exact == found.cap:
        yield Step(f"最多{yuan(found.cap)}元。", article)
    yield Step(f"合计{yuan(made.cents)}元，取整后{yuan(made.fen)}元（怎样取整没有规定，由本院设置）。", article)
    yield Step(found.payer, found.basis[-1])


def _percent(rate: Fraction) -> str:
    return f"{decimal_text(rate * 100)}%"


def decimal_text(value: Fraction) -> str:
    """能除尽的分数写成小数，不经过浮点数。

    >>> decimal_text(Fraction(3, 2))
    '1.5'
    """
    places = next((n for n in range(12) if (value * 10**n).denominator == 1), None)
    if places is None:
        return str(value)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def rounded(exact: Fraction, unit: str) -> int:
    """四舍五入到元、角、分（:data:`UNITS`），结果是分。"""
    if unit not in UNITS:
        raise BadFee("取整应是 yuan（元）、jiao（角）或者 cent（分）。")
    return half_up(exact / UNITS[unit]) * UNITS[unit]


def execution_base(executed: int, applied: int, costs: int = 0, *, base: str = "executed", with_costs: bool = False) -> int:
    """执行费的计费金额（分，M:F-04）：``base`` 是 executed（执行到位金额，默认）或者 applied（申请执行标的）。

    ``with_costs`` 表示判决确定的诉讼费 ``costs`` 也算在内。各地做法不一，由本院设置。
    """
    if base not in ("executed", "applied"):
        raise BadFee("执行费的基数应是执行到位金额或者申请执行标的。")
    return _money(executed if base == "executed" else applied) + (_money(costs) if with_costs else 0)


def execution_fee(executed: int, applied: int, costs: int = 0, switches: Switches = DEFAULTS) -> Finding[Fee | None]:
    """照本院口径的执行费（M:F-04、F-07、§12）：基数、含不含诉讼费、取整都按 ``switches``；改过的口径写在步骤里。

    ``executed`` 执行到位金额，``applied`` 申请执行标的，``costs`` 判决确定的诉讼费（分）。基数为零的由本院确定，见 :func:`fee`。
    """
    base = execution_base(
        executed, applied, costs, base=switches.fee_base, with_costs=switches.fee_base_includes_costs == "yes",
    )
    found = fee("execution", base, switches.fee_round)
    with_costs = f"，加上诉讼费{yuan(costs)}元" if switches.fee_base_includes_costs == "yes" else "，不含诉讼费"
    first = Step(f"计费金额是{shown('fee_base', switches.fee_base)}{with_costs}：{yuan(base)}元。", found.articles[0])
    changed = tuple(
        Step(f"本院口径：{change.told()}。", cite("COURT 款项口径")) for change in switches.changed if change.key in _SWITCHES
    )
    return replace(found, steps=(first, *found.steps, *changed))


def further(executed: int, charged: int, unit: str = "") -> int:
    """分次到位的，这一次再收多少（分，M:F-05）：累计到位的应收，减去已收；不能一笔一笔分别按级算。

    >>> further(18_000_000, 35_000)
    225000
    """
    found = scale("execution")
    due = rounded(found.exact(_money(executed)), unit or found.round) if executed else 0
    return max(due - _money(charged), 0)


def inverse(gross: int) -> Gross:
    """账上只有 ``gross``，债权和执行费都从里面出（M:F-06）：给债权人的四舍五入到分，余下的是执行费，合起来分毫不差。

    >>> inverse(3_000_000)
    Gross(gross=3000000, claim=2965517, fee=34483)
    """
    found = scale("execution")
    if _money(gross) <= found.base:
        return Gross(gross, 0, gross)
    if gross <= found.base + found.bands[0].low:
        return Gross(gross, gross - found.base, found.base)
    fixed = Fraction(found.base)
    for band in found.bands:
        if band.high is None or gross <= band.high + found.exact(band.high):
            break
        fixed += band.of(band.high)
    claim = half_up((gross - fixed + band.low * band.rate) / (1 + band.rate))
    return Gross(gross, claim, gross - claim)


def fixed(kind: str, chosen: int | None = None, amount: int = 0, unit: str = "yuan") -> Finding[Fee | None]:
    """不按金额收的（M:F-02、F-09、F-11）：``chosen`` 是本院在幅度内定的数（分），只有一个数的可以不写。

    离婚、人格权案件涉及财产、赔偿的，超出起点的 ``amount`` 另外加收。超出幅度、没有取整到 ``unit``，抛出 :class:`BadFee`。
    """
    row = _fixed(kind)
    low, high = row["low"] * 100, row["high"] * 100
    basis = tuple(map(cite, row["basis"]))
    if chosen is None and low != high:
        text = f"{row['label']}由本院在{yuan(low)}元至{yuan(high)}元之间确定。"
        return Finding(None, basis, reasons=(Reason("choose", text, basis[0], "填写本院确定的数额。"),), inputs={"kind": kind})
    sum_ = low if chosen is None else chosen
    if not low <= sum_ <= high:
        raise BadFee(f"{row['label']}应在{yuan(low)}元至{yuan(high)}元之间。")
    if sum_ % UNITS[unit]:
        raise BadFee(f"{row['label']}{yuan(sum_)}元没有取整；要收到角、分的，另写取整到哪里。")
    extra = sum((band.of(_money(amount)) for band in _bands(row)), Fraction(0)) if "bands" in row else Fraction(0)
    step = Step(f"{row['label']}：本院确定{yuan(sum_)}元，另按金额加收{yuan(half_up(extra))}元。", basis[0])
    return Finding(Fee(row["label"], amount, sum_ + extra, unit), basis, steps=(step,), inputs={"kind": kind, "chosen_fen": sum_})


def fixed_kinds() -> Mapping[str, str]:
    """不按金额收的各种：代码 → 名称。"""
    return {code: row["label"] for code, row in _table()["fixed"].items()}


def surcharged() -> frozenset[str]:
    """不按金额收、但金额超出起点另外加收的各种：离婚、人格权。"""
    return frozenset(code for code, row in _table()["fixed"].items() if "bands" in row)


def _fixed(kind: str) -> Mapping[str, Any]:
    try:
        row: Mapping[str, Any] = _table()["fixed"][kind]
    except KeyError:
        raise BadFee(f"没有“{kind[:20]}”这种费。") from None
    return row


def part(kind: str, amount: int, unit: str = "yuan") -> Finding[Fee]:
    """按受理费的几分之几收的（M:F-09）：payment_order 支付令三分之一；bankruptcy 破产二分之一，最多三十万元。

    >>> part("payment_order", 100_000_000).value.fen
    460000
    """
    if kind not in _table()["part"]:
        raise BadFee(f"没有“{kind[:20]}”这种费。")
    row = _table()["part"][kind]
    exact = scale("litigation").exact(_money(amount)) * Fraction(row["share"])
    exact = min(exact, Fraction(row["cap"] * 100)) if "cap" in row else exact
    basis = tuple(map(cite, row["basis"]))
    step = Step(f"{row['label']}：受理费的{row['share']}，{yuan(half_up(exact))}元。", basis[0])
    return Finding(Fee(row["label"], amount, exact, unit), basis, steps=(step,), inputs={"kind": kind, "amount_fen": amount})


def halved(found: Fee, why: Sequence[str]) -> Finding[Fee]:
    """减半（M:F-12）：``why`` 是 mediated 调解、withdrawn 撤诉、summary 简易程序；几样都有也只减一次。先减半，再取整。"""
    known = _table()["halving"]
    if unknown := [one for one in why if one not in known]:
        raise BadFee(f"“{unknown[0][:20]}”不是减半的理由。")
    if not why:
        return Finding(found, ())
    articles = tuple(cite(known[one]["basis"]) for one in why)
    half = Fee(found.label, found.amount, found.exact / 2, found.unit)
    reasons = "、".join(known[one]["label"] for one in why)
    return Finding(half, articles, steps=(Step(f"{reasons}，减半（只减一次）：{yuan(half.fen)}元。", articles[0]),), inputs={"why": list(why)})


def refund(why: str) -> Finding[bool]:
    """交过的费退不退（M:F-13）：suspended 中止，won 胜诉方预交。"""
    if why not in _table()["refund"]:
        raise BadFee(f"“{why[:20]}”不是退费的情形。")
    row = _table()["refund"][why]
    return Finding(bool(row["refund"]), (cite(row["basis"]),), steps=(Step(f"{row['label']}：{row['text']}", cite(row["basis"])),))


def refund_due(effective: date) -> Finding[date]:
    """该退的诉讼费用最迟哪天退（M:F-13）：法律文书生效之日起十五日内。

    >>> refund_due(date(2026, 3, 2)).value
    datetime.date(2026, 3, 17)
    """
    due, article = effective + timedelta(days=REFUND_DAYS), cite("FEE 53")
    return Finding(due, (article,), steps=(Step(f"法律文书{effective}生效，{due}以前退还当事人。", article),))


def in_yuan(amount: int, rate: Fraction, filed: date) -> Finding[int]:
    """外币的诉讼请求、执行金额折成人民币（分，M:F-13）：按决定受理之日 ``filed`` 国家公布的汇率，``rate`` 是一单位外币折多少元。

    >>> in_yuan(10_000_000, Fraction("7.1"), date(2025, 1, 10)).value
    71000000
    """
    if rate <= 0:
        raise BadFee("汇率应大于零。")
    total, article = half_up(_money(amount) * rate), cite("FEE 55")
    text = f"外币{yuan(amount)}元按受理之日{filed}的汇率{decimal_text(rate)}折算，人民币{yuan(total)}元。"
    return Finding(total, (article,), steps=(Step(text, article),), inputs={"rate": str(rate), "filed": filed.isoformat()})


@dataclass(frozen=True, slots=True)
class Cost:
    """一笔实际支出（M:F-14、F-15）。``kind`` 是 :func:`cost_kinds` 的代码；``decided`` 是代履行费用的决定文号。"""

    kind: str
    amount: int
    payee: str
    voucher: str
    decided: str = ""


def cost_kinds() -> Mapping[str, str]:
    """实际支出的种类：代码 → 名称。"""
    kinds: dict[str, str] = _table()["actual"]
    return kinds


def costs(given: Sequence[Cost]) -> Finding[int]:
    """实际支出合计（分），先从变价款里扣。缺收款人、凭证，代履行费没有本院决定的，逐笔说明。"""
    reasons = tuple(reason for number, cost in enumerate(given, 1) for reason in _lacking(number, cost))
    article = cite("EW 34")
    total = sum(_money(cost.amount) for cost in given)
    return Finding(total, (article,), reasons=reasons, steps=(Step(f"实际支出合计{yuan(total)}元，先从变价款里扣。", article),))


def _lacking(number: int, cost: Cost) -> Iterator[Reason]:
    if cost.kind not in cost_kinds():
        raise BadFee(f"第{number}笔：没有“{cost.kind[:20]}”这种支出。")
    name = f"第{number}笔{cost_kinds()[cost.kind]}"
    if not cost.payee or not cost.voucher:
        yield Reason("voucher", f"{name}没有收款人或者凭证。", cite("EW 34"), "补上收款人和凭证。", subject=str(number))
    if cost.kind == "substitute" and not cost.decided:
        yield Reason("decision", f"{name}没有本院确定数额的决定。", cite("JI 502"), "填写决定的文号。", subject=str(number))


def _money(amount: int) -> int:
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise BadFee("金额应是不小于零的整数分。")
    return amount
