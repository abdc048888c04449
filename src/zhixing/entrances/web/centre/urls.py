"""指挥中心各页的地址。

各页自己加一行：``path("centre/…/", module.page, name="centre_…")``。每一组的地址连在一起。
"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
