"""案件状态：收件 → 审查 → 补正 | 不予受理 | 立案 → 移送 → 分案 → 执行中 → 中止／暂缓 → 报结 → 结案 → 归档；结案有错误的撤销报结，回到执行中。

全部许可写在一张表里（:data:`TABLE`）：状态 × 行为 → 办完后的状态；没有写的就是不许。
事件对状态的作用写在另一张表里（:data:`EFFECTS`），从头走一遍就是 :func:`fold`；两张表由测试对照。
来源：规则手册 T:§6.3（C-04、C-20）、T:§2；架构书“主线行为”。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason


class State(StrEnum):
    """案件状态。``label`` 是中文名，``tone`` 是页面上的颜色名（只在这里定）。"""

    RECEIVED = "received"
    CORRECTING = "correcting"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    ASSIGNED = "assigned"
    ENFORCING = "enforcing"
    SUSPENDED = "suspended"
    STAYED = "stayed"
    PROPOSED = "proposed"
    CLOSED = "closed"
    ARCHIVED = "archived"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        """中文名。"""
        return _LOOKS[self][0]

    @property
    def tone(self) -> str:
        """颜色名。"""
        return _LOOKS[self][1]

    @property
    def open(self) -> bool:
        """尚未了结：须有未办节点和负责的人。"""
        return self not in ENDED


_LOOKS: Final[dict[State, tuple[str, str]]] = {
    State.RECEIVED: ("立案审查", "azure"),
    State.CORRECTING: ("补正中", "yellow"),
    State.DECLINED: ("不予受理", "secondary"),
    State.ACCEPTED: ("已立案", "cyan"),
    State.HANDED_OVER: ("已移送，待分案", "cyan"),
    State.ASSIGNED: ("已分案", "indigo"),
    State.ENFORCING: ("执行中", "blue"),
    State.SUSPENDED: ("中止", "orange"),
    State.STAYED: ("暂缓", "orange"),
    State.PROPOSED: ("报结审批中", "purple"),
    State.CLOSED: ("已结案", "green"),
    State.ARCHIVED: ("已归档", "secondary"),
    State.REVERSED: ("接管已撤回", "secondary"),
}
UNFILED: Final = frozenset({State.RECEIVED, State.CORRECTING, State.DECLINED})
"""还没有立案（或者不予受理）：没有案号，没有承办人。"""
ENDED: Final = frozenset({State.DECLINED, State.CLOSED, State.ARCHIVED, State.REVERSED})


class Act(StrEnum):
    """行为。``label`` 是按钮上的字。"""

    RECEIVE = "receive"
    ASK_CORRECTION = "ask_correction"
    CORRECTED = "corrected"
    DECLINE = "decline"
    ACCEPT = "accept"
    HAND_OVER = "hand_over"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    HELPERS = "helpers"
    REGISTER = "register"
    NOTE = "note"
    SUSPEND = "suspend"
    RESUME = "resume"
    STAY = "stay"
    END_STAY = "end_stay"
    EXTEND = "extend"
    EXCLUDE = "exclude"
    END_EXCLUSION = "end_exclusion"
    WAIVE = "waive"
    PROPOSE = "propose"
    RECALL_PROPOSAL = "recall_proposal"
    CLOSE = "close"
    WITHDRAW_CLOSING = "withdraw_closing"
    REVIVE = "revive"
    CONVERT = "convert"
    ARCHIVE = "archive"
    EDIT = "edit"
    TAG = "tag"
    LINK = "link"
    CORRECT_ENTRY = "correct_entry"
    WITHDRAW_ENTRY = "withdraw_entry"
    REVERSE_TAKEOVER = "reverse_takeover"
    STATE_DEBT = "state_debt"
    MAKE_SHEET = "make_sheet"
    SIGN_SHEET = "sign_sheet"
    VOID_SHEET = "void_sheet"
    DRAFT_DOCUMENT = "draft_document"
    SIGN_DOCUMENT = "sign_document"
    SEAL_DOCUMENT = "seal_document"
    VOID_DOCUMENT = "void_document"
    SERVE = "serve"
    FILE_MATERIAL = "file_material"
    CLAIM_MONEY = "claim_money"
    CONFIRM_MONEY = "confirm_money"
    DIRECT_PAYMENT = "direct_payment"
    PAY_OUT = "pay_out"
    RELEASE_MONEY = "release_money"
    DELAY_PAYOUT = "delay_payout"
    DISTRIBUTE = "distribute"
    QUERY = "query"
    ORDER_CONTROL = "order_control"
    SEND_ORDER = "send_order"
    RECORD_CONTROL = "record_control"
    DECLARE = "declare"
    CLUE = "clue"
    INVESTIGATE = "investigate"
    REMEDY = "remedy"
    PLACE = "place"
    REQUEST_ITEM = "request_item"
    HAND_ON = "hand_on"
    CONFER = "confer"
    ENTRUST = "entrust"

    @property
    def label(self) -> str:
        """按钮上的字。"""
        return _BUTTONS[self][0]

    @property
    def article(self) -> str:
        """这一行为的依据（``cite`` 的写法）。"""
        return _BUTTONS[self][1]


_FLOW = "COURT 案件办理流程"
_BUTTONS: Final[dict[Act, tuple[str, str]]] = {
    Act.RECEIVE: ("收件", "EW 18"),
    Act.ASK_CORRECTION: ("通知补正", "EW 18"),
    Act.CORRECTED: ("补正到齐", "EW 18"),
    Act.DECLINE: ("不予受理", "EW 16"),
    Act.ACCEPT: ("立案", "EW 16"),
    Act.HAND_OVER: ("移送", "SX 7"),
    Act.ASSIGN: ("分案", "QX 2"),
    Act.TRANSFER: ("移交承办人", _FLOW),
    Act.HELPERS: ("协办", _FLOW),
    Act.REGISTER: ("登记事项", _FLOW),
    Act.NOTE: ("办案记录", _FLOW),
    Act.SUSPEND: ("中止", "CPL 267"),
    Act.RESUME: ("恢复执行", "EW 60"),
    Act.STAY: ("暂缓", "CPL 242"),
    Act.END_STAY: ("结束暂缓", "DB 11"),
    Act.EXTEND: ("报请延期", "EW 63"),
    Act.EXCLUDE: ("扣除期间", "SX 9"),
    Act.END_EXCLUSION: ("结束扣除", "SX 9"),
    Act.WAIVE: ("豁免节点", _FLOW),
    Act.PROPOSE: ("报结", "EW 64"),
    Act.RECALL_PROPOSAL: ("撤回报结", _FLOW),
    Act.CLOSE: ("结案", "EW 64"),
    Act.WITHDRAW_CLOSING: ("撤销报结", "LJ 23"),
    Act.REVIVE: ("恢复执行立案", "LJ 6"),
    Act.CONVERT: ("转入执行", "JI 168"),
    Act.ARCHIVE: ("归档", _FLOW),
    Act.EDIT: ("更正信息", _FLOW),
    Act.TAG: ("标签", _FLOW),
    Act.LINK: ("关联案件", _FLOW),
    Act.CORRECT_ENTRY: ("更正登记", _FLOW),
    Act.WITHDRAW_ENTRY: ("撤回登记", _FLOW),
    Act.REVERSE_TAKEOVER: ("撤回接管", "COURT 存量接管"),
    Act.STATE_DEBT: ("录入计息依据", "LX 1"),
    Act.MAKE_SHEET: ("生成计息单", "LX 1"),
    Act.SIGN_SHEET: ("确认计息单", "LX 1"),
    Act.VOID_SHEET: ("作废计息单", "LX 1"),
    Act.DRAFT_DOCUMENT: ("制作文书", _FLOW),
    Act.SIGN_DOCUMENT: ("签发文书", _FLOW),
    Act.SEAL_DOCUMENT: ("用印", _FLOW),
    Act.VOID_DOCUMENT: ("作废文书", _FLOW),
    Act.SERVE: ("送达", "CPL 87"),
    Act.FILE_MATERIAL: ("归卷", _FLOW),
    Act.CLAIM_MONEY: ("认领案款", "AK 4"),
    Act.CONFIRM_MONEY: ("确认认领", "AK 4"),
    Act.DIRECT_PAYMENT: ("补录直接履行", "AK 6"),
    Act.PAY_OUT: ("发放审批", "AK 12"),
    Act.RELEASE_MONEY: ("付款", "AK 12"),
    Act.DELAY_PAYOUT: ("延缓发放", "AK 10"),
    Act.DISTRIBUTE: ("分配方案", "JI 509"),
    Act.QUERY: ("发起查询", "CPL 253"),
    Act.ORDER_CONTROL: ("拟控制令", "CPL 253"),
    Act.SEND_ORDER: ("发出控制令", "WC 3"),
    Act.RECORD_CONTROL: ("登记控制结果", "CF 1"),
    Act.DECLARE: ("财产报告", "CPL 252"),
    Act.CLUE: ("财产线索", "CD 2"),
    Act.INVESTIGATE: ("调查令、审计、悬赏", "CD 17"),
    Act.REMEDY: ("失效补救", "CF 27"),
    Act.PLACE: ("改办理轨道", "COURT 繁简分流"),
    Act.REQUEST_ITEM: ("交办事务", "COURT 集约事务"),
    Act.HAND_ON: ("交接", "COURT 环节交接"),
    Act.CONFER: ("会商", "COURT 会商"),
    Act.ENTRUST: ("事项委托", "COURT 事项委托"),
}


def _stay(state: State, *acts: Act) -> dict[Act, State]:
    """办完后状态不变的行为。"""
    return dict.fromkeys(acts, state)


_BOOKS: Final = (Act.NOTE, Act.TAG, Act.LINK, Act.CORRECT_ENTRY, Act.WITHDRAW_ENTRY)
_PAPERS: Final = (Act.DRAFT_DOCUMENT, Act.SIGN_DOCUMENT, Act.SEAL_DOCUMENT, Act.VOID_DOCUMENT, Act.SERVE)
_DESK: Final = (*_BOOKS, *_PAPERS, Act.FILE_MATERIAL, Act.EDIT, Act.REGISTER)
_DEBT: Final = (Act.STATE_DEBT, Act.MAKE_SHEET, Act.SIGN_SHEET, Act.VOID_SHEET)
_MONEY: Final = (
    Act.CLAIM_MONEY, Act.CONFIRM_MONEY, Act.DIRECT_PAYMENT, Act.PAY_OUT, Act.RELEASE_MONEY, Act.DELAY_PAYOUT, Act.DISTRIBUTE,
)
_CONTROL: Final = (
    Act.QUERY, Act.ORDER_CONTROL, Act.SEND_ORDER, Act.RECORD_CONTROL, Act.DECLARE, Act.CLUE, Act.INVESTIGATE, Act.REMEDY,
)
_CENTRE: Final = (Act.REQUEST_ITEM, Act.HAND_ON, Act.CONFER, Act.ENTRUST)
_DONE: Final = (*_BOOKS, *_PAPERS, *_MONEY, *_DEBT, *_CONTROL, *_CENTRE, Act.FILE_MATERIAL)
"""结案以后还办的：文书、归卷、后到的案款、查控（终本后定期查询，措施照样续行、解除，线索照样核查）。

