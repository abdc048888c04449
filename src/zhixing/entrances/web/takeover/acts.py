"""接管上的几个决定：签字、退回、接着办、撤回。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import needs
from zhixing.entrances.web.ui import done
from zhixing.exchange import takeover


@require_POST
@needs("may_sign_takeover")
def sign(request: HttpRequest, run_id: int) -> HttpResponse:
    """执行局长签字；不合格的要么先改，要么说明只接管合格的。"""
    found = takeover.get(request.user, run_id)
    takeover.sign(run_id=found.pk, user=request.user, keep_good=bool(request.POST.get("keep_good")))
    return done(request, reverse("takeover_run", args=[run_id]))


@require_POST
@needs("may_take_over", "may_sign_takeover")
def decline(request: HttpRequest, run_id: int) -> HttpResponse:
    """不签字，退回；上传的人自己撤下。"""
    found = takeover.get(request.user, run_id)
    takeover.decline(run_id=found.pk, user=request.user, reason=request.POST.get("reason", ""))
    return done(request, reverse("takeover_run", args=[run_id]))


@require_POST
@needs("may_sign_takeover")
def go_on(request: HttpRequest, run_id: int) -> HttpResponse:
    """没有接管完的，接着办。"""
    takeover.go_on(run_id=takeover.get(request.user, run_id).pk, user=request.user)
    return done(request, reverse("takeover_run", args=[run_id]))


@require_POST
@needs("may_sign_takeover")
def reverse_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """整批撤回。"""
    found = takeover.get(request.user, run_id)
    takeover.ask_reverse(run_id=found.pk, user=request.user, reason=request.POST.get("reason", ""))
    return done(request, reverse("takeover_run", args=[run_id]))
