"""有人来核实：一个核验码、一个电话、一个账号，或者整条短信，是不是法院的。

先拆开（:func:`read`）：里面有哪些码、电话、账号、网址，要他做什么；再照法院知道的回答（:func:`answer`）。
有一样不是法院的、要他做法院不会要的事，就不是；一样也认不出的，说核实不了，从不猜。来源：SYS:N5（冒充法院的，一律认不出是真的）。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from zhixing.law import amounts, identity, texts

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 12
"""发放通知的核验码：十二个字母数字，四个一组。文书的是十六个，在文书核验的网页查。"""
LONGEST: Final = 2000
NATIONAL: Final = "12368"
"""人民法院诉讼服务热线，各地都是它。"""
HELPLINES: Final = frozenset({"110", "96110", "120", "119", "12345", "12348"})
"""报警、反诈、政务、法律服务的公开号码：不是法院的，也不说明什么。"""
OFFICIAL: Final = ".court.gov.cn"

_TAIL: Final = r"[^\s，。；、“”《》（）<>]"
_URL: Final = re.compile(
    rf"(?:https?:)?[/\\]{{2}}{_TAIL}+|(?<![\w.@-])(?:[\w-]+\.)+(?:[a-z]{{2,24}}|xn--[\w-]+)(?![\w-])(?:[/?#]{_TAIL}*)?", re.I,
)
_CODE: Final = re.compile(rf"(?<![0-9A-Z-])[{LETTERS}]{{4}}([ -]?)[{LETTERS}]{{4}}\1[{LETTERS}]{{4}}(?!-?[0-9A-Z])", re.I)
_NUMBER: Final = re.compile(r"(?<![\dA-Za-z.])\+?\d(?:[ -]?\d)*[Xx]?(?![\dA-Za-z])")
_MONEY: Final = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)\s*(万元|元|块)")
_DAY: Final = re.compile(r"(?:19|20)\d\d-\d\d?-\d\d?(?:[ ]+\d\d?)?(?!\d)")
_PHONE: Final = re.compile(r"1[3-9]\d{9}|0[1-9]\d{1,2}\d{7,8}|[48]00\d{7}|11[0-9]|12[0-2]|1[0-9]{4}|9[56]\d{3,6}|\d{7,8}")
_BREAK: Final = re.compile(r"[，。；！？!?;\n,]")
_KEPT: Final = frozenset("，。；：！？、“”‘’《》")
_DIGITS: Final = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
_SPELT: Final = re.compile(r"[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺](?:[ -]?[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺]){6,}")
_TRANSFER: Final = re.compile(
    r"(?:请|须|需|要|应|将|把|立即|马上|尽快|速|务必|配合)[^，。；！？\n]{0,16}(?:转账|转款|转入|转到|转至|转进|汇款|汇入|汇到|汇至|打款|打到|打入|存入|存到|支付到|缴到|缴至|缴入)",
)
_PAY: Final = "发放案款是法院付给您，不用您转钱；要您转到没有写明、没有公布的账户的，不是法院。"
_CASE: Final = re.compile(r"\((?:19|20)\d\d\)[^，。；\s]{0,16}?号")
_NOT: Final = re.compile(r"自称|冒充|不会|不要|请勿|切勿|勿|不得|从不|绝不|不需|无需|不用|不收|没有必要|谨防|当心|警惕")


@dataclass(frozen=True, slots=True)
class Demand:
    """要他做的一件事，法院不会要的。``code`` 稳定不变，``told`` 是一句话。"""

    code: str
    told: str


_DEMANDS: Final[tuple[tuple[Demand, re.Pattern[str]], ...]] = tuple(
    (Demand(code, told), re.compile(pattern, re.I))
    for code, told, pattern in (
        ("safe_account", "法院没有“安全账户”“清查账户”，不会要您把钱转进去核查。",
         r"(?:安全|清查|核查|验资|公证|监管|指定|专用|对公|临时|国库)(?:的)?(?:资金)?账[户号].{0,8}(?:转|汇|存|打)|(?:转|汇|存|打)(?:入|到|进|至)?.{0,6}(?:安全|清查|核查|验资|公证|临时)(?:资金)?账[户号]|资金清查|证明清白"),
        ("fee_first", "领案款不用先交钱：法院不会收手续费、保证金、解冻费、税款才发放。",
         r"(?:先|需|须|要|请)[^，。；]{0,8}(?:交|缴|付|转|汇|存|垫)[^，。；]{0,12}(?:手续费|保证金|解冻|激活|工本费|税|认证金|滞纳金|担保金|服务费|通道费|评估费|押金)"
         r"|手续费|解冻[费金]|激活费|工本费|认证金|通道费|保证金[^，。；]{0,10}(?:才能|方可|后(?:即|就)?[^，。；]{0,4}(?:发放|到账|领取|解冻|返还))"),
        ("secret", "法院不会问您要验证码、密码、口令。",
         r"(?:验证码|动态码|校验码|密码|CVV|安全码)[^，。；]{0,10}(?:发|报|告诉|提供|回复|填|输|给|念|转)|(?:发|报|告诉|提供|回复|填写?|输入?|给|念|转)[^，。；]{0,10}(?:验证码|动态码|密码|CVV|安全码)"),
        ("control", "法院不会要您共享屏幕、装软件、让人远程操作。",
         r"(?:共享|分享)(?:手机|电脑)?屏幕|屏幕共享|远程(?:协助|控制|操作)|(?:下载|安装|装)[^，。；]{0,12}(?:app|软件|应用|程序|会议|客户端)|todesk|向日葵|zoom|腾讯会议"),
        ("silence", "法院不会要您瞒着家人、瞒着别人。",
         r"(?:不要|不得|不能|不准|禁止|切勿|勿)[^，。；]{0,6}(?:告诉|告知|透露|声张)[^，。；]{0,10}(?:家人|任何人|他人|别人|亲友|银行)|(?:绝对|严格|务必)保密|侦查秘密|保密协议"),
        ("private", "案款不走微信、支付宝、个人账户。",
         r"(?:加|添加)[^，。；]{0,6}(?:微信|QQ|好友|支付宝|飞机|telegram)|(?:微信|支付宝|红包|个人账[户号]|私人账[户号]|我的卡)[^，。；]{0,8}(?:转|汇|付|收款|打)|(?:转|汇|付|打)[^，。；]{0,10}(?:微信|支付宝|个人账[户号]|私人账[户号]|我的卡|法官账[户号])"),
        ("odd", "法院不收数字货币、充值卡、礼品卡，不派人上门取现金。",
         r"USDT|数字货币|虚拟币|比特币|充值卡|礼品卡|购物卡|油卡|上门(?:取|收)|取现(?:后)?交给|寄(?:送)?现金"),
        ("scan", "法院不会要您扫码付款、扫码登录领款。", r"(?:扫|刷)[^，。；]{0,8}码[^，。；]{0,8}(?:付款|支付|转账|缴|登录|领取|领款|认证)"),
        ("card", "领案款不用交出银行卡，不用拍身份证和卡的正反面给人。",
         r"(?:寄|交出|拍|发)[^，。；]{0,8}(?:银行卡|身份证)[^，。；]{0,6}(?:正反面|照片|给|过来|发)|(?:银行卡|身份证)[^，。；]{0,6}(?:寄|交出|拍|发)|银行卡(?:有效期|背面)"),
        ("scare", "法院不会用电话、短信通报通缉、逮捕，再叫您转钱。", r"通缉令|涉嫌(?:洗钱|贩毒|诈骗)|逮捕令|拘捕令|冻结管制令|资产冻结令|刑事拘捕"),
    )
)
_SECRET: Final = re.compile(r"口令|密码|验证码|核验码|动态码")


@dataclass(frozen=True, slots=True)
class Asked:
    """拆开的：各样照出现的次序，不重。``amounts`` 是写着的金额，分；``transfer`` 是要他转钱。"""

    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()
    demands: tuple[Demand, ...] = ()
    transfer: bool = False

    @property
    def blank(self) -> bool:
        """没有一样可以核实的。"""
        return not (self.codes or self.phones or self.accounts or self.hosts or self.demands or self.transfer)


@dataclass(frozen=True, slots=True)
class Notice:
    """一个核验码对着的发放通知。姓名、账号是遮盖过的；``account`` 是完整账号，只用来比对，不给人看。``standing`` 是一句话。"""

    court: str
    payee: str
    amount_fen: int
    tail: str
    standing: str
    account: str = ""
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """法院知道的：各码的通知；电话、账号是哪家法院的；本站的主机名。"""

    codes: Mapping[str, Notice] = field(default_factory=dict)
    phones: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """回答。``code``：genuine 是法院的、false 不是、unsure 核实不了；``lines`` 一样一句；``notices`` 是认出来的通知。"""

    code: str
    lines: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


# ---- 拆开 ----


def read(text: str) -> Asked:
    """拆开一段话；只有一个码、一个号码的也一样。太长的只看前面（:data:`LONGEST`）。"""
    left = _plain(text)
    demands, transfer = tuple(_demands(left)), any(_asks(left, found.start()) for found in _TRANSFER.finditer(left))
    hosts, left = _taken(_URL, left, _host)
    codes, left = _taken(_CODE, left, code)
    money, left = _taken(_MONEY, left, lambda found: found)
    fens = tuple(fen for found in money if (fen := _fen(found)))
    phones, accounts = _numbers(_DAY.sub(" ", _CASE.sub(" ", left)))
    return Asked(codes, phones, accounts, hosts, fens, demands, transfer)


def code(text: str) -> str:
    """核验码写成标准的样子，四个一组；不是核验码的为空。

    >>> code("k7qd 2m9x 4t8p"), code("12345678")
    ('K7QD-2M9X-4T8P', '')
    """
    bare = re.sub(r"[\s-]", "", texts.halfwidth(text)).upper()
    if len(bare) != LENGTH or not set(bare) <= set(LETTERS) or bare.isdigit():
        return ""
    return "-".join(bare[start : start + 4] for start in range(0, LENGTH, 4))


def phone(text: str) -> str:
    """电话号码只留数字，去掉国家码；不像电话的为空。

    >>> phone("+86 138-0000-0000"), phone("（0471）555 0101"), phone("6222020000001234")
    ('13800000000', '04715550101', '')
    """
    bare = re.sub(r"\D", "", texts.halfwidth(text))
    bare = re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{9,10}$)", "", bare)
    return bare if _PHONE.fullmatch(bare) else ""


def masked_amount(fen: int) -> str:
    """公开页面上的金额：只留第一位和角分，位数看得见。

    >>> masked_amount(864200), masked_amount(50)
    ('8,***.00', '0.50')
    """
    whole, _, rest = amounts.said(fen).partition(".")
    return f"{whole[0]}{re.sub(r'[0-9]', '*', whole[1:])}.{rest}"


def _plain(text: str) -> str:
    """看不见的字符去掉；全角、花样的数字和横统一；写成汉字的号码换成数字。"""
    rows = texts.block(text[:LONGEST])
    plain = "".join(char if char in _KEPT else unicodedata.normalize("NFKC", char) for char in rows)
    plain = re.sub(r"[‐-―−·]", "-", plain)
    return _SPELT.sub(lambda found: found[0].translate(_DIGITS), plain)


def _taken(shape: re.Pattern[str], text: str, tidy: object) -> tuple[tuple[str, ...], str]:
    """认出来的各样，和去掉它们以后剩下的。"""
    kept: dict[str, None] = {}

    def take(found: re.Match[str]) -> str:
        one = tidy(found[0])  # type: ignore[operator]
        if not one:
            return found[0]
        kept[one] = None
        return " "

    left = shape.sub(take, text)
    return tuple(kept), left


def _host(address: str) -> str:
    """网址真正打开的主机名：``@`` 之前的、反斜杠之后的都是障眼的。纯数字带点的（日期、金额）不是。"""
    bare = re.sub(r"^[a-z]+:", "", address, flags=re.I).lstrip("/\\")
    host = re.split(r"[/\\?#]", bare)[0].rpartition("@")[2].partition(":")[0].strip(".").lower()
    named = host and ("." in host or "//" in address) and not re.fullmatch(r"[\d.]+", host)
    return host if named or re.fullmatch(r"\d+(?:\.\d+){3}", host) else ""


def _fen(text: str) -> int:
    number, unit = re.fullmatch(_MONEY, text).groups()  # type: ignore[union-attr]
    return amounts.fen(number) * (10_000 if unit == "万元" else 1)


def _numbers(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """剩下的数字：像电话的是电话，十二位以上的是账号；证件号码不是账号，短的不管。"""
    phones: dict[str, None] = {}
    accounts: dict[str, None] = {}
    for found in _NUMBER.finditer(text.replace("(", "").replace(")", "-")):
        bare = re.sub(r"\D", "", found[0])
        if called := phone(found[0]):
            phones[called] = None
        elif identity.check("id", found[0]).ok:
            continue
        elif len(bare) >= 9:
            accounts[bare] = None
    return tuple(phones), tuple(accounts)


def _demands(text: str) -> Iterator[Demand]:
    """要他做的；“不会要求您……”的不算，瞒着别人的照算。"""
    for demand, shape in _DEMANDS:
        if any(_said(text, found.start(), demand.code) for found in shape.finditer(text)):
            yield demand


def _said(text: str, start: int, told: str) -> bool:
    """说的真是这一件：吓人的总算；瞒着别人的，说的是口令、密码的不算；其余说了“不”的不算。"""
    if told == "scare":
        return True
    return not _SECRET.search(_clause(text, start)) if told == "silence" else _asks(text, start)


def _asks(text: str, start: int) -> bool:
    """这一小句里，前面没有说“不”。"""
    since, _ = _edges(text, start)
    return not _NOT.search(text, since, start)


def _clause(text: str, start: int) -> str:
    since, until = _edges(text, start)
    return text[since:until]


def _edges(text: str, start: int) -> tuple[int, int]:
    edges = [0, *(found.end() for found in _BREAK.finditer(text)), len(text) + 1]
    return next((a, b) for a, b in pairwise(edges) if a <= start < b)


# ---- 回答 ----


def answer(asked: Asked, known: Known) -> Verdict:
    """照法院知道的回答。样样都是法院的、没有要他做不该做的，才说是。"""
    wrong = [*(demand.told for demand in asked.demands), *_wrong(asked, known)]
    notices = tuple(known.codes[one] for one in asked.codes if one in known.codes)
    if wrong:
        return Verdict("false", tuple(wrong))
    right = tuple(_right(asked, known))
    return Verdict("genuine", right, notices) if right else Verdict("unsure", ("没有认出核验码、电话、账号。",))


def _wrong(asked: Asked, known: Known) -> Iterator[str]:
    """不是法院的各样。"""
    if asked.transfer and (asked.codes or not any(one in known.accounts for one in asked.accounts)):
        yield _PAY
    notices = [known.codes[one] for one in asked.codes if one in known.codes]
    own = {notice.account for notice in notices if notice.account}
    yield from (f"没有核验码 {one}。" for one in asked.codes if one not in known.codes)
    yield from (notice.standing for notice in notices if not notice.valid)
    if notices and asked.amounts and not any(notice.amount_fen in asked.amounts for notice in notices):
        yield "金额与这个核验码的不一样。"
    yield from (f"账号 {identity.mask(one)} 不是法院公布的。不要转钱。" for one in asked.accounts if one not in known.accounts and one not in own)
    yield from (f"电话 {one} 法院没有公布。不要回拨它。" for one in asked.phones if not _public(one, known))
    yield from (f"网址 {one[:60]} 不是法院的。不要打开。" for one in asked.hosts if not _official(one, known))


def _right(asked: Asked, known: Known) -> Iterator[str]:
    """是法院的各样。来电显示可以改，电话要自己拨。"""
    yield from (f"核验码 {one} 是{known.codes[one].court}的发放通知。{known.codes[one].standing}" for one in asked.codes)
    yield from (f"账号 {identity.mask(one)} 是{known.accounts[one]}公布的账户。" for one in asked.accounts if one in known.accounts)
    spoken = [one for one in asked.phones if one in known.phones or one == NATIONAL]
    yield from (f"电话 {one} 是{known.phones.get(one, '人民法院诉讼服务热线')}的公布电话。" for one in spoken)
    yield from (f"网址 {one[:60]} 是法院的。" for one in asked.hosts)
    if spoken:
        yield "来电显示可以改：接到自称法院的电话，先挂断，再自己拨这个号码问。"


def _public(number: str, known: Known) -> bool:
    return number in known.phones or number == NATIONAL or number in HELPLINES


def _official(host: str, known: Known) -> bool:
    return host in known.hosts or host == OFFICIAL[1:] or host.endswith(OFFICIAL)
