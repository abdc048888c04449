"""一名被执行人的全部案件的地址。"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
