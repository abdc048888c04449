"""成批办理的结果：一份一个；没办成的写明理由，排在前面。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import StalePage
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Page, Panel, Row, Status, Table, show
from zhixing.law.finding import Refused

KEPT: Final = "document_results"
COLUMNS: Final = (Column("哪一份"), Column("结果"), Column("理由"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """一份的结果：名称、点开到哪里、没办成的理由（空是办成了）、办成了说的一句（编号）。"""

    name: str
    url: str
    why: tuple[str, ...] = ()
    told: str = ""


def attempted(run: Callable[[], Any]) -> tuple[str, ...]:
    """办一份；办成为空，否则是各条理由。"""
    try:
        run()
    except Refused as error:
        return tuple(f"{one.text}（{one.article}）{one.remedy}" for one in error.finding.reasons)
    except StalePage as error:
        return (f"页面打开以后又有变动：{error}。看过以后再办。",)
    except (Forbidden, PermissionDenied) as error:
        return (f"{error}。",)
    except ObjectDoesNotExist:
        return ("没有这一份，或者您看不到。",)
    return ()


def kept(request: HttpRequest, what: str, back: str, found: Iterable[Outcome]) -> HttpResponse:
    """存下结果，到结果页。"""
    request.session[KEPT] = {"what": what, "back": back, "rows": [asdict(one) for one in found]}
    return HttpResponseRedirect(reverse("document_results"))


def page(request: HttpRequest) -> HttpResponse:
    """上一次成批办理的结果。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    told: dict[str, Any] = request.session.get(KEPT) or {"what": "成批办理", "back": reverse("document_desk"), "rows": []}
    rows = tuple(_row(one) for one in sorted(told["rows"], key=lambda one: not one["why"]))
    failed = sum(1 for one in told["rows"] if one["why"])
    table = Table(columns=COLUMNS, rows=rows, label="结果", empty=Empty("没有结果", "先勾选要办的。"))
    return show(request, Page(
        title=f"{told['what']}：办成 {len(rows) - failed} 份" + (f"，{failed} 份没有办成" if failed else ""), pretitle="文书", back=told["back"],
        body=(Panel(flush=True, body=(table,)),), actions=(Action(text="文书签发", url=reverse("document_desk"), icon="writing"),),
    ))


def _row(one: dict[str, Any]) -> Row:
    told: tuple[Content, ...] = tuple(one["why"]) or (one["told"],)
    state = Status("没有办成", "red") if one["why"] else Status("已办", "green")
    return Row(cells=(Action(text=one["name"], url=one["url"], kind="link"), state, told))
