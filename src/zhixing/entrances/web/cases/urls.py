"""案件各页的地址。"""

from django.urls import path

from zhixing.entrances.web.cases import acts, export, filing, imports, listing, page, parties, record, saved, waiting

urlpatterns = [
    path("cases/", listing.page, name="case_list"),
    path("cases/summary/", listing.summed, name="case_summary"),
    path("cases/export/", export.download, name="case_export"),
    path("cases/save/", saved.save, name="case_list_save"),
    path("cases/save/<int:list_id>/drop/", saved.drop, name="case_list_drop"),
    path("cases/<int:case_id>/", page.page, name="case_page"),
    path("cases/<int:case_id>/act/<str:act>/", acts.act, name="case_act"),
    path("cases/<int:case_id>/node/<int:node_id>/", record.node, name="case_node"),
    path("cases/<int:case_id>/entry/<int:seq>/", record.entry, name="case_entry"),
    path("cases/<int:case_id>/file/<int:file_id>/", record.file, name="case_file"),
    path("cases/<int:case_id>/identity/", parties.identity, name="case_identity"),
    path("cases/<int:case_id>/party/new/", parties.new, name="case_party_new"),
    path("cases/<int:case_id>/party/<int:party_id>/", parties.edit, name="case_party"),
    path("cases/<int:case_id>/party/<int:party_id>/remove/", parties.remove, name="case_party_remove"),
    path("cases/<int:case_id>/party/<int:party_id>/account/", parties.account, name="case_party_account"),
    path("filing/", waiting.page, name="case_filing"),
    path("filing/new/", filing.new, name="case_filing_new"),
    path("filing/draft/", filing.draft, name="case_filing_draft"),
    path("filing/forget/", filing.forget, name="case_filing_forget"),
    path("filing/import/", imports.listing, name="import_list"),
    path("filing/import/template/", imports.template, name="import_template"),
    path("filing/import/<int:run_id>/", imports.run, name="import_run"),
    path("filing/import/<int:run_id>/proceed/", imports.proceed, name="import_proceed"),
    path("filing/import/<int:run_id>/marked/", imports.marked, name="import_marked"),
]
