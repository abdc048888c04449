"""训练的地址。"""

from django.urls import path

from zhixing.entrances.web.training import pages

urlpatterns = [
    path("training/", pages.page, name="training"),
]
