"""登记的规矩：日子要可能，文字要能存，哪些登记能更正、能撤回。

更正是同类的新登记顶替旧的，旧的照样留着；撤回只去掉当日自己的误登。案件主线上的登记牵动状态，
不能撤回，只能用相应的行为往前走。来源：架构书 §3、``words.md``（当日自己的登记可以撤回，不必经领导，留痕）。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from zhixing.law import texts as wording
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.states import Act

ARTICLE: Final = cite("COURT 登记规则")
TEXT_LIMIT: Final = 2000

NOTE_SORTS: Final = ("电话", "走访", "来访", "询问进度", "短信", "其他")
"""办案记录的种类。"""

TRANSFER_REASONS: Final = ("调岗", "回避", "请假", "均衡案件", "专案办理", "团队调整", "其他")
"""移交承办人的理由。"""

DRAWN: Final = "随机分案（可核验）"
"""指挥中心抽定的分案方式，只有抽签写得下，不许手填成随机。"""

IMPORTED: Final = "导入"
"""国家平台已经随机分好的，照收（分案方式）。"""

ASSIGN_WAYS: Final = ("轮流", "指定", IMPORTED)
"""手工分案的方式，都要写明理由。"""

DECLINE_GROUNDS: Final = (
    "不属于本院管辖", "执行依据未生效", "申请人不是权利人或者承受人", "执行标的或者被执行人不明确", "履行期限未届满",
    "义务人已经履行", "重复申请", "其他",
)
"""不予受理的理由（执行工作规定第16条所列条件，一一反面）。"""

INSTEAD: Final[dict[str, tuple[str, str]]] = {
    "cases.Received": ("材料不齐的通知补正，不符合条件的不予受理。", Act.DECLINE),
    "cases.CorrectionAsked": ("材料收齐后登记补正到齐。", Act.CORRECTED),
    "cases.Corrected": ("仍然不齐的，再次通知补正。", Act.ASK_CORRECTION),
    "cases.Declined": ("当事人再次申请的，重新收件。", Act.RECEIVE),
    "cases.Accepted": ("立案有误的，以销案方式报结。", Act.PROPOSE),
    "cases.HandedOver": ("日期有误的，更正登记。", Act.CORRECT_ENTRY),
    "cases.Assigned": ("换人请用移交承办人。", Act.TRANSFER),
    "cases.Transferred": ("换人请再次移交承办人。", Act.TRANSFER),
    "cases.HelperChanged": ("请在协办里增减。", Act.HELPERS),
    "cases.DetailsChanged": ("请再次更正信息。", Act.EDIT),
    "cases.Tagged": ("请在标签里增减。", Act.TAG),
    "cases.Linked": ("请在关联案件里办理。", Act.LINK),
    "cases.EntryWithdrawn": ("请重新登记。", Act.REGISTER),
    "nodes.Suspended": ("中止原因消失的，恢复执行。", Act.RESUME),
    "nodes.Resumed": ("需要再次中止的，办理中止。", Act.SUSPEND),
    "nodes.Stayed": ("不再暂缓的，结束暂缓。", Act.END_STAY),
    "nodes.StayEnded": ("需要再次暂缓的，办理暂缓。", Act.STAY),
    "nodes.Extended": ("延长经过批准，有误的更正登记并写明理由。", Act.CORRECT_ENTRY),
    "nodes.Waived": ("豁免经过批准，有误的更正登记并写明理由。", Act.CORRECT_ENTRY),
    "nodes.Replanned": ("这是重算期限的记录。", ""),
    "closing.Proposed": ("请撤回报结。", Act.RECALL_PROPOSAL),
    "closing.ProposalEnded": ("请再次报结。", Act.PROPOSE),
    "closing.Closed": ("结案有错误的，撤销报结；需要继续执行的，恢复执行立案。", Act.WITHDRAW_CLOSING),
    "closing.Withdrawn": ("请重新报结。", Act.PROPOSE),
    "closing.Resumed": ("恢复执行案件已经立案，有误的在新案里销案。", ""),
    "closing.Converted": ("首次执行案件已经立案，有误的在新案里销案。", ""),
    "cases.TakenOver": ("整批撤回接管。", ""),
    "cases.TakeoverReversed": ("更正来源表格后重新接管。", ""),
    "cases.CarriedOver": ("这是承接原案的记录。", ""),
    "control.MeasureMoved": ("措施已由另一案承接。", ""),
    "control.ReleaseOrdered": ("这是结案时列出的待办。", ""),
    "control.Declared": ("有误的另收一份报告。", Act.DECLARE),
    "control.ClueAnswered": ("有误的再次答复。", Act.CLUE),
    "control.OutsiderFlagged": ("这是由反馈看出的，查明以后写明结果。", Act.RECORD_CONTROL),
    "control.InvestigationAsked": ("不准许的，写明理由。", Act.INVESTIGATE),
    "control.InvestigationDecided": ("有误的收回，另行申请。", Act.INVESTIGATE),
    "control.InvestigationEnded": ("需要再查的，另行申请。", Act.INVESTIGATE),
    "sanctions.LiftOrdered": ("这是结案时列出的待办。", ""),
    "sanctions.RestrictionMoved": ("惩戒已由另一案承接。", ""),
    "closing.Archived": ("有误的更正登记并写明理由。", Act.CORRECT_ENTRY),
    "funds.DebtStated": ("有误的修改计息依据，另成一版。", Act.STATE_DEBT),
    "funds.SheetMade": ("有误的作废这一版，改正后重新生成。", Act.VOID_SHEET),
    "funds.SheetSigned": ("有误的作废这一版，改正后重新生成、确认。", Act.VOID_SHEET),
    "funds.SheetVoided": ("重新生成一版计息单。", Act.MAKE_SHEET),
    "documents.Revised": ("请再改一版。", Act.DRAFT_DOCUMENT),
    "documents.Referred": ("请承办人退回修改。", Act.SIGN_DOCUMENT),
    "documents.SentBack": ("改好后再送审签。", Act.DRAFT_DOCUMENT),
    "documents.Signed": ("有误的作废文书，重新制作。", Act.VOID_DOCUMENT),
    "documents.Sealed": ("有误的作废文书，重新制作。", Act.VOID_DOCUMENT),
    "documents.Voided": ("请重新制作。", Act.DRAFT_DOCUMENT),
    "documents.ServiceStarted": ("请登记这次送达的结果。", Act.SERVE),
    "documents.ServiceFailed": ("请更正这次送达的结果。", Act.SERVE),
    "documents.ServiceRebutted": ("请再次登记推翻的意见。", Act.SERVE),
    "documents.AddressStated": ("请另行登记地址。", Act.SERVE),
    "documents.ConsentStated": ("请另行登记意见。", Act.SERVE),
    "documents.AddresseeStated": ("请另行登记情况。", Act.SERVE),
    "dossier.Filed": ("请移出卷宗，写明理由。", Act.FILE_MATERIAL),
    "dossier.Rearranged": ("请再次整理。", Act.FILE_MATERIAL),
    "dossier.Removed": ("请重新归卷。", Act.FILE_MATERIAL),
    "dossier.Packed": ("请重新做归档包。", Act.FILE_MATERIAL),
    "dossier.Held": ("请结束暂停销毁。", Act.FILE_MATERIAL),
    "centre.Triaged": ("这是按规则分的；不合适的，改办理轨道。", Act.PLACE),
    "centre.TrackChosen": ("请再改一次办理轨道，或者恢复按规则。", Act.PLACE),
    "centre.ItemAsked": ("不办了的，在事务单里撤回。", Act.REQUEST_ITEM),
    "centre.ItemDone": ("不合要求的，在事务单里退回重办。", Act.REQUEST_ITEM),
    "centre.ItemReturned": ("补充后再交办。", Act.REQUEST_ITEM),
    "centre.ItemCancelled": ("还要办的，另行交办。", Act.REQUEST_ITEM),
    "centre.HandOffered": ("不交了的，在交接里收回。", Act.HAND_ON),
    "centre.HandTaken": ("请另提一次交接。", Act.HAND_ON),
    "centre.HandRefused": ("请另提一次交接。", Act.HAND_ON),
    "centre.Conferred": ("有误的另写一条会商更正。", Act.CONFER),
    "centre.Entrusted": ("不办了的，收回委托。", Act.ENTRUST),
    "centre.EntrustmentMoved": ("请在委托里往前办。", Act.ENTRUST),
}
"""不能撤回的登记：应当怎么办、用哪一行为。``approvals`` 的记录一律不能。"""

OF_DOCUMENTS: Final[dict[str, tuple[str, str]]] = {
    "documents.Drafted": ("不要了的，作废文书。", Act.VOID_DOCUMENT),
    "documents.Issued": ("日子有误的，更正第一次送达。", Act.SERVE),
    "documents.Served": ("登错了的，在送达里更正结果，写明理由。", Act.SERVE),
    "documents.AnnouncementPosted": ("登错了的，在送达里更正公告，写明理由。", Act.SERVE),
}
"""登记事项也会发的事件，由系统里的文书、送达记下的：应当怎么办、用哪一行为。"""

DATE_ONLY: Final = frozenset({
    "cases.Received", "cases.CorrectionAsked", "cases.Corrected", "cases.Declined", "cases.Accepted",
    "cases.HandedOver", "cases.Assigned", "cases.Transferred", "nodes.Suspended", "nodes.Resumed", "nodes.Stayed",
    "nodes.StayEnded", "nodes.Extended", "closing.Closed", "closing.Archived",
})
"""主线登记：只能更正发生的日子，内容用相应的行为改。"""

FIXED: Final = frozenset({
    "cases.HelperChanged", "cases.DetailsChanged", "cases.Tagged", "cases.Linked", "cases.EntryWithdrawn",
    "nodes.Waived", "nodes.Replanned", "closing.Proposed", "closing.ProposalEnded", "closing.Withdrawn",
    "closing.Resumed", "closing.Converted", "cases.TakenOver", "cases.TakeoverReversed", "cases.CarriedOver", "control.MeasureMoved",
    "control.ReleaseOrdered", "sanctions.LiftOrdered", "sanctions.RestrictionMoved",
    "control.Declared", "control.ClueAnswered", "control.OutsiderFlagged",
    "control.InvestigationAsked", "control.InvestigationDecided", "control.InvestigationEnded",
    "funds.DebtStated", "funds.SheetMade", "funds.SheetSigned", "funds.SheetVoided",
    "documents.Revised", "documents.Referred", "documents.SentBack", "documents.Signed", "documents.Sealed", "documents.Voided",
    "documents.ServiceStarted", "documents.ServiceFailed", "documents.ServiceRebutted", "documents.AddressStated", "documents.ConsentStated",
    "documents.AddresseeStated", "dossier.Filed", "dossier.Rearranged", "dossier.Removed", "dossier.Packed", "dossier.Held",
    "centre.Triaged", "centre.TrackChosen", "centre.ItemAsked", "centre.ItemDone", "centre.ItemReturned", "centre.ItemCancelled",
    "centre.HandOffered", "centre.HandTaken", "centre.HandRefused",
    "centre.Conferred", "centre.Entrusted", "centre.EntrustmentMoved",
})
"""不更正的登记：系统随行为记下的，再办一次那个行为就是。"""


def document_of(event: str, data: Mapping[str, Any]) -> int:
    """记这一条的是系统里的哪份文书；登记事项登记的、不是文书的为 0。"""
    return int(data.get("id", 0)) if event in OF_DOCUMENTS else 0


def happened(on: date, *, first: date | None, today: date, what: str = "发生日") -> Finding[date]:
    """日子要可能：不在今天之后，不在 ``first``（收到材料日等）之前。"""
    if on > today:
        return _no(on, "future", f"{what}{on}还没有到。", "按实际发生的日子填写。")
    if first and on < first:
        return _no(on, "too_early", f"{what}{on}早于{first}，不可能。", "请核对日期。")
    return Finding(on, (ARTICLE,))


def text(value: str, label: str, *, limit: int = TEXT_LIMIT, required: bool = False) -> Finding[str]:
    """一段文字：去掉首尾空白；不能识别的字符、过长、该填没填的不收。

    >>> text(" 电话已接通 ", "内容").value
    '电话已接通'
    """
    if told := wording.flaw(value):
        return _no("", "characters", f"{label}：{told}。", "请删去后重新输入。")
    tidy = wording.block(value)
    if len(tidy) > limit:
        why = f"{label}有{len(tidy)}个字，超过{limit}个字。"
        return _no(tidy[:limit], "too_long", why, "请写短一些，长文作为材料上传。")
    if required and not tidy:
        return _no("", "empty", f"没有填写{label}。", f"请填写{label}。")
    return Finding(tidy, (ARTICLE,))


def one_of(value: str, choices: Iterable[str], label: str) -> Finding[str]:
    """从清单里选一项。"""
    if value in (allowed := list(choices)):
        return Finding(value, (ARTICLE,))
    return _no(value, "choice", f"{label}“{value[:20]}”不在清单里。", f"请选：{'、'.join(allowed)}。")


def correct(
    event: str, *, superseded: bool, values: Mapping[str, Any], reason: str, moved_to: str = "", document: int = 0,
) -> Finding[None]:
    """可否更正这一条登记。主线登记只能改日子；理由必须写。

    ``moved_to`` 是承接了这一项的案件（``law.returning.moved_to``）；``document`` 是系统里的文书的编号，登记事项登记的没有。
    """
    if document and event in OF_DOCUMENTS:
        return _no(None, "of_document", "这一条随系统里的文书、送达记下，不在这里更正。", *OF_DOCUMENTS[event])
    if event.startswith("approvals.") or event in FIXED:
        return _no(None, "fixed", "这一条不能更正。", *INSTEAD.get(event, ("需要改变的，另行报批。", "")))
    if superseded:
        return _no(None, "superseded", "这一条已被更正或撤回。", "请更正最新的一条。")
    if moved_to:
        return _moved(moved_to)
    if event in DATE_ONLY and values:
        return _no(None, "date_only", "这一条是案件主线上的登记，只能更正日期。", *INSTEAD.get(event, ("", "")))
    return Finding(None, (ARTICLE,), reasons=text(reason, "更正理由", required=True).reasons)


def withdraw(
    event: str, *, superseded: bool, own: bool, same_day: bool, leads: bool, reason: str, carried: bool = False, moved_to: str = "",
    document: int = 0,
) -> Finding[None]:
    """可否撤回这一条登记。

    ``own`` 是不是本人登的，``same_day`` 是不是当日登的，``leads`` 撤回的人是不是团队长、局领导；
    ``carried`` 是不是承接自原案的，``moved_to`` 是承接了这一项的案件，``document`` 是系统里的文书的编号。
    """
    if document and event in OF_DOCUMENTS:
        return _no(None, "of_document", "这一条随系统里的文书、送达记下，不在这里撤回。", *OF_DOCUMENTS[event])
    if event.startswith("approvals."):
        return _no(None, "approval", "审批记录不能撤回。", "需要改变的，另行报批。")
    if event in INSTEAD:
        return _no(None, "main_line", "这一条不能撤回。", *INSTEAD[event])
    if superseded:
        return _no(None, "superseded", "这一条已被更正或撤回。", "请看最新的一条。")
    if moved_to:
        return _moved(moved_to)
    if carried:
        told = "这一条承接自原案，原案已经转出，撤回以后没有人看守。"
        return _no(None, "carried", told, "有误的更正登记；确已解除的，登记解除。", Act.CORRECT_ENTRY)
    if not leads and not (own and same_day):
        why = "不是本人登记的" if not own else "不是当日登记的"
        told = f"这一条{why}，须由团队长或者局领导撤回。"
        return _no(None, "leader", told, "请团队长撤回，或者用更正登记。", Act.CORRECT_ENTRY)
    return Finding(None, (ARTICLE,), reasons=text(reason, "撤回理由", required=True).reasons)


def _moved(to: str) -> Finding[Any]:
    return _no(None, "moved", f"这一项已由{to}承接，在这里改，那一件不会跟着变。", f"请在{to}里办理。")


def _no(value: Any, code: str, why: str, remedy: str = "", act: str = "") -> Finding[Any]:
    return Finding(value, (ARTICLE,), reasons=(Reason(f"entry.{code}", why, ARTICLE, remedy, str(act)),))
