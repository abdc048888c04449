"""惩戒措施、约谈、和解分期的登记簿的地址。"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