后到的款照样要在三十日内发放（AK 10），发放要凭确认了的计息单，所以计息单也还能做；只为发放而做，本案没有没分的款的，
由 :func:`zhixing.law.closing_money.reckons` 拒绝。
"""
_CASE: Final = (*_DESK, *_DEBT, *_MONEY, *_CONTROL, *_CENTRE, Act.PLACE, Act.HAND_OVER, Act.TRANSFER, Act.HELPERS, Act.WAIVE, Act.END_EXCLUSION)

TABLE: Final[dict[State, dict[Act, State]]] = {
    State.RECEIVED: {
        Act.ASK_CORRECTION: State.CORRECTING, Act.DECLINE: State.DECLINED, Act.ACCEPT: State.ACCEPTED,
        **_stay(State.RECEIVED, *_BOOKS, *_PAPERS, Act.FILE_MATERIAL, Act.EDIT),
    },
    State.CORRECTING: {
        Act.CORRECTED: State.RECEIVED, Act.DECLINE: State.DECLINED,
        **_stay(State.CORRECTING, *_BOOKS, *_PAPERS, Act.FILE_MATERIAL, Act.EDIT),
    },
    State.DECLINED: _stay(State.DECLINED, Act.NOTE, Act.LINK, *_PAPERS, Act.FILE_MATERIAL),
    State.ACCEPTED: {
        Act.HAND_OVER: State.HANDED_OVER, Act.ASSIGN: State.ASSIGNED,
        **_stay(State.ACCEPTED, *_DESK, *_DEBT, *_CENTRE, Act.PLACE, Act.CLAIM_MONEY, Act.CONFIRM_MONEY, Act.WAIVE),
    },
    State.HANDED_OVER: {
        Act.ASSIGN: State.ASSIGNED,
        **_stay(State.HANDED_OVER, *_DESK, *_DEBT, *_CENTRE, Act.PLACE, Act.CLAIM_MONEY, Act.CONFIRM_MONEY, Act.WAIVE),
    },
    State.ASSIGNED: {
        Act.SUSPEND: State.SUSPENDED, Act.STAY: State.STAYED, Act.PROPOSE: State.PROPOSED,
        **_stay(State.ASSIGNED, *_CASE, Act.EXTEND, Act.EXCLUDE, Act.CONVERT),
    },
    State.ENFORCING: {
        Act.SUSPEND: State.SUSPENDED, Act.STAY: State.STAYED, Act.PROPOSE: State.PROPOSED,
        **_stay(State.ENFORCING, *_CASE, Act.EXTEND, Act.EXCLUDE, Act.CONVERT),
    },
    State.SUSPENDED: {Act.RESUME: State.ENFORCING, **_stay(State.SUSPENDED, *_CASE)},
    State.STAYED: {Act.END_STAY: State.ENFORCING, **_stay(State.STAYED, *_CASE)},
    State.PROPOSED: {
        Act.RECALL_PROPOSAL: State.ENFORCING, Act.CLOSE: State.CLOSED,
        **_stay(State.PROPOSED, *_DONE, Act.REGISTER, Act.HAND_OVER, Act.HELPERS, Act.CONVERT),
    },
    State.CLOSED: {
        Act.ARCHIVE: State.ARCHIVED, Act.WITHDRAW_CLOSING: State.ENFORCING,
        **_stay(State.CLOSED, *_DONE, Act.REGISTER, Act.HAND_OVER, Act.TRANSFER, Act.WAIVE, Act.REVIVE, Act.CONVERT),
    },
    State.ARCHIVED: _stay(State.ARCHIVED, *_DONE, Act.REGISTER, Act.TRANSFER, Act.REVIVE, Act.CONVERT),
    State.REVERSED: _stay(State.REVERSED, Act.NOTE),
}
"""状态 × 行为 → 办完后的状态。登记事项在结案、归档后仍可（续封续冻、终本后查询、送达），限哪些事项见事项表。
登记第一项执行行为会使“已分案”变成“执行中”，见 :func:`after`。撤回接管只随接管批次办，没有办过任何事才可以。"""
for _state in State:
    if _state not in (State.DECLINED, State.REVERSED):
        TABLE[_state][Act.REVERSE_TAKEOVER] = State.REVERSED

REVIEWS: Final = frozenset({"执异", "执复", "执监", "执协", "执他"})
_NOT_FOR_REVIEWS: Final = frozenset({
    *_DEBT, *_MONEY, *_CONTROL,
    Act.SUSPEND, Act.RESUME, Act.STAY, Act.END_STAY, Act.EXTEND, Act.PROPOSE, Act.WITHDRAW_CLOSING, Act.REVIVE, Act.CONVERT,
})
_NOT_FOR: Final[dict[str, frozenset[Act]]] = {
    "执": frozenset({Act.CONVERT}), "执恢": frozenset({Act.CONVERT}), "执保": frozenset({Act.REVIVE, Act.EXTEND, *_DEBT}),
    **dict.fromkeys(REVIEWS, _NOT_FOR_REVIEWS),
}
"""类型代字 → 不适用的行为；没有列出的类型都适用。"""


@dataclass(frozen=True, slots=True)
class _Why:
    """一条专门的拒绝理由：为什么、依据、怎么办、补上它的行为。"""

    text: str
    article: str
    remedy: str = ""
    act: str = ""


_UNDER_STAY = _Why("案件在暂缓执行中，不能报结。", "LJ 23", "先结束暂缓，再报结。", Act.END_STAY)
_NOT_CLOSED = _Why("案件已结案，不再办理此项。", "EW 64", "发现财产或者需要继续执行的，另立恢复执行案件。")
_NO_HANDLER = _Why("案件还没有承办人。", "QX 2", "先分案。", Act.ASSIGN)
_NOT_COMPLETE = _Why("案件还没有立案，正在补正材料。", "EW 18", "材料收齐后先登记补正到齐，再立案。", Act.CORRECTED)
_NO_CASE = _Why("案件还没有立案。", "EW 16", "先立案。", Act.ACCEPT)
_NOT_ENDED = _Why("案件还没有结案，不必另立恢复执行案件。", "LJ 6", "中止、暂缓的，恢复后仍用原案号。")
_REVERSED = _Why("这次接管已经撤回。", "COURT 存量接管", "更正来源表格后重新接管。")
_WHY: Final[dict[tuple[State, Act], _Why]] = {
    (State.SUSPENDED, Act.PROPOSE): _Why("案件在中止执行中，不能报结。", "LJ 23", "先恢复执行，再报结。", Act.RESUME),
    (State.STAYED, Act.PROPOSE): _UNDER_STAY,
    (State.PROPOSED, Act.PROPOSE): _Why(
        "已经报结，正在审批。", _FLOW, "等候审批，或者先撤回报结。", Act.RECALL_PROPOSAL,
    ),
    (State.PROPOSED, Act.SUSPEND): _Why("报结正在审批，不能中止。", _FLOW, "先撤回报结，再中止。", Act.RECALL_PROPOSAL),
    (State.PROPOSED, Act.STAY): _Why("报结正在审批，不能暂缓。", _FLOW, "先撤回报结，再暂缓。", Act.RECALL_PROPOSAL),
    (State.PROPOSED, Act.TRANSFER): _Why(
        "报结正在审批，不能移交承办人。", _FLOW, "先撤回报结，再移交。", Act.RECALL_PROPOSAL,
    ),
    (State.PROPOSED, Act.EDIT): _Why(
        "报结正在审批，案件信息不能改动。", _FLOW, "先撤回报结，再更正。", Act.RECALL_PROPOSAL,
    ),
    (State.SUSPENDED, Act.SUSPEND): _Why("案件已经中止。", "CPL 267", "中止原因消失后恢复执行。", Act.RESUME),
    (State.STAYED, Act.SUSPEND): _Why("案件在暂缓执行中。", "CPL 267", "先结束暂缓，再中止。", Act.END_STAY),
    (State.SUSPENDED, Act.STAY): _Why("案件已经中止，期限已停算。", "CPL 267", "先恢复执行，再暂缓。", Act.RESUME),
    (State.STAYED, Act.STAY): _Why("案件已经暂缓。", "CPL 242", "先结束暂缓。", Act.END_STAY),
    (State.STAYED, Act.RESUME): _Why("案件是暂缓，不是中止。", "DB 11", "改用结束暂缓。", Act.END_STAY),
    (State.SUSPENDED, Act.END_STAY): _Why("案件是中止，不是暂缓。", "EW 60", "改用恢复执行。", Act.RESUME),
    (State.SUSPENDED, Act.EXTEND): _Why(
        "中止期间执行期限停算，不必报请延期。", "EW 63", "恢复执行后再报请。", Act.RESUME,
    ),
    (State.STAYED, Act.EXTEND): _Why(
        "暂缓期间执行期限停算，不必报请延期。", "SX 9", "暂缓结束后再报请。", Act.END_STAY,
    ),
    (State.CORRECTING, Act.ACCEPT): _Why(
        "正在补正材料，还不能立案。", "EW 18", "材料收齐后先登记补正到齐。", Act.CORRECTED,
    ),
    (State.CORRECTING, Act.ASK_CORRECTION): _Why(
        "已经通知补正。", "EW 18", "等候补正，或者登记补正到齐。", Act.CORRECTED,
    ),
    (State.RECEIVED, Act.CORRECTED): _Why("没有通知过补正。", "EW 18", "材料已齐的，直接立案。", Act.ACCEPT),
    (State.DECLINED, Act.ACCEPT): _Why("已经裁定不予受理。", "EW 16", "当事人另行申请的，重新收件。"),
    (State.HANDED_OVER, Act.HAND_OVER): _Why("案卷已经移送。", "SX 7", "请分案。", Act.ASSIGN),
    (State.ENFORCING, Act.CLOSE): _Why("结案须先报结并经批准。", "EW 64", "先报结。", Act.PROPOSE),
    (State.CLOSED, Act.EDIT): _Why(
        "案件已结案，案件信息不再改动。", _FLOW, "登记有误的，用更正登记。", Act.CORRECT_ENTRY,
    ),
    (State.ARCHIVED, Act.WITHDRAW_CLOSING): _Why("案卷已经归档，不能撤销报结。", _FLOW, "需要继续执行的，恢复执行立案。"),
    **{(state, Act.REVIVE): _NOT_ENDED for state in (
        State.ASSIGNED, State.ENFORCING, State.SUSPENDED, State.STAYED, State.PROPOSED,
    )},
    **{(State.REVERSED, act): _REVERSED for act in Act if act not in TABLE[State.REVERSED]},
    **{(state, Act.ASSIGN): _Why("案件已有承办人。", "QX 2", "换人请用移交承办人。", Act.TRANSFER)
       for state in (State.ASSIGNED, State.ENFORCING, State.SUSPENDED, State.STAYED)},
    **{(state, act): why for state, why in ((State.RECEIVED, _NO_CASE), (State.CORRECTING, _NOT_COMPLETE))
       for act in (Act.ASSIGN, Act.HAND_OVER, Act.REGISTER, Act.SUSPEND, Act.STAY, Act.PROPOSE, *_DEBT)},
    **{(state, act): _NO_HANDLER for state in (State.ACCEPTED, State.HANDED_OVER)
       for act in (Act.SUSPEND, Act.STAY, Act.PROPOSE, Act.EXTEND, Act.EXCLUDE, Act.TRANSFER, Act.HELPERS)},
    **{(state, act): _NOT_CLOSED for state in (State.CLOSED, State.ARCHIVED)
       for act in (Act.PROPOSE, Act.SUSPEND, Act.STAY, Act.RESUME, Act.EXTEND, Act.EXCLUDE, Act.ASSIGN)},
}


def permits(state: State | str, act: Act | str, kind: str = "执") -> Finding[State]:
    """这一状态下可否办这一行为；可以则 ``value`` 是办完后的状态，不可以则 ``value`` 不变。

    ``kind`` 是类型代字：执行审查类案件（执异、执复……）没有中止、暂缓、延长，报结另行规定。

    >>> permits("enforcing", "suspend").value
    <State.SUSPENDED: 'suspended'>
    >>> permits("suspended", "propose").reasons[0].remedy
    '先恢复执行，再报结。'
    """
    state, act = State(state), Act(act)
    if act in _NOT_FOR.get(kind, ()):
        return _refused(state, act, _Why(f"{kind}案件不适用“{act.label}”。", "LJ 1", _INSTEAD[kind]))
    following = TABLE[state].get(act)
    if following is None:
        return _refused(state, act, _WHY.get((state, act)) or _plain(state, act))
    return Finding(following, (cite(act.article),), inputs={"state": str(state), "act": str(act), "kind": kind})


_INSTEAD: Final = {
    "执": "财产保全案件才转入执行。", "执恢": "财产保全案件才转入执行。", "执保": "取得生效法律文书的，转入执行。",
    **dict.fromkeys(REVIEWS, "执行审查案件随异议、复议程序办理。"),
}


def _refused(state: State, act: Act, why: _Why) -> Finding[State]:
    article = cite(why.article)
    reason = Reason(f"state.{act}.{state}", why.text, article, why.remedy, str(why.act))
    return Finding(state, (article,), reasons=(reason,), inputs={"state": str(state), "act": str(act)})


def _plain(state: State, act: Act) -> _Why:
    where = "、".join(s.label for s in State if act in TABLE[s])
    remedy = f"只在以下状态办理：{where}。" if where else ""
    return _Why(f"案件现为“{state.label}”，不能{act.label}。", act.article, remedy)


def acts(state: State | str, kind: str = "执") -> tuple[Act, ...]:
    """这一状态下可办的行为，按 :class:`Act` 的次序。"""
    allowed = TABLE[State(state)]
    barred = _NOT_FOR.get(kind, frozenset[Act]())
    return tuple(act for act in Act if act in allowed and act not in barred)


EFFECTS: Final[dict[str, State]] = {
    "cases.Received": State.RECEIVED,
    "cases.CorrectionAsked": State.CORRECTING,
    "cases.Corrected": State.RECEIVED,
    "cases.Declined": State.DECLINED,
    "cases.Accepted": State.ACCEPTED,
    "cases.HandedOver": State.HANDED_OVER,
    "cases.Assigned": State.ASSIGNED,
    "nodes.Suspended": State.SUSPENDED,
    "nodes.Resumed": State.ENFORCING,
    "nodes.Stayed": State.STAYED,
    "nodes.StayEnded": State.ENFORCING,
    "closing.Proposed": State.PROPOSED,
    "closing.ProposalEnded": State.ENFORCING,
    "closing.Closed": State.CLOSED,
    "closing.Archived": State.ARCHIVED,
    "closing.Withdrawn": State.ENFORCING,
    "cases.TakeoverReversed": State.REVERSED,
}
"""事件 → 其后的状态；不在表里的事件不改状态（:data:`ENFORCING_AREAS` 的除外）。"""

_ONLY_FROM: Final[dict[str, frozenset[State]]] = {
    "cases.HandedOver": frozenset({State.ACCEPTED}),
    "cases.Assigned": frozenset({State.ACCEPTED, State.HANDED_OVER}),
    "nodes.Resumed": frozenset({State.SUSPENDED}),
    "nodes.StayEnded": frozenset({State.STAYED}),
    "closing.ProposalEnded": frozenset({State.PROPOSED}),
    "closing.Withdrawn": frozenset({State.CLOSED}),
}
"""只在这些状态才有作用的事件：分案后补登移送，不把状态拉回去。"""

ENFORCING_AREAS: Final = frozenset({"control", "documents", "funds", "sanctions", "disposal", "settlement"})
"""这些环节的事件是执行行为：已分案的案件自此“执行中”。"""

_INDOORS: Final = frozenset({
    "funds.DebtStated", "funds.SheetMade", "funds.SheetSigned", "funds.SheetVoided", "documents.Drafted", "documents.Revised",
    "documents.Referred", "documents.SentBack", "documents.Signed", "documents.Sealed", "documents.Voided",
    "documents.AddressStated", "documents.ConsentStated", "documents.AddresseeStated", "control.OutsiderFlagged", "control.Declared",
    "control.InvestigationAsked",
})
"""只是算账、写稿、收材料、标记，还没有出法院的门，不是执行行为。"""


def after(state: State | str, event: str) -> State:
    """``event``（事件名，如 ``control.QuerySent``）发生后的状态。

    >>> after("assigned", "control.QuerySent")
    <State.ENFORCING: 'enforcing'>
    """
    state = State(state)
    if event in EFFECTS:
        return EFFECTS[event] if state in _ONLY_FROM.get(event, {state}) else state
    if state is State.ASSIGNED and event.partition(".")[0] in ENFORCING_AREAS and event not in _INDOORS:
        return State.ENFORCING
    return state


def fold(types: Iterable[str]) -> State:
    """从事件名推出状态；与存下的状态相等。撤回的登记不算在内，撤回后应重新推出。

    没有任何事件时是“立案审查”（收件就是第一个事件）。

    >>> fold(["cases.Received", "cases.Accepted", "cases.Assigned"])
    <State.ASSIGNED: 'assigned'>
    """
    state = State.RECEIVED
    for event in types:
        state = after(state, event)
    return state
