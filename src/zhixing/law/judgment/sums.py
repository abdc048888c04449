"""一项里的金额各是什么：欠的本金、利息、违约金、费用，还是基数、上限、其中的一部分。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zhixing.law.judgment import bases, money

_SORTS: Final = (
    ("interest", r"利息|罚息|复利|资金占用费|占用费|欠息"),
    ("penalty", r"违约金|滞纳金|罚金|罚款|惩罚性赔偿"),
    ("cost", r"律师(?:代理|服务)*费?|受理费|诉讼费|保全费|申请费|鉴定费|公证费|评估费|保险费|代理费|公告费|仲裁费|"
             r"维权(?:合理)?(?:费用?|开支|支出)?|合理开支|合理费用|合理支出|检验费|翻译费"),
    ("damages", r"损失|赔偿|抚慰金|补偿|误工费|护理费|医疗费"),
    ("principal", r"本金|借款|货款|工程款|转让款|租金|价款|欠款|定金|押金|保证金|购房款|投资款|款|费|报酬|工资"),
)
_CAP_AFTER: Final = re.compile(
    r"(?:[^，,。；;元]{0,4})?(?:为限|为上限|限额|为最高限额)|[^，,。；;元]{0,16}(?:的)?(?:范围|限额|额度)(?:之)?内|"
    r"[^，,。；;元]{0,8}的?价值范围"
)
_CAP_BEFORE: Final = re.compile(r"(?:不超过|不得超过|最高额?|上限为?|限额为?|封顶|限于)[^，,。；;]{0,6}$")
_PART: Final = re.compile(
    r"(?:其中|包括|包含|含|[（(]即|扣除|扣减|抵扣|抵销)(?:(?!在内|后[，,]|[还尚仍]应|应再|实际)[^；;。）)]){0,24}$|"
    r"(?<!返还)(?:已支付|已付|已经支付|已给付|折合)[^，,；;。）)]{0,16}$"
)
_PAID: Final = re.compile(r"已(?:经)?(?:支付|给付|付|履行|偿还|归还|垫付)[^，,；;。）)\d]{0,16}$")
_GIVES_BACK: Final = re.compile(r"(?:返还|退还|归还|退回)[^，,；;。\d]{0,30}(?:已支付|已付|已经支付|已给付)[^，,；;。\d]{0,16}$")
_WORTH: Final = re.compile(r"(?:价值|面值|面额|票面金额|金额)(?:为|共计)?(?:人民币)?$")
_RATIO: Final = re.compile(r"(?:[（(][^）)]{0,30}[）)])?的\s*(?:\d+(?:\.\d+)?\s*[%％]|百分之|[一二三四五六七八九十]分之)")
_NET: Final = re.compile(r"(?:扣减|扣除|抵扣|相抵|抵销|折抵)[^；;。]{0,160}?(?:后(?:[，,]|$)|[，,](?=[还尚仍]应|应再|实际应))")
_EACH: Final = re.compile(r"(?:每月|每日|每年|每天|按月|按年|每平方米|每吨|每季度|每次|每满[^，,]{0,4}|月租金|日租金|每[人名])[^，,。；;\d]{0,14}$")
_BEARS: Final = re.compile(r"息|违约金|滞纳金|占用|LPR|利率|收益|损失|基数")
_BY_MONTH: Final = re.compile(r"每(?:月|年|季度)[^，,。；;]{0,4}\d{1,2}日(?:之)?(?:以)?前(?:支付|给付|偿还|付)?(?:人民币)?$")
_EACH_AFTER: Final = re.compile(r"\s*(?:[/／](?:月|日|年|天|平方米|吨|m|件)|每(?:月|日|年|天)|的标准)")
_SEVERAL: Final = re.compile(r"[^，,。；;、]{2,10}、[^，,。；;]{1,60}(?:共计|合计|总计)$")
_NAMED_RATE: Final = re.compile(r"[存贷]款(?:市场)?(?:基准|报价)?利率")
_AGAIN_SAID: Final = re.compile(r"(?:该|此笔|上述|前述)(?:人民币)?$")
_RISES: Final = re.compile(r"(?:增加|递增|上涨|上调)(?:人民币)?$")
_AGAIN: Final = re.compile(r"[（(](?:小写|大写|即|人民币|[¥￥：:\s])*")
_TOTAL: Final = re.compile(r"(?:合计|共计|总计|总额|两项合计|共|总金额)[^，,。；;\d]{0,8}$")


@dataclass(frozen=True, slots=True)
class Sum:
    """一笔钱。

    ``role``：owed 应付的、base 计息基数、cap 上限、part 其中的一部分或已付的、total 前面几笔的合计、each 按月按日的数、mentioned 只是提到；
    ``sort``：principal interest penalty cost damages，空为没有读懂；``fen`` 读不准为 None，见 ``why``。
    """

    fen: int | None
    start: int
    end: int
    role: str
    sort: str
    currency: str = "CNY"
    why: str = ""


def sums(text: str, start: int, end: int, found: Sequence[money.Amount], owing: bool) -> tuple[Sum, ...]:
    """给每处金额定身份；``owing`` 为假（确认、撤销、驳回）时都只是提到。"""
    made: list[Sum] = []
    last = start
    for amount in found:
        role = _role(text, start, end, amount) if owing else "mentioned"
        sort = _sort(text[last:amount.start], text[amount.end:min(end, amount.end + 8)]) if owing else ""
        if role == "owed" and _same(text, made, amount):
            role = "part"
        if made and _contradicts(text, made[-1], amount):
            made[-1] = replace(made[-1], fen=None, why="金额的大写和小写不一致")
            role = "part"
        made.append(Sum(amount.fen, amount.start, amount.end, role, sort, amount.currency, amount.why))
        last = amount.end
    return tuple(_totalled(text, _netted(text, start, end, made)))


def _netted(text: str, start: int, end: int, made: list[Sum]) -> list[Sum]:
    """“……扣减某款后，还应支付X元”“合计X元的40%即Y元”：前面各笔只是算出后面这一笔的。"""
    net = _NET.search(text, start, end)
    ratio = next((one.end for one in made if re.match(r"[^，,。；;]{0,12}[%％]即", text[one.end:one.end + 16])), start)
    upto = max(net.end() if net else start, ratio)
    return [replace(one, role="part") if one.role == "owed" and one.start < upto else one for one in made]


def is_ratio(text: str, one: Sum) -> bool:
    """“X元的70%”，后面又没有写出算好的数。"""
    ratio = _RATIO.match(text, one.end)
    return bool(ratio) and not re.match(r"\s*[，,]?(?:即|为|计)", text[ratio.end() if ratio else 0:])


def _same(text: str, made: list[Sum], amount: money.Amount) -> bool:
    """紧接着的括号里照大写或小写再写一遍的。"""
    return bool(made) and made[-1].fen == amount.fen and bool(_AGAIN.fullmatch(text, made[-1].end, amount.start))


def _contradicts(text: str, before: Sum, amount: money.Amount) -> bool:
    """紧接着的括号里照大写或小写再写一遍，数却不同：不知道哪一个对。"""
    if before.role != "owed" or before.fen in (None, amount.fen) or not _AGAIN.fullmatch(text, before.end, amount.start):
        return False
    digits = [bool(re.search(r"\d", text[one.start:one.end])) for one in (before, amount)]
    return digits[0] != digits[1] and text[amount.end:amount.end + 1] in "）)"


def is_paid(text: str, one: Sum) -> bool:
    """“（已支付X元）”：其中已经付了的，不是返还已付的。"""
    before = text[max(0, one.start - 40):one.start]
    return one.role == "part" and bool(_PAID.search(before)) and not _GIVES_BACK.search(before)


def _role(text: str, start: int, end: int, amount: money.Amount) -> str:
    before = text[max(start, amount.start - 40):amount.start]
    after = text[amount.end:min(end, amount.end + 30)]
    if bases.is_base(text, amount, end) and _BEARS.search(text, start, end):
        return "base"
    if _CAP_AFTER.match(after) or _CAP_BEFORE.search(before):
        return "cap"
    if _WORTH.search(before) and re.match(r"的?[^，,。；;]{0,12}(?:发票|收据|戒指|项链|货物|车辆|物品|票据|一枚|一辆|一套)", after):
        return "mentioned"
    if re.search(r"(?:金额|债务|款项|数额|损失|赔偿款|责任)[^，,。；;]{0,4}中的?$", before):
        return "cap"
    if _AGAIN_SAID.search(before) or _RISES.search(before):
        return "mentioned"
    if re.match(r"\s*[×xX*]|[/／日月年元天]*[）)]?[×*]", after) or before.endswith(("×", "*")):
        return "part"
    if _EACH.search(before) or _BY_MONTH.search(before) or _EACH_AFTER.match(after):
        return "each"
    if _RATIO.match(after) or re.match(r"[，,]?(?:依法)?减半", after):
        return "part"
    if (_PART.search(before) and not _GIVES_BACK.search(before)) or _quoted(text, start, amount):
        return "part"
    return "owed"


def _quoted(text: str, start: int, amount: money.Amount) -> bool:
    """在括号里，又没有说“截至某日利息为”的，只是说明。"""
    part = text[start:amount.start]
    opened = max(part.rfind(mark) for mark in "（([［")
    if opened <= max(part.rfind(mark) for mark in "）)]］"):
        return False
    if _TOTAL.search(part[opened:]) or "：" in part[opened:]:
        return True
    return not re.search(r"(?:截至|截止|暂计|利息|违约金|罚息|复利|息)[^（(]*$", part[opened:])


def _sort(before: str, after: str) -> str:
    """看金额前面最近的名目；前面没有，看后面的（“100万元工程款”）。"""
    if several := _SEVERAL.search(before):
        before = before[:several.start() + 6]
    best, place, before = "", -1, _NAMED_RATE.sub("", before)
    for sort, pattern in _SORTS:
        for match in re.finditer(pattern, before):
            if match.end() > place:
                best, place = sort, match.end()
    if best:
        return best
    return next((sort for sort, pattern in _SORTS if re.match(rf"(?:的)?[^，,。；;及和并]{{0,3}}(?:{pattern})", after)), "")


def _totalled(text: str, made: list[Sum]) -> Iterator[Sum]:
    """说“共计”、又正好等于前面各笔之和的，是合计；不等的仍是应付。"""
    owed = 0
    for one in made:
        if one.role == "owed" and owed and one.fen == owed and _TOTAL.search(text[max(0, one.start - 16):one.start]):
            yield Sum(one.fen, one.start, one.end, "total", one.sort, one.currency, one.why)
            continue
        if one.role == "owed" and one.fen:
            owed += one.fen
        yield one
