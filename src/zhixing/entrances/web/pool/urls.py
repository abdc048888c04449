"""终本库的地址。"""

from django.urls import path

from zhixing.entrances.web.pool import batch, detail, listing

urlpatterns = [
    path("pool/", listing.page, name="pool_list"),
    path("pool/query/", batch.query, name="pool_query"),
    path("pool/enter/", batch.enter, name="pool_enter"),
    path("pool/results/", batch.results, name="pool_results"),
    path("pool/<int:case_id>/", detail.page, name="pool_case"),
]
