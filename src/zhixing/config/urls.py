"""全部地址，只有这一处。"""

from django.urls import include, path

from zhixing.exchange import delivering
from zhixing.exchange.control import endpoints

urlpatterns = [
    path("in/sms/", delivering.receipts, name="in_sms"),
    path("in/agency/<slug:code>/requests", endpoints.requests, name="in_agency_requests"),
    path("in/agency/<slug:code>/documents/<str:number>", endpoints.documents, name="in_agency_documents"),
    path("in/agency/<slug:code>/cards/<str:number>", endpoints.cards, name="in_agency_cards"),
    path("in/agency/<slug:code>/<slug:sort>", endpoints.take_in, name="in_agency_take_in"),
    path("", include("zhixing.entrances.portal.urls")),
    path("", include("zhixing.entrances.web.urls")),
]

handler400 = "zhixing.entrances.web.errors.bad_request"
handler403 = "zhixing.entrances.web.errors.forbidden"
handler404 = "zhixing.entrances.web.errors.missing"
handler500 = "zhixing.entrances.web.errors.broken"
