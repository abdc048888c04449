"""流程系统每日导入、回填单的地址。"""

from django.urls import path

from zhixing.entrances.web.flow import backfill, deciding, pages

urlpatterns = [
    path("flow/", pages.listing, name="flow_list"),
    path("flow/<int:run_id>/", pages.run, name="flow_run"),
    path("flow/open/<str:state>/", deciding.listing, name="flow_open"),
    path("flow/difference/<int:part_id>/", deciding.page, name="flow_difference"),
    path("cases/<int:case_id>/backfill/", backfill.page, name="case_backfill"),
]
