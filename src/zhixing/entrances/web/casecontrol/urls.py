"""一件案件的财产查控各页的地址。"""

from django.urls import path

from zhixing.entrances.web.casecontrol import (
    choosing,
    clues,
    declaring,
    findings,
    investigating,
    onward,
    order,
    order_acts,
    querying,
    taking,
)

urlpatterns = [
    path("cases/<int:case_id>/control/query/", querying.query, name="case_query"),
    path("cases/<int:case_id>/control/findings/", findings.page, name="case_findings"),
    path("cases/<int:case_id>/control/found/", findings.found, name="case_found"),
    path("cases/<int:case_id>/control/assets/<int:asset_id>/protect/", findings.protect, name="case_protect"),
    path("cases/<int:case_id>/control/propose/", choosing.propose, name="case_propose"),
    path("cases/<int:case_id>/control/renewals/", choosing.renewals, name="case_renewals"),
    path("cases/<int:case_id>/control/releases/", choosing.releases, name="case_releases"),
    path("cases/<int:case_id>/control/take/", taking.take, name="case_take"),
    path("cases/<int:case_id>/control/measures/<int:measure_id>/renew/", onward.renew, name="case_renew"),
    path("cases/<int:case_id>/control/measures/<int:measure_id>/release/", onward.release, name="case_release"),
    path("cases/<int:case_id>/control/measures/<int:measure_id>/deduct/", onward.deduct, name="case_deduct"),
    path("cases/<int:case_id>/control/measures/<int:measure_id>/transfer/", onward.transfer, name="case_transfer"),
    path("cases/<int:case_id>/control/differences/<int:difference_id>/", order_acts.settle, name="case_settle"),
    path("cases/<int:case_id>/declarations/new/", declaring.declare, name="case_declare"),
    path("cases/<int:case_id>/declarations/<int:declaration_id>/", declaring.page, name="case_declaration"),
    path("cases/<int:case_id>/declarations/<int:declaration_id>/check/", declaring.check, name="case_declaration_check"),
    path("cases/<int:case_id>/clues/new/", clues.new, name="case_clue_new"),
    path("cases/<int:case_id>/clues/<int:clue_id>/verify/", clues.verify, name="case_clue_verify"),
    path("cases/<int:case_id>/clues/<int:clue_id>/answer/", clues.answer, name="case_clue_answer"),
    path("cases/<int:case_id>/investigations/new/", investigating.ask, name="case_investigate"),
    path("cases/<int:case_id>/investigations/<int:investigation_id>/decide/", investigating.decide, name="case_investigation_decide"),
    path("cases/<int:case_id>/investigations/<int:investigation_id>/attach/", investigating.attach, name="case_investigation_attach"),
    path("cases/<int:case_id>/investigations/<int:investigation_id>/conclude/", investigating.conclude, name="case_investigation_conclude"),
    path("control/orders/<int:order_id>/", order.page, name="control_order"),
    path("control/orders/<int:order_id>/send/", order_acts.send, name="control_order_send"),
    path("control/orders/<int:order_id>/resend/", order_acts.resend, name="control_order_resend"),
    path("control/orders/<int:order_id>/void/", order_acts.void, name="control_order_void"),
    path("control/orders/<int:order_id>/papers/", order_acts.papers, name="control_order_papers"),
    path("control/orders/<int:order_id>/result/", order_acts.result, name="control_order_result"),
    path("control/orders/<int:order_id>/receipt/", order_acts.receipt, name="control_order_receipt"),
]
