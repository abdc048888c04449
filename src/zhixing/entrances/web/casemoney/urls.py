"""案款一栏各页的地址。"""

from django.urls import path

from zhixing.entrances.web.casemoney import acts, payout, payout_acts, payout_form, statement

urlpatterns = [
    path("cases/<int:case_id>/money/", statement.page, name="case_money_statement"),
    path("cases/<int:case_id>/money/export/", statement.exported, name="case_money_export"),
    path("cases/<int:case_id>/money/receipts/<int:receipt_id>/", statement.trace, name="case_money_trace"),
    path("cases/<int:case_id>/money/receipts/<int:receipt_id>/confirm/", acts.confirm, name="case_money_confirm"),
    path("cases/<int:case_id>/money/claim/", acts.claim, name="case_money_claim"),
    path("cases/<int:case_id>/money/cash/", acts.take_cash, name="case_money_cash"),
    path("cases/<int:case_id>/money/forfeit/", acts.forfeit, name="case_money_forfeit"),
    path("cases/<int:case_id>/money/direct/", acts.direct, name="case_money_direct"),
    path("cases/<int:case_id>/money/delay/", acts.delay, name="case_money_delay"),
    path("cases/<int:case_id>/money/delay/<int:delay_id>/end/", acts.end_delay, name="case_money_delay_end"),
    path("cases/<int:case_id>/money/sub-accounts/", acts.open_sub_accounts, name="case_money_sub_accounts"),
    path("cases/<int:case_id>/payouts/new/", payout_form.new, name="case_payout_new"),
    path("payouts/<int:payout_id>/", payout.page, name="payout_page"),
    path("payouts/<int:payout_id>/edit/", payout_form.edit, name="payout_edit"),
    path("payouts/<int:payout_id>/submit/", payout_acts.submit, name="payout_submit"),
    path("payouts/<int:payout_id>/recall/", payout_acts.recall, name="payout_recall"),
    path("payouts/<int:payout_id>/void/", payout_acts.void, name="payout_void"),
    path("payouts/<int:payout_id>/lines/<int:line_id>/call/", payout_acts.call, name="payout_call"),
    path("payouts/<int:payout_id>/lines/<int:line_id>/notice/", payout_acts.notice, name="payout_notice"),
    path("payouts/<int:payout_id>/lines/<int:line_id>/retry/", payout_acts.retry, name="payout_retry"),
    path("payouts/<int:payout_id>/lines/<int:line_id>/reopen/", payout_acts.reopen, name="payout_reopen"),
]
