"""反馈里说的：读报文、读反馈表的人（``exchange.control``）把每一条写成 :class:`Told`，收反馈的人（``commands.findings``）照着记。

这里只有样子，没有判断。读不懂的照样交来：写明毛病（``faults``），照来的文字留在 ``data``。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict


class Prior(TypedDict, total=False):
    """一项在先的措施。日期写成 ``2026-11-03``，读不出的空着、原文写在 ``text``。

    ``by`` 哪个机关；``number`` 案号、文号；``measure`` freeze、seize、distrain；``amount_fen`` 限额（分）；
    ``waiting`` 也是轮候的；``rank`` 第几位。
    """

    by: str
    number: str
    measure: str
    since: str
    until: str
    amount_fen: int
    waiting: bool
    rank: int
    text: str


class Right(TypedDict, total=False):
    """别人的权利。``sort``：co_owner 共有、mortgage 抵押、pledge 质押、priority 优先权、purpose 专款专用、occupier 占有、other。

    ``holder`` 权利人；``paper_number`` 其证件号；``share`` 份额；``amount_fen`` 担保数额（分）。
    """

    sort: str
    holder: str
    paper_number: str
    share: str
    amount_fen: int
    since: str
    until: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """一条反馈。

    - ``kind``：财产种类（``models.AssetKind`` 的代码）；``what``：给人看的一句，如“工商银行青山支行 尾号3349”；
    - ``name``、``paper_number``：反馈里写的户名、证件号（没有写的为空），据以核对是不是本人；
    - ``values``：认财产要用的各栏，写成文字，栏名见 ``law.asset_keys``（account、unit、certificate、vin、plate、policy、company_code……）；
    - ``account_type``：账户种类、用途，``remark``：备注，据以认受保护的专户；
    - ``value_fen``、``available_fen``：余额（价值）、可用，分；没有、读不出的为 ``None``；``basis``：价值的依据，如“账户余额”；
    - ``state``：账户、权利状态的原文；``gone_on``：销户、注销、报废日；``quantity``：数量（股、平方米），照原文；
    - ``nothing``：这一条说的是“没有查到”，只留作证据，不成财产；
    - ``prior``、``rights``：在先措施、别人的权利；``data``：照来的各栏（栏名 → 原文）；
    - ``faults``：读的时候看出的毛病（代码，如 ``amount``、``date``、``charset``）；
    - ``row``：文件第几行（导入反馈表的）；``as_of``：这一条写的反馈日，空为整份的。
    """

    kind: str
    what: str
    name: str = ""
    paper_number: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    account_type: str = ""
    remark: str = ""
    value_fen: int | None = None
    available_fen: int | None = None
    currency: str = "CNY"
    basis: str = ""
    state: str = ""
    quantity: str = ""
    gone_on: date | None = None
    nothing: bool = False
    prior: tuple[Prior, ...] = ()
    rights: tuple[Right, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    row: int | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTold:
    """一道控制令（里的一项）办得怎样，照对方写的。

    - ``ok``：已控制、没有控制；读不出的为 ``None``；``account``：账号、单元号、号牌；``seq``：令里的第几项；
    - ``balance_fen``、``available_fen``：办的时候的余额、可用；``cap_fen`` 限额；``actual_fen`` 实际控制（扣划的，实际扣划）；
      ``over_fen`` 超过余额的额度（以后进来的钱也冻上）；``quantity`` 数量，照原文；都是分，没有写、读不出的为 ``None``；
    - ``since``、``until``：措施起止日；``position``：轮候第几位，首封为零，没有写的为 ``None``；
    - ``reason``：没有办成的原因；``business_number``：对方的业务号（不动产续封、解封要用）；
    - ``paid_to``、``serial``：扣划汇到哪个账号、流水号；``prior``、``rights``、``data``、``faults`` 同 :class:`Told`。
    """

    ok: bool | None
    account: str = ""
    seq: str = ""
    balance_fen: int | None = None
    available_fen: int | None = None
    cap_fen: int | None = None
    actual_fen: int | None = None
    over_fen: int | None = None
    quantity: str = ""
    since: date | None = None
    until: date | None = None
    position: int | None = None
    reason: str = ""
    remark: str = ""
    business_number: str = ""
    paid_to: str = ""
    serial: str = ""
    prior: tuple[Prior, ...] = ()
    rights: tuple[Right, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
