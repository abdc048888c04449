"""卷宗各页的地址。"""

from django.urls import path

from zhixing.entrances.web.dossier import arranging, keeping, opening, packing, upload

urlpatterns = [
    path("cases/<int:case_id>/file/<int:file_id>/", opening.file, name="case_file"),
    path("cases/<int:case_id>/dossier/upload/", upload.page, name="dossier_upload"),
    path("cases/<int:case_id>/dossier/item/<str:key>/", arranging.page, name="dossier_item"),
    path("cases/<int:case_id>/dossier/item/<str:key>/remove/", arranging.remove, name="dossier_remove"),
    path("cases/<int:case_id>/dossier/back/<int:item>/", arranging.put_back, name="dossier_back"),
    path("cases/<int:case_id>/dossier/pack/", packing.page, name="dossier_pack"),
    path("cases/<int:case_id>/dossier/package/<int:package>/", packing.download, name="dossier_package"),
    path("cases/<int:case_id>/dossier/hold/", keeping.hold, name="dossier_hold"),
    path("admin/quarantine/", keeping.quarantine, name="dossier_quarantine"),
]
