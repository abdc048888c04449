"""流程系统每日导入、回填单的地址。"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
