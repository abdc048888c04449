"""日历订阅：应办事项的期限。地址里的口令就是钥匙；不写当事人姓名。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from zhixing.casework.nodes import queries as nodes
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

MOST = 500


@login_not_required
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """iCalendar（RFC 5545）。口令不对、已停用的，当没有。"""
    user = User.objects.select_related("court").filter(feed_token=token, is_active=True).first() if len(token) >= 20 else None
    if user is None:
        raise Http404
    made = Calendar()
    made.add("prodid", "-//zhixing//执行指挥中心//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{user.name}的应办事项")
    made.add("refresh-interval;value=duration", "PT1H")
    today = context.current().today
    for node in nodes.open_for(user, today).filter(due__isnull=False)[:MOST]:
        made.add_component(_event(request, node))
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _event(request: HttpRequest, node: Any) -> Event:
    event = Event()
    event.add("uid", f"node-{node.case_id}-{node.pk}@zhixing")
    event.add("dtstamp", context.current().now)
    event.add("dtstart", node.due)
    event.add("dtend", node.due + timedelta(days=1))
    event.add("summary", f"{node}（{node.case}）")
    event.add("description", "\n".join(step["text"] for step in node.steps)[:1000])
    event.add("url", request.build_absolute_uri(reverse("case_page", args=[node.case_id])))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(node))
    alarm.add("trigger", timedelta(hours=-15))
    event.add_component(alarm)
    return event


