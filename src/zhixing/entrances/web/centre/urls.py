"""指挥中心各页的地址。

各页自己加一行：``path("centre/…/", module.page, name="centre_…")``。每一组的地址连在一起。
案件上的行为用这几个名字：``case_item_new`` 交办事务、``case_track`` 改办理轨道、``case_hand_on`` 交接、``case_confer`` 会商、``case_entrust`` 事项委托，
地址是 ``cases/<int:case_id>/…/``；按钮在 ``web/remedies.py`` 的 ``CENTRE``。
"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
