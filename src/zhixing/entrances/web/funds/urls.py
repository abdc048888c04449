"""执行依据与计息各页的地址。"""

from django.urls import path

from zhixing.entrances.web.funds import compare, edit, judgment, output, sheet, upload, versions

urlpatterns = [
    path("cases/<int:case_id>/debt/", sheet.page, name="case_debt"),
    path("cases/<int:case_id>/debt/why/", sheet.explained, name="case_debt_why"),
    path("cases/<int:case_id>/debt/compare/", compare.page, name="case_debt_compare"),
    path("cases/<int:case_id>/debt/edit/", edit.page, name="case_debt_edit"),
    path("cases/<int:case_id>/debt/from-judgment/", judgment.page, name="case_debt_from_judgment"),
    path("cases/<int:case_id>/debt/upload/", upload.page, name="case_debt_upload"),
    path("cases/<int:case_id>/debt/data/", upload.current, name="case_debt_data"),
    path("cases/<int:case_id>/debt/draft/", edit.draft, name="case_debt_draft"),
    path("cases/<int:case_id>/debt/make/", versions.make, name="case_debt_make"),
    path("cases/<int:case_id>/debt/print/", output.printed, name="case_debt_print"),
    path("cases/<int:case_id>/debt/export/", output.exported, name="case_debt_export"),
    path("cases/<int:case_id>/debt/sheets/", versions.listing, name="case_debt_sheets"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/", versions.page, name="case_debt_sheet"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/why/", versions.explained, name="case_debt_sheet_why"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/difference/", versions.difference, name="case_debt_difference"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/sign/", versions.sign, name="case_debt_sign"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/void/", versions.void, name="case_debt_void"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/print/", output.sheet_printed, name="case_debt_sheet_print"),
    path("cases/<int:case_id>/debt/sheets/<int:number>/export/", output.sheet_exported, name="case_debt_sheet_export"),
]
