"""新手第一天的十步的地址。"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
