"""公开页面的地址：不用登录。"""

from django.urls import path

from zhixing.entrances.portal import verify

urlpatterns = [
    path("verify/", verify.page, name="portal_verify"),
    path("v/<str:code>/", verify.paper, name="portal_paper"),
]
