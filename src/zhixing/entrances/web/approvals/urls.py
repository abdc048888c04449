"""审批的地址。"""

from django.urls import path

from zhixing.entrances.web.approvals import pages

urlpatterns = [
    path("approvals/", pages.page, name="approval_list"),
    path("approvals/many/", pages.many, name="approval_many"),
    path("approvals/<int:approval_id>/", pages.detail, name="approval_page"),
    path("approvals/<int:approval_id>/paper/", pages.document, name="approval_paper"),
    path("approvals/<int:approval_id>/decide/", pages.decide, name="approval_decide"),
    path("approvals/<int:approval_id>/recall/", pages.recall, name="approval_recall"),
]
