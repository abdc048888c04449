"""节点管控的地址。"""

from django.urls import path

from zhixing.entrances.web.nodes import board, feed, replans

urlpatterns = [
    path("nodes/", board.page, name="node_board"),
    path("nodes/replans/", replans.page, name="node_replans"),
    path("nodes/replans/<int:replan_id>/", replans.detail, name="node_replan"),
    path("feed/<str:token>.ics", feed.calendar, name="feed"),
]
