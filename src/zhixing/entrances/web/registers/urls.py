"""登记簿的地址。"""

from django.urls import path
from django.views.generic import RedirectView

from zhixing.entrances.web.registers import backfills, interviews, restrictions, settlements

urlpatterns = [
    path("registers/restrictions/", restrictions.page, name="restriction_list"),
    path("registers/measures/", RedirectView.as_view(pattern_name="control_expiring", query_string=True)),  # 收藏过的旧地址
    path("registers/backfill/", backfills.page, name="backfill_list"),
    path("registers/backfill/count/", backfills.count, name="backfill_count"),
    path("registers/interviews/", interviews.page, name="interview_list"),
    path("registers/settlements/", settlements.page, name="settlement_list"),
    path("registers/settlements/<int:agreement_id>/", settlements.detail, name="settlement_page"),
]
