"""文书各页的地址。"""

from django.urls import path

from zhixing.entrances.web.documents import (
    acts,
    bulk,
    chooser,
    desk,
    editor,
    making,
    own,
    page,
    reading,
    uploading,
    versions,
)

urlpatterns = [
    path("documents/", desk.page, name="document_desk"),
    path("documents/many/", desk.many, name="document_many"),
    path("documents/bulk/", bulk.page, name="document_bulk"),
    path("documents/make/", making.make, name="document_make"),
    path("cases/<int:case_id>/documents/new/", chooser.page, name="case_document_new"),
    path("cases/<int:case_id>/documents/upload/", uploading.page, name="case_document_upload"),
    path("cases/<int:case_id>/documents/new/<slug:kind>/", editor.write, name="case_document_write"),
    path("cases/<int:case_id>/documents/new/<slug:kind>/look/", editor.look, name="case_document_look"),
    path("cases/<int:case_id>/documents/<int:document_id>/", page.page, name="document_page"),
    path("cases/<int:case_id>/documents/<int:document_id>/edit/", editor.edit, name="document_edit"),
    path("cases/<int:case_id>/documents/<int:document_id>/look/", editor.look_again, name="document_look"),
    path("cases/<int:case_id>/documents/<int:document_id>/versions/", versions.page, name="document_versions"),
    path("cases/<int:case_id>/documents/<int:document_id>/pdf/", reading.pdf, name="document_pdf"),
    path("cases/<int:case_id>/documents/<int:document_id>/docx/", reading.docx, name="document_docx"),
    path("cases/<int:case_id>/documents/<int:document_id>/page/<int:number>/", reading.picture, name="document_picture"),
    path("cases/<int:case_id>/documents/<int:document_id>/act/<slug:act>/", acts.act, name="document_act"),
    path("admin/documents/", own.page, name="own_templates"),
    path("admin/documents/<slug:kind>/", own.kind, name="own_template"),
    path("admin/documents/<slug:kind>/sample/", own.sample, name="own_template_sample"),
    path("admin/documents/<slug:kind>/<int:number>/<slug:act>/", own.act, name="own_template_act"),
]
