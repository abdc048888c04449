"""存量接管的地址。"""

from django.urls import path

from zhixing.entrances.web.takeover import acts, lists, pages

urlpatterns = [
    path("takeover/", pages.listing, name="takeover_list"),
    path("takeover/template/", lists.template, name="takeover_template"),
    path("takeover/<int:run_id>/", pages.run, name="takeover_run"),
    path("takeover/<int:run_id>/sign/", acts.sign, name="takeover_sign"),
    path("takeover/<int:run_id>/decline/", acts.decline, name="takeover_decline"),
    path("takeover/<int:run_id>/go-on/", acts.go_on, name="takeover_go_on"),
    path("takeover/<int:run_id>/reverse/", acts.reverse_run, name="takeover_reverse"),
    path("takeover/<int:run_id>/marked/", lists.marked, name="takeover_marked"),
    path("takeover/<int:run_id>/reconciliation/", lists.reconciliation, name="takeover_reconciliation"),
    path("takeover/<int:run_id>/measures/", lists.measures, name="takeover_measures"),
    path("takeover/<int:run_id>/gaps/<str:key>/", lists.gap, name="takeover_gap"),
]
