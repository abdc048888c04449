"""公开页面的地址：不用登录。"""

from django.urls import path

from zhixing.entrances.portal import clues, deliveries, money, verify

urlpatterns = [
    path("verify/", verify.page, name="portal_verify"),
    path("v/<str:code>/", verify.paper, name="portal_paper"),
    path("clue/", clues.page, name="portal_clue"),
    path("clue/answer/", clues.answer, name="portal_clue_answer"),
    path("pay/", money.page, name="portal_money"),
    path("pay/<str:code>/", money.notice, name="portal_notice"),
    path("d/<str:code>/", deliveries.page, name="portal_delivery"),
    path("d/<str:code>/<int:attempt_id>/", deliveries.paper, name="portal_delivery_paper"),
]
