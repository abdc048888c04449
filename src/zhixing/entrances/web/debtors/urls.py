"""被执行人页的地址。"""

from django.urls import path

from zhixing.entrances.web.debtors import pages

urlpatterns = [
    path("debtors/<int:party_id>/", pages.page, name="debtor"),
    path("debtors/<int:party_id>/identity/", pages.identity, name="debtor_identity"),
]
