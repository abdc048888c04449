"""全部地址，只有这一处。"""

from django.urls import include, path

from zhixing.exchange import delivering

urlpatterns = [
    path("in/sms/", delivering.receipts, name="in_sms"),
    path("", include("zhixing.entrances.portal.urls")),
    path("", include("zhixing.entrances.web.urls")),
]

handler400 = "zhixing.entrances.web.errors.bad_request"
handler403 = "zhixing.entrances.web.errors.forbidden"
handler404 = "zhixing.entrances.web.errors.missing"
handler500 = "zhixing.entrances.web.errors.broken"
