"""案款管理各页的地址。"""

from django.urls import path

from zhixing.entrances.web.money import (
    accounts,
    acts,
    answers,
    columns,
    desk,
    exporting,
    files,
    hotline,
    linking,
    odd,
    payment,
    payments,
    receipt,
    receipts,
)

urlpatterns = [
    path("money/", desk.page, name="money_desk"),
    path("money/receipts/", receipts.page, name="money_receipts"),
    path("money/receipts/<int:receipt_id>/", receipt.page, name="money_receipt"),
    path("money/receipts/<int:receipt_id>/claim/", acts.claim, name="money_claim"),
    path("money/receipts/<int:receipt_id>/act/<slug:act>/", acts.act, name="money_receipt_act"),
    path("money/files/", files.listing, name="money_files"),
    path("money/files/<int:file_id>/", files.page, name="money_file"),
    path("money/files/fetch/", linking.fetch, name="money_fetch"),
    path("money/payments/<int:file_id>/send/", linking.send, name="money_payment_send"),
    path("money/payments/", payments.page, name="money_payments"),
    path("money/payments/files/", payments.listing, name="money_payment_files"),
    path("money/payments/<int:file_id>/", payment.page, name="money_payment"),
    path("money/payments/export/", exporting.export, name="money_export"),
    path("money/payments/answer/", answers.page, name="money_answer"),
    path("money/payments/<int:file_id>/cancel/", payment.cancel, name="money_payment_cancel"),
    path("money/payments/<int:file_id>/download/", payment.download, name="money_payment_download"),
    path("money/odd/", odd.page, name="money_odd"),
    path("money/odd/<int:line_id>/", odd.clear, name="money_clear"),
    path("money/accounts/", accounts.page, name="money_accounts"),
    path("money/accounts/new/", accounts.new, name="money_account_new"),
    path("money/accounts/<int:account_id>/", accounts.edit, name="money_account"),
    path("money/accounts/<int:account_id>/close/", accounts.close, name="money_account_close"),
    path("money/accounts/<int:account_id>/columns/", columns.page, name="money_columns"),
    path("money/accounts/<int:account_id>/columns/drop/", columns.drop, name="money_columns_drop"),
    path("hotline/", hotline.page, name="money_hotline"),
]
