"""分配方案各页的地址。"""

from django.urls import path

from zhixing.entrances.web.distribution import acts, listing, objecting, output, page, serving, starting

urlpatterns = [
    path("distribution/", listing.journal, name="distribution"),
    path("cases/<int:case_id>/distribution/", listing.of_case, name="case_distribution"),
    path("cases/<int:case_id>/distribution/new/", starting.new, name="case_plan_new"),
    path("distribution/template/", starting.template, name="case_plan_template"),
    path("cases/<int:case_id>/distribution/<int:number>/", page.page, name="case_plan"),
    path("cases/<int:case_id>/distribution/<int:number>/table/", starting.table, name="case_plan_table"),
    path("cases/<int:case_id>/distribution/<int:number>/again/", starting.again, name="case_plan_again"),
    path("cases/<int:case_id>/distribution/<int:number>/export/<slug:what>/", output.exported, name="case_plan_export"),
    path("cases/<int:case_id>/distribution/<int:number>/act/<slug:act>/", acts.act, name="case_plan_act"),
    path("cases/<int:case_id>/distribution/<int:number>/void/", acts.void, name="case_plan_void"),
    path("cases/<int:case_id>/distribution/<int:number>/shares/<int:share>/", acts.account, name="case_plan_account"),
    path("cases/<int:case_id>/distribution/<int:number>/document/", serving.document, name="case_plan_document"),
    path("cases/<int:case_id>/distribution/<int:number>/serve/", serving.serve, name="case_plan_serve"),
    path("cases/<int:case_id>/distribution/<int:number>/serve/<int:service>/withdraw/", serving.withdraw, name="case_plan_withdraw"),
    path("cases/<int:case_id>/distribution/<int:number>/objections/new/", objecting.new, name="case_plan_object"),
    path("cases/<int:case_id>/distribution/<int:number>/objections/<int:objection>/<slug:act>/", objecting.step, name="case_plan_objection"),
]
