"""成批办理各页的地址。"""

from django.urls import path

from zhixing.entrances.web.bulk import pages

urlpatterns = [
    path("bulk/", pages.listing, name="bulk_list"),
    path("bulk/<int:run_id>/", pages.run, name="bulk_run"),
    path("bulk/<int:run_id>/result/", pages.result, name="bulk_result"),
    path("bulk/<int:run_id>/again/", pages.again, name="bulk_again"),
]
