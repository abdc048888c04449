"""什么跟着什么：一张表，自上而下，在同一事务里办完。

每个事件都是一个键；``[]`` 也是决定：记下即可，没有后续。期限因事件而动的，一律跟着 ``replan``：
节点只由事件办结，不由定时任务去数。批准之后，先由各环节办批准了的事，再重算（``replan`` 每批只做一次，在最后）。
"""

from __future__ import annotations

from zhixing.casework.cases import events as cases
from zhixing.casework.centre import commands as centre_acts
from zhixing.casework.centre import events as centre
from zhixing.casework.closing import commands as closing_acts
from zhixing.casework.closing import events as closing
from zhixing.casework.control import commands as control_acts
from zhixing.casework.control import events as control
from zhixing.casework.disposal import events as disposal
from zhixing.casework.documents import commands as document_acts
from zhixing.casework.documents import events as documents
from zhixing.casework.dossier import events as dossier
from zhixing.casework.funds import commands as fund_acts
from zhixing.casework.funds import events as funds
from zhixing.casework.nodes import commands as node_acts
from zhixing.casework.nodes import events as nodes
from zhixing.casework.sanctions import commands as sanction_acts
from zhixing.casework.sanctions import events as sanctions
from zhixing.casework.settlement import commands as settlement_acts
from zhixing.casework.settlement import events as settlement
from zhixing.foundation.approvals import events as approvals
from zhixing.foundation.history.commands import FollowUp
from zhixing.foundation.history.events import Event
from zhixing.foundation.outbox import events as outbox
from zhixing.foundation.people import events as people

replan = node_acts.replan
# 登记簿：失信限消、约谈、措施、款项、和解、终本库。都排在 replan 之后：有的日子取自节点
restrictions, interviews, measures = sanction_acts.book, control_acts.book, control_acts.measure_book
clues, reports = control_acts.clue_book, control_acts.declaration_book
look = control_acts.look  # 快要届满的措施：当时就告诉现在该告诉的人。排在措施台账之后
agreements, pool, payments = settlement_acts.book, closing_acts.pool_book, fund_acts.book
items = centre_acts.settle  # 事务单：事情在哪里办了都一样，对得上的自己办结。排在登记簿之后
sort, first_sort = centre_acts.sort, centre_acts.first_sort  # 繁简分流：总在同一批的其他后续之后
walk, cover = centre_acts.walk, centre_acts.cover  # 环节随事件走；分给正由人代办的人的，也由代办人办
books = [restrictions, interviews, measures, clues, reports, payments, agreements, pool]

