"""缺什么，就给补什么的按钮：行为代码 → 字和地址。``register:事项`` 是登记某一事项。"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.http import urlencode

from zhixing.entrances.web.ui.action import Action
from zhixing.law import matters
from zhixing.law.finding import Reason
from zhixing.law.states import Act

DEBT = {
    Act.STATE_DEBT: "case_debt_edit", Act.MAKE_SHEET: "case_debt", Act.SIGN_SHEET: "case_debt_sheets", Act.VOID_SHEET: "case_debt_sheets",
}
"""有自己页面的行为：计息依据、计息单。"""
MONEY = {
    Act.CLAIM_MONEY: "case_money_claim", Act.DIRECT_PAYMENT: "case_money_direct", Act.DELAY_PAYOUT: "case_money_delay",
    Act.PAY_OUT: "case_payout_new", Act.DISTRIBUTE: "case_distribution",
}
"""案款上有自己页面的行为。"""
CONTROL = {
    Act.QUERY: "case_query", Act.ORDER_CONTROL: "case_propose", Act.RECORD_CONTROL: "case_found", Act.DECLARE: "case_declare",
    Act.CLUE: "case_clue_new", Act.INVESTIGATE: "case_investigate",
}
"""查控上有自己页面的行为。"""
CENTRE = {
    Act.PLACE: "case_track", Act.REQUEST_ITEM: "case_item_new", Act.HAND_ON: "case_hand_on", Act.CONFER: "case_confer", Act.ENTRUST: "case_entrust",
}
"""指挥中心的行为，各有自己的页面。"""
ASSETS = (Act.SEND_ORDER,)
"""到案件页的财产一栏去找。"""
PURSE = (Act.CONFIRM_MONEY, Act.RELEASE_MONEY)
"""到案件页的案款一栏去找。"""
PAPERS = (Act.SIGN_DOCUMENT, Act.SEAL_DOCUMENT, Act.VOID_DOCUMENT)
"""在文书上办的行为，到案件页的文书一栏去找。"""
OWN_PAGES = (
    *DEBT, *PAPERS, *PURSE, *ASSETS, Act.ORDER_CONTROL, Act.DECLARE, Act.PAY_OUT, Act.DISTRIBUTE, Act.DRAFT_DOCUMENT, Act.SERVE, Act.FILE_MATERIAL,
)
"""不在抽屉里打开的。"""
APPROVALS = "approvals"
"""节点表里的“审批”：不是案件上的行为，去审批页办。"""
CONFIRM_ACCOUNT = "confirm_account"
"""收款人没有确认账户的：到当事人一栏确认。"""
ELSEWHERE = {APPROVALS: "看审批", CONFIRM_ACCOUNT: "确认收款账户"}


def case_url(case_id: int) -> str:
    """案件页。"""
    return reverse("case_page", args=[case_id])


def label(act: str) -> str:
    """按钮上的字：立案、冻结、发起查询……"""
    if act in ELSEWHERE:
        return ELSEWHERE[act]
    name, _, matter = act.partition(":")
    return matters.matter(matter).label if matter else Act(name).label


def act_url(case_id: int, act: str, node: str = "", back: str = "") -> str:
    """办这一行为的页面；``node`` 是因哪个节点而办，``back`` 是办成之后回哪里。"""
    name, _, matter = act.partition(":")
    if page := next((table[Act(name)] for table in (DEBT, MONEY, CONTROL, CENTRE) if name in table), ""):
        return reverse(page, args=[case_id])
    if name in ASSETS:
        return f"{case_url(case_id)}?tab=assets#tabs"
    if name in PURSE:
        return f"{case_url(case_id)}?tab=money#tabs"
    if name == Act.DRAFT_DOCUMENT:
        return reverse("case_document_new", args=[case_id])
    if name == Act.SERVE:
        return f"{reverse('case_service', args=[case_id])}?{urlencode({'node': node})}" if node else reverse("case_service", args=[case_id])
    if name == Act.FILE_MATERIAL:
        return f"{reverse('dossier_upload', args=[case_id])}?{urlencode({'section': node})}" if node else reverse("dossier_upload", args=[case_id])
    if name in PAPERS:
        return f"{case_url(case_id)}?tab=documents#tabs"
    query = {k: v for k, v in (("matter", matter), ("node", node), ("back", back)) if v}
    url = reverse("case_act", args=[case_id, name])
    return f"{url}?{urlencode(query)}" if query else url


def button(case_id: int, act: str, node: str = "", *, primary: bool = False, back: str = "") -> Action | None:
    """办这一行为的按钮；没有行为就没有按钮。"""
    if not act:
        return None
    if act == APPROVALS:
        return Action(text=label(act), url=reverse("approval_list"), small=True)
    if act == CONFIRM_ACCOUNT:
        return Action(text=label(act), url=f"{case_url(case_id)}?tab=parties#tabs", small=True)
    kind = "primary" if primary else "plain"
    return Action(text=label(act), url=act_url(case_id, act, node, back), kind=kind, small=True, dialog=act not in OWN_PAGES)


def for_case(case_id: int, back: str = "") -> Callable[[Reason], Action | None]:
    """这一件案件里的理由 → 按钮；``back`` 是补办之后回哪里。"""
    return lambda reason: button(case_id, reason.act, reason.subject, back=back)


def nothing(reason: Reason) -> Action | None:
    """案件以外的拒绝没有按钮。"""
    return None
