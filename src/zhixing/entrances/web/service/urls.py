"""送达各页的地址。"""

from django.urls import path

from zhixing.entrances.web.cases import saved
from zhixing.entrances.web.service import (
    addresses,
    announcing,
    batches,
    concluding,
    desk,
    printing,
    receiving,
    recipient,
    sending,
)

SAVED = {"page": desk.NAME, "home": desk.NAME}

urlpatterns = [
    path("service/", desk.page, name="service_desk"),
    path("service/save/", saved.save, SAVED, name="service_save"),
    path("service/send/", batches.send, name="service_bulk"),
    path("service/batches/", batches.listing, name="service_batches"),
    path("service/batches/<int:batch_id>/", batches.batch, name="service_batch"),
    path("service/batches/<int:batch_id>/export/", batches.export, name="service_batch_export"),
    path("service/receipts/", receiving.page, name="service_receipts"),
    path("service/receipts/template/", receiving.template, name="service_receipts_template"),
    path("cases/<int:case_id>/service/", recipient.home, name="case_service"),
    path("cases/<int:case_id>/service/<int:recipient_id>/", recipient.page, name="service_recipient"),
    path("cases/<int:case_id>/service/<int:recipient_id>/why/", recipient.why, name="service_why"),
    path("cases/<int:case_id>/service/<int:recipient_id>/send/", sending.page, name="service_send"),
    path("cases/<int:case_id>/service/<int:recipient_id>/send/look/", sending.look, name="service_send_look"),
    path("cases/<int:case_id>/service/<int:recipient_id>/announce/", announcing.page, name="service_announce"),
    path("cases/<int:case_id>/service/<int:recipient_id>/announce/look/", announcing.look, name="service_announce_look"),
    path("cases/<int:case_id>/service/<int:recipient_id>/paper/", printing.receipt, name="service_paper"),
    path("cases/<int:case_id>/service/attempt/<int:attempt_id>/result/", concluding.page, name="service_result"),
    path("cases/<int:case_id>/service/attempt/<int:attempt_id>/result/look/", concluding.look, name="service_result_look"),
    path("cases/<int:case_id>/service/attempt/<int:attempt_id>/complete/", concluding.complete, name="service_complete"),
    path("cases/<int:case_id>/service/attempt/<int:attempt_id>/rebut/", concluding.rebut, name="service_rebut"),
    path("cases/<int:case_id>/service/attempt/<int:attempt_id>/withdraw/", concluding.withdraw, name="service_withdraw"),
    path("cases/<int:case_id>/addresses/", addresses.page, name="case_addresses"),
    path("cases/<int:case_id>/addresses/<int:party_id>/new/", addresses.new, name="address_new"),
    path("cases/<int:case_id>/addresses/<int:party_id>/consent/", addresses.consent, name="consent_new"),
    path("cases/<int:case_id>/addresses/<int:party_id>/situation/", addresses.situation, name="situation_new"),
    path("cases/<int:case_id>/addresses/<int:party_id>/paper/", printing.address, name="address_paper"),
    path("cases/<int:case_id>/addresses/end/<int:address_id>/", addresses.end, name="address_end"),
    path("cases/<int:case_id>/addresses/end-consent/<int:consent_id>/", addresses.end_consent, name="consent_end"),
]