REACTIONS: dict[type[Event], list[FollowUp]] = {
    # ---- 人员与设置：日历、节点天数改了，全院重算 ----
    people.SettingChanged: [node_acts.setting_changed],
    people.PersonChanged: [centre_acts.returned],  # 回岗了，代办随之结束
    people.CourtChanged: [],
    outbox.Resent: [],
    # ---- 审批：批准了的事由所属环节去办；审批本身也有期限（N-41） ----
    approvals.Submitted: [replan],
    approvals.StepAgreed: [],
    approvals.Approved: [
        node_acts.carry_out, closing_acts.close, closing_acts.withdrawn, control_acts.remedied, document_acts.approved, fund_acts.approved,
        fund_acts.delayed, replan,
    ],
    approvals.Returned: [closing_acts.end_proposal, document_acts.returned, fund_acts.returned, fund_acts.not_delayed, replan],
    approvals.Recalled: [closing_acts.end_proposal, document_acts.returned, fund_acts.returned, fund_acts.not_delayed, replan],
    # ---- 案件主线：立案审查、移送、分案、承办人，都牵动节点或它的负责人 ----
    cases.Received: [replan, walk],
    cases.CorrectionAsked: [replan],
    cases.Corrected: [replan],
    cases.Declined: [replan, walk],
    cases.Accepted: [replan, sort, walk],
    cases.HandedOver: [replan, first_sort],
    cases.Assigned: [replan, look, first_sort, cover, walk],
    cases.Transferred: [replan, look, cover, walk],
    cases.HelperChanged: [],
    cases.Noted: [items, walk],
    cases.DetailsChanged: [replan, sort, centre_acts.reorder],  # 涉民生、小标的、标的额变了，适用的期限也变
    cases.Tagged: [replan, sort],
    cases.Linked: [sort],
    cases.EntryWithdrawn: [fund_acts.ledger_only, replan, *books, look, centre_acts.unsettle, sort, walk],
    cases.TakenOver: [replan, sort, walk],
    cases.TakeoverReversed: [replan, *books, walk],
    cases.CarriedOver: [replan, sort],
    # ---- 期限：中止、暂缓、延长、扣除、豁免 ----
    nodes.Suspended: [replan],
    nodes.Resumed: [replan],
    nodes.Stayed: [replan],
    nodes.StayEnded: [replan],
    nodes.Extended: [replan],
    nodes.Excluded: [replan],
    nodes.ExclusionEnded: [replan],
    nodes.Waived: [replan],
    nodes.Replanned: [],  # 它就是重算的结果
    # ---- 文书与送达 ----
    documents.Drafted: [],
    documents.Revised: [],
    documents.Referred: [],
    documents.SentBack: [],
    documents.Signed: [document_acts.numbered],  # 随同的协助通知里写上裁定书的案号
    documents.Sealed: [control_acts.papers_changed, items],  # 附着它的控制令可以发了
    documents.Voided: [control_acts.papers_changed, replan],  # 发出、送达不再算数
    documents.Issued: [replan, items, walk],
    documents.ServiceStarted: [replan],  # 退件处理随另行送达办结
    documents.ServiceFailed: [replan],
    documents.ServiceRebutted: [replan],
    documents.Served: [replan, items, walk],
    documents.AnnouncementPosted: [replan],
    documents.AddressStated: [],
    documents.ConsentStated: [],
    documents.AddresseeStated: [],
    documents.TemplateChanged: [],  # 已经拟好的仍用原来的一版
    # ---- 卷宗 ----
    dossier.Filed: [items],
    dossier.Rearranged: [],
    dossier.Removed: [],
    dossier.Packed: [items],
    dossier.Held: [],
    # ---- 财产查控 ----
    control.QuerySent: [replan, pool, items, sort],
    control.FeedbackReceived: [replan, pool, items, sort, walk],
    control.InquiryAsked: [replan],
    control.InquiryStarted: [replan],
    control.InquiryFinished: [replan, items, sort, walk],
    control.ClueReceived: [replan, clues, items],
    control.ClueVerified: [replan, clues, items],
    control.Interviewed: [replan, interviews, items, walk],
    control.ReportReceived: [replan, reports],
    control.DebtorSearched: [replan, items, sort],
    control.NotDisposable: [replan, sort, walk],
    control.SuitFiled: [replan],
    control.MeasureTaken: [replan, measures, look, control_acts.recount, items, sort, walk],
    control.BecameFirst: [control_acts.look_again, replan, measures, look, sort],
    control.RenewalAsked: [replan],
    control.Renewed: [replan, measures, look, items],
    control.Deducted: [control_acts.freed, replan, measures, items, sort, walk],
    control.Released: [control_acts.freed, replan, measures, items, sort, walk],
    control.Reduced: [replan, measures, sort],
    control.MeasureMoved: [replan, measures, sort],
    control.ReleaseOrdered: [replan, measures],
    control.Ordered: [],
    control.OrderSent: [],
    control.OrderFailed: [],
    control.DifferenceRaised: [],
    control.DifferenceSettled: [],
    control.OutsiderFlagged: [sort],
    control.Lapsed: [control_acts.freed, replan, measures, sort],
    control.LapseRemedied: [],
    control.ClueAnswered: [],
    control.Declared: [replan],
    control.InvestigationAsked: [replan],
    control.InvestigationDecided: [replan],
    control.InvestigationEnded: [replan],
    control.WaveChanged: [],
    control.ChannelChanged: [],
    # ---- 案款 ----
    funds.Received: [fund_acts.ledger_only, replan, payments, pool, sort, walk],
    funds.Claimed: [fund_acts.ledger_only, replan, payments, items, sort],
    funds.Planned: [fund_acts.ledger_only, replan],
    funds.Delayed: [replan],
    funds.DelayEnded: [replan],
    funds.Paid: [fund_acts.ledger_only, replan, payments, agreements, pool, items, sort, walk],
    funds.Bounced: [fund_acts.ledger_only, replan, payments, pool, sort, walk],
    funds.DirectPaid: [replan, payments, agreements, pool, sort, walk],
    funds.DebtStated: [sort],
    funds.SheetMade: [],
    funds.SheetSigned: [],
    funds.SheetVoided: [],
    funds.Instructed: [],
    funds.PaymentRefused: [],
    funds.PayoutVoided: [replan],
    funds.PayeeNoticed: [],
    funds.PayeeCalled: [items],
    funds.Deposited: [replan, walk],
    funds.PlanMade: [],
    funds.PlanServed: [replan],
    funds.PlanObjected: [replan, walk],
    funds.PlanSettled: [replan, walk],
    funds.PlanVoided: [replan, walk],
    funds.FileTaken: [],
    funds.ReceiptReturned: [],
    funds.PaymentsExported: [],
    funds.PaymentFileCancelled: [],
    funds.BankAccountChanged: [],
    funds.OpeningSigned: [],
    funds.DayReconciled: [],
    funds.MonthClosed: [],
    # ---- 惩戒 ----
    sanctions.ViolationFound: [replan],
    sanctions.ConsumptionRestricted: [replan, restrictions, items],
    sanctions.ConsumptionLifted: [replan, restrictions, items],
    sanctions.Listed: [replan, restrictions, items],
    sanctions.Delisted: [replan, restrictions, items],
    sanctions.Fined: [replan],
    sanctions.Detained: [replan],
    sanctions.Summoned: [replan, items],
    sanctions.Searched: [replan, items],
    sanctions.ExitRestricted: [replan],
    sanctions.CrimeReferred: [replan],
    sanctions.LiftOrdered: [replan, restrictions],
    sanctions.RestrictionMoved: [replan, restrictions],
    # ---- 和解 ----
    settlement.Agreed: [replan, agreements, sort, walk],
    settlement.Performed: [replan, agreements, pool, sort],
    settlement.Breached: [replan, agreements, sort],
    settlement.InstalmentPaid: [replan, payments, agreements, pool, sort],
    # ---- 处置 ----
    disposal.ValuationStarted: [replan, items, sort, walk],
    disposal.AppraiserChosen: [replan, walk],
    disposal.ReportReceived: [replan],
    disposal.ReportSent: [replan],
    disposal.ReportPosted: [replan],
    disposal.ValuationObjected: [replan, walk],
    disposal.ObjectionReviewed: [replan, walk],
    disposal.ObjectionForwarded: [replan],
    disposal.ExplanationGiven: [replan],
    disposal.PriceFixed: [replan, sort, walk],
    disposal.SaleStarted: [replan, items, sort, walk],
    disposal.AuctionFailed: [replan],
    disposal.Sold: [replan],
    disposal.PriceFullyPaid: [replan],
    disposal.SaleRuled: [replan, measures, sort],
    disposal.OffsetAccepted: [replan, sort],
    disposal.DebtOffset: [replan, measures, payments, sort, walk],
    disposal.SellOffNoticed: [replan, walk],
    disposal.SellOffStarted: [replan, sort, walk],
    disposal.SellOffFailed: [replan, walk],
    disposal.Delivered: [replan, items, walk],
    disposal.RegistrationAssisted: [replan, items],
    disposal.TransferAsked: [replan],
    disposal.TransferLetterIssued: [replan],
    # ---- 结案 ----
    closing.Proposed: [replan, walk],
    closing.ProposalEnded: [replan, walk],
    closing.Closed: [replan, pool, walk],
    closing.Archived: [replan, walk],
    closing.PoolEntered: [replan, pool, walk],
    closing.PoolLeft: [replan, pool, walk],
    closing.Withdrawn: [replan, restrictions, measures, pool, sort, walk],
    closing.ResumptionAsked: [replan],
    closing.Converted: [replan],
    closing.Resumed: [replan, agreements, pool, walk],  # 恢复执行另立新案，终本后的定期查询、和解各期的看守随之停止
    # ---- 大中心小团队 ----
    centre.Triaged: [walk],
    centre.TrackChosen: [walk],
    centre.RulesSet: [],
    centre.SeedCommitted: [],
    centre.SeedShown: [],
    centre.Drawn: [],
    centre.Recused: [],
    centre.ShareSet: [],
    centre.ItemAsked: [],
    centre.ItemDone: [centre_acts.came_back, walk],  # 外院委托来的事，办结的结果回到委托法院
    centre.ItemReturned: [],
    centre.ItemCancelled: [],
    centre.DeskChanged: [],
    centre.HandOffered: [],
    centre.HandTaken: [walk],
    centre.HandRefused: [],
    centre.OfficerHandedOver: [],
    centre.StandInSet: [],
    centre.Conferred: [items],
    centre.Entrusted: [walk],
    centre.EntrustmentMoved: [walk],
}
