"""存量接管的地址。"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
