"""网页入口的地址。"""

from django.urls import include, path, re_path

from zhixing.entrances.web import casepage, errors, profile
from zhixing.entrances.web.admin import urls as admin
from zhixing.entrances.web.approvals import urls as approvals
from zhixing.entrances.web.books import urls as books
from zhixing.entrances.web.bulk import urls as bulk
from zhixing.entrances.web.calculator import urls as calculator
from zhixing.entrances.web.casecontrol import urls as casecontrol
from zhixing.entrances.web.casemoney import urls as casemoney
from zhixing.entrances.web.cases import urls as cases
from zhixing.entrances.web.centre import urls as centre
from zhixing.entrances.web.control import urls as control
from zhixing.entrances.web.debtors import urls as debtors
from zhixing.entrances.web.distribution import urls as distribution
from zhixing.entrances.web.documents import urls as documents
from zhixing.entrances.web.dossier import urls as dossier
from zhixing.entrances.web.flow import urls as flow
from zhixing.entrances.web.funds import urls as funds
from zhixing.entrances.web.money import urls as money
from zhixing.entrances.web.nodes import urls as nodes
from zhixing.entrances.web.pool import urls as pool
from zhixing.entrances.web.registers import urls as registers
from zhixing.entrances.web.service import urls as service
from zhixing.entrances.web.takeover import urls as takeover
from zhixing.entrances.web.training import urls as training
from zhixing.entrances.web.workbench import pages as workbench

#: 不开放自己注册、邮箱找回：口令由系统管理员重置。
CLOSED = r"^accounts/(signup|email|confirm-email|password/(reset|set)|login/code)/"

urlpatterns = [
    path("", workbench.page, name="workbench"),
    path("me/", profile.page, name="profile"),
    path("me/feed/", profile.new_feed, name="profile_feed"),
    path("admin/", include(admin)),
    path("", include(cases)),
    path("cases/<int:case_id>/", casepage.page, name="case_page"),
    path("", include(books)),
    path("", include(bulk)),
    path("", include(documents)),
    path("", include(service)),
    path("", include(dossier)),
    path("", include(funds)),
    path("", include(money)),
    path("", include(casemoney)),
    path("", include(casecontrol)),
    path("", include(control)),
    path("", include(centre)),
    path("", include(distribution)),
    path("", include(nodes)),
    path("", include(calculator)),
    path("", include(approvals)),
    path("", include(takeover)),
    path("", include(flow)),
    path("", include(registers)),
    path("", include(pool)),
    path("", include(debtors)),
    path("", include(training)),
    re_path(CLOSED, errors.closed),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
]
